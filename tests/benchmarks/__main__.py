r"""Figures, each beside something measured in the same run, so that they can be compared from machine to machine.

1. `check` of a page of notes, as a command, and the start of the command: processor time, also as a multiple of starting Python
   and importing SymPy.
2. A cold `build` of the example site: processor time.
3. Deciding one claim, against its own balls at 64 points, SymPy's `simplify` and Math-Verify's `verify` (`judging`, `peers`).

Math-Verify is in the optional dependencies `benchmarks`: `pip install -e '.[benchmarks]'`. `python -m tests.benchmarks.judging`
runs the third alone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import judging

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def process_time(command: Sequence[str], folder: Path = ROOT, repeat: int = 3) -> tuple[float, str]:
    """The least processor time (user and system) of `repeat` runs of a command, and what it printed the last time."""
    times: list[float] = []
    printed = ""
    for _ in range(repeat):
        before = os.times()
        printed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
        after = os.times()
        times.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return min(times), printed


def check_of_a_note() -> None:
    start, _ = process_time([sys.executable, "-m", "builder", "--help"])
    took, printed = process_time([sys.executable, "-m", "builder", "check", "--format", "json", str(HERE / "note.md")])
    sympy, _ = process_time([sys.executable, "-c", "import sympy"])
    summary = json.loads(printed)["summary"]
    print(
        f"check of a note: {took:.2f} s of processor time, {took / sympy:.2f} times that of `import sympy`; {_words(summary)}; "
        f"start of the command alone: {start:.2f} s, {start / sympy:.2f} times"
    )


def build_of_the_site() -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "course"
        site.mkdir()
        shutil.copytree(ROOT / "content", site / "content")
        shutil.copy(ROOT / "surestep.toml", site)
        took, _ = process_time([sys.executable, "-m", "builder", "build", str(site)], repeat=1)
        pages = len(list((site / "site").rglob("*.html")))
    print(f"cold build of the example site: {took:.2f} s of processor time, {pages} pages")


def _words(summary: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in summary.items() if count)


if __name__ == "__main__":
    check_of_a_note()
    build_of_the_site()
    judging.report()
