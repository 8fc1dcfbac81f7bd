"""The method `inverse`: the derivative of an inverse function at a place. y = f^{-1}(x) is the curve f(y) = x, differentiated.

Source: the derivative of the inverse at f(a) is 1/f'(a) (the inverse function theorem in one variable).
"""

from __future__ import annotations

from typing import cast

from msgspec.structs import replace

from builder.calculus.derivation.build import ZERO, add, negative, number, without_groups
from builder.calculus.derivation.by_curve import by_curve
from builder.calculus.derivation.by_tangent import value_rows
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Step
from builder.calculus.derivation.finish import over_one_denominator
from builder.calculus.derivation.goals import INVERSE, inverse_asked_for, unfolded
from builder.calculus.derivation.one_to_one import Interval, assumed_interval, is_one_to_one
from builder.calculus.derivation.rough import NEAR, rough
from builder.calculus.derivation.rows import by_move, quoted, tex
from builder.calculus.derivation.solving import factored_polynomial, numerator_of, zeros_of
from builder.calculus.derivation.terms import Style
from builder.calculus.derivation.values import worked_out
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Evaluation,
    Expression,
    Node,
    Relation,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import map_children, substitute, symbols
from builder.calculus.rules import moves

_INVERTIBLE = "invert it where it is one-to-one: assume, say, x > 0"
_GRID = 20  # how far from 0 whole numbers are tried


def by_inverse(problem: Problem) -> Derivation:
    """The derivative of the inverse of a function of one variable at a place. Raises CannotDerive."""
    found = inverse_asked_for(problem.goal)
    if found is None:
        raise CannotDerive(f"{quoted(problem.goal)} is no derivative of an inverse function", "ask for (f^{-1})'(2)")
    name, at = found
    definition = problem.context.definitions.get(name.name)
    if definition is None or definition.body is None or len(definition.parameters) != 1:
        raise CannotDerive(f"{quoted(name)} is no function of one variable", f"define it first, such as {name.name}(x) = x^3 + x")
    x = Symbol(definition.parameters[0])
    at = without_groups(unfolded(at, problem.context))
    if symbols(at):
        raise CannotDerive(f"{quoted(at)} is no number", f"ask for the derivative at a place, such as ({name.name}^{{-1}})'(2)")
    body = without_groups(unfolded(definition.body, problem.context, frozenset({x.name})))
    y = Symbol(next(letter for letter in ("y", "w", "z", "v") if letter not in symbols(body)))
    of_y = without_groups(substitute(body, {x.name: y}))
    within = assumed_interval(x, problem.context)
    if within is None:
        raise CannotDerive(f"what is assumed does not compare {quoted(x)} with numbers", _INVERTIBLE)
    place = _place(body, x, at, name, within)
    if not is_one_to_one(body, x, within):
        raise CannotDerive(f"it is not seen that {quoted(name)} is one-to-one: its slope may change its sign", _INVERTIBLE)
    value = value_rows(Application(name, (place,)), body, x, place, problem.context)
    inverse = Application(Symbol(f"{name.name}{INVERSE}"), (x,))
    words = f"that is, ${name.name}({y.name}) = {x.name}$, a curve on which {tex(y)} depends on {tex(x)}"
    named = Step(y, inverse, by_move(moves.WRITE_WITH, words), problem.context, y, ((y, inverse),))
    definitions = {n: d for n, d in problem.context.definitions.items() if n not in (y.name, name.name)}
    assumptions = tuple(cast(Relation, _renamed(relation, x, y)) for relation in problem.context.assumptions)
    curve = replace(problem.context, definitions=definitions, assumptions=assumptions, curves=(Relation(of_y, Sign.EQUAL, x),))
    slope = by_curve(Problem(Evaluation(Derivative(y, ((x, 1),)), ((x, at), (y, place))), curve))
    answer = worked_out(slope.answer)
    reason = by_move(moves.WORK_OUT)
    last = () if answer == slope.answer else (Step(slope.answer, answer, reason, slope.steps[-1].context),)
    return Derivation(problem.goal, answer, "inverse", curve, (*value.steps, named, *slope.steps, *last))


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
