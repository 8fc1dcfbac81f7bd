"""Files that differ from a revision, in repositories of Git that the tests make."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from builder.check.changed import Changes
from builder.check.findings import CannotCheck
from tests.checking import find_in_paths

pytestmark = pytest.mark.usefixtures("spare_workers")


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgSign=false"]
    subprocess.run(["git", *identity, "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name in ("a.md", "b ü.md", "in/c.md", "in/d.md", "site/surestep.toml", "site/content/index.md", "site/content/e.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("" if name.endswith("toml") else "$1 + 1 = 2$\n", encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "all")
    return tmp_path


def changed(folder: Path, revision: str = "HEAD") -> list[str]:
    found = find_in_paths([str(folder)], wanted=Changes(revision).concern)
    assert found.messages == ()
    return [str(Path(findings.file).relative_to(folder)) for findings in found.findings]


def test_nothing_differs_from_what_was_just_committed(repository: Path) -> None:
    assert changed(repository) == []


def test_what_differs_and_what_is_new_is_checked(repository: Path) -> None:
    (repository / "b ü.md").write_text("$1 = 2$\n", encoding="utf-8")
    (repository / "in/new.md").write_text("$1 = 3$\n", encoding="utf-8")
    (repository / "in/d.md").unlink()
    assert changed(repository) == ["b ü.md", "in/new.md"]
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "more")
    assert changed(repository) == []
    assert changed(repository, "HEAD~1") == ["b ü.md", "in/new.md"]


@pytest.mark.parametrize("name", ["surestep.toml", "content/index.md"])
def test_what_a_page_has_from_its_site_concerns_it(repository: Path, name: str) -> None:
    (repository / "site" / name).write_text("", encoding="utf-8")
    (repository / "site" / name).open("a", encoding="utf-8").write("\n# changed\n")
    assert changed(repository) == ["site/content/e.md", "site/content/index.md"]


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD~99", ""])
def test_a_revision_that_is_none_is_told(repository: Path, revision: str) -> None:
    with pytest.raises(CannotCheck, match="is no revision of"):
        changed(repository, revision)
    assert not Path("x").exists()


def test_a_folder_outside_a_repository_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "a.md").write_text("words", encoding="utf-8")
    with pytest.raises(CannotCheck, match="not a git repository"):
        changed(tmp_path)


def test_a_machine_without_git_is_told(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CannotCheck, match="there is no command `git`"):
        changed(repository)


def test_no_program_that_a_repository_names_is_run(repository: Path) -> None:
    trap = repository / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {repository}/sprung\n", encoding="utf-8")
    trap.chmod(0o755)
    for setting in ("core.fsmonitor", "diff.external", "diff.md.textconv"):
        git(repository, "config", setting, str(trap))
    (repository / ".gitattributes").write_text("*.md diff=md\n", encoding="utf-8")
    (repository / "a.md").write_text("$1 = 2$\n", encoding="utf-8")
    (repository / "sprung").unlink(missing_ok=True)
    assert changed(repository) == ["a.md"]
    assert not (repository / "sprung").exists()
