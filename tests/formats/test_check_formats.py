"""What was checked, in every format, on documents made by hand: the names of the JSON are a promise."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.calculus.expression.nodes import Number, Relation, Sign, Symbol
from builder.calculus.judge.verdict import Evidence, Ignorance, Proved, Refutation, Refuted, Tested, Unknown, Verdict
from builder.check.checked import CheckedDocument, CheckedRelation, NamedMistake
from builder.check.findings import Findings, Told
from builder.check.standing import Standing
from builder.check.telling import finding_of, findings_of
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.diagnostics.message import message_of
from builder.document.document import Document, Formula, FrontMatter
from builder.formats import check_github, check_json, check_jsonl, check_text
from builder.source import Source, Span

LINE = "f(x) = x^2, f'(x) = nx^{n-1}"
SOURCE = Source("notes/powers.md", f"# Powers\n\n$${LINE}$$\n")
START = SOURCE.text.index(LINE)
FORMULA = Formula(LINE, tuple(range(START, START + len(LINE) + 1)), True, 0)
RELATION = Relation(Symbol("x"), Sign.EQUAL, Number("2"))


def span(part: str) -> Span:
    return Span(LINE.index(part), LINE.index(part) + len(part))


def message(code: str = "wrong-step", name: str = SOURCE.name, words: str = "the two sides differ") -> Diagnostic:
    claim = span("f'(x) = nx^{n-1}")
    source = Source(name, SOURCE.text)
    return Diagnostic(
        code, Severity.ERROR, source, FORMULA.locate(claim), words, "at n = 3, x = 2: left 4, right 12", "put 2 for n"
    )


def told(*relations: CheckedRelation, diagnostics: tuple[Diagnostic, ...] = ()) -> Findings:
    document = Document(SOURCE, FrontMatter(), (), (), ())
    return findings_of(CheckedDocument(document, MappingProxyType({0: relations}), MappingProxyType({}), diagnostics))


def rendered(form: Any, told: Iterable[Told], **settings: bool) -> str:
    return "".join(form.render(told, **settings))


DEFINITION = CheckedRelation(RELATION, FORMULA, span("f(x) = x^2"), 0, Standing.DEFINITION, None, name="f", note="defines f")
REFUTED = CheckedRelation(
    RELATION,
    FORMULA,
    span("f'(x) = nx^{n-1}"),
    0,
    Standing.REFUTED,
    Refuted(
        Refutation.DIFFERS,
        Evidence("look", conditions=("x > 0",), scope="every x"),
        {"n": Fraction(3), "x": Fraction(3, 2)},
        "4",
        "12",
        {"f": "f(t) = t^2"},
    ),
    (NamedMistake("power-rule", "It is not.", "Bring it down.", "2x"),),
    span("nx^{n-1}"),
    diagnostic=message(),
)


def relation(standing: Standing, verdict: Verdict | None) -> CheckedRelation:
    return CheckedRelation(RELATION, FORMULA, span("f(x) = x^2"), 0, standing, verdict)


def test_the_json_of_a_refuted_claim() -> None:
    report = json.loads(rendered(check_json, [told(DEFINITION, REFUTED, diagnostics=(message(),))]))
    assert set(report) == {"version", "claims", "diagnostics", "files", "not_understood", "summary"}
    assert report["version"] == 1
    key = report["claims"][1].pop("key")
    assert report["diagnostics"][0].pop("key") != key  # a message of its own, about the same line
    assert report["claims"][1] == {
        "file": "notes/powers.md",
        "line": 3,
        "column": 15,
        "end_line": 3,
        "end_column": 31,
        "latex": "f'(x) = nx^{n-1}",
        "status": "refuted",
        "code": "wrong-step",
        "message": "the two sides differ",
        "help": "put 2 for n",
        "counterexample": {"n": "3", "x": "3/2"},
        "left": "4",
        "right": "12",
        "functions": {"f": "f(t) = t^2"},
        "method": "look",
        "conditions": ["x > 0"],
        "domain": "same",
        "scope": "every x",
        "mistake": "power-rule",
        "mistakes": ["power-rule"],
        "difference": "nx^{n-1}",
        "repair": "2x",
    }
    assert report["diagnostics"] == [
        {
            "file": "notes/powers.md",
            "line": 3,
            "column": 15,
            "end_line": 3,
            "end_column": 31,
            "severity": "error",
            "code": "wrong-step",
            "message": "the two sides differ",
            "label": "at n = 3, x = 2: left 4, right 12",
            "help": "put 2 for n",
        }
    ]
    statuses = ["proved", "tested", "refuted", "follows", "unknown", "definition", "condition", "trusted", "skipped"]
    assert report["summary"] == dict.fromkeys(statuses, 0) | {"refuted": 1, "definition": 1}


@pytest.mark.parametrize(
    ("standing", "verdict", "expected"),
    [
        (
            Standing.PROVED,
            Proved(Evidence("normal form", witness={"x": Fraction(2)}, points=8, bits=64)),
            {"method": "normal form", "conditions": [], "domain": "same", "witness": {"x": "2"}, "points": 8, "bits": 64},
        ),
        (Standing.TESTED, Tested(Evidence("look"), "no proof"), {"message": "no proof", "method": "look"}),
        (Standing.UNKNOWN, Unknown(Ignorance.TOO_LARGE, "too much"), {"code": "too-large", "message": "too much"}),
        (Standing.SKIPPED, None, {}),
    ],
)
def test_the_json_of_a_verdict(standing: Standing, verdict: Verdict | None, expected: dict[str, object]) -> None:
    record = json.loads(json.dumps(check_json.claim_record(finding_of(relation(standing, verdict), SOURCE))))
    assert record["status"] == standing.value
    assert {key: record[key] for key in expected} == expected
    assert "why" not in record


def test_json_lines_hold_the_same_records() -> None:
    findings = [told(DEFINITION, REFUTED, diagnostics=(message(),))]
    whole = json.loads(rendered(check_json, findings))
    rows = [json.loads(row) for row in rendered(check_jsonl, findings).split("\n")[:-1]]
    assert [row.pop("type") for row in rows] == ["claim", "claim", "diagnostic", "summary"]
    assert rows[:2] == whole["claims"]
    assert rows[2:3] == whole["diagnostics"]
    assert rows[3] == {"version": 1} | whole["summary"]


def test_text_tells_what_is_wrong_and_sums_up() -> None:
    assert rendered(check_text, [told(DEFINITION, REFUTED, diagnostics=(message(),))]) == (
        "error[wrong-step]: the two sides differ\n"
        " --> notes/powers.md:3:15\n"
        "  |\n"
        "3 | $$f(x) = x^2, f'(x) = nx^{n-1}$$\n"
        "  |               ^^^^^^^^^^^^^^^^ at n = 3, x = 2: left 4, right 12\n"
        "  = help: put 2 for n\n"
        "\n"
        "0 proved, 1 refuted, 1 definition\n"
    )


def test_text_lists_what_was_not_checked_when_asked() -> None:
    assert rendered(check_text, [told(DEFINITION, relation(Standing.PROVED, Proved(Evidence("look"))))], verbose=True) == (
        "Definitions (not checked):\n  notes/powers.md:3:3  f(x) = x^2  (defines f)\n\n1 proved, 0 refuted, 1 definition\n"
    )


def test_messages_without_a_document_are_told() -> None:
    missing = Diagnostic("missing-file", Severity.ERROR, Source("no.md", ""), Span(0, 0), "there is no such file")
    printed = rendered(check_text, [message_of(missing)])
    assert printed == "error[missing-file]: there is no such file\n --> no.md:1:1\n\n0 proved, 0 refuted\n"


HOSTILE = [
    "::add-mask::secret",
    "a\n::error file=x::y",
    "100% ::",
    "\x1b]8;;http://a\x07",
    "a,b:c%0A::set-env::",
    "\r::warning::",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_source_is_a_workflow_command(text: str) -> None:
    findings = [told(diagnostics=(message(name=text, words=text),))]
    for printed in (rendered(check_github, findings), rendered(check_text, findings, verbose=True)):
        rows = printed.split("\n")
        assert all(row.isprintable() for row in rows)
        assert sum(row.startswith("::") for row in rows) == (1 if printed.startswith("::error file=") else 0)
    head, _, data = rendered(check_github, findings).split("\n")[0].removeprefix("::error ").partition("::")
    assert sorted(field.partition("=")[0] for field in head.split(",")) == [
        "col",
        "endColumn",
        "endLine",
        "file",
        "line",
        "title",
    ]
    assert "%" not in data.replace("%25", "")


def test_the_evidence_is_told_in_words_when_asked_for() -> None:
    known = Proved(
        Evidence(
            "normal form",
            ("x > 0",),
            (r"e^{\ln u} = u",),
            witness={"x": Fraction(1, 2)},
            points=3,
            bits=64,
            scope="every x",
            kernels=("e^{x}", r"\sqrt{x}"),
        )
    )
    found = told(relation(Standing.PROVED, known), DEFINITION, REFUTED)
    assert "decided by" not in rendered(check_text, [found])
    assert rendered(check_text, [found], evidence=True) == (
        "notes/powers.md:3:3  f(x) = x^2: proved\n"
        "  decided by: normal form\n"
        "  holds for: every x > 0\n"
        "  domain of the right side: same\n"
        "  kernels: e^{x}, \\sqrt{x}\n"
        "  identities: e^{\\ln u} = u\n"
        "  tried at: 3 points, 64 bits\n"
        "  both sides exist at: x = 1/2\n"
        "\n"
        "notes/powers.md:3:15  f'(x) = nx^{n-1}: refuted\n"
        "  decided by: look\n"
        "  holds for: every x > 0\n"
        "  domain of the right side: same\n"
        "\n"
        "1 proved, 1 refuted, 1 definition\n"
    )
    record = json.loads(rendered(check_json, [found]))["claims"][0]
    assert {name: record[name] for name in ("method", "conditions", "identities", "kernels", "points", "bits", "witness")} == {
        "method": "normal form",
        "conditions": ["x > 0"],
        "identities": [r"e^{\ln u} = u"],
        "kernels": ["e^{x}", r"\sqrt{x}"],
        "points": 3,
        "bits": 64,
        "witness": {"x": "1/2"},
    }


@given(st.dictionaries(st.text(), st.text() | st.integers(-(2**60), 2**60) | st.lists(st.text())), st.integers(0, 2))
def test_json_is_ascii_and_says_what_was_meant(record: dict[str, object], indent: int) -> None:
    text = check_json.as_json(record, indent)
    assert text.isascii() and json.loads(text) == record
    assert indent or text.count("\n") == 1
