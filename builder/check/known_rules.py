"""The names that an author may give to rules that readers have mastered: those of the rule book."""

from __future__ import annotations

from builder.document.suggest import did_you_mean


def unknown_rule(name: str) -> str | None:
    """What to write instead of a name that no rule has; None for the name of a rule."""
    from builder.calculus.rules.book import RULES  # few documents name rules

    names = {rule.name for rule in RULES}
    if name in names:
        return None
    return did_you_mean(name, names) or "name rules as a derivation does, such as `sum`, `power` or `chain`"
