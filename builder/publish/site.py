"""Builds a site: reads everything, checks everything, and writes the pages only if nothing was wrong."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from builder.check.check import check_document
from builder.check.checked import CheckedDocument
from builder.config import BadConfiguration, Config, read_config
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import Document
from builder.document.files import markdown_files, read_source
from builder.document.markdown import read_markdown
from builder.publish.assets import asset_files, fingerprint
from builder.publish.links import broken_references, labels_of
from builder.publish.mathematics import Setting, Typesetter, Unset, complaint
from builder.publish.navigation import navigation
from builder.publish.nodes import settings_in
from builder.publish.output import WORKSPACE, OutputError, write_site
from builder.publish.page import MadePage, Page, make_page
from builder.publish.plan import Plan, plan
from builder.publish.render import Renderer
from builder.source import Source, Span


@dataclass(frozen=True)
class Built:
    """What a build came to. With an error among `diagnostics` nothing was written, and the last good site stands.

    `pages` are the pages of the site, `output` is where it is. `whole` tells that the new site took the place of the old one in
    one step.
    """

    output: Path
    pages: tuple[Page, ...]
    diagnostics: tuple[Diagnostic, ...]
    written: bool
    whole: bool = True

    @property
    def status(self) -> int:
        """The exit status: 0 nothing is wrong, 1 something is wrong in a source, 2 the configuration is."""
        codes = {diagnostic.code for diagnostic in self.diagnostics if diagnostic.severity is Severity.ERROR}
        return 2 if "bad-configuration" in codes else 1 if codes or not self.written else 0


@dataclass(frozen=True)
class Composed:
    """A site before it is written: every file by its name, the pages, and what is wrong."""

    files: Mapping[str, bytes]
    pages: tuple[Page, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Sources:
    """All documents of a site, by their paths below the content folder, and what could not be read."""

    documents: Mapping[PurePosixPath, Document]
    diagnostics: tuple[Diagnostic, ...]


def build_site(
    root: Path,
    *,
    output: Path | None = None,
    base_url: str | None = None,
    strict: bool = False,
    drafts: bool = False,
) -> Built:
    """Build the site in `root` into `output` (left out: the folder that its configuration names).

    Everything is read and checked first, and every fault is told; the site is written only when there is no error, and with
    `strict` no warning either. It raises nothing that a source, a template's data or the disk can cause.
    """
    try:
        config = read_config(root)
    except BadConfiguration as bad:
        return Built(output or root, (), (bad.diagnostic,), written=False)
    if base_url is not None:
        config = Config(**{**{name: getattr(config, name) for name in config.__struct_fields__}, "base_url": base_url})
    target = output if output is not None else root / config.output
    with Typesetter() as typesetter:
        composed = compose_site(root, config, typesetter, drafts=drafts)
    if fails(composed.diagnostics, strict=strict):
        return Built(target, composed.pages, composed.diagnostics, written=False)
    try:
        written = write_site(composed.files, target, root / WORKSPACE)
    except OutputError as error:
        place = Source(str(error.path), "")
        refused = Diagnostic(error.code, Severity.ERROR, place, Span(0, 0), f"{error.path} {error.message}", help=error.help)
        return Built(target, composed.pages, (*composed.diagnostics, refused), written=False)
    return Built(target, composed.pages, composed.diagnostics, written=True, whole=written.whole)


def fails(diagnostics: tuple[Diagnostic, ...], *, strict: bool) -> bool:
    """Whether a site with these diagnostics may not be published."""
    fatal = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return any(diagnostic.severity in fatal for diagnostic in diagnostics)


def compose_site(root: Path, config: Config, typesetter: Typesetter, *, drafts: bool = False) -> Composed:
    """The site in `root`, read, checked and rendered, but not written. With an error among its diagnostics it has no files."""
    sources = read_sources(root, config)
    planned = plan(config, sources.documents, drafts=drafts)
    checked = {page.path: check_document(page.document) for page in planned.pages}
    composed = compose(planned, checked, root / config.content, typesetter)
    diagnostics = in_order((*sources.diagnostics, *composed.diagnostics))
    if fails(diagnostics, strict=False):
        return Composed({}, composed.pages, diagnostics)
    return Composed(composed.files, composed.pages, diagnostics)


def read_sources(root: Path, config: Config) -> Sources:
    """All Markdown below the content folder. Links that lead out of it are errors and are not followed."""
    content = root / config.content
    documents: dict[PurePosixPath, Document] = {}
    diagnostics: list[Diagnostic] = []
    if not content.is_dir():
        place = Source(str(content), "")
        help = f"make it, or name another one in {root / 'surestep.toml'}"
        return Sources(
            {}, (Diagnostic("missing-file", Severity.ERROR, place, Span(0, 0), f"there is no folder {content}", help=help),)
        )
    real = content.resolve()
    for path in markdown_files(content):
        if not path.resolve().is_relative_to(real):
            diagnostics.append(
                Diagnostic(
                    "missing-file", Severity.ERROR, Source(str(path), ""), Span(0, 0), f"{path} leads out of the content folder"
                )
            )
            continue
        source = read_source(path)
        if isinstance(source, Diagnostic):
            diagnostics.append(source)
        else:
            documents[PurePosixPath(path.relative_to(content).as_posix())] = read_markdown(source)
    if not documents and not diagnostics:
        help = "write an index.md in it"
        place = Source(str(content), "")
        diagnostics.append(
            Diagnostic("missing-file", Severity.ERROR, place, Span(0, 0), f"there is no page in {content}", help=help)
        )
    return Sources(documents, tuple(diagnostics))


def compose(planned: Plan, checked: Mapping[PurePosixPath, CheckedDocument], content: Path, typesetter: Typesetter) -> Composed:
    """The pages and files of a plan, of which everything was decided."""
    labels = labels_of(planned)
    made = [make_page(checked[page.path], planned, page, labels, content) for page in planned.pages]
    pages = tuple(each.page for each in made)
    diagnostics = [*planned.diagnostics]
    for page in planned.pages:
        diagnostics += checked[page.path].diagnostics
    diagnostics += _link_faults(made)
    typeset, faults = _set_all(planned, pages, typesetter)
    diagnostics += faults
    if fails(tuple(diagnostics), strict=False):
        return Composed({}, pages, tuple(diagnostics))
    return Composed(_files(planned, made, typeset), pages, tuple(diagnostics))


def _link_faults(made: list[MadePage]) -> list[Diagnostic]:
    anchors = {each.page.output: each.page.anchors for each in made}
    faults: list[Diagnostic] = []
    for each in made:
        faults += each.diagnostics
        faults += broken_references(each.references, anchors)
    return faults


def _set_all(planned: Plan, pages: tuple[Page, ...], typesetter: Typesetter) -> tuple[Mapping[Setting, str], list[Diagnostic]]:
    """All mathematics of the pages, set; and a message for each formula that cannot be, at its place."""
    of_pages = [(page, _settings(shown)) for page, shown in zip(planned.pages, pages, strict=True)]
    outcomes = typesetter.set(setting for _, settings in of_pages for setting in settings)
    faults: list[Diagnostic] = []
    told: set[tuple[str, int, str]] = set()
    for page, settings in of_pages:
        for setting in settings:
            outcome = outcomes[setting]
            if isinstance(outcome, Unset):
                fault = complaint(setting, outcome, page.document.source)
                key = (fault.source.name, fault.span.start, fault.message)
                if key not in told:
                    told.add(key)
                    faults.append(fault)
    return {setting: outcome for setting, outcome in outcomes.items() if isinstance(outcome, str)}, faults


def _settings(page: Page) -> tuple[Setting, ...]:
    return tuple(settings_in((page.title, page.contents, page.navigation, page.blocks)))


def _files(planned: Plan, made: list[MadePage], typeset: Mapping[Setting, str]) -> Mapping[str, bytes]:
    """Every file of the site by its name in it."""
    files = dict(asset_files())
    renderer = Renderer(planned.config, typeset, fingerprint(files))
    for each in made:
        files[each.page.output] = renderer.page(each.page).encode()
        for medium in each.media:
            files[medium.output] = medium.path.read_bytes()
    if "index.html" not in files:
        files["index.html"] = renderer.contents(navigation(planned, "index.html", whole=True)).encode()
    pages = tuple(each.page for each in made)
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
