"""The method `critical`: where the derivative is 0 or does not exist, and what the function has there."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context, Kind
from builder.calculus.derivation.build import (
    INFINITY,
    ZERO,
    bare,
    depends_on,
    negative,
    number,
    rational,
    without_groups,
)
from builder.calculus.derivation.by_critical_of_two import by_critical_of_two, nature_of
from builder.calculus.derivation.by_rules import rows_for
from builder.calculus.derivation.by_tangent import (
    at_place,
    derivative_asked_for,
    formula_of,
    function_asked_for,
    value_rows,
)
from builder.calculus.derivation.denominators import over_one_denominator
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.finish import finish
from builder.calculus.derivation.goals import last_definition, with_constants
from builder.calculus.derivation.periodic import Family, factored, families, repeats, turn_of, without_turns
from builder.calculus.derivation.polynomials import coefficients
from builder.calculus.derivation.rough import NEAR, rough, without_value
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of, tex
from builder.calculus.derivation.signs import known_signs
from builder.calculus.derivation.solving import (
    factored_polynomial,
    in_order,
    is_smooth,
    numerator_of,
    with_common_factor,
    zeros_of,
    zeros_of_factor,
    zeros_of_polynomial_with_letters,
)
from builder.calculus.derivation.terms import Style, term_of
from builder.calculus.derivation.values import worked_out
from builder.calculus.expression.nodes import (
    Expression,
    Fence,
    Fenced,
    Limit,
    Negation,
    Node,
    NumberSet,
    Quotient,
    Side,
    Symbol,
)
from builder.calculus.expression.walk import descendants, map_children, substitute, symbols
from builder.calculus.latex.printer import print_latex
from builder.calculus.rules import algebra, moves

_STEP = 1e-6
"""How far beside a place its sides are looked at."""


def by_critical(problem: Problem) -> Derivation:
    """The places inside the domain where the derivative is 0 or does not exist, and their nature. Raises CannotDerive."""
    if len(last_definition(problem.context).parameters) == 2:
        return by_critical_of_two(problem)
    name, x, applied = function_asked_for(problem.context)
    first = derivative_asked_for(name, x, applied, 1)
    rows = rows_for(first, problem.context)
    slope = without_groups(rows.current)
    together = over_one_denominator(slope, Style(variables=frozenset((x.name,))), [])
    rows.add(together, reason_of(algebra.COMMON_DENOMINATOR))
    slope = together
    if (factored := factored_polynomial(slope, x)) is not None:
        rows.add(factored, reason_of(algebra.FACTOR_POLYNOMIAL))
    elif (apart := with_common_factor(slope, x)) != slope:
        rows.add(apart, reason_of(algebra.FACTOR_OUT))
        slope = apart
    curve = _Curve(name, x, applied, slope, formula_of(name, x, problem.context), problem.context)
    if symbols(slope) - {x.name}:
        return _with_letters(problem, curve, rows)
    if repeats(slope, x) and (turn := turn_of(slope, x)) is not None:
        return _by_families(problem, curve, rows, turn)
    above = coefficients(numerator_of(slope), x)
    if above is not None and not any(above):
        raise CannotDerive(f"the derivative of {quoted(name)} is 0 everywhere", "a constant has no extremum of its own")
    zeros = zeros_of(slope, x)
    breaks = [place for place in _breaks(curve) if place not in zeros]
    places = in_order([*zeros, *breaks])
    if not places:
        raise CannotDerive(
            f"{quoted(slope)} is nowhere 0, and there is no place where only the derivative has no value",
            "there is no critical point; look at the ends of an interval",
        )
    steps: list[Step] = list(rows.steps)
    bend = slope
    if zeros:
        curve = replace(curve, context=with_constants(slope, frozenset({x.name}), problem.context))
        steps.append(_solved(curve, first, zeros))
        second = rows_for(derivative_asked_for(name, x, applied, 2), problem.context)
        steps.extend(_from_first(second, first))
        bend = without_groups(second.current)
    for place in places:
        steps.extend(
            _at_zero(curve, place, places, bend) if bend is not None and place in zeros else _at_break(curve, place, places)
        )
        steps.extend(value_rows(at_place(name, x, applied, 0, place), curve.body, x, place, curve.context).steps)
    return Derivation(x, NumberSet("finite", members=tuple(places)), "critical", problem.context, tuple(steps))


def _by_families(problem: Problem, curve: _Curve, rows: Rows, turn: Fraction) -> Derivation:
    """The same where the derivative repeats: its zeros are families of places."""
    first = rows.goal
    for tree, reason in factored(curve.slope, curve.x):
        rows.add(tree, reason)
    curve = replace(curve, slope=without_groups(rows.current))
    found = families(curve.slope, curve.x, turn)
    if not found:
        raise CannotDerive(f"{quoted(curve.slope)} is nowhere 0", "there is no critical point; look at the ends of an interval")
    k = Symbol(next(letter for letter in ("k", "n", "m", "j") if letter not in problem.context.definitions))
    curve = replace(curve, context=problem.context.with_kind(k.name, Kind.INTEGER))
    places = [family.at(k) for family in found]
    steps: list[Step] = [*rows.steps, _solved(curve, first, places, f", for whole numbers {tex(k)}")]
    second = rows_for(derivative_asked_for(curve.name, curve.x, curve.applied, 2), problem.context)
    steps.extend(_from_first(second, first))
    bend = without_groups(second.current)
    for family, place in zip(found, places, strict=True):
        curvature = rough(bend, {curve.x.name: rough(family.start, {}) or 0.0})
        if curvature is not None and abs(curvature) > NEAR:
            said = "positive: a local minimum" if curvature > 0 else "negative: a local maximum"
            steps.extend(_value_row(curve, 2, place, bend, f"the second derivative is {said}", k))
        else:
            said = "the second derivative tells nothing, so look at the first one beside it"
            steps.extend(_value_row(curve, 2, place, bend, said, k))
            steps.extend(_beside_family(curve, family, found, k))
        value = Rows(at_place(curve.name, curve.x, curve.applied, 0, place), curve.context)
        put_in = without_groups(substitute(curve.body, {curve.x.name: place}))
        value.add(put_in, by_move(moves.PUT_IN_POINT, f"put in {tex(curve.x)[:-1]} = {tex(place)[1:]}"))
        value.add(worked_out(without_turns(put_in, k)), by_move(moves.WORK_OUT))
        steps.extend(value.steps)
    return Derivation(curve.x, NumberSet("finite", members=tuple(places)), "critical", curve.context, tuple(steps))


def _with_letters(problem: Problem, curve: _Curve, rows: Rows) -> Derivation:
    """The same where the function holds letters: the signs of these tell what is there, known or not."""
    x, signs = curve.x, known_signs(problem.context)
    if not is_smooth(curve.body, x):
        raise CannotDerive(f"{quoted(curve.body)} holds letters, and may have no slope somewhere", "give the letters values")
    sample = {name: 1.37 + 0.29 * k for k, name in enumerate(sorted(symbols(curve.slope) - {x.name}))}
    sample = {name: value * signs.get(name, 1) for name, value in sample.items()}
    found: list[Expression] = []
    for base, exponent in term_of(numerator_of(curve.slope), []).powers:
        if depends_on(base, x.name) and not (isinstance(exponent, Fraction) and exponent < 0):
            found.extend(zeros_of_polynomial_with_letters(base, x, signs))
    sizes = {zero: rough(zero, sample) for zero in found}
    places = sorted(
        (z for z, size in sizes.items() if size is not None and rough(curve.slope, {**sample, x.name: size}) is not None),
        key=lambda zero: sizes[zero] or 0.0,
    )
    if not places:
        raise CannotDerive(f"{quoted(curve.slope)} is nowhere 0", "there is no critical point; look at the ends of an interval")
    first = rows.goal
    curve = replace(curve, context=with_constants(curve.slope, frozenset({x.name}), problem.context))
    divided = sorted({n for place in places for n in _divisors_of(place)} - signs.keys())
    said = "".join(f", for {tex(Symbol(name))[:-1]} \\ne 0$" for name in divided)
    steps: list[Step] = [*rows.steps, _solved(curve, first, places, said=said)]
    second = rows_for(derivative_asked_for(curve.name, x, curve.applied, 2), problem.context)
    steps.extend(_from_first(second, first))
    bend = without_groups(second.current)
    for place in places:
        value = worked_out(without_groups(substitute(bend, {x.name: place})))
        steps.extend(_value_row(curve, 2, place, bend, f"the second derivative is {nature_of(value, signs)}"))
        steps.extend(value_rows(at_place(curve.name, x, curve.applied, 0, place), curve.body, x, place, curve.context).steps)
    return Derivation(x, NumberSet("finite", members=tuple(places)), "critical", curve.context, tuple(steps))


def _divisors_of(place: Expression) -> frozenset[str]:
    """The letters by which something is divided."""
    below = [node.denominator for node in descendants(place) if isinstance(node, Quotient)]
    return frozenset[str]().union(*map(symbols, below))


def _beside_family(curve: _Curve, family: Family, others: list[Family], k: Symbol) -> list[Step]:
    """The signs of the first derivative on both sides of each place of a family."""
    step = family.turn / (4 if len(others) == 1 else 4 * len(others))
    sides = [family.moved(-step), family.moved(step)]
    signs = [curve.rough_slope(rough(side.start, {}) or 0.0) for side in sides]
    if None in signs or not all(signs):
        raise CannotDerive(f"the sign of the derivative beside {quoted(family.at(k))} was not found", "look at it on both sides")
    before, after = ((sign or 0.0) > 0 for sign in signs)
    nature = "no extremum" if before == after else "a local maximum" if before else "a local minimum"
    words = ("positive" if before else "negative", "positive" if after else "negative")
    said = (f"before, the derivative is {words[0]}", f"behind, it is {words[1]}: {nature}")
    return [row for side, text in zip(sides, said, strict=True) for row in _value_row(curve, 1, side.at(k), curve.slope, text, k)]


class _Curve(Struct, frozen=True):
    """A function with its name and variable, whether it is applied (`f(x)`, not `y`), its derivative and its formula."""

    name: Symbol
    x: Symbol
    applied: bool
    slope: Expression
    body: Expression
    context: Context

    def rough_slope(self, at: float) -> float | None:
        return rough(self.slope, {self.x.name: at})


def _solved(curve: _Curve, first: Expression, zeros: list[Expression], which: str = "", said: str = "") -> Step:
    """The row that names the places at which the derivative is 0; it rests on the values there."""
    text = f"${print_latex(first)} = 0$" + (which or (", where one of its factors is" if len(zeros) > 1 else "")) + said
    below = [] if which else [s for z in zeros for s in _value_row(curve, 1, z, curve.slope, "the derivative is 0 there")]
    names = tuple((curve.x, place) for place in zeros)
    reason = Reason(moves.SOLVE.name, text)
    return Step(curve.x, zeros[-1], reason, curve.context, curve.x, names, (), tuple(below), curve.slope)


def _from_first(rows: Rows, first: Expression) -> list[Step]:
    """The rows of the second derivative, without those of the first."""
    start = next((k for k, step in enumerate(rows.steps) if step.left is not None and step.left != first), 0)
    return rows.steps[start:]


def _at_zero(curve: _Curve, place: Expression, places: list[Expression], bend: Expression) -> list[Step]:
    """The row of a place where the derivative is 0: the sign of the second one, or those of the first beside it."""
    curvature = rough(bend, {curve.x.name: rough(place, {}) or 0.0})
    if curvature is None:
        return _beside(curve, place, places)
    if abs(curvature) <= NEAR:
        level = _value_row(curve, 2, place, bend, "the second derivative tells nothing, so look at the first one beside it")
        return [*level, *_beside(curve, place, places)]
    said = "positive: a local minimum" if curvature > 0 else "negative: a local maximum"
    return _value_row(curve, 2, place, bend, f"the second derivative is {said}")


def _value_row(
    curve: _Curve, order: int, at: Expression, formula: Expression, said: str, turns: Symbol | None = None
) -> list[Step]:
    """One row: a derivative at a place, which `formula` gives, and what that says; `turns` counts whole turns."""
    rows = Rows(at_place(curve.name, curve.x, curve.applied, order, at), curve.context)
    put_in = without_groups(substitute(formula, {curve.x.name: at}))
    value = worked_out(put_in if turns is None else without_turns(put_in, turns))
    rows.add(value, Reason(moves.NATURE.name, f"put in {tex(curve.x)[:-1]} = {tex(at)[1:]}: {said}"))
    return rows.steps


def _beside(curve: _Curve, place: Expression, places: list[Expression]) -> list[Step]:
    """Where the second derivative tells nothing: the sign of the first one on both sides, up to the next critical point."""
    middle = rational(place)
    if middle is None:
        raise CannotDerive(
            f"the second derivative tells nothing at {quoted(place)}", "look at the sign of the derivative on both sides"
        )
    others = [Fraction(v).limit_denominator(64) for p in places if p != place and (v := rough(p, {})) is not None]
    below = max((v for v in others if v < middle), default=middle - 2)
    above = min((v for v in others if v > middle), default=middle + 2)
    at = [(middle + end) / 2 for end in (below, above)]
    signs = [curve.rough_slope(float(v)) for v in at]
    if None in signs or not all(signs):
        raise CannotDerive(f"the sign of the derivative beside {quoted(place)} was not found", "look at it on both sides")
    before, after = ((s or 0.0) > 0 for s in signs)
    nature = "no extremum" if before == after else "a local maximum" if before else "a local minimum"
    words = ("positive" if before else "negative", "positive" if after else "negative")
    return [
        *_value_row(curve, 1, number(at[0]), curve.slope, f"before, the derivative is {words[0]}"),
        *_value_row(curve, 1, number(at[1]), curve.slope, f"behind, it is {words[1]}: {nature}"),
    ]


# ------------------------------------------------------------------------------------------------ where it does not exist


def _breaks(curve: _Curve) -> list[Expression]:
    """The places where the function goes on without a jump, and its derivative does not, or is found only as a limit."""
    x = curve.x.name
    found: list[Expression] = []
    for node in descendants(curve.slope):
        match node:
            case Fenced(Fence.ABSOLUTE, inner) if depends_on(inner, x):
                found.extend(zeros_of_factor(bare(inner), curve.x))
            case Quotient(denominator=below) if depends_on(below, x):
                bases = [base for base, _ in term_of(below, []).powers if depends_on(base, x)]
                found.extend(zero for base in bases if not isinstance(base, Fenced) for zero in zeros_of_factor(base, curve.x))
    return [place for place in dict.fromkeys(found) if _is_inside(curve, place)]


def _is_inside(curve: _Curve, place: Expression) -> bool:
    """Whether the function has a value at a place and on both sides, and the formula of its derivative has none at the place."""
    at = rough(place, {})
    if at is None or curve.rough_slope(at) is not None:
        return False
    return all(rough(curve.body, {curve.x.name: at + step}) is not None for step in (0.0, -_STEP, _STEP))


def _at_break(curve: _Curve, place: Expression, places: list[Expression]) -> list[Step]:
    """The rows of a place where the formula of the derivative has no value: its limits from both sides, and its signs."""
    derivative = derivative_asked_for(curve.name, curve.x, curve.applied, 1)
    limits = [_limit(curve, place, side) for side in (-1, 1)]
    there = print_latex(at_place(curve.name, curve.x, curve.applied, 1, place))
    exists = limits[0] == limits[1] and INFINITY not in (limits[0], negative(limits[0]))
    if exists and limits[0] != ZERO:
        return []
    said = f": both are 0, and so is ${there}$" if exists else f", so that ${there}$ does not exist"
    steps: list[Step] = []
    for side, value in zip((Side.BELOW, Side.ABOVE), limits, strict=True):
        rows = Rows(Limit(derivative, curve.x, place, side), curve.context)
        words = "the slope before it" if side is Side.BELOW else f"the slope behind it{said}"
        rows.add(value, Reason(moves.NATURE.name, words))
        steps.extend(rows.steps)
    return [*steps, *_beside(curve, place, places)]


def _limit(curve: _Curve, place: Expression, side: int) -> Expression:
    """The limit of the derivative from one side. Raises CannotDerive where it is not seen."""
    at = rough(place, {}) or 0.0

    def opened(node: Node) -> Node:
        node = map_children(node, opened)
        if isinstance(node, Fenced) and node.fence is Fence.ABSOLUTE and depends_on(node, curve.x.name):
            sign = rough(node.inner, {curve.x.name: at + side * _STEP}) or 0.0
            return bare(node.inner) if sign > 0 else Negation(node.inner)
        return node

    plain = cast(Expression, opened(curve.slope))
    for move in finish(plain, Style(variables=frozenset((curve.x.name,)))):
        plain = move.after
    value = without_groups(substitute(plain, {curve.x.name: place}))
    if without_value(value) is None:
        return worked_out(value)
    far, near = (curve.rough_slope(at + side * step) for step in (1e3 * _STEP, _STEP))
    if far is None or near is None or abs(near) <= 2 * abs(far):
        raise CannotDerive(f"the slope beside {quoted(place)} was not found", "look at the limits of the derivative there")
    return INFINITY if near > 0 else Negation(INFINITY)
