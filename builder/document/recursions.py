"""Terms of sequences that a text defines by recursion: `a_1 = 1, a_{n+1} = 2a_n + 1`, hence `a_3 = 7`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flint import fmpq
from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import Expression, Number, Relation, Sign, Symbol
from builder.calculus.expression.walk import substitute, symbols
from builder.calculus.judge.conventions import element_of
from builder.calculus.judge.decide import decide
from builder.calculus.judge.polynomials import rational, value_at
from builder.calculus.judge.recursion import INDEX
from builder.calculus.judge.verdict import Refutation, Refuted

_MOST_TERMS = 40
_TRIED_TERMS = (4, 5, 6)


def is_early_term(relation: Relation) -> bool:
    """Whether a relation tells one of the first terms of a sequence."""
    place = re.fullmatch(INDEX, relation.left.name) if isinstance(relation.left, Symbol) else None
    number = place["number"] if place is not None else None
    return number is not None and len(number) < 4 and int(number) <= _MOST_TERMS


def term_told(relation: Relation, context: Context) -> Expression | None:
    """The value that a recursion in `context` gives a term for which a relation tells another, or the same; None without one."""
    name = relation.left.name if relation.sign is Sign.EQUAL and isinstance(relation.left, Symbol) else ""
    stem = name.partition("_")[0] + "_"
    start = len(stem)
    if stem == "_" or all(o[start:].strip("{}").isdecimal() for o in context.definitions if o.startswith(stem)):
        return None
    place = re.fullmatch(INDEX, name)
    if place is None or place["number"] is None:
        return None
    base, wanted = place["base"], int(place["number"])
    steps = [definition for definition in context.definitions.values() if _is_step(definition, base)]
    if len(steps) != 1 or wanted > _MOST_TERMS:
        return None
    values = _first_terms(base, context)
    return _continued(base, wanted, steps[0], values) if values and wanted > max(values) else None


def failing_step(relation: Relation, context: Context, budget: Budget) -> Relation | None:
    r"""Of a recursion for what is defined by its index, `I_n = \\frac{n}{n - 1} I_{n-2}` where I_n is an integral, the step to a
    term, if it and those to the next terms do not hold: from some n on others might. None where one may hold."""
    left = relation.left
    found = element_of(left.name, context) if isinstance(left, Symbol) and left.name in context.definitions else None
    if found is None or not isinstance(found[1], Symbol):
        return None
    definition, letter = found[0], found[1].name
    first: Relation | None = None
    for term in _TRIED_TERMS:
        at: dict[str, Expression] = {letter: Number(str(term))}
        for name in symbols(relation):
            other = element_of(name, context)
            if other is not None and other[0] == definition and (place := value_at(other[1], {letter: fmpq(term)})) is not None:
                at[name] = Symbol(f"{name.partition('_')[0]}_{{{place}}}")
        sides = (replace(substitute(side, at), span=None) for side in (relation.left, relation.right))
        step = Relation(next(sides), Sign.EQUAL, next(sides))
        verdict = decide(Claim(step, context), budget)
        if not isinstance(verdict, Refuted) or verdict.how is not Refutation.DIFFERS:
            return None
        first = first or step
    return first


def _is_step(definition: Definition, base: str) -> bool:
    if definition.parameters or definition.body is None:
        return False
    found = re.fullmatch(INDEX, definition.name)
    terms = [re.fullmatch(INDEX, name) for name in symbols(definition.body)]
    return (
        found is not None
        and found["base"] == base
        and found["letter"] is not None
        and any(term is not None and term["base"] == base and term["letter"] == found["letter"] for term in terms)
    )


def _first_terms(base: str, context: Context) -> dict[int, fmpq]:
    """The terms without a gap from the first one on that the text tells as numbers."""
    told: dict[int, fmpq] = {}
    for definition in context.definitions.values():
        place = re.fullmatch(INDEX, definition.name)
        if place is not None and place["base"] == base and place["number"] is not None and definition.body is not None:
            value = value_at(definition.body, {})
            if value is not None:
                told[int(place["number"])] = value
    if not told:
        return {}
    first = min(told)
    kept: dict[int, fmpq] = {}
    while first in told:
        kept[first] = told[first]
        first += 1
    return kept


def _continued(base: str, wanted: int, step: Definition, values: Mapping[int, fmpq]) -> Expression | None:
    place = re.fullmatch(INDEX, step.name)
    assert place is not None and step.body is not None
    letter, ahead = place["letter"], int(place["step"] or 0)
    terms = dict(values)
    for index in range(max(values) + 1, wanted + 1):
        at: dict[str, fmpq] = {letter: fmpq(index - ahead)}
        for name in symbols(step.body) - {letter}:
            other = re.fullmatch(INDEX, name)
            if other is None or other["base"] != base or other["letter"] != letter:
                return None
            before = index - ahead + int(other["step"] or 0)
            if before not in terms:
                return None
            at[name] = terms[before]
        value = value_at(step.body, at)
        if value is None:
            return None
        terms[index] = value
    return rational(terms[wanted])
