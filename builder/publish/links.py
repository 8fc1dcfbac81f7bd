"""Where links lead. Sources link to sources (`chain.md#rule`); pages link to pages, and a link that leads nowhere is reported."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import Block, Directive
from builder.document.files import lies_in
from builder.publish.known import sentence
from builder.publish.navigation import relative
from builder.publish.nodes import plain
from builder.publish.plan import Plan, PlannedPage, slug
from builder.publish.prose import Link
from builder.source import Source, Span

SCHEMES = frozenset({"http", "https", "mailto"})
MEDIA = frozenset(
    ("png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "pdf", "csv", "txt", "tsv", "json", "py", "ipynb", "tex", "bib", "zip")
)
LARGEST_MEDIUM = 20 * 2**20
_ACTIVE_SVG = re.compile(rb"<\s*(script|foreignobject|iframe|embed|object|animate|set)\b|\son\w+\s*=|javascript:", re.IGNORECASE)


class Reference(Struct, frozen=True):
    """A link to a place in the site that can be checked only when all pages are there: the page, the anchor, and who asks."""

    output: str
    anchor: str
    source: Source
    span: Span


class Medium(Struct, frozen=True):
    """A file that a page shows or offers: where it is, and its name in the site."""

    path: Path
    output: str


class Target(Struct, frozen=True):
    """A label: the page that has it, its anchor there, and what a link without words says. `output` is "" where the edition
    leaves it out."""

    output: str
    anchor: str
    words: str


def labels_of(plan: Plan) -> Mapping[str, Target]:
    """All labels of a site. The first to take a name keeps it; that two want it is for the check to report."""
    labels: dict[str, Target] = {}
    for page in plan.pages:
        shown = {id(one) for one in directives_in(page.document.blocks, plan.config.edition)}
        for directive in directives_in(page.document.blocks):
            if directive.label:
                output = page.output if id(directive) in shown else ""
                labels.setdefault(directive.label, Target(output, anchor_of(directive), _words_for(directive)))
    return labels


def directives_in(blocks: Sequence[Block], edition: str | None = None) -> Iterator[Directive]:
    """All directives, those inside others too, in order; or only those that are published in an edition."""
    for block in blocks:
        if isinstance(block, Directive) and (edition is None or is_published(block, edition)):
            yield block
            yield from directives_in(block.body, edition)


def is_published(directive: Directive, edition: str) -> bool:
    """Whether a directive stands in an edition: where it says so, else in all, but for solutions in that of students."""
    meant = directive.options.get("edition")
    return meant.value == edition if meant is not None else directive.name != "solution" or edition != "student"


def anchor_of(directive: Directive) -> str:
    """The address of a directive on its page: its label, or its kind and number."""
    if directive.label:
        return slug(directive.label)
    return (
        f"ex{directive.number}"
        if directive.name == "exercise"
        else f"{directive.name}-{directive.number or directive.span.start}"
    )


def _words_for(directive: Directive) -> str:
    if directive.number:
        return f"{directive.name.capitalize()} {directive.number}"
    return directive.argument or _WORDS.get(directive.name, directive.name.capitalize())


_WORDS = {"derive": "Derivation", "check": "Derivation", "mistake": "A wrong derivation", "plot": "Picture"}


def plain_title(title: str) -> str:
    """A title with mathematics between `$` in plain text."""
    return plain(sentence(title))


class PageLinks:
    """The links of one page while it is made: what they lead to, what they need, what is wrong with them."""

    def __init__(self, plan: Plan, page: PlannedPage, labels: Mapping[str, Target], content: Path) -> None:
        self._plan = plan
        self._page = page
        self._labels = labels
        self._content = content
        self._seen: dict[str, int] = {}
        self.references: list[Reference] = []
        self.media: list[Medium] = []
        self.diagnostics: list[Diagnostic] = []

    def link(self, href: str) -> Link | None:
        """Where a link of the source leads, or None after saying that it leads nowhere."""
        span = self._place(href)
        bare = re.sub(r"[\x00-\x20\x7f-\x9f]", "", href)
        scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", bare)
        if scheme is not None and not re.match(r"[A-Za-z]:[\\/]", bare):
            if scheme[0][:-1].lower() in SCHEMES:
                return Link(bare, foreign=True)
            self._broken(span, f"links may not begin with `{scheme[0]}`", "use https:, mailto: or a path inside the content")
            return None
        parts = urlsplit(bare)
        if parts.netloc or bare.startswith(("/", "\\")):
            self._broken(span, f"`{href}` does not stand inside the content", "write a path from this file, such as ../rules.md")
            return None
        if not parts.path:
            return self._anchor(parts.fragment, span)
        target = self._inside(unquote(parts.path))
        page = self._page_at(target) if target is not None else None
        if page is not None:
            if parts.fragment:
                self.references.append(Reference(page.output, unquote(parts.fragment), self._page.document.source, span))
            address = relative(page.output, self._page.output)
            return Link(address + (f"#{parts.fragment}" if parts.fragment else ""), words=plain_title(page.title))
        medium = self._medium(target, href, span)
        return Link(medium, words=posixpath.basename(bare)) if medium is not None else None

    def image(self, source: str) -> str | None:
        """The address of an image, or None after saying that there is none. Images from elsewhere are not fetched."""
        span = self._place(source)
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", source):
            message = f"`{source[:60]}` is not in the content: a page of a site asks nobody else for anything"
            self._broken(span, message, "copy the image into the content folder")
            return None
        return self._medium(self._inside(unquote(urlsplit(source).path)), source, span)

    def _place(self, written: str) -> Span:
        """The place of a link in its source: tokens have no columns, so it is looked for, each time after the last find."""
        text = self._page.document.source.text
        for form in dict.fromkeys((written, unquote(written))):
            start = text.find(form, self._seen.get(form, 0)) if form else -1
            if start >= 0:
                self._seen[form] = start + len(form)
                return Span(start, start + len(form))
        return Span(0, 0)

    def _broken(self, span: Span, message: str, help: str = "") -> None:
        self.diagnostics.append(Diagnostic("broken-link", Severity.ERROR, self._page.document.source, span, message, help=help))

    def _anchor(self, fragment: str, span: Span) -> Link:
        label = self._labels.get(unquote(fragment))
        if label is not None and not label.output:
            return Link("", words=label.words)
        if label is not None:
            page = "" if label.output == self._page.output else relative(label.output, self._page.output)
            return Link(f"{page}#{label.anchor}", words=label.words)
        self.references.append(Reference(self._page.output, unquote(fragment), self._page.document.source, span))
        return Link(f"#{fragment}")

    def _inside(self, path: str) -> PurePosixPath | None:
        """A path of the content, or None when it leads out of it."""
        if "\0" in path or "\\" in path or path.startswith(("/", "~")) or re.match(r"[A-Za-z]:", path):
            return None
        joined = posixpath.normpath(posixpath.join(str(self._page.path.parent), path))
        return None if joined == ".." or joined.startswith("../") else PurePosixPath(joined)

    def _page_at(self, target: PurePosixPath) -> PlannedPage | None:
        for candidate in (target, target.with_suffix(".md") if target.suffix == ".html" else target / "index.md"):
            page = self._plan.page_of(candidate)
            if page is not None:
                return page
        return None

    def _medium(self, target: PurePosixPath | None, written: str, span: Span) -> str | None:
        if target is None:
            self._broken(span, f"`{written}` leads out of the content folder")
            return None
        path = self._content / target
        kind = target.suffix[1:].lower()
        if target.suffix == ".md" or not path.is_file():
            self._broken(span, f"there is no `{target}` in the content", _nearest(target, self._plan))
            return None
        if not lies_in(path, self._content):
            self._broken(span, f"`{target}` is a link out of the content folder")
            return None
        if kind not in MEDIA:
            self._broken(span, f"files of the kind `.{kind}` are not published", "published are " + ", ".join(sorted(MEDIA)))
            return None
        if path.stat().st_size > LARGEST_MEDIUM:
            self._broken(span, f"`{target}` is larger than {LARGEST_MEDIUM // 2**20} MiB")
            return None
        data = path.read_bytes()
        if kind == "svg" and _ACTIVE_SVG.search(data):
            self._broken(span, f"`{target}` has scripts in it", "save it as plain SVG")
            return None
        output = f"media/{slug(target.stem)}-{sha256(data).hexdigest()[:8]}.{kind}"
        self.media.append(Medium(path, output))
        return relative(output, self._page.output)


def _nearest(target: PurePosixPath, plan: Plan) -> str:
    """A page whose file has the same name, elsewhere."""
    for page in plan.pages:
        if page.path.name == target.name:
            return f"there is `{page.path}`"
    return ""


def broken_references(references: Sequence[Reference], anchors: Mapping[str, frozenset[str]]) -> tuple[Diagnostic, ...]:
    """The links to anchors that no page has. `anchors` are those of each page, by its name in the site."""
    return tuple(
        Diagnostic(
            "broken-link",
            Severity.ERROR,
            reference.source,
            reference.span,
            f"there is no `#{reference.anchor}` on {reference.output}",
        )
        for reference in references
        if reference.anchor and reference.anchor not in anchors.get(reference.output, frozenset())
    )
