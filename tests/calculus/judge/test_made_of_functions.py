"""Brackets that are made of functions and of letters beside them: `(cf)'(x)`, `(f + g)(x)`."""

from __future__ import annotations

import pytest

from builder.calculus.context import Context
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted, Unknown
from tests.calculus.judge.claims import claim_of, context_of


@pytest.mark.parametrize(
    "text",
    [
        "(cf)'(x) = c f'(x)",
        "(kf)'(a) = k f'(a)",
        r"(\lambda f)'(x) = \lambda f'(x)",
        "(af + bg)'(x) = a f'(x) + b g'(x)",
        "(f - c g)'(x) = f'(x) - c g'(x)",
        "(f/c)'(x) = f'(x)/c",
        "(f + c)'(x) = f'(x)",
        "(f - 1)'(x) = f'(x)",
        "(cfg)'(x) = c f'(x) g(x) + c f(x) g'(x)",
        "(cf)''(x) = c f''(x)",
        "(cf)'(x + h) = c f'(x + h)",
        "(f + g)(x) = f(x) + g(x)",
        "(fg)(x) = f(x) g(x)",
        r"(f/g)(x) = \frac{f(x)}{g(x)}",
        "(cf)(x) = c f(x)",
        "(f + g)(x + h) = f(x + h) + g(x + h)",
        "2(f + g)(x) = 2f(x) + 2g(x)",
        "(f(x) + 1)(x + 1) = x f(x) + f(x) + x + 1",
        "y'(x + 1) = y' x + y'",
    ],
)
def test_what_is_made_of_functions_takes_arguments(text: str) -> None:
    assert isinstance(decide(claim_of(text, Context())), Proved)


@pytest.mark.parametrize(
    "text",
    [
        "(cf)'(x) = f'(x)",
        "(cf)'(x) = 2c f'(x)",
        "(af + bg)'(x) = a f'(x) + b g(x)",
        "(f + g)(x) = f(x) - g(x)",
        "(fg)'(x) = f'(x) g'(x)",
        "(af)(b) = ab f(b)",
    ],
)
def test_what_they_do_not_equal_is_refuted(text: str) -> None:
    assert isinstance(decide(claim_of(text, Context())), Refuted)


@pytest.mark.parametrize("text", ["(t f)'(t + 1) = t f'(t + 1)", "(x f)'(x) = x f'(x)", "(x f)'(x) = f(x) + x f'(x)"])
def test_a_letter_in_such_a_bracket_and_in_its_argument_is_not_guessed_at(text: str) -> None:
    assert isinstance(decide(claim_of(text, Context())), Unknown)


def test_a_bracket_that_holds_values_is_no_function() -> None:
    """`f(g(x))` was taken for a function of f and g beside a constant x."""
    context = context_of(r"f(u) = u^3, g(x) = 3x^2 - 5x + 6")
    assert isinstance(decide(claim_of(r"(f(g(x)))' = f'(g(x)) \cdot g'(x)", context)), Proved)
    assert isinstance(decide(claim_of("(x f)' = f + x f'", Context())), Proved)
