"""The guide to writing pages says what there is: its tables are made from the declarations, and its examples are checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from builder.check.check import check_document
from builder.config import Config
from builder.document.directives import DIRECTIVES, FOREIGN_BOXES, Argument, Body, DirectiveSpec, OptionSpec, Value
from builder.document.front_matter_values import KEYS
from builder.document.markdown import read_markdown
from builder.source import Source
from tests.guide import PAGES, require_made

GUIDE = PAGES / "writing.md"


def _takes(option: OptionSpec) -> str:
    choices = ", ".join(f"`{choice}`" for choice in option.choices)
    return choices if option.value is Value.CHOICE else option.value.value


def _table(specs: list[DirectiveSpec]) -> Iterator[str]:
    first = specs[0]
    for spec in specs:
        argument = "" if spec.argument is Argument.NONE else f" *{spec.argument.value}*"
        yield f"### `{{{spec.name}}}`{argument}"
        yield ""
        body = "Markdown" if spec.body is Body.MARKDOWN else "mathematics"
        yield f"{spec.doc[:1].upper()}{spec.doc[1:]}. Its body is {body}."
        yield ""
    yield "| option | takes | what it does |"
    yield "|---|---|---|"
    for option in first.options:
        needed = " (needed)" if option.required else ""
        yield f"| `:{option.name}:`{needed} | {_takes(option)} | {option.doc} |"
    yield ""


def directives() -> str:
    """The directives in order; those that follow one another and have the same options share a table."""
    groups: list[list[DirectiveSpec]] = []
    for spec in DIRECTIVES.values():
        if groups and groups[-1][0].options == spec.options:
            groups[-1].append(spec)
        else:
            groups.append([spec])
    return "\n".join(line for group in groups for line in _table(group))


def boxes() -> str:
    """The boxes of other tools, and as what each is shown."""
    lines = ["| shown as | names |", "|---|---|"]
    lines += [f"| {box} | {', '.join(f'`{name}`' for name in names)} |" for box, names in FOREIGN_BOXES.items()]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("name", "made"), [("directives", directives()), ("boxes", boxes())])
def test_the_tables_of_the_guide_are_those_of_the_program(request: pytest.FixtureRequest, name: str, made: str) -> None:
    require_made(request, "writing.md", name, made)


def test_the_guide_names_all_keys_of_a_page_and_all_settings_of_a_site() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    keys, settings = text.split("## The settings of a site")
    assert [key for key in KEYS if f"\n| `{key}` |" not in keys.split("## The head of a page")[1]] == []
    assert [key for key in Config.__struct_fields__ if f"\n| `{key}` |" not in settings] == []


def test_the_examples_of_the_guide_hold() -> None:
    examples = re.findall(r"^````markdown\n(.*?)^````$", GUIDE.read_text(encoding="utf-8"), re.M | re.S)
    assert len(examples) >= 2
    for example in examples:
        checked = check_document(read_markdown(Source("a.md", "Let $f(x) = x^2 \\sin x$.\n\n" + example)))
        assert checked.directives and checked.diagnostics == ()


def test_an_option_that_is_false_is_not_set() -> None:
    """`:hidden: false` hid a solution."""
    text = ":::{solution}\n:hidden: false\nIt is 2.\n:::\n\n:::{solution}\n:hidden:\nIt is 2.\n:::\n"
    first, second = (block for block in read_markdown(Source("a.md", text)).blocks if hasattr(block, "options"))
    assert not first.is_set("hidden") and second.is_set("hidden") and not second.is_set("steps")
