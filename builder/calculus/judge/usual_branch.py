r"""The branch that is meant where a letter is substituted by a trigonometric function: x = \sin t for -π/2 ≤ t ≤ π/2.

What is substituted must have an inverse, and everybody takes the principal one (J. Stewart, *Calculus*, section 7.3): of sin and
tan on both sides of 0, of cos from 0 to π, of sec and csc where both are positive. Without it \sqrt{1-x^2} is |\cos t|.
The length before it, the a of x = a \sin t, is positive.
It is meant where the letter alone is defined by t; a curve, x = \cos t and y = \sin t, is no substitution, nor is a motion, of
which the speed is asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import (
    Call,
    Constant,
    ConstantName,
    Derivative,
    Differential,
    Expression,
    Integral,
    Limit,
    Negation,
    Node,
    Number,
    Prime,
    Quotient,
    Relation,
    Series,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import descendants, symbols

_MOVED = (Derivative, Prime, Differential, Integral, Limit, Series)
"""What speaks of more values of t than one."""

_ZERO = Number("0")
_PI = Constant(ConstantName.PI)
_RIGHT = Quotient(_PI, Number("2"))

_RANGES: Mapping[str, tuple[Expression, Sign, Sign, Expression, str]] = {
    "sin": (Negation(_RIGHT), Sign.LESS_EQUAL, Sign.LESS_EQUAL, _RIGHT, r"-\frac{\pi}{2} \le %s \le \frac{\pi}{2}"),
    "cos": (_ZERO, Sign.LESS_EQUAL, Sign.LESS_EQUAL, _PI, r"0 \le %s \le \pi"),
    "tan": (Negation(_RIGHT), Sign.LESS, Sign.LESS, _RIGHT, r"-\frac{\pi}{2} < %s < \frac{\pi}{2}"),
    "cot": (_ZERO, Sign.LESS, Sign.LESS, _PI, r"0 < %s < \pi"),
    "sec": (_ZERO, Sign.LESS_EQUAL, Sign.LESS, _RIGHT, r"0 \le %s < \frac{\pi}{2}"),
    "csc": (_ZERO, Sign.LESS, Sign.LESS_EQUAL, _RIGHT, r"0 < %s \le \frac{\pi}{2}"),
}


class Branch(Struct, frozen=True):
    """A claim on the branch that is meant, and the branch as LaTeX."""

    claim: Claim
    condition: str


def usual_branch(claim: Claim) -> Branch | None:
    """A claim made after a trigonometric substitution, on its usual branch; None for others, and where a branch is told."""
    context, integrates = claim.context, any(map(_is_antiderivative, descendants(claim.relation)))
    if not integrates and (
        claim.relation.sign is not Sign.EQUAL or any(isinstance(n, _MOVED) for n in descendants(claim.relation))
    ):
        return None
    for definition in context.definitions.values():
        substituted = _trigonometric(definition)
        if substituted is None or not _is_alone(definition, substituted[1], context):
            continue
        function, letter = substituted
        if definition.name in symbols(claim.relation) or (integrates and letter in symbols(claim.relation)):
            low, below, above, high, told = _RANGES[function]
            within = context.with_assumption(Relation(low, below, Symbol(letter)))
            within = within.with_assumption(Relation(Symbol(letter), above, high))
            told %= letter
            for length in sorted(symbols(definition.body) - {letter}) if definition.body is not None else ():
                if _is_alone(definition, length, context):
                    within = within.with_assumption(Relation(Symbol(length), Sign.GREATER, _ZERO))
                    told = rf"{length} > 0, {told}"
            return Branch(Claim(claim.relation, within), told)
    return None


def _trigonometric(definition: Definition) -> tuple[str, str] | None:
    """The function and the letter of `x = 2\\sin t`, which holds no other function."""
    if definition.parameters or definition.body is None:
        return None
    calls = [node for node in descendants(definition.body) if isinstance(node, Call)]
    if len(calls) != 1 or calls[0].function not in _RANGES or calls[0].power is not None:
        return None
    match calls[0].arguments:
        case (Symbol(letter),) if [n for n in descendants(definition.body) if n == Symbol(letter)] == [Symbol(letter)]:
            return calls[0].function, letter
        case _:
            return None


def _is_alone(definition: Definition, letter: str, context: Context) -> bool:
    """Whether nothing else says anything of the letter."""
    others = [d.body for d in context.definitions.values() if d is not definition and d.body is not None]
    said = [*context.assumptions, *context.curves]
    return letter not in context.definitions and not any(letter in symbols(one) for one in (*others, *said))


def _is_antiderivative(node: Node) -> bool:
    return isinstance(node, Integral) and node.lower is None and node.upper is None
