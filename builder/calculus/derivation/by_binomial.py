"""The method `binomial`: the power rule from the binomial theorem, for a letter n or with every coefficient written out."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb

from msgspec.structs import replace

from builder.calculus.context import Kind
from builder.calculus.derivation.build import ONE, ZERO, add, bare, depends_on, number, power, rational, times
from builder.calculus.derivation.by_definition import Quotients, definition_rows
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason
from builder.calculus.derivation.goals import Target, target_of, unfolded
from builder.calculus.derivation.rows import Rows, Way, by_move, quoted, reason_of, tex
from builder.calculus.derivation.terms import Style
from builder.calculus.expression.nodes import (
    Binomial,
    Ellipsis,
    Expression,
    Negation,
    Operator,
    Power,
    Product,
    Quotient,
    Series,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import symbols
from builder.calculus.rules import algebra, limits, moves

_HIGHEST = 12  # exponent whose coefficients are all written out
_INDICES = ("k", "i", "j", "m")


def by_binomial(problem: Problem) -> Derivation:
    """Differentiate x^n by the binomial theorem, or expand a power of a sum. Raises CannotDerive."""
    target = target_of(problem.goal, problem.context)
    if target is None:
        return _expansion(problem)
    front, body = _parted(target.body, target.way.variable)
    if not isinstance(body, Power) or body.base != target.way.variable or len(target.variables) != 1 or target.point:
        raise CannotDerive(
            f"the binomial theorem does not fit {quoted(target.body)}",
            "use it for f'(x) where f(x) = x^n or c x^n; else use the method definition",
        )
    exponent = body.exponent
    if isinstance(exponent, Symbol):
        context = target.way.context
        if context.kinds.get(exponent.name) not in (Kind.INTEGER, Kind.POSITIVE_INTEGER):
            context = context.with_kind(exponent.name, Kind.POSITIVE_INTEGER)
        target = replace(target, way=Way(target.way.variable, context, target.way.leibniz, target.way.partial))
        work = _beside(front, target, body, lambda inner: _symbolic(inner, exponent))
    else:
        count = rational(exponent)
        if count is None or count.denominator != 1 or not 2 <= count <= _HIGHEST:
            raise CannotDerive(f"the exponent {quoted(exponent)} is no whole number from 2 to {_HIGHEST}", "use the method rules")
        work = _beside(front, target, body, lambda inner: _written_out(inner, int(count)))
    return Derivation(problem.goal, work.rows.current, "binomial", problem.context, tuple(work.rows.steps))


def _parted(body: Expression, x: Symbol) -> tuple[Expression, Expression]:
    """A constant factor, 1 if there is none, and what it stands beside."""
    if not isinstance(body, Product):
        return ONE, body
    moving = [factor for factor in body.factors if depends_on(factor, x.name)]
    return times(*(factor for factor in body.factors if factor not in moving)), bare(times(*moving))


def _beside(front: Expression, target: Target, power_of_x: Expression, rows_of: Callable[[Quotients], None]) -> Quotients:
    """The rows of a power, its constant factor in front of all of them behind the definition."""
    work = Quotients(target)
    definition_rows(work)
    inner = Quotients(replace(target, body=power_of_x), work.h)
    there, here = (inner.value(power_of_x, at) for at in (inner.moved, inner.at))
    inner.rows = Rows(work.over_h(add(there, Negation(here))), work.rows.context)
    rows_of(inner)
    if front == ONE:
        for step in inner.rows.steps:
            work.rows.add(step.after, step.reason, step.steps)
        return work
    work.row(times(front, inner.rows.goal), algebra.FACTOR_OUT, limits.CONSTANT_FACTOR)
    for step in inner.rows.steps:
        work.rows.add(times(front, step.after), step.reason, step.steps)
    work.rows.finish(work.style)
    return work


def _lowered(exponent: Expression, by: int) -> Expression:
    return add(exponent, Negation(number(by))) if by else exponent


def _coefficient(n: Expression, k: Expression) -> Expression:
    return Binomial(n, k)


def _symbolic(work: Quotients, n: Symbol) -> None:
    """The rows for a letter n: the sum, its first terms and its last, x^n cancelled, divided by h, the limit."""
    x, h = work.at, work.h
    taken = symbols(work.target.body) | {h.name}
    k = Symbol(next(name for name in _INDICES if name not in taken))
    series = Series(Operator.SUM, times(_coefficient(n, k), power(x, add(n, Negation(k))), power(h, k)), k, ZERO, n)
    whole = Negation(Power(x, n))
    work.row(work.over_h(add(series, whole)), algebra.BINOMIAL_THEOREM)

    def term(index: int, of_h: int) -> Expression:
        factors = [_coefficient(n, number(index)), power(x, _lowered(n, index))]
        return times(*factors, *([power(h, number(of_h))] if of_h else []))

    last = times(_coefficient(n, n), Power(h, n))
    work.rows.add(
        work.over_h(add(term(0, 0), term(1, 1), term(2, 2), Ellipsis(), last, whole)),
        by_move(moves.WRITE_OUT_SUM, "write out the sum: the first terms, and the last"),
    )
    work.row(work.over_h(add(term(1, 1), term(2, 2), Ellipsis(), last)), algebra.BINOMIAL_ZERO, algebra.OPPOSITE_TERMS)
    divided = add(term(1, 0), term(2, 1), Ellipsis(), times(_coefficient(n, n), Power(h, _lowered(n, 1))))
    work.rows.add(work.limit(divided), Reason(limits.CANCEL_H.name, f"divide each term by {tex(h)}: it is not 0 under the limit"))
    work.rows.add(term(1, 0), Reason(limits.LET_H_GO.name, f"let {tex(h)} go to 0: every other term has it as a factor"))
    work.row(times(n, power(x, _lowered(n, 1))), algebra.BINOMIAL_FIRST)


def _terms_written(n: int, x: Expression, h: Expression) -> tuple[Expression, Expression]:
    """The binomial expansion of (x + h)^n with its coefficients as symbols, and as numbers."""
    symbolic, worked = [], []
    for k in range(n + 1):
        letters = [*([power(x, number(n - k))] if n > k else []), *([power(h, number(k))] if k else [])]
        symbolic.append(times(Binomial(number(n), number(k)), *letters))
        worked.append(times(*([number(comb(n, k))] if comb(n, k) != 1 else []), *letters))
    return add(*symbolic), add(*worked)


def _written_out(work: Quotients, n: int) -> None:
    """The rows for a number n: every coefficient, then x^n cancelled, h factored out and cancelled, the limit."""
    x, h = work.at, work.h
    whole = Negation(power(x, number(n)))
    symbolic, worked = _terms_written(n, x, h)
    work.row(work.over_h(add(symbolic, whole)), algebra.BINOMIAL_THEOREM)
    work.rows.add(work.over_h(add(worked, whole)), by_move(moves.BINOMIAL_COEFFICIENTS, "work out the binomial coefficients"))
    assert isinstance(worked, Sum)
    work.row(work.over_h(add(*worked.terms[1:])), algebra.OPPOSITE_TERMS)
    rest = []
    for k in range(1, n + 1):
        coefficient = [number(comb(n, k))] if comb(n, k) != 1 else []
        rest.append(
            times(*coefficient, *([power(x, number(n - k))] if n > k else []), *([power(h, number(k - 1))] if k > 1 else []))
        )
    divided = add(*rest)
    work.row(work.limit(Quotient(times(h, divided), h)), algebra.FACTOR_OUT)
    work.row(work.limit(divided), limits.CANCEL_H)
    work.let_h_go(divided)


def _expansion(problem: Problem) -> Derivation:
    """`(a + b)^n` multiplied out by the binomial theorem."""
    goal = unfolded(problem.goal, problem.context)
    count = rational(goal.exponent) if isinstance(goal, Power) else None
    base = bare(goal.base) if isinstance(goal, Power) else goal
    if count is None or count.denominator != 1 or not 2 <= count <= _HIGHEST or not isinstance(base, Sum) or len(base.terms) != 2:
        raise CannotDerive(
            f"the binomial theorem does not fit {quoted(problem.goal)}",
            "ask for f'(x) where f(x) = x^n, or for (a + b)^n with a whole number n",
        )
    first, second = base.terms
    symbolic, worked = _terms_written(int(count), first, second)
    rows = Rows(problem.goal, problem.context)
    rows.add(symbolic, reason_of(algebra.BINOMIAL_THEOREM, where={"a": first, "b": second, "n": number(Fraction(count))}))
    rows.add(worked, by_move(moves.BINOMIAL_COEFFICIENTS, "work out the binomial coefficients"))
    rows.finish(
        Style(variables=frozenset(symbols(base)), order=tuple(s for s in ("x", "y", "a", "b", "h") if s in symbols(base)))
    )
    return Derivation(problem.goal, rows.current, "binomial", problem.context, tuple(rows.steps))
