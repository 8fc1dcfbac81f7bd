"""The syntax tree of mathematics as it was written.

A node says what stands on the page: order, brackets and signs of multiplication are kept, and nothing is simplified. It
knows no scope, no file and no verdict. Where it was written (`span`, counted from the start of the LaTeX text that was
parsed) is no part of what it is, so equal mathematics in two places is the same value.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import astuple

from builder.source import Span


class Node(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """What all nodes have: the place at which they were written, or None for a node that nobody wrote.

    `dict`: what walks find below a node is kept with it (`walk.descendants`), as no part of what it is; copies begin without.
    """

    span: Span | None = None

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and astuple(self)[:-1] == astuple(other)[:-1]

    def __ne__(self, other: object) -> bool:  # `Struct` has one of its own
        return not self == other

    def __hash__(self) -> int:
        return hash((type(self), astuple(self)[:-1]))


# ---------------------------------------------------------------------------------------------- atoms


class Number(Node, frozen=True):
    """A decimal literal, `12` or `0.50`, without separators of thousands."""

    text: str

    @property
    def value(self) -> Fraction:
        """The exact rational that the digits denote: decimals are never binary floats."""
        return Fraction(int(self.text)) if self.text.isdecimal() else Fraction(self.text)


class Symbol(Node, frozen=True):
    r"""A name. `name` is its canonical LaTeX: `x`, `\alpha`, `w_1`, `E_{total}`, `\hat{y}`, `W^{(1)}`, `\mathbf{x}`.

    A subscript of one token has no braces, a longer one has.
    """

    name: str


class ConstantName(Enum):
    """Numbers with a name of their own."""

    PI = r"\pi"
    E = "e"
    INFINITY = r"\infty"
    DEGREE = r"^\circ"
    PERCENT = r"\%"


class Constant(Node, frozen=True):
    """π, e or ∞; a degree and a percent, behind a number. `e` is a constant unless the scope defines it as a name."""

    name: ConstantName


class Ellipsis(Node, frozen=True):
    r"""`\cdots`, `\ldots` as a term, a factor or an entry."""


# ---------------------------------------------------------------------------------------------- arithmetic


class Sum(Node, frozen=True):
    """Two terms or more, in order. A term that is subtracted is a `Negation`."""

    terms: tuple[Expression, ...]


class Negation(Node, frozen=True):
    """A leading minus: `-x`, or a subtracted term of a `Sum`."""

    operand: Expression


class PlusMinus(Node, frozen=True):
    r"""`\pm x` (`upper` true) or `\mp x`, alone or as a term of a `Sum`."""

    operand: Expression
    upper: bool


class Times(Enum):
    """How a multiplication was written."""

    IMPLICIT = ""
    DOT = r"\cdot"
    CROSS = r"\times"
    STAR = "*"
    ENTRYWISE = r"\odot"


class Product(Node, frozen=True):
    """Two factors or more, in order; `signs[i]` stands between `factors[i]` and `factors[i + 1]`."""

    factors: tuple[Expression, ...]
    signs: tuple[Times, ...]


class Division(Enum):
    """How a division was written."""

    FRACTION = r"\frac"
    SLASH = "/"
    OBELUS = r"\div"


class Quotient(Node, frozen=True):
    """A numerator over a denominator."""

    numerator: Expression
    denominator: Expression
    written: Division = Division.FRACTION


class Power(Node, frozen=True):
    """A base and an exponent."""

    base: Expression
    exponent: Expression


class Root(Node, frozen=True):
    r"""`\sqrt{radicand}`, or `\sqrt[index]{radicand}`."""

    radicand: Expression
    index: Expression | None = None


class Factorial(Node, frozen=True):
    """`n!`"""

    operand: Expression


class Binomial(Node, frozen=True):
    r"""`\binom{upper}{lower}`."""

    upper: Expression
    lower: Expression


class Bracket(Enum):
    """Round, square and curly brackets, as they were written; sizes are not kept."""

    ROUND = "()"
    SQUARE = "[]"
    CURLY = r"\{\}"


class Group(Node, frozen=True):
    """Brackets around an expression. They are kept, and mean nothing."""

    inner: Expression
    bracket: Bracket = Bracket.ROUND


class Fence(Enum):
    """Delimiters that are functions of what they hold."""

    ABSOLUTE = "abs"
    FLOOR = "floor"
    CEILING = "ceil"
    NORM = "norm"
    EUCLIDEAN = "norm 2"


class Fenced(Node, frozen=True):
    r"""`|x|`, `\lfloor x \rfloor`, `\lceil x \rceil`, `\|x\|`, `\|x\|_2`."""

    fence: Fence
    inner: Expression


# ---------------------------------------------------------------------------------------------- functions


class Call(Node, frozen=True):
    r"""A known function (see `functions.FUNCTIONS`) at its arguments: `\sin x`, `\sin^2 (x)`, `\log_5 x`, `\max(x, y)`.

    `function` is the entry's name (`sin`, `ln`, `arctan`, `log`, `max`, …; `\sin^{-1}` is read as `arcsin`).
    `power` is an exponent written on the name. `base` is that of `\log_b`. `brackets` tells whether the argument
    stood in brackets; without, it is one implicit product.
    """

    function: str
    arguments: tuple[Expression, ...]
    power: Expression | None = None
    base: Expression | None = None
    brackets: bool = True


class Application(Node, frozen=True):
    """A function named by the author at its arguments: `f(x)`, `f'(x + h)`, `f^{(4)}(x)`, `(f \\circ g)(x)`.

    `function` is a `Symbol`, a `Prime` of one, a `Derivative`, a `Gradient`, a `Composition` or a `Group` of those.
    """

    function: Expression
    arguments: tuple[Expression, ...]


class Composition(Node, frozen=True):
    r"""`f \circ g`: functions in the order written, the one applied last first."""

    functions: tuple[Expression, ...]


# ---------------------------------------------------------------------------------------------- calculus


class Prime(Node, frozen=True):
    """A derivative by primes, `y'`, `(f g)''`, or by an order in brackets, `f^{(n)}` (`marks` false)."""

    operand: Expression
    order: Expression
    marks: bool = True


class Notation(Enum):
    """How a derivative was written."""

    QUOTIENT = "quotient"  # \frac{dy}{dx}: the operand in the numerator
    OPERATOR = "operator"  # \frac{d}{dx} y: the operand after the fraction
    SLASH = "slash"  # dy/dx
    SUBSCRIPT = "subscript"  # f_{xy}, or D_x f when the operand is no symbol
    CAPITAL_D = "capital d"  # D_x f
    DOT = "dot"  # \dot{x}: by time


class Derivative(Node, frozen=True):
    r"""A derivative by named variables: `\frac{dy}{dx}`, `\frac{\partial^2 f}{\partial x \partial y}`, `f_{xy}`.

    `variables` holds each variable with its order, in the order written. `partial` tells ∂ from d.
    `\frac{\partial f}{\partial x}(a, b)` is an `Application` of this.
    """

    operand: Expression
    variables: tuple[tuple[Symbol, int], ...]
    partial: bool = False
    notation: Notation = Notation.QUOTIENT


class HigherDerivative(Node, frozen=True):
    r"""A derivative whose order is a letter: `\frac{d^n}{dx^n} e^{2x}`, `\frac{d^n y}{dx^n}` (`operator` false)."""

    operand: Expression
    variable: Symbol
    order: Expression
    operator: bool = True


class Gradient(Node, frozen=True):
    r"""`\nabla f`; `\nabla f(x, y)` is an `Application` of it. `order` 2 is `\nabla^2 f`, the Hessian."""

    operand: Expression
    order: int = 1


class Directional(Node, frozen=True):
    r"""`D_u f`, `D_{\mathbf{u}} f`: the derivative of `operand` along a vector."""

    operand: Expression
    direction: Expression


class Evaluation(Node, frozen=True):
    r"""`\left. operand \right|_{x = a, y = b}`, and `[ operand ]_{x = a}`."""

    operand: Expression
    at: tuple[tuple[Symbol, Expression], ...]


class Side(Enum):
    """The side from which a limit is taken."""

    BOTH = ""
    ABOVE = "+"
    BELOW = "-"


class Limit(Node, frozen=True):
    r"""`\lim_{variable \to point} body`; `0^+` is the point 0 from above."""

    body: Expression
    variable: Symbol
    point: Expression
    side: Side = Side.BOTH


class Operator(Enum):
    """Operators over an index."""

    SUM = r"\sum"
    PRODUCT = r"\prod"


class Indexed(Node, frozen=True):
    r"""A name whose subscript depends on an index that is bound here: `x_i` under `\sum_i`, `W_{ij}`."""

    base: Symbol
    indices: tuple[Expression, ...]


class Series(Node, frozen=True):
    r"""`\sum_{index=lower}^{upper} body`, or `\prod`. Without bounds the index runs over all its values."""

    operator: Operator
    body: Expression
    index: Symbol
    lower: Expression | None = None
    upper: Expression | None = None


class Integral(Node, frozen=True):
    r"""`\int body \, d variable`, with bounds or without."""

    body: Expression
    variable: Symbol
    lower: Expression | None = None
    upper: Expression | None = None


class Differential(Node, frozen=True):
    """`dx`, `dy` on its own."""

    variable: Symbol


# ---------------------------------------------------------------------------------------------- many entries


class VectorStyle(Enum):
    """The brackets of a row of entries."""

    ANGLE = r"\langle\rangle"
    ROUND = "()"
    SQUARE = "[]"


class Vector(Node, frozen=True):
    r"""`\langle a, b \rangle`, `(a, b)`: a column, whatever its brackets."""

    entries: tuple[Expression, ...]
    style: VectorStyle = VectorStyle.ANGLE


class Matrix(Node, frozen=True):
    r"""Rows of entries in `bmatrix`, `pmatrix`, `matrix`, `vmatrix` or a bracketed `array`."""

    rows: tuple[tuple[Expression, ...], ...]
    environment: str = "bmatrix"


class Cases(Node, frozen=True):
    r"""`\begin{cases}`: each branch has a value and the relations under which it holds; none means otherwise."""

    branches: tuple[tuple[Expression, tuple[Relation, ...]], ...]


class Blank(Node, frozen=True):
    r"""`\square`, `\_\_`: a place to fill in. Nothing is known of it."""


# ---------------------------------------------------------------------------------------------- relations


class Sign(Enum):
    """The sign between two sides."""

    EQUAL = "="
    NOT_EQUAL = r"\ne"
    LESS = "<"
    GREATER = ">"
    LESS_EQUAL = r"\le"
    GREATER_EQUAL = r"\ge"
    APPROXIMATE = r"\approx"
    DEFINES = ":="
    IDENTICAL = r"\equiv"
    BECOMES = r"\leftarrow"
    TENDS = r"\to"
    MEMBER = r"\in"
    PROPORTIONAL = r"\propto"


ORDERS = (Sign.LESS, Sign.GREATER, Sign.LESS_EQUAL, Sign.GREATER_EQUAL)
"""The signs of inequalities that order."""

INEQUALITIES = (*ORDERS, Sign.NOT_EQUAL)
"""The signs that compare, and claim no equality."""


class NumberSet(Node, frozen=True):
    r"""A set that stands at the right of `\in`: `\mathbb{R}`, `\mathbb{R}^n`, `\mathbb{N}`, an interval, `\{1, 2\}`, a letter.

    `name` is `R`, `N`, `N_0`, `Z`, `Q`, `interval`, `finite` or `named`: a set of which only its `letter` is known. `sizes` are
    the exponents of ℝ (`\mathbb{R}^{m \times n}` has two); `members` are the two ends of an interval or the members of a finite
    set; `closed` tells which ends belong to it.
    `positive` is `\mathbb{Z}_{>0}`, `\mathbb{N}^+`, `\mathbb{R}_{>0}`.
    """

    name: str
    sizes: tuple[Expression, ...] = ()
    members: tuple[Expression, ...] = ()
    closed: tuple[bool, bool] = (True, True)
    positive: bool = False
    letter: str = ""


class Relation(Node, frozen=True):
    """Two neighbouring sides and the sign between them: what may be claimed, assumed or defined."""

    left: Expression
    sign: Sign
    right: Expression


Expression: TypeAlias = (
    Number
    | Symbol
    | Constant
    | Ellipsis
    | Sum
    | Negation
    | PlusMinus
    | Product
    | Quotient
    | Power
    | Root
    | Factorial
    | Binomial
    | Group
    | Fenced
    | Call
    | Application
    | Composition
    | Prime
    | Derivative
    | HigherDerivative
    | Gradient
    | Directional
    | Evaluation
    | Limit
    | Indexed
    | Series
    | Integral
    | Differential
    | Vector
    | Matrix
    | Cases
    | Blank
    | NumberSet
)
