"""Whether a function of one variable is one-to-one on an interval, as far as that is seen from its form.

It is where it is a quotient of lines, or where its slope has one sign: by bounds of terms, and by the zeros of polynomials, which
Sturm's theorem counts.
"""

from __future__ import annotations

import math
from fractions import Fraction

from msgspec import Struct

from builder.calculus.context import Context
from builder.calculus.derivation.build import EULER, bare, depends_on, negative, rational, without_groups
from builder.calculus.derivation.by_rules import rows_for
from builder.calculus.derivation.denominators import over_one_denominator
from builder.calculus.derivation.partial_fractions import Polynomial, factors, roots_between, trimmed
from builder.calculus.derivation.pieces import is_real_number, orders_of
from builder.calculus.derivation.polynomials import coefficients
from builder.calculus.derivation.rough import NEAR, rough
from builder.calculus.derivation.terms import Style, term_of
from builder.calculus.expression.nodes import (
    Call,
    Derivative,
    Expression,
    Fenced,
    Group,
    Negation,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, symbols

_TINY = 1e-12
_NOUGHT = (Fraction(0), False)


class Interval(Struct, frozen=True):
    """Where a function is looked at: its ends, which may be infinite, and whether these belong to it."""

    low: float = -math.inf
    high: float = math.inf
    closed: tuple[bool, bool] = (False, False)

    def holds(self, at: float) -> bool:
        """Whether a place is in it; what is as near as rounding to an end is where the end is."""
        above = at > self.low + NEAR or (self.closed[0] and at > self.low - NEAR)
        return above and (at < self.high - NEAR or (self.closed[1] and at < self.high + NEAR))

    def is_inside(self, low: float, high: float) -> bool:
        """Whether all of it is between two places."""
        return self.low > low - _TINY and self.high < high + _TINY

    def cut(self, low: float, high: float, closed: bool) -> Interval:
        """What of it is between two places."""
        sides = (self.closed[0] if self.low >= low else closed, self.closed[1] if self.high <= high else closed)
        return Interval(max(self.low, low), min(self.high, high), sides)


def assumed_interval(x: Symbol, context: Context) -> Interval | None:
    """Where the assumptions let x be; None where one of them does other than compare it with numbers."""
    found = Interval()
    for relation in context.assumptions:
        if not depends_on(relation, x.name) or is_real_number(relation):
            continue
        orders = orders_of(relation)
        if orders is None:
            return None
        for order in orders:
            left, right, sign = order.left, order.right, order.sign
            if right == x:
                left, right, sign = right, left, _TURNED.get(sign, sign)
            end = None if symbols(right) else rough(right, {})
            if left != x or end is None or sign not in _TURNED:
                return None
            closed = sign in (Sign.LESS_EQUAL, Sign.GREATER_EQUAL)
            below = sign in (Sign.LESS, Sign.LESS_EQUAL)
            found = found.cut(-math.inf, end, closed) if below else found.cut(end, math.inf, closed)
    return found


_TURNED = {
    Sign.LESS: Sign.GREATER,
    Sign.LESS_EQUAL: Sign.GREATER_EQUAL,
    Sign.GREATER: Sign.LESS,
    Sign.GREATER_EQUAL: Sign.LESS_EQUAL,
}


def is_one_to_one(body: Expression, x: Symbol, within: Interval) -> bool:
    """Whether a function is seen to be one-to-one: a quotient of lines, or of a slope of one sign on an interval."""
    return _is_quotient_of_lines(body, x) or _monotone(body, x, within) is not None


def _is_quotient_of_lines(body: Expression, x: Symbol) -> bool:
    whole = over_one_denominator(body, Style(variables=frozenset((x.name,))), [])
    if not isinstance(whole, Quotient):
        return False
    above, below = coefficients(whole.numerator, x), coefficients(whole.denominator, x)
    if above is None or below is None or len(above) > 2 or len(below) > 2:
        return False
    (b, a), (d, c) = ((*part, Fraction(0))[:2] for part in (above, below))
    return a * d != b * c


def _monotone(body: Expression, x: Symbol, within: Interval) -> Interval | None:
    """The interval on which a function has values, if it is seen to be one and the slope has one sign on it; else None.

    A function of such parts is analytic inside: where its slope is 0, but not everywhere, it is so at single places.
    """
    parts = [node for node in descendants(body) if depends_on(node, x.name)]
    for strictly in (False, True):  # what a logarithm cuts off helps with the parts before it
        for part in parts:
            cut = _domain(part, x, within)
            if cut is None and strictly:
                return None
            within = within if cut is None else cut
    slope = without_groups(rows_for(Derivative(Group(body), ((x, 1),)), Context()).current)
    for form in (slope, over_one_denominator(slope, Style(variables=frozenset((x.name,))), [])):
        for signed in (form, negative(form)):
            if not depends_on(form, x.name) and not rough(form, {}):
                return None
            if (least := _least(signed, x, within)) is not None and least >= _NOUGHT:
                return within
    return None


def _domain(node: Node, x: Symbol, within: Interval) -> Interval | None:
    """What of an interval a part of a function has values on, if that is an interval; else None."""
    match node:
        case Symbol() | Sum() | Negation() | Product() | Group():
            return within
        case Call(function="ln", arguments=(inside,), power=None, base=None):
            return _where_positive(inside, x, within, closed=False)
        case Call(function=function, arguments=(_,), base=None) if function in _EVERYWHERE:
            return within
        case Call(function="tan", arguments=(inside,), base=None) if inside == x:
            return within if within.is_inside(-math.pi / 2, math.pi / 2) else None
        case Root(radicand=inside, index=index):
            n = Fraction(2) if index is None else rational(index)
            odd = n is not None and n.denominator == 1 and n % 2 == 1
            return within if odd else _where_positive(inside, x, within, closed=True)
        case Quotient(denominator=below):
            return within if not depends_on(below, x.name) or _is_positive(below, x, within) else None
        case Power(base=base, exponent=exponent):
            to = rational(exponent)
            if to is None:
                return within if not depends_on(base, x.name) or _is_positive(base, x, within) else None
            if to < 0:
                return within if _is_positive(base, x, within) else None
            return within if to.denominator % 2 else _where_positive(base, x, within, closed=True)
        case _:
            return None


_EVERYWHERE = frozenset({"sin", "cos", "exp", "sinh", "cosh", "tanh", "arctan", "arsinh", "sech"})


def _where_positive(inside: Expression, x: Symbol, within: Interval, closed: bool) -> Interval | None:
    """What of an interval a line is positive on, or all of it for what is positive there; else None."""
    line = coefficients(inside, x)
    if line is not None and len(line) == 2:
        zero = float(-line[0] / line[1])
        return within.cut(zero, math.inf, closed) if line[1] > 0 else within.cut(-math.inf, zero, closed)
    if _is_positive(inside, x, within):
        return within
    # the part of an interval on which a monotone polynomial is positive is one, too
    return within if line is not None and _monotone(inside, x, within) is not None else None


def _is_positive(node: Expression, x: Symbol, within: Interval) -> bool:
    """Whether something is above 0, or below 0, throughout."""
    return any((least := _least(n, x, within)) is not None and least > _NOUGHT for n in (node, negative(node)))


def _least(node: Expression, x: Symbol, within: Interval) -> tuple[Fraction, bool] | None:
    """A number below which something never is, and whether it is never that number, either; None where none is seen."""
    node = bare(node)
    values = coefficients(node, x)
    if values is not None and len(values) > 1 and any(values[1:]):
        return _least_of_polynomial(trimmed(values), within)
    if isinstance(node, Sum):
        parts = [_least(term, x, within) for term in node.terms]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        return sum((bound for bound, _ in known), Fraction(0)), any(strict for _, strict in known)
    term = term_of(node, [])
    if not term.powers:
        return term.coefficient, False
    strict, positive, bounded = True, True, True
    for base, exponent in term.powers:
        small = isinstance(base, Call) and base.function in ("sin", "cos", "tanh", "sech") and base.power is None
        bounded = bounded and small and isinstance(exponent, Fraction) and exponent > 0 and exponent.denominator == 1
        sign = _sign_of_power(base, exponent, x, within)
        positive = positive and sign is not None
        strict = strict and bool(sign)
    if positive and term.coefficient > 0:
        return Fraction(0), strict
    return (-abs(term.coefficient), False) if bounded else None


def _sign_of_power(base: Expression, exponent: Fraction | Expression, x: Symbol, within: Interval) -> bool | None:
    """Whether a power is positive (True), or may be 0 as well (False); None where it may be negative for all that is seen."""
    if isinstance(exponent, Fraction):
        if exponent.denominator % 2 == 0 or exponent.numerator % 2 == 0:
            return exponent < 0 or _is_positive(base, x, within)
    elif base == EULER:
        return True
    if not symbols(base) and (size := rough(base, {})) is not None:
        return True if size > NEAR else None
    if isinstance(base, Call) and base.arguments == (x,) and base.power is None:
        ends = {"cos": (-math.pi / 2, math.pi / 2), "sin": (0.0, math.pi)}.get(base.function)
        if ends is not None:
            return False if within.is_inside(*ends) else None
    if isinstance(base, Call) and base.power is None and base.function in ("exp", "cosh", "sech"):
        return True
    if isinstance(base, Call | Fenced) or (isinstance(base, Symbol) and base != x):
        return None
    if base != x and not isinstance(base, Sum | Number):
        return None
    least = _least(base, x, within)
    return None if least is None or least < _NOUGHT else least > _NOUGHT


def _least_of_polynomial(values: Polynomial, within: Interval) -> tuple[Fraction, bool] | None:
    """0 for a polynomial that is never negative on an interval, and whether it is never 0 inside it; else None."""
    low, high = (None if math.isinf(end) else Fraction(end) for end in (within.low, within.high))
    if low is not None and high is not None and low >= high:
        return None
    strict = True
    for factor, k in factors(values)[1]:
        inside = roots_between(factor, low, high)
        strict = strict and not inside
        if inside and k % 2:
            return None
    for step in (Fraction(1, n) for n in range(2, len(values) + 2)):  # at one of these it is not 0
        if low is not None and high is not None:
            at = low + (high - low) * step
        else:
            at = low + step if low is not None else high - step if high is not None else step
        size = sum(c * at**power for power, c in enumerate(values))
        if size:
            return (Fraction(0), strict) if size > 0 else None
    return None
