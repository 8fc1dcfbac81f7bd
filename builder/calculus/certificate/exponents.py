"""The laws of powers: sums in exponents, products in bases, roots, logarithms in exponents; and |u|² = u²."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor, lcm

from builder.calculus.certificate.kernels import Kernel, Kind, Quotient, Table, normal, same
from builder.calculus.certificate.laws import (
    Law,
    Laws,
    Pieces,
    Powers,
    components,
    from_pieces,
    of_kind,
    one_denominator,
    pieces,
    units,
)
from builder.calculus.certificate.polynomial import (
    ONE,
    Polynomial,
    TooLarge,
    constant,
    content,
    is_constant,
    kernels_in,
    letter,
    multiply,
    power,
    scale,
    subtract,
    value_of,
)
from builder.calculus.certificate.reading import times

MOST_STEPS = 40
LARGEST_PRIME = 1_000

Factors = list[tuple[Quotient, int]]


def add_powers(laws: Laws) -> None:
    """Take in the laws of all powers and absolute values of the table."""
    table = laws.table
    for i in of_kind(table, Kind.POWER):
        base, exponent = table.kernels[i].arguments
        if same(base, _number(-1)) and table.is_integer(exponent):
            laws.put(Law("sign of a power", i, 2, {}, subtract(power(letter(i), 2), ONE), (i,)), (i, 0, 0))
        elif not table.is_e(base):
            if not _by_logarithm(laws, i):
                _by_factors(laws, i)
    for base in _bases(table):
        members = [i for i in _powers_of(table, base) if i not in laws.laws]
        if table.is_e(base):
            _sums(laws, base, members)
        elif members:
            _sums(laws, base, [i for i in members if not _exponent(table, i).is_constant])
            _roots(laws, base)
    for i in of_kind(table, Kind.ABS):
        inner = table.kernels[i].arguments[0]
        above, below = power(inner.numerator, 2), power(inner.denominator, 2)
        p = subtract(multiply(below, power(letter(i), 2)), above)
        laws.put(Law("absolute value", i, 2, _said(table, inner.denominator, 2), p, (i,)), (i, 0, 0))


def _number(value: int | Fraction) -> Quotient:
    return Quotient(constant(value))


def _exponent(table: Table, i: int) -> Quotient:
    """The exponent of a power; that of e itself is 1."""
    kernel = table.kernels[i]
    return _number(1) if kernel.kind is Kind.E else kernel.arguments[1]


def _bases(table: Table) -> list[Quotient]:
    found: list[Quotient] = []
    for i in of_kind(table, Kind.POWER):
        base = table.kernels[i].arguments[0]
        if not any(same(base, known) for known in found):
            found.append(base)
    return found


def _powers_of(table: Table, base: Quotient) -> list[int]:
    known = [i for i in of_kind(table, Kind.POWER) if same(table.kernels[i].arguments[0], base)]
    return ([*of_kind(table, Kind.E), *known]) if table.is_e(base) else known


def _power(table: Table, base: Quotient, exponent: Quotient) -> int:
    if table.is_e(base) and exponent == _number(1):
        return table.number(Kernel(Kind.E))
    return table.number(Kernel(Kind.POWER, "", (base, exponent)))


def _said(table: Table, p: Polynomial, exponent: int, because: str = "denominator") -> dict[int, int]:
    """The power of a polynomial with coefficient content 1 as a product of what is said not to be 0."""
    return {} if is_constant(p) else {table.said(p, because): exponent}


def _start(laws: Laws, members: Sequence[int]) -> int:
    """The least first place of the ranks of kernels, which is their number where they have none."""
    return min(laws.ranks.get(i, (i, 0, 0))[0] for i in members)


# ---------------------------------------------------------------------------------------------- sums in exponents


def _sums(laws: Laws, base: Quotient, members: Sequence[int]) -> None:
    """b^(u+v) = b^u b^v: each power that shares something with another in its exponent, as powers of a basis."""
    table = laws.table
    natural = table.is_e(base)
    parts = {i: pieces(_exponent(table, i)) for i in members}
    for group in components({i: found if natural else _symbolic(found) for i, found in parts.items()}):
        exponents = [_exponent(table, i) for i in group]
        start = _start(laws, group)
        if len(group) < 2 or not one_denominator(exponents):
            for i in group:
                laws.lower(i, (i, 0, 0))
            continue
        basis = units([parts[i] if natural else _symbolic(parts[i]) for i in group])
        shifts = {} if natural else _shifts([parts[i] for i in group], basis)
        made: dict[object, int] = {}
        for key, unit in basis.items():
            element = from_pieces({key: unit}) + _number(shifts.get(key, 0))
            made[key] = _power(table, base, element)
        for i in made.values():
            laws.lower(i, (start, 0, 0))
        for i in group:
            if i not in made.values():
                _sum(laws, base, i, parts[i], basis, shifts, made, start)


def _symbolic(found: Pieces) -> Pieces:
    return {key: c for key, c in found.items() if key[0]}


def _rational(found: Pieces) -> Fraction:
    return sum((c for key, c in found.items() if not key[0]), Fraction(0))


def _shifts(found: Sequence[Pieces], basis: Pieces) -> dict[object, int]:
    """For each element of the basis the least whole number that stands beside it, so that x^n comes from x^(n−1)."""
    shifts: dict[object, int] = {}
    for one in found:
        symbolic = _symbolic(one)
        if len(symbolic) == 1:
            ((key, c),) = symbolic.items()
            if c == basis[key]:
                least = floor(_rational(one))
                shifts[key] = min(shifts.get(key, least), least)
    return shifts


def _sum(
    laws: Laws,
    base: Quotient,
    i: int,
    found: Pieces,
    basis: Pieces,
    shifts: dict[object, int],
    made: dict[object, int],
    start: int,
) -> None:
    table = laws.table
    left, right, rest = [(i, 1)], [], Fraction(0) if table.is_e(base) else _rational(found)
    for key, unit in basis.items():
        n = int(found.get(key, Fraction(0)) / unit)
        rest -= n * shifts.get(key, 0)
        if abs(n) > MOST_STEPS:
            raise TooLarge
        if n > 0:
            right.append((made[key], n))
        elif n < 0:
            left.append((made[key], -n))
    whole = floor(rest)
    if rest != whole:
        root = table.number(Kernel(Kind.POWER, "", (base, _number(rest - whole))))
        laws.lower(root, (start, 0, 0))
        right.append((root, 1))
    _exponents(laws, base, tuple(left), tuple(right), whole, (start, 1, i))


def _exponents(laws: Laws, base: Quotient, left: Powers, right: Powers, whole: int, rank: tuple[int, int, int]) -> None:
    """Π left = base^whole · Π right, which rewrites the first of `left`."""
    table = laws.table
    above, below = power(base.numerator, abs(whole)), power(base.denominator, abs(whole))
    if whole < 0:
        above, below = below, above
    p = subtract(multiply(product(left), below), multiply(product(right), above))
    because = "power" if table.is_positive_number(base) else "denominator"
    unit: dict[int, int] = {}
    for kernel, exponent in left[1:]:
        unit |= {table.said(letter(kernel), because): exponent}
    if whole:
        size = content(base.numerator)
        divisor = scale(base.numerator, 1 / size) if whole < 0 else base.denominator
        if whole < 0 and size != 1:
            p = scale(p, 1 / size**-whole)
        if is_constant(divisor) and whole < 0:
            p = scale(p, 1 / value_of(divisor) ** -whole)
        unit |= _said(table, divisor, abs(whole))
    (first, degree), *_ = left
    laws.put(Law("exponents", first, degree, unit, p, (), 1, left, right, whole, base), rank)


def product(powers: Powers) -> Polynomial:
    """A product of powers of kernels."""
    result = ONE
    for kernel, exponent in powers:
        result = multiply(result, power(letter(kernel), exponent))
    return result


# ---------------------------------------------------------------------------------------------- roots


def _roots(laws: Laws, base: Quotient) -> None:
    """b^(a/q) = (b^(1/q))^a, and (b^(1/q))^q = b."""
    table = laws.table
    members = [i for i in _powers_of(table, base) if i not in laws.laws and _exponent(table, i).is_constant]
    if not members:
        return
    values = {i: value_of(_exponent(table, i).numerator) for i in members}
    index = lcm(*(value.denominator for value in values.values()))
    if index == 1:
        return
    root = table.power(base, _number(Fraction(1, index)))
    start = _start(laws, members)
    for i, value in values.items():
        if i != root:
            whole, rest = divmod(int(value * index), index)
            _exponents(laws, base, ((i, 1),), ((root, rest),) if rest else (), whole, (start, 0, 1 + i))
    _exponents(laws, base, ((root, index),), (), 1, (start, 0, 0))


# ---------------------------------------------------------------------------------------------- products in bases


def _by_factors(laws: Laws, i: int) -> bool:
    """(b·c)^u = b^u c^u, where b > 0 is a rational or u is an integer; whether this rewrites the power."""
    table = laws.table
    base, exponent = table.kernels[i].arguments
    factors = list(_factors(table, base, table.is_integer(exponent)))
    if len(factors) == 0 or factors == [(base, 1)]:
        return False
    left, right = letter(i), ONE
    parts: list[tuple[Quotient, int, int | None]] = []
    unit: dict[int, int] = {}
    for one, n in factors:
        raised = times(exponent, _number(abs(n)))
        kernel = None
        if raised.is_constant and value_of(raised.numerator).denominator == 1:
            if not one.is_constant or value_of(raised.numerator) > MOST_STEPS:
                return False
            part = power(one.numerator, value_of(raised.numerator).numerator)
        else:
            kernel = table.number(Kernel(Kind.POWER, "", (one, raised)))
            laws.lower(kernel, (_start(laws, [i]), 1, 0))
            part = letter(kernel)
        if n > 0:
            right = multiply(right, part)
        else:
            left = multiply(left, part)
            if kernel is not None:
                unit[table.said(part, "power" if table.is_positive_number(one) else "denominator")] = 1
        parts.append((one, n, kernel))
    ((_, number),) = left.items()
    p = scale(subtract(left, right), 1 / number)
    laws.put(Law("bases", i, 1, unit, p, (i,), factors=tuple(parts)), (_start(laws, [i]), 2, i))
    return True


def _factors(table: Table, base: Quotient, whole: bool) -> Iterator[tuple[Quotient, int]]:
    """Factors with exponents whose product is the base: primes, and the rest; letters apart where the exponent is an integer."""
    above, below = content(base.numerator), content(base.denominator)
    for prime, e in [
        *_primes(above.numerator * below.denominator),
        *((p, -e) for p, e in _primes(above.denominator * below.numerator)),
    ]:
        yield _number(prime), e
    rest = normal(scale(base.numerator, 1 / above), scale(base.denominator, 1 / below))
    if rest == _number(1):
        return
    if whole and len(rest.numerator) == len(rest.denominator) == 1:
        ((monomial, sign),) = rest.numerator.items()
        if sign == 1:
            yield from ((Quotient(letter(kernel)), e) for kernel, e in monomial)
            ((monomial, _),) = rest.denominator.items()
            yield from ((Quotient(letter(kernel)), -e) for kernel, e in monomial)
            return
    yield rest, 1


def _primes(n: int) -> list[tuple[int, int]]:
    """Prime factors by trial division; what is left after the largest prime that is tried stays whole."""
    found = []
    for p in range(2, LARGEST_PRIME):
        e = 0
        while n % p == 0:
            n, e = n // p, e + 1
        if e:
            found.append((p, e))
    return [*found, (n, 1)] if n > 1 else found


# ---------------------------------------------------------------------------------------------- logarithms in exponents


def _by_logarithm(laws: Laws, i: int) -> bool:
    """b^u = e^(u ln b) where ln b stands in an exponent of e, so that b > 0; whether this rewrites the power."""
    table = laws.table
    base, exponent = table.kernels[i].arguments
    if exponent.is_constant or not of_kind(table, Kind.E):
        return False
    for j in of_kind(table, Kind.LN):
        if not same(table.kernels[j].arguments[0], base):
            continue
        e = Quotient(letter(of_kind(table, Kind.E)[0]))
        if not any(j in kernels_in(_exponent(table, k).numerator) for k in _powers_of(table, e)):
            continue
        natural = _power(table, e, times(exponent, Quotient(letter(j))))
        laws.lower(natural, (i, 1, 0))
        laws.put(Law("logarithm", i, 1, {}, subtract(letter(i), letter(natural)), (i, natural, j)), (i, 2, i))
        return True
    return False
