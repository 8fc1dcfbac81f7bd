"""Small repairs of the right side, each with the name of the mistake that it would undo: one sign, one exponent, one letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from msgspec import Struct

from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Constant,
    Derivative,
    Expression,
    Group,
    Limit,
    Negation,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.mistakes.arithmetic import ONE, bare, number, rational
from builder.calculus.mistakes.places import places, renamed


class Repair(Struct, frozen=True):
    """What the right side would be without the mistake. `term` tells that it turns the sign of one term of a sum."""

    mistake: str
    expression: Expression
    term: bool = False


def repairs(right: Expression, left: Expression, context: Context) -> Iterator[Repair]:
    """The right side with one thing changed in one place."""
    derived = any(isinstance(node, Prime | Derivative) for node in descendants(left))
    leaves = _leaves(left, context)
    of_powers = _mistake_in_power(left, context) if derived else "copied-wrong"
    sums, here = _sums(left, context), symbols(right)
    copied = leaves if _size(right) > 2 else ()
    for node, rebuild in places(right):
        match node:
            case Sum(terms):
                for i, term in reversed(tuple(enumerate(terms))):
                    yield Repair("sign", rebuild(Sum((*terms[:i], turned(term), *terms[i + 1 :]))), term=True)
                for other in sums:
                    if (
                        len(other.terms) == len(terms)
                        and sum(a == b for a, b in zip(terms, other.terms, strict=True)) == len(terms) - 1
                    ):
                        yield Repair("copied-wrong", rebuild(other))
            case Power(base, exponent):
                value = rational(exponent)
                if value is not None:
                    for meant in (value + 1, value - 1, -value):
                        yield Repair(of_powers, rebuild(_power(base, number(meant))))
                else:
                    yield Repair("sign", rebuild(Power(base, turned(exponent))))
                    if derived and isinstance(exponent, Symbol):
                        yield Repair(of_powers, rebuild(Power(base, Sum((exponent, Negation(ONE))))))
            case Call("exp", (argument,)):
                yield Repair("sign", rebuild(Call(node.function, (turned(argument),), node.power, node.base, node.brackets)))
            case Root(radicand, index):
                yield Repair("sign", rebuild(Root(turned(radicand), index)))
            case Product(factors, signs):
                for i in range(1, len(factors)):
                    exponent_meant = _unshifted(factors[i - 1], factors[i])
                    if exponent_meant is not None:
                        joined = (*factors[: i - 1], Power(factors[i - 1], exponent_meant), *factors[i + 1 :])
                        yield Repair("copied-wrong", rebuild(joined[0] if len(joined) == 1 else Product(joined, signs[1:])))
            case Number() | Symbol():
                for leaf in copied:
                    nothing = isinstance(node, Symbol) and rational(leaf) == 0 and not isinstance(left, Limit)
                    doubled = isinstance(node, Number) and isinstance(leaf, Symbol) and leaf.name in here
                    if leaf != node and not nothing and not doubled and not _cancels(copy := rebuild(leaf)):
                        yield Repair("copied-wrong", copy)
            case _:
                pass
    yield from _renamings(right, leaves, context, derived)


def _cancels(node: Expression) -> bool:
    """Whether something stands over itself, or is taken from itself: nobody meant to copy that."""
    for part in descendants(node):
        match part:
            case Quotient(above, below) if bare(above) == bare(below):
                return True
            case Sum((first, Negation(second))) if first == second:
                return True
            case _:
                pass
    return False


def _mistake_in_power(left: Expression, context: Context) -> str:
    """Where an exponent of a derivative went wrong: in the power rule, if there is a power, or below a quotient that has none."""
    nodes = [node for source in _sources(left, context) for node in descendants(source)]
    powers = any(isinstance(node, Power | Root) for node in nodes)
    return "quotient-denominator" if not powers and any(isinstance(node, Quotient) for node in nodes) else "power-rule"


def turned(node: Expression) -> Expression:
    """`node` with its sign turned, its brackets kept as they are needed."""
    match node:
        case Negation(operand):
            return operand
        case Group(inner) if isinstance(inner, Negation):
            return inner.operand
        case Sum():
            return Negation(Group(node))
        case _:
            return Negation(node)


def _power(base: Expression, exponent: Expression) -> Expression:
    return base if exponent == ONE else Power(base, exponent)


def _unshifted(before: Expression, after: Expression) -> Expression | None:
    """`x62` was meant as x^2: the 6 stands on the key of ^."""
    if isinstance(before, Symbol) and isinstance(after, Number) and re.fullmatch("6[0-9]+", after.text):
        return Number(after.text[1:])
    return None


def _size(node: Expression) -> int:
    return sum(1 for _ in descendants(node))


def _sources(left: Expression, context: Context) -> list[Expression]:
    """The left side, and what its names stand for."""
    found = [left]
    for node in descendants(left):
        name = node.name if isinstance(node, Symbol) else None
        definition = context.definitions.get(name) if name is not None else None
        if definition is not None and definition.body is not None and definition.body not in found:
            found.append(definition.body)
    return found


def _leaves(left: Expression, context: Context) -> tuple[Expression, ...]:
    found = (n for source in _sources(left, context) for n in descendants(source) if isinstance(n, Number | Symbol | Constant))
    functions = context.functions
    return tuple(dict.fromkeys(cast(Expression, n) for n in found if not (isinstance(n, Symbol) and n.name in functions)))[:16]


def _sums(left: Expression, context: Context) -> tuple[Sum, ...]:
    return tuple(dict.fromkeys(n for source in _sources(left, context) for n in descendants(source) if isinstance(n, Sum)))[:8]


def _renamings(right: Expression, leaves: tuple[Expression, ...], context: Context, derived: bool) -> Iterator[Repair]:
    """One letter of the right side replaced throughout by one of the `leaves` of the left side."""
    functions = context.functions
    at_left = [n for n in leaves if isinstance(n, Symbol)]
    here = dict.fromkeys(n.name for n in descendants(right) if isinstance(n, Symbol) and n.name not in functions)
    known = {n.name for n in at_left} | set(context.definitions)
    exponents = {
        s.name for n in descendants(right) if isinstance(n, Power) for s in descendants(n.exponent) if isinstance(s, Symbol)
    }
    for name in here:
        for other in at_left:
            if other.name != name:
                yield Repair(_renaming(name, other.name, context), renamed(right, name, other))
        if name not in known:
            for leaf in leaves:
                if isinstance(leaf, Number):
                    mistake = "power-rule" if derived and name in exponents else "copied-wrong"
                    yield Repair(mistake, evaluated(renamed(right, name, leaf)))


def _renaming(old: str, new: str, context: Context) -> str:
    """An output for its own input is a mistake of its own."""
    definition = context.definitions.get(old)
    if definition is not None and definition.body is not None:
        body = bare(definition.body)
        if isinstance(body, Application | Call) and any(bare(argument) == Symbol(new) for argument in body.arguments):
            return "derivative-at-activation"
    return "wrong-variable"


def evaluated(node: Expression) -> Expression:
    """`node` with sums of numbers worked out, and the exponent 1 left out."""
    from builder.calculus.expression.walk import map_children

    inner = map_children(node, lambda child: evaluated(child) if not isinstance(child, Quotient) else child)  # type: ignore[arg-type]
    match inner:
        case Sum(terms):
            values = [rational(term) for term in terms]
            known = [value for value in values if value is not None]
            return number(sum(known)) if len(known) == len(values) else inner
        case Power(base, exponent) if rational(exponent) == 1:
            return base
        case _:
            return cast(Expression, inner)
