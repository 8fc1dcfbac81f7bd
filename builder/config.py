"""`surestep.toml`: what a site is called, where its sources are, and where its pages go. It holds no commands and no code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import msgspec

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.diagnostics.severities import SETTABLE
from builder.document.files import lies_in
from builder.document.suggest import did_you_mean
from builder.methods import EDITIONS
from builder.source import Source, Span

FILE_NAME = "surestep.toml"
LARGEST = 64 * 1024


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The configuration of a site. Every key may be left out.

    `base_url` is the address at which the site will stand (`https://example.org/notes/`), or "". `content` and `output` are
    folders inside the site's own. `macros` are LaTeX macros for every page, `\\\\R = "\\\\mathbb{R}"`. `severities` says of some
    codes how bad their messages are: "error", "warning" or "info". `navigation` names folders
    and pages at the top of `content` in the order in which they are to stand; what it does not name comes after. `redirects`
    has by names of pages that are no more, `old/page.html`, those of the pages that their readers are sent to.
    `edition` is whom the site is built for, "instructor" (all) or "student" (no solutions). `style` is a style sheet inside the
    site's folder that is read behind that of the pages, or "". `templates` is a folder inside the site's own, whose templates go
    before the built-in ones.
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
    redirects: Mapping[str, str] = msgspec.field(default_factory=dict)
    edition: str = EDITIONS[0]
    style: str = ""
    templates: str = "templates"


class BadConfiguration(Exception):
    """The configuration cannot be used. `diagnostic` (code `bad-configuration`) says where and why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def read_config(root: Path) -> Config:
    """The configuration of the site in `root`; without a `surestep.toml`, all that it may leave out.

    Raises BadConfiguration for a file that cannot be read, is not TOML, has a key that is not known or a value of another kind,
    or names a style sheet that is not there.
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
    source = Source(str(path), text)
    config = parse_config(source)
    style = root / config.style
    if config.style and not (lies_in(style, root) and style.is_file() and style.stat().st_size <= LARGEST):
        help = f"it is a file of at most {LARGEST} bytes"
        raise _bad(source, _key(source, "style"), f"there is no style sheet `{config.style}` in the folder of the site", help)
    if config.templates != Config.__struct_defaults__[-1] and not (root / config.templates).is_dir():
        raise _bad(source, _key(source, "templates"), f"there is no folder `{config.templates}` in that of the site")
    return config


def parse_config(source: Source) -> Config:
    """The configuration that a text says; raises BadConfiguration."""
    import tomllib  # a file outside of a site needs nothing of it

    try:
        table = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise _bad(source, *_not_toml(source, str(error))) from error
    except RecursionError as error:
        raise _bad(source, Span(0, 0), "it is nested too deeply") from error
    _require_kinds(source, table)
    config = msgspec.convert(table, Config)
    for key in ("content", "output", "templates"):
        folder = PurePosixPath(getattr(config, key))
        if folder.is_absolute() or not folder.parts or ".." in folder.parts or "\\" in str(folder) or ":" in str(folder):
            raise _bad(
                source, _key(source, key), f"`{key}` is not a folder inside the site", "write a name such as " + f'"{key}"'
            )
    content, output = PurePosixPath(config.content), PurePosixPath(config.output)
    if content.is_relative_to(output) or output.is_relative_to(content):
        raise _bad(source, _key(source, "output"), "the pages would be written among their sources")
    if config.base_url and not is_address(config.base_url):
        raise _bad(
            source, _key(source, "base_url"), "`base_url` is not an address", 'write one such as "https://example.org/notes/"'
        )
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", config.language):
        raise _bad(source, _key(source, "language"), "`language` is not a language tag", 'write one such as "en" or "de-AT"')
    if config.style and not re.fullmatch(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*\.css", config.style):
        raise _bad(
            source, _key(source, "style"), f"`{config.style}` is not the name of a style sheet", 'write one such as "theme.css"'
        )
    if config.edition not in EDITIONS:
        raise _bad(
            source, _key(source, "edition"), f"there is no edition `{config.edition}`", f"write one of {', '.join(EDITIONS)}"
        )
    for name in config.macros:
        if not re.fullmatch(r"\\([A-Za-z]+|[^A-Za-z\s])", name):
            own = f"'\\{name}'" if re.fullmatch("[A-Za-z]+", name) else r"'\R'"
            help = f"it begins with a backslash and goes on with letters: write {own}, in single quotes"
            if name in Config.__struct_fields__:
                help = f"`{name}` is a setting of the site: write it above the line [macros]"
            raise _bad(source, _key(source, "macros", name), f"`{name}` is not the name of a macro", help)
    for code in config.severities:
        if code not in SETTABLE:
            help = did_you_mean(code, SETTABLE) or f"it may be set of {', '.join(sorted(SETTABLE))}"
            raise _bad(source, _key(source, "severities", code), f"how bad `{code}` is cannot be set", help)
    for old, new in config.redirects.items():
        for name in (old, new):
            if not re.fullmatch(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*\.html", name):
                help = "write the name of a page in the site, such as 'chapter/page.html'"
                raise _bad(source, _key(source, "redirects", old), f"`{name}` is not the name of a page", help)
    return config


def is_address(text: str) -> bool:
    """Whether a site may stand there: `https://example.org/notes/`."""
    return re.fullmatch(r"https?://[^\s\"'<>]+", text) is not None


def place_of_setting(root: Path, key: str) -> tuple[Source, Span] | None:
    """Where the configuration of the site in `root`, which can be read, says what `key` is; None where it says nothing of it."""
    try:
        source = Source(str(root / FILE_NAME), (root / FILE_NAME).read_bytes().decode("utf-8-sig"))
    except OSError:
        return None
    place = _key(source, key)
    return (source, place) if place != Span(0, 0) else None


def _bad(source: Source, span: Span, message: str, help: str = "") -> BadConfiguration:
    return BadConfiguration(Diagnostic("bad-configuration", Severity.ERROR, source, span, message, help=help))


def _require_kinds(source: Source, table: Mapping[str, object]) -> None:
    """Raise BadConfiguration at the first setting that is not known, or whose value is of another kind than it takes."""
    for key, value in table.items():
        if key not in Config.__struct_fields__:
            known = did_you_mean(key, Config.__struct_fields__) or f"there are {', '.join(Config.__struct_fields__)}"
            raise _bad(source, _key(source, key), f"there is no setting called `{key}`", known)
        if key in ("macros", "severities", "redirects"):
            if not isinstance(value, dict):
                help = f"write it below a line `[{key}]`"
                raise _bad(source, _key(source, key), f"`{key}` is a table, and not {_kind(value)}", help)
            for name, entry in value.items():
                if not isinstance(entry, str):
                    raise _no_text(source, (key, name), entry)
                if key == "severities" and entry not in (severity.value for severity in Severity):
                    help = did_you_mean(entry, ("error", "warning", "info")) or 'write "error", "warning" or "info"'
                    raise _bad(source, _key(source, key, name), f"{entry!r} is no severity", help)
        elif key == "navigation":
            if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
                help = 'write a list of names such as ["first.md", "second"]'
                raise _bad(source, _key(source, key), "`navigation` must be a list of names in quotes", help)
        elif not isinstance(value, str):
            raise _no_text(source, (key,), value)


def _no_text(source: Source, path: tuple[str, ...], value: object) -> BadConfiguration:
    name = path[-1]
    written = f': write "{value}"' if type(value) in (int, float) else ""
    return _bad(
        source, _key(source, *path), f"`{name}` must be a text, and not {_kind(value)}", f"a text stands in quotes{written}"
    )


def _kind(value: object) -> str:
    """What a value of TOML is, in words."""
    match value:
        case str():
            return "a text"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date or a time"


def _not_toml(source: Source, error: str) -> tuple[Span, str, str]:
    """Where and why a text is not TOML, and what would be: the words of its reader, or of the slip that is evident there."""
    place = re.search(r"at line (\d+), column (\d+)", error)
    start = source.offset(int(place[1]), int(place[2])) if place else len(source.text.rstrip())
    span = Span(start, min(start + 1, len(source.text)))
    line = source.line_at(min(start, max(len(source.text) - 1, 0))).strip()
    why = re.sub(r" \(at [^)]*\)$", "", error)
    if why in ("Unescaped '\\' in a string", "Invalid hex value", "Invalid statement") and "\\" in line:
        slash = source.text.rfind("\\", 0, start + 1)
        help = r"put names and texts with a backslash in single quotes: '\R' = '\mathbb{R}'"
        return Span(slash, min(slash + 2, len(source.text))), "a backslash cannot stand so in TOML", help
    if why == "Invalid value" and not re.search(r"=\s*[\"']", line):
        return span, "there is no value that TOML knows", 'a text stands in straight quotes, such as title = "My notes"'
    if why == "Cannot overwrite a value":
        return span, "a setting is set twice", "keep one of the two"
    if why.startswith(("Unterminated string", 'Expected "', 'Expected "\'"')):
        return span, "a text has no end", "a text ends with the quote with which it begins"
    return span, f"it is not TOML: {why}", ""


def _key(source: Source, *path: str) -> Span:
    """Where a key stands: that of a table, or one in it; of one that cannot be found, the place of its table."""
    import tomllib

    table: tuple[str, ...] = ()
    nearest = Span(0, 0)
    for line in re.finditer(r"^[ \t]*(?:\[(?P<table>[^\[\]\n]+)\]|(?P<key>[^=\n#]+?)[ \t]*=).*$", source.text, re.MULTILINE):
        group = "table" if line["table"] else "key"
        try:
            said = _path_of(tomllib.loads(f"{line[group]} = 0"))
        except tomllib.TOMLDecodeError:
            continue  # a line of a text that has several
        if line["table"]:
            table = said
        else:
            said = (*table, *said)
        place = Span(*line.span(group))
        if said == path:
            return place
        if said == path[:1] and nearest == Span(0, 0):
            nearest = place
    return nearest


def _path_of(table: Mapping[str, object]) -> tuple[str, ...]:
    """The keys that lead to the only value in `table`."""
    ((key, value),) = table.items()
    return (key, *_path_of(value)) if isinstance(value, dict) else (key,)
