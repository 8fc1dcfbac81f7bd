"""What `\\cdots` stands for: the sum, or product, whose general term fits every term that is shown.

A term is taken apart into a rational number and powers of bases, so that `\\binom{n}{0} x^n` and `\\binom{n}{1} x^{n-1} h` have
the same form: a factor that is not there has the exponent 0. Numbers that change from term to term must change evenly (by a
constant difference, or by a constant ratio); the term after the dots tells where the index ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import factorial
from typing import Any, cast

from msgspec import Struct
from msgspec.structs import astuple

from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.subterms import parts
from builder.calculus.judge.terms import Add, Apply, Divide, Fn, Multiply, Raise, Rational, SeriesOf, Term, Variable

ZERO = Rational(Fraction(0))
ONE = Rational(Fraction(1))

_COMPOSED = frozenset({Add, Multiply, Divide})
"""The terms that are looked into for a linear form."""

_LARGEST_FOLDED = 32
_MOST_LEFT_OUT = 2
"""How many terms of a binomial sum may be missing at its beginning."""


def series_of(before: Sequence[Term], after: Sequence[Term], fresh: str, product: bool = False) -> SeriesOf | None:
    """The sum (or product) that `before \\cdots after` stands for, or None when no general term fits all terms shown.

    `fresh` names its index. At least two terms must stand before the dots and one after them. The index starts where the
    general term is shortest: at 1 in `\\binom{n}{1} x + \\binom{n}{2} x^2 + …`.

    A sum without an end (nothing after the dots) is not read.
    """
    if len(before) < 2 or not after:
        return None
    index = Variable(fresh)
    start, general = 1, _Fit(index, 1).unify(list(before))
    if general is None or general == before[0]:
        return None
    zeros = list(_zeros(general, index))
    shortest = max((1, 0, 2, 3), key=lambda start: zeros.count(Fraction(1 - start)))
    if shortest != start and (shorter := _Fit(index, shortest).unify(list(before))) is not None:
        start, general = shortest, shorter
    if any(_normal(substitute(general, fresh, _integer(start + i))) != _normal(t) for i, t in enumerate(before)):
        return None
    shown = [_normal(t) for t in after]
    last = len(after) - 1
    for upper in _ends(general, index, after[-1]):
        if all(_normal(substitute(general, fresh, _plus(upper, i - last))) == shown[i] for i in reversed(range(len(after)))):
            return SeriesOf(general, fresh, _integer(start), upper, product)
    return None


def read_ellipsis(before: Sequence[Term], after: Sequence[Term], fresh: str, product: bool = False) -> tuple[Term, ...] | None:
    """The terms of a row with dots in it, in which the dots and as many of their neighbours as fit are one `SeriesOf`.

    `a + t_1 + t_2 + \\cdots + t_n - b` keeps a and b. As many terms before the dots as possible are taken, as few after
    them as needed. None when nothing fits.
    """
    for skipped in range(len(before) - 1):
        for taken in range(1, len(after) + 1):
            series = series_of(before[skipped:], after[:taken], fresh, product)
            if series is None and not product:
                series = _binomial_series(before[skipped:], after[:taken], fresh)
            if series is not None:
                return (*before[:skipped], series, *after[taken:])
    return None


def _binomial_series(before: Sequence[Term], after: Sequence[Term], fresh: str) -> SeriesOf | None:
    """The sum whose terms have binomial coefficients of a letter, some of them worked out: `x^n + n x^{n-1} h + …`."""
    letters = dict.fromkeys(
        letter
        for base, _, _ in _factors(before[1])
        for letter in (base.arguments[:1] if isinstance(base, Apply) else (base,))
        if isinstance(letter, Variable)
    )
    for letter in letters if len(before) > 2 else ():
        for first in range(_MOST_LEFT_OUT + 1):
            shown = [_with_binomial(term, letter, first + i) for i, term in enumerate(before)]
            ending = [_with_binomial(term, letter, len(after) - 1 - i, at_end=True) for i, term in enumerate(after)]
            rewritten = [term for term in (*shown, *ending) if term is not None]
            if len(rewritten) == len(before) + len(after):
                series = series_of(rewritten[: len(before)], rewritten[len(before) :], fresh)
                if series is not None:
                    return series
    return None


def _with_binomial(term: Term, letter: Variable, chosen: int, at_end: bool = False) -> Term | None:
    """A term with the coefficient `letter (letter − 1) … / chosen!` as a binomial one, of `letter − chosen` where it stands at
    the end of the sum; None if it has another coefficient. One that has a binomial coefficient already is as it was."""
    number, rest = Fraction(1), list[tuple[Term, Term]]()
    needed = [_linear(_plus(letter, -i)) for i in range(chosen)]
    for base, exponent, side in _factors(term):
        if isinstance(base, Apply) and base.function is Fn.BINOMIAL:
            return term
        if isinstance(base, Rational) and exponent == ONE and (side == 1 or base.value):
            number = number * base.value if side == 1 else number / base.value
        elif side == -1:
            if not isinstance(base, Apply) or base.function is not Fn.FACTORIAL or not isinstance(base.arguments[0], Rational):
                return None
            whole = base.arguments[0].value
            if whole.denominator != 1 or not 0 <= whole <= _LARGEST_FOLDED:
                return None
            number /= factorial(int(whole))
        elif exponent == ONE and (linear := _linear(base)) in needed:
            needed.remove(linear)
        else:
            rest.append((base, exponent))
    if needed or number * factorial(chosen) != 1:
        return None
    index = _plus(letter, -chosen) if at_end else _integer(chosen)
    factors = [base if exponent == ONE else Raise(base, exponent) for base, exponent in rest]
    return Multiply((Apply(Fn.BINOMIAL, (letter, index)), *factors))


# ------------------------------------------------------------------------------------- terms, taken apart


class _Linear(Struct, frozen=True):
    """constant + Σ coefficient · term: the form in which exponents and other integers are compared."""

    constant: Fraction
    parts: frozenset[tuple[Term, Fraction]]


class _Monomial(Struct, frozen=True):
    """numerator / denominator · Π base^exponent."""

    coefficient: Fraction
    powers: frozenset[tuple[Any, _Linear]]


def _integer(value: int | Fraction) -> Rational:
    return Rational(Fraction(value))


_NOTHING = _Linear(ZERO.value, frozenset())


def _linear(term: Term) -> _Linear:
    if type(term) is Rational:
        return _Linear(term.value, _NOTHING.parts)
    if type(term) not in _COMPOSED:
        return _Linear(ZERO.value, frozenset(((term, ONE.value),)))
    constant = Fraction(0)
    parts: dict[Term, Fraction] = {}

    def add(t: Term, by: Fraction) -> None:
        nonlocal constant
        match t:
            case Rational(value):
                constant += by * value
            case Add(terms):
                for item in terms:
                    add(item, by)
            case Multiply(factors) if any(isinstance(f, Rational) for f in factors):
                number = Fraction(1)
                rest = []
                for f in factors:
                    if isinstance(f, Rational):
                        number *= f.value
                    else:
                        rest.append(f)
                add(ONE if not rest else rest[0] if len(rest) == 1 else Multiply(tuple(rest)), by * number)
            case Divide(numerator, Rational(value)) if value:
                add(numerator, by / value)
            case _:
                parts[t] = parts.get(t, Fraction(0)) + by

    add(term, Fraction(1))
    return _Linear(constant, frozenset((t, c) for t, c in parts.items() if c))


def _from_linear(linear: _Linear) -> Term:
    terms: list[Term] = [t if c == 1 else Multiply((Rational(c), t)) for t, c in sorted(linear.parts, key=repr)]
    if linear.constant or not terms:
        terms.append(Rational(linear.constant))
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def _plus(term: Term, by: int) -> Term:
    return term if by == 0 else _from_linear(_linear(Add((term, _integer(by)))))


def _factors(term: Term) -> Iterator[tuple[Term, Term, int]]:
    """The factors of a term: base, exponent, and 1 for those above a fraction bar or −1 for those below."""
    stack = [(term, 1)]
    while stack:
        t, side = stack.pop()
        match t:
            case Multiply(factors):
                stack.extend((f, side) for f in reversed(factors))
            case Divide(numerator, denominator):
                stack.append((denominator, -side))
                stack.append((numerator, side))
            case Raise(base, exponent):
                yield base, exponent, side
            case _:
                yield t, ONE, side


def _normal(term: Term) -> _Monomial:
    """A term as a monomial, in which equal terms (up to order, and to powers of one base) are equal."""
    coefficient = Fraction(1)
    powers: dict[Any, _Linear] = {}
    for base, exponent, side in _factors(term):
        power = _linear(exponent if side == 1 else Multiply((_integer(-1), exponent)))
        if isinstance(base, Add | Multiply | Variable):
            key: Any = _linear(base)
            if not key.parts:
                base = Rational(key.constant)
        else:
            key = _children_normal(base)
        if isinstance(base, Rational):
            whole = power.constant if not power.parts and power.constant.denominator == 1 else None
            if whole is not None and abs(whole) <= _LARGEST_FOLDED and (base.value or whole >= 0):
                coefficient *= base.value ** int(whole)
                continue
            if base.value == 1:
                continue
            key = base
        old = powers.get(key)
        powers[key] = power if old is None else _linear(Add((_from_linear(old), _from_linear(power))))
    return _Monomial(coefficient, frozenset((k, p) for k, p in powers.items() if p != _NOTHING))


def _children_normal(term: Term) -> Any:
    """A term that is no product, with what stands in it in normal form."""

    def normal(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(normal(v) for v in value)
        return _normal(cast(Term, value)) if isinstance(value, Struct) else value

    return (type(term), *(normal(value) for value in astuple(term)))


# ------------------------------------------------------------------------------------- the general term


class _Fit(Struct, frozen=True):
    index: Variable
    start: int

    def unify(self, terms: list[Term]) -> Term | None:
        """One term in the index that is `terms[i]` at `start + i`, as far as the forms tell; the caller puts in and compares."""
        first = terms[0]
        if all(t == first for t in terms):
            return first
        if all(isinstance(t, Rational) for t in terms):
            return self.number([t.value for t in terms if isinstance(t, Rational)])
        linear = [_linear(t) for t in terms]
        if all(isinstance(t, Rational | Add | Variable) for t in terms) and all(f.parts == linear[0].parts for f in linear):
            constant = self.number([f.constant for f in linear])
            return None if constant is None else Add((_from_linear(_Linear(Fraction(0), linear[0].parts)), constant))
        return self.alike(terms) or self.product(terms)

    def number(self, values: list[Fraction]) -> Term | None:
        """Numbers with a constant difference, or a constant ratio; of two numbers, an even difference."""
        steps = {b - a for a, b in pairwise(values)}
        if len(steps) == 1:
            (step,) = steps
            if step == 0:
                return Rational(values[0])
            moved: Term = self.index if step == 1 else Multiply((Rational(step), self.index))
            offset = values[0] - step * self.start
            return moved if offset == 0 else Add((moved, Rational(offset)))
        if 0 not in values:
            ratios = {b / a for a, b in pairwise(values)}
            if len(ratios) == 1:
                (ratio,) = ratios
                exponent = self.number([Fraction(i) for i in range(len(values))])
                assert exponent is not None
                power = Raise(Rational(ratio), exponent)
                return power if values[0] == 1 else Multiply((Rational(values[0]), power))
            tops = self.number([Fraction(v.numerator) for v in values]) if any(v.denominator != 1 for v in values) else None
            bottoms = self.number([Fraction(v.denominator) for v in values])
            if tops is not None and bottoms is not None:
                return Divide(tops, bottoms)
        return None

    def alike(self, terms: list[Term]) -> Term | None:
        """Terms of one kind, part by part."""
        kind = type(terms[0])
        if not all(type(t) is kind for t in terms) or kind in (Add, Variable):
            return None
        values: list[Any] = []
        for column in zip(*(astuple(t) for t in terms), strict=True):
            if all(v == column[0] for v in column):
                values.append(column[0])
            elif isinstance(column[0], tuple):
                if any(len(v) != len(column[0]) for v in column):
                    return None
                items = [self.unify(list(parts)) for parts in zip(*column, strict=True)]
                if any(item is None for item in items):
                    return None
                values.append(tuple(items))
            elif isinstance(column[0], Struct):
                item = self.unify(list(column))
                if item is None:
                    return None
                values.append(item)
            else:
                return None
        return kind(*values)

    def product(self, terms: list[Term]) -> Term | None:
        """Terms as products of powers: equal bases have their exponents unified, the other bases are taken in order."""
        coefficients: list[Fraction] = []
        columns: list[dict[Term, Term]] = []
        for term in terms:
            number = Fraction(1)
            powers: dict[Term, list[Term]] = {}
            for base, exponent, side in _factors(term):
                if isinstance(base, Rational) and exponent == ONE and (side == 1 or base.value):
                    number = number * base.value if side == 1 else number / base.value
                else:
                    powers.setdefault(base, []).append(exponent if side == 1 else Multiply((_integer(-1), exponent)))
            coefficients.append(number)
            columns.append({b: _from_linear(_linear(e[0] if len(e) == 1 else Add(tuple(e)))) for b, e in powers.items()})
        shared = [b for column in columns for b in column]
        shared = [b for i, b in enumerate(shared) if b not in shared[:i] and sum(b in c for c in columns) > len(terms) // 2]
        others = [[(b, e) for b, e in column.items() if b not in shared] for column in columns]
        # A base that only one or two terms show (h in C(n,0) x^n + C(n,1) x^(n-1) h + …) is shared when it is a letter.
        letters = [b for rest in others for b, _ in rest if isinstance(b, Variable)]
        shared += [b for i, b in enumerate(letters) if b not in letters[:i] and b not in shared]
        others = [[(b, e) for b, e in rest if b not in shared] for rest in others]
        if any(len(rest) != len(others[0]) for rest in others):
            return None
        factors: list[Term] = []
        coefficient = self.number(coefficients)
        if coefficient is None:
            return None
        if coefficient != ONE:
            factors.append(coefficient)
        for pairs in zip(*others, strict=True):
            bases = [b for b, _ in pairs]
            if bases == terms:
                return None  # there is nothing left to take apart
            common, raised = self.unify(bases), self.unify([e for _, e in pairs])
            if common is None or raised is None:
                return None
            factors.append(common if raised == ONE else Raise(common, raised))
        for base in shared:
            power = self.unify([column.get(base, ZERO) for column in columns])
            if power is None:
                return None
            factors.append(base if power == ONE else Raise(base, power))
        if not factors:
            return ONE
        return factors[0] if len(factors) == 1 else Multiply(tuple(factors))


def _zeros(general: Term, index: Variable) -> Iterator[Fraction]:
    """Where the numbers in a general term that change with the index, `step · index + offset`, are 0: as many as start there have
    no offset, which makes the term shorter."""
    match general:
        case Variable() if general == index:
            yield ZERO.value
        case Add((Variable() as moved, Rational(offset))) if moved == index:
            yield -offset
        case Add((Multiply((Rational(step), Variable() as moved)), Rational(offset))) if moved == index:
            yield -offset / step
        case _:
            for part in parts(general):
                yield from _zeros(part, index)


# ------------------------------------------------------------------------------------- the end of the index


def _subterms(term: Term) -> Iterator[Term]:
    """A term and all terms below it, each before what stands in it, from left to right."""
    yield term
    for part in parts(term):
        yield from _subterms(part)


def _ends(general: Term, index: Variable, last: Term) -> Iterator[Term]:
    """Values of the index at which `general` may be `last`: those at which a part of the one is a part of the other."""
    seen: list[Term] = []
    targets = [ZERO, ONE, *(t for t in _subterms(last) if isinstance(t, Rational | Variable | Add | Multiply))]
    for part in _subterms(general):
        if not isinstance(part, Variable | Add | Multiply):
            continue
        linear = _linear(part)
        slope = dict(linear.parts).get(index)
        if slope is None or any(t != index and index in tuple(_subterms(t)) for t, _ in linear.parts):
            continue
        rest = _from_linear(_Linear(linear.constant, linear.parts - {(index, slope)}))
        for target in targets:
            scaled = Multiply((Rational(1 / slope), Add((target, Multiply((_integer(-1), rest))))))
            value = _from_linear(_expand(scaled))
            if value not in seen:
                seen.append(value)
                yield value


def _expand(term: Multiply) -> _Linear:
    """A rational number times a sum, as a linear form."""
    number, inner = term.factors
    linear = _linear(inner)
    by = cast(Rational, number).value
    return _Linear(linear.constant * by, frozenset((t, c * by) for t, c in linear.parts))
