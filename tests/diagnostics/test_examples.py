"""The examples of the error index: the wrong one gives its code when it is checked, the right one gives nothing."""

from __future__ import annotations

import pytest

from builder.check.check import check_document
from builder.diagnostics.codes import CODES, Code, Example
from builder.document.markdown import read_markdown
from builder.source import Source

# No room gives these yet, though the verdicts under some of them are reached. Whoever makes one do so takes it out of this table.
NOT_GIVEN_YET = {
    "wrong-reason": "reasons are not judged",
    "domain-narrowed": "the verdict's evidence has it, no message does",
    "domain-widened": "the verdict's evidence has it, no message does",
    "kink": "a derivative by cases is only tested",
    "ambiguous-broadcast": "arrays are not read",
}

DOCUMENTS = [code for code in CODES.values() if code.example is Example.DOCUMENT]
GIVEN = [code for code in DOCUMENTS if code.name not in NOT_GIVEN_YET]


def codes(text: str) -> set[str]:
    checked = check_document(read_markdown(Source("example.md", text)))
    return {diagnostic.code for diagnostic in checked.diagnostics}


@pytest.mark.parametrize("code", GIVEN, ids=lambda code: code.name)
def test_the_wrong_example_gives_its_code(code: Code) -> None:
    assert code.name in codes(code.wrong)


@pytest.mark.parametrize("code", GIVEN, ids=lambda code: code.name)
def test_the_right_example_gives_nothing(code: Code) -> None:
    assert codes(code.right) == set()


@pytest.mark.parametrize("name", NOT_GIVEN_YET)
def test_what_is_not_given_yet_is_not(name: str) -> None:
    assert name not in codes(CODES[name].wrong)
