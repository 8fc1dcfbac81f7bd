"""Infinite sums in balls: their first terms, and a bound on the tail from the quotient of neighbouring terms.

The terms are hypergeometric: a(k+1)/a(k) = k^degree · q(1/k), q being a quotient of polynomials, so that q is enclosed on all of
[0, 1/N] at once. With |q| ≤ ρ < 1 there, the tail from N on is at most |a(N)|/(1 − ρ). Where the quotient tends to 1, Raabe's
test decides: k (a(k)/a(k+1) − 1) ≥ s > 1 for k ≥ N bounds the tail behind N by N a(N)/(s − 1), and ≤ 1 proves that it diverges;
where it tends to −1, Leibniz' test. Source: K. Knopp, *Theory and Application of Infinite Series* (1951), §§ 15, 36 and 37.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from flint import arb, ctx, fmpq
from msgspec import Struct

from builder.calculus.judge import balls, jets
from builder.calculus.judge.balls import ONE, ZERO, Diverges, Scalar, Undecided
from builder.calculus.judge.jets import Jet, Value
from builder.calculus.judge.substitution import free_names
from builder.calculus.judge.terms import Add, Apply, Divide, Fn, Multiply, Raise, Rational, RootOf, SeriesOf, Term, Variable

FIRST = (8, 16, 32, 64, 128, 256)
"""From where on tails are bounded."""

HIGHEST_DEGREE = 24
LARGEST_FACTOR = 8
"""Of the index in a factorial or an exponent."""

FINEST = 24
SHIFTS = (0, 1, 4, 16)
LEVEL = 1_000_000
"""Of the jets in 1/k: above every jet that a value may hold."""

Coefficients: TypeAlias = list[Value]
ValueOf: TypeAlias = Callable[[Term], Value]
ValueAt: TypeAlias = Callable[[Term, int], Value]


class Quotient(Struct, frozen=True):
    """a(k+1)/a(k) = k^degree · above(1/k) / below(1/k)."""

    degree: int
    above: Callable[[Value], Value]
    below: Callable[[Value], Value]


def infinite_sum(
    term: SeriesOf, first: int, value: Callable[[Term], Value], at: Callable[[Term, int], Value], most: int
) -> Value:
    """Σ body for index = first … ∞. `value` is that of a term without the index, `at` that of a term for an index.

    Raises Diverges where the sum has no value, Undecided where it is not found with `most` terms.
    """
    try:
        return _sum(term.body, term.index, first, value, at, most)
    except Undecided:
        summands = _summands(term.body)
        if len(summands) < 2:
            raise
    total: Value = ZERO
    for part in summands:
        try:
            total = total + _sum(part, term.index, first, value, at, most)
        except Diverges:
            raise Undecided("a sum of sums that diverge") from None
    return total


def _summands(body: Term) -> tuple[Term, ...]:
    """The terms of a sum, or of one over a denominator."""
    match body:
        case Add(terms):
            return terms
        case Divide(Add(terms), denominator):
            return tuple(Divide(t, denominator) for t in terms)
        case _:
            return (body,)


def _sum(
    body: Term, index: str, first: int, value: Callable[[Term], Value], at: Callable[[Term, int], Value], most: int
) -> Value:
    if (known := _of_powers(body, index, first, value)) is not None:
        return known
    quotient = _quotient(body, index, value)
    total: Value = ZERO
    done = first
    reason = Undecided("an infinite sum that converges slowly")
    best: Value | None = None
    for least in FIRST:
        least = max(least, first)
        if least - first > most:
            break
        for k in range(done, least):
            total = total + at(body, k)
        done = least
        try:
            rest = _tail(quotient, least, at(body, least))
        except Undecided as why:
            reason = why
            continue
        best = total + rest
        if _is_small(rest):
            break
    if best is None:
        raise reason
    return best


def _of_powers(body: Term, index: str, first: int, value: ValueOf) -> Scalar | None:
    """Σ c/k^s for k = first … ∞, s = 2, 3, …: c ζ(s, first), Hurwitz' zeta function; None for other sums."""
    if (fraction := _rational(body, index, value)) is None or first < 1:
        return None
    (above, *rest), (*zeros, below) = fraction
    if rest or len(zeros) < 2 or any(type(c) is not fmpq or c != 0 for c in zeros) or type(below) is not fmpq:
        return None
    return None if isinstance(above, Jet) else above / below * arb(len(zeros)).zeta(arb(first))


def _is_small(rest: Value) -> bool:
    parts = rest.coefficients if isinstance(rest, Jet) else [rest]
    return all(bool(abs(arb(part)) < arb(2) ** (-ctx.prec)) for part in parts)


def _tail(quotient: Quotient, least: int, term: Value) -> Value:
    """Σ a(k) for k = least … ∞, a(least) being `term`."""
    near = arb(fmpq(1, 2 * least)) + arb(0, 1) * arb(fmpq(1, 2 * least))  # all of [0, 1/least]
    if quotient.degree > 0:
        # the quotients grow beyond all bounds
        if not jets.may_vanish(quotient.above(near)) and not isinstance(term, Jet) and not balls.may_be_zero(term):
            raise Diverges("diverges: its terms do not tend to 0", _common_sign(quotient.above(near), term))
        raise Undecided("whether a sum diverges")
    ratio = jets.divide(quotient.above(near), quotient.below(near)) * near ** (-quotient.degree)
    if isinstance(ratio, Jet) and isinstance(term, Jet) and ratio.level != term.level:
        raise Undecided("an infinite sum in a derivative by two variables")
    for fineness in range(FINEST if isinstance(ratio, Jet) or isinstance(term, Jet) else 1):
        size = _norm(ratio, fineness)
        if size < 1:
            return _at_most(_norm(term, fineness) / (1 - size), fineness, ratio if isinstance(ratio, Jet) else term)
    if isinstance(ratio, Jet):
        raise Undecided("an infinite sum at the end of where it converges")
    if quotient.degree == 0:
        return _slow_tail(quotient, near, ratio, least, term)
    raise Undecided("an infinite sum that converges slowly")


def _slow_tail(quotient: Quotient, near: arb, ratio: Scalar, least: int, term: Value) -> Value:
    """The tail where the quotient does not stay below 1."""
    vanishes = isinstance(term, Jet) or balls.may_be_zero(term)
    if abs(ratio) > 1 and not vanishes:
        raise Diverges("diverges: its terms do not tend to 0", _common_sign(ratio, term))
    end = jets.divide(quotient.above(ZERO), quotient.below(ZERO))
    if type(end) is not fmpq or abs(end) != 1:
        raise Undecided("an infinite sum that converges slowly")
    step = Jet(LEVEL, False, 0, [near, ONE])
    inverse = jets.divide(quotient.below(step), quotient.above(step)) * end
    slope = inverse.at(1) if isinstance(inverse, Jet) and inverse.level == LEVEL else ZERO
    if isinstance(slope, Jet):
        raise Undecided("an infinite sum at the end of where it converges")
    if slope <= 0 and not vanishes:
        raise Diverges("diverges: its terms do not tend to 0", _common_sign(end, term))
    if end < 0:
        if slope > 0:
            return _up_to(ONE, term)
        raise Undecided("an alternating sum whose terms may not fall")
    if not vanishes and any(_falls_slowly(quotient, near, shift) for shift in SHIFTS):
        raise Diverges("diverges: its terms fall no faster than those of the harmonic series", _common_sign(end, term))
    if slope > 1:
        return term + _up_to(least / (arb(slope) - 1), term)
    raise Undecided("an infinite sum that converges slowly")


def _common_sign(quotient: Value, term: Value) -> int:
    """The sign of all terms from one on that is not 0, if the quotients of neighbours are positive; else 0."""
    if isinstance(quotient, Jet) or isinstance(term, Jet) or not quotient > 0:
        return 0
    return 1 if term > 0 else -1


def _falls_slowly(quotient: Quotient, near: arb, shift: int) -> bool:
    """Whether (k − shift) (a(k)/a(k+1) − 1) ≤ 1 for all large k, so that (k − shift) a(k) does not fall: by Taylor's formula."""

    def excess(u: Value) -> Value:
        return (1 - u * shift) * (jets.divide(quotient.below(u), quotient.above(u)) - 1)

    at_end = excess(Jet(LEVEL, False, 0, [ZERO, ONE]))
    around = excess(Jet(LEVEL, False, 0, [near, ONE, ZERO]))
    slope = at_end.at(1) if isinstance(at_end, Jet) else ZERO
    bend = around.at(2) if isinstance(around, Jet) else ZERO
    return not isinstance(slope, Jet) and not isinstance(bend, Jet) and bool(slope <= 1) and bool(bend <= 0)


def _norm(value: Value, fineness: int) -> arb:
    """Σ |cᵢ| 2^(−i·fineness): the norm of products is at most the product of norms."""
    if not isinstance(value, Jet):
        return abs(arb(value))
    if value.directed:
        raise Undecided("an infinite sum in a limit")
    total = arb(0)
    for i, c in enumerate(value.coefficients):
        if isinstance(c, Jet):
            raise Undecided("an infinite sum in a derivative of a derivative")
        total = total + abs(arb(c)) * arb(2) ** (-i * fineness)
    return total


def _at_most(size: arb, fineness: int, like: Value) -> Value:
    """All that is at most `size` in that norm."""
    around = arb(0, 1) * size
    if isinstance(like, Jet):
        return like.like(0, [around * arb(2) ** (i * fineness) for i in range(len(like.coefficients))])
    return around


def _up_to(scale: Scalar, term: Value) -> Value:
    """All that is at most `scale` times as large as `term`, coefficient by coefficient."""
    around = arb(0, 1) * scale
    if isinstance(term, Jet):
        _norm(term, 0)
        return term.like(0, [around * abs(arb(c)) for c in term.coefficients])
    return around * abs(arb(term))


# ---------------------------------------------------------------------------------------------- quotients of neighbours


def _constant(value: Value) -> Callable[[Value], Value]:
    return lambda u: value


NO_CHANGE = Quotient(0, _constant(ONE), _constant(ONE))


def _quotient(term: Term, k: str, value: ValueOf) -> Quotient:
    """How a term changes from k to k + 1. Raises Undecided where it is not hypergeometric."""
    if k not in free_names(term):
        return NO_CHANGE
    if (fraction := _rational(term, k, value)) is not None:
        return _times(_of_polynomial(fraction[0]), _inverse(_of_polynomial(fraction[1])))
    match term:
        case Multiply(factors):
            result = NO_CHANGE
            for factor in factors:
                result = _times(result, _quotient(factor, k, value))
            return result
        case Divide(numerator, denominator):
            return _times(_quotient(numerator, k, value), _inverse(_quotient(denominator, k, value)))
        case RootOf(radicand, index):
            return _power(_quotient(radicand, k, value), fmpq(1, index))
        case Raise(base, Rational(exponent)):
            return _power(_quotient(base, k, value), fmpq(exponent.numerator, exponent.denominator))
        case Raise(base, exponent) if k not in free_names(base):
            return _geometric(lambda: value(base), _linear(exponent, k, value)[1])
        case Apply(Fn.EXP, (exponent,)):
            slope = jets.exponential(_linear(exponent, k, value)[1])
            return Quotient(0, _constant(slope), _constant(ONE))
        case Apply(Fn.FACTORIAL, (argument,)):
            return _of_factorial(*_linear(argument, k, value))
        case Apply(Fn.BINOMIAL, (upper, lower)):
            return _of_binomial(_linear(upper, k, value), _linear(lower, k, value))
        case _:
            raise Undecided("an infinite sum of terms that are not hypergeometric")


def _times(a: Quotient, b: Quotient) -> Quotient:
    if a is NO_CHANGE or b is NO_CHANGE:
        return b if a is NO_CHANGE else a
    return Quotient(a.degree + b.degree, lambda u: a.above(u) * b.above(u), lambda u: a.below(u) * b.below(u))


def _inverse(a: Quotient) -> Quotient:
    return Quotient(-a.degree, a.below, a.above)


def _power(a: Quotient, exponent: fmpq) -> Quotient:
    p, q = int(exponent.p), int(exponent.q)
    if a.degree * p % q or abs(p) > HIGHEST_DEGREE or q > HIGHEST_DEGREE:
        raise Undecided("an infinite sum of terms that are not hypergeometric")
    if p < 0:
        return _power(_inverse(a), -exponent)
    return Quotient(
        a.degree * p // q, lambda u: jets.rational_power(a.above(u), p, q), lambda u: jets.rational_power(a.below(u), p, q)
    )


def _geometric(base: Callable[[], Value], slope: Value) -> Quotient:
    if type(slope) is fmpq and slope.q == 1 and abs(slope) <= LARGEST_FACTOR:
        power = jets.integer_power(base(), abs(int(slope.p)))
        quotient = Quotient(0, _constant(power), _constant(ONE))
        return _inverse(quotient) if slope < 0 else quotient
    return Quotient(0, _constant(jets.real_power(base(), slope)), _constant(ONE))


def _of_factorial(offset: Value, slope: Value) -> Quotient:
    """(αk + β + 1) … (αk + β + α) for the factorial of αk + β, α > 0."""
    if type(slope) is not fmpq or slope.q != 1 or not 0 < slope <= LARGEST_FACTOR:
        raise Undecided("a factorial in an infinite sum")

    def above(u: Value) -> Value:
        product: Value = ONE
        for j in range(1, int(slope.p) + 1):
            product = product * ((offset + j) * u + slope)
        return product

    return Quotient(int(slope.p), above, _constant(ONE))


def _of_binomial(upper: tuple[Value, Value], lower: tuple[Value, Value]) -> Quotient:
    (n, n_slope), (k, k_slope) = upper, lower
    if n_slope == 0 and k_slope == 1:  # of any n: (n − k)/(k + 1)
        return Quotient(0, lambda u: (n - k) * u - 1, lambda u: (k + 1) * u + 1)
    rest = n - k, n_slope - k_slope
    below = _times(_of_factorial(k, k_slope), NO_CHANGE if rest[1] == 0 else _of_factorial(*rest))
    return _times(_of_factorial(n, n_slope), _inverse(below))


def _of_polynomial(p: Sequence[Value]) -> Quotient:
    """P(k+1)/P(k) = (1 + u)^d P̃(u/(1 + u)) / P̃(u), with u = 1/k and P(k) = k^d P̃(u)."""
    d = len(p) - 1
    if d == 0:
        return NO_CHANGE
    if jets.may_vanish(p[-1]):
        raise Undecided("a polynomial whose degree is not known")

    def above(u: Value) -> Value:
        # Σ p_i (1 + u)^i u^(d − i)
        following = u + 1
        total: Value = ZERO
        for i in range(d + 1):
            total = total + jets.integer_power(following, i) * jets.integer_power(u, d - i) * p[i]
        return total

    return Quotient(0, above, lambda u: _reversed(p, u))


def _reversed(p: Sequence[Value], u: Value) -> Value:
    """P̃(u) = Σ p_i u^(d − i), by Horner's rule."""
    total: Value = p[0]
    for c in p[1:]:
        total = total * u + c
    return total


# ---------------------------------------------------------------------------------------------- polynomials in the index


def _linear(term: Term, k: str, value: ValueOf) -> tuple[Value, Value]:
    """(β, α) of a term αk + β."""
    fraction = _rational(term, k, value)
    if fraction is None or len(fraction[0]) > 2 or len(fraction[1]) != 1:
        raise Undecided("an infinite sum of terms that are not hypergeometric")
    p = [jets.divide(c, fraction[1][0]) for c in fraction[0]]
    return p[0], p[1] if len(p) == 2 else ZERO


def _rational(term: Term, k: str, value: ValueOf) -> tuple[Coefficients, Coefficients] | None:
    """A quotient of polynomials in k, their coefficients from k⁰ on; None for what is none."""
    if k not in free_names(term):
        return [value(term)], [ONE]
    match term:
        case Variable():
            return [ZERO, ONE], [ONE]
        case Add(terms):
            total: tuple[Coefficients, Coefficients] = [ZERO], [ONE]
            for t in terms:
                if (part := _rational(t, k, value)) is None:
                    return None
                total = _plus(_by(total[0], part[1]), _by(part[0], total[1])), _by(total[1], part[1])
            return _bounded(total)
        case Multiply(factors):
            total = [ONE], [ONE]
            for factor in factors:
                if (part := _rational(factor, k, value)) is None:
                    return None
                total = _by(total[0], part[0]), _by(total[1], part[1])
            return _bounded(total)
        case Divide(numerator, denominator):
            above, below = _rational(numerator, k, value), _rational(denominator, k, value)
            return None if above is None or below is None else _bounded((_by(above[0], below[1]), _by(above[1], below[0])))
        case Raise(base, Rational(exponent)) if exponent.denominator == 1 and abs(exponent) <= HIGHEST_DEGREE:
            if (part := _rational(base, k, value)) is None:
                return None
            total = [ONE], [ONE]
            for _ in range(abs(int(exponent))):
                total = _by(total[0], part[0]), _by(total[1], part[1])
            return _bounded(total if exponent >= 0 else (total[1], total[0]))
        case _:
            return None


def _bounded(of: tuple[Coefficients, Coefficients]) -> tuple[Coefficients, Coefficients]:
    if max(len(of[0]), len(of[1])) > HIGHEST_DEGREE:
        raise Undecided("polynomials of too high a degree in an infinite sum")
    return of


def _plus(a: Coefficients, b: Coefficients) -> Coefficients:
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    return _trimmed([c + shorter[i] if i < len(shorter) else c for i, c in enumerate(longer)])


def _by(a: Coefficients, b: Coefficients) -> Coefficients:
    product: Coefficients = [ZERO] * (len(a) + len(b) - 1)
    for i, c in enumerate(a):
        for j, d in enumerate(b):
            product[i + j] = product[i + j] + c * d
    return _trimmed(product)


def _trimmed(p: Coefficients) -> Coefficients:
    while len(p) > 1 and type(p[-1]) is fmpq and p[-1] == 0:
        p = p[:-1]
    return p
