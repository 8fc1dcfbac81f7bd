"""Values that a sentence tells of letters, one formula behind the other: `x = 1 and x = 3`, `x < -3 or x > 3`, `(2, 4)`."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Alternatives, Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import ORDERS, Expression, Group, NumberSet, Relation, Sign, Symbol, Vector
from builder.calculus.expression.walk import substitute, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Refuted
from builder.calculus.latex.statement import Join, Statement
from builder.calculus.solving import Solving, held_together, interval_of, is_solved, ordered, values_of
from builder.document import evidence
from builder.document.sentences import ReadFormula

_OR, _AND = frozenset(("or", "or else", "oder")), frozenset(("", "and", "und", "et"))
EQUIVALENT = frozenset(
    f"{holds}{when}"
    for holds in ("", "holds ", "is true ", "is satisfied ", "is valid ", "is fulfilled ", "happens ")
    for when in ("if and only if", "iff", "exactly when", "precisely when", "exactly if", "precisely if", "exactly for")
) | {"is equivalent to", "is equivalent with", "is the same as", "means the same as"}
"""Plain words that say of two equations or inequalities that each follows from the other."""
_ADVERBS = frozenset("then now thus therefore hence clearly indeed also so simply just again".split())


def plain(words: str) -> str:
    """Words in small letters, without marks and what makes no difference."""
    split = words.lower().replace(",", " ").replace(":", " ").replace("*", " ").split()
    return " ".join(word for word in split if word not in _ADVERBS)


def between(read: Sequence[ReadFormula], number: int) -> str:
    """The plain words between a formula and the one before it."""
    return plain(read[number].before.rpartition("□")[2])


def values_told(
    read: Sequence[ReadFormula], number: int, letters: tuple[str, ...], *, of_order: bool = False
) -> tuple[Alternatives, int]:
    """What the formulas from `number` on tell of `letters`, and the number of the last one; nothing if they tell no values.
    Where an inequality is solved (`of_order`), a pair in brackets is an interval."""
    found: list[tuple[str, Alternatives]] = []
    last = number
    for at in range(number, len(read)):
        joined = between(read, at) if at > number else ""
        one = read[at]
        if joined not in _OR | _AND or one.display.faults or one.mention.struck or not one.display.statements:
            break
        ways = [
            (_joint(s.words, joined if n == 0 else ""), _ways(s, letters, of_order)) for n, s in enumerate(one.display.statements)
        ]
        if not all(way for _, way in ways):
            break
        found += ways
        last = at
    return _together(found), last


def with_further_values(solving: Solving, read: Sequence[ReadFormula], number: int) -> tuple[Solving, bool]:
    r"""Rows of equations that end the formula `number`, with the values of their letter that formulas behind it tell, as in
    `$x^2 = x \iff x = 0$ or $x = 1$`; and whether others may be meant there: values that no `or` joins are not taken."""
    last, statements = solving.equations[-1], read[number].display.statements
    if (
        number + 1 == len(read)
        or last.statements[-1] < len(statements) - 1
        or values_of(last.alternatives, solving.letter) is None
    ):
        return solving, False
    further, end = values_told(read, number + 1, (solving.letter,))
    words = [between(read, at) for at in range(number + 1, end + 1)]
    if not further or words[0] not in _OR | _AND:
        return solving, False
    others = not _OR.intersection(words)
    if others and (last.join is not Join.EQUIVALENT or set(words) != {"and"}):
        return solving, True
    more = replace(last, alternatives=(*last.alternatives, *(each for way in further for each in way)))
    return replace(solving, equations=(*solving.equations[:-1], more)), others


def has_wrong_value(solving: Solving, context: Context, budget: Budget) -> bool:
    """Whether one of the values at which equations end does not solve the first of them."""
    given = solving.equations[0].alternatives
    for value in solving.equations[-1].alternatives:
        at = {solving.letter: Group(value.right)}
        put_in = (Relation(substitute(each.left, at), each.sign, substitute(each.right, at)) for each in given)
        if all(isinstance(decide(Claim(each, context), budget), Refuted) for each in put_in):
            return True
    return False


def _joint(words: str, joined: str) -> str:
    return "or" if joined in _OR or plain(words.strip(" .;")) in _OR else "and"


def _ways(statement: Statement, letters: tuple[str, ...], of_order: bool) -> Alternatives:
    if statement.signs:
        if statement.signs == (Sign.EQUAL,) and isinstance(statement.sides[0], Vector):
            left, right = statement.sides
            names = tuple(e.name for e in left.entries if isinstance(e, Symbol)) if isinstance(left, Vector) else ()
            return _pairs(right, names) if len(names) > 1 else ()
        ways = held_together(statement)
        ways = tuple(tuple(_without_index(each, letters) for each in way) for way in ways)
        return ways if is_solved(ways) else ()
    side = statement.sides[0]
    if side is None:
        return ()
    if of_order and len(letters) == 1:
        return (ordered(Symbol(letters[0]), interval),) if (interval := _interval(side)) is not None else ()
    if len(letters) == 1 and evidence.is_closed(side) and not isinstance(side, Vector | NumberSet):
        return ((Relation(Symbol(letters[0]), Sign.EQUAL, side),),)
    return _pairs(side, letters)


def _interval(side: Expression) -> NumberSet | None:
    return None if isinstance(side, Vector) and symbols(side) else interval_of(side)


def _pairs(side: Expression | None, letters: tuple[str, ...]) -> Alternatives:
    if not isinstance(side, Vector) or len(side.entries) != len(letters) or symbols(side) or len(letters) < 2:
        return ()
    return (tuple(Relation(Symbol(name), Sign.EQUAL, entry) for name, entry in zip(letters, side.entries, strict=True)),)


def _without_index(relation: Relation, letters: tuple[str, ...]) -> Relation:
    r"""A value of `x_1` or `x_{1,2}` as one of x, where that is the letter."""
    left = relation.left
    if relation.sign is not Sign.EQUAL or not isinstance(left, Symbol) or left.name in letters:
        return relation
    name, _, index = left.name.partition("_")
    is_number = index.strip("{}").replace(",", "").isdecimal()
    return replace(relation, left=replace(left, name=name)) if name in letters and is_number else relation


def _together(found: Sequence[tuple[str, Alternatives]]) -> Alternatives:
    """What is told one after another: values of one letter are alternatives, those of several belong together, as orders do
    unless they are joined by `or`."""
    together: list[tuple[Relation, ...]] = []
    for joint, ways in found:
        if not together or len(ways) > 1:
            together += ways
            continue
        (way,) = ways
        held = {name for each in together[-1] for name in symbols(each)}
        new = {name for each in way for name in symbols(each)}
        of_order = any(each.sign in ORDERS for each in (*way, *together[-1]))
        if (of_order and joint == "and") or (not of_order and not held & new and joint == "and"):
            together[-1] = (*together[-1], *way)
        else:
            together.append(way)
    return tuple(together)
