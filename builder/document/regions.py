r"""Where letters lie, as words tell it: `$x$ between $0$ and $1$`, `an acute angle $\theta$`, `$x$ in the second quadrant`.

What words tell of letters that is not understood, `for small $x$`, may be a condition, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from builder.document.letters import need_not_be
from builder.document.phrases import Words
from builder.document.predications import Said, predications

_NAME = r"(?:\\[A-Za-z]+|[A-Za-z])(?:_(?:\w|\{\w+\}))?"

_MAY_BE_COMPARED = Words("less, smaller, greater, larger, bigger, least, most, between")
_NUMBER = r"\$?(-?\d+(?:\.\d+)?|\\pi)\$?(?!\w|\s*[%/^])"
_COMPARED = (
    r"\b(?:(?:let|suppose|assume|if|when|whenever|where)(?: that)?\s+\$(?P<of>[^$=<>]+)\$\s+(?:is|be|lies?)"
    r"|for\s+(?:all\s+|any\s+|every\s+|each\s+)?\$(?P<all>[^$=<>]+)\$)\s+(?:strictly\s+|always\s+)?"
    r"(?:(?P<word>less than|smaller than|greater than|larger than|bigger than|at least|at most)"
    rf"\s+{_NUMBER}|between\s+{_NUMBER}\s+and\s+{_NUMBER})(?!\s+(?:or|but|in))"
)
_WRITTEN = {"least": r"\ge", "most": r"\le", "less": "<", "smaller": "<", "greater": ">", "larger": ">", "bigger": ">"}

_MAY_BE_ANGLES = Words("acute, obtuse, quadrants?, first-quadrant, second-quadrant, third-quadrant, fourth-quadrant")
_ANGLE = re.compile("acute|obtuse")
_OF_ANGLES: Mapping[str, str] = MappingProxyType(
    {"acute": r"0 < {} < \frac{{\pi}}{{2}}", "obtuse": r"\frac{{\pi}}{{2}} < {} < \pi"}
)
_WHICH = r"(?P<which>first|second|third|fourth|1st|2nd|3rd|4th|IV|I{1,3}|[1-4])"
_QUADRANTS = (
    rf"\$(?P<name>{_NAME})\$\s+(?:(?:is|be|being|lies?|lying|that lies|terminates|ends|an?|angle|located)\s+)*(?:in|of)\s+"
    rf"(?:the\s+|quadrant\s+\$?)?{_WHICH}\b",
    rf"\$(?P<name>{_NAME})\$\s+(?:is|be)\s+an?\s+{_WHICH}[ -]quadrant",
)
_NUMBERED: Mapping[str, int] = MappingProxyType(
    {
        word: n
        for n, words in enumerate(("first 1st I 1", "second 2nd II 2", "third 3rd III 3", "fourth 4th IV 4"))
        for word in words.split()
    }
)
_SIGNS_THERE = ((">", ">"), (">", "<"), ("<", "<"), ("<", ">"))
"""The signs of sine and cosine in each quadrant."""


_SIZES = (
    r"(?P<noun>radius|radii|(?:(?:edge|side) )?lengths?|sides?|edges?|widths?|distances?|areas?|volumes?|mass(?:es)?|speeds?"
    r"|probabilit(?:y|ies)|standard deviations?|magnitudes?)"
)
"""Nouns of what is never negative."""
_MAY_BE_SIZES = Words(
    "radius, radii, length, lengths, side, sides, edge, edges, width, widths, distance, distances, area, areas, volume, volumes",
    "mass, masses, speed, speeds, probabilit*, standard deviation, standard deviations, magnitude, magnitudes",
)
_WITH_SIGNS = Words("positive, negative, sign, signs, signed, oriented")
_LETTERS = rf"(?P<names>\${_NAME}\$(?:(?:,|,? and) \${_NAME}\$){{0,3}})"
_SIZE_ENDS = r"(?=\s*(?:[.,;:)]|$|(?:of|and|in|from|between|that|to|with|at|is|has|grows|then|so)\b))"
_OF_SIZE = (
    rf"{_LETTERS}(?:,? (?:is|are|be|being|denotes?|for))+(?: (?:the|an?|its|their|this|some))? {_SIZES}{_SIZE_ENDS}",
    rf"\b(?:[Tt]he|[Ii]ts|[Aa]) {_SIZES}(?: of (?:the|an?|its|this) \w+)?,? (?:is|are|be|being)(?: denoted by)? {_LETTERS}"
    r"(?=\s*[.,;:)]|$| and\b)",
    rf"\b(?:of|with|has|have)(?: the| an?)? {_SIZES} {_LETTERS}(?![\w'(])",
)


def _sizes_told(text: str) -> Iterator[str]:
    """What is told of letters that are sizes, which are not negative: `Let $r$ be the radius`, `a square of side $s$`."""
    if not _MAY_BE_SIZES.stand_in(text) or _WITH_SIGNS.stand_in(text):
        return
    for pattern in _OF_SIZE:
        for match in re.finditer(pattern, text):
            for name in re.findall(_NAME, match["names"].replace(" and ", " ")):
                yield rf"0 \le {name} \le 1" if match["noun"].startswith("prob") else rf"{name} \ge 0"


def orders_told(text: str) -> tuple[str, ...]:
    """The orders that are supposed of formulas in words, as they would be written: `Let $x$ lie between $0$ and $1$`."""
    if "$" not in text:
        return ()
    found: list[str] = []
    for match in re.finditer(_COMPARED, text, re.I) if _MAY_BE_COMPARED.stand_in(text) else ():
        of, of_all, word, number, low, high = match.groups()
        of = of or of_all
        sign = next((sign for part, sign in _WRITTEN.items() if word and part in word.lower()), "")
        found.append(f"{of} {sign} {number}" if word else f"{low} < {of} < {high}")
    found += (order for _, order in _angles_told(text))
    found += _sizes_told(text)
    return tuple(dict.fromkeys(found))


def _angles_told(text: str) -> Iterator[tuple[str, str]]:
    """Letters that are angles, and between which numbers acute and obtuse ones lie; of those in a quadrant the signs of sine and
    cosine."""
    if not _MAY_BE_ANGLES.stand_in(text):
        return
    for sentence in re.split(r"(?<=[.!?;])\s+(?=[A-Z$])", text):
        for told in predications(sentence, _ANGLE).told:
            if told.said is Said.PLAINLY and told.noun in ("", "angle", "angles", "one", "ones"):
                yield told.name, _OF_ANGLES[told.word].format(told.name)
    for pattern in _QUADRANTS:
        for match in re.finditer(pattern, text):
            if "quadrant" in text[match.start() : match.end() + 10].lower() and " not " not in match.group():
                sine, cosine = _SIGNS_THERE[_NUMBERED[match["which"]]]
                yield match["name"], rf"\sin {match['name']} {sine} 0, \cos {match['name']} {cosine} 0"


_SUPPOSED = (
    r"\b(?P<opener>[Ff]or|[Ii]f|[Ww]hen(?:ever)?|[Ww]here|[Ll]et|[Ss]uppose|[Aa]ssum(?:e|ing)|[Pp]rovided|[Gg]iven|[Ss]ince|[Ww]ith|[Tt]ake"
    r"|[Cc]onsider|(?:as|so) long as)"
    rf"(?: that)?(?P<before>(?: [\w'-]+){{0,5}}?) (?P<names>\${_NAME}\$(?:(?:,|,? and|,? or) \${_NAME}\$){{0,3}})"
    r"(?P<behind>,? (?:has|have|is|are|be|being|lies?|in|on|near|not|an?|which|that|such|inside|outside|close|far"
    r"|sufficiently|so|very|large|small|slightly|just|much|a (?:little|bit)|around|beyond|below|above|(?:to the )?(?:left|right)"
    r")\b[^$,.;:□]{0,80})?"
)
_GOES_ON = re.compile(r"\b(?:then|we|gives?|holds?|it|one|this|there|implies|so that|equals?|yields?)\b")
_UNDERSTOOD = frozenset(
    "a an the any all each every some such fixed given arbitrary general both now again that which is are be being was in on"
    " of to as real reals number numbers integer integers whole natural positive negative nonnegative nonpositive nonzero zero"
    " non-negative non-positive non-zero value values even odd constant constants variable variables independent dependent"
    " function functions parameter parameters scalar scalars point points let if when and or possible suitable"
    " differentiable continuous smooth complex finite element elements of strictly also either different distinct than less"
    " greater larger smaller least most between at more bigger"
    " rest respect example instance convenience simplicity brevity reference".split()
)


_MAY_BE_SOMEWHERE = Words(
    "interval*, quadrant*, region*, half-plane*, branch, branches, arc, arcs, neighbo*, range, where, while, left, right, axis",
    "positive, negative, nonnegative, non-negative",
)
_SOMEWHERE = (
    r"\b(?:on|in|within|inside|outside)\s+(?:the|this|that|its|a|any|each|some)\s+(?:\w+\s+){0,3}?"
    r"(?:intervals?|quadrants?|regions?|half-planes?|branch|arcs?|neighbou?rhoods?|range)\b(?!\s*(?:□|\$))"
    r"|\b(?:left|right) of (?:it\b|zero\b|the (?:origin|point)\b|□|\$)|\bfrom the (?:left|right)\b"
    r"|\bon the (?:positive|negative) (?:\w+[ -])?(?:half-)?axis\b"
    r"|\b(?:since|because|as)\s+(?:(?:the|a|all)\s+)?(?:\w+\s+){1,3}(?:is|are|(?:cannot|can't|must|can never) be)"
    r"\s+(?:always |never )?(?:positive|negative|non-?negative)\b"
    r"|\b(?:where|wherever|while)\s+(?:the\s+)?\w+\s+(?:is|are|stays|remains)\s+(?:positive|negative|non-?negative|non-?zero|defined)\b"
)

_NAMED = rf"(?P<names>\${_NAME}\$) (?:denotes|represents|measures|counts|stands for)(?P<behind> [^$,.;:□]{{0,80}})"
"""What tells by a noun what a letter is, and so may tell where it lies: `$t$ denotes time`."""

ALL_LETTERS = frozenset({"*"})
"""What stands for all letters, where words tell where a whole sentence holds: `On the interval where the cosine is positive`."""


def not_understood(text: str) -> frozenset[str]:
    """The letters of which a sentence supposes something in words of which not all are understood: `for small $x$`."""
    if _MAY_BE_SOMEWHERE.stand_in(text) and re.search(_SOMEWHERE, text.lower()) is not None:
        return ALL_LETTERS
    if "$" not in text or need_not_be(text):
        return frozenset()
    found: set[str] = set()
    for match in re.finditer(_NAMED, text):
        if not _UNDERSTOOD.issuperset(re.findall(r"[\w'-]+", match["behind"].lower())):
            found.update(re.findall(_NAME, match["names"]))
    for match in re.finditer(_SUPPOSED, text):
        behind = _GOES_ON.split(match["behind"] or "", maxsplit=1)[0]
        behind = "" if match["opener"].lower() == "for" and re.match(r",? ha(?:s|ve)\b", behind) else behind
        words = re.findall(r"[\w'-]+", f"{match['before']} {behind}".lower())
        if not _UNDERSTOOD.issuperset(words):
            found.update(re.findall(_NAME, match["names"].replace(" and ", " ").replace(" or ", " ")))
    return frozenset(found).difference(name for name, _ in _angles_told(text)) if found else frozenset()
