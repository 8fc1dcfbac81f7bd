r"""For which arguments the text tells what a function is: `f(x) = 2x for 0 \le x \le 1`, `f: [0, 1] \to \mathbb{R}`.

What its formula gives elsewhere is not its value: a claim about one is not decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import (
    ORDERS,
    Application,
    Constant,
    ConstantName,
    Derivative,
    Evaluation,
    Expression,
    Integral,
    Limit,
    Negation,
    Node,
    Number,
    NumberSet,
    Prime,
    Relation,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import children, descendants, kinds_in, replaced, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved
from builder.calculus.latex.display import parse_in
from builder.calculus.latex.names import NO_MACROS
from builder.calculus.solving import interval_of, ordered
from builder.document import evidence
from builder.document.sentences import ReadFormula

_DECLARES = r"(?<![\\\w])([A-Za-z](?:_\w)?)\s*(?::|\\colon)\s*(.{1,80}?)\s*\\(?:to|rightarrow|longrightarrow)(?![A-Za-z])"
_ON = (
    r"\W*(?:is |as |which is |and |be )?(?:only )?(?:defined |given |valid |continuous )?(?:only )?"
    r"(?:on|over|in|for|with(?: the)? domain|whose domain is)(?: all| the)?"
    r"(?: closed| open| half-open)?(?: interval| domain)?\W*"
)
_FOR_INTEGERS = (
    r"\W*(?:for|on) (?:all |any |every |each |the )*"
    r"(?:(?P<positive>positive|natural)|(?P<natural>non-?negative|whole)|even|odd)? ?(?:integers?|numbers? in|naturals|numbers)\b"
)
_FOR_RATIONAL = (
    r"\W*(?:for|if|when|whenever|on|where)(?: all| every| any| each| the)*\s+(?:□\s+(?:is |being )?(?:an? )?)?"
    r"(?:(?P<ir>ir)?rationals?\b|(?P<integer>(?:even |odd )?integer|(?<=is )(?:even|odd|prime))\b)"
)
_LISTED = r"(?s)\s*(?P<letter>[A-Za-z])\s*=\s*(?P<first>-?\d+)\s*,(?P<more>.*)"
_FOR_SIGN = (
    r"\W*(?:for|when|where) (?:all |any |every |each )*(?P<sign>positive|negative|non-?negative|nonzero)"
    r"(?: real)?(?: numbers?| values?| of)*\W*$"
)
_SIGNS: Mapping[str, Sign] = MappingProxyType(
    {
        "positive": Sign.GREATER,
        "negative": Sign.LESS,
        "nonnegative": Sign.GREATER_EQUAL,
        "nonzero": Sign.NOT_EQUAL,
    }
)
_FAR = Number("1000000")
_LOOSE: Mapping[Sign, Sign] = MappingProxyType({Sign.LESS: Sign.LESS_EQUAL, Sign.GREATER: Sign.GREATER_EQUAL})


class Domain(Struct, frozen=True):
    """The conditions on its only `letter` under which a function is told, and whether they were `declared` before its formula."""

    letter: str
    conditions: tuple[Relation, ...]
    declared: bool = False

    @property
    def is_scattered(self) -> bool:
        """Whether there is no interval on which the function is told: it may have no derivative."""
        return any(isinstance(c.right, NumberSet) and c.right.name in ("N", "N_0", "Z", "Q") for c in self.conditions)


def domains_declared(latex: str, context: Context, budget: Budget) -> dict[str, Domain]:
    r"""The domains of functions that a formula declares, `f: [0, 1] \to \mathbb{R}`, by their names."""
    if "to" not in latex and "arrow" not in latex:
        return {}
    found: dict[str, Domain] = {}
    for match in re.finditer(_DECLARES, latex):
        display = parse_in(rf"x \in {match[2]}", context, NO_MACROS, budget.remembered)
        relations = [relation for statement in display.statements for relation in statement.relations]
        if len(relations) == 1 and not display.faults and _restricts(relations[0], "x"):
            found[match[1]] = Domain("x", tuple(relations), declared=True)
    return found


def domain_told(
    definition: Definition, read: Sequence[ReadFormula], number: int, index: int, case: Sequence[Relation] | None
) -> Domain | None:
    """For which arguments a definition tells a function, the statement `index` of the formula `number` of a sentence; None if
    that is for all. `case` is the condition that is told with it."""
    if len(definition.parameters) != 1:
        return None
    (letter,) = definition.parameters
    if case:
        told = tuple(condition for condition in case if _restricts(condition, letter))
        return Domain(letter, told) if told else None
    one = read[number]
    if index < len(one.display.statements) - 1:
        return _listed(letter, one, index)
    if integers := re.match(_FOR_INTEGERS, one.after.lower()):
        name = "N" if integers["positive"] else "N_0" if integers["natural"] else "Z"
        return Domain(letter, (Relation(Symbol(letter), Sign.MEMBER, NumberSet(name)),))
    if rational := re.match(_FOR_RATIONAL, one.after.lower()):
        told_set = NumberSet("Z" if rational["integer"] else "Q")
        conditions = (Relation(Symbol(letter), Sign.MEMBER, told_set),)
        # Of irrational numbers none is seen to be one.
        never = (Relation(Symbol(letter), Sign.LESS, Symbol(letter)),) if rational["ir"] else ()
        return Domain(letter, conditions + never)
    if (inside := _told_before(definition.name, read, number)) is not None:
        return Domain(letter, (Relation(Symbol(letter), Sign.MEMBER, inside),))
    if number + 1 == len(read):
        return None
    behind, words = read[number + 1].display.statements, one.after.partition("□")[0].lower()
    if re.fullmatch(r"\W*(?:for|where|with|when)(?: all| every)?\s*", words):
        listed = re.fullmatch(_LISTED, read[number + 1].mention.formula.latex)
        if listed and listed["letter"] == letter:
            return _of_list(letter, int(listed["first"]), listed["more"])
    if not behind:
        return None
    if not behind[0].signs and isinstance(behind[0].sides[0], Symbol) and behind[0].sides[0].name == letter:
        if sign := re.match(_FOR_SIGN, words):
            order = Relation(Symbol(letter), _SIGNS[sign["sign"].replace("-", "")], Number("0"))
            return Domain(letter, (order,))
    if not behind[0].signs and (inside := _interval(behind[0].sides[0])) is not None and re.fullmatch(_ON, words):
        return Domain(letter, (Relation(Symbol(letter), Sign.MEMBER, inside),))
    if not words.strip(" ,") or re.fullmatch(_ON, words):
        told = tuple(r for r in behind[0].relations if _restricts(r, letter))
        return Domain(letter, told) if told and len(told) == len(behind[0].relations) else None
    return None


def told_for(relations: Sequence[Relation], domains: Mapping[str, Domain], context: Context) -> Iterator[Relation]:
    """What holds of the letters that functions in relations are applied to, for which these are told: x ≥ 0 beside `f(x)`, where
    `f(x) = \\sqrt{x^2}` is told on [0, ∞)."""
    for name in sorted(domains.keys() & context.definitions.keys()):
        domain = domains[name]
        if domain.is_scattered or domain.letter not in context.definitions[name].parameters:
            continue
        nodes = [node for relation in relations for node in descendants(relation)]
        if not any(isinstance(node, Symbol) and node.name == name for node in nodes):
            continue
        applied = [node for node in nodes if isinstance(node, Application) and name in symbols(node.function)]
        letters = {one.name for node in applied for one in node.arguments if isinstance(one, Symbol)}
        for letter in sorted(letters or {domain.letter} if not applied else letters):
            for condition in domain.conditions:
                left, right = (
                    replaced(side, Symbol(domain.letter), Symbol(letter)) for side in (condition.left, condition.right)
                )
                yield replace(condition, left=left, right=right)


def _of_list(letter: str, first: int, more: str) -> Domain:
    r"""The integers from the first of a list to its last, `1, 2, \dots, 6`, or from there on where it ends in dots."""
    member = Relation(Symbol(letter), Sign.MEMBER, NumberSet("Z"))
    low = Negation(Number(str(-first))) if first < 0 else Number(str(first))
    conditions = (member, Relation(Symbol(letter), Sign.GREATER_EQUAL, low))
    last = re.search(r",\s*(\d+)\s*$", f",{more}")
    return Domain(letter, (*conditions, Relation(Symbol(letter), Sign.LESS_EQUAL, Number(last[1]))) if last else conditions)


def _told_before(name: str, read: Sequence[ReadFormula], number: int) -> NumberSet | None:
    """The interval on which words before a formula define the function: `Define f on [0, 1] by □`."""
    if number < 2 or read[number].before.rpartition("□")[2].strip(" ,:") not in ("by", "as", "through", "is given by"):
        return None
    of, place = (one.display.statements for one in read[number - 2 : number])
    if len(of) != 1 or len(place) != 1 or of[0].signs or place[0].signs or of[0].sides[0] is None:
        return None
    words = read[number - 1].before.rpartition("□")[2].lower()
    named = isinstance(of[0].sides[0], Symbol) and of[0].sides[0].name == name
    return _interval(place[0].sides[0]) if named and re.fullmatch(_ON, words) else None


def _listed(letter: str, one: ReadFormula, index: int) -> Domain | None:
    r"""A condition that stands behind a formula, `f(x) = x^2, \quad 0 \le x \le 1`."""
    statement = one.display.statements[index + 1]
    words = f"{one.display.statements[index].after} {statement.words}".strip(" ,(").lower()
    told = tuple(r for r in statement.relations if _restricts(r, letter))
    whole = bool(told) and len(told) == len(statement.relations)
    return Domain(letter, told) if whole and words in ("", "for", "if", "when", "where", "on", "for all") else None


def _interval(side: Expression | None) -> NumberSet | None:
    """The interval, or the set of integers, that a side is."""
    if isinstance(side, NumberSet) and side.name in ("N", "N_0", "Z"):
        return side
    return interval_of(side)


def _restricts(condition: Relation, letter: str) -> bool:
    """Whether a condition on a letter leaves some real numbers out, and is understood."""
    if symbols(condition) != {letter}:
        return False
    match condition:
        case Relation(Symbol(), Sign.MEMBER, NumberSet(name=name, positive=positive, sizes=sizes)):
            return not sizes and (name in ("interval", "N", "N_0", "Z") or (name == "R" and positive))
        case _:
            return condition.sign in ORDERS or condition.sign is Sign.NOT_EQUAL


# ---------------------------------------------------------------------------------------------- values


class _Value(Struct, frozen=True):
    """A value of a function in a claim: at which argument, whether that is only an end of where it is looked at, and whether it
    is one of a derivative."""

    name: str
    argument: Expression
    end: bool
    derived: bool


def outside(
    relation: Relation, domains: Mapping[str, Domain], points: Sequence[Definition], context: Context, budget: Budget
) -> str:
    """A function of which a relation holds a value, or a derivative, where the text does not tell what it is: its name, or the
    empty text. `points` are values that letters have there."""
    known = domains.keys() & context.definitions.keys() & symbols(relation)
    if not known:
        return ""
    at = {point.name: ((point.body, False),) for point in points if point.body is not None and evidence.is_closed(point.body)}
    for side in (relation.left, relation.right):
        for value in _values(side, at, known):
            domain = domains[value.name]
            if value.derived and domain.is_scattered:
                return value.name
            if not _is_inside(value, domain, context, budget):
                return value.name
    return ""


_At = Mapping[str, tuple[tuple[Expression, bool], ...]]


def _values(node: Node, at: _At, names: frozenset[str] | set[str]) -> Iterator[_Value]:
    """The values of functions `names` in it, for each of the values that letters have."""
    match node:
        case Evaluation(operand=operand, at=there):
            yield from _values(operand, {**at, **{letter.name: ((value, False),) for letter, value in there}}, names)
        case Integral(body=body, variable=variable, lower=lower, upper=upper) if lower is not None and upper is not None:
            yield from _values(body, {**at, variable.name: ((lower, True), (upper, True))}, names)
        case Limit(body=body, variable=variable, point=point):
            yield from _values(body, {**at, variable.name: ((point, True),)}, names)
        case Application(function=function, arguments=(argument,)) if symbols(function) & names:
            derived = not kinds_in(function).isdisjoint((Prime, Derivative))
            (name, *_) = sorted(symbols(function) & names)
            for one, end in _each(argument, at):
                yield _Value(name, one, end, derived)
            yield from _values(argument, at, names)
        case _:
            for child in children(node):
                yield from _values(child, at, names)


def _each(argument: Expression, at: _At) -> list[tuple[Expression, bool]]:
    found = [(argument, False)]
    for name in sorted(symbols(argument) & at.keys()):
        found = [(replaced(one, Symbol(name), value), end or of_end) for one, end in found for value, of_end in at[name]]
    return found


def _is_inside(value: _Value, domain: Domain, context: Context, budget: Budget) -> bool:
    """Whether a value is seen to be told; those at arguments with letters are, but for -x."""
    argument, negated = value.argument, isinstance(value.argument, Negation)
    if isinstance(argument, Constant) and argument.name is ConstantName.INFINITY:
        argument = _FAR
    if (
        isinstance(argument, Negation)
        and isinstance(argument.operand, Constant)
        and argument.operand.name is ConstantName.INFINITY
    ):
        argument = Negation(_FAR)
    if not evidence.is_closed(argument) and not (
        negated and isinstance(argument, Negation) and isinstance(argument.operand, Symbol)
    ):
        return True
    return all(
        isinstance(decide(Claim(order, context), budget), Proved)
        for condition in domain.conditions
        for order in _orders(condition, domain.letter, argument, end=value.end)
    )


def _orders(condition: Relation, letter: str, argument: Expression, *, end: bool) -> list[Relation]:
    """What a condition says of an argument, as orders; at an `end` that it reaches."""
    of, zero = condition.right, Number("0")
    if condition.sign is not Sign.MEMBER or not isinstance(of, NumberSet):
        left, right = (replaced(side, Symbol(letter), argument) for side in (condition.left, condition.right))
        found = [Relation(left, condition.sign, right)]
    elif of.name == "interval":
        found = list(ordered(argument, of))
    elif of.name == "R":
        found = [Relation(argument, Sign.GREATER, zero)]
    else:
        found = [Relation(argument, Sign.MEMBER, NumberSet("Z"))]
        if of.name in ("N", "N_0"):
            found.append(Relation(argument, Sign.GREATER_EQUAL, zero))
        if of.positive:
            found.append(Relation(argument, Sign.GREATER, zero))
    return [replace(one, sign=_LOOSE.get(one.sign, one.sign)) for one in found] if end else found
