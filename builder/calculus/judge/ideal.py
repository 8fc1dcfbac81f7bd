"""Proofs modulo equations: the numerator of a difference of sides lies in the ideal that the equations generate.

The equations and the sides are brought to polynomials over the same kernels, whose own relations (s² + c² = 1) belong to the
ideal too; a Gröbner basis then tells. Arguments of kernels are first reduced by the equations between letters, so that
`\\ln(x^2 + y^2)` is `\\ln 25` on a circle. A member of the ideal is 0 at every common zero, and nothing else is concluded.

Source: B. Buchberger, *Ein Algorithmus zum Auffinden der Basiselemente des Restklassenringes* (1965); D. Cox, J. Little,
D. O'Shea, *Ideals, Varieties, and Algorithms*, chapter 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction as Number
from math import gcd
from typing import Any

from flint import fmpq, fmpq_mpoly, fmpq_mpoly_ctx, fmpz_mpoly_ctx, fmpz_mpoly_vec
from msgspec import Struct

from builder.calculus.budget import Budget
from builder.calculus.judge.attempt import Equal
from builder.calculus.judge.balls import fraction, rational
from builder.calculus.judge.domain import gather
from builder.calculus.judge.field import NEGATIVE, POSITIVE, Field, Fraction, Memory, Polynomial, Stop, Undefined, restarting
from builder.calculus.judge.normal_form import convert
from builder.calculus.judge.signs import conditions, fraction_sign
from builder.calculus.judge.substitution import count
from builder.calculus.judge.subterms import free_variables, map_parts
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Comparison,
    Divide,
    Multiply,
    Question,
    Raise,
    Rational,
    RootOf,
    Term,
    UnknownAt,
    Variable,
)
from builder.calculus.judge.written import kernels_as_latex

ZERO = Rational(Number(0))
RESTARTS = 8
LARGEST_POWER = 12
LARGEST_POLYNOMIAL = 200
BASIS = (40, 200, 2_000)
"""How many polynomials a basis may have, of how many terms, of how many bits."""


class NoPolynomial(Exception):
    """A term that is no rational function of modest size. `args[0]` says why."""


def equal_modulo(question: Question, ties: tuple[Term, ...], budget: Budget) -> Equal | None:
    """A proof that the sides are equal wherever they are defined, all `ties` are 0 and the setting holds; None says nothing."""
    if question.comparison is not Comparison.EQUAL:
        return None
    if sum(count(t, budget.nodes) for t in (question.left, question.right, *ties)) > budget.nodes:
        return None
    reducer = _letters(ties)
    left, right = (question.left, question.right) if reducer is None else map(reducer.inside, (question.left, question.right))
    memory = Memory()
    try:
        return restarting(lambda: _equal(Field(memory, budget, question.setting), left, right, ties), RESTARTS)
    except (Stop, Undefined, NoPolynomial):
        return None


def _equal(field: Field, left: Term, right: Term, ties: tuple[Term, ...]) -> Equal | None:
    gather(field, left, right, field.setting)
    sides = convert(field, left), convert(field, right)
    difference = field.subtract(*sides)
    generators = [convert(field, t).numerator for t in ties]
    if difference.numerator.is_zero() or _in_ideal(field, _cleared(field, difference, sides), generators):
        return Equal(
            "normal form modulo the equations", conditions(field), tuple(field.identities), kernels=kernels_as_latex(field)
        )
    # a² = b² and neither is negative: a = b.
    signs = [fraction_sign(field, side) for side in sides]
    if all(not s & NEGATIVE for s in signs) or all(not s & POSITIVE for s in signs):
        squares = field.subtract(field.multiply(sides[0], sides[0]), field.multiply(sides[1], sides[1]))
        if squares.numerator.is_zero() or _in_ideal(field, _cleared(field, squares, sides), generators):
            return Equal(
                "squares modulo the equations", conditions(field), tuple(field.identities), kernels=kernels_as_latex(field)
            )
    return None


def _cleared(field: Field, difference: Fraction, sides: Iterable[Fraction]) -> list[Polynomial]:
    """The numerator, and the numerator times what is not 0 where the sides are defined: each is 0 only if the sides are equal."""
    p = difference.numerator
    found = [p]
    for side in sides:
        if not side.denominator.is_constant():
            found.append(field.times(p, side.denominator))
    return found


def _in_ideal(field: Field, candidates: list[Polynomial], generators: list[Polynomial]) -> bool:
    """Whether one of the candidates lies in the ideal of the generators and of the relations of all kernels in them."""
    used: set[int] = set()
    waiting = [*candidates, *generators]
    relations: list[Polynomial] = []
    while waiting:
        for kernel in field.kernels_in(waiting.pop()):
            if kernel.index not in used:
                used.add(kernel.index)
                if kernel.relation is not None:
                    relations.append(kernel.relation)
                    waiting.append(kernel.relation)
    names = {i: f"v{i}" for i in sorted(used)}
    basis = Basis.of([_named(p, names) for p in (*generators, *relations)], tuple(names.values()))
    return basis is not None and any(basis.remainder(_named(p, names)).is_zero() for p in candidates)


def _named(p: Polynomial, names: Mapping[int, str]) -> Mapping[tuple[int, ...], fmpq]:
    """The coefficients of a polynomial by the exponents of the generators named."""
    coefficients = list(p.coeffs())
    return {tuple(m[i] for i in names): coefficients[j] for j, m in enumerate(p.monoms())}


class Basis(Struct, frozen=True):
    """A Gröbner basis over the rationals, in lexicographic order of `names`."""

    names: tuple[str, ...]
    ring: fmpq_mpoly_ctx
    members: tuple[fmpq_mpoly, ...]

    @staticmethod
    def of(generators: Iterable[Mapping[tuple[int, ...], fmpq]], names: tuple[str, ...]) -> Basis | None:
        """The basis of the ideal of some polynomials, or None if it is too large."""
        whole = fmpz_mpoly_ctx.get(names, "lex")
        ring = fmpq_mpoly_ctx.get(names, "lex")
        start = []
        for coefficients in generators:
            if len(coefficients) > LARGEST_POLYNOMIAL:
                return None
            common = 1
            for c in coefficients.values():
                common = common * int(c.q) // gcd(common, int(c.q))
            polynomial = whole.from_dict({m: int((c * common).p) for m, c in coefficients.items()})
            if not polynomial.is_zero():
                start.append(polynomial)
        if not start:
            return None
        answer: Any = fmpz_mpoly_vec(start, whole).buchberger_naive(limits=BASIS)  # its stub says less than it gives
        found, complete = answer
        if not complete:
            return None
        members = [g.to_dict() for g in found]
        return Basis(names, ring, tuple(ring.from_dict({m: fmpq(c) for m, c in g.items()}) for g in members))

    def remainder(self, coefficients: Mapping[tuple[int, ...], fmpq]) -> fmpq_mpoly:
        """What is left of a polynomial when no leading term of the basis divides a term of it; 0 for members of the ideal."""
        p = self.ring.from_dict(dict(coefficients))
        changed = True
        while changed and not p.is_zero():
            changed = False
            for g in self.members:
                quotient, rest = divmod(p, g)
                if not quotient.is_zero():
                    p, changed = _modest(rest), True
        return p


# ---------------------------------------------------------------------------------------------- arguments of kernels


class Letters(Struct, frozen=True):
    """Equations between letters alone, as a basis by which arguments of functions are reduced."""

    basis: Basis

    def inside(self, term: Term) -> Term:
        """A term whose functions have reduced arguments."""
        match term:
            case Apply() | RootOf() | Raise() | UnknownAt():
                return map_parts(term, lambda part: self._reduced(self.inside(part)))
            case Add() | Multiply() | Divide():
                return map_parts(term, self.inside)
            case _:
                return term

    def _reduced(self, term: Term) -> Term:
        if not free_variables(term) & set(self.basis.names):
            return term
        generators = dict(zip(self.basis.names, self.basis.ring.gens(), strict=True))
        try:
            above, below = _fraction(term, generators, self.basis.ring)
        except NoPolynomial:
            return term
        top, bottom = self.basis.remainder(above.to_dict()), self.basis.remainder(below.to_dict())
        if bottom.is_zero():
            return term
        return (
            _written(top, self.basis.names)
            if bottom.is_one()
            else Divide(_written(top, self.basis.names), _written(bottom, self.basis.names))
        )


def _letters(ties: tuple[Term, ...]) -> Letters | None:
    names = tuple(sorted(free_variables(*ties)))
    if not names:
        return None
    ring = fmpq_mpoly_ctx.get(names, "lex")
    generators = dict(zip(names, ring.gens(), strict=True))
    found = []
    for tie in ties:
        try:
            found.append(_fraction(tie, generators, ring)[0].to_dict())
        except NoPolynomial:
            continue
    basis = Basis.of(found, names) if found else None
    return None if basis is None else Letters(basis)


def _written(p: fmpq_mpoly, names: tuple[str, ...]) -> Term:
    """A polynomial as a term."""
    terms: list[Term] = []
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        factors: list[Term] = [Rational(fraction(coefficient))]
        for name, exponent in zip(names, monomial, strict=True):
            if exponent:
                factors.append(Variable(name) if exponent == 1 else Raise(Variable(name), Rational(Number(int(exponent)))))
        terms.append(factors[0] if len(factors) == 1 else Multiply(tuple(factors)))
    if not terms:
        return ZERO
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def _fraction(term: Term, generators: Mapping[str, fmpq_mpoly], ring: fmpq_mpoly_ctx) -> tuple[fmpq_mpoly, fmpq_mpoly]:
    """A term as numerator and denominator, if it is made of rational operations of modest size."""
    one = ring.constant(1)
    match term:
        case Rational(value):
            return ring.constant(rational(value)), one
        case Variable(name) if name in generators:
            return generators[name], one
        case Add(terms):
            above, below = ring.constant(0), one
            for t in terms:
                a, b = _fraction(t, generators, ring)
                above, below = _modest(above * b + a * below), _modest(below * b)
            return above, below
        case Multiply(factors):
            above, below = one, one
            for t in factors:
                a, b = _fraction(t, generators, ring)
                above, below = _modest(above * a), _modest(below * b)
            return above, below
        case Divide(numerator, denominator):
            a, b = _fraction(numerator, generators, ring)
            c, d = _fraction(denominator, generators, ring)
            return _modest(a * d), _modest(b * c)
        case Raise(base, Rational(value)) if value.denominator == 1 and abs(value) <= LARGEST_POWER:
            a, b = _fraction(base, generators, ring)
            if value < 0:
                a, b = b, a
            return _modest(a ** abs(int(value))), _modest(b ** abs(int(value)))
        case _:
            raise NoPolynomial("no rational function")


def _modest(polynomial: fmpq_mpoly) -> fmpq_mpoly:
    if len(polynomial) > LARGEST_POLYNOMIAL:
        raise NoPolynomial("a polynomial of too many terms")
    return polynomial
