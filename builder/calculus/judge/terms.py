"""The judge's own language: what a claim means, with every definition put in and every bound name renamed apart.

Terms are scalars. There is no notation in them: no brackets, no primes, no names that stand for something else. The
interpreter (`meaning.py`) makes them from the syntax tree; balls and the normal form read them.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct


class Rational(Struct, frozen=True):
    """An exact rational number."""

    value: Fraction


class Pi(Struct, frozen=True):
    """π."""


class Infinity(Struct, frozen=True):
    """±∞, only as the point of a `LimitOf` and a bound of an `IntegralOf` or `SeriesOf`."""

    negative: bool = False


class Variable(Struct, frozen=True):
    """A real number. Free ones have the author's name; bound ones have a name that no author can write (`x#1`)."""

    name: str


class Add(Struct, frozen=True):
    """A sum of two terms or more."""

    terms: tuple[Term, ...]


class Multiply(Struct, frozen=True):
    """A product of two factors or more; a negative is a product with the rational −1."""

    factors: tuple[Term, ...]


class Divide(Struct, frozen=True):
    """A quotient; undefined where the denominator is 0."""

    numerator: Term
    denominator: Term


class Raise(Struct, frozen=True):
    """A power. Integer exponents: any base (0⁰ = 1). A rational p/q with q odd: real odd roots. Else a base > 0."""

    base: Term
    exponent: Term


class RootOf(Struct, frozen=True):
    """The real root of a positive integer index: of a number ≥ 0 when the index is even, of any number when it is odd."""

    radicand: Term
    index: int


class Fn(Enum):
    """Functions that balls can evaluate. tan, sec, … are kept, so that their domains are as the author's."""

    __hash__ = object.__hash__  # that of `Enum` takes ten times as long

    EXP = "exp"
    LN = "ln"
    SIN = "sin"
    COS = "cos"
    TAN = "tan"
    COT = "cot"
    SEC = "sec"
    CSC = "csc"
    ARCSIN = "arcsin"
    ARCCOS = "arccos"
    ARCTAN = "arctan"
    ARCCOT = "arccot"
    ARCSEC = "arcsec"
    ARCCSC = "arccsc"
    SINH = "sinh"
    COSH = "cosh"
    TANH = "tanh"
    COTH = "coth"
    SECH = "sech"
    CSCH = "csch"
    ARSINH = "arsinh"
    ARCOSH = "arcosh"
    ARTANH = "artanh"
    ABS = "abs"
    SIGN = "sign"  # undefined at 0 for derivatives; sign(0) = 0
    FLOOR = "floor"
    CEILING = "ceil"
    MAX = "max"  # two arguments or more
    MIN = "min"
    FACTORIAL = "factorial"
    BINOMIAL = "binomial"  # two arguments


class Apply(Struct, frozen=True):
    """A known function at its arguments. `\\log_b x` is the quotient ln x / ln b."""

    function: Fn
    arguments: tuple[Term, ...]


class UnknownAt(Struct, frozen=True):
    """An unknown smooth function, or its partial derivative of the orders told, at its arguments.

    `f'(x^2)` is `UnknownAt("f", (1,), (x²,))`: the derivative of f, taken at x².
    """

    name: str
    orders: tuple[int, ...]
    arguments: tuple[Term, ...]


class DerivativeOf(Struct, frozen=True):
    """d^order body / d variable^order, then variable = at. It binds `variable` in `body` (not in `at`)."""

    body: Term
    variable: str
    order: int
    at: Term


class Approach(Enum):
    """The side from which a limit is taken."""

    BOTH = "both"
    ABOVE = "above"
    BELOW = "below"


class LimitOf(Struct, frozen=True):
    """lim body as variable → point. It binds `variable` in `body`."""

    body: Term
    variable: str
    point: Term
    approach: Approach


class SeriesOf(Struct, frozen=True):
    """Σ (or Π when `product`) of body for index = lower … upper, both integers. It binds `index` in `body`. Empty: 0 (or 1)."""

    body: Term
    index: str
    lower: Term
    upper: Term
    product: bool = False


class IntegralOf(Struct, frozen=True):
    """∫ body d variable from lower to upper. It binds `variable` in `body`."""

    body: Term
    variable: str
    lower: Term
    upper: Term


class Comparison(Enum):
    """How two numbers compare."""

    LESS = "<"
    LESS_EQUAL = "<="
    EQUAL = "="
    NOT_EQUAL = "!="


class Condition(Struct, frozen=True):
    """left compared with right; > and ≥ are turned round."""

    left: Term
    comparison: Comparison
    right: Term


class Branches(Struct, frozen=True):
    """A definition by cases: the first branch whose conditions all hold; an empty tuple of conditions is 'otherwise'."""

    branches: tuple[tuple[Term, tuple[Condition, ...]], ...]


Term: TypeAlias = (
    Rational
    | Pi
    | Infinity
    | Variable
    | Add
    | Multiply
    | Divide
    | Raise
    | RootOf
    | Apply
    | UnknownAt
    | DerivativeOf
    | LimitOf
    | SeriesOf
    | IntegralOf
    | Branches
)


class Setting(Struct, frozen=True):
    """What may be assumed of the free variables of a question: conditions, and which of them are integers.

    `integers` are integer letters, `positive` those of them that are ≥ 1. `e` as a constant is exp(1) in terms.
    """

    conditions: tuple[Condition, ...] = ()
    integers: frozenset[str] = frozenset()
    positive: frozenset[str] = frozenset()


class Question(Struct, frozen=True):
    """One scalar question: do `left` and `right` compare as told, wherever both are defined and `setting` holds?"""

    left: Term
    right: Term
    comparison: Comparison
    setting: Setting
