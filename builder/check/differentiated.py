"""The rules of differentiation that a form admits, and those without which it cannot be differentiated.

Where none of what a row differentiates has the form that a rule is for, at the top or below, the rule cannot lead from it. Where
a form needs one rule (products, quotients and functions of functions need theirs), another one that is for a part below its top
does not lead there alone. Sums, powers, constants and the functions of the table need no word. Where a letter may stand for
anything, nothing is said, nor where the row after it shows that another form was differentiated: e^x e^x for e^{2x}.
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
from builder.calculus.expression.walk import children, descendants, kinds_in, summands, symbols


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


def required(before: Expression, after: Expression, context: Context) -> frozenset[str]:
    """The rules that are needed for what the row `before` differentiates and the row `after` does not; none where it may
    have been brought to another form first, for which others are needed."""
    known, left = all_differentiated(before, context), all_differentiated(after, context)
    if any(_is_rewritten(before, after, variable, context) for _, variable in known):
        return frozenset()
    if any(_may_be_rewritten(*one) for one in known):
        return frozenset()
    done = [needed(*one) for one in known]
    if any(one is None for one in done):
        return frozenset()
    pending = frozenset(name for one in left for name in needed(*one) or ())
    return frozenset(name for one in done for name in one or ()) - pending


def admitted_by(operand: Expression, variable: str) -> frozenset[str]:
    """The names of the rules that a form and its parts admit."""
    return frozenset(name for node in descendants(operand) for name in _admitted(node, variable))


def at_the_top(before: Expression, context: Context) -> frozenset[str]:
    """The names of the rules that the forms of all that a row differentiates admit at their top, and of the terms of sums."""
    return frozenset(
        name
        for operand, variable in all_differentiated(before, context)
        for node in _tops(operand, variable)
        for name in (*_admitted(node, variable), *(("power",) if node == Symbol(variable) else ()))
        if name != "power" or not isinstance(node, Quotient) or variable not in symbols(node.numerator)
    )


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


def _tops(operand: Expression, variable: str) -> Iterator[Expression]:
    """What is differentiated; of a sum its terms as well, and of what has constant factors what they stand before."""
    operand = bare(operand)
    yield operand
    match operand:
        case Sum(terms):
            inner = terms
        case Negation(one):
            inner = (one,)
        case Product(factors):
            varying = tuple(factor for factor in factors if variable in symbols(factor))
            inner = varying if len(varying) == 1 else ()
        case Quotient(numerator, denominator) if variable not in symbols(denominator):
            inner = (numerator,)
        case _:
            return
    for part in inner:
        yield from _tops(part, variable)


def needed(node: Expression, variable: str) -> frozenset[str] | None:
    """The rules without which a form cannot be differentiated as it is written; None where that is not known."""
    node = bare(node)
    rule, inner = "", cast(tuple[Expression, ...], ())
    match node:
        case _ if variable not in symbols(node) or isinstance(node, Symbol):
            return frozenset()
        case Sum(terms):
            inner = terms
        case Negation(one):
            inner = (one,)
        case Product(factors):
            inner = tuple(factor for factor in factors if variable in symbols(factor))
            rule = "product" if len(inner) > 1 else ""
        case Quotient(numerator, denominator):
            rule = "quotient" if variable in symbols(denominator) else ""
            inner = (numerator, denominator) if rule else (numerator,)
        case Power(base, exponent) if variable not in symbols(exponent):
            rule, inner = "" if _is_bare(base) else "chain", (base,)
        case Power(base, exponent) if base == Constant(ConstantName.E):
            rule, inner = "" if _is_bare(exponent) else "chain", (exponent,)
        case Root(radicand):
            rule, inner = "" if _is_bare(radicand) else "chain", (radicand,)
        case Call(_, (argument,), power, None):
            rule, inner = "" if _is_bare(argument) and power is None else "chain", (argument,)
        case _:
            return None
    found = [needed(one, variable) for one in inner]
    if any(one is None for one in found):
        return None
    return frozenset(name for one in found for name in one or ()) | ({rule} if rule else set())


_EXPANDED = 4
"""Up to which power of a sum people may multiply it out first."""


def _may_be_rewritten(operand: Expression, variable: str) -> bool:
    """Whether there is an evident other form, to be differentiated by other rules: of polynomials and powers one that is
    multiplied out, of logarithms of products a sum, of several exponentials one, of the tangent a quotient."""
    nodes = descendants(operand)
    calls = [node for node in nodes if isinstance(node, Call)]
    exponentials = [node for node in nodes if isinstance(node, Power) and variable in symbols(node.exponent)]
    products = (Product, Quotient, Power, Root)
    if any(call.function in LOGARITHMS and isinstance(bare(call.arguments[0]), products) for call in calls):
        return True
    if any(isinstance(node, Power) and isinstance(bare(node.base), products) for node in nodes) or len(exponentials) > 1:
        return True
    quotients = any(call.function in AS_QUOTIENTS or call.function not in _PLAIN | LOGARITHMS for call in calls)
    if quotients and not isinstance(bare(operand), Call):
        return True
    if calls or exponentials:
        return False
    sums_below = any(isinstance(node, Quotient) and Sum in kinds_in(node.denominator) for node in nodes)
    roots = any(isinstance(node, Root) and Sum in kinds_in(node) for node in nodes)
    return not sums_below and not roots and all(map(_is_multiplied_out, nodes))


def _is_multiplied_out(node: Node) -> bool:
    """Whether a node is no power of a sum but a small one."""
    if not isinstance(node, Power) or Sum not in kinds_in(node.base):
        return True
    exponent = bare(node.exponent)
    return isinstance(exponent, Number) and exponent.value.denominator == 1 and exponent.value <= _EXPANDED


ANY = "differentiation"
"""Admitted by all that is differentiated."""

_NAMES = ("product", "quotient", "chain", "power", "sum", "difference", "constant multiple", "constant factor")
_CONSTANT = ("constant multiple", "constant factor")
LOGARITHMS = frozenset(("ln", "log", "lg"))
AS_QUOTIENTS = {"tan": ("sin", "cos"), "cot": ("cos", "sin"), "sec": ("", "cos"), "csc": ("", "sin")}
"""Numerator and denominator of the circular functions that are quotients; "" is 1."""
_PLAIN = frozenset(("sin", "cos", "exp", "arcsin", "arccos", "arctan"))


def _admitted(node: Node, variable: str) -> tuple[str, ...]:
    """The names of the rules that a form admits, as it is written or as it may silently be rewritten: a square is a product, the
    tangent a quotient, a logarithm of a product is a sum."""
    match node:
        case Sum() | Negation():
            return ("sum", "difference", *_CONSTANT)
        case Product(factors):
            several = sum(not isinstance(factor, Number) for factor in factors) > 1
            alike = any(factor in factors[:place] for place, factor in enumerate(factors) if not _is_bare(factor))
            return (*_CONSTANT, *(("product",) if several else ()), *(("chain",) if alike else ()))
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
        case Call(function, arguments, power, base):
            inside = () if all(_is_bare(argument) for argument in arguments) else ("chain",)
            powers = ("power", "product", "chain") if power is not None else ()
            if function in AS_QUOTIENTS:
                return ("quotient", "chain", "power", *powers)
            if function in LOGARITHMS:
                lawful = isinstance(bare(arguments[0]), Product | Quotient | Power | Root)  # a product or a quotient is a sum
                plain = function == "ln" and base is None
                quotient = ("quotient",) if lawful or not plain else ()
                return (*inside, *powers, *(("sum", "difference", *_CONSTANT) if inside or not plain else ()), *quotient)
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
        case Call(function, (argument,)) if function in AS_QUOTIENTS and _is_bare(argument):
            return "quotient"
        case Power() | Call() | Root():
            names = _admitted(operand, variable)
            return next((name for name in ("chain", "power") if name in names), "")
        case _:
            return ""
