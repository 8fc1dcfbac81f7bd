r"""Where notation is ambiguous: what the parser may choose, and what it met. The likely reading is the default."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct, field


class Choice(Enum):
    r"""A habit of writing that is read in two ways; the value says what the unlikely one is."""

    SLASH = "`1/2x` is 1/(2x), and `a/bc` is (a/b)c"
    ARGUMENT = r"`\sin xy` is (sin x) y, and `\ln (u)(v)` is ln(uv)"
    SUM_ARGUMENT = r"`\sin (u + v)x` is sin((u + v)x)"
    FUNCTION_BRACKET = "`u(v + 1)`, where v is a function too, is u v + u"
    OPERATOR_FACTOR = r"`\frac{d}{dx} u v` is u' v"
    OPERATOR_BRACKET = r"`\frac{d}{dx} (u)(v)`, alone, is u' v, and `\frac{d}{dx} (u) v` is (u v)'"
    OPERATOR_SUM = r"`\frac{d}{dx} u + v` is (u + v)'"
    OPERATOR_PLACE = r"`\frac{d}{dx} \left. u \right|_{x = a}` is the derivative of a number"
    LIMIT_TERM = r"`\lim_{h \to 0} 2x + h` is (lim 2x) + h"
    SERIES_SUM = r"`\sum_n n + 1` is the sum of n + 1"


class Choices(Struct, frozen=True):
    """The choices that are taken the unlikely way, and a note of those that the text left open (filled while it is read)."""

    unlikely: frozenset[Choice] = frozenset()
    met: set[Choice] = field(default_factory=set)

    def unlikely_way(self, choice: Choice) -> bool:
        """Note that `choice` is open here; whether the unlikely way is to be taken."""
        self.met.add(choice)
        return choice in self.unlikely


ASKED_ABOUT = tuple(choice for choice in Choice if choice is not Choice.OPERATOR_FACTOR)
r"""The habits that excuse a claim. Who differentiates only the first factor of `\frac{d}{dx} u v` forgot the product rule."""
