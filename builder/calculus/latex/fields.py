r"""Derivatives of functions of several letters, and of fields, that are read as what they stand for.

`\partial_1 f` is the derivative by the first parameter, a Jacobian the determinant of its partial derivatives; the divergence is
the sum of `∂F/∂x_i · e_i`, the curl that of `e_i × ∂F/∂x_i`. So nothing else needs to know of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from builder.calculus.expression.functions import is_field
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Expression,
    Gradient,
    Group,
    Matrix,
    Negation,
    Notation,
    Number,
    Product,
    Sum,
    Symbol,
    Times,
    Vector,
)
from builder.calculus.latex import calls
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.naming import read_name
from builder.calculus.latex.tokens import Token, TokenKind

if TYPE_CHECKING:
    from builder.calculus.latex.parser import Parser

_COORDINATES = ("x", "y", "z")


def numbered_partial(parser: Parser, numbers: str, start: int) -> Expression:
    r"""`\partial_1 f`, `\partial_{12} f(x, y)`: by the parameters of a function that is known, in their order."""
    function = read_name(parser) if parser.token.kind is TokenKind.LETTER else None
    parameters = parser.names.parameters(function.name) if isinstance(function, Symbol) else ()
    if function is None or not all(number in "123456789"[: len(parameters)] for number in numbers):
        raise LatexError("not-understood", "the letters of a partial derivative are missing", parser.since(start))
    span = parser.since(start)
    by = tuple((Symbol(parameters[int(number) - 1], span=span), 1) for number in numbers)
    return calls.named(parser, Derivative(function, by, True, Notation.SUBSCRIPT, span=span))


def jacobian(parser: Parser, start: int, above: Sequence[Token], below: Sequence[Token], end: int) -> Expression | None:
    r"""`\frac{\partial(u, v)}{\partial(x, y)}`: the determinant of the partial derivatives; None if this is none."""
    if not all(len(part) > 2 and part[0].is_command(r"\partial") and part[1].text == "(" for part in (above, below)):
        return None
    if not any(token.is_sign(",") for token in below):
        return None  # ∂(uv)/∂(x)
    values, letters = (parser.within(part[1:]).whole() for part in (above, below))
    if not isinstance(values, Vector) or not isinstance(letters, Vector) or len(values.entries) != len(letters.entries):
        return None
    by = [letter for letter in letters.entries if isinstance(letter, Symbol)]
    if len(by) != len(letters.entries):
        return None
    parser.index = end + 1
    span = parser.since(start)
    rows = tuple(
        tuple(Derivative(value, ((letter, 1),), True, Notation.QUOTIENT, span=span) for letter in by) for value in values.entries
    )
    return Matrix(rows, "vmatrix", span=span)


def of_field(parser: Parser, start: int) -> Expression:
    r"""`\nabla\cdot F` or `\nabla\times F` from the sign on, of a field whose components are known, or whose name is one."""
    curl = parser.advance().is_command(r"\times")
    found = _of_field(parser, parser.atom(), start, curl)
    if found is None:
        raise LatexError("not-understood", "the components of this field are not told", parser.since(start))
    return found


OPERATORS = {
    rf"\{font}{{{word}}}": meant
    for font in ("operatorname", "mathrm", "text")
    for word, meant in (("div", "div"), ("curl", "curl"), ("rot", "curl"), ("grad", "grad"))
}
"""Names that stand for divergence, curl and gradient."""


def named_operator(parser: Parser, name: Symbol) -> Expression | None:
    r"""`\operatorname{div} F`, `\operatorname{curl} F`, `\operatorname{grad} f` behind the name; None where F is not known."""
    meant, at = OPERATORS[name.name], parser.index
    if parser.names.is_known(name.name) or not parser.begins_factor():
        return None
    start = name.span.start if name.span else parser.token.span.start
    field = parser.atom()
    inner = field.inner if isinstance(field, Group) else field
    found: Expression | None = None
    if meant != "grad":
        found = _of_field(parser, inner, start, meant == "curl")
    elif isinstance(inner, Symbol) and parser.names.parameters(inner.name):
        found = Gradient(inner, span=parser.since(start))
    if found is None:
        parser.index = at
    return found


def _of_field(parser: Parser, field: Expression, start: int, curl: bool) -> Expression | None:
    letters = _coordinates(parser, field)
    if not letters or (curl and len(letters) != len(_COORDINATES)):
        return None
    span = parser.since(start)
    terms: list[Expression] = []
    for place, letter in enumerate(letters):
        derived = Derivative(field, ((Symbol(letter), 1),), True, Notation.QUOTIENT)
        unit = Vector(tuple(Number("1" if place == other else "0") for other in range(len(letters))))
        terms.append(Product((unit, derived), (Times.CROSS,)) if curl else Product((derived, unit), (Times.DOT,)))
    return Group(Sum(tuple(terms)), span=span)


def _coordinates(parser: Parser, field: Expression) -> tuple[str, ...]:
    """The letters that the components of a field stand for, as many as it has: those of the fields that it is made of, else x, y
    and z for a vector of which nothing is told; nothing where that is not known."""
    known, vectors = set[tuple[str, ...]](), False
    waiting: list[Expression] = [field]
    while waiting:
        match waiting.pop():
            case Vector(entries=entries) if len(entries) in (2, 3):
                known.add(_COORDINATES[: len(entries)])
            case Application(function=Symbol(name=name), arguments=arguments):
                letters = parser.names.coordinates(name)
                if letters and tuple(a.name for a in arguments if isinstance(a, Symbol)) != letters:
                    return ()
                known |= {letters} if letters else set()
            case Symbol(name=name):
                letters = parser.names.coordinates(name)
                known |= {letters} if letters else set()
                vectors = vectors or is_field(name)
            case Gradient(operand=Symbol(name=name)):
                letters = parser.names.parameters(name)
                known |= {letters} if len(letters) in (2, 3) else set()
                vectors = True
            case Gradient():
                vectors = True
            case Group(inner=inner):
                waiting.append(inner)
            case Negation(operand=operand) | Derivative(operand=operand):
                waiting.append(operand)
            case Sum(terms=parts) | Product(factors=parts):
                waiting += parts
            case _:
                pass
    if len(known) > 1:
        return ()
    return next(iter(known), _COORDINATES if vectors else ())
