"""Other contexts in which a statement may be meant: at a point that was named, on a curve, without what is far away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice, product
from re import match
from types import MappingProxyType

from msgspec.structs import replace

from builder.calculus.context import Context, Definition, Kind, definitions_reached
from builder.calculus.expression.nodes import (
    Call,
    ConstantName,
    Derivative,
    Expression,
    Gradient,
    Limit,
    Negation,
    Node,
    Number,
    Prime,
    Quotient,
    Relation,
    Root,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import holds_constant, kinds_in, nodes_of, substitute, symbols, symbols_of
from builder.document import evidence
from builder.document.comparisons import with_condition
from builder.document.counted import OF_MULTIPLES, with_counted, with_customary
from builder.document.determined import ARGUMENTS, letters_moved, letters_of, letters_varied, operators, turned_round
from builder.document.hypotheses import with_parities
from builder.document.prose import Place
from builder.document.sayings import Alternative
from builder.document.scope import Scopes, unbound, without
from builder.document.sentences import stem

_DEPENDENT = frozenset("yzuw")

_ANEW = "it holds if what was defined before changes with what its letters stand for now, which is not said"

# Where a letter may lie of which a condition is not understood.
_LENGTHS = (("0.1", "0.3"), ("1", "1.5"), ("2", "3"), ("4", "4.5"), ("5", "6"), ("20", "21"), ("1000", "1001"))
_INTERVALS = tuple(
    each for low, high in _LENGTHS for each in ((Number(low), Number(high)), (Negation(Number(high)), Negation(Number(low))))
)
_FEW_INTERVALS = (*_INTERVALS[:2], *_INTERVALS[4:6])
_BOLD = r"\\(?:mathbf|boldsymbol|bm|vec)\{?(\w)\}?$"
_MOST_PARTS = 16
_MOST_NAMES = 6
"""How many names are written out by each other at most: what the last stands for may double with each."""
_WHOLE = ("3", "4", "5", "7")

_DIFFERENTIATE: frozenset[type[Node]] = frozenset({Derivative, Prime, Gradient})
_LIMITS: frozenset[type[Node]] = frozenset({Limit})


def alternatives(
    scopes: Scopes,
    context: Context,
    points: Sequence[Definition],
    given: frozenset[str],
    relations: Sequence[Relation],
    made: Definition | None,
    bound: frozenset[str],
    general: frozenset[str],
    supposed: Relation | None,
    under: Sequence[Relation],
    stated: Sequence[Relation],
    here: Place,
) -> tuple[Alternative, ...]:
    """The other contexts in which `relations` may be meant where `context` holds: with the values `points` that letters have
    there, and with what the statement itself has `made`. The letters that are `bound` are those of which it is said for all,
    `general` those that may have any value, `given` those that the same sentence gives values to: what holds both sides of other
    letters is said in general. `supposed` is an equation in the only letter of the statement that stands before it, `under` what
    is told behind it, `stated` what says for which values it holds. `here` is where the statement stands."""
    others: list[Alternative] = []
    around = scopes.here.context
    sides = [symbols(side) for relation in relations for side in (relation.left, relation.right)]
    points = [point for point in points if point.name in given or any(point.name not in letters for letters in sides)]
    put = [point for point in points if not is_derived(point, relations)]
    if points:
        at = context.with_definitions(put)
        for point in put:
            for name in _counting(point.body, context):
                at = at.with_kind(name, Kind.INTEGER)  # x = kπ
        tied = symbols_of(context.curves)
        placed = [point for point in points if point in put or point.name in tied]
        place = tuple((Symbol(point.name), point.body) for point in placed if point.body is not None)
        if put:
            others.append(Alternative(at, "with the values given for it"))
        here_told = all(point.name in given for point in points)
        if place:
            others.append(Alternative(context, "with the values given for it", place, here=here_told))
    unclear = scopes.unclear_at(here, frozenset[str]().union(*sides)) - bound - around.definitions.keys()
    others.extend(Alternative(there, "", unclear=True) for there in _parts(context, unclear))
    concluded = scopes.with_concluded(context, frozenset[str]().union(*sides) - bound, here)
    if concluded is not context:
        others.append(Alternative(concluded, "", unclear=True))
    if scopes.here.examples:
        case = context
        for example in scopes.here.examples.values():
            case = case if is_derived(example, relations) else case.with_definition(example)
        others.append(Alternative(case, "in the case before it"))
    varied = frozenset[str]().union(*map(letters_varied, relations)) & around.definitions.keys()
    if varied and evidence.is_closed(relations[-1].right):
        there = _values_of(varied, around)
        others.append(Alternative(context, "with the values given for it", there, of_numbers=True))
    put_in = scopes.put_in(here)
    if put_in and not any(relation.left in dict(put_in) for relation in relations):
        others.append(Alternative(context, "with the values put in before it", put_in))
    rows = [evidence.values_put_in(each.left, each.right) for each in relations[1:] if not evidence.is_closed(each.right)]
    if own := {Symbol(name): value for row in rows for name, value in row.items() if evidence.is_closed(value)}:
        others.append(Alternative(context, "with the values that a row of it puts in", tuple(own.items()), own=True))
    earlier = {name: d for name, d in scopes.here.earlier.items() if any(name in letters for letters in sides)}
    of_numbers = all(any(map(evidence.is_closed, (relation.left, relation.right))) for relation in relations)
    if earlier and of_numbers and not any(map(evidence.is_differentiated, relations)):
        before = context.with_definitions(tuple(earlier.values()))
        others.append(Alternative(before, "with the values told above"))
    if made is not None and stem(made.name) != made.name:
        short = replace(made, name=stem(made.name))
        others.append(Alternative(context.with_definition(short), f"with {short.name} for {made.name}"))
    derived, lines = _differentiated(relations), scopes.here.lines
    restated = [one for one in scopes.restated if one.name not in derived or lines.get(one.name) != one]
    if restated:
        again = context.with_definitions(restated)
        others.append(Alternative(again, "in the form that was given last"))
        again = again.with_definitions(put)
        if put:
            others.append(Alternative(again, "in the form that was given last, with the values given for it"))
    other_functions = evidence.misapplied(relations, context)
    if other_functions:
        names = ", ".join(sorted(other_functions))
        others.append(Alternative(without(context, other_functions), f"with {names} as any function"))
    far = frozenset(name for name in context.definitions if scopes.made_here(name) is None)
    further = frozenset(name for name in context.definitions if scopes.made_before(name, here))
    plain = [context.definitions[name] for name in far | further if not context.definitions[name].parameters]
    moved = {each.name for each in values_moved(plain, relations, context)}
    for unbound_names, under_limits in (
        (far - moved, _under_limits(relations, at_numbers=True)),
        (further - moved - derived, _under_limits(relations)),
    ):
        for freed, continuous in ((unbound_names - under_limits, False), (unbound_names, True)):
            if freed and (not continuous or freed & under_limits):
                note = f"with {', '.join(sorted(freed))} as any function or number"
                others.append(Alternative(without(context, freed), note, continuous=continuous))
    parities = {name: parity for name, parity in scopes.parities_at(here).items() if name not in bound}
    if scopes.here.told or parities:
        as_told = with_parities(context, scopes.here.told, parities, relations)
        if as_told is not None:
            others.append(Alternative(as_told, "for what is as the text says", told=True))
    counted = with_counted(context, relations)
    if counted is not context:
        others.append(Alternative(counted, "for whole numbers from 0 on"))
    customary = with_customary(context, relations, scopes.here.mentioned)
    if customary is not context:
        letters = ", ".join(sorted(customary.kinds.keys() - context.kinds.keys()))
        others.append(Alternative(customary, f"for integers {letters}"))
    above = scopes.with_further_up(context, relations)
    if above is not None and not scopes.here.laws:
        firmly = all(_is_derived_from_above(relation, above) for relation in relations)
        more = _moves_more(above, relations, context, general)
        others.append(Alternative(above, "with what stands for it in a section above", above=firmly, moved=more))
    question = scopes.with_question(context)
    if question is not None:
        others.append(Alternative(question, "with what stands for it in the example before"))
    around = unbound(around, bound)
    around = around.with_definitions([d for name, d in context.definitions.items() if name not in around.definitions])
    led = symbols_of(under)
    conditions = (*(told for told in scopes.told_in(here) if symbols(told).isdisjoint(led)), *under)
    around = scopes.widened(around, stated, here)
    for relation in conditions:
        around = with_condition(around, relation)
    if {*context.assumptions} != {*around.assumptions}:
        others.append(Alternative(around, "without the conditions of the sentence before"))
    if context.curves:
        others.append(Alternative(replace(context, curves=()), "without the relations before it"))
    for equation in scopes.last_equations if derived else scopes.equations:
        if equation not in relations and symbols(equation) & symbols_of(relations):
            others.append(Alternative(replace(context, curves=(equation,)), "with the equation before it"))
    if supposed is not None:
        others.append(Alternative(context.with_curve(supposed), "with the equation before it"))
    if relations and isinstance(left := relations[0].left, Derivative) and (name := turned_round(left, context)):
        others.append(_on_branch(name, left.operand, context))
    if renamed := _by_other_letters(relations, context):
        letters = ", ".join(f"{one.name} as a function of {one.parameters[0]}" for one in renamed)
        others.append(Alternative(context.with_definitions(renamed), f"with {letters}"))
    if fonts := _in_one_font(relations, context):
        letters = ", ".join(one.name for one in fonts)
        others.append(Alternative(context.with_definitions(fonts), f"with {letters} in bold"))
    if kept := [one for name, one in scopes.here.kept.items() if name in context.definitions]:
        others.append(Alternative(context.with_definitions((*kept, *put)), _ANEW, unclear=True))
    return tuple(others)


def _in_one_font(relations: Sequence[Relation], context: Context) -> tuple[Definition, ...]:
    r"""Letters on which relations depend in bold and in plain, of which nothing tells what the plain ones are, as the bold ones:
    `\mathbf{z} = Wx`, `\nabla_{\mathbf{x}}`."""
    names = frozenset[str]().union(*map(symbols, relations))
    reached = (one.body for one, _ in definitions_reached(sorted(names), context) if one.body is not None)
    names = names.union(*map(symbols, reached))
    bold = {found[1]: name for name in sorted(names) if (found := match(_BOLD, name)) is not None}
    known = context.definitions.keys() | context.sorts.keys() | context.shapes.keys()
    return tuple(Definition(plain, (), Symbol(name)) for plain, name in bold.items() if plain in names - known)


def _values_of(names: Collection[str], context: Context) -> tuple[tuple[Symbol, Expression], ...]:
    """What the names stand for, each without the others: z = 6 for z = wx and w = 3, where x is a constant that is 2."""
    bodies = {name: body for name in names if (body := context.definitions[name].body) is not None}
    for _ in range(len(bodies) if len(bodies) <= _MOST_NAMES else 0):
        bodies = {name: substitute(body, bodies) for name, body in bodies.items()}
    return tuple((Symbol(name), bodies[name]) for name in sorted(bodies))


def values_moved(points: Sequence[Definition], relations: Sequence[Relation], context: Context) -> tuple[Definition, ...]:
    """Those of the values of letters that hold what an operator of a claim moves, as x^2 for u under a derivative by x: they are
    put in before it, and others behind it, as values of letters that themselves move are."""
    moved = letters_moved(relations, context)
    if not points or moved == frozenset():
        return ()
    context = context.with_definitions(points)

    def holds_such(point: Definition) -> bool:
        if moved is not None and point.name in moved:
            return False
        reached = {node.name for _, nodes in definitions_reached([point.name], context) for node in nodes if type(node) is Symbol}
        return bool(reached if moved is None else reached & moved)

    return tuple(filter(holds_such, points))


def _by_other_letters(relations: Sequence[Relation], context: Context) -> tuple[Definition, ...]:
    """The functions that are differentiated by another letter than the one that they were told with, as functions of it:
    dσ/dz where σ(x) is told. Neither letter may be known, nor may their functions hold both."""
    found: dict[str, Definition] = {}
    tied = context.definitions.keys() | symbols_of(context.curves)
    for node in (node for relation in relations for node in nodes_of(relation, frozenset({Derivative}))):
        match node:
            case Derivative(operand=Symbol(name), variables=((by, _),)) if by.name not in tied:
                told = context.definitions.get(name)
                if told is None or told.body is None or len(told.parameters) != 1 or by.name in symbols(told.body):
                    continue
                if (letter := told.parameters[0]) not in tied and letter != by.name:
                    found[name] = replace(told, parameters=(by.name,), body=substitute(told.body, {letter: by}))
            case _:
                pass
    return tuple(found.values())


def _moves_more(above: Context, relations: Sequence[Relation], context: Context, general: Collection[str]) -> bool:
    """Whether an operator of a claim holds a letter that stands for nothing in `context`, and `above` for what the operator
    moves. A letter of which something is told, or is said in `general`, is another one, as is one of a function made since."""
    told = {name for each in context.assumptions if len(symbols(each)) == 1 for name in symbols(each)}
    told |= {*general, *context.kinds} | context.definitions.keys()
    above_only = [(name, name.partition("_")[0]) for name in above.definitions if name not in told]
    for operand, moved in operators(relations, context) if above_only else ():
        bare = {name: one for name, one in context.definitions.items() if not one.parameters}
        held = letters_of(operand, replace(context, definitions=MappingProxyType(bare)))
        for name in (name for name, base in above_only if name in held or (base != name and base in held)):
            reached = letters_of(Symbol(name), above) - {name}
            by = reached if moved is None else moved | {each.partition("_")[0] for each in moved}  # x_1 of a mean of all x_i
            if reached & by and (moved is None or name not in moved):
                return True
    return False


def _parts(context: Context, names: Collection[str]) -> Iterator[Context]:
    """`context` where letters lie in small intervals, on both sides of 0 and far from it, or are whole numbers."""
    counting = {name for name in names if name in context.integers}
    if counting:
        for value in _WHOLE:
            yield context.with_definitions([Definition(name, (), Number(value)) for name in sorted(counting)])
    if not (lying := sorted(set(names) - context.integers)):
        return
    for ends in islice(product(_INTERVALS if len(lying) == 1 else _FEW_INTERVALS, repeat=len(lying)), _MOST_PARTS):
        there = context
        for name, (low, high) in zip(lying, ends, strict=True):
            there = there.with_assumption(Relation(Symbol(name), Sign.GREATER, low))
            there = there.with_assumption(Relation(Symbol(name), Sign.LESS, high))
        yield there


def _is_derived_from_above(relation: Relation, above: Context) -> bool:
    """Whether a formula in the letters of which a name was made above is told to be its derivative."""
    if relation.sign is not Sign.EQUAL or not evidence.is_differentiated(relation):
        return False
    told = symbols(relation.left) & above.definitions.keys()
    letters = frozenset(name for told_name in told for name in above.definitions[told_name].parameters)
    for _, nodes in definitions_reached(sorted(told), above):
        letters |= {node.name for node in nodes if isinstance(node, Symbol)}
    return bool(symbols(relation.right)) and symbols(relation.right) <= letters


def is_derived(point: Definition, relations: Sequence[Relation]) -> bool:
    """Whether a claim differentiates a letter that has a value at a point, by another letter that this value does not hold: as a
    constant its derivative would be 0."""
    value = frozenset[str]() if point.body is None else symbols(point.body)
    for relation in relations:
        for node in nodes_of(relation, _DIFFERENTIATE):
            match node:
                case Derivative(operand=operand, variables=variables, partial=False):
                    by = {letter.name for letter, _ in variables}
                    if _may_vary(point.name, operand, by) and point.name not in by and not value & by:
                        return True
                case Prime(operand=operand) if _may_vary(point.name, operand, ARGUMENTS) and not value & ARGUMENTS:
                    return True
                case _:
                    pass
    return False


def _may_vary(name: str, operand: Expression, by: Collection[str]) -> bool:
    """Whether a letter in what is differentiated `by` others may be a function: it stands there alone, or without these, so that
    as a constant it would have no derivative, or has the name of a function of x."""
    letters = symbols(operand)
    return operand == Symbol(name) or (name in letters and (name in _DEPENDENT or not (letters - {name}).intersection(by)))


def _differentiated(relations: Sequence[Relation]) -> frozenset[str]:
    """The letters in what is differentiated: as any numbers their derivatives would be 0."""
    nodes = (node for relation in relations for node in nodes_of(relation, _DIFFERENTIATE))
    return frozenset().union(*(symbols(node.operand) for node in nodes if isinstance(node, Derivative | Prime | Gradient)))


def _under_limits(relations: Sequence[Relation], *, at_numbers: bool = False) -> frozenset[str]:
    """The letters in that of which limits are taken, or are taken at a number."""
    limits = [node for relation in relations for node in nodes_of(relation, _LIMITS) if isinstance(node, Limit)]
    return frozenset().union(*(symbols(node.body) for node in limits if not at_numbers or evidence.is_closed(node.point)))


def _on_branch(name: str, letter: Expression, context: Context) -> Alternative:
    r"""The branch on which a function is usually inverted: of a polynomial that on which it increases, of others, as \cos x, that
    of small positive values."""
    assert isinstance(letter, Symbol)
    zero, body = Number("0"), context.definitions[name].body
    if body is not None and not kinds_in(body) & {Call, Quotient, Root}:
        rate = Derivative(Symbol(name), ((letter, 1),))
        rises = context.with_assumption(Relation(rate, Sign.GREATER, zero))
        return Alternative(rises, f"where {name} increases with {letter.name}")
    small = context.with_assumption(Relation(letter, Sign.GREATER, zero)).with_assumption(
        Relation(letter, Sign.LESS, Number("1"))
    )
    return Alternative(small, f"for small positive {letter.name}")


def _counting(value: Node | None, context: Context) -> frozenset[str]:
    """The letters that count multiples of π in a value of a letter, and of which nothing is told."""
    if value is None or not holds_constant(value, ConstantName.PI):
        return frozenset()
    return symbols(value) & OF_MULTIPLES - context.kinds.keys() - context.definitions.keys()
