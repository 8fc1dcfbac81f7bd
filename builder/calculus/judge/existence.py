"""Whether a term without letters provably has a value: its limits exist, and what they are taken of is defined near the point.

A proof of equality holds wherever both sides are defined. Balls show that they are at some point, but for limits at which
exponentials or logarithms run to infinity; those are shown here, by the signs of leading terms.
"""

from __future__ import annotations

from fractions import Fraction as Number

from msgspec.structs import replace

from builder.calculus.judge.constants import ball
from builder.calculus.judge.differentiate import ZERO as ZERO_TERM
from builder.calculus.judge.differentiate import add, evaluated, is_smooth, negate
from builder.calculus.judge.domain import Requirement, requirements
from builder.calculus.judge.expansion import Local, MoreTerms, Ramified
from builder.calculus.judge.field import (
    NEGATIVE,
    POSITIVE,
    ZERO,
    Convert,
    Field,
    Fraction,
    Kernel,
    Stop,
    Undefined,
)
from builder.calculus.judge.limits import limit, localised, sign_near
from builder.calculus.judge.parametric import primitive_with_letters
from builder.calculus.judge.sequences import along_parities
from builder.calculus.judge.signs import fraction_sign, learn, product_mask
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import map_parts, parts, replaced, walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Approach,
    Branches,
    DerivativeOf,
    Fn,
    Infinity,
    IntegralOf,
    LimitOf,
    Multiply,
    Rational,
    SeriesOf,
    Setting,
    Term,
    UnknownAt,
    Variable,
)

ORDERS = (3, 8)


def has_value(field: Field, term: Term, convert: Convert) -> bool:
    """Whether `term`, which has no free letters, provably has a value. False says nothing.

    `field` must be one without facts from the definedness of the term itself.
    """
    try:
        return _has_value(field, term, convert)
    except (Stop, Undefined, MoreTerms):
        return False


def _has_value(field: Field, term: Term, convert: Convert) -> bool:
    match term:
        case LimitOf():
            term = replace(term, body=_with_derivatives_evaluated(term.body))
            sides = [term.approach]
            if isinstance(term.point, Infinity):
                sides = [Approach.ABOVE]
            elif term.approach is Approach.BOTH:
                sides = [Approach.ABOVE, Approach.BELOW]
            limit(field, term, convert)
            if (parities := along_parities(term)) is not None:  # they agree, or there were no limit
                return all(_has_value(field, along, convert) for along in parities)
            if not isinstance(term.point, Infinity) and not _has_value(field, term.point, convert):
                return False
            if (unfolded := _unfolded(field, term, convert)) is not None:
                return _has_value(field, unfolded, convert)
            # A side on which the body has no value does not count.
            counted = [side for side in sides if len(sides) == 1 or not _undefined_near(field, term, side, convert)]
            return bool(counted) and all(defined_near(field, term, side, convert) for side in counted)
        case IntegralOf():
            return _is_integrable(field, term, convert)
        case SeriesOf() | Branches() | DerivativeOf() | UnknownAt():
            return False
        case Apply(Fn.FACTORIAL | Fn.BINOMIAL, _):
            return False
        case _:
            if not all(_has_value(field, part, convert) for part in parts(term)):
                return False
            own = [r for r in requirements(term) if r.depth == 0]
            return all(_number_mask(field, convert(field, r.term)) & ~r.mask == 0 for r in own)


def _with_derivatives_evaluated(term: Term) -> Term:
    """A term with the derivatives of what is smooth wherever it is defined in place of what stands for them, beside a term that
    is 0 where the latter is defined."""
    term = map_parts(term, _with_derivatives_evaluated)
    if not isinstance(term, DerivativeOf) or not all(map(is_smooth, walk(term.body))):
        return term
    return Add((evaluated(term), Multiply((ZERO_TERM, substitute(term.body, term.variable, term.at)))))


def _is_integrable(field: Field, term: IntegralOf, convert: Convert) -> bool:
    """Whether an antiderivative that is known has a value or a limit at both ends, the integrand being defined between them."""
    if not isinstance(term.lower, Infinity) and not isinstance(term.upper, Infinity):
        length = convert(field, Add((term.upper, Multiply((Rational(Number(-1)), term.lower)))))
        if _number_mask(field, length) == NEGATIVE:
            return _is_integrable(field, IntegralOf(term.body, term.variable, term.upper, term.lower), convert)
    found = _integrand_between(field, term, convert)
    if found is None:
        from builder.calculus.judge.gaussians import over_line

        return over_line(term, lambda part: _number_mask(field, convert(field, part)), field.integers) is not None
    ends = ((term.lower, Approach.ABOVE), (term.upper, Approach.BELOW))
    return all(
        (not isinstance(end, Infinity) and _has_value(field, substitute(found, term.variable, end), convert))
        or _has_value(field, LimitOf(found, term.variable, end, approach), convert)
        for end, approach in ends
    )


def _integrand_between(field: Field, term: IntegralOf, convert: Convert) -> Term | None:
    """An antiderivative of an integrand that is defined everywhere between the ends, of which the lower one is the less."""
    found = primitive_with_letters(term.body, term.variable, lambda part: _number_mask(field, convert(field, part)))
    if found is None or not _plain(term.body):
        return None
    between = Field(field.memory, field.budget, Setting())
    inside = Variable(term.variable)
    for low, high in ((term.lower, inside), (inside, term.upper)):
        if not isinstance(low, Infinity) and not isinstance(high, Infinity):
            learn(between, convert(between, Add((high, Multiply((Rational(Number(-1)), low))))), POSITIVE)
    for need in requirements(term.body):
        if fraction_sign(between, convert(between, need.term)) & ~need.mask:
            return None
    return found


def as_plain_limit(field: Field, term: Term, convert: Convert) -> LimitOf | None:
    """The limit that an integral is which is improper at one end, or a limit of integrals, by antiderivatives; else None."""
    if isinstance(term, LimitOf):
        return _unfolded(field, term, convert)
    if not isinstance(term, IntegralOf):
        return None
    end = Variable(f"{term.variable}'")
    for point, approach, proper in (
        (term.upper, Approach.BELOW, replace(term, upper=end)),
        (term.lower, Approach.ABOVE, replace(term, lower=end)),
    ):
        if (found := _unfolded(field, LimitOf(proper, end.name, point, approach), convert)) is not None:
            return found
    return None


def _unfolded(field: Field, term: LimitOf, convert: Convert) -> LimitOf | None:
    """A one-sided limit of integrals that end where it runs, with antiderivatives in their place; None where there are none.

    The integrand must be defined from the other end up to where the limit goes.
    """
    low = term.approach is Approach.ABOVE or (isinstance(term.point, Infinity) and term.point.negative)
    if not low and not isinstance(term.point, Infinity) and term.approach is not Approach.BELOW:
        return None
    integrals = [
        part
        for part in walk(term.body)
        if isinstance(part, IntegralOf)
        and (part.lower if low else part.upper) == Variable(term.variable)
        and term.variable not in free_names(part.body)
        and (term.variable not in free_names(part.upper if low else part.lower) or _is_symmetric(part, term))
    ]
    body = term.body
    for part in integrals:
        other = part.upper if low else part.lower
        whole = replace(part, lower=term.point) if low else replace(part, upper=term.point)
        if _is_symmetric(part, term):
            whole = replace(part, lower=Infinity(negative=True), upper=Infinity())
        found = None if isinstance(other, Infinity) else _integrand_between(field, whole, convert)
        if found is None or not (
            _is_symmetric(part, term) or _has_value(field, substitute(found, part.variable, other), convert)
        ):
            return None
        upper, lower = (substitute(found, part.variable, end) for end in (part.upper, part.lower))
        body = replaced(body, part, add(upper, negate(lower)))
    return replace(term, body=body) if integrals else None


def _is_symmetric(part: IntegralOf, term: LimitOf) -> bool:
    """Whether an integral is one from −R to R for R → ∞."""
    return term.point == Infinity() and part.upper == Variable(term.variable) and part.lower == negate(part.upper)


def _number_mask(field: Field, value: Fraction) -> int:
    if value.numerator.is_zero():
        return ZERO
    top, bottom = ball(field, value.numerator, 256), ball(field, value.denominator, 256)
    if top is None or bottom is None:
        return fraction_sign(field, value)  # what is known of its letters
    if top.contains(0) or bottom.contains(0):
        return NEGATIVE | ZERO | POSITIVE
    return POSITIVE if top / bottom > 0 else NEGATIVE


def defined_near(field: Field, term: LimitOf, side: Approach, convert: Convert) -> bool:
    """Whether the body is defined on one side of the point, near enough."""
    if not _plain(term.body):
        return False
    return all(_mask_near(field, term, need, side, convert) & ~need.mask == 0 for need in requirements(term.body))


def _undefined_near(field: Field, term: LimitOf, side: Approach, convert: Convert) -> bool:
    """Whether the body has no value on one side of the point, however near."""
    needs = [need for need in requirements(term.body) if need.exponent is None and not need.loose]
    return any(_mask_near(field, term, need, side, convert) & need.mask == 0 for need in needs)


def _mask_near(field: Field, term: LimitOf, need: Requirement, side: Approach, convert: Convert) -> int:
    """The signs that what must have a sign may have on one side of the point, near enough."""
    degree = 1
    for _ in range(3):
        value, letter = localised(field, LimitOf(need.term, term.variable, term.point, side), side, convert, degree)
        try:
            return _sign_near(field, value, letter)
        except Ramified as ramified:
            degree *= ramified.degree
    return NEGATIVE | ZERO | POSITIVE


def _plain(term: Term) -> bool:
    match term:
        case LimitOf() | SeriesOf() | IntegralOf() | Branches() | DerivativeOf() | UnknownAt():
            return False
        case Apply(Fn.FACTORIAL | Fn.BINOMIAL, _):
            return False
        case _:
            return all(_plain(part) for part in parts(term))


def _sign_near(field: Field, value: Fraction, letter: Kernel) -> int:
    if value.numerator.is_zero():
        return ZERO
    for order in ORDERS:
        here = Local(field, letter, True, order)
        try:
            return product_mask(sign_near(here, value.numerator), sign_near(here, value.denominator))
        except MoreTerms:
            continue
    return NEGATIVE | ZERO | POSITIVE
