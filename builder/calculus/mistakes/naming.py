"""Names the mistake in a refuted step: the one that, made once, gives exactly what was written.

Candidates are thrown out by floating point and accepted by the judge only. Nothing is guessed from how a text looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import permutations

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget, Work
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition, Kind
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Expression,
    Gradient,
    Group,
    Limit,
    Matrix,
    Negation,
    Node,
    Number,
    Power,
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
from builder.calculus.judge.entries import runs_over_entries
from builder.calculus.judge.verdict import Proved, Refuted, Verdict
from builder.calculus.mistakes.arithmetic import bare, rational
from builder.calculus.mistakes.candidates import Candidate, Case, by_limits, candidates, case_of, ratio_of, same_terms
from builder.calculus.mistakes.catalogue import MENDS_THE_LEFT, MISTAKES
from builder.calculus.mistakes.derivatives import Scope, carried_out
from builder.calculus.mistakes.mistake import Mistake, Named
from builder.calculus.mistakes.repairs import turned
from builder.calculus.mistakes.values import VALUES, close, value

BY_NAME = {mistake.name: mistake for mistake in MISTAKES}
_ORDER = {mistake.name: place for place, mistake in enumerate(MISTAKES)}

PROOFS = 12  # of different candidates
PROVED = 5_000  # of all proofs of a naming together: each costs PROOF, and 2 for each node
PROOF = 300
_BUDGET = replace(DEFAULT_BUDGET, operations=DEFAULT_BUDGET.operations // 8, evaluations=50_000)
_OF_ONE_FUNCTION = frozenset(
    {
        "missing-log-base",
        "log-derivative",
        "root-derivative",
        "trig-derivative",
        "power-rule",
        "outer-at-inner-derivative",
    }
)


def name_mistakes(claim: Claim, account: Work | None = None) -> tuple[Named, ...]:
    """The mistakes that give exactly the right side of a *refuted* equation, the most particular first; none for anything else.

    A mistake is named only if the judge proves that, made once, it leads from the left side to what was written. What that costs
    is paid from `account`.
    """
    budget = replace(_BUDGET, account=account).opened()
    if runs_over_entries(claim) and claim.relation.sign in {Sign.EQUAL, Sign.IDENTICAL}:
        from builder.calculus.mistakes.entries import mistakes_of_entries

        return tuple(Named(BY_NAME[name], repair) for name, repair in mistakes_of_entries(claim, budget))
    with budget.purse().share(2 * VALUES) as work:
        return _name_mistakes(claim, _Proofs(budget, work))


def _name_mistakes(claim: Claim, proofs: _Proofs) -> tuple[Named, ...]:
    relation = claim.relation
    if relation.sign not in {Sign.EQUAL, Sign.IDENTICAL}:
        return ()
    left, right = bare(relation.left), bare(relation.right)
    context = _functions_of_the_variable(left, right, claim.context)
    if isinstance(right, Vector | Matrix):
        return _of_vector(left, right, context, proofs)
    return _of_scalar(left, right, context, proofs)


def _functions_of_the_variable(left: Expression, right: Expression, context: Context) -> Context:
    """`context` with the names that are said to be functions, `y = y(x)`, made functions of what is differentiated by."""
    names = [n for n, kind in context.kinds.items() if kind is Kind.FUNCTION and n not in context.definitions]
    by = [v.name for side in (left, right) for n in descendants(side) if isinstance(n, Derivative) for v, _ in n.variables]
    variable = next((v for v in by if v not in names), context.variable or "x")
    applied = {
        n.function.name
        for s in (left, right)
        for n in descendants(s)
        if isinstance(n, Application) and isinstance(n.function, Symbol)
    }
    for name in names:
        if name not in applied and name != variable:
            context = context.with_definition(Definition(name, (variable,), None))
    return context


def _of_scalar(left: Expression, right: Expression, context: Context, proofs: _Proofs) -> tuple[Named, ...]:
    case = case_of(left, right, context, proofs.values)
    if case is None or not any((*case.lefts, *case.rights)):
        return _by_proof_alone(left, right, context, proofs)
    if isinstance(left, Limit) and isinstance(right, Limit) and replace(left, body=right.body) == right:
        inside = _of_scalar(bare(left.body), bare(right.body), context, proofs)
        if inside and not _part_let_go(case, right, proofs):
            return tuple(replace(n, repair=replace(right, body=n.repair) if n.repair is not None else None) for n in inside)
    for one, other, rebuild in _only_parts(left, right):
        inside = _of_scalar(bare(one), bare(other), context, proofs)
        if inside:
            return tuple(replace(n, repair=rebuild(n.repair) if n.repair is not None else None) for n in inside)
    alike = all(close(a, b) for a, b in zip(case.lefts, case.rights, strict=True))
    if alike and not _refuted(left, right, context, proofs):
        return ()
    fitting = [candidate for candidate in candidates(case) if _fits(candidate, case)]
    ratio = ratio_of(case.lefts, case.rights)
    shared = _Fitting(
        turned_term=ratio != -1 and any(candidate.term for candidate in fitting),
        in_proportion=ratio is not None,
        alike=alike,
        terms_left=any(c.mistake == "dropped-term" and same_terms(c.left, case) for c in fitting),
        path_left=any(c.mistake == "missing-path" for c in fitting) and any(_is_defined(n, context) for n in descendants(right)),
    )
    fitting.sort(key=lambda candidate: _rank(candidate, case, shared))
    named: dict[str, Named] = {}
    nearest = next((c.repair for c in fitting if c.left is case.left and _proved(c.left, c.right, context, proofs)), None)
    tried = 0
    for candidate in fitting:
        if candidate.mistake in named or tried >= PROOFS:
            continue
        tried += 1
        if _made(candidate, context, proofs):
            mends_the_left = candidate.mistake in MENDS_THE_LEFT
            own = candidate.repair if candidate.left is case.left or mends_the_left else None
            repair = own or nearest or _first_true((candidate.repair, _true_side(case)), case, proofs)
            named[candidate.mistake] = Named(BY_NAME[candidate.mistake], repair if repair != case.left else None)
    return tuple(named.values()) or _only_assumed(case, proofs)


def _only_parts(
    left: Expression, right: Expression
) -> Iterator[tuple[Expression, Expression, Callable[[Expression], Expression]]]:
    """The only part in which two products or quotients differ, if there is just one: what was done, was done there."""
    match left, right:
        case Product(factors), Product(written, signs) if len(factors) == len(written):
            parts = [i for i, (one, other) in enumerate(zip(factors, written, strict=True)) if bare(one) != bare(other)]
            if len(parts) == 1:
                (i,) = parts
                yield factors[i], written[i], lambda new: Product((*written[:i], _factor(new), *written[i + 1 :]), signs)
        case Quotient(above, below), Quotient(over, under, division):
            if bare(below) == bare(under):
                yield above, over, lambda new: Quotient(new, under, division)
            elif bare(above) == bare(over):
                yield below, under, lambda new: Quotient(over, new, division)
        case _:
            return


def _factor(node: Expression) -> Expression:
    """An expression as it stands among factors."""
    return Group(node) if isinstance(node, Sum | Negation) else node


def _made(candidate: Candidate, context: Context, proofs: _Proofs) -> bool:
    """Whether the mistake, made once, leads to what was written."""
    equations = ((candidate.left, candidate.right), *candidate.premises)
    return all(_proved(left, right, context, proofs) for left, right in equations)


def _part_let_go(case: Case, right: Limit, proofs: _Proofs) -> bool:
    """Whether the body of the limit at the right is that of the left one, with a part let go to its limit."""
    return any(
        isinstance(early.left, Limit)
        and _proved(bare(early.left.body), bare(right.body), case.context, proofs)
        and _made(early, case.context, proofs)
        for early in by_limits(case)
        if _fits(early, case)
    )


def _rank(candidate: Candidate, case: Case, fitting: _Fitting) -> int:
    """The place of a mistake in the catalogue, but where a smaller change than the one of the catalogue explains the same.

    Of two numbers a sign is the simpler explanation: at a point like -1 a wrong exponent looks the same; and for a 0, that a
    constant was differentiated. Where an inner
    derivative of -1 may be missing in one of several parts, the sign of that part is. A side times a number was rather given
    that number than differentiated. A term that is too small to be seen was left out, whatever else gives the rest. And where
    just the other terms were written, a rule by which the one that lacks would vanish was hardly used on it; but a product of
    derivatives tells itself, if it is written as one.
    """
    match candidate.mistake:
        case "sign" if candidate.left is case.left and case.constant:
            return -1
        case "value-before-differentiating" if case.constant:
            return -1
        case "dropped-term" if fitting.alike:
            return -1
        case "missing-inner-derivative" if fitting.turned_term:
            return 2 * _ORDER["sign"] + 1
        case "missing-prime" if fitting.in_proportion:
            return 2 * _ORDER["sign"] + 1
        case "product-of-derivatives" if fitting.terms_left and not isinstance(case.right, Product):
            return 2 * _ORDER["dropped-term"] + 1
        case "product-of-derivatives" if fitting.path_left:
            return 2 * _ORDER["missing-path"] + 1
        case name if fitting.terms_left and name in _OF_ONE_FUNCTION:
            return 2 * _ORDER["dropped-term"] + 1
        case name:
            return 2 * _ORDER[name]


class _Fitting(Struct, frozen=True):
    """What the fitting candidates have in common: what else explains what was written.

    `turned_term`: the sign of one term; `in_proportion`: a factor; `alike`: no difference that floating point sees;
    `terms_left`: all terms but one are there, as they are; `path_left`: a path is not there, and a name along another one is.
    """

    turned_term: bool
    in_proportion: bool
    alike: bool
    terms_left: bool
    path_left: bool


def _fits(candidate: Candidate, case: Case) -> bool:
    for index, point in enumerate(case.at):
        left = case.lefts[index] if candidate.left is case.left else value(candidate.left, point)
        right = case.rights[index] if candidate.right is case.right else value(candidate.right, point)
        if left is None or right is None or not close(left, right):
            return False
    return True


class _Proofs(Struct):
    """What may be asked of the judge for one naming: within which budget each time, and how much in all.

    `values` is what floating point may cost.
    """

    budget: Budget
    values: Work
    left: int = PROVED

    def verdict(self, left: Expression, right: Expression, context: Context) -> Verdict | None:
        """What the judge says to an equation; None when it was asked too much."""
        self.left -= PROOF + sum(2 for side in (left, right) for _ in descendants(side))
        if min(self.left, self.budget.purse().left) < 0:
            return None
        return decide(Claim(Relation(left, Sign.EQUAL, right), context), self.budget)


def _proved(left: Expression, right: Expression, context: Context, proofs: _Proofs) -> bool:
    return isinstance(proofs.verdict(left, right, context), Proved)


def _refuted(left: Expression, right: Expression, context: Context, proofs: _Proofs) -> bool:
    return isinstance(proofs.verdict(left, right, context), Refuted)


def _first_true(repairs: Iterable[Expression | None], case: Case, proofs: _Proofs) -> Expression | None:
    """The first of some repairs that the left side is proved to equal."""
    return next((r for r in repairs if r is not None and _proved(case.left, r, case.context, proofs)), None)


def _is_defined(node: Node, context: Context) -> bool:
    return isinstance(node, Symbol) and Scope(context).body(node.name) is not None


def _true_side(case: Case) -> Expression | None:
    """The left side with its derivatives carried out, where it has any."""
    true = carried_out(case.left, Scope(case.context))
    return true if true != case.left else None


# ---------------------------------------------------------------------------------------------- other questions


def _only_assumed(case: Case, proofs: _Proofs) -> tuple[Named, ...]:
    """True for positive values, and refuted because nothing says that they are."""
    context = case.context
    for name in sorted(Scope(context).free((case.left, case.right))):
        context = context.with_assumption(Relation(Symbol(name), Sign.GREATER, Number("0")))
    if context is not case.context and _proved(case.left, case.right, context, proofs):
        return (Named(BY_NAME["missing-assumption"], None),)
    for base in _even_bases(case.left):
        context = case.context.with_assumption(Relation(base, Sign.GREATER, Number("0")))
        if _proved(case.left, case.right, context, proofs):
            return (Named(BY_NAME["missing-assumption"], None),)
    return ()


def _even_bases(node: Expression) -> tuple[Expression, ...]:
    """What stands under even powers, other than a letter: its sign is what is lost."""
    found = (bare(n.base) for n in descendants(node) if isinstance(n, Power) and _is_even(n.exponent))
    return tuple(dict.fromkeys(base for base in found if isinstance(base, Sum)))[:3]


def _is_even(node: Expression) -> bool:
    value = rational(node)
    return value is not None and value.denominator == 1 and value.numerator % 2 == 0


def _by_proof_alone(left: Expression, right: Expression, context: Context, proofs: _Proofs) -> tuple[Named, ...]:
    """Where floating point has no value, or too small a one, the commonest mistake is tried on its own: a sign."""
    repaired = turned(right)
    same = _proved(left, repaired, context, proofs) or _is_odd_power_turned(left, right, context, proofs)
    if not same or not _refuted(left, right, context, proofs):
        return ()
    return (Named(BY_NAME["sign"], repaired),)


def _is_odd_power_turned(left: Expression, right: Expression, context: Context, proofs: _Proofs) -> bool:
    """Whether both sides are the same odd power, too high to be worked out, of two bases that are each other's negative."""
    if not isinstance(left, Power) or not isinstance(right, Power) or bare(left.exponent) != bare(right.exponent):
        return False
    exponent = rational(left.exponent)
    odd = exponent is not None and exponent.denominator == 1 and exponent.numerator % 2 == 1
    return odd and _proved(left.base, turned(right.base), context, proofs)


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


def _of_vector(left: Expression, right: Vector | Matrix, context: Context, proofs: _Proofs) -> tuple[Named, ...]:
    written = right.entries if isinstance(right, Vector) else tuple(entry for row in right.rows for entry in row)
    true = entries(left, len(written), context)
    if true is None or len(true) != len(written):
        return ()
    if len(written) <= 4:
        for order in permutations(range(len(written))):
            if list(order) != sorted(order) and all(
                _same(true[i], written[j], context, proofs) and _proved(true[i], written[j], context, proofs)
                for i, j in enumerate(order)
            ):
                return (Named(BY_NAME["swapped-components"], _vector_like(right, [written[j] for j in order])),)
    found: dict[str, Named] = {}
    for index, (one, other) in enumerate(zip(true, written, strict=True)):
        if proofs.left > 0 and not _same(one, other, context, proofs):
            for named in _of_scalar(bare(one), bare(other), context, proofs):
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


def _same(left: Expression, right: Expression, context: Context, proofs: _Proofs) -> bool:
    case = case_of(left, right, context, proofs.values)
    return case is not None and all(close(a, b) for a, b in zip(case.lefts, case.rights, strict=True))


def mistake_named(name: str) -> Mistake:
    """The entry of a name; raises KeyError."""
    return BY_NAME[name]
