"""Moves by which two equal forms become alike, without regard to looks: sine and cosine of single angles, one denominator, no
products of sums. They carry on what `finish` leaves, and are read backwards for the form that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import cast

from builder.calculus.derivation.arranging import arrange
from builder.calculus.derivation.build import EULER, ONE, add, bare, call, negative, number, rational, times, without_groups
from builder.calculus.derivation.denominators import over_one_denominator
from builder.calculus.derivation.finish import Attempt, Move, carried_on
from builder.calculus.derivation.identities import pythagoras
from builder.calculus.derivation.layers import by_terms
from builder.calculus.derivation.multiplying_out import collect
from builder.calculus.derivation.sums import EXPANDED_TERMS, collected, expanded, size_of, sum_of, terms_of
from builder.calculus.derivation.terms import Style, Term, Used, exponent_product, multiply, term_of, tree_of
from builder.calculus.derivation.values import exact
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
    Sum,
)
from builder.calculus.expression.walk import descendants, map_children, summands, symbols
from builder.calculus.rules import algebra, trigonometry
from builder.calculus.rules.rule import Rule


def made_alike(tree: Expression, style: Style, other: Expression | None = None) -> Iterator[Move]:
    """The moves by which a form is carried on to one that equal forms share, where they find it.

    `other` is the form that it is to meet: its angles are those that angles are halved to, and there is no need to be brief.
    """
    if other is None:
        return carried_on(tree, style, _MOVES)
    angles = _angles(other)

    def by_single_angles(node: Expression, style: Style, used: Used) -> Expression:
        return sines_and_cosines(node, style, used, angles)

    functions = {node.function for node in descendants(other) if isinstance(node, Call)}
    first = tuple(attempt for absent, attempt in _BY_THE_OTHER.items() if absent not in functions and attempt is not None)
    return carried_on(tree, style, (*first, *((arrange, collect) if first else ()), by_single_angles, *_MOVES[1:], *_FURTHER))


def _squares_as(square: str, other: str, sign: int, rule: Rule) -> Attempt:
    """The way that writes the square of one function by that of another one, where both stand: tan² as sec² - 1."""

    def attempt(tree: Expression, style: Style, used: Used) -> Expression:
        calls = [node for node in descendants(tree) if isinstance(node, Call)]
        beside = {node.arguments for node in calls if node.function == other}

        def change(node: Node) -> Node:
            node = map_children(node, change)
            if isinstance(node, Call) and node.function == square and node.arguments in beside and node.power == number(2):
                used.append(rule)
                return Group(add(Call(other, node.arguments, node.power, None, node.brackets), number(sign)))
            return node

        return without_groups(cast(Expression, change(tree)))

    return attempt


_BY_THE_OTHER: Mapping[str, Attempt] = {
    "tan": _squares_as("tan", "sec", -1, trigonometry.TANGENT_SQUARED),
    "cot": _squares_as("cot", "csc", -1, trigonometry.COTANGENT_SQUARED),
}


def _angles(tree: Expression) -> list[Term]:
    return [term_of(n.arguments[0], []) for n in descendants(tree) if isinstance(n, Call) and n.function in _OF_ANGLES]


_OF_ANGLES = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})


def sines_and_cosines(tree: Expression, style: Style, used: Used, angles: Sequence[Term] = ()) -> Expression:
    """tan, cot, sec, csc by sine and cosine, tanh by sinh and cosh, multiple angles by single ones, to the least of `angles`,
    and without parts of a turn in them: sin(x + π/4)."""
    angles = [*angles, *_angles(tree)]

    def change(node: Node) -> Node:
        node = map_children(node, change)
        if isinstance(node, Call) and node.function in _AS_QUOTIENTS and len(node.arguments) == 1:
            above, below, rule = _AS_QUOTIENTS[node.function]
            used.append(rule)
            top = ONE if not above else Call(above, node.arguments, brackets=node.brackets)
            quotient = Quotient(top, Call(below, node.arguments, brackets=node.brackets))
            return quotient if node.power is None else Power(quotient, node.power)
        if isinstance(node, Call) and node.function in ("sin", "cos") and node.power is None:
            if (parts := _with_part_of_turn(bare(node.arguments[0]))) is not None:
                return _of_sum(node.function, *parts, used)
            angle = term_of(node.arguments[0], [])
            least = min((a.coefficient for a in angles if a.powers == angle.powers and a.coefficient > 0), default=Fraction(1))
            if angle.powers and angle.coefficient > 0 and angle.coefficient / min(least, Fraction(1)) % 2 == 0:
                half = tree_of(Term(angle.coefficient / 2, angle.powers), style)
                sine, cosine = call("sin", half), call("cos", half)
                used.append(trigonometry.DOUBLE_SINE if node.function == "sin" else trigonometry.DOUBLE_COSINE)
                if node.function == "sin":
                    return times(number(2), sine, cosine)
                return add(
                    Call("cos", (half,), number(2), None, cosine.brackets),
                    Negation(Call("sin", (half,), number(2), None, sine.brackets)),
                )
            if angle.powers and (angle.coefficient / least) in (3, 5):
                once = Term(least, angle.powers)
                rest = Term(angle.coefficient - least, angle.powers)
                return _of_sum(node.function, tree_of(rest, style), tree_of(once, style), used)
        return node

    return cast(Expression, change(tree))


def _with_part_of_turn(argument: Expression) -> tuple[Expression, Expression] | None:
    """u and c of u + c, where c is a part of a turn, of which sine and cosine are known."""
    parts = summands(argument)
    turns = [part for part in parts if not symbols(part) and rational(exact(call("sin", part))) is None]
    known = [part for part in turns if not any(isinstance(n, Call) for n in descendants(exact(call("sin", part))))]
    rest = [part for part in parts if part not in known]
    return (add(*rest), known[0]) if len(known) == 1 and rest and all(map(symbols, rest)) else None


def _of_sum(function: str, u: Expression, v: Expression, used: Used) -> Expression:
    """The sine or the cosine of u + v by those of both, with the values that are known."""
    sin_u, cos_u, sin_v, cos_v = (exact(call(name, part)) for part in (u, v) for name in ("sin", "cos"))
    used.append(trigonometry.SINE_OF_SUM if function == "sin" else trigonometry.COSINE_OF_SUM)
    if function == "sin":
        return add(times(sin_u, cos_v), times(cos_u, sin_v))
    return add(times(cos_u, cos_v), negative(times(sin_u, sin_v)))


_AS_QUOTIENTS: Mapping[str, tuple[str, str, Rule]] = {
    "tan": ("sin", "cos", trigonometry.TANGENT_AS_QUOTIENT),
    "cot": ("cos", "sin", trigonometry.COTANGENT_AS_QUOTIENT),
    "sec": ("", "cos", trigonometry.SECANT_AS_QUOTIENT),
    "csc": ("", "sin", trigonometry.COSECANT_AS_QUOTIENT),
    "tanh": ("sinh", "cosh", trigonometry.HYPERBOLIC_TANGENT_AS_QUOTIENT),
    "coth": ("cosh", "sinh", trigonometry.HYPERBOLIC_COTANGENT_AS_QUOTIENT),
    "sech": ("", "cosh", trigonometry.HYPERBOLIC_SECANT_AS_QUOTIENT),
    "csch": ("", "sinh", trigonometry.HYPERBOLIC_COSECANT_AS_QUOTIENT),
}


def expand_all(tree: Expression, style: Style, used: Used) -> Expression:
    """A product of sums multiplied out and collected, in a numerator, then in a denominator, whatever it looks like."""
    match tree:
        case Quotient() if rational(tree.denominator) is None:
            inner = expand_all(tree.numerator, style, used)
            if inner != tree.numerator:
                return Quotient(inner, tree.denominator, tree.written)
            below = expand_all(tree.denominator, style, used)
            return tree if below == tree.denominator else Quotient(inner, below, tree.written)
        case Negation():
            inner = expand_all(tree.operand, style, used)
            return tree if inner == tree.operand else Negation(inner)
        case Sum() | Product() | Power() | Quotient():
            terms = terms_of(tree)
            sizes = [size_of(t) for t in terms]
            if max(sizes) == 1 or sum(sizes) > EXPANDED_TERMS:
                return tree
            used.append(algebra.EXPAND)
            return sum_of(collected([t for term in terms for t in expanded(term)]), style)
        case _:
            return tree


def without_negative_exponentials(tree: Expression, style: Style, used: Used) -> Expression:
    """A fraction with e^{-u} in a sum below, multiplied by e^u above and below."""
    if not isinstance(tree, Quotient) or not isinstance(tree.denominator, Sum):
        return tree
    terms = terms_of(tree.denominator)
    lowest = [(b, e) for t in terms for b, e in t.powers if not isinstance(e, Fraction) and isinstance(bare(e), Negation)]
    if not lowest:
        return tree
    base, exponent = lowest[0]
    by = Term(Fraction(1), ((base, exponent_product(exponent, Fraction(-1))),))
    used.append(algebra.EXPAND_FRACTION)
    above, below = (sum_of([multiply(t, by, []) for t in side], style) for side in (terms_of(tree.numerator), terms))
    return Quotient(above, below, tree.written)


def hyperbolic_as_exponentials(tree: Expression, style: Style, used: Used) -> Expression:
    """sinh and cosh by exponentials."""

    def change(node: Node) -> Node:
        node = map_children(node, change)
        if isinstance(node, Call) and node.function in _AS_EXPONENTIALS and len(node.arguments) == 1:
            sign, rule = _AS_EXPONENTIALS[node.function]
            used.append(rule)
            up = bare(node.arguments[0])
            falling = Power(EULER, negative(up))
            half = Quotient(add(Power(EULER, up), falling if sign > 0 else Negation(falling)), number(2))
            return half if node.power is None else Power(half, node.power)
        return node

    return cast(Expression, change(tree))


_AS_EXPONENTIALS: Mapping[str, tuple[int, Rule]] = {
    "sinh": (-1, trigonometry.HYPERBOLIC_SINE_AS_EXPONENTIALS),
    "cosh": (1, trigonometry.HYPERBOLIC_COSINE_AS_EXPONENTIALS),
}

_MOVES: tuple[Attempt, ...] = (
    sines_and_cosines,
    arrange,
    collect,
    pythagoras,
    over_one_denominator,
    hyperbolic_as_exponentials,
    without_negative_exponentials,
    expand_all,
)


def logarithms(tree: Expression, style: Style, used: Used) -> Expression:
    """Logarithms of products, quotients and powers by those of their parts, and those to any base by natural ones."""

    def change(node: Node) -> Node:
        node = map_children(node, change)
        if not isinstance(node, Call) or node.function not in ("ln", "log") or node.power is not None:
            return node
        inside = bare(node.arguments[0])
        if node.base is not None:
            used.append(algebra.CHANGE_OF_BASE)
            return Quotient(call("ln", inside), call("ln", node.base))
        match inside:
            case Product():
                used.append(algebra.LOGARITHM_OF_PRODUCT)
                return add(*(call("ln", factor) for factor in inside.factors))
            case Quotient() if rational(inside) is None:
                used.append(algebra.LOGARITHM_OF_QUOTIENT)
                return add(call("ln", inside.numerator), Negation(call("ln", inside.denominator)))
            case Power():
                used.append(algebra.LOGARITHM_OF_POWER)
                return times(inside.exponent, call("ln", inside.base))
            case _ if inside == EULER:
                used.append(algebra.LOGARITHM_OF_E)
                return ONE
            case _:
                return node

    return without_groups(cast(Expression, change(tree)))


def signs_as_quotients(tree: Expression, style: Style, used: Used) -> Expression:
    """sgn u as u / |u|."""

    def change(node: Node) -> Node:
        node = map_children(node, change)
        if isinstance(node, Call) and node.function == "sign" and node.power is None:
            used.append(algebra.SIGN_AS_QUOTIENT)
            return Quotient(node.arguments[0], Fenced(Fence.ABSOLUTE, node.arguments[0]))
        return node

    return without_groups(cast(Expression, change(tree)))


def one_root(tree: Expression, style: Style, used: Used) -> Expression:
    """Square roots that are factors as the root of their product, multiplied out."""

    def change(node: Expression) -> Expression:
        term = term_of(node, [])
        for half in (Fraction(1, 2), Fraction(-1, 2)):
            under = [base for base, exponent in term.powers if exponent == half and symbols(base)]
            opened = [t for base in under for t in terms_of(base)]
            if not under or (len(under) == 1 and max(map(size_of, opened)) == 1):
                continue
            used.extend([algebra.PRODUCT_OF_ROOTS] * (len(under) > 1))
            product = Term(Fraction(1))
            for base in under:
                product = multiply(product, term_of(base, []), [])
            if size_of(product) > 1:
                used.append(algebra.EXPAND)
            radicand = sum_of(collected(expanded(product)), style)
            rest = Term(term.coefficient, tuple(power for power in term.powers if power[0] not in under))
            return tree_of(multiply(rest, Term(Fraction(1), ((radicand, half),)), []), style)
        return node

    return by_terms(tree, change)


def squares_of_sines(tree: Expression, style: Style, used: Used) -> Expression:
    """sin² as 1 - cos², above a fraction bar, and below in sums."""

    def in_sums(node: Node) -> Node:
        return change(node) if isinstance(node, Sum) else map_children(node, in_sums)

    def change(node: Node) -> Node:
        match node:
            case Quotient():
                above, below = change(node.numerator), in_sums(node.denominator)
                return Quotient(cast(Expression, above), cast(Expression, below), node.written)
            case Call("sin", (angle,), power, None) if (
                power is not None and (value := rational(power)) is not None and value >= 2
            ):
                used.append(trigonometry.PYTHAGORAS)
                square = add(ONE, Negation(Call("cos", (angle,), number(2), None, node.brackets)))
                once = Call("sin", (angle,), None, None, node.brackets)
                whole, odd = divmod(int(value), 2)
                return times(power_of(square, whole), *([once] if odd else []))
            case Call():
                return node
            case _:
                return map_children(node, change)

    return cast(Expression, change(tree))


def power_of(base: Expression, exponent: int) -> Expression:
    """A whole power, as it is written."""
    return base if exponent == 1 else Power(base, number(exponent))


def conjugates(tree: Expression, style: Style, used: Used) -> Expression:
    """One over 1 + sin, or 1 - cos, multiplied above and below by the conjugate; what is below is then the other square."""

    def change(node: Expression) -> Expression:
        if not isinstance(node, Quotient):
            return node
        term = term_of(node, [])
        for base, exponent in term.powers:
            if not isinstance(base, Sum) or len(base.terms) != 2 or not isinstance(exponent, Fraction) or exponent >= 0:
                continue
            one, other = base.terms if rational(base.terms[0]) is not None else base.terms[::-1]
            function = bare(negative(other) if isinstance(other, Negation) else other)
            if rational(one) not in (1, -1) or not isinstance(function, Call) or function.power is not None:
                continue
            square = {"sin": "cos", "cos": "sin"}.get(function.function)
            if square is None or exponent.denominator != 1:
                continue
            used.extend((algebra.EXPAND_BY_CONJUGATE, trigonometry.PYTHAGORAS))
            conjugate = Sum((one, negative(other)))
            powers = tuple(power for power in term.powers if power[0] != base)
            below = Term(Fraction(1), ((Call(square, function.arguments, None, None, function.brackets), 2 * exponent),))
            above = Term(Fraction(1), ((conjugate, -exponent),))
            return tree_of(multiply(multiply(Term(term.coefficient, powers), above, []), below, []), style)
        return node

    return by_terms(tree, change)


def one_denominator_inside(tree: Expression, style: Style, used: Used) -> Expression:
    """A sum with fractions above or below a fraction bar as one fraction."""
    if not isinstance(tree, Quotient):
        return tree
    above, below = (over_one_denominator(part, style, used) for part in (tree.numerator, tree.denominator))
    return Quotient(above, below, tree.written) if used else tree


def powers_with_base_e(tree: Expression, style: Style, used: Used) -> Expression:
    """a^u as e^{u ln a}, where the exponent varies."""

    def change(node: Node) -> Node:
        node = map_children(node, change)
        if isinstance(node, Power) and node.base != EULER and symbols(node.exponent) & style.variables:
            numbers = [value for term in summands(node.exponent) if (value := rational(term)) is not None]
            rest = add(*(term for term in summands(node.exponent) if rational(term) is None))
            used.append(algebra.POWER_AS_EXPONENTIAL)
            exponential = Power(EULER, times(rest, call("ln", bare(node.base))))
            return times(Power(node.base, number(sum(numbers, Fraction(0)))), exponential) if numbers else exponential
        return node

    return cast(Expression, change(tree))


_FURTHER: tuple[Attempt, ...] = (
    one_denominator_inside,
    logarithms,
    signs_as_quotients,
    squares_of_sines,
    conjugates,
    one_root,
    powers_with_base_e,
)
"""What is tried when the forms do not meet before."""
