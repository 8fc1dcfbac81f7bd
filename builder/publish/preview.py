"""A preview of a site on this machine: it builds again as sources change, shows the last good site, and tells what is wrong."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import TypeAlias

import uvicorn
from msgspec import Struct, field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from watchfiles import Change, awatch

from builder.check.workers import TASK
from builder.config import BadConfiguration, read_config
from builder.diagnostics.diagnostic import Severity
from builder.diagnostics.message import Message, message_of
from builder.diagnostics.snippet import snippet
from builder.guard.pool import Pool
from builder.publish.assets import templates_folder
from builder.publish.compose import Composed, fails
from builder.publish.mathematics import Typesetter
from builder.publish.output import WORKSPACE
from builder.publish.render import POLICY
from builder.publish.site import compose_site

EVENTS = "/-/events"
SCRIPT = "/-/preview.js"
STYLE = "/-/preview.css"
LONGEST_HEAD = 16 * 1024
MOST_LISTENERS = 50
HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
}


class CannotServe(Exception):
    """The preview cannot listen where it was told to; the message says why."""


def serve(
    root: Path,
    *,
    port: int = 8000,
    host: str = "127.0.0.1",
    allowed_hosts: Iterable[str] = (),
    ready: Callable[[str], None] = lambda address: None,
    tell: Tell = lambda messages, site: None,
) -> None:
    """Show the site in `root` until it is stopped. Nothing is written: the pages of one whole build are kept in memory.

    `ready` is called with the address as soon as the port is open, and `tell` after each build whose messages are not those of
    the build before it. Raises CannotServe when the port is taken or the address is
    not of this machine.
    """
    hosts = frozenset(allowed_hosts) | ({host} if host not in ("0.0.0.0", "::") else set())
    app = preview_app(root, port=port, allowed_hosts=hosts, preview=Preview(root, tell=tell))
    config = uvicorn.Config(
        app, host=host, port=port, log_level="warning", h11_max_incomplete_event_size=LONGEST_HEAD, timeout_graceful_shutdown=1
    )
    with _listening(host, port) as listener:
        ready(f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/")
        try:
            uvicorn.Server(config).run(sockets=[listener])
        except KeyboardInterrupt:
            return


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotServe(f"port {port} of {host!r} cannot be opened: {reason}\nname another with --port") from error


class Site(Enum):
    """Which site a preview shows after a build: that of this build, the last good one, or none, since none was good yet."""

    NEW = "new"
    BEFORE = "before"
    NONE = "none"


Tell: TypeAlias = Callable[[Sequence[Message], Site], None]
"""What is called with the messages of a build, and the site that is shown after it."""


class Shown(Struct, frozen=True):
    """What the preview shows: the files of the last good build, and the messages of the last build. `number` counts builds."""

    files: Mapping[str, bytes]
    messages: tuple[Message, ...]
    number: int


class Preview(Struct):
    """The state of a preview: what is shown now, and who waits for a change."""

    root: Path
    tell: Tell = lambda messages, site: None
    typesetter: Typesetter = field(default_factory=Typesetter)
    pool: Pool = field(default_factory=lambda: Pool(TASK))
    shown: Shown = field(default_factory=lambda: Shown({}, (), 0))
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    listeners: int = 0
    building: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def build(self) -> None:
        """Build once; a build with errors leaves the last good pages in place, and its messages over them."""
        async with self.building:
            await self._build()

    async def _build(self) -> None:
        composed = await asyncio.to_thread(compose_for_preview, self.root, self.pool, self.typesetter)
        good = not fails(composed.diagnostics, strict=False)
        files = composed.files if good else self.shown.files
        messages = tuple(
            message_of(diagnostic) for diagnostic in composed.diagnostics if diagnostic.severity is not Severity.INFO
        )
        if messages != self.shown.messages:
            self.tell(messages, Site.NEW if good else Site.BEFORE if files else Site.NONE)
        async with self.changed:
            self.shown = Shown(files, messages, self.shown.number + 1)
            self.changed.notify_all()

    async def watch(self) -> None:
        """Build whenever a source, the configuration or a template changes."""
        folders = [self.root, *({templates_folder()} - {self.root / "templates"})]
        async for _ in awatch(*folders, watch_filter=self._matters, step=30, debounce=200):
            await self.build()

    def _matters(self, change: Change, path: str) -> bool:
        """Hidden folders, our own workspace and the output are no sources."""
        try:
            parts = Path(os.path.realpath(path)).relative_to(os.path.realpath(self.root)).parts
        except ValueError:
            return True
        try:
            output = PurePosixPath(read_config(self.root).output).parts
        except BadConfiguration:
            output = ("site",)
        return parts[: len(output)] != output and not any(part.startswith(".") and part != WORKSPACE for part in parts[:-1])


def compose_for_preview(root: Path, pool: Pool, typesetter: Typesetter) -> Composed:
    """The site as the preview shows it, drafts included; a bad configuration is a message like any other."""
    try:
        config = read_config(root)
    except BadConfiguration as bad:
        return Composed({}, (), (bad.diagnostic,))
    return compose_site(root, config, pool, typesetter, drafts=True)


def told(message: Message) -> Mapping[str, str]:
    """A message for the overlay: plain texts, which the page shows as text."""
    return {"severity": message.severity.value, "place": message.address, "text": snippet(message)}


def preview_app(root: Path, *, port: int, allowed_hosts: frozenset[str] = frozenset(), preview: Preview | None = None) -> ASGIApp:
    """The preview as an application: pages, the events that reload them, and what is wrong. It may begin with a `preview`."""
    preview = preview if preview is not None else Preview(root)

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(preview.watch())
        await asyncio.sleep(0)  # what changes while the first build runs is seen, and built behind it
        await preview.build()
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            preview.typesetter.close()
            preview.pool.close()

    async def events(request: Request) -> Response:
        if preview.listeners >= MOST_LISTENERS:
            return PlainTextResponse("too many listeners", 503, HEADERS)
        return StreamingResponse(_events(preview), media_type="text/event-stream", headers=HEADERS)

    async def own_file(request: Request) -> Response:
        name = request.url.path.removeprefix("/-/")
        return _answer(name, (templates_folder() / "assets" / name).read_bytes(), 200)

    async def page(request: Request) -> Response:
        return _page(preview.shown, request.url.path)

    methods = ["GET", "HEAD"]
    routes = [
        Route(EVENTS, events, methods=["GET"]),
        Route(SCRIPT, own_file, methods=methods),
        Route(STYLE, own_file, methods=methods),
        Route("/{path:path}", page, methods=methods),
    ]
    hosts = frozenset({"localhost", "127.0.0.1", "[::1]"}) | allowed_hosts
    return _Guarded(Starlette(routes=routes, lifespan=life), hosts, port)


class _Guarded:
    """Answers only to who asks for this machine by name, from a page of this site: else any website could read drafts."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], port: int) -> None:
        self._app = app
        self._names = frozenset({f"{host}:{port}" for host in hosts} | hosts)
        self._origins = frozenset(f"http://{name}" for name in self._names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        heads: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            heads.setdefault(name.lower(), []).append(value)
        refused = self._refuses(heads)
        if refused:
            await PlainTextResponse(refused, 403, HEADERS)(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD"):
            await PlainTextResponse("only GET and HEAD", 405, {**HEADERS, "allow": "GET, HEAD"})(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _refuses(self, heads: Mapping[bytes, list[bytes]]) -> str:
        host = heads.get(b"host", [])
        if len(host) != 1 or host[0].decode("latin-1").lower() not in self._names:
            return "this preview answers only on this machine"
        origin = heads.get(b"origin", [])
        if any(value.decode("latin-1").lower() not in self._origins for value in origin):
            return "this preview answers only to its own pages"
        if any(value not in (b"same-origin", b"none") for value in heads.get(b"sec-fetch-site", [])) and heads.get(
            b"sec-fetch-mode"
        ) != [b"navigate"]:
            return "this preview answers only to its own pages"
        return ""


def _page(shown: Shown, path: str) -> Response:
    """A file of the last good site; a page gets the script that reloads it."""
    name = path.lstrip("/")
    if name == "" or name.endswith("/"):
        name += "index.html"
    data = shown.files.get(name)
    if data is None and f"{name}/index.html" in shown.files:
        return Response(status_code=307, headers={**HEADERS, "location": f"/{name}/"})
    if data is None:
        missing = shown.files.get("404.html", _EMPTY)
        return _answer("404.html", _with_script(missing), 404)
    return _answer(name, _with_script(data) if name.endswith(".html") else data, 200)


_EMPTY = (
    b"<!doctype html><html lang=en><head><meta charset=utf-8><title>Preview</title></head><body><main>"
    b"<p>There is no site yet: it is being built, or its first build went wrong.</p></main></body></html>"
)


def _with_script(html: bytes) -> bytes:
    extra = f'<link rel="stylesheet" href="{STYLE}"><script defer src="{SCRIPT}"></script></head>'
    return html.replace(b"</head>", extra.encode(), 1)


def _answer(name: str, data: bytes, status: int) -> Response:
    kind = {"woff2": "font/woff2", "js": "text/javascript", "css": "text/css"}.get(name.rsplit(".", 1)[-1])
    kind = kind or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(data, status, HEADERS, media_type=kind)


async def _events(preview: Preview) -> AsyncIterator[str]:
    """The state of the preview now and after every build, as server-sent events."""
    preview.listeners += 1
    seen = -1
    try:
        while True:
            shown = preview.shown
            if shown.number != seen:
                seen = shown.number
                told_now = json.dumps(
                    {"number": shown.number, "site": bool(shown.files), "messages": [*map(told, shown.messages)]},
                    ensure_ascii=True,
                    allow_nan=False,
                )
                yield f"event: built\ndata: {told_now}\n\n"
                continue
            try:
                async with asyncio.timeout(15):
                    async with preview.changed:
                        await preview.changed.wait_for(lambda: preview.shown.number != seen)  # noqa: B023
            except TimeoutError:
                yield ": still here\n\n"
    finally:
        preview.listeners -= 1
