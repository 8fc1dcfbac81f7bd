"""Series over kernels: what a fraction is near t = 0, as powers of t with coefficients that do not hold t.

Each kind of kernel has its expansion here. Dividing needs a leading coefficient that is known not to be 0 wherever both
sides are defined: a proof for most values of the other letters would not be one.
"""

from __future__ import annotations

from flint import fmpq
from msgspec import Struct

from builder.calculus.judge.circular import arcsine, arctangent, cosine_and_sine, pi
from builder.calculus.judge.field import NEGATIVE, POSITIVE, ZERO, Field, Fraction, Kernel, Kind, Polynomial, Stop
from builder.calculus.judge.functions import unknown_at
from builder.calculus.judge.powers import absolute, exponential, logarithm, rational_power, symbolic_power
from builder.calculus.judge.signs import fraction_sign, sign
from builder.calculus.judge.sums import close, depends


class MoreTerms(Exception):
    """All terms that were worked out are 0: more are needed."""


class Ramified(Exception):
    """Fractional powers of t occur: t must be a power of another letter."""

    def __init__(self, degree: int) -> None:
        super().__init__(degree)
        self.degree = degree


def leading_part(field: Field, p: Polynomial, kernel: Kernel) -> Polynomial:
    """The coefficient of the highest power of a kernel in `p`."""
    degree = p.degrees()[kernel.index]
    terms = {}
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        if monomial[kernel.index] == degree:
            rest = list(monomial)
            rest[kernel.index] = 0
            terms[tuple(rest)] = coefficient
    return field.context.from_dict(terms)


class Expansion(Struct, frozen=True):
    """t^start (c₀ + c₁ t + …); `exact` when nothing follows the terms, else an unknown rest of the next order."""

    start: int
    terms: tuple[Fraction, ...]
    exact: bool

    @property
    def end(self) -> int:
        """The order of the rest."""
        return self.start + len(self.terms)


class Local(Struct, frozen=True):
    """The place of an expansion: the letter that tends to 0, whether it is positive, and how many orders are wanted."""

    field: Field
    letter: Kernel
    positive: bool
    order: int

    # ------------------------------------------------------------------------------------------ arithmetic

    def constant(self, value: Fraction) -> Expansion:
        return Expansion(0, (value,), True)

    def strip(self, a: Expansion) -> Expansion:
        """Without leading zeros, and not longer than wanted."""
        i = 0
        while i < len(a.terms) and a.terms[i].numerator.is_zero():
            i += 1
        terms = a.terms[i:]
        start = a.start + i
        room = max(self.order - start, 0) if start >= 0 else self.order - start
        if len(terms) > room:
            return Expansion(start, terms[:room], False)
        return Expansion(start, terms, a.exact)

    def add(self, a: Expansion, b: Expansion) -> Expansion:
        if a.exact and not a.terms:
            return b
        if b.exact and not b.terms:
            return a
        start = min(a.start, b.start)
        end = max(a.end, b.end)
        if not a.exact:
            end = a.end
        if not b.exact:
            end = min(end, b.end) if not a.exact else b.end
        zero = Fraction(self.field.zero, self.field.one)
        terms = []
        for i in range(start, end):
            left = a.terms[i - a.start] if a.start <= i < a.end else zero
            right = b.terms[i - b.start] if b.start <= i < b.end else zero
            terms.append(self.field.add(left, right))
        return self.strip(Expansion(min(start, end), tuple(terms), a.exact and b.exact))

    def scale(self, a: Expansion, by: Fraction) -> Expansion:
        if by.numerator.is_zero():
            return Expansion(0, (), True)
        return Expansion(a.start, tuple(self.field.multiply(t, by) for t in a.terms), a.exact)

    def multiply(self, a: Expansion, b: Expansion) -> Expansion:
        if (a.exact and not a.terms) or (b.exact and not b.terms):
            return Expansion(0, (), True)
        if a.exact and len(a.terms) == 1:
            return self.strip(Expansion(b.start + a.start, self.scale(b, a.terms[0]).terms, b.exact))
        if b.exact and len(b.terms) == 1:
            return self.strip(Expansion(a.start + b.start, self.scale(a, b.terms[0]).terms, a.exact))
        start = a.start + b.start
        exact = a.exact and b.exact
        length = len(a.terms) + len(b.terms) - 1
        if not a.exact:
            length = len(a.terms)
        if not b.exact:
            length = min(length, len(b.terms)) if not a.exact else len(b.terms)
        wanted = max(self.order - start, 1)
        if length > wanted:
            length, exact = wanted, False
        terms = []
        for n in range(max(length, 0)):
            total = Fraction(self.field.zero, self.field.one)
            for i in range(max(0, n - len(b.terms) + 1), min(n + 1, len(a.terms))):
                if not a.terms[i].numerator.is_zero() and not b.terms[n - i].numerator.is_zero():
                    total = self.field.add(total, self.field.multiply(a.terms[i], b.terms[n - i]))
            terms.append(total)
        return self.strip(Expansion(start, tuple(terms), exact))

    def invert(self, a: Expansion) -> Expansion:
        a = self.leading(a)
        first = self.field.invert(a.terms[0])
        if a.exact and len(a.terms) == 1:
            return Expansion(-a.start, (first,), True)
        length = max(self.order + a.start, 2) if a.exact else len(a.terms)
        terms = [first]
        for n in range(1, length):
            total = Fraction(self.field.zero, self.field.one)
            for i in range(1, min(n, len(a.terms) - 1) + 1):
                total = self.field.add(total, self.field.multiply(a.terms[i], terms[n - i]))
            terms.append(self.field.negate(self.field.multiply(total, first)))
        return Expansion(-a.start, tuple(terms), False)

    def leading(self, a: Expansion) -> Expansion:
        """`a` without leading zeros; its first coefficient is known not to be 0."""
        a = self.strip(a)
        if not a.terms:
            if a.exact:
                raise Stop("a denominator that is 0 near the point of a limit")
            raise MoreTerms
        self.require_nonzero(a.terms[0])
        return a

    def moving(self, value: Fraction) -> list[Kernel]:
        """The kernels in a coefficient that hold t all the same: ln t, which grows less than any power, and bounded ones."""
        kernels = [*self.field.kernels_in(value.numerator), *self.field.kernels_in(value.denominator)]
        return [k for k in kernels if depends(self.field, k, self.letter)]

    def require_nonzero(self, value: Fraction) -> None:
        for kernel in self.moving(value):
            if kernel.kind is not Kind.LN:
                raise Stop("a limit with an oscillating denominator")
            p = value.numerator
            leading = leading_part(self.field, p, kernel)
            value = Fraction(leading, self.field.one)
        if fraction_sign(self.field, value) & ZERO:
            _, factors = self.field.factor(value.numerator)
            if any(sign(self.field, p) & ZERO for p, _ in factors):
                raise Stop("a limit that may be another where a denominator vanishes")

    def power(self, a: Expansion, n: int) -> Expansion:
        if n < 0:
            return self.power(self.invert(a), -n)
        result = self.constant(Fraction(self.field.one, self.field.one))
        for _ in range(min(n, 200)):
            result = self.multiply(result, a)
        if n > 200:
            raise Stop("too large a power in a limit")
        return result

    # ------------------------------------------------------------------------------------------ fractions and kernels

    def fraction(self, value: Fraction) -> Expansion:
        numerator = self.polynomial(value.numerator)
        if value.denominator.is_one():
            return numerator
        return self.multiply(numerator, self.invert(self.polynomial(value.denominator)))

    def polynomial(self, p: Polynomial) -> Expansion:
        moving = [k for k in self.field.kernels_in(p) if depends(self.field, k, self.letter)]
        if not moving:
            return self.constant(Fraction(p, self.field.one)) if not p.is_zero() else Expansion(0, (), True)
        by_powers: dict[tuple[int, ...], dict[tuple[int, ...], fmpq]] = {}
        for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
            powers = tuple(monomial[k.index] for k in moving)
            rest = list(monomial)
            for k in moving:
                rest[k.index] = 0
            by_powers.setdefault(powers, {})[tuple(rest)] = coefficient
        known = [self.kernel(k) for k in moving]
        total = Expansion(0, (), True)
        for powers, rest_terms in by_powers.items():
            coefficient_part = self.field.context.from_dict(rest_terms)
            term = self.constant(Fraction(coefficient_part, self.field.one))
            for expansion, power in zip(known, powers, strict=True):
                if power:
                    term = self.multiply(term, self.power(expansion, power))
            total = self.add(total, term)
        return total

    def kernel(self, kernel: Kernel) -> Expansion:
        one = Fraction(self.field.one, self.field.one)
        if kernel.index == self.letter.index:
            return Expansion(1, (one,), True)
        if kernel.kind is Kind.SERIES:
            return self._series(kernel)
        if kernel.kind is Kind.FUNCTION:
            return self._unknown(kernel)
        argument = self.strip(self.fraction(kernel.arguments[0]))
        if kernel.kind in (Kind.SIN, Kind.COS) and argument.start < 0:
            return self.constant(Fraction(kernel.generator, self.field.one))  # it stays between −1 and 1
        match kernel.kind:
            case Kind.EXP:
                return self._exponential(argument)
            case Kind.SIN | Kind.COS:
                return self._circular(kernel.kind, argument)
            case Kind.LN:
                return self._logarithm(argument)
            case Kind.ROOT:
                return self._root(argument, kernel.degree)
            case Kind.ABS:
                return self._absolute(argument)
            case Kind.SIGN:
                return self.multiply(self._absolute(argument), self.invert(argument))
            case Kind.ARCTAN | Kind.ARCSIN:
                return self._inverse(kernel.kind, argument)
            case Kind.POWER:
                return self._symbolic(argument, kernel.arguments[1].numerator)
            case _:
                raise Stop(f"the limit of {kernel.kind.value}")

    def _at_point(self, a: Expansion) -> tuple[Fraction, Expansion]:
        """The value at t = 0, and what tends to 0."""
        if a.start < 0:
            raise Stop("a function at infinity in a limit")
        if a.terms and a.start == 0 and self.moving(a.terms[0]):
            raise Stop("a function of something that does not settle in a limit")
        if a.start > 0 or not a.terms:
            if a.start == 0 and not a.exact:
                raise MoreTerms
            return Fraction(self.field.zero, self.field.one), a
        return a.terms[0], Expansion(1, a.terms[1:], a.exact)

    def _compose(self, coefficients: list[Fraction], small: Expansion) -> Expansion:
        """Σ coefficients[k] small^k, the coefficients being the first of infinitely many."""
        total = Expansion(0, (), True)
        for c in reversed(coefficients):
            total = self.add(
                self.multiply(total, small), self.constant(c) if not c.numerator.is_zero() else Expansion(0, (), True)
            )
        if small.exact and not small.terms:
            return self.constant(coefficients[0])
        valuation = max(self.strip(small).start, 1)
        return self.cut(total, valuation * len(coefficients))

    def cut(self, a: Expansion, order: int) -> Expansion:
        """`a` with a rest of this order at the latest."""
        terms = a.terms[: max(order - a.start, 0)]
        if a.exact and a.end < order:
            zero = Fraction(self.field.zero, self.field.one)
            terms = a.terms + (zero,) * (order - a.end)
        return Expansion(a.start, terms, False)

    def _needed(self, small: Expansion) -> int:
        return self.order // max(self.strip(small).start, 1) + 1

    def _exponential(self, argument: Expansion) -> Expansion:
        value, small = self._at_point(argument)
        coefficients = []
        factorial = 1
        for k in range(self._needed(small)):
            factorial *= max(k, 1)
            coefficients.append(self.field.constant(fmpq(1, factorial)))
        return self.scale(self._compose(coefficients, small), exponential(self.field, value))

    def _circular(self, kind: Kind, argument: Expansion) -> Expansion:
        value, small = self._at_point(argument)
        cosine, sine = cosine_and_sine(self.field, value)
        cycle = (sine, cosine, self.field.negate(sine), self.field.negate(cosine))
        offset = 0 if kind is Kind.SIN else 1
        coefficients = []
        factorial = 1
        for k in range(self._needed(small)):
            factorial *= max(k, 1)
            coefficients.append(self.field.multiply(cycle[(k + offset) % 4], self.field.constant(fmpq(1, factorial))))
        return self._compose(coefficients, small)

    def _relative(self, argument: Expansion) -> tuple[Fraction, Expansion]:
        """argument = value·(1 + small), the value known not to be 0; the power of t is left to the caller."""
        argument = self.leading(argument)
        first = argument.terms[0]
        inverse = self.field.invert(first)
        rest = self.scale(Expansion(1, argument.terms[1:], argument.exact), inverse)
        return first, rest

    def _logarithm(self, argument: Expansion) -> Expansion:
        argument = self.leading(argument)
        value, small = self._relative(argument)
        start = logarithm(self.field, value) if not self.moving(value) else None
        if start is None or (argument.start != 0 and not self.positive):
            raise Stop("a logarithm at 0 or infinity in a limit")
        if argument.start != 0:
            slow = self.field.kernel(Kind.LN, (Fraction(self.letter.generator, self.field.one),)).generator
            start = self.field.add(start, Fraction(slow * argument.start, self.field.one))
        coefficients = [start]
        for k in range(1, self._needed(small)):
            coefficients.append(self.field.constant(fmpq(1 if k % 2 else -1, k)))
        return self._compose(coefficients, small)

    def _binomial(self, exponent: Fraction, small: Expansion) -> Expansion:
        """(1 + small)^exponent."""
        coefficients = [Fraction(self.field.one, self.field.one)]
        for k in range(1, self._needed(small)):
            factor = self.field.multiply(
                self.field.subtract(exponent, self.field.constant(k - 1)), self.field.constant(fmpq(1, k))
            )
            coefficients.append(self.field.multiply(coefficients[-1], factor))
        return self._compose(coefficients, small)

    def _root(self, argument: Expansion, degree: int) -> Expansion:
        argument = self.leading(argument)
        if argument.start % degree:
            if not self.positive:
                raise Stop("a root at 0 in a limit")
            raise Ramified(degree)
        shift = argument.start // degree
        value, small = self._relative(argument)
        if self.moving(value):
            raise Stop("a root of something that does not settle in a limit")
        if degree % 2 == 0 and not self.positive and shift % 2:
            raise Stop("a root of a square in a limit from both sides")
        exponent = fmpq(1, degree)
        result = self.scale(self._binomial(self.field.constant(exponent), small), rational_power(self.field, value, exponent))
        return Expansion(result.start + shift, result.terms, result.exact)

    def _absolute(self, argument: Expansion) -> Expansion:
        argument = self.leading(argument)
        if argument.start % 2 and not self.positive:
            raise Stop("an absolute value in a limit from both sides")
        value = argument.terms[0]
        if self.moving(value):
            raise Stop("an absolute value of something that does not settle in a limit")
        return self.scale(argument, self.field.divide(absolute(self.field, value), value))

    def _inverse(self, kind: Kind, argument: Expansion) -> Expansion:
        field = self.field
        one = self.constant(Fraction(field.one, field.one))
        if argument.start < 0 and kind is Kind.ARCTAN:
            lead = fraction_sign(field, argument.terms[0])
            if lead not in (POSITIVE, NEGATIVE) or not (self.positive or argument.start % 2 == 0):
                raise Stop("an arctangent at infinity in a limit")
            right = Fraction(pi(field) / (2 if lead == POSITIVE else -2), field.one)
            inner = self._inverse(kind, self.invert(argument))
            return self.add(self.constant(right), self.scale(inner, field.constant(-1)))
        value, _ = self._at_point(argument)
        square = self.multiply(argument, argument)
        if kind is Kind.ARCTAN:
            slope = self.invert(self.add(one, square))
            start = arctangent(field, value)
        else:
            slope = self.invert(self._root(self.add(one, self.scale(square, field.constant(-1))), 2))
            start = arcsine(field, value)
        change = Expansion(
            argument.start - 1,
            tuple(field.multiply(c, field.constant(argument.start + i)) for i, c in enumerate(argument.terms)),
            argument.exact,
        )
        rate = self.strip(self.multiply(slope, change))
        integral = Expansion(
            rate.start + 1,
            tuple(field.multiply(c, field.constant(fmpq(1, rate.start + 1 + i))) for i, c in enumerate(rate.terms)),
            rate.exact,
        )
        return self.add(self.constant(start) if not start.numerator.is_zero() else Expansion(0, (), True), integral)

    def _symbolic(self, argument: Expansion, exponent: Polynomial) -> Expansion:
        """A power whose exponent is a product of integer letters."""
        field = self.field
        least = sign(field, exponent) == POSITIVE
        stripped = self.strip(argument)
        if stripped.start > 0:
            if least:
                return Expansion(1, (), False)
            raise Stop("a power that is a letter, at 0 in a limit")
        if not stripped.terms:
            raise MoreTerms
        if stripped.start < 0:
            raise Stop("a power that is a letter, at infinity in a limit")
        first = stripped.terms[0]
        if self.moving(first):
            raise Stop("a power of something that does not settle in a limit")
        if not least:
            self.require_nonzero(first)
        small = self.scale(Expansion(1, stripped.terms[1:], stripped.exact), field.invert(first))
        return self.scale(self._binomial(Fraction(exponent, field.one), small), symbolic_power(field, first, exponent))

    def _unknown(self, kernel: Kernel) -> Expansion:
        field = self.field
        values: list[Fraction] = []
        smalls: list[Expansion] = []
        for argument in kernel.arguments:
            value, small = self._at_point(self.strip(self.fraction(argument)))
            values.append(value)
            smalls.append(small)
        assert isinstance(kernel.name, tuple)
        name, orders = kernel.name
        if self.order > 12 or (len(values) > 2 and self.order > 4):
            raise Stop("too many terms of unknown functions")
        total = Expansion(0, (), True)
        stack: list[tuple[int, tuple[int, ...], Expansion, int]] = [(0, orders, self.constant(Fraction(field.one, field.one)), 0)]
        while stack:
            position, at, factor, used = stack.pop()
            if position == len(values):
                total = self.add(total, self.scale(factor, unknown_at(field, name, at, tuple(values))))
                continue
            small = smalls[position]
            raised = factor
            for k in range(self.order - used + 1):
                stack.append((position + 1, (*at[:position], at[position] + k, *at[position + 1 :]), raised, used + k))
                if small.exact and not small.terms:
                    break
                raised = self.scale(self.multiply(raised, small), field.constant(fmpq(1, k + 1)))
        return self.cut(total, self.order + 1)

    def _series(self, kernel: Kernel) -> Expansion:
        """A finite sum, term by term."""
        general, top = kernel.arguments
        if any(depends(self.field, k, self.letter) for k in self.field.kernels_in(top.numerator)):
            raise Stop("a sum whose bound moves in a limit")
        assert isinstance(kernel.name, tuple)
        inner = self.fraction(general)
        index = self.field.symbol(kernel.name[0])
        terms = tuple(close(self.field, c, index, top) for c in inner.terms)
        return Expansion(inner.start, terms, inner.exact)
