r"""The base of `\log` where the text tells one, `Let $\log$ denote the logarithm to base $10$`, or shows it, `\log 1000 = 3`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from msgspec.structs import replace

from builder.calculus.expression.nodes import Call, Constant, ConstantName, Expression, Node, Number
from builder.calculus.expression.walk import descendants, map_children
from builder.document.sentences import ReadFormula, changed

_IS = r"(?:\$\\log(?: x|\(x\))?\$[^.;$]{0,40}?\b(?:is|be|are|denotes?|means?|stands?|has|refers?)|\blogarithms (?:are|have))\b"
_TELLS = re.compile(
    rf"(?i){_IS}[^.;$]{{0,40}}?\bbase \$?(?P<base>\d+|e)\$?(?!\w)"
    r"|\$\\log\$(?: always| here| again)* (?:for|means|is|denotes|stands for) \$\\log_\{?(?P<written>\d+|e)\}?\$"
    rf"|{_IS}[^.;$]{{0,40}}\b(?:(?P<natural>natural)|common|decimal|decadic|brigg\w*)\b"
)
_MAY_TELL = ("base", r"\log_", "natural", "common", "decimal", "decadic", "rigg")
_IS_GENERAL = re.compile(r"(?i)\b(?:law|change|rule|for any|every|different|another|other)\b")


def base_told(words: str) -> Expression | None:
    r"""The base that words tell of `\log`: a number, or e; None if they tell none. Short formulas stand as they were written."""
    if "log" not in words or not any(word in words for word in _MAY_TELL):
        return None
    found = _TELLS.search(words)
    if found is None or _IS_GENERAL.search(words):
        return None
    number = found["base"] or found["written"] or ("e" if found["natural"] else "10")
    return Constant(ConstantName.E) if number == "e" else Number(number)


def base_shown(read: Sequence[ReadFormula]) -> bool:
    r"""Whether a formula shows that `\log` has the base 10: `\log 1000 = 3`."""
    for one in read:
        for statement in one.display.statements:
            match statement.sides:
                case [Call(function="log", arguments=(Number(text),), power=None, base=None), Number(value), *_]:
                    if value.isdecimal() and text == f"1{'0' * int(value)}" and value != "0":
                        return True
                case _:
                    pass
    return False


def with_base(read: Sequence[ReadFormula], base: Expression) -> list[ReadFormula]:
    r"""The formulas of a sentence, in which `\log` without a base has the one that was told."""
    return [changed(one, lambda side: _in_base(side, base)) for one in read]


def _in_base(side: Expression, base: Expression) -> Expression:
    if not any(map(_is_open, descendants(side))):
        return side

    def change(node: Node) -> Node:
        node = map_children(node, change)
        return replace(node, base=base) if isinstance(node, Call) and _is_open(node) else node

    return cast(Expression, change(side))


def _is_open(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "log" and node.base is None
