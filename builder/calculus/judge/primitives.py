"""Antiderivatives that a definite integral is evaluated with: those of a table, by linearity and by parts.

Each is defined and continuous wherever its integrand is, so that the fundamental theorem of calculus holds between any two
points between which the integrand is continuous. (An antiderivative with a jump, as arctan(tan x), would make false proofs.)
Divisors that are made here are rational numbers other than 0, for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import comb, lcm
from typing import NamedTuple

from builder.calculus.judge.differentiate import ONE, ZERO, add, multiply, negate, square
from builder.calculus.judge.folding import folded, rational_of
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import map_parts, walk
from builder.calculus.judge.terms import Add, Apply, Divide, Fn, Multiply, Raise, Rational, RootOf, Term, UnknownAt, Variable

HIGHEST_DEGREE = 30
MOST_PARTS = 4000
"""Of how many parts all coefficients of a polynomial together may consist."""

DEEPEST = 12
HIGHEST_ROOT = 12


def primitive(term: Term, x: str, depth: int = 0) -> Term | None:
    """An antiderivative of `term` by `x`; None where the table has none."""
    if depth > DEEPEST:
        return None
    if x not in free_names(term):
        return multiply(term, Variable(x))
    if isinstance(term, Add):
        found = [primitive(t, x, depth + 1) for t in term.terms]
        known = [f for f in found if f is not None]
        return add(*known) if len(known) == len(found) else None
    constants, above, below = parted(term, x)
    if not above and not below:
        return None
    outside = [ONE, *constants]
    above, below = together(above, below)
    if not above and not below:
        return multiply(*outside, Variable(x))
    above = above if below else with_one_exponential(above, x)
    inner = _of_polynomial(above, below, x) or _of_bars(above, below, x) or _of_reciprocal(above, below, x)
    inner = inner or _by_parts(above, below, x) or _by_substitution(above, below, x, depth)
    inner = inner or _of_odd_power(above, below, x, depth) or _of_root_of_line(above, below, x)
    if inner is None and below:
        from builder.calculus.judge.partial_fractions import primitive_of_fraction

        inner = primitive_of_fraction(multiply(ONE, *above), multiply(ONE, *below), x)
    if inner is None and not below and len(above) == 1:
        inner = _of_function(above[0], x)
    if inner is None:
        inner = _of_power_times_logarithm(above, below, x)
    if inner is None:
        from builder.calculus.judge.inner_functions import primitive_by_inner_function

        whole = Divide(multiply(ONE, *above), multiply(ONE, *below)) if below else multiply(ONE, *above)
        inner = primitive_by_inner_function(whole, x, depth)
    if inner is None:
        expanded = _expanded(above, below)
        inner = None if expanded is None else primitive(expanded, x, depth + 1)
    inner = inner or _of_roots_of_line(above, below, x, depth)
    return None if inner is None else multiply(*outside, inner)


def _of_roots_of_line(above: list[Term], below: list[Term], x: str, depth: int) -> Term | None:
    """Of roots of one a x + b: for x = (u^q - b)/a, dx = q u^(q-1)/a du all of them are powers of u, which is continuous in x."""
    term = Divide(multiply(ONE, *above), multiply(ONE, *below))
    indices: dict[Term, list[int]] = {}
    for part in walk(term):
        match part:
            case RootOf(base, root) if _linear(base, x) is not None:
                indices.setdefault(base, []).append(root)
            case Raise(base, Rational(value)) if value.denominator > 1 and _linear(base, x) is not None:
                indices.setdefault(base, []).append(value.denominator)
            case _:
                pass
    if len(indices) != 1:
        return None
    ((line, roots),) = indices.items()
    slope, found, index = _linear(line, x), coefficients(line, x), lcm(*roots)
    if slope is None or found is None or index > HIGHEST_ROOT:
        return None
    u = Variable(f"{x}√")
    in_u = times(1 / slope, add(Raise(u, Rational(Fraction(index))), negate(found[0])))

    def changed(part: Term) -> Term:
        match part:
            case RootOf(radicand, root) if radicand == line:
                return _power(u, Fraction(index, root))
            case Raise(base, Rational(value)) if base == line and value.denominator > 1:
                return _power(u, value * index)
            case Variable(name) if name == x:
                return in_u
            case _:
                return map_parts(part, changed)

    integrand = multiply(times(index / slope, _power(u, Fraction(index - 1))), changed(term))
    inner = primitive(integrand, u.name, depth + 1)
    return None if inner is None else substitute(inner, u.name, RootOf(line, index))


def parted(term: Term, x: str) -> tuple[list[Term], list[Term], list[Term]]:
    """Factors without x, factors with x above the bar, and those below."""
    constants: list[Term] = []
    above: list[Term] = []
    below: list[Term] = []
    stack = [(term, True)]
    while stack:
        part, up = stack.pop()
        match part:
            case Multiply(factors):
                stack.extend((f, up) for f in factors)
            case Divide(p, q):
                stack.extend(((p, up), (q, not up)))
            case Raise(base, Rational(value)) if value < 0 and value.denominator == 1:
                stack.append((_power(base, -value), not up))
            case _ if x not in free_names(part):
                constants.append(part if up else Divide(ONE, part))
            case _:
                (above if up else below).append(part)
    return constants, above, below


def together(above: list[Term], below: list[Term]) -> tuple[list[Term], list[Term]]:
    """Powers of one base as one power, above the bar or below it."""
    exponents: dict[Term, Fraction] = {}
    for sign, side in ((1, above), (-1, below)):
        for factor in side:
            match factor:
                case Raise(base, Rational(value)):
                    exponent = value
                case RootOf(base, index):
                    exponent = Fraction(1, index)
                case _:
                    base, exponent = factor, Fraction(1)
            exponents[base] = exponents.get(base, Fraction(0)) + sign * exponent
    return (
        [_power(base, e) for base, e in exponents.items() if e > 0],
        [_power(base, -e) for base, e in exponents.items() if e < 0],
    )


def with_one_exponential(factors: list[Term], x: str) -> list[Term]:
    """A product in which e^u e^v is e^{u+v} for linear u and v, where no other exponential stands in it."""
    moving = [factor for factor in factors if isinstance(factor, Apply) and factor.function is Fn.EXP]
    rest = [factor for factor in factors if factor not in moving]
    if len(moving) < 2 or any(isinstance(part, Apply) and part.function is Fn.EXP for factor in rest for part in walk(factor)):
        return factors
    exponent = coefficients(add(*(factor.arguments[0] for factor in moving)), x)
    if exponent is None or len(exponent) > 2:
        return factors
    return [*rest, Apply(Fn.EXP, (add(exponent[0], *(multiply(slope, Variable(x)) for slope in exponent[1:])),))]


class Exponential(NamedTuple):
    """A product of factors without x, of others with it, and of e^q, with the coefficients of q, which is linear or quadratic."""

    constants: list[Term]
    others: list[Term]
    exponent: list[Term]


def as_exponential(term: Term, x: str) -> Exponential | None:
    """A product in which one exponential stands, and nothing with x is below a bar; None for any other term."""
    constants, above, below = parted(term, x)
    above, below = together(above, below)
    above = with_one_exponential(above, x)
    exponentials = [factor for factor in above if isinstance(factor, Apply) and factor.function is Fn.EXP]
    if below or len(exponentials) != 1:
        return None
    exponent = coefficients(exponentials[0].arguments[0], x)
    if exponent is None or not 2 <= len(exponent) <= 3:
        return None
    return Exponential(constants, [factor for factor in above if factor not in exponentials], exponent)


def _power(base: Term, exponent: Fraction) -> Term:
    return base if exponent == 1 else Raise(base, Rational(exponent))


def times(value: Fraction, term: Term) -> Term:
    return multiply(Rational(value), term)


# ---------------------------------------------------------------------------------------------- polynomials


def coefficients(term: Term, x: str) -> list[Term] | None:
    """The coefficients of a polynomial in x, the constant one first; None for what is none, or of too high a degree."""
    if x not in free_names(term):
        return [term]
    match term:
        case Variable():
            return [ZERO, ONE]
        case Add(terms):
            total: list[Term] = []
            for t in terms:
                part = coefficients(t, x)
                if part is None:
                    return None
                size = max(len(total), len(part))
                total = [add(*(c[i] for c in (total, part) if i < len(c))) for i in range(size)]
            return total
        case Multiply(factors):
            product: list[Term] = [ONE]
            for f in factors:
                part = coefficients(f, x)
                if part is None or len(part) + len(product) > HIGHEST_DEGREE:
                    return None
                convolved = _convolved(product, part)
                if convolved is None:
                    return None
                product = convolved
            return product
        case Divide(p, q) if x not in free_names(q):
            part = coefficients(p, x)
            return None if part is None else [ZERO if c == ZERO else Divide(c, q) for c in part]
        case Raise(base, Rational(value)) if value.denominator == 1 and 0 < value <= HIGHEST_DEGREE:
            part = coefficients(base, x)
            if part is None or (len(part) - 1) * value > HIGHEST_DEGREE:
                return None
            return _raised(part, int(value))
        case _:
            return None


def _convolved(a: list[Term], b: list[Term]) -> list[Term] | None:
    """The coefficients of a product; None where they are too large: a term is a tree, which doubles at each step of a power."""
    found = [
        folded(add(*(multiply(a[i], b[k - i]) for i in range(len(a)) if 0 <= k - i < len(b) and ZERO not in (a[i], b[k - i]))))
        for k in range(len(a) + len(b) - 1)
    ]
    return None if sum(1 for coefficient in found for _ in walk(coefficient)) > MOST_PARTS else found


def _raised(base: list[Term], exponent: int) -> list[Term] | None:
    """The coefficients of a power of a polynomial, of one in two terms by the binomial theorem."""
    if len(base) == 2:
        nought, one = base
        return [
            folded(times(Fraction(comb(exponent, k)), multiply(_natural_power(nought, exponent - k), _natural_power(one, k))))
            for k in range(exponent + 1)
        ]
    power: list[Term] | None = [ONE]
    for _ in range(exponent):
        power = None if power is None else _convolved(power, base)
    return power


def _natural_power(base: Term, exponent: int) -> Term:
    value = rational_of(base)
    if value is not None:
        return Rational(value**exponent)
    return ONE if exponent == 0 else _power(base, Fraction(exponent))


def _linear(term: Term, x: str) -> Fraction | None:
    """The slope of `a x + b`, a rational number other than 0; b is whatever has no x in it."""
    found = coefficients(term, x)
    if found is None or len(found) != 2:
        return None
    slope = rational_of(found[1])
    return slope or None


def _of_polynomial(above: list[Term], below: list[Term], x: str) -> Term | None:
    found = None if below else coefficients(multiply(ONE, *above), x)
    if found is None:
        return None
    return add(*(times(Fraction(1, k + 1), multiply(c, _power(Variable(x), Fraction(k + 1)))) for k, c in enumerate(found)))


def _of_bars(above: list[Term], below: list[Term], x: str) -> Term | None:
    """A polynomial times |u| for a linear u: ∫ uⁿ |u| du = uⁿ⁺¹ |u|/(n + 2), which is continuous; and max and min by |·|."""
    for number, factor in enumerate(above):
        rest = multiply(ONE, *above[:number], *above[number + 1 :])
        match factor:
            case Apply(Fn.MAX | Fn.MIN as function, (a, b)) if not below:
                bars = Apply(Fn.ABS, (add(a, negate(b)),))
                half = add(a, b, bars if function is Fn.MAX else negate(bars))
                parts = [primitive(multiply(rest, part), x) for part in (half.terms if isinstance(half, Add) else (half,))]
                known = [part for part in parts if part is not None]
                return times(Fraction(1, 2), add(*known)) if len(known) == len(parts) else None
            case Apply(Fn.ABS, (u,)) if not below and (slope := _linear(u, x)) is not None:
                found = coefficients(u, x)
                assert found is not None
                in_u = times(1 / slope, add(Variable(x), negate(found[0])))
                powers = coefficients(substitute(rest, x, in_u), x)
                if powers is None:
                    return None
                sums = (times(Fraction(1, k + 2), multiply(c, _power(u, Fraction(k + 1)))) for k, c in enumerate(powers))
                return times(1 / slope, multiply(add(*sums), factor))
            case _:
                pass
    return None


# ---------------------------------------------------------------------------------------------- what is below a bar


def _of_reciprocal(above: list[Term], below: list[Term], x: str) -> Term | None:
    """1/u, 1/uⁿ, 1/√u for a linear u; 1/(u² + c), 1/√(c − u²), 1/√(u² + c), 1/cos² u, 1/sin² u."""
    if above or len(below) != 1:
        return None
    (term,) = below
    if (slope := _linear(term, x)) is not None:
        return times(1 / slope, Apply(Fn.LN, (Apply(Fn.ABS, (term,)),)))
    match term:
        case Raise(Apply(Fn.COS, (u,)), Rational(Fraction(numerator=2, denominator=1))) if (a := _linear(u, x)) is not None:
            return times(1 / a, Apply(Fn.TAN, (u,)))
        case Raise(Apply(Fn.SIN, (u,)), Rational(Fraction(numerator=2, denominator=1))) if (a := _linear(u, x)) is not None:
            return times(-1 / a, Apply(Fn.COT, (u,)))
        case Raise(base, Rational(value)) if (a := _linear(base, x)) is not None and value != 1:
            return times(1 / (a * (1 - value)), Raise(base, Rational(1 - value)))
        case Raise(radicand, Rational(value)) if value == Fraction(1, 2):
            return _of_root_below(radicand, x)
        case _:
            square_and_rest = _square_plus(term, x)
            if square_and_rest is None or square_and_rest[0] <= 0 or square_and_rest[1] <= 0:
                return None
            lead, rest = square_and_rest
            scale = RootOf(Rational(lead / rest), 2)
            return Divide(Apply(Fn.ARCTAN, (multiply(scale, Variable(x)),)), multiply(scale, Rational(rest)))


def _square_plus(term: Term, x: str) -> tuple[Fraction, Fraction] | None:
    """(a, c) of a x² + c with rational numbers."""
    found = coefficients(term, x)
    if found is None or len(found) != 3 or rational_of(found[1]) != 0:
        return None
    lead, rest = rational_of(found[2]), rational_of(found[0])
    return None if not lead or rest is None else (lead, rest)


def _of_root_below(radicand: Term, x: str) -> Term | None:
    found = _square_plus(radicand, x)
    if found is None or found[1] <= 0:
        return None
    lead, rest = found
    scale = RootOf(Rational(abs(lead) / rest), 2)
    function = Fn.ARSINH if lead > 0 else Fn.ARCSIN
    return Divide(Apply(function, (multiply(scale, Variable(x)),)), RootOf(Rational(abs(lead)), 2))


# ---------------------------------------------------------------------------------------------- functions of u = a x + b


def _of_function(term: Term, x: str) -> Term | None:
    match term:
        case Raise(base, Rational(value)) if (a := _linear(base, x)) is not None and value != -1:
            return times(1 / (a * (value + 1)), Raise(base, Rational(value + 1)))
        case Raise(radicand, Rational(value)) if value == Fraction(1, 2):
            return _of_root(radicand, x)
        case Raise(Rational(value), u) if value > 0 and value != 1 and (a := _linear(u, x)) is not None:
            return times(1 / a, Divide(term, Apply(Fn.LN, (Rational(value),))))
        case Raise(Apply(function, (u,)), Rational(Fraction(numerator=2, denominator=1))) if (a := _linear(u, x)) is not None:
            return _of_square(function, u, a, x)
        case Apply(function, (u,)) if (a := _linear(u, x)) is not None:
            found = _of_simple(function, u)
            return None if found is None else times(1 / a, found)
        case UnknownAt(name, (order,), (u,)) if order > 0 and (a := _linear(u, x)) is not None:
            return times(1 / a, UnknownAt(name, (order - 1,), (u,)))
        case _:
            return None


def _of_simple(function: Fn, u: Term) -> Term | None:
    """∫ f(u) du."""

    def at(name: Fn) -> Term:
        return Apply(name, (u,))

    def log_of(term: Term) -> Term:
        return Apply(Fn.LN, (Apply(Fn.ABS, (term,)),))

    match function:
        case Fn.EXP:
            return at(Fn.EXP)
        case Fn.SIN:
            return negate(at(Fn.COS))
        case Fn.COS:
            return at(Fn.SIN)
        case Fn.SINH:
            return at(Fn.COSH)
        case Fn.COSH:
            return at(Fn.SINH)
        case Fn.TAN:
            return negate(log_of(at(Fn.COS)))
        case Fn.COT:
            return log_of(at(Fn.SIN))
        case Fn.TANH:
            return Apply(Fn.LN, (at(Fn.COSH),))
        case Fn.LN:
            return add(multiply(u, at(Fn.LN)), negate(u))
        case Fn.ARCTAN:
            return add(multiply(u, at(Fn.ARCTAN)), times(Fraction(-1, 2), Apply(Fn.LN, (add(ONE, square(u)),))))
        case Fn.ARCSIN:
            return add(multiply(u, at(Fn.ARCSIN)), RootOf(add(ONE, negate(square(u))), 2))
        case _:
            return None


def _of_square(function: Fn, u: Term, slope: Fraction, x: str) -> Term | None:
    """∫ f(u)² dx."""
    double = Apply(Fn.SIN, (times(Fraction(2), u),))
    match function:
        case Fn.SIN:
            return add(times(Fraction(1, 2), Variable(x)), times(-1 / (4 * slope), double))
        case Fn.COS:
            return add(times(Fraction(1, 2), Variable(x)), times(1 / (4 * slope), double))
        case Fn.TAN:
            return add(times(1 / slope, Apply(Fn.TAN, (u,))), negate(Variable(x)))
        case Fn.SEC:
            return times(1 / slope, Apply(Fn.TAN, (u,)))
        case Fn.CSC:
            return times(-1 / slope, Apply(Fn.COT, (u,)))
        case _:
            return None


def _of_root(radicand: Term, x: str) -> Term | None:
    """∫ √(c − a x²) dx and ∫ √(c + a x²) dx for rational numbers a, c > 0."""
    found = _square_plus(radicand, x)
    if found is None or found[1] <= 0:
        return None
    rest = found[1]
    inverse = _of_root_below(radicand, x)
    assert inverse is not None
    half = Fraction(1, 2)
    return add(times(half, multiply(Variable(x), RootOf(radicand, 2))), times(half * rest, inverse))


# ---------------------------------------------------------------------------------------------- by substitution


def _by_substitution(above: list[Term], below: list[Term], x: str, depth: int) -> Term | None:
    """∫ h(u) u' dx, u being a polynomial, a sine, a cosine or a logarithm; and ∫ h(u) p(u) u' dx for u = a x^m + b."""
    for side, up in ((above, True), (below, False)):
        for i, factor in enumerate(side):
            others = [*side[:i], *side[i + 1 :]]
            rest = (others, below) if up else (above, others)
            for u, of in _inside(factor):
                letter = f"{x}~{depth}"
                constant = _ratio_to_slope(*rest, u, x)
                beside = _in_powers(*rest, u, x, letter) if constant is None else Rational(constant)
                if beside is None:
                    continue
                outer = multiply(beside, of(Variable(letter))) if up else Divide(beside, of(Variable(letter)))
                found = primitive(outer, letter, depth + 1)
                if found is not None:
                    return substitute(found, letter, u)
    return None


def _in_powers(above: list[Term], below: list[Term], u: Term, x: str, letter: str) -> Term | None:
    """p(u), a polynomial in `letter` for u, where p(u) u' is what stands above and below, and u = a x^m + b, m ≥ 2."""
    whole = coefficients(u, x)
    given = None if below else coefficients(multiply(ONE, *above), x)
    if whole is None or given is None or len(whole) < 3 or any(c != ZERO for c in whole[1:-1]):
        return None
    power, slope, numbers = len(whole) - 1, rational_of(whole[-1]), [rational_of(c) for c in given]
    if not slope or None in numbers or any(n for k, n in enumerate(numbers) if (k + 1) % power):
        return None
    inner = times(1 / slope, add(Variable(letter), negate(whole[0])))  # x^m
    found = (times((n or 0) / (slope * power), _natural_power(inner, j)) for j, n in enumerate(numbers[power - 1 :: power]))
    return add(*found)


def _inside(factor: Term) -> Iterator[tuple[Term, Callable[[Term], Term]]]:
    """What a factor may be a function of, and that function."""
    match factor:
        case Raise(base, Rational() as exponent):
            yield base, lambda v: Raise(v, exponent)
        case Apply(function, (u,)):
            yield u, lambda v: Apply(function, (v,))
            yield factor, lambda v: v
        case _:
            yield factor, lambda v: v


def _ratio_to_slope(above: list[Term], below: list[Term], u: Term, x: str) -> Fraction | None:
    """The rational number by which u' is multiplied in what stands above and below."""
    match u:
        case Apply(Fn.SIN | Fn.COS | Fn.SINH | Fn.COSH as function, (inner,)) if not below and len(above) == 1:
            slope = _linear(inner, x)
            partner = {Fn.SIN: Fn.COS, Fn.COS: Fn.SIN, Fn.SINH: Fn.COSH, Fn.COSH: Fn.SINH}[function]
            if slope is None or above[0] != Apply(partner, (inner,)):
                return None
            return -1 / slope if function is Fn.COS else 1 / slope
        case Apply(Fn.LN, (Variable(name),)) if name == x and not above and below == [Variable(x)]:
            return Fraction(1)
        case _:
            whole = coefficients(u, x)
            given = None if below else coefficients(multiply(ONE, *above), x)
            if whole is None or given is None or len(whole) < 3:
                return None
            slopes = [rational_of(multiply(Rational(Fraction(k)), c)) for k, c in enumerate(whole)][1:]
            numbers = [rational_of(c) for c in given]
            if len(slopes) != len(numbers) or None in slopes or None in numbers or not slopes[-1]:
                return None
            ratio = (numbers[-1] or Fraction(0)) / slopes[-1]
            return ratio if all(n == ratio * (s or 0) for n, s in zip(numbers, slopes, strict=True)) else None


# ---------------------------------------------------------------------------------------------- odd powers, roots of lines


def _of_odd_power(above: list[Term], below: list[Term], x: str, depth: int) -> Term | None:
    """An odd power of a sine or cosine: one factor stays, the others by the square of its partner, multiplied out."""
    for i, factor in enumerate(above):
        match factor:
            case Raise(Apply(Fn.SIN | Fn.COS as function, (u,)) as single, Rational(value)) if (
                not below and value.denominator == 1 and value % 2 and 3 <= value <= HIGHEST_POWER and _linear(u, x) is not None
            ):
                partner = Apply(Fn.COS if function is Fn.SIN else Fn.SIN, (u,))
                rest = [*above[:i], *above[i + 1 :]]
                half = int(value) // 2
                terms = [
                    times(Fraction((-1) ** k * comb(half, k)), _times_power(rest, single, partner, 2 * k))
                    for k in range(half + 1)
                ]
                return primitive(add(*terms), x, depth + 1)
            case _:
                pass
    return None


HIGHEST_POWER = 9


def _times_power(rest: list[Term], single: Term, partner: Term, exponent: int) -> Term:
    powers, _ = together([*rest, *([_power(partner, Fraction(exponent))] if exponent else [])], [])
    return multiply(*powers, single)


def _of_root_of_line(above: list[Term], below: list[Term], x: str) -> Term | None:
    """A polynomial times a fractional power of u = a x + b: the polynomial in u, and a sum of powers of u."""
    for side, sign in ((above, 1), (below, -1)):
        for i, factor in enumerate(side):
            others = [*side[:i], *side[i + 1 :]]
            rest, left = (others, below) if sign > 0 else (above, others)
            match factor:
                case Raise(u, Rational(value)) if not left and value.denominator > 1 and (slope := _linear(u, x)) is not None:
                    found = coefficients(u, x)
                    assert found is not None
                    in_u = times(1 / slope, add(Variable(x), negate(found[0])))
                    powers = coefficients(substitute(multiply(ONE, *rest), x, in_u), x)
                    if powers is None:
                        return None
                    exponents = [k + sign * value + 1 for k in range(len(powers))]
                    sums = (times(1 / e, multiply(c, _power(u, e))) for e, c in zip(exponents, powers, strict=True))
                    return times(1 / slope, add(*sums))
                case _:
                    pass
    return None


# ---------------------------------------------------------------------------------------------- by parts


def _by_parts(above: list[Term], below: list[Term], x: str) -> Term | None:
    """A polynomial times e^u, sin u, cos u, sinh u, cosh u or ln x."""
    if below or len(above) < 2:
        return None
    for i, factor in enumerate(above):
        polynomial = coefficients(multiply(ONE, *above[:i], *above[i + 1 :]), x)
        if polynomial is None or not isinstance(factor, Apply) or len(factor.arguments) != 1:
            continue
        (u,) = factor.arguments
        slope = _linear(u, x)
        if slope is None:
            continue
        if factor.function is Fn.LN and u == Variable(x):
            return _with_logarithm(polynomial, factor, x)
        if factor.function not in (Fn.EXP, Fn.SIN, Fn.COS, Fn.SINH, Fn.COSH):
            continue
        total: list[Term] = []
        function: Term | None = factor
        sign = 1
        while polynomial:
            function = None if not isinstance(function, Apply | Multiply) else _integrated(function, slope)
            if function is None:
                return None
            total.append(times(Fraction(sign), multiply(_polynomial(polynomial, x), function)))
            polynomial = [times(Fraction(k), c) for k, c in enumerate(polynomial)][1:]
            sign = -sign
        return add(*total)
    return None


def _integrated(function: Term, slope: Fraction) -> Term | None:
    """An antiderivative of c · f(u), where f is one of the five functions."""
    factors = function.factors if isinstance(function, Multiply) else (function,)
    call = next(f for f in factors if isinstance(f, Apply))
    found = _of_simple(call.function, call.arguments[0])
    if found is None:
        return None
    constant = Fraction(1)
    for f in (*factors, *(found.factors if isinstance(found, Multiply) else ())):
        if isinstance(f, Rational):
            constant *= f.value
    inner = next(f for f in (found.factors if isinstance(found, Multiply) else (found,)) if isinstance(f, Apply))
    return Multiply((Rational(constant / slope), inner))


def _with_logarithm(polynomial: list[Term], logarithm: Term, x: str) -> Term:
    """∫ p(x) ln x dx."""
    terms = []
    for k, c in enumerate(polynomial):
        power = _power(Variable(x), Fraction(k + 1))
        terms.append(times(Fraction(1, k + 1), multiply(c, power, logarithm)))
        terms.append(times(Fraction(-1, (k + 1) ** 2), multiply(c, power)))
    return add(*terms)


HIGHEST_POWER_OF_LOGARITHM = 6


def _of_power_times_logarithm(above: list[Term], below: list[Term], x: str) -> Term | None:
    """x^p (ln x)^n for p ≠ −1: by parts, x^{p+1}/(p+1) (ln x)^n less n/(p+1) times the same with n − 1."""
    logarithm = Apply(Fn.LN, (Variable(x),))
    exponent, count = Fraction(0), Fraction(0)
    for side, sign in ((above, 1), (below, -1)):
        for factor in side:
            base, power = (factor.base, factor.exponent) if isinstance(factor, Raise) else (factor, ONE)
            if not isinstance(power, Rational):
                return None
            if base == Variable(x):
                exponent += sign * power.value
            elif base == logarithm:
                count += sign * power.value
            else:
                return None
    following = exponent + 1
    if not following or count.denominator != 1 or not 0 < count <= HIGHEST_POWER_OF_LOGARITHM:
        return None
    terms: list[Term] = []
    coefficient = 1 / following
    for n in range(int(count), -1, -1):
        terms.append(times(coefficient, _power(logarithm, Fraction(n)) if n else ONE))
        coefficient *= -n / following
    return multiply(Raise(Variable(x), Rational(following)), add(*terms))


def _polynomial(found: list[Term], x: str) -> Term:
    return add(*(c if k == 0 else multiply(c, _power(Variable(x), Fraction(k))) for k, c in enumerate(found)))


def _expanded(above: list[Term], below: list[Term]) -> Term | None:
    """A sum above the bar divided term by term, or one sum among the factors multiplied out; None where there is none."""
    for i, factor in enumerate(above):
        rest = (*above[:i], *above[i + 1 :])
        if isinstance(factor, Add):
            numerators = [multiply(t, *rest) for t in factor.terms]
            divisor = multiply(ONE, *below)
            return Add(tuple(n if not below else Divide(n, divisor) for n in numerators))
    if below and len(below) == 1 and len(above) == 1 and above[0] == below[0]:
        return ONE
    return None
