"""Integrals within integrals: the inner one is worked out where its integrand is continuous everywhere.

Then the fundamental theorem of calculus holds between any two bounds (G. Fubini's theorem is not needed: the order is kept).
"""

from __future__ import annotations

from itertools import islice

from builder.calculus.judge.differentiate import add, negate
from builder.calculus.judge.primitives import primitive
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import map_parts, walk
from builder.calculus.judge.terms import Add, Apply, Divide, Fn, IntegralOf, Multiply, Pi, Raise, Rational, Term, Variable

LARGEST = 300
"""Of how many parts an integrand may consist: it doubles with each integral that is worked out, `\\int_0^x \\int_0^x`."""

_ENTIRE = (Fn.EXP, Fn.SIN, Fn.COS, Fn.SINH, Fn.COSH)


def with_closed_integrals(body: Term, variable: str) -> Term:
    """The integrand of an outer integral by `variable`, in which inner integrals that depend on it are worked out if possible."""
    if not isinstance(body, Add | Multiply | IntegralOf):
        return body
    body = map_parts(body, lambda part: with_closed_integrals(part, variable))
    if not isinstance(body, IntegralOf) or variable not in free_names(body):
        return body
    if not all(is_entire(part) for part in (body.body, body.lower, body.upper)):
        return body
    found = primitive(body.body, body.variable)
    if found is None or not is_entire(found):
        return body
    whole = add(substitute(found, body.variable, body.upper), negate(substitute(found, body.variable, body.lower)))
    return whole if sum(1 for _ in islice(walk(whole), LARGEST + 1)) <= LARGEST else body


def is_entire(term: Term) -> bool:
    """Whether a term is defined and continuous for all values of its letters."""
    match term:
        case Rational() | Variable() | Pi():
            return True
        case Add(terms=parts) | Multiply(factors=parts):
            return all(is_entire(part) for part in parts)
        case Divide(above, Rational(value)):
            return value != 0 and is_entire(above)
        case Raise(base, Rational(value)):
            return value.denominator == 1 and value >= 0 and is_entire(base)
        case Apply(function, arguments):
            return function in _ENTIRE and all(is_entire(argument) for argument in arguments)
        case _:
            return False
