"""Small ways of writing down trees: what a row needs, literally. Nothing here simplifies beyond what it says."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import cast

from msgspec.structs import replace

from builder.calculus.expression.functions import ON_THE_NAME
from builder.calculus.expression.nodes import (
    Application,
    Bracket,
    Call,
    Constant,
    ConstantName,
    Derivative,
    Division,
    Expression,
    Fenced,
    Group,
    Limit,
    Negation,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Series,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, map_children, summands

ZERO = Number("0")
ONE = Number("1")
TWO = Number("2")
EULER = Constant(ConstantName.E)
PI = Constant(ConstantName.PI)
INFINITY = Constant(ConstantName.INFINITY)


def without_groups(node: Expression) -> Expression:
    """`node` without its brackets; the printer writes those that are needed."""

    def change(n: Node) -> Node:
        n = map_children(n, change)
        return n.inner if isinstance(n, Group) else flattened(n)

    return cast(Expression, change(node))


def plain_brackets(node: Call) -> Call:
    """A function of one argument with brackets, unless this is a single letter or number."""
    brackets = len(node.arguments) != 1 or not isinstance(node.arguments[0], Symbol | Number | Constant | Fenced)
    return node if brackets == node.brackets else replace(node, brackets=brackets)


def bare(node: Expression) -> Expression:
    """`node` without brackets around it."""
    while isinstance(node, Group):
        node = node.inner
    return node


def depends_on(node: Node, name: str) -> bool:
    """Whether the symbol `name` occurs in `node`."""
    return any(isinstance(n, Symbol) and n.name == name for n in descendants(node))


def number(value: Fraction | int, decimal: bool = False, slash: bool = False) -> Expression:
    """A rational number as it is written: `3`, `-3`, a fraction, or a decimal when `decimal` asks for one that ends."""
    value = Fraction(value)
    if value < 0:
        return Negation(number(-value, decimal, slash))
    if value.denominator == 1:
        return Number(str(value.numerator))
    if decimal and (text := decimal_text(value)) is not None:
        return Number(text)
    return Quotient(Number(str(value.numerator)), Number(str(value.denominator)), Division.SLASH if slash else Division.FRACTION)


def decimal_text(value: Fraction) -> str | None:
    """The decimal digits of a rational ≥ 0, or None when they do not end (or are more than twelve)."""
    rest, places = value.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places += max(twos, fives)
    if rest != 1 or places > 12:
        return None
    digits = str(value.numerator * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def rational(node: Expression) -> Fraction | None:
    """The value of a number as it is written (`3`, `-3`, `\\frac{1}{2}`, `-1/2`), or None when it is anything else."""
    match node:
        case Number():
            return node.value
        case Group():
            return rational(node.inner)
        case Negation():
            inner = rational(node.operand)
            return None if inner is None else -inner
        case Quotient():
            above, below = rational(node.numerator), rational(node.denominator)
            return above / below if above is not None and below else None
        case _:
            return None


def negative(node: Expression) -> Expression:
    """`-node`; a minus in front of it goes away."""
    return node.operand if isinstance(node, Negation) else Negation(node)


def add(*terms: Expression) -> Expression:
    """A sum, flattened; of no terms it is 0."""
    flat: list[Expression] = []
    for term in terms:
        term = bare(term)
        flat.extend(summands(term))
    if not flat:
        return ZERO
    return flat[0] if len(flat) == 1 else Sum(tuple(flat))


def _needs_dot(left: Expression, right: Expression) -> bool:
    if left == ONE:
        return True
    match right:
        case Number() | Negation():
            return True
        case Quotient(written=Division.FRACTION):
            return isinstance(left, Number | Quotient)
        case Power() | Product():
            first: Expression = right
            while isinstance(first, Power | Product):
                first = first.base if isinstance(first, Power) else first.factors[0]
            return isinstance(first, Number) or (isinstance(first, Quotient) and not isinstance(right, Power))
        case Derivative():
            return True
        case Fenced():
            return rational(right.inner) is not None
        case Application(function=Prime()):  # f'(g(x)) · g'(x), but f'(x) g'(x)
            within = isinstance(left, Application) and isinstance(left.function, Prime)
            return within and not isinstance(bare(cast(Application, left).arguments[0]), Symbol)
        case Sum() | Group():
            return isinstance(left, Call) and not left.brackets
        case _:
            return isinstance(left, Call) and not left.brackets and not isinstance(right, Call)


def times(*factors: Expression) -> Expression:
    """A product, flattened; a sign stands only where it must; of no factors it is 1."""
    flat: list[Expression] = []
    for factor in factors:
        factor = bare(factor)
        flat.extend(factor.factors if isinstance(factor, Product) else (factor,))
    if not flat:
        return ONE
    if len(flat) == 1:
        return flat[0]
    signs = tuple(Times.DOT if _needs_dot(a, b) else Times.IMPLICIT for a, b in pairwise(flat))
    return Product(tuple(flat), signs)


def dotted(*factors: Expression) -> Expression:
    """A product whose factors stay apart: a dot between them, and whatever signs they have inside."""
    flat: list[Expression] = []
    signs: list[Times] = []
    for factor in factors:
        factor = bare(factor)
        if flat:
            signs.append(Times.DOT)
        if isinstance(factor, Product):
            flat.extend(factor.factors)
            signs.extend(factor.signs)
        else:
            flat.append(factor)
    return flat[0] if len(flat) == 1 else Product(tuple(flat), tuple(signs))


def power(base: Expression, exponent: Expression) -> Expression:
    """`base^exponent`; an exponent 1 is not written."""
    return base if exponent == ONE else Power(base, exponent)


def call(name: str, argument: Expression) -> Call:
    """A known function of one argument, in brackets unless the argument is a single letter or number."""
    return plain_brackets(Call(name, (argument,)))


def derivative_free(node: Node) -> bool:
    """Whether nothing is left to do in `node`: no derivative, no limit, no sum sign."""
    from builder.calculus.expression.nodes import Gradient, Prime

    return not any(isinstance(n, Derivative | Prime | Gradient | Limit | Series) for n in descendants(node))


def replace_nodes(node: Expression, by_identity: Mapping[int, Expression]) -> Expression:
    """`node` with each sub-tree whose `id` is in `by_identity` replaced; products and sums are flattened again."""

    def change(n: Node) -> Node:
        if id(n) in by_identity:
            return by_identity[id(n)]
        return flattened(map_children(n, change))

    return cast(Expression, change(node))


def flattened(node: Node) -> Node:
    """`node` with a product directly in a product, and a sum directly in a sum, spliced in, and the dots that it needs."""
    match node:
        case Product():
            return _spliced_product(node)
        case Sum() if any(isinstance(t, Sum) for t in node.terms):
            return add(*node.terms)
        case Call():
            return plain_brackets(node)
        case Power(base=Call() as inner) if (
            inner.power is None and inner.function in ON_THE_NAME and rational(node.exponent) not in (-1, None)
        ):
            return replace(plain_brackets(inner), power=node.exponent)
        case _:
            return node


def _spliced_product(node: Product) -> Expression:
    factors: list[Expression] = []
    signs: list[Times] = []
    for place, factor in enumerate(node.factors):
        if place:
            signs.append(node.signs[place - 1])
        if isinstance(factor, Product):
            factors.extend(factor.factors)
            signs.extend(factor.signs)
        else:
            factors.append(factor)
    return with_signs(Product(tuple(factors), tuple(signs)))


def with_signs(node: Product) -> Product:
    """`node` with a dot between factors that cannot stand side by side."""
    signs = tuple(
        Times.DOT if sign is Times.IMPLICIT and _needs_dot(a, b) else sign
        for a, b, sign in zip(node.factors, node.factors[1:], node.signs, strict=False)
    )
    return node if signs == node.signs else Product(node.factors, signs)


def looks_like(left: Expression, right: Expression) -> bool:
    """Whether two trees differ at most in dots between factors, in brackets and in how fractions are written."""
    return left == right or without_looks(left) == without_looks(right)


def without_looks(node: Expression) -> Expression:
    """`node` without dots between factors and brackets, and with fractions written alike."""

    def change(n: Node) -> Node:
        n = flattened(map_children(n, change))
        match n:
            case Group():
                return n.inner
            case Product():
                return Product(n.factors, (Times.IMPLICIT,) * len(n.signs))
            case Quotient():
                return Quotient(n.numerator, n.denominator)
            case _:
                return n

    return cast(Expression, change(node))


def square_bracketed(node: Expression) -> Group:
    """`node` in square brackets."""
    return Group(node, Bracket.SQUARE)


def is_root(node: Expression, index: int = 2) -> bool:
    """Whether `node` is a root of this index."""
    return isinstance(node, Root) and (
        (node.index is None and index == 2) or (node.index is not None and rational(node.index) == index)
    )
