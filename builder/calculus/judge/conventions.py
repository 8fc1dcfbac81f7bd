r"""Names that nothing defines and that mean something all the same: unit vectors, and matrices of derivatives.

They are read as what is customary: `\mathbf{i}`, `\hat{\jmath}`, `\mathbf{e}_1` are unit vectors where vectors stand near,
`J_f` and `H_f` are the Jacobian and the Hessian of a function f that is known. A name that nothing defines may be meant in
another way: what is only customary can prove, and never refutes. Of `a_{n+1}` and `a_1`, elements of a sequence whose n-th,
`a_n`, is defined, it is certain what they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby, pairwise
from typing import cast

from msgspec.structs import replace

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition, definitions_reached
from builder.calculus.expression.nodes import (
    Application,
    Bracket,
    Constant,
    ConstantName,
    Derivative,
    Expression,
    Fenced,
    Gradient,
    Group,
    Indexed,
    Integral,
    Limit,
    Matrix,
    Negation,
    Node,
    Notation,
    Number,
    Power,
    Product,
    Relation,
    Series,
    Sum,
    Symbol,
    Times,
    Vector,
)
from builder.calculus.expression.walk import children, descendants, map_children, substitute, symbols
from builder.calculus.judge.shapes import Many, column
from builder.calculus.judge.terms import Rational
from builder.calculus.judge.usage import customary_parameters, head_of, reachable

MOST_PARTIAL = 4
"""The highest order of a partial derivative that is read from a subscript, f_{xxyy}."""

LONGEST = 9
"""The largest number of entries that a customary unit vector may have."""

IMAGINARY = frozenset({"i", "j", r"\mathrm{i}", r"\mathrm{j}", r"\imath", r"\jmath"})
"""The names that are customary for the imaginary unit."""

OPERATORS = frozenset(
    {"D", "E", r"\Gamma", *(rf"\{font}{{{name}}}" for font in ("mathbb", "mathrm", "operatorname") for name in ("E", "P", "V"))}
)
"""The names that customarily stand for what makes something else of a function, a random variable or an event."""

CONSTANTS = frozenset({r"\gamma", "G", "K"})
"""Letters that customarily name a number (of L. Euler, of E. Catalan) which an integral, a limit or a sum may be."""

_FONT = r"\\(?:mathbf|boldsymbol|vec|hat|mathrm)"
_AXIS = rf"{_FONT}\{{(?:{_FONT}\{{)?(?P<letter>i|j|k|\\imath|\\jmath)\}}{{1,2}}"
_BASIS = rf"{_FONT}\{{(?:{_FONT}\{{)?e\}}{{1,2}}_(?P<number>[1-9])"
_INDICES = "ijklmnr"
_ELEMENT = (
    rf"(?P<base>[^_]+)_\{{?(?:(?P<factor>[0-9]{{1,3}} ?)?(?P<letter>[{_INDICES}])|(?P<number>[0-9]{{1,4}}))"
    r"(?: ?(?P<sign>[+-]) ?(?P<step>[0-9]{1,4}))?\}?"
)
_EXAMPLE = r"(?P<before>[^^]+)\^\{[(\[](?P<index>[A-Za-z]|[0-9]+)[)\]]\}(?P<behind>.*)"
VECTORS = ("\\mathbf{", "\\vec{", "\\boldsymbol{")
"""What the names of vectors begin with."""
_PERHAPS_MANY = ("\\hat", "\\mathbf", "\\vec", "\\boldsymbol", "\\operatorname", "\\mathrm")
_PLACES = {"i": 1, r"\imath": 1, "j": 2, r"\jmath": 2, "k": 3}
_MATRIX = r"(?:(?P<of>D)|(?P<kind>J|H|\\math(?:bf|rm)\{[JH]\}))(?:_\{(?P<braced>.*)\}|_(?P<bare>.*)|(?P<behind>.*))"


def place_of(name: str) -> int:
    """Which unit vector a name customarily stands for, counted from 1; 0 for none."""
    if not name.startswith("\\"):
        return 0
    if match := re.fullmatch(_AXIS, name):
        return _PLACES[match["letter"]]
    match = re.fullmatch(_BASIS, name) if "e}" in name else None
    return int(match["number"]) if match else 0


def unit_vectors(nodes: Iterable[Node], context: Context) -> Mapping[str, Many]:
    """The unit vectors that `nodes`, all that a claim speaks of, name; none where no vector stands near.

    They have as many entries as the vectors beside them, or else two, or three if a third one is named.
    """
    nodes = tuple(nodes)
    written = {node.name for node in nodes if type(node) is Symbol and "{" in node.name}
    names = {name: place for name in sorted(written - context.definitions.keys()) if (place := place_of(name))}
    if not names:
        return {}
    size, near = 2, False
    for node in nodes:
        match node:
            case Vector(entries=entries):
                size, near = max(size, len(entries)), True
            case Matrix(rows=rows):
                size, near = max(size, len(rows), len(rows[0])), True
            case Product(signs=signs) if Times.CROSS in signs:
                size = max(size, 3)
            case Gradient(operand=Symbol(name)):
                definition = context.definitions.get(name)
                size, near = max(size, len(definition.parameters) if definition is not None else 0), True
            case _:
                pass
    size = max([size, *names.values()])
    if size > LONGEST or not (near or len(set(names.values())) > 1):
        return {}
    return {name: column(tuple(Rational(Fraction(i == place - 1)) for i in range(size))) for name, place in names.items()}


def element_of(name: str, context: Context) -> tuple[Definition, Expression] | None:
    """Of `a_{n+1}` or `a_1`, where `a_n` is defined by its index n: that definition, and the index that stands for n."""
    element = base_and_index(name) if context.definitions else None
    if element is None or (definition := sequence_named(element[0], context)) is None:
        return None
    return definition, element[1]


def base_and_index(name: str) -> tuple[str, Expression] | None:
    """Of `a_{n+1}`, `a_{2n}` or `a_1`: the a, and the index; None for other names."""
    match = re.fullmatch(_ELEMENT, name) if "_" in name else None
    if match is None:
        return None
    index: Expression = Symbol(match["letter"]) if match["letter"] else Number(match["number"])
    if match["factor"]:
        index = Product((Number(match["factor"].strip()), index), (Times.IMPLICIT,))
    if match["step"]:
        step = Number(match["step"])
        index = Sum((index, step if match["sign"] == "+" else Negation(step)))
    return match["base"], index


def example_of(name: str) -> tuple[str, Expression] | None:
    """Of `x^{(i)}`, which often is the i-th of a set of data, x without the index, and the index; None for other names."""
    match = re.fullmatch(_EXAMPLE, name) if "^{" in name else None
    if match is None:
        return None
    index = match["index"]
    return f"{match['before']}^{{()}}{match['behind']}", Number(index) if index.isdecimal() else Symbol(index)


def unknown_sequences(nodes: Sequence[Node], context: Context) -> frozenset[str]:
    """The letters of names whose index runs, `a_k` in a sum over k, that stand for any numbers: nothing is told of them.

    Not so where an element is defined or something assumed of it, nor where the letter also stands in another name, as x in the
    mean \\bar{x} of x_k, or may be that of a vector; nor where it is differentiated by an element: then the one that the index
    runs past is the same variable. Nor so where an element itself is differentiated, `\\frac{\\partial L_i}{\\partial w}`: it is
    then a function, and as a number would have the derivative 0.
    """
    bases = {n.base.name for n in nodes if type(n) is Indexed and len(n.indices) == 1}
    running = {n.index.name for n in nodes if type(n) is Series}
    names = {n.name for n in nodes if isinstance(n, Symbol)} if bases or running else set()
    examples = {at[0] for name in names if (at := example_of(name)) is not None and symbols(at[1]) & running}
    if not bases and not examples:
        return frozenset()
    told = {*context.definitions, *(n for a in (*context.assumptions, *context.curves) for n in symbols(a))}
    by = {variable.name for n in nodes if isinstance(n, Derivative) for variable, _ in n.variables}
    by = {at[0] if (at := example_of(name)) is not None else name.partition("_")[0] for name in by}
    by |= elements_differentiated(nodes).keys()
    return frozenset(
        base
        for base in bases - by
        if (len(base) == 1 or base.lstrip("\\").isalpha())
        and not any(name == base or name.startswith(f"{base}_") for name in told)
        and not any(base in name and name != base and base_and_index(name) is None for name in names)
    ) | (examples - by - {at[0] for name in told if (at := example_of(name)) is not None})


def elements_differentiated(nodes: Sequence[Node]) -> dict[str, set[str]]:
    r"""The sequences of which an element is differentiated, `\frac{\partial L_i}{\partial w}`, with the letters by which."""
    found: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, Derivative):
            match node.operand:
                case Indexed(Symbol(base), (_,)):
                    found.setdefault(base, set()).update(variable.name for variable, _ in node.variables)
                case Symbol(name) if (at := example_of(name)) is not None:
                    found.setdefault(at[0], set()).update(variable.name for variable, _ in node.variables)
                case _:
                    pass
    return found


def with_elements_applied(claim: Claim) -> Claim | None:
    r"""A claim in which the elements of a sequence that are differentiated by a letter are functions of it, `L_i(w)` for L_i;
    None where there are none, or something is told of them."""
    reached = list(definitions_reached(sorted(symbols(claim.relation)), claim.context))
    bodies = [node for _, nodes in reached for node in nodes]
    by = elements_differentiated([*descendants(claim.relation.left), *descendants(claim.relation.right), *bodies])
    if len(by) != 1 or len(letters := next(iter(by.values()))) != 1 or len(base := next(iter(by))) != 1:
        return None
    letter = Symbol(next(iter(letters)))
    if base in claim.context.definitions or letter.name in claim.context.definitions:
        return None

    def change(node: Node) -> Node:
        match node:
            case Application():
                return node
            case Indexed(Symbol(name), (_,)) if name == base:
                return Application(node, (letter,))
            case _:
                return map_children(node, change)

    left, right = (cast(Expression, change(side)) for side in (claim.relation.left, claim.relation.right))
    context = claim.context
    for definition, _ in reached:
        if definition.body is not None:
            context = context.with_definition(replace(definition, body=cast(Expression, change(definition.body))))
    return Claim(replace(claim.relation, left=left, right=right), context)


def runs_in_name(index: str, node: Node, sequences: frozenset[str] = frozenset()) -> bool:
    """Whether `index`, over which a sum runs, is a part of the name that `node` is, `x^{(k)}`, or differentiates by, and that is
    no element of one of the `sequences`."""
    match node:
        case Symbol(name) if "^" in name:
            at = example_of(name)
            return index in re.split(r"[^A-Za-z\\]+", name.partition("^")[2]) and (at is None or at[0] not in sequences)
        case Derivative():
            return any(index in variable.name.partition("_")[2] for variable, _ in node.variables)
        case _:
            return False


def sequence_named(base: str, context: Context) -> Definition | None:
    """The definition of an element of a sequence by its index: of `a_n` for `a`, where n stands in its body and no other element.

    None where there is none, or several that tell different things.
    """
    found = [d for d in context.definitions.values() if _is_of_index(d, base)]
    if not found:
        return None
    letter = Symbol(found[0].name[-1])
    bodies = [substitute(d.body, {d.name[-1]: letter}) for d in found if d.body is not None]
    return found[0] if all(body == bodies[0] for body in bodies) else None


def _is_of_index(definition: Definition, base: str) -> bool:
    name = definition.name
    if name[:-1] != f"{base}_" or name[-1] not in _INDICES or definition.parameters or definition.body is None:
        return False
    names = symbols(definition.body)
    return name[-1] in names and not any(other.startswith(f"{base}_") for other in names)


def differentiated_by(name: str, context: Context) -> tuple[str, bool] | None:
    r"""Of `J_f`, `H_f`, `\mathbf{J}`, `D\mathbf{f}`: the function and whether it is the Hessian; None for other names.

    Without a subscript it is that of the only function that has one: of several variables, and of many values for J.
    """
    match = re.fullmatch(_MATRIX, name) if context.definitions and name[:1] in ("D", "J", "H", "\\") else None
    if match is None or name in context.definitions:
        return None
    hessian = (match["kind"] or "").strip("}").endswith("H")
    of = match["braced"] or match["bare"] or match["behind"]
    if of:
        definition = context.definitions.get(of)
        fits = definition is not None and definition.body is not None and bool(definition.parameters)
        return (of, hessian) if fits else None
    if match["of"]:
        return None
    several = [d for d in context.definitions.values() if len(d.parameters) > 1 and d.body is not None]
    fitting = [d.name for d in several if isinstance(d.body, Vector | Matrix) is not hessian]
    return (fitting[0], hessian) if len(fitting) == 1 else None


def with_partial_derivatives(relation: Relation, context: Context) -> Relation:
    """Names such as f_x, where f is a function that nobody defined, applied to x or with a gradient, as partial derivatives."""
    split = {name: apart for name in symbols(relation) - context.definitions.keys() if (apart := _split(name)) is not None}
    if not split:
        return relation
    of: dict[str, set[str]] = {}
    by: dict[str, set[str]] = {}
    for head, letters in split.values():
        by.setdefault(head, set()).update(letters)
    for node in reachable(relation, context):
        match node:
            case Application(Symbol(function), arguments) if len(arguments) > 1:
                function = split[function][0] if function in split else function
                names = {of_argument for a in arguments if (of_argument := head_of(a)) is not None}
                if not by.get(function, set()) <= names:
                    names.update(customary_parameters(by[function], len(arguments)))
                of.setdefault(function, set()).update(names)
            case Gradient(Symbol(function)):
                of.setdefault(function, set()).update(by.get(function, ()))
            case _:
                pass
    by_name = {
        name: _partial_derivative(head, letters)
        for name, (head, letters) in split.items()
        if head not in context.definitions and of.get(head, set()).issuperset(letters)
    }
    return cast(Relation, substitute(cast(Expression, relation), by_name)) if by_name else relation


def with_told_partial_derivatives(side: Expression, context: Context) -> Expression:
    """Names such as f_x as partial derivatives, where f is an unknown function of which the letters are told, x among them."""
    by_name = {
        name: _partial_derivative(head, letters)
        for name in symbols(side) - context.definitions.keys()
        for head, letters in filter(None, (_split(name),))
        if head not in context.definitions and set(letters) <= {*context.parameters.get(head, ())}
    }
    if not by_name:
        return side

    def change(node: Node) -> Node:
        if isinstance(node, Symbol) and node.name in by_name:
            return replace(by_name[node.name], span=node.span)
        return map_children(node, change)

    return cast(Expression, change(side))


def _split(name: str) -> tuple[str, str] | None:
    """The function and the letters of a name such as f_{xy}; None for other names."""
    head, _, subscript = name.partition("_")
    letters = subscript.strip("{}")
    return (head, letters) if 1 <= len(letters) <= MOST_PARTIAL and letters.isalpha() and letters.isascii() else None


def _partial_derivative(head: str, letters: str) -> Expression:
    by = tuple((Symbol(letter), len([*run])) for letter, run in groupby(letters))
    return Derivative(Symbol(head), by, True, Notation.SUBSCRIPT)


def doubtful_name(relation: Relation, context: Context) -> str:
    """A name in a relation that is read as is customary, and may be meant in another way; "" without any."""
    nodes = descendants(relation)
    names = sorted({n.name for n in nodes if isinstance(n, Symbol)} - context.definitions.keys())
    for constant in CONSTANTS.intersection(names):
        for side, other in ((relation.left, relation.right), (relation.right, relation.left)):
            if symbols(side) == {constant} and any(isinstance(n, Integral | Limit | Series) for n in descendants(other)):
                return constant
    for side, other in ((relation.left, relation.right), (relation.right, relation.left)):
        if sequence := _sequence_in(side, symbols(other), context):
            return sequence
    if vector := without_shape(relation, context):
        return vector
    if "T" in names and all("T" not in _outside_exponents(side) for side in (relation.left, relation.right)):
        return "T"  # it tells a transposed matrix
    certain = unit_vectors(reachable(relation, context), context)
    if operator := next((name for name in names if name.startswith(r"\operatorname{") and _is_applied(name, nodes)), ""):
        return operator
    if operators := OPERATORS.intersection(names):
        for node in nodes:
            match node:
                case Application(function=Symbol(name)) if name in operators:
                    return name
                case Product(factors=factors):
                    for first, second in pairwise(factors):
                        if isinstance(first, Symbol) and first.name in operators and _is_operand(first.name, second):
                            return first.name
                case _:
                    pass
    return next(
        (n for n in names if differentiated_by(n, context) or (place_of(n) and n not in certain) or _by_place(n, context)), ""
    )


def without_shape(relation: Relation, context: Context) -> str:
    """A bold letter beside a norm of which no shape is told: the norm may be no absolute value. The empty text without any."""
    nodes = descendants(relation)
    if not any(isinstance(node, Fenced) for node in nodes):
        return ""
    told = context.definitions.keys() | context.shapes.keys() | context.sorts.keys()
    return min((n.name for n in nodes if isinstance(n, Symbol) and n.name.startswith(VECTORS) and n.name not in told), default="")


def _outside_exponents(node: Node) -> frozenset[str]:
    """The letters that stand in a formula elsewhere than alone in an exponent."""
    match node:
        case Symbol(name):
            return frozenset({name})
        case Power(base, Symbol()):
            return _outside_exponents(base)
        case _:
            return frozenset[str]().union(*map(_outside_exponents, children(node)))


def _is_applied(operator: str, nodes: Sequence[Node]) -> bool:
    """Whether it is applied as a function of its own: some function has that name."""
    from builder.calculus.judge.sorts import OF_MATRICES, PARTS

    applied = any(isinstance(n, Application) and n.function == Symbol(operator) for n in nodes)
    return applied and operator not in OF_MATRICES and operator not in PARTS


def _sequence_in(side: Expression, others: Collection[str], context: Context) -> str:
    """A sequence that nothing defines and whose limit is taken, where it is none of the `others`; "" without any. Of such a limit
    the text tells what it is: lim a_n = 3."""
    for node in descendants(side):
        match node:
            case Limit(body=body, variable=variable):
                for name in sorted(symbols(body) - context.definitions.keys()):
                    element = base_and_index(name)
                    known = element is None or name in others or element_of(name, context) is not None
                    if element is not None and not known and variable.name in symbols(element[1]):
                        return element[0]
            case Product(factors=factors):
                for first, second in pairwise(factors):
                    if first == Constant(ConstantName.PI) and isinstance(second, Group) and isinstance(second.inner, Symbol):
                        return r"\pi"  # the number of primes up to x
            case _:
                pass
    return ""


def _is_operand(operator: str, node: Expression) -> bool:
    """Whether what stands behind the name of an operator may be what it is applied to: of E, the letter, in square brackets."""
    if operator == "E":
        return isinstance(node, Group) and node.bracket is Bracket.SQUARE
    return isinstance(node, Group | Application)


def _by_place(name: str, context: Context) -> bool:
    """Whether a name may be a partial derivative by the place of a parameter: `f_1`, `f_{12}`."""
    head, _, subscript = name.partition("_")
    definition = context.definitions.get(head)
    return definition is not None and len(definition.parameters) > 1 and subscript.strip("{}").isdecimal()


def undefined_alone(relation: Relation, context: Context) -> str:
    """A name that nothing defines, which makes up a side or is applied there, and of which nothing else speaks; "" without any.

    Whether it is a number or a vector is not known.
    """
    told = {n for d in context.definitions.values() for n in (d.name, *d.parameters, *(symbols(d.body) if d.body else ()))}
    told |= context.kinds.keys()
    for side, other in ((relation.left, relation.right), (relation.right, relation.left)):
        for node in descendants(side):
            match node:
                case Application(function=Symbol(name)):
                    pass
                case Symbol(name) if node == side or name.startswith(_PERHAPS_MANY) or name.isupper():
                    pass
                case _:
                    continue
            if name not in told and name not in symbols(other):
                return name
    return ""
