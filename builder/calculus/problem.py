"""From the texts that a person gives, to a problem: definitions, what to find, how, under which assumptions, in which form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from builder.calculus.context import Context
from builder.calculus.derivation.derivation import Problem
from builder.calculus.derivation.derive import default_goal
from builder.calculus.expression.nodes import Expression
from builder.calculus.given import definition_of, read_assumptions, read_given
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.names import NO_MACROS, names_of
from builder.calculus.latex.parser import parse_expression


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

    `function` is one text or several, in order. `context` holds what is in scope already. A `find` that is an equation, `J = …`,
    defines the name at its left, and asks for what stands at its right. Raises `Unreadable` for a text that is no mathematics,
    and `CannotDerive` when nothing is defined.
    """
    texts = (function,) if isinstance(function, str) else tuple(function)
    part, text, number = Part.FUNCTION, "", 0
    context = context if context is not None else Context()
    try:
        for place, given in enumerate(texts):
            text, number = given, place
            context = read_given(text, context, macros)
        if assume:
            part, text, number = Part.ASSUME, assume, 0
            context = read_assumptions(text, context, macros)
        part, text, number = Part.FIND, find, 0
        goal, context = _read_goal(text, context, macros) if text else (default_goal(context), context)
        part, text = Part.ANSWER, answer
        form = parse_expression(text, names_of(context, macros)) if text else None
    except LatexError as fault:
        raise Unreadable(part, text, fault, number) from fault
    return Problem(goal, context, method or None, form, known)


def _read_goal(text: str, context: Context, macros: Mapping[str, str]) -> tuple[Expression, Context]:
    """What `text` asks for, and the context with the name that it gives to that, if it gives one."""
    names = names_of(context, macros)
    display = parse_display(text, names)
    if not display.faults and len(display.statements) == 1 and len(display.statements[0].relations) == 1:
        (relation,) = display.statements[0].relations
        definition = definition_of(relation, context)
        if definition is not None and not definition.parameters:
            return relation.right, context.with_definition(definition)
    return parse_expression(text, names), context
