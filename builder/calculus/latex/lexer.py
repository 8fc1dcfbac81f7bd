r"""LaTeX text to tokens, every one with its span. Knows which commands are read (`commands.py`), and no grammar.

Nothing is dropped silently: what cannot be read becomes a token of kind `FAULT`. Macros of the author are expanded here, within
limits; tokens that come from a macro have the span of its use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from itertools import chain
from types import MappingProxyType

from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET
from builder.calculus.expression.functions import BY_LETTERS, BY_SPELLING, ELSEWHERE, function_within
from builder.calculus.latex import commands
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.tokens import Edge, Token, TokenKind
from builder.source import Span

LONGEST = 20_000  # characters of one formula, and of what its macros expand to
_DEEPEST_MACRO = 20

_NUMBER = re.compile(r"\d{1,3}(?:(?:\{,\}|\\,|,)\d{3}(?!\d))+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_REPEATING = (
    r"(\d+)\.(\d*)\\(?:(?:overline|bar)(?:\s*\{\s*(\d+)\s*\}|\s*(\d)(?!\d))|"
    r"dot\s*(?:\{\s*(\d)\s*\}|(\d))(?:(\d*)\\dot\s*(?:\{\s*(\d)\s*\}|(\d)))?(?![\d\\]))"
)
_GOES_ON = (r"\overline", r"\bar", r"\dot", r"\ldots", r"\cdots", r".\overline", r".\bar", r".\dot", "...")
_GOING_ON = r"(\d+)\.((\d{1,3}?)\3{2,})\s*(?:\\(?:[lc]?dots|dotsc)(?![A-Za-z])|\.\.\.)"
_GROUPED_DECIMALS = re.compile(r"\d+\.\d{3}(?:\\,\d{3})*(?:\\,\d{1,3})(?!\d)")
_WITH_COMMA = re.compile(r"\d+\{,\}\d+")
_DECIMAL_COMMA = r"(?<![\d}])(?:0+\{,\}\d|\d+\{,\}(?:\d{1,2}|\d{4,})(?!\d))"
"""A comma that parts no thousands: `0{,}125`, `2{,}5`. Then every comma in braces of the formula is a decimal one."""
_THOUSANDS = re.compile(r"\{,\}|\\,|,")
_COMMAND = re.compile(r"\\(?:[a-zA-Z]+\*?|.)", re.DOTALL)
_IN_WORDS = r"(?s)(?<!\\)(?:\$([^$]*?[^$\\])\$|\\\((.*?)\\\))"
_RELATION = r"[=<>]|\\(?:approx|le|ge|leq|geq|ne|neq|equiv|leqslant|geqslant|in)(?![A-Za-z])"
_SIGN_BEHIND = r"\s*(?:&\s*)?(?:[-+*/^_=<>!']|\\(?:approx|le|ge|leq|geq|ne|neq|equiv|cdot|times|to)(?![A-Za-z]))"
_WORD = re.compile(r"[a-zA-Z]+")
_COMPARED = re.compile(r"\s*[=<>]")
_LENGTH = r"\s*(-?)\s*(\d+\.?\d*|\.\d+)\s*(em|ex|pt|in|cm|mm|mu|pc|bp)\s*"
_POINTS = {"em": 10.0, "ex": 4.3, "pt": 1.0, "in": 72.3, "cm": 28.5, "mm": 2.85, "mu": 0.56, "pc": 12.0, "bp": 1.004}
_WIDE_POINTS = 8.0
"""From how many points on a space parts what stands beside it, as `\\quad` does, which has 10; `\\;` has 3."""
_BLANK = re.compile(r"(?:\\_)+|_{2,}")
_NAMES_OF_FUNCTIONS = frozenset({"Re", "Im", "tr", "Tr", "trace", "rank", "rk"})
"""Names of functions that are often written as text: `\\text{Re}(z)`."""
_OPENS = r"(?:\\(?:left|[bB]igg?l?)\s*)?\("
_CONNECTIVES = frozenset(
    "and as at because but by for from hence if iff in is let of on or otherwise since so that then therefore thus to we when"
    " where with".split()
)
"""Words that stand before a bracket and name nothing."""
_STARRED = frozenset({r"\operatorname*", r"\hspace*", r"\vspace*", r"\tag*"})
_EDGES = MappingProxyType(
    {
        "left": Edge.LEFT,
        "right": Edge.RIGHT,
        "middle": Edge.MIDDLE,
        "sized": Edge.SIZED,
        "left size": Edge.SIZED,
        "right size": Edge.SIZED,
    }
)


def tokenize(text: str, macros: Mapping[str, str] = MappingProxyType({})) -> list[Token]:
    """The tokens of `text`, the last of which is a `STOP`.

    Raises a LatexError `too-large` for a text that passes the limits; every other fault is a token.
    """
    if len(text) > LONGEST:
        raise LatexError("too-large", f"this formula has {len(text):,} characters; {LONGEST:,} are read", Span(0, len(text)))
    lexer = _Lexer(text, macros)
    lexer.run()
    lexer.tokens.append(Token(TokenKind.STOP, "", Span(len(text), len(text))))
    return _with_transposes_apart(lexer.tokens) if re.search(_LAYER_TRANSPOSED, text) else lexer.tokens


_LAYER_TRANSPOSED = r"\^ *\{ *[(\[][^()\[\]{}]*[)\]] *(?:T|\\top|\\intercal|\\mathsf|\\mathrm)"
_MOST_IN_LAYER = 3  # l + 1


def _with_transposes_apart(tokens: list[Token]) -> list[Token]:
    r"""Superscripts that name a layer and tell a transpose, `W^{(2)\top}`, as two: `W^{(2)}^{\top}`."""
    found: list[Token] = []
    for place, token in enumerate(tokens):
        found.append(token)
        if token.kind is not TokenKind.CLOSE or token.text not in ("(", "["):
            continue
        start = next(
            (at for at in range(place - 1, max(place - _MOST_IN_LAYER, 0) - 2, -1) if tokens[at].kind is TokenKind.OPEN), 0
        )
        if start < 3 or start == place - 1 or tokens[start - 1].kind is not TokenKind.BRACE or not tokens[start - 2].is_sign("^"):
            continue
        sign = tokens[place + 1]
        before = tokens[start - 3].kind
        is_name = before in (TokenKind.LETTER, TokenKind.UNBRACE) or (
            before is TokenKind.NUMBER and tokens[start - 4].is_sign("_")
        )
        if is_name and sign.text in ("T", r"\top", r"\intercal", r"\mathsf", r"\mathrm"):
            brace = tokens[start - 1]
            found += [replace(brace, kind=TokenKind.UNBRACE, text="}"), tokens[start - 2], brace]
    return found


class _Lexer:
    """A scan over one text; for the replacement of a macro, another one is started with `within` set to the macro's use."""

    def __init__(self, text: str, macros: Mapping[str, str], within: Span | None = None, depth: int = 0) -> None:
        self.text = text
        self.macros = macros
        self.within = within
        self.depth = depth
        self.position = 0
        self.tokens: list[Token] = []
        self.spaced = False
        self.narrower = 0
        self.expanded = 0
        self.brackets = 0
        self.braces = 0
        self.decimal_comma = "{,}" in text and re.search(_DECIMAL_COMMA, text) is not None

    # ------------------------------------------------------------------------------------------ what a token is made with

    def span(self, start: int, end: int | None = None) -> Span:
        """The span of a stretch of this text, or of the macro that it comes from."""
        return self.within or Span(start, self.position if end is None else end)

    def add(self, kind: TokenKind, text: str, start: int, edge: Edge = Edge.NONE) -> None:
        expanded = self.within is not None
        self.tokens.append(Token(kind, text, self.span(start), self.spaced, edge, expanded=expanded))
        self.spaced = False
        self.narrower = 0

    def fault(self, message: str, start: int, help: str = "", code: str = "not-understood") -> None:
        error = LatexError(code, message, self.span(start), help)
        self.tokens.append(Token(TokenKind.FAULT, self.text[start : self.position], self.span(start), self.spaced, fault=error))
        self.spaced = False

    # ------------------------------------------------------------------------------------------ the scan

    def run(self, end: int | None = None) -> None:
        text, end = self.text, len(self.text) if end is None else end
        while self.position < end:
            character = text[self.position]
            if character.isspace() and character not in commands.CHARACTERS:
                self.position += 1
            elif character == "%":
                line_end = text.find("\n", self.position)
                self.position = len(text) if line_end < 0 else line_end + 1
            elif character == "\\":
                self.command()
            elif character.isascii() and (
                character.isdigit() or (character == "." and text[self.position + 1 : self.position + 2].isdigit())
            ):
                self.number()
            elif character.isascii() and character.isalpha():
                self.letters()
            else:
                self.character(character)

    def repeating(self, end: int, whole: str, once: str, after: str) -> None:
        r"""`0.1\overline{6}`, `0.1\dot{6}`: the fraction that it is, (16 - 1) / 90. The first and the last digit have dots. Where
        all decimals are repeated, three times or more, no other number is meant: `0.333\ldots`."""
        start = self.position
        self.position = end
        before = whole + once
        if len(before) + len(after) > DEFAULT_BUDGET.digits:
            self.fault(f"this number has more than {DEFAULT_BUDGET.digits:,} digits", start, code="too-large")
            return
        self.add(TokenKind.COMMAND, r"\frac", start)
        for part in (int(before + after) - int(before), 10 ** len(once) * (10 ** len(after) - 1)):
            self.add(TokenKind.BRACE, "{", start)
            self.add(TokenKind.NUMBER, str(part), start)
            self.add(TokenKind.UNBRACE, "}", start)

    def number(self) -> None:
        start = self.position
        plain = _NUMBER.match(self.text, start)
        assert plain is not None
        if self.text.startswith(_GOES_ON, plain.end()) and "." in self.text[start : plain.end() + 1]:
            if (repeating := re.compile(_REPEATING).match(self.text, start)) is not None:
                digits = "".join(each for each in repeating.groups()[2:] if each)
                self.repeating(repeating.end(), repeating[1], repeating[2], digits)
                return
            if (going_on := re.compile(_GOING_ON).match(self.text, start)) is not None:
                self.repeating(going_on.end(), going_on[1], "", going_on[3])
                return
        decimal = _WITH_COMMA.match(self.text, start) if self.decimal_comma else _GROUPED_DECIMALS.match(self.text, start)
        literal = (decimal or plain).group()
        if "," in literal.replace("{,}", "").replace("\\,", "") and self.brackets:
            literal = re.match(r"\d+", literal).group()  # type: ignore[union-attr]  # in brackets a comma parts arguments
        self.position = start + len(literal)
        digits = literal.replace("{,}", ".") if decimal and self.decimal_comma else _THOUSANDS.sub("", literal)
        if len(digits) > DEFAULT_BUDGET.digits:
            self.fault(f"this number has {len(digits):,} digits; {DEFAULT_BUDGET.digits:,} are read", start, code="too-large")
            return
        self.add(TokenKind.NUMBER, "0" + digits if digits.startswith(".") else digits, start)

    def letters(self) -> None:
        start = self.position
        match = _WORD.match(self.text, start)
        assert match is not None
        word = match.group()
        follows = self.text[match.end() : match.end() + 1]
        # TeX takes one letter alone for a subscript: `y_klog(p)` ends in a logarithm.
        after_letter = start > 0 and self.text[start - 1].isalpha() and self.text[max(0, start - 2)] != "_"
        if (
            word in BY_LETTERS
            and not after_letter
            and not (word == "ln" and _COMPARED.match(self.text, match.end()))  # the product of l and n
            and (follows in ("", "(", "^", "\\", "{", "[", "_") or follows.isspace() or follows.isdigit())
        ):
            self.position = match.end()
            self.add(TokenKind.FUNCTION, BY_LETTERS[word], start)
            return
        inside = None if after_letter else function_within(word, follows)
        for at in range(start, start + inside.start if inside else start + 1):
            self.position = at + 1
            self.add(TokenKind.LETTER, self.text[at], at)
        if inside:
            self.position = start + inside.stop
            self.add(TokenKind.FUNCTION, BY_LETTERS[word[inside]], start + inside.start)

    def character(self, character: str) -> None:
        start = self.position
        blank = _BLANK.match(self.text, start)
        if blank:
            self.position = blank.end()
            self.add(TokenKind.COMMAND, r"\square", start)
            return
        self.position += 1
        if character in "([":
            self.brackets += 1
            self.add(TokenKind.OPEN, character, start)
        elif character in ")]":
            self.brackets = max(0, self.brackets - 1)
            self.add(TokenKind.CLOSE, commands.CLOSING[character], start)
        elif character == "{":
            self.braces += 1
            self.add(TokenKind.BRACE, "{", start)
        elif character == "}":
            self.braces = max(0, self.braces - 1)
            self.add(TokenKind.UNBRACE, "}", start)
        elif character == "&":
            self.add(TokenKind.CELL, "&", start)
        elif character == "|":
            self.add(TokenKind.BAR, "|", start)
        elif character == "~":
            self.spaced = True
        elif character == ":" and self.text[self.position : self.position + 1] == "=":
            self.position += 1
            self.add(TokenKind.RELATION, ":=", start)
        elif (typed := _TYPED.get(self.text[start : start + 2])) is not None and (character != "!" or self.is_spaced(start)):
            self.position += 1
            if typed in commands.ARROWS:
                self.add(TokenKind.ARROW, commands.ARROWS[typed], start)
            else:
                self.add(TokenKind.RELATION, commands.RELATIONS[typed].value, start)
        elif character in "=<>":
            self.add(TokenKind.RELATION, commands.RELATIONS[character].value, start)
        elif character in "+-*/^_'!,;.:?":
            self.add(TokenKind.SIGN, character, start)
        elif character == "`":
            self.fault("a backquote has no meaning in mathematics", start)
        elif character in commands.CHARACTERS:
            self.insert(commands.CHARACTERS[character], start)
        else:
            self.strange(character, start)

    def is_spaced(self, start: int) -> bool:
        """Whether a space stands before this place: in `x != y`, and not in `n!=6`."""
        return start > 0 and self.text[start - 1].isspace()

    def strange(self, character: str, start: int) -> None:
        """A character that is not read: say which one it is, and what it looks like."""
        name = f"U+{ord(character):04X} {unicodedata.name(character, 'without a name').lower()}"
        if character in commands.LOOK_ALIKES:
            self.fault(
                f"this is {name}, which looks like the letter {commands.LOOK_ALIKES[character]}",
                start,
                f"write {commands.LOOK_ALIKES[character]}",
                "confusable-character",
            )
            return
        plain = unicodedata.normalize("NFKC", character)
        if plain != character and plain.isascii() and plain.isalnum():
            self.fault(f"this is {name}, which looks like {plain}", start, f"write {plain}", "confusable-character")
        elif unicodedata.category(character).startswith("C"):
            self.fault(f"this is {name}, which cannot be seen", start, "take it out", "confusable-character")
        else:
            self.fault(f"{name} is not read in mathematics", start)

    # ------------------------------------------------------------------------------------------ commands

    def command(self) -> None:
        start = self.position
        blank = _BLANK.match(self.text, start)
        if blank:
            self.position = blank.end()
            self.add(TokenKind.COMMAND, r"\square", start)
            return
        match = _COMMAND.match(self.text, start)
        name = match.group() if match else "\\"
        if name.endswith("*") and name not in _STARRED:
            name = name[:-1]
        self.position = start + len(name)
        if name[1:].isspace():
            name = r"\ "
        if name in self.macros or (name in commands.COMMON_MACROS and name not in commands.GRAMMAR):
            self.macro(name, start)
        elif name in commands.LETTERS:
            self.add(TokenKind.LETTER, commands.LETTERS[name], start)
        elif name[1:] in BY_SPELLING:
            self.add(TokenKind.FUNCTION, BY_SPELLING[name[1:]], start)
        elif name in commands.RELATIONS:
            self.add(TokenKind.RELATION, commands.RELATIONS[name].value, start)
        elif name in commands.ARROWS:
            self.add(TokenKind.ARROW, commands.ARROWS[name], start)
        elif name in commands.OPENING:
            self.brackets += 1
            self.add(TokenKind.OPEN, commands.OPENING[name], start)
        elif name in commands.CLOSING:
            self.brackets = max(0, self.brackets - 1)
            self.add(TokenKind.CLOSE, commands.CLOSING[name], start)
        elif name in commands.BARS:
            self.add(TokenKind.BAR, commands.BARS[name], start)
        elif name in commands.SIZES:
            self.delimiter(name, start)
        elif name in commands.SPACES:
            self.spaced = True
        elif name in commands.WIDE_SPACES:
            self.add(TokenKind.WIDE, name, start)
            self.spaced = True
        elif name in commands.IGNORED:
            pass
        elif name in _SPECIAL:
            _SPECIAL[name](self, name, start)
        elif name in _OF_PACKAGES:
            _OF_PACKAGES[name](self, name, start)
        elif name in commands.TEXTS:
            self.words(name, start)
        elif name in commands.IGNORED_WITH_ARGUMENT or name in (r"\tag*", r"\vspace*"):
            self.argument(name, start)
        elif name in commands.UPRIGHT:
            self.upright(name, start)
        elif name in commands.GRAMMAR:
            self.add(TokenKind.COMMAND, name, start)
        else:
            help = _probably(name) or "define it if it is a macro of yours; what hides or moves mathematics is not read"
            if name in commands.UNREAD:
                help = f"it belongs to {commands.UNREAD[name]}, which is not judged: what is said with it is passed over"
            self.fault(f"`{name}` is not understood", start, help)

    def negated(self, name: str, start: int) -> None:
        r"""`\not=`, which is `\ne`. Other signs that are struck out have no meaning here."""
        match = re.compile(r"\s*=").match(self.text, self.position)
        if match is None:
            self.fault(f"`{name}` is not understood", start, r"write \ne or \notin")
            return
        self.position = match.end()
        self.add(TokenKind.RELATION, commands.RELATIONS[r"\ne"].value, start)

    def prime(self, name: str, start: int) -> None:
        r"""`f\prime(x)`, of which TeX makes a large prime that is not raised: `f^\prime(x)` is meant."""
        before = self.tokens[-1] if self.tokens else None
        raised = before is not None and (before.is_sign("^") or before.kind is TokenKind.BRACE or before.is_command(name))
        self.add(TokenKind.COMMAND if raised else TokenKind.SIGN, name if raised else "'", start)

    def row(self, name: str, start: int) -> None:
        r"""`\\`, `\\*`, `\\[2pt]`, `\cr`."""
        if self.text[self.position : self.position + 1] == "*":
            self.position += 1
        match = re.compile(r"\s*\[\s*-?[\d.]+\s*[a-z\\]+\s*\]").match(self.text, self.position)
        if match:
            self.position = match.end()
        self.add(TokenKind.ROW, r"\\", start)

    def narrow(self, name: str, start: int) -> None:
        self.narrower += 1
        if self.narrower > commands.MOST_NARROWER:
            self.fault("so many negative spaces could slide one sign over another", start)

    def hspace(self, name: str, start: int) -> None:
        length = self.argument(name, start)
        if length is None:
            return
        match = re.fullmatch(_LENGTH, length)
        if match is None or match.group(1):
            self.fault("a negative space could slide one sign over another", start)
            return
        self.spaced = True
        if float(match.group(2)) * _POINTS[match.group(3)] >= _WIDE_POINTS:
            self.add(TokenKind.WIDE, name, start)

    def colour(self, name: str, start: int) -> None:
        r"""`\color{red}` and the colour of `\textcolor{red}{…}`: the colour is checked, what it colours is read as it is."""
        colour = self.argument(name, start)
        if colour is not None and colour.strip().lower() not in commands.COLOURS:
            self.fault(
                f"the colour `{colour.strip()}` could hide what is judged", start, "use a colour such as red, blue or green"
            )

    def environment(self, name: str, start: int) -> None:
        environment = self.argument(name, start)
        if environment is None:
            return
        begins = name == r"\begin"
        if begins and environment in ("array", "alignat", "alignat*", "alignedat", "tabular", "subarray"):
            match = re.compile(r"\s*\[[tbc]\]").match(self.text, self.position)
            if match:
                self.position = match.end()
            self.argument(name, start)
        elif begins and environment in ("aligned", "gathered", "split"):
            match = re.compile(r"\s*\[[tbc]\]").match(self.text, self.position)
            if match:
                self.position = match.end()
        self.add(TokenKind.BEGIN if begins else TokenKind.END, environment.strip(), start)

    def delimiter(self, name: str, start: int) -> None:
        r"""`\left(`, `\big|`, `\right.`, …: a delimiter that remembers what stood before it."""
        edge = _EDGES[commands.SIZES[name]]
        rest = re.compile(r"\s*(\\(?:[a-zA-Z]+|.)|.)", re.DOTALL).match(self.text, self.position)
        sign = rest.group(1) if rest else ""
        if rest:
            self.position = rest.end()
        if sign in commands.OPENING:
            self.brackets += 1
            self.add(TokenKind.OPEN, commands.OPENING[sign], start, edge)
        elif sign in commands.CLOSING:
            self.brackets = max(0, self.brackets - 1)
            self.add(TokenKind.CLOSE, commands.CLOSING[sign], start, edge)
        elif sign in commands.BARS:
            self.add(TokenKind.BAR, commands.BARS[sign], start, edge)
        elif sign == "." and edge in (Edge.LEFT, Edge.RIGHT):
            self.add(TokenKind.OPEN if edge is Edge.LEFT else TokenKind.CLOSE, ".", start, edge)
        elif sign == "<" and edge is Edge.LEFT:
            self.add(TokenKind.OPEN, r"\langle", start, edge)
        elif sign == ">" and edge is Edge.RIGHT:
            self.add(TokenKind.CLOSE, r"\langle", start, edge)
        elif sign == "/" and edge is Edge.SIZED:
            self.add(TokenKind.SIGN, "/", start)
        else:
            self.fault(f"`{name}` needs a bracket after it", start)

    def operator(self, name: str, start: int) -> None:
        r"""`\mathop{\lim}` is the operator; around anything else it is a decoration."""
        match = re.compile(r"\s*\{\s*\\(lim|sum|prod|int|max|min)\s*\}").match(self.text, self.position)
        if match:
            self.position = match.end()
            self.insert(rf"\{match.group(1)} ", start)
        elif re.compile(r"\s*\{\s*(?:\\(?:mathrm|rm|text)\s*)?\{?\s*lim\s*\}?\s*\}").match(self.text, self.position):
            self.argument(name, start)
            self.add(TokenKind.COMMAND, r"\lim", start)
        else:
            self.add(TokenKind.COMMAND, name, start)

    def rule(self, name: str, start: int) -> None:
        r"""`\rule{0pt}{3ex}` makes room and shows nothing; a rule that shows is not read."""
        match = re.compile(r"(?:\[[^\]]*\])?\s*\{\s*0(?:\.0*)?\s*[a-z]+\s*\}\s*\{[^{}]*\}").match(self.text, self.position)
        if match is None:
            self.fault(f"`{name}` is not understood", start, "only a rule without width, which makes room, is read")
        else:
            self.position = match.end()

    def fill_in(self, name: str, start: int) -> None:
        r"""`\blank{5}` is a box with its answer in it, `\blank` a place to fill in."""
        self.option()
        if self.text[self.position : self.position + 1] != "{":
            self.add(TokenKind.COMMAND, r"\square", start)
        elif (content := self.argument(name, start)) is not None:
            self.insert(rf"\boxed{{{content}}}" if content.strip() else r"\square ", start)

    def quantity(self, name: str, start: int) -> None:
        r"""`\qty(x + 1)` of the package physics: brackets that grow. `\qty{3}{m}` of siunitx is a number with its unit."""
        match = re.compile(r"\s*([(\[|])").match(self.text, self.position)
        if match:
            return
        first = self.argument(name, start)
        if first is None:
            return
        if self.text[self.position : self.position + 1] == "{":
            unit = self.argument(name, start)
            if unit is not None:
                self.insert(rf"{first}\ \mathrm{{{unit}}}" if unit.isalpha() else rf"{first}\ \text{{{unit}}}", start)
        else:
            self.insert(rf"\left\{{{first}\right\}}", start)

    def upright_d(self, name: str, start: int) -> None:
        r"""`\dd x` and `\dd{x}` are dx; `\dd[f]{x}` is df/dx."""
        above = self.option()
        if above is None:
            match = re.compile(r"\s*\{\s*(\\?[a-zA-Z]+)\s*\}").match(self.text, self.position)
            self.add(TokenKind.LETTER, "d", start)
            if match:
                self.position = match.end()
                self.insert(match.group(1) + " ", start)
        elif (below := self.argument(name, start)) is not None:
            self.insert(rf"\frac{{d {above}}}{{d {below}}}", start)

    def physics_derivative(self, name: str, start: int) -> None:
        r"""`\dv{x}`, `\dv{y}{x}`, `\dv[2]{y}{x}` and `\pdv{f}{x}{y}` of the package physics."""
        d = "d" if name == r"\dv" else r"\partial"
        order = self.option()
        groups: list[str] = []
        while len(groups) < (2 if name == r"\dv" else 3) and (not groups or self.text[self.position : self.position + 1] == "{"):
            group = self.argument(name, start)
            if group is None:
                return
            groups.append(group)
        above, *below = groups if len(groups) > 1 else ["", *groups]
        raised = f"^{{{order}}}" if order else ""
        if len(below) > 1:
            self.insert(rf"\frac{{\partial^2 {above}}}{{\partial {below[0]} \partial {below[1]}}}", start)
        else:
            self.insert(rf"\frac{{{d}{raised} {above}}}{{{d} {below[0]}{raised}}}", start)

    def bare(self, name: str, start: int) -> None:
        r"""`\mathrel{=}`, `\ensuremath{x}`: what they hold, with the spaces of another kind of sign around it."""
        if (content := self.argument(name, start)) is not None:
            self.insert(content, start)

    def for_all(self, name: str, start: int) -> None:
        r"""`\forall x` is said in words."""
        self.add(TokenKind.WORDS, "for all", start)

    def skipped_option(self, name: str, start: int) -> None:
        r"""`\displaybreak[1]`."""
        self.option()

    def option(self) -> str | None:
        """What stands in square brackets behind a command; None without any."""
        match = re.compile(r"\s*\[([^\[\]{}]*)\]").match(self.text, self.position)
        if match is None:
            return None
        self.position = match.end()
        return match.group(1)

    def words(self, name: str, start: int) -> None:
        if self.tokens and self.tokens[-1].is_sign("_", "^"):
            self.script_of_words(name, start)
            return
        content = self.argument(name, start)
        if content is not None:
            between = name in commands.BETWEEN_ROWS
            if between:
                self.add(TokenKind.ROW, r"\\", start)
            if ("$" in content or "\\(" in content) and self.stand_alone():
                self.words_with_relations(content, start)
            elif content.strip() in _NAMES_OF_FUNCTIONS and self.is_applied():
                self.add(TokenKind.LETTER, rf"\operatorname{{{content.strip()}}}", start)
            elif self.has_argument() and not self.is_unit() and self.known(content.strip(), start):
                pass
            elif self.names_function(content):
                self.add(TokenKind.LETTER, rf"\text{{{content}}}", start)
            elif content.strip():
                self.add(TokenKind.WORDS, content.strip(), start)
            if between:
                self.add(TokenKind.ROW, r"\\", start)
            self.spaced = True

    def script_of_words(self, name: str, start: int) -> None:
        r"""`_\text{old}`, without braces around it: words that part no formulas."""
        content = self.argument(name, start)
        if content is not None:
            self.add(TokenKind.BRACE, "{", start)
            self.said(content, start)
            self.add(TokenKind.UNBRACE, "}", start)

    def is_applied(self) -> bool:
        """Whether a bracket stands here, or a capital letter or a command, as behind the name of a trace."""
        behind = self.text[self.position : self.position + 2].lstrip()
        return behind.startswith(("(", "[", "\\")) or behind[:1].isupper()

    def is_unit(self) -> bool:
        r"""Whether a number stands before this place: `5\,\text{sec}`."""
        return bool(self.tokens) and self.tokens[-1].kind is TokenKind.NUMBER

    def has_argument(self) -> bool:
        r"""Whether a bracket stands here, or a capital letter: `\text{det}(A)`, `\text{det} A`."""
        return re.compile(rf"\s*(?:{_OPENS}|[A-Z](?![A-Za-z]))").match(self.text, self.position) is not None

    def names_function(self, content: str) -> bool:
        r"""Whether a word is the name of a function, its bracket or its prime directly behind it: `\text{ReLU}'(z)`."""
        if not re.fullmatch(r"[A-Za-z]{2,}", content) or content.lower() in _CONNECTIVES or self.is_unit():
            return False
        return re.compile(rf"'*{_OPENS}").match(self.text, self.position) is not None

    def stand_alone(self) -> bool:
        """Whether the words that were just read are a text beside formulas, and no part of one: no name, no index."""
        before = self.tokens[-1] if self.tokens else None
        if self.braces or self.brackets or (before is not None and before.kind in (TokenKind.RELATION, TokenKind.SIGN)):
            return before is not None and before.is_sign(",", ";", ".", ":") and not self.braces and not self.brackets
        return re.compile(_SIGN_BEHIND).match(self.text, self.position) is None

    def words_with_relations(self, content: str, start: int) -> None:
        r"""`\text{for $x > 0$}`: the words, and the relations among them. Other formulas among words are words."""
        end = self.position
        at = begin = end - len(content) - (self.text[end - 1] == "}")
        for found in re.finditer(_IN_WORDS, content):
            inner = 1 if found[1] is not None else 2
            if re.search(_RELATION, found[inner]) is None:
                continue
            self.said(self.text[at : begin + found.start()], start)
            first = len(self.tokens)
            self.position = begin + found.start(inner)
            self.run(begin + found.end(inner))
            self.tokens[first:] = [replace(token, beside=True) for token in self.tokens[first:]]
            at = self.position = begin + found.end()
            self.add(TokenKind.WIDE, r"\quad", start)
        self.position = end
        self.said(self.text[at : begin + len(content)], start)

    def said(self, words: str, start: int) -> None:
        """Add words, if there are any."""
        if words.strip():
            self.add(TokenKind.WORDS, words.strip(), start)

    def upright(self, name: str, start: int) -> None:
        r"""`\mathrm{d}`, `\operatorname{sech}`: upright letters are a function, the d of a derivative, e, or a name."""
        content = self.argument(name, start)
        if content is None:
            return
        word = content.strip().strip("{}")
        if self.known(word, start):
            pass
        elif word in ("d", "e"):
            self.add(TokenKind.LETTER, word, start)
        elif re.fullmatch(r"d[a-zA-Z]", word):
            self.add(TokenKind.LETTER, "d", start)
            self.add(TokenKind.LETTER, word[1], start)
        elif re.fullmatch(r"[a-zA-Z]+(?:/[a-zA-Z]+(?:\^\d)?)+", word):
            self.add(TokenKind.WORDS, word, start)
        elif re.fullmatch(r"[a-zA-Z0-9 ]+", word):
            operator = name.startswith(r"\operatorname")
            self.add(TokenKind.LETTER, rf"\operatorname{{{word}}}" if operator else rf"\mathrm{{{word}}}", start)
        else:
            self.fault(f"`{name}` is read around letters only", start)

    def known(self, word: str, start: int) -> bool:
        """Add the function or the operator that a word names; whether it names one."""
        if word in BY_SPELLING:
            self.add(TokenKind.FUNCTION, BY_SPELLING[word], start)
        elif word in _OPERATORS:
            self.add(TokenKind.COMMAND, rf"\{word}", start)
        return word in BY_SPELLING or word in _OPERATORS

    # ------------------------------------------------------------------------------------------ arguments and macros

    def argument(self, name: str, start: int) -> str | None:
        """The text between the braces that follow, or the one character or command there; a fault, and None, without any."""
        text = self.text
        while self.position < len(text) and text[self.position].isspace():
            self.position += 1
        if self.position >= len(text):
            self.fault(f"`{name}` lacks its argument", start)
            return None
        if text[self.position] != "{":
            match = re.compile(r"\\(?:[a-zA-Z]+|.)|.", re.DOTALL).match(text, self.position)
            assert match is not None
            self.position = match.end()
            return match.group()
        level = 0
        position = self.position
        while position < len(text):
            character = text[position]
            if character == "\\":
                position += 2
                continue
            if character == "{":
                level += 1
            elif character == "}":
                level -= 1
                if level == 0:
                    content = text[self.position + 1 : position]
                    self.position = position + 1
                    return content
            position += 1
        self.position = len(text)
        self.fault(f"the brace after `{name}` is not closed", start)
        return None

    def macro(self, name: str, start: int) -> None:
        own = name in self.macros
        replacement = self.macros[name] if own else commands.COMMON_MACROS[name]
        if own and is_known(name):
            message = f"`{name}` has a meaning of its own and cannot be defined anew"
            self.fault(message, start, "take another name for the command", code="name-clash")
            return
        count = max((int(digit) for digit in re.findall(r"#([1-9])", replacement)), default=0)
        arguments = []
        for _ in range(count):
            argument = self.argument(name, start)
            if argument is None:
                return
            arguments.append(argument)
        self.insert(re.sub(r"#([1-9])", lambda match: arguments[int(match.group(1)) - 1], replacement), start)

    def insert(self, replacement: str, start: int) -> None:
        """Read `replacement` here, as if it stood in the text from `start` to the present position."""
        self.expanded += len(replacement)
        if self.depth >= _DEEPEST_MACRO or self.expanded > LONGEST:
            self.fault("macros expand to too much", start, code="too-large")
            return
        inner = _Lexer(replacement, self.macros, self.span(start), self.depth + 1)
        inner.spaced = self.spaced
        inner.expanded = self.expanded
        inner.brackets = self.brackets
        inner.run()
        self.tokens.extend(inner.tokens)
        self.spaced = inner.spaced
        self.expanded = inner.expanded
        self.brackets = inner.brackets


_OPERATORS = frozenset({"lim", "det"})
_TYPED: Mapping[str, str] = MappingProxyType({">=": r"\ge", "<=": r"\le", "!=": r"\ne", "->": r"\to", "=>": r"\implies"})
"""Signs as people type them."""

_OF_PACKAGES: Mapping[str, Callable[[_Lexer, str, int], None]] = MappingProxyType(
    {
        r"\blank": _Lexer.fill_in,
        r"\fillin": _Lexer.fill_in,
        r"\qty": _Lexer.quantity,
        r"\dd": _Lexer.upright_d,
        r"\dv": _Lexer.physics_derivative,
        r"\pdv": _Lexer.physics_derivative,
    }
)
"""Commands of well-known packages. An author's own definition goes first."""

_SPECIAL: Mapping[str, Callable[[_Lexer, str, int], None]] = MappingProxyType(
    {
        r"\mathop": _Lexer.operator,
        r"\rule": _Lexer.rule,
        r"\displaybreak": _Lexer.skipped_option,
        r"\forall": _Lexer.for_all,
        **dict.fromkeys(
            (r"\mathord", r"\mathopen", r"\mathclose", r"\mathrel", r"\mathbin", r"\mathpunct", r"\mathinner", r"\ensuremath"),
            _Lexer.bare,
        ),
        r"\not": _Lexer.negated,
        r"\prime": _Lexer.prime,
        "\\\\": _Lexer.row,
        r"\cr": _Lexer.row,
        r"\newline": _Lexer.row,
        r"\!": _Lexer.narrow,
        r"\hspace": _Lexer.hspace,
        r"\hspace*": _Lexer.hspace,
        r"\hskip": _Lexer.hspace,
        r"\color": _Lexer.colour,
        r"\textcolor": _Lexer.colour,
        r"\begin": _Lexer.environment,
        r"\end": _Lexer.environment,
    }
)


def is_known(name: str) -> bool:
    """Whether a command has a meaning already, so that no author may define it anew."""
    return (
        name in commands.LETTERS
        or name in commands.RELATIONS
        or name in commands.ARROWS
        or name in commands.OPENING
        or name in commands.CLOSING
        or name in commands.BARS
        or name in commands.SIZES
        or name in commands.SPACES
        or name in commands.WIDE_SPACES
        or name in commands.IGNORED
        or name in commands.TEXTS
        or name in commands.GRAMMAR
        or name in _SPECIAL
        or name[1:] in BY_SPELLING
    )


_SHORTEST_MISTYPED = 4
_READ = BY_SPELLING.keys() | {
    command[1:]
    for table in (commands.LETTERS, commands.RELATIONS, commands.ARROWS, commands.GRAMMAR, commands.SPACES, commands.TEXTS)
    for command in table
}


def _probably(name: str) -> str:
    """The command that a name of none probably stands for, as a help: a function of another language, or one slip of the keys."""
    word = name[1:]
    if word in ELSEWHERE:
        return f"did you mean {ELSEWHERE[word]}?"
    if len(word) < _SHORTEST_MISTYPED or not word.isascii() or not word.isalpha():
        return ""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    swapped = (before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1)
    shorter = (before + after[1:] for before, after in cuts if after)
    longer = (before + letter + after for before, after in cuts for letter in letters)
    other = (before + letter + after[1:] for before, after in cuts if after for letter in letters)
    near = next((one for one in chain(swapped, shorter, longer, other) if one in _READ), "")
    return rf"did you mean \{near}?" if near else ""
