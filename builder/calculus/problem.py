"""From the texts that a person gives, to a problem: definitions, what to find, how, under which assumptions, in which form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.derivation.derivation import Problem
from builder.calculus.derivation.derive import default_goal
from builder.calculus.expression.nodes import (
    Application,
    Evaluation,
    Expression,
    Integral,
    Limit,
    NumberSet,
    Relation,
    Sign,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.given import definition_of, read_assumptions, read_given
from builder.calculus.latex.assumptions import split_words
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.lexer import tokenize
from builder.calculus.latex.names import NO_MACROS, names_of
from builder.calculus.latex.parser import parse_expression
from builder.calculus.latex.run_together import SHORTEST, applied_at, run_together
from builder.calculus.latex.statement import Statement
from builder.calculus.solving import alternatives_of, either_sign
from builder.source import Span


class Part(Enum):
    """The texts that a problem is made from."""

    FUNCTION = "function"
    ASSUME = "assume"
    FIND = "find"
    ANSWER = "answer"


class Unreadable(Exception):
    """A text cannot be read: of which part, which of its texts (`number`, from 0), the text itself, and what is wrong in it."""

    def __init__(self, part: Part, text: str, fault: LatexError, number: int = 0) -> None:
        super().__init__(fault.message)
        self.part = part
        self.text = text
        self.fault = fault
        self.number = number


def read_problem(
    function: str | Sequence[str],
    find: str = "",
    method: str | None = None,
    assume: str = "",
    answer: str = "",
    context: Context | None = None,
    known: frozenset[str] = frozenset(),
    macros: Mapping[str, str] = NO_MACROS,
) -> Problem:
    """The problem of deriving `find` (LaTeX; empty: what fits the last definition) from the definitions in `function`.

    `function` is one text or several, in order; a limit or an integral alone as the last one is what to find. `context` holds
    what is in scope already. A `find` that is an equation, `J = …`, defines the name at its left, and asks for what stands at its
    right; `tangent at x = 2`, `normal at (3, 4)`, `tangent through (1, -3)` and `critical points` are words. Raises `Unreadable`
    for a text that is no mathematics, and `CannotDerive` when nothing is defined.
    """
    texts = (function,) if isinstance(function, str) else tuple(function)
    part, text, number = Part.FUNCTION, "", 0
    context = context if context is not None else Context()
    defined: dict[str, Expression] = {}
    try:
        for place, given in enumerate(texts):
            text, number = given, place
            _refuse_run_together(text, macros)
            if not find and place + 1 == len(texts) and _is_question(text, context, macros):
                find = text
            else:
                if text.count("=") > 1 or len(texts) > 1:
                    _refuse_second_definition(text, defined, context, macros)
                context = read_given(text, context, macros)
                _refuse_unknown_function(text, context, macros)
        if assume:
            part, text, number = Part.ASSUME, assume, 0
            context = read_assumptions(text, context, macros)
        part, text, number = Part.FIND, find, 0
        in_words = _in_words(text, context, macros)
        if in_words is not None:
            goal, method = in_words
        else:
            _refuse_run_together(text, macros)
            text = _with_commands(text, context)
            goal, context = _read_goal(text, context, macros) if text else (default_goal(context), context)
        part, text = Part.ANSWER, answer
        _refuse_run_together(text, macros)
        form = _read_answer(text, context, macros, method if in_words is not None else None) if text else None
    except LatexError as fault:
        raise Unreadable(part, text, fault, number) from fault
    through = in_words is not None and method in ("tangent", "normal") and _tells_through(find)
    return Problem(goal, context, method or None, form, known, through)


def _with_commands(text: str, context: Context) -> str:
    r"""`text` with a backslash before the letters that the definitions have: `dC/dtheta`, where they speak of `\theta`."""
    used = frozenset[str]().union(*(symbols(d.body) for d in context.definitions.values() if d.body is not None))
    commands = [name[1:] for name in used if re.fullmatch(r"\\[A-Za-z]{2,}", name)]
    bare = "|".join(sorted(commands, key=len, reverse=True))
    return re.sub(rf"(?<![A-Za-z\\])(d?)({bare})(?![A-Za-z])", r"\1\\\2", text) if bare else text


def _refuse_run_together(text: str, macros: Mapping[str, str]) -> None:
    r"""Raise LatexError for `xsinx`, which would be the product of five letters: who means that leaves blanks between them."""
    for run in run_together(tokenize(split_words(text)[1], macros)):
        blanks = "leave blanks between the letters if you mean their product"
        if run.inside:
            message = f"`{run.letters}` is the product of its letters"
            raise LatexError("ambiguous-notation", message, run.span, f"did you mean {run.meant}? {blanks}")
        raise LatexError("undefined-name", f"nothing defines `{run.letters}`", run.span, f"did you mean {run.meant}? {blanks}")


_LETTER_ALONE = r"\(\s*(?:[A-Za-z]|\\[A-Za-z]+)\s*\)"


def _refuse_unknown_function(text: str, context: Context, macros: Mapping[str, str]) -> None:
    """Raise LatexError for `erf(x)`, which would be two numbers times an unknown function f of x, and for `softplus(x)`, which
    would be a product of nine letters: nobody means one of four letters, or of three in front of a letter alone."""
    text = split_words(text)[1]
    runs = {run.span.end: run for run in applied_at(tokenize(text, macros)) if run.letters[-1] not in context.definitions}
    if not runs:
        return
    statements = parse_display(text, names_of(context, macros)).statements
    sides = [side for statement in statements for side in statement.sides if side is not None]
    applied = {
        node.function.span.end
        for side in sides
        for node in descendants(side)
        if isinstance(node, Application) and isinstance(node.function, Symbol) and node.function.span is not None
    }
    for end, run in runs.items():
        if end in applied or len(run.letters) > SHORTEST or re.match(_LETTER_ALONE, text[end:]):
            help = rf"write \operatorname{{{run.letters}}} for a function of that name, and define it; leave blanks in a product"
            raise LatexError("undefined-name", f"nothing defines `{run.letters}`", run.span, help)


def _refuse_second_definition(text: str, defined: dict[str, Expression], context: Context, macros: Mapping[str, str]) -> None:
    """Raise LatexError where a name is defined that is in `defined`, by something else; what is defined here is put there."""
    for statement in parse_display(text, names_of(context, macros)).statements:
        definition = definition_of(statement.relations[0], Context()) if statement.relations else None
        if definition is None or definition.body is None or not symbols(definition.body):
            continue  # a number may be the place that is meant, or a value
        if defined.setdefault(definition.name, definition.body) != definition.body:
            raise LatexError(
                "name-clash",
                f"`{definition.name}` is defined twice",
                statement.span,
                "leave out one of the definitions, or give it another name",
            )
        if len(statement.relations) > 1:
            _refuse_what_differs(definition.name, statement, context)


def _refuse_what_differs(name: str, statement: Statement, context: Context) -> None:
    """Raise LatexError where a chain gives a name two values: `f(x) = x^2 = x`."""
    from builder.calculus.judge.decide import refute

    for relation in statement.relations[1:]:
        if refute(Claim(relation, context)) is not None:
            message = f"`{name}` is given by two things that differ"
            raise LatexError("wrong-step", message, relation.span or statement.span, "leave out one of them")


def _is_question(text: str, context: Context, macros: Mapping[str, str]) -> bool:
    """Whether a text is a limit or an integral, and says nothing of it."""
    if not any(sign in text for sign in (r"\lim", r"\int")):
        return False
    display = parse_display(text, names_of(context, macros))
    if display.faults or len(display.statements) != 1 or display.statements[0].relations:
        return False
    return isinstance(display.statements[0].sides[0], Limit | Integral)


_LINE = re.compile(r"(?:the )?(tangent|normal)s?(?: lines?)?(?: to the (?:curve|graph))? (at|through|from)(?: the point)? (.+)")
_WORDS = re.compile(r"[A-Za-z ]+")
GOALS = (
    r"ask for `f'(x)`, `f''(2)`, `\frac{\partial f}{\partial x}`, `\nabla f`, `\int f(x)\,dx`, a limit, "
    "`tangent at x = 2`, `normal at x = 2`, `tangent through (1, -3)` or `critical points`"
)
"""What `find` may ask for, as a help."""
_POINTS = re.compile(r"(?:the )?(?:critical points|stationary points|extrema)")


def _in_words(text: str, context: Context, macros: Mapping[str, str]) -> tuple[Expression, str] | None:
    """What is asked for in words, `tangent at x = 2`, `critical points`, and the method that finds it; None for mathematics."""
    asked = " ".join(text.replace("$", " ").split())
    if _POINTS.fullmatch(asked):
        return Symbol("x"), "critical"
    if (found := _LINE.fullmatch(asked)) is None:
        if _WORDS.fullmatch(asked) and any(len(word) > 3 for word in asked.split()) and asked not in context.definitions:
            line = next((word for word in ("tangent", "normal") if asked.startswith(word)), "")
            help = f"say where: `{line} at x = 2`" if line else GOALS
            raise LatexError("goal-not-reached", f"`{asked}` is nothing that is derived", Span(0, len(text)), help)
        return None
    at = _place(found[3], context, macros)
    if at is None:
        raise LatexError("not-understood", "the point is not told", Span(0, len(text)), f"ask for `{found[1]} at x = 2`")
    return Evaluation(Symbol("y"), at), found[1]


def _tells_through(text: str) -> bool:
    """Whether the words of a line tell a point that it goes through, rather than where it touches."""
    found = _LINE.fullmatch(" ".join(text.replace("$", " ").split()))
    return found is not None and found[2] != "at"


def _place(text: str, context: Context, macros: Mapping[str, str]) -> tuple[tuple[Symbol, Expression], ...] | None:
    """A place that a text names: `x = 2`, `x = 1, y = 2`, or `(1, 2)`, a point of x and y; None for anything else."""
    display = parse_display(text, names_of(context, macros))
    relations = [r for s in display.statements for r in s.relations]
    sides = [side for s in display.statements for side in s.sides] if not relations else []
    if display.faults:
        return None
    if len(sides) == 1 and isinstance(point := sides[0], Vector) and len(point.entries) == 2:
        x = Symbol(context.variable or next((p for d in context.definitions.values() for p in d.parameters), "x"))
        return (x, point.entries[0]), (Symbol("y"), point.entries[1])
    at = tuple((r.left, r.right) for r in relations if isinstance(r.left, Symbol) and r.sign is Sign.EQUAL)
    return at if at and len(at) == len(relations) and not sides else None


def _read_answer(text: str, context: Context, macros: Mapping[str, str], in_words: str | None) -> Expression:
    r"""The form to end in; of what is asked for in words a line, `y = 4x - 4`, or places, `x = \pm 1`, `\{-1, 1\}`, `-1, 1`."""
    names = names_of(context, macros)
    if in_words == "critical" and text.lstrip().startswith(r"\{"):
        text = rf"x \in {text}"
    display = parse_display(text, names) if in_words is not None else None
    if display is None or display.faults or not display.statements:
        return parse_expression(text, names)
    if in_words != "critical":
        last = display.statements[-1].sides[-1]
        return parse_expression(text, names) if last is None or len(display.statements) > 1 else last
    places: list[Expression] = []
    for statement in display.statements:
        alone = [side for side in statement.sides if side is not None] if not statement.relations else []
        said = tuple(Relation(side, Sign.EQUAL, side) for side in alone) or alternatives_of(statement)
        places.extend(each.right for relation in said for each in either_sign(relation))
    if not places:
        raise LatexError("not-understood", "the places are not told", Span(0, len(text)), "write them as in x = -1, x = 1")
    return NumberSet("finite", members=tuple(places))


def _read_goal(text: str, context: Context, macros: Mapping[str, str]) -> tuple[Expression, Context]:
    """What `text` asks for, and the context with the name that it gives to that, if it gives one."""
    names = names_of(context, macros)
    asked, _, place = text.partition(" at ")
    if place and (at := _place(place.removeprefix("the point "), context, macros)) is not None:
        return Evaluation(parse_expression(asked, names), at), context
    display = parse_display(text, names)
    if not display.faults and len(display.statements) == 1 and len(display.statements[0].relations) == 1:
        (relation,) = display.statements[0].relations
        definition = definition_of(relation, context)
        if definition is not None and not definition.parameters:
            return relation.right, context.with_definition(definition)
        raise LatexError(
            "goal-not-reached", "an equation is nothing that is found", relation.span or Span(0, len(text)),
            "ask for its left side, and give its right side as the answer",
        )  # fmt: skip
    if not display.faults and len(display.statements) > 1:
        raise LatexError("goal-not-reached", "this asks for several things", Span(0, len(text)), "ask for one at a time")
    return parse_expression(text, names), context
