"""Finite sums and products: written out when both bounds are known, closed by the binomial and geometric theorems, else kernels.

A sum whose bounds are letters is a kernel of its general term, the index being named by the nesting only. Factors free of
the index are pulled out, and the index starts at 0, so that Σ with a first term shown apart meets the whole Σ.
"""

from __future__ import annotations

from fractions import Fraction as Number
from itertools import pairwise

from flint import fmpq

from builder.calculus.judge.differentiate import add
from builder.calculus.judge.field import (
    NEGATIVE,
    POSITIVE,
    ZERO,
    Convert,
    Field,
    Fraction,
    Kernel,
    Kind,
    Polynomial,
    Stop,
    Undefined,
)
from builder.calculus.judge.functions import factorial, integer_value, unknown_at
from builder.calculus.judge.powers import symbolic_power
from builder.calculus.judge.signs import sign
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.terms import Add, Infinity, Rational, SeriesOf, Term, Variable

HIGHEST_POWER = 6
"""Of the index beside a binomial coefficient."""

MOST_BEYOND = 12
"""How many terms a sum up to n + d is longer, or shorter, than that up to n."""


class _NoFirstTerm(Stop):
    """The terms before the first one of a sum cannot be taken away."""


def series(field: Field, term: SeriesOf, convert: Convert) -> Fraction:
    """The normal form of a sum or product over an index."""
    if term.upper == Infinity() and not term.product and not isinstance(term.lower, Infinity):
        return _infinite(field, term, convert)
    if isinstance(term.lower, Infinity) or isinstance(term.upper, Infinity):
        raise Stop("an infinite sum or product")
    lower, upper = convert(field, term.lower), convert(field, term.upper)
    first, length = integer_value(field, lower), integer_value(field, field.subtract(upper, lower))
    if length is not None and (length < field.budget.series_terms or term.product):
        return _written_out(field, term, first, length, convert)
    if term.product:
        return _product(field, term, lower, upper, convert)
    return _symbolic(field, term, lower, upper, convert)


def _product(field: Field, term: SeriesOf, lower: Fraction, upper: Fraction, convert: Convert) -> Fraction:
    """The product of a(k) from letters to letters, counted from its lower bound: with m for the letters of its length, that of
    the first m factors times those beyond. Nothing is divided by, since a factor may be 0."""
    length = field.cancel(field.add(field.subtract(upper, lower), field.constant(1)))
    beyond = _constant_term(length)
    least = Fraction(length.numerator - beyond, length.denominator)
    if not 0 <= beyond <= MOST_BEYOND or not _reaches(field, least, 0):
        raise Stop("a product that may be shorter than its letters tell")
    index = _counter(field, f"Σ{field.binders}")
    field.binders += 1
    try:
        body = field.cancel(convert(field, substitute(term.body, term.index, add(Variable(str(index.name)), term.lower))))
    except Undefined:
        raise Stop("a factor of a product has no value") from None
    field.binders -= 1
    top = field.subtract(least, field.constant(1))
    made = field.kernel(Kind.PRODUCT, (body, top), (index.name,), constant=False)
    total = Fraction(made.generator, field.one)
    for i in range(beyond):
        total = field.multiply(total, _at(field, body, index, field.add(least, field.constant(i))))
    return total


def _infinite(field: Field, term: SeriesOf, convert: Convert) -> Fraction:
    """Σ from a bound to ∞, the index counted from that bound."""
    from builder.calculus.judge.infinite_sums import close_infinite

    kernel = _counter(field, f"Σ{field.binders}")
    field.binders += 1
    try:
        body = convert(field, substitute(term.body, term.index, add(Variable(str(kernel.name)), term.lower)))
    except Undefined:
        raise Stop("a term of a sum has no value") from None
    field.binders -= 1
    return close_infinite(field, body, kernel)


def _counter(field: Field, name: str) -> Kernel:
    """The index of a sum that counts from 0."""
    field.integers = field.integers | {name}
    kernel = field.symbol(name)
    field.know(kernel.generator, POSITIVE | ZERO)
    return kernel


def _written_out(field: Field, term: SeriesOf, first: int | None, length: int, convert: Convert) -> Fraction:
    if length + 1 > field.budget.series_terms:
        raise Stop("a sum of too many terms")
    total = field.constant(1 if term.product else 0)
    for i in range(length + 1):
        index: Term = Rational(Number(first + i)) if first is not None else Add((term.lower, Rational(Number(i))))
        value = convert(field, substitute(term.body, term.index, index))
        total = field.multiply(total, value) if term.product else field.add(total, value)
    return total


def _symbolic(field: Field, term: SeriesOf, lower: Fraction, upper: Fraction, convert: Convert) -> Fraction:
    """Σ from letters to letters: the part from 0 (or from the lower bound if that is a letter) without its first terms.

    It is counted from the lower bound as well where the terms before that have no value: Σ 1/k.
    """
    first, before = integer_value(field, lower), (field.depth, field.binders)
    try:
        return _counted(field, term, first, lower, upper, convert)
    except _NoFirstTerm:
        field.depth, field.binders = before
        return _counted(field, term, None, lower, upper, convert)


def _counted(field: Field, term: SeriesOf, first: int | None, lower: Fraction, upper: Fraction, convert: Convert) -> Fraction:
    """Σ with the index counted from 0, or where `first` is None from the lower bound."""
    counts = first is None or first >= 0
    index = f"Σ{field.binders}" + ("" if counts else "-")
    field.integers = field.integers | {index}
    kernel = field.symbol(index)
    if counts:
        field.know(kernel.generator, POSITIVE | ZERO)
    shifted: Term = Variable(index)
    if first is None:
        shifted = Add((Variable(index), term.lower))
        top = field.subtract(upper, lower)
    else:
        top = upper
        if abs(first) > 20:
            raise Stop("a sum that starts too far from 0")
    field.binders += 1
    try:
        body = convert(field, substitute(term.body, term.index, shifted))
    except Undefined:
        raise Stop("a term of a sum has no value") from None
    field.binders -= 1
    return _bounded(field, body, kernel, first, top)


def close(field: Field, body: Fraction, index: Kernel, top: Fraction) -> Fraction:
    """Σ body for index = 0 … top."""
    return _bounded(field, body, index, 0, top)


def _bounded(field: Field, body: Fraction, kernel: Kernel, first: int | None, top: Fraction) -> Fraction:
    total = Fraction(field.zero, field.one)
    p, q = field.cancel(body)
    free_below, bound_below = _split(field, q, kernel)
    for summand in _terms(p):
        if summand.is_zero():
            continue
        free, bound = _split(field, summand, kernel)
        general = field.cancel(Fraction(bound, bound_below))
        part = _from_zero(field, general, kernel, top)
        if first is not None and first != 0:
            part = _without(field, part, general, kernel, first, top)
        total = field.add(total, field.multiply(part, field.cancel(Fraction(free, free_below))))
    return total


def _terms(p: Polynomial) -> list[Polynomial]:
    context = p.context()
    return [context.from_dict({m: c}) for m, c in zip(p.monoms(), p.coeffs(), strict=True)]


def depends(field: Field, kernel: Kernel, index: Kernel) -> bool:
    """Whether `kernel` holds the letter `index`."""
    if kernel.index == index.index:
        return True
    return any(
        depends(field, inner, index)
        for a in kernel.arguments
        for p in (a.numerator, a.denominator)
        for inner in field.kernels_in(p)
    )


def _split(field: Field, p: Polynomial, index: Kernel) -> tuple[Polynomial, Polynomial]:
    """`p` as a factor without the index times a factor with it, as far as its irreducible factors tell."""
    if all(not depends(field, k, index) for k in field.kernels_in(p)):
        return p, field.one
    unit, factors = field.factor(p)
    free, bound = field.context.constant(unit), field.one
    for factor, exponent in factors:
        if any(depends(field, k, index) for k in field.kernels_in(factor)):
            bound = bound * factor**exponent
        else:
            free = free * factor**exponent
    return free, bound


def _at(field: Field, value: Fraction, index: Kernel, number: Fraction) -> Fraction:
    """`value` with the index replaced by a fraction without it."""
    return field.divide(
        _polynomial_at(field, value.numerator, index, number), _polynomial_at(field, value.denominator, index, number)
    )


def _polynomial_at(field: Field, p: Polynomial, index: Kernel, number: Fraction) -> Fraction:
    total = Fraction(field.zero, field.one)
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        term = field.constant(coefficient)
        for i, exponent in enumerate(monomial):
            if exponent:
                term = field.multiply(term, field.power(_kernel_at(field, field.by_index[i], index, number), exponent))
        total = field.add(total, term)
    return total


def _kernel_at(field: Field, kernel: Kernel, index: Kernel, number: Fraction) -> Fraction:
    if kernel.index == index.index:
        return number
    if not depends(field, kernel, index):
        return Fraction(kernel.generator, field.one)
    arguments = tuple(_at(field, a, index, number) for a in kernel.arguments)
    if kernel.kind is Kind.POWER:
        exponent = field.cancel(arguments[1])
        if not exponent.denominator.is_one():
            raise Stop("a power in a sum")
        return symbolic_power(field, arguments[0], exponent.numerator)
    if kernel.kind is Kind.FACTORIAL:
        return factorial(field, arguments[0])
    if kernel.kind is Kind.FUNCTION and isinstance(kernel.name, tuple):
        name, orders = kernel.name
        return unknown_at(field, name, orders, arguments)
    raise Stop("a term of a sum that cannot be written out")


def _from_zero(field: Field, general: Fraction, index: Kernel, top: Fraction) -> Fraction:
    """Σ of the general term for index = 0 … top."""
    closed = (
        _binomial(field, general, index, top)
        or _convolution(field, general, index, top)
        or _polynomial_sum(field, general, index, top)
        or _geometric(field, general, index, top)
    )
    if closed is not None:
        return closed
    top = field.cancel(top)
    beyond = _constant_term(top)
    least = Fraction(top.numerator - beyond, top.denominator)
    extra = Fraction(field.zero, field.one)
    if beyond and abs(beyond) <= MOST_BEYOND and _reaches(field, top, -1) and _reaches(field, least, -1):
        # Σ to n + 2 and Σ to n − 1 are brought to Σ to n.
        try:
            for i in range(1, beyond + 1):
                extra = field.add(extra, _at(field, general, index, field.add(least, field.constant(i))))
            for i in range(beyond + 1, 1):
                extra = field.subtract(extra, _at(field, general, index, field.add(least, field.constant(i))))
            top = least
        except (Stop, Undefined):
            extra = Fraction(field.zero, field.one)
    made = field.kernel(Kind.SERIES, (field.cancel(general), top), (index.name,), constant=False)
    return field.add(extra, Fraction(made.generator, field.one))


def _constant_term(top: Fraction) -> int:
    """The integer d of an upper bound n + d that is a polynomial; 0 where there is none."""
    if not top.denominator.is_one() or top.numerator.is_constant():
        return 0
    for monomial, coefficient in zip(top.numerator.monoms(), top.numerator.coeffs(), strict=True):
        if not any(monomial):
            return int(coefficient.p) if coefficient.q == 1 else 0
    return 0


def _without(field: Field, whole: Fraction, general: Fraction, index: Kernel, first: int, top: Fraction) -> Fraction:
    """The sum from `first`, given the sum from 0: right if there are that many terms, or if those beyond are 0."""
    if first > 0 and not _reaches(field, top, first - 1) and not _vanishes_beyond(field, general, index, top):
        raise Stop("a sum that may be shorter than the terms taken from it")
    result = whole
    numbers = range(first) if first > 0 else range(first, 0)
    for i in numbers:
        try:
            value = _at(field, general, index, field.constant(i))
        except (Stop, Undefined):
            raise _NoFirstTerm("a term of a sum has no value") from None
        result = field.subtract(result, value) if first > 0 else field.add(result, value)
    return result


def _reaches(field: Field, top: Fraction, least: int) -> bool:
    """Whether the upper bound is known to be at least `least`."""
    p, q = field.cancel(field.subtract(top, field.constant(least)))
    return q.is_one() and not sign(field, p) & NEGATIVE


def _vanishes_beyond(field: Field, general: Fraction, index: Kernel, top: Fraction) -> bool:
    """Whether the general term holds a binomial coefficient of the upper bound, which is 0 beyond it."""
    if not top.denominator.is_one():
        return False
    below = field.kernels_in(general.denominator)
    return any(k.kind is Kind.FACTORIAL and field.subtract(k.arguments[0], top).numerator == -index.generator for k in below)


def _ratio(field: Field, general: Fraction, index: Kernel) -> tuple[Fraction, Fraction] | None:
    """(c, r) with general = c·r^index; None if it is not of that form."""
    constant = Fraction(field.one, field.one)
    ratio = Fraction(field.one, field.one)
    for p, sense in ((general.numerator, 1), (general.denominator, -1)):
        if len(p) != 1:
            return None
        constant = field.multiply(constant, field.power(field.constant(p.leading_coefficient()), sense))
        for i, exponent in enumerate(p.monoms()[0]):
            if not exponent:
                continue
            kernel = field.by_index[i]
            base = _base_of(field, kernel, index)
            if base is None:
                return None
            free, other = base
            if other is not None:
                ratio = field.multiply(ratio, field.power(other, sense * exponent))
            if free is not None:
                constant = field.multiply(constant, field.power(free, sense * exponent))
    return constant, ratio


def _base_of(field: Field, kernel: Kernel, index: Kernel) -> tuple[Fraction | None, Fraction | None] | None:
    """(free, r) with kernel = free·r^index."""
    if not depends(field, kernel, index):
        return Fraction(kernel.generator, field.one), None
    if kernel.kind is Kind.POWER and kernel.arguments[1].numerator == index.generator:
        base = kernel.arguments[0]
        if not any(depends(field, k, index) for k in field.kernels_in(base.numerator)):
            return None, base
    return None


def _binomial(field: Field, general: Fraction, index: Kernel, top: Fraction) -> Fraction | None:
    """Σ C(n, k) c r^k = c (1 + r)^n for k = 0 … n, and with a power of k beside it."""
    if not top.denominator.is_one() or not _reaches(field, top, 0):
        return None
    n = top.numerator
    choose = [k for k in field.kernels_in(general.denominator) if k.kind is Kind.FACTORIAL]
    lower = next((k for k in choose if k.arguments[0].numerator == index.generator and k.arguments[0].denominator.is_one()), None)
    upper = next(
        (k for k in choose if k.arguments[0].denominator.is_one() and k.arguments[0].numerator + index.generator == n), None
    )
    if lower is None or upper is None:
        return None
    degrees = general.denominator.degrees()
    if degrees[lower.index] != 1 or degrees[upper.index] != 1:
        return None
    rest_of_n = factorial(field, top)
    quotient = field.cancel(Fraction(general.numerator, general.denominator / (lower.generator * upper.generator)))
    power = quotient.numerator.degrees()[index.index] if len(quotient.numerator) == 1 else 0
    if power > HIGHEST_POWER:
        return None
    quotient = Fraction(quotient.numerator / index.generator**power, quotient.denominator)
    form = _ratio(field, field.cancel(field.divide(quotient, rest_of_n)), index)
    if form is None:
        return None
    constant, ratio = form
    whole = field.add(Fraction(field.one, field.one), ratio)
    if power and whole.numerator.is_zero():
        return None
    field.identities[r"\sum_{k=0}^n \binom{n}{k} a^{n-k} b^k = (a+b)^n"] = None
    closed = symbolic_power(field, whole, n)
    if power:
        closed = field.multiply(closed, _moment(field, power, top, field.divide(ratio, whole)))
    return field.multiply(constant, closed)


def _convolution(field: Field, general: Fraction, index: Kernel, top: Fraction) -> Fraction | None:
    """Σ 1/(k! (a − k)! (b − k)! (c + k)!) = (a + b + c)!/(a! b! (a + c)! (b + c)!) for k = 0 … a: Vandermonde's convolution.

    Σ C(m, k) C(n, r − k) = C(m + n, r) is that of a = m, b = r, c = n − r (*Concrete Mathematics*, equation 5.22).
    """
    below = general.denominator
    if not general.numerator.is_constant() or not top.denominator.is_one() or not _reaches(field, top, 0) or len(below) != 1:
        return None
    rising: list[Polynomial] = []
    falling: list[Polynomial] = []
    for i, times in enumerate(below.monoms()[0]):
        if not times:
            continue
        kernel = field.by_index[i]
        if kernel.kind is not Kind.FACTORIAL or not kernel.arguments[0].denominator.is_one():
            return None
        argument = kernel.arguments[0].numerator
        for offset, found in ((argument - index.generator, rising), (argument + index.generator, falling)):
            if all(not depends(field, k, index) for k in field.kernels_in(offset)):
                found += [offset] * times
    if len(rising) != 2 or len(falling) != 2 or top.numerator not in falling or not any(c.is_zero() for c in rising):
        return None
    a, b = falling
    c = next((offset for offset in rising if not offset.is_zero()), field.zero)
    over = field.one
    total = factorial(field, Fraction(a + b + c, over))
    for part in (a, b, a + c, b + c):
        total = field.divide(total, factorial(field, Fraction(part, over)))
    field.identities[r"\sum_{k} \binom{m}{k} \binom{n}{r-k} = \binom{m+n}{r}"] = None
    scale = field.constant(general.numerator.leading_coefficient() / below.leading_coefficient())
    return field.multiply(scale, total)


def _moment(field: Field, power: int, top: Fraction, share: Fraction) -> Fraction:
    """Σ k^m C(n, k) a^{n−k} b^k as a multiple of (a + b)^n, where `share` is b/(a + b).

    By k(k−1)⋯(k−j+1) C(n, k) = n(n−1)⋯(n−j+1) C(n−j, k−j), with k^m = Σ S(m, j) k(k−1)⋯(k−j+1), S(m, j) being Stirling numbers
    of the second kind (R. L. Graham, D. E. Knuth, O. Patashnik, *Concrete Mathematics*, 5.6 and 6.10).
    """
    stirling = [1]  # S(0, 0)
    for _ in range(power):
        stirling = [
            (j * stirling[j] if j < len(stirling) else 0) + (stirling[j - 1] if j else 0) for j in range(len(stirling) + 1)
        ]
    total, falling = Fraction(field.zero, field.one), Fraction(field.one, field.one)
    for j, number in enumerate(stirling):
        total = field.add(total, field.multiply(field.constant(number), falling))
        falling = field.multiply(falling, field.multiply(field.subtract(top, field.constant(j)), share))
    return total


def _geometric(field: Field, general: Fraction, index: Kernel, top: Fraction) -> Fraction | None:
    """Σ c r^k = c (r^{n+1} − 1)/(r − 1) for k = 0 … n, where r is not the number 1."""
    form = _ratio(field, general, index)
    if form is None or not top.denominator.is_one():
        return None
    constant, ratio = form
    one = Fraction(field.one, field.one)
    gap = field.subtract(ratio, one)
    if gap.numerator.is_zero():
        return field.multiply(constant, field.add(top, one))
    if not _reaches(field, top, -1):
        return None
    beyond = field.multiply(symbolic_power(field, ratio, top.numerator), ratio)
    field.identities[r"\sum_{k=0}^n r^k = \frac{r^{n+1}-1}{r-1}"] = None
    return field.multiply(constant, field.divide(field.subtract(beyond, one), gap))


def _polynomial_sum(field: Field, general: Fraction, index: Kernel, top: Fraction) -> Fraction | None:
    """Σ k^m for k = 0 … n, as a polynomial in n."""
    p = general.numerator
    if not general.denominator.is_one() or len(p) != 1 or not top.denominator.is_one() or not _reaches(field, top, -1):
        return None
    degrees = p.degrees()
    power = degrees[index.index]
    if power < 1 or power > 12 or p.total_degree() != power:
        return None
    # Newton: the sum is a polynomial of degree m + 1 through its values at 0 … m + 1.
    values = [0]
    for k in range(1, power + 2):
        values.append(values[-1] + k**power)
    result = Fraction(field.zero, field.one)
    choose = Fraction(field.one, field.one)
    column = list(values)
    for i in range(power + 2):
        result = field.add(result, field.multiply(choose, field.constant(column[0])))
        column = [b - a for a, b in pairwise(column)]
        choose = field.multiply(choose, field.multiply(field.subtract(top, field.constant(i)), field.constant(fmpq(1, i + 1))))
    return field.multiply(result, field.constant(p.leading_coefficient()))
