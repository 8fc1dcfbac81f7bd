"""The last rows of a derivation that must end in a form asked for. Whether they are equal is for the judge.

Both forms are carried on by the same moves until they meet: the rows are those of our form, and then those of the form asked
for, read backwards. Where they do not meet, one last row says plainly that it is another form, compared as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context
from builder.calculus.derivation.alike import made_alike
from builder.calculus.derivation.arranging import rewritten
from builder.calculus.derivation.build import depends_on, without_groups, without_looks
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Reason, Step, WrongAnswer
from builder.calculus.derivation.finish import finish
from builder.calculus.derivation.goals import unfolded
from builder.calculus.derivation.polynomials import multiplied_out
from builder.calculus.derivation.rough import NEAR, rough
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of, tex
from builder.calculus.derivation.sums import collected
from builder.calculus.derivation.terms import Term, style_of, term_of
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Expression,
    Integral,
    Limit,
    Matrix,
    NumberSet,
    Quotient,
    Sum,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import children, descendants, summands, symbols
from builder.calculus.latex.printer import print_latex
from builder.calculus.rules import algebra, moves
from builder.calculus.rules.rule import Rule


class _Form(Struct, frozen=True):
    """One of the forms on a way, and the rules that lead to it from the one before."""

    tree: Expression
    rules: tuple[Rule, ...] = ()


# What a move is called when it is read from right to left, where that is not its own name.
_BACKWARDS: Mapping[Rule, tuple[str, str]] = {
    algebra.EXPAND: (algebra.FACTOR_OUT.name, "factor"),
    algebra.FACTOR_OUT: (algebra.EXPAND.name, "multiply out"),
    algebra.COMMON_DENOMINATOR: (algebra.SPLIT_FRACTION.name, "divide each term"),
    algebra.OPPOSITE_TERMS: (algebra.ADD_AND_SUBTRACT.name, "add and subtract the same"),
    algebra.ONE_FRACTION: (algebra.ONE_FRACTION.name, "write the fraction as a product"),
    algebra.NEGATIVE_EXPONENT: (algebra.TO_NEGATIVE_EXPONENT.name, algebra.TO_NEGATIVE_EXPONENT.because),
    algebra.POWER_AS_ROOT: (algebra.ROOT_AS_POWER.name, algebra.ROOT_AS_POWER.because),
    algebra.SIGNS: (algebra.SIGNS.name, "take the sign to a factor"),
    algebra.NESTED_FRACTION: (algebra.NESTED_FRACTION.name, "write a fraction in a fraction"),
    algebra.CANCEL: (algebra.CANCEL.name, "put a common factor above and below"),
    algebra.ADD_EXPONENTS: (algebra.ADD_EXPONENTS.name, "split the power"),
    algebra.EQUAL_FACTORS: (algebra.EQUAL_FACTORS.name, "write the power as a product"),
    algebra.ROOT_TIMES_ITSELF: (algebra.ROOT_TIMES_ITSELF.name, "write it as a root times itself"),
    algebra.SQUARE_OF_ROOT: (algebra.SQUARE_OF_ROOT.name, "write it as the square of a root"),
    algebra.MULTIPLY_NUMBERS: (algebra.MULTIPLY_NUMBERS.name, "split the number into factors"),
    algebra.COLLECT: (algebra.COLLECT.name, "split into terms"),
    algebra.DISTRIBUTE_SIGN: (algebra.DISTRIBUTE_SIGN.name, "take the minus sign out"),
    algebra.EXPAND_FRACTION: (algebra.CANCEL.name, "divide above and below by the exponential"),
    algebra.ONE: (algebra.ONE.name, "write the factor 1"),
    algebra.ZERO: (algebra.ZERO.name, "write what is 0"),
}


def ending_in(derivation: Derivation, answer: Expression) -> Derivation:
    """`derivation` with the rows that bring it to `answer`, when it does not end there already.

    Raises WrongAnswer where a set of places is another one.
    """
    last = derivation.answer
    if isinstance(last, NumberSet) or isinstance(answer, NumberSet):
        return _ending_in_set(derivation, answer)
    wanted = without_groups(answer)
    if without_groups(last) == wanted:
        return replace(derivation, answer=answer)
    _refuse_without_constant(derivation, answer)
    rows = Rows(derivation.goal, derivation.context, list(derivation.steps))
    context = derivation.steps[-1].context if derivation.steps else derivation.context
    if context.shapes:  # a product of matrices is not put in another order: it is for the judge whether both forms are equal
        if print_latex(last) == print_latex(answer):
            return replace(derivation, answer=answer)
        rows.add(answer, by_move(moves.REWRITE), (), context)
        return replace(derivation, answer=answer, steps=tuple(rows.steps))
    for tree, reason in rewriting(without_groups(last), wanted, derivation.context):
        rows.add(answer if tree == wanted else tree, reason, (), context)
    return replace(derivation, answer=rows.current, steps=_without_detours(rows.steps))


def _refuse_without_constant(derivation: Derivation, answer: Expression) -> None:
    """Raise WrongAnswer where an antiderivative is given for all of them."""
    goal = derivation.goal
    if not isinstance(goal, Integral) or goal.lower is not None or goal.upper is not None:
        return
    constants, letters = symbols(derivation.answer) - symbols(goal), sorted(symbols(goal))
    if not constants or symbols(answer) - symbols(goal):
        return
    places = [{letter: 0.37 + 0.29 * place + 0.13 * k for k, letter in enumerate(letters)} for place in range(_PLACES)]
    places = [place | dict.fromkeys(constants, 0.0) for place in places]
    values = [(rough(derivation.answer, place), rough(answer, place)) for place in places]
    apart = [ours - theirs for ours, theirs in values if ours is not None and theirs is not None]
    if apart and max(apart) - min(apart) < NEAR:
        message = f"{quoted(answer)} is one antiderivative, and {quoted(goal)} are all of them: the constant is missing"
        raise WrongAnswer(message, f"write + {', '.join(sorted(constants))} behind it")


_PLACES = 5


def _without_detours(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The rows, of the last run without those on which it goes away from a form and comes back to it."""
    start = max((place for place, step in enumerate(steps) if step.left is not None or step.names), default=0)
    kept = list(steps[: start + 1])
    for step in steps[start + 1 :]:
        step = replace(step, before=kept[-1].after)
        back = next((place for place in range(start, len(kept)) if _is_written_alike(kept[place].after, step.after)), None)
        if back is None:
            kept.append(step)
        else:
            kept[back:] = [replace(kept[back], after=step.after, changed=())]
    return tuple(kept)


def _is_written_alike(left: Expression, right: Expression) -> bool:
    """Whether two forms differ at most in the order of their parts."""
    return left == right or (_is_reordered(left, right) and is_same_form(left, right))


def _ending_in_set(derivation: Derivation, answer: Expression) -> Derivation:
    """The same for places: each that is written in another form gets a row that says so."""
    found = derivation.answer.members if isinstance(derivation.answer, NumberSet) else ()
    ends = {
        step.left.point
        for step in derivation.steps
        if step.reason.rule == moves.END_OF_DOMAIN.name and isinstance(step.left, Limit)
    }
    wanted = sorted(answer.members if isinstance(answer, NumberSet) else (answer,), key=lambda place: rough(place, {}) or 0.0)
    if len(wanted) == len(found) - len(ends):  # where only places inside the domain are called critical points
        found = tuple(place for place in found if place not in ends)
    if len(found) != len(wanted) or any(_apart(ours, theirs) for ours, theirs in zip(found, wanted, strict=True)):
        raise WrongAnswer(f"{quoted(derivation.goal)} is in {quoted(derivation.answer)}", "correct the answer, or leave it out")
    if any(isinstance(ours, Vector) for ours in found):
        if {without_groups(ours) for ours in found} != {without_groups(theirs) for theirs in wanted}:
            raise WrongAnswer(f"{quoted(derivation.goal)} is in {quoted(derivation.answer)}", "write the points in this form")
        return derivation
    steps = list(derivation.steps)
    for ours, theirs in zip(found, wanted, strict=True):
        rows = Rows(ours, derivation.context)
        rows.add(theirs, by_move(moves.REWRITE))
        steps.extend(rows.steps)
    return replace(derivation, answer=NumberSet("finite", members=tuple(wanted)), steps=tuple(steps))


def _apart(ours: Expression, theirs: Expression) -> bool:
    values = rough(ours, {}), rough(theirs, {})
    return values[0] is not None and values[1] is not None and abs(values[0] - values[1]) > NEAR * (1 + abs(values[0]))


def rewriting(before: Expression, after: Expression, context: Context, closely: bool = False) -> list[tuple[Expression, Reason]]:
    """The forms from `before` to `after`, each with the reason that leads to it.

    `closely` also parts what is only multiplied out and collected, where that takes several moves.
    """
    alike = is_same_form(before, after)
    if alike and not (closely and not _is_reordered(before, after)):
        return [(after, _order(before, after))]
    plain = _plain(after, before, context)
    ours, theirs = _way(before, plain), _way(plain, before)
    meetings = [
        (i, j)
        for total in range(len(ours) + len(theirs))
        for i, j in _pairs(total, ours, theirs)
        if is_same_form(ours[i].tree, theirs[j].tree)
    ]
    if alike:
        meetings = [one for one in meetings if _is_reordered(ours[one[0]].tree, theirs[one[1]].tree)]
        if not meetings:
            return [(after, _order(before, after))]
    if not meetings:
        return [(after, by_move(moves.REWRITE))]
    # Where they differ by order alone, if they do so anywhere: else the last row would hide a move.
    i, j = next((one for one in meetings if _is_reordered(ours[one[0]].tree, theirs[one[1]].tree)), meetings[0])
    rows = [(form.tree, reason_of(*form.rules)) for form in ours[1 : i + 1]]
    if ours[i].tree != theirs[j].tree:
        rows.append((theirs[j].tree, _order(ours[i].tree, theirs[j].tree)))
    for place in range(j, 0, -1):
        if place > 1 and _nested(theirs[place - 1].tree):
            continue
        rows.append((theirs[place - 1].tree, _backwards(theirs[place].rules)))
    if plain != after:
        named = next(n for n in descendants(after) if n not in set(descendants(before)) and isinstance(n, Application | Symbol))
        rows.append((after, by_move(moves.WRITE_WITH, f"write it with {tex(named)}")))
    return rows


def _pairs(total: int, ours: list[_Form], theirs: list[_Form]) -> Iterator[tuple[int, int]]:
    for i in range(total + 1):
        if i < len(ours) and total - i < len(theirs):
            yield i, total - i


def _plain(after: Expression, before: Expression, context: Context) -> Expression:
    """`after` with the values of those names put in that `before` does not have."""
    try:
        keep = frozenset(n.name for n in descendants(before) if isinstance(n, Symbol))
        return unfolded(after, context, keep)
    except CannotDerive:
        return after


def _way(start: Expression, other: Expression) -> list[_Form]:
    """The forms that tidying leads to, `start` first: as a textbook does, then multiplied out without regard to looks."""
    style = style_of(start, symbols(start))
    forms = [_Form(start)]
    loose = replace(style, keep=frozenset(), negative=False)
    forms.extend(_Form(move.after, move.rules) for move in finish(start, loose))
    forms.extend(_Form(move.after, move.rules) for move in made_alike(forms[-1].tree, loose, other))
    return forms


def _backwards(rules: tuple[Rule, ...]) -> Reason:
    first = rules[0]
    name, text = _BACKWARDS.get(first, (first.name, first.because))
    return Reason(name, text)


def _nested(node: Expression) -> bool:
    """A fraction over a fraction: nobody writes it down on the way to a product."""
    return isinstance(node, Quotient) and isinstance(node.numerator, Quotient)


def _order(before: Expression, after: Expression) -> Reason:
    if _entries(before) is not None:
        return Reason(algebra.ORDER.name, "write the entries in the form asked for")
    if isinstance(before, Sum) and not isinstance(after, Sum):
        return Reason(algebra.FACTOR_OUT.name, "factor")
    if isinstance(after, Sum) and not isinstance(before, Sum):
        return Reason(algebra.EXPAND.name, "multiply out")
    if done := rewritten(before, after):
        return reason_of(*done)
    if undone := rewritten(after, before):
        return _backwards(undone)
    return Reason(algebra.ORDER.name, "put the terms and factors in the order asked for")


def _entries(node: Expression) -> list[Expression] | None:
    match node:
        case Vector():
            return list(node.entries)
        case Matrix():
            return [e for row in node.rows for e in row]
        case _:
            return None


def is_same_form(left: Expression, right: Expression) -> bool:
    """Whether two forms differ by order, brackets and collection alone."""
    mine, theirs = _entries(left), _entries(right)
    if mine is not None or theirs is not None:
        return (
            mine is not None
            and theirs is not None
            and len(mine) == len(theirs)
            and all(is_same_form(a, b) for a, b in zip(mine, theirs, strict=True))
        )
    return _canonical(without_looks(left)) == _canonical(without_looks(right))


def _is_reordered(left: Expression, right: Expression) -> bool:
    """Whether two forms have the same parts, in whatever order."""
    return _parts(left) == _parts(right)


def _parts(node: Expression) -> Counter[object]:
    return Counter(type(part) if children(part) else part for part in descendants(node))


def _canonical(node: Expression) -> frozenset[tuple[object, frozenset[object]]]:
    terms: list[Term] = []
    for part in summands(node):
        letters = sorted(symbols(part))
        out = multiplied_out(part, letters[0]) if letters and depends_on(part, letters[0]) and _is_polynomial(part) else None
        try:
            terms.extend(out if out is not None else [term_of(part, [])])
        except ZeroDivisionError:
            return frozenset({(part, frozenset())})
    return frozenset((t.coefficient, frozenset((_sorted(b), e) for b, e in t.powers)) for t in collected(terms))


def _sorted(base: Expression) -> object:
    """A sum as its terms, each with how often it stands there: their order does not matter."""
    return frozenset(Counter(base.terms).items()) if isinstance(base, Sum) else base


def _is_polynomial(node: Expression) -> bool:
    return not any(isinstance(n, Call | Application | Quotient) for n in descendants(node)) and any(
        isinstance(n, Symbol) for n in descendants(node)
    )
