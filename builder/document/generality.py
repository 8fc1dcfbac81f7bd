"""Where words speak of letters in general: what was told before of their values, `a case, n = 5`, does not hold there.

In the texts short formulas stand as they were written: `for any $n$`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.expression.nodes import ORDERS, Sign
from builder.calculus.expression.walk import symbols
from builder.calculus.latex.statement import Statement
from builder.document.cues import introduces
from builder.document.phrases import Words
from builder.document.sentences import ReadFormula

_NAME = r"(?:\\[A-Za-z]+|[A-Za-z])(?:_(?:\w|\{\w+\}))?"
_NAMES = rf"(?P<names>\${_NAME}\$(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)\${_NAME}\$){{0,5}})"
_SORTS = r"(?:\s+(?:real|complex|positive|negative|natural|whole|numbers?|reals?|integers?|values?|of|the|possible))*"
_EACH = (
    r"(?:(?:for|whenever|at) (?:all|any|every|each)|whatever|whichever|no matter (?:what|which|how (?:large|small|big))"
    r"|regardless of|irrespective of|independent(?:ly)? of)"
)
_OF_ALL = rf"(?i)\b{_EACH}{_SORTS}\s+{_NAMES}"
_OF_ALL_BARE = rf"(?:\\forall|∀|\b[Ff]or (?:all|any|every|each)\b{_SORTS})\s*\$?(?P<names>{_NAME})(?![\w'(])"
_INTRODUCED = (
    rf"(?i)\blet\s+{_NAMES}(?:\s+(?:now|again|instead))*\s+(?:be|denote|stand for|represent|range|vary)\b"
    r"(?!\s+(?:\$|as\b|equal\b|the same\b|this\b|that\b|given\b|fixed\b|□))"
)
_NUMBERS_AGAIN = rf"(?i)\blet\s+{_NAMES}\s+(?:now |again )?be\s+(?:a |any |an arbitrary )?real(?: numbers?)?\s*(?:[.,;:]|$)"
_OF_FUNCTIONS = (
    r"(?i)\bfor (?:all|any|every|each)(?: (?:real|smooth|continuous|differentiable|such))*(?<! such) functions?(?: \$\w\$)?"
    r"\s*(?:[.,;:]|$|we (?:have|get)|it holds|\$)"
)
_ARBITRARY = (
    rf"(?i){_NAMES}\s*,?\s*(?:(?:is|are|be|may be|can be|stands for|denotes)\b)?(?:\s+(?:now|again|then|still|completely|an?))*"
    r"\s+(?:arbitrary|any|unspecified)\b",
    rf"(?i)\b(?:arbitrary|general|unspecified){_SORTS}\s+{_NAMES}",
)
_MAY_BE_INTRODUCED, _INTRODUCES = Words("let"), Words("be, denote, stand for, represent, range, vary")
_MAY_BE_ARBITRARY = Words("arbitrary, unspecified, general, is any, are any, be any, for any, denotes any, again any, now any")
_SUCH_THAT = Words("such, with, where, satisf*, which, whose, that, solution*, root*, zero*, but, not, except")
_MAY_BE_OF_ALL = Words(
    "for all, for any, for every, for each, whenever all, whenever any, whenever every, whenever each, at all, at any, at every",
    "at each, whatever, whichever, no matter, regardless, irrespective, independent*",
)
_GENERALLY = Words("in general, generally, in every case, in all cases, im allgemeinen, en général, en general")
_HEAD = (
    r"(?i)\W*(?:(?:but|and|so|now|however)\b\W*)?(?:in general|more generally|generally|im allgemeinen|en général|en general)\b"
)
_MAY_LEAVE = Words("general, no longer, without, drop*, lift*, remov*, forget*, abandon*, relax*, discard*, releas*, gives? up")
_LEAVES = (
    r"(?i)\b(?:return|back|turn|com|go|mov|pass|now)\w*\b[^.:;□]*\bgeneral\b"
    r"|\b(?:the|a|our) (?:fully )?general (?:case|setting|situation|formula|rule|statement|result|term)\b"
    r"|\b(?:drop|lift|remov|forget|abandon|relax|discard|releas|giv(?:e|ing) up)\w* (?:this|the|our|that|these|all)(?: \w+)?"
    r" (?:assumption|condition|restriction|hypothesis|hypotheses|case|value|choice)s?\b"
    r"|\bno longer (?:assum|suppos|requir|fix|restrict|special)\w*"
    r"|\bwithout (?:this|the|that|any|these)(?: \w+)? (?:assumption|condition|restriction|hypothesis|hypotheses)s?\b"
)
_BINDING = (Sign.MEMBER, *ORDERS)
_BINDS = Words(
    "let, for, all, any, every, each, suppose, assume, consider, given, if, when, whenever, take, sei, für, soit, pour, sea, para"
)


_WORDS = frozenset("aAI")
"""Letters that are words, too: `for any a given number`."""


class Generality(Struct, frozen=True):
    """Of which letters a sentence speaks in general.

    `bound` are those of which it says that what it says holds for all of them, `freed` those that it introduces anew,
    `arbitrary` those of them that it says to have any value, `numbers` those that it says to be any real number. `every` tells
    that it speaks in general, and names no letter; `leaves`, that all that was supposed before it ends; `functions`, that it
    speaks of all functions.
    """

    bound: frozenset[str] = frozenset()
    freed: frozenset[str] = frozenset()
    arbitrary: frozenset[str] = frozenset()
    every: bool = False
    leaves: bool = False
    functions: bool = False
    numbers: frozenset[str] = frozenset()

    def and_before(self, before: Generality) -> Generality:
        """With what the same sentence said `before`."""
        functions = self.functions or before.functions
        return replace(self, bound=self.bound | before.bound, every=self.every or before.every, functions=functions)


def generality(words: str) -> Generality:
    """Of which letters the words of a sentence speak in general."""
    bound = frozenset[str]()
    if _MAY_BE_OF_ALL.stand_in(words):
        bound = frozenset(_names(_OF_ALL, words)) | (frozenset(_names(_OF_ALL_BARE, words)) - _WORDS)
    freed = arbitrary = frozenset[str]()
    if "$" in words and _MAY_BE_ARBITRARY.stand_in(words):
        freed = arbitrary = frozenset(name for pattern in _ARBITRARY for name in _names(pattern, words))
    if "$" in words and _MAY_BE_INTRODUCED.stand_in(words) and _INTRODUCES.stand_in(words):
        freed = arbitrary.union(_names(_INTRODUCED, words))
    generally = _GENERALLY.stand_in(words)
    leaves = (_MAY_LEAVE.stand_in(words) and re.search(_LEAVES, words) is not None) or (
        generally and re.match(_HEAD, words) is not None
    )
    arbitrary = frozenset() if arbitrary and _SUCH_THAT.stand_in(words) else arbitrary
    functions = "function" in words and _MAY_BE_OF_ALL.stand_in(words) and re.search(_OF_FUNCTIONS, words) is not None
    numbers = frozenset(_names(_NUMBERS_AGAIN, words)) if freed and "real" in words else frozenset()
    return Generality(bound, freed, arbitrary, generally, leaves, functions, numbers)


def bound_beside(statement: Statement, latex: str) -> frozenset[str]:
    r"""The letters of which it is said in a formula that a statement of it holds for all: `\text{for all } x`, `\forall x`."""
    words = " ; ".join((statement.words, *statement.reasons, statement.after))
    found = frozenset[str]()
    if r"\forall" in words or "∀" in words or _MAY_BE_OF_ALL.stand_in(words):
        found = frozenset(_names(_OF_ALL_BARE, words))
    return found | frozenset(_names(_OF_ALL_BARE, latex)) if r"\forall" in latex else found


def told_anew(read: Sequence[ReadFormula]) -> Iterator[tuple[str, bool]]:
    """The letters of which a sentence tells in signs where they lie, `for x ∈ ℝ`, `let n ≥ 1`, and whether it introduces them."""
    for one in read:
        words = one.before.rpartition("□")[2]
        for statement in one.display.statements:
            own = f"{words} {statement.words}"
            for relation in statement.relations:
                names = symbols(relation) if relation.sign in _BINDING else frozenset()
                if len(names) == 1 and (_BINDS.stand_in(own) or (relation.sign is Sign.MEMBER and not own.strip(" ,;("))):
                    yield min(names), introduces(own)


def _names(pattern: str, text: str) -> Iterator[str]:
    for match in re.finditer(pattern, text):
        yield from re.findall(_NAME, match["names"].replace(" and ", ","))
