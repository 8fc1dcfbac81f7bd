"""The example course: it passes whole, and a single flipped sign stops it."""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from builder.cli import main
from tests.certificates.test_certificates import changed, is_refused, numbers, verify

pytestmark = pytest.mark.usefixtures("spare_workers")

ROOT = Path(__file__).parents[1]
CONTENT = ROOT / "content"
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


class Ran(Struct, frozen=True):
    """What a command printed, and what it exited with."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str) -> Ran:
    """A command of the program, in this process: what is checked is the same, and nothing starts anew."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with contextlib.chdir(ROOT), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(list(arguments))
        except SystemExit as left:
            status = left.code if isinstance(left.code, int) else 1
    return Ran(status or 0, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, err)))


def check(*arguments: str) -> tuple[int, dict[str, Any]]:
    checked = run("check", "--format", "json", *arguments)
    assert checked.stdout, checked.stderr
    return checked.returncode, json.loads(checked.stdout)


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class Flip(Struct, frozen=True):
    """A line of the course with one sign turned, what is wrong with it then, and the mistake it is."""

    page: str
    before: str
    after: str
    mistake: str = "sign"


FLIPS = (
    Flip("4-rules/product.md", r"      &= 2x \sin x + x^2 \cos x", r"      &= 2x \sin x - x^2 \cos x", "trig-sign"),
    Flip("3-power-rule/polynomials.md", r"      &= 10x^4 - 6x", r"      &= 10x^4 + 6x"),
    Flip(
        "7-backpropagation/one-neuron.md",
        r"\frac{\partial a}{\partial z} &= a (1 - a)",
        r"\frac{\partial a}{\partial z} &= a (1 + a)",
    ),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of the pages whose signs are turned, without their links to the others, that was built once."""
    root = tmp_path_factory.mktemp("course")
    for flip in FLIPS:
        page = root / "content" / flip.page
        page.parent.mkdir(parents=True)
        page.write_text(LINK.sub(r"\1", (CONTENT / flip.page).read_text(encoding="utf-8")), encoding="utf-8")
    shutil.copy(ROOT / "surestep.toml", root)
    built = run("build", str(root), "--strict")
    assert built.returncode == 0, built.stdout + built.stderr
    return root


def flipped(flip: Flip) -> tuple[str, int]:
    """The text of the page with its sign turned, and the line where that is."""
    text = (CONTENT / flip.page).read_text(encoding="utf-8")
    assert text.count(flip.before) == 1, f"{flip.before!r} stands {text.count(flip.before)} times in {flip.page}"
    line = text[: text.index(flip.before)].count("\n") + 1
    return text.replace(flip.before, flip.after), line


def test_the_course_is_proved_with_certificates_that_are_right(tmp_path: Path) -> None:
    written = tmp_path / "certificates.jsonl"
    status, said = check("--strict", "--certificates", str(written), "content")
    assert said["diagnostics"] == []
    assert status == 0
    summary = said["summary"]
    assert [summary[word] for word in ("tested", "unknown", "refuted", "trusted")] == [0, 0, 0, 0]
    assert summary["proved"] > 250
    proved = {(ROOT / claim["file"]).resolve() for claim in said["claims"] if claim["status"] == "proved"}
    lessons = {path for path in CONTENT.rglob("*.md") if path.stem != "index"}
    assert lessons and lessons <= proved, "a lesson in which nothing is proved"
    certificates = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
    assert len(certificates) > 0.65 * summary["proved"]
    chosen = random.Random(1)
    for number, record in enumerate(certificates):
        verify(record)
        # Changed is every third one: each is verified anew. Nothing is wrong with another denominator under 0.
        if number % 3 == 0 and record["left"]["numerator"]:
            place = chosen.randrange(len(list(numbers(record))))
            assert is_refused(changed(record, place)), (record["claim"], place)


@pytest.mark.parametrize("flip", FLIPS, ids=lambda flip: flip.page)
def test_a_flipped_sign_is_found(flip: Flip, tmp_path: Path) -> None:
    text, line = flipped(flip)
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    status, said = check(str(page))
    assert status == 1
    (wrong,) = (claim for claim in said["claims"] if claim["status"] == "refuted")
    assert wrong["line"] == line
    assert wrong["counterexample"] and wrong["left"] != wrong["right"]
    assert wrong["mistake"] == flip.mistake
    assert line in {message["line"] for message in said["diagnostics"] if message["severity"] == "error"}


def test_no_page_of_a_wrong_course_is_published(site: Path) -> None:
    before = bytes_below(site / "site")
    assert len(before) > 20
    for flip in FLIPS:
        page = site / "content" / flip.page
        page.write_text(page.read_text(encoding="utf-8").replace(flip.before, flip.after), encoding="utf-8")
    built = run("build", str(site))
    assert built.returncode == 1
    for flip in FLIPS:
        assert f"{Path(flip.page).name}:{flipped(flip)[1]}:" in built.stdout + built.stderr
    assert bytes_below(site / "site") == before
