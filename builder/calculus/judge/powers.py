"""Logarithms, exponentials, roots, absolute values and powers over kernels.

ℓ(p) = ln|p| of irreducible p is the kernel of logarithms, so no law of logarithms has a side condition: the conditions
move into e^ℓ(p) = |p|. Roots are adjoined of irreducible factors only, so that no hidden zero is divided by.
"""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction as Number
from math import gcd, lcm

from flint import fmpq, fmpz
from flint.utils.flint_exceptions import DomainError

from builder.calculus.judge.circle import factors
from builder.calculus.judge.field import (
    NEGATIVE,
    POSITIVE,
    ZERO,
    Field,
    Fraction,
    Kernel,
    Kind,
    Polynomial,
    Restart,
    Stop,
    Undefined,
    is_number,
)
from builder.calculus.judge.integers import is_whole_on_integers
from builder.calculus.judge.signs import fraction_sign, sign

Piece = tuple[fmpq, Fraction]

SMALLEST_LARGE_POWER = 32
"""The least exponent for which a power that is too large to multiply out is taken as a kernel."""


def integer_factors(n: fmpz) -> list[tuple[int, int]]:
    """Prime factors of a positive integer by trial division; what is left after 3,000 stays whole, 64-bit rests are factored."""
    if n.bit_length() <= 64:
        return [(int(p), int(e)) for p, e in n.factor()]
    rest = int(n)
    found = []
    for p in range(2, 3_000):
        if p * p > rest:
            break
        e = 0
        while rest % p == 0:
            rest //= p
            e += 1
        if e:
            found.append((p, e))
    if rest > 1:
        root = fmpz(rest).is_perfect_power()
        if root and fmpz(rest).is_square():
            found.append((int(fmpz(rest).isqrt()), 2))
        else:
            found.append((rest, 1))
    return found


def rational_factors(value: fmpq) -> list[tuple[int, int]]:
    """Primes and exponents of a positive rational."""
    found = [(p, e) for p, e in integer_factors(value.p)] if value.p != 1 else []
    if value.q != 1:
        found += [(p, -e) for p, e in integer_factors(value.q)]
    return found


def all_factors(field: Field, value: Fraction) -> tuple[int, list[tuple[Polynomial, int]]]:
    """±1, and factors with exponents: primes, and irreducible polynomials; the product of all is `value`, which is not 0."""
    p, q = field.cancel(value)
    unit, found = factors(field, p)
    if not is_number(q):
        below, under = factors(field, q)
        unit /= below
        found = (*found, *((f, -e) for f, e in under))
    else:
        unit /= q.leading_coefficient()
    negative = unit < 0
    primes = [(field.context.constant(n), e) for n, e in rational_factors(abs(unit))] if abs(unit) != 1 else []
    return (-1 if negative else 1), [*primes, *found]


# ---------------------------------------------------------------------------------------------- logarithms


def logarithm(field: Field, value: Fraction) -> Fraction:
    """ln|value|."""
    if value.numerator.is_zero():
        raise Undefined("a logarithm is of 0")
    _, factors = all_factors(field, value)
    total = Fraction(field.zero, field.one)
    for factor, exponent in factors:
        total = field.add(total, field.multiply(field.constant(exponent), log_of_factor(field, factor)))
    return total


def log_of_factor(field: Field, p: Polynomial) -> Fraction:
    """ℓ(p) = ln|p| of an irreducible polynomial or a prime."""
    kernel = field.single(p)
    if kernel is not None:
        match kernel.kind:
            case Kind.EXP:
                return kernel.arguments[0]
            case Kind.ROOT:
                inner = logarithm(field, kernel.arguments[0])
                return field.multiply(inner, field.constant(fmpq(1, kernel.degree)))
            case Kind.ABS:
                return log_of_factor(field, kernel.arguments[0].numerator)
            case Kind.POWER:
                if kernel.arguments[0].numerator == -field.one:
                    return Fraction(field.zero, field.one)
                return field.multiply(kernel.arguments[1], log_of_factor(field, kernel.arguments[0].numerator))
            case _:
                pass
    conjugate = _conjugate_logarithm(field, p)
    if conjugate is not None:
        return conjugate
    made = field.kernel(Kind.LN, (Fraction(p, field.one),))
    return Fraction(made.generator, field.one)


def _conjugate_logarithm(field: Field, p: Polynomial) -> Fraction | None:
    """ln|a − b√c| as ln|a² − b²c| − ln|a + b√c|, where the norm is a number."""
    if Kind.ROOT not in field.kinds:
        return None
    roots = [k for k in field.kernels_in(p) if k.kind is Kind.ROOT and k.degree == 2 and p.degrees()[k.index] == 1]
    if len(roots) != 1 or len(p) > 12:
        return None
    rest = p.subs({roots[0].index: fmpq(0)})
    factor = p - rest
    if rest.is_zero():
        return None
    norm = field.reduce(rest * rest - factor * factor)
    if not is_number(norm) or norm.is_zero():
        return None
    other = rest - factor
    if (factor.leading_coefficient() > 0) == (rest.leading_coefficient() > 0):
        return None
    field.identities[r"\ln|a - b| + \ln|a + b| = \ln|a^2 - b^2|"] = None
    return field.subtract(logarithm(field, Fraction(norm, field.one)), logarithm(field, Fraction(other, field.one)))


# ---------------------------------------------------------------------------------------------- exponentials


def pieces(field: Field, value: Fraction) -> list[Piece]:
    """`value` as a sum of rational multiples of pieces that do not depend on the rest of the sum: monomials where possible."""
    p, q = field.cancel(value)
    field.spend(len(p) + len(p) * len(q) // 16)  # a division, and a piece for each term
    if len(p) == 1 and q.is_one():
        coefficient = p.leading_coefficient()
        return [(coefficient, Fraction(p if coefficient == 1 else p / coefficient, q))]
    result: list[Piece] = []
    rest = p
    if q.is_one():
        whole = p
        rest = field.zero
    else:
        whole, rest = divmod(p, q)
    for monomial, coefficient in zip(whole.monoms(), whole.coeffs(), strict=True):
        result.append((coefficient, Fraction(field.context.term(1, monomial), field.one)))
    if rest.is_zero():
        return result
    if len(q) == 1:
        for monomial, coefficient in zip(rest.monoms(), rest.coeffs(), strict=True):
            result.append((coefficient, field.cancel(Fraction(field.context.term(1, monomial), q))))
    else:
        coefficient = rest.leading_coefficient()
        result.append((coefficient, field.cancel(Fraction(rest / coefficient, q))))
    return result


def basis_key(field: Field, kind: str, piece: Fraction) -> Hashable:
    """Under which key the memory has the unit of multiples of a piece."""
    return (kind, field.structure(piece.numerator), field.structure(piece.denominator))


def steps_of(field: Field, key: Hashable, coefficient: fmpq) -> tuple[int, fmpq]:
    """(n, u) with coefficient = n·u for the piece of which the `basis_key` is told: u·piece is the basis element of exponents or
    angles; Restart if u must be finer.
    """
    unit = field.memory.units.get(key)
    if unit is None:
        unit = fmpq(1, coefficient.q) if coefficient.q <= 60 else abs(coefficient)
        field.memory.units[key] = unit
    if coefficient == unit:
        return 1, unit
    steps = coefficient / unit
    if steps.q != 1:
        field.memory.units[key] = fmpq(1, 1) * unit / steps.q
        raise Restart
    return int(steps.p), unit


def is_integer_polynomial(field: Field, p: Polynomial) -> bool:
    """Whether `p` is a polynomial with integer coefficients in integer letters (and factorials)."""
    return all(is_integer_kernel(field, k) for k in field.kernels_in(p)) and all(c.q == 1 for c in p.coeffs())


def is_whole(field: Field, p: Polynomial) -> bool:
    """Whether `p` is an integer wherever it is defined, as is_integer_polynomial tells, or as n(n + 1)/2 is."""
    if is_integer_polynomial(field, p):
        return True
    if p.is_constant() or not all(is_integer_kernel(field, k) for k in field.kernels_in(p)):
        return False
    letters = [k.index for k in field.kernels_in(p)]
    terms = zip(p.monoms(), p.coeffs(), strict=True)
    return is_whole_on_integers({tuple(m[i] for i in letters): Number(int(c.p), int(c.q)) for m, c in terms})


def is_integer_kernel(field: Field, kernel: Kernel) -> bool:
    return (kernel.kind is Kind.SYMBOL and kernel.name in field.integers) or kernel.kind is Kind.FLOOR


def split_logarithm(field: Field, p: Polynomial) -> tuple[Kernel, Polynomial] | None:
    """A monomial as ℓ(q) times the rest; None if it does not hold exactly one logarithm, to the first power."""
    if Kind.LN not in field.kinds:
        return None
    logs = [k for k in field.kernels_in(p) if k.kind is Kind.LN]
    if len(logs) != 1 or p.degrees()[logs[0].index] != 1:
        return None
    return logs[0], p / logs[0].generator


def exponential(field: Field, value: Fraction) -> Fraction:
    """e^value."""
    result = Fraction(field.one, field.one)
    for coefficient, piece in pieces(field, value):
        result = field.multiply(result, _exponential_piece(field, coefficient, piece))
    return result


def _exponential_piece(field: Field, coefficient: fmpq, piece: Fraction) -> Fraction:
    if piece.denominator.is_one():
        split = split_logarithm(field, piece.numerator)
        if split is not None:
            log, rest = split
            base = log.arguments[0].numerator
            if rest.is_one():
                field.identities[r"e^{\ln u} = u"] = None
                return absolute_power(field, base, coefficient)
            if coefficient.q == 1 and is_integer_polynomial(field, rest):
                absolute = absolute_factor(field, base)
                return symbolic_power(field, absolute, coefficient * rest)
    n, unit = steps_of(field, basis_key(field, "exp", piece), coefficient)
    if abs(n) > field.budget.exponent:
        raise Stop("an exponential to too large a power")
    argument = piece if unit == 1 else field.multiply(piece, field.constant(unit))
    kernel = field.kernel(Kind.EXP, (argument,))
    field.identities["e^{u+v} = e^u e^v"] = None
    return field.power(Fraction(kernel.generator, field.one), n)


# ---------------------------------------------------------------------------------------------- absolute values


def absolute_factor(field: Field, p: Polynomial) -> Fraction:
    """|p| of an irreducible polynomial (or a prime)."""
    mask = sign(field, p)
    if not mask & NEGATIVE:
        return Fraction(p, field.one)
    if not mask & POSITIVE:
        return Fraction(-p, field.one)
    kernel = field.single(p)
    if kernel is not None and kernel.kind is Kind.POWER and kernel.arguments[0].numerator == -field.one:
        return Fraction(field.one, field.one)
    if kernel is not None and kernel.kind is Kind.POWER:
        base = absolute_factor(field, kernel.arguments[0].numerator)
        return symbolic_power(field, base, kernel.arguments[1].numerator)
    if kernel is not None and kernel.kind in (Kind.ARCTAN, Kind.ARCSIN):
        field.identities[r"|\arctan u| = \arctan|u|"] = None
        size = field.cancel(absolute(field, kernel.arguments[0]))
        if size.numerator.leading_coefficient() < 0:
            return Fraction(-field.kernel(kernel.kind, (field.negate(size),)).generator, field.one)
        return Fraction(field.kernel(kernel.kind, (size,)).generator, field.one)
    made = field.kernel(Kind.ABS, (Fraction(p, field.one),), degree=2, lower=lambda _: field.times(p, p))
    field.identities["|u|^2 = u^2"] = None
    return Fraction(made.generator, field.one)


def absolute(field: Field, value: Fraction) -> Fraction:
    """|value|."""
    if value.numerator.is_zero():
        return value
    mask = fraction_sign(field, value)
    if not mask & NEGATIVE:
        return value
    if not mask & POSITIVE:
        return field.negate(value)
    _, factors = all_factors(field, value)
    result = Fraction(field.one, field.one)
    for p, exponent in factors:
        if exponent % 2 == 0:
            part = field.power(Fraction(p, field.one), exponent)
        else:
            part = field.multiply(absolute_factor(field, p), field.power(Fraction(p, field.one), exponent - 1))
        result = field.multiply(result, part)
    return result


def signum(field: Field, value: Fraction) -> Fraction:
    """sign(value), which is 0 at 0."""
    if value.numerator.is_zero():
        return value
    mask = fraction_sign(field, value)
    if mask in (POSITIVE, NEGATIVE):
        return field.constant(1 if mask == POSITIVE else -1)
    unit, factors = all_factors(field, value)
    result = field.constant(unit)
    for p, exponent in factors:
        single = field.single(p)
        if single is not None and single.kind in (Kind.ARCTAN, Kind.ARCSIN):
            result = field.multiply(result, field.power(signum(field, single.arguments[0]), 1 if exponent % 2 else 2))
            continue
        here = sign(field, p)
        if here & ZERO:
            kernel = field.kernel(Kind.SIGN, (Fraction(p, field.one),), degree=3, lower=lambda generator: generator)
            result = field.multiply(result, field.power(Fraction(kernel.generator, field.one), 1 if exponent % 2 else 2))
        elif exponent % 2:
            result = field.multiply(result, field.divide(Fraction(p, field.one), absolute_factor(field, p)))
    return result


# ---------------------------------------------------------------------------------------------- roots


def absolute_power(field: Field, p: Polynomial, exponent: fmpq) -> Fraction:
    """|p|^exponent of an irreducible polynomial or a prime, for a rational exponent."""
    base = absolute_factor(field, p)
    if exponent.q == 1:
        return integer_power(field, base, int(exponent.p))
    return _simple_root(field, base.numerator, exponent)


def _simple_root(field: Field, base: Polynomial, exponent: fmpq) -> Fraction:
    """base^exponent for a base that is irreducible (or minus such) and ≥ 0, or for odd denominators."""
    kernel = field.single(base)
    if kernel is not None and kernel.kind is Kind.EXP:
        return exponential(field, field.multiply(kernel.arguments[0], field.constant(exponent)))
    if kernel is not None and kernel.kind is Kind.ROOT and not sign(field, kernel.arguments[0].numerator) & NEGATIVE:
        return _simple_root(field, kernel.arguments[0].numerator, exponent / kernel.degree)
    denominator = int(exponent.q)
    if exponent.q == 1:
        return field.power(Fraction(base, field.one), int(exponent.p))
    if denominator == 2:
        denested = _denest(field, base)
        if denested is not None:
            return field.power(denested, int(exponent.p))
    key = ("root", field.structure(base))
    if not field.memory.refine(key, denominator):
        if field.memory.scales[key] > field.budget.root_index:
            raise Stop("roots of too high an index")
        raise Restart
    degree = field.memory.scales[key]
    if denominator % 2 and degree % 2 == 0 and sign(field, base) & NEGATIVE:
        # A root has one degree in a field: the even one asked for elsewhere is of -base, or of what is not negative there.
        raise Stop("an odd root of what may be negative beside an even one")
    field.identities[r"(\sqrt[q]{u})^q = u"] = None
    root = field.kernel(Kind.ROOT, (Fraction(base, field.one),), degree=degree, lower=lambda _: base)
    steps = int((exponent * degree).p)
    if abs(steps) > 4 * field.budget.exponent:
        raise Stop("a root to too large a power")
    whole, part = divmod(steps, degree)
    result = field.power(Fraction(base, field.one), whole)
    return field.multiply(result, Fraction(root.generator**part, field.one)) if part else result


def rational_power(field: Field, value: Fraction, exponent: fmpq) -> Fraction:
    """value^exponent for a rational exponent that is no integer: real odd roots, even roots of numbers ≥ 0."""
    degree = int(exponent.q)
    if degree > field.budget.root_index:
        raise Stop("a root of too high an index")
    if value.numerator.is_zero():
        if exponent < 0:
            raise Undefined("0 to a negative power")
        return value
    unit, factors = all_factors(field, value)
    result = Fraction(field.one, field.one)
    if degree % 2:
        if unit < 0 and exponent.p % 2:
            result = field.constant(-1)
        for p, e in factors:
            result = field.multiply(result, _odd_root(field, p, e * exponent))
        return result
    together = field.one * unit
    for p, e in factors:
        here = sign(field, p)
        if e % 2 == 0:
            result = field.multiply(result, absolute_power(field, p, e * exponent))
        elif not here & NEGATIVE or not here & POSITIVE:
            result = field.multiply(result, absolute_power(field, p, e * exponent))
            if not here & POSITIVE:
                together = -together
        else:
            together = together * p
            extra = (e - 1) * exponent
            if extra:
                result = field.multiply(result, absolute_power(field, p, extra))
    if is_number(together):
        if together.leading_coefficient() < 0 and all(not sign(field, p) & ZERO for p, e in factors if e > 0):
            raise Undefined("an even root is of a negative number")
        if together.leading_coefficient() < 0:
            raise Stop("an even root of something that is never positive")
        return result
    return field.multiply(result, _simple_root(field, field.reduce(together), exponent))


def _odd_root(field: Field, p: Polynomial, exponent: fmpq) -> Fraction:
    """p^exponent for an odd denominator: real for every p."""
    mask = sign(field, p)
    if not mask & POSITIVE and mask & NEGATIVE:
        root = _simple_root(field, -p, exponent)
        return field.negate(root) if exponent.p % 2 else root
    return _simple_root(field, p, exponent)


def _denest(field: Field, p: Polynomial) -> Fraction | None:
    """√(a + b√c) as |√((a+d)/2) ± √((a−d)/2)| where d² = a² − b²c and the signs are known."""
    for kernel in field.kernels_in(p) if Kind.ROOT in field.kinds else ():
        if kernel.kind is not Kind.ROOT or kernel.degree != 2 or p.degrees()[kernel.index] != 1 or len(p) > 8:
            continue
        a = p.subs({kernel.index: fmpq(0)})
        b = (p - a) / kernel.generator
        norm = field.reduce(a * a - b * b * kernel.arguments[0].numerator)
        if norm.is_zero():
            continue
        try:
            d = norm.sqrt()
        except DomainError:
            continue
        u, v = (a + d) / 2, (a - d) / 2
        side = sign(field, b)
        if side not in (POSITIVE, NEGATIVE) or sign(field, u) & NEGATIVE or sign(field, v) & NEGATIVE:
            continue
        field.identities[r"\sqrt{a \pm 2\sqrt{b}} = |\sqrt{u} \pm \sqrt{v}|,\ u + v = a,\ uv = b"] = None
        first = rational_power(field, Fraction(u, field.one), fmpq(1, 2))
        second = rational_power(field, Fraction(v, field.one), fmpq(1, 2))
        return absolute(field, field.add(first, second if side == POSITIVE else field.negate(second)))
    return None


# ---------------------------------------------------------------------------------------------- symbolic powers


def symbolic_power(field: Field, base: Fraction, exponent: Polynomial) -> Fraction:
    """base^exponent, the exponent being a polynomial in integer letters that is an integer.

    What its coefficients have beside integers, as 1/2 has n(n + 1)/2 twice, is taken together as one exponent.
    """
    constant, rest = 0, field.zero
    monomials: list[tuple[int, Polynomial]] = []
    for powers, coefficient in zip(exponent.monoms(), exponent.coeffs(), strict=True):
        whole = int(coefficient.floor())
        if coefficient != whole:
            rest = rest + field.context.term(coefficient - whole, powers)
        if not any(powers):
            constant = whole
        elif whole:
            monomials.append((whole, field.context.term(1, powers)))
    if not rest.is_zero():
        monomials.append((1, rest))
    if not monomials:
        return integer_power(field, base, constant)
    if base.numerator.is_zero():
        if sign(field, exponent) == POSITIVE:
            return base
        raise Stop("0 to a power that is a letter")
    result = field.power(base, constant) if constant else Fraction(field.one, field.one)
    unit, factors = all_factors(field, base)
    field.identities[r"u^{m+n} = u^m u^n"] = None
    for times, monomial in monomials:
        if abs(times) > field.budget.exponent:
            raise Stop("a letter in an exponent with too large a factor")
        if unit < 0 and times % 2:
            result = field.multiply(result, minus_one_power(field, monomial))
        for p, e in factors:
            result = field.multiply(result, field.power(power_kernel(field, p, monomial), times * e))
    return result


def minus_one_power(field: Field, monomial: Polynomial) -> Fraction:
    """(−1)^μ for a product μ of integer letters: exponents above 1 in μ do not matter. Of what has fractions they do."""
    is_product = len(monomial) == 1 and monomial.leading_coefficient() == 1
    degrees = tuple(min(d, 1) for d in monomial.monoms()[0])
    least = Fraction(field.context.term(1, degrees) if is_product else monomial, field.one)
    field.identities["((-1)^n)^2 = 1"] = None
    kernel = field.kernel(
        Kind.POWER, (Fraction(-field.one, field.one), least), degree=2, lower=lambda _: field.one, constant=False
    )
    return Fraction(kernel.generator, field.one)


def power_kernel(field: Field, p: Polynomial, monomial: Polynomial) -> Fraction:
    """p^μ for an irreducible p (or a prime) and a monomial μ in integer letters."""
    kernel = field.single(p)
    if kernel is not None and kernel.kind is Kind.EXP:
        return exponential(field, field.multiply(kernel.arguments[0], Fraction(monomial, field.one)))
    if kernel is not None and kernel.kind is Kind.POWER:
        if kernel.arguments[0].numerator == -field.one:
            return minus_one_power(field, field.times(kernel.arguments[1].numerator, monomial))
        return power_kernel(field, kernel.arguments[0].numerator, field.times(kernel.arguments[1].numerator, monomial))
    made = field.kernel(Kind.POWER, (Fraction(p, field.one), Fraction(monomial, field.one)), constant=False)
    return Fraction(made.generator, field.one)


# ---------------------------------------------------------------------------------------------- large powers


def integer_power(field: Field, base: Fraction, n: int) -> Fraction:
    """base^n for an integer n, multiplied out where that is cheap, else over powers of the factors of the base."""
    try:
        return field.power(base, n)
    except Stop:
        if abs(n) < SMALLEST_LARGE_POWER or base.numerator.is_zero():
            raise
    unit, factors = all_factors(field, base)
    field.identities["(uv)^n = u^n v^n"] = None
    result = field.constant(-1 if unit < 0 and n % 2 else 1)
    for p, e in factors:
        power = _large_power(field, p, abs(n * e))
        result = field.multiply(result, power if n * e > 0 else field.invert(power))
    return result


def _large_power(field: Field, p: Polynomial, n: int) -> Fraction:
    """p^n for an irreducible p (or a prime) as (p^N)^k p^r, where p^N is a kernel, with the least N that is asked for."""
    single = field.single(p)
    if single is not None and single.kind is Kind.EXP:
        return exponential(field, field.multiply(single.arguments[0], field.constant(n)))
    if single is not None and single.kind is Kind.ABS:
        even = integer_power(field, single.arguments[0], n - n % 2)
        return field.multiply(even, Fraction(p, field.one)) if n % 2 else even
    try:
        return field.power(Fraction(p, field.one), n)
    except Stop:
        if n < SMALLEST_LARGE_POWER:
            raise
    key = ("large power", field.structure(p))
    unit = field.memory.units.setdefault(key, fmpq(n))
    if n < unit:
        field.memory.units[key] = fmpq(n)
        raise Restart
    k, rest = divmod(n, int(unit.p))
    try:
        left = field.power(Fraction(p, field.one), rest)
    except Stop:
        shared = gcd(n, int(unit.p))
        if shared < SMALLEST_LARGE_POWER:
            raise
        field.memory.units[key] = fmpq(shared)
        raise Restart from None
    kernel = field.kernel(Kind.POWER, (Fraction(p, field.one), field.constant(unit)), constant=field.is_constant(p))
    return field.multiply(field.power(Fraction(kernel.generator, field.one), k), left)


def raise_to(field: Field, base: Fraction, exponent: Fraction) -> Fraction:
    """base^exponent, as the terms mean it."""
    p, q = field.cancel(exponent)
    if q.is_one() and is_number(p):
        return raise_to_number(field, base, fmpq(0) if p.is_zero() else p.leading_coefficient())
    if q.is_one() and is_whole(field, p):
        return symbolic_power(field, base, p)
    if base.numerator.is_zero():
        side = sign(field, p) if q.is_one() else fraction_sign(field, exponent)
        if side == POSITIVE:
            return base
        if not side & POSITIVE:
            raise Undefined("0 to a power that is not positive")
        raise Stop("0 to a power of which no sign is known")
    size = exponential(field, field.multiply(Fraction(p, q), logarithm(field, base)))
    if is_root_of_negative(field, base, Fraction(p, q)):
        return field.multiply(_minus_one_to_rational(field, p, q), size)
    return size


def is_root_of_negative(field: Field, base: Fraction, exponent: Fraction) -> bool:
    """Whether a power is one of something negative to a rational exponent: it has a value if the denominator is odd."""
    letters = [k for part in exponent for k in field.kernels_in(part)]
    return bool(letters) and all(is_integer_kernel(field, k) for k in letters) and fraction_sign(field, base) == NEGATIVE


def _minus_one_to_rational(field: Field, p: Polynomial, q: Polynomial) -> Fraction:
    """(−1)^{p/q} wherever it has a value: on fractions with odd denominators, it tells the parity of the numerator."""
    if not q.is_one():
        raise Stop("a root of a negative number whose index is a letter")
    below = lcm(*(int(c.q) for c in p.coeffs()))
    odd = below // (below & -below)
    return symbolic_power(field, Fraction(-field.one, field.one), p * odd)


def raise_to_number(field: Field, base: Fraction, exponent: fmpq) -> Fraction:
    """base^exponent for a rational exponent."""
    return integer_power(field, base, int(exponent.p)) if exponent.q == 1 else rational_power(field, base, exponent)
