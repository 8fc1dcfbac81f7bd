"""Derive: a problem in, a derivation out. One file a method; this one only chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from builder.calculus.context import definitions_reached
from builder.calculus.derivation.answer import ending_in
from builder.calculus.derivation.build import bare
from builder.calculus.derivation.by_binomial import by_binomial
from builder.calculus.derivation.by_chain import by_chain
from builder.calculus.derivation.by_curve import by_curve, is_on_curve
from builder.calculus.derivation.by_definition import by_definition
from builder.calculus.derivation.by_entries import by_entries, is_by_entries
from builder.calculus.derivation.by_limit import by_limit, is_limit
from builder.calculus.derivation.by_logarithm import by_logarithm
from builder.calculus.derivation.by_parameter import by_parameter, is_by_parameter
from builder.calculus.derivation.by_rules import by_rules
from builder.calculus.derivation.derivation import CannotDerive, Derivation, ExistsNowhere, Grain, Problem, TooMuchToDerive
from builder.calculus.derivation.goals import default_goal, inverse_asked_for, is_of_any_order, target_of
from builder.calculus.derivation.rough import without_value
from builder.calculus.derivation.rows import quoted
from builder.calculus.derivation.silence import briefly, silently
from builder.calculus.expression.nodes import Cases, Integral, Node, Symbol
from builder.calculus.expression.walk import children, symbols

Method = Callable[[Problem], Derivation]


def _by_antiderivative(problem: Problem) -> Derivation:
    from builder.calculus.derivation.by_antiderivative import by_antiderivative  # few derivations need it

    return by_antiderivative(problem)


def _by_definite(problem: Problem) -> Derivation:
    from builder.calculus.derivation.by_definite import by_definite

    return by_definite(problem)


def _by_tangent(problem: Problem) -> Derivation:
    from builder.calculus.derivation.by_tangent import by_tangent

    return by_tangent(problem)


def _by_normal(problem: Problem) -> Derivation:
    from builder.calculus.derivation.by_tangent import by_normal

    return by_normal(problem)


def _by_critical(problem: Problem) -> Derivation:
    from builder.calculus.derivation.by_critical import by_critical

    return by_critical(problem)


def _by_inverse(problem: Problem) -> Derivation:
    from builder.calculus.derivation.by_inverse import by_inverse

    return by_inverse(problem)


def _by_nth(problem: Problem) -> Derivation:
    from builder.calculus.derivation.by_nth import by_nth

    return by_nth(problem)


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "rules": by_rules,
        "definition": by_definition,
        "binomial": by_binomial,
        "chain": by_chain,
        "logarithmic": by_logarithm,
        "implicit": by_curve,
        "parametric": by_parameter,
        "entries": by_entries,
        "limit": by_limit,
        "antiderivative": _by_antiderivative,
        "definite": _by_definite,
        "tangent": _by_tangent,
        "normal": _by_normal,
        "critical": _by_critical,
        "nth": _by_nth,
        "inverse": _by_inverse,
    }
)

LARGEST = 150_000
"""How many nodes times the square of their depth are derived: about a second of work. A course has a tenth of it at most."""


def derive(problem: Problem) -> Derivation:
    """The derivation of `problem.goal` by its method, or when it names none by the rules, along a curve implicitly,
    and along one with a parameter by that.

    It says nothing of truth: every step is a claim for the judge. Raises CannotDerive.
    """
    if _is_too_large(problem):
        raise TooMuchToDerive("this is too long, or nested too deeply, to be derived row by row", "derive its parts")
    _refuse_what_has_no_value(problem)
    name = _fitting(problem)
    if name not in METHODS:
        raise CannotDerive(f"there is no method {name}", f"the methods are {', '.join(METHODS)}")
    try:
        written = METHODS[name](problem)
    except CannotDerive as cannot:
        if name != "rules" or problem.method is not None:
            raise
        written = _otherwise(problem, cannot)
    derivation = silently(written, problem.known)
    if problem.answer is not None:
        derivation = ending_in(derivation, problem.answer)
    return briefly(derivation) if problem.grain is Grain.BRIEF else replace(derivation, grain=problem.grain)


def _otherwise(problem: Problem, cannot: CannotDerive) -> Derivation:
    """What a person does where the rules give nothing: at a point the definition, for unknown functions the chain rule.

    Raises `cannot` where that does not help.
    """
    target = target_of(problem.goal, problem.context)
    if target is None or len(target.variables) != 1:
        raise cannot
    try:
        return by_definition(problem) if target.point else by_chain(problem)
    except ExistsNowhere:
        raise
    except CannotDerive:
        if target.point and isinstance(target.body, Cases):
            raise
        raise cannot from None


def _refuse_what_has_no_value(problem: Problem) -> None:
    """Raise CannotDerive where a number in what is asked for, or in what its names stand for, has no value."""
    names = [*sorted(symbols(problem.goal)), *list(problem.context.definitions)[-1:]]
    bodies = [definition.body for definition, _ in definitions_reached(names, problem.context) if definition.body is not None]
    for formula in (problem.goal, *bodies):
        part = without_value(formula)
        if part is not None:
            raise CannotDerive(f"{quoted(part)} has no value", "correct it first")


def _fitting(problem: Problem) -> str:
    """The method for a problem: the one that it names, or the one that fits, if it names none or one that is more general."""
    name = problem.method
    if name is None:
        name = "implicit" if is_on_curve(problem) else "parametric" if is_by_parameter(problem) else "rules"
    if name == "rules" and is_of_any_order(problem.goal):
        return "nth"
    if name == "rules" and inverse_asked_for(problem.goal) is not None:
        return "inverse"
    if name == "rules" and isinstance(goal := bare(problem.goal), Integral):
        return "antiderivative" if goal.lower is None and goal.upper is None else "definite"
    if name in ("rules", "chain") and is_by_entries(problem):
        return "entries"
    return "limit" if name in ("rules", "definition") and is_limit(problem) else name


def _is_too_large(problem: Problem) -> bool:
    """Whether what is asked for, names opened, is too much: each level of a nest is worked out in rows as long as all below."""
    definitions = problem.context.definitions
    nodes, depth = 0, 0
    level: list[Node] = [problem.goal]
    while level:
        nodes, depth = nodes + len(level), depth + 1
        if nodes * depth * depth > LARGEST:
            return True
        bodies = [definitions[node.name].body for node in level if isinstance(node, Symbol) and node.name in definitions]
        level = [child for node in level for child in children(node)] + [body for body in bodies if body is not None]
    return False


__all__ = ["METHODS", "default_goal", "derive"]
