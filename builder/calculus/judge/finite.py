"""Claims of a letter that is a member of a finite set: one claim for each of its values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from msgspec.structs import replace

from builder.calculus.claim import Claim
from builder.calculus.context import Definition
from builder.calculus.expression.nodes import (
    Derivative,
    Differential,
    HigherDerivative,
    Integral,
    Limit,
    Node,
    NumberSet,
    Relation,
    Series,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import descendants, symbols, symbols_of
from builder.calculus.judge.verdict import Proved, Refuted, Verdict

MOST_CASES = 16
_BINDING = (Derivative, HigherDerivative, Integral, Limit, Series, Differential)


def cases_of(claim: Claim) -> tuple[Claim, ...]:
    """The claim for each value of the letters that are assumed to be members of finite sets of numbers; nothing where there is
    no such letter, where it is also moved, as by a derivative, or where there are more than a few cases."""
    assumed = [a for a in claim.context.assumptions if a.sign is Sign.MEMBER and _is_finite(a.right)]
    if not assumed:
        return ()
    sets: dict[str, tuple[Definition, ...]] = {}
    for relation in assumed:
        letter, of = relation.left, relation.right
        if not isinstance(letter, Symbol) or not isinstance(of, NumberSet) or letter.name in sets or symbols(of):
            return ()
        sets[letter.name] = tuple(Definition(letter.name, (), member) for member in of.members)
    if sets.keys() & (_moved(claim.relation) | claim.context.definitions.keys() | {claim.context.variable}):
        return ()
    count = 1
    for members in sets.values():
        count *= len(members)
    if not 0 < count <= MOST_CASES:
        return ()
    context = replace(claim.context, assumptions=tuple(a for a in claim.context.assumptions if a not in assumed))
    found = []
    for values in product(*sets.values()):
        at = context
        for value in values:
            at = at.with_definition(value)
        found.append(Claim(claim.relation, at))
    return tuple(found)


def of_cases(verdicts: Sequence[Verdict]) -> Verdict:
    """What is known of a claim by that of its cases, of which there is one at least: it is refuted by one, and proved by all."""
    for verdict in verdicts:
        if isinstance(verdict, Refuted):
            return verdict
    return next((verdict for verdict in verdicts if not isinstance(verdict, Proved)), verdicts[0])


def _is_finite(of: Node) -> bool:
    return isinstance(of, NumberSet) and of.name == "finite"


def _moved(relation: Relation) -> frozenset[str]:
    """The letters that a derivative, an integral, a limit or a sum moves."""
    moved = [node for node in descendants(relation) if isinstance(node, _BINDING)]
    return symbols_of(moved)
