"""Names of entries: `W_{ij}` is the array W at i and j, `z_j^{(2)}` is z^{(2)} at j, `x_j^{(i)}` is x at i and j."""

from __future__ import annotations

import re

from builder.calculus.expression.nodes import Expression, Group, Negation, Number, Sum, Symbol
from builder.calculus.judge.tensors.elements import Index

_INDEX = re.compile(r" *(?P<letter>\\[A-Za-z]+|[A-Za-z])? *(?P<step>[+-]? *[0-9]+)? *(?P<comma>,?)")
_EXAMPLE = re.compile(r"\^\{[(\[](?P<letter>[A-Za-z])[)\]]\}")


def split_name(name: str) -> tuple[str, str]:
    """A name without its subscript, and the subscript without braces, "" where it has none."""
    depth = 0
    for place, character in enumerate(name):
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
        elif character == "_" and not depth and place:
            end = _end_of_script(name, place + 1)
            return name[:place] + name[end:], name[place + 1 : end].strip("{}")
    return name, ""


def _end_of_script(name: str, start: int) -> int:
    if name[start] == "{":
        return name.index("}", start) + 1
    if name[start] == "\\":
        match = re.compile(r"\\[A-Za-z]+").match(name, start)
        return match.end() if match else start + 1
    return start + 1


def indices_of(subscript: str, rank: int | None = None) -> tuple[Index, ...] | None:
    """The indices that a subscript lists, `ij`, `i,j+1`, `12`; None where it lists none, or not `rank` of them."""
    found: list[Index] = []
    place = 0
    while place < len(subscript):
        match = _INDEX.match(subscript, place)
        if match is None or match.end() == place or (match["letter"] is None and match["step"] is None):
            return None
        step = (match["step"] or "").replace(" ", "")
        if match["letter"] is not None and step and step[0] not in "+-":
            found += [Index(match["letter"]), *_numbers(step, match["comma"])]
        elif match["letter"] is not None:
            found.append(Index(match["letter"], int(step or "0")))
        elif step[0] in "+-":
            return None
        else:
            found += _numbers(step, match["comma"] or ("," in subscript))
        place = match.end()
    if rank is not None and len(found) != rank:
        return None
    return tuple(found) or None


def _numbers(digits: str, whole: object) -> list[Index]:
    return [Index("", int(digits))] if whole or len(digits) == 1 else [Index("", int(digit)) for digit in digits]


def split_example(base: str) -> tuple[str, str]:
    """A name without an example's letter, `x^{(i)}`, and the letter, "" where it has none."""
    match = _EXAMPLE.search(base)
    return (base[: match.start()] + base[match.end() :], match["letter"]) if match else (base, "")


def index_of(expression: Expression) -> Index | None:
    """The index that an expression is: a letter, a number, or one with a number added; None for others."""
    match expression:
        case Group(inner):
            return index_of(inner)
        case Symbol(name):
            return Index(name)
        case Number(text) if text.isdecimal():
            return Index("", int(text))
        case Sum((first, Number(text))) if text.isdecimal():
            found = index_of(first)
            return None if found is None else found.moved(int(text))
        case Sum((first, Negation(Number(text)))) if text.isdecimal():
            found = index_of(first)
            return None if found is None else found.moved(-int(text))
        case _:
            return None
