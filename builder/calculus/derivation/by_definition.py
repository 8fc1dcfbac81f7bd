"""The method `definition`: the limit of the difference quotient, by the trick that fits what stands in it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import cast

from builder.calculus.derivation.build import EULER, ONE, ZERO, add, bare, call, depends_on, dotted, power, times, without_groups
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason
from builder.calculus.derivation.finish import collected
from builder.calculus.derivation.goals import Target, target_of
from builder.calculus.derivation.polynomials import at_zero, multiplied_out, sum_of, without_one
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of, tex
from builder.calculus.derivation.terms import Style, Term, style_of, term_of, tree_of
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Expression,
    Group,
    Limit,
    Negation,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, substitute, symbols
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


def _sine_or_cosine(work: Quotients, body: Expression) -> bool:
    """sin x and cos x: the angle addition formula and the two standard limits."""
    if not isinstance(body, Call) or body.function not in ("sin", "cos") or body.power is not None or body.arguments != (work.x,):
        return False
    h, at = work.h, work.at
    sine, cosine, sine_h, cosine_h = call("sin", at), call("cos", at), call("sin", h), call("cos", h)
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

    work.row(work.over_h(add(times(first, less), signed(times(second, sine_h)))), algebra.FACTOR_OUT)
    work.row(work.limit(add(times(first, Quotient(less, h)), signed(times(second, Quotient(sine_h, h))))), algebra.SPLIT_FRACTION)
    split = add(times(first, work.limit(Quotient(less, h))), signed(times(second, work.limit(Quotient(sine_h, h)))))
    work.row(split, limits.LIMIT_OF_SUM)
    work.row(add(times(first, ZERO), signed(times(second, ONE))), limits.COSINE_LIMIT, limits.SINE_LIMIT)
    work.rows.finish(work.style)
    return True


def _exponential(work: Quotients, body: Expression) -> bool:
    """e^x: the exponential of a sum and the standard limit."""
    if body != Power(EULER, work.x):
        return False
    here, step = power(EULER, work.at), power(EULER, work.h)
    less = add(step, Negation(ONE))
    work.row(work.over_h(add(times(here, step), Negation(here))), algebra.EXPONENTIAL_OF_SUM)
    work.row(work.over_h(times(here, less)), algebra.FACTOR_OUT)
    work.row(times(here, work.over_h(less)), limits.CONSTANT_FACTOR)
    work.row(times(here, ONE), limits.EXPONENTIAL_LIMIT)
    work.rows.finish(work.style)
    return True


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
    _product_of_unknowns,
    _multiple,
)
