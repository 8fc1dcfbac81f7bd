"""Rows as they are written down: each continues the one before, has a reason, and marks what is new in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import cast

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.context import Context
from builder.calculus.derivation.build import ONE, looks_like
from builder.calculus.derivation.derivation import Reason, Step
from builder.calculus.derivation.finish import finish
from builder.calculus.derivation.terms import Style
from builder.calculus.expression.nodes import (
    Derivative,
    Expression,
    Group,
    Node,
    Notation,
    Prime,
    Product,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import children, map_children, symbols_of
from builder.calculus.latex.printer import print_latex
from builder.calculus.rules import algebra
from builder.calculus.rules.moves import Move
from builder.calculus.rules.rule import Rule

_ORDERS = frozenset({algebra.ORDER, algebra.ORDER_TERMS, algebra.ONE_FRACTION})


class Way(Struct, frozen=True):
    """By what is differentiated, where, and in which notation: primes, or `d/dx` and `∂/∂x` in front."""

    variable: Symbol
    context: Context
    leibniz: bool = False
    partial: bool = False

    def of(self, node: Expression) -> Expression:
        """The derivative of `node`, still to be worked out."""
        inner = node if isinstance(node, Group) else Group(node)
        if self.leibniz:
            return Derivative(inner, ((self.variable, 1),), self.partial, Notation.OPERATOR)
        return Prime(inner, ONE)

    @property
    def here(self) -> Context:
        """The context of a row: a prime differentiates by the variable."""
        return self.context.with_variable(self.variable.name)


def is_pending(node: Node) -> bool:
    """Whether `node` is a derivative that is still to be worked out."""
    match node:
        case Prime(operand=Group()):
            return True
        case Derivative(operand=Group(), notation=Notation.OPERATOR):
            return True
        case _:
            return False


def operand_of(node: Expression) -> Expression:
    """What a pending derivative is the derivative of."""
    assert isinstance(node, Prime | Derivative)
    return node.operand.inner if isinstance(node.operand, Group) else node.operand


def pending_in(node: Node) -> Iterator[Expression]:
    """The derivatives in `node` that are still to be worked out, outermost only, in order."""
    if is_pending(node):
        yield cast(Expression, node)
        return
    for child in children(node):
        yield from pending_in(child)


class Rows(Struct):
    """The rows of one derivation while they are written. `goal` is at the left of the first."""

    goal: Expression
    context: Context
    steps: list[Step] = field(default_factory=list)

    @property
    def current(self) -> Expression:
        """The right side of the last row."""
        return self.steps[-1].after if self.steps else self.goal

    def say(self, sign: Sign, other: Expression, reason: Reason) -> None:
        """A last row that compares what was found with something else."""
        left = None if self.steps else self.goal
        self.steps.append(Step(self.current, other, reason, self.context, left, sign=sign))

    def add(self, after: Expression, reason: Reason, steps: Sequence[Step] = (), context: Context | None = None) -> None:
        """One more row. What only looks a little better than the row before, without a dot, takes its place."""
        before = self.current
        if after == before:
            return
        if self.steps and not steps and looks_like(before, after):
            last = self.steps.pop()
            before, reason, steps, context = last.before, last.reason, last.steps, last.context
        shown, changed = marked(before, after) if self.steps else (after, ())
        self.steps.append(
            Step(before, shown, reason, context or self.context, None if self.steps else self.goal, (), changed, tuple(steps))
        )

    def finish(self, style: Style, gently: bool = False, ordered: bool = True) -> None:
        """The rows that tidy the last one; `gently` only puts terms in order and collects them.

        Where it need not be `ordered`, a last row that only moves factors about is left out.
        """
        for move in finish(self.current, style, gently):
            if not ordered and set(move.rules) <= _ORDERS:
                return
            self.add(move.after, reason_of(*move.rules))


def tex(node: Expression) -> str:
    """`node` as LaTeX between `$`."""
    return f"${print_latex(node)}$"


def quoted(node: Expression) -> str:
    """`node` as LaTeX between back quotes, for a message on a terminal."""
    return f"`{print_latex(node)}`"


def by_move(move: Move, text: str = "") -> Reason:
    """The reason of a row that makes a move, with words of its own if there are any."""
    return Reason(move.name, text or move.says)


def reason_of(*rules: Rule, where: Mapping[str, Expression] | None = None) -> Reason:
    """The reason that names `rules`, the first being the one that counts, and what the letters of it stand for."""
    text = "; ".join(dict.fromkeys(rule.because for rule in rules))
    taken = symbols_of((where or {}).values())
    said = [
        f"${letter if letter not in taken else _INSTEAD.get(letter, letter)} = {print_latex(value)}$"
        for letter, value in (where or {}).items()
        if value != Symbol(letter) and not (letter == "n" and letter in taken)  # the exponent is seen; `n = n + 1` is not true
    ]
    if said:
        text += " with " + ", ".join(said)
    return Reason(rules[0].name, text, MappingProxyType(dict(where or {})))


_INSTEAD = {"u": "w", "v": "z"}
"""What the letters of rules are called where the mathematics has letters of that name."""


def marked(before: Expression, after: Expression) -> tuple[Expression, tuple[Expression, ...]]:
    """`after` with the parts that `before` does not have as nodes of their own, and these parts."""
    changed: list[Expression] = []
    return cast(Expression, _marked(before, after, changed)), tuple(changed)


def _fresh(node: Node, changed: list[Expression]) -> Node:
    copy = replace(node)
    changed.append(cast(Expression, copy))
    return copy


def _marked(before: Node, after: Node, changed: list[Expression]) -> Node:
    if before == after:
        return after
    old, new = children(before), children(after)
    if type(before) is type(after) and new:
        if isinstance(after, Sum | Product) and len(old) != len(new):
            kept = list(old)
            fresh = []
            for child in new:
                if child in kept:
                    kept.remove(child)
                    fresh.append(False)
                else:
                    fresh.append(True)
            if not all(fresh) and any(fresh):
                flags = iter(fresh)
                return map_children(after, lambda child: _fresh(child, changed) if next(flags) else child)
        elif len(old) == len(new) and any(a == b for a, b in zip(old, new, strict=True)):
            pairs = iter(old)
            inner: list[Expression] = []
            result = map_children(after, lambda child: _marked(next(pairs), child, inner))
            if inner:
                changed.extend(inner)
                return result
        elif len(old) == len(new) and isinstance(after, Sum):
            pairs = iter(old)
            return map_children(after, lambda child: _marked(next(pairs), child, changed))
    return _fresh(after, changed)
