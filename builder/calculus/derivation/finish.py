"""The finish: moves that bring a derivative to the form in which a textbook leaves it, each with the rules that it uses.

A move looks at the upper layer of a tree only: sums, products, fractions and powers. What stands inside a function, and the sums
that the source already had, stay as they were written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import gcd, isqrt, lcm
from typing import TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.derivation.build import ONE, add, bare, call, flattened, negative, number, rational, times
from builder.calculus.derivation.signs import is_positive
from builder.calculus.derivation.terms import (
    Exponent,
    Style,
    Term,
    Used,
    exponent_product,
    exponent_sum,
    invert,
    multiply,
    raised,
    rescaled,
    scaled,
    term_of,
    tree_of,
)
from builder.calculus.expression.nodes import (
    Call,
    Expression,
    Fence,
    Fenced,
    Matrix,
    Negation,
    Node,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import descendants, map_children, symbols
from builder.calculus.rules import algebra, trigonometry
from builder.calculus.rules.rule import Rule

_ROWS = 24  # of tidying at most; every move shrinks or orders, this is only the net
EXPANDED_TERMS = 60  # that a product of sums may have before it is collected
_HIGHEST_DEGREE = 40  # of a polynomial that is divided
_POLYNOMIAL_TERMS = 9  # that a polynomial may have when it is multiplied out


class Move(Struct, frozen=True):
    """What a move made of a tree, and the rules that it used, the first being the one to name."""

    after: Expression
    rules: tuple[Rule, ...]


def finish(tree: Expression, style: Style, gently: bool = False) -> Iterator[Move]:
    """The moves that tidy `tree`, one row each; nothing when it is tidy. `gently` neither multiplies out nor factors."""
    return carried_on(tree, style, _GENTLE if gently else _MOVES)


Attempt: TypeAlias = Callable[[Expression, Style, Used], Expression]
"""One way to go on: what it makes of a tree, which stays where there is nothing to do; it notes the rules that it uses."""


def carried_on(tree: Expression, style: Style, attempts: Sequence[Attempt]) -> Iterator[Move]:
    """The moves of `attempts`, the first that does something each time, until none does."""
    for _ in range(_ROWS):
        for attempt in attempts:
            used: Used = []
            after = attempt(tree, style, used)
            if after != tree:
                if attempt is arrange and used and (half := _numbers_first(tree, after, style)) is not None:
                    after, used = half
                rules = tuple(dict.fromkeys(used)) or rewritten(tree, after) or (algebra.ORDER,)
                ordering: Used = []
                ordered = arrange(after, style, ordering)
                if set(ordering) <= _ORDERS and algebra.NEGATIVE_EXPONENT not in rewritten(after, ordered):
                    after = ordered  # no row of its own for what only moves factors about
                after = _through(after, style, _positive_first)
                yield Move(after, rules)
                tree = after
                break
        else:
            return


def _numbers_first(tree: Expression, after: Expression, style: Style) -> tuple[Expression, Used] | None:
    """`tree` arranged with its negative exponents, which a row of its own writes as a fraction; None where it has none."""
    if algebra.NEGATIVE_EXPONENT not in rewritten(tree, after) or any(isinstance(n, Root) for n in descendants(tree)):
        return None
    fractional = frozenset(bare(n.base) for n in descendants(tree) if isinstance(n, Power))
    used: Used = []
    half = arrange(tree, replace(style, negative=True, roots=frozenset(), fractional=fractional), used)
    if half in (tree, after) or not used or not _negative_exponents(half) <= _negative_exponents(tree):
        return None
    return half, used


def _negative_exponents(tree: Expression) -> set[Fraction]:
    values = (rational(n.exponent) for n in descendants(tree) if isinstance(n, Power))
    return {value for value in values if value is not None and value < 0}


def _positive_first(node: Expression, above: bool) -> Expression:
    """`b - a` for `-a + b`, unless that is a polynomial that stands alone."""
    if isinstance(node, Sum) and len(node.terms) == 2 and isinstance(node.terms[0], Negation):
        if not above and all(isinstance(base, Symbol) for term in _terms(node) for base, _ in term.powers):
            return node
        return node if isinstance(node.terms[1], Negation) else Sum(node.terms[::-1])
    return node


def rewritten(before: Expression, after: Expression) -> tuple[Rule, ...]:
    """What was done where factors were only written in another way: the rules by which; none for order."""
    ours, theirs = (Counter(rule for node in descendants(tree) for rule in _to_be_written(node)) for tree in (before, after))
    found = tuple(rule for rule in ours if ours[rule] > theirs[rule])
    return tuple(rule for rule in found if rule is not algebra.ONE_FRACTION) or found


def _to_be_written(node: Node) -> Iterator[Rule]:
    """The rules by which a part is written as a textbook does."""
    match node:
        case Power(base=base) if rational(base) == 1:
            yield algebra.POWER_OF_ONE
        case Power() if (exponent := rational(node.exponent)) is not None:
            if exponent in (0, 1):
                yield algebra.EXPONENT_ONE if exponent else algebra.EXPONENT_ZERO
            elif rational(node.base) is not None:
                yield algebra.POWER_OF_NUMBER
            if exponent < 0:
                yield algebra.NEGATIVE_EXPONENT
            if exponent.denominator > 1:
                yield algebra.POWER_AS_ROOT
        case Power(exponent=Negation()):
            yield algebra.NEGATIVE_EXPONENT
        case Quotient(denominator=denominator) if rational(denominator) == 1:
            yield algebra.DIVIDE_BY_ONE
        case Quotient(numerator=Negation()):
            yield algebra.SIGNS
        case Quotient(numerator=Quotient()) if rational(node) is None:
            yield algebra.NESTED_FRACTION
        case Product():
            if any(isinstance(bare(factor), Negation) for factor in node.factors):
                yield algebra.SIGNS
            if any(isinstance(bare(factor), Quotient) for factor in node.factors):
                yield algebra.ONE_FRACTION
        case _:
            pass


_ORDERS = frozenset({algebra.ORDER, algebra.ORDER_TERMS})
_Layer = Callable[[Expression, bool], Expression]


def _through(tree: Expression, style: Style, change: _Layer, above: bool = False) -> Expression:
    """`change` on each sum of the upper layer of `tree`, the inner first; `above` tells one that is a numerator or a factor."""
    match tree:
        case Vector():
            return Vector(tuple(_through(e, style, change) for e in tree.entries), tree.style)
        case Matrix():
            return Matrix(tuple(tuple(_through(e, style, change) for e in row) for row in tree.rows), tree.environment)
        case Sum() if above and tree in style.keep:
            return tree
        case Sum():
            terms = tuple(_through(t, style, change) for t in tree.terms)
            changed = tree if terms == tree.terms else add(*terms)
            return change(changed, above) if isinstance(changed, Sum) else changed
        case Negation():
            inner = _through(tree.operand, style, change, above)
            return tree if inner == tree.operand else Negation(inner)
        case Product():
            # In x^x (ln x + 1/x) the bracket stays: such a power does not take in what a denominator brings.
            beside = not any(is_general_power(f, style) for f in tree.factors)
            factors = tuple(
                _through(f, style, change, beside) if isinstance(bare(f), Sum | Quotient) else f for f in tree.factors
            )
            return tree if factors == tree.factors else times(*(f for f in factors if f != ONE))
        case Quotient():
            numerator, denominator = (
                _through(tree.numerator, style, change, True),
                _through(tree.denominator, style, change, True),
            )
            return (
                tree
                if (numerator, denominator) == (tree.numerator, tree.denominator)
                else Quotient(numerator, denominator, tree.written)
            )
        case _:
            return tree


def is_general_power(node: Node, style: Style) -> bool:
    """Whether base and exponent vary."""
    return isinstance(node, Power) and all(symbols(part) & style.variables for part in (node.base, node.exponent))


# ------------------------------------------------------------------------------------------------ one term


def arrange(tree: Expression, style: Style, used: Used) -> Expression:
    """Each term as a number times powers in order: signs, ones and zeros, numbers, exponents, fractions, common factors."""
    match tree:
        case Vector():
            return Vector(tuple(arrange(e, style, used) for e in tree.entries), tree.style)
        case Matrix():
            return Matrix(tuple(tuple(arrange(e, style, used) for e in row) for row in tree.rows), tree.environment)
        case Sum():
            return _arranged_sum(tree, style, used)
        case _:
            return _arranged_term(tree, style, used)


def _arranged_sum(tree: Sum, style: Style, used: Used) -> Expression:
    terms: list[Expression] = []
    for term in tree.terms:
        done = arrange(term, style, used)
        if done == number(0):
            used.append(algebra.ZERO)
            continue
        if isinstance(done, Negation) and isinstance(done.operand, Sum):
            used.append(algebra.DISTRIBUTE_SIGN)
            terms.extend(t.operand if isinstance(t, Negation) else Negation(t) for t in done.operand.terms)
        else:
            terms.append(done)
    return add(*terms)


def _arranged_term(tree: Expression, style: Style, used: Used) -> Expression:
    if not isinstance(tree, Product | Quotient | Negation | Power | Root):
        return tree
    prepared = _inner_sums(tree, style, used)
    if not isinstance(prepared, Product | Quotient | Negation | Power | Root):
        return arrange(prepared, style, used)
    noted: Used = []
    try:
        term = term_of(prepared, noted)
    except ZeroDivisionError:
        return tree
    after = tree_of(term, style)
    if after != tree:
        used.extend(_done(noted, after))
    return after


def _done(noted: Used, after: Expression) -> Used:
    """Of the rules that reading a term took those that did something: x √x is read as one power, and written as before."""
    read: Used = []
    term_of(after, read)
    left = Counter(noted) - Counter(read)
    return [rule for rule in dict.fromkeys(noted) if left[rule]]


def _inner_sums(tree: Expression, style: Style, used: Used) -> Expression:
    """`tree` with the sums that are its factors or its numerator arranged."""

    def part(node: Expression) -> Expression:
        node = bare(node)
        match node:
            case Sum() if node not in style.keep:
                return _arranged_sum(node, style, used)
            case Product() | Quotient() | Negation():
                return _inner_sums(node, style, used)
            case Root(radicand=Sum() as radicand) if radicand not in style.keep:
                inner = _arranged_sum(radicand, style, used)
                return node if inner == radicand else Root(inner, node.index)
            case Power(base=Sum() as base) if base not in style.keep:
                inner = _arranged_sum(base, style, used)
                return node if inner == base else Power(inner, node.exponent)
            case _:
                return node

    match tree:
        case Product():
            factors = tuple(part(f) for f in tree.factors)
            return tree if factors == tree.factors else times(*factors)
        case Quotient():
            numerator, denominator = part(tree.numerator), part(tree.denominator)
            return (
                tree
                if (numerator, denominator) == (tree.numerator, tree.denominator)
                else Quotient(numerator, denominator, tree.written)
            )
        case Negation():
            inner = part(tree.operand)
            return tree if inner == tree.operand else Negation(inner)
        case Root() | Power():
            return part(tree)
        case _:
            return tree


# ------------------------------------------------------------------------------------------------ sums


def _terms(node: Sum) -> list[Term]:
    return [term_of(t, []) for t in node.terms]


def terms_of(tree: Expression) -> list[Term]:
    return _terms(tree) if isinstance(tree, Sum) else [term_of(tree, [])]


def sum_of(terms: Sequence[Term], style: Style) -> Expression:
    """The sum of terms, in the order in which the source has it."""
    tree = add(*(tree_of(t, style) for t in terms if t.coefficient))
    if isinstance(tree, Sum):
        return next((kept for kept in style.keep if Counter(kept.terms) == Counter(tree.terms)), tree)
    return tree


def collected(terms: Sequence[Term]) -> list[Term]:
    """Like terms added, each at the place of the first; what cancels is gone. `b - a` is like `a - b`."""
    found: dict[frozenset[tuple[object, object]], Term] = {}
    for term in terms:
        key = frozenset((_whatever_order(base, exponent), exponent) for base, exponent in term.powers)
        first = found.get(key)
        if first is None:
            found[key] = term
        else:
            found[key] = Term(first.coefficient + _sign_beside(first, term) * term.coefficient, first.powers)
    return [t for t in found.values() if t.coefficient]


def _whatever_order(base: Expression, exponent: Exponent) -> object:
    """A sum without the order of its terms, and to a whole power without its sign; anything else as it is."""
    if not isinstance(base, Sum):
        return base
    terms = frozenset(Counter(base.terms).items())
    if not isinstance(exponent, Fraction) or exponent.denominator != 1:
        return terms
    return frozenset((terms, frozenset(Counter(map(negative, base.terms)).items())))


def _sign_beside(first: Term, other: Term) -> int:
    """The sign of a term once its sums are written as in a like one."""
    sign = 1
    written = [Counter(base.terms) for base, _ in first.powers if isinstance(base, Sum)]
    for base, exponent in other.powers:
        if isinstance(base, Sum) and isinstance(exponent, Fraction) and exponent % 2 == 1 and Counter(base.terms) not in written:
            sign = -sign
    return sign


def collect(tree: Expression, style: Style, used: Used) -> Expression:
    """Like terms of each sum put together."""

    def change(node: Expression, above: bool) -> Expression:
        assert isinstance(node, Sum)
        terms = _terms(node)
        together = collected(terms)
        if len(together) == len(terms):
            return node
        numbers = [t for t in terms if not t.powers]
        only_numbers = len(terms) - len(together) == len(numbers) - 1 > 0
        opposite = all(t in terms for t in together) and not (only_numbers and len(numbers) == len(terms))
        used.append(algebra.OPPOSITE_TERMS if opposite else algebra.ADD_NUMBERS if only_numbers else algebra.COLLECT)
        return sum_of(_by_degree(together), style)

    return _through(tree, style, change)


def _by_degree(terms: list[Term]) -> list[Term]:
    """Polynomials in one letter fall in degree, unless they would begin with a minus; everything else stays as it is."""
    letters = {b for t in terms for b, _ in t.powers}
    if len(letters) != 1 or not isinstance(next(iter(letters)), Symbol):
        return terms
    if any(not isinstance(e, Fraction) for t in terms for _, e in t.powers):
        return terms
    ordered = sorted(terms, key=lambda t: -(t.powers[0][1] if t.powers and isinstance(t.powers[0][1], Fraction) else Fraction(0)))
    if ordered[0].coefficient < 0 < ordered[-1].coefficient:
        ordered.reverse()
    return ordered


def pythagoras(tree: Expression, style: Style, used: Used) -> Expression:
    """sin² + cos² = 1 and cosh² − sinh² = 1, with the same factor on both."""

    def change(node: Expression, above: bool) -> Expression:
        assert isinstance(node, Sum)
        terms = _terms(node)
        for i, first in enumerate(terms):
            for j, second in enumerate(terms):
                if i == j:
                    continue
                for outer, inner, sign, rule in _SQUARES:
                    rest = _without_square(first, outer)
                    other = _without_square(second, inner)
                    if rest is None or other is None or rest[1] != other[1]:
                        continue
                    if set(rest[0].powers) == set(other[0].powers) and rest[0].coefficient == sign * other[0].coefficient:
                        used.append(rule)
                        left = [rest[0] if k == i else t for k, t in enumerate(terms) if k != j]
                        return sum_of(left, style)
        return node

    return _through(tree, style, change)


_SQUARES = (
    ("sin", "cos", 1, trigonometry.PYTHAGORAS),
    ("cosh", "sinh", -1, trigonometry.PYTHAGORAS_HYPERBOLIC),
    ("sec", "tan", -1, trigonometry.TANGENT_SQUARED),
    ("csc", "cot", -1, trigonometry.COTANGENT_SQUARED),
)


def beside_one(tree: Expression, style: Style, used: Used) -> Expression:
    """1 - sin² as cos², sec² - 1 as tan², and their like, with the same factor on both."""

    def change(node: Expression, above: bool) -> Expression:
        assert isinstance(node, Sum)
        one = _square_beside_one(_terms(node))
        if one is None:
            return node
        used.append(one[1])
        return tree_of(one[0], style)

    return _through(tree, style, change)


def _square_beside_one(terms: Sequence[Term]) -> tuple[Term, Rule] | None:
    """Of 1 - sin² the square that it is, cos², with the same factor on both; the rule by which it is."""
    if len(terms) != 2:
        return None
    for first, second in (terms, terms[::-1]):
        for outer, sign, inner, rule in _BESIDE_ONE:
            rest = _without_square(second, outer)
            if rest is not None and set(rest[0].powers) == set(first.powers) and rest[0].coefficient == sign * first.coefficient:
                square = Term(first.coefficient, ((call(inner, rest[1]), Fraction(2)),))
                turned = Term(Fraction(-1 if outer in _OF_GREATER else 1), first.powers)
                return multiply(square, turned, []), rule
    return None


_BESIDE_ONE = (
    ("sin", -1, "cos", trigonometry.PYTHAGORAS),
    ("cos", -1, "sin", trigonometry.PYTHAGORAS),
    ("tan", 1, "sec", trigonometry.TANGENT_SQUARED),
    ("cot", 1, "csc", trigonometry.COTANGENT_SQUARED),
    ("sec", -1, "tan", trigonometry.TANGENT_SQUARED),
    ("csc", -1, "cot", trigonometry.COTANGENT_SQUARED),
    ("sinh", 1, "cosh", trigonometry.PYTHAGORAS_HYPERBOLIC),
    ("cosh", -1, "sinh", trigonometry.PYTHAGORAS_HYPERBOLIC),
)
"""1, the square beside it with its sign, and the square that this is; of those that are greater than 1 it is its opposite."""

_OF_GREATER = frozenset({"sec", "csc", "cosh"})


def _without_square(term: Term, function: str) -> tuple[Term, Expression] | None:
    for base, exponent in term.powers:
        if isinstance(base, Call) and base.function == function and exponent == 2:
            return Term(term.coefficient, tuple(p for p in term.powers if p[0] != base)), base.arguments[0]
    return None


# ------------------------------------------------------------------------------------------------ factoring


def shared_powers(terms: Sequence[Term], multiples: bool = False) -> list[tuple[Expression, Fraction | Expression]]:
    """The powers that all terms have: the least exponent above 0, or an equal tree; with `multiples` e^x of e^{2x}, too."""
    shared: list[tuple[Expression, Fraction | Expression]] = []
    for base, exponent in terms[0].powers:
        found = [dict(t.powers).get(base) for t in terms]
        if any(e is None for e in found):
            continue
        numbers = [e for e in found if isinstance(e, Fraction)]
        if len(numbers) == len(found) and min(numbers) > 0:
            shared.append((base, min(numbers)))
        elif not numbers and all(e == exponent for e in found):
            shared.append((base, exponent))
        elif not numbers and not isinstance(base, Product) and (lower := _lowest(found)) is not None:
            shared.append((base, lower))
        elif not numbers and multiples:
            scales = [scaled(e) for e in found if e is not None and not isinstance(e, Fraction)]
            if len({rest for _, rest in scales}) == 1 and len({size > 0 for size, _ in scales}) == 1:
                size, rest = min(scales, key=lambda scale: abs(scale[0]))
                shared.append((base, rescaled(size, rest)))
    return shared


def _lowest(exponents: Sequence[Exponent | None]) -> Exponent | None:
    """The lowest of exponents that differ by numbers, n - 1 of n and n - 1; None where they do not."""
    first = exponents[0]
    assert first is not None
    by_size: dict[Fraction, Exponent] = {}
    for exponent in exponents:
        difference = exponent_sum(cast(Exponent, exponent), exponent_product(first, Fraction(-1)))
        if not isinstance(difference, Fraction):
            return None
        by_size[difference] = cast(Exponent, exponent)
    return by_size[min(by_size)]


def taken_out(
    terms: Sequence[Term], shared: Sequence[tuple[Expression, Fraction | Expression]], content: Fraction, style: Style
) -> Expression:
    """The sum of terms as the product of what they share, with a number, and of what is left."""
    rest = [multiply(t, Term(1 / content, tuple((b, exponent_product(e, Fraction(-1))) for b, e in shared)), []) for t in terms]
    common = tree_of(Term(content, tuple(shared)), style)
    inner = sum_of(_by_degree(rest), style)
    if isinstance(common, Negation):
        return Negation(times(common.operand, inner)) if common.operand != ONE else Negation(inner)
    return times(common, inner)


def content_of(terms: Sequence[Term]) -> Fraction:
    """The number that all terms share, with a minus sign where that leaves fewer."""
    sizes = [t.coefficient for t in terms]
    content = Fraction(gcd(*(s.numerator for s in sizes)), lcm(*(s.denominator for s in sizes)))
    return -content if all(s < 0 for s in sizes) or (sizes[0] < 0 and (content != 1 or sizes[-1] < 0)) else content


def factor_kernels(tree: Expression, style: Style, used: Used) -> Expression:
    """A power of a sum, an exponential or a function that all terms share, taken out with the letters that they share too."""

    def change(node: Expression, above: bool) -> Expression:
        assert isinstance(node, Sum)
        terms = _terms(node)
        shared = shared_powers(terms, multiples=above)
        kernels = [
            (b, e)
            for b, e in shared
            if (isinstance(b, Sum) and e != 1) or not isinstance(e, Fraction) or (isinstance(b, Call) and _exponential(b, style))
        ]
        kernels += [(b, e) for b, e in shared if isinstance(b, Sum) and e == 1 and above]
        if not kernels:
            return node
        chosen = {b for b, _ in kernels} | {b for b, _ in shared if isinstance(b, Symbol)}
        shared = [p for p in shared if p[0] in chosen]
        used.append(algebra.FACTOR_OUT)
        return taken_out(terms, shared, content_of(terms), style)

    return _through(tree, style, change)


def _exponential(exponent: Expression, style: Style) -> bool:
    return any(isinstance(n, Symbol) and n.name in style.variables for n in descendants(exponent))


def cancel_numbers(tree: Expression, style: Style, used: Used) -> Expression:
    """A whole number that all terms above and below a fraction bar share, cancelled."""

    def change(node: Expression) -> Expression:
        match node:
            case Quotient(numerator=above, denominator=Sum() as below):
                terms = [terms_of(above), _terms(below)]
                coefficients = [t.coefficient for side in terms for t in side]
                shared = gcd(*(c.numerator for c in coefficients))
                if shared == 1 or any(c.denominator != 1 for c in coefficients):
                    return node
                used.append(algebra.CANCEL)
                top, bottom = (sum_of([Term(t.coefficient / shared, t.powers) for t in side], style) for side in terms)
                return Quotient(top, bottom, node.written)
            case Sum():
                return add(*map(change, node.terms))
            case Product():
                return times(*map(change, node.factors))
            case Negation():
                return Negation(change(node.operand))
            case Vector():
                return Vector(tuple(map(change, node.entries)), node.style)
            case _:
                return node

    changed = change(tree)
    return changed if used else tree


def factor_numerator(tree: Expression, style: Style, used: Used) -> Expression:
    """What all terms of a numerator share, taken out, so that it can be cancelled or seen."""

    def out_of(node: Sum) -> Expression:
        terms = _terms(node)
        shared = shared_powers(terms, multiples=True)
        content = content_of(terms)
        if not shared and (content == 1 or content.denominator != 1):
            return node
        used.append(algebra.FACTOR_OUT if shared or content != -1 else algebra.SIGN_OUT)
        return taken_out(terms, shared, content, style)

    def within(node: Expression, factor: bool) -> Expression:
        match node:
            case Sum() if factor:
                return node if node in style.keep else out_of(node)
            case Sum():
                terms = tuple(within(t, False) for t in node.terms)
                return node if terms == node.terms else add(*terms)
            case Quotient():
                numerator = within(node.numerator, True)
                return node if numerator == node.numerator else Quotient(numerator, node.denominator, node.written)
            case Product():
                factors = tuple(within(f, True) for f in node.factors)
                return node if factors == node.factors else times(*factors)
            case Negation():
                inner = within(node.operand, factor)
                return node if inner == node.operand else Negation(inner)
            case Vector():
                return Vector(tuple(within(e, False) for e in node.entries), node.style)
            case _:
                return node

    return within(tree, False)


# ------------------------------------------------------------------------------------------------ polynomials


def _coefficients(node: Sum) -> tuple[Symbol, list[Fraction]] | None:
    """The letter of a polynomial in one letter, and its coefficients, the highest first."""
    by_degree: dict[int, Fraction] = {}
    letters: set[Symbol] = set()
    for term in _terms(node):
        degree = 0
        for base, exponent in term.powers:
            if (
                not isinstance(base, Symbol)
                or not isinstance(exponent, Fraction)
                or exponent.denominator != 1
                or not 0 < exponent <= _HIGHEST_DEGREE
            ):
                return None
            letters.add(base)
            degree = int(exponent)
        if len(term.powers) > 1:
            return None
        by_degree[degree] = by_degree.get(degree, Fraction(0)) + term.coefficient
    if len(letters) != 1:
        return None
    return letters.pop(), [by_degree.get(k, Fraction(0)) for k in range(max(by_degree), -1, -1)]


_Polynomial: TypeAlias = dict[tuple[int, ...], Fraction]


def _polynomial(node: Sum, letters: Sequence[Symbol]) -> _Polynomial | None:
    """The coefficients of a polynomial by the exponents of its letters; None for anything else, or for a long one."""
    found: _Polynomial = {}
    for term in _terms(node):
        powers = dict(term.powers)
        exponents = [powers.pop(letter, Fraction(0)) for letter in letters]
        whole = [int(e) for e in exponents if isinstance(e, Fraction) and e.denominator == 1 and 0 <= e <= _HIGHEST_DEGREE]
        if powers or len(whole) < len(exponents):
            return None
        found[tuple(whole)] = found.get(tuple(whole), Fraction(0)) + term.coefficient
    found = {exponents: coefficient for exponents, coefficient in found.items() if coefficient}
    return found if len(found) <= _POLYNOMIAL_TERMS and any(map(any, found)) else None


def _divided(above: _Polynomial, below: _Polynomial) -> _Polynomial | None:
    """The quotient of two polynomials in the same letters, or None when something is left over. The longest division of terms."""
    rest, quotient, lead = dict(above), _Polynomial(), max(below)
    while rest:
        top = max(rest)
        by = tuple(t - e for t, e in zip(top, lead, strict=True))
        if min(by) < 0:
            return None
        factor = quotient[by] = rest[top] / below[lead]
        for exponents, coefficient in below.items():
            place = tuple(e + d for e, d in zip(exponents, by, strict=True))
            left = rest.get(place, Fraction(0)) - factor * coefficient
            if left:
                rest[place] = left
            else:
                rest.pop(place, None)
        if len(rest) > _POLYNOMIAL_TERMS:
            return None
    return quotient


def _quotient_of_sums(above: Sum, below: Sum, style: Style) -> Expression | None:
    """The quotient of two sums that are polynomials, in the order of a textbook; None when there is none."""
    letters = [Symbol(name) for name in sorted(symbols(above) | symbols(below), key=lambda n: (n not in style.variables, n))]
    polynomials = _polynomial(above, letters), _polynomial(below, letters)
    if polynomials[0] is None or polynomials[1] is None:
        return None
    quotient = _divided(polynomials[0], polynomials[1])
    if quotient is None:
        return None
    terms = [
        Term(coefficient, tuple((letter, Fraction(e)) for letter, e in zip(letters, exponents, strict=True) if e))
        for exponents, coefficient in quotient.items()
    ]
    return sum_of(_by_degree(terms), style)


def factor_by_denominator(tree: Expression, style: Style, used: Used) -> Expression:
    """A polynomial above or below that has a factor from the other side of the fraction bar, written with that factor."""

    def change(node: Expression) -> Expression:
        if not isinstance(node, Quotient):
            return node
        term = term_of(node, [])
        sums = [(base, e) for base, e in term.powers if isinstance(base, Sum) and isinstance(e, Fraction) and e.denominator == 1]
        for base, exponent in sums:
            for other, to in sums:
                if base == other or (exponent > 0) == (to > 0):
                    continue
                rest = _quotient_of_sums(base, other, style)
                if rest is None or rational(rest) is not None:
                    continue
                used.append(algebra.FACTOR_POLYNOMIAL)
                return _written(node, base, times(other, rest))
        return node

    return by_terms(tree, change)


def _written(node: Expression, sum_: Sum, product: Expression) -> Expression:
    """`node` with a sum in it written as a product."""

    def change(n: Node) -> Node:
        return product if n == sum_ else flattened(map_children(n, change))

    return cast(Expression, change(node))


# ------------------------------------------------------------------------------------------------ expanding


def expanded(term: Term) -> list[Term]:
    """The term with its sums multiplied out; a sum to a power that is no small whole number stays."""
    for place, (base, exponent) in enumerate(term.powers):
        if isinstance(base, Sum) and isinstance(exponent, Fraction) and exponent.denominator == 1 and 1 <= exponent <= 3:
            rest = Term(term.coefficient, term.powers[:place] + term.powers[place + 1 :])
            return [t for part in _raised(base, int(exponent)) for t in expanded(multiply(rest, part, []))]
    return [term]


def _raised(base: Sum, exponent: int) -> list[Term]:
    """A sum to a whole power, multiplied out: 1 - 2x + x^2, not 1 - x - x + x^2."""
    product = terms = _terms(base)
    for _ in range(exponent - 1):
        product = collected([multiply(a, b, []) for a in product for b in terms])
    return product


def size_of(term: Term) -> int:
    size = 1
    for base, exponent in term.powers:
        if isinstance(base, Sum) and isinstance(exponent, Fraction) and exponent.denominator == 1 and 1 <= exponent <= 3:
            size *= len(base.terms) ** int(exponent)
    return size


def expand(tree: Expression, style: Style, used: Used) -> Expression:
    """Products of sums multiplied out, where all is a polynomial, or where it makes terms cancel."""

    def change(node: Expression, above: bool) -> Expression:
        assert isinstance(node, Sum)
        terms = _terms(node)
        sizes = [size_of(t) for t in terms]
        if max(sizes) == 1 or sum(sizes) > EXPANDED_TERMS:
            return node
        out = [t for term in terms for t in expanded(term)]
        short = collected(out)
        if len(short) > len(terms):
            short = terms_of(pythagoras(sum_of(short, style), style, []))
        polynomial = all(
            isinstance(b, Symbol) and isinstance(e, Fraction) and e.denominator == 1 and e > 0 for t in out for b, e in t.powers
        )
        if not (polynomial and len(short) <= _POLYNOMIAL_TERMS) and len(short) > len(terms):
            return node
        letters = frozenset().union(*(symbols(b) for t in out for b, _ in t.powers)) - style.variables
        if letters and len(terms) < len(short) == len(out):
            return node
        used.append(algebra.EXPAND)
        return sum_of(out, style)

    return _through(tree, style, change)


def collect_beside_functions(tree: Expression, style: Style, used: Used) -> Expression:
    """Polynomials that stand beside the same functions, added: (2x - 2) sin x + (x^2 - 2x + 2) sin x is x^2 sin x."""

    def change(node: Expression, above: bool) -> Expression:
        assert isinstance(node, Sum)
        terms = _terms(node)
        opened = [t for term in terms for t in _opened(term)]
        parts = [_beside(term, style) for term in opened]
        if None in parts or sum(map(size_of, opened)) > EXPANDED_TERMS:
            return node
        found: dict[frozenset[tuple[object, object]], tuple[Term, list[Term]]] = {}
        for polynomial, rest in (part for part in parts if part is not None):
            _, sums = found.setdefault(frozenset(rest.powers), (rest, []))
            sums.extend(expanded(polynomial))
        if len(found) > len(terms) or len(found) == len(opened) or not all(rest.powers for rest, _ in found.values()):
            return node
        kept = [(rest, _by_degree(short)) for rest, sums in found.values() if (short := collected(sums))]
        if len(terms) == len(opened) == sum(len(short) for _, short in kept):
            return node
        used.extend((algebra.EXPAND, algebra.COLLECT) if len(opened) > len(terms) else (algebra.COLLECT,))
        return sum_of([multiply(term_of(sum_of(short, style), []), rest, []) for rest, short in kept], style)

    return _through(tree, style, change)


def _opened(term: Term) -> list[Term]:
    """A term whose sums of functions are multiplied out; other sums stay."""
    for place, (base, exponent) in enumerate(term.powers):
        if isinstance(base, Sum) and exponent == 1 and any(isinstance(node, Call) for node in descendants(base)):
            rest = Term(term.coefficient, term.powers[:place] + term.powers[place + 1 :])
            return [t for part in _terms(base) for t in _opened(multiply(rest, part, []))]
    return [term]


def _beside(term: Term, style: Style) -> tuple[Term, Term] | None:
    """A term as a polynomial in the variable times the rest; None where it is divided by something that varies."""
    polynomial: list[tuple[Expression, Exponent]] = []
    rest: list[tuple[Expression, Exponent]] = []
    for base, exponent in term.powers:
        whole = isinstance(exponent, Fraction) and exponent.denominator == 1
        if isinstance(exponent, Fraction) and exponent < 0 and symbols(base) & style.variables:
            return None
        plain = isinstance(base, Symbol) or (isinstance(base, Sum) and _coefficients(base) is not None)
        (polynomial if whole and plain else rest).append((base, exponent))
    return Term(term.coefficient, tuple(polynomial)), Term(Fraction(1), tuple(rest))


def common_denominator(tree: Expression, style: Style, used: Used) -> Expression:
    """A sum with a fraction in a numerator, or of a root and its reciprocal, as one fraction."""

    def change(node: Expression, above: bool) -> Expression:
        assert isinstance(node, Sum)
        terms = _terms(node)
        below = _below(terms)
        if not below or style.negative:
            return node
        if not (above or _has_root_and_reciprocal(terms) or _over_the_same(terms)):
            return node
        denominator = _denominator(terms)
        above_terms = [multiply(t, denominator, []) for t in terms]
        used.append(algebra.COMMON_DENOMINATOR)
        return Quotient(sum_of(above_terms, style), tree_of(denominator, style))

    return _through(tree, style, change)


def _has_root_and_reciprocal(terms: Sequence[Term]) -> bool:
    """Whether a root stands above in one term and below in another: of a sum, or below a sum, as in (1 - x)/√x - 2√x."""

    def roots(term: Term, sign: int) -> set[Expression]:
        return {b for b, e in term.powers if isinstance(e, Fraction) and e * sign > 0 and e.denominator > 1}

    top = set[Expression]().union(*(roots(term, 1) for term in terms))
    for term in terms:
        has_sum = any(isinstance(b, Sum) and isinstance(e, Fraction) and e.denominator == 1 and e > 0 for b, e in term.powers)
        if any(has_sum or isinstance(base, Sum) for base in top & roots(term, -1)):
            return True
    return False


def _over_the_same(terms: Sequence[Term]) -> bool:
    """Whether each term is divided by the same, or by a power of the same sum: 1/(1 + x^2) - 2/(1 + x^2)^2."""
    below = [tuple(p for p in t.powers if isinstance(p[1], Fraction) and p[1] < 0) for t in terms]
    if all(set(powers) == set(below[0]) for powers in below):
        return True
    bases = {base for powers in below for base, _ in powers}
    exponents = {exponent for powers in below for _, exponent in powers if isinstance(exponent, Fraction)}
    return (
        all(len(powers) == 1 for powers in below)
        and len(bases) == 1
        and isinstance(next(iter(bases)), Sum)
        and len(exponents) > 1
        and all(exponent.denominator == 1 for exponent in exponents)
    )


def _has_fraction(node: Expression) -> bool:
    return any(isinstance(n, Quotient) for n in descendants(node))


def _sums_of(node: Expression) -> list[Expression]:
    """The sums that are factors of a product, or below a whole power of it."""
    return [base for base, _ in term_of(node, []).powers if isinstance(base, Sum)]


def clear_fractions(tree: Expression, style: Style, used: Used) -> Expression:
    """A sum with fractions that something is divided by, as one fraction: one over x (1 + 1/x) is one over x + 1."""
    if not any(isinstance(n, Quotient) and any(map(_has_fraction, _sums_of(n.denominator))) for n in descendants(tree)):
        return tree

    def term(node: Expression) -> Expression:
        before = term_of(node, [])
        after = Term(before.coefficient)
        for base, exponent in before.powers:
            part = Term(Fraction(1), ((base, exponent),))
            if isinstance(base, Sum) and isinstance(exponent, Fraction) and exponent < 0 and exponent.denominator == 1:
                denominator = _denominator(_terms(base))
                if (denominator.powers or denominator.coefficient != 1) and not style.negative:
                    products = [multiply(t, denominator, []) for t in _terms(base)]
                    if exponent != -1:  # within a power nothing is multiplied out later
                        products = collected([t for product in products for t in expanded(product)])
                    above = sum_of(products, style)
                    part = raised(multiply(term_of(above, []), invert(denominator), []), int(exponent))
                    used.extend((algebra.COMMON_DENOMINATOR, algebra.NESTED_FRACTION))
            after = multiply(after, part, [])
        return tree_of(after, style) if used else node

    match tree:
        case Vector():
            return Vector(tuple(clear_fractions(e, style, used) for e in tree.entries), tree.style)
        case Matrix():
            return Matrix(tuple(tuple(clear_fractions(e, style, used) for e in row) for row in tree.rows), tree.environment)
        case Sum():
            terms = tuple(clear_fractions(t, style, used) for t in tree.terms)
            return tree if terms == tree.terms else add(*terms)
        case Negation():
            inner = clear_fractions(tree.operand, style, used)
            return tree if inner == tree.operand else negative(inner)
        case Product():
            factors = tuple(clear_fractions(f, style, used) if isinstance(bare(f), Sum) else f for f in tree.factors)
            return term(tree) if factors == tree.factors else times(*factors)
        case Quotient() | Power():
            return term(tree)
        case _:
            return tree


def _below(terms: Sequence[Term]) -> dict[Expression, Fraction]:
    """The bases that terms are divided by, each with the highest exponent."""
    below: dict[Expression, Fraction] = {}
    for term in terms:
        for base, exponent in term.powers:
            if isinstance(exponent, Fraction) and exponent < 0:
                below[base] = max(below.get(base, Fraction(0)), -exponent)
    return below


def _denominator(terms: Sequence[Term]) -> Term:
    """The least common denominator of terms."""
    return Term(Fraction(lcm(*(t.coefficient.denominator for t in terms))), tuple(_below(terms).items()))


def over_one_denominator(tree: Expression, style: Style, used: Used) -> Expression:
    """A sum with fractions as one fraction, whatever it looks like."""
    if not isinstance(tree, Sum):
        return tree
    terms = _terms(tree)
    denominator = _denominator(terms)
    if not denominator.powers:
        return tree
    used.append(algebra.COMMON_DENOMINATOR)
    return Quotient(sum_of([multiply(t, denominator, []) for t in terms], style), tree_of(denominator, style))


def reciprocal_functions(tree: Expression, style: Style, used: Used) -> Expression:
    """sec beside cos, and csc beside sin, of the same angle: as one over cos, one over sin."""
    names = {n.function for n in descendants(tree) if isinstance(n, Call)}
    if not any({function, partner} <= names for function, partner, _ in _RECIPROCALS):
        return tree

    def change(node: Expression) -> Expression:
        match node:
            case Vector():
                return Vector(tuple(by_terms(entry, change) for entry in node.entries), node.style)
            case Product() | Quotient():
                return _with_powers(node, style, partnered)
            case _:
                return node

    def partnered(base: Expression, exponent: Exponent, term: Term) -> tuple[Expression, Exponent]:
        for function, partner, rule in _RECIPROCALS:
            if isinstance(base, Call) and base.function == function and isinstance(exponent, Fraction):
                other = Call(partner, base.arguments, brackets=base.brackets)
                if any(b == other for b, _ in term.powers):
                    base, exponent = other, -exponent
                    used.append(rule)
        return base, exponent

    changed = by_terms(tree, change)
    return changed if used else tree


_RECIPROCALS = (
    ("sec", "cos", trigonometry.SECANT_AS_QUOTIENT),
    ("csc", "sin", trigonometry.COSECANT_AS_QUOTIENT),
)


def quotient_of_sine_and_cosine(tree: Expression, style: Style, used: Used) -> Expression:
    """sin over cos as tan, cos over sin as cot, sinh over cosh as tanh, where no other power of these stands with them."""

    def change(node: Expression) -> Expression:
        match node:
            case Vector():
                return Vector(tuple(by_terms(entry, change) for entry in node.entries), node.style)
            case Quotient():
                term = term_of(node, [])
                for top, bottom, name, rule in _QUOTIENTS:
                    for base, exponent in term.powers:
                        if isinstance(base, Call) and base.function == top and exponent == 1:
                            below = Call(bottom, base.arguments, brackets=base.brackets)
                            if dict(term.powers).get(below) == -1:
                                used.append(rule)
                                one = Call(name, base.arguments, brackets=base.brackets)
                                rest = tuple(power for power in term.powers if power[0] not in (base, below))
                                return tree_of(Term(term.coefficient, (*rest, (one, Fraction(1)))), style)
                return node
            case _:
                return node

    return by_terms(tree, change)


_QUOTIENTS = (
    ("sin", "cos", "tan", trigonometry.TANGENT_AS_QUOTIENT),
    ("cos", "sin", "cot", trigonometry.COTANGENT_AS_QUOTIENT),
    ("sinh", "cosh", "tanh", trigonometry.HYPERBOLIC_TANGENT_AS_QUOTIENT),
)


def sign_inside(tree: Expression, style: Style, used: Used) -> Expression:
    """-(2 - x) e^{-x} as (x - 2) e^{-x}: a minus sign in front goes into a difference that then begins with the variable."""
    inner = tree.operand if isinstance(tree, Negation) else tree
    top = inner.numerator if isinstance(inner, Quotient) else inner
    factors = top.factors if isinstance(top, Product) else (top,)
    differences = [factor for factor in map(bare, factors) if isinstance(factor, Sum)]
    if inner is tree or len(differences) != 1 or differences[0] in style.keep or len(differences[0].terms) != 2:
        return tree
    first, second = differences[0].terms
    if isinstance(first, Negation) or not isinstance(second, Negation) or symbols(first) & style.variables:
        return tree
    if not symbols(second) & style.variables:
        return tree
    used.append(algebra.SIGN_INSIDE)
    turned = times(*(Sum((second.operand, Negation(first))) if bare(f) == differences[0] else f for f in factors))
    return Quotient(turned, inner.denominator, inner.written) if isinstance(inner, Quotient) else turned


def absolute_beside_root(tree: Expression, style: Style, used: Used) -> Expression:
    """|u| beside a square root of u as u."""
    if not any(isinstance(n, Fenced) and n.fence is Fence.ABSOLUTE for n in descendants(tree)):
        return tree

    def change(node: Expression) -> Expression:
        return _with_powers(node, style, taken) if isinstance(node, Product | Quotient) else node

    def taken(base: Expression, exponent: Exponent, term: Term) -> tuple[Expression, Exponent]:
        if isinstance(base, Fenced) and base.fence is Fence.ABSOLUTE:
            inner = bare(base.inner)
            if any(b == inner and isinstance(e, Fraction) and e.denominator % 2 == 0 for b, e in term.powers):
                used.append(algebra.ABSOLUTE_BESIDE_ROOT)
                base = inner
        return base, exponent

    changed = by_terms(tree, change)
    return changed if used else tree


def inside_roots(tree: Expression, style: Style, used: Used) -> Expression:
    """What stands under a square root that the source does not have: multiplied out, and squares and denominators taken out."""
    if not any(isinstance(n, Root) for n in descendants(tree)):
        return tree

    def change(node: Expression) -> Expression:
        match node:
            case Root(radicand=radicand, index=None):
                return _without_squares(_multiplied_out(bare(radicand)))
            case Product():
                return times(*map(change, node.factors))
            case Quotient():
                return Quotient(change(node.numerator), change(node.denominator), node.written)
            case _:
                return node

    def _multiplied_out(radicand: Expression) -> Expression:
        if not isinstance(radicand, Sum) or radicand in style.roots:
            return radicand
        terms = _terms(radicand)
        if (one := _square_beside_one(terms)) is not None:
            used.append(one[1])
            return tree_of(one[0], style)
        opened = [t for term in terms for t in expanded(term)]
        short = collected(opened)
        if short == terms or len(short) > len(terms):
            return radicand
        used.extend([algebra.EXPAND] * (opened != terms) + [algebra.COLLECT] * (len(short) < len(opened)))
        return sum_of(_by_degree(short), style)

    def _without_squares(radicand: Expression) -> Expression:
        if isinstance(radicand, Sum) and radicand not in style.roots:
            terms = _terms(radicand)
            denominator = _denominator(terms)
            below = _root_of_square(denominator, style)
            if below is not None and below != Term(Fraction(1)):
                used.extend((algebra.COMMON_DENOMINATOR, algebra.ROOT_OF_FRACTION))
                products = [multiply(t, denominator, []) for t in terms]
                short = collected([t for product in products for t in expanded(product)])
                if len(short) < len(products):
                    used.append(algebra.OPPOSITE_TERMS)
                above = sum_of(_by_degree(short) if len(short) < len(products) else products, style)
                return Quotient(ONE if above == ONE else Root(above), tree_of(below, style))
            content = abs(content_of(terms))
            side = isqrt(content.numerator)
            if content.denominator == 1 and side > 1 and side * side == content.numerator:
                used.append(algebra.SQUARE_OUT_OF_ROOT)
                return times(number(side), Root(sum_of([Term(t.coefficient / content, t.powers) for t in terms], style)))
            return Root(radicand)
        side_of_square = _root_of_square(term_of(radicand, []), style) if isinstance(radicand, Power | Call | Product) else None
        if side_of_square is None:
            return Root(radicand)
        used.append(algebra.ROOT_OF_SQUARE)
        return tree_of(side_of_square, style)

    changed = by_terms(tree, change)
    return changed if used else tree


def _root_of_square(term: Term, style: Style) -> Term | None:
    """The root of what is a square as it is written, or positive, with bars around what may be negative; None where it is
    neither, or where it has constant letters of unknown sign: then a person leaves the root."""
    side = isqrt(term.coefficient.numerator) if term.coefficient > 0 else 0
    if Fraction(side * side) != term.coefficient:
        return None
    powers: list[tuple[Expression, Exponent]] = []
    for base, exponent in term.powers:
        sure = base in style.positive or is_positive(base)
        if (
            not isinstance(exponent, Fraction)
            or exponent.denominator != 1
            or (exponent % 2 and not (sure and isinstance(base, Sum)))
        ):
            return None
        if not sure and not symbols(base) & style.variables:
            return None
        powers.append((base if sure or exponent % 4 == 0 else Fenced(Fence.ABSOLUTE, base), exponent / 2))
    return Term(Fraction(side), tuple(powers))


def by_terms(tree: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """`tree`, of a sum each term, with what stands behind minus signs changed."""
    match tree:
        case Sum():
            return add(*(by_terms(term, change) for term in tree.terms))
        case Negation():
            return negative(by_terms(tree.operand, change))
        case _:
            return change(tree)


def _with_powers(
    node: Expression, style: Style, change: Callable[[Expression, Exponent, Term], tuple[Expression, Exponent]]
) -> Expression:
    """A product or a quotient in which each power, of which `change` is told the base, the exponent and the whole term, is
    another one; as it was if that is no change."""
    term = term_of(node, [])
    after = Term(term.coefficient)
    for base, exponent in term.powers:
        after = multiply(after, Term(Fraction(1), (change(base, exponent, term),)), [])
    return tree_of(after, style) if after != term else node


_MOVES: tuple[Attempt, ...] = (
    arrange,
    collect,
    pythagoras,
    beside_one,
    absolute_beside_root,
    inside_roots,
    clear_fractions,
    common_denominator,
    factor_kernels,
    collect_beside_functions,
    expand,
    cancel_numbers,
    factor_numerator,
    factor_by_denominator,
    reciprocal_functions,
    quotient_of_sine_and_cosine,
    sign_inside,
)

_GENTLE = (arrange, collect, pythagoras, quotient_of_sine_and_cosine)
