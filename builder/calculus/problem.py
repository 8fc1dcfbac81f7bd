"""From the texts that a person gives, to a problem: definitions, what to find, how, under which assumptions, in which form."""

from __future__ import annotations

from enum import Enum

from builder.calculus.context import Context
from builder.calculus.derivation.derivation import Problem
from builder.calculus.derivation.derive import default_goal
from builder.calculus.given import read_assumptions, read_given
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.names import names_of
from builder.calculus.latex.parser import parse_expression


class Part(Enum):
    """The texts that a problem is made from."""

    FUNCTION = "function"
    ASSUME = "assume"
    FIND = "find"
    ANSWER = "answer"


class Unreadable(Exception):
    """One of the texts cannot be read: which one, the text, and what is wrong in it."""

    def __init__(self, part: Part, text: str, fault: LatexError) -> None:
        super().__init__(fault.message)
        self.part = part
        self.text = text
        self.fault = fault


def read_problem(
    function: str,
    find: str = "",
    method: str | None = None,
    assume: str = "",
    answer: str = "",
    context: Context | None = None,
    known: frozenset[str] = frozenset(),
) -> Problem:
    """The problem of deriving `find` (LaTeX; empty: what fits the last definition) from the definitions in `function`.

    `context` holds what is in scope already. Raises `Unreadable` for a text that is no mathematics, and
    `CannotDerive` when nothing is defined.
    """
    part, text = Part.FUNCTION, function
    try:
        context = read_given(text, context or Context())
        if assume:
            part, text = Part.ASSUME, assume
            context = read_assumptions(text, context)
        names = names_of(context)
        part, text = Part.ANSWER, answer
        form = parse_expression(text, names) if text else None
        part, text = Part.FIND, find
        goal = parse_expression(text, names) if text else default_goal(context)
    except LatexError as fault:
        raise Unreadable(part, text, fault) from fault
    return Problem(goal, context, method or None, form, known)
