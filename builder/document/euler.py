r"""Where e is not the base of natural logarithms: the neutral element of a group, another element of it or of a ring, or a letter
as any other: `Let $e = 0.5$ be the eccentricity`. So it is with π, `Let $\pi$ be a permutation`.

Once e is raised to more than a number, `e^x`, it is that base again, but near where it is told to be another number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from builder.calculus.context import Kind


class OfE(Enum):
    """What e stands for."""

    NEUTRAL = "the neutral element of a group"
    ELEMENT = "an element of a group or a ring"
    LETTER = "a number that the text names"
    BASE = "the base of natural logarithms"


_MAY_TELL = ("neutr", "identity", "unit", "group", "monoid", "idempotent", "element", "let $e", "eins")
_IS_NEUTRAL = (
    r"\b(?:neutral\w*|identity|unit|neutr[eo]|einselement)\s+(?:element\w*\s+)?\$e\$"
    r"|\$e\$,?\s+(?:(?:is|be|denotes?|as|for|its|the|an?|our|being)\s+)+(?:neutral|identity|unit)\b(?! vector)"
)
_IS_ELEMENT = r"\b(?:element|idempotent)\s+\$e\b|\$e\$\s+(?:be|is|an?|any)\s+(?:an?\s+)?(?:idempotent|element)\b"
_QUANTITY = (
    r"(?:eccentricit|error|edges|charge|elongation|efficien|excess|emissivit|exzentrizit|excentricit|fehler|erreur|kanten)\w*"
)
_HAS_NAME = r"\blet \$e *[=$]|\b(?:neutral|identity)(?: \w+)* \$e *="
_IS_QUANTITY = (
    rf"{_HAS_NAME}|\b{_QUANTITY}(?: \w+)*:? \$e *[=$]|\$e(?: *=[^$]*)?\$,? (?:is|be|denotes?|are) (?:\w+ ){{1,4}}?{_QUANTITY}"
)
_IS_LEFT_ALONE = r"([A-Za-z])\s*(?:\*|\\(?:ast|star|circ)(?![A-Za-z]))\s*e\s*=\s*\1(?![A-Za-z^_'])"
_HAS_VALUE = r"\s*e\s*=\s*-?\s*\d"
_IS_DIFFERENCE = r"\s*e\s*=\s*(?:\\(?:hat|bar|tilde)\s*\{?)?(?!e)[A-Za-z]\}?(?:[_^](?:\w|\{[^{}]*\}))?\s*[-+]"
_IS_DIFFERENTIATED = r"\\partial\s*e(?![A-Za-z])|\\frac\s*\{\s*d\s*e\s*\}"
_OF_BASE = ("euler", "natural log", "the base", "2.71")
_WORD_IN_FORMULA = r"\\(?:text|mathrm|operatorname|mathbf|mathbb)\s*\{[^{}]*\}|\\[A-Za-z]+"
_POWER = r"e\s*\^\s*(?!\{?\s*-?\s*[\dnkm]\s*\}?(?![A-Za-z]))|\\(?:ln|log)\s*\{?\(?\s*e\b|\\frac\{d\}"


_IS_ANOTHER_NUMBER = (
    r"\blet \$(?:[a-z], ?)*e(?: *= *(?!2\.7)-?\d[^$]*|, ?[a-z](?:, ?[a-z])*)?\$"
    r"(?: be (?:(?:an?|the|any|some|positive|negative|real|fixed|arbitrary|given|whole) )*\w+)?"
    r"(?=\W*(?:$|[.,;]|\b(?:and|then|so)\b))"
)
_IS_THE_BASE = re.compile(r"\b(?:base|euler|napier|exponential|natural|unique|limit|identity|neutral|unit|element|idempotent)\b")


def is_another_number(words: str) -> bool:
    """Whether a sentence introduces e as a letter like any other, or with a value of its own: `Let $e$ be any number`."""
    lowered = words.lower() if "e$" in words or "e=" in words or "e =" in words or "e," in words else ""
    return "let $" in lowered and re.search(_IS_ANOTHER_NUMBER, lowered) is not None and not _IS_THE_BASE.search(lowered)


_PI = r"\$\\pi\$"
_NAMES_PI = (
    rf"(?:\blet {_PI} be|{_PI} (?:is|denotes?|stands? for|be)) (?:the|an?|any|some|our) (?!(?:\w+ )*?(?:ratio|circ|number"
    r"|constant|area|archimed|irrational|transcend|half|length|angle|period))|\b(?:every|each|any) \w+ " + _PI
)
_PI_OF = r"\$?\\pi\s*(?:\\left)?\([A-Za-z](?:\\right)?\)"
_IS_FUNCTION_PI = rf"{_PI_OF}(?:\$ (?:is|be|denotes?|stands? for) |\s*=)|\bprime[- ]count\w*[^.]*{_PI_OF}|{_PI}\s*:"
_MEMBER_PI = re.compile(r"\\pi\s*(?:,\s*\\\w+\s*)*\\in(?![A-Za-z])\s*(?:\\(?:mathrm|operatorname|mathfrak|mathcal)|[A-Z])")


def meaning_of_pi(words: str, formulas: Sequence[str]) -> Kind | None:
    r"""What a sentence makes of π where it is not the number: a letter, `Let $\pi$ denote the profit`, or a function, `the profit
    $\pi(q) = \dots$`; None where it tells nothing of the kind."""
    if not any(r"\pi" in latex for latex in formulas):
        return None
    if any(re.match(rf"\s*{_PI_OF}\s*=", latex) for latex in formulas) or re.search(_IS_FUNCTION_PI, words):
        return Kind.FUNCTION
    if any(_MEMBER_PI.match(latex.strip()) for latex in formulas) or re.search(_NAMES_PI, words, re.I):
        return Kind.REAL
    return None


def meaning_of_e(words: str, formulas: Sequence[str], *, of_group: bool, base: bool) -> OfE | None:
    """What a sentence tells of e; None if nothing. In its `words` short formulas stand as they were written, between dollars.
    `of_group` tells that a group is spoken of, `base` that e has been the base of natural logarithms until here."""
    if not formulas and "$" not in words:
        return None
    if not base and any("e" in latex and re.search(_POWER, latex) for latex in formulas):
        return OfE.BASE
    if not base and any("e'" in latex for latex in formulas):
        return OfE.ELEMENT  # e and e' are two of them
    lowered = words.lower()
    if of_group or any(word in lowered for word in _MAY_TELL):
        if re.search(_IS_NEUTRAL, lowered):
            return OfE.LETTER if any(re.match(_HAS_VALUE, latex) for latex in formulas) else OfE.NEUTRAL
        if re.search(_IS_ELEMENT, lowered):
            return OfE.ELEMENT
        told = of_group or re.search(r"\b(?:groups?|monoids?)\b(?! like)", lowered)
        if base and told and any(map(_stands_alone, formulas)):
            return OfE.NEUTRAL
    if base and any("e" in latex and "=" in latex and re.search(_IS_LEFT_ALONE, latex) for latex in formulas):
        return OfE.NEUTRAL  # x * e = x
    if base and is_another_number(words):
        return OfE.LETTER
    if base and any("e" in f and (re.match(_IS_DIFFERENCE, f) or re.search(_IS_DIFFERENTIATED, f)) for f in formulas):
        return OfE.LETTER
    if base and "$e" in lowered and not any(word in lowered for word in _OF_BASE) and re.search(_IS_QUANTITY, lowered):
        return OfE.LETTER
    return None


def _stands_alone(latex: str) -> bool:
    """Whether e stands in a formula as a letter does that is raised to no more than a number, and has no mark."""
    if "e" not in latex or re.search(_POWER, latex):
        return False
    return re.search(r"e(?![_'A-Za-z]*['_])", re.sub(_WORD_IN_FORMULA, " ", latex)) is not None
