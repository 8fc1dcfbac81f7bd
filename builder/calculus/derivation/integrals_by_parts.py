"""Integration by parts, once, again, and round about until the integral is back."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from builder.calculus.derivation.build import (
    EULER,
    ONE,
    TWO,
    add,
    bare,
    call,
    depends_on,
    number,
    times,
    without_groups,
)
from builder.calculus.derivation.derivation import Reason
from builder.calculus.derivation.integral_table import linear, scaled, standard, with_roots
from builder.calculus.derivation.integrals import Here, Line, Proposal, pending
from builder.calculus.derivation.integrals_of_angles import is_polynomial, to_power
from builder.calculus.derivation.integrands import put_in, style_like
from builder.calculus.derivation.rows import reason_of, tex
from builder.calculus.derivation.substitutions import (
    derivative,
    normal,
)
from builder.calculus.derivation.terms import Exponent, Style, Term, multiply, parted, style_in, term_of, tree_of, varies
from builder.calculus.expression.nodes import (
    Call,
    Expression,
    Integral,
    Negation,
    Product,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import summands
from builder.calculus.rules import algebra
from builder.calculus.rules import integration as rules
from builder.calculus.rules import trigonometry as trigonometric

_LOGARITHMS = ("ln", "log", "arcsin", "arccos", "arctan", "arccot", "arsinh", "arcosh", "artanh")


def by_parts(here: Here, body: Expression) -> Iterator[Proposal]:
    """u and v': logarithms and inverse functions are differentiated first, then polynomials; the rest is integrated."""
    term = term_of(body, [])
    x = here.x
    if parted(term, x)[0] != Term(Fraction(1)):
        return
    moving = [p for p in term.powers if varies(p, x)]
    logarithms = [p for p in moving if isinstance(p[0], Call) and p[0].function in _LOGARITHMS]
    polynomials = [p for p in moving if is_polynomial(p, x)]
    chosen: list[list[tuple[Expression, Exponent]]] = []
    if logarithms and all(isinstance(e, Fraction) and e.denominator == 1 and e > 0 for _, e in logarithms):
        chosen.append(logarithms)
    elif polynomials and all(p in polynomials or isinstance(p[0], Call) or not depends_on(p[0], x.name) for p in moving):
        chosen.append(polynomials)
    below = [(b, e) for b, e in moving if isinstance(e, Fraction) and e < -1 and linear(b, x) is not None]
    if len(below) == 1 and not logarithms and any(not depends_on(b, x.name) or isinstance(b, Call) for b, _ in moving):
        chosen.append([p for p in moving if p not in below])  # x e^x/(x + 1)², where u' has the factor x + 1
    for first in chosen:
        u = tree_of(Term(Fraction(1), tuple(first)), style_like(body, here))
        rest = tree_of(Term(Fraction(1), tuple(p for p in term.powers if p not in first)), style_like(body, here))
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
    front, moving = parted(term_of(rest, []), x)
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
                yield Proposal((line, *lines), None, back)
                return


def _circular(here: Here, body: Expression) -> Iterator[tuple[Expression, Expression]]:
    term = term_of(body, [])
    x, style = here.x, style_in(here.x)
    if term.coefficient != 1:
        return
    exponentials = [p for p in term.powers if p[0] == EULER and varies(p, x)]
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
    style = style_in(here.x)
    front, moving = parted(term, here.x)
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
            constant, rest = parted(term_of(last.body, []), here.x)
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
        cube, plain = here.of(to_power(other, angle, 3)), here.of(call(other, angle))
        split = here.of(add(to_power(other, angle, 3), Negation(call(other, angle))))
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


def _factor_of(node: Expression, integral: Integral) -> Expression | None:
    """The factor by which `integral` stands in a sum."""
    for term in summands(node):
        sign, inner = (-1, bare(term.operand)) if isinstance(term, Negation) else (1, bare(term))
        if inner == integral:
            return number(sign)
        if isinstance(inner, Product) and inner.factors[-1] == integral:
            value = term_of(times(*inner.factors[:-1]), [])
            return tree_of(Term(sign * value.coefficient, value.powers), Style())
    return None
