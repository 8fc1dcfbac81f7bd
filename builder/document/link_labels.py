"""Where the labels of links end, found in one pass: the parser's own way takes the square of the length of `[[[[…`."""

from __future__ import annotations

from types import SimpleNamespace

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_inline import StateInline

_NONE = -1


def add_label_search(md: MarkdownIt) -> None:
    """Let a parser look for labels so. It finds what it found before."""
    md.helpers = SimpleNamespace(**{**vars(helpers), "parseLinkLabel": _label_end})  # type: ignore[assignment]


def _label_end(state: StateInline, start: int, disableNested: bool = False) -> int:
    """The place of the bracket that closes the one at `start`, or -1. With `disableNested` there may be no link between them.

    What is found on the way is noted for all brackets that are met, in the cache of the state, which has where the token at a
    place ends, under the complement of each place: twice the place of the closing bracket, and 1 more if a link stands between
    them; or -1 for one that is never closed. It is one function, as the parser's own: they call each other 200 levels deep.
    """
    cache = state.cache
    if ~start not in cache:
        before = state.pos
        state.pos = start + 1
        opened = [start]
        linked = 0  # so many of these, from the outermost on, hold a link
        while opened and state.pos < state.posMax:
            here = state.pos
            if state.src[here] == "]":
                place = opened.pop()
                cache[~place] = 2 * here + (linked > len(opened))
                linked = min(linked, len(opened))
                if not opened:
                    break
            state.md.inline.skipToken(state)
            if state.src[here] == "[":
                known = cache.get(~here)
                if state.pos > here + 1:  # a link
                    linked = len(opened)
                elif known is None:
                    opened.append(here)
                elif known == _NONE:
                    break  # where one is never closed, nor are those around it
                else:
                    linked = len(opened) if known % 2 else linked
                    state.pos = known // 2 + 1
        for place in opened:
            cache[~place] = _NONE
        state.pos = before
    found = cache[~start]
    return _NONE if found == _NONE or (disableNested and found % 2) else found // 2
