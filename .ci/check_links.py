"""Every link of a built site leads somewhere, and nothing is fetched from elsewhere: `check_links.py SITE`."""

import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

ATTRIBUTES = {"a": "href", "link": "href", "script": "src", "img": "src", "source": "src", "iframe": "src", "use": "href"}
LOADED = {"script", "img", "source", "iframe", "use"}


def main() -> None:
    site = Path(sys.argv[1]).resolve()
    pages = {path: LexborHTMLParser(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    names = {path: {node.attributes.get("id") for node in tree.css("[id]")} for path, tree in pages.items()}
    faults: list[str] = []
    links = 0
    for path, tree in pages.items():
        for tag, attribute in ATTRIBUTES.items():
            for node in tree.css(f"{tag}[{attribute}]"):
                links += 1
                target = urlsplit(node.attributes.get(attribute) or "")
                if target.scheme in ("data", "mailto"):
                    continue
                if target.scheme or target.netloc:
                    if tag in LOADED or (tag == "link" and node.attributes.get("rel") in ("stylesheet", "preload", "icon")):
                        faults.append(f"{path.relative_to(site)}: <{tag}> loads {target.geturl()}")
                    continue
                place = site if target.path.startswith("/") else path.parent
                file = (place / unquote(target.path).lstrip("/")).resolve() if target.path else path
                if file.is_dir():
                    file /= "index.html"
                if not file.is_file():
                    faults.append(f"{path.relative_to(site)}: {target.geturl()} is not there")
                elif target.fragment and file in names and unquote(target.fragment) not in names[file]:
                    faults.append(f"{path.relative_to(site)}: {target.geturl()} has no such place")
    sys.stdout.write(("\n".join(faults) or f"{links} links on {len(pages)} pages, all good") + "\n")
    if faults or not pages or not links:
        sys.exit(1)


main()
