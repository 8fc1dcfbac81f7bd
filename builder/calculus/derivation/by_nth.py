r"""The method `nth`: the n-th derivative. The first ones are found, their pattern is stated, and one more derivative of it is the
pattern for n + 1.

Which pattern it is follows from the form of the function; the judge decides it, and each row of the induction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import factorial

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Kind
from builder.calculus.derivation.build import (
    EULER,
    ONE,
    PI,
    ZERO,
    add,
    bare,
    call,
    negative,
    number,
    power,
    rational,
    times,
    without_groups,
)
from builder.calculus.derivation.by_rules import rows_for
from builder.calculus.derivation.by_tangent import derivative_asked_for, formula_of, function_asked_for
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.differentiate import derivative_rows
from builder.calculus.derivation.goals import order_asked_for
from builder.calculus.derivation.polynomials import multiplied_out, sum_of
from builder.calculus.derivation.rows import Rows, Way, by_move, is_pending, operand_of, quoted, tex
from builder.calculus.derivation.terms import Style, Term, multiply, parted, style_of, term_of
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Expression,
    Factorial,
    HigherDerivative,
    Prime,
    Quotient,
    Symbol,
)
from builder.calculus.expression.walk import descendants, summands, symbols
from builder.calculus.rules import moves, trigonometry

_HIGHEST = 8
"""The largest exponent of a line below a bar."""

_FIRST = 3
"""How many derivatives show the pattern."""

Pattern = Callable[[int], Expression]
"""The derivative of order n + k, for a whole number k."""


def by_nth(problem: Problem) -> Derivation:
    """The n-th derivative of the last function. Raises CannotDerive."""
    name, x, applied = function_asked_for(problem.context)
    body = formula_of(name, x, problem.context)
    n = _order(problem, symbols(body))
    context = problem.context.with_kind(n.name, Kind.POSITIVE_INTEGER)
    body = without_groups(body)
    pattern = _pattern(body, x, _number_plus(n))
    at_one = _pattern(body, x, lambda shift: number(1 + shift))
    if pattern is None or at_one is None:
        raise CannotDerive(
            f"the derivatives of {quoted(body)} have no pattern that is known",
            "ask for one of them, such as f'''(x); known are e^{ax}, x e^{ax}, sine, cosine, 1/(ax + b)^2 and ln(ax + b)",
        )
    steps: list[Step] = []
    rows = rows_for(derivative_asked_for(name, x, applied, _FIRST), problem.context)
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
    try:
        found = derivative_rows(now, way, style_of(now, {way.variable.name}), way.of(now))
        rows.steps = [_without(step, n) for step in found.steps]
    except CannotDerive:
        pass  # one row says it all
    waves = {node.function for node in descendants(now) if isinstance(node, Call)}
    shifted = trigonometry.SINE_AHEAD if "sin" in waves else trigonometry.COSINE_AHEAD if "cos" in waves else None
    words = f"this is the pattern with ${n.name} + 1$ for {tex(n)}"
    rows.add(pattern(1), Reason(moves.PATTERN.name, words if shifted is None else f"{shifted.because}; {words}"))
    return rows.steps


def _is_of(node: Expression | None, n: Symbol) -> bool:
    return node is not None and is_pending(node) and operand_of(node) == n


def _without(step: Step, n: Symbol) -> Step:
    """A row without the rows below it that say no more than that the order does not vary with x."""
    below = [_without(small, n) for small in step.steps if not _is_of(small.left, n)]
    return replace(step, steps=tuple(below))


# ------------------------------------------------------------------------------------------------ the patterns


def _pattern(body: Expression, x: Symbol, order: Pattern) -> Pattern | None:
    """The derivatives of every order of a function, by its form; `order` writes n + k."""
    front, moving = parted(term_of(body, []), x)
    varying = moving.powers
    scale = () if front == Term(Fraction(1)) else (sum_of([front], Style()),)
    form = _Form(x, order, scale)
    if len(varying) == 2:
        return _line_times_exponential(varying, form)
    if len(varying) != 1:
        return None
    base, exponent = varying[0]
    if not isinstance(exponent, Fraction):
        return _exponential(base, exponent, form)
    if exponent < 0 and exponent.denominator == 1 and -exponent <= _HIGHEST:
        return _reciprocal(base, int(-exponent), form)
    if exponent == 1 and isinstance(base, Call) and base.power is None and len(base.arguments) == 1:
        return _of_function(base, form)
    return None


class _Form(Struct, frozen=True):
    """The variable, how n + k is written, and the constant factor in front, if there is one."""

    x: Symbol
    order: Pattern
    scale: tuple[Expression, ...]

    def raised(self, base: Expression, shift: int) -> tuple[Expression, ...]:
        """The factor base^(n + shift), none where the base is 1."""
        return () if base == ONE else (power(base, self.order(shift)),)

    def scaled(self, *factors: Expression) -> Expression:
        return times(*self.scale, *factors)


def _exponential(base: Expression, exponent: Expression, form: _Form) -> Pattern | None:
    found = _linear(exponent, form.x)
    if found is None or form.x.name in symbols(base):
        return None
    rate, _ = found
    if base != EULER:
        rate = call("ln", base) if rate == ONE else times(rate, call("ln", base))
    return lambda shift: form.scaled(*form.raised(rate, shift), power(base, exponent))


def _reciprocal(base: Expression, exponent: int, form: _Form) -> Pattern | None:
    """1/(a x + b)^p: the n-th derivative is (-a)^n (n + p - 1)!/((p - 1)! (a x + b)^{n + p})."""
    found = _linear(base, form.x)
    if found is None:
        return None
    signs, size = _sign_and_size(found[0])
    counted = factorial(exponent - 1)

    def derivative(shift: int) -> Expression:
        above = form.scaled(*form.raised(signs, shift), *form.raised(size, shift), Factorial(form.order(shift + exponent - 1)))
        below = power(base, form.order(shift + exponent))
        return Quotient(above, below if counted == 1 else times(number(counted), below))

    return derivative


def _sign_and_size(slope: Expression) -> tuple[Expression, Expression]:
    """-a as a sign and a size without one: (-1)^n (-2)^n is 2^n."""
    value = rational(slope)
    return (ONE, number(-value)) if value is not None and value < 0 else (number(-1), slope)


def _of_function(node: Call, form: _Form) -> Pattern | None:
    argument = bare(node.arguments[0])
    found = _linear(argument, form.x)
    if found is None:
        return None
    slope, rest = found
    if node.function in ("sin", "cos"):

        def wave(shift: int) -> Expression:
            order = form.order(shift)
            ahead = Quotient(PI if order == ONE else times(order, PI), number(2))
            return form.scaled(*form.raised(slope, shift), call(node.function, add(argument, ahead)))

        return wave
    if node.function != "ln":
        return None
    if rest == ZERO:  # ln(ax) is ln x and a constant
        argument, slope = form.x, ONE
    signs, size = _sign_and_size(slope)
    minus = number(-1) if signs == ONE else ONE  # (-1)^{n-1} (-a)^n is -a^n
    return lambda shift: Quotient(
        times(
            *(() if minus == ONE else (minus,)),
            *form.scale,
            *form.raised(signs, shift - 1),
            *form.raised(size, shift),
            Factorial(form.order(shift - 1)),
        ),
        power(argument, form.order(shift)),
    )


def _line_times_exponential(varying: Sequence[tuple[Expression, Fraction | Expression]], form: _Form) -> Pattern | None:
    """(p x + q) e^{a x + b}: the n-th derivative is a^{n-1} (a (p x + q) + n p) e^{a x + b}."""
    exponents = [exponent for base, exponent in varying if base == EULER and not isinstance(exponent, Fraction)]
    lines = [base for base, exponent in varying if exponent == 1]
    if len(exponents) != 1 or len(lines) != 1:
        return None
    exponent, line = exponents[0], lines[0]
    found, parts = _linear(exponent, form.x), _linear(line, form.x)
    if found is None or parts is None:
        return None
    rate, slope = found[0], parts[0]

    def derivative(shift: int) -> Expression:
        counted = form.order(shift) if slope == ONE else times(slope, form.order(shift))
        if rational(rate) == -1:
            inside = add(line, *map(negative, summands(counted)))
            return form.scaled(*form.raised(rate, shift), inside, power(EULER, exponent))
        first = line if rate == ONE else times(rate, line)
        return form.scaled(*form.raised(rate, shift - 1), add(first, counted), power(EULER, exponent))

    return derivative


def _number_plus(n: Symbol) -> Pattern:
    return lambda shift: add(n, number(shift)) if shift > 0 else add(n, negative(number(-shift))) if shift else n


def _linear(node: Expression, x: Symbol) -> tuple[Expression, Expression] | None:
    """a and b of a x + b; None for anything else, and where a is 0."""
    terms = multiplied_out(node, x.name)
    if terms is None or any(dict(t.powers).get(x, Fraction(0)) not in (0, 1) for t in terms):
        return None
    inverse = Term(Fraction(1), ((x, Fraction(-1)),))
    with_x = [multiply(t, inverse, []) for t in terms if x in dict(t.powers)]
    rest = [t for t in terms if x not in dict(t.powers)]
    return (sum_of(with_x, Style()), sum_of(rest, Style())) if with_x else None
