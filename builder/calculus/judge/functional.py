"""Assumptions about unknown functions: `f(2) = 3` holds at its place; `f'(x) = f(x)` holds for all x.

Values of a function and its derivatives at several places are independent of each other: those told are put in, the others
stay free. From a law for all x, higher derivatives follow from lower ones. A system that is solved for one derivative of each
function has a solution through any values of the lower ones (E. Picard, E. Lindelöf): those stay free, and a claim may be
refuted by choosing them. That needs that they are taken at one place only.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.judge.differentiate import differentiate, evaluated
from builder.calculus.judge.field import Stop
from builder.calculus.judge.folding import folded
from builder.calculus.judge.scope import not_understood
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.subterms import free_variables, map_parts, unknown_functions, walk
from builder.calculus.judge.terms import (
    Comparison,
    Condition,
    DerivativeOf,
    Divide,
    Question,
    Rational,
    Term,
    UnknownAt,
    Variable,
)

LARGEST_ORDER = 8
INVERSE = "^{-1}"
ONE = Rational(Fraction(1))


class Law(Struct, frozen=True):
    """The derivative of this order is `value`, a term in `variable`."""

    order: int
    variable: str
    value: Term


def follow_laws(question: Question) -> Question:
    """A question in which what the assumptions tell of unknown functions is put in.

    Raises `NotUnderstood` where the assumptions are not solved for a derivative of each function.
    """
    question = _with_values(_with_inverses(question))
    told = [c for c in question.setting.conditions if _is_law(c)]
    if not told:
        return question
    laws = _laws(told)
    try:
        left, right = _follow(question.left, laws), _follow(question.right, laws)
    except Stop as stop:
        not_understood(str(stop))
    places = {t.arguments for side in (left, right) for t in walk(side) if isinstance(t, UnknownAt) and t.name in laws}
    if len(places) > 1:
        not_understood("an assumption about a function that is taken at several places")
    rest = tuple(c for c in question.setting.conditions if not _is_law(c))
    return replace(question, left=left, right=right, setting=replace(question.setting, conditions=rest))


def _with_inverses(question: Question) -> Question:
    """A question in which f⁻¹(f(u)) and f(f⁻¹(u)) are u, and the derivative of f⁻¹ is one over that of f there."""
    names = {name for name in unknown_functions(question.left, question.right) if name.endswith(INVERSE)}
    pairs = {name: name.removesuffix(INVERSE) for name in names}
    known = unknown_functions(question.left, question.right)
    pairs = {inverse: name for inverse, name in pairs.items() if name in known}
    if not pairs:
        return question
    opposite = {**pairs, **{name: inverse for inverse, name in pairs.items()}}

    def put(term: Term) -> Term:
        if isinstance(term, DerivativeOf) and _mentions(term.body, pairs):
            return put(evaluated(term))
        term = map_parts(term, put)
        match term:
            case UnknownAt(name, (0,), (UnknownAt(inner, (0,), (argument,)),)) if opposite.get(name) == inner:
                return argument
            case UnknownAt(name, (1,), (argument,)) if name in pairs:
                return Divide(ONE, UnknownAt(pairs[name], (1,), (put(UnknownAt(name, (0,), (argument,))),)))
            case _:
                return term

    try:
        left, right = put(question.left), put(question.right)
    except Stop as stop:
        not_understood(str(stop))
    if left != right and pairs.keys() & set(unknown_functions(left, right)) and not _settled(left, right, pairs):
        not_understood("an inverse function of which nothing more is known")
    return replace(question, left=left, right=right)


def _mentions(term: Term, names: Container[str]) -> bool:
    return any(isinstance(t, UnknownAt) and t.name in names for t in walk(term))


def _settled(left: Term, right: Term, pairs: Mapping[str, str]) -> bool:
    """Whether what is left of inverse functions is the same on both sides, so that nothing hangs on it."""
    found = [{t for t in walk(side) if isinstance(t, UnknownAt) and t.name in pairs} for side in (left, right)]
    return found[0] == found[1]


def _with_values(question: Question) -> Question:
    """A question in which the values that are told of unknown functions are put in."""
    values: dict[Term, Term] = {}
    rest: list[Condition] = []
    for condition in question.setting.conditions:
        at = _known_value(condition)
        if at is None or at in values:
            rest.append(condition)
        else:
            values[at] = condition.right
    if not values:
        return question
    names = frozenset(t.name for t in values if isinstance(t, UnknownAt))

    def put(term: Term) -> Term:
        if isinstance(term, DerivativeOf) and _mentions(term.body, names):
            return put(evaluated(term))
        term = map_parts(term, put)
        return values.get(_with_folded_arguments(term), term)

    try:
        left, right = put(question.left), put(question.right)
    except Stop as stop:
        not_understood(str(stop))
    return replace(question, left=left, right=right, setting=replace(question.setting, conditions=tuple(rest)))


def _known_value(condition: Condition) -> Term | None:
    """`f(2)` of an assumption `f(2) = 3`."""
    at = condition.left
    if condition.comparison is not Comparison.EQUAL or not isinstance(at, UnknownAt) or free_variables(at):
        return None
    if unknown_functions(condition.right, *at.arguments):
        return None
    return _with_folded_arguments(at)


def _with_folded_arguments(term: Term) -> Term:
    return replace(term, arguments=tuple(folded(a) for a in term.arguments)) if isinstance(term, UnknownAt) else term


def _is_law(condition: Condition) -> bool:
    """Whether an assumption is an equation about unknown functions of letters; `f(2) = 3` is not: it holds at a place."""
    if condition.comparison is not Comparison.EQUAL:
        return False
    return any(
        isinstance(t, UnknownAt | DerivativeOf) and free_variables(t)
        for side in (condition.left, condition.right)
        for t in walk(side)
    )


def _laws(told: list[Condition]) -> Mapping[str, Law]:
    laws: dict[str, Law] = {}
    for condition in told:
        match condition.left:
            case UnknownAt(name, (order,), (Variable(variable),)) if order > 0 and name not in laws:
                laws[name] = Law(order, variable, condition.right)
            case _:
                not_understood("an assumption about a function that is not solved for a derivative of it")
    for law in laws.values():
        for t in walk(law.value):
            match t:
                case UnknownAt(name, (order,), (Variable(variable),)) if variable == law.variable and name in laws:
                    if order >= laws[name].order:
                        not_understood("assumptions about derivatives that are not solved for the highest")
                case UnknownAt() | DerivativeOf():
                    not_understood("an assumption about a function and another one that is not known")
                case _:
                    pass
    return laws


def _follow(term: Term, laws: Mapping[str, Law]) -> Term:
    match term:
        case UnknownAt(name, (order,), (argument,)) if name in laws and order >= laws[name].order:
            law = laws[name]
            if order > LARGEST_ORDER:
                raise Stop("a derivative of such an order of a function about which something is assumed")
            value = law.value
            for _ in range(order - law.order):
                value = _follow(differentiate(value, law.variable), laws)
            return substitute(value, law.variable, _follow(argument, laws))
        case DerivativeOf(body, variable, order, at) if any(isinstance(t, UnknownAt) and t.name in laws for t in walk(body)):
            for _ in range(order):
                body = differentiate(body, variable)
            return _follow(substitute(body, variable, at), laws)
        case _:
            return map_parts(term, lambda part: _follow(part, laws))
