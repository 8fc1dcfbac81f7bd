"""The field in which a proof is looked for: fractions of polynomials over kernels, and what is known of the kernels.

A kernel is a generator that stands for a letter, a constant or a function value (`e^x`, `\\sin b`, `\\ln|p|`, `\\sqrt p`).
Some obey a relation (`s^2 = 1 - c^2`, `r^q = p`). Nothing here supposes that kernels are independent: a numerator that
reduces to 0 is a proof, one that does not says nothing. A field lives for one attempt; `Memory` outlives its restarts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from enum import Enum
from functools import cache
from math import gcd as integer_gcd
from typing import Any, NamedTuple, TypeAlias, TypeVar

from flint import fmpq, fmpq_mpoly, fmpq_mpoly_ctx, fmpz
from msgspec import Struct, field

from builder.calculus.budget import Budget
from builder.calculus.judge.terms import Setting, Term

Polynomial: TypeAlias = fmpq_mpoly
Found = TypeVar("Found")

NEGATIVE, ZERO, POSITIVE = 1, 2, 4  # a mask is a set of possible signs
ANY = NEGATIVE | ZERO | POSITIVE


ONE = (((), 1, 1),)
"""The structure of the polynomial 1."""

GENERATORS = tuple(f"g{i}" for i in range(Budget().kernels))
"""Their names: nobody sees them."""

MOST_TERMS_TO_FACTOR = 2_000

LONG = 100
"""From how many terms on the degree of a polynomial takes as long to find as all its degrees."""

FEWEST_GENERATORS = 8
"""How many a proof begins with."""

WORK_OF_AN_OPERATION = 50
"""In the microseconds of an account."""


class Stop(Exception):
    """The proof ends here; the message says why."""


class Restart(Exception):
    """A basis was refined in the memory: begin again with it."""


def restarting(attempt: Callable[[], Found], times: int) -> Found | None:
    """What an attempt finds that begins again at each `Restart`; None if it began `times` times."""
    for _ in range(times):
        try:
            return attempt()
        except Restart:
            continue
    return None


class Undefined(Exception):
    """A side is defined nowhere; the message says why."""


class Fraction(NamedTuple):
    """A numerator over a denominator that does not reduce to 0. It need not be in lowest terms."""

    numerator: Polynomial
    denominator: Polynomial


class Known(NamedTuple):
    """A polynomial and the signs that it can have."""

    polynomial: Polynomial
    mask: int


class Kind(Enum):
    """What a kernel stands for."""

    __hash__ = object.__hash__  # kinds stand in all keys, and that of `Enum` takes ten times as long

    SYMBOL = "symbol"
    PI = "pi"
    EXP = "exp"
    SIN = "sin"
    COS = "cos"
    TURN = "cosine of a part of pi"
    LN = "ln"
    ROOT = "root"
    ABS = "abs"
    SIGN = "sign"
    POWER = "power"
    FACTORIAL = "factorial"
    FLOOR = "floor"
    ARCTAN = "arctan"
    ARCSIN = "arcsin"
    FUNCTION = "function"
    SERIES = "series"
    PRODUCT = "product"
    INTEGRAL = "integral"
    CASES = "cases"


class Kernel(Struct, frozen=True):
    """A generator: what it stands for, of which arguments, and the relation `generator^degree = lower` (degree 0: none).

    `arguments` are in lowest terms. `name` tells apart letters, functions and general terms. `constant` says that it is
    a number.
    """

    kind: Kind
    index: int
    generator: Polynomial
    arguments: tuple[Fraction, ...]
    name: Hashable
    constant: bool
    degree: int = 0
    relation: Polynomial | None = None


class Memory(Struct):
    """What restarts must not forget: sizes and scales of bases, by identities that do not depend on generators, and work done.

    `may_halve`: an angle may be halved for the sake of factors, after which all is said in the half angle.
    """

    may_halve: bool = True
    work: int = 0
    generators: int = FEWEST_GENERATORS
    identities: dict[Hashable, int] = field(default_factory=dict)
    scales: dict[Hashable, int] = field(default_factory=dict)
    units: dict[Hashable, fmpq] = field(default_factory=dict)
    halvings: dict[Hashable, int] = field(default_factory=dict)
    turn: int = 1

    def identity(self, key: Hashable) -> int:
        return self.identities.setdefault(key, len(self.identities))

    def refine(self, key: Hashable, by: int) -> bool:
        """Make the scale of `key` a multiple of `by`; whether it already was one, or is the first."""
        scale = self.scales.setdefault(key, by)
        if scale % by == 0:
            return True
        self.scales[key] = scale * by // integer_gcd(scale, by)
        return False


def _bits(value: Any) -> int:
    """How many bits a power of a rational gains for each unit of its exponent; none for 1 and −1."""
    top, bottom = abs(value.p), value.q
    return (top.bit_length() if top > 1 else 0) + (bottom.bit_length() if bottom > 1 else 0)


def is_number(p: Polynomial) -> bool:
    """Whether `p` is a rational number: as its method `is_constant`, which takes three times as long."""
    return len(p) < 2 and bool(p.total_degree() < 1)


def _words(p: Polynomial, q: Polynomial) -> int:
    """How many machine words the leading coefficients of two polynomials take, as a sign of the size of all."""
    if p.is_zero() or q.is_zero():
        return 1
    return int(1 + (_bits(p.leading_coefficient()) + _bits(q.leading_coefficient())) // 64)


@cache
def _polynomials_in(generators: int) -> fmpq_mpoly_ctx:
    """The polynomials in as many generators. FLINT keeps them too, by name: to look that up takes longer than to make a field."""
    return fmpq_mpoly_ctx.get(GENERATORS[:generators], "lex")


class Field:
    """Kernels, relations, facts and fuel of one attempt, and arithmetic on fractions. The mathematics is elsewhere."""

    def __init__(self, memory: Memory, budget: Budget, setting: Setting) -> None:
        self.memory = memory
        self.budget = budget
        self.account = budget.purse()
        self.setting = setting
        self.integers = setting.integers | setting.positive
        self.context = _polynomials_in(memory.generators)
        self.zero: Polynomial = self.context.constant(0)
        self.one: Polynomial = self.context.constant(1)
        self.kernels: list[Kernel] = []
        self.by_index: dict[int, Kernel] = {}
        self.by_name: dict[Hashable, Kernel] = {}
        self.symbols: dict[str, Kernel] = {}
        self.numbers: dict[int, int] = {}
        self.kinds: set[Kind] = set()
        self.related: list[Kernel] = []
        self.least_degree = 0
        self.circles: dict[int, tuple[Kernel, Kernel, Hashable]] = {}
        self.facts: dict[str, Known] = {}
        self.bounds: dict[int, list[tuple[fmpq, bool, bool]]] = {}
        self.found_signs: dict[str, int] = {}
        self.identities: dict[str, None] = {}
        self.used: dict[Hashable, Known] = {}
        self.factored: dict[str, tuple[fmpq, tuple[tuple[Polynomial, int], ...]]] = {}
        self.cache: dict[int, tuple[object, Fraction]] = {}
        self.unresolved = False
        self.unlearned: Callable[[], None] | None = None
        self.depth = 0
        self.binders = 0
        self.inferring = False
        self.signs = 0

    # ------------------------------------------------------------------------------------------ kernels

    def kernel(
        self,
        kind: Kind,
        arguments: tuple[Fraction, ...] = (),
        name: Hashable = None,
        degree: int = 0,
        lower: Callable[[Polynomial], Polynomial] | None = None,
        constant: bool | None = None,
    ) -> Kernel:
        """The kernel of this kind, arguments and name, made if it is new. `lower`: generator ↦ what `generator^degree` equals."""
        lookup = (kind, name, tuple((self.key(a.numerator), self.key(a.denominator)) for a in arguments))
        found = self.by_name.get(lookup)
        if found is not None:
            return found
        made = len(self.kernels)
        if made >= self.memory.generators:
            if self.memory.generators >= self.budget.kernels:
                raise Stop("more different functions and letters than the prover holds")
            self.memory.generators = min(2 * self.memory.generators, self.budget.kernels)
            raise Restart
        index = self.memory.generators - 1 - made
        generator = self.context.gen(index)
        if constant is None:
            constant = all(self.is_constant(a.numerator) and self.is_constant(a.denominator) for a in arguments)
        below = lower(generator) if lower else None
        if len(self.kernels) != made:  # the relation needed kernels of its own, and they took the place
            return self.kernel(kind, arguments, name, degree, lower, constant)
        relation = None if below is None else generator**degree - below
        new = Kernel(kind, index, generator, arguments, name, constant, degree if relation is not None else 0, relation)
        self.kernels.append(new)
        self.kinds.add(kind)
        self.by_index[index] = new
        self.by_name[lookup] = new
        if relation is not None:
            self.related.append(new)
            self.least_degree = min(degree, self.least_degree or degree)
        return new

    def symbol(self, name: str) -> Kernel:
        known = self.symbols.get(name)
        if known is None:
            known = self.symbols[name] = self.kernel(Kind.SYMBOL, (), name, constant=False)
        return known

    def identity(self, index: int) -> int:
        """A number that tells the kernel of this index from others, the same in every restart."""
        known = self.numbers.get(index)
        if known is None:
            kernel = self.by_index[index]
            parts = tuple((self.structure(a.numerator), self.structure(a.denominator)) for a in kernel.arguments)
            known = self.numbers[index] = self.memory.identity((kernel.kind, kernel.name, parts))
        return known

    def key(self, p: Polynomial) -> str:
        """A value that tells polynomials apart within this field: their text is canonical, and made faster than any tuple."""
        if p.is_one():
            return "1"
        kernel = self.single(p)
        return str(p) if kernel is None else GENERATORS[kernel.index]

    def structure(self, p: Polynomial) -> tuple[Any, ...]:
        """A value that tells polynomials apart in every restart."""
        if p.is_one():
            return ONE
        if (kernel := self.single(p)) is not None:
            return ((((self.identity(kernel.index), 1),), 1, 1),)
        terms = []
        for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
            part = tuple(sorted((self.identity(i), e) for i, e in enumerate(monomial) if e))
            terms.append((part, int(coefficient.p), int(coefficient.q)))
        return tuple(sorted(terms))

    def know(self, p: Polynomial, mask: int) -> None:
        """Take in that `p` has one of the signs of `mask`."""
        self.facts[self.key(p)] = Known(p, mask)
        self.found_signs.clear()

    def note(self, p: Polynomial, mask: int) -> None:
        """Take in that `p` has one of the signs of `mask`, as something that is told of the proof."""
        key = self.key(p)
        self.facts[key] = self.used[key] = Known(p, mask)

    def known(self, p: Polynomial) -> int | None:
        """What was taken in of the sign of `p`."""
        fact = self.facts.get(self.key(p))
        return None if fact is None else fact.mask

    def learn_what_is_left(self) -> None:
        """Learn now what was left `unlearned` until a sign is asked for."""
        if self.unlearned is None:
            return
        learn, self.unlearned = self.unlearned, None
        before = self.depth, self.binders, self.signs
        self.depth = self.binders = self.signs = 0
        try:
            learn()
        finally:
            self.depth, self.binders, self.signs = before

    def kernels_in(self, p: Polynomial) -> list[Kernel]:
        if (kernel := self.single(p)) is not None:
            return [kernel]
        return [self.by_index[index] for index, degree in enumerate(p.degrees()) if degree > 0]

    def is_constant(self, p: Polynomial) -> bool:
        """Whether `p` is a number: a rational, or made of constants like π and ln 2."""
        return is_number(p) or all(k.constant for k in self.kernels_in(p))

    def single(self, p: Polynomial) -> Kernel | None:
        """The kernel that `p` is, or None. Two polynomials are compared in a hundredth of the time that degrees take."""
        if len(p) == 1:
            for kernel in self.kernels:
                if p == kernel.generator:
                    return kernel
        return None

    # ------------------------------------------------------------------------------------------ arithmetic

    def spend(self, cost: int = 1) -> None:
        """Count work, in units of one small operation; ends the attempt when the budget of the whole question is spent."""
        self.memory.work += cost
        self.account.left -= cost * WORK_OF_AN_OPERATION
        if self.memory.work > self.budget.operations or self.account.left < 0:
            raise Stop("the proof takes too many operations")

    def tick(self, microseconds: int = 10) -> None:
        """Pay for what is no operation on fractions; ends the attempt when the account is empty."""
        self.account.left -= microseconds
        if self.account.left < 0:
            raise Stop("the proof takes too many operations")

    def common(self, p: Polynomial, q: Polynomial) -> Polynomial:
        """The greatest common divisor of two polynomials."""
        size = len(p) + len(q)
        self.spend(2 + size * _words(p, q) // 8)
        if len(p) * len(q) > self.budget.term_products:
            raise Stop("too many terms")
        return p.gcd(q)

    def reduce(self, p: Polynomial) -> Polynomial:
        """`p` modulo the relations of the kernels."""
        if not self.related or (len(p) < LONG and p.total_degree() < self.least_degree):
            return p
        degrees = p.degrees()
        for kernel in reversed(self.related):
            if kernel.relation is not None and degrees[kernel.index] >= kernel.degree:
                self.spend(1 + len(p) * int(degrees[kernel.index]) // 50)
                if len(p) * degrees[kernel.index] > self.budget.polynomial_terms:
                    raise Stop("too many terms")
                p = divmod(p, kernel.relation)[1]
                if len(p) < LONG and p.total_degree() < self.least_degree:
                    return p
                degrees = p.degrees()
        return p

    def times(self, p: Polynomial, q: Polynomial) -> Polynomial:
        """The product of two polynomials, reduced."""
        size = len(p) * len(q)
        self.spend(1 if size < 200 else 1 + size * _words(p, q) // 1000)
        if size > self.budget.term_products:
            raise Stop("too many terms")
        return self.reduce(q if p.is_one() else p if q.is_one() else p * q)

    def polynomial_power(self, p: Polynomial, n: int) -> Polynomial:
        if n == 0 or p.is_zero():
            return self.one if n == 0 else p
        if n == 1:
            return self.times(self.one, p)
        if len(p) > 1 and n > self.budget.exponent:
            raise Stop(f"the exponent {n} is too large to multiply out")
        width = max(_bits(c) for c in p.coeffs())
        if n * width > self.budget.integer_bits:
            raise Stop(f"the number of a power of exponent {n} is too large to multiply out")
        if len(p) > 1 and n > 3 and n * (len(p) + 8) * width > 40 * self.budget.polynomial_terms:
            raise Stop("too many terms")
        result, square = self.one, p
        while True:
            if n & 1:
                result = self.times(result, square)
            n >>= 1
            if not n:
                return result
            square = self.times(square, square)

    def constant(self, value: Any) -> Fraction:
        return Fraction(self.context.constant(value), self.one)

    def fraction(self, p: Polynomial, q: Polynomial | None = None) -> Fraction:
        """p/q, reduced; raises Undefined when q reduces to 0."""
        p = self.reduce(p)
        if q is None:
            return Fraction(p, self.one)
        q = self.reduce(q)
        if q.is_zero():
            raise Undefined("a denominator is identically 0")
        if q.is_one():
            return Fraction(p, q)
        if is_number(q):
            return Fraction(p / q.leading_coefficient(), self.one)
        return Fraction(p, q)

    def add(self, a: Fraction, b: Fraction) -> Fraction:
        self.spend()
        (p, q), (r, s) = a, b
        if q == s:
            return Fraction(p + r, q)
        if q.is_one():
            return Fraction(self.times(p, s) + r, s)
        if s.is_one():
            return Fraction(p + self.times(r, q), q)
        shared = self.common(q, s)
        if is_number(shared):
            return Fraction(self.times(p, s) + self.times(r, q), self.nonzero(self.times(q, s)))
        left, right = s / shared, q / shared
        return Fraction(self.times(p, left) + self.times(r, right), self.nonzero(self.times(q, left)))

    def nonzero(self, q: Polynomial) -> Polynomial:
        if q.is_zero():
            raise Undefined("a denominator is identically 0")
        return q

    def negate(self, a: Fraction) -> Fraction:
        return Fraction(-a.numerator, a.denominator)

    def subtract(self, a: Fraction, b: Fraction) -> Fraction:
        return self.add(a, self.negate(b))

    def multiply(self, a: Fraction, b: Fraction) -> Fraction:
        (p, q), (r, s) = a, b
        if q.is_one() and s.is_one():
            return Fraction(self.times(p, r), q)
        if p == s:
            return Fraction(r, q)
        if r == q:
            return Fraction(p, s)
        return self.fraction(self.times(p, r), self.times(q, s))

    def invert(self, a: Fraction) -> Fraction:
        if a.numerator.is_zero():
            raise Undefined("a denominator is identically 0")
        return self.fraction(a.denominator, a.numerator)

    def divide(self, a: Fraction, b: Fraction) -> Fraction:
        return self.multiply(a, self.invert(b))

    def power(self, a: Fraction, n: int) -> Fraction:
        """aⁿ for an integer n."""
        if n < 0:
            return self.power(self.invert(a), -n)
        if a.denominator.is_one():
            return Fraction(self.polynomial_power(a.numerator, n), self.one)
        return self.fraction(self.polynomial_power(a.numerator, n), self.polynomial_power(a.denominator, n))

    def cancel(self, a: Fraction) -> Fraction:
        """`a` in lowest terms, its denominator with leading coefficient 1: what arguments of kernels must be."""
        p, q = a
        if p.is_zero():
            return Fraction(p, self.one)
        if q.is_one():
            return a
        p, q = self.rationalise(p, q)
        shared = self.common(p, q)
        if not is_number(shared):
            p, q = p / shared, q / shared
        unit = q.leading_coefficient()
        if unit != 1:
            p, q = p / unit, q / unit
        return Fraction(p, q)

    def rationalise(self, p: Polynomial, q: Polynomial) -> tuple[Polynomial, Polynomial]:
        """p/q with square roots, absolute values and sines out of the denominator, where that is cheap."""
        for kernel in reversed(self.related):
            if kernel.degree != 2 or q.degrees()[kernel.index] != 1 or len(q) > 12:
                continue
            if kernel.kind not in (Kind.ROOT, Kind.ABS, Kind.SIN):
                continue
            constant_part = q.subs({kernel.index: fmpq(0)})
            conjugate = 2 * constant_part - q
            norm = self.times(q, conjugate)
            if not norm.is_zero():
                p, q = self.times(p, conjugate), norm
        return p, q

    def factor(self, p: Polynomial) -> tuple[fmpq, tuple[tuple[Polynomial, int], ...]]:
        """A rational unit and primitive irreducible factors with positive leading coefficients."""
        if len(p) == 1:
            (monomial,) = p.monoms()
            return p.leading_coefficient(), tuple((self.context.gen(i), int(d)) for i, d in enumerate(monomial) if d)
        key = self.key(p)
        if (known := self.factored.get(key)) is not None:
            return known
        if len(p) > MOST_TERMS_TO_FACTOR:
            raise Stop("too many terms to factor")
        if p.total_degree() == 1:  # it is irreducible, which FLINT finds out in fifty times as long
            self.spend(4 + len(p))
            unit = primitive_unit(p)
            self.factored[key] = unit, ((p / unit, 1),)
            return self.factored[key]
        degree = int(max(p.degrees()))
        self.spend(4 + len(p) + degree * degree // 40)
        unit, factors = p.factor()
        unit = fmpq(unit) if not isinstance(unit, fmpq) else unit
        result = []
        for factor, exponent in factors:
            exponent = int(exponent)
            content = primitive_unit(factor)
            unit *= content**exponent
            result.append((factor / content, exponent))
        self.factored[key] = unit, tuple(result)
        return self.factored[key]


def primitive_unit(p: Polynomial) -> fmpq:
    """The rational by which `p` must be divided so that its coefficients are coprime integers and the first is positive."""
    if len(p) == 1:
        return p.leading_coefficient()
    numerator, denominator = fmpz(0), fmpz(1)
    for c in p.coeffs():
        numerator = numerator.gcd(c.p)
        denominator = denominator.lcm(c.q)
    content = fmpq(numerator, denominator)
    return -content if p.leading_coefficient() < 0 else content


Convert: TypeAlias = Callable[[Field, Term], Fraction]
"""What makes a term a fraction of a field."""
