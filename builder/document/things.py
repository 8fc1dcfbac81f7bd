r"""Letters and signs that words tell to be no numbers, nor of numbers: sets, events, strings, points; `'` for a transpose.

Equations of them have the form of those of numbers, `A \times B = B \times A`, and other laws: nothing is decided of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from types import MappingProxyType

from msgspec import Struct

from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Bracket,
    Call,
    Derivative,
    Fence,
    Fenced,
    Group,
    Integral,
    Limit,
    Node,
    Notation,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Symbol,
    Times,
    Vector,
    VectorStyle,
)
from builder.calculus.expression.walk import children, descendants, kinds_in, symbols


class Mark(Enum):
    """A sign that a text may declare to be another than the usual one."""

    STAR = "f * g"
    PRIME = "A'"
    SMALL_PRIME = "x'"
    ARITHMETIC = "+"
    BARS = "|A|"
    SQUARE = "[x]"
    CURLY = "{x}"
    PAIR = "(a, b)"
    ANGLE = "<x>"
    DOT = "a dot above"
    ITERATE = "f^2"
    DIGITS = "ab"
    DEGREES = "angles in degrees"


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
_OF_THINGS = (
    *("set", "event", "proposition", "statement", "language", "ideal", "subspace", "subgroup", "relation", "string", "ordinal"),
    *("cardinal", "boolean", "truth", "lists", "paths", "ring", "group", "algebra", "monoid"),
)
"""Something of these stands in all that `_MAY_TELL` finds, and is looked for in a tenth of the time."""
_IS = r"\$,? (?:(?:be|is|are)(?= (?:the|an?|our)\b)|denotes?|stands? for|means?|for)\b"
_WITHOUT = r"(?! (?:\w+ ){0,3}?(?:%s))"
_DECLARED: Mapping[Mark, str] = MappingProxyType(
    {
        Mark.STAR: rf"\$\s*(?:\*|\\ast|\\star|[a-z] *(?:\*|\\ast|\\star) *[a-z])\s*{_IS}|\bconvolution",
        Mark.PRIME: rf"(?:\$\s*\{{?\}}?'\s*|\$[A-Z]'){_IS}{_WITHOUT % 'deriv|differ'}"
        rf"|\b[Pp]rimes? (?:denote|mean|stand)\w*{_WITHOUT % 'deriv|differ'}",
        Mark.SMALL_PRIME: rf"\$[a-z]'{_IS}{_WITHOUT % 'deriv|differ|veloc|speed|slope|rate|gradient'}",
        Mark.ARITHMETIC: rf"\$\s*(?:[a-z]\s*)?(?:\+|-|\\cdot|\\times)\s*(?:[a-z]\s*)?{_IS}"
        rf"{_WITHOUT % 'multipl|product|addit|sum|dot|cross|scalar|inner|usual|minus|plus'}",
        Mark.BARS: rf"\$(?:\||\\lvert ?)[A-Za-z](?:\||\\rvert){_IS}"
        rf"{_WITHOUT % 'absol|modul|magnit|length|norm|dist|value|size|cardin'}",
        Mark.SQUARE: rf"\$(?:\\left)?\[[A-Za-z](?:\\right)?\]{_IS}",
        Mark.CURLY: rf"\$(?:\\left)?\\\{{[A-Za-z](?:\\right)?\\\}}{_IS}",
        Mark.PAIR: rf"\$\([a-z], ?[a-z]\){_IS} (?:\w+ ){{0,2}}?(?:gcd|greatest|inner|scalar|dot|lcm|least|largest)\b",
        Mark.ANGLE: rf"\$\\langle[^$]*{_IS}{_WITHOUT % 'inner|scalar|dot|vector'}|\b[Aa]ngle brackets (?:denote|mean|stand)",
        Mark.DOT: rf"\$\\dot *\{{?[a-z]\}}?{_IS}{_WITHOUT % 'deriv|veloc|speed|rate|time'}",
        Mark.ITERATE: rf"\$f\^(?:2|n|\{{\w+\}}){_IS} (?:\$f ?\\circ|the \w+ iterate|the composition)|\$f\^2 *= *f *\\circ",
        Mark.DIGITS: r"\$(?:[a-z]{2,3}|\\overline\{[a-z]+\})\$.*\bdigits?\b|\bdigits?\b.*\$[a-z]{2,3}\$",
        Mark.DEGREES: r"\b(?:is|are|be|measured?|with|angles?|\$) (?:(?:given|measured|taken|always) )?in degrees\b",
    }
)
_MAY_DECLARE: tuple[tuple[str, Mark], ...] = tuple(
    (part, mark)
    for mark, parts in {
        Mark.STAR: ("*", "onvolution", "star", r"\ast"),
        Mark.PRIME: ("'", "rime"),
        Mark.SMALL_PRIME: ("'$",),
        Mark.ARITHMETIC: ("+$ ", r"\cdot$ ", r"\times$ ", "-$ ", r" \cdot "),
        Mark.BARS: ("$|", "vert"),
        Mark.SQUARE: ("]$",),
        Mark.CURLY: (r"\}$",),
        Mark.PAIR: (")$",),
        Mark.ANGLE: ("ngle",),
        Mark.DOT: (r"\dot",),
        Mark.ITERATE: ("f^",),
        Mark.DIGITS: ("digit",),
        Mark.DEGREES: ("in degrees",),
    }.items()
    for part in parts
)
_OPERATOR = (
    rf"(?P<names>\$\s*(?:[A-Z]|\\delta|\\Delta|\\partial|\\nabla)\s*){_IS} (?:the "
    rf"|an? )?(?:\w+ ){{0,2}}?(?:differentiation"
    r"|operator|transform|projection|variation|boundary|laplacian|laplace operator|expectation|shift|functional)\b"
)
_OF_OPERATORS = (
    *(
        "different",
        "derivative",
        "operator",
        "transform",
        "projection",
        "variation",
        "boundary",
        "laplac",
        "expectation",
        "shift",
    ),
    "functional",
)
_OTHER_BASES = re.compile(
    r"(?i)\b(?:in (?:the )?(?:base|binary|octal|hexadecimal|ternary)|work in base|binary numbers|hexadecimals?)\b"
)
_OF_COLUMNS = re.compile(r"(?i)\bve[ck]t(?:or|eur)")
_OF_SYMBOLS = re.compile(r"(?i)\b(?:legendre|jacobi|kronecker) symbols?\b")
_TRIGONOMETRIC = frozenset("sin cos tan cot sec csc arcsin arccos arctan".split())
_OTHER_PRIMES = re.compile(r"(?i)\b(?:complements?|transposes?|transposed|transposition)\b")


class Things(Struct, frozen=True):
    """What a sentence tells to be no number: letters, from here on; in this sentence all letters, or capital ones. `operators`
    are letters that make something else of what stands behind them, `marks` the signs that are declared to be others."""

    names: frozenset[str] = frozenset()
    capitals: bool = False
    letters: bool = False
    operators: frozenset[str] = frozenset()
    marks: frozenset[Mark] = frozenset()


NOTHING = Things()


def things_told(words: str, formulas: Sequence[str]) -> Things:
    """What words tell to be no numbers. Short formulas stand in them as they were written, and all `formulas` beside them."""
    names: set[str] = set()
    for latex in formulas:
        if r"\in" in latex:
            for match in _MEMBER.finditer(latex):
                names.update(re.findall(_NAME, match["names"]))
    declared = [mark for part, mark in _MAY_DECLARE if part in words]
    marks = frozenset([mark for mark in declared if re.search(_DECLARED[mark], words) is not None])
    operators = frozenset[str]()
    if "$" in words and any(part in words for part in _OF_OPERATORS):
        operators = frozenset(match["names"].strip("$ ") for match in re.finditer(_OPERATOR, words))
    lowered = words.lower()
    if not any(part in lowered for part in _OF_THINGS) or not _MAY_TELL.search(words):
        return Things(frozenset(names), operators=operators, marks=marks) if names or operators or marks else NOTHING
    if "$" in words:
        for pattern in (_ARE, _CALLED):
            for match in re.finditer(pattern, words):
                names.update(re.findall(_NAME, match["names"].replace(" and ", ",").replace(" or ", ",")))
    loose = re.search(_FOR_THEM, words)
    capitals = loose is not None and loose["capitals"] is not None
    letters = (loose is not None and not capitals) or re.search(_IN_A_RING, words) is not None
    return Things(frozenset(names), capitals, letters, operators, marks)


class Around(Struct, frozen=True):
    """Of what words speak so that the formulas near them may not be of numbers in the usual notation."""

    figures: bool
    columns: bool
    symbols: bool
    other_primes: bool
    other_bases: bool


def things_around(words: str) -> Around:
    """Of what the words around a relation speak."""
    patterns = (_OF_POINTS, _OF_COLUMNS, _OF_SYMBOLS, _OTHER_PRIMES, _OTHER_BASES)
    return Around(*(pattern.search(words) is not None for pattern in patterns))


def is_of_things(relation: Relation, told: Things, around: Around, context: Context) -> str:
    """Why a relation is not one of numbers, in words; "" where it may be. `told` is what is told up to its sentence, `around`
    what the words around it speak of."""
    figures = around.figures
    if told.names or told.letters or told.capitals or figures:
        letters = letters_outside(relation) - context.definitions.keys() - context.kinds.keys() - context.sorts.keys()
        if found := letters & told.names:
            return f"{min(found)} is no number, as the text says"
        if (told.letters and letters) or (told.capitals and any(name[:1].isupper() for name in letters)):
            return "of letters that are no numbers, as the text says"
        if letters and figures and has_side(relation):
            return "of points, or of the sides between them"
    if around.columns and Binomial in kinds_in(relation):
        return "of a column of numbers, as the text says"
    if around.symbols and any(isinstance(n, Group) and isinstance(n.inner, Quotient) for n in descendants(relation)):
        return "of the symbol of a residue, as the text says"
    marks = told.marks | {Mark.PRIME} if around.other_primes else told.marks
    nodes = (*descendants(relation.left), *descendants(relation.right)) if marks or told.operators else ()
    if any(_is_marked(node, marks) for node in nodes) or (Mark.DEGREES in marks and _is_of_angles(nodes)):
        return "a sign in it is another one, as the text says"
    if any(_is_operated(node, told.operators) for node in nodes):
        return "of an operator, as the text says"
    if around.other_bases and not symbols(relation) and not any(isinstance(n, Call) for n in descendants(relation)):
        return "of numbers in another base, as the text says"
    return ""


def _is_marked(node: Node, marks: Collection[Mark]) -> bool:
    """Whether a node is written with a sign that is declared to be another."""
    if Mark.ARITHMETIC in marks:
        return True
    match node:
        case Prime(operand=operand):
            small = isinstance(operand, Symbol) and not operand.name[:1].isupper()
            return Mark.SMALL_PRIME in marks or (Mark.PRIME in marks and not small)
        case Fenced(fence=Fence.ABSOLUTE):
            return Mark.BARS in marks
        case Group(bracket=Bracket.SQUARE, inner=inner) if Group not in kinds_in(inner):
            return Mark.SQUARE in marks
        case Group(bracket=Bracket.CURLY, inner=inner) if Group not in kinds_in(inner):
            return Mark.CURLY in marks
        case Vector(style=VectorStyle.ROUND, entries=(_, _)):
            return Mark.PAIR in marks
        case Vector(style=VectorStyle.ANGLE):
            return Mark.ANGLE in marks
        case Derivative(notation=Notation.DOT):
            return Mark.DOT in marks
        case Power(base=Application()):
            return Mark.ITERATE in marks
        case Product(signs=signs, factors=factors) if Mark.DIGITS in marks:
            pairs = zip(signs, factors, factors[1:], strict=False)
            return any(s is Times.IMPLICIT and isinstance(a, Symbol) and isinstance(b, Symbol) for s, a, b in pairs)
        case _:
            return False


def _is_of_angles(nodes: Sequence[Node]) -> bool:
    """Whether trigonometric functions stand beside what depends on the unit of angles."""
    angles = any(isinstance(node, Call) and node.function in _TRIGONOMETRIC for node in nodes)
    return angles and any(isinstance(node, Derivative | Prime | Limit | Integral) for node in nodes)


def _is_operated(node: Node, operators: Collection[str]) -> bool:
    """Whether an operator stands before a product in brackets: `D(xy)`."""
    if not operators or not isinstance(node, Product):
        return False
    pairs = zip(node.factors, node.factors[1:], strict=False)
    return any(
        isinstance(one, Symbol) and one.name in operators and isinstance(other, Group) and isinstance(other.inner, Product)
        for one, other in pairs
    )


def has_side(relation: Relation) -> bool:
    """Whether two capital letters stand side by side in a relation: `AB`."""
    for node in (*descendants(relation.left), *descendants(relation.right)):
        if isinstance(node, Product):
            for sign, one, other in zip(node.signs, node.factors, node.factors[1:], strict=False):
                if sign is Times.IMPLICIT and _is_capital(one) and _is_capital(other):
                    return True
    return False


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
