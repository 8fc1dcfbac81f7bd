"""The method `limit`: put in the point where that is allowed; else move nearer, by cancelling, conjugates, L'Hospital's rule."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import cast

from msgspec.structs import replace

from builder.calculus.context import Context
from builder.calculus.derivation.at_infinity import size
from builder.calculus.derivation.build import (
    EULER,
    INFINITY,
    ONE,
    ZERO,
    bare,
    call,
    depends_on,
    negative,
    times,
    without_groups,
)
from builder.calculus.derivation.derivation import CannotDerive, Derivation, ExistsNowhere, Problem, Reason, Step
from builder.calculus.derivation.dominant import by_difference_of_roots, by_fastest
from builder.calculus.derivation.goals import unfolded, with_constants
from builder.calculus.derivation.limit_moves import (
    Here,
    Row,
    absolute,
    as_quotient,
    bounded_term,
    cancel,
    cancel_factor,
    common_denominator,
    conjugate,
    highest_power,
    hospital,
    is_bounded,
    one_fraction,
    one_logarithm,
    plain,
    sines,
    slower,
    small_exponential,
    squeeze,
    standard,
)
from builder.calculus.derivation.polynomials import coefficients
from builder.calculus.derivation.rough import rough
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of, tex
from builder.calculus.derivation.standard_limits import by_cosine, by_standard_limits
from builder.calculus.derivation.terms import style_of
from builder.calculus.derivation.values import exact
from builder.calculus.expression.nodes import (
    Expression,
    Limit,
    Negation,
    Power,
    Quotient,
    Root,
    Side,
    Sum,
    Vector,
)
from builder.calculus.expression.walk import descendants, substitute, symbols
from builder.calculus.rules import algebra, limits, moves

_ROWS = 12  # before the last one
_LARGEST = 400  # nodes, of what a limit is taken of on the way: each derivative of a fraction has more than the fraction

_MOVES: tuple[Callable[[Here, Expression], list[Row]], ...] = (
    plain,
    absolute,
    standard,
    cancel_factor,
    cancel,
    common_denominator,
    conjugate,
    by_standard_limits,
    by_cosine,
    highest_power,
    by_difference_of_roots,
    by_fastest,
    one_logarithm,
    as_quotient,
    squeeze,
    bounded_term,
    small_exponential,
    sines,
    slower,
    hospital,
    one_fraction,
)


def is_limit(problem: Problem) -> bool:
    """Whether the goal is a limit, or several."""
    return _limits(problem.goal) is not None


def by_limit(problem: Problem) -> Derivation:
    """The derivation of a limit, or of a vector of limits. Raises CannotDerive."""
    found = _limits(problem.goal)
    if found is None:
        raise CannotDerive(f"{quoted(problem.goal)} is no limit", r"ask for one, such as \lim_{x \to 0} \frac{\sin x}{x}")
    if isinstance(bare(problem.goal), Limit):
        rows = limit_rows(found[0], problem.context, problem.goal)
        return Derivation(problem.goal, rows.current, "limit", problem.context, tuple(rows.steps))
    parts = [limit_rows(limit, problem.context) for limit in found]
    answer = replace(cast(Vector, bare(problem.goal)), entries=tuple(rows.current for rows in parts))
    last = Step(problem.goal, answer, by_move(moves.PUT_IN_LIMITS), problem.context, problem.goal)
    return Derivation(problem.goal, answer, "limit", problem.context, (*(s for rows in parts for s in rows.steps), last))


def _limits(goal: Expression) -> tuple[Limit, ...] | None:
    match bare(goal):
        case Limit() as limit:
            return (limit,)
        case Vector(entries) if entries and all(isinstance(bare(entry), Limit) for entry in entries):
            return tuple(cast(Limit, bare(entry)) for entry in entries)
        case _:
            return None


def limit_rows(limit: Limit, context: Context, goal: Expression | None = None, by_derivatives: bool = True) -> Rows:
    """The rows that find a limit; at the left of the first stands `goal`, or the limit itself. Raises CannotDerive."""
    goal = limit if goal is None else goal
    name = limit.variable.name
    body = unfolded(limit.body, context, frozenset({name}))
    here = Here(limit, with_constants(body, frozenset({name}), context), style_of(body, {name} | symbols(body)))
    rows = Rows(goal, context)
    if body != without_groups(limit.body):
        rows.add(here.of(body), by_move(moves.PUT_IN_FUNCTION))
    for _ in range(_ROWS):
        if len(descendants(body)) > _LARGEST:
            break
        if (value := _value(here, body)) is not None:
            rows.add(*value)
            return _tidied(rows, here)
        if (exponent := _exponent(here, body)) is not None:
            return _through_exponential(rows, here, body, exponent)
        if not (steps := _next(here, body, by_derivatives)):
            break
        for after, reason, below_it in steps:
            rows.add(here.of(after) if depends_on(after, name) or not _is_done(after) else after, reason, below_it)
        body = steps[-1][0]
        if not depends_on(body, name) and _is_done(body):
            rows.finish(here.style)
            return rows
    if is_bounded(here, bare(body)):
        text = f"{quoted(limit)} does not exist: {quoted(body)} takes all values from -1 to 1 again and again"
        raise ExistsNowhere(text, "bound it, and multiply it by what goes to 0")
    if limit.side is Side.BOTH and not here.at_infinity and (sides := _sides(limit, context, by_derivatives)) is not None:
        below, above = sides
        reason = by_move(moves.PUT_IN_LIMITS, "the limits from both sides are the same")
        rows.add(below.current, reason, [*below.steps, *above.steps])
        return rows
    raise CannotDerive(
        f"{quoted(limit)} needs more than cancelling, standard limits and L'Hospital's rule", "write it with {check}"
    )


def _next(here: Here, body: Expression, by_derivatives: bool) -> list[Row]:
    """The rows of the first move that brings the limit nearer; a minus sign stays in front."""
    for move in _MOVES:
        if (move is not hospital or by_derivatives) and (rows := move(here, body)):
            return rows
    if isinstance(inner := bare(body), Negation):
        return [(negative(after), reason, steps) for after, reason, steps in _next(here, inner.operand, by_derivatives)]
    return []


def _sides(limit: Limit, context: Context, by_derivatives: bool) -> tuple[Rows, Rows] | None:
    """The rows of both one-sided limits, which are the same; None where one is not found.

    Raises ExistsNowhere where they differ.
    """
    try:
        sides = [replace(limit, side=side) for side in (Side.BELOW, Side.ABOVE)]
        below, above = (limit_rows(side, context, None, by_derivatives) for side in sides)
    except CannotDerive:
        return None
    values = [rough(exact(value), {}) if not size(value) else math.inf * size(value) for value in (below.current, above.current)]
    if None in values:
        return None
    if values[0] != values[1]:
        raise ExistsNowhere(
            f"{quoted(limit)} does not exist: it is {quoted(below.current)} from below and {quoted(above.current)} from above",
            f"ask for one of them, such as {quoted(replace(limit, side=Side.ABOVE))}",
        )
    return below, above


def _exponent(here: Here, body: Expression) -> Expression | None:
    """The exponent of a power of e whose limit is still to be found, or of what is written as one: x^x."""
    match bare(body):
        case Power(base, exponent) if base == EULER:
            return exponent
        case Root(radicand, index) if index is not None and depends_on(index, here.x.name):
            return times(Quotient(ONE, bare(index)), call("ln", bare(radicand)))
        case Power(base, exponent) if depends_on(base, here.x.name) and depends_on(exponent, here.x.name):
            return times(exponent, call("ln", bare(base)))
        case _:
            return None


def _through_exponential(rows: Rows, here: Here, body: Expression, exponent: Expression) -> Rows:
    """The exponential is continuous: the limit moves into the exponent."""
    written = Power(EULER, exponent)
    if written != bare(body):
        rows.add(here.of(written), reason_of(algebra.POWER_AS_EXPONENTIAL))
    inner = limit_rows(here.of(exponent), here.context)
    if far := size(inner.current):
        text = f"the exponent goes to {tex(inner.current)}"
        rows.add(INFINITY if far > 0 else ZERO, by_move(moves.PUT_IN_LIMITS, text), inner.steps)
        return _tidied(rows, here)
    rows.add(Power(EULER, here.of(exponent)), by_move(moves.INTO_CONTINUOUS))
    if len(inner.steps) > 1:  # they are what a reader wants to see
        put_in = Power(EULER, inner.current)
        reason = by_move(moves.PUT_IN_LIMITS, f"put in what the limit of the exponent is: {tex(inner.current)}")
        rows.steps.extend((*inner.steps, Step(rows.goal, put_in, reason, rows.context, rows.goal)))
        return _tidied(rows, here)
    rows.add(Power(EULER, inner.current), by_move(moves.PUT_IN_LIMITS), inner.steps)
    return _tidied(rows, here)


def _tidied(rows: Rows, here: Here) -> Rows:
    """The rows with those that put in known values and tidy what there is."""
    value = rows.current
    if not symbols(value) and not any(n == INFINITY or isinstance(n, Limit) for n in descendants(value)):
        rows.add(exact(value), by_move(moves.WORK_OUT))
    else:
        rows.add(exact(value), by_move(moves.KNOWN_VALUES))
    rows.finish(here.style)
    return rows


def _is_done(body: Expression) -> bool:
    return not any(isinstance(n, Limit) for n in descendants(body))


def _growing(here: Here, body: Expression) -> str:
    below = [n.denominator for n in descendants(body) if isinstance(n, Quotient) and depends_on(n.denominator, here.x.name)]
    text = moves.LET_GROW.says
    if below:
        return f"{text}: what is divided by what grows goes to 0"
    return f"{text}: the highest power decides" if isinstance(body, Sum) and coefficients(body, here.x) is not None else text


# ------------------------------------------------------------------------------------------------ put in the point


def _value(here: Here, body: Expression) -> tuple[Expression, Reason] | None:
    """What the limit is where it can be read off, None where it cannot."""
    if not depends_on(body, here.x.name):
        return body, reason_of(limits.LIMIT_OF_CONSTANT)
    if here.at_infinity:
        far = here.far(body)
        return None if far is None else (far, by_move(moves.LET_GROW, _growing(here, body)))
    if (pole := here.without_bound(body)) is not None:
        return pole, by_move(moves.WITHOUT_BOUND)
    there = here.rough(body)
    beside = [here.rough(body, step) for step in here.steps]
    if there is None or any(value is None or abs(value - there) > 1e-2 * max(1.0, abs(there)) for value in beside):
        return None
    put_in = without_groups(substitute(body, {here.x.name: here.limit.point}))
    put_in = ZERO if put_in == Negation(ZERO) else put_in
    return put_in, by_move(
        moves.PUT_IN_POINT, f"put in {tex(here.x)[:-1]} = {tex(here.limit.point)[1:]}: what stands there is continuous"
    )
