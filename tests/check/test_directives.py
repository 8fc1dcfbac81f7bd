"""What each directive tells: the code, and the line at which it stands."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from builder.calculus.judge.verdict import Proved
from builder.check.check import check_document
from builder.check.checked import CheckedDocument, JudgedStep
from builder.check.standing import Standing
from builder.check.telling import findings_of
from builder.diagnostics.diagnostic import Severity
from builder.document.document import Inherited
from builder.document.markdown import read_markdown
from builder.publish.known import mark_of_relation
from builder.source import Source
from tests.checking import check_paths

pytestmark = pytest.mark.usefixtures("spare_workers")


def check(text: str) -> CheckedDocument:
    return check_document(read_markdown(Source("test.md", text)))


def errors(text: str) -> list[tuple[str, int]]:
    checked = check(text)
    return [(d.code, d.source.position(d.span.start).line) for d in checked.diagnostics if d.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Let $f(x) = x^2$.\n\n```{check}\nf'(x) &= 2x\n```", []),
        ("```{check}\nf(x) = x^2\n\nf'(x) = 2x\n```", []),
        ("```{check}\n\\frac{d}{dx} x^2 &= 2 \\cdot x \\\\\n&= 3x\n```", [("wrong-step", 3)]),
        ("```{check}\n\\frac{d}{dx} (x + 1)(x - 1) &= 2x\n```", []),
        ("```{check}\n\\frac{d}{dx} (x + 1)(x - 1) &= x - 1\n```", [("ambiguous-notation", 2)]),
        ("```{check}\n\\frac{d}{dx} (x + 1)(x - 1) &= 3x\n```", [("wrong-step", 2)]),
        ("```{check}\n\\frac{d}{dx} (x + 1) e^x &= e^x (x + 2)\n```", [("ambiguous-notation", 2)]),
        ("```{check}\n\\frac{d}{dx} \\ln (x)(x + 1) &= \\frac{1}{x} + \\frac{1}{x + 1}\n```", [("ambiguous-notation", 2)]),
        ("```{check}\nf(x, y) = x^3 + 3y^2, \\quad f_x = 3x^2 + 6y, \\quad f_y = 6y\n```", [("wrong-step", 2)]),
        ("```{check}\nf(x, y) = x^3 + 3y^2, \\quad f_x = 3x^2, \\quad f_y = 6y\n```", []),
        ("```{check}\nf(x, y) = x^3 y^2 \\\\ f_{xy} = 6x y\n```", [("wrong-step", 2)]),
        ("```{check}\nf'(x) &= 2x\n```", [("undefined-name", 2)]),
        ("```{check}\nf(x) = x^2\n```", [("nothing-checked", 1)]),
        ("```{check}\n2x \\phantom{+ 1} &= 2x\n```", [("not-understood", 2)]),
        (
            "Let $f(x) = x^2$.\n\n```{check}\n:goal: f'(x)\nf'(x) &= \\lim_{h \\to 0} \\frac{f(x+h) - f(x)}{h}\n```",
            [("goal-not-reached", 5)],
        ),
        ("Let $f(x) = x^2$.\n\n```{check}\n:goal: f'(x)\nf(x) &= x \\cdot x\n```", [("goal-not-reached", 4)]),
        ("Let $f(x) = x^2$.\n\n```{check}\n:trust: well known\nf'(x) &= 3x\n```", []),
        ("```{mistake}\n:row: 1\n\\frac{d}{dx} x^2 &= 3x\n```", []),
        (
            "```{mistake}\n:row: 2\n:name: missing-assumption\nA \\in \\mathbb{R}^{n \\times n}, \\quad x \\in \\mathbb{R}^n, "
            "\\quad f = x^\\top A x \\\\\n\\frac{\\partial f}{\\partial x} = (A + A^\\top) x \\\\\n"
            "\\frac{\\partial f}{\\partial x} = 2 A x\n```",
            [],
        ),
        (
            "```{check}\nz \\in \\mathbb{R}^n, \\quad p = \\operatorname{softmax}(z) \\\\\n"
            "\\frac{\\partial p_i}{\\partial z_i} = p_i (1 - p_i)\n```",
            [],
        ),
        ("```{mistake}\n:row: 1\n\\frac{d}{dx} x^2 &= 2x\n```", [("expected-mistake-missing", 3)]),
        ("```{mistake}\n:row: 2\n\\frac{d}{dx} x^2 &= 3x \\\\\n&= 4x\n```", [("wrong-step", 3), ("expected-mistake-missing", 3)]),
        ("```{mistake}\n:row: 1\n:name: trig-sign\n\\frac{d}{dx} x^2 &= 3x\n```", [("expected-mistake-missing", 3)]),
        ("```{mistake}\n\\frac{d}{dx} x^2 &= 3x\n```", [("bad-option", 1)]),
        ("```{derive}\nf(x) = x^3\n```", []),
        ("```{derive}\n:find: f'(x)\n:answer: 3x^2\nf(x) = x^3\n```", []),
        ("```{derive}\n:answer: 3x\nf(x) = x^3\n```", [("wrong-answer", 2)]),
        ("```{exercize}\nx\n```", [("bad-directive", 1)]),
        ("```{check}\n:gaol: x\nx = x\n```", [("bad-option", 2)]),
        ("```{check}\nx = x", [("bad-directive", 1)]),
        ("```{derive}\nfind: f'(x)\n:method: rules\nf(x) = x^2\n```", [("bad-option", 2)]),
        ("```{derive}\n:find f'(x)\nf(x) = x^2\n```", [("bad-option", 2)]),
        ("```{derive}\nf(x) = x^2\n:find: f'(x)\n```", [("bad-option", 3)]),
        ("```{derive}\nf(x) = x^2\n\n  find: f'(x)\n```", [("bad-option", 4)]),
        ("```{derive}\nf(x) = x^2\nfind: f'(x)\n:gaol: 2\n```", [("bad-option", 3), ("bad-option", 4)]),
        ("```{derive}\n:find: f'(x)\n:method: rule\nf(x) = x^2\n```", [("bad-option", 3)]),
        ("```{mistake}\n:row: x\n\\frac{d}{dx} x^2 &= 3x\n```", [("bad-option", 2)]),
        (":::{exercise} One\nlabel: one\n\nFind $x$.\n:::", [("bad-option", 2)]),
        (":::{definition} One\nclass: a set, more or less.\n:::", []),
        ("```{mistake}\n:row: 1\n:name: quotient-ordr\n\\frac{d}{dx} x^2 &= 3x\n```", [("bad-option", 3)]),
        ("```{mistake}\n:row: 1\n\\frac{d}{dx} x^2 &= \\farc{1}{2}\n```", [("expected-mistake-missing", 3)]),
        ("```{derive}\n:find: f'(x)\nf(x) = x^2\n\nBy hand:\n\n```{check}\n(x^2)' &= 2x\n```", [("bad-directive", 1)]),
        ("```{derive}\nf(x) = x^2\n\nMore text here.\n\n# A heading\n\nText", [("bad-directive", 1)]),
        (":::{note}\n```{derive}\nf(x) = x^2\n:::\n\nText $(x^2)' = 2x$.", [("bad-directive", 2)]),
        ("```{check}\n(x^2)' &= 2x\n\nText:\n\n```python\nx = 1\n```\n", [("bad-directive", 1)]),
        ("```{mistake}\n:row: 1\n(x^2)' &= 3x\n\nText:\n\n```{check}\n(x^2)' &= 2x\n```\n", [("bad-directive", 1)]),
        (":::{note}\n:label: a\nx\n:::\n\n:::{tip}\n:label: a\ny\n:::", [("duplicate-label", 7)]),
        (":::{solution} none\nx\n:::", [("unknown-reference", 1)]),
        ("$$\nx = 1\n\nNothing closes this display here.", [("not-understood", 1)]),
        ("---\ntitel: A\n---\n", [("bad-front-matter", 2)]),
        ("---\ntitle: A\ntitle: B\n---\n", [("bad-front-matter", 3)]),
        ("---\ntitle: &a A\norder: *a\n---\n", [("bad-front-matter", 2), ("bad-front-matter", 3)]),
    ],
)  # fmt: skip
def test_a_directive_tells_what_is_wrong(text: str, expected: list[tuple[str, int]]) -> None:
    assert sorted(errors(text)) == sorted(expected)


def test_definitions_of_an_exercise_hold_in_its_solution_only() -> None:
    text = (
        ":::{exercise} One\n:label: one\nLet $f(x) = x^2$.\n:::\n\n:::{exercise} Two\nLet $f(x) = x^3$.\n:::\n\n"
        "::::{solution} one\n```{check}\nf'(x) = 2x\n```\n::::\n\n::::{solution}\n```{check}\nf'(x) = 3x^2\n```\n::::\n"
    )
    assert errors(text) == []
    assert sum(relation.standing is Standing.PROVED for relation in check(text).relations) == 2


def test_a_way_out_is_listed() -> None:
    text = "<!-- surestep: off -->\n\n$$\\frac{d}{dx} x^2 = x$$\n\n<!-- surestep: on -->\n\n$$\\frac{d}{dx} x^2 = 3x$$\n"
    assert [relation.standing for relation in check(text).relations] == [Standing.TRUSTED, Standing.REFUTED]


def test_a_switch_inside_a_paragraph_counts_too() -> None:
    text = "We <!-- surestep: off --> say $\\frac{d}{dx} x^2 = x$ <!-- surestep: on --> and $\\frac{d}{dx} x^2 = 3x$.\n"
    assert [relation.standing for relation in check(text).relations] == [Standing.TRUSTED, Standing.REFUTED]


def test_a_name_that_is_concluded_to_be_something_else_clashes() -> None:
    assert errors("We have $f(x) = x^2$.\n\nThis gives\n\n$$f(x) = x^3$$\n") == [("name-clash", 5)]
    assert errors("We have $f(x) = x^2$.\n\nNow let $f(x) = x^3$, so $f'(x) = 3x^2$.\n") == []


def test_paths_are_checked_in_order_and_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("$2 + 2 = 4$\n")
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf$2 + 2 = 5$\r\n")
    (tmp_path / "c.md").write_bytes(b"\xff\xfe")
    checked = check_paths([str(tmp_path), str(tmp_path / "none.md")])
    assert [Path(document.document.source.name).name for document in checked.documents] == ["a.md", "b.md"]
    assert [diagnostic.code for diagnostic in checked.diagnostics] == ["not-text", "missing-file"]


def test_a_check_loads_no_sympy_and_no_server() -> None:
    program = (
        "import sys\nfrom builder.check.check import check_document\nfrom builder.document.markdown import read_markdown\n"
        "from builder.source import Source\ncheck_document(read_markdown(Source('a', '$(x+1)^2 = x^2 + 2x + 1$')))\n"
        "print([name for name in ('sympy', 'jinja2', 'starlette') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_macros_reach_every_place_in_which_mathematics_is_read() -> None:
    inherited = Inherited({r"\sq": "#1^2", r"\half": r"\frac{1}{2}", r"\positive": "x > 0"}, ())
    text = (
        "---\nassume: \\positive\n---\n"
        "Let $f(x) = \\sq{x}$.\n\n$$f'(x) = 2x \\qquad \\sqrt{\\sq{x}} = x$$\n\n"
        "```{derive}\n:find: g'(\\half)\n:answer: 6 \\cdot \\half\ng(x) = 3\\sq{x}\n```\n\n"
        "```{check}\n:goal: f'(\\half)\n:assume: \\positive\nf'(\\half) &= 2 \\cdot \\half \\\\\n&= 1\n```\n"
    )
    checked = check_document(read_markdown(Source("test.md", text), inherited))
    assert checked.diagnostics == ()
    assert [relation.standing.value for relation in checked.relations] == [
        "definition", "proved", "proved", "definition", "proved", "proved"
    ]  # fmt: skip


def test_macros_of_a_page_go_before_those_of_its_site() -> None:
    text = "---\nmacros:\n  c: '3'\n---\n\n$(2 + \\c)^2 = 25$\n"
    checked = check_document(read_markdown(Source("test.md", text), Inherited({r"\c": "4"})))
    assert [relation.standing for relation in checked.relations] == [Standing.PROVED]


def rules_of(checked: CheckedDocument) -> list[str]:
    (directive,) = checked.directives.values()
    assert directive.derivation is not None
    return [step.step.reason.rule for step in _all(directive.derivation.steps)]


def _all(steps: Sequence[JudgedStep]) -> Iterator[JudgedStep]:
    for step in steps:
        yield step
        yield from _all(step.steps)


@pytest.mark.parametrize(
    ("above", "option", "inherited"),
    [
        ("---\nknows: [sum, power]\n---\n", "", Inherited()),
        ("---\nknows: power\n---\n", ":knows: sum\n", Inherited()),
        ("", "", Inherited(known=("sum", "power"))),
        ("", ":knows: sum, power\n", Inherited()),
    ],
)
def test_what_readers_have_mastered_is_applied_silently(above: str, option: str, inherited: Inherited) -> None:
    function = "f(x) = (x^3 + x^2) \\sin x\n```\n"
    text = above + "```{derive}\n" + option + function
    assert {"product", "sum", "power", "sin"} <= set(rules_of(check("```{derive}\n" + function)))
    rules = rules_of(check_document(read_markdown(Source("test.md", text), inherited)))
    assert {"product", "sin"} <= set(rules) and not {"sum", "power"} & set(rules)


@pytest.mark.parametrize(
    ("text", "code", "help"),
    [
        ("---\nknows: prodct\n---\n\ntext", "bad-front-matter", "did you mean `product`?"),
        ("```{derive}\n:knows: sum, chian\nf(x) = x^2\n```", "bad-option", "did you mean `chain`?"),
    ],
)
def test_a_rule_that_nobody_knows_is_told(text: str, code: str, help: str) -> None:
    (told,) = check(text).diagnostics
    assert (told.code, told.help) == (code, help)


def test_what_cannot_be_read_in_a_derive_is_shown_at_its_formula() -> None:
    text = "```{derive}\n:find: f'(x\nf(x) = x^2\n\ng(x) = \\frac{1}\n```"
    (told,) = check(text).diagnostics
    assert told.source.position(told.span.start).line == 5
    (told,) = check(text.replace("\\frac{1}", "x")).diagnostics
    assert told.source.position(told.span.start).line == 2


STEPS = """
```{check}
:steps:
s(x) = \\frac{1}{1 + e^{-x}}

s'(x) &= \\frac{e^{-x}}{(1 + e^{-x})^2} \\\\
      &= \\frac{1}{1 + e^{-x}} \\cdot \\left( 1 - \\frac{1}{1 + e^{-x}} \\right) \\\\
      &= \\left( 1 - \\frac{1}{1 + e^{-x}} \\right) \\cdot \\frac{1}{1 + e^{-x}}
```
"""


def test_the_smaller_steps_are_sought_only_for_who_shows_them_and_change_nothing_else() -> None:
    document = read_markdown(Source("test.md", STEPS))
    with_steps, without = (check_document(document, with_steps=wanted) for wanted in (True, False))
    assert any(relation.steps for relation in with_steps.relations)
    assert not any(relation.steps for relation in without.relations)
    assert findings_of(with_steps) == findings_of(without)


def test_the_smaller_steps_between_rows_are_found_where_they_are_asked_for_and_proved() -> None:
    found = [relation.steps for relation in check(STEPS).relations if relation.standing is Standing.PROVED]
    assert [len(steps) > 1 for steps in found] == [True, True, False]
    assert all(isinstance(step.verdict, Proved) for steps in found for step in steps)
    assert not any(relation.steps for relation in check(STEPS.replace(":steps:\n", "")).relations)


def test_a_row_between_whose_sides_no_steps_are_found_says_so() -> None:
    text = "```{check}\n:steps:\n\\sin(5x) = 16 \\sin^5 x - 20 \\sin^3 x + 5 \\sin x\n```"
    (row,) = check(text).relations
    assert row.standing is Standing.PROVED and row.unexplained and not row.steps
    assert "Smaller steps" in [fact.label for fact in mark_of_relation(row).facts]
    assert not any(relation.unexplained for relation in check(STEPS).relations)


def test_a_row_that_is_refuted_has_no_smaller_steps() -> None:
    wrong = check(STEPS.replace("{(1 + e^{-x})^2}", "{(1 + e^{-x})^3}"))
    assert any(relation.standing is Standing.REFUTED for relation in wrong.relations)
    assert not any(relation.steps for relation in wrong.relations if relation.standing is Standing.REFUTED)


@pytest.mark.parametrize("function", [r"\sqrt{x}", "|x|", r"\frac{1}{x}", r"\sqrt[3]{x}", r"\ln x"])
def test_where_there_is_no_slope_there_is_no_tangent(function: str) -> None:
    text = f"```{{derive}}\n:find: tangent at x = 0\n\nf(x) = {function}\n```"
    assert errors(text) == [("goal-not-reached", 2)]


@pytest.mark.parametrize(
    ("find", "answer", "expected"),
    [
        ("tangent at x = 2", "9x - 16", []),
        ("tangent at x = 2", "y = 9(x - 2) + 2", []),
        ("tangent at x = 2", "y = 9x - 15", [("wrong-answer", 3)]),
        ("normal at x = 2", r"y = 2 - \frac{x - 2}{9}", []),
        ("critical points", r"x = \pm 1", []),
        ("critical points", "x = -1, x = 1", []),
        ("critical points", r"\{1, -1\}", []),
        ("critical points", "x = 1", [("wrong-answer", 3)]),
        ("critical points", "x = 0, x = 1", [("wrong-answer", 3)]),
    ],
)
def test_what_is_found_in_words_ends_in_the_answer(find: str, answer: str, expected: list[tuple[str, int]]) -> None:
    """It took no answer."""
    assert errors(f"```{{derive}}\n:find: {find}\n:answer: {answer}\n\nf(x) = x^3 - 3x\n```") == expected
