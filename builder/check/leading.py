"""The rule that leads from a row to the next, by the name that people give it; where that is not evident, none is told."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from builder.calculus.derivation.answer import rewriting
from builder.calculus.expression.nodes import Integral, Limit, Sum
from builder.calculus.expression.walk import kinds_in
from builder.calculus.rules import algebra, moves, trigonometry
from builder.check.angles import is_doubled, with_quotients
from builder.check.differentiated import all_differentiated, leading_rule, required
from builder.check.integrated import integrating
from builder.check.named_rules import DIFFERENTIATION, NAMED
from builder.check.row_pair import Answer, RowPair

_BY_RULE = {rule.name: named for named in reversed(NAMED) for rule in named.rules}
_OF_FUNCTIONS = (
    algebra.LOGARITHM_OF_POWER, trigonometry.DOUBLE_SINE, trigonometry.SINE_OF_SUM, trigonometry.PYTHAGORAS
)  # fmt: skip


def leading(pair: RowPair) -> str:
    """What leads from the row before to the row after it: `the product rule`, `cancelling`; "" where that is not known."""
    before, after = pair.plain
    if differentiated := all_differentiated(pair.before, pair.context):
        alone = required(before, after, pair.context)
        name = min(alone) if len(alone) == 1 else leading_rule(*differentiated[0])
        return DIFFERENTIATION[name].name if name else ""
    if isinstance(before, Limit | Integral) and isinstance(after, Limit | Integral) and replace(before, body=after.body) == after:
        return leading(RowPair(before.body, after.body, pair.context))
    return next(_of_algebra(pair) if pair.is_algebra else _of_functions(pair), "")


def _of_algebra(pair: RowPair) -> Iterator[str]:
    """What our own moves between the two rows are called, the first of those that a reader does not see by himself."""
    squared = _BY_RULE[algebra.COMPLETE_SQUARE.name]
    if isinstance(pair.changed[1], Sum) and squared.answer(pair) is Answer.APPLIES:
        yield squared.name
    for _, reason in rewriting(*pair.changed, pair.context, closely=True):
        named = _BY_RULE.get(reason.rule)
        if named is not None and named.answer(pair) is Answer.APPLIES:
            yield named.name


def _of_functions(pair: RowPair) -> Iterator[str]:
    before, after = pair.plain
    yield from integrating(pair)
    if isinstance(before, Integral) and before.lower is not None and Integral not in kinds_in(after):
        yield _BY_RULE[moves.FUNDAMENTAL_THEOREM.name].name
    if not pair.is_arithmetic:
        return
    if pair.is_algebra_with(with_quotients):
        yield _BY_RULE[trigonometry.TANGENT_AS_QUOTIENT.name].name
    for rule in _OF_FUNCTIONS:
        named = _BY_RULE[rule.name]
        if named.answer(pair) is Answer.APPLIES and (rule is not trigonometry.DOUBLE_SINE or is_doubled(pair)):
            yield named.name
