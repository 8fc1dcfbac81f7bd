"""Moves that bring a limit nearer to its value: cancelling, conjugates, standard limits, powers, the rule of L'Hospital."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context
from builder.calculus.derivation.alike import sines_and_cosines
from builder.calculus.derivation.at_infinity import far, size
from builder.calculus.derivation.build import (
    EULER,
    INFINITY,
    ONE,
    ZERO,
    add,
    bare,
    call,
    depends_on,
    negative,
    number,
    power,
    rational,
    times,
    without_groups,
)
from builder.calculus.derivation.denominators import over_one_denominator
from builder.calculus.derivation.derivation import Reason, Step
from builder.calculus.derivation.differentiate import derivative_rows
from builder.calculus.derivation.finish import finish
from builder.calculus.derivation.polynomials import coefficients, polynomial
from builder.calculus.derivation.rough import NEAR, rough
from builder.calculus.derivation.rows import Way, by_move, reason_of, tex
from builder.calculus.derivation.terms import Style, Term, invert, term_of, tree_of
from builder.calculus.derivation.values import exact
from builder.calculus.expression.nodes import (
    Call,
    Expression,
    Fence,
    Fenced,
    Limit,
    Negation,
    Power,
    Product,
    Quotient,
    Root,
    Side,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, replaced
from builder.calculus.rules import algebra, limits, moves
from builder.calculus.rules.rule import Rule

SMALL = 1e-7


class Here(Struct, frozen=True):
    """What a limit is taken of, and where."""

    limit: Limit
    context: Context
    style: Style

    @property
    def x(self) -> Symbol:
        return self.limit.variable

    @property
    def at_infinity(self) -> int:
        """1 and -1 for the two infinities, 0 for a point."""
        point = bare(self.limit.point)
        if isinstance(point, Negation) and bare(point.operand) == INFINITY:
            return -1
        return 1 if point == INFINITY else 0

    def of(self, body: Expression) -> Limit:
        """The same limit of something else."""
        return replace(self.limit, body=body)

    def far(self, node: Expression) -> Expression | None:
        """What `node` comes to at infinity, None where that cannot be read off."""
        return far(node, self.x, self.at_infinity)

    def rough(self, node: Expression, step: float = 0.0) -> float | None:
        """About what `node` is at the point, or a `step` away from it."""
        point = rough(self.limit.point, {})
        return None if point is None else rough(node, {self.x.name: point + step})

    def without_bound(self, node: Expression) -> Expression | None:
        """∞ or -∞ for a fraction whose denominator alone vanishes at the point, and for a logarithm of what vanishes there."""
        inner = bare(node)
        if isinstance(inner, Negation):
            found = self.without_bound(inner.operand)
            return None if found is None else negative(found)
        if isinstance(inner, Quotient):
            above = self.rough(inner.numerator)
            at_pole = self.is_zero(inner.denominator) and above is not None and abs(above) > NEAR
        else:
            at_pole = isinstance(inner, Call) and inner.function in ("ln", "log") and self.is_zero(inner.arguments[0])
        if self.at_infinity or not at_pole:
            return None
        values = [self.rough(node, step * 1e3) for step in self.steps]
        signs = {value > 0 for value in values if value is not None}
        if None in values or len(signs) > 1:
            return None
        return INFINITY if signs == {True} else Negation(INFINITY)

    @property
    def steps(self) -> tuple[float, ...]:
        """Small steps to the places beside the point, on the side that counts, or on both."""
        return {Side.ABOVE: (SMALL,), Side.BELOW: (-SMALL,), Side.BOTH: (SMALL, -SMALL)}[self.limit.side]

    def is_zero(self, node: Expression) -> bool:
        """Whether `node` seems to vanish at the point, or goes to 0 at infinity."""
        if self.at_infinity:
            end = self.far(node)
            return end is not None and exact(end) == ZERO
        value = self.rough(node)
        return value is not None and abs(value) < NEAR

    def vanishes(self, node: Expression) -> bool:
        """Whether `node` is 0 at the point, or has no value there, and next to none beside it: (sin x)/x - 1."""
        if self.is_zero(node) or self.at_infinity or self.rough(node) is not None:
            return self.is_zero(node)
        return all(value is not None and abs(value) < 10 * SMALL for value in (self.rough(node, step) for step in self.steps))


Row: TypeAlias = tuple[Expression, Reason, tuple[Step, ...]]
"""What a limit is taken of after a row, its reason, and the derivations that it rests on."""


def plain(here: Here, body: Expression) -> list[Row]:
    """Values that everybody knows, and terms that are 0."""
    after = exact(body)
    return [(after, by_move(moves.KNOWN_VALUES), ())] if after != body else []


def absolute(here: Here, body: Expression) -> list[Row]:
    """On one side of the point the bars of an absolute value are a sign, and the larger of two is one of them."""
    for node in () if here.at_infinity else descendants(body):
        match node:
            case Fenced(Fence.ABSOLUTE, inner):
                parts, chosen = (inner, cast(Expression, ZERO)), (inner, cast(Expression, Negation(inner)))
            case Call("max" | "min" as function, (left, right), None):
                parts, chosen = (left, right), (left, right) if function == "max" else (right, left)
            case _:
                continue
        if not depends_on(node, here.x.name):
            continue
        signs = set()
        for step in here.steps:
            first, second = (here.rough(part, step) for part in parts)
            signs.add(0 if first is None or second is None else (first > second) - (first < second))
        if len(signs) != 1 or not (sign := signs.pop()):
            continue
        new = chosen[0] if sign > 0 else chosen[1]
        relation = f"{tex(parts[0])[:-1]} {'>' if sign > 0 else '<'} {tex(parts[1])[1:]}"
        text = f"here {relation}, so {tex(node)[:-1]} = {tex(new)[1:]}"
        return [(without_groups(replaced(body, node, new)), by_move(moves.ABSOLUTE_VALUE_ON_SIDE, text), ())]
    return []


def _fraction(here: Here, body: Expression) -> Quotient | None:
    """A fraction whose parts both vanish at the point."""
    inner = bare(body)
    return inner if isinstance(inner, Quotient) and here.vanishes(inner.numerator) and here.is_zero(inner.denominator) else None


def cancel(here: Here, body: Expression) -> list[Row]:
    """Polynomials that both vanish at the point have a factor in common."""
    fraction, point = _fraction(here, body), rational(here.limit.point)
    if fraction is None or point is None:
        return []
    above, below = coefficients(fraction.numerator, here.x), coefficients(fraction.denominator, here.x)
    if above is None or below is None or not any(below):
        return []
    rows: list[Row] = []
    out = Quotient(polynomial(above, here.x, here.style), polynomial(below, here.x, here.style))
    if not any(above):
        return [(ZERO, reason_of(algebra.OPPOSITE_TERMS), ())]
    if out != fraction and not _is_multiplied_out(fraction):
        rows.append((out, reason_of(algebra.EXPAND, algebra.COLLECT), ()))
    factor = add(here.x, number(-point)) if point else here.x
    tops, bottoms = (polynomial(_divided(c, point), here.x, here.style) for c in (above, below))
    shown = Quotient(_with(factor, tops), _with(factor, bottoms))
    if shown != out:
        rows.append((shown, reason_of(algebra.FACTOR_POLYNOMIAL if point else algebra.FACTOR_OUT), ()))
    done = tops if bottoms == ONE else Quotient(tops, bottoms)
    text = f"cancel {tex(factor)}: it is not 0 under the limit"
    rows.append((done, replace(reason_of(limits.CANCEL_H), text=text), ()))
    return rows


def cancel_factor(here: Here, body: Expression) -> list[Row]:
    """A sum that vanishes and stands above and below as a factor, with its sign or with the other one."""
    fraction = _fraction(here, body)
    if fraction is None:
        return []
    above, below = (dict(term_of(part, []).powers) for part in (fraction.numerator, fraction.denominator))
    shared = [base for base in above if (isinstance(base, Sum) or base == here.x) and here.is_zero(base)]
    whole = term_of(fraction, [])
    gone = [base for base in shared if base not in dict(whole.powers) or base in below]
    if not gone or any(here.is_zero(base) for base, e in whole.powers if isinstance(base, Sum)):
        return []
    text = f"cancel {tex(gone[0])}: it is not 0 under the limit"
    return [(tree_of(whole, here.style), replace(reason_of(limits.CANCEL_H), text=text), ())]


def _is_multiplied_out(fraction: Quotient) -> bool:
    """Whether no sum is a factor, or the base of a power, in a fraction."""
    sums = (n.factors if isinstance(n, Product) else (n.base,) if isinstance(n, Power) else () for n in descendants(fraction))
    return not any(isinstance(bare(factor), Sum) for factors in sums for factor in factors)


def _with(factor: Expression, rest: Expression) -> Expression:
    if rest == Negation(ONE):
        return Negation(factor)
    return factor if rest == ONE else times(factor, rest)


def _divided(coefficients: list[Fraction], point: Fraction) -> list[Fraction]:
    """A polynomial divided by x − point, which it has as a factor (Horner's scheme)."""
    quotient: list[Fraction] = []
    carried = Fraction(0)
    for coefficient in reversed(coefficients):
        carried = coefficient + carried * point
        quotient.append(carried)
    return quotient[-2::-1]


def common_denominator(here: Here, body: Expression) -> list[Row]:
    """A difference of fractions over something: one fraction first."""
    fraction = _fraction(here, body)
    if fraction is None or not isinstance(fraction.numerator, Sum) or len(fraction.numerator.terms) != 2:
        return []
    first, second = fraction.numerator.terms
    sign = isinstance(second, Negation)
    parts = [bare(first), bare(second.operand if isinstance(second, Negation) else second)]
    if not any(isinstance(p, Quotient) and depends_on(p.denominator, here.x.name) for p in parts):
        return []
    (a, b), (c, d) = ((p.numerator, p.denominator) if isinstance(p, Quotient) else (p, ONE) for p in parts)
    right = _product(c, b)
    above = add(_product(a, d), Negation(right) if sign else right)
    below = _product(b, d)
    return [
        (Quotient(Quotient(above, below), fraction.denominator), reason_of(algebra.COMMON_DENOMINATOR), ()),
        (Quotient(above, times(fraction.denominator, below)), reason_of(algebra.NESTED_FRACTION), ()),
    ]


def _product(left: Expression, right: Expression) -> Expression:
    if ONE in (left, right):
        return right if left == ONE else left
    return times(right, left) if rational(right) is not None else times(left, right)


def conjugate(here: Here, body: Expression) -> list[Row]:
    """A difference with square roots, above or below: multiply by the sum."""
    fraction = _fraction(here, body)
    if fraction is None:
        return []
    for part, other in ((fraction.numerator, fraction.denominator), (fraction.denominator, fraction.numerator)):
        if not isinstance(part, Sum) or len(part.terms) != 2 or not isinstance(part.terms[1], Negation):
            continue
        first, second = bare(part.terms[0]), bare(part.terms[1].operand)
        if not any(isinstance(term, Root) and term.index is None and depends_on(term, here.x.name) for term in (first, second)):
            continue
        total = add(first, second)
        squares = add(squared(first), Negation(squared(second)))
        short = coefficients(squares, here.x)
        left = polynomial(short, here.x, here.style) if short is not None else squares
        top = part is fraction.numerator
        long = times(part, total), times(other, total)
        brief, after = (squares, times(other, total)), (left, times(other, total))
        reasons = (reason_of(algebra.CONJUGATE), reason_of(algebra.DIFFERENCE_OF_SQUARES), reason_of(algebra.COLLECT))
        shown = [Quotient(*pair) if top else Quotient(*pair[::-1]) for pair in (long, brief, after)]
        rows: list[Row] = [(after, reason, ()) for after, reason in zip(shown, reasons, strict=True)]
        if left != ZERO and (rest := _common(left, other)) is not None:
            done = Quotient(rest[0], _product(rest[1], total)) if top else Quotient(_product(rest[1], total), rest[0])
            text = f"cancel {tex(other)}: it is not 0 under the limit"
            rows.append((done, replace(reason_of(limits.CANCEL_H), text=text), ()))
        return rows
    return []


def _common(left: Expression, other: Expression) -> tuple[Expression, Expression] | None:
    """What is left of both when one is cancelled by the other."""
    if left == other:
        return ONE, ONE
    if isinstance(left, Product) and other in left.factors:
        return times(*(f for f in left.factors if f != other)), ONE
    if left == Negation(other):
        return Negation(ONE), ONE
    if isinstance(other, Product) and left in other.factors:
        return ONE, times(*(f for f in other.factors if f != left))
    return None


def squared(node: Expression) -> Expression:
    """The square of a root, a number or anything else."""
    if isinstance(node, Root):
        return node.radicand
    value = rational(node)
    return number(value**2) if value is not None else power(node, number(2))


def standard(here: Here, body: Expression) -> list[Row]:
    """The standard limits at 0: sin x / x, (cos x − 1) / x, (e^x − 1) / x."""
    if here.limit.point != ZERO:
        return []
    x = here.x
    known: dict[Expression, tuple[Expression, Rule]] = {
        Quotient(call("sin", x), x): (ONE, limits.SINE_LIMIT),
        Quotient(add(call("cos", x), Negation(ONE)), x): (ZERO, limits.COSINE_LIMIT),
        Quotient(add(Power(EULER, x), Negation(ONE)), x): (ONE, limits.EXPONENTIAL_LIMIT),
    }
    if body not in known:
        return []
    value, rule = known[body]
    return [(value, reason_of(rule), ())]


def highest_power(here: Here, body: Expression) -> list[Row]:
    """A fraction of polynomials at infinity: divide above and below by the highest power below."""
    inner = bare(body)
    if not here.at_infinity or not isinstance(inner, Quotient):
        return []
    above, below = coefficients(inner.numerator, here.x), coefficients(inner.denominator, here.x)
    if above is None or below is None or len(below) < 2:
        return []
    degree = len(below) - 1

    def divided(coefficients: list[Fraction]) -> Expression:
        terms: list[Expression] = []
        for k in range(len(coefficients) - 1, -1, -1):
            size, left = abs(coefficients[k]), k - degree
            if not size:
                continue
            raised = power(here.x, number(abs(left))) if left else ONE
            if left < 0:
                term: Expression = Quotient(number(size), raised)
            else:
                term = number(size) if raised == ONE else raised if size == 1 else times(number(size), raised)
            terms.append(term if coefficients[k] > 0 else Negation(term))
        return add(*terms)

    text = f"divide above and below by {tex(power(here.x, number(degree)))}"
    return [(Quotient(divided(above), divided(below)), by_move(moves.DIVIDE_BY_POWER, text), ())]


def as_quotient(here: Here, body: Expression) -> list[Row]:
    """A product 0 · ∞ as a fraction: what stands with a negative exponent goes below, and so does 1/x for x ln x."""
    inner = bare(body)
    if not isinstance(inner, Product):
        return []
    below, above, because = [], [], by_move(moves.AS_FRACTION)
    for factor in map(bare, inner.factors):
        if isinstance(factor, Power) and factor.base == EULER and isinstance(factor.exponent, Negation):
            below.append(Power(EULER, factor.exponent.operand))
            because = reason_of(algebra.NEGATIVE_EXPONENT)
        elif isinstance(factor, Power) and factor.base == EULER and here.at_infinity and here.far(factor) == ZERO:
            below.append(Power(EULER, negative(factor.exponent)))
        else:
            above.append(factor)
    if below:
        return [(Quotient(times(*above), times(*below)), because, ())]
    logarithms = [f for f in above if _is_logarithm(f)]
    rest = [f for f in above if f not in logarithms]
    if len(logarithms) != 1 or len(rest) != 1:
        return []
    far = here.far(logarithms[0]) if here.at_infinity else None
    if (far is not None and exact(far) == ZERO) or (not here.at_infinity and here.is_zero(rest[0])):
        return [(Quotient(logarithms[0], Quotient(ONE, rest[0])), by_move(moves.AS_FRACTION), ())]
    return []


def _is_logarithm(node: Expression) -> bool:
    """Whether `node` is a logarithm or a power of one."""
    node = bare(node.base) if isinstance(node, Power) else node
    return isinstance(node, Call) and node.function in ("ln", "log")


def one_logarithm(here: Here, body: Expression) -> list[Row]:
    """A difference of logarithms as one logarithm."""
    match bare(body):
        case Sum(terms=(Call("ln", (first,), None, None), Negation(operand=second))):
            if isinstance(second := bare(second), Call) and second.function == "ln" and second.power is None:
                ratio = Quotient(bare(first), bare(second.arguments[0]))
                return [(call("ln", ratio), reason_of(algebra.LOGARITHM_OF_QUOTIENT), ())]
    return []


def squeeze(here: Here, body: Expression) -> list[Row]:
    """Sine or cosine of what has no limit, times what goes to 0."""
    term = term_of(body, [])
    bounded = [base for base, e in term.powers if is_bounded(here, base) and isinstance(e, Fraction) and e.denominator == 1 <= e]
    rest = Term(term.coefficient, tuple(pair for pair in term.powers if pair[0] not in bounded))
    left = tree_of(rest, here.style)
    if not bounded or not depends_on(left, here.x.name):
        return []
    end = here.far(left) if here.at_infinity else left if here.vanishes(left) else None
    if end is None or (here.at_infinity and exact(end) != ZERO):
        return []
    size = tex(Fenced(Fence.ABSOLUTE, left))[1:-1]
    text = f"{tex(bounded[0])} lies between $-1$ and $1$, so that this lies between $-{size}$ and ${size}$, which go to $0$"
    return [(ZERO, by_move(moves.SQUEEZE, text), ())]


def bounded_term(here: Here, body: Expression) -> list[Row]:
    """A fraction with a sine or a cosine in a sum, divided term by term: of (2x + sin x)/x the last one goes to 0."""
    inner = bare(body)
    if not here.at_infinity or not isinstance(inner, Quotient) or not isinstance(above := bare(inner.numerator), Sum):
        return []
    waves = [base for term in above.terms for base, _ in term_of(term, []).powers if is_bounded(here, base)]
    below = term_of(inner.denominator, [])
    if not waves or isinstance(bare(inner.denominator), Sum):
        return []
    parts = [tree_of(term_of(term, []) * invert(below), here.style) for term in above.terms]
    left: list[Expression] = []
    for part in parts:
        ended = here.far(part) or (ZERO if squeeze(here, part.operand if isinstance(part, Negation) else part) else None)
        if ended is None or size(ended):
            return []
        left.extend([] if exact(ended) == ZERO else [ended])
    text = f"{tex(waves[0])} lies between $-1$ and $1$, and is divided by what grows without bound"
    return [
        (add(*parts), reason_of(algebra.SPLIT_FRACTION), ()),
        (add(*left), by_move(moves.SQUEEZE, text), ()),
    ]


def slower(here: Here, body: Expression) -> list[Row]:
    """At infinity what grows slower: x^n/e^x, x - ln x. Logarithms grow slower than powers, and those than exponentials."""
    inner = bare(body)
    if here.at_infinity <= 0:
        return []
    if isinstance(inner, Quotient):
        orders = _order(here, inner.numerator), _order(here, inner.denominator)
        if orders[0] is None or orders[1] is None or orders[0][0] is not None or orders[1][0] is None:
            return []
        if not any(depends_on(b, here.x.name) and not isinstance(e, Fraction) for b, e in term_of(inner.numerator, []).powers):
            return []  # for a number as exponent there is the rule of L'Hospital
        return [(ZERO, by_move(moves.LET_GROW, "an exponential grows faster than every power"), ())]
    if not isinstance(inner, Sum) or len(inner.terms) != 2:
        return []
    first, second = inner.terms
    ends = [here.far(term) for term in (first, second)]
    orders = _order(here, first), _order(here, second)
    if None in ends or {size(end) for end in ends if end is not None} != {1, -1} or None in orders:
        return []
    sizes = [(order[0] or 0.0, order[1], order[2]) for order in orders if order is not None]
    if sizes[0] == sizes[1]:
        return []
    great, small = (first, second) if sizes[0] > sizes[1] else (second, first)
    share = tree_of(term_of(small, []) * invert(term_of(great, [])), here.style)
    end = ends[0] if great is first else ends[1]
    assert end is not None
    return [
        (
            times(great, add(ONE, share)) if not isinstance(great, Negation) else Negation(times(great.operand, add(ONE, share))),
            reason_of(algebra.FACTOR_OUT),
            (),
        ),
        (end, by_move(moves.LET_GROW, f"{tex(share)} goes to $0$: what grows faster decides"), ()),
    ]


def _order(here: Here, node: Expression) -> tuple[float | None, Fraction, Fraction] | None:
    """How a term grows: the rate of its exponential, None where it has none, and the exponents of x and of its logarithm."""
    rate: float | None = None
    degree = logarithm = Fraction(0)
    for base, exponent in term_of(node, []).powers:
        if base == here.x:
            degree += exponent if isinstance(exponent, Fraction) else 0
            if not isinstance(exponent, Fraction) and depends_on(exponent, here.x.name):
                return None
        elif not depends_on(base, here.x.name) and not isinstance(exponent, Fraction) and depends_on(exponent, here.x.name):
            slope, size_of_base = coefficients(exponent, here.x), rough(base, {})
            if slope is None or len(slope) != 2 or not size_of_base or size_of_base <= 1 or slope[1] <= 0 or rate is not None:
                return None
            rate = float(slope[1]) * math.log(size_of_base)
        elif isinstance(base, Call) and base.function == "ln" and base.arguments == (here.x,) and isinstance(exponent, Fraction):
            logarithm += exponent
        elif depends_on(base, here.x.name):
            return None
    return rate, degree, logarithm


def small_exponential(here: Here, body: Expression) -> list[Row]:
    r"""e^{-a/x^n} at 0, times a power of x, however negative: it is smaller than each power, since e^v > v^j/j! for v > 0."""
    if here.limit.point != ZERO:
        return []
    term = term_of(body, [])
    powers = dict(term.powers)
    exponent, lost = powers.pop(EULER, ZERO), powers.pop(here.x, Fraction(0))
    inside = term_of(ZERO if isinstance(exponent, Fraction) else exponent, [])
    if inside.coefficient >= 0 or [base for base, _ in inside.powers] != [here.x] or not isinstance(lost, Fraction):
        return []
    order = inside.powers[0][1]
    if not isinstance(order, Fraction) or order.denominator != 1 or order >= 0:
        return []
    if any(depends_on(base, here.x.name) for base in powers) or (order % 2 and here.limit.side is not Side.ABOVE):
        return []
    degree = max(1, int(lost // order) + 1)  # the least j with x^{nj} times the other power still a power
    v = tree_of(Term(-inside.coefficient, inside.powers), here.style)
    least: Expression = power(v, number(degree)) if degree > 1 else v
    least = Quotient(least, number(math.factorial(degree))) if degree > 1 else least
    scale = term.coefficient * math.factorial(degree) / (-inside.coefficient) ** degree
    bound = tree_of(Term(scale, (*powers.items(), (here.x, lost - order * degree))), here.style)
    size = tex(Fenced(Fence.ABSOLUTE, bound))[1:-1]
    text = (
        f"${tex(Power(EULER, v))[1:-1]} > {tex(least)[1:-1]}$, so that this lies between $-{size}$ and ${size}$, which go to $0$"
    )
    return [(ZERO, by_move(moves.SQUEEZE, text), ())]


def is_bounded(here: Here, base: Expression) -> bool:
    """Whether `base` is the sine or the cosine of what grows without bound, or has no value at the point."""
    if not isinstance(base, Call) or base.function not in ("sin", "cos") or not depends_on(base, here.x.name):
        return False
    if here.at_infinity:
        end = here.far(base.arguments[0])
        return end is not None and bool(size(end))
    return here.rough(base.arguments[0]) is None


def one_fraction(here: Here, body: Expression) -> list[Row]:
    """A difference of fractions that grow without bound, and a product with a fraction: as one fraction."""
    inner = bare(body)
    if isinstance(inner, Product) and any(isinstance(bare(f), Quotient) and depends_on(f, here.x.name) for f in inner.factors):
        after, rule = tree_of(term_of(inner, []), here.style), algebra.ONE_FRACTION
    elif isinstance(inner, Sum) and any(
        isinstance(n, Quotient) and depends_on(n.denominator, here.x.name) for n in _parts(inner)
    ):
        after, rule = over_one_denominator(inner, here.style, []), algebra.COMMON_DENOMINATOR
    else:
        return []
    return [(after, reason_of(rule), ())] if isinstance(after, Quotient) and after != inner else []


def sines(here: Here, body: Expression) -> list[Row]:
    """Tangent, secant and their like, which have no value at the point, by sine and cosine."""
    calls = [n for n in descendants(body) if isinstance(n, Call) and n.function in ("tan", "cot", "sec", "csc")]
    if here.at_infinity or all(here.rough(call) is not None for call in calls):
        return []
    used: list[Rule] = []
    after = sines_and_cosines(body, here.style, used)
    return [(after, reason_of(*dict.fromkeys(used)), ())]


def _parts(node: Sum) -> list[Expression]:
    return [bare(term.operand if isinstance(term, Negation) else term) for term in node.terms]


def hospital(here: Here, body: Expression) -> list[Row]:
    """L'Hospital's rule, for 0/0 and ∞/∞."""
    inner = bare(body)
    if not isinstance(inner, Quotient) or not (
        depends_on(inner.numerator, here.x.name) and depends_on(inner.denominator, here.x.name)
    ):
        return []
    if here.at_infinity:
        values = [here.far(part) for part in (inner.numerator, inner.denominator)]
        top, bottom = (None if value is None else exact(value) for value in values)
        both_vanish = top == ZERO and bottom == ZERO
        both_grow = top is not None and bottom is not None and bool(size(top) and size(bottom))
    else:
        both_vanish = here.vanishes(inner.numerator) and here.vanishes(inner.denominator)
        both_grow = all(_grows(here, part) for part in (inner.numerator, inner.denominator))
    if not (both_vanish or both_grow):
        return []
    way = Way(here.x, here.context)
    # Below a bar e^{-x} stays what it is, and letters do not vary: m x^{m-1}.
    style = replace(here.style, below=False, variables=frozenset({here.x.name}))
    parts = [derivative_rows(without_groups(part), way, style) for part in (inner.numerator, inner.denominator)]
    above, below = without_groups(parts[0].current), without_groups(parts[1].current)
    after = above if below == ONE else Quotient(above, below)
    form = r"\frac{0}{0}" if both_vanish else r"\frac{\infty}{\infty}"
    reason = by_move(moves.L_HOSPITAL, f"${form}$: the quotient of the derivatives, by L'Hospital's rule")
    rows: list[Row] = [(after, reason, tuple(step for found in parts for step in found.steps))]
    for move in finish(after, replace(here.style, variables=frozenset({here.x.name}))):
        if set(move.rules) <= {algebra.ORDER, algebra.ORDER_TERMS, algebra.ONE_FRACTION}:
            break
        rows.append((move.after, reason_of(*move.rules), ()))
    return rows


def _grows(here: Here, node: Expression) -> bool:
    """Whether `node` seems to grow without bound at the point."""
    step = -1.0 if here.limit.side is Side.BELOW else 1.0
    near, nearer = here.rough(node, step * 1e-2), here.rough(node, step * 1e-4)
    return near is not None and nearer is not None and abs(nearer) > abs(near) * 1.5 > 1.5
