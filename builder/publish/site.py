"""Builds a site: reads everything, checks everything, and writes the pages only if nothing was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from builder.check.checked import CheckedDocument
from builder.check.findings import failing_standings
from builder.check.inheritance import inherited
from builder.check.standing import Standing
from builder.check.workers import TASK, SiteSource, check_all, decide_rules, read_all
from builder.config import FILE_NAME, BadConfiguration, Config, place_of_setting, read_config
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.diagnostics.severities import MISUSES
from builder.document.document import Document
from builder.document.files import lies_in, markdown_files, read_source
from builder.guard.pool import Pool
from builder.publish.compose import Composed, compose, fails, in_order
from builder.publish.mathematics import Typesetter
from builder.publish.output import WORKSPACE, OutputError, write_site
from builder.publish.page import Page
from builder.publish.plan import plan
from builder.publish.templates import FAULTS, fault_of_template
from builder.source import Source, Span


class Built(Struct, frozen=True):
    """What a build came to. With an error among `diagnostics` nothing was written, and the last good site stands.

    `pages` are the pages of the site, `output` is where it is: None where a configuration that cannot be read would say it.
    `whole` tells that the new site took the place of the old one in one step, `refused` that the folder of the output cannot be
    used. `unproved` is the number of relations for which a strict build wrote nothing: they are not wrong, and not proved.
    """

    output: Path | None
    pages: tuple[Page, ...]
    diagnostics: tuple[Diagnostic, ...]
    written: bool
    whole: bool = True
    refused: bool = False
    unproved: int = 0

    @property
    def status(self) -> int:
        """The exit status: 0 nothing is wrong, 1 something is wrong in a source, 2 with the command, its settings or with us."""
        if self.refused:
            return 2
        codes = {diagnostic.code for diagnostic in self.diagnostics if diagnostic.severity is Severity.ERROR}
        return 2 if codes & MISUSES else 1 if codes or not self.written else 0


class Sources(Struct, frozen=True):
    """All documents of a site, by their paths below the content folder, and what could not be read."""

    documents: Mapping[PurePosixPath, Document]
    diagnostics: tuple[Diagnostic, ...]


def build_site(
    root: Path,
    *,
    output: Path | None = None,
    base_url: str | None = None,
    edition: str | None = None,
    strict: bool = False,
    drafts: bool = False,
    jobs: int | None = None,
) -> Built:
    """Build the site in `root` into `output` (left out: the folder that its configuration names). `base_url` and `edition` go
    before those of the configuration.

    Everything is read and checked first, and every fault is told; the site is written only when there is no error, and with
    `strict` no warning either. Documents are checked in `jobs` processes (left out: one for each processor). It raises
    nothing that a source, a template's data or the disk can cause.
    """
    try:
        config = read_config(root)
    except BadConfiguration as bad:
        return Built(output, (), (bad.diagnostic,), written=False)
    told = {"base_url": base_url, "edition": edition}
    config = replace(config, **{name: value for name, value in told.items() if value is not None})
    target = output if output is not None else root / config.output
    if lies_in(target, root / config.content):
        clash = OutputError("output-clash", target, "lies among the sources of the site", "name another folder with --output")
        return Built(target, (), (_refusal(clash),), written=False, refused=True)
    with Pool(TASK, jobs) as pool, Typesetter() as typesetter:
        composed = compose_site(root, config, pool, typesetter, drafts=drafts)
    if fails(composed.diagnostics, strict=strict):
        return Built(target, composed.pages, composed.diagnostics, written=False)
    if strict and (number := _unproved(composed.pages)):
        return Built(target, composed.pages, composed.diagnostics, written=False, unproved=number)
    try:
        written = write_site(composed.files, target, root / WORKSPACE)
    except OutputError as error:
        refused = error.code in ("output-clash", "cannot-write")
        return Built(target, composed.pages, (*composed.diagnostics, _refusal(error)), written=False, refused=refused)
    return Built(target, composed.pages, composed.diagnostics, written=True, whole=written.whole)


def _refusal(error: OutputError) -> Diagnostic:
    place = Source(str(error.path), "")
    return Diagnostic(error.code, Severity.ERROR, place, Span(0, 0), f"{error.path} {error.message}", help=error.help)


def _unproved(pages: tuple[Page, ...]) -> int:
    """How many relations a strict build does not publish. What is refuted and has no error is wrong on purpose."""
    failing = {standing.value for standing in failing_standings(strict=True) - {Standing.REFUTED}}
    return sum(count.number for page in pages for count in page.counts if count.standing in failing)


def compose_site(root: Path, config: Config, pool: Pool, typesetter: Typesetter, *, drafts: bool = False) -> Composed:
    """The site in `root`, read, checked and rendered, but not written. With an error among its diagnostics it has no files.

    The workers of `pool` check (its task is `workers.TASK`), and `typesetter` sets the mathematics: both may be used again.
    """
    pool.start(pool.number)
    typesetter.start()
    sources = read_sources(root, config, pool)
    planned = plan(config, sources.documents, drafts=drafts, place_of=partial(place_of_setting, root))
    pages = [page.document for page in planned.pages]
    answers = tuple(check_all([SiteSource(page.source, page.inherited) for page in pages], pool))
    crashed = tuple(answer for answer in answers if isinstance(answer, Diagnostic))
    checked = {p.path: a for p, a in zip(planned.pages, answers, strict=True) if isinstance(a, CheckedDocument)}
    if crashed:
        told = tuple(diagnostic for document in checked.values() for diagnostic in document.diagnostics)
        return Composed({}, (), in_order((*sources.diagnostics, *planned.diagnostics, *told, *crashed)))
    own = root / config.templates if (root / config.templates).is_dir() and lies_in(root / config.templates, root) else None
    try:
        style = (root / config.style).read_bytes() if config.style else b""
        decide = partial(decide_rules, pool=pool)
        composed = compose(planned, checked, root / config.content, typesetter, style, decide, own)
    except FAULTS as fault:
        told_of = fault_of_template(fault, own)
        if told_of is None:
            raise
        return Composed({}, (), in_order((*sources.diagnostics, *planned.diagnostics, told_of)))
    diagnostics = in_order((*sources.diagnostics, *composed.diagnostics))
    if fails(diagnostics, strict=False):
        return Composed({}, composed.pages, diagnostics)
    return Composed(composed.files, composed.pages, diagnostics)


def read_sources(root: Path, config: Config, pool: Pool) -> Sources:
    """All Markdown below the content folder, read by the workers of `pool`.

    Links that lead out of the folder are errors and are not followed.
    """
    content = root / config.content
    documents: dict[PurePosixPath, Document] = {}
    found: dict[PurePosixPath, SiteSource] = {}
    diagnostics: list[Diagnostic] = []
    if not content.is_dir():
        return Sources({}, (_no_content(root, content),))
    for path in markdown_files(content):
        if not lies_in(path, content):
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
            found[PurePosixPath(path.relative_to(content).as_posix())] = SiteSource(source, inherited(path, content, config))
    for page, document in zip(found, read_all(found.values(), pool), strict=True):
        if isinstance(document, Diagnostic):
            diagnostics.append(document)
        else:
            documents[page] = document
    if not documents and not diagnostics:
        help = "write an index.md in it"
        place = Source(str(content), "")
        diagnostics.append(
            Diagnostic("missing-file", Severity.ERROR, place, Span(0, 0), f"there is no page in {content}", help=help)
        )
    return Sources(documents, tuple(diagnostics))


def _no_content(root: Path, content: Path) -> Diagnostic:
    """That a site has no folder of sources: at the line of its configuration that names one, or with how to make it."""
    message = f"there is no folder {content}"
    named = place_of_setting(root, "content")
    if named is not None:
        return Diagnostic(
            "bad-configuration", Severity.ERROR, *named, message, help="make it, or name the one that holds your pages"
        )
    if (root / FILE_NAME).exists():
        help = f"make it, or name another one in {root / FILE_NAME}"
    else:
        help = "'surestep new FOLDER' makes a new site; name its folder, or work in it"
    return Diagnostic("missing-file", Severity.ERROR, Source(str(content), ""), Span(0, 0), message, help=help)
