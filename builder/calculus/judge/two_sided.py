"""Two-sided limits from those of both sides, and where one side tells the other."""

from __future__ import annotations

from collections.abc import Callable

from flint import fmpq

from builder.calculus.judge import balls, jets
from builder.calculus.judge.balls import NoLimit, Undefined
from builder.calculus.judge.integers import is_integer
from builder.calculus.judge.jets import Infinite, Jet, Value
from builder.calculus.judge.subterms import walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Divide,
    Fn,
    Infinity,
    Multiply,
    Pi,
    Raise,
    Rational,
    SeriesOf,
    Term,
    UnknownAt,
    Variable,
)


def both_sides(side: Callable[[int], Value], nothing: str, alike: bool = False) -> Value:
    """A two-sided limit from its two one-sided ones. A side on which the function is not defined does not count.

    `alike` tells that a value from above is the value from below.
    """
    found: dict[int, Value | Undefined] = {}
    for of in (1, -1):
        try:
            found[of] = side(of)
            if alike:
                return found[of]
        except Undefined as reason:
            found[of] = reason
    above, below = found[1], found[-1]
    if isinstance(above, Undefined) or isinstance(below, Undefined):
        outside = [f for f in (above, below) if isinstance(f, Undefined) and not isinstance(f, Infinite)]
        if len(outside) == 2:
            raise outside[0]
        if len(outside) == 1:
            inside = below if isinstance(above, Undefined) and not isinstance(above, Infinite) else above
            if isinstance(inside, Undefined):
                raise inside
            return inside
        if isinstance(above, Infinite) and isinstance(below, Infinite) and above.of == below.of:
            raise above
        raise NoLimit(_side(above, nothing), _side(below, nothing))
    return _common(above, below, NoLimit)


def both_sequences(along: Callable[[int], Value]) -> Value:
    """A limit at infinity from those along the even (0) and the odd integers (1), both of which must be."""
    even, odd = (_reached(along, parity) for parity in (0, 1))
    if isinstance(even, Infinite) and isinstance(odd, Infinite) and even.of == odd.of:
        raise even
    if isinstance(even, Infinite) or isinstance(odd, Infinite):
        raise NoLimit.along(_side(even, "a finite value"), _side(odd, "a finite value"))
    return _common(even, odd, NoLimit.along)


def _common(one: Value, other: Value, differ: Callable[[str, str], NoLimit]) -> Value:
    """The value that two are which may be the same; raises what they `differ` in where they are not."""
    if isinstance(one, Jet) or isinstance(other, Jet):
        if jets.may_vanish(one - other):
            return one
        raise differ("one value", "another")
    if balls.disjoint(one, other):
        raise differ(balls.written(one), balls.written(other))
    return one if type(other) is fmpq else other


def _reached(along: Callable[[int], Value], parity: int) -> Value | Infinite:
    try:
        return along(parity)
    except Infinite as reason:
        return reason


def _side(value: Value | Undefined, nothing: str) -> str:
    if isinstance(value, Infinite):
        return r"\infty" if value.of > 0 else r"-\infty"
    if isinstance(value, Undefined):
        return "undefined"
    return nothing if isinstance(value, Jet) else balls.written(value)


def is_meromorphic(term: Term, integers: frozenset[str], entire: bool = False, variable: str | None = None) -> bool:
    """Whether a term is made of sums, products, quotients and integer powers of entire functions; or is `entire` itself.

    Where it has a finite limit from one side of a point, it has a removable singularity there and the same limit from the
    other. Not so where an exponential is of something that has a pole: e^(-1/x) is 0 from one side only. It is a function of
    all its letters, or of the `variable` alone: the others are constants then, and whatever is made of them is one.
    """
    match term:
        case Rational() | Pi() | Variable():
            return True
        case Add(inner) | Multiply(inner) | UnknownAt(_, _, inner):
            return all(is_meromorphic(t, integers, entire, variable) for t in inner)
        case Divide(a, b) if isinstance(b, Rational) or not entire:
            return is_meromorphic(a, integers, entire, variable) and is_meromorphic(b, integers, False, variable)
        case Raise(base, Rational(power)) if power.denominator == 1 and (power >= 0 or not entire):
            return is_meromorphic(base, integers, entire, variable)
        case Raise(base, exponent) if not entire and _is_fixed_integer(exponent, integers, variable):
            return is_meromorphic(base, integers, False, variable)
        case Apply(function, (argument,)) if function in _ENTIRE:
            return is_meromorphic(argument, integers, True, variable)
        case SeriesOf(body, index, lower, upper) if variable is not None and upper != Infinity():
            within = _is_constant(lower, variable) and _is_constant(upper, variable)
            return within and is_meromorphic(body, integers | {index}, entire, variable)
        case _:
            return variable is not None and _is_constant(term, variable)


def _is_fixed_integer(exponent: Term, integers: frozenset[str], variable: str | None) -> bool:
    if variable is None:
        return isinstance(exponent, Variable) and exponent.name in integers
    return is_integer(exponent, integers) and _is_constant(exponent, variable)


def _is_constant(term: Term, variable: str) -> bool:
    return not any(type(part) is Variable and part.name == variable for part in walk(term))


_ENTIRE = frozenset({Fn.EXP, Fn.SIN, Fn.COS, Fn.SINH, Fn.COSH})
