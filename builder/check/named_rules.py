"""What people call the rules: the words for each, the entries of the rule book that they may mean, and how it is judged whether
it may lead from a row to the next.

A rule is applied to the row before as far as that can be seen: `differentiated` tells what a derivative needs, `integrated`
what leads on from an integral, `rearranged`, `angles` and `at_limits` what the other rules make of a row. It is denied where what
it is for is nowhere (no quotient, no integral, no angle that is doubled), and where another rule is needed for what is done.
Small steps beside the one that is named are never asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct

from builder.calculus.expression.nodes import (
    Derivative,
    Integral,
    Limit,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
)
from builder.calculus.expression.walk import symbols
from builder.calculus.rules import algebra, differentiation, integration, limits, moves, trigonometry
from builder.calculus.rules.moves import Move
from builder.calculus.rules.rule import Rule
from builder.check.angles import addition, doubling, identity, pythagoras
from builder.check.at_limits import l_hospital, of_limits
from builder.check.differentiated import ANY, LOGARITHMS, admitted, at_the_top, required
from builder.check.integrated import (
    Way,
    by_parts,
    by_putting_in,
    by_substitution,
    of_antiderivative,
    of_integrals,
    power_is_integrated,
)
from builder.check.rearranged import (
    binomial,
    cancelling,
    collecting,
    common_denominator,
    completing_square,
    conjugate,
    difference_of_powers,
    distributing,
    division,
    expanding,
    exponents,
    factoring,
    has_equal_bases,
    logarithms,
    partial_fractions,
    rationalising,
)
from builder.check.row_pair import (
    APPLIES,
    CANNOT,
    PARTLY,
    UNKNOWN,
    Answer,
    RowPair,
    calls,
    has,
    is_root,
    unless_unknown,
)


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


def _differentiation(rule: str, pair: RowPair) -> Answer:
    names = admitted(*pair.plain, pair.context) or admitted(pair.before, pair.after, pair.context)
    if names:
        return _admitted(rule, names, pair)
    if has(pair.old, Integral) and not has((*pair.old, *pair.new), Prime, Derivative):
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
    if calls(both, LOGARITHMS):
        return CANNOT if rule == "chain" else UNKNOWN
    match rule:
        case "product":
            alike = any(has_equal_bases(node.factors) for node in both if isinstance(node, Product))
            return UNKNOWN if alike or any(map(is_root, both)) else CANNOT
        case "quotient":
            return UNKNOWN if has(both, Quotient) and has(both, Power, Root) else CANNOT
        case "power":
            return UNKNOWN if has(both, Power, Root) else CANNOT
        case _:
            return CANNOT


def _of_function(rules: Sequence[Rule], pair: RowPair) -> Answer:
    """Whether one of the functions is there of which these rules tell the derivative, as the rule book writes it."""
    if any(map(pair.has_ingredients, rules)):
        return APPLIES
    return unless_unknown(pair)


def _definition(pair: RowPair) -> Answer:
    both = (*pair.old, *pair.new)
    if has(both, Limit) and has(both, Prime, Derivative):
        return APPLIES
    return CANNOT if pair.is_arithmetic and not has(both, Quotient) else UNKNOWN


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
          "no powers stand here", exponents,
          (_A.ADD_EXPONENTS, _A.EQUAL_FACTORS, _A.MULTIPLY_EXPONENTS, _A.POWER_OF_PRODUCT, _A.NEGATIVE_EXPONENT,
           _A.TO_NEGATIVE_EXPONENT, _A.EXPONENTIAL_OF_SUM), alone=True),
    Named("the laws of logarithms",
          rf"log(?:arithm)?(?:ic)? (?:laws?|rules?|propert(?:y|ies)|identit(?:y|ies))|(?:laws?|rules?|properties|property) "
          rf"{_OF_LOGARITHMS}|(?:product|power|quotient) rules? {_OF_LOGARITHMS}"
          r"|logarithm of (?:a|the) (?:product|quotient|power)",
          "no law of logarithms is used here", logarithms,
          (_A.LOGARITHM_OF_POWER, _A.LOGARITHM_OF_PRODUCT, _A.LOGARITHM_OF_QUOTIENT, _A.CHANGE_OF_BASE)),
    Named("multiplying out", r"expand(?:ing|ed|s)?|multiply(?:ing)? (?:it |this |them )?out",
          "nothing is multiplied out here", expanding,
          (_A.EXPAND, _A.EXPAND_SQUARE, _A.EXPAND_CUBE, _A.DISTRIBUTE_SIGN), alone=True),
    Named("factoring", rf"{_FIRST}factor(?:ing|ed)?(?: out)?(?! theorem)|factori[sz](?:e|ing|ed)|factoring",
          "nothing is factored here", factoring, (_A.FACTOR_OUT, _A.FACTOR_POLYNOMIAL), alone=True),
    Named("the distributive law", r"distribut(?:e|ing|ive)(?: law| property)?", "nothing is multiplied out or factored here",
          distributing, (_A.EXPAND, _A.FACTOR_OUT), alone=True),
    Named("collecting like terms", r"(?:collect|combine|combining|add|adding|group)(?:ing)? (?:the )?like terms|like terms",
          "there are no terms to be collected here", collecting, (_A.COLLECT,), alone=True),
    Named("a common denominator", r"(?:common|same) denominator", "no fractions are added here", common_denominator,
          (_A.COMMON_DENOMINATOR,), alone=True),
    Named("cancelling", r"cancel(?:l?ing|l?ed|lation)?", "nothing can be cancelled here", cancelling, (_A.CANCEL, _L.CANCEL_H),
          alone=True),
    Named("the conjugate", r"conjugate", "there are no roots here", conjugate, (_A.CONJUGATE,), alone=True),
    Named("rationalising", r"rationali[sz](?:e|ing|ation)", "there are no roots here", rationalising,
          (_A.CONJUGATE,), alone=True),
    Named("the binomial theorem", r"binomial (?:theorem|formulas?|formulae|expansion)|pascal'?s (?:triangle|rule)",
          "no power of a sum stands here", binomial,
          (_A.BINOMIAL_THEOREM, _A.PASCAL, _A.BINOMIAL_FIRST, _A.BINOMIAL_ZERO)),
    Named("the difference of squares", r"differences? of (?:two )?(?:squares|cubes)", "there is no such difference here",
          difference_of_powers, (_A.DIFFERENCE_OF_SQUARES, _A.DIFFERENCE_OF_CUBES), alone=True),
    Named("completing the square", r"complet(?:e|ed|ing) the square", "no square of a sum stands here", completing_square,
          (_A.COMPLETE_SQUARE,), alone=True),
    Named("partial fractions", r"partial fractions?(?: decomposition)?", "no fraction is parted here", partial_fractions,
          (moves.PARTIAL_FRACTIONS,), alone=True),
    Named("a division of polynomials", r"(?:long|polynomial) division|divide the polynomials", "nothing is divided here",
          division, (_A.DIVIDE_POLYNOMIALS,), alone=True),
    Named("the Pythagorean identity", r"(?:theorem of )?pythagor(?:as|ean)(?:'s)?" + _KINDS, "no such squares are replaced here",
          pythagoras, (_T.PYTHAGORAS, _T.PYTHAGORAS_HYPERBOLIC, _T.TANGENT_SQUARED, _T.COTANGENT_SQUARED)),
    Named("the double angle formula",
          r"(?:double|half)[- ]angles?" + _KINDS + r"|power[- ]reduc(?:ing|tion)" + _KINDS,
          "no angle is doubled or halved here", doubling,
          (_T.DOUBLE_SINE, _T.DOUBLE_COSINE, _T.HALF_ANGLE_SINE, _T.HALF_ANGLE_COSINE, _T.HALF_HYPERBOLIC_SINE,
           _T.HALF_HYPERBOLIC_COSINE)),
    Named("an addition theorem",
          r"(?:angle[- ])?addition[- ](?:theorems?|formulas?|formulae|identit(?:y|ies))|angle[- ](?:sum|difference)" + _KINDS
          + r"|(?:sine|cosine|tangent) of (?:a|the) sum",
          "there are no sums of angles here", addition, (_T.SINE_OF_SUM, _T.COSINE_OF_SUM)),
    Named("a trigonometric identity", r"trig(?:onometric)? (?:identit(?:y|ies)|formulas?|formulae)",
          "no trigonometric identity is used here", identity, (_T.TANGENT_AS_QUOTIENT, _T.COTANGENT_AS_QUOTIENT)),
    Named("L'Hospital's rule", r"(?:de )?l['’]?\s?h[oô]s?pital(?:['’]?s)?(?: rule)?|l['’]h\b",
          "there is no limit here of a quotient that it is for", l_hospital, (moves.L_HOSPITAL,)),
    Named("a standard limit", r"(?:standard|known|special|famous|fundamental|basic) limits?", "no limit is taken here",
          of_limits, (_L.SINE_LIMIT, _L.COSINE_LIMIT, _L.EXPONENTIAL_LIMIT, _L.TANGENT_LIMIT, _L.LOGARITHM_LIMIT)),
    Named("the laws of limits",
          rf"limit laws?|laws? of limits|(?:sum|product|quotient|difference|constant multiple|power) (?:rule|law)s? {_OF_LIMITS}"
          r"|limits? of (?:a|the) (?:sum|product|quotient|difference)",
          "no limit is taken here", of_limits, (_L.LIMIT_OF_SUM, _L.CONSTANT_FACTOR, _L.LIMIT_OF_CONSTANT)),
    Named("the squeeze theorem", r"(?:squeeze|sandwich) (?:theorem|lemma|rule)", "no limit is taken here", of_limits,
          (moves.SQUEEZE,)),
    Named(Way.PARTS.value,
          rf"(?:(?:partial )?integrat(?:ion|ing|e) )?by parts|partial integration|(?:{_FIRST}|(?<=using ))parts(?! of)",
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
