"""The examples of the error index: the wrong one gives its code when it is checked, the right one gives nothing."""

from __future__ import annotations

import pytest

from builder.check.check import check_document
from builder.diagnostics.codes import CODES, Code, Example
from builder.document.markdown import read_markdown
from builder.source import Source

DOCUMENTS = [code for code in CODES.values() if code.example is Example.DOCUMENT]


def codes(text: str) -> set[str]:
    checked = check_document(read_markdown(Source("example.md", text)))
    return {diagnostic.code for diagnostic in checked.diagnostics}


@pytest.mark.parametrize("code", DOCUMENTS, ids=lambda code: code.name)
def test_the_wrong_example_gives_its_code(code: Code) -> None:
    assert code.name in codes(code.wrong)


@pytest.mark.parametrize("code", DOCUMENTS, ids=lambda code: code.name)
def test_the_right_example_gives_nothing(code: Code) -> None:
    assert codes(code.right) == set()
