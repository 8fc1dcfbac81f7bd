"""What a verdict says to a person: both sides, the point, and what to do."""

from __future__ import annotations

from fractions import Fraction

import pytest

from builder.calculus.context import Context
from builder.calculus.given import read_assumptions
from builder.calculus.judge.verdict import Evidence, Ignorance, Refutation, Refuted, Tested, Unknown
from builder.check import messages
from builder.check.check import check_document
from builder.check.checked import NamedMistake
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.markdown import read_markdown
from builder.source import Source, Span

SOURCE, SPAN, EVIDENCE = Source("a.md", "$x = y$"), Span(1, 6), Evidence("look")
X2, AT_N = {"x": Fraction(2)}, {"n": Fraction(1)}


@pytest.mark.parametrize(
    ("verdict", "label"),
    [
        (Refuted(Refutation.DIFFERS, EVIDENCE, X2, "4", "12"), "at x = 2: left 4, right 12"),
        (Refuted(Refutation.DIFFERS, EVIDENCE, {}, "4", "12"), "left 4, right 12"),
        (Refuted(Refutation.DIFFERS, EVIDENCE, {"x": Fraction(-1, 2), **AT_N}, "1", "2"), "at x = -1/2, n = 1: left 1, right 2"),
        (Refuted(Refutation.DIFFERS, EVIDENCE, X2, "4", "12", {"f": "f(t) = t^2"}), "at f(t) = t^2, x = 2: left 4, right 12"),
        (Refuted(Refutation.DIFFERS, EVIDENCE, X2, "4", "12", {}, (2, 1)), "at x = 2: left 4, right 12 (entry 2, 1)"),
        # Many digits are cut to eight, unless the values look alike then.
        (Refuted(Refutation.DIFFERS, EVIDENCE, {}, "1.2345678912", "2.5"), "left 1.2345679, right 2.5"),
        (Refuted(Refutation.DIFFERS, EVIDENCE, {}, "1.23456789124", "1.23456789125"), "left 1.23456789124, right 1.23456789125"),
        # What no float holds, and what is told of both sides.
        (Refuted(Refutation.DIFFERS, EVIDENCE, {}, "3.54113446278912e3010299956", "2"), "left 3.5411345e+3010299956, right 2"),
        (Refuted(Refutation.DIFFERS, EVIDENCE, {}, "the sides differ by [-0.99 +/- 2e-17]"), "the sides differ by -0.99"),
        # A side without anything to say of it is not mentioned.
        (Refuted(Refutation.NO_LIMIT, EVIDENCE, {}, "does not exist", ""), "left does not exist"),
        (Refuted(Refutation.NO_LIMIT, EVIDENCE, X2, "", "does not exist"), "at x = 2: right does not exist"),
        (Refuted(Refutation.NOWHERE_DEFINED, EVIDENCE, {}, "the root of a negative number", ""), "the root of a negative number"),
        (Refuted(Refutation.DIFFERS, EVIDENCE, X2, "", ""), "at x = 2"),
        (Refuted(Refutation.DIFFERS, EVIDENCE, {}, "", ""), ""),
    ],
)  # fmt: skip
def test_the_label_of_a_refutation(verdict: Refuted, label: str) -> None:
    assert messages.evidence_label(verdict) == label


def test_a_refutation_says_which_sides_differ_in_which_row() -> None:
    told = messages.refuted(Refuted(Refutation.DIFFERS, EVIDENCE, X2, "4", "12"), SOURCE, SPAN, "x", "y", (), row=3)
    assert (told.code, told.severity, told.message) == ("wrong-step", Severity.ERROR, "the two sides differ in row 3: x and y")
    assert (told.help, told.notes) == ("", ())


def test_a_side_that_does_not_exist_is_told_alone() -> None:
    verdict = Refuted(Refutation.NO_LIMIT, EVIDENCE, {}, "", "does not exist")
    told = messages.refuted(verdict, SOURCE, SPAN, "1", r"\lim", ())
    assert (told.code, told.message) == ("no-limit", r"the right side does not exist: \lim")


def test_the_most_particular_mistake_is_told_with_its_repair() -> None:
    mistakes = (NamedMistake("one", "This was done.", "Do that.", "2x"), NamedMistake("two", "Or this.", "Or that."))
    verdict = Refuted(Refutation.ROUNDED, EVIDENCE)
    told = messages.refuted(verdict, SOURCE, SPAN, "x", "y", mistakes)
    assert (told.help, told.notes) == ("Do that. Write 2x", ("This was done. (mistake: one)",))
    assert messages.refuted(verdict, SOURCE, SPAN, "x", "y", ()).help == r"write \approx"
    long = (NamedMistake("one", "This was done.", "Do that.", "x" * 200),)
    assert messages.refuted(verdict, SOURCE, SPAN, "x", "y", long).help == "Do that."


def test_a_long_side_is_cut_in_the_middle() -> None:
    told = messages.refuted(Refuted(Refutation.DIFFERS, EVIDENCE), SOURCE, SPAN, "a" * 50 + "b" * 50, "y\n  z", ())
    assert "…" in told.message and told.message.endswith(" and y z") and len(told.message) < 130


@pytest.mark.parametrize(("points", "words"), [(1, "1 point"), (12, "12 points"), (0, "0 points")])
def test_what_was_only_tested_says_at_how_many_points(points: int, words: str) -> None:
    verdict = Tested(Evidence("look", points=points), "no proof")
    told = messages.tested(verdict, SOURCE, SPAN, "x", "y", Severity.WARNING)
    assert (told.code, told.severity, told.label) == ("unproved-step", Severity.WARNING, "no proof")
    assert told.message.endswith(words)


def test_assumptions_that_contradict_each_other_are_listed() -> None:
    context = read_assumptions("x > 0, x < -1", Context())
    told = messages.unknown(Unknown(Ignorance.CONTRADICTION, "no point"), SOURCE, SPAN, Severity.INFO, context)
    assert told.severity is Severity.ERROR and told.notes == ("assumed here: x > 0, x < -1",)
    told = messages.unknown(Unknown(Ignorance.TOO_LARGE, "too large"), SOURCE, SPAN, Severity.INFO, context)
    assert (told.code, told.severity, told.notes) == ("too-large", Severity.INFO, ())


def test_both_readings_of_an_ambiguous_claim_are_shown_with_their_brackets() -> None:
    r"""It said: read as `\sin xy`, which is false."""
    (relation,) = check_document(read_markdown(Source("note.md", "Hence $$\\sin xy = y \\sin x$$"))).relations
    assert relation.diagnostic is not None
    assert (
        r"read as \sin(xy) = y \sin(x), which is false; read as \sin(x) \cdot y = y \sin(x) it holds"
        in relation.diagnostic.message
    )


def _message(text: str) -> Diagnostic:
    (told,) = (r.diagnostic for r in check_document(read_markdown(Source("note.md", text))).relations if r.diagnostic is not None)
    return told


@pytest.mark.parametrize(
    ("text", "help", "note"),
    [
        # The derivative was mended, where the antiderivative was wrong.
        (r"An antiderivative of $\frac1x$ is $-\frac{1}{x^2}$.", r"Write \ln |x| + C", r"of -\frac{1}{x^2} is \frac{2}{x^3}"),
        (r"Hence $\int e^{3x}\,dx = e^{3x} + C$.", r"Write \frac{1}{3} e^{3x} + C", r"of e^{3x} + C is 3e^{3x}"),
        (r"Hence $\int e^{-x^2}\,dx = e^{-x^2} + C$.", "differentiate what is written, and compare", "-2x"),
    ],
)
def test_a_wrong_antiderivative_is_mended(text: str, help: str, note: str) -> None:
    told = _message(text)
    assert told.help == help and note in told.notes[0] and len(told.notes) == 1


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Let $f(x) = x^2 + 1$. At $x = 3$ we have $f'(x) = 2x + 1$.", "at x = 3: left 6, right 7"),
        ("At $x = 3$ we have $x^2 + x = 13$.", "at x = 3: left 12, right 13"),
    ],
)
def test_a_counterexample_has_the_values_that_the_sentence_tells(text: str, label: str) -> None:
    assert _message(text).label == label


_OVER_H = r"$$\lim_{h \to 0} \frac{(x+h)^2 - x^2}{h} = "


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            _OVER_H + r"\lim_{h \to 0} \frac{2xh - h^2}{h} = \lim_{h \to 0} (2x - h) = \lim_{h \to 0} (2x + h)$$",
            r"the limits are equal, but what stands under them differs: \frac{(x+h)^2 - x^2}{h} and \frac{2xh - h^2}{h}",
        ),
        (_OVER_H + r"\lim_{h \to 0} \frac{2xh + h^2}{h} = \lim_{h \to 0} (2x + h) = \lim_{h \to 0} 2x$$", ""),
        (_OVER_H + r"\lim_{h \to 0} \frac{(x-h)^2 - x^2}{-h}$$", ""),
        (_OVER_H + r"\lim_{h \to 0} \frac{2(x+h)}{1} = 2x$$", ""),  # by the rule of L'Hospital
        (
            r"$$\lim_{h \to 0} \frac{(1+h)^2 - 1}{h} = \lim_{h \to 0} (2 - h) = 2$$",
            r"the limits are equal, but what stands under them differs: \frac{(1+h)^2 - 1}{h} and (2 - h)",
        ),
        (r"$$\lim_{x \to 0} \frac{\sin x}{x} = \lim_{x \to 0} \cos x = 1$$", ""),
        (r"$$\lim_{x \to 0} \frac{e^{ax} - 1}{x} = \lim_{x \to 0} a e^{ax} = a$$", ""),
    ],
)
def test_a_wrong_sign_under_a_limit_is_told_once_though_the_limits_are_equal(text: str, message: str) -> None:
    told = [d for d in check_document(read_markdown(Source("a.md", text))).diagnostics if d.severity is Severity.ERROR]
    assert [d.message for d in told] == ([message] if message else [])
    assert all(d.code == "wrong-step" and "(mistake: sign)" in d.notes[0] for d in told)


def test_a_sum_before_a_letter_may_be_its_factor_in_a_sine() -> None:
    r"""`\sin\left(n + \tfrac12\right)x` is written for sin((n + ½)x): the closed form of a sum of cosines was refuted."""
    text = r"Hence $$\sum_{k=1}^n \cos kx = \frac{\sin\left(n + \frac12\right)x}{2\sin\frac x2} - %s$$"
    codes = []
    for constant in (r"\frac12", "1"):
        (relation,) = check_document(read_markdown(Source("note.md", text % constant))).relations
        assert relation.diagnostic is not None
        codes.append(relation.diagnostic.code)
    assert codes == ["ambiguous-notation", "wrong-step"]


def told(text: str) -> list[Diagnostic]:
    return list(check_document(read_markdown(Source("a.md", text))).diagnostics)


def test_values_that_refute_an_antiderivative_are_those_of_the_derivatives() -> None:
    (fault,) = told(r"$$\int x \cos x \, dx = x \sin x - \int \sin x \, dx = x \sin x - \cos x + C$$")
    assert fault.label == "the derivatives at x = 1/2: left 0.43879128, right 1.3976424"
    assert fault.help.startswith(r"\int \sin x \, dx is -\cos x + C")


def test_a_second_function_of_one_name_is_told_what_the_name_stands_for() -> None:
    faults = told("```{derive}\nf(x) = x^2\n```\n\n```{check}\nf(x) = x^3 \\\\\nf'(x) = 3x^2\n```\n")
    assert "f stands for x^2 here, as was said before" in faults[0].notes
    assert "take another name, or begin with a heading" in faults[0].help


def test_the_head_of_a_page_is_told_where_it_is_wrong_and_what_to_do() -> None:
    (fault,) = told("---\ntitle: On powers\nknows: [powers]\n---\n")
    assert fault.source.position(fault.span.start).line == 3
    (fault,) = told("---\ntitle: Limits: a start\n---\n")
    assert "stands in quotes" in fault.help
