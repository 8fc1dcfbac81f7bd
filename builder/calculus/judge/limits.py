"""Limits: the normal form of the body, then its series over the kernels at the point."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction as Number
from typing import TypeAlias

from builder.calculus.judge.expansion import Expansion, Local, MoreTerms
from builder.calculus.judge.field import NEGATIVE, POSITIVE, Field, Fraction, Kernel, Stop, Undefined
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.sums import depends
from builder.calculus.judge.terms import Add, Approach, Divide, Infinity, LimitOf, Multiply, Rational, Term, Variable

Convert: TypeAlias = Callable[[Field, Term], Fraction]
ORDERS = (2, 4, 8, 16)


def limit(field: Field, term: LimitOf, convert: Convert) -> Fraction:
    """The value of a limit, wherever it exists and both sides are defined; raises Stop where it is not found."""
    if isinstance(term.point, Infinity) or term.approach is not Approach.BOTH:
        return _one_sided(field, term, convert)
    body, letter = localised(field, term, Approach.BOTH, convert)
    try:
        return _constant_term(field, body, letter, False)
    except Stop:
        above = _one_sided(field, LimitOf(term.body, term.variable, term.point, Approach.ABOVE), convert)
        below = _one_sided(field, LimitOf(term.body, term.variable, term.point, Approach.BELOW), convert)
        if field.subtract(above, below).numerator.is_zero():
            return above
        raise


def same_limits(field: Field, left: LimitOf, right: LimitOf, convert: Convert) -> bool:
    """Whether two limits are at the same place and of the same body: then they are equal wherever both exist."""
    if left.approach is not right.approach or isinstance(left.point, Infinity) != isinstance(right.point, Infinity):
        return False
    if isinstance(left.point, Infinity):
        if left.point != right.point:
            return False
    elif not field.subtract(convert(field, left.point), convert(field, right.point)).numerator.is_zero():
        return False
    side = Approach.ABOVE if isinstance(left.point, Infinity) else left.approach
    try:
        first, _ = localised(field, left, side, convert)
        second, _ = localised(field, right, side, convert)
        return bool(field.subtract(first, second).numerator.is_zero())
    except (Stop, Undefined):
        field.depth = field.binders = 0
        return False


def _one_sided(field: Field, term: LimitOf, convert: Convert) -> Fraction:
    side = Approach.BELOW if term.approach is Approach.BELOW else Approach.ABOVE
    body, letter = localised(field, term, side, convert)
    return _constant_term(field, body, letter, True)


def localised(field: Field, term: LimitOf, side: Approach, convert: Convert) -> tuple[Fraction, Kernel]:
    """The body with its variable replaced by the point and a letter that tends to 0: from above, unless `side` is BOTH."""
    name = f"t{field.binders}" + ("" if side is Approach.BOTH else "+")
    letter = field.symbol(name)
    field.facts.setdefault(field.key(letter.generator), NEGATIVE | POSITIVE if side is Approach.BOTH else POSITIVE)
    t: Term = Variable(name)
    one = Rational(Number(1))
    minus = Rational(Number(-1))
    if isinstance(term.point, Infinity):
        at: Term = Divide(minus if term.point.negative else one, t)
    else:
        step = Multiply((minus, t)) if side is Approach.BELOW else t
        at = step if term.point == Rational(Number(0)) else Add((term.point, step))
    field.binders += 1
    try:
        body = convert(field, substitute(term.body, term.variable, at))
    except Undefined:
        raise Stop("the body of a limit has no value near the point") from None
    field.binders -= 1
    return body, letter


def _constant_term(field: Field, body: Fraction, letter: Kernel, positive: bool) -> Fraction:
    numerator, denominator = body
    if numerator.is_zero():
        return body
    moving = any(depends(field, k, letter) for p in (numerator, denominator) for k in field.kernels_in(p))
    if not moving:
        return body
    if not denominator.is_one():
        shared = numerator.gcd(denominator)
        if not shared.is_constant():
            numerator, denominator = numerator / shared, denominator / shared
    for order in ORDERS:
        local = Local(field, letter, positive, order)
        try:
            below = local.leading(local.polynomial(denominator))
            above = local.strip(local.polynomial(numerator))
            return _value(local, local.multiply(above, local.invert(below)))
        except MoreTerms:
            continue
    raise Stop("the first terms of the series in a limit all vanish")


def _value(local: Local, a: Expansion) -> Fraction:
    a = local.strip(a)
    zero = Fraction(local.field.zero, local.field.one)
    if not a.terms:
        if a.exact or a.start > 0:
            return zero
        raise MoreTerms
    if a.start > 0:
        return zero
    if a.start < 0:
        raise Stop("a limit that is not finite")
    return a.terms[0]
