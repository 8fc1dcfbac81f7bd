"""The method `definition`: the limit of the difference quotient, by the trick that fits what stands in it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import cast

from msgspec.structs import replace

from builder.calculus.derivation.build import (
    EULER,
    ONE,
    ZERO,
    add,
    bare,
    call,
    depends_on,
    dotted,
    power,
    times,
    without_groups,
)
from builder.calculus.derivation.by_limit import limit_rows
from builder.calculus.derivation.derivation import CannotDerive, Derivation, ExistsNowhere, Problem, Reason, Step
from builder.calculus.derivation.finish import collected
from builder.calculus.derivation.goals import Target, target_of
from builder.calculus.derivation.pieces import piece_beside
from builder.calculus.derivation.polynomials import at_zero, multiplied_out, sum_of, without_one
from builder.calculus.derivation.rough import rough, without_value
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of, tex
from builder.calculus.derivation.terms import Style, Term, style_of, term_of, tree_of
from builder.calculus.derivation.values import exact
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
    Root,
    Side,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, map_children, substitute, symbols
from builder.calculus.rules import algebra, limits, moves, trigonometry
from builder.calculus.rules.rule import Rule

_STEPS = ("h", "k", "t", "s")


class Quotients:
    """The rows of one limit of a difference quotient while they are written."""

    def __init__(self, target: Target, step: Symbol | None = None) -> None:
        self.target = target
        self.x = target.way.variable
        taken = symbols(target.body) | symbols(target.goal)
        self.h = step or Symbol(next(name for name in _STEPS if name not in taken))
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
    definition_rows(work)
    for trick in _TRICKS:
        if trick(work, target.body):
            rows = work.rows
            if without_value(rows.current) is not None:
                raise ExistsNowhere(
                    f"{quoted(target.goal)} does not exist: the difference quotient grows without bound", "ask at another point"
                )
            return Derivation(problem.goal, rows.current, "definition", problem.context, tuple(rows.steps))
    raise CannotDerive(
        f"the limit of the difference quotient of {quoted(target.body)} needs more than algebra", "use the method rules"
    )


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

    out = sum_of(terms, work.style)
    if out != numerator:
        work.row(shown(out), _expansion(numerator, work.h.name))
    left = collected(terms)
    if not left:
        work.row(shown(ZERO), algebra.OPPOSITE_TERMS)
        work.row(ZERO, limits.LIMIT_OF_CONSTANT)
        return True
    divided = without_one(left, work.h)
    if divided is None:
        return False
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


def _square_root(work: Quotients, body: Expression) -> bool:
    """A square root: multiply above and below by the sum of the roots."""
    if not isinstance(body, Root) or body.index is not None:
        return False
    moved, here = work.value(body.radicand, work.moved), work.value(body.radicand, work.at)
    numerator = add(moved, Negation(here))
    if multiplied_out(numerator, work.h.name) is None:
        return False
    total = add(Root(moved), Root(here))
    difference = add(Root(moved), Negation(Root(here)))
    work.row(work.limit(Quotient(times(difference, total), times(work.h, total))), algebra.CONJUGATE)
    work.row(work.limit(Quotient(numerator, times(work.h, total))), algebra.DIFFERENCE_OF_SQUARES)
    return _divide_by_h(work, numerator, total)


def _one_over_square_root(work: Quotients, body: Expression) -> bool:
    """One over a square root: a common denominator, then the sum of the roots above and below."""
    match body:
        case Quotient(numerator=above, denominator=Root(index=None) as root) if above == ONE:
            moved, here = work.value(root.radicand, work.moved), work.value(root.radicand, work.at)
        case _:
            return False
    numerator = add(here, Negation(moved))
    if multiplied_out(numerator, work.h.name) is None:
        return False
    difference, total, product = (
        add(Root(here), Negation(Root(moved))),
        add(Root(here), Root(moved)),
        times(Root(here), Root(moved)),
    )
    work.row(work.over_h(Quotient(difference, product)), algebra.COMMON_DENOMINATOR)
    work.row(work.limit(Quotient(difference, times(work.h, product))), algebra.NESTED_FRACTION)
    work.row(work.limit(Quotient(times(difference, total), times(work.h, product, total))), algebra.CONJUGATE)
    below = times(product, total)
    work.row(work.limit(Quotient(numerator, times(work.h, below))), algebra.DIFFERENCE_OF_SQUARES)
    return _divide_by_h(work, numerator, below)


def _line(argument: Expression, work: Quotients) -> Expression | None:
    """The slope of an argument that is linear; None for another one."""
    terms = multiplied_out(argument, work.x.name)
    if terms is None or any(dict(t.powers).get(work.x, Fraction(0)) not in (0, 1) for t in terms):
        return None
    with_x = [t * Term(Fraction(1), ((work.x, Fraction(-1)),)) for t in terms if work.x in dict(t.powers)]
    return sum_of(with_x, Style()) if with_x else None


def _sine_or_cosine(work: Quotients, body: Expression) -> bool:
    """Sine and cosine of a line: the angle addition formula and the two standard limits."""
    if not isinstance(body, Call) or body.function not in ("sin", "cos") or body.power is not None:
        return False
    slope = _line(body.arguments[0], work)
    if slope is None:
        return False
    h, at = work.h, work.value(bare(body.arguments[0]), work.at)
    step = h if slope == ONE else times(slope, h)
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
    slope = _line(body.exponent, work)
    if slope is None:
        return False
    here, step = (
        power(body.base, work.value(body.exponent, work.at)),
        power(body.base, work.h if slope == ONE else times(slope, work.h)),
    )
    less = add(step, Negation(ONE))
    work.row(work.over_h(add(times(here, step), Negation(here))), algebra.EXPONENTIAL_OF_SUM)
    work.row(work.over_h(times(here, less)), algebra.FACTOR_OUT)
    work.row(times(here, work.over_h(less)), limits.CONSTANT_FACTOR)
    rate = slope if body.base == EULER else times(*([] if slope == ONE else [slope]), call("ln", body.base))
    reason = reason_of(limits.EXPONENTIAL_LIMIT)
    if rate != ONE:
        step_of_e = tex(times(work.h, rate) if isinstance(rate, Call) else times(rate, work.h))
        reason = Reason(limits.EXPONENTIAL_LIMIT.name, f"{limits.EXPONENTIAL_LIMIT.because} with {step_of_e} for ${work.h.name}$")
    work.rows.add(times(here, rate), reason)
    work.rows.finish(work.style)
    return True


def _logarithm(work: Quotients, body: Expression) -> bool:
    """ln u for a line u: one logarithm, and the standard limit."""
    if not isinstance(body, Call) or body.function != "ln" or body.power is not None:
        return False
    slope = _line(body.arguments[0], work)
    if slope is None:
        return False
    moved, here = (work.value(bare(body.arguments[0]), at) for at in (work.moved, work.at))
    step = work.h if slope == ONE else times(slope, work.h)
    share = Quotient(step, here)
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
    work.row(work.limit(Quotient(call("sin", h), times(h, below))), trigonometry.SINE_OF_SUM, algebra.NESTED_FRACTION)
    apart = dotted(Quotient(call("sin", h), h), Quotient(ONE, below))
    work.row(work.limit(apart), algebra.ONE_FRACTION)
    work.row(Quotient(ONE, times(cosine, cosine)), limits.SINE_LIMIT, limits.LET_H_GO)
    work.row(Quotient(ONE, power(cosine, Number("2"))), algebra.ADD_EXPONENTS)
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
    steps: list[Step] = []
    ends: list[Expression] = []
    for side, which in ((Side.BELOW, -1), (Side.ABOVE, 1)):
        piece = cast(Expression, piece_beside(body, work.x, at, which))
        quotient = work.over_h(add(work.value(piece, work.moved), Negation(here)))
        found = _rows_of_limit(work, replace(quotient, side=side))
        steps.extend(found.steps)
        ends.append(found.current)
    if ends[0] != ends[1]:
        raise ExistsNowhere(
            f"{quoted(work.target.goal)} does not exist: the difference quotient goes to {quoted(ends[0])} from below and to "
            f"{quoted(ends[1])} from above",
            "the function has a corner, or a jump, there",
        )
    work.rows.steps = [work.rows.steps[0]]
    work.rows.add(ends[0], by_move(moves.PUT_IN_LIMITS, "both one-sided limits are the same"), steps)
    return True


def _rows_of_limit(work: Quotients, quotient: Limit) -> Rows:
    """The rows of a limit at a point, what is added and multiplied there worked out first."""

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
        found = limit_rows(replace(quotient, body=short), work.rows.context, by_derivatives=False)
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
    there, here = work.moved, work.at

    def at(function: Application, point: Expression) -> Expression:
        return Application(function.function, (point,))

    fh, f0, gh, g0 = at(f, there), at(f, here), at(g, there), at(g, here)
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
    primes = [Application(Prime(bare(x.function), Number("1")), (here,)) for x in (f, g)]
    work.rows.add(
        add(times(f0, primes[1]), times(primes[0], g0)),
        Reason("definition", "a differentiable function is continuous; the difference quotients are the derivatives"),
    )
    work.rows.add(
        add(times(primes[0], g0), times(f0, primes[1])),
        reason_of(algebra.ORDER_TERMS),
    )
    return True


def _bracketed(node: Expression) -> Expression:
    return Group(node)


def _unknown(node: Expression, work: Quotients) -> bool:
    node = bare(node)
    return isinstance(node, Application) and isinstance(bare(node.function), Symbol) and node.arguments == (work.x,)


def _multiple(work: Quotients, body: Expression) -> bool:
    """A constant times something: the constant comes out of the limit."""
    if not isinstance(body, Product):
        return False
    constant = [f for f in body.factors if not depends_on(f, work.x.name)]
    varying = [f for f in body.factors if depends_on(f, work.x.name)]
    if not constant or len(varying) != 1:
        return False
    inner_target = Target(
        times(*constant, work.over_h(_difference(work, bare(varying[0])))),
        bare(varying[0]),
        bare(varying[0]),
        (work.x,),
        (),
        work.target.point,
        work.target.way,
    )
    inner = Quotients(inner_target, work.h)
    inner.rows = Rows(work.over_h(_difference(work, bare(varying[0]))), work.rows.context)
    for trick in _TRICKS:
        if trick(inner, bare(varying[0])):
            c = times(*constant)
            work.row(times(c, work.over_h(_difference(work, bare(varying[0])))), algebra.FACTOR_OUT, limits.CONSTANT_FACTOR)
            for step in inner.rows.steps:
                work.rows.add(times(c, step.after), step.reason)
            work.rows.finish(work.style)
            return True
    return False


_TRICKS: tuple[Callable[[Quotients, Expression], bool], ...] = (
    _constant,
    _polynomial,
    _rational,
    _square_root,
    _one_over_square_root,
    _sine_or_cosine,
    _exponential,
    _logarithm,
    _tangent,
    _product_of_unknowns,
    _multiple,
    _by_limit,
)
