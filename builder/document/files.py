"""Reading sources from disk: regular files only, of bounded size, strict UTF-8; and what each is written in."""

from __future__ import annotations

import codecs
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.source import Markup, Source, Span

SIZE_LIMIT = 5 * 1024 * 1024
NOTEBOOK_LIMIT = 32 * 1024 * 1024
"""A notebook holds the pictures that its cells gave; its text is bounded as that of any source."""
STANDARD_INPUT = "-"

SUFFIXES: Mapping[str, Markup] = MappingProxyType(
    {
        ".md": Markup.MARKDOWN,
        ".markdown": Markup.MARKDOWN,
        ".qmd": Markup.MARKDOWN,
        ".rmd": Markup.MARKDOWN,
        ".ipynb": Markup.NOTEBOOK,
        ".tex": Markup.LATEX,
        ".rst": Markup.RESTRUCTUREDTEXT,
        ".ptx": Markup.PRETEXT,
        ".xml": Markup.PRETEXT,
    }
)
"""What a file is written in, by the end of its name. One with another end is taken for Markdown when it is named."""

_FILES = "name a file with mathematics (" + ", ".join(SUFFIXES) + ") or a folder of them"
_LATEX = r"(?m)^[ \t]*\\(?:documentclass|begin\{|(?:sub)*section\b|chapter\b|newcommand\b|input\{|def\\)"
_PRETEXT = r"\s*<(?:\?xml|pretext|book|article|chapter|(?:sub)*section|exercises?|introduction|worksheet)\b"
_RESTRUCTUREDTEXT = r"(?m)^[ \t]*\.\. [\w:-]+::|:math:`"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PRETEXT_MATHEMATICS = re.compile(rb"<(?:m|me|men|md|mdn|xi:include)[ >]")


def markup_of(name: str) -> Markup:
    """What a file is written in, by its name."""
    return SUFFIXES.get(os.path.splitext(name)[1].lower(), Markup.MARKDOWN)


def guess_markup(text: str) -> Markup:
    """What a text without a name is written in, as far as that can be told from its beginning."""
    head = text[:20_000].removeprefix("\ufeff")
    if head.lstrip().startswith("{") and '"cells"' in text:
        return Markup.NOTEBOOK
    if re.match(_PRETEXT, head):
        return Markup.PRETEXT
    if re.search(_LATEX, head) and not re.search(r"^(?:#{1,6} |```|\$\$)", head, re.M):
        return Markup.LATEX
    return Markup.RESTRUCTUREDTEXT if re.search(_RESTRUCTUREDTEXT, head) else Markup.MARKDOWN


def read_source(path: str | Path, markup: Markup | None = None) -> Source | Diagnostic:
    """The text of a file, or of standard input for `-`; what cannot be read gives a diagnostic.

    It is written in `markup`, or in what its name tells; of standard input the text tells. A device, a pipe or a folder is not a
    text: only regular files are opened for reading, and no more of them than a source may hold.
    """
    if str(path) == STANDARD_INPUT:
        limit = SIZE_LIMIT if markup is not None and markup is not Markup.NOTEBOOK else NOTEBOOK_LIMIT
        if sys.stdin is None:
            return _failure("missing-file", "<stdin>", "cannot be read: it is closed", _FILES)
        try:
            data = sys.stdin.buffer.read(limit + 1)
        except OSError as error:
            return _failure("missing-file", "<stdin>", f"cannot be read: {(error.strerror or 'an error').lower()}", _FILES)
        source = decode(data, "<stdin>", limit)
        if isinstance(source, Diagnostic):
            return source
        markup = guess_markup(source.text) if markup is None else markup
        if len(data) > SIZE_LIMIT and markup is not Markup.NOTEBOOK:
            return _too_large("<stdin>", SIZE_LIMIT)
        return Source("<stdin>", source.text, markup)
    # A name on disk may be no text at all; whatever is told of the file is.
    name = os.fsencode(path).decode("utf-8", "replace")
    markup = markup_of(name) if markup is None else markup
    limit = NOTEBOOK_LIMIT if markup is Markup.NOTEBOOK else SIZE_LIMIT
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "this is no name of a file"
        return _failure("missing-file", name, f"cannot be read: {reason.lower()}", _FILES)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return _failure("not-text", name, "is not a regular file", _FILES)
    with os.fdopen(descriptor, "rb") as file:
        try:
            data = file.read(limit + 1)
        except OSError as error:
            return _failure("missing-file", name, f"cannot be read: {(error.strerror or 'an error').lower()}")
    return decode(data, name, limit, markup)


def decode(data: bytes, name: str, limit: int = SIZE_LIMIT, markup: Markup = Markup.MARKDOWN) -> Source | Diagnostic:
    """The source that `data` holds as UTF-8 (a byte order mark is kept, and counts as a character), or a diagnostic."""
    if len(data) > limit:
        return _too_large(name, limit)
    if data.startswith(_UTF16):
        return _failure("not-text", name, "is UTF-16 and not UTF-8", "save the file as UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8")
        source = Source(name, good)
        return Diagnostic(
            "not-text",
            Severity.ERROR,
            source,
            Span(len(good), len(good)),
            f"the byte {data[error.start]:#04x} is not UTF-8",
            help="save the file as UTF-8",
        )
    if "\0" in text:
        at = text.index("\0")
        return Diagnostic("not-text", Severity.ERROR, Source(name, text), Span(at, at + 1), "a NUL character: this is not a text")
    return Source(name, text, markup)


def source_files(folder: Path, suffixes: frozenset[str] = frozenset(SUFFIXES)) -> Iterator[Path]:
    """All files below a folder that may hold mathematics, in sorted order.

    Of `.xml` files these are those with formulas of PreTeXt, or that take in other files.
    Hidden folders, and links to folders, are not entered. A folder that cannot be listed is given itself: reading it says why.
    """
    unlisted: list[OSError] = []
    for here, folders, files in os.walk(folder, onerror=unlisted.append, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            suffix = os.path.splitext(name)[1].lower()
            path = Path(here) / name
            if suffix in suffixes and (suffix != ".xml" or _has_mathematics(path)):
                yield path
    yield from (Path(error.filename) for error in unlisted)


def markdown_files(folder: Path) -> Iterator[Path]:
    """All `.md` files below a folder, in sorted order: the sources of a site."""
    return source_files(folder, frozenset((".md",)))


def lies_in(path: Path, folder: Path) -> bool:
    """Whether a path, all its links followed, leads to a folder or below it. A link to itself leads nowhere else."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _has_mathematics(path: Path) -> bool:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as file:
            return _PRETEXT_MATHEMATICS.search(file.read(SIZE_LIMIT)) is not None
    except OSError:
        return False


def _too_large(name: str, limit: int) -> Diagnostic:
    return _failure("too-large", name, f"is larger than {limit // 2**20} MiB", "split it into several pages")


def _failure(code: str, name: str, message: str, help: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, Source(name, ""), Span(0, 0), f"{name} {message}", help=help)
