"""Signs of polynomials over kernels: masks of possible signs, from facts, from squares, from roots on an interval, from balls."""

from __future__ import annotations

from flint import fmpq, fmpz_poly

from builder.calculus.judge.circle import factors
from builder.calculus.judge.constants import ball
from builder.calculus.judge.field import (
    ANY,
    NEGATIVE,
    POSITIVE,
    ZERO,
    Field,
    Fraction,
    Kernel,
    Kind,
    Known,
    Polynomial,
    Undefined,
    is_number,
    primitive_unit,
)
from builder.calculus.judge.inferences import beside_quarter_turns, by_facts, function_mask, on_box
from builder.calculus.judge.isolation import Interval, linear_signs, number_mask, signs_on
from builder.calculus.judge.written import is_name, polynomial_latex

LARGEST_DEGREE = 24

NESTED_SIGNS = 16
"""How deep the question for a sign may lead to others."""


def flip(mask: int) -> int:
    """The signs of −p, p having the signs of `mask`."""
    return (mask & ZERO) | (NEGATIVE if mask & POSITIVE else 0) | (POSITIVE if mask & NEGATIVE else 0)


def product_mask(a: int, b: int) -> int:
    """The signs that a product can have."""
    mask = ZERO if (a | b) & ZERO else 0
    if (a & POSITIVE and b & POSITIVE) or (a & NEGATIVE and b & NEGATIVE):
        mask |= POSITIVE
    if (a & POSITIVE and b & NEGATIVE) or (a & NEGATIVE and b & POSITIVE):
        mask |= NEGATIVE
    return mask


def power_mask(a: int, n: int) -> int:
    """The signs that an n-th power can have, n ≥ 1."""
    if n % 2:
        return a
    return (a & ZERO) | (POSITIVE if a & (POSITIVE | NEGATIVE) else 0)


def sum_mask(a: int, b: int) -> int:
    """The signs that a sum can have."""
    mask = 0
    for x in (NEGATIVE, ZERO, POSITIVE):
        if a & x:
            for y in (NEGATIVE, ZERO, POSITIVE):
                if b & y:
                    mask |= x if y == ZERO else y if x in (ZERO, y) else ANY
    return mask


def fact(field: Field, p: Polynomial, key: str = "") -> int | None:
    """What was learned of the sign of `p`, whose key may be told; it is noted as used."""
    key = key or field.key(p)
    known = field.facts.get(key)
    if known is None:
        return None
    field.used[key] = known
    return known.mask


def conditions(field: Field) -> tuple[str, ...]:
    """The facts that were used, as LaTeX, as far as they are about letters of the question."""
    found = []
    for p, mask in field.used.values():
        relation = RELATIONS.get(mask)
        kernels = field.kernels_in(p)
        if relation is None or any(k.kind is not Kind.SYMBOL or not is_name(k.name) for k in kernels):
            continue
        found.append(f"{polynomial_latex(field, p)} {relation} 0")
    return tuple(sorted(set(found)))


RELATIONS = {
    POSITIVE: ">",
    NEGATIVE: "<",
    POSITIVE | ZERO: r"\ge",
    NEGATIVE | ZERO: r"\le",
    POSITIVE | NEGATIVE: r"\ne",
}


def kernel_mask(field: Field, kernel: Kernel) -> int:
    """The signs that a kernel can have."""
    known = fact(field, kernel.generator)
    if known is not None:
        return known & _mask_of_bounds(field, kernel) or known
    mask = _structural_mask(field, kernel)
    if kernel.index in field.bounds:
        return mask & _mask_of_bounds(field, kernel) or mask
    return mask


def _structural_mask(field: Field, kernel: Kernel) -> int:
    """The signs that a kernel can have by what it is."""
    if kernel.constant:
        value = ball(field, kernel.generator, 64)
        if value is not None:
            if value > 0:
                return POSITIVE
            if value < 0:
                return NEGATIVE
    match kernel.kind:
        case Kind.EXP | Kind.PI | Kind.FACTORIAL:
            return POSITIVE
        case Kind.SYMBOL:
            return POSITIVE if kernel.name in field.setting.positive else ANY
        case Kind.ABS:
            return power_mask(sign(field, kernel.arguments[0].numerator), 2)
        case Kind.ROOT:
            below = sign(field, kernel.arguments[0].numerator)
            return below if kernel.degree % 2 else (below & (POSITIVE | ZERO)) or ANY
        case Kind.POWER:
            base, exponent = kernel.arguments
            if is_number(exponent.numerator):
                return power_mask(sign(field, base.numerator), int(exponent.numerator.leading_coefficient().p))
            return POSITIVE if sign(field, base.numerator) == POSITIVE else ANY
        case _:
            return function_mask(field, kernel, sign, fraction_sign)


def _mask_of_bounds(field: Field, kernel: Kernel) -> int:
    """What the known bounds of a kernel say of its sign."""
    mask = ANY
    for end, above, strict in field.bounds.get(kernel.index, ()):
        if above and end >= 0:
            mask &= POSITIVE if end > 0 or strict else POSITIVE | ZERO
        if not above and end <= 0:
            mask &= NEGATIVE if end < 0 or strict else NEGATIVE | ZERO
        if mask != ANY:
            side = (POSITIVE if above else NEGATIVE) | (0 if strict else ZERO)
            field.used[("bound", kernel.index, above)] = Known(kernel.generator - end, side)
    return mask or ANY


def sign(field: Field, p: Polynomial) -> int:
    """The signs that `p` can have where both sides are defined. What is not known is possible."""
    if is_number(p):
        return number_mask(p.leading_coefficient()) if not p.is_zero() else ZERO
    field.learn_what_is_left()
    if field.signs >= NESTED_SIGNS:
        return ANY
    field.tick(10 + 4 * len(p))
    unit = primitive_unit(p)
    primitive = p if unit == 1 else p / unit
    key = field.key(primitive)
    mask = field.found_signs.get(key)
    if mask is None:
        field.signs += 1
        try:
            mask = _primitive_sign(field, primitive, key)
        finally:
            field.signs -= 1
        if not field.signs and not field.inferring:
            field.found_signs[key] = mask
    return mask if unit.p > 0 else flip(mask)


def _primitive_sign(field: Field, p: Polynomial, key: str) -> int:
    known = fact(field, p, key)
    if known is not None and known in (POSITIVE, NEGATIVE, ZERO):
        return known
    mask = ANY if known is None else known
    if len(p) == 1:
        mask &= _monomial_mask(field, p)
        return mask if mask in (POSITIVE, NEGATIVE) else mask & _from_facts(field, p, mask) or mask
    if field.is_constant(p):
        value = ball(field, p, 128)
        if value is not None:
            if value > 0:
                return POSITIVE
            if value < 0:
                return NEGATIVE
        return mask
    guess = 0
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        here = number_mask(coefficient)
        for index, exponent in enumerate(monomial):
            if exponent:
                here = product_mask(here, power_mask(kernel_mask(field, field.by_index[index]), exponent))
        guess = here if guess == 0 else sum_mask(guess, here)
        if guess == ANY:
            break
    mask &= guess
    if mask not in (POSITIVE, NEGATIVE):
        kernels = field.kernels_in(p)
        if len(kernels) == 1:
            mask &= _on_interval(field, p, kernels[0])
            if kernels[0].kind is Kind.EXP and p == kernels[0].generator - field.one:
                mask &= fraction_sign(field, kernels[0].arguments[0])
        else:
            mask &= beside_quarter_turns(field, p, kernels, sign)
            mask &= _quadratic(field, p, kernels) & on_box(field, p, kernels, [bounds_of(field, k) for k in kernels])
    if mask not in (POSITIVE, NEGATIVE):
        mask &= _from_facts(field, p, mask)
    return mask or ANY


def _from_facts(field: Field, p: Polynomial, possible: int) -> int:
    """The signs that `p` can have by sums of facts; those that told something are noted as used."""
    mask = ANY
    field.spend(1 + len(field.facts) // 8)
    for known, factor, rest in by_facts(field, p, sign):
        here = sum_mask(product_mask(number_mask(factor), known.mask), rest)
        if possible & mask & here != possible & mask:
            mask &= here
            fact(field, known.polynomial)
        if mask in (POSITIVE, NEGATIVE):
            break
    return mask


def _monomial_mask(field: Field, p: Polynomial) -> int:
    mask = number_mask(p.leading_coefficient())
    for index, exponent in enumerate(p.monoms()[0]):
        if exponent:
            mask = product_mask(mask, power_mask(kernel_mask(field, field.by_index[index]), exponent))
    return mask


def bounds_of(field: Field, kernel: Kernel) -> tuple[fmpq | None, bool, fmpq | None, bool]:
    """The interval in which a kernel is known to lie: lower end, whether it is excluded, upper end, whether it is excluded."""
    lower: fmpq | None = None
    upper: fmpq | None = None
    open_lower = open_upper = False
    if kernel.kind in (Kind.SIN, Kind.COS):
        lower, upper = fmpq(-1), fmpq(1)
    elif kernel.kind is Kind.TURN:
        lower, upper, open_lower, open_upper = fmpq(0), fmpq(1), True, True
    else:
        mask = kernel_mask(field, kernel)
        if not mask & NEGATIVE:
            lower, open_lower = fmpq(0), not mask & ZERO
        if not mask & POSITIVE:
            upper, open_upper = fmpq(0), not mask & ZERO
    if kernel.kind is Kind.SYMBOL and kernel.name in field.setting.positive:
        lower, open_lower = fmpq(1), False
    for end, above, strict in field.bounds.get(kernel.index, ()):
        if above and (lower is None or end > lower or (end == lower and strict)):
            lower, open_lower = end, strict
        if not above and (upper is None or end < upper or (end == upper and strict)):
            upper, open_upper = end, strict
    return lower, open_lower, upper, open_upper


def univariate(p: Polynomial, index: int) -> fmpz_poly:
    """`p`, which holds one generator only, up to a positive factor."""
    unit = primitive_unit(p)
    coefficients = [0] * (p.degrees()[index] + 1)
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        coefficients[monomial[index]] = int((coefficient / unit).p)
    result = fmpz_poly(coefficients)
    return result if unit > 0 else -result


def _on_interval(field: Field, p: Polynomial, kernel: Kernel) -> int:
    """The signs of a polynomial in one kernel on the interval in which that kernel lies."""
    degree = int(p.degrees()[kernel.index])
    if degree > LARGEST_DEGREE:
        return ANY
    field.spend(1 + degree * degree // 8)
    if degree == 1:
        slope, *rest = p.coeffs()
        return linear_signs(slope, -rest[0] / slope if rest else fmpq(0), Interval(*bounds_of(field, kernel)))
    return signs_on(univariate(p, kernel.index), Interval(*bounds_of(field, kernel)))


def _quadratic(field: Field, p: Polynomial, kernels: list[Kernel]) -> int:
    """The sign of a·g² + b·g + c in a kernel g, by its discriminant; and of a ± root of a² + something positive."""
    degrees = p.degrees()
    if len(p) > 12:
        return ANY
    for kernel in kernels:
        i = kernel.index
        if degrees[i] == 1 and kernel.degree == 2 and kernel.kind in (Kind.ROOT, Kind.ABS):
            rest = p.subs({i: fmpq(0)})
            factor = (p - rest) / kernel.generator
            norm = field.reduce(field.times(factor, factor) * kernel.generator**2) - field.times(rest, rest)
            side = sign(field, factor) if not factor.is_zero() else ANY
            if len(field.kernels_in(norm)) < len(kernels) and side in (POSITIVE, NEGATIVE):
                wins = sign(field, norm) if not norm.is_zero() else ZERO
                if wins == POSITIVE:
                    return side
                if not wins & NEGATIVE:
                    return side | ZERO
                rest_sign = sign(field, rest)
                if wins == NEGATIVE and rest_sign in (POSITIVE, NEGATIVE):
                    return rest_sign
        if degrees[i] != 2:
            continue
        c = p.subs({i: fmpq(0)})
        plus, minus = p.subs({i: fmpq(1)}), p.subs({i: fmpq(-1)})
        b = (plus - minus) / 2
        a = (plus + minus) / 2 - c
        leading = sign(field, a) if not a.is_zero() else ANY
        if leading not in (POSITIVE, NEGATIVE):
            # Where a = 0 and b² ≤ 4ac, b = 0 too, and c is all that is left.
            ends = leading | (sign(field, c) if not c.is_zero() else ZERO)
            if ends & NEGATIVE and ends & POSITIVE:
                continue
            leading = ends | ZERO
        discriminant = field.times(b, b) - 4 * field.times(a, c)
        below = sign(field, discriminant) if not discriminant.is_zero() else ZERO
        if below == NEGATIVE and leading in (POSITIVE, NEGATIVE):
            return leading
        if not below & POSITIVE:
            return leading | ZERO
    return ANY


def fraction_sign(field: Field, value: Fraction) -> int:
    """The signs that a fraction can have where it is defined."""
    p, q = value
    below = sign(field, q) & ~ZERO
    mask = _factored_sign(field, p)
    if below & POSITIVE and below & NEGATIVE:
        below = _factored_sign(field, q) & ~ZERO
    return product_mask(mask, below or ANY)


def _factored_sign(field: Field, p: Polynomial) -> int:
    if p.is_zero():
        return ZERO
    mask = sign(field, p)
    if mask != ANY or is_number(p):
        return mask
    unit, found = factors(field, p)
    mask = number_mask(unit)
    for factor, exponent in found:
        mask = product_mask(mask, power_mask(sign(field, factor), exponent))
    return mask


def learn(field: Field, value: Fraction, wanted: int) -> bool:
    """Take in that `value` has one of the signs `wanted` wherever both sides are defined; whether that was news.

    Raises Undefined if it cannot have any of them.
    """
    p, q = value
    if p.is_zero():
        if not wanted & ZERO:
            raise Undefined("a number that must not be 0 is 0")
        return False
    if not is_number(q):
        if not wanted & ZERO:
            p = field.times(p, q)
        elif sign(field, q) & ~ZERO == NEGATIVE:
            wanted = flip(wanted)
        elif sign(field, q) & ~ZERO != POSITIVE:
            p = field.times(p, q)
    elif q.leading_coefficient() < 0:
        wanted = flip(wanted)
    if is_number(p):
        if not number_mask(p.leading_coefficient()) & wanted:
            raise Undefined("a root or logarithm is of a number outside its domain")
        return False
    unit, factors = field.factor(p)
    if unit < 0:
        wanted = flip(wanted)
    if not wanted & ZERO:
        for factor, _ in factors:
            assume(field, factor, NEGATIVE | POSITIVE)
    if wanted == NEGATIVE | POSITIVE:
        return True
    signed = [(factor, exponent, sign(field, factor)) for factor, exponent in factors]
    whole = POSITIVE
    for _, exponent, mask in signed:
        whole = product_mask(whole, power_mask(mask, exponent))
    if not whole & ~wanted:
        return False
    open_factors = []
    strict = not wanted & ZERO
    for factor, exponent, mask in signed:
        if exponent % 2 == 0:
            if mask & ZERO and not strict:
                field.unresolved = True
                return False
            continue
        if mask == NEGATIVE or (mask == NEGATIVE | ZERO and strict):
            wanted = flip(wanted)
        elif mask == POSITIVE or (mask == POSITIVE | ZERO and strict):
            continue
        else:
            open_factors.append(factor)
    if not open_factors:
        if not wanted & POSITIVE and wanted != ANY:
            raise Undefined("a root or logarithm is never of a number in its domain")
        return False
    if len(open_factors) == 1:
        return assume(field, open_factors[0], wanted)
    field.unresolved = True
    return False


def assume(field: Field, p: Polynomial, wanted: int) -> bool:
    """Take in that an irreducible polynomial has one of the signs `wanted`; whether that was news."""
    before = field.known(p)
    if before is None or before == ANY:
        before = sign(field, p)
    after = before & wanted
    if after == 0:
        raise Undefined("the two sides have no common domain")
    field.know(p, after)
    kernels = field.kernels_in(p)
    if (
        len(kernels) == 1
        and p.degrees()[kernels[0].index] == 1
        and after in (POSITIVE, POSITIVE | ZERO, NEGATIVE, NEGATIVE | ZERO)
    ):
        kernel = kernels[0]
        leading = p.leading_coefficient()
        root = -p.subs({kernel.index: fmpq(0)}).leading_coefficient() / leading if len(p) > 1 else fmpq(0)
        above = (after & POSITIVE != 0) == (leading > 0)
        field.bounds.setdefault(kernel.index, []).append((root, above, not after & ZERO))
        lower, open_lower, upper, open_upper = bounds_of(field, kernel)
        if lower is not None and upper is not None and (lower > upper or (lower == upper and (open_lower or open_upper))):
            raise Undefined("the two sides have no common domain")
    if after != before:
        field.cache.clear()
        _square(field, p, after)
    return after != before


def _square(field: Field, p: Polynomial, mask: int) -> None:
    """From c − a|u| ≥ 0 with a > 0 follows c² − a²u² ≥ 0, and from a|u| − c ≥ 0 with c ≥ 0 follows a²u² − c² ≥ 0."""
    if mask in (NEGATIVE, NEGATIVE | ZERO):
        p, mask = -p, flip(mask)
    kernels = [k for k in field.kernels_in(p) if not k.constant]
    if mask not in (POSITIVE, POSITIVE | ZERO) or len(kernels) != 1 or kernels[0].kind is not Kind.ABS:
        return
    absolute = kernels[0]
    rest = p.subs({absolute.index: fmpq(0)})
    if p.degrees()[absolute.index] != 1 or rest.is_zero():
        return
    factor = (p - rest) / absolute.generator
    inner = absolute.arguments[0].numerator
    gap = field.times(rest, rest) - field.times(field.times(factor, factor), field.times(inner, inner))
    if sign(field, factor) == POSITIVE and not sign(field, -rest) & NEGATIVE:
        gap = -gap
    elif sign(field, factor) != NEGATIVE:
        return
    learn(field, Fraction(gap, field.one), mask)
