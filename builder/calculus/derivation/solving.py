"""Where formulas are 0, as it is found by hand: by factoring, by the quadratic formula, by a logarithm or an exponential."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from builder.calculus.derivation.build import EULER, ONE, ZERO, add, bare, call, depends_on, number, power, rational, times
from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.derivation.integral_table import root_of
from builder.calculus.derivation.partial_fractions import Polynomial, factors, trimmed
from builder.calculus.derivation.polynomials import coefficients, multiplied_out, polynomial, sum_of
from builder.calculus.derivation.rough import rough
from builder.calculus.derivation.rows import quoted
from builder.calculus.derivation.signs import Signs, sign_of
from builder.calculus.derivation.sums import collected
from builder.calculus.derivation.terms import Exponent, Style, Term, exponent_product, multiply, term_of, tree_of
from builder.calculus.expression.nodes import (
    Call,
    Expression,
    Fence,
    Fenced,
    Group,
    Negation,
    Node,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, symbols


def zeros_of_polynomial(factor: Polynomial, whole: Expression) -> list[Expression]:
    """The real zeros of a factor of degree one or two of the polynomial `whole`. Raises CannotDerive for a higher one."""
    if len(factor) == 2:
        return [number(-factor[0] / factor[1])]
    if all(c >= 0 and (not c or degree % 2 == 0) for degree, c in enumerate(factor)):
        return []  # 1 and even powers: positive everywhere
    if len(factor) != 3:
        raise CannotDerive(
            f"{quoted(whole)} has a factor of degree {len(factor) - 1} without rational zeros", "solve it by numbers"
        )
    c, b, a = factor
    discriminant = b * b - 4 * a * c
    if discriminant < 0:
        return []
    root = root_of(number(discriminant))
    middle, part = -b / (2 * a), tree_of(term_of(Quotient(root, number(2 * abs(a))), []), Style())
    if not middle:
        return [Negation(part), part]
    return [add(number(middle), Negation(part)), add(number(middle), part)]


def zeros_of_polynomial_with_letters(whole: Expression, x: Symbol, signs: Signs | None = None) -> list[Expression]:
    """The zeros of a polynomial in x whose coefficients hold letters, whatever these are.

    Raises CannotDerive where it is not certain that these are all: but for powers of x, the degree must be one or two, the
    highest coefficient a number, and the discriminant the square of one term. With `signs`, what is known of letters, the highest
    coefficient may be a term, which is not 0, and so may the square of x.
    """
    refused = CannotDerive(
        f"the equation {quoted(whole)} = 0 with letters is not solved completely",
        "give the numbers that the letters stand for" if signs is None else "say what the letters are, as in a > 0",
    )
    terms = multiplied_out(whole, x.name)
    if terms is None:
        raise refused
    parts: dict[int, list[Term]] = {}
    for term in collected(terms):
        exponent = dict(term.powers).get(x, Fraction(0))
        if not isinstance(exponent, Fraction) or exponent.denominator != 1 or exponent < 0:
            raise refused
        parts.setdefault(int(exponent), []).append(term * Term(Fraction(1), ((x, -exponent),)) if exponent else term)
    lowest, highest = min(parts, default=0), max(parts, default=0)
    if highest - lowest > 2 or len(parts.get(highest, ())) != 1 or (signs is None and parts[highest][0].powers):
        raise refused
    found: list[Expression] = [ZERO] if lowest else []
    lead = parts[highest][0]
    if not all(isinstance(e, Fraction) for _, e in lead.powers):
        raise refused
    over = Term(1 / lead.coefficient, tuple((base, -e) for base, e in lead.powers if isinstance(e, Fraction)))
    if highest - lowest == 1:
        found.append(sum_of([term * over * Term(Fraction(-1)) for term in parts[lowest]], Style()))
    if highest - lowest == 2:
        middle = parts.get(lowest + 1, [])
        if not middle and signs is not None and len(parts[lowest]) == 1:
            square = tree_of(parts[lowest][0] * over * Term(Fraction(-1)), Style())
            sign = sign_of(square, signs)
            if sign is None or sign.open:
                raise refused
            root = root_of(square) if sign.sign > 0 else None
            return list(dict.fromkeys([*found, *([] if root is None else [Negation(root), root])]))
        squares = [a * b for a in middle for b in middle] + [t * lead * Term(Fraction(-4)) for t in parts[lowest]]
        discriminant = collected(squares)
        part = _root_of_term(discriminant[0]) if len(discriminant) == 1 else None
        if discriminant and part is None:
            raise refused
        for sign_before in (-1, 1) if part is not None else (1,):
            above = collected(
                [term * Term(Fraction(-1)) for term in middle] + ([] if part is None else [part * Term(Fraction(sign_before))])
            )
            found.append(sum_of([term * over * Term(Fraction(1, 2)) for term in above], Style()))
    return list(dict.fromkeys(found))


def _root_of_term(term: Term) -> Term | None:
    """A term of which another one is the square."""
    root = rational(root_of(number(term.coefficient))) if term.coefficient > 0 else None
    if root is None or any(not isinstance(e, Fraction) or e.denominator != 1 or e % 2 for _, e in term.powers):
        return None
    return Term(root, tuple((base, e / 2) for base, e in term.powers if isinstance(e, Fraction)))


_STEP = 1e-6
_SMOOTH = frozenset("sin cos tan cot sec csc exp ln log sinh cosh tanh coth sech csch arctan arsinh".split())


def has_breaks(slope: Expression, body: Expression, x: Symbol) -> bool:
    """Whether there may be a place beside which a function goes on, and at which the formula of its slope has no value.

    Raises CannotDerive where the places at which that formula has none are not found.
    """
    if is_smooth(body, x):
        return False
    if not all(isinstance(node, Root | Power) or _is_smooth(node) for node in descendants(body) if depends_on(node, x.name)):
        return True
    bases = [
        bare(node.radicand) if isinstance(node, Root) else bare(node.base)
        for node in descendants(body)
        if isinstance(node, Root | Power) and depends_on(node, x.name) and not _is_smooth(node)
    ]
    for place in (zero for base in bases for zero in zeros_of_factor(base, x)):
        at = rough(place, {}) or 0.0
        if all(rough(body, {x.name: at + step}) is not None for step in (0.0, -_STEP, _STEP)):
            return True
    return False


def is_smooth(body: Expression, x: Symbol) -> bool:
    """Whether a formula has a derivative by x wherever it has a value, by what it is made of."""
    return all(_is_smooth(node) for node in descendants(body) if depends_on(node, x.name))


def _is_smooth(node: Node) -> bool:
    """Whether a formula made of such nodes has a derivative wherever it has a value."""
    match node:
        case Power(exponent=exponent):
            value = rational(bare(exponent))
            return (value is None and not symbols(node.base)) or (value is not None and value.denominator == 1)
        case Call(function=function, power=None):
            return function in _SMOOTH
        case Call(function=function, power=to):
            return function in _SMOOTH and to is not None and (value := rational(to)) is not None and value.denominator == 1
        case _:
            return isinstance(node, Symbol | Sum | Negation | Product | Quotient | Group)


def in_order(places: list[Expression]) -> list[Expression]:
    return sorted(places, key=lambda place: rough(place, {}) or 0.0)


def numerator_of(node: Expression) -> Expression:
    inner = node.operand if isinstance(node, Negation) else node
    return bare(inner.numerator) if isinstance(inner, Quotient) else inner


def factored_polynomial(slope: Expression, x: Symbol) -> Expression | None:
    """A polynomial with rational coefficients as a product; None where it is none, or has one factor only."""
    values = coefficients(slope, x)
    if values is None or not any(values):
        return None
    content, parts = factors(trimmed(values))
    if len(parts) < 2 and all(k == 1 for _, k in parts):
        return None
    return product_of(content, [(polynomial(p, x, Style()), k) for p, k in parts])


def product_of(content: Fraction, parts: Sequence[tuple[Expression, int]]) -> Expression:
    """A number times powers of factors, as a product with its sign in front."""
    front = [] if abs(content) == 1 and parts else [number(abs(content))]
    whole = times(*front, *(power(part, number(k)) for part, k in parts))
    return Negation(whole) if content < 0 else whole


def with_common_factor(slope: Expression, x: Symbol) -> Expression:
    """A sum with the powers that all its terms share in front: 2x ln x + x as x (2 ln x + 1)."""
    if not isinstance(slope, Sum):
        return slope
    terms = [term_of(t, []) for t in slope.terms]
    exponents = [{base: e for base, e in t.powers if isinstance(e, Fraction) and depends_on(base, x.name)} for t in terms]
    shared = {base: min(each[base] for each in exponents) for base in exponents[0] if all(base in each for each in exponents)}
    if not shared or min(shared.values()) <= 0:
        return slope
    inverse = Term(Fraction(1), tuple((base, -e) for base, e in shared.items()))
    rest = sum_of([multiply(t, inverse, []) for t in terms], Style(variables=frozenset((x.name,))))
    return times(*(power(base, number(e)) for base, e in shared.items()), rest)


def zeros_of(slope: Expression, x: Symbol) -> list[Expression]:
    """The real zeros in order. Raises CannotDerive where they are not found, or without number."""
    found: list[Expression] = []
    for base, exponent in term_of(numerator_of(slope), []).powers:
        if isinstance(exponent, Fraction) and exponent < 0:
            continue
        if not depends_on(base, x.name):
            continue  # a power of a number is nowhere 0
        found.extend(zeros_of_factor(base, x))
    kept = [z for z in dict.fromkeys(found) if rough(slope, {x.name: rough(z, {}) or 0.0}) is not None]
    return in_order(kept)


def zeros_of_factor(base: Expression, x: Symbol) -> list[Expression]:
    values = coefficients(base, x)
    if values is not None and any(values):
        return [z for factor, _ in factors(trimmed(values))[1] for z in zeros_of_polynomial(factor, base)]
    if isinstance(base, Sum) and (logarithm := _logarithm(base, x)) is not None:
        return [logarithm]
    if isinstance(base, Sum) and (exponential := _exponential(base, x)) is not None:
        return exponential
    if isinstance(base, Sum) and (rooted := _root_alone(base, x)) is not None:
        return rooted
    if isinstance(base, Fenced) and base.fence is Fence.ABSOLUTE:
        return zeros_of_factor(bare(base.inner), x)
    if isinstance(base, Call) and base.function == "ln" and base.arguments == (x,):
        return [ONE]
    if isinstance(base, Call) and base.function in ("sinh", "arctan", "arsinh", "tanh") and base.arguments == (x,):
        return [ZERO]
    if isinstance(base, Call) and base.function in ("cosh", "exp"):
        return []
    raise CannotDerive(
        f"the equation {quoted(base)} = 0 is not solved by factoring, by the quadratic formula or by a logarithm",
        "solve it, and ask for the values with f'(2), f''(2)",
    )


def _root_alone(base: Sum, x: Symbol) -> list[Expression] | None:
    """The zero of a x^{1/n} + b, if there is one."""
    terms = [term_of(t, []) for t in base.terms]
    moving = [t for t in terms if t.powers]
    if len(terms) != 2 or len(moving) != 1 or len(moving[0].powers) != 1:
        return None
    (inner, exponent), *_ = moving[0].powers
    if inner != x or not isinstance(exponent, Fraction) or exponent.numerator != 1 or exponent.denominator > _HIGHEST_INDEX:
        return None
    (constant,) = (t.coefficient for t in terms if not t.powers)
    value = -constant / moving[0].coefficient
    return [] if value < 0 and exponent.denominator % 2 == 0 else [number(value**exponent.denominator)]


_HIGHEST_INDEX = 6


def _exponential(base: Sum, x: Symbol) -> list[Expression] | None:
    """The zero of a e^{kx} + b, or of a e^{kx} + b e^{lx}, if there is one."""
    if len(base.terms) == 2 and all(depends_on(t, x.name) for t in base.terms):
        first, second = (term_of(t, []) for t in base.terms)
        if any([b for b, _ in t.powers] != [EULER] or isinstance(t.powers[0][1], Fraction) for t in (first, second)):
            return None
        ratio = tree_of(multiply(first, Term(1 / second.coefficient, _turned(second)), []), Style())
        base = cast(Sum, add(ratio, ONE))
    moving = [t for t in base.terms if depends_on(t, x.name)]
    constant = rational(add(*(t for t in base.terms if t not in moving))) if len(moving) < len(base.terms) else None
    if len(moving) != 1 or not constant:
        return None
    term = term_of(moving[0], [])
    if len(term.powers) != 1 or term.powers[0][0] != EULER or isinstance(term.powers[0][1], Fraction):
        return None
    rate = coefficients(term.powers[0][1], x)
    if rate is None or len(rate) != 2 or rate[0] or not rate[1]:
        return None
    value = -constant / term.coefficient
    if value <= 0:
        return []
    logarithm = ZERO if value == 1 else call("ln", number(value))
    return [logarithm if rate[1] == 1 or value == 1 else times(number(1 / rate[1]), logarithm)]


def _turned(term: Term) -> tuple[tuple[Expression, Exponent], ...]:
    """The powers of one over a term."""
    return tuple((base, exponent_product(exponent, Fraction(-1))) for base, exponent in term.powers)


def _logarithm(base: Sum, x: Symbol) -> Expression | None:
    """The zero of a ln x + b."""
    logarithms = [t for t in base.terms if any(isinstance(n, Call) and n.function == "ln" for n in descendants(t))]
    rest = [t for t in base.terms if t not in logarithms]
    if len(logarithms) != 1:
        return None
    term = term_of(logarithms[0], [])
    constant = rational(add(*rest)) if len(rest) == 1 else None
    if len(term.powers) != 1 or term.powers[0][1] != 1 or constant is None:
        return None
    inner = term.powers[0][0]
    if not isinstance(inner, Call) or inner.arguments != (x,):
        return None
    exponent = -constant / term.coefficient
    return power(EULER, number(exponent)) if exponent else ONE
