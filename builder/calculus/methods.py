"""The names of the methods of derivation, for those who offer them. `derivation.derive` has the methods."""

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
)
