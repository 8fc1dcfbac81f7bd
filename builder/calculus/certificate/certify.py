"""Makes the certificate of a proved equation: the two sides, the laws, how the difference of the sides comes from the laws."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.certificate.angles import add_angles
from builder.calculus.certificate.exponents import add_powers
from builder.calculus.certificate.factorials import add_factorials
from builder.calculus.certificate.kernels import Table
from builder.calculus.certificate.laws import Law, Laws
from builder.calculus.certificate.polynomial import (
    ZERO,
    Polynomial,
    TooLarge,
    add,
    degree,
    letter,
    multiply,
    power,
    subtract,
    top,
)
from builder.calculus.certificate.reading import NoCertificate, Side, common, lift, product_of, read
from builder.calculus.claim import Claim
from builder.calculus.expression.nodes import Matrix, Sign, Vector
from builder.calculus.expression.walk import descendants
from builder.calculus.judge.antiderivatives import is_antiderivative, with_integrals
from builder.calculus.judge.entries import speaks_of_entries
from builder.calculus.judge.meaning import Meaning, Part, interpret
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import walk
from builder.calculus.judge.terms import Comparison, DerivativeOf, LimitOf, Term, Variable

MOST_STEPS = 400


class Certificate(Struct, frozen=True):
    """(left − right) · Π multiplier = Σ cofactor · law, over the kernels of `table`.

    `multiplier` counts, by number, what is said not to be 0. `terms` are the sides as the judge reads them, every definition put
    in. `limit` names the variable, bound in both sides by the same limit, when the certificate is about what stands behind it.
    `differentiated` tells that derivatives were worked out while the sides were read.
    """

    table: Table
    left: Side
    right: Side
    laws: tuple[Law, ...]
    cofactors: tuple[Polynomial, ...]
    multiplier: Mapping[int, int]
    terms: tuple[Term, Term]
    limit: str
    differentiated: bool


def certify(claim: Claim, budget: Budget = DEFAULT_BUDGET) -> Certificate:
    """The certificate of an equation between two numbers.

    Raises NoCertificate, with the kind of claim, where there is none: for limits, sums, vectors, curves, inequalities, and where
    the laws that certificates know do not suffice.
    """
    if claim.relation.sign is Sign.APPROXIMATE:
        raise NoCertificate("approximation")
    if is_antiderivative(claim.relation) or with_integrals(claim.relation, claim.context) is not None:
        raise NoCertificate("antiderivative")
    if speaks_of_entries(claim) or any(isinstance(node, Vector | Matrix) for node in descendants(claim.relation)):
        raise NoCertificate("vector or matrix")  # also where a row times a column is a number
    meaning = interpret(claim, budget)
    if not isinstance(meaning, Meaning):
        raise NoCertificate("not an equation between numbers")
    if len(meaning.parts) > 1 or meaning.many:
        raise NoCertificate("vector or matrix")
    (part,) = meaning.parts
    if part.question.comparison is not Comparison.EQUAL:
        raise NoCertificate("inequality")
    if meaning.pinned:
        raise NoCertificate("a variable is fixed by an assumption")
    if not meaning.as_written:
        raise NoCertificate("derivative along a curve, or a law of an unknown function")
    left, right, limit = _behind_limits(part)
    try:
        return _certificate(part, left, right, limit)
    except TooLarge:
        raise NoCertificate("too large") from None
    except ZeroDivisionError:
        raise NoCertificate("a denominator is identically 0") from None


def _behind_limits(part: Part) -> tuple[Term, Term, str]:
    """Both sides, or what stands behind the same limit on both of them, and the author's name of its variable."""
    left, right = part.question.left, part.question.right
    if not (isinstance(left, LimitOf) and isinstance(right, LimitOf)):
        return left, right, ""
    name = left.variable.split("#")[0]
    if (
        left.point != right.point
        or left.approach is not right.approach
        or right.variable.split("#")[0] != name
        or name in free_names(left) | free_names(right)
    ):
        raise NoCertificate("two different limits")
    return (
        substitute(left.body, left.variable, Variable(name)),
        substitute(right.body, right.variable, Variable(name)),
        name,
    )


def _certificate(part: Part, left: Term, right: Term, limit: str) -> Certificate:
    setting = part.question.setting
    table = Table(setting.integers | setting.positive)
    first, second = read(table, left), read(table, right)
    below = common(first.denominator, second.denominator)
    difference = subtract(lift(table, first, below), lift(table, second, below))
    laws = Laws(table)
    used: list[Law] = []
    cofactors: list[Polynomial] = []
    multiplier = dict(below)
    if difference:
        add_angles(laws)
        add_powers(laws)
        add_factorials(laws)
        difference = _reduce(table, laws.in_order(), difference, used, cofactors, multiplier)
        if difference:
            raise NoCertificate("needs a law that certificates do not know")
    kept = [(law, cofactor) for law, cofactor in zip(used, cofactors, strict=True) if cofactor]
    differentiated = any(isinstance(term, DerivativeOf) for side in (left, right) for term in walk(side))
    return Certificate(
        table,
        first,
        second,
        tuple(law for law, _ in kept),
        tuple(cofactor for _, cofactor in kept),
        multiplier,
        (left, right),
        limit,
        differentiated,
    )


def _reduce(
    table: Table, laws: list[Law], p: Polynomial, used: list[Law], cofactors: list[Polynomial], multiplier: dict[int, int]
) -> Polynomial:
    """p by each law in turn; what is left is p · (what was added to `multiplier`) − Σ cofactor · law."""
    steps = 0
    for law in laws:
        unit = product_of(table, law.unit)
        cofactor: Polynomial = ZERO
        while (n := degree(p, law.rewrites)) >= law.degree:
            steps += 1
            if steps > MOST_STEPS:
                raise TooLarge
            part = multiply(top(p, law.rewrites, n), power(letter(law.rewrites), n - law.degree))
            if law.unit:
                p, cofactor = multiply(p, unit), multiply(cofactor, unit)
                cofactors[:] = [multiply(known, unit) for known in cofactors]
                for i, e in law.unit.items():
                    multiplier[i] = multiplier.get(i, 0) + e
            p = subtract(p, multiply(part, law.polynomial))
            cofactor = add(cofactor, part)
        used.append(law)
        cofactors.append(cofactor)
    return p
