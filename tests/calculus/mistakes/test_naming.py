"""Which mistake is named: one row for each thing that people do, with the repair that is offered and the part that is marked."""

from __future__ import annotations

import pytest

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Relation
from builder.calculus.given import read_assumptions, read_given
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.names import names_of
from builder.calculus.latex.printer import print_latex
from builder.calculus.mistakes import difference, name_mistakes
from builder.calculus.mistakes.arithmetic import tidied

WRONG = [
    # given, what was written, the mistake
    ("f(x) = x^3", "f'(x) = x^2", "power-rule"),
    ("f(x) = x^3", "f'(x) = 3x^3", "power-rule"),
    ("f(x) = x^2", "f'(x) = nx^{n-1}", "power-rule"),
    ("f(x) = x^2", "f'(x) = 3x", "power-rule"),
    ("f(x) = x^4", "f'(x) = 5x^3", "power-rule"),
    ("f(t) = t^5 + \\frac{1}{t}", "f'(t) = 5t^4 - \\frac{1}{t^3}", "power-rule"),
    ("f(x) = (2x + 1)^4", "f'(x) = 4(2x + 1)^3", "missing-inner-derivative"),
    ("f(x) = \\ln(x^2)", "f'(x) = \\frac{1}{x^2}", "missing-inner-derivative"),
    ("f(x) = \\sqrt{\\sin(x^2)}", "f'(x) = \\frac{\\cos(x^2)}{2\\sqrt{\\sin(x^2)}}", "missing-inner-derivative"),
    ("f(x) = \\sin(x^2)", "f'(x) = \\cos(2x)", "outer-at-inner-derivative"),
    ("f(x) = x^2 \\sin x", "f'(x) = 2x \\cos x", "product-of-derivatives"),
    ("f(x) = \\frac{x^2}{\\sin x}", "f'(x) = \\frac{2x}{\\cos x}", "quotient-of-derivatives"),
    (
        "f(x) = \\frac{x}{x^2 + 1}",
        "f'(x) = \\frac{x \\cdot 2x - (x^2 + 1)}{(x^2 + 1)^2}",
        "quotient-order",
    ),
    ("f(x) = \\frac{x}{x^2 + 1}", "f'(x) = \\frac{(x^2 + 1) - 2x^2}{x^2 + 1}", "quotient-denominator"),
    ("f(x) = 2^x", "f'(x) = x \\cdot 2^{x-1}", "power-rule-on-exponential"),
    ("f(x) = 3^{2x}", "f'(x) = 2 \\cdot 3^{2x}", "missing-log-base"),
    ("f(x) = \\log_2 x", "f'(x) = \\frac{1}{x}", "missing-log-base"),
    ("f(x) = x \\cos x", "f'(x) = \\cos x + x \\sin x", "trig-sign"),
    ("f(x) = \\tan x", "f'(x) = \\sec x", "trig-derivative"),
    ("f(x) = \\sqrt{x}", "f'(x) = \\frac{1}{\\sqrt{x}}", "root-derivative"),
    ("f(x) = 3x^3 + 5x - 7", "f'(x) = 9x^2 + 5 - 7", "constant-kept"),
    ("f(x) = 3x^3 + 5x - 7", "f'(x) = 9x^2", "dropped-term"),
    ("f(x) = e^x + 2x", "f'(x) = e^x + x^2", "antiderivative"),
    ("f(x) = \\frac{(x + 3)^2}{16}", "f'(x) = 8(x + 3)", "constant-factor"),
    ("f(x, y) = x^2 + y^3", "\\frac{\\partial f}{\\partial x} = 2x + 3y^2", "other-variable-not-constant"),
    ("f(x, y, z) = x e^{y z}", "\\frac{\\partial f}{\\partial z} = x z e^{y z}", "wrong-variable"),
    ("f(x, y) = x^2 y", "\\nabla f = \\langle x^2, 2 x y \\rangle", "swapped-components"),
    ("f(x, y) = x^3 - 3xy", "\\nabla f = \\langle 3x^2 + 3y, -3x \\rangle", "sign"),
    ("h = \\tanh(w x),\\ r = x + v h", "\\frac{dr}{dx} = v \\frac{dh}{dx}", "missing-path"),
    ("f = b c,\\ c = a + b,\\ b = e^a", "\\frac{df}{da} = c e^a", "missing-path"),
    ("z = w x,\\ h = \\tanh z", "\\frac{dh}{dz} \\cdot \\frac{dz}{dw} = x", "missing-factor"),
    ("g(t) = \\arctan t,\\ a = g(z)", "g'(z) = \\frac{1}{1 + a^2}", "derivative-at-activation"),
    ("", "f(g(x)) = f'(g(x)) \\cdot g'(x)", "missing-prime"),
    ("", "f(g(h(x))) = f'(g(h(x))) \\cdot g'(h(x)) \\cdot h'(x)", "missing-prime"),
    ("", "\\frac{d}{dx} \\ln g(x) = \\frac{1}{x} g'(x)", "wrong-variable"),
    ("", "(f(g(x)))' = f'(x) g'(x)", "outer-at-variable"),
    ("f(x) = \\sin(x^2)", "f'(x) = 2x \\cos x", "wrong-variable"),
    ("", "\\sqrt{x^2 + 1} = x + 1", "linear-distribution"),
    ("", "(a + b)^3 = a^3 + b^3", "linear-distribution"),
    ("", "\\sin(a + b) = \\sin a + \\sin b", "linear-distribution"),
    ("", "\\frac{1}{a + b} = \\frac{1}{a} + \\frac{1}{b}", "linear-distribution"),
    ("f(x) = x^2", "f(x + 1) = x^2 + 1", "linear-distribution"),
    ("", "\\frac{x + 2}{x + 5} = \\frac{2}{5}", "bad-cancellation"),
    ("", "3(x + 4) = 3x + 4", "partial-distribution"),
    ("", "x - (y - z) = x - y - z", "sign-distribution"),
    ("", "2t + 6(4 - t) - 10 = 8t + 14", "sign-distribution"),
    ("", "(-8)^{1/3} = 2", "sign"),
    ("", "1 - \\frac{1}{e} = 1 + \\frac{1}{e}", "sign"),
    ("", "\\frac{(x + h)^2 - x^2}{h} = 2x", "limit-too-early"),
    ("", "\\lim_{h \\to 0} \\frac{2(x + h) - 2x}{h} = \\lim_{h \\to 0} \\frac{2h}{2}", "copied-wrong"),
    ("g(x) = (1 + x^2)^{-1}", "g'(x) = -2x(1 + x62)^{-2}", "copied-wrong"),
    ("", "\\sqrt{x^2} = x", "missing-assumption"),
    ("x^2 + y^2 = 25", "\\frac{dy}{dx} = \\frac{x}{y}", "sign"),
]


def read(given: str, text: str, assume: str = "") -> Claim:
    context = read_given(given, Context()) if given else Context()
    if assume:
        context = read_assumptions(assume, context)
    (relation,) = parse_display(text, names_of(context)).statements[0].relations
    return Claim(relation, context)


@pytest.mark.parametrize(("given", "text", "mistake"), WRONG, ids=[text for _, text, _ in WRONG])
def test_the_mistake_is_named(given: str, text: str, mistake: str) -> None:
    claim = read(given, text)
    assert isinstance(decide(claim), Refuted)
    assert [named.mistake.name for named in name_mistakes(claim)][:1] == [mistake]


@pytest.mark.parametrize(("given", "text"), [row[:2] for row in WRONG], ids=[text for _, text, _ in WRONG])
def test_a_repair_is_true(given: str, text: str) -> None:
    claim = read(given, text)
    for named in name_mistakes(claim):
        if named.repair is not None and named.mistake.name != "missing-prime":
            repaired = Claim(Relation(claim.relation.left, claim.relation.sign, named.repair), claim.context)
            assert isinstance(decide(repaired), Proved), print_latex(named.repair)


TRUE = [
    ("f(x) = x^3", "f'(x) = 3x^2"),
    ("f(x) = x^2 \\sin x", "f'(x) = 2x \\sin x + x^2 \\cos x"),
    ("f(x) = e^x", "f'(x) = e^x"),
    ("f(x) = \\frac{1}{x}", "f'(x) = -\\frac{1}{x^2}"),
    ("", "(a + b)^2 = a^2 + 2ab + b^2"),
    ("", "\\frac{2x + 2}{2} = x + 1"),
    ("f(x, y) = x^2 y", "\\nabla f = \\langle 2 x y, x^2 \\rangle"),
    ("x^2 + y^2 = 25", "\\frac{dy}{dx} = -\\frac{x}{y}"),
]


@pytest.mark.parametrize(("given", "text"), TRUE, ids=[text for _, text in TRUE])
def test_no_mistake_is_named_on_a_true_step(given: str, text: str) -> None:
    claim = read(given, text)
    assert isinstance(decide(claim), Proved)
    assert name_mistakes(claim) == ()


@pytest.mark.parametrize(
    ("given", "text", "part"),
    [
        ("f(x) = x^2", "f'(x) = nx^{n-1}", "nx^{n - 1}"),
        ("f(x) = 3x^3 + 5x - 7", "f'(x) = 9x^2 + 5 - 7", "-7"),
        ("f(x) = x^2 \\cos x", "f'(x) = 2x \\cos x + x^2 \\sin x", "x^2 \\sin x"),
        ("f(x, y) = x^3 - 3xy", "\\nabla f = \\langle 3x^2 + 3y, -3x \\rangle", "3y"),
        ("", "\\frac{1}{x^2 - 4} = \\frac{1}{x^2 - 1}", "1"),
        ("f(x) = \\frac{x}{x^2 + 1}", "f'(x) = \\frac{(x^2 + 1) - 2x^2}{(x^2 + 1)^3}", "3"),
    ],
)
def test_the_smallest_wrong_part_is_found(given: str, text: str, part: str) -> None:
    claim = read(given, text)
    found = difference(claim.relation.left, claim.relation.right, claim.context)
    assert found is not None and print_latex(found) == part  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [r"[\sin x]_0^{\pi/2} = \frac{\pi}{2}", r"[\sin x]_0^{\pi/2} = 2"])
def test_a_wrong_value_between_two_ends_is_not_copied_and_lacks_no_factor(text: str) -> None:
    assert name_mistakes(read("", text)) == ()


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        (r"\frac{d}{dx} \ln(3x) = \frac{1}{3x}", r"\frac{1}{x}"),
        (r"\frac{d}{dx} \frac{x^3}{3} = \frac{x^2}{3}", "x^2"),
        (r"\frac{d}{dx} \sqrt{4x} = \frac{1}{2\sqrt{4x}}", r"\frac{2}{\sqrt{4x}}"),
        (
            r"\frac{d}{dx} (\frac{2}{4} x^2 + \ln(3x)) = \frac{2}{4} \cdot 2x + \frac{1}{3x}",
            r"\frac{2}{4} \cdot 2x + \frac{1}{x}",
        ),
    ],
)
def test_a_repair_has_no_factor_above_and_below_a_line_that_was_not_written(text: str, repair: str) -> None:
    claim = read("", text)
    assert any(
        named.repair is not None and print_latex(tidied(named.repair, claim.relation.right)) == repair
        for named in name_mistakes(claim)
    )


def test_a_function_of_the_variable_has_an_inner_derivative() -> None:
    claim = read("y = y(x)", "\\frac{d}{dx} y^2 = 2y")
    assert isinstance(decide(claim), Refuted)
    (first, *_) = name_mistakes(claim)
    assert first.mistake.name == "missing-inner-derivative"
    assert first.repair is not None and print_latex(first.repair) == "2yy'"


def test_a_function_of_one_letter_at_two_arguments_is_no_mistake_with_a_name() -> None:
    """It ended the program."""
    claim = read("g(x) = x^2", r"\frac{\partial}{\partial y} (x g(x, y)) = x")
    assert not any(named.repair for named in name_mistakes(claim))
