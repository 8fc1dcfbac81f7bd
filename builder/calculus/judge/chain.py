"""Decides a chain of sides: each against its neighbour, and each against the first."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Expression, Integral, Relation, Sign
from builder.calculus.expression.walk import kinds_in, symbols, symbols_of
from builder.calculus.judge.antiderivatives import is_antiderivative
from builder.calculus.judge.decide import REFUTING_POINTS, USED_UP, decide, has_readings, has_values, refute
from builder.calculus.judge.known import Known
from builder.calculus.judge.looks import POINTS
from builder.calculus.judge.verdict import Domain, Ignorance, JudgeDisagreement, Proved, Refutation, Refuted, Unknown, Verdict

_EQUALITIES = frozenset({Sign.EQUAL, Sign.IDENTICAL, Sign.DEFINES})
_RISING = _EQUALITIES | {Sign.LESS, Sign.LESS_EQUAL}
_FALLING = _EQUALITIES | {Sign.GREATER, Sign.GREATER_EQUAL}


class Link(Struct, frozen=True):
    """The verdict on one sign of a chain.

    `follows` tells that an earlier link is refuted, and that this one is no error of its own: it holds against the side before
    it but not against the first, or it mends the chain: it holds against the first, and the side before it does not. One error,
    one message.
    """

    verdict: Verdict
    follows: bool


def decide_chain(
    sides: Sequence[Expression], signs: Sequence[Sign], context: Context, budget: Budget = DEFAULT_BUDGET
) -> tuple[Link, ...]:
    """A link for each sign.

    Step by step a chain can be true and yet end in something false, because each step holds on a smaller domain than the whole:
    `\\sqrt{x^2} = (\\sqrt x)^2 = x`. So each side is compared with the first too; a side that is refuted there, without an
    earlier refuted link, refutes its link. Of steps that are proved where either side exists, the last one tells. All is paid
    from the account of `budget`.

    Where a side holds an indefinite integral, the sides are families of functions, each known up to a constant: they are compared
    with their neighbours only, and `\\sin^2 x + C = -\\cos^2 x + C` behind an integral that is equal to both holds.
    """
    return budget.once(
        lambda known: (decide_chain, tuple(signs), tuple(map(known.tree, sides)), known.context(context)),
        lambda budget: _links(sides, signs, context, budget),
        tuple[Link, ...],
    )


def _links(
    sides: Sequence[Expression], signs: Sequence[Sign], context: Context, budget: Budget, *, at_end: bool = True
) -> tuple[Link, ...]:
    """The links of a chain; while all steps are proved throughout, only its end is compared with the first side, if `at_end`."""
    known = Known()
    links: list[Link] = []
    broken = False
    families = _holds_antiderivatives(sides, context)
    for i, sign in enumerate(signs):
        verdict = decide(Claim(Relation(sides[i], sign, sides[i + 1]), context), budget, known)
        if isinstance(verdict, Refuted) and families and _have_the_same_constant(sides, i):
            verdict = _as_families(sides, signs, i, context, budget, known) or verdict
        if isinstance(verdict, Refuted):
            mended = _mended(sides, signs, i, links[-1].verdict, context, budget, known) if broken else None
            broken = True
            links.append(Link(verdict, follows=False) if mended is None else Link(mended, follows=True))
            continue
        if i and budget.purse().left <= 0:  # nobody can tell what it is against the first side
            links.append(Link(Unknown(Ignorance.TOO_LARGE, USED_UP), follows=False))
            continue
        verdicts = [*(link.verdict for link in links), verdict]
        throughout = at_end and all(map(_is_proved_throughout, verdicts))
        if families or (throughout and i + 1 < len(signs)):
            against_first = None
        else:
            # Steps that are proved throughout need no more than the points at which their values are known already.
            points = POINTS if throughout else REFUTING_POINTS
            against_first = _against_first(sides, signs, i, context, budget, known, points)
            if throughout and against_first is not None:
                return _links(sides, signs, context, budget, at_end=False)
        if against_first is None:
            links.append(Link(verdict, follows=False))
        elif broken:
            links.append(Link(verdict, follows=True))
        else:
            _not_if_all_are_proved(sides, signs, i, verdicts, against_first, context, budget, known)
            broken = True
            links.append(Link(against_first, follows=False))
    return tuple(links)


def _is_proved_throughout(verdict: Verdict) -> bool:
    """Whether a step is proved under no condition, in any reading, and no point was seen at which one side alone has a value."""
    if not isinstance(verdict, Proved):
        return False
    evidence = verdict.evidence
    return evidence.domain is Domain.SAME and not evidence.conditions and bool(evidence.points) and not has_readings(evidence)


def _holds_antiderivatives(sides: Sequence[Expression], context: Context) -> bool:
    """Whether an indefinite integral stands in a side, or in the definition of a name in it."""
    names = symbols_of(sides)
    bodies = [context.definitions[name].body for name in names & context.definitions.keys()]
    return any(tree is not None and Integral in kinds_in(tree) and is_antiderivative(tree) for tree in (*sides, *bodies))


def _have_the_same_constant(sides: Sequence[Expression], i: int) -> bool:
    """Whether both sides of the `i`th sign hold a letter that the first side does not, `+ C`, and the same one."""
    new, before = symbols(sides[i + 1]) - symbols(sides[0]), symbols(sides[i]) - symbols(sides[0])
    return i > 0 and len(new) == 1 and new == before


def _as_families(
    sides: Sequence[Expression], signs: Sequence[Sign], i: int, context: Context, budget: Budget, known: Known
) -> Proved | None:
    """The proof that the first side, an integral, is the family behind the `i`th sign, as well as the one before it."""
    if not frozenset(signs[: i + 1]) <= _EQUALITIES or not is_antiderivative(sides[0]):
        return None
    before, here = (decide(Claim(Relation(sides[0], Sign.EQUAL, sides[j]), context), budget, known) for j in (i, i + 1))
    return here if isinstance(before, Proved) and isinstance(here, Proved) else None


def _not_if_all_are_proved(
    sides: Sequence[Expression],
    signs: Sequence[Sign],
    last: int,
    verdicts: Sequence[Verdict],
    refuted: Refuted,
    context: Context,
    budget: Budget,
    known: Known,
) -> None:
    """Raise JudgeDisagreement where a proved chain is refuted at a point at which each of its sides has a value.

    Where a side between has none, nothing is wrong with us: each step holds on a smaller domain than the whole.
    """
    if refuted.how is not Refutation.DIFFERS or refuted.functions or not all(isinstance(v, Proved) for v in verdicts):
        return
    claims = [Claim(Relation(sides[i], signs[i], sides[i + 1]), context) for i in range(last + 1)]
    if all(has_values(claim, refuted.at, budget, known) for claim in claims):
        at = ", ".join(f"{name} = {value}" for name, value in refuted.at.items())
        raise JudgeDisagreement(
            f"each step of a chain is proved, yet at {at} its first side is {refuted.left} and side {last + 2} is {refuted.right}"
        )


_WITHOUT_VALUE = (Refutation.NO_LIMIT, Refutation.NOWHERE_DEFINED)


def _mended(
    sides: Sequence[Expression], signs: Sequence[Sign], i: int, last: Verdict, context: Context, budget: Budget, known: Known
) -> Proved | None:
    """The proof that the side behind the `i`th sign is again what the first side is, when the one before it is not, as the `last`
    verdict tells if that side has no value."""
    before, here = _joined(signs[:i]), _joined(signs[: i + 1])
    if before is None or here is None:
        return None
    has_none = isinstance(last, Refuted) and last.how in _WITHOUT_VALUE and bool(last.right) and not last.left
    if not has_none and refute(Claim(Relation(sides[0], before, sides[i]), context), budget, known) is None:
        return None
    verdict = decide(Claim(Relation(sides[0], here, sides[i + 1]), context), budget, known)
    return verdict if isinstance(verdict, Proved) else None


def _against_first(
    sides: Sequence[Expression], signs: Sequence[Sign], i: int, context: Context, budget: Budget, known: Known, points: int
) -> Refuted | None:
    """A refutation of what the chain up to its `i`th sign says of its first side and the one behind that sign."""
    if i == 0:
        return None
    sign = _joined(signs[: i + 1])
    return None if sign is None else refute(Claim(Relation(sides[0], sign, sides[i + 1]), context), budget, known, points)


def _joined(signs: Sequence[Sign]) -> Sign | None:
    """What a chain of signs says of its two ends: `a = b \\le c < d` says `a < d`. None when it says nothing."""
    said = frozenset(signs)
    if said <= _EQUALITIES:
        return Sign.EQUAL
    if said <= _RISING:
        return Sign.LESS if Sign.LESS in said else Sign.LESS_EQUAL
    if said <= _FALLING:
        return Sign.GREATER if Sign.GREATER in said else Sign.GREATER_EQUAL
    return None
