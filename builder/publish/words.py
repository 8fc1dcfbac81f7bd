"""The words of the interface: written in English where they are said, and put into the language of the site at one place.

A language is a catalogue, `templates/words/LANGUAGE.po`: what it lacks stays English.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import astuple

from builder.publish.assets import templates_folder
from builder.publish.mathematics import Setting

ENGLISH: Mapping[str, str] = {}


class Said(str):
    """Words of the interface. `words` is their place in a catalogue, English with a `{}` for each of `values`."""

    __slots__ = ("values", "words")
    words: str
    values: tuple[object, ...]

    def __new__(cls, words: str, *values: object) -> Self:
        said = super().__new__(cls, words.format(*values) if values else words)
        said.words, said.values = words, values
        return said

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self.words, *self.values)


def catalogue(language: str) -> Mapping[str, str]:
    """The words of a language tag, `de-AT`, by the English ones: those of the language if there are none of the region."""
    for name in (language, language.partition("-")[0]):
        path = templates_folder() / "words" / f"{name}.po"
        if path.is_file():
            from babel.messages.pofile import read_po  # an English site needs none of it

            with path.open("rb") as file:
                return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}
    return ENGLISH


def direction(language: str) -> str:
    """How a language is written, `ltr` or `rtl`."""
    if language.partition("-")[0] == "en":
        return "ltr"
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def translated(value: Any, words: Mapping[str, str]) -> Any:
    """`value` with all words of the interface in it, however deep, as a catalogue has them."""
    if isinstance(value, Said):
        values = (translated(each, words) for each in value.values)
        said = words.get(value.words, value.words)
        return said.format(*values) if value.values else said
    if isinstance(value, tuple):
        changed = tuple(translated(each, words) for each in value)
        return value if all(map(_is_same, changed, value)) else changed
    if isinstance(value, Struct) and not isinstance(value, Setting):
        before = astuple(value)
        after = tuple(translated(each, words) for each in before)
        return value if all(map(_is_same, after, before)) else type(value)(*after)
    return value


def _is_same(one: object, other: object) -> bool:
    return one is other
