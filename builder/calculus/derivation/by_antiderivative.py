"""The method `antiderivative`: sums, the table, substitution, parts, partial fractions, angles; then + C."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context, Definition, Kind
from builder.calculus.derivation.arranging import arrange
from builder.calculus.derivation.build import (
    EULER,
    ONE,
    ZERO,
    add,
    bare,
    depends_on,
    flattened,
    negative,
    number,
    power,
    rational,
    times,
    without_groups,
)
from builder.calculus.derivation.build import call as make_call
from builder.calculus.derivation.denominators import over_one_denominator
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.factoring import factor_kernels, factor_numerator
from builder.calculus.derivation.finish import finish
from builder.calculus.derivation.goals import unfolded, with_constants
from builder.calculus.derivation.integral_moves import MOVES
from builder.calculus.derivation.integral_table import is_fractional, scaled, with_roots
from builder.calculus.derivation.integrals import Budget, Here, Naming, Plan, pending, plan_of
from builder.calculus.derivation.integrands import put_in
from builder.calculus.derivation.polynomials import coefficients
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of, tex
from builder.calculus.derivation.signs import is_positive
from builder.calculus.derivation.sums import collected, sum_of
from builder.calculus.derivation.terms import Style, Term, invert, multiply, style_of, term_of, tree_of
from builder.calculus.expression.nodes import (
    Call,
    Expression,
    Fence,
    Fenced,
    Integral,
    Negation,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, map_children, summands, symbols
from builder.calculus.rules import algebra, moves
from builder.calculus.rules import trigonometry as trigonometric

_CONSTANTS = ("C", "K", "c", "k")


class Written(Struct, frozen=True):
    """The rows that work out an integral, and its value without a constant."""

    steps: tuple[Step, ...]
    value: Expression


class Writer(Struct, frozen=True):
    """What all rows of a derivation have in common: the constant, and whether square roots are written with a root sign."""

    constant: Symbol
    roots: bool


def is_antiderivative(problem: Problem) -> bool:
    """Whether the goal is an indefinite integral."""
    goal = bare(problem.goal)
    return isinstance(goal, Integral) and goal.lower is None and goal.upper is None


def by_antiderivative(problem: Problem) -> Derivation:
    """The derivation of an indefinite integral. Raises CannotDerive."""
    goal = bare(problem.goal)
    if not isinstance(goal, Integral) or not is_antiderivative(problem):
        raise CannotDerive(f"{quoted(problem.goal)} is no integral without bounds", r"ask for one, such as \int x e^x \, dx")
    written, constant = antiderivative_rows(goal, problem.context, _constant_of(problem))
    answer = constant if written.value == ZERO else add(written.value, constant)
    return Derivation(problem.goal, answer, "antiderivative", problem.context, written.steps)


def _constant_of(problem: Problem) -> tuple[str, ...]:
    """How the answer that is asked for calls the constant: by the letter that nothing else explains."""
    if problem.answer is None:
        return ()
    letters = symbols(problem.answer) - symbols(problem.goal) - frozenset(problem.context.definitions)
    return tuple(letters) if len(letters) == 1 else ()


def antiderivative_rows(goal: Integral, context: Context, called: tuple[str, ...] = ()) -> tuple[Written, Symbol]:
    """The rows that work out an indefinite integral, and the constant in the last of them, `called` so. Raises CannotDerive."""
    x = goal.variable
    body = unfolded(goal.body, context, frozenset({x.name}))
    context = with_constants(body, frozenset({x.name}), context).with_variable(x.name)
    taken = symbols(body) | {x.name} | frozenset(context.definitions)
    constant = Symbol(next(name for name in (*called, *_CONSTANTS) if name not in taken))
    context = context.with_kind(constant.name, Kind.CONSTANT)
    here = Here(x, context, style_of(body, {x.name}), taken | {constant.name}, Budget())
    found = plan_of(Integral(body, x), here, MOVES)
    if found is None:
        raise CannotDerive(
            f"no antiderivative of {quoted(body)} was found by the table, substitution, parts, partial fractions and angles",
            "it may have none that can be written with these functions; give one with {check}, where it is differentiated",
        )
    writer = Writer(constant, not any(is_fractional(n) for n in descendants(body)))
    rows = Rows(goal, context)
    if body != without_groups(goal.body):
        rows.add(found.integral, by_move(moves.PUT_IN_FUNCTION))
    return written(found, rows, writer), constant


def written(found: Plan, rows: Rows, writer: Writer) -> Written:
    steps: list[Step] = []
    rows, value = worked_out(found, found.integral, rows, steps, writer)
    value = _tidied(rows, value, found.integral.variable, writer)
    return Written((*steps, *rows.steps), value)


def worked_out(found: Plan, frame: Expression, rows: Rows, steps: list[Step], writer: Writer) -> tuple[Rows, Expression]:
    """The rows that go on from `frame` with the integral in it worked out, and the last of them.

    Rows that are complete go to `steps`: where a letter is named, the goal stands at the left anew.
    """
    integral, proposal = found.integral, found.proposal
    if proposal.naming is not None:
        steps.extend(rows.steps)
        rows = Rows(rows.goal, named(proposal.naming, rows.context, steps))
    current = frame
    for line in proposal.lines:
        current = put_in(frame, {integral: line.after})
        rows.add(_with_constant(current, writer), line.reason)
    parts = list(found.parts)
    if standard := [p for p in parts if p.is_standard]:
        current = put_in(current, {p.integral: p.proposal.lines[0].after for p in standard})
        rows.add(_with_constant(current, writer), _together([p.proposal.lines[0].reason for p in standard]))
    for part in parts:
        if part.is_standard:
            continue
        alone = len(set(pending(current))) == 1 and part.proposal.back is None
        if alone or not (part.names or part.proposal.back is not None):
            rows, current = worked_out(part, current, rows, steps, writer)
            continue
        inner = written(part, Rows(part.integral, rows.context), writer)
        steps.extend((*rows.steps, *inner.steps))
        rows = Rows(rows.goal, rows.context)
        current = put_in(current, {part.integral: inner.value})
        rows.add(_with_constant(current, writer), by_move(moves.PUT_IN_INTEGRAL))
    if proposal.back is not None:
        rows, current = _solved(integral, current, proposal.back, rows, steps, writer)
    if proposal.naming is not None and not any(True for _ in pending(current)):
        current = _tidied(rows, current, proposal.naming.letter, writer)
        current = _back(rows, current, proposal.naming, writer)
    return rows, current


def _together(reasons: list[Reason]) -> Reason:
    """The reasons of rows that are written as one."""
    texts = dict.fromkeys(text for reason in reasons for text in reason.text.split("; "))
    return replace(reasons[0], text="; ".join(texts))


def named(naming: Naming, context: Context, steps: list[Step]) -> Context:
    """The rows that name a letter, and the context in which it is defined."""
    here = context.with_definition(Definition(naming.letter.name, (), naming.value))
    u, value = naming.letter, naming.value
    steps.append(Step(u, value, by_move(moves.NAME_INNER), here, u, ((u, value),)))
    for left, right, reason in naming.told:
        steps.append(Step(left, right, reason, here, left))
    return here


def _back(rows: Rows, current: Expression, naming: Naming, writer: Writer) -> Expression:
    """The rows that write a value in the old letter again."""
    u, value = naming.letter, naming.value
    if naming.functions:
        single = _of_single_angles(current, u)
        rows.add(_with_constant(single, writer), reason_of(trigonometric.DOUBLE_SINE))
        known = dict(naming.functions)
        told = [(call, to) for call, to in naming.functions if any(_is_function(n, call) for n in descendants(single))]
        current = _with_functions(single, known)
    else:
        told = []
    if depends_on(current, u.name):
        told.append((u, value))
        current = _in_order(without_groups(_with_value(current, u, value)), writer)
    reason = by_move(moves.PUT_BACK, "put back " + ", ".join(f"{tex(a)[:-1]} = {tex(b)[1:]}" for a, b in told))
    rows.add(_with_constant(current, writer), reason)
    if (shorter := _without_opposites(current, writer)) != current:
        current = shorter
        rows.add(_with_constant(current, writer), reason_of(algebra.OPPOSITE_TERMS))
        current = _powers_out(current, writer)
        rows.add(_with_constant(current, writer), reason_of(algebra.LOGARITHM_OF_POWER))
    if (plain := _without_inverse(current)) != current:
        rows.add(_with_constant(plain, writer), by_move(moves.UP_TO_CONSTANT))
    return plain


def _without_opposites(node: Expression, writer: Writer) -> Expression:
    """`node` with what is added and subtracted in the arguments of functions left out: ln|x^2 + 1 - 1| as ln|x^2|."""

    def change(n: Node) -> Node:
        n = map_children(n, change)
        if isinstance(n, Sum):
            terms = [term_of(term, []) for term in n.terms]
            if len(together := collected(terms)) <= len(terms) - 2:
                return sum_of(together, writing(node))
        return n

    return without_groups(cast(Expression, change(node)))


def _powers_out(node: Expression, writer: Writer) -> Expression:
    """`node` with k ln|u| for ln|u^k|."""

    def change(n: Node) -> Node:
        n = map_children(n, change)
        match n:
            case Call(function="ln", arguments=(Fenced(fence=Fence.ABSOLUTE, inner=Power(base, exponent)),), power=None):
                return times(exponent, replace(n, arguments=(Fenced(Fence.ABSOLUTE, base),)))
            case _:
                return n

    changed = without_groups(cast(Expression, change(node)))
    style = writing(changed)
    for move in finish(changed, style, gently=True) if changed != node else ():
        changed = move.after
    return changed


def _without_inverse(node: Expression) -> Expression:
    """`node` with x for arctan(tan x): on each interval they differ by a constant."""

    def change(n: Node) -> Node:
        n = map_children(n, change)
        match n:
            case Call(function="arctan", arguments=(Call(function="tan", arguments=(angle,), power=None),), power=None):
                return angle
            case _:
                return n

    return cast(Expression, change(node))


def _with_value(node: Expression, u: Symbol, value: Expression) -> Expression:
    """`node` with the letter's value in its place; powers of a root as one power."""

    def change(n: Node) -> Node:
        if n == u:
            return value
        if isinstance(value, Root) and isinstance(n, Power) and n.base == u and (exponent := rational(n.exponent)) is not None:
            index = Fraction(2) if value.index is None else rational(value.index)
            if index:
                return power(value.radicand, number(exponent / index, slash=True))
        return map_children(n, change)

    return cast(Expression, change(node))


def _in_order(node: Expression, writer: Writer) -> Expression:
    """`node` with its numbers and factors in place, if that alone is to be done."""
    style = writing(node)
    for move in finish(node, style, gently=True):
        if not set(move.rules) <= {algebra.ORDER, algebra.MULTIPLY_EXPONENTS, algebra.SQUARE_OF_ROOT, algebra.POWER_OF_ROOT}:
            break
        node = move.after
    return node


def _is_function(node: Node, call: Expression) -> bool:
    return (
        isinstance(node, Call) and isinstance(call, Call) and (node.function, node.arguments) == (call.function, call.arguments)
    )


def _of_single_angles(node: Expression, t: Symbol) -> Expression:
    """`node` with the sines and cosines of even multiples of t by those of t."""

    def change(n: Node) -> Node:
        n = map_children(n, change)
        if not isinstance(n, Call) or n.function not in ("sin", "cos") or n.power is not None:
            return n
        angle = term_of(n.arguments[0], [])
        if angle.powers != ((t, Fraction(1)),) or angle.coefficient.denominator != 1 or angle.coefficient % 2:
            return n
        half = tree_of(Term(angle.coefficient / 2, angle.powers), Style())
        sine, cosine = change(make_call("sin", half)), change(make_call("cos", half))
        if n.function == "sin":
            return times(number(2), cast(Expression, sine), cast(Expression, cosine))
        return add(ONE, Negation(times(number(2), power(cast(Expression, sine), number(2)))))

    return cast(Expression, flattened(change(node)))


def _with_functions(node: Expression, known: Mapping[Expression, Expression]) -> Expression:
    """`node` with functions of an angle as `known`, also where they are raised."""

    def change(n: Node) -> Node:
        if isinstance(n, Call):
            for function, value in known.items():
                if _is_function(n, function):
                    return value if n.power is None else power(value, n.power)
        return flattened(map_children(n, change))

    return without_groups(cast(Expression, change(node)))


def _solved(
    integral: Integral, current: Expression, back: Expression, rows: Rows, steps: list[Step], writer: Writer
) -> tuple[Rows, Expression]:
    """The integral is back with the factor `back`: solve for it."""
    factor = rational(back)
    if factor is None:
        return _solved_by_letters(integral, current, back, rows, steps, writer)
    rest = add(*(t for t in cast(Sum, current).terms if integral not in set(pending(t))))
    left = scaled(number(1 - factor), integral)
    solving = Rows(left, rows.context)
    solving.add(_with_constant(rest, writer), by_move(moves.INTEGRAL_COMES_BACK))
    steps.extend((*rows.steps, *solving.steps))
    solved = Rows(integral, rows.context)
    value = _factored(times(number(1 / (1 - factor)), rest), integral.variable)
    solved.add(_with_constant(value, writer), by_move(moves.DIVIDE_BY_NUMBER, f"divide by {tex(number(1 - factor))}"))
    return solved, value


def _solved_by_letters(
    integral: Integral, current: Expression, back: Expression, rows: Rows, steps: list[Step], writer: Writer
) -> tuple[Rows, Expression]:
    """As `_solved` where the factor holds letters: (1 + a²/b²) I is what else there is."""
    rest = add(*(t for t in cast(Sum, current).terms if integral not in set(pending(t))))
    whole = over_one_denominator(add(ONE, negative(back)), Style(), [])
    solving = Rows(times(whole, integral), rows.context)
    solving.add(_with_constant(rest, writer), by_move(moves.INTEGRAL_COMES_BACK))
    steps.extend((*rows.steps, *solving.steps))
    solved = Rows(integral, rows.context)
    style = Style(variables=frozenset((integral.variable.name,)))
    total = over_one_denominator(rest, style, [])
    value = tree_of(multiply(term_of(total, []), invert(term_of(whole, [])), []), style)
    solved.add(
        _with_constant(_factored(value, integral.variable), writer),
        by_move(moves.DIVIDE_BY_NUMBER, f"divide by {tex(whole)}"),
    )
    return solved, value


def _factored(node: Expression, x: Symbol) -> Expression:
    """A number times a sum: with the common factors of the sum in front, or multiplied out if it has none."""
    style = Style(variables=frozenset((x.name,)))
    factored = factor_numerator(factor_kernels(node, style, []), style, [])
    return opened(node) if factored == node else arrange(factored, style, [])


def _with_constant(node: Expression, writer: Writer) -> Expression:
    """`node`, and + C if no integral is left in it."""
    if any(True for _ in pending(node)):
        return node
    return writer.constant if node == ZERO else add(node, writer.constant)


def _tidied(rows: Rows, current: Expression, x: Symbol, writer: Writer) -> Expression:
    """The rows that tidy the last one, the constant kept behind."""
    if any(True for _ in pending(current)):
        return current
    for name, attempt in (("open", opened), ("bars", _without_bars)):
        if (after := attempt(current)) != current:
            reason = reason_of(algebra.EXPAND) if name == "open" else by_move(moves.POSITIVE_WITHOUT_BARS)
            rows.add(_with_constant(after, writer), reason)
            current = after
    for move in finish(current, replace(writing(current), variables=frozenset((x.name,))), gently=True):
        after = _fronted(with_roots(move.after) if writer.roots else move.after, x)
        plain = move.rules == (algebra.ORDER,)
        rows.add(_with_constant(after, writer), by_move(moves.NUMBER_IN_FRONT) if plain else reason_of(*move.rules))
        current = after
    if (after := _exponentials_factored(current, x)) != current:
        rows.add(_with_constant(after, writer), reason_of(algebra.FACTOR_OUT))
        current = after
    if writer.roots and (after := with_roots(current)) != current:
        rows.add(_with_constant(after, writer), reason_of(algebra.POWER_AS_ROOT))
        current = after
    return current


def _exponentials_factored(node: Expression, x: Symbol) -> Expression:
    """A sum of which each term has the same exponential, with this in front."""
    terms = [term_of(t, []) for t in summands(node)]
    if len(terms) < 2 or not all(any(not isinstance(e, Fraction) for _, e in t.powers) for t in terms):
        return node
    style = Style(variables=frozenset((x.name,)))
    return arrange(factor_kernels(node, style, []), style, [])


def _fronted(node: Expression, x: Symbol) -> Expression:
    """`node`, in which a function over a root or a letter has these in a fraction of their own in front."""

    def change(term: Expression) -> Expression:
        match term:
            case Negation(operand=operand):
                return Negation(change(operand))
            case Quotient(numerator=Call() | Power() as above, denominator=below) if not depends_on(below, x.name):
                return times(Quotient(ONE, below), above) if rational(below) is None else term
            case Quotient(numerator=Product(factors=(Number() as front, Call() as above)), denominator=below) if (
                not depends_on(below, x.name) and rational(below) is None
            ):
                return times(Quotient(front, below), above)
            case _:
                return term

    return add(*map(change, summands(node)))


def opened(node: Expression) -> Expression:
    """A sum in which the brackets that have a number, or a term without one, before them are multiplied out."""
    terms: list[Expression] = []
    for term in summands(node):
        terms.extend(_opened_term(term))
    return add(*terms)


def _opened_term(term: Expression) -> list[Expression]:
    sign, inner = (-1, bare(term.operand)) if isinstance(term, Negation) else (1, bare(term))
    front, total = Fraction(sign), inner
    if isinstance(inner, Product) and isinstance(bare(inner.factors[-1]), Sum):
        value = term_of(times(*inner.factors[:-1]), [])
        if value.powers:
            return [term]
        front, total = front * value.coefficient, bare(inner.factors[-1])
    elif isinstance(inner, Quotient) and isinstance(inner.numerator, Sum) and (below := rational(inner.denominator)):
        front, total = front / below, inner.numerator
    if not isinstance(total, Sum) or (total is inner and sign > 0):
        return [term]
    if any(isinstance(n, Power) and n.base == total for n in descendants(term)):
        return [term]
    found: list[Expression] = []
    for part in total.terms:
        for piece in _opened_term(part):
            new = tree_of(multiply(Term(front), term_of(piece, []), []), writing(piece))
            found.append(new)
    return found


def writing(node: Expression) -> Style:
    """A style that writes powers as they are, and functions in their place."""
    return Style(
        fractional=frozenset(bare(n.base) for n in descendants(node) if isinstance(n, Power) and is_fractional(n)),
        variables=symbols(node),
    )


def _without_bars(node: Expression) -> Expression:
    """`node` without the bars around what is positive for all real numbers."""

    def change(n: Node) -> Node:
        n = map_children(n, change)
        if isinstance(n, Call) and n.function == "ln" and isinstance(bars := n.arguments[0], Fenced) and _is_positive(bars.inner):
            n = replace(n, arguments=(bars.inner,), brackets=True)
        if isinstance(n, Call) and n.function == "ln" and isinstance(inner := n.arguments[0], Power) and inner.base == EULER:
            return inner.exponent
        return n

    return cast(Expression, change(node))


def _is_positive(node: Expression) -> bool:
    """Whether `node` is seen to be positive, also as a polynomial of degree 2 without a real root."""
    letters = symbols(node)
    values = coefficients(node, Symbol(next(iter(letters)))) if isinstance(node, Sum) and len(letters) == 1 else None
    no_root = values is not None and len(values) == 3 and values[2] > 0 and values[1] ** 2 < 4 * values[0] * values[2]
    return no_root or is_positive(node)
