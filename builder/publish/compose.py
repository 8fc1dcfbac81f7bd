"""Checked documents to the files of a site: pages made, linked, set and rendered. Nothing is read but images, nothing written."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import NamedTuple, TypeAlias
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.judge.verdict import Verdict
from builder.check.checked import CheckedDocument
from builder.config import Config
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.diagnostics.severities import with_severities
from builder.publish.assets import asset_files, fingerprint
from builder.publish.chapters import wholes
from builder.publish.downloads import downloads
from builder.publish.glossary import glossaries, rules_named
from builder.publish.links import broken_references, labels_of
from builder.publish.mathematics import Setting, Typesetter, Unset, complaint
from builder.publish.navigation import navigation
from builder.publish.nodes import settings_in
from builder.publish.page import MadePage, Page, make_page
from builder.publish.plan import FEED, Plan
from builder.publish.previews import Preview, previews
from builder.publish.render import Renderer, newest
from builder.publish.search import search_index
from builder.publish.templates import coming_to_an_end
from builder.publish.words import catalogue, translated
from builder.source import Span

SEARCH_INDEX = "assets/search-index.js"

Previews: TypeAlias = Mapping[str, tuple[Preview, ...]]


class Composed(Struct, frozen=True):
    """A site before it is written: every file by its name, the pages, and what is wrong."""

    files: Mapping[str, bytes]
    pages: tuple[Page, ...]
    diagnostics: tuple[Diagnostic, ...]


def fails(diagnostics: tuple[Diagnostic, ...], *, strict: bool) -> bool:
    """Whether a site with these diagnostics may not be published."""
    fatal = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return any(diagnostic.severity in fatal for diagnostic in diagnostics)


def compose(
    planned: Plan,
    checked: Mapping[PurePosixPath, CheckedDocument],
    content: Path,
    typesetter: Typesetter,
    style: bytes = b"",
    decide: Callable[[Sequence[str]], Mapping[str, Verdict]] = lambda names: {},
    own: Path | None = None,
) -> Composed:
    """The pages and files of a plan, of which everything was decided. `style` is the site's own style sheet, if it has one.
    `decide` decides rules that pages name, by their names in the rule book: what it leaves out is in no glossary.
    `own` is a folder whose templates go before the built-in ones. Raises what those may raise."""
    labels = labels_of(planned)
    made = [make_page(checked[page.path], planned, page, labels, content) for page in planned.pages]
    pages = tuple(each.page for each in made)
    made += [MadePage(page, (), (), ()) for page in glossaries(pages, planned, decide(rules_named(pages)))]
    words = catalogue(planned.config.language)
    if words:
        made = [replace(each, page=translated(each.page, words)) for each in made]
    diagnostics = [*planned.diagnostics]
    for page in planned.pages:
        diagnostics += checked[page.path].diagnostics
    diagnostics += _link_faults(made)
    shown = previews(made)
    if words:
        shown = {output: translated(each, words) for output, each in shown.items()}
    typeset, faults = _set_all(planned, made, shown, typesetter)
    severities = planned.config.severities
    as_bad = with_severities((fault.diagnostic for fault in faults), severities)
    faults = [fault._replace(diagnostic=one) for fault, one in zip(faults, as_bad, strict=True)]
    told = _each_once(with_severities(diagnostics, severities), faults)
    if fails(told, strict=False):
        return Composed({}, pages, told)
    with coming_to_an_end() if own is not None else nullcontext():
        return Composed(_files(planned, made, shown, typeset, style, own, words), pages, told)


def _link_faults(made: list[MadePage]) -> list[Diagnostic]:
    anchors = {each.page.output: each.page.anchors for each in made}
    faults: list[Diagnostic] = []
    for each in made:
        faults += each.diagnostics
        faults += broken_references(each.references, anchors)
    return faults


class _Fault(NamedTuple):
    """A formula that cannot be set: what is told of it, and where the formula stands."""

    diagnostic: Diagnostic
    formula: Span


def _each_once(told: tuple[Diagnostic, ...], faults: list[_Fault]) -> tuple[Diagnostic, ...]:
    """What is told, and each fault that keeps a formula from being set: but once where the reader of mathematics met it, too.

    Its words are ours, and it is told at the first thing that is wrong: an error of its own stands for both. A warning of it does
    not: the fault stands in its place.
    """
    read: dict[str, list[Diagnostic]] = {}
    for one in told:
        if one.code in ("bad-math", "not-understood"):
            read.setdefault(one.source.name, []).append(one)
    kept: list[Diagnostic] = []
    replaced: set[Diagnostic] = set()
    for fault, formula in faults:
        same = [one for one in read.get(fault.source.name, ()) if formula.start <= one.span.start <= formula.end]
        if any(one.severity is Severity.ERROR for one in same):
            continue
        replaced |= {one for one in same if one.span.start < fault.span.end and fault.span.start < one.span.end}
        kept.append(fault)
    return (*(one for one in told if one not in replaced), *kept)


def _set_all(
    planned: Plan, made: list[MadePage], shown: Previews, typesetter: Typesetter
) -> tuple[Mapping[Setting, str], list[_Fault]]:
    """All mathematics of the pages, set; and a message for each formula that cannot be, at its place."""
    settings = [_settings(each.page) for each in made]
    outcomes = typesetter.set((*chain.from_iterable(settings), *settings_in(tuple(shown.values()))))
    faults: list[_Fault] = []
    told: set[tuple[str, int, str]] = set()
    for page, of_page in zip(planned.pages, settings, strict=False):  # behind them come those that nobody writes
        for setting in of_page:
            outcome = outcomes[setting]
            if isinstance(outcome, Unset):
                fault = complaint(setting, outcome, page.document.source)
                key = (fault.source.name, fault.span.start, fault.message)
                if key not in told:
                    told.add(key)
                    formula = fault.span if setting.formula is None else setting.formula.locate(None)
                    faults.append(_Fault(fault, formula))
    return {setting: outcome for setting, outcome in outcomes.items() if isinstance(outcome, str)}, faults


def _settings(page: Page) -> tuple[Setting, ...]:
    return tuple(settings_in((page.title, page.contents, page.navigation, page.blocks, page.rules)))


def _files(
    planned: Plan,
    made: list[MadePage],
    shown: Previews,
    typeset: Mapping[Setting, str],
    style: bytes,
    own: Path | None,
    words: Mapping[str, str],
) -> Mapping[str, bytes]:
    """Every file of the site by its name in it."""
    files = dict(asset_files())
    if style:
        files["assets/site.css"] = style
    pages = tuple(each.page for each in made)
    index = search_index(pages)
    has_feed = bool(planned.config.base_url and newest(pages))
    outputs = frozenset((*(page.output for page in pages), *([FEED] if has_feed else [])))
    renderer = Renderer(planned.config, typeset, fingerprint(files), fingerprint({SEARCH_INDEX: index}), outputs, own, words)
    files[SEARCH_INDEX] = index
    chapters = wholes(planned)
    whole = {output: chapter.output for chapter in chapters for output in chapter.pages}
    bodies = {page.output: renderer.body(page) for page in pages}
    for each in made:
        output = each.page.output
        files[output] = renderer.page(each.page, bodies[output], shown[output], whole.get(output, "")).encode()
        files.update(downloads(each.page, words))
        for medium in each.media:
            files[medium.output] = medium.path.read_bytes()
    for chapter in chapters:
        files[chapter.output] = renderer.whole(chapter, bodies, navigation(planned, chapter.output)).encode()
    if "index.html" not in files:
        files["index.html"] = renderer.contents(navigation(planned, "index.html", whole=True)).encode()
    for old, new in planned.config.redirects.items():
        files[old] = renderer.moved(old, new).encode()
    if planned.config.base_url:
        files["sitemap.xml"] = renderer.sitemap(pages).encode()
    if has_feed:
        files[FEED] = renderer.feed(pages).encode()
    files["report.html"] = renderer.report(pages, navigation(planned, "report.html")).encode()
    files["404.html"] = renderer.not_found(_base_path(planned.config)).encode()
    files[".nojekyll"] = b""
    return files


def _base_path(config: Config) -> str:
    """Where the site stands on its server: `/notes/` for `https://example.org/notes`."""
    path = urlsplit(config.base_url).path.strip("/")
    return f"/{path}/" if path else "/"


def in_order(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Diagnostics by source and place, each once."""
    ordered = sorted(diagnostics, key=lambda d: (os.fspath(d.source.name), d.span.start, d.span.end, d.code, d.message))
    return tuple(dict.fromkeys(ordered))
