"""Equations for derivatives that are claims by their form, or by the rule that the words before them name.

An equation for the derivative of a function that nobody defined may be one that is to be solved. It is none where a rule of
differentiation is said to give it of functions that are defined by each other, `the product rule gives f' = q' g + q g'` of
q = f/g; nor where it goes along the paths of a chain, or tells how entries of a vector depend on one another.
"""

from __future__ import annotations

import re
from itertools import pairwise

from builder.calculus.context import Context, definitions_reached
from builder.calculus.expression.nodes import Derivative, Indexed, Node, NumberSet, Product, Relation, Sign, Sum, Symbol
from builder.calculus.expression.walk import symbols
from builder.document import evidence
from builder.document.cues import Cue
from builder.document.hypotheses import unknown_functions
from builder.document.phrases import Words

_RULES = re.compile(r"\b(?:product|quotient|chain|power|sum|difference|reciprocal|constant[ -](?:multiple|factor)) rules?\b")
_SOUGHT = Words("look*, find*, seek*, such that, satisf*, equations?, solv*, want*, require*, must, need*")
_CONDITIONS = re.compile(r"\b(?:if|when|where|whenever|unless|otherwise|for|except|same|equal|only|else|case)\b")


def is_ruled(relation: Relation, context: Context, cue: Cue, before: str, after: str) -> bool:
    """Whether an equation for a derivative speaks of all functions that the text allows. `before` and `after` are the words
    around it, with `□` for each formula."""
    if relation.sign is not Sign.EQUAL or cue not in (Cue.NONE, Cue.CLAIM, Cue.UNIVERSAL):
        return False
    left = evidence.bare(relation.left)
    words = before.lower().rpartition("□")[2]
    if not evidence.is_differentiated(left) or _SOUGHT.stand_in(words):
        return False
    if cue is Cue.CLAIM and _RULES.search(words) is not None and _is_tied(relation, context):
        return True
    if _goes_along_paths(left, relation.right, context):
        return True
    behind = after.lower().partition("□")[0].strip(" ,.;")
    return _is_of_entries(left, context) and not _CONDITIONS.search(f"{words} {'' if behind == 'where' else behind}")


def _is_tied(relation: Relation, context: Context) -> bool:
    """Whether the functions of an equation that nobody defined are those of which others in it are made: f and g of q = f/g."""
    defined = (symbols(relation.left) | symbols(relation.right)) & context.definitions.keys()
    inside = {node.name for _, nodes in definitions_reached(sorted(defined), context) for node in nodes if type(node) is Symbol}
    return bool(inside) and unknown_functions(relation, context) <= inside


def _goes_along_paths(left: Node, right: Node, context: Context) -> bool:
    """Whether the right side adds products of a partial derivative of what is differentiated, each by another letter, and the
    derivative of a letter by the same as on the left: `dz/dt = ∂z/∂x dx/dt + ∂z/∂y dy/dt`."""
    match left, evidence.bare(right):
        case Derivative(Symbol(name=of), ((Symbol(name=by), 1),), partial=False), Sum(terms) if of not in context.definitions:
            paths = [_path(evidence.bare(term), of, by) for term in terms]
            return None not in paths and len(set(paths)) == len(terms)
        case _:
            return False


def _path(term: Node, of: str, by: str) -> str | None:
    """The letter through which a term goes from one letter to another, if it does."""
    if not isinstance(term, Product) or len(term.factors) != 2:
        return None
    for first, second in (*pairwise(term.factors), *pairwise(term.factors[::-1])):
        match evidence.bare(first), evidence.bare(second):
            case (
                Derivative(operand=Symbol(name=outer), variables=((Symbol(name=through), 1),)),
                Derivative(operand=Symbol(), variables=((Symbol(name=inner), 1),)),
            ) if outer == of and inner == by and through != by:
                return through
            case _:
                pass
    return None


def _is_of_entries(left: Node, context: Context) -> bool:
    """Whether an entry of a vector that is told to be one is differentiated by another of its entries: `∂x_k/∂x_j`."""
    match left:
        case Derivative(operand=Symbol() | Indexed() as entry, variables=((letter, 1),)):
            vectors = {a.left.name for a in context.assumptions if isinstance(a.left, Symbol) and isinstance(a.right, NumberSet)}
            of = _vector(entry)
            return of is not None and of == _vector(letter) and of in vectors | context.shapes.keys()
        case _:
            return False


def _vector(entry: Node) -> str | None:
    """The vector of which something is an entry."""
    match entry:
        case Symbol(name) if "_" in name:
            return name.partition("_")[0]
        case Indexed(base=Symbol(name)):
            return name
        case _:
            return None
