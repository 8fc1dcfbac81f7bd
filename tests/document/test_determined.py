"""What an equation is about: whether it determines something, or is true or false."""

from __future__ import annotations

import pytest

from builder.calculus.context import Context
from builder.calculus.expression.nodes import Relation
from builder.document import determined
from tests.calculus.judge.claims import claim_of, context_of


def _relation(text: str, context: Context) -> Relation:
    return claim_of(text, context).relation


@pytest.mark.parametrize(
    ("text", "given", "answer"),
    [
        ("f(2) = 3", "", True), ("f'(2) = 3", "", True), (r"\frac{dy}{dx} = 2x", "", True), (r"-(f'(0)) = 1", "", True),
        (r"\lim_{x \to 0} f(x) = 1", "", True), (r"\lim_{x \to 0} \frac{\sin x}{x} = 1", "", False),
        ("f(2) = 4", "f(x) = x^2", False), ("f'(2) = 4", "f(x) = x^2", False), (r"\frac{dy}{dx} = 2x", "y = x^2", False),
        ("y = 2x", "", False), ("x + f(x) = 1", "", False), (r"\lim_{x \to 0} f(x) = 0", "f(x) = x^2", False),
    ],
)  # fmt: skip
def test_values_and_derivatives_of_what_nobody_defined(text: str, given: str, answer: bool) -> None:
    context = context_of(given)
    assert determined.is_of_unknown(_relation(text, context).left, context) is answer


@pytest.mark.parametrize(
    ("text", "answer"), [("(-(x^2)) = 0", True), ("2xy = 0", True), ("(x + y) = 0", False), ("-(1 - x) = 0", False)]
)
def test_a_single_term_is_no_sum(text: str, answer: bool) -> None:
    assert determined.is_single(_relation(text, Context()).left) is answer


@pytest.mark.parametrize(
    ("text", "given", "said", "answer"),
    [
        ("y'' + y = 0", r"y = \sin x", False, True), ("y' = 2y", "y = e^{2x}", False, True),
        ("y' = ky", "y = e^{kx}", False, True),
        ("f''(x) = -f(x)", r"f(x) = \cos x", False, True), (r"\frac{dy}{dx} = y", "y = e^x", False, True),
        ("y'' - y = 0", "y = e^{rx}", False, False),  # r is looked for
        ("y'' + y = 0", r"y = A\cos x + B\sin x", True, True), ("y'' + y = 0", r"y = A\cos x + B\sin x", False, False),
        ("y'' - 4y = 0", "y = e^{rx}", True, False),
        ("y' = 2x", "y = x^2", False, False),  # one term alone
        ("f(x) = g(x)", "f(x) = x^2, g(x) = 2x", False, False), ("f(2) = f'(2)", "f(x) = x^2", False, False),
    ],
)  # fmt: skip
def test_an_equation_between_a_name_and_its_derivatives(text: str, given: str, said: bool, answer: bool) -> None:
    context = context_of(given)
    assert determined.relates_derivatives(_relation(text, context), context, said=said) is answer


@pytest.mark.parametrize(
    ("text", "given", "answer"),
    [
        ("y' = 2y", "", True), ("my'' = -ky", "", True), (r"\frac{dP}{dt} = kP", "", True), (r"\frac{dy}{dt} = y(1-y)", "", True),
        ("y' = 2x", "", False),  # y does not stand on the right
        ("y' = 2y", "y = e^{2x}", False), ("(uv)' = u'v + uv'", "", False), ("y' = y'", "", False), ("y = 2x", "", False),
    ],
)  # fmt: skip
def test_a_law_is_between_an_unknown_quantity_and_its_derivatives(text: str, given: str, answer: bool) -> None:
    context = context_of(given)
    assert determined.is_law(_relation(text, context), context) is answer


@pytest.mark.parametrize(
    ("text", "given", "moving", "answer"),
    [
        (r"\frac{dV}{dt} = 100", r"V = \frac43 \pi r^3", "", True),
        (r"\frac{dV}{dt} = 4\pi r^2 \frac{dr}{dt}", r"V = \frac43 \pi r^3", "", False),
        (r"\frac{dV}{dr} = 4\pi r^2", r"V = \frac43 \pi r^3", "", False), (r"\frac{dV}{dt} = 100", "", "", False),
        ("u' = -ku", "u = T - T_0", "T", True), ("u' = -ku", "u = T - T_0", "", False),
    ],
)  # fmt: skip
def test_the_rate_of_a_quantity_by_a_letter_that_it_does_not_hold(text: str, given: str, moving: str, answer: bool) -> None:
    context = context_of(given)
    assert determined.is_rate(_relation(text, context), context, frozenset(moving)) is answer


@pytest.mark.parametrize(
    ("text", "given", "letters"),
    [
        ("f(x) = 0", "f(x) = ax^2 + b", "ab"),
        ("g(x) = 0", "f(x) = ax^2, g(x) = f(x)", "a"),
        ("y = 0", "y = ax", ""),
        ("f(x) = 0", "", ""),
    ],
)
def test_the_letters_that_functions_depend_on_beside_their_arguments(text: str, given: str, letters: str) -> None:
    context = context_of(given)
    assert determined.free_parameters(_relation(text, context).left, context) == frozenset(letters)


CIRCLE = "x^2 + y^2 = 25"


@pytest.mark.parametrize(
    ("text", "curve", "answer"),
    [
        (r"\frac{dy}{dx} = -\frac xy", CIRCLE, True), ("y' = -x/y", CIRCLE, True),
        (r"2x \frac{dx}{dt} + 2y \frac{dy}{dt} = 0", CIRCLE, True),
        (r"\frac{dz}{dx} = 1", CIRCLE, False), (r"\frac{dy}{dx} = z", CIRCLE, False), ("y = x", CIRCLE, False),
        (r"\frac{dx}{dt} = 3", CIRCLE, False),  # a rate that is given
        (r"\frac{\partial y}{\partial x} = -\frac xy", CIRCLE, True), (r"\frac{dy}{dx} = -\frac xy", "", False),
    ],
)  # fmt: skip
def test_a_derivative_is_determined_by_the_curve_of_its_letters(text: str, curve: str, answer: bool) -> None:
    context = context_of(curve=curve)
    assert determined.derives_on_curve(_relation(text, context), context) is answer
