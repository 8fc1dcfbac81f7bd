"""What a page has from its site: the macros of the configuration, and the rules that the folders above it call mastered."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from builder.config import FILE_NAME, Config, read_config
from builder.document.document import NOTHING_INHERITED, Inherited
from builder.document.files import read_source
from builder.document.front_matter import read_front_matter
from builder.source import Source

INDEX = "index.md"


def inherited(page: Path, content: Path, config: Config) -> Inherited:
    """What `page`, a file below the folder `content`, has from the site that `config` describes.

    The `knows` of an `index.md` holds for all pages of its folder and of the folders below. An index that cannot be read gives
    nothing: that is told where it is checked itself.
    """
    known: list[str] = []
    folder = content
    for name in ("", *page.parent.relative_to(content).parts):
        folder = folder / name
        index = folder / INDEX
        source = read_source(index) if index != page and index.is_file() else None
        if isinstance(source, Source):
            known += read_front_matter(source).values.known
    macros, severities = MappingProxyType(dict(config.macros)), MappingProxyType(dict(config.severities))
    return Inherited(macros, tuple(dict.fromkeys(known)), severities)


def inherited_from_site(page: Path, read: Callable[[Path], Config] = read_config) -> Inherited:
    """What a file has from the site that it lies in: that of the next `surestep.toml` in the folders above, if it is one of its
    sources. `read` reads its configuration. Raises BadConfiguration."""
    page = Path(os.path.abspath(page))
    for root in page.parents:
        if (root / FILE_NAME).is_file():
            config = read(root)
            content = root / config.content
            return inherited(page, content, config) if page.is_relative_to(content) else NOTHING_INHERITED
    return NOTHING_INHERITED
