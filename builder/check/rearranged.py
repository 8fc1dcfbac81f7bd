"""The moves of algebra, and the laws of exponents and of logarithms: what must stand in two rows for each of them to lead from
the first to the second. What it makes must be seen there, or may have been made in one's head.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from builder.calculus.derivation.build import EULER, TWO, bare
from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Call,
    Derivative,
    Evaluation,
    Expression,
    Factorial,
    Group,
    Integral,
    Limit,
    Negation,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Series,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, kinds_in, summands, symbols
from builder.check.differentiated import LOGARITHMS
from builder.check.row_pair import (
    APPLIES,
    CANNOT,
    CIRCULAR,
    UNKNOWN,
    Answer,
    RowPair,
    calls,
    has,
    is_fraction,
    is_multiplied_sum,
    is_root,
    is_sum,
    unless_unknown,
)

_CALCULUS = (Prime, Derivative, Limit, Integral, Evaluation)


def expanding(pair: RowPair) -> Answer:
    if any(map(_can_be_expanded, pair.old)):
        return APPLIES
    return UNKNOWN if any(map(_is_worked_out, pair.old)) else unless_unknown(pair)


def _can_be_expanded(node: Node) -> bool:
    match node:
        case Product() | Power() if is_multiplied_sum(node):
            return True
        case Negation(operand):
            return is_sum(operand)
        case Quotient(numerator):
            return is_sum(numerator)
        case Power(base, exponent):
            return is_sum(exponent) or isinstance(bare(base), Product | Quotient)
        case Call(_, arguments):
            return any(isinstance(bare(argument), Sum | Product | Quotient | Power | Root) for argument in arguments)
        case Application(_, arguments):
            return any(map(is_sum, arguments))
        case Root(radicand):
            return isinstance(bare(radicand), Product | Quotient)
        case _:
            return False


def _is_worked_out(node: Node) -> bool:
    """Whether something is multiplied that people do not write as one term: 2 · 3x, x(2x), 12^2, |x + 1|^2."""
    match node:
        case Product(factors, signs):
            return any(sign is not Times.IMPLICIT for sign in signs) or any(isinstance(factor, Group) for factor in factors)
        case Power(base):
            return isinstance(bare(base), Number) or Sum in kinds_in(base)
        case _:
            return False


def factoring(pair: RowPair) -> Answer:
    before, after = pair.changed
    if _has_products_of_sums(descendants(after), descendants(before)):
        return APPLIES
    if not pair.is_known or kinds_in(before) & {*_CALCULUS}:
        return UNKNOWN
    if any(Sum in kinds_in(node) for node in pair.old if isinstance(node, Quotient | Root)):
        return UNKNOWN  # a factor may be cancelled at once
    if isinstance(after, Call) and after.power is None:
        return CANNOT
    is_expanded = is_multiplied_sum(before) and isinstance(after, Sum)
    return CANNOT if is_expanded or not kinds_in(before) & {Sum, Number, Power} else UNKNOWN


def _has_products_of_sums(new: Iterable[Node], old: Iterable[Node]) -> bool:
    return any(is_multiplied_sum(node) and node not in old for node in new)


def distributing(pair: RowPair) -> Answer:
    """The law is read in both directions."""
    answers = {expanding(pair), factoring(pair), collecting(pair)}
    return next(answer for answer in Answer if answer in answers)


def collecting(pair: RowPair) -> Answer:
    if not has(pair.old, Sum):
        return CANNOT if pair.is_arithmetic else UNKNOWN
    before = pair.plain[0]
    return CANNOT if pair.is_arithmetic and len(symbols(before)) == 1 and _has_unlike_terms(before) else APPLIES


def _has_unlike_terms(node: Expression) -> bool:
    """Whether there is nothing but terms of which each is of another degree in the same letter."""
    degrees = [_degree(term) for term in summands(node)]
    return None not in degrees and len({*degrees}) == len(degrees)


def _degree(term: Expression) -> int | None:
    """The degree of a number, of a power, or of a number and a power; None for anything else."""
    match bare(term):
        case Negation(operand):
            return _degree(operand)
        case Number():
            return 0
        case Symbol():
            return 1
        case Power(Symbol(), Number(text)) if text.isdecimal():
            return int(text)
        case Product((Number(), factor)):
            return _degree(factor)
        case _:
            return None


def common_denominator(pair: RowPair) -> Answer:
    if any(any(map(is_fraction, descendants(node))) for node in pair.old if isinstance(node, Sum)):
        return APPLIES
    if not pair.is_known or has((*pair.old, *pair.new), Limit, Integral):
        return UNKNOWN
    added = any(map(is_fraction, pair.old)) and has((*pair.old, *pair.new), Sum)
    return UNKNOWN if added or any(map(is_fraction, pair.new)) else CANNOT  # 2/3 = 8/12 may come first


def cancelling(pair: RowPair) -> Answer:
    if any(map(is_fraction, pair.old)):
        return APPLIES
    return CANNOT if pair.is_arithmetic and not has(pair.old, Sum, Call, Root) else UNKNOWN


def conjugate(pair: RowPair) -> Answer:
    both = (*pair.old, *pair.new)
    if any(map(is_root, both)) or calls(both, CIRCULAR):
        return APPLIES if any(map(is_fraction, both)) else UNKNOWN
    return UNKNOWN if any(map(is_fraction, both)) else unless_unknown(pair)


def rationalising(pair: RowPair) -> Answer:
    return APPLIES if any(map(is_root, (*pair.old, *pair.new))) else unless_unknown(pair)


def binomial(pair: RowPair) -> Answer:
    both = (*pair.old, *pair.new)
    if any(map(is_multiplied_sum, both)) or has(both, Binomial, Factorial, Series):
        return APPLIES
    powers = any(map(_is_worked_out, [node for node in both if isinstance(node, Power)]))
    return UNKNOWN if powers or has(both, Application) else unless_unknown(pair)


def difference_of_powers(pair: RowPair) -> Answer:
    """There is a difference of what may be squares or cubes, or the product of a sum and the difference of the same."""
    both = (*pair.old, *pair.new)
    if not has(both, Negation) or (pair.is_arithmetic and pair.is_algebra and not any(map(is_root, both))):
        shown = any(map(_is_difference_of_powers, both)) or any(map(_has_conjugates, both))
        return APPLIES if shown else UNKNOWN if has(both, Quotient, Root) else unless_unknown(pair)
    return APPLIES if has(pair.old, Sum) and has(pair.new, Sum) else UNKNOWN


def _is_difference_of_powers(node: Node) -> bool:
    """Whether a sum has a square and another one with a minus before it among its terms, or cubes."""
    if not isinstance(node, Sum):
        return False
    less = [term.operand for term in node.terms if isinstance(term, Negation)]
    more = [term for term in node.terms if not isinstance(term, Negation)]
    return any(all(any(_may_be_power(term, times) for term in side) for side in (less, more)) for times in (2, 3))


def _may_be_power(node: Expression, times: int) -> bool:
    """Whether a term is a square, or a cube; of what is no product of numbers and letters that is not seen."""
    match bare(node):
        case Number() as one if one.value.denominator == 1 and one.value < _LARGEST:
            root = round(math.pow(float(one.value), 1 / times))
            return one.value == Fraction(root) ** times
        case Symbol():
            return False
        case Power(_, Number() as exponent) if exponent.value.denominator == 1:
            return exponent.value % times == 0
        case Product(factors):
            return all(_may_be_power(factor, times) for factor in factors)
        case _:
            return True


def _has_conjugates(node: Node) -> bool:
    """Whether a product has two sums as factors whose terms differ in some signs only."""
    if not isinstance(node, Product):
        return False
    sums = [dict(map(_with_sign, factor.terms)) for one in node.factors if isinstance(factor := bare(one), Sum)]
    return any(
        mine.keys() == theirs.keys() and len({mine[term] == theirs[term] for term in mine}) == 2
        for place, mine in enumerate(sums)
        for theirs in sums[:place]
    )


def _with_sign(term: Expression) -> tuple[Expression, bool]:
    return (bare(term.operand), False) if isinstance(term, Negation) else (bare(term), True)


_LARGEST = 10_000
"""Up to which number it is looked whether it is a square."""


def completing_square(pair: RowPair) -> Answer:
    squares = (node for node in pair.new if isinstance(node, Power) and bare(node.exponent) == TWO)
    if any(is_multiplied_sum(node) and node not in pair.old for node in squares):
        return APPLIES
    prepared = all(isinstance(side, Sum) for side in pair.changed)  # x^2 + 2x + 1 - 1 comes first
    other = has((*pair.old, *pair.new), Quotient, Root) or prepared
    return UNKNOWN if other or not pair.is_arithmetic else CANNOT


def partial_fractions(pair: RowPair) -> Answer:
    if any(isinstance(node, Quotient) or (is_fraction(node) and not _is_exponential(node)) for node in pair.old):
        return APPLIES if has(pair.new, Sum) else CANNOT if pair.is_arithmetic else UNKNOWN
    return unless_unknown(pair)


def _is_exponential(node: Node) -> bool:
    return isinstance(node, Power) and node.base == EULER and not isinstance(bare(node.exponent), Negation)


def division(pair: RowPair) -> Answer:
    return APPLIES if any(map(is_fraction, pair.old)) else unless_unknown(pair)


def exponents(pair: RowPair) -> Answer:
    both = (*pair.old, *pair.new)
    if has(both, Power, Root) or calls(both, frozenset(("exp",))):
        return APPLIES
    repeated = any(isinstance(node, Product) and has_equal_bases(node.factors) for node in both)
    numbers = not symbols(pair.before)
    return UNKNOWN if numbers or repeated or calls(both, frozenset((*LOGARITHMS, *CIRCULAR))) else unless_unknown(pair)


def logarithms(pair: RowPair) -> Answer:
    if not calls((*pair.old, *pair.new), LOGARITHMS):
        return unless_unknown(pair)
    if has(pair.old, Prime, Derivative) and pair.is_known and not _has_logarithm_to_part(pair):
        return CANNOT
    return unless_prepared(pair, LOGARITHMS) if pair.is_algebra else APPLIES


def _has_logarithm_to_part(pair: RowPair) -> bool:
    """Whether a logarithm stands in two rows that is not the natural one of a letter, or a power with the variable above."""
    both = (*pair.old, *pair.new)
    plain = all(call.base is None and isinstance(bare(call.arguments[0]), Symbol) for call in calls(both, LOGARITHMS))
    return not plain or any(isinstance(node, Power) and symbols(node.exponent) and node.base != EULER for node in both)


def unless_prepared(pair: RowPair, functions: frozenset[str]) -> Answer:
    """What is answered of a rule of functions where algebra leads to a row: one with two of them may be what the rule is for."""
    left = {(call.function, call.arguments, call.power) for call in calls(descendants(pair.plain[1]), functions)}
    return CANNOT if len(left) < 2 else UNKNOWN


def has_equal_bases(factors: Sequence[Expression]) -> bool:
    bases = [bare(base.base if isinstance(base := bare(factor), Power) else base) for factor in factors]
    return any(base in bases[:place] and not isinstance(base, Number) for place, base in enumerate(bases)) or any(
        isinstance(bare(factor), Power) and isinstance(base, Number) for factor, base in zip(factors, bases, strict=True)
    )
