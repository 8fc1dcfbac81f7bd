"""Judges every claim of the table of subtle claims, those that take long too: `python -m tests.fuzz.subtle`."""

from __future__ import annotations

import sys
import time

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted, Tested, Verdict
from tests.calculus.judge.claims import claim_of, context_of, subtle_claims


def is_as_told(truth: str, verdict: Verdict) -> bool:
    """Whether a verdict is what a line of the table says of it."""
    match truth.removeprefix("slow "):
        case "false":
            return isinstance(verdict, Refuted)
        case "true":
            return isinstance(verdict, Proved)
        case "unproved":
            return not isinstance(verdict, Refuted)
        case _:
            return not isinstance(verdict, Proved | Tested)


def main() -> int:
    """The claims whose verdicts are not as the table says, or that could be told more of now, one a line."""
    wrong = judged = 0
    began = time.process_time()
    for truth, text, holds in subtle_claims():
        verdict = decide(claim_of(text, context_of(**holds)))
        judged += 1
        if not is_as_told(truth, verdict):
            wrong += 1
            print(f"{truth}, yet {type(verdict).__name__}: {text} | {', '.join(holds.values())}")
        elif truth == "unproved" and isinstance(verdict, Proved):
            print(f"now proved: {text} | {', '.join(holds.values())}")
    print(f"{judged} claims, {wrong} not as told, {time.process_time() - began:.1f} s of processor time")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
