"""Which other files a file of PreTeXt takes in, and how it names them.

Source: "XML Inclusions (XInclude) Version 1.0", https://www.w3.org/TR/xinclude/. A file is named from the folder of the one that
names it. Nothing is fetched: a name is a file beside the others, or nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

_INCLUDE = re.compile(r"<!--.*?(?:-->|\Z)|<(?:[\w.-]{1,40}:)?include\b([^<>]{0,2000})>", re.S)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def included(href: str, current: str) -> str | None:
    """The name of the file that `current` takes in as `href`; None if that is no name of a file below a folder."""
    wanted = unquote(href.strip())
    if not wanted or wanted.startswith(("/", "\\", "~", "#")) or ":" in wanted or "\0" in wanted or len(wanted) > 600:
        return None
    return os.path.normpath(os.path.join(os.path.dirname(current), wanted))


def inclusions(text: str, current: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """For each file that a text takes in the place where it says so, and the name of the file. Comments take in nothing."""
    for match in _INCLUDE.finditer(text):
        found = _HREF.search(match[1] or "")
        name = included(unescape(found[1] or found[2] or ""), current) if found is not None else None
        if name is not None and 'parse="text"' not in match[1]:
            yield match.start(), (name,)
