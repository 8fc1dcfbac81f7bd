"""The moves of integrals of powers and products of trigonometric and hyperbolic functions, and of the roots that angles solve."""

from __future__ import annotations

from collections.abc import Iterator
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
    negative,
    number,
    power,
    times,
)
from builder.calculus.derivation.derivation import Reason
from builder.calculus.derivation.integral_table import linear
from builder.calculus.derivation.integrals import Here, Line, Proposal
from builder.calculus.derivation.integrals_of_fractions import is_free_of_factors
from builder.calculus.derivation.integrands import instead
from builder.calculus.derivation.polynomials import coefficients, sum_of
from builder.calculus.derivation.rows import reason_of, tex
from builder.calculus.derivation.substitutions import (
    tidied,
    with_function,
    with_half_angle,
)
from builder.calculus.derivation.sums import collected, expanded
from builder.calculus.derivation.terms import Exponent, Style, Term, multiply, style_in, term_of, tree_of, varies
from builder.calculus.expression.nodes import (
    Call,
    Expression,
    Negation,
    Quotient,
    Root,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, summands
from builder.calculus.rules import algebra
from builder.calculus.rules import integration as rules
from builder.calculus.rules import trigonometry as trigonometric
from builder.calculus.rules.rule import Rule


def hyperbolic_beside_exponential(here: Here, body: Expression) -> Iterator[Proposal]:
    """sinh or cosh beside an exponential, written with exponentials: by parts it would come back as itself."""
    term = term_of(body, [])
    if not any(base == EULER and varies((base, exponent), here.x) for base, exponent in term.powers):
        return
    for base, exponent in term.powers:
        if isinstance(base, Call) and base.function in ("sinh", "cosh") and exponent == 1:
            rest = tree_of(Term(term.coefficient, tuple(p for p in term.powers if p[0] != base)), style_in(here.x))
            argument = bare(base.arguments[0])
            growing, falling = power(EULER, argument), power(EULER, negative(argument))
            is_sine = base.function == "sinh"
            rule = trigonometric.HYPERBOLIC_SINE_AS_EXPONENTIALS if is_sine else trigonometric.HYPERBOLIC_COSINE_AS_EXPONENTIALS
            pair = add(growing, Negation(falling) if is_sine else falling)
            yield from instead(here, times(rest, Quotient(pair, TWO)), reason_of(rule))
            return


def trigonometric_powers(here: Here, body: Expression) -> Iterator[Proposal]:
    """Squares by half the angle, an odd power with one factor split off, tan² and cot², products as sums."""
    term = term_of(body, [])
    calls = [(b, e) for b, e in term.powers if isinstance(b, Call) and depends_on(b, here.x.name)]
    others = [(b, e) for b, e in term.powers if (b, e) not in calls and varies((b, e), here.x)]
    if not calls or not all(isinstance(e, Fraction) and e.denominator == 1 for _, e in calls):
        return
    if not is_free_of_factors(body, here.x):
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
            if (m, n) in ((2, 0), (0, 2), (1, 1)) and all(is_polynomial(p, here.x) for p in others):
                yield from _squares_halved(here, angle, m, n, Term(term.coefficient, tuple(others)))
            return
        yield from _sine_and_cosine(here, angle, m, n)
    elif others:
        if by_name in ({"tan": 2}, {"cot": 2}) and all(is_polynomial(p, here.x) for p in others):
            tangent, secant = ("tan", "sec") if "tan" in by_name else ("cot", "csc")
            factor = tree_of(Term(Fraction(1), tuple(others)), style_in(here.x))
            rule = trigonometric.TANGENT_SQUARED if tangent == "tan" else trigonometric.COTANGENT_SQUARED
            square = add(to_power(secant, angle, 2), Negation(ONE))
            out = sum_of(collected(expanded(term_of(times(factor, square), []))), style_in(here.x))
            yield Proposal((Line(here.of(times(factor, square)), reason_of(rule)), Line(here.of(out), reason_of(algebra.EXPAND))))
    elif names <= {"tan", "sec"} or names <= {"cot", "csc"}:
        yield from _tangent_and_secant(here, angle, by_name, names)


def is_polynomial(pair: tuple[Expression, Exponent], x: Symbol) -> bool:
    base, exponent = pair
    return coefficients(base, x) is not None and isinstance(exponent, Fraction) and exponent.denominator == 1 and exponent > 0


def to_power(name: str, angle: Expression, exponent: int) -> Expression:
    plain = call(name, angle)
    return plain if exponent == 1 else Call(name, plain.arguments, number(exponent), None, plain.brackets)


def _double(angle: Expression) -> Expression:
    return (
        tree_of(term_of(times(TWO, angle), []), Style()) if not isinstance(angle, Sum) else tidied(times(TWO, angle), Symbol(""))
    )


def _squares_halved(here: Here, angle: Expression, m: int, n: int, others: Term) -> Iterator[Proposal]:
    """sin², cos² or sin cos of an angle by functions of twice the angle."""
    double = _double(angle)
    front = () if others == Term(Fraction(1)) else (tree_of(others, style_in(here.x)),)
    if (m, n) == (1, 1):
        new: Expression = Quotient(times(*front, call("sin", double)), TWO)
        yield from instead(here, new, reason_of(trigonometric.DOUBLE_SINE))
        return
    cosine = call("cos", double)
    bracket = add(ONE, Negation(cosine) if m else cosine)
    rule = trigonometric.HALF_ANGLE_SINE if m else trigonometric.HALF_ANGLE_COSINE
    new = Quotient(times(*front, bracket), TWO)
    lines = [Line(here.of(new), reason_of(rule))]
    if front:
        out = sum_of(collected(expanded(term_of(times(*front, bracket), []))), style_in(here.x))
        lines.append(Line(times(Quotient(ONE, TWO), here.of(out)), reason_of(rules.INTEGRAL_OF_MULTIPLE, algebra.EXPAND)))
    yield Proposal(tuple(lines))


def _hyperbolic_square(here: Here, angle: Expression, of_sine: bool) -> Iterator[Proposal]:
    rule = trigonometric.HALF_HYPERBOLIC_SINE if of_sine else trigonometric.HALF_HYPERBOLIC_COSINE
    new = Quotient(add(call("cosh", _double(angle)), Negation(ONE) if of_sine else ONE), TWO)
    yield from instead(here, new, reason_of(rule))


def _sine_and_cosine(here: Here, angle: Expression, m: int, n: int) -> Iterator[Proposal]:
    odd = [(e, name) for name, e in (("cos", n), ("sin", m)) if e % 2 and e > 0]
    if (odd and m and n) or any(e > 1 for e, _ in odd):
        exponent, name = min(odd, key=lambda pair: pair[0])
        other, rest = ("cos", n) if name == "sin" else ("sin", m)
        square = add(ONE, Negation(to_power(other, angle, 2)))
        above = [
            *([power(square, number((exponent - 1) // 2))] if exponent > 1 else []),
            *([to_power(other, angle, rest)] if rest > 0 else []),
            call(name, angle),
        ]
        new = times(*above) if rest >= 0 else Quotient(times(*above), to_power(other, angle, -rest))
        yield from _named_after(here, new if exponent > 1 else None, new, call(other, angle), trigonometric.PYTHAGORAS)
        return
    if m >= 0 and n >= 0 and m % 2 == 0 and n % 2 == 0:
        yield from _even_powers(here, angle, m, n)
        return
    if m < 0 < n and m + n == 0:
        yield from instead(here, to_power("cot", angle, n), reason_of(trigonometric.COTANGENT_AS_QUOTIENT))
        return
    if m + n <= 0 and (m + n) % 2 == 0 and (m < 0 or n < 0):
        tangent = to_power("tan", angle, abs(m)) if m else ONE
        secant = to_power("sec", angle, -(m + n)) if m + n else ONE
        new = Quotient(secant, tangent) if m < 0 else secant if m == 0 else times(tangent, *(() if secant == ONE else (secant,)))
        reason = reason_of(trigonometric.TANGENT_AS_QUOTIENT, trigonometric.SECANT_AS_QUOTIENT)
        if (proposal := with_function(here, new, call("tan", angle))) is not None:
            yield replace(proposal, lines=(Line(here.of(new), reason), *proposal.lines))
        yield from instead(here, new, reason)


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
        new: Expression = Quotient(to_power("sin", double, m), number(2**m))
        yield from instead(here, new, reason_of(trigonometric.DOUBLE_SINE))
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
    square = add(to_power(secant, angle, 2), Negation(ONE))
    if m >= 2 and n == 0:
        if m == 2:
            yield from instead(here, square, reason_of(rule))
            return
        lower = to_power(tangent, angle, m - 2)
        lines = (
            Line(here.of(times(lower, square)), reason_of(rule)),
            Line(here.of(add(times(lower, to_power(secant, angle, 2)), Negation(lower))), reason_of(algebra.EXPAND)),
        )
        yield Proposal(lines)
    elif n >= 2 and n % 2 == 0 and m >= 0 and m + n > 2:
        inner = power(add(ONE, to_power(tangent, angle, 2)), number((n - 2) // 2))
        new = times(*([to_power(tangent, angle, m)] if m else []), *([inner] if n > 2 else []), to_power(secant, angle, 2))
        yield from _named_after(here, new if n > 2 else None, new, call(tangent, angle), rule)
    elif m % 2 and n >= 1 and m + n > 2:
        inner = power(square, number((m - 1) // 2))
        parts = [*([inner] if m > 1 else []), *([to_power(secant, angle, n - 1)] if n > 1 else [])]
        new = times(*parts, call(secant, angle), call(tangent, angle))
        yield from _named_after(here, new if m > 1 else None, new, call(secant, angle), rule)
    elif m == 2 and n == 1:
        new = add(to_power(secant, angle, 3), Negation(call(secant, angle)))
        yield from instead(here, new, reason_of(rule))


def _product_as_sum(here: Here, calls: list[Call], term: Term) -> Iterator[Proposal]:
    """sin a cos b, sin a sin b, cos a cos b as a sum."""
    if len([p for p in term.powers if varies(p, here.x)]) != 2:
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
    yield from instead(here, Quotient(add(*terms), TWO), reason_of(rule))


def of_single_angle(here: Here, body: Expression) -> Iterator[Proposal]:
    """sin 2a beside functions of a, by these."""
    single = _without_double(body)
    if single is not None:
        yield from instead(here, single, reason_of(trigonometric.DOUBLE_SINE))


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
        yield from instead(here, Quotient(ONE, times(TWO, to_power(name, half, 2))), reason_of(rule))
        return
    other = add(ONE, Negation(inner) if sign > 0 else inner)
    square = to_power("cos", angle, 2)
    fraction = Quotient(inner, square)
    whole = Quotient(other, times(base, other))
    lines = (
        Line(here.of(whole), reason_of(algebra.EXPAND_BY_CONJUGATE)),
        Line(here.of(Quotient(other, square)), reason_of(algebra.DIFFERENCE_OF_SQUARES, trigonometric.PYTHAGORAS)),
        Line(
            here.of(add(Quotient(ONE, square), Negation(fraction) if sign > 0 else fraction)), reason_of(algebra.SPLIT_FRACTION)
        ),
    )
    yield Proposal(lines)
