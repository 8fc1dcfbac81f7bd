r"""Closed forms of sequences that are defined by recursion: `a_1 = 3, a_{n+1} = a_n + 2`, hence `a_n = 2n + 1`.

A closed form is right if it gives the first terms, and what the recursion makes of it is the closed form again, by induction; and
only if so, since it has the recursion's terms from the first one on.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition, Kind
from builder.calculus.expression.nodes import Expression, Group, Negation, Number, Relation, Sign, Sum, Symbol
from builder.calculus.expression.walk import replaced, symbols

INDEX = r"(?P<base>\\?[A-Za-z]+)_\{?(?:(?P<letter>[nkmijt])(?P<step>[+-]\d)?|(?P<number>\d{1,2}))\}?"
"""The name of a term of a sequence: `a_n`, `a_{n+1}`, `a_1`."""


class _Term(NamedTuple):
    """A term of a sequence by its index: a letter and what is added to it, or a number."""

    base: str
    letter: str
    number: int


def _term(name: str) -> _Term | None:
    place = re.fullmatch(INDEX, name) if "_" in name else None
    return place and _Term(place["base"], place["letter"] or "", int(place["number"] or place["step"] or 0))


def recurs(name: str, context: Context) -> bool:
    """Whether a name is that of a term of any index of a sequence that is defined by recursion: `a_n` where `a_{n+1}` is told."""
    term = _term(name)
    return term is not None and bool(term.letter) and _recursion(term, context) is not None


def is_start(name: str, context: Context) -> bool:
    """Whether a name is that of the first term that is told of a recursion: `b_0` behind `b_{n+1} = 2b_n`."""
    term = _term(name)
    if term is None or term.letter:
        return False
    terms = [one for other in context.definitions if (one := _term(other)) is not None and one.base == term.base]
    return bool(terms) and all(one.letter and _recursion(one, context) is not None for one in terms)


def _recursion(term: _Term, context: Context) -> Definition | None:
    steps = [definition for definition in context.definitions.values() if _is_recursion(definition, term)]
    return steps[0] if len(steps) == 1 else None


def _is_recursion(definition: Definition, term: _Term) -> bool:
    if definition.body is None or definition.parameters or "_" not in definition.name:
        return False
    told = _term(definition.name)
    return told is not None and told[:2] == term[:2] and bool(_terms(definition.body, term))


def _terms(side: Expression, term: _Term) -> dict[str, int]:
    """The terms in a side with the base and the letter of another, with what is added to it."""
    found = ((name, _term(name)) for name in symbols(side))
    return {name: one.number for name, one in found if one is not None and one[:2] == term[:2]}


def closed_form(claim: Claim) -> tuple[Claim, ...]:
    """What has to hold for a closed form: its first terms, and that the recursion leads from it to itself; () for others."""
    relation, context = claim.relation, claim.context
    term = _term(relation.left.name) if isinstance(relation.left, Symbol) and relation.sign is Sign.EQUAL else None
    if term is None or not term.letter or _terms(relation.right, term) or term.letter not in symbols(relation.right):
        return ()
    step = _recursion(term, context)
    if step is None or step.body is None or (told := _term(step.name)) is None:
        return ()
    steps = _terms(step.body, term)
    order = told.number - min(steps.values())
    starts = {one.number: name for name in (*context.definitions, *symbols(relation.right)) if (one := _start(name, term))}
    first = min(starts, default=0)
    if order < 1 or not starts or any(number >= told.number for number in steps.values()):
        return ()
    if not all(first + n in starts for n in range(order)):
        return ()
    known = {name: one for name, one in context.definitions.items() if (other := _term(name)) is None or other.base != term.base}
    free = replace(context, definitions=MappingProxyType(known))

    def at(value: Expression) -> Expression:
        return Group(replaced(relation.right, Symbol(term.letter), Group(value)))

    found: list[Claim] = []
    for number in range(first, first + order):
        definition = context.definitions.get(starts[number])
        value = Symbol(starts[number]) if definition is None or definition.body is None else definition.body
        # The form is that of the term whose index it is told for, `a_{n+1} = 2n + 3`.
        found.append(Claim(Relation(at(_number(number - term.number)), Sign.EQUAL, value), free))
    body = step.body
    for name, added in steps.items():
        body = replaced(body, Symbol(name), at(_shifted(term.letter, added - term.number)))
    following = Relation(at(_shifted(term.letter, told.number - term.number)), Sign.EQUAL, body)
    counting = free.with_kind(term.letter, Kind.INTEGER) if term.letter not in free.kinds else free
    least = Relation(Symbol(term.letter), Sign.GREATER_EQUAL, _number(first - min(steps.values())))
    found.append(Claim(following, counting.with_assumption(least)))
    return tuple(found)


def _start(name: str, term: _Term) -> _Term | None:
    one = _term(name)
    return one if one is not None and one.base == term.base and not one.letter else None


def _number(value: int) -> Expression:
    return Number(str(value)) if value >= 0 else Negation(Number(str(-value)))


def _shifted(letter: str, added: int) -> Expression:
    return Sum((Symbol(letter), _number(added))) if added else Symbol(letter)
