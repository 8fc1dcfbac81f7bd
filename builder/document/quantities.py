"""Quantities that words name of formulas, and what they are said to be: `the product of □ and □ is □`, `the distance between`.

Each is read as a relation that stands in the formula that tells the value. What may be an equation to be solved, `the product
of x and y is 12`, is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from math import gcd, lcm
from types import MappingProxyType

from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Derivative,
    Evaluation,
    Expression,
    Fence,
    Fenced,
    Group,
    Integral,
    Matrix,
    Negation,
    Number,
    NumberSet,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Sign,
    Sum,
    Symbol,
    Times,
    Vector,
    VectorStyle,
)
from builder.calculus.expression.walk import kinds_in, substitute
from builder.calculus.judge.decide import decide
from builder.calculus.judge.polynomials import polynomial, rational
from builder.calculus.judge.verdict import Proved, Refutation, Refuted
from builder.calculus.latex.statement import Display, Statement
from builder.document import evidence
from builder.document.cues import Cue, cue_before
from builder.document.named_quantities import NOUNS, OF_OTHER_LETTERS, PLURAL, less, letter_of, number_of, part
from builder.document.nouns import stands_alone, without_kind
from builder.document.phrases import Words
from builder.document.properties import made
from builder.document.sentences import ReadFormula, placeless

_Sides = tuple[Expression, ...]

_ENDS = r"\s*(?:$|[.,;:!)]|(?:and|but|so|since|because)\b)"
_UNTOLD = (Cue.CONDITION, Cue.DENIED, Cue.ASKED, Cue.SATISFIED, Cue.IMPOSSIBLE)
_IS = r"(?:is|equals|are|is equal to|is given by)$"
_OTHERWISE_COUNTED = Words(
    "modulo, mod, base, binary, octal, hexadecimal, remainder*, integer, whole, rounded, entries, digits, degrees, metric",
    "maximum norm, supremum norm, finite field, prime field, field with, dimension*, reduced, hyperbolic geometry, adic",
)
_OPENS = frozenset("so then hence thus therefore here and also now , its the".split())
_FUNCTION = "(?:the function |the curve |the parabola |the graph of |the expression |the polynomial |the line )?"
_GIVES = r"(?:gives|yields|,? ?(?:then )?(?:we|you|one) (?:get|obtain|find|have)s?)$"
_REGION = (
    r"\barea (?:between|enclosed by|bounded by|of the region (?:between|enclosed by|bounded by))"
    r"(?: the (?:curves|graphs|graphs of))?"
)
_PUT = r"\b(?:(?:if|when) (?:we|you|one) )?(?:plug(?:ging)?|substitut(?:e|ing)|put(?:ting)?|insert(?:ing)?)"
_CONVERGES = r"(?:converges to|has (?:the )?(?:sum|value))$"
_EXTREMUM = r"(?:an?|its|the) (?:\w+ )?(?:maximum|minimum|extremum|turning point)"
_NUMBER = r"(?:□|\d+)"
_ENDS_IN_WORDS = re.compile(r"(?:from|between) (\d+) (?:to|and) (\d+)")


def with_quantities(
    read: Sequence[ReadFormula], subject: ReadFormula | None, heard: str, context: Context, budget: Budget
) -> list[ReadFormula]:
    """The formulas of a sentence, those that tell a quantity of others with its value as their left side. `subject` is the
    formula of the sentence before it: it told a function there, or stood there alone. `heard` are the words of both."""
    found = list(read)
    if _OTHERWISE_COUNTED.stand_in(heard):
        return found
    owner: ReadFormula | None = None
    for number, one in enumerate(read):
        words = " ".join(one.before.lower().split()).replace(" ,", ",")
        if one.mention.struck or one.display.faults or not re.match(_ENDS, one.after):
            continue
        for pattern, (quantity, least) in _QUANTITIES.items():
            if (match := re.search(pattern, words)) is None:
                continue
            before = words[: match.start()]
            alone = pattern.startswith("^") or stands_alone(before)
            if not alone or _OTHERWISE_COUNTED.stand_in(words) or _OTHERWISE_COUNTED.stand_in(one.after):
                break
            told = match.group().count("□")
            first = (subject,) if subject is not None and told < least else ()
            if told <= number and told + len(first) >= max(least, 1) and cue_before(before) not in _UNTOLD:
                plain = _ENDS_IN_WORDS.search(match.group())
                ends = () if plain is None else tuple(map(Number, plain.groups()))
                found[number] = _told(one, (*first, *read[number - told : number]), ends, quantity, context) or one
            break
        else:
            named = _named(read, number, words, subject, owner)
            owner = None if named is None else named[1]
            if named is not None:
                _take_named(found, number, *named, context, budget)
    return found


def _named(
    read: Sequence[ReadFormula], number: int, words: str, subject: ReadFormula | None, owner: ReadFormula | None
) -> tuple[str, ReadFormula] | None:
    """The noun that a formula tells the value of, and the formula that has it: by `the discriminant of □ is`, `□ has degree`,
    `its period is`. `owner` is the one that has what the formula before it tells."""
    if _OTHERWISE_COUNTED.stand_in(words) or (number and words.count("□") != number):
        return None
    split = _with_axes(words, read).split()
    is_told = split[-1:] in (["is"], ["are"], ["equals"])
    split = split[:-1] if is_told else split
    if split[-1:] == ["of"] and {"has", "have", "with"} & set(split[-4:]):
        split = split[:-1]  # `has a discriminant of □`
    if " ".join(split).startswith("a square root of"):
        return None  # there is another one
    if is_told and split[-1:] == ["□"]:
        front, told = without_kind(split[:-1]), read[number - 1]
        noun = _noun_at_end(front[:-1] if front[-1:] == ["of"] else front)
        within = noun.endswith(("radius", "side"))
        front = front if within else front[:-1]
        if not noun or (front[-1:] == ["of"]) or not stands_alone(" ".join(front[: -len(noun.split())])):
            return None
        before = " ".join(front[: -len(noun.split())])
        return None if cue_before(before) in _UNTOLD else (noun, told)
    if not (noun := _noun_at_end(split)):
        return None
    front = split[: -len(noun.split())]
    article = front[-1:] and front[-1] in ("the", "a", "an", "its", "whose")
    if is_told and article and front[-1] in ("its", "whose"):
        if number and front[-2:-1] in (["□"], ["□,"], ["and"]):
            return (noun, owner or read[number - 1]) if owner is not None or _is_spoken_of(read[number - 1]) else None
        return _of_subject(noun, front, subject)
    if is_told:
        return _of_subject(noun, front, subject) if article and not number else None
    front = front[:-1] if article else front
    has = front[-1:] and front[-1] in ("has", "have", "with", "having")
    of_kind = front[-1:] == ["of"] and front[-3:-2] in (["a"], ["an"]) and front[-5:-3] == ["□", "is"]
    if number and front[-2:] in (["□", "and"], ["□", "with"]) and owner is not None:
        return noun, owner  # `has amplitude □ and period □`
    if not number or not ((has and front[-2:-1] == ["□"]) or of_kind):
        return None
    behind = 2 if noun.endswith(("-intercept", "-intercepts")) else 1  # the axis is a formula as well
    return (noun, read[number - behind]) if number >= behind and _is_spoken_of(read[number - behind]) else None


def _is_spoken_of(one: ReadFormula) -> bool:
    """Whether a sentence tells something of a formula itself, and not of its square, or of what is parallel to it."""
    before = " ".join(without_kind(one.before.lower().split()))
    return (stands_alone(before) or before.endswith("is an eigenvector of")) and cue_before(before) not in _UNTOLD


def _of_subject(noun: str, front: Sequence[str], subject: ReadFormula | None) -> tuple[str, ReadFormula] | None:
    """What is told of the formula of the sentence before, if the sentence begins with it."""
    return (noun, subject) if subject is not None and set(front[:-1]) <= _OPENS else None


def _with_axes(words: str, read: Sequence[ReadFormula]) -> str:
    """Words with the names of axes, `□ -intercept`, as one word each."""
    parts = words.split("□")
    for at, behind in enumerate(parts[1:]):
        if behind.lstrip().startswith("-intercept"):
            parts[at] += read[at].mention.formula.latex.strip()
            parts[at + 1] = behind.lstrip()
        else:
            parts[at] += "□"
    return "".join(parts)


def _noun_at_end(words: Sequence[str]) -> str:
    """The longest noun of those that are known that words end in; "" if they end in none."""
    return next((name for length in (6, 5, 4, 3, 2, 1) if (name := " ".join(words[-length:])) in NOUNS), "")


def _take_named(found: list[ReadFormula], number: int, noun: str, owner: ReadFormula, context: Context, budget: Budget) -> None:
    """Let the formulas from `number` on, one or several if the noun is of several, tell what it names of its owner."""
    side = _owned(owner, context)
    last = number
    while noun in PLURAL and last + 1 < len(found) and found[last + 1].before.rpartition("□")[2].strip() in (",", "and", ", and"):
        last += 1
    told = [statement.sides[-1] for one in found[number : last + 1] for statement in one.display.statements]
    if side is None or (noun in PLURAL and not (len(told) == len(set(told)) == number_of(noun, side, context))):
        return  # whether these are all of them is not decided
    for at in range(number, last + 1):
        one = found[at]
        statements = list(one.display.statements)
        if one.mention.struck or one.display.faults or not statements:
            return
        for statement in one.display.statements:
            value = _told_value(statement)
            if value is None or not (
                noun in OF_OTHER_LETTERS or evidence.free_names(value, context) <= evidence.free_names(side, context)
            ):
                return
            claim = NOUNS[noun](side, value, context)
            open_left = (
                claim is not None and evidence.free_names(claim.left, context) and not evidence.is_differentiated(claim.left)
            )
            if claim is None or (evidence.is_closed(value) and open_left):
                return  # it may be an equation
            verdict = decide(Claim(claim, context), budget)
            refuted = isinstance(verdict, Refuted) and verdict.how in (Refutation.DIFFERS, Refutation.NO_LIMIT)
            if not isinstance(verdict, Proved) and not refuted:
                return
            named = made(claim.left, claim.sign, replace(claim.right, span=statement.span), statement)
            named = replace(named, words="hence")
            place = statements.index(statement)
            statements[place : place + 1] = [statement, named] if statement.signs else [named]
        bare = not any(statement.signs for statement in one.display.statements)
        display = Display(tuple(statements))
        found[at] = replace(one, display=display, before="for all □, we have ") if bare else replace(one, display=display)


def _owned(owner: ReadFormula, context: Context) -> Expression | None:
    """What a formula has a quantity of: a function, the polynomial of an equation, or what its name is known to be."""
    statements = owner.display.statements
    if len(statements) == 1 and statements[0].signs == (Sign.EQUAL,) and statements[0].sides[1] == Number("0"):
        return placeless(statements[0].sides[0])
    return _side(owner, context)


def _told_value(statement: Statement) -> Expression | None:
    """The value that a statement tells: bare, behind a name, or at the end of a chain."""
    if any(sign is not Sign.EQUAL for sign in statement.signs) or statement.sides[0] is None or statement.sides[0].span is None:
        return None
    value = statement.sides[-1]
    chain = bool(statement.signs) and not isinstance(statement.sides[0], Symbol)
    return None if value is None or (chain and not (evidence.is_closed(value) and not isinstance(value, Vector))) else value


def _told(
    one: ReadFormula,
    formulas: Sequence[ReadFormula],
    ends: tuple[Expression, ...],
    quantity: Callable[[_Sides, Context], Expression | None],
    context: Context,
) -> ReadFormula | None:
    """A formula with what it tells: the value of a quantity of others, and of `ends` that words tell, as its left side."""
    sides = [*(_side(formula, context) for formula in formulas), *ends]
    if len(one.display.statements) != 1 or any(side is None for side in sides):
        return None
    (statement,) = one.display.statements
    plane = quantity is _tangent_plane and statement.signs == (Sign.EQUAL,)
    right = statement.sides[-1]
    if right is None or isinstance(right, NumberSet) or (statement.signs and not plane):
        return None
    left = quantity(tuple(side for side in sides if side is not None), context)
    if left is None or isinstance(left, Vector) != isinstance(right, Vector):
        return None
    if evidence.free_names(right, context) - evidence.free_names(left, context):
        return None
    if evidence.is_closed(right) and evidence.free_names(left, context) and not evidence.is_differentiated(left):
        return None  # it may be an equation
    claim = replace(made(left, Sign.EQUAL, replace(right, span=statement.span), statement), words="hence")
    if plane:
        return replace(one, display=Display((statement, claim)))
    return replace(one, display=Display((claim,)), before="for all □, we have ")


def _side(one: ReadFormula, context: Context) -> Expression | None:
    """What a formula stands for: its last side, or what its name is known to be."""
    # What words say of a place stands behind it, at the same span.
    if one.mention.struck or one.display.faults or len({statement.span for statement in one.display.statements}) != 1:
        return None
    side = one.display.statements[0].sides[-1]
    applied = side.function if isinstance(side, Application) else side
    definition = context.definitions.get(applied.name) if isinstance(applied, Symbol) else None
    if definition is None or definition.body is None:
        return None if side is None else placeless(side)
    if isinstance(side, Application):  # f(2x) is another function than f
        if len(side.arguments) != len(definition.parameters):
            return None
        arguments = zip(definition.parameters, side.arguments, strict=True)
        return placeless(substitute(definition.body, {name: part(argument) for name, argument in arguments}))
    return placeless(definition.body)


def _product(sides: _Sides, context: Context) -> Expression | None:
    return Product(tuple(part(side) for side in sides), (Times.IMPLICIT,) * (len(sides) - 1)) if _compound(sides) else None


def _sum(sides: _Sides, context: Context) -> Expression | None:
    return Sum(tuple(part(side) for side in sides)) if _compound(sides) else None


def _quotient(sides: _Sides, context: Context) -> Expression | None:
    return Quotient(part(sides[0]), part(sides[1])) if _compound(sides) else None


def _mean(sides: _Sides, context: Context) -> Expression | None:
    closed = all(evidence.is_closed(side) and not isinstance(side, Vector) for side in sides)
    return Quotient(Sum(tuple(map(part, sides))), Number(str(len(sides)))) if closed else None


def _compound(sides: _Sides) -> bool:
    """Whether none of several sides is a vector, and not all of them are letters."""
    return not any(isinstance(side, Vector | NumberSet) for side in sides) and not all(isinstance(s, Symbol) for s in sides)


def _differences(sides: _Sides) -> tuple[Expression, ...]:
    """The entries of the second of two points less those of the first; none for anything else."""
    match sides:
        case (Vector(a), Vector(b)) if len(a) == len(b):
            return tuple(less(there, here) for here, there in zip(a, b, strict=True))
        case _:
            return ()


def _distance(sides: _Sides, context: Context) -> Expression | None:
    return _root_of_squares(_differences(sides))


def _length(sides: _Sides, context: Context) -> Expression | None:
    interval = isinstance(sides[0], Vector) and sides[0].style is VectorStyle.SQUARE
    return _root_of_squares(sides[0].entries) if isinstance(sides[0], Vector) and not interval else None


def _root_of_squares(entries: Sequence[Expression]) -> Expression | None:
    return Root(Sum(tuple(Power(part(entry), Number("2")) for entry in entries))) if entries else None


def _midpoint(sides: _Sides, context: Context) -> Expression | None:
    match sides:
        case (Vector(a), Vector(b)) if len(a) == len(b):
            return Vector(tuple(Quotient(Sum((part(x), part(y))), Number("2")) for x, y in zip(a, b, strict=True)))
        case _:
            return None


def _dot_product(sides: _Sides, context: Context) -> Expression | None:
    match sides:
        case (Vector(a), Vector(b)) if len(a) == len(b):
            return Sum(tuple(Product((part(x), part(y)), (Times.IMPLICIT,)) for x, y in zip(a, b, strict=True)))
        case _:
            return None


def _slope(sides: _Sides, context: Context) -> Expression | None:
    entries = _differences(sides)
    return Quotient(part(entries[1]), part(entries[0])) if len(entries) == 2 else None


def _integral(sides: _Sides, context: Context) -> Expression | None:
    """The integral of a function from the second side to the third, or over an interval."""
    function, *ends = sides
    if len(ends) == 1 and isinstance(ends[0], Vector | NumberSet):
        ends = list(ends[0].entries if isinstance(ends[0], Vector) else ends[0].members)
    letter = letter_of(function, context)
    unknown = isinstance(function, Symbol) and function.name not in ("x", "t")
    if not letter or unknown or len(ends) != 2 or not all(map(evidence.is_closed, ends)):
        return None
    return Integral(function, Symbol(letter), ends[0], ends[1])


def _average(sides: _Sides, context: Context) -> Expression | None:
    integral = _integral(sides, context)
    if not isinstance(integral, Integral) or integral.lower is None or integral.upper is None:
        return None
    return Quotient(integral, less(integral.upper, integral.lower))


def _average_rate(sides: _Sides, context: Context) -> Expression | None:
    integral = _integral(sides, context)
    if not isinstance(integral, Integral) or integral.lower is None or integral.upper is None:
        return None
    low, high = (part(substitute(integral.body, {integral.variable.name: part(e)})) for e in (integral.lower, integral.upper))
    return Quotient(Sum((high, Negation(low))), less(integral.upper, integral.lower))


def _area(sides: _Sides, context: Context) -> Expression | None:
    """The area under a function that is positive, as its form tells: a sum or product of positive numbers and letters."""
    low = sides[1:] and sides[1]
    positive = not kinds_in(sides[0]) & {Negation, Call} and isinstance(low, Number)
    return _integral(sides, context) if positive else None


def _area_between(sides: _Sides, context: Context) -> Expression | None:
    """The area between two functions from the third side to the fourth, or else between their only two intersections."""
    difference = less(sides[0], sides[1])
    letter = letter_of(difference, context)
    ends = sides[2:]
    if letter and not ends and (found := polynomial(difference, letter)) is not None and found.degree() == 2:
        c, b, a = (found[n] for n in range(3))
        root = Root(rational(b * b - 4 * a * c)) if b * b > 4 * a * c else None
        over = rational(2 * abs(a))
        ends = (
            ()
            if root is None
            else tuple(Quotient(Sum((rational(-b * (1 if a > 0 else -1)), r)), over) for r in (Negation(root), root))
        )
    if not letter or len(ends) != 2 or not all(map(evidence.is_closed, ends)):
        return None
    return Integral(Fenced(Fence.ABSOLUTE, difference), Symbol(letter), ends[0], ends[1])


def _value_at(sides: _Sides, context: Context) -> Expression | None:
    """The value of a function, the first side, where its only letter is the second."""
    function, place = sides
    letter = letter_of(function, context)
    if (
        not letter
        or isinstance(function, Symbol | Vector | NumberSet)
        or not evidence.is_closed(place)
        or isinstance(place, Vector)
    ):
        return None
    return Evaluation(part(function), ((Symbol(letter), place),))


def _value_of_next(sides: _Sides, context: Context) -> Expression | None:
    return _value_at((sides[1], sides[0]), context)


def _slope_at(sides: _Sides, context: Context) -> Expression | None:
    value = _value_at(sides, context)
    if not isinstance(value, Evaluation):
        return None
    ((letter, _),) = value.at
    return replace(value, operand=Derivative(value.operand, ((letter, 1),)))


def _along(sides: _Sides, context: Context) -> Expression | None:
    """The derivative of a function at a point along a vector of length 1; of other lengths there are two customs."""
    function, point, direction = sides
    derivatives = _partial_derivatives((function, point), context)
    if not isinstance(direction, Vector) or len(direction.entries) != len(derivatives) or not derivatives:
        return None
    one = Claim(Relation(_root_of_squares(direction.entries) or direction, Sign.EQUAL, Number("1")), context)
    if not isinstance(decide(one, DEFAULT_BUDGET), Proved):
        return None
    return Sum(tuple(_both(slope, entry) for (_, _, slope), entry in zip(derivatives, direction.entries, strict=True)))


def _jacobian(sides: _Sides, context: Context) -> Expression | None:
    """The derivatives of the entries of a vector by the letters in them, in the order of the alphabet."""
    (function,) = sides
    if not isinstance(function, Vector):
        return None
    letters = sorted(evidence.free_names(function, context) - context.definitions.keys() - context.kinds.keys())
    if len(letters) < 2 or not any(set(letters) <= set(customary) for customary in ("xyz", "uvw", "st", ("r", r"\theta"))):
        return None
    rows = ((Derivative(part(entry), ((Symbol(letter), 1),), partial=True) for letter in letters) for entry in function.entries)
    return Matrix(tuple(map(tuple, rows)))


def _value(sides: _Sides, context: Context) -> Expression | None:
    return sides[0] if isinstance(sides[0], Series | Integral) and not evidence.free_names(sides[0], context) else None


def _partial_derivatives(sides: _Sides, context: Context) -> tuple[tuple[Symbol, Expression, Expression], ...]:
    """The letters of a function, the first of two sides, each with its value at a point, the second, and the derivative there."""
    function, point = sides
    letters = sorted(evidence.free_names(function, context) - context.definitions.keys() - context.kinds.keys())
    if not isinstance(point, Vector) or len(letters) != len(point.entries) or letters not in (["x", "y"], ["x", "y", "z"]):
        return ()
    at = tuple((Symbol(letter), value) for letter, value in zip(letters, point.entries, strict=True))
    return tuple(
        (letter, value, Evaluation(Derivative(part(function), ((letter, 1),), partial=True), at)) for letter, value in at
    )


def _gradient(sides: _Sides, context: Context) -> Expression | None:
    if len(sides) != 2:
        return None
    sides = sides if isinstance(sides[1], Vector) else (sides[1], sides[0])
    entries = tuple(derivative for _, _, derivative in _partial_derivatives(sides, context))
    return Vector(entries) if entries else None


def _tangent_plane(sides: _Sides, context: Context) -> Expression | None:
    if len(sides) != 2:
        return None
    function, point = sides
    derivatives = _partial_derivatives((function, point), context)
    if len(derivatives) != 2:
        return None
    value = Evaluation(part(function), tuple((letter, at) for letter, at, _ in derivatives))
    steps = [Product((part(slope), part(less(letter, at))), (Times.IMPLICIT,)) for letter, at, slope in derivatives]
    return Sum((value, *steps))


def _derivative_by(sides: _Sides, context: Context) -> Expression | None:
    """The derivative of a function by a letter that it holds, and that nothing else in it is known to depend on."""
    function, letter = sides
    if not isinstance(letter, Symbol) or isinstance(function, Symbol | Vector | Matrix):
        return None
    free = evidence.free_names(function, context)
    if letter.name not in free or (free - {letter.name}) & context.definitions.keys():
        return None
    return Derivative(part(function), ((Symbol(letter.name), 1),), partial=len(free) > 1)


def _cross_product(sides: _Sides, context: Context) -> Expression | None:
    match sides:
        case (Vector((a, b, c)), Vector((x, y, z))):
            pairs = ((b, z, c, y), (c, x, a, z), (a, y, b, x))
            return Vector(tuple(Sum((_both(p, q), Negation(_both(r, s)))) for p, q, r, s in pairs))
        case _:
            return None


def _both(left: Expression, right: Expression) -> Expression:
    return Product((part(left), part(right)), (Times.IMPLICIT,))


def _angle(sides: _Sides, context: Context) -> Expression | None:
    lengths = [_length((side,), context) for side in sides]
    product = _dot_product(sides, context)
    if product is None or any(length is None for length in lengths):
        return None
    below = Product(tuple(length for length in lengths if length is not None), (Times.DOT,))
    return Call("arccos", (Quotient(product, below),))


def _wronskian(sides: _Sides, context: Context) -> Expression | None:
    first, second = sides
    letter = letter_of(Sum((first, second)), context)
    if not letter or any(isinstance(side, Symbol) for side in sides):
        return None
    by = ((Symbol(letter), 1),)
    return Sum((_both(first, Derivative(Group(second), by)), Negation(_both(Derivative(Group(first), by), second))))


def _common_divisor(sides: _Sides, context: Context) -> Expression | None:
    numbers = [int(side.text) for side in sides if isinstance(side, Number) and side.text.isdecimal()]
    return Number(str(gcd(*numbers))) if len(numbers) == len(sides) else None


def _common_multiple(sides: _Sides, context: Context) -> Expression | None:
    numbers = [int(side.text) for side in sides if isinstance(side, Number) and side.text.isdecimal()]
    return Number(str(lcm(*numbers))) if len(numbers) == len(sides) else None


_QUANTITIES: Mapping[str, tuple[Callable[[_Sides, Context], Expression | None], int]] = MappingProxyType(
    {
        rf"\b(?:partial )?derivative of {_FUNCTION}□ (?:with respect to|by) □ {_IS}": (_derivative_by, 2),
        rf"^(?:the|its) (?:partial )?derivative (?:with respect to|by) □ {_IS}": (_derivative_by, 2),
        rf"\bcross product of □ (?:and|with) □ {_IS}": (_cross_product, 0),
        rf"\bangle between (?:the vectors )?□ and □ {_IS}": (_angle, 0),
        rf"\bwronskian of □ and □ {_IS}": (_wronskian, 0),
        rf"\b(?:greatest common divisor|gcd) of □ and □ {_IS}": (_common_divisor, 0),
        rf"\b(?:least common multiple|lcm) of □ and □ {_IS}": (_common_multiple, 0),
        rf"\b(?:dot|scalar|inner) product of □ (?:and|with) □ {_IS}": (_dot_product, 0),
        rf"\bproduct of □ (?:and|with) □ {_IS}": (_product, 0),
        rf"(?<!\w )\b(?:the )?sum of □ and □ {_IS}": (_sum, 0),
        rf"\bquotient of □ and □ {_IS}": (_quotient, 0),
        rf"\bdistance (?:between|from) □ (?:and|to) □ {_IS}": (_distance, 0),
        rf"\bmidpoint (?:of|between) □ and □ {_IS}": (_midpoint, 0),
        rf"\b(?:length|norm|magnitude) of (?:the vector )?□ {_IS}": (_length, 0),
        r"\bline through (?:the points )?□ and □ has (?:the )?slope$": (_slope, 0),
        rf"\bslope of the line through (?:the points )?□ and □ {_IS}": (_slope, 0),
        rf"\b(?:arithmetic mean|mean|average) of □ and □ {_IS}": (_mean, 0),
        rf"\b(?:arithmetic mean|mean|average) of □, □,? and □ {_IS}": (_mean, 0),
        rf"\b(?:average|mean) value of {_FUNCTION}□ (?:on|over)(?: the interval)? □ {_IS}": (_average, 0),
        rf"\b(?:average|mean) value of {_FUNCTION}□ from □ to □ {_IS}": (_average, 0),
        rf"\baverage rate of change of {_FUNCTION}□ (?:on|over)(?: the interval)? □ {_IS}": (_average_rate, 0),
        rf"\baverage rate of change of {_FUNCTION}□ (?:from|between) □ (?:to|and) □ {_IS}": (_average_rate, 0),
        rf"\barea under {_FUNCTION}□ (?:from|between) {_NUMBER} (?:to|and) {_NUMBER} {_IS}": (_area, 0),
        rf"{_REGION} {_FUNCTION}□ and {_FUNCTION}□ (?:from|between) {_NUMBER} (?:to|and) {_NUMBER} {_IS}": (_area_between, 0),
        rf"{_REGION} {_FUNCTION}□ and {_FUNCTION}□ {_IS}": (_area_between, 0),
        rf"\bvalue of {_FUNCTION}□ (?:at|for|when|in) □ {_IS}": (_value_at, 0),
        rf"\bevaluating {_FUNCTION}□ at □,? ?{_GIVES}": (_value_at, 0),
        rf"{_PUT}(?: in)? □ into {_FUNCTION}□,? ?{_GIVES}": (_value_of_next, 0),
        rf"\btangent(?: line)? (?:to|of) {_FUNCTION}□ (?:at|in) (?:the point )?□ has (?:the )?slope$": (_slope_at, 0),
        rf"\bdirectional derivative of {_FUNCTION}□ (?:at|in) (?:the point )?□ (?:in|along) (?:the )?(?:direction )?(?:of )?"
        rf"(?:the )?(?:unit )?(?:vector )?□ {_IS}": (_along, 0),
        rf"\bjacobian(?: matrix)? of {_FUNCTION}□ {_IS}": (_jacobian, 0),
        rf"\bintegral of {_FUNCTION}□ (?:from|between) □ (?:to|and) □ {_IS}": (_integral, 0),
        rf"\b(?:(?:improper|infinite|geometric|definite) )?(?:series|integral|sum) □ {_CONVERGES}": (_value, 0),
        rf"{_FUNCTION}□ has {_EXTREMUM} at □ (?:with|and) (?:the |its )?value$": (_value_at, 0),
        rf"^(?:at|in) (?:the point )?□,? (?:the|its) gradient {_IS}": (_gradient, 2),
        rf"^(?:at|in) (?:the point )?□,? the gradient of □ {_IS}": (_gradient, 2),
        rf"^(?:the|its) gradient at (?:the point )?□ {_IS}": (_gradient, 2),
        rf"\bgradient of {_FUNCTION}□ (?:at|in) (?:the point )?□ {_IS}": (_gradient, 2),
        rf"\btangent plane (?:of|to|for) {_FUNCTION}□ (?:at|in) (?:the point )?□ {_IS}": (_tangent_plane, 2),
        rf"^(?:the|its) tangent plane (?:at|in) (?:the point )?□ {_IS}": (_tangent_plane, 2),
    }
)
"""How words before a formula name a quantity, what it is of the formulas in them, and of how many if the first may be told in a
sentence before."""
