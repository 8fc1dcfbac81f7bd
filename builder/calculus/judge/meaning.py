"""What a claim means: the scalar questions that decide it, its shapes settled first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Kind
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Constant,
    ConstantName,
    Derivative,
    Differential,
    Expression,
    Gradient,
    Indexed,
    Integral,
    Limit,
    Negation,
    Node,
    Number,
    NumberSet,
    Prime,
    Relation,
    Series,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import descendants, kinds_in, symbols, symbols_of
from builder.calculus.judge.antiderivatives import differentiated, is_antiderivative, jumping, with_integrals
from builder.calculus.judge.conventions import unit_vectors, unknown_sequences, with_partial_derivatives
from builder.calculus.judge.curves import Curve, OffTheCurve, along, curve_of
from builder.calculus.judge.differentiate import differentiate
from builder.calculus.judge.folding import offset_from, rational_of
from builder.calculus.judge.functional import follow_laws
from builder.calculus.judge.infinite import is_of_limits
from builder.calculus.judge.interpreter import Interpreter
from builder.calculus.judge.known import Known, SideRead
from builder.calculus.judge.look import Sight, look
from builder.calculus.judge.moments import (
    DERIVATIVES,
    at_a_point,
    letters_of_rates,
    moving_letters,
    pinned_letter,
    put_in,
    put_in_condition,
    with_values_assumed,
)
from builder.calculus.judge.orders import WITH_ORDER, EveryOrder, every_order, sums_written_out
from builder.calculus.judge.points import space_of, trials
from builder.calculus.judge.restated import is_infinite, restate
from builder.calculus.judge.scope import NotUnderstood, Paths
from builder.calculus.judge.sequences import interpolated
from builder.calculus.judge.shapes import Many, Meant, Mismatch, is_written_as_matrix, same_shape, words
from builder.calculus.judge.sorts import sorts_in, written_out
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.subterms import free_variables, is_bound_name, parts, sides_of, walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Comparison,
    Condition,
    Divide,
    Fn,
    Infinity,
    Multiply,
    Question,
    Rational,
    SeriesOf,
    Setting,
    Term,
    Variable,
)
from builder.calculus.judge.usage import CUSTOMARY_CONSTANTS, Signature, bare_name, names_reached, reachable, signatures
from builder.calculus.judge.verdict import Ignorance, Unknown

_COMPARISONS: Mapping[Sign, tuple[Comparison, bool]] = {
    Sign.EQUAL: (Comparison.EQUAL, False),
    Sign.IDENTICAL: (Comparison.EQUAL, False),
    Sign.DEFINES: (Comparison.EQUAL, False),
    Sign.APPROXIMATE: (Comparison.EQUAL, False),
    Sign.NOT_EQUAL: (Comparison.NOT_EQUAL, False),
    Sign.LESS: (Comparison.LESS, False),
    Sign.LESS_EQUAL: (Comparison.LESS_EQUAL, False),
    Sign.GREATER: (Comparison.LESS, True),
    Sign.GREATER_EQUAL: (Comparison.LESS_EQUAL, True),
}


_TRIED, _LOOKED_AT = 12, 4


class Part(Struct, frozen=True):
    """One question of a claim: `entry` counts from 1 the entry of a vector, and is empty for a number.

    `turned` tells that the sides were turned round, because > and ≥ are asked as < and ≤. `ties` are 0 at every point that
    counts. `only_values` tells that the claim is false if the sides differ, but not if one of them has no value.
    `order` is the letter that was given a value before the question was asked, and the value. `assumed` tells that the parts
    behind it say something only if it is proved.
    """

    question: Question
    entry: tuple[int, ...] = ()
    turned: bool = False
    ties: tuple[Term, ...] = ()
    only_values: bool = False
    order: tuple[str, Fraction] | None = None
    assumed: bool = False


class Rise(Struct, frozen=True):
    """A claim for every integer from `least` on: the parts are its first cases, and last the step of the induction.

    `formula` is what must be defined for all integers up to one for which it is, for the step to reach that; None without a step.
    """

    letter: str
    least: int
    formula: Term | None


class Meaning(Struct, frozen=True):
    """The questions that decide a claim: it holds if all do. `pinned` are the variables that an assumption fixes.

    `partials` are the names whose partial derivatives could be read in the other way that `Paths` tells.
    `rise` tells that they are the cases and the step of an induction.
    `as_written` tells that no derivative was taken along a curve and no law of an unknown function was put in.
    """

    parts: tuple[Part, ...]
    many: bool = False
    pinned: Mapping[str, str] = field(default_factory=dict)
    partials: frozenset[str] = frozenset()
    as_written: bool = True
    rise: Rise | None = None


class ShapesDiffer(Struct, frozen=True):
    """A number against a vector, or two sizes: what each side is, in words."""

    left: str
    right: str


def interpret(
    claim: Claim, budget: Budget = DEFAULT_BUDGET, known: Known | None = None, paths: Paths = Paths.EVERY
) -> Meaning | ShapesDiffer | Unknown:
    """The scalar questions of a claim, or why there are none. `known` is what claims of its chain share."""
    relation = claim.relation
    if relation.sign not in _COMPARISONS and relation.sign is not Sign.MEMBER:
        return Unknown(Ignorance.NOT_UNDERSTOOD, f"the sign {relation.sign.value} claims nothing that could be decided")
    known = Known() if known is None else known
    if sorts := sorts_in(claim):
        return Unknown(Ignorance.NOT_UNDERSTOOD, f"{written_out(sorts)}: only real numbers are decided")
    kinds = _kinds(relation)
    if Integral in kinds and (is_antiderivative(relation.left) or is_antiderivative(relation.right)):
        differences = differentiated(with_integrals(relation, claim.context) or relation, claim.context)
        if differences is None:
            return Unknown(Ignorance.NOT_UNDERSTOOD, "an indefinite integral that is no term of a sum")
        if step := jumping(with_integrals(relation, claim.context) or relation):
            return Unknown(Ignorance.NOT_UNDERSTOOD, f"{step} may jump, which no antiderivative does: derivatives do not tell it")
        relation = differences
    try:
        if kinds & WITH_ORDER:
            if Series in kinds:
                relation = replace(relation, left=sums_written_out(relation.left), right=sums_written_out(relation.right))
            if (orders := every_order(relation, claim.context)) is not None:
                return _every_order(orders, claim.context, budget, known, paths)
        restated = restate(relation, claim.context)
        meanings = [_interpret(r, claim.context, budget, known, paths) for r in restated]
        return meanings[0] if len(meanings) == 1 else _all_of(meanings, only_values=relation.sign is Sign.EQUAL)
    except NotUnderstood as reason:
        unfolded = with_integrals(claim.relation, claim.context)
        if unfolded is not None and not is_antiderivative(claim.relation):
            return interpret(replace(claim, relation=unfolded), budget, known, paths)
        return Unknown(reason.code, reason.why)
    except Mismatch as reason:
        return Unknown(Ignorance.NOT_UNDERSTOOD, str(reason))


def _kinds(relation: Relation) -> frozenset[type[Node]]:
    """Which kinds of nodes the sides of a relation have."""
    return kinds_in(relation.left) | kinds_in(relation.right)


def _every_order(orders: EveryOrder, context: Context, budget: Budget, known: Known, paths: Paths) -> Meaning | ShapesDiffer:
    """The first orders, and the step from each to the next."""
    from builder.calculus.judge.apart import told_apart

    parts: list[Part] = []
    formula: Term | None = None
    partials: frozenset[str] = frozenset()
    for value, relation in orders.first:
        meaning = _interpret(relation, context, budget, known, paths)
        if isinstance(meaning, ShapesDiffer):
            return meaning
        partials |= meaning.partials
        parts.extend(replace(part, order=(orders.letter, Fraction(value))) for part in meaning.parts)
    for relation in orders.also:
        meaning = _interpret(relation, orders.context, budget, known, paths)
        if isinstance(meaning, ShapesDiffer):
            return meaning
        parts.extend(replace(part, assumed=True) for part in meaning.parts)
    if orders.step is not None:
        meaning = _interpret(orders.step, orders.context, budget, known, paths)
        if isinstance(meaning, ShapesDiffer) or len(meaning.parts) != 1:
            raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, "a derivative of every order of what is no number")
        partials |= meaning.partials
        parts.extend(meaning.parts)
        formula = meaning.parts[0].question.right
        if orders.operand is not None:  # what is differentiated must have values for all orders, too
            derived = _interpret(Relation(orders.operand, Sign.EQUAL, Number("0")), orders.context, budget, known, paths)
            if isinstance(derived, ShapesDiffer):
                return derived
            formula = Add((formula, *(part.question.left for part in derived.parts)))
    for other in told_apart(orders, context):
        meaning = _every_order(other, context, budget, known, paths)
        if isinstance(meaning, Meaning) and all(_may_hold(part, budget) for part in meaning.parts):
            several = tuple(part for part in parts if part.order is not None)
            return replace(meaning, parts=(*several, *meaning.parts))
    return Meaning(tuple(parts), partials=partials, as_written=False, rise=Rise(orders.letter, orders.least, formula))


def _may_hold(part: Part, budget: Budget) -> bool:
    """Whether no point of a few at which a question is looked at speaks against it."""
    sight = Sight(work=budget.purse())
    look(part.question, trials(space_of(part.question), _TRIED), sight, 64, _LOOKED_AT, budget)
    return sight.counterexample is None and sight.decided > 0


def _all_of(meanings: list[Meaning | ShapesDiffer], only_values: bool) -> Meaning | ShapesDiffer:
    """What several relations say together."""
    parts: list[Part] = []
    partials: set[str] = set()
    for meaning in meanings:
        if isinstance(meaning, ShapesDiffer):
            return meaning
        parts.extend(replace(part, only_values=only_values) for part in meaning.parts)
        partials |= meaning.partials
    first = meanings[0]
    assert isinstance(first, Meaning)
    return Meaning(tuple(parts), first.many, first.pinned, frozenset(partials))


def _interpret(relation: Relation, context: Context, budget: Budget, known: Known, paths: Paths) -> Meaning | ShapesDiffer:
    relation, context = at_a_point(relation, context)
    relation = with_partial_derivatives(relation, context)
    first, several = _read(relation, context, budget, known, paths, upper=True)
    if isinstance(first, ShapesDiffer) or not several:
        return first
    second, _ = _read(relation, context, budget, known, paths, upper=False)
    if isinstance(second, ShapesDiffer):
        return second
    return Meaning(
        (*first.parts, *second.parts), first.many, first.pinned, first.partials, first.as_written and second.as_written
    )


def _read(
    relation: Relation, context: Context, budget: Budget, known: Known, paths: Paths, upper: bool
) -> tuple[Meaning | ShapesDiffer, bool]:
    """One reading, with the upper signs of ± or the lower ones; and whether there are such signs."""
    context = _with_equations_as_curves(context)
    nodes, kinds = (*descendants(relation.left), *descendants(relation.right)), _kinds(relation)
    moving = frozenset[str]()
    if kinds & DERIVATIVES or context.assumptions:
        moving = moving_letters((relation.left, relation.right), context)
        context = with_values_assumed(context, moving)
    reached = reachable(relation, context)
    variable = context.variable or _variable(nodes if kinds & DERIVATIVES else (), reached, context)
    unknown = signatures(reached, context, variable)
    context = _with_inverse_as_curve(context, unknown)
    reader = Interpreter(context, unknown, variable, budget, upper, fresh_names=known.fresh_names, paths=paths)
    reader.units = unit_vectors(reached, context)
    if Indexed in kinds or Series in kinds or context.definitions:
        reader.sequences = unknown_sequences(reached, context)
    if Differential in kinds:
        reader.constants = _constants(nodes, context)
    pinned, late = _pinned(context, reader, moving)
    left, right = (_side(side, reader, known, frozenset(late)) for side in (relation.left, relation.right))
    known.fresh_names = reader.fresh_names
    if isinstance(left, Infinity) or isinstance(right, Infinity):
        if relation.sign is not Sign.EQUAL or any(isinstance(s, Many) or not is_of_limits(s) for s in (left, right)):
            raise NotUnderstood(
                Ignorance.NOT_UNDERSTOOD, "infinity is no number: only a limit, an integral or an infinite sum may be equal to it"
            )
    if not same_shape(left, right) and any(type(node) is Gradient and node.order == 2 for node in nodes):
        reader.laplacian = True  # \nabla^2 f beside a number is no Hessian
        left, right = reader.side(relation.left), reader.side(relation.right)
    if Gradient in kinds and isinstance(left, Many) != isinstance(right, Many):
        left, right = _only_entry(left), _only_entry(right)  # in one letter a gradient is a derivative
    turned_round = isinstance(left, Many) and isinstance(right, Many) and left.is_column is not right.is_column
    if turned_round and is_written_as_matrix(relation.left) and is_written_as_matrix(relation.right):
        return ShapesDiffer(words(left), words(right)), reader.two_signs
    if not same_shape(left, right):
        if not (isinstance(left, Many) and _is_zero(right)) and not (isinstance(right, Many) and _is_zero(left)):
            if any(type(node) is Gradient and (name := bare_name(node.operand)) in unknown for node in nodes):
                raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, f"of how many letters {name} is a function is not told")
            return ShapesDiffer(words(left), words(right)), reader.two_signs
    if Differential in kinds:
        _understand_differentials(relation, context)
    if (Constant in kinds or context.definitions) and _may_be_temperature(relation, context):
        raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, "degrees that may be those of a temperature")
    changes = [(a, letters) for a in context.assumptions if (letters := letters_of_rates(a, context))]
    changing = frozenset().union(*(letters for _, letters in changes))
    at_a_moment = changing & late.keys() or any(name in context.definitions for name in changing)
    curve, plain = _curve(context, unknown, reader, changing if at_a_moment else frozenset())
    rates = () if curve is None or not changing & set(curve.dependent) else tuple(a for a, _ in changes)
    given = tuple(c for a in context.assumptions if a not in rates for c in _conditions(a, plain, pinned))
    ties = () if curve is None else (*curve.terms, *_rates(rates, curve, reader, late))
    conditions, terms = tuple(put_in_condition(c, late) for c in given), tuple(put_in(t, late) for t in ties)
    comparison, turned = _COMPARISONS[relation.sign]
    closed = tuple(Condition(t, Comparison.EQUAL, Rational(Fraction(0))) for t in terms if not free_variables(t))
    parts, as_written = [], True
    for entry, a, b in _pairs(left, right):
        if turned:
            a, b = b, a
        if curve is not None:
            along_it = _along(a, curve), _along(b, curve)
            as_written, (a, b) = as_written and along_it == (a, b), along_it
        a, b = put_in(a, late), put_in(b, late)
        tied = _connected(tuple(t for t in terms if free_variables(t)), known.variables(a, b)) if terms else ()
        question = Question(a, b, comparison, setting_of(context, (*conditions, *closed), known, a, b, *tied))
        if Limit in kinds:
            question = replace(question, left=interpolated(a), right=interpolated(b))
            as_written = as_written and (question.left, question.right) == (a, b)
        if conditions or closed or any(known.names_in(side).functions for side in (question.left, question.right)):
            followed = follow_laws(question)
            as_written, question = as_written and followed == question, followed
        parts.append(Part(question, entry, turned, tied))
    many = isinstance(left, Many) or isinstance(right, Many)
    return Meaning(tuple(parts), many, pinned, frozenset(reader.partials), as_written), reader.two_signs


def _constants(nodes: Iterable[Node], context: Context) -> frozenset[str]:
    """The letters that do not vary where the differentials in `nodes` are written."""
    written = frozenset(node.variable.name for node in nodes if isinstance(node, Differential))
    told = frozenset(name for name, kind in context.kinds.items() if kind is Kind.CONSTANT) - written
    return told if written & CUSTOMARY_CONSTANTS else told | CUSTOMARY_CONSTANTS


def _understand_differentials(relation: Relation, context: Context) -> None:
    """Raise `NotUnderstood` unless the differentials of an equation are those of defined names, and of what they depend on.

    `dy = f'(x) dx` where nothing is known of y is a differential equation or a definition.
    """
    sides = [
        {n.variable.name for n in descendants(side) if isinstance(n, Differential)} for side in (relation.left, relation.right)
    ]
    names = sides[0] | sides[1]
    defined = {n for n in names if n in context.definitions}
    if not all(sides) or not defined or not names - defined <= names_reached(defined, context):
        raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, "differentials of letters of which nothing is known")


def _may_be_temperature(relation: Relation, context: Context) -> bool:
    """Whether degrees stand on one side, in no function of an angle, and the other side does not look like an angle."""
    sides = (relation.left, relation.right)
    if context.definitions and not any(Call in kinds_in(side) for side in sides):
        names = symbols_of(sides)
        bodies = (context.definitions[name].body for name in names & context.definitions.keys())
        if any(body is not None and _has_degrees(body) for body in bodies):
            return True
    loose = [_has_degrees(side) for side in sides]
    if loose[0] == loose[1]:
        return False
    degrees, other = (relation.left, relation.right) if loose[0] else (relation.right, relation.left)
    angular = any(isinstance(n, Call) or n == Constant(ConstantName.PI) for n in descendants(other))
    within_call = all(any(map(_is_degree, descendants(n))) for n in descendants(degrees) if isinstance(n, Call))
    return not angular and not (within_call and any(isinstance(n, Call) for n in descendants(degrees)))


def _has_degrees(tree: Node) -> bool:
    return Constant in kinds_in(tree) and any(map(_is_degree, descendants(tree)))


def _is_degree(node: Node) -> bool:
    return isinstance(node, Constant) and node.name is ConstantName.DEGREE


def _side(expression: Expression, reader: Interpreter, known: Known, late: frozenset[str]) -> Meant:
    """What a side means, values `late` to be put in; one that was read in the same way in the same chain is not read again.

    Sides are told apart by identity; what is known of one keeps it.
    """
    key = (
        id(expression),
        late,
        frozenset(reader.unknown.items()),
        reader.variable,
        reader.upper,
        reader.paths,
        len(next(iter(reader.units.values())).entries) if reader.units else 0,
        reader.sequences,
        reader.constants,
    )
    if (side := known.sides.get(key)) is None:
        before, two_signs, partials = reader.count, reader.two_signs, set(reader.partials)
        reader.two_signs = False
        reader.partials.clear()
        meant = reader.side(expression)
        side = known.sides[key] = SideRead(expression, meant, reader.count - before, reader.two_signs, frozenset(reader.partials))
        reader.two_signs |= two_signs
        reader.partials |= partials
    else:
        reader.spend(side.size)
        reader.two_signs |= side.two_signs
        reader.partials |= side.partials
    return side.meant


def _with_inverse_as_curve(context: Context, unknown: Mapping[str, Signature]) -> Context:
    """x is given as a function of y, and y is differentiated by x: then `x = g(y)` ties them together and defines nothing."""
    for name, signature in unknown.items():
        if not signature.bare or len(signature.parameters) != 1:
            continue
        (parameter,) = signature.parameters
        definition = context.definitions.get(parameter)
        if definition is None or definition.parameters or definition.body is None or name not in symbols(definition.body):
            continue
        rest = {n: d for n, d in context.definitions.items() if n != parameter}
        letters = symbols(definition.body)
        bodies = [symbols(d.body) for d in rest.values() if d.body is not None and not d.parameters]
        if any(name in other and len(other & letters) > 1 for other in bodies):
            # In polar coordinates ∂r/∂x is cos θ with y held fixed, and 1/cos θ with θ: the words would have to tell.
            raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, f"which letters are held fixed where {parameter} changes is not told")
        tie = Relation(Symbol(parameter), Sign.EQUAL, definition.body)
        return replace(context, definitions=MappingProxyType(rest)).with_curve(tie)
    return context


def _with_equations_as_curves(context: Context) -> Context:
    """Equations among the assumptions tie letters together as curves do, unless they fix a letter or speak of functions."""
    for assumption in context.assumptions:
        if (
            assumption.sign is Sign.EQUAL
            and pinned_letter(assumption, context) is None
            and not _speaks_of_functions(assumption, context)
        ):
            rest = tuple(a for a in context.assumptions if a is not assumption)
            context = replace(context, assumptions=rest).with_curve(assumption)
    return context


def _speaks_of_functions(relation: Relation, context: Context) -> bool:
    if any(isinstance(n, Application | Prime | Derivative) for n in descendants(relation)):
        return True
    return any(context.kinds.get(n, Kind.REAL) is Kind.FUNCTION for n in symbols(relation))


def _curve(
    context: Context, unknown: Mapping[str, Signature], reader: Interpreter, at_a_moment: frozenset[str]
) -> tuple[Curve | None, Interpreter]:
    """What ties the letters of a claim together, if anything, and a reader to whom these letters are numbers.

    Those that are differentiated depend on one parameter. Letters whose values and rates are told `at_a_moment` only are numbers
    too, with or without an equation between them.
    """
    if not context.curves and not at_a_moment:
        return None, reader
    if any(relation.sign is not Sign.EQUAL for relation in context.curves):
        raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, "a curve that is no equation")
    on = at_a_moment.union(*(symbols(relation) for relation in context.curves))
    bare = [name for name, signature in unknown.items() if signature.bare and name in on]
    plain = Interpreter(
        context, {n: s for n, s in unknown.items() if n not in bare}, reader.variable, reader.budget, reader.upper, reader.given
    )
    terms = []
    for relation in context.curves:
        left, right = plain.meaning(relation.left), plain.meaning(relation.right)
        if isinstance(left, Many) or isinstance(right, Many):
            raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, "a curve of vectors")
        terms.append(Add((left, Multiply((Rational(Fraction(-1)), right)))))
    parameters = {p for name in bare for p in unknown[name].parameters}
    if len(parameters) > 1:
        raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, "derivatives along a curve by two variables")
    parameter = parameters.pop() if parameters else reader.variable
    return curve_of(tuple(terms), parameter, tuple(bare), reader.budget.purse()), plain


def _along(term: Term, curve: Curve) -> Term:
    if not curve.dependent:
        return term
    try:
        return along(term, curve)
    except OffTheCurve as reason:
        raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, str(reason)) from None


def _variable(nodes: Sequence[Node], reached: Sequence[Node], context: Context) -> str:
    """What a bare prime differentiates by when the context does not say: the claim's only letter but constants, else x. `reached`
    are its nodes with those of the definitions that it makes use of."""
    derivatives = [node for node in nodes if isinstance(node, Derivative) and not node.partial]
    primed = {bare_name(node.operand) for node in nodes if isinstance(node, Prime)}
    by = [node.variables[0][0].name for node in derivatives if node.variables[0][0].name not in context.definitions]
    if any(name not in primed for name in by):
        # In dy/du · du/dx it is x: u depends on something itself, as y does in y'' = p dp/dy, and x in dK/dx where v = dx/dt.
        if any(d.body is not None and Derivative in kinds_in(d.body) for d in context.definitions.values()):
            derivatives = [node for node in reached if isinstance(node, Derivative) and not node.partial]
        moving = {bare_name(node.operand) for node in derivatives} | primed
        by += [node.variables[0][0].name for node in derivatives if bare_name(node.operand) in by]
        return next((name for name in by if name not in moving), by[0])
    for definition in context.definitions.values():
        if len(definition.parameters) == 1:
            return definition.parameters[0]
    for name in sorted(primed & context.definitions.keys() - {None}, key=str):
        body = context.definitions[name].body if name is not None else None
        if body is not None and "t" in (letters := symbols(body)) and "x" not in letters:
            return "t"
    return "x"


def _only_entry(value: Meant) -> Meant:
    return value.entries[0] if isinstance(value, Many) and len(value.entries) == 1 else value


def _is_zero(value: Meant) -> bool:
    return value == Rational(Fraction(0))


def _pairs(left: Meant, right: Meant) -> Iterator[tuple[tuple[int, ...], Term, Term]]:
    """The entries that are compared, with their places; the number 0 stands for a vector of zeros."""
    if not isinstance(left, Many) and not isinstance(right, Many):
        yield (), left, right
        return
    shape = left if isinstance(left, Many) else right
    assert isinstance(shape, Many)
    lefts = left.entries if isinstance(left, Many) else (left,) * len(shape.entries)
    rights = right.entries if isinstance(right, Many) else (right,) * len(shape.entries)
    width = shape.columns
    for i, (a, b) in enumerate(zip(lefts, rights, strict=True)):
        yield (i + 1,) if width is None or shape.rows == 1 else (i // width + 1, i % width + 1), a, b


# ---------------------------------------------------------------------------------------------- assumptions


def _pinned(context: Context, reader: Interpreter, moving: frozenset[str]) -> tuple[dict[str, str], dict[str, Term]]:
    """Assumptions `x = 3` fix a variable: it stands for its value from here on. The reader learns it; the names are told.

    The values of letters that are `moving` come second: they are put in when the derivatives are taken.
    """
    pinned: dict[str, str] = {}
    given: dict[str, tuple[Term, int]] = {}
    late: dict[str, Term] = {}
    for assumption in context.assumptions:
        name = pinned_letter(assumption, context)
        if name is not None and name not in pinned:
            before = reader.count
            value = reader.meaning(assumption.right)
            if isinstance(value, Many):
                continue
            pinned[name] = name
            if name in moving:
                late[name] = value
            else:
                given[name] = (value, reader.count - before)
    reader.given = given
    return pinned, late


def _rates(told: tuple[Relation, ...], curve: Curve, reader: Interpreter, late: dict[str, Term]) -> Iterator[Term]:
    """What is 0 where letters of a curve change as told; what this tells of one rate that is free, `late` learns instead."""
    for assumption in told:
        left, right = reader.meaning(assumption.left), reader.meaning(assumption.right)
        if isinstance(left, Many) or isinstance(right, Many):
            raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, "a rate of change that is a vector")
        gap = Add((_along(left, curve), Multiply((Rational(Fraction(-1)), _along(right, curve)))))
        free = [name for name in (f"{n}'" for n in curve.dependent) if name not in late and name in free_variables(gap)]
        slope = differentiate(gap, free[0]) if len(free) == 1 else None
        if slope is None or free[0] in free_variables(slope):
            yield gap
        else:
            at_zero = substitute(gap, free[0], Rational(Fraction(0)))
            late[free[0]] = Divide(Multiply((Rational(Fraction(-1)), at_zero)), slope)


def _conditions(assumption: Relation, reader: Interpreter, pinned: Mapping[str, str]) -> Iterator[Condition]:
    """An assumption as comparisons of numbers; a variable that is pinned has none left to say of it."""
    if assumption.sign is Sign.MEMBER:
        yield from _membership(assumption.left, assumption.right, reader)
        return
    if pinned_letter(assumption, reader.context) in pinned:
        return
    yield reader.condition(assumption)


def _membership(member: Expression, of: Expression, reader: Interpreter) -> Iterator[Condition]:
    if not isinstance(of, NumberSet):
        raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, "an assumption: a member of something that is no set of numbers")
    if of.name == "interval":
        low, high = of.members
        for relation, end in (
            (Relation(low, Sign.LESS_EQUAL if of.closed[0] else Sign.LESS, member), low),
            (Relation(member, Sign.LESS_EQUAL if of.closed[1] else Sign.LESS, high), high),
        ):
            if not is_infinite(end):
                yield reader.condition(relation)
    elif of.name == "finite":
        raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, "an assumption: a member of a finite set")
    elif of.name == "named":
        raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, "an assumption: a member of a set that has only a name")
    elif of.name == "N_0" or (of.positive and of.name in ("R", "Q")):
        number = reader.meaning(member)
        assert not isinstance(number, Many)
        yield Condition(Rational(Fraction(0)), Comparison.LESS if of.positive else Comparison.LESS_EQUAL, number)


def setting_of(context: Context, conditions: tuple[Condition, ...], known: Known, *terms: Term) -> Setting:
    """What may be assumed of the free variables: the conditions that concern them, and which are integers by kind or by use."""
    integers, positive, least = set[str](), set[str](), dict[str, int]()
    if context.kinds or context.assumptions:
        integers |= context.integers
        positive |= context.positive_integers
        least = dict(one for a in context.assumptions if (one := _told_least(a)) is not None)
    real = {a.left.name for a in context.assumptions if _tells_real(a) and isinstance(a.left, Symbol)} - context.integers
    real |= {name for name, kind in context.kinds.items() if kind is Kind.REAL}
    for term in terms:
        for name, is_positive in known.names_in(term).integers:
            if name in real:
                continue
            integers.add(name)
            if is_positive and least.get(name, 1) >= 1:
                positive.add(name)
    if integers:
        told = free_variables(*sides_of(conditions)) | positive
        conditions = (*conditions, *_in_order(terms, integers - context.stated, least), *_counting(terms, told))
    used = _connected(conditions, known.variables(*terms)) if conditions else ()
    names = known.variables(*terms, *(t for c in used for t in (c.left, c.right)))
    return Setting(used, frozenset(integers & names), frozenset(positive & integers & names))


def _in_order(terms: Iterable[Term], integers: set[str], told: Mapping[str, int]) -> Iterator[Condition]:
    """That no sum or product ends more than one before it begins: `\\sum_{k=3}^n` is written for n ≥ 2, where it may be empty.
    Not so where a claim says for which n it holds. `told` is from where on letters are told to be."""
    least: dict[str, int] = {}
    for term in terms:
        for part in walk(term):
            if not isinstance(part, SeriesOf) or not isinstance(part.upper, Add | Variable):
                continue
            if free_variables(part.lower):
                ends = {t.name for end in (part.lower, part.upper) for t in walk(end) if isinstance(t, Variable)}
                if ends <= integers:  # no index of a sum around this one is
                    yield Condition(part.lower, Comparison.LESS_EQUAL, Add((part.upper, Rational(Fraction(1)))))
                continue
            lower, letters = rational_of(part.lower), free_variables(part.upper) & integers
            by = offset_from(part.upper, min(letters)) if len(letters) == 1 else None
            if lower is not None and by is not None and (lower - by).denominator == 1:
                least[min(letters)] = max(least.get(min(letters), 0), int(lower - by) - 1)
    for letter, number in sorted(least.items()):
        if number > told.get(letter, 1):
            yield Condition(Rational(Fraction(number)), Comparison.LESS_EQUAL, Variable(letter))


def _counting(terms: Iterable[Term], told: frozenset[str]) -> Iterator[Condition]:
    """That letters of a binomial coefficient with letters above and below count things, if they are not among those told of, and
    that its upper number is not negative: n ≥ 1 beside `\\binom{n-1}{k}`.

    Not so those of the binomial series, which may be any number.
    """
    letters, stack = dict[str, int](), list(terms)
    while stack:
        match term := stack.pop():
            case SeriesOf(upper=Infinity()):
                continue
            case Apply(Fn.BINOMIAL, arguments) if not any(isinstance(a, Rational) for a in arguments):
                for i, argument in enumerate(arguments):
                    free = [name for name in free_variables(argument) if not is_bound_name(name)]
                    by = offset_from(argument, free[0]) if len(free) == 1 else None
                    if by is not None and (by == 0 or i == 0) and by.denominator == 1:
                        letters[free[0]] = max(letters.get(free[0], 0), int(-by))
            case _:
                pass
        stack += parts(term)
    for letter, least in sorted(letters.items()):
        if letter not in told:
            yield Condition(Rational(Fraction(least)), Comparison.LESS_EQUAL, Variable(letter))


def _tells_real(assumption: Relation) -> bool:
    """Whether a letter is told to be any real number, so that its use does not make it an integer: n ∈ ℝ beside (−1)^n."""
    of = assumption.right
    return assumption.sign is Sign.MEMBER and isinstance(of, NumberSet) and of.name == "R" and not of.positive and not of.sizes


def _told_least(assumption: Relation) -> tuple[str, int] | None:
    """The letter of which it is written from where on it is, and the first integer there: n and 0 of `n ≥ 0` or `n ∈ ℕ₀`. What
    `n ∈ ℕ` gives has no place: ℕ begins with 0 for some authors only."""
    low, high, strict = assumption.right, assumption.left, assumption.sign in (Sign.GREATER, Sign.LESS)
    if isinstance(low, NumberSet) and low.name == "N_0" and isinstance(high, Symbol):
        return high.name, 0
    if assumption.sign in (Sign.LESS_EQUAL, Sign.LESS):
        low, high = high, low
    elif assumption.sign not in (Sign.GREATER_EQUAL, Sign.GREATER):
        return None
    number = low.operand if isinstance(low, Negation) else low
    if not isinstance(high, Symbol) or not isinstance(number, Number) or number.span is None:
        return None
    value = -number.value if isinstance(low, Negation) else number.value
    return high.name, floor(value) + 1 if strict else ceil(value)


Tying = TypeVar("Tying", Condition, Term)


def _connected(of: tuple[Tying, ...], names: frozenset[str]) -> tuple[Tying, ...]:
    """Those that speak of these variables, or of others that are tied to them; and those that speak of none."""
    waiting = [(t, free_variables(t.left, t.right) if isinstance(t, Condition) else free_variables(t)) for t in of]
    used: set[int] = set()
    known = set(names)
    grown = True
    while grown:
        grown = False
        for i, (_, letters) in enumerate(waiting):
            if i not in used and (letters & known or not letters):
                used.add(i)
                known |= letters
                grown = True
    return tuple(t for i, (t, _) in enumerate(waiting) if i in used)
