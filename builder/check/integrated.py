"""The rules of integration, by what each makes of a row: parts leave the integral of u'v beside uv, a substitution gives a
function of a function; linearity and the table of integrals need no other rule.

A rule is judged by which of these gives the row alone. Where several may, nothing is told: what is composed may be substituted
first and integrated by parts then, a sum may be worked out term by term, and what is u u' may be integrated by parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import cast

from msgspec.structs import replace

from builder.calculus.derivation.build import TWO, ZERO, add, bare, depends_on, times, without_groups
from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.derivation.integral_table import standard
from builder.calculus.derivation.terms import parted, style_in, term_of, tree_of
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Constant,
    Evaluation,
    Expression,
    Fenced,
    Integral,
    Negation,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, kinds_in, replaced, substitute, summands
from builder.calculus.rules import integration as rules
from builder.check.differentiated import admitted_by, needed
from builder.check.row_pair import APPLIES, CANNOT, PARTLY, UNKNOWN, Answer, RowPair, are_equal_by_algebra, unless_unknown


class Way(Enum):
    """What alone leads from a row with an integral to the next, by the name that people give it."""

    MULTIPLE = "taking the constant factor out of the integral"
    SUM = "integrating term by term"
    POWER = "the power rule of integration"
    TABLE = "a standard integral"
    PARTS = "integration by parts"
    SUBSTITUTION = "a substitution"


_LINEAR = (Way.MULTIPLE, Way.SUM)
_POWERS = frozenset((rules.INTEGRAL_OF_POWER, rules.INTEGRAL_OF_CONSTANT))
_TABLE = _POWERS | {
    rules.INTEGRAL_OF_RECIPROCAL, rules.INTEGRAL_OF_EXPONENTIAL, rules.INTEGRAL_OF_EXPONENTIAL_BASE, rules.INTEGRAL_OF_SINE,
    rules.INTEGRAL_OF_COSINE,
}  # fmt: skip
"""What everybody knows by heart; the others of the table are worked out by some rule in class."""


def of_integrals(pair: RowPair) -> Answer:
    """Whether there is an integral at all."""
    both = kinds_in(pair.plain[0]) | kinds_in(pair.plain[1]) | {type(node) for node in (*pair.old, *pair.new)}
    if both & {Integral, Evaluation}:
        return APPLIES
    return UNKNOWN if Application in both else unless_unknown(pair)  # F(1) - F(0) stands for one


def by_parts(pair: RowPair) -> Answer:
    return _beside(pair, Way.PARTS)


def by_substitution(pair: RowPair) -> Answer:
    return _beside(pair, Way.SUBSTITUTION)


def by_putting_in(pair: RowPair) -> Answer:
    """The same of words that may mean that a value or a formula is put in, where nothing is integrated."""
    return by_substitution(pair) if Integral in kinds_in(pair.plain[0]) else UNKNOWN


def _beside(pair: RowPair, way: Way) -> Answer:
    """What is answered of a rule that makes another integrand, or none."""
    if (answer := of_integrals(pair)) is not APPLIES:
        return answer
    found = alone(pair)
    if found is None or found is way:
        return APPLIES
    return CANNOT if found in _LINEAR else PARTLY


def power_is_integrated(pair: RowPair) -> Answer:
    """Whether a power is a term or a factor of an integrand, and integrated by no other rule."""
    if (found := of_integrals(pair)) is not APPLIES:
        return found
    integrals = [node for node in pair.old if isinstance(node, Integral)]
    if not pair.is_known or not integrals:
        return UNKNOWN
    if not any(_has_power(node.body, node.variable.name) for node in integrals):
        return CANNOT
    match alone(pair):
        case Way.PARTS:
            return PARTLY
        case Way.SUBSTITUTION:
            value = _antiderivative(pair)
            return PARTLY if value is not None and not _has_power(value, integrals[0].variable.name) else APPLIES
        case _:
            return APPLIES


def of_antiderivative(rule: str, pair: RowPair) -> Answer:
    """Whether a rule of differentiation may be named where nothing is differentiated: the antiderivative may be found by it."""
    if rule == "power":
        return power_is_integrated(pair)
    value = _antiderivative(pair)
    if rule not in ("product", "quotient", "chain") or value is None:
        return UNKNOWN
    variable = cast(Integral, pair.plain[0]).variable.name
    return UNKNOWN if rule in admitted_by(value, variable) else CANNOT


def integrating(pair: RowPair) -> Iterator[str]:
    """The name of what alone leads from a row with an integral to the next, if something does."""
    found = alone(pair)
    before = _only_integral(pair.plain[0])
    if found is not None and not (found in (Way.POWER, Way.TABLE) and before is not None and before.lower is not None):
        yield found.value


def alone(pair: RowPair) -> Way | None:
    """What alone leads from a row with an integral to the next; None where nothing does, or where several rules may."""
    before, after = pair.plain
    mine, theirs = _only_integral(before), _only_integral(after)
    if mine is None or not pair.is_known:
        return None
    if _is_constant_taken_out(pair, mine, theirs):
        return Way.MULTIPLE
    if _is_term_by_term(before, after):
        return Way.SUM
    if Integral not in kinds_in(after):
        return _worked_out(mine, pair)
    if before != mine or theirs is None or Sum in kinds_in(mine.body) or _is_composed(mine.body, mine.variable.name):
        return None
    rest = [part for part in summands(after) if Integral not in kinds_in(part)]
    ends = [node.operand for part in rest for node in descendants(part) if isinstance(node, Evaluation)]
    if len(rest) - len(ends[1:]) != 1 or replace(mine, body=theirs.body) != theirs:
        return None
    value = next(iter(ends), rest[0])
    return Way.PARTS if "product" in (needed(value, mine.variable.name) or ()) else None


def _only_integral(row: Expression) -> Integral | None:
    found = [node for node in descendants(row) if isinstance(node, Integral)]
    return found[0] if len(found) == 1 else None


def _is_constant_taken_out(pair: RowPair, mine: Integral, theirs: Integral | None) -> bool:
    """Whether two rows hold one integral each, over the same, of what differs by a constant factor at most."""
    if any(isinstance(side, Sum) for side in pair.plain) or theirs is None or replace(mine, body=theirs.body) != theirs:
        return False
    other = {mine.variable.name: Symbol("\\tau")}
    left = Product((mine.body, substitute(theirs.body, other)), (Times.DOT,))
    return are_equal_by_algebra(left, Product((theirs.body, substitute(mine.body, other)), (Times.DOT,)))


def _is_term_by_term(before: Expression, after: Expression) -> bool:
    """Whether a row is an integral, and the next one a sum of integrals over the same, with numbers before them, whose integrands
    make its integrand."""
    if not isinstance(before, Integral) or not isinstance(after, Sum):
        return False
    bodies: list[Expression] = []
    for part in after.terms:
        one = _only_integral(part)
        if one is None or replace(one, body=before.body) != before or depends_on(replaced(part, one, ZERO), before.variable.name):
            return False
        bodies.append(replaced(part, one, one.body))
    return are_equal_by_algebra(before.body, add(*bodies))


def _worked_out(mine: Integral, pair: RowPair) -> Way | None:
    """The same for a row without an integral behind one with an integral."""
    if pair.plain[1] == ZERO:
        return None  # the parts of an integral may cancel
    found = {_standard(part, mine.variable) for part in summands(bare(mine.body))}
    if None not in found:
        return Way.POWER if found == {Way.POWER} else Way.TABLE
    value, name = _antiderivative(pair), mine.variable.name
    if value is None:
        return None
    rule = needed(value, name)
    if rule == frozenset(("product",)) and not _is_composed(mine.body, name) and Sum not in kinds_in(mine.body):
        return Way.PARTS
    exponent = value.exponent if isinstance(value, Power) else value.power if isinstance(value, Call) else None
    is_square = exponent is not None and bare(exponent) == TWO
    return Way.SUBSTITUTION if rule == frozenset(("chain",)) and not is_square and not isinstance(value, Sum) else None


def _standard(part: Expression, variable: Symbol) -> Way | None:
    """Whether a term of an integrand stands in the table but for a constant factor."""
    try:
        moving = tree_of(parted(term_of(without_groups(part), []), variable)[1], style_in(variable))
        found = standard(moving, variable)
    except (CannotDerive, ZeroDivisionError):
        return None
    if found is None or len(found.rules) != 1 or found.rules[0] not in _TABLE:
        return None
    return Way.POWER if found.rules[0] in _POWERS else Way.TABLE


def _antiderivative(pair: RowPair) -> Expression | None:
    """What a row tells to be the antiderivative of the one before, without its constants: of terms and of factors."""
    before, after = pair.plain
    if not isinstance(before, Integral) or before.lower is not None or kinds_in(after) & {Integral, Evaluation}:
        return None
    terms = [part for part in summands(after) if depends_on(part, before.variable.name)]
    value = add(*terms) if terms else None
    while value is not None and (inner := _without_constant(value, before.variable.name)) is not None:
        value = inner
    return value


def _without_constant(node: Expression, name: str) -> Expression | None:
    match bare(node):
        case Negation(operand):
            return bare(operand)
        case Quotient(above, below) if not depends_on(below, name):
            return bare(above)
        case Product(factors) if len(moving := [factor for factor in factors if depends_on(factor, name)]) < len(factors):
            return times(*moving)
        case _:
            return None


def _is_composed(body: Expression, name: str) -> bool:
    """Whether a function of a function stands in an integrand: e^{2x} and (x + 1)^2 too."""
    rules = needed(body, name)
    return (
        rules is None
        or "chain" in rules
        or any(isinstance(node, Quotient) and Sum in kinds_in(node) for node in descendants(body))
    )


def _has_power(body: Expression, name: str) -> bool:
    """Whether a power of something with the variable is a term or a factor of an integrand."""
    match bare(body):
        case Product(factors) if sum(depends_on(factor, name) for factor in factors) > 1:
            return True  # u u' may be one
        case Sum(parts) | Product(parts):
            return any(_has_power(part, name) for part in parts)
        case Negation(operand):
            return _has_power(operand, name)
        case Quotient(above, below):
            return _has_power(above, name) or _has_power(below, name)
        case Call(power=power):
            return power is not None
        case Power(base):
            return depends_on(base, name)
        case Constant() | Fenced():
            return False
        case _:
            return True
