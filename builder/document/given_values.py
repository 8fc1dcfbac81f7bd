r"""Values of functions of which nothing else is told: `f(1) = 4, f'(1) = 2`, and what follows from them, `(f^2)'(1) = 16`.

What is said of such functions at numbers is decided for all that have these values: for Φ + P, with any smooth Φ, and the
polynomial P in t that makes up for what Φ lacks (Birkhoff interpolation). What the values do not determine is left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import perm
from typing import TypeAlias

from msgspec import Struct

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition, Kind, definitions_reached
from builder.calculus.expression.nodes import Derivative, Expression, Group, Number, Relation, Sign, Symbol
from builder.calculus.expression.walk import substitute, symbols, symbols_of
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.latex.display import parse_in
from builder.calculus.latex.names import NO_MACROS
from builder.document import evidence
from builder.document.cues import Cue, cue_before, tells_what_is_known
from builder.document.hypotheses import unknown_functions
from builder.document.sentences import ReadFormula

Values: TypeAlias = Mapping[tuple[int, Fraction], Fraction]
"""Values of a function: by the order of the derivative, and by where it stands."""

_NUMBER = r"-?\s*(?:\d+(?:\.\d+)?(?:\s*/\s*\d+)?|\\[dt]?frac\s*(?:\{\d+\}|\d)\s*(?:\{\d+\}|\d))"
_VALUE = rf"\s*(?P<name>[A-Za-z])(?P<primes>'{{0,3}})\s*\(\s*(?P<at>{_NUMBER})\s*\)\s*=\s*(?P<value>{_NUMBER})\s*[.,;]?\s*"
_LETTERS = (r"\Phi", r"\Psi", r"\Theta", r"\Xi")
_SCALE = r"\Lambda"
_MOST = 12  # values of one function
_BEYOND, _SHIFT = 3, Fraction(17, 10)
"""Functions are told apart by a multiple of (t + 17/10)^(n + 3), n values: no derivative of it is 0 where texts tell values."""


class GivenValue(Struct, frozen=True):
    """That a function, or its derivative of an order, has a value at a number."""

    name: str
    order: int
    at: Fraction
    value: Fraction


def values_given(read: Sequence[ReadFormula]) -> Iterator[tuple[int, GivenValue]]:
    """The values that the formulas of a sentence tell, and do not conclude, each with the number of its formula."""
    for one in read:
        if one.mention.off or one.mention.struck or one.mention.asked or "(" not in one.mention.formula.latex:
            continue
        pieces = re.split(r",(?![^(]*\))|\\quad|\\qquad", one.mention.formula.latex)
        found = [re.fullmatch(_VALUE, piece) for piece in pieces if piece.strip()]
        if not all(found):
            continue
        cue = cue_before(one.before)
        if cue in (Cue.DENIED, Cue.ASKED) or (cue is Cue.CLAIM and not tells_what_is_known(one.before)):
            continue
        for each in found:
            if each is not None:
                at, value = _fraction(each["at"]), _fraction(each["value"])
                yield one.mention.formula.number, GivenValue(each["name"], len(each["primes"]), at, value)


def _fraction(text: str) -> Fraction:
    numbers = re.findall(r"\d+(?:\.\d+)?" if "frac" not in text else r"\d", text)
    if "frac" in text and "{" in text:
        numbers = re.findall(r"\{(\d+)\}|(?<=[}c\s])(\d)", text)
        numbers = [a or b for a, b in numbers]
    value = Fraction(numbers[0]) / (Fraction(numbers[1]) if len(numbers) > 1 and Fraction(numbers[1]) else 1)
    return -value if text.lstrip().startswith("-") else value


class Decided(Struct, frozen=True):
    """The context in which relations are decided by the values of the functions in them; which of them those decide, and which
    may hold or not, as these functions are."""

    context: Context
    claims: frozenset[Relation] = frozenset()
    undetermined: frozenset[Relation] = frozenset()


def under_values(relations: Sequence[Relation], context: Context, values: Mapping[str, Values], budget: Budget) -> Decided:
    """What is decided by the values of functions of which nothing else is told."""
    reached = {relation: of for relation in relations if (of := _functions_in(relation, context)) & values.keys()}
    closed = [relation for relation in reached if relation.sign is Sign.EQUAL and _is_closed(relation, context)]
    names = sorted(frozenset[str]().union(*reached.values()) & values.keys())
    made = {name: solved for name in names if (solved := _interpolating(values[name])) is not None}
    if not closed or len(made) > len(_LETTERS) or frozenset(_LETTERS) & symbols_of(relations):
        return Decided(context)
    general = scaled = plain = context
    for letter, (name, basis) in zip(_LETTERS, made.items(), strict=False):
        general = general.with_kind(letter, Kind.FUNCTION).with_definition(_defined(name, values[name], basis, letter))
        scaled = scaled.with_definition(_defined(name, values[name], basis, _SCALE))
        plain = plain.with_definition(_defined(name, values[name], basis, ""))
    proved, refuted, open_ = set[Relation](), set[Relation](), set[Relation]()
    for relation in closed:
        verdict = decide(Claim(relation, general), budget) if reached[relation] <= made.keys() else None
        if isinstance(verdict, Proved):
            proved.add(relation)
        elif (
            isinstance(verdict, Refuted)
            and isinstance(decide(Claim(relation, plain), budget), Refuted)
            and all(_is_determined(s, scaled, budget) for s in (relation.left, relation.right))
        ):
            refuted.add(relation)
        else:
            open_.add(relation)
    # A value is told without Φ, where all else that is said there holds whatever Φ is.
    without = refuted and not open_ and len(closed) == len(reached)
    return Decided(plain if without else general, frozenset(proved | refuted), frozenset(open_))


def _functions_in(relation: Relation, context: Context) -> frozenset[str]:
    """The functions that nothing defines in a relation, and in what its names stand for."""
    found = unknown_functions(relation, context) | (symbols(relation) & context.functions - context.definitions.keys())
    for definition, _ in definitions_reached(sorted(symbols(relation)), context):
        if definition.body is not None:
            found |= unknown_functions(definition.body, context)
            found |= symbols(definition.body) & context.functions - context.definitions.keys()
    return found - context.definitions.keys()


def _is_closed(relation: Relation, context: Context) -> bool:
    """Whether all functions in a relation stand at numbers, and no other letter does: `(fg)'(1)`, not `(fg)'`."""
    return not evidence.free_names(relation.left, context) | evidence.free_names(relation.right, context)


def _is_determined(side: Expression, scaled: Context, budget: Budget) -> bool:
    """Whether a side has the same value for all functions that differ by a multiple of one that has none of the values."""
    by = Derivative(Group(side), ((Symbol(_SCALE), 1),), partial=True)
    return evidence.is_closed(side) or isinstance(decide(Claim(Relation(by, Sign.EQUAL, Number("0")), scaled), budget), Proved)


def _interpolating(values: Values) -> Sequence[Sequence[Fraction]] | None:
    """For each value the coefficients of a polynomial of which that is 1 and all other values are 0; None if there is none."""
    count = len(values)
    if not 0 < count <= _MOST:
        return None
    rows = [
        [perm(power, order) * at ** (power - order) if power >= order else Fraction(0) for power in range(count)]
        for order, at in values
    ]
    return _inverse([[Fraction(entry) for entry in row] for row in rows])


def _inverse(rows: list[list[Fraction]]) -> Sequence[Sequence[Fraction]] | None:
    """The columns of the inverse of a matrix, by elimination; None if it has none."""
    count = len(rows)
    wide = [[*row, *(Fraction(int(i == j)) for j in range(count))] for i, row in enumerate(rows)]
    for column in range(count):
        pivot = next((i for i in range(column, count) if wide[i][column]), None)
        if pivot is None:
            return None
        wide[column], wide[pivot] = wide[pivot], wide[column]
        wide[column] = [entry / wide[column][column] for entry in wide[column]]
        for i in range(count):
            if i != column and (factor := wide[i][column]):
                wide[i] = [a - factor * b for a, b in zip(wide[i], wide[column], strict=True)]
    return [[wide[i][count + j] for i in range(count)] for j in range(count)]


def _defined(name: str, values: Values, basis: Sequence[Sequence[Fraction]], rest: str) -> Definition:
    """A function with these values: the polynomial alone, or beside a multiple of another one (`_SCALE`), or any function."""
    degree = len(values)
    terms = []
    for ((order, at), value), coefficients in zip(values.items(), basis, strict=True):
        there = f"({_text(at)})"
        lacking = _text(value)
        if rest == _SCALE:
            power = degree + _BEYOND
            lacking += f" - {_SCALE} \\cdot {_text(perm(power, order) * (at + _SHIFT) ** (power - order))}"
        elif rest:
            primes = "'" * order
            lacking += f" - P{primes}{there}"
        polynomial = " + ".join(f"{_text(c)} \\cdot t^{{{power}}}" for power, c in enumerate(coefficients) if c) or "0"
        terms.append(f"({lacking}) \\cdot ({polynomial})")
    if rest == _SCALE:
        terms.append(f"{_SCALE} \\cdot (t + {_text(_SHIFT)})^{{{degree + _BEYOND}}}")
    elif rest:
        terms.append("P(t)")
    display = parse_in(" + ".join(terms), Context().with_kind("P", Kind.FUNCTION).with_kind("t", Kind.REAL), NO_MACROS, None)
    body = display.statements[0].sides[0]
    assert body is not None
    return Definition(name, ("t",), substitute(body, {"P": Symbol(rest)}) if rest and rest != _SCALE else body)


def _text(number: Fraction) -> str:
    text = str(abs(number.numerator)) if number.denominator == 1 else rf"\frac{{{abs(number.numerator)}}}{{{number.denominator}}}"
    return f"(-{text})" if number < 0 else text
