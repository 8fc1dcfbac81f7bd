"""Rules that the reader knows: they are applied without a row, and nothing is shown of what rests on them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from builder.calculus.derivation.derivation import Derivation, Step
from builder.calculus.derivation.rows import marked
from builder.calculus.rules.algebra import ALGEBRA
from builder.calculus.rules.differentiation import CONSTANT, DIFFERENCE, IDENTITY, NEGATIVE, SUM

_TIDYING = frozenset(rule.name for rule in ALGEBRA)
_WITH_SUM = frozenset({DIFFERENCE.name, NEGATIVE.name, CONSTANT.name, IDENTITY.name})


def silently(derivation: Derivation, known: frozenset[str]) -> Derivation:
    """`derivation` without the rows of the rules in `known`. The last row of the goal itself stays, whatever its rule."""
    if not known:
        return derivation
    known = known | _WITH_SUM if SUM.name in known else known
    steps = _shortened(derivation.steps, known, outermost=True)
    return replace(derivation, steps=steps)


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


def _joined(run: Sequence[Step], known: frozenset[str]) -> list[Step]:
    """The rows of one goal; one whose rule is known is passed over, and the next row continues from before it."""
    kept: list[Step] = []
    waiting: Step | None = None
    for place, step in enumerate(run):
        step = replace(step, steps=_shortened(step.steps, known, outermost=False))
        if waiting is not None:
            shown, changed = (step.after, step.changed) if waiting.left is not None else marked(waiting.before, step.after)
            reason = step.reason if step.reason.rule not in _TIDYING else waiting.reason
            step = replace(step, before=waiting.before, left=waiting.left, after=shown, changed=changed, reason=reason)
            step = replace(step, steps=(*waiting.steps, *step.steps))
        passed_over = step.reason.rule in known and not step.names and place + 1 < len(run)
        waiting = step if passed_over else None
        if waiting is None:
            kept.append(step)
    return kept
