"""Decides claims about matrices, vectors, complex numbers and quaternions: proved by normal forms, refuted by values.

Of letters that nobody told what they are, each reading that fits is decided, and all must agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from types import MappingProxyType

from flint import acb, acb_mat
from msgspec.structs import replace

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition, Kind, Sort, definitions_reached
from builder.calculus.expression.nodes import (
    ORDERS,
    Application,
    Constant,
    Derivative,
    Directional,
    Expression,
    Gradient,
    HigherDerivative,
    Power,
    Prime,
    Product,
    Relation,
    Sign,
    Symbol,
    Times,
    Vector,
)
from builder.calculus.expression.walk import descendants, symbols, symbols_of
from builder.calculus.judge.algebras.forms import Forms, equal
from builder.calculus.judge.algebras.reading import QUATERNIONS, ZEROS, Known, Moving, Reader, Shape, Unfit
from builder.calculus.judge.algebras.values import (
    TRIALS,
    Undefined,
    Value,
    Values,
    are_apart,
    entries,
    may_be_equal,
)
from builder.calculus.judge.balls import precision
from builder.calculus.judge.conventions import IMAGINARY
from builder.calculus.judge.scope import NotUnderstood
from builder.calculus.judge.sorts import DETERMINANTS, TRANSPOSED, UNITS, bare, is_capital, is_identity, letters_in, written_out
from builder.calculus.judge.usage import names_reached, reachable
from builder.calculus.judge.verdict import (
    Evidence,
    Ignorance,
    JudgeDisagreement,
    Proved,
    Refutation,
    Refuted,
    Tested,
    Unknown,
    Verdict,
)

BITS = 128
AGREEING = 3
"""How many trials must agree for a claim to count as tested."""

_EQUALITIES = (Sign.EQUAL, Sign.IDENTICAL)
_VECTORS = frozenset("buvwxyz")
"""Letters that beside a matrix are vectors by custom."""

_DERIVATIVES = (Prime, Derivative, Gradient, Directional, HigherDerivative)

MOST_READINGS = 8


def decide_sorted(claim: Claim, sorts: Mapping[str, Sort]) -> Verdict:
    """The verdict on a claim some of whose letters are no real numbers, but of these sorts."""
    sign = claim.relation.sign
    if sign not in _EQUALITIES + ORDERS:
        return Unknown(Ignorance.NOT_UNDERSTOOD, f"{written_out(sorts)}: only equations are decided of them")
    try:
        readings = ((reading, moving) for reading in _readings(claim, sorts) for moving in _movings(claim, reading))
        found = [_decide(claim, reading, moving) for reading, moving in readings]
    except NotUnderstood as fault:
        return Unknown(fault.code, fault.why)
    fitting = [verdict for verdict in found if verdict is not None]
    if not fitting:
        return _unfit(claim, sorts)
    first = fitting[0]
    if all(type(verdict) is type(first) for verdict in fitting):
        return first
    return next(
        (verdict for verdict in fitting if isinstance(verdict, Unknown)),
        Unknown(Ignorance.NOT_UNDERSTOOD, f"{written_out(sorts)}, and what the other letters are is not told"),
    )


# ---------------------------------------------------------------------------------------------- readings


def _readings(claim: Claim, sorts: Mapping[str, Sort]) -> Iterator[Mapping[str, Sort]]:
    """What the letters of a claim may be: those of which nothing is told numbers, matrices or vectors, as is customary."""
    context, relation = claim.context, claim.relation
    told = dict(sorts)
    if Sort.QUATERNION in told.values():
        names = symbols(relation)
        told |= dict.fromkeys(sorted(names & frozenset("ijk")), Sort.QUATERNION)
    open_to: list[tuple[str, tuple[Sort | None, ...]]] = []
    if {Sort.MATRIX, Sort.VECTOR} & set(told.values()):
        known = told.keys() | context.kinds.keys() | context.definitions.keys()
        exponents = {n.exponent.name for n in descendants(relation) if hasattr(n, "exponent") and isinstance(n.exponent, Symbol)}
        for name in sorted(symbols(relation) - known - exponents):
            if is_identity(name) or name in ("T", "N", "O"):
                continue
            if is_capital(name):
                open_to.append((name, (Sort.MATRIX, None)))
            elif Sort.MATRIX in told.values() and name.partition("_")[0] in _VECTORS and name not in context.kinds:
                open_to.append((name, (Sort.VECTOR,)))
    untold = [name for name, _ in open_to]
    for number, chosen in enumerate(product(*(choices for _, choices in open_to))):
        if number == MOST_READINGS:
            return
        others = {name: sort for name, sort in zip(untold, chosen, strict=True) if sort is not None}
        yield {**told, **others}


def _movings(claim: Claim, sorts: Mapping[str, Sort]) -> Iterator[Moving | None]:
    """What derivatives are taken by in a claim, and which letters may depend on it: those of which that is told, `A(t)`, and
    those whose derivative is written. The others are constant, but where nothing is told: then they may depend on it as well.

    Without a name of what they are taken by, a prime may as well be the sign of a transpose, and is not understood.
    """
    context = claim.context
    reached = reachable(claim.relation, context)
    if not any(isinstance(node, Prime | Derivative) for node in reached):
        yield None
        return
    names = names_reached(symbols(claim.relation), context)
    told = {name: letters[0] for name in names if len(letters := context.parameters.get(name, ())) == 1}
    by = {symbol.name for node in reached if isinstance(node, Derivative) for symbol, _ in node.variables} | set(told.values())
    if len(by) != 1 or by & sorts.keys():
        yield None
        return
    (letter,) = by
    derived = (bare(node.operand) for node in reached if isinstance(node, Prime | Derivative))
    applied = (n.function for n in reached if isinstance(n, Application) and n.arguments == (Symbol(letter),))
    moving = told.keys() | {node.name for node in (*derived, *applied) if isinstance(node, Symbol)}
    yield Moving(frozenset(moving), letter)
    constant = {name for name, kind in context.kinds.items() if kind is Kind.CONSTANT} | context.definitions.keys()
    written = any(isinstance(node, Symbol) and node.name == letter for node in reached)
    if not (told or written) and (others := sorts.keys() & names - moving - constant):
        yield Moving(frozenset(moving | others), letter)


def _unfit(claim: Claim, sorts: Mapping[str, Sort]) -> Verdict:
    """The verdict on a claim whose shapes do not fit in any reading: false, if the text tells what all its letters are."""
    context = claim.context
    why: Unfit | None = None
    for rows in (False, True):
        try:
            reader = Reader(Forms(Sort.QUATERNION in sorts.values()), sorts, context, rows)
            left, right = reader.read(claim.relation.left), reader.read(claim.relation.right)
            reader.sides(left, right)
        except Unfit as unfit:
            why = why or unfit
        except NotUnderstood as fault:
            return Unknown(fault.code, fault.why)
        else:
            return Unknown(Ignorance.NOT_UNDERSTOOD, f"{written_out(sorts)}, or a row")
    assert why is not None
    told = sorts.keys() <= context.sorts.keys() and symbols(claim.relation) - {"T"} <= sorts.keys() | context.kinds.keys()
    if not told or Sort.ELEMENT in sorts.values() or not _are_any(claim, sorts):
        return Unknown(Ignorance.NOT_UNDERSTOOD, f"{written_out(sorts)}: {why} do not go together")
    return Refuted(Refutation.SHAPE, Evidence("shapes"), left=why.left.value, right=why.right.value)


def matrices_known(context: Context) -> Mapping[str, Known]:
    """The matrices of which it is assumed that they are symmetric or orthogonal."""
    return dict(filter(None, map(_known_by, context.assumptions)))


def _known_by(relation: Relation) -> tuple[str, Known] | None:
    """Of `A^\\top = A` and `Q^\\top Q = I` the matrix, and what it is."""
    match relation:
        case Relation(Power(Symbol(name), Symbol(sign)), Sign.EQUAL, Symbol(other)) if name == other and sign in TRANSPOSED:
            return name, Known.SYMMETRIC
        case Relation(Product((Power(Symbol(name), Symbol(sign)), Symbol(other))), Sign.EQUAL, Symbol(one)):
            return (name, Known.ORTHOGONAL) if name == other and sign in TRANSPOSED and is_identity(one) else None
        case _:
            return None


# ---------------------------------------------------------------------------------------------- one reading


def _decide(claim: Claim, sorts: Mapping[str, Sort], moving: Moving | None) -> Verdict | None:
    """The verdict in one reading; None where shapes do not fit."""
    try:
        why = _proof(claim, sorts, moving)
        if why is not None and _is_crossed(claim) and _is_proved_by_entries(claim, sorts, moving):
            why = None
        found = _look(claim, sorts, moving, why or "")
    except Unfit:
        return None
    if why is None:
        if isinstance(found, Refuted):
            raise JudgeDisagreement(f"proved by normal forms, yet refuted by {found.functions}: {claim.relation}")
        points = found.evidence.points if isinstance(found, Tested) else 0
        evidence = Evidence("normal form of words", points=points, scope=_scope(claim, sorts))
        if not points:
            return Unknown(Ignorance.TOO_LARGE, "there is a proof, but no values were found that confirm it")
        return Proved(evidence)
    return found


def _proof(claim: Claim, sorts: Mapping[str, Sort], moving: Moving | None) -> str | None:
    """None if normal forms prove an equation; else why they do not. Raises `Unfit`."""
    if claim.relation.sign not in _EQUALITIES:
        return "only equations are proved"
    forms = Forms(Sort.QUATERNION in sorts.values(), matrices_known(claim.context))
    reader = Reader(forms, sorts, claim.context, moving=moving)
    try:
        left, right = reader.read(claim.relation.left), reader.read(claim.relation.right)
        _, one, other = reader.sides(left, right)
        return None if equal(one, other) else "the normal forms of the two sides differ"
    except NotUnderstood as fault:
        return fault.why
    except RecursionError:
        return "it is nested too deeply"


def _is_crossed(claim: Claim) -> bool:
    """Whether there is a cross product in a claim, so that its vectors have three entries."""
    return any(isinstance(node, Product) and Times.CROSS in node.signs for node in descendants(claim.relation))


def _is_proved_by_entries(claim: Claim, sorts: Mapping[str, Sort], moving: Moving | None) -> bool:
    """Whether a claim about vectors of three entries is proved as one about their entries."""
    from builder.calculus.judge.decide import decide

    if set(sorts.values()) != {Sort.VECTOR}:
        return False
    if moving is None and any(isinstance(node, _DERIVATIVES) for node in reachable(claim.relation, claim.context)):
        return False  # of what the entries depend on nothing is known
    context = replace(claim.context, sorts=MappingProxyType({}))
    for place, name in enumerate(sorts):
        entries: tuple[Expression, ...] = tuple(Symbol(rf"\xi_{{{place + 1}{entry}}}") for entry in (1, 2, 3))
        parameters: tuple[str, ...] = ()
        if moving is not None and name in moving.letters:
            parameters = (moving.by,)
            for entry in symbols(Vector(entries)):
                context = context.with_kind(entry, Kind.FUNCTION)
            entries = tuple(Application(entry, (Symbol(moving.by),)) for entry in entries)
        context = context.with_definition(Definition(name, parameters, Vector(entries)))
    return isinstance(decide(Claim(claim.relation, context)), Proved)


def _look(claim: Claim, sorts: Mapping[str, Sort], moving: Moving | None, why: str) -> Refuted | Tested | Unknown:
    """What values tell of a claim: refuted, or at how many trials the sides agree. Raises `Unfit`."""
    relation, agreed, open_to, known = claim.relation, 0, "", matrices_known(claim.context)
    with precision(BITS):
        for trial in range(TRIALS):
            values = Values(trial, _size(claim, sorts, trial), Sort.QUATERNION in sorts.values(), known)
            reader = Reader(values, sorts, claim.context, moving=moving)
            try:
                left, right = reader.read(relation.left), reader.read(relation.right)
                shape, one, other = reader.sides(left, right)
            except NotUnderstood as fault:
                return Unknown(fault.code, fault.why)
            except Undefined:
                continue
            fails = _fails(relation.sign, shape, one, other)
            if fails:
                if not _refutes(claim, sorts, moving, one, other):
                    open_to = "what ties them is not told" if _are_any(claim, sorts) else "more may be told of them than that"
                    continue
                return _refuted(claim, values, sorts, one, other, agreed + 1)
            agreed += fails is not None
    if open_to:
        return Unknown(Ignorance.NOT_UNDERSTOOD, f"{written_out(sorts)}, and {open_to}")
    if agreed < AGREEING:
        none = f"{written_out(sorts)}, and no values were found at which both sides can be compared"
        return Unknown(Ignorance.NOT_UNDERSTOOD, f"{none} ({why})" if why else none)
    return Tested(Evidence("values", points=agreed, scope=_scope(claim, sorts)), why)


def _size(claim: Claim, sorts: Mapping[str, Sort], trial: int) -> int:
    """How many rows matrices have at a trial."""
    if Sort.QUATERNION in sorts.values():
        return 2
    if not {Sort.MATRIX, Sort.VECTOR, Sort.ELEMENT} & set(sorts.values()):
        return 0
    return 3 if _is_crossed(claim) else 2 + trial % 2


def _fails(sign: Sign, shape: Shape, one: Value, other: Value) -> bool | None:
    """Whether values provably do not stand in a relation; None where that is open."""
    if sign in _EQUALITIES:
        return True if are_apart(one, other) else False if may_be_equal(one, other) else None
    if shape is not Shape.NUMBER or isinstance(one, acb_mat) or isinstance(other, acb_mat):
        raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, "an order of what are no numbers")
    if any(not number.imag.contains(0) for number in (one, other)):
        return True
    gap = (one - other).real
    if sign in (Sign.GREATER, Sign.GREATER_EQUAL):
        gap = -gap
    if gap > 0 or (sign in (Sign.LESS, Sign.GREATER) and gap == 0):
        return True
    return False if gap < 0 else None


def _refutes(claim: Claim, sorts: Mapping[str, Sort], moving: Moving | None, one: Value, other: Value) -> bool:
    """Whether values refute a claim: its letters are any, and none stands on one side alone, which another equation may tie."""
    if not _are_any(claim, sorts):
        return False
    by = {moving.by} if moving is not None else set()  # on which the other letters depend, and none ties it
    left, right = (_letters(side, sorts, claim.context) - by for side in (claim.relation.left, claim.relation.right))
    not_real = claim.relation.sign in ORDERS and any(not number.imag.contains(0) for number in (*entries(one), *entries(other)))
    return left == right or not_real


def _letters(side: Expression, sorts: Mapping[str, Sort], context: Context) -> frozenset[str]:
    """The letters of a side, and of what defines them, that stand for any element or number: no units, no sign of a transpose, no
    exponents."""
    powers = (node for node in descendants(side) if isinstance(node, Power) and not isinstance(node.base, Constant))
    exponents = frozenset(power.exponent.name for power in powers if isinstance(power.exponent, Symbol))
    return _reached(_named(symbols(side)) - exponents, context) - _units(sorts)


def _named(names: frozenset[str]) -> frozenset[str]:
    """The letters among names that may stand for anything."""
    known = ZEROS | DETERMINANTS | TRANSPOSED | {"T"}
    return frozenset(n for n in letters_in(names) - known if not is_identity(n) and "name{" not in n)


def _units(sorts: Mapping[str, Sort]) -> frozenset[str]:
    """The names of units, which are no letters."""
    if Sort.QUATERNION in sorts.values():
        return frozenset(QUATERNIONS)
    return UNITS | frozenset(name for name, sort in sorts.items() if sort is Sort.COMPLEX) & IMAGINARY


def _reached(names: frozenset[str], context: Context) -> frozenset[str]:
    """Letters, with those by which they are defined in their place."""
    defined = frozenset[str]()
    for definition, nodes in definitions_reached(sorted(names), context):
        names |= _named(frozenset(node.name for node in nodes if isinstance(node, Symbol)))
        defined |= {definition.name}
    return names - defined


def _are_any(claim: Claim, sorts: Mapping[str, Sort]) -> bool:
    """Whether nothing but their sort is told of the letters of a claim, and of those by which they are defined."""
    context = claim.context
    names = letters_in(symbols(claim.relation)) | _reached(_named(symbols(claim.relation)), claim.context) | sorts.keys()
    told = (
        relation
        for relation in (*context.assumptions, *context.curves)
        if relation.sign is not Sign.MEMBER and _known_by(relation) is None
    )
    tied = symbols_of(told)
    numeric = any(not symbols(size) for name in sorts for size in context.shapes.get(name, ()))
    return not numeric and not (names - _units(sorts)) & (context.special | tied)


def _scope(claim: Claim, sorts: Mapping[str, Sort]) -> str:
    """For what a verdict holds, in words."""
    names = sorted(_reached(_named(symbols(claim.relation)), claim.context) - _units(sorts))
    return ", ".join(f"every {sorts[name].value} {name}" if name in sorts else f"every {name}" for name in names)


def _refuted(claim: Claim, values: Values, sorts: Mapping[str, Sort], one: Value, other: Value, points: int) -> Refuted:
    functions = {
        name: values.latex(name, value) for name, value in values.given.items() if name in sorts or isinstance(value, acb_mat)
    }
    at = {name: _rational(value) for name, value in values.given.items() if name not in functions and isinstance(value, acb)}
    evidence = Evidence("values", points=points, bits=BITS, scope=_scope(claim, sorts))
    return Refuted(
        Refutation.DIFFERS,
        evidence,
        MappingProxyType(at),
        values.written(one),
        values.written(other),
        MappingProxyType(functions),
    )


def _rational(value: acb) -> Fraction:
    return Fraction(int(value.real.unique_fmpz() or 0))
