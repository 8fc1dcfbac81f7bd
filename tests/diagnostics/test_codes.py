"""The error index: entries are complete, and no two say the same."""

from __future__ import annotations

import pytest

from builder.diagnostics.codes import CODES, Code
from builder.diagnostics.explain import explain, nearest

CODE = pytest.mark.parametrize("code", CODES.values(), ids=list(CODES))


@CODE
def test_every_entry_is_complete(code: Code) -> None:
    assert code.title and not code.title.endswith(".")
    assert code.explanation.endswith((".", ")"))
    assert code.wrong and code.right and code.wrong != code.right


@CODE
def test_an_explanation_reads_on_a_terminal(code: Code) -> None:
    text = explain(code)
    assert text.startswith(f"{code.name}: {code.title}\n")
    assert text.isprintable() or {c for c in text if not c.isprintable()} == {"\n"}


def test_no_title_is_used_twice() -> None:
    assert len({code.title for code in CODES.values()}) == len(CODES)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("wrong-stp", "wrong-step"),
        ("condition", "taken-as-condition"),
        ("rounded", "rounded-as-exact"),
        ("undefinedname", "undefined-name"),
    ],
)
def test_a_code_that_is_misspelt_is_found(asked: str, expected: str) -> None:
    assert expected in nearest(asked, CODES)


def test_nothing_is_offered_for_what_is_like_nothing() -> None:
    assert nearest("zzzz", CODES) == ()
