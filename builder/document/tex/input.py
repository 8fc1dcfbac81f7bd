"""What TeX reads from: the text of a file, and what macros put in front of it. Every character knows its place in the source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct, field

from builder.document.reading import Piece

EXPANSIONS = 20_000
"""How many macros may be expanded while one source is read."""
DEPTH = 60
"""How deep expansions and files that are read may be nested."""
LONGEST = 400_000
"""How many characters all expansions may give."""

_COMMAND = re.compile(r"\\(?:[A-Za-z@]+\*?|.|$)", re.S)
_BLANKS = re.compile(r"[ \t\r]*(?:\n[ \t\r]*(?!\n|\r|[ \t]))?")
_SPECIAL_IN_BRACKETS = re.compile(r"\\.|[{}\]]|\n[ \t\r]*\n", re.S)
_OVERLAY = re.compile(r"<[-+0-9,.|@a-z: ]{1,40}>")
_WORD = re.compile(r"[^\s\\{}%\[]{1,200}")
_LONGEST_OPTION = 2_000
_SPECIAL_IN_GROUP = re.compile(r"\\.|[{}%]", re.S)


class Frame(Struct):
    """A text that is being read: how far it was read, and the place of each of its characters (one more for what follows).

    `closers` are the places of the braces that close others, and `missing` is what the rest of the text does not hold: each is
    looked for once, so that reading stays linear in the text; up to `unbracketed` no bracket is closed.
    """

    text: str
    places: Sequence[int]
    at: int = 0
    closers: dict[int, int] | None = None
    missing: set[str] = field(default_factory=set)
    unbracketed: int = 0

    def closing(self, start: int) -> int:
        """The place of the brace that closes the one at `start`, or -1."""
        if self.closers is None:
            self.closers = matching_braces(self.text)
        return self.closers.get(start, -1)

    def find(self, what: str) -> int:
        """The place of `what` in the rest, or -1."""
        if what in self.missing:
            return -1
        found = self.text.find(what, self.at)
        if found < 0:
            self.missing.add(what)
        return found


class Input:
    """The texts that are being read, the innermost last. All of them have come to their end when there is none left."""

    def __init__(self, text: str, places: Sequence[int]) -> None:
        self.frames = [Frame(text, places)]
        self.expansions = 0
        self.expanded = 0
        self.last = places[-1] if len(places) else 0

    # -------------------------------------------------------------------------------------- looking

    def settle(self) -> Frame | None:
        """The innermost frame with something left; those at their end are dropped."""
        while self.frames:
            frame = self.frames[-1]
            if frame.at < len(frame.text):
                return frame
            self.frames.pop()
        return None

    @property
    def place(self) -> int:
        """The place in the source of the next character."""
        frame = self.settle()
        return self.last if frame is None else frame.places[frame.at]

    def startswith(self, what: str) -> bool:
        """Whether the next characters are `what`; they do not come from two frames."""
        frame = self.settle()
        return frame is not None and frame.text.startswith(what, frame.at)

    # -------------------------------------------------------------------------------------- reading

    def push(self, text: str, places: Sequence[int]) -> bool:
        """Read `text` next. The answer is False, and nothing is done, when there is too much of that."""
        self.expansions += 1
        self.expanded += len(text)
        if self.expansions > EXPANSIONS or self.expanded > LONGEST or len(self.frames) >= DEPTH:
            return False
        self.frames.append(Frame(text, places))
        return True

    def enter(self, text: str, places: Sequence[int]) -> bool:
        """Read the text of a file next, which is no expansion."""
        if len(self.frames) >= DEPTH:
            return False
        self.frames.append(Frame(text, places))
        return True

    def command(self) -> str:
        """The command that begins here, with its backslash; blanks behind a word are left out, as TeX does, but no empty line."""
        frame = self.settle()
        assert frame is not None
        match = _COMMAND.match(frame.text, frame.at)
        assert match is not None
        name = match.group()
        frame.at = match.end()
        if name.endswith("*") and len(name) > 2:
            name = name[:-1]
            frame.at -= 1
        if name[1:].isalpha() or "@" in name:
            self.skip_blanks()
        return name

    def skip_blanks(self) -> None:
        """Leave out blanks and at most one line end, and comments behind them."""
        while True:
            frame = self.settle()
            if frame is None:
                return
            found = _BLANKS.match(frame.text, frame.at)
            assert found is not None
            frame.at = found.end()
            if not frame.text.startswith("%", frame.at):
                return
            self.skip_comment()

    def skip_comment(self) -> str:
        """Leave out a comment to the end of its line, the line end and the blanks that the next line begins with; its text."""
        frame = self.settle()
        assert frame is not None
        end = frame.text.find("\n", frame.at)
        comment = frame.text[frame.at : end if end >= 0 else len(frame.text)]
        if end < 0:
            frame.at = len(frame.text)
            return comment
        frame.at = end + 1
        blanks = re.compile(r"[ \t]*").match(frame.text, frame.at)
        assert blanks is not None
        frame.at = blanks.end()
        return comment

    def star(self) -> bool:
        """Leave out a star, if one comes next."""
        return self._take("*")

    def _take(self, what: str) -> bool:
        frame = self.settle()
        if frame is None or not frame.text.startswith(what, frame.at):
            return False
        frame.at += len(what)
        return True

    def overlay(self) -> None:
        """Leave out the slides of Beamer that something stands on: `\\only<2->`."""
        frame = self.settle()
        found = _OVERLAY.match(frame.text, frame.at) if frame is not None else None
        if frame is not None and found is not None:
            frame.at = found.end()

    def optional(self) -> Piece | None:
        """What stands in square brackets, if these come next."""
        frame = self.settle()
        if frame is None:
            return None
        blanks = _BLANKS.match(frame.text, frame.at)
        assert blanks is not None
        if not frame.text.startswith("[", blanks.end()) or blanks.end() < frame.unbracketed:
            return None
        depth, at = 0, blanks.end() + 1
        for match in _SPECIAL_IN_BRACKETS.finditer(frame.text, at, at + _LONGEST_OPTION):
            found = match.group()
            if found == "{":
                depth += 1
            elif found == "}":
                depth -= 1
            elif found == "]" and depth <= 0:
                piece = Piece(frame.text[at : match.start()], tuple(frame.places[at : match.start() + 1]))
                frame.at = match.end()
                return piece
            if depth < 0 or found[0] == "\n":
                frame.unbracketed = match.start()
                return None
        frame.unbracketed = at + _LONGEST_OPTION
        return None

    def argument(self) -> Piece:
        """The argument that comes next: what stands in braces, or a single command or character. Empty at the end of a text."""
        self.skip_blanks()
        frame = self.settle()
        if frame is None:
            return Piece("", (self.last,))
        if frame.text.startswith("{", frame.at):
            end = frame.closing(frame.at)
            if end < 0:
                start, frame.at = frame.at, frame.at + 1
                return Piece("", (frame.places[start],))
            piece = Piece(frame.text[frame.at + 1 : end], tuple(frame.places[frame.at + 1 : end + 1]))
            frame.at = end + 1
            return piece
        if frame.text[frame.at] in "}\n":
            return Piece("", (frame.places[frame.at],))
        start = frame.at
        match = _COMMAND.match(frame.text, start)
        end = match.end() if match else start + 1
        if match and match.group().endswith("*"):
            end -= 1
        frame.at = end
        return Piece(frame.text[start:end], tuple(frame.places[start : end + 1]))

    def word(self) -> str:
        """A word without braces, if one comes next: `\\input chapter`."""
        frame = self.settle()
        found = _WORD.match(frame.text, frame.at) if frame is not None else None
        if frame is None or found is None:
            return ""
        frame.at = found.end()
        return found.group()

    def until(self, what: str) -> Piece | None:
        """The text up to `what`, which is left out too, if the innermost text holds it."""
        frame = self.settle()
        end = frame.find(what) if frame is not None else -1
        if frame is None or end < 0:
            return None
        piece = Piece(frame.text[frame.at : end], tuple(frame.places[frame.at : end + 1]))
        frame.at = end + len(what)
        return piece


def matching_braces(text: str) -> dict[int, int]:
    """For each opening brace that is closed the place of the closing one. Comments are no part of the text."""
    closers: dict[int, int] = {}
    opened: list[int] = []
    at = 0
    while match := _SPECIAL_IN_GROUP.search(text, at):
        at = match.end()
        match match.group():
            case "{":
                opened.append(match.start())
            case "}":
                if opened:
                    closers[opened.pop()] = match.start()
            case "%":
                end = text.find("\n", at)
                at = len(text) if end < 0 else end + 1
            case _:
                pass
    return closers
