"""A term as a number times powers: how products and quotients are put in order, and written the way a textbook does.

Reading a term notes which rules of algebra were used, so that whoever shows the result can name them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import gcd, log2
from typing import TypeAlias, cast

from msgspec import Struct

from builder.calculus.derivation.build import ONE, add, bare, decimal_text, depends_on, negative, number, rational, times
from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.expression.functions import ON_THE_NAME
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Constant,
    Derivative,
    Expression,
    Fence,
    Fenced,
    Negation,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, summands, symbols
from builder.calculus.rules import algebra
from builder.calculus.rules.rule import Rule

Exponent: TypeAlias = Fraction | Expression
Used: TypeAlias = list[Rule]

_LARGEST_POWER = 64  # of a number that is worked out
_MOST_BITS = 32  # of what it comes to: 10^{10} stays as it is


class Style(Struct, frozen=True):
    """How the source writes things, so that the answer writes them in the same way.

    `roots` are the radicands that it puts under a root sign, `fractional` the bases that it raises to fractional exponents.
    `negative` tells whether it uses negative exponents on what depends on the variable, `below` whether it has an exponential
    in a denominator, `decimals` whether it has decimals. `variables` are the letters that vary. `keep` are the sums that it has.
    `order` is that of the letters in a product, the alphabet's if it is empty. `positive` are the letters that are known to
    be so.
    """

    roots: frozenset[Expression] = frozenset()
    fractional: frozenset[Expression] = frozenset()
    negative: bool = False
    below: bool = False
    decimals: bool = False
    variables: frozenset[str] = frozenset()
    keep: frozenset[Sum] = frozenset()
    order: tuple[str, ...] = ()
    positive: frozenset[Expression] = frozenset()

    def as_root(self, base: Expression, index: int) -> bool:
        """Whether a fractional power of `base` is written with a root sign."""
        return base in self.roots or (base not in self.fractional and (index == 2 or bool(self.roots)))


def style_of(source: Expression, variables: Iterable[str]) -> Style:
    """The style of `source`, a tree without brackets."""
    roots: set[Expression] = set()
    fractional: set[Expression] = set()
    below_zero = decimals = fractions = below = False
    varying = frozenset(variables)
    for node in descendants(source):
        match node:
            case Root():
                roots.add(node.radicand.base if isinstance(node.radicand, Power) else node.radicand)
            case Power():
                value = rational(node.exponent)
                if value is not None and value.denominator > 1:
                    fractional.add(node.base)
                negative_exponent = _below_zero(node.exponent) if value is None else value < 0
                below_zero |= (
                    negative_exponent
                    and not isinstance(node.base, Constant | Number)
                    and not (value is None and _is_exponential(node, varying))
                )
            case Quotient() if any(isinstance(n, Symbol) and n.name in varying for n in descendants(node.denominator)):
                fractions = True
                below |= any(isinstance(n, Power) and _is_exponential(n, varying) for n in _factors(node.denominator))
            case Number() if "." in node.text:
                decimals = True
            case _:
                pass
    keep = frozenset(n for n in descendants(source) if isinstance(n, Sum))
    return Style(frozenset(roots), frozenset(fractional), below_zero and not fractions, below, decimals, varying, keep)


def _factors(node: Expression) -> tuple[Expression, ...]:
    return node.factors if isinstance(node, Product) else (node,)


def _is_exponential(node: Power, variables: frozenset[str]) -> bool:
    return any(isinstance(n, Symbol) and n.name in variables for n in descendants(node.exponent))


class Term(Struct, frozen=True):
    """`coefficient` times powers; each base occurs once, and exponents are numbers or trees."""

    coefficient: Fraction
    powers: tuple[tuple[Expression, Exponent], ...] = ()

    def __mul__(self, other: Term) -> Term:
        return multiply(self, other, [])


def exponent_sum(left: Exponent, right: Exponent) -> Exponent:
    """The sum of two exponents, numbers worked out."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left + right
    constant = Fraction(0)
    counted: dict[Expression, Fraction] = {}
    for part in (left, right):
        for piece in _pieces(part):
            if isinstance(piece, Fraction):
                constant += piece
                continue
            coefficient, rest = scaled(piece)
            counted[rest] = counted.get(rest, Fraction(0)) + coefficient
    trees = [rescaled(c, e) for e, c in counted.items() if c]
    if not trees:
        return constant
    if constant > 0 and all(isinstance(tree, Negation) for tree in trees):
        return add(number(constant), *trees)  # x^{1/2 - n}
    return add(*trees, number(constant)) if constant else add(*trees)


def _pieces(exponent: Exponent) -> list[Exponent]:
    if isinstance(exponent, Fraction):
        return [exponent]
    value = rational(exponent)
    if value is not None:
        return [value]
    if isinstance(exponent, Sum):
        return [p for t in exponent.terms for p in _pieces(t)]
    if isinstance(exponent, Negation) and isinstance(inner := bare(exponent.operand), Sum):
        return [p for t in inner.terms for p in _pieces(negative(t))]
    return [exponent]


def scaled(node: Expression) -> tuple[Fraction, Expression]:
    """A formula as a number times the rest."""
    match node:
        case Negation():
            coefficient, rest = scaled(node.operand)
            return -coefficient, rest
        case Product() if (value := rational(node.factors[0])) is not None:
            return value, times(*node.factors[1:])
        case _:
            return Fraction(1), node


def rescaled(coefficient: Fraction, rest: Expression) -> Expression:
    """A number times the rest, as it is written."""
    if coefficient < 0:
        return Negation(rescaled(-coefficient, rest))
    return rest if coefficient == 1 else times(number(coefficient), rest)


def exponent_product(left: Exponent, right: Exponent) -> Exponent:
    """The product of two exponents."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left * right
    if isinstance(left, Fraction):
        left, right = right, left
    assert not isinstance(left, Fraction)
    if isinstance(right, Fraction):
        if right == 1:
            return left
        terms = summands(left)
        parts = []
        for piece in terms:
            value = rational(piece)
            if value is not None:
                parts.append(number(value * right))
            elif isinstance(piece, Quotient) and right.denominator == 1 and (c := scaled(piece.numerator)):
                parts.append(_divided(rescaled(c[0] * right, c[1]), piece))
            else:
                coefficient, rest = scaled(piece)
                parts.append(rescaled(coefficient * right, rest))
        return add(*parts)
    return times(left, right)


def _divided(numerator: Expression, like: Quotient) -> Expression:
    if isinstance(numerator, Negation):
        return Negation(Quotient(numerator.operand, like.denominator, like.written))
    return Quotient(numerator, like.denominator, like.written)


def multiply(left: Term, right: Term, used: Used) -> Term:
    """The product of two terms: numbers multiplied, exponents of equal bases added."""
    coefficient = left.coefficient * right.coefficient
    if abs(left.coefficient) != 1 and abs(right.coefficient) != 1:
        shorter = coefficient.denominator < left.coefficient.denominator * right.coefficient.denominator
        used.append(algebra.CANCEL if shorter and algebra.ONE_FRACTION in used else algebra.MULTIPLY_NUMBERS)
    powers: dict[Expression, Exponent] = dict(left.powers)
    for base, exponent in right.powers:
        if base not in powers and isinstance(base, Sum):
            other, turned = _written_before(base, exponent, powers)
            if other != base and _outweighs(exponent, powers[other]):
                powers = {base if b == other else b: e for b, e in powers.items()}
                exponent_turned = powers[base]
            else:
                base, exponent_turned = other, exponent
            if turned:
                used.append(algebra.SIGN_OUT)
                coefficient = -coefficient if cast(Fraction, exponent_turned) % 2 else coefficient
        if base not in powers:
            powers[base] = exponent
            continue
        before = powers[base]
        together = powers[base] = exponent_sum(before, exponent)
        opposite = isinstance(before, Fraction) and isinstance(exponent, Fraction) and (before > 0) != (exponent > 0)
        used.append(algebra.CANCEL if opposite or together == 0 else _put_together(before, exponent))
    kept = []
    for base, exponent in powers.items():
        value = rational(base)
        if exponent == 0:
            continue
        if value == 1:
            used.append(algebra.POWER_OF_ONE)
            continue
        if (
            value is not None
            and isinstance(exponent, Fraction)
            and exponent.denominator == 1
            and _is_worked_out(value, exponent)
            and value
        ):
            coefficient *= value ** int(exponent)
            continue
        if value is not None and isinstance(exponent, Fraction) and exponent < 0 and coefficient.numerator % value == 0:
            used.append(algebra.ROOT_TIMES_ITSELF if exponent == Fraction(-1, 2) else algebra.CANCEL)
            coefficient, exponent = coefficient / value, exponent + 1
        kept.append((base, exponent))
    result = Term(coefficient, tuple(kept))
    for base, exponent in kept:
        if (
            isinstance(base, Fenced)
            and base.fence is Fence.ABSOLUTE
            and (shared := _square_beside(exponent, powers.get(bare(base.inner))))
        ):
            used.append(algebra.ABSOLUTE_SQUARE)
            of_bars, of_inner = (Term(Fraction(1), ((b, Fraction(k)),)) for b, k in ((base, shared), (bare(base.inner), -shared)))
            return multiply(multiply(result, of_bars, []), of_inner, [])
        if (
            isinstance(base, Fenced)
            and base.fence is Fence.ABSOLUTE
            and isinstance(exponent, Fraction)
            and exponent.denominator == 1
            and abs(exponent) > 1
        ):
            used.append(algebra.ABSOLUTE_SQUARE)
            odd = exponent % 2
            rest = tuple(p for p in kept if p[0] != base) + (((base, odd if exponent > 0 else -odd),) if odd else ())
            whole = exponent - odd if exponent > 0 else exponent + odd
            return multiply(Term(coefficient, rest), Term(Fraction(1), ((bare(base.inner), whole),)), used)
    return result


def _put_together(left: Exponent, right: Exponent) -> Rule:
    """The rule by which powers of the same base become one, in the words that fit how they are written."""
    if left == right and left in (1, -1):
        return algebra.EQUAL_FACTORS
    if left == right and left in (Fraction(1, 2), Fraction(-1, 2)):
        return algebra.ROOT_TIMES_ITSELF
    return algebra.ADD_EXPONENTS


def _square_beside(bars: Exponent, inner: Exponent | None) -> int:
    """By how much the exponent of |u| grows where u^2 stands across a fraction bar from |u|: `u^2 / |u|` is |u|."""
    if not isinstance(bars, Fraction) or not isinstance(inner, Fraction):
        return 0
    return 2 if bars == -1 and inner >= 2 else -2 if bars == 1 and inner <= -2 else 0


def _written_before(base: Sum, exponent: Exponent, powers: Mapping[Expression, Exponent]) -> tuple[Sum, bool]:
    """A sum as it stands among other bases, its terms in another order, and whether all its signs are turned there."""
    terms, opposite = Counter(base.terms), Counter(map(negative, base.terms))
    for other, power in powers.items():
        if isinstance(other, Sum):
            found = Counter(other.terms)
            if found == terms or (found == opposite and _is_whole(exponent) and _is_whole(power)):
                return other, found != terms
    return base, False


def _is_whole(exponent: Exponent) -> bool:
    return isinstance(exponent, Fraction) and exponent.denominator == 1


def _outweighs(exponent: Exponent, other: Exponent) -> bool:
    return isinstance(exponent, Fraction) and isinstance(other, Fraction) and abs(exponent) > abs(other)


def exponent_varies(exponent: Exponent, letter: Symbol) -> bool:
    """Whether an exponent depends on a letter."""
    return not isinstance(exponent, Fraction) and depends_on(exponent, letter.name)


def varies(pair: tuple[Expression, Exponent], letter: Symbol) -> bool:
    """Whether a factor, a base with its exponent, depends on a letter."""
    base, exponent = pair
    return depends_on(base, letter.name) or exponent_varies(exponent, letter)


def parted(term: Term, letter: Symbol) -> tuple[Term, Term]:
    """The factors of a term that do not depend on a letter, with its coefficient, and those that do."""
    moving = tuple(pair for pair in term.powers if varies(pair, letter))
    return Term(term.coefficient, tuple(pair for pair in term.powers if pair not in moving)), Term(Fraction(1), moving)


def style_in(letter: Symbol) -> Style:
    """How a formula is written whose only variable is a letter."""
    return Style(variables=frozenset((letter.name,)))


class DivisionByZero(CannotDerive, ZeroDivisionError):
    """Something is divided by what comes to 0."""

    def __init__(self) -> None:
        super().__init__("something is divided by 0 on the way", "ask about what has a value somewhere")


def invert(term: Term) -> Term:
    """One over a term. Raises DivisionByZero for 0."""
    if not term.coefficient:
        raise DivisionByZero
    return Term(
        1 / term.coefficient,
        tuple((b, -e if isinstance(e, Fraction) else exponent_product(e, Fraction(-1))) for b, e in term.powers),
    )


def raised(term: Term, exponent: int) -> Term:
    """A term to a whole power. Raises DivisionByZero for 0 to a negative one."""
    if exponent < 0 and not term.coefficient:
        raise DivisionByZero
    return Term(term.coefficient**exponent, tuple((b, exponent_product(e, Fraction(exponent))) for b, e in term.powers))


def term_of(node: Expression, used: Used) -> Term:
    """`node` as one term; a sum in it is a base like any other. The rules that this takes are appended to `used`.

    Raises DivisionByZero for a denominator that is the number 0.
    """
    match node:
        case Number():
            return Term(node.value)
        case Negation():
            negated = term_of(node.operand, used)
            if negated.coefficient < 0:
                used.append(algebra.SIGNS)
            return multiply(Term(Fraction(-1)), negated, used)
        case Product():
            return _term_of_product(node, used)
        case Quotient():
            value = rational(node)
            if value is not None:
                return Term(value)
            if isinstance(node.numerator, Quotient) and rational(node.numerator) is None:
                used.append(algebra.NESTED_FRACTION)
            above, below = term_of(node.numerator, used), term_of(node.denominator, used)
            if abs(above.coefficient) != 1 and gcd(above.coefficient.numerator, below.coefficient.numerator) != 1:
                used.append(algebra.CANCEL)
            inner: Used = []
            product = multiply(above, invert(below), inner)
            used.extend(r for r in inner if r is not algebra.MULTIPLY_NUMBERS)
            return product
        case Power():
            return _term_of_power(node, used)
        case Root() if node.index is None or (
            (index := rational(node.index)) is not None and index.denominator == 1 and index > 0
        ):
            root = Fraction(2) if node.index is None else rational(node.index)
            assert root is not None
            radicand = bare(node.radicand)
            inside = rational(radicand.exponent) if isinstance(radicand, Power) else None
            if (
                isinstance(radicand, Power)
                and inside is not None
                and inside.denominator == 1
                and gcd(int(inside), int(root)) == 1
            ):
                return Term(Fraction(1), ((bare(radicand.base), inside / root),))
            return Term(Fraction(1), ((radicand, 1 / root),))
        case Call() if node.power is not None:
            value = rational(node.power)
            plain = Call(node.function, node.arguments, None, node.base, node.brackets)
            return Term(Fraction(1), ((plain, node.power if value is None else value),))
        case _:
            return Term(Fraction(1), ((node, Fraction(1)),))


def _term_of_product(node: Product, used: Used) -> Term:
    result = Term(Fraction(1))
    for place, factor in enumerate(node.factors):
        factor = bare(factor)
        if factor == ONE:
            used.append(algebra.ONE)
        elif isinstance(factor, Negation) and place:
            used.append(algebra.SIGNS)
        elif isinstance(factor, Quotient) and rational(factor) is None:
            used.append(algebra.ONE_FRACTION)
        part = term_of(factor, used)
        if part.coefficient == 0 and result.coefficient != 0:
            used.append(algebra.ZERO)
        result = multiply(result, part, used)
    return result if result.coefficient else Term(Fraction(0))


def _is_worked_out(base: Fraction, exponent: Fraction) -> bool:
    """Whether a power of a number is written as a number."""
    if abs(exponent) > _LARGEST_POWER:
        return False
    return float(abs(exponent)) * log2(max(abs(base.numerator), base.denominator, 1)) <= _MOST_BITS


def _term_of_power(node: Power, used: Used) -> Term:
    value = rational(node.exponent)
    base = bare(node.base)
    if value is None:
        return Term(Fraction(1), ((base, node.exponent),))
    if value.denominator != 1:
        return Term(Fraction(1), ((base, value),))
    if isinstance(base, Sum):
        return Term(Fraction(1), ((base, value),))
    if isinstance(base, Product | Quotient | Negation):
        used.append(algebra.POWER_OF_PRODUCT)
    elif isinstance(base, Root):
        used.append(algebra.SQUARE_OF_ROOT if base.index is None and value == 2 else algebra.POWER_OF_ROOT)
    elif isinstance(base, Power) or (isinstance(base, Call) and base.power is not None):
        used.append(algebra.MULTIPLY_EXPONENTS)
    if isinstance(base, Number) and not _is_worked_out(base.value, value):
        return Term(Fraction(1), ((base, value),))
    if isinstance(base, Fenced) and base.fence is Fence.ABSOLUTE and value % 2 == 0:
        used.append(algebra.ABSOLUTE_SQUARE)
        base = bare(base.inner)
    inner = term_of(base, used)
    if inner.coefficient == 0 and value < 0:
        return Term(Fraction(1), ((node, Fraction(1)),))
    return raised(inner, int(value))


# ------------------------------------------------------------------------------------------------ writing


# The places of factors in a product, in order.
_NUMBER, _LETTER, _VARIABLE, _POWER_OF_SUM, _SUM, _ROOT, _EXPONENTIAL, _FUNCTION, _LOGARITHM, _LAST = range(10)


def _rank(base: Expression, exponent: Exponent, style: Style) -> int:
    """Where a factor stands in a product: letters, roots, powers of sums, exponentials, functions, sums."""
    if not isinstance(exponent, Fraction) and _varies(exponent, style):
        return _EXPONENTIAL
    fractional = isinstance(exponent, Fraction) and exponent.denominator != 1
    match base:
        case Number() | Constant():
            return _NUMBER
        case Symbol():
            if fractional:
                return _ROOT
            return _LETTER if base.name not in style.variables else _VARIABLE
        case Sum() if exponent == 1 and (letters := symbols(base)) and style.variables and not letters & style.variables:
            return _LETTER  # m (m - 1) x^{m-2}
        case Sum() if not any(_is_function(n, style) for n in descendants(base)):
            if fractional:
                return _ROOT
            return _SUM if exponent == 1 else _POWER_OF_SUM
        case Sum():
            return _LAST if exponent == 1 else _POWER_OF_SUM
        case Call(function="exp"):
            return _EXPONENTIAL
        case Call(function="ln" | "log"):
            return _LOGARITHM
        case Call() | Application() | Derivative() | Prime():
            return _FUNCTION
        case Fenced():
            return _POWER_OF_SUM
        case _:
            return _ROOT if fractional else _POWER_OF_SUM


def _is_function(node: Node, style: Style) -> bool:
    return isinstance(node, Call | Application) or (isinstance(node, Power) and _varies(node.exponent, style))


def _varies(node: Expression, style: Style) -> bool:
    return any(isinstance(n, Symbol) and n.name in style.variables for n in descendants(node))


def _write_power(base: Expression, exponent: Exponent, style: Style) -> Expression:
    """`base` to a number ≥ 0 or a tree."""
    if not isinstance(exponent, Fraction):
        if isinstance(base, Call) and base.function in ON_THE_NAME and not _varies(exponent, style):
            return Call(base.function, base.arguments, exponent, base.base, base.brackets)
        return Power(base, exponent)
    if exponent == 1:
        return base
    if exponent.denominator == 1:
        if isinstance(base, Call) and base.function in ON_THE_NAME:
            return Call(base.function, base.arguments, number(exponent), base.base, base.brackets)
        if isinstance(base, Power) and isinstance((inner := rational(base.exponent)), Fraction) and inner.denominator == 1:
            return Power(base.base, number(inner * exponent))
        return Power(base, number(exponent))
    if not style.as_root(base, exponent.denominator) and not isinstance(base, Number):
        return Power(base, number(exponent, decimal=style.decimals, slash=True))
    whole, rest = divmod(exponent, 1)
    root = _root(base, rest)
    return root if not whole else times(_write_power(base, Fraction(whole), style), root)


def _root(base: Expression, exponent: Fraction) -> Expression:
    index = None if exponent.denominator == 2 else Number(str(exponent.denominator))
    return Root(base if exponent.numerator == 1 else _write_power(base, Fraction(exponent.numerator), Style()), index)


def tree_of(term: Term, style: Style) -> Expression:
    """The term as a textbook writes it: sign, number, then factors in order, over what has negative exponents."""
    if term.coefficient == 0:
        return number(0)
    above: list[tuple[int, Expression]] = []
    below: list[tuple[int, Expression]] = []
    for base, exponent in (part for power in term.powers for part in _parted_power(*power, style)):
        rank = _rank(base, exponent, style)
        if (
            isinstance(exponent, Fraction)
            and exponent < 0
            and not (
                style.negative
                and rank != _EXPONENTIAL
                and not (exponent.denominator > 1 and style.as_root(base, exponent.denominator))
            )
        ):
            below.append((rank, _write_power(base, -exponent, style)))
        elif isinstance(exponent, Fraction) and exponent < 0:
            above.append((rank, Power(base, number(exponent, decimal=style.decimals, slash=True))))
        elif (
            not isinstance(exponent, Fraction)
            and _below_zero(exponent)
            and (style.below if rank == _EXPONENTIAL else not style.negative and _varies(base, style))
        ):
            upside = exponent_product(exponent, Fraction(-1))
            below.append((rank, _write_power(base, upside, style)))
        else:
            above.append((rank, _write_power(base, exponent, style)))
    size = abs(term.coefficient)
    top, bottom = size.numerator, size.denominator
    tree: Expression
    front: list[Expression] = []
    if bottom != 1 and style.decimals and _decimal(size):
        front, top, bottom = [number(size, decimal=True)], 1, 1
    factors = [f for _, f in sorted(above, key=lambda pair: _place(pair, style))]
    divisors = [f for _, f in sorted(below, key=lambda pair: _place(pair, style))]
    together = (top == 1 and len(factors) == 1 and _fits_above(factors[0])) or all(map(_is_plain_number, factors))
    if bottom != 1 and not divisors and factors and not together:
        tree = times(number(size), *factors)
    else:
        if top != 1 or (not factors and not front):
            front = [number(top)]
        numerator = times(*front, *factors) if front or factors else ONE
        denominator = times(*([number(bottom)] if bottom != 1 else []), *divisors)
        tree = numerator if denominator == ONE else Quotient(numerator, denominator)
    return negative(tree) if term.coefficient < 0 else tree


def _parted_power(base: Expression, exponent: Exponent, style: Style) -> Iterator[tuple[Expression, Exponent]]:
    """A power in the factors in which it is written: x √x for x to 3/2; x^x / x for x^{x-1}, unless the source has that sum."""
    if isinstance(exponent, Fraction):
        whole = int(exponent)
        if exponent.denominator > 1 and whole and not isinstance(base, Number) and style.as_root(base, exponent.denominator):
            if exponent > 0 or not style.negative:
                yield base, Fraction(whole)
                exponent -= whole
    elif isinstance(exponent, Sum) and exponent not in style.keep and _varies(exponent, style):
        numbers = [value for term in exponent.terms if (value := rational(term)) is not None]
        if numbers and (sum(numbers) < 0 or not _varies(base, style)):
            yield base, sum(numbers, Fraction(0))
            exponent = add(*(term for term in exponent.terms if rational(term) is None))
    yield base, exponent


def _place(ranked: tuple[int, Expression], style: Style) -> tuple[int, str]:
    """Factors by rank; letters of the same rank by the alphabet, or as the style says."""
    rank, node = ranked
    base = node.base if isinstance(node, Power) else node
    if rank == _LETTER and isinstance(base, Sum):
        return rank, "~"  # behind the letters
    if not isinstance(base, Symbol) or rank > _VARIABLE:
        return rank, ""
    if base.name in style.order:
        return _VARIABLE, chr(style.order.index(base.name))
    return rank, base.name.lower()


def _is_plain_number(factor: Expression) -> bool:
    """Whether a factor is a root of a number, π, or e: it stands above, as in √3/2 and 3π/4."""
    return not symbols(factor) and not any(isinstance(node, Call) for node in descendants(factor))


def _fits_above(node: Expression) -> bool:
    """Whether half of it is written over a 2: a letter, a whole power, a sum."""
    if isinstance(node, Power):
        value = rational(node.exponent)
        return value is not None and value.denominator == 1
    return isinstance(node, Symbol | Constant | Sum)


def _below_zero(exponent: Expression) -> bool:
    match exponent:
        case Sum():
            return all(isinstance(term, Negation) for term in exponent.terms)
        case Negation():
            return True
        case Product():
            return isinstance(exponent.factors[0], Negation)
        case _:
            return False


def _decimal(value: Fraction) -> bool:
    return decimal_text(value) is not None
