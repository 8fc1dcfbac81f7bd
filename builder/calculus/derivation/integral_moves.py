"""The moves with which integrals are worked out by hand, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from builder.calculus.derivation.build import (
    EULER,
    ONE,
    TWO,
    add,
    bare,
    call,
    depends_on,
    number,
    power,
    rational,
    times,
    without_groups,
)
from builder.calculus.derivation.derivation import Reason
from builder.calculus.derivation.finish import collected, expanded
from builder.calculus.derivation.integral_table import linear, scaled, standard, with_roots
from builder.calculus.derivation.integrals import Here, Line, Move, Proposal, pending
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
from builder.calculus.derivation.substitutions import (
    by_angle,
    by_inner_function,
    by_root,
    derivative,
    normal,
    tidied,
    with_function,
    with_half_angle,
)
from builder.calculus.derivation.terms import Exponent, Style, Term, invert, multiply, term_of, tree_of
from builder.calculus.expression.nodes import (
    Call,
    Expression,
    Integral,
    Negation,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, replaced, summands
from builder.calculus.rules import algebra, moves
from builder.calculus.rules import integration as rules
from builder.calculus.rules import trigonometry as trigonometric
from builder.calculus.rules.rule import Rule

_MOST_TERMS = 9  # of what is multiplied out
_HIGHEST = 12  # degree of a polynomial


def _style(here: Here) -> Style:
    return Style(variables=frozenset((here.x.name,)))


def _one(here: Here, body: Expression, reason: Reason) -> Iterator[Proposal]:
    """The proposal to integrate something else that is equal."""
    yield Proposal((Line(here.of(body), reason),))


def _varies(pair: tuple[Expression, Exponent], x: Symbol) -> bool:
    base, exponent = pair
    return depends_on(base, x.name) or (not isinstance(exponent, Fraction) and depends_on(exponent, x.name))


def _parted(term: Term, x: Symbol) -> tuple[Term, Term]:
    """The factors of a term without x, and those with it."""
    moving = tuple(p for p in term.powers if _varies(p, x))
    return Term(term.coefficient, tuple(p for p in term.powers if p not in moving)), Term(Fraction(1), moving)


# ------------------------------------------------------------------------------------------------ powers, sums, factors


def as_powers(here: Here, body: Expression) -> Iterator[Proposal]:
    """Roots and reciprocals as powers, where each term is one power."""
    used: list[Rule] = []
    terms: list[Expression] = []
    for term in summands(body):
        new = _as_power(term, here, used)
        terms.append(new)
    if used:
        yield from _one(here, add(*terms), reason_of(*dict.fromkeys(used)))


def _as_power(node: Expression, here: Here, used: list[Rule]) -> Expression:
    front, rest = _parted(term_of(node, []), here.x)
    if len(rest.powers) != 1:
        return node
    ((base, exponent),) = rest.powers
    if (
        not isinstance(exponent, Fraction)
        or exponent == -1
        or linear(base, here.x) is None
        or exponent.denominator == 1 <= exponent
    ):
        return node
    raised_ = Power(base, number(exponent, slash=True))
    new = scaled(tree_of(front, Style()), raised_)
    if new == node:
        return node
    holds_root = any(isinstance(n, Root) for n in descendants(node))
    if holds_root:
        used.append(algebra.ROOT_AS_POWER)
    if exponent < 0 and any(isinstance(n, Quotient) and depends_on(n.denominator, here.x.name) for n in descendants(node)):
        used.append(algebra.TO_NEGATIVE_EXPONENT)
    elif not holds_root:
        used.append(algebra.ADD_EXPONENTS)
    return new


def term_by_term(here: Here, body: Expression) -> Iterator[Proposal]:
    """Sums term by term, constant factors in front."""
    terms = summands(body)
    if isinstance(body, Negation) and isinstance(bare(body.operand), Sum):
        terms = tuple(t.operand if isinstance(t, Negation) else Negation(t) for t in summands(bare(body.operand)))
    after: list[Expression] = []
    used: list[Rule] = [rules.INTEGRAL_OF_SUM] if len(terms) > 1 else []
    for node in terms:
        term = bare(node.operand) if isinstance(node, Negation) else bare(node)
        sign = -1 if isinstance(node, Negation) else 1
        if not depends_on(term, here.x.name):
            after.append(here.of(term) if sign > 0 else Negation(here.of(term)))
            continue
        front, rest = _parted(term_of(term, []), here.x)
        if front.coefficient < 0:
            front, sign = Term(-front.coefficient, front.powers), -sign
        if front == Term(Fraction(1)):
            new: Expression = here.of(term if term_of(term, []).coefficient > 0 else tree_of(rest, _style(here)))
        else:
            used.append(rules.INTEGRAL_OF_MULTIPLE)
            new = times(tree_of(front, Style()), here.of(tree_of(rest, _like(term, here))))
        after.append(new if sign > 0 else Negation(new))
    if used or after != [here.of(body)]:
        yield Proposal((Line(add(*after), reason_of(*dict.fromkeys(used or [rules.INTEGRAL_OF_MULTIPLE]))),))


def _like(term: Expression, here: Here) -> Style:
    """A style that writes powers and roots as `term` does."""
    fractional, roots, negative = set(), set(), False
    for node in descendants(term):
        match node:
            case Power(base=base, exponent=exponent) if (value := rational(exponent)) is not None:
                negative |= value < 0
                if value.denominator > 1:
                    fractional.add(bare(base))
            case Root(radicand=radicand):
                roots.add(bare(radicand))
            case _:
                pass
    return Style(frozenset(roots), frozenset(fractional), negative, variables=frozenset((here.x.name,)))


def multiply_out(here: Here, body: Expression) -> Iterator[Proposal]:
    """A product of polynomials and powers of x, or a power of a sum, multiplied out; a fraction over x, divided term by term."""
    powers = term_of(body, []).powers
    if len(powers) == 1 and powers[0][1] != 1:
        yield from multiply_out_all(here, body)
        return
    yield from _multiplied_out(here, body, lambda base, exponent: _is_simple(base, here.x))


def multiply_out_all(here: Here, body: Expression) -> Iterator[Proposal]:
    """A product with a sum, multiplied out, whatever the terms are."""
    yield from _multiplied_out(here, body, lambda base, exponent: True)


def _is_simple(base: Expression, x: Symbol) -> bool:
    return base == x or not depends_on(base, x.name) or (isinstance(base, Sum) and _of_powers(base, x))


def _of_powers(base: Sum, x: Symbol) -> bool:
    """Whether each term of a sum is a power of x, also a fractional one, with a factor."""
    return all(all(b == x or not _varies((b, e), x) for b, e in term_of(t, []).powers) for t in base.terms)


def _multiplied_out(here: Here, body: Expression, fits: object) -> Iterator[Proposal]:
    term = term_of(body, [])
    sums = [(b, e) for b, e in term.powers if isinstance(b, Sum) and depends_on(b, here.x.name)]
    if not sums or not all(isinstance(e, Fraction) and e.denominator == 1 and 0 < e <= 3 for _, e in sums):
        return
    if not callable(fits) or not all(fits(b, e) for b, e in term.powers):
        return
    if len(term.powers) == 1 and isinstance(body, Sum):
        return
    out = collected(expanded(term))
    if len(out) > _MOST_TERMS:
        return
    style = _like(body, here)
    new = sum_of(out, style)
    below = any(isinstance(e, Fraction) and e < 0 and _varies((b, e), here.x) for b, e in term.powers)
    rule = algebra.SPLIT_FRACTION if below and len(sums) == 1 and sums[0][1] == 1 else algebra.EXPAND
    if new != body:
        yield from _one(here, new, reason_of(rule))


# ------------------------------------------------------------------------------------------------ fractions of polynomials


def _is_free_of_factors(body: Expression, x: Symbol) -> bool:
    """Whether no constant factor is to be taken out first."""
    return _parted(term_of(body, []), x)[0] == Term(Fraction(1))


def _fraction(body: Expression, x: Symbol) -> tuple[Polynomial, list[tuple[Polynomial, int]]] | None:
    """A quotient of polynomials with rational coefficients: what is above, and the factors below with their powers."""
    above: Polynomial = (Fraction(1),)
    below: list[tuple[Polynomial, int]] = []
    term = term_of(body, [])
    above = (term.coefficient,)
    for base, exponent in term.powers:
        values = coefficients(base, x)
        if values is None or not isinstance(exponent, Fraction) or exponent.denominator != 1 or abs(exponent) > _HIGHEST:
            return None
        if exponent > 0:
            above = multiplied(above, raised(trimmed(values), int(exponent)))
        else:
            below.append((trimmed(values), int(-exponent)))
    size = sum((len(p) - 1) * k for p, k in below)
    return (above, below) if below and 0 < size <= _HIGHEST and len(above) <= _HIGHEST + 1 else None


def divide_polynomials(here: Here, body: Expression) -> Iterator[Proposal]:
    """A fraction whose numerator has no lower degree: divided, with what is left over."""
    found = _fraction(body, here.x)
    if found is None or not _is_free_of_factors(body, here.x):
        return
    above, below = found
    whole: Polynomial = (Fraction(1),)
    for factor, exponent in below:
        whole = multiplied(whole, raised(factor, exponent))
    style = _style(here)
    if len(above) >= len(whole):
        quotient, rest = divided(above, whole)
        denominator = _below(body)
        shown = polynomial(quotient, here.x, style)
        terms = [shown]
        if rest:
            top = polynomial(rest, here.x, style)
            fraction = Quotient(top.operand if isinstance(top, Negation) else top, denominator)
            terms.append(Negation(fraction) if isinstance(top, Negation) else fraction)
        yield from _one(here, add(*terms), reason_of(algebra.DIVIDE_POLYNOMIALS))


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
            yield from _one(here, one, reason_of(algebra.CANCEL))
        return
    terms = [_part(here, p) for p in split]
    yield from _one(here, add(*terms), by_move(moves.PARTIAL_FRACTIONS, _told(here, body, parts, split)))


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
    style = _style(here)
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
    style = _style(here)
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
    style = _style(here)
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
                yield from _one(here, add(*signed), reason_of(algebra.SPLIT_FRACTION))
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
    yield from _one(here, root if exponent == Fraction(1, 2) else Quotient(ONE, root), reason_of(algebra.COMPLETE_SQUARE))


# ------------------------------------------------------------------------------------------------ angles


def trigonometric_powers(here: Here, body: Expression) -> Iterator[Proposal]:
    """Squares by half the angle, an odd power with one factor split off, tan² and cot², products as sums."""
    term = term_of(body, [])
    calls = [(b, e) for b, e in term.powers if isinstance(b, Call) and depends_on(b, here.x.name)]
    others = [(b, e) for b, e in term.powers if (b, e) not in calls and _varies((b, e), here.x)]
    if not calls or not all(isinstance(e, Fraction) and e.denominator == 1 for _, e in calls):
        return
    if not _is_free_of_factors(body, here.x):
        return
    if any(linear(c.arguments[0], here.x) is None for c, _ in calls if isinstance(c, Call)):
        return
    powers: dict[tuple[str, Expression], int] = {
        (b.function, bare(b.arguments[0])): int(e) for b, e in calls if isinstance(b, Call) and isinstance(e, Fraction)
    }
    arguments = list(dict.fromkeys(a for _, a in powers))
    names = {f for f, _ in powers}
    if len(arguments) == 2 and len(powers) == 2 and names <= {"sin", "cos"} and set(powers.values()) == {1}:
        yield from _product_as_sum(here, [b for b, _ in calls if isinstance(b, Call)], term)
        return
    if len(arguments) != 1:
        return
    (angle,) = arguments
    if not others and list(powers.values()) == [2] and names <= {"sinh", "cosh"}:
        yield from _hyperbolic_square(here, angle, names == {"sinh"})
        return
    by_name = {name: exponent for (name, _), exponent in powers.items()}
    if names <= {"sin", "cos"}:
        m, n = by_name.get("sin", 0), by_name.get("cos", 0)
        if others:
            if (m, n) in ((2, 0), (0, 2), (1, 1)) and all(_is_polynomial(p, here.x) for p in others):
                yield from _squares_halved(here, angle, m, n, Term(term.coefficient, tuple(others)))
            return
        yield from _sine_and_cosine(here, angle, m, n)
    elif others:
        if by_name in ({"tan": 2}, {"cot": 2}) and all(_is_polynomial(p, here.x) for p in others):
            tangent, secant = ("tan", "sec") if "tan" in by_name else ("cot", "csc")
            factor = tree_of(Term(Fraction(1), tuple(others)), _style(here))
            rule = trigonometric.TANGENT_SQUARED if tangent == "tan" else trigonometric.COTANGENT_SQUARED
            square = add(_raise(secant, angle, 2), Negation(ONE))
            out = sum_of(collected(expanded(term_of(times(factor, square), []))), _style(here))
            yield Proposal((Line(here.of(times(factor, square)), reason_of(rule)), Line(here.of(out), reason_of(algebra.EXPAND))))
    elif names <= {"tan", "sec"} or names <= {"cot", "csc"}:
        yield from _tangent_and_secant(here, angle, by_name, names)


def _is_polynomial(pair: tuple[Expression, Exponent], x: Symbol) -> bool:
    base, exponent = pair
    return coefficients(base, x) is not None and isinstance(exponent, Fraction) and exponent.denominator == 1 and exponent > 0


def _raise(name: str, angle: Expression, exponent: int) -> Expression:
    plain = call(name, angle)
    return plain if exponent == 1 else Call(name, plain.arguments, number(exponent), None, plain.brackets)


def _double(angle: Expression) -> Expression:
    return (
        tree_of(term_of(times(TWO, angle), []), Style()) if not isinstance(angle, Sum) else tidied(times(TWO, angle), Symbol(""))
    )


def _squares_halved(here: Here, angle: Expression, m: int, n: int, others: Term) -> Iterator[Proposal]:
    """sin², cos² or sin cos of an angle by functions of twice the angle."""
    double = _double(angle)
    front = () if others == Term(Fraction(1)) else (tree_of(others, _style(here)),)
    if (m, n) == (1, 1):
        new: Expression = Quotient(times(*front, call("sin", double)), TWO)
        yield from _one(here, new, reason_of(trigonometric.DOUBLE_SINE))
        return
    cosine = call("cos", double)
    bracket = add(ONE, Negation(cosine) if m else cosine)
    rule = trigonometric.HALF_ANGLE_SINE if m else trigonometric.HALF_ANGLE_COSINE
    new = Quotient(times(*front, bracket), TWO)
    lines = [Line(here.of(new), reason_of(rule))]
    if front:
        out = sum_of(collected(expanded(term_of(times(*front, bracket), []))), _style(here))
        lines.append(Line(times(Quotient(ONE, TWO), here.of(out)), reason_of(rules.INTEGRAL_OF_MULTIPLE, algebra.EXPAND)))
    yield Proposal(tuple(lines))


def _hyperbolic_square(here: Here, angle: Expression, of_sine: bool) -> Iterator[Proposal]:
    rule = trigonometric.HALF_HYPERBOLIC_SINE if of_sine else trigonometric.HALF_HYPERBOLIC_COSINE
    new = Quotient(add(call("cosh", _double(angle)), Negation(ONE) if of_sine else ONE), TWO)
    yield from _one(here, new, reason_of(rule))


def _sine_and_cosine(here: Here, angle: Expression, m: int, n: int) -> Iterator[Proposal]:
    odd = [(e, name) for name, e in (("cos", n), ("sin", m)) if e % 2 and e > 0]
    if (odd and m and n) or any(e > 1 for e, _ in odd):
        exponent, name = min(odd, key=lambda pair: pair[0])
        other, rest = ("cos", n) if name == "sin" else ("sin", m)
        square = add(ONE, Negation(_raise(other, angle, 2)))
        above = [
            *([power(square, number((exponent - 1) // 2))] if exponent > 1 else []),
            *([_raise(other, angle, rest)] if rest > 0 else []),
            call(name, angle),
        ]
        new = times(*above) if rest >= 0 else Quotient(times(*above), _raise(other, angle, -rest))
        yield from _named_after(here, new if exponent > 1 else None, new, call(other, angle), trigonometric.PYTHAGORAS)
        return
    if m >= 0 and n >= 0 and m % 2 == 0 and n % 2 == 0:
        yield from _even_powers(here, angle, m, n)
        return
    if m < 0 < n and m + n == 0:
        yield from _one(here, _raise("cot", angle, n), reason_of(trigonometric.COTANGENT_AS_QUOTIENT))
        return
    if m + n <= 0 and (m + n) % 2 == 0 and (m < 0 or n < 0):
        tangent = _raise("tan", angle, abs(m)) if m else ONE
        secant = _raise("sec", angle, -(m + n)) if m + n else ONE
        new = Quotient(secant, tangent) if m < 0 else secant if m == 0 else times(tangent, *(() if secant == ONE else (secant,)))
        reason = reason_of(trigonometric.TANGENT_AS_QUOTIENT, trigonometric.SECANT_AS_QUOTIENT)
        if (proposal := with_function(here, new, call("tan", angle))) is not None:
            yield replace(proposal, lines=(Line(here.of(new), reason), *proposal.lines))
        yield from _one(here, new, reason)


def _named_after(here: Here, shown: Expression | None, body: Expression, inner: Expression, rule: Rule) -> Iterator[Proposal]:
    """The integrand written anew, if it is to be `shown`, and then with a letter for `inner`."""
    proposal = with_function(here, body, inner)
    if proposal is not None:
        first = () if shown is None else (Line(here.of(shown), reason_of(rule)),)
        yield replace(proposal, lines=(*first, *proposal.lines))


def _even_powers(here: Here, angle: Expression, m: int, n: int) -> Iterator[Proposal]:
    if (m, n) in ((2, 0), (0, 2)):
        yield from _squares_halved(here, angle, m, n, Term(Fraction(1)))
        return
    double = _double(angle)
    cosine = call("cos", double)
    if m == n:
        new: Expression = Quotient(_raise("sin", double, m), number(2**m))
        yield from _one(here, new, reason_of(trigonometric.DOUBLE_SINE))
        return
    minus, plus = add(ONE, Negation(cosine)), add(ONE, cosine)
    factors_: list[Expression] = []
    used: list[Rule] = []
    if m:
        factors_.append(power(Quotient(minus, TWO), number(m // 2)))
        used.append(trigonometric.HALF_ANGLE_SINE)
    if n:
        factors_.append(power(Quotient(plus, TWO), number(n // 2)))
        used.append(trigonometric.HALF_ANGLE_COSINE)
    term = Term(Fraction(1))
    for base, exponent in ((minus, m // 2), (plus, n // 2)):
        if exponent:
            term = multiply(term, Term(Fraction(1), ((base, Fraction(exponent)),)), [])
    if m // 2 > 3 or n // 2 > 3:
        return
    out = sum_of(collected(expanded(term)), Style())
    scale = Fraction(1, 2 ** (m // 2 + n // 2))
    yield Proposal(
        (
            Line(here.of(times(*factors_)), reason_of(*used)),
            Line(times(number(scale), here.of(out)), reason_of(algebra.EXPAND, rules.INTEGRAL_OF_MULTIPLE)),
        )
    )


def _tangent_and_secant(here: Here, angle: Expression, by_name: dict[str, int], names: set[str]) -> Iterator[Proposal]:
    tangent, secant = ("tan", "sec") if names <= {"tan", "sec"} else ("cot", "csc")
    rule = trigonometric.TANGENT_SQUARED if tangent == "tan" else trigonometric.COTANGENT_SQUARED
    m, n = by_name.get(tangent, 0), by_name.get(secant, 0)
    square = add(_raise(secant, angle, 2), Negation(ONE))
    if m >= 2 and n == 0:
        if m == 2:
            yield from _one(here, square, reason_of(rule))
            return
        lower = _raise(tangent, angle, m - 2)
        lines = (
            Line(here.of(times(lower, square)), reason_of(rule)),
            Line(here.of(add(times(lower, _raise(secant, angle, 2)), Negation(lower))), reason_of(algebra.EXPAND)),
        )
        yield Proposal(lines)
    elif n >= 2 and n % 2 == 0 and m >= 0 and m + n > 2:
        inner = power(add(ONE, _raise(tangent, angle, 2)), number((n - 2) // 2))
        new = times(*([_raise(tangent, angle, m)] if m else []), *([inner] if n > 2 else []), _raise(secant, angle, 2))
        yield from _named_after(here, new if n > 2 else None, new, call(tangent, angle), rule)
    elif m % 2 and n >= 1 and m + n > 2:
        inner = power(square, number((m - 1) // 2))
        parts = [*([inner] if m > 1 else []), *([_raise(secant, angle, n - 1)] if n > 1 else [])]
        new = times(*parts, call(secant, angle), call(tangent, angle))
        yield from _named_after(here, new if m > 1 else None, new, call(secant, angle), rule)
    elif m == 2 and n == 1:
        new = add(_raise(secant, angle, 3), Negation(call(secant, angle)))
        yield from _one(here, new, reason_of(rule))


def _product_as_sum(here: Here, calls: list[Call], term: Term) -> Iterator[Proposal]:
    """sin a cos b, sin a sin b, cos a cos b as a sum."""
    if len([p for p in term.powers if _varies(p, here.x)]) != 2:
        return
    first, second = sorted(calls, key=lambda c: c.function != "sin")
    a, b = bare(first.arguments[0]), bare(second.arguments[0])
    total, difference = (
        tidied(add(a, b), here.x),
        tidied(add(a, *(t.operand if isinstance(t, Negation) else Negation(t) for t in summands(b))), here.x),
    )
    names = (first.function, second.function)
    sign = -1 if isinstance(difference, Negation) else 1
    inner = difference.operand if isinstance(difference, Negation) else difference
    if names == ("sin", "cos"):
        second_term: Expression = call("sin", inner)
        terms = [call("sin", total), second_term if sign > 0 else Negation(second_term)]
        rule = trigonometric.SINE_TIMES_COSINE
    elif names == ("sin", "sin"):
        terms, rule = [call("cos", inner), Negation(call("cos", total))], trigonometric.SINE_TIMES_SINE
    else:
        terms, rule = [call("cos", inner), call("cos", total)], trigonometric.COSINE_TIMES_COSINE
    yield from _one(here, Quotient(add(*terms), TWO), reason_of(rule))


def of_single_angle(here: Here, body: Expression) -> Iterator[Proposal]:
    """sin 2a beside functions of a, by these."""
    single = _without_double(body)
    if single is not None:
        yield from _one(here, single, reason_of(trigonometric.DOUBLE_SINE))


def _without_double(body: Expression) -> Expression | None:
    """A quotient with sin 2a above and functions of a below, the double angle written out."""
    if not isinstance(body, Quotient):
        return None
    above, below = bare(body.numerator), body.denominator
    if not isinstance(above, Call) or above.function != "sin" or above.power is not None:
        return None
    half = tree_of(term_of(Quotient(above.arguments[0], TWO), []), Style())
    if not any(isinstance(n, Call) and bare(n.arguments[0]) == half for n in descendants(below)):
        return None
    return Quotient(times(TWO, call("sin", half), call("cos", half)), below)


def half_angle_tangent(here: Here, body: Expression) -> Iterator[Proposal]:
    """u = tan(x/2), for what is rational in sin x and cos x (K. Weierstrass)."""
    calls = {n for n in descendants(body) if isinstance(n, Call)}
    if not calls or any(c.function not in ("sin", "cos") or bare(c.arguments[0]) != here.x for c in calls):
        return
    if any(isinstance(n, Root) for n in descendants(body)):
        return
    proposal = with_half_angle(here, body)
    if proposal is not None:
        yield proposal


def root_of_squares(here: Here, body: Expression) -> Iterator[Proposal]:
    """The root of x² + c: by parts, c added and subtracted above, and the integral is back."""
    values = coefficients(body.radicand, here.x) if isinstance(body, Root) and body.index is None else None
    if not isinstance(body, Root) or values is None or len(values) != 3 or values[1] or values[2] != 1 or not values[0]:
        return
    x, c = here.x, values[0]
    below, square = bare(body.radicand), power(here.x, TWO)
    first = add(times(x, body), Negation(here.of(Quotient(square, body))))
    above = add(below, number(-c))
    split = add(times(x, body), Negation(here.of(Quotient(above, body))))
    rest: Expression = here.of(Quotient(ONE, body))
    rest = rest if abs(c) == 1 else times(number(abs(c)), rest)
    last = add(times(x, body), Negation(here.of(body)), rest if c > 0 else Negation(rest))
    rate = Quotient(x, body)
    text = f"integration by parts with $u = {tex(body)[1:]}, $v' = 1$, so $u' = {tex(rate)[1:]}, $v = {tex(x)[1:]}"
    lines = (
        Line(first, Reason(rules.BY_PARTS.name, text)),
        Line(split, reason_of(algebra.ADD_AND_SUBTRACT)),
        Line(last, reason_of(algebra.SPLIT_FRACTION, rules.INTEGRAL_OF_SUM)),
    )
    yield Proposal(lines, None, number(-1))


def one_plus_cosine(here: Here, body: Expression) -> Iterator[Proposal]:
    """1 over 1 ± cos x by half the angle, 1 over 1 ± sin x by the conjugate."""
    term = term_of(body, [])
    if len(term.powers) != 1 or term.coefficient != 1 or term.powers[0][1] != -1 or not isinstance(term.powers[0][0], Sum):
        return
    base = term.powers[0][0]
    if len(base.terms) != 2 or base.terms[0] != ONE:
        return
    sign = -1 if isinstance(base.terms[1], Negation) else 1
    inner = base.terms[1].operand if isinstance(base.terms[1], Negation) else base.terms[1]
    if not isinstance(inner, Call) or inner.power is not None or inner.function not in ("sin", "cos"):
        return
    angle = bare(inner.arguments[0])
    if linear(angle, here.x) is None:
        return
    if inner.function == "cos":
        half = tree_of(term_of(Quotient(angle, TWO), []), Style())
        name = "cos" if sign > 0 else "sin"
        rule = trigonometric.HALF_ANGLE_COSINE if sign > 0 else trigonometric.HALF_ANGLE_SINE
        yield from _one(here, Quotient(ONE, times(TWO, _raise(name, half, 2))), reason_of(rule))
        return
    other = add(ONE, Negation(inner) if sign > 0 else inner)
    square = _raise("cos", angle, 2)
    fraction = Quotient(inner, square)
    lines = (
        Line(here.of(Quotient(other, square)), reason_of(algebra.DIFFERENCE_OF_SQUARES, trigonometric.PYTHAGORAS)),
        Line(
            here.of(add(Quotient(ONE, square), Negation(fraction) if sign > 0 else fraction)), reason_of(algebra.SPLIT_FRACTION)
        ),
    )
    yield Proposal(lines)


# ------------------------------------------------------------------------------------------------ by parts


_LOGARITHMS = ("ln", "log", "arcsin", "arccos", "arctan", "arccot", "arsinh", "arcosh", "artanh")


def by_parts(here: Here, body: Expression) -> Iterator[Proposal]:
    """u and v': logarithms and inverse functions are differentiated first, then polynomials; the rest is integrated."""
    term = term_of(body, [])
    x = here.x
    if _parted(term, x)[0] != Term(Fraction(1)):
        return
    moving = [p for p in term.powers if _varies(p, x)]
    logarithms = [p for p in moving if isinstance(p[0], Call) and p[0].function in _LOGARITHMS]
    polynomials = [p for p in moving if _is_polynomial(p, x)]
    chosen: list[list[tuple[Expression, Exponent]]] = []
    if logarithms and all(isinstance(e, Fraction) and e.denominator == 1 and e > 0 for _, e in logarithms):
        chosen.append(logarithms)
    elif polynomials and all(p in polynomials or isinstance(p[0], Call) or not depends_on(p[0], x.name) for p in moving):
        chosen.append(polynomials)
    for first in chosen:
        u = tree_of(Term(Fraction(1), tuple(first)), _like(body, here))
        rest = tree_of(Term(Fraction(1), tuple(p for p in term.powers if p not in first)), _like(body, here))
        if (line := _parts_line(here, u, rest)) is not None:
            yield Proposal((line,))


def _parts_line(here: Here, u: Expression, rest: Expression) -> Line | None:
    """The row of an integration by parts, if `rest` is in the table."""
    rate, whole = derivative(u, here.x), _whole(rest, here.x)
    if rate is None or whole is None:
        return None
    product = multiply(normal(rate, here.x), term_of(whole, []), [])
    style = Style(fractional=frozenset((here.x,)), variables=frozenset((here.x.name,)))
    new = with_roots(tree_of(Term(abs(product.coefficient), product.powers), style))
    left = with_roots(tree_of(multiply(term_of(u, []), term_of(whole, []), []), style))
    integral = here.of(new)
    after = add(left, integral if product.coefficient < 0 else Negation(integral))
    text = (
        f"integration by parts with {tex(Symbol('u'))[:-1]} = {tex(u)[1:]}, $v' = {tex(rest)[1:]}, "
        f"so $u' = {tex(rate)[1:]}, $v = {tex(whole)[1:]}"
    )
    return Line(after, Reason(rules.BY_PARTS.name, text))


def _whole(rest: Expression, x: Symbol) -> Expression | None:
    """An antiderivative of a factor that is in the table, but for a constant."""
    front, moving = _parted(term_of(rest, []), x)
    found = standard(tree_of(moving, Style(variables=frozenset((x.name,)))), x)
    if found is None:
        return None
    style = Style(fractional=frozenset((x,)), variables=frozenset((x.name,)))
    return without_groups(tree_of(multiply(front, term_of(found.value, []), []), style))


def round_about(here: Here, body: Expression) -> Iterator[Proposal]:
    """Twice by parts, and the integral is back: e^{ax} sin bx, sin(ln x), sec³ x."""
    whole = here.of(body)
    for first in _circular(here, body):
        line = _parts_line(here, *first)
        if line is None:
            continue
        (inner,) = pending(line.after)
        for lines in _second(here, body, inner, line.after):
            last = lines[-1].after if lines else line.after
            back = _factor_of(last, whole)
            if back is not None:
                yield Proposal((line, *lines), None, number(back))
                return


def _circular(here: Here, body: Expression) -> Iterator[tuple[Expression, Expression]]:
    term = term_of(body, [])
    x, style = here.x, _style(here)
    if term.coefficient != 1:
        return
    exponentials = [p for p in term.powers if p[0] == EULER and _varies(p, x)]
    waves = [p for p in term.powers if isinstance(p[0], Call) and p[0].function in ("sin", "cos") and p[1] == 1]
    if len(term.powers) == 2 and len(exponentials) == 1 and len(waves) == 1:
        yield tree_of(Term(Fraction(1), tuple(waves)), style), tree_of(Term(Fraction(1), tuple(exponentials)), style)
    elif len(term.powers) == 1 and waves and linear(waves[0][0].arguments[0], x) is None:  # type: ignore[union-attr]
        yield body, ONE
    elif len(term.powers) == 1 and isinstance(term.powers[0][0], Call) and term.powers[0][1] == 3:
        secant = term.powers[0][0]
        if secant.function in ("sec", "csc"):
            yield secant, Call(secant.function, secant.arguments, TWO, None, secant.brackets)


def _second(here: Here, body: Expression, inner: Integral, frame: Expression) -> Iterator[tuple[Line, ...]]:
    """The rows from the first integration by parts to the integral itself."""
    term = term_of(inner.body, [])
    style = _style(here)
    front, moving = _parted(term, here.x)
    lines: list[Line] = []
    if front != Term(Fraction(1)):
        integral = here.of(tree_of(moving, style))
        frame = put_in(frame, {inner: times(tree_of(front, Style()), integral)})
        lines.append(Line(frame, reason_of(rules.INTEGRAL_OF_MULTIPLE)))
        inner = integral
    pairs = list(_circular(here, bare(inner.body)))
    if pairs:
        line = _parts_line(here, *pairs[0])
        if line is not None:
            whole = put_in(frame, {inner: line.after})
            lines.append(Line(whole, line.reason))
            (last,) = pending(line.after)
            constant, rest = _parted(term_of(last.body, []), here.x)
            if constant != Term(Fraction(1)):
                integral = here.of(tree_of(rest, style))
                whole = put_in(whole, {last: times(tree_of(constant, Style()), integral)})
                lines.append(Line(whole, reason_of(rules.INTEGRAL_OF_MULTIPLE)))
            opened = _opened(whole)
            if opened != whole:
                lines.append(Line(opened, reason_of(algebra.EXPAND)))
            yield tuple(lines)
    elif any(isinstance(b, Call) and b.function in ("tan", "cot") and e == 2 for b, e in term.powers):
        name, other = (
            ("tan", "sec") if any(b.function == "tan" for b, _ in term.powers if isinstance(b, Call)) else ("cot", "csc")
        )
        secant = next(b for b, e in term.powers if isinstance(b, Call) and b.function == other)
        angle = bare(secant.arguments[0])
        rule = trigonometric.TANGENT_SQUARED if name == "tan" else trigonometric.COTANGENT_SQUARED
        cube, plain = here.of(_raise(other, angle, 3)), here.of(call(other, angle))
        split = here.of(add(_raise(other, angle, 3), Negation(call(other, angle))))
        frame_ = put_in(frame, {inner: split})
        yield (
            *lines,
            Line(frame_, reason_of(rule)),
            Line(_opened(put_in(frame, {inner: add(cube, Negation(plain))})), reason_of(rules.INTEGRAL_OF_SUM)),
        )


def _opened(node: Expression) -> Expression:
    """A sum in which brackets with integrals, and factors before them, are multiplied out."""
    terms: list[Expression] = []
    for term in summands(node):
        sign, inner = (-1, bare(term.operand)) if isinstance(term, Negation) else (1, bare(term))
        front: Expression = ONE
        if isinstance(inner, Product) and isinstance(bare(inner.factors[-1]), Sum) and any(pending(inner)):
            front, inner = times(*inner.factors[:-1]), bare(inner.factors[-1])
        if isinstance(inner, Sum) and any(pending(inner)):
            for part in inner.terms:
                own, bare_part = (-1, part.operand) if isinstance(part, Negation) else (1, part)
                new = _front_times(front, bare_part)
                terms.append(Negation(new) if sign * own < 0 else new)
        else:
            terms.append(term)
    return add(*terms)


def _front_times(front: Expression, node: Expression) -> Expression:
    if front == ONE:
        return node
    integrals = list(pending(node))
    if not integrals:
        return tree_of(multiply(term_of(front, []), term_of(node, []), []), Style())
    outside = node.factors[:-1] if isinstance(node, Product) else ()
    number_ = tree_of(term_of(times(front, *outside), []), Style())
    return scaled(number_, integrals[0])


def _factor_of(node: Expression, integral: Integral) -> Fraction | None:
    """The number by which `integral` stands in a sum."""
    for term in summands(node):
        sign, inner = (-1, bare(term.operand)) if isinstance(term, Negation) else (1, bare(term))
        if inner == integral:
            return Fraction(sign)
        if isinstance(inner, Product) and inner.factors[-1] == integral:
            value = term_of(times(*inner.factors[:-1]), [])
            return None if value.powers else sign * value.coefficient
    return None


def put_in(node: Expression, values: dict[Integral, Expression]) -> Expression:
    """`node` with the values of integrals put in, signs taken along."""
    match node:
        case Integral() if node in values:
            return values[node]
        case Negation(operand=operand):
            inner = put_in(operand, values)
            return inner.operand if isinstance(inner, Negation) else Negation(inner)
        case Sum(terms=terms):
            return add(*(put_in(t, values) for t in terms))
        case Product(factors=factors_) if (last := factors_[-1]) != (new := put_in(last, values)):
            front = times(*factors_[:-1])
            sign, inner = (-1, new.operand) if isinstance(new, Negation) else (1, new)
            if isinstance(inner, Product) and any(pending(inner.factors[-1])):
                shown = scaled(times(front, *inner.factors[:-1]), inner.factors[-1])
            else:
                shown = times(front, inner)
            return Negation(shown) if sign < 0 else shown
        case Quotient(numerator=above, denominator=below):
            return Quotient(put_in(above, values), below, node.written)
        case _:
            for integral, value in values.items():
                node = replaced(node, integral, value)
            return node


MOVES: tuple[Move, ...] = (
    as_powers,
    divide_polynomials,
    multiply_out,
    trigonometric_powers,
    one_plus_cosine,
    of_single_angle,
    by_inner_function,
    term_by_term,
    rational_function,
    completed_square,
    by_parts,
    round_about,
    by_root,
    multiply_out_all,
    root_of_squares,
    by_angle,
    half_angle_tangent,
)
