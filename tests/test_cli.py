"""The commands: what they print, how they end, and that bad input never ends in a traceback."""

from __future__ import annotations

import io
import json
import shlex
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from builder.calculus.mistakes import MISTAKES
from builder.cli import main
from builder.diagnostics.codes import CODES

pytestmark = pytest.mark.usefixtures("spare_workers")

ROOT = Path(__file__).parents[1]
RIGHT = "Let $f(x) = x^2$.\n\n$$f'(x) = 2x$$\n"
WRONG = "Let $f(x) = x^2$.\n\n$$f'(x) = x$$\n"


def run(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as end:
        assert isinstance(end.code, int)
        return end.code


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    (tmp_path / "right.md").write_text(RIGHT)
    (tmp_path / "wrong.md").write_text(WRONG)
    return tmp_path


def test_a_check_passes_what_is_right(notes: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run("check", str(notes / "right.md")) == 0
    assert capfdbinary.readouterr().out == b"1 proved, 0 refuted, 1 definition\n"


@pytest.mark.parametrize("text", ["", "Only words.\n", "The function $x^2$.\n"])
def test_a_check_of_nothing_says_so(text: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "note.md").write_text(text)
    assert run("check", str(tmp_path / "note.md")) == 0
    assert capfd.readouterr().out == "nothing to check: no equation or inequality was found\n"


def test_a_check_shows_what_is_wrong(notes: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run("check", str(notes)) == 1
    printed = capfdbinary.readouterr().out.decode()
    assert "error[wrong-step]" in printed
    assert f"{notes / 'wrong.md'}:3:3" in printed
    assert "3 | $$f'(x) = x$$\n  |   ^^^^^^^^^" in printed
    assert printed.endswith("1 proved, 1 refuted, 2 definitions\n")


def test_a_check_answers_in_json(notes: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run("check", "--format", "json", str(notes / "wrong.md")) == 1
    report = json.loads(capfdbinary.readouterr().out)
    (claim,) = [claim for claim in report["claims"] if claim["status"] == "refuted"]
    assert (claim["line"], claim["column"], claim["end_column"]) == (3, 3, 12)
    assert (claim["latex"], claim["code"], claim["mistake"], claim["repair"]) == ("f'(x) = x", "wrong-step", "power-rule", "2x")
    assert report["summary"]["refuted"] == 1


def test_a_check_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WRONG.encode())))
    assert run("check", "-") == 1
    assert b"<stdin>:3:3" in capfdbinary.readouterr().out


def test_a_check_writes_to_a_file(notes: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    target = notes / "report.json"
    assert run("check", "--format", "json", "--output", str(target), str(notes / "right.md")) == 0
    assert json.loads(target.read_text())["summary"]["proved"] == 1
    assert capfdbinary.readouterr().out == b""
    assert run("check", "--output", str(notes / "no" / "folder"), str(notes / "right.md")) == 2


@pytest.mark.parametrize("option", ["--output", "--report", "--certificates", "--write-baseline"])
def test_a_check_never_writes_over_what_it_reads(notes: Path, option: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (notes / "notes.txt").write_text(RIGHT)
    for read, name in (("right.md", "right.md"), ("", "wrong.md"), ("notes.txt", "./notes.txt")):
        assert run("check", str(notes / read), option, f"{notes}/{name}") == 2
        assert "would be lost: name another file" in capfdbinary.readouterr().err.decode()
    assert [(notes / name).read_text() for name in ("right.md", "wrong.md", "notes.txt")] == [RIGHT, WRONG, RIGHT]


def test_two_results_of_a_check_have_two_files(notes: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    one = str(notes / "one")
    assert run("check", str(notes), "--output", one, "--certificates", one) == 2
    assert "one would replace the other" in capfdbinary.readouterr().err.decode()
    assert run("check", str(notes), "--output", one, "--write-baseline", str(notes / "known.json")) == 2
    assert "nothing to write for --output" in capfdbinary.readouterr().err.decode()
    assert not (notes / "one").exists()


def test_a_derivation_is_printed(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run("derive", r"f(x) = x^2 \sin x") == 0
    printed = capfdbinary.readouterr().out.decode()
    assert printed.startswith("f′(x) = ")
    assert "2x sin x + x² cos x" in printed and "product rule" in printed and "all proved" in printed


@pytest.mark.parametrize("form", ["latex", "markdown", "json"])
def test_a_derivation_has_other_forms(form: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run("derive", r"f(x) = x^3", "--format", form) == 0
    printed = capfdbinary.readouterr().out.decode()
    assert "3x^2" in printed and r"\htmlClass" not in printed
    if form == "json":
        assert json.loads(printed)["answer"] == {"latex": "3x^2", "sympy": "3*x**2"}


def test_a_derivation_in_markdown_is_proved_when_it_is_checked(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run("derive", r"f(x) = x^2 \sin x", "--format", "markdown") == 0
    page = tmp_path / "page.md"
    page.write_bytes(rb"Let $f(x) = x^2 \sin x$." + b"\n\n" + capfdbinary.readouterr().out)
    assert run("check", "--strict", str(page)) == 0
    assert b" 0 refuted" in capfdbinary.readouterr().out


def test_batches_answer_every_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    lines = [
        b'{"id": 1, "given": "f(x) = x^2", "chain": "f\'(x) &= 2x"}',
        b"nonsense",
        b'{"id": "\xe2\x80\xa8", "chain": "1 &= 2"}',
    ]
    (tmp_path / "lines.jsonl").write_bytes(b"\n".join(lines))
    with (tmp_path / "lines.jsonl").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert run("check", "--batch") == 0
    answers = [json.loads(line) for line in capfd.readouterr().out.split("\n")[:-1]]
    assert [(answer["id"], answer["status"]) for answer in answers] == [(1, "proved"), (None, "error"), ("\u2028", "refuted")]


@pytest.mark.parametrize("name", [*CODES, *(mistake.name for mistake in MISTAKES)])
def test_every_code_and_every_mistake_is_explained(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("explain", name) == 0
    printed = capfd.readouterr().out
    assert printed.startswith(f"{name}: ") and "\nWrong:\n" in printed and "\nRight:\n" in printed


@pytest.mark.parametrize(
    ("name", "rule", "mistake"),
    [
        ("chain-rule", "chain", "missing-inner-derivative"),
        ("product", "product", "product-of-derivatives"),
        ("limit-of-sum", "limit-of-sum", ""),
    ],
)
def test_rules_are_explained(name: str, rule: str, mistake: str, capfd: pytest.CaptureFixture[str]) -> None:
    """`explain chain-rule` said: did you mean power-rule?"""
    assert run("explain", name) == 0
    printed = capfd.readouterr().out
    assert printed.startswith(f"{rule}: a rule") and mistake in printed


BAD = [
    ([], 2, "the following arguments are required"),
    (["frobnicate"], 2, "invalid choice"),
    (["check"], 2, "name files or folders"),
    (["check", "--format", "xml", "a.md"], 2, "invalid choice"),
    (["check", "--fromat", "json", "a.md"], 2, "unrecognized arguments"),
    (["check", "--batch", "a.md"], 2, "standard input"),
    (["check", "--strict", "--batch"], 2, "'--strict' would be ignored"),
    (["derive", "--batch", "--method", "chain"], 2, "'--method' would be ignored"),
    (["derive", "abcsinx"], 1, r"did you mean abc \sin x?"),
    (["derive", "f(t) = cost"], 1, r"did you mean \cos t?"),
    (["derive", "y = sqrt(x)"], 1, r"did you mean \sqrt?"),
    (["derive"], 2, "f(x) = x^2"),
    (["derive", "f(x) = x^2", "--method", "magic"], 2, "invalid choice"),
    (["derive", r"f(x) = \frac{1}{"], 1, "function:1:"),
    (["derive", "f(x) = x^2", "--find", r"g'(x"], 1, "find:1:"),
    (["derive", "f(x) = x^2", "--assume", r"\frac"], 1, "assume:1:"),
    (["derive", "\x1b[31m"], 1, "u{1b}"),
    (["explain", "wrong-stp"], 2, "did you mean wrong-step"),
    (["explain", "zzzz"], 2, "is no code"),
    (["explain", "nonsens"], 2, "lists them all"),
    (["serve", "--port", "http"], 2, "is no port"),
    (["serve", "--port", "99999"], 2, "is no port"),
    (["build", "no/such/folder"], 2, "is no folder"),
    (["build", "--base-url", "example.org"], 2, "is not an address"),
    (["new", str(ROOT)], 2, "not empty"),
    (["derive", "f(x) = \udcff"], 2, "character 8 of it is not UTF-8"),
    (["derive", "f(x) = x", "--find", "\udcff"], 2, "is not UTF-8"),
    (["derive", "f(x) = x", "--assume", "\udcff"], 2, "is not UTF-8"),
    (["derive", "f(x) = x", "--answer", "\udcff"], 2, "is not UTF-8"),
]


@pytest.mark.parametrize(("arguments", "status", "words"), BAD, ids=[ascii(" ".join(row[0])) for row in BAD])
def test_what_is_wrong_is_said(arguments: Sequence[str], status: int, words: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == status
    captured = capfd.readouterr()
    assert words in captured.err
    assert captured.err.startswith("surestep: ")
    assert "Traceback" not in captured.err and "\x1b" not in captured.err


def test_a_missing_file_is_a_message(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("check", "no-such-file.md") == 2
    assert "error[missing-file]" in capfd.readouterr().out


def test_a_folder_that_cannot_be_written_is_a_wrong_command(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "index.md").write_text(RIGHT)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("")
    assert run("build", str(tmp_path), "--output", str(tmp_path / "full")) == 2
    assert run("build", str(tmp_path), "--output", str(tmp_path / "full" / "mine" / "site")) == 2
    assert capfd.readouterr().out.count("nothing was written") == 2


CONFIGURED = [
    ("", "error[missing-file]", "'surestep new FOLDER' makes a new site"),
    ('title = "x"', "error[missing-file]", "make it, or name another one in"),
    ('title = "x"\ncontent = "nope"', "error[bad-configuration]", 'surestep.toml:2:1\n  |\n2 | content = "nope"'),
    ("titel = 1", "error[bad-configuration]", "\nnothing was written\n"),
]


@pytest.mark.parametrize(("text", "code", "words"), CONFIGURED, ids=[row[0] for row in CONFIGURED])
def test_a_wrong_configuration_is_told_in_its_line(
    tmp_path: Path, text: str, code: str, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    if text:
        (tmp_path / "surestep.toml").write_text(text)
    assert run("build", str(tmp_path)) == 2
    printed = capfd.readouterr().out
    assert code in printed and words in printed


def test_a_contradiction_of_our_own_asks_for_a_report(
    notes: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """It ended the check of a whole folder: nothing was told of the other files."""
    monkeypatch.setattr("builder.check.workers.TASK", "tests.guard.lying:document")
    (notes / "site").mkdir()
    (notes / "site" / "text.md").write_text("Let $x > 0$ and\n\n$$\\frac{1}{0$$\n")
    assert run("check", "--no-cache", str(notes)) == 2
    captured = capfd.readouterr()
    assert "error[judge-disagreement]" in captured.out and "wrong.md:3:3" in captured.out
    assert "error[bad-math]" in captured.out and captured.out.endswith(
        "\n1 proved, 0 refuted, 2 unknown, 2 definitions, 1 condition\n"
    )
    assert "version: " in captured.err and "Please report it" in captured.err


def test_an_interruption_is_no_traceback(notes: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("builder.check.paths.find_in_paths", interrupt)
    assert run("check", str(notes)) == 130
    assert capfd.readouterr().err == "surestep: interrupted\n"


@pytest.mark.parametrize("module", ["builder.cli", "builder.guard.expendable", "argparse"])
def test_an_interruption_while_modules_load_is_no_traceback(module: str) -> None:
    """It ended with a traceback, and with the exit status of what is wrong in a source."""
    code = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # it is ignored in the background
        "class Interrupting:\n"
        "    def find_spec(self, name, *rest):\n"
        f"        if name == {module!r}:\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "sys.argv = ['surestep', 'derive', 'f(x) = x']\n"
        "from builder.__main__ import run\n"
        "run()\n"
    )
    ended = python(code)
    assert (ended.returncode, ended.stderr) == (130, "surestep: interrupted\n")


def python(code: str, *, stdout: int | None = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, text=True, stdout=stdout, stderr=subprocess.PIPE, timeout=60, check=False)


def test_a_reader_who_leaves_is_no_traceback() -> None:
    code = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-m', 'builder', 'explain', 'wrong-step'], "
    code += "stdout=subprocess.PIPE, stderr=subprocess.PIPE); p.stdout.close(); err = p.stderr.read(); "
    code += "print(p.wait(), err.decode())"
    assert python(code).stdout.split() == ["0"]


HEAVY = {"sympy", "starlette", "uvicorn", "jinja2", "py_mini_racer"}


@pytest.mark.parametrize(
    ("arguments", "unloaded"),
    [
        (["--help"], HEAVY | {"flint", "markdown_it", "builder.calculus", "msgspec"}),
        (["explain", "wrong-step"], HEAVY | {"flint", "markdown_it"}),
        (["check", "README.md"], HEAVY),
    ],
)
def test_a_command_loads_only_what_it_needs(arguments: list[str], unloaded: set[str]) -> None:
    code = f"import sys\nfrom builder.cli import main\ntry:\n    main({arguments})\nexcept SystemExit:\n    pass\n"
    code += "print('LOADED', *sys.modules)"
    loaded = set(python(code).stdout.rpartition("LOADED")[2].split())
    assert "builder.cli" in loaded and not loaded & unloaded


@pytest.mark.parametrize(
    ("arguments", "redirection", "status", "says"),
    [
        (["explain", "trig-sign"], ">/dev/full", 2, "cannot be written"),
        (["check", "-"], "<&-", 2, "<stdin> cannot be read: it is closed"),
        (["check", "--batch"], "<&-", 2, "standard input, which is closed"),
        (["explain", "trig-sign"], ">&-", 0, ""),
        (["frobnicate"], "2>&-", 2, ""),
    ],
)
def test_streams_that_are_full_or_closed_give_no_traceback(
    arguments: list[str], redirection: str, status: int, says: str
) -> None:
    command = shlex.join([sys.executable, "-m", "builder", *arguments])
    ended = subprocess.run(["sh", "-c", f"{command} {redirection}"], capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == status
    assert says in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


def test_explain_alone_lists_every_code_and_every_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    listed = set(capsys.readouterr().out.replace(",", " ").split())
    assert {*CODES, *(mistake.name for mistake in MISTAKES)} <= listed


def test_a_report_tells_of_every_file_and_runs_nothing_of_theirs(notes: Path, tmp_path: Path) -> None:
    (notes / "bad <img src=x onerror=alert(1)>.md").write_text(
        "Hence $x \\cdot = \\text{<script>alert(1)</script>}$ and $1 = 2$\n"
    )
    report = tmp_path / "report.html"
    assert run("check", str(notes), "--report", str(report)) == 1
    page = LexborHTMLParser(report.read_text(encoding="utf-8"))
    assert page.css("script") == [] and page.css("img") == [] and page.css("link") == []
    text = page.text()
    assert all(name in text for name in ("right.md", "wrong.md", "bad <img"))
    assert "Every claim of it is proved." in text
    assert [cell.text() for cell in page.css("td.status.refuted")] == ["refuted"] * 2


def test_a_baseline_lets_old_faults_pass_and_no_new_one(notes: Path, capfd: pytest.CaptureFixture[str]) -> None:
    known = str(notes / "known.json")
    assert run("check", str(notes), "--write-baseline", known) == 0
    assert capfd.readouterr().out == f"1 fault is written to {known}\n"
    assert run("check", str(notes), "--baseline", known) == 0
    out, err = capfd.readouterr()
    assert "1 trusted" in out and "error" not in out and f"1 fault is in {known}" in err
    (notes / "new.md").write_text("$1 = 2$\n")
    assert run("check", str(notes), "--baseline", known) == 1
    assert "new.md:1:2" in capfd.readouterr().out
    assert run("check", str(notes), "--baseline", str(notes / "none.json")) == 2
    assert "cannot be read" in capfd.readouterr().err


def test_only_what_changed_is_checked(notes: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "all"]):
        subprocess.run(["git", "-C", str(notes), *command], check=True)
    assert run("check", str(notes), "--changed") == 0
    (notes / "right.md").write_text("$1 = 2$\n")
    assert run("check", str(notes), "--changed") == 1
    assert "right.md" in capfd.readouterr().out
    assert run("check", str(notes), "--changed", "no-such-branch") == 2
    assert "is no revision" in capfd.readouterr().err


CURVES = [
    (["x^2 + y^2 = 25"], "= −x/y"),
    (["x^2 + y^2 = 25", "--find", "y'"], "= −x/y"),
    (["x^2 + y^2 = 25", "--find", r"\frac{dy}{dx}"], "= −x/y"),
    (["x^2 + y^2 = 25", "--find", r"\frac{dx}{dy}"], "= −y/x"),
    ([r"r = \sin \theta", "--find", "dr/dtheta"], "= cos θ"),
    ([r"C(\ell, w) = \ell w^2", "--find", r"\frac{\partial C}{\partial ell}"], "= w²"),
]


@pytest.mark.parametrize(("arguments", "answer"), CURVES, ids=[" ".join(row[0]) for row in CURVES])
def test_along_a_curve_a_derivative_is_found_implicitly(
    arguments: list[str], answer: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run("derive", *arguments) == 0
    assert answer in capfdbinary.readouterr().out.decode()


def test_a_wrong_answer_is_not_said_to_be_equal(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run("derive", "f(x) = x^2", "--answer", "3x") == 1
    told = capfdbinary.readouterr().out.decode()
    assert "[REFUTED: at x = 2 it is 4, not 6]" in told and "found equal" not in told


def test_letters_with_blanks_between_them_are_a_product(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("derive", "f(x) = x s i n, a constant") == 0


@pytest.mark.parametrize("place", ["site/content", "site/content/pages", "elsewhere/../site/content/a/b"])
def test_a_site_is_not_written_among_its_sources(tmp_path: Path, place: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "elsewhere").mkdir()
    content = tmp_path / "site" / "content"
    content.mkdir(parents=True)
    (content / "index.md").write_text(RIGHT)
    assert run("build", str(tmp_path / "site"), "--output", f"{tmp_path}/{place}") == 2
    assert "lies among the sources of the site" in capfdbinary.readouterr().out.decode()
    assert [path.name for path in content.iterdir()] == ["index.md"]


def test_a_new_site_ends_with_the_command_that_comes_next(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Its last words were about a variable of a repository."""
    folder = tmp_path / "my course"
    assert run("new", str(folder)) == 0
    assert capfd.readouterr().out.splitlines()[-1] == f"  surestep serve {shlex.quote(str(folder))}"


def test_a_preview_tells_at_once_that_it_builds(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing was printed before the web server was loaded."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run("serve", str(tmp_path), "--port", str(taken.getsockname()[1])) == 2
    captured = capfd.readouterr()
    assert captured.out.startswith("building the site") and "cannot be opened" in captured.err


@pytest.mark.parametrize("loop", ["site/content/self.md", "site/content", "out", "site/.surestep"])
def test_a_link_to_itself_is_told(tmp_path: Path, loop: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "site").mkdir()
    if loop != "site/content":
        (tmp_path / "site" / "content").mkdir()
        (tmp_path / "site" / "content" / "index.md").write_text(RIGHT)
    (tmp_path / loop).symlink_to(tmp_path / loop)
    assert run("build", str(tmp_path / "site"), "--output", str(tmp_path / "out")) in (1, 2)
    captured = capfdbinary.readouterr()
    assert b"error[" in captured.out and b"Traceback" not in captured.err


def test_where_the_configuration_is_bad_no_folder_is_said_to_be_as_it_was(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "surestep.toml").write_text("titel = 1")
    run("build", str(tmp_path))
    assert capfdbinary.readouterr().out.endswith(b"\nnothing was written\n")
