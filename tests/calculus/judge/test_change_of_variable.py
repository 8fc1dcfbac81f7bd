"""Integrals of which one is the other in another letter, of functions without antiderivatives and of unknown ones."""

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved
from tests.calculus.judge.claims import claim_of, context_of

TRUE = [
    r"\int_a^b f(x) \, dx = \int_a^b f(a+b-x) \, dx",
    r"\int_0^a f(x) \, dx = \int_0^a f(a-x) \, dx",
    r"\int_a^b f(x+c) \, dx = \int_{a+c}^{b+c} f(x) \, dx",
    r"\int_0^1 f(x^2) x \, dx = \frac12 \int_0^1 f(u) \, du",
    r"\int_0^{\pi/2} f(\sin x) \, dx = \int_0^{\pi/2} f(\cos x) \, dx",
    r"\int_1^e \frac{f(\ln x)}{x} \, dx = \int_0^1 f(u) \, du",
    r"\int_0^1 \frac{\ln(1+x)}{x} \, dx = \int_1^2 \frac{\ln u}{u-1} \, du",
    r"\int_1^0 x e^{x^4} \, dx = -\int_0^1 \frac12 e^{u^2} \, du",
    r"\int_1^2 e^{1/x} \, dx = \int_{1/2}^1 \frac{e^u}{u^2} \, du",
]

NOT_TRUE = [
    r"\int_a^b f(x) \, dx = -\int_a^b f(a+b-x) \, dx",
    r"\int_0^a f(x) \, dx = \int_0^a f(a+x) \, dx",
    r"\int_0^1 f(x^2) x \, dx = \int_0^1 f(u) \, du",
    r"\int_{-1}^1 f(x^2) \, dx = \int_1^1 \frac{f(u)}{2\sqrt u} \, du",  # x² does not run one way
    r"\int_{-1}^1 \frac{e^{-1/x^2}}{x^2} \, dx = \int_{-1}^1 e^{-u^2} \, du",  # 1/x has no value between
    r"\int_1^{-1} e^{-1/x^2} \, dx = \int_1^{-1} e^{-u^2} \, du",
]


@pytest.mark.parametrize("text", TRUE)
def test_a_change_of_variable_is_proved(text: str) -> None:
    assert isinstance(decide(claim_of(text, context_of())), Proved)


@pytest.mark.parametrize("text", NOT_TRUE)
def test_what_is_no_change_of_variable_is_not(text: str) -> None:
    assert not isinstance(decide(claim_of(text, context_of())), Proved)
