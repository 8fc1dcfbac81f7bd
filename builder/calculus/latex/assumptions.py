r"""Assumptions in words: `n a positive integer`, `a, b constants`. Finds them in a text, and leaves the formulas.

The words may be typed as they are or in `\text{…}`, the letters with or without `$`.
"""

from __future__ import annotations

import re
from enum import Enum

from msgspec import Struct


class Phrase(Enum):
    """What words can say of a letter."""

    POSITIVE_INTEGER = "positive integer"
    NATURAL = "natural number"
    INTEGER_FROM_ZERO = "non-negative integer"
    INTEGER = "integer"
    NEGATIVE_INTEGER = "negative integer"
    NONZERO_INTEGER = "non-zero integer"
    CONSTANT = "constant"
    REAL = "real number"
    FUNCTION = "function"
    POSITIVE = "positive"
    NEGATIVE = "negative"
    NOT_NEGATIVE = "non-negative"
    NOT_ZERO = "non-zero"


class Said(Struct, frozen=True):
    """What a phrase says of some names."""

    names: tuple[str, ...]
    phrase: Phrase


_NAME = r"(?:\\[a-zA-Z]+|[a-zA-Z])(?:_(?:[a-zA-Z0-9]|\{[^{}]*\}))?"
_PHRASES: tuple[tuple[str, Phrase], ...] = (
    (r"positive\s+(?:integers?|whole\s+numbers?)", Phrase.POSITIVE_INTEGER),
    (r"natural(?:\s+numbers?)?", Phrase.NATURAL),
    (r"non-?negative\s+(?:integers?|whole\s+numbers?)", Phrase.INTEGER_FROM_ZERO),
    (r"negative\s+(?:integers?|whole\s+numbers?)", Phrase.NEGATIVE_INTEGER),
    (r"non-?zero\s+(?:integers?|whole\s+numbers?)", Phrase.NONZERO_INTEGER),
    (r"(?:integers?|whole(?:\s+numbers?)?)", Phrase.INTEGER),
    (r"(?:real\s+)?(?:constants?|parameters?)", Phrase.CONSTANT),
    (r"(?:positive|strictly\s+positive)(?:\s+(?:real\s+)?(?:numbers?|constants?|reals?))?", Phrase.POSITIVE),
    (r"negative(?:\s+(?:real\s+)?(?:numbers?|constants?|reals?))?", Phrase.NEGATIVE),
    (r"non-?negative(?:\s+(?:real\s+)?(?:numbers?|constants?|reals?))?", Phrase.NOT_NEGATIVE),
    (r"non-?zero(?:\s+(?:real\s+)?(?:numbers?|constants?|reals?))?", Phrase.NOT_ZERO),
    (r"(?:smooth\s+|differentiable\s+)*(?:functions?|differentiable)", Phrase.FUNCTION),
    (r"reals?(?:\s+numbers?)?", Phrase.REAL),
)
# As text: few formulas need it, and `re` compiles it then and remembers it.
_SAID = (
    rf"(?<![a-zA-Z\\])(?:let\s+)?(?P<names>{_NAME}(?:\s*(?:,|\band\b|,\s*and\b)\s*{_NAME})*)\s+(?:(?:is|are|be|being)\s+)?(?:(?:an?|any|some|the)\s+)?"
    + "(?:"
    + "|".join(f"(?P<p{number}>{pattern})" for number, (pattern, _) in enumerate(_PHRASES))
    + r")(?![a-zA-Z])"
)
_TEXT = re.compile(r"\\(?:text|mbox|textrm|textit|hbox)\s*\{([^{}]*)\}")
_SPACE = re.compile(r"\\(?:quad|qquad|,|;|:|!| )|~|\$")


def split_words(text: str) -> tuple[tuple[Said, ...], str]:
    """What `text` says in words, and `text` with those words blanked out, so that places in it stay what they were."""
    plain = _TEXT.sub(lambda match: match.group(1).rjust(len(match.group()) - 1).ljust(len(match.group())), text)
    plain = _SPACE.sub(lambda match: " " * len(match.group()), plain)
    said: list[Said] = []
    rest = list(_SPACE.sub(lambda match: match.group() if match.group() != "$" else " ", text))
    for match in re.finditer(_SAID, plain):
        names = tuple(re.findall(_NAME, re.sub(r"\band\b", ",", match.group("names"))))
        phrase = next(phrase for number, (_, phrase) in enumerate(_PHRASES) if match.group(f"p{number}"))
        said.append(Said(tuple(_canonical(name) for name in names), phrase))
        end = match.end()
        for _ in range(text.count("{", match.start(), end) - text.count("}", match.start(), end)):
            end = text.find("}", end) + 1 or end
        rest[match.start() : end] = " " * (end - match.start())
    left = "".join(rest)
    if said:
        left = re.sub(r"\\(?:text|mbox|textrm|textit|hbox)\s*\{\s*\}?", lambda match: " " * len(match.group()), left)
        left = re.sub(
            r"(?<![a-zA-Z\\])(?:and|where|with|for|let)(?![a-zA-Z])", lambda match: "," + " " * (len(match.group()) - 1), left
        )
    return tuple(said), left


def _canonical(name: str) -> str:
    """A subscript of one token has no braces."""
    return re.sub(r"_\{(.|\\[a-zA-Z]+)\}$", r"_\1", name)
