"""What a `{plot}` tells: what is wrong with it, where, and what to do; and that its formulas are checked as any others."""

from __future__ import annotations

import pytest

from builder.check.check import check_document
from builder.check.checked import CheckedDocument
from builder.check.plotted import Plot
from builder.check.standing import Standing
from builder.diagnostics.diagnostic import Severity
from builder.document.markdown import read_markdown
from builder.source import Source

BEFORE = "Let $g(x) = \\sin(x^2)$.\n\n"


def check(body: str, options: str = ":x: -2 .. 2") -> CheckedDocument:
    return check_document(read_markdown(Source("a.md", f"{BEFORE}```{{plot}}\n{options}\n{body}\n```\n")))


def plotted(body: str, options: str = ":x: -2 .. 2") -> Plot:
    checked = check(body, options)
    (directive,) = checked.directives.values()
    assert checked.diagnostics == () and directive.plot is not None
    return directive.plot


@pytest.mark.parametrize(
    ("body", "options", "code", "line", "words"),
    [
        ("f(x) = x^2", ":y: 0 .. 1", "bad-option", 3, "needs the option `x`"),
        ("f(x) = x^2", ":x: 2", "bad-option", 4, "is no range"),
        ("f(x) = x^2", ":x: 2 .. 2", "bad-option", 4, "the range is empty"),
        ("f(x) = x^2", ":x: 1 .. a", "bad-option", 4, "`a` is no number"),
        ("f(x) = x^2", ":x: 0 .. 10^{20}", "bad-option", 4, "is no number"),
        ("f(x) = x^2", ":x: 0 .. 1\n:show: derivatives", "bad-option", 5, "nothing that can be shown"),
        ("f(x) = x^2", ":x: 0 .. 1\n:show: tangent at 3", "bad-option", 5, "outside of the picture"),
        ("f(x) = x^2", ":x: 0 .. 1\n:show: gradient", "bad-option", 5, "on level curves"),
        ("f(x) = x^2", ":x: 0 .. 1\n:show: tangent at 0, secants at 1", "bad-option", 5, "one picture has one tangent"),
        ("f(x) = |x|", ":x: -1 .. 1\n:show: tangent at 0", "bad-option", 5, "no tangent at 0"),
        ("f(x) = \\sqrt{x}", ":x: -2 .. -1", "bad-directive", 5, "nothing to draw"),
        ("f(x) = x^2", ":x: 1 .. 2\n:y: -2 .. -1", "bad-directive", 6, "leaves the picture"),
        ("f(x) = a x^2", ":x: 0 .. 1", "bad-directive", 5, "depends on a, x"),
        ("f(x) < x^2", ":x: 0 .. 1", None, 5, ""),
        ("f(x) = \\frac{1}{\\sin \\frac{1}{x}}", ":x: -1 .. 1", "too-large", 3, "changes too often"),
        ("\\sin(50x)\\\\sin(90x)", ":x: -9 .. 9\n:show: derivative", "too-large", 3, "changes too often"),
        ("10 \\sin(9x) \\cos(8y) + x y", ":x: -8 .. 8\n:level: 1, 2, 3, 4, 5, 6, 7", "too-large", 3, "changes too often"),
        ("f(x) = \\foo x", ":x: -1 .. 1", "not-understood", 5, ""),
        ("x^2", ":x: 0 .. 1\n:level: 1", "bad-directive", 6, "a function of two letters"),
        ("x^2 + y^2", ":x: 0 .. 1\n:level: 9", "bad-option", 5, "no curve of the level 9"),
        ("x^2 + y^2", ":x: 0 .. 1\n:y: 0 .. 9\n:level: 1", "bad-option", 5, "to the same scale"),
        ("x^2 + y^2", ":x: 0 .. 1\n:level: 1\n:show: tangent at 0", "bad-option", 6, "with the gradient only"),
        ("", ":x: 0 .. 1", "bad-directive", 3, "is empty"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(body: str, options: str, code: str | None, line: int, words: str) -> None:
    checked = check(body, options)
    (directive,) = checked.directives.values()
    assert directive.plot is None
    errors = [d for d in checked.diagnostics if d.severity is Severity.ERROR]
    told = [(d.code, d.source.position(d.span.start).line) for d in errors]
    assert (code, line) in told if code else told and told[0][1] == line, told
    assert any(words in d.message for d in errors), [d.message for d in errors]
    assert all(d.help for d in errors if d.code in ("bad-option", "bad-directive", "too-large"))


def test_a_formula_of_a_plot_is_a_claim_if_its_name_is_defined() -> None:
    checked = check("g(x) = x^2")
    assert [d.code for d in checked.diagnostics] == ["wrong-step"] and not any(one.plot for one in checked.directives.values())
    checked = check("g(x) = \\sin(x^2)")
    assert [relation.standing for relation in checked.formulas[1]] == [Standing.PROVED] and checked.diagnostics == ()


def test_names_of_the_scope_stand_for_what_they_are() -> None:
    plot = plotted("g(x)", ":x: 0 .. 1")
    assert plot.curves[0].values[2] == (0.5, pytest.approx(0.24740395925452294))


def test_a_tangent_moves_along_places_with_a_slope() -> None:
    plot = plotted("f(x) = x^2", ":x: -2 .. 2\n:show: derivative, tangent at \\frac{1}{2}")
    assert all((spot.y, spot.slope) == pytest.approx((spot.x**2, 2 * spot.x)) for spot in plot.spots)
    assert plot.spots[plot.first].x == 0.5 and 30 < len(plot.spots) < 60
    assert [curve.latex for curve in plot.curves] == ["f(x) = x^2", "f'(x)"]


def test_secants_come_to_the_tangent() -> None:
    plot = plotted("f(x) = x^2", ":x: -2 .. 3\n:show: secants at 1")
    assert plot.tangent is not None and plot.tangent.slope == 2
    assert [spot.slope for spot in plot.spots] == pytest.approx([2 + spot.step for spot in plot.spots])
    assert plot.spots[-1].step == 0.01


def test_gradients_stand_upright_on_level_curves() -> None:
    plot = plotted("f(x, y) = x^2 + y^2", ":x: -2 .. 2\n:level: 1, 2\n:show: gradient")
    assert plot.arrows and all(way == pytest.approx((2 * at[0], 2 * at[1])) for at, way in plot.arrows)


def test_the_same_plot_has_the_same_numbers() -> None:
    assert plotted("\\tan x", ":x: 0 .. 2\\pi") == plotted("\\tan x", ":x: 0 .. 2\\pi")


@pytest.mark.parametrize("body", ["(1 + x)^{100000}", "e^{e^x}", "x^{4001}"])
def test_what_no_float_can_hold_is_outside_of_the_picture(body: str) -> None:
    plot = plotted(body, ":x: -8 .. 8\n:y: -20 .. 20")
    assert len(plot.curves[0].pieces) == 1
