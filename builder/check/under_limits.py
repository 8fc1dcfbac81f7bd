"""Slips under a limit: rows that are equal as limits, while what stands under them is made of the row before by a mistake."""

from __future__ import annotations

from flint import fmpq_poly

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.derivation.goals import unfolded
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Constant,
    ConstantName,
    Derivative,
    Expression,
    Group,
    Limit,
    Negation,
    Number,
    Product,
    Quotient,
    Relation,
    Sign,
    Sum,
)
from builder.calculus.expression.walk import descendants, kinds_in, substitute, summands, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.polynomials import fraction, polynomial
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.mistakes import name_mistakes
from builder.calculus.mistakes.arithmetic import bare

_OF_SIGNS = frozenset({"sign", "sign-distribution"})
_SLIPS = _OF_SIGNS | {"copied-wrong", "bad-cancellation", "partial-distribution"}
_DIFFERENTIATED = 3  # times, by L'Hôpital's rule, in one row
_VALUES = ("7", "11", "13", "17")  # of the letters that are not let go
_AT_INFINITY = Constant(ConstantName.INFINITY)


def slip_under_limits(relation: Relation, context: Context, budget: Budget) -> Refuted | None:
    """Why the bodies of two limits that are equal differ, if a slip makes the one of the other: `2xh + 3h^2` for `2xh + h^2`.

    A part that is let go to its limit, or left out, is no slip, nor is L'Hôpital's rule, or an expansion in powers.
    """
    left, right = relation.left, relation.right
    if not isinstance(left, Limit) or not isinstance(right, Limit) or relation.sign is not Sign.EQUAL:
        return None
    verdict = decide(Claim(Relation(left.body, Sign.EQUAL, right.body), context), budget)
    if not isinstance(verdict, Refuted) or not (_has_other_terms(left, right, context) or _is_slip(left, right, context, budget)):
        return None
    if _is_by_lhopital(left, right, context, budget) or _is_negated(left, right, context, budget):
        return None
    return verdict


def _is_negated(left: Limit, right: Limit, context: Context, budget: Budget) -> bool:
    """Whether the one body is the other with its sign changed, and both tend to 0: of two such limits people tell both."""
    told = (Relation(left.body, Sign.EQUAL, Negation(Group(right.body))), Relation(left, Sign.EQUAL, Number("0")))
    return all(isinstance(decide(Claim(each, context), budget), Proved) for each in told)


def _is_slip(left: Limit, right: Limit, context: Context, budget: Budget) -> bool:
    """Whether a mistake makes the one body of the other, in which the same functions stand. Far out smaller terms are left."""
    functions = [{n.function for n in descendants(side) if isinstance(n, Call)} for side in (left, right)]
    if functions[0] != functions[1] or Application in kinds_in(left) | kinds_in(right):
        return False
    slips = _OF_SIGNS if _AT_INFINITY in (left.point, getattr(left.point, "operand", None)) else _SLIPS
    return budget.once(
        lambda known: (_is_slip, known.tree(left), known.tree(right), known.context(context)),
        lambda budget: any(
            one.mistake.name in slips for one in name_mistakes(Claim(Relation(left, Sign.EQUAL, right), context), budget.account)
        ),
    )


def _has_other_terms(left: Limit, right: Limit, context: Context) -> bool:
    """Whether a sum that is written out in powers of what goes to 0 has a term that is neither in the other body, nor gone."""
    name = left.variable.name
    if left.point != Number("0") or (right.variable, right.point) != (left.variable, left.point):
        return False
    known = Relation(unfolded(left.body, context), Sign.EQUAL, right.body)
    letters = sorted(symbols(known) - {name})
    if len(letters) > len(_VALUES):
        return False
    values = dict(zip(letters, map(Number, _VALUES), strict=False))
    before = fraction(substitute(known.left, values), name)
    written = _written_out(substitute(known.right, values), name)
    if before is None or written is None:
        return False
    (over, under), (above, below) = before, written
    if not _is_power(under) or not _is_power(below):
        return False
    true, told = over * below, above * under
    gone = under.degree() + below.degree()
    return any(told[n] and told[n] != true[n] for n in range(gone + 1, told.degree() + 1))


def _written_out(node: Expression, name: str) -> tuple[fmpq_poly, fmpq_poly] | None:
    """A fraction whose numerator is written out in powers of a letter, or is that times the letter; None for anything else."""
    whole = bare(node)
    over, divisor = (bare(whole.numerator), whole.denominator) if isinstance(whole, Quotient) else (whole, Number("1"))
    factors = over.factors if isinstance(over, Product) else (over,)
    sums = [bare(factor) for factor in factors if isinstance(bare(factor), Sum)]
    if len(sums) != 1 or not all(name in symbols(factor) for factor in factors):
        return None
    above, below = polynomial(over, name), polynomial(divisor, name)
    terms = [polynomial(term, name) for term in summands(sums[0])]
    if above is None or below is None or not all(term is not None and _is_power(term) for term in terms):
        return None
    return above, below


def _is_power(p: fmpq_poly) -> bool:
    """Whether a polynomial is a multiple of a power of its letter, other than 0."""
    return sum(coefficient != 0 for coefficient in p.coeffs()) == 1


def _is_by_lhopital(left: Limit, right: Limit, context: Context, budget: Budget) -> bool:
    """Whether a numerator and its denominator were differentiated, once or a few times."""
    quotient = bare(left.body)
    if not isinstance(quotient, Quotient):
        return False
    for order in range(1, _DIFFERENTIATED + 1):
        above, below = (Derivative(part, ((left.variable, order),)) for part in (quotient.numerator, quotient.denominator))
        differentiated = Relation(Quotient(above, below), Sign.EQUAL, right.body)
        if isinstance(decide(Claim(differentiated, context), budget), Proved):
            return True
    return False
