"""Each folder of pages in one page, to be printed: in order, its addresses its own, and with links that stay in it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from builder.publish.plan import IN_ONE_PAGE, Chapter, Plan, PlannedPage

_REFERENCE = re.compile(r'(?<= )(id|href|aria-labelledby|fill)="([^"]*)"')


class Whole(Struct, frozen=True):
    """A folder in one page: that page's name in the site, the folder's title, and the names of its pages in order."""

    output: str
    title: str
    pages: tuple[str, ...]


def wholes(plan: Plan) -> tuple[Whole, ...]:
    """The folders of a plan that have several pages, those of the folders in them left out."""
    return tuple(_wholes(plan.root))


def _wholes(chapter: Chapter) -> Iterator[Whole]:
    pages = [chapter.index] if chapter.index else []
    pages += [entry for entry in chapter.entries if isinstance(entry, PlannedPage)]
    if len(pages) > 1:
        outputs = tuple(page.output for page in pages)
        yield Whole(posixpath.join(posixpath.dirname(outputs[0]), IN_ONE_PAGE), chapter.title, outputs)
    for entry in chapter.entries:
        if isinstance(entry, Chapter):
            yield from _wholes(entry)


def stem(output: str) -> str:
    """The address of a page in that of its folder."""
    return posixpath.basename(output).removesuffix(".html")


def in_one(body: str, output: str, chapter: Collection[str]) -> str:
    """The HTML of the page `output`, for that of its whole `chapter`: addresses begin with the page's own, and what leads to a
    page of the chapter stays in it. In words and mathematics quotation marks are escaped: none is taken for an attribute's.
    """
    names = {posixpath.basename(each): stem(each) for each in chapter}
    own = stem(output)

    def rewritten(found: re.Match[str]) -> str:
        name, value = found.groups()
        if name == "href":
            path, _, fragment = value.partition("#")
            page = names.get(path, "" if path else own)
            value = f"#{_address(page, fragment)}" if page else value
        elif name == "fill":
            value = value.replace("url(#", f"url(#{own}--")
        else:
            value = " ".join(_address(own, each) for each in value.split())
        return f'{name}="{value}"'

    return _REFERENCE.sub(rewritten, body)


def _address(page: str, anchor: str) -> str:
    return f"{page}--{anchor}" if anchor else page


def in_order(chapter: Whole, bodies: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The pages of a chapter for its whole: the address and the HTML of each."""
    return tuple((stem(output), in_one(body, output, chapter.pages)) for output, body in zip(chapter.pages, bodies, strict=True))
