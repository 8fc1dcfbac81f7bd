"""Derive: a problem in, a derivation out. One file a method; this one only chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from builder.calculus.derivation.answer import ending_in
from builder.calculus.derivation.by_binomial import by_binomial
from builder.calculus.derivation.by_chain import by_chain
from builder.calculus.derivation.by_curve import by_curve
from builder.calculus.derivation.by_definition import by_definition
from builder.calculus.derivation.by_logarithm import by_logarithm
from builder.calculus.derivation.by_rules import by_rules
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem
from builder.calculus.derivation.goals import default_goal
from builder.calculus.derivation.silence import silently

Method = Callable[[Problem], Derivation]

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "rules": by_rules,
        "definition": by_definition,
        "binomial": by_binomial,
        "chain": by_chain,
        "logarithmic": by_logarithm,
        "implicit": by_curve,
    }
)


def derive(problem: Problem) -> Derivation:
    """The derivation of `problem.goal` by its method, or by the rules when it names none.

    It says nothing of truth: every step is a claim for the judge. Raises CannotDerive.
    """
    name = problem.method or "rules"
    if name not in METHODS:
        raise CannotDerive(f"there is no method {name}", f"the methods are {', '.join(METHODS)}")
    derivation = silently(METHODS[name](problem), problem.known)
    return derivation if problem.answer is None else ending_in(derivation, problem.answer)


__all__ = ["METHODS", "default_goal", "derive"]
