"""The claims and chains that the runs of this folder begin with: those of the tests' tables, of the cases and of the course."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from unittest import mock

from msgspec import Struct

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Expression, Relation, Sign
from builder.calculus.judge.chain import Link, decide_chain
from builder.check import relations
from builder.check.check import check_document
from builder.document.files import read_source
from builder.document.markdown import read_markdown
from tests.benchmarks.corpus import asked
from tests.calculus.judge import (
    test_branching,
    test_comparisons,
    test_decide,
    test_integrals,
    test_modulo,
    test_no_limit,
    test_partials,
    test_prove,
)
from tests.calculus.judge.claims import claim_of, context_of

ROOT = Path(__file__).parents[2]
FOLDERS = ("content", "tests/cases", "tests/derivations", "tests/benchmarks")


class Chain(Struct, frozen=True):
    """Sides, the signs between them, and what holds where they stand."""

    sides: tuple[Expression, ...]
    signs: tuple[Sign, ...]
    context: Context

    def claims(self) -> Iterator[Claim]:
        """Each side against the one before it."""
        for i, sign in enumerate(self.signs):
            yield Claim(Relation(self.sides[i], sign, self.sides[i + 1]), self.context)


def table_claims() -> Iterator[Claim]:
    """The true claims of the judge's own tables."""
    for text, given, assume in test_decide.TRUE:
        yield claim_of(text, context_of(given, assume))
    for curve, text, _ in test_decide.CURVES:
        yield claim_of(text, context_of(curve=curve))
    for left, right, *given in test_prove.TRUE:
        yield claim_of(f"{left} = {right}", context_of(*given))
    for text, assume in test_comparisons.TRUE:
        yield claim_of(text, context_of("", assume))
    for text in (*test_integrals.TRUE, *test_no_limit.NOT_INFINITE):
        yield claim_of(text, Context())
    for given, text, _ in test_partials.TRUE:
        yield claim_of(text, context_of(given))
    for given, assume, text in test_branching.TRUE:
        yield claim_of(text, context_of(given, assume))
    for given, assume, text, _ in test_modulo.MODULO:
        yield claim_of(text, context_of(given, assume))
    for each in asked():
        if each.true:
            yield each.claim()


@cache
def written_chains() -> tuple[Chain, ...]:
    """Every chain about numbers that is checked in the documents of this repository, right or wrong: the oracle knows no vectors
    whose sizes are letters (`tests.fuzz.entries` is about those)."""
    asked: list[Chain] = []

    def recorded(sides: Sequence[Expression], signs: Sequence[Sign], context: Context, budget: Budget) -> Sequence[Link]:
        if not context.shapes:
            asked.append(Chain(tuple(sides), tuple(signs), context))
        return decide_chain(sides, signs, context, budget)

    with mock.patch.object(relations, "decide_chain", recorded):
        for folder in FOLDERS:
            for path in sorted((ROOT / folder).rglob("*.md")):
                check_document(read_markdown(read_source(path)))
    return tuple(asked)


@cache
def all_claims() -> tuple[Claim, ...]:
    """The claims of the tables and the links of all chains, each once, those that relate mathematics to a set left out."""
    claims = [*table_claims(), *(claim for chain in written_chains() for claim in chain.claims())]
    seen: set[tuple[Relation, int]] = set()
    once = []
    for claim in claims:
        key = (claim.relation, id(claim.context))
        if claim.relation.sign not in (Sign.MEMBER, Sign.TENDS, Sign.BECOMES, Sign.PROPORTIONAL) and key not in seen:
            seen.add(key)
            once.append(claim)
    return tuple(once)
