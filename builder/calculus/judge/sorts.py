r"""Letters that are no real numbers: the text says so, or how they are written, `A^\top`, `\det A`, `\vec{u} \times \vec{v}`.

A claim that speaks of them is none about real numbers, for which `AB = BA` and `(AB)^T = A^T B^T` hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Sort, definitions_reached
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Constant,
    ConstantName,
    Derivative,
    Expression,
    Fence,
    Fenced,
    Group,
    Matrix,
    Negation,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Series,
    Sign,
    Sum,
    Symbol,
    Times,
    Vector,
)
from builder.calculus.expression.walk import descendants, symbols, symbols_of
from builder.calculus.judge.conventions import place_of
from builder.calculus.judge.usage import reachable

TRANSPOSED = frozenset({r"\top", r"\intercal", r"\mathsf{T}", r"\mathrm{T}", r"\text{T}"})
"""Exponents that are signs of a transpose; so is T, where it is no number."""

DETERMINANTS = frozenset({r"\det", r"\operatorname{det}", r"\mathrm{det}"})
TRACES = frozenset(rf"\{font}{{{word}}}" for font in ("operatorname", "mathrm", "text") for word in ("tr", "Tr", "trace"))
RANKS = frozenset(rf"\{font}{{{word}}}" for font in ("operatorname", "mathrm", "text") for word in ("rank", "rk"))
OF_MATRICES = DETERMINANTS | TRACES | RANKS
"""Names of what is a number for each matrix."""

PARTS = {rf"\{font}{{{part}}}": part for part in ("Re", "Im") for font in ("operatorname", "mathrm", "text")}
"""Names of the real and the imaginary part."""

_IDENTITY = r"(?:I|\\(?:mathbf|mathbb|boldsymbol|mathrm)\{I\}|\\mathbb\{1\})(?:_(?:\w|\{\w+\}))?"

UNITS = frozenset({"i", r"\mathrm{i}"})
"""The names of the imaginary unit."""

_LETTER = r"(?:\\[A-Za-z]+(?:\{\w+\})?|[A-Za-z])(?:_(?:\w|\{\w+\}))?"
_TERMS = rf"-?(?:{_LETTER})+(?:[+-](?:{_LETTER})+)*"
_BARRED = r"\\(?:bar|overline)\{(?P<inner>.*)\}(?P<subscript>(?:_(?:\w|\{\w+\}))?)"
_STARRED = r"(?P<inner>.*)\^(?:\*|\{\*\})(?P<subscript>)"
_VECTORS = frozenset("bhuvwxyz")
_DERIVATIVES = r"[JH](?:_.*)?"
_FUNCTION = r"\\(?:operatorname|mathrm|text)\{\w{2}"
_TELLING = frozenset({Symbol, Power, Application, Product})
_ANALYTIC = (Symbol, Number, Constant, Sum, Product, Quotient, Power, Negation, Group, Call, Application, Prime, Derivative)
_CONJUGATED = frozenset({Sort.COMPLEX, Sort.QUATERNION})
_PLURALS = {Sort.MATRIX: "matrices", Sort.ELEMENT: "elements of a group or a ring"}
_SUBSCRIPT = r"(?:_(?:\w|\{\w+\}))?(?:\^\{[(\[]\w+(?:[+-]\w+)?[)\]]\})?"
_FONT = r"\\(?:mathbf|boldsymbol|bm|vec|overrightarrow)"
_ARROWS = (r"\vec", r"\overrightarrow")
_CAPITAL = (
    rf"(?:[A-Z]|\\(?:Gamma|Lambda|Sigma|Phi|Psi|Omega|Theta|Xi|Pi)"
    rf"|{_FONT}\{{(?:[A-Z]|\\(?:Lambda|Sigma|Phi|Psi|Omega))\}}){_SUBSCRIPT}"
)
_BOLD = rf"(?P<font>{_FONT})\{{(?P<letter>[A-Za-z]|\\[a-z]+)\}}{_SUBSCRIPT}"


def is_identity(name: str) -> bool:
    """Whether a name is one of the identity matrix."""
    return re.fullmatch(_IDENTITY, name) is not None


def is_capital(name: str) -> bool:
    """Whether a name is that of a matrix by custom: a capital letter."""
    return re.fullmatch(_CAPITAL, name) is not None


def terms_under(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    r"""What stands under a bar, or before a star, as terms with their signs: z and w of `\bar{z - w}`. Of other names nothing."""
    match = re.fullmatch(_BARRED, name) if name[0] == "\\" else re.fullmatch(_STARRED, name) if name[-1] in "*}" else None
    if match is None:
        return ()
    inner = (match["inner"] + (match["subscript"] or "")).replace(" ", "")
    if not re.fullmatch(_TERMS, inner):
        return ()
    terms = re.findall(rf"([+-]?)((?:{_LETTER})+)", inner)
    return tuple((sign or "+", tuple(re.findall(_LETTER, term))) for sign, term in terms)


def letters_of(name: str) -> tuple[str, ...]:
    r"""The letters that a name is made of: z and w of `\bar{zw}`, z of `z^*`, and of any other the name itself."""
    return tuple(letter for _, letters in terms_under(name) for letter in letters) or (name,)


def is_made_of_others(name: str, context: Context) -> bool:
    r"""Whether a name is made of known letters, and so known by them: `\bar{zw}`, or `\bar{z}` where z is defined."""
    letters = letters_of(name) if context.sorts else (name,)
    if letters == (name,) or not _CONJUGATED & set(context.sorts.values()):
        return False
    known = context.definitions.keys() if len(letters) == 1 else context.definitions.keys() | context.sorts.keys()
    return known >= set(letters)


def letters_in(names: Iterable[str]) -> frozenset[str]:
    """The letters that names are made of: none of those of functions, as Re is."""
    return frozenset(letter for name in names if not re.match(_FUNCTION, name) for letter in letters_of(name))


def sorts_in(claim: Claim) -> Mapping[str, Sort]:
    """The letters of a claim that are no real numbers; those that are defined are what they are defined to be."""
    context, relation = claim.context, claim.relation
    sides = (relation.left, relation.right)
    found = dict(written_sorts(sides, context))
    if context.sorts:
        names = set(symbols(relation))
        reached = [node for _, below in definitions_reached(sorted(names), context) for node in below]
        names |= {node.name for node in reached if type(node) is Symbol}
        bound = {node.index.name for side in sides for node in descendants(side) if type(node) is Series}
        told = letters_in(names) & context.sorts.keys() - _defined(context) - bound
        found |= {name: context.sorts[name] for name in sorted(told)}
    return {name: sort for name, sort in found.items() if not is_identity(name)} if found else found


def is_analytic(claim: Claim) -> bool:
    """Whether both sides are made by what is analytic in each letter, so that an equation that holds for all real values of one
    holds for complex ones as well (the identity theorem)."""
    if claim.relation.sign not in (Sign.EQUAL, Sign.IDENTICAL):
        return False
    for node in reachable(claim.relation, claim.context):
        match node:
            case Power(base, exponent):
                of_e = isinstance(base, Constant) and base.name is ConstantName.E
                if not of_e and not (isinstance(exponent, Number) and exponent.value.denominator == 1):
                    return False
            case Call(function) if function not in ("exp", "sin", "cos", "sinh", "cosh"):
                return False
            case Application(function) if not symbols(function) <= claim.context.definitions.keys():
                return False
            case Symbol(name) if terms_under(name):
                return False
            case _ if not isinstance(node, _ANALYTIC):
                return False
            case _:
                pass
    return True


def shaped_sorts(claim: Claim) -> Mapping[str, Sort]:
    """The letters of a claim whose shapes are declared."""
    shapes = claim.context.shapes
    return {n: Sort.MATRIX if len(shapes[n]) == 2 else Sort.VECTOR for n in sorted(symbols(claim.relation) & shapes.keys())}


def written_out(sorts: Mapping[str, Sort]) -> str:
    """What letters are, in words: `A is a matrix`, `u and v are vectors`."""
    parts = []
    for sort in Sort:
        names = [name for name, of in sorts.items() if of is sort]
        if len(names) == 1:
            parts.append(f"{names[0]} is {'an' if sort is Sort.ELEMENT else 'a'} {sort.value}")
        elif names:
            parts.append(f"{', '.join(names[:-1])} and {names[-1]} are {_PLURALS.get(sort, sort.value + 's')}")
    return ", ".join(parts)


def _defined(context: Context) -> frozenset[str]:
    return frozenset(name for name, definition in context.definitions.items() if definition.body is not None)


def written_sorts(trees: Sequence[Node], context: Context) -> Mapping[str, Sort]:
    """The letters in `trees` that their notation tells to be matrices or vectors."""
    if not any("\\" in name or name == "T" for tree in trees for name in symbols(tree)):
        return MappingProxyType({})  # all that tells it is a command, but for the T of a transpose
    found: dict[str, Sort] = {}
    vectors: set[str] = set()
    nodes = tuple(node for tree in trees for node in descendants(tree))
    for node in nodes:
        kind = type(node)  # to look at this first takes a quarter of the time that `match` takes
        if kind not in _TELLING:
            continue
        match node:
            case Symbol(name):
                if "{" in name and (styled := re.fullmatch(_BOLD, name)) and not place_of(name):
                    of_matrix = styled["letter"].isupper() and styled["font"] not in _ARROWS
                    found.setdefault(name, Sort.MATRIX if of_matrix else Sort.VECTOR)
            case Power(exponent=Symbol() | Negation()):
                found |= _transposed(node, nodes, context)
            case Application(Symbol(name), arguments) if name in OF_MATRICES:
                found |= dict.fromkeys(filter(is_capital, _letters(arguments)), Sort.MATRIX)
            case Product(factors, signs):
                if any(type(factor) is Power and dict(_transposed(factor, nodes, context)) for factor in factors):
                    capitals = (factor.name for factor in factors if isinstance(factor, Symbol) and is_capital(factor.name))
                    found |= dict.fromkeys(capitals, Sort.MATRIX)
                for place, sign in enumerate(signs):
                    one = factors[place]
                    if type(one) is not Symbol or one.name[0] != "\\":
                        continue
                    if sign is Times.IMPLICIT and one.name in OF_MATRICES:
                        found |= dict.fromkeys(filter(is_capital, symbols(factors[place + 1])), Sort.MATRIX)
                    elif sign in (Times.CROSS, Times.DOT):
                        pair = (one, factors[place + 1])
                        vectors |= {side.name for side in pair if isinstance(side, Symbol) and re.fullmatch(_BOLD, side.name)}
            case _:
                pass
    found |= dict.fromkeys(vectors & found.keys(), Sort.VECTOR)
    if not found:
        return MappingProxyType({})
    known = context.kinds.keys() | context.shapes.keys() | _defined(context) | {"T"}
    if context.functions:
        known |= {name for name in found if re.fullmatch(_DERIVATIVES, name)}
    applied = {n.function.name for n in nodes if isinstance(n, Application) and isinstance(n.function, Symbol)}
    return {name: found[name] for name in sorted(found.keys() - known - applied)}


def _transposed(power: Power, nodes: tuple[Node, ...], context: Context) -> Iterator[tuple[str, Sort]]:
    exponent = _operand(power.exponent)
    if not isinstance(exponent, Symbol) or exponent.name not in TRANSPOSED | {"T"}:
        return
    inner = bare(power.base)
    derived = {id(node.operand) for node in descendants(inner) if isinstance(node, Derivative)}  # a number may have a gradient
    names = frozenset(node.name for node in descendants(inner) if isinstance(node, Symbol) and id(node) not in derived)
    if exponent.name == "T" and _is_letter(exponent, nodes):
        return
    if exponent.name == "T" and not (all(map(is_capital, names)) or _is_beside_arrays(inner, nodes, context)):
        return
    if isinstance(inner, Vector | Matrix | Derivative):
        return
    for name in names:
        if is_capital(name):
            yield name, Sort.MATRIX
    if isinstance(inner, Symbol) and not is_capital(inner.name) and "_" not in inner.name:
        yield inner.name, Sort.VECTOR


def _is_beside_arrays(base: Expression, nodes: tuple[Node, ...], context: Context) -> bool:
    """Whether matrices or vectors are told where a letter has the exponent T, or its length is taken, or it is customary for a
    vector: it is one, too."""
    if isinstance(base, Symbol) and base.name in _VECTORS:
        return True
    arrays = Sort.MATRIX in context.sorts.values() or Sort.VECTOR in context.sorts.values()
    return arrays or any(isinstance(n, Fenced) and n.fence is not Fence.ABSOLUTE and base == n.inner for n in nodes)


def _is_letter(name: Symbol, nodes: tuple[Node, ...]) -> bool:
    """Whether a T stands elsewhere than alone as an exponent, so that it is a number."""
    alone = sum(isinstance(n, Power) and name in (n.exponent, _operand(n.exponent)) for n in nodes)
    return sum(n == name for n in nodes) > alone


def _operand(node: Expression) -> Expression:
    return node.operand if isinstance(node, Negation) else node


def _letters(arguments: Iterable[Expression]) -> frozenset[str]:
    return symbols_of(arguments)


def bare(node: Expression) -> Expression:
    """What stands in brackets."""
    while isinstance(node, Group):
        node = node.inner
    return node
