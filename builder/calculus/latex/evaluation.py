r"""Values at a point, and the difference of the values at two: `[x^2]_{x = 3}`, `\left. x^2 \right|_1^3`.

The difference is read as what it stands for, the value at the upper end less the one at the lower, so that nothing else needs to
know of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from builder.calculus.expression.nodes import (
    Application,
    Bracket,
    Constant,
    ConstantName,
    Derivative,
    Evaluation,
    Expression,
    Gradient,
    Group,
    Limit,
    Negation,
    Notation,
    Sum,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.naming import script_tokens
from builder.calculus.latex.sides import split, split_relations
from builder.calculus.latex.tokens import Edge, Token, TokenKind
from builder.source import Span

if TYPE_CHECKING:
    from builder.calculus.latex.parser import Parser

_LARGEST = 1_000
"""How many nodes may be evaluated between two ends: they stand in what is read twice, four times in brackets of two levels."""


def subscript(parser: Parser, base: Expression) -> Expression:
    """`[x^2]_{x = 3}`: evaluation; any other subscript behind a compound is not understood."""
    token = parser.token
    if isinstance(base, Group) and base.bracket is Bracket.SQUARE:
        return _evaluate(parser, base)
    if isinstance(base, Group) and isinstance(base.inner, Derivative) and _keeps_the_others(parser, base.inner):
        return base
    raise LatexError("not-understood", "a subscript has no meaning here", token.span)


def _keeps_the_others(parser: Parser, derivative: Derivative) -> bool:
    r"""Whether the y of `(\partial f / \partial x)_y` names all other letters that f is known to depend on; it is read then."""
    own = {variable.name for variable, _ in derivative.variables}
    known = parser.names.depends(derivative.operand.name) if isinstance(derivative.operand, Symbol) else None
    if not derivative.partial or known is None:
        return False
    before = parser.index
    parser.advance()
    kept = {token.text for token in script_tokens(parser) if not token.is_sign(",")}
    if kept and kept | own == known and not kept & own:
        return True
    parser.index = before
    return False


def at_evaluation_bar(parser: Parser) -> bool:
    r"""Whether `\big|_{x = a}` stands here."""
    token = parser.token
    if token.kind is not TokenKind.BAR or token.text != "|" or not parser.ahead().is_sign("_"):
        return False
    return token.edge is Edge.SIZED or (token.edge is Edge.NONE and not parser.bars)


def evaluation_bar(parser: Parser, operand: Expression) -> Expression:
    """Read the bar behind `operand` and the point at which it is evaluated."""
    parser.advance()
    return _evaluate(parser, operand)


def evaluate_all(parser: Parser, terms: list[Expression], start: int) -> list[Expression]:
    """`x^2 + 3x|_{x = 1}`: a bar behind the last term evaluates the terms before it that hold the variable too."""
    last, before = terms[-1], terms[:-1]
    ends = _ends(last)
    if ends is None:
        return terms
    inner = ends[0].operand
    if isinstance(inner, Group | Evaluation) or last.span is None or inner.span is None:
        return terms
    if last.span.start != inner.span.start:  # `\left.` says itself where what is evaluated begins
        return terms
    names = {variable.name for variable, _ in ends[0].at}
    if not all(names & symbols(term) and not any(isinstance(n, Evaluation) for n in descendants(term)) for term in before):
        return terms
    operand, span = Sum((*before, inner), span=parser.since(start)), parser.since(start)
    if len(ends) == 1:
        return [Evaluation(operand, ends[0].at, span=span)]
    (letter, upper), (_, lower) = ends[0].at[0], ends[1].at[0]
    return [_difference(operand, upper, lower, letter, span)]


def _ends(node: Expression) -> tuple[Evaluation, ...] | None:
    """The evaluation that `node` is, or the two whose difference it is, the upper one first; None when it is neither."""
    match node:
        case Evaluation():
            return (node,)
        case Sum(terms=(Evaluation() as upper, Negation(operand=Evaluation() as lower))) if upper.operand == lower.operand:
            return upper, lower
        case _:
            return None


def left_dot(parser: Parser) -> Expression:
    r"""`\left. x^2 \right|_{x = 3}`."""
    opened = parser.token
    end = parser.closing.get(parser.index)
    if end is None or parser.tokens[end].kind is not TokenKind.BAR:
        raise LatexError("not-understood", r"`\left.` is read with `\right|` and a point of evaluation only", opened.span)
    inside = parser.tokens[parser.index + 1 : end]
    inner = parser.within(inside)
    inner.enter()
    operand = inner.whole()
    parser.index = end + 1
    if not parser.token.is_sign("_"):
        raise LatexError("not-understood", "the point of evaluation is missing", opened.span)
    result = _evaluate(parser, operand)
    return replace(result, span=parser.since(opened.span.start))


def _evaluate(parser: Parser, operand: Expression) -> Expression:
    """Read `_{x = a, y = b}` or `_a^b` behind `operand`."""
    mark = parser.advance()
    start = operand.span.start if operand.span else mark.span.start
    script = script_tokens(parser)
    if (place := _place(parser, operand, script)) is not None:
        return Application(operand, place.entries, span=parser.since(start))
    at: list[tuple[Symbol, Expression]] = []
    for part in split(script, lambda token: token.is_sign(",", ";")):
        at += _together(parser, part) or (_point(parser, operand, part, mark),)
    if not parser.token.is_sign("^"):
        return Evaluation(operand, tuple(at), span=parser.since(start))
    above = parser.advance()
    upper = _point(parser, operand, script_tokens(parser), above)
    if len(at) != 1 or upper[0] != at[0][0]:
        raise LatexError("not-understood", "the two ends are of different letters", parser.since(mark.span.start))
    if next(islice(descendants(operand), _LARGEST, None), None) is not None:
        raise LatexError("too-large", "what is evaluated between two ends is too long", parser.since(start))
    return _difference(operand, upper[1], at[0][1], upper[0], parser.since(start))


def _place(parser: Parser, operand: Expression, script: Sequence[Token]) -> Vector | None:
    """`(1, 2)` below the bar behind a partial derivative of a function or its gradient: the values of the letters it has."""
    of = operand.operand if isinstance(operand, Derivative | Gradient) else None
    partial = isinstance(operand, Gradient) or (isinstance(operand, Derivative) and operand.notation is not Notation.DOT)
    if not isinstance(of, Symbol) or not partial or not script or parser.token.is_sign("^"):
        return None
    if isinstance(operand, Derivative) and not operand.partial and operand.notation is not Notation.SUBSCRIPT:
        return None
    if script[0].kind is not TokenKind.OPEN or script[0].text != "(":
        return None
    if any(token.kind is TokenKind.RELATION for token in script):
        return None
    place = parser.within(script).whole()
    return place if isinstance(place, Vector) else None


def _point(parser: Parser, operand: Expression, tokens: Sequence[Token], mark: Token) -> tuple[Symbol, Expression]:
    """`x = 2`, or `2` alone where it is plain which letter takes this value."""
    sides, signs = split_relations(tokens)
    if len(sides) == 1 and sides[0]:
        name = _letter_of(operand, parser)
        if name is not None:
            point = parser.within(sides[0]).whole()
            return Symbol(name, span=point.span), point
    if len(sides) != 2 or signs[0].text != "=" or not all(sides):
        raise LatexError("not-understood", "say which letter takes this value", parser.since(mark.span.start), "write `x = 2`")
    variable = parser.within(sides[0]).whole()
    if not isinstance(variable, Symbol):
        raise LatexError("not-understood", "only a letter can take a value", parser.since(mark.span.start))
    return variable, parser.within(sides[1]).whole()


def _together(parser: Parser, tokens: Sequence[Token]) -> tuple[tuple[Symbol, Expression], ...]:
    """`(x, y) = (1, 2)`: each letter with its value; nothing if this is none."""
    sides, signs = split_relations(tokens)
    if len(sides) != 2 or signs[0].text != "=" or not all(side and side[0].kind is TokenKind.OPEN for side in sides):
        return ()
    letters, values = (parser.within(side).whole() for side in sides)
    if not isinstance(letters, Vector) or not isinstance(values, Vector) or len(letters.entries) != len(values.entries):
        return ()
    if not all(isinstance(letter, Symbol) for letter in letters.entries):
        return ()
    return tuple((cast(Symbol, letter), value) for letter, value in zip(letters.entries, values.entries, strict=True))


def _letter_of(operand: Expression, parser: Parser) -> str | None:
    """The letter that takes a value: that by which the formula integrates, or the only one there is."""
    applied = {
        n.name
        for a in descendants(operand)
        if isinstance(a, Application)
        for n in descendants(a.function)
        if isinstance(n, Symbol)
    }
    letters = {name for name in symbols(operand) - applied if not parser.names.is_function(name)}
    for found in (letters & parser.used.integrated, letters, parser.used.integrated):  # the last for `[uv]_a^b`, of functions
        if len(found) == 1:
            return min(found)
    return None


def _difference(operand: Expression, upper: Expression, lower: Expression, letter: Symbol, span: Span) -> Expression:
    """The value at the upper end less that at the lower one. At infinity it is the limit."""

    def at(point: Expression) -> Expression:
        end = point.operand if isinstance(point, Negation) else point
        if isinstance(end, Constant) and end.name is ConstantName.INFINITY:
            return Limit(operand, letter, point, span=span)
        return Evaluation(operand, ((letter, point),), span=span)

    return Sum((at(upper), Negation(at(lower), span=span)), span=span)
