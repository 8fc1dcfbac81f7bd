"""Functions that words define by cases: `f(x) = x^2 for x > 0 and f(x) = -x for x ≤ 0`, `If …. Otherwise, f(x) = 0`.

An equation for a value of a function under a condition on its argument is one of its cases, where those before it were. Of a
function that was defined for all arguments it says something.
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.calculus.context import Definition
from builder.calculus.expression.nodes import Cases, Relation
from builder.calculus.expression.walk import symbols
from builder.document.cues import is_otherwise
from builder.document.scope import Scopes
from builder.document.sentences import ReadFormula, said_behind, stated_before


def case_told(
    read: Sequence[ReadFormula], number: int, index: int, definition: Definition, scopes: Scopes
) -> tuple[Relation, ...] | None:
    """The condition on its argument under which the statement `index` of the formula `number` of a sentence gives the value of a
    function; () is what the cases before it leave, and None is for no condition."""
    if len(definition.parameters) != 1:
        return None
    letters = frozenset(definition.parameters)
    one = read[number]
    otherwise = is_otherwise(one.before, one.after) and definition.name in scopes.here.branches
    for told in (said_behind(read, number, index).conditions, () if otherwise else stated_before(read, number)):
        if told and all(symbols(relation) == letters for relation in told):
            return tuple(told)
    return () if otherwise else None


def is_said_of_case(read: Sequence[ReadFormula], number: int, index: int) -> bool:
    """Whether a statement is said under a condition."""
    one = read[number]
    told = is_otherwise(one.before, one.after) or stated_before(read, number)
    return bool(told or said_behind(read, number, index).conditions)


def with_case(definition: Definition, case: tuple[Relation, ...] | None, scopes: Scopes) -> Definition:
    """A definition, with the cases before it if it is another `case` of the function; it is noted for the next one."""
    branches = scopes.here.branches
    before = branches.pop(definition.name, ())
    if case is None or definition.body is None:
        return definition
    if all(case != other for _, other in before):
        branches[definition.name] = (*before, (definition.body, case))
        if before:
            return Definition(definition.name, definition.parameters, Cases(branches[definition.name]))
    return definition


def is_next_case(definition: Definition, case: tuple[Relation, ...] | None, scopes: Scopes) -> bool:
    """Whether a function has cases already, and this is another one."""
    before = scopes.here.branches.get(definition.name, ())
    return case is not None and bool(before) and all(case != other for _, other in before)
