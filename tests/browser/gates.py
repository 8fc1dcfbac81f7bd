"""What every page of a site must pass in a browser: `python -m tests.browser.gates SITE`.

HTML without errors, few bytes, no word on the console, no request that leaves the site, nothing that scrolls sideways down to
320 pixels, or to 640 with text of twice its size, nothing for axe to say in light and dark with all that folds open, nothing that
moves while the page loads, and everything there without scripts.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from builder.publish.plan import IN_ONE_PAGE

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LARGE_TEXT = "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"
"""What a reader sets who wants text of twice its size."""
LARGEST = 400 * 1024
"""Bytes of a page, packed as servers pack them."""
SHIFT = 0.01
WIDTHS = (1440, 768, 640, 380, 320)
WIDTHS_OF_LARGE_TEXT = (1440, 1024, 640)
SETTINGS: tuple[tuple[Any, int], ...] = (("light", 1280), ("dark", 380))
AXE = {"resultTypes": ["violations"]}
RULES_OF_JOINED = ("duplicate-id", "duplicate-id-aria", "heading-order", "landmark-unique", "page-has-heading-one", "skip-link")
"""What can go wrong where whole pages stand in one: the rest was seen on each of them."""
OPEN_ALL = "document.querySelectorAll('details').forEach(fold => { fold.open = true; })"
WATCH_SHIFTS = """
window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { if (!entry.hadRecentInput) window.shift += entry.value; }))
  .observe({type: 'layout-shift', buffered: true});
"""
HIDDEN = """
[...document.querySelectorAll('h1, main p, .row .right, .answer .found')].filter(part => !part.closest('details') &&
  !part.matches('.keys, .wrong-word') && !part.checkVisibility()).map(part => part.textContent.slice(0, 60))
"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served, with nothing told of it."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            """Answer; a page that is closed while it loads hangs up."""
            with suppress(ConnectionError):
                super().handle()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def faults_of_source(path: Path) -> list[str]:
    """What is wrong with the bytes of a page."""
    data = path.read_bytes()
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(data.decode())
    faults = [f"HTML, line {line}: {code} {told or ''}" for (line, _), code, told in parser.errors]
    size = len(gzip.compress(data))
    large = size > LARGEST and path.name != IN_ONE_PAGE
    return [*faults, *([f"{size} bytes are more than {LARGEST}"] if large else [])]


def faults_in_browser(browser: Browser, site: str, name: str) -> list[str]:
    """What is wrong with the page `name` of the site that is served at `site`."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": SETTINGS[0][1], "height": 900})
    context.add_init_script(WATCH_SHIFTS)
    page = context.new_page()
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("request", lambda request: None if request.url.startswith(site) else faults.append(f"asks for {request.url}"))
    page.on("response", lambda response: faults.append(f"{response.status} {response.url}") if response.status >= 400 else None)
    page.goto(site + name)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(150)
    shift = page.evaluate("window.shift")
    if shift >= SHIFT:
        faults.append(f"moves by {shift:.4f} while it loads")
    page.evaluate(OPEN_ALL)
    faults += _sideways(page, WIDTHS)
    joined = name.rpartition("/")[2] == IN_ONE_PAGE
    options = {**AXE, "runOnly": {"type": "rule", "values": RULES_OF_JOINED}} if joined else AXE
    for scheme, width in SETTINGS[:1] if joined else SETTINGS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(60)  # what has become too wide is made to scroll by keys
        found = Axe().run(page, options=options)
        if found.violations_count:
            faults.append(f"axe, {scheme}: {found.generate_report()}")
    context.close()
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(site + name)
    faults += [f"not there without scripts: {text}" for text in page.evaluate(HIDDEN)]
    plain.close()
    return faults


def faults_of_large_text(browser: Browser, site: str, name: str) -> list[str]:
    """What is wrong with a page in a browser that was started with LARGE_TEXT."""
    page = browser.new_page()
    page.goto(site + name)
    page.evaluate(OPEN_ALL)
    faults = [f"{fault}, with text of twice its size" for fault in _sideways(page, WIDTHS_OF_LARGE_TEXT)]
    page.close()
    return faults


def _sideways(page: Page, widths: Sequence[int]) -> Iterator[str]:
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(40)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"scrolls sideways at {width}: {wide}"


def faults_of_pages(folder: Path, names: Sequence[str]) -> list[str]:
    """What is wrong with pages of the site in a folder: a line for each fault, with the name of its page."""
    found: list[str] = []
    with sync_playwright() as playwright, served(folder) as site:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        large = playwright.chromium.launch(executable_path=path, args=(*FLAGS, LARGE_TEXT))
        for name in names:
            faults = faults_of_source(folder / name) + faults_in_browser(browser, site, name)
            faults += faults_of_large_text(large, site, name)
            found += [f"{name}: {fault}" for fault in faults]
        large.close()
        browser.close()
    return found


def main() -> int:
    """Try every page of a site; tell what is wrong, and how many pages there were."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("site", type=Path)
    arguments.add_argument("--jobs", type=int, default=2)
    options = arguments.parse_args()
    names = sorted(path.relative_to(options.site).as_posix() for path in options.site.rglob("*.html"))
    names.sort(key=lambda name: name.endswith(IN_ONE_PAGE), reverse=True)  # what takes long begins first
    shares = [names[job :: options.jobs] for job in range(options.jobs)]
    with ProcessPoolExecutor(options.jobs) as pool:
        faults = sorted(fault for found in pool.map(faults_of_pages, [options.site] * options.jobs, shares) for fault in found)
    print(*faults, sep="\n")
    print(f"{len(names)} pages, {len({fault.partition(': ')[0] for fault in faults})} with faults")
    return 1 if faults or not names else 0


if __name__ == "__main__":
    sys.exit(main())
