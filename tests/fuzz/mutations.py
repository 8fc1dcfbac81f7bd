"""Right claims made wrong by one change: `python -m tests.fuzz.mutations --cases N --seed S --jobs J`.

The claims are those of the tests' tables and all that the example course says. A change is of a sign, a number, a factor, a
term, an exponent or a function, or two parts change places. What the oracle finds false at some point must be refuted: never
proved, never only tested. What it finds true must not be refuted, unless the judge's own counterexample holds for the oracle.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from unittest import mock

from msgspec import Struct

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression import nodes as n
from builder.calculus.expression.walk import children, map_children
from builder.calculus.judge.chain import decide_chain
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refutation, Refuted, Tested, Verdict
from builder.calculus.latex.printer import print_latex
from builder.check import relations
from builder.check.check import check_document
from builder.document.files import read_source
from builder.document.markdown import read_markdown
from tests.calculus.judge.claims import claim_of, context_of
from tests.calculus.judge.test_decide import TRUE
from tests.oracle import truth, truth_at

CHUNK = 250
CONTENT = Path(__file__).parents[2] / "content"

FAMILIES = (
    ("sin", "cos", "tan"), ("sinh", "cosh", "tanh"), ("arcsin", "arccos", "arctan"), ("ln", "exp"), ("sec", "csc", "cot"),
)  # fmt: skip


def table_claims() -> Iterator[Claim]:
    """The true claims of the judge's own table."""
    for text, given, assume in TRUE:
        yield claim_of(text, context_of(given, assume))


def course_claims() -> Iterator[Claim]:
    """Every link of every chain that the example course is checked for."""
    asked: list[tuple[Sequence[n.Expression], Sequence[n.Sign], Context]] = []

    def recorded(sides: Sequence[n.Expression], signs: Sequence[n.Sign], context: Context) -> object:
        asked.append((sides, signs, context))
        return decide_chain(sides, signs, context)

    with mock.patch.object(relations, "decide_chain", recorded):
        for path in sorted(CONTENT.rglob("*.md")):
            check_document(read_markdown(read_source(path)))
    for sides, signs, context in asked:
        for i, sign in enumerate(signs):
            yield Claim(n.Relation(sides[i], sign, sides[i + 1]), context)


def changes(node: n.Node) -> Iterator[n.Node]:
    """What `node` itself may be changed into; its parts stay as they are."""
    match node:
        case n.Number(text) if text.isdecimal() and len(text) < 6:
            for number in {int(text) + 1, max(int(text) - 1, 0), 2 * int(text)} - {int(text)}:
                yield n.Number(str(number))
        case n.Sum(terms):
            for i, term in enumerate(terms):
                other = term.operand if isinstance(term, n.Negation) else n.Negation(term)
                yield n.Sum((*terms[:i], other, *terms[i + 1 :]))
                rest = (*terms[:i], *terms[i + 1 :])
                yield rest[0] if len(rest) == 1 else n.Sum(rest)
        case n.Product(factors, signs):
            for i in range(len(factors)):
                rest = (*factors[:i], *factors[i + 1 :])
                yield rest[0] if len(rest) == 1 else n.Product(rest, (n.Times.DOT,) * (len(rest) - 1))
            yield n.Negation(node)
            yield n.Product((n.Number("2"), *factors), (n.Times.DOT, *signs))
        case n.Quotient(numerator, denominator, written):
            yield n.Quotient(denominator, numerator, written)
            yield numerator
            yield n.Negation(node)
        case n.Power(base, exponent):
            yield base
            yield n.Power(base, n.Sum((exponent, n.Number("1"))))
            yield n.Power(base, n.Sum((exponent, n.Negation(n.Number("1")))))
            yield n.Power(base, n.Negation(exponent))
        case n.Root(radicand, index):
            yield radicand
            yield n.Root(radicand, n.Number("3") if index is None else None)
        case n.Call(function, arguments, power, base, brackets):
            for family in FAMILIES:
                if function in family:
                    yield from (n.Call(other, arguments, power, base, brackets) for other in family if other != function)
            if power is None and function != "log":
                yield n.Call(function, arguments, n.Number("2"), base, brackets)
            elif power is not None:
                yield n.Call(function, arguments, None, base, brackets)
        case n.Negation(operand):
            yield operand
        case n.Binomial(upper, lower):
            yield n.Binomial(upper, n.Sum((lower, n.Number("1"))))
        case n.Fenced(_, inner):
            yield n.Group(inner)
        case n.Prime(operand, _, marks):
            yield operand
            yield n.Prime(operand, n.Number("2"), marks)
        case _:
            pass


def places(node: n.Node) -> Iterator[n.Node]:
    """The parts of an expression that can be changed, those that may not be replaced (names, functions applied) left out."""
    yield node
    match node:
        case n.Derivative(operand) | n.Limit(operand) | n.Series(_, operand) | n.Integral(operand):
            yield from places(operand)
        case n.Application(_, arguments):
            for argument in arguments:
                yield from places(argument)
        case n.Cases():
            return
        case _:
            for child in children(node):
                yield from places(child)


def replaced(tree: n.Node, old: n.Node, new: n.Node) -> n.Node:
    """`tree` with the part that *is* `old` replaced."""
    if tree is old:
        return n.Group(new) if isinstance(new, n.Sum | n.Negation | n.Product | n.Quotient) else new
    return map_children(tree, lambda child: replaced(child, old, new))


def changed(claim: Claim, source: random.Random) -> Claim:
    """A claim with one change, on either side."""
    relation = claim.relation
    for _ in range(20):
        side = source.choice((relation.left, relation.right, relation.right))
        part = source.choice(list(places(side)))
        found = list(changes(part))
        if found:
            new = replaced(side, part, source.choice(found))
            sides = (new, relation.right) if side is relation.left else (relation.left, new)
            return Claim(n.Relation(sides[0], relation.sign, sides[1]), claim.context)
    return claim


def cases(count: int, seed: int, claims: Sequence[Claim]) -> Iterator[Claim]:
    """`count` claims: with one change, with two now and then."""
    source = random.Random(seed)
    for _ in range(count):
        claim = changed(source.choice(claims), source)
        yield changed(claim, source) if source.random() < 0.15 else claim


class Outcome(Struct, frozen=True):
    """What the judge and the oracle say of a claim; `contradiction` tells that one of them must be wrong."""

    claim: Claim
    verdict: Verdict
    truth: bool | None
    contradiction: str = ""


def judged(claim: Claim) -> Outcome:
    """The verdict on a claim beside the oracle's."""
    verdict, said = decide(claim), truth(claim)
    if said is False and isinstance(verdict, Proved | Tested):
        return Outcome(claim, verdict, said, "false, and accepted")
    if isinstance(verdict, Refuted) and verdict.how is Refutation.DIFFERS and not verdict.functions and verdict.entry == ():
        at = truth_at(claim, verdict.at)
        if at is True:
            return Outcome(claim, verdict, said, "refuted at a point where it holds")
    return Outcome(claim, verdict, said)


def text_of(claim: Claim) -> str:
    """A claim as a person reads it, with the definitions that it may use."""
    given = ", ".join(
        f"{d.name}({', '.join(d.parameters)}) = {print_latex(d.body)}"
        for d in claim.context.definitions.values()
        if d.body is not None
    )
    assumed = ", ".join(print_latex(a) for a in claim.context.assumptions)
    return f"{print_latex(claim.relation)}   [{given}] [{assumed}]"


def main() -> int:
    """Judge the cases; print the contradictions and the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    claims = all_claims()  # before the processes are forked, so that it is done once
    tasks = [(min(CHUNK, options.cases - at), options.seed * 1_000_000 + at) for at in range(0, options.cases, CHUNK)]
    counts: Counter[str] = Counter()
    contradictions = 0
    with multiprocessing.get_context("fork").Pool(options.jobs) as pool:
        for part, found in pool.imap(_run, tasks):
            counts.update(part)
            contradictions += len(found)
            for line in found:
                print(line, flush=True)
    print(f"{options.cases} cases of {len(claims)} claims, seed {options.seed}: {contradictions} contradictions")
    for name, count in sorted(counts.items()):
        print(f"  {name}: {count}")
    return 1 if contradictions else 0


@cache
def all_claims() -> tuple[Claim, ...]:
    """All claims that are changed."""
    return (*table_claims(), *course_claims())


def _run(task: tuple[int, int]) -> tuple[Counter[str], list[str]]:
    """One chunk of cases: what became of them, and the contradictions, each a line."""
    counts: Counter[str] = Counter()
    found = []
    for claim in cases(*task, all_claims()):
        try:
            outcome = judged(claim)
        except Exception as fault:  # a crash is a finding, too, and the run goes on
            counts["crashed"] += 1
            found.append(f"crashed: {type(fault).__name__}: {text_of(claim)}")
            continue
        known = {True: "true", False: "false", None: "not told"}[outcome.truth]
        counts[f"{known}: {type(outcome.verdict).__name__.lower()}"] += 1
        if outcome.contradiction:
            found.append(f"{outcome.contradiction}: {type(outcome.verdict).__name__}: {text_of(claim)}")
    return counts, found


if __name__ == "__main__":
    sys.exit(main())
