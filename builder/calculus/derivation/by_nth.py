r"""The method `nth`: the n-th derivative. The first ones are found, their pattern is stated, and one more derivative of it is the
pattern for n + 1.

Which pattern it is follows from the form of the function; the judge decides it, and each row of the induction.
"""

from __future__ import annotations

from msgspec.structs import replace

from builder.calculus.context import Definition, Kind
from builder.calculus.derivation.build import EULER, number, without_groups
from builder.calculus.derivation.by_rules import rows_for
from builder.calculus.derivation.by_tangent import at_place, derivative_asked_for, formula_of, function_asked_for
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.differentiate import derivative_rows
from builder.calculus.derivation.goals import order_asked_for
from builder.calculus.derivation.patterns import KNOWN_PATTERNS, Pattern, as_sum, number_plus, pattern_of
from builder.calculus.derivation.polynomials import coefficients
from builder.calculus.derivation.rows import Rows, Way, by_move, is_pending, operand_of, quoted, tex
from builder.calculus.derivation.terms import style_of
from builder.calculus.expression.nodes import Application, Call, Ellipsis, Expression, HigherDerivative, Power, Prime, Symbol
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.rules import moves, trigonometry

_FIRST = 3
"""How many derivatives show the pattern."""


def by_nth(problem: Problem) -> Derivation:
    """The n-th derivative of the last function. Raises CannotDerive."""
    name, x, applied = function_asked_for(problem.context)
    body = formula_of(name, x, problem.context)
    n = _order(problem, symbols(body))
    context = problem.context.with_kind(n.name, Kind.POSITIVE_INTEGER)
    body = without_groups(body)
    steps: list[Step] = []
    given = problem.context
    if (rewritten := as_sum(body, x)) is not None:
        value = Rows(at_place(name, x, applied, 0, x) if applied else name, given)
        body, reason = rewritten
        value.add(body, reason)
        steps.extend(value.steps)
        given = given.with_definition(Definition(name.name, (x.name,) if applied else (), body))
    pattern = pattern_of(body, x, number_plus(n))
    at_one = pattern_of(body, x, lambda shift: number(1 + shift))
    if (degree := coefficients(body, x)) is not None:
        message = f"the derivatives of {quoted(body)} have no pattern: from order {len(degree)} on they are 0"
        raise CannotDerive(message, "ask for one of them, such as f''(x)")
    if pattern is None or at_one is None:
        raise CannotDerive(f"the derivatives of {quoted(body)} have no pattern that is known", KNOWN_PATTERNS)
    rows = rows_for(derivative_asked_for(name, x, applied, _FIRST), given)
    first: Expression | None = None
    for run in _runs(rows.steps):
        first = first or run[-1].after
        head = run[0]
        if len(run) == 1:
            steps.append(head)
        else:
            assert head.left is not None
            short = Rows(head.left, head.context)
            short.add(run[-1].after, by_move(moves.DIFFERENTIATE_ONCE), run)
            steps.extend(short.steps)
    assert first is not None
    whole = Application(Prime(name, n, False), (x,)) if applied else HigherDerivative(name, x, n, operator=False)
    stated = Rows(whole, context)
    stated.add(
        pattern(0), Reason(moves.PATTERN.name, f"the pattern, for every positive integer {tex(n)}; it is shown by induction")
    )
    start = Rows(at_one(0), context)
    start.add(first, Reason(moves.PATTERN.name, f"for ${n.name} = 1$ it is the first derivative"))
    induction = _induction(pattern, n, Way(x, context, leibniz=True))
    steps.extend((*stated.steps, *start.steps, *induction))
    return Derivation(whole, pattern(0), "nth", context, tuple(steps))


def _order(problem: Problem, taken: frozenset[str]) -> Symbol:
    """The letter of the order: the one that is asked for, or one that the function does not have."""
    order = order_asked_for(problem.goal)
    if isinstance(order, Symbol):
        if order.name in taken:
            raise CannotDerive(f"{quoted(order)} is in the function", "call the order of the derivative by another letter")
        return order
    if order is not None and symbols(order):
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
