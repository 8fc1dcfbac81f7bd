"""What runs over many cases share: their options, and chunks of cases on several processes, each with a seed of its own."""

from __future__ import annotations

import argparse
import multiprocessing
import signal
from collections import Counter
from collections.abc import Callable
from typing import TypeAlias

CHUNK = 200
SHOWN = "· "
"""Begins a line that is told and contradicts nothing."""

Run: TypeAlias = Callable[[tuple[int, int]], tuple[Counter[str], list[str]]]
"""Takes how many cases and a seed; gives what became of them, and lines to print."""


def parser(description: str | None) -> argparse.ArgumentParser:
    """The options `--cases`, `--seed` and `--jobs`."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--cases", type=int, default=2_000)
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--jobs", type=int, default=1)
    return made


def run_all(run: Run, options: argparse.Namespace, of: str = "") -> tuple[Counter[str], int]:
    """All cases; prints their lines and the counts, and gives the counts and the number of contradictions.

    Interrupted (or asked to end), it tells of the chunks that are done.
    """
    tasks = [(min(CHUNK, options.cases - at), options.seed * 1_000_000 + at) for at in range(0, options.cases, CHUNK)]
    counts: Counter[str] = Counter()
    done = contradictions = 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with multiprocessing.get_context("fork").Pool(options.jobs, _let_the_parent_decide) as pool:
        try:
            for (cases, _), (part, found) in zip(tasks, pool.imap(run, tasks), strict=True):
                done += cases
                counts.update(part)
                contradictions += sum(not line.startswith(SHOWN) for line in found)
                for line in found:
                    print(line, flush=True)
        except KeyboardInterrupt:
            of += f" (interrupted; {options.cases:,} were asked for)"
    print(f"{done} cases{of}, seed {options.seed}: {contradictions} contradictions")
    for name, count in sorted(counts.items()):
        print(f"  {name}: {count}")
    return counts, contradictions


def _let_the_parent_decide() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
