"""The rule book: `rule`, the tables `differentiation`, `algebra`, `trigonometry`, `limits`; and `moves`, which need no law."""

from __future__ import annotations

from builder.calculus.rules.algebra import ALGEBRA
from builder.calculus.rules.differentiation import DIFFERENTIATION
from builder.calculus.rules.limits import LIMITS
from builder.calculus.rules.moves import MOVES, Move
from builder.calculus.rules.rule import Letters, Rule
from builder.calculus.rules.trigonometry import TRIGONOMETRY

RULES: tuple[Rule, ...] = (*DIFFERENTIATION, *ALGEBRA, *TRIGONOMETRY, *LIMITS)

__all__ = ["MOVES", "RULES", "Letters", "Move", "Rule"]
