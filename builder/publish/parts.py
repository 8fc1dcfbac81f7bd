"""The parts that a derivation names, each in a colour of its own, so that `u` and what is differentiated by it are seen to belong
together. A letter is always there, too: colour is never the only sign."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from builder.calculus.expression.nodes import Symbol
from builder.check.checked import JudgedStep
from builder.publish.mathematics import PARTS

_TOKEN = re.compile(r"\\(?:text|operatorname|mathrm|begin|end|htmlClass)\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z]+")


def parts_named(steps: Sequence[JudgedStep]) -> Mapping[str, str]:
    """The class of each letter that a derivation gives to a part, the innermost first: rows name parts from the outside in."""
    names = [name.name for judged in steps for name, _ in judged.step.names if isinstance(name, Symbol) and len(name.name) == 1]
    return {name: PARTS[min(place, len(PARTS) - 1)] for place, name in enumerate(reversed(dict.fromkeys(names)))}


def coloured(latex: str, parts: Mapping[str, str]) -> str:
    """LaTeX of our printer with the class of its part around each of the letters and its differential: `u`, `du`, not `u_1`."""

    def wrapped(found: re.Match[str]) -> str:
        text = found[0]
        part = parts.get(text.removeprefix("d") if len(text) == 2 else text)
        return text if part is None or latex[found.end() : found.end() + 1] == "_" else rf"{{\htmlClass{{{part}}}{{{text}}}}}"

    return _TOKEN.sub(wrapped, latex) if parts else latex
