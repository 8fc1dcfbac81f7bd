"""Derivatives of terms: the judge's own table, which shares nothing with the rules that derivations are written by."""

from __future__ import annotations

from fractions import Fraction as Number
from typing import assert_never

from builder.calculus.judge.field import Stop
from builder.calculus.judge.folding import folded, rational_of
from builder.calculus.judge.integers import is_integer
from builder.calculus.judge.substitution import count, free_names, substitute
from builder.calculus.judge.subterms import map_parts, walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Branches,
    DerivativeOf,
    Divide,
    Fn,
    Infinity,
    IntegralOf,
    LimitOf,
    Multiply,
    Pi,
    Raise,
    Rational,
    RootOf,
    SeriesOf,
    Term,
    UnknownAt,
    Variable,
)

ZERO = Rational(Number(0))
ONE = Rational(Number(1))
MINUS_ONE = Rational(Number(-1))
LARGEST = 20_000
ODD_INCREASING = frozenset((Fn.ARCTAN, Fn.ARCSIN, Fn.SINH, Fn.TANH, Fn.ARSINH, Fn.ARTANH))


def add(*terms: Term) -> Term:
    kept = tuple(t for t in terms if t != ZERO)
    return kept[0] if len(kept) == 1 else Add(kept) if kept else ZERO


def multiply(*factors: Term) -> Term:
    if ZERO in factors:
        return ZERO
    kept = tuple(f for f in factors if f != ONE)
    return kept[0] if len(kept) == 1 else Multiply(kept) if kept else ONE


def negate(term: Term) -> Term:
    return ZERO if term == ZERO else Multiply((MINUS_ONE, term))


def square(term: Term) -> Term:
    return Raise(term, Rational(Number(2)))


def root(term: Term) -> Term:
    return RootOf(term, 2)


def differentiate(term: Term, variable: str, order: int = 1) -> Term:
    """The derivative of `term` by `variable`, where it exists; raises Stop where the table has none or it grows too large."""
    if order > 200:
        raise Stop("a derivative of too high an order")
    for _ in range(order):
        term = derivative(term, variable)
        if order > 1 and count(term, LARGEST) > LARGEST:
            raise Stop("the derivative grows too large")
    return term


def evaluated(term: DerivativeOf) -> Term:
    """The derivative that `term` stands for, at its point. Raises Stop where there is none, or it grows too large."""
    found = differentiate(_without_derivatives(term.body, term.variable), term.variable, term.order)
    if count(found, LARGEST) > LARGEST:
        raise Stop("the derivative grows too large")
    if isinstance(term.at, Variable) and term.at.name == term.variable:
        return found
    return substitute(found, term.variable, term.at)


def by_leibniz(term: DerivativeOf) -> Term | None:
    """The derivative of what holds integrals in which the variable stands, if all in it is smooth wherever it is continuous.

    Under the integral by G. W. Leibniz's rule: the partial derivative is then continuous where the integrand is. None without
    such an integral, or where something may have a kink.
    """
    parts = list(walk(term.body))
    if not any(isinstance(p, IntegralOf) and term.variable in free_names(p.body) for p in parts) or not all(
        map(is_smooth, parts)
    ):
        return None
    try:
        return evaluated(term)
    except Stop:
        return None


def is_smooth(term: Term) -> bool:
    """Whether a term has derivatives of any order wherever it has a value near a point, if its parts do."""
    match term:
        case Rational() | Pi() | Variable() | Add() | Multiply() | Divide() | UnknownAt() | IntegralOf():
            return True
        case Raise(_, Rational(value)):
            return value.denominator == 1
        case Apply(function, _):
            return function in _SMOOTH
        case _:
            return False


_SMOOTH = frozenset({Fn.EXP, Fn.LN, Fn.SIN, Fn.COS, Fn.TAN, Fn.ARCTAN, Fn.SINH, Fn.COSH, Fn.TANH})


def _without_derivatives(term: Term, x: str) -> Term:
    """`term` with the derivatives in it that depend on `x` evaluated, from the inside: each of them once."""
    if isinstance(term, DerivativeOf):
        return evaluated(term) if x in free_names(term) else term
    return map_parts(term, lambda part: _without_derivatives(part, x))


def derivative(term: Term, x: str) -> Term:
    """The first derivative of `term` by `x`."""

    def d(part: Term) -> Term:
        return derivative(part, x)

    match term:
        case Variable(name):
            return ONE if name == x else ZERO
        case Rational() | Pi() | Infinity():
            return ZERO
        case Add(terms):
            return add(*(d(t) for t in terms))
        case Multiply(factors):
            products = []
            for i, factor in enumerate(factors):
                change = d(factor)
                if change != ZERO:
                    products.append(multiply(*factors[:i], change, *factors[i + 1 :]))
            return add(*products)
        case Divide(p, q):
            dp, dq = d(p), d(q)
            if dq == ZERO:
                return ZERO if dp == ZERO else Divide(dp, q)
            # Of p/b^n by b^{n+1}, not by b^{2n}: derivatives of high order would double in size each time.
            base, n = _whole_power(q)
            above = add(multiply(dp, base), negate(multiply(Rational(n), p, d(base))))
            return Divide(above, Raise(base, Rational(n + 1)))
        case Raise(base, exponent):
            return _power(base, exponent, d(base), d(exponent))
        case RootOf(u, n):
            du = d(u)
            return ZERO if du == ZERO else Divide(du, multiply(Rational(Number(n)), Raise(term, Rational(Number(n - 1)))))
        case Apply(function, arguments):
            if all(x not in free_names(a) for a in arguments):
                return ZERO
            return _function(function, arguments, x)
        case UnknownAt(name, orders, arguments):
            partials = []
            for i, argument in enumerate(arguments):
                change = d(argument)
                if change != ZERO:
                    raised = (*orders[:i], orders[i] + 1, *orders[i + 1 :])
                    partials.append(multiply(UnknownAt(name, raised, arguments), change))
            return add(*partials)
        case DerivativeOf():
            if x not in free_names(term):
                return ZERO
            return d(evaluated(term))
        case SeriesOf(body, index, lower, upper, product):
            if x not in free_names(term):
                return ZERO
            if index == x:
                raise Stop("a derivative by the index of a sum")
            if x in free_names(lower) | free_names(upper):
                raise Stop("a derivative by a bound of a sum")
            if isinstance(upper, Infinity):
                return _of_power_series(term, x)
            if product:
                return multiply(term, SeriesOf(Divide(d(body), body), index, lower, upper))
            return SeriesOf(d(body), index, lower, upper)
        case IntegralOf(body, variable, lower, upper):
            if x not in free_names(term):
                return ZERO
            if isinstance(lower, Infinity) or isinstance(upper, Infinity):
                raise Stop("the derivative of an improper integral")
            if variable == x:
                raise Stop("a derivative by the variable of an integral")
            inner: Term = ZERO if x not in free_names(body) else IntegralOf(d(body), variable, lower, upper)
            return add(
                multiply(substitute(body, variable, upper), d(upper)),
                negate(multiply(substitute(body, variable, lower), d(lower))),
                inner,
            )
        case LimitOf():
            if x not in free_names(term):
                return ZERO
            raise Stop("the derivative of a limit")
        case Branches():
            if x not in free_names(term):
                return ZERO
            raise Stop("the derivative of a definition by cases")
        case _:
            assert_never(term)


def _of_power_series(term: SeriesOf, x: str) -> Term:
    """The derivative of a power series, term by term: within its radius of convergence, and nowhere else has it one.

    Source: W. Rudin, *Principles of Mathematical Analysis* (1976), theorem 8.1. At an end of the interval of convergence no
    derivative from both sides exists.
    """
    if term.product or isinstance(term.lower, Infinity):
        raise Stop("the derivative of an infinite sum")
    powers: list[Raise] = []
    stack = [term.body]
    while stack:
        match stack.pop():
            case Multiply(factors):
                stack.extend(factors)
            case Divide(numerator, denominator) if x not in free_names(denominator):
                stack.append(numerator)
            case Raise(Variable(name), exponent) as power if name == x and x not in free_names(exponent):
                powers.append(power)
            case factor if x in free_names(factor):
                raise Stop("the derivative of an infinite sum that is no power series")
            case _:
                pass
    if len(powers) != 1 or not is_integer(powers[0].exponent, frozenset({term.index})):
        raise Stop("the derivative of an infinite sum that is no power series")
    first = folded(substitute(powers[0].exponent, term.index, term.lower))
    lower = add(term.lower, ONE) if rational_of(first) == 0 else term.lower  # the derivative of a constant is no term
    return SeriesOf(differentiate(term.body, x), term.index, folded(lower), term.upper)


def _whole_power(term: Term) -> tuple[Term, Number]:
    """b and n of b^n, with a positive whole n."""
    match term:
        case Raise(base, Rational(value)) if value.denominator == 1 and value > 0:
            return base, value
        case _:
            return term, Number(1)


def _power(base: Term, exponent: Term, d_base: Term, d_exponent: Term) -> Term:
    term = Raise(base, exponent)
    if d_exponent == ZERO:
        if d_base == ZERO or exponent == ZERO:
            return ZERO
        if exponent == ONE:
            return d_base
        if isinstance(exponent, Rational):
            lowered: Term = Rational(exponent.value - 1)
        else:
            lowered = Add((exponent, MINUS_ONE))
        return multiply(exponent, base if lowered == ONE else Raise(base, lowered), d_base)
    logarithm = Apply(Fn.LN, (base,))
    if d_base == ZERO:
        return multiply(term, logarithm, d_exponent)
    return multiply(term, add(multiply(d_exponent, logarithm), Divide(multiply(exponent, d_base), base)))


def _function(function: Fn, arguments: tuple[Term, ...], x: str) -> Term:
    if function in (Fn.MAX, Fn.MIN):
        return derivative(pairwise(function, arguments), x)
    if function in (Fn.FACTORIAL, Fn.BINOMIAL):
        raise Stop("the derivative of a factorial")
    u = arguments[0]
    return multiply(outer_derivative(function, u), derivative(u, x))


def pairwise(function: Fn, arguments: tuple[Term, ...]) -> Term:
    """max and min by absolute values: (a + b ± |a − b|)/2."""
    result = arguments[0]
    for other in arguments[1:]:
        gap = Apply(Fn.ABS, (Add((result, negate(other))),))
        result = Divide(Add((result, other, gap if function is Fn.MAX else negate(gap))), Rational(Number(2)))
    return result


def of_same_sign(u: Term) -> Term:
    """The argument of odd increasing functions: it has the sign of the value wherever that is defined."""
    while isinstance(u, Apply) and u.function in ODD_INCREASING:
        u = u.arguments[0]
    return u


def outer_derivative(function: Fn, u: Term) -> Term:
    """The derivative of a function of one argument, at u."""

    def at(other: Fn) -> Term:
        return Apply(other, (u,))

    one_minus = Add((ONE, negate(square(u))))
    one_plus = Add((ONE, square(u)))
    match function:
        case Fn.EXP:
            return at(Fn.EXP)
        case Fn.LN:
            return Divide(ONE, u)
        case Fn.SIN:
            return at(Fn.COS)
        case Fn.COS:
            return negate(at(Fn.SIN))
        case Fn.TAN:
            return Divide(ONE, square(at(Fn.COS)))
        case Fn.COT:
            return Divide(MINUS_ONE, square(at(Fn.SIN)))
        case Fn.SEC:
            return Divide(at(Fn.SIN), square(at(Fn.COS)))
        case Fn.CSC:
            return negate(Divide(at(Fn.COS), square(at(Fn.SIN))))
        case Fn.ARCSIN:
            return Divide(ONE, root(one_minus))
        case Fn.ARCCOS:
            return Divide(MINUS_ONE, root(one_minus))
        case Fn.ARCTAN:
            return Divide(ONE, one_plus)
        case Fn.ARCCOT:
            return Divide(MINUS_ONE, one_plus)
        case Fn.ARCSEC:
            return Divide(ONE, Multiply((Apply(Fn.ABS, (u,)), root(Add((square(u), MINUS_ONE))))))
        case Fn.ARCCSC:
            return Divide(MINUS_ONE, Multiply((Apply(Fn.ABS, (u,)), root(Add((square(u), MINUS_ONE))))))
        case Fn.SINH:
            return at(Fn.COSH)
        case Fn.COSH:
            return at(Fn.SINH)
        case Fn.TANH:
            return Divide(ONE, square(at(Fn.COSH)))
        case Fn.COTH:
            return Divide(MINUS_ONE, square(at(Fn.SINH)))
        case Fn.SECH:
            return negate(Divide(at(Fn.SINH), square(at(Fn.COSH))))
        case Fn.CSCH:
            return negate(Divide(at(Fn.COSH), square(at(Fn.SINH))))
        case Fn.ARSINH:
            return Divide(ONE, root(one_plus))
        case Fn.ARCOSH:
            return Divide(ONE, root(Add((square(u), MINUS_ONE))))
        case Fn.ARTANH:
            return Divide(ONE, one_minus)
        case Fn.ABS:
            inner = of_same_sign(u)
            return Divide(inner, Apply(Fn.ABS, (inner,)))
        case Fn.SIGN | Fn.FLOOR | Fn.CEILING:
            return ZERO
        case Fn.MAX | Fn.MIN | Fn.FACTORIAL | Fn.BINOMIAL:
            raise Stop(f"the derivative of {function.value}")
        case _:
            assert_never(function)
