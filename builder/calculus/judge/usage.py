"""How names that nobody defined are used in a claim: as functions, of how many arguments and of what; as functions of a variable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from builder.calculus.context import Context, Kind
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Expression,
    Gradient,
    Group,
    Node,
    Prime,
    Relation,
    Symbol,
)
from builder.calculus.expression.walk import descendants, symbols


@dataclass(frozen=True, slots=True)
class Signature:
    """An unknown function: its parameters. `bare` tells that it is written without arguments: it depends on them all the same."""

    parameters: tuple[str, ...]
    bare: bool = False


def reachable(relation: Relation, context: Context) -> tuple[Node, ...]:
    """The relation, and the bodies of all definitions that it reaches."""
    found: list[Node] = [relation]
    waiting = list(symbols(relation))
    done: set[str] = set()
    while waiting:
        name = waiting.pop()
        definition = context.definitions.get(name)
        if name in done or definition is None or definition.body is None:
            continue
        done.add(name)
        found.append(definition.body)
        waiting.extend(symbols(definition.body))
    return tuple(found)


def bare_name(node: Node) -> str | None:
    """The name of a symbol, in brackets or not."""
    while isinstance(node, Group):
        node = node.inner
    return node.name if isinstance(node, Symbol) else None


def signatures(relation: Relation, context: Context, variable: str) -> Mapping[str, Signature]:
    """The unknown functions of a claim.

    A name is one if it is declared as a function, applied with a prime or by a name known for a function, primed, or differentiated.
    """
    nodes = tuple(n for tree in reachable(relation, context) for n in descendants(tree))
    parameters = {p for d in context.definitions.values() for p in d.parameters}
    independent = {variable, *(d.parameters[0] for d in context.definitions.values() if len(d.parameters) == 1)}
    applied: dict[str, list[tuple[Expression, ...]]] = {}
    primed: set[str] = set()
    by: dict[str, list[str]] = {}
    for node in nodes:
        match node:
            case Application(function, arguments):
                for name in _function_names(function):
                    applied.setdefault(name, []).append(arguments)
            case Prime(operand):
                if (bare := bare_name(operand)) is not None:
                    primed.add(bare)
            case Derivative(operand, variables):
                if (bare := bare_name(operand)) is not None:
                    by.setdefault(bare, []).extend(v.name for v, _ in variables)
            case _:
                pass
    found: dict[str, Signature] = {}
    for name, definition in context.definitions.items():
        if definition.body is None and definition.parameters:
            found[name] = Signature(definition.parameters)
    candidates = {*applied, *primed, *by, *(n for n, k in context.kinds.items() if k is Kind.FUNCTION)}
    for name in sorted(candidates):
        known = context.definitions.get(name)
        if name in found or (known is not None and known.body is not None) or context.kinds.get(name) is Kind.CONSTANT:
            continue
        if name in independent and name not in applied:
            continue
        if name in applied:
            found[name] = Signature(_parameters(applied[name], variable))
        elif name in primed or name in context.functions:
            found[name] = Signature((variable,), bare=True)
        elif name not in parameters:
            found[name] = Signature(tuple(dict.fromkeys(v for v in by[name] if v != name)), bare=True)
    return _untangled(found)


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


def _parameters(uses: list[tuple[Expression, ...]], variable: str) -> tuple[str, ...]:
    """Names for the parameters: those of a use with different letters, else the variable, else numbers."""
    for arguments in uses:
        names = tuple(n for n in (bare_name(a) for a in arguments) if n is not None)
        if len(names) == len(arguments) == len(set(names)):
            if len(names) > 1 or names[0] == variable:
                return names
    count = len(uses[0])
    if count == 1:
        return (variable,)
    return tuple(f"{i + 1}" for i in range(count))


def _untangled(found: dict[str, Signature]) -> dict[str, Signature]:
    """y differentiated by u and by x, and u by x: y is a function of u alone, and through it of x."""
    result = {}
    for name, signature in found.items():
        parameters = signature.parameters
        if signature.bare and len(parameters) > 1:
            inner = [p for p in parameters if p in found and found[p].bare]
            through = {q for p in inner for q in found[p].parameters}
            parameters = tuple(p for p in parameters if p not in through)
        result[name] = Signature(parameters, signature.bare)
    return result
