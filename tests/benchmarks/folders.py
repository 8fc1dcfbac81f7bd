r"""A folder of many notes, checked for the first time and again, beside markdown-it-py, which only renders the same files.

`python -m tests.benchmarks.folders --notes 1000` makes notes of some 30,000 characters from the pages of `content/`, each in
another order and with other numbers, so that no two are alike. Memory is that of the largest process.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
LENGTH = 30_000
RENDER = (
    "import sys, pathlib, markdown_it; md = markdown_it.MarkdownIt();"
    "[md.render(path.read_text(encoding='utf-8')) for path in sorted(pathlib.Path(sys.argv[1]).glob('*.md'))]"
)


class Cost(NamedTuple):
    """What a command took: seconds on the clock, seconds of processors, and the memory of its largest process in MiB."""

    wall: float
    processor: float
    memory: float


def cost_of(command: Sequence[str], environment: dict[str, str]) -> Cost:
    """Run a command, whatever its exit status."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=False, capture_output=True, env={**os.environ, **environment})
    wall, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall, used, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


def write_notes(folder: Path, number: int) -> int:
    """Write `number` notes; the answer is how many characters they have."""
    chance = random.Random(2026)
    sections = [
        section
        for page in sorted((ROOT / "content").rglob("*.md"))
        for section in re.split(r"(?m)^(?=# )", re.sub(r"(?s)\A---\n.*?\n---\n", "", page.read_text(encoding="utf-8")))
        if section.strip()
    ]
    written = 0
    for note in range(number):
        parts: list[str] = [f"# Note {note}\n\nHence ${note} + 1 = {note + 1}$.\n"]
        for section in chance.sample(sections, len(sections)):
            if sum(map(len, parts)) > LENGTH:
                break
            parts.append(re.sub(r"^:label:.*\n", "", section, flags=re.MULTILINE))
        text = "\n".join(parts)
        written += len(text)
        (folder / f"{note:04}.md").write_text(text, encoding="utf-8")
    return written


def report(number: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as place:
        notes, cache = Path(place) / "notes", {"XDG_CACHE_HOME": str(Path(place) / "cache")}
        notes.mkdir()
        characters = write_notes(notes, number)
        check = [sys.executable, "-m", "builder", "check", "--format", "jsonl", "--output", str(Path(place) / "out"), str(notes)]
        render = cost_of([sys.executable, "-c", RENDER, str(notes)], cache)
        cold, warm = cost_of(check, cache), cost_of(check, cache)
        print(f"{number} notes, {characters / 2**20:.1f} MiB of text")
        for name, cost in (("rendered by markdown-it-py", render), ("checked, cold", cold), ("checked again, warm", warm)):
            print(
                f"  {name}: {cost.wall:.1f} s on the clock, {cost.processor:.1f} s of processors "
                f"({cost.processor / render.processor:.2f} times), largest process so far {cost.memory:.0f} MiB"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=100)
    report(parser.parse_args().notes)
