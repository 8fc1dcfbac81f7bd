"""What the words around a formula tell of it: whether it is said, supposed, defined, or denied.

The last cue before a formula decides. Words are only one kind of evidence (`claims.py` has the other, the form of the
equation), so that a text in another language is read too, if more cautiously.
"""

from __future__ import annotations

import re
from enum import Enum

from builder.calculus.context import Kind


class Cue(Enum):
    """What the words before a formula make of it."""

    NONE = "none"
    CLAIM = "claim"  # so, hence, we get …
    DEFINES = "defines"  # let, where, given …
    CONDITION = "condition"  # if, when, at, set, solve …
    DENIED = "denied"  # it is wrong to write …


_WORDS: tuple[tuple[Cue, tuple[str, ...]], ...] = (
    (
        Cue.DENIED,
        (
            *(),
            *(
                r"(?:it is|it's|is it|would be|it was) (?:wrong|false|incorrect|a mistake|an error|not true|not correct)(?: to \w+)?(?: that)?",
            ),
            *(
                r"(?:is|are|was|does|do|can|must|need|should|may)(?: not|n't|not)(?: in general| generally| always| simply)*(?: the case that| true that| equal to| equal| write| be| have| say| mean| imply)?",
            ),
            *(
                r"never",
                r"beware of",
                r"instead of",
                r"rather than",
                r"in contrast to",
                r"unlike",
                r"is different from",
            ),
            *(r"differs from",),
        ),
    ),
    (
        Cue.CLAIM,
        (
            *(
                r"so(?: that)?",
                r"hence",
                r"therefore",
                r"thus",
                r"then",
                r"consequently",
                r"accordingly",
            ),
            *(
                r"it follows(?: that)?",
                r"we (?:get|have|obtain|find|see|conclude|compute|deduce|know)",
                r"gives?",
                r"giving",
            ),
            *(
                r"yields?",
                r"yielding",
                r"equals?",
                r"becomes?",
                r"is(?: just| simply| then| now| given by| equal to)?",
            ),
            *(
                r"are",
                r"was",
                r"that is",
                r"i\.e\.",
                r"namely",
                r"because",
                r"since",
                r"not(?:e|ice) that",
                r"recall that",
            ),
            *(
                r"observe that",
                r"verify that",
                r"show that",
                r"check that",
                r"prove that",
                r"simplif\w+(?: to| as)?",
            ),
            *(
                r"expand\w*(?: to| as| and)?",
                r"reduces? to",
                r"turns? into",
                r"results? in",
                r"which is",
                r"implies",
            ),
            *(
                r"implying",
                r"shows?(?: that)?",
                r"rule",
                r"formula",
                r"identity",
                r"theorem",
                r"law",
                r"as",
                r"to get",
            ),
            *(
                r"to obtain",
                r"find that",
                r"using",
                r"by",
                r"also",
                r"holds?",
                r"computes?",
                r"compute",
                r"calculate",
            ),
            *(
                r"evaluates? to",
                r"comes? to",
                r"leads? to",
                r"states?(?: that)?",
                r"says?(?: that)?",
                r"daher",
                r"folgt",
            ),
            *(
                r"dann",
                r"donc",
                r"alors",
                r"entonces",
                r"luego",
                r"por tanto",
            ),
        ),
    ),
    (
        Cue.CONDITION,
        (
            *(
                r"if",
                r"when",
                r"whenever",
                r"whether",
                r"at",
                r"for(?: all| any| every| each| which| example)?",
            ),
            *(
                r"set(?:ting)?",
                r"solv(?:e|ing)(?: for)?",
                r"suppose(?: that)?",
                r"assum\w+(?: that)?",
                r"provided(?: that)?",
            ),
            *(
                r"unless",
                r"until",
                r"such that",
                r"satisf\w+",
            ),
            *(
                r"(?:the |an? )?(?:equation|curve|circle|ellipse|line|constraint|condition)s?",
                r"there (?:is|are|exists?)",
            ),
            *(
                r"in case",
                r"near",
                r"as long as",
                r"while",
                r"on",
                r"substitut\w+",
                r"plug\w*(?: in)?",
                r"wenn",
                r"falls",
            ),
            *(
                r"für",
                r"bei",
                r"si",
                r"pour",
                r"para",
                r"cuando",
            ),
        ),
    ),
    (
        Cue.DEFINES,
        (
            *(
                r"let(?: us| 's|'s)?(?: \w+)?",
                r"defin\w+(?: by| as)?",
                r"denot\w+(?: by)?",
                r"put(?:ting)?",
                r"where",
            ),
            *(
                r"wherein",
                r"with",
                r"consider(?:ing)?",
                r"given(?: that| by)?",
                r"such as",
                r"take",
                r"taking",
                r"call",
            ),
            *(
                r"say",
                r"say that",
                r"function",
                r"functions",
                r"find",
                r"differentiate",
                r"derivative of",
                r"name",
                r"names",
            ),
            *(
                r"write",
                r"writing",
                r"choose",
                r"choosing",
                r"decompose",
                r"now",
                r"sei",
                r"seien",
                r"soit",
                r"sea",
                r"où",
            ),
            *(
                r"wo",
                r"mit",
                r"donde",
            ),
        ),
    ),
)
_CUE = re.compile(
    "|".join(rf"(?P<{cue.name}>(?<![\w'-])(?:{'|'.join(words)})(?![\w'-]))" for cue, words in _WORDS),
    re.I,
)
_REBINDS = re.compile(
    r"(?<![\w'-])(?:let|consider|find|now|differentiate|given|suppose|define|for example|for instance|example|next|take|if"
    r"|another|other|derivative of|compute|such as|say|instead|sei|soit|sea)(?![\w'-])",
    re.I,
)
_RULE_TABLE = re.compile(r"\b(?:rule|formula|identit|law|statement|theorem|equation|derivative|claim|step|result)", re.I)
_ALTERNATIVES = re.compile(r"(?<![\w'-])(?:or|oder|ou)(?![\w'-])", re.I)


def cue_before(text: str, table: str = "") -> Cue:
    """What the words of a sentence up to a formula make of it; `table` is the head of the table it stands in."""
    last = Cue.NONE
    for match in _CUE.finditer(text[-400:]):
        assert match.lastgroup is not None
        found = Cue[match.lastgroup]
        word = match.group().lower()
        if word in ("for example", "for instance"):
            found = Cue.NONE
        last = found
    if last is Cue.NONE and _RULE_TABLE.search(table):
        return Cue.CLAIM
    return last


def rebinds(text: str) -> bool:
    """Whether a sentence may give a name another meaning: it says let, consider, find, now …"""
    return _REBINDS.search(text[-600:]) is not None


def gives_alternatives(text: str) -> bool:
    """Whether a sentence lists several values: `y = 2 or y = 3` defines nothing."""
    return _ALTERNATIVES.search(text) is not None


_KINDS = (
    (re.compile(r"(?:positive (?:whole |)integers?|natural numbers?|positive whole numbers?)", re.I), Kind.POSITIVE_INTEGER),
    (re.compile(r"(?:integers?|whole numbers?)", re.I), Kind.INTEGER),
    (re.compile(r"(?:constants?|konstanten?|constantes?)", re.I), Kind.CONSTANT),
)
_NAME = r"(?:\\[A-Za-z]+|[A-Za-z])(?:_(?:\w|\{\w+\}))?"
_NAMES = rf"\$?{_NAME}\$?(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|und|et)\s+)\$?{_NAME}\$?){{0,5}}"
_SORT = r"(?:positive |natural |whole |integer |real |arbitrary |fixed |nonzero |non-zero |some |any )*"
_KIND = rf"(?P<kind>{_SORT}(?:constants?|integers?|numbers?))\b"
_IS_A = re.compile(
    rf"(?<![\w\\])(?P<names>{_NAMES})\s*,?\s+(?:(?:is|are|be|being|denotes?|any|an?|both)\s+)+"
    rf"(?:an?\s+|any\s+|some\s+|the\s+|all\s+)*{_KIND}"
)
_A_NAME = re.compile(rf"\b(?:an?|any|some|every|each|the|all|for|fixed)\s+{_KIND}\s+(?P<names>{_NAMES})(?![\w'])")


def kinds_told(text: str) -> tuple[tuple[str, Kind], ...]:
    """Which letters the words say to be constants or integers: `where C is a constant`, `for any positive integer $n$`.

    In `text` short formulas stand as they were written.
    """
    found: list[tuple[str, Kind]] = []
    for pattern in (_IS_A, _A_NAME):
        for match in pattern.finditer(text):
            for words, kind in _KINDS:
                if words.search(match.group("kind")):
                    for name in re.findall(_NAME, match.group("names").replace(" and ", ",")):
                        if name not in ("a", "A", "I") or match.group("names") != name or "$" in match.group():
                            found.append((name, kind))
                    break
    return tuple(found)
