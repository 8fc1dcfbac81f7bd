"""The chain rule through names that are defined: multiply along a chain of them, add over the paths where they part."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

from msgspec.structs import replace

from builder.calculus.context import Context, Definition
from builder.calculus.derivation.build import EULER, ONE, add, bare, depends_on, dotted, negative, times, without_groups
from builder.calculus.derivation.by_rules import rows_for
from builder.calculus.derivation.derivation import Reason, Step
from builder.calculus.derivation.differentiate import derivative_rows
from builder.calculus.derivation.goals import Target, target_of, with_constants
from builder.calculus.derivation.rows import Rows, Way, by_move, reason_of, tex
from builder.calculus.derivation.terms import style_of
from builder.calculus.expression.nodes import Derivative, Expression, Node, Power, Quotient, Sum, Symbol
from builder.calculus.expression.walk import descendants, substitute, summands, symbols
from builder.calculus.rules import differentiation as rules
from builder.calculus.rules import moves
from builder.calculus.rules.differentiation import SIGMOID

_DEEPEST = 30


def named_rows(target: Target, context: Context, answer: Expression | None = None) -> Rows | None:
    """The rows along the names in scope, or None where the goal does not go through one.

    The names are put back at the end, unless `answer` is written with them. Raises CannotDerive.
    """
    goal = bare(target.goal)
    if not isinstance(goal, Derivative) or not isinstance(bare(goal.operand), Symbol):
        return None
    x = target.way.variable
    through = _between(target.source, x, context)
    if not through or (goal.partial and depends_on(target.source, x.name)):
        # ∂z/∂x by ∂z/∂x, in two meanings: the rows would say nothing.
        return None
    chain = _chain(target.source, x, context)
    if chain and not depends_on(target.source, x.name):
        return _along(target, goal, chain, context, answer)
    return _over_paths(target, goal, through, context, answer)


def folded(rows: Rows, goal: Expression, context: Context) -> Step:
    """A derivation as one row: its reason names the rules of its first rows, and what it rests on is folded."""
    steps = rows.steps
    if len(steps) == 1:
        return Step(goal, rows.current, steps[0].reason, context, goal, (), (), steps[0].steps)
    said = [s.reason for s in steps if s.reason.rule in _TOLD]
    if not said:
        return Step(goal, rows.current, steps[0].reason, context, goal, (), (), tuple(steps))
    texts = dict.fromkeys(part for r in said for part in r.text.split(" with ")[0].split("; chain rule")[0].split("; ")[:1])
    reason = Reason(said[0].rule, "; ".join(texts))
    return Step(goal, rows.current, reason, context, goal, (), (), tuple(steps))


_TOLD = frozenset(rule.name for rule in rules.DIFFERENTIATION)


# ------------------------------------------------------------------------------------------------ who depends on whom


def _between(node: Expression, x: Symbol, context: Context) -> list[Symbol]:
    """The names in `node` that are defined themselves and depend on x."""
    found = []
    for name in dict.fromkeys(n.name for n in descendants(node) if isinstance(n, Symbol)):
        body = _body(name, context)
        if body is not None and name != x.name and _reaches(body, x.name, context, 0):
            found.append(Symbol(name))
    return found


def _body(name: str, context: Context) -> Expression | None:
    definition = context.definitions.get(name)
    return None if definition is None or definition.parameters else definition.body


def _reaches(node: Node, name: str, context: Context, depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    for symbol in symbols(cast(Expression, node)):
        if symbol == name:
            return True
        body = _body(symbol, context)
        if body is not None and _reaches(body, name, context, depth + 1):
            return True
    return False


def _chain(source: Expression, x: Symbol, context: Context) -> list[Symbol]:
    """The names from `source` down to x when each depends on the next one alone; empty when the paths part."""
    names: list[Symbol] = []
    node = source
    while len(names) <= _DEEPEST:
        through = _between(node, x, context)
        direct = depends_on(node, x.name)
        if not through:
            return names if direct else []
        if len(through) > 1 or direct:
            return []
        names.append(through[0])
        node = without_groups(cast(Expression, _body(through[0].name, context)))
    return []


# ------------------------------------------------------------------------------------------------ one factor


def _one_level(name: Symbol, body: Expression, by: Symbol, context: Context, partial: bool) -> tuple[Derivative, Step]:
    """The derivative of a name by a name in its own line, as one row; the others of the line are held fixed."""
    factor = Derivative(name, ((by, 1),), partial)
    here = replace(context, definitions=Context().definitions, curves=(), variable=None)
    here = with_constants(body, frozenset({by.name}), here).with_definition(Definition(name.name, (), body))
    style = style_of(body, {by.name} if not partial else symbols(body))
    if (exponent := _sigmoid(body)) is not None:
        found = _sigmoid_rows(name, body, exponent, by, factor, here)
    else:
        found = derivative_rows(body, Way(by, here, leibniz=True, partial=partial), style, factor)
    return factor, folded(found, factor, here)


def _sigmoid(body: Expression) -> Expression | None:
    """The z of 1/(1 + e^{-z}), or None."""
    match body:
        case Quotient(numerator=above, denominator=Sum(terms=(first, second))) if above == ONE:
            for one, other in ((first, second), (second, first)):
                if one == ONE and isinstance(other, Power) and other.base == EULER:
                    return bare(negative(bare(other.exponent)))
    return None


def _sigmoid_rows(name: Symbol, body: Expression, exponent: Expression, by: Symbol, factor: Derivative, here: Context) -> Rows:
    """a = 1/(1 + e^{-z}): its derivative is written with itself."""
    value = times(name, add(ONE, negative(name)))
    rows = Rows(factor, here)
    inner = derivative_rows(exponent, Way(by, here, leibniz=True, partial=factor.partial), style_of(exponent, symbols(exponent)))
    rest = inner.current
    steps = () if exponent == by else tuple(inner.steps)
    where = {} if exponent == by else {"u": exponent}
    rows.add(value if rest == ONE else times(value, rest), reason_of(SIGMOID, where=where), steps)
    return rows


# ------------------------------------------------------------------------------------------------ along a chain, over the paths


def _along(target: Target, goal: Derivative, chain: list[Symbol], context: Context, answer: Expression | None) -> Rows:
    """∂L/∂a · ∂a/∂z · ∂z/∂w."""
    name = cast(Symbol, bare(goal.operand))
    names = [name, *chain, target.way.variable]
    factors: list[Expression] = []
    values: list[Expression] = []
    steps: list[Step] = []
    for place, (of, by) in enumerate(pairwise(names)):
        body = target.source if not place else without_groups(cast(Expression, _body(of.name, context)))
        factor, step = _one_level(of, body, by, context, goal.partial)
        factors.append(factor)
        values.append(step.after)
        steps.append(step)
    rows = Rows(target.goal, context)
    rows.add(dotted(*factors), reason_of(rules.CHAIN_OF_RATES))
    rows.add(dotted(*values), by_move(moves.PUT_IN_DERIVATIVES))
    _end(rows, target, chain, context, answer)
    rows.steps = [*steps, *rows.steps]
    return rows


def _over_paths(target: Target, goal: Derivative, through: list[Symbol], context: Context, answer: Expression | None) -> Rows:
    """dz/dt as the sum over the names that z is made of, each partial derivative times the derivative of the name."""
    x = target.way.variable
    name = cast(Symbol, bare(goal.operand))
    terms: list[Expression] = []
    products: list[Expression] = []
    steps: list[Step] = []
    if depends_on(target.source, x.name):
        direct, step = _one_level(name, target.source, x, context, True)
        steps.append(step)
        terms.append(direct)
        products.append(step.after)
    for via in through:
        outer, step = _one_level(name, target.source, via, context, True)
        inner = Derivative(via, ((x, 1),), goal.partial)
        along = _rows_along(inner, context)
        steps += [step, folded(along, inner, along.context)]
        terms.append(dotted(outer, inner))
        products.append(dotted(step.after, along.current))
    rows = Rows(target.goal, context)
    rows.add(add(*terms), reason_of(rules.CHAIN_OF_PATHS))
    rows.add(add(*products), by_move(moves.PUT_IN_DERIVATIVES))
    _end(rows, target, through, context, answer)
    rows.steps = [*steps, *rows.steps]
    return rows


def _rows_along(goal: Derivative, context: Context) -> Rows:
    target = target_of(goal, context)
    rows = named_rows(target, context) if target is not None else None
    return rows if rows is not None else rows_for(goal, context)


def _end(rows: Rows, target: Target, names: list[Symbol], context: Context, answer: Expression | None) -> None:
    """The last rows: the names put back, unless the answer is to have them or a factor is written with its own name."""
    kept = answer is not None and any(depends_on(answer, n.name) for n in names)
    own = any(_sigmoid(without_groups(body)) is not None for n in names if (body := _body(n.name, context)) is not None)
    style = style_of(target.source, symbols(target.body) | {n.name for n in names})
    by = {v for n in descendants(rows.current) if isinstance(n, Derivative) for v, _ in n.variables}
    if kept or own or by & set(names):  # by these names an unknown function is differentiated
        rows.finish(replace(style, keep=style.keep | _sums(rows.current)), gently=True, ordered=not own)
        return
    back: dict[str, Expression] = {}
    written: list[str] = []
    value = rows.current
    for _ in range(_DEEPEST):
        known = {m.name for m in _all(names, target, context)}
        shown = (n.name for n in descendants(value) if isinstance(n, Symbol))
        found = [n for n in dict.fromkeys(shown) if n in known]
        if not found:
            break
        back = {n: without_groups(cast(Expression, _body(n, context))) for n in found}
        written += [f"{tex(Symbol(n))[:-1]} = {tex(b)[1:]}" for n, b in back.items()]
        value = without_groups(substitute(value, back))
    if value != without_groups(rows.current):
        rows.add(value, by_move(moves.PUT_BACK, f"put in {', '.join(dict.fromkeys(written))}"))
    style = style_of(target.body, symbols(target.body))
    rows.finish(replace(style, keep=style.keep | _sums(value)), gently=True)


def _all(names: list[Symbol], target: Target, context: Context) -> list[Symbol]:
    """The names of the chain, and those that they are made of."""
    found = list(names)
    for name in found:
        body = _body(name.name, context)
        if body is not None and len(found) <= _DEEPEST:
            found += [n for n in _between(body, target.way.variable, context) if n not in found]
    return found


def _sums(node: Expression) -> frozenset[Expression]:
    """The sums that are factors or stand inside something; the outermost one is no part of them."""
    whole = bare(node)
    return frozenset(n for part in summands(whole) for n in descendants(part) if isinstance(n, Sum))
