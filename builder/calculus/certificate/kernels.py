"""What polynomials of a certificate are in: letters, and function values that are taken as letters."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct, field

from builder.calculus.certificate.polynomial import (
    ONE,
    Monomial,
    Polynomial,
    TooLarge,
    constant,
    content,
    is_constant,
    letter,
    multiply,
    scale,
    value_of,
)

MOST_KERNELS = 80


class Kind(Enum):
    """What a kernel stands for. The words are those of the certificate."""

    VARIABLE = "variable"
    PI = "pi"
    E = "e"
    POWER = "power"
    SIN = "sin"
    COS = "cos"
    LN = "ln"
    ABS = "abs"
    ARCSIN = "arcsin"
    ARCCOS = "arccos"
    ARCTAN = "arctan"
    FACTORIAL = "factorial"
    FUNCTION = "function"


class Quotient(Struct, frozen=True):
    """A polynomial over another, multiplied out: what an argument of a kernel is."""

    numerator: Polynomial
    denominator: Polynomial = field(default_factory=lambda: dict(ONE))

    @property
    def is_constant(self) -> bool:
        """Whether this is a number."""
        return is_constant(self.numerator) and is_constant(self.denominator)

    def __add__(self, other: Quotient) -> Quotient:
        from builder.calculus.certificate.polynomial import add

        if self.denominator == other.denominator:
            return Quotient(add(self.numerator, other.numerator), self.denominator)
        return Quotient(
            add(multiply(self.numerator, other.denominator), multiply(other.numerator, self.denominator)),
            multiply(self.denominator, other.denominator),
        )


def same(a: Quotient, b: Quotient) -> bool:
    """Whether two quotients are equal as rational functions of their kernels."""
    return a == b or multiply(a.numerator, b.denominator) == multiply(b.numerator, a.denominator)


def normal(p: Polynomial, q: Polynomial) -> Quotient:
    """p/q without common numbers and powers of single kernels."""
    if is_constant(q):
        return Quotient(scale(p, 1 / value_of(q)))
    shared = _common(_common_monomial(p), _common_monomial(q)) if p else ()
    p, q = _without(p, shared), _without(q, shared)
    unit = content(q) * (1 if q[max(q)] > 0 else -1)
    p, q = scale(p, 1 / unit), scale(q, 1 / unit)
    return Quotient(p) if q == ONE else Quotient(p, q)


def _common_monomial(p: Polynomial) -> Monomial:
    first, *others = p
    for other in others:
        first = _common(first, other)
    return first


def _common(m: Monomial, n: Monomial) -> Monomial:
    exponents = dict(n)
    return tuple((kernel, min(e, exponents[kernel])) for kernel, e in m if kernel in exponents)


def _without(p: Polynomial, m: Monomial) -> Polynomial:
    less = dict(m)
    return {tuple((k, e - less.get(k, 0)) for k, e in monomial if e > less.get(k, 0)): c for monomial, c in p.items()}


class Kernel(Struct, frozen=True):
    """A kernel: its kind, the name of a letter or function, its arguments, and the orders of an unknown function's derivative.

    A power has two arguments, the base and the exponent.
    """

    kind: Kind
    name: str = ""
    arguments: tuple[Quotient, ...] = ()
    orders: tuple[int, ...] = ()


class NonZero(Struct, frozen=True):
    """What is not 0 where both sides are defined, and why: a `denominator`, a `factorial`, a `power` of a positive number."""

    polynomial: Polynomial
    because: str


class Table(Struct):
    """The kernels of a certificate by number, and what is said not to be 0. It grows while the sides are read."""

    integers: frozenset[str]
    kernels: list[Kernel] = field(default_factory=list)
    nonzero: list[NonZero] = field(default_factory=list)

    def number(self, kernel: Kernel) -> int:
        """The number of a kernel, which is made if there is none like it; raises TooLarge."""
        for i, known in enumerate(self.kernels):
            if (
                known.kind is kernel.kind
                and known.name == kernel.name
                and known.orders == kernel.orders
                and len(known.arguments) == len(kernel.arguments)
                and all(same(a, b) for a, b in zip(known.arguments, kernel.arguments, strict=True))
            ):
                return i
        if len(self.kernels) >= MOST_KERNELS:
            raise TooLarge
        self.kernels.append(kernel)
        return len(self.kernels) - 1

    def letter(self, kernel: Kernel) -> Polynomial:
        """A kernel as a polynomial."""
        return letter(self.number(kernel))

    def power(self, base: Quotient, exponent: Quotient) -> int:
        """The number of the kernel base^exponent."""
        return self.number(Kernel(Kind.POWER, "", (base, exponent)))

    def said(self, p: Polynomial, because: str) -> int:
        """The number of what is said not to be 0: p up to a rational factor."""
        for i, known in enumerate(self.nonzero):
            if known.polynomial == p:
                return i
        self.nonzero.append(NonZero(p, because))
        return len(self.nonzero) - 1

    def is_positive_number(self, base: Quotient) -> bool:
        """Whether a base is e or a positive rational."""
        if base.is_constant:
            return value_of(base.numerator) > 0
        return base.denominator == ONE and self.is_e(base)

    def is_e(self, base: Quotient) -> bool:
        """Whether a base is e."""
        return base.denominator == ONE and any(
            known.kind is Kind.E and base.numerator == letter(i) for i, known in enumerate(self.kernels)
        )

    def is_integer(self, value: Quotient) -> bool:
        """Whether a quotient is a polynomial with integer coefficients in letters for integers."""
        return value.denominator == ONE and all(
            c.denominator == 1 and all(self.kernels[k].name in self.integers and not self.kernels[k].arguments for k, _ in m)
            for m, c in value.numerator.items()
        )


def number(value: int) -> Quotient:
    """An integer as a quotient."""
    return Quotient(constant(value))
