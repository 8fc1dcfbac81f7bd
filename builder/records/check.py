"""The task of `check --batch`: a line with a chain in, a line with what each of its relations is out."""

from __future__ import annotations

from builder.calculus.context import Context
from builder.calculus.given import read_domain, read_given
from builder.calculus.latex.errors import LatexError
from builder.check.chains import check_chain
from builder.check.telling import finding_of
from builder.formats.check_json import claim_record
from builder.guard.worker import At
from builder.records.reading import Record, answer_line, text_of

KEYS = frozenset(("given", "chain", "assume", "find"))


def answer(line: bytes, at: At) -> bytes:
    """The answer to `{"id", "given", "chain", "assume", "find"}`; all but `chain` may be left out."""
    return answer_line(line, _check, KEYS)


def _check(record: Record) -> Record:
    chain = text_of(record, "chain", required=True)
    context = Context()
    for name, read in (("given", read_given), ("assume", read_domain)):
        text = text_of(record, name)
        if text:
            try:
                context = read(text, context)
            except LatexError as fault:
                return {"status": "unknown", "code": fault.code, "message": f"in {name!r}: {fault.message}", "claims": []}
    checked = check_chain(chain, context)
    claims = [claim_record(finding_of(relation, checked.source)) for relation in checked.relations]
    for claim in claims:
        del claim["file"]
    answer: Record = {"status": checked.status.value, "claims": claims}
    if checked.message:
        answer |= {"message": checked.message}
    return answer
