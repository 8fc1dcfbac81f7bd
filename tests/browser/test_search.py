"""Search in a browser: by keys, from a server and from files; without scripts there is no button for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    faults: list[str] = []
    context = chromium.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert not faults


@pytest.fixture(params=["server", "files"])
def start(request: pytest.FixtureRequest, site_folder: Path) -> str:
    return str(request.getfixturevalue("address")) if request.param == "server" else f"{site_folder.as_uri()}/"


def test_words_are_found_and_followed_with_keys(page: Page, start: str) -> None:
    page.goto(f"{start}chapter/wide.html")
    page.keyboard.press("/")
    page.keyboard.type("the WAY")
    page.wait_for_selector(".hits a")
    assert page.inner_text(".search .told") == "Places found: 1"
    assert [mark.inner_text() for mark in page.query_selector_all(".hits mark")] == ["The", "way"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{start}links.html")


def test_what_is_not_there_is_said_and_the_dialog_closes(page: Page, start: str) -> None:
    page.goto(f"{start}index.html")
    page.click("#search")
    page.keyboard.type("<b>nothing of this")
    page.wait_for_function("document.querySelector('.search .told').textContent !== ''")
    assert page.inner_text(".search .told") == "Nothing was found."
    assert not page.query_selector(".search b")
    if start.startswith("http"):  # axe reads style sheets anew, which no file may
        assert Axe().run(page).violations_count == 0
    page.keyboard.press("Escape")
    assert not page.evaluate("document.querySelector('.search').open")


def test_without_scripts_nothing_offers_to_search(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}index.html")
    assert not page.is_visible("#search")
    context.close()
