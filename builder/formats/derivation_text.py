"""A derivation for a terminal: rows in Unicode, their reasons at the right, and what a row rests on indented below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from builder.calculus.context import Context
from builder.calculus.derivation.derivation import Grain
from builder.calculus.expression.nodes import Sign
from builder.calculus.judge.verdict import Refuted, Tested, Unknown
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.names import Names, names_of
from builder.check.checked import JudgedDerivation, JudgedStep
from builder.check.derivations import is_answer_wrong, standing
from builder.check.standing import Standing
from builder.diagnostics.numbers import readable
from builder.diagnostics.visible import one_line, width
from builder.formats.unicode_mathematics import SIGNS, chain_text, unicode_text

_INDENT = "    "


class _Row(Struct, frozen=True):
    depth: int
    left: str
    sign: str
    right: str
    reason: str


def render(derivation: JudgedDerivation) -> str:
    """The rows, and a last line that says how they are known. With the grain `full` it shows what each row rests on as well."""
    verbose = derivation.derivation.grain is Grain.FULL
    rows = list(_rows(derivation.steps, 0, verbose))
    lefts: dict[int, int] = {}
    for row in rows:
        lefts[row.depth] = max(lefts.get(row.depth, 0), width(row.left))
    lines = [f"{_INDENT * row.depth}{_padded(row.left, lefts[row.depth])} {row.sign} {row.right}" for row in rows]
    column = max((width(line) for line in lines), default=0) + 3
    shown = [f"{_padded(line, column)}{row.reason}".rstrip() for line, row in zip(lines, rows, strict=True)]
    return "\n".join([*shown, "", _known(derivation, verbose)]) + "\n"


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def _rows(steps: Sequence[JudgedStep], depth: int, verbose: bool) -> Iterator[_Row]:
    for judged in steps:
        step = judged.step
        reason = reason_text(step.reason.text, step.context) + _doubt(judged)
        for name, value in step.names:
            yield _Row(depth, unicode_text(name), SIGNS[Sign.EQUAL], unicode_text(value), reason)
            reason = ""
        if not step.names:
            left = "" if step.left is None else unicode_text(step.left)
            yield _Row(depth, left, SIGNS[step.sign], unicode_text(step.after), reason)
        if verbose:
            yield from _rows(judged.steps, depth + 1, verbose)


def _doubt(judged: JudgedStep) -> str:
    match judged.verdict:
        case Tested():
            return "  [tested, not proved]"
        case Refuted(at=at, left=left, right=right) if at and left and right:
            point = ", ".join(f"{name} = {readable(value)}" for name, value in sorted(at.items()))
            return f"  [REFUTED: at {point} it is {left}, not {right}]"
        case Refuted():
            return "  [REFUTED]"
        case Unknown(why=why):
            return f"  [unknown: {one_line(why)}]"
        case _:
            return ""


def reason_text(text: str, context: Context) -> str:
    r"""The sentence of a reason; its mathematics between `$` is shown as the rows are."""
    names = names_of(context)
    return one_line(re.sub(r"\$([^$]*)\$", lambda found: _formula_text(found[1], names), text))


def _formula_text(latex: str, names: Names) -> str:
    """A formula on one line; one that cannot be read is shown as it was written."""
    display = parse_display(latex, names)
    if display.faults or not display.statements or any(None in s.sides or s.words or s.after for s in display.statements):
        return latex
    return ", ".join(chain_text([side for side in s.sides if side is not None], s.signs) for s in display.statements)


def _known(derivation: JudgedDerivation, verbose: bool) -> str:
    """How many rows were judged, of those that are shown and of those that they rest on, and what they turned out to be."""
    found = _standings(derivation.steps)
    judged, all_rows = sum(found.values()), _number(derivation.steps)
    shown = all_rows if verbose else len(derivation.steps)
    what = "1 row" if shown == 1 else f"{shown} rows"
    if all_rows > shown:
        what += f" and {all_rows - shown} below"
    if is_answer_wrong(derivation):
        return f"{what}: {_counted(found)}: wrong-answer"
    if found.get(Standing.PROVED, 0) < judged:
        return f"{what}: {_counted(found)}"
    naming = all_rows - judged
    words = "all proved" if all_rows > 1 else "proved"
    return f"{what}, {words}" + (f" but {'1 that only names' if naming == 1 else f'{naming} that only name'}" if naming else "")


def _number(steps: Sequence[JudgedStep]) -> int:
    return sum(1 + _number(step.steps) for step in steps)


def _counted(found: Mapping[Standing, int]) -> str:
    return ", ".join(f"{number} {standing.value}" for standing, number in found.items())


def _standings(steps: Sequence[JudgedStep]) -> Mapping[Standing, int]:
    """The number of judged rows of each standing that occurs, rows below rows included; rows that only name parts are none."""
    found: Counter[Standing] = Counter()
    for step in steps:
        if step.verdict is not None:
            found[standing(step.verdict)] += 1
        found.update(_standings(step.steps))
    return {which: found[which] for which in Standing if found[which]}
