r"""What is said of random variables: expectations, variances and covariances of polynomials in them, written in moments.

`\operatorname{Var}(2X + 1)` is E[(2X + 1)^2] - (E[2X + 1])^2, which is 4 E[X^2] - 4 (E[X])^2, since E is linear. The moments of
variables of which nothing is told but, it may be, that they are independent, satisfy no equation: an equation of polynomials in
them holds if it is an identity, and for no other reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product as pairs
from typing import TypeAlias, cast

from msgspec.structs import replace

from builder.calculus.expression.nodes import (
    Application,
    Constant,
    Expression,
    Group,
    Negation,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import map_children, symbols
from builder.calculus.latex.statement import Display, Statement
from builder.document.phrases import Words
from builder.document.sentences import ReadFormula

_FONTS = ("operatorname", "mathrm", "mathbb", "mathsf", "mathbf")
_EXPECTATIONS = frozenset({"E", *(rf"\{font}{{E}}" for font in _FONTS)})
_VARIANCES = frozenset({"V", *(rf"\{font}{{{name}}}" for font in _FONTS for name in ("V", "Var"))})
_COVARIANCES = frozenset(rf"\{font}{{Cov}}" for font in _FONTS)
OPERATORS = _EXPECTATIONS | _VARIANCES | _COVARIANCES
"""The names of what makes a number of a random variable."""

_WRITTEN = r"\\(?:operatorname|mathrm|mathbb|mathsf|mathbf)\s*\{(?:E|V|Var|Cov)\}"
_BARE = r"(?<![A-Za-z\\{])[EV](?=\s*(?:\\left|\\bigl?|\\Bigl?)?\s*[\[(])"
_SPEAKS = Words(
    "random variable*, expectation*, expected value*, variance*, covariance*, uncorrelated, zufallsvariable*, erwartungswert*",
    "varianz, variable aléatoire, variables aléatoires, espérance, fair die, fair coin, i.i.d., distribution*",
)
_INDEPENDENT = Words("independent, uncorrelated, unabhängig*, indépendant*, i.i.d., iid, independientes")
_DEPENDENT = Words(
    "linearly independent, not independent, dependent, whether, not necessarily independent, need not be independent"
)
_DISTRIBUTED = Words(
    "poisson, bernoulli, binomial, normal, gaussian, uniform*, geometric, exponential*, gamma, distributed, indicator*, coin*",
    "die, dice, symmetric, standard*, zero mean, mean zero, centered, centred, suppose, assume, given, identically, i.i.d., iid",
    "same distribution, constant, normalverteil*, such that, satisf*, with mean, with variance, martingale*, orthogonal",
)
_TELL = ("{Var}", "{Cov}", r"\mathbb{E}")
_PARAMETERS = re.compile(r"(?:\\(?:mu|sigma|lambda|theta|rho)|[npqr])(?:_.*)?")
_RANDOM = r"[N-Z](?:_(?:\w|\{\w+\}))?"
_FIXED = r"[a-dh-t](?:_(?:\w|\{\w+\}))?|\\(?:mu|sigma|alpha|beta|gamma|lambda|theta|rho)(?:_(?:\w|\{\w+\}))?"
_MOMENT = "E["
_LARGEST_POWER = 4
_MOST_TERMS = 30
_ONE = Number("1")

_Monomial: TypeAlias = tuple[tuple[str, int], ...]
_Polynomial: TypeAlias = Mapping[_Monomial, Expression]


class _Opaque(Exception):
    """Something random that is no polynomial in random variables, or may hold others."""


def operators_in(latex: str) -> frozenset[str]:
    """The operators in a formula."""
    found = set(re.findall(_BARE, latex)) if "E" in latex or "V" in latex else set()
    if any(name in latex for name in ("{E}", "{V", "{Cov")):
        found.update(name.replace(" ", "") for name in re.findall(_WRITTEN, latex))
    return frozenset(found)


def speaks_of_random(words: str, formulas: Sequence[str]) -> bool:
    """Whether words, or operators in formulas, speak of what is random, so that E and V are operators."""
    return any(name in latex for latex in formulas for name in _TELL) or _SPEAKS.stand_in(words)


def tells_distribution(words: str, formulas: Sequence[str]) -> bool:
    """Whether more may be told of random variables than that they are independent."""
    return any(r"\sim" in latex for latex in formulas) or _DISTRIBUTED.stand_in(words)


def parameters_in(relation: Relation) -> frozenset[str]:
    """The letters of a relation that are customary for parameters of distributions."""
    return frozenset(name for name in symbols(relation) if _PARAMETERS.fullmatch(name))


def independence_told(words: str) -> bool | None:
    """Whether words tell random variables to be independent, or that they need not be; None if they tell nothing."""
    if _DEPENDENT.stand_in(words):
        return False
    return True if _INDEPENDENT.stand_in(words) else None


def with_moments(read: Sequence[ReadFormula], *, independent: bool) -> list[ReadFormula]:
    """The formulas of a sentence with moments in place of expectations, variances and covariances. What is said of others says
    nothing."""
    return [
        replace(one, display=Display(tuple(_in_moments(s, independent) for s in one.display.statements), one.display.faults))
        for one in read
    ]


def is_of_random(relation: Relation) -> bool:
    """Whether a relation holds moments at one side alone, so that it tells of which variables it is said."""
    return any(map(_has_moments, (relation.left, relation.right))) and not is_of_moments(relation)


def is_of_moments(relation: Relation) -> bool:
    """Whether a relation holds moments at both sides."""
    return all(map(_has_moments, (relation.left, relation.right)))


def is_of_several(relation: Relation) -> bool:
    """Whether a relation holds a moment of several variables, such as E[XY]."""
    names = [name for name in symbols(relation) if name.startswith(_MOMENT)]
    return any(len(re.findall(r"[A-Z]", name[len(_MOMENT) :])) > 1 for name in names)


def _has_moments(side: Expression) -> bool:
    return any(name.startswith(_MOMENT) for name in symbols(side))


def _in_moments(statement: Statement, independent: bool) -> Statement:
    if not any(side is not None and symbols(side) & OPERATORS for side in statement.sides):
        return statement
    try:
        sides = tuple(None if side is None else cast(Expression, _moments(side, independent)) for side in statement.sides)
    except _Opaque:
        return replace(statement, sides=statement.sides[:1], signs=(), sign_spans=(), rows=statement.rows[:1], reasons=())
    return replace(statement, sides=sides)


def _moments(node: Node, independent: bool) -> Node:
    inner = map_children(node, lambda child: _moments(child, independent))
    match inner:
        case Application(Symbol(name), arguments) if name in OPERATORS:
            return replace(Group(_value(name, arguments, independent)), span=node.span)
        case Product(factors, signs) if any(isinstance(f, Symbol) and f.name in OPERATORS for f in factors):
            kept, between = list[Expression](), list[Times]()
            for at, factor in enumerate(factors):
                if kept and isinstance(kept[-1], Symbol) and kept[-1].name in OPERATORS:
                    kept[-1] = Group(_value(kept[-1].name, (factor,), independent))
                    continue
                between += signs[at - 1 : at] if kept else ()
                kept.append(factor)
            if isinstance(kept[-1], Symbol) and kept[-1].name in OPERATORS:
                raise _Opaque
            return replace(Product(tuple(kept), tuple(between)) if between else kept[0], span=node.span)
        case Symbol(name) if name in OPERATORS:
            return inner  # of an application, or a factor
        case _:
            return inner


def _value(name: str, arguments: Sequence[Expression], independent: bool) -> Expression:
    """What an operator makes of its arguments."""
    polynomials = [_polynomial(argument) for argument in arguments]
    if not any(any(polynomial) for polynomial in polynomials):
        raise _Opaque  # nothing in it is known to be random
    match name, polynomials:
        case _, [of] if name in _EXPECTATIONS:
            return _expected(of, independent)
        case _, [of] if name in _VARIANCES:
            return _covariance(of, of, independent)
        case _, [of, other] if name in _COVARIANCES:
            return _covariance(of, other, independent)
        case _:
            raise _Opaque


def _covariance(of: _Polynomial, other: _Polynomial, independent: bool) -> Expression:
    apart = _times(_expected(of, independent), _expected(other, independent))
    return Sum((_expected(_multiplied(of, other), independent), Negation(apart)))


def _expected(of: _Polynomial, independent: bool) -> Expression:
    terms = tuple(_times(coefficient, _moment(monomial, independent)) for monomial, coefficient in of.items())
    return terms[0] if len(terms) == 1 else Group(Sum(terms))


def _moment(monomial: _Monomial, independent: bool) -> Expression:
    if independent and len(monomial) > 1:
        value: Expression = _ONE
        for factor in monomial:
            value = _times(value, _moment((factor,), independent))
        return value
    inner = "".join(re.sub(r"[_{}]", "", name) + (f"^{power}" if power > 1 else "") for name, power in monomial)
    return Symbol(f"{_MOMENT}{inner}]") if monomial else _ONE


def _times(left: Expression, right: Expression) -> Expression:
    if left == _ONE or right == _ONE:
        return right if left == _ONE else left
    return Product((Group(left), Group(right)), (Times.DOT,))


def _polynomial(node: Expression) -> _Polynomial:
    """A polynomial in random variables, by their powers. Raises _Opaque for anything else."""
    match node:
        case Symbol(name) if re.fullmatch(_RANDOM, name):
            return {((name, 1),): _ONE}
        case Symbol(name) if name.startswith(_MOMENT) or re.fullmatch(_FIXED, name):
            return {(): node}
        case Number() | Constant():
            return {(): node}
        case Group(inner):
            return _polynomial(inner)
        case Negation(operand):
            return {monomial: Negation(Group(value)) for monomial, value in _polynomial(operand).items()}
        case Sum(terms):
            return _added([_polynomial(term) for term in terms])
        case Product(factors, signs) if not {*signs} - {Times.IMPLICIT, Times.DOT, Times.CROSS, Times.STAR}:
            value: _Polynomial = {(): _ONE}
            for factor in factors:
                value = _multiplied(value, _polynomial(factor))
            return value
        case Power(base, Number(text)) if text.isdecimal() and 0 < int(text) <= _LARGEST_POWER:
            value, of = {(): _ONE}, _polynomial(base)
            for _ in range(int(text)):
                value = _multiplied(value, of)
            return value
        case Quotient(numerator, denominator) if not any(_polynomial(denominator)):
            return {monomial: Quotient(value, denominator) for monomial, value in _polynomial(numerator).items()}
        case _:
            raise _Opaque


def _added(polynomials: Sequence[_Polynomial]) -> _Polynomial:
    found: dict[_Monomial, Expression] = {}
    for polynomial in polynomials:
        for monomial, value in polynomial.items():
            found[monomial] = Group(Sum((found[monomial], value))) if monomial in found else value
    if len(found) > _MOST_TERMS:
        raise _Opaque
    return found


def _multiplied(left: _Polynomial, right: _Polynomial) -> _Polynomial:
    terms: list[_Polynomial] = []
    for (one, value), (other, factor) in pairs(left.items(), right.items()):
        powers: dict[str, int] = {}
        for name, power in (*one, *other):
            powers[name] = powers.get(name, 0) + power
        terms.append({tuple(sorted(powers.items())): _times(value, factor)})
    return _added(terms)
