r"""Three figures, each beside something measured in the same run, so that they can be compared from machine to machine.

1. `check` of a page of notes, as a command: process time, and as a multiple of starting Python and importing SymPy.
2. A cold `build` of the example site: process time, and for each claim.
3. Deciding one claim, against SymPy's `simplify(left - right) == 0` and `left.equals(right)`; conversion is not counted, and
   SymPy's cache is emptied first (we have none).
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved
from builder.calculus.latex.display import parse_display
from builder.calculus.sympy_bridge import to_sympy

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


def seconds(question: Callable[[], object], before: Callable[[], object] = bool, repeat: int = 3) -> float:
    """The least processor time of `repeat` askings; what `before` does is not counted."""
    times: list[float] = []
    for _ in range(repeat):
        before()
        start = time.process_time()
        question()
        times.append(time.process_time() - start)
    return min(times)


def check_of_a_note() -> None:
    took, printed = process_time([sys.executable, "-m", "builder", "check", "--format", "json", str(HERE / "note.md")])
    sympy, _ = process_time([sys.executable, "-c", "import sympy"])
    summary = json.loads(printed)["summary"]
    print(f"check of a note: {took:.2f} s of processor time, {took / sympy:.2f} times that of `import sympy`; {_words(summary)}")


def build_of_the_site() -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "course"
        site.mkdir()
        shutil.copytree(ROOT / "content", site / "content")
        shutil.copy(ROOT / "surestep.toml", site)
        took, _ = process_time([sys.executable, "-m", "builder", "build", str(site)], repeat=1)
        pages = len(list((site / "site").rglob("*.html")))
    print(f"cold build of the example site: {took:.2f} s of processor time, {pages} pages")


def deciding_a_claim() -> None:
    from sympy import simplify
    from sympy.core.cache import clear_cache

    lines = [line for line in (HERE / "claims.txt").read_text(encoding="utf-8").splitlines() if line.strip()]
    context = Context()
    ours: list[float] = []
    theirs: dict[str, list[float]] = {"simplify(left - right) == 0": [], "left.equals(right)": []}
    proved = 0
    for line in lines:
        (relation,) = (relation for statement in parse_display(line).statements for relation in statement.relations)
        claim = Claim(relation, context)
        left, right = to_sympy(relation.left, context), to_sympy(relation.right, context)
        proved += isinstance(decide(claim), Proved)
        ours.append(seconds(partial(decide, claim)))
        questions: tuple[Callable[[], object], ...] = (
            lambda left=left, right=right: simplify(left.doit() - right.doit()) == 0,
            lambda left=left, right=right: left.doit().equals(right.doit()),
        )
        for times, question in zip(theirs.values(), questions, strict=True):
            times.append(seconds(question, before=clear_cache))
    print(
        f"{len(lines)} claims, {proved} proved; median {1e3 * statistics.median(ours):.2f} ms, slowest {1e3 * max(ours):.2f} ms"
    )
    for name, times in theirs.items():
        ratios = sorted(their / our for their, our in zip(times, ours, strict=True))
        median, whole = statistics.median(ratios), sum(times) / sum(ours)
        print(f"  `{name}`: {median:.1f} times as long (median), {whole:.1f} times for all together")


def _words(summary: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in summary.items() if count)


if __name__ == "__main__":
    check_of_a_note()
    build_of_the_site()
    deciding_a_claim()
