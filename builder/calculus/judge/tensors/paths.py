"""What was left out of a derivative: a path through an intermediate result, or a term of the line that is differentiated."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.judge.scope import NotUnderstood, Paths
from builder.calculus.judge.tensors.decide import Question, question_of
from builder.calculus.judge.tensors.elements import Element, Entry, Plus, Slope, negative
from builder.calculus.judge.tensors.names import defined_at, reaches
from builder.calculus.judge.tensors.prove import equal_everywhere
from builder.calculus.judge.tensors.slopes import Stuck


class Lost(Enum):
    """What is missing at the right."""

    PATH = "path"
    TERM = "term"


def is_proved(claim: Claim, budget: Budget) -> bool:
    """Whether the normal form alone proves an equation, in either reading: no size is looked at."""
    for paths in Paths:
        question = question_of(claim, paths)
        if not isinstance(question, Question):
            return False
        if _equal(question, question.left, question.right, budget):
            return True
        if not question.partials:
            return False
    return False


def lost(claim: Claim, budget: Budget) -> Lost | None:
    """What alone the right side of a refuted claim lacks of the derivative at its left; None where that is not proved."""
    question = question_of(claim, Paths.EVERY)
    if not isinstance(question, Question) or not isinstance(question.left, Slope):
        return None
    for what, partial in _partials(question, question.left):
        rest = Plus((question.left, negative(partial)))
        if _equal(question, partial, question.right, budget):
            return what
        if what is Lost.PATH and _equal(question, rest, question.right, budget):
            return what
    return None


def _partials(question: Question, slope: Slope) -> Iterator[tuple[Lost, Element]]:
    """The derivative without each path, and without each term."""
    families = question.reader.families
    for name in sorted(reaches(families, slope.of) - {slope.name}):
        if name in families and slope.name in reaches(families, families[name].body) and Entry(name) != slope.of:
            yield Lost.PATH, replace(slope, held=slope.held | {name})
    line = defined_at(families, slope.of) if isinstance(slope.of, Entry) else slope.of
    if isinstance(line, Plus):
        for place in range(len(line.terms)):
            yield Lost.TERM, replace(slope, of=Plus((*line.terms[:place], *line.terms[place + 1 :])))


def _equal(question: Question, left: Element, right: Element, budget: Budget) -> bool:
    try:
        return equal_everywhere(question.reader, question.extents, question.equations, left, right, budget.purse())
    except (Stuck, NotUnderstood, RecursionError):
        return False
