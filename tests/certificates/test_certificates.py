"""Every certificate of a table of claims is checked by code that shares nothing with the judge."""

from __future__ import annotations

import ast
import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builder.calculus.certificate.certify import certify
from builder.calculus.certificate.reading import NoCertificate
from builder.calculus.claim import Claim
from builder.calculus.expression.nodes import Negation, Number, Relation, Sign, Sum
from builder.check.chains import check_chain
from builder.check.standing import Standing
from builder.cli import main
from builder.formats.certificates import certificate_record
from tests.calculus.judge.claims import claim_of, context_of
from tests.certificates.checker import Refused, check
from tests.certificates.claims import CLAIMS
from tests.certificates.reader import Differs, compare

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


def certificate_of(given: str, assume: str, claim: str) -> Any:
    """The certificate as a program reads it, or the kind for which there is none."""
    checked = check_chain(claim, context_of(given, assume))
    assert checked.status is Standing.PROVED, claim
    (relation,) = checked.relations
    return json.loads(json.dumps(certificate_record(checked.source, relation)))


def verify(record: Any) -> None:
    check(record)
    compare(record)


@pytest.mark.parametrize(("given", "assume", "claim", "laws"), CLAIMS, ids=[row[2] for row in CLAIMS])
def test_the_certificate_of_a_claim_is_right_and_uses_these_laws(given: str, assume: str, claim: str, laws: set[str]) -> None:
    record = certificate_of(given, assume, claim)
    verify(record)
    assert {law["law"] for law in record["relations"]} == laws


# ---------------------------------------------------------------------------------------------- wrong certificates


def numbers(record: Any) -> Iterator[tuple[Any, Any]]:
    """Each place of a certificate that holds a coefficient or an exponent: what holds it, and its index."""
    if isinstance(record, dict):
        for name, part in record.items():
            if name not in ("line", "column", "row", "version", "witness", "integer", "definitions"):
                yield from numbers(part)
    elif isinstance(record, list):
        if len(record) == 2 and isinstance(record[0], str) and isinstance(record[1], dict):
            yield record, 0
            yield from ((record[1], name) for name in record[1])
        elif len(record) == 2 and isinstance(record[1], int):
            yield record, 1
        else:
            for part in record:
                yield from numbers(part)


def changed(record: Any, place: int) -> Any:
    """A copy with one number made one greater."""
    wrong = copy.deepcopy(record)
    holder, index = list(numbers(wrong))[place]
    if isinstance(holder[index], str):
        numerator, slash, denominator = holder[index].partition("/")
        holder[index] = f"{int(numerator) + 1}{slash}{denominator}"
    else:
        holder[index] += 1
    return wrong


def is_refused(record: Any) -> bool:
    try:
        verify(record)
    except (Refused, Differs):
        return True
    return False


@pytest.mark.parametrize(("given", "assume", "claim", "laws"), CLAIMS, ids=[row[2] for row in CLAIMS])
def test_one_number_changed_anywhere_is_refused(given: str, assume: str, claim: str, laws: set[str]) -> None:
    record = certificate_of(given, assume, claim)
    places = range(len(list(numbers(record))))
    assert places
    accepted = [place for place in places if not is_refused(changed(record, place))]
    if claim == "((-1)^n)^2 = 1":  # with n² for n in the kernel the certificate is another one, and right
        accepted.remove(next(place for place in places if list(numbers(record))[place] == ({"n": 1}, "n")))
    assert accepted == []


WRONG_WORDS = [
    ("the claim is another one", lambda r: r["left"].update(latex=r"\sin^2 x - \cos^2 x"), Differs),
    ("a kernel is another function", lambda r: r["kernels"][1].update(kind="cos", latex=r"\cos(x)"), Refused),
    ("a kernel is not what its LaTeX says", lambda r: r["kernels"][1].update(latex=r"\sin(2x)"), Differs),
    ("a law is missing", lambda r: (r["relations"].clear(), r["cofactors"].clear()), Refused),
    ("a law is called by another name", lambda r: r["relations"][0].update(law="parity"), Refused),
    ("a law that nobody knows", lambda r: r["relations"][0].update(law="anything"), Refused),
    ("a cofactor is missing", lambda r: r["cofactors"].clear(), Refused),
    ("0 is said not to be 0", lambda r: r["nonzero"].append({"polynomial": [], "because": "denominator"}), Refused),
    ("a field is missing", lambda r: r.pop("multiplier"), Refused),
]


@pytest.mark.parametrize(("how", "spoil", "error"), WRONG_WORDS, ids=[row[0] for row in WRONG_WORDS])
def test_a_certificate_that_says_something_else_is_refused(how: str, spoil: Any, error: type[Exception]) -> None:
    record = certificate_of("", "", r"\sin^2 x + \cos^2 x = 1")
    verify(record)
    spoil(record)
    with pytest.raises(error):
        verify(record)


def test_both_sides_multiplied_by_0_prove_nothing() -> None:
    """1/(x − x) is no denominator: what vanishes everywhere may not be said not to be 0."""
    zero = [["1", {"x": 1}], ["-1", {"x": 1}]]
    record = certificate_of("", "", r"\frac{1}{x} + \frac{1}{y} = \frac{x + y}{xy}")
    record["nonzero"].append({"polynomial": zero, "because": "denominator"})
    with pytest.raises(Refused):
        check(record)


def test_a_logarithm_that_the_claim_does_not_hold_proves_no_sign() -> None:
    """x^x = e^(x ln x) needs x > 0, which only a logarithm in the claim itself tells."""
    record = certificate_of("", "", r"e^{x \ln x} = x^x")
    check(record)
    record["left"] = record["right"]
    record["cofactors"] = [[]]
    with pytest.raises(Refused, match="no instance of the law: logarithm"):
        check(record)


# ---------------------------------------------------------------------------------------------- what has none


FALSE = ["x^2 = x", r"\sin(2x) = 2 \sin x", "e^{a + b} = e^a + e^b", r"\sqrt{x^2 + 1} = x + 1", r"\sin^2 x - \cos^2 x = 1"]


@pytest.mark.parametrize("claim", FALSE)
def test_a_false_claim_has_no_certificate(claim: str) -> None:
    with pytest.raises(NoCertificate, match="needs a law that certificates do not know"):
        certify(claim_of(claim, context_of()))


@pytest.mark.parametrize(("given", "assume", "claim", "laws"), CLAIMS, ids=[row[2] for row in CLAIMS])
def test_a_claim_that_is_wrong_by_a_little_has_no_certificate(given: str, assume: str, claim: str, laws: set[str]) -> None:
    asked = claim_of(claim, context_of(given, assume))
    for change in (Number("1"), Negation(Number("2"))):
        wrong = Relation(asked.relation.left, Sign.EQUAL, Sum((asked.relation.right, change)))
        with pytest.raises(NoCertificate):
            certify(Claim(wrong, asked.context))


NONE = [
    ("", r"\lim_{x \to 0} \frac{\sin x}{x} = 1", "limit"),
    ("", r"\sum_{k=1}^{n} k = \frac{n(n + 1)}{2}", "sum or product over an index"),
    ("", r"\int_0^1 x \, dx = \frac{1}{2}", "definite integral"),
    ("", r"\int 2x \, dx = x^2 + C", "antiderivative"),
    ("", r"\langle x, 2x \rangle = x \langle 1, 2 \rangle", "vector or matrix"),
    ("", r"\begin{bmatrix} 1 & 2 \end{bmatrix} \begin{bmatrix} 3 \\ x \end{bmatrix} = 3 + 2x", "vector or matrix"),
    ("", r"\frac{1}{3} \approx 0.333", "approximation"),
    ("", r"\pi > 3", "inequality"),
    ("", r"\sqrt{x^2} = |x|", "needs a law that certificates do not know"),
    ("", r"\arctan 1 = \frac{\pi}{4}", "needs a law that certificates do not know"),
    ("", r"\max(x, x) = x", "max"),
    ("", "(a + b + c + d + e)^{40} = (e + d + c + b + a)^{40}", "too large"),
    ("", "(x - a)^{6000} = (a - x)^{6000}", "too large"),
]


def test_what_holds_on_a_curve_only_has_no_certificate() -> None:
    """The judge puts the slope of the curve for y'; the LaTeX says nothing of it."""
    for curve in ("x^2 + y^2 = 25", "x = y^2"):
        claim = claim_of(r"\frac{dy}{dx} = -\frac{x}{y}", context_of("", "", curve))
        with pytest.raises(NoCertificate, match="along a curve"):
            certify(claim)


def test_letters_that_are_vectors_have_no_certificate_of_numbers() -> None:
    claim = claim_of(
        r"\frac{\partial L}{\partial a} = a - t",
        context_of(r"L = \frac{1}{2} \|a - t\|^2", r"a \in \mathbb{R}^n, t \in \mathbb{R}^n"),
    )
    with pytest.raises(NoCertificate, match="vector or matrix"):
        certify(claim)


@pytest.mark.parametrize(("given", "claim", "kind"), NONE, ids=[row[1] for row in NONE])
def test_a_claim_without_a_certificate_says_of_what_kind_it_is(given: str, claim: str, kind: str) -> None:
    assert certificate_of(given, "", claim) == kind


# ---------------------------------------------------------------------------------------------- the command


def test_the_command_writes_one_line_for_each_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note, written = tmp_path / "note.md", tmp_path / "certificates.jsonl"
    note.write_text(
        "Let $f(x) = x^2$.\n\n$$\n\\begin{aligned}\nf'(x) &= 2x \\\\\n&= x + x\n\\end{aligned}\n$$\n\n$$\\sqrt{x^2} = |x|$$\n"
    )
    assert main(["check", str(note), "--certificates", str(written)]) == 0
    captured = capsys.readouterr()
    assert "3 proved" in captured.out
    assert captured.err == f"surestep: 2 certificates are written to {written}; of 1 more that is proved there is none\n"
    first, second = [json.loads(line) for line in written.read_text().splitlines()]
    assert (first["line"], first["row"], second["line"], second["row"]) == (5, 1, 6, 2)
    assert first["file"] == str(note)
    assert (second["left"]["latex"], second["right"]["latex"]) == ("2x", "x + x")
    assert first["definitions"] == [{"name": "f", "parameters": ["x"], "latex": "x^2"}]
    for record in (first, second):
        verify(record)


def test_a_check_without_certificates_does_not_load_what_makes_them() -> None:
    code = (
        "import sys; from builder.cli import main; main(['check', '-']); "
        "sys.exit(any(name.startswith('builder.calculus.certificate') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], input="$x = x$", text=True, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["checker.py", "reader.py"])
def test_the_checker_shares_no_code(name: str) -> None:
    tree = ast.parse((HERE / name).read_text())
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    allowed = {"__future__", "collections.abc", "fractions", "typing"} | (
        {"mpmath", "re", "zlib"} if name == "reader.py" else set()
    )
    assert imported <= allowed
    assert name == "reader.py" or len((HERE / name).read_text().splitlines()) < 300
