"""What a verdict says to a person: one diagnostic, with both sides, the point, and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING

from msgspec.structs import replace

from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import INEQUALITIES, Relation, Sign
from builder.calculus.judge.verdict import Ignorance, JudgeDisagreement, Refutation, Refuted, Tested, Unknown
from builder.calculus.latex.printer import print_latex
from builder.calculus.latex.run_together import RunTogether
from builder.check.checked import NamedMistake
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.diagnostics.numbers import readable
from builder.source import Source, Span

if TYPE_CHECKING:
    from builder.check.reasons import WrongReason

DIGITS = 8
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+(?:e[-+]?[0-9]+)?", re.IGNORECASE)

_MESSAGES = {
    Refutation.DIFFERS: "the two sides differ",
    Refutation.NOWHERE_DEFINED: "the two sides are defined at no common point",
    Refutation.DOMAIN: "only one of the sides has a value on a part of what is said",
    Refutation.NO_LIMIT: "one side does not exist",
    Refutation.SHAPE: "the two sides have different shapes",
    Refutation.ROUNDED: "an equals sign stands before a rounded number",
}
_HELP = {
    Refutation.DOMAIN: "say for which values both sides exist, or mend the side that has no value: `ln|x|` for `ln x`",
    Refutation.ROUNDED: r"write \approx",
    Refutation.NOWHERE_DEFINED: "an equation that holds nowhere says nothing: look at the logarithms, roots and denominators",
}


def disagreement(found: JudgeDisagreement, asked: str, context: Context) -> JudgeDisagreement:
    """The same contradiction with all that it takes to see it again: the LaTeX asked, and what holds there."""
    given = [_definition(definition) for definition in context.definitions.values()]
    lines = [
        f"claim: {asked}",
        f"given: {'; '.join(given) or 'nothing'}",
        f"assumed: {'; '.join(print_latex(relation) for relation in (*context.assumptions, *context.curves)) or 'nothing'}",
        f"found: {found}",
    ]
    return JudgeDisagreement("\n".join(lines))


def _definition(definition: Definition) -> str:
    parameters = f"({', '.join(definition.parameters)})" if definition.parameters else ""
    body = "unknown" if definition.body is None else print_latex(definition.body)
    return f"{definition.name}{parameters} = {body}"


def point(at: Mapping[str, Fraction]) -> str:
    """A point: `x = 2, h = 1/2`."""
    return ", ".join(f"{name} = {readable(value)}" for name, value in at.items())


_DIFFERENCE = "the sides differ by"


def label_of_derivatives(verdict: Refuted) -> str:
    """As `evidence_label`, for sides that are equal but for a constant: the values are those of their derivatives."""
    at = {name: value for name, value in verdict.at.items() if name not in ("C", "K")}
    label = evidence_label(replace(verdict, at=at))
    return f"the derivatives {label}" if label.startswith("at ") else f"of the derivatives: {label}"


def evidence_label(verdict: Refuted) -> str:
    """What stands at the caret of a refuted claim: `at n = 3, x = 2: left 4, right 12`."""
    functions = ", ".join(verdict.functions.values())
    where = ", ".join(part for part in (functions, point(verdict.at)) if part)
    if not verdict.left and not verdict.right:
        return f"at {where}" if where else ""
    entry = f" (entry {', '.join(map(str, verdict.entry))})" if verdict.entry else ""
    if verdict.how is Refutation.NOWHERE_DEFINED and not verdict.right:
        return f"at {where}: {verdict.left}" if where else verdict.left
    if not verdict.right and verdict.left.startswith(_DIFFERENCE):
        told = re.sub(r"\[(\S+) \+/- \S+\]", r"\1", verdict.left)
        return f"at {where}: {told}" if where else told
    left, right = _values(verdict.left, verdict.right)
    said = (f"{side} {value}" for side, value in (("left", left), ("right", right)) if value)
    values = f"{', '.join(said)}{entry}"
    return f"at {where}: {values}" if where else values


def _values(left: str, right: str) -> tuple[str, str]:
    """Two values with at most eight digits, if they still differ then."""
    shorter = _rounded(left), _rounded(right)
    return shorter if shorter[0] != shorter[1] else (left, right)


def _rounded(value: str) -> str:
    """A decimal fraction of many digits with eight of them; anything else as it is."""
    if not _DECIMAL.fullmatch(value) or sum(character.isdigit() for character in value) <= DIGITS:
        return value
    number = float(value)
    return f"{number:.{DIGITS}g}" if number and isfinite(number) else f"{Decimal(value):.{DIGITS}g}"  # 2^(10^10)


def refuted(
    verdict: Refuted,
    source: Source,
    span: Span,
    left: str,
    right: str,
    mistakes: Sequence[NamedMistake],
    code: str = "",
    row: int | None = None,
    sign: Sign = Sign.EQUAL,
) -> Diagnostic:
    """The message for a claim that is false. `left` and `right` are its sides as they were written, `sign` stands between them.

    `row` is the row of a display of several, counted from 1.
    """
    place = "" if row is None else f" in row {row}"
    what = _MESSAGES[verdict.how]
    if verdict.how is Refutation.DIFFERS and sign in INEQUALITIES:
        what = "the two sides are equal" if sign is Sign.NOT_EQUAL else "the two sides do not compare so"
    message = f"{what}{place}: {_short(left)} and {_short(right)}"
    if verdict.how is Refutation.NO_LIMIT and (not verdict.left or not verdict.right):
        missing, side = ("left", left) if verdict.left else ("right", right)
        message = f"the {missing} side does not exist{place}: {_short(side)}"
    # One explanation is told, the most particular; the others are in the JSON.
    notes = [f"{mistake.says} (mistake: {mistake.name})" for mistake in mistakes[:1]]
    help = _help(mistakes) or _HELP.get(verdict.how, "")
    return Diagnostic(
        code or verdict.how.value,
        Severity.ERROR,
        source,
        span,
        message,
        label=evidence_label(verdict),
        help=help,
        notes=tuple(notes),
    )


def wrong_under_limits(
    verdict: Refuted,
    source: Source,
    span: Span,
    left: str,
    right: str,
    mistakes: Sequence[NamedMistake],
    row: int | None = None,
) -> Diagnostic:
    """The message for limits that are equal, and are of expressions that differ by a mistake; the rest is as in `refuted`."""
    told = refuted(verdict, source, span, left, right, mistakes, row=row)
    place = "" if row is None else f" in row {row}"
    message = f"the limits are equal, but what stands under them differs{place}: {_short(left)} and {_short(right)}"
    return replace(told, message=message)


def taken_as_condition(
    verdict: Refuted, source: Source, span: Span, left: str, right: str, *, of_order: bool = False
) -> Diagnostic:
    """The message for an equation, or a relation `of_order`, of which no word says that it is claimed, and which does not hold
    for all values."""
    taken = "a condition" if of_order else "an equation"
    fails = "do not compare so" if of_order else "differ"
    message = f"taken for {taken} to be used, not for a claim: {_short(left)} and {_short(right)} {fails} for some values"
    help = "write `hence` or `for all` if it is claimed, and `suppose` or `solve` if it is not"
    label = evidence_label(verdict)
    return Diagnostic("taken-as-condition", Severity.INFO, source, span, message, label=label, help=help)


def wrong_reason(wrong: WrongReason, source: Source, span: Span, severity: Severity) -> Diagnostic:
    """The message for a row that holds, and not for the reason that is given."""
    message = f"the reason given is {wrong.name}, but {wrong.lacks}"
    help = f"give {wrong.instead} as the reason" if wrong.instead else "give another reason"
    return Diagnostic("wrong-reason", severity, source, span, message, help=help)


def run_together(found: RunTogether, source: Source, span: Span, severity: Severity) -> Diagnostic:
    """The message for letters that stand together like a name, and are read as their product."""
    code = "ambiguous-notation" if found.inside else "undefined-name"
    message = f"`{found.letters}` is read as the product of its letters"
    help = f"did you mean {found.meant}? leave blanks between the letters if you mean their product"
    return Diagnostic(code, severity, source, span, message, help=help)


def _help(mistakes: Sequence[NamedMistake]) -> str:
    """What to do, and what to write where that is known."""
    if not mistakes:
        return ""
    first = mistakes[0]
    return f"{first.help} Write {first.repair}" if first.repair and len(first.repair) <= 160 else first.help


def tested(
    verdict: Tested, source: Source, span: Span, left: str, right: str, severity: Severity, sign: Sign = Sign.EQUAL
) -> Diagnostic:
    """The message for a claim that was neither refuted nor proved."""
    points = verdict.evidence.points
    sides = f"{_short(left)} and {_short(right)}"
    agree = f"{sides} compare so" if sign in INEQUALITIES else f"{sides} agree"
    message = f"not proved: {agree} at {points} point{'' if points == 1 else 's'}"
    return Diagnostic(
        "unproved-step", severity, source, span, message, label=verdict.why, help="write a step in between, or another form"
    )


def unknown(verdict: Unknown, source: Source, span: Span, severity: Severity, context: Context) -> Diagnostic:
    """The message for what the judge did not understand, or what was too much. `context` is that of the claim."""
    if verdict.code is not Ignorance.CONTRADICTION:
        return Diagnostic(verdict.code.value, severity, source, span, verdict.why)
    assumed = ", ".join(_assumption(relation) for relation in context.assumptions)
    notes = (f"assumed here: {assumed}",) if assumed else ()
    help = "take one of them back, or end the scope of the earlier one with a heading"
    return Diagnostic(verdict.code.value, Severity.ERROR, source, span, verdict.why, help=help, notes=notes)


def _assumption(relation: Relation) -> str:
    return f"{print_latex(relation.left)} {relation.sign.value} {print_latex(relation.right)}"


def _short(latex: str) -> str:
    """A side on one line, cut in the middle when it is long."""
    text = " ".join(latex.split())
    return text if len(text) <= 80 else f"{text[:48]} … {text[-28:]}"
