"""What was probably meant by a false equation in which no mistake of calculus was made: an angle in degrees, an antiderivative
without its constant, the value of a function where it jumps, or in place of its derivative."""

from __future__ import annotations

from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Constant,
    ConstantName,
    Expression,
    Group,
    Integral,
    Limit,
    Node,
    Number,
    Prime,
    Product,
    Quotient,
    Relation,
    Sign,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, holds_constant, map_children, substitute, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved
from builder.calculus.latex.printer import print_latex

_OF_ANGLES = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_CONSTANTS = frozenset({"C", "c", "K", "k"})


class Likely(Struct, frozen=True):
    """What to do, and what is worth knowing. `instead` tells that this is said in place of all mistakes that would give the same,
    `of` which one it explains better."""

    help: str
    note: str
    instead: bool = False
    of: str = ""


def likely(relation: Relation, run: tuple[Relation, ...], context: Context, budget: Budget) -> Likely | None:
    """What was probably meant by a refuted `relation` of the chain `run`; None if nothing is evident."""
    if relation.sign is not Sign.EQUAL:
        return None
    return (
        _jump(relation)
        or _undifferentiated(relation, context, budget)
        or _lost_constant(relation, run, context, budget)
        or _degrees(relation, context, budget)
    )


def _jump(relation: Relation) -> Likely | None:
    r"""`\lim_{x \to a} f(x) = f(a)`, which says that f is continuous at a."""
    for limit, at in ((relation.left, relation.right), (relation.right, relation.left)):
        match limit, at:
            case Limit(Application(function, arguments), Symbol(name), point), Application() if at == Application(
                function, tuple(substitute(one, {name: point}) for one in arguments)
            ):
                named = print_latex(function)
                help = "take the limits from both sides, and compare them with the value"
                return Likely(help, f"this says that {named} is continuous at {print_latex(point)}, and it is not", instead=True)
    return None


def _undifferentiated(relation: Relation, context: Context, budget: Budget) -> Likely | None:
    """The value of a function in place of that of its derivative: of numbers, other mistakes give it by chance only. A 0 is
    rather the derivative of the value."""
    match relation.left:
        case Application(Prime(Symbol() as function, Number("1")), arguments) if not symbols(relation.right):
            value = Application(function, arguments)
        case _:
            return None
    zero = Number("0")
    if not _holds(value, relation.right, context, budget) or _holds(relation.right, zero, context, budget):
        return None
    note = f"this is the value {print_latex(value)} of the function itself"
    return Likely("differentiate, and put in the point then", note, instead=True)


def _lost_constant(relation: Relation, run: tuple[Relation, ...], context: Context, budget: Budget) -> Likely | None:
    """A constant of integration that stands only in one of two rows below an integral."""
    if not any(isinstance(node, Integral) and node.lower is None for node in descendants(run[0].left)):
        return None
    for side, other in ((relation.right, relation.left), (relation.left, relation.right)):
        if not isinstance(side, Sum):
            continue
        for at, term in enumerate(side.terms):
            name = term.name.partition("_")[0] if isinstance(term, Symbol) else ""
            if name not in _CONSTANTS or symbols(term) & symbols(other):
                continue
            rest = (*side.terms[:at], *side.terms[at + 1 :])
            without = rest[0] if len(rest) == 1 else replace(side, terms=rest)
            if _holds(other, without, context, budget):
                letter = print_latex(term)
                if side is relation.right:
                    return Likely(f"write + {letter} already in the row in which the integral is worked out", "")
                return Likely(f"write + {letter} here, too", f"the constant of integration {letter} was lost", of="dropped-term")
    return None


def _degrees(relation: Relation, context: Context, budget: Budget) -> Likely | None:
    r"""`\sin 90 = 1`: true if every angle is one in degrees."""
    found: list[Expression] = []

    def changed(node: Node) -> Node:
        match node:
            case Call(function=function, arguments=(angle,)) if function in _OF_ANGLES:
                found.append(angle)
                return replace(node, arguments=(_in_degrees(angle),))
            case _:
                return map_children(node, changed)

    left, right = cast(Expression, changed(relation.left)), cast(Expression, changed(relation.right))
    if not found or any(holds_constant(angle, ConstantName.PI) for angle in found):
        return None
    if not _holds(left, right, context, budget):
        return None
    angle = print_latex(found[0])
    shown = angle if isinstance(found[0], Number | Symbol) else f"({angle})"
    return Likely(rf"an angle is in radians unless degrees are written: {shown}^\circ", "in degrees it holds")


def _in_degrees(angle: Expression) -> Expression:
    factors = (Quotient(Constant(ConstantName.PI), Number("180")), Group(angle))
    return Product(factors, (Times.IMPLICIT,))


def _holds(left: Expression, right: Expression, context: Context, budget: Budget) -> bool:
    return isinstance(decide(Claim(Relation(left, Sign.EQUAL, right), context), budget), Proved)
