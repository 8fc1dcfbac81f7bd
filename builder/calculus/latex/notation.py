r"""The notations of calculus: fractions that are derivatives, primes, gradients, limits, sums and integrals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from builder.calculus.expression.nodes import (
    Application,
    Bracket,
    Cases,
    Constant,
    ConstantName,
    Derivative,
    Differential,
    Directional,
    Division,
    Evaluation,
    Expression,
    Gradient,
    Group,
    HigherDerivative,
    Integral,
    Limit,
    Notation,
    Number,
    Operator,
    Prime,
    Product,
    Quotient,
    Relation,
    Series,
    Side,
    Sign,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import symbols
from builder.calculus.latex import atoms, calls, commands
from builder.calculus.latex.choices import Choice
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.fields import OPERATORS, jacobian, named_operator, numbered_partial, of_field
from builder.calculus.latex.naming import read_name, script_tokens
from builder.calculus.latex.sides import split, split_relations
from builder.calculus.latex.tokens import Token, TokenKind
from builder.source import Span

if TYPE_CHECKING:
    from builder.calculus.latex.parser import Parser

TIME = Symbol("t")
HIGHEST_ORDER = 200
"""The highest order of a derivative that is read."""

_ORDERS = frozenset("nkm")
_FACTORS = frozenset("abcknmt")
_VARIABLES = frozenset({"x", "y", "z", "t", "s", "r", r"\theta", r"\phi", "q", "p", "k", "n", "a", "b", "c"})


# ---------------------------------------------------------------------------------------------- letters


def letter(parser: Parser) -> Expression:
    """A name, with the arguments behind it; `dx`, `dy/dx`, `D_x f`, `f_{xy}` and the constant e begin with a letter too."""
    token = parser.token
    if token.text == r"\Sigma" and at_sum(parser):
        return series(parser)
    if token.text == "d" and not parser.names.is_known("d"):
        if _slash(parser):
            return slash_derivative(parser)
        if _slash_operator(parser):
            return slash_operator(parser)
        if at_differential(parser):
            start = parser.advance().span.start
            return Differential(_variable(parser), span=parser.since(start))
    if token.text == "D" and parser.ahead().is_sign("_") and not parser.names.is_known("D") and (found := _capital_d(parser)):
        return found
    if token.text == "e" and not parser.names.is_known("e") and not parser.ahead().is_sign("_"):
        parser.advance()
        return Constant(ConstantName.E, span=token.span)
    name = read_name(parser)
    if isinstance(name, Symbol):
        if name.name in OPERATORS and (found := named_operator(parser, name)) is not None:
            return found
        name = _partial(parser, name)
        if isinstance(name, Symbol) and parser.token.is_sign("^") and (applied := calls.power_on_name(parser, name)):
            return applied
    return calls.named(parser, name)


def _partial(parser: Parser, name: Symbol) -> Expression:
    """`f_{xy}` as a derivative, if f depends on x and y; else the name as it is."""
    head, mark, subscript = name.name.partition("_")
    if not mark or parser.names.is_known(name.name):
        return name
    letters = [subscript] if subscript.startswith("\\") else list(subscript.strip("{}"))
    depends = parser.names.depends(head)
    if depends is None and parser.is_function(head):
        depends = _arguments_ahead(parser)
    if not depends or not letters or not set(letters) <= depends:
        return name
    variables: list[tuple[Symbol, int]] = []
    for each in letters:
        if variables and variables[-1][0].name == each:
            variables[-1] = (variables[-1][0], variables[-1][1] + 1)
        else:
            variables.append((Symbol(each, span=name.span), 1))
    return Derivative(Symbol(head, span=name.span), tuple(variables), True, Notation.SUBSCRIPT, span=name.span)


def _arguments_ahead(parser: Parser) -> frozenset[str]:
    """The letters between the brackets that follow."""
    if parser.token.kind is not TokenKind.OPEN:
        return frozenset()
    end = parser.closing.get(parser.index, parser.index)
    return frozenset(token.text for token in parser.tokens[parser.index + 1 : end] if token.kind is TokenKind.LETTER)


def _variable(parser: Parser) -> Symbol:
    """The variable of a derivative or differential. A running index in its name is a part of the name: `\\partial p_k`."""
    if parser.token.kind is TokenKind.LETTER or parser.token.text in commands.FONTS or parser.token.text in commands.ACCENTS:
        running, parser.indices = parser.indices, frozenset()
        name = read_name(parser)
        parser.indices = running
        if isinstance(name, Symbol):
            return name
        raise LatexError("not-understood", "a variable is missing here", name.span or parser.token.span)
    raise parser.unexpected("a variable is missing here")


def at_differential(parser: Parser) -> bool:
    """Whether `dx` stands here, and d is not a name that is multiplied."""
    token = parser.token
    after = parser.ahead()
    letters = token.kind is TokenKind.LETTER and after.kind is TokenKind.LETTER
    if not letters or token.text != "d" or parser.names.is_known("d"):
        return False
    return parser.differential or "d" not in parser.used.bare


# ---------------------------------------------------------------------------------------------- derivatives


def fraction(parser: Parser) -> Expression:
    r"""`\frac{a}{b}`, and the derivatives that are written as fractions."""
    start = parser.advance().span.start
    if (derivative := _quotient_derivative(parser, start)) is not None:
        return derivative
    around = parser.replaces
    parser.replaces = around or atoms.replaces_numbers(parser)
    numerator = parser.argument()
    denominator = parser.argument()
    parser.replaces = around
    return Quotient(numerator, denominator, span=parser.since(start))


def _quotient_derivative(parser: Parser, start: int) -> Expression | None:
    r"""`\frac{dy}{dx}`, `\frac{d}{dx} y`, `\frac{\partial^2 f}{\partial x \partial y}`: read if this is one, else None."""
    above = parser.index
    middle = parser.closing.get(above)
    if parser.token.kind is TokenKind.BRACE:
        if middle is None:
            return None
        first, below = above + 1, middle + 1
    else:
        first, below = above, above + 1
    if not _is_d(parser.tokens[first]):
        return None
    end = parser.closing.get(below)
    if parser.tokens[below].kind is not TokenKind.BRACE or end is None or not _is_d(parser.tokens[below + 1]):
        return None
    top_tokens = parser.tokens[first : (middle if middle is not None else below)]
    if (determinant := jacobian(parser, start, top_tokens, parser.tokens[below + 1 : end], end)) is not None:
        return determinant
    bottom = parser.within(parser.tokens[below + 1 : end])
    variables = _denominator(bottom)
    if variables is None:
        return _higher_derivative(parser, start, first, middle if middle is not None else below, below, end)
    top = parser.within(top_tokens)
    partial = top.advance().text == r"\partial"
    order = 1
    if top.token.is_sign("^"):
        top.advance()
        order = _order_of(top)
    if order != sum(times for _, times in variables):
        raise LatexError(
            "not-understood", "the orders above and below do not agree", parser.since(start).cover(parser.tokens[end].span)
        )
    if top.token.kind is TokenKind.STOP:
        parser.index = end + 1
        operand = operator_operand(parser, start)
        derivative = Derivative(operand, variables, partial, Notation.OPERATOR, span=parser.since(start))
        return _at_the_place(parser, derivative)
    fresh = parser.depth
    top.enter()
    operand = top.whole()
    parser.depth = fresh
    parser.index = end + 1
    derivative = Derivative(operand, variables, partial, Notation.QUOTIENT, span=parser.since(start))
    return calls.named(parser, derivative)


def _higher_derivative(parser: Parser, start: int, first: int, middle: int, below: int, end: int) -> Expression | None:
    r"""`\frac{d^n}{dx^n} y` and `\frac{d^n y}{dx^n}` for an order that is no number; None if this is none."""
    top, bottom = parser.within(parser.tokens[first:middle]), parser.within(parser.tokens[below + 1 : end])
    top.advance()
    bottom.advance()
    if parser.tokens[first].text != "d" or not top.token.is_sign("^") or parser.tokens[below + 2].kind is not TokenKind.LETTER:
        return None
    top.advance()
    order = top.argument()
    variable = _variable(bottom)
    if not bottom.token.is_sign("^"):
        return None
    bottom.advance()
    if bottom.argument() != order or bottom.token.kind is not TokenKind.STOP:
        return None
    if top.token.kind is TokenKind.STOP:
        parser.index = end + 1
        operand = operator_operand(parser, start)
        return HigherDerivative(operand, variable, order, span=parser.since(start))
    fresh = parser.depth
    top.enter()
    operand = top.whole()
    parser.depth = fresh
    parser.index = end + 1
    return calls.named(parser, HigherDerivative(operand, variable, order, operator=False, span=parser.since(start)))


def _is_d(token: Token) -> bool:
    return (token.kind is TokenKind.LETTER and token.text == "d") or token.is_command(r"\partial")


def _denominator(bottom: Parser) -> tuple[tuple[Symbol, int], ...] | None:
    r"""`dx^2`, `\partial x \partial y`; None if something else stands there."""
    variables: list[tuple[Symbol, int]] = []
    while bottom.token.kind is not TokenKind.STOP:
        if not _is_d(bottom.token):
            return None
        bottom.advance()
        wrapped = bottom.token.kind is TokenKind.OPEN and bottom.token.text == "("
        if wrapped:
            bottom.advance()
        if not (bottom.token.kind is TokenKind.LETTER or bottom.token.text in commands.FONTS | commands.ACCENTS):
            return None
        variable = _variable(bottom)
        if wrapped:
            if bottom.token.kind is not TokenKind.CLOSE:
                return None
            bottom.advance()
        order = 1
        if bottom.token.is_sign("^"):
            bottom.advance()
            if not _is_number(bottom):
                return None
            order = _order_of(bottom)
        variables.append((variable, order))
    return tuple(variables) or None


def _is_number(parser: Parser) -> bool:
    """Whether an exponent is written in digits, in braces or not."""
    token = parser.ahead() if parser.token.kind is TokenKind.BRACE else parser.token
    return token.kind is TokenKind.NUMBER


def _order_of(parser: Parser) -> int:
    token = parser.token
    written = parser.argument() if token.kind is TokenKind.BRACE or token.kind is TokenKind.NUMBER else None
    if isinstance(written, Number) and written.text.isdigit() and int(written.text) <= HIGHEST_ORDER:
        return int(written.text)
    start, end = token.span.start, token.span.end
    span = token.span if start < end else Span(max(start - 1, 0), start)  # where nothing stands, the sign before it
    raise LatexError("not-understood", "the order of this derivative is not a number", span)


def operator_operand(parser: Parser, operator: int) -> Expression:
    r"""What `\frac{d}{dx}`, which begins at the character `operator`, is applied to: the bracket that follows, else the whole
    product. Where brackets are all that stands there, `\frac{d}{dx} (x + 1)(x - 1)`, it is their product."""
    outer = parser.operand
    parser.operand = True
    start = parser.token.span.start
    operand = _operand(parser, operator)
    alone = isinstance(operand, Group)
    if not alone and parser.token.is_sign("+", "-") and parser.choices.unlikely_way(Choice.OPERATOR_SUM):
        terms = [operand]
        while parser.token.is_sign("+", "-"):
            terms.append(parser.term())
        operand = Sum(tuple(terms), span=parser.since(start))
    parser.operand = outer
    return operand


def _at_the_place(parser: Parser, derivative: Derivative) -> Expression:
    r"""`\frac{d}{dx} \left. u \right|_{x = a}`: the derivative is taken first, since what has a value is a number."""
    of = derivative.operand
    moved = {variable.name for variable, _ in derivative.variables}
    if not isinstance(of, Evaluation) or not moved <= {letter.name for letter, _ in of.at}:
        return derivative
    if parser.choices.unlikely_way(Choice.OPERATOR_PLACE):
        return derivative
    return Evaluation(replace(derivative, operand=of.operand), of.at, span=derivative.span)


def _operand(parser: Parser, operator: int) -> Expression:
    """The product that an operator in front takes, or the bracket."""
    token = parser.token
    if token.is_sign("-"):
        return parser.signed()
    if not parser.begins_factor():
        raise parser.unexpected("what is differentiated is missing", parser.before)
    if _opens(token):
        end = parser.closing.get(parser.index, parser.index)
        after = parser.tokens[min(end + 1, len(parser.tokens) - 1)]
        if not after.is_sign("^", "/"):
            together = _is_multiplied(parser, end) and (
                _only_brackets(parser, operator) is not parser.choices.unlikely_way(Choice.OPERATOR_BRACKET)
            )
            return parser.product() if together else parser.factor()
    if Choice.OPERATOR_FACTOR in parser.choices.unlikely:
        return parser.factor()
    product = parser.product()
    if isinstance(product, Product) and not isinstance(product.factors[0], Number):
        parser.choices.met.add(Choice.OPERATOR_FACTOR)
    return product


def _opens(token: Token) -> bool:
    return token.kind is TokenKind.OPEN and token.text in ("(", "[", r"\{")


def _is_multiplied(parser: Parser, end: int) -> bool:
    """Whether a factor follows the bracket that ends at the index `end`."""
    begin, parser.index = parser.index, min(end + 1, len(parser.tokens) - 1)
    found = parser.begins_factor() or parser.multiplies()
    parser.index = begin
    return found


def _only_brackets(parser: Parser, operator: int) -> bool:
    """Whether two brackets or more, side by side, are all that stands behind an operator, and nothing stands before it."""
    tokens, at, first = parser.tokens, parser.index, parser.index
    while first and tokens[first - 1].span.start >= operator:
        first -= 1
    if first and not tokens[first - 1].opens:
        return False
    brackets = 0
    while _opens(tokens[at]) and at in parser.closing:
        at, brackets = parser.closing[at] + 1, brackets + 1
        if tokens[at].is_sign("^"):
            at = parser.closing.get(at + 1, at + 1) + 1
    return brackets > 1 and (tokens[at].kind in (TokenKind.STOP, TokenKind.BAR) or tokens[at].closes)


def slash_derivative(parser: Parser) -> Expression:
    r"""`dy/dx`; with a ∂ also `∂/∂x` and `\partial_x` before what they are applied to."""
    if not _slash(parser):
        if _slash_operator(parser):
            return slash_operator(parser)
        if parser.token.is_command(r"\partial") and parser.ahead().is_sign("_"):
            return _subscript_operator(parser)
        raise parser.unexpected()
    token = parser.advance()
    order = 1
    if parser.token.is_sign("^"):
        parser.advance()
        order = _order_of(parser)
    operand = _variable(parser)
    parser.advance()
    parser.advance()
    variable = _variable(parser)
    if order > 1 or parser.token.is_sign("^"):
        parser.advance()
        if _order_of(parser) != order:
            raise LatexError("not-understood", "the orders above and below do not agree", parser.since(token.span.start))
    partial = token.text == r"\partial"
    return Derivative(operand, ((variable, order),), partial, Notation.SLASH, span=parser.since(token.span.start))


def _subscript_operator(parser: Parser) -> Expression:
    r"""`\partial_x f`, `\partial_{xy} f`."""
    start = parser.advance().span.start
    parser.advance()
    letters = script_tokens(parser)
    if letters and all(token.kind is TokenKind.NUMBER for token in letters):
        return numbered_partial(parser, "".join(token.text for token in letters), start)
    if not letters or any(token.kind is not TokenKind.LETTER for token in letters):
        raise LatexError("not-understood", "the letters of a partial derivative are missing", parser.since(start))
    operand = operator_operand(parser, start)
    for token in reversed(letters):
        by = ((Symbol(token.text, span=token.span), 1),)
        operand = Derivative(operand, by, True, Notation.OPERATOR, span=parser.since(start))
    return operand


def _slash_operator(parser: Parser) -> bool:
    """Whether `d/dx` stands here, before what it is applied to."""
    slash, below, variable = (parser.ahead(by) for by in (1, 2, 3))
    same = _is_d(below) and below.text == parser.token.text
    return slash.is_sign("/") and same and variable.kind is TokenKind.LETTER and not parser.ahead(4).is_sign("/")


def slash_operator(parser: Parser) -> Expression:
    """`d/dx (x^2)`."""
    token = parser.advance()
    parser.index += 2
    variable = _variable(parser)
    operand = operator_operand(parser, token.span.start)
    partial = token.text == r"\partial"
    return Derivative(operand, ((variable, 1),), partial, Notation.OPERATOR, span=parser.since(token.span.start))


def _slash(parser: Parser) -> bool:
    """Whether `dy/dx` stands here."""
    at = parser.index + 1
    tokens = parser.tokens
    if tokens[at].is_sign("^"):
        at += 2 if tokens[at + 1].kind is not TokenKind.BRACE else parser.closing.get(at + 1, at) - at + 1
    if at + 1 >= len(tokens) or tokens[at].kind is not TokenKind.LETTER:
        return False
    at += 1
    while at + 1 < len(tokens) and tokens[at].is_sign("_"):
        at = (parser.closing.get(at + 1, at + 1) if tokens[at + 1].kind is TokenKind.BRACE else at + 1) + 1
    if at + 2 >= len(tokens) or not tokens[at].is_sign("/"):
        return False
    return _is_d(tokens[at + 1]) and tokens[at + 1].text == parser.token.text and tokens[at + 2].kind is TokenKind.LETTER


def _capital_d(parser: Parser) -> Expression | None:
    r"""`D_x f`, and along a vector `D_u f`, `D_{\mathbf{u}} f`."""
    start = parser.token.span.start
    index = parser.index
    parser.advance()
    parser.advance()
    tokens = script_tokens(parser)
    vector = tokens[0].text in commands.FONTS | commands.ACCENTS or tokens[0].kind is TokenKind.OPEN
    if (len(tokens) > 3 and not vector) or not parser.begins_factor():
        parser.index = index
        return None
    inner = parser.within(tokens)
    direction = atoms.letter_or_constant(inner) if tokens[0].kind is TokenKind.LETTER else inner.whole()
    whole = parser.token.kind in (TokenKind.OPEN, TokenKind.NUMBER) or parser.token.is_command(r"\frac", r"\tfrac", r"\dfrac")
    operand = operator_operand(parser, start) if whole else parser.factor()
    span = parser.since(start)
    if isinstance(direction, Symbol) and len(tokens) == 1 and direction.name in _VARIABLES:
        return Derivative(operand, ((direction, 1),), False, Notation.CAPITAL_D, span=span)
    return Directional(operand, direction, span=span)


def primes(parser: Parser, base: Expression) -> Expression:
    """One prime or more behind `base`."""
    count = 0
    while parser.token.is_sign("'"):
        parser.advance()
        count += 1
    start = base.span.start if base.span else 0
    return Prime(base, Number(str(count)), span=parser.since(start))


def order(parser: Parser, base: Expression) -> Expression | None:
    r"""`f^{(4)}`, `f^{\prime}`, as a derivative; None if the exponent is an exponent."""
    at = parser.index + 1
    tokens = parser.tokens
    braced = tokens[at].kind is TokenKind.BRACE
    end = parser.closing.get(at, at) if braced else at
    inside = tokens[at + 1 : end] if braced else [tokens[at]]
    start = base.span.start if base.span else 0
    if inside and all(token.is_command(r"\prime") or token.is_sign("'") for token in inside):
        parser.index = end + 1
        return Prime(base, Number(str(len(inside))), span=parser.since(start))
    differentiated = isinstance(base, Symbol) and parser.takes_orders(base.name, end + 1)
    if isinstance(base, Group):
        one = inside[1] if len(inside) == 3 else None  # `(x^5)^{(3)}`, `(\sin x)^{(n)}`
        is_order = one is not None and (one.kind is TokenKind.NUMBER or one.text in _ORDERS)
        differentiated = base.bracket is Bracket.SQUARE or (is_order and bool(symbols(base)))
    if not differentiated or len(inside) < 3:
        return None
    if inside[0].kind is TokenKind.OPEN and inside[0].text == "(" and parser.closing.get(at + 1) == end - 1:
        written = parser.within(inside[1:-1]).whole()
        parser.index = end + 1
        return Prime(base, written, False, span=parser.since(start))
    return None


def dotted(parser: Parser) -> Expression:
    r"""`\dot{x}`, `\ddot{x}`: derivatives by time."""
    token = parser.advance()
    operand = parser.argument()
    times = ((TIME, commands.DOTS[token.text]),)
    derivative = Derivative(operand, times, notation=Notation.DOT, span=parser.since(token.span.start))
    return calls.named(parser, derivative)


def gradient(parser: Parser) -> Expression:
    r"""`\nabla f`, `\nabla f(x, y)`, `\nabla^2 f`; `\nabla_x f` by x alone; `\nabla\cdot F`, `\nabla\times F`."""
    start = parser.advance().span.start
    if parser.token.is_command(r"\cdot", r"\times"):
        return of_field(parser, start)
    times = 1
    if parser.token.is_sign("^"):
        parser.advance()
        times = _order_of(parser)
    if parser.token.is_sign("_"):
        return _gradient_by(parser, start, times)
    if not _begins_name(parser):
        return Gradient(_operand(parser, start), times, span=parser.since(start))
    return calls.named(parser, Gradient(read_name(parser), times, span=parser.since(start)))


def _begins_name(parser: Parser) -> bool:
    r"""Whether the name of a function, and no factor of a product, begins what a gradient is taken of: `
    abla_w L`, and not
        `
    abla_w rac12 \|w\|^2`, `
    abla_w \lambda \|w\|^2`."""
    if parser.token.text in commands.FONTS:
        return True
    if parser.token.kind is not TokenKind.LETTER or _begins_form(parser):
        return False
    head, after = parser.token.text, parser.ahead()
    is_number = head.startswith("\\") or head in _FACTORS
    return parser.is_function(head) or not (
        is_number and (after.kind is TokenKind.BAR or after.is_command(r"\|", r"\Vert", r"\left"))
    )


def _begins_form(parser: Parser) -> bool:
    r"""Whether a product of vectors or a norm begins here, `x^\top A x`, `\|x\|^2`: the gradient is that of the whole."""
    if parser.token.kind is TokenKind.BAR:
        return True
    after, mark = parser.ahead(), parser.ahead(2)
    if parser.token.kind is not TokenKind.LETTER or not after.is_sign("^"):
        return False
    if parser.token.text == "e" and not parser.is_function("e"):
        return True
    mark = parser.ahead(3) if mark.kind is TokenKind.BRACE else mark
    return mark.text in (r"\top", "T", r"\intercal", r"\mathsf", r"\mathrm")


def _gradient_by(parser: Parser, start: int, times: int) -> Expression:
    r"""`\nabla_W L`, `\nabla_w L(w)`: the derivative by one name, be it a vector or a matrix; `\nabla_v f` along a vector; the
    second one, `\nabla_x^2 f`, is the Hessian.
    """
    under = parser.advance()
    name = parser.within(script_tokens(parser)).whole()
    if not isinstance(name, Symbol):
        raise LatexError("not-understood", "a gradient by a part of the variables is not understood", under.span)
    if parser.token.is_sign("^"):
        parser.advance()
        times = _order_of(parser)
    operand = _operand(parser, start) if not _begins_name(parser) else calls.named(parser, read_name(parser))
    span = parser.since(start)
    function = operand.function if isinstance(operand, Application) else operand
    if not isinstance(operand, Application) or not any(name.name in symbols(argument) for argument in operand.arguments):
        direction = times == 1 and isinstance(function, Symbol) and function.name in calls.ALWAYS and _is_direction(name.name)
        if direction and isinstance(function, Symbol) and name.name not in (parser.names.depends(function.name) or ()):
            return Directional(operand, name, span=span)
        if isinstance(operand, Application):
            raise LatexError("not-understood", "a gradient at a point is not understood", span)
    return Derivative(operand, ((name, times),), True, Notation.OPERATOR, span=span)


def _is_direction(name: str) -> bool:
    r"""Whether a name is one that people give to directions: `u`, `\mathbf{v}`, `\vec{v}`."""
    return name.rstrip("}").rpartition("{")[2] in ("u", "v")


# ---------------------------------------------------------------------------------------------- limits, sums, integrals


def limit(parser: Parser) -> Expression:
    r"""`\lim_{x \to 0^+} …`."""
    start = parser.advance().span.start
    if not parser.token.is_sign("_"):
        raise parser.unexpected("this limit lacks its variable", parser.before)
    parser.advance()
    return _limit_of(parser, script_tokens(parser), start)


def underset(parser: Parser) -> Expression:
    r"""`\underset{x \to 0}{\lim} …`."""
    start = parser.advance().span.start
    tokens = script_tokens(parser)
    what = parser.token
    braced = what.kind is TokenKind.BRACE and parser.ahead().is_command(r"\lim") and parser.ahead(2).kind is TokenKind.UNBRACE
    if braced:
        parser.index += 3
    elif what.is_command(r"\lim"):
        parser.advance()
    else:
        raise parser.unexpected(r"`\underset` is read under a limit only")
    return _limit_of(parser, tokens, start)


def _limit_of(parser: Parser, tokens: Sequence[Token], start: int) -> Expression:
    approach, *others = _lines_under(tokens)
    approach, along = _along_arrow(approach)
    sides, signs = split_relations(approach)
    if len(sides) != 2 or signs[0].text != r"\to" or not all(sides):
        raise LatexError("not-understood", "under a limit stands a variable and what it tends to", parser.since(start))
    variable = parser.within(sides[0]).whole()
    if not isinstance(variable, Symbol):
        raise LatexError("not-understood", "only a letter can tend to a point", parser.since(start))
    point, side = _point(parser, sides[1])
    for told in (along, *(_side_told(parser, other, variable, point) for other in others)):
        if told is not Side.BOTH and side not in (Side.BOTH, told):
            raise LatexError("not-understood", "two sides are told from which this limit is taken", parser.since(start))
        side = side if told is Side.BOTH else told
    body = _limit_body(parser, variable)
    return Limit(body, variable, point, side, span=parser.since(start))


def _lines_under(tokens: Sequence[Token]) -> list[list[Token]]:
    r"""The lines under an operator, `\substack{x \to 0 \\ x > 0}`, or what commas part there."""
    inside = list(tokens)
    if inside and inside[0].is_command(r"\substack"):
        inside = inside[2:-1] if len(inside) > 3 else inside[1:]
    return split(inside, lambda token: token.kind is TokenKind.ROW or token.is_sign(","))


def _along_arrow(tokens: Sequence[Token]) -> tuple[list[Token], Side]:
    r"""`x \downarrow 0` as `x \to 0`, from above."""
    sides = {r"\downarrow": Side.ABOVE, r"\searrow": Side.ABOVE, r"\uparrow": Side.BELOW, r"\nearrow": Side.BELOW}
    side = next((sides[token.text] for token in tokens if token.text in sides), Side.BOTH)
    return [replace(t, kind=TokenKind.RELATION, text=r"\to") if t.text in sides else t for t in tokens], side


def _side_told(parser: Parser, tokens: Sequence[Token], variable: Symbol, point: Expression) -> Side:
    r"""The side that a condition beside the arrow tells: `x > 0` under x → 0. Raises LatexError for other conditions."""
    parts, signs = split_relations(tokens)
    if len(parts) == 2 and all(parts) and signs[0].text in ("<", ">", r"\ne"):
        left, right = parser.within(parts[0]).whole(), parser.within(parts[1]).whole()
        beyond = {"<": Side.BELOW, ">": Side.ABOVE, r"\ne": Side.BOTH}
        within = {"<": Side.ABOVE, ">": Side.BELOW, r"\ne": Side.BOTH}
        if (left, right) == (variable, point):
            return beyond[signs[0].text]
        if (left, right) == (point, variable):
            return within[signs[0].text]
    at = tokens[0].span.cover(tokens[-1].span) if tokens else variable.span or parser.token.span
    raise LatexError("not-understood", "this condition under a limit is not understood", at)


def _point(parser: Parser, tokens: Sequence[Token]) -> tuple[Expression, Side]:
    """The point of a limit, and the side, which is an exponent: `0^+`, `a^{-}`."""
    side = Side.BOTH
    ends = list(tokens)
    if len(ends) >= 3 and ends[-2].is_sign("^") and ends[-1].is_sign("+", "-"):
        side = Side.ABOVE if ends[-1].text == "+" else Side.BELOW
        ends = ends[:-2]
    elif (
        len(ends) >= 5
        and ends[-1].kind is TokenKind.UNBRACE
        and ends[-2].is_sign("+", "-")
        and ends[-3].kind is TokenKind.BRACE
        and ends[-4].is_sign("^")
    ):
        side = Side.ABOVE if ends[-2].text == "+" else Side.BELOW
        ends = ends[:-4]
    elif len(ends) >= 2 and ends[-1].is_sign("+", "-") and len(ends) == 2:
        side = Side.ABOVE if ends[-1].text == "+" else Side.BELOW
        ends = ends[:-1]
    return parser.within(ends).whole(), side


def _limit_body(parser: Parser, variable: Symbol) -> Expression:
    """The product that follows, and the terms behind it up to the last that holds the variable."""
    start = parser.token.span.start
    outer = parser.lim
    parser.lim = not parser.token.is_command(r"\lim")
    terms = [parser.term()]
    reach = _reach(parser, variable.name)
    if parser.index < reach and parser.choices.unlikely_way(Choice.LIMIT_TERM):
        reach = parser.index
    while parser.index < reach:
        terms.append(parser.term())
    parser.lim = outer
    return terms[0] if len(terms) == 1 else Sum(tuple(terms), span=parser.since(start))


def _reach(parser: Parser, name: str) -> int:
    r"""The index of the last token, among the terms that follow and before a further `\lim`, that holds the letter `name`."""
    level = 0
    reach = parser.index
    if not (parser.token.is_sign("+", "-") or parser.token.is_command(r"\pm", r"\mp")):
        return reach
    for at in range(parser.index, len(parser.tokens)):
        token = parser.tokens[at]
        if token.opens:
            level += 1
        elif token.closes:
            level -= 1
            if level < 0:
                break
        elif (
            token.is_command(r"\lim", r"\underset")
            or (level == 0 and (token.is_sign(",", ";") or token.kind is TokenKind.STOP))
            or (token.kind is TokenKind.BAR and level == 0 and parser.bars)
        ):
            break
        elif token.kind is TokenKind.LETTER and token.text == name:
            reach = at
    return reach


def at_sum(parser: Parser) -> bool:
    r"""Whether a capital sigma stands for a sum, as in `\Sigma_{k=1}^n k`: an equation stands below it."""
    at = parser.index + 1
    for _ in range(2):
        if parser.tokens[at].is_sign("_", "^") and parser.tokens[at + 1].kind is TokenKind.BRACE and at + 1 in parser.closing:
            end = parser.closing[at + 1]
            if parser.tokens[at].is_sign("_"):
                return any(t.kind is TokenKind.RELATION and t.text == "=" for t in parser.tokens[at + 2 : end])
            at = end + 1
        elif parser.tokens[at].is_sign("^"):
            at += 2
    return False


def series(parser: Parser) -> Expression:
    r"""`\sum_{k=0}^n …`, `\sum_i …`, `\prod`; `\sum_{i,j}` is a sum of sums, `\sum_{k \ne j}` has the terms 0 where k is j,
    and `\sum_{k \ge 0}` goes to infinity."""
    token = parser.advance()
    operator = Operator.SUM if token.text == r"\Sigma" else Operator(token.text)
    index: Symbol | None = None
    further: list[Symbol] = []
    without: Relation | None = None
    lower: Expression | None = None
    upper: Expression | None = None
    while parser.token.is_sign("_", "^"):
        if parser.advance().text == "^":
            upper = parser.argument()
            continue
        sides, signs = split_relations(script_tokens(parser))
        if operator is Operator.SUM and len(sides) == 1 and len(names := split(sides[0], lambda t: t.is_sign(","))) > 1:
            several = [parser.within(tokens).whole() for tokens in names if tokens]
            further = [each for each in several if isinstance(each, Symbol)]
            if len(further) < len(names):
                raise LatexError("not-understood", "below a sum stand its indices", parser.since(token.span.start))
            index = further.pop(0)
            continue
        if operator is Operator.SUM and len(sides) == 2 and sides[0] and sides[1] and signs[0].text == r"\ne":
            left, right = (parser.within(tokens).whole() for tokens in sides)
            without = Relation(left, Sign.NOT_EQUAL, right)
            sides, signs = [sides[0]], []
        upwards = signs[0].text if operator is Operator.SUM and len(sides) == 2 and signs[0].text in (r"\ge", ">") else ""
        if not sides[0] or len(sides) > 2 or (signs and not (sides[1] and (upwards or signs[0].text == "="))):
            raise LatexError("not-understood", "below a sum stands an index and where it begins", parser.since(token.span.start))
        name = parser.within(sides[0]).whole()
        if not isinstance(name, Symbol):
            raise LatexError("not-understood", "below a sum stands one index", parser.since(token.span.start))
        index = name
        lower = parser.within(sides[1]).whole() if len(sides) == 2 else None
        if upwards and lower is not None:
            lower = lower if upwards != ">" else Sum((lower, Number("1")))
            upper = Constant(ConstantName.INFINITY)
    if index is None:
        raise LatexError("not-understood", "this sum lacks its index", token.span)
    outer = parser.indices
    parser.indices = outer | {each.name for each in (index, *further)}
    body = parser.term()
    if parser.token.is_sign("+", "-") and parser.choices.unlikely_way(Choice.SERIES_SUM):
        terms = [body]
        while parser.token.is_sign("+", "-"):
            terms.append(parser.term())
        body = Sum(tuple(terms), span=terms[0].span)
    parser.indices = outer
    span = parser.since(token.span.start)
    for inner in reversed(further):
        body = Series(operator, body, inner, span=span)
    beside: tuple[Expression, ...] = ()
    signs_beside: tuple[Times, ...] = ()
    if isinstance(body, Product) and not further and (end := _before_same_index(body, index)):
        # In `\prod_k a_k \cdot \prod_k b_k` no index is bound twice: these are factors.
        beside, signs_beside = body.factors[end:], body.signs[end - 1 :]
        body = Product(body.factors[:end], body.signs[: end - 1], span=body.span) if end > 1 else body.factors[0]
    if without is not None:
        body = Cases(((body, (without,)), (Number("0"), ())), span=span)
    series = Series(operator, body, index, lower, upper, span=span)
    return Product((series, *beside), signs_beside, span=span) if beside else series


def _before_same_index(body: Product, index: Symbol) -> int:
    """How many factors stand before a sum or product over the index itself; 0 where there is none."""
    return next((i for i, factor in enumerate(body.factors) if isinstance(factor, Series) and factor.index == index), 0)


def integral(parser: Parser) -> Expression:
    r"""`\int_a^b … \, dx`; the dx may stand in the numerator of a fraction."""
    token = parser.advance()
    lower: Expression | None = None
    upper: Expression | None = None
    while parser.token.is_sign("_", "^"):
        if parser.advance().text == "_":
            lower = parser.argument()
        else:
            upper = parser.argument()
    outer = parser.differential
    parser.differential = True
    start = parser.token.span.start
    body: Expression = Number("1") if at_differential(parser) else parser.term()
    if not at_differential(parser) and _without_differential(body) is None:
        body = parser.sum_behind(body, start)
    parser.differential = outer
    if parser.token.kind is TokenKind.LETTER and parser.token.text == "d":
        parser.advance()
        variable = _variable(parser)
        return Integral(body, variable, lower, upper, span=parser.since(token.span.start))
    inside = _without_differential(body)
    if inside is None:
        raise LatexError("not-understood", "this integral lacks its dx", parser.since(token.span.start))
    return Integral(inside[0], inside[1], lower, upper, span=parser.since(token.span.start))


def _without_differential(body: Expression) -> tuple[Expression, Symbol] | None:
    r"""`\frac{dx}{x}` as 1/x and x; `u \cdot \underbrace{v \, dx}_{dw}` as uv and x."""
    match body:
        case Differential(variable=variable):
            return Number("1"), variable
        case Product(factors=(*rest, last), signs=signs):
            inside = _without_differential(last) if isinstance(last, Product | Differential | Quotient) else None
            if inside is None:
                return None
            left = [*rest] if isinstance(last, Differential) else [*rest, inside[0]]
            kept = signs[: len(left) - 1]
            return (left[0] if len(left) == 1 else Product(tuple(left), kept, span=body.span)), inside[1]
        case Quotient(written=Division.FRACTION):
            inside = _without_differential(body.numerator)
            return None if inside is None else (Quotient(inside[0], body.denominator, span=body.span), inside[1])
        case _:
            return None
