"""Substitutions: which inner functions are worth a letter, and what an integrand is when it is written with one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import cast

from builder.calculus.context import Context
from builder.calculus.derivation.alike import made_alike
from builder.calculus.derivation.build import (
    EULER,
    ONE,
    TWO,
    add,
    bare,
    call,
    depends_on,
    number,
    plain_brackets,
    power,
    rational,
    times,
    without_groups,
)
from builder.calculus.derivation.derivation import CannotDerive, Reason
from builder.calculus.derivation.differentiate import derivative_rows
from builder.calculus.derivation.finish import finish
from builder.calculus.derivation.integral_table import linear, root_of, standard
from builder.calculus.derivation.integrals import Here, Line, Naming, Proposal
from builder.calculus.derivation.polynomials import coefficients
from builder.calculus.derivation.rows import Way, by_move, reason_of, tex
from builder.calculus.derivation.terms import (
    Exponent,
    Style,
    Term,
    invert,
    multiply,
    parted,
    style_in,
    style_of,
    term_of,
    tree_of,
)
from builder.calculus.expression.nodes import (
    Call,
    Differential,
    Expression,
    Fenced,
    Integral,
    Negation,
    Node,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, map_children, replaced, summands
from builder.calculus.rules import moves
from builder.calculus.rules import trigonometry as trigonometric

_LETTERS = ("u", "v", "w", "s", "z")
_ANGLES = ("t", r"\theta", r"\varphi")


def derivative(node: Expression, x: Symbol) -> Expression | None:
    """The tidy derivative of `node`; None where there is no rule for it."""
    try:
        rows = derivative_rows(node, Way(x, Context().with_variable(x.name)), style_of(node, {x.name}))
    except CannotDerive:
        return None
    return without_groups(rows.current)


def tidied(node: Expression, x: Symbol, gently: bool = True) -> Expression:
    """`node` with its terms in order and collected."""
    for move in finish(node, Style(variables=frozenset((x.name,))), gently=gently):
        node = move.after
    return node


def _letter(names: tuple[str, ...], here: Here) -> Symbol | None:
    name = next((n for n in names if n not in here.taken and n not in here.context.definitions), None)
    return None if name is None else Symbol(name)


# ------------------------------------------------------------------------------------------------ an inner function


def by_inner_function(here: Here, body: Expression) -> Iterator[Proposal]:
    """u for an inner function of which the derivative is a factor, so that all can be written with u."""
    u = _letter(_LETTERS, here)
    if u is None or isinstance(body, Sum | Negation) or _is_standard(body, here.x):
        return
    for inner in _inner_functions(body, here.x):
        if (proposal := with_letter(here, body, inner, u)) is not None:
            yield proposal


def _is_standard(body: Expression, x: Symbol) -> bool:
    """Whether a constant factor is all that parts an integrand from the table."""
    return standard(tree_of(parted(term_of(body, []), x)[1], style_in(x)), x) is not None


def by_root(here: Here, body: Expression) -> Iterator[Proposal]:
    """u for a root, solved for the old letter."""
    u = _letter(_LETTERS, here)
    if u is None or isinstance(body, Negation):
        return
    for root in _roots(body, here.x):
        turned = _turned_round(root, u, here.x)
        if turned is not None and (proposal := _with_root(here, body, root, turned, u)) is not None:
            yield proposal


def with_function(here: Here, body: Expression, inner: Expression) -> Proposal | None:
    """The proposal that names `inner`; None if there is no letter for it, or not all can be written with it."""
    u = _letter(_LETTERS, here)
    return None if u is None else with_letter(here, body, inner, u)


def with_half_angle(here: Here, body: Expression) -> Proposal | None:
    """The proposal that names the tangent of half the letter: sine and cosine are rational in it."""
    u = _letter(_LETTERS, here)
    if u is None:
        return None
    x, square = here.x, power(u, TWO)
    one_more = add(ONE, square)
    sine, cosine = Quotient(times(TWO, u), one_more), Quotient(add(ONE, Negation(square)), one_more)
    rate = Quotient(TWO, one_more)

    def change(n: Node) -> Node:
        if isinstance(n, Call) and n.function in ("sin", "cos"):
            value = sine if n.function == "sin" else cosine
            return value if n.power is None else power(value, n.power)
        return map_children(n, change)

    written = without_groups(cast(Expression, change(body)))
    if depends_on(written, x.name):
        return None
    told: tuple[tuple[Expression, Expression, Reason], ...] = (
        (call("cos", x), cosine, by_move(moves.SOLVE_FOR_VARIABLE, f"write it with {tex(u)}")),
        (Differential(x), _times_differential(rate, u), by_move(moves.DIFFERENTIAL, "differentiate")),
    )
    if any(isinstance(n, Call) and n.function == "sin" for n in descendants(body)):
        told = ((call("sin", x), sine, by_move(moves.SOLVE_FOR_VARIABLE, f"write it with {tex(u)}")), *told)
    inner = call("tan", Quotient(x, TWO))
    product: Expression = times(written, rate)
    for move in made_alike(product, Style(variables=frozenset((u.name,)))):
        product = move.after
    return _proposed(_over_one(product, one_more, u), Naming(u, inner, told), f"substitute {tex(u)[:-1]} = {tex(inner)[1:]}")


def _over_one(product: Expression, below: Expression, u: Symbol) -> Term:
    """A product of fractions whose parts hold fractions over `below`: above and below multiplied by it, and collected."""
    result = Term(Fraction(1))
    for base, exponent in term_of(product, []).powers:
        part = Term(Fraction(1), ((base, exponent),))
        if isinstance(base, Sum) and isinstance(exponent, Fraction):
            multiple = [multiply(term_of(t, []), term_of(below, []), []) for t in base.terms]
            if any(dict(term_of(t, []).powers).get(below) == -1 for t in base.terms):
                total = add(*(tree_of(t, Style()) for t in multiple))
                for move in made_alike(total, Style(variables=frozenset((u.name,)))):
                    total = move.after
                base_term = multiply(term_of(total, []), Term(Fraction(1), ((below, Fraction(-1)),)), [])
                part = base_term if exponent == 1 else invert(base_term) if exponent == -1 else part
        result = multiply(result, part, [])
    return Term(result.coefficient * term_of(product, []).coefficient, result.powers)


def _inner_functions(body: Expression, x: Symbol) -> list[Expression]:
    """What could be named: bases, radicands, arguments, exponents, denominators, functions and roots; the likeliest first.

    What is linear in x is worth a letter only where a high power of it is not multiplied out.
    """
    inside: list[Expression] = []
    functions: list[Expression] = []
    lines: list[Expression] = []
    for node in descendants(body):
        match node:
            case Power(base=base, exponent=exponent):
                inside.append(bare(base))
                inside.append(bare(exponent))
                functions.append(Power(base, exponent))
                value = rational(exponent)
                if base == x and value is not None and value.denominator == 1:
                    functions.extend(Power(x, number(k)) for k in range(2, int(value)) if value % k == 0)
                if isinstance(base, Sum) and value is not None and value.denominator == 1 and value > _MULTIPLIED_OUT:
                    lines.append(base)
            case Root(radicand=radicand):
                inside.append(bare(radicand))
                squares = [t.operand if isinstance(t, Negation) else t for t in summands(bare(radicand))]
                lines.extend(t.base for t in squares if isinstance(t, Power) and isinstance(t.base, Sum))
            case Quotient(denominator=below):
                factors = below.factors if isinstance(below, Product) else (below,)
                inside.extend(bare(f) for f in factors if not isinstance(bare(f), Root))
                inside.append(node)
            case Call(arguments=(argument,)):
                inside.append(bare(argument))
                functions.append(Call(node.function, node.arguments, None, node.base, node.brackets))
            case Sum():
                inside.append(node)
            case Fenced(inner=argument):
                inside.append(bare(argument))
            case _:
                pass
    found = [n for n in (*inside, *functions, *_roots(body, x)) if linear(n, x) is None] + lines
    return [n for n in dict.fromkeys(found) if depends_on(n, x.name) and n not in (x, body) and _is_inner(n, x)]


_MULTIPLIED_OUT = 3  # the highest power of a sum that is


def _is_inner(node: Expression, x: Symbol) -> bool:
    """Whether a part is worth a letter: a product is only if it is a power of x with a factor."""
    match node:
        case Product() | Negation():
            return len([p for p in term_of(node, []).powers if depends_on(p[0], x.name)]) == 1
        case Quotient(numerator=above):
            return not depends_on(above, x.name)
        case Root() | Power() | Call() | Sum():
            return True
        case _:
            return False


def _roots(body: Expression, x: Symbol) -> list[Expression]:
    """The roots in an integrand, and the powers of fractional exponent as roots."""
    roots: list[Expression] = []
    for node in descendants(body):
        match node:
            case Root(index=index) if index is None or rational(index) is not None:
                roots.append(node)
            case Power(base=base, exponent=exponent) if (value := rational(exponent)) is not None and value.denominator > 1:
                roots.append(_root(bare(base), value.denominator))
            case _:
                pass
    return [n for n in dict.fromkeys(roots) if depends_on(n, x.name)]


def _root(base: Expression, index: int) -> Expression:
    return Root(base, None if index == 2 else number(index))


def with_letter(here: Here, body: Expression, inner: Expression, u: Symbol) -> Proposal | None:
    """The proposal that names `inner`, if the integrand over its derivative can be written with the letter alone."""
    x = here.x
    rate = derivative(inner, x)
    if rate is None or not depends_on(inner, x.name) or rate == number(0):
        return None
    new = _term_in_letter(multiply(normal(body, x), invert(normal(rate, x)), []), inner, u, x)
    told = (Differential(u), _times_differential(rate, x), by_move(moves.DIFFERENTIAL, "differentiate"))
    return None if new is None else _proposed(new, Naming(u, inner, (told,)), f"substitute {tex(u)[:-1]} = {tex(inner)[1:]}")


def _with_root(here: Here, body: Expression, root: Expression, turned: Expression, u: Symbol) -> Proposal | None:
    """The proposal that names a root, x being `turned` by its letter."""
    x = here.x
    rate, written = derivative(turned, u), _in_letter(body, root, u, x)
    if rate is None or written is None:
        return None
    told = (
        (x, turned, by_move(moves.SOLVE_FOR_VARIABLE, f"solve for {tex(x)}")),
        (Differential(x), _times_differential(rate, u), by_move(moves.DIFFERENTIAL, "differentiate")),
    )
    text = f"substitute {tex(u)[:-1]} = {tex(root)[1:]}"
    return _proposed(term_of(times(written, rate), []), Naming(u, root, told), text)


def _proposed(new: Term, naming: Naming, text: str) -> Proposal:
    """The integral of a term by the new letter, constants in front."""
    u = naming.letter
    outside, inside = parted(new, u)
    within = tidied(tree_of(inside, style_in(u)), u)
    after = _scaled_integral(tree_of(outside, Style()), Integral(within, u))
    return Proposal((Line(after, by_move(moves.SUBSTITUTE, text)),), naming)


def _scaled_integral(front: Expression, integral: Integral) -> Expression:
    if front == ONE:
        return integral
    if isinstance(front, Negation):
        inner = _scaled_integral(front.operand, integral)
        return Negation(inner)
    return times(front, integral)


def _times_differential(rate: Expression, x: Symbol) -> Expression:
    if isinstance(rate, Negation):
        return Negation(_times_differential(rate.operand, x))
    if rate == ONE:
        return Differential(x)
    product = times(rate, ONE)
    assert isinstance(product, Product)
    return Product((*product.factors[:-1], Differential(x)), (*product.signs[:-1], Times.IMPLICIT))


def _turned_round(inner: Expression, u: Symbol, x: Symbol) -> Expression | None:
    """x by u, where u is a root of x or of what is linear in it."""
    match inner:
        case Root(radicand=radicand, index=index):
            found = linear(bare(radicand), x)
            degree = TWO if index is None else index
            if found is None:
                return None
            slope, rest = found
            raised = power(u, degree)
            above = raised if rest == number(0) else add(raised, *_minus(rest))
            return above if slope == ONE else Quotient(above, slope)
        case _:
            return None


def _minus(node: Expression) -> tuple[Expression, ...]:
    terms = node.terms if isinstance(node, Sum) else (node,)
    return tuple(t.operand if isinstance(t, Negation) else Negation(t) for t in terms)


def normal(node: Expression, x: Symbol) -> Term:
    """`node` as a term whose sums have no common number and no common power of x."""
    term = term_of(node, [])
    for base, exponent in term.powers:
        if not isinstance(base, Sum) or not isinstance(exponent, Fraction) or exponent.denominator != 1:
            continue
        values = coefficients(base, x)
        if values is None or not any(values):
            continue
        from builder.calculus.derivation.partial_fractions import primitive, trimmed
        from builder.calculus.derivation.polynomials import polynomial

        rest, content = primitive(trimmed(values))
        lowest = next(k for k, c in enumerate(rest) if c)
        if content == 1 and not lowest:
            continue
        others = Term(term.coefficient, tuple(p for p in term.powers if p[0] != base))
        new = term_of(polynomial(rest[lowest:], x, Style()), [])
        parts = Term(content, ((x, Fraction(lowest)),) if lowest else ())
        for _ in range(abs(int(exponent))):
            one = multiply(parts, new, [])
            others = multiply(others, one if exponent > 0 else invert(one), [])
        term = others
    return term


# ------------------------------------------------------------------------------------------------ written with the letter


def _term_in_letter(term: Term, inner: Expression, u: Symbol, x: Symbol) -> Term | None:
    """A term with each power written with the letter; None where the old one stays."""
    result = Term(term.coefficient)
    for base, exponent in term.powers:
        if not depends_on(base, x.name) and (isinstance(exponent, Fraction) or not depends_on(exponent, x.name)):
            result = multiply(result, Term(Fraction(1), ((base, exponent),)), [])
            continue
        below = isinstance(exponent, Fraction) and exponent < 0
        node = _power_tree(base, -exponent if isinstance(exponent, Fraction) and below else exponent)
        written = _by_root_alone(node, inner, u, x) if isinstance(inner, Root) else _in_letter(node, inner, u, x)
        if written is None:
            return None
        part = term_of(written, [])
        result = multiply(result, invert(part) if below else part, [])
    return result


def _by_root_alone(node: Expression, inner: Root, u: Symbol, x: Symbol) -> Expression | None:
    """`node` with `u` for a root, where nothing else in it depends on x."""
    term = term_of(node, [])
    index = Fraction(2) if inner.index is None else rational(inner.index)
    if index is not None and len(term.powers) == 1 and term.powers[0][0] == bare(inner.radicand):
        exponent = term.powers[0][1]
        if isinstance(exponent, Fraction) and (exponent * index).denominator == 1:
            return power(u, number(exponent * index))
    written = replaced(node, inner, u)
    if not depends_on(written, x.name):
        return written
    square = Symbol("_")
    by_radicand = None if linear(inner.radicand, x) else _by_polynomial(node, bare(inner.radicand), square, x)
    if by_radicand is None or index is None:
        return None
    return tidied(without_groups(replaced(by_radicand, square, power(u, number(index)))), u)


def _power_tree(base: Expression, exponent: Exponent) -> Expression:
    if isinstance(base, Call) and isinstance(exponent, Fraction) and exponent.denominator == 1 and exponent != 1:
        return Call(base.function, base.arguments, number(exponent), base.base, base.brackets)
    return power(base, number(exponent, slash=True) if isinstance(exponent, Fraction) else exponent)


def _in_letter(node: Expression, inner: Expression, u: Symbol, x: Symbol) -> Expression | None:
    """`node` written with `u` for `inner`; None where `x` cannot be got rid of."""
    node = bare(node)
    if node == inner:
        return u
    if not depends_on(node, x.name):
        return node
    if (
        isinstance(node, Power)
        and not depends_on(node.exponent, x.name)
        and (low := _in_letter(node.base, inner, u, x)) is not None
    ):
        return power(low, node.exponent)
    if isinstance(node, Sum) and inner in node.terms + tuple(t for t in descendants(node) if isinstance(t, Sum)):
        written = [_in_letter(t, inner, u, x) for t in node.terms]
        if None not in written:
            return add(*cast(list[Expression], written))
    special = _by_power_of_exponential(node, inner, u) or _by_polynomial(node, inner, u, x) or _by_circle(node, inner, u)
    if special is not None:
        return special
    special = _by_root(node, inner, u, x)
    if special is not None:
        return special

    def go(part: Expression) -> Expression | None:
        return _in_letter(part, inner, u, x)

    match node:
        case Sum(terms=terms):
            parts = [go(t) for t in terms]
            return None if None in parts else add(*cast(list[Expression], parts))
        case Product(factors=factors):
            parts = [go(f) for f in factors]
            return None if None in parts else times(*cast(list[Expression], parts))
        case Negation(operand=operand):
            found = go(operand)
            return None if found is None else Negation(found)
        case Quotient(numerator=above, denominator=below):
            top, bottom = go(above), go(below)
            return None if top is None or bottom is None else Quotient(top, bottom)
        case Power(base=base, exponent=exponent):
            low, high = go(base), go(exponent)
            return None if low is None or high is None else power(low, high)
        case Root(radicand=radicand, index=index):
            found = go(radicand)
            return None if found is None else Root(found, index)
        case Call(function=name, arguments=(argument,), power=None, base=base_):
            found = go(argument)
            return None if found is None else plain_brackets(Call(name, (found,), None, base_))
        case Call(power=to) if to is not None:
            found = go(Call(node.function, node.arguments, None, node.base, node.brackets))
            return None if found is None else power(found, to)
        case Fenced(fence=fence, inner=argument):
            found = go(argument)
            return None if found is None else Fenced(fence, found)
        case _:
            return None


def _by_power_of_exponential(node: Expression, inner: Expression, u: Symbol) -> Expression | None:
    """e^{2x} by u = e^x."""
    if not isinstance(node, Power) or not isinstance(inner, Power) or node.base != inner.base or inner.base != EULER:
        return None
    ratio = term_of(Quotient(node.exponent, inner.exponent), [])
    if ratio.powers or ratio.coefficient.denominator != 1:
        return None
    return power(u, number(ratio.coefficient))


def _by_polynomial(node: Expression, inner: Expression, u: Symbol, x: Symbol) -> Expression | None:
    """A polynomial in x^n, where the letter stands for a x^n + c."""
    values = coefficients(inner, x) if not isinstance(inner, Call | Root) else None
    if values is None:
        return None
    degrees = [k for k, c in enumerate(values) if c and k]
    if len(degrees) != 1:
        return None
    (n,) = degrees
    a, c = values[n], values[0]
    found = coefficients(node, x)
    if found is None or any(value and k % n for k, value in enumerate(found)):
        return None
    old = add(u, number(-c)) if c else u
    terms = []
    for k, value in reversed(list(enumerate(found))):
        if value:
            raised = power(old, number(k // n)) if k else ONE
            terms.append(tree_of(multiply(Term(value / a ** (k // n)), term_of(raised, []), []), Style()))
    total = add(*terms)
    return tidied(total, u) if len(terms) > 1 else total


def _by_circle(node: Expression, inner: Expression, u: Symbol) -> Expression | None:
    """An even power of the function that belongs to sin, cos, tan, sinh or cosh, by the square of these."""
    if not isinstance(node, Call) or not isinstance(inner, Call) or node.arguments != inner.arguments or node.power is None:
        return None
    exponent = rational(node.power)
    square = power(u, TWO)
    one, other = _CIRCLE.get((inner.function, node.function), (0, 0))
    if exponent is None or exponent % 2 or not one:
        return None
    if one < 0:
        return power(add(square, Negation(ONE)), number(exponent / 2))
    return power(add(ONE, square if other > 0 else Negation(square)), number(exponent / 2))


_CIRCLE = {
    ("sin", "cos"): (1, -1),
    ("cos", "sin"): (1, -1),
    ("tan", "sec"): (1, 1),
    ("cot", "csc"): (1, 1),
    ("sec", "tan"): (-1, 1),
    ("csc", "cot"): (-1, 1),
    ("sinh", "cosh"): (1, 1),
    ("cosh", "sinh"): (-1, 1),
}
"""The square of the second function as a number plus a number times the square of the first."""


def _by_root(node: Expression, inner: Expression, u: Symbol, x: Symbol) -> Expression | None:
    """What holds x, where the letter is a root of it: x itself, and whole and fractional powers of the radicand."""
    turned = _turned_round(inner, u, x)
    if turned is None or not isinstance(inner, Root):
        return None
    if node == x:
        return turned
    index = Fraction(2) if inner.index is None else rational(inner.index)
    if index is None:
        return None
    alone = _by_root_alone(node, inner, u, x)
    if alone is not None:
        return alone
    values = coefficients(node, x)
    if values is None:
        return None
    old = term_of(turned, []) if not isinstance(turned, Sum) else Term(Fraction(1), ((turned, Fraction(1)),))
    terms = []
    for k, value in reversed(list(enumerate(values))):
        if value:
            raised = Term(value)
            for _ in range(k):
                raised = multiply(raised, old, [])
            terms.append(tree_of(raised, style_in(u)))
    return tidied(add(*terms), u, gently=False)


# ------------------------------------------------------------------------------------------------ circles and their roots


def by_angle(here: Here, body: Expression) -> Iterator[Proposal]:
    r"""x = a sin t, a tan t or a sec t, for what holds the root of a² − x², a² + x² or x² − a², or a power of a² + x²."""
    t = _letter(_ANGLES, here)
    if t is None:
        return
    x = here.x
    for base in dict.fromkeys(b for b, e in term_of(body, []).powers if isinstance(b, Sum) and isinstance(e, Fraction)):
        values = coefficients(base, x)
        if values is None or len(values) != 3 or values[1] or not values[0]:
            continue
        low, high = values[0], values[2]
        a = root_of(number(abs(low / high)))
        if low > 0 > high:
            shape, name, inverse = ("sin", "cos", "arcsin")
        elif low > 0 and high > 0:
            shape, name, inverse = ("tan", "sec", "arctan")
        else:
            continue
        proposal = _with_angle(here, body, base, Term(abs(high)), a, t, (shape, name, inverse))
        if proposal is not None:
            yield proposal


def _with_angle(
    here: Here, body: Expression, base: Sum, high: Term, a: Expression, t: Symbol, names: tuple[str, str, str]
) -> Proposal | None:
    x = here.x
    shape, other, inverse = names
    old = call(shape, t) if a == ONE else times(a, call(shape, t))
    value = call(inverse, x if a == ONE else Quotient(x, a))
    rate = times(a, call("cos", t)) if shape == "sin" else times(a, Call("sec", (t,), TWO, None, False))
    rate = rate if a != ONE else call("cos", t) if shape == "sin" else Call("sec", (t,), TWO, None, False)
    new = term_of(rate, [])
    square = multiply(high, multiply(term_of(a, []), term_of(a, []), []), [])
    for b, e in term_of(body, []).powers:
        if not isinstance(e, Fraction):
            return None
        if b == base:
            size = _raised(square, e)
            new = multiply(new, multiply(size, Term(Fraction(1), ((call(other, t), 2 * e),)), []), [])
        elif b == x:
            if e.denominator != 1:
                return None
            new = multiply(new, _raised_whole(term_of(old, []), int(e)), [])
        elif depends_on(b, x.name):
            return None
        else:
            new = multiply(new, Term(Fraction(1), ((b, e),)), [])
    new = Term(new.coefficient * term_of(body, []).coefficient, new.powers)
    outside, moving = parted(new, t)
    inside = _of_angle({cast(Call, b).function: e for b, e in moving.powers}, t)
    if inside is None:
        return None
    told = (
        (x, old, by_move(moves.SOLVE_FOR_VARIABLE, f"solve for {tex(x)}")),
        (Differential(x), _times_differential(rate, t), by_move(moves.DIFFERENTIAL, "differentiate")),
    )
    functions = _functions_of(shape, x, a, base, high, t)
    rule = trigonometric.PYTHAGORAS if shape == "sin" else trigonometric.TANGENT_SQUARED
    text = f"substitute {tex(x)[:-1]} = {tex(old)[1:]}; {reason_of(rule).text}"
    after = _scaled_integral(tree_of(outside, Style()), Integral(inside, t))
    return Proposal((Line(after, by_move(moves.SUBSTITUTE, text)),), Naming(t, value, told, functions))


def _functions_of(
    shape: str, x: Symbol, a: Expression, base: Sum, high: Term, t: Symbol
) -> tuple[tuple[Expression, Expression], ...]:
    """What the functions of the angle are in x: sides of a triangle."""
    front = root_of(tree_of(high, Style()))
    root: Expression = Root(base) if front == ONE else Quotient(Root(base), front)
    ratio, other = (x, root) if a == ONE else (Quotient(x, a), Quotient(root, a))
    if shape == "sin":
        return (
            (call("sin", t), ratio),
            (call("cos", t), other),
            (call("tan", t), Quotient(x, root)),
            (call("cot", t), Quotient(root, x)),
        )
    return (
        (call("cot", t), Quotient(a, x)),
        (call("tan", t), ratio),
        (call("sec", t), other),
        (call("sin", t), Quotient(x, root)),
        (call("cos", t), Quotient(a, root)),
        (call("csc", t), Quotient(root, x)),
    )


def _raised(square: Term, exponent: Fraction) -> Term:
    """A square, given as a term, to a power that is half a whole number."""
    if exponent.denominator == 1:
        return _raised_whole(square, int(exponent))
    root = term_of(root_of(tree_of(square, Style())), [])
    return _raised_whole(root, int(exponent * 2))


def _raised_whole(term: Term, exponent: int) -> Term:
    result = Term(Fraction(1))
    for _ in range(abs(exponent)):
        result = multiply(result, term, [])
    return result if exponent >= 0 else invert(result)


def _of_angle(exponents: dict[str, Exponent], t: Symbol) -> Expression | None:
    """Powers of sin, cos, tan and sec of t as a product of as few of them as possible."""
    if not all(isinstance(e, Fraction) and e.denominator == 1 for e in exponents.values()):
        return None
    whole = {name: cast(Fraction, e) for name, e in exponents.items()}
    tangent, secant = whole.get("tan", Fraction(0)), whole.get("sec", Fraction(0))
    sine = whole.get("sin", Fraction(0)) + tangent
    cosine = whole.get("cos", Fraction(0)) - tangent - secant
    if tangent >= 0 and secant >= 0 and (tangent or secant) and "sin" not in whole and "cos" not in whole:
        powers = [("tan", tangent), ("sec", secant)]
    elif cosine > 0 and sine == -cosine:
        powers = [("cot", cosine)]
    elif sine < 0 and not cosine:
        powers = [("csc", -sine)]
    elif cosine < 0 and not sine:
        powers = [("sec", -cosine)]
    else:
        powers = [("sin", sine), ("cos", cosine)]
    return tree_of(Term(Fraction(1), tuple((call(name, t), e) for name, e in powers if e)), style_in(t))
