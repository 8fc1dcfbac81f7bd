"""The guard under fire: a batch with hostile lines while workers are killed at random; every line is answered once, in order.

    python -m tests.fuzz.guard [--lines 100000] [--kills 50] [--hostile 0.01] [--judge] [--seed 1]

Without `--judge` the workers echo, which strains the guard most; with it they judge chains, true and false ones, and the hostile
lines are bombs in LaTeX too. Kinds that cost their worker seconds are a tenth of the hostile lines. Exits with 1 on any wrong,
lost, doubled or misplaced answer.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from builder.batch import run_batch
from builder.guard.answers import Lost
from builder.guard.pool import Pool
from tests.guard.bombs import BOMBS, TOWERS
from tests.guard.hostile import KINDS
from tests.guard.test_pool import children

SLOW = ("hang", "sleep", "loop", "eat")
QUICK = tuple(kind for kind in KINDS if kind not in SLOW)
CHAINS = {
    r"f'(x) &= 2x \cdot 1 \\ &= 2x": "proved",
    r"(x+1)^2 &= x^2 + 2x + 1": "proved",
    r"\sin^2 x + \cos^2 x &= 1": "proved",
    r"f'(x) &= 2x \\ &= 3x": "refuted",
    r"(x+1)^2 &= x^2 + 1": "refuted",
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--hostile", type=float, default=0.01)
    parser.add_argument("--judge", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    chance = random.Random(options.seed)
    plan = [_kind(chance) if chance.random() < options.hostile else "" for _ in range(options.lines)]
    began = time.monotonic()
    found = _judged(plan, options.kills, chance) if options.judge else _echoed(plan, options.kills, chance)
    wrong = [(number, kind, said) for number, (kind, said, fine) in enumerate(found) if not fine]
    seconds = time.monotonic() - began
    codes = Counter(said for kind, said, _ in found if kind)
    print(
        f"{len(found)} answers to {len(plan)} lines in order, {sum(map(bool, plan))} of them hostile ({dict(codes)}), "
        f"{options.kills} workers killed; wrong: {len(wrong)} {wrong[:5]}; "
        f"{seconds:.0f} s, {len(plan) / seconds:.0f} lines a second"
    )
    return int(bool(wrong) or len(found) != len(plan))


def _kind(chance: random.Random) -> str:
    return chance.choice(SLOW if chance.random() < 0.1 else QUICK)


def _echoed(plan: Sequence[str], kills: int, chance: random.Random) -> list[tuple[str, str, bool]]:
    questions = [f"!{kind} {number}".encode() if kind else b"%d" % number for number, kind in enumerate(plan)]
    found = []
    with Pool("tests.guard.hostile:answer", 2) as pool:
        for number, answer in enumerate(pool.answers(_chunks(questions))):
            _kill(number, len(plan), kills, chance)
            kind, said = plan[number], answer.reason.value if isinstance(answer, Lost) else ""
            right = KINDS[kind] if kind else ""
            found.append((kind, said, said == right and (bool(said) or answer == b"answer to " + questions[number])))
    return found


def _judged(plan: Sequence[str], kills: int, chance: random.Random) -> list[tuple[str, str, bool]]:
    lines, expected = [], []
    for number, kind in enumerate(plan):
        record: dict[str, str | int] = {"id": number, "given": "f(x) = x^2", "chain": "x = x"}
        if kind and chance.random() < 0.5:
            record["chain"] = chance.choice([*BOMBS.values(), *TOWERS.values()])
            expected.append("")
        elif kind:
            record["hostile"] = kind
            expected.append(KINDS[kind] or "proved")
        else:
            record["chain"], status = chance.choice(list(CHAINS.items()))
            expected.append(status)
        lines.append(json.dumps(record).encode())
    found = []
    with Pool("tests.guard.hostile:record", 2) as pool:
        for number, line in enumerate(run_batch(pool, _chunks(lines))):
            _kill(number, len(plan), kills, chance)
            answer = json.loads(line)
            said = str(answer.get("code", answer["status"]))
            right = expected[number]
            fine = answer["id"] == number and (said == right if right else answer.get("code") != "crashed")
            found.append((plan[number], said, fine))
    return found


def _chunks(questions: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    return (questions[start : start + 64] for start in range(0, len(questions), 64))


def _kill(number: int, lines: int, kills: int, chance: random.Random) -> None:
    """Kill one of our workers, every so many answers."""
    if kills and number % max(lines // kills, 1) == max(lines // kills, 1) - 1 and (alive := children()):
        os.kill(chance.choice(alive), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
