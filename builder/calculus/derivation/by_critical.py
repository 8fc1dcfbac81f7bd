"""The method `critical`: where the derivative is 0 or does not exist, and what the function has there.

An end of the domain is a critical point where the function has a value and its derivative has none (J. Stewart, Calculus).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from math import ceil
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
from builder.calculus.derivation.terms import DivisionByZero, Style, term_of
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
    Relation,
    Side,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import descendants, map_children, substitute, symbols, symbols_of
from builder.calculus.latex.printer import print_latex
from builder.calculus.rules import algebra, moves

_STEP = 1e-6
"""How far beside a place its sides are looked at."""


def by_critical(problem: Problem) -> Derivation:
    """The places of the domain where the derivative is 0 or does not exist, and their nature. Raises CannotDerive."""
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
    if not places or not _has_zeros(slope, x):
        _say_nowhere_zero(rows, alone=not places)
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


def _say_nowhere_zero(rows: Rows, *, alone: bool, given: str = "") -> None:
    """The row that says that the derivative is nowhere 0; `alone` where there is no other critical point."""
    everywhere = ", and it exists wherever the function does: there is no critical point" if alone else ""
    rows.say(Sign.NOT_EQUAL, ZERO, by_move(moves.NOWHERE_ZERO, moves.NOWHERE_ZERO.says + everywhere + given))


def _has_zeros(slope: Expression, x: Symbol) -> bool:
    """Whether what stands above is 0 somewhere, be it where the slope has no value."""
    return any(zeros_of_factor(base, x) for base, _ in term_of(numerator_of(slope), []).powers if depends_on(base, x.name))


def _without_places(curve: _Curve, rows: Rows, letters: frozenset[str] = frozenset()) -> Derivation:
    """The derivation of a function without critical points, where none of these letters is 0."""
    given = "".join(f", for ${name} \\ne 0$" for name in sorted(letters))
    for name in sorted(letters):
        rows.context = rows.context.with_assumption(Relation(Symbol(name), Sign.NOT_EQUAL, ZERO))
    _say_nowhere_zero(rows, alone=True, given=given)
    return Derivation(curve.x, NumberSet("finite"), "critical", rows.context, tuple(rows.steps))


def _by_families(problem: Problem, curve: _Curve, rows: Rows, turn: Fraction) -> Derivation:
    """The same where the derivative repeats: its zeros are families of places."""
    first = rows.goal
    for tree, reason in factored(curve.slope, curve.x):
        rows.add(tree, reason)
    curve = replace(curve, slope=without_groups(rows.current))
    found = families(curve.slope, curve.x, turn)
    if not found:
        return _without_places(curve, rows)
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
        steady = [base for base, _ in term_of(numerator_of(curve.slope), []).powers if not depends_on(base, x.name)]
        rows.context = with_constants(curve.slope, frozenset({x.name}), problem.context)
        return _without_places(curve, rows, symbols_of(steady) - signs.keys())
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
    return symbols_of(below)


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

    def has_value(self, at: float) -> bool:
        return rough(self.body, {self.x.name: at}) is not None


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
    at = rough(place, {}) or 0.0
    middle = rational(place) or Fraction(at).limit_denominator(_FINE)
    others = [Fraction(v).limit_denominator(64) for p in places if p != place and (v := rough(p, {})) is not None]
    below = max((v for v in others if v < at), default=middle - 2)
    above = min((v for v in others if v > at), default=middle + 2)
    sides = [_sample(curve, middle, end) for end in (below, above)]
    signs = [None if side is None else (curve.rough_slope(float(side)) or 0.0) > 0 for side in sides]
    reached = [curve.has_value(at + step) for step in (-_STEP, _STEP)]
    if not any(reached) or any((side is not None) != there for side, there in zip(sides, reached, strict=True)):
        raise CannotDerive(f"the sign of the derivative beside {quoted(place)} was not found", "look at it on both sides")
    before, after = signs
    rises = after if before is None else before  # toward the place from before, or from it on
    if None in signs:
        kind = "maximum" if rises is (after is None) else "minimum"
        nature = f"a {kind} at the end ${print_latex(place)}$ of the domain"
    else:
        nature = "no extremum" if before == after else "a local maximum" if before else "a local minimum"
    words = {True: "positive", False: "negative"}
    steps: list[Step] = []
    if before is not None and sides[0] is not None:
        end = "" if after is not None else f": {nature}"
        steps.extend(_value_row(curve, 1, number(sides[0]), curve.slope, f"before, the derivative is {words[before]}{end}"))
    if after is not None and sides[1] is not None:
        subject = "it" if before is not None else "the derivative"
        steps.extend(_value_row(curve, 1, number(sides[1]), curve.slope, f"behind, {subject} is {words[after]}: {nature}"))
    return steps


_FINE = 16
"""The greatest denominator of a place that stands for one that is not rational."""
_HALVINGS = 6
_TRIED = 8


def _sample(curve: _Curve, middle: Fraction, end: Fraction) -> Fraction | None:
    """A place between two, up to which from the first the slope keeps its sign; None where it has no values there."""
    reach = (end - middle) / 2
    for _ in range(_HALVINGS):
        slopes = [curve.rough_slope(float(middle + reach * k / _TRIED)) for k in range(1, _TRIED + 1)]
        if None not in slopes and all(slopes) and len({(slope or 0.0) > 0 for slope in slopes}) == 1:
            return _simplest(*sorted((middle + reach / 2, middle + reach)))
        reach /= 2
    return None


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """The number with the least denominator in an interval, and of those the nearest to 0."""
    if low < 0 < high:
        return Fraction(0)
    if high <= 0:
        return -_simplest(-high, -low)
    below = next(below for below in count(1) if ceil(low * below) <= high * below)
    return Fraction(ceil(low * below), below)


# ------------------------------------------------------------------------------------------------ where it does not exist


def _breaks(curve: _Curve) -> list[Expression]:
    """The places where the function goes on without a jump, and its derivative does not, or is found only as a limit."""
    x = curve.x.name
    found: list[Expression] = []
    for node in descendants(curve.slope):
        if isinstance(node, Quotient) and depends_on(node.denominator, x):
            bases = [base for base, _ in term_of(node.denominator, []).powers if depends_on(base, x)]
            found.extend(zero for base in bases for zero in zeros_of_factor(base, curve.x))
    return [place for place in dict.fromkeys(found) if _is_break(curve, place)]


def _is_break(curve: _Curve, place: Expression) -> bool:
    """Whether the function has a value at a place and on both sides; or whether it ends there, with a slope without bound."""
    at = rough(place, {})
    if at is None or _value_at(curve.body, curve.x, place) is None:
        return False
    sides = [side for side in (-1, 1) if curve.has_value(at + side * _STEP)]
    return len(sides) == 2 or (len(sides) == 1 and _is_without_bound(_limit(curve, place, sides[0])))


def _value_at(node: Expression, x: Symbol, place: Expression) -> Expression | None:
    """What a formula comes to at a place; None where it has no value there."""
    try:
        value = worked_out(without_groups(substitute(node, {x.name: place})))
    except DivisionByZero:
        return None
    return value if without_value(value) is None else None


def _is_without_bound(limit: Expression) -> bool:
    return INFINITY in (limit, negative(limit))


def _at_break(curve: _Curve, place: Expression, places: list[Expression]) -> list[Step]:
    """The rows of a place where the formula of the derivative has no value: its limits from both sides, and its signs."""
    derivative = derivative_asked_for(curve.name, curve.x, curve.applied, 1)
    at = rough(place, {}) or 0.0
    limits = {side: _limit(curve, place, side) for side in (-1, 1) if curve.has_value(at + side * _STEP)}
    if len(limits) == 1 and rational(place) is None:  # no limit is decided at an end that is not rational
        return _beside(curve, place, places)
    there = print_latex(at_place(curve.name, curve.x, curve.applied, 1, place))
    alike = len(set(limits.values())) == 1 and not any(map(_is_without_bound, limits.values()))
    said = f": both are 0, and so is ${there}$" if alike else f", so that ${there}$ does not exist"
    steps: list[Step] = []
    for side, value in limits.items():
        rows = Rows(Limit(derivative, curve.x, place, Side.BELOW if side < 0 else Side.ABOVE), curve.context)
        words = "the slope before it" if side < 0 else "the slope behind it"
        move, start = moves.NATURE, ""
        if len(limits) == 1:
            move, start = moves.END_OF_DOMAIN, f"the domain {'ends' if side < 0 else 'begins'} at ${print_latex(place)}$: "
        rows.add(value, Reason(move.name, start + words + (said if side == max(limits) else "")))
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
    value = _value_at(plain, curve.x, place)
    if value is not None:
        return value
    far, near = (curve.rough_slope(at + side * step) for step in (1e3 * _STEP, _STEP))
    if far is None or near is None or abs(near) <= 2 * abs(far):
        raise CannotDerive(f"the slope beside {quoted(place)} was not found", "look at the limits of the derivative there")
    return INFINITY if near > 0 else Negation(INFINITY)
