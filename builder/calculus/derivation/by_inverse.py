"""The method `inverse`: the derivative of an inverse function, at a place or as that of arcsin. y = f^{-1}(x) is the curve
f(y) = x, differentiated; y = arcsin u is the curve sin y = u.

Source: the derivative of the inverse at f(a) is 1/f'(a) (the inverse function theorem in one variable).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from msgspec.structs import replace

from builder.calculus.derivation.build import (
    EULER,
    ONE,
    ZERO,
    add,
    call,
    depends_on,
    negative,
    number,
    power,
    times,
    without_groups,
)
from builder.calculus.derivation.by_curve import by_curve
from builder.calculus.derivation.by_rules import at_point, rows_for
from builder.calculus.derivation.by_tangent import value_rows
from builder.calculus.derivation.denominators import over_one_denominator
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Step
from builder.calculus.derivation.goals import INVERSE, inverse_asked_for, refuse_point, target_of, unfolded, with_constants
from builder.calculus.derivation.one_to_one import Interval, assumed_interval, is_one_to_one
from builder.calculus.derivation.rough import NEAR, rough
from builder.calculus.derivation.rows import Rows, by_move, quoted, tex
from builder.calculus.derivation.solving import factored_polynomial, numerator_of, zeros_of
from builder.calculus.derivation.terms import Style
from builder.calculus.derivation.values import worked_out
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Derivative,
    Evaluation,
    Expression,
    Node,
    Number,
    Power,
    Quotient,
    Relation,
    Root,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import map_children, substitute, symbols
from builder.calculus.latex.printer import print_latex
from builder.calculus.rules import moves

_INVERTIBLE = "invert it where it is one-to-one: assume, say, x > 0"
_GRID = 20  # how far from 0 whole numbers are tried


def by_inverse(problem: Problem) -> Derivation:
    """The derivative of the inverse of a function of one variable at a place, or of arcsin x and its like, which are inverses.

    Raises CannotDerive.
    """
    found = inverse_asked_for(problem.goal)
    if found is None:
        return _of_inverse_function(problem)
    name, at = found
    definition = problem.context.definitions.get(name.name)
    if definition is None or definition.body is None or len(definition.parameters) != 1:
        raise CannotDerive(f"{quoted(name)} is no function of one variable", f"define it first, such as {name.name}(x) = x^3 + x")
    x = Symbol(definition.parameters[0])
    at = without_groups(unfolded(at, problem.context))
    everywhere = at == x
    if symbols(at) and not everywhere:
        raise CannotDerive(f"{quoted(at)} is no number", f"ask for the derivative at a place, such as ({name.name}^{{-1}})'(2)")
    body = without_groups(unfolded(definition.body, problem.context, frozenset({x.name})))
    y = Symbol(next(letter for letter in ("y", "w", "z", "v") if letter not in symbols(body)))
    of_y = without_groups(substitute(body, {x.name: y}))
    within = assumed_interval(x, problem.context)
    if within is None:
        raise CannotDerive(f"what is assumed does not compare {quoted(x)} with numbers", _INVERTIBLE)
    place = y if everywhere else _place(body, x, at, name, within)
    if not is_one_to_one(body, x, within):
        raise CannotDerive(f"it is not seen that {quoted(name)} is one-to-one: its slope may change its sign", _INVERTIBLE)
    inverse = Application(Symbol(f"{name.name}{INVERSE}"), (x,))
    words = f"that is, ${name.name}({y.name}) = {x.name}$, a curve on which {tex(y)} depends on {tex(x)}"
    named = Step(y, inverse, by_move(moves.WRITE_WITH, words), problem.context, y, ((y, inverse),))
    definitions = {n: d for n, d in problem.context.definitions.items() if n not in (y.name, name.name)}
    assumptions = tuple(cast(Relation, _renamed(relation, x, y)) for relation in problem.context.assumptions)
    curve = replace(problem.context, definitions=definitions, assumptions=assumptions, curves=(Relation(of_y, Sign.EQUAL, x),))
    if everywhere:
        rate = by_curve(Problem(Derivative(y, ((x, 1),)), curve))
        return Derivation(problem.goal, rate.answer, "inverse", rate.context, (named, *rate.steps))
    value = value_rows(Application(name, (place,)), body, x, place, problem.context)
    slope = by_curve(Problem(Evaluation(Derivative(y, ((x, 1),)), ((x, at), (y, place))), curve))
    answer = worked_out(slope.answer)
    reason = by_move(moves.WORK_OUT)
    last = () if answer == slope.answer else (Step(slope.answer, answer, reason, slope.steps[-1].context),)
    return Derivation(problem.goal, answer, "inverse", curve, (*value.steps, named, *slope.steps, *last))


def _of_inverse_function(problem: Problem) -> Derivation:
    """The derivative of a function that undoes another one, from that of the other: x = sin y for y = arcsin x."""
    target = target_of(problem.goal, problem.context)
    x = None if target is None or len(target.variables) != 1 else target.variables[0]
    undone = None if target is None or x is None else _undone(without_groups(target.body), x)
    if target is None or x is None or undone is None:
        known = ", ".join((*(name for name in _UNDOES if not name.startswith("ar")), r"\log_a, a^x, \sqrt[n]{x}"))
        raise CannotDerive(
            f"{quoted(problem.goal)} is no derivative of an inverse function",
            f"ask for (f^{{-1}})'(2), or that of an inverse function: arcsin, arsinh and their like, {known}",
        )
    y, of_y, value, words = undone
    that_is = f"that is, {tex(of_y)[:-1]} = {tex(value)[1:]}, a curve on which {tex(y)} depends on {tex(x)}"
    context = with_constants(target.body, frozenset((x.name,)), problem.context)
    named = Step(y, target.body, by_move(moves.WRITE_WITH, that_is), context, y, ((y, target.body),))
    definitions = {n: d for n, d in problem.context.definitions.items() if depends_on(target.body, n)}
    curve = replace(context, definitions=definitions, curves=(Relation(of_y, Sign.EQUAL, value),))
    slope = by_curve(Problem(Derivative(y, ((x, 1),)), curve))
    rows = Rows(target.shown[-1] if target.point else problem.goal, context)
    put_back = without_groups(substitute(slope.answer, {y.name: target.body}))
    rows.add(put_back, by_move(moves.PUT_BACK, f"put back {tex(y)[:-1]} = {tex(target.body)[1:]}"))
    simple = rows_for(rows.goal, problem.context).current
    rows.add(simple, by_move(moves.WORK_OUT, words or moves.WORK_OUT.says))
    if target.point:
        refuse_point(problem.goal, (target.body, simple), target.point)
        rows = at_point(rows, problem.goal, without_groups(simple), target.point, context)
        rows.add(worked_out(rows.current), by_move(moves.WORK_OUT))
    return Derivation(problem.goal, rows.current, "inverse", context, (named, *slope.steps, *rows.steps))


_UNDOES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "arcsin": ("sin", r"$\cos y = \sqrt{1 - \sin^2 y}$, since $\cos y \ge 0$ for $-\pi/2 \le y \le \pi/2$"),
        "arccos": ("cos", r"$\sin y = \sqrt{1 - \cos^2 y}$, since $\sin y \ge 0$ for $0 \le y \le \pi$"),
        "arctan": ("tan", r"$\sec^2 y = 1 + \tan^2 y$"),
        "arccot": ("cot", r"$\csc^2 y = 1 + \cot^2 y$"),
        "arcsec": ("sec", r"$\tan^2 y = \sec^2 y - 1$, and $\sec y \tan y \ge 0$ for $0 \le y \le \pi$"),
        "arccsc": ("csc", r"$\cot^2 y = \csc^2 y - 1$, and $\csc y \cot y \ge 0$ for $-\pi/2 \le y \le \pi/2$"),
        "arsinh": ("sinh", r"$\cosh y = \sqrt{1 + \sinh^2 y}$"),
        "arcosh": ("cosh", r"$\sinh y = \sqrt{\cosh^2 y - 1}$, since $y \ge 0$"),
        "artanh": ("tanh", r"$\tanh(\operatorname{artanh} u) = u$"),
        "arcoth": ("coth", r"$\operatorname{csch}^2 y = \coth^2 y - 1$"),
        "arsech": ("sech", r"$\tanh y = \sqrt{1 - \operatorname{sech}^2 y}$, since $y \ge 0$"),
        "arcsch": ("csch", r"$\coth^2 y = 1 + \operatorname{csch}^2 y$, and $\operatorname{csch} y \coth y > 0$"),
        "ln": ("exp", r"$e^{\ln u} = u$"),
    }
)
"""What is undone by a function, and why the slope is simple at what it gives."""


def _undone(body: Expression, x: Symbol) -> tuple[Symbol, Expression, Expression, str] | None:
    """A letter for the value of an inverse function, what undoes it, what comes out of that, and why the slope is then simple."""
    y = Symbol(next(letter for letter in ("y", "w", "z", "v") if letter != x.name and not depends_on(body, letter)))
    match body:
        case Call(function, (argument,), None, None) if function in _UNDOES and depends_on(argument, x.name):
            direct, words = _UNDOES[function]
            of_y = power(EULER, y) if direct == "exp" else call(direct, y)
            argument = without_groups(argument)
            words = re.sub(r"(?<![A-Za-z])[uy](?![A-Za-z])", lambda m: {"u": print_latex(argument), "y": y.name}[m[0]], words)
            return y, of_y, argument, words
        case Call("log", (argument,), None, base) if base is not None and depends_on(argument, x.name):
            words = f"${print_latex(power(base, body))} = {print_latex(without_groups(argument))}$"
            return (y, power(base, y), without_groups(argument), words) if not depends_on(base, x.name) else None
        case Root(radicand, index) if depends_on(radicand, x.name) and (index is None or isinstance(index, Number)):
            return y, power(y, index or Number("2")), without_groups(radicand), ""
        case Power(base, Quotient(above, below)) if above == ONE and depends_on(base, x.name) and not depends_on(below, x.name):
            return y, power(y, below), without_groups(base), ""
        case Power(base, exponent) if not depends_on(base, x.name) and depends_on(exponent, x.name):
            return y, call("ln", y), exponent if base == EULER else times(exponent, call("ln", base)), ""
        case _:
            return None


def _renamed(node: Node, x: Symbol, y: Symbol) -> Node:
    return y if node == x else map_children(node, lambda child: _renamed(child, x, y))


def _place(body: Expression, x: Symbol, value: Expression, name: Symbol, within: Interval) -> Expression:
    """The only place at which the function has a value. Raises CannotDerive."""
    equation = body if value == ZERO else add(body, negative(value))
    whole = over_one_denominator(equation, Style(variables=frozenset((x.name,))), [])
    try:
        places = zeros_of(factored_polynomial(numerator_of(whole), x) or whole, x)
    except CannotDerive:
        values = {k: rough(equation, {x.name: float(k)}) for k in range(-_GRID, _GRID + 1)}
        places = [number(k) for k, size in values.items() if size is not None and abs(size) < NEAR]
    known = [(place, rough(place, {})) for place in places]
    places = [place for place, at in known if at is not None and within.holds(at) and rough(body, {x.name: at}) is not None]
    if len(places) > 1:
        raise CannotDerive(f"{quoted(name)} has the value {quoted(value)} at several places", _INVERTIBLE)
    if not places:
        raise CannotDerive(
            f"the place at which {quoted(name)} has the value {quoted(value)} is not found",
            f"find it: there the derivative of the inverse is 1/{name.name}'",
        )
    return places[0]
