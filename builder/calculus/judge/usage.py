"""How names that nobody defined are used in a claim: as functions, of how many arguments, and of what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition, Kind, definitions_reached
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Evaluation,
    Expression,
    Gradient,
    Group,
    Negation,
    Node,
    Notation,
    Power,
    Prime,
    Relation,
    Symbol,
)
from builder.calculus.expression.walk import descendants, substitute, symbols

CUSTOMARY = frozenset({"x", "y", "z"})
"""The letters of a curve that are taken for variables, where it may hold constants besides."""

CUSTOMARY_CONSTANTS = frozenset({*"abckmnABCK", "c_1", "c_2", "C_1", "C_2", r"\alpha", r"\beta", r"\lambda", r"\omega"})
"""Letters that do not vary where differentials are written and none is that of such a letter."""


_USES = frozenset({Application, Prime, Derivative, Gradient})
"""The kinds of nodes that tell of a name that it stands for a function."""

_IN_ORDER = ("xyz", "uvw", "rst")
"""Letters that are the first, the second and the third variable wherever they stand."""


def customary_parameters(letters: Set[str], count: int) -> tuple[str, ...]:
    """The names of `count` parameters by which a function is differentiated, f_x and f_y, that is applied to something else,
    f(2t, t^2): those of the custom that has `letters` among them; () where none has.
    """
    return next((tuple(usual[:count]) for usual in _IN_ORDER if letters and letters <= set(usual[:count])), ())


class Signature(Struct, frozen=True):
    """An unknown function: its parameters. `bare` tells that it is written without arguments: it depends on them all the same.

    `partial` tells that they are known from partial derivatives, so that one may depend on another without being left out.
    `at` has the arguments that it is applied to, where its parameters are no letters of the claim: it stands there without them.
    """

    parameters: tuple[str, ...]
    bare: bool = False
    partial: bool = False
    at: tuple[Expression, ...] | None = None


def reachable(relation: Relation, context: Context) -> list[Node]:
    """All nodes of both sides, and of the bodies of all definitions that they reach."""
    found = [*descendants(relation.left), *descendants(relation.right)]
    names = (node.name for node in found.copy() if type(node) is Symbol)
    for _, nodes in definitions_reached(names, context):
        found += nodes
    return found


def names_reached(names: Iterable[str], context: Context) -> frozenset[str]:
    """The names, and those in what they are defined by."""
    names = frozenset(names)
    bodies = (nodes for _, nodes in definitions_reached(names, context))
    return names.union(node.name for nodes in bodies for node in nodes if isinstance(node, Symbol))


def speaks_of_inverse(claim: Claim) -> bool:
    """Whether the inverse of a function stands in a claim by its name, `f^{-1}`, or in what its names are defined to be."""
    names = symbols(claim.relation)
    if any("^" in name for name in names):
        return True
    bodies = [d.body for name in names if (d := claim.context.definitions.get(name)) is not None and d.body is not None]
    return any("^" in name for body in bodies for name in symbols(body)) or any(
        isinstance(body, Power) and isinstance(body.base, Symbol) and isinstance(body.exponent, Negation) for body in bodies
    )


_CUSTOMARY_FUNCTIONS = frozenset("fghuvwFGH")
_ALWAYS_FUNCTIONS = frozenset("fghFGH")
_FUNCTIONS_AND_CONSTANTS = _ALWAYS_FUNCTIONS | {"c", "k", "n"}


def bare_name(node: Node) -> str | None:
    """The name of a symbol, in brackets or not."""
    while isinstance(node, Group):
        node = node.inner
    return node.name if isinstance(node, Symbol) else None


def signatures(reached: Sequence[Node], context: Context, variable: str) -> Mapping[str, Signature]:
    """The unknown functions of a claim that reaches the nodes told.

    A name is one if it is declared as a function, applied, primed, or differentiated.
    """
    nodes = [n for n in reached if type(n) in _USES]
    nodes += (n for tree in context.assumptions for n in descendants(tree) if type(n) in _USES)
    if not nodes and not context.definitions and not context.kinds:
        return {}
    parameters = {p for d in context.definitions.values() for p in d.parameters}
    independent = {variable, *(d.parameters[0] for d in context.definitions.values() if len(d.parameters) == 1)}
    applied: dict[str, list[tuple[Expression, ...]]] = {}
    primed: set[str] = set()
    by: dict[str, list[str]] = {}
    partially: dict[str, list[str]] = {}
    fields: set[str] = set()
    for node in nodes:
        match node:
            case Application(function, arguments):
                for name in _function_names(function):
                    applied.setdefault(name, []).append(arguments)
            case Prime(operand):
                if (bare := bare_name(operand)) is not None:
                    primed.add(bare)
            case Derivative(operand, variables, partial, notation):
                if (bare := bare_name(operand)) is not None:
                    if partial or notation is Notation.SUBSCRIPT:
                        partially.setdefault(bare, []).extend(v.name for v, _ in variables)
                    by.setdefault(bare, []).extend(v.name for v, _ in variables)
            case Gradient(operand):
                if (bare := bare_name(operand)) is not None:
                    fields.add(bare)
            case _:
                pass
    for node in nodes:
        _join_functions(node, primed, by)
    found: dict[str, Signature] = {}
    for name, definition in context.definitions.items():
        if definition.body is None and definition.parameters:
            found[name] = Signature(definition.parameters)
    # The letter of V(r) is a function where it is differentiated by one of which nothing else is known, as in dr/dt; of a letter
    # of F(x, y, z) = 0 that may be a partial derivative.
    plain, tied = context.definitions.keys(), {name for curve in context.curves for name in symbols(curve)}
    held = parameters & partially.keys() - tied
    moving = {n for n in parameters - held if set(by.get(n, ())) - {n} and not plain & set(by.get(n, ()))}
    parameters, independent = parameters - moving, independent - moving
    candidates = {*applied, *primed, *by, *(n for n, k in context.kinds.items() if k is Kind.FUNCTION)}
    if fields:
        found |= _fields(fields - applied.keys() - primed - found.keys(), partially, context)
    for name in sorted(candidates):
        known = context.definitions.get(name)
        if name in found or (known is not None and known.body is not None) or context.kinds.get(name) is Kind.CONSTANT:
            continue
        if name in independent and name not in applied:
            continue
        told = context.parameters.get(name, ())
        if name in applied:
            parameters_of = _parameters(applied[name], frozenset(partially.get(name, ())), variable, told)
            at = _only_arguments(applied[name], parameters_of)
            if at is not None and (values := _values_put(reached, applied, context)):
                at = tuple(substitute(argument, values) for argument in at)
            found[name] = Signature(parameters_of, at=at)
        elif name in primed or name in context.functions:
            found[name] = Signature((variable,), bare=True)
        elif name not in parameters:
            letters = told or _in_order(v for v in partially.get(name, by[name]) if v != name)
            found[name] = Signature(letters, bare=True, partial=name in partially)
    totals = {v.name for node in nodes if isinstance(node, Derivative) and not node.partial for v, _ in node.variables}
    for name, parameter in _tied(context, totals, found):
        found.setdefault(name, Signature((parameter,), bare=True))
    return _untangled(found, context)


def through_the_middle(claim: Claim) -> Claim | None:
    """A claim of derivatives of letters that nobody defined, in which these depend on others only through those between:
    in the chain rule `∂L/∂w = ∂L/∂a ∂a/∂w` L is a function of a alone, and not of w; so it is where a is defined by w. None where
    that changes nothing."""
    context = claim.context
    by: dict[str, list[str]] = {}
    reached_nodes = (n for _, nodes in definitions_reached(sorted(symbols(claim.relation)), context) for n in nodes)
    for node in (*descendants(claim.relation.left), *descendants(claim.relation.right), *reached_nodes):
        if isinstance(node, Derivative) and (name := bare_name(node.operand)) is not None:
            if name not in context.definitions and context.kinds.get(name) is not Kind.CONSTANT:
                by.setdefault(name, []).extend(v.name for v, _ in node.variables)
    between = by.keys() | context.definitions.keys()
    if not any(letter in between for letters in by.values() for letter in letters):
        return None
    changed = False
    for name, letters in by.items():
        reached = {q for p in letters if p in by and p != name for q in _reached(p, by)}
        reached |= {q for p in letters for q in names_reached((p,), context) - {p}}
        parameters = tuple(dict.fromkeys(p for p in letters if p not in reached and p != name))
        changed = changed or (len(parameters) < len(set(letters)) and bool(parameters))
        context = context.with_definition(Definition(name, parameters or tuple(dict.fromkeys(letters)), None))
    return Claim(claim.relation, context) if changed else None


def _reached(name: str, by: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The letters by which a letter, and those that stand between, are differentiated."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = set(by.get(waiting.pop(), ())) - found
        found |= new
        waiting.extend(new)
    return frozenset(found - {name})


def _fields(names: Set[str], partially: Mapping[str, Sequence[str]], context: Context) -> dict[str, Signature]:
    """The functions of which a gradient is written, and nothing else: of the letters by which they, or others of which one is
    written, are differentiated, else of those of a function that is defined; of x, y and z where nothing tells."""
    told = [letter for name in sorted(names & partially.keys()) for letter in partially[name]]
    defined = {name: context.definitions[name] for name in sorted(names & context.definitions.keys())}
    letters = _in_order(told) or next((d.parameters for d in defined.values() if len(d.parameters) > 1), ("x", "y", "z"))
    return {
        name: Signature(letters, bare=True, partial=True)
        for name in sorted(names - defined.keys())
        if context.kinds.get(name) is not Kind.CONSTANT
    }


def _in_order(letters: Iterable[str]) -> tuple[str, ...]:
    """Each letter once: those that everybody takes in one order in that, x_1 before x_2, others as they are met."""
    met = tuple(dict.fromkeys(letters))
    heads = {letter.partition("_")[0] for letter in met}
    if len(heads) == 1 < len(met) and all(letter.partition("_")[2].isdecimal() for letter in met):
        return tuple(sorted(met, key=lambda letter: int(letter.partition("_")[2])))
    return tuple(sorted(met)) if any(set(met) <= set(usual) for usual in _IN_ORDER) else met


def _join_functions(node: Node, primed: set[str], by: dict[str, list[str]]) -> None:
    """Beside letters of which a derivative is written, others that are customary for functions are functions too where all of it
    is differentiated: in (fg)' = f'g nobody means a constant g."""
    if not isinstance(node, Prime | Derivative) or bare_name(node.operand) is not None or getattr(node, "partial", False):
        return
    letters = symbols(node.operand)
    if isinstance(node, Prime) and letters <= _FUNCTIONS_AND_CONSTANTS:
        primed.update(letters & _ALWAYS_FUNCTIONS)  # (f^2)' = 2f lacks a factor: nobody differentiates by f
    if not letters & (primed | by.keys()):
        return
    operand = node.operand
    if isinstance(operand, Application) and len(operand.arguments) > 1:
        return  # f(a + th, b + tk): what moves there is told by the letter of the derivative
    for name in letters - primed - by.keys():
        if name.partition("_")[0] in _CUSTOMARY_FUNCTIONS:
            if isinstance(node, Prime):
                primed.add(name)
            else:
                by[name] = [variable.name for variable, _ in node.variables]


def _tied(context: Context, variables: set[str], found: Mapping[str, Signature]) -> Iterator[tuple[str, str]]:
    """Letters of a curve that depend on the variable of a total derivative, and that variable.

    On a curve in x and y, y is a function of x. A curve may hold constants besides: then only the letters that are customary
    for variables depend on it.
    """
    on = {name for curve in context.curves for name in symbols(curve)}
    for variable in sorted(variables):
        letters = {
            n
            for n in on
            if n != variable
            and n not in context.definitions
            and context.kinds.get(n, Kind.REAL) is Kind.REAL
            and n not in variables
        }
        if variable in on:
            letters = letters if len(letters) == 1 else letters & {"y"}
        else:
            letters &= CUSTOMARY
        told = sum(signature.parameters == (variable,) and n in on for n, signature in found.items())
        if told and (variable in on or told > len(context.curves)):
            continue  # the others may be constants; with no more letters than equations, those told would be constants too
        yield from ((n, variable) for n in sorted(letters))


def _function_names(function: Expression) -> Iterator[str]:
    """The names that an application applies."""
    match function:
        case Symbol(name):
            yield name
        case Prime(operand) | Derivative(operand) | Gradient(operand):
            yield from _function_names(operand)
        case Group(inner):
            yield from _function_names(inner)
        case _:
            return


def _parameters(
    uses: list[tuple[Expression, ...]], partially: frozenset[str], variable: str, told: tuple[str, ...]
) -> tuple[str, ...]:
    """Names for the parameters: those that are told, else of a use with different letters, else the variable, else numbers.

    With partial derivatives by x and y, `partially`, f(x(t), y(t)) names them as well.
    """
    if len(told) == len(uses[0]) and partially <= {*told}:
        return told
    for arguments in uses:
        names = tuple(n for n in (bare_name(a) for a in arguments) if n is not None)
        if len(names) == len(arguments) == len(set(names)):
            if len(names) > 1 or names[0] == variable:
                return names
    for arguments in uses if partially else ():
        heads = tuple(h for h in (head_of(a) for a in arguments) if h is not None)
        if len(heads) == len(arguments) == len(set(heads)) and partially <= set(heads):
            return heads
    count = len(uses[0])
    if count == 1:
        return (variable,)
    if customary := customary_parameters(partially, count):
        return customary
    if len(partially) == count:  # f(2t, t^2): the first is the first of the alphabet
        return tuple(sorted(partially))
    return tuple(f"{i + 1}" for i in range(count))


def _only_arguments(uses: Sequence[tuple[Expression, ...]], parameters: tuple[str, ...]) -> tuple[Expression, ...] | None:
    """What a function of several variables is applied to, where that is the same everywhere, and others than its parameters."""
    names = tuple(bare_name(argument) for argument in uses[0])
    return uses[0] if len(names) > 1 and names != parameters and all(use == uses[0] for use in uses) else None


def _values_put(
    reached: Sequence[Node], applied: Mapping[str, Sequence[tuple[Expression, ...]]], context: Context
) -> dict[str, Expression]:
    """The one value that each letter has in a claim: t = 0 in `k'(0)` with k(t) = f(x + at, y + bt), and behind a bar."""
    put: dict[str, list[Expression]] = {}
    for name in applied.keys() & context.definitions.keys():
        for parameter, *values in zip(context.definitions[name].parameters, *applied[name], strict=False):
            put.setdefault(parameter, []).extend(values)
    for node in reached:
        if isinstance(node, Evaluation):
            for letter, value in node.at:
                put.setdefault(letter.name, []).append(value)
    return {name: values[0] for name, values in put.items() if all(value == values[0] for value in values)}


def head_of(argument: Expression) -> str | None:
    """The name of a letter, or of a function that is applied to something."""
    return bare_name(argument.function) if isinstance(argument, Application) else bare_name(argument)


def _untangled(found: dict[str, Signature], context: Context) -> dict[str, Signature]:
    """y differentiated by u and by x, and u by x, or u = x^2: y is a function of u alone, and through it of x. And r
    differentiated by t and by A, where A = r^2, is a function of t."""
    result = {}
    for name, signature in found.items():
        parameters = signature.parameters
        if signature.bare and not signature.partial and len(parameters) > 1:
            inner = [p for p in parameters if p in found and found[p].bare]
            through = {q for p in inner for q in found[p].parameters}
            reached = {p: names_reached((p,), context) - {p} for p in parameters if p in context.definitions}
            made = {p for p in reached if name in reached[p]}
            through = through.union(made, *(reached[p] for p in reached.keys() - made))
            parameters = tuple(p for p in parameters if p not in through) or parameters
        result[name] = replace(signature, parameters=parameters)
    return result
