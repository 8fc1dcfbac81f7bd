"""The reading page in a browser: wide and narrow, light and dark, with keys, and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.gates import faults_in_browser, faults_of_large_text, faults_of_source, served

pytestmark = pytest.mark.browser

NAMES = ["index.html", "prose.html", "derivations.html", "plots.html", "chapter/wide.html", "report.html", "404.html"]
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def pages(chromium: Browser) -> Iterator[dict[bool, Page]]:
    """A page that runs scripts and one that does not. A new one for each test would cost more than the test."""
    contexts = {scripts: chromium.new_context(java_script_enabled=scripts) for scripts in (True, False)}
    yield {scripts: context.new_page() for scripts, context in contexts.items()}
    for context in contexts.values():
        context.close()


@pytest.fixture
def open_page(pages: dict[bool, Page], address: str) -> Iterator[Opener]:
    """Opens a page of the site anew; at the end nothing may have gone wrong in it and no request may have left it.

    Nothing is kept for the next test: each begins with an empty page, and with nothing stored.
    """
    faults: list[str] = []
    listeners: dict[Any, Callable[[Any], None]] = {
        "console": lambda message: faults.append(f"{message.type}: {message.text}"),
        "pageerror": lambda error: faults.append(str(error)),
        "request": lambda request: None if request.url.startswith(address) else faults.append(request.url),
        "response": lambda response: None if response.status < 400 else faults.append(f"{response.status} {response.url}"),
    }
    for page in pages.values():
        for event, listener in listeners.items():
            page.on(event, listener)

    def opened(name: str, width: int = 1440, color_scheme: Any = "light", *, scripts: bool = True) -> Page:
        page = pages[scripts]
        page.goto("about:blank")
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="screen", color_scheme=color_scheme)
        page.goto(address + name)
        page.evaluate("document.fonts.ready")
        return page

    yield opened
    for page in pages.values():
        if page.url.startswith(address):
            page.evaluate("localStorage.clear()")
        page.goto("about:blank")
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
    assert faults == []


@pytest.mark.parametrize("name", NAMES)
def test_no_page_scrolls_sideways(open_page: Opener, name: str) -> None:
    page = open_page(name)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    for width in (1440, 768, 380, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert found[0] <= found[1], (width, found)


def test_what_scrolls_can_be_reached_by_keys(open_page: Opener) -> None:
    """A row that stood out of its box by a hair scrolled, and no key reached it."""
    for name in ("derivations.html", "prose.html", "chapter/wide.html"):
        page = open_page(name, 1440)
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
        for width in (1440, 1024, 640, 500, 380, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(40)
            unreached = page.evaluate(
                """() => [...document.querySelectorAll('.scroll, .left, .right, .small-line')].filter(box => box.tabIndex !== 0 &&
                    box.clientWidth && box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === 'auto').length"""
            )
            assert unreached == 0, (name, width)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_row_that_is_too_wide_shows_where_it_goes_on_and_is_scrolled_by_keys(open_page: Opener, scheme: str) -> None:
    """It was cut at the right, without a sign."""
    page = open_page("chapter/wide.html", 380, color_scheme=scheme)
    row = page.locator(".row .right").first
    width, room = row.evaluate("box => [box.scrollWidth, box.clientWidth]")
    assert width > room + 20
    classes = "box.classList.contains('more-left'), box.classList.contains('more-right')"
    edge = f"box => [getComputedStyle(box).boxShadow !== 'none', {classes}]"
    assert row.evaluate(edge) == [True, False, True]
    row.focus()
    assert row.evaluate("box => document.activeElement === box")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.classList.contains('more-left')", arg=row.element_handle())
    assert row.evaluate(edge) == [True, True, True]
    row.evaluate("box => { box.scrollLeft = box.scrollWidth; }")
    page.wait_for_function("box => !box.classList.contains('more-right')", arg=row.element_handle())
    assert row.evaluate(edge) == [True, True, False]
    page.set_viewport_size({"width": 3000, "height": 900})
    page.wait_for_function("box => getComputedStyle(box).boxShadow === 'none'", arg=row.element_handle())


@pytest.mark.parametrize("name", ["prose.html", "derivations.html", "plots.html", "chapter/wide.html", "report.html", "404.html"])
def test_a_page_passes_the_gates(chromium: Browser, site_folder: Path, address: str, name: str) -> None:
    assert faults_of_source(site_folder / name) + faults_in_browser(chromium, address, name) == []


def test_text_of_twice_its_size(large_text: Browser, address: str) -> None:
    """The size was told in pixels, and did not follow what the reader had set."""
    for name in ("prose.html", "derivations.html", "report.html"):
        assert faults_of_large_text(large_text, address, name) == []
    page = large_text.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address + "derivations.html")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 32
    assert page.locator("#menu").is_visible() and page.locator("#ex1-2 .right").is_visible()
    page.close()


def test_the_gates_tell_what_is_wrong(chromium: Browser, tmp_path: Path) -> None:
    """Each gate, with a page that does not pass it."""
    noise = "".join(f"<p>{sha256(str(n).encode()).hexdigest()}</p>" for n in range(12_000))
    bad = {
        "open.html": ("<p><div></p>", "HTML, line 1"),
        "large.html": (noise, "bytes are more than"),
        "console.html": ("<script>console.log('a word')</script>", "console: a word"),
        "error.html": ("<script>undefined.x</script>", "error: "),
        "elsewhere.html": ("<img alt='a' src='http://127.0.0.2:9/a.png'>", "asks for http://127.0.0.2:9/a.png"),
        "missing.html": ("<img alt='a' src='none.png'>", "404 "),
        "wide.html": ("<div style='width: 400px'>a</div>", "scrolls sideways at 380"),
        "grey.html": ("<p style='color: #bbb; background: #fff'>a</p>", "axe, light"),
        "moves.html": (
            "<p>a</p><script>setTimeout(() => { document.body.style.paddingTop = '300px'; }, 60)</script>",
            "while it loads",
        ),
        "script.html": ("<main><p class='hidden'>a text</p></main>", "not there without scripts: a text"),
    }
    start = (
        "<!doctype html><html lang=en><meta charset=utf-8><title>A page</title><link rel=icon href='data:,'><style>body{margin:0}"
    )
    start += "html:not(.js) .hidden{display:none}</style><script>document.documentElement.className = 'js'</script>"
    for name, (text, _) in bad.items():
        (tmp_path / name).write_text(f"{start}<h1>A page</h1>{text}", encoding="utf-8")
    with served(tmp_path) as site:
        for name, (_, told) in bad.items():
            faults = faults_of_source(tmp_path / name) + (faults_in_browser(chromium, site, name) if name != "large.html" else [])
            assert any(told in fault for fault in faults), (name, faults)


def test_the_keyboard_reaches_everything_and_shows_where_it_is(open_page: Opener) -> None:
    page = open_page("derivations.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached: list[str] = []
    for _ in range(120):
        where, seen = page.evaluate(
            """() => {
                const at = document.activeElement;
                const box = at.getBoundingClientRect();
                const seen = box.bottom > 0 && box.top < innerHeight && getComputedStyle(at).outlineStyle !== 'none';
                return [at === document.body ? '' : at.className || at.tagName + (at.id && '#' + at.id), seen];
            }"""
        )
        if not where:
            break
        assert seen, where
        reached.append(where)
        page.keyboard.press("Tab")
    assert {"skip", "icon", "walk", "ring proved", "copy", "rule", "SUMMARY", "permalink"} <= set(reached)


def test_nothing_moves_for_those_who_want_it_calm(open_page: Opener) -> None:
    page = open_page("derivations.html")
    page.emulate_media(reduced_motion="reduce")
    page.keyboard.press("s")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.getAnimations().length") == 0


def shown(page: Page) -> list[bool]:
    return [row.is_visible() for row in page.locator("#ex1-steps .row .right").all()]


def test_stepping_shows_the_reason_first_and_then_the_line(open_page: Opener) -> None:
    page = open_page("derivations.html")
    assert all(shown(page)) and page.locator("#ex1-steps .answer").is_visible()
    page.keyboard.press("s")
    assert not any(shown(page)) and not page.locator("#ex1-steps .answer").is_visible()
    rows = page.locator("#ex1-steps .rows > .row")
    for number in range(1, 6):
        row = rows.nth(number - 1)
        assert row.locator("> .reason > .why").is_visible() and not row.locator(".right").is_visible()
        assert not rows.nth(number).is_visible()
        page.keyboard.press("ArrowRight")
        assert shown(page) == [place < number for place in range(8)]
        assert page.locator(".bar .place").inner_text() == f"{number} of 8"
    page.keyboard.press("ArrowLeft")
    assert sum(shown(page)) == 4
    rows.nth(4).locator(".reveal").click()
    assert sum(shown(page)) == 5
    for _ in range(3):
        page.locator(".bar .forth").click()
    assert all(shown(page)) and page.locator("#ex1-steps .answer").is_visible()
    page.keyboard.press("ArrowRight")
    assert not page.locator(".bar").is_visible()


def test_why_a_shown_step_holds_is_opened_when_it_is_asked_for(open_page: Opener) -> None:
    """Hint, step, why: the reason of the next row, its line, and what the line rests on."""
    page = open_page("derivations.html")
    row = page.locator("#ex1-3")
    page.keyboard.press("s")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    folds = "row => [...row.querySelectorAll('details')].map(fold => fold.open)"
    assert row.evaluate(folds) == [False, False]
    page.keyboard.press("w")
    assert row.evaluate(folds) == [True, True] and row.locator(".smaller li").first.is_visible()
    page.keyboard.press("ArrowRight")
    assert row.evaluate(folds) == [False, False]
    page.keyboard.press("Escape")
    assert not page.locator(".bar").is_visible()


@pytest.mark.parametrize("width", [1440, 320])
def test_a_link_shows_what_it_leads_to_before_it_is_followed(open_page: Opener, width: int) -> None:
    for name, place, words in (
        ("derivations.html", "#ex1-1 a.rule", "Power rule"),
        ("links.html", "main p a", "A root of a sine"),
    ):
        page = open_page(name, width)
        card, link = page.locator("#card"), page.locator(place).first
        assert not card.is_visible()
        link.evaluate("link => link.focus({focusVisible: true})")
        assert card.is_visible() and words in card.inner_text() and card.locator(".katex").count()
        assert link.get_attribute("aria-describedby") == "card"
        box = card.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
        page.keyboard.press("Escape")
        assert not card.is_visible() and link.get_attribute("aria-describedby") is None
        link.hover()
        card.wait_for()
        card.hover()
        page.wait_for_timeout(400)
        assert card.is_visible()  # what is pointed at stays
        page.mouse.move(0, 0)
        card.wait_for(state="hidden")


def test_the_button_starts_and_ends_stepping(open_page: Opener) -> None:
    page = open_page("derivations.html", 380)
    button = page.locator("#ex1-steps .walk")
    button.click()
    assert button.get_attribute("aria-pressed") == "true" and not any(shown(page))
    button.click()
    assert button.get_attribute("aria-pressed") == "false" and all(shown(page))


def test_a_page_reads_without_scripts(open_page: Opener) -> None:
    page = open_page("derivations.html", scripts=False)
    assert all(shown(page)) and page.locator("#ex1-steps .answer").is_visible()
    assert not page.locator(".walk").first.is_visible() and not page.locator("#theme").is_visible()
    for name in NAMES:
        page = open_page(name, 380, scripts=False)
        assert page.locator("h1").is_visible()
        assert page.locator("#contents a").first.is_visible() or name == "404.html"


def test_a_folded_solution_opens_without_scripts(open_page: Opener) -> None:
    page = open_page("prose.html", scripts=False)
    fold = page.locator("details.fold").first
    assert not fold.locator(".katex").first.is_visible()
    fold.locator("> summary").click()
    assert fold.locator(".katex").first.is_visible()


def test_light_and_dark_can_be_chosen_and_are_kept(open_page: Opener) -> None:
    page = open_page("index.html", color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.locator("#theme").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    assert page.evaluate(paper) == dark


def test_an_address_inside_a_fold_opens_it(open_page: Opener) -> None:
    page = open_page("prose.html")
    inside = page.evaluate("document.querySelector('details.fold [id]').id")
    page = open_page(f"prose.html#{inside}")
    assert page.evaluate("document.querySelector('details.fold').open")


def test_a_formula_and_the_punctuation_at_it_stay_on_one_line(open_page: Opener) -> None:
    """`k ≤ n` stood at the end of a line, and its full stop on the next."""
    page = open_page("lines.html", 320)
    torn = page.evaluate(
        """() => {
            const torn = [];
            const middle = part => { const box = part.getBoundingClientRect(); return (box.top + box.bottom) / 2; };
            const formulas = document.querySelectorAll('main p .katex');
            const look = (formula, text, place, base) => {
                const letter = text && text.data && text.data.at(place);
                if (!letter || !'.,;:()'.includes(letter)) return;
                const range = document.createRange();
                const start = place < 0 ? text.data.length - 1 : 0;
                range.setStart(text, start);
                range.setEnd(text, start + 1);
                if (Math.abs(middle(range) - middle(base)) > 12) torn.push(formula.textContent + letter);
            };
            formulas.forEach(formula => {
                const bases = formula.querySelectorAll('.katex-base');
                look(formula, formula.nextSibling, 0, bases[bases.length - 1]);
                look(formula, formula.previousSibling, -1, bases[0]);
            });
            return [torn, formulas.length];
        }"""
    )
    assert torn == [[], 5 * 23]


def test_nothing_comes_between_a_reason_and_its_line_on_a_narrow_page(open_page: Opener) -> None:
    """The evidence that was opened pushed the formula away from its reason."""
    page = open_page("derivations.html", 380)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    row = page.locator("#ex1-3")
    parts = (".reason > .why", ".line", ".reason > .more")
    reason, line, more = (row.locator(f"> {part}").bounding_box() for part in parts)
    assert reason is not None and line is not None and more is not None
    assert reason["y"] < line["y"] < reason["y"] + reason["height"] + 12
    assert more["y"] >= line["y"] + line["height"] - 1


@pytest.mark.parametrize("opened", [".evidence", ".smaller"])
def test_what_is_opened_moves_nothing_in_the_margin(open_page: Opener, opened: str) -> None:
    """`two smaller steps` stood in the middle of the page as soon as the evidence was open."""
    row = open_page("derivations.html").locator("#ex1-3")
    summaries = row.locator(":is(.smaller, .evidence) > summary")
    before = [box["x"] for box in (summary.bounding_box() for summary in summaries.all()) if box is not None]
    row.locator(opened).evaluate("fold => { fold.open = true; }")
    after = [box["x"] for box in (summary.bounding_box() for summary in summaries.all()) if box is not None]
    assert len(before) == 2 and all(abs(one - other) < 2 for one, other in zip(before, after, strict=True))


def test_how_a_proved_row_is_known_takes_no_room_until_it_is_asked_for(open_page: Opener) -> None:
    """`equation proved` stood below every reason, and made each row twice as high."""
    row = open_page("derivations.html").locator("#ex1-2")
    evidence = row.locator("> .evidence")
    height = row.evaluate("row => row.offsetHeight")
    assert height < 70 and not evidence.locator(".facts").is_visible()
    evidence.locator("> summary").focus()
    row.page.keyboard.press("Enter")
    facts, line = evidence.locator(".facts").bounding_box(), row.locator("> .line > .left").bounding_box()
    assert facts is not None and line is not None
    assert facts["y"] > line["y"] + line["height"] / 2 and abs(facts["x"] - line["x"]) < 40


def test_stepping_does_not_show_what_follows_in_the_solution(open_page: Opener) -> None:
    """The same derivation by hand, with the answer, stood just below."""
    page = open_page("derivations.html")
    by_hand = page.locator(".derivation.check").first
    assert by_hand.is_visible()
    page.locator("#ex1-steps .walk").click()
    assert not by_hand.is_visible()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    assert by_hand.is_visible()


def test_copying_a_selection_gives_tex(open_page: Opener) -> None:
    page = open_page("derivations.html")
    text = page.evaluate(
        """() => {
            const row = document.querySelector('#ex1-5 .line');
            const range = document.createRange();
            range.selectNodeContents(row);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            const event = new ClipboardEvent('copy', {clipboardData: new DataTransfer(), bubbles: true, cancelable: true});
            row.dispatchEvent(event);
            return event.clipboardData.getData('text/plain');
        }"""
    )
    assert text == r"$= \frac{1}{2\sqrt{v}} \cdot \cos u \cdot 2x$"


def test_the_menu_of_a_narrow_page(open_page: Opener) -> None:
    page = open_page("derivations.html", 380)
    assert not page.locator("#contents").is_visible()
    page.locator("#menu").click()
    assert page.locator("#contents").is_visible()
    page.locator("#contents a", has_text="Wide mathematics").or_(page.locator("#contents a", has_text="Chapter")).first.click()
    page.wait_for_load_state("networkidle")
    assert page.url.endswith("chapter/wide.html")


def test_pages_work_as_files(chromium: Browser, site_folder: Path) -> None:
    context = chromium.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda request: faults.append(request.url))
    page.on("console", lambda message: faults.append(message.text))
    page.goto((site_folder / "chapter" / "wide.html").as_uri())
    page.wait_for_load_state("networkidle")
    assert page.evaluate("[...document.fonts].some(font => font.family === 'KaTeX_Main' && font.status === 'loaded')")
    assert page.evaluate("document.documentElement.className") == "js"
    assert faults == []
    context.close()


def test_on_paper_everything_is_open(open_page: Opener) -> None:
    page = open_page("derivations.html")
    page.keyboard.press("s")
    page.emulate_media(media="print")
    assert all(shown(page)) and page.locator("#ex1-steps .answer").is_visible()
    assert page.locator("#ex1-steps .how .facts").is_visible() and page.locator(".mistake .diagnosis p").first.is_visible()
    assert not page.locator(".top").is_visible() and not page.locator(".bar").is_visible()


def test_the_wrong_row_is_not_given_away(open_page: Opener) -> None:
    page = open_page("derivations.html")
    mistake = page.locator(".mistake").first
    tells = mistake.locator(".wrong-word, .more, .verdict, .evidence")
    rings = "all => [...new Set(all.map(ring => getComputedStyle(ring).borderTopColor + getComputedStyle(ring).borderTopStyle))]"
    assert tells.count() and not any(tell.is_visible() for tell in tells.all())
    assert len(mistake.locator(".ring").evaluate_all(rings)) == 1
    mistake.locator(".diagnosis > summary").click()
    assert mistake.locator(".wrong-word").is_visible()
    page.emulate_media(media="print")
    assert mistake.locator(".wrong-word").is_visible()


def test_a_tangent_is_moved_by_keys_and_by_mouse(open_page: Opener) -> None:
    page = open_page("plots.html")
    plot = page.locator("#plot1")
    slider, where, line = plot.locator("input"), plot.locator(".where"), plot.locator(".moved")
    assert where.inner_text() == "1" and plot.locator(".steep").inner_text() == "\u22120.5"
    before = line.get_attribute("y1")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert where.inner_text() == "1.1" and line.get_attribute("y1") != before
    assert slider.get_attribute("aria-valuetext") == plot.locator(".reading").inner_text()
    page.keyboard.press("ArrowLeft")
    assert where.inner_text() == "1" and line.get_attribute("y1") == before
    box = slider.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 8, box["y"] + box["height"] / 2)
    assert float(where.inner_text()) < 0.3
    page.keyboard.press("End")
    secants = page.locator("#secants")
    secants.locator("input").focus()
    page.keyboard.press("End")
    assert secants.locator(".where").inner_text() == "0.01" and secants.locator(".steep").inner_text() == "2.01"


def test_without_scripts_a_plot_is_a_picture(open_page: Opener) -> None:
    page = open_page("plots.html", 320, "dark", scripts=False)
    plot = page.locator("#plot1")
    assert plot.locator("svg.picture").is_visible() and plot.locator(".moved").count() == 1
    assert not plot.locator("input").is_visible() and "slope \u22120.5" in plot.locator(".reading").inner_text()
    size = plot.locator("svg.picture").bounding_box()
    assert size is not None and size["x"] >= 0 and size["x"] + size["width"] <= 320


def test_on_paper_a_plot_has_no_slider(open_page: Opener) -> None:
    page = open_page("plots.html")
    page.emulate_media(media="print")
    assert page.locator("#plot1 svg.picture").is_visible() and not page.locator("#plot1 input").is_visible()
