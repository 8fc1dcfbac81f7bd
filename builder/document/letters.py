"""What the words tell of letters: that one is positive, an integer, a constant, or a root of something.

In the texts short formulas stand as they were written: `for positive $x$`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from builder.calculus.context import Kind
from builder.calculus.expression.nodes import Sign
from builder.document.phrases import Words
from builder.document.predications import OF_NUMBERS, Predication, Said, predications

_NAME = r"(?:\\[A-Za-z]+|[A-Za-z])(?:_(?:\w|\{\w+\}))?"
_NAMES = rf"\$?{_NAME}\$?(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|und|et)\s+)\$?{_NAME}\$?){{0,5}}"
_SIGN_WORDS = r"(?P<word>positive|negative|non-?negative|non-?positive|non-?zero)"
_SIGNED = (
    rf"\b{_SIGN_WORDS}\s+(?:real\s+)?(?:numbers?\s+|constants?\s+|reals?\s+)?(?P<names>{_NAMES})(?![\w'(])",
    (
        rf"(?<![\w\\+*/^(-])(?P<names>{_NAMES})\s*,?\s+(?:is|are|be|being)\s+(?:both\s+|all\s+|an?\s+|any\s+|some\s+|arbitrary\s+)*{_SIGN_WORDS}"
        r"(?:\s+(?:real\s+)?(?:numbers?|constants?|reals?))?\s*(?:[.,;:)]|and\b|so\b|then\b|$)"
    ),
)
SIGNS = {
    "positive": Sign.GREATER,
    "negative": Sign.LESS,
    "nonnegative": Sign.GREATER_EQUAL,
    "nonpositive": Sign.LESS_EQUAL,
    "nonzero": Sign.NOT_EQUAL,
}
_SIGN = re.compile(r"positive|negative|non-?negative|non-?positive|non-?zero")
_DENIED: Mapping[Sign, Sign] = MappingProxyType({Sign.GREATER: Sign.LESS_EQUAL, Sign.LESS: Sign.GREATER_EQUAL})
_SUPPOSES = Words("let, suppose, supposing, assum*, if, when, where, given, provided, with, for, consider, take")
_GO_ON = frozenset("and but so then while we".split())
_SOUGHT = Words("roots?, zeros?, zeroes, solutions?, fixed points?, minimi*, maximi*, extrem*, intersections?")
_LOOKED_FOR = (
    rf"\$(?P<name>{_NAME})\$\s+(?:be|is|denotes?|for)\s+(?!not\b)(?:an?\s+|the\s+|one\s+|any\s+|some\s+)?(?:\w+\s+){{0,2}}?"
    r"(?:roots?|zeros?|zeroes|solutions?|fixed points?|minimi[sz]ers?|maximi[sz]ers?|extrem\w+|intersections?)\b"
)
_OF_FUNCTIONS = Words("differentiable, continuous, smooth, functions?, depend, depends, maps?, denotes?, is the, be the")
_DEPENDS = (
    r"(?<!and )\$(?P<dependent>y)\$ (?:depends?|is dependent) on \$x\$"
    r"|\$(?P<applied>[A-Z])\([a-z]\)\$ (?:is|be|denotes?) (?:the|an?)\b"
    r"|\b[Ll]et \$(?P<introduced>[A-Za-z])\([a-z]\)\$ (?:be|denote)\b"
    r"|\$(?P<counting>[a-z])\$ (?:be|denotes?|is) the (?:number|sum) of (?:\w+ ){0,2}?(?:divisors|digits|factors|partitions)\b"
    r"|\b[Ff]or (?:every|any|all|each|arbitrary) (?:maps?|mappings?|transformations?) \$(?P<map>[A-Za-z])\$"
)
_THROUGHOUT = Words(
    "let, suppose, assume, throughout, where, with, in this section, in this chapter, in what follows, from now on"
)


class Signs(NamedTuple):
    """What words tell of signs: of letters, of formulas as they were written, and letters of which it is not told which they
    have, but that of something in which they stand: `the sum of $x$ and $y$ is positive`. `of_all` is the sign that all letters
    have: `all variables are positive`."""

    letters: tuple[tuple[str, Sign], ...] = ()
    formulas: tuple[tuple[str, Sign], ...] = ()
    vague: frozenset[str] = frozenset()
    of_all: Sign | None = None


_OF_ALL = (
    r"(?<!not )\b(?:all|the|every)(?: (?:the|of the|real|given|following|occurring|other))*"
    r" (?:variables?|numbers?|quantit(?:y|ies)|letters?|unknowns?)"
    r"(?: (?:here|below|above|involved|occurring|appearing|that (?:occur|appear)s?|in (?:this|the) \w+|is|are|be|stands?|for"
    r"|represents?|denotes?|assumed|taken|supposed|understood|to|all|always|strictly|will|any|an?|real|arbitrary)){1,8}"
    rf" {_SIGN_WORDS}(?: real)?(?: (?:numbers?|quantit(?:y|ies)|values?|reals?))?\s*(?=[.,;:)]|$|so\b|and we\b|unless)"
)

_EXCEPTED = rf"\b(?:except|other than|apart from)(?: for| possibly)? \$(?P<name>{_NAME})\$"


def signs_told(text: str) -> Signs:
    """Which letters the words say to be positive, negative, or not: `for positive $x$`, `let $a$ and $b$ be positive`.

    A letter of which two things are said is left out.
    """
    found: dict[str, set[Sign]] = {}
    if not any(word in text for word in ("positive", "negative", "zero")):
        return Signs()
    if (all_told := re.search(_OF_ALL, text.lower())) is not None:
        return Signs(of_all=SIGNS[all_told["word"].replace("-", "")])
    formulas: list[tuple[str, Sign]] = []
    vague: set[str] = set()
    for told, sign in _signs_said(text):
        if told.said is not Said.VAGUELY:
            found.setdefault(told.name, set()).add(sign)
        else:
            vague.add(told.name)
            formulas += [(told.formula, sign)] if told.formula and (told.formula, sign) not in formulas else []
    for pattern in () if "respectively" in text else _SIGNED:
        for match in re.finditer(pattern, text):
            if "$" in match["names"]:
                for name in re.findall(_NAME, match["names"].replace(" and ", ",")):
                    if name not in vague:
                        found.setdefault(name, set()).add(SIGNS[match["word"].replace("-", "")])
    for match in re.finditer(_EXCEPTED, text) if "except" in text or "other than" in text or "apart from" in text else ():
        found.pop(match["name"], None)
    letters = tuple((name, min(signs, key=str)) for name, signs in found.items() if len(signs) == 1)
    return Signs(letters, tuple(formulas), frozenset(vague - found.keys()))


def _signs_said(text: str) -> Iterator[tuple[Predication, Sign]]:
    """The signs that are said of letters one after the other: `$a$ is positive and $b$ negative`, `$x$ positive, $y$ is not`."""
    for sentence in re.split(r"(?<=[.!?;])\s+(?=[A-Z$])", text):
        for told in predications(sentence, _SIGN).told if "$" in sentence else ():
            sign = SIGNS[told.word.replace("-", "")]
            of_number = told.noun in ("", "one", "ones") or OF_NUMBERS.fullmatch(told.noun) is not None
            ends = not told.behind.isalpha() or told.behind in _GO_ON
            if told.said in (Said.PLAINLY, Said.VAGUELY) and of_number and ends:
                if told.said is Said.PLAINLY or _SUPPOSES.stand_in(sentence):
                    yield told, sign
            elif told.said is Said.DENIED and not told.concluded and not told.noun and sign in _DENIED:
                yield told, _DENIED[sign]


_MAY_NEED_NOT = Words(
    "need not, needs not, needn't, not necessarily, may or may not, not assumed, not required, no longer, not have to"
)
_NEED_NOT = (
    r"\b(?:needs? not|needn't|not necessarily|may or may not|(?:is|are) not (?:assumed|required|supposed)(?: to be)?|no longer"
    r"|(?:does|do) not have to)\b"
)
_MAY_BE_SOME = Words("or, and/or, one of, either of, neither of, any of, some of")
_SOME_OF = r"\b(?:one|neither|either|any|some) of\b[^.;$]{0,20}\$"
_FORMULAS = re.compile(r"\$(?P<formula>[^$]*)\$(?P<behind>[^$]*)")
_OR_ANOTHER = r"[^.;]*\b(?:and/)?or\b(?: (?:that|if|when|let|else|both))*\s*"


def need_not_be(text: str) -> bool:
    """Whether the words say that something need not be so: `a number $x$ that need not be positive`."""
    return _MAY_NEED_NOT.stand_in(text) and re.search(_NEED_NOT, text.lower()) is not None


def tells_some_only(text: str) -> bool:
    """Whether the words say something of one of several letters, and not of which: `$n$ or $m$ is odd`, `one of $x$ and $y$`."""
    if "$" not in text or not _MAY_BE_SOME.stand_in(text):
        return False
    if re.search(_SOME_OF, text.lower()):
        return True
    formulas = [(set(re.findall(_NAME, m["formula"])), m["behind"]) for m in _FORMULAS.finditer(text)]
    return any(one != other and re.fullmatch(_OR_ANOTHER, between) for (one, between), (other, _) in pairwise(formulas))


def looked_for(text: str) -> frozenset[str]:
    """The letters that the words say to be a root, a solution, a critical point: equations hold for them, and not for others."""
    if "$" not in text or not _SOUGHT.stand_in(text):
        return frozenset()
    return frozenset(match["name"] for match in re.finditer(_LOOKED_FOR, text))


def holds_throughout(text: str) -> bool:
    """Whether what a sentence says of a letter holds on and on, and not in this paragraph only."""
    return _THROUGHOUT.stand_in(text)


_KINDS = (
    (r"(?:positive (?:whole |)integers?|natural numbers?|positive whole numbers?|primes?)", Kind.POSITIVE_INTEGER),
    (r"(?:integers?|whole numbers?)", Kind.INTEGER),
    (r"(?:constants?|konstanten?|constantes?)", Kind.CONSTANT),
)
_SORT = r"(?:positive |even |odd |natural |whole |integer |real |arbitrary |fixed |nonzero |non-zero |some |any )*"
_KIND = (
    rf"(?P<kind>{_SORT}(?:constants?|integers?|numbers?|primes?))\b(?!-)(?!\s+(?:multiples?|combinations?|sums?|products?|powers?|roots?|parts?"
    r"|distances?|times|rates?|valued)\b)"
    r"(?!\s*,?\s+or\b)(?!\s+(?:that|which) (?:depends?|var(?:y|ies)|changes?)\b)"
)
_IS_A = (
    rf"(?<![\w\\+*/^(-])(?P<names>{_NAMES})(?:\s*(?:\\[gl]e(?:q|qslant)?|>|<)\s*\d+\$)?\s*,?\s+(?:(?:is|are|be|being|denotes?|any|an?|both)\s+)+"
    rf"(?:an?\s+|any\s+|some\s+|the\s+|all\s+)*{_KIND}"
)
_SMOOTH = (
    r"(?:continuously|twice|infinitely|real|real-valued|smooth|continuous|differentiable|any|arbitrary|unknown|other|another)"
)
_ARE_FUNCTIONS = (
    rf"(?<![\w\\])(?P<names>{_NAMES})\s*,?\s+(?:(?:is|are|be|being|both|denotes?)\s+)+(?:an?\s+|some\s+|the\s+)*"
    rf"(?:{_SMOOTH}\s+)*(?:differentiable|continuous|smooth|functions?)\b"
)
_NAMED_BEHIND = r"(?:constant|integer|number|prime)s?\s+(?:\$|\\|[A-Za-z]\b)"
_A_NAME = rf"\b(?:an?|any|some|every|each|the|all|for|fixed)\s+{_KIND}\s+(?P<names>{_NAMES})(?![\w'])"


_CUSTOMARY_FUNCTIONS = r"[fghFGH]|\\(?:var)?phi|\\psi"
_GIVES_A_REASON = r"\b(?:since|because|as|where|with|if|when|for|assuming|provided)(?: that)?\s*\$?$"


def _is_concluded(name: str, before: str) -> bool:
    """Whether a function is constant by what is told of it `before`, rather than to begin with: `If $f' = 0$, then $f$ is`."""
    told = before.lower().rstrip("$ ")
    return (f"{name}'" in before or f"{name}(" in before) and re.search(_GIVES_A_REASON, told) is None


def functions_told(text: str) -> frozenset[str]:
    """Which letters the words say to be functions: `where $u$ and $v$ are differentiable`."""
    if "$" not in text or not _OF_FUNCTIONS.stand_in(text):
        return frozenset()
    told = (match["names"] for match in re.finditer(_ARE_FUNCTIONS, text) if "$" in match["names"])
    found = {name for names in told for name in re.findall(_NAME, names.replace(" and ", ","))}
    for match in re.finditer(_DEPENDS, text):
        found.update(name for name in match.groups() if name)
    return frozenset(found)


_MAY_BE_NONE = Words("integers?, half-integer, whole, real, rational, irrational")
_NO_INTEGER = (
    r"\b(?:twice|half|double|a (?:third|quarter) of|the square of) \$(?P<part>\w)\$ (?:is|be) an integer\b"
    r"|\b(?:real|rational)(?: numbers?| values? of)? \$(?P<real>[ijkmn])\$"
    r"|\$(?P<told>[ijkmn])\$ (?:is|be) (?:an? |any |arbitrary |some )*(?:real|rational|irrational)\b"
    r"|\$(?P<open>[ijkmn])\$,? not necessarily (?:an integer|whole)\b"
    r"|\$(?P<either>\w)\$ (?:is|be) (?:either )?(?:an integer or\b|[^.;$]{0,24}\bor (?:an )?integer\b|a half[ -]integer\b)"
)


def no_integers_told(text: str) -> frozenset[str]:
    """The letters of which words tell that something made of them is an integer, `Let twice $n$ be an integer`, or that they are
    one or something else, `an integer or a half-integer`, `for all real $n$`."""
    found = re.finditer(_NO_INTEGER, text) if _MAY_BE_NONE.stand_in(text) else ()
    return frozenset(next(filter(None, match.groups())) for match in found)


_APPLIED = rf"\$(?P<name>{_NAME})\((?P<letters>{_NAME}(?:\s*,\s*{_NAME})+)\)\$"
_FUNCTION_OF = (
    rf"\$(?P<name>{_NAME})\$(?: (?:is|be|denotes?))?(?: (?:an?|the|any|some) [\w -]{{0,40}}?)?function of (?:the \w+ )?"
    rf"(?P<letters>\${_NAME}\$(?:,? (?:and )?\${_NAME}\$)+)"
)


def parameters_told(text: str) -> Mapping[str, tuple[str, ...]]:
    """The functions of several letters that the words introduce, with these in their order: `Let $f(x, y)$ be smooth`, `where $f$
    is a function of $x$ and $y$`. Of one that is written twice with other letters the first holds."""
    found: dict[str, tuple[str, ...]] = {}
    if "$" not in text or not _SUPPOSES.stand_in(text):
        return found
    for pattern in (_APPLIED, _FUNCTION_OF):
        for match in re.finditer(pattern, text):
            letters = tuple(re.findall(_NAME, match["letters"].replace(" and ", " ")))
            if len(set(letters)) == len(letters):
                found.setdefault(match["name"], letters)
    return found


_MOVING = (
    r"\$(?P<name>[A-Za-z]|\\[a-z]+)\$(?: (?:is|be))?(?: (?:an?|the) [\w ]{1,20}(?: that| which))? "
    r"(?:depends? on|var(?:y|ies) with|proportional to|grows? with|changes? with|(?:in|de)creases? with|shrinks? with)"
    r" (?:(?:the )?\w+ )?\$[a-z]\$"
)
_IMPLICIT = r"\bimplicit(?:ly)?\b[\w\s]{0,20}\bdifferentiat|\bdifferentiat[^.;:]{0,40}\bimplicitly\b"
_MAY_MOVE = Words(
    "implicit, implicitly, depend, depends, vary, varies, proportional, grow, grows, change, changes",
    "increases, decreases, shrinks",
)


def letters_moving(text: str) -> frozenset[str]:
    """The letters that words tell to vary with another one: `The coefficient $a$ varies with $x$`. Where they speak of implicit
    differentiation y is one."""
    if not _MAY_MOVE.stand_in(text):
        return frozenset()
    implicit = frozenset("y") if re.search(_IMPLICIT, text.lower()) else frozenset()
    return implicit | frozenset(match["name"] for match in re.finditer(_MOVING, text))


def _is_function(name: str, words: str, behind: str) -> bool:
    """Whether it is a function that is said to be constant, `$f$ is constant` or `a constant function`, not `f is a constant`."""
    if re.match(r"\s+(?:function|map)", behind):
        return True
    return re.fullmatch(_CUSTOMARY_FUNCTIONS, name) is not None and re.search(r"\ba constant\b", words) is None


_OF_ANOTHER = (
    r"\b(?P<what>\w+)\s+(?:of|at|to|from|between)(?:\s+(?:the|numbers?|letters?|variables?))*\s+$"
    r"|\b(?:twice|half|thrice|double|triple|minus)\s+$"
)
_OF_ITSELF = frozenset("both each all every any one some either neither value values many most".split())


def _is_of_another(before: str) -> bool:
    """Whether the words before letters tell of something in which they stand: `the sum of $a$ and $b$ is an integer`."""
    of = re.search(_OF_ANOTHER, before[-60:])
    return of is not None and of["what"] not in _OF_ITSELF


def kinds_told(text: str) -> tuple[tuple[str, Kind], ...]:
    """Which letters the words say to be constants or integers: `where C is a constant`, `for any positive integer $n$`."""
    found: list[tuple[str, Kind]] = []
    if not any(kind in text for kind in ("constant", "integer", "number", "prime")):
        return ()
    names_behind = re.search(_NAMED_BEHIND, text) is not None
    for pattern in (_IS_A, _A_NAME) if names_behind else (_IS_A,):
        for match in re.finditer(pattern, text):
            if pattern is _IS_A and _is_of_another(text[: match.start()]):
                continue
            for words, kind in _KINDS:
                if re.search(words, match.group("kind").lower()):
                    if kind is Kind.CONSTANT and _is_concluded(match.group("names").strip("$"), text[: match.start()]):
                        break
                    for name in re.findall(_NAME, match.group("names").replace(" and ", ",")):
                        if kind is Kind.CONSTANT and _is_function(name, match.group(), text[match.end() :]):
                            continue
                        if name not in ("a", "A", "I") or match.group("names") != name or "$" in match.group():
                            found.append((name, kind))
                    break
    return tuple(found)
