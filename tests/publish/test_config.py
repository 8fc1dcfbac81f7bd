"""The configuration: what it says, and where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.config import BadConfiguration, Config, parse_config, read_config
from builder.diagnostics.diagnostic import Severity
from builder.source import Source


def test_everything_may_be_left_out(tmp_path: Path) -> None:
    assert read_config(tmp_path) == Config() == parse_config(Source("surestep.toml", ""))


def test_all_keys() -> None:
    text = (
        'title = "T"\ndescription = "D"\nlanguage = "de-AT"\nbase_url = "https://example.org/x/"\ncontent = "src/text"\n'
        'output = "public"\nnavigation = ["a", "b"]\n[macros]\n"\\\\R" = "\\\\mathbb{R}"\n[severities]\nname-clash = "info"\n'
    )
    config = parse_config(Source("surestep.toml", text))
    assert (config.title, config.navigation, config.macros) == ("T", ("a", "b"), {r"\R": r"\mathbb{R}"})
    assert config.severities == {"name-clash": Severity.INFO}


WRONG = [
    ('titel = "x"', "titel", "no setting called `titel`"),
    ("\ntitle = 3", "title", "`title` must be a text, and not a number"),
    ("title = true", "title", "and not true or false"),
    ("title = 2020-01-01", "title", "and not a date or a time"),
    ('title = ["x"]', "title", "and not a list"),
    ('[redirects]\n"../up.html" = "a.html"', '"../up.html"', "is not the name of a page"),
    ('[redirects]\n"a.html" = "https://example.org/"', '"a.html"', "is not the name of a page"),
    ("[redirects]\n'a.html' = 1", "'a.html'", "must be a text"),
    ('redirects = "a"', "redirects", "is a table"),
    ('style = "../theme.css"', "style", "is not the name of a style sheet"),
    ('edition = "teacher"', "edition", "there is no edition `teacher`"),
    ('navigation = "a"', "navigation", "must be a list of names in quotes"),
    ("navigation = [1]", "navigation", "must be a list of names in quotes"),
    ('[macros]\ntitle = "x"', "title", "`title` is not the name of a macro"),
    ('macros = "x"', "macros", "`macros` is a table, and not a text"),
    ('title = "x', "", "a text has no end"),
    ("title = 'x", "", "a text has no end"),
    ("title = x", "x", "no value that TOML knows"),
    ("title = “x”", "“", "no value that TOML knows"),
    ("title = 1\ntitle = 2", "", "a setting is set twice"),
    ("title", "", "it is not TOML: Expected '=' after a key"),
    ('[macros]\n"\\R" = "x"', "\\R", "a backslash cannot stand so in TOML"),
    ('[macros]\n"\\u" = "x"', "\\u", "a backslash cannot stand so in TOML"),
    ('[macros]\n"\\\\R" = "\\mathbb{R}"', "\\m", "a backslash cannot stand so in TOML"),
    ('[macros]\n\\R = "x"', "\\R", "a backslash cannot stand so in TOML"),
    ('output = "../x"', "output", "not a folder inside"),
    ('output = "/etc"', "output", "not a folder inside"),
    ('output = "."', "output", "not a folder inside"),
    ('content = "a\\\\..\\\\b"', "content", "not a folder inside"),
    ('content = "C:x"', "content", "not a folder inside"),
    ('output = "content"', "output", "among their sources"),
    ('output = "content/site"', "output", "among their sources"),
    ('content = "site/content"', "", "among their sources"),
    ('base_url = "javascript:alert(1)"', "base_url", "not an address"),
    ('language = "en\\"><script>"', "language", "not a language tag"),
    ('[macros]\nR = "x"', "R", "not the name of a macro"),
    ('macros.R = "x"', "macros.R", "not the name of a macro"),
    ('macros = {R = "x"}', "macros", "not the name of a macro"),
    ("[macros]\n\"\\\\R\" = 3", '"\\\\R"', "must be a text, and not a number"),
    ("[plugins]\nx = 1", "plugins", "no setting called `plugins`"),
    ('[severities]\nname-clash = "fatal"', "name-clash", "'fatal' is no severity"),
    ("[severities]\nname-clash = 3", "name-clash", "must be a text, and not a number"),
    ('title = "a"\n[macros]\n[severities]\ntitle = "info"', "title", "how bad `title` is cannot be set"),
    ('[severities]\nwrong-step = "info"', "wrong-step", "how bad `wrong-step` is cannot be set"),
    ("a = " + "[" * 5000, "", "too deeply"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "message"), WRONG, ids=[wrong[0][:30] for wrong in WRONG])
def test_what_is_wrong_is_told_with_its_place(text: str, place: str, message: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        parse_config(Source("surestep.toml", text))
    diagnostic = caught.value.diagnostic
    assert diagnostic.code == "bad-configuration" and message in diagnostic.message
    if place:
        assert text[diagnostic.span.start : diagnostic.span.end] == place


HELP = [
    ('titel = "x"', "did you mean `title`?"),
    ("title = 3", 'a text stands in quotes: write "3"'),
    ("title = true", "a text stands in quotes"),
    ('[macros]\nR = "x"', r"it begins with a backslash and goes on with letters: write '\R', in single quotes"),
    ('[macros]\n"\\R" = "x"', r"put names and texts with a backslash in single quotes: '\R' = '\mathbb{R}'"),
    ('[severities]\nname-clash = "warn"', "did you mean `warning`?"),
    ('[severities]\nname-clas = "info"', "did you mean `name-clash`?"),
]


@pytest.mark.parametrize(("text", "help"), HELP, ids=[row[0][:30] for row in HELP])
def test_the_help_says_what_would_be_right(text: str, help: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        parse_config(Source("surestep.toml", text))
    assert caught.value.diagnostic.help == help


def test_the_place_of_a_setting_is_its_own_line() -> None:
    """A name that is a key of its table too was marked there."""
    text = 'title = "a"\n[severities]\ntitle = "info"'
    with pytest.raises(BadConfiguration) as caught:
        parse_config(Source("surestep.toml", text))
    assert caught.value.diagnostic.span.start == text.rindex("title")


@pytest.mark.parametrize("data", [b"\xff\xfe", b"x" * 100_000])
def test_what_is_no_text(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "surestep.toml").write_bytes(data)
    with pytest.raises(BadConfiguration):
        read_config(tmp_path)
