"""What people call the rules: the words for each, the entries of the rule book that they may mean, and what must stand in two
rows for one of them to lead from the first to the second.

A rule is denied only where what it is for is nowhere: no quotient, no integral, no angle that is doubled. So is one of functions
(of sines, of logarithms) where algebra alone leads to the row after it, whatever these functions are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.derivation.build import EULER, TWO, bare, depends_on, without_groups
from builder.calculus.derivation.rough import NEAR, rough
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
from builder.calculus.expression.walk import descendants, kinds_in, map_children, summands, symbols
from builder.calculus.rules import algebra, differentiation, integration, limits, moves, trigonometry
from builder.calculus.rules.moves import Move
from builder.calculus.rules.rule import Rule
from builder.check.differentiated import ANY, AS_QUOTIENTS, LOGARITHMS, admitted, at_the_top, required
from builder.check.integrated import (
    Way,
    by_parts,
    by_putting_in,
    by_substitution,
    of_antiderivative,
    of_integrals,
    power_is_integrated,
)
from builder.check.row_pair import Answer, RowPair, are_equal_by_algebra, are_same, is_root, unless_unknown

APPLIES, UNKNOWN, PARTLY, CANNOT = Answer
_CALCULUS = (Prime, Derivative, Limit, Integral, Evaluation)
_CIRCULAR = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))
_HYPERBOLIC = frozenset(("sinh", "cosh", "tanh", "coth", "sech", "csch"))
_INVERSE = frozenset(("arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc"))
_AS_QUOTIENTS = {
    **AS_QUOTIENTS,
    "tanh": ("sinh", "cosh"), "coth": ("cosh", "sinh"), "sech": ("", "cosh"), "csch": ("", "sinh"),
}  # fmt: skip


class Named(Struct, frozen=True):
    """A name of rules: `name` as it stands in a sentence, `words` that say it, as a regular expression of small letters, and
    `rules` that it may mean. `lacks` tells of two rows that the rules have nothing to apply to.

    `alone` marks what may be one of several steps at once: it is judged only where the reason tells nothing beside.
    """

    name: str
    words: str
    lacks: str
    answer: Callable[[RowPair], Answer]
    rules: tuple[Rule | Move, ...] = ()
    alone: bool = False


# ------------------------------------------------------------------------------------------------ what stands in a row


def _calls(nodes: Iterable[Node], functions: frozenset[str]) -> list[Call]:
    return [node for node in nodes if isinstance(node, Call) and node.function in functions]


def _is_sum(node: Node) -> bool:
    return isinstance(bare(cast(Expression, node)), Sum)


def _has(nodes: Iterable[Node], *kinds: type[Node]) -> bool:
    return any(isinstance(node, kinds) for node in nodes)


def _is_multiplied_sum(node: Node) -> bool:
    """A product with a sum as a factor, or a power of a sum."""
    match node:
        case Product(factors):
            return any(map(_is_sum, factors)) or any(_is_multiplied_sum(bare(factor)) for factor in factors)
        case Power(base):
            return _is_sum(base)
        case Negation(operand):
            return _is_multiplied_sum(bare(operand))
        case _:
            return False


def _is_fraction(node: Node) -> bool:
    match node:
        case Quotient():
            return True
        case Power(_, exponent):
            return isinstance(bare(exponent), Negation) or bool(symbols(exponent))
        case Call(function):
            return function in _AS_QUOTIENTS
        case _:
            return False


# ------------------------------------------------------------------------------------------------ differentiation


def _differentiation(rule: str, pair: RowPair) -> Answer:
    names = admitted(*pair.plain, pair.context) or admitted(pair.before, pair.after, pair.context)
    if names:
        return _admitted(rule, names, pair)
    if _has(pair.old, Integral) and not _has((*pair.old, *pair.new), Prime, Derivative):
        return of_antiderivative(rule, pair)
    letters = symbols(pair.before) | symbols(pair.after)
    return _of_powers(rule, pair) if letters and pair.is_arithmetic else UNKNOWN  # of numbers it may be a rule of counting


def _admitted(rule: str, names: frozenset[str], pair: RowPair) -> Answer:
    """Whether one of the rules that the forms admit leads there: where one is needed, another one that is for a part below the
    top does not."""
    if rule not in names:
        return CANNOT
    rows = (*pair.plain, pair.context)
    needed = required(*rows)
    is_part = len(needed) == 1 and rule not in needed and rule != ANY and rule not in at_the_top(pair.plain[0], pair.context)
    return PARTLY if is_part else APPLIES


def _of_powers(rule: str, pair: RowPair) -> Answer:
    """Whether rules of powers and logarithms that have the same names may be meant, where nothing is differentiated."""
    both = (*pair.old, *pair.new)
    if _calls(both, LOGARITHMS):
        return CANNOT if rule == "chain" else UNKNOWN
    match rule:
        case "product":
            alike = any(_has_equal_bases(node.factors) for node in both if isinstance(node, Product))
            return UNKNOWN if alike or any(map(is_root, both)) else CANNOT
        case "quotient":
            return UNKNOWN if _has(both, Quotient) and _has(both, Power, Root) else CANNOT
        case "power":
            return UNKNOWN if _has(both, Power, Root) else CANNOT
        case _:
            return CANNOT


def _has_equal_bases(factors: Sequence[Expression]) -> bool:
    bases = [bare(base.base if isinstance(base := bare(factor), Power) else base) for factor in factors]
    return any(base in bases[:place] and not isinstance(base, Number) for place, base in enumerate(bases)) or any(
        isinstance(bare(factor), Power) and isinstance(base, Number) for factor, base in zip(factors, bases, strict=True)
    )


def _of_function(rules: Sequence[Rule], pair: RowPair) -> Answer:
    """Whether one of the functions is there of which these rules tell the derivative, as the rule book writes it."""
    if any(map(pair.has_ingredients, rules)):
        return APPLIES
    return unless_unknown(pair)


def _definition(pair: RowPair) -> Answer:
    both = (*pair.old, *pair.new)
    if _has(both, Limit) and _has(both, Prime, Derivative):
        return APPLIES
    return CANNOT if pair.is_arithmetic and not _has(both, Quotient) else UNKNOWN


# ------------------------------------------------------------------------------------------------ algebra


def _expanding(pair: RowPair) -> Answer:
    if any(map(_can_be_expanded, pair.old)):
        return APPLIES
    return UNKNOWN if any(map(_is_worked_out, pair.old)) else unless_unknown(pair)


def _can_be_expanded(node: Node) -> bool:
    match node:
        case Product() | Power() if _is_multiplied_sum(node):
            return True
        case Negation(operand):
            return _is_sum(operand)
        case Quotient(numerator):
            return _is_sum(numerator)
        case Power(base, exponent):
            return _is_sum(exponent) or isinstance(bare(base), Product | Quotient)
        case Call(_, arguments):
            return any(isinstance(bare(argument), Sum | Product | Quotient | Power | Root) for argument in arguments)
        case Application(_, arguments):
            return any(map(_is_sum, arguments))
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


def _factoring(pair: RowPair) -> Answer:
    before, after = pair.changed
    if _has_products_of_sums(descendants(after), descendants(before)):
        return APPLIES
    if not pair.is_known or kinds_in(before) & {*_CALCULUS}:
        return UNKNOWN
    if any(Sum in kinds_in(node) for node in pair.old if isinstance(node, Quotient | Root)):
        return UNKNOWN  # a factor may be cancelled at once
    if isinstance(after, Call) and after.power is None:
        return CANNOT
    is_expanded = _is_multiplied_sum(before) and isinstance(after, Sum)
    return CANNOT if is_expanded or not kinds_in(before) & {Sum, Number, Power} else UNKNOWN


def _has_products_of_sums(new: Iterable[Node], old: Iterable[Node]) -> bool:
    return any(_is_multiplied_sum(node) and node not in old for node in new)


def _distributing(pair: RowPair) -> Answer:
    """The law is read in both directions."""
    answers = {_expanding(pair), _factoring(pair), _collecting(pair)}
    return next(answer for answer in Answer if answer in answers)


def _collecting(pair: RowPair) -> Answer:
    if not _has(pair.old, Sum):
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


def _common_denominator(pair: RowPair) -> Answer:
    if any(any(map(_is_fraction, descendants(node))) for node in pair.old if isinstance(node, Sum)):
        return APPLIES
    if not pair.is_known or _has((*pair.old, *pair.new), Limit, Integral):
        return UNKNOWN
    added = any(map(_is_fraction, pair.old)) and _has((*pair.old, *pair.new), Sum)
    return UNKNOWN if added or any(map(_is_fraction, pair.new)) else CANNOT  # 2/3 = 8/12 may come first


def _cancelling(pair: RowPair) -> Answer:
    if any(map(_is_fraction, pair.old)):
        return APPLIES
    return CANNOT if pair.is_arithmetic and not _has(pair.old, Sum, Call, Root) else UNKNOWN


def _conjugate(pair: RowPair) -> Answer:
    both = (*pair.old, *pair.new)
    if any(map(is_root, both)) or _calls(both, _CIRCULAR):
        return APPLIES if any(map(_is_fraction, both)) else UNKNOWN
    return UNKNOWN if any(map(_is_fraction, both)) else unless_unknown(pair)


def _rationalising(pair: RowPair) -> Answer:
    return APPLIES if any(map(is_root, (*pair.old, *pair.new))) else unless_unknown(pair)


def _binomial(pair: RowPair) -> Answer:
    both = (*pair.old, *pair.new)
    if any(map(_is_multiplied_sum, both)) or _has(both, Binomial, Factorial, Series):
        return APPLIES
    powers = any(map(_is_worked_out, [node for node in both if isinstance(node, Power)]))
    return UNKNOWN if powers or _has(both, Application) else unless_unknown(pair)


def _difference_of_powers(pair: RowPair) -> Answer:
    """There is a difference of what may be squares or cubes, or the product of a sum and the difference of the same."""
    both = (*pair.old, *pair.new)
    if not _has(both, Negation) or (pair.is_arithmetic and pair.is_algebra and not any(map(is_root, both))):
        shown = any(map(_is_difference_of_powers, both)) or any(map(_has_conjugates, both))
        return APPLIES if shown else UNKNOWN if _has(both, Quotient, Root) else unless_unknown(pair)
    return APPLIES if _has(pair.old, Sum) and _has(pair.new, Sum) else UNKNOWN


def _is_difference_of_powers(node: Node) -> bool:
    """Whether a sum has a square and another one with a minus before it among its terms, or cubes."""
    if not isinstance(node, Sum):
        return False
    less = [term.operand for term in node.terms if isinstance(term, Negation)]
    more = [term for term in node.terms if not isinstance(term, Negation)]
    return any(_may_be_power(one, n) and _may_be_power(other, n) for n in (2, 3) for one in more for other in less)


def _may_be_power(node: Expression, times: int) -> bool:
    """Whether a term is a square, or a cube; of what is no product of numbers and letters that is not seen."""
    match bare(node):
        case Number() as one:
            return any(base**times == one.value for base in range(int(one.value) + 1)) if one.value < _LARGEST else True
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


def _completing_square(pair: RowPair) -> Answer:
    squares = (node for node in pair.new if isinstance(node, Power) and bare(node.exponent) == TWO)
    if any(_is_multiplied_sum(node) and node not in pair.old for node in squares):
        return APPLIES
    prepared = all(isinstance(side, Sum) for side in pair.changed)  # x^2 + 2x + 1 - 1 comes first
    other = _has((*pair.old, *pair.new), Quotient, Root) or prepared
    return UNKNOWN if other or not pair.is_arithmetic else CANNOT


def _partial_fractions(pair: RowPair) -> Answer:
    if any(isinstance(node, Quotient) or (_is_fraction(node) and not _is_exponential(node)) for node in pair.old):
        return APPLIES if _has(pair.new, Sum) else CANNOT if pair.is_arithmetic else UNKNOWN
    return unless_unknown(pair)


def _is_exponential(node: Node) -> bool:
    return isinstance(node, Power) and node.base == EULER and not isinstance(bare(node.exponent), Negation)


def _division(pair: RowPair) -> Answer:
    return APPLIES if any(map(_is_fraction, pair.old)) else unless_unknown(pair)


def _exponents(pair: RowPair) -> Answer:
    both = (*pair.old, *pair.new)
    if _has(both, Power, Root) or _calls(both, frozenset(("exp",))):
        return APPLIES
    repeated = any(isinstance(node, Product) and _has_equal_bases(node.factors) for node in both)
    numbers = not symbols(pair.before)
    return UNKNOWN if numbers or repeated or _calls(both, frozenset((*LOGARITHMS, *_CIRCULAR))) else unless_unknown(pair)


def _logarithms(pair: RowPair) -> Answer:
    if not _calls((*pair.old, *pair.new), LOGARITHMS):
        return unless_unknown(pair)
    if _has(pair.old, Prime, Derivative) and pair.is_known and not _has_logarithm_to_part(pair):
        return CANNOT
    return _unless_prepared(pair, LOGARITHMS) if pair.is_algebra else APPLIES


def _has_logarithm_to_part(pair: RowPair) -> bool:
    """Whether a logarithm stands in two rows that is not the natural one of a letter, or a power with the variable above."""
    both = (*pair.old, *pair.new)
    plain = all(call.base is None and isinstance(bare(call.arguments[0]), Symbol) for call in _calls(both, LOGARITHMS))
    return not plain or any(isinstance(node, Power) and symbols(node.exponent) and node.base != EULER for node in both)


def _unless_prepared(pair: RowPair, functions: frozenset[str]) -> Answer:
    """What is answered of a rule of functions where algebra leads to a row: one with two of them may be what the rule is for."""
    left = {(call.function, call.arguments, call.power) for call in _calls(descendants(pair.plain[1]), functions)}
    return CANNOT if len(left) < 2 else UNKNOWN


# ------------------------------------------------------------------------------------------------ trigonometry


def _angles(nodes: Iterable[Node]) -> list[Expression]:
    """The angles of which circular and hyperbolic functions are taken, each once."""
    found: list[Expression] = []
    for call in _calls(nodes, _CIRCULAR | _HYPERBOLIC):
        angle = without_groups(call.arguments[0])
        angle = angle.operand if isinstance(angle, Negation) else angle
        if not any(are_same(angle, other) for other in found):
            found.append(angle)
    return found


def _trigonometry(pair: RowPair) -> Answer:
    functions = _CIRCULAR | _HYPERBOLIC | _INVERSE
    if not _calls((*pair.old, *pair.new), functions):
        return unless_unknown(pair)
    return _unless_prepared(pair, functions) if pair.is_algebra else APPLIES


def _pythagoras(pair: RowPair) -> Answer:
    angles = _angles((*pair.old, *pair.new))
    both = (*pair.old, *pair.new)
    if not angles and _has(both, Power, Root) and not (_has(both, Prime, Derivative) or _calls(both, LOGARITHMS)):
        return UNKNOWN  # of a triangle
    if (found := _trigonometry(pair)) is not APPLIES:
        return found
    if pair.is_algebra_with(with_quotients):
        return _unless_prepared(pair, _CIRCULAR)
    if pair.is_arithmetic and any(isinstance(angle, Sum) for angle in angles) and not _has_squares(both):
        return CANNOT
    return CANNOT if pair.is_algebra_with(lambda node: _doubled(with_quotients(node), angles)) else APPLIES


def _has_squares(nodes: Sequence[Node]) -> bool:
    """Whether functions may be squared somewhere, in one's head too: at fractions and roots, and where a factor stands twice."""
    if _has(nodes, Power, Root, Quotient) or any(isinstance(n, Call) and (n.power or n.function in _AS_QUOTIENTS) for n in nodes):
        return True
    return any(isinstance(node, Product) and len({*node.factors}) < len(node.factors) for node in nodes)


def _doubling(pair: RowPair) -> Answer:
    if (found := _trigonometry(pair)) is not APPLIES:
        return found
    angles = _angles((*pair.old, *pair.new))
    if any(_is_twice(one, other) for one in angles for other in angles):
        return APPLIES
    return CANNOT if _is_one_angle(angles) and pair.is_known else UNKNOWN


def _addition(pair: RowPair) -> Answer:
    if (found := _trigonometry(pair)) is not APPLIES:
        return found
    angles = _angles((*pair.old, *pair.new))
    if any(isinstance(angle, Sum) for angle in angles):
        return APPLIES
    return CANNOT if _is_one_angle(angles) and pair.is_known else UNKNOWN


def is_doubled(pair: RowPair) -> bool:
    """Whether one of two rows has an angle that the other has not, but twice or half of it."""
    old, new = _angles(pair.old), _angles(pair.new)
    return any(
        not any(are_same(angle, other) for other in theirs) and any(_is_twice(angle, o) or _is_twice(o, angle) for o in theirs)
        for mine, theirs in ((old, new), (new, old))
        for angle in mine
    )


def _is_one_angle(angles: Sequence[Expression]) -> bool:
    return len(angles) == 1 and bool(symbols(angles[0]))


def _is_twice(one: Expression, other: Expression) -> bool:
    """Whether an angle is twice another one."""
    doubled, halved = Product((TWO, other), (Times.DOT,)), Quotient(one, TWO)
    return are_same(one, without_groups(doubled)) or are_same(without_groups(halved), other)


def with_quotients(node: Expression) -> Expression:
    """`node` with sines and cosines in place of the tangent and its like."""

    def change(part: Node) -> Node:
        part = map_children(part, change)
        if not isinstance(part, Call) or part.function not in _AS_QUOTIENTS:
            return part
        above, below = _AS_QUOTIENTS[part.function]
        plain = replace(part, power=None)
        quotient = Quotient(replace(plain, function=above) if above else Number("1"), replace(plain, function=below))
        return quotient if part.power is None else Power(quotient, part.power)

    return cast(Expression, change(node))


def _doubled(node: Expression, angles: Sequence[Expression]) -> Expression:
    """`node` with functions of an angle in place of those of twice that angle."""

    def change(part: Node) -> Node:
        part = map_children(part, change)
        if not isinstance(part, Call) or part.function not in ("sin", "cos"):
            return part
        half = next((angle for angle in angles if _is_twice(without_groups(part.arguments[0]), angle)), None)
        if half is None:
            return part
        sine, cosine = (replace(part, function=name, arguments=(half,), power=None) for name in ("sin", "cos"))
        value: Expression = Product((TWO, sine, cosine), (Times.DOT, Times.DOT))
        if part.function == "cos":
            value = Sum((Power(cosine, TWO), Negation(Power(sine, TWO))))
        return value if part.power is None else Power(value, part.power)

    return cast(Expression, change(node))


# ------------------------------------------------------------------------------------------------ limits


def _of_limits(pair: RowPair) -> Answer:
    return APPLIES if _has((*pair.old, *pair.new), Limit) else unless_unknown(pair)


def _l_hospital(pair: RowPair) -> Answer:
    """It is for quotients of which both parts go to 0 or grow without bound, and makes another quotient."""
    if (found := _of_limits(pair)) is not APPLIES:
        return found
    mine, theirs = pair.plain
    if not isinstance(mine, Limit) or not pair.is_known:
        return UNKNOWN
    if not any(map(_is_fraction, descendants(mine.body))) and not _calls(descendants(mine.body), LOGARITHMS):
        return CANNOT
    if isinstance(theirs, Limit):
        left = any(_is_fraction(node) and depends_on(node, mine.variable.name) for node in descendants(theirs.body))
        return CANNOT if not left and are_equal_by_algebra(mine.body, theirs.body) else UNKNOWN
    if _has(pair.new, Limit):
        return UNKNOWN
    if isinstance(mine.body, Quotient):
        above, below = (_value(side, mine) for side in (mine.body.numerator, mine.body.denominator))
        if above is not None and below is not None and abs(below) > NEAR:
            return CANNOT
    return APPLIES


def _value(side: Expression, at: Limit) -> float | None:
    """The value of what has no other letter at the point of a limit."""
    point = rough(at.point, {})
    return None if point is None or symbols(side) - {at.variable.name} else rough(side, {at.variable.name: point})


# ------------------------------------------------------------------------------------------------ the table

_D, _A, _T, _L, _I = differentiation, algebra, trigonometry, limits, integration
_KINDS = r"(?: (?:theorems?|formulas?|formulae|identit(?:y|ies)|rules?))?"
_OF_LOGARITHMS = r"(?:of|for) (?:the )?log\w*"
_OF_POWERS = r"(?:of|for) (?:the )?(?:exponents?|powers|indices)"
_OF_LIMITS = r"(?:of|for) (?:the )?limits?"
_FIRST = r"(?:(?<=^)|(?<=and )|(?<=then )|(?<=by )|(?<=we )|(?<=, ))"


def _by(rule: str, form: str, *rules: Rule) -> Named:
    return Named(f"the {rule} rule", "", f"no {form} is differentiated here", partial(_differentiation, rule), rules)


def _of(name: str, words: str, *rules: Rule) -> Named:
    words = rf"(?:derivatives? of|differentiate) (?:the )?(?:{words})\b(?! of)"
    return Named(f"the derivative of the {name}", words, f"no {name} is differentiated here", partial(_of_function, rules), rules)


DIFFERENTIATION = {
    "product": _by("product", "product", _D.PRODUCT, _D.PRODUCT_OF_MANY),
    "quotient": _by("quotient", "quotient", _D.QUOTIENT, _D.RECIPROCAL),
    "chain": _by("chain", "function of a function", _D.CHAIN, _D.CHAIN_OF_RATES, _D.GENERAL_POWER),
    "power": _by("power", "power", _D.POWER, _D.GENERAL_POWER),
    "sum": _by("sum", "sum", _D.SUM, _D.DIFFERENCE),
    "difference": _by("difference", "difference", _D.SUM, _D.DIFFERENCE),
    "constant multiple": _by("constant multiple", "constant factor", _D.CONSTANT_MULTIPLE, _D.CONSTANT_DENOMINATOR, _D.NEGATIVE),
    "constant factor": _by("constant factor", "constant factor", _D.CONSTANT_MULTIPLE, _D.CONSTANT_DENOMINATOR, _D.NEGATIVE),
}
"""The rules of differentiation by the words before `rule` or `rules`, of which several may stand together."""

NAMED = (
    _of("sine", "sine|sin", _D.SINE),
    _of("cosine", "cosine|cos", _D.COSINE),
    _of("tangent", "tangent|tan", _D.TANGENT),
    _of("exponential", "(?:natural )?exponential(?: function)?|exp",
        _D.EXPONENTIAL, _D.EXPONENTIAL_BASE, _D.EXPONENTIAL_FUNCTION),
    _of("logarithm", "(?:natural )?log(?:arithm)?|ln", _D.LOGARITHM, _D.LOGARITHM_BASE, _D.LOGARITHM_ABSOLUTE),
    _of("square root", "(?:square )?root", _D.SQUARE_ROOT, _D.ROOT),
    _of("arctangent", "inverse tangent|arctangent|arctan", _D.ARCTANGENT),
    _of("arcsine", "inverse sine|arcsine|arcsin", _D.ARCSINE),
    _of("absolute value", "absolute value", _D.ABSOLUTE, _D.LOGARITHM_ABSOLUTE),
    Named("the definition of the derivative",
          r"(?:limit )?definition of (?:the |a )?derivative|first principles|limit definition",
          "nothing is differentiated here", _definition, (_L.DEFINITION,)),
    Named("the laws of exponents",
          rf"(?:laws?|rules?|properties|property) {_OF_POWERS}|(?:exponents?|index|indices|power) laws?|exponent rules?"
          rf"|(?:product|power|quotient) rules? {_OF_POWERS}|add(?:ing)? (?:the )?exponents",
          "no powers stand here", _exponents,
          (_A.ADD_EXPONENTS, _A.MULTIPLY_EXPONENTS, _A.POWER_OF_PRODUCT, _A.NEGATIVE_EXPONENT, _A.TO_NEGATIVE_EXPONENT,
           _A.EXPONENTIAL_OF_SUM), alone=True),
    Named("the laws of logarithms",
          rf"log(?:arithm)?(?:ic)? (?:laws?|rules?|propert(?:y|ies)|identit(?:y|ies))|(?:laws?|rules?|properties|property) "
          rf"{_OF_LOGARITHMS}|(?:product|power|quotient) rules? {_OF_LOGARITHMS}"
          r"|logarithm of (?:a|the) (?:product|quotient|power)",
          "no law of logarithms is used here", _logarithms,
          (_A.LOGARITHM_OF_POWER, _A.LOGARITHM_OF_PRODUCT, _A.LOGARITHM_OF_QUOTIENT, _A.CHANGE_OF_BASE)),
    Named("multiplying out", r"expand(?:ing|ed|s)?|multiply(?:ing)? (?:it |this |them )?out",
          "nothing is multiplied out here", _expanding,
          (_A.EXPAND, _A.EXPAND_SQUARE, _A.EXPAND_CUBE, _A.DISTRIBUTE_SIGN), alone=True),
    Named("factoring", rf"{_FIRST}factor(?:ing|ed)?(?: out)?(?! theorem)|factori[sz](?:e|ing|ed)|factoring",
          "nothing is factored here", _factoring, (_A.FACTOR_OUT, _A.FACTOR_POLYNOMIAL), alone=True),
    Named("the distributive law", r"distribut(?:e|ing|ive)(?: law| property)?", "nothing is multiplied out or factored here",
          _distributing, (_A.EXPAND, _A.FACTOR_OUT), alone=True),
    Named("collecting like terms", r"(?:collect|combine|combining|add|adding|group)(?:ing)? (?:the )?like terms|like terms",
          "there are no terms to be collected here", _collecting, (_A.COLLECT,), alone=True),
    Named("a common denominator", r"(?:common|same) denominator", "no fractions are added here", _common_denominator,
          (_A.COMMON_DENOMINATOR,), alone=True),
    Named("cancelling", r"cancel(?:l?ing|l?ed|lation)?", "nothing can be cancelled here", _cancelling, (_A.CANCEL, _L.CANCEL_H),
          alone=True),
    Named("the conjugate", r"conjugate", "there are no roots here", _conjugate, (_A.CONJUGATE,), alone=True),
    Named("rationalising", r"rationali[sz](?:e|ing|ation)", "there are no roots here", _rationalising,
          (_A.CONJUGATE,), alone=True),
    Named("the binomial theorem", r"binomial (?:theorem|formulas?|formulae|expansion)|pascal'?s (?:triangle|rule)",
          "no power of a sum stands here", _binomial,
          (_A.BINOMIAL_THEOREM, _A.PASCAL, _A.BINOMIAL_FIRST, _A.BINOMIAL_ZERO)),
    Named("the difference of squares", r"differences? of (?:two )?(?:squares|cubes)", "there is no such difference here",
          _difference_of_powers, (_A.DIFFERENCE_OF_SQUARES, _A.DIFFERENCE_OF_CUBES), alone=True),
    Named("completing the square", r"complet(?:e|ed|ing) the square", "no square of a sum stands here", _completing_square,
          (_A.COMPLETE_SQUARE,), alone=True),
    Named("partial fractions", r"partial fractions?(?: decomposition)?", "no fraction is parted here", _partial_fractions,
          (moves.PARTIAL_FRACTIONS,), alone=True),
    Named("a division of polynomials", r"(?:long|polynomial) division|divide the polynomials", "nothing is divided here",
          _division, (_A.DIVIDE_POLYNOMIALS,), alone=True),
    Named("the Pythagorean identity", r"(?:theorem of )?pythagor(?:as|ean)(?:'s)?" + _KINDS, "no such squares are replaced here",
          _pythagoras, (_T.PYTHAGORAS, _T.PYTHAGORAS_HYPERBOLIC, _T.TANGENT_SQUARED, _T.COTANGENT_SQUARED)),
    Named("the double angle formula",
          r"(?:double|half)[- ]angles?" + _KINDS + r"|power[- ]reduc(?:ing|tion)" + _KINDS,
          "no angle is doubled or halved here", _doubling,
          (_T.DOUBLE_SINE, _T.DOUBLE_COSINE, _T.HALF_ANGLE_SINE, _T.HALF_ANGLE_COSINE, _T.HALF_HYPERBOLIC_SINE,
           _T.HALF_HYPERBOLIC_COSINE)),
    Named("an addition theorem",
          r"(?:angle[- ])?addition[- ](?:theorems?|formulas?|formulae|identit(?:y|ies))|angle[- ](?:sum|difference)" + _KINDS
          + r"|(?:sine|cosine|tangent) of (?:a|the) sum",
          "there are no sums of angles here", _addition, (_T.SINE_OF_SUM, _T.COSINE_OF_SUM)),
    Named("a trigonometric identity", r"trig(?:onometric)? (?:identit(?:y|ies)|formulas?|formulae)",
          "no trigonometric identity is used here", _trigonometry, (_T.TANGENT_AS_QUOTIENT, _T.COTANGENT_AS_QUOTIENT)),
    Named("L'Hospital's rule", r"(?:de )?l['’]?\s?h[oô]s?pital(?:['’]?s)?(?: rule)?|l['’]h\b",
          "there is no limit here of a quotient that it is for", _l_hospital, (moves.L_HOSPITAL,)),
    Named("a standard limit", r"(?:standard|known|special|famous|fundamental|basic) limits?", "no limit is taken here",
          _of_limits, (_L.SINE_LIMIT, _L.COSINE_LIMIT, _L.EXPONENTIAL_LIMIT, _L.TANGENT_LIMIT, _L.LOGARITHM_LIMIT)),
    Named("the laws of limits",
          rf"limit laws?|laws? of limits|(?:sum|product|quotient|difference|constant multiple|power) (?:rule|law)s? {_OF_LIMITS}"
          r"|limits? of (?:a|the) (?:sum|product|quotient|difference)",
          "no limit is taken here", _of_limits, (_L.LIMIT_OF_SUM, _L.CONSTANT_FACTOR, _L.LIMIT_OF_CONSTANT)),
    Named("the squeeze theorem", r"(?:squeeze|sandwich) (?:theorem|lemma|rule)", "no limit is taken here", _of_limits,
          (moves.SQUEEZE,)),
    Named(Way.PARTS.value,
          r"(?:(?:partial )?integrat(?:ion|ing|e) )?by parts|partial integration|(?:(?<=^)|(?<=using ))parts(?! of)",
          "no integral is replaced by another one here", by_parts, (_I.BY_PARTS,)),
    Named(Way.SUBSTITUTION.value, r"u-sub(?:stitution)?|integration by substitution|substitution rule|change of variables?",
          "no integral is replaced by another one here", by_substitution, (moves.SUBSTITUTE,)),
    Named(Way.SUBSTITUTION.value, r"(?:by )?substitution(?! of)|substitut(?:e|ing) \$?[uvwtz] ?=",
          "no integral is replaced by another one here", by_putting_in, (moves.SUBSTITUTE,)),
    Named("the fundamental theorem", r"fundamental theorem of (?:integral )?calculus|\bftc\b", "there is no integral here",
          of_integrals, (moves.FUNDAMENTAL_THEOREM,)),
    Named(Way.POWER.value, r"(?:reverse )?power rule (?:of|for) (?:integrals|integration|antiderivatives)",
          "no power is integrated here", power_is_integrated, (_I.INTEGRAL_OF_POWER,)),
)  # fmt: skip
