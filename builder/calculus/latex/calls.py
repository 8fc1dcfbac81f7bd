r"""Functions and their arguments: known ones (`\sin 2x`, `\log_5 x`), and names that a bracket applies (`f(x + h)`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from builder.calculus.expression.functions import FUNCTIONS
from builder.calculus.expression.nodes import (
    Application,
    Bracket,
    Call,
    Composition,
    Constant,
    ConstantName,
    Derivative,
    Evaluation,
    Expression,
    Fenced,
    Gradient,
    Group,
    HigherDerivative,
    Negation,
    Notation,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import is_plain, symbols
from builder.calculus.latex import atoms, notation
from builder.calculus.latex.choices import Choice
from builder.calculus.latex.commands import ACCENTS, FONTS
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.tokens import Token, TokenKind

if TYPE_CHECKING:
    from builder.calculus.latex.parser import Parser

# Letters that name functions by custom: a bracket after them holds arguments, unless the letter is used as a number.
ALWAYS = frozenset({"f", "g", "F", "G"})
BY_CUSTOM = frozenset({"h", "H", r"\phi", r"\varphi", r"\psi", r"\Phi", r"\Psi", r"\sigma"})


_CIRCULAR = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_OF_MATRICES = frozenset(
    rf"\{font}{{{word}}}" for font in ("operatorname", "mathrm", "text") for word in ("tr", "Tr", "trace", "rank", "rk")
)
"""Names that are written before a matrix without brackets, as `\\det` is."""


def head_letter(name: str) -> str:
    """The letter of a name, without subscripts and superscripts."""
    cut = min((at for at in (name.find("_"), name.find("^")) if at > 0), default=len(name))
    return name[:cut]


def is_customary(parser: Parser, name: str) -> bool:
    """Whether a name is taken to be a function although nothing in scope says so."""
    if parser.names.is_variable(name):
        return False
    head = head_letter(name)
    if head in ALWAYS or name.startswith(r"\operatorname"):
        return True
    return (head in BY_CUSTOM or name.startswith(r"\text{")) and head not in parser.used.bare


def named(parser: Parser, function: Expression) -> Expression:
    """`function` applied to the bracket that follows, if it is a function and the bracket holds its arguments; a trace or a rank
    to what it would be applied to if it were a sine."""
    token = parser.token
    if _takes_what_follows(parser, function):
        start = function.span.start if function.span else token.span.start
        return Application(function, (implicit_argument(parser),), span=parser.since(start))
    if token.kind is not TokenKind.OPEN or token.text not in ("(", "[") or not takes_arguments(parser, function):
        return function
    start = function.span.start if function.span else token.span.start
    arguments = atoms.arguments(parser)
    return Application(function, arguments, span=parser.since(start))


def _takes_what_follows(parser: Parser, function: Expression) -> bool:
    if not isinstance(function, Symbol) or parser.names.is_variable(function.name):
        return False
    if function.name not in _OF_MATRICES and not function.name.startswith(r"\operatorname{"):
        return False
    return parser.token.text not in ("(", "[") and parser.begins_factor()


def takes_arguments(parser: Parser, function: Expression) -> bool:
    """Whether the bracket at the present place holds the arguments of `function`, and is no factor."""
    square = parser.token.text == "["
    if _is_factor(parser, function):
        return False
    match function:
        case Symbol(name=name):
            if square:
                return parser.names.is_function(name) or (is_customary(parser, name) and name in ALWAYS | _OF_MATRICES)
            return _name_takes(parser, name)
        case Prime(operand=operand) | Derivative(operand=operand) | HigherDerivative(operand=operand) | Gradient(operand=operand):
            return not square and _derivative_takes(parser, operand)
        case Group(inner=inner):
            return not square and (_is_function(parser, inner) or _has_function(parser, inner))
        case _:
            return False


def _name_takes(parser: Parser, name: str) -> bool:
    if parser.names.is_function(name) or name in parser.used.declared:
        return True
    if parser.names.is_variable(name):
        return False
    if name in parser.used.primed or is_customary(parser, name) or _has_comma(parser) or _is_composed(parser, name):
        return True
    if head_letter(name) in parser.used.bare:
        return False
    return _lone_letter(parser) not in ("", name) and not name.startswith(r"\Delta")


def _derivative_takes(parser: Parser, operand: Expression) -> bool:
    """`f'(x)`, `q'(t)`, `y'(0)` are values; `y'(x + 2y)` and `\\dot x (m \\ddot x + k x)` are products."""
    if isinstance(operand, Group):
        inner = operand.inner
        return _is_function(parser, inner) or _has_function(parser, inner) or _is_of_function(parser, inner)
    if isinstance(operand, Application):
        return False
    if not isinstance(operand, Symbol):
        return False
    name = operand.name
    if parser.is_function(name) or _has_comma(parser):
        return True
    inside = parser.tokens[parser.index + 1 : parser.closing.get(parser.index, parser.index)]
    if not any(token.kind is TokenKind.LETTER for token in inside):
        return True
    if _lone_letter(parser) not in ("", name):
        return True
    return not parser.names.is_variable(name) and name not in parser.used.bare and name != "y"


def _is_factor(parser: Parser, function: Expression) -> bool:
    r"""Whether the bracket at the present place is a factor beside a function of numbers, since one without its argument stands
    in it: surely if it is the same one, `\sigma(1 - \sigma)` and `(1 + f)(1 - f)`; with another, `u(v + 1)`, both are read."""
    named = function.operand if isinstance(function, Prime | Derivative | HigherDerivative) else function
    if not isinstance(named, Symbol | Group) or named.span is None or _has_comma(parser):
        return False
    tokens, opens = parser.tokens, parser.index
    end = parser.closing.get(opens, opens)
    inside = range(opens + 1, end)
    if _is_one_name(parser, opens + 1, end):
        return False
    others = [at for at in inside if parser.is_function(tokens[at].text) and _stands_bare(parser, [tokens[at].text], at)]
    if isinstance(named, Group):
        return any(tokens[at].text in symbols(named) for at in others)
    first = opens
    while first > 0 and tokens[first - 1].span.start >= named.span.start:
        first -= 1
    name = [token.text for token in tokens[first:opens] if token.span.end <= named.span.end]
    if name and any(_stands_bare(parser, name, at) for at in inside):
        return True
    return bool(others) and parser.choices.unlikely_way(Choice.FUNCTION_BRACKET)


def _is_one_name(parser: Parser, first: int, end: int) -> bool:
    """Whether the tokens between two places are a name alone, with its exponent or its argument, or a bracket: nobody multiplies
    `f(g^2)` or `f((g + 1))`."""
    tokens, closing = parser.tokens, parser.closing
    behind = _behind_marks(parser, first + 1) if tokens[first].kind is TokenKind.LETTER else first
    return behind >= end or closing.get(behind) == end - 1


def _stands_bare(parser: Parser, name: Sequence[str], at: int) -> bool:
    """Whether the tokens from a place on are a name that is not applied there, nor inverted, nor a part of another name."""
    tokens, behind = parser.tokens, at + len(name)
    if tokens[at].text != name[0] or [token.text for token in tokens[at:behind]] != list(name):
        return False
    before = tokens[at - 2] if tokens[at - 1].kind is TokenKind.BRACE else tokens[at - 1]
    if before.is_sign("_") or before.text in FONTS | ACCENTS:
        return False
    after = tokens[_behind_marks(parser, behind)]
    applied = after.kind is TokenKind.OPEN and after.text in ("(", "[")
    return not (applied or after.is_sign("_", "^") or after.is_command(r"\circ"))


def _behind_marks(parser: Parser, at: int) -> int:
    """The place behind primes and an exponent, or that of an exponent with a sign, which may be of an inverse function."""
    tokens = parser.tokens
    while tokens[at].is_sign("'"):
        at += 1
    if not tokens[at].is_sign("^") or tokens[at + 2].is_sign("-"):
        return at
    return parser.closing.get(at + 1, at + 1) + 1


def _is_function(parser: Parser, node: Expression) -> bool:
    """Whether a bracket's content is made of functions, and numbers beside them: `f \\circ g`, `f + g`, `2f`, `f/g`."""
    match node:
        case Symbol(name=name):
            return parser.is_function(name)
        case Composition():
            return True
        case Prime(operand=operand) | Negation(operand=operand) | Group(inner=operand):
            return _is_function(parser, operand)
        case Sum(terms=parts) | Product(factors=parts):
            functions = [part for part in parts if not isinstance(part, Number)]
            return bool(functions) and all(_is_function(parser, part) for part in functions)
        case Quotient(numerator=above, denominator=below):
            return _is_function(parser, below) and (isinstance(above, Number) or _is_function(parser, above))
        case Root(radicand=operand) | Call(arguments=(operand,)) | Power(base=Constant(), exponent=operand) | Power(base=operand):
            return _is_function(parser, operand)
        case _:
            return False


def _has_function(parser: Parser, node: Expression) -> bool:
    """Whether a bracket's content is made of functions and of letters and numbers beside them: `cf`, `af + bg`."""
    return is_plain(node) and any(parser.is_function(name) for name in symbols(node))


def _is_of_function(parser: Parser, node: Expression) -> bool:
    r"""Whether a bracket holds a function of a function, with no other letters: `f^2`, `\sqrt f`, `\ln f`, `e^f`."""
    names = symbols(node)
    return bool(names) and isinstance(node, Power | Root | Call) and all(parser.is_function(name) for name in names)


def _has_comma(parser: Parser) -> bool:
    end = parser.closing.get(parser.index)
    level = 0
    for token in parser.tokens[parser.index + 1 : end or parser.index]:
        if token.opens:
            level += 1
        elif token.closes:
            level -= 1
        elif level == 0 and token.is_sign(","):
            return True
    return False


def _is_composed(parser: Parser, name: str) -> bool:
    """Whether the bracket at the present place holds a letter with a bracket of its own, and no more: in `u(v(x))` no product
    would have these brackets. In `a(b(c + d))` one might; in `a(f(x))'` the prime needs them; in `x(f(x))` the x is a number."""
    at, closing, tokens = parser.index, parser.closing, parser.tokens
    end = closing.get(at, at)
    if tokens[min(end + 1, len(tokens) - 1)].is_sign("'") or any(token.text == name for token in tokens[at:end]):
        return False
    while tokens[at + 1].kind is TokenKind.LETTER and closing.get(at + 2) == closing.get(at, 0) - 1:
        at += 2
    inside = tokens[at + 1 : closing.get(at, at)]
    return at > parser.index and bool(inside) and not any(token.is_sign("+", "-") for token in inside)


def _lone_letter(parser: Parser) -> str:
    """The letter that stands alone in the bracket at the present place, or ""."""
    end = parser.closing.get(parser.index)
    if end != parser.index + 2:
        return ""
    token = parser.tokens[parser.index + 1]
    return token.text if token.kind is TokenKind.LETTER else ""


# ---------------------------------------------------------------------------------------------- known functions


def known_function(parser: Parser) -> Expression:
    r"""`\sin x`, `\sin^2(x)`, `\sin^{-1} x`, `\log_5 x`, `\max(x, y)`."""
    token = parser.advance()
    start = token.span.start
    name = token.text
    power: Expression | None = None
    base: Expression | None = None
    while True:
        if parser.token.is_sign("^") and power is None:
            parser.advance()
            power = parser.script()
        elif parser.token.is_sign("_") and base is None:
            if name != "log":
                raise LatexError("not-understood", f"a subscript has no meaning at {name}", parser.token.span)
            parser.advance()
            base = parser.argument()
        elif parser.token.is_sign("'") and power is None and base is None and not FUNCTIONS[name].variadic:
            return _derivative_at(parser, name, start)
        elif parser.token.is_sign("'"):
            raise LatexError(
                "not-understood", "a prime is not read here, on the name of a function", parser.token.span, "write (\\sin x)'"
            )
        else:
            break
    if isinstance(power, Group) and base is None and not FUNCTIONS[name].variadic:
        if isinstance(power.inner, Number) and power.inner.text.isdecimal():
            return _derivative_at(parser, name, start, int(power.inner.text))
        if isinstance(power.inner, Symbol) and power.inner.name in "nmk":
            raise LatexError(
                "not-understood", "a derivative of any order of a known function", token.span, "write \\frac{d^n}{dx^n}"
            )
    inverse = FUNCTIONS[name].inverse
    if inverse and isinstance(power, Negation) and power.operand == Number("1"):
        name, power = inverse, None
    arguments, brackets = _arguments_of(parser, name)
    return Call(name, arguments, power, base, brackets, span=parser.since(start))


def _derivative_at(parser: Parser, name: str, start: int, times: int = 0) -> Expression:
    r"""`\sin'(2x)`, `\sin^{(4)}(2x)`: the derivative of the sine, at 2x."""
    mark = parser.token
    while parser.token.is_sign("'"):
        parser.advance()
        times += 1
    opened = parser.token
    if opened.kind is TokenKind.OPEN and opened.text == "(":
        arguments = atoms.arguments(parser)
    elif opened.kind in (TokenKind.LETTER, TokenKind.NUMBER):
        arguments = (implicit_argument(parser),)
    else:
        raise LatexError("not-understood", "where this is the derivative is not told", mark.span, "write \\sin'(x)")
    if len(arguments) != 1:
        raise LatexError("not-understood", f"{name} takes one argument", opened.span)
    letter = Symbol("x")
    derivative = Derivative(Call(name, (letter,), None, None, True), ((letter, times),), notation=Notation.OPERATOR)
    return Evaluation(derivative, ((letter, arguments[0]),), span=parser.since(start))


def determinant(parser: Parser) -> Expression:
    r"""`\det A`, `\det(A)`."""
    token = parser.advance()
    name = Symbol(r"\det", span=token.span)
    opened = parser.token
    if opened.kind is TokenKind.OPEN and opened.text in ("(", "["):
        return Application(name, atoms.arguments(parser), span=parser.since(token.span.start))
    argument = atoms.braces(parser) if opened.kind is TokenKind.BRACE else implicit_argument(parser)
    return Application(name, (argument,), span=parser.since(token.span.start))


def _arguments_of(parser: Parser, name: str) -> tuple[tuple[Expression, ...], bool]:
    token = parser.token
    if token.kind is TokenKind.OPEN and token.text == "(":
        if _brackets_follow(parser) and parser.choices.unlikely_way(Choice.ARGUMENT):
            return (_brackets(parser),), False
        if _sum_before_letter(parser, name) and parser.choices.unlikely_way(Choice.SUM_ARGUMENT):
            return (_bracket_and_letter(parser),), False
        arguments = atoms.arguments(parser)
        if len(arguments) > 1 and not FUNCTIONS[name].variadic:
            raise LatexError("not-understood", f"{name} takes one argument", token.span)
        if len(arguments) == 1 and parser.token.is_sign("!"):  # of (n + 1)!, and nobody writes the factorial of a logarithm
            return (parser.postfix(Group(arguments[0], span=parser.since(token.span.start))),), False
        return arguments, True
    if FUNCTIONS[name].variadic and token.kind is TokenKind.OPEN and token.text == r"\{":
        return atoms.arguments(parser), True
    if token.kind is TokenKind.BRACE:
        inner = atoms.braces(parser)
        if isinstance(inner, Group) and inner.bracket is Bracket.ROUND:
            return (inner.inner,), True
        return (inner,), False
    return (implicit_argument(parser),), False


def _brackets_follow(parser: Parser) -> bool:
    r"""Whether a bracket stands directly behind that of an argument: `\ln (a)(b)`."""
    behind = parser.tokens[min(parser.closing.get(parser.index, parser.index) + 1, len(parser.tokens) - 1)]
    return behind.kind is TokenKind.OPEN and behind.text == "("


def _brackets(parser: Parser) -> Expression:
    """The product of the brackets side by side here."""
    start = parser.token.span.start
    factors: list[Expression] = []
    while parser.token.kind is TokenKind.OPEN and parser.token.text == "(":
        factors.append(parser.factor())
    return Product(tuple(factors), (Times.IMPLICIT,) * (len(factors) - 1), span=parser.since(start))


def _sum_before_letter(parser: Parser, name: str) -> bool:
    r"""Whether the bracket of a circular function holds a sum, and a letter or π stands behind it: `\sin(n + \tfrac12)x`."""
    if name not in _CIRCULAR:
        return False
    opened = parser.index
    closed = parser.closing.get(opened, opened)
    if not any(token.is_sign("+", "-") for token in parser.tokens[opened + 2 : closed]):
        return False
    parser.index = closed + 1
    behind = parser.token
    found = (behind.kind is TokenKind.LETTER or behind.text == r"\pi") and not (
        notation.at_differential(parser) or _applies(parser) or parser.ahead().is_sign("'")
    )
    parser.index = opened
    return found


def _bracket_and_letter(parser: Parser) -> Expression:
    start = parser.token.span.start
    factors = (parser.factor(), parser.factor())
    return Product(factors, (Times.IMPLICIT,), span=parser.since(start))


def implicit_argument(parser: Parser) -> Expression:
    r"""The argument of a function without brackets: what stands side by side, up to where a reader would stop."""
    if parser.token.is_sign("-", "+"):
        sign = parser.advance()
        return parser.negated([sign], _run(parser))
    return _run(parser)


def _run(parser: Parser) -> Expression:
    start = parser.token.span.start
    if not parser.begins_factor():
        raise parser.unexpected("the argument of this function is missing", parser.before)
    if parser.token.kind is TokenKind.FUNCTION:
        return parser.factor()
    factors = [parser.factor()]
    while _goes_on(parser, factors):
        factors.append(parser.factor())
    if len(factors) == 1:
        return factors[0]
    return Product(tuple(factors), (Times.IMPLICIT,) * (len(factors) - 1), span=parser.since(start))


def _goes_on(parser: Parser, factors: list[Expression]) -> bool:
    """Whether the factor that follows still belongs to the argument."""
    token = parser.token
    if token.spaced or not parser.begins_factor() or isinstance(factors[-1], Group | Fenced | Root | Application | Call):
        return False
    coefficient = all(isinstance(factor, Number) or factor == Constant(ConstantName.PI) for factor in factors)
    if token.kind is TokenKind.OPEN:
        return coefficient and token.text in ("(", "[")
    if token.kind is TokenKind.COMMAND:
        return token.text == r"\pi" or (coefficient and token.text == r"\sqrt")
    if token.kind is not TokenKind.LETTER:
        return False
    if notation.at_differential(parser) or token.text in _OF_MATRICES:
        return False
    if parser.ahead().is_sign("'"):
        return False
    if (token.text == "e" and parser.ahead().is_sign("^")) or _applies(parser):
        return False
    return coefficient or not parser.choices.unlikely_way(Choice.ARGUMENT)


def _applies(parser: Parser) -> bool:
    """Whether a name that is applied to a bracket begins here: `\\cos x f(x)`."""
    after = parser.ahead()
    if after.kind is not TokenKind.OPEN or after.text != "(":
        return False
    name = parser.token.text
    return parser.is_function(name)


def power_on_name(parser: Parser, name: Expression) -> Expression | None:
    """`f^2(x)` is the square of the value, `f^{-1}(x)` the value of the inverse; None where neither stands here."""
    if not isinstance(name, Symbol) or not parser.is_function(name.name):
        return None
    at = parser.index + 1
    tokens = parser.tokens
    end = parser.closing.get(at, at) if tokens[at].kind is TokenKind.BRACE else at
    inside = tokens[at + 1 : end] if tokens[at].kind is TokenKind.BRACE else [tokens[at]]
    following = tokens[min(end + 1, len(tokens) - 1)]
    if following.kind is TokenKind.CLOSE and tokens[min(end + 2, len(tokens) - 1)].is_sign("'") and _is_minus_one(inside):
        parser.index = end + 1
        return Symbol(f"{name.name}^{{-1}}", span=parser.since(name.span.start if name.span else tokens[at].span.start))
    if following.kind is not TokenKind.OPEN or following.text != "(":
        return None
    start = name.span.start if name.span else tokens[at].span.start
    if _is_minus_one(inside):
        parser.index = end + 1
        inverse = Symbol(f"{name.name}^{{-1}}", span=parser.since(start))
        return Application(inverse, atoms.arguments(parser), span=parser.since(start))
    if len(inside) == 1 and inside[0].kind is TokenKind.NUMBER and (end > at or len(inside[0].text) == 1):
        exponent = Number(inside[0].text, span=inside[0].span)
        parser.index = end + 1
        value = Application(name, atoms.arguments(parser), span=parser.since(start))
        return Power(value, exponent, span=parser.since(start))
    return None


def _is_minus_one(tokens: Sequence[Token]) -> bool:
    return len(tokens) == 2 and tokens[0].is_sign("-") and tokens[1].text == "1"
