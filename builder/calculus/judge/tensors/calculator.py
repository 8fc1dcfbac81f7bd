"""Calculates with polynomials over entries: products, powers, substitution of indices; each result is in normal form.

The rules, none of which asks what a size is: deltas are put in for the index that they fix, exponentials of sums are split, a
kernel (a sum under a broken or negative power) is reduced by its own value, `m P^{-1} = (1 - (P - m) P^{-1})` for the greatest
monomial m of P. Closed sums are made in `sums`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isqrt

from msgspec import Struct, field

from builder.calculus.judge.tensors.elements import Index
from builder.calculus.judge.tensors.extents import Extents, Run
from builder.calculus.judge.tensors.monomials import (
    UNIT,
    ADelta,
    AFunction,
    AKernel,
    AName,
    AnEntry,
    AnExponential,
    ASize,
    AStep,
    ASum,
    Atom,
    Monomial,
    Polynomial,
    Terms,
    frozen,
    made,
)
from builder.calculus.judge.tensors.slopes import Stuck

WORK = 60_000
"""Products of monomials that a proof may take."""

LARGEST_POWER = 12
_PRIMES = (2, 3, 5, 7, 11, 13)


class Rule(Struct, frozen=True):
    """An assumption: the closed sum `pattern`, at any indices for `letters`, is `value`."""

    pattern: Atom
    letters: tuple[str, ...]
    value: Polynomial


class Calculator(Struct):
    """What a proof works with.

    `ranges` are the sizes that letters run up to, `firsts` where those begin that do not begin with 1, `symmetric` the matrices
    that are their own transpose. `aligned` sums begin at the same index and end at the same one where they end at one letter.
    """

    ranges: dict[str, Index]
    extents: Extents
    firsts: Mapping[str, int] = field(default_factory=dict)
    symmetric: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()
    aligned: bool = False
    left: int = WORK
    made: int = 0
    sums: dict[object, Terms] = field(default_factory=dict)

    def spend(self, amount: int) -> None:
        """Pay for work; raises Stuck where it is too much."""
        self.left -= amount
        if self.left < 0:
            raise Stuck("too many terms")

    def fresh(self, size: Index) -> str:
        """A letter of its own that runs up to a size."""
        self.made += 1
        letter = f"~{self.made}"
        self.ranges[letter] = size
        return letter

    # ------------------------------------------------------------------------------------------ arithmetic

    def number(self, value: Fraction | int) -> Terms:
        """A rational."""
        return {(): Fraction(value)} if value else {}

    def size(self, index: Index) -> Terms:
        """A size, or an index as a number."""
        found: Terms = {((made(ASize(index.letter)), UNIT),): UNIT} if index.letter else {}
        if index.offset:
            found[()] = Fraction(index.offset)
        return found

    def add(self, *parts: Terms) -> Terms:
        """A sum."""
        total: Terms = {}
        for part in parts:
            for monomial, coefficient in part.items():
                value = total.get(monomial, 0) + coefficient
                if value:
                    total[monomial] = Fraction(value)
                else:
                    total.pop(monomial, None)
        self.spend(sum(map(len, parts)))
        return total

    def scaled(self, terms: Terms, factor: Fraction) -> Terms:
        """A polynomial times a rational."""
        return {m: c * factor for m, c in terms.items()} if factor else {}

    def multiply(self, one: Terms, other: Terms) -> Terms:
        """A product, multiplied out."""
        self.spend(len(one) * len(other))
        return self.add(
            *(self.scaled(self._product(first, second), a * b) for first, a in one.items() for second, b in other.items())
        )

    def _product(self, one: Monomial, other: Monomial) -> Terms:
        if not one or not other:
            return {one or other: UNIT}
        exponents = dict(one)
        for atom, exponent in other:
            exponents[atom] = exponents.get(atom, Fraction(0)) + exponent
        return self.settled(exponents)

    def settled(self, exponents: Mapping[Atom, Fraction]) -> Terms:
        """A product of atoms in normal form."""
        self.spend(1)
        for atom, exponent in exponents.items():
            if not exponent:
                continue
            match atom.data:
                case ADelta() | AStep():
                    if exponent < 0 or exponent.denominator > 1:
                        raise Stuck("a power of what may be 0")
                    if exponent != 1:
                        return self.settled({**exponents, atom: UNIT})
                case AFunction("sin", 0, arguments) if exponent >= 2 and exponent.denominator == 1:
                    cosine: Terms = {((made(AFunction("cos", 0, arguments)), Fraction(2)),): Fraction(-1)}
                    rest = self.settled({**exponents, atom: exponent - 2})
                    return self.multiply(rest, self.add(self.number(1), cosine))
                case AKernel(base):
                    if exponent >= 1:
                        rest = self.settled({**exponents, atom: exponent - 1})
                        return self.multiply(rest, dict(base))
                    if exponent < 0 and (reduced := self._reduced(exponents, atom, base)) is not None:
                        return reduced
                case _:
                    pass
        for atom, exponent in exponents.items():
            if exponent and isinstance(atom.data, ADelta):
                moved = self._with_delta(exponents, atom, atom.data)
                if moved is not None:
                    return moved
        kept = sorted(((a, e) for a, e in exponents.items() if e), key=lambda pair: pair[0].text)
        return {tuple(kept): UNIT}

    def _reduced(self, exponents: Mapping[Atom, Fraction], kernel: Atom, base: Polynomial) -> Terms | None:
        """A kernel beside its greatest monomial, by its own value."""
        greatest, coefficient = max(base, key=lambda item: _rank(item[0]))
        if not greatest:
            return None
        if any(exponents.get(atom, Fraction(0)) < e for atom, e in greatest):
            last = self._last(exponents, greatest, base)
            if last is None:
                return None
            greatest, coefficient = last
        rest = dict(exponents)
        for atom, e in greatest:
            rest[atom] = rest.get(atom, Fraction(0)) - e
        parts = [self.settled({**rest, kernel: rest[kernel] + 1})]
        for monomial, c in base:
            if monomial != greatest:
                beside = dict(rest)
                for atom, e in monomial:
                    beside[atom] = beside.get(atom, Fraction(0)) + e
                parts.append(self.scaled(self.settled(beside), -c))
        return self.scaled(self.add(*parts), 1 / coefficient)

    def _last(self, exponents: Mapping[Atom, Fraction], greatest: Monomial, base: Polynomial) -> tuple[Monomial, Fraction] | None:
        """What of a kernel is left where an exponential, which stands beside it under a fraction, is left out: partial fractions.

        With P = E + 1, `E^{-1} P^{-1} = E^{-1} - P^{-1}`. Only what is never 0 may come to stand under a fraction by it.
        """
        for atom, _ in greatest:
            if isinstance(atom.data, AnExponential) and exponents.get(atom, Fraction(0)) < 0:
                without = [(m, c) for m, c in base if all(other != atom for other, _ in m)]
                if len(without) == 1 and all(isinstance(a.data, AnExponential) for a, _ in without[0][0]):
                    return without[0]
        return None

    def _with_delta(self, exponents: Mapping[Atom, Fraction], delta: Atom, data: ADelta) -> Terms | None:
        """A product in which the later letter of a delta is replaced by the other index; None where that changes nothing."""
        old, new = data.right, data.left
        if not old.letter or old.offset:
            return None
        others = {a: e for a, e in exponents.items() if e and a != delta}
        if not any(old.letter in a.letters for a in others):
            return None
        replaced = self.substituted(tuple(others.items()), {old.letter: new})
        return self.multiply(replaced, {((delta, UNIT),): UNIT})

    def run(self, index: Index) -> Run | None:
        """What an index may be, a size among others; None where nothing tells."""
        if not index.letter:
            return Run(index.offset, index)
        if (last := self.ranges.get(index.letter)) is not None:
            return Run(self.firsts.get(index.letter, 1), last).moved(index.offset)
        least = self.extents.least.get(index.letter)
        return None if least is None else Run(least + index.offset, index)

    def are_apart(self, one: Index, other: Index) -> bool:
        """Whether two indices never are the same."""
        first, second = self.run(one), self.run(other)
        if first is None or second is None:
            return False
        return any(
            self.extents.at_most(lower.last.moved(1), self.start(index, upper))
            for lower, upper, index in ((first, second, other), (second, first, one))
        )

    def are_within(self, index: Index, size: Index) -> bool:
        """Whether an index surely lies within a sum from 1 to `size`."""
        run = self.run(index)
        return run is not None and run.first >= 1 and self.extents.at_most(run.last, size)

    def are_beyond(self, index: Index, size: Index) -> bool:
        """Whether an index surely lies without a sum from 1 to `size`."""
        run = self.run(index)
        if run is None:
            return False
        return self.extents.at_most(run.last, Index("")) or self.extents.at_most(size.moved(1), self.start(index, run))

    def start(self, index: Index, run: Run) -> Index:
        """The least that an index may be: itself, where it is a size."""
        return index if index == run.last else Index("", run.first)

    def delta(self, one: Index, other: Index) -> Terms:
        """Kronecker's delta."""
        if one.letter != other.letter and self.are_apart(one, other):
            return {}
        if one.letter == other.letter:
            return self.number(1 if one.offset == other.offset else 0)
        if not one.letter or not other.letter:  # δ with a number: the letter alone stands at the right
            one, other = (one, other) if other.letter else (other, one)
            one, other = Index("", one.offset - other.offset), Index(other.letter)
        else:
            if one.letter > other.letter:
                one, other = other, one
            one, other = one.moved(-other.offset), Index(other.letter)
        return {((made(ADelta(one, other)), UNIT),): UNIT}

    def entry(self, name: str, indices: tuple[Index, ...]) -> Terms:
        """An entry that nothing defines."""
        if name in self.symmetric and len(indices) == 2:
            indices = tuple(sorted(indices, key=Index.written))
        return {((made(AnEntry(name, indices)), UNIT),): UNIT}

    # ------------------------------------------------------------------------------------------ powers and functions

    def power(self, terms: Terms, exponent: Fraction) -> Terms:
        """A power, wherever it is defined."""
        if exponent.denominator == 1 and exponent >= 0:
            if exponent > LARGEST_POWER:
                raise Stuck("too high a power")
            result = self.number(1)
            for _ in range(int(exponent)):
                result = self.multiply(result, terms)
            return result
        if not terms:
            raise Stuck("a power of what is 0")
        return self._kernel_power(terms, exponent)

    def _kernel_power(self, terms: Terms, exponent: Fraction) -> Terms:
        content, shared, inner = self._parts(terms, whole=exponent.denominator == 1)
        outer = self.settled({atom: e * exponent for atom, e in shared})
        number: Terms
        if exponent.denominator == 1:
            number = self.number(content ** int(exponent))
        else:
            root = _root(content, exponent.denominator)
            if root is None:
                inner, number = self.scaled(inner, content), self.number(1)
            else:
                number = self.number(root**exponent.numerator)
        result = self.multiply(number, outer)
        if inner == self.number(1):
            return result
        if any(isinstance(atom.data, ADelta) for m in inner for atom, _ in m):
            raise Stuck("a power of what is told by cases")
        return self.multiply(result, self.settled({made(AKernel(frozen(inner))): exponent}))

    def _parts(self, terms: Terms, whole: bool) -> tuple[Fraction, Monomial, Terms]:
        """A number, a monomial and a polynomial of which `terms` is the product; for a broken power (not `whole`) the first two
        are positive.
        """
        monomials = list(terms)
        shared: dict[Atom, Fraction] = {}
        atoms = {atom for m in monomials for atom, _ in m}
        for atom in atoms:
            if isinstance(atom.data, ADelta | AStep) or (isinstance(atom.data, AKernel) and not whole):
                continue
            if whole or self.is_positive_atom(atom):
                least = min(dict(m).get(atom, Fraction(0)) for m in monomials)
                if least:
                    shared[atom] = least
        inner: Terms = {}
        for m, c in terms.items():
            rest = {a: e - shared.get(a, 0) for a, e in [*m, *((a, Fraction(0)) for a in shared if a not in dict(m))]}
            inner = self.add(inner, self.scaled(self.settled(rest), c))
        if not inner:
            raise Stuck("a power of what is 0")
        if shared:  # what stood over a kernel may have more in common now
            content, further, inner = self._parts(inner, whole)
            for atom, e in further:
                shared[atom] = shared.get(atom, Fraction(0)) + e
            return content, tuple(shared.items()), inner
        first = max(inner.items(), key=lambda item: _rank(item[0]))[1]
        content = first if whole else abs(first)
        return content, (), self.scaled(inner, 1 / content)

    def is_positive_atom(self, atom: Atom) -> bool:
        """Whether an atom is positive wherever it is defined."""
        match atom.data:
            case AnExponential() | AName():
                return True
            case ASize(letter):
                return letter not in self.ranges
            case ASum(_, monomial):
                return all(self.is_positive_atom(inner) for inner, _ in monomial)
            case AKernel(base):
                return all(c > 0 and all(self.is_positive_atom(a) for a, _ in m) for m, c in base)
            case _:
                return False

    def exponential(self, terms: Terms) -> Terms:
        """exp of a polynomial: a product over its monomials."""
        result = self.number(1)
        for monomial, coefficient in terms.items():
            match monomial:
                case ((Atom(data=AFunction("ln", 0, (inside,))), exponent),) if exponent == 1 and all(
                    c > 0 and all(self.is_positive_atom(a) for a, _ in m) for m, c in inside
                ):
                    factor = self.power(dict(inside), coefficient)
                case _:
                    factor = {((made(AnExponential(monomial)), coefficient),): UNIT}
            result = self.multiply(result, factor)
        return result

    def logarithm(self, terms: Terms) -> Terms:
        """ln of the absolute value, of a product by its factors."""
        if not terms:
            raise Stuck("the logarithm of 0")
        content, shared, inner = self._parts(terms, whole=True)
        result = self._logarithm_of_number(abs(content))
        for atom, exponent in shared:
            if isinstance(atom.data, AnExponential):
                part: Terms = {atom.data.monomial: UNIT}
            else:
                part = {((made(AFunction("ln", 0, (frozen({((atom, UNIT),): UNIT}),))), UNIT),): UNIT}
            result = self.add(result, self.scaled(part, exponent))
        if inner != self.number(1):
            result = self.add(result, {((made(AFunction("ln", 0, (frozen(inner),))), UNIT),): UNIT})
        return result

    def _logarithm_of_number(self, value: Fraction) -> Terms:
        parts: list[Terms] = []
        for whole, sign in ((value.numerator, 1), (value.denominator, -1)):
            rest = whole
            for prime in _PRIMES:
                times = 0
                while rest % prime == 0:
                    rest, times = rest // prime, times + 1
                if times:
                    parts.append(self.scaled(self._logarithm_atom(prime), Fraction(sign * times)))
            if rest > 1:
                parts.append(self.scaled(self._logarithm_atom(rest), Fraction(sign)))
        return self.add(*parts)

    def _logarithm_atom(self, whole: int) -> Terms:
        return {((made(AFunction("ln", 0, (frozen(self.number(whole)),))), UNIT),): UNIT}

    def function(self, name: str, arguments: tuple[Terms, ...], primes: int = 0) -> Terms:
        """A function at its arguments: exponentials where it can be written by them, else an atom."""
        if not primes and len(arguments) == 1:
            (u,) = arguments
            double = self.scaled(u, Fraction(2))
            match name:
                case "exp":
                    return self.exponential(u)
                case "ln":
                    return self.logarithm(u)
                case "tanh":
                    under = self.power(self.add(self.exponential(double), self.number(1)), Fraction(-1))
                    return self.add(self.number(1), self.scaled(under, Fraction(-2)))
                case "sinh" | "cosh":
                    sign = Fraction(1 if name == "cosh" else -1)
                    both = self.add(self.exponential(u), self.scaled(self.exponential(self.scaled(u, Fraction(-1))), sign))
                    return self.scaled(both, Fraction(1, 2))
                case "tan":
                    return self.multiply(self.function("sin", (u,)), self.power(self.function("cos", (u,)), Fraction(-1)))
                case "sin" | "cos" | "arctan" | "abs":
                    return self._even_or_odd(name, u)
                case _:
                    pass
        if not primes and name in ("max", "min") and len(arguments) == 2:
            left, right = arguments if name == "max" else arguments[::-1]
            above = self.add(left, self.scaled(right, Fraction(-1)))
            return self.add(
                arguments[1], self.multiply(self.step(above), self.add(arguments[0], self.scaled(arguments[1], Fraction(-1))))
            )
        atom = made(AFunction(name, primes, tuple(frozen(argument) for argument in arguments)))
        return {((atom, UNIT),): UNIT}

    def _even_or_odd(self, name: str, u: Terms) -> Terms:
        if not u:
            return self.number(1 if name == "cos" else 0)
        sign = Fraction(1)
        if max(u.items(), key=lambda item: _rank(item[0]))[1] < 0:
            u, sign = self.scaled(u, Fraction(-1)), Fraction(1 if name in ("cos", "abs") else -1)
        if name == "abs":
            return self.multiply(u, self.add(self.scaled(self.step(u), Fraction(2)), self.number(-1)))
        return {((made(AFunction(name, 0, (frozen(u),))), UNIT),): sign}

    def step(self, terms: Terms) -> Terms:
        """1 where a polynomial is positive, else 0."""
        if not terms:
            return {}
        if () in terms and len(terms) == 1:
            return self.number(1 if terms[()] > 0 else 0)
        _, _, inner = self._parts(terms, whole=False)
        return {((made(AStep(frozen(inner))), UNIT),): UNIT}

    # ------------------------------------------------------------------------------------------ indices

    def substituted(self, monomial: Monomial, places: Mapping[str, Index]) -> Terms:
        """A monomial with other indices in the place of letters."""
        result: Terms = {(): UNIT}
        fixed: dict[Atom, Fraction] = {}
        for atom, exponent in monomial:
            if atom.letters.isdisjoint(places):
                fixed[atom] = exponent
            else:
                result = self.multiply(result, self._powered(self._moved(atom, places), exponent))
        if not fixed:
            return result
        kept = tuple(sorted(fixed.items(), key=lambda pair: pair[0].text))
        return self.multiply(result, {kept: UNIT})

    def _powered(self, terms: Terms, exponent: Fraction) -> Terms:
        if exponent == 1:
            return terms
        if len(terms) == 1:
            ((monomial, coefficient),) = terms.items()
            if coefficient == 1 and len(monomial) == 1:
                return self.settled({monomial[0][0]: monomial[0][1] * exponent})
        return self.power(terms, exponent)

    def moved_polynomial(self, polynomial: Polynomial, places: Mapping[str, Index]) -> Terms:
        """A polynomial with other indices in the place of letters."""
        return self.add(*(self.scaled(self.substituted(m, places), c) for m, c in polynomial))

    def _moved(self, atom: Atom, places: Mapping[str, Index]) -> Terms:
        def moved(index: Index) -> Index:
            return places[index.letter].moved(index.offset) if index.letter in places else index

        match atom.data:
            case AnEntry(name, indices):
                return self.entry(name, tuple(map(moved, indices)))
            case ASize(letter):
                return self.size(moved(Index(letter)))
            case ADelta(left, right):
                return self.delta(moved(left), moved(right))
            case AFunction(function, primes, arguments):
                return self.function(function, tuple(self.moved_polynomial(a, places) for a in arguments), primes)
            case AnExponential(monomial):
                return self.exponential(self.substituted(monomial, places))
            case AKernel(base):
                return self.moved_polynomial(base, places)
            case AStep(of):
                return self.step(self.moved_polynomial(of, places))
            case ASum(bounds, monomial):
                from builder.calculus.judge.tensors.sums import closed

                opened = {letter: Index(self.fresh(size)) for letter, size in bounds}
                inside = self.substituted(monomial, {**places, **opened})
                run = tuple((opened[letter].letter, moved(size)) for letter, size in bounds)
                return self.add(*(self.scaled(closed(self, run, m), c) for m, c in inside.items()))
            case AName():
                return {((atom, UNIT),): UNIT}


def _rank(monomial: Monomial) -> tuple[object, ...]:
    """An order of monomials in which a product keeps the order of its factors; closed sums come last."""
    plain = [(a, e) for a, e in monomial if not isinstance(a.data, ASum)]
    sums = [(a, e) for a, e in monomial if isinstance(a.data, ASum)]
    return _degree(plain), _letters(plain), _degree(sums), _letters(sums)


def _degree(part: list[tuple[Atom, Fraction]]) -> Fraction:
    return sum((e for _, e in part), Fraction(0))


def _letters(part: list[tuple[Atom, Fraction]]) -> tuple[tuple[tuple[int, ...], Fraction], ...]:
    """What compares as exponents do, those of the first atom first: an atom earlier in the order of texts counts more."""
    return tuple(((*(-ord(character) for character in a.text), 1), e) for a, e in part)


def _root(value: Fraction, degree: int) -> Fraction | None:
    """The exact root of a positive rational, None where it is none."""
    if degree == 1:
        return value
    if degree != 2:
        return value if value == 1 else None
    above, under = isqrt(value.numerator), isqrt(value.denominator)
    return Fraction(above, under) if above**2 == value.numerator and under**2 == value.denominator else None
