r"""Derivations as files that a reader takes along: an article in LaTeX, and a notebook (nbformat 4.5) of Markdown cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from builder.calculus.latex.commands import COMMON_MACROS
from builder.formats.derivation_latex import aligned_row, escaped_words
from builder.publish.mathematics import PHYSICS, Setting
from builder.publish.nodes import DerivationBlock, Element, Maths, Node, Row, Text, settings_in, values_in
from builder.publish.page import Page
from builder.publish.upright import upright
from builder.publish.words import ENGLISH, Said, translated

WHERE = Said("where")
Escape = Callable[[str], str]

_HEAD = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[margin=2cm]{geometry}
\usepackage{amsmath,amssymb,mathtools}
\allowdisplaybreaks
\newcommand{\why}[1]{\parbox[t]{.3\linewidth}{\raggedright\small #1}}
"""
"""What stands before the author's macros: reasons break into lines beside their row."""
_MARKDOWN = re.compile(r"[\\`*_\[\]<>#$]")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_PARAMETER = re.compile(r"#([1-9])")


def stem(output: str, anchor: str) -> str:
    """The name of the files of a derivation without their endings, `product.ex4-steps`: beside its page, `product.html`.

    No other page's files have it, as names of pages hold no dot.
    """
    return f"{output.removesuffix('.html')}.{anchor}"


def downloads(page: Page, words: Mapping[str, str] = ENGLISH) -> Mapping[str, bytes]:
    """The files of the derivations of a page, by their names in the site; `words` are those of its language."""
    where = translated(WHERE, words)
    files: dict[str, bytes] = {}
    for block in values_in(page.blocks):
        if isinstance(block, DerivationBlock):
            name = stem(page.output, block.anchor)
            files[f"{name}.tex"] = article(block, page.name, where).encode()
            files[f"{name}.ipynb"] = notebook(block, page.name, where)
    return files


def article(block: DerivationBlock, name: str, where: str = WHERE) -> str:
    """A derivation as a whole article: what is to be found, its rows with their reasons, what they rest on, how it is known.

    `name` is the title of one that has none of its own. Of LaTeX it takes what every installation has.
    """
    body = [rf"\section*{{{_words(block.title, escaped_words) or escaped_words(name)}}}"]
    body += _task(block, escaped_words, r"\[ {} \]")
    body.append(escaped_words(f"{block.method}."))
    body += _displays(block.rows, where)
    body += [r"\noindent", *_outcome(block, escaped_words)]
    text = "\n".join(body)
    return f"{_HEAD}{_definitions(block, text)}\\begin{{document}}\n{text}\n\\end{{document}}\n"


def _displays(rows: Sequence[Row], where: str) -> Iterator[str]:
    yield "\\begin{align*}\n" + _aligned(rows, r"\why{{{}}}") + "\n\\end{align*}"
    for smaller in _smaller(rows):
        yield f"{where}\n\\begin{{align*}}\n" + _aligned(smaller, r"\why{{{}}}") + "\n\\end{align*}"


def _smaller(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """The steps that rows rest on, each row's together, and then those that these rest on."""
    for row in rows:
        if row.steps:
            yield row.steps
            yield from _smaller(row.steps)


def _aligned(rows: Sequence[Row], reason: str = "{}") -> str:
    """Rows between the signs of an alignment, `reason` saying how a reason is written."""
    return " \\\\\n".join(
        aligned_row(
            _written(row.left) if row.left else "",
            _written(row.right),
            reason.format(_words(row.reason, escaped_words)) if row.reason else "",
        )
        for row in rows
    )


def notebook(block: DerivationBlock, name: str, where: str = WHERE) -> bytes:
    """The same as a notebook: a cell for the task, one for each row, one for how it is known. Nothing in it runs."""
    cells = [
        "\n\n".join((f"# {_words(block.title, _plain) or _plain(name)}", *_task(block, _plain, "$$ {} $$"), f"{block.method}."))
    ]
    cells += _cells(block.rows, where)
    cells.append("\n\n".join(_outcome(block, _plain)))
    if definitions := _definitions(block, "\n".join(cells)):
        cells[0] += f"\n\n$$ {definitions.replace(chr(10), ' ')}$$"
    written = [
        {"cell_type": "markdown", "id": f"cell-{number}", "metadata": {}, "source": cell} for number, cell in enumerate(cells, 1)
    ]
    whole = {"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def _cells(rows: Sequence[Row], where: str) -> Iterator[str]:
    for row in rows:
        number = f"**{row.number}.** " if row.number else ""
        left = f"{_written(row.left)} " if row.left else ""
        smaller = (f"{where}\n\n$$ \\begin{{aligned}}\n{_aligned(steps)}\n\\end{{aligned}} $$" for steps in _smaller((row,)))
        yield "\n\n".join(
            (f"{number}{_words(row.reason, _plain)}".strip(), f"$$ {left}{_written(row.right)} $$", *smaller)
        ).strip()


def _task(block: DerivationBlock, escape: Escape, display: str) -> Iterator[str]:
    if block.task:
        yield _words(block.task, escape)
    for given in block.given:
        yield display.format(_written(given))


def _outcome(block: DerivationBlock, escape: Escape) -> Iterator[str]:
    """How the derivation is known, as its page says it."""
    if block.answer is not None:
        where = _words(block.answer.where, escape)
        word = block.answer.mark.word
        yield f"{word[:1].upper()}{word[1:]}{', ' if where else ''}{where}."
    if block.note:
        yield escape(block.note)


def _words(nodes: Sequence[Node], escape: Escape) -> str:
    """Words and the mathematics in them; of elements what is in them."""
    words: list[str] = []
    for node in nodes:
        match node:
            case Text():
                words.append(escape(node.text))
            case Maths():
                words.append(f"${_written(node.setting)}$")
            case Element():
                words.append(_words(node.children, escape))
            case _:
                pass  # no display and no code stands in a title or a reason
    return "".join(words).strip()


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\g<0>", text)


def _written(setting: Setting) -> str:
    """Mathematics without the marks of the page, the names of functions with their backslash."""
    return upright(setting.source or setting.latex, dict(setting.macros)).strip()


def _definitions(block: DerivationBlock, text: str) -> str:
    """A line for each macro that `text` and those macros need: of the author's, and of what many define."""
    known = {**COMMON_MACROS, **PHYSICS}
    for setting in settings_in((block.given, block.rows, block.task)):
        known.update(setting.macros)
    found: dict[str, str] = {}
    waiting = _COMMAND.findall(text)
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found[name] = known[name]
            waiting += _COMMAND.findall(known[name])
    return "".join(f"\\def{name}{_parameters(found[name])}{{{found[name]}}}\n" for name in sorted(found))


def _parameters(body: str) -> str:
    return "".join(f"#{number}" for number in range(1, max(map(int, _PARAMETER.findall(body)), default=0) + 1))
