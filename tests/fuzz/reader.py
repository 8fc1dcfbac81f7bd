r"""What is read of strange formulas and strange documents: `python -m tests.fuzz.reader --cases N --seed S --jobs J`.

Half of the cases are formulas of this repository with tokens dropped, doubled, swapped and put in; half are documents made of
its blocks, with lines, marks and characters changed. Reading must not fail and must not take long; what is not read is told, at
a place inside the text; what is read prints as something that reads as the same; every character of a formula knows its place;
and line ends of another kind change no answer.
"""

from __future__ import annotations

import random
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TypeAlias

from builder.calculus.expression.nodes import Application, Differential, Expression, Integral, Node, NumberSet, Symbol
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.lexer import tokenize
from builder.calculus.latex.names import Names
from builder.calculus.latex.parser import parse_expression
from builder.calculus.latex.printer import print_latex
from builder.calculus.latex.statement import Display
from builder.calculus.latex.tokens import TokenKind
from builder.check.check import check_document
from builder.diagnostics.codes import CODES
from builder.document.document import Document
from builder.document.files import read_source
from builder.document.markdown import read_markdown
from builder.source import Source, Span
from tests.benchmarks.corpus import asked
from tests.calculus.latex.test_printer import without_notation
from tests.document.test_positions import formulas
from tests.fuzz import runs
from tests.fuzz.late import Late, at_most
from tests.fuzz.pool import FOLDERS, ROOT
from tests.fuzz.usage import head_of

SLOW = 1.0
"""Seconds of processor time that reading one case may take."""

HANGS = 20.0
CHECKED = 0.1
"""The share of the documents that are checked, too, and not only read."""

LONGEST = 1_500
"""Characters of a document to begin with."""


# ---------------------------------------------------------------------------------------------- what is changed


@cache
def _texts() -> tuple[str, ...]:
    """The documents of this repository."""
    paths = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md"))
    sources = (read_source(path) for path in paths)
    return tuple(source.text for source in sources if isinstance(source, Source))


@cache
def _formulas() -> tuple[str, ...]:
    """Their formulas, and those of the judge's tables."""
    read = (formulas(read_markdown(Source("case.md", text))) for text in _texts())
    found = [formula.latex for document in read for formula in document]
    found += [side for each in asked() for side in (f"{each.left} = {each.right}",)]
    return tuple(sorted({text for text in found if text.strip()}))


MACROS = {r"\a": "12", r"\b": "x + 1", r"\h": r"\frac12 x", r"\half": r"\frac{#1}{2}", r"\pair": "#1, #2", r"\loop": r"\loop x"}

_TOKEN = re.compile(r"\\[a-zA-Z]+\*?|\\.|\d+|\s+|.", re.DOTALL)

PIECES = (
    "{", "}", "(", ")", "[", "]", "|", r"\|", "^", "_", "'", "&", r"\\", "=", "<", ",", ";", ":", "!", "+", "-", "/", "*",
    "~", "#1",
    "^2", "_{n}", "_1", "x", "y", "f", "d", "dx", "e", "n", "0", "1.5", "1,000", "10^{400}", "f(x)", "f'", "g''(x)", r"\left",
    r"\right",
    r"\left(", r"\right)", r"\left.", r"\right|", r"\big(", r"\frac", r"\frac{", r"\frac12", r"\frac{d}{dx}", r"\frac{dy}{dx}",
    r"\partial", r"\sqrt", r"\sqrt[3]", r"\sin", r"\sin^2", r"\sin^{-1}", r"\ln", r"\log_2", r"\lim_{x \to 0}", r"\lim",
    r"\sum_{k=1}^n",
    r"\sum", r"\int_0^1", r"\int", r"\prod", r"\binom", r"\nabla", r"\cdot", r"\times", r"\pm", r"\infty", r"\ldots",
    r"\cdots", r"\to",
    r"\implies", r"\iff", r"\in", r"\mathbb{R}", r"\text{if }", r"\text{", r"\quad", r"\,", r"\!", r"\begin{cases}",
    r"\end{cases}",
    r"\begin{bmatrix}", r"\end{bmatrix}", r"\begin{aligned}", r"\end{aligned}", r"\overset{*}{=}", r"\underbrace{x}_{y}",
    r"\stackrel{?}{=}",
    r"\htmlClass{new}{x}", r"\phantom{x}", r"\def\a{x}", r"\a", r"\b", r"\h", r"\half", r"\pair", r"\loop", r"\R", r"\R^n",
    r"\dot x", r"\ddot{y}", r"\bar{x}", r"\vec v", r"\hat y",
    r"\circ", r"\mid", r"\Big|_{x=1}", r"\bigg]_0^1", r"\operatorname{sgn}", r"\mathrm{d}", r"\tag{1}", r"\label{a}",
    r"\nonumber", r"\color{red}",
    "\x00", "\x07", "\x1b", "\u00a0", "\u2028", "\u202e", "\u200b", "\ufeff", "\ud7ff", "é", "π", "∞", "²", "½", "×", "−",
    "≤", "′", "∂", "√",
    "𝑥", "х", "％", "\t", "\n", "\r\n", "\n\n", "%", "% x\n", "$", "\\", r"\$", r"\#", r"\%", "``", '"', "@", "?",
)  # fmt: skip


def formula(source: random.Random) -> str:
    """A formula with up to four changes."""
    pieces = _TOKEN.findall(source.choice(_formulas()))
    for _ in range(source.choice((1, 1, 1, 2, 2, 3, 4))):
        pieces = _changed(pieces, source)
    text = "".join(pieces)
    return _nested(text, source) if source.random() < 0.02 else text


def _mangled(kind: int, before: list[str], after: list[str]) -> list[str] | None:
    """What pieces and lines alike may suffer: one is lost, doubled or swapped with the next, or the end is lost."""
    match kind:
        case 0:
            return before + after[1:]
        case 1 if after:
            return [*before, after[0], *after]
        case 2 if len(after) > 1:
            return [*before, after[1], after[0], *after[2:]]
        case 3:
            return before
        case _:
            return None


def _changed(pieces: list[str], source: random.Random) -> list[str]:
    at = source.randrange(len(pieces) + 1)
    before, after = pieces[:at], pieces[at:]
    kind = source.randrange(9)
    if (mangled := _mangled(kind, before, after)) is not None:
        return mangled
    match kind:
        case 4:  # a stretch stands twice
            length = source.randrange(1, 8)
            return [*before, *after[:length], *after]
        case 5:
            other = _TOKEN.findall(source.choice(_formulas()))
            start = source.randrange(len(other))
            return [*before, *other[start : start + source.randrange(1, 10)], *after]
        case 6:
            return [*before, source.choice(PIECES), *after[1:]]
        case _:
            return [*before, source.choice(PIECES), *after]


def _nested(text: str, source: random.Random) -> str:
    opens, closes = source.choice(
        (
            ("(", ")"), ("{", "}"), (r"\frac{", "}{2}"), (r"\sqrt{", "}"), (r"\left(", r"\right)"), ("x^{", "}"),
            ("a_{", "}"), ("|", "|"),
            (r"\sin(", ")"), ("-", ""), (r"\lim_{x \to 0} ", ""), (r"\begin{cases} ", r" \end{cases}"), ("f(", ")"),
            ("", "'"), ("", "!"),
            (r"\frac{d}{dx} ", ""), (r"\sum_{k=1}^n ", ""), ("2^", ""), (r"\text{if }", ""), ("[", "]_0^1"),
            (r"\left. ", r"\right|_{x=1}"),
        )
    )  # fmt: skip
    times = source.choice((3, 30, 150, 250, 1_000))
    return (opens * times + text + closes * times)[:9_000]


LINES = (
    "```", "~~~~", "```{check}", "```{derive}", "````{exercise} Find $f'$", ":::{note}", ":::{solution}", ":::", "::::",
    ":::{mistake}",
    ":find: $f'(x)$", ":label: a", ":assume: x > 0", "---", "***", "# A $x$", "## B {#b}", "> ", "> > a", "- ", "* a", "1. ",
    "2) b", "    code $x$",
    "\tindented", "| a | b |\n|---|:-:|\n| $x$ | $|y|$ |", "<div>", "</div>", "<!-- $x$", "-->", "<script>$x$</script>",
    "<b>$x$</b>", "$$", r"\[", r"\]",
    "$", r"\begin{align*}", r"\end{align*}", "```math", "```latex", "[^1]: note $x$", "a[^1]", "Term\n: meaning $b$",
    "[a](b$c$)", "![a](b)",
    "`$x$`", "``$", "$x = 1$", "costs $5 and $6", "$$x$$ (eq-1)", "{eq}`a`", "\\$3", "a\\", "a  ", "&amp; &lt; &#0;", "\x00",
    "a\x07$x$", "\ufeff", "\u202eabc",
    "\u2028$x$", "\x0c", "\x0b", "title: A", "assume: x > 0", "macros:\n  \\R: \\mathbb{R}", "%% x", "http://a.b/$x$",
    "So $f(x) = x^2$, then $f'(x) = 2x$.",
    "Let $f(x) = \\sqrt{x}$.", "$$f'(x) &= 2x \\\\ &= 3x$$",
)  # fmt: skip
PREFIXES = ("> ", ">", "- ", "  ", "    ", "1. ", "   ", "\t", "| ", "* [ ] ", "[^1]: ", "\\", "\u00a0", "#")


def document(source: random.Random) -> str:
    """Some blocks of a document with some changes."""
    text = source.choice(_texts())
    if source.random() < 0.9:
        blocks = re.split(r"\n(?=\n)", text)
        start = source.randrange(len(blocks))
        text = "\n".join(blocks[start : start + source.randrange(1, 6)])
    lines = text[:LONGEST].split("\n")
    for _ in range(source.randrange(1, 6)):
        lines = _changed_lines(lines, source)
    return "\n".join(lines)


def _changed_lines(lines: list[str], source: random.Random) -> list[str]:
    at = source.randrange(len(lines) + 1)
    before, after = lines[:at], lines[at:]
    kind = source.randrange(10)
    if (mangled := _mangled(kind, before, after)) is not None:
        return mangled
    match kind:
        case 4 | 5:
            length = source.randrange(1, 5)
            prefix = source.choice(PREFIXES)
            return [*before, *(prefix + line for line in after[:length]), *after[length:]]
        case 6 if after:
            return [*before, "".join(_changed(_TOKEN.findall(after[0]), source)), *after[1:]]
        case 7:
            return [
                *before,
                source.choice(("$", "$$\n", r"\(", "")) + formula(source) + source.choice(("$", "\n$$", r"\)", "")),
                *after,
            ]
        case 8 if after:
            cut = source.randrange(len(after[0]) + 1)
            return [*before, after[0][:cut] + source.choice(LINES) + after[0][cut:], *after[1:]]
        case _:
            return [*before, source.choice(LINES), *after]


# ---------------------------------------------------------------------------------------------- what must hold of a formula

Laws: TypeAlias = Callable[[str], Iterator[str]]


def formula_faults(text: str) -> Iterator[str]:
    """What is wrong with how a formula is read."""
    display = parse_display(text, Names(macros=MACROS))
    for fault in display.faults:
        if fault.code not in CODES or not fault.message:
            yield f"a fault without a name: {fault.code}, {fault.message}"
        for span in (fault.span, fault.at):
            if not _is_inside(span, text):
                yield f"outside of the text: {span} ({fault.message})"
    for statement in display.statements:
        if not all(_is_inside(span, text) for span in (statement.span, *statement.sign_spans)):
            yield f"a statement outside of the text: {statement.span}"
        if list(statement.rows) != sorted(statement.rows) or len(statement.rows) != len(statement.sides):
            yield f"rows in disorder: {statement.rows}"
        for side in statement.sides:
            if side is not None:
                yield from _expression_faults(side, text)
    yield from _lost(display, text)


def _is_inside(span: Span, text: str) -> bool:
    return 0 <= span.start <= span.end <= len(text) and (span.start < span.end or span.start == len(text))


def _expression_faults(side: Expression, text: str) -> Iterator[str]:
    for node in descendants(side):
        if node.span is not None and not 0 <= node.span.start <= node.span.end <= len(text):
            yield f"a part outside of the text: {type(node).__name__} {node.span}"
    if any(isinstance(node, NumberSet) for node in descendants(side)):
        return
    names = _names(side)
    if Symbol("d") in descendants(side) and any(isinstance(node, Differential | Integral) for node in descendants(side)):
        return  # what is a differential beside a letter d is told by neither
    printed = print_latex(side)
    try:
        again = parse_expression(printed, names)
    except LatexError as error:
        yield f"is printed as {printed!r}, which is not read: {error.message}"
        return
    if without_notation(again) != without_notation(side):
        yield f"is printed as {printed!r}, which reads as {print_latex(again)!r}"
    elif print_latex(again) != printed:
        yield f"is printed as {printed!r}, and then as {print_latex(again)!r}"


def _names(side: Node) -> Names:
    """What the names of a tree are, as its reader must have taken them."""
    functions: set[str] = set()
    for node in descendants(side):
        if isinstance(node, Application):  # in ∂f/∂x (x, y) it is f that is applied, and not x
            head = head_of(node.function)
            functions |= symbols(node.function) if head is None else {head}
    return Names(frozenset(functions), symbols(side) - functions)


_SILENT = (
    TokenKind.WORDS,
    TokenKind.CELL,
    TokenKind.ROW,
    TokenKind.WIDE,
    TokenKind.STOP,
    TokenKind.ARROW,
    TokenKind.BEGIN,
    TokenKind.END,
)


def _lost(display: Display, text: str) -> Iterator[str]:
    """Mathematics that is in no statement, in no fault, and beside no row."""
    if display.faults and not display.statements:
        return
    try:
        tokens = tokenize(text, MACROS)
    except LatexError:
        return
    spans = [s.span for s in display.statements] + [f.span for f in display.faults]
    beside = " ".join(" ".join((*s.reasons, s.words, s.after)) for s in display.statements)
    for token in tokens:
        shown = text[token.span.start : token.span.end]
        if (
            token.kind in _SILENT
            or not re.search(r"\w", shown)
            or shown in (r"\displaystyle", r"\textstyle")
            or token.kind is TokenKind.BRACE
        ):
            continue
        if not any(s.start <= token.span.start and token.span.end <= s.end for s in spans) and shown not in beside:
            yield f"{shown!r} at {token.span.start} is neither read nor told"
            return


# ---------------------------------------------------------------------------------------------- what must hold of a document


def document_faults(text: str) -> Iterator[str]:
    """What is wrong with how a document is read."""
    read = read_markdown(Source("case.md", text))
    yield from _place_faults(read, text)
    if "\r" in text or "\n" not in text:
        return
    other = read_markdown(Source("case.md", text.replace("\n", "\r\n")))
    yield from _differences(_formulas_told(read), _formulas_told(other), "formulas")
    yield from _differences(_told(read.diagnostics), _told(other.diagnostics), "diagnostics")


def checked_faults(text: str) -> Iterator[str]:
    """What is wrong with the answers to a document."""
    checked = check_document(read_markdown(Source("case.md", text)))
    yield from _diagnostic_faults(checked.diagnostics, text)
    if "\r" in text:
        return
    other = check_document(read_markdown(Source("case.md", text.replace("\n", "\r\n"))))
    yield from _differences(_told(checked.diagnostics), _told(other.diagnostics), "answers")


def _place_faults(read: Document, text: str) -> Iterator[str]:
    yield from _diagnostic_faults(read.diagnostics, text)
    for number, each in enumerate(formulas(read)):
        if each.number != number or len(each.offsets) != len(each.latex) + 1:
            yield f"formula {number} is counted wrong"
        for character, offset in zip(each.latex, each.offsets, strict=False):
            if not (0 <= offset < len(text)) or not (text[offset] == character or (text[offset] == "\r" and character == "\n")):
                if not (character == "\ufffd" and text[offset] == "\x00"):
                    yield f"{character!r} of formula {each.latex!r} is not at {offset}"
                    break


def _diagnostic_faults(diagnostics: Iterable[object], text: str) -> Iterator[str]:
    for told in diagnostics:
        if told.code not in CODES or not told.message:  # type: ignore[attr-defined]
            yield f"no such code: {told.code}"  # type: ignore[attr-defined]
        if not _is_inside(told.span, text) and text:  # type: ignore[attr-defined]
            yield f"outside of the text: {told.span} ({told.message})"  # type: ignore[attr-defined]


def _formulas_told(read: Document) -> list[object]:
    return [(f.latex.replace("\r\n", "\n"), read.source.position(f.offsets[0])) for f in formulas(read)]


def _told(diagnostics: Iterable[object]) -> list[object]:
    return [
        (d.code, d.message.replace("\r\n", "\n"), d.help.replace("\r\n", "\n"), d.source.position(d.span.start))  # type: ignore[attr-defined]
        for d in diagnostics
    ]


def _differences(one: list[object], other: list[object], of: str) -> Iterator[str]:
    if one != other:
        odd = next(((a, b) for a, b in zip(one, other, strict=False) if a != b), (len(one), len(other)))
        yield f"other {of} with CRLF: {odd}"


# ---------------------------------------------------------------------------------------------- the run


def faults(laws: Laws, text: str, limit: float = SLOW) -> list[str]:
    """What is wrong with how a text is read, crashes and slowness included."""
    began = time.process_time()
    found: list[str] = []
    try:
        with at_most(HANGS):
            found.extend(laws(text))
    except Late:
        return [f"hangs for more than {HANGS:.0f} s"]
    except Exception as crash:  # that is what is looked for
        place = traceback.extract_tb(crash.__traceback__)[-1]
        return [f"{type(crash).__name__} at {place.filename.rsplit('/', 1)[-1]}:{place.lineno}: {crash}"]
    if (took := time.process_time() - began) > limit:
        found.append(f"takes {took:.1f} s")
    return found


def _run(task: tuple[int, int]) -> tuple[Counter[str], list[str]]:
    count, seed = task
    source = random.Random(seed)
    counts: Counter[str] = Counter()
    found: list[str] = []
    for number in range(count):
        kinds: list[tuple[str, Laws, float]]
        if number % 2:
            text = formula(source)
            kinds = [("formula", formula_faults, SLOW)]
        else:
            text = document(source)
            kinds = [("document", document_faults, SLOW)]
            if source.random() < CHECKED:
                kinds.append(("check of a document", checked_faults, HANGS))
        for kind, laws, limit in kinds:
            wrong = faults(laws, text, limit)
            counts[kind] += 1
            counts[f"{kind}, at fault"] += bool(wrong)
            found.extend(f"{kind}: {each}: {text!r}" for each in wrong[:1])
    return counts, found


def main() -> int:
    """Read the cases; print what is wrong, and the counts."""
    options = runs.parser(__doc__).parse_args()
    _formulas()  # before the processes are forked, so that it is done once
    _, wrong = runs.run_all(_run, options)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
