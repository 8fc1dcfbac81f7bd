"""Two equations in two variables: one of them holds in ways in which a variable is a formula in the other one, which is put in.

Source: elimination by substitution; which way a product is 0, one of its factors is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import cast

from msgspec import Struct, field

from builder.calculus.derivation.build import EULER, ZERO, depends_on, times, without_groups
from builder.calculus.derivation.denominators import over_one_denominator
from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.derivation.factoring import factor_kernels
from builder.calculus.derivation.partial_fractions import factors, trimmed
from builder.calculus.derivation.polynomials import coefficients, multiplied_out, polynomial, sum_of
from builder.calculus.derivation.rough import NEAR, rough
from builder.calculus.derivation.rows import quoted
from builder.calculus.derivation.signs import Signs
from builder.calculus.derivation.solving import (
    numerator_of,
    product_of,
    with_common_factor,
    zeros_of_factor,
    zeros_of_polynomial,
    zeros_of_polynomial_with_letters,
)
from builder.calculus.derivation.sums import collected
from builder.calculus.derivation.terms import Style, Term, multiply, term_of, tree_of
from builder.calculus.derivation.values import worked_out
from builder.calculus.expression.nodes import Call, Expression, Node, Power, Product, Quotient, Sum, Symbol
from builder.calculus.expression.walk import descendants, map_children, substitute, symbols, symbols_of

_NOT_SOLVED = ("the two equations are not solved", "solve them, and ask for the values at the points")
_CURVE = ("the critical points fill a curve", "there is no single point to look at")
Point = tuple[Expression, Expression]


_WAVES = frozenset(("sin", "cos", "tan", "cot"))


class PutIn(Struct, frozen=True):
    """One way in which an equation holds, put into the other: what that gives, and as a product."""

    variable: Symbol
    value: Expression
    given: Expression
    product: Expression


class Solutions(Struct):
    """The points at which both equations hold, how they were found, and the letters that are taken not to be 0."""

    points: list[Point] = field(default_factory=list)
    put_in: list[PutIn] = field(default_factory=list)
    not_zero: set[str] = field(default_factory=set)


class _Branch(Struct, frozen=True):
    """A way in which the first equation holds: a variable is some formula in the other one."""

    variable: Symbol
    value: Expression
    other: Symbol


def as_product(equation: Expression, variables: Sequence[Symbol]) -> Expression:
    """One fraction, and what its terms share in front: e^{-x} (1 - x) rather than e^{-x} - x e^{-x}."""
    style = Style(variables=frozenset(v.name for v in variables))
    return factor_kernels(over_one_denominator(equation, style, []), style, [])


def solutions_of_two(equations: Sequence[Expression], x: Symbol, y: Symbol, signs: Signs) -> Solutions:
    """All points at which both are 0, in order. Raises CannotDerive where it is not certain that these are all."""
    failed = CannotDerive(*_NOT_SOLVED)
    for first, second in ((0, 1), (1, 0)):
        found = Solutions()
        try:
            for branch in _branches(equations[first], x, y, signs, found.not_zero):
                _on_branch(branch, equations[second], x, signs, found)
        except CannotDerive as cannot:
            failed = cannot
            continue
        found.points = _in_order(found.points, equations, x, y, signs)
        return found
    shared = set(_vanishing(equations[0], (x, y))) & set(_vanishing(equations[1], (x, y)))
    raise CannotDerive(*_CURVE) if shared else failed


def sample_of(nodes: Sequence[Expression], variables: Sequence[Symbol], signs: Signs) -> dict[str, float]:
    """A number for each letter, of the sign that is known of it."""
    names = sorted(symbols_of(nodes) - {v.name for v in variables})
    return {name: (1.37 + 0.29 * k) * signs.get(name, 1) for k, name in enumerate(names)}


def _in_order(points: Sequence[Point], equations: Sequence[Expression], x: Symbol, y: Symbol, signs: Signs) -> list[Point]:
    """The points that differ and at which both equations have a value, which must be 0."""
    sample = sample_of([*equations, *(part for point in points for part in point)], (x, y), signs)
    places: dict[tuple[int, int], Point] = {}
    for point in points:
        at = [rough(part, sample) for part in point]
        if at[0] is None or at[1] is None:
            continue
        values = [rough(equation, {**sample, x.name: at[0], y.name: at[1]}) for equation in equations]
        if None in values:
            continue
        if any(abs(value or 0.0) > NEAR * 100 for value in values):
            raise CannotDerive(*_NOT_SOLVED)
        places.setdefault((round(at[0] / NEAR), round(at[1] / NEAR)), point)
    return [places[key] for key in sorted(places)]


def _vanishing(node: Expression, variables: Sequence[Symbol]) -> Iterator[Expression]:
    """The factors of a product in which the variables stand, without powers of e, which are never 0."""
    for base, exponent in term_of(numerator_of(as_product(node, variables)), []).powers:
        if base == EULER or not any(depends_on(base, v.name) for v in variables):
            continue
        if not isinstance(exponent, Fraction):
            raise CannotDerive(*_NOT_SOLVED)
        if exponent > 0:
            yield base


def _branches(equation: Expression, x: Symbol, y: Symbol, signs: Signs, not_zero: set[str]) -> Iterator[_Branch]:
    """The ways in which a product is 0. Raises CannotDerive where one of its factors is not solved."""
    for factor in _vanishing(equation, (x, y)):
        moving = [v for v in (x, y) if depends_on(factor, v.name)]
        if len(moving) == 1:
            (v,) = moving
            for zero in _zeros(factor, v, signs, not_zero):
                yield _Branch(v, zero, y if v == x else x)
            continue
        terms = _polynomial_terms(factor, x, y)
        if terms is None:
            raise CannotDerive(f"{quoted(factor)} = 0 is not solved", "solve the equations, and ask for the values at the points")
        least = {v: min(_degree(t, v) for t in terms) for v in (x, y)}
        for v, other in ((x, y), (y, x)):
            if least[v]:
                yield _Branch(v, ZERO, other)
        rest = [t * Term(Fraction(1), tuple((v, -k) for v, k in least.items() if k)) for t in terms]
        yield from _of_rest(sum_of(rest, _style(x, y)), rest, (x, y), signs, not_zero)


def _of_rest(
    whole: Expression, terms: Sequence[Term], variables: tuple[Symbol, Symbol], signs: Signs, not_zero: set[str]
) -> Iterator[_Branch]:
    """The ways in which a polynomial is 0 that no variable divides."""
    x, y = variables
    moving = [v for v in variables if any(_degree(t, v) for t in terms)]
    if not moving:
        return
    if len(moving) == 1:
        (v,) = moving
        for zero in _zeros(whole, v, signs, not_zero):
            yield _Branch(v, zero, y if v == x else x)
        return
    for v, other in ((y, x), (x, y)):
        linear = [t for t in terms if _degree(t, v)]
        if len(linear) != 1 or _degree(linear[0], v) != 1:
            continue
        rest = [t for t in terms if t is not linear[0]]
        letters = _letters(linear[0], variables)
        if _degree(linear[0], other):  # where that is 0, what is left must not be
            alone = [t for t in rest if not _degree(t, other)]
            if len(alone) != 1:
                continue
            letters |= _letters(alone[0], variables)
        not_zero |= letters - signs.keys()
        beside = multiply(linear[0], Term(Fraction(1), ((v, Fraction(-1)),)), [])
        over = Term(-1 / beside.coefficient, tuple((b, -e) for b, e in beside.powers if isinstance(e, Fraction)))
        yield _Branch(v, sum_of([multiply(t, over, []) for t in rest], _style(*variables)), other)
        return
    raise CannotDerive(f"{quoted(whole)} = 0 is not solved", "solve the equations, and ask for the values at the points")


def _on_branch(branch: _Branch, equation: Expression, x: Symbol, signs: Signs, found: Solutions) -> None:
    """Add the points of a branch at which the other equation holds too."""
    given = without_groups(substitute(equation, {branch.variable.name: branch.value}))
    style = Style(variables=frozenset((branch.other.name,)))
    tidy = _tidied(given, style)
    if (terms := multiplied_out(tidy, branch.other.name)) is not None:
        tidy = sum_of(collected(terms), style)
    tidy = as_product(tidy, (branch.other,))
    if tidy == ZERO:
        raise CannotDerive(*_CURVE)
    product = _factored(tidy, branch.other)
    found.put_in.append(PutIn(branch.variable, branch.value, given, product))
    for factor in _vanishing(product, (branch.other,)):
        for zero in _zeros(factor, branch.other, signs, found.not_zero):
            value = without_groups(substitute(branch.value, {branch.other.name: zero}))
            if rough(value, sample_of([value], (), signs)) is None:
                continue
            value = worked_out(value)
            if symbols(value):
                value = tree_of(term_of(value, []), style)
            found.points.append((value, zero) if branch.variable == x else (zero, value))


def _tidied(node: Expression, style: Style) -> Expression:
    """What is put in, without fractions in fractions and with like terms collected."""

    def change(part: Node) -> Node:
        part = map_children(part, change)
        if isinstance(part, Sum):
            return over_one_denominator(sum_of(collected([term_of(each, []) for each in part.terms]), style), style, [])
        return tree_of(term_of(part, []), style) if isinstance(part, Product | Quotient | Power) else part

    return cast(Expression, change(node))


def _factored(node: Expression, v: Symbol) -> Expression:
    """A polynomial, or one over a power, as a product."""
    above = numerator_of(node)
    values = coefficients(above, v)
    if values is None or not any(values):
        above = with_common_factor(above, v)
        return Quotient(above, node.denominator) if isinstance(node, Quotient) else above if node == numerator_of(node) else node
    content, parts = factors(trimmed(values))
    product = product_of(content, [(polynomial(p, v, Style()), k) for p, k in parts])
    return Quotient(product, node.denominator) if isinstance(node, Quotient) else product if node == above else node


def _zeros(factor: Expression, v: Symbol, signs: Signs, not_zero: set[str]) -> list[Expression]:
    """The zeros of what holds one variable. Raises CannotDerive where these are not certain to be all."""
    if any(isinstance(n, Call) and n.function in _WAVES and depends_on(n, v.name) for n in descendants(factor)):
        raise CannotDerive(
            f"{quoted(factor)} is 0 without end", "look at one period: solve there, and ask for the values at the points"
        )
    if not symbols(factor) - {v.name}:
        return zeros_of_factor(factor, v)
    terms = multiplied_out(factor, v.name)
    if terms is not None and (scaled := _homogeneous(collected(terms), factor, v)) is not None:
        letter, zeros = scaled
        if not zeros:
            not_zero |= {letter.name} - signs.keys()
    else:
        zeros = zeros_of_polynomial_with_letters(factor, v, signs)
    highest = max(terms or [], key=lambda t: _degree(t, v), default=Term(Fraction(1)))
    not_zero |= _letters(highest, (v,)) - signs.keys()
    return zeros


def _homogeneous(terms: Sequence[Term], whole: Expression, v: Symbol) -> tuple[Symbol, list[Expression]] | None:
    """The letter and the zeros of a polynomial in v and one letter a in which all terms have one degree: its zeros are multiples
    of a, and those of the polynomial with a = 1 are the factors."""
    letters = sorted(symbols(whole) - {v.name})
    if len(letters) != 1:
        return None
    a = Symbol(letters[0])
    if any(base not in (v, a) or not isinstance(e, Fraction) or e.denominator != 1 for t in terms for base, e in t.powers):
        return None
    if len({_degree(t, v) + _degree(t, a) for t in terms}) != 1 or any(_degree(t, v) < 0 for t in terms):
        return None
    values = [Fraction(0)] * (int(max(_degree(t, v) for t in terms)) + 1)
    for term in terms:
        values[int(_degree(term, v))] += term.coefficient
    zeros = [z for factor, _ in factors(trimmed(values))[1] for z in zeros_of_polynomial(factor, whole)]
    return a, [ZERO if z == ZERO else tree_of(term_of(times(z, a), []), Style()) for z in zeros]


def _polynomial_terms(node: Expression, x: Symbol, y: Symbol) -> list[Term] | None:
    """The terms of a polynomial in both variables; None for anything else."""
    terms = multiplied_out(node, x.name)
    if terms is None:
        return None
    out = [t for term in terms for t in multiplied_out(sum_of([term], Style()), y.name) or [term]]
    for term in out:
        for base, exponent in term.powers:
            whole = isinstance(exponent, Fraction) and exponent.denominator == 1
            if base in (x, y) and not (whole and isinstance(exponent, Fraction) and exponent >= 0):
                return None
            if base not in (x, y) and (not whole or depends_on(base, x.name) or depends_on(base, y.name)):
                return None
    return collected(out) or None


def _letters(term: Term, variables: Sequence[Symbol]) -> set[str]:
    return {name for base, _ in term.powers if base not in variables for name in symbols(base)}


def _degree(term: Term, variable: Symbol) -> Fraction:
    exponent = dict(term.powers).get(variable, Fraction(0))
    assert isinstance(exponent, Fraction)
    return exponent


def _style(x: Symbol, y: Symbol) -> Style:
    return Style(variables=frozenset((x.name, y.name)))
