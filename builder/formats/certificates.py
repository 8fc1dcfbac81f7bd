"""Certificates as JSON lines: one object for each proved identity that has one. The names in it are told in the manual."""

from __future__ import annotations

import json
import pickle
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from types import TracebackType
from typing import Any, TypeAlias

from builder.calculus.certificate.certify import Certificate, certify
from builder.calculus.certificate.kernels import Kernel, Kind, Quotient
from builder.calculus.certificate.laws import Law
from builder.calculus.certificate.lean import NotRational, example
from builder.calculus.certificate.polynomial import ONE, Polynomial, kernels_in
from builder.calculus.certificate.reading import NoCertificate, Side
from builder.calculus.claim import Claim
from builder.calculus.context import Context, definitions_reached
from builder.calculus.expression.nodes import Expression, Relation
from builder.calculus.expression.walk import symbols
from builder.calculus.judge.verdict import Proved
from builder.calculus.latex.printer import print_latex
from builder.check.checked import CheckedDocument, CheckedRelation
from builder.check.judging import packed
from builder.check.standing import Standing
from builder.check.telling import latex_of
from builder.diagnostics.diagnostic import Diagnostic
from builder.document.document import Formula
from builder.guard.answers import Lost
from builder.guard.pool import Pool
from builder.guard.worker import NOWHERE, SECONDS, At
from builder.source import Source

Record: TypeAlias = dict[str, Any]

VERSION = 1

TASK = "builder.formats.certificates:answer"


class Certificates:
    """Certificates of documents, made by the workers of `pool`, whose task is TASK: their `number`, how many proved claims are
    `without`, and what went wrong. Use it in a `with`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._made = tempfile.TemporaryFile("w+", encoding="ascii", newline="")  # noqa: SIM115 - closed at the end of the `with`
        self.faults: list[str] = []
        self.number = 0
        self.without = 0

    def __enter__(self) -> Certificates:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._made.close()

    def of(self, documents: Iterable[CheckedDocument | Diagnostic]) -> Iterator[CheckedDocument | Diagnostic]:
        """The same, with the certificates of each made before it is given."""
        for document in documents:
            if not isinstance(document, Diagnostic):
                self._make(document)
            yield document

    def _make(self, document: CheckedDocument) -> None:
        source = document.document.source
        proved = [relation for relation in document.relations if relation.standing is Standing.PROVED]
        answers = self._pool.answers([packed((source, relation))] for relation in proved)
        for relation, found in zip(proved, answers, strict=True):
            if isinstance(found, Lost):
                place = source.address(relation.formula.locate(relation.span).start)
                self.faults.append(f"no certificate for {place}: {found.summary or found.reason.value}")
            elif found:
                self._made.write(found.decode("ascii") + "\n")
                self.number += 1
                continue
            self.without += 1

    def lines(self) -> Iterator[str]:
        """A line for each certificate, in source order."""
        self._made.seek(0)
        yield from self._made


def answer(question: bytes, at: At) -> bytes:
    """The task of a worker: a source and a relation as a pickle in, the certificate as JSON out, or nothing."""
    at(NOWHERE, SECONDS)
    source, relation = pickle.loads(question)  # noqa: S301 - from our own parent, over a pipe that nobody else has
    record = certificate_record(source, relation)
    return b"" if isinstance(record, str) else json.dumps(record, ensure_ascii=True, allow_nan=False).encode("ascii")


def certificate_record(source: Source, checked: CheckedRelation) -> Record | str:
    """The certificate of a relation, or the kind for which there is none."""
    if checked.standing is not Standing.PROVED or not isinstance(checked.verdict, Proved):
        return "not proved"
    relation, context = checked.relation, checked.context
    if relation is None or context is None:
        return "not proved"
    try:
        found = certify(Claim(relation, context))
    except NoCertificate as reason:
        return str(reason)
    formula = checked.formula
    start = formula.locate(checked.span).start
    place, segment = source.position(start), source.segment(start)
    writer = _Writer(found)
    record: Record = {
        "version": VERSION,
        "file": segment.name,
        **({"cell": segment.cell} if segment.cell else {}),
        "line": place.line,
        "column": place.column,
        "row": checked.row + 1,
        "claim": latex_of(checked),
        "definitions": _definitions(relation, context),
        "primes by": context.variable or "",
        "witness": {name: str(value) for name, value in checked.verdict.evidence.witness.items()},
        "conditions": list(checked.verdict.evidence.conditions),
        "behind the limit in": found.limit,
        "differentiated": found.differentiated,
        "kernels": writer.kernels(),
        "nonzero": writer.nonzero(),
        "left": writer.side(_latex(relation.left, formula), found.left),
        "right": writer.side(_latex(relation.right, formula), found.right),
        "relations": [writer.law(law) for law in found.laws],
        "cofactors": [writer.polynomial(cofactor) for cofactor in found.cofactors],
        "multiplier": writer.product(found.multiplier),
        "lean": _lean(found),
    }
    return {name: value for name, value in record.items() if value not in ("", {}, False) or name in ("left", "right")}


def _latex(side: Expression, formula: Formula) -> str:
    """A side as it was written, or printed when it stands in another formula."""
    return formula.latex[side.span.start : side.span.end] if side.span is not None else print_latex(side)


def _lean(found: Certificate) -> str:
    if found.laws or any(kernel.kind is not Kind.VARIABLE for kernel in found.table.kernels):
        return ""
    try:
        return example(*found.terms)
    except NotRational:
        return ""


def _definitions(relation: Relation, context: Context) -> list[Record]:
    """What the claim takes from its context, and what that takes from it."""
    reached = sorted((definition for definition, _ in definitions_reached(symbols(relation), context)), key=lambda d: d.name)
    return [
        {"name": d.name, "parameters": list(d.parameters), "latex": print_latex(d.body)} for d in reached if d.body is not None
    ]


class _Writer:
    """Writes polynomials by names. Denominators and kernels of which nothing is said are left out, letters never."""

    def __init__(self, found: Certificate) -> None:
        self.table = found.table
        self.kept = sorted(
            {
                *found.left.denominator,
                *found.right.denominator,
                *(i for i, exponent in found.multiplier.items() if exponent),
                *(i for law in found.laws for i in law.unit),
            }
        )
        used = {i for i, kernel in enumerate(self.table.kernels) if kernel.kind is Kind.VARIABLE}
        waiting = [
            *kernels_in(found.left.numerator),
            *kernels_in(found.right.numerator),
            *(k for i in self.kept for k in kernels_in(self.table.nonzero[i].polynomial)),
            *(k for law in found.laws for k in (*kernels_in(law.polynomial), *law.kernels)),
            *(k for law in found.laws for k, _ in (*law.left, *law.right)),
            *(k for cofactor in found.cofactors for k in kernels_in(cofactor)),
            *(k for law in found.laws if law.base for k in _inside(law.base)),
            *(k for law in found.laws for base, _, kernel in law.factors for k in (*_inside(base), *_kernel(kernel))),
        ]
        while waiting:
            i = waiting.pop()
            if i not in used:
                used.add(i)
                waiting += [k for argument in self.table.kernels[i].arguments for k in _inside(argument)]
        self.used = _in_order(used, self.table.kernels)
        self.names = {
            i: self.table.kernels[i].name if self.table.kernels[i].kind is Kind.VARIABLE else f"k{place}"
            for place, i in enumerate(self.used, 1)
        }

    def polynomial(self, p: Polynomial) -> list[list[Any]]:
        """Terms as a coefficient and the exponents of the kernels by name."""
        return [[str(c), {self.names[i]: e for i, e in monomial}] for monomial, c in p.items()]

    def quotient(self, value: Quotient) -> Record:
        return {"numerator": self.polynomial(value.numerator), "denominator": self.polynomial(value.denominator)}

    def product(self, exponents: Any) -> list[list[int]]:
        """Places in `nonzero`, counted from 0, and exponents."""
        return [[self.kept.index(i), e] for i, e in sorted(exponents.items()) if e]

    def side(self, latex: str, side: Side) -> Record:
        return {
            "latex": " ".join(latex.split()),
            "numerator": self.polynomial(side.numerator),
            "denominator": self.product(side.denominator),
        }

    def nonzero(self) -> list[Record]:
        known = [self.table.nonzero[i] for i in self.kept]
        return [{"polynomial": self.polynomial(one.polynomial), "because": one.because} for one in known]

    def kernels(self) -> list[Record]:
        records = []
        for i in self.used:
            kernel = self.table.kernels[i]
            record: Record = {"name": self.names[i], "kind": kernel.kind.value, "latex": self.kernel_latex(i)}
            if kernel.kind is Kind.VARIABLE:
                record["integer"] = kernel.name in self.table.integers
            if kernel.kind is Kind.FUNCTION:
                record |= {"function": kernel.name, "orders": list(kernel.orders)}
            records.append(record | ({"arguments": [self.quotient(a) for a in kernel.arguments]} if kernel.arguments else {}))
        return records

    def law(self, law: Law) -> Record:
        record: Record = {"law": law.name, "polynomial": self.polynomial(law.polynomial)}
        if law.kernels:
            record["kernels"] = [self.names[i] for i in law.kernels]
        if law.name in ("sine of a sum", "cosine of a sum"):
            record["sign"] = law.sign
        if law.left:
            record |= {name: [[self.names[i], e] for i, e in side] for name, side in (("left", law.left), ("right", law.right))}
        if law.base is not None:
            record |= {"base": self.quotient(law.base), "whole": law.whole}
        if law.factors:
            record["factors"] = [[self.quotient(b), n, None if i is None else self.names[i]] for b, n, i in law.factors]
        return record

    # ------------------------------------------------------------------------------------------ LaTeX

    def kernel_latex(self, i: int) -> str:
        kernel = self.table.kernels[i]
        inside = [self.quotient_latex(argument) for argument in kernel.arguments]
        match kernel.kind:
            case Kind.VARIABLE:
                return kernel.name
            case Kind.PI:
                return r"\pi"
            case Kind.E:
                return "e"
            case Kind.POWER:
                base = inside[0] if self.table.is_e(kernel.arguments[0]) else rf"\left({inside[0]}\right)"
                return f"{base}^{{{inside[1]}}}"
            case Kind.FACTORIAL:
                return rf"\left({inside[0]}\right)!"
            case Kind.ABS:
                return rf"\left|{inside[0]}\right|"
            case Kind.FUNCTION:
                return self._function_latex(kernel, inside)
            case _:
                return rf"\{kernel.kind.value}\left({inside[0]}\right)"

    def _function_latex(self, kernel: Kernel, inside: list[str]) -> str:
        if len(kernel.orders) == 1:
            n = kernel.orders[0]
            marks = "'" * n if n < 4 else f"^{{({n})}}"
        else:
            marks = f"^{{({', '.join(map(str, kernel.orders))})}}" if any(kernel.orders) else ""
        return rf"{kernel.name}{marks}\left({', '.join(inside)}\right)"

    def quotient_latex(self, value: Quotient) -> str:
        above = self.polynomial_latex(value.numerator)
        return above if value.denominator == ONE else rf"\frac{{{above}}}{{{self.polynomial_latex(value.denominator)}}}"

    def polynomial_latex(self, p: Polynomial) -> str:
        text = ""
        for monomial, c in p.items():
            letters = " ".join(self._power_latex(i, e) for i, e in monomial)
            part = letters if abs(c) == 1 and letters else _number_latex(abs(c)) + (f" {letters}" if letters else "")
            text += (" - " if text else "-") + part if c < 0 else (" + " if text else "") + part
        return text or "0"

    def _power_latex(self, i: int, exponent: int) -> str:
        text = self.kernel_latex(i)
        if exponent == 1:
            return text
        return f"{text}^{{{exponent}}}" if self.table.kernels[i].kind is Kind.VARIABLE else rf"\left({text}\right)^{{{exponent}}}"


def _number_latex(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else rf"\frac{{{value.numerator}}}{{{value.denominator}}}"


def _inside(value: Quotient) -> Iterator[int]:
    yield from kernels_in(value.numerator) | kernels_in(value.denominator)


def _kernel(i: int | None) -> tuple[int, ...]:
    return () if i is None else (i,)


def _in_order(used: set[int], kernels: Sequence[Kernel]) -> list[int]:
    """Kernels after those that stand in their arguments."""
    ordered: list[int] = []

    def put(i: int) -> None:
        if i not in ordered:
            for argument in kernels[i].arguments:
                for k in sorted(_inside(argument)):
                    put(k)
            ordered.append(i)

    for i in sorted(used):
        put(i)
    return ordered
