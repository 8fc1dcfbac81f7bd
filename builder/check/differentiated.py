"""The rules of differentiation that a form admits: the quotient rule is for quotients.

Where none of what a row differentiates has the form that a rule is for, at the top or below, the rule cannot lead from it. Where
a letter may stand for anything, nothing is said, nor where the row after it shows that another form was differentiated: e^x e^x
for e^{2x}.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from builder.calculus.context import Context, definitions_reached
from builder.calculus.derivation.build import bare, without_groups
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Constant,
    ConstantName,
    Derivative,
    Expression,
    Group,
    Integral,
    Limit,
    Negation,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import children, descendants, summands, symbols


def admitted(before: Expression, after: Expression, context: Context) -> frozenset[str]:
    """The names of the rules of differentiation that may lead from the row `before` to `after`; none where nothing is known."""
    known = all_differentiated(before, context)
    if not known:
        return frozenset()
    names = {name for operand, variable in known for node in parts(operand, context) for name in _admitted(node, variable)}
    if any(variable in _terms(operand) for operand, variable in known):
        names.add("power")
    if isinstance(after, Sum) and "quotient" in names:
        names.add("product")  # u/v is u times 1/v, tan x is sin x sec x: the rule gives a sum
    if any(isinstance(without_groups(term), Product) for operand, _ in known for term in summands(bare(operand))):
        names.add("product")  # a constant is a factor, too
    if any(_is_rewritten(before, after, variable, context) for _, variable in known):
        names.update(_NAMES)
    return frozenset((*names, ANY))


def all_differentiated(before: Expression, context: Context) -> list[tuple[Expression, str]]:
    """What a row differentiates, each with its variable; nothing where one of them is not known."""
    nodes = descendants(before)
    derivatives = [node for node in nodes if isinstance(node, Prime | Derivative)]
    if any(isinstance(node, Integral | Limit) for node in nodes):
        return []
    differentiated = [_differentiated(node, context) for node in derivatives]
    known = [one for one in differentiated if one is not None]
    return known if len(known) == len(differentiated) else []


def _differentiated(node: Prime | Derivative, context: Context) -> tuple[Expression, str] | None:
    """What is differentiated once, a name being replaced by what it stands for, and the variable; None where one of both, or
    the nature of another letter in it, is not known."""
    order = node.order if isinstance(node, Prime) else Number(str(sum(times for _, times in node.variables)))
    operand: Expression | None = node.operand
    if isinstance(operand, Symbol):
        definition = context.definitions.get(operand.name)
        operand = definition.body if definition is not None else None
    if operand is None or order != Number("1"):
        return None
    letters = {part.name for part in parts(operand, context) if isinstance(part, Symbol)} - context.definitions.keys()
    if isinstance(node, Derivative):
        variable = node.variables[0][0].name
    else:
        variable = context.variable or min(letters - context.kinds.keys(), default="")
    return (operand, variable) if letters - context.kinds.keys() <= {variable} else None


def parts(operand: Expression, context: Context) -> Iterator[Node]:
    """The parts of what is differentiated, and of what the names in it stand for."""
    yield from descendants(operand)
    for _, nodes in definitions_reached(sorted(symbols(operand)), context):
        yield from nodes


def _is_rewritten(before: Expression, after: Expression, variable: str, context: Context) -> bool:
    """Whether a row has function values at other places than the row before: e^x, where that has e^{2x} only. What is
    differentiated was brought to another form first, and to that form the rule may apply."""
    places = {place for node in parts(before, context) for place in _places(node, variable)}
    return any(place not in places for node in descendants(after) for place in _places(node, variable))


def _places(node: Node, variable: str) -> Iterator[Expression]:
    """What a function is taken of, or a base is raised to, if the variable is in it."""
    match node:
        case Call(_, arguments) | Application(_, arguments):
            places = arguments
        case Power(base, exponent) if variable in symbols(exponent):
            places = (base, exponent)
        case _:
            return
    yield from (without_groups(place) for place in places if variable in symbols(place))


def _terms(operand: Expression) -> Iterator[str]:
    """The letters that are terms and factors of what is differentiated, by themselves: their exponent is 1."""
    match operand:
        case Symbol(name):
            yield name
        case Sum() | Negation() | Product() | Group():
            for part in children(operand):
                yield from _terms(cast(Expression, part))
        case _:
            pass


ANY = "differentiation"
"""Admitted by all that is differentiated."""

_NAMES = ("product", "quotient", "chain", "power", "sum", "difference", "constant multiple", "constant factor")
_CONSTANT = ("constant multiple", "constant factor")
_AS_QUOTIENTS = frozenset(("tan", "cot", "sec", "csc"))
_LOGARITHMS = frozenset(("ln", "log", "lg"))
_PLAIN = frozenset(("sin", "cos", "exp", "arcsin", "arccos", "arctan"))


def _admitted(node: Node, variable: str) -> tuple[str, ...]:
    """The names of the rules that a form admits, as it is written or as it may silently be rewritten: a square is a product, the
    tangent a quotient, a logarithm of a product is a sum."""
    match node:
        case Sum() | Negation():
            return ("sum", "difference", *_CONSTANT)
        case Product(factors):
            several = sum(not isinstance(factor, Number) for factor in factors) > 1
            composed = sum(not _is_bare(factor) and not _is_power_of(factor, variable) for factor in factors) > 1
            return (*_CONSTANT, *(("product",) if several else ()), *(("chain",) if composed else ()))
        case Quotient(_, denominator):
            return ("quotient", "product", "power", *_CONSTANT, *(() if _is_bare(denominator) else ("chain",)))
        case Power(base, exponent) if variable in symbols(base) or base == Symbol(variable):
            quotient = () if isinstance(exponent, Number) else ("quotient",)
            plain = _is_bare(base) and variable not in symbols(exponent)
            return ("power", "product", *quotient, *(() if plain else ("chain",)))
        case Power(_, Negation()):
            return ("chain", "quotient", *_CONSTANT)  # e^{-x} is 1/e^x
        case Power(_, exponent):
            return () if exponent == Symbol(variable) and node.base == Constant(ConstantName.E) else ("chain", *_CONSTANT)
        case Root(radicand):
            return ("power", *(() if _is_bare(radicand) else ("chain",)))
        case Call(function, arguments, power):
            inside = () if all(_is_bare(argument) for argument in arguments) else ("chain",)
            powers = ("power", "product", "chain") if power is not None else ()
            if function in _AS_QUOTIENTS:
                return ("quotient", "chain", "power", *powers)
            if function in _LOGARITHMS:
                return (*inside, *powers, *(("sum", "difference") if inside else ()), *_CONSTANT, "quotient")
            return (*inside, *powers) if function in _PLAIN else _NAMES
        case Symbol(name):
            return () if name == variable else ("chain",)
        case Application(function, arguments):
            return ("chain",) if isinstance(function, Symbol) and function.name != variable else _NAMES
        case Number() | Constant() | Group():
            return ()
        case _:
            return _NAMES


def _is_bare(node: Expression) -> bool:
    """Whether a node is a letter or free of letters."""
    node = bare(node)
    return isinstance(node, Symbol) or not symbols(node)


def _is_power_of(node: Expression, variable: str) -> bool:
    return isinstance(node, Power) and node.base == Symbol(variable) and variable not in symbols(node.exponent)


def leading_rule(operand: Expression, variable: str) -> str:
    """The name of the rule for the form of what is differentiated; "" where it has none."""
    match operand := bare(operand):
        case Sum():
            return "sum"
        case Product(factors):
            return "product" if sum(variable in symbols(factor) for factor in factors) > 1 else "constant multiple"
        case Quotient(_, denominator):
            return "quotient" if variable in symbols(denominator) else "constant multiple"
        case Power(base, exponent) if not symbols(base) and _is_bare(exponent):
            return ""
        case Call(function, (argument,)) if function in _AS_QUOTIENTS and _is_bare(argument):
            return "quotient"
        case Power() | Call() | Root():
            names = _admitted(operand, variable)
            return next((name for name in ("chain", "power") if name in names), "")
        case _:
            return ""
