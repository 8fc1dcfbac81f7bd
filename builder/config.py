"""`surestep.toml`: what a site is called, where its sources are, and where its pages go. It holds no commands and no code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import msgspec

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.diagnostics.severities import SETTABLE
from builder.source import Source, Span

FILE_NAME = "surestep.toml"
LARGEST = 64 * 1024


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The configuration of a site. Every key may be left out.

    `base_url` is the address at which the site will stand (`https://example.org/notes/`), or "". `content` and `output` are
    folders inside the site's own. `macros` are LaTeX macros for every page, `\\\\R = "\\\\mathbb{R}"`. `severities` says of some
    codes how bad their messages are: "error", "warning" or "info". `navigation` names folders
    and pages at the top of `content` in the order in which they are to stand; what it does not name comes after.
    """

    title: str = "Worked solutions"
    description: str = ""
    language: str = "en"
    base_url: str = ""
    content: str = "content"
    output: str = "site"
    macros: Mapping[str, str] = msgspec.field(default_factory=dict)
    severities: Mapping[str, Severity] = msgspec.field(default_factory=dict)
    navigation: tuple[str, ...] = ()


class BadConfiguration(Exception):
    """The configuration cannot be used. `diagnostic` (code `bad-configuration`) says where and why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def read_config(root: Path) -> Config:
    """The configuration of the site in `root`; without a `surestep.toml`, all that it may leave out.

    Raises BadConfiguration for a file that cannot be read, is not TOML, has a key that is not known or a value of another kind.
    """
    path = root / FILE_NAME
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise _bad(Source(str(path), ""), Span(0, 0), f"it cannot be read: {error.strerror}") from error
    if len(raw) > LARGEST:
        raise _bad(Source(str(path), ""), Span(0, 0), f"it has {len(raw)} bytes; {LARGEST} are the limit")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad(Source(str(path), ""), Span(0, 0), "it is not UTF-8") from error
    return parse_config(Source(str(path), text))


def parse_config(source: Source) -> Config:
    """The configuration that a text says; raises BadConfiguration."""
    import tomllib  # a file outside of a site needs nothing of it

    try:
        table = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise _bad(source, _place_in_error(source, str(error)), f"it is not TOML: {_without_place(str(error))}") from error
    except RecursionError as error:
        raise _bad(source, Span(0, 0), "it is nested too deeply") from error
    try:
        config = msgspec.convert(table, Config)
    except msgspec.ValidationError as error:
        raise _bad(source, _place_of_key(source, str(error)), *_explain(str(error))) from error
    for key in ("content", "output"):
        folder = PurePosixPath(getattr(config, key))
        if folder.is_absolute() or not folder.parts or ".." in folder.parts or "\\" in str(folder) or ":" in str(folder):
            raise _bad(
                source, _key(source, key), f"`{key}` is not a folder inside the site", "write a name such as " + f'"{key}"'
            )
    content, output = PurePosixPath(config.content), PurePosixPath(config.output)
    if content.is_relative_to(output) or output.is_relative_to(content):
        raise _bad(source, _key(source, "output"), "the pages would be written among their sources")
    if config.base_url and not re.fullmatch(r"https?://[^\s\"'<>]+", config.base_url):
        raise _bad(
            source, _key(source, "base_url"), "`base_url` is not an address", 'write one such as "https://example.org/notes/"'
        )
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", config.language):
        raise _bad(source, _key(source, "language"), "`language` is not a language tag", 'write one such as "en" or "de-AT"')
    for name in config.macros:
        if not re.fullmatch(r"\\([A-Za-z]+|[^A-Za-z\s])", name):
            raise _bad(source, _key(source, "macros"), f"`{name}` is not the name of a macro", r'write one such as "\\R"')
    for code in config.severities:
        if code not in SETTABLE:
            help = f"it may be set of {', '.join(sorted(SETTABLE))}"
            raise _bad(source, _key(source, code), f"how bad `{code}` is cannot be set", help)
    return config


def _bad(source: Source, span: Span, message: str, help: str = "") -> BadConfiguration:
    return BadConfiguration(Diagnostic("bad-configuration", Severity.ERROR, source, span, message, help=help))


def _explain(error: str) -> tuple[str, str]:
    """What msgspec says, in words for a person: the message and the help."""
    if unknown := re.search(r"unknown field `([^`]*)`", error):
        known = ", ".join(Config.__struct_fields__)
        return f"there is no setting called `{unknown[1]}`", f"there are {known}"
    if value := re.search(r"Invalid enum value '([^']*)'", error):
        return f"{value[1]!r} is no severity", 'write "error", "warning" or "info"'
    what, _, where = error.partition(" - at `$.")
    expected = re.match(r"Expected `([^`]*)`, got `([^`]*)`", what)
    if expected and where:
        return f"`{where.rstrip('`')}` must be of type {expected[1]}, not {expected[2]}", ""
    return error, ""


def _place_in_error(source: Source, error: str) -> Span:
    place = re.search(r"at line (\d+), column (\d+)", error)
    start = source.offset(int(place[1]), int(place[2])) if place else len(source.text)
    return Span(start, min(start + 1, len(source.text)))


def _without_place(error: str) -> str:
    return re.sub(r" \(at [^)]*\)$", "", error)


def _place_of_key(source: Source, error: str) -> Span:
    named = re.search(r"unknown field `([^`]*)`", error) or re.search(r"`\$\.([A-Za-z_]+)", error)
    return _key(source, named[1]) if named else Span(0, 0)


def _key(source: Source, key: str) -> Span:
    found = re.search(rf"^[ \t]*\[?[ \t]*[\"']?({re.escape(key)})[\"']?[ \t]*[\]=.]", source.text, re.MULTILINE)
    return Span(found.start(1), found.end(1)) if found else Span(0, 0)
