"""A rule that is given as a reason must have something to apply to."""

from __future__ import annotations

import pytest

from builder.calculus.context import Context
from builder.calculus.derivation.derive import derive
from builder.calculus.expression.nodes import Relation, Sign
from builder.calculus.problem import read_problem
from builder.check.chains import check_chain
from builder.check.checked import CheckedRelation
from builder.check.reasons import rules_named, wrong_reason
from tests.calculus.derivation.test_by_rules import FUNCTIONS, all_steps


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("by the product rule", ("product",)),
        ("product and chain rules", ("product", "chain")),
        ("the sum rule, then the constant multiple rule", ("sum", "constant multiple")),
        ("Chain Rule", ("chain",)),
        ("we do not need the quotient rule", ()),
        ("product rule instead of the quotient rule", ()),
        ("by the product or the quotient rule", ()),
        ("a product", ()),
        ("L'Hospital's rule", ()),
        ("the triple product", ()),
        ("as a rule, a power", ()),
    ],
)
def test_the_rules_that_words_give(words: str, named: tuple[str, ...]) -> None:
    assert rules_named(words) == named


RIGHT = [
    (r"(x^2 \sin x)' &= 2x \sin x + x^2 \cos x", "product rule"),
    (r"(x^2 \sin x)' &= 2x \sin x + x^2 \cos x", "product rule and power rule"),
    (r"\left(\frac{x}{x+1}\right)' &= \frac{1}{(x+1)^2}", "quotient rule"),
    (r"\left(\frac{x}{x+1}\right)' &= \frac{1}{(x+1)^2}", "product rule and chain rule"),
    (r"(x (x+1)^{-1})' &= \frac{1}{(x+1)^2}", "quotient rule"),
    (r"(\tan x)' &= \sec^2 x", "quotient rule"),
    (r"(\sec x)' &= \sec x \tan x", "chain rule"),
    (r"(\sin x \cos x)' &= \cos 2x", "chain rule"),
    (r"(\ln x^2)' &= \frac{2}{x}", "constant multiple rule"),
    (r"(2^x)' &= 2^x \ln 2", "chain rule"),
    (r"(x^2)' &= 2x", "product rule"),
    (r"(\sqrt{x})' &= \frac{1}{2\sqrt{x}}", "power rule"),
    (r"\left(\frac{1}{x^3}\right)' &= -\frac{3}{x^4}", "power rule"),
    (r"(x)' &= 1", "power rule"),
    (r"(3x^2 - x)' &= 6x - 1", "difference rule"),
    (r"(|x|^3)' &= 3x|x|", "chain rule"),
    (r"(\sinh x)' &= \cosh x", "sum rule"),
    (r"\frac{d}{dx} e^{2x} &= 2e^{2x}", "chain rule"),
    (r"\frac{d}{dx} (e^x \cdot e^x) &= 2 e^{2x}", "chain rule"),
    (r"\frac{d}{dx} e^{2x} &= e^x e^x + e^x e^x", "product rule"),
    (r"(\sin 2x)' &= 2\cos^2 x - 2\sin^2 x", "double angle, then product rule"),
    (r"(\cos 2x)' &= -4 \sin x \cos x", "power rule"),
    (r"(\tan x)' &= \cos x \sec x + \sin x \sec x \tan x", "product rule"),
    (r"\int x^2 \, dx &= \frac{x^3}{3} + C", "power rule"),
    (r"\ln(x^2 y^2) &= 2\ln(xy)", "power rule"),
]
WRONG = [
    (r"(x^2 \sin x)' &= 2x \sin x + x^2 \cos x", "quotient rule", "product"),
    (r"(x^2 \sin x)' &= 2x \sin x + x^2 \cos x", "product rule and quotient rule", "product"),
    (r"(\sin x)' &= \cos x", "chain rule", ""),
    (r"(\sin x)' &= \cos x", "product rule", ""),
    (r"(e^x)' &= e^x", "power rule", ""),
    (r"(2^x)' &= 2^x \ln 2", "power rule", ""),
    (r"(x^3)' &= 3x^2", "chain rule", "power"),
    (r"(x^3)' &= 3x^2", "sum rule", "power"),
    (r"(x^3 + x)' &= 3x^2 + 1", "chain rule", "sum"),
    (r"(\sin(x^2))' &= 2x\cos(x^2)", "quotient rule", "chain"),
    (r"\frac{d}{dx} \cos x &= -\sin x", "quotient rule", ""),
    (r"(\sin 2x)' &= 2\cos 2x", "product rule", "chain"),
    (r"(e^{2x})' &= 2e^{2x}", "product rule", "chain"),
]


def _relation(row: str, reason: str) -> CheckedRelation:
    (relation,) = check_chain(rf"{row} && \text{{{reason}}}", Context()).relations
    return relation


@pytest.mark.parametrize(("row", "reason"), RIGHT)
def test_a_reason_that_may_be_meant_is_not_told(row: str, reason: str) -> None:
    relation = _relation(row, reason)
    assert (relation.standing.value, relation.diagnostic) == ("proved", None)


@pytest.mark.parametrize(("row", "reason", "instead"), WRONG)
def test_a_reason_with_nothing_to_apply_to_is_told(row: str, reason: str, instead: str) -> None:
    diagnostic = _relation(row, reason).diagnostic
    assert diagnostic is not None
    assert diagnostic.code == "wrong-reason"
    assert diagnostic.help == (f"give the {instead} rule as the reason" if instead else "give another reason")


@pytest.mark.sample(3)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_reasons_of_our_own_derivations_lead_there(function: str) -> None:
    for step in all_steps(derive(read_problem(f"f(x) = {function}")).steps):
        assert wrong_reason(Relation(step.before, Sign.EQUAL, step.after), step.reason.text, step.context) is None, (
            step.reason.text
        )
