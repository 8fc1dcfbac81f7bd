"""What may have been done: every known mistake, made once, with the sides that are equal if it was made.

Nothing is decided here: most candidates are equal to nothing that was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import Work
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Evaluation,
    Expression,
    Group,
    Limit,
    Negation,
    Power,
    Prime,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, summands, symbols
from builder.calculus.mistakes.arithmetic import ONE, add, bare, divide, multiply, negative, number, rational
from builder.calculus.mistakes.derivatives import NotDifferentiable, Scope, asked, carried_out, derivative, is_too_large
from builder.calculus.mistakes.places import places
from builder.calculus.mistakes.repairs import repairs, turned
from builder.calculus.mistakes.values import Point, close, points, value
from builder.calculus.mistakes.wrong_algebra import missing_derivative, moves
from builder.calculus.mistakes.wrong_derivatives import slips_of_operator
from builder.calculus.mistakes.wrong_limits import (
    limit_kept,
    parts_let_go,
    signs_left_out,
    small_letters_at_zero,
    small_letters_let_go,
)

POINTS = 3
CANDIDATES = 2_500
NODES = 30_000  # of all candidates together
_PLAIN_RATIOS = frozenset({Fraction(-1), Fraction(2), Fraction(1, 2)})


class Candidate(Struct, frozen=True):
    """A mistake, what should be equal if it was made, and the repair (None: the true left side).

    `premises` are equations that hold where it was made; `term` tells that the sign of one term of a sum was turned.
    """

    mistake: str
    left: Expression
    right: Expression
    repair: Expression | None
    term: bool = False
    premises: tuple[tuple[Expression, Expression], ...] = ()


class Case(Struct, frozen=True):
    """A refuted equation between two scalars, with values at some points at which both have one."""

    left: Expression
    right: Expression
    context: Context
    at: tuple[Point, ...]
    lefts: tuple[float, ...]
    rights: tuple[float, ...]

    @property
    def constant(self) -> bool:
        """Whether neither side changes from point to point."""
        return len(set(self.lefts)) == 1 and len(set(self.rights)) == 1


def case_of(left: Expression, right: Expression, context: Context, work: Work) -> Case | None:
    found: list[tuple[Point, float, float]] = []
    for point in points((left, right), context, work):
        here, there = value(left, point), value(right, point)
        if here is not None and there is not None:
            found.append((point, here, there))
            if len(found) == POINTS:
                break
    if not found:
        return None
    at, lefts, rights = zip(*found, strict=True)
    return Case(left, right, context, at, lefts, rights)


def candidates(case: Case) -> Iterator[Candidate]:
    work = 0
    for candidate in islice(_all_candidates(case), CANDIDATES):
        yield candidate
        changed = candidate.left if candidate.left is not case.left else candidate.right
        work += sum(1 for _ in descendants(changed))
        if work > NODES:
            return


def _all_candidates(case: Case) -> Iterator[Candidate]:
    yield from _by_ratio(case)
    yield from _by_derivatives(case)
    yield from _integrated(case)
    yield from by_limits(case)
    yield from _by_repairs(case)
    yield from _by_algebra(case)
    yield from _by_copying(case)
    yield from _by_missing_terms(case)
    yield from _without_prime(case)


def _by_derivatives(case: Case) -> Iterator[Candidate]:
    """One derivative of the left side taken wrong."""
    scope = Scope(case.context)
    for node, rebuild in places(case.left):
        for inside in _spellings(node, scope):
            for mistake, wrong in slips_of_operator(inside, scope):
                if _plausible(mistake, case):
                    side = rebuild(wrong)
                    if _alike(side, case):
                        yield Candidate(mistake, side, case.right, None)


def _integrated(case: Case) -> Iterator[Candidate]:
    """What was to be differentiated is the derivative of what was written."""
    scope = Scope(case.context)
    wanted = asked(case.left, scope)
    if (
        wanted is None
        or is_too_large(wanted, scope)
        or len(wanted.variables) != 1
        or any(to != Symbol(name) for name, to in wanted.at)
    ):
        return
    try:
        yield Candidate("antiderivative", wanted.body, derivative(case.right, wanted.variables[0], scope), None)
    except NotDifferentiable:
        return


def _plausible(mistake: str, case: Case, side: Expression | None = None) -> bool:
    """Whether what was written has the shape that a mistake in `side` leads to, where others lead to the same value."""
    match mistake:
        case "quotient-order":
            return any(isinstance(n, Quotient) and isinstance(bare(n.numerator), Sum) for n in descendants(case.right))
        case "value-before-differentiating":
            return rational(case.right) == 0 or (
                isinstance(case.right, Prime | Derivative) and not Scope(case.context).free((case.right.operand,))
            )
        case "sign-distribution":
            return not isinstance(case.right, Product) and (side is case.left or ratio_of(case.lefts, case.rights) != -1)
        case _:
            return True


def _alike(wrong: Expression, case: Case) -> bool:
    """Whether an expression can be what was written. Numbers may be equal by chance, so their terms must be equal as well."""
    return not case.constant or same_terms(wrong, case)


def same_terms(wrong: Expression, case: Case) -> bool:
    """Whether an expression has the terms that were written, by their values at a point."""
    point = case.at[0]
    ours, theirs = _term_values(wrong, point), _term_values(case.right, point)
    return len(ours) == len(theirs) and all(close(a, b) for a, b in zip(ours, theirs, strict=True))


def _term_values(node: Expression, point: Point) -> list[float]:
    inner = bare(node)
    found = [value(term, point) for term in summands(inner)]
    return sorted(term for term in found if term is not None)


def _spellings(node: Expression, scope: Scope) -> Iterator[Expression]:
    """A derivative as it was asked for, and that of the same function with its quotients of sums opened."""
    if asked(node, scope) is None:
        return
    yield node
    wanted = asked(node, scope)
    if wanted is not None and all(to == Symbol(name) for name, to in wanted.at) and len(set(wanted.variables)) == 1:
        opened = distributed(wanted.body)
        if opened != wanted.body:
            yield Derivative(Group(opened), ((Symbol(wanted.variables[0]), len(wanted.variables)),), wanted.partial)


def distributed(node: Expression) -> Expression:
    """A quotient of a sum as the sum of quotients, powers of one letter gathered; anything else as it is."""
    inner = bare(node)
    if not isinstance(inner, Quotient) or not isinstance(bare(inner.numerator), Sum):
        return node
    terms = bare(inner.numerator).terms  # type: ignore[union-attr]
    return add(
        negative(divide(t.operand, inner.denominator)) if isinstance(t, Negation) else divide(t, inner.denominator) for t in terms
    )


def _by_ratio(case: Case) -> Iterator[Candidate]:
    """The right side is the left one times a number."""
    ratio = ratio_of(case.lefts, case.rights)
    if ratio is None:
        return
    if case.constant and ratio != -1 and (ratio not in _PLAIN_RATIOS or not _compound(case.left)):
        return
    if case.constant and ratio != -1 and any(isinstance(n, Evaluation) for n in descendants(case.left)):
        return  # what is put in at two ends has no factor that was forgotten
    repaired = times(ratio, case.right)
    if ratio != -1:
        yield Candidate("constant-factor", case.left, repaired, repaired)
        return
    derived = any(isinstance(n, Prime | Derivative) for n in descendants(case.left))
    right = case.right.operand if isinstance(case.right, Negation) else case.right
    if derived and isinstance(right, Quotient) and _is_difference(right.numerator):
        terms = bare(right.numerator).terms  # type: ignore[union-attr]
        swapped = Quotient(Sum((turned(terms[1]), turned(terms[0]))), right.denominator, right.written)
        yield Candidate("quotient-order", case.left, swapped if right is case.right else Negation(swapped), swapped)
    if (
        isinstance(case.left, Product)
        and isinstance(case.right, Sum)
        and any(isinstance(bare(f), Sum) for f in case.left.factors)
    ):
        opened = Sum(tuple(turned(term) for term in case.right.terms))
        yield Candidate("sign-distribution", case.left, opened, opened)
    yield Candidate("sign", case.left, repaired, repaired)


def _compound(node: Expression) -> bool:
    """Whether a number is written so that a factor of it can have been forgotten."""
    return isinstance(node, Sum | Product | Quotient | Application | Derivative | Prime)


def _is_difference(node: Expression) -> bool:
    inner = bare(node)
    return isinstance(inner, Sum) and len(inner.terms) == 2 and sum(isinstance(t, Negation) for t in inner.terms) == 1


def ratio_of(lefts: Sequence[float], rights: Sequence[float]) -> Fraction | None:
    """The one simple number by which all rights are to be multiplied."""
    if any(abs(right) < 1e-12 for right in rights) or any(abs(left) < 1e-12 for left in lefts):
        return None
    ratios = [left / right for left, right in zip(lefts, rights, strict=True)]
    simple = Fraction(ratios[0]).limit_denominator(1_000)
    if not simple or max(abs(simple.numerator), simple.denominator) > 1_000:
        return None
    return simple if simple != 1 and all(close(ratio, float(simple)) for ratio in ratios) else None


def times(factor: Fraction, node: Expression) -> Expression:
    """A side multiplied by a number, in the author's notation: a sign is turned, a quotient gets it above or below the line."""
    if factor == -1:
        return turned(node)
    match node:
        case Negation(operand):
            return Negation(times(factor, operand))
        case Quotient(numerator, denominator, written) if rational(numerator) is None or rational(denominator) is None:
            above, below = multiply((number(factor.numerator), numerator)), multiply((number(factor.denominator), denominator))
            return Quotient(above, below, written)
        case _:
            return multiply((number(factor), node))


def by_limits(case: Case) -> Iterator[Candidate]:
    """A part, or a small letter, that was let go to its limit before the rest, or a limit sign that was lost."""
    name = "limit-too-early"
    if isinstance(case.left, Limit):
        kept = limit_kept(case.left, case.right)
        if kept is not None:
            yield Candidate(name, case.left, kept, kept)
        for early in parts_let_go(case.left, case.at[0]):
            yield Candidate(name, early.wrong, case.right, None, premises=early.premises)
        return
    for kept in small_letters_let_go(case.left, case.right):
        yield Candidate(name, case.left, kept, kept)
    for limit in signs_left_out(case.left, case.right):
        yield Candidate(name, limit, case.right, None)
    for side in small_letters_at_zero(case.left):
        yield Candidate(name, side, case.right, None)


def _by_repairs(case: Case) -> Iterator[Candidate]:
    for repair in repairs(case.right, case.left, case.context):
        yield Candidate(repair.mistake, case.left, repair.expression, repair.expression, repair.term)


def _by_algebra(case: Case) -> Iterator[Candidate]:
    """One wrong move on the left side, as it was written or after its derivatives."""
    true = carried_out(case.left, Scope(case.context))
    opened = _definitions_opened(case.left, case.context)
    for side in dict.fromkeys((case.left, true, opened)):
        for move in moves(side):
            if _plausible(move.mistake, case, side) and _alike(move.wrong, case):
                name = move.mistake
                if name == "missing-factor" and side is not case.left:
                    name = "missing-inner-derivative"  # what stands as a derivative after differentiating was inside
                yield Candidate(name, move.wrong, case.right, move.right)
    yield from _by_missing_factors(case)


def _by_missing_factors(case: Case) -> Iterator[Candidate]:
    """A derivative among the factors at the left that does not stand at the right: multiplied by it, the right side holds."""
    if isinstance(case.left, Product):
        for i, factor in enumerate(case.left.factors):
            done = carried_out(factor, Scope(case.context))
            if done != factor:
                repaired = multiply((case.right, done))
                name = missing_derivative((*case.left.factors[:i], *case.left.factors[i + 1 :]))
                yield Candidate(name, case.left, repaired, repaired)


def _definitions_opened(node: Expression, context: Context) -> Expression:
    """`node` with known functions replaced by what they stand for."""
    from builder.calculus.expression.walk import map_children, substitute

    def change(child: Expression) -> Expression:
        inner = map_children(child, change)  # type: ignore[arg-type]
        if isinstance(inner, Application) and isinstance(inner.function, Symbol):
            definition = context.definitions.get(inner.function.name)
            if definition is not None and definition.body is not None and len(definition.parameters) == len(inner.arguments):
                return substitute(definition.body, dict(zip(definition.parameters, inner.arguments, strict=True)))
        return inner  # type: ignore[return-value]

    return change(node)


def _by_copying(case: Case) -> Iterator[Candidate]:
    """A definition was read with one sign turned, and everything after that is right."""
    names = symbols(case.left)
    for name in sorted(names & set(case.context.definitions)):
        definition = case.context.definitions[name]
        if definition.body is None:
            continue
        for node, rebuild in places(definition.body):
            match node:
                case Power(base, exponent) if rational(exponent) is None:
                    changed = [rebuild(Power(base, turned(exponent)))]
                case Sum(terms):
                    changed = [rebuild(Sum((*terms[:i], turned(t), *terms[i + 1 :]))) for i, t in enumerate(terms)]
                case _:
                    changed = []
            for body in changed:
                context = case.context.with_definition(replace(definition, body=body))
                side = carried_out(case.left, Scope(context))
                if side != case.left and name not in symbols(side):
                    yield Candidate("copied-wrong", side, case.right, None)


def _by_missing_terms(case: Case) -> Iterator[Candidate]:
    """A term of the true left side that is to be added to the right one."""
    true = bare(carried_out(case.left, Scope(case.context)))
    if isinstance(true, Sum):
        for term in true.terms:
            repaired = add((case.right, term))
            yield Candidate("dropped-term", case.left, repaired, repaired)


def _without_prime(case: Case) -> Iterator[Candidate]:
    """The right side is the derivative of the left one, and no mere number, which may be anything."""
    scope = Scope(case.context)
    if case.constant or any(isinstance(n, Prime | Derivative) for n in descendants(case.left)):
        return
    try:
        variable = scope.variable(case.left)
        yield Candidate("missing-prime", derivative(case.left, variable, scope), case.right, Prime(Group(case.left), ONE))
    except NotDifferentiable:
        return
