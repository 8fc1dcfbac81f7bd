"""The tokens that a formula is made of. They know no grammar."""

from __future__ import annotations

from enum import Enum, auto

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.latex.errors import LatexError
from builder.source import Span


class TokenKind(Enum):
    """What a token is, for the grammar."""

    NUMBER = auto()  # digits, with a decimal point perhaps
    LETTER = auto()  # a letter, or a command that is one: `\alpha`, `\ell`
    FUNCTION = auto()  # a known function; `text` is its entry's name
    COMMAND = auto()  # `\frac`, `\sum`, … with its backslash
    SIGN = auto()  # `+ - * / ^ _ ' ! ,` and what else is one character
    RELATION = auto()  # `=`, `\le`, …; `text` is the value of a `Sign`
    ARROW = auto()  # `\implies`, `\iff`: between statements
    OPEN = auto()  # an opening delimiter: `( [ \{ \langle \lfloor …`
    CLOSE = auto()  # a closing one
    BAR = auto()  # `|` or `\|`
    BRACE = auto()  # `{`
    UNBRACE = auto()  # `}`
    CELL = auto()  # `&`
    ROW = auto()  # `\\`
    BEGIN = auto()  # `\begin{text}`
    END = auto()  # `\end{text}`
    WORDS = auto()  # `\text{…}`
    WIDE = auto()  # `\quad` and wider
    FAULT = auto()  # something that could not be read; `fault` says what
    STOP = auto()  # the end


class Edge(Enum):
    r"""What stood before a delimiter: nothing, `\left`, `\right`, `\middle` or a size such as `\big`."""

    NONE = auto()
    LEFT = auto()
    RIGHT = auto()
    MIDDLE = auto()
    SIZED = auto()


# What is asked of every token has a name of its own, here and where tokens are scanned: Python 3.11 takes ten times as long to
# find a member in its class.
_OPENING = (TokenKind.OPEN, TokenKind.BRACE, TokenKind.BEGIN)
_CLOSING = (TokenKind.CLOSE, TokenKind.UNBRACE, TokenKind.END)
_SIGN, _COMMAND, _BAR = TokenKind.SIGN, TokenKind.COMMAND, TokenKind.BAR


class Token(Struct, frozen=True):
    """A token, where it stands, and whether a visible space stands before it; `reason` is what is written above a sign.

    `expanded` tells that it comes from a macro, whose tokens all stand where the macro does; `beside`, that it stands among
    words, and says something beside what the formula says.
    """

    kind: TokenKind
    text: str
    span: Span
    spaced: bool = False
    edge: Edge = Edge.NONE
    fault: LatexError | None = None
    reason: str = ""
    expanded: bool = False
    beside: bool = False

    def is_sign(self, *texts: str) -> bool:
        """Whether this is one of these signs."""
        return self.kind is _SIGN and self.text in texts

    @property
    def opens(self) -> bool:
        r"""Whether something begins here that is closed further on: a bracket, a brace, an environment, `\left|`."""
        return self.kind in _OPENING or (self.kind is _BAR and self.edge is Edge.LEFT)

    @property
    def closes(self) -> bool:
        """Whether something ends here that was opened before."""
        return self.kind in _CLOSING or (self.kind is _BAR and self.edge is Edge.RIGHT)

    def is_command(self, *texts: str) -> bool:
        """Whether this is one of these commands."""
        return self.kind is _COMMAND and self.text in texts

    def without_first_digit(self) -> Token:
        """What is left of a number after TeX took its first digit as an argument."""
        return replace(self, text=self.text[1:], span=Span(min(self.span.start + 1, self.span.end), self.span.end), spaced=False)
