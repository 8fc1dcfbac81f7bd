"""Zeros of what repeats: sin x is 0 at kπ. A family of zeros is its first place and what is added for each turn."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm, pi
from typing import cast

from msgspec import Struct

from builder.calculus.derivation.alike import sines_and_cosines
from builder.calculus.derivation.build import PI, ZERO, add, bare, call, depends_on, number, rational
from builder.calculus.derivation.derivation import CannotDerive, Reason
from builder.calculus.derivation.partial_fractions import factors, trimmed
from builder.calculus.derivation.polynomials import coefficients, multiplied_out, polynomial, sum_of
from builder.calculus.derivation.rough import NEAR, rough
from builder.calculus.derivation.rows import quoted, reason_of
from builder.calculus.derivation.solving import product_of, zeros_of_polynomial
from builder.calculus.derivation.sums import collected, content_of, shared_powers, taken_out
from builder.calculus.derivation.terms import Style, Term, style_in, term_of, tree_of
from builder.calculus.derivation.values import exact
from builder.calculus.expression.nodes import Call, Expression, Negation, Node, Quotient, Sum, Symbol
from builder.calculus.expression.walk import descendants, map_children, substitute, summands
from builder.calculus.rules import algebra, trigonometry
from builder.calculus.rules.rule import Rule

_WAVES = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_MOST = 6  # families that are shown


class Family(Struct, frozen=True):
    """The places `start` + k `turn` π, for whole k."""

    start: Expression
    turn: Fraction

    def at(self, letter: Symbol) -> Expression:
        """The places, with a letter that counts."""
        turn = tree_of(Term(self.turn, ((letter, Fraction(1)), (PI, Fraction(1)))), Style())
        return turn if self.start == ZERO else add(self.start, turn)

    def moved(self, by: Fraction) -> Family:
        """The places that lie a multiple of π behind these."""
        return Family(_moved(self.start, by), self.turn)


def repeats(node: Expression, x: Symbol) -> bool:
    """Whether sine, cosine or their like of x stand in `node`."""
    return any(isinstance(n, Call) and n.function in _WAVES and depends_on(n, x.name) for n in descendants(node))


def turn_of(node: Expression, x: Symbol) -> Fraction | None:
    """After which multiple of π all waves in `node` repeat together; None where that is not seen."""
    rates = []
    for wave in (n for n in descendants(node) if isinstance(n, Call) and n.function in _WAVES and depends_on(n, x.name)):
        line = coefficients(wave.arguments[0], x)
        if line is None or len(line) != 2:
            return None
        rates.append(abs(line[1]))
    return Fraction(2 * lcm(*(r.denominator for r in rates)), gcd(*(r.numerator for r in rates))) if rates else None


def factored(slope: Expression, x: Symbol) -> list[tuple[Expression, Reason]]:
    """The rows that write a sum of waves as a product, as far as it is one: angles that are doubled first."""
    rows: list[tuple[Expression, Reason]] = []
    style = style_in(x)
    used: list[Rule] = []
    if not isinstance(slope, Sum):
        return rows
    if len({n.arguments for n in descendants(slope) if isinstance(n, Call)}) > 1:
        after = sines_and_cosines(slope, style, used)
        terms = multiplied_out(after, x.name) or [term_of(term, []) for term in summands(after)]
        if used:
            slope = sum_of(collected(terms), style)
            rows.append((slope, reason_of(*dict.fromkeys(used))))
    terms = [term_of(term, []) for term in summands(slope)]
    shared = shared_powers(terms)
    if shared:
        rows.append((taken_out(terms, shared, content_of(terms), style), reason_of(algebra.FACTOR_OUT)))
        return rows
    waves = _angles(slope, x)
    if len({n.arguments for n in waves}) != 1 or any(not isinstance(b, Call) for t in terms for b, _ in t.powers):
        return rows
    if len(waves) == 2 and (one := _without_squares(terms, bare(next(iter(waves)).arguments[0]))) is not None:
        slope, terms = sum_of(one, style), one
        rows.append((slope, reason_of(trigonometry.PYTHAGORAS)))
    waves = _angles(slope, x)
    if len(waves) != 1 or (values := _in_wave(terms, x)) is None or len(values) != 3:
        return rows
    content, parts = factors(trimmed(values))
    if all(len(part) == 2 for part, _ in parts):
        (wave,) = waves
        whole = product_of(content, [(substitute(polynomial(part, x, style), {x.name: wave}), k) for part, k in parts])
        rows.append((whole, reason_of(algebra.FACTOR_POLYNOMIAL)))
    return rows


def _angles(node: Expression, x: Symbol) -> set[Call]:
    """The waves in `node`, without their powers."""
    waves = {n for n in descendants(node) if isinstance(n, Call) and depends_on(n, x.name)}
    return {Call(n.function, n.arguments, None, n.base, n.brackets) for n in waves}


def _in_wave(terms: Sequence[Term], x: Symbol) -> list[Fraction] | None:
    """The coefficients of a polynomial in a wave."""
    return coefficients(sum_of([Term(t.coefficient, tuple((x, e) for _, e in t.powers)) for t in terms], Style()), x)


def families(slope: Expression, x: Symbol, turn: Fraction) -> list[Family]:
    """All zeros of a product of waves and of what is nowhere 0, parted so that each family repeats after `turn`.

    Raises CannotDerive where a factor is not solved.
    """
    above = slope.numerator if isinstance(slope, Quotient) else slope
    found: list[Family] = []
    for base, exponent in term_of(above, []).powers:
        if (isinstance(exponent, Fraction) and exponent < 0) or not depends_on(base, x.name):
            continue
        for family in _of_factor(base, x):
            found.extend(_parted(family, turn))
    places: dict[int, Family] = {}
    for family in found:
        at = rough(family.start, {})
        if at is not None and rough(slope, {x.name: at}) is not None:
            places.setdefault(round(at / NEAR), family)
    if len(places) > _MOST:
        raise CannotDerive(f"{quoted(slope)} has too many zeros in each turn", "ask for the values with f'(2), f''(2)")
    return [places[key] for key in sorted(places)]


def _parted(family: Family, turn: Fraction) -> list[Family]:
    """A family as several, each of which repeats after `turn`, with its first place within half a turn of 0."""
    parts = []
    for k in range(int(turn / family.turn)):
        start = _moved(family.start, k * family.turn)
        at = rough(start, {}) or 0.0
        turns = round(at / (float(turn) * pi))
        if at / (float(turn) * pi) - turns < -0.5 + NEAR:
            turns -= 1  # the end at the right: pi, not -pi
        parts.append(Family(_moved(start, -turns * turn), turn))
    return parts


def _moved(start: Expression, by: Fraction) -> Expression:
    """A place moved by a multiple of π."""
    terms = [term_of(term, []) for term in summands(start)] if start != ZERO else []
    return sum_of(collected([*terms, _pi(by)] if by else terms), Style())


def _of_factor(base: Expression, x: Symbol) -> list[Family]:
    match base:
        case Call("sec" | "csc" | "cosh" | "exp", (_,), None, None):
            return []
        case Call("sin" | "tan" | "cos" | "cot" as function, (argument,), None, None):
            return _solved(bare(argument), x, [((_pi(Fraction(function in ("cos", "cot"), 2)),), Fraction(1))])
        case Sum():
            return _of_sum(base, x)
        case _:
            raise _unsolved(base)


def _unsolved(base: Expression) -> CannotDerive:
    return CannotDerive(f"the equation {quoted(base)} = 0 is not solved", "solve it, and ask for the values with f'(2), f''(2)")


def _of_sum(base: Sum, x: Symbol) -> list[Family]:
    """a sin u + b cos u, and polynomials of degree up to two in sin u or cos u alone."""
    plain = _angles(base, x)
    arguments = {bare(n.arguments[0]) for n in plain}
    terms = [term_of(term, []) for term in base.terms]
    if (
        len(arguments) != 1
        or {n.function for n in plain} - {"sin", "cos"}
        or any(not isinstance(b, Call) for t in terms for b, _ in t.powers)
    ):
        raise _unsolved(base)
    (u,) = arguments
    if len(plain) == 2:
        sizes = {cast(Call, t.powers[0][0]).function: t.coefficient for t in terms if len(t.powers) == 1 and t.powers[0][1] == 1}
        if len(terms) == 2 and sizes.keys() == {"sin", "cos"}:
            ratio = -sizes["cos"] / sizes["sin"]
            return _solved(u, x, [((term_of(exact(call("arctan", number(ratio))), []),), Fraction(1))])
        one = _without_squares(terms, u)
        if one is None:
            raise _unsolved(base)
        terms = one
        plain = {cast(Call, b) for t in terms for b, _ in t.powers}
    if len(plain) != 1:
        raise _unsolved(base)
    (wave,) = plain
    values = _in_wave(terms, x)
    if values is None or len(values) not in (2, 3):
        raise _unsolved(base)
    found = []
    levels = [exact(zero) for factor, _ in factors(trimmed(values))[1] for zero in zeros_of_polynomial(factor, base)]
    for level in levels:
        size = rough(level, {}) or 0.0
        if abs(size) <= 1 + NEAR:
            found.extend(_at_level(wave.function, level, abs(abs(size) - 1) < NEAR))
    return _solved(u, x, found)


def _without_squares(terms: Sequence[Term], u: Expression) -> list[Term] | None:
    """The same by the other function, where one of sine and cosine stands as a square only."""
    for gone, kept in (("cos", "sin"), ("sin", "cos")):
        after: list[Term] = []
        for term in terms:
            powers = {cast(Call, b).function: e for b, e in term.powers}
            square = powers.pop(gone, Fraction(0))
            if square not in (0, 2) or any(not isinstance(e, Fraction) for e in powers.values()):
                break
            base = call(kept, u)
            rest = tuple((base, e) for e in powers.values())
            after.append(Term(term.coefficient, rest))
            if square:
                after.append(Term(-term.coefficient) * Term(Fraction(1), rest) * Term(Fraction(1), ((base, Fraction(2)),)))
        else:
            return collected(after)
    return None


_Angle = tuple[tuple[Term, ...], Fraction]
"""An angle, as terms, and the multiple of π after which it stands again."""


def _pi(times_pi: Fraction) -> Term:
    return Term(times_pi, ((PI, Fraction(1)),))


def _at_level(function: str, level: Expression, extreme: bool) -> list[_Angle]:
    """Where sine or cosine is a number: one place in each turn where it is 1 or -1, else two."""
    negative = function == "sin" and (rough(level, {}) or 0.0) < 0
    arc = term_of(exact(call(f"arc{function}", exact(Negation(level)) if negative else level)), [])
    if negative:
        arc = Term(-arc.coefficient, arc.powers)
    opposite = Term(-arc.coefficient, arc.powers)
    two = Fraction(2)
    if rational(level) == 0 or extreme:
        return [((arc,), two if extreme else Fraction(1))]
    return [((arc,), two), ((opposite,) if function == "cos" else (_pi(Fraction(1)), opposite), two)]


def _solved(u: Expression, x: Symbol, angles: Sequence[_Angle]) -> list[Family]:
    """x where a x + b is one of the angles, each with what it repeats after."""
    line = coefficients(u, x)
    if line is None or len(line) != 2:
        raise _unsolved(u)
    offset, rate = line
    found = []
    for angle, turn in angles:
        places = collected([Term(t.coefficient / rate, t.powers) for t in (*angle, Term(-offset)) if t.coefficient])
        found.append(Family(sum_of(places, Style()), turn / abs(rate)))
    return found


def without_turns(node: Expression, letter: Symbol) -> Expression:
    """`node`, in which whole turns are left out of sine, cosine and their like: sin(x + 2kπ) is sin x."""

    def change(n: Node) -> Node:
        n = map_children(n, change)
        if isinstance(n, Call) and n.function in _WAVES and depends_on(n, letter.name):
            terms = multiplied_out(n.arguments[0], letter.name) or [term_of(t, []) for t in summands(bare(n.arguments[0]))]
            kept = [t for t in terms if not _is_turn(t, letter)]
            return Call(n.function, (sum_of(kept, Style()),), n.power, n.base, n.brackets)
        return n

    return cast(Expression, change(node))


def _is_turn(term: Term, letter: Symbol) -> bool:
    even = term.coefficient.denominator == 1 and term.coefficient.numerator % 2 == 0
    return even and set(term.powers) == {(letter, Fraction(1)), (PI, Fraction(1))}
