r"""Tables of the values of a function: below `x` and `f(x)`, or beside them, `1` and `2` say that `f(1) = 2`.

A cell is read as if all of that stood in it. Numbers with a decimal point may be rounded, so that they are approximate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from builder.document.document import Mention, Part

_FUNCTION = r"(?P<name>[A-Za-z]'{0,2})\s*\(\s*(?P<letter>[A-Za-z])\s*\)"
_NUMBER = r"[-+]?\s*(?:\d+(?:\.\d+)?|\d+/\d+|\\[dt]?frac\s*(?:\{\d+\}|\d)\s*(?:\{\d+\}|\d))"


def with_values(cells: Sequence[tuple[Part, ...]], heads: Sequence[tuple[Part, ...]]) -> Sequence[tuple[Part, ...]]:
    """The cells of a row below the `heads` of its columns, those that are values of a function as what they say of it."""
    names = [_latex(head) for head in heads]
    if not cells or not any(name.isalpha() and len(name) == 1 for name in names):
        return cells
    found = list(cells)
    beside = re.fullmatch(_FUNCTION, _latex(cells[0]))
    for number in range(min(len(cells), len(names))):
        if beside is not None and number and names[0] == beside["letter"]:
            found[number] = _value(cells[number], beside["name"], names[number])
        elif beside is None and (below := re.fullmatch(_FUNCTION, names[number])) is not None and below["letter"] in names:
            at = names.index(below["letter"])
            if at < len(cells):
                found[number] = _value(cells[number], below["name"], _latex(cells[at]))
    return found


def _latex(cell: Sequence[Part]) -> str:
    """The formula that a cell is; "" if it is something else."""
    parts = [part for part in cell if not isinstance(part, str) or part.strip()]
    return parts[0].formula.latex.strip() if len(parts) == 1 and isinstance(parts[0], Mention) else ""


def _value(cell: tuple[Part, ...], name: str, argument: str) -> tuple[Part, ...]:
    """A cell with the value of a function as an equation."""
    value = _latex(cell)
    if not re.fullmatch(_NUMBER, value) or not re.fullmatch(_NUMBER, argument):
        return cell
    (mention,) = (part for part in cell if isinstance(part, Mention))
    sign = r"\approx" if "." in value else "="
    before = f"{name}({argument}) {sign} "
    formula = mention.formula
    read = replace(formula, latex=before + formula.latex, offsets=(formula.offsets[0],) * len(before) + formula.offsets)
    return (replace(mention, formula=read),)
