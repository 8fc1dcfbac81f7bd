"""Claims said in another way: `python -m tests.fuzz.metamorphic --cases N --seed S --jobs J`.

Letters are renamed, terms and factors change places, zero is added, one is a factor, the same is done to both sides, sides change
places, `x + 1` is put for x. What was proved must not be refuted then, and what was refuted must be neither proved nor tested.
That a proof is no longer found is counted.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import TypeAlias

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression import nodes as n
from builder.calculus.expression.walk import descendants, map_children, substitute, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refutation, Refuted, Tested
from tests.fuzz import runs
from tests.fuzz.mutations import changed, text_of
from tests.fuzz.pool import all_claims
from tests.fuzz.usage import is_negative

ONE = n.Number("1")


def with_sides(claim: Claim, change: Callable[[n.Expression], n.Expression]) -> Claim:
    """The claim with both sides changed."""
    relation = claim.relation
    return Claim(n.Relation(change(relation.left), relation.sign, change(relation.right)), claim.context)


def mapped(tree: n.Node, change: Callable[[n.Node], n.Node]) -> n.Node:
    """`tree` with `change` applied to every node, the inner ones first."""
    return change(map_children(tree, lambda child: mapped(child, change)))


def renamed(claim: Claim, source: random.Random) -> Claim | None:
    """One letter gets another name, everywhere."""
    used = _names(claim)
    letters = [name for name in sorted(used) if len(name) == 1 and name.isalpha() and name not in "ed"]
    if not letters:
        return None
    old, new = source.choice(letters), _unused(claim).name

    def name(of: str) -> str:
        return new if of == old else of

    def node(of: n.Node) -> n.Node:
        return n.Symbol(new) if of == n.Symbol(old) else of

    context = claim.context
    definitions = {
        name(d.name): Definition(name(d.name), tuple(map(name, d.parameters)), None if d.body is None else mapped(d.body, node))
        for d in context.definitions.values()
    }
    other = Context(
        MappingProxyType(definitions),
        tuple(mapped(a, node) for a in context.assumptions),
        tuple(mapped(c, node) for c in context.curves),
        MappingProxyType({name(k): v for k, v in context.kinds.items()}),
        None if context.variable is None else name(context.variable),
    )
    # An x that nobody declared is what primes differentiate by; under another name it would not be.
    if context.variable is None and old == "x" and any(isinstance(m, n.Prime) for t in _trees(claim) for m in descendants(t)):
        return None
    return Claim(mapped(claim.relation, node), other)


def _names(claim: Claim) -> frozenset[str]:
    """All names of a claim and of what holds for it."""
    used = {name for node in _trees(claim) for name in symbols(node)}
    used |= {p for d in claim.context.definitions.values() for p in d.parameters} | claim.context.definitions.keys()
    return frozenset(used)


def _unused(claim: Claim) -> n.Symbol:
    used = _names(claim)
    return n.Symbol(next(letter for letter in "qpstvwrzkmc" if letter not in used))


def _trees(claim: Claim) -> Iterator[n.Node]:
    yield claim.relation
    yield from claim.context.assumptions
    yield from claim.context.curves
    yield from (d.body for d in claim.context.definitions.values() if d.body is not None)


def reordered(claim: Claim, source: random.Random) -> Claim | None:
    """Terms and factors in another order; sums with dots, and matrices, stay as they are."""
    if _is_vector(claim) or any(isinstance(node, n.Ellipsis | n.PlusMinus) for node in descendants(claim.relation)):
        return None

    def change(node: n.Node) -> n.Node:
        match node:
            case n.Sum(terms):
                return n.Sum(tuple(source.sample(terms, len(terms))))
            case n.Product(factors, signs):
                inner = tuple(n.Group(f) if isinstance(f, n.Limit | n.Derivative | n.Series | n.Integral) else f for f in factors)
                return n.Product(tuple(source.sample(inner, len(inner))), (n.Times.DOT,) * len(signs))
            case _:
                return node

    return with_sides(claim, lambda side: mapped(side, change))


def with_zero(claim: Claim, source: random.Random) -> Claim | None:
    """Zero is added to one side, one is a factor of it."""
    if _is_vector(claim):
        return None
    zero = source.choice((n.Number("0"), n.Sum((_unused(claim), n.Negation(_unused(claim))))))
    relation = claim.relation
    right = n.Sum((n.Product((ONE, n.Group(relation.right)), (n.Times.DOT,)), n.Group(zero)))
    return Claim(n.Relation(relation.left, relation.sign, right), claim.context)


def on_both_sides(claim: Claim, source: random.Random) -> Claim | None:
    """The same is added to both sides, or both are multiplied by something positive."""
    if _is_vector(claim) or claim.relation.sign not in (n.Sign.EQUAL, n.Sign.LESS, n.Sign.LESS_EQUAL):
        return None
    square = n.Power(_unused(claim), n.Number("2"))
    if source.random() < 0.5:
        return with_sides(claim, lambda side: n.Sum((n.Group(side), square)))
    return with_sides(claim, lambda side: n.Product((n.Group(side), n.Group(n.Sum((square, ONE)))), (n.Times.DOT,)))


def turned(claim: Claim, source: random.Random) -> Claim | None:
    """The sides change places."""
    relation = claim.relation
    if relation.sign not in (n.Sign.EQUAL, n.Sign.IDENTICAL):
        return None
    return Claim(n.Relation(relation.right, relation.sign, relation.left), claim.context)


def moved(claim: Claim, source: random.Random) -> Claim | None:
    """`x + 1` or `2x` for a letter, where nothing binds or defines it, and it is no integer by its use."""
    context = claim.context
    bound = (n.Derivative, n.Prime, n.Limit, n.Series, n.Integral, n.Evaluation, n.Application, n.Differential, n.Gradient)
    if context.definitions or context.assumptions or context.curves or context.kinds:
        return None
    nodes = list(descendants(claim.relation))
    if any(isinstance(node, (*bound, n.Factorial, n.Binomial, n.Ellipsis)) for node in nodes):
        return None
    if any(isinstance(node, n.Power) and is_negative(node.base) for node in nodes):
        return None
    letters = sorted(symbols(claim.relation))
    if not letters:
        return None
    letter = source.choice(letters)
    by = source.choice((n.Sum((n.Symbol(letter), ONE)), n.Product((n.Number("2"), n.Symbol(letter)), (n.Times.DOT,))))
    return with_sides(claim, lambda side: substitute(side, {letter: n.Group(by)}))


def _is_vector(claim: Claim) -> bool:
    kinds = (n.Vector, n.Matrix, n.Gradient, n.Directional)
    return any(isinstance(node, kinds) for tree in _trees(claim) for node in descendants(tree))


Way: TypeAlias = Callable[[Claim, random.Random], Claim | None]
WAYS: tuple[Way, ...] = (renamed, reordered, with_zero, on_both_sides, turned, moved)


def _run(task: tuple[int, int]) -> tuple[Counter[str], list[str]]:
    count, seed = task
    source = random.Random(seed)
    counts: Counter[str] = Counter()
    found = []
    for _ in range(count):
        claim = source.choice(all_claims())
        if source.random() < 0.5:
            claim = changed(claim, source)
        way = source.choice(WAYS)
        other = way(claim, source)
        if other is None:
            continue
        before, after = decide(claim), decide(other)
        counts[f"{type(before).__name__.lower()}, then {type(after).__name__.lower()}"] += 1
        contradiction = (isinstance(before, Proved) and isinstance(after, Refuted)) or (
            isinstance(before, Refuted) and before.how is Refutation.DIFFERS and isinstance(after, Proved | Tested)
        )
        if contradiction:
            kinds = f"{type(before).__name__}, then {type(after).__name__}"
            found.append(f"{way.__name__}: {kinds}: {text_of(claim)}  ->  {text_of(other)}")
    return counts, found


def main() -> int:
    """Judge claims before and after; print the contradictions and the counts."""
    options = runs.parser(__doc__).parse_args()
    all_claims()  # before the processes are forked, so that it is done once
    _, contradictions = runs.run_all(_run, options)
    return 1 if contradictions else 0


if __name__ == "__main__":
    sys.exit(main())
