"""Two rows of which the first leads to the second, and what can be seen of them: the parts of each, the part that changed, and
whether algebra alone leads there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from enum import Enum
from functools import cached_property
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.derivation.build import EULER, bare, without_groups
from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Call,
    Constant,
    Derivative,
    Evaluation,
    Expression,
    Factorial,
    Fence,
    Fenced,
    Group,
    Indexed,
    Integral,
    Limit,
    Negation,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, differing, kinds_in, map_children, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved
from builder.calculus.rules.rule import Rule
from builder.check.differentiated import AS_QUOTIENTS, LOGARITHMS, parts

_PLAIN = (Number, Symbol, Constant, Sum, Negation, Product, Quotient, Power, Root, Group)
_CALCULUS = (Prime, Derivative, Limit, Integral, Evaluation)
_NUMERIC = frozenset({Number, Negation, Quotient, Group})
_KERNELS = (Call, Power, Constant, Fenced, Application, Factorial, Binomial, Indexed, Series, *_CALCULUS)
_LAYERS = 12


CIRCULAR = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))
HYPERBOLIC = frozenset(("sinh", "cosh", "tanh", "coth", "sech", "csch"))
QUOTIENTS = {
    **AS_QUOTIENTS,
    "tanh": ("sinh", "cosh"), "coth": ("cosh", "sinh"), "sech": ("", "cosh"), "csch": ("", "sinh"),
}  # fmt: skip
"""Numerator and denominator of the functions that are quotients; "" is 1."""


class Answer(Enum):
    """Whether a rule may lead from a row to the next: it does, or is one of the steps there; this is not known; it is for a part
    of what is done, and another rule is needed; or it has nothing to apply to. Of several answers the first one counts."""

    APPLIES = "applies"
    UNKNOWN = "unknown"
    PARTLY = "partly"
    CANNOT = "cannot"


APPLIES, UNKNOWN, PARTLY, CANNOT = Answer


class RowPair(Struct, frozen=True, dict=True):
    """The row `before` and the row `after`, which are equal in `context`."""

    before: Expression
    after: Expression
    context: Context

    @cached_property
    def plain(self) -> tuple[Expression, Expression]:
        """Both rows with the values of defined names put in, without brackets. What an integral or a limit is taken by stays."""
        if not self.context.definitions:
            return without_groups(self.before), without_groups(self.after)
        from builder.calculus.derivation.goals import unfolded

        both = (*descendants(self.before), *descendants(self.after))
        bound = frozenset(node.variable.name for node in both if isinstance(node, Integral | Limit))
        try:
            return unfolded(self.before, self.context, bound), unfolded(self.after, self.context, bound)
        except CannotDerive:
            return without_groups(self.before), without_groups(self.after)

    @cached_property
    def changed(self) -> tuple[Expression, Expression]:
        """The parts in which the rows differ, where they differ in one part only."""
        mine, theirs = self.plain
        for _ in range(_LAYERS):
            if (one := differing(mine, theirs)) is None:
                break
            mine, theirs = one[2], one[3]
        return mine, theirs

    @cached_property
    def old(self) -> tuple[Node, ...]:
        """The nodes of the row before, and of all that its names stand for."""
        return (*descendants(self.plain[0]), *parts(self.before, self.context))

    @cached_property
    def new(self) -> tuple[Node, ...]:
        """The nodes of the row after it, and of all that its names stand for."""
        return (*descendants(self.plain[1]), *parts(self.after, self.context))

    def has_ingredients(self, rule: Rule) -> bool:
        """Whether what a rule speaks of stands in the row before; or what it leads to, and that in the row after: a rule is read
        in both directions."""
        left, right = (_ingredients_of(side, rule) for side in (rule.left, rule.right))
        old, new = _ingredients(self.old), _ingredients(self.new)
        return left <= old or (right <= old and left <= new)

    @cached_property
    def is_known(self) -> bool:
        """Whether both rows hold nothing but numbers, arithmetic, known functions, derivatives, limits and integrals."""
        return self.is_arithmetic or all(map(self._is_known, (*self.old, *self.new)))

    @cached_property
    def is_arithmetic(self) -> bool:
        """Whether both rows hold nothing but numbers, arithmetic and known functions: nothing of calculus."""
        return all(self._is_known(node) and not isinstance(node, _CALCULUS) for node in (*self.old, *self.new))

    def _is_known(self, node: Node) -> bool:
        context = self.context
        match node:
            case Symbol(name):
                definition = context.definitions.get(name)
                real = name not in context.shapes and name not in context.sorts and name not in ("i", "j")
                return real and (definition is None or definition.body is not None)
            case Application(function=Symbol(name)):
                definition = context.definitions.get(name)
                return definition is not None and definition.body is not None
            case Fenced(Fence.ABSOLUTE):
                return True
            case _:
                return isinstance(node, (*_PLAIN, Call, *_CALCULUS))

    @cached_property
    def is_algebra(self) -> bool:
        """Whether algebra alone leads from row to row: whatever the functions, derivatives, limits and integrals in them are."""
        return self.is_algebra_with(lambda node: node)

    def is_algebra_with(self, write: Callable[[Expression], Expression]) -> bool:
        """The same, when both rows are written otherwise first."""
        if self.context.shapes or self.context.sorts:
            return False
        return are_equal_by_algebra(*map(write, self.plain))


def unless_unknown(pair: RowPair) -> Answer:
    """What is answered of a rule of which nothing is to be seen in two rows."""
    return Answer.CANNOT if pair.is_known else Answer.UNKNOWN


def _ingredients(nodes: Iterable[Node]) -> frozenset[str]:
    """What of a row algebra does not hide: its functions, roots and exponentials, derivatives, limits and integrals."""
    return frozenset(name for node in nodes for name in _names_of(node))


def _ingredients_of(side: Expression, rule: Rule) -> frozenset[str]:
    """The same of a side of a rule, whose exponents stand for numbers unless they depend on x, as derivatives under its integral
    do for anything."""
    functions = {"x", *rule.letters.functions}
    plain = (n for n in descendants(side) if not isinstance(n, Power) or n.base == EULER or symbols(n.exponent) & functions)
    found = _ingredients(plain)
    return found - {"derivative"} if "Integral" in found else found


_AS_CIRCULAR = {name: tuple(filter(None, parts)) for name, parts in AS_QUOTIENTS.items()} | dict.fromkeys(LOGARITHMS, ("log",))
_AS_EXPONENTIAL = frozenset(("exp", "sinh", "cosh", "tanh", "coth", "sech", "csch"))


def is_root(node: Node) -> bool:
    """Whether a node is a root, or a power with a fraction as its exponent."""
    if not isinstance(node, Power):
        return isinstance(node, Root)
    return any(
        isinstance(part, Quotient) or (isinstance(part, Number) and "." in part.text) for part in descendants(node.exponent)
    )


def _names_of(node: Node) -> tuple[str, ...]:
    match node:
        case Call(function):
            names = _AS_CIRCULAR.get(function, (function,))
            return (*names, "exponential") if function in _AS_EXPONENTIAL else names
        case Power(_, exponent) if symbols(exponent):
            return ("exponential",)
        case _ if is_root(node):
            return ("root",)
        case Prime() | Derivative():
            return ("derivative",)
        case Limit() | Integral() | Fenced() | Binomial() | Series():
            return (type(node).__name__,)
        case _:
            return ()


def are_equal_by_algebra(left: Expression, right: Expression) -> bool:
    """Whether two expressions are proved equal, whatever the functions in them are."""
    kernels: dict[Hashable, Symbol] = {}
    try:
        relation = Relation(_opaque(without_groups(left), kernels), Sign.EQUAL, _opaque(without_groups(right), kernels))
    except _NotAlgebra:
        return False
    return relation.left == relation.right or isinstance(decide(Claim(relation, Context())), Proved)


class _NotAlgebra(Exception):
    """There is something that is no real number."""


def _opaque(node: Expression, kernels: dict[Hashable, Symbol]) -> Expression:
    """`node` with a letter for each part that is no arithmetic."""
    match node:
        case Number() | Symbol():
            return node
        case Sum() | Negation() | Product() | Quotient():
            return cast(Expression, map_children(node, lambda child: _opaque(cast(Expression, child), kernels)))
        case Power(base, exponent) if kinds_in(exponent) <= _NUMERIC:
            return replace(node, base=_opaque(base, kernels))
        case Root(radicand, index) if index is None or kinds_in(index) <= _NUMERIC:
            return replace(node, radicand=_opaque(radicand, kernels))
        case Call(power=power) if power is not None and kinds_in(power) <= _NUMERIC:
            return Power(_opaque(replace(node, power=None), kernels), power)
        case _ if isinstance(node, _KERNELS):
            return kernels.setdefault(_unordered(node), Symbol(rf"\kappa_{len(kernels) + 1}"))
        case _:
            raise _NotAlgebra


def _unordered(node: Node) -> Hashable:
    """A node, in which the order of terms and factors does not matter."""
    match node:
        case Sum(parts) | Product(parts):
            return type(node), frozenset(Counter(map(_unordered, parts)).items())
        case Call(function, (argument,), None, None):
            return function, _unordered(argument)
        case Power(base, exponent):
            return Power, _unordered(base), _unordered(exponent)
        case Negation(operand):
            return Negation, _unordered(operand)
        case Quotient(above, below):
            return Quotient, _unordered(above), _unordered(below)
        case _:
            return node


def are_same(left: Expression, right: Expression) -> bool:
    """Whether two angles are the same but for their form."""
    if left == right or not symbols(left) or symbols(left) != symbols(right):
        return left == right
    from builder.calculus.derivation.answer import is_same_form

    return is_same_form(left, right)


def calls(nodes: Iterable[Node], functions: frozenset[str]) -> list[Call]:
    return [node for node in nodes if isinstance(node, Call) and node.function in functions]


def is_sum(node: Node) -> bool:
    return isinstance(bare(cast(Expression, node)), Sum)


def has(nodes: Iterable[Node], *kinds: type[Node]) -> bool:
    return any(isinstance(node, kinds) for node in nodes)


def is_multiplied_sum(node: Node) -> bool:
    """A product with a sum as a factor, or a power of a sum."""
    match node:
        case Product(factors):
            return any(map(is_sum, factors)) or any(is_multiplied_sum(bare(factor)) for factor in factors)
        case Power(base):
            return is_sum(base)
        case Negation(operand):
            return is_multiplied_sum(bare(operand))
        case _:
            return False


def is_fraction(node: Node) -> bool:
    match node:
        case Quotient():
            return True
        case Power(_, exponent):
            return isinstance(bare(exponent), Negation) or bool(symbols(exponent))
        case Call(function):
            return function in QUOTIENTS
        case _:
            return False
