"""The preview: whom it answers, what it shows, and what it says of a wrong source."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp, Message

from builder.publish.mathematics import Typesetter
from builder.publish.preview import Preview, Site, _events, preview_app, told
from builder.publish.scaffold import new_site

pytestmark = pytest.mark.usefixtures("spare_workers")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("preview")
    (folder / "content").mkdir()
    (folder / "content" / "index.md").write_text("# Home\n\nLet $f(x) = x^2$.\n", encoding="utf-8")
    return folder


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine in a thread of its own: a browser that other tests drive may have a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def ask(app: ASGIApp, path: str, method: str = "GET", **heads: str) -> tuple[int, dict[str, str], bytes]:
    """One request to a running application: status, headers and body."""
    sent: list[Message] = []
    headers = {"host": "127.0.0.1:8000", **{name.replace("_", "-"): value for name, value in heads.items()}}

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }

    async def work() -> None:
        await app(scope, receive, send)

    run(work())
    start = sent[0]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return start["status"], {k.decode(): v.decode() for k, v in start["headers"]}, body


@pytest.fixture(scope="module")
def app(root: Path) -> Iterator[ASGIApp]:
    """The application after one build, without its watcher."""
    preview = Preview(root)
    run(preview.build())
    preview.typesetter.close()
    assert preview.shown.files, preview.shown.messages
    yield preview_app(root, port=8000, preview=preview)


def test_pages_come_with_the_script_that_reloads_them(app: ASGIApp) -> None:
    status, heads, body = ask(app, "/")
    assert status == 200 and heads["content-type"].startswith("text/html") and b"/-/preview.js" in body
    assert heads["content-security-policy"].startswith("default-src 'self'") and "access-control-allow-origin" not in heads
    assert ask(app, "/-/preview.js")[0] == ask(app, "/-/preview.css")[0] == ask(app, "/assets/page.css")[0] == 200


@pytest.mark.parametrize(
    "path",
    ["/../surestep.toml", "/%2e%2e/x", "//etc/passwd", "/..%2f..%2fetc/passwd", "/content/index.md", "/x\0y", "/assets/", "/-/x"],
)
def test_what_is_not_of_the_site_is_not_there(app: ASGIApp, path: str) -> None:
    assert ask(app, path)[0] == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1:9", "localhost.evil.example:8000", ""])
def test_other_hosts_are_refused(app: ASGIApp, host: str) -> None:
    assert ask(app, "/", host=host)[0] == 403


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:8000"])
def test_this_machine_is_answered(app: ASGIApp, host: str) -> None:
    assert ask(app, "/", host=host)[0] == 200


def test_other_sites_are_refused(app: ASGIApp) -> None:
    assert ask(app, "/", origin="https://evil.example")[0] == 403
    assert ask(app, "/", origin="null")[0] == 403
    assert ask(app, "/", sec_fetch_site="cross-site", sec_fetch_mode="no-cors")[0] == 403
    assert ask(app, "/", sec_fetch_site="cross-site", sec_fetch_mode="navigate")[0] == 200
    assert ask(app, "/", origin="http://127.0.0.1:8000", sec_fetch_site="same-origin")[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_reading_is_answered(app: ASGIApp, method: str) -> None:
    assert ask(app, "/", method)[0] == 405


def test_a_fault_leaves_the_last_good_site_and_is_told(tmp_path: Path) -> None:
    new_site(tmp_path)
    source = tmp_path / "content" / "index.md"
    (tmp_path / "content" / "product-rule.md").unlink()
    source.write_text("# Home\n", encoding="utf-8")

    async def work() -> None:
        with Typesetter() as typesetter:
            said: list[tuple[list[str], Site]] = []
            preview = Preview(tmp_path, lambda messages, site: said.append(([one.code for one in messages], site)), typesetter)
            await preview.build()
            good = preview.shown
            assert good.files and not good.messages
            source.write_text("# Home\n\n[x](<missing.md>) $\\foo<script>$\n", encoding="utf-8")
            await preview.build()
            assert preview.shown.files == good.files and preview.shown.number == 2
            texts = " ".join(told(message)["text"] for message in preview.shown.messages)
            assert "missing.md" in texts and "\\foo" in texts
            event = await anext(_events(preview))
            data = event.split("data: ")[1].strip()
            assert "\n" not in data and json.loads(data)["number"] == 2
            wrong = ["bad-math", "broken-link"]
            await preview.build()
            source.write_text("# Home\n", encoding="utf-8")
            await preview.build()
            assert [(sorted(codes), site) for codes, site in said] == [(sorted(wrong), Site.BEFORE), ([], Site.NEW)]

    run(work())


def test_before_the_first_good_build_nothing_is_said_to_be_shown(tmp_path: Path) -> None:
    async def work() -> None:
        with Typesetter() as typesetter:
            said: list[Site] = []
            preview = Preview(tmp_path, lambda messages, site: said.append(site), typesetter)
            await preview.build()
            assert said == [Site.NONE]
            assert json.loads((await anext(_events(preview))).split("data: ")[1])["site"] is False
            empty = preview_app(tmp_path, port=8000, preview=preview)
            assert ask(empty, "/foo.html")[0] == ask(empty, "/")[0] == 404
            assert b"There is no site yet" in ask(empty, "/")[2]

    run(work())
