"""Every line of every derivation by the rules is the derivative, by mpmath; and the derivations read as they should."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import mpmath as mp
import pytest

from builder.calculus.derivation.derivation import CannotDerive, Derivation, Step
from builder.calculus.derivation.derive import derive
from builder.calculus.latex.printer import print_latex
from builder.calculus.problem import Unreadable, read_problem
from builder.calculus.rules.book import MOVES, RULES
from builder.check.derivations import judge_derivation
from builder.check.standing import Standing
from tests.calculus.derivation.numbers import Undefined, value

FUNCTIONS = (Path(__file__).parent / "functions.txt").read_text(encoding="utf-8").splitlines()

KNOWN = {rule.name for rule in RULES} | {move.name for move in MOVES}


def derived(given: str, find: str = "", method: str = "", assume: str = "", answer: str = "") -> Derivation:
    return derive(read_problem(given, find, method or None, assume, answer))


def all_steps(steps: Sequence[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from all_steps(step.steps)


def rows(derivation: Derivation) -> str:
    return "\n".join(
        f"{print_latex(s.left) if s.left is not None else ''} = {print_latex(s.after)} [{s.reason.rule}]".strip()
        for s in derivation.steps
    )


def points(seed: str) -> list[mp.mpf]:
    chosen = random.Random(seed)
    return [chosen.choice((1, 1, -1)) * mp.mpf(chosen.randrange(60, 2500)) / 701 for _ in range(12)] + [
        mp.mpf(3) / 7,
        mp.mpf(13) / 11,
    ]


def test_there_are_a_hundred_functions() -> None:
    assert len(FUNCTIONS) == len(set(FUNCTIONS)) >= 100


@pytest.mark.sample(2)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_line_is_the_derivative(function: str) -> None:
    derivation = derived(f"f(x) = {function}")
    body = derivation.context.definitions["f"].body
    assert body is not None
    compared = 0
    with mp.workdps(40):
        for x in points(function):
            try:
                truth = mp.diff(lambda t: value(body, {"x": t}), x)
                value(body, {"x": x})
            except (Undefined, ZeroDivisionError, ValueError):
                continue
            if not mp.isfinite(truth):
                continue
            for step in derivation.steps:
                try:
                    line = value(step.after, {"x": x})
                except (Undefined, ZeroDivisionError, ValueError):
                    continue
                assert abs(line - truth) <= mp.mpf(10) ** -9 * (1 + abs(truth)), (print_latex(step.after), x, line, truth)
                compared += 1
            for step in all_steps(derivation.steps):
                try:
                    left, right = value(step.before, {"x": x}), value(step.after, {"x": x})
                except (Undefined, ZeroDivisionError, ValueError, KeyError, AssertionError):
                    continue
                assert abs(left - right) <= mp.mpf(10) ** -9 * (1 + abs(right)), (
                    print_latex(step.before),
                    print_latex(step.after),
                    x,
                )
    assert compared >= len(derivation.steps)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_row_has_a_reason_and_continues_the_one_before(function: str) -> None:
    derivation = derived(f"f(x) = {function}")
    assert derivation.steps[0].left == derivation.goal
    assert derivation.answer == derivation.steps[-1].after
    for before, after in zip(derivation.steps, derivation.steps[1:], strict=False):
        assert after.left is not None or after.before == before.after
    for step in all_steps(derivation.steps):
        assert step.reason.rule in KNOWN
        assert step.reason.text
        assert step.before != step.after


def without_looks(latex: str) -> str:
    """LaTeX without dots, spaces and brackets that change nothing."""
    return re.sub(r"\\cdot|\\left|\\right|\\[,!]|[ {}]", "", latex)


def forms(derivation: Derivation) -> Iterator[list[str]]:
    """The forms that a derivation goes through, run by run, those of what its rows rest on included."""

    def of(steps: Sequence[Step]) -> Iterator[list[str]]:
        run: list[str] = []
        for step in steps:
            if step.left is not None:
                yield run
                run = [print_latex(step.left)]
            run.append(print_latex(step.after))
            yield from of(step.steps)
        yield run

    return of(derivation.steps)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_row_comes_back_to_a_form_or_only_loses_a_dot(function: str) -> None:
    for run in forms(derived(f"f(x) = {function}")):
        looks = [without_looks(form) for form in run]
        assert len(set(looks)) == len(looks), run


ONES = re.compile(r"(?<![0-9.^{/])1\s*(?:\(|\\left|\\sin|\\cos|\\ln|\\sqrt|[a-z]\b)")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_factor_1_stands_without_a_dot(function: str) -> None:
    for run in forms(derived(f"f(x) = {function}")):
        assert not any(ONES.search(form) for form in run), run


@pytest.mark.parametrize(
    "answer", ["(1 - x/2) e^{-x/2}", r"e^{-x/2} - \frac{x}{2} e^{-x/2}", r"\frac{2 - x}{2e^{x/2}}", r"e^{-x/2}(1 - \frac{x}{2})"]
)
def test_the_way_to_an_answer_is_no_circle(answer: str) -> None:
    """It was factored, multiplied out again and factored in another way; the last row stood there twice."""
    derivation = derived("f(x) = x e^{-x/2}", answer=answer)
    assert without_looks(print_latex(derivation.answer)) == without_looks(answer)
    for run in forms(derivation):
        looks = [without_looks(form) for form in run]
        assert len(set(looks)) == len(looks), run


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_is_marked_as_new_stands_in_the_row(function: str) -> None:
    from builder.calculus.expression.walk import descendants

    for step in all_steps(derived(f"f(x) = {function}").steps):
        inside = {id(n) for n in descendants(step.after)}
        assert all(id(part) in inside for part in step.changed)


ANSWERS = [
    ("f(x) = x^2 \\sin x", "", r"2x \sin x + x^2 \cos x"),
    ("f(x) = \\sqrt{\\sin(x^2)}", "", r"\frac{x \cos(x^2)}{\sqrt{\sin(x^2)}}"),
    ("f(x) = \\sin(x^2)", "", r"2x \cos(x^2)"),
    ("f(x) = \\cos^3(2x)", "", r"-6 \cos^2(2x) \sin(2x)"),
    ("f(x) = \\frac{1}{x^3}", "", r"-\frac{3}{x^4}"),
    ("f(x) = x^{-3}", "", r"-3x^{-4}"),
    ("f(x) = \\frac{x}{2x - 1}", "", r"-\frac{1}{(2x - 1)^2}"),
    ("f(x) = \\ln(\\sin x)", "", r"\cot x"),
    ("f(x) = \\frac{x^2 - 4}{x - 2}", "", "1"),
    ("f(x) = x^n", "", r"nx^{n - 1}"),
    ("f(x) = a x^2 + b x + c", "", r"2ax + b"),
    ("f(x) = x e^{-x}", "", r"(1 - x) e^{-x}"),
    ("f(x) = \\frac{x^5}{(4x - 7)^3}", "", r"\frac{x^4 (8x - 35)}{(4x - 7)^4}"),
    ("y = x^3", "", r"3x^2"),
    ("f(x) = x^4", "f''(x)", r"12x^2"),
    ("f(x) = x^3 - x", "f'(2)", r"11"),
    ("f(x, y) = x^2 y^3", r"\frac{\partial f}{\partial y}", r"3x^2 y^2"),
    ("f(x, y) = x^3 + 3y^2", "", r"\langle 3x^2, 6y \rangle"),
    ("f(x, y) = e^{xy}", r"\frac{\partial^2 f}{\partial x \partial y}", None),
    ("f(x, y) = x^2 y + y^3", r"\nabla^2 f", r"\begin{bmatrix} 2y & 2x \\ 2x & 6y \end{bmatrix}"),
    ("f(x, y) = x^3 + 3y^2", r"\nabla f(1, 1)", r"\langle 3, 6 \rangle"),
    (r"F(x, y) = \langle x^2 y, x + \sin y \rangle", "", r"\begin{bmatrix} 2xy & x^2 \\ 1 & \cos y \end{bmatrix}"),
    ("f(x) = \\ln(x + \\sqrt{x^2 + 1})", "", r"\frac{1}{\sqrt{x^2 + 1}}"),
    ("f(x) = (3x^2 - 5x + 6)^3", "", "3(3x^2 - 5x + 6)^2 (6x - 5)"),
    ("f(x, y) = x y^2 + \\ln \\sin x", "", r"\langle y^2 + \cot x, 2xy \rangle"),
    ("u = x^2, y = \\sin u", r"\frac{dy}{dx}", r"2x \cos(x^2)"),
    (r"f(x) = \frac{\sin x}{1 + \cos x}", "", r"\frac{1}{1 + \cos x}"),
    (r"f(x) = \frac{\cos x}{1 + \sin x}", "", r"-\frac{1}{1 + \sin x}"),
    (r"f(x) = \frac{\sin x}{1 - \cos x}", "", r"-\frac{1}{1 - \cos x}"),
    (r"f(x) = \frac{\sinh x}{1 + \cosh x}", "", r"\frac{1}{1 + \cosh x}"),
    (r"f(x) = \frac{\tan x}{1 + \sec x}", "", r"\frac{\sec x}{1 + \sec x}"),
    (r"f(x) = \arctan x + \arctan\frac{1}{x}", "", "0"),
    ("f(x) = (1 - x)^2 (x - 1)^3", "", "5(x - 1)^4"),
    (r"f(x) = \sin^n x", "", r"n \sin^{n - 1} x \cos x"),
    (r"f(x) = e^x \sin x", "", r"e^x (\sin x + \cos x)"),
    (r"f(x) = e^{ax} \sin(bx)", "", r"e^{ax}(a \sin(bx) + b \cos(bx))"),
    (r"f(x) = x a^x", "", r"a^x (1 + x \ln a)"),
    (r"f(x) = x^n e^{-x}", "", r"x^{n - 1}(n - x) e^{-x}"),
    (r"f(x) = a^x x^a", "", r"x^{a - 1} a^x (x \ln a + a)"),
    (r"f(x) = (x - a)^m (x - b)^n", "", r"(x - a)^{m - 1}(x - b)^{n - 1}(m(x - b) + n(x - a))"),
    (r"f(x) = \sin^2 x \cos^2 x", "", r"2 \sin x \cos x \cdot (\cos^2 x - \sin^2 x)"),
    (r"f(x) = \sin^4 x - \cos^4 x", "", r"4 \sin x \cos x"),
    (r"f(x) = \frac{1}{x^n}", "", r"-\frac{n}{x^{n + 1}}"),
    (r"f(x) = x^{-n}", "", r"-nx^{-n - 1}"),
    (r"f(x) = x^{1/x}", "", r"\frac{x^{1/x}(1 - \ln x)}{x^2}"),
    (r"f(x) = e^{x^e}", "", r"ex^{e - 1} e^{x^e}"),
    (r"f(x) = \sqrt[n]{x}", "", r"\frac{x^{1/n - 1}}{n}"),
    (r"f(x) = \frac{x^2}{\sqrt{2}}", "", r"\sqrt{2} x"),
    (r"f(x) = \frac{\sqrt{x + 1}}{\sqrt{x - 1}}", "", r"-\frac{1}{(x - 1) \sqrt{x - 1} \sqrt{x + 1}}"),
    (r"f(x) = \ln(\cosh x)", "", r"\tanh x"),
    (r"f(x) = \ln(\sin(x^2))", "", r"2x \cot(x^2)"),
    (r"f(x) = \tan x - x", "", r"\tan^2 x"),
    (r"f(x) = x + \cot x", "", r"-\cot^2 x"),
    (r"f(x) = \operatorname{artanh}(\sin x)", "", r"\frac{1}{\cos x}"),
    (r"f(x) = \arctan(\sinh x)", "", r"\frac{1}{\cosh x}"),
    (r"f(x) = \arctan \frac{x}{2}", "", r"\frac{2}{4 + x^2}"),
    (r"f(x) = \arcsin(2x - 1)", "", r"\frac{1}{\sqrt{x - x^2}}"),
    (r"f(x) = \arccos(1 - x)", "", r"\frac{1}{\sqrt{2x - x^2}}"),
    (r"f(x) = \arcsin \frac{x}{2}", "", r"\frac{1}{\sqrt{4 - x^2}}"),
    (r"f(x) = \arcsin \frac{1}{x}", "", r"-\frac{1}{|x| \sqrt{x^2 - 1}}"),
    (r"f(x) = \arcsin \frac{x}{a}", "", r"\frac{1}{a \sqrt{1 - \frac{x^2}{a^2}}}"),
    (r"f(x) = \arcsin(\sin x)", "", r"\frac{\cos x}{|\cos x|}"),
    (r"f(x) = \sqrt{x^2}", "", r"\frac{x}{|x|}"),
    (r"f(x) = \sqrt{4x^2 + 4}", "", r"\frac{4x}{\sqrt{4x^2 + 4}}"),
    (r"f(x) = \sqrt{1 - x^2} \arcsin x", "", r"1 - \frac{x \arcsin x}{\sqrt{1 - x^2}}"),
    (r"f(x) = \arctan \frac{2x}{1 - x^2}", "", r"\frac{2}{x^2 + 1}"),
    (r"f(x) = \arctan \frac{a + x}{1 - ax}", "", r"\frac{1}{x^2 + 1}"),
    (r"f(x) = \operatorname{artanh} \frac{2x}{1 + x^2}", "", r"\frac{2}{1 - x^2}"),
    (r"f(x) = \arcsin \sqrt{1 - x^2}", "", r"-\frac{x}{|x| \sqrt{1 - x^2}}"),
    (r"f(x) = \arcsin \frac{x}{\sqrt{1 + x^2}}", "", r"\frac{1}{1 + x^2}"),
    (r"f(x) = \arctan |x|", "", r"\frac{x}{|x| (1 + x^2)}"),
    (r"f(x) = \log_x e", "", r"-\frac{1}{x(\ln x)^2}"),
    (r"f(x) = (bx)^n (\frac{1}{x} - n)", "", r"bn(bx)^{n - 1} \left( \frac{1}{x} - n \right) - \frac{(bx)^n}{x^2}"),
    (r"f(x) = \frac{(\frac{x}{x^2})(x + 1 + 2x)}{(x + 1 - x) e^{x^2}}", "", None),
    (r"f(x) = \sqrt[x]{x}", "", r"\frac{x^{1/x}(1 - \ln x)}{x^2}"),
]


@pytest.mark.parametrize(("given", "find", "answer"), ANSWERS)
def test_the_answer_has_the_form_of_a_textbook(given: str, find: str, answer: str | None) -> None:
    derivation = derived(given, find)
    if answer is not None:
        assert print_latex(derivation.answer) == answer


GOLDEN = {
    "f(x) = x^2 \\sin x": r"""
f'(x) = (x^2)' \sin x + x^2 (\sin x)' [product]
= 2x \sin x + x^2 \cos x [put-in-derivatives]
""",
    "f(x) = 2x^5 - 3x^2 + 7": r"""
f'(x) = 10x^4 - 6x [sum]
""",
    "f(x) = \\frac{x^2}{x^2 + 1}": r"""
f'(x) = \frac{(x^2)' \cdot (x^2 + 1) - x^2 (x^2 + 1)'}{(x^2 + 1)^2} [quotient]
= \frac{2x(x^2 + 1) - x^2 \cdot 2x}{(x^2 + 1)^2} [put-in-derivatives]
= \frac{2x(x^2 + 1) - 2x^3}{(x^2 + 1)^2} [add-exponents]
= \frac{2x^3 + 2x - 2x^3}{(x^2 + 1)^2} [expand]
= \frac{2x}{(x^2 + 1)^2} [opposite-terms]
""",
    "f(x) = \\frac{\\cos x}{\\sin x}": r"""
f'(x) = \frac{(\cos x)' \sin x - \cos x \cdot (\sin x)'}{\sin^2 x} [quotient]
= \frac{(-\sin x) \sin x - \cos x \cdot \cos x}{\sin^2 x} [put-in-derivatives]
= \frac{-\sin^2 x - \cos^2 x}{\sin^2 x} [equal-factors]
= -\frac{1}{\sin^2 x} [pythagoras]
""",
    "f(x) = \\frac{1}{\\sqrt{x^2 + a^2}}": r"""
f'(x) = ((x^2 + a^2)^{-1/2})' [to-negative-exponent]
= -\frac{1}{2}(x^2 + a^2)^{-3/2}(x^2 + a^2)' [general-power]
= -\frac{1}{2}(x^2 + a^2)^{-3/2} \cdot 2x [sum]
= -x(x^2 + a^2)^{-3/2} [multiply-numbers]
= -\frac{x}{(x^2 + a^2) \sqrt{x^2 + a^2}} [negative-exponent]
""",
    "f(x, y) = x^2 + y \\sin x": r"""
\frac{\partial f}{\partial x} = 2x + y \cos x [sum]
\frac{\partial f}{\partial y} = \sin x [sum]
\nabla f = \left\langle \frac{\partial f}{\partial x}, \frac{\partial f}{\partial y} \right\rangle [gradient]
= \langle 2x + y \cos x, \sin x \rangle [put-in-derivatives]
""",
    "f(x) = x^x": r"""
f'(x) = (e^{x \ln x})' [power-as-exponential]
= e^{x \ln x}(x \ln x)' [exponential]
= e^{x \ln x}(\ln x + 1) [product]
= x^x (\ln x + 1) [exponential-as-power]
""",
}


@pytest.mark.parametrize("given", GOLDEN)
def test_the_rows_read_as_on_a_board(given: str) -> None:
    assert rows(derived(given)) == GOLDEN[given].strip()


@pytest.mark.parametrize(
    ("given", "find"),
    [
        ("f(x) = \\lfloor x \\rfloor", ""),
        ("f(x) = \\max(x, 1, x^2)", ""),
        ("f(x) = x^2", "f^{(99)}(x)"),
        ("f(x) = x^2", "g'(x)"),
        ("f(x, y) = x y", "f'(x)"),
    ],
)
def test_what_cannot_be_derived_says_what_would_do(given: str, find: str) -> None:
    with pytest.raises(CannotDerive) as caught:
        derived(given, find)
    assert caught.value.message
    assert caught.value.help


def test_an_unknown_method_names_the_methods() -> None:
    with pytest.raises(CannotDerive, match="no method magic") as caught:
        derived("f(x) = x", method="magic")
    assert "definition" in caught.value.help


def test_a_function_takes_less_than_twenty_milliseconds() -> None:
    spent = []
    for function in FUNCTIONS:
        problem = read_problem(f"f(x) = {function}")
        start = time.process_time()
        derive(problem)
        spent.append(time.process_time() - start)
    assert sorted(spent)[len(spent) // 2] < 0.020


@pytest.mark.parametrize(
    ("given", "find"),
    [
        (r"f(x) = \sqrt{x}", "f'(-1)"),
        (r"f(x) = \sqrt{x}", "f(-1)"),
        (r"f(x) = \tan x", r"f'(\pi/2)"),
        (r"f(x) = \ln x", "f'(-1)"),
        (r"f(x) = \frac{1}{x}", "f'(0)"),
        (r"f(x) = x \sin\frac{1}{x}", "f'(0)"),
        (r"f(x) = \frac{x^2 - 1}{x - 1}", "f'(1)"),
        ("f(x) = x^2", r"f'(\infty)"),
        (r"f(x, y) = \ln(x + y)", r"\nabla f(-1, -1)"),
        ("x = t^2, y = t^3", r"\left. \frac{dy}{dx} \right|_{t = 0}"),
        (r"f(x) = x \ln(1 - 1)", "f'(x)"),
        ("f(x) = x/0", "f'(x)"),
    ],
)
def test_what_has_no_value_is_refused(given: str, find: str) -> None:
    """Rows were printed that the judge refuted, or something was divided by 0."""
    with pytest.raises(CannotDerive, match=r"no value|no number"):
        derived(given, find)


@pytest.mark.parametrize("function", ["0^x", "(-2)^x", r"\log_1 x", r"\log_{-2} x"])
def test_what_is_no_base_is_refused(function: str) -> None:
    with pytest.raises(CannotDerive, match="is no base"):
        derived(f"f(x) = {function}")


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        ("x^{-7} + 1/x^2", "write the negative exponent as a fraction"),
        (r"\cot^2 x", "put the sign in front"),
        (r"\sqrt[4]{x} + x", "write the negative exponent as a fraction; write the power as a root"),
        (r"\sin(2x) + x", "put the factors in order"),
    ],
)
def test_what_is_only_written_in_another_way_says_in_which(function: str, reason: str) -> None:
    """Each of these rows put "the factors in order"."""
    assert reason in {step.reason.text for step in all_steps(derived(f"f(x) = {function}").steps)}


def test_a_minus_sign_goes_into_a_difference() -> None:
    """It ended as -(2 - x) e^{-x}."""
    assert print_latex(derived("f(x) = x e^{-x}", "f''(x)").answer) == "(x - 2) e^{-x}"


def test_squares_are_multiplied_out_to_three_terms() -> None:
    """It was 1 - x - x + x^2 + 1 + x + x + x^2."""
    derivation = derived(r"f(x) = \arctan\left(\frac{1+x}{1-x}\right)", "f'(x)")
    assert r"= \frac{2}{1 - 2x + x^2 + 1 + 2x + x^2} [expand]" in rows(derivation)


@pytest.mark.parametrize(
    ("given", "find", "code", "help"),
    [
        ("f(x) = x^2 = x", "f'(x)", "wrong-step", "leave out"),
        ("f(x) = x^2, f(x) = x^3", "f'(x)", "name-clash", "leave out"),
        ("y = x^2, y = x^3", "y'", "name-clash", "leave out"),
        ("f(x) = x^2", "f'(x) = 2x", "goal-not-reached", "its left side"),
        ("f(x) = x^2", "f'(x), f''(x)", "goal-not-reached", "one at a time"),
        (r"f: x \mapsto x^2", "f'(x)", "not-understood", "f(x) = x^2"),
    ],
)
def test_what_is_given_or_asked_for_twice_is_told(given: str, find: str, code: str, help: str) -> None:
    """The second of two definitions was taken, without a word."""
    with pytest.raises(Unreadable) as raised:
        derived(given, find)
    assert raised.value.fault.code == code and help in raised.value.fault.help


@pytest.mark.parametrize(
    ("given", "find", "help"),
    [
        ("y = x^2", "f'(x)", r"ask for \frac{dy}{dx}"),
        ("f(x) = x^2", r"\frac{df}{dy}", "differentiate by x"),
        ("f(x) = x^2", "g'(x)", "ask for f'(x)"),
    ],
)
def test_a_goal_that_does_not_exist_says_which_does(given: str, find: str, help: str) -> None:
    with pytest.raises(CannotDerive) as raised:
        derived(given, find)
    assert help in raised.value.help


@pytest.mark.parametrize(
    ("function", "find", "answer"),
    [
        ("a x^2", "f'(a)", "2a^2"),
        ("(x - a)^2 + 3x", "f'(a)", "3"),
        ("a x^2", "f''(a)", "2a"),
        ("x^2", r"\frac{df}{dx}(a)", "2a"),
        ("a x^2", r"\frac{df}{dx}(a)", "2a^2"),
        ("a x^2", "f'(t)", "2at"),
    ],
)
def test_a_point_whose_letter_the_function_holds(function: str, find: str, answer: str) -> None:
    """The variable was called a as well, and all that holds a was differentiated."""
    derivation = derived(f"f(x) = {function}", find)
    assert print_latex(derivation.answer) == answer
    assert judge_derivation(derivation).status is Standing.PROVED


@pytest.mark.parametrize(
    ("function", "at", "says"),
    [
        (r"\operatorname{sgn}(x)", "0", "is not found"),
        (r"\operatorname{sgn}(x - a)", "a", "is not found"),
        (r"x \operatorname{sgn}(x)", "0", "is not found"),
        (r"\sqrt[3]{x - a}", "a", "does not exist"),
        (r"\sqrt{x - a}", "a", "does not exist"),
        ("|x - a|", "a", "does not exist"),
        (r"\sqrt[3]{x}", "0", "does not exist"),
        (r"\ln x", "0", "has no value: its formula"),
        (r"\cos|x|", "0", "is not found"),
        ("(x^3)^{1/3}", "0", "is not found"),
        (r"\sqrt[3]{x} \sin x", "0", "is not found"),
    ],
)
def test_what_is_said_where_the_formula_of_the_derivative_has_no_value(function: str, at: str, says: str) -> None:
    """The derivatives of the last three are 0, 1 and 0: that they have no value was wrong."""
    with pytest.raises(CannotDerive, match=says) as raised:
        derived(f"f(x) = {function}", f"f'({at})")
    assert raised.value.help


def test_both_sides_of_a_curve_are_differentiated() -> None:
    both, one = derived("x^3 + y^3 = 3axy"), derived("x^2 + y^2 = 25")
    assert rows(both).splitlines() == [
        r"\frac{d}{dx} (x^3 + y^3) = 3x^2 + 3y^2 \cdot \frac{dy}{dx} [differentiate-curve]",
        r"\frac{d}{dx} (3ax y) = 3a \left( y + x \cdot \frac{dy}{dx} \right) [differentiate-curve]",
        r"3x^2 + 3y^2 \cdot \frac{dy}{dx} = 3a \left( y + x \cdot \frac{dy}{dx} \right) [other-side]",
        r"(3y^2 - 3ax) \cdot \frac{dy}{dx} = 3ay - 3x^2 [solve]",
        r"\frac{dy}{dx} = \frac{3ay - 3x^2}{3y^2 - 3ax} [solve]",
        r"= \frac{ay - x^2}{y^2 - ax} [cancel]",
    ]
    assert one.steps[0].reason.text.startswith("differentiate; ")


@pytest.mark.parametrize(
    ("given", "answer"),
    [(r"x = \cos y", r"-\frac{1}{\sin y}"), ("x = y^2 + y", r"\frac{1}{2y + 1}"), ("y^2 = x^3", r"\frac{3x^2}{2y}")],
)
def test_what_x_is_given_by_y_is_a_curve(given: str, answer: str) -> None:
    derivation = derived(given, r"\frac{dy}{dx}")
    assert print_latex(derivation.answer) == answer
    assert judge_derivation(derivation).status is Standing.PROVED
