"""A prover that lies: whatever way a wrong proof takes, it ends as a bug report or a refutation, never as `proved`."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from builder.calculus.judge.attempt import Equal, UnequalConstants
from builder.calculus.judge.chain import decide_chain
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import JudgeDisagreement, Proved, Refuted, Tested
from tests.calculus.judge.claims import chain_of, claim_of, context_of

FALSE = [
    # claim, given, assumed, curve
    ("x^2 = x", "", "", ""),
    (r"f'(x) = 2x + 1", "f(x) = x^2", "", ""),
    (r"f(3) = 10", "f(x) = x^2", "", ""),
    (r"\int 2x \, dx = x^2 + x + C", "", "", ""),
    (r"\int_0^1 x \, dx = 1", "", "", ""),
    (r"\lim_{x \to 0} \frac{\sin x}{x} = 2", "", "", ""),
    (r"\lim_{h \to 0} \frac{(x+h)^2 - x^2}{h} = x", "", "", ""),
    (r"\lim_{x \to 0^+} x \ln x = 1", "", "", ""),
    (r"\lim_{x \to \infty} \frac{\ln x}{x} = \frac{1}{2}", "", "", ""),
    (r"\lim_{x \to \infty} \frac{\ln x}{x} = \lim_{x \to \infty} \frac{x}{\ln x}", "", "", ""),
    (r"\lim_{x \to 0^+} x^x = 0", "", "", ""),
    (r"\langle x, x \rangle = \langle x, 2x \rangle", "", "", ""),
    (r"\nabla f(x, y) = \langle 2x, 2 \rangle", "f(x, y) = x^2 + y^2", "", ""),
    (r"\sqrt{x^2} = x", "", "", ""),
    (r"\ln(x - 10^6) = 0", "", "x > 1000000", ""),
    (r"\sum_{k=1}^{n} k = n^2", "", "", ""),
    (r"y' = \frac{x}{y}", "", "", "x^2 + y^2 = 25"),
    (r"\sin^2 x + \cos^2 x = 2", "", "", ""),
    (r"e^{x + y} = e^x + e^y", "", "", ""),
    (r"(f(x) g(x))' = f'(x) g'(x)", "", "", ""),
    (r"\pi = 3", "", "", ""),
]


def lie(*_: object, **__: object) -> Equal:
    return Equal("a lie", defined=True)


@pytest.mark.parametrize("blind", [False, True], ids=["as it is", "without the first look"])
@pytest.mark.parametrize(("text", "given", "assume", "curve"), FALSE, ids=[row[0] for row in FALSE])
def test_a_lie_is_never_proved(
    text: str, given: str, assume: str, curve: str, blind: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builder.calculus.judge.decide.prove", lie)
    monkeypatch.setattr("builder.calculus.judge.ideal.equal_modulo", lambda *_: Equal("a lie on the curve"))
    if blind:
        monkeypatch.setattr("builder.calculus.judge.decide.POINTS", 0)
    claim = claim_of(text, context_of(given, assume, curve))
    try:
        verdict = decide(claim)
    except JudgeDisagreement as disagreement:
        assert "lie" in str(disagreement) or "curve" in str(disagreement)
        return
    assert isinstance(verdict, Refuted | Tested), verdict


def test_the_report_says_what_each_of_them_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.calculus.judge.decide.prove", lie)
    monkeypatch.setattr("builder.calculus.judge.decide.POINTS", 0)
    with pytest.raises(JudgeDisagreement, match=r"proved \(a lie\), yet at x = 2 the sides are 4 and 2: Question\("):
        decide(claim_of("x^2 = x", context_of()))


def test_a_constant_that_is_said_to_differ_and_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.calculus.judge.decide.prove", lambda *_, **__: UnequalConstants("1"))
    with pytest.raises(JudgeDisagreement, match="the sides differ by 1, yet at"):
        decide(claim_of("(x + 1)^2 = x^2 + 2x + 1", context_of()))


def links(text: str) -> Sequence[object]:
    context = context_of()
    statement = chain_of(text, context)
    return [link.verdict for link in decide_chain([s for s in statement.sides if s is not None], statement.signs, context)]


def test_a_chain_whose_steps_are_all_proved_and_whose_ends_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.calculus.judge.chain.decide", lambda *_: decide(claim_of("x = x", context_of())))
    with pytest.raises(JudgeDisagreement, match="each step of a chain is proved"):
        links("x = x + 1 = x + 1")


def test_a_chain_that_narrows_its_domain_is_refuted_and_no_bug() -> None:
    first, second = links(r"\sqrt{x^2} = (\sqrt x)^2 = x")
    assert isinstance(first, Proved) and isinstance(second, Refuted)


RIGHT = [
    r"\lim_{x \to 0^+} x \ln x = 0",
    r"\lim_{x \to 0^+} x^x = 1",
    r"\lim_{x \to \infty} \frac{\ln x}{x} = 0",
    r"\lim_{x \to \infty} \frac{\ln x}{x} = \lim_{x \to \infty} \frac{1}{x}",
    r"\lim_{x \to \infty} \left(\ln(x+1) - \ln x\right) = \lim_{x \to \infty} \ln \frac{x+1}{x}",
    r"\lim_{x \to 0^+} e^{x \ln x} = e^0",
]


@pytest.mark.parametrize("text", RIGHT)
def test_a_limit_that_no_ball_decides_is_tried_on_its_way(text: str) -> None:
    verdict = decide(claim_of(text, context_of()))
    assert isinstance(verdict, Proved)
    assert verdict.evidence.points >= 4


def test_where_a_factorial_is_of_zero_none_before_it_is_taken() -> None:
    """(1 - n)! is 0! at n = 1, and not 0 (-1)!: there both sides are 2, and no other n is spoken of."""
    verdict = decide(claim_of(r"\frac{(n+1)!}{(1-n)!} = n+1", context_of(assume="n a positive integer")))
    assert not isinstance(verdict, Refuted)
