"""What the preview shows over a page: all of a message, on any screen."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser

from builder.publish.assets import templates_folder

pytestmark = pytest.mark.browser

MESSAGE = r"""error[bad-directive]: there is no directive `chek`, and this message has more words than a telephone is wide
 --> content/a/folder/with/a/long/name/index.md:12:37
   |
12 | a long line before it, with $\sqrt{x}$, and then ```{chek} and more behind it, without an end
   |                                                      ^^^^ a label that is rather long as well
   = help: did you mean `check`?"""


def test_no_message_is_cut_and_what_is_at_fault_is_marked(chromium: Browser) -> None:
    """At 380 a message ended in `there is no dir`, and nothing told that it went on."""
    assets = templates_folder() / "assets"
    page = chromium.new_page(viewport={"width": 320, "height": 700})
    page.set_content("<body></body>")
    page.add_style_tag(content=(assets / "preview.css").read_text(encoding="utf-8"))
    page.evaluate(
        """() => { window.EventSource = class {
            constructor() { this.heard = {}; window.source = this; }
            addEventListener(name, action) { this.heard[name] = action; }
        }; }"""
    )
    page.add_script_tag(content=(assets / "preview.js").read_text(encoding="utf-8"))
    built = json.dumps({"number": 1, "messages": [{"severity": "error", "place": "", "text": MESSAGE}]})
    page.evaluate("data => source.heard.built({data})", built)
    overlay = page.locator(".preview")
    parts = [overlay, *overlay.locator(".message").all(), *overlay.locator(".message > span").all()]
    assert all(part.evaluate("box => box.scrollWidth <= box.clientWidth + 1") for part in parts)
    assert overlay.locator("mark").all_inner_texts() == ["chek"]
    shown = overlay.inner_text()
    assert all(
        words in shown for words in ("telephone is wide", "index.md:12:37", "without an end", "rather long", "did you mean")
    )
    page.close()
