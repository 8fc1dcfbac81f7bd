"""Critical points of a function of two variables: where both partial derivatives are 0, and what the second ones tell there.

Source of the test: the sign of the determinant of the Hessian, and that of its first entry (J. J. Sylvester's criterion).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from builder.calculus.context import Context, Definition
from builder.calculus.derivation.build import add, number, power, times, without_groups
from builder.calculus.derivation.by_rules import rows_for
from builder.calculus.derivation.by_tangent import formula_of
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.finish import collected
from builder.calculus.derivation.partial_fractions import factors, trimmed
from builder.calculus.derivation.polynomials import coefficients, multiplied_out, polynomial, sum_of
from builder.calculus.derivation.rough import NEAR, rough
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of, tex
from builder.calculus.derivation.solving import product_of, zeros_of_polynomial
from builder.calculus.derivation.terms import Style, Term
from builder.calculus.derivation.values import worked_out
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Expression,
    Negation,
    Notation,
    NumberSet,
    Symbol,
    Vector,
    VectorStyle,
)
from builder.calculus.expression.walk import substitute, symbols
from builder.calculus.rules import algebra, moves


class _Surface(Struct, frozen=True):
    """A function of two variables: its name, these, and its formula."""

    name: Symbol
    x: Symbol
    y: Symbol
    body: Expression
    context: Context

    def partial(self, *by: Symbol) -> Expression:
        """A partial derivative, as it is asked for."""
        if len(by) == 2 and by[0] == by[1]:
            return Derivative(self.name, ((by[0], 2),), True, Notation.QUOTIENT)
        return Derivative(self.name, tuple((v, 1) for v in by), True, Notation.QUOTIENT)

    def at(self, node: Expression, point: Sequence[Expression]) -> Expression:
        """What a formula comes to at a point."""
        return worked_out(without_groups(substitute(node, {self.x.name: point[0], self.y.name: point[1]})))


def by_critical_of_two(problem: Problem) -> Derivation:
    """The points at which both partial derivatives of the last function are 0, and their nature. Raises CannotDerive."""
    definition = list(problem.context.definitions.values())[-1]
    name = Symbol(definition.name)
    x, y = (Symbol(parameter) for parameter in definition.parameters)
    surface = _Surface(name, x, y, formula_of(name, x, problem.context), problem.context)
    firsts = [rows_for(surface.partial(v), problem.context) for v in (x, y)]
    slopes = [without_groups(rows.current) for rows in firsts]
    steps: list[Step] = [step for rows in firsts for step in rows.steps]
    points = _points(surface, slopes, steps)
    for point in points:
        steps.append(_named(surface, slopes, point))
    seconds = [rows_for(surface.partial(*by), problem.context) for by in ((x, x), (y, y), (x, y))]
    for rows, left in zip(seconds, ((x, x), (y, y), (x, y)), strict=True):
        start = next((k for k, step in enumerate(rows.steps) if step.left == surface.partial(*left)), 0)
        steps.extend(rows.steps[start:])
    xx, yy, xy = (without_groups(rows.current) for rows in seconds)
    letter = Symbol(
        next(n for n in ("D", "K", "Q", "M") if n not in problem.context.definitions and n not in symbols(surface.body))
    )
    shown = add(times(surface.partial(x, x), surface.partial(y, y)), Negation(power(surface.partial(x, y), number(2))))
    put_in = add(times(xx, yy), Negation(power(xy, number(2))))
    here = problem.context.with_definition(Definition(letter.name, (x.name, y.name), put_in))
    whole = Application(letter, (x, y))
    told = Reason(moves.NATURE.name, f"the determinant of the second derivatives: {tex(shown)}")
    rows = Rows(whole, here, [Step(whole, put_in, told, here, whole, ((whole, put_in),))])
    terms = multiplied_out(put_in, x.name) or []
    rows.add(sum_of(collected(terms), Style(variables=frozenset((x.name, y.name)))), reason_of(algebra.EXPAND))
    steps.extend(rows.steps)
    for point in points:
        steps.extend(_nature(surface, letter, without_groups(rows.current), xx, point, here))
    members = tuple(Vector(point, VectorStyle.ROUND) for point in points)
    goal = Vector((x, y), VectorStyle.ROUND)
    return Derivation(goal, NumberSet("finite", members=members), "critical", here, tuple(steps))


def _named(surface: _Surface, slopes: Sequence[Expression], point: Sequence[Expression]) -> Step:
    """The row that names a point; it rests on the values of both derivatives there."""
    below: list[Step] = []
    for variable, slope in zip((surface.x, surface.y), slopes, strict=True):
        rows = Rows(Application(surface.partial(variable), tuple(point)), surface.context)
        rows.add(surface.at(slope, point), by_move(moves.WORK_OUT))
        below.extend(rows.steps)
    zero = " and ".join(f"${tex(surface.partial(v))[1:-1]} = 0$" for v in (surface.x, surface.y))
    names = ((surface.x, point[0]), (surface.y, point[1]))
    return Step(surface.y, point[1], Reason(moves.SOLVE.name, zero), surface.context, surface.x, names, (), tuple(below))


def _nature(
    surface: _Surface, letter: Symbol, determinant: Expression, bend: Expression, point: Sequence[Expression], here: Context
) -> list[Step]:
    """The determinant at a point, the first second derivative if that tells something, and the value of the function."""
    value = surface.at(determinant, point)
    size = rough(value, {}) or 0.0
    said = "negative: a saddle point" if size < -NEAR else "positive: an extremum" if size > NEAR else "0: this tells nothing"
    rows = Rows(Application(letter, tuple(point)), here)
    rows.add(value, Reason(moves.NATURE.name, said))
    steps = list(rows.steps)
    if size > NEAR:
        curvature = surface.at(bend, point)
        nature = "positive: a local minimum" if (rough(curvature, {}) or 0.0) > 0 else "negative: a local maximum"
        rows = Rows(Application(surface.partial(surface.x, surface.x), tuple(point)), here)
        rows.add(curvature, Reason(moves.NATURE.name, nature))
        steps.extend(rows.steps)
    rows = Rows(Application(surface.name, tuple(point)), here)
    rows.add(surface.at(surface.body, point), by_move(moves.WORK_OUT))
    return [*steps, *rows.steps]


# ------------------------------------------------------------------------------------------------ two equations


class _Branch(Struct, frozen=True):
    """A way in which the first equation holds: a variable is some formula in the other one."""

    variable: Symbol
    value: Expression
    other: Symbol


def _points(surface: _Surface, slopes: Sequence[Expression], steps: list[Step]) -> list[tuple[Expression, Expression]]:
    """The solutions of both equations, in order; rows that put one into the other are added to `steps`. Raises CannotDerive."""
    failed = CannotDerive("the two equations are not solved", "solve them, and ask for the values at the points")
    for first, second in ((0, 1), (1, 0)):
        branches = list(_branches(surface, slopes[first]))
        if not branches or any(branch is None for branch in branches):
            continue
        written: list[Step] = []
        found: list[tuple[Expression, Expression]] = []
        try:
            for branch in branches:
                if branch is not None:
                    found.extend(_on_branch(surface, branch, slopes[second], written))
        except CannotDerive as cannot:
            failed = cannot
            continue
        steps.extend(written)
        places = {tuple(round((rough(part, {}) or 0.0) / NEAR) for part in point): point for point in found}
        if not places:
            raise CannotDerive("both partial derivatives are nowhere 0 together", "there is no critical point")
        return [places[key] for key in sorted(places)]
    raise failed


def _branches(surface: _Surface, equation: Expression) -> Iterator[_Branch | None]:
    """The ways in which a polynomial is 0: a variable in front is, or what is left is solved; None for one that is not."""
    terms = _polynomial_terms(surface, equation)
    if terms is None or not terms:
        yield None
        return
    x, y = surface.x, surface.y
    least = {v: min(_degree(t, v) for t in terms) for v in (x, y)}
    for v, other in ((x, y), (y, x)):
        if least[v]:
            yield _Branch(v, number(0), other)
    rest = [t * Term(Fraction(1), tuple((v, -k) for v, k in least.items() if k)) for t in terms]
    letters = {v for v in (x, y) if any(_degree(t, v) for t in rest)}
    style = Style(variables=frozenset((x.name, y.name)))
    if len(letters) == 1:
        (v,) = letters
        values = coefficients(sum_of(rest, style), v)
        if values is None:
            yield None
            return
        for factor, _ in factors(trimmed(values))[1]:
            for zero in zeros_of_polynomial(factor, sum_of(rest, style)):
                yield _Branch(v, zero, y if v == x else x)
        return
    if not letters:
        return
    for v, other in ((y, x), (x, y)):
        linear = [t for t in rest if _degree(t, v)]
        if len(linear) == 1 and linear[0].powers == ((v, Fraction(1)),):
            left = [Term(-t.coefficient / linear[0].coefficient, t.powers) for t in rest if t is not linear[0]]
            yield _Branch(v, sum_of(left, style), other)
            return
    yield None


def _on_branch(
    surface: _Surface, branch: _Branch, equation: Expression, written: list[Step]
) -> Iterator[tuple[Expression, Expression]]:
    """The points of a branch at which the other equation holds too."""
    put_in = without_groups(substitute(equation, {branch.variable.name: branch.value}))
    values = coefficients(put_in, branch.other)
    if values is None:
        raise CannotDerive(f"{quoted(put_in)} is no polynomial", "solve the equations, and ask for the values at the points")
    if not any(values):
        raise CannotDerive("the critical points fill a curve", "there is no single point to look at")
    content, parts = factors(trimmed(values))
    rows = Rows(put_in, surface.context)
    text = f"put {tex(branch.variable)[:-1]} = {tex(branch.value)[1:]} into the other derivative"
    whole = product_of(content, [(polynomial(p, branch.other, Style()), k) for p, k in parts])
    rows.add(whole, Reason(algebra.FACTOR_POLYNOMIAL.name, text))
    written.extend(rows.steps)
    for factor, _ in parts:
        for zero in zeros_of_polynomial(factor, put_in):
            value = worked_out(without_groups(substitute(branch.value, {branch.other.name: zero})))
            yield (value, zero) if branch.variable == surface.x else (zero, value)


def _polynomial_terms(surface: _Surface, node: Expression) -> list[Term] | None:
    """The terms of a polynomial in both variables with rational coefficients; None for anything else."""
    terms = multiplied_out(node, surface.x.name)
    if terms is None:
        return None
    out = [t for term in terms for t in multiplied_out(sum_of([term], Style()), surface.y.name) or [term]]
    for term in out:
        for base, exponent in term.powers:
            if (
                base not in (surface.x, surface.y)
                or not isinstance(exponent, Fraction)
                or exponent.denominator != 1
                or exponent < 0
            ):
                return None
    return collected(out)


def _degree(term: Term, variable: Symbol) -> Fraction:
    exponent = dict(term.powers).get(variable, Fraction(0))
    assert isinstance(exponent, Fraction)
    return exponent
