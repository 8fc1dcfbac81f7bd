r"""Notation that is read, and may well be another: of what it says nothing is decided.

`[0, 1]` beside `(0, 1)` is an interval, `E[X^2]` what an operator makes of X², `\Gamma(n + 1)` a value of a function, `f * g` a
convolution, `\{a\}` a set, `\nabla_W L` a gradient by a matrix.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Bracket,
    Derivative,
    Expression,
    Group,
    Negation,
    Node,
    Notation,
    Number,
    Power,
    Product,
    Relation,
    Sum,
    Symbol,
    Times,
    Vector,
    VectorStyle,
)
from builder.calculus.expression.walk import descendants, kinds_in, symbols
from builder.calculus.judge.sorts import is_capital, sorts_in

_OPERATORS = (r"\mathcal", r"\mathbb", r"\mathscr", r"\mathfrak")
_FUNCTIONS = frozenset((r"\Gamma", r"\zeta"))
_CUSTOMARY = frozenset("fgh")
_ORDERS_OF_GROWTH = frozenset((r"\Theta", r"\Omega", r"\omega"))


def in_doubt(relation: Relation, context: Context) -> str:
    """What of a relation may be meant in another way than it is read, in words; "" where nothing is."""
    sides = (relation.left, relation.right)
    if {side.style for side in sides if isinstance(side, Vector) and len(side.entries) == 2} == _BRACKETS:
        return "rows in square and in round brackets, which may be intervals"
    if any(map(_is_set, (term for side in sides for term in _terms(side)))):
        return "a letter or a number in curly brackets, which may be a set"
    for side in sides:
        for node in descendants(side):
            if type(node) not in _TELLING:  # to look at this first takes a quarter of the time that `match` takes
                continue
            match node:
                case Product():
                    if doubt := _of_product(node, context):
                        return doubt
                case Power(Symbol(name), Negation(Number("1"))) if name in _CUSTOMARY and not _is_told(name, context):
                    return f"a power of {name}, or its inverse function"
                case Derivative(Symbol(), ((Symbol(by), _),), True, Notation.OPERATOR) if _is_capital_untold(by, context):
                    if not sorts_in(Claim(relation, context)):  # beside vectors and matrices it is one
                        return f"{by} may be a matrix, or a number"
                case Application(function=Group(inner=Product(signs=signs))) if Times.STAR in signs:
                    return _CONVOLUTION
                case _:
                    pass
    return ""


_TELLING = frozenset({Product, Power, Application, Derivative})
_CONVOLUTION = "a star between functions, which may be a convolution"


def _of_product(product: Product, context: Context) -> str:
    """What of a product may be meant in another way: its factors may be a name and what that is applied to."""
    for sign, (first, second) in zip(product.signs, pairwise(product.factors), strict=True):
        if type(first) is not Symbol or sign not in (Times.IMPLICIT, Times.STAR):
            continue
        if sign is Times.STAR:
            if not _is_told(first.name, context) and _are_functions((first, second)):
                return _CONVOLUTION
        elif _is_in_brackets(second) and _is_of_functions(first, context):
            return "a product, or a value of what is made of functions"
        elif _is_applied(first.name, second) and not _is_told(first.name, context):
            return f"a product, or what {first.name} makes of what is in the brackets"
    return ""


_BRACKETS = {VectorStyle.ROUND, VectorStyle.SQUARE}


def _terms(side: Expression) -> tuple[Expression, ...]:
    return side.terms if isinstance(side, Sum) else (side,)


def _is_set(side: Node) -> bool:
    return isinstance(side, Group) and side.bracket is Bracket.CURLY and isinstance(side.inner, Symbol | Number)


def is_of_growth(relation: Relation, context: Context) -> bool:
    """Whether it may speak of how a function grows: of Δf of a known f, which may be its Laplacian, too, and is no letter of its
    own; or of `\\Theta(n)`, `\\Omega(n)` and `\\omega(n)` as a side, where nothing tells what that letter is."""
    names = (
        name.removeprefix("\\Delta ") for name in symbols(relation) - context.definitions.keys() if name.startswith("\\Delta ")
    )
    if any((of := context.definitions.get(name)) is not None and of.parameters for name in names):
        return True
    match relation.right:
        case Product((Symbol(name), Group(bracket=Bracket.ROUND)), (Times.IMPLICIT,)):
            return name in _ORDERS_OF_GROWTH and not _is_told(name, context)
        case _:
            return False


def _is_capital_untold(name: str, context: Context) -> bool:
    return is_capital(name) and not _is_told(name, context)


def _is_told(name: str, context: Context) -> bool:
    """Whether it is told what a letter stands for."""
    return name in context.definitions or name in context.kinds or name in context.sorts or name in context.shapes


def _is_of_functions(factor: Expression, context: Context) -> bool:
    """Whether a letter is defined to be made of functions alone: g = f^2."""
    definition = context.definitions.get(factor.name) if isinstance(factor, Symbol) else None
    if definition is None or definition.body is None or definition.parameters:
        return False
    names = symbols(definition.body)
    return bool(names) and names <= context.functions


def _is_in_brackets(factor: Expression) -> bool:
    return isinstance(factor, Group) and factor.bracket is Bracket.ROUND


def _is_applied(name: str, factor: Expression) -> bool:
    """Whether what stands behind a letter may be what it is applied to: in square or curly brackets, with none inside."""
    factor = factor.base if isinstance(factor, Power) else factor
    if not isinstance(factor, Group):
        return False
    if factor.bracket is Bracket.ROUND:
        return name in _FUNCTIONS
    capital = len(name) == 1 and name.isupper()
    return (capital or name.startswith(_OPERATORS)) and Group not in kinds_in(factor.inner)


def _are_functions(factors: Iterable[Expression]) -> bool:
    return all(isinstance(factor, Symbol) and factor.name in _CUSTOMARY for factor in factors)
