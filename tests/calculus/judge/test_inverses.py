"""The inverse of a function that is defined: it has one if it is shown to take no value twice; then it leads back."""

from __future__ import annotations

import pytest

from builder.calculus.given import read_domain
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted, Unknown
from tests.calculus.judge.claims import claim_of, context_of

TRUE = [
    (r"(f^{-1})'(x) = \frac{1}{f'(f^{-1}(x))}", "f(x) = x^3"), (r"f^{-1}(x) = \sqrt[3]{x}", "f(x) = x^3"),
    (r"f(f^{-1}(x)) = x", "f(x) = x^3"), (r"f^{-1}(f(x)) = x", "f(x) = x^3"),
    (r"(f^{-1})'(x) = \frac{1}{3\sqrt[3]{x^2}}", "f(x) = x^3"),
    (r"f^{-1}(x) = \ln x", "f(x) = e^x"), (r"f^{-1}(x) = \frac{x - 1}{2}", "f(x) = 2x + 1"),
    (r"f^{-1}(x) = x^2", r"f(x) = \sqrt{x}"),
    (r"f^{-1}(x) = e^x - 1", r"f(x) = \ln(1 + x)"), (r"(f^{-1})'(x) = 1 + \tan^2 x", r"f(x) = \arctan x"),
    (r"f^{-1}(8) = 2", "f(x) = x^3"), (r"(f^{-1})'(8) = \frac{1}{12}", "f(x) = x^3"),
    (r"(f^{-1})'(1) = \frac{1}{2}", "f(x) = e^{2x}"),
    (r"(f^{-1})'(3) = \frac{1}{4}", "f(x) = x^3 + x + 1"), (r"(g^{-1})'(2) = \frac{1}{5}", "g(x) = x^5 + 1"),
]  # fmt: skip
FALSE = [
    (r"(f^{-1})'(x) = \frac{1}{f'(x)}", "f(x) = x^3"), (r"f^{-1}(x) = \sqrt{x}", "f(x) = x^3"),
    (r"f^{-1}(x) = \frac{1}{x^3}", "f(x) = x^3"),
    (r"f^{-1}(x) = e^{-x}", "f(x) = e^x"), (r"f^{-1}(x) = 2x - 1", "f(x) = 2x + 1"), (r"f^{-1}(8) = 3", "f(x) = x^3"),
    (r"(f^{-1})'(8) = \frac{1}{3}", "f(x) = x^3"), (r"(f^{-1})'(1) = 2", "f(x) = e^{2x}"),
]  # fmt: skip
WITHOUT = [  # no inverse, or none that is known to exist
    (r"f^{-1}(x) = \sqrt{x}", "f(x) = x^2"), (r"(f^{-1})'(x) = \frac{1}{f'(f^{-1}(x))}", "f(x) = x^2"),
    (r"f^{-1}(x) = x", r"f(x) = \max(x, 0)"), (r"f^{-1}(x) = 0", "f(x) = 3"), (r"f^{-1}(x) = \arcsin x", r"f(x) = \sin x"),
    (r"(f^{-1})'(x) = \frac{1}{f'(f^{-1}(x))}", r"f(x) = \frac{1}{x^2}"), (r"f^{-1}(x) = \arctan x", r"f(x) = \tan x"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "given"), TRUE)
def test_what_the_inverse_of_a_known_function_is(text: str, given: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(given))), Proved)


@pytest.mark.parametrize(("text", "given"), FALSE)
def test_what_the_inverse_of_a_known_function_is_not(text: str, given: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(given))), Refuted)


@pytest.mark.parametrize(("text", "given"), WITHOUT)
def test_nothing_is_said_of_the_inverse_of_a_function_that_may_have_none(text: str, given: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(given))), Unknown)


# A letter that is bound, or of which something is said that the function does not take: no values of another letter tell of it.
NOT_DECIDED = [
    (r"\lim_{x \to 2} f^{-1}(x) = 1", "f(x) = x^3 + x", ""),
    (r"\int_0^2 f^{-1}(x) \, dx = \frac54", "f(x) = x^3 + x", ""),
    (r"\left. f^{-1}(x) \right|_{x=2} = 1", "f(x) = x^3 + x", ""),
    (r"f^{-1}(x) = x^2", r"f(x) = \sqrt{x}", r"x \in \mathbb{R}"),
    (r"f(f^{-1}(x)) = x", "f(x) = e^x", r"x \in \mathbb{R}"),
]


@pytest.mark.parametrize(("claim", "given", "assumed"), NOT_DECIDED)
def test_an_inverse_is_not_taken_out_of_what_binds_its_letter_or_tells_of_it(claim: str, given: str, assumed: str) -> None:
    context = read_domain(assumed, context_of(given)) if assumed else context_of(given)
    assert isinstance(decide(claim_of(claim, context)), Unknown)
