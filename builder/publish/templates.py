"""The templates of a site: its own before the built-in ones. They choose and loop, but do not compute, and come to an end."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb
from typing import NoReturn

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    TemplateError,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplateSyntaxError,
)
from jinja2.exceptions import SecurityError

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.files import lies_in
from builder.publish.assets import templates_folder
from builder.source import Source, Span

BUILT_IN = "surestep"
"""`{% extends "surestep/pages/page.html" %}`: the built-in template, in one that takes its place."""
SECONDS = 120
FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)
"""What a template can raise."""


class TooSlow(TemplateRuntimeError):
    """Templates that did not come to an end."""

    def __init__(self) -> None:
        super().__init__(f"the templates of the site are not done after {SECONDS} seconds")


class _Own(FileSystemLoader):
    """The templates of a folder. A link that leads out of it is none of them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._folder = folder

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        path = str(self._folder / template)
        try:
            found = super().get_source(environment, template)
        except UnicodeDecodeError as error:
            raise TemplateSyntaxError("this template is not UTF-8", 1, template, path) from error
        if not lies_in(Path(found[1]), self._folder):
            raise TemplateNotFound(template)
        return found


def loader(own: Path | None) -> BaseLoader:
    """The built-in templates, those in the folder `own` before them."""
    built_in = FileSystemLoader(templates_folder())
    prefixed = PrefixLoader({BUILT_IN: built_in})
    return ChoiceLoader([*([_Own(own)] if own is not None else []), built_in, prefixed])


def refuse(left: object, right: object) -> NoReturn:
    """What an operator of a template does that computes. Raises SecurityError."""
    raise SecurityError("templates do not multiply")


@contextmanager
def coming_to_an_end() -> Iterator[None]:
    """Inside, TooSlow is raised after SECONDS: a few loops in one another would go on for years."""
    target = ctypes.c_ulong(threading.get_ident())
    timer = threading.Timer(SECONDS, ctypes.pythonapi.PyThreadState_SetAsyncExc, (target, ctypes.py_object(TooSlow)))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def fault_of_template(fault: Exception, own: Path | None) -> Diagnostic | None:
    """What is wrong with a template, in the line that was read, or rendered, last; None for an exception that is none's."""
    path, line = getattr(fault, "filename", None), getattr(fault, "lineno", None) or 1
    for frame, number in walk_tb(fault.__traceback__):
        if frame.f_code.co_filename.endswith((".html", ".xml")):
            path, line = frame.f_code.co_filename, number
    if not isinstance(fault, TemplateError) and not (path and own is not None and Path(path).is_relative_to(own)):
        return None
    template = Path(path) if path else templates_folder()
    text = template.read_text("utf-8", errors="replace") if template.is_file() else ""
    start = sum(len(each) for each in text.splitlines(keepends=True)[: line - 1])
    end = start + len(text[start:].partition("\n")[0])
    message = getattr(fault, "message", None) or str(fault) or "this template cannot be rendered"
    message = f"{fault.name!r} not found" if isinstance(fault, TemplateNotFound) else message
    return Diagnostic("template-error", Severity.ERROR, Source(str(template), text), Span(start, end), message)
