"""Rules that the reader knows: they are applied without a row, and nothing is shown of what rests on them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from builder.calculus.derivation.derivation import Derivation, Grain, Reason, Step
from builder.calculus.derivation.rows import marked
from builder.calculus.rules import algebra
from builder.calculus.rules.differentiation import CONSTANT, DIFFERENCE, IDENTITY, NEGATIVE, SUM

_TIDYING = frozenset(rule.name for rule in algebra.ALGEBRA)
_WITH_SUM = frozenset({DIFFERENCE.name, NEGATIVE.name, CONSTANT.name, IDENTITY.name})


def silently(derivation: Derivation, known: frozenset[str]) -> Derivation:
    """`derivation` without the rows of the rules in `known`. The last row of the goal itself stays, whatever its rule."""
    if not known:
        return derivation
    known = known | _WITH_SUM if SUM.name in known else known
    steps = _shortened(derivation.steps, known, outermost=True)
    return replace(derivation, steps=steps)


def briefly(derivation: Derivation) -> Derivation:
    """`derivation` without the rows of plain arithmetic, of which the row beside tells, and without what its rows rest on."""
    steps: list[Step] = []
    for run in _runs([replace(step, steps=()) for step in derivation.steps]):
        kept = _joined(run, _ARITHMETIC, told=True)
        if len(kept) > 2 and kept[-1].reason.rule in _ARITHMETIC:
            *kept, before, last = kept
            kept.append(_as_one(before, last, _told(before.reason, last.reason, before.reason.rule)))
        steps.extend(kept)
    return replace(derivation, steps=tuple(steps), grain=Grain.BRIEF)


_ARITHMETIC = _TIDYING - frozenset(
    rule.name
    for rule in (
        algebra.ADD_AND_SUBTRACT,
        algebra.CANCEL,
        algebra.SPLIT_FRACTION,
        algebra.COMMON_DENOMINATOR,
        algebra.CONJUGATE,
        algebra.CONJUGATE_OF_CUBES,
        algebra.DIFFERENCE_OF_SQUARES,
        algebra.DIFFERENCE_OF_CUBES,
        algebra.FACTOR_OUT,
        algebra.FACTOR_POLYNOMIAL,
        algebra.BINOMIAL_THEOREM,
        algebra.BINOMIAL_FIRST,
        algebra.PASCAL,
        algebra.COMPLETE_SQUARE,
        algebra.LOGARITHM_OF_POWER,
        algebra.LOGARITHM_OF_PRODUCT,
        algebra.LOGARITHM_OF_QUOTIENT,
        algebra.POWER_AS_EXPONENTIAL,
        algebra.EXPONENTIAL_AS_POWER,
        algebra.CHANGE_OF_BASE,
    )
)


def _shortened(steps: Sequence[Step], known: frozenset[str], outermost: bool) -> tuple[Step, ...]:
    done: list[Step] = []
    for run in _runs(steps):
        if not outermost and all(_is_known(step, known) for step in run):
            continue
        done.extend(_joined(run, known))
    return tuple(done)


def _runs(steps: Sequence[Step]) -> list[list[Step]]:
    """The steps, parted before each row with a left side of its own."""
    runs: list[list[Step]] = []
    for step in steps:
        if not runs or step.left is not None:
            runs.append([])
        runs[-1].append(step)
    return runs


def _is_known(step: Step, known: frozenset[str]) -> bool:
    """Whether a reader who knows these rules needs neither the row nor what it rests on."""
    silent = step.reason.rule in known or step.reason.rule in _TIDYING
    return silent and all(_is_known(inner, known) for inner in step.steps)


def _joined(run: Sequence[Step], known: frozenset[str], told: bool = False) -> list[Step]:
    """The rows of one goal; one whose rule is known is passed over, and the next row continues from before it; the rules of
    both are `told`, or that which is not known."""
    kept: list[Step] = []
    waiting: Step | None = None
    for place, step in enumerate(run):
        step = replace(step, steps=_shortened(step.steps, known, outermost=False))
        if waiting is not None:
            reason = step.reason if step.reason.rule not in _TIDYING else waiting.reason
            step = _as_one(waiting, step, _told(waiting.reason, step.reason, step.reason.rule) if told else reason)
        passed_over = step.reason.rule in known and not step.names and place + 1 < len(run)
        waiting = step if passed_over else None
        if waiting is None:
            kept.append(step)
    return kept


def _as_one(first: Step, second: Step, reason: Reason) -> Step:
    """Two rows as one, from before the first to the second."""
    shown, changed = (second.after, second.changed) if first.left is not None else marked(first.before, second.after)
    step = replace(second, before=first.before, left=first.left, after=shown, changed=changed, reason=reason)
    return replace(step, steps=(*first.steps, *second.steps))


def _told(first: Reason, second: Reason, rule: str) -> Reason:
    """What the reasons of two rows say, under the name of one of their rules."""
    texts = dict.fromkeys([*first.text.split("; "), *second.text.split("; ")])
    return Reason(rule, "; ".join(texts))
