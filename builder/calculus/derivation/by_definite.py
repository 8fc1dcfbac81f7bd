"""The method `definite`: an integral between two ends, by the fundamental theorem of calculus.

A substitution changes the ends with the letter. At ∞, and at an end at which the integrand has no value, it is a limit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context, Kind
from builder.calculus.derivation.at_infinity import size
from builder.calculus.derivation.build import INFINITY, ONE, ZERO, add, bare, depends_on, number, times, without_groups
from builder.calculus.derivation.by_antiderivative import Writer, named, opened, writing, written
from builder.calculus.derivation.by_limit import limit_rows
from builder.calculus.derivation.derivation import CannotDerive, Derivation, ExistsNowhere, Problem, Reason, Step
from builder.calculus.derivation.goals import unfolded, with_constants
from builder.calculus.derivation.integral_moves import MOVES
from builder.calculus.derivation.integral_table import scaled, with_roots
from builder.calculus.derivation.integrals import Budget, Here, Naming, Plan, plan_of
from builder.calculus.derivation.integrands import put_in
from builder.calculus.derivation.rough import rough
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of, tex
from builder.calculus.derivation.sums import expanded
from builder.calculus.derivation.terms import Style, parted, style_of, term_of, tree_of
from builder.calculus.derivation.values import exact, one_logarithm
from builder.calculus.expression.nodes import (
    Bracket,
    Evaluation,
    Expression,
    Fence,
    Fenced,
    Group,
    Integral,
    Limit,
    Negation,
    Power,
    Product,
    Side,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, replaced, substitute, summands, symbols
from builder.calculus.rules import algebra, moves

_LOOKS = 400
"""At how many points between the ends is looked whether the integrand has a value."""
_POLE = 1e6
"""By how much the integrand must grow at a place, looked at closer, to be taken for a pole."""


def by_definite(problem: Problem) -> Derivation:
    """The derivation of an integral between two ends. Raises CannotDerive."""
    goal = bare(problem.goal)
    if not isinstance(goal, Integral) or goal.lower is None or goal.upper is None:
        raise CannotDerive(
            f"{quoted(problem.goal)} is no integral between two ends", r"ask for one, such as \int_0^1 x e^x \, dx"
        )
    x = goal.variable
    body = unfolded(goal.body, problem.context, frozenset({x.name}))
    lower, upper = (unfolded(end, problem.context) for end in (goal.lower, goal.upper))
    ends = _Ends(lower, upper)
    context = with_constants(add(body, lower, upper), frozenset({x.name}), problem.context).with_variable(x.name)
    taken = symbols(body) | symbols(lower) | symbols(upper) | {x.name} | frozenset(context.definitions)
    constant = Symbol(next(name for name in ("C", "K", "c", "k") if name not in taken))
    here = Here(x, context.with_kind(constant.name, Kind.CONSTANT), style_of(body, {x.name}), taken | {constant.name}, Budget())
    rows = Rows(goal, context)
    if (body, lower, upper) != (without_groups(goal.body), without_groups(goal.lower), without_groups(goal.upper)):
        rows.add(Integral(body, x, lower, upper), by_move(moves.PUT_IN_FUNCTION))
    if (middle := _middle(body, x, ends)) is not None:
        return _in_two_parts(problem, Integral(body, x, lower, upper), middle, rows)
    improper = _improper(body, x, ends)
    found = plan_of(Integral(body, x), here, MOVES)
    if found is None:
        raise CannotDerive(
            f"no antiderivative of {quoted(body)} was found by the table, substitution, parts, partial fractions and angles",
            "it may have none that can be written with these functions; the value can be given with {check}",
        )
    writer = Writer(constant, True)
    steps: list[Step] = []
    about = None if improper is not None or symbols(body) != {x.name} else _about(body, x, ends)
    rows = _between(found, ends, improper, rows, steps, writer, here)
    _refuse_jumps(rows.current, about)
    return Derivation(problem.goal, rows.current, "definite", problem.context, (*steps, *rows.steps))


def _middle(body: Expression, x: Symbol, ends: _Ends) -> Expression | None:
    """Where an integral that is improper at both ends is parted; None for another one."""
    if symbols(body) != {x.name} or symbols(ends.lower) or symbols(ends.upper):
        return None
    improper = [_is_infinite(end) or rough(body, {x.name: rough(end, {}) or 0.0}) is None for end in (ends.lower, ends.upper)]
    if not all(improper):
        return None
    low, high = (None if _is_infinite(end) else rough(end, {}) for end in (ends.lower, ends.upper))
    middles = [Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(2)]
    inside = [m for m in middles if (low is None or low < m) and (high is None or m < high)]
    return next((number(m) for m in inside if rough(body, {x.name: float(m)}) is not None), None)


def _in_two_parts(problem: Problem, goal: Integral, middle: Expression, rows: Rows) -> Derivation:
    """An integral that is improper at both ends: each part on its own."""
    parts = [replace(goal, upper=middle), replace(goal, lower=middle)]
    found = [by_definite(replace(problem, goal=part)) for part in parts]
    rows.add(add(*parts), by_move(moves.PART_INTEGRAL, f"part the integral at {tex(goal.variable)[:-1]} = {tex(middle)[1:]}"))
    values = [part.answer for part in found]
    sizes = {size(value) for value in values} - {0}
    if len(sizes) > 1:
        raise ExistsNowhere(f"{quoted(goal)} does not exist: one part goes to ∞, the other to -∞", "look at each part")
    steps = [step for part in found for step in part.steps]
    if sizes:
        infinite = next(value for value in values if size(value))
        rows.add(infinite, by_move(moves.PUT_IN_INTEGRAL, "one part grows without bound, so the whole does"), steps)
    else:
        rows.add(add(*values), by_move(moves.PUT_IN_INTEGRAL), steps)
        rows.add(exact(rows.current), by_move(moves.WORK_OUT))
    return Derivation(problem.goal, rows.current, "definite", rows.context, tuple(rows.steps))


class _Ends(Struct, frozen=True):
    """The two ends of an integral."""

    lower: Expression
    upper: Expression


class _Improper(Struct, frozen=True):
    """The end at which there is a limit: whether it is the upper one."""

    upper: bool


def _is_infinite(node: Expression) -> bool:
    return INFINITY in (node, node.operand if isinstance(node, Negation) else node)


def _improper(body: Expression, x: Symbol, ends: _Ends) -> _Improper | None:
    """The end at which the integrand has no value, or that is infinite; None if there is none. Raises CannotDerive."""
    infinite = [_is_infinite(end) for end in (ends.lower, ends.upper)]
    powers = [n for n in descendants(body) if isinstance(n, Power) and depends_on(n.base, x.name)]
    if (any(infinite) and symbols(body) != {x.name}) or any(symbols(n.exponent) for n in powers):
        raise CannotDerive(
            "whether this integral exists depends on the letters in it",
            "put numbers for them, or integrate from one letter to another",
        )
    if all(infinite):
        raise CannotDerive("both ends are infinite", "part the integral at 0, and work out each part")
    values = [None if end else rough(node, {}) for end, node in zip(infinite, (ends.lower, ends.upper), strict=True)]
    known = not any(symbols(end) for end in (ends.lower, ends.upper)) and not (symbols(body) - {x.name})
    if known:
        low, high = (values[0], values[1])
        if low is None:
            low = (high or 0.0) - 50.0
        if high is None:
            high = low + 50.0
        _refuse_gaps(body, x, low, high)
    singular = [
        known and value is not None and not infinite[k] and _has_no_value(body, x, value) for k, value in enumerate(values)
    ]
    limits = [a or b for a, b in zip(infinite, singular, strict=True)]
    if all(limits):
        raise CannotDerive("the integral is improper at both ends", "part it between them, and work out each part")
    return _Improper(limits[1]) if any(limits) else None


def _has_no_value(body: Expression, x: Symbol, at: float) -> bool:
    return rough(body, {x.name: at}) is None


def _refuse_gaps(body: Expression, x: Symbol, low: float, high: float) -> None:
    """Raise CannotDerive where the integrand seems to have a gap or a pole between the ends."""
    places = [low + (high - low) * k / _LOOKS for k in range(1, _LOOKS)]
    values = [rough(body, {x.name: at}) for at in places]
    for k, (at, value) in enumerate(zip(places, values, strict=True)):
        if value is None or (0 < k < len(places) - 1 and _is_pole(body, x, places[k - 1 : k + 2], values[k - 1 : k + 2])):
            raise CannotDerive(
                f"the integrand {quoted(body)} has no value near {x.name} = {at:.3g}, between the ends",
                "part the integral there: each part is improper",
            )


def _is_pole(body: Expression, x: Symbol, places: Sequence[float], values: Sequence[float | None]) -> bool:
    """Whether the integrand is largest in the middle of three places, and grows without end as it is looked at closer."""
    sizes = [abs(v) if v is not None else math.inf for v in values]
    if not sizes[1] >= max(sizes[0], sizes[2]) or sizes[1] <= 1:
        return False
    low, high = places[0], places[2]
    for _ in range(60):
        third = (high - low) / 3
        left, right = (rough(body, {x.name: at}) for at in (low + third, high - third))
        if left is None or right is None:
            return True
        low, high = (low, high - third) if abs(left) > abs(right) else (low + third, high)
        if max(abs(left), abs(right)) > _POLE * sizes[1]:
            return True
    return False


def _about(body: Expression, x: Symbol, ends: _Ends) -> float | None:
    """About what the integral is, by Simpson's rule; None where something in it has no value."""
    low, high = rough(ends.lower, {}), rough(ends.upper, {})
    if low is None or high is None:
        return None
    values = [rough(body, {x.name: low + (high - low) * k / _LOOKS}) for k in range(_LOOKS + 1)]
    known = [v for v in values if v is not None]
    if len(known) < len(values):
        return None
    return (high - low) / _LOOKS / 3 * math.fsum(v * (1 if k in (0, _LOOKS) else 2 + 2 * (k % 2)) for k, v in enumerate(known))


def _refuse_jumps(found: Expression, about: float | None) -> None:
    """Raise CannotDerive where the value found is far from what the integral is about: an antiderivative jumps in between."""
    value = rough(found, {})
    if about is not None and value is not None and abs(value - about) > 1e-2 * (1 + abs(about)):
        raise CannotDerive(
            "the antiderivative that was found jumps between the ends", "part the integral where it jumps, and work out each part"
        )


# ------------------------------------------------------------------------------------------------ the rows


def _between(
    found: Plan, ends: _Ends, improper: _Improper | None, rows: Rows, steps: list[Step], writer: Writer, here: Here
) -> Rows:
    """The rows from an integral to its value."""
    frame: Expression = ONE
    while improper is None:
        proposal, x = found.proposal, found.integral.variable
        alone = len(found.parts) == 1 and proposal.back is None
        last = proposal.lines[-1].after
        single = found.parts[0].integral if alone else None
        if single is None or not _is_multiple(last, single):
            break
        naming = proposal.naming
        changed = ends
        if naming is not None:
            moved = _moved(naming, x, ends)
            if moved is None:
                break
            changed = moved
            steps.extend(rows.steps)
            rows = Rows(rows.goal, named(naming, rows.context, steps))
        falls = changed is not ends and _falls(changed)
        for line in proposal.lines:
            inner = next(n for n in descendants(line.after) if isinstance(n, Integral))
            moved_here = inner.variable != x and naming is not None
            at = changed if moved_here else ends
            after = _scaled(frame, put_in(line.after, {inner: Integral(inner.body, inner.variable, at.lower, at.upper)}))
            reason = line.reason
            if moved_here and naming is not None:
                reason = _with_ends(line.reason, naming, x, ends, changed)
                if falls:
                    turned = Integral(inner.body, inner.variable, at.upper, at.lower)
                    after = _scaled(frame, put_in(line.after, {inner: Negation(turned)}))
                    reason = replace(reason, text=f"{reason.text}; turn the ends round, which changes the sign")
            rows.add(after, reason)
        frame = _factor(_scaled(frame, last), single)
        if falls:
            frame = frame.operand if isinstance(frame, Negation) else Negation(frame)
            changed = _Ends(changed.upper, changed.lower)
        ends, found = changed, found.parts[0]
    x = found.integral.variable
    below = written(found, Rows(found.integral, rows.context.with_kind(writer.constant.name, Kind.CONSTANT)), writer)
    if _is_told_first(found):
        steps.extend((*rows.steps, *below.steps))
        rows = Rows(rows.goal, rows.context)
        inner_steps: tuple[Step, ...] = ()
    else:
        inner_steps = below.steps
    value = _with_factor(frame, below.value)
    text = "fundamental theorem of calculus, with an antiderivative"
    if improper is not None:
        return _as_limit(value, x, ends, improper, rows, inner_steps, here)
    shown = _bracket(value, x, ends)
    rows.add(shown, Reason(moves.FUNDAMENTAL_THEOREM.name, text), inner_steps)
    _put_in_ends(rows, value, x, ends)
    return rows


def _is_multiple(node: Expression, integral: Integral) -> bool:
    """Whether `node` is the integral with a factor at most."""
    match node:
        case Negation(operand=operand):
            return _is_multiple(operand, integral)
        case Integral():
            return node == integral
        case Product(factors=factors):
            return factors[-1] == integral
        case _:
            return False


def _scaled(frame: Expression, node: Expression) -> Expression:
    """`frame` times `node`, which is an integral with a factor at most: one number in front."""
    if frame == ONE:
        return node
    match node:
        case Negation(operand=operand):
            inner = _scaled(frame, operand)
            return inner.operand if isinstance(inner, Negation) else Negation(inner)
        case Product(factors=factors):
            return scaled(times(frame, *factors[:-1]), factors[-1])
        case _:
            return scaled(frame, node)


def _factor(node: Expression, integral: Integral) -> Expression:
    """What stands before the integral."""
    match node:
        case Negation(operand=operand):
            return Negation(_factor(operand, integral))
        case Product(factors=factors):
            return times(*factors[:-1])
        case _:
            return ONE


def _with_factor(frame: Expression, value: Expression) -> Expression:
    """The antiderivative with the factor that stood before the integral."""
    if frame == ONE:
        return value
    product = opened(scaled(frame, value))
    return with_roots(add(*(tree_of(term_of(t, []), writing(t)) for t in summands(product))))


def _is_told_first(found: Plan) -> bool:
    """Whether the antiderivative has rows that a reader wants to see: parts, a letter, fractions."""
    names = {line.reason.rule for line in found.proposal.lines}
    plain = not names & _TOLD and not found.names and found.proposal.back is None
    return not plain or any(_is_told_first(part) for part in found.parts)


_TOLD = frozenset({"integration-by-parts", moves.PARTIAL_FRACTIONS.name, algebra.DIVIDE_POLYNOMIALS.name})


def _moved(naming: Naming, x: Symbol, ends: _Ends) -> _Ends | None:
    """The ends in the new letter; None where they cannot be told."""
    found = [exact(without_groups(substitute(naming.value, {x.name: end}))) for end in (ends.lower, ends.upper)]
    if any(_is_infinite(end) for end in (ends.lower, ends.upper)):
        return None
    if any(not symbols(end) and rough(end, {}) is None for end in found):
        return None
    return _Ends(*found)


def _falls(ends: _Ends) -> bool:
    """Whether the upper end is below the lower one."""
    if symbols(ends.lower) or symbols(ends.upper):
        return False
    low, high = rough(ends.lower, {}), rough(ends.upper, {})
    return low is not None and high is not None and high < low


def _with_ends(reason: Reason, naming: Naming, x: Symbol, old: _Ends, new: _Ends) -> Reason:
    u = naming.letter
    told = " and ".join(
        f"{tex(x)[:-1]} = {tex(a)[1:-1]}$ gives {tex(u)[:-1]} = {tex(b)[1:]}"
        for a, b in ((old.lower, new.lower), (old.upper, new.upper))
    )
    return replace(reason, text=f"{reason.text}: {told}")


def _bracket(value: Expression, x: Symbol, ends: _Ends) -> Expression:
    inside = Group(value, Bracket.SQUARE)
    return Sum((Evaluation(inside, ((x, ends.upper),)), Negation(Evaluation(inside, ((x, ends.lower),)))))


def _at(value: Expression, x: Symbol, end: Expression) -> Expression:
    return without_groups(substitute(value, {x.name: end}))


def _put_in_ends(rows: Rows, value: Expression, x: Symbol, ends: _Ends) -> None:
    above, below = _at(value, x, ends.upper), _at(value, x, ends.lower)
    difference: Expression = Sum((above, Negation(below)))
    if isinstance(above, Sum):
        difference = add(*above.terms, Negation(below))
    if isinstance(below, Negation):
        difference = add(above, below.operand)
    rows.add(difference, by_move(moves.PUT_IN_ENDS))
    _tidied(rows)


def _tidied(rows: Rows) -> None:
    """The rows that work out a value."""
    known = exact(rows.current)
    rows.add(known, by_move(moves.KNOWN_VALUES))
    rows.finish(Style(), gently=True)
    together = one_logarithm(rows.current)
    if together != rows.current:
        rows.add(together, reason_of(algebra.LOGARITHM_OF_QUOTIENT))


# ------------------------------------------------------------------------------------------------ improper integrals


def _as_limit(
    value: Expression, x: Symbol, ends: _Ends, improper: _Improper, rows: Rows, inner: Sequence[Step], here: Here
) -> Rows:
    """The rows of an integral that is a limit at one end. Raises CannotDerive where it diverges, or the limit is not found."""
    names = [n for n in (("b", "s", "r") if improper.upper else ("a", "s", "r")) if n not in here.taken]
    letter = Symbol(names[0])
    end = ends.upper if improper.upper else ends.lower
    side = Side.BOTH if _is_infinite(end) else Side.BELOW if improper.upper else Side.ABOVE
    moved = _Ends(ends.lower, letter) if improper.upper else _Ends(letter, ends.upper)

    def limit(body: Expression) -> Limit:
        """The limit of `body` at the end."""
        return Limit(body, letter, end, side)

    text = (
        f"improper at {tex(end)}: the limit of the integral up to {tex(letter)}"
        if improper.upper
        else (f"improper at {tex(end)}: the limit of the integral from {tex(letter)} on")
    )
    rows.add(limit(_bracket(value, x, moved)), Reason(moves.FUNDAMENTAL_THEOREM.name, text), inner)
    above, below = _at(value, x, moved.upper), _at(value, x, moved.lower)
    fixed = exact(below if improper.upper else above)
    moving = above if improper.upper else below
    body = add(moving, _negated(fixed)) if improper.upper else add(fixed, _negated(moving))
    if fixed == ZERO:
        body = moving if improper.upper else _negated(moving)
    rows.add(limit(body), by_move(moves.PUT_IN_ENDS))
    plain = _multiplied_out(_signed(body, letter, upward=end != Negation(INFINITY)))
    rows.add(limit(plain), reason_of(algebra.EXPAND))
    total: list[Expression] = []
    steps: list[Step] = []
    for term in summands(plain):
        part, found = _limit_of(term, letter, limit, here.context)
        total.append(part)
        steps.extend(found)
    if any(INFINITY in descendants(t) for t in total):
        raise CannotDerive(
            f"the integral {quoted(rows.goal)} diverges: {quoted(limit(plain))} is not finite", "it has no value to be derived"
        )
    rows.add(exact(add(*total)), by_move(moves.PUT_IN_LIMITS), steps)
    _tidied(rows)
    return rows


def _signed(node: Expression, letter: Symbol, *, upward: bool) -> Expression:
    """`node` without the bars around the letter, which is positive if it goes `upward` from a number that is not negative."""
    bars = Fenced(Fence.ABSOLUTE, letter)
    return replaced(node, bars, letter) if upward else node


def _multiplied_out(node: Expression) -> Expression:
    """A product with one sum as a sum of its terms."""
    terms: list[Expression] = []
    for term in summands(node):
        for part in expanded(term_of(term, [])):
            terms.append(with_roots(tree_of(part, writing(term))))
    return add(*terms) if len(terms) > len(summands(node)) else node


def _limit_of(
    term: Expression, letter: Symbol, limit: Callable[[Expression], Limit], context: Context
) -> tuple[Expression, tuple[Step, ...]]:
    """The limit of one term, a factor without the letter before it, and the rows that find it."""
    if not depends_on(term, letter.name):
        return term, ()
    still, moving = parted(term_of(term, []), letter)
    front = tree_of(still, Style())
    inner = with_roots(tree_of(moving, writing(term)))
    found = limit_rows(limit(inner), context)
    value = found.current
    if value == ZERO:
        return ZERO, tuple(found.steps)
    return (scaled(front, value) if value != ONE else front), tuple(found.steps)


def _negated(node: Expression) -> Expression:
    if isinstance(node, Sum):
        return add(*(t.operand if isinstance(t, Negation) else Negation(t) for t in node.terms))
    return node.operand if isinstance(node, Negation) else Negation(node)
