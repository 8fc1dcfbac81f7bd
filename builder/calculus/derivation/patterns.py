"""Patterns of derivatives of every order, by the form of the function. The judge decides them, and each row of the induction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import comb, factorial
from types import MappingProxyType
from typing import cast

from msgspec import Struct

from builder.calculus.derivation.build import (
    EULER,
    ONE,
    PI,
    TWO,
    ZERO,
    add,
    bare,
    call,
    depends_on,
    negative,
    number,
    power,
    rational,
    times,
)
from builder.calculus.derivation.derivation import Reason
from builder.calculus.derivation.partial_fractions import divided, factors, partial_fractions, trimmed
from builder.calculus.derivation.polynomials import coefficients, multiplied_out, polynomial, sum_of
from builder.calculus.derivation.rows import by_move, reason_of
from builder.calculus.derivation.signs import Signs, sign_of
from builder.calculus.derivation.sums import collected, terms_of
from builder.calculus.derivation.terms import (
    Style,
    Term,
    exponent_product,
    exponent_sum,
    invert,
    multiply,
    parted,
    style_in,
    term_of,
    tree_of,
)
from builder.calculus.expression.nodes import (
    Call,
    Ellipsis,
    Expression,
    Factorial,
    Negation,
    Power,
    Quotient,
    Symbol,
)
from builder.calculus.expression.walk import summands, symbols
from builder.calculus.rules import algebra, moves, trigonometry
from builder.calculus.rules.rule import Rule

_HIGHEST = 8
"""The largest exponent of a line below a bar."""
_LARGEST_POLYNOMIAL = 4
"""How many coefficients a polynomial beside an exponential may have."""

Pattern = Callable[[int], Expression]
"""The derivative of order n + k, for a whole number k."""

_NO_SIGNS: Signs = MappingProxyType({})

KNOWN_PATTERNS = (
    "ask for one of them, such as f'''(x); known are powers, logarithms, exponentials, sine and cosine of ax + b, their products "
    "with small polynomials, e^{ax} sin(bx), and fractions whose denominators have linear factors"
)


def pattern_of(body: Expression, x: Symbol, order: Pattern, signs: Signs = _NO_SIGNS) -> Pattern | None:
    """The derivatives of every order of a function, term by term; `order` writes n + k, and `signs` are those of letters.

    None where no pattern is known.
    """
    found = [_of_term(term, x, order, signs) for term in summands(body) if depends_on(term, x.name)]
    known = [pattern for pattern in found if pattern is not None]
    if not known or len(known) < len(found):
        return None
    return known[0] if len(known) == 1 else lambda shift: add(*(pattern(shift) for pattern in known))


def as_sum(body: Expression, x: Symbol) -> tuple[Expression, Reason] | None:
    """A function as a sum of terms that have a pattern, and why it is that: by exponentials, by twice the angle, by fractions."""
    front, moving = parted(term_of(body, []), x)
    calls = [(base, exponent) for base, exponent in moving.powers if isinstance(base, Call) and base.power is None]
    if len(calls) < len(moving.powers) or not calls:
        return _in_fractions(body, x)
    node, exponent = calls[0]
    u = bare(node.arguments[0])
    if len(calls) == 1 and exponent == 1 and node.function in _HYPERBOLIC:
        sign, rule = _HYPERBOLIC[node.function]
        turned = cast(Expression, exponent_product(u, Fraction(-1)))
        return _halves(front, (1, power(EULER, u)), (sign, power(EULER, turned))), reason_of(rule)
    if len(calls) == 1 and exponent == 2 and node.function in _SQUARES:
        sign, rule = _SQUARES[node.function]
        return _halves(front, (1, ONE), (sign, call("cos", _twice(u)))), reason_of(rule)
    if len(calls) == 2 and all(e == 1 for _, e in calls) and calls[0][0].arguments == calls[1][0].arguments:
        if {base.function for base, _ in calls} == {"sin", "cos"}:
            return _halves(front, (1, call("sin", _twice(u)))), reason_of(trigonometry.DOUBLE_SINE)
    if len(calls) == 2 and all(e == 1 and base.function in ("sin", "cos") for base, e in calls):
        return _of_two_angles(front, *(base for base, _ in calls))
    return None


def _of_two_angles(front: Term, first: Call, second: Call) -> tuple[Expression, Reason]:
    """A product of sine and cosine of two angles as a sum."""
    if (first.function, second.function) == ("cos", "sin"):
        first, second = second, first
    u, v = (bare(node.arguments[0]) for node in (first, second))
    plus, minus = (
        sum_of(collected([*terms_of(u), *(Term(sign * t.coefficient, t.powers) for t in terms_of(v))]), Style())
        for sign in (1, -1)
    )
    turned = isinstance(minus, Negation)
    minus = minus.operand if isinstance(minus, Negation) else minus
    if first.function == second.function:
        rule = trigonometry.SINE_TIMES_SINE if first.function == "sin" else trigonometry.COSINE_TIMES_COSINE
        return _halves(front, (1, call("cos", minus)), (-1 if first.function == "sin" else 1, call("cos", plus))), reason_of(rule)
    parts = ((1, call("sin", plus)), (-1 if turned else 1, call("sin", minus)))
    return _halves(front, *parts), reason_of(trigonometry.SINE_TIMES_COSINE)


_HYPERBOLIC: Mapping[str, tuple[int, Rule]] = MappingProxyType(
    {
        "sinh": (-1, trigonometry.HYPERBOLIC_SINE_AS_EXPONENTIALS),
        "cosh": (1, trigonometry.HYPERBOLIC_COSINE_AS_EXPONENTIALS),
    }
)
_SQUARES: Mapping[str, tuple[int, Rule]] = MappingProxyType(
    {"sin": (-1, trigonometry.HALF_ANGLE_SINE), "cos": (1, trigonometry.HALF_ANGLE_COSINE)}
)


def _halves(front: Term, *parts: tuple[int, Expression]) -> Expression:
    """Half of a sum, each term with what stands in front."""
    half = front * Term(Fraction(1, 2))
    return sum_of([half * Term(Fraction(sign)) * term_of(part, []) for sign, part in parts], Style())


def _twice(node: Expression) -> Expression:
    return add(*(tree_of(term_of(term, []) * Term(Fraction(2)), Style()) for term in summands(node)))


def _in_fractions(body: Expression, x: Symbol) -> tuple[Expression, Reason] | None:
    """A fraction of polynomials, divided and in partial fractions, where all factors below are linear."""
    fraction = bare(body)
    if not isinstance(fraction, Quotient):
        return None
    above, below = coefficients(fraction.numerator, x), coefficients(fraction.denominator, x)
    if above is None or below is None or len(below) < 2:
        return None
    whole, rest = divided(trimmed(above), trimmed(below))
    content, found = factors(trimmed(below))
    if not rest or len(trimmed(whole)) > 1 or any(len(factor) > 2 for factor, _ in found):
        return None
    split = partial_fractions(tuple(c / content for c in rest), found)
    if split is None or (len(split) == 1 and not any(whole)):
        return None
    style = style_in(x)
    terms = [polynomial(whole, x, style)] if any(whole) else []
    for part in split:
        under = term_of(power(polynomial(part.below, x, style), number(part.power)), [])
        terms.append(tree_of(term_of(polynomial(part.above, x, style), []) * invert(under), style))
    return add(*terms), reason_of(algebra.DIVIDE_POLYNOMIALS) if len(split) == 1 else by_move(moves.PARTIAL_FRACTIONS)


def _of_term(body: Expression, x: Symbol, order: Pattern, signs: Signs) -> Pattern | None:
    """The derivatives of every order of one term, by its form."""
    front, moving = parted(term_of(body, []), x)
    if front.coefficient < 0:
        opposite = _of_term(tree_of(Term(-front.coefficient, (*front.powers, *moving.powers)), Style()), x, order, signs)
        return None if opposite is None else lambda shift: _opposite(opposite(shift))
    varying = moving.powers
    scale = () if front == Term(Fraction(1)) else (sum_of([front], Style()),)
    form = _Form(x, order, scale, signs)
    if len(varying) == 2 and (product := _line_times_exponential(varying, form) or _wave_times_exponential(varying, form)):
        return product
    if len(varying) != 1:
        return _polynomial_times(varying, form)
    base, exponent = varying[0]
    if not isinstance(exponent, Fraction):
        return _exponential(base, exponent, form) if depends_on(exponent, x.name) else _power(base, exponent, form)
    if exponent.denominator != 1:
        return _power(base, exponent, form)
    if exponent < 0 and exponent.denominator == 1 and -exponent <= _HIGHEST:
        return _reciprocal(base, int(-exponent), form)
    if exponent == 1 and isinstance(base, Call) and base.power is None and len(base.arguments) == 1:
        return _of_function(base, form)
    return None


def _opposite(node: Expression) -> Expression:
    if isinstance(node, Negation):
        return node.operand
    return add(*map(negative, summands(node)))


class _Form(Struct, frozen=True):
    """The variable, how n + k is written, the constant factor in front, if there is one, and what signs letters have."""

    x: Symbol
    order: Pattern
    scale: tuple[Expression, ...]
    signs: Signs = _NO_SIGNS

    def raised(self, base: Expression, shift: int) -> tuple[Expression, ...]:
        """The factor base^(n + shift), none where the base is 1; of -1 only the parity counts."""
        if rational(base) == -1 and abs(shift) > 1:
            shift %= 2
        return () if base == ONE else (power(base, self.order(shift)),)

    def scaled(self, *factors: Expression) -> Expression:
        """A product behind the constant factor; half of 2^n is 2^{n-1}."""
        if self.scale and factors and isinstance(growing := factors[0], Power):
            base, size = rational(growing.base), rational(self.scale[0])
            by = next((k for k in (-3, -2, -1, 1, 2, 3) if base and base != -1 and size == base**k), None)
            if by is not None:
                raised = exponent_sum(growing.exponent, Fraction(by))
                return times(power(growing.base, number(raised) if isinstance(raised, Fraction) else raised), *factors[1:])
        return times(*self.scale, *factors)

    def over(self, above: Expression, below: Expression) -> Expression:
        """A fraction behind the constant factor, whose denominator goes below."""
        size = rational(self.scale[0]) if self.scale else Fraction(1)
        if size is None:
            return Quotient(times(*self.scale, above), below)
        front, under = ([] if part == 1 else [number(part)] for part in (size.numerator, size.denominator))
        return Quotient(times(*front, above), times(*under, below))


def _exponential(base: Expression, exponent: Expression, form: _Form) -> Pattern | None:
    found = linear(exponent, form.x)
    if found is None or form.x.name in symbols(base):
        return None
    rate, _ = found
    if base != EULER:
        rate = call("ln", base) if rate == ONE else times(rate, call("ln", base))
    return lambda shift: form.scaled(*form.raised(rate, shift), power(base, exponent))


def _power(base: Expression, exponent: Fraction | Expression, form: _Form) -> Pattern | None:
    """(a x + b)^m: the n-th derivative is m (m - 1) ... (m - n + 1) a^n (a x + b)^{m - n}."""
    found = linear(base, form.x)
    if found is None:
        return None
    slope = found[0]
    if isinstance(exponent, Fraction) and abs(exponent) == Fraction(1, 2):
        return _square_root(base, exponent, slope, form)
    start = number(exponent) if isinstance(exponent, Fraction) else exponent

    def derivative(shift: int) -> Expression:
        order = form.order(shift)
        count = rational(order)
        falling: list[Expression] = [start, _plus(start, -1)]
        if count is not None:
            falling = [_plus(start, -k) for k in range(int(count))]
        else:
            falling += [Ellipsis(), add(start, *map(negative, summands(_plus(order, -1))))]
        return form.scaled(*falling, *form.raised(slope, shift), _lowered(base, exponent, order))

    return derivative


def _lowered(base: Expression, exponent: Fraction | Expression, order: Expression) -> Expression:
    """The base with an exponent that is lower by the order."""
    left = exponent_sum(exponent, exponent_product(order, Fraction(-1)))
    return Power(base, number(left, slash=True) if isinstance(left, Fraction) else left)


def _plus(node: Expression, by: int) -> Expression:
    """`node` plus a whole number, worked out."""
    total = exponent_sum(node, Fraction(by))
    return number(total) if isinstance(total, Fraction) else total


def _square_root(base: Expression, exponent: Fraction, slope: Expression, form: _Form) -> Pattern:
    """The root of a x + b, and one over it: products of odd numbers, written with factorials."""
    less = -1 if exponent > 0 else 0

    def derivative(shift: int) -> Expression:
        order, lower = form.order(shift), form.order(shift + less)
        above = form.scaled(power(number(-1), lower), *form.raised(slope, shift), Factorial(_twice(lower)))
        below = times(power(TWO, _plus(_twice(order), less)), Factorial(lower))
        return times(Quotient(above, below), _lowered(base, exponent, order))

    return derivative


def _wave_times_exponential(varying: Sequence[tuple[Expression, Fraction | Expression]], form: _Form) -> Pattern | None:
    """e^{a x} sin(b x): the n-th derivative is r^n e^{a x} sin(b x + n t), where a + b i has the length r and the angle t."""
    exponents = [exponent for base, exponent in varying if base == EULER and not isinstance(exponent, Fraction)]
    waves = [base for base, exponent in varying if isinstance(base, Call) and _is_wave(base, exponent)]
    if len(exponents) != 1 or len(waves) != 1:
        return None
    wave, argument = waves[0], bare(waves[0].arguments[0])
    lines = [linear(part, form.x) for part in (exponents[0], argument)]
    if None in lines:
        return None
    a, b = (cast(tuple[Expression, Expression], line)[0] for line in lines)
    sizes = [rational(part) for part in (a, b)]
    found = [sign_of(part, form.signs) for part in (a, b)]
    if found[0] is None or found[0].open or (sizes[1] is not None and sizes[1] <= 0):
        return None
    positive = found[0].sign > 0
    squares = [tree_of(term_of(part, []) * term_of(part, []), Style()) for part in (a, b)]
    square = number(sizes[0] ** 2 + sizes[1] ** 2) if sizes[0] and sizes[1] else add(*squares)
    tangent = tree_of(term_of(b, []) * invert(term_of(a if positive else negative(a), [])), Style())
    quarter = tangent == ONE
    share = Fraction(1 if positive else 3, 4) if quarter else Fraction(0 if positive else 1)

    def derivative(shift: int) -> Expression:
        order = form.order(shift)
        numerator = times(*([] if share.numerator == 1 else [number(share.numerator)]), *([] if order == ONE else [order]), PI)
        ahead = [numerator if share == 1 else Quotient(numerator, number(share.denominator))] if share else []
        if not quarter:
            arc = call("arctan", tangent)
            turned = arc if order == ONE else times(order, arc)
            ahead.append(turned if positive else Negation(turned))
        grown = power(square, Quotient(order, TWO))
        return form.scaled(grown, power(EULER, exponents[0]), call(wave.function, add(argument, *ahead)))

    return derivative


def _is_wave(base: Expression, exponent: Fraction | Expression) -> bool:
    return isinstance(base, Call) and base.function in ("sin", "cos") and base.power is None and exponent == 1


def _polynomial_times(varying: Sequence[tuple[Expression, Fraction | Expression]], form: _Form) -> Pattern | None:
    """p(x) e^{a x + b} and p(x) sin(a x + b): the product rule for n-th derivatives, by G. W. Leibniz."""
    others = [(base, e) for base, e in varying if coefficients(base, form.x) is None or not isinstance(e, Fraction)]
    front = tuple(pair for pair in varying if pair not in others)
    values = coefficients(tree_of(Term(Fraction(1), front), Style()), form.x)
    if len(others) != 1 or values is None or not 2 <= len(values) <= _LARGEST_POLYNOMIAL:
        return None
    base, exponent = others[0]
    if isinstance(base, Call) and _is_wave(base, exponent):
        moving = bare(base.arguments[0])
    elif base == EULER and not isinstance(exponent, Fraction):
        moving = exponent
    else:
        return None
    line = linear(moving, form.x)
    rate = None if line is None else rational(line[0])
    if not rate:
        return None
    size, degree = rate, len(values) - 1

    def counted(k: int, shift: int, scale: Fraction) -> list[Term]:
        """n (n - 1) ... (n - k + 1) times p^(k) / k! times a number, as terms."""
        falling = Term(scale)
        for factor in (form.order(shift - j) for j in range(k)):
            falling = falling * term_of(factor, [])
        parts = [
            Term(c * comb(m, k), ((form.x, Fraction(m - k)),) if m > k else ()) for m, c in enumerate(values) if m >= k and c
        ]
        return [part * falling for part in parts[::-1] if falling.coefficient]

    def of_wave(shift: int) -> Expression:
        terms: list[Expression] = []
        for k in range(degree + 1):
            found = counted(k, shift, Fraction(1))
            if not found:
                continue
            wave = _of_function(cast(Call, base), _Form(form.x, form.order, ()))
            assert wave is not None
            factor = sum_of(found, style_in(form.x))
            terms.append(tree_of(term_of(times(factor, wave(shift - k)), []), style_in(form.x)))
        return form.scaled(add(*terms))

    def of_exponential(shift: int) -> Expression:
        whole = abs(size) == 1
        scales = [size**k if whole else size ** (degree - k) for k in range(degree + 1)]
        inside = sum_of([t for k, scale in enumerate(scales) for t in counted(k, shift, scale)], style_in(form.x))
        grown = form.raised(number(size), shift if whole else shift - degree)
        return form.scaled(*grown, inside, power(EULER, moving))

    return of_wave if isinstance(base, Call) else of_exponential


def _reciprocal(base: Expression, exponent: int, form: _Form) -> Pattern | None:
    """1/(a x + b)^p: the n-th derivative is (-a)^n (n + p - 1)!/((p - 1)! (a x + b)^{n + p})."""
    found = linear(base, form.x)
    if found is None:
        return None
    signs, size = _sign_and_size(found[0])
    counted = factorial(exponent - 1)

    def derivative(shift: int) -> Expression:
        above = times(*form.raised(signs, shift), *form.raised(size, shift), Factorial(form.order(shift + exponent - 1)))
        below = power(base, form.order(shift + exponent))
        return form.over(above, below if counted == 1 else times(number(counted), below))

    return derivative


def _sign_and_size(slope: Expression) -> tuple[Expression, Expression]:
    """-a as a sign and a size without one: (-1)^n (-2)^n is 2^n."""
    value = rational(slope)
    return (ONE, number(-value)) if value is not None and value < 0 else (number(-1), slope)


def _of_function(node: Call, form: _Form) -> Pattern | None:
    argument = bare(node.arguments[0])
    found = linear(argument, form.x)
    if found is None:
        return None
    slope, rest = found
    if node.function in ("sin", "cos"):

        def wave(shift: int) -> Expression:
            order = form.order(shift)
            ahead = [] if order == ZERO else [Quotient(PI if order == ONE else times(order, PI), number(2))]
            return form.scaled(*form.raised(slope, shift), call(node.function, add(argument, *ahead)))

        return wave
    if node.function != "ln":
        return None
    if rest == ZERO:  # ln(ax) is ln x and a constant
        argument, slope = form.x, ONE
    signs, size = _sign_and_size(slope)
    minus = number(-1) if signs == ONE else ONE  # (-1)^{n-1} (-a)^n is -a^n
    return lambda shift: Quotient(
        times(
            *(() if minus == ONE else (minus,)),
            *form.scale,
            *form.raised(signs, shift - 1),
            *form.raised(size, shift),
            Factorial(form.order(shift - 1)),
        ),
        power(argument, form.order(shift)),
    )


def _line_times_exponential(varying: Sequence[tuple[Expression, Fraction | Expression]], form: _Form) -> Pattern | None:
    """(p x + q) e^{a x + b}: the n-th derivative is a^{n-1} (a (p x + q) + n p) e^{a x + b}."""
    exponents = [exponent for base, exponent in varying if base == EULER and not isinstance(exponent, Fraction)]
    lines = [base for base, exponent in varying if exponent == 1]
    if len(exponents) != 1 or len(lines) != 1:
        return None
    exponent, line = exponents[0], lines[0]
    found, parts = linear(exponent, form.x), linear(line, form.x)
    if found is None or parts is None:
        return None
    rate, slope = found[0], parts[0]

    def derivative(shift: int) -> Expression:
        counted = form.order(shift) if slope == ONE else times(slope, form.order(shift))
        if rational(rate) == -1:
            inside = add(line, *map(negative, summands(counted)))
            return form.scaled(*form.raised(rate, shift), inside, power(EULER, exponent))
        first = line if rate == ONE else tree_of(term_of(times(rate, line), []), style_in(form.x))
        return form.scaled(*form.raised(rate, shift - 1), add(first, counted), power(EULER, exponent))

    return derivative


def number_plus(n: Symbol) -> Pattern:
    """n + k as it is written."""
    return lambda shift: add(n, number(shift)) if shift > 0 else add(n, negative(number(-shift))) if shift else n


def linear(node: Expression, x: Symbol) -> tuple[Expression, Expression] | None:
    """a and b of a x + b; None for anything else, and where a is 0."""
    terms = multiplied_out(node, x.name)
    if terms is None or any(dict(t.powers).get(x, Fraction(0)) not in (0, 1) for t in terms):
        return None
    inverse = Term(Fraction(1), ((x, Fraction(-1)),))
    with_x = [multiply(t, inverse, []) for t in terms if x in dict(t.powers)]
    rest = [t for t in terms if x not in dict(t.powers)]
    return (sum_of(with_x, Style()), sum_of(rest, Style())) if with_x else None
