"""Every message as its reader sees it: for each code that a source can cause, and each mistake, a small note and what is said.

`python -m pytest tests/diagnostics/test_messages.py --force-regen` writes all of it anew; read the difference as a teacher would.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from builder.calculus.mistakes import MISTAKES
from builder.check.checked import CheckedDocument
from builder.check.telling import told
from builder.config import BadConfiguration, parse_config
from builder.diagnostics.codes import CODES, Example
from builder.diagnostics.diagnostic import Diagnostic
from builder.diagnostics.message import message_of
from builder.formats import check_json, check_text
from builder.publish.site import build_site
from builder.source import Source
from tests.checking import Checked, check_paths

pytestmark = pytest.mark.usefixtures("spare_workers")

GOLDEN = Path(__file__).parents[1] / "golden" / "messages"
NOTES = sorted((*GOLDEN.glob("codes/*.md"), *GOLDEN.glob("mistakes/*.md")))
MARKUPS = sorted(note for note in GOLDEN.glob("markups/*") if note.suffix != ".txt")
SITES = sorted(folder for folder in (GOLDEN / "sites").iterdir() if folder.is_dir())
AS_JSON = ("not-understood", "missing-inner-derivative")


@pytest.fixture(autouse=True)
def _beside_the_notes(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Messages name the file as it was given."""
    parameters = getattr(request.node, "callspec", None)
    path = parameters.params.get("note") if parameters is not None else None
    monkeypatch.chdir(path.parent if path is not None else GOLDEN)


def every(checked: Checked) -> tuple[CheckedDocument | Diagnostic, ...]:
    return (*checked.diagnostics, *checked.documents)


def text_of(checked: Checked) -> str:
    return "".join(check_text.render(map(told, every(checked))))


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.stem)
def test_a_message_reads_well(note: Path, file_regression: FileRegressionFixture) -> None:
    checked = check_paths([note.name])
    codes = {d.code for d in (*checked.diagnostics, *(d for document in checked.documents for d in document.diagnostics))}
    if note.parent.name == "codes":
        assert note.stem in codes
    else:
        first = [r.mistakes[0].name for document in checked.documents for r in document.relations if r.mistakes]
        assert first == [note.stem]
    file_regression.check(text_of(checked), extension=".txt", fullpath=note.with_suffix(".txt"))


@pytest.mark.parametrize("note", MARKUPS, ids=lambda note: note.suffix)
def test_a_message_reads_well_in_every_markup(note: Path, file_regression: FileRegressionFixture) -> None:
    file_regression.check(text_of(check_paths([note.name])), extension=".txt", fullpath=Path(f"{note}.txt"))


@pytest.mark.parametrize("note", [note for note in NOTES if note.stem in AS_JSON], ids=lambda note: note.stem)
def test_a_message_for_programs_holds_what_one_for_people_does(note: Path, file_regression: FileRegressionFixture) -> None:
    text = "".join(check_json.render(map(told, every(check_paths([note.name])))))
    assert json.loads(text)["diagnostics"]
    file_regression.check(text, extension=".json", fullpath=note.with_suffix(".json"))


@pytest.mark.parametrize("folder", SITES, ids=lambda folder: folder.name)
def test_a_message_about_a_site_reads_well(folder: Path, tmp_path: Path, file_regression: FileRegressionFixture) -> None:
    built = build_site(folder.relative_to(GOLDEN), output=tmp_path / "site")
    assert folder.name in {diagnostic.code for diagnostic in built.diagnostics} and not built.written
    file_regression.check(
        check_text.tell([message_of(d) for d in built.diagnostics]), extension=".txt", fullpath=folder.with_suffix(".txt")
    )


def test_a_message_about_the_configuration_reads_well(file_regression: FileRegressionFixture) -> None:
    path = GOLDEN / "codes" / "bad-configuration.toml"
    with pytest.raises(BadConfiguration) as bad:
        parse_config(Source("surestep.toml", path.read_text(encoding="utf-8")))
    text = check_text.tell([message_of(bad.value.diagnostic)])
    file_regression.check(text, extension=".txt", fullpath=path.with_suffix(".txt"))


def test_every_code_that_a_source_can_cause_has_a_note() -> None:
    of_documents = {code.name for code in CODES.values() if code.example is Example.DOCUMENT}
    assert of_documents <= {note.stem for note in NOTES if note.parent.name == "codes"}


def test_every_mistake_has_a_note() -> None:
    assert {mistake.name for mistake in MISTAKES} == {note.stem for note in NOTES if note.parent.name == "mistakes"}
