r"""The judge beside SymPy: `python -m tests.fuzz.differential --cases N --seed S --jobs J`.

Random expressions of a calculus course are made as our trees, and given to SymPy node by node. What it says of their derivatives,
limits, integrals, sums, Taylor polynomials and simpler forms becomes a claim, as it is or with one change, and the judge is
asked. Whether the claim is true is found from SymPy's objects: by their values at 60 digits where every part of what is written
has one, near the point of a limit, and by adding up. What the judge accepts and the values refute is told, and so is what it
refutes where all values agree. What it refutes although SymPy says so, and values do not tell, is shown.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from typing import Any

import mpmath
import sympy
from msgspec import Struct

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Call,
    Constant,
    ConstantName,
    Derivative,
    Expression,
    Fence,
    Fenced,
    Group,
    Integral,
    Limit,
    Negation,
    Node,
    Number,
    Operator,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Side,
    Sign,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, map_children
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refutation, Refuted, Tested, Verdict
from builder.calculus.latex.printer import print_latex
from builder.calculus.sympy_bridge import NotInSympy, from_sympy, to_sympy
from tests.fuzz import oracle, runs
from tests.fuzz.changes import changes
from tests.fuzz.late import Late, at_most
from tests.fuzz.reals import NoValue as NoOwnValue
from tests.fuzz.reals import Silent
from tests.fuzz.tables import number
from tests.fuzz.values import WORKING_DIGITS, World, value

SECONDS = 3.0
"""Of processor time, for one answer of SymPy's."""

DIGITS = 60
LARGEST = 150
"""Characters of what SymPy says: longer answers are no lines of a course."""

X = Symbol("x")
ZERO, ONE, TWO = Number("0"), Number("1"), Number("2")
INFINITY = Constant(ConstantName.INFINITY)


# ---------------------------------------------------------------------------------------------- expressions

FUNCTIONS = (
    "sin", "sin", "cos", "cos", "tan", "exp", "exp", "ln", "ln", "arctan", "arcsin", "arccos", "sinh", "cosh", "tanh", "sec",
    "csc", "cot", "arsinh", "artanh",
)  # fmt: skip
NUMBERS = tuple(Number(text) for text in ("1", "2", "2", "3", "3", "4", "5", "10"))


def expression(source: random.Random, depth: int) -> Expression:
    """A random expression in x."""
    if depth == 0 or source.random() < 0.15:
        return X if source.random() < 0.7 else source.choice(NUMBERS)
    match source.randrange(12):
        case 0 | 1:
            first, second = expression(source, depth - 1), expression(source, depth - 1)
            return Sum((first, second if source.random() < 0.6 else Negation(Group(second))))
        case 2 | 3:
            return Product((Group(expression(source, depth - 1)), Group(expression(source, depth - 1))), (Times.DOT,))
        case 4:
            return Quotient(expression(source, depth - 1), expression(source, depth - 1))
        case 5 | 6:
            return Power(Group(expression(source, depth - 1)), source.choice((TWO, TWO, Number("3"), Number("4"), Negation(ONE))))
        case 7:
            return Power(Constant(ConstantName.E), expression(source, depth - 1))
        case 8:
            return Root(expression(source, depth - 1), source.choice((None, None, None, Number("3"))))
        case 9 if source.random() < 0.4:
            return Fenced(Fence.ABSOLUTE, expression(source, depth - 1))
        case _:
            return Call(source.choice(FUNCTIONS), (expression(source, depth - 1),), brackets=True)


# ---------------------------------------------------------------------------------------------- claims


def said(source: random.Random) -> Relation | None:
    """What SymPy says of a random expression, or None where it says nothing fit for a line."""
    tree = expression(source, source.choice((1, 2, 2, 3)))
    kind = source.choice(
        (_derivative, _derivative, _simpler, _simpler, _limit, _limit, _taylor, _integral, _integral, _sum, _sum)
    )
    try:
        with at_most(SECONDS):
            found = kind(tree, to_sympy(tree, Context()), source)
    except (Late, NotInSympy, RecursionError):
        return None
    except Exception:  # SymPy's own faults are none of ours
        return None
    return found if found is not None and len(print_latex(found)) <= LARGEST else None


def _real() -> Any:
    return sympy.Symbol("x", real=True)


def _derivative(tree: Expression, theirs: Any, source: random.Random) -> Relation:
    order = source.choice((1, 1, 1, 2))
    found = sympy.diff(theirs, _real(), order)
    if source.random() < 0.3:
        found = sympy.simplify(found)
    return Relation(Derivative(Group(tree), ((X, order),)), Sign.EQUAL, from_sympy(found))


def _simpler(tree: Expression, theirs: Any, source: random.Random) -> Relation:
    way = source.choice((sympy.simplify, sympy.expand, sympy.factor, sympy.together, sympy.expand_trig, sympy.trigsimp))
    return Relation(tree, Sign.EQUAL, from_sympy(way(theirs)))


def _limit(tree: Expression, theirs: Any, source: random.Random) -> Relation | None:
    point, at, side, direction = source.choice(
        (
            (ZERO, sympy.Integer(0), Side.BOTH, "+-"),
            (ZERO, sympy.Integer(0), Side.ABOVE, "+"),
            (ZERO, sympy.Integer(0), Side.BELOW, "-"),
            (ONE, sympy.Integer(1), Side.BOTH, "+-"),
            (INFINITY, sympy.oo, Side.BOTH, "-"),
            (Negation(INFINITY), -sympy.oo, Side.BOTH, "+"),
        )
    )
    if source.random() < 0.4 and at == 0:  # a quotient that is 0/0, as limits of a course are
        tree, theirs = Quotient(Sum((tree, Negation(Group(_at_zero(theirs))))), X), (theirs - theirs.subs(_real(), 0)) / _real()
    found = sympy.limit(theirs, _real(), at, direction)
    if not found.is_extended_real or found.has(sympy.AccumBounds, sympy.Limit):
        return None
    return Relation(Limit(Group(tree), X, point, side), Sign.EQUAL, _extended(found))


def _at_zero(theirs: Any) -> Expression:
    return from_sympy(theirs.subs(_real(), 0))


def _taylor(tree: Expression, theirs: Any, source: random.Random) -> Relation | None:
    """That a Taylor polynomial is one, as a limit."""
    order = source.choice((2, 3, 4))
    polynomial = sympy.series(theirs, _real(), 0, order + 1).removeO()
    if not polynomial.is_polynomial(_real()):
        return None
    rest = Sum((tree, Negation(Group(from_sympy(polynomial)))))
    return Relation(Limit(Quotient(rest, Power(X, Number(str(order)))), X, ZERO, Side.BOTH), Sign.EQUAL, ZERO)


def _integral(tree: Expression, theirs: Any, source: random.Random) -> Relation | None:
    """A definite integral, sometimes an improper one."""
    bounds = (Negation(INFINITY), Negation(ONE), ZERO, Quotient(ONE, TWO), ONE, TWO, Constant(ConstantName.PI), INFINITY)
    low, high = sorted(source.sample(range(len(bounds)), 2))
    lower, upper = (to_sympy(bounds[i], Context()) for i in (low, high))
    if source.random() < 0.4:  # what decays, as what is integrated over half of the line
        tree = Product((Group(tree), Power(Constant(ConstantName.E), Negation(X))), (Times.DOT,))
        theirs = theirs * sympy.exp(-_real())
    found = sympy.integrate(theirs, (_real(), lower, upper))
    if found.has(sympy.Integral, sympy.Piecewise) or not found.is_extended_real:
        return None
    return Relation(Integral(Group(tree), X, bounds[low], bounds[high]), Sign.EQUAL, _extended(found))


def _sum(_: Expression, theirs: Any, source: random.Random) -> Relation | None:
    """A sum up to a letter, or without end, of a term that is rational, or geometric, or both."""
    index, letter = Symbol("k"), Symbol("n")
    k, n = (sympy.Symbol(name, real=True) for name in ("k", "n"))
    plain = (1, k, k**2, k**3, 2 * k - 1, 1 / k, 1 / (k * (k + 1)), 1 / k**2, 1 / (2 * k + 1), 1 / sympy.factorial(k))
    term = sympy.Integer(1) * source.choice(plain)
    term *= source.choice((1, 1, 2, (-1) ** k, sympy.Rational(1, 2) ** k, sympy.Rational(-1, 3) ** k, 2**k))
    if source.random() < 0.3:
        term += source.choice((1, k, -k, sympy.Rational(1, 2) ** k))
    first = source.choice((0, 1, 1, 2))
    endless = source.random() < 0.5
    found = sympy.summation(term, (k, first, sympy.oo if endless else n))
    if found.has(sympy.Sum, sympy.Piecewise, sympy.zoo, sympy.nan) or not (endless or found.is_real):
        return None
    series = Series(Operator.SUM, Group(from_sympy(term)), index, Number(str(first)), INFINITY if endless else letter)
    return Relation(series, Sign.EQUAL, _extended(found))


def _extended(found: Any) -> Expression:
    return Negation(INFINITY) if found == -sympy.oo else from_sympy(found)


KINDS = (_derivative, _derivative, _simpler, _simpler, _limit, _limit, _limit, _taylor, _sum, _integral)


def cases(count: int, seed: int) -> Iterator[tuple[Claim, bool]]:
    """`count` claims, and whether they are as SymPy says."""
    source = random.Random(seed)
    made = 0
    while made < count:
        relation = said(source)
        if relation is None:
            continue
        made += 1
        others = [other for other in changes(relation) if isinstance(other, Relation)] if source.random() < 0.5 else []
        yield (Claim(source.choice(others), Context()), False) if others else (Claim(relation, Context()), True)


# ---------------------------------------------------------------------------------------------- what is true


class Truth(Enum):
    """What the values say."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"


POINTS = tuple(
    Fraction(text)
    for text in (
        "2", "1/2", "-3", "3", "-1/2", "5/4", "1/7", "-2/9", "7/10", "-7/10", "-5/3", "11/3", "1/1000", "-1/1000", "10", "-10",
        "17/5", "-13/4", "99/100", "101/100", "-99/100", "25", "3/2",
    )
)  # fmt: skip


HUGE = sympy.Integer(10) ** 40
"""Of larger numbers too few digits are known for a sine."""


class NoValue(Exception):
    """There is no real value, or it is not known."""


def real_value(theirs: Any, at: Fraction, digits: int = DIGITS) -> Any:
    """The value of a SymPy object at a point, if every part of it is real there. Raises NoValue."""
    point = {_real(): sympy.Rational(at.numerator, at.denominator)}
    result: Any = None
    for part in sympy.postorder_traversal(theirs):
        result = part.evalf(digits, subs=point, maxn=1_000) if part.free_symbols else part.evalf(digits, maxn=1_000)
        if not (result.is_Float or result.is_Rational) or not result.is_finite or abs(result) > HUGE:
            raise NoValue
    return result


def truth_at(relation: Relation, at: Fraction) -> Truth:
    """Whether the sides are equal at a point, by SymPy."""
    with at_most(SECONDS):
        left, right = (to_sympy(side, Context()).doit() for side in (relation.left, relation.right))
        return _compared(left, right, at) if _is_defined(relation, at) else Truth.OPEN


def _is_defined(relation: Relation, at: Fraction) -> bool:
    """Whether both sides have values as they are written: SymPy simplifies what it is given at once."""
    return all(_has_value(_undifferentiated(side), at) for side in (relation.left, relation.right))


def _has_value(tree: Node, at: Fraction) -> bool:
    try:
        with mpmath.workdps(WORKING_DIGITS):
            value(tree, {"x": mpmath.mpf(at.numerator) / at.denominator}, World({}, {}))
    except (NoOwnValue, Silent, ZeroDivisionError, OverflowError):
        return False
    return True


def _undifferentiated(node: Node) -> Node:
    inner = node.operand if isinstance(node, Derivative) else node
    return map_children(inner, _undifferentiated)


def _compared(left: Any, right: Any, at: Fraction) -> Truth:
    try:
        a, b = real_value(left, at), real_value(right, at)
        if abs(a - b) <= sympy.Float(10, DIGITS) ** -40 * (1 + abs(a) + abs(b)):
            return Truth.HOLDS
        a, b = real_value(left, at, 2 * DIGITS), real_value(right, at, 2 * DIGITS)
        return Truth.FAILS if abs(a - b) > sympy.Float(10, DIGITS) ** -40 * (1 + abs(a) + abs(b)) else Truth.OPEN
    except NoValue:
        return Truth.OPEN


class Answer(Struct, frozen=True):
    """What the values say, and where."""

    truth: Truth
    at: str = ""
    points: int = 0


def ask(relation: Relation) -> Answer:
    """What SymPy's values say of a claim. Raises Late."""
    left, right = relation.left, relation.right
    if isinstance(left, Limit):
        return _near(left, right)
    if any(isinstance(node, Integral | Series) for node in descendants(relation)):
        return _added(relation)
    with at_most(3 * SECONDS):
        sides = [to_sympy(side, Context()).doit() for side in (left, right)]
        held = 0
        for at in POINTS:
            match _compared(sides[0], sides[1], at) if _is_defined(relation, at) else Truth.OPEN:
                case Truth.FAILS:
                    return Answer(Truth.FAILS, f"x = {at}")
                case Truth.HOLDS:
                    held += 1
                case Truth.OPEN:
                    pass
    return Answer(Truth.HOLDS if held else Truth.OPEN, points=held)


def _added(relation: Relation) -> Answer:
    """What adding up says of sums and integrals: the runs' own oracle, and for sums without end an extrapolation."""
    left = relation.left
    if isinstance(left, Series) and left.upper == INFINITY and left.lower is not None:
        return _endless(left, left.lower, relation.right)
    match oracle.ask(relation, Context()):
        case oracle.Fails(at, one, other):
            return Answer(Truth.FAILS, f"{dict(at)}: {one} and {other}")
        case oracle.Holds(points):
            return Answer(Truth.HOLDS, points=points)
        case _:
            return Answer(Truth.OPEN)


def _endless(series: Series, lower: Expression, right: Expression) -> Answer:
    def term(k: mpmath.mpf) -> mpmath.mpf:
        return value(series.body, {series.index.name: mpmath.mpf(k)}, World({}, {}, frozenset((series.index.name,))))

    with at_most(3 * SECONDS), mpmath.workdps(30):
        try:
            first = int(number(value(lower, {}, World({}, {}))))
            said = value(right, {}, World({}, {}))
            total, error = mpmath.nsum(term, [first, mpmath.inf], error=True)
        except (NoOwnValue, Silent, ZeroDivisionError, OverflowError, ValueError):
            return Answer(Truth.OPEN)
    if not mpmath.isfinite(total) or error > 1e-10:
        return Answer(Truth.OPEN)
    gap = abs(total - said)
    if gap > 1e-6:
        return Answer(Truth.FAILS, f"its value is {mpmath.nstr(total, 12)}")
    return Answer(Truth.HOLDS if gap < 1e-10 else Truth.OPEN, points=1)


def _near(limit: Limit, right: Expression) -> Answer:
    """What values near the point of a limit say: they must be settled, and be the right side or be something else."""
    with at_most(3 * SECONDS):
        body = to_sympy(limit.body, Context()).doit()
        ends: list[Any] = []
        for sign in _signs(limit):
            near = [_approach(limit, sign, far) for far in (10**12, 10**30)]
            try:
                if not all(_has_value(limit.body, at) for at in near):
                    raise NoValue
                one, two = (real_value(body, at, 120) for at in near)
            except NoValue:
                if limit.side is Side.BOTH and not isinstance(_point(limit), sympy.core.numbers.Infinity):
                    continue
                return Answer(Truth.OPEN)
            if abs(one - two) > sympy.Float(10) ** -8 * (1 + abs(two)):
                return Answer(Truth.OPEN)
            ends.append(two)
        if not ends or max(ends) - min(ends) > sympy.Float(10) ** -4:
            return Answer(Truth.OPEN)
        try:
            said = real_value(to_sympy(right, Context()).doit(), Fraction(0))
        except NoValue:
            return Answer(Truth.OPEN)
        gap = abs(ends[0] - said) / (1 + abs(said))
        if gap > sympy.Float(10) ** -4:
            return Answer(Truth.FAILS, f"near {print_latex(limit.point)}: {ends[0].n(10)}")
        return Answer(Truth.HOLDS if gap < sympy.Float(10) ** -8 else Truth.OPEN, points=1)


def _point(limit: Limit) -> Any:
    return to_sympy(limit.point, Context()).doit()


def _signs(limit: Limit) -> tuple[int, ...]:
    if _point(limit).is_infinite:
        return (1,)
    return {Side.ABOVE: (1,), Side.BELOW: (-1,), Side.BOTH: (1, -1)}[limit.side]


def _approach(limit: Limit, sign: int, far: int) -> Fraction:
    point = _point(limit)
    if point.is_infinite:
        return Fraction(far if point > 0 else -far)
    return Fraction(int(point.p), int(point.q)) + Fraction(sign, far)


# ---------------------------------------------------------------------------------------------- the run


_TAKEN = (Limit, Integral, Series)


def contradiction(claim: Claim, verdict: Verdict, answer: Answer) -> str:
    """In what the judge and the values contradict each other, or ""."""
    match verdict, answer.truth:
        case ((Proved() | Tested()), Truth.FAILS):
            return f"accepted, and false at {answer.at}"
        case Refuted(how=Refutation.DIFFERS, at=at), _ if at.keys() == {"x"} and not isinstance(claim.relation.left, _TAKEN):
            there = truth_at(claim.relation, at["x"])
            return f"refuted at x = {at['x']}, where it holds" if there is Truth.HOLDS else ""
        case Refuted(how=how), Truth.HOLDS:
            return f"refuted ({how.value}), and true at {answer.points} points"
        case _:
            return ""


def _run(task: tuple[int, int]) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    found: list[str] = []
    for claim, as_said in cases(*task):
        text = print_latex(claim.relation)
        try:
            verdict = decide(claim)
        except Exception as fault:  # a crash is a finding, too, and the run goes on
            found.append(f"crashed: {type(fault).__name__}: {fault}: {text}")
            continue
        try:
            answer = ask(claim.relation)
            wrong = contradiction(claim, verdict, answer)
        except Late:
            answer, wrong = Answer(Truth.OPEN), ""
        except Exception:  # SymPy's own faults are none of ours
            answer, wrong = Answer(Truth.OPEN), ""
        said = "as SymPy says" if as_said else "changed"
        counts[f"{said}, {answer.truth.value}, {type(verdict).__name__.lower()}"] += 1
        if wrong:
            found.append(f"{wrong}: {text} [{verdict}]")
        elif as_said and isinstance(verdict, Refuted) and verdict.how is not Refutation.NOWHERE_DEFINED:
            found.append(f"{runs.SHOWN}SymPy says so, values do not tell, and the judge refutes: {text} [{verdict}]")
    return counts, found


def main() -> int:
    """Judge the cases; print the contradictions and the counts."""
    _, contradictions = runs.run_all(_run, runs.parser(__doc__).parse_args())
    return 1 if contradictions else 0


if __name__ == "__main__":
    sys.exit(main())
