"""Limits that are known, found in larger ones: sin 3x / x is three times sin 3x / 3x, without the rule of L'Hospital."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from builder.calculus.derivation.build import EULER, ONE, add, bare, depends_on, dotted, number, power, times
from builder.calculus.derivation.derivation import Reason
from builder.calculus.derivation.limit_moves import Here, Row
from builder.calculus.derivation.rows import reason_of, tex
from builder.calculus.derivation.terms import Term, multiply, raised, term_of, tree_of
from builder.calculus.expression.nodes import Call, Expression, Negation, Power, Quotient, Sum
from builder.calculus.rules import algebra, limits, trigonometry
from builder.calculus.rules.rule import Rule

_BY_FUNCTION: Mapping[str, Rule] = MappingProxyType({"sin": limits.SINE_LIMIT, "tan": limits.TANGENT_LIMIT})


def by_standard_limits(here: Here, body: Expression) -> list[Row]:
    """Each factor that is like u where u goes to 0, as a quotient by u: what is left must not vanish."""
    term = term_of(body, [])
    rest = Term(term.coefficient)
    quotients: list[Expression] = []
    known: dict[Rule, list[Expression]] = {}
    for base, exponent in term.powers:
        found = _like_itself(here, base)
        if found is None or not isinstance(exponent, Fraction) or exponent.denominator != 1:
            rest = multiply(rest, Term(Fraction(1), ((base, exponent),)), [])
            continue
        u, rule = found
        known.setdefault(rule, []).append(u)
        rest = multiply(rest, raised(term_of(u, []), int(exponent)), [])
        pair = Quotient(base, u) if exponent > 0 else Quotient(u, base)
        quotients.append(power(pair, number(abs(exponent))))
    moving = [base for base, _ in rest.powers if depends_on(base, here.x.name)]
    if not known or (moving and here.at_infinity):
        return []
    if any((value := here.rough(base)) is None or abs(value) < 1e-6 for base in moving):
        return []
    left = tree_of(rest, here.style)
    written = dotted(*([] if left == ONE else [left]), *quotients)
    rows: list[Row] = []
    if bare(written) != bare(body):
        rows.append((written, Reason(algebra.CANCEL.name, "put the same factor above and below"), ()))
    text = "; ".join(rule.because + _where(here, each) for rule, each in known.items())
    rows.append((left, Reason(next(iter(known)).name, text), ()))
    return rows


def _where(here: Here, known: list[Expression]) -> str:
    """What stands for h in the standard limit, where that is not the variable alone."""
    return "" if known == [here.x] else " with " + ", ".join(f"$h = {tex(u)[1:-1]}$" for u in dict.fromkeys(known))


def _like_itself(here: Here, base: Expression) -> tuple[Expression, Rule] | None:
    """The u of sin u, tan u, e^u - 1 and ln(1 + u), where u goes to 0; None for anything else."""
    match base:
        case Call(function, (argument,), None, None) if function in _BY_FUNCTION:
            u, rule = bare(argument), _BY_FUNCTION[function]
        case Call("ln", (argument,), None, None) if isinstance(inner := bare(argument), Sum) and ONE in inner.terms:
            terms = list(inner.terms)
            terms.remove(ONE)
            u, rule = add(*terms), limits.LOGARITHM_LIMIT
        case Sum((Power(power_of, exponent), Negation(operand=last))) if power_of == EULER and last == ONE:
            u, rule = bare(exponent), limits.EXPONENTIAL_LIMIT
        case _:
            return None
    return (u, rule) if depends_on(u, here.x.name) and here.is_zero(u) else None


def by_cosine(here: Here, body: Expression) -> list[Row]:
    """A fraction with 1 - cos u, which vanishes: times 1 + cos u that is the square of sin u."""
    fraction = bare(body)
    if here.at_infinity or not isinstance(fraction, Quotient):
        return []
    term = term_of(fraction, [])
    for base, exponent in term.powers:
        cosine = _beside_one(base)
        if exponent != 1 or cosine is None or not here.is_zero(base):
            continue
        negative = base != add(ONE, Negation(cosine))
        other = add(cosine, ONE) if negative else add(ONE, cosine)
        sine = Call("sin", cosine.arguments, None, None, cosine.brackets)
        squared = Term(Fraction(-1 if negative else 1), ((sine, Fraction(2)), (other, Fraction(-1))))
        rest = Term(term.coefficient, tuple(pair for pair in term.powers if pair[0] != base))
        after = tree_of(multiply(squared, rest, []), here.style)
        further = by_standard_limits(here, after)
        wide = Quotient(times(fraction.numerator, other), times(fraction.denominator, other))
        rows: list[Row] = [
            (wide, Reason(algebra.CONJUGATE.name, f"multiply above and below by {tex(other)}"), ()),
            (after, reason_of(algebra.DIFFERENCE_OF_SQUARES, trigonometry.PYTHAGORAS), ()),
        ]
        if further:
            return [*rows, *further]
    return []


def _beside_one(base: Expression) -> Call | None:
    """The cosine of 1 - cos u or cos u - 1."""
    match base:
        case Sum((first, Negation(operand=Call("cos", (_,), None, None) as cosine))) if first == ONE:
            return cosine
        case Sum((Call("cos", (_,), None, None) as cosine, Negation(operand=last))) if last == ONE:
            return cosine
        case _:
            return None
