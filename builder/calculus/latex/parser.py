r"""Tokens to the syntax tree: sums, products, quotients, signs, powers, and the table of what can begin a factor.

A precedence parser by hand, one small function for each construct; the constructs of calculus stand in modules of their own.
How it binds, from loose to tight:

| what | reads as |
|---|---|
| `a + b - c` | one sum of three terms |
| `-3^2`, `-2x` | the negative of what follows, up to the next `+` or `-` |
| `a \cdot b c` | one product of three factors |
| `a b / c d` | `(a b) / (c d)`: what stands side by side binds before the slash … |
| `1/2 x` | `(1/2) x`: … but not after a fraction of two numbers |
| `\sin 2x \cos x` | the argument is what stands side by side, up to the next function, bracket, fraction, root, space or sign |
| `\sin x^2`, `\sin(x)^2` | `\sin(x^2)`, `(\sin x)^2` |
| `\frac{d}{dx} x^2 \sin x + c` | the derivative of the whole product; of a lone bracket when one follows |
| `\sum_k a_k b + c` | the sum of the whole product |
| `\lim_{h \to 0} 2x + h` | the limit of all terms up to the last that holds h |
| `2^{3^2}`, `x^ab` | as TeX sets them: `2^{(3^2)}`, `x^a b` |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from builder.calculus.budget import DEFAULT_BUDGET
from builder.calculus.expression.nodes import (
    Composition,
    Constant,
    ConstantName,
    Differential,
    Division,
    Expression,
    Factorial,
    Negation,
    Number,
    PlusMinus,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import children, descendants, symbols
from builder.calculus.latex import atoms, calls, commands, evaluation, indicators, naming, notation
from builder.calculus.latex.choices import Choice, Choices
from builder.calculus.latex.cursor import Cursor
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.lexer import tokenize
from builder.calculus.latex.names import NO_NAMES, Asking, Names
from builder.calculus.latex.tokens import Edge, Token, TokenKind
from builder.calculus.latex.usage import Usage, usage
from builder.calculus.latex.words import with_words
from builder.source import Span

_EXPLICIT = MappingProxyType(
    {
        r"\cdot": Times.DOT,
        r"\times": Times.CROSS,
        "*": Times.STAR,
        r"\ast": Times.STAR,
        r"\star": Times.STAR,
        r"\odot": Times.ENTRYWISE,
    }
)
_FACTORS = (TokenKind.OPEN, TokenKind.NUMBER, TokenKind.FUNCTION, TokenKind.BRACE, TokenKind.WORDS, TokenKind.FAULT)
"""What begins a factor wherever it stands."""


def parse_expression(text: str, names: Names = NO_NAMES) -> Expression:
    """The tree of one expression, such as a side of an equation. Spans count from the start of `text`.

    Raises LatexError for what cannot be read: nothing is left out.
    """
    asking = Asking(names)
    tokens = with_words(tokenize(text, names.macros), asking)
    return parse_tokens(tokens, asking, usage(tokens))


def parse_tokens(tokens: Sequence[Token], names: Asking, used: Usage) -> Expression:
    """The tree of the expression that `tokens`, which end with a `STOP`, hold. Raises LatexError."""
    try:
        tree = Parser(tokens, names, used).whole()
    except RecursionError:
        raise LatexError(
            "too-large", "this formula is nested too deeply", Span(tokens[0].span.start, tokens[-1].span.end)
        ) from None
    check_size(tree)
    return tree


def check_size(tree: Expression) -> None:
    """Raise a LatexError `too-large` for a tree that is deeper, or has more nodes, than the budget allows."""
    count = 0
    level: list[object] = [tree]
    depth = 0
    while level:
        depth += 1
        count += len(level)
        if depth > DEFAULT_BUDGET.depth:
            raise LatexError(
                "too-large", f"this formula is nested more than {DEFAULT_BUDGET.depth} deep", tree.span or Span(0, 0)
            )
        if count > DEFAULT_BUDGET.nodes:
            raise LatexError("too-large", f"this formula has more than {DEFAULT_BUDGET.nodes:,} parts", tree.span or Span(0, 0))
        level = [child for node in level for child in children(node)]  # type: ignore[arg-type]


class Parser(Cursor):
    """Reads expressions from tokens, with the names in scope.

    `indices` are the bound indices of the sums around, `bars` counts the bars of absolute values that are open. What ends a
    product early: with `differential` a `dx` (an integral), with `lim` a further `\\lim`, with `operand` an evaluation bar, which
    then applies to the derivative. `literal` is the index behind the literal that was read last as a factor.
    """

    def __init__(self, tokens: Sequence[Token], names: Asking, used: Usage, choices: Choices | None = None) -> None:
        super().__init__(tokens)
        self.choices = choices if choices is not None else Choices()
        self.names = names
        self.used = used
        self.indices: frozenset[str] = frozenset()
        self.bars = 0
        self.replaces = False
        self.differential = False
        self.lim = False
        self.operand = False
        self.literal = -1

    def within(self, tokens: Sequence[Token]) -> Parser:
        """A parser of a part of the formula, cut out."""
        end = tokens[-1].span.end if tokens else self.token.span.start
        inner = Parser([*tokens, Token(TokenKind.STOP, "", Span(end, end))], self.names, self.used, self.choices)
        inner.indices = self.indices
        inner.depth = self.depth
        inner.differential = self.differential
        inner.replaces = self.replaces
        return inner

    def whole(self) -> Expression:
        """The one expression that all tokens make. Raises LatexError."""
        tree = self.sum()
        if self.token.kind is not TokenKind.STOP:
            raise self.unexpected()
        return tree

    # ------------------------------------------------------------------------------------------ sums and products

    def sum(self) -> Expression:
        """Terms with signs between them."""
        start = self.token.span.start
        return self.sum_behind(self.term(), start)

    def sum_behind(self, first: Expression, start: int) -> Expression:
        """The sum that begins with a term that was read already."""
        terms = [first]
        while self.token.is_sign("+", "-") or self.token.is_command(r"\pm", r"\mp"):
            terms.append(self.term())
            terms = evaluation.evaluate_all(self, terms, start)
        if len(terms) > 1 and {"c", "d"} & self.used.bare and not self.used.integrated:
            terms = [_as_product(term, terms) for term in terms]
        return terms[0] if len(terms) == 1 else Sum(tuple(terms), span=self.since(start))

    def term(self) -> Expression:
        """A product with its sign in front."""
        token = self.token
        if token.is_sign("+"):
            self.advance()
            return self.signed()
        if token.is_sign("-") or token.is_command(r"\pm", r"\mp"):
            return self.signed()
        return self.product()

    def signed(self) -> Expression:
        """A product with signs in front, each of which counts."""
        signs: list[Token] = []
        while self.token.is_sign("-", "+") or self.token.is_command(r"\pm", r"\mp"):
            signs.append(self.advance())
        operand = self.product()
        return self.negated(signs, operand)

    def negated(self, signs: Sequence[Token], operand: Expression) -> Expression:
        """`operand` under the signs in front of it."""
        for sign in reversed(signs):
            span = self.since(sign.span.start)
            if sign.text == "-":
                operand = Negation(operand, span=span)
            elif sign.text != "+":
                operand = PlusMinus(operand, sign.text == r"\pm", span=span)
        return operand

    def product(self) -> Expression:
        """Factors: side by side, with signs of multiplication, or divided by a slash."""
        start = self.token.span.start
        factors: list[Expression] = []
        signs: list[Times] = []
        run = 0  # where the factors that stand side by side began
        self.factors_into(factors, signs)
        while True:
            token = self.token
            sign = _EXPLICIT.get(token.text) if token.kind in (TokenKind.SIGN, TokenKind.COMMAND) else None
            if sign is not None:
                if self.lim and self.ahead().is_command(r"\lim"):
                    break
                self.advance()
                run = len(factors)
                signs.append(sign)
                self.factors_into(factors, signs, signed=True)
            elif token.is_sign("/") or token.is_command(r"\div"):
                self.divide(factors, signs, run)
            elif token.is_command(r"\circ"):
                self.compose(factors, run)
            elif evaluation.at_evaluation_bar(self):
                if self.operand:
                    break
                operand = _join(factors[run:], signs[run:], self.since(_start(factors[run])))
                del factors[run:], signs[run:]
                factors.append(evaluation.evaluation_bar(self, operand))
            elif self.begins_factor():
                if self.lim and token.is_command(r"\lim"):
                    break
                signs.append(Times.IMPLICIT)
                self.factors_into(factors, signs)
            else:
                break
        return _join(factors, signs, self.since(start))

    def factors_into(self, factors: list[Expression], signs: list[Times], signed: bool = False) -> None:
        r"""Read a factor; braces without a meaning of their own (`{2x}y`) are opened, so that what is shown is what is read."""
        if signed and (self.token.is_sign("-", "+") or self.token.is_command(r"\pm", r"\mp")):
            factors.append(self.signed_factor())
            return
        if self.token.kind is not TokenKind.BRACE:
            factors.append(self.factor())
            return
        opened = self.token
        inner = atoms.braces(self)
        if isinstance(inner, Symbol) and self.token.is_sign("_"):
            inner = calls.named(self, naming.subscripted(self, inner))
        loose = isinstance(inner, (Sum, Negation, PlusMinus))
        compound = loose or isinstance(inner, Product)
        if compound and (self.token.is_sign("^", "'", "!") or (loose and (factors or not self.ends_product()))):
            raise LatexError(
                "ambiguous-notation", "these braces are not seen on the page", opened.span, "write brackets that show"
            )
        if isinstance(inner, Product):
            factors.extend(inner.factors)
            signs.extend(inner.signs)
        else:
            factors.append(inner if compound else self.postfix(inner))

    def multiplies(self) -> bool:
        """Whether the present token is a sign of multiplication."""
        return self.token.text in _EXPLICIT and self.token.kind in (TokenKind.SIGN, TokenKind.COMMAND)

    def ends_product(self) -> bool:
        """Whether nothing more multiplies what was read."""
        token = self.token
        divided = token.is_sign("/") or token.is_command(r"\div", r"\circ")
        return (
            not self.multiplies() and not divided and not self.begins_factor() and not token.is_sign("^", "_", "'", "!", "+", "-")
        )

    def signed_factor(self) -> Expression:
        r"""A factor after `\cdot`, which may have a sign: `2 \cdot -3`."""
        signs: list[Token] = []
        while self.token.is_sign("-", "+") or self.token.is_command(r"\pm", r"\mp"):
            signs.append(self.advance())
        return self.negated(signs, self.factor())

    def divide(self, factors: list[Expression], signs: list[Times], run: int) -> None:
        """`a b / c d`: replaces the factors side by side before the slash by the quotient."""
        start = _start(factors[run])
        numerator = _join(factors[run:], signs[run:], self.since(start))
        del factors[run:], signs[run:]
        written = Division.SLASH if self.advance().text == "/" else Division.OBELUS
        first = self.signed_factor()
        below: list[Expression] = [first]
        parts: list[Times] = []
        numbers = isinstance(numerator, Number) and isinstance(first, Number)
        goes_on = not numbers
        if self.begins_factor() and self.choices.unlikely_way(Choice.SLASH):
            goes_on = numbers
        while goes_on and self.begins_factor() and not self.token.spaced and not (self.lim and self.token.is_command(r"\lim")):
            parts.append(Times.IMPLICIT)
            self.factors_into(below, parts)
        denominator = _join(below, parts, self.since(_start(first)))
        factors.append(Quotient(numerator, denominator, written, span=self.since(start)))

    def compose(self, factors: list[Expression], run: int) -> None:
        r"""`f \circ g`: functions, the one applied last first."""
        token = self.advance()
        inner = self.factor()
        if len(factors) - run != 1:
            raise LatexError("not-understood", r"`\circ` stands between two functions", token.span)
        outer = factors[run]
        before = outer.functions if isinstance(outer, Composition) else (outer,)
        factors[run] = Composition((*before, inner), span=self.since(_start(outer)))

    # ------------------------------------------------------------------------------------------ factors

    def begins_factor(self) -> bool:
        """Whether the present token can begin a factor."""
        token = self.token
        if token.kind in _FACTORS:
            return True
        match token.kind:
            case TokenKind.LETTER:
                return not (self.differential and notation.at_differential(self))
            case TokenKind.BEGIN:
                return token.text in atoms.ENVIRONMENTS
            case TokenKind.BAR:
                return token.edge is Edge.LEFT or (token.edge is not Edge.RIGHT and not self.bars)
            case TokenKind.COMMAND:
                return token.text in _ATOMS
            case TokenKind.SIGN:
                return token.text == "?"
            case _:
                return False

    def factor(self) -> Expression:
        """An atom with its powers, primes and factorials."""
        return self.postfix(self.atom())

    def atom(self) -> Expression:
        """What begins a factor."""
        token = self.token
        if (found := indicators.indicator(self)) is not None:
            return found
        match token.kind:
            case TokenKind.NUMBER:
                return self.number()
            case TokenKind.LETTER:
                return notation.letter(self)
            case TokenKind.WORDS:
                return calls.named(self, naming.read_name(self))
            case TokenKind.FUNCTION:
                return calls.known_function(self)
            case TokenKind.OPEN:
                return atoms.bracket(self)
            case TokenKind.BAR:
                return atoms.bars(self)
            case TokenKind.BRACE:
                return atoms.braces(self)
            case TokenKind.BEGIN if token.text in atoms.ENVIRONMENTS:
                return atoms.environment(self)
            case TokenKind.COMMAND if token.text in _ATOMS:
                return _ATOMS[token.text](self)
            case TokenKind.SIGN if token.text == "?":
                return atoms.blank(self)
        raise self.unexpected()

    def number(self) -> Expression:
        """A literal. Raises where two of them stand side by side: `2 3` is shown as 23."""
        token = self.advance()
        if self.literal == self.index - 1:
            span = self.tokens[self.index - 2].span.cover(token.span)
            raise LatexError("ambiguous-notation", "two numbers stand side by side", span, r"write \cdot between them")
        self.literal = self.index
        return Number(token.text, span=token.span)

    def postfix(self, base: Expression) -> Expression:
        """Primes, powers, factorials and arguments behind an atom."""
        start = _start(base)
        powered = False
        while True:
            token = self.token
            if token.is_sign("'"):
                base = calls.named(self, notation.primes(self, base))
            elif token.is_sign("^"):
                if powered:
                    raise LatexError(
                        "not-understood", "two exponents stand one behind the other", token.span, "write brackets or braces"
                    )
                if self.at_degree():
                    base = self.with_unit(base, ConstantName.DEGREE)
                    continue
                if (primed := notation.order(self, base)) is not None:
                    base = calls.named(self, primed)
                    continue
                self.advance()
                base = Power(base, self.script(), span=self.since(start))
                powered = True
            elif token.is_sign("!"):
                self.advance()
                if isinstance(base, Factorial):
                    help = "write (n!)! for the factorial of a factorial"
                    raise LatexError("not-understood", "a double factorial is not known here", self.since(start), help)
                base = Factorial(base, span=self.since(start))
                powered = False
            elif token.is_command(r"\%"):
                base = self.with_unit(base, ConstantName.PERCENT)
            elif token.is_sign("_"):
                base = evaluation.subscript(self, base)
            else:
                return base

    def at_degree(self) -> bool:
        r"""Whether `^\circ` or `^{\circ}` stands here."""
        return self.ahead().is_command(r"\circ") or (
            self.ahead().kind is TokenKind.BRACE
            and self.ahead(2).is_command(r"\circ")
            and self.ahead(3).kind is TokenKind.UNBRACE
        )

    def with_unit(self, base: Expression, unit: ConstantName) -> Expression:
        r"""`90^\circ` and `50\%`: so many times the unit. Raises LatexError for degrees of a temperature."""
        start = self.token.span.start
        if unit is ConstantName.DEGREE:
            self.index += 3 if self.ahead().kind is TokenKind.BRACE else 1
        self.advance()
        after = self.token
        if unit is ConstantName.DEGREE and after.text in ("C", "F", r"\mathrm{C}", r"\mathrm{F}"):
            raise LatexError("not-understood", "degrees of a temperature are not understood", self.since(start))
        return Product((base, Constant(unit, span=self.since(start))), (Times.IMPLICIT,), span=self.since(_start(base)))

    def script(self) -> Expression:
        """An exponent, as TeX takes it: braces, or one token."""
        token = self.token
        if token.kind is TokenKind.NUMBER and len(token.text) > 1:
            raise LatexError(
                "not-understood", "TeX takes only the first digit here", token.span, f"write braces around it: {{{token.text}}}"
            )
        if token.is_sign("-", "+"):
            raise LatexError("not-understood", "TeX takes only the sign here", token.span, "write braces around the exponent")
        return self.argument()

    def argument(self) -> Expression:
        r"""An argument of a command: braces, or one token, of a number the first digit (`\frac12`).

        Raises LatexError for a bare number with a point or with thousands, and where a macro begins of which only a part would
        be the argument: TeX takes all of it, and KaTeX does not.
        """
        token = self.token
        begins_macro = token.expanded and (self.index == 0 or self.tokens[self.index - 1].span != token.span)
        found = self._argument(token, begins_macro)
        if begins_macro and self.token.span == token.span:
            raise _in_part(token)
        return found

    def _argument(self, token: Token, begins_macro: bool) -> Expression:
        if token.kind is TokenKind.BRACE:
            return atoms.braces(self)
        if token.kind is TokenKind.NUMBER:
            length = token.span.end - token.span.start
            if len(token.text) > 1 and (
                begins_macro or not token.text.isdigit() or not (token.expanded or length == len(token.text))
            ):
                raise _in_part(token)
            if len(token.text) > 1:
                self.tokens[self.index] = token.without_first_digit()
            else:
                self.advance()
            return Number(token.text[0], span=Span(token.span.start, min(token.span.start + 1, token.span.end)))
        if token.kind is TokenKind.LETTER:
            return atoms.letter_or_constant(self.within([self.advance()]))
        if token.kind is TokenKind.COMMAND and token.text in _ATOMS:
            return _ATOMS[token.text](self)
        raise self.unexpected("an argument is missing here" if token.kind is TokenKind.STOP else "")

    # ------------------------------------------------------------------------------------------ names

    def is_function(self, name: str) -> bool:
        """Whether `name` is known, or by custom taken, to be a function."""
        return self.names.is_function(name) or name in self.used.declared or calls.is_customary(self, name)

    def takes_orders(self, head: str, following: int) -> bool:
        """Whether `head^{(n)}` is a derivative: of a function, of a defined name, or where arguments follow."""
        if self.names.is_known(head):
            return True
        after = self.tokens[min(following, len(self.tokens) - 1)]
        return self.is_function(head) or (
            after.kind is TokenKind.OPEN and after.text == "(" and head not in self.used.bare and head.islower()
        )


def _in_part(token: Token) -> LatexError:
    message = "only a part of this would be taken here"
    return LatexError("not-understood", message, token.span, "write braces around what belongs together")


def _start(node: Expression) -> int:
    return node.span.start if node.span else 0


def _join(factors: Sequence[Expression], signs: Sequence[Times], span: Span) -> Expression:
    return factors[0] if len(factors) == 1 else Product(tuple(factors), tuple(signs), span=span)


def _name(parser: Parser) -> Expression:
    return calls.named(parser, naming.read_name(parser))


_ATOMS: Mapping[str, Callable[[Parser], Expression]] = MappingProxyType(
    {
        **dict.fromkeys((r"\frac", r"\dfrac", r"\tfrac", r"\cfrac"), notation.fraction),
        **dict.fromkeys((r"\binom", r"\dbinom", r"\tbinom"), atoms.binomial),
        **dict.fromkeys(commands.FONTS | commands.ACCENTS, _name),
        **dict.fromkeys(commands.ELLIPSES, atoms.ellipsis),
        **dict.fromkeys(commands.DOTS, notation.dotted),
        **dict.fromkeys((r"\cancel", r"\bcancel", r"\xcancel", r"\boxed", r"\fbox"), atoms.decorated),
        **dict.fromkeys((r"\underbrace", r"\overbrace"), atoms.labelled),
        **dict.fromkeys((r"\square", r"\Box"), atoms.blank),
        r"\sqrt": atoms.root,
        r"\pi": atoms.constant,
        r"\infty": atoms.constant,
        r"\lim": notation.limit,
        r"\underset": notation.underset,
        r"\mathop": atoms.decorated,
        r"\det": calls.determinant,
        r"\sum": notation.series,
        r"\prod": notation.series,
        r"\int": notation.integral,
        r"\nabla": notation.gradient,
        r"\partial": notation.slash_derivative,
    }
)


def _as_product(term: Expression, terms: Sequence[Expression]) -> Expression:
    """`dx` beside terms in x without a differential, as in `ax^3 + bx^2 + cx + dx`: d times x, where c or d is a letter too."""
    alone = term.operand if isinstance(term, Negation) else term
    if not isinstance(alone, Differential):
        return term
    others = [other for other in terms if other is not term]
    letter = alone.variable
    if any(isinstance(n, Differential) for other in others for n in descendants(other)):
        return term
    if not any(letter.name in symbols(other) for other in others):
        return term
    factor = Symbol("d", span=letter.span)
    product = Product((factor, letter), (Times.IMPLICIT,), span=alone.span)
    return Negation(product, span=term.span) if isinstance(term, Negation) else product
