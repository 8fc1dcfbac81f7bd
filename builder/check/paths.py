"""Checks files and folders. What cannot be read is told, and the rest is checked all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import cache as remembered
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from builder.cache import NO_CACHE, Cache
from builder.check.findings import Findings
from builder.check.inheritance import inherited_from_site
from builder.check.workers import TASK, check_all, find_all
from builder.config import BadConfiguration, read_config
from builder.diagnostics.diagnostic import Diagnostic
from builder.diagnostics.message import Message, message_of
from builder.diagnostics.severities import with_severities
from builder.document.document import NOTHING_INHERITED, Inherited
from builder.document.gather import every_file, gather
from builder.guard.pool import Pool
from builder.source import Markup, Source

if TYPE_CHECKING:
    from builder.check.checked import CheckedDocument


class Checked(NamedTuple):
    """All documents that were checked, in order, and the diagnostics that belong to none of them."""

    documents: tuple[CheckedDocument, ...]
    diagnostics: tuple[Diagnostic, ...]


class Found(NamedTuple):
    """What was found in each file, in order, and the messages that belong to none of them."""

    findings: tuple[Findings, ...]
    messages: tuple[Message, ...]


class _Sources(NamedTuple):
    sources: tuple[Source, ...]
    inherited: tuple[Inherited, ...]
    diagnostics: tuple[Diagnostic, ...]


def find_in_paths(
    paths: Iterable[str],
    pool: Pool | None = None,
    cache: Cache = NO_CACHE,
    wanted: Callable[[Path], bool] = every_file,
    markup: Markup | None = None,
) -> Found:
    """What there is to be found in files, folders (all files in them that may hold mathematics, in sorted order), and standard
    input for `-`, which is written in `markup` if that is told.

    The workers are those of `pool` (left out, its own). What `cache` knows is not checked again, and files that are not `wanted`
    are passed over. A file that is a source of a site is read as it is in that site: with its macros, and what its readers have
    mastered.
    """
    read = _read(paths, wanted, markup)
    with nullcontext(pool) if pool is not None else Pool(TASK) as workers:
        findings = find_all(read.sources, workers, read.inherited, cache)
    findings = tuple(
        replace(found, messages=with_severities(found.messages, site.severities))
        for found, site in zip(findings, read.inherited, strict=True)
    )
    return Found(findings, tuple(message_of(diagnostic) for diagnostic in read.diagnostics))


def check_paths(
    paths: Iterable[str],
    pool: Pool | None = None,
    wanted: Callable[[Path], bool] = every_file,
    markup: Markup | None = None,
) -> Checked:
    """The documents themselves, with their trees and verdicts, where `find_in_paths` has what is told of them."""
    read = _read(paths, wanted, markup)
    with nullcontext(pool) if pool is not None else Pool(TASK) as workers:
        answers = check_all(read.sources, workers, read.inherited)
    documents = tuple(
        replace(answer, diagnostics=with_severities(answer.diagnostics, site.severities))
        for answer, site in zip(answers, read.inherited, strict=True)
        if not isinstance(answer, Diagnostic)
    )
    return Checked(documents, (*read.diagnostics, *(answer for answer in answers if isinstance(answer, Diagnostic))))


def told(checked: Checked) -> Found:
    """What is told of documents."""
    from builder.check.telling import findings_of

    findings = tuple(findings_of(document) for document in checked.documents)
    return Found(findings, tuple(message_of(diagnostic) for diagnostic in checked.diagnostics))


def _read(paths: Iterable[str], wanted: Callable[[Path], bool], markup: Markup | None) -> _Sources:
    sources: list[Source] = []
    inherited: list[Inherited] = []
    diagnostics: list[Diagnostic] = []
    configuration = remembered(read_config)  # the files of a folder mostly share one
    for source in gather(paths, wanted, markup):
        if isinstance(source, Diagnostic):
            diagnostics.append(source)
            continue
        sources.append(source)
        try:
            inherited.append(inherited_from_site(Path(source.name), configuration))
        except BadConfiguration as bad:
            if bad.diagnostic not in diagnostics:
                diagnostics.append(bad.diagnostic)
            inherited.append(NOTHING_INHERITED)
    return _Sources(tuple(sources), tuple(inherited), tuple(diagnostics))
