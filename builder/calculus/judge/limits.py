"""Limits: the normal form of the body, then its series over the kernels at the point."""

from __future__ import annotations

from fractions import Fraction as Number

from builder.calculus.judge.expansion import Expansion, Local, MoreTerms, Ramified, leading_part
from builder.calculus.judge.field import (
    NEGATIVE,
    POSITIVE,
    ZERO,
    Convert,
    Field,
    Fraction,
    Kernel,
    Kind,
    Polynomial,
    Stop,
    Undefined,
)
from builder.calculus.judge.sequences import along_parities
from builder.calculus.judge.signs import flip, fraction_sign, product_mask
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.sums import depends
from builder.calculus.judge.terms import Add, Approach, Divide, Infinity, LimitOf, Multiply, Raise, Rational, Term, Variable

ORDERS = (2, 4, 8, 16)

HIGHEST_ORDER = 202
"""Up to which order is gone where the letter itself has so high a power, as in x^100 e^{-x}."""


class Unbounded(Stop):
    """A limit that is infinite, from one side: `mask` is POSITIVE for ∞ and NEGATIVE for −∞, both where the sign is not known.

    What the limit is of tends there wherever it is defined near the point; that it is, is the caller's to know.
    """

    def __init__(self, mask: int) -> None:
        super().__init__("a limit that is not finite")
        self.mask = mask


class NoValueNear(Stop):
    """The body of a limit has no value near the point, on the side that was looked at."""


def limit(field: Field, term: LimitOf, convert: Convert) -> Fraction:
    """The value of a limit, wherever it exists and both sides are defined; raises Stop where it is not found.

    A side of the point on which the body has no value does not count.
    """
    if (parities := along_parities(term)) is not None:
        even, odd = (limit(field, along, convert) for along in parities)
        if not field.subtract(even, odd).numerator.is_zero():
            raise Stop("a limit along even and odd numbers")
        return even
    if isinstance(term.point, Infinity) or term.approach is not Approach.BOTH:
        return _one_sided(field, term, convert)
    depth, binders = field.depth, field.binders
    try:
        body, letter = localised(field, term, Approach.BOTH, convert)
        return _constant_term(field, body, letter, False)
    except (Stop, Undefined):
        field.depth, field.binders = depth, binders
    found: list[Fraction] = []
    for approach in (Approach.ABOVE, Approach.BELOW):
        try:
            found.append(_one_sided(field, LimitOf(term.body, term.variable, term.point, approach), convert))
        except (Undefined, NoValueNear):
            field.depth, field.binders = depth, binders
    if not found:
        raise NoValueNear("the body of a limit has no value near the point")
    if not all(field.subtract(found[0], other).numerator.is_zero() for other in found[1:]):
        raise Stop("a limit from two sides")
    return found[0]


def same_limits(field: Field, left: LimitOf, right: LimitOf, convert: Convert) -> bool:
    """Whether two limits are at the same place and of the same body: then they are equal wherever both exist."""
    if left.approach is not right.approach or isinstance(left.point, Infinity) != isinstance(right.point, Infinity):
        return False
    if isinstance(left.point, Infinity):
        if left.point != right.point:
            return False
    elif not field.subtract(convert(field, left.point), convert(field, right.point)).numerator.is_zero():
        return False
    side = Approach.ABOVE if isinstance(left.point, Infinity) else left.approach
    try:
        first, _ = localised(field, left, side, convert)
        second, _ = localised(field, right, side, convert)
        return bool(field.subtract(first, second).numerator.is_zero())
    except (Stop, Undefined):
        field.depth = field.binders = 0
        return False


def _one_sided(field: Field, term: LimitOf, convert: Convert) -> Fraction:
    side = Approach.BELOW if term.approach is Approach.BELOW else Approach.ABOVE
    degree = 1
    for _ in range(4):
        body, letter = localised(field, term, side, convert, degree)
        try:
            return _constant_term(field, body, letter, True)
        except Ramified as ramified:
            degree *= ramified.degree
    raise Stop("too fine a root in a limit")


def localised(field: Field, term: LimitOf, side: Approach, convert: Convert, degree: int = 1) -> tuple[Fraction, Kernel]:
    """The body with its variable replaced by the point and a letter that tends to 0: from above, unless `side` is BOTH.

    The step from the point is the power of that letter told by `degree`.
    """
    name = f"→{field.binders}" + ("" if side is Approach.BOTH else "+" * degree)
    letter = field.symbol(name)
    if field.known(letter.generator) is None:
        field.know(letter.generator, NEGATIVE | POSITIVE if side is Approach.BOTH else POSITIVE)
    t: Term = Variable(name) if degree == 1 else Raise(Variable(name), Rational(Number(degree)))
    one = Rational(Number(1))
    minus = Rational(Number(-1))
    if isinstance(term.point, Infinity):
        at: Term = Divide(minus if term.point.negative else one, t)
    else:
        step = Multiply((minus, t)) if side is Approach.BELOW else t
        at = step if term.point == Rational(Number(0)) else Add((term.point, step))
    field.binders += 1
    try:
        body = convert(field, substitute(term.body, term.variable, at))
    except Undefined:
        raise NoValueNear("the body of a limit has no value near the point") from None
    field.binders -= 1
    return body, letter


def _constant_term(field: Field, body: Fraction, letter: Kernel, positive: bool) -> Fraction:
    numerator, denominator = body
    if numerator.is_zero():
        return body
    moving = any(depends(field, k, letter) for p in (numerator, denominator) for k in field.kernels_in(p))
    if not moving:
        return body
    if not denominator.is_one():
        shared = field.common(numerator, denominator)
        if not shared.is_constant():
            numerator, denominator = numerator / shared, denominator / shared
    degree = max(p.degrees()[letter.index] for p in (numerator, denominator))
    for order in (*ORDERS, degree + 2) if ORDERS[-1] < degree + 2 <= HIGHEST_ORDER else ORDERS:
        local = Local(field, letter, positive, order)
        try:
            top, bottom = numerator, denominator
            if positive:
                growth, top, bottom = _without_exponentials(local, numerator, denominator)
                if growth == NEGATIVE:
                    return Fraction(field.zero, field.one)
                if growth == POSITIVE:
                    raise Unbounded(product_mask(sign_near(local, top), sign_near(local, bottom)))
            below = local.leading(local.polynomial(bottom))
            above = local.strip(local.polynomial(top))
            return _value(local, local.multiply(above, local.invert(below)))
        except MoreTerms:
            continue
    raise Stop("the first terms of the series in a limit all vanish")


def _without_exponentials(local: Local, numerator: Polynomial, denominator: Polynomial) -> tuple[int, Polynomial, Polynomial]:
    """Of exponentials of what tends to infinity only the greatest count: how their quotient grows, and their coefficients.

    The growth is POSITIVE (to infinity), NEGATIVE (to 0) or ZERO (none).
    """
    field = local.field
    great = {**at_infinity(local, numerator), **at_infinity(local, denominator)}
    slow = {**at_infinity(local, numerator, slow=True), **at_infinity(local, denominator, slow=True)}
    if not great and not slow:
        return ZERO, numerator, denominator
    if slow:
        return _without_powers(local, numerator, denominator, {**great, **slow})
    top, top_exponent = greatest(local, numerator, great)
    bottom, bottom_exponent = greatest(local, denominator, great)
    growth = _growth(local, field.subtract(top_exponent, bottom_exponent))
    local.leading(local.polynomial(bottom))
    if not local.strip(local.polynomial(top)).terms:
        raise MoreTerms
    return growth, top, bottom


def _without_powers(
    local: Local, numerator: Polynomial, denominator: Polynomial, great: dict[int, Fraction]
) -> tuple[int, Polynomial, Polynomial]:
    """As `_without_exponentials` where some of them are powers t^c: a power of t in the coefficients then counts as well."""
    field = local.field
    logarithm = field.kernel(Kind.LN, (Fraction(local.letter.generator, field.one),)).generator
    tops, bottoms = by_exponential(field, numerator, great), by_exponential(field, denominator, great)
    below, bottom = _greatest_with_power(local, bottoms, logarithm)
    above, top = _greatest_with_power(local, tops, logarithm, may_vanish=len(tops) == 1)
    return _growth(local, field.subtract(above, below)), top, bottom


def _greatest_with_power(
    local: Local, groups: list[tuple[Polynomial, Fraction]], logarithm: Polynomial, may_vanish: bool = False
) -> tuple[Fraction, Polynomial]:
    """Of coefficients times exponentials the one that grows most: its exponent, of which its power of t is a part, and itself."""
    field = local.field
    best: tuple[Fraction, Polynomial] | None = None
    for part, exponent in groups:
        leading = local.strip(local.polynomial(part)) if may_vanish else local.leading(local.polynomial(part))
        if not leading.terms:
            raise MoreTerms
        whole = field.add(exponent, Fraction(logarithm * leading.start, field.one))
        growth = POSITIVE if best is None else _growth(local, field.subtract(whole, best[0]))
        if growth == ZERO:
            raise Stop("powers that cannot be compared in a limit")
        best = (whole, part) if best is None or growth == POSITIVE else best
    assert best is not None
    return best


def at_infinity(local: Local, p: Polynomial, slow: bool = False) -> dict[int, Fraction]:
    """The exponentials in `p` whose exponents are unbounded near t = 0, with those exponents: `slow` ones grow as ln t does."""
    great: dict[int, Fraction] = {}
    for kernel in local.field.kernels_in(p):
        if kernel.kind is Kind.EXP and depends(local.field, kernel, local.letter):
            exponent = local.strip(local.fraction(kernel.arguments[0]))
            if exponent.start == 0 and exponent.terms and local.moving(exponent.terms[0]) if slow else exponent.start < 0:
                great[kernel.index] = kernel.arguments[0]
    return great


def by_exponential(field: Field, p: Polynomial, great: dict[int, Fraction]) -> list[tuple[Polynomial, Fraction]]:
    """`p` as a sum of coefficients times different exponentials of those told: each coefficient, and the exponent."""
    groups: dict[tuple[int, ...], Polynomial] = {}
    order = sorted(great)
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        powers = tuple(monomial[i] for i in order)
        rest = tuple(0 if i in great else e for i, e in enumerate(monomial))
        groups[powers] = groups.get(powers, field.zero) + field.context.term(coefficient, rest)
    found: list[tuple[Polynomial, Fraction]] = []
    for powers, part in groups.items():
        exponent = Fraction(field.zero, field.one)
        for i, power in zip(order, powers, strict=True):
            if power:
                exponent = field.add(exponent, field.multiply(great[i], field.constant(power)))
        found.append((part, exponent))
    return found


def greatest(local: Local, p: Polynomial, great: dict[int, Fraction]) -> tuple[Polynomial, Fraction]:
    """The coefficient of the greatest exponential in `p`, and its exponent."""
    best: tuple[Polynomial, Fraction] | None = None
    for part, exponent in by_exponential(local.field, p, great):
        if best is None or _growth(local, local.field.subtract(exponent, best[1])) == POSITIVE:
            best = part, exponent
    assert best is not None
    return best


def _growth(local: Local, exponent: Fraction) -> int:
    """Whether an exponent tends to ∞ (POSITIVE), to −∞ (NEGATIVE) or is 0 (ZERO)."""
    if exponent.numerator.is_zero():
        return ZERO
    expansion = local.strip(local.fraction(exponent))
    if not expansion.terms or expansion.start > 0 or (expansion.start == 0 and not local.moving(expansion.terms[0])):
        raise Stop("exponentials that cannot be compared in a limit")
    mask = _sign_of_leading(local, expansion.terms[0])
    if mask not in (POSITIVE, NEGATIVE):
        raise Stop("exponentials that cannot be compared in a limit")
    return mask


def sign_near(local: Local, p: Polynomial) -> int:
    """The signs that `p` may have for all small t > 0: that of the leading coefficient of its greatest exponential."""
    p = _without_exponential_factors(local.field, p)
    great = at_infinity(local, p)
    if great:
        p, _ = greatest(local, p, great)
    expansion = local.strip(local.polynomial(p))
    if not expansion.terms:
        raise MoreTerms
    return _sign_of_leading(local, expansion.terms[0])


def _without_exponential_factors(field: Field, p: Polynomial) -> Polynomial:
    """`p` without the exponentials, which are positive, that all its terms have."""
    monomials = p.monoms()
    for kernel in field.kernels_in(p):
        if kernel.kind is Kind.EXP and (shared := min(powers[kernel.index] for powers in monomials)):
            p = p / kernel.generator**shared
    return p


def _sign_of_leading(local: Local, value: Fraction) -> int:
    """The signs that a leading coefficient, which may hold ln t, may have for all small t > 0."""
    mask = POSITIVE
    tops: list[Polynomial] = []
    moving = {k.index: k for k in local.moving(value)}.values()
    if len(moving) > 1 or any(kernel.kind is not Kind.LN for kernel in moving):
        raise Stop("a sign that does not settle")
    for p in value:
        for kernel in moving:
            mask = flip(mask) if max(p.degrees()[kernel.index], 0) % 2 else mask  # ln t is negative
            p = leading_part(local.field, p, kernel)
        tops.append(p)
    return product_mask(mask, fraction_sign(local.field, Fraction(*tops)))


def _value(local: Local, a: Expansion) -> Fraction:
    a = local.strip(a)
    zero = Fraction(local.field.zero, local.field.one)
    if not a.terms:
        if a.exact or a.start > 0:
            return zero
        raise MoreTerms
    if a.start > 0:
        return zero
    if a.start < 0:
        mask = _sign_of_leading(local, a.terms[0])
        raise Stop("a limit that may not be finite") if mask & ZERO else Unbounded(mask)
    return _settled(local, a.terms[0])


def _settled(local: Local, value: Fraction) -> Fraction:
    """The limit of a coefficient that may hold ln t."""
    moving = {k.index: k for k in local.moving(value)}
    if not moving:
        return value
    kernel = next(iter(moving.values()))
    if len(moving) > 1 or kernel.kind is not Kind.LN:
        raise Stop("a limit of something that oscillates")
    up, down = (max(p.degrees()[kernel.index], 0) for p in value)
    if up < down:
        return Fraction(local.field.zero, local.field.one)
    if up > down:
        mask = _sign_of_leading(local, value)
        raise Stop("a limit that may not be finite") if mask & ZERO else Unbounded(mask)
    return local.field.fraction(
        leading_part(local.field, value.numerator, kernel), leading_part(local.field, value.denominator, kernel)
    )
