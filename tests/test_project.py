"""The project around the code: what its documents say is there is there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from builder.diagnostics.codes import CODES
from builder.diagnostics.explain import explain

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "builder", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def readme_command(name: str) -> list[str]:
    block = re.search(rf"^<!-- command: {name} -->\n```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert block is not None, f"the README has no command called {name}"
    return block[1].splitlines()


@pytest.mark.parametrize("name", ["preview", "test"])
def test_the_readme_has_each_command_as_one_line(name: str) -> None:
    (line,) = readme_command(name)
    assert line.startswith("python3 -m venv .venv && .venv/bin/pip install ")


def test_the_newest_entry_of_the_changelog_is_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[?(\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert versions, "the changelog has no version"
    assert versions[0] == PROJECT["project"]["version"]


def test_every_package_goes_into_the_wheel() -> None:
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    there = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "builder").rglob("__init__.py")}
    assert there <= listed, f"missing in pyproject.toml: {sorted(there - listed)}"
    assert listed - there == {"builder.templates"}


def test_every_code_is_explained_with_its_examples() -> None:
    assert len(CODES) > 30
    for code in CODES.values():
        page = explain(code)
        assert code.name in page and "Wrong:" in page and "Right:" in page, code.name


@pytest.mark.parametrize("name", ["wrong-step", "name-clash", "power-rule", "missing-inner-derivative"])
def test_the_command_line_explains_codes_and_mistakes(name: str) -> None:
    shown = run("explain", name)
    assert shown.returncode == 0, shown.stderr
    assert name in shown.stdout


def test_the_commands_of_the_readme_are_there() -> None:
    described = set(re.findall(r"^\| `surestep (\w+)", README, re.MULTILINE))
    assert described == {"build", "serve", "check", "derive", "explain", "new"}
    for command in described:
        shown = run(command, "--help")
        assert shown.returncode == 0, shown.stderr


def test_every_option_of_the_readme_is_there() -> None:
    for command, cells in re.findall(r"^\| `surestep (\w+)[^|]*\|([^\n]*)\|$", README, re.MULTILINE):
        shown = run(command, "--help").stdout
        for option in re.findall(r"`(--\w+)`", cells):
            assert option in shown, f"{command} has no {option}"


def test_links_between_the_documents_lead_somewhere() -> None:
    links = 0
    for name in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#\s]+)", (ROOT / name).read_text(encoding="utf-8")):
            if not target.startswith(("http:", "https:")):
                links += 1
                assert (ROOT / target).exists(), f"{name} links to {target}"
    assert links


def test_paths_in_the_documents_are_there() -> None:
    paths = 0
    for name in ("ARCHITECTURE.md", "CONTRIBUTING.md"):
        for path in re.findall(r"`((?:builder|tests|templates|content)/[\w/.-]*)`", (ROOT / name).read_text(encoding="utf-8")):
            paths += 1
            assert (ROOT / path).exists(), f"{name} names {path}"
    assert paths > 20


def test_the_checks_can_be_run() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(script)], check=True)


ROOMS = sorted(path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "builder").rglob("*/__init__.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_the_reading_order_of_a_room_names_every_module(room: str) -> None:
    tree = ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))
    told = ast.get_docstring(tree) or ""
    modules = {path.stem for path in (ROOT / room).glob("*.py")} | {
        path.parent.name for path in (ROOT / room).glob("*/__init__.py")
    }
    assert [name for name in sorted(modules - {"__init__"}) if f"`{name}`" not in told] == []
