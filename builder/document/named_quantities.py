"""What nouns name of one formula: its discriminant, degree, period, radius of convergence, trace, eigenvalues, intercepts.

Each is an expression, or a relation that a value solves, made of the formula and of the value that it is said to have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from flint import fmpq_mat, fmpq_poly

from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
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
    Matrix,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Sign,
    Sum,
    Symbol,
    Times,
    Vector,
)
from builder.calculus.expression.walk import descendants, kinds_in, replaced, substitute, symbols
from builder.calculus.judge.polynomials import polynomial, rational, value_at
from builder.document import evidence

Claimed: TypeAlias = Relation | None
Quantity: TypeAlias = Callable[[Expression, Expression, Context], Claimed]

_ZERO, _ONE, _TWO = Number("0"), Number("1"), Number("2")
_INFINITY = Constant(ConstantName.INFINITY)
_TURNS = frozenset(("sin", "cos", "sec", "csc"))
_HALF_TURNS = frozenset(("tan", "cot"))
_ANY = frozenset(("C", "c", "K"))
_SIZE = 6  # of a matrix


def _equal(left: Expression | None, value: Expression) -> Claimed:
    return None if left is None or isinstance(value, Vector | Matrix) else Relation(left, Sign.EQUAL, value)


def part(side: Expression) -> Expression:
    """A side as a part of something larger: in brackets, unless it needs none."""
    return side if isinstance(side, Number | Symbol | Group) else Group(side)


def _times(*factors: Expression) -> Expression:
    return Product(tuple(map(part, factors)), (Times.DOT,) * (len(factors) - 1))


def less(left: Expression, right: Expression) -> Expression:
    """A difference."""
    return Sum((part(left), Negation(part(right))))


def _at(side: Expression, letter: str, value: Expression) -> Expression:
    return substitute(side, {letter: part(value)})


def letter_of(side: Expression, context: Context) -> str:
    """The only letter that a side depends on; "" if there are several or none."""
    letters = evidence.free_names(side, context) - context.definitions.keys() - context.kinds.keys()
    return min(letters) if len(letters) == 1 else ""


# ---------------------------------------------------------------------------------------------- polynomials


def _polynomial(side: Expression, context: Context) -> fmpq_poly | None:
    letter = letter_of(side, context)
    found = polynomial(side, letter) if letter else None
    return found if found is not None and found.degree() > 0 else None


def _degree(side: Expression, value: Expression, context: Context) -> Claimed:
    found = _polynomial(side, context)
    return None if found is None else _equal(Number(str(found.degree())), value)


def _leading_coefficient(side: Expression, value: Expression, context: Context) -> Claimed:
    found = _polynomial(side, context)
    return None if found is None else _equal(rational(found[found.degree()]), value)


def _constant_term(side: Expression, value: Expression, context: Context) -> Claimed:
    found = _polynomial(side, context)
    return None if found is None else _equal(rational(found[0]), value)


def _coefficients(side: Expression, context: Context) -> Sequence[Expression]:
    """The coefficients of a polynomial in its only letter, or of `ax^2 + bx + c` as it stands, the constant first."""
    if (found := _polynomial(side, context)) is not None:
        return [rational(c) for c in found.coeffs()]
    terms = [_monomial(term) for term in (side.terms if isinstance(side, Sum) else ())]
    by_degree = {term[0]: term[1] for term in terms if term is not None}
    if len(by_degree) < len(terms) or sorted(by_degree) != list(range(len(terms))):
        return ()
    return [by_degree[degree] for degree in sorted(by_degree)]


def _monomial(term: Expression) -> tuple[int, Expression] | None:
    """The degree of a term in x, and what stands before the power."""
    if isinstance(term, Negation):
        inside = _monomial(term.operand)
        return None if inside is None else (inside[0], Negation(inside[1]))
    factors = term.factors if isinstance(term, Product) else (term,)
    others = tuple(factor for factor in factors if "x" not in symbols(factor))
    match [factor for factor in factors if "x" in symbols(factor)]:
        case []:
            degree = 0
        case [Symbol()]:
            degree = 1
        case [Power(Symbol(), Number(text))] if text.isdecimal():
            degree = int(text)
        case _:
            return None
    return degree, others[0] if len(others) == 1 else _times(*others) if others else _ONE


def _discriminant(side: Expression, value: Expression, context: Context) -> Claimed:
    match _coefficients(side, context):
        case [c, b, a] if not (symbols(b) and any(isinstance(node, Number) for node in descendants(b))):  # not `x^2 + 2bx + c`
            return _equal(Sum((Power(part(b), _TWO), Negation(_times(Number("4"), a, c)))), value)
        case _:
            return None


def _sum_of_roots(side: Expression, value: Expression, context: Context) -> Claimed:
    """Vieta's formula, where no root counts twice."""
    found = _coefficients(side, context) if _has_simple_roots(side, context) else ()
    return _equal(Negation(Quotient(part(found[-2]), part(found[-1]))), value) if len(found) > 2 else None


def _product_of_roots(side: Expression, value: Expression, context: Context) -> Claimed:
    found = _coefficients(side, context) if _has_simple_roots(side, context) else ()
    if len(found) < 3:
        return None
    quotient = Quotient(part(found[0]), part(found[-1]))
    return _equal(quotient if len(found) % 2 else Negation(quotient), value)


def _has_simple_roots(side: Expression, context: Context) -> bool:
    found = _polynomial(side, context)
    return found is None or found.gcd(found.derivative()).degree() == 0


# ---------------------------------------------------------------------------------------------- functions


def _wave(side: Expression, context: Context) -> tuple[Call, Expression] | None:
    """The only call of a trigonometric function in a multiple of it, or a sum of that and a number; and the rate of its argument,
    which is linear."""
    letter = letter_of(side, context) or ("x" if "x" in symbols(side) else "t")
    calls = {node for node in descendants(side) if isinstance(node, Call) and letter in symbols(node)}
    if len(calls) != 1:
        return None
    (call,) = calls
    linear = replaced(side, call, Symbol("call"))
    if call.function not in _TURNS | _HALF_TURNS or letter in symbols(linear) or not _is_affine(linear, "call"):
        return None
    (argument,) = call.arguments
    if not _is_affine(argument, letter):
        return None
    return call, less(_at(argument, letter, _ONE), _at(argument, letter, _ZERO))


def _is_affine(side: Expression, letter: str) -> bool:
    match side:
        case Symbol(name) if name == letter:
            return True
        case Sum(parts) | Product(parts):
            holding = [part for part in parts if letter in symbols(part)]
            return len(holding) == 1 and _is_affine(holding[0], letter)
        case Negation(inner) | Group(inner):
            return _is_affine(inner, letter)
        case Quotient(above, below):
            return letter not in symbols(below) and _is_affine(above, letter)
        case _:
            return False


def _size(of: Expression, value: Expression) -> Expression:
    """The absolute value of a number; of letters, which are mostly positive, only where it is written so."""
    return of if symbols(of) and Fenced not in kinds_in(value) else Fenced(Fence.ABSOLUTE, of)


def _period(side: Expression, value: Expression, context: Context) -> Claimed:
    """That in its only letter, or in x or t: a wave in both has two."""
    if (wave := _wave(side, context)) is None or {"x", "t"} <= symbols(side):
        return None
    call, rate = wave
    squared = call.function in ("sin", "cos") and call.power == _TWO
    if call.power is not None and not squared:
        return None
    turn: Expression = Constant(ConstantName.PI)
    if call.function in _TURNS and not squared:
        turn = _times(_TWO, turn)
    return _equal(Quotient(turn, part(_size(rate, value))), value)


def _amplitude(side: Expression, value: Expression, context: Context) -> Claimed:
    wave = _wave(side, context)
    if wave is None or wave[0].function not in ("sin", "cos") or wave[0].power is not None:
        return None
    call, _ = wave
    return _equal(_size(less(replaced(side, call, _ONE), replaced(side, call, _ZERO)), value), value)


def _first_intercept(side: Expression, value: Expression, context: Context) -> Claimed:
    """A place where a function is zero: its number, or the point on the axis."""
    letter = letter_of(side, context)
    match value:
        case Vector((place, Number(text))) if text == "0":
            value = place
        case Vector():
            return None
        case _:
            pass
    return Relation(_at(side, letter, value), Sign.EQUAL, _ZERO) if letter and evidence.is_closed(value) else None


def _second_intercept(side: Expression, value: Expression, context: Context) -> Claimed:
    letter = letter_of(side, context)
    match value:
        case Vector((Number(text), height)) if text == "0":
            value = height
        case _:
            pass
    return _equal(_at(side, letter, _ZERO), value) if letter else None


def _slope(side: Expression, value: Expression, context: Context) -> Claimed:
    letter = letter_of(side, context) or ("x" if "x" in symbols(side) else "")
    if not letter or not _is_affine(side, letter):
        return None
    return _equal(less(_at(side, letter, _ONE), _at(side, letter, _ZERO)), value)


def _horizontal_asymptote(side: Expression, value: Expression, context: Context) -> Claimed:
    letter = letter_of(side, context)
    found = polynomial_quotient(side, letter) if letter else None
    if found is None:
        return None
    above, below = found
    if above.degree() > below.degree():
        return None
    return _equal(Limit(side, Symbol(letter), _INFINITY), value)


def polynomial_quotient(side: Expression, letter: str) -> tuple[fmpq_poly, fmpq_poly] | None:
    """The polynomials above and below the bar of a quotient; None for anything else."""
    if not isinstance(side, Quotient):
        return None
    above, below = polynomial(side.numerator, letter), polynomial(side.denominator, letter)
    return None if above is None or below is None or below.degree() < 0 else (above, below)


def _vertical_asymptote(side: Expression, value: Expression, context: Context) -> Claimed:
    """The denominator of a rational function in lowest terms vanishes there."""
    letter = letter_of(side, context)
    found = polynomial_quotient(side, letter) if letter else None
    if found is None or not isinstance(side, Quotient) or not evidence.is_closed(value):
        return None
    if found[0].gcd(found[1]).degree() > 0:
        return None  # one may be a hole
    return Relation(_at(side.denominator, letter, value), Sign.EQUAL, _ZERO)


def _integral(side: Expression, value: Expression, context: Context) -> Claimed:
    r"""An antiderivative with or without its constant: no number, which would be of an integral with ends."""
    letter = letter_of(side, context)
    free = evidence.free_names(value, context)
    if not letter or letter not in free or not free <= {letter} | _ANY or isinstance(value, Vector) or isinstance(side, Symbol):
        return None
    if any(isinstance(node, Integral) for node in descendants(value)):
        return None
    return Relation(Derivative(Group(value), ((Symbol(letter), 1),)), Sign.EQUAL, side)


def _radius_of_convergence(side: Expression, value: Expression, context: Context) -> Claimed:
    r"""\lim |a_n / a_{n+1}| of a power series in powers of a linear expression (the ratio test), with a root of the step in which
    the exponent grows."""
    if not isinstance(side, Series) or side.upper != _INFINITY or not evidence.is_closed(value):
        return None
    letters, index = evidence.free_names(side, context), side.index.name
    if len(letters) != 1:
        return None
    (letter,) = letters
    powers = {n for n in descendants(side.body) if isinstance(n, Power) and letter in symbols(n.base)}
    if len(powers) != 1:
        return None
    (power,) = powers
    coefficient = replaced(side.body, power, _ONE)
    base, step = polynomial(power.base, letter), polynomial(power.exponent, index)
    turns = any(isinstance(node, Call) and node.function in _TURNS for node in descendants(coefficient))  # there is no such limit
    if turns or letter in symbols(coefficient) or base is None or base.degree() != 1 or step is None or step.degree() != 1:
        return None
    for node in {n for n in descendants(coefficient) if isinstance(n, Power) and _is_minus_one(n.base)}:
        coefficient = replaced(coefficient, node, _ONE)
    following = _at(coefficient, index, Sum((side.index, _ONE)))
    limit: Expression = Limit(Fenced(Fence.ABSOLUTE, Quotient(part(coefficient), part(following))), side.index, _INFINITY)
    if step[1] != 1:
        limit = Root(limit, rational(step[1])) if step[1] > 0 and step[1].q == 1 else limit
    if abs(base[1]) != 1:
        limit = Quotient(limit, rational(abs(base[1])))
    return _equal(limit, value)


def _is_minus_one(base: Expression) -> bool:
    return value_at(base, {}) == -1


# ---------------------------------------------------------------------------------------------- matrices


def _square(side: Expression) -> Matrix | None:
    size = len(side.rows) if isinstance(side, Matrix) else 0
    square = isinstance(side, Matrix) and 0 < size <= _SIZE and all(len(row) == size for row in side.rows)
    return side if square and isinstance(side, Matrix) else None


def _trace(side: Expression, value: Expression, context: Context) -> Claimed:
    matrix = _square(side)
    if matrix is None or len(matrix.rows) < 2:
        return None
    return _equal(Sum(tuple(part(row[at]) for at, row in enumerate(matrix.rows))), value)


def _determinant(side: Expression, value: Expression, context: Context) -> Claimed:
    matrix = _square(side)
    return None if matrix is None else _equal(Application(Symbol(r"\det"), (matrix,)), value)


def _rank(side: Expression, value: Expression, context: Context) -> Claimed:
    if not isinstance(side, Matrix):
        return None
    entries = [[value_at(entry, {}) for entry in row] for row in side.rows]
    known = [[entry for entry in row if entry is not None] for row in entries]
    if any(len(row) < len(entries[0]) for row in known):
        return None
    _, rank = fmpq_mat(known).rref()
    return _equal(Number(str(rank)), value)


def _less_diagonal(matrix: Matrix, value: Expression) -> Matrix:
    rows = tuple(
        tuple(less(entry, value) if i == j else entry for j, entry in enumerate(row)) for i, row in enumerate(matrix.rows)
    )
    return Matrix(rows, matrix.environment)


def _eigenvalue(side: Expression, value: Expression, context: Context) -> Claimed:
    matrix = _square(side)
    if matrix is None or isinstance(value, Vector | Matrix) or "i" in symbols(value) or any(map(symbols, _entries(matrix))):
        return None
    return Relation(Application(Symbol(r"\det"), (_less_diagonal(matrix, value),)), Sign.EQUAL, _ZERO)


def _characteristic_polynomial(side: Expression, value: Expression, context: Context) -> Claimed:
    """det(A - λI), or det(λI - A) as the sign of the leading coefficient tells."""
    matrix, letter = _square(side), letter_of(value, context)
    found = polynomial(value, letter) if letter else None
    if matrix is None or found is None or any(map(symbols, _entries(matrix))):
        return None
    determinant: Expression = Application(Symbol(r"\det"), (_less_diagonal(matrix, Symbol(letter)),))
    if len(matrix.rows) % 2 and found[found.degree()] > 0:
        determinant = Negation(determinant)
    return _equal(determinant, value)


def _entries(matrix: Matrix) -> list[Expression]:
    return [entry for row in matrix.rows for entry in row]


def _inverse(side: Expression, value: Expression, context: Context) -> Claimed:
    matrix = _square(side)
    if matrix is None or not isinstance(value, Matrix) or len(value.rows) != len(matrix.rows):
        return None
    size = range(len(matrix.rows))
    identity = Matrix(tuple(tuple(_ONE if i == j else _ZERO for j in size) for i in size), matrix.environment)
    return Relation(Product((matrix, value), (Times.IMPLICIT,)), Sign.EQUAL, identity)


def _transpose(side: Expression, value: Expression, context: Context) -> Claimed:
    if not isinstance(side, Matrix) or not isinstance(value, Matrix):
        return None
    return Relation(Matrix(tuple(zip(*side.rows, strict=True)), side.environment), Sign.EQUAL, value)


# ---------------------------------------------------------------------------------------------- fields of vectors


def _laplacian(side: Expression, value: Expression, context: Context) -> Claimed:
    letters = sorted(evidence.free_names(side, context) - context.definitions.keys() - context.kinds.keys())
    if letters not in (["x", "y"], ["x", "y", "z"]):
        return None
    return _equal(Sum(tuple(Derivative(Group(side), ((Symbol(n), 2),), partial=True) for n in letters)), value)


def _divergence(side: Expression, value: Expression, context: Context) -> Claimed:
    letters = ("x", "y", "z")[: len(side.entries)] if isinstance(side, Vector) else ()
    if not isinstance(side, Vector) or len(side.entries) not in (2, 3) or not symbols(side) <= set(letters):
        return None
    terms = zip(side.entries, letters, strict=True)
    return _equal(Sum(tuple(_partial(entry, name) for entry, name in terms)), value)


def _curl(side: Expression, value: Expression, context: Context) -> Claimed:
    if not isinstance(side, Vector) or len(side.entries) != 3 or not isinstance(value, Vector):
        return None
    if not symbols(side) <= {"x", "y", "z"}:
        return None
    p, q, r = side.entries
    entries = ((r, "y", q, "z"), (p, "z", r, "x"), (q, "x", p, "y"))
    return Relation(Vector(tuple(less(_partial(a, m), _partial(b, n)) for a, m, b, n in entries)), Sign.EQUAL, value)


def _partial(side: Expression, letter: str) -> Expression:
    if letter not in symbols(side):
        return _ZERO
    if isinstance(side, Symbol):
        return _ONE  # of a letter alone the judge asks what it stands for
    return Derivative(Group(side), ((Symbol(letter), 1),), partial=True)


# ---------------------------------------------------------------------------------------------- numbers


def _closed(side: Expression, value: Expression) -> bool:
    return not any(isinstance(one, Vector | Matrix) or not evidence.is_closed(one) for one in (side, value))


def _reciprocal(side: Expression, value: Expression, context: Context) -> Claimed:
    return _equal(Quotient(_ONE, part(side)), value) if _closed(side, value) else None


def _square_root(side: Expression, value: Expression, context: Context) -> Claimed:
    return _equal(Root(side), value) if _closed(side, value) else None


def _cube_root(side: Expression, value: Expression, context: Context) -> Claimed:
    return _equal(Root(side, Number("3")), value) if _closed(side, value) else None


def _absolute_value(side: Expression, value: Expression, context: Context) -> Claimed:
    return _equal(Fenced(Fence.ABSOLUTE, side), value) if _closed(side, value) else None


def _circle(side: Expression) -> Expression:
    return _times(Constant(ConstantName.PI), Power(part(side), _TWO))


def _area_of_circle(side: Expression, value: Expression, context: Context) -> Claimed:
    return _equal(_circle(side), value)


def _circumference(side: Expression, value: Expression, context: Context) -> Claimed:
    return _equal(_times(_TWO, Constant(ConstantName.PI), side), value)


def _volume_of_ball(side: Expression, value: Expression, context: Context) -> Claimed:
    return _equal(_times(Quotient(Number("4"), Number("3")), Constant(ConstantName.PI), Power(part(side), Number("3"))), value)


def _surface_of_ball(side: Expression, value: Expression, context: Context) -> Claimed:
    return _equal(_times(Number("4"), _circle(side)), value)


NOUNS: Mapping[str, Quantity] = MappingProxyType(
    {
        "degree": _degree,
        "leading coefficient": _leading_coefficient,
        "constant term": _constant_term,
        "discriminant": _discriminant,
        **dict.fromkeys((f"sum of {the}{roots}" for the in ("the ", "its ", "") for roots in ("roots", "zeros")), _sum_of_roots),
        **dict.fromkeys(
            (f"product of {the}{roots}" for the in ("the ", "its ", "") for roots in ("roots", "zeros")), _product_of_roots
        ),
        **dict.fromkeys(("period", "fundamental period"), _period),
        "amplitude": _amplitude,
        **dict.fromkeys(("x-intercept", "x-intercepts"), _first_intercept),
        "y-intercept": _second_intercept,
        "slope": _slope,
        "horizontal asymptote": _horizontal_asymptote,
        **dict.fromkeys(("vertical asymptote", "vertical asymptotes"), _vertical_asymptote),
        **dict.fromkeys(("integral", "indefinite integral"), _integral),
        "radius of convergence": _radius_of_convergence,
        "trace": _trace,
        "determinant": _determinant,
        "rank": _rank,
        **dict.fromkeys(("eigenvalue", "eigenvalues"), _eigenvalue),
        "characteristic polynomial": _characteristic_polynomial,
        "inverse": _inverse,
        "transpose": _transpose,
        "laplacian": _laplacian,
        "divergence": _divergence,
        "curl": _curl,
        "reciprocal": _reciprocal,
        "square root": _square_root,
        "cube root": _cube_root,
        "absolute value": _absolute_value,
        **dict.fromkeys(
            (f"area of a {circle} {of}" for circle in ("circle", "disk", "disc") for of in ("of radius", "with radius")),
            _area_of_circle,
        ),
        **dict.fromkeys((f"circumference of a circle {of}" for of in ("of radius", "with radius")), _circumference),
        **dict.fromkeys(
            (f"volume of a {ball} {of}" for ball in ("sphere", "ball") for of in ("of radius", "with radius")), _volume_of_ball
        ),
        **dict.fromkeys((f"surface area of a sphere {of}" for of in ("of radius", "with radius")), _surface_of_ball),
    }
)
"""How words name a quantity of one formula, and what is claimed of it and of its value."""
PLURAL = frozenset(("eigenvalues", "x-intercepts", "vertical asymptotes"))
"""Those of which several values are told."""
OF_OTHER_LETTERS = frozenset(("integral", "indefinite integral", "characteristic polynomial"))
"""Those that hold letters which the formula has not: a constant of integration, λ."""


def number_of(noun: str, side: Expression, context: Context) -> int:
    """How many values a noun in the plural names where none counts twice: those of a matrix, or of a polynomial; 0 where that is
    not known."""
    if isinstance(side, Matrix):
        return len(side.rows)
    letter = letter_of(side, context)
    quotient = polynomial_quotient(side, letter) if letter else None
    found = quotient[1] if quotient is not None else polynomial(side, letter) if letter else None
    return found.degree() if found is not None else 0
