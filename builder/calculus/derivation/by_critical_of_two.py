"""Critical points of a function of two variables: where both partial derivatives are 0, and what the second ones tell there.

Source of the test: the sign of the determinant of the Hessian, and that of its first entry (J. J. Sylvester's criterion).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context, Definition
from builder.calculus.derivation.build import ZERO, add, number, power, times, without_groups
from builder.calculus.derivation.by_rules import rows_for
from builder.calculus.derivation.by_tangent import formula_of
from builder.calculus.derivation.denominators import over_one_denominator
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.goals import with_constants
from builder.calculus.derivation.polynomials import multiplied_out, sum_of
from builder.calculus.derivation.rough import NEAR, rough
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of, tex
from builder.calculus.derivation.signs import Signs, known_signs, sign_of
from builder.calculus.derivation.solving import is_smooth
from builder.calculus.derivation.sums import collected
from builder.calculus.derivation.terms import Style, term_of
from builder.calculus.derivation.two_equations import PutIn, as_product, solutions_of_two
from builder.calculus.derivation.values import worked_out
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Expression,
    Negation,
    Notation,
    NumberSet,
    Relation,
    Sign,
    Symbol,
    Vector,
    VectorStyle,
)
from builder.calculus.expression.walk import substitute, summands, symbols
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
        there = without_groups(substitute(node, {self.x.name: point[0], self.y.name: point[1]}))
        if not symbols(there):
            return worked_out(there)
        terms = [t for part in summands(there) for t in multiplied_out(part, min(symbols(there))) or [term_of(part, [])]]
        return sum_of(collected(terms), Style())


def by_critical_of_two(problem: Problem) -> Derivation:
    """The points at which both partial derivatives of the last function are 0, and their nature. Raises CannotDerive."""
    definition = list(problem.context.definitions.values())[-1]
    name = Symbol(definition.name)
    x, y = (Symbol(parameter) for parameter in definition.parameters)
    surface = _Surface(name, x, y, formula_of(name, x, problem.context), problem.context)
    firsts = [rows_for(surface.partial(v), problem.context) for v in (x, y)]
    if not is_smooth(surface.body, x) or not is_smooth(surface.body, y):
        raise CannotDerive(f"{quoted(surface.body)} may have no slope somewhere", "look at these places yourself")
    style = Style(variables=frozenset((x.name, y.name)))
    for rows in firsts:
        rows.add(over_one_denominator(without_groups(rows.current), style, []), reason_of(algebra.COMMON_DENOMINATOR))
        rows.add(as_product(without_groups(rows.current), (x, y)), reason_of(algebra.FACTOR_OUT))
    slopes = [without_groups(rows.current) for rows in firsts]
    steps: list[Step] = [step for rows in firsts for step in rows.steps]
    signs = known_signs(problem.context)
    solved = solutions_of_two(slopes, x, y, signs)
    if not solved.points:
        return _without_points(surface, firsts, slopes)
    context = with_constants(add(*slopes), frozenset((x.name, y.name)), problem.context)
    for name_of_letter in sorted(solved.not_zero):
        context = context.with_assumption(Relation(Symbol(name_of_letter), Sign.NOT_EQUAL, ZERO))
    surface = replace(surface, context=context)
    for way in solved.put_in:
        steps.extend(_put_in(way, context).steps)
    where = "".join(f", for ${each} \\ne 0$" for each in sorted(solved.not_zero))
    points = solved.points
    for point in points:
        steps.append(_named(surface, slopes, point, where))
    seconds = [rows_for(surface.partial(*by), context) for by in ((x, x), (y, y), (x, y))]
    for rows, left in zip(seconds, ((x, x), (y, y), (x, y)), strict=True):
        start = next((k for k, step in enumerate(rows.steps) if step.left == surface.partial(*left)), 0)
        steps.extend(rows.steps[start:])
    xx, yy, xy = (without_groups(rows.current) for rows in seconds)
    letter = Symbol(
        next(n for n in ("D", "K", "Q", "M") if n not in problem.context.definitions and n not in symbols(surface.body))
    )
    shown = add(times(surface.partial(x, x), surface.partial(y, y)), Negation(power(surface.partial(x, y), number(2))))
    put_in = add(times(xx, yy), Negation(power(xy, number(2))))
    here = context.with_definition(Definition(letter.name, (x.name, y.name), put_in))
    whole = Application(letter, (x, y))
    told = Reason(moves.NATURE.name, f"the determinant of the second derivatives: {tex(shown)}")
    rows = Rows(whole, here, [Step(whole, put_in, told, here, whole, ((whole, put_in),))])
    terms = multiplied_out(put_in, x.name)
    if terms is not None:
        rows.add(sum_of(collected(terms), style), reason_of(algebra.EXPAND))
    steps.extend(rows.steps)
    for point in points:
        steps.extend(_nature(surface, letter, without_groups(rows.current), xx, point, here))
    members = tuple(Vector(point, VectorStyle.ROUND) for point in points)
    goal = Vector((x, y), VectorStyle.ROUND)
    return Derivation(goal, NumberSet("finite", members=members), "critical", here, tuple(steps))


def _without_points(surface: _Surface, firsts: Sequence[Rows], slopes: Sequence[Expression]) -> Derivation:
    """The derivation of a function without critical points, as one of its derivatives is nowhere 0. Raises CannotDerive."""
    for rows, slope in zip(firsts, slopes, strict=True):
        places = [(u / 3, v / 3) for u in range(-_GRID, _GRID + 1) for v in range(-_GRID, _GRID + 1)]
        sizes = [size for u, v in places if (size := rough(slope, {surface.x.name: u, surface.y.name: v})) is not None]
        if sizes and (min(sizes) > NEAR or max(sizes) < -NEAR):
            words = f"{moves.NOWHERE_ZERO.says}: there is no critical point"
            rows.say(Sign.NOT_EQUAL, ZERO, by_move(moves.NOWHERE_ZERO, words))
            goal = Vector((surface.x, surface.y), VectorStyle.ROUND)
            return Derivation(goal, NumberSet("finite"), "critical", surface.context, tuple(rows.steps))
    raise CannotDerive("both partial derivatives are nowhere 0 together", "there is no critical point")


_GRID = 7
"""How many thirds from 0 a derivative is looked at for its sign: whether it is nowhere 0 is for the judge."""


def _put_in(way: PutIn, context: Context) -> Rows:
    """The row that puts a way in which one derivative is 0 into the other one."""
    rows = Rows(way.given, context)
    text = f"put {tex(way.variable)[:-1]} = {tex(way.value)[1:]} into the other derivative"
    rows.add(way.product, Reason(algebra.FACTOR_POLYNOMIAL.name, text))
    return rows


def _named(surface: _Surface, slopes: Sequence[Expression], point: Sequence[Expression], said: str) -> Step:
    """The row that names a point; it rests on the values of both derivatives there."""
    below: list[Step] = []
    for variable, slope in zip((surface.x, surface.y), slopes, strict=True):
        rows = Rows(Application(surface.partial(variable), tuple(point)), surface.context)
        rows.add(surface.at(slope, point), by_move(moves.WORK_OUT))
        below.extend(rows.steps)
    zero = " and ".join(f"${tex(surface.partial(v))[1:-1]} = 0$" for v in (surface.x, surface.y)) + said
    names = ((surface.x, point[0]), (surface.y, point[1]))
    return Step(surface.y, point[1], Reason(moves.SOLVE.name, zero), surface.context, surface.x, names, (), tuple(below))


def _nature(
    surface: _Surface, letter: Symbol, determinant: Expression, bend: Expression, point: Sequence[Expression], here: Context
) -> list[Step]:
    """The determinant at a point, the first second derivative if that tells something, and the value of the function."""
    value = surface.at(determinant, point)
    signs = known_signs(here)
    size = _sign(value, signs)
    said = "negative: a saddle point" if size < 0 else "positive: an extremum" if size > 0 else "0: this tells nothing"
    rows = Rows(Application(letter, tuple(point)), here)
    rows.add(value, Reason(moves.NATURE.name, said))
    steps = list(rows.steps)
    if size > 0:
        curvature = surface.at(bend, point)
        nature = nature_of(curvature, signs)
        rows = Rows(Application(surface.partial(surface.x, surface.x), tuple(point)), here)
        rows.add(curvature, Reason(moves.NATURE.name, nature))
        steps.extend(rows.steps)
    rows = Rows(Application(surface.name, tuple(point)), here)
    rows.add(surface.at(surface.body, point), by_move(moves.WORK_OUT))
    return [*steps, *rows.steps]


def _sign(value: Expression, signs: Signs) -> int:
    """The sign of a number, or of a term whose letters have known signs or stand in squares. Raises CannotDerive."""
    if not symbols(value):
        size = rough(value, {}) or 0.0
        return 0 if abs(size) <= NEAR else 1 if size > 0 else -1
    sign = sign_of(value, signs)
    if sign is None or sign.open:
        raise CannotDerive(f"the sign of {quoted(value)} is not seen", "say what the letters are, as in a > 0")
    return sign.sign


def nature_of(curvature: Expression, signs: Signs) -> str:
    """What a second derivative with letters says. Raises CannotDerive where its sign hangs on several letters."""
    sign = sign_of(curvature, signs)
    if sign is None or len(sign.open) > 1:
        raise CannotDerive(f"the sign of {quoted(curvature)} is not seen", "say what the letters are, as in a > 0")
    least, most = ("positive", "a local minimum"), ("negative", "a local maximum")
    if not sign.open:
        return ": ".join(least if sign.sign > 0 else most)
    (letter,) = (tex(Symbol(name))[:-1] for name in sign.open)
    (above, there), (below, otherwise) = (least, most) if sign.sign > 0 else (most, least)
    return f"{above} for {letter} > 0$: {there}; {below} for {letter} < 0$: {otherwise}"
