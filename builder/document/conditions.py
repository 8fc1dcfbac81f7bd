"""What conditions and equations let hold in what follows: values of letters, assumptions, curves, and what is to be solved."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import Application, Derivative, Node, Prime, Relation, Sign, Symbol, Vector
from builder.calculus.expression.walk import children, symbols, symbols_of
from builder.calculus.judge.decide import decide, refute
from builder.calculus.judge.verdict import Proved, Refuted, Tested
from builder.calculus.latex.statement import Statement
from builder.document import evidence
from builder.document.cues import Cue, introduces, rebinds, tells_case, tells_curve
from builder.document.phrases import Words
from builder.document.prose import Passage, Place
from builder.document.scope import Scopes, without
from builder.document.sentences import Behind

_SUPPOSES = Words("suppose, assume, given, let, supposing, assuming, table")

_NEXT_VALUE = r"\b(when|for|if|at)\s+□\s*,?\s*(?:then\s+|we have\s+|we get\s+)*□[^□]*[;,.]\s*(?:and\s+|but\s+|while\s+)?\1\s*□"
"""Two values of which each has something said of it: `when □, □; when □`."""

_ON_AND_ON = Words("throughout, in this section, in this chapter, in what follows, in the following, from now on, henceforth")
_INSTEAD = Words(
    "now suppose, now assume, suppose now, assume now, next suppose, next assume, suppose only, assume only, instead"
)
_BESIDES = Words("also, moreover, furthermore, in addition, additionally, besides")

_MOST_POINTS = 60


def restrict(relation: Relation, cue: Cue, passage: Passage, words: str, scopes: Scopes, *, joined: bool = False) -> None:
    """Let a condition hold: a value or an inequality in its paragraph, an assumption or a curve in its scope."""
    name = evidence.target(relation.left)
    place = passage.place
    if relation.sign in (Sign.DEFINES, Sign.BECOMES, Sign.APPROXIMATE, Sign.TENDS):
        return
    if relation.sign is Sign.EQUAL:
        if name is not None and isinstance(relation.left, Symbol):
            if name not in symbols(relation.right):
                if cue is Cue.CONDITION:
                    scopes.case(relation, place, joined=joined)
                if introduces(words) and scopes.is_number(name):
                    scopes.keep(name, relation.right)
                anew = re.search(_NEXT_VALUE, words.lower()) is not None
                scopes.point(Definition(name, (), relation.right), place, anew=anew)
                if tells_case(words) and evidence.is_closed(relation.right):
                    scopes.here.examples[name] = Definition(name, (), relation.right)
        else:
            tie(relation, cue, passage, words, scopes)
    elif cue is Cue.CONDITION and _ON_AND_ON.stand_in(words):
        scopes.assume(relation, place)
    elif cue is Cue.CONDITION:
        scopes.case(relation, place, joined=joined)
        if _INSTEAD.stand_in(words):
            scopes.give_up(relation)
        scopes.hold(relation, place, joined=joined or _BESIDES.stand_in(words.partition("□")[0]))
    else:
        scopes.assume(relation, place, anew=introduces(words))


def tie(relation: Relation, cue: Cue, passage: Passage, words: str, scopes: Scopes) -> None:
    """Let an equation in several letters tie them, if that is told."""
    if evidence.is_curve(relation, scopes.here.context):
        told = cue in (Cue.CONDITION, Cue.DEFINES, Cue.SATISFIED) or tells_curve(words)
        curve = evidence.level_curve(relation, scopes.here.context)
        scopes.curve(curve, passage.place, told=told, anew=rebinds(words))
    elif evidence.is_sum_told(relation, scopes.here.context):
        scopes.curve(relation, passage.place, told=False, anew=False)


def seek(relation: Relation, place: Place, under: Sequence[Relation], scopes: Scopes, budget: Budget) -> None:
    """Note the letters of an equation that does not hold for all their values, `under` what is said of them: what follows
    from it are equations too."""
    context = replace(scopes.here.context, curves=())
    for condition in under:
        context = context.with_assumption(condition)
    left = relation.left
    is_value = isinstance(left, Symbol) and left.name not in symbols(relation.right)
    if not is_value and refute(Claim(relation, context), budget) is not None:
        scopes.seek(evidence.free_names(relation.left, context) | evidence.free_names(relation.right, context), place)


def forget(relation: Relation, words: str, scopes: Scopes, budget: Budget) -> None:
    """Let a function stand for any where its values are told, `Suppose f(2) = 3`, that are others than those of what it was
    further up."""
    left = relation.left
    if relation.sign is not Sign.EQUAL or not isinstance(left, Application) or not _SUPPOSES.stand_in(words.rpartition(".")[2]):
        return
    context = scopes.here.context
    far = frozenset(name for name in symbols(left.function) & context.definitions.keys() if scopes.made_here(name) is None)
    if far and evidence.is_closed(relation.right) and all(map(evidence.is_closed, left.arguments)):
        if isinstance(decide(Claim(relation, context), budget), Refuted):
            scopes.here.context = without(context, far)


def release(relations: Sequence[Relation], scopes: Scopes, budget: Budget) -> None:
    """Let a letter that is told to be any function of others, `y = f(x)`, stand for no more than itself where something else is
    told of it and of them, which most functions are not: `x^2 + y^2 = 1`."""
    context = scopes.here.context
    any_function = {n: of for n, d in context.definitions.items() if not d.parameters and (of := _any_function(d, context))}
    if not any_function:
        return
    named = symbols_of(relations)
    bare = frozenset[str]().union(
        *(_undifferentiated(side) for relation in relations for side in (relation.left, relation.right))
    )
    for name in sorted(bare & any_function.keys()):
        body = context.definitions[name].body
        others = frozenset() if body is None else symbols(body) - {any_function[name]}
        if (
            any_function[name] not in named
            and others & named
            and not all(isinstance(decide(Claim(relation, context), budget), Proved | Tested) for relation in relations)
        ):
            scopes.undefine(name, None)


def _any_function(definition: Definition, context: Context) -> str:
    """The function that nobody defined whose value a letter is told to be; "" if it is told to be anything else."""
    match definition.body:
        case Application(Symbol(function), arguments) if function.isalpha() and function not in context.definitions:
            return function if all(isinstance(one, Symbol) for one in arguments) else ""
        case _:
            return ""


def _undifferentiated(node: Node) -> frozenset[str]:
    """The letters that stand in a formula outside of its derivatives."""
    if isinstance(node, Derivative | Prime):
        return frozenset()
    return frozenset({node.name}) if isinstance(node, Symbol) else frozenset[str]().union(*map(_undifferentiated, children(node)))


def points_of(place: Place, behind: Behind, statement: Statement, scopes: Scopes) -> tuple[Definition, ...]:
    """The values that letters have where a statement is said: those told before it, and behind it. Where very many have some, as
    in a table of values, they are those of the letters that it rests on."""
    if scopes.number_of_points > _MOST_POINTS:
        told = _points_reached(statement, place, scopes)
    else:
        told = {point.name: point for point in scopes.points_at(place)}
    if behind.place is not None:
        told.update((point.name, point) for point in _coordinates(behind.place, scopes))
    told.update((point.name, point) for point in behind.points)
    return tuple(told.values())


def _points_reached(statement: Statement, place: Place, scopes: Scopes) -> dict[str, Definition]:
    """The values of the letters in a statement, of those that these rest on, and of letters without an index."""
    context, told, met = scopes.here.context, dict[str, Definition](), set[str]()
    waiting = [*scopes.points_without_index(), *symbols_of((*statement.relations, *context.curves))]
    while waiting:
        name = waiting.pop()
        if name in met:
            continue
        met.add(name)
        if (point := scopes.point_at(name, place)) is not None:
            told[name] = point
        rests = (point, context.definitions.get(name))
        waiting.extend(letter for one in rests if one is not None and one.body is not None for letter in symbols(one.body))
    return dict(sorted(told.items()))


def take_place(statement: Statement, cue: Cue, before: str, place: Place, scopes: Scopes) -> None:
    """Let `at (3, 4)`, or `The point (3, 4) lies`, give values to the letters of the curve or the function that is spoken of."""
    told = cue is Cue.CONDITION or before.lower().split() == ["the", "point"]
    if told and isinstance(statement.sides[0], Vector):
        for point in _coordinates(statement.sides[0], scopes):
            scopes.point(point, place)


def _coordinates(vector: Vector, scopes: Scopes) -> tuple[Definition, ...]:
    """The letters of the last curve, or of the last function of as many letters, with the entries of a vector. The last entry may
    be the value of the function: `z = x y^2` at (2, 1, 2)."""
    context = scopes.here.context
    letters: tuple[str, ...] = ()
    for definition in context.definitions.values():
        body = frozenset[str]() if definition.body is None else symbols(definition.body)
        names = definition.parameters or tuple(sorted(body - context.definitions.keys() - context.kinds.keys()))
        if len(names) > 1 and len(vector.entries) - len(names) in (0, 1):
            letters = names
    for curve in context.curves:
        free = tuple(sorted(symbols(curve) - context.kinds.keys() - context.definitions.keys()))
        letters = free if len(free) == len(vector.entries) else letters
    if any(name in symbols(vector) for name in letters):
        return ()
    return tuple(Definition(name, (), entry) for name, entry in zip(letters, vector.entries, strict=False))
