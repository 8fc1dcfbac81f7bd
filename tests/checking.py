"""Checks by a pool of their own, with all that they give at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from builder.cache import NO_CACHE, Cache
from builder.check import paths
from builder.check.checked import CheckedDocument
from builder.check.findings import Findings
from builder.check.workers import TASK
from builder.diagnostics.diagnostic import Diagnostic
from builder.diagnostics.message import Message
from builder.document.gather import every_file
from builder.guard.pool import Pool


class Checked(NamedTuple):
    """The documents, and the diagnostics that belong to none of them."""

    documents: tuple[CheckedDocument, ...]
    diagnostics: tuple[Diagnostic, ...]


class Found(NamedTuple):
    """What was found in each file, and the messages that belong to none of them."""

    findings: tuple[Findings, ...]
    messages: tuple[Message, ...]


def check_paths(names: Iterable[str]) -> Checked:
    """What `paths.check_paths` gives."""
    with Pool(TASK) as pool:
        every = tuple(paths.check_paths(names, pool))
    return Checked(
        tuple(one for one in every if isinstance(one, CheckedDocument)),
        tuple(one for one in every if isinstance(one, Diagnostic)),
    )


def find_in_paths(names: Iterable[str], cache: Cache = NO_CACHE, wanted: Callable[[Path], bool] = every_file) -> Found:
    """What `paths.find_in_paths` gives."""
    with Pool(TASK) as pool:
        every = tuple(paths.find_in_paths(names, pool, cache, wanted))
    return Found(
        tuple(one for one in every if isinstance(one, Findings)),
        tuple(one for one in every if isinstance(one, Message)),
    )
