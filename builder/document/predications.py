"""Of which letters of a sentence an adjective is said: `Let $f$ be even and $g$ odd`, `$f$ is even, $g$ is not`, `for odd $n$`.

A sentence is read word by word. The letters that were named last are its subject, until others are; what is said of them stands
behind a verb, or at once behind them in the short form, `and $g$ odd`; or it stands in front of them, `an even function $f$`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

_NAME = r"(?:[A-Za-z]|\\[a-zA-Z]+)(?:_(?:\w|\{\w+\}))?"
_LETTER = re.compile(r"\\[a-zA-Z]+|[A-Za-z]")
_NAMES = re.compile(
    rf"\s*(?P<names>{_NAME}(?:\s*,\s*{_NAME})*)\s*"
    rf"(?:\(\s*{_NAME}(?:\s*,\s*{_NAME})*\s*\)|(?::|\\colon)[^$]*|(?:[<>≤≥≠∈]|\\(?:[gln]eq?|[gl]eqslant|[gl]t|in)(?![a-zA-Z]))[^$]*)?\s*"
)
_COMPARED = re.compile(r"[<>≤≥≠]|\\(?:[gln]eq?|[gl]eqslant|[gl]t)(?![a-zA-Z])")
_TOKEN = re.compile(r"\$[^$]*\$|□|[^\W\d_][\w'-]*|[^\w\s]")

_VERBS = frozenset("is are be being was were been becomes become remains remain stays isn't aren't wasn't weren't".split())
_BEFORE_VERBS = frozenset(
    "which that who to must should may might can could will would shall has have both all also again each not is are".split()
)
_DENY = frozenset("not never no nor neither nowhere cannot hardly without".split())
_OBJECT = frozenset("of in on at to by than from about over into under between near through like unlike except".split())
_MULTIPLES = frozenset("twice thrice half double triple minus".split())
_PLACE = _OBJECT | frozenset("with for up within along per".split())
_EACH_OF = frozenset("both each all every".split())
_INTRODUCES_SET = frozenset("for in on at all any every each".split())
_LINKS = frozenset(
    "a an the both also all again each any some every strictly either or and but even only just still thus not neither nor"
    " never no two three four several many other"
    " real-valued continuous differentiable smooth bounded complex real monotonically always twice infinitely".split()
)
_SUPPOSES = frozenset(
    "let suppose assume consider if when where with for since because as given assuming provided whenever".split()
)
_CONCLUDES = frozenset(
    "then hence so therefore thus show shows prove proves deduce conclude conclusion follows implies whether see claim find"
    " consequently means mean meaning implying iff equivalent exactly gives".split()
)
_CONDITIONS = frozenset("if when whenever because since as given".split())
_ENDS_CLAUSE = (
    _CONDITIONS | _CONCLUDES | frozenset("if when whenever where while whereas because since we you it they there this".split())
)
_SOMEWHERE = frozenset(
    "on along near outside inside except for if when whenever until between up only at definite semidefinite infinite".split()
)
_WEAKEN = frozenset(
    "piecewise locally eventually nearly almost approximately essentially ultimately sometimes partly possibly perhaps maybe"
    " initially finally usually mostly often neither".split()
)
"""Adverbs with which an adjective says less than by itself: `piecewise constant`."""
_EVEN_MORE = frozenset(
    "twice thrice three four infinitely arbitrarily continuously differentiable continuous smooth analytic holomorphic real"
    " complex if though when more so than in for at without better stronger".split()
)
"""Words before which `even` stands as an adverb."""
_BEFORE_ADVERB = frozenset((",", "or", "and", "maybe", "perhaps", "possibly", "indeed", "not", "(", "-", "–", "—"))
_TOO = frozenset("too likewise also well".split())
_MARKS = frozenset(".,;:!?)")
_JOIN = frozenset((",", "and", "or", "both", "nor"))
_OF_FUNCTIONS = re.compile(r"functions?|maps?|mappings?|polynomials?|solutions?|sequences?|operators?|transformations?|one|ones")
OF_NUMBERS = re.compile(
    r"(?:integer|number|natural|real|constant|point|exponent|value|power|index|degree|angle|interval|scalar|coefficient|parameter"
    r"|digit|multiple|amount|quantity|speed|velocity|rate|price|length|mass|height|temperature|term|factor|root|prime|unit)(?:e?s)?"
)


class Said(Enum):
    """How something is said of letters."""

    PLAINLY = "plainly"
    DENIED = "denied"  # `not even`, `neither even nor odd`, `even unless`
    CONCLUDED = "concluded"  # `then f is even`, `show that f is even`
    VAGUELY = "vaguely"  # of what is made of them, `f + g is even`; of one of several; or somewhere only, `constant on □`


class Predication(NamedTuple):
    """That `word` is said of a letter, with the noun behind it, if there is one: `an even integer`. What stands `behind` both is
    a word or a mark, or "" for a formula and for the end. `concluded` tells that it is said to follow, or is to be shown;
    `formula` is what it is said of, as it was written, if that is one formula in which the letter stands: `$x - 1$ is positive`.
    """

    name: str
    word: str
    noun: str
    said: Said
    behind: str = ""
    concluded: bool = False
    formula: str = ""


class Predications(NamedTuple):
    """What a sentence says: of letters, of no letter in particular (`it is even`), and which letters it is about."""

    told: Sequence[Predication]
    loose: Sequence[str]
    subjects: frozenset[str]
    objects: frozenset[str]


class _Token(NamedTuple):
    """A word in small letters, a mark, or a formula: the letters that it names or, if it is no more than a formula, holds."""

    word: str
    names: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    alone: bool = False  # more is told of it, `$a > 0$`: it is named together with no other
    formula: str = ""

    @property
    def is_formula(self) -> bool:
        return bool(self.names or self.letters) or self.word == "□"


def predications(sentence: str, adjectives: re.Pattern[str]) -> Predications:
    """What is said of letters in a sentence, with those words that `adjectives` matches.

    In `sentence` short formulas stand as they were written, between dollars. What a question asks is not said.
    """
    tokens = tuple(map(_token, _TOKEN.findall(sentence)))
    if tokens and tokens[-1].word == "?":
        return Predications((), (), frozenset(), frozenset())
    reader = _Reader(tokens, adjectives)
    reader.read()
    return Predications(tuple(reader.told()), reader.loose, frozenset(reader.subjects), frozenset(reader.objects))


def _token(text: str) -> _Token:
    if not text.startswith("$"):
        return _Token(text.lower())
    inside = text.strip("$")
    if (found := _NAMES.fullmatch(inside)) is not None:
        names = tuple(re.sub(r"_\{(\w)\}", r"_\1", name.strip()) for name in found["names"].split(","))
        return _Token("", names, alone=_COMPARED.search(inside) is not None)
    return _Token("", letters=tuple(dict.fromkeys(_LETTER.findall(inside))), formula=inside)


class _Group(NamedTuple):
    """Letters that are named together: `$f$, $g$ and $h$`."""

    names: tuple[str, ...] = ()
    vague: bool = False
    free: bool = False  # behind `for all`: a comma ends it
    formula: str = ""  # the only one that is named, if it is more than letters


class _Reader:
    def __init__(self, tokens: Sequence[_Token], adjectives: re.Pattern[str]) -> None:
        self.tokens = tokens
        self.adjectives = adjectives
        self.found: list[tuple[_Group, Predication]] = []  # of no letter yet
        self.loose: list[str] = []
        self.subjects: set[str] = set()
        self.objects: set[str] = set()
        self.subject = _Group()
        self.in_predicate = False  # behind a verb, or behind the first adjective of the short form
        self.denied = False
        self.concluded = False
        self.weak = False  # behind `piecewise`
        self.condition = False  # behind `if`: what stands behind its comma is concluded
        self.begin = 0  # where the subject begins
        self.last: list[tuple[str, str]] = []  # what was said of the subject before
        self.said_here: list[tuple[str, str]] = []  # what was said of this one

    def read(self) -> None:
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.is_formula:
                at = self._name(at)
                continue
            if token.word in _MARKS or token.word in ("but", "and", "then"):
                self._end_short(at)
            if token.word in _VERBS:
                self._verb(at)
            elif token.word in _DENY and self._word(at + 1) not in ("only", "just"):
                self.denied = True
            elif token.word == "but":
                self.denied = False
            elif token.word in ";:" or self._ends_clause(at):
                self._clause()
                self.concluded = token.word in _CONCLUDES or (self.concluded and token.word not in _SUPPOSES)
                self.condition = token.word in _CONDITIONS or self.condition
            elif token.word in ("let", "suppose", "assume", "consider"):
                self._clause()
                self.concluded = False
            elif self._tells(token.word):
                at = self._adjective(at)
                continue
            at += 1
        self._end_short(at)

    def told(self) -> list[Predication]:
        """What was found, each letter by itself; two words for as many letters by turns where they are told `respectively`."""
        if any(token.word == "unless" for token in self.tokens):
            return [one._replace(name=name, said=Said.DENIED) for group, one in self.found for name in group.names]
        if any(token.word == "respectively" for token in self.tokens):
            groups = {group for group, _ in self.found}
            if len(groups) == 1 and len(self.found) == len(names := next(iter(groups)).names):
                return [one._replace(name=name, behind="") for name, (_, one) in zip(names, self.found, strict=True)]
            return [one._replace(name=name, said=Said.VAGUELY) for group, one in self.found for name in group.names]
        return [
            one._replace(
                name=name, said=Said.VAGUELY if group.vague and one.said is Said.PLAINLY else one.said, formula=group.formula
            )
            for group, one in self.found
            for name in group.names
        ]

    # ------------------------------------------------------------------------------------------ words

    def _word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def _tells(self, word: str) -> bool:
        return self.adjectives.fullmatch(word) is not None

    def _ends_clause(self, at: int) -> bool:
        """Whether a word begins a clause of its own: `mean` of `the mean of $x$ and $y$` does not."""
        noun = self._word(at) in ("mean", "means", "show", "find", "claim") and self._word(at - 1) in (
            "the",
            "a",
            "this",
            "their",
        )
        return self._word(at) in _ENDS_CLAUSE and self._word(at + 1) not in _VERBS and not noun

    def _clause(self) -> None:
        self.subject, self.in_predicate, self.denied = _Group(), False, False

    def _told(self, word: str, noun: str, behind: int) -> Predication:
        """What is said by words that end in front of a place."""
        after = self._word(behind)
        said = Said.CONCLUDED if self.concluded else Said.PLAINLY
        vague = after in _SOMEWHERE or self.weak
        said = Said.DENIED if self.denied else Said.VAGUELY if vague else said
        return Predication("", word, noun, said, after, self.concluded)

    def _say(self, group: _Group, word: str, noun: str, behind: int) -> None:
        self.found.append((group, self._told(word, noun, behind)))
        self.said_here.append((word, noun))

    def _verb(self, at: int) -> None:
        """A verb stands behind its subject: letters, or words that go on from them. Behind others it has a subject of its own."""
        before = self.tokens[at - 1] if at else _Token("")
        bare = before.is_formula or before.word in _BEFORE_VERBS or before.word in (",", ")")
        if before.is_formula and self.subject.names and not set(before.names or before.letters) <= set(self.subject.names):
            self.subject = _Group()  # `the derivative of f is`
        elif not bare and at and (self.in_predicate or before.word not in ("", "that")):
            self.subject = _Group()  # `it is`, `and so is g`
        if self.condition and self._word(self.begin - 1) == "," and any(one.is_formula for one in self.tokens[: self.begin]):
            self.concluded = True  # `if f'(x) = 0, f is constant`
        self.in_predicate, self.denied = True, self._word(at).endswith("n't")

    def _end_short(self, at: int) -> None:
        """Where a clause ends with `is not`, or `is too`, what was said of the subject before it is denied, or said again."""
        before = self._word(at - 1)
        if not self.in_predicate or self.said_here or not self.last or not self.subject.names:
            return
        if before in ("not", "isn't", "aren't", "neither") or before in _TOO:
            for word, noun in self.last:
                self._say(self.subject, word, noun, at)

    # ------------------------------------------------------------------------------------------ formulas

    def _name(self, at: int) -> int:
        """Take note of letters that are named; the answer is the place behind them."""
        names: list[str] = []
        vague, end = False, at
        before = self._word(at - 1)
        free = before in _INTRODUCES_SET and not self.in_predicate
        while end < len(self.tokens) and self.tokens[end].is_formula:
            token = self.tokens[end]
            names += token.names or token.letters
            vague = vague or not token.names
            end += 1
            joiners = end
            while self._word(joiners) in _JOIN and joiners - end < 2:
                joiners += 1
            words = [self._word(place) for place in range(end, joiners)]
            if not words or not (joiners < len(self.tokens) and self.tokens[joiners].is_formula):
                break
            behind = self.tokens[joiners]
            if token.alone or behind.alone or (words == [","] and not behind.names):
                break
            if (words == [","] and free) or (self.in_predicate and before in _OBJECT):
                break
            vague = vague or "or" in words or "nor" in words
            end = joiners
        group = _Group(tuple(dict.fromkeys(names)), vague, free, self.tokens[at].formula if end == at + 1 else "")
        is_object = before in _OBJECT and self._word(at - 2) not in _EACH_OF
        if before == "of" and self._word(at - 2) in ("one", "either", "any", "some", "none", "neither"):
            is_object, group = False, group._replace(vague=True)
        if before == "not" and self._word(at - 2) in ("but", "and", ","):
            return end  # `f, but not g, is even`
        if is_object or before in _MULTIPLES:
            self.objects.update(group.names)
            if not self.in_predicate:
                self.subject = group._replace(vague=True, formula="")  # `the sum of f and g is even`
            return end
        so = self._word(at - 2) in ("so", "as") and before in _VERBS
        self.last = self.said_here or self.last
        self.said_here = []
        self.subject, self.in_predicate, self.denied, self.begin = group, False, False, at
        if before != "□" and not group.vague:
            self.subjects.update(group.names)
        if so:
            for word, noun in self.last:
                self._say(group, word, noun, end)
        return end

    # ------------------------------------------------------------------------------------------ adjectives

    def _adjective(self, at: int) -> int:
        """Take note of what adjectives in a row say; the answer is the place behind them, and behind their noun."""
        words = [self._word(at)]
        self.weak = self._word(at - 1) in _WEAKEN
        end = at + 1
        while True:
            step = end
            while self._word(step) in (",", "and", "or") and step - end < 2:
                step += 1
            if self._word(step) in ("not", "nor", "strictly"):
                break
            if step < len(self.tokens) and self._tells(self._word(step)):
                words.append(self._word(step))
                end = step + 1
                continue
            break
        noun = self._word(end) if end < len(self.tokens) and not self.tokens[end].is_formula else ""
        if noun in ("real", "complex", "whole", "natural", "positive", "continuous", "differentiable", "smooth", "periodic"):
            further = self._word(end + 1)
            noun, behind = (further, end + 2) if further.isalpha() else (noun, end + 1)
        else:
            behind = end + 1
        if noun == "number" and self._word(behind) == "of":
            return behind  # `an odd number of terms`
        if not OF_NUMBERS.fullmatch(noun) and not _OF_FUNCTIONS.fullmatch(noun):
            noun, behind = "", end
        if self._word(end) in ("if", "though", "when", "more", "so", "than"):
            return end  # `is even if`, `even more`
        if words == ["even"] and self._word(end) in _EVEN_MORE and self._word(at - 1) in _BEFORE_ADVERB:
            return end  # `continuous, or even differentiable`
        start = at - 1
        while start >= 0 and (self._word(start) in _LINKS or self._is_apposition(start)):
            start -= 1
        before = self.tokens[start] if start >= 0 else _Token("")
        in_place = before.word in _PLACE and not before.is_formula
        followed = behind < len(self.tokens) and self.tokens[behind].is_formula
        bare = not noun and start == at - 1 and (before.is_formula or self.in_predicate)
        if followed and not bare:
            told = [self._told(word, noun, behind) for word in words]
            said_before = self.last, self.said_here
            after = self._name(behind)
            self.last, self.said_here = said_before
            self.found += [(self.subject, one) for one in told]
            self.said_here = [(word, noun) for word in words]
            return after
        if in_place:
            if _OF_FUNCTIONS.fullmatch(noun):
                self.loose += words
            return behind
        if self.subject.names and (self.in_predicate or before.is_formula):
            self.in_predicate = True
            for word in words:
                self._say(self.subject, word, noun, behind)
        elif not OF_NUMBERS.fullmatch(noun):
            self.loose += words
        return end

    def _is_apposition(self, at: int) -> bool:
        """Whether a mark begins what is said between marks: `$f$, an odd function,`."""
        return self._word(at) in (",", "(") and self._word(at + 1) in ("a", "an", "which") and self.tokens[at - 1].is_formula
