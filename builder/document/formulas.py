"""Where mathematics begins and ends: the rules for `$…$`, `$$…$$`, `\\[…\\]`, `\\(…\\)` and bare environments.

The text of a block or a paragraph is scanned once for all that can open or close a formula; each question is then a search in a
sorted list. So the time is linear in the text, whatever stands in it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from msgspec import Struct

ENVIRONMENTS = frozenset(
    (
        "align",
        "aligned",
        "alignat",
        "alignedat",
        "flalign",
        "gather",
        "gathered",
        "equation",
        "eqnarray",
        "multline",
        "split",
        "displaymath",
        "math",
    )
)
_TOKEN = re.compile(r"\$`[^`]+`\$|\\\\[()\[\]]|\\(?:begin|end)\{[A-Za-z]{1,20}\*?\}|\\.|\$\$|\$|`+", re.S)
_RUN = re.compile("`+")
_MONEY = re.compile(r"[0-9][0-9.,]*(?:[ \t\n]+[A-Za-z]{2,}[,;]?[ \t\n]+[A-Za-z]|/[a-z]{3,})")
_MARKED = re.compile(r"\\[A-Za-z]+\s*\{|[_^]\s*\{")
_CLOSER = {r"\(": r"\)", r"\[": r"\]", r"\\(": r"\\)", r"\\[": r"\\]"}
_PROSE = re.compile(r"(?:^|[\s,.])[A-Za-z]{2,}[,;]? [A-Za-z]{2,}[,;]? [A-Za-z]{2,}\b")
_NESTED_DOLLARS = 6
_HEAD = 60  # characters behind a dollar that nothing closes, in which a formula shows


class Found(Struct, frozen=True):
    """A formula in a text: the whole with its delimiters, and what is inside. `escaped` is Jekyll's `\\\\(…\\\\)`."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    display: bool
    escaped: bool = False


class Scan(Struct, frozen=True):
    """All delimiters of a text, by kind, in order. What stands in code spans is left out. `fenced` are GitHub's ``$`…`$``."""

    text: str
    dollars: tuple[tuple[int, int], ...]
    closers: dict[str, list[int]]
    environments: dict[int, int]
    code: tuple[int, ...]
    last_comment_end: int
    fenced: dict[int, int]

    def formula_at(self, place: int) -> Found | None:
        """The formula whose opening delimiter stands at `place`."""
        text = self.text
        if place in self.fenced:
            close = self.fenced[place]
            return Found(place, close, place + 2, close - 2, False)
        if text.startswith("$$", place):
            return self._double(place)
        if text.startswith("$", place):
            return self._single(place)
        for opener in (r"\\(", r"\\[", r"\(", r"\["):
            if text.startswith(opener, place):
                return self._bracketed(place, opener)
        end = self.environments.get(place)
        return None if end is None or self._code_between(place, end) else Found(place, end, place, end, True)

    def unclosed_at(self, place: int) -> bool:
        """Whether a formula opens here that nothing closes: a display, or what is plainly mathematics up to its first word."""
        text = self.text
        if text.startswith("$$", place):
            at = bisect_left(self.dollars, (place, 2))
            return at < len(self.dollars) and self.dollars[at] == (place, 2)
        if text.startswith(("$", r"\("), place):
            return _begins_formula(text[place + (1 if text[place] == "$" else 2) :][:_HEAD])
        opens = re.compile(r"\\begin\{(" + "|".join(sorted(ENVIRONMENTS)) + r")\*?\}").match(text, place)
        if opens:
            return place not in self.environments
        return (
            text.startswith(r"\[", place)
            and text[place + 2 : place + 3] in ("", "\n")
            and not text[text.rfind("\n", 0, place) + 1 : place].strip()
        )

    def _code_between(self, start: int, end: int) -> bool:
        at = bisect_left(self.code, start)
        return at < len(self.code) and self.code[at] < end

    def _double(self, place: int) -> Found | None:
        at = bisect_right(self.dollars, (place, 2))
        while at < len(self.dollars) and self.dollars[at][1] != 2:
            at += 1
            if at - bisect_right(self.dollars, (place, 2)) > 4 * _NESTED_DOLLARS:
                return None
        if at >= len(self.dollars):
            return None
        close = self.dollars[at][0]
        if not self.text[place + 2 : close].strip() or self._code_between(place, close):
            return None
        return Found(place, close + 2, place + 2, close, self._stands_alone(place, close + 2))

    def _stands_alone(self, start: int, end: int) -> bool:
        """Whether a formula has its lines to itself, at least on one side: `Pr$$[a, b]$$ is` is a formula in the text."""
        if "\n" in self.text[start:end]:
            return True
        before = self.text[self.text.rfind("\n", 0, start) + 1 : start].strip()
        line_end = self.text.find("\n", end)
        after = self.text[end : line_end if line_end >= 0 else len(self.text)].strip(" \t.,;:")
        return not before and not after

    def _single(self, place: int) -> Found | None:
        text = self.text
        following = text[place + 1 : place + 2]
        if not following or following.isspace():
            return None
        if following.isdigit() and place and text[place - 1].isalnum():
            return None
        at = bisect_right(self.dollars, (place, 2))
        broken: Found | None = None
        for close, width in self.dollars[at : at + _NESTED_DOLLARS]:
            inner = text[place + 1 : close]
            closes = width == 1 and inner and not inner[-1].isspace() and not text[close + 1 : close + 2].isdigit()
            if inner.count("{") > inner.count("}"):  # the dollars of a \text{…} inside, or a brace that nothing closes
                if broken is None and closes and _MARKED.search(inner) and not looks_like_prose(inner) and "\n" not in inner:
                    broken = Found(place, close + 1, place + 1, close, False)
                continue
            if not closes or self._code_between(place, close) or _MONEY.match(inner) or "\n\n" in inner:
                return broken
            return Found(place, close + 1, place + 1, close, False)
        return broken

    def _bracketed(self, place: int, opener: str) -> Found | None:
        closers = self.closers[_CLOSER[opener]]
        at = bisect_left(closers, place + len(opener))
        if at >= len(closers):
            return None
        close = closers[at]
        if not self.text[place + len(opener) : close].strip() or self._code_between(place, close):
            return None
        return Found(place, close + len(opener), place + len(opener), close, opener.endswith("["), len(opener) == 3)


def _begins_formula(text: str) -> bool:
    """Whether a text that no dollar ends begins as a formula does: an equals sign, a power or a command stands before its first
    word. A number at its beginning may be an amount of money, `$5 = 4 euros`, and a name that of a variable, `$x = 5;`."""
    end = re.search(r"(?<![\\A-Za-z])[A-Za-z]{2,}|[$\n;`]|$", text)
    head = text[: end.start()] if end is not None and end.group() != ";" else ""
    if not head or head[0].isspace() or re.match(r"[\d.,]+\s*(?:=|$)", head):
        return False
    return re.search(r"\S\s*=\s*\S|\w\^[\w{(\\-]|\\[a-z]{2,}|^\\\{", head) is not None


def scan(text: str) -> Scan:
    """Look once through `text` for all that opens or closes a formula."""
    dollars: list[tuple[int, int]] = []
    closers: dict[str, list[int]] = {closer: [] for closer in _CLOSER.values()}
    environments: dict[int, int] = {}
    open_environments: list[tuple[str, int]] = []
    code: list[int] = []
    fenced: dict[int, int] = {}
    runs: dict[int, list[int]] = {}
    for run in _RUN.finditer(text):
        runs.setdefault(len(run.group()), []).append(run.start())
    place = 0
    while match := _TOKEN.search(text, place):
        place, found = match.end(), match.group()
        if found.startswith("$`"):
            fenced[match.start()] = place
        elif found[0] == "$":
            dollars.append((match.start(), len(found)))
        elif found[0] == "`":
            same = runs.get(len(found), [])
            at = bisect_left(same, place)
            if at < len(same):
                code.append(match.start())
                place = same[at] + len(found)
        elif found in closers:
            closers[found].append(match.start())
        elif found.startswith(r"\begin{"):
            open_environments.append((found[7:-1], match.start()))
        elif found.startswith(r"\end{"):
            while open_environments:
                name, start = open_environments.pop()
                if name == found[5:-1]:
                    if name.rstrip("*") in ENVIRONMENTS:
                        environments[start] = place
                    break
    return Scan(text, tuple(dollars), closers, environments, tuple(code), text.rfind("-->"), fenced)


def looks_like_prose(line: str) -> bool:
    """Whether a line is a sentence of words, not mathematics: it has three plain words side by side."""
    return "\\" not in line and _PROSE.search(line) is not None
