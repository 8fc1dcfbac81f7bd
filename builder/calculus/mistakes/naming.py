"""Names the mistake in a refuted step: the one that, made once, gives exactly what was written.

Candidates are thrown out by floating point and accepted by the judge only. Nothing is guessed from how a text looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice, permutations

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Expression,
    Gradient,
    Group,
    Limit,
    Matrix,
    Negation,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Sign,
    Sum,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import descendants
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.mistakes.arithmetic import ONE, ZERO, add, bare, divide, multiply, negative, number, rational
from builder.calculus.mistakes.catalogue import MISTAKES
from builder.calculus.mistakes.derivatives import NotDifferentiable, Scope, asked, carried_out, derivative
from builder.calculus.mistakes.mistake import Mistake, Named
from builder.calculus.mistakes.places import places, renamed
from builder.calculus.mistakes.repairs import repairs, turned
from builder.calculus.mistakes.values import Point, close, points, value
from builder.calculus.mistakes.wrong_algebra import moves
from builder.calculus.mistakes.wrong_derivatives import slips_of_operator

BY_NAME = {mistake.name: mistake for mistake in MISTAKES}
_ORDER = {mistake.name: place for place, mistake in enumerate(MISTAKES)}

POINTS = 3
CANDIDATES = 2_500
NODES = 60_000  # of all candidates together
PROOFS = 12
_BUDGET = replace(DEFAULT_BUDGET, operations=DEFAULT_BUDGET.operations // 4, evaluations=50_000, chain_evaluations=50_000)
_PLAIN_RATIOS = frozenset({Fraction(-1), Fraction(2), Fraction(1, 2)})
_SMALL_LETTERS = frozenset({"h", "k", r"\delta", r"\epsilon", r"\varepsilon", r"\Delta x", r"\Delta t"})


class _Candidate(Struct, frozen=True):
    """A mistake, what should be equal if it was made, and the repair (None: the true left side)."""

    mistake: str
    left: Expression
    right: Expression
    repair: Expression | None
    term: bool = False


class _Case(Struct, frozen=True):
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


def name_mistakes(claim: Claim, budget: Budget = _BUDGET) -> tuple[Named, ...]:
    """The mistakes that give exactly the right side of a *refuted* equation, the most particular first; none for anything else.

    A mistake is named only if the judge proves that, made once, it leads from the left side to what was written.
    """
    relation = claim.relation
    if relation.sign not in {Sign.EQUAL, Sign.IDENTICAL}:
        return ()
    left, right = bare(relation.left), bare(relation.right)
    if isinstance(right, Vector | Matrix):
        return _of_vector(left, right, claim.context, budget)
    return _of_scalar(left, right, claim.context, budget)


def _of_scalar(left: Expression, right: Expression, context: Context, budget: Budget) -> tuple[Named, ...]:
    case = _case(left, right, context)
    if case is None or not any((*case.lefts, *case.rights)):
        return _by_proof_alone(left, right, context, budget)
    if isinstance(left, Limit) and isinstance(right, Limit) and replace(left, body=right.body) == right:
        inside = _of_scalar(bare(left.body), bare(right.body), context, budget)
        if inside:
            return tuple(replace(n, repair=replace(right, body=n.repair) if n.repair is not None else None) for n in inside)
    alike = all(close(a, b) for a, b in zip(case.lefts, case.rights, strict=True))
    if alike and not _refuted(left, right, context, budget):
        return ()
    fitting = [candidate for candidate in _candidates(case) if _fits(candidate, case)]
    turned_term = any(candidate.term for candidate in fitting) and _ratio(case.lefts, case.rights) != -1
    fitting.sort(key=lambda candidate: _rank(candidate, case, turned_term))
    named: dict[str, Named] = {}
    nearest = next((c.repair for c in fitting if c.left is case.left and _proved(c.left, c.right, context, budget)), None)
    tried = 0
    for candidate in fitting:
        if candidate.mistake in named or tried >= PROOFS:
            continue
        tried += 1
        if _proved(candidate.left, candidate.right, context, budget):
            own = candidate.repair if candidate.left is case.left else None
            repair = own or candidate.repair or nearest or _true_side(case)
            named[candidate.mistake] = Named(BY_NAME[candidate.mistake], repair if repair != case.left else None)
    return tuple(named.values()) or _only_assumed(case, budget)


def _rank(candidate: _Candidate, case: _Case, turned_term: bool) -> int:
    """The place of a mistake in the catalogue, but for the sign of one part, which is the simpler explanation of some others.

    Of two numbers a sign is: at a point like -1 a wrong exponent looks the same. And where an inner derivative of -1 may be
    missing in one of several parts, the sign of that part is.
    """
    if candidate.mistake == "sign" and candidate.left is case.left and case.constant:
        return -1
    if candidate.mistake == "missing-inner-derivative" and turned_term:
        return 2 * _ORDER["sign"] + 1
    return 2 * _ORDER[candidate.mistake]


def _case(left: Expression, right: Expression, context: Context) -> _Case | None:
    found: list[tuple[Point, float, float]] = []
    for point in points((left, right), context):
        here, there = value(left, point), value(right, point)
        if here is not None and there is not None:
            found.append((point, here, there))
            if len(found) == POINTS:
                break
    if not found:
        return None
    at, lefts, rights = zip(*found, strict=True)
    return _Case(left, right, context, at, lefts, rights)


def _fits(candidate: _Candidate, case: _Case) -> bool:
    for index, point in enumerate(case.at):
        left = case.lefts[index] if candidate.left is case.left else value(candidate.left, point)
        right = case.rights[index] if candidate.right is case.right else value(candidate.right, point)
        if left is None or right is None or not close(left, right):
            return False
    return True


def _proved(left: Expression, right: Expression, context: Context, budget: Budget) -> bool:
    return isinstance(decide(Claim(Relation(left, Sign.EQUAL, right), context), budget), Proved)


def _refuted(left: Expression, right: Expression, context: Context, budget: Budget) -> bool:
    return isinstance(decide(Claim(Relation(left, Sign.EQUAL, right), context), budget), Refuted)


def _true_side(case: _Case) -> Expression | None:
    """The left side with its derivatives carried out, where it has any."""
    true = carried_out(case.left, Scope(case.context))
    return true if true != case.left else None


# ---------------------------------------------------------------------------------------------- candidates


def _candidates(case: _Case) -> Iterator[_Candidate]:
    work = 0
    for candidate in islice(_all_candidates(case), CANDIDATES):
        yield candidate
        changed = candidate.left if candidate.left is not case.left else candidate.right
        work += sum(1 for _ in descendants(changed))
        if work > NODES:
            return


def _all_candidates(case: _Case) -> Iterator[_Candidate]:
    yield from _by_ratio(case)
    yield from _by_derivatives(case)
    yield from _by_limits(case)
    yield from _by_repairs(case)
    yield from _by_algebra(case)
    yield from _by_copying(case)
    yield from _by_missing_terms(case)
    yield from _without_prime(case)


def _by_derivatives(case: _Case) -> Iterator[_Candidate]:
    """One derivative of the left side taken wrong."""
    scope = Scope(case.context)
    for node, rebuild in places(case.left):
        for inside in _spellings(node, scope):
            for mistake, wrong in slips_of_operator(inside, scope):
                if _plausible(mistake, case):
                    side = rebuild(wrong)
                    if _alike(side, case):
                        yield _Candidate(mistake, side, case.right, None)


def _plausible(mistake: str, case: _Case) -> bool:
    """Whether what was written has the shape that a mistake leads to, where others lead to the same value."""
    match mistake:
        case "quotient-order":
            return any(isinstance(n, Quotient) and isinstance(bare(n.numerator), Sum) for n in descendants(case.right))
        case "value-before-differentiating":
            return rational(case.right) == 0 or (
                isinstance(case.right, Prime | Derivative) and not Scope(case.context).free((case.right.operand,))
            )
        case "sign-distribution":
            return not isinstance(case.right, Product) and _ratio(case.lefts, case.rights) != -1
        case _:
            return True


def _alike(wrong: Expression, case: _Case) -> bool:
    """Whether an expression can be what was written. Numbers may be equal by chance, so their terms must be equal as well."""
    if not case.constant:
        return True
    point = case.at[0]
    ours, theirs = _term_values(wrong, point), _term_values(case.right, point)
    return len(ours) == len(theirs) and all(close(a, b) for a, b in zip(ours, theirs, strict=True))


def _term_values(node: Expression, point: Point) -> list[float]:
    inner = bare(node)
    found = [value(term, point) for term in (inner.terms if isinstance(inner, Sum) else (inner,))]
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


def _by_ratio(case: _Case) -> Iterator[_Candidate]:
    """The right side is the left one times a number."""
    ratio = _ratio(case.lefts, case.rights)
    if ratio is None:
        return
    if case.constant and ratio != -1 and (ratio not in _PLAIN_RATIOS or not _compound(case.left)):
        return
    repaired = times(ratio, case.right)
    if ratio != -1:
        yield _Candidate("constant-factor", case.left, repaired, repaired)
        return
    derived = any(isinstance(n, Prime | Derivative) for n in descendants(case.left))
    right = case.right.operand if isinstance(case.right, Negation) else case.right
    if derived and isinstance(right, Quotient) and _is_difference(right.numerator):
        terms = bare(right.numerator).terms  # type: ignore[union-attr]
        swapped = Quotient(Sum((turned(terms[1]), turned(terms[0]))), right.denominator, right.written)
        yield _Candidate("quotient-order", case.left, swapped if right is case.right else Negation(swapped), swapped)
    if (
        isinstance(case.left, Product)
        and isinstance(case.right, Sum)
        and any(isinstance(bare(f), Sum) for f in case.left.factors)
    ):
        opened = Sum(tuple(turned(term) for term in case.right.terms))
        yield _Candidate("sign-distribution", case.left, opened, opened)
    yield _Candidate("sign", case.left, repaired, repaired)


def _compound(node: Expression) -> bool:
    """Whether a number is written so that a factor of it can have been forgotten."""
    return isinstance(node, Sum | Product | Quotient | Application | Derivative | Prime)


def _is_difference(node: Expression) -> bool:
    inner = bare(node)
    return isinstance(inner, Sum) and len(inner.terms) == 2 and sum(isinstance(t, Negation) for t in inner.terms) == 1


def _ratio(lefts: Sequence[float], rights: Sequence[float]) -> Fraction | None:
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


def _by_limits(case: _Case) -> Iterator[_Candidate]:
    """A small letter that was let go to 0 with no limit before it, or a limit sign that was lost."""
    if isinstance(case.left, Limit):
        if not isinstance(case.right, Limit) and case.left.variable.name in _letters(case.right):
            kept = replace(case.left, body=_as_body(case.right), span=None)
            yield _Candidate("limit-too-early", case.left, kept, kept)
        return
    for name in sorted((_letters(case.right) & _SMALL_LETTERS) - _letters(case.left)):
        kept = Limit(_as_body(case.right), Symbol(name), ZERO)
        yield _Candidate("limit-too-early", case.left, kept, kept)
    for name in sorted({n.name for n in descendants(case.left) if isinstance(n, Symbol)} & _SMALL_LETTERS):
        limit = Limit(Group(case.left), Symbol(name), ZERO)
        yield _Candidate("limit-too-early", limit, case.right, None)
        yield _Candidate("limit-too-early", renamed(case.left, name, ZERO), case.right, None)


def _as_body(node: Expression) -> Expression:
    """`node` as it stands behind a limit sign."""
    return Group(node) if isinstance(node, Sum | Negation) else node


def _letters(node: Expression) -> frozenset[str]:
    return frozenset(n.name for n in descendants(node) if isinstance(n, Symbol))


def _by_repairs(case: _Case) -> Iterator[_Candidate]:
    for repair in repairs(case.right, case.left, case.context):
        yield _Candidate(repair.mistake, case.left, repair.expression, repair.expression, repair.term)


def _by_algebra(case: _Case) -> Iterator[_Candidate]:
    """One wrong move on the left side, as it was written or after its derivatives."""
    true = carried_out(case.left, Scope(case.context))
    opened = _definitions_opened(case.left, case.context)
    for side in dict.fromkeys((case.left, true, opened)):
        for move in moves(side):
            if _plausible(move.mistake, case) and _alike(move.wrong, case):
                yield _Candidate(move.mistake, move.wrong, case.right, move.right)
    yield from _by_missing_factors(case)


def _by_missing_factors(case: _Case) -> Iterator[_Candidate]:
    """A derivative among the factors at the left that does not stand at the right: multiplied by it, the right side holds."""
    if isinstance(case.left, Product):
        for factor in case.left.factors:
            done = carried_out(factor, Scope(case.context))
            if done != factor:
                repaired = multiply((case.right, done))
                yield _Candidate("missing-factor", case.left, repaired, repaired)


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


def _by_copying(case: _Case) -> Iterator[_Candidate]:
    """A definition was read with one sign turned, and everything after that is right."""
    names = {n.name for n in descendants(case.left) if isinstance(n, Symbol)}
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
                if side != case.left and name not in {n.name for n in descendants(side) if isinstance(n, Symbol)}:
                    yield _Candidate("copied-wrong", side, case.right, None)


def _by_missing_terms(case: _Case) -> Iterator[_Candidate]:
    """A term of the true left side that is to be added to the right one."""
    true = bare(carried_out(case.left, Scope(case.context)))
    if isinstance(true, Sum):
        for term in true.terms:
            repaired = add((case.right, term))
            yield _Candidate("dropped-term", case.left, repaired, repaired)


def _without_prime(case: _Case) -> Iterator[_Candidate]:
    """The right side is the derivative of the left one."""
    scope = Scope(case.context)
    if any(isinstance(n, Prime | Derivative) for n in descendants(case.left)):
        return
    if not any(isinstance(n, Prime | Derivative) for n in descendants(case.right)):
        return
    try:
        variable = scope.variable(case.left)
        yield _Candidate("missing-prime", derivative(case.left, variable, scope), case.right, Prime(Group(case.left), ONE))
    except NotDifferentiable:
        return


# ---------------------------------------------------------------------------------------------- other questions


def _only_assumed(case: _Case, budget: Budget) -> tuple[Named, ...]:
    """True for positive values, and refuted because nothing says that they are."""
    context = case.context
    for name in sorted(Scope(context).free((case.left, case.right))):
        context = context.with_assumption(Relation(Symbol(name), Sign.GREATER, Number("0")))
    if context is not case.context and _proved(case.left, case.right, context, budget):
        return (Named(BY_NAME["missing-assumption"], None),)
    for base in _even_bases(case.left):
        context = case.context.with_assumption(Relation(base, Sign.GREATER, Number("0")))
        if _proved(case.left, case.right, context, budget):
            return (Named(BY_NAME["missing-assumption"], None),)
    return ()


def _even_bases(node: Expression) -> tuple[Expression, ...]:
    """What stands under even powers, other than a letter: its sign is what is lost."""
    found = (bare(n.base) for n in descendants(node) if isinstance(n, Power) and _is_even(n.exponent))
    return tuple(dict.fromkeys(base for base in found if isinstance(base, Sum)))[:3]


def _is_even(node: Expression) -> bool:
    value = rational(node)
    return value is not None and value.denominator == 1 and value.numerator % 2 == 0


def _by_proof_alone(left: Expression, right: Expression, context: Context, budget: Budget) -> tuple[Named, ...]:
    """Where floating point has no value, or too small a one, the commonest mistake is tried on its own: a sign."""
    repaired = turned(right)
    same = _proved(left, repaired, context, budget) or _is_odd_power_turned(left, right, context, budget)
    if not same or not _refuted(left, right, context, budget):
        return ()
    return (Named(BY_NAME["sign"], repaired),)


def _is_odd_power_turned(left: Expression, right: Expression, context: Context, budget: Budget) -> bool:
    """Whether both sides are the same odd power, too high to be worked out, of two bases that are each other's negative."""
    if not isinstance(left, Power) or not isinstance(right, Power) or bare(left.exponent) != bare(right.exponent):
        return False
    exponent = rational(left.exponent)
    odd = exponent is not None and exponent.denominator == 1 and exponent.numerator % 2 == 1
    return odd and _proved(left.base, turned(right.base), context, budget)


def entries(node: Expression, count: int, context: Context) -> tuple[Expression, ...] | None:
    """The entries of a vector, as expressions: its own, or the partial derivatives that a gradient stands for."""
    inner = bare(node)
    match inner:
        case Vector(found):
            return found
        case Matrix(rows):
            return tuple(entry for row in rows for entry in row)
        case Gradient(operand, 1):
            return _gradient(bare(operand), None, context)
        case Application(function, arguments) if isinstance(bare(function), Gradient):
            return _gradient(bare(bare(function).operand), arguments, context)  # type: ignore[union-attr]
        case _:
            return None


def _gradient(operand: Expression, at: Sequence[Expression] | None, context: Context) -> tuple[Expression, ...] | None:
    if not isinstance(operand, Symbol):
        return None
    definition = context.definitions.get(operand.name)
    if definition is None:
        return None
    names: Iterable[str] = definition.parameters or (sorted(Scope(context).free((definition.body,))) if definition.body else ())
    partials = [Derivative(operand, ((Symbol(name), 1),), partial=True) for name in names]
    return tuple(p if at is None else Application(p, tuple(at)) for p in partials)


def _of_vector(left: Expression, right: Vector | Matrix, context: Context, budget: Budget) -> tuple[Named, ...]:
    written = right.entries if isinstance(right, Vector) else tuple(entry for row in right.rows for entry in row)
    true = entries(left, len(written), context)
    if true is None or len(true) != len(written):
        return ()
    if len(written) <= 4:
        for order in permutations(range(len(written))):
            if list(order) != sorted(order) and all(
                _same(true[i], written[j], context) and _proved(true[i], written[j], context, budget) for i, j in enumerate(order)
            ):
                return (Named(BY_NAME["swapped-components"], _vector_like(right, [written[j] for j in order])),)
    found: dict[str, Named] = {}
    for index, (one, other) in enumerate(zip(true, written, strict=True)):
        if not _same(one, other, context):
            for named in _of_scalar(bare(one), bare(other), context, budget):
                repaired = [*written[:index], named.repair, *written[index + 1 :]] if named.repair is not None else None
                found.setdefault(
                    named.mistake.name, Named(named.mistake, None if repaired is None else _vector_like(right, repaired))
                )
    return tuple(found.values())


def _vector_like(node: Vector | Matrix, found: Sequence[Expression]) -> Expression:
    if isinstance(node, Vector):
        return Vector(tuple(found), node.style)
    width = len(node.rows[0])
    return Matrix(tuple(tuple(found[i : i + width]) for i in range(0, len(found), width)), node.environment)


def _same(left: Expression, right: Expression, context: Context) -> bool:
    case = _case(left, right, context)
    return case is not None and all(close(a, b) for a, b in zip(case.lefts, case.rights, strict=True))


def mistake_named(name: str) -> Mistake:
    """The entry of a name; raises KeyError."""
    return BY_NAME[name]
