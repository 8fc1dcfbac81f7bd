"""Laws that a text names for an equation: `by Pythagoras`, `Double angle formula:`, `by the laws of logarithms`, `recall that`.

What a law says holds for all values of its letters, so that nobody means it as an equation to be solved.
"""

from __future__ import annotations

import re

from builder.calculus.context import Context
from builder.calculus.expression.nodes import ORDERS, Binomial, Call, Factorial, Relation, Root, Sign, Symbol
from builder.calculus.expression.walk import descendants, symbols
from builder.document.evidence import free_names, is_closed, is_differentiated
from builder.document.phrases import Words

_OF = r"(?:logs?|logarithms?|exponents?|exponentials?|powers?|indices|roots|radicals|fractions|trigonometry|sines?|cosines?)"
_LAW = (
    r"(?:pythagor\w*(?: identity| theorem| relation)?"
    r"|(?:double|half|triple|multiple)[- ]angles?(?: formulas?| identit(?:y|ies))?"
    r"|(?:addition|subtraction|reduction|product-to-sum|sum-to-product) (?:theorem|formula)s?"
    r"|(?:trig\w*|log\w*|hyperbolic|algebraic|binomial|exponent\w*|power|standard|usual|known)"
    r" (?:identit(?:y|ies)|laws?|formulas?)"
    rf"|(?:laws?|rules?|propert(?:y|ies)) of (?:the )?{_OF}"
    r"|(?:log\w*|exponent\w*) (?:rules?|propert(?:y|ies))"
    r"|partial[- ]fractions?(?: decomposition| expansion)?|differences? of (?:two )?(?:squares|cubes)"
    r"|binomial (?:theorem|formula|expansion)|polynomial division|long division|factori[sz]ation|factoring|expanding)"
)
_SAYS = (
    r"(?:(?:we|one|you) (?:get|have|see|find|obtain|know)s?(?: that)?|it follows that|gives?|yields?|says?(?: that)?"
    r"|states?(?: that)?)"
)
_BEFORE = (
    rf"(?:^|[.;:,(]|\b(?:and|so|but|then|now|again|also)\b)\s*(?:by|using|from|with|via|applying) (?:the |a |our )?"
    rf"(?:\w+ ){{0,2}}?{_LAW}\s*[,:]?\s*{_SAYS}?\s*:?\s*$"
    rf"|^\W*(?:the |a )?(?:\w+ ){{0,2}}?{_LAW}\s*(?:{_SAYS}\s*)?[:.]?\s*$"
)
_BEHIND = rf"\s*,?\s*\(?\s*(?:(?:by|using|from|via|this is|which is) (?:the )?(?:\w+ )?)?{_LAW}\s*\)?\s*[.,;!]?\s*$"
_RECALLED = r"\b(?:recall|remember|we know|well[- ]known)(?: that| the identity)?:?\s*$"
_ENDS = r"\s*(?:$|[.;!)]|,\s*(?:so|and|hence|thus|therefore|which|we|this)\b)"
_MAY_BE_LAW = Words(
    "pythagor*, angle, angles, theorem, theorems, formula, formulas, identity, identities, law, laws, rule, rules, property",
    "properties, partial fractions, partial fraction, partial-fraction, partial-fractions, difference of, differences of",
    "expansion, division, factorization, factorisation, factoring, expanding, double-angle, half-angle, triple-angle",
)
_OF_EQUATION = Words("equations?, solv*, becomes?, turns? into, reduces? to, rewrit*, equivalent*, we want, we need, we seek, if")
_MAY_BE_RECALLED = Words("recall, remember, we know, well known, well-known")
_FUNCTIONS = (Call, Root, Binomial, Factorial)


_MAY_BE_INEQUALITY = Words("inequality")
_INEQUALITY = (
    r"(?:^|\s)(?!(?:the|this|an?|our|following|strict|first|second|last|desired|above) )[\w'’–-]+ inequality"
    r"(?:,? (?:states|says|tells us|reads|gives|yields|asserts|implies|is))?(?: that)?[\s:,]*$"
)


def is_named_law(relation: Relation, before: str, after: str, context: Context) -> bool:
    """Whether the words around an equation name the law that it is, so that it is claimed for all values of its letters.

    `before` are the words of its sentence up to it and `after` those behind it, with `□` for each other formula. Both sides must
    be of the same letters, and be more than a letter: by Pythagoras, c^2 = a^2 + b^2 tells a length.
    """
    if relation.sign in ORDERS:
        if not _MAY_BE_INEQUALITY.stand_in(before) or re.search(_INEQUALITY, before.lower().rpartition("□")[2]) is None:
            return False
        return bool(symbols(relation.left)) and symbols(relation.left) == symbols(relation.right)
    if relation.sign not in (Sign.EQUAL, Sign.IDENTICAL) or is_differentiated(relation):
        return False
    letters = free_names(relation.left, context)
    pythagorean = "pythagor" in (before + after).lower() and is_closed(relation.right)
    if not letters or (letters != free_names(relation.right, context) and not pythagorean):
        return False
    if isinstance(relation.left, Symbol) or isinstance(relation.right, Symbol):
        return False
    before, after = before.lower(), after.lower()
    if _OF_EQUATION.stand_in(before):
        return False
    before = before.rpartition("□")[2]
    has_function = any(isinstance(node, _FUNCTIONS) for node in descendants(relation))
    if _MAY_BE_LAW.stand_in(before) or _MAY_BE_LAW.stand_in(after):
        named = re.search(_BEFORE, before) if re.match(_ENDS, after) else None
        named = named or re.match(_BEHIND, after)
        if named is not None:
            return has_function or "pythagor" not in named.group()
    return has_function and _MAY_BE_RECALLED.stand_in(before) and bool(re.search(_RECALLED, before) and re.match(_ENDS, after))
