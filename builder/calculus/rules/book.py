"""All rules and all moves."""

from __future__ import annotations

from builder.calculus.rules.algebra import ALGEBRA
from builder.calculus.rules.differentiation import DIFFERENTIATION
from builder.calculus.rules.integration import INTEGRATION
from builder.calculus.rules.limits import LIMITS
from builder.calculus.rules.moves import MOVES
from builder.calculus.rules.rule import Rule
from builder.calculus.rules.trigonometry import TRIGONOMETRY

RULES: tuple[Rule, ...] = (*DIFFERENTIATION, *ALGEBRA, *TRIGONOMETRY, *LIMITS, *INTEGRATION)

__all__ = ["MOVES", "RULES"]
