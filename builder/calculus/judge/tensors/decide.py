"""Decides claims about entries, vectors and matrices: refuted at sizes that are numbers, proved for every size.

What is refuted, the judge of numbers refutes: sizes become small numbers, entries letters, and the claim at an index a claim
about numbers. What is proved is proved by the index normal form, never by the sizes that were tried.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression import nodes
from builder.calculus.expression.nodes import Expression, Number, Relation, Sign, Symbol
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.judge.conventions import without_shape
from builder.calculus.judge.entries import differentiates, tells_symmetry
from builder.calculus.judge.known import Known
from builder.calculus.judge.look import Sight, as_mapping, look
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.points import space_of, trials
from builder.calculus.judge.scope import NotUnderstood, Paths
from builder.calculus.judge.tensors.elements import (
    FIRST,
    ONE,
    Constant,
    Delta,
    Element,
    Index,
    Plus,
    Times,
    bound_letters,
    letters_in,
)
from builder.calculus.judge.tensors.extents import Extents, extents_of, settle
from builder.calculus.judge.tensors.grounding import Grounding, OutOfRange
from builder.calculus.judge.tensors.names import NUMBER, Array, Layout, index_letters, plain_name, unknown
from builder.calculus.judge.tensors.prove import equal_everywhere
from builder.calculus.judge.tensors.reader import Reader
from builder.calculus.judge.tensors.sizes import Mismatch, Sizes
from builder.calculus.judge.tensors.slopes import Stuck
from builder.calculus.judge.tensors.subscripts import index_of, indices_of, split_name
from builder.calculus.judge.tensors.unknowns import unknowns_of
from builder.calculus.judge.usage import names_reached
from builder.calculus.judge.verdict import (
    Evidence,
    Ignorance,
    Proved,
    Refutation,
    Refuted,
    Tested,
    Unknown,
    Verdict,
)

FEW, MANY = 2, 12
"""Points at which a claim is looked at, for each size and index, before it is proved, and where it is not: entries of both signs
are among the many, which the parts of `max` and `|·|` need."""

TRIED = 24
"""Points that are tried for it."""

NODE = 20
"""Microseconds that a node costs which is written out, and read again."""

FIRST_LOOK = (2, 1, 2, 1, 1)
"""Indices at which a claim is looked at before it is proved, for each choice of sizes."""

HARD_LOOK = (24, 24, 16, 8, 8)
"""Indices at which it is looked at if it is not proved."""

_EQUALITIES = frozenset({Sign.EQUAL, Sign.IDENTICAL, Sign.DEFINES})
_HOLDS: Mapping[Sign, Callable[[int, int], bool]] = {
    Sign.LESS: operator.lt,
    Sign.LESS_EQUAL: operator.le,
    Sign.GREATER: operator.gt,
    Sign.GREATER_EQUAL: operator.ge,
    Sign.NOT_EQUAL: operator.ne,
}
_E = nodes.Constant(nodes.ConstantName.E)
_T = Symbol("t")


class Question(Struct, frozen=True):
    """What a claim asks: two elements, at every index of `free`, under `equations`."""

    reader: Reader
    left: Element
    right: Element
    free: tuple[str, ...]
    equations: tuple[tuple[Element, Element], ...]
    partials: frozenset[str]
    extents: Extents


class Seen(Struct, frozen=True):
    """What a look at sizes found: a refutation, or at how many places points were decided, the sizes, and a witness. `apart`
    tells that sizes of different names were different numbers at some of them."""

    refuted: Refuted | None
    points: int = 0
    sizes: tuple[str, ...] = ()
    apart: bool = False
    witness: Mapping[str, Fraction] = MappingProxyType({})


def decide_entries(claim: Claim, budget: Budget, known: Known) -> Verdict:
    """The verdict on a claim that speaks of entries, vectors or matrices. Raises JudgeDisagreement."""
    verdict = _decide_as(claim, budget, known, Layout.SHAPE)
    if isinstance(verdict, Refuted) and differentiates(claim):
        for layout in (Layout.NUMERATOR, Layout.DENOMINATOR):
            if isinstance(_decide_as(claim, budget, known, layout), Proved):
                return Unknown(Ignorance.NOT_UNDERSTOOD, f"it holds where {layout.value}")
    return verdict


def _decide_as(claim: Claim, budget: Budget, known: Known, layout: Layout) -> Verdict:
    """The verdict in one layout of derivatives."""
    verdict, partials = _decide(claim, budget, known, Paths.EVERY, layout)
    if isinstance(verdict, Refuted) and (vector := without_shape(claim.relation, claim.context)):
        return Unknown(Ignorance.UNDEFINED_NAME, f"{vector} is not defined here")
    if not partials or isinstance(verdict, Proved | Unknown):
        return verdict
    held, _ = _decide(claim, budget, known, Paths.DIRECT, layout)
    if isinstance(held, Proved) or (isinstance(verdict, Refuted) and not isinstance(held, Refuted)):
        return held
    return verdict


def refute_entries(claim: Claim, budget: Budget, known: Known) -> Refuted | None:
    """A refutation of such a claim in every reading, if a look at some sizes finds one."""
    found: Refuted | None = None
    if without_shape(claim.relation, claim.context):
        return None
    for layout, paths in product(Layout if differentiates(claim) else (Layout.SHAPE,), Paths):
        read = question_of(claim, paths, layout)
        if isinstance(read, Refuted):
            found = found or read
            continue
        if isinstance(read, Unknown):
            return None
        try:
            seen = _look(read, claim, budget, known, FIRST_LOOK, FEW)
        except NotUnderstood:
            return None
        if seen.refuted is None:
            return None
        found = found or seen.refuted
    return found


def _decide(claim: Claim, budget: Budget, known: Known, paths: Paths, layout: Layout) -> tuple[Verdict, frozenset[str]]:
    read = question_of(claim, paths, layout)
    if isinstance(read, Unknown | Refuted):
        return read, frozenset()
    partials = read.partials
    try:
        seen = _look(read, claim, budget, known, FIRST_LOOK, FEW)
        if seen.refuted is not None:
            return seen.refuted, partials
        why = "only equations are proved for every size"
        if claim.relation.sign in _EQUALITIES:
            try:
                if equal_everywhere(read.reader, read.extents, read.equations, read.left, read.right, budget.purse()):
                    return _proved(seen, read), partials
                why = "the normal forms of the two sides differ"
            except Stuck as stopped:
                why = stopped.found.why
            except RecursionError:
                why = "it is nested too deeply"
        more = _look(read, claim, budget, known, HARD_LOOK, MANY)
    except NotUnderstood as fault:
        return Unknown(*unknown(fault)), partials
    if more.refuted is not None:
        return more.refuted, partials
    if more.points and read.reader.size_letters and not more.apart:
        only = f"it was seen to hold only where its sizes are the same ({why})"
        return Unknown(Ignorance.NOT_UNDERSTOOD, only), partials
    if not more.points:
        none = f"no sizes and entries were found at which both sides can be compared ({why})"
        return Unknown(Ignorance.TOO_LARGE, none), partials
    evidence = Evidence("sizes", witness=more.witness, points=more.points, scope=f"the sizes {', '.join(more.sizes)}")
    return Tested(evidence, why), partials


def _proved(seen: Seen, question: Question) -> Verdict:
    """A proof counts only with a point at which both sides are defined."""
    scope, conditions = _scope(question), question.extents.conditions
    evidence = Evidence("index normal form", conditions, witness=seen.witness, points=seen.points, scope=scope)
    if not seen.points:
        return Tested(evidence, "no sizes and entries were found at which both sides are defined")
    return Proved(evidence)


def _scope(question: Question) -> str:
    reader = question.reader
    numbers = "".join(f", every {name} whose values are numbers" for name in sorted(reader.arguments))
    through = "".join(f"; {name} depends on letters through {', '.join(of)} alone" for name, of in sorted(reader.through.items()))
    return "every size" + (", every index" if question.free else "") + numbers + through


# ---------------------------------------------------------------------------------------------- reading


def question_of(claim: Claim, paths: Paths, layout: Layout = Layout.SHAPE) -> Question | Unknown | Refuted:
    """What a claim asks. A claim whose own shapes do not fit is refuted; definitions that do not fit are not understood."""
    context = _with_customary(claim)
    relation = claim.relation
    try:
        reader, equations, fixed = _reader(context, relation, paths, layout)
    except (NotUnderstood, Mismatch) as fault:
        return Unknown(*unknown(fault))
    try:
        left, right = reader.read(relation.left, {}), reader.read(relation.right, {})
        free = _free(reader, left, right)
        settle(reader)
        if _fits_one_entry(reader, context):
            return Unknown(Ignorance.NOT_UNDERSTOOD, "of the sizes that are not told only the number 1 fits")
    except Mismatch as fault:
        if undefined := min(reader.entry_by_entry - context.functions, default=""):
            return Unknown(Ignorance.UNDEFINED_NAME, f"{undefined} is not defined here")
        if _has_second_gradient(relation):
            return Unknown(Ignorance.NOT_UNDERSTOOD, "the matrix of second derivatives, or the sum of some of them")
        return Refuted(Refutation.SHAPE, Evidence("shapes"), left=fault.left, right=fault.right)
    except NotUnderstood as fault:
        return Unknown(*unknown(fault))
    try:
        i, j = free
        one, other = left.entry(i, j), right.entry(i, j)
    except NotUnderstood as fault:
        return Unknown(*unknown(fault))
    letters = letters_in(one) | letters_in(other)
    together = [delta for delta in fixed if delta.left.letter in letters]
    apart = _apart(context.assumptions, letters)
    if any({delta.left, delta.right} == {*pair} for delta in together for pair in apart):
        return Unknown(Ignorance.NOT_UNDERSTOOD, "two indices that are said to be the same and to be different")
    factors: list[Element] = [*together, *(Plus((ONE, Times((Constant(Fraction(-1)), Delta(*pair))))) for pair in apart)]
    for factor in factors:
        one, other = Times((factor, one)), Times((factor, other))
    outer = letters - bound_letters(one) - bound_letters(other) - reader.size_letters
    outer = frozenset(letter for letter in outer if not letter.startswith("?"))
    extents = extents_of(reader, outer, context.assumptions)
    return Question(reader, one, other, tuple(sorted(outer)), equations, frozenset(reader.partials), extents)


def _fits_one_entry(reader: Reader, context: Context) -> bool:
    """Whether a size that nobody told was found to be a number: the formula is one of rows, or fits no vectors at all."""
    sizes = (size for shape in context.shapes.values() for size in map(_size, shape))
    return any(size.letter.startswith("?") and not reader.sizes.resolved(size).letter for size in sizes)


def _has_second_gradient(relation: Relation) -> bool:
    """Whether a second derivative by one letter is written, `\\nabla_x^2 f`, which may be the Laplacian."""
    return any(isinstance(n, nodes.Derivative) and any(order > 1 for _, order in n.variables) for n in descendants(relation))


def _apart(assumptions: Sequence[Relation], letters: frozenset[str]) -> list[tuple[Index, Index]]:
    """The pairs of `letters` that are assumed to be different, i ≠ j."""
    return [
        (Index(one), Index(other))
        for assumed in assumptions
        if assumed.sign is Sign.NOT_EQUAL
        and isinstance(assumed.left, Symbol)
        and isinstance(assumed.right, Symbol)
        and {one := assumed.left.name, other := assumed.right.name} <= letters
    ]


def _free(reader: Reader, left: Array, right: Array) -> tuple[Index, Index]:
    """The indices at which two sides of the same shape are compared. A number 0 is 0 at each of them. Raises Mismatch."""
    one, other = reader.sizes.shape(left.shape), reader.sizes.shape(right.shape)
    if one != other and NUMBER in (one, other):
        number = left if one == NUMBER else right
        if number.number() != Constant(Fraction(0)):
            raise Mismatch(one.written(), other.written())
        one = other = other if one == NUMBER else one
    if not (reader.sizes.agree(one.rows, other.rows) and reader.sizes.agree(one.columns, other.columns)):
        raise Mismatch(one.written(), other.written())
    places = []
    for axis in (one.rows, one.columns):
        axis = reader.sizes.resolved(axis)
        if axis == FIRST:
            places.append(FIRST)
            continue
        letter = reader.fresh("i")
        reader.ranges[letter] = axis
        places.append(Index(letter))
    return places[0], places[1]


def _reader(
    context: Context, relation: Relation, paths: Paths, layout: Layout
) -> tuple[Reader, tuple[tuple[Element, Element], ...], tuple[Delta, ...]]:
    """A reader that knows all definitions, the equations that are assumed, and, for each index that is told where it is, i = j,
    what is 1 there and 0 elsewhere. Raises NotUnderstood and Mismatch."""
    axes = {name: tuple(_size(size) for size in sizes) for name, sizes in context.shapes.items()}
    bodies = [d.body for d in context.definitions.values() if d.body is not None and not d.parameters]
    assumed = [_of_any_indices(relation) for relation in (*context.assumptions, *context.curves)]
    written = [*bodies, *assumed, relation]
    letters = index_letters(written, frozenset(axes) | _bases(context, bodies))
    bounds = _bounds(written)
    sizes = frozenset(size.letter for shape in axes.values() for size in shape) | bounds
    fixed = {name: index for name in sorted(letters & context.definitions.keys()) if (index := _place_told(context, name))}
    context = replace(
        context, definitions=MappingProxyType({name: d for name, d in context.definitions.items() if name not in fixed})
    )
    letters -= frozenset(context.definitions)
    named = _entries_named(written)
    generic = _generic(named, axes, sizes - bounds)
    functions, losses = unknowns_of(relation, context)
    reader = Reader(
        context,
        letters,
        Sizes(),
        axes,
        {},
        {},
        {},
        sizes - {""},
        paths,
        generic=generic,
        unknown=functions,
        losses=losses,
        layout=layout,
    )
    _make_arrays(reader, named)
    reader.define_all()
    equations = []
    spoken_of = names_reached(symbols(relation), context)
    for equation in assumed:
        if equation.sign in _EQUALITIES and (symbols(equation) & spoken_of or not symbols(equation) - axes.keys()):
            own = {letter: Index(reader.fresh(letter)) for letter in sorted(letters)}
            left, right = reader.read(equation.left, own), reader.read(equation.right, own)
            i, j = _free(reader, left, right)
            equations.append((left.entry(i, j), right.entry(i, j)))
    return reader, tuple(equations), tuple(Delta(Index(name), index) for name, index in fixed.items())


def _of_any_indices(assumed: Relation) -> Relation:
    """What `a_{jk} = a_{kj}` tells of the entries at any indices; another relation as it is."""
    if not tells_symmetry(assumed):
        return assumed

    def entry(side: Expression) -> Expression:
        if isinstance(side, nodes.Negation):
            return nodes.Negation(entry(side.operand))
        assert isinstance(side, Symbol)
        base, subscript = split_name(side.name)
        return nodes.Indexed(Symbol(base), tuple(Symbol(index.letter) for index in indices_of(subscript) or ()))

    return Relation(entry(assumed.left), assumed.sign, entry(assumed.right))


def _place_told(context: Context, name: str) -> Index | None:
    """The index that a letter is said to be, another letter or a number; None if it is said to be something else."""
    definition = context.definitions[name]
    return None if definition.body is None or definition.parameters else index_of(definition.body)


def _size(size: Expression) -> Index:
    found = index_of(size)
    return found if found is not None else Index("?")


def _bases(context: Context, bodies: Sequence[Expression]) -> frozenset[str]:
    """Names that are defined by entries, or by what has entries: `z_i = …`, `z = W x`."""
    summed = {n.index.name for body in bodies for n in descendants(body) if isinstance(n, nodes.Series)}
    found = set[str]()
    for definition in context.definitions.values():
        base, subscript = split_name(definition.name)
        if definition.body is None or definition.parameters:
            continue
        if not subscript and context.shapes:
            found.add(definition.name)
        elif subscript and not any(c.isdigit() for c in subscript):
            inside = {split_name(name)[1] for name in symbols(definition.body)}
            inside |= {split_name(n.base.name)[1] for n in descendants(definition.body) if isinstance(n, nodes.Indexed)}
            if any(subscript[:1] in other for other in inside) or set(subscript) & summed:
                found.add(base)
    return frozenset(found)


def _bounds(expressions: Sequence[Expression | Relation]) -> frozenset[str]:
    """The letters up to which sums run: they are sizes."""
    found: set[str] = set()
    for expression in expressions:
        for node in descendants(expression):
            if isinstance(node, nodes.Series) and node.upper is not None:
                found |= symbols(node.upper)
    return frozenset(found)


def _entries_named(expressions: Sequence[Expression | Relation]) -> list[tuple[str, tuple[Index, ...]]]:
    """The names with indices that occur, in order."""
    found: dict[tuple[str, tuple[Index, ...]], None] = {}
    for node in (n for expression in expressions for n in descendants(expression)):
        match node:
            case Symbol(name) if (script := split_name(name))[1] and (indices := indices_of(script[1])) is not None:
                found[script[0], indices] = None
            case nodes.Indexed(base, places):
                whole = tuple(index for place in places if (index := index_of(place)) is not None)
                if len(whole) == len(places):
                    found[base.name, whole] = None
            case _:
                pass
    return list(found)


def _generic(
    named: Sequence[tuple[str, tuple[Index, ...]]], axes: Mapping[str, tuple[Index, ...]], sizes: frozenset[str]
) -> frozenset[str]:
    """The letters of declared sizes that stand as indices elsewhere than along their own axes."""
    found: set[str] = set()
    for base, indices in named:
        own = axes.get(base, ())
        if len(indices) == len(own or indices):
            found |= {i.letter for i, size in zip(indices, own or indices, strict=True) if not own or size.letter != i.letter}
    return frozenset(found & sizes)


def _make_arrays(reader: Reader, named: Sequence[tuple[str, tuple[Index, ...]]]) -> None:
    """Make arrays of what is named by index letters, so that what is named by numbers is one of their entries."""
    for base, indices in named:
        known = reader.axes.keys() | reader.context.definitions.keys() | {r"\delta"}
        if base not in known and not any(other.startswith(f"{base}_") for other in reader.axes):
            if all(index.letter in reader.letters for index in indices):
                reader.axes[base] = tuple(reader.sizes.fresh() for _ in indices)


def _with_customary(claim: Claim) -> Context:
    """The context with the functions that it uses and everybody knows: the sigmoid, ReLU and softplus."""
    context = claim.context
    bodies = [d.body for d in context.definitions.values() if d.body is not None]
    used = {name for side in (*bodies, claim.relation.left, claim.relation.right) for name in symbols(side)}
    one = Number("1")
    for name in sorted(used - context.definitions.keys() - context.shapes.keys()):
        body: Expression
        match plain_name(name).lower():
            case "sigma" | "sigmoid":
                body = nodes.Quotient(one, nodes.Sum((one, nodes.Power(_E, nodes.Negation(_T)))))
            case "relu":
                body = nodes.Call("max", (Number("0"), _T))
            case "softplus":
                body = nodes.Call("ln", (nodes.Sum((one, nodes.Power(_E, _T))),))
            case _:
                continue
        context = context.with_definition(Definition(name, ("t",), body))
    return context


# ---------------------------------------------------------------------------------------------- looking


def _look(question: Question, claim: Claim, budget: Budget, known: Known, places: Sequence[int], each: int) -> Seen:
    """Look at a claim at some sizes, for each of them at as many indices as `places` tells, and there at `each` points.

    Raises NotUnderstood.
    """
    points, looked, witness, apart = 0, list[str](), dict[str, Fraction](), False
    for numbers, most in zip(_choices(question), places, strict=False):
        here, shared = 0, Known()  # of its own: at other sizes the same names mean something else
        for told, ground in _grounded(question, claim, numbers, most, budget):
            sight = _look_at(ground, budget, shared, each)
            if sight is None:
                continue
            if sight.counterexample is not None:
                at = {**told, **as_mapping(sight.counterexample.trial)}
                bits = sight.counterexample.bits
                evidence = Evidence("look", points=points + sight.decided, bits=bits, scope=_scope(question))
                return Seen(Refuted(Refutation.DIFFERS, evidence, at, sight.counterexample.left, sight.counterexample.right))
            here += sight.decided
            if sight.witness is not None and not witness:
                witness = {**told, **as_mapping(sight.witness)}
        points += here
        apart = apart or (here > 0 and len(set(numbers.values())) == len(numbers))
        if here:
            looked.append("×".join(str(n) for _, n in sorted(numbers.items())) or "given")
    return Seen(None, points, tuple(looked), apart, MappingProxyType(witness))


def _look_at(ground: Claim, budget: Budget, known: Known, points: int) -> Sight | None:
    """What is seen of a claim about numbers; None where it is not understood."""
    meaning = interpret(ground, budget, known)
    if not isinstance(meaning, Meaning) or len(meaning.parts) != 1:
        return None
    (part,) = meaning.parts
    space = space_of(part.question, part.ties, known.names_in)
    with budget.purse().share(budget.evaluations) as work:
        sight = Sight(known=known, work=work)
        look(part.question, islice(trials(space, TRIED), TRIED), sight, 64, points, budget)
    return sight


def _grounded(
    question: Question, claim: Claim, numbers: Mapping[str, int], most: int, budget: Budget
) -> Iterator[tuple[Mapping[str, Fraction], Claim]]:
    """The claims about numbers that a claim is at some sizes, at `most` indices: each with the sizes and indices as numbers."""
    reader = question.reader
    grounding = Grounding(reader.families, reader.axes, question.extents.firsts, reader.sizes, dict(numbers))
    sides: list[tuple[dict[str, int], Expression, Expression]] = []
    for free in _places(question, numbers, most):
        grounding.numbers = {**numbers, **free}
        if not _is_admitted(reader.context.assumptions, grounding.numbers):
            continue
        try:
            sides.append((free, grounding.written(question.left), grounding.written(question.right)))
        except OutOfRange:
            continue
    grounding.numbers = dict(numbers)
    budget.purse().left -= NODE * grounding.spent
    try:
        context = grounding.context(reader.context, list(_equations(question, grounding)))
    except OutOfRange:
        return
    assumptions = tuple(
        assumed
        for assumed in reader.context.assumptions
        if assumed.sign not in _EQUALITIES and not symbols(assumed) & (reader.axes.keys() | reader.size_letters)
    )
    context = replace(context, assumptions=assumptions)
    for free, left, right in sides:
        told = {name.partition("'")[0]: Fraction(n) for name, n in {**numbers, **free}.items() if not name.startswith("?")}
        yield told, Claim(Relation(left, claim.relation.sign, right), context)


def _equations(question: Question, grounding: Grounding) -> Iterator[Relation]:
    """What is assumed of the entries, at all indices."""
    for left, right in question.equations:
        letters = sorted((letters_in(left) | letters_in(right)) & question.reader.ranges.keys())
        free = [letter for letter in letters if not _is_bound(letter, left, right)]
        runs = [range(1, grounding.value(question.reader.ranges[letter]) + 1) for letter in free]
        for places in product(*runs):
            at = dict(zip(free, places, strict=True))
            grounding.numbers.update(at)
            yield Relation(grounding.written(left), Sign.EQUAL, grounding.written(right))
            for letter in free:
                del grounding.numbers[letter]


def _is_bound(letter: str, *elements: Element) -> bool:
    return any(letter in bound_letters(element) for element in elements)


def _choices(question: Question) -> Iterator[dict[str, int]]:
    """Numbers for the sizes: pairwise different ones, others, and all equal, where a transposed formula has the same shape."""
    reader = question.reader
    least = question.extents.least
    letters = sorted(least)
    if not letters:
        yield {}
        return
    for sizes in ([2, 3, 1, 4, 5, 6], [3, 2, 2, 1, 2, 3], [2] * 6, *([[1] * 6, [4] * 6] if _tells_ends(reader) else ())):
        yield {letter: sizes[place % 6] + least[letter] - 1 for place, letter in enumerate(letters)}


def _tells_ends(reader: Reader) -> bool:
    """Whether a claim speaks of entries at one end of an array, or sums over all but them: short arrays may be another case."""
    if any(lower != FIRST or upper.offset for lower, upper in reader.explicit.values()):
        return True
    return any(not use.index.letter or use.index.offset or use.index.letter in reader.size_letters for use in reader.uses)


def _is_admitted(assumptions: Sequence[Relation], numbers: Mapping[str, int]) -> bool:
    """Whether no assumption about indices and sizes fails."""
    for assumed in assumptions:
        left, right = index_of(assumed.left), index_of(assumed.right)
        if left is None or right is None or not {left.letter, right.letter} <= numbers.keys() | {""}:
            continue
        one, other = (numbers.get(side.letter, 0) + side.offset for side in (left, right))
        if (holds := _HOLDS.get(assumed.sign)) is not None and not holds(one, other):
            return False
    return True


def _places(question: Question, numbers: Mapping[str, int], most: int) -> Iterator[dict[str, int]]:
    """Indices at which a claim is looked at: the first ones, then others, equal and different ones among them."""
    reader = question.reader
    grounding = Grounding({}, {}, {}, reader.sizes, dict(numbers))
    runs = []
    for letter in question.free:
        run = question.extents.runs.get(letter)
        runs.append(range(1, 4) if run is None else range(run.first, grounding.value(run.last) + 1))
    every = list(product(*runs))
    different = [place for place in every if len(set(place)) == len(place)]
    same = [place for place in every if len(set(place)) < len(place)]
    first = [*different[:1], *same[:1]]
    step = max(len(every) // most, 1)
    for place in islice(dict.fromkeys([*first, *every[::step]]), most):
        yield dict(zip(question.free, place, strict=True))
