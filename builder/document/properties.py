"""What words tell of a function between its formula and another: `□ has the derivative □`, `□ is increasing on □`, `tends to`.

Each is read as a relation that stands in the second formula. Where the words say less than a relation, one that follows from
them is taken: a function that increases on an interval has no negative derivative inside it, and one that is differentiable
where it has an extreme value has the derivative 0 there (Fermat).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from types import MappingProxyType

from flint import fmpq
from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Constant,
    ConstantName,
    Derivative,
    Evaluation,
    Expression,
    Gradient,
    Group,
    Limit,
    Matrix,
    Number,
    NumberSet,
    Prime,
    Relation,
    Sign,
    Symbol,
    Vector,
    VectorStyle,
)
from builder.calculus.expression.walk import replaced, substitute, symbols
from builder.calculus.judge.decide import decide, refute
from builder.calculus.judge.polynomials import rational, value_at
from builder.calculus.judge.verdict import Proved, Refutation, Refuted
from builder.calculus.latex.statement import Display, Statement
from builder.document import evidence
from builder.document.cues import Cue, cue_before
from builder.document.sentences import ReadFormula, placeless


class _Of(Enum):
    """What a noun names of a function."""

    DERIVATIVE = 1
    SECOND_DERIVATIVE = 2
    THIRD_DERIVATIVE = 3
    GRADIENT = "gradient"
    ANTIDERIVATIVE = "antiderivative"
    LIMIT = "limit"
    INVERSE = "inverse"
    HESSIAN = "hessian"


_NOUNS: Mapping[str, _Of] = MappingProxyType(
    {
        "derivative": _Of.DERIVATIVE,
        "first derivative": _Of.DERIVATIVE,
        "second derivative": _Of.SECOND_DERIVATIVE,
        "third derivative": _Of.THIRD_DERIVATIVE,
        "gradient": _Of.GRADIENT,
        "antiderivative": _Of.ANTIDERIVATIVE,
        "primitive": _Of.ANTIDERIVATIVE,
        "limit": _Of.LIMIT,
        "limit value": _Of.LIMIT,
        "inverse": _Of.INVERSE,
        "inverse function": _Of.INVERSE,
        "hessian": _Of.HESSIAN,
        "hessian matrix": _Of.HESSIAN,
    }
)
_HAVING = frozenset(("has", "have", "with", "having", "of"))
_OWNING = frozenset(("whose", "its", "their"))
_BEING = frozenset(("is", "equals", "are", "reads"))
_ARTICLES = frozenset(("a", "an", "the", "as", "its"))
_TENDING = frozenset(
    f"{verb}{to}" for verb in ("tends", "tend", "converges", "converge", "goes", "go") for to in (" to", " towards")
) | {"approaches", "approach", "has limit"}
_EXTREME = frozenset(
    (
        "minimum",
        "maximum",
        "extremum",
        "minima",
        "maxima",
        "extrema",
        "minimal",
        "maximal",
        "minimized",
        "maximized",
        "minimised",
        "maximised",
    )
)
FAR = frozenset(("absolute", "global"))
"""What derivatives at a point do not tell of an extreme value."""
_STATIONARY = frozenset(("critical", "stationary", "turning", "saddle"))
_LIES = frozenset("is lies occurs at reached attained found taken on exactly then thus".split())
_AT = frozenset(("at", "for", "when", "in", "where"))
_RISES = frozenset(("increasing", "increases", "growing", "grows", "rising", "rises"))
_FALLS = frozenset(("decreasing", "decreases", "falling", "falls"))
_BENT = frozenset(("convex", "concave"))
_SIGNED = frozenset(("positive", "negative"))
_HARMLESS = frozenset(
    "is are has have a an the its local global absolute relative strict strictly monotonically monotone point points value values"
    " attains takes reaches assumes at for when in on where inside exactly precisely and up down upward upwards downward"
    " downwards everywhere interval open closed all itself".split()
)
_FAR = 10**6
"""It stands for infinity."""
_SIZE = 4  # of a Hessian that is written out
_CONSTANTS = frozenset("a b c d k m n p q r A B C K \\alpha \\beta \\lambda \\omega".split())
_VARIABLES = frozenset(("x", "t"))
_INTEGERS = ("n", "k", "m", "N")
_UNTOLD = (Cue.CONDITION, Cue.DENIED, Cue.ASKED, Cue.SATISFIED)


def with_property(
    read: Sequence[ReadFormula],
    number: int,
    subject: ReadFormula,
    words: str,
    context: Context,
    budget: Budget,
    *,
    ranged: bool,
) -> ReadFormula | None:
    """The formula `number` of a sentence with what the `words` in front of it say of the `subject`; None if they say nothing
    of the kind. `ranged` tells that an interval was told, where extremes may stand at ends."""
    split = words.split() or [""]
    told = frozenset(split)
    noun = _Of.LIMIT if words in _TENDING else _noun(split)
    if split[-1] in _AT and told <= _LIES:  # `the maximum of □ is at □`
        told |= frozenset(subject.before.rpartition("□")[2].lower().split()[-2:-1]) & (_EXTREME | _STATIONARY)
    extreme = bool(told & (_EXTREME | _STATIONARY)) and split[-1] in _AT | {"point", "points"}
    monotone = bool(told & (_RISES | _FALLS | _BENT)) or (bool(told & _SIGNED) and split[-1] in ("on", "for"))
    known = _HARMLESS | _LIES | _EXTREME | _STATIONARY | _RISES | _FALLS | _BENT | (frozenset() if extreme else _SIGNED)
    if noun is None and not ((extreme or monotone) and told <= known):
        return None
    one = read[number]
    side = _last_side(subject)
    if side is None or subject.mention.struck or one.mention.struck or one.display.faults or _is_untold(subject):
        return None
    if noun is None:
        ranged = ranged or any(_is_range(each) for each in read)
        if extreme and told & FAR:
            return None
        if extreme:
            found = _extreme(side, one, told, context, budget, ranged=ranged)
            return replace(one, display=Display(tuple(found))) if found else None
        found = _monotone(side, one, told, context, budget)
        bound = frozenset({_letter(side.operand if isinstance(side, Prime) else side, context)})
        return replace(one, display=Display(tuple(found)), before="for all □, we have ", bound=bound) if found else None
    return _named(noun, side, read, number, f"{subject.before} {words}", context, budget)


def with_name(read: Sequence[ReadFormula], number: int, context: Context, budget: Budget) -> ReadFormula | None:
    """The formula `number` of a sentence that tells something with a name of the function before it: `the gradient of □ is □`."""
    subject, one = read[number - 1], read[number]
    split = subject.before.rpartition("□")[2].lower().split()
    if split[-2:] == ["the", "function"]:
        split = split[:-2]
    names = [" ".join(split[-length:-1]) for length in (3, 2)] if split[-1:] == ["of"] else []
    name = next((each for each in names if each in _NOUNS), "")
    noun = _NOUNS.get(name)
    side = _last_side(subject)
    if noun not in (_Of.GRADIENT, _Of.HESSIAN, _Of.INVERSE) or side is None or subject.mention.struck or one.mention.struck:
        return None
    from builder.document.nouns import stands_alone  # few sentences name something of a formula

    if not stands_alone(subject.before.lower().rpartition(f"{name} of")[0]):
        return None
    if noun is _Of.GRADIENT:
        side = _name_told(subject) or side  # it is by the letters of the function, whatever they stand for around it
    return _named(noun, side, read, number, subject.before, context, budget)


def _name_told(one: ReadFormula) -> Expression | None:
    """The name of the function of several letters that a formula defines: `f` of `f(x, y) = x y^2`."""
    match [(statement.signs, statement.sides[0]) for statement in one.display.statements]:
        case [((Sign.EQUAL,), Application(Symbol() as name, arguments))] if len(arguments) > 1:
            return placeless(name)
        case _:
            return None


def with_limit(read: Sequence[ReadFormula], number: int) -> ReadFormula | None:
    r"""The formula `number` of a sentence with `f(x) \to 1` as a limit, where it is told what its letter tends to."""
    one = read[number]
    if one.mention.struck or not any(_ends_tending(statement) for statement in one.display.statements):
        return None
    if cue_before(one.before) in _UNTOLD:
        return None
    places = [statement for other in read for statement in other.display.statements if _is_place(statement)]
    found: list[Statement] = []
    for statement in one.display.statements:
        made = _limits(statement, places) if _ends_tending(statement) and not _is_place(statement) else ()
        found.extend(made or (statement,))
    return replace(one, display=replace(one.display, statements=tuple(found)))


def _ends_tending(statement: Statement) -> bool:
    return statement.signs[-1:] == (Sign.TENDS,) and set(statement.signs[:-1]) <= {Sign.EQUAL}


def _is_place(statement: Statement) -> bool:
    r"""Whether a statement may tell where a letter goes, `x \to 0`."""
    return statement.signs == (Sign.TENDS,) and isinstance(statement.sides[0], Symbol) and "_" not in statement.sides[0].name


def _limits(statement: Statement, places: Sequence[Statement]) -> tuple[Statement, ...]:
    """A chain that ends with what its last side tends to, with the limit of that side in a statement of its own."""
    left, right = statement.sides[-2], statement.sides[-1]
    if left is None or right is None:
        return ()
    letters = symbols(left) | ({left.name.partition("_")[2].strip("{}")} if isinstance(left, Symbol) else frozenset())
    for place in places:
        variable, point = place.sides[0], place.sides[-1]
        if isinstance(variable, Symbol) and variable.name in letters and point is not None:
            limit = Limit(placeless(left) or left, Symbol(variable.name), placeless(point) or point)
            last = len(statement.signs) - 1
            ending = replace(
                statement,
                sides=(limit, right),
                signs=(Sign.EQUAL,),
                sign_spans=statement.sign_spans[last:],
                rows=statement.rows[last:],
                reasons=statement.reasons[last:],
            )
            before = replace(
                statement,
                sides=statement.sides[:-1],
                signs=statement.signs[:-1],
                sign_spans=statement.sign_spans[:last],
                rows=statement.rows[:-1],
                reasons=statement.reasons[:last],
            )
            return (before, ending) if last else (ending,)
    return ()


def _named(
    noun: _Of, side: Expression, read: Sequence[ReadFormula], number: int, before: str, context: Context, budget: Budget
) -> ReadFormula | None:
    """A formula that is said to be what a noun names of a side: bare, or behind the name that it gets, `H = …`."""
    one = read[number]
    right = _bare(one)
    if one.display.faults or not one.display.statements:
        return None
    (statement, *others) = one.display.statements
    named = right is None and statement.signs[:1] == (Sign.EQUAL,) and isinstance(statement.sides[0], Symbol | Application)
    if named:
        right = statement.sides[1]
    if right is None or isinstance(right, NumberSet) or (named and noun not in (_Of.HESSIAN, _Of.INVERSE)):
        return None
    left, right = _of(noun, side, right, read[number + 1 :], context, budget)
    if left is None:
        return None
    claim = made(left, Sign.EQUAL, right, statement)
    statements = (statement, claim, *others) if named else (claim,)
    return replace(one, display=Display(statements), before=one.before if named else before)


def _is_untold(subject: ReadFormula) -> bool:
    """Whether the words in front of a subject make it a condition, or deny what is said. It may begin a clause of its own."""
    clause = subject.before.rpartition("□")[2]
    own = "□" in subject.before and clause.strip() in (", and", ", but", ";", "; and")
    return not own and cue_before(subject.before) in _UNTOLD


def _noun(words: Sequence[str]) -> _Of | None:
    """What is named by `has the derivative`, `whose gradient is`, `and its inverse is`."""
    joined = words[:1] == ["and"]
    while words and words[0] in ("and", "but", ";", "then"):
        words = words[1:]
    if words and (words[0] in _HAVING or joined):
        rest = words[1:] if words[0] in _HAVING else words
        while rest and rest[0] in _ARTICLES:
            rest = rest[1:]
        if (noun := _NOUNS.get(" ".join(rest))) is not None:
            return noun
    if len(words) > 2 and words[0] in _OWNING and words[-1] in _BEING:
        return _NOUNS.get(" ".join(words[1:-1]))
    return None


def _of(
    of: _Of, side: Expression, right: Expression, later: Sequence[ReadFormula], context: Context, budget: Budget
) -> tuple[Expression | None, Expression]:
    """Both sides of the relation, the left one None if it is not told."""
    letter = _letter(side, context) or _variable(side, context)
    match of:
        case _Of.GRADIENT:
            return (Gradient(side if isinstance(side, Symbol) else Group(side)) if isinstance(right, Vector) else None), right
        case _Of.HESSIAN:
            return (_hessian(side, context) if isinstance(right, Matrix) else None), right
        case _Of.LIMIT:
            return _limit(side, letter, later, context), right
        case _ if isinstance(right, Vector) or not letter:
            return None, right
        case _Of.ANTIDERIVATIVE:
            return Derivative(Group(right), ((Symbol(letter), 1),)), replace(side, span=None)
        case _Of.INVERSE:
            return inverse_told(side, letter, right, context, budget)
        case _:
            if evidence.is_differentiated(right) or not evidence.free_names(right, context) <= {letter} | _known(side, context):
                return None, right
            return derived(side, letter, of.value, context), right


def _hessian(side: Expression, context: Context) -> Expression | None:
    """The second derivatives of a side by all its letters."""
    letters: Sequence[str] = sorted(evidence.letters_untold(side, context))
    if (
        isinstance(side, Symbol)
        and (definition := context.definitions.get(side.name)) is not None
        and definition.body is not None
    ):
        side, letters = definition.body, definition.parameters
    if not 1 < len(letters) <= _SIZE:
        return None
    of = Group(side)
    return Matrix(
        tuple(
            tuple(
                Derivative(of, ((Symbol(a), 2),) if a == b else ((Symbol(a), 1), (Symbol(b), 1)), partial=True) for b in letters
            )
            for a in letters
        )
    )


def _known(side: Expression, context: Context) -> frozenset[str]:
    return symbols(side) | context.definitions.keys() | context.kinds.keys()


def _letter(side: Expression, context: Context) -> str:
    """The only letter that a side depends on, "" if there are several or none."""
    if isinstance(side, Symbol) and (definition := context.definitions.get(side.name)) is not None:
        if definition.parameters:
            return definition.parameters[0] if len(definition.parameters) == 1 else ""
        letters = frozenset() if definition.body is None else evidence.free_names(definition.body, context)
    else:
        letters = evidence.free_names(side, context)
    letters = letters - context.kinds.keys() - context.definitions.keys() | (letters & context.integers)
    return min(letters) if len(letters) == 1 else ""


def _variable(side: Expression, context: Context) -> str:
    """The variable of a formula beside letters for constants, the x of a^x; "" where it may be another."""
    letters = evidence.free_names(side, context) - context.kinds.keys() - context.definitions.keys()
    variables = letters - _CONSTANTS
    return min(variables) if len(variables) == 1 and variables <= _VARIABLES else ""


def derived(side: Expression, letter: str, order: int, context: Context) -> Expression:
    """The derivative of a side by a letter; of a function that has a name, by its name."""
    if isinstance(side, Symbol) and (definition := context.definitions.get(side.name)) is not None and definition.parameters:
        return Application(Prime(side, Number(str(order))), (Symbol(letter),))
    return Derivative(Group(side), ((Symbol(letter), order),))


def _limit(side: Expression, letter: str, later: Sequence[ReadFormula], context: Context) -> Expression | None:
    """The limit of a side: where its letter goes as is told behind, of a sequence as its index grows; a number is itself."""
    if evidence.is_closed(side):
        return side
    if later and later[0].before.rpartition("□")[2].strip() in ("as", "when", "for", "if"):
        statement = later[0].display.statements[0] if later[0].display.statements else None
        if statement is None or statement.signs != (Sign.TENDS,):
            return None
        variable, point = statement.sides
        return Limit(side, variable, point) if isinstance(variable, Symbol) and point is not None else None
    index = letter or (side.name.partition("_")[2].strip("{}") if isinstance(side, Symbol) else "")
    if index not in _INTEGERS:
        return None
    return Limit(side, Symbol(index), Constant(ConstantName.INFINITY))


def inverse_told(
    side: Expression, letter: str, right: Expression, context: Context, budget: Budget
) -> tuple[Expression | None, Expression]:
    """That one function undoes another: applied behind it, or before it where its own domain is larger than what the other
    one's values are. It is false only if neither holds, or if it leaves the domain that is told of the first: of x^2 for x >= 0
    the other branch."""
    body = side
    if (
        isinstance(side, Symbol)
        and (definition := context.definitions.get(side.name)) is not None
        and definition.body is not None
    ):
        body = definition.body
    if isinstance(body, Symbol):
        return None, right  # a function of which nothing is known
    letters = evidence.letters_untold(right, context)
    if len(letters) != 1:
        return None, right
    other = min(letters)
    behind = Group(substitute(body, {letter: Group(right)})), Symbol(other)
    before = Group(substitute(right, {other: Group(body)})), Symbol(letter)
    free = tuple(assumed for assumed in context.assumptions if letter not in symbols(assumed))
    if free != context.assumptions:
        if isinstance(decide(Claim(Relation(before[0], Sign.EQUAL, before[1]), context), budget), Refuted):
            return before
        context = replace(context, assumptions=free)  # of the values of the other function nothing is told
    for left, identity in (behind, before):
        if isinstance(decide(Claim(Relation(left, Sign.EQUAL, identity), context), budget), Proved):
            return left, identity
    return behind


_LEAST = frozenset(("minimum", "minima", "minimal", "minimized", "minimised"))
_GREATEST = frozenset(("maximum", "maxima", "maximal", "maximized", "maximised"))
_HIGHEST = 6
"""Up to which derivative is looked for one that is not 0."""


def _is_range(one: ReadFormula) -> bool:
    """Whether a formula is an interval, or tells that letters lie in one."""
    return any(
        isinstance(side, NumberSet)
        or (not statement.signs and isinstance(side, Vector) and "on" in one.before.lower().split()[-1:])
        for statement in one.display.statements
        for side in statement.sides
    ) or any(sign is not Sign.EQUAL for statement in one.display.statements for sign in statement.signs)


def _extreme(
    side: Expression, one: ReadFormula, told: frozenset[str], context: Context, budget: Budget, *, ranged: bool
) -> list[Statement]:
    """The statements, and behind each what follows for the derivatives at the place that it tells; none if that is nothing."""
    letter = _letter(side, context)
    found: list[Statement] = []
    for statement in one.display.statements:
        found.append(statement)
        point = _point(statement, letter)
        if letter and point is not None and evidence.is_closed(point):
            at = ((Symbol(letter), point),)
            first = Evaluation(Group(derived(side, letter, 1, context)), at)
            second = Evaluation(Group(derived(side, letter, 2, context)), at)
            follows = [Relation(first, Sign.EQUAL, Number("0"))]
            sign = Sign.GREATER_EQUAL if told & _LEAST else Sign.LESS_EQUAL if told & _GREATEST else None
            if sign is not None:
                follows.append(Relation(second, sign, Number("0")))
            if told & _EXTREME and not ranged and all(_vanishes(each, context, budget) for each in (first, second)):
                follows += _by_higher(side, letter, at, sign, context, budget)
            for relation in follows:
                verdict = decide(Claim(relation, replace(context, curves=())), budget)
                if isinstance(verdict, Proved) or (
                    isinstance(verdict, Refuted) and not ranged and _has_value(first, context, budget)
                ):
                    found.append(made(relation.left, relation.sign, relation.right, statement))
    return found if len(found) > len(one.display.statements) else []


def _vanishes(value: Expression, context: Context, budget: Budget) -> bool:
    zero = Claim(Relation(value, Sign.EQUAL, Number("0")), replace(context, curves=()))
    return isinstance(decide(zero, budget), Proved)


def _by_higher(
    side: Expression, letter: str, at: tuple[tuple[Symbol, Expression], ...], sign: Sign | None, context: Context, budget: Budget
) -> Iterator[Relation]:
    """What follows from an extreme value where the second derivative is 0, for the first one that is not: none of odd order is
    (G. H. Hardy, *A Course of Pure Mathematics*, §124)."""
    for order in range(3, _HIGHEST + 1):
        value = Evaluation(Group(derived(side, letter, order, context)), at)
        if not _vanishes(value, context, budget):
            relation = Sign.EQUAL if order % 2 else sign
            if relation is not None:
                yield Relation(value, relation, Number("0"))
            return


def _has_value(value: Expression, context: Context, budget: Budget) -> bool:
    """Whether a derivative at a place has a value there: at the corner of |x| there may be an extreme value without one."""
    return isinstance(decide(Claim(Relation(value, Sign.EQUAL, value), context), budget), Proved)


def _point(statement: Statement, letter: str) -> Expression | None:
    """The value of the letter that a statement tells: `x = 2`, `2`, `(2, 4)` of a graph."""
    if not statement.signs:
        side = statement.sides[0]
        if isinstance(side, Vector):
            return side.entries[0] if len(side.entries) == 2 and side.style is VectorStyle.ROUND else None
        return side
    if len(statement.relations) == 1 and statement.signs == (Sign.EQUAL,):
        (relation,) = statement.relations
        if isinstance(relation.left, Symbol) and relation.left.name.partition("_")[0] == letter:
            return relation.right
    return None


def _monotone(side: Expression, one: ReadFormula, told: frozenset[str], context: Context, budget: Budget) -> list[Statement]:
    """That a function, or its derivative, has a sign, for the values of the letter that are told."""
    if isinstance(side, Prime) and isinstance(side.operand, Symbol) and (letter := _letter(side.operand, context)):
        side = Application(side, (Symbol(letter),))
    letter = _letter(side, context)
    upwards, downwards = bool(told & {"up", "upward", "upwards"}), bool(told & {"down", "downward", "downwards"})
    bent = bool(told & _BENT)
    signed = told & _SIGNED
    up = bool(told & _RISES) or ("convex" in told and not downwards) or ("concave" in told and upwards) or "positive" in signed
    down = bool(told & _FALLS) or ("concave" in told and not upwards) or "negative" in signed
    if not letter or up == down or len(one.display.statements) != 1:
        return []
    (statement,) = one.display.statements
    relation = _inside(statement, letter)
    if relation is None:
        return []
    if signed:
        value = derived(side, letter, 0, context) if isinstance(side, Symbol) else side
        claimed = made(value, Sign.GREATER if up else Sign.LESS, Number("0"), statement)
    else:
        sign = Sign.GREATER_EQUAL if up else Sign.LESS_EQUAL
        against = None if bent else _values_against(side, letter, sign, relation, context, budget)
        of_derivative = Relation(derived(side, letter, 2 if bent else 1, context), sign, Number("0"))
        says = against or of_derivative
        claimed = made(says.left, says.sign, says.right, statement)
    where = replace(
        statement,
        sides=(relation.left, relation.right),
        signs=(relation.sign,),
        sign_spans=(statement.span,),
        rows=(0, 0),
        reasons=("",),
        words="for",
    )
    return [claimed, where]


def _values_against(
    side: Expression, letter: str, sign: Sign, inside: Relation, context: Context, budget: Budget
) -> Relation | None:
    r"""Two values of a function that is said to rise or to fall which tell that it does not: the sign of its derivative need not,
    where there is a gap, as \(1/x\) has in (-1, 1)."""
    places = _places(inside)
    for number, later in enumerate(places):
        values = [_at_place(side, letter, place, context) for place in (later, *places[:number])]
        for value in values[1:]:
            claim = Relation(values[0], sign, value)
            verdict = refute(Claim(claim, context), budget)
            if isinstance(verdict, Refuted) and verdict.how is Refutation.DIFFERS:
                return claim
    return None


def _at_place(side: Expression, letter: str, place: Expression, context: Context) -> Expression:
    if isinstance(side, Symbol) and (definition := context.definitions.get(side.name)) is not None and definition.parameters:
        return Application(side, (place,))
    return Evaluation(Group(side), ((Symbol(letter), place),))


def _places(inside: Relation) -> list[Expression]:
    """Some numbers inside an interval, or above or below a number, in their order."""
    low, high = _value_of(_end(inside, lower=True)), _value_of(_end(inside, lower=False))
    if low is None or high is None or low >= high:
        return []
    steps = (fmpq(1, 8), fmpq(1), fmpq(5), fmpq(20))
    if abs(low) < _FAR and abs(high) < _FAR:
        return [rational(low + (high - low) * fmpq(n, 8)) for n in (1, 3, 5, 7)]
    if abs(low) < _FAR:
        return [rational(low + step) for step in steps]
    if abs(high) < _FAR:
        return [rational(high - step) for step in reversed(steps)]
    return [rational(fmpq(n)) for n in (-3, -1, 1, 3)]


def _end(inside: Relation, *, lower: bool) -> Expression:
    """An end of where a letter lies inside; infinity where there is none."""
    match inside:
        case Relation(right=NumberSet(members=(low, high))):
            return low if lower else high
        case Relation(sign=Sign.GREATER, right=low) if lower:
            return low
        case Relation(sign=Sign.LESS, right=high) if not lower:
            return high
        case _:
            return Constant(ConstantName.INFINITY)


def _value_of(end: Expression) -> fmpq | None:
    """An end, or a number shortly inside of it; None where that is not known."""
    for constant, number in ((ConstantName.INFINITY, str(_FAR)), (ConstantName.PI, "3.14"), (ConstantName.E, "2.71")):
        end = replaced(end, Constant(constant), Number(number))
    return value_at(end, {})


def _inside(statement: Statement, letter: str) -> Relation | None:
    """The condition that a letter lies inside an interval, or what is told of it: `(0, 5)`, `x > 2`."""
    if not statement.signs:
        match statement.sides[0]:
            case NumberSet(name="interval", members=(low, high)):
                pass
            case Vector(entries=(low, high)):
                pass
            case _:
                return None
        return Relation(Symbol(letter), Sign.MEMBER, NumberSet("interval", (), (low, high), (False, False)))
    if statement.signs in ((Sign.LESS, Sign.LESS), (Sign.LESS_EQUAL, Sign.LESS_EQUAL)):  # 0 < x < 2
        lowest, middle, highest = statement.sides
        if lowest is None or highest is None or not isinstance(middle, Symbol) or middle.name != letter:
            return None
        return Relation(Symbol(letter), Sign.MEMBER, NumberSet("interval", (), (lowest, highest), (False, False)))
    if len(statement.relations) != 1 or statement.relations[0].left != Symbol(letter, span=statement.relations[0].left.span):
        return None
    relation = statement.relations[0]
    strict = {Sign.LESS_EQUAL: Sign.LESS, Sign.GREATER_EQUAL: Sign.GREATER, Sign.LESS: Sign.LESS, Sign.GREATER: Sign.GREATER}
    return replace(relation, sign=strict[relation.sign]) if relation.sign in strict else None


# ---------------------------------------------------------------------------------------------- formulas


def _bare(one: ReadFormula) -> Expression | None:
    statements = one.display.statements
    return statements[0].sides[0] if len(statements) == 1 and not statements[0].signs else None


def _last_side(one: ReadFormula) -> Expression | None:
    if one.display.faults or not one.display.statements:
        return None
    statement = one.display.statements[-1]
    side = statement.sides[-1]
    if len(statement.signs) == 1 and isinstance(statement.sides[0], Application) and evidence.target(statement.sides[0]):
        return side
    return side if side is None or not isinstance(side, Number | NumberSet) else None


def made(left: Expression, sign: Sign, right: Expression, statement: Statement) -> Statement:
    """A statement in the place of another one, which says the same in other words."""
    sides, at = (placeless(left), right), statement.span
    return replace(statement, sides=sides, signs=(sign,), sign_spans=(at,), rows=(0, 0), reasons=("",), words="")
