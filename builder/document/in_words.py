"""Relations that are said in words: `the limit □ is □`, `□ becomes □`, `the derivative of □ is □`, `□, which vanishes at □`.

Such a relation is read as if it stood in the formula that ends it, its left side in one before: so a display is read that
continues another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Evaluation,
    Expression,
    Fenced,
    Gradient,
    Group,
    Limit,
    Matrix,
    Negation,
    Number,
    NumberSet,
    Power,
    Prime,
    Sign,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import kinds_in, symbols
from builder.calculus.latex.statement import Display, Statement
from builder.document import evidence
from builder.document.cues import Cue, cue_before
from builder.document.determined import unknown_applied
from builder.document.properties import with_limit, with_name, with_property
from builder.document.sentences import ReadFormula, placeless

_VERBS: Mapping[str, Sign] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "is",
                "equals",
                "becomes",
                "is equal to",
                "must equal",
                "simplifies to",
                "evaluates to",
                "reduces to",
                "expands to",
                "comes to",
                "works out to",
                "has the value",
                "has the sum",
                "has sum",
                "sums to",
                "adds up to",
                "is the same as",
            ),
            Sign.EQUAL,
        ),
        **dict.fromkeys(("is approximately", "is about", "is roughly", "is approximately equal to"), Sign.APPROXIMATE),
        **dict.fromkeys(("is at most", "is less than or equal to"), Sign.LESS_EQUAL),
        **dict.fromkeys(("is at least", "is greater than or equal to"), Sign.GREATER_EQUAL),
        **dict.fromkeys(("is less than", "is smaller than"), Sign.LESS),
        **dict.fromkeys(("is greater than", "is larger than", "is bigger than", "is more than", "exceeds"), Sign.GREATER),
    }
)
# What says the same in another form holds for all values of its letters.
_REWRITES = frozenset(
    f"{verb} {to}"
    for verb, tos in (
        ("factors", ("as", "into", "to")),
        ("factorises", ("as", "into", "to")),
        ("factorizes", ("as", "into", "to")),
        ("can be", ("written as", "rewritten as", "factored as", "factorised as", "simplified to", "expanded as")),
        ("simplifies", ("to",)),
        ("expands", ("to", "as")),
        ("is the same", ("as",)),
    )
    for to in tos
)
_ADVERBS = frozenset("just simply then now thus therefore also exactly again actually clearly indeed hence always".split())
_VANISHES = frozenset(
    f"{verb} {at}"
    for verb in (
        *("vanishes", "is zero", "equals zero", "becomes zero", "is equal to zero", "has a zero", "has a root"),
        *("vanish", "are zero", "equal zero"),
    )
    for at in ("at", "when", "for", "exactly when", "at the point", "precisely when")
)
_OF_ZEROS = r"\b(?:zeros?|zeroes|roots?) of(?: the (?:polynomial|function|quadratic|cubic|expression))?$"
_GOES_ON = ("and", "and at", "or", "")
_HAS_VERB = r"\s*(?:has|have|is|are)\b"
"""What follows a formula that is the subject of a clause."""

_UNTOLD = (Cue.CONDITION, Cue.DENIED, Cue.ASKED, Cue.SATISFIED)
_ORDERS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_VARIABLES = frozenset("xyzuvwtsr") | {"\\theta", "\\phi"}
_NUMBERED = ("1st", "2nd", "3rd", *(f"{number}th" for number in range(4, 101)))
_DERIVATIVES: Mapping[str, int] = MappingProxyType(
    {
        "derivative of": 1,
        **{f"{word} derivative of": order for words in (_ORDERS, _NUMBERED) for order, word in enumerate(words, 1)},
    }
)
_OF_VALUE = re.compile(r"(?:(?:so|hence|thus|therefore|then|now|and|we|have|find|get|that|,) )*(?:the )?(?:exact )?value of")
_POWERS: Mapping[str, str] = MappingProxyType({"square of": "2", "cube of": "3"})
# What was done with a formula, before what it gives: `Differentiating □ gives □`.
_GIVES = frozenset(("gives", "yields", "we get", "we obtain", "we find", "one gets", "one obtains", "results in"))
_REWRITING = frozenset("simplifying expanding evaluating computing calculating factoring factorising factorizing".split())
_BEFORE_PARTICIPLES = frozenset("now then and thus so by first next finally".split())
_ANTIDERIVATIVES = frozenset(("antiderivative of", "primitive of"))
_DETERMINANT = "determinant of"
_NAMED = _ANTIDERIVATIVES | _DERIVATIVES.keys() | _POWERS.keys() | {_DETERMINANT}
# Behind these a formula is a part of what is spoken of: `the square of □ is □`, `at □ it is □`.
_LEADS_IN = frozenset(
    "of at in on from to for by with and or between than when if near over under times plus minus per through as both".split()
)
# Something of the first stands in a sentence that names a quantity, and one of the others before what it is.
_QUANTITIES = (
    *("product of", "sum of", "quotient of", "distance ", "midpoint", "length of", "norm of", "magnitude of", "line through"),
    *("mean of", "average ", "mean value", "area ", "integral", "converge", "gradient", "angent plane", "discriminant", "degree"),
    *("coefficient", "constant term", "period", "amplitude", "-intercept", "slope", "asymptote", "trace", "determinant", "rank"),
    *(
        "eigenvalue",
        "characteristic",
        "inverse",
        "transpose",
        "aplacian",
        "divergence",
        "curl",
        "reciprocal",
        " root",
        "absolute",
    ),
    *("value of", "valuating", " into ", "acobian", "irectional", "has the sum", "has sum", "imum at"),
    *("circumference", "volume", "respect to", "angle between", "ronskian", "greatest common", "gcd", "least common", "lcm"),
)
_BEFORE_QUANTITIES = (
    *(" is", " are", " equals", " is equal to", " is given by", " slope", " converges to", " discriminant", " degree", " period"),
    *(" coefficient", " term", " amplitude", " -intercept", " asymptote", " asymptotes", " radius of convergence", " trace"),
    *(
        " determinant",
        " rank",
        " eigenvalues",
        " eigenvalue",
        " sum",
        " value",
        " gives",
        " yields",
        " get",
        " obtain",
        " find",
        " have",
    ),
)
_ENDS = (
    r"(?s)\s*(?:$|[.,;:!?)—–]|(?:and|but|so|because|since|for|when|whenever|at|as|if|which|by|while|whereas|hence|there|here)\b)"
    r"(?!.*\brespectively\b)(?!\s*,?\s*(?:or|and)\s*□\s*[.,;]?\s*$)"
)


def with_words(
    read: Sequence[ReadFormula], told: ReadFormula | None, context: Context, budget: Budget, *, ranged: bool
) -> list[ReadFormula]:
    """The formulas of a passage, those that end a relation in words with its left side; its first one may say something of what
    was `told` in a sentence before: `Its derivative is □`. `ranged` tells that an interval was told, at whose ends something may
    be an extreme value."""
    found = list(read)
    if told is not None and read and (words := _of_what_was_told(read[0])):
        found[0] = with_property((told, *read), 1, told, words, context, budget, ranged=ranged) or read[0]
    if any(Sign.TENDS in statement.signs for one in read for statement in one.display.statements):
        found = [with_limit(read, number) or one for number, one in enumerate(read)]
    if any(" even" in one.after or " odd" in one.after for one in read):
        found = [_with_parity(one) for one in found]
    subject: ReadFormula | None = None
    owner: ReadFormula | None = None
    held = ""
    for number in range(1, len(read)):
        words = _plain(read[number].before.rpartition("□")[2])
        vanishes = words in _VANISHES or (words in ("are", "is") and _is_of_zeros(read[number - 1]))
        subject = read[number - 1] if vanishes else subject if words in _GOES_ON else None
        if subject is not None:
            found[number] = _vanishing(read[number], subject)
        elif words in _VERBS and (named := with_name(read, number, context, budget)) is not None:
            found[number] = named
        elif (words in _VERBS or words in _REWRITES) and re.match(_ENDS, read[number].after):
            found[number] = _related(read, number, words, context)
        elif words in _GIVES and (given := _worked_out(read, number, context)) is not None:
            found[number] = given
        elif words or owner is not None:
            # `f has a maximum at □ and at □`, `f has the derivative □ and the antiderivative □`
            if words in _GOES_ON and re.match(_HAS_VERB, read[number].after):
                owner = None  # `f has the derivative □ and □ has the derivative □`: another subject
                continue
            owner = owner if owner is not None and (words in _GOES_ON or words.startswith(("and ", "but "))) else read[number - 1]
            held = held if words in _GOES_ON else words
            told = with_property(read, number, owner, held, context, budget, ranged=ranged)
            owner = None if told is None else owner
            found[number] = found[number] if told is None else told
    return found


def _of_what_was_told(one: ReadFormula) -> str:
    """The words before the first formula of a sentence, if they begin with what is told of a function before it; or ""."""
    if not one.before.rstrip().endswith((" is", " equals")) or "□" in one.before or one.after.strip(" .,;:!)")[:1].isalpha():
        return ""
    owner, _, rest = _plain(one.before).partition(" ")
    return f"its {rest}" if owner in ("its", "the", "an") else ""


def may_name_quantity(read: Sequence[ReadFormula], words: str) -> bool:
    """Whether the words of a sentence may name a quantity of its formulas, and one of these may tell what it is."""
    if not any(one.before.rstrip().removesuffix(" of").endswith(_BEFORE_QUANTITIES) and not one.display.faults for one in read):
        return False
    return any(noun in words for noun in _QUANTITIES)


def _with_parity(one: ReadFormula) -> ReadFormula:
    """A formula that defines a function, with what is said of it behind: `f(x) = x^3 is odd`."""
    parity = re.match(r" *,? *(?:which )?is (?:an )?(even|odd)(?: function)?\s*(?:[.,;!)]|$)", one.after)
    if parity is None or one.mention.struck or one.display.faults or cue_before(one.before) in _UNTOLD:
        return one
    match [(statement.signs, statement.sides) for statement in one.display.statements]:
        case [((Sign.EQUAL,), (Application(Symbol() as function, (Symbol() as letter,)) as left, _))]:
            turned = Application(function, (Negation(letter),))
            right = left if parity[1] == "even" else Negation(left)
            (statement,) = one.display.statements
            claim = replace(_made(turned, Sign.EQUAL, right, statement), words="hence")
            return replace(one, display=Display((statement, claim)))
        case _:
            return one


def _is_of_zeros(one: ReadFormula) -> bool:
    """Whether a formula is said to have zeros, `the zeros of □`: no equation, whose roots are told otherwise."""
    statements = one.display.statements
    words = " ".join(one.before.lower().rpartition("□")[2].split()[-8:])
    is_equation = len(statements) == 1 and statements[0].signs == (Sign.EQUAL,) and _is_to_be_solved(*statements[0].sides)
    is_name = isinstance(_last_side(one), Symbol)
    zeros = re.search(_OF_ZEROS, words)
    return zeros is not None and not is_equation and not is_name and _stands_alone(one, zeros[0])


def _is_to_be_solved(left: Expression | None, right: Expression | None) -> bool:
    """Whether an equation with these sides is one for its letter, and does not define a name."""
    return isinstance(right, Number) or left is None or evidence.target(left) is None


def _plain(words: str) -> str:
    """Words without what makes no difference: `, which is therefore` is `is`."""
    kept = [word for word in words.lower().replace(",", " ").split() if word not in _ADVERBS]
    return " ".join(kept[1:] if kept[:1] in (["which"], ["that"]) else kept)


def _related(read: Sequence[ReadFormula], number: int, words: str, context: Context) -> ReadFormula:
    one = read[number]
    right: Expression | None = _bare(one)
    subject, left = _subject(read, number - 1, context)
    relative = _VERBS.get(words) is Sign.EQUAL and one.before.rpartition("□")[2].lower().lstrip(" ,").startswith("which ")
    if subject == "" and left is None and (words in _REWRITES or relative) and not _is_place(read[number - 1]):
        left = _said_last(read[number - 1])
    if words in _REWRITES and right is None:
        return _factored(one, read[number - 1])
    if words in _REWRITES and right is not None and left is not None and not symbols(right) <= _letters(left, context):
        return one  # over the complex numbers, or in a letter that is put in
    if (
        right is None
        or left is None
        or isinstance(right, NumberSet)
        or (isinstance(right, Vector) and not _is_vector(left, context))
    ):
        return one
    if subject in _ANTIDERIVATIVES:
        left, right = _derived(right, 1, context), left
    elif subject in _DERIVATIVES and (evidence.is_differentiated(right) or not symbols(right) <= _letters(left, context)):
        return one  # `the derivative of x^2 is 2x x'`, by another letter
    if left is None or right is None:
        return one
    first = read[number - 2] if subject == "limit of" else read[number - 1]
    span = one.display.statements[0].span
    before = first.before if cue_before(first.before) not in (Cue.NONE, Cue.DEFINES) else f"{first.before} {words}"
    if words in _REWRITES and cue_before(first.before) not in _UNTOLD:
        before = "for all □, we have "
    return _saying(
        one, left, _VERBS.get(words, Sign.EQUAL), replace(right, span=None if subject in _ANTIDERIVATIVES else span), before
    )


def _is_vector(side: Expression, context: Context) -> bool:
    """Whether a side is a gradient, or holds a name that stands for a vector: what has entries then is no interval."""
    told = (context.definitions.get(name) for name in symbols(side))
    return Gradient in kinds_in(side) or any(each is not None and isinstance(each.body, Vector) for each in told)


def _worked_out(read: Sequence[ReadFormula], number: int, context: Context) -> ReadFormula | None:
    """What a formula is said to give that was differentiated, or rewritten: `Expanding □, we get □`; None where that is not
    plain."""
    one, first = read[number], read[number - 1]
    *others, participle = first.before.lower().rpartition("□")[2].replace(",", " ").split() or [""]
    side, right = _bare(first), _bare(one)
    if not (participle == "differentiating" or participle in _REWRITING) or not _BEFORE_PARTICIPLES.issuperset(others):
        return None
    if side is None or right is None or not re.match(_ENDS, one.after) or isinstance(right, Vector | NumberSet | Fenced):
        return None
    left = _derived(side, 1, context) if participle == "differentiating" else side
    if left is None or isinstance(left, Symbol | Number | Vector | NumberSet | Fenced) or unknown_applied(left, context):
        return None
    if not symbols(right) <= symbols(left) or evidence.is_differentiated(right):
        return None
    span = one.display.statements[0].span
    return _saying(one, left, Sign.EQUAL, replace(right, span=span), "for all □, we have ")


def _subject(read: Sequence[ReadFormula], number: int, context: Context) -> tuple[str, Expression | None]:
    """What a formula is the subject of with the words in front of it, `derivative of` if it is that; None if it is no subject
    of a relation that can be told."""
    one = read[number]
    words = one.before.lower().rpartition("□")[2].split()
    side = _last_side(one)
    named = _without_kind(words)
    for length in (3, 2):
        subject = " ".join(named[-length:])
        if subject in _NAMED and not _stands_alone(one, " ".join((subject, *words[len(named) :]))):
            return subject, None
        if subject in _DERIVATIVES:
            return subject, None if side is None else _derived(side, _DERIVATIVES[subject], context, _parameters(read))
        if subject in _ANTIDERIVATIVES:
            return subject, _bare(one)
        if subject == _DETERMINANT and isinstance(matrix := _bare(one), Matrix):
            return subject, Application(Symbol(r"\det"), (matrix,))
        if subject in _POWERS and (whole := _bare(one)) is not None:
            return subject, Power(Group(whole), Number(_POWERS[subject]))
    if words == ["as"] and number and one.display.statements and read[number - 1].before.lower().endswith("limit of "):
        return "limit of", _limit(_bare(read[number - 1]), one.display.statements)
    of_value = _OF_VALUE.fullmatch(" ".join(words)) is not None  # what the value of something is, it is
    side = _bare(one)
    compound = side is not None and not isinstance(side, Symbol | Number | Vector | NumberSet | Fenced)
    begins = of_value or words == [",", "and"] or not one.before.strip()  # the first is a clause of its own
    told = compound and (begins or (words[-1:] and not _leads_in(words)))
    if told and side is not None and words[-2:] == ["value", "of"] and symbols(side) and symbols(side) <= _valued(read[:number]):
        return "", side  # `for x = 2, the value of x^2 + 1 is`
    return "", side if told and side is not None and _is_told(side, context) else None


def _leads_in(words: list[str]) -> bool:
    """Whether a formula behind these words is a part of what is spoken of: `the rank of the matrix □`."""
    if words[-1] in _LEADS_IN or "of" not in words:
        return words[-1] in _LEADS_IN
    front = _without_kind(words)
    return bool(front) and front[-1] in _LEADS_IN


def _without_kind(words: list[str]) -> list[str]:
    """Words without what the formula behind them is called, `the derivative of the function`."""
    if "of" not in words or words[-1] == "of":
        return words
    from builder.document.nouns import without_kind

    return without_kind(words)


def _stands_alone(one: ReadFormula, noun: str) -> bool:
    from builder.document.nouns import stands_alone  # few sentences name something of a formula

    return stands_alone(one.before.lower().rstrip().removesuffix(noun))


def _said_last(one: ReadFormula) -> Expression | None:
    """What `, which equals □` or `factors as □` is said of: the last side of the formula before it, unless it is a name."""
    side = _last_side(one)
    return None if side is None or isinstance(side, Symbol | Vector | NumberSet | Fenced) else side


def _is_place(one: ReadFormula) -> bool:
    """Whether a formula tells where something is said: `the derivative at □, which is □`."""
    return one.before.lower().split()[-1:] in ([at] for at in ("at", "when", "if", "for", "where", "near", "point"))


def _factored(one: ReadFormula, equation: ReadFormula) -> ReadFormula:
    """The equation that another one is said to factor as, and beside it that its left side is that of the other."""
    statements = [*equation.display.statements, *one.display.statements]
    if len(statements) != 2 or any(each.signs != (Sign.EQUAL,) for each in statements):
        return one
    (left, of_left), (right, of_right) = (statement.sides for statement in statements)
    if left is None or right is None or not all(isinstance(z, Number) and z.value == 0 for z in (of_left, of_right)):
        return one
    identity, solved = _made(left, Sign.EQUAL, right, statements[1]), replace(statements[1], words="for")
    return replace(one, display=Display((identity, solved)), before="for all □, we have ")


def _is_told(side: Expression, context: Context) -> bool:
    """Whether something is said of a side by itself: it works something out, or it is a value of what was defined."""
    return evidence.is_differentiated(side) or evidence.is_closed(side) or evidence.is_compound_value(side, context)


def _bare(one: ReadFormula) -> Expression | None:
    """The formula, if it is no display and says nothing by itself."""
    statements = one.display.statements
    if one.mention.formula.display or one.mention.struck or one.display.faults or len(statements) != 1 or statements[0].signs:
        return None
    return statements[0].sides[0]


def _last_side(one: ReadFormula) -> Expression | None:
    """What the formula says last: the formula itself, or the right side of `f(x) = x^2`."""
    if one.mention.struck or one.display.faults or not one.display.statements:
        return None
    return one.display.statements[-1].sides[-1]


def _parameters(read: Sequence[ReadFormula]) -> frozenset[str]:
    """The letters to which the formulas of a sentence give one number each, `For n = 2`, and by which nobody differentiates."""
    return _valued(read) - _VARIABLES


def _valued(read: Sequence[ReadFormula]) -> frozenset[str]:
    """The letters to which formulas give one number each."""
    told = [
        each.left.name
        for one in read
        for statement in one.display.statements
        for each in statement.relations
        if each.sign is Sign.EQUAL and isinstance(each.left, Symbol) and evidence.is_closed(each.right)
    ]
    return frozenset(name for name in told if told.count(name) == 1)


def _derived(side: Expression, order: int, context: Context, valued: frozenset[str] = frozenset()) -> Expression | None:
    """The derivative of a side by its only letter, or by the only one that has no value there, or of a function by its only
    parameter; None if that is not told."""
    if isinstance(side, Symbol) and (definition := context.definitions.get(side.name)) is not None and definition.parameters:
        if len(definition.parameters) != 1:
            return None
        return Application(Prime(side, Number(str(order))), (Symbol(definition.parameters[0]),))
    letters = evidence.free_names(side, context) - context.kinds.keys()
    letters = letters - valued if len(letters) > 1 else letters
    if len(letters) != 1 or isinstance(side, Symbol):
        return None
    return Derivative(Group(side), ((Symbol(min(letters)), order),))


def _letters(side: Expression, context: Context) -> frozenset[str]:
    return symbols(side) | context.definitions.keys() | context.kinds.keys()


def _limit(body: Expression | None, statements: Sequence[Statement]) -> Expression | None:
    """The limit of a body as a letter tends to a point."""
    (statement, *more) = statements
    if body is None or more or statement.signs != (Sign.TENDS,):
        return None
    letter, point = statement.sides
    return Limit(body, letter, point) if isinstance(letter, Symbol) and point is not None else None


def _vanishing(one: ReadFormula, subject: ReadFormula) -> ReadFormula:
    """The values of a letter, and beside each that the subject is zero there."""
    side = _last_side(subject)
    if side is None or evidence.is_closed(side) or cue_before(subject.before) in _UNTOLD:
        return one
    statements: list[Statement] = []
    letters = sorted(symbols(side))
    for statement in one.display.statements:
        alone = statement.sides[0] if not statement.signs and len(letters) == 1 else None
        if alone is not None and evidence.is_closed(alone) and not isinstance(alone, Vector | NumberSet):
            there = Evaluation(Group(side), ((Symbol(letters[0]), alone),))
            statements.append(_made(there, Sign.EQUAL, Number("0"), statement))
            continue
        statements.append(statement)
        relation = statement.relations[0] if len(statement.relations) == 1 else None
        if relation is not None and relation.sign is Sign.EQUAL and isinstance(relation.left, Symbol):
            if evidence.is_closed(relation.right):
                there = Evaluation(Group(side), ((relation.left, relation.right),))
                statements.append(_made(there, Sign.EQUAL, Number("0"), statement))
    return replace(one, display=Display(tuple(statements)))


def _saying(one: ReadFormula, left: Expression, sign: Sign, right: Expression, before: str) -> ReadFormula:
    (statement,) = one.display.statements
    return replace(one, display=Display((_made(left, sign, right, statement),)), before=before)


def _made(left: Expression, sign: Sign, right: Expression, statement: Statement) -> Statement:
    sides, at = (placeless(left), right), statement.span
    return replace(statement, sides=sides, signs=(sign,), sign_spans=(at,), rows=(0, 0), reasons=("",), words="")
