"""The method `definition`: the limit of the difference quotient, by the trick that fits what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import cast

from msgspec.structs import replace

from builder.calculus.derivation.alike import hyperbolic_as_exponentials
from builder.calculus.derivation.build import (
    EULER,
    INFINITY,
    ONE,
    ZERO,
    add,
    bare,
    call,
    depends_on,
    dotted,
    negative,
    number,
    power,
    rational,
    times,
    without_groups,
)
from builder.calculus.derivation.by_limit import limit_rows
from builder.calculus.derivation.derivation import CannotDerive, Derivation, ExistsNowhere, Problem, Reason
from builder.calculus.derivation.goals import Target, refuse_point, target_of
from builder.calculus.derivation.pieces import piece_beside
from builder.calculus.derivation.polynomials import at_zero, coefficients, multiplied_out, sum_of, without_one
from builder.calculus.derivation.rough import NEAR, rough, without_value
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of, tex
from builder.calculus.derivation.sums import collected
from builder.calculus.derivation.terms import Style, Term, style_of, term_of, tree_of
from builder.calculus.derivation.values import exact, worked_out
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Cases,
    Expression,
    Group,
    Limit,
    Negation,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Root,
    Side,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, map_children, substitute, summands, symbols
from builder.calculus.rules import algebra, limits, moves, trigonometry
from builder.calculus.rules.rule import Rule

STEPS = ("h", "k", "t", "s")
Trick = Callable[["Quotients", Expression], bool]
"""What writes the rows of a limit, if the function is one for it."""


class Quotients:
    """The rows of one limit of a difference quotient while they are written."""

    def __init__(self, target: Target, step: Symbol | None = None, tricks: Sequence[Trick] = ()) -> None:
        self.target = target
        self.tricks = (*tricks, *_TRICKS)
        self.x = target.way.variable
        taken = symbols(target.body) | symbols(target.goal)
        self.h = step or Symbol(next(name for name in STEPS if name not in taken))
        point = target.point.get(self.x.name)
        self.at: Expression = self.x if point is None else without_groups(point)
        self.moved = add(self.at, self.h)
        base = style_of(target.body, {self.x.name, self.h.name})
        self.style = Style(
            base.roots,
            base.fractional,
            base.negative,
            base.below,
            base.decimals,
            base.variables,
            frozenset(),
            (self.x.name, self.h.name),
        )
        self.rows = Rows(target.goal, target.way.here)

    def limit(self, body: Expression) -> Limit:
        """The limit of `body` as h goes to 0."""
        return Limit(body, self.h, ZERO)

    def over_h(self, numerator: Expression) -> Limit:
        """The limit of a numerator over h."""
        return self.limit(Quotient(numerator, self.h))

    def row(self, after: Expression, *rules: Rule) -> None:
        """One more row, for rules of the book."""
        self.rows.add(after, reason_of(*rules))

    def value(self, node: Expression, at: Expression) -> Expression:
        """`node` with the variable replaced."""
        return without_groups(substitute(node, {self.x.name: at}))

    def let_h_go(self, body: Expression) -> None:
        """The last row of a limit whose body is defined at h = 0, and what tidies it."""
        result = at_zero(body, self.h)
        rule = limits.LET_H_GO if depends_on(body, self.h.name) else limits.LIMIT_OF_CONSTANT
        self.row(result, rule)
        self.rows.finish(self.style)


def by_definition(problem: Problem) -> Derivation:
    """Differentiate by the limit of the difference quotient. Raises CannotDerive."""
    target = target_of(problem.goal, problem.context)
    if target is None or len(target.variables) != 1:
        raise CannotDerive("the definition gives a first derivative", "ask for f'(x) or f'(2)")
    work = Quotients(target)
    if limit_found(work):
        return Derivation(problem.goal, work.rows.current, "definition", problem.context, tuple(work.rows.steps))
    letters = any(isinstance(n, Power) and n.base == work.x and symbols(n.exponent) for n in descendants(target.body))
    raise CannotDerive(
        f"the limit of the difference quotient of {quoted(target.body)} needs more than algebra",
        "use the method binomial for a power with a whole number n; else the method rules" if letters else "use the method rules",
    )


def limit_found(work: Quotients) -> bool:
    """Write the rows of the limit, if one of the tricks fits. Raises CannotDerive where there is no derivative."""
    target = work.target
    if target.point:
        here = piece_beside(target.body, work.x, rough(work.at, {}), 0)
        refuse_point(target.goal, (target.body if here is None else here,), target.point)
    definition_rows(work)
    if not any(trick(work, target.body) for trick in work.tricks):
        return False
    rows = work.rows
    if target.point and not symbols(rows.current):
        rows.add(worked_out(rows.current), by_move(moves.WORK_OUT))
    if without_value(rows.current) is not None or INFINITY in descendants(rows.current):
        raise _without_bound(target)
    return True


def definition_rows(work: Quotients) -> None:
    """The definition, and the function put into it."""
    function = _function(work.target)
    body = work.target.body
    put_in = add(work.value(body, work.moved), Negation(work.value(body, work.at)))
    if function is not None:
        shown = add(Application(function, (work.moved,)), Negation(Application(function, (work.at,))))
        work.row(work.over_h(shown), limits.DEFINITION)
        if isinstance(body, Cases) and work.target.point:
            return  # the piece that holds is put in
        work.rows.add(work.over_h(put_in), by_move(moves.PUT_IN_FUNCTION, f"put in what {tex(function)} is"))
    else:
        work.row(work.over_h(put_in), limits.DEFINITION)


def _function(target: Target) -> Symbol | None:
    goal = bare(target.goal)
    if isinstance(goal, Application):
        function = bare(goal.function)
        if isinstance(function, Prime) and isinstance(function.operand, Symbol):
            return function.operand
    return None


def _difference(work: Quotients, body: Expression) -> Expression:
    return add(work.value(body, work.moved), Negation(work.value(body, work.at)))


def _divide_by_h(work: Quotients, numerator: Expression, below: Expression = ONE) -> bool:
    """The rows from a numerator that is a polynomial in h: multiply out, cancel, factor out h, cancel h, let h go to 0.

    `below` stands with h in the denominator.
    """
    terms = multiplied_out(numerator, work.h.name)
    if terms is None:
        return False

    def shown(above: Expression) -> Limit:
        return work.limit(Quotient(above, work.h if below == ONE else times(work.h, below)))

    left = collected(terms)
    if without_one(left, work.h) is None and symbols(work.at):  # brackets without h stand in the way
        name = min(symbols(work.at))
        terms = [t for term in terms for t in multiplied_out(tree_of(term, work.style), name) or [term]]
        left = collected(terms)
    if left and without_one(left, work.h) is None:
        return False
    out = sum_of(terms, work.style)
    if out != numerator:
        work.row(shown(out), _expansion(numerator, work.h.name))
    if not left:
        work.row(shown(ZERO), algebra.OPPOSITE_TERMS)
        work.row(ZERO, limits.LIMIT_OF_CONSTANT)
        return True
    divided = without_one(left, work.h)
    assert divided is not None
    short = sum_of(left, work.style)
    if short != out:
        work.row(shown(short), algebra.OPPOSITE_TERMS if all(t in terms for t in left) else algebra.COLLECT)
    rest = sum_of(divided, work.style)
    if isinstance(rest, Sum):
        work.row(shown(times(work.h, rest)), algebra.FACTOR_OUT)
    cancelled = rest if below == ONE else tree_of_quotient(rest, below)
    work.row(work.limit(cancelled), limits.CANCEL_H)
    work.let_h_go(cancelled)
    return True


def tree_of_quotient(above: Expression, below: Expression) -> Expression:
    """A quotient with its sign in front."""
    return Negation(Quotient(above.operand, below)) if isinstance(above, Negation) else Quotient(above, below)


def _expansion(numerator: Expression, letter: str) -> Rule:
    powers = [
        n.exponent
        for n in descendants(numerator)
        if isinstance(n, Power) and isinstance(bare(n.base), Sum) and depends_on(n.base, letter)
    ]
    if powers and all(e == Number("2") for e in powers):
        return algebra.EXPAND_SQUARE
    if powers and all(e == Number("3") for e in powers):
        return algebra.EXPAND_CUBE
    if powers:
        return algebra.BINOMIAL_THEOREM
    return algebra.EXPAND if any(isinstance(n, Product) for n in descendants(numerator)) else algebra.DISTRIBUTE_SIGN


# ------------------------------------------------------------------------------------------------ the tricks


def _constant(work: Quotients, body: Expression) -> bool:
    if depends_on(body, work.x.name):
        return False
    work.row(work.over_h(ZERO), algebra.OPPOSITE_TERMS)
    work.row(ZERO, limits.LIMIT_OF_CONSTANT)
    return True


def _polynomial(work: Quotients, body: Expression) -> bool:
    return _divide_by_h(work, _difference(work, body))


def _rational(work: Quotients, body: Expression) -> bool:
    """A fraction of polynomials: common denominator first."""
    fraction = _as_fraction(body, work)
    if fraction is None:
        return False
    above, below = fraction
    moved_above, moved_below = work.value(above, work.moved), work.value(below, work.moved)
    here_above, here_below = work.value(above, work.at), work.value(below, work.at)
    numerator = add(_short(moved_above, here_below), Negation(_short(here_above, moved_below)))
    if multiplied_out(numerator, work.h.name) is None:
        return False
    denominator = _short(here_below, moved_below)
    work.row(work.over_h(Quotient(numerator, denominator)), algebra.COMMON_DENOMINATOR)
    work.row(work.limit(Quotient(numerator, times(work.h, denominator))), algebra.NESTED_FRACTION)
    return _divide_by_h(work, numerator, denominator)


def _short(left: Expression, right: Expression) -> Expression:
    if left == ONE:
        return right
    return left if right == ONE else times(left, right)


def _as_fraction(body: Expression, work: Quotients) -> tuple[Expression, Expression] | None:
    match body:
        case Quotient() if depends_on(body.denominator, work.x.name):
            return body.numerator, body.denominator
        case Negation():
            inner = _as_fraction(body.operand, work)
            return None if inner is None else (Negation(inner[0]), inner[1])
        case Power() | Product():
            term = term_of(body, [])
            below = [
                (b, -e)
                for b, e in term.powers
                if isinstance(e, Fraction) and e < 0 and e.denominator == 1 and depends_on(b, work.x.name)
            ]
            if not below:
                return None
            rest = Term(
                term.coefficient,
                tuple(p for p in term.powers if (p[0], -p[1] if isinstance(p[1], Fraction) else p[1]) not in below),
            )
            return tree_of(rest, work.style), tree_of(Term(Fraction(1), tuple(below)), work.style)
        case _:
            return None


def _root(work: Quotients, body: Expression) -> bool:
    """A square or cube root of a polynomial, or one over it: above and below, multiply by what makes a difference of powers.

    Source: a^n - b^n = (a - b)(a^{n-1} + a^{n-2} b + ... + b^{n-1}).
    """
    inverted = isinstance(body, Quotient) and body.numerator == ONE
    root = bare(body.denominator) if isinstance(body, Quotient) and inverted else body
    index = _index_of(root)
    if index not in (2, 3):
        return False
    moved, here = work.value(root, work.moved), work.value(root, work.at)
    first, second = (here, moved) if inverted else (moved, here)
    numerator = add(_raised_root(first, index), negative(_raised_root(second, index)))
    if multiplied_out(numerator, work.h.name) is None:
        return False
    if work.target.point and abs(rough(here, {}) or 0.0) < NEAR:
        return _root_at_zero(work, moved)
    if index == 2:
        other, rules = add(first, second), (algebra.CONJUGATE, algebra.DIFFERENCE_OF_SQUARES)
    else:
        squares = [_raised_root(part, Fraction(2)) for part in (first, second)]
        other = add(squares[0], times(first, second), squares[1])
        rules = (algebra.CONJUGATE_OF_CUBES, algebra.DIFFERENCE_OF_CUBES)
        below_root = root.radicand if isinstance(root, Root) else root.base if isinstance(root, Power) else root
        if depends_on(below_root, work.x.name) and not work.target.point:
            work.rows.context = work.rows.context.with_assumption(Relation(below_root, Sign.NOT_EQUAL, ZERO))
    below = other
    difference: Expression = add(first, negative(second))
    if inverted:
        product = times(here, moved)
        work.row(work.over_h(Quotient(difference, product)), algebra.COMMON_DENOMINATOR)
        work.row(work.limit(Quotient(difference, times(work.h, product))), algebra.NESTED_FRACTION)
        below = times(product, other)
    work.row(work.limit(Quotient(times(difference, other), times(work.h, below))), rules[0])
    work.row(work.limit(Quotient(numerator, times(work.h, below))), rules[1])
    return _divide_by_h(work, numerator, below)


def _root_at_zero(work: Quotients, moved: Expression) -> bool:
    """A root at a place where it is 0: there is nothing to divide by. Raises ExistsNowhere where it is steep there."""
    step = 1e-9
    sizes = [abs(rough(moved, {work.h.name: side * step}) or 0.0) for side in (-1, 1)]
    if max(sizes) > 1e3 * step:
        raise _without_bound(work.target)
    return False


def _without_bound(target: Target) -> ExistsNowhere:
    message = f"{quoted(target.goal)} does not exist: the difference quotient grows without bound"
    return ExistsNowhere(message, "ask at another point")


def _index_of(root: Expression) -> Fraction | None:
    """The index of a root, or of a power with a fraction for an exponent."""
    match root:
        case Root(index=index):
            return Fraction(2) if index is None else rational(index)
        case Power(exponent=exponent) if (value := rational(exponent)) is not None and value > 0:
            return Fraction(value.denominator)
        case _:
            return None


def _raised_root(root: Expression, to: Fraction) -> Expression:
    """A power of a root, without the root where that goes away."""
    base, exponent = (root.base, rational(root.exponent)) if isinstance(root, Power) else (root, Fraction(1))
    assert exponent is not None
    if isinstance(root, Root):
        index = _index_of(root)
        return root.radicand if index == to else Root(Power(root.radicand, number(to)), root.index)
    return power(base, number(exponent * to, slash=True))


def slope_of_line(argument: Expression, work: Quotients) -> Expression | None:
    """The slope of an argument that is linear; None for another one."""
    terms = multiplied_out(argument, work.x.name)
    if terms is None or any(dict(t.powers).get(work.x, Fraction(0)) not in (0, 1) for t in terms):
        return None
    with_x = [t * Term(Fraction(1), ((work.x, Fraction(-1)),)) for t in terms if work.x in dict(t.powers)]
    return sum_of(with_x, Style()) if with_x else None


def moved_by(slope: Expression, work: Quotients) -> Expression:
    """How far a line with this slope goes when x goes h further."""
    return tree_of(term_of(times(slope, work.h), []), work.style)


def _sine_or_cosine(work: Quotients, body: Expression) -> bool:
    """Sine and cosine of a line: the angle addition formula and the two standard limits."""
    if not isinstance(body, Call) or body.function not in ("sin", "cos") or body.power is not None:
        return False
    slope = slope_of_line(body.arguments[0], work)
    if slope is None:
        return False
    h, at, step = work.h, work.value(bare(body.arguments[0]), work.at), moved_by(slope, work)
    sine, cosine, sine_h, cosine_h = call("sin", at), call("cos", at), call("sin", step), call("cos", step)
    less = add(cosine_h, Negation(ONE))
    if body.function == "sin":
        work.row(work.over_h(add(times(sine, cosine_h), times(cosine, sine_h), Negation(sine))), trigonometry.SINE_OF_SUM)
        first, second, rule = sine, cosine, False
    else:
        work.row(
            work.over_h(add(times(cosine, cosine_h), Negation(times(sine, sine_h)), Negation(cosine))), trigonometry.COSINE_OF_SUM
        )
        first, second, rule = cosine, sine, True

    def signed(node: Expression) -> Expression:
        return Negation(node) if rule else node

    of_cosine, of_sine = work.limit(Quotient(less, h)), work.limit(Quotient(sine_h, h))
    work.row(work.over_h(add(times(first, less), signed(times(second, sine_h)))), algebra.FACTOR_OUT)
    work.row(work.limit(add(times(first, Quotient(less, h)), signed(times(second, Quotient(sine_h, h))))), algebra.SPLIT_FRACTION)
    work.row(add(times(first, of_cosine), signed(times(second, of_sine))), limits.LIMIT_OF_SUM)
    reason = reason_of(limits.COSINE_LIMIT, limits.SINE_LIMIT)
    if slope != ONE:
        known = f"{tex(of_cosine)[:-1]} = 0$; {tex(of_sine)[:-1]} = {tex(slope)[1:]}"
        reason = Reason(limits.COSINE_LIMIT.name, known)
    work.rows.add(add(times(first, ZERO), signed(times(second, slope))), reason)
    work.rows.finish(work.style)
    return True


def _exponential(work: Quotients, body: Expression) -> bool:
    """a^u for a line u: the exponential of a sum and the standard limit."""
    if not isinstance(body, Power) or depends_on(body.base, work.x.name) or not depends_on(body.exponent, work.x.name):
        return False
    slope = slope_of_line(body.exponent, work)
    if slope is None:
        return False
    here, step = (power(body.base, exponent) for exponent in (work.value(body.exponent, work.at), moved_by(slope, work)))
    less = add(step, Negation(ONE))
    work.row(work.over_h(add(times(here, step), Negation(here))), algebra.EXPONENTIAL_OF_SUM)
    work.row(work.over_h(times(here, less)), algebra.FACTOR_OUT)
    work.row(times(here, work.over_h(less)), limits.CONSTANT_FACTOR)
    rate = slope if body.base == EULER else times(*([] if slope == ONE else [slope]), call("ln", body.base))
    reason = reason_of(limits.EXPONENTIAL_LIMIT)
    if rate != ONE:
        step_of_e = tex(times(work.h, rate) if isinstance(rate, Call) else moved_by(rate, work))
        reason = Reason(limits.EXPONENTIAL_LIMIT.name, f"{limits.EXPONENTIAL_LIMIT.because} with {step_of_e} for ${work.h.name}$")
    work.rows.add(times(here, rate), reason)
    work.rows.finish(work.style)
    return True


def _polynomial_inside(argument: Expression, work: Quotients) -> tuple[Expression, Expression, Expression] | None:
    """u at the place, and the step k and k/h of u(x + h) = u(x) + k, where u is a polynomial; None for anything else."""
    if coefficients(argument, work.x) is None or work.target.point:
        return None
    here, moved = (work.value(bare(argument), at) for at in (work.at, work.moved))
    terms = [t for part in summands(add(moved, Negation(here))) for t in multiplied_out(part, work.h.name) or [term_of(part, [])]]
    terms = collected(terms)
    divided = without_one(terms, work.h)
    return None if divided is None else (here, sum_of(terms, work.style), sum_of(divided, work.style))


def _of_polynomial(work: Quotients, body: Expression) -> bool:
    """e^u and ln u for a polynomial u: by the step k of u, of which a standard limit is taken, and k over h."""
    factor: Expression
    small: Expression
    match body:
        case Power(base, exponent) if base == EULER and (inside := _polynomial_inside(exponent, work)) is not None:
            here, step, share = inside
            factor, less = Power(EULER, here), add(Power(EULER, step), Negation(ONE))
            work.row(work.over_h(add(times(factor, Power(EULER, step)), Negation(factor))), algebra.EXPONENTIAL_OF_SUM)
            work.row(work.over_h(times(factor, less)), algebra.FACTOR_OUT)
            small, rule, rest = step, limits.EXPONENTIAL_LIMIT, share
        case Call("ln", (argument,), None, None) if (inside := _polynomial_inside(argument, work)) is not None:
            here, step, share = inside
            small, factor, rule, rest = Quotient(step, here), ONE, limits.LOGARITHM_LIMIT, Quotient(share, here)
            less = call("ln", add(ONE, small))
            moved = work.value(bare(argument), work.moved)
            work.row(work.over_h(call("ln", Quotient(moved, here))), algebra.LOGARITHM_OF_QUOTIENT)
            work.row(work.over_h(less), algebra.SPLIT_FRACTION)
        case _:
            return False
    apart = dotted(*([] if factor == ONE else [factor]), Quotient(less, small), rest)
    work.rows.add(work.limit(apart), Reason(algebra.CANCEL.name, "put the same factor above and below"))
    text = f"{rule.because} with {tex(small)} for ${work.h.name}$, which goes to 0"
    left = rest if factor == ONE else times(factor, rest)
    work.rows.add(work.limit(left), Reason(rule.name, text))
    work.let_h_go(left)
    work.rows.finish(work.style)
    return True


def _logarithm(work: Quotients, body: Expression) -> bool:
    """ln u for a line u: one logarithm, and the standard limit."""
    if not isinstance(body, Call) or body.function != "ln" or body.power is not None:
        return False
    slope = slope_of_line(body.arguments[0], work)
    if slope is None:
        return False
    moved, here = (work.value(bare(body.arguments[0]), at) for at in (work.moved, work.at))
    share = Quotient(moved_by(slope, work), here)
    work.row(work.over_h(call("ln", Quotient(moved, here))), algebra.LOGARITHM_OF_QUOTIENT)
    one = add(ONE, share)
    work.row(work.over_h(call("ln", one)), algebra.SPLIT_FRACTION)
    rate = Quotient(slope, here)
    apart = dotted(rate, Quotient(call("ln", one), share))
    work.rows.add(work.limit(apart), Reason(algebra.CANCEL.name, "put the same factor above and below"))
    text = f"{limits.LOGARITHM_LIMIT.because} with {tex(share)} for ${work.h.name}$"
    work.rows.add(rate, Reason(limits.LOGARITHM_LIMIT.name, text))
    work.rows.finish(work.style)
    return True


def _tangent(work: Quotients, body: Expression) -> bool:
    """tan x: sine over cosine, one fraction, and the sine of a difference."""
    if body != call("tan", work.x):
        return False
    h, at, moved = work.h, work.at, work.moved
    sine, cosine, sine_moved, cosine_moved = (call(name, angle) for angle in (at, moved) for name in ("sin", "cos"))
    work.row(
        work.over_h(add(Quotient(sine_moved, cosine_moved), Negation(Quotient(sine, cosine)))), trigonometry.TANGENT_AS_QUOTIENT
    )
    above = add(times(sine_moved, cosine), Negation(times(cosine_moved, sine)))
    below = times(cosine_moved, cosine)
    work.row(work.over_h(Quotient(above, below)), algebra.COMMON_DENOMINATOR)
    work.row(work.limit(Quotient(call("sin", h), times(h, below))), trigonometry.SINE_OF_DIFFERENCE, algebra.NESTED_FRACTION)
    apart = dotted(Quotient(call("sin", h), h), Quotient(ONE, below))
    work.row(work.limit(apart), algebra.ONE_FRACTION)
    work.row(Quotient(ONE, times(cosine, cosine)), limits.SINE_LIMIT, limits.LET_H_GO)
    work.rows.finish(work.style)
    work.row(Call("sec", cosine.arguments, Number("2"), None, cosine.brackets), trigonometry.SECANT_AS_QUOTIENT)
    return True


def _by_limit(work: Quotients, body: Expression) -> bool:
    """At a point: as any limit, but by no derivative; of both sides where the function is made of pieces."""
    if not work.target.point:
        return False
    at = rough(work.at, {})
    pieces = {branch for side in (-1, 1) if (branch := piece_beside(body, work.x, at, side)) is not None}
    value = piece_beside(body, work.x, at, 0)
    if at is None or value is None or not pieces:
        return False
    here = work.value(value, work.at)
    if len(pieces) == 1:
        (piece,) = pieces
        quotient = work.over_h(add(work.value(piece, work.moved), Negation(here)))
        work.rows.add(quotient, by_move(moves.PUT_IN_FUNCTION, "beside the point the function is this"))
        for step in _rows_of_limit(work, quotient).steps:
            work.rows.add(step.after, step.reason, step.steps)
        return True
    sides: list[Rows] = []
    for side, which in ((Side.BELOW, -1), (Side.ABOVE, 1)):
        piece = cast(Expression, piece_beside(body, work.x, at, which))
        quotient = work.over_h(add(work.value(piece, work.moved), Negation(here)))
        sides.append(_rows_of_limit(work, replace(quotient, side=side)))
    below, above = sides
    if below.current != above.current:
        raise ExistsNowhere(
            f"{quoted(work.target.goal)} does not exist: the difference quotient goes to {quoted(below.current)} from below and "
            f"to {quoted(above.current)} from above",
            "the function has a corner, or a jump, there",
        )
    both = Rows(work.target.goal, work.rows.context)
    both.add(below.current, by_move(moves.PUT_IN_LIMITS, "both one-sided limits of the difference quotient are the same"))
    work.rows.steps = [work.rows.steps[0], *below.steps, *above.steps, *both.steps]
    return True


def _rows_of_limit(work: Quotients, quotient: Limit) -> Rows:
    """The rows of a limit at a point, what is added and multiplied there worked out first.

    Derivatives help only where the function is in pieces: they are those of the pieces, not the one that is sought.
    """

    def change(node: Node) -> Node:
        node = map_children(node, change)
        if isinstance(node, Sum | Product) and (terms := multiplied_out(node, work.h.name)) is not None:
            return sum_of(collected(terms), work.style)
        if isinstance(node, Sum):
            return add(*(term for term in node.terms if term not in (ZERO, Negation(ZERO))))
        return node

    short = cast(Expression, change(exact(quotient.body)))
    rows = Rows(quotient, work.rows.context)
    rows.add(replace(quotient, body=short), by_move(moves.WORK_OUT, "work out what stands there"))
    try:
        found = limit_rows(replace(quotient, body=short), work.rows.context, by_derivatives=isinstance(work.target.body, Cases))
    except ExistsNowhere as nowhere:
        raise ExistsNowhere(f"{quoted(work.target.goal)} does not exist: {nowhere.message}", nowhere.help) from nowhere
    for step in found.steps:
        rows.add(step.after, step.reason, step.steps)
    return rows


def _product_of_unknowns(work: Quotients, body: Expression) -> bool:
    """f(x) g(x) with unknown f and g: add and subtract f(x + h) g(x)."""
    if not isinstance(body, Product) or len(body.factors) != 2 or not all(_unknown(f, work) for f in body.factors):
        return False
    f, g = (cast(Application, bare(x)) for x in body.factors)
    _one_factor_at_a_time(work, f, g)
    f0, g0 = (work.value(x, work.at) for x in (f, g))
    primes = [Application(Prime(bare(x.function), Number("1")), (work.at,)) for x in (f, g)]
    work.rows.add(
        add(times(f0, primes[1]), times(primes[0], g0)),
        Reason("definition", "a differentiable function is continuous; the difference quotients are the derivatives"),
    )
    work.rows.add(
        add(times(primes[0], g0), times(f0, primes[1])),
        reason_of(algebra.ORDER_TERMS),
    )
    return True


def _one_factor_at_a_time(work: Quotients, f: Expression, g: Expression) -> None:
    """The rows that make two difference quotients of that of f g."""
    fh, f0, gh, g0 = (work.value(x, at) for x in (f, g) for at in (work.moved, work.at))
    middle = times(fh, g0)
    work.row(work.over_h(add(times(fh, gh), Negation(middle), middle, Negation(times(f0, g0)))), algebra.ADD_AND_SUBTRACT)
    dg, df = add(gh, Negation(g0)), add(fh, Negation(f0))
    work.row(work.over_h(add(times(fh, dg), times(df, g0))), algebra.FACTOR_OUT)
    quotient_g, quotient_f = Quotient(dg, work.h), Quotient(df, work.h)
    work.row(work.limit(add(dotted(fh, quotient_g), dotted(quotient_f, g0))), algebra.SPLIT_FRACTION)
    work.row(
        add(
            dotted(_bracketed(work.limit(fh)), _bracketed(work.limit(quotient_g))), dotted(_bracketed(work.limit(quotient_f)), g0)
        ),
        limits.LIMIT_OF_SUM,
    )


def _reciprocal(work: Quotients, body: Expression) -> bool:
    """One over a function: one fraction, whose numerator is the difference of the function."""
    if not isinstance(body, Quotient) or body.numerator != ONE or work.target.point:
        return False
    whole = bare(body.denominator)
    found = limit_of_part(work, whole)
    if found is None:
        return False
    here, moved = (work.value(whole, at) for at in (work.at, work.moved))
    above = Group(add(here, negative(moved) if not isinstance(moved, Sum) else Negation(moved)))
    work.row(work.over_h(Quotient(without_groups(above), times(here, moved))), algebra.COMMON_DENOMINATOR)
    apart = dotted(Quotient(_difference(work, whole), work.h), Quotient(ONE, times(here, moved)))
    work.row(work.limit(Negation(apart)), algebra.SIGN_OUT, algebra.NESTED_FRACTION)
    work.row(Negation(dotted(_bracketed(found.goal), Quotient(ONE, times(here, here)))), limits.LET_H_GO)
    after = without_groups(Negation(dotted(found.current, Quotient(ONE, times(here, here)))))
    work.rows.add(after, by_move(moves.PUT_IN_LIMITS), found.steps)
    work.rows.finish(work.style)
    return True


def _by_other_functions(work: Quotients, body: Expression) -> bool:
    """A function that is defined by others, as the secant by the cosine."""
    if not isinstance(body, Call) or body.power is not None or len(body.arguments) != 1:
        return False
    (u,) = map(bare, body.arguments)
    match body:
        case Call("sec", base=None):
            return written_otherwise(work, Quotient(ONE, call("cos", u)), trigonometry.SECANT_AS_QUOTIENT)
        case Call("csc", base=None):
            return written_otherwise(work, Quotient(ONE, call("sin", u)), trigonometry.COSECANT_AS_QUOTIENT)
        case Call("cot", base=None):
            return written_otherwise(work, Quotient(call("cos", u), call("sin", u)), trigonometry.COTANGENT_AS_QUOTIENT)
        case Call("log", base=base) if base is not None and not depends_on(base, work.x.name):
            return written_otherwise(work, Quotient(call("ln", u), call("ln", base)), algebra.CHANGE_OF_BASE)
        case Call("sinh" | "cosh"):
            used: list[Rule] = []
            return written_otherwise(work, hyperbolic_as_exponentials(body, work.style, used), *used)
        case _:
            return False


def written_otherwise(work: Quotients, other: Expression, *rules: Rule) -> bool:
    """The rows for a function that equals the one that is given, if they are found."""
    inner = limit_of_part(work, other)
    if inner is None:
        return False
    work.row(inner.goal, *rules)
    for step in inner.steps:
        work.rows.add(step.after, step.reason, step.steps)
    work.rows.finish(work.style)
    return True


def _product(work: Quotients, body: Expression) -> bool:
    """A product, a square or a fraction: the factors change one at a time, and each limit is found on its own."""
    match body:
        case Call(power=to) if to == Number("2"):
            body = times(*(replace(body, power=None),) * 2)
        case Quotient(numerator=above, denominator=below) if above != ONE and depends_on(below, work.x.name):
            body = times(above, Quotient(ONE, below))
    if not isinstance(body, Product) or work.target.point:
        return False
    f, g = bare(body.factors[0]), bare(times(*body.factors[1:]))
    parts = [limit_of_part(work, part) for part in (f, g)]
    if (found := [part for part in parts if part is not None]) != parts:
        return False
    _one_factor_at_a_time(work, f, g)
    f0, g0 = (work.value(x, work.at) for x in (f, g))
    after = add(times(f0, found[1].current), times(found[0].current, g0))
    steps = [step for part in found for step in part.steps]
    work.rows.add(after, by_move(moves.PUT_IN_LIMITS, f"{tex(f)} is continuous; put in what the limits are"), steps)
    work.rows.finish(work.style)
    return True


def _bracketed(node: Expression) -> Expression:
    return Group(node)


def _unknown(node: Expression, work: Quotients) -> bool:
    node = bare(node)
    return isinstance(node, Application) and isinstance(bare(node.function), Symbol) and node.arguments == (work.x,)


def _multiple(work: Quotients, body: Expression) -> bool:
    """A constant times something, or over it: the constant comes out of the limit."""
    match body:
        case Negation(operand=operand):
            c, varying = cast(Expression, Negation(ONE)), bare(operand)
        case Quotient(numerator=above, denominator=below) if not depends_on(below, work.x.name):
            c, varying = Quotient(ONE, below), above
        case Quotient(numerator=above, denominator=below) if above != ONE and not depends_on(above, work.x.name):
            c, varying = above, Quotient(ONE, below)
        case Product(factors=factors):
            c = times(*(f for f in factors if not depends_on(f, work.x.name)))
            varying = times(*(f for f in factors if depends_on(f, work.x.name)))
            if c == ONE:
                return False
        case _:
            return False
    inner = limit_of_part(work, varying)
    if inner is None:
        return False

    def scaled(node: Expression) -> Expression:
        return negative(node) if isinstance(body, Negation) else times(c, node)

    work.row(scaled(inner.goal), algebra.FACTOR_OUT, limits.CONSTANT_FACTOR)
    for step in inner.steps:
        work.rows.add(scaled(step.after), step.reason, step.steps)
    work.rows.finish(work.style)
    return True


def _sum(work: Quotients, body: Expression) -> bool:
    """A sum: the limit of the sum is the sum of the limits, each of which is found on its own."""
    if not isinstance(body, Sum):
        return False
    parts = [limit_of_part(work, part.operand if isinstance(part, Negation) else part) for part in body.terms]
    if (found := [part for part in parts if part is not None]) != parts:
        return False

    def together(values: Sequence[Expression]) -> Expression:
        signed = zip(body.terms, values, strict=True)
        return add(*(negative(value) if isinstance(term, Negation) else value for term, value in signed))

    work.row(together([part.goal for part in found]), limits.LIMIT_OF_SUM)
    steps = [step for part in found for step in part.steps]
    work.rows.add(together([part.current for part in found]), by_move(moves.PUT_IN_LIMITS), steps)
    work.rows.finish(work.style)
    return True


def limit_of_part(work: Quotients, part: Expression) -> Rows | None:
    """The rows that find the limit of the difference quotient of a part of the function; None where that is not found.

    What they assume, as that a cube root is not 0, is assumed by the whole from then on.
    """
    part = bare(part)
    inner = Quotients(replace(work.target, body=part), work.h)
    inner.tricks = work.tricks
    inner.rows = Rows(work.over_h(_difference(work, part)), work.rows.context)
    if not any(trick(inner, part) for trick in inner.tricks):
        return None
    work.rows.context = inner.rows.context
    return inner.rows


_TRICKS: tuple[Trick, ...] = (
    _constant,
    _polynomial,
    _rational,
    _root,
    _sine_or_cosine,
    _exponential,
    _logarithm,
    _of_polynomial,
    _tangent,
    _by_other_functions,
    _product_of_unknowns,
    _multiple,
    _by_limit,
    _sum,
    _reciprocal,
    _product,
)
