"""What must hold where a term is defined: which sub-terms are positive, not negative, or not 0.

Only what holds whenever the whole term has a value: nothing is taken from under a binder if it holds the bound letter, and
nothing from branches or from the general term of a sum.
"""

from __future__ import annotations

from collections.abc import Callable

from builder.calculus.judge.differentiate import ONE, negate, square
from builder.calculus.judge.field import NEGATIVE, POSITIVE, ZERO, Field, Stop
from builder.calculus.judge.normal_form import convert
from builder.calculus.judge.powers import is_integer_polynomial
from builder.calculus.judge.signs import learn
from builder.calculus.judge.substitution import free_names, parts, substitute
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Branches,
    Comparison,
    DerivativeOf,
    Divide,
    Fn,
    Infinity,
    IntegralOf,
    LimitOf,
    Raise,
    Rational,
    RootOf,
    SeriesOf,
    Setting,
    Term,
)

Requirement = tuple[int, Term, int, Term | None]
MINUS_ONE_TERM = negate(ONE)
Need = Callable[[Term, int], None]


def requirements(term: Term, bound: frozenset[str] = frozenset(), depth: int = 0) -> list[Requirement]:
    """Sub-terms with the signs that they must have: (depth, sub-term, mask, exponent that must not be an integer)."""
    found: list[Requirement] = []

    def need(part: Term, mask: int, exponent: Term | None = None) -> None:
        if not (bound and free_names(part) & bound):
            found.append((depth, part, mask, exponent))

    def go(part: Term, more: frozenset[str] = frozenset()) -> None:
        found.extend(requirements(part, bound | more, depth + 1))

    match term:
        case Divide(_, denominator):
            need(denominator, NEGATIVE | POSITIVE)
        case Raise(base, Rational(value)):
            if value.denominator % 2:
                if value < 0:
                    need(base, NEGATIVE | POSITIVE)
            else:
                need(base, POSITIVE if value < 0 else POSITIVE | ZERO)
        case Raise(base, exponent):
            need(base, POSITIVE, exponent)
        case RootOf(radicand, index):
            if index % 2 == 0:
                need(radicand, POSITIVE | ZERO)
        case Apply(function, arguments):
            _of_function(function, arguments, need)
        case DerivativeOf(body, variable, order, at):
            if order > 0:
                go(substitute(body, variable, at))
                return found
        case LimitOf(body, variable, point, _):
            go(body, frozenset((variable,)))
            if not isinstance(point, Infinity):
                go(point)
            return found
        case SeriesOf(_, _, lower, upper) | IntegralOf(_, _, lower, upper):
            for end in (lower, upper):
                if not isinstance(end, Infinity):
                    go(end)
            return found
        case Branches():
            return found
        case _:
            pass
    for part in parts(term):
        go(part)
    return found


def _of_function(function: Fn, arguments: tuple[Term, ...], need: Need) -> None:
    u = arguments[0]
    match function:
        case Fn.LN:
            need(u, POSITIVE)
        case Fn.TAN | Fn.SEC:
            need(Apply(Fn.COS, (u,)), NEGATIVE | POSITIVE)
        case Fn.COT | Fn.CSC:
            need(Apply(Fn.SIN, (u,)), NEGATIVE | POSITIVE)
        case Fn.ARCSIN | Fn.ARCCOS:
            need(Add((ONE, negate(u))), POSITIVE | ZERO)
            need(Add((ONE, u)), POSITIVE | ZERO)
        case Fn.ARTANH:
            need(Add((ONE, negate(u))), POSITIVE)
            need(Add((ONE, u)), POSITIVE)
        case Fn.ARCSEC | Fn.ARCCSC:
            need(Add((square(u), MINUS_ONE_TERM)), POSITIVE | ZERO)
            need(u, NEGATIVE | POSITIVE)
        case Fn.ARCOSH:
            need(Add((u, MINUS_ONE_TERM)), POSITIVE | ZERO)
        case Fn.COTH | Fn.CSCH:
            need(u, NEGATIVE | POSITIVE)
        case Fn.FACTORIAL:
            need(u, POSITIVE | ZERO)
        case _:
            pass


def _from_setting(setting: Setting) -> list[tuple[Term, int]]:
    masks = {
        Comparison.LESS: POSITIVE,
        Comparison.LESS_EQUAL: POSITIVE | ZERO,
        Comparison.NOT_EQUAL: NEGATIVE | POSITIVE,
    }
    return [(Add((c.right, negate(c.left))), masks[c.comparison]) for c in setting.conditions if c.comparison in masks]


def gather(field: Field, left: Term, right: Term, setting: Setting) -> None:
    """Learn the signs that follow from the setting and from both sides being defined, assumptions and shallow ones first.

    Raises Undefined when they contradict each other.
    """
    wanted: list[tuple[Term, int, Term | None]] = [(term, mask, None) for term, mask in _from_setting(setting)]
    needs = sorted(requirements(left) + requirements(right), key=lambda r: -r[0])
    wanted += [(term, mask, exponent) for _, term, mask, exponent in needs]
    if len(wanted) > 200:
        wanted = wanted[:200]
    news = True
    rounds = 0
    while news and rounds < 3:
        news = False
        rounds += 1
        for term, mask, exponent in wanted:
            try:
                if exponent is not None:
                    power = field.cancel(convert(field, exponent))
                    if power.denominator.is_one() and is_integer_polynomial(field, power.numerator):
                        continue
                    if power.denominator.is_one() and power.numerator.is_constant():
                        value = power.numerator.leading_coefficient()
                        if value.q % 2 == 0:
                            mask = POSITIVE if value < 0 else POSITIVE | ZERO
                        elif value < 0:
                            mask = NEGATIVE | POSITIVE
                        else:
                            continue
                if learn(field, convert(field, term), mask):
                    news = True
            except Stop:
                field.depth = 0
                continue
