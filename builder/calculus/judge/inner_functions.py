"""Antiderivatives of h(u) u' where u is a function that stands in the integrand: G(u), G being an antiderivative of h.

u has a value wherever the integrand has one, and is continuous there, since only functions without jumps are taken; and G is
continuous wherever h is. So G(u) is continuous wherever the integrand is, as `primitives` demands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from builder.calculus.judge.differentiate import ONE, add, derivative, multiply, square
from builder.calculus.judge.field import Stop
from builder.calculus.judge.folding import rational_of
from builder.calculus.judge.primitives import coefficients, parted, primitive, together
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import map_parts, walk
from builder.calculus.judge.terms import Apply, Divide, Fn, Raise, Rational, RootOf, Term, Variable

DEEPEST = 2
MOST_CANDIDATES = 12

RECIPROCALS = {Fn.SEC: Fn.COS, Fn.CSC: Fn.SIN}

_CONTINUOUS = frozenset(
    {
        Fn.EXP,
        Fn.LN,
        Fn.SIN,
        Fn.COS,
        Fn.TAN,
        Fn.COT,
        Fn.ARCSIN,
        Fn.ARCCOS,
        Fn.ARCTAN,
        Fn.SINH,
        Fn.COSH,
        Fn.TANH,
        Fn.ARSINH,
        Fn.ARCOSH,
        Fn.ARTANH,
    }
)
"""Functions that are continuous wherever they are defined."""


def primitive_by_inner_function(term: Term, x: str, depth: int) -> Term | None:
    """An antiderivative of `term` by `x`, of the form G(u) for a u in it; None where none is found."""
    if depth > DEEPEST:
        return None
    for form in (_without_reciprocals(term), _in_sines(term)):
        for u in _candidates(form, x):
            outer = _outer(form, u, x, depth)
            if outer is None:
                continue
            letter = f"{x}~{depth}"
            found = primitive(outer, letter, depth + 1)
            if found is not None:
                return substitute(found, letter, u)
    return None


def _without_reciprocals(term: Term) -> Term:
    """`term` with 1/cos for sec and 1/sin for csc: they have the same domain."""
    return _rewritten(term, lambda call: Divide(ONE, Apply(RECIPROCALS[call.function], call.arguments)), frozenset(RECIPROCALS))


def _in_sines(term: Term) -> Term:
    """`term` with quotients of sines and cosines for tangents and cotangents."""

    def quotient(call: Apply) -> Divide:
        sine, cosine = Apply(Fn.SIN, call.arguments), Apply(Fn.COS, call.arguments)
        return Divide(sine, cosine) if call.function is Fn.TAN else Divide(cosine, sine)

    return _rewritten(_without_reciprocals(term), quotient, frozenset({Fn.TAN, Fn.COT}))


def _rewritten(term: Term, quotient: Callable[[Apply], Divide], functions: frozenset[Fn]) -> Term:
    """`term` with quotients for calls of the functions told, and for whole powers of them those of their parts."""

    def change(part: Term) -> Term:
        match part:
            case Raise(Apply(function, _) as call, Rational(value) as power) if function in functions and value.denominator == 1:
                of = quotient(call)
                above, below = change(of.numerator), change(of.denominator)
                return Divide(above if above == ONE else Raise(above, power), Raise(below, power))
            case Apply(function, _) if function in functions:
                return map_parts(quotient(part), change)
            case _:
                return map_parts(part, change)

    return change(term)


def _candidates(term: Term, x: str) -> list[Term]:
    """The functions in `term` that are no polynomials in `x`, each once."""

    def found() -> Iterator[Term]:
        for part in walk(term):
            match part:
                case Apply(function, (argument,)) if x in free_names(argument):
                    if function in _CONTINUOUS:
                        yield part
                    if coefficients(argument, x) is None and _is_continuous(argument):
                        yield argument
                case RootOf(radicand, _) | Raise(radicand, Rational()) if x in free_names(radicand):
                    if _is_continuous(part) and coefficients(part, x) is None:
                        yield part
                case _:
                    pass

    return list(dict.fromkeys(found()))[:MOST_CANDIDATES]


def _is_continuous(term: Term) -> bool:
    return all(not isinstance(part, Apply) or part.function in _CONTINUOUS for part in walk(term))


def _outer(term: Term, u: Term, x: str, depth: int) -> Term | None:
    """h(v) with term = h(u) u'; None where `x` is left in it."""
    if not _is_continuous(u):
        return None
    try:
        slope = _without_first_powers(derivative(u, x))
    except Stop:
        return None
    outside, up, down = parted(slope, x)
    constants, above, below = parted(term, x)
    divisor = rational_of(multiply(ONE, *outside))
    if not divisor:
        return None
    above, below = together([*above, *down], [*below, *up])
    letter = Variable(f"{x}~{depth}")
    rest = Divide(multiply(ONE, *above), multiply(ONE, *below)) if below else multiply(ONE, *above)
    outer = _replaced(rest, u, letter, x)
    if x in free_names(outer):
        return None
    return multiply(Rational(1 / divisor), *constants, outer)


def _without_first_powers(term: Term) -> Term:
    """u for u^1, as the derivative of a square root has it."""
    term = map_parts(term, _without_first_powers)
    return term.base if isinstance(term, Raise) and term.exponent == ONE else term


def _replaced(term: Term, u: Term, letter: Variable, x: str) -> Term:
    """`term` with a letter for u, and what is a power of it, or of 1 + u² for a tangent u, by that letter."""
    if term == u:
        return letter
    match term, u:
        case Apply(Fn.EXP, (argument,)), Apply(Fn.EXP, (inner,)):
            of = _multiple(argument, inner, x)
            if of is not None:
                return Raise(letter, Rational(of))
        case Raise(Apply(Fn.COS, (argument,)), Rational(value)), Apply(Fn.TAN, (inner,)) if argument == inner and value % 2 == 0:
            secant = add(ONE, square(letter))
            return Divide(ONE, secant if value == 2 else Raise(secant, Rational(value / 2)))
        case Raise(Variable(name), Rational(value)), RootOf(Variable(), index) if name == x and (index * value).denominator == 1:
            return Raise(letter, Rational(index * value))
        case Variable(name), RootOf(Variable(), index) if name == x:
            return Raise(letter, Rational(Fraction(index)))
        case _:
            pass
    return map_parts(term, lambda part: _replaced(part, u, letter, x))


def _multiple(argument: Term, inner: Term, x: str) -> Fraction | None:
    """The whole number of times that `argument` is `inner`, both being multiples of x."""
    a, b = coefficients(argument, x), coefficients(inner, x)
    if a is None or b is None or len(a) != 2 or len(b) != 2:
        return None
    if rational_of(a[0]) != 0 or rational_of(b[0]) != 0:
        return None
    above, below = rational_of(a[1]), rational_of(b[1])
    if above is None or not below or (above / below).denominator != 1:
        return None
    return above / below
