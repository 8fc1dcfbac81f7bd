r"""The letter i that nobody says to be a real number: it may be the imaginary unit, as in `e^{i\pi} = -1`.

The judge decides claims about real numbers. What it refutes may hold for i = √−1, and is then no claim of its kind: it is looked
at in complex balls, principal values for roots, powers and logarithms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import add, mul
from types import MappingProxyType

from flint import acb, arb, fmpq

from builder.calculus.claim import Claim
from builder.calculus.expression.nodes import Expression, Negation, Number, Root, Sign
from builder.calculus.expression.walk import symbols
from builder.calculus.judge.balls import Undecided, precision
from builder.calculus.judge.conventions import IMAGINARY
from builder.calculus.judge.meaning import Meaning
from builder.calculus.judge.substitution import free_names
from builder.calculus.judge.subterms import walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Branches,
    Divide,
    Fn,
    Multiply,
    Pi,
    Question,
    Raise,
    Rational,
    RootOf,
    Term,
    Variable,
)
from builder.calculus.judge.usage import names_reached

_EQUALITIES = (Sign.EQUAL, Sign.IDENTICAL)
BITS = 128
PRECISE = 1e-25
_VALUES = (fmpq(3, 7), fmpq(11, 9), fmpq(13, 10))
_INTEGERS = (2, 3, 5)
_LARGEST_EXPONENT = 1000
_OF_REALS = frozenset({Fn.MAX, Fn.MIN, Fn.SIGN, Fn.FLOOR, Fn.CEILING})

_FUNCTIONS: Mapping[Fn, Callable[[acb], acb]] = MappingProxyType(
    {
        Fn.EXP: acb.exp,
        Fn.LN: acb.log,
        Fn.SIN: acb.sin,
        Fn.COS: acb.cos,
        Fn.TAN: acb.tan,
        Fn.SINH: acb.sinh,
        Fn.COSH: acb.cosh,
        Fn.TANH: acb.tanh,
        Fn.ABS: lambda z: acb(abs(z)),
    }
)


def imaginary_unit(claim: Claim, meaning: Meaning) -> str:
    """The name in an equation that is false for real numbers by which the imaginary unit may be meant; "" without any.

    It may be meant if the equation holds for it at points that complex balls can look at, or speaks of e^{ix} and has none.
    """
    if claim.relation.sign not in _EQUALITIES:
        return ""
    names = _names(claim)
    return next((name for name in names if all(_may_hold(part.question, name) for part in meaning.parts)), "")


def imaginary_unit_against(claim: Claim, meaning: Meaning) -> str:
    """The name in a claim that holds for real numbers by which the imaginary unit may be meant, of which it is not known to hold;
    "" without any.

    Complex numbers have no order, and no real root. What nothing can look at, as unknown functions of i, is no claim about them.
    """
    sign = claim.relation.sign
    for name in _names(claim):
        questions = [p.question for p in meaning.parts if name in free_names(p.question.left) | free_names(p.question.right)]
        of_reals = any(_is_of_reals(question, name) for question in questions)
        if sign in _EQUALITIES and not of_reals and all(_may_hold(question, name, unseen=True) for question in questions):
            continue
        if sign is Sign.NOT_EQUAL and not any(_may_hold(question, name) for question in questions):
            continue
        if questions:
            return name
    return ""


def _names(claim: Claim) -> list[str]:
    """The names that a claim reaches, and of which nothing tells that they are others than the imaginary unit."""
    context = claim.context
    told = context.integers | context.kinds.keys() | frozenset().union(*map(symbols, context.assumptions))
    reached = sorted(IMAGINARY & names_reached(symbols(claim.relation), context) - told)
    known = context.definitions
    return [name for name in reached if name not in known or _is_root_of_minus_one(known[name].body)]


def _is_root_of_minus_one(body: Expression | None) -> bool:
    match body:
        case Root(radicand, index):
            return (index is None or index == Number("2")) and radicand == Negation(Number("1"))
        case _:
            return False


def _is_of_reals(question: Question, name: str) -> bool:
    """Whether a letter stands in what is said of real numbers: an order, a step, an odd root, whose principal value differs."""
    for side in (question.left, question.right):
        for term in walk(side):
            match term:
                case Apply(function) if function in _OF_REALS and name in free_names(term):
                    return True
                case Branches(branches) if any(
                    name in free_names(c.left) | free_names(c.right) for _, cs in branches for c in cs
                ):
                    return True
                case RootOf(of, index) if index % 2 and name in free_names(of):
                    return True
                case Raise(of, Rational(exponent)) if exponent.denominator % 2 and exponent.denominator > 1:
                    if name in free_names(of):
                        return True
                case _:
                    pass
    return False


def _may_hold(question: Question, name: str, *, unseen: bool | None = None) -> bool:
    """Whether the sides agree for `name` as the imaginary unit; of what cannot be looked at `unseen`, if it is told, else whether
    it speaks of e^{ix}."""
    letters = sorted((free_names(question.left) | free_names(question.right)) - {name})
    with precision(BITS):
        for number, integer in zip(_VALUES, _INTEGERS, strict=True):
            values = {
                letter: acb(integer + place if letter in question.setting.integers else number + place)
                for place, letter in enumerate(letters)
            }
            values[name] = acb(0, 1)
            try:
                left, right = _value(question.left, values), _value(question.right, values)
            except Undecided:
                sides = (question.left, question.right)
                return (
                    unseen
                    if unseen is not None
                    else any(
                        isinstance(t, Apply) and t.function is Fn.EXP and name in free_names(t) for s in sides for t in walk(s)
                    )
                )
            gap = left - right
            if not gap.is_finite() or not gap.contains(0) or not gap.rad() < PRECISE * (1 + abs(left)):
                return False
    return True


def _value(term: Term, values: Mapping[str, acb]) -> acb:
    match term:
        case Rational(value):
            return acb(fmpq(value.numerator, value.denominator))
        case Pi():
            return acb(arb.pi())
        case Variable(name) if name in values:
            return values[name]
        case Add(terms):
            return reduce(add, (_value(t, values) for t in terms))
        case Multiply(factors):
            return reduce(mul, (_value(f, values) for f in factors))
        case Divide(numerator, denominator):
            return _value(numerator, values) / _value(denominator, values)
        case Raise(base, Rational(exponent)) if exponent.denominator == 1 and abs(exponent) <= _LARGEST_EXPONENT:
            return _value(base, values) ** int(exponent)
        case Raise(base, exponent):
            return _value(base, values).pow(_value(exponent, values))
        case RootOf(radicand, index):
            return _value(radicand, values).pow(acb(fmpq(1, index)))
        case Apply(function, (argument,)) if function in _FUNCTIONS:
            return _FUNCTIONS[function](_value(argument, values))
        case _:
            raise Undecided("not a value in complex balls")
