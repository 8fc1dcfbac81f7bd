"""A new site that builds: a page to start from, its configuration, and a workflow that publishes it on GitHub Pages."""

from __future__ import annotations

import os
from pathlib import Path

from builder.publish.assets import templates_folder


class CannotScaffold(Exception):
    """The folder cannot be used: it holds something already, or cannot be written. `message` says which."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


FILES = {
    "surestep.toml": "surestep.toml",
    "index.md": "content/index.md",
    "product-rule.md": "content/product-rule.md",
    "publish.yml": ".github/workflows/publish.yml",
    "gitignore": ".gitignore",
}
"""The files of a new site: their names among the templates, and where they go."""


def new_site(folder: Path) -> tuple[Path, ...]:
    """Make a small site in `folder`, which must not exist or be empty; answers the files that were written.

    Raises CannotScaffold; then nothing that was there before was changed.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CannotScaffold(f"{folder} is not a folder")
    try:
        if folder.is_dir() and any(os.scandir(folder)):
            raise CannotScaffold(f"{folder} is not empty: nothing was written")
        written: list[Path] = []
        for name, place in FILES.items():
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            with open(target, "xb") as file:
                file.write((templates_folder() / "site" / name).read_bytes())
            written.append(target)
    except OSError as error:
        raise CannotScaffold(f"{error.filename or folder} cannot be written: {(error.strerror or 'an error').lower()}") from error
    return tuple(written)
