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


# Phrases, one a line, as regular expressions; blanks at the ends are no part of them. They are looked for in small letters: a
# pattern that ignores case takes ten times as long to compile.
_NOT = (
    r"(?:(?:which|that|it|this) )?"
    r"(?:is|are|was|does|do|can|must|need|should|may)(?: \w+ly)?(?: not|n't|not)(?: in general| generally| always| simply)*"
    r"(?: the case(?: in general)? that| true(?: in general)? that| correct that| equal to| equal| write| be| have| say| imply)?"
)
_DENIED = r"""
    (?:it is|it's|is it|would be|it was) (?:wrong|false|incorrect|a mistake|an error)(?: to \w+)?(?: that)?
    never
    beware of
    instead of
    rather than
    in contrast to
    unlike
    is different from
    differs from
"""
_CLAIM = r"""
    so(?: that)?
    hence
    therefore
    thus
    then
    consequently
    accordingly
    it follows(?: that)?
    we (?:get|have|obtain|find|see|conclude|compute|deduce|know)
    gives?
    giving
    yields?
    yielding
    equals?
    becomes?
    is(?: just| simply| then| now| given by| equal to)?
    are
    was
    that is
    i\.e\.
    namely
    because
    since
    not(?:e|ice) that
    recall that
    observe that
    verify that
    show that
    check that
    prove that
    simplif\w+(?: to| as)?
    expand\w*(?: to| as| and)?
    reduces? to
    turns? into
    results? in
    which is
    implies
    implying
    shows?(?: that)?
    rule
    formula
    identity
    theorem
    law
    as
    to get
    to obtain
    find that
    using
    by
    also
    holds?
    computes?
    compute
    calculate
    evaluates? to
    comes? to
    leads? to
    states?(?: that)?
    says?(?: that)?
    daher
    folgt
    dann
    donc
    alors
    entonces
    luego
    por tanto
"""
_CONDITION = r"""
    if
    when
    whenever
    whether
    at
    for(?: all| any| every| each| which| example)?
    set(?:ting)?
    solv(?:e|ing)(?: for)?
    suppose(?: that)?
    assum\w+(?: that)?
    provided(?: that)?
    unless
    until
    such that
    satisf\w+
    (?:the |an? )?(?:equation|curve|circle|ellipse|line|constraint|condition)s?
    there (?:is|are|exists?)
    in case
    near
    as long as
    while
    on
    substitut\w+
    plug\w*(?: in)?
    wenn
    falls
    für
    bei
    si
    pour
    para
    cuando
"""
_DEFINES = r"""
    let(?: us| 's|'s)?(?: \w+)?
    defin\w+(?: by| as)?
    denot\w+(?: by)?
    put(?:ting)?
    where
    wherein
    with
    consider(?:ing)?
    given(?: that| by)?
    such as
    take
    taking
    call
    say
    say that
    function
    functions
    find
    differentiate
    derivative of
    name
    names
    write
    writing
    choose
    choosing
    decompose
    now
    sei
    seien
    soit
    sea
    où
    wo
    mit
    donde
"""


def _any(phrases: str) -> str:
    return "|".join(line.strip() for line in phrases.strip().splitlines())


_WORDS = (
    (Cue.DENIED, f"{_NOT}|{_any(_DENIED)}"),
    (Cue.CLAIM, _any(_CLAIM)),
    (Cue.CONDITION, _any(_CONDITION)),
    (Cue.DEFINES, _any(_DEFINES)),
)
_CUE = re.compile(
    "|".join(rf"(?P<{cue.name}>(?<![\w'-])(?:{words})(?![\w'-]))" for cue, words in _WORDS),
)
_REBINDS = re.compile(
    r"(?<![\w'-])(?:let|consider|find|now|differentiate|given|suppose|define|for example|for instance|example|next|take|if"
    r"|another|other|derivatives? of|compute|such as|say|instead|sei|soit|sea)(?![\w'-])",
)
_LIST = re.compile(r"□\s*(?:,|;|and|or|to|up to|through|,\s*and|,\s*or|und|et|y)?\s*$")
_CONCLUDES = re.compile(
    r"(?<![\w'-])(?:so(?: that)?|hence|therefore|thus|then|consequently|it follows(?: that)?|gives?|giving|yields?|yielding"
    r"|equals?|becomes?"
    r"|we (?:get|have|obtain|find|see|conclude)|that is|which is|simplif\w+(?: to)?|expand\w*(?: to)?|reduces to)(?![\w'-])",
)
_RULE_TABLE = re.compile(r"\b(?:rule|formula|identit|law|statement|theorem|equation|derivative|claim|step|result)")
_ALTERNATIVES = re.compile(r"(?<![\w'-])(?:or|oder|ou)(?![\w'-])")


def cue_before(text: str, table: str = "") -> Cue:
    """What the words of a sentence up to a formula make of it; `table` is the head of the table it stands in.

    `if`, `for` and `at` reach to the formula behind them, and on over a list: not to one that is said of it.
    """
    text = text[-400:].lower()
    last, end = Cue.NONE, 0
    for match in _CUE.finditer(text):
        assert match.lastgroup is not None
        denies_it = last is Cue.DENIED and not text[end : match.start()].strip()  # cannot be *simplified to*, does not *give*
        last, end = last if denies_it else Cue[match.lastgroup], match.end()
        if match.group() == "for example":
            last = Cue.NONE
    if last is Cue.CONDITION and "□" in text[end:] and not _LIST.search(text):
        return Cue.NONE
    if last is Cue.NONE and _RULE_TABLE.search(table.lower()):
        return Cue.CLAIM
    return last


def concludes(text: str) -> bool:
    """Whether the last words before a formula draw a conclusion: `so`, `which gives`, `we get`."""
    return _CONCLUDES.search(text[-60:].split("□")[-1].lower()) is not None


def rebinds(text: str) -> bool:
    """Whether a sentence may give a name another meaning: it says let, consider, find, now …"""
    return _REBINDS.search(text[-600:].lower()) is not None


def gives_alternatives(text: str) -> bool:
    """Whether a sentence lists several values: `y = 2 or y = 3` defines nothing."""
    return _ALTERNATIVES.search(text.lower()) is not None


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
