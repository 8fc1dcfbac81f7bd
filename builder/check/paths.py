"""Checks files and folders. What cannot be read is told, and the rest is checked all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache as remembered
from pathlib import Path
from typing import TYPE_CHECKING

from builder.cache import NO_CACHE, Cache
from builder.check.findings import Findings
from builder.check.inheritance import inherited_from_site
from builder.check.workers import SiteSource, check_all, find_all
from builder.config import BadConfiguration, read_config
from builder.diagnostics.diagnostic import Diagnostic
from builder.diagnostics.message import Message
from builder.document.document import NOTHING_INHERITED
from builder.document.gather import every_file, gather
from builder.guard.pool import Pool
from builder.source import Markup

if TYPE_CHECKING:
    from builder.check.checked import CheckedDocument


def find_in_paths(
    paths: Iterable[str],
    pool: Pool,
    cache: Cache = NO_CACHE,
    wanted: Callable[[Path], bool] = every_file,
    markup: Markup | None = None,
) -> Iterator[Findings | Message]:
    """What there is to be found in files, folders (all files in them that may hold mathematics, in sorted order), and standard
    input for `-`, which is written in `markup` if that is told; and at their place the messages that belong to none of them.

    Files are read as the workers of `pool` ask for them, and what is found is given as it comes. What `cache` knows is not
    checked again, and files that are not `wanted` are passed over. A file that is a source of a site is read as it is in that
    site: with its macros, and what its readers have mastered.
    """
    return find_all(_pages(paths, wanted, markup), pool, cache)


def check_paths(
    paths: Iterable[str],
    pool: Pool,
    wanted: Callable[[Path], bool] = every_file,
    markup: Markup | None = None,
) -> Iterator[CheckedDocument | Diagnostic]:
    """The documents themselves, with their trees and verdicts, where `find_in_paths` has what is told of them."""
    return check_all(_pages(paths, wanted, markup), pool)


def _pages(paths: Iterable[str], wanted: Callable[[Path], bool], markup: Markup | None) -> Iterator[SiteSource | Diagnostic]:
    configuration = remembered(read_config)  # the files of a folder mostly share one
    told: list[Diagnostic] = []
    for source in gather(paths, wanted, markup):
        if isinstance(source, Diagnostic):
            yield source
            continue
        inherited = NOTHING_INHERITED
        try:
            inherited = inherited_from_site(Path(source.name), configuration)
        except BadConfiguration as bad:
            if bad.diagnostic not in told:
                told.append(bad.diagnostic)
                yield bad.diagnostic
        yield SiteSource(source, inherited)
