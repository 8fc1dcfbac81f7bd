"""Right claims made wrong by one change: `python -m tests.fuzz.mutations --cases N --seed S`.

A change is of a sign, a factor, an exponent or a function. What mpmath at 60 digits finds false at some point must be refuted:
never proved, never only tested. What it finds true everywhere must not be refuted.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator

import mpmath
from msgspec import Struct

from builder.calculus.context import Context
from builder.calculus.given import read_given
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted, Tested, Verdict
from tests.calculus.judge.claims import claim_of

RIGHT = [
    # function of x and its derivative, as LaTeX and as Python for the oracle
    (r"x^{3} + 2x", r"3 x^{2} + 2", "x**3+2*x"),
    (r"5x^{4} - x^{2} + 7", r"20 x^{3} - 2 x", "5*x**4-x**2+7"),
    (r"\sin(x^{2})", r"2 x \cos(x^{2})", "sin(x**2)"),
    (r"\cos(3x)", r"- 3 \sin(3x)", "cos(3*x)"),
    (r"e^{2x}", r"2 e^{2x}", "exp(2*x)"),
    (r"x e^{x}", r"e^{x} + x e^{x}", "x*exp(x)"),
    (r"x^{2} \sin(x)", r"2 x \sin(x) + x^{2} \cos(x)", "x**2*sin(x)"),
    (r"\ln(x^{2} + 1)", r"\frac{2 x}{x^{2} + 1}", "log(x**2+1)"),
    (r"\sqrt{x^{2} + 3}", r"\frac{x}{\sqrt{x^{2} + 3}}", "sqrt(x**2+3)"),
    (r"\frac{x}{x^{2} + 1}", r"\frac{1 - x^{2}}{(x^{2} + 1)^{2}}", "x/(x**2+1)"),
    (r"\arctan(2x)", r"\frac{2}{1 + 4 x^{2}}", "atan(2*x)"),
    (r"(2x + 1)^{5}", r"10 (2x + 1)^{4}", "(2*x+1)**5"),
    (r"\tan(x)", r"1 + \tan^{2}(x)", "tan(x)"),
    (r"\sin(x) \cos(x)", r"\cos^{2}(x) - \sin^{2}(x)", "sin(x)*cos(x)"),
    (r"e^{\sin(x)}", r"\cos(x) e^{\sin(x)}", "exp(sin(x))"),
    (r"\frac{\sin(x)}{x}", r"\frac{x \cos(x) - \sin(x)}{x^{2}}", "sin(x)/x"),
    (r"\cosh(2x)", r"2 \sinh(2x)", "cosh(2*x)"),
    (r"\frac{1}{x^{3}}", r"- \frac{3}{x^{4}}", "x**-3"),
]  # fmt: skip

FUNCTIONS = ("sin", "cos", "tan", "sinh", "cosh")
FORMS = (
    r"\frac{{d}}{{dx}} \left( {f} \right) = {d}",
    r"\lim_{{h \to 0}} \frac{{g(x+h) - g(x)}}{{h}} = {d}",
)


class Case(Struct, frozen=True):
    """A claim, the function it is about, and what it says that the derivative is."""

    claim: str
    given: str
    function: str
    said: str


def changes(text: str) -> Iterator[str]:
    """All texts with one sign, factor, exponent or function changed."""
    for match in re.finditer(r" [+-] ", text):
        other = " - " if match.group() == " + " else " + "
        yield text[: match.start()] + other + text[match.end() :]
    for match in re.finditer(r"\d+", text):
        for number in (int(match.group()) + 1, int(match.group()) - 1):
            if number > 0:
                yield text[: match.start()] + str(number) + text[match.end() :]
    for match in re.finditer(r"\\(" + "|".join(FUNCTIONS) + r")\b", text):
        for name in FUNCTIONS:
            if name != match.group(1):
                yield text[: match.start()] + "\\" + name + text[match.end() :]
    yield "- (" + text + ")"
    yield "2 (" + text + ")"
    yield text + " + 1"


def cases(count: int, seed: int) -> Iterator[Case]:
    """`count` claims: right ones now and then, else with one or two changes."""
    source = random.Random(seed)
    for _ in range(count):
        function, derivative, python = source.choice(RIGHT)
        said = derivative
        for _ in range(source.choice((0, 1, 1, 1, 1, 2))):
            said = source.choice(list(changes(said)))
        form = source.choice(FORMS)
        yield Case(form.format(f=function, d=said), rf"g(x) = {function}", python, said)


def as_python(text: str) -> str:
    """The few forms of this table as a Python expression: our own text, never a stranger's."""
    text = re.sub(r"\\([a-z]+)\^\{(\d+)\}\(x\)", r"(\1(x))**\2", text)
    text = re.sub(r"e\^\{([^{}]*)\}", r"exp(\1)", text)
    text = re.sub(r"\^\{(\d+)\}", r"**\1", text)
    text = re.sub(r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)", text)
    text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text).replace("\\", "")
    text = re.sub(r"(\d) ?(?=[a-z(])", r"\1*", text)
    text = re.sub(r"(?<=[x)]) (?=[a-z(])", "*", text)
    return re.sub(r"\bx(?=\()", "x*", text)


NAMES = {n: getattr(mpmath, n) for n in ("sin", "cos", "tan", "sinh", "cosh", "exp", "log", "sqrt", "atan")}


def is_false(case: Case) -> bool:
    """Whether the derivative provably is another at one of four points."""
    said = as_python(case.said)
    with mpmath.workdps(60):
        for at in ("0.7", "1.3", "-0.4", "2.1"):
            point = mpmath.mpf(at)
            truth = mpmath.diff(lambda x: eval(case.function, {**NAMES, "x": x}), point)
            value = eval(said, {**NAMES, "x": point})
            if abs(truth - value) > mpmath.mpf(10) ** -15 * (1 + abs(truth)):
                return True
    return False


def wrong(case: Case) -> Verdict | None:
    """The verdict on a case, if it contradicts the oracle."""
    verdict = decide(claim_of(case.claim, read_given(case.given, Context())))
    if is_false(case):
        return verdict if isinstance(verdict, Proved | Tested) else None
    return None if isinstance(verdict, Proved) else verdict


def main() -> int:
    """Judge the cases; print the contradictions and their number."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = refused = 0
    for case in cases(options.cases, options.seed):
        verdict = wrong(case)
        if verdict is not None:
            if isinstance(verdict, Proved | Tested | Refuted):
                found += 1
            else:
                refused += 1
            print(type(verdict).__name__, case.claim, "|", case.given)
    print(f"{options.cases} cases, seed {options.seed}: {found} contradictions, {refused} without a verdict")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
