"""The moves of integrals of fractions of polynomials: division, partial fractions, the completed square."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from builder.calculus.derivation.build import (
    ONE,
    TWO,
    ZERO,
    add,
    bare,
    negative,
    number,
    power,
    times,
)
from builder.calculus.derivation.integral_table import linear, scaled
from builder.calculus.derivation.integrals import Here, Line, Proposal
from builder.calculus.derivation.integrands import HIGHEST, instead
from builder.calculus.derivation.partial_fractions import (
    Part,
    Polynomial,
    divided,
    factors,
    multiplied,
    partial_fractions,
    primitive,
    raised,
    slope,
    trimmed,
)
from builder.calculus.derivation.polynomials import coefficients, polynomial, sum_of
from builder.calculus.derivation.rows import by_move, reason_of, tex
from builder.calculus.derivation.sums import collected, expanded
from builder.calculus.derivation.terms import Style, Term, invert, parted, style_in, term_of, tree_of, varies
from builder.calculus.expression.nodes import (
    Expression,
    Negation,
    Power,
    Quotient,
    Root,
    Symbol,
)
from builder.calculus.expression.walk import symbols
from builder.calculus.rules import algebra, moves


def is_free_of_factors(body: Expression, x: Symbol) -> bool:
    """Whether no constant factor is to be taken out first."""
    return parted(term_of(body, []), x)[0] == Term(Fraction(1))


def _fraction(body: Expression, x: Symbol) -> tuple[Polynomial, list[tuple[Polynomial, int]]] | None:
    """A quotient of polynomials with rational coefficients: what is above, and the factors below with their powers."""
    above: Polynomial = (Fraction(1),)
    below: list[tuple[Polynomial, int]] = []
    term = term_of(body, [])
    above = (term.coefficient,)
    for base, exponent in term.powers:
        values = coefficients(base, x)
        if values is None or not isinstance(exponent, Fraction) or exponent.denominator != 1 or abs(exponent) > HIGHEST:
            return None
        if exponent > 0:
            above = multiplied(above, raised(trimmed(values), int(exponent)))
        else:
            below.append((trimmed(values), int(-exponent)))
    size = sum((len(p) - 1) * k for p, k in below)
    return (above, below) if below and 0 < size <= HIGHEST and len(above) <= HIGHEST + 1 else None


def divide_polynomials(here: Here, body: Expression) -> Iterator[Proposal]:
    """A fraction whose numerator has no lower degree: divided, with what is left over."""
    found = _fraction(body, here.x)
    if found is None or not is_free_of_factors(body, here.x):
        return
    above, below = found
    whole: Polynomial = (Fraction(1),)
    for factor, exponent in below:
        whole = multiplied(whole, raised(factor, exponent))
    style = style_in(here.x)
    if len(above) >= len(whole):
        quotient, rest = divided(above, whole)
        denominator = _below(body)
        shown = polynomial(quotient, here.x, style)
        terms = [shown]
        if rest:
            top = polynomial(rest, here.x, style)
            fraction = Quotient(top.operand if isinstance(top, Negation) else top, denominator)
            terms.append(Negation(fraction) if isinstance(top, Negation) else fraction)
        yield from instead(here, add(*terms), reason_of(algebra.DIVIDE_POLYNOMIALS))


def rational_function(here: Here, body: Expression) -> Iterator[Proposal]:
    """Partial fractions, the derivative of the denominator split off above it, and squares completed."""
    found = _fraction(body, here.x)
    if found is None:
        return
    above, below = found
    if len(above) > sum((len(p) - 1) * k for p, k in below):
        return
    content, parts = _factored(below)
    if len(parts) == 1 and len(parts[0][0]) == 3 and parts[0][1] == 1:
        yield from _over_quadratic(here, body, above, parts[0][0], content)
        return
    split = partial_fractions(tuple(c / content for c in above), parts)
    if split is None or any(len(p) > 3 for p, _ in parts):
        return
    if len(split) < 2:
        if (one := _part(here, split[0])) != body:
            yield from instead(here, one, reason_of(algebra.CANCEL))
        return
    terms = [_part(here, p) for p in split]
    yield from instead(here, add(*terms), by_move(moves.PARTIAL_FRACTIONS, _told(here, body, parts, split)))


def lines_with_letters(here: Here, body: Expression) -> Iterator[Proposal]:
    """1/((x + a)(x + b)) in partial fractions, and x/(x + a) divided, where the coefficients hold letters."""
    term = term_of(body, [])
    if term.coefficient != 1 or any(not varies(p, here.x) for p in term.powers):
        return
    lines = [linear(base, here.x) for base, _ in term.powers]
    exponents = sorted(exponent for _, exponent in term.powers if isinstance(exponent, Fraction))
    if len(lines) != 2 or len(exponents) != 2 or not any(symbols(base) - {here.x.name} for base, _ in term.powers):
        return
    (first, second), found = lines, [base for base, _ in term.powers]
    if first is None or second is None:
        return
    gap = _difference(times(first[0], second[1]), times(second[0], first[1]))
    if gap == ZERO:
        return
    if exponents == [-1, -1]:
        parts = add(Quotient(first[0], found[0]), Negation(Quotient(second[0], found[1])))
        yield from instead(here, times(Quotient(ONE, gap), parts), by_move(moves.PARTIAL_FRACTIONS, "partial fractions"))
    elif exponents == [-1, 1]:
        over, under, below = (first, second, 1) if term.powers[0][1] == 1 else (second, first, 0)
        whole = tree_of(term_of(Quotient(over[0], under[0]), []), Style())
        rest = _difference(over[1], times(whole, under[1]))
        yield from instead(here, add(whole, scaled(rest, Quotient(ONE, found[below]))), reason_of(algebra.DIVIDE_POLYNOMIALS))


def _difference(first: Expression, second: Expression) -> Expression:
    """`first` minus `second`, multiplied out and collected."""
    return sum_of(collected([*expanded(term_of(first, [])), *expanded(term_of(negative(second), []))]), Style())


def _below(body: Expression) -> Expression:
    """The denominator as it is written."""
    node = body.operand if isinstance(body, Negation) else body
    if isinstance(node, Quotient):
        return bare(node.denominator)
    return tree_of(
        invert(Term(Fraction(1), tuple(p for p in term_of(body, []).powers if isinstance(p[1], Fraction) and p[1] < 0))), Style()
    )


def _factored(below: Sequence[tuple[Polynomial, int]]) -> tuple[Fraction, list[tuple[Polynomial, int]]]:
    content = Fraction(1)
    found: dict[Polynomial, int] = {}
    for base, exponent in below:
        size, parts = factors(base)
        content *= size**exponent
        for factor, count in parts:
            found[factor] = found.get(factor, 0) + count * exponent
    return content, list(found.items())


def _part(here: Here, part: Part) -> Expression:
    """A partial fraction, with whole numbers above where it can be: 1/(3(x − 1))."""
    style = style_in(here.x)
    top, size = primitive(part.above)
    above = polynomial(top, here.x, style)
    base = polynomial(part.below, here.x, style)
    bottom = power(base, number(part.power))
    front = Term(abs(size))
    shown_above = (
        above
        if front.coefficient.numerator == 1
        else times(number(front.coefficient.numerator), above)
        if above != ONE
        else number(front.coefficient.numerator)
    )
    shown_below = bottom if front.coefficient.denominator == 1 else times(number(front.coefficient.denominator), bottom)
    fraction = Quotient(shown_above, shown_below)
    return Negation(fraction) if size < 0 else fraction


def _told(here: Here, body: Expression, parts: Sequence[tuple[Polynomial, int]], split: Sequence[Part]) -> str:
    """The form with unknown numerators, and what these are."""
    style = style_in(here.x)
    names = iter("ABDEFGHKLMNP")
    shown: list[str] = []
    values: list[str] = []
    by_place = {(p.below, p.power): p.above for p in split}
    for factor, exponent in parts:
        for k in range(1, exponent + 1):
            bottom = power(polynomial(factor, here.x, style), number(k))
            value = by_place.get((factor, k), ())
            letters = [Symbol(next(names)) for _ in range(len(factor) - 1)]
            top: Expression = letters[0] if len(letters) == 1 else add(times(letters[0], here.x), letters[1])
            shown.append(tex(Quotient(top, bottom))[1:-1])
            for letter, place in zip(letters, range(len(factor) - 2, -1, -1), strict=True):
                values.append(f"${letter.name} = {tex(number(value[place] if place < len(value) else 0))[1:-1]}$")
    return f"partial fractions: ${' + '.join(shown)}$ with {', '.join(values)}"


def _over_quadratic(here: Here, body: Expression, above: Polynomial, base: Polynomial, content: Fraction) -> Iterator[Proposal]:
    """A polynomial of degree at most one over a quadratic one without rational roots."""
    style = style_in(here.x)
    below, x = polynomial(base, here.x, style), here.x
    rate = slope(base)
    if len(above) == 2:
        if base[1] == 0:
            if above[0]:
                terms = [Quotient(polynomial(p, x, style), _below(body)) for p in ((Fraction(0), above[1]), (above[0],))]
                signed = [
                    Negation(Quotient(t.numerator.operand, t.denominator)) if isinstance(t.numerator, Negation) else t
                    for t in terms
                ]
                yield from instead(here, add(*signed), reason_of(algebra.SPLIT_FRACTION))
            return
        factor = above[1] / rate[1] / content
        rest = above[0] / content - factor * rate[0]
        if not rest:
            return
        first = (
            times(number(factor), here.of(Quotient(polynomial(rate, x, style), below)))
            if factor != 1
            else here.of(Quotient(polynomial(rate, x, style), below))
        )
        size = abs(rest)
        second = here.of(Quotient(ONE, below))
        second_ = second if size == 1 else times(number(size), second)
        after = add(first, second_ if rest > 0 else Negation(second_))
        yield Proposal((Line(after, by_move(moves.SPLIT_NUMERATOR)),))
        return
    if base[1] and len(above) == 1:
        half = base[1] / (2 * base[2])
        inner = add(x, number(half))
        low = base[0] / base[2] - half**2
        square = add(Power(inner, TWO), number(low))
        scale = above[0] / content / base[2]
        new = here.of(Quotient(ONE, square))
        yield Proposal((Line(scaled(number(scale), new) if scale != 1 else new, reason_of(algebra.COMPLETE_SQUARE)),))


def completed_square(here: Here, body: Expression) -> Iterator[Proposal]:
    """The square completed under a root below."""
    term = term_of(body, [])
    if len(term.powers) != 1:
        return
    ((base, exponent),) = term.powers
    values = coefficients(base, here.x) if exponent in (Fraction(-1, 2), Fraction(1, 2)) else None
    if values is None or len(values) != 3 or not values[1]:
        return
    half = values[1] / (2 * values[2])
    low = values[0] - half**2 * values[2]
    square: Expression = Power(add(here.x, number(half)), TWO)
    lead = abs(values[2])
    square = square if lead == 1 else times(number(lead), square)
    new = add(square, number(low)) if values[2] > 0 else add(number(low), Negation(square))
    root = Root(new)
    yield from instead(here, root if exponent == Fraction(1, 2) else Quotient(ONE, root), reason_of(algebra.COMPLETE_SQUARE))
