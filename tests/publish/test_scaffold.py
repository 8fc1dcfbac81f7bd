"""A new site: what is in it, that it reads without a fault, and where none is made."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from builder.config import read_config
from builder.document.document import Directive
from builder.document.files import read_source
from builder.document.markdown import read_markdown
from builder.publish.links import directives_in
from builder.publish.scaffold import FILES, CannotScaffold, new_site
from builder.source import Source


def test_a_new_site_reads_without_a_fault(tmp_path: Path) -> None:
    written = new_site(tmp_path / "a" / "site")
    assert len(written) == len(FILES) and all(path.is_file() for path in written)
    assert read_config(tmp_path / "a" / "site").title
    names: set[str] = set()
    for path in (tmp_path / "a" / "site" / "content").glob("*.md"):
        source = read_source(path)
        assert isinstance(source, Source)
        document = read_markdown(source)
        assert not document.diagnostics
        directives: list[Directive] = list(directives_in(document.blocks))
        names |= {directive.name for directive in directives}
    assert {"exercise", "solution", "derive", "check", "mistake"} <= names


def test_its_workflow_builds_and_publishes(tmp_path: Path) -> None:
    """It installed a package by its name, which no index has."""
    new_site(tmp_path)
    workflow = yaml.safe_load((tmp_path / ".github/workflows/publish.yml").read_text())
    steps = workflow["jobs"]["publish"]["steps"]
    assert any("surestep build" in step.get("run", "") for step in steps)
    sources = [step["with"]["path"] for step in steps if "SURESTEP" in step.get("with", {}).get("repository", "")]
    assert [step["run"] for step in steps if "pip install" in step.get("run", "")] == [
        f"pip install ./{path}" for path in sources
    ]
    assert any("deploy-pages" in step.get("uses", "") for step in steps)


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("mine")
    with pytest.raises(CannotScaffold, match="not empty"):
        new_site(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.md"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CannotScaffold, match="not a folder"):
        new_site(tmp_path / "file")
    with pytest.raises(CannotScaffold, match="cannot be written"):
        new_site(tmp_path / "file" / "below")
