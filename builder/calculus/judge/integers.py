"""Which terms are integers by what they are made of, whatever the values of the letters."""

from __future__ import annotations

from builder.calculus.judge.terms import Add, Apply, Fn, Multiply, Raise, Rational, SeriesOf, Term, Variable

_INTEGER_FUNCTIONS = frozenset({Fn.FLOOR, Fn.CEILING, Fn.FACTORIAL})


def is_integer(term: Term, integers: frozenset[str]) -> bool:
    """Whether `term` is an integer wherever it is defined, the letters in `integers` being integers."""
    match term:
        case Rational(value):
            return value.denominator == 1
        case Variable(name):
            return name in integers
        case Add(terms):
            return all(is_integer(t, integers) for t in terms)
        case Multiply(factors):
            return all(is_integer(f, integers) for f in factors)
        case Raise(base, Rational(value)):
            return value.denominator == 1 and value >= 0 and is_integer(base, integers)
        case Apply(function, arguments):
            if function in _INTEGER_FUNCTIONS:
                return True
            return function in (Fn.MAX, Fn.MIN, Fn.ABS, Fn.BINOMIAL) and all(is_integer(a, integers) for a in arguments)
        case SeriesOf(body=body, index=index):
            return is_integer(body, integers | {index})
        case _:
            return False
