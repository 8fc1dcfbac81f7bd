"""A source to a document, whatever it is written in. A reader is loaded only when it is needed."""

from __future__ import annotations

from typing import assert_never

from builder.document.bounds import too_much
from builder.document.document import NOTHING_INHERITED, Document, FrontMatter, Inherited
from builder.source import Markup, Source


def read_document(source: Source, inherited: Inherited = NOTHING_INHERITED) -> Document:
    """Read a source. Never raises: what is wrong is told in the document's diagnostics, and the rest is read."""
    refused = too_much(source)
    if refused is not None:
        return Document(source, FrontMatter(), (), (), (refused,), inherited)
    match source.markup:
        case Markup.MARKDOWN | Markup.NOTEBOOK:
            from builder.document.markdown import read_markdown

            return read_markdown(source, inherited)
        case Markup.LATEX:
            from builder.document.tex.reader import read_latex

            return read_latex(source, inherited)
        case Markup.RESTRUCTUREDTEXT:
            from builder.document.restructuredtext import read_restructuredtext

            return read_restructuredtext(source, inherited)
        case Markup.PRETEXT:
            from builder.document.pretext import read_pretext

            return read_pretext(source, inherited)
        case _:
            assert_never(source.markup)
