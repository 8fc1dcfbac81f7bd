"""The names of the methods of derivation, for those who offer them. `calculus.derivation.derive` has the methods."""

from __future__ import annotations

METHODS = (
    "rules",
    "definition",
    "binomial",
    "chain",
    "logarithmic",
    "implicit",
    "parametric",
    "entries",
    "limit",
    "antiderivative",
    "definite",
    "tangent",
    "normal",
    "critical",
    "nth",
    "inverse",
)
GRAINS = ("brief", "full")
"""How much of a derivation is shown, where it is not the ordinary."""
IN_WORDS = {"tangent": "the tangent", "normal": "the normal", "critical": "the critical points"}
"""What is asked for in words."""
