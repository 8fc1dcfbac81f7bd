"""Checks files and folders. What cannot be read is told, and the rest is checked all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import NamedTuple

from builder.check.checked import CheckedDocument
from builder.check.inheritance import inherited_from_site
from builder.check.workers import TASK, check_all
from builder.config import BadConfiguration, read_config
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import NOTHING_INHERITED, Inherited
from builder.document.files import STANDARD_INPUT, markdown_files, read_source
from builder.guard.pool import Pool
from builder.source import Source, Span


class Checked(NamedTuple):
    """All documents that were checked, in order, and the diagnostics that belong to none of them."""

    documents: tuple[CheckedDocument, ...]
    diagnostics: tuple[Diagnostic, ...]


def check_paths(paths: Iterable[str], pool: Pool | None = None) -> Checked:
    """Check files, folders (all Markdown files in them, in sorted order), and standard input for `-`, with the
    workers of `pool` (see `check_all`; left out, with workers of its own).

    A file that is a source of a site is read as it is in that site: with its macros, and what its readers have mastered.
    """
    sources: list[Source] = []
    diagnostics: list[Diagnostic] = []
    for source in _sources(paths):
        if isinstance(source, Diagnostic):
            diagnostics.append(source)
        else:
            sources.append(source)
    inherited: dict[str, Inherited] = {}
    configuration = cache(read_config)  # the files of a folder mostly share one
    for source in sources:
        try:
            inherited[source.name] = inherited_from_site(Path(source.name), configuration)
        except BadConfiguration as bad:
            if bad.diagnostic not in diagnostics:
                diagnostics.append(bad.diagnostic)
            inherited[source.name] = NOTHING_INHERITED
    with nullcontext(pool) if pool is not None else Pool(TASK) as workers:
        answers = check_all(sources, workers, [inherited[source.name] for source in sources])
    diagnostics.extend(answer for answer in answers if isinstance(answer, Diagnostic))
    return Checked(tuple(answer for answer in answers if isinstance(answer, CheckedDocument)), tuple(diagnostics))


def _sources(paths: Iterable[str]) -> Iterator[Source | Diagnostic]:
    seen: set[str] = set()
    for path in paths:
        if path != STANDARD_INPUT and Path(path).is_dir():
            found = [str(file) for file in markdown_files(Path(path))]
            if not found:
                message = f"{path} holds no Markdown file"
                yield Diagnostic(
                    "missing-file", Severity.ERROR, Source(path, ""), Span(0, 0), message, help="name a folder with .md files"
                )
        else:
            found = [path]
        for name in found:
            if name not in seen:
                seen.add(name)
                yield read_source(name)
