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
    ("\ntitle = 3", "title", "must be of type str"),
    ('title = "x', "", "not TOML"),
    ("title = 1\ntitle = 2", "", "not TOML"),
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
    ('[macros]\nR = "x"', "macros", "not the name of a macro"),
    ("[macros]\n\"\\\\R\" = 3", "macros", "must be of type str"),
    ("[plugins]\nx = 1", "plugins", "no setting called `plugins`"),
    ('[severities]\nname-clash = "fatal"', "severities", "'fatal' is no severity"),
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


@pytest.mark.parametrize("data", [b"\xff\xfe", b"x" * 100_000])
def test_what_is_no_text(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "surestep.toml").write_bytes(data)
    with pytest.raises(BadConfiguration):
        read_config(tmp_path)
