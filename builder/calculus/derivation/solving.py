"""The zeros of polynomials that are written down: of degree one and two."""

from __future__ import annotations

from builder.calculus.derivation.build import add, number
from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.derivation.integral_table import root_of
from builder.calculus.derivation.partial_fractions import Polynomial
from builder.calculus.derivation.rows import quoted
from builder.calculus.derivation.terms import Style, term_of, tree_of
from builder.calculus.expression.nodes import Expression, Negation, Quotient


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
