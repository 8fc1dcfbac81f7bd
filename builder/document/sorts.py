r"""What a text tells of letters that are no real numbers: `let $A$ and $B$ be matrices`, `for $z \in \mathbb{C}$`, or a heading.

A heading, and words of a sentence that name no letter, `The transpose of a product is`, tell of those letters that are customary.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from msgspec import Struct

from builder.calculus.context import Context, Sort
from builder.calculus.expression.nodes import (
    Application,
    Constant,
    ConstantName,
    Derivative,
    Expression,
    Fenced,
    Negation,
    Node,
    Number,
    Power,
    Product,
    Relation,
    Root,
    Series,
    Sign,
    Sum,
    Symbol,
    Times,
    Vector,
    VectorStyle,
)
from builder.calculus.expression.walk import descendants, holds_constant, kinds_in, symbols, symbols_of
from builder.calculus.judge.conventions import IMAGINARY
from builder.calculus.judge.sorts import OF_MATRICES, UNITS, is_capital, letters_in, letters_of, terms_under, written_sorts
from builder.document.evidence import target
from builder.document.phrases import Text, Words
from builder.document.sentences import ReadFormula

_LETTER = r"(?:\\[A-Za-z]+(?:\{\w+\}| \w)?|[A-Za-z])"
_NAME = rf"{_LETTER}(?:_(?:\w|\{{\w+\}}))?"
_APPLIED = rf"{_NAME}(?:\(\w\))?"
_LIST = rf"\$\s*{_APPLIED}(?:\s*,\s*{_APPLIED})*\s*\$"
_MAPS = (
    rf"\$\s*(?P<names>{_NAME}(?:\s*,\s*{_NAME})*)\s*(?::|\\colon)\s*(?P<space>[A-Z])\s*\\(?:to|rightarrow)\s*(?P=space)\s*\$"
    r"\s*(?:be|are|is|both|two|,)*\s+(?:an?\s+)?linear\b"
)
_NAMES = rf"{_LIST}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_LIST})*"
_NOUNS: Mapping[str, Sort] = MappingProxyType(
    {
        "matri": Sort.MATRIX,
        "linear": Sort.MATRIX,
        "operator": Sort.MATRIX,
        "vector": Sort.VECTOR,
        "complex": Sort.COMPLEX,
        "quaternion": Sort.QUATERNION,
        "permutation": Sort.ELEMENT,
        "element": Sort.ELEMENT,
        "group": Sort.ELEMENT,
        "ring": Sort.ELEMENT,
    }
)
_NOUN = (
    r"(?P<noun>matri(?:x|ces)|linear (?:maps?|operators?|transformations?)|operators?|vectors?|complex(?: numbers?| variables?)?"
    r"|quaternions?|permutations?|elements? of (?:an?|the|any|some|this|our) (?:\w+ )?(?:group|ring)|group|ring)(?![\w-])"
    r"(?!\s+(?:entr|element|coefficient|component|space|field|product|norm|size|multiplication|addition|root|plane|conjugat|valued))"
)
_BETWEEN = r"(?:(?!(?:of|in|for|by|from|to|on|at|with|and|the|not)\b)[\w×-]+\s+|\$[^$]*\$\s+){0,6}?"
_IS_A = rf"(?P<names>{_NAMES})\s*,?\s+(?:(?:be|is|are|being|denotes?|stands? for|any|an?)\s+)(?:the\s+)?{_BETWEEN}{_NOUN}"
_NAMES_OF_SEVERAL = (
    rf"\band\s+(?P<names>\$\s*{_APPLIED}(?:\s*,\s*{_APPLIED})+\s*\$|{_LIST}\s+and\s+{_LIST})\s+(?P<noun>vectors|matrices)"
    r"\b(?=\s*(?:[.,;]|of\b|in\b|with\b|such\b))"
)
"""`let $A$ be a matrix and $u, v$ vectors`."""
_A_NAME = rf"\b{_NOUN}(?:\s+(?:or|and)\s+(?:vectors?|matrices|numbers?))?\s+(?P<names>{_NAMES})"
_OF_GROUPS = (
    rf"\belements?\s+(?P<names>{_NAMES})",
    rf"(?P<names>{_NAMES})\s+(?:in|of|from)\s+(?:an?|any|the|some)\s+(?:\w+\s+)?(?:group|ring)\b",
)
_IN = re.compile(r"\\in(?![A-Za-z])\s*")
_SET = re.compile(
    r"(?:\\mathbb\s*\{?|\\)(?P<letter>[RCH])\}?(?![A-Za-z])\s*(?P<size>\^\s*(?:\{[^{}]*\}|\w))?"
    r"|(?P<of>[^ ]{0,13}(?:M_|GL|SL|Mat))"
)
_REAL = (
    rf"\b(?:real|reals|scalars?|integers?|(?<!complex )numbers?|constants?)\s+(?:numbers?\s+|constants?\s+)?(?P<names>{_NAMES})",
    rf"(?P<names>{_NAMES})\s*,?\s+(?:be|is|are|being)\s+(?:(?:an?|any|two|some|positive|negative|arbitrary|fixed|nonzero|all|both)\s+)*"
    r"(?:real|reals|scalars?|integers?|numbers?|constants?)(?!\s+(?:matri|vector|operator|symmetric|square|\w+ matri))\b",
)
_OF_MATRICES = Words(
    "invertible, nonsingular, non-singular, symmetric, skew-symmetric, orthogonal, unitary, hermitian, diagonal, diagonalizable",
    "diagonalisable, triangular, nilpotent, definite, idempotent, projection, projections, projector, projectors, involution",
)
_CAPITAL = r"[A-EJ-SU-Z](?:_\w)?"
_CAPITALS = rf"\$\s*{_CAPITAL}(?:\s*,\s*{_CAPITAL})*\s*\$"
_IS_OF_MATRICES = (
    rf"(?P<names>{_CAPITALS}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_CAPITALS})*)\s*,?\s+(?:(?:be|is|are|both|real)\s+)+"
    r"(?:invertible|non-?singular|(?:skew-)?symmetric|orthogonal|unitary|hermitian|diagonal|diagonali[sz]able"
    r"|(?:upper |lower )?triangular|nilpotent|idempotent|(?:positive |negative )?(?:semi)?definite"
    r"|(?:an? )?(?:orthogonal )?(?:projections?|projectors?|involution))\b"
    r"(?!\s+(?:functions?|relations?|events?|of a point))"
)
_MATRICES_NAMED = (
    r"\b(?:invertible|non-?singular|(?:skew-)?symmetric|orthogonal|unitary|hermitian|diagonali[sz]able|triangular|nilpotent|definite)"
    rf"\s+(?P<names>{_CAPITALS}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_CAPITALS})*)(?!\()"
)
"""What only matrices are, of a letter that is no name of a function."""
_KNOWN_KIND = r"(?P<kind>symmetric|orthogonal)"
_OF_KNOWN = rf"(?i)(?<![\w-]){_KNOWN_KIND}\s+(?:[\w-]+\s+){{0,2}}matri(?:x|ces)\s*$"
_IS_KNOWN = (
    r"(?i)\s*,?\s*(?:(?:be|is|being|an?|real|square|and|also|positive|definite|semidefinite|invertible|constant)\s+)*"
    rf"{_KNOWN_KIND}\b(?!\s+(?:if|about|in|with|around|to|functions?|relations?|part|vectors?|projections?|complement)\b)"
)
_SPECIAL_KIND = (
    r"(?:orthogonal|orthonormal|perpendicular|parallel|unit|unitary|hermitian|self-adjoint|normal|diagonal\w*|triangular|idempotent"
    r"|nilpotent|projections?|projectors?|involut\w+|rotations?|reflections?|permutations?|circulant|toeplitz|stochastic|skew-symmetric"
    r"|antisymmetric|covariance|gram|hessian|identity|zero|null|one-hot|probability|distribution|commut\w*|inverses?|similar"
    r"|low-rank|rank|scalar multiples?)"
)
_OF_SPECIAL = rf"(?i)(?<![\w-]){_SPECIAL_KIND}\s+(?:[\w-]+\s+){{0,2}}(?:matri(?:x|ces)|vectors?)\s*$"
_IS_SPECIAL = (
    r"(?i)\s*,?\s*(?:(?:be|is|are|being|an?|the|two|both|real|square|and|also|that|which|with)\s+)*"
    rf"(?:[\w-]+\s+){{0,2}}?{_SPECIAL_KIND}\b"
)
_MAY_BE_TOLD = re.compile(r"[Mm]atri|linear|perator|ectors?(?![\w-])|omplex|uaternion|ermutation|group\b|ring\b")
_QUANTITY_I = (
    r"(?i)\$i\$ (?:be|is|denotes?|stands? for) (?:the|an?|any|some) (?!(?:\w+ ){0,2}(?:imaginary|unit|root|solution|complex))"
    r"|\$i\$,? (?:and )?\$[j-n]\$[^.$]*? (?:be|are) |\bfor (?:all |each |every )?\$i *(?:=|\\in|[<>]|\\[lg]eq?)"
)
_MAY_BE_REAL = re.compile(r"real|calar|nteger|umber|onstant")
_THROUGHOUT = Words("throughout, in this chapter, in this note, on this page, in these notes, from now on, everywhere")

_SPECIAL = Words(
    "commute, commutes, commuting, abelian, symmetric, skew-symmetric, antisymmetric, orthogonal*, orthonormal*, unitary",
    "hermitian, self-adjoint, diagonal*, triangular, idempotent, nilpotent, project*, involut*, rotation*, reflection*",
    "permutation matri*, definite, semidefinite, singular, similar, eigen*, parallel, perpendicular, collinear, unit vector*",
    "basis, solution*, satisf*, such that, stochastic, invariant, conjugates, root of unity, roots of unity, imaginary",
    "unit circle, modulus one, commutative ring*, commutative group*, integral domain, field, cyclic, order 2",
    "special case, defined by, given by, axis, circulant, toeplitz, each other, rank, isometr*, multiples?, scalar matri*",
    "one-hot, probability vector*, probability distribution*, sum to one, sum up to one, sums to one",
    "dihedral, boolean, lie, real-valued, of modulus, pure, unit, units, normal, scaling, identical, equal to",
)
"""Words after which letters are not any of their sort."""

_HYPOTHESIS = (
    r"(?i)\b(?:let|suppose|assume|consider|given|if|for|take)\b[^.;]*?\b(?:with|where|whenever|when|if)\s+(?:\$[^$]*=|□)"
)
"""What a sentence supposes of letters that it introduces: `Let $A$ and $B$ be matrices with $AB = BA$`."""

_ROWS = r"\d\s*(?:×|x|by|-by-|\\times)\s*\d"
_HOLDS_IF = r"(?i)\W*(?:if|provided|when|whenever|assuming|for|where|since|because|here|this|that|these|it|but|only)\b"
_TOPICS: tuple[tuple[Sort, Words], ...] = (
    (Sort.QUATERNION, Words("quaternion*, hamilton")),
    (
        Sort.MATRIX,
        Words(
            "matrix, matrices, matrizen, transpose*, transposition, determinant*, linear algebra, inverse of a product, trace of",
            "eigendecomposition, diagonali*, cholesky, singular value*, lu decomposition, qr decomposition, lu factori*",
            "idempotent*, nilpotent*, commutators?, linear operators?, linear maps?, linear transformations?",
        ),
    ),
    (Sort.COMPLEX, Words("complex*, komplexe*")),
    (Sort.VECTOR, Words("vector*, cross product*, dot product*, scalar product*, inner product*, vektor*")),
)
_CUSTOMARY: Mapping[Sort, re.Pattern[str]] = MappingProxyType(
    {
        Sort.COMPLEX: re.compile(r"i|\\mathrm\{i\}|(?:[zw]|\\zeta)(?:_(?:\w|\{\w+\}))?"),
        Sort.QUATERNION: re.compile(r"[ijkpq]|[pq]_\w|\\math(?:bf|rm)\{[ijk]\}"),
        Sort.VECTOR: re.compile(r"[abcuvwxyn](?:_\w)?"),
        Sort.ELEMENT: re.compile(r"[a-hr-z](?:_\w)?|\\(?:alpha|beta|sigma|tau|pi|rho)"),
    }
)
_ARE_UNITS = UNITS | IMAGINARY
_HOLD_UNITS = frozenset({Fenced, Application, Power})
_OF_TERMS = Words("factor*, grouping, terms?, like terms, numbers")
_MAY_BE_OF_ANY = re.compile("group|ring|operators|permutations")
_FOR_OPERATORS = r"\bfor (?:(?:all|any|arbitrary|bounded|linear|two) )*operators\b"
_ANY_GROUP = (
    r"\b(?:(?:in|for|of) (?:every|any|an?|all|arbitrary|general)|every|any|(?:in|for)) "
    r"(?:(?:non-?(?:commutative|abelian)|arbitrary|general|unital|finite|multiplicative|associative|dihedral|boolean|lie) )*"
    r"(?:groups?|rings?)\b(?! of\b)"
    r"|\bfor (?:(?:all|any|arbitrary|two) )*permutations\b"
)
_FOR_ALL = (
    r"\bfor (?:all|any|every|each|arbitrary) (?:\w+ ){0,2}(?:matri(?:x|ces)|vectors?|complex numbers?|quaternions?|operators?)\b"
)
_OF_INDICES = Words("index, indices, rate, rates, interest, currents?, annual, compounded, payments?, integers?, inflation")
_COMPLEX = r"(?:[zw]|\\zeta|\\omega|\\xi)(?:_(?:\w|\{\w+\}))?"
_NUMBERS = frozenset("IJLNOT")
"""Capital letters that mostly are no matrices, or need not be told to be."""
_MINUS_ONE = Negation(Number("1"))
_CONJUGATE = 3  # how many factors P D P^{-1} has


class Told(Struct, frozen=True):
    """What words tell: the sorts of letters, those that are `real` after all, whether it holds on the whole page, and on what
    letters depend, t of `A(t)`."""

    sorts: Mapping[str, Sort]
    real: frozenset[str] = frozenset()
    throughout: bool = False
    depends: Mapping[str, str] = MappingProxyType({})


_NOTHING = Told(MappingProxyType({}))


def sorts_told(words: str, formulas: Sequence[str], known: Mapping[str, Sort]) -> Told:
    """What words tell of letters, in which short formulas stand as they were written, and all `formulas` beside them. `known` are
    the letters of which it is told before that they are no real numbers."""
    names_letters = "$" in words
    if not names_letters and not formulas:
        return _NOTHING
    found: dict[str, Sort] = {}
    real: set[str] = set()
    depends: dict[str, str] = {}
    if names_letters and known and _MAY_BE_REAL.search(words):
        for pattern in _REAL:
            for match in re.finditer(pattern, words, re.I):
                real.update(_names(match["names"]))
    if names_letters and _MAY_BE_TOLD.search(words):
        for pattern in (_IS_A, _A_NAME, _NAMES_OF_SEVERAL):
            for match in re.finditer(pattern, words, re.I):
                noun = match["noun"].lower()
                sort = next(sort for beginning, sort in _NOUNS.items() if noun.startswith(beginning))
                found |= dict.fromkeys(_names(match["names"]), sort)
                depends |= {_canonical(one[1]): one[2] for one in re.finditer(rf"({_NAME})\((\w)\)", match["names"])}
    if names_letters and _OF_MATRICES.stand_in(words):
        for match in (*re.finditer(_IS_OF_MATRICES, words), *re.finditer(_MATRICES_NAMED, words)):
            found |= dict.fromkeys((name for name in _names(match["names"]) if name not in known), Sort.MATRIX)
    if names_letters and "linear" in words and (r"\to" in words or r"\rightarrow" in words):
        for match in re.finditer(_MAPS, words):
            found |= dict.fromkeys(_names(match["names"]), Sort.MATRIX)
    if names_letters and re.search(r"\b(?:group|ring)\b", words):
        for pattern in _OF_GROUPS:
            for match in re.finditer(pattern, words):
                found |= dict.fromkeys(_names(match["names"]), Sort.ELEMENT)
    sets = {name for name, sort in (*known.items(), *found.items()) if sort is Sort.ELEMENT}
    for latex in formulas:
        for names, of in _members(latex, sets) if r"\in" in latex else ():
            if of is None:
                real.update(names)
            else:
                found |= dict.fromkeys(names, of)
    if not found and not real:
        return _NOTHING
    if Sort.COMPLEX in found.values() and not real & UNITS:
        found |= dict.fromkeys(sorted(UNITS), Sort.COMPLEX)
    throughout = _THROUGHOUT.stand_in(words)
    return Told(MappingProxyType(found), frozenset(real - found.keys()), throughout, MappingProxyType(depends))


def _members(latex: str, sets: Collection[str]) -> Iterator[tuple[list[str], Sort | None]]:
    """The letters that a formula says to belong to a set, and the sort of its members; None for real numbers. `sets` are the
    names of groups and rings."""
    for sign in _IN.finditer(latex):
        names = _names(re.split(r"[=<>&;:(]", latex[: sign.start()].replace(r"\forall", ""))[-1])
        if latex[sign.end() :].strip(" .,;") in sets:
            yield names, Sort.ELEMENT
        match = _SET.match(latex, sign.end())
        if match is None:
            continue
        size = match["size"]
        if match["of"] or (size is not None and "times" in size):
            yield names, Sort.MATRIX
        elif size is not None:
            yield names, Sort.VECTOR
        else:
            yield names, {"R": None, "C": Sort.COMPLEX, "H": Sort.QUATERNION}[match["letter"]]


def _names(text: str) -> list[str]:
    bare = re.sub(r"\(\w\)", "", text.replace(" and ", ","))
    return [name for name in map(_canonical, re.findall(_NAME, bare)) if name not in OF_MATRICES]


def _canonical(name: str) -> str:
    r"""The name as it is written by the parser: `\vec u` is `\vec{u}`."""
    font, blank, letter = name.partition(" ")
    return f"{font}{{{letter}}}" if blank else name


def topic_of(words: str) -> Sort | None:
    """The sort of letters that words speak of without naming one: of matrices where they say transpose."""
    words = Text.of(words)
    topic = next((sort for sort, told in _TOPICS if told.stand_in(words)), None)
    if topic is None and _MAY_BE_OF_ANY.search(words) and not _OF_TERMS.stand_in(words):
        if re.search(_ANY_GROUP, words.lower()):
            return Sort.ELEMENT
        if re.search(_FOR_OPERATORS, words.lower()):
            return Sort.MATRIX
    return topic


def special_told(read: Sequence[ReadFormula]) -> Iterator[str]:
    """The vectors and matrices of which the words beside their letters tell more than their size: `be orthogonal`."""
    for one in read:
        if re.search(_OF_SPECIAL, one.before[-60:]) or re.match(_IS_SPECIAL, one.after[:100]):
            for statement in one.display.statements:
                if isinstance(letter := statement.sides[0], Symbol):
                    yield letter.name


def known_told(read: Sequence[ReadFormula]) -> Iterator[Relation]:
    """What the words beside the letters of matrices tell that is understood, `Let $A$ be symmetric`, `an orthogonal matrix $Q$`:
    that the transpose is the matrix itself, or its inverse."""
    for one in read:
        if (told := re.search(_OF_KNOWN, one.before[-60:]) or re.match(_IS_KNOWN, one.after[:80])) is not None:
            letter = one.display.statements[-1].sides[0] if one.display.statements else None
            if isinstance(letter, Symbol):
                turned = Power(letter, Symbol(r"\top"))
                if told["kind"].lower() == "symmetric":
                    yield Relation(turned, Sign.EQUAL, letter)
                else:
                    yield Relation(Product((turned, letter), (Times.IMPLICIT,)), Sign.EQUAL, Symbol("I"))


def without_known(words: str, read: Sequence[ReadFormula]) -> str:
    """Words without what they tell of a matrix that is understood (`known_told`): `Let $Q$ and $A$ a matrix`."""
    for relation in known_told(read):
        (name,) = symbols(relation) - {r"\top", "I"}
        letter = rf"(?<!and )(?<!, )(?P<letter>\${re.escape(name)}(?:\(\w\))?\$)"
        words = re.sub(rf"{letter}{_IS_KNOWN.removeprefix('(?i)')}(?:\s+matrix)?", r"\g<letter>", words)
        words = re.sub(rf"{_KNOWN_KIND}\s+(?:[\w-]+\s+){{0,2}}matrix(?=\s+{letter}(?!\s*(?:,|and)\s*\$))", "", words)
    return words


def is_of_all(words: str) -> bool:
    """Whether words speak of all of a sort, so that letters are no longer what they were: `for all matrices`."""
    return "for " in words and re.search(_FOR_ALL, words.lower()) is not None


def tells_more(words: str, following: str = "") -> bool:
    """Whether words may tell more of letters than their sort: that they commute, or are symmetric, or how many rows they have. So
    may the sentence `following` them, if it says when something holds."""
    if _SPECIAL.stand_in(words) or re.search(_ROWS, words):
        return True
    if ("$" in words or "□" in words) and re.search(_HYPOTHESIS, words):
        return True
    return _SPECIAL.stand_in(following) and re.match(_HOLDS_IF, following) is not None


def sorts_written(read: Sequence[ReadFormula], topic: Sort | None, words: str, context: Context) -> Mapping[str, Sort]:
    """The letters in the formulas of a sentence that are told to be no numbers by their notation, or by its `topic`; no
    units that its `words` tell to be numbers."""
    found: dict[str, Sort] = {}
    for one in read:
        for statement in one.display.statements:
            sides = [side for side in statement.sides if side is not None]
            kinds = [kinds_in(side) for side in sides]
            found |= written_sorts(sides, context)
            if any(Vector in each for each in kinds):
                found |= _commuted(sides)
            if any(Product in each for each in kinds) and any(Power in each for each in kinds):
                found |= _conjugated(sides)
            if topic is not None:
                nodes = tuple([node for side in sides for node in descendants(side)])
                defined = {target(sides[0])} if sides and statement.signs[:1] in ((Sign.EQUAL,), (Sign.DEFINES,)) else set()
                found |= dict.fromkeys(_customary(nodes, topic) - defined, topic)
    if units := _units_of(read, context):
        found |= dict.fromkeys(units - numbers_in(read, words), Sort.COMPLEX)
    if not found:
        return {}
    known = context.definitions.keys() | context.kinds.keys() | context.shapes.keys() | context.sorts.keys()
    known |= symbols_of(context.assumptions)
    return {name: found[name] for name in sorted(found.keys() - known)}


def names_quantity(words: str) -> bool:
    """Whether words say what i is, and not that it is the imaginary unit: `let $i$ be the current`."""
    return "$i" in words and re.search(_QUANTITY_I, words) is not None


def customary(read: Sequence[ReadFormula], topic: Sort | None) -> frozenset[str]:
    """The letters in the formulas of a sentence that are customary for a sort."""
    sides = (side for one in read for statement in one.display.statements for side in statement.sides if side is not None)
    return frozenset() if topic is None else _customary(tuple(node for side in sides for node in descendants(side)), topic)


def _commuted(sides: Sequence[Expression]) -> Mapping[str, Sort]:
    """The capital letters in brackets of two, `[A, B] = AB - BA`, that are compared with a sum or a product."""
    if not any(isinstance(side, Sum | Product | Negation) for side in sides):
        return {}
    brackets = [node for side in sides for node in descendants(side) if isinstance(node, Vector) and len(node.entries) == 2]
    names = [symbols_of(bracket.entries) for bracket in brackets]
    told = all(bracket.style is VectorStyle.SQUARE for bracket in brackets) and all(
        map(is_capital, {n for ns in names for n in ns})
    )
    return dict.fromkeys(sorted(frozenset[str]().union(*names)), Sort.MATRIX) if told and all(names) else {}


def _conjugated(sides: Sequence[Expression]) -> Mapping[str, Sort]:
    """The capital letters of a product that begins with one of them and ends with its inverse, `P D P^{-1}`: of numbers nobody
    writes it so."""
    found: set[str] = set()
    for node in (node for side in sides for node in descendants(side)):
        if not isinstance(node, Product) or len(node.factors) < _CONJUGATE or set(node.signs) != {Times.IMPLICIT}:
            continue
        names = symbols(node)
        ends = [factor.base if isinstance(factor, Power) else factor for factor in (node.factors[0], node.factors[-1])]
        powers = [factor for factor in (node.factors[0], node.factors[-1]) if isinstance(factor, Power)]
        inverse = len(powers) == 1 and powers[0].exponent == _MINUS_ONE
        if inverse and ends[0] == ends[1] and isinstance(ends[0], Symbol) and all(map(is_capital, names)):
            found |= names
    return dict.fromkeys(sorted(found), Sort.MATRIX)


def _units_of(read: Sequence[ReadFormula], context: Context) -> frozenset[str]:
    """The names of the imaginary unit: in what a letter is defined to be that is customary for a complex number, or whose modulus
    or conjugate is written, `z = 3 + 4i`; in exponents of e; and alone in powers, `i^2 = -1`. None that is an index."""
    bodies = {name: d.body for name, d in context.definitions.items() if d.body is not None and not d.parameters}
    written = (side for one in read for statement in one.display.statements for side in statement.sides if side is not None)
    if all(_ARE_UNITS.isdisjoint(symbols(tree)) for tree in (*written, *bodies.values())):
        return frozenset()
    of_complex, found = set[str](), set[str]()
    for one in read:
        for statement in one.display.statements:
            sides = [side for side in statement.sides if side is not None]
            if len(sides) > 1 and isinstance(sides[0], Symbol) and statement.signs[0] in (Sign.EQUAL, Sign.DEFINES):
                bodies.setdefault(sides[0].name, sides[1])
                of_complex |= {sides[0].name} if re.fullmatch(_COMPLEX, sides[0].name) else set()
            if len(sides) > 1 and _is_power_of_unit(sides):
                found |= symbols(sides[0])
            for name in (name for side in sides for name in symbols(side)):
                if terms_under(name):
                    of_complex.update(letters_of(name))
            for node in (node for side in sides if not _HOLD_UNITS.isdisjoint(kinds_in(side)) for node in descendants(side)):
                match node:
                    case Fenced(inner=Symbol(name)):
                        of_complex.add(name)
                    case Application(Symbol("\\operatorname{Re}" | "\\operatorname{Im}"), (Symbol(name),)):
                        of_complex.add(name)
                    case Power(base=Constant(name=ConstantName.E)):
                        names = symbols(node.exponent)
                        of_pi = holds_constant(node.exponent, ConstantName.PI)
                        found |= UNITS & names if len(names) > 1 or of_pi else set()
                    case _:
                        pass
    for name in sorted(of_complex & bodies.keys()):
        body = bodies[name]
        found |= UNITS & symbols(body)
        for term in body.terms if isinstance(body, Sum) else (body,):
            term = term.operand if isinstance(term, Negation) else term
            factors = term.factors if isinstance(term, Product) else (term,)
            found.update(factor.name for factor in factors if isinstance(factor, Symbol) and factor.name in IMAGINARY)
    return frozenset(found)


def numbers_in(read: Sequence[ReadFormula], words: str) -> frozenset[str]:
    """The names of the imaginary unit that stand for a number in a sentence: an index, one that is compared, or a rate."""
    if _OF_INDICES.stand_in(words) or re.search(
        r"\b(?:for|each|every|all|any|as|where|with|rate|let) \$i\$(?! is (?:the|an) imag)", words
    ):
        return UNITS
    found = set[str]()
    for one in read:
        for statement in one.display.statements:
            sides = [side for side in statement.sides if side is not None]
            nodes = [node for side in sides for node in descendants(side)]
            for node in nodes:
                if isinstance(node, Symbol) and "_" in node.name:
                    found.update(re.findall(r"[a-z]+", node.name.partition("_")[2]))
                elif isinstance(node, Series):
                    found.add(node.index.name)
            if any(sign not in (Sign.EQUAL, Sign.IDENTICAL, Sign.DEFINES) for sign in statement.signs):
                found.update(*map(symbols, sides))
            elif sides and isinstance(sides[0], Symbol) and not any(isinstance(node, Root) for node in nodes):
                found.add(sides[0].name)
    return UNITS & found


def _is_power_of_unit(sides: Sequence[Expression]) -> bool:
    """Whether the sides hold no letter but the imaginary unit, and say what a power of it is: `i^2 = -1`."""
    names = symbols_of(sides)
    plain = [side.operand if isinstance(side, Negation) else side for side in sides[1:]]
    values = all(side == Number("1") or isinstance(side, Symbol | Power) for side in plain)
    return bool(names) and names <= UNITS and isinstance(sides[0], Power) and values


def is_power_of_e(node: Node) -> bool:
    """Whether it is e with an exponent."""
    return isinstance(node, Power) and isinstance(node.base, Constant) and node.base.name is ConstantName.E


def moduli(read: Sequence[ReadFormula]) -> frozenset[str]:
    """The letters that are customary for a modulus where they stand: r in `r e^{i\\varphi}`."""
    sides = (side for one in read for statement in one.display.statements for side in statement.sides if side is not None)
    polar = (
        node
        for side in sides
        for node in descendants(side)
        if isinstance(node, Product) and any(is_power_of_e(factor) and UNITS & symbols(factor) for factor in node.factors)
    )
    return frozenset(factor.name for node in polar for factor in node.factors if isinstance(factor, Symbol)) - UNITS


def _customary(nodes: Sequence[Node], topic: Sort) -> frozenset[str]:
    """The letters that are customary for a sort: of vectors only those that stand beside a sign of their products."""
    names = {node.name for node in nodes if isinstance(node, Symbol)}
    for node in nodes:
        if isinstance(node, Application):
            names -= {node.function.name} if isinstance(node.function, Symbol) else set()
        elif isinstance(node, Derivative):
            names -= {node.operand.name} if isinstance(node.operand, Symbol) else set()
    if topic is Sort.MATRIX:
        products = (node for node in nodes if isinstance(node, Product) and len(symbols(node)) > 1)
        transformations = {"T"} & frozenset(factor.name for p in products for factor in p.factors if isinstance(factor, Symbol))
        return frozenset(name for name in names if is_capital(name) and name[0] not in _NUMBERS) | transformations
    if topic is Sort.COMPLEX:
        names = set(letters_in(names))
    names = {name for name in names if _CUSTOMARY[topic].fullmatch(name)}
    if topic is Sort.ELEMENT:
        names -= {name for node in nodes if isinstance(node, Power) for name in symbols(node.exponent)}
    if topic is Sort.VECTOR:
        names &= {
            side.name
            for node in nodes
            if isinstance(node, Product)
            for pair, sign in zip(pairwise(node.factors), node.signs, strict=True)
            for side in pair
            if isinstance(side, Symbol) and sign in (Times.CROSS, Times.DOT)
        }
    return frozenset(names)
