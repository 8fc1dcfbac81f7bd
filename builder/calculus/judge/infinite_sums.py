"""Closed forms of infinite sums Σ N(k) z^k / D(k), k = 0 … ∞, wherever they converge.

N is a polynomial and D a product of linear factors, or such a product times k! or (2k)!. Each is brought to

    Σ z^k = 1/(1 − z),   Σ z^k/k! = e^z,   Σ z^k/(2k)! = cosh √z,   Σ z^k/(2k+1)! = sinh √z / √z,
    Σ z^{k+1}/(k+1) = −ln(1 − z),   Σ z^k/(2k+1) = artanh √z / √z,   Σ 1/(k+1)^{2m} = ζ(2m),

with cos, sin and arctan for z < 0. Each holds wherever the sum converges, at the ends of its interval by Abel's theorem, so none
has a condition: that a side is defined says that its sum converges. A sum is taken apart by the numbers z: terms with different
z cannot make up for each other, so that the whole converges only if each part does, and where two z happen to be equal the
formulas add up as the terms do. Source: K. Knopp, *Theory and Application of Infinite Series* (1951), chapters V, VI and VIII.
"""

from __future__ import annotations

from fractions import Fraction as Number

from flint import fmpq, fmpq_poly
from msgspec import Struct

from builder.calculus.judge.circular import pi
from builder.calculus.judge.field import NEGATIVE, POSITIVE, Field, Fraction, Kernel, Kind, Polynomial, Stop
from builder.calculus.judge.functions import apply
from builder.calculus.judge.powers import all_factors, exponential, logarithm, rational_power
from builder.calculus.judge.signs import fraction_sign
from builder.calculus.judge.terms import Fn

HIGHEST_DEGREE = 16
FARTHEST = 16
"""How far a linear factor may be from the first."""

IDENTITIES = {
    "geometric": r"\sum_{k=0}^\infty z^k = \frac{1}{1-z}",
    "exponential": r"\sum_{k=0}^\infty \frac{z^k}{k!} = e^z",
    "even": r"\sum_{k=0}^\infty \frac{z^{2k}}{(2k)!} = \cosh z",
    "odd": r"\sum_{k=0}^\infty \frac{z^{2k+1}}{(2k+1)!} = \sinh z",
    "logarithm": r"\sum_{k=1}^\infty \frac{z^k}{k} = -\ln(1-z)",
    "artanh": r"\sum_{k=0}^\infty \frac{z^{2k+1}}{2k+1} = \operatorname{artanh} z",
    "telescope": r"\sum_{k=1}^\infty (a_k - a_{k+1}) = a_1 - \lim_{k \to \infty} a_k",
    "zeta": r"\sum_{k=1}^\infty \frac{1}{k^{2m}} = \frac{(-1)^{m+1} B_{2m} (2\pi)^{2m}}{2(2m)!}",
}


class General(Struct, frozen=True):
    """Σ_i numerators[i] k^i · ratio^k / (Π (slope·k + offset)^times · (factorial·k)!), factorial 0 standing for none."""

    numerators: list[Fraction]
    ratio: Fraction
    linear: tuple[tuple[int, int, int], ...]
    factorial: int


def close_infinite(field: Field, body: Fraction, index: Kernel) -> Fraction:
    """Σ body for index = 0 … ∞. Raises Stop where no closed form is known."""
    p, q = field.cancel(body)
    total = Fraction(field.zero, field.one)
    if p.is_zero():
        return total
    below, linear, factorial, ratio = _denominator(field, q, index)
    for numerators, growth in _numerators(field, p, index):
        general = General(numerators, field.cancel(field.multiply(growth, ratio)), linear, factorial)
        total = field.add(total, _closed(field, general))
    return field.divide(total, below)


def _denominator(field: Field, q: Polynomial, index: Kernel) -> tuple[Fraction, tuple[tuple[int, int, int], ...], int, Fraction]:
    """q as a factor without the index, linear factors, at most one factorial, and a power: 1/r is given for r^index."""
    unit, factors = field.factor(q)
    free = field.constant(unit)
    linear: list[tuple[int, int, int]] = []
    factorial = 0
    ratio = Fraction(field.one, field.one)
    for factor, times in factors:
        if not _holds(field, factor, index):
            free = field.multiply(free, field.power(Fraction(factor, field.one), times))
            continue
        kernel = field.single(factor)
        if kernel is not None and kernel.kind is Kind.FACTORIAL:
            slope = _multiple(field, kernel.arguments[0], index)
            if factorial or times != 1 or slope not in (1, 2):
                raise Stop("an infinite sum of such terms")
            factorial = int(slope)
        elif kernel is not None and kernel.kind in (Kind.POWER, Kind.EXP):
            ratio = field.multiply(ratio, field.power(_base(field, kernel, index), -times))
        else:
            linear.append((*_linear(field, factor, index), times))
    return free, tuple(linear), factorial, ratio


def _numerators(field: Field, p: Polynomial, index: Kernel) -> list[tuple[list[Fraction], Fraction]]:
    """p as a sum of polynomials in the index times powers r^index: their coefficients, and r."""
    groups: dict[tuple[object, object], tuple[list[Fraction], Fraction]] = {}
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        free = field.constant(coefficient)
        ratio = Fraction(field.one, field.one)
        degree = 0
        for i, exponent in enumerate(monomial):
            if not exponent:
                continue
            kernel = field.by_index[i]
            if kernel.index == index.index:
                degree = exponent
            elif not _holds(field, kernel.generator, index):
                free = field.multiply(free, Fraction(kernel.generator**exponent, field.one))
            elif kernel.kind in (Kind.POWER, Kind.EXP):
                ratio = field.multiply(ratio, field.power(_base(field, kernel, index), exponent))
            else:
                raise Stop("an infinite sum of such terms")
        if degree > HIGHEST_DEGREE:
            raise Stop("too high a degree in an infinite sum")
        ratio = field.cancel(ratio)
        numerators, _ = groups.setdefault((field.key(ratio.numerator), field.key(ratio.denominator)), ([], ratio))
        while len(numerators) <= degree:
            numerators.append(Fraction(field.zero, field.one))
        numerators[degree] = field.add(numerators[degree], free)
    return list(groups.values())


def _holds(field: Field, p: Polynomial, index: Kernel) -> bool:
    stack = list(field.kernels_in(p))
    while stack:
        kernel = stack.pop()
        if kernel.index == index.index:
            return True
        stack.extend(k for a in kernel.arguments for side in a for k in field.kernels_in(side))
    return False


def _base(field: Field, kernel: Kernel, index: Kernel) -> Fraction:
    """r with kernel = r^index."""
    if kernel.kind is Kind.EXP:
        exponent = field.divide(kernel.arguments[0], Fraction(index.generator, field.one))
        exponent = field.cancel(exponent)
        if not any(_holds(field, side, index) for side in exponent):
            return exponential(field, exponent)
    elif kernel.arguments[1].numerator == index.generator and not _holds(field, kernel.arguments[0].numerator, index):
        return kernel.arguments[0]
    raise Stop("an infinite sum of such powers")


def _multiple(field: Field, value: Fraction, index: Kernel) -> fmpq | None:
    """c with value = c·index."""
    quotient = field.cancel(field.divide(value, Fraction(index.generator, field.one)))
    if not quotient.numerator.is_constant() or not quotient.denominator.is_constant():
        return None
    return quotient.numerator.leading_coefficient() / quotient.denominator.leading_coefficient()


def _linear(field: Field, factor: Polynomial, index: Kernel) -> tuple[int, int]:
    """(slope, offset) of a factor slope·index + offset with integers, the offset at least 0."""
    degrees = factor.degrees()
    if degrees[index.index] != 1 or factor.total_degree() != 1 or any(d for i, d in enumerate(degrees) if i != index.index):
        raise Stop("an infinite sum with a denominator that has no linear factors")
    by_degree = {monomial[index.index]: c for monomial, c in zip(factor.monoms(), factor.coeffs(), strict=True)}
    slope, offset = by_degree[1], by_degree.get(0, fmpq(0))
    if slope.q != 1 or offset.q != 1 or slope < 1 or offset < 0 or offset > FARTHEST * slope:
        raise Stop("an infinite sum with such a denominator")
    return int(slope.p), int(offset.p)


# ---------------------------------------------------------------------------------------------- closed forms


def _closed(field: Field, general: General) -> Fraction:
    if general.factorial:
        return _with_factorial(field, general)
    if not general.linear:
        return _polynomial(field, general.numerators, general.ratio)
    return _with_fractions(field, general)


def _polynomial(field: Field, numerators: list[Fraction], z: Fraction) -> Fraction:
    """Σ N(k) z^k, N being written in binomial coefficients: Σ C(k, j) z^k = z^j / (1 − z)^{j+1}."""
    one = Fraction(field.one, field.one)
    if field.subtract(z, one).numerator.is_zero():
        raise Stop("an infinite sum whose terms do not tend to 0")
    gap = field.invert(field.subtract(one, z))
    total = Fraction(field.zero, field.one)
    factor = gap
    product = 1
    for j, coefficient in enumerate(_falling(field, numerators, 1, 0)):
        product *= max(j, 1)
        total = field.add(total, field.multiply(field.multiply(coefficient, field.constant(product)), factor))
        factor = field.multiply(factor, field.multiply(z, gap))
    field.identities[IDENTITIES["geometric"]] = None
    return total


def _falling(field: Field, numerators: list[Fraction], slope: int, offset: int) -> list[Fraction]:
    """b with N(k) = Σ b_i y (y − 1) … (y − i + 1), y = slope·k + offset, by synthetic division."""
    rest, found = list(numerators), []
    i = 0
    while rest:
        root = field.constant(fmpq(i - offset, slope))
        quotient: list[Fraction] = []
        carry = Fraction(field.zero, field.one)
        for c in reversed(rest):
            carry = field.add(field.multiply(carry, root), c)
            quotient.append(carry)
        found.append(quotient.pop())
        rest = [field.multiply(c, field.constant(fmpq(1, slope))) for c in reversed(quotient)]
        i += 1
    return found


def _with_factorial(field: Field, general: General) -> Fraction:
    """Σ N(k) z^k / (Π linear · (αk)!), as sums of z^k/(αk + d)!."""
    slope = general.factorial
    far = 0
    present: set[int] = set()
    for a, b, times in general.linear:
        place = fmpq(b * slope, a)
        if times != 1 or place.q != 1 or place < 1 or place > FARTHEST:
            raise Stop("an infinite sum with a factorial and such a denominator")
        present.add(int(place.p))
        far = max(far, int(place.p))
    numerators = general.numerators
    scale = fmpq(1)
    for a, _, _ in general.linear:
        scale *= fmpq(slope, a)  # a k + b = (a/slope) (slope k + place)
    for i in range(1, far + 1):
        if i not in present:
            numerators = _times_linear(field, numerators, slope, i)
    total = Fraction(field.zero, field.one)
    for i, coefficient in enumerate(_falling(field, numerators, slope, far)):
        if not coefficient.numerator.is_zero():
            total = field.add(total, field.multiply(coefficient, _shifted(field, general.ratio, slope, far - i)))
    return field.multiply(total, field.constant(scale))


def _times_linear(field: Field, numerators: list[Fraction], slope: int, offset: int) -> list[Fraction]:
    product = [field.multiply(c, field.constant(offset)) for c in numerators] + [Fraction(field.zero, field.one)]
    for i, c in enumerate(numerators):
        product[i + 1] = field.add(product[i + 1], field.multiply(c, field.constant(slope)))
    return product


def _shifted(field: Field, z: Fraction, slope: int, shift: int) -> Fraction:
    """Σ z^k / (slope·k + shift)! over the k from 0 on with slope·k + shift ≥ 0."""
    if slope == 1:
        field.identities[IDENTITIES["exponential"]] = None
        value, least = exponential(field, z), 0
    else:
        least = shift % 2
        value = _hyperbolic(field, z, least)
    factorial = fmpq(1)
    while least > shift:
        value, shift = field.multiply(value, z), shift + slope
    while least < shift:
        # Σ z^k/(k + d + slope)! = (Σ z^k/(k + d)! − 1/d!) / z
        for i in range(max(least - slope + 1, 1), least + 1):
            factorial *= i
        value = field.divide(field.subtract(value, field.constant(1 / factorial)), z)
        least += slope
    return value


def _hyperbolic(field: Field, z: Fraction, odd: int) -> Fraction:
    """cosh √z, or sinh √z / √z when `odd`; cos and sin of √−z for negative z."""
    sign, root = _square_root(field, z)
    field.identities[IDENTITIES["odd" if odd else "even"]] = None
    if not odd:
        return apply(field, Fn.COSH if sign > 0 else Fn.COS, (root,))
    return field.divide(apply(field, Fn.SINH if sign > 0 else Fn.SIN, (root,)), root)


def _square_root(field: Field, z: Fraction) -> tuple[int, Fraction]:
    """(s, w) with z = s w², s = ±1; the functions that are taken of w do not change with its sign."""
    unit, factors = all_factors(field, z)
    root = Fraction(field.one, field.one)
    rest = Fraction(field.one, field.one)
    for factor, exponent in factors:
        root = field.multiply(root, field.power(Fraction(factor, field.one), exponent // 2))
        if exponent % 2:
            rest = field.multiply(rest, Fraction(factor, field.one))
    sign = unit
    mask = fraction_sign(field, rest)
    if mask not in (POSITIVE, NEGATIVE):
        raise Stop("an infinite sum in the root of a number whose sign is not known")
    if mask == NEGATIVE:
        sign, rest = -sign, field.negate(rest)
    if not field.subtract(rest, Fraction(field.one, field.one)).numerator.is_zero():
        root = field.multiply(root, rational_power(field, rest, fmpq(1, 2)))
    return sign, field.cancel(root)


def _with_fractions(field: Field, general: General) -> Fraction:
    """Σ N(k) z^k / Π (a k + b)^times, by partial fractions."""
    below = fmpq_poly([1])
    for a, b, times in general.linear:
        below *= fmpq_poly([b, a]) ** times
    one = Fraction(field.one, field.one)
    at_one = field.subtract(general.ratio, one).numerator.is_zero()
    if len(general.linear) == 1 and general.linear[0][2] > 1:
        return _zeta(field, general, at_one)
    if any(times > 1 for _, _, times in general.linear):
        raise Stop("an infinite sum with such a denominator")
    total = Fraction(field.zero, field.one)
    whole, rest = _divided(field, general.numerators, below)
    if whole:
        total = _polynomial(field, whole, general.ratio)
    slope_of = below.derivative()
    parts: list[tuple[int, int, Fraction]] = []
    for a, b, _ in general.linear:
        # N/D = … + (N(κ)/D'(κ)) / (k − κ) at the root κ = −b/a
        root = fmpq(-b, a)
        value = Fraction(field.zero, field.one)
        for c in reversed(rest):
            value = field.add(field.multiply(value, field.constant(root)), c)
        parts.append((a, b, field.multiply(value, field.constant(fmpq(a) / slope_of(root)))))
    if at_one:
        return field.add(total, _telescoped(field, parts))
    for a, b, part in parts:
        if not part.numerator.is_zero():
            total = field.add(total, field.multiply(part, _logarithmic(field, general.ratio, a, b)))
    return total


def _divided(field: Field, numerators: list[Fraction], below: fmpq_poly) -> tuple[list[Fraction], list[Fraction]]:
    """Quotient and rest of a polynomial, from the constant term on."""
    rest = list(numerators)
    quotient: list[Fraction] = []
    degree, leading = below.degree(), below[below.degree()]
    while len(rest) > degree:
        top = field.multiply(rest[-1], field.constant(1 / leading))
        for i in range(degree):
            place = len(rest) - 1 - degree + i
            rest[place] = field.subtract(rest[place], field.multiply(top, field.constant(below[i])))
        rest.pop()
        quotient.append(top)
    return quotient[::-1], rest


def _telescoped(field: Field, parts: list[tuple[int, int, Fraction]]) -> Fraction:
    """Σ_k Σ_i A_i/(k + c_i) with whole c_i ≥ 1 and ΣA_i = 0: −Σ A_i (1 + 1/2 + … + 1/(c_i − 1))."""
    total = balance = Fraction(field.zero, field.one)
    for a, b, part in parts:
        if b % a or b < a:
            raise Stop("an infinite sum of fractions whose distance is no whole number")
        share = field.multiply(part, field.constant(fmpq(1, a)))
        balance = field.add(balance, share)
        harmonic = sum((Number(1, i) for i in range(1, b // a)), Number(0))
        total = field.subtract(total, field.multiply(share, field.constant(fmpq(harmonic.numerator, harmonic.denominator))))
    if not balance.numerator.is_zero():
        raise Stop("an infinite sum that diverges")
    field.identities[IDENTITIES["telescope"]] = None
    return total


def _logarithmic(field: Field, z: Fraction, a: int, b: int) -> Fraction:
    """Σ z^k/(a k + b) for a = 1 and a = 2."""
    one = Fraction(field.one, field.one)
    if b % a == 0 and b >= a:
        value, far, step = field.negate(logarithm(field, field.subtract(one, z))), b // a, 1
        value, scale, first = field.divide(value, z), fmpq(1, a), 1
        field.identities[IDENTITIES["logarithm"]] = None
    elif a == 2 and b % 2 == 1:
        sign, root = _square_root(field, z)
        value = field.divide(apply(field, Fn.ARTANH if sign > 0 else Fn.ARCTAN, (root,)), root)
        far, step, scale, first = b, 2, fmpq(1), 1
        field.identities[IDENTITIES["artanh"]] = None
    else:
        raise Stop("an infinite sum with such a denominator")
    while first < far:
        value = field.divide(field.subtract(value, field.constant(fmpq(1, first))), z)
        first += step
    return field.multiply(value, field.constant(scale))


def _zeta(field: Field, general: General, at_one: bool) -> Fraction:
    """Σ c/(a k + b)^{2m} for a = 1, and a = 2 with odd b."""
    ((a, b, times),) = general.linear
    if (
        not at_one
        or times % 2
        or len(general.numerators) > 1
        or times > HIGHEST_DEGREE
        or b < 1
        or (a, b % a) not in ((1, 0), (2, 1))
    ):
        raise Stop("an infinite sum with such a denominator")
    m = times // 2
    factorial = 1
    for i in range(2, times + 1):
        factorial *= i
    rational = fmpq((-1) ** (m + 1)) * fmpq.bernoulli(times) * fmpq(2) ** times / (2 * factorial)
    value = field.multiply(field.constant(rational), field.power(Fraction(pi(field), field.one), times))
    if a == 2:  # Σ 1/(2k+1)^s = (1 − 2^{−s}) ζ(s)
        value = field.multiply(value, field.constant(1 - fmpq(1, 2**times)))
    for i in range(1, b, a):
        value = field.subtract(value, field.constant(fmpq(1, i**times)))
    field.identities[IDENTITIES["zeta"]] = None
    return field.multiply(general.numerators[0], value)
