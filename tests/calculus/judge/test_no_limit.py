"""Limits that are infinite or do not exist: what is claimed of them is refuted, or proved when it is that they are infinite."""

from __future__ import annotations

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refutation, Refuted, Tested
from tests.calculus.judge.claims import claim_of, context_of

FALSE = [
    # claim, given
    (r"\lim_{x \to 0} e^{-1/x} = 0", ""),
    (r"\lim_{x \to 0} x e^{-1/x^3} = 0", ""),
    (r"\lim_{x \to 1} e^{1/(1 - x)} = 0", ""),
    (r"\lim_{h \to 0} \frac{a(x+h)^2 + b(x+h) - (ax^3 + bx)}{h} = 3ax^2", ""),
    (r"\lim_{n \to \infty} \frac{8^{n+1}+3}{6^n} = 6", ""),
    (r"\lim_{h \to 0} \frac{\cos h - 2}{h} = 0", ""),
    (r"\lim_{h \to 0} \frac{e^h + 1}{h} = 1", ""),
    (r"\lim_{x \to \infty} (2+\frac{1}{x})^x = e", ""),
    (r"\lim_{t \to 0} \frac{|t|}{t} x = x", ""),
    (r"\lim_{t \to 0} \frac{\sin(x+t) - \cos x}{t} = \cos x", ""),
    (r"\lim_{t \to 0} \frac{\sin(x+t) - \cos x}{t} = \lim_{t \to 0} \frac{\sin(x+t) - \sin x}{t}", ""),
    (r"f'(x) = \lim_{t \to 0} \frac{\sin(x+t) - \cos x}{t}", r"f(x) = \sin x"),
    (r"f'(x) = \lim_{h \to 0} \frac{(x+h)^2 - x}{h}", r"f(x) = x^2"),
    (r"\lim_{h \to 0} \frac{f(x+h) + f(x)}{h} = f'(x)", ""),
    (r"\lim_{h \to 0} \frac{\sqrt{x+h} - x}{h} = \frac{1}{2\sqrt{x}}", ""),
    (r"\lim_{x \to 2} \frac{x+1}{x-2} = 3", ""),
    (r"\lim_{x \to \infty} e^x = 0", ""),
    (r"\lim_{x \to \infty} \frac{e^x}{x} = 1", ""),
    (r"\lim_{x \to \infty} \ln x = 1", ""),
    (r"\lim_{x \to a} \frac{x^n - na}{x - a} = na^{n-1}", r"n a positive integer"),
    (r"\lim_{h \to 0} \frac{a^{h-x} - a^x}{h} = a^x \lim_{h \to 0} \frac{a^h - 1}{h}", "a > 0"),
    (r"\lim_{x \to 0} \frac{1}{x} = \infty", ""),
    (r"\lim_{x \to 0} \frac{1}{x} = \lim_{x \to 0} \frac{2}{x}", ""),
    (r"\lim_{x \to 0} \frac{1}{x^2} = \lim_{x \to \infty} \frac{1}{x}", ""),
    (r"\lim_{x \to \infty} \frac{3^x}{e^{kx}} = 0", "k > 0"),
    (r"\lim_{x \to \infty} x^k = 0", ""),
    (r"\lim_{n \to \infty} r^n = 0", "r > 0"),
    (r"\lim_{h \to 0} (\binom{n}{1} x^{n-1} + \sum_{k=2}^n \binom{n}{k} x^{n-k} h^{k-10}) = \binom{n}{1} x^{n-1}",
     "n a positive integer"),
    (r"\lim_{x \to \infty} \sinh(2x) = 1", ""),
    (r"\lim_{x \to \infty} (1+x)^x = e", ""),
    (r"\lim_{x \to \infty} x^x = 1", ""),
    (r"\lim_{x \to \infty} \frac{x^2}{e^{-x}} = 0", ""),
    (r"\lim_{x \to 0^+} \frac{\ln x}{x} = 0", ""),
    (r"\lim_{x \to 0^+} \frac{1}{x \ln x} = 0", ""),
    (r"\lim_{x \to \infty} \frac{x}{\ln x} = 1", ""),
    (r"\lim_{x \to \infty} (x - \ln x) = 0", ""),
    (r"\lim_{x \to \infty} \frac{\cosh x}{x} = 1", ""),
    (r"2\lim_{x \to \infty} x\ln x + 1 = 3", ""),
    (r"\lim_{x \to \infty} \sin x = 0", ""),
    (r"\lim_{x \to -\infty} (\sin x + \cos(3x)) = 0", ""),
    (r"\lim_{x \to \infty} \frac{1}{2+\sin x} = \frac12", ""),
    (r"\lim_{x \to 0} \sin\frac{1}{x} = 0", ""),
    (r"\lim_{x \to \infty} x \sin x = 0", ""),
    (r"\lim_{x \to \infty} x \sin x = \infty", ""),
    (r"\lim_{x \to -\infty} x^2 \cos x = -\infty", ""),
    (r"\lim_{x \to \infty} e^x \sin x = 0", ""),
    (r"\lim_{x \to \infty} \sqrt{x} \sin x = 0", ""),
    (r"\lim_{x \to \infty} \frac{x \sin x}{x+1} = 1", ""),
    (r"\lim_{x \to 0} \frac{1}{x} \sin\frac{1}{x} = 0", ""),
    (r"\lim_{x \to 0} \frac{1}{1+e^{1/x}} = 0", ""),
    (r"\lim_{x \to 0} \frac{1}{1+e^{1/x}} = \frac12", ""),
    (r"\lim_{x \to 1} \frac{1}{2+e^{1/(x-1)}} = \frac12", ""),
    (r"\lim_{x \to 0} \frac{e^{1/x}-1}{e^{1/x}+1} = 1", ""),
    (r"p'(x) = \lim_{h \to 0} \frac{p(x+h)}{h}", "p(x) = f(x) g(x)"),
]  # fmt: skip

OTHER_VALUES = [
    (r"\lim_{n \to \infty} \frac{6^{n+1}+3}{8^n} = 6", "0", "6"),
    (r"\lim_{x \to 0^-} \frac{1}{x} = \infty", r"-\infty", r"\infty"),
    (r"\lim_{x \to 0} \frac{\sin x}{x} = \infty", "1", r"\infty"),
    (r"\lim_{x \to \infty} x\ln x = -\infty", r"\infty", r"-\infty"),
]

INFINITE = [
    r"\lim_{x \to 0} \frac{1}{x^2} = \infty",
    r"\lim_{x \to 0^-} \frac{1}{x} = -\infty",
    r"\lim_{x \to \infty} x^2 = \infty",
    r"\lim_{x \to \infty} e^x = \infty",
    r"\lim_{x \to \infty} (x - e^x) = -\infty",
    r"\lim_{x \to \infty} \ln x = \infty",
    r"\lim_{x \to 0^+} \ln x = -\infty",
    r"\lim_{x \to 0} \frac{1}{x^2} = \lim_{x \to \infty} x",
    r"\lim_{x \to \infty} \sinh(2x) = \infty",
    r"\lim_{x \to \infty} (1+x)^x = \infty",
    r"\lim_{x \to \infty} (e^{2x} - x^x) = -\infty",
    r"\lim_{x \to 0^+} \frac{\ln x}{x} = -\infty",
    r"\lim_{x \to \infty} \frac{x}{\ln x} = \infty",
    r"\lim_{x \to \infty} (x - \ln x) = \infty",
    r"\lim_{x \to 1} \frac{1}{(\ln x)^2} = \infty",
]

A_NUMBER = [
    r"\lim_{x \to 0^+} x\ln x = \infty",
    r"\lim_{x \to \infty} \frac{\ln x}{x} = \infty",
    r"\lim_{x \to \infty} x e^{-x} = \infty",
    r"\lim_{x \to 0^+} x^x = \infty",
    r"\lim_{x \to \infty} \tanh x = \infty",
]

SOME_LIMITS = [
    (r"\lim_{x \to \infty} \frac{3^x}{e^{kx}} = 0", "k > 1"),  # it is infinite for k < ln 3 only
    (r"\lim_{x \to \infty} x^{k-3} e^{x(1-k)} = 0", "k > 0"),
]

NOT_INFINITE = [
    r"\lim_{x \to \infty} \frac{1}{e^x + 1} = 0",
    r"\lim_{x \to \infty} \frac{e^x + x}{2e^x + x^2} = \frac{1}{2}",
    r"\lim_{x \to \infty} \frac{6^{x+1} + x}{6^x + x} = 6",
    r"\lim_{x \to \infty} (e^x - e^x) = 0",
    r"\lim_{x \to \infty} \arctan(e^x) = \frac{\pi}{2}",
    r"\lim_{x \to \infty} \ln(e^{2x}) - 2x = 0",
    r"\lim_{h \to 0} \frac{\sqrt{x+h} - \sqrt{x}}{h} = \frac{1}{2\sqrt{x}}",
    r"\lim_{x \to \infty} (e^x)^{-1} = 0",
    r"\lim_{x \to \infty} x^{\sqrt{2}} e^{-x} = 0",
    r"\lim_{x \to 0^+} x^{\sqrt{2}} \ln x = 0",
    r"\lim_{x \to \infty} x^{1/x} = 1",
    r"\lim_{x \to 0} x\sin\frac{1}{x} = 0",
    r"\lim_{x \to \infty} (\sin^2 x + \cos^2 x) = 1",
    r"\lim_{x \to \infty} \frac{\sin x}{\ln x} = 0",
    r"\lim_{x \to \infty} (1+\frac{1}{x})^x = e",
    r"\lim_{x \to 0} \frac{\cosh x - 1}{x^2} = \frac{1}{2}",
]


@pytest.mark.parametrize(("text", "given"), FALSE, ids=[text for text, _ in FALSE])
def test_no_finite_limit(text: str, given: str) -> None:
    verdict = decide(claim_of(text, context_of(given)))
    assert isinstance(verdict, Refuted), verdict
    assert verdict.how is Refutation.NO_LIMIT
    assert verdict.left or verdict.right


@pytest.mark.parametrize(("text", "left", "right"), OTHER_VALUES, ids=[row[0] for row in OTHER_VALUES])
def test_another_value(text: str, left: str, right: str) -> None:
    verdict = decide(claim_of(text, context_of()))
    assert isinstance(verdict, Refuted), verdict
    assert verdict.how is Refutation.DIFFERS
    assert (verdict.left, verdict.right) == (left, right)


@pytest.mark.parametrize("text", INFINITE)
def test_infinite_limits_are_proved(text: str) -> None:
    assert isinstance(decide(claim_of(text, context_of())), Proved)


@pytest.mark.parametrize("text", NOT_INFINITE)
def test_a_part_that_grows_does_not_make_a_limit_infinite(text: str) -> None:
    assert not isinstance(decide(claim_of(text, context_of())), Refuted)


@pytest.mark.parametrize("text", A_NUMBER)
def test_a_number_is_not_infinite(text: str) -> None:
    verdict = decide(claim_of(text, context_of()))
    assert isinstance(verdict, Refuted), verdict
    assert verdict.how is Refutation.DIFFERS


@pytest.mark.parametrize(("text", "given"), SOME_LIMITS)
def test_a_limit_that_exists_at_some_points_only_is_not_accepted(text: str, given: str) -> None:
    assert not isinstance(decide(claim_of(text, context_of(given))), Proved | Tested)
