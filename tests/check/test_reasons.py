"""A rule that is given as a reason must have something to apply to: a table of reasons as they are written, those of our own
derivations, and which rows a reason covers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.calculus.context import Context
from builder.calculus.derivation.derivation import CannotDerive, Step
from builder.calculus.latex.printer import print_latex
from builder.calculus.rules.book import RULES
from builder.check.chains import check_chain
from builder.check.check import check_document
from builder.check.named_rules import DIFFERENTIATION, NAMED
from builder.check.reasons import rules_named, wrong_reason
from builder.check.row_pair import Answer, RowPair
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.markdown import read_markdown
from builder.source import Source
from tests.calculus.derivation.test_by_antiderivative import TABLE as INTEGRANDS
from tests.calculus.derivation.test_by_definite import TABLE as DEFINITE
from tests.calculus.derivation.test_by_limit import TABLE as LIMITS
from tests.calculus.derivation.test_by_rules import FUNCTIONS, all_steps, derived
from tests.calculus.derivation.test_methods import DEFINITION

TABLE = [
    line.split(" ; ")
    for line in (Path(__file__).parent / "reasons.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
NAMES = (*NAMED, *DIFFERENTIATION.values())


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("by the product rule", ["the product rule"]),
        ("product and chain rules", ["the product rule", "the chain rule"]),
        ("the sum rule, then the constant multiple rule", ["the sum rule", "the constant multiple rule"]),
        ("Chain Rule", ["the chain rule"]),
        ("we do not need the quotient rule", []),
        ("product rule instead of the quotient rule", []),
        ("by the product or the quotient rule", []),
        ("a product", []),
        ("L'Hospital's rule", ["L'Hospital's rule"]),
        ("de l'Hôpital", ["L'Hospital's rule"]),
        ("the triple product", []),
        ("as a rule, a power", []),
        ("power rule for exponents", ["the laws of exponents"]),
        ("product rule for logarithms", ["the laws of logarithms"]),
        ("reverse power rule", []),
        ("zero product rule", []),
        ("expand the numerator", ["multiplying out"]),
        ("expand, since $x > 0$ is small", []),
        ("factor out the $x$", ["factoring"]),
        ("the factors are positive", []),
        ("by the factor theorem", []),
        ("the derivative of the constant factor", []),
        ("cancel the common factor", ["cancelling"]),
        ("Pythagorean identity and double-angle formula", ["the Pythagorean identity", "the double angle formula"]),
        ("integrating by parts twice", ["integration by parts"]),
        ("fundamental theorem of algebra", []),
        ("simplify", []),
        ("by definition", []),
        ("using (3)", []),
        ("trigonometry", []),
        ("substitute $u = x^2$", ["a substitution"]),
        ("substitute $x = 2$", []),
        ("substitution, $u = x^2$", ["a substitution"]),
        ("substitution of the values", []),
        ("parts with $u = x$", ["integration by parts"]),
        ("both parts of the sum", []),
    ],
)
def test_the_rules_that_words_give(words: str, named: list[str]) -> None:
    assert [one.name for one in rules_named(words)] == named


def test_the_table_is_large_and_has_as_much_that_is_right() -> None:
    verdicts = [row[3] for row in TABLE]
    assert set(verdicts) == {"right", "wrong", "unseen"}
    assert verdicts.count("right") >= 640
    assert verdicts.count("wrong") >= 255
    assert verdicts.count("unseen") <= 20


@pytest.mark.parametrize(("before", "after", "reason", "verdict", "instead"), [(*row, "")[:5] for row in TABLE])
def test_reasons(before: str, after: str, reason: str, verdict: str, instead: str) -> None:
    relation = check_chain(rf"{before} &= {after} && \text{{{reason}}}", Context()).relations[0]
    assert relation.standing.value == "proved"
    if verdict != "wrong":
        assert relation.diagnostic is None
    else:
        assert relation.diagnostic is not None
        assert relation.diagnostic.code == "wrong-reason"
        assert relation.diagnostic.help == (f"give {instead} as the reason" if instead else "give another reason")


# ------------------------------------------------------------------------------------------- our own derivations

OWN = [
    *((f"f(x) = {function}", "", method) for function in FUNCTIONS for method in ("", "chain", "logarithmic")),
    *((given, find, "definition") for given, find, _ in DEFINITION),
    *((f"f(x) = {function}", "", "binomial") for function in ("x^2", "x^5", "3x^4", "(x + 1)^3")),
    *((f"f(x) = {function}", "tangent at x = 1", "") for function in ("x^2", "x^3 - 3x", r"\sqrt{x}", r"x \ln x")),
    *(("", goal, "") for goal, *_ in (*LIMITS, *DEFINITE)),
    *(("", rf"\int \left({row[0]}\right) \, dx", "") for row in INTEGRANDS),
]
UNLIKE_THE_BOOK = {
    ("ln", r"\frac{f'(x)}{f(x)}"),  # the row before it has the logarithm, at the left of which this one begins anew
    ("conjugate", r"1 - \cos x"),  # the book tells of roots
}


def _own_steps(given: str, find: str, method: str) -> Iterator[Step]:
    try:
        yield from all_steps(derived(given, find, method).steps)
    except CannotDerive:
        return


@pytest.mark.sample(5)
@pytest.mark.parametrize(("given", "find", "method"), OWN)
def test_the_reasons_of_our_own_derivations_lead_there(given: str, find: str, method: str) -> None:
    rules = {rule.name: rule for rule in RULES}
    for step in _own_steps(given, find, method):
        pair, name = RowPair(step.before, step.after, step.context), step.reason.rule
        told = f"{print_latex(step.before)} = {print_latex(step.after)}: {step.reason.text}"
        assert wrong_reason((step.before, step.after), step.reason.text, step.context) is None, told
        answers = {named.answer(pair) for named in NAMES if name in {rule.name for rule in named.rules}}
        assert answers != {Answer.CANNOT}, told
        if name in rules and not any(name == rule and part in told for rule, part in UNLIKE_THE_BOOK):
            assert pair.has_ingredients(rules[name]), told


def test_the_reason_of_a_large_row_is_not_judged() -> None:
    """It took longer than a claim may."""
    sides = "+".join(rf"\sin^2({k}x) + \cos^2({k}x)" for k in range(1, 80))
    begun = time.process_time()
    (relation,) = check_chain(rf"{sides} &= 79 && \text{{log laws}}", Context()).relations
    assert relation.diagnostic is None
    assert time.process_time() - begun < 1


def test_every_name_means_rules_of_the_book() -> None:
    for named in NAMES:
        assert named.rules, named.name


# ------------------------------------------------------------------------------------------- the rows that a reason covers


def _told(text: str) -> list[Diagnostic]:
    checked = check_document(read_markdown(Source("note.md", text)))
    return [one for one in checked.diagnostics if one.code == "wrong-reason"]


RIGHT_TEXTS = [
    # the reason stands beside the row that announces it
    "```{check}\n(x^2 \\sin x)' &= (x^2 \\sin x)' && \\text{product rule} \\\\\n&= 2x \\sin x + x^2 \\cos x\n```\n",
    # … or beside a later one
    "```{check}\n(x^3)' &= 3 \\cdot x^2 \\\\\n&= 3x^2 && \\text{power rule}\n```\n",
    # … or behind two signs of one row
    "Let $f(x) = x^3$. Then\n\n$$f'(2) = 3 \\cdot 2^2 = 12 \\quad \\text{(power rule)}$$\n",
    # the formula begins with what the rule gave
    "By the product rule, we get $2x \\sin x + x^2 \\cos x = x (2 \\sin x + x \\cos x)$.\n",
    # an operation on a definition: what m is, is told in words
    "The slope is\n\n$$m = 2 \\cdot 3 = 6 \\quad \\text{by the power rule.}$$\n",
    "By the chain rule, $P(A, B) = P(B, A)$.\n",
    "Let $F(x) = \\int_0^x t^2 \\, dt$. By the fundamental theorem of calculus, $F'(x) = x^2$.\n",
    "Multiplying out, $1 = A(x + 1) + B(x - 1)$.\n",
    "By substitution, $(1 + 1)^2 = 4$.\n",
    "By the substitution $u = x^2$, we get $\\int 2x \\cos(x^2) \\, dx = \\sin(x^2) + C$.\n",
]


@pytest.mark.parametrize("text", RIGHT_TEXTS)
def test_reasons_in_texts_that_may_be_meant(text: str) -> None:
    assert _told(text) == []


def test_reasons_in_derivations_that_are_right() -> None:
    text = (Path(__file__).parent / "reasons-right.md").read_text(encoding="utf-8")
    assert text.count("rule") > 20
    assert _told(text) == []


WRONG_TEXTS = [
    ("```{check}\n2x \\cdot 3 &= 6x && \\text{quotient rule}\n```\n", "quotient rule", Severity.ERROR),
    ("By the quotient rule, $(x^2 \\sin x)' = 2x \\sin x + x^2 \\cos x$.\n", "By the quotient rule", Severity.WARNING),
    ("By l'Hôpital, $(x^2)' = 2x$.\n", "By l'Hôpital", Severity.WARNING),
    ("By substitution, $\\int x e^x \\, dx = x e^x - \\int e^x \\, dx$.\n", "By substitution", Severity.WARNING),
    ("$$(x^3)' \\overset{\\text{chain rule}}{=} 3x^2$$\n", "chain rule", Severity.WARNING),
    (
        "```{check}\n(x+1)(x-1) &= x^2 - 1 && \\text{expand} \\\\\n&= (x-1)(x+1) && \\text{log laws}\n```\n",
        "log laws",
        Severity.ERROR,
    ),
]


@pytest.mark.parametrize(("text", "marked", "severity"), WRONG_TEXTS)
def test_the_mark_is_under_the_reason(text: str, marked: str, severity: Severity) -> None:
    (told,) = _told(text)
    assert text[told.span.start : told.span.end] == marked
    assert told.severity is severity
