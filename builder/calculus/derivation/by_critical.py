"""The method `critical`: where the derivative is 0, and what the function has there."""

from __future__ import annotations

from fractions import Fraction

from builder.calculus.context import Context
from builder.calculus.derivation.build import (
    EULER,
    ONE,
    add,
    bare,
    depends_on,
    number,
    power,
    rational,
    times,
    without_groups,
)
from builder.calculus.derivation.by_rules import rows_for
from builder.calculus.derivation.by_tangent import (
    at_place,
    derivative_asked_for,
    formula_of,
    function_asked_for,
    value_rows,
    worked_out,
)
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.finish import over_one_denominator
from builder.calculus.derivation.goals import with_constants
from builder.calculus.derivation.integral_table import root_of
from builder.calculus.derivation.partial_fractions import Polynomial, factors, trimmed
from builder.calculus.derivation.polynomials import coefficients, polynomial
from builder.calculus.derivation.rough import rough
from builder.calculus.derivation.rows import Rows, quoted, reason_of, tex
from builder.calculus.derivation.terms import Style, term_of, tree_of
from builder.calculus.expression.nodes import (
    Call,
    Expression,
    Negation,
    NumberSet,
    Quotient,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, substitute, symbols
from builder.calculus.rules import algebra, moves


def by_critical(problem: Problem) -> Derivation:
    """The places where the derivative is 0, and their nature. Raises CannotDerive."""
    name, x, applied = function_asked_for(problem.context)
    first = derivative_asked_for(name, x, applied, 1)
    rows = rows_for(first, problem.context)
    slope = without_groups(rows.current)
    if symbols(slope) - {x.name}:
        raise CannotDerive(f"{quoted(slope)} holds letters of which nothing is known", "give them values")
    together = over_one_denominator(slope, Style(variables=frozenset((x.name,))), [])
    rows.add(together, reason_of(algebra.COMMON_DENOMINATOR))
    slope = together
    if (factored := _factored(slope, x)) is not None:
        rows.add(factored, reason_of(algebra.FACTOR_POLYNOMIAL))
    places = _zeros(slope, x)
    context = with_constants(slope, frozenset({x.name}), problem.context)
    steps: list[Step] = list(rows.steps)
    if not places:
        raise CannotDerive(
            f"{quoted(slope)} is nowhere 0",
            "look at the places where the derivative does not exist, and at the ends of an interval",
        )
    second = rows_for(derivative_asked_for(name, x, applied, 2), problem.context)
    steps.extend(_from_first(second, first))
    body = formula_of(name, x, problem.context)
    for place in places:
        steps.extend(_at_place(name, x, applied, place, places, slope, without_groups(second.current), body, context))
    answer = NumberSet("finite", members=tuple(places))
    return Derivation(first, answer, "critical", problem.context, tuple(steps))


def _from_first(rows: Rows, first: Expression) -> list[Step]:
    """The rows of the second derivative, without those of the first."""
    start = next((k for k, step in enumerate(rows.steps) if step.left is not None and step.left != first), 0)
    return rows.steps[start:]


def _at_place(
    name: Symbol,
    x: Symbol,
    applied: bool,
    place: Expression,
    places: list[Expression],
    slope: Expression,
    bend: Expression,
    body: Expression,
    context: Context,
) -> list[Step]:
    """The rows of one place: f' is 0 there, the sign of f'' or of f' beside it, and the value."""
    steps = [*_last_rows(name, x, applied, 1, place, slope, context, "here the derivative is 0")]
    curvature = rough(bend, {x.name: rough(place, {}) or 0.0})
    if curvature is not None and abs(curvature) > 1e-9:
        said = "positive: a local minimum" if curvature > 0 else "negative: a local maximum"
        steps.extend(_last_rows(name, x, applied, 2, place, bend, context, f"the second derivative is {said}"))
    else:
        steps.extend(_beside(name, x, applied, place, places, slope, context))
    return [*steps, *value_rows(at_place(name, x, applied, 0, place), body, x, place, context).steps]


def _last_rows(
    name: Symbol, x: Symbol, applied: bool, order: int, at: Expression, formula: Expression, context: Context, said: str
) -> list[Step]:
    """One row: a derivative at a place, which `formula` gives, and what that says."""
    rows = Rows(at_place(name, x, applied, order, at), context)
    value = worked_out(without_groups(substitute(formula, {x.name: at})))
    rows.add(value, Reason(moves.NATURE.name, f"put in {tex(x)[:-1]} = {tex(at)[1:]}: {said}"))
    return rows.steps


def _beside(
    name: Symbol, x: Symbol, applied: bool, place: Expression, places: list[Expression], slope: Expression, context: Context
) -> list[Step]:
    """Where the second derivative tells nothing: the sign of the first one on both sides, up to the next critical point."""
    middle = rational(place)
    if middle is None:
        raise CannotDerive(f"the second derivative is 0 at {quoted(place)}", "look at the sign of the derivative on both sides")
    others = [Fraction(v).limit_denominator(64) for p in places if p != place and (v := rough(p, {})) is not None]
    below = max((v for v in others if v < middle), default=middle - 2)
    above = min((v for v in others if v > middle), default=middle + 2)
    at = [(middle + end) / 2 for end in (below, above)]
    signs = [rough(slope, {x.name: float(v)}) for v in at]
    if None in signs or not all(signs):
        raise CannotDerive(f"the sign of the derivative beside {quoted(place)} was not found", "look at it on both sides")
    before, after = ((s or 0.0) > 0 for s in signs)
    nature = "no extremum" if before == after else "a local maximum" if before else "a local minimum"
    words = ("positive" if before else "negative", "positive" if after else "negative")
    return [
        *_last_rows(name, x, applied, 1, number(at[0]), slope, context, f"before, the derivative is {words[0]}"),
        *_last_rows(name, x, applied, 1, number(at[1]), slope, context, f"behind, it is {words[1]}: {nature}"),
    ]


# ------------------------------------------------------------------------------------------------ where it is 0


def _numerator(node: Expression) -> Expression:
    inner = node.operand if isinstance(node, Negation) else node
    return bare(inner.numerator) if isinstance(inner, Quotient) else inner


def _factored(slope: Expression, x: Symbol) -> Expression | None:
    """A polynomial with rational coefficients as a product; None where it is none, or has one factor only."""
    values = coefficients(slope, x)
    if values is None or not any(values):
        return None
    content, parts = factors(trimmed(values))
    if len(parts) < 2 and all(k == 1 for _, k in parts):
        return None
    product = [power(polynomial(p, x, Style()), number(k)) for p, k in parts]
    front = () if abs(content) == 1 else (number(abs(content)),)
    whole = times(*front, *product)
    return Negation(whole) if content < 0 else whole


def _zeros(slope: Expression, x: Symbol) -> list[Expression]:
    """The real zeros in order. Raises CannotDerive where they are not found, or without number."""
    found: list[Expression] = []
    for base, exponent in term_of(_numerator(slope), []).powers:
        if isinstance(exponent, Fraction) and exponent < 0:
            continue
        if not depends_on(base, x.name):
            continue  # a power of a number is nowhere 0
        found.extend(_zeros_of(base, x))
    kept = [z for z in dict.fromkeys(found) if rough(slope, {x.name: rough(z, {}) or 0.0}) is not None]
    return sorted(kept, key=lambda z: rough(z, {}) or 0.0)


def _zeros_of(base: Expression, x: Symbol) -> list[Expression]:
    values = coefficients(base, x)
    if values is not None:
        return [z for factor, _ in factors(trimmed(values))[1] for z in _zeros_of_polynomial(factor, base)]
    if isinstance(base, Sum) and (logarithm := _logarithm(base, x)) is not None:
        return [logarithm]
    if isinstance(base, Call) and base.function == "ln" and base.arguments == (x,):
        return [ONE]
    if isinstance(base, Call) and base.function in ("cosh", "exp"):
        return []
    raise CannotDerive(
        f"the equation {quoted(base)} = 0 is not solved by factoring, by the quadratic formula or by a logarithm",
        "solve it, and ask for the values with f'(2), f''(2)",
    )


def _zeros_of_polynomial(factor: Polynomial, whole: Expression) -> list[Expression]:
    if len(factor) == 2:
        return [number(-factor[0] / factor[1])]
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
