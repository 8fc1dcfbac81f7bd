"""What must hold where a term is defined: which sub-terms are positive, not negative, or not 0.

Only what holds whenever the whole term has a value: nothing is taken from under a binder if it holds the bound letter, and
nothing from branches or from the general term of a sum.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction as Number

from msgspec import Struct

from builder.calculus.judge.differentiate import ONE, derivative, negate, square
from builder.calculus.judge.field import NEGATIVE, POSITIVE, ZERO, Field, Fraction, Kind, Stop, Undefined, primitive_unit
from builder.calculus.judge.folding import rational_of
from builder.calculus.judge.normal_form import convert
from builder.calculus.judge.powers import is_root_of_negative, is_whole
from builder.calculus.judge.sequences import along_parities
from builder.calculus.judge.signs import learn
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import LEAVES, parts
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Approach,
    Branches,
    Comparison,
    DerivativeOf,
    Divide,
    Fn,
    Infinity,
    IntegralOf,
    LimitOf,
    Multiply,
    Raise,
    Rational,
    RootOf,
    SeriesOf,
    Setting,
    Term,
    UnknownAt,
    Variable,
)


class Requirement(Struct, frozen=True):
    """`term` has one of the signs of `mask` wherever the whole is defined.

    `depth` counts the constructs around it. With an `exponent` it is the base of a power, and this holds only if the exponent
    is no integer. A `loose` one is a value at a point that a sub-term only tends to: if there is none, nothing follows.
    """

    depth: int
    term: Term
    mask: int
    exponent: Term | None = None
    loose: bool = False


MINUS_ONE_TERM = negate(ONE)
MOST_REQUIREMENTS = 200
_WITHOUT_NEEDS = frozenset({Add, Multiply, UnknownAt})
Need = Callable[[Term, int], None]


def requirements(term: Term) -> list[Requirement]:
    """Sub-terms of `term` with the signs that they must have; none that holds a letter that is bound."""
    found: list[Requirement] = []
    _require(term, frozenset(), 0, found)
    return found


def _require(term: Term, bound: frozenset[str], depth: int, found: list[Requirement]) -> None:
    """Add to `found` what `term` requires, which has `depth` constructs around it; nothing that holds a letter of `bound`."""
    if type(term) in LEAVES:
        return
    if type(term) in _WITHOUT_NEEDS:
        for part in parts(term):
            _require(part, bound, depth + 1, found)
        return

    def need(part: Term, mask: int, exponent: Term | None = None) -> None:
        if not (bound and free_names(part) & bound):
            found.append(Requirement(depth, part, mask, exponent))
        elif mask == NEGATIVE | POSITIVE and isinstance(part, Multiply):
            # Of a product under a binder that is not 0, the factors without the bound letter are not 0 either.
            for factor in part.factors:
                need(factor, mask)

    def near(body: Term, variable: str, point: Term) -> None:
        """Even roots and logarithms in what must be defined on both sides of a point."""
        for inner in _inner_radicands(body, variable):
            value = substitute(inner, variable, point)
            if bound and free_names(value) & bound:
                continue
            strict = _is_line(inner, variable)
            found.append(Requirement(depth, value, POSITIVE if strict else POSITIVE | ZERO, loose=True))

    def go(part: Term, more: frozenset[str] = frozenset()) -> None:
        _require(part, bound | more, depth + 1, found)

    match term:
        case Divide(_, denominator):
            need(denominator, NEGATIVE | POSITIVE)
        case Raise(base, Rational(value)):
            if value.denominator % 2:
                if value < 0:
                    need(base, NEGATIVE | POSITIVE)
            else:
                need(base, POSITIVE if value < 0 else POSITIVE | ZERO)
        case Raise(base, exponent):
            number = rational_of(base)
            if number == 0:
                need(exponent, POSITIVE, exponent)
            elif number is None or number > 0 or not free_names(exponent) & bound:
                need(base, POSITIVE, exponent)  # of (−1)^{n(n+1)/2} behind a limit the integers n are meant
        case RootOf(radicand, index):
            if index % 2 == 0:
                need(radicand, POSITIVE | ZERO)
        case Apply(function, arguments):
            _of_function(function, arguments, need)
        case DerivativeOf(body, variable, order, at):
            if order > 0:
                match body:
                    case Apply(Fn.ABS, (u,)) if _is_line(u, variable):
                        need(substitute(u, variable, at), NEGATIVE | POSITIVE)
                    case _:
                        pass
                go(substitute(body, variable, at))
                near(body, variable, at)
                return
        case LimitOf(body, variable, point, approach):
            for along in along_parities(term) or (term,):
                go(along.body, frozenset((variable,)))
            if not isinstance(point, Infinity) and approach is Approach.BOTH:
                near(body, variable, point)
            if not isinstance(point, Infinity):
                go(point)
            return
        case SeriesOf(_, _, lower, upper) | IntegralOf(_, _, lower, upper):
            for end in (lower, upper):
                if not isinstance(end, Infinity):
                    go(end)
            return
        case Branches():
            return
        case _:
            pass
    for part in parts(term):
        go(part)


def _is_line(term: Term, variable: str) -> bool:
    """Whether the graph of a term over a variable is a line that crosses 0, where its absolute value has a kink."""
    slope = derivative_or_none(term, variable) if variable in free_names(term) else None
    return isinstance(slope, Rational) and slope.value != 0


def derivative_or_none(term: Term, variable: str) -> Term | None:
    """The derivative of a term that is a sum of simple terms, as a number if it is one."""
    try:
        slope = derivative(term, variable)
    except Stop:
        return None
    return _folded(slope)


def _folded(term: Term) -> Term:
    """A sum or product of rationals as one rational."""
    match term:
        case Add(terms):
            values = [_folded(t) for t in terms]
            if all(isinstance(v, Rational) for v in values):
                return Rational(sum((v.value for v in values if isinstance(v, Rational)), start=Number(0)))
        case Multiply(factors):
            values = [_folded(t) for t in factors]
            if all(isinstance(v, Rational) for v in values):
                product = Number(1)
                for v in values:
                    if isinstance(v, Rational):
                        product *= v.value
                return Rational(product)
        case _:
            pass
    return term


def _inner_radicands(body: Term, variable: str) -> list[Term]:
    """Continuous sub-terms that hold the variable and must not be negative for the body to be defined."""
    found: list[Term] = []
    stack = [body]
    while stack:
        term = stack.pop()
        match term:
            case RootOf(u, index) if index % 2 == 0 and variable in free_names(u):
                found.append(u)
            case Apply(Fn.LN, (u,)) if variable in free_names(u):
                found.append(u)
            case Raise(u, Rational(value)) if value.denominator % 2 == 0 and variable in free_names(u):
                found.append(u)
            case LimitOf() | SeriesOf() | IntegralOf() | Branches() | DerivativeOf():
                continue
            case _:
                pass
        stack.extend(parts(term))
    return [u for u in found if _continuous(u)]


def _continuous(term: Term) -> bool:
    match term:
        case LimitOf() | SeriesOf() | IntegralOf() | Branches() | DerivativeOf():
            return False
        case Apply(Fn.FLOOR | Fn.CEILING | Fn.SIGN, _):
            return False
        case _:
            return all(_continuous(part) for part in parts(term))


def _of_function(function: Fn, arguments: tuple[Term, ...], need: Need) -> None:
    u = arguments[0]
    match function:
        case Fn.LN:
            need(u, POSITIVE)
        case Fn.TAN | Fn.SEC:
            need(Apply(Fn.COS, (u,)), NEGATIVE | POSITIVE)
        case Fn.COT | Fn.CSC:
            need(Apply(Fn.SIN, (u,)), NEGATIVE | POSITIVE)
        case Fn.ARCSIN | Fn.ARCCOS:
            need(Add((ONE, negate(u))), POSITIVE | ZERO)
            need(Add((ONE, u)), POSITIVE | ZERO)
        case Fn.ARTANH:
            need(Add((ONE, negate(u))), POSITIVE)
            need(Add((ONE, u)), POSITIVE)
        case Fn.ARCSEC | Fn.ARCCSC:
            need(Add((square(u), MINUS_ONE_TERM)), POSITIVE | ZERO)
            need(u, NEGATIVE | POSITIVE)
        case Fn.ARCOSH:
            need(Add((u, MINUS_ONE_TERM)), POSITIVE | ZERO)
        case Fn.COTH | Fn.CSCH:
            need(u, NEGATIVE | POSITIVE)
        case Fn.FACTORIAL:
            need(u, POSITIVE | ZERO)
        case _:
            pass


def from_setting(setting: Setting) -> list[tuple[Term, int]]:
    """The inequalities among the assumptions, as terms with the signs that they must have."""
    masks = {
        Comparison.LESS: POSITIVE,
        Comparison.LESS_EQUAL: POSITIVE | ZERO,
        Comparison.NOT_EQUAL: NEGATIVE | POSITIVE,
    }
    return [(Add((c.right, negate(c.left))), masks[c.comparison]) for c in setting.conditions if c.comparison in masks]


def gather(field: Field, left: Term, right: Term, setting: Setting) -> None:
    """Learn the signs that follow from the setting and from both sides being defined, assumptions and shallow ones first.

    Raises Undefined when they contradict each other.
    """
    wanted = [Requirement(0, term, mask) for term, mask in from_setting(setting)]
    wanted += sorted(requirements(left) + requirements(right), key=lambda r: -r.depth)
    for _ in range(3):
        news = field.unresolved = False
        for requirement in wanted[:MOST_REQUIREMENTS]:
            try:
                mask = _mask(field, requirement)
                if mask is not None and learn(field, convert(field, requirement.term), mask):
                    news = True
            except Stop:
                field.depth = field.binders = 0
            except Undefined:
                if not requirement.loose:
                    raise
                field.depth = field.binders = 0
        if not news or not field.unresolved:
            return


def note_needs(field: Field, left: Term, right: Term) -> None:
    """Note as used which letters, or sums of letters, must be positive for the logarithms of both sides to be defined.

    A proof that asked for no sign holds wherever both sides are defined; this is what it tells of where that is.
    """
    if not any(kernel.kind is Kind.LN for kernel in field.kernels):
        return
    for requirement in requirements(left) + requirements(right):
        term = requirement.term
        if requirement.mask == POSITIVE and not requirement.loose and (type(term) is Variable or id(term) in field.cache):
            p, q = convert(field, term)
            if q.is_one() and p.total_degree() == 1 and _mask(field, requirement) == POSITIVE:
                unit = primitive_unit(p)
                field.note(p / unit, POSITIVE if unit > 0 else NEGATIVE)


def _mask(field: Field, requirement: Requirement) -> int | None:
    """The signs that a requirement allows, once its exponent is known; None if any."""
    if requirement.exponent is None:
        return requirement.mask
    p, q = field.cancel(convert(field, requirement.exponent))
    if q.is_one() and p.is_constant():
        if p.is_zero():
            return None
        value = p.leading_coefficient()
        if value.q % 2 == 0:
            return POSITIVE if value < 0 else POSITIVE | ZERO
        return NEGATIVE | POSITIVE if value < 0 else None
    if (q.is_one() and is_whole(field, p)) or is_root_of_negative(field, convert(field, requirement.term), Fraction(p, q)):
        return None
    return requirement.mask
