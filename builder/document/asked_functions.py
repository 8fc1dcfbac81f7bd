"""The one function that an exercise asks to differentiate, and whether its solution works on another one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import Application, Expression, Group, Relation, Sign
from builder.calculus.expression.walk import kinds_in, substitute, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Refuted
from builder.document import evidence
from builder.document.document import Directive, Element, Enter, Leave, Mention, Paragraph, Row
from builder.document.document import Display as DisplayedFormula
from builder.document.phrases import Words
from builder.document.prose import Passage
from builder.document.sentences import ReadFormula

_DIFFERENTIATES = Words("differentiate, derivative, derivatives, ableitung, ableiten, dérivée, dériver, derivada")
# Words of one that asks for more than one function, or of a solution that speaks of another one on purpose.
_OTHERS = Words(
    "instead, now, simpler, similar, other, another, example, general, wrong, mistake, compare, if, rule, each, following"
)
_BEGINS_SOLUTION = r"[\W_]*(?:solution|answer|lösung|solución|corrigé)\b"


class AskedFunctions(Struct):
    """What the exercise that is being read names, and, while its solution is read, the `task`: the only function that it names.

    `tasks` are those of the exercises that are directives, by their numbers.
    """

    reading: bool = False
    words: str = ""
    named: list[Definition] = field(default_factory=list)
    task: Definition | None = None
    tasks: dict[int, Definition] = field(default_factory=dict)

    def begin(self) -> None:
        """An exercise begins."""
        self.reading, self.words, self.named, self.task = True, "", [], None

    def end(self, number: int = 0) -> None:
        """An exercise ends: where its solution is told apart from it, it is kept by its `number`."""
        task = self._task() if self.reading else None
        if number and task is not None:
            self.tasks[number] = task
        self.reading, self.task = False, None

    def begin_solution(self, number: int) -> None:
        """The solution of an exercise of this number begins."""
        self.reading, self.task = False, self.tasks.get(number)

    def take(self, passage: Passage, read: Sequence[ReadFormula], made: Iterable[Definition]) -> None:
        """Note what a passage of an exercise names, with the definitions that were `made` in it."""
        if not self.reading:
            return
        if re.match(_BEGINS_SOLUTION, passage.text.lower()):
            self.reading, self.task = False, self._task()
            return
        self.words += f" {passage.text}"
        self.named += (one for one in made if one.body is not None and not evidence.is_closed(one.body))
        for one in read:
            for statement in one.display.statements:
                side = statement.sides[0]
                if not statement.signs and side is not None and not evidence.is_simple(side) and _is_formula(side):
                    self.named.append(Definition("", (), side))

    def _task(self) -> Definition | None:
        asks = _DIFFERENTIATES.stand_in(self.words) and not _OTHERS.stand_in(self.words)
        return self.named[0] if asks and len(self.named) == 1 else None

    def redefined(self, definition: Definition, words: str, context: Context, budget: Budget) -> bool:
        """Whether a definition in the solution gives the name of the task to another function."""
        task = self.task
        if task is None or definition.name != task.name or _OTHERS.stand_in(words):
            return False
        return _differ(task, definition, context, budget)

    def other_in(
        self, directive: Directive, given: Mapping[str, Definition], flow: Sequence[Element], context: Context, budget: Budget
    ) -> Definition | None:
        """The function that a derivation in the solution is about, with the definitions that it is `given`, if that is another
        one than that of the task: it has its name, or the solution has no other derivation and does not name that of the task."""
        task = self.task
        if task is None or not given:
            return None
        if task.name in given:
            return given[task.name] if _differ(task, _unfolded(given[task.name], given), context, budget) else None
        first = _unfolded(next(iter(given.values())), given)
        latex = _latex_around(directive, flow)
        named = any(re.search(rf"(?<![\\\w]){re.escape(task.name)}(?![A-Za-z])", text) for text in latex) if task.name else False
        alone = sum(text == "" for text in latex) == 1
        return first if alone and not named and _differ(task, first, context, budget) else None


def _is_formula(side: Expression) -> bool:
    """Whether it works something out in one letter, and is no value of a function: `x^3`, and not `f'(x)`."""
    return len(symbols(side)) == 1 and not evidence.is_differentiated(side) and Application not in kinds_in(side)


def _unfolded(definition: Definition, given: Mapping[str, Definition]) -> Definition:
    body = definition.body
    for _ in given:
        if body is not None:
            body = substitute(body, {name: Group(d.body) for name, d in given.items() if d.body is not None and not d.parameters})
    return Definition(definition.name, definition.parameters, body)


def _differ(task: Definition, other: Definition, context: Context, budget: Budget) -> bool:
    """Whether two functions of the same letters provably differ."""
    if task.body is None or other.body is None or symbols(task.body) != symbols(other.body):
        return False
    letters = symbols(task.body) | {task.name, other.name}
    around = {name: one for name, one in context.definitions.items() if name not in letters}
    bare = replace(context, definitions=MappingProxyType(around), curves=())
    claim = Claim(Relation(task.body, Sign.EQUAL, other.body), bare)
    return isinstance(decide(claim, budget), Refuted)


def _latex_around(directive: Directive, flow: Sequence[Element]) -> list[str]:
    """The formulas of the solution in which a directive stands; "" for each derivation in it."""
    found: list[str] = []
    here = False
    for element in flow:
        match element:
            case Enter(one) if one.name == "solution":
                found, here = [], False
            case Enter(one) if one.name in ("derive", "check", "mistake"):
                here = here or one is directive
                found += ["", *(option.latex for option in one.math_options.values()), *(f.latex for f in one.formulas)]
            case Leave(one) if one.name == "solution" and here:
                break
            case Paragraph(parts):
                found += (part.formula.latex for part in parts if isinstance(part, Mention))
            case Row(cells):
                found += (part.formula.latex for cell in cells for part in cell if isinstance(part, Mention))
            case DisplayedFormula(mention):
                found.append(mention.formula.latex)
            case _:
                pass
    return found
