"""The values of functions at balls and jets, each as the calculation with these has it or is made of what it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import factorial

from flint import fmpq

from builder.calculus.judge import balls, jets
from builder.calculus.judge.balls import ONE, ZERO, Undecided, Undefined
from builder.calculus.judge.jets import Jet, Value
from builder.calculus.judge.terms import Fn


def _sine(x: Value) -> Value:
    return balls.sine(x) if not isinstance(x, Jet) else jets.sine_cosine(x)[0]


def _cosine(x: Value) -> Value:
    return balls.cosine(x) if not isinstance(x, Jet) else jets.sine_cosine(x)[1]


def _tangent(x: Value) -> Value:
    s, c = jets.sine_cosine(x)
    return jets.divide(s, c)


def _cotangent(x: Value) -> Value:
    s, c = jets.sine_cosine(x)
    return jets.divide(c, s)


def _hyperbolic_cotangent(x: Value) -> Value:
    return jets.invert(jets.hyperbolic_tangent(x))


def _sign(x: Value) -> Value:
    of = jets.sign(x)
    if of == 0 and isinstance(x, Jet):
        raise Undecided("a jump of the sign")
    return fmpq(of)


def _maximum(*values: Value) -> Value:
    result = values[0]
    for value in values[1:]:
        result = jets.largest(result, value)
    return result


def _factorial(n: Value) -> Value:
    if isinstance(n, Jet):
        raise Undecided("a factorial of what is no integer")
    return balls.factorial(n)


def _binomial(n: Value, k: Value) -> Value:
    """The falling factorial n (n−1) … (n−k+1) over k!; 0 for k < 0."""
    if type(k) is not fmpq:
        raise Undecided("a binomial coefficient whose lower number is not known")
    if k.q != 1:
        raise Undefined("a binomial coefficient whose lower number is no integer")
    if k > 300:
        raise Undecided("a large binomial coefficient")
    count = int(k.p)
    if count < 0:
        return ZERO
    result: Value = ONE
    for i in range(count):
        result = result * (n - i)
        if type(result) is fmpq:
            result = balls.bounded(result)
    return result * fmpq(1, factorial(count))


FUNCTIONS: Mapping[Fn, Callable[..., Value]] = {
    Fn.EXP: jets.exponential,
    Fn.LN: jets.logarithm,
    Fn.SIN: _sine,
    Fn.COS: _cosine,
    Fn.TAN: _tangent,
    Fn.COT: _cotangent,
    Fn.SEC: lambda x: jets.invert(_cosine(x)),
    Fn.CSC: lambda x: jets.invert(_sine(x)),
    Fn.ARCSIN: jets.arcsine,
    Fn.ARCCOS: jets.arccosine,
    Fn.ARCTAN: jets.arctangent,
    Fn.ARCCOT: lambda x: balls.PI() * balls.HALF - jets.arctangent(x),
    Fn.ARCSEC: lambda x: jets.arccosine(jets.invert(x)),
    Fn.ARCCSC: lambda x: jets.arcsine(jets.invert(x)),
    Fn.SINH: lambda x: jets.hyperbolic_pair(x)[0],
    Fn.COSH: lambda x: jets.hyperbolic_pair(x)[1],
    Fn.TANH: jets.hyperbolic_tangent,
    Fn.COTH: _hyperbolic_cotangent,
    Fn.SECH: lambda x: jets.invert(jets.hyperbolic_pair(x)[1]),
    Fn.CSCH: lambda x: jets.invert(jets.hyperbolic_pair(x)[0]),
    Fn.ARSINH: jets.inverse_hyperbolic_sine,
    Fn.ARCOSH: jets.inverse_hyperbolic_cosine,
    Fn.ARTANH: jets.inverse_hyperbolic_tangent,
    Fn.ABS: jets.absolute,
    Fn.SIGN: _sign,
    Fn.FLOOR: jets.floor,
    Fn.CEILING: lambda x: -jets.floor(-x),
    Fn.MAX: _maximum,
    Fn.MIN: lambda *values: -_maximum(*(-v for v in values)),
    Fn.FACTORIAL: _factorial,
    Fn.BINOMIAL: _binomial,
}
