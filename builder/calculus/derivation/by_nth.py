r"""The method `nth`: the n-th derivative. The first ones are found, their pattern is stated, and one more derivative of it is the
pattern for n + 1.

Which pattern it is follows from the form of the function; the judge decides it, and each row of the induction.
"""

from __future__ import annotations

from msgspec.structs import replace

from builder.calculus.context import Context, Definition, Kind
from builder.calculus.derivation.build import (
    EULER,
    ONE,
    bare,
    depends_on,
    number,
    power,
    rational,
    times,
    without_groups,
)
from builder.calculus.derivation.by_rules import at_point, rows_for
from builder.calculus.derivation.by_tangent import at_place, derivative_asked_for, formula_of, function_asked_for
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.differentiate import derivative_rows
from builder.calculus.derivation.goals import order_asked_for, with_constants
from builder.calculus.derivation.patterns import KNOWN_PATTERNS, Pattern, as_sum, linear, number_plus, pattern_of
from builder.calculus.derivation.polynomials import coefficients
from builder.calculus.derivation.rows import Rows, Way, by_move, is_pending, operand_of, quoted, tex
from builder.calculus.derivation.signs import known_signs
from builder.calculus.derivation.terms import Term, style_of, term_of, tree_of
from builder.calculus.derivation.values import worked_out
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Ellipsis,
    Expression,
    Factorial,
    HigherDerivative,
    Power,
    Prime,
    Relation,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import descendants, substitute, symbols
from builder.calculus.rules import moves, trigonometry

_FIRST = 3
"""How many derivatives show the pattern."""
_LATEST = 4
"""The order at which a pattern begins at the latest."""


def by_nth(problem: Problem) -> Derivation:
    """The n-th derivative of the last function. Raises CannotDerive."""
    name, x, applied = function_asked_for(problem.context)
    body = without_groups(formula_of(name, x, problem.context))
    asked = order_asked_for(problem.goal)
    if isinstance(asked, Symbol) and depends_on(body, asked.name):
        return _of_own_order(problem, asked, (name, x, applied), body)
    n = _order(problem, symbols(body))
    context = with_constants(body, frozenset({x.name}), problem.context).with_kind(n.name, Kind.POSITIVE_INTEGER)
    steps: list[Step] = []
    given = problem.context
    if (rewritten := as_sum(body, x)) is not None:
        value = Rows(at_place(name, x, applied, 0, x) if applied else name, given)
        body, reason = rewritten
        value.add(body, reason)
        steps.extend(value.steps)
        given = given.with_definition(Definition(name.name, (x.name,) if applied else (), body))
    if (degree := coefficients(body, x)) is not None:
        message = f"the derivatives of {quoted(body)} have no pattern: from order {len(degree)} on they are 0"
        raise CannotDerive(message, "ask for one of them, such as f''(x)")
    whole = Application(Prime(name, n, False), (x,)) if applied else HigherDerivative(name, x, n, operator=False)
    rows, start, pattern, at_start = _first_with_pattern(body, n, given, (name, x, applied))
    found: list[Expression] = []
    for run in _runs(rows.steps):
        found.append(run[-1].after)
        head = run[0]
        if len(run) == 1:
            steps.append(head)
        else:
            assert head.left is not None
            short = Rows(head.left, head.context)
            short.add(run[-1].after, by_move(moves.DIFFERENTIATE_ONCE), run)
            steps.extend(short.steps)
    if start > 1:
        context = context.with_assumption(Relation(n, Sign.GREATER_EQUAL, number(start)))
    which = "positive integer" if start == 1 else "whole number"
    said = f"the pattern, for every {which} {tex(n)}" + ("" if start == 1 else f" from ${start}$ on")
    stated = Rows(whole, context)
    stated.add(pattern(0), Reason(moves.PATTERN.name, f"{said}; it is shown by induction"))
    first = Rows(at_start, context)
    which = f"the {_ORDINALS[start]} derivative"
    first.add(found[start - 1], Reason(moves.PATTERN.name, f"for ${n.name} = {start}$ it is {which}"))
    steps.extend((*stated.steps, *first.steps, *_induction(pattern, n, Way(x, context, leibniz=True))))
    answer = pattern(0)
    if asked is not None and (order := rational(asked)) is not None and order >= start:
        rows = Rows(
            replace(whole, function=Prime(name, asked, False)) if isinstance(whole, Application) else problem.goal, context
        )
        rows.add(substitute(answer, {n.name: asked}), by_move(moves.PUT_IN_POINT, f"put in ${n.name} = {order}$"))
        rows.add(worked_out(rows.current), by_move(moves.WORK_OUT))
        steps.extend(rows.steps)
        answer = rows.current
    if (point := _point(problem.goal, x)) is not None:
        at = at_point(Rows(problem.goal, context), problem.goal, answer, {x.name: point}, context)
        at.add(worked_out(at.current), by_move(moves.WORK_OUT))
        return Derivation(problem.goal, at.current, "nth", context, (*steps, *at.steps))
    return Derivation(steps[-1].left or whole, answer, "nth", context, tuple(steps))


def _of_own_order(problem: Problem, n: Symbol, function: tuple[Symbol, Symbol, bool], body: Expression) -> Derivation:
    """The n-th derivative of a power with the exponent n, from those of every order k. Raises CannotDerive."""
    name, x, applied = function
    term = term_of(body, [])
    moving = [(base, exponent) for base, exponent in term.powers if depends_on(base, x.name) or exponent == n]
    k = Symbol(next(letter for letter in ("k", "m", "j") if letter not in symbols(body)))
    if not applied or len(moving) != 1 or moving[0][1] != n:
        raise CannotDerive(f"{quoted(n)} is in the function", "call the order of the derivative by another letter")
    context = problem.context.with_kind(n.name, Kind.POSITIVE_INTEGER)
    every = by_nth(replace(problem, goal=Application(Prime(name, k, False), (x,)), context=context))
    rest = tree_of(Term(term.coefficient, tuple(p for p in term.powers if p not in moving)), style_of(body, {x.name}))
    slope = linear(moving[0][0], x)
    assert slope is not None
    factors = [part for part in (rest, Factorial(n), power(slope[0], n)) if part not in (ONE, power(ONE, n))]
    last = Rows(Application(Prime(name, n, False), (x,)), context)
    text = f"for ${k.name} = {n.name}$ the factors are ${n.name}, {n.name} - 1, \\ldots, 1$, and the power is $1$"
    last.add(times(*factors), by_move(moves.PATTERN, text))
    return Derivation(last.goal, last.current, "nth", context, (*every.steps, *last.steps))


_ORDINALS = ("", "first", "second", "third", "fourth", "fifth")


def _first_with_pattern(
    body: Expression, n: Symbol, context: Context, function: tuple[Symbol, Symbol, bool]
) -> tuple[Rows, int, Pattern, Expression]:
    """The rows of the first derivatives, the order from which on they have a pattern, this, and what it is at that order.

    x^2 ln x has a pattern from its third derivative on, which has no logarithm any more. Raises CannotDerive.
    """
    x, current = function[1], body
    for start in range(1, _LATEST + 1):
        later, at_start = (
            pattern_of(current, x, order, known_signs(context)) for order in (number_plus(n), lambda shift: number(1 + shift))
        )
        if later is not None and at_start is not None:
            first = rows_for(derivative_asked_for(*function, start + _FIRST - 1), context)
            return first, start, _delayed(later, start - 1), at_start(0)
        current = without_groups(rows_for(derivative_asked_for(*function, start), context).current)
    raise CannotDerive(f"the derivatives of {quoted(body)} have no pattern that is known", KNOWN_PATTERNS)


def _delayed(pattern: Pattern, orders: int) -> Pattern:
    """The pattern of a function, of which this is that of a derivative."""
    return lambda shift: pattern(shift - orders)


def _point(goal: Expression, x: Symbol) -> Expression | None:
    """The place at which the derivative is asked for; None where it is asked for everywhere."""
    goal = bare(goal)
    if isinstance(goal, Application) and len(goal.arguments) == 1 and bare(goal.arguments[0]) != x:
        return goal.arguments[0]
    return None


def _order(problem: Problem, taken: frozenset[str]) -> Symbol:
    """The letter of the order: the one that is asked for, or one that the function does not have."""
    order = order_asked_for(problem.goal)
    if isinstance(order, Symbol):
        if order.name in taken:
            raise CannotDerive(f"{quoted(order)} is in the function", "call the order of the derivative by another letter")
        return order
    if order is not None and rational(order) is None:
        raise CannotDerive(f"the order {quoted(order)} is no letter", "ask for f^{(n)}(x)")
    return Symbol(next(letter for letter in ("n", "k", "m", "j") if letter not in taken))


def _runs(steps: list[Step]) -> list[list[Step]]:
    """The rows of each order."""
    runs: list[list[Step]] = []
    for step in steps:
        if step.left is not None:
            runs.append([])
        runs[-1].append(step)
    return runs


def _induction(pattern: Pattern, n: Symbol, way: Way) -> list[Step]:
    """The rows that differentiate the pattern once more, and find it again with n + 1 for n."""
    now = pattern(0)
    rows = Rows(way.of(now), way.here)
    if not any(isinstance(node, Ellipsis) for node in descendants(now)):  # what stands at dots is not moved about
        try:
            found = derivative_rows(now, way, style_of(now, {way.variable.name}), way.of(now))
            rows.steps = [_without(step, n) for step in found.steps]
        except CannotDerive:
            pass  # one row says it all
    waves = {node.function for node in descendants(now) if isinstance(node, Call)} & {"sin", "cos"}
    ahead, together = (trigonometry.SINE_AHEAD, trigonometry.SINE_OF_SUM)
    if "sin" not in waves:
        ahead, together = (trigonometry.COSINE_AHEAD, trigonometry.COSINE_OF_SUM)
    grows = any(isinstance(node, Power) and node.base == EULER for node in descendants(now))
    shifted = None if not waves else together if grows else ahead
    words = f"this is the pattern with ${n.name} + 1$ for {tex(n)}"
    rows.add(pattern(1), Reason(moves.PATTERN.name, words if shifted is None else f"{shifted.because}; {words}"))
    return rows.steps


def _is_of(node: Expression | None, n: Symbol) -> bool:
    return node is not None and is_pending(node) and operand_of(node) == n


def _without(step: Step, n: Symbol) -> Step:
    """A row without the rows below it that say no more than that the order does not vary with x."""
    below = [_without(small, n) for small in step.steps if not _is_of(small.left, n)]
    return replace(step, steps=tuple(below))
