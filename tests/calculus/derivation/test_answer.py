"""The form asked for: it is reached by rows that say by which rules, each of them proved, in whatever equal form it is."""

from __future__ import annotations

import pytest

from builder.calculus.derivation.build import without_groups
from builder.calculus.derivation.derivation import WrongAnswer
from builder.calculus.derivation.derive import derive
from builder.calculus.latex.parser import parse_expression
from builder.calculus.problem import read_problem
from builder.calculus.rules import moves
from builder.check.derivations import judge_derivation, standings
from builder.check.standing import Standing
from builder.formats import derivation_text
from builder.formats.derivation_json import derivation_record

REACHED = [
    (r"(x^2+1)^2", r"4x(x^2+1)"),
    (r"(x^2+1)^2", r"4x^3+4x"),
    (r"\frac{x}{x^2+1}", r"\frac{1-x^2}{(1+x^2)^2}"),
    (r"\frac{x}{x^2+1}", r"\frac{(1-x)(1+x)}{(x^2+1)^2}"),
    (r"\frac{x}{x^2+1}", r"\frac{1}{x^2+1}-\frac{2x^2}{(x^2+1)^2}"),
    (r"\frac{x}{x^2+1}", r"(1-x^2)(x^2+1)^{-2}"),
    (r"\frac{x^2-1}{x^2+1}", r"4x(x^2+1)^{-2}"),
    (r"\frac{1}{x^3}", r"-3x^{-4}"),
    (r"x^{-3}", r"-\frac{3}{x^4}"),
    (r"\sqrt{x}", r"\frac12 x^{-1/2}"),
    (r"\sqrt{x}", r"\frac{\sqrt{x}}{2x}"),
    (r"\frac{1}{\sqrt{x}}", r"-\frac12 x^{-3/2}"),
    (r"\frac{1}{\sqrt{x}}", r"-\frac{1}{2\sqrt{x^3}}"),
    (r"\sqrt{1-x^2}", r"-x(1-x^2)^{-1/2}"),
    (r"x\sqrt{1-x^2}", r"\frac{1-2x^2}{\sqrt{1-x^2}}"),
    (r"x\sqrt{1-x^2}", r"\sqrt{1-x^2}-\frac{x^2}{\sqrt{1-x^2}}"),
    (r"x\sqrt{1-x^2}", r"\frac{(1-2x^2)\sqrt{1-x^2}}{1-x^2}"),
    (r"\frac{x}{\sqrt{1-x^2}}", r"(1-x^2)^{-3/2}"),
    (r"\frac{x}{\sqrt{1-x^2}}", r"\frac{1}{\sqrt{(1-x^2)^3}}"),
    (r"\sqrt{x^2+a^2}", r"\frac{x}{\sqrt{a^2+x^2}}"),
    (r"\sin^2 x", r"\sin 2x"),
    (r"\sin^2 x", r"\sin(2x)"),
    (r"\cos^2 x", r"-\sin 2x"),
    (r"\sin x\cos x", r"\cos 2x"),
    (r"\sin x\cos x", r"2\cos^2 x-1"),
    (r"\sin x\cos x", r"1-2\sin^2 x"),
    (r"\tan x", r"1+\tan^2 x"),
    (r"\tan x", r"\frac{1}{\cos^2 x}"),
    (r"\tan^2 x", r"\frac{2\sin x}{\cos^3 x}"),
    (r"\tan^2 x", r"2\tan x+2\tan^3 x"),
    (r"\frac{\sin x}{1+\cos x}", r"\frac12\sec^2\frac{x}{2}"),
    (r"\frac{\sin x}{1+\cos x}", r"\frac{1}{2\cos^2(x/2)}"),
    (r"\frac{\cos x}{1-\sin x}", r"\frac{1+\sin x}{\cos^2 x}"),
    (r"\frac{1}{1+\sin x}", r"-\frac{\cos x}{(1+\sin x)^2}"),
    (r"\ln(\sin x)", r"\frac{\cos x}{\sin x}"),
    (r"\ln(\sec x+\tan x)", r"\frac{1}{\cos x}"),
    (r"\sec x", r"\frac{\sin x}{\cos^2 x}"),
    (r"\csc x", r"-\frac{\cos x}{\sin^2 x}"),
    (r"\sin^3 x", r"3\cos x-3\cos^3 x"),
    (r"\sin^2 x\cos^2 x", r"\frac12\sin 4x"),
    (r"\sin^2 x\cos^2 x", r"\sin 2x\cos 2x"),
    (r"\cos^4 x-\sin^4 x", r"-2\sin 2x"),
    (r"\sin 2x", r"2\cos^2 x-2\sin^2 x"),
    (r"\sin 2x", r"4\cos^2 x-2"),
    (r"\cos 2x", r"-4\sin x\cos x"),
    (r"x-\sin x\cos x", r"2\sin^2 x"),
    (r"x-\sin x\cos x", r"1-\cos 2x"),
    (r"\tan\frac{x}{2}", r"\frac{1}{1+\cos x}"),
    (r"x e^x", r"e^x+xe^x"),
    (r"x e^x", r"e^x(x+1)"),
    (r"x e^{-x}", r"\frac{1-x}{e^x}"),
    (r"x^2e^x", r"x(x+2)e^x"),
    (r"e^x\sin x", r"e^x\sin x+e^x\cos x"),
    (r"\frac{e^x}{1+e^x}", r"\frac{1}{e^x+2+e^{-x}}"),
    (r"\frac{1}{1+e^{-x}}", r"\frac{e^x}{(1+e^x)^2}"),
    (r"\frac{1}{1+e^{-x}}", r"\frac{1}{1+e^{-x}}\left(1-\frac{1}{1+e^{-x}}\right)"),
    (r"\frac{e^x-e^{-x}}{2}", r"\cosh x"),
    (r"\frac{e^x-e^{-x}}{e^x+e^{-x}}", r"1-\left(\frac{e^x-e^{-x}}{e^x+e^{-x}}\right)^2"),
    (r"\tanh x", r"\operatorname{sech}^2 x"),
    (r"\tanh x", r"\frac{1}{\cosh^2 x}"),
    (r"\cosh^2 x", r"\sinh 2x"),
    (r"\sinh x\cosh x", r"\cosh 2x"),
    (r"2^x", r"2^x\ln 2"),
    (r"2^x", r"e^{x\ln 2}\ln 2"),
    (r"x^x", r"x^x+x^x\ln x"),
    (r"x^x", r"e^{x\ln x}(1+\ln x)"),
    (r"x^x", r"x^x\ln(ex)"),
    (r"x^{1/x}", r"x^{1/x}\frac{1-\ln x}{x^2}"),
    (r"x^{1/x}", r"x^{1/x-2}(1-\ln x)"),
    (r"\ln(x^2)", r"2x^{-1}"),
    (r"\ln(x^2+1)", r"\frac{2}{x+\frac1x}"),
    (r"x\ln x", r"1+\ln x"),
    (r"x\ln x", r"\ln(ex)"),
    (r"x^2\ln x", r"x(2\ln x+1)"),
    (r"x^2\ln x", r"x+x\ln(x^2)"),
    (r"\frac{\ln x}{x}", r"\frac{1}{x^2}-\frac{\ln x}{x^2}"),
    (r"\frac{\ln x}{x^2}", r"x^{-3}-2x^{-3}\ln x"),
    (r"(\ln x)^2", r"\frac{\ln(x^2)}{x}"),
    (r"\ln\frac{1+x}{1-x}", r"\frac{2}{1-x^2}"),
    (r"\ln\frac{1+x}{1-x}", r"\frac{1}{1+x}+\frac{1}{1-x}"),
    (r"\ln\sqrt{x^2+1}", r"\frac{x}{1+x^2}"),
    (r"\log_2 x", r"\frac{1}{x\ln 2}"),
    (r"\log_{10} x", r"\frac{\log_{10} e}{x}"),
    (r"\arctan\frac{1}{x}", r"-\frac{1}{1+x^2}"),
    (r"\arctan\frac{x}{a}", r"\frac{a}{x^2+a^2}"),
    (r"\arctan\frac{x}{a}", r"\frac{1}{a(1+x^2/a^2)}"),
    (r"\arctan\frac{1+x}{1-x}", r"\frac{1}{1+x^2}"),
    (r"\arcsin\sqrt{x}", r"\frac{1}{2\sqrt{x(1-x)}}"),
    (r"\arcsin\sqrt{x}", r"\frac{1}{2\sqrt{x-x^2}}"),
    (r"\arcsin\frac{x}{2}", r"\frac{1}{2\sqrt{1-\frac{x^2}{4}}}"),
    (r"\arccos\frac1x", r"\frac{1}{x^2\sqrt{1-\frac{1}{x^2}}}"),
    (r"\frac{1}{\sqrt{x}+1}", r"-\frac{1}{2\sqrt{x}(1+2\sqrt{x}+x)}"),
    (r"\frac{\sqrt{x}-1}{\sqrt{x}+1}", r"\frac{1}{\sqrt{x}(\sqrt{x}+1)^2}"),
    (r"(x-1)(x-2)", r"2\left(x-\frac32\right)"),
    (r"x^3-3x", r"3(x-1)(x+1)"),
    (r"x^3-3x^2+3x", r"3(x-1)^2"),
    (r"x^4-2x^2", r"4x(x^2-1)"),
    (r"(2x+1)^3", r"24x^2+24x+6"),
    (r"\frac{x^2+3x+1}{x}", r"1-\frac{1}{x^2}"),
    (r"(x+\frac1x)^2", r"2x-\frac{2}{x^3}"),
    (r"(\sqrt{x}+\frac{1}{\sqrt{x}})^2", r"1-\frac{1}{x^2}"),
    (r"|x|", r"\operatorname{sgn}(x)"),
    (r"x|x|", r"2|x|"),
    (r"|x^2-1|", r"2x\operatorname{sgn}(x^2-1)"),
    (r"x^n e^{-x}", r"e^{-x}x^{n-1}(n-x)"),
    (r"x^n\ln x", r"nx^{n-1}\ln x+x^{n-1}"),
    (r"e^{ax}\sin bx", r"ae^{ax}\sin bx+be^{ax}\cos bx"),
    (r"x^2", r"x+x"),
    (r"\sin x^2", r"2x\cos x^2"),
    (r"\ln(x+\sqrt{x^2+1})", r"(x^2+1)^{-1/2}"),
    (r"\frac{(x+1)^2}{(x-1)^3}", r"\frac{-x^2-6x-5}{(x-1)^4}"),
    (r"\frac{\sqrt{x}}{1+x}", r"\frac{1-x}{2\sqrt{x}(1+x)^2}"),
    (r"\sqrt{x+\sqrt{x}}", r"\frac{1+\frac{1}{2\sqrt{x}}}{2\sqrt{x+\sqrt{x}}}"),
    (r"(\sin x)^x", r"(\sin x)^{x-1}(\sin x\ln\sin x+x\cos x)"),
    (r"\tan x-x", r"\sec^2 x-1"),
    (r"\sec x+\tan x", r"\frac{1+\sin x}{\cos^2 x}"),
    (r"\frac{1}{1-\sin x}", r"\frac{\cos x}{(1-\sin x)^2}"),
    (r"\sin^4 x", r"4\sin^3 x\cos x"),
    (r"\sin^4 x", r"\sin 2x(1-\cos 2x)"),
    (r"\ln\tan\frac{x}{2}", r"\frac{1}{\sin x}"),
    (r"\ln\tan\frac{x}{2}", r"\csc x"),
    (r"\arctan e^x", r"\frac{1}{e^x+e^{-x}}"),
    (r"\arctan e^x", r"\frac12\operatorname{sech} x"),
    (r"\ln\cosh x", r"\frac{e^{2x}-1}{e^{2x}+1}"),
    (r"\log_5(x^2)", r"\frac{2}{x\ln 5}"),
    (r"x^{3/2}", r"\frac32\sqrt{x}"),
    (r"\sqrt[3]{x}", r"\frac13x^{-2/3}"),
    (r"\frac{x^3}{3}-\ln x", r"\frac{x^3-1}{x}"),
    (r"x^{\sin x}", r"x^{\sin x-1}(x\cos x\ln x+\sin x)"),
]
WRONG = [
    (r"x^3", r"3x^3"),
    (r"\sin^2 x", r"2\sin x"),
    (r"\tan x", r"\sec x"),
    (r"\ln(2x)", r"\frac{1}{2x}"),
    (r"x e^x", r"e^x"),
    (r"\frac{x}{x^2+1}", r"\frac{1+x^2}{(x^2+1)^2}"),
    (r"\sqrt{1-x^2}", r"\frac{x}{\sqrt{1-x^2}}"),
    (r"x^x", r"x\cdot x^{x-1}"),
    (r"\arctan(2x)", r"\frac{1}{1+4x^2}"),
    (r"|x|", r"1"),
    (r"\sqrt{x^2}", r"1"),
    (r"\arccos\frac1x", r"\frac{1}{x\sqrt{x^2-1}}"),
    (r"\cos 2x", r"-\sin 2x"),
    (r"2^x", r"x2^{x-1}"),
    (r"\ln x^2", r"\frac{1}{x^2}"),
]


@pytest.mark.parametrize(("function", "answer"), REACHED)
def test_the_form_asked_for_is_reached_by_rules(function: str, answer: str) -> None:
    derivation = derive(read_problem(f"f(x) = {function}", answer=answer))
    assert without_groups(derivation.answer) == without_groups(parse_expression(answer))
    assert moves.REWRITE.name not in {step.reason.rule for step in derivation.steps}
    assert set(standings(judge_derivation(derivation).steps)) == {Standing.PROVED}


@pytest.mark.parametrize(
    ("integrand", "answer"),
    [
        ("2x", "x^2"),
        ("2x", "x^2 + 5"),
        (r"\sin x \cos x", r"\frac{1}{2} \sin^2 x"),
        (r"\frac{1}{x}", r"\ln x"),
        ("ax", r"\frac{ax^2}{2}"),
    ],
)
def test_an_antiderivative_without_a_constant_is_told_so(integrand: str, answer: str) -> None:
    with pytest.raises(WrongAnswer, match="the constant is missing"):
        derive(read_problem(rf"\int {integrand} \, dx", answer=answer))


@pytest.mark.parametrize("answer", ["x^2 + C", "x^2 + K", "x^2 + c"])
def test_the_constant_has_the_name_that_the_answer_gives_it(answer: str) -> None:
    """`x^2 + K` was refuted."""
    assert judge_derivation(derive(read_problem(r"\int 2x \, dx", answer=answer))).status is Standing.PROVED


def test_a_wrong_antiderivative_is_refuted() -> None:
    assert judge_derivation(derive(read_problem(r"\int 2x \, dx", answer="x^3"))).status is Standing.REFUTED


@pytest.mark.parametrize(("function", "answer"), WRONG)
def test_a_wrong_answer_is_refuted(function: str, answer: str) -> None:
    judged = judge_derivation(derive(read_problem(f"f(x) = {function}", answer=answer)))
    assert judged.status is Standing.REFUTED
    assert derivation_record(judged)["code"] == "wrong-answer"
    assert "counterexample" in derivation_record(judged)["steps"][-1]
    assert "wrong-answer" in derivation_text.render(judged)
