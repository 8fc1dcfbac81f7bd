"""Names the mistake in a refuted claim about entries, vectors or matrices: the one that, undone, makes it true for every size.

The right side is mended in one place at a time, as the author wrote it, and the judge is asked whether it holds then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias, cast

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Cases,
    Derivative,
    Expression,
    Group,
    Indexed,
    Negation,
    Node,
    Number,
    Operator,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Series,
    Sign,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, map_children, substitute, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.tensors.paths import Lost, is_proved, lost
from builder.calculus.judge.verdict import Proved
from builder.calculus.mistakes.arithmetic import bare

Mended: TypeAlias = tuple[str, Expression]
"""The name of a mistake, and the side with it undone."""

MOST = 80
"""Sides that are tried."""

_TWO_LETTERS = re.compile(r"(?P<head>[^_]+)_\{(?P<first>[a-z])(?P<second>[a-z])\}(?P<rest>.*)")
_TOP = Symbol(r"\top")
_TWO, _ONE = Number("2"), Number("1")


def mistakes_of_entries(claim: Claim, budget: Budget) -> tuple[tuple[str, Expression | None], ...]:
    """The mistake that alone makes a refuted equation false, with the right side as it should be, if there is one.

    None for an equation that holds.
    """
    if is_proved(claim, budget):
        return ()
    left, right = bare(claim.relation.left), bare(claim.relation.right)
    for number, (name, mended) in enumerate(_mended(left, right, claim.context)):
        if number >= MOST or budget.purse().left <= 0:
            break
        if _holds(left, mended, claim.context, budget):
            return ((name, mended),)
    what = lost(claim, budget)
    if what is not None:
        return (("missing-path" if what is Lost.PATH else "dropped-term", None),)
    for context in _assuming(claim):
        if _holds(left, right, context, budget):
            return (("missing-assumption", None),)
    return ()


def _holds(left: Expression, right: Expression, context: Context, budget: Budget) -> bool:
    """Whether an equation is proved, and holds at some sizes too: that is looked at only where there is a proof."""
    claim = Claim(Relation(left, Sign.EQUAL, right), context)
    return is_proved(claim, budget) and isinstance(decide(claim, budget), Proved)


def _mended(left: Expression, right: Expression, context: Context) -> Iterator[Mended]:
    """The right side with each known mistake undone, the most particular mistakes first."""
    if any(isinstance(n, Symbol) and (n == _TOP or n.name in context.shapes) for n in descendants(right)):
        yield from _transposed(right)
    yield from _exchanged(right)
    yield from _summed(left, right)
    yield from _at_input(right, context)
    yield from _turned(left, right)
    yield from _scaled(right, context)
    yield from _with_factor(right, context)
    yield from _other_letters(right)


# ---------------------------------------------------------------------------------------------- one place at a time


def _places(tree: Expression, change: Callable[[Node], Node | None]) -> Iterator[Expression]:
    """The tree with one node changed, for each node that `change` changes, the topmost first."""
    for target in _parts(tree):
        new = change(target)
        if new is not None:
            yield _with(tree, target, new)


def _parts(tree: Expression) -> Iterator[Node]:
    """The parts of a formula in whose place something else may stand: all but names that belong to a sign, and indices."""
    fixed: set[int] = set()
    for node in descendants(tree):
        match node:
            case Indexed(base, indices):
                fixed |= {id(part) for each in (base, *indices) for part in descendants(each)}
            case Series(index=index):
                fixed.add(id(index))
            case Derivative(variables=variables):
                fixed |= {id(variable) for variable, _ in variables}
            case Application(function=function):
                fixed |= {id(part) for part in descendants(function)}
            case Power(exponent=Symbol() as mark):
                fixed.add(id(mark))
            case Cases(branches):
                fixed |= {id(part) for _, held in branches for each in held for part in descendants(each)}
            case _:
                pass
    return (node for node in descendants(tree) if id(node) not in fixed)


def _with(tree: Expression, target: Node, new: Node) -> Expression:
    def change(node: Node) -> Node:
        return new if node is target else map_children(node, change)

    return cast(Expression, change(tree))


def _factor(node: Expression) -> Expression:
    return Group(node) if isinstance(node, Sum | Negation | Product | Quotient) else node


def _transposed(right: Expression) -> Iterator[Mended]:
    """The side, or a part of it, transposed; two factors in the other order."""
    yield "transpose", Power(_factor(right), _TOP)

    def turn(node: Node) -> Node | None:
        match node:
            case Power(base, Symbol(name)) if name in (r"\top", "T", r"\mathsf{T}"):
                return base
            case Symbol() | Group() | Derivative():
                return Power(node, _TOP)
            case _:
                return None

    for mended in _places(right, turn):
        yield "transpose", mended

    def swap(node: Node) -> Node | None:
        match node:
            case Product((first, second), (Times.IMPLICIT,)):
                return Product((second, first), (Times.IMPLICIT,))
            case _:
                return None

    for mended in _places(right, swap):
        yield "transpose", mended


def _exchanged(right: Expression) -> Iterator[Mended]:
    """The two indices of an entry in the other order."""

    def exchange(node: Node) -> Node | None:
        match node:
            case Indexed(base, (i, j)):
                return Indexed(base, (j, i))
            case Symbol(name) if (match := _TWO_LETTERS.fullmatch(name)) is not None:
                return Symbol(f"{match['head']}_{{{match['second']}{match['first']}}}{match['rest']}")
            case _:
                return None

    for mended in _places(right, exchange):
        yield "transpose", mended


def _letters(node: Expression) -> frozenset[str]:
    """The letters in the subscripts of names."""
    names = [name.partition("_")[2] for name in symbols(node)]
    found = {c for subscript in names for c in subscript if c.isalpha()}
    for part in descendants(node):
        if isinstance(part, Indexed):
            found |= {name for index in part.indices for name in symbols(index)}
    return frozenset(found)


def _summed(left: Expression, right: Expression) -> Iterator[Mended]:
    """A sum that was left out: over an index that the left side does not have, or between two derivatives of a chain."""
    bound = {node.index.name for node in descendants(right) if isinstance(node, Series)}
    for letter in sorted(_letters(right) - _letters(left) - bound):
        yield "missing-path", Series(Operator.SUM, _factor(right), Symbol(letter))

        def sum_inside(node: Node, letter: str = letter) -> Node | None:
            open_group = isinstance(node, Group) and letter in _letters(node)
            return Series(Operator.SUM, cast(Expression, node), Symbol(letter)) if open_group else None

        for mended in _places(right, sum_inside):
            yield "missing-path", mended

    def between(node: Node) -> Node | None:
        match node:
            case Product(factors) if len(factors) >= 2:
                pass
            case _:
                return None
        for first, second in zip(node.factors, node.factors[1:], strict=False):
            if not isinstance(first, Derivative) or not isinstance(second, Derivative):
                continue
            by, of = first.variables[0][0], second.operand
            subscript = by.name.partition("_")[2]
            if by == of and len(subscript) == 1 and subscript.isalpha():
                running = next(letter for letter in "klrsq" if letter not in _letters(node) | _letters(left))
                moved = Symbol(by.name.partition("_")[0] + "_" + running)
                return Series(Operator.SUM, substitute(cast(Expression, node), {by.name: moved}), Symbol(running))
        return None

    for mended in _places(right, between):
        yield "missing-path", mended


def _at_input(right: Expression, context: Context) -> Iterator[Mended]:
    """A function's derivative, taken at its value instead of its argument."""
    inputs: Mapping[str, Expression] = {
        name: definition.body.arguments[0]
        for name, definition in context.definitions.items()
        if isinstance(definition.body, Application | Call) and not definition.parameters and len(definition.body.arguments) == 1
    }

    def back(node: Node) -> Node | None:
        match node:
            case Application(function, (Symbol(name),)) if name in inputs:
                return Application(function, (inputs[name],))
            case _:
                return None

    for mended in _places(right, back):
        yield "derivative-at-activation", mended


def _turned(left: Expression, right: Expression) -> Iterator[Mended]:
    """A sign turned: of the whole, of a term, of a case."""
    opened = isinstance(right, Sum) and any(isinstance(n, Group) and isinstance(n.inner, Sum) for n in descendants(left))
    name = "sign-distribution" if opened else "sign"
    yield name, Negation(_factor(right))

    def turn_term(node: Node) -> Iterator[Node]:
        if isinstance(node, Sum):
            for place, term in enumerate(node.terms):
                new = term.operand if isinstance(term, Negation) else Negation(term)
                yield Sum((*node.terms[:place], new, *node.terms[place + 1 :]))

    for target in _parts(right):
        for new in turn_term(target):
            yield name, _with(right, target, new)
        if isinstance(target, Negation):
            yield name, _with(right, target, target.operand)
    for target in _parts(right):
        if not isinstance(target, Sum | Negation | Number) and _is_case(right, target):
            yield name, _with(right, target, Negation(_factor(cast(Expression, target))))


def _is_case(tree: Expression, node: Node) -> bool:
    return any(value is node for part in descendants(tree) if isinstance(part, Cases) for value, _ in part.branches)


def _scaled(right: Expression, context: Context) -> Iterator[Mended]:
    """A factor: 2, a half, a size or one over it, of the whole or of a term."""
    sizes = sorted({name for shape in context.shapes.values() for size in shape for name in symbols(size)})
    numbers: list[Expression] = [_TWO, *map(Symbol, sizes)]
    scales = [*numbers, *(Quotient(_ONE, number) for number in numbers)]
    for scale in scales:
        yield "constant-factor", Product((scale, _factor(right)), (Times.IMPLICIT,))
    if isinstance(right, Sum):
        for scale in (scales[0], scales[len(numbers)]):
            for place, term in enumerate(right.terms):
                new = Product((scale, _factor(term)), (Times.IMPLICIT,))
                yield "constant-factor", Sum((*right.terms[:place], new, *right.terms[place + 1 :]))


def _with_factor(right: Expression, context: Context) -> Iterator[Mended]:
    """A factor of the chain: the derivative of a function that is taken entry by entry."""
    slopes: list[Expression] = []
    names = context.shapes.keys() | context.definitions.keys()
    for name, definition in context.definitions.items():
        match definition.body:
            case Call("tanh", _):
                square = Product((Symbol(name), Symbol(name)), (Times.ENTRYWISE,))
                slopes.append(Group(Sum((_ONE, Negation(square)))))
            case Call("max", (Number("0"), argument)):
                held = Relation(argument, Sign.GREATER, Number("0"))
                slopes.append(Cases(((_ONE, (held,)), (Number("0"), ()))))
            case Application(Symbol() as function, (argument,)) if not definition.parameters:
                slopes.append(Application(Prime(function, _ONE), (argument,)))
            case _:
                pass
    for slope in slopes:
        yield "missing-factor", Product((_factor(right), slope), (Times.ENTRYWISE,))

        def beside(node: Node, slope: Expression = slope) -> Node | None:
            entries = isinstance(node, Symbol) and node.name in names
            if not entries and not isinstance(node, Group | Product | Derivative):
                return None
            return Group(Product((_factor(cast(Expression, node)), slope), (Times.ENTRYWISE,)))

        for mended in _places(right, beside):
            yield "missing-factor", mended
        if isinstance(right, Product):
            for end in range(2, len(right.factors)):
                first = Product(right.factors[:end], right.signs[: end - 1])
                new = Group(Product((first, slope), (Times.ENTRYWISE,)))
                yield "missing-factor", Product((new, *right.factors[end:]), right.signs[end - 1 :])


def _other_letters(right: Expression) -> Iterator[Mended]:
    """A name with another index."""
    letters = sorted(letter for letter in _letters(right) if letter in "ijklmnpqrst")

    def other(node: Node) -> Iterator[Node]:
        if isinstance(node, Symbol) and (parts := node.name.partition("_"))[2] in letters:
            for letter in letters:
                if letter != parts[2]:
                    yield Symbol(f"{parts[0]}_{letter}")

    for target in _parts(right):
        for new in other(target):
            yield "wrong-variable", _with(right, target, new)


def _assuming(claim: Claim) -> Iterator[Context]:
    """The context with one more assumption: that a matrix is symmetric, that the entries of a vector add up to 1."""
    context = claim.context
    for name, shape in context.shapes.items():
        if name in context.definitions:
            continue
        matrix = Symbol(name)
        if len(shape) == 2 and shape[0] == shape[1]:
            yield context.with_assumption(Relation(Power(matrix, _TOP), Sign.EQUAL, matrix))
        if len(shape) == 1:
            total = Series(Operator.SUM, Indexed(matrix, (Symbol("k"),)), Symbol("k"))
            yield context.with_assumption(Relation(total, Sign.EQUAL, _ONE))
