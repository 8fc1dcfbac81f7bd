r"""Notation that can be read in several ways: forms of it, and what each is read as. The guide is made of these tables."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from builder.calculus.latex.choices import Choice
from builder.calculus.latex.names import NO_NAMES, Names

IN_TWO_WAYS: Mapping[Choice, tuple[str, ...]] = MappingProxyType(
    {
        Choice.SLASH: (r"1/2x", r"a/bc", r"1/2\pi r", r"a \div b c"),
        Choice.ARGUMENT: (r"\sin xy", r"\sin x^2 y", r"\ln 2x y", r"\cos n\pi x", r"\ln (x + 1)(x + 2)"),
        Choice.SUM_ARGUMENT: (r"\sin(n + 1)x",),
        Choice.FUNCTION_BRACKET: (r"f(g + 1)",),
        Choice.OPERATOR_FACTOR: (r"\frac{d}{dx} u v", r"\frac{d}{dx} x^2 \sin x"),
        Choice.OPERATOR_BRACKET: (r"\frac{d}{dx} (x + 1)(x - 1)", r"\frac{d}{dx} (x + 1) \sin x", r"\frac{d}{dx} (u) \cdot (v)"),
        Choice.OPERATOR_SUM: (r"\frac{d}{dx} x^2 + x",),
        Choice.OPERATOR_PLACE: (r"\frac{d}{dx} \left. x^2 \right|_{x = 3}",),
        Choice.LIMIT_TERM: (r"\lim_{h \to 0} 2x + h",),
        Choice.SERIES_SUM: (r"\sum_{k=1}^n k + 1", r"\prod_{k=1}^n k + 1"),
    }
)
"""Forms in which the author's habit decides."""

BY_NAMES: tuple[tuple[str, tuple[tuple[str, Names], ...]], ...] = (
    (r"f(x + 1)", (("f is a function, or nothing is known of it", NO_NAMES), ("f is a number", Names(variables=frozenset("f"))))),
    (r"a(x + 1)", (("nothing is known of a, or it is a number", NO_NAMES), ("a is a function", Names(functions=frozenset("a"))))),
    (r"f^2(x)", (("f is a function, or nothing is known of it", NO_NAMES), ("f is a number", Names(variables=frozenset("f"))))),
)
"""Forms in which it decides what stands for a function: a definition above, or else the custom of letters."""

BY_CUSTOM: tuple[str, ...] = (
    r"\sin^2 x",
    r"\sin^{-1} x",
    r"\sin 2x",
    r"\sin x \cos x",
    r"\sin x + y",
    r"\sin x/2",
    r"\cos x^2",
    r"f(1 - f)",
    r"-x^2",
    r"2x!",
    r"xlnx",
    r"2xsin(x)",
    r"a/b/c",
    r"\int x + 1 \, dx",
    r"1{,}5",
    r"1\,000",
)
"""Forms that everybody reads in one way, although they lack brackets."""

REFUSED: tuple[str, ...] = (r"2 \, 3", r"{x + 1}^2", r"a^b^c", r"x^23", r"\sum_{k=1}^n")
"""Forms that are read in no way."""
