"""The sources that paths name: files of folders, of LaTeX and PreTeXt with those that they read, notebooks as their cells."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from msgspec import Struct, field

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.files import SIZE_LIMIT, STANDARD_INPUT, SUFFIXES, markup_of, read_source, source_files
from builder.source import Markup, Segment, Source, Span

DEPTH = 12
"""How deep files may read each other."""


def every_file(file: Path) -> bool:
    """All files are wanted."""
    return True


def gather(
    paths: Iterable[str], wanted: Callable[[Path], bool] = every_file, markup: Markup | None = None
) -> Iterator[Source | Diagnostic]:
    """The sources that `paths` name, in order, each once; what cannot be read gives a diagnostic.

    Those that hold no `wanted` file are passed over.

    A folder stands for all files below it that may hold mathematics (`SUFFIXES`), `-` for standard input, which is written in
    `markup` if that is told. A file of LaTeX or PreTeXt that another one reads is a part of that one, wherever both were named.
    """
    named: list[_Named] = []
    seen: set[str] = set()
    for path in paths:
        if path != STANDARD_INPUT and Path(path).is_dir():
            found = [str(file) for file in source_files(Path(path))]
            if not found:
                message, help = f"{path} holds no file with mathematics", f"it would be one of these: {', '.join(SUFFIXES)}"
                told = Diagnostic("missing-file", Severity.ERROR, Source(path, ""), Span(0, 0), message, help=help)
                named.append(_Named(told, path, True))
            root = path
        else:
            found, root = [path], os.path.dirname(path)
        for name in found:
            # Of files that may read others is known only when they were read which of them make one document.
            is_input = name == STANDARD_INPUT
            if os.path.normpath(name) not in seen and (is_input or markup_of(name) in _READING or wanted(Path(name))):
                seen.add(os.path.normpath(name))
                named.append(_Named(read_source(name, markup if is_input else None), root, is_input))
    whole = {markup: _whole([one for one in named if one.markup is markup], reads) for markup, reads in _READING.items()}
    for one in named:
        for source in _prepared(one, whole):
            if one.is_wanted or any(wanted(Path(name)) for name in _files_of(source)):
                yield source


Inclusions: TypeAlias = Callable[[str, str, str], Iterator[tuple[int, tuple[str, ...]]]]
"""For a text, the name of its document and its own: the places at which it reads a file, and the names that this may have."""


def _latex(text: str, main: str, current: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    from builder.document.tex.inclusion import inclusions

    return inclusions(text, main, current)


def _pretext(text: str, main: str, current: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    from builder.document.xinclude import inclusions

    return inclusions(text, current)


_READING: Mapping[Markup, Inclusions] = MappingProxyType({Markup.LATEX: _latex, Markup.PRETEXT: _pretext})


class _Named(NamedTuple):
    """What was read for a name, the folder out of which it may not lead, and whether it is wanted whatever it holds."""

    found: Source | Diagnostic
    root: str
    is_wanted: bool

    @property
    def markup(self) -> Markup | None:
        return self.found.markup if isinstance(self.found, Source) else None


def _files_of(source: Source | Diagnostic) -> tuple[str, ...]:
    """The files that a source was made of, or that a diagnostic is about."""
    source = source.source if isinstance(source, Diagnostic) else source
    return (source.name, *(segment.name for segment in source.segments))


def _prepared(
    named: _Named, whole: Mapping[Markup, Mapping[str, tuple[Source | Diagnostic, ...]]]
) -> Iterator[Source | Diagnostic]:
    source = named.found
    if isinstance(source, Diagnostic):
        yield source
    elif source.markup is Markup.NOTEBOOK:
        from builder.document.notebook import read_cells

        yield read_cells(source)
    elif source.markup in whole:
        yield from whole[source.markup].get(source.name, ())
    else:
        yield source


# ---------------------------------------------------------------------------------------------- files that read files


def _whole(named: Sequence[_Named], inclusions: Inclusions) -> dict[str, tuple[Source | Diagnostic, ...]]:
    """The files that no other one reads, by name, with those that they read and what is to be told of these.

    Of files that read each other in a ring the first is taken.
    """
    roots = {one.found.name: one.root for one in named if isinstance(one.found, Source)}
    known = {os.path.normpath(one.found.name): one.found for one in named if isinstance(one.found, Source)}
    read: set[str] = set()
    for source in known.values():
        for _, names in inclusions(source.text, source.name, source.name):
            read.update(name for name in names if name in known and known[name] is not source)
    whole: dict[str, tuple[Source | Diagnostic, ...]] = {}
    taken: set[str] = set()
    reached: set[str] = set()
    tops = [source for name, source in known.items() if name not in read]
    for source in (*tops, *known.values()):
        if os.path.normpath(source.name) not in reached:
            gathering = _Gathering(source, roots[source.name], inclusions, known, frozenset(taken))
            whole[source.name] = gathering.read()
            taken |= gathering.in_body
            reached |= gathering.names
    return whole


class _Gathering(Struct):
    """One document, and the files that it reads. `taken` are those which another document has: only preambles read them again."""

    main: Source
    root: str
    inclusions: Inclusions
    known: dict[str, Source]
    taken: frozenset[str]
    texts: list[str] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    in_body: set[str] = field(default_factory=set)
    length: int = 0

    def read(self) -> tuple[Source | Diagnostic, ...]:
        """The document, and what is to be told of the files that it reads."""
        name = os.path.normpath(self.main.name)
        self.names.add(name)
        self.in_body.add(name)
        self._add(self.main.name, self.main.text)
        self._follow(self.main, 0, 0, max(self.main.text.find(r"\begin{document}"), 0))
        source = self.main
        if len(self.segments) > 1:
            source = Source(self.main.name, "".join(self.texts), self.main.markup, tuple(self.segments))
        told = (
            Diagnostic("not-understood", Severity.WARNING, source, Span(place, place + 1), message)
            for place, message in self.remarks
        )
        return (*told, source)

    def _add(self, name: str, text: str) -> None:
        text = text if text.endswith("\n") else text + "\n"
        self.segments.append(Segment(self.length, name))
        self.texts.append(text)
        self.length += len(text)

    def _follow(self, source: Source, start: int, depth: int, body: int) -> None:
        """Add the files that `source` reads, whose text stands at `start` of the document and whose body begins at `body`."""
        for place, names in self.inclusions(source.text, self.main.name, source.name):
            in_body = place >= body
            for name in names:
                if name in self.names or (in_body and name in self.taken):
                    break
                found = self._file(name)
                if found is None:
                    continue
                if not self._is_inside(name):
                    self.remarks.append((start + place, f"{name} lies outside of the folder that is checked, and is not read"))
                elif depth == DEPTH or self.length + len(found.text) > SIZE_LIMIT:
                    self.remarks.append((start + place, f"{name} is not read: files read each other too deep, or too many"))
                else:
                    self.names.add(name)
                    if in_body:
                        self.in_body.add(name)
                    at = self.length
                    self._add(name, found.text)
                    self._follow(found, at, depth + 1, 0 if in_body else len(found.text))
                break

    def _file(self, name: str) -> Source | None:
        if name in self.known:
            return self.known[name]
        if not os.path.isfile(name):
            return None
        found = read_source(name, self.main.markup)
        return found if isinstance(found, Source) else None

    def _is_inside(self, name: str) -> bool:
        root = os.path.realpath(self.root or ".")
        return os.path.commonpath((root, os.path.realpath(name))) == root
