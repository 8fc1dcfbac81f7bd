"""JSON lines in, JSON lines out: every line is answered, in order, whatever it holds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builder.batch import MAXIMUM_LINE, TASKS, chunks_of, run_batch
from builder.cli import main
from builder.guard.pool import Pool
from tests.guard.hostile import KINDS, SECONDS

POOLS = {command: Pool(task, 1) for command, task in TASKS.items()}


@pytest.fixture(scope="module", autouse=True)
def _workers() -> Iterator[None]:
    yield
    for pool in POOLS.values():
        pool.close()


def answers(command: str, *records: Any, pool: Pool | None = None) -> list[dict[str, Any]]:
    lines = [record if isinstance(record, bytes) else json.dumps(record).encode() for record in records]
    return [json.loads(line) for line in run_batch(pool or POOLS[command], [lines])]


def test_a_right_chain_is_proved_and_a_wrong_one_is_refuted_at_its_row() -> None:
    right, wrong = answers(
        "check",
        {"id": "a", "given": "f(x) = x^2", "chain": r"f'(x) &= 2x \cdot 1 \\ &= 2x"},
        {"id": "b", "given": "f(x) = x^2", "chain": r"f'(x) &= 2x \\ &= 3x"},
    )
    assert (right["id"], right["status"], [c["status"] for c in right["claims"]]) == ("a", "proved", ["proved", "proved"])
    assert (wrong["id"], wrong["status"], [c["status"] for c in wrong["claims"]]) == ("b", "refuted", ["proved", "refuted"])
    assert wrong["claims"][1]["counterexample"]
    assert wrong["claims"][1]["line"] == 1


def test_assumptions_count() -> None:
    without, with_it = answers(
        "check", {"id": 1, "chain": r"\sqrt{x^2} = x"}, {"id": 2, "chain": r"\sqrt{x^2} = x", "assume": r"x \ge 0"}
    )
    assert (without["status"], with_it["status"]) == ("refuted", "proved")


def test_an_index_of_numbers_that_are_told_ends_in_no_crash() -> None:
    given = r"z = (1, 0, -1), \quad y = (0, 1, 0), \quad p = \operatorname{softmax}(z), \quad L = -\sum_k y_k \ln p_k"
    (said,) = answers("derive", {"function": given, "find": r"\frac{\partial L}{\partial z}"})
    assert said.get("code") != "crashed"


def test_a_reason_that_is_not_understood_leaves_its_row_proved() -> None:
    right, wrong = answers(
        "check",
        {"given": "f(x) = x^2 + 1", "chain": r"f'(x) &= 2x + 0 && \text{power rule & $\dfrac{d}{dx}(c) = 0$} \\ &= 2x"},
        {"given": "f(x) = x^2 + 1", "chain": r"f'(x) &= 2x + 0 && \text{power rule: $\dfrac{d}{dx} x^n = x^{n-1}$} \\ &= 2x"},
    )
    assert (right["status"], wrong["status"]) == ("proved", "refuted")


def test_a_key_that_is_not_read_is_told() -> None:
    misspelt, right = answers(
        "check", {"chain": "n + 1 &= 1 + n", "asume": "n > 0", "note": 1}, {"chain": "n + 1 &= 1 + n", "assume": "n > 0"}
    )
    assert "'asume'" in misspelt["not_read"][0] and "assume" in misspelt["not_read"][0] and "'note'" in misspelt["not_read"][1]
    assert misspelt["status"] == "proved" and "not_read" not in right


def test_nonnegative_integers_are_assumed() -> None:
    told, lost = answers(
        "check",
        {"chain": "|n| &= n", "assume": "n a nonnegative integer"},
        {"chain": "|n| &= n", "assume": "n a negative integer"},
    )
    assert (told["status"], lost["status"]) == ("proved", "refuted")


def test_a_chain_may_begin_with_a_new_name() -> None:
    right, wrong = answers(
        "check",
        {"given": "p(x) = 9 - x", "chain": r"R &= x p(x) \\ &= 9x - x^2"},
        {"given": "p(x) = 9 - x", "chain": r"R &= x p(x) \\ &= 9x + x^2"},
    )
    assert (right["status"], wrong["status"]) == ("proved", "refuted")


def test_a_name_that_a_row_defines_is_no_claim() -> None:
    (answer,) = answers("check", {"id": 1, "chain": r"u = x^2 \\ \frac{du}{dx} = 2x"})
    assert [claim["status"] for claim in answer["claims"]] == ["definition", "proved"]
    assert answer["status"] == "proved"


@pytest.mark.parametrize("chain", ["x^2", "", r"\text{nothing}"])
def test_a_chain_without_a_claim_is_never_proved(chain: str) -> None:
    (answer,) = answers("check", {"id": 1, "chain": chain})
    assert answer["status"] == "skipped"


def test_a_derivation_has_rows_with_reasons_and_an_answer() -> None:
    (answer,) = answers("derive", {"id": "f", "function": r"f(x) = x^2 \sin x"})
    assert answer["status"] == "proved"
    assert answer["answer"]["sympy"]
    assert all(step["rule"] and step["because"] and step["status"] == "proved" for step in answer["steps"])


@pytest.mark.parametrize(
    "function", [r"\sqrt{-1 - x^2}", r"\ln(-x^2)", r"\frac{1}{x - x}", r"\arcsin(x^2 + 2)", r"\sqrt{-x^2}", r"\ln x + \ln(-x)"]
)
def test_what_exists_nowhere_is_refused(function: str) -> None:
    """Each of its rows was printed and refuted."""
    (answer,) = answers("derive", {"id": 1, "function": f"f(x) = {function}"})
    assert (answer["status"], answer["code"]) == ("error", "nowhere-defined")
    assert "f'(x)" in answer["message"]


@pytest.mark.parametrize(
    "function", ["x^3 - 3x", "x^2 \\ln x", "e^{2x} - 3x", "\\cosh x", "x e^{-x/2}", r"\frac{\ln x}{x}", r"\frac{x}{x^2 + 1}"]
)
def test_that_there_are_no_other_critical_points_is_proved(function: str) -> None:
    """The row that tells the places had no verdict."""
    (answer,) = answers("derive", {"id": 1, "function": f"f(x) = {function}", "find": "critical points"})
    assert {step["status"] for step in answer["steps"]} == {"proved"}


BAD = {
    b"{": "bad-json",
    b"[1]": "bad-json",
    b'{"id": "x", "chain": NaN}': "bad-json",
    b'{"id": 1e999, "chain": "x = x"}': "bad-json",
    b'{"id": "x", "chain": "x = x", "chain": "x = y"}': "bad-json",
    b'{"id": "x", "chain": 3}': "bad-json",
    b'{"id": "x"}': "bad-json",
    b'{"id": "x", "chain": "\\ud800 = x"}': "not-text",
    b"\xff\xfe": "not-text",
    b"[" * 100_000: "bad-json",
    b'{"id": "x", "chain": "' + b"x" * 20_000 + b'"}': "too-large",
    b" " * 10 + b"x" * (2**20 + 1): "too-large",
}


@pytest.mark.parametrize("line", BAD, ids=lambda line: repr(line[:24]))
def test_a_bad_line_is_answered_and_the_batch_goes_on(line: bytes) -> None:
    bad, good = answers("check", line, {"id": "next", "chain": "x + x = 2x"})
    assert (bad["status"], bad["code"]) == ("error", BAD[line])
    assert (good["id"], good["status"]) == ("next", "proved")


@pytest.mark.parametrize(
    "chain", ["{" * 10_000, "(" * 5_000 + "x" + ")" * 5_000 + " = x", "x^{10^{10}} = x", r"9^{9^9} = 1", r"1000000! = 1"]
)
def test_too_much_is_answered(chain: str) -> None:
    (answer,) = answers("check", {"id": 1, "chain": chain[:10_000]})
    assert answer["status"] in {"unknown", "tested", "refuted"}


def test_a_function_that_cannot_be_read_says_where() -> None:
    (answer,) = answers("derive", {"id": 1, "function": r"f(x) = \frac{x"})
    assert answer["status"] == "error"
    assert "function" in answer["message"]


@pytest.mark.parametrize("kind", ["bug", "deep", "loop", "abort", "segfault"])
def test_what_a_line_does_to_its_worker_is_answered_and_the_batch_goes_on(
    kind: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECONDS, "1")
    with Pool("tests.guard.hostile:record", 1) as pool:
        first, lost, last = answers(
            "check",
            {"id": 1, "chain": "x = x"},
            {"id": 2, "chain": "x = x", "hostile": kind},
            {"id": 3, "chain": "x = x"},
            pool=pool,
        )
    status = "error" if KINDS[kind] == "crashed" else "unknown"
    assert [(first["id"], first["status"]), (last["id"], last["status"])] == [(1, "proved"), (3, "proved")]
    assert (lost["id"], lost["status"], lost["code"]) == (2, status, KINDS[kind])
    if kind == "bug":
        assert "ZeroDivisionError: a bug" in lost["message"]
        assert "Traceback" in capsys.readouterr().err


def arriving(*pieces: bytes) -> list[list[bytes]]:
    waiting = iter([*pieces, b""])
    return [list(chunk) for chunk in chunks_of(lambda size: next(waiting))]


def test_lines_are_taken_as_they_arrive() -> None:
    assert arriving(b"a\nb\nc", b"d\n", b"e") == [[b"a", b"b"], [b"cd"], [b"e"]]
    assert arriving("a\u2028b\x0bc\n".encode()) == [["a\u2028b\x0bc".encode()]]
    assert [len(chunk) for chunk in arriving(b"x\n" * 150)] == [64, 64, 22]


def test_of_a_line_without_an_end_only_so_much_is_kept() -> None:
    ((long,), (next_line,)) = arriving(*[b"x" * 2**18] * 9, b"\n", b"y\n")
    assert (len(long), next_line) == (MAXIMUM_LINE + 1, b"y")


@pytest.mark.parametrize(
    ("command", "record"),
    [("check", {"id": 1, "chain": "x + x = 2x"}), ("derive", {"id": 1, "function": "f(x) = x^2"})],
)
def test_an_answer_comes_before_the_input_ends(command: str, record: dict[str, Any]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "builder", command, "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None and process.stdout is not None
    with process:
        for turn in range(2):
            process.stdin.write(json.dumps({**record, "id": turn}).encode() + b"\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert (answer["id"], answer["status"]) == (turn, "proved")
        process.stdin.close()
    assert process.returncode == 0


def test_a_contradiction_of_the_judge_is_answered_and_ends_the_batch_as_a_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    questions = [
        {"id": 1, "chain": "x = 2x", "given": "f(x) = x^2"},
        {"id": 2, "chain": "x = x + 1"},
        {"id": 3, "chain": "1 = 1"},
    ]
    asked = tmp_path / "asked.jsonl"
    asked.write_text("\n".join(map(json.dumps, questions)))
    monkeypatch.setitem(TASKS, "check", "tests.guard.lying:record")
    with asked.open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert main(["check", "--batch"]) == 2
    captured = capsys.readouterr()
    told = [json.loads(line) for line in captured.out.splitlines()]
    assert [(one["id"], one["status"]) for one in told] == [(1, "error"), (2, "error"), (3, "proved")]
    assert told[0]["code"] == "judge-disagreement"
    for line in ("claim: x = 2x", "given: f(x) = x^2", "found: proved (a lie), yet at x = ", "version: ", "Please report it"):
        assert line in captured.err
