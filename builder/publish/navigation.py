"""Ways through a site: the tree at the side, the pages before and after, the way up.

Addresses are relative, so that a site also works from files.
"""

from __future__ import annotations

import posixpath

from msgspec import Struct

from builder.publish.known import sentence
from builder.publish.nodes import Node
from builder.publish.plan import Chapter, Plan, PlannedPage


class Entry(Struct, frozen=True):
    """An entry of the tree: `here` marks the page itself, `open` a chapter that holds it."""

    title: tuple[Node, ...]
    href: str
    here: bool
    open: bool
    entries: tuple[Entry, ...]


class Step(Struct, frozen=True):
    """A link to a neighbour: its title and address."""

    title: tuple[Node, ...]
    href: str


class Navigation(Struct, frozen=True):
    """All ways that lead on from one page."""

    tree: tuple[Entry, ...]
    breadcrumbs: tuple[Step, ...]
    previous: Step | None
    next: Step | None
    home: str
    report: str
    base: str


def relative(target: str, page: str) -> str:
    """The address of `target` as a link on `page`; both are names in the site."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def navigation(plan: Plan, output: str, *, whole: bool = False) -> Navigation:
    """The ways on from the page named `output`; it need not be one of the plan's (the report, the first page of a site).

    The tree shows what is in the chapters that hold the page, and of others only their names; with `whole` it shows everything.
    """
    outputs = [page.output for page in plan.pages]
    place = outputs.index(output) if output in outputs else None
    previous = plan.pages[place - 1] if place else None
    following = plan.pages[place + 1] if place is not None and place + 1 < len(outputs) else None
    first = (plan.root.index,) if plan.root.index else ()
    return Navigation(
        tree=tuple(_entry(entry, output, whole) for entry in (*first, *plan.root.entries)),
        breadcrumbs=_way_to(plan.root, output),
        previous=_step(previous, output) if previous else None,
        next=_step(following, output) if following else None,
        home=relative("index.html", output),
        report=relative("report.html", output),
        base="../" * output.count("/"),
    )


def _step(page: PlannedPage, output: str) -> Step:
    return Step(sentence(page.title), relative(page.output, output))


def _entry(entry: Chapter | PlannedPage, output: str, whole: bool) -> Entry:
    if isinstance(entry, PlannedPage):
        return Entry(sentence(entry.title), relative(entry.output, output), entry.output == output, False, ())
    below = tuple(_entry(child, output, whole) for child in entry.entries)
    here = entry.index is not None and entry.index.output == output
    open_ = here or any(child.here or child.open for child in below)
    first = entry.index if entry.index is not None else _pages(entry)[0]
    return Entry(sentence(entry.title), relative(first.output, output), here, open_, below if open_ or whole else ())


def _way_to(chapter: Chapter, output: str) -> tuple[Step, ...]:
    """The chapters that hold the page, the outermost first, the site itself left out."""
    for entry in chapter.entries:
        if isinstance(entry, PlannedPage):
            if entry.output == output:
                return ()
            continue
        if entry.index is not None and entry.index.output == output:
            return ()
        if any(page.output == output for page in _pages(entry)):
            href = relative(entry.index.output, output) if entry.index else ""
            return (Step(sentence(entry.title), href), *_way_to(entry, output))
    return ()


def _pages(chapter: Chapter) -> list[PlannedPage]:
    pages = [chapter.index] if chapter.index else []
    for entry in chapter.entries:
        pages += _pages(entry) if isinstance(entry, Chapter) else [entry]
    return pages
