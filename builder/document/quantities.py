"""Quantities that words name of formulas, and what they are said to be: `the product of □ and □ is □`, `the distance between`.

Each is read as a relation that stands in the formula that tells the value. What may be an equation to be solved, `the product
of x and y is 12`, is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Derivative,
    Evaluation,
    Expression,
    Group,
    Integral,
    Negation,
    Number,
    NumberSet,
    Power,
    Product,
    Quotient,
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
from builder.calculus.latex.statement import Display
from builder.document import evidence
from builder.document.cues import Cue, cue_before
from builder.document.nouns import stands_alone
from builder.document.phrases import Words
from builder.document.properties import made
from builder.document.sentences import ReadFormula, placeless

_Sides = tuple[Expression, ...]

_ENDS = r"\s*(?:$|[.,;:!)]|(?:and|but|so|since|because)\b)"
_UNTOLD = (Cue.CONDITION, Cue.DENIED, Cue.ASKED, Cue.SATISFIED, Cue.IMPOSSIBLE)
_IS = r"(?:is|equals|are|is equal to|is given by)$"
_OTHERWISE_COUNTED = Words("modulo, mod, base, binary, octal, hexadecimal, remainder*, integer, whole, rounded, entries, digits")
_FUNCTION = "(?:the function |the curve |the parabola |the graph of )?"


def with_quantities(read: Sequence[ReadFormula], subject: ReadFormula | None, context: Context) -> list[ReadFormula]:
    """The formulas of a sentence, those that tell a quantity of others with its value as their left side. `subject` is the
    formula that a sentence before it told a function with."""
    found = list(read)
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
            owner = (subject,) if subject is not None and told < least else ()
            if told <= number and told + len(owner) >= max(least, 1) and cue_before(before) not in _UNTOLD:
                found[number] = _told(one, (*owner, *read[number - told : number]), quantity, context) or one
            break
    return found


def _told(
    one: ReadFormula, formulas: Sequence[ReadFormula], quantity: Callable[[_Sides, Context], Expression | None], context: Context
) -> ReadFormula | None:
    sides = [_side(formula, context) for formula in formulas]
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
    if evidence.is_closed(right) and not evidence.is_closed(left) and evidence.free_names(left, context):
        return None  # it may be an equation
    claim = replace(made(left, Sign.EQUAL, replace(right, span=statement.span), statement), words="hence")
    if plane:
        return replace(one, display=Display((statement, claim)))
    return replace(one, display=Display((claim,)), before="for all □, we have ")


def _side(one: ReadFormula, context: Context) -> Expression | None:
    """What a formula stands for: its last side, or what its name is known to be."""
    if one.mention.struck or one.display.faults or len(one.display.statements) != 1:
        return None
    side = one.display.statements[0].sides[-1]
    if isinstance(side, Application) and isinstance(side.function, Symbol):
        side = side.function
    definition = context.definitions.get(side.name) if isinstance(side, Symbol) else None
    known = side if definition is None or definition.body is None else definition.body
    return None if known is None else placeless(known)


def _part(side: Expression) -> Expression:
    return side if isinstance(side, Number | Symbol | Group) else Group(side)


def _letter(side: Expression, context: Context) -> Symbol | None:
    letters = evidence.free_names(side, context) - context.definitions.keys() - context.kinds.keys()
    return Symbol(min(letters)) if len(letters) == 1 else None


def _product(sides: _Sides, context: Context) -> Expression | None:
    return Product(tuple(_part(side) for side in sides), (Times.IMPLICIT,) * (len(sides) - 1)) if _compound(sides) else None


def _sum(sides: _Sides, context: Context) -> Expression | None:
    return Sum(tuple(_part(side) for side in sides)) if _compound(sides) else None


def _quotient(sides: _Sides, context: Context) -> Expression | None:
    return Quotient(_part(sides[0]), _part(sides[1])) if _compound(sides) else None


def _mean(sides: _Sides, context: Context) -> Expression | None:
    closed = all(evidence.is_closed(side) and not isinstance(side, Vector) for side in sides)
    return Quotient(Sum(tuple(map(_part, sides))), Number(str(len(sides)))) if closed else None


def _compound(sides: _Sides) -> bool:
    """Whether none of several sides is a vector, and not all of them are letters."""
    return not any(isinstance(side, Vector | NumberSet) for side in sides) and not all(isinstance(s, Symbol) for s in sides)


def _differences(sides: _Sides) -> tuple[Expression, ...]:
    """The entries of the second of two points less those of the first; none for anything else."""
    match sides:
        case (Vector(a), Vector(b)) if len(a) == len(b):
            return tuple(Sum((_part(there), Negation(_part(here)))) for here, there in zip(a, b, strict=True))
        case _:
            return ()


def _distance(sides: _Sides, context: Context) -> Expression | None:
    return _root_of_squares(_differences(sides))


def _length(sides: _Sides, context: Context) -> Expression | None:
    interval = isinstance(sides[0], Vector) and sides[0].style is VectorStyle.SQUARE
    return _root_of_squares(sides[0].entries) if isinstance(sides[0], Vector) and not interval else None


def _root_of_squares(entries: Sequence[Expression]) -> Expression | None:
    return Root(Sum(tuple(Power(_part(entry), Number("2")) for entry in entries))) if entries else None


def _midpoint(sides: _Sides, context: Context) -> Expression | None:
    match sides:
        case (Vector(a), Vector(b)) if len(a) == len(b):
            return Vector(tuple(Quotient(Sum((_part(x), _part(y))), Number("2")) for x, y in zip(a, b, strict=True)))
        case _:
            return None


def _dot_product(sides: _Sides, context: Context) -> Expression | None:
    match sides:
        case (Vector(a), Vector(b)) if len(a) == len(b):
            return Sum(tuple(Product((_part(x), _part(y)), (Times.IMPLICIT,)) for x, y in zip(a, b, strict=True)))
        case _:
            return None


def _slope(sides: _Sides, context: Context) -> Expression | None:
    entries = _differences(sides)
    return Quotient(_part(entries[1]), _part(entries[0])) if len(entries) == 2 else None


def _integral(sides: _Sides, context: Context) -> Expression | None:
    """The integral of a function from the second side to the third, or over an interval."""
    function, *ends = sides
    if len(ends) == 1 and isinstance(ends[0], Vector | NumberSet):
        ends = list(ends[0].entries if isinstance(ends[0], Vector) else ends[0].members)
    letter = _letter(function, context)
    unknown = isinstance(function, Symbol) and function.name not in ("x", "t")
    if letter is None or unknown or len(ends) != 2 or not all(map(evidence.is_closed, ends)):
        return None
    return Integral(function, letter, ends[0], ends[1])


def _average(sides: _Sides, context: Context) -> Expression | None:
    integral = _integral(sides, context)
    if not isinstance(integral, Integral) or integral.lower is None or integral.upper is None:
        return None
    return Quotient(integral, Sum((_part(integral.upper), Negation(_part(integral.lower)))))


def _average_rate(sides: _Sides, context: Context) -> Expression | None:
    integral = _integral(sides, context)
    if not isinstance(integral, Integral) or integral.lower is None or integral.upper is None:
        return None
    low, high = (_part(substitute(integral.body, {integral.variable.name: _part(e)})) for e in (integral.lower, integral.upper))
    return Quotient(Sum((high, Negation(low))), Sum((_part(integral.upper), Negation(_part(integral.lower)))))


def _area(sides: _Sides, context: Context) -> Expression | None:
    """The area under a function that is positive, as its form tells: a sum or product of positive numbers and letters."""
    low = sides[1:] and sides[1]
    positive = not kinds_in(sides[0]) & {Negation, Call} and isinstance(low, Number)
    return _integral(sides, context) if positive else None


def _value(sides: _Sides, context: Context) -> Expression | None:
    return sides[0] if isinstance(sides[0], Series) and not evidence.free_names(sides[0], context) else None


def _partial_derivatives(sides: _Sides, context: Context) -> tuple[tuple[Symbol, Expression, Expression], ...]:
    """The letters of a function, the first of two sides, each with its value at a point, the second, and the derivative there."""
    function, point = sides
    letters = sorted(evidence.free_names(function, context) - context.definitions.keys() - context.kinds.keys())
    if not isinstance(point, Vector) or len(letters) != len(point.entries) or letters not in (["x", "y"], ["x", "y", "z"]):
        return ()
    at = tuple((Symbol(letter), value) for letter, value in zip(letters, point.entries, strict=True))
    return tuple(
        (letter, value, Evaluation(Derivative(_part(function), ((letter, 1),), partial=True), at)) for letter, value in at
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
    value = Evaluation(_part(function), tuple((letter, at) for letter, at, _ in derivatives))
    steps = [
        Product((_part(slope), _part(Sum((letter, Negation(_part(at)))))), (Times.IMPLICIT,)) for letter, at, slope in derivatives
    ]
    return Sum((value, *steps))


_QUANTITIES: Mapping[str, tuple[Callable[[_Sides, Context], Expression | None], int]] = MappingProxyType(
    {
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
        rf"\barea under {_FUNCTION}□ (?:from|between) □ (?:to|and) □ {_IS}": (_area, 0),
        rf"\bintegral of {_FUNCTION}□ (?:from|between) □ (?:to|and) □ {_IS}": (_integral, 0),
        r"\bthe series □ converges to$": (_value, 0),
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
