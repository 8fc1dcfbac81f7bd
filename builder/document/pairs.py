"""What words tell of one formula by another, or of two of them: `□ and □ are orthogonal`, `□ is the inverse of □`, `□ is prime`.

Each is read as a relation that stands in the last of them. It is taken only where it is decided.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from flint import fmpz
from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Expression,
    Group,
    Matrix,
    Negation,
    Number,
    Product,
    Relation,
    Sign,
    Sum,
    Symbol,
    Times,
    Vector,
)
from builder.calculus.judge.decide import decide
from builder.calculus.judge.polynomials import polynomial, rational
from builder.calculus.judge.verdict import Proved, Refutation, Refuted
from builder.calculus.latex.statement import Display
from builder.document import evidence
from builder.document.cues import Cue, cue_before
from builder.document.named_quantities import NOUNS, letter_of
from builder.document.properties import inverse_told, made
from builder.document.sentences import ReadFormula, placeless

_Told = Callable[[Expression, Expression, Context, Budget], Relation | None]

_ZERO = Number("0")
_ENDS = r"\s*(?:$|[.,;:!)]|(?:and|but|so|since|because|as|with)\b)"
_UNTOLD = (Cue.CONDITION, Cue.DENIED, Cue.ASKED, Cue.SATISFIED, Cue.IMPOSSIBLE)
_KINDS = frozenset("the a vectors vector lines line functions function number numbers matrices integers that".split())
_OPENS = frozenset("so then hence thus therefore but now here also clearly note see since because and indeed , .".split())


def with_pairs(read: Sequence[ReadFormula], context: Context, budget: Budget) -> list[ReadFormula]:
    """The formulas of a sentence, those that end what is told of two, or of one, with the relation that it says."""
    found = list(read)
    for number, one in enumerate(read):
        behind = " ".join(one.after.partition("□")[0].lower().split())
        if not _is_subject(read, number - 1) and not _is_subject(read, number):
            continue
        relation: Relation | None = None
        if number and _is_subject(read, number - 1):
            between = " ".join(one.before.rpartition("□")[2].lower().split())
            both = next((told for words, told in _BOTH.items() if between == "and" and re.match(words + _ENDS, behind)), None)
            told = both or (_OF_OTHER.get(between) if re.match(_ENDS, one.after) else None)
            first, second = _side(read[number - 1], context), _side(one, context)
            if told is not None and first is not None and second is not None:
                relation = told(first, second, context, budget)
        elif re.match(_PRIME + _ENDS, behind):
            relation = _prime(_side(one, context))
        if relation is not None and _is_decided(relation, context, budget):
            found[number] = _claiming(one, relation)
    return found


def _is_subject(read: Sequence[ReadFormula], number: int) -> bool:
    """Whether a formula begins a clause, so that something may be told of it: no part of what is spoken of."""
    if number < 0 or read[number].mention.struck or read[number].display.faults or len(read[number].display.statements) != 1:
        return False
    clause = read[number].before.rpartition("□")[2]
    words = re.findall(r"[\w'-]+|[.,;:]", clause.lower())
    while words and words[-1] in _KINDS:
        words = words[:-1]
    alone = not words if "□" not in read[number].before else bool(words) and words[-1] in _OPENS
    return (alone or (bool(words) and words[-1] in _OPENS)) and cue_before(" ".join(words)) not in _UNTOLD


def _is_decided(relation: Relation, context: Context, budget: Budget) -> bool:
    verdict = decide(Claim(relation, context), budget)
    return isinstance(verdict, Proved) or (isinstance(verdict, Refuted) and verdict.how is Refutation.DIFFERS)


def _claiming(one: ReadFormula, relation: Relation) -> ReadFormula:
    (statement,) = one.display.statements
    claim = made(relation.left, relation.sign, replace(relation.right, span=statement.span), statement)
    claim = replace(claim, words="hence")
    if statement.signs:
        return replace(one, display=Display((statement, claim)))
    return replace(one, display=Display((claim,)), before="for all □, we have ")


def _side(one: ReadFormula, context: Context) -> Expression | None:
    """What a formula stands for: itself, the right side of `f(x) = x^2`, or what its name is known to be."""
    if len(one.display.statements) != 1:
        return None
    (statement,) = one.display.statements
    side = statement.sides[-1]
    if len(statement.signs) > 1 or statement.signs[:1] not in ((), (Sign.EQUAL,)):
        return None
    if isinstance(side, Application) and isinstance(side.function, Symbol) and evidence.target(side):
        side = side.function
    definition = context.definitions.get(side.name) if isinstance(side, Symbol) else None
    known = side if definition is None or definition.body is None else definition.body
    return None if known is None else placeless(known)


def _times(left: Expression, right: Expression) -> Expression:
    return Product((Group(left), Group(right)), (Times.DOT,))


def _slope(side: Expression, context: Context) -> Expression | None:
    """The slope of a line that is told as a polynomial of the first degree."""
    letter = letter_of(side, context)
    found = polynomial(side, letter) if letter else None
    return rational(found[1]) if found is not None and found.degree() == 1 else None


def _minors(first: Vector, second: Vector) -> list[Expression]:
    pairs = list(zip(first.entries, second.entries, strict=True))
    return [Sum((_times(a, y), Negation(_times(x, b)))) for at, (a, x) in enumerate(pairs) for b, y in pairs[at + 1 :]]


def _vectors(first: Expression, second: Expression) -> tuple[Vector, Vector] | None:
    if isinstance(first, Vector) and isinstance(second, Vector) and len(first.entries) == len(second.entries):
        return first, second
    return None


def _orthogonal(first: Expression, second: Expression, context: Context, budget: Budget) -> Relation | None:
    if (vectors := _vectors(first, second)) is not None:
        terms = zip(vectors[0].entries, vectors[1].entries, strict=True)
        return Relation(Sum(tuple(_times(a, b) for a, b in terms)), Sign.EQUAL, _ZERO)
    slopes = _slope(first, context), _slope(second, context)
    if slopes[0] is None or slopes[1] is None:
        return None
    return Relation(_times(slopes[0], slopes[1]), Sign.EQUAL, Negation(Number("1")))


def _parallel(first: Expression, second: Expression, context: Context, budget: Budget) -> Relation | None:
    if (vectors := _vectors(first, second)) is not None:
        return _dependent(*vectors, context, budget)
    slopes = _slope(first, context), _slope(second, context)
    return None if slopes[0] is None or slopes[1] is None else Relation(slopes[0], Sign.EQUAL, slopes[1])


def _dependent(first: Expression, second: Expression, context: Context, budget: Budget) -> Relation | None:
    if (vectors := _vectors(first, second)) is None:
        return None
    minors = _minors(*vectors)
    if len(minors) == 1:
        return Relation(minors[0], Sign.EQUAL, _ZERO)
    return Relation(Vector(tuple(minors)), Sign.EQUAL, Vector((_ZERO,) * len(minors)))


def _independent(first: Expression, second: Expression, context: Context, budget: Budget) -> Relation | None:
    vectors = _vectors(first, second)
    minors = _minors(*vectors) if vectors is not None else []
    return Relation(minors[0], Sign.NOT_EQUAL, _ZERO) if len(minors) == 1 else None


def _inverse_of(first: Expression, second: Expression, context: Context, budget: Budget) -> Relation | None:
    if isinstance(first, Matrix):
        return NOUNS["inverse"](second, first, context)
    letter = letter_of(second, context)
    if not letter or isinstance(first, Symbol | Number | Vector):
        return None
    left, right = inverse_told(second, letter, first, context, budget)
    return None if left is None else Relation(left, Sign.EQUAL, right)


def _antiderivative_of(first: Expression, second: Expression, context: Context, budget: Budget) -> Relation | None:
    letter = letter_of(first, context)
    if not letter or letter != (letter_of(second, context) or letter) or isinstance(first, Vector | Symbol):
        return None
    return Relation(Derivative(Group(first), ((Symbol(letter), 1),)), Sign.EQUAL, second)


def _derivative_of(first: Expression, second: Expression, context: Context, budget: Budget) -> Relation | None:
    return _antiderivative_of(second, first, context, budget)


def _eigenvalue_of(first: Expression, second: Expression, context: Context, budget: Budget) -> Relation | None:
    return NOUNS["eigenvalue"](second, first, context) if evidence.is_closed(first) else None


def _eigenvector_of(first: Expression, second: Expression, context: Context, budget: Budget) -> Relation | None:
    """A v is a multiple of v, which is not zero."""
    if not isinstance(first, Vector) or not isinstance(second, Matrix) or all(entry == _ZERO for entry in first.entries):
        return None
    if len(second.rows) != len(first.entries) or any(len(row) != len(first.entries) for row in second.rows):
        return None
    image = tuple(Sum(tuple(_times(a, v) for a, v in zip(row, first.entries, strict=True))) for row in second.rows)
    return _dependent(Vector(image), first, context, budget)


def _multiple_of(first: Expression, second: Expression, context: Context, budget: Budget) -> Relation | None:
    numbers = [int(side.text) for side in (first, second) if isinstance(side, Number) and side.text.isdecimal()]
    if len(numbers) != 2 or not numbers[1]:
        return None
    whole, of = numbers
    product = _times(Number(str(whole // of)), Number(str(of)))
    return Relation(product, Sign.EQUAL, first)


def _divisor_of(first: Expression, second: Expression, context: Context, budget: Budget) -> Relation | None:
    return _multiple_of(second, first, context, budget)


def _prime(side: Expression | None) -> Relation | None:
    """A number, unequal to its product of primes, if it is none: 91 ≠ 7 · 13 is false."""
    if not isinstance(side, Number) or not side.text.isdecimal() or not 1 < int(side.text) < 10**12:
        return None
    factors = [int(prime) for prime, times in fmpz(side.text).factor() for _ in range(times)]
    if len(factors) < 2:
        return Relation(side, Sign.EQUAL, side)
    product = Product(tuple(Number(str(factor)) for factor in factors), (Times.DOT,) * (len(factors) - 1))
    return Relation(side, Sign.NOT_EQUAL, product)


_PRIME = r"(?:is|are) (?:a )?prime(?: number)?"
_BOTH: Mapping[str, _Told] = MappingProxyType(
    {
        r"are (?:orthogonal|perpendicular)(?: to each other)?": _orthogonal,
        r"are parallel(?: to each other)?": _parallel,
        r"are linearly dependent": _dependent,
        r"are linearly independent": _independent,
        r"are (?:mutually inverse|inverses of each other|inverse to each other|inverses)": _inverse_of,
    }
)
"""What words behind two formulas tell of both."""
_OF_OTHER: Mapping[str, _Told] = MappingProxyType(
    {
        **dict.fromkeys(("is the inverse of", "is the inverse function of", "is inverse to"), _inverse_of),
        **dict.fromkeys(("is an antiderivative of", "is a primitive of", "is the antiderivative of"), _antiderivative_of),
        "is the derivative of": _derivative_of,
        "is an eigenvalue of": _eigenvalue_of,
        "is an eigenvector of": _eigenvector_of,
        **dict.fromkeys(("is orthogonal to", "is perpendicular to"), _orthogonal),
        "is parallel to": _parallel,
        **dict.fromkeys(("is divisible by", "is a multiple of"), _multiple_of),
        **dict.fromkeys(("divides", "is a divisor of"), _divisor_of),
    }
)
"""What words between two formulas tell of the first."""
