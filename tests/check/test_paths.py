"""Files, folders and standard input: all is checked, and what cannot be read is told."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.checking import check_paths

pytestmark = pytest.mark.usefixtures("spare_workers")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.md", "a.md", "in/c.md"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("$1 + 1 = 2$\n", encoding="utf-8")
    Path("bad.md").write_bytes(b"\xff")
    Path("empty").mkdir()


def names(*paths: str) -> tuple[list[str], list[str]]:
    checked = check_paths(paths)
    return [document.document.source.name for document in checked.documents], [d.code for d in checked.diagnostics]


def test_a_folder_is_all_its_files_in_order_and_each_is_checked_once() -> None:
    assert names(".", "a.md") == (["a.md", "b.md", "in/c.md"], ["not-text"])
    assert names("b.md", "a.md", "b.md") == (["b.md", "a.md"], [])


def test_what_is_not_there_is_told_and_the_rest_is_checked() -> None:
    assert names("none.md", "a.md", "empty") == (["a.md"], ["missing-file", "missing-file"])


def test_standard_input_is_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"$1 = 2$")))
    (document,) = check_paths(["-"]).documents
    assert document.document.source.name == "<stdin>"
    assert [relation.standing.value for relation in document.relations] == ["refuted"]
