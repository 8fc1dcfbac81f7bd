"""The reason that stands beside a row: whether a rule of differentiation that it names has something to apply to.

A rule is named by its form: the quotient rule is for quotients. Where none of what the row before differentiates has that form,
at the top or below, whatever else the row does, the reason is wrong. Where a letter may stand for anything, nothing is said, nor
where the row shows that another form was differentiated: e^x e^x for e^{2x}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from msgspec import Struct

from builder.calculus.context import Context, definitions_reached
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
    Relation,
    Root,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import children, descendants, symbols
from builder.document.phrases import Words

_NAMES = ("product", "quotient", "chain", "power", "sum", "difference", "constant multiple", "constant factor")
_RULES = rf"(?:\b(?:{'|'.join(_NAMES)})(?:,? (?:and|then|with)? ?(?:the )?| ))+rules?\b"
_NAME = "|".join(_NAMES)
_DENIED = Words(
    "not, no, never, instead, rather, without, unlike, avoid, avoids, or, either, than, if, can't, cannot, don't, isn't"
)
_FORMS = {
    "product": "product",
    "quotient": "quotient",
    "chain": "function of a function",
    "power": "power",
    "sum": "sum",
    "difference": "difference",
    "constant multiple": "constant factor",
    "constant factor": "constant factor",
}


class WrongReason(Struct, frozen=True):
    """The rule that was named, the form that it is for, and the rule for what is differentiated: "" where none has a name."""

    rule: str
    form: str
    instead: str


def rules_named(words: str) -> tuple[str, ...]:
    """The rules of differentiation that words give as a reason; none where they deny one or leave a choice."""
    words = words.lower()
    if "rule" not in words or _DENIED.stand_in(words):
        return ()
    found = (name for match in re.finditer(_RULES, words) for name in re.findall(_NAME, match.group()))
    return tuple(dict.fromkeys(found))


def is_judged(relation: Relation, reason: str, context: Context) -> bool:
    """Whether a reason beside a row names rules of differentiation, and it could be told what they would have to apply to."""
    return bool(rules_named(reason)) and bool(_all_differentiated(relation, context))


def _all_differentiated(relation: Relation, context: Context) -> list[tuple[Expression, str]]:
    """What the left side of a row differentiates, each with its variable; nothing where one of them is not known."""
    nodes = tuple(descendants(relation.left))
    derivatives = [node for node in nodes if isinstance(node, Prime | Derivative)]
    if any(isinstance(node, Integral | Limit) for node in nodes):
        return []
    differentiated = [_differentiated(node, context) for node in derivatives]
    known = [one for one in differentiated if one is not None]
    return known if len(known) == len(differentiated) else []


def wrong_reason(relation: Relation, reason: str, context: Context) -> WrongReason | None:
    """What is wrong with the reason of a row `relation`, whose left side is the row before; None where nothing is known to be."""
    named = rules_named(reason)
    known = _all_differentiated(relation, context) if named else []
    if not known:
        return None
    admitted = {name for operand, variable in known for node in _parts(operand, context) for name in _admitted(node, variable)}
    if any(variable in _terms(operand) for operand, variable in known):
        admitted.add("power")
    if isinstance(relation.right, Sum) and "quotient" in admitted:
        admitted.add("product")  # u/v is u times 1/v, tan x is sin x sec x: the rule gives a sum
    wrong = next((name for name in named if name not in admitted), None)
    if wrong is None or any(_is_rewritten(relation.right, operand, variable, context) for operand, variable in known):
        return None
    return WrongReason(wrong, _FORMS[wrong], _leading(*known[0]))


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
    letters = {part.name for part in _parts(operand, context) if isinstance(part, Symbol)} - context.definitions.keys()
    if isinstance(node, Derivative):
        variable = node.variables[0][0].name
    else:
        variable = context.variable or min(letters - context.kinds.keys(), default="")
    return (operand, variable) if letters - context.kinds.keys() <= {variable} else None


def _parts(operand: Expression, context: Context) -> Iterator[Node]:
    """The parts of what is differentiated, and of what the names in it stand for."""
    yield from descendants(operand)
    for _, nodes in definitions_reached(sorted(symbols(operand)), context):
        yield from nodes


def _is_rewritten(right: Expression, operand: Expression, variable: str, context: Context) -> bool:
    """Whether a row has function values at other places than what is differentiated: e^x, where that has e^{2x} only. It was
    brought to another form first, and to that form the rule may apply."""
    before = {place for node in _parts(operand, context) for place in _places(node, variable)}
    return any(place not in before for node in descendants(right) for place in _places(node, variable))


def _places(node: Node, variable: str) -> Iterator[Expression]:
    """What a function is taken of, or a base is raised to, if the variable is in it."""
    match node:
        case Call(_, arguments) | Application(_, arguments):
            places = arguments
        case Power(base, exponent) if variable in symbols(exponent):
            places = (base, exponent)
        case _:
            return
    from builder.calculus.derivation.build import without_groups

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
    while isinstance(node, Group):
        node = node.inner
    return isinstance(node, Symbol) or not symbols(node)


def _is_power_of(node: Expression, variable: str) -> bool:
    return isinstance(node, Power) and node.base == Symbol(variable) and variable not in symbols(node.exponent)


def _leading(operand: Expression, variable: str) -> str:
    """The name of the rule for the form of what is differentiated; "" where it has none."""
    while isinstance(operand, Group):
        operand = operand.inner
    match operand:
        case Sum():
            return "sum"
        case Product(factors):
            return "product" if sum(variable in symbols(factor) for factor in factors) > 1 else "constant multiple"
        case Quotient(_, denominator):
            return "quotient" if variable in symbols(denominator) else "constant multiple"
        case Power(base, exponent) if not symbols(base) and _is_bare(exponent):
            return ""
        case Power() | Call() | Root():
            admitted = _admitted(operand, variable)
            return next((name for name in ("chain", "power") if name in admitted), "")
        case _:
            return ""
