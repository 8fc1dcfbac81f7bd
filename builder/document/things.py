r"""Letters and signs that words tell to be no numbers, nor of numbers: sets, events, strings, points; `'` for a transpose.

Equations of them have the form of those of numbers, `A \times B = B \times A`, and other laws: nothing is decided of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from builder.calculus.context import Context
from builder.calculus.expression.nodes import Application, Call, Node, Prime, Product, Relation, Symbol, Times
from builder.calculus.expression.walk import children, descendants

_NAME = r"(?:\\[A-Za-z]+|[A-Za-z])(?:_(?:\w|\{\w+\}))?"
_LIST = rf"\$\s*{_NAME}(?:\s*,\s*{_NAME})*\s*\$"
_NAMES = rf"(?P<names>{_LIST}(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|or)\s+){_LIST})*)"
_ADJECTIVES = (
    r"(?:(?:two|three|any|all|some|arbitrary|finite|infinite|disjoint|nonempty|non-empty|independent|random|given|binary) )*"
)
_OF_CAPITALS = r"sets|subsets|events|propositions|statements|languages|ideals|subspaces|subgroups|relations"
_OF_ALL = r"strings|ordinals|cardinals|boolean variables|booleans|truth values|lists|paths|bit strings"
_NOUNS = rf"(?:{_OF_CAPITALS}|{_OF_ALL}|set|subset|event|proposition|string|ordinal|ideal|subspace|subgroup)"
_ARE = rf"(?i){_NAMES},? (?:be|are|is|denotes?|stand for) (?:an? |the )?{_ADJECTIVES}{_NOUNS}\b(?! of (?:the )?solution)"
_CALLED = rf"(?i)\b{_ADJECTIVES}{_NOUNS} {_NAMES}"
_FOR_THEM = rf"(?i)\b(?:for|of) {_ADJECTIVES}(?:(?P<capitals>{_OF_CAPITALS})|{_OF_ALL})\b"
_IN_A_RING = r"(?i)\bin (?:the|this|our) (?:\w+ )?(?:ring|group|algebra|semigroup|monoid)\b(?! of\b)"
_OF_POINTS = re.compile(
    r"(?i)\b(?:triangles?|quadrilaterals?|parallelograms?|trapezoids?|polygons?|tetrahedr\w+|pyramids?|points?\s+□|segments?)"
)
_MEMBER = re.compile(
    rf"(?P<names>{_NAME}(?:\s*,\s*{_NAME})*)\s*\\in\s*\\(?:mathrm|operatorname|mathfrak|text)\s*\{{(?![RNZQC]\}}|GL|SL|M)"
)
_MAY_TELL = re.compile(
    r"(?i)sets?\b|event|proposition|statement|language|ideal|subspace|subgroup|relation|string|ordinal|cardinal|boolean|truth|lists"
    r"|paths|ring\b|group\b|algebra|monoid"
)
_STAR = r"(?i)\$\s*(?:\*|\\ast|\\star|[a-z] *(?:\*|\\ast|\\star) *[a-z])\s*\$ (?:be|is|denotes?|stands? for)\b|\bconvolution"
_PRIME = (
    r"(?i)(?:\$\s*\{?\}?'\s*\$|\bprimes?|\$[A-Z]'\$) (?:be|is|denotes?|stands? for|means?)\b(?! (?:\w+ ){0,2}(?:deriv|differ))"
)
_OTHER_PRIMES = re.compile(r"(?i)\b(?:complements?|transposes?|transposed|transposition)\b")


class Things(Struct, frozen=True):
    """What a sentence tells to be no number: letters, from here on; in this sentence all letters, or capital ones. `star` and
    `prime` tell that these signs are something of their own."""

    names: frozenset[str] = frozenset()
    capitals: bool = False
    letters: bool = False
    star: bool = False
    prime: bool = False


NOTHING = Things()


def things_told(words: str, formulas: Sequence[str]) -> Things:
    """What words tell to be no numbers. Short formulas stand in them as they were written, and all `formulas` beside them."""
    names: set[str] = set()
    for latex in formulas:
        if r"\in" in latex:
            for match in _MEMBER.finditer(latex):
                names.update(re.findall(_NAME, match["names"]))
    star = ("*" in words or "onvolution" in words or "star" in words or "ast" in words) and re.search(_STAR, words) is not None
    prime = "'" in words or "rime" in words
    prime = prime and re.search(_PRIME, words) is not None
    if not _MAY_TELL.search(words):
        return Things(frozenset(names), star=star, prime=prime) if names or star or prime else NOTHING
    if "$" in words:
        for pattern in (_ARE, _CALLED):
            for match in re.finditer(pattern, words):
                names.update(re.findall(_NAME, match["names"].replace(" and ", ",").replace(" or ", ",")))
    loose = re.search(_FOR_THEM, words)
    capitals = loose is not None and loose["capitals"] is not None
    letters = (loose is not None and not capitals) or re.search(_IN_A_RING, words) is not None
    return Things(frozenset(names), capitals, letters, star, prime)


def is_of_things(relation: Relation, told: Things, names: Collection[str], words: str, context: Context) -> str:
    """Why a relation is not one of numbers, in words; "" where it may be. `names` are letters that are told to be no numbers,
    `told` what else its sentence tells, and `words` are those around it."""
    letters = letters_outside(relation) - context.definitions.keys() - context.kinds.keys() - context.sorts.keys()
    if found := letters & frozenset(names):
        return f"{min(found)} is no number, as the text says"
    if (told.letters and letters) or (told.capitals and any(name[:1].isupper() for name in letters)):
        return "of letters that are no numbers, as the text says"
    if letters and _OF_POINTS.search(words) and has_side(relation):
        return "of points, or of the sides between them"
    if (told.prime or _OTHER_PRIMES.search(words)) and has_primes(relation):
        return "of primes that may be no derivatives"
    return ""


def has_side(relation: Relation) -> bool:
    """Whether two capital letters stand side by side in a relation: `AB`."""
    for node in (*descendants(relation.left), *descendants(relation.right)):
        if isinstance(node, Product):
            for sign, one, other in zip(node.signs, node.factors, node.factors[1:], strict=False):
                if sign is Times.IMPLICIT and _is_capital(one) and _is_capital(other):
                    return True
    return False


def has_primes(relation: Relation) -> bool:
    """Whether a relation has primes at a capital letter, or at a formula in brackets."""
    return any(isinstance(node, Prime) and not _is_small(node.operand) for node in descendants(relation))


def letters_outside(relation: Relation) -> frozenset[str]:
    """The letters of a relation that stand in no argument: of `P(A) + B` P and B, if P is no function, and B alone if it is."""
    return frozenset(_outside(relation))


def _outside(node: Node) -> Iterator[str]:
    if isinstance(node, Symbol):
        yield node.name
    elif not isinstance(node, Application | Call):
        for child in children(node):
            yield from _outside(child)


def _is_capital(node: Node) -> bool:
    return isinstance(node, Symbol) and node.name[:1].isupper()


def _is_small(node: Node) -> bool:
    return isinstance(node, Symbol) and not node.name[:1].isupper()
