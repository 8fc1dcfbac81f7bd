"""How much a source may hold: counted before it is read, so that none keeps a reader for longer than it keeps a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from types import MappingProxyType
from typing import TypeAlias

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.tex.inclusion import MOST_FILES
from builder.source import Markup, Source, Span

MOST_FORMULAS = 50_000
"""A book of a thousand pages has half of them."""
MOST_IN_PARAGRAPH = 3_000
"""Formulas without an empty line between them: what is said of each may depend on those before it."""
MOST_CELLS = 5_000
MOST_LINES = 40_000
"""Of reStructuredText: docutils takes its time for each."""
LONGEST_BLOCK = 100_000
"""Of reStructuredText, in characters without an empty line between: docutils copies the rest of a block at each role in it."""

_Marks: TypeAlias = tuple[tuple[str, str, int], ...]

_SHORT = 10_000
"""A source of fewer characters has too much of nothing."""

_DOLLARS = r"\$\$?[^$]*\$\$?|\\[(\[]|\\begin\b"
_FORMULAS: Mapping[Markup, str] = MappingProxyType(
    {
        Markup.MARKDOWN: _DOLLARS,
        Markup.NOTEBOOK: _DOLLARS,
        Markup.LATEX: _DOLLARS,
        Markup.RESTRUCTUREDTEXT: r":math:|\bmath::",
        Markup.PRETEXT: r"<(?:m|me|men|md|mdn)[\s>]",
    }
)
_IN_MARKDOWN: _Marks = (
    ("headings", r"^[ \t>]*#{1,6}(?=[ \t\n])", 20_000),
    ("items of lists", r"^[ \t>]*(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t\n])", 20_000),
    ("lines of quotes", r"^[ \t]*>", 20_000),
    ("directives", r"^[ \t>]*(?::::+|```+|~~~+)[ \t]*\{", 2_000),
    ("paragraphs", r"\n[ \t\r>]*\n", 20_000),
    ("links in angle brackets", r"<[A-Za-z][\w.+-]*[:@]", 20_000),
    ("displays", r"\$\$|\\begin\{", 20_000),
    ("backslashes", r"\\", 200_000),
    ("marks of emphasis and brackets", r"[*_~`\[<]", 150_000),
    ("lines", r"[^\n]\n(?=[^\n])", 30_000),
)
"""Marks of Markdown, how each is written, and how many of them are read: each keeps its reader for about a second. A book of a
thousand pages has fewer."""
_OUTSIDE_FORMULAS: Mapping[Markup, _Marks] = MappingProxyType(
    {
        Markup.MARKDOWN: (
            ("entities", r"&", 60_000),
            ("cells of tables", r"\|", 30_000),
            ("sentences", r"[.!?][ \n]", 40_000),
            ("marks of punctuation", r"[{}%+:=@^!#-]", 150_000),
        ),
        Markup.LATEX: (
            ("headings and items", r"\\(?:item|part|chapter|(?:sub)*section|(?:sub)?paragraph)\b", 12_000),
            ("definitions of commands", r"\\(?:[egx]?def|let|(?:re)?newcommand)\b", 20_000),
            ("files that are read", r"\\(?:input|include|subfile)\b", MOST_FILES),
            ("commands", r"\\", 75_000),
            ("cells of tables", r"&", 40_000),
            ("paragraphs", r"\n[ \t\r]*\n", 20_000),
            ("sentences", r"[.!?][ \n]", 40_000),
            ("lines", r"\n", 200_000),
        ),
        Markup.PRETEXT: (("elements", r"<(?![/!])", 30_000),),
    }
)
"""The same of what stands in no formula: there it is usual."""
_FORMULA = re.compile(
    r"\$\$?[^$]*\$\$?|<(m|me|men|md|mdn)\b[^<]*</\1>"
    r"|\\\[(?:(?!\\\[).)*?\\\]|\\begin\{(?:equation|align|gather|multline)\*?\}(?:(?!\\begin).)*?\\end\{",
    re.DOTALL,
)
_LONE_RETURN = re.compile(r"\r(?!\n)")
"""It ends a line, too."""
_LINE_END = re.compile(r"[\r\n]")
_OF_LINES = ("^", r"\n", r"[^\n]\n")
"""How patterns begin that match once a line at most."""
_EMPTY_LINE = r"\n[ \t\r]*\n|\Z"


def too_much(source: Source) -> Diagnostic | None:
    """What a source has too much of to be read, at the place where it becomes too much; None if it can be read."""
    if len(source.text) < _SHORT:
        return None
    if source.markup is Markup.RESTRUCTUREDTEXT:
        if source.text.count("\n") > MOST_LINES:
            message = f"this file has more than {MOST_LINES} lines: nothing of it is checked"
            return _told(source, 0, message, "make several files of it")
        start = 0
        for match in re.finditer(_EMPTY_LINE, source.text):
            if match.start() - start > LONGEST_BLOCK:
                message = f"this block has more than {LONGEST_BLOCK} characters: nothing of this file is checked"
                return _told(source, start, message, "put an empty line into it")
            start = match.end()
    written = Markup.MARKDOWN if source.markup is Markup.NOTEBOOK else source.markup
    marks = (("formulas", _FORMULAS[source.markup], MOST_FORMULAS), *(_IN_MARKDOWN if written is Markup.MARKDOWN else ()))
    lines = len(_LINE_END.findall(source.text)) + 1
    whole = _LONE_RETURN.sub("\n", source.text)
    outside = _FORMULA.sub(lambda formula: " " * len(formula.group()), whole)
    for text, several in ((whole, marks), (outside, _OUTSIDE_FORMULAS.get(written, ()))):
        for name, pattern, most in several:
            if len(text) <= most or (pattern.startswith(_OF_LINES) and lines <= most):
                continue
            place = _place_after(most, re.compile(pattern, re.M), text)
            if place is not None:
                message = f"these are more than {most} {name}: nothing of this file is checked"
                return _told(source, place, message, "make several files of it")
    place = _after_most_of_a_paragraph(_DOLLARS, whole) if _FORMULAS[source.markup] is _DOLLARS else None
    if place is not None:
        message = f"this paragraph has more than {MOST_IN_PARAGRAPH} formulas: nothing of this file is checked"
        return _told(source, place, message, "put empty lines into it")
    return None


def _place_after(most: int, pattern: re.Pattern[str], text: str) -> int | None:
    """Where a pattern stands in a text once more than `most` times, if it does."""
    following = next(islice(pattern.finditer(text), most, None), None)
    return None if following is None else following.start()


def _after_most_of_a_paragraph(formula: str, text: str) -> int | None:
    """Where a paragraph has one formula more than is read of it, if one has."""
    number = 0
    for match in re.finditer(rf"(?P<end>\n[ \t\r>]*\n)|{formula}", text):
        number = 0 if match["end"] else number + 1
        if number > MOST_IN_PARAGRAPH:
            return match.start()
    return None


def _told(source: Source, start: int, message: str, help: str) -> Diagnostic:
    return Diagnostic("too-large", Severity.ERROR, source, Span(start, min(start + 1, len(source.text))), message, help=help)
