"""How many zeros an expression in one letter has at most, by its factors: those of polynomials, and of simple logarithms."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from types import MappingProxyType

from flint import fmpq_poly
from msgspec import Struct

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Call,
    Constant,
    ConstantName,
    Expression,
    Group,
    Negation,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.isolation import real_roots
from builder.calculus.judge.polynomials import LARGEST_DEGREE, in_integers, polynomial
from builder.calculus.judge.verdict import Refuted

_NEVER_ZERO = frozenset({"exp", "cosh"})
_ZERO_AT = MappingProxyType({"ln": 1, "sinh": 0, "tanh": 0, "arctan": 0, "arsinh": 0})
"""Functions that are 0 at one number only."""


class _Found(Struct):
    """What was found of an expression: polynomials that are its factors, and how many other zeros it may have."""

    above: fmpq_poly
    below: fmpq_poly
    others: int = 0


def zeros_at_most(node: Expression, letter: str) -> int | None:
    """A number that the real zeros of `node` in `letter` are not more than; None where no bound is known.

    A zero is where the expression has a value, which is 0. A denominator, an even root of the letter and its logarithm only leave
    some out. Powers whose exponents are no numbers have positive bases. Raises `isolation.TooClose`.
    """
    found = _Found(fmpq_poly([1]), fmpq_poly([1]))
    if not _read(node, letter, found, above=True):
        return None
    rest = found.above
    while (common := rest.gcd(found.below)).degree() > 0:
        rest //= common
    whole = in_integers(rest)
    if whole is None:
        return None
    roots = real_roots(whole)
    domains = {_domain(part, letter) for part in descendants(node)}
    if _Domain.POSITIVE in domains:
        roots = [root for root in roots if not root <= 0]
    elif _Domain.NOT_NEGATIVE in domains:
        roots = [root for root in roots if not root < 0]
    return len(roots) + found.others


def _read(node: Expression, letter: str, found: _Found, *, above: bool) -> bool:
    """Add what the factors of `node` have to `found`; False where there is one of which nothing is known."""
    match node:
        case Group(inner):
            return _read(inner, letter, found, above=above)
        case Negation(operand):
            return _read(operand, letter, found, above=above)
        case Product(factors):
            return all(_read(factor, letter, found, above=above) for factor in factors)
        case Quotient(numerator, denominator) if letter in symbols(node):
            return _read(numerator, letter, found, above=above) and _read(denominator, letter, found, above=not above)
        case Root(radicand):
            return _read(radicand, letter, found, above=above)
        case Power(base, exponent) if letter in symbols(node):
            to = _rational(exponent)
            if to is None:  # of a base that is positive if the letter is in the exponent
                return letter in symbols(exponent) or not above or _read(base, letter, found, above=True)
            return to == 0 or _read(base, letter, found, above=above == (to > 0))
        case Call(function) if letter in symbols(node):
            return function in _NEVER_ZERO or not above or (function in _ZERO_AT and _of_function(node, letter, found))
        case _ if letter not in symbols(node):  # another letter may be 0
            return not symbols(node) and isinstance(decide(Claim(Relation(node, Sign.EQUAL, Number("0")), Context())), Refuted)
    values = polynomial(node, letter)
    if values is None:
        return not above or (isinstance(node, Sum) and _with_one_monotone(node, letter, found))
    if values.degree() + found.above.degree() > LARGEST_DEGREE or values.degree() < 0:
        return False
    if above:
        found.above *= values
    else:
        found.below *= values
    return True


def _of_function(node: Call, letter: str, found: _Found) -> bool:
    """ln u is 0 where u is 1, sinh u where u is 0."""
    (argument, *more) = node.arguments
    inside = None if more or node.base is not None else polynomial(argument, letter)
    if inside is None or inside.degree() < 1 or inside.degree() + found.above.degree() > LARGEST_DEGREE:
        return False
    found.above *= inside - _ZERO_AT[node.function]
    return True


def _with_one_monotone(node: Sum, letter: str, found: _Found) -> bool:
    """a ln x + b and a e^{kx} + b, or with another base, where a and k are no 0, rise or fall everywhere: one zero at most."""
    moving = [term for term in node.terms if letter in symbols(term)]
    if len(moving) != 1:
        return False
    term = moving[0].operand if isinstance(moving[0], Negation) else moving[0]
    parts = term.factors if isinstance(term, Product) else (term,)
    found.others += 1
    varying = [part for part in parts if letter in symbols(part)]
    rest = [part for part in parts if letter not in symbols(part)]
    return len(varying) == 1 and _is_monotone(varying[0], letter) and all(_read(part, letter, found, above=True) for part in rest)


def _is_monotone(node: Expression, letter: str) -> bool:
    match node:
        case Call("ln", _, None):
            return _domain(node, letter) is _Domain.POSITIVE
        case Call("log", (Symbol(name),)):
            return name == letter
        case Power(Constant(ConstantName.E) | Number() as base, exponent) if not isinstance(base, Number) or base.value > 1:
            inside = polynomial(exponent, letter)
            return inside is not None and inside.degree() == 1
        case _:
            return False


class _Domain(Enum):
    """For which values of a letter a part has a value."""

    EVERY = "every"
    NOT_NEGATIVE = "not negative"
    POSITIVE = "positive"


def _domain(node: Node, letter: str) -> _Domain:
    match node:
        case Call("ln", (Symbol(name),), _, None) if name == letter:
            return _Domain.POSITIVE
        case Root(Symbol(name), None) if name == letter:
            return _Domain.NOT_NEGATIVE
        case Power(Symbol(name), exponent) if name == letter:
            to = _rational(exponent)
            if to is None:
                return _Domain.POSITIVE if letter in symbols(exponent) else _Domain.EVERY
            return _Domain.NOT_NEGATIVE if to.denominator % 2 == 0 else _Domain.EVERY
        case _:
            return _Domain.EVERY


def _rational(node: Expression) -> Fraction | None:
    """The number that an exponent is; None where it is none."""
    match node:
        case Number():
            return node.value
        case Group(inner):
            return _rational(inner)
        case Negation(operand):
            inside = _rational(operand)
            return None if inside is None else -inside
        case Quotient(numerator, denominator):
            above, below = _rational(numerator), _rational(denominator)
            return above / below if above is not None and below else None
        case _:
            return None
