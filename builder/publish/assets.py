"""Where the templates are, and the files that every site carries: style sheets, scripts, fonts."""

from __future__ import annotations

import importlib.util
from hashlib import sha256
from pathlib import Path

PAGE_ASSETS = ("page.css", "page.js", "search.js", "theme.js", "favicon.svg")
"""Our own files in `templates/assets`, in the order in which a page names them."""


def templates_folder() -> Path:
    """The folder of the templates: `builder/templates` in an installed wheel, `templates` beside `builder` in a clone.

    Raises FileNotFoundError when neither is there: the installation is broken.
    """
    found = importlib.util.find_spec("builder.templates")
    candidates = [Path(place) for place in found.submodule_search_locations or ()] if found else []
    candidates.append(Path(__file__).resolve().parents[2] / "templates")
    for folder in candidates:
        if (folder / "pages").is_dir():
            return folder
    raise FileNotFoundError(f"the templates of Surestep are not at {candidates[-1]}")


def katex_script() -> Path:
    """The vendored KaTeX, which only the build runs."""
    return templates_folder() / "assets" / "katex" / "katex.min.js"


def asset_files() -> dict[str, bytes]:
    """The assets of a site by their names in it. KaTeX's script is not among them: no page runs it."""
    folder = templates_folder() / "assets"
    names = [*PAGE_ASSETS, "fonts/LICENSE", "katex/katex.min.css", "katex/LICENSE"]
    for fonts in ("fonts", "katex/fonts"):
        names += sorted(f"{fonts}/{path.name}" for path in (folder / fonts).glob("*.woff2"))
    return {f"assets/{name}": (folder / name).read_bytes() for name in names}


def fingerprint(files: dict[str, bytes]) -> str:
    """A short name for these very bytes: it stands in the addresses of styles and scripts, so that no browser keeps old ones."""
    digest = sha256()
    for name in sorted(files):
        digest.update(f"{len(name)}:{name}:{len(files[name])}:".encode())
        digest.update(files[name])
    return digest.hexdigest()[:10]
