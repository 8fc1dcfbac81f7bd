"""The Lean text of rational claims: read by a grammar of our own, equal at exact points, and as in the golden file.

`examples.lean` is for whoever has Lean and Mathlib: `lake env lean examples.lean` must have nothing to say. To write it anew:
`python -m tests.certificates.test_lean`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from builder.calculus.certificate.lean import NotRational, example
from builder.calculus.judge.meaning import Meaning, interpret
from tests.calculus.judge.claims import claim_of, context_of
from tests.certificates.claims import CLAIMS

GOLDEN = Path(__file__).with_name("examples.lean")
HEADER = "import Mathlib\n\n-- Written by tests/certificates/test_lean.py, from the claims of that folder.\n"

Value = Callable[[dict[str, Fraction]], Fraction]


def text_of(given: str, assume: str, claim: str) -> str:
    meaning = interpret(claim_of(claim, context_of(given, assume)))
    assert isinstance(meaning, Meaning)
    (part,) = meaning.parts
    return example(part.question.left, part.question.right)


class Grammar:
    """`example (x y : ℝ) (h1 : term ≠ 0) … : (term : ℝ) = term := by` and a tactic, with Lean's precedences of + - * / ^."""

    def __init__(self, text: str) -> None:
        self.tokens = re.findall(r"<;>|:=|[A-Za-z_][A-Za-z0-9_']*|[0-9]+|\S", text)
        self.names: list[str] = []
        self.hypotheses: list[Value] = []
        self.take("example")
        if self.tokens[0] == "(" and self.tokens[1] != "h1":
            self.take("(")
            while self.tokens[0] != ":":
                self.names.append(self.take())
            self.take(":", "ℝ", ")")
        while self.tokens[0] == "(":
            self.take("(")
            assert self.take() == f"h{len(self.hypotheses) + 1}"
            self.take(":")
            self.hypotheses.append(self.sum())
            self.take("≠", "0", ")")
        self.take(":", "(")
        self.left = self.sum()
        self.take(":", "ℝ", ")", "=")
        self.right = self.sum()
        self.take(":=", "by")
        self.tactic = " ".join(self.tokens)

    def take(self, *expected: str) -> str:
        token = ""
        for wanted in expected or ("",):
            token = self.tokens.pop(0)
            assert not wanted or token == wanted, f"{token!r} stands where {wanted!r} should"
        return token

    def sum(self) -> Value:
        value = self.product()
        while self.tokens[0] in ("+", "-"):
            value = self.both(self.take(), value, self.product())
        return value

    def product(self) -> Value:
        value = self.power()
        while self.tokens[0] in ("*", "/"):
            value = self.both(self.take(), value, self.power())
        return value

    def power(self) -> Value:
        if self.tokens[0] == "-":
            self.take()
            inner = self.power()
            return lambda at: -inner(at)
        base = self.atom()
        if self.tokens[0] != "^":
            return base
        self.take()
        exponent = int(self.take())
        return lambda at: base(at) ** exponent

    def atom(self) -> Value:
        token = self.take()
        if token == "(":
            value = self.sum()
            self.take(")")
            return value
        if token.isdigit():
            return lambda at: Fraction(token)
        assert token in self.names, token
        return lambda at: at[token]

    @staticmethod
    def both(sign: str, a: Value, b: Value) -> Value:
        return {
            "+": lambda at: a(at) + b(at),
            "-": lambda at: a(at) - b(at),
            "*": lambda at: a(at) * b(at),
            "/": lambda at: a(at) / b(at),
        }[sign]


def rational_claims() -> list[tuple[str, str]]:
    found = []
    for given, assume, claim, _ in CLAIMS:
        try:
            found.append((claim, text_of(given, assume, claim)))
        except (NotRational, AssertionError):
            continue
    return found


RATIONAL = rational_claims()


def test_there_are_rational_claims() -> None:
    assert len(RATIONAL) >= 6


@pytest.mark.parametrize(("claim", "text"), RATIONAL, ids=[claim for claim, _ in RATIONAL])
def test_the_text_is_lean_and_says_the_same_at_exact_points(claim: str, text: str) -> None:
    read = Grammar(text)
    assert read.tactic == ("field_simp <;> ring" if read.hypotheses else "ring" if read.names else "norm_num")
    seen = 0
    for trial in range(1, 12):
        at = {name: Fraction(7 * trial + 3 * i, 2 + i + trial) for i, name in enumerate(read.names)}
        if all(hypothesis(at) for hypothesis in read.hypotheses):
            assert read.left(at) == read.right(at)
            seen += 1
    assert seen >= 5


def golden() -> str:
    return HEADER + "".join(f"\n-- {claim}\n{text}" for claim, text in RATIONAL)


def test_the_golden_file() -> None:
    assert GOLDEN.read_text(encoding="utf-8") == golden()


def test_what_lean_would_not_see_to_be_nonzero_has_no_text() -> None:
    with pytest.raises(NotRational):
        text_of("", "", r"\frac{1}{1 - \frac{1}{x}} = \frac{x}{x - 1}")


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (r"\frac{\alpha}{\alpha} = 1", "(alpha : ℝ) (h1 : alpha ≠ 0)"),
        (r"h_1 + h_2 = h_2 + h_1", "(h_1 h_2 : ℝ)"),
        (r"x^{-2} x^2 = 1", "(h1 : x ≠ 0) :\n    (1 / x ^ 2 * x ^ 2 : ℝ) = 1"),
        ("a - (b - c) = a - b + c", "(a - (b - c) : ℝ) = a - b + c"),
        ("a - (-b) = a + b", "(a - (-b) : ℝ)"),
        (r"\frac{\frac{a}{2}}{\frac{3}{4}} = \frac{2a}{3}", "(a / 2 / (3 / 4) : ℝ) = 2 * a / 3"),
        (r"\frac{1}{x y^2} = \frac{1}{x} \cdot \frac{1}{y^2}", "(h1 : x ≠ 0) (h2 : y ≠ 0)"),
    ],
)
def test_names_signs_and_denominators(claim: str, words: str) -> None:
    text = text_of("", "", claim)
    assert words in text
    Grammar(text)


if __name__ == "__main__":
    GOLDEN.write_text(golden(), encoding="utf-8")
