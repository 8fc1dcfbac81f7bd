"""The table of standard antiderivatives: of x, and of what is linear in x."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import cast

from msgspec import Struct

from builder.calculus.derivation.build import (
    EULER,
    ONE,
    TWO,
    ZERO,
    add,
    bare,
    call,
    depends_on,
    number,
    power,
    rational,
    times,
)
from builder.calculus.derivation.polynomials import multiplied_out, sum_of
from builder.calculus.derivation.terms import Exponent, Style, Term, exponent_sum, exponent_varies, multiply, term_of, tree_of
from builder.calculus.expression.nodes import Call, Expression, Fence, Fenced, Negation, Node, Power, Quotient, Root, Sum, Symbol
from builder.calculus.expression.walk import map_children, substitute
from builder.calculus.rules import integration as rules
from builder.calculus.rules.rule import Rule


class Standard(Struct, frozen=True):
    """An antiderivative of the table, and the rules that say so."""

    value: Expression
    rules: tuple[Rule, ...]


_SQUARED = Fraction(2)
_BELOW = Fraction(-1)
_SQUARED_BELOW = Fraction(-2)

_FUNCTIONS: Mapping[tuple[str, Fraction], Rule] = MappingProxyType(
    {
        ("sin", Fraction(1)): rules.INTEGRAL_OF_SINE,
        ("cos", Fraction(1)): rules.INTEGRAL_OF_COSINE,
        ("tan", Fraction(1)): rules.INTEGRAL_OF_TANGENT,
        ("cot", Fraction(1)): rules.INTEGRAL_OF_COTANGENT,
        ("sec", Fraction(1)): rules.INTEGRAL_OF_SECANT,
        ("csc", Fraction(1)): rules.INTEGRAL_OF_COSECANT,
        ("sec", _SQUARED): rules.INTEGRAL_OF_SECANT_SQUARED,
        ("csc", _SQUARED): rules.INTEGRAL_OF_COSECANT_SQUARED,
        ("cos", _BELOW): rules.INTEGRAL_OF_COSINE_BELOW,
        ("sin", _BELOW): rules.INTEGRAL_OF_SINE_BELOW,
        ("cos", _SQUARED_BELOW): rules.INTEGRAL_OF_COSINE_SQUARED_BELOW,
        ("sin", _SQUARED_BELOW): rules.INTEGRAL_OF_SINE_SQUARED_BELOW,
        ("sinh", Fraction(1)): rules.INTEGRAL_OF_HYPERBOLIC_SINE,
        ("cosh", Fraction(1)): rules.INTEGRAL_OF_HYPERBOLIC_COSINE,
        ("tanh", Fraction(1)): rules.INTEGRAL_OF_HYPERBOLIC_TANGENT,
        ("coth", Fraction(1)): rules.INTEGRAL_OF_HYPERBOLIC_COTANGENT,
        ("sech", _SQUARED): rules.INTEGRAL_OF_HYPERBOLIC_SECANT_SQUARED,
        ("cosh", _SQUARED_BELOW): rules.INTEGRAL_OF_HYPERBOLIC_COSINE_SQUARED_BELOW,
        ("sech", Fraction(1)): rules.INTEGRAL_OF_HYPERBOLIC_SECANT,
        ("cosh", _BELOW): rules.INTEGRAL_OF_HYPERBOLIC_COSINE_BELOW,
        ("csch", Fraction(1)): rules.INTEGRAL_OF_HYPERBOLIC_COSECANT,
        ("sinh", _BELOW): rules.INTEGRAL_OF_HYPERBOLIC_SINE_BELOW,
        ("csch", _SQUARED): rules.INTEGRAL_OF_HYPERBOLIC_COSECANT_SQUARED,
        ("sinh", _SQUARED_BELOW): rules.INTEGRAL_OF_HYPERBOLIC_SINE_SQUARED_BELOW,
    }
)
_PAIRS: Mapping[frozenset[str], Rule] = MappingProxyType(
    {
        frozenset(("sec", "tan")): rules.INTEGRAL_OF_SECANT_TANGENT,
        frozenset(("csc", "cot")): rules.INTEGRAL_OF_COSECANT_COTANGENT,
    }
)


def linear(node: Expression, x: Symbol) -> tuple[Expression, Expression] | None:
    """The slope and the rest of what is linear in x, and depends on it; None for anything else."""
    terms = multiplied_out(node, x.name)
    if terms is None:
        return None
    slopes = [t for t in terms if dict(t.powers).get(x) == 1]
    rest = [t for t in terms if t not in slopes]
    if not slopes or any(depends_on(b, x.name) or exponent_varies(e, x) for t in rest for b, e in t.powers):
        return None
    without = [multiply(t, Term(Fraction(1), ((x, Fraction(-1)),)), []) for t in slopes]
    if any(depends_on(b, x.name) for t in without for b, _ in t.powers):
        return None
    return sum_of(without, Style()), sum_of(rest, Style())


def scaled(factor: Expression, value: Expression) -> Expression:
    """`factor` times `value`, with one number or fraction in front; a factor 1 is not written."""
    tidy = tree_of(term_of(factor, []), Style())
    if tidy == ONE:
        return value
    if isinstance(tidy, Negation):
        inner = scaled(tidy.operand, value)
        return inner.operand if isinstance(inner, Negation) else Negation(inner)
    if isinstance(value, Negation):
        return Negation(scaled(tidy, value.operand))
    if isinstance(value, Power) and rational(tidy) is not None and (exponent := rational(value.exponent)) is not None:
        if exponent.denominator == 1 <= exponent:
            return tree_of(multiply(term_of(tidy, []), Term(Fraction(1), ((value.base, exponent),)), []), Style())
    return times(tidy, value)


def is_fractional(node: Node) -> bool:
    """Whether a node is a power with a fraction for its exponent."""
    value = rational(node.exponent) if isinstance(node, Power) else None
    return value is not None and value.denominator > 1


def with_roots(node: Expression) -> Expression:
    """`node` with powers of exponent 1/2 as roots."""

    def change(n: Node) -> Node:
        n = map_children(n, change)
        return Root(n.base) if isinstance(n, Power) and rational(n.exponent) == Fraction(1, 2) else n

    return cast(Expression, change(node))


def standard(body: Expression, x: Symbol) -> Standard | None:
    """The antiderivative of `body` that stands in the table, without a constant; None where it does not.

    A constant factor is no part of the table: it is taken out first.
    """
    if not depends_on(body, x.name):
        return Standard(x if body == ONE else body if body == ZERO else times(body, x), (rules.INTEGRAL_OF_CONSTANT,))
    term = term_of(body, [])
    if term.coefficient != 1 or any(not depends_on(b, x.name) and not exponent_varies(e, x) for b, e in term.powers):
        return None
    if len(term.powers) == 2:
        return _pair(term, x)
    if len(term.powers) != 1:
        return None
    ((base, exponent),) = term.powers
    if not depends_on(base, x.name):
        return _exponential(base, exponent, x)
    if exponent_varies(exponent, x):
        return None
    if isinstance(base, Call) and isinstance(exponent, Fraction):
        if base.function == "exp" and exponent == 1:
            return _inside(rules.INTEGRAL_OF_EXPONENTIAL, base.arguments[0], x, call("exp", bare(base.arguments[0])))
        rule = _FUNCTIONS.get((base.function, exponent))
        return None if rule is None else _inside(rule, base.arguments[0], x)
    if isinstance(base, Fenced) and base.fence is Fence.ABSOLUTE and exponent == 1:
        return _inside(rules.INTEGRAL_OF_ABSOLUTE_VALUE, base.inner, x)
    found = _power(base, exponent, x)
    return found or (_quadratic(base, exponent, x) if isinstance(base, Sum) and isinstance(exponent, Fraction) else None)


def _inside(rule: Rule, argument: Expression, x: Symbol, value: Expression | None = None) -> Standard | None:
    """The rule of a function at what is linear in x."""
    argument = bare(argument)
    inner = linear(argument, x)
    if inner is None:
        return None
    if value is None:
        whole = rule.right
        assert isinstance(whole, Sum)
        value = _closed(substitute(add(*whole.terms[:-1]), {"x": argument}))
    if inner[0] == ONE:
        return Standard(value, (rule,) if argument == x else (rule, rules.LINEAR_INSIDE))
    return Standard(scaled(Quotient(ONE, inner[0]), value), (rules.LINEAR_INSIDE, rule))


def _closed(node: Expression) -> Expression:
    from builder.calculus.derivation.build import without_groups

    return without_groups(node)


def _pair(term: Term, x: Symbol) -> Standard | None:
    (first, m), (second, n) = term.powers
    if not isinstance(first, Call) or not isinstance(second, Call) or m != 1 or n != 1 or first.arguments != second.arguments:
        return None
    rule = _PAIRS.get(frozenset((first.function, second.function)))
    return None if rule is None else _inside(rule, first.arguments[0], x)


def _exponential(base: Expression, exponent: Exponent, x: Symbol) -> Standard | None:
    if isinstance(exponent, Fraction):
        return None
    raised = Power(base, exponent)
    if base == EULER:
        return _inside(rules.INTEGRAL_OF_EXPONENTIAL, exponent, x, raised)
    return _inside(rules.INTEGRAL_OF_EXPONENTIAL_BASE, exponent, x, Quotient(raised, call("ln", base)))


def _power(base: Expression, exponent: Exponent, x: Symbol) -> Standard | None:
    inner = (ONE, number(0)) if base == x else linear(base, x)
    if inner is None:
        return None
    if exponent == -1:
        value: Expression = call("ln", Fenced(Fence.ABSOLUTE, base))
        rule = rules.INTEGRAL_OF_RECIPROCAL
    else:
        above = exponent_sum(exponent, Fraction(1))
        shown = number(above, slash=True) if isinstance(above, Fraction) else above
        value, rule = Quotient(power(base, shown), shown), rules.INTEGRAL_OF_POWER
    if base == x or inner[0] == ONE:
        return Standard(value, (rule,) if base == x else (rule, rules.LINEAR_INSIDE))
    if exponent != -1:
        assert isinstance(value, Quotient)
        divisor = tree_of(term_of(times(inner[0], value.denominator), []), Style())
        return Standard(scaled(Quotient(ONE, divisor), value.numerator), (rules.LINEAR_INSIDE, rule))
    return Standard(scaled(Quotient(ONE, inner[0]), value), (rules.LINEAR_INSIDE, rule))


# ------------------------------------------------------------------------------------------------ squares


def root_of(node: Expression) -> Expression:
    """The square root of a number, or of a product of letters and squares, the roots that are whole taken."""
    term = term_of(node, [])
    outside, inside = Fraction(1, term.coefficient.denominator), term.coefficient.numerator * term.coefficient.denominator
    for prime in range(2, _LARGEST_DIVISOR):
        while inside % prime**2 == 0:
            inside, outside = inside // prime**2, outside * prime
    root = round(inside**0.5)
    if root * root == inside:
        inside, outside = 1, outside * root
    whole = tuple((b, e / 2) for b, e in term.powers if isinstance(e, Fraction) and (e / 2).denominator == 1)
    under = tuple(p for p in term.powers if p[0] not in dict(whole))
    front = tree_of(Term(outside, whole), Style())
    if inside == 1 and not under:
        return front
    radical = Root(tree_of(Term(Fraction(inside), under), Style()))
    return radical if front == ONE else tree_of(multiply(term_of(front, []), term_of(radical, []), []), Style())


_LARGEST_DIVISOR = 50  # whose square is looked for under a root


class _Squares(Struct, frozen=True):
    """`high` times the square of `inner`, plus `low`: both without x, with the sign apart. `slope` is that of `inner`."""

    inner: Expression
    slope: Expression
    high: Expression
    low: Expression
    high_sign: int
    low_sign: int


def _squares(base: Sum, x: Symbol) -> _Squares | None:
    square = [t for t in base.terms if depends_on(t, x.name)]
    rest = [t for t in base.terms if not depends_on(t, x.name)]
    if len(square) != 1 or not rest:
        return None
    term = term_of(square[0], [])
    varying = [(b, e) for b, e in term.powers if depends_on(b, x.name) or exponent_varies(e, x)]
    if len(varying) != 1 or varying[0][1] != 2:
        return None
    inner = varying[0][0]
    slope = linear(inner, x)
    if slope is None:
        return None
    high = Term(abs(term.coefficient), tuple(p for p in term.powers if p not in varying))
    low = term_of(add(*rest), [])
    if not low.coefficient or (len(rest) > 1):
        return None
    return _Squares(
        inner,
        slope[0],
        tree_of(high, Style()),
        tree_of(Term(abs(low.coefficient), low.powers), Style()),
        1 if term.coefficient > 0 else -1,
        1 if low.coefficient > 0 else -1,
    )


def tidy_multiple(factor: Expression, node: Expression, x: Symbol) -> Expression:
    """A multiple of what is linear in x, multiplied out."""
    terms = multiplied_out(times(factor, node), x.name)
    return times(factor, node) if terms is None else sum_of(terms, Style(variables=frozenset((x.name,))))


def _ratio(square: Fraction, inner: Expression, x: Symbol) -> Expression:
    """`inner` over the root of a number: with a whole number above, and a whole number or a root below."""
    radicand, below = square.numerator * square.denominator, square.denominator
    root = root_of(number(radicand))
    value = rational(root)
    if value is not None:
        size = Fraction(below) / value
        above = tidy_multiple(number(size.numerator), inner, x) if size.numerator != 1 else inner
        return above if size.denominator == 1 else Quotient(above, number(size.denominator))
    factor = Fraction(below, 1)
    term = term_of(root, [])
    factor /= term.coefficient
    plain = tree_of(Term(Fraction(1), term.powers), Style())
    above = inner if factor.numerator == 1 else tidy_multiple(number(factor.numerator), inner, x)
    return Quotient(above, plain if factor.denominator == 1 else times(number(factor.denominator), plain))


def _quadratic(base: Sum, exponent: Fraction, x: Symbol) -> Standard | None:
    """One over a sum or difference of squares, or over its root."""
    found = _squares(base, x) if exponent in (Fraction(-1), Fraction(-1, 2)) else None
    if found is None:
        return None
    k, a = root_of(found.high), root_of(found.low)
    above = found.inner if k == ONE else tidy_multiple(k, found.inner, x)
    ratio = above if a == ONE else Quotient(above, a)
    high, low = rational(found.high), rational(found.low)
    if high is not None and low is not None:
        ratio = _ratio(low / high, found.inner, x)
    signs = (found.high_sign, found.low_sign)
    outside = times(k, found.slope)
    plain = (rules.LINEAR_INSIDE,) if found.inner != x or k != ONE else ()
    if exponent == -1 and signs[0] == signs[1]:
        factor = Quotient(number(signs[0]), times(a, outside))
        return Standard(scaled(factor, call("arctan", ratio)), (rules.INTEGRAL_TO_ARCTANGENT, *plain))
    if exponent == -1 and rational(a) is None:
        fraction = Quotient(add(above, Negation(a)), add(above, a))
        factor = Quotient(number(signs[0]), times(TWO, a, outside))
        value = call("ln", Fenced(Fence.ABSOLUTE, fraction))
        return Standard(scaled(factor, value), (rules.INTEGRAL_OF_DIFFERENCE_OF_SQUARES, *plain))
    if exponent == -1:
        return None
    if signs == (-1, 1):
        if isinstance(ratio, Quotient) and any(isinstance(b, Symbol) for b, _ in term_of(a, []).powers):
            ratio = Quotient(ratio.numerator, Fenced(Fence.ABSOLUTE, a))
        return Standard(scaled(Quotient(ONE, outside), call("arcsin", ratio)), (rules.INTEGRAL_TO_ARCSINE, *plain))
    if signs[0] < 0:
        return None
    total = add(above, Root(base))
    rule = rules.INTEGRAL_OF_ROOT_BELOW_SUM if signs[1] > 0 else rules.INTEGRAL_OF_ROOT_BELOW_DIFFERENCE
    value = call("ln", total if signs[1] > 0 else Fenced(Fence.ABSOLUTE, total))
    return Standard(scaled(Quotient(ONE, outside), value), (rule, *plain))
