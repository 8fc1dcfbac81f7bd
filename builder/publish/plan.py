"""Which pages a site has, from which sources, in which order. It reads no file and renders nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import TypeAlias

from markdown_it.token import Token
from msgspec import Struct

from builder.config import FILE_NAME, Config
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import Document, Formula, Prose
from builder.document.suggest import did_you_mean
from builder.source import Source, Span

LONGEST_NAME = 100
RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10)}
)  # names of devices on Windows
GLOSSARY_OF_RULES = "glossary-rules.html"
GLOSSARY_OF_MISTAKES = "glossary-mistakes.html"
FEED = "feed.xml"
OURS = frozenset(
    {"report.html", "404.html", GLOSSARY_OF_RULES, GLOSSARY_OF_MISTAKES, "manifest.json", "sitemap.xml", FEED, "assets", "media"}
)
"""Names at the top of a site that are not an author's to give."""
IN_ONE_PAGE = "in-one-page.html"
"""The name of a folder in one page, which is in no folder an author's to give."""


PlaceOf: TypeAlias = Callable[[str], "tuple[Source, Span] | None"]
"""Where the configuration of a site says what a setting is."""


def _nowhere(setting: str) -> None:
    return None


class PlannedPage(Struct, frozen=True):
    """A page to be: the path of its source below the content folder, its name in the site, and what the navigation calls it."""

    path: PurePosixPath
    output: str
    title: str
    document: Document


class Chapter(Struct, frozen=True):
    """A folder of sources: its title, its own page if it has an `index.md`, and what is in it, in order."""

    title: str
    index: PlannedPage | None
    entries: tuple[Chapter | PlannedPage, ...]


class Plan(Struct, frozen=True):
    """A site to be. `pages` are in reading order; `root` is the content folder as a chapter."""

    config: Config
    pages: tuple[PlannedPage, ...]
    root: Chapter
    diagnostics: tuple[Diagnostic, ...]

    def page_of(self, path: PurePosixPath) -> PlannedPage | None:
        """The page that comes from the source at `path`, below the content folder."""
        return next((page for page in self.pages if page.path == path), None)


def slug(name: str) -> str:
    """A name for a file in a site: `[a-z0-9-]` only, never empty, never the name of a device.

    Letters that ASCII has with a mark lose it; all others become hyphens.
    """
    ascii_only = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")
    words = words[: LONGEST_NAME - len("-page.html")].strip("-") or "page"
    return f"{words}-page" if words in RESERVED else words


def readable(name: str) -> str:
    """A title from the name of a file or folder: `02-chain_rule` is `Chain rule`."""
    words = re.sub(r"[-_\s]+", " ", re.sub(r"^\d+[-_. ]+", "", name)).strip() or name
    return words[:1].upper() + words[1:]


def title_of(document: Document, path: PurePosixPath) -> str:
    """What a document is called: its front matter's title, its first heading of level 1, or the name of its file."""
    if document.front_matter.title:
        return document.front_matter.title
    heading = first_heading(document)
    if heading is not None:
        return heading
    name = path.stem if path.stem != "index" else path.parent.name
    return readable(name) if name else "Contents"


def first_heading(document: Document) -> str | None:
    """The text of the heading of level 1 that a document begins with, or None."""
    if not document.blocks or not isinstance(document.blocks[0], Prose):
        return None
    tokens = document.blocks[0].tokens
    if len(tokens) > 1 and tokens[0].type == "heading_open" and tokens[0].tag == "h1" and tokens[1].type == "inline":
        return "".join(_written(child) for child in tokens[1].children or ()).strip()
    return None


def _written(token: Token) -> str:
    """An inline token as plain text, with mathematics between `$`."""
    formula = token.meta.get("formula")
    return f"${formula.latex}$" if isinstance(formula, Formula) else token.content


def output_of(path: PurePosixPath, document: Document) -> str:
    """The name of a page in the site: folders and names as slugs, `.html` at the end."""
    folders = [slug(part) for part in path.parent.parts]
    name = slug(document.front_matter.slug or path.stem)
    return "/".join([*folders, f"{name}.html"])


def plan(
    config: Config, documents: Mapping[PurePosixPath, Document], *, drafts: bool = False, place_of: PlaceOf = _nowhere
) -> Plan:
    """The site that `documents` make; their paths are below the content folder.

    A chapter's pages stand in the order of `order` in their front matter, then of their names; an `index.md` is its chapter's
    own page. What the configuration's `navigation` names comes first at the top. Drafts are left out unless `drafts`.
    Two sources that want one name give `output-clash`, on every system.
    """
    wanted = {path: document for path, document in documents.items() if drafts or not document.front_matter.draft}
    pages = {path: PlannedPage(path, output_of(path, d), title_of(d, path), d) for path, d in wanted.items()}
    root = _chapter(PurePosixPath("."), pages, tuple(map(_name, config.navigation)))
    title = config.title
    root = Chapter(title, root.index, root.entries) if root else Chapter(title, None, ())
    ordered = tuple(_pages_of(root))
    return Plan(
        config,
        ordered,
        root,
        _clashes(ordered) + _unknown_names(config, pages, place_of) + _redirect_faults(config, ordered, place_of),
    )


def _chapter(
    folder: PurePosixPath, pages: Mapping[PurePosixPath, PlannedPage], navigation: tuple[str, ...] = ()
) -> Chapter | None:
    here = [page for path, page in pages.items() if path.parent == folder]
    index = next((page for page in here if page.path.stem == "index"), None)
    below = {
        path.parts[len(folder.parts)] for path in pages if len(path.parts) > len(folder.parts) + 1 and _is_below(path, folder)
    }
    keyed: list[tuple[tuple[int, int, str], Chapter | PlannedPage]] = []
    for page in here:
        if page is not index:
            keyed.append((_key(page.path.stem, page.document, navigation), page))
    for name in below:
        chapter = _chapter(folder / name, pages)
        if chapter is not None:
            keyed.append((_key(name, chapter.index.document if chapter.index else None, navigation), chapter))
    if not keyed and index is None:
        return None
    entries = tuple(entry for _, entry in sorted(keyed, key=lambda pair: pair[0]))
    return Chapter(index.title if index else readable(folder.name), index, entries)


def _is_below(path: PurePosixPath, folder: PurePosixPath) -> bool:
    return path.parts[: len(folder.parts)] == folder.parts


def _name(named: str) -> str:
    """What the configuration calls a folder, `rules` or `rules/`, or a page, `chain.md` or `chain`."""
    return named.removesuffix("/").removesuffix(".md")


def _key(name: str, document: Document | None, navigation: tuple[str, ...]) -> tuple[int, int, str]:
    """What decides the order: the place in `navigation`, the `order`, the name."""
    named = navigation.index(name) if name in navigation else len(navigation)
    order = document.front_matter.order if document is not None else None
    return (named, order if order is not None else 1_000_000, name)


def _pages_of(chapter: Chapter) -> list[PlannedPage]:
    pages = [chapter.index] if chapter.index else []
    for entry in chapter.entries:
        pages += _pages_of(entry) if isinstance(entry, Chapter) else [entry]
    return pages


def _key_of_name(name: str) -> str:
    """Names that one file system or another takes for the same."""
    return unicodedata.normalize("NFC", name).casefold()


def _clashes(pages: tuple[PlannedPage, ...]) -> tuple[Diagnostic, ...]:
    found: list[Diagnostic] = []
    taken: dict[str, PlannedPage] = {}
    for page in pages:
        key = _key_of_name(page.output)
        other = taken.setdefault(key, page)
        if other is not page:
            message = f"this page and {other.document.source.name} would both be {page.output}"
            found.append(_clash(page, message, "give one of them another `slug` in its front matter"))
        elif page.output.split("/")[0] in OURS or page.output.split("/")[-1] == IN_ONE_PAGE:
            found.append(_clash(page, f"{page.output} is a name that Surestep uses itself", "give it another `slug` or folder"))
        if len(page.output.encode()) > LONGEST_NAME * 2:
            found.append(_clash(page, f"{page.output} is too long a name", "give it a shorter `slug`, or fewer folders"))
    return tuple(found)


def _clash(page: PlannedPage, message: str, help: str) -> Diagnostic:
    return Diagnostic("output-clash", Severity.ERROR, page.document.source, Span(0, 0), message, help=help)


def _of_setting(setting: str, place_of: PlaceOf, message: str, help: str) -> Diagnostic:
    place = place_of(setting) or (Source(FILE_NAME, ""), Span(0, 0))
    return Diagnostic("bad-configuration", Severity.ERROR, *place, message, help=help)


def _redirect_faults(config: Config, pages: tuple[PlannedPage, ...], place_of: PlaceOf) -> tuple[Diagnostic, ...]:
    """A redirect from a page that is there, or to one that is not, helps nobody."""
    outputs = {page.output for page in pages}
    told = [
        (
            f"`redirects` sends the readers of {old} on, which is a page of the site",
            f"give that page another `slug`, or leave {old} out",
        )
        for old in config.redirects
        if old in outputs or old.split("/")[0] in OURS or old == "index.html"
    ]
    told += [
        (f"`redirects` sends the readers of {old} to {new}, which is no page of the site", did_you_mean(new, outputs))
        for old, new in config.redirects.items()
        if new not in outputs
    ]
    return tuple(_of_setting("redirects", place_of, message, help) for message, help in told)


def _unknown_names(config: Config, pages: Mapping[PurePosixPath, PlannedPage], place_of: PlaceOf) -> tuple[Diagnostic, ...]:
    """A name in `navigation` that nothing has is a slip of the pen."""
    known = {path.parts[0] if len(path.parts) > 1 else path.stem for path in pages}
    return tuple(
        _of_setting(
            "navigation", place_of, f"`navigation` names `{name}`, which is not in the content", did_you_mean(_name(name), known)
        )
        for name in config.navigation
        if _name(name) not in known
    )
