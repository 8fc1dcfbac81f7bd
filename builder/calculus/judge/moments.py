r"""Derivatives at one point of a curve, or at one moment: the letters move first, and get their values after that.

On x² + y² = 25 the rate dy/dx at x = 3, y = 4 is found along the curve and then read there; with x = 3 and y = 4 put in before,
nothing would change any more. So it is with \left. \frac{dy}{dx} \right|_{t = 2} where t moves x and y, and with dV/dt where
r = 3 and dr/dt = 2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from builder.calculus.context import Context
from builder.calculus.expression.nodes import Derivative, Evaluation, Node, Prime, Relation, Sign, Symbol
from builder.calculus.expression.walk import descendants, kinds_in, symbols
from builder.calculus.judge.scope import not_understood
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.terms import Condition, Term
from builder.calculus.judge.usage import CUSTOMARY, bare_name, names_reached

DERIVATIVES = frozenset({Derivative, Prime})


def pinned_letter(assumption: Relation, context: Context) -> str | None:
    """The letter that an assumption gives a value, as `x = 3` does."""
    if assumption.sign is Sign.EQUAL and isinstance(assumption.left, Symbol):
        name = assumption.left.name
        if name not in context.definitions and name not in symbols(assumption.right):
            return name
    return None


def at_a_point(relation: Relation, context: Context) -> tuple[Relation, Context]:
    r"""`\left. \frac{dy}{dx} \right|_{t = 2} = 3` as dy/dx = 3 where t = 2, if the derivative moves what has a value there."""
    if Evaluation not in kinds_in(relation.left) and Evaluation not in kinds_in(relation.right):
        return relation, context
    sides = (relation.left, relation.right)
    bars = [side for side in sides if isinstance(side, Evaluation)]
    if not bars or any(bar.at != bars[0].at for bar in bars):
        return _with_still_bars(relation, context)
    at = {letter.name: value for letter, value in bars[0].at}
    left, right = (side.operand if isinstance(side, Evaluation) else side for side in sides)
    rest = [side for side in sides if not isinstance(side, Evaluation)]
    moving = moving_letters((left, right), context)
    if not at.keys() <= moving or any(at.keys() & symbols(side) for side in (*rest, *at.values())):
        return _with_still_bars(relation, context)
    context = replace(
        context,
        assumptions=tuple(a for a in context.assumptions if pinned_letter(a, context) not in at),
        definitions=MappingProxyType({n: d for n, d in context.definitions.items() if n not in at}),
    )
    for name, value in at.items():
        context = context.with_assumption(Relation(Symbol(name), Sign.EQUAL, value))
    return replace(relation, left=left, right=right), context


def _with_still_bars(relation: Relation, context: Context) -> tuple[Relation, Context]:
    """The relation as it is, unless it holds bars that would stop what a derivative moves."""
    for node in (*descendants(relation.left), *descendants(relation.right)):
        if isinstance(node, Evaluation):
            moving = moving_letters((node.operand,), context)
            if any(letter.name in moving for letter, _ in node.at):
                not_understood("a derivative along a curve, at a point, as a part of something")
    return relation, context


def moving_letters(trees: Sequence[Node], context: Context) -> frozenset[str]:
    """The letters that change where something is differentiated: those of a curve that are, or by which it is, or that are
    customary for variables, those of x(t) in dy/dx, and those whose rates are told.
    """
    told = [side for assumption in context.assumptions for side in (assumption.left, assumption.right)]
    differentiated = [tree for tree in (*trees, *told) if kinds_in(tree) & DERIVATIVES]
    if not differentiated:
        return frozenset()
    names: set[str] = set()
    on = {name for relation in context.curves for name in symbols(relation)}
    for node in (node for tree in differentiated for node in descendants(tree)):
        if isinstance(node, Derivative | Prime) and bare_name(node.operand) in on:
            by = {v.name for v, _ in node.variables} if isinstance(node, Derivative) else {context.variable or "x", "t"}
            names |= on & {bare_name(node.operand), *by, *CUSTOMARY}
        if isinstance(node, Derivative):
            for variable, _ in node.variables:
                definition = context.definitions.get(variable.name)
                if definition is not None and definition.body is not None:
                    names |= names_reached((variable.name,), context)
    return frozenset(names).union(*(letters_of_rates(a, context) for a in context.assumptions))


def with_values_assumed(context: Context, moving: frozenset[str]) -> Context:
    """`context`, in which letters that move and were given a value, as y in x² + y² = 25 with y = 4, have it by assumption."""
    for name in sorted(moving & context.definitions.keys()):
        definition = context.definitions[name]
        if definition.body is not None and not definition.parameters and not symbols(definition.body) & moving:
            rest = {n: d for n, d in context.definitions.items() if n != name}
            context = replace(context, definitions=MappingProxyType(rest))
            context = context.with_assumption(Relation(Symbol(name), Sign.EQUAL, definition.body))
    return context


def letters_of_rates(assumption: Relation, context: Context) -> frozenset[str]:
    r"""The letters that change as an assumption tells: r of `\frac{dr}{dt} = 2`, and of `\frac{dV}{dt} = 2` if V has r."""
    if assumption.sign is not Sign.EQUAL or not any(kinds_in(s) & DERIVATIVES for s in (assumption.left, assumption.right)):
        return frozenset()
    nodes = (*descendants(assumption.left), *descendants(assumption.right))
    operands = [bare_name(node.operand) for node in nodes if isinstance(node, Derivative | Prime)]
    return names_reached((name for name in operands if name is not None), context)


def put_in(term: Term, values: Mapping[str, Term]) -> Term:
    """`term` with the values of letters put in, and the values of letters in these."""
    for _ in values:
        for name, value in values.items():
            term = substitute(term, name, value)
    return term


def put_in_condition(condition: Condition, values: Mapping[str, Term]) -> Condition:
    """`condition` with the values of letters put in."""
    return replace(condition, left=put_in(condition.left, values), right=put_in(condition.right, values)) if values else condition
