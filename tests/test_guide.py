"""The guide is a site of its own: it builds, its examples show what Surestep says, and some of it is made from the code."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from builder import cli
from builder.calculus.mistakes import MISTAKES
from builder.diagnostics.codes import CODES, Code, Example
from builder.diagnostics.visible import visible
from tests.guide import PAGES, require_made

ROOT = Path(__file__).parents[1]

# A source, and what a check says of it; the questions of a batch, and its answers.
SAID = re.compile(
    r"(?P<before>^```markdown\n(?P<source>(?:(?!```).)*?)^```\n\n(?:[^`\n]+\n)*\n?```text\n).*?(?=^```$)",
    re.MULTILINE | re.DOTALL,
)
BATCH = re.compile(
    r"(?P<before>^<!-- batch: (?P<command>\w+) -->\n```json\n(?P<lines>.*?)^```\n\n[^`]*```json\n).*?(?=^```$)",
    re.MULTILINE | re.DOTALL,
)
FENCED = {
    Example.DOCUMENT: "markdown",
    Example.CONFIGURATION: "toml",
    Example.BATCH: "json",
    Example.TEMPLATE: "html",
    Example.SITUATION: "text",
}


def run(*arguments: str, text: str = "", where: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "builder", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, cwd=where, check=False)


# ---------------------------------------------------------------------------------------------- what is made from the code


def _fenced(language: str, text: str) -> str:
    sign = "````" if "```" in text else "```"
    shown = "\n".join(visible(line) for line in text.rstrip().split("\n"))
    return f"{sign}{language}\n{shown}\n{sign}\n"


def _cell(latex: str) -> str:
    return latex.replace("|", r"\|")


def _entry(code: Code) -> str:
    words = ("What was done:", "What helps:") if code.example is Example.SITUATION else ("Wrong:", "Right:")
    blocks = [_fenced(FENCED[code.example], text) for text in (code.wrong, code.right)]
    examples = "\n".join(f"{word}\n\n{block}" for word, block in zip(words, blocks, strict=True))
    return f"### {code.name}\n\n*{code.title}.* {code.explanation}\n\n{examples}"


def messages() -> str:
    return "\n".join(map(_entry, CODES.values()))


def mistakes() -> str:
    rows = [f"| {m.name} | {m.title} | ${_cell(m.wrong)}$ | ${_cell(m.right)}$ |" for m in MISTAKES]
    return "\n".join(("| name | what it is | wrong | right |", "|---|---|---|---|", *rows, ""))


def _option(action: argparse.Action) -> str:
    names = ", ".join(f"`{name}`" for name in action.option_strings) or f"`{action.metavar}`"
    takes = "" if action.nargs == 0 or not action.option_strings else f" *{action.metavar or action.dest.upper()}*"
    choices = "" if not action.choices else ": " + ", ".join(f"`{choice}`" for choice in action.choices)
    return f"| {names}{takes} | {action.help}{choices} |"


def commands() -> str:
    parts = []
    for name, command in cli._COMMANDS.items():
        parser = argparse.ArgumentParser(add_help=False)
        command.declare(parser)
        parts += [f"## surestep {name}\n", f"{command.help[:1].upper()}{command.help[1:]}.\n"]
        parts += ["| argument | what it says |", "|---|---|", *map(_option, parser._actions), ""]
    return "\n".join(parts)


MADE = [("errors.md", "messages", messages), ("errors.md", "mistakes", mistakes), ("commands.md", "commands", commands)]


@pytest.mark.parametrize(("page", "name", "made"), MADE)
def test_what_is_made_from_the_code_is_as_the_code_is(
    request: pytest.FixtureRequest, page: str, name: str, made: Callable[[], str]
) -> None:
    require_made(request, page, name, made())


# ---------------------------------------------------------------------------------------------- what the examples print


def with_outputs(text: str) -> str:
    """A page with what Surestep says of its examples."""

    def checked(found: re.Match[str]) -> str:
        said = run("check", "-", text=found["source"]).stdout.replace("<stdin>", "notes.md")
        return found["before"] + said.rpartition("\n\n")[0] + "\n"

    def answered(found: re.Match[str]) -> str:
        lines = run(found["command"], "--batch", text=found["lines"]).stdout.splitlines()
        return found["before"] + "".join(json.dumps(json.loads(line), indent=1) + "\n" for line in lines)

    return BATCH.sub(answered, SAID.sub(checked, text))


@pytest.mark.parametrize("page", ["start", "verdicts", "json"])
def test_an_example_shows_what_is_said(page: str, file_regression: FileRegressionFixture) -> None:
    """`--force-regen` writes it anew."""
    path = PAGES / f"{page}.md"
    text = path.read_text(encoding="utf-8")
    assert SAID.search(text) or BATCH.search(text)
    file_regression.check(with_outputs(text), extension=".md", fullpath=path)


def test_the_guide_is_a_site_that_builds(tmp_path: Path) -> None:
    built = run("build", "docs", "--strict", "--output", str(tmp_path / "guide"))
    assert built.returncode == 0, built.stdout + built.stderr
