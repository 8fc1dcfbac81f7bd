"""Names to choose from, for those who offer them: methods of derivation, which `calculus.derivation.derive` has, and editions."""

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

EDITIONS = ("instructor", "student")
"""Whom a site can be built for. In the edition for students there are no solutions but those that say that they are for them."""
