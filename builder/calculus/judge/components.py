"""Identities in one variable by calculus: a difference whose derivative is 0 is constant on each interval of the common domain.

The domain is cut where a denominator, a radicand or the argument of a logarithm vanishes. In every piece that lies in the
domain one exact point must give the difference 0. Inverse circular functions and logarithms are compared this way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction as Number
from itertools import pairwise

from flint import arb, fmpq, fmpz_poly
from msgspec import Struct

from builder.calculus.judge.constants import ball
from builder.calculus.judge.differentiate import derivative
from builder.calculus.judge.domain import Requirement, from_setting, requirements
from builder.calculus.judge.exact import is_zero, vanishes
from builder.calculus.judge.field import (
    ANY,
    NEGATIVE,
    POSITIVE,
    ZERO,
    Convert,
    Field,
    Kernel,
    Kind,
    Polynomial,
    Stop,
    Undefined,
)
from builder.calculus.judge.folding import folded
from builder.calculus.judge.isolation import TooClose, between, centre, real_roots
from builder.calculus.judge.signs import fraction_sign, sign, univariate
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import parts, walk
from builder.calculus.judge.terms import (
    Apply,
    Branches,
    DerivativeOf,
    Fn,
    IntegralOf,
    LimitOf,
    Rational,
    SeriesOf,
    Setting,
    Term,
    UnknownAt,
)

LARGEST_DEGREE = 24
MOST_PIECES = 16


class Cut(Struct, frozen=True):
    """A number at which the domain may end: a ball around it, the number itself if it is rational, and what it is a root of."""

    place: arb
    value: fmpq | None
    root_of: fmpz_poly


def equal_by_calculus(field: Field, left: Term, right: Term, setting: Setting, convert: Convert) -> bool:
    """Whether the sides are equal on their whole common domain, by derivative and points. One free variable only.

    Raises Stop where that cannot be found out.
    """
    names = free_names(left) | free_names(right)
    jumps = [*_jumps(left), *_jumps(right)]
    if len(names) != 1 or not (continuous(left, signs=True) and continuous(right, signs=True)):
        raise Stop("no proof by derivative and points: more than one letter, or a jump")
    name = next(iter(names))
    if name in field.integers:
        raise Stop("no derivative by an integer")
    try:
        slope = field.subtract(convert(field, derivative(left, name)), convert(field, derivative(right, name)))
    except Undefined:
        raise Stop("the formula for the derivative has no value") from None
    if not slope.numerator.is_zero() and not vanishes(field, slope.numerator):
        raise Stop("the difference of the sides does not reduce to 0")
    needs = [Requirement(0, t, mask) for t, mask in from_setting(setting)] + requirements(left) + requirements(right)
    if any(need.exponent is not None and isinstance(folded(need.exponent), Rational) for need in needs):
        raise Stop("a power is defined on more than is required of it: its exponent is a number that is not written as one")
    cuts = _cuts(field, needs + [Requirement(0, u, ANY) for u in jumps], name, convert)
    inside: list[bool] = []
    for points in _pieces(cuts):
        inside.append(_lies_inside(field, needs, name, points[0], convert))
        if inside[-1] and not any(zero_at(field, left, right, {name: point}, convert) for point in points):
            raise Stop("locally constant, but no exact point of an interval gives the difference 0")
    for cut, before, after in zip(cuts, inside[:-1], inside[1:], strict=True):
        if (before or after) and not jumps:  # the sides are continuous there, if they are defined
            continue
        if _may_be_inside(field, needs, name, cut, convert):
            if cut.value is None or not zero_at(field, left, right, {name: cut.value}, convert):
                raise Stop("the domain may have a point apart")
            inside.append(True)
    return any(inside)


def _jumps(term: Term) -> Iterator[Term]:
    """The arguments of all sign functions."""
    for part in walk(term):
        if isinstance(part, Apply) and part.function is Fn.SIGN:
            yield part.arguments[0]


def continuous(term: Term, signs: bool = False) -> bool:
    """Whether a term is made of functions that are continuous and piecewise analytic where they are defined.

    With `signs`, jumps at the zeros of arguments of sign functions are allowed.
    """
    match term:
        case LimitOf() | SeriesOf() | IntegralOf() | Branches() | DerivativeOf() | UnknownAt():
            return False
        case Apply(Fn.SIGN, _) if not signs:
            return False
        case Apply(Fn.FLOOR | Fn.CEILING | Fn.FACTORIAL | Fn.BINOMIAL, _):
            return False
        case _:
            return all(continuous(part, signs) for part in parts(term))


# ---------------------------------------------------------------------------------------------- where the domain is cut


def _cuts(field: Field, needs: list[Requirement], name: str, convert: Convert) -> list[Cut]:
    product: list[Polynomial] = []
    for need in needs:
        if name not in free_names(need.term):
            continue
        p, q = field.cancel(convert(field, need.term))
        for part in (p, q):
            if part.is_constant():
                continue
            for factor, _ in field.factor(part)[1]:
                product.extend(_zeros(field, factor, name, 0))
    roots: list[Cut] = []
    symbol = field.symbol(name)
    unique = {field.key(p): p for p in product}.values()
    common = field.one
    for p in unique:
        common = field.times(common, p)
    if common.is_constant():
        return []
    for p, _ in field.factor(common)[1]:
        along = univariate(p, symbol.index)
        if along.degree() > LARGEST_DEGREE:
            raise Stop("the domain is cut in too many places")
        field.spend(1 + along.degree() ** 2 // 8)
        exact = fmpq(-int(along[0]), int(along[1])) if along.degree() == 1 else None
        try:
            roots += [Cut(arb(exact) if exact is not None else r, exact, along) for r in real_roots(along)]
        except TooClose:
            raise Stop("the domain is cut in places too near to each other") from None
    roots.sort(key=lambda c: centre(c.place))
    for before, after in pairwise(roots):
        if before.place.overlaps(after.place):
            raise Stop("the domain is cut in places too near to each other")
    return roots


def _zeros(field: Field, p: Polynomial, name: str, depth: int) -> list[Polynomial]:
    """Polynomials in the variable alone, whose real roots hold all zeros of `p`."""
    if not _sign_without_facts(field, p) & ZERO:
        return []
    others = [k for k in field.kernels_in(p) if not (k.kind is Kind.SYMBOL and k.name == name)]
    if not others:
        return [p]
    if depth > 4:
        raise Stop("the ends of the domain are not known")
    kernel = max(others, key=lambda k: -k.index)
    if kernel.degree == 2 and kernel.relation is not None and kernel.kind in (Kind.ROOT, Kind.ABS):
        rest = p.subs({kernel.index: fmpq(0)})
        factor = p - rest
        norm = field.reduce(field.times(rest, rest) - field.times(factor, factor))
    elif kernel.relation is not None and kernel.kind in (Kind.ROOT, Kind.TURN):
        norm = _resultant(field, p, kernel, kernel.relation)
    else:
        raise Stop("the ends of the domain are not known")
    if norm.is_zero():
        raise Stop("the ends of the domain are not known")
    found: list[Polynomial] = []
    if not norm.is_constant():
        for q, _ in field.factor(norm)[1]:
            found.extend(_zeros(field, q, name, depth + 1))
    return found


def _resultant(field: Field, p: Polynomial, kernel: Kernel, relation: Polynomial) -> Polynomial:
    """The resultant of `p` and the relation of a kernel: the product of `p` over all values of that kernel."""
    size = 1
    for _ in range(kernel.degree):
        size *= len(p)
        if size > field.budget.term_products:
            raise Stop("too many terms")
    field.spend(10 + size // 50)
    return p.resultant(relation, f"g{kernel.index}")


def _sign_without_facts(field: Field, p: Polynomial) -> int:
    """The signs that `p` can have anywhere, not only where the sides are defined."""
    facts, bounds, found = field.facts, field.bounds, field.found_signs
    field.facts, field.bounds, field.found_signs = {}, {}, {}
    try:
        return sign(field, p)
    finally:
        field.facts, field.bounds, field.found_signs = facts, bounds, found


# ---------------------------------------------------------------------------------------------- the pieces


def _pieces(cuts: list[Cut]) -> list[list[fmpq]]:
    """For each open interval between cuts, simple rationals in it."""
    if len(cuts) > MOST_PIECES:
        raise Stop("the domain is cut in too many places")
    ends: list[tuple[arb | None, arb | None]] = []
    before: arb | None = None
    for cut in cuts:
        ends.append((before, cut.place))
        before = cut.place
    ends.append((before, None))
    return [_simple_points(low, high) for low, high in ends]


def _simple_points(low: arb | None, high: arb | None) -> list[fmpq]:
    chosen = []
    for simple in (0, 1, -1, fmpq(1, 2), fmpq(-1, 2), 2, -2, 3, -3, fmpq(1, 4), fmpq(-1, 4), fmpq(3, 4), fmpq(-3, 4), 4, -4):
        place = arb(simple)
        if (low is None or place > low) and (high is None or place < high):
            chosen.append(fmpq(simple))
    if not chosen:
        point = between(low, high)
        if point is None:
            raise Stop("the domain is cut in places too near to each other")
        chosen.append(point)
    return chosen[:8]


def _placed(term: Term, point: Mapping[str, fmpq]) -> Term:
    for name, value in point.items():
        term = substitute(term, name, Rational(Number(int(value.p), int(value.q))))
    return term


def mask_at(field: Field, term: Term, point: Mapping[str, fmpq], convert: Convert) -> int:
    """The sign of a term at a point; Stop if it is not known."""
    value = convert(field, _placed(term, point))
    if value.numerator.is_zero():
        return ZERO
    mask = fraction_sign(field, value)
    if mask in (POSITIVE, NEGATIVE):
        return mask
    if is_zero(field, value.numerator):
        return ZERO
    number = ball(field, value.numerator, 512)
    below = ball(field, value.denominator, 512)
    if number is None or below is None or number.contains(0) or below.contains(0):
        raise Stop("a sign at a point is not known")
    return POSITIVE if number / below > 0 else NEGATIVE


def _lies_inside(field: Field, needs: list[Requirement], name: str, point: fmpq, convert: Convert) -> bool:
    """Whether the interval around a point lies in the domain; it lies there as a whole or not at all."""
    for need in needs:
        if name not in free_names(need.term) or need.loose:
            continue
        try:
            mask = mask_at(field, need.term, {name: point}, convert)
        except Undefined:
            return False
        if mask == ZERO and not need.mask & ZERO:
            return False
        if not mask & need.mask:
            return False
    return True


def _may_be_inside(field: Field, needs: list[Requirement], name: str, cut: Cut, convert: Convert) -> bool:
    """Whether a cut may belong to the domain."""
    for need in needs:
        if name not in free_names(need.term) or need.loose:
            continue
        if cut.value is not None:
            try:
                if not mask_at(field, need.term, {name: cut.value}, convert) & need.mask:
                    return False
            except Undefined:
                return False
            continue
        p, q = convert(field, need.term)
        symbol = field.symbol(name)
        if p.is_zero() or not q.is_one() or any(k.index != symbol.index for k in field.kernels_in(p)):
            continue
        along = univariate(p, symbol.index)
        field.spend(1 + along.degree() // 8)
        if not need.mask & ZERO and along.gcd(cut.root_of).degree() > 0:
            return False
        value = along(cut.place)
        if (value > 0 and not need.mask & POSITIVE) or (value < 0 and not need.mask & NEGATIVE):
            return False
    return True


def zero_at(field: Field, left: Term, right: Term, point: Mapping[str, fmpq], convert: Convert) -> bool:
    """Whether the sides are provably equal at a point. False says nothing."""
    try:
        gap = field.subtract(convert(field, _placed(left, point)), convert(field, _placed(right, point)))
    except (Stop, Undefined):
        field.depth = field.binders = 0
        return False
    return bool(gap.numerator.is_zero()) or is_zero(field, gap.numerator)
