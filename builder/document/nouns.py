"""What a noun in front of a formula names by itself: `the derivative of □`, and not `the degree of the derivative of □`."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TOKENS = r"□|[^\W_][\w'-]*|[^\w\s]"
_ARTICLES = frozenset(("the", "a", "an", "its", "their", "this", "that", "our"))
_OPENS = frozenset(
    "and but so hence thus therefore then that find see have get since because also now here indeed where know recall"
    " note".split()
)
"""What may stand before a noun without an article; an adjective there, as in `logarithmic derivative`, names something else."""
_TAKES = frozenset(
    "of times twice thrice half double triple plus minus by to from with than over under between in on at per as times"
    " one two three four five six seven eight nine ten hundred negative".split()
)
"""What takes a noun behind it as a part of what is spoken of."""
_PLACES = frozenset(("for", "at", "when", "if", "where"))
"""What tells, with a formula behind it, where something is said."""
_JOINS = frozenset((",", "and", "or", "with", "plus", "minus"))

_KINDS = frozenset(
    "function curve parabola polynomial quadratic cubic equation matrix line series expression number vector graph wave field"
    " power trinomial".split()
)


def without_kind(front: list[str]) -> list[str]:
    """Words without what a formula behind them is called: `the polynomial`, `the graph of the function`."""
    while front[-1:] and (front[-1] in _KINDS or front[-2:] == ["graph", "of"]):
        front = front[:-1]
        front = front[:-1] if front[-1:] == ["the"] else front
    return front


def stands_alone(before: str) -> bool:
    """Whether a noun is all that is spoken of, with the words of its sentence `before` it, in which □ is a formula."""
    words = re.findall(_TOKENS, before.lower())
    if words[-3:] == ["value", "of", "the"] and words[-4:-3] in ([], ["the"]):
        return True
    named = words[-1:] and words[-1] in _ARTICLES
    words = words[:-1] if named else words
    if not words:
        return True
    last = words[-1]
    if last in _JOINS and _is_one_of_several(words):
        return False
    if named:
        at_place = last == "□" and words[-2:-1] != [] and words[-2] in _PLACES
        return at_place or (last not in _TAKES and not last.isdecimal() and last != "□")
    return last in _OPENS or not (last.isalnum() or last == "□")


def _is_one_of_several(words: Sequence[str]) -> bool:
    """Whether words end in what joins a noun to a formula of which something is told together: `the sum of □ and`."""
    while words and words[-1] in _JOINS:
        words = words[:-1]
    while words[-1:] and words[-1] == "□":
        words = words[:-1]
        while words and words[-1] in _JOINS:
            words = words[:-1]
    return bool(words) and words[-1] in ("of", "between", "from", "both")


_SHOWS = frozenset(
    "consider let take given suppose define defined look at us the a an this our we have now here is for example all every real"
    " and where by be as follows numbers solve".split()
)


def shows(sentence: str) -> bool:
    """Whether a sentence only shows its formulas, or tells what a name stands for, and does nothing to them: `Consider □.`"""
    return all(word == "□" or not word[0].isalnum() or word in _SHOWS | _KINDS for word in re.findall(_TOKENS, sentence.lower()))
