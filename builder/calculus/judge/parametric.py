"""Antiderivatives of terms with letters in them that are numbers: e^{-ax}, x^{-p}, 1/(x² + a²), e^{ax} cos bx.

They have divisors that must not be 0, so what is known of the letters is asked. All are defined and continuous wherever the
integrand is, as those of `primitives` are.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from builder.calculus.judge.differentiate import ONE, add, multiply, negate, square
from builder.calculus.judge.field import NEGATIVE, POSITIVE, ZERO
from builder.calculus.judge.folding import folded, rational_of
from builder.calculus.judge.primitives import coefficients, parted, primitive, times, together, with_one_exponential
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import map_parts, walk
from builder.calculus.judge.terms import Add, Apply, Divide, Fn, Multiply, Raise, Rational, RootOf, Term, Variable

MaskOf = Callable[[Term], int]
"""The signs that a term without the variable may have."""

DEEPEST = 6


def primitive_with_letters(term: Term, x: str, mask_of: MaskOf, depth: int = 0) -> Term | None:
    """An antiderivative of `term` by `x` where the letters in it are as `mask_of` knows; None where none is found."""
    found = primitive(term, x)
    if found is not None or depth > DEEPEST:
        return found
    if isinstance(term, Add):
        parts = [primitive_with_letters(t, x, mask_of, depth + 1) for t in term.terms]
        known = [p for p in parts if p is not None]
        return add(*known) if len(known) == len(parts) else None
    constants, above, below = parted(term, x)
    above, below = together(above, below)
    above = with_one_exponential(above, x)
    inner = (
        _of_powers(above, below, x, mask_of)
        or _of_square_below(above, below, x, mask_of)
        or _of_root(above, below, x, mask_of)
        or _of_wave(above, below, x, mask_of)
        or _of_two_waves(above, below, x, mask_of, depth)
        or _scaled(above, below, x, mask_of, depth)
    )
    return None if inner is None else multiply(ONE, *constants, inner)


def _is_not_zero(term: Term, mask_of: MaskOf) -> bool:
    return not mask_of(term) & ZERO


def _of_powers(above: list[Term], below: list[Term], x: str, mask_of: MaskOf) -> Term | None:
    """Powers of one linear base, whose exponents hold letters."""
    bases: set[Term] = set()
    exponents: list[Term] = []
    for side, up in ((above, True), (below, False)):
        for factor in side:
            match factor:
                case Raise(Raise(base, inner), outer):
                    if not _is_power_of_power(inner, outer):
                        return None
                    exponent = multiply(inner, outer)
                case Raise(base, exponent):
                    pass
                case RootOf(base, index):
                    exponent = Rational(Fraction(1, index))
                case _:
                    base, exponent = factor, ONE
            bases.add(base)
            exponents.append(exponent if up else negate(exponent))
    if len(bases) != 1 or any(x in free_names(e) for e in exponents):
        return None
    (base,) = bases
    slope = _slope(base, x)
    following = add(ONE, *exponents)
    if slope is None or not _is_not_zero(slope, mask_of) or not _is_not_zero(following, mask_of):
        return None
    return Divide(Raise(base, folded(following)), multiply(slope, following))


def _is_power_of_power(inner: Term, outer: Term) -> bool:
    """Whether (u^inner)^outer is u^(inner·outer) wherever it has a value: not so (u²)^{1/2}, which is |u|."""
    whole = isinstance(outer, Rational) and outer.value.denominator == 1
    return whole or (isinstance(inner, Rational) and inner.value.numerator % 2 == 1)


def _slope(term: Term, x: str) -> Term | None:
    """The slope of a linear term."""
    found = coefficients(term, x)
    return found[1] if found is not None and len(found) == 2 else None


def _of_square_below(above: list[Term], below: list[Term], x: str, mask_of: MaskOf) -> Term | None:
    """1/(a x² + c) for a, c > 0, and 1/√(c − a x²), 1/√(a x² + c)."""
    if above or len(below) != 1:
        return None
    (term,) = below
    under_root = isinstance(term, Raise) and term.exponent == Rational(Fraction(1, 2))
    radicand = term.base if isinstance(term, Raise) and under_root else term
    found = coefficients(radicand, x)
    if found is None or len(found) != 3 or rational_of(found[1]) != 0 or mask_of(found[0]) != POSITIVE:
        return None
    rest, lead = found[0], found[2]
    of = mask_of(lead)
    if of not in (POSITIVE, NEGATIVE):
        return None
    size = lead if of == POSITIVE else negate(lead)
    scaled = Divide(multiply(RootOf(size, 2), Variable(x)), RootOf(rest, 2))
    if under_root:
        return Divide(Apply(Fn.ARSINH if of == POSITIVE else Fn.ARCSIN, (scaled,)), RootOf(size, 2))
    return Divide(Apply(Fn.ARCTAN, (scaled,)), multiply(RootOf(size, 2), RootOf(rest, 2))) if of == POSITIVE else None


def _of_root(above: list[Term], below: list[Term], x: str, mask_of: MaskOf) -> Term | None:
    """√(a x² + c) and x² √(a x² + c) for c > 0, from 1/√(a x² + c) by parts."""
    roots = [factor for factor in above if isinstance(factor, Raise) and factor.exponent == Rational(Fraction(1, 2))]
    others = [factor for factor in above if factor not in roots]
    if below or len(roots) != 1 or others not in ([], [square(Variable(x))]):
        return None
    (root,) = roots
    reciprocal, found = _of_square_below([], [root], x, mask_of), coefficients(root.base, x)
    if reciprocal is None or found is None:
        return None
    rest, _, lead = found
    whole = times(Fraction(1, 2), add(multiply(Variable(x), root), multiply(rest, reciprocal)))
    if not others:
        return whole
    cubed = multiply(Variable(x), Raise(root.base, Rational(Fraction(3, 2))))
    return Divide(add(cubed, negate(multiply(rest, whole))), times(Fraction(4), lead))


def _of_wave(above: list[Term], below: list[Term], x: str, mask_of: MaskOf) -> Term | None:
    """e^u cos v and e^u sin v for linear u and v."""
    if below or len(above) != 2:
        return None
    for first, second in (above, above[::-1]):
        match first, second:
            case Apply(Fn.EXP, (u,)), Apply(Fn.COS | Fn.SIN as function, (v,)):
                p, q = _slope(u, x), _slope(v, x)
                if p is None or q is None:
                    return None
                below_all = add(square(p), square(q))
                if not _is_not_zero(below_all, mask_of):
                    return None
                sine, cosine = Apply(Fn.SIN, (v,)), Apply(Fn.COS, (v,))
                if function is Fn.COS:
                    return Divide(multiply(first, add(multiply(p, cosine), multiply(q, sine))), below_all)
                return Divide(multiply(first, add(multiply(p, sine), negate(multiply(q, cosine)))), below_all)
            case _:
                pass
    return None


def _of_two_waves(above: list[Term], below: list[Term], x: str, mask_of: MaskOf, depth: int) -> Term | None:
    """sin u sin v, sin u cos v and cos u cos v for linear u and v, by sums and differences."""
    match (above[0], above[1]) if len(above) == 2 and not below else None:
        case Apply(Fn.SIN | Fn.COS as first, (u,)), Apply(Fn.SIN | Fn.COS as second, (v,)):
            pass
        case _:
            return None
    slopes = _slope(u, x), _slope(v, x)
    if slopes[0] is None or slopes[1] is None:
        return None
    if first is Fn.COS and second is Fn.SIN:
        first, second, u, v = second, first, v, u
    total, difference = (add(u, w) for w in (v, negate(v)))
    if first is second:
        rest = Apply(Fn.COS, (total,))
        whole = add(Apply(Fn.COS, (difference,)), negate(rest) if first is Fn.SIN else rest)
    else:
        whole = add(Apply(Fn.SIN, (total,)), Apply(Fn.SIN, (difference,)))
    found = primitive_with_letters(whole, x, mask_of, depth + 1)
    return None if found is None else times(Fraction(1, 2), found)


def _scaled(above: list[Term], below: list[Term], x: str, mask_of: MaskOf, depth: int) -> Term | None:
    """By x = v/s, where the slopes of all that is linear in x are rational multiples of one s other than 0."""
    term = multiply(ONE, *above) if not below else Divide(multiply(ONE, *above), multiply(ONE, *below))
    slope = next((s for part in walk(term) if (s := _slope(part, x)) is not None and rational_of(s) is None), None)
    if slope is None:
        return None
    scale = taken_apart(slope)[1]
    if not _is_not_zero(scale, mask_of):
        return None
    letter = f"{x}:{depth}"

    def moved(part: Term) -> Term:
        found = coefficients(part, x) if x in free_names(part) else None
        if found is not None and len(found) == 2:
            number, of = taken_apart(found[1])
            if of == scale:
                return add(times(number, Variable(letter)), found[0])
        if part == Variable(x):
            return Divide(Variable(letter), scale)
        return map_parts(part, moved)

    found = primitive_with_letters(moved(term), letter, mask_of, depth + 1)
    return None if found is None else Divide(substitute(found, letter, multiply(scale, Variable(x))), scale)


def taken_apart(term: Term) -> tuple[Fraction, Term]:
    """A term as a rational number times the rest of it."""
    number, rest = Fraction(1), []
    stack = [term]
    while stack:
        part = stack.pop()
        match part:
            case Multiply(factors):
                stack.extend(reversed(factors))
            case Rational(value):
                number *= value
            case _:
                rest.append(part)
    return number, multiply(ONE, *rest) if len(rest) != 1 else rest[0]
