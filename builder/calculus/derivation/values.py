"""Values that everybody knows, put in: sine and cosine of parts of π, the inverse functions of what gives those, ln e, roots."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from math import gcd, lcm
from types import MappingProxyType
from typing import cast

from builder.calculus.derivation.build import (
    EULER,
    ONE,
    PI,
    ZERO,
    add,
    bare,
    call,
    flattened,
    negative,
    number,
    rational,
    times,
    without_groups,
)
from builder.calculus.derivation.finish import finish
from builder.calculus.derivation.integral_table import root_of
from builder.calculus.derivation.rough import rough
from builder.calculus.derivation.sums import collected
from builder.calculus.derivation.terms import Style, Term, multiply, term_of, tree_of
from builder.calculus.expression.nodes import (
    Call,
    Expression,
    Fence,
    Fenced,
    Group,
    Negation,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
)
from builder.calculus.expression.walk import children, descendants, map_children, summands, symbols

_NEAR = 1e-12
_LARGEST = 10_000  # number above or below in a logarithm of several numbers, and in a power that is worked out

_TRIGONOMETRIC = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})


def _root(n: int, below: int = 1) -> Expression:
    root: Expression = Root(number(n))
    return root if below == 1 else Quotient(root, number(below))


_SIZES: tuple[tuple[float, Expression], ...] = (
    (0.0, ZERO),
    (0.5, Quotient(ONE, number(2))),
    (1.0, ONE),
    (2.0, number(2)),
    (math.sqrt(2) / 2, _root(2, 2)),
    (math.sqrt(3) / 2, _root(3, 2)),
    (math.sqrt(3), _root(3)),
    (math.sqrt(3) / 3, _root(3, 3)),
    (math.sqrt(2), _root(2)),
    (2 / math.sqrt(3), Quotient(number(2), Root(number(3)))),
)
_INVERSES: Mapping[str, tuple[tuple[float, Fraction], ...]] = MappingProxyType(
    {
        "arcsin": tuple((math.sin(math.pi * k / 12), Fraction(k, 12)) for k in (-6, -4, -3, -2, 0, 2, 3, 4, 6)),
        "arccos": tuple((math.cos(math.pi * k / 12), Fraction(k, 12)) for k in (0, 2, 3, 4, 6, 8, 9, 10, 12)),
        "arctan": tuple((math.tan(math.pi * k / 12), Fraction(k, 12)) for k in (-4, -3, -2, 0, 2, 3, 4)),
    }
)
_AT_ZERO = MappingProxyType({"sinh": ZERO, "tanh": ZERO, "cosh": ONE, "exp": ONE, "arsinh": ZERO, "artanh": ZERO})


_SMALL: frozenset[Fraction | None] = frozenset(map(Fraction, (-2, -1, 2)))
"""To these powers numbers with roots are multiplied out."""


def exact(node: Expression) -> Expression:
    """`node` with the values that are known, and the arithmetic of numbers in the arguments of functions done."""

    def change(n: Node) -> Node:
        n = flattened(map_children(n, change))
        match n:
            case Call(function, (argument,), to, None):
                known = _called(function, bare(argument))
                if known is None:
                    return n
                return known if to is None else change(Power(known, to))
            case Call("max" | "min" as function, arguments, None, None) if not symbols(n):
                sizes = [size for argument in arguments if (size := rough(argument, {})) is not None]
                end = max(sizes, default=0.0) if function == "max" else min(sizes, default=0.0)
                return arguments[sizes.index(end)] if len(sizes) == len(arguments) else n
            case Fenced(Fence.ABSOLUTE, inner) if not symbols(inner) and (size := rough(inner, {})) is not None:
                return inner if size >= 0 else _negative(inner)
            case Power(base, exponent) if rational(exponent) in _SMALL and (surd := _surd(base)) is not None:
                by = base if rational(exponent) == 2 else _rational_below(ONE, surd)
                return by if rational(exponent) == -1 else _arithmetic(_multiplied(by, by))
            case Power(base, exponent):
                return _power(bare(base), bare(exponent)) or n
            case Quotient(numerator, denominator) if not symbols(numerator) and (surd := _surd(denominator)) is not None:
                return _rational_below(numerator, surd)
            case Root(radicand, None) if (value := rational(radicand)) is not None and value >= 0:
                return root_of(number(value)) if value else ZERO
            case Root(radicand, Number() as index) if (value := rational(radicand)) is not None and index.value > 0:
                root = _whole_root(abs(value), 1 / index.value) or Root(number(abs(value)), index)
                return n if value < 0 and index.value % 2 == 0 else root if value >= 0 else negative(root)
            case Call("log", (argument,), None, base) if (
                base is not None and (above := rational(argument)) is not None and (under := rational(base)) is not None
            ):
                return _logarithm(above, under) or n
            case Negation(operand) if isinstance(inner := bare(operand), Sum) and not symbols(inner):
                return _arithmetic(_negative(inner))
            case Sum() | Product() | Quotient() | Negation():
                return _arithmetic(cast(Expression, n))
            case _:
                return n

    return without_groups(cast(Expression, change(node)))


def _surd(node: Expression) -> tuple[Expression, Expression] | None:
    """The two terms of a number a + b √n, with rational a and b; None for anything else."""
    terms = summands(bare(node))
    if len(terms) != 2 or symbols(node):
        return None
    squares = [rational(_arithmetic(_multiplied(term, term))) for term in terms]
    return None if None in squares or squares[0] == squares[1] else (terms[0], terms[1])


def _rational_below(above: Expression, below: tuple[Expression, Expression]) -> Expression:
    """A fraction without a root below: multiplied above and below by a - b √n."""
    first, second = below
    norm = rational(_arithmetic(add(_multiplied(first, first), negative(_multiplied(second, second)))))
    assert norm
    return _arithmetic(_multiplied(_multiplied(above, add(first, negative(second))), number(1 / norm)))


def _multiplied(left: Expression, right: Expression) -> Expression:
    """A product of sums of numbers, multiplied out."""
    return add(*(times(a, b) for a in summands(bare(left)) for b in summands(bare(right))))


def worked_out(node: Expression) -> Expression:
    """What a value comes to: known values, multiplied out and collected; sums with letters inside of it before."""
    if symbols(node):
        node = cast(Expression, map_children(node, _inside_worked_out))
    node = exact(node)
    for move in finish(node, Style()):
        node = move.after
    return exact(node)


def _inside_worked_out(node: Node) -> Node:
    """What stands inside of a value, with the exponents, the arguments and the sums that hold letters worked out."""
    node = map_children(node, _inside_worked_out)
    match node:
        case Power(base, exponent) if symbols(exponent):
            return Power(base, _shorter(exponent))
        case Call(function, (argument,), to, base) if symbols(argument):
            return Call(function, (_shorter(argument),), to, base, node.brackets)
        case Group(inner=Sum() as inner) | (Sum() as inner) if symbols(inner):
            done = _shorter(inner)
            return Group(done) if isinstance(done, Sum) else done
        case _:
            return node


def _shorter(node: Expression) -> Expression:
    """What something comes to where that is shorter."""
    return min((node, exact(node), worked_out(node)), key=lambda form: sum(1 for _ in descendants(form)))


def _negative(node: Expression) -> Expression:
    if isinstance(node, Sum):
        return add(*(t.operand if isinstance(t, Negation) else Negation(t) for t in reversed(node.terms)))
    return node.operand if isinstance(node, Negation) else Negation(node)


_QUARTERS: Mapping[str, tuple[tuple[int, str], ...]] = MappingProxyType(
    {
        "sin": ((1, "sin"), (1, "cos"), (-1, "sin"), (-1, "cos")),
        "cos": ((1, "cos"), (-1, "sin"), (-1, "cos"), (1, "sin")),
    }
)
"""What sine and cosine are a number of quarter turns ahead."""


def _turned(function: str, argument: Expression) -> Expression | None:
    """sin(x + 5π) as -sin x: without quarter turns."""
    terms = [term_of(part, []) for part in summands(argument)]
    turns = [t for t in terms if t.powers == ((PI, Fraction(1)),)]
    rest = [part for part, t in zip(summands(argument), terms, strict=True) if t not in turns]
    if len(turns) != 1 or (2 * turns[0].coefficient).denominator != 1 or not rest:
        return None
    sign, name = _QUARTERS[function][int(2 * turns[0].coefficient) % 4]
    wave = call(name, add(*rest))
    return wave if sign > 0 else Negation(wave)


def _called(function: str, argument: Expression) -> Expression | None:
    if symbols(argument):
        return _turned(function, argument) if function in ("sin", "cos") else None
    if function in ("sin", "cos") and (known := _of_arc(function, argument)) is not None:
        return known
    if function in _TRIGONOMETRIC:
        angle = term_of(argument, [])
        return (
            _size(rough(call(function, argument), {}))
            if angle.powers in ((), ((PI, Fraction(1)),)) and (angle.powers or not angle.coefficient)
            else None
        )
    if function in _INVERSES:
        value = rough(argument, {})
        part = next((p for v, p in _INVERSES[function] if value is not None and abs(v - value) < _NEAR), None)
        return None if part is None else tree_of(Term(part, ((PI, Fraction(1)),) if part else ()), Style())
    if function == "ln":
        if argument == ONE:
            return ZERO
        if argument == EULER:
            return ONE
        if isinstance(argument, Power) and argument.base == EULER:
            return argument.exponent
        return _logarithm_of_root(argument)
    return _AT_ZERO.get(function) if rational(argument) == 0 else None


def _of_arc(function: str, argument: Expression) -> Expression | None:
    """Sine or cosine of an inverse function of a number, half turns added: sin(arctan t) is t over the root of 1 + t^2."""
    terms = [term_of(term, []) for term in summands(argument)]
    turns = [t.coefficient for t in terms if t.powers == ((PI, Fraction(1)),)]
    arcs = [t for t in terms if len(t.powers) == 1 and isinstance(t.powers[0][0], Call) and t.powers[0][1] == 1]
    if len(arcs) != 1 or len(terms) != len(arcs) + len(turns) or abs(arcs[0].coefficient) != 1 or sum(turns).denominator != 1:
        return None
    arc = cast(Call, arcs[0].powers[0][0])
    value = rational(arc.arguments[0])
    if value is None or arc.function not in _INVERSES or len(arc.arguments) != 1:
        return None
    if arc.function == "arctan":
        above = value if function == "sin" else Fraction(1)
        size: Expression = exact(Quotient(number(above), Root(number(1 + value**2))))
    else:
        size = number(value) if arc.function == f"arc{function}" else exact(Root(number(1 - value**2)))
    turned = (int(sum(turns)) % 2 == 1) != (function == "sin" and arcs[0].coefficient < 0)
    return exact(Negation(size)) if turned else size


def _logarithm_of_root(argument: Expression) -> Expression | None:
    """ln √a as half of ln a."""
    term = term_of(argument, [])
    base, exponent = term.powers[0] if len(term.powers) == 1 else (ONE, Fraction(0))
    value = rational(base)
    if value is None or not isinstance(exponent, Fraction) or abs(exponent) != Fraction(1, 2) or term.coefficient <= 0:
        return None
    square = term.coefficient**2 * (value if exponent > 0 else 1 / value)
    below = square < 1
    half = times(Quotient(ONE, number(2)), call("ln", number(1 / square if below else square)))
    return Negation(half) if below else half


def _size(value: float | None) -> Expression | None:
    """The tidy form of a sine or tangent from about what it is."""
    if value is None:
        return None
    found = next((e for v, e in _SIZES if abs(abs(value) - v) < _NEAR), None)
    return found if found is None or value > -_NEAR else Negation(found)


def _whole_root(value: Fraction, to: Fraction) -> Expression | None:
    """A number to a fraction where that is a number again, 8 to 2/3; where its denominator is odd, a minus stands in front."""
    if not value:
        return ZERO if to > 0 else None
    if value < 0 and to.denominator % 2 == 0:
        return None
    parts = [round(part ** (1 / to.denominator)) for part in (abs(value.numerator), value.denominator)]
    if [part**to.denominator for part in parts] == [abs(value.numerator), value.denominator] and abs(to.numerator) <= 12:
        return number((Fraction(*parts) * (-1 if value < 0 else 1)) ** to.numerator)
    if value > 0:
        return None
    size = Power(number(-value), number(to))
    return Negation(size) if to.numerator % 2 else size


def _logarithm(argument: Fraction, base: Fraction) -> Expression | None:
    """A logarithm that is a whole number."""
    if argument <= 0 or base <= 0 or base == 1:
        return None
    to = round(math.log(argument) / math.log(base))
    return number(to) if abs(to) <= 64 and base**to == argument else None


def _power(base: Expression, exponent: Expression) -> Expression | None:
    to, value = rational(exponent), rational(base)
    if base == EULER:
        if to in (0, 1):
            return ONE if to == 0 else EULER
        return exponent.arguments[0] if isinstance(exponent, Call) and exponent.function == "ln" else None
    if to is None:
        return None
    if value is not None:
        if to.denominator == 1 and (value or to > 0) and abs(to) <= 12:
            return number(value ** int(to)) if value else ZERO
        if to.denominator == 2 and value > 0:
            whole = value ** (to.numerator // 2)
            if max(whole.numerator, whole.denominator) <= _LARGEST:
                return _arithmetic(times(number(whole), root_of(number(value))))
        return _whole_root(value, to)
    if isinstance(base, Root | Product | Quotient | Negation) and not symbols(base) and to.denominator == 1:
        return _arithmetic(Power(base, exponent))
    return None


def _arithmetic(node: Expression) -> Expression:
    """The arithmetic of numbers, roots and π in what holds no letter; of what holds one, zeros are left out."""
    if symbols(node):
        if ZERO in (node.factors if isinstance(node, Product) else children(node)[:1] if isinstance(node, Quotient) else ()):
            return ZERO
        return add(*(term for term in node.terms if term != ZERO)) if isinstance(node, Sum) and ZERO in node.terms else node
    try:
        terms = collected([_whole_roots(term_of(t, [])) for t in summands(node)])
    except ZeroDivisionError:
        return node
    return add(*(tree_of(t, Style()) for t in terms)) if terms else ZERO


def _whole_roots(term: Term) -> Term:
    """A term in which no root of a number is below the bar, and none is squared."""
    result = Term(term.coefficient)
    for base, exponent in term.powers:
        value = rational(base)
        if value is not None and value > 0 and isinstance(exponent, Fraction) and exponent.denominator == 2:
            whole = value ** int(exponent - Fraction(1, 2))
            root = term_of(root_of(number(value)), [])
            result = multiply(multiply(result, Term(whole), []), root, [])
        else:
            result = multiply(result, Term(Fraction(1), ((base, exponent),)), [])
    return result


def one_logarithm(node: Expression) -> Expression:
    """A sum in which the logarithms of numbers are one: ln 4 − ln 2 is ln 2; the sum itself where there are not two."""
    found: list[tuple[Fraction, Fraction]] = []
    others: list[Expression] = []
    for term in summands(node):
        parted = term_of(term, [])
        inner = parted.powers[0][0] if len(parted.powers) == 1 and parted.powers[0][1] == 1 else None
        value = rational(bare(inner.arguments[0])) if isinstance(inner, Call) and inner.function == "ln" else None
        if value is None or value <= 0:
            others.append(term)
        else:
            found.append((parted.coefficient, value))
    if len(found) < 2:
        return node
    factor = Fraction(gcd(*(c.numerator for c, _ in found)), lcm(*(c.denominator for c, _ in found)))
    product = Fraction(1)
    for coefficient, value in found:
        power = coefficient / factor
        if abs(power) > 6:
            return node
        product *= value ** int(power)
    if max(product.numerator, product.denominator) > _LARGEST:
        return node
    if product < 1:
        product, factor = 1 / product, -factor
    if product == 1:
        return add(*others)
    together = tree_of(Term(factor, ((call("ln", number(product)), Fraction(1)),)), Style())
    return add(*others, together)
