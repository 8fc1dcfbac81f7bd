r"""Tables of the values of a function: below `x` and `f(x)`, or beside them, `1` and `2` say that `f(1) = 2`; and of its signs.

A cell is read as if all of that stood in it. So are those below `x` and an expression in x, such as `x^2`. Numbers with a decimal
point may be rounded, so that they are approximate, and so may be the values of roots and of functions that have names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from builder.document.document import Mention, Part
from builder.document.phrases import Words

_FUNCTION = r"(?P<name>[A-Za-z]'{0,2})\s*\(\s*(?P<letter>[A-Za-z])\s*\)"
_EXPRESSION = r"(?:[\s\d.+\-*/^(){}!|]|\\(?:[dt]?frac|sqrt|sin|cos|tan|ln|exp|cdot|left|right|pi)(?![A-Za-z])|\\,|%s|e(?=\s*\^))+"
_POLYNOMIAL = r"(?:[^\\!e]|\\cdot|\\,|\\[dt]?frac)*"
_BOUNDS = r"\\infty|[<>]|\\(?:in|lt|gt|le|ge)(?![A-Za-z])"  # what tells an interval from a point
_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("+", "positive", "> 0"), " is positive on "),
        **dict.fromkeys(("-", "−", "–", "negative", "< 0"), " is negative on "),
        **dict.fromkeys(("increasing", "increases", "\\nearrow", "↗", "rising"), " is increasing on "),
        **dict.fromkeys(("decreasing", "decreases", "\\searrow", "↘", "falling"), " is decreasing on "),
        **dict.fromkeys(("concave up", "convex", "\\cup"), " is concave up on "),
        **dict.fromkeys(("concave down", "\\cap"), " is concave down on "),
    }
)
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("value", "function value", "value of the function"), "{name}({letter})"),
        **dict.fromkeys(("slope", "derivative", "gradient", "slope of the tangent", "rate of change"), "{name}'({letter})"),
        "second derivative": "{name}''({letter})",
    }
)
_OTHERS = Words(
    "secant*, average*, chords?, difference*, between, approximat*, estimat*, measur*, observ*, numerical*, roughly, about"
)
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
            found[number] = _value(cells[number], f"{beside['name']}({names[number]})", names[number])
        elif beside is None and number and names[0].isalpha() and len(names[0]) == 1 and _is_expression(names[number], names[0]):
            there = rf"\left. {names[number]} \right|_{{{names[0]} = {_latex(cells[0])}}}"
            rounded = re.fullmatch(_POLYNOMIAL, names[number]) is None
            found[number] = _value(cells[number], there, _latex(cells[0]), rounded=rounded)
        elif beside is None and (below := re.fullmatch(_FUNCTION, names[number])) is not None and below["letter"] in names:
            at = names.index(below["letter"])
            if at < len(cells):
                found[number] = _value(cells[number], f"{below['name']}({_latex(cells[at])})", _latex(cells[at]))
    return found


def with_names(heads: Sequence[tuple[Part, ...]], above: Sequence[Part]) -> Sequence[tuple[Part, ...]]:
    """The heads of the columns of a table, in which words, `slope`, are what they name of the function that the paragraph `above`
    defines, if it defines one only and speaks of nothing else that may be meant."""
    defined = [part for part in above if isinstance(part, Mention) and re.match(rf"{_FUNCTION}\s*=", part.formula.latex.strip())]
    if len(defined) != 1 or _OTHERS.stand_in(" ".join(part for part in above if isinstance(part, str))):
        return heads
    (mention,) = defined
    function = re.match(_FUNCTION, mention.formula.latex.strip())
    if function is None or function["name"].endswith("'") or _latex(heads[0]) != function["letter"]:
        return heads
    found: list[tuple[Part, ...]] = []
    for head in heads:
        name = _NAMES.get("".join(part if isinstance(part, str) else "□" for part in head).strip(" *_").lower())
        latex = "" if name is None else name.format(**function.groupdict())
        formula = replace(mention.formula, latex=latex, offsets=(mention.formula.offsets[0],) * (len(latex) + 1))
        found.append((replace(mention, formula=formula),) if latex else head)
    return found


def with_signs(
    told: Iterable[tuple[Part, ...]], cells: Sequence[tuple[Part, ...]], heads: Sequence[tuple[Part, ...]]
) -> Iterator[tuple[Part, ...]]:
    """What the cells of a row are `told` to say; a sign, `+`, below an interval is that of the function that its row names."""
    of_intervals = "interval" in "".join(map(str.lower, (p for p in heads[0] if isinstance(p, str)))) if heads else False
    of_intervals = of_intervals or any(re.search(_BOUNDS, _latex(head)) for head in heads[1:])
    named = [part for part in cells[0] if isinstance(part, Mention)] if cells and of_intervals else []
    for number, each in enumerate(told):
        interval = heads[number] if number < len(heads) else ()
        words = (
            _SIGNS.get("".join(p if isinstance(p, str) else p.formula.latex for p in each).strip().lower()) if number else None
        )
        if words is not None and len(named) == 1 and _latex(interval):
            yield (*named, words, *(replace(part, quoted=True) for part in interval if isinstance(part, Mention)))
        else:
            yield each


def _is_expression(head: str, letter: str) -> bool:
    """Whether a head is an expression in a letter, and in no other: `x^2`, `\\sin x`, but neither `y` nor `x'`."""
    return head != letter and letter in head and re.fullmatch(_EXPRESSION % letter, head) is not None


def _latex(cell: Sequence[Part]) -> str:
    """The formula that a cell is; "" if it is something else."""
    parts = [part for part in cell if not isinstance(part, str) or part.strip()]
    return parts[0].formula.latex.strip() if len(parts) == 1 and isinstance(parts[0], Mention) else ""


def _value(cell: tuple[Part, ...], of: str, argument: str, *, rounded: bool = False) -> tuple[Part, ...]:
    """A cell with the value of a function at an argument as an equation."""
    value = _latex(cell)
    if not re.fullmatch(_NUMBER, value) or not re.fullmatch(_NUMBER, argument):
        return cell
    (mention,) = (part for part in cell if isinstance(part, Mention))
    sign = r"\approx" if rounded or "." in value else "="
    before = f"{of} {sign} "
    formula = mention.formula
    read = replace(formula, latex=before + formula.latex, offsets=(formula.offsets[0],) * len(before) + formula.offsets)
    return (replace(mention, formula=read),)
