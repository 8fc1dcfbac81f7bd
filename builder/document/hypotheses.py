"""What is told of functions that nobody defined: that one is even, or periodic, or has a value somewhere.

A statement about any functions, such as the product rule, is refuted by some functions. One about functions of which something
is told is not: those that refute it may be others. Of a function that is even or odd everything is known that parity tells: it
is a function of the square, or the argument times one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Expression,
    Group,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Relation,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.document.phrases import Words

EVEN, ODD = "even", "odd"
ROUGH = "rough"
"""It jumps, or has no derivative somewhere."""
GIVEN = "given"
"""Nothing is told in words, but a relation holds for it."""

_ADJECTIVES = (
    r"even|odd|periodic|linear|affine|additive|multiplicative|homogeneous|(?:strictly |monotonically )?(?:in|de)creasing"
    r"|monoton\w+|convex|concave|harmonic|constant|invertible|injective|bijective|one-to-one|symmetric|antisymmetric|bounded|radial|quadratic"
    r"|cubic|orthogonal|positive|negative|nonnegative|analytic|holomorphic|inverses?|antiderivatives?|primitives?|polynomials?"
    r"|solutions?|eigenfunctions?|fixed|perpendicular|conjugate|involution|isometry|idempotent"
    r"|(?:\w+ )?(?:homo|iso|auto|endo|mono|epi)morphisms?"
)
_OF_RULES = r".*creasing|monoton\w+|convex|concave|bounded|positive|negative|nonnegative|analytic|holomorphic|polynomials?|given"
_MAY_BE_TOLD = Words(
    "even, odd, periodic, linear, affine, additive, multiplicative, homogeneous, increasing, decreasing, monoton*, convex",
    "concave, harmonic, constant, invertible, injective, bijective, one-to-one, symmetric, antisymmetric, bounded, radial",
    "quadratic, cubic, orthogonal, positive, negative, nonnegative, analytic, holomorphic, inverses?, antiderivatives?",
    "primitives?, polynomials?, solutions?, eigenfunctions?, fixed, perpendicular, conjugate, involution, isometry, idempotent",
    "homomorphisms?, isomorphisms?, automorphisms?, endomorphisms?, monomorphisms?, epimorphisms?",
)
_PARITY = (
    r"(?:\b(?:is|are|be|being|were|was|an?|both|every|each|any|two|if|for)\s+(?:\w+\s+)?|^|[(]|the )"
    rf"(?P<adjective>{_ADJECTIVES})\b(?!\s+(?:if|though|when|more|so|than)\b)"
)
_NAMED = re.compile(r"\$\s*(?P<name>[A-Za-z]|\\[a-z]+)(?:'*|\([^$]*\)|'*\([^$]*\)|\s*:[^$]*|\s*\\colon[^$]*)\s*\$")
_ENDS = re.compile(r"(?<=[.!?;])\s+(?=[A-Z$])")
_MAY_BE_ROUGH = Words("continuous, discontinuous, differentiable, smooth, jump*, corner*, kink*, discontinuit*")
_ROUGH = re.compile(
    r"(?:\bnot|n't|\bnever|\bnowhere|\bneither)(?: \w+){0,2} (?:continuous|differentiable|smooth)\b|\bdiscontinu"
    r"|\b(?:with|has|have|may|might|can|could)(?: \w+){0,2} (?:jumps?|corners?|kinks?)\b"
)
_BEGINS_ANEW = Words("let, suppose, assume, consider")
_SUPPOSES = Words("let, suppose, assume, consider, if, when")
_POINTS = r"[abcdpq]|\\(?:alpha|beta|gamma|xi)|[A-Za-z]_(?:\w|\{\w+\})|[A-Za-z]\^\*"


def told_of_functions(text: str) -> Mapping[str, str]:
    """The names of functions of which the words tell a property, and the property; "" for those that are introduced without one.

    In `text` short formulas stand as they were written: `if $f$ is even`.
    """
    found: dict[str, str] = {}
    if "$" not in text:
        return found
    for sentence in _ENDS.split(text):
        names = [match["name"] for match in _NAMED.finditer(sentence)]
        if not names:
            continue
        if _MAY_BE_ROUGH.stand_in(sentence) and _SUPPOSES.stand_in(sentence) and _ROUGH.search(sentence.lower()):
            found.update(dict.fromkeys(names, ROUGH))
            continue
        told = re.finditer(_PARITY, sentence.lower()) if _MAY_BE_TOLD.stand_in(sentence) else ()
        adjectives = [match["adjective"] for match in told]
        if adjectives:
            found.update(dict.fromkeys(names, adjectives[0] if len(set(adjectives)) == 1 else GIVEN))
        elif _BEGINS_ANEW.stand_in(sentence):
            found.update(dict.fromkeys(names, ""))
    return found


def unknown_functions(relation: Relation, context: Context) -> frozenset[str]:
    """The names that a relation uses as functions and that nothing defines."""
    found: set[str] = set()
    for node in descendants(relation):
        match node:
            case Application(function=function):
                found |= symbols(function)
            case Prime(operand=Symbol(name=name)) | Derivative(operand=Symbol(name=name)):
                found.add(name)
            case _:
                pass
    return frozenset(name for name in found - context.definitions.keys())


def leaves_rules(told: str) -> bool:
    """Whether what is told of a function leaves the rules of differentiation as they are: it makes no derivative vanish."""
    return re.fullmatch(_OF_RULES, told) is not None


def is_rule(relation: Relation) -> bool:
    """Whether the left side is the derivative of what is made of functions, as in the product rule: values at some places do not
    matter for it."""
    left: Node = relation.left
    while isinstance(left, Group):
        left = left.inner
    if isinstance(left, Application):
        left = left.function
    if not isinstance(left, Prime | Derivative):
        return False
    inner: Node = left.operand
    while isinstance(inner, Group):
        inner = inner.inner
    return not isinstance(inner, Symbol | Application)


def with_parities(context: Context, told: Mapping[str, str], names: Collection[str]) -> Context | None:
    """`context`, in which those functions among `names` that are told to be even or odd are; None without any."""
    changed = context
    for name in names:
        if told.get(name) in (EVEN, ODD) and name not in context.definitions:
            argument = Symbol("x")
            square = Application(Symbol(f"\\mathrm{{{name.strip(chr(92))}}}"), (Power(argument, Number("2")),))
            body: Expression = square if told[name] == EVEN else Product((argument, square), (Times.IMPLICIT,))
            changed = changed.with_definition(Definition(name, ("x",), body))
    return None if changed is context else changed


def names_point(name: str) -> bool:
    """Whether a letter is one that is customary for a point, not for a variable: `f(c) = 0` tells a value."""
    return re.fullmatch(_POINTS, name) is not None
