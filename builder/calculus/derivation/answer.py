"""The last row of a derivation that must end in a form asked for, and its reason. Whether it is equal is for the judge."""

from __future__ import annotations

from dataclasses import replace

from builder.calculus.derivation.build import depends_on, without_groups
from builder.calculus.derivation.derivation import Derivation, Reason
from builder.calculus.derivation.finish import collected
from builder.calculus.derivation.polynomials import multiplied_out
from builder.calculus.derivation.rows import Rows, tex
from builder.calculus.derivation.terms import Term, term_of
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Constant,
    ConstantName,
    Expression,
    Matrix,
    Power,
    Quotient,
    Sum,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.rules import algebra

_TRIGONOMETRIC = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_HYPERBOLIC = frozenset({"sinh", "cosh", "tanh", "coth", "sech", "csch"})


def ending_in(derivation: Derivation, answer: Expression) -> Derivation:
    """`derivation` with one more row when it does not end in `answer` already."""
    last = derivation.answer
    wanted = without_groups(answer)
    if without_groups(last) == wanted:
        return replace(derivation, answer=answer)
    rows = Rows(derivation.goal, derivation.context, list(derivation.steps))
    context = derivation.steps[-1].context if derivation.steps else derivation.context
    rows.add(answer, _reason(without_groups(last), wanted), (), context)
    return replace(derivation, answer=rows.current, steps=tuple(rows.steps))


def _reason(before: Expression, after: Expression) -> Reason:
    """How `after` comes from `before`, as far as the forms of both show it."""
    if _entries(before) is not None and _same(before, after):
        return Reason(algebra.ORDER.name, "write the entries in the form asked for")
    if _same(before, after):
        return Reason(algebra.ORDER.name, "put the terms and factors in the order asked for")
    named = [n for n in descendants(after) if isinstance(n, Application) and n not in set(descendants(before))]
    if named:
        return Reason("write-with", f"write it with {tex(named[0])}")
    functions = {n.function for n in descendants(after) if isinstance(n, Call)} | {
        n.function for n in descendants(before) if isinstance(n, Call)
    }
    if functions & _TRIGONOMETRIC:
        return Reason("trigonometric-identity", r"use $\sin^2 a + \cos^2 a = 1$ and the formulas for double angles and quotients")
    if functions & _HYPERBOLIC:
        return Reason("hyperbolic-identity", r"use $\tanh a = \frac{\sinh a}{\cosh a}$ and $\cosh^2 a - \sinh^2 a = 1$")
    if any(isinstance(n, Power) and n.base == Constant(ConstantName.E) for n in descendants(before)) and isinstance(
        after, Quotient
    ):
        return Reason(algebra.CANCEL.name, "divide above and below by the exponential")
    if isinstance(before, Sum) != isinstance(after, Sum):
        return Reason(
            algebra.EXPAND.name if isinstance(after, Sum) else algebra.FACTOR_OUT.name,
            "multiply out" if isinstance(after, Sum) else "factor",
        )
    return Reason(algebra.COMMON_DENOMINATOR.name, "multiply out and write over a common denominator")


def _entries(node: Expression) -> list[Expression] | None:
    match node:
        case Vector():
            return list(node.entries)
        case Matrix():
            return [e for row in node.rows for e in row]
        case _:
            return None


def _same(left: Expression, right: Expression) -> bool:
    """Whether two forms differ by order, brackets and collection alone."""
    mine, theirs = _entries(left), _entries(right)
    if mine is not None or theirs is not None:
        return (
            mine is not None
            and theirs is not None
            and len(mine) == len(theirs)
            and all(_same(a, b) for a, b in zip(mine, theirs, strict=True))
        )
    return _canonical(left) == _canonical(right)


def _canonical(node: Expression) -> frozenset[tuple[object, frozenset[object]]]:
    terms: list[Term] = []
    for part in node.terms if isinstance(node, Sum) else (node,):
        letters = sorted(symbols(part))
        out = multiplied_out(part, letters[0]) if letters and depends_on(part, letters[0]) and _is_polynomial(part) else None
        try:
            terms.extend(out if out is not None else [term_of(part, [])])
        except ZeroDivisionError:
            return frozenset({(part, frozenset())})
    return frozenset((t.coefficient, frozenset(t.powers)) for t in collected(terms))


def _is_polynomial(node: Expression) -> bool:
    return not any(isinstance(n, Call | Application | Quotient) for n in descendants(node)) and any(
        isinstance(n, Symbol) for n in descendants(node)
    )
