"""The method `binomial`: the power rule from the binomial theorem, for a letter n or with every coefficient written out."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from msgspec.structs import replace

from builder.calculus.context import Kind
from builder.calculus.derivation.build import ONE, ZERO, add, bare, depends_on, number, power, rational, times
from builder.calculus.derivation.by_definition import STEPS, Quotients, limit_found, moved_by, slope_of_line, written_otherwise
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason
from builder.calculus.derivation.goals import target_of, unfolded
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of, tex
from builder.calculus.derivation.terms import Style, term_of, tree_of
from builder.calculus.expression.nodes import (
    Binomial,
    Ellipsis,
    Expression,
    Negation,
    Operator,
    Power,
    Product,
    Quotient,
    Series,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.rules import algebra, limits, moves

_HIGHEST = 12  # exponent whose coefficients are all written out
_INDICES = ("k", "i", "j", "m")


def by_binomial(problem: Problem) -> Derivation:
    """Differentiate powers of lines, and what is made of them, by the binomial theorem; or expand one. Raises CannotDerive."""
    target = target_of(problem.goal, problem.context)
    if target is None:
        return _expansion(problem)
    x = target.way.variable
    powers = [n for n in descendants(target.body) if isinstance(n, Power) and depends_on(n.base, x.name)]
    help = f"it is for powers of a line with whole exponents, numbers from 2 to {_HIGHEST} or letters"
    if not powers or len(target.variables) != 1:
        raise CannotDerive(f"the binomial theorem does not fit {quoted(target.body)}", f"{help}; use the method definition")
    context = target.way.context
    for letter in sorted(frozenset[str]().union(*(symbols(each.exponent) for each in powers)) - {x.name}):
        if context.kinds.get(letter) not in (Kind.INTEGER, Kind.POSITIVE_INTEGER):
            context = context.with_kind(letter, Kind.POSITIVE_INTEGER)
    work = Quotients(replace(target, way=replace(target.way, context=context)), tricks=(_power, _negative_power))
    if not limit_found(work):
        raise CannotDerive(f"the binomial theorem does not fit {quoted(target.body)}", f"{help}; use the method rules")
    return Derivation(problem.goal, work.rows.current, "binomial", problem.context, tuple(work.rows.steps))


def _power(work: Quotients, body: Expression) -> bool:
    """A power of a line: the binomial theorem for the line and how far it goes."""
    if not isinstance(body, Power):
        return False
    count = rational(body.exponent)
    if not (_is_whole(body.exponent) if count is None else count.denominator == 1 and 2 <= count <= _HIGHEST):
        return False
    base = bare(body.base)
    slope = slope_of_line(base, work) if depends_on(base, work.x.name) else None
    if slope is None:
        return False
    here, step = work.value(base, work.at), moved_by(slope, work)
    if count is not None:
        _stepped(work, here, step, body.exponent)
        _written_out(work, here, step, int(count))
    elif slope == ONE:
        if here == ZERO:
            raise CannotDerive(f"what {quoted(body)} does at 0 depends on the exponent", "put a number for the letter")
        _stepped(work, here, work.h, body.exponent)
        _symbolic(work, here, body.exponent)
    else:
        _stepped(work, here, step, body.exponent)
        taken = symbols(work.target.body) | symbols(work.target.goal) | {work.h.name}
        whole_step = Symbol(next(name for name in STEPS if name not in taken))
        inner = Quotients(work.target, whole_step)
        inner.rows = Rows(
            inner.over_h(add(power(add(here, whole_step), body.exponent), Negation(power(here, body.exponent)))),
            work.rows.context,
        )
        _symbolic(inner, here, body.exponent)
        work.rows.add(
            times(slope, inner.rows.goal),
            by_move(moves.SUBSTITUTE, f"put {tex(whole_step)[:-1]} = {tex(step)[1:]}, which goes to 0 with {tex(work.h)}"),
        )
        for row in inner.rows.steps:
            work.rows.add(times(slope, row.after), row.reason, row.steps)
        work.rows.finish(work.style)
    return True


def _stepped(work: Quotients, here: Expression, step: Expression, exponent: Expression) -> None:
    """The row that writes a line at x + h as the line at x and how far it goes."""
    work.row(work.over_h(add(power(add(here, step), exponent), Negation(power(here, exponent)))), algebra.EXPAND)


def _is_whole(exponent: Expression) -> bool:
    """Whether an exponent is a positive whole number since its letters are: n, 2n, n + 1."""
    match exponent:
        case Symbol():
            return True
        case Sum(terms=terms):
            return all(_is_whole(bare(term)) for term in terms) and any(map(symbols, terms))
        case Product(factors=factors):
            return all(_is_whole(bare(factor)) for factor in factors) and any(map(symbols, factors))
        case _:
            value = rational(exponent)
            return value is not None and value.denominator == 1 and value > 0


def _negative_power(work: Quotients, body: Expression) -> bool:
    """A power with a negative letter for its exponent: one over the power."""
    if not isinstance(body, Power) or not isinstance(body.exponent, Negation) or not symbols(body.exponent):
        return False
    return written_otherwise(work, Quotient(ONE, Power(body.base, body.exponent.operand)), algebra.NEGATIVE_EXPONENT)


def _lowered(exponent: Expression, by: int) -> Expression:
    if not by:
        return exponent
    terms = exponent.terms if isinstance(exponent, Sum) else (exponent,)
    constant = sum((value for term in terms if (value := rational(term)) is not None), Fraction(0)) - by
    rest = [term for term in terms if rational(term) is None]
    return add(*rest, *([] if not constant else [number(constant)] if constant > 0 else [Negation(number(-constant))]))


def _share(coefficient: Expression, base: Expression, exponent: Expression, step: Expression | None = None) -> Expression:
    """A term of the expansion: `coefficient base^exponent step`; of a base 1 the power is not written."""
    powers = [] if base == ONE or exponent == ZERO else [power(base, exponent)]
    return times(*([] if coefficient == ONE else [coefficient]), *powers, *([] if step is None else [step]))


def _divided(step: Expression, h: Symbol, to: Expression) -> Expression:
    """`step^to` divided by h."""
    rate = tree_of(term_of(Quotient(step, h), []), Style())
    letters = [] if rate == ONE else [power(rate, to)]
    left = _lowered(to, 1)
    return times(*letters, *([] if left == ZERO else [power(h, left)])) if letters or left != ZERO else ONE


def _symbolic(work: Quotients, x: Expression, n: Expression) -> None:
    """The rows for a letter n: the sum, its first terms and its last, x^n cancelled, divided by h, the limit."""
    h = work.h
    taken = symbols(work.target.body) | {h.name}
    k = Symbol(next(name for name in _INDICES if name not in taken))
    whole = Negation(power(x, n))
    series = Series(Operator.SUM, _share(Binomial(n, k), x, add(n, Negation(k)), power(h, k)), k, ZERO, n)
    work.row(work.over_h(add(series, whole)), algebra.BINOMIAL_THEOREM)

    def term(index: int, of_h: int) -> Expression:
        return _share(Binomial(n, number(index)), x, _lowered(n, index), power(h, number(of_h)) if of_h else None)

    last = times(Binomial(n, n), power(h, n))
    work.rows.add(
        work.over_h(add(term(0, 0), term(1, 1), term(2, 2), Ellipsis(), last, whole)),
        by_move(moves.WRITE_OUT_SUM, "write out the sum: the first terms, and the last"),
    )
    work.row(work.over_h(add(term(1, 1), term(2, 2), Ellipsis(), last)), algebra.BINOMIAL_ZERO, algebra.OPPOSITE_TERMS)
    divided = add(term(1, 0), term(2, 1), Ellipsis(), times(Binomial(n, n), power(h, _lowered(n, 1))))
    work.rows.add(work.limit(divided), Reason(limits.CANCEL_H.name, f"divide each term by {tex(h)}: it is not 0 under the limit"))
    work.rows.add(term(1, 0), Reason(limits.LET_H_GO.name, f"let {tex(h)} go to 0: every other term has it as a factor"))
    work.row(_share(n, x, _lowered(n, 1)), algebra.BINOMIAL_FIRST)


def _terms_written(n: int, x: Expression, h: Expression) -> tuple[Expression, Expression]:
    """The binomial expansion of (x + h)^n with its coefficients as symbols, and as numbers."""
    symbolic, worked = [], []
    for k in range(n + 1):
        letters = [*([power(x, number(n - k))] if n > k else []), *([power(h, number(k))] if k else [])]
        symbolic.append(times(Binomial(number(n), number(k)), *letters))
        worked.append(times(*([number(comb(n, k))] if comb(n, k) != 1 else []), *letters))
    return add(*symbolic), add(*worked)


def _written_out(work: Quotients, x: Expression, step: Expression, n: int) -> None:
    """The rows for a number n: every coefficient, then x^n cancelled, h factored out and cancelled, the limit."""
    h = work.h
    whole = Negation(power(x, number(n)))
    symbolic, worked = _terms_written(n, x, step)
    work.row(work.over_h(add(symbolic, whole)), algebra.BINOMIAL_THEOREM)
    work.rows.add(work.over_h(add(worked, whole)), by_move(moves.BINOMIAL_COEFFICIENTS, "work out the binomial coefficients"))
    assert isinstance(worked, Sum)
    work.row(work.over_h(add(*worked.terms[1:])), algebra.OPPOSITE_TERMS)
    rest = []
    for k in range(1, n + 1):
        beside = _divided(step, h, number(k))
        rest.append(_share(number(comb(n, k)), x, number(n - k), None if beside == ONE else beside))
    divided = add(*rest)
    work.row(work.limit(Quotient(times(h, divided), h)), algebra.FACTOR_OUT)
    work.row(work.limit(divided), limits.CANCEL_H)
    work.let_h_go(divided)


def _expansion(problem: Problem) -> Derivation:
    """`(a + b)^n` multiplied out by the binomial theorem."""
    goal = unfolded(problem.goal, problem.context)
    count = rational(goal.exponent) if isinstance(goal, Power) else None
    base = bare(goal.base) if isinstance(goal, Power) else goal
    if count is None or count.denominator != 1 or not 2 <= count <= _HIGHEST or not isinstance(base, Sum) or len(base.terms) != 2:
        raise CannotDerive(
            f"the binomial theorem does not fit {quoted(problem.goal)}",
            "ask for f'(x) where f(x) = x^n, or for (a + b)^n with a whole number n",
        )
    first, second = base.terms
    symbolic, worked = _terms_written(int(count), first, second)
    rows = Rows(problem.goal, problem.context)
    rows.add(symbolic, reason_of(algebra.BINOMIAL_THEOREM, where={"a": first, "b": second, "n": number(Fraction(count))}))
    rows.add(worked, by_move(moves.BINOMIAL_COEFFICIENTS, "work out the binomial coefficients"))
    rows.finish(
        Style(variables=frozenset(symbols(base)), order=tuple(s for s in ("x", "y", "a", "b", "h") if s in symbols(base)))
    )
    return Derivation(problem.goal, rows.current, "binomial", problem.context, tuple(rows.steps))
