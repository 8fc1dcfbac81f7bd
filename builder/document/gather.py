"""The sources that paths name: files of folders, of LaTeX and PreTeXt with those that they read, notebooks as their cells."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    """The sources that `paths` name, in order, each once and read when it is asked for; what cannot be read gives a diagnostic.

    Those that hold no `wanted` file are passed over.

    A folder stands for all files below it that may hold mathematics (`SUFFIXES`), `-` for standard input, which is written in
    `markup` if that is told. A file of LaTeX or PreTeXt that another one reads is a part of that one, wherever both were named:
    to know them, such files are read before the first source is given. Those that read each other in a ring come last.
    """
    named = tuple(_named(paths, wanted, markup))
    wholes = {markup: _Wholes(named, markup, reads) for markup, reads in _READING.items()}
    for one in named:
        for source in _prepared(one, wholes):
            if one.is_wanted or any(wanted(Path(name)) for name in _files_of(source)):
                yield source
    for whole in wholes.values():
        for source in whole.in_rings():
            if any(wanted(Path(name)) for name in _files_of(source)):
                yield source


def _named(paths: Iterable[str], wanted: Callable[[Path], bool], markup: Markup | None) -> Iterator[_Named]:
    seen: set[str] = set()
    for path in paths:
        if path == STANDARD_INPUT:
            if path not in seen:
                seen.add(path)
                found = read_source(path, markup)
                yield _Named(found.name if isinstance(found, Source) else path, "", True, found)
            continue
        files = [path]
        if Path(path).is_dir():
            files = [str(file) for file in source_files(Path(path))]
            if not files:
                message, help = f"{path} holds no file with mathematics", f"it would be one of these: {', '.join(SUFFIXES)}"
                told = Diagnostic("missing-file", Severity.ERROR, Source(path, ""), Span(0, 0), message, help=help)
                yield _Named(path, path, True, told)
        root = path if Path(path).is_dir() else os.path.dirname(path)
        for name in files:
            if (known := os.path.normpath(name)) not in seen:
                seen.add(known)
                # Of files that may read others is known only when they were read which of them make one document.
                is_wanted = wanted(Path(name))
                if is_wanted or markup_of(name) in _READING:
                    yield _Named(name, root, is_wanted)


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
    """A file that is named, the folder out of which it may not lead, and whether it is wanted whatever it reads. `found` is what
    is there already: standard input, which can be read once.
    """

    name: str
    root: str
    is_wanted: bool
    found: Source | Diagnostic | None = None

    @property
    def markup(self) -> Markup | None:
        if self.found is None:
            return markup_of(self.name)
        return self.found.markup if isinstance(self.found, Source) else None

    def read(self) -> Source | Diagnostic:
        return read_source(self.name) if self.found is None else self.found


def _files_of(source: Source | Diagnostic) -> tuple[str, ...]:
    """The files that a source was made of, or that a diagnostic is about."""
    source = source.source if isinstance(source, Diagnostic) else source
    return (source.name, *(segment.name for segment in source.segments))


def _prepared(named: _Named, wholes: Mapping[Markup, _Wholes]) -> Iterator[Source | Diagnostic]:
    if named.markup is not None and named.markup in wholes:
        yield from wholes[named.markup].of(named)
        return
    source = named.read()
    if isinstance(source, Source) and source.markup is Markup.NOTEBOOK:
        from builder.document.notebook import read_cells

        yield read_cells(source)
    else:
        yield source


# ---------------------------------------------------------------------------------------------- files that read files


class _Wholes:
    """The documents of one markup: the files that no other one reads, with those that they read. Of files that read each other in
    a ring the first is taken. No text is kept.
    """

    def __init__(self, named: Iterable[_Named], markup: Markup, inclusions: Inclusions) -> None:
        self._known = {os.path.normpath(one.name): one for one in named if one.markup is markup}
        self._inclusions = inclusions
        self._taken: set[str] = set()
        self._reached: set[str] = set()
        self._read: set[str] = set()
        if len(self._known) > 1:
            reads = {name: self._names_in(one.read()) for name, one in self._known.items()}
            self._known = {name: one for name, one in self._known.items() if reads[name] is not None}
            for name, names in reads.items():
                self._read.update(read for read in names or () if read in self._known and read != name)

    def _names_in(self, source: Source | Diagnostic) -> frozenset[str] | None:
        """The names of the files that a file may read; None if it cannot be read itself."""
        if isinstance(source, Diagnostic):
            return None
        return frozenset(name for _, names in self._inclusions(source.text, source.name, source.name) for name in names)

    def of(self, named: _Named) -> Iterator[Source | Diagnostic]:
        """The document of a file, and what is to be told of the files that it reads; nothing if another file reads it."""
        return iter(()) if os.path.normpath(named.name) in self._read else self._gathered(named)

    def in_rings(self) -> Iterator[Source | Diagnostic]:
        """The documents of the files that are left when each that no other one reads was asked for."""
        for name, one in self._known.items():
            if name in self._read and name not in self._reached:
                yield from self._gathered(one)

    def _gathered(self, named: _Named) -> Iterator[Source | Diagnostic]:
        main = named.read()
        if isinstance(main, Diagnostic):
            self._reached.add(os.path.normpath(named.name))
            yield main
            return
        gathering = _Gathering(main, named.root, self._inclusions, self._known, frozenset(self._taken))
        yield from gathering.read()
        self._taken |= gathering.in_body
        self._reached |= gathering.names


class _Gathering(Struct):
    """One document, and the files that it reads. `taken` are those which another document has: only preambles read them again."""

    main: Source
    root: str
    inclusions: Inclusions
    known: Mapping[str, _Named]
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
            found = self.known[name].read()
        elif os.path.isfile(name):
            found = read_source(name, self.main.markup)
        else:
            return None
        return found if isinstance(found, Source) else None

    def _is_inside(self, name: str) -> bool:
        root = os.path.realpath(self.root or ".")
        return os.path.commonpath((root, os.path.realpath(name))) == root
