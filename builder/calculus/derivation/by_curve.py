"""The method `implicit`: differentiate both sides of a curve, y depending on x, and solve for the derivative.

A derivative of a higher order differentiates the one before, puts that in, and uses the equation of the curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context, Kind
from builder.calculus.derivation.build import ONE, ZERO, add, bare, depends_on, negative, times, without_groups
from builder.calculus.derivation.by_rules import at_point
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.differentiate import derivative_rows
from builder.calculus.derivation.goals import order_of, refuse_point, with_constants
from builder.calculus.derivation.polynomials import multiplied_out, sum_of
from builder.calculus.derivation.rows import Rows, Way, by_move, pending_in, quoted, reason_of, tex
from builder.calculus.derivation.sums import collected
from builder.calculus.derivation.terms import Style, Term, invert, multiply, style_of, term_of, tree_of
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Evaluation,
    Expression,
    Group,
    Node,
    Notation,
    Number,
    Prime,
    Product,
    Quotient,
    Relation,
    Sign,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, map_children, replaced, summands, symbols
from builder.calculus.latex.printer import print_latex
from builder.calculus.rules import algebra, moves

_VARIABLES = frozenset("xyzuvw")
"""Letters that are taken for variables where nothing tells what they are."""


class _Asked(Struct, frozen=True):
    """What a goal asks for on a curve: the derivative of `y` by `x` of an order, in primes or as dy/dx, and where."""

    y: Symbol
    x: Symbol
    order: int
    primes: bool = False
    at: tuple[tuple[Symbol, Expression], ...] = ()
    partial: bool = False

    def rate(self, order: int) -> Expression:
        """The derivative of this order, as the goal writes it."""
        if self.primes:
            return Prime(self.y, Number(str(order)), marks=order <= 3)
        return Derivative(self.y, ((self.x, order),), self.partial)

    def way(self, context: Context) -> Way:
        """By what the sides of a curve are differentiated; the letters that a partial derivative holds fixed are constants."""
        return Way(self.x, context, leibniz=True)


def by_curve(problem: Problem) -> Derivation:
    """Find a derivative of y by x on a curve of the context. Raises CannotDerive."""
    problem = _at_given_values(problem)
    context = problem.context
    asked = _asked(problem.goal, context)
    if asked is None:
        raise CannotDerive(f"{quoted(problem.goal)} is no derivative on a curve", "ask for \\frac{dy}{dx}")
    curve = curve_of(asked.y, asked.x, context)
    if curve is None:
        raise CannotDerive(f"no curve ties {quoted(asked.y)} to {quoted(asked.x)}", "give one, such as x^2 + y^2 = 25")
    letters = frozenset((asked.x.name, asked.y.name))
    if asked.partial:  # on a surface
        context = with_constants(_total(curve, asked), letters, context)
    elif moving := sorted((symbols(curve) - letters - context.definitions.keys() - context.kinds.keys()) & _VARIABLES):
        raise CannotDerive(
            f"it is not told whether {' and '.join(moving)} changes with {asked.x.name}",
            f"ask for \\frac{{\\partial {asked.y.name}}}{{\\partial {asked.x.name}}}, for which it does not",
        )
    steps, found = _first(asked, curve, context)
    first = found
    for order in range(2, asked.order + 1):
        rows = _next(asked, order, found, first, curve, context)
        steps.extend(rows.steps)
        found = without_groups(rows.current)
    if asked.at:
        rows = Rows(asked.rate(asked.order), context)
        rows.steps = steps
        point = {name.name: value for name, value in asked.at}
        refuse_point(problem.goal, (curve.left, curve.right), point)
        rows = at_point(rows, problem.goal, found, point, context)
        return Derivation(problem.goal, rows.current, "implicit", context, tuple(rows.steps))
    return Derivation(problem.goal, found, "implicit", context, tuple(steps))


def is_on_curve(problem: Problem) -> bool:
    """Whether the derivative of a letter is asked for that nothing defines, and that a curve ties to the other one."""
    problem = _at_given_values(problem)
    asked = _asked(problem.goal, problem.context)
    if asked is None:
        return False
    definition = problem.context.definitions.get(asked.y.name)
    return (definition is None or definition.body is None) and curve_of(asked.y, asked.x, problem.context) is not None


def _at_given_values(problem: Problem) -> Problem:
    """The problem at the point of the curve that is given by the values of both letters: `x^2 + y^2 = 25, x = 3, y = 4`."""
    problem = _with_curve_of(problem)
    asked = _asked(problem.goal, problem.context)
    if asked is None or asked.at or curve_of(asked.y, asked.x, problem.context) is None:
        return problem
    values: list[tuple[Symbol, Expression]] = []
    for letter in (asked.x, asked.y):
        definition = problem.context.definitions.get(letter.name)
        if definition is None or definition.body is None or definition.parameters or symbols(definition.body):
            return problem
        values.append((letter, definition.body))
    others = {n: d for n, d in problem.context.definitions.items() if n not in (asked.x.name, asked.y.name)}
    return replace(problem, goal=Evaluation(problem.goal, tuple(values)), context=replace(problem.context, definitions=others))


def _with_curve_of(problem: Problem) -> Problem:
    """The problem in which `x = \\cos y` is a curve, where the derivative of y by x is asked for, and not what x stands for."""
    asked, context = _asked(problem.goal, problem.context), problem.context
    given = None if asked is None or asked.y.name in context.definitions else context.definitions.get(asked.x.name)
    if asked is None or given is None or given.body is None or given.parameters or not depends_on(given.body, asked.y.name):
        return problem
    others = {name: definition for name, definition in context.definitions.items() if name != asked.x.name}
    curves = (*context.curves, Relation(asked.x, Sign.EQUAL, given.body))
    return replace(problem, context=replace(context, definitions=others, curves=curves))


def curve_of(y: Symbol, x: Symbol, context: Context) -> Relation | None:
    """The first curve that ties two letters."""
    return next((c for c in context.curves if c.sign is Sign.EQUAL and depends_on(c, y.name) and depends_on(c, x.name)), None)


def _asked(goal: Expression, context: Context) -> _Asked | None:
    match bare(goal):
        case Derivative(operand=Symbol() as y, variables=((x, order),), partial=partial):
            return _Asked(y, x, order_of(Number(str(order))), partial=partial)
        case Prime(operand=Symbol() as y, order=order):
            return _Asked(y, Symbol(context.variable or "x"), order_of(order), primes=True)
        case Evaluation(operand=operand, at=at):
            inner = _asked(operand, context)
            return None if inner is None or inner.at else replace(inner, at=at)
        case _:
            return None


# ------------------------------------------------------------------------------------------------ the first derivative


def _first(asked: _Asked, curve: Relation, context: Context) -> tuple[list[Step], Expression]:
    """The rows that find the first derivative, and its value."""
    x, y, rate = asked.x, asked.y, asked.rate(1)
    total = _total(curve, asked)
    style = style_of(total, {x.name, y.name})
    fixed = [Symbol(name) for name in sorted(symbols(total) - {x.name, y.name})] if asked.partial else []
    held = f", {' and '.join(map(tex, fixed))} held fixed" if fixed else ""
    chain = f"{tex(y)} depends on {tex(x)}, so the chain rule gives {tex(rate)}"
    if not _varies_too(curve.right, asked):
        rows, differentiated = _side(without_groups(curve.left), asked, context, style, f"differentiate{held}; {chain}")
        terms = _terms_with(rate, differentiated)
        if not isinstance(differentiated, Quotient) and not _are_written(terms, differentiated, rate):
            rows.add(add(*(_with_rate(term, rate, style) for term in terms)), reason_of(algebra.EXPAND))
        kind = "surface" if fixed else "curve"
        rows.add(ZERO, by_move(moves.OTHER_SIDE, f"the other side of the {kind} is constant"))
        steps = rows.steps
    else:
        sides = [without_groups(side) for side in (curve.left, curve.right)]
        said = [f"differentiate the left side{held}; {chain}", "differentiate the right side"]
        (first, left), (second, right) = (
            _side(side, asked, context, style, text) for side, text in zip(sides, said, strict=True)
        )
        equation = Rows(left, context)
        equation.add(
            right,
            by_move(
                moves.OTHER_SIDE, f"the sides are equal along the {'surface' if fixed else 'curve'}, and so are their derivatives"
            ),
        )
        terms = _terms_with(rate, add(left, negative(right)))
        steps = [*first.steps, *second.steps, *equation.steps]
        above, below = _parted(terms, style)
        if {left, right} != {times(below, rate), above} and (isinstance(below, Sum) or above == ZERO):
            collecting = Rows(times(below, rate), context)
            text = f"bring the terms with {tex(rate)} to one side, the others to the other one"
            collecting.add(above, by_move(moves.SOLVE, text))
            steps.extend(collecting.steps)
    last = Rows(rate, context)
    last.add(Quotient(*_parted(terms, style)), by_move(moves.SOLVE, f"solve for {tex(rate)}"))
    last.finish(style)
    return [*steps, *last.steps], without_groups(last.current)


def _side(node: Expression, asked: _Asked, context: Context, style: Style, text: str) -> tuple[Rows, Expression]:
    """The row that differentiates one side of a curve, and what it gives."""
    differentiated, steps = _differentiated(node, asked, context, style)
    rows = Rows(asked.way(context).of(node), context)
    rows.add(differentiated, by_move(moves.DIFFERENTIATE_CURVE, text), steps)
    return rows, differentiated


def _varies_too(side: Expression, asked: _Asked) -> bool:
    return any(depends_on(side, letter.name) for letter in (asked.x, asked.y))


def _are_written(terms: Sequence[Term], node: Expression, rate: Expression) -> bool:
    """Whether `node` is the sum of these terms as it stands."""
    return _same(terms, [term_of(t, []) for t in summands(_hidden(node, rate))])


def _total(curve: Relation, asked: _Asked) -> Expression:
    """The side of a curve that varies: all of it, minus the other side where both do."""
    return without_groups(add(curve.left, negative(curve.right)) if _varies_too(curve.right, asked) else curve.left)


_RATE = Symbol("\\rate")
"""Stands for the derivative while terms are multiplied out. No source can name it: the reader knows no such command."""


def _terms_with(rate: Expression, node: Expression) -> list[Term]:
    """`node` as terms in which the derivative, `_RATE`, stands in no bracket. Raises CannotDerive."""
    whole = bare(node)
    if isinstance(whole, Quotient):
        whole = whole.numerator  # of a fraction that is 0
    terms = multiplied_out(_hidden(whole, rate), _RATE.name)
    if terms is None or any(dict(t.powers).get(_RATE, 0) not in (0, 1) for t in terms):
        raise CannotDerive("the derivative does not stand alone in a term", "bring the curve to another form")
    return collected(terms)


def _with_rate(term: Term, rate: Expression, style: Style) -> Expression:
    """A term with the derivative, if it has it, as its last factor: `3y^2 \\frac{dy}{dx}`."""
    rest = Term(term.coefficient, tuple(pair for pair in term.powers if pair[0] != _RATE))
    tree = tree_of(rest, style)
    if len(rest.powers) == len(term.powers):
        return tree
    size = tree_of(Term(abs(rest.coefficient), rest.powers), style)
    factors = size.factors if isinstance(size, Product) else () if size == ONE else (size,)
    signs = size.signs if isinstance(size, Product) else ()
    product = Product((*factors, rate), (*signs, Times.IMPLICIT)) if factors else rate
    return negative(product) if rest.coefficient < 0 else product


def _hidden(node: Expression, rate: Expression) -> Expression:
    return without_groups(replaced(node, rate, _RATE))


def _parted(terms: Sequence[Term], style: Style) -> tuple[Expression, Expression]:
    """What is over what, for `_RATE` where these terms, linear in it, add up to 0. Raises CannotDerive."""
    one = Term(Fraction(1), ((_RATE, Fraction(-1)),))
    with_rate = [multiply(t, one, []) for t in terms if _RATE in dict(t.powers)]
    without = [Term(-t.coefficient, t.powers) for t in terms if _RATE not in dict(t.powers)]
    if not with_rate:
        raise CannotDerive("the derivative cancels", "bring the curve to another form")
    if all(t.coefficient < 0 for t in with_rate):
        without, with_rate = ([Term(-t.coefficient, t.powers) for t in terms] for terms in (without, with_rate))
    without.sort(key=lambda t: t.coefficient < 0)  # `6y - 3x^2` rather than `-3x^2 + 6y`
    with_rate.sort(key=lambda t: t.coefficient < 0)
    return sum_of(without, style), sum_of(with_rate, style)


# ------------------------------------------------------------------------------------------------ the next one


def _next(asked: _Asked, order: int, found: Expression, first: Expression, curve: Relation, context: Context) -> Rows:
    """The rows that find the derivative of an order from `found`, the one before it; `first` is the value of the first."""
    style = style_of(add(found, _total(curve, asked)), {asked.x.name, asked.y.name})
    rows = Rows(asked.rate(order), context)
    rows.add(
        asked.way(context).of(found),
        by_move(moves.DIFFERENTIATE_CURVE, f"differentiate once more; {tex(asked.y)} depends on {tex(asked.x)}"),
    )
    for step in _differentiated(found, asked, context, style)[1]:
        if not any(pending_in(rows.current)):
            break  # it is tidied when the first derivative is put in
        rows.add(step.after, step.reason, step.steps)
    rate = asked.rate(1)
    rows.add(
        without_groups(replaced(rows.current, rate, first)),
        by_move(moves.PUT_IN_DERIVATIVES, f"put in ${print_latex(rate)} = {print_latex(first)}$"),
    )
    rows.finish(style)
    on_curve = _with_curve_used(rows.current, curve, asked, style)
    if on_curve is not None:
        rows.add(
            on_curve,
            by_move(moves.USE_CURVE, f"on the curve ${print_latex(curve.left)} = {print_latex(curve.right)}$"),
        )
        rows.finish(style)
    return rows


def _with_curve_used(node: Expression, curve: Relation, asked: _Asked, style: Style) -> Expression | None:
    """`node` with a sum, or some of its terms, that are a multiple of what varies in the equation of the curve replaced by the
    constant value of that."""
    whole = without_groups(add(curve.left, negative(curve.right)))
    terms = collected([t for part in summands(whole) for t in multiplied_out(part, asked.y.name) or [term_of(part, [])]])
    constant = [Term(-t.coefficient, t.powers) for t in terms if not _varies(t, asked)]
    varying = [t for t in terms if _varies(t, asked)]
    for candidate in descendants(node):
        if isinstance(candidate, Sum) and len(candidate.terms) >= len(varying):
            have = [term_of(part, []) for part in candidate.terms]
            for first in have[: len(have) - len(varying) + 1]:
                for one in varying:
                    factor = multiply(first, invert(one), [])
                    multiple = [multiply(factor, t, []) for t in varying]
                    others = [t for t in have if not any(_same([t], [m]) for m in multiple)]
                    if len(others) == len(have) - len(varying):
                        value = sum_of(collected([*others, *(multiply(factor, t, []) for t in constant)]), style)
                        return without_groups(replaced(node, candidate, value))
    return None


def _varies(term: Term, asked: _Asked) -> bool:
    trees = [part for base, exponent in term.powers for part in (base, exponent) if not isinstance(part, Fraction)]
    return any(depends_on(part, letter.name) for part in trees for letter in (asked.x, asked.y))


def _same(left: Sequence[Term], right: Sequence[Term]) -> bool:
    return {(t.coefficient, frozenset(t.powers)) for t in left} == {(t.coefficient, frozenset(t.powers)) for t in right}


# ------------------------------------------------------------------------------------------------ y as a function of x


def _plain_text(text: str, y: Symbol, x: Symbol, rate: Expression) -> str:
    """A reason in which y stands for y(x), and its derivative is written as in the rows."""
    letter = print_latex(y)
    text = text.replace(print_latex(Application(Prime(y, ONE), (x,))), print_latex(rate))
    text = text.replace(print_latex(Application(y, (x,))), letter)
    return text.replace(f"^{{{letter}}}", f"^{letter}") if len(letter) == 1 else text


def _differentiated(node: Expression, asked: _Asked, context: Context, style: Style) -> tuple[Expression, list[Step]]:
    """The derivative of `node` by x, y depending on it, with y and its derivative written plainly; and the rows that found it."""
    y, x = asked.y, asked.x
    of_x = Application(y, (x,))

    def with_function(n: Node) -> Node:
        return of_x if n == y else map_children(n, with_function)

    def plain(n: Node) -> Node:
        match n:
            case Application(function=Prime()):
                return asked.rate(1)
            case Application(function=Symbol() as name) if name == y:
                return y
            case _:
                return map_children(n, plain)

    def plain_step(step: Step) -> Step:
        return Step(
            plainly(step.before),
            plainly(step.after),
            Reason(
                step.reason.rule,
                _plain_text(step.reason.text, y, x, asked.rate(1)),
                MappingProxyType({name: plainly(value) for name, value in step.reason.where.items()}),
            ),
            context,
            None if step.left is None else plainly(step.left),
            steps=tuple(map(plain_step, step.steps)),
        )

    def pending(n: Node) -> Node:
        n = map_children(n, pending)
        if isinstance(n, Derivative) and n.notation is Notation.OPERATOR:
            return replace(n, operand=Group(n.operand))
        return n

    def plainly(part: Expression) -> Expression:
        return cast(Expression, pending(without_groups(cast(Expression, plain(part)))))

    inner = Context(kinds=context.kinds, assumptions=()).with_kind(y.name, Kind.FUNCTION)
    found = derivative_rows(cast(Expression, with_function(node)), asked.way(inner), style)
    return plainly(found.current), [plain_step(step) for step in found.steps]
