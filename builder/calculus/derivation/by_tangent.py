"""The methods `tangent` and `normal`: value and slope at a point, and the line through the point with this slope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context, Definition
from builder.calculus.derivation.build import ONE, ZERO, add, bare, depends_on, negative, number, rational, times, without_groups
from builder.calculus.derivation.by_curve import by_curve, curve_of, is_on_curve
from builder.calculus.derivation.by_parameter import by_parameter, is_by_parameter
from builder.calculus.derivation.by_rules import at_point, rows_for
from builder.calculus.derivation.denominators import over_one_denominator
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.goals import last_definition, refuse_jump, refuse_point, unfolded, variable_of, with_constants
from builder.calculus.derivation.pieces import holds, is_real_number
from builder.calculus.derivation.polynomials import coefficients, multiplied_out, polynomial, sum_of
from builder.calculus.derivation.rough import NEAR, rough, without_value
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of, tex
from builder.calculus.derivation.signs import known_signs
from builder.calculus.derivation.solving import (
    factored_polynomial,
    has_breaks,
    numerator_of,
    zeros_of,
    zeros_of_polynomial_with_letters,
)
from builder.calculus.derivation.sums import collected
from builder.calculus.derivation.terms import Style, Term, term_of, tree_of
from builder.calculus.derivation.values import exact, worked_out
from builder.calculus.expression.nodes import (
    Application,
    Cases,
    Derivative,
    Evaluation,
    Expression,
    Negation,
    Number,
    NumberSet,
    Prime,
    Quotient,
    Relation,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import substitute, summands, symbols
from builder.calculus.latex.printer import print_latex
from builder.calculus.rules import algebra, moves


def by_tangent(problem: Problem) -> Derivation:
    """The tangent line at a point. Raises CannotDerive."""
    return _line(problem, "tangent")


def by_normal(problem: Problem) -> Derivation:
    """The line through a point at a right angle to the tangent. Raises CannotDerive."""
    return _line(problem, "normal")


def function_asked_for(context: Context) -> tuple[Symbol, Symbol, bool]:
    """The name of the last function, its variable, and whether it is applied to it (`f(x)`, not `y`). Raises CannotDerive."""
    definition = last_definition(context)
    name = Symbol(definition.name)
    if len(definition.parameters) > 1:
        raise CannotDerive(f"{definition.name} has several variables", "give a function of one variable, such as f(x) = x^2")
    if definition.parameters:
        return name, Symbol(definition.parameters[0]), True
    return name, variable_of(unfolded(name, context), context), False


def at_place(name: Symbol, x: Symbol, applied: bool, order: int, at: Expression) -> Expression:
    """The value of a function, or of a derivative of it, at a place: `f'(2)`, or `y` with a bar."""
    if applied:
        return Application(Prime(name, Number(str(order))) if order else name, (at,))
    return Evaluation(Derivative(name, ((x, order),)) if order else name, ((x, at),))


def value_rows(goal: Expression, formula: Expression, x: Symbol, at: Expression, context: Context) -> Rows:
    """The rows that put a place into a formula, and work out what stands there."""
    rows = Rows(goal, context)
    put_in = without_groups(substitute(formula, {x.name: at}))
    rows.add(put_in, by_move(moves.PUT_IN_POINT, f"put in {tex(x)[:-1]} = {tex(at)[1:]}"))
    rows.add(worked_out(put_in), by_move(moves.WORK_OUT))
    return rows


def derivative_asked_for(name: Symbol, x: Symbol, applied: bool, order: int) -> Expression:
    """The derivative of a function as it is asked for: `f''(x)`, or `\\frac{d^2 y}{dx^2}`."""
    return Application(Prime(name, Number(str(order))), (x,)) if applied else Derivative(name, ((x, order),))


def formula_of(name: Symbol, x: Symbol, context: Context) -> Expression:
    """What the function is at its variable."""
    body = context.definitions[name.name].body
    assert body is not None
    return unfolded(body, context, frozenset({x.name}))


class _Contact(Struct, frozen=True):
    """Where a line touches a curve: the place, the height and the slope there, and what the last two are called, if they are."""

    x: Symbol
    at: Expression
    height: Expression
    rate: Expression
    called: tuple[Expression, Expression] | None = None


def _line(problem: Problem, kind: str) -> Derivation:
    goal, through = bare(problem.goal), problem.through
    if not isinstance(goal, Evaluation) or len(goal.at) > 2:
        raise CannotDerive(f"a {kind} needs a point", f"ask for `{kind} at x = 2`")
    at = tuple((letter, without_groups(unfolded(value, problem.context))) for letter, value in goal.at)
    y = goal.operand
    assert isinstance(y, Symbol)
    if len(at) == 2 and (slope := _slope_on_curve(problem.context, at)) is not None:
        return _at_point_of_curve(problem.context, at, slope, kind, through)
    if len(at) == 1 and at[0][0] != (x := Symbol("x")):
        slope = Problem(Evaluation(Derivative(y, ((x, 1),)), at), problem.context)
        if is_by_parameter(slope):
            return _at_parameter(slope, x, y, at, kind)
    return _on_graph(problem.context, at, kind, through)


def _refuse_curve_with_other_tangents(y: Symbol, x: Symbol, context: Context) -> None:
    """Raise CannotDerive where a curve is no conic: a tangent that touches it elsewhere may go through a point of it."""
    curve = curve_of(y, x, context)
    assert curve is not None
    on_line = substitute(add(curve.left, negative(curve.right)), {y.name: add(times(number(Fraction(97, 31)), x), number(7))})
    values = coefficients(without_groups(on_line), x)
    if values is None or len(values) > 3:
        raise CannotDerive(
            "tangents that touch the curve elsewhere may go through the point",
            "ask for `tangent at (1, 2)`, a point of the curve",
        )


def _slope_on_curve(context: Context, at: Sequence[tuple[Symbol, Expression]]) -> Problem | None:
    """The problem of the slope at a point of a curve, if the two letters of the point are tied by one."""
    (x, _), (y, _) = at
    slope = Problem(Evaluation(Derivative(y, ((x, 1),)), tuple(at)), context)
    return slope if is_on_curve(slope) else None


def _at_point_of_curve(
    context: Context, at: Sequence[tuple[Symbol, Expression]], slope: Problem, kind: str, through: bool
) -> Derivation:
    """The line at a point of a curve, whose slope is found implicitly. Raises CannotDerive."""
    (x, place), (y, height) = at
    curve = curve_of(y, x, context)
    assert curve is not None
    sides = [without_groups(substitute(side, {x.name: place, y.name: height})) for side in (curve.left, curve.right)]
    values = [rough(side, {}) for side in sides]
    if None in values or symbols(place) or symbols(height):
        raise CannotDerive(
            f"it is not seen that {_quoted_point((place, height))} is on the curve", "give a point and a curve in numbers"
        )
    if abs((values[0] or 0.0) - (values[1] or 0.0)) > NEAR:
        if kind == "normal" or not through:
            help = "give a point of the curve" + ("" if kind == "normal" else ", or ask for `tangent through` the point")
            raise CannotDerive(f"the point {_quoted_point((place, height))} is not on the curve", help)
        return _from_point_to_conic(context, at, curve)
    if through and kind == "tangent":
        _refuse_curve_with_other_tangents(y, x, context)
    on_curve = Rows(sides[0], context)
    on_curve.add(worked_out(sides[1]), by_move(moves.PUT_IN_POINT, "the point is on the curve"))
    found = by_curve(slope)
    rows = _line_rows(kind, _Contact(x, place, height, found.answer), y, replace(context, curves=()))
    return Derivation(y, rows.current, kind, context, (*on_curve.steps, *found.steps, *rows.steps))


def _from_point_to_conic(context: Context, at: Sequence[tuple[Symbol, Expression]], curve: Relation) -> Derivation:
    """The tangents of a conic from a point that is not on it: where they touch it, its equation and theirs give a line.

    Source: the polar of the point, the line through the two points of contact. Raises CannotDerive.
    """
    (x, place), (y, height) = at
    point = (place, height)
    whole = without_groups(add(curve.left, negative(curve.right)))
    conic = _coefficients_of_two(whole, x, y)
    if conic is None or max(map(sum, conic)) > 2:
        raise CannotDerive(
            f"the point {_quoted_point(point)} is not on the curve, and where tangents through it touch is not solved for",
            "give a point of the curve, such as `tangent at (1, 2)`",
        )
    rate = Derivative(y, ((x, 1),))
    slope = by_curve(Problem(rate, context))
    names = [name for name in _CONTACT_LETTERS if name not in context.definitions and name not in symbols(whole)]
    a, b = (Symbol(name) for name in ("a", "b") if name in names) if {"a", "b"} <= set(names) else map(Symbol, names[:2])
    moved = {x.name: a, y.name: b}
    above, below = (without_groups(substitute(part, moved)) for part in _above_and_below(slope.answer))
    sides = [without_groups(substitute(side, moved)) for side in (curve.left, curve.right)]
    of_contact = replace(context, curves=(Relation(sides[0], Sign.EQUAL, sides[1]),))
    crossed = add(times(below, _run(height, b)), negative(times(above, _run(place, a))))
    rows = Rows(crossed, of_contact)
    out = _coefficients_of_two(crossed, a, b)
    assert out is not None
    words = f"the tangent at (${a.name}, {b.name}$) goes through the point where this is $0$: its slope, times both denominators"
    rows.add(_polynomial_of_two(out, a, b), Reason(algebra.EXPAND.name, words))
    top = next(powers for powers in conic if sum(powers) == 2)
    share = out.get(top, Fraction(0)) / conic[top]
    left = {powers: out.get(powers, Fraction(0)) - share * conic.get(powers, Fraction(0)) for powers in {*out, *conic}}
    linear = {powers: value for powers, value in left.items() if value}
    if any(sum(powers) > 1 for powers in linear) or not any(sum(powers) for powers in linear):
        raise CannotDerive(f"no tangent goes through {_quoted_point(point)}", "choose another point")
    line = _polynomial_of_two(linear, a, b)
    rows.add(line, by_move(moves.USE_CURVE, f"on the curve ${print_latex(sides[0])} = {print_latex(sides[1])}$"))
    letter, other = (b, a) if linear.get((0, 1)) else (a, b)
    rate_of = {a: linear.get((1, 0), Fraction(0)), b: linear.get((0, 1), Fraction(0))}
    values = [-linear.get((0, 0), Fraction(0)) / rate_of[letter], -rate_of[other] / rate_of[letter]]
    value = polynomial(values, other, Style())
    solved = Step(
        letter, value, by_move(moves.SOLVE, f"this is $0$: solve for {tex(letter)}"), context, letter, ((letter, value),)
    )
    put_in = add(without_groups(substitute(sides[0], {letter.name: value})), negative(substitute(sides[1], {letter.name: value})))
    put_in = put_in if rational(sides[1]) != 0 else without_groups(substitute(sides[0], {letter.name: value}))
    quadratic = _on_line(conic if letter == b else {(j, i): c for (i, j), c in conic.items()}, values)
    if not any(quadratic[1:]):
        raise CannotDerive("the points of contact are not found", "give a point of the curve, such as `tangent at (1, 2)`")
    meeting = Rows(put_in, context)
    meeting.add(
        polynomial(quadratic, other, Style()),
        Reason(algebra.EXPAND.name, f"put {tex(letter)[:-1]} = {tex(value)[1:]} into the curve"),
    )
    if (factored := factored_polynomial(meeting.current, other)) is not None:
        meeting.add(factored, reason_of(algebra.FACTOR_POLYNOMIAL))
    zeros = zeros_of(meeting.current, other)
    if not zeros:
        raise CannotDerive(f"no tangent goes through {_quoted_point(point)}: it lies inside the curve", "choose a point outside")
    found_at = tuple((cast(Expression, other), zero) for zero in zeros)
    touching = Step(
        other, zeros[-1], by_move(moves.SOLVE, "the points of contact are where this is $0$"), context, other, found_at,
        solved=meeting.current,
    )  # fmt: skip
    steps = [*slope.steps, *rows.steps, solved, *meeting.steps, touching]
    lines: list[Expression] = []
    for zero in zeros:
        beside = worked_out(without_groups(substitute(value, {other.name: zero})))
        contact = (beside, zero) if letter == a else (zero, beside)
        there = {x.name: contact[0], y.name: contact[1]}
        if without_value(without_groups(substitute(slope.answer, there))) is not None:
            steps.append(_upright(x, contact[0], f"the tangent at ({', '.join(map(tex, contact))}) is upright", context))
            continue
        names_there = ((x, contact[0]), (y, contact[1]))
        exactly = all(rational(part) is not None for part in contact)
        found = Rows(
            Evaluation(rate if exactly else slope.answer, names_there), context if exactly else replace(context, curves=())
        )
        found = at_point(found, found.goal, slope.answer, there, found.context)
        found.add(worked_out(found.current), by_move(moves.WORK_OUT))
        row = _line_rows("tangent", _Contact(x, contact[0], contact[1], found.current), y, replace(context, curves=()))
        steps.extend((*found.steps, *row.steps))
        lines.append(row.current)
    if not lines:
        raise CannotDerive(f"the tangent is the line {x.name} = {print_latex(place)}", "it has no slope")
    result = lines[0] if len(lines) == 1 else NumberSet("finite", members=tuple(lines))
    return Derivation(y, result, "tangent", context, tuple(steps))


def _above_and_below(fraction: Expression) -> tuple[Expression, Expression]:
    """Numerator and denominator, the sign above."""
    match bare(fraction):
        case Negation(operand=operand):
            above, below = _above_and_below(operand)
            return negative(above), below
        case Quotient(numerator=above, denominator=below):
            return above, below
        case whole:
            return whole, ONE


def _coefficients_of_two(node: Expression, x: Symbol, y: Symbol) -> dict[tuple[int, int], Fraction] | None:
    """The coefficients of a polynomial in two letters by the exponents of these; None for anything else."""
    terms = multiplied_out(node, x.name)
    terms = None if terms is None else [t for term in terms for t in multiplied_out(tree_of(term, Style()), y.name) or [term]]
    found: dict[tuple[int, int], Fraction] = {}
    for term in collected(terms or []):
        powers = dict(term.powers)
        exponents = [powers.pop(letter, Fraction(0)) for letter in (x, y)]
        if powers or not all(isinstance(e, Fraction) and e.denominator == 1 and e >= 0 for e in exponents):
            return None
        found[cast(tuple[int, int], tuple(int(cast(Fraction, e)) for e in exponents))] = term.coefficient
    return found or None


def _on_line(conic: Mapping[tuple[int, int], Fraction], line: Sequence[Fraction]) -> list[Fraction]:
    """The coefficients of a polynomial of degree two in two letters on a line, the second letter being c + m times the first."""
    c, m = line
    powers = {0: [Fraction(1)], 1: [c, m], 2: [c * c, 2 * c * m, m * m]}
    found = [Fraction(0)] * 3
    for (first, second), value in conic.items():
        for degree, part in enumerate(powers[second]):
            if part:
                found[first + degree] += value * part
    return found


def _polynomial_of_two(coefficients_of: Mapping[tuple[int, int], Fraction], x: Symbol, y: Symbol) -> Expression:
    """The polynomial with these coefficients, the highest degrees first."""
    ordered = sorted((powers for powers, value in coefficients_of.items() if value), key=lambda p: (-sum(p), -p[0]))
    terms = [
        Term(coefficients_of[p], tuple((letter, Fraction(e)) for letter, e in zip((x, y), p, strict=True) if e)) for p in ordered
    ]
    return add(*(tree_of(term, Style(variables=frozenset((x.name, y.name)))) for term in terms))


def _at_parameter(slope: Problem, x: Symbol, y: Symbol, at: tuple[tuple[Symbol, Expression], ...], kind: str) -> Derivation:
    """The line at a point of a curve that a parameter gives. Raises CannotDerive."""
    context = slope.context
    ((t, place),) = at
    names = (x, y)
    formulas = [formula_of(name, t, context) for name in names]
    refuse_point(slope.goal, formulas, {t.name: place})
    point = [value_rows(Evaluation(n, at), f, t, place, context) for n, f in zip(names, formulas, strict=True)]
    found = by_parameter(slope)
    elsewhere = replace(context, definitions={n: d for n, d in context.definitions.items() if n != x.name})
    rows = _line_rows(kind, _Contact(x, point[0].current, point[1].current, found.answer), y, elsewhere)
    steps = (*(step for part in point for step in part.steps), *found.steps, *rows.steps)
    return Derivation(y, rows.current, kind, context, steps)


def _on_graph(context: Context, at: Sequence[tuple[Symbol, Expression]], kind: str, through: bool) -> Derivation:
    """The line at a place of the graph of the last function, or the tangents `through` a point, or from one elsewhere.

    Raises CannotDerive.
    """
    name, x, applied = function_asked_for(context)
    (letter, place), *rest = at
    if letter != x and (not rest or letter.name in context.definitions):
        raise CannotDerive(
            f"{tex(name)[1:-1]} is a function of {x.name}, not of {letter.name}", f"ask for `{kind} at {x.name} = 2`"
        )
    formula = formula_of(name, x, context)
    if rest:
        height, there = rest[0][1], rough(without_groups(substitute(formula, {x.name: place})), {})
        if x.name in symbols(place) | symbols(height):
            raise CannotDerive(f"{x.name} is the variable of the function", "give the point by other letters, such as (a, b)")
        is_off = there is None or abs(there - (rough(height, {}) or 0.0)) > NEAR
        if is_off and kind == "normal" and not through:
            message = f"the point {_quoted_point((place, height))} is not on the graph"
            raise CannotDerive(message, "give a point of it, or ask for `normal through` the point")
        if through or is_off:
            return _from_point(context, (place, height), kind)
    derivative = rows_for(derivative_asked_for(name, x, applied, 1), context)
    contact, (of_height, of_slope) = _contact(context, place, without_groups(derivative.current))
    rows = _line_rows(kind, contact, _line_name(context, formula, contact), context)
    return Derivation(rows.goal, rows.current, kind, context, (*of_height, *derivative.steps, *of_slope, *rows.steps))


def _quoted_point(point: tuple[Expression, Expression]) -> str:
    return f"`({', '.join(map(print_latex, point))})`"


def _contact(context: Context, at: Expression, slope: Expression) -> tuple[_Contact, tuple[list[Step], list[Step]]]:
    """A place of the graph of the last function; the rows that find its height, and those that find the slope."""
    name, x, applied = function_asked_for(context)
    formula, named = formula_of(name, x, context), [at_place(name, x, applied, order, at) for order in (0, 1)]
    refuse_point(named[0], (formula,), {x.name: at})
    refuse_point(named[1], (slope,), {x.name: at}, derived=True)
    refuse_jump(named[1], formula, {x.name: at})
    height, rate = (value_rows(shown, part, x, at, context) for shown, part in zip(named, (formula, slope), strict=True))
    return _Contact(x, at, height.current, rate.current, (named[0], named[1]) if applied else None), (height.steps, rate.steps)


def _line_name(context: Context, formula: Expression, contact: _Contact) -> Symbol:
    """What the line is called: y, unless that is taken."""
    used = frozenset((contact.x.name,)).union(*map(symbols, (formula, contact.at, contact.height, contact.rate)))
    own = () if contact.called is None else context.definitions.keys()
    return Symbol(next(n for n in ("y", "T", "z", "w", "q") if n not in used and n not in own))


_CONTACT_LETTERS = ("a", "c", "s", "b", *(f"a_{n}" for n in range(1, 10)))
_SAMPLES = (0.37, -0.43, 1.71, -1.83, 7.3, -7.9)


def _contact_letter(parts: Sequence[Expression], x: Symbol, context: Context) -> Symbol:
    """A letter for the place of contact, which nothing else is called. Raises CannotDerive."""
    taken = frozenset((x.name,)).union(context.definitions, context.kinds, *map(symbols, (*parts, *context.assumptions)))
    letter = next((name for name in _CONTACT_LETTERS if name not in taken), None)
    if letter is None:
        raise CannotDerive("there is no letter left for the place of contact", "use fewer letters")
    return Symbol(letter)


def _contacts(
    equation: Expression, a: Symbol, curve: tuple[Symbol, Expression, Expression], context: Context
) -> list[Expression]:
    """All places at which the tangent goes through a point: the zeros of `equation` in `a` at which the curve has a tangent.

    `curve` is the variable of the curve, its formula and that of its slope. Raises CannotDerive.
    """
    x, formula, slope = curve
    rational_only = coefficients(equation, a) is not None
    if not rational_only and multiplied_out(formula, x.name) is not None:
        signs = known_signs(context)
        known = symbols(equation) - {a.name} <= signs.keys()
        zeros = zeros_of_polynomial_with_letters(equation, a, signs if known else None)
    elif not rational_only and symbols(equation) - {a.name}:
        raise CannotDerive(
            f"the equation {quoted(equation)} = 0 with letters is not solved completely",
            "give the numbers that the letters stand for",
        )
    else:
        if isinstance(formula, Cases) or all(rough(slope, {x.name: sample}) is None for sample in _SAMPLES):
            raise CannotDerive(f"the slope of {quoted(formula)} is not worked out at a place", "ask for `tangent at x = 2`")
        if has_breaks(slope, formula, x):
            raise CannotDerive(
                "the derivative has no value by its formula where the function has one, so that a tangent may be missed",
                "ask for the tangent at a place, such as `tangent at x = 2`",
            )
        together = over_one_denominator(equation, Style(variables=frozenset((a.name,))), [])
        above = coefficients(numerator_of(together), a)
        if above is not None and not any(above):
            raise CannotDerive("the tangents at all places go through the point", "the graph is a line, or made of lines")
        zeros = zeros_of(factored_polynomial(numerator_of(together), a) or together, a)
    there = [[substitute(part, {x.name: zero}) for part in (formula, slope)] for zero in zeros]
    kept = [zero for zero, parts in zip(zeros, there, strict=True) if not any(map(without_value, parts))]
    return [zero for zero in kept if _is_assumed(x, zero, context)]


def _is_assumed(x: Symbol, at: Expression, context: Context) -> bool:
    """Whether all that is assumed of `x` holds at a place. Raises CannotDerive where that is not seen."""
    for relation in context.assumptions:
        if not depends_on(relation, x.name) or is_real_number(relation):
            continue
        held = None if symbols(relation) - {x.name} or symbols(at) else holds(relation, x, rough(at, {}))
        if held is None:
            raise CannotDerive(
                f"it is not seen whether {tex(x)[1:-1]} = {tex(at)[1:-1]} is allowed by `{print_latex(relation)}`",
                "leave the assumption out, or make it one about numbers, such as x > 0",
            )
        if not held:
            return False
    return True


def _from_point(context: Context, point: tuple[Expression, Expression], kind: str) -> Derivation:
    """All tangents or normals through a point, on the graph or not: where they meet the graph is solved for.

    Raises CannotDerive, also where it is not certain that these are all.
    """
    name, x, applied = function_asked_for(context)
    formula = formula_of(name, x, context)
    derivative = rows_for(derivative_asked_for(name, x, applied, 1), context)
    slope = without_groups(derivative.current)
    a = _contact_letter((formula, *point), x, context)
    context_of_a = with_constants(add(formula, *point, a), frozenset((x.name,)), context)
    shown = [at_place(name, x, applied, order, a) for order in (0, 1)]
    formulas = [without_groups(substitute(part, {x.name: a})) for part in (formula, slope)]

    def passing(height: Expression, rate: Expression) -> Expression:
        """What is the height of the point where the tangent goes through it, and 0 where the normal does."""
        if kind == "tangent":
            return add(height, times(rate, _run(point[0], a)))
        return add(_run(a, point[0]), times(rate, _run(height, point[1])))

    rows = Rows(passing(shown[0], shown[1]), context_of_a)
    words = f"the tangent at ${x.name} = {a.name}$, where {tex(x)[:-1]} = {tex(point[0])[1:]}"
    if kind == "normal":
        words = f"the way from the point to that at ${x.name} = {a.name}$ is at a right angle to the tangent where this is $0$"
    rows.add(passing(formulas[0], formulas[1]), by_move(moves.PUT_IN_VALUES, words))
    style = Style(variables=frozenset((a.name,)))
    rows.finish(style)
    wanted = point[1] if kind == "tangent" else ZERO
    equation = rows.current
    if rational(wanted) != 0:
        equation = sum_of(collected([term_of(t, []) for t in summands(add(equation, negative(wanted)))]), style)
    zeros = _contacts(equation, a, (x, formula, slope), context)
    if not zeros:
        raise CannotDerive(f"no {kind} goes through {_quoted_point(point)}", "choose another point")
    names = tuple((cast(Expression, a), zero) for zero in zeros)
    words = f"the {kind} goes through the point where this is {tex(wanted)}"
    touching = Step(a, zeros[-1], Reason(moves.SOLVE.name, words), context_of_a, a, names, solved=equation)
    steps = [*derivative.steps, *rows.steps, touching]
    lines: list[Expression] = []
    goal: Expression = Symbol("y")
    for zero in zeros:
        contact, found = _contact(context, zero, slope)
        steps.extend((*found[0], *found[1]))
        if kind == "normal" and rational(contact.rate) == 0:
            steps.append(_upright(x, zero, "the tangent is level there, so that the normal is upright", context))
            continue
        line = _line_rows(kind, contact, _line_name(context, formula, contact), context)
        steps.extend(line.steps)
        lines.append(line.current)
        goal = line.goal
    lines = list(dict.fromkeys(lines))  # one line may touch at several places
    if not lines:
        raise CannotDerive(f"the normal is the line {x.name} = {print_latex(zeros[0])}", "it has no slope")
    answer = lines[0] if len(lines) == 1 else NumberSet("finite", members=tuple(lines))
    return Derivation(goal, answer, kind, context, tuple(steps))


def _run(end: Expression, start: Expression) -> Expression:
    """How far it is from one number to another."""
    if rational(start) == 0:
        return end
    if rational(end) == 0:
        return negative(start)
    if isinstance(start, Sum):
        return add(end, Negation(start))
    return add(end, negative(start))


def _upright(x: Symbol, at: Expression, words: str, context: Context) -> Step:
    """The row of a line that has no slope."""
    return Step(x, at, Reason(moves.LINE_THROUGH_POINT.name, words), context, x, ((x, at),))


def _line_rows(kind: str, contact: _Contact, y: Symbol, context: Context) -> Rows:
    """The rows of the line through a point with the slope of a curve, or at a right angle to it. Raises CannotDerive."""
    x, at, height, rate = contact.x, contact.at, contact.height, contact.rate
    if kind == "normal":
        if rational(rate) == 0:
            raise CannotDerive(
                f"the tangent is level, so that the normal is the line {tex(x)[1:-1]} = {tex(at)[1:-1]}", "it has no slope"
            )
        rate = without_groups(exact(Quotient(Negation(ONE), rate)))
    run = add(x, negative(at)) if rational(at) != 0 else x
    through = _numbers(height, rate, run)
    if contact.called is not None:  # by the names of value and slope, and then by numbers
        of_height, of_slope = contact.called
        shown_slope: Expression = times(of_slope, run) if kind == "tangent" else Negation(Quotient(run, of_slope))
        line, where, slope_words = add(of_height, shown_slope), "the point", "the slope of the curve"
    else:
        line, where, slope_words = through, f"the point ({tex(at)}, {tex(height)})", f"slope {tex(rate)}"
    words = f"the line through {where} with {slope_words}"
    if kind == "normal":
        words = f"the line through {where} at a right angle to the tangent"
        words += f", with slope {tex(rate)}" if contact.called is None else ": its slope is minus one over that of the curve"
    here = context.with_definition(Definition(y.name, (), line)).with_variable(x.name)
    rows = Rows(y, here, [Step(y, line, Reason(moves.LINE_THROUGH_POINT.name, words), here, y, ((y, line),))])
    if contact.called is not None:
        rows.add(through, by_move(moves.PUT_IN_VALUES))
    _collected(rows, height, rate, at, x)
    return rows


def _numbers(height: Expression, rate: Expression, run: Expression) -> Expression:
    """The line as a number plus a slope times how far x has gone."""
    if rational(rate) == 0:
        return height
    second = _product(rate, run)
    return add(height, second) if rational(height) != 0 else second


def _product(rate: Expression, run: Expression) -> Expression:
    if rational(rate) == 1:
        return run
    if rational(rate) == 0:
        return Number("0")
    if isinstance(rate, Negation):
        return Negation(times(rate.operand, run) if rate.operand != ONE else run)
    return times(rate, run)


def _collected(rows: Rows, height: Expression, rate: Expression, at: Expression, x: Symbol) -> None:
    """The line as slope times x plus a number."""
    values = coefficients(rows.current, x)
    if values is not None:
        rows.add(polynomial(values, x, Style()), reason_of(algebra.EXPAND, algebra.COLLECT))
        return
    constant = worked_out(add(height, negative(worked_out(times(rate, at)))))
    is_sum = isinstance(bare(rate), Sum)
    sloped = times(rate, x) if is_sum else tree_of(term_of(times(rate, x), []), Style(variables=frozenset((x.name,))))
    total = sloped if rational(constant) == 0 else add(sloped, constant)
    if isinstance(total, Sum) or total != rows.current:
        rows.add(total, reason_of(algebra.EXPAND, algebra.COLLECT))
