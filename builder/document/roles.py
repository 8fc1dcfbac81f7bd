"""What a relation is that defines nothing: claimed, open, supposed, a condition, or no matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition, definitions_reached
from builder.calculus.expression.nodes import (
    ORDERS,
    Application,
    Derivative,
    Expression,
    Group,
    Integral,
    Limit,
    Negation,
    Number,
    NumberSet,
    Prime,
    Product,
    Quotient,
    Relation,
    Series,
    Sign,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import children, descendants, kinds_in, replaced, symbols, symbols_of
from builder.calculus.judge.decide import decide
from builder.calculus.judge.entries import tells_symmetry
from builder.calculus.judge.expanded import expands
from builder.calculus.judge.polynomials import value_at
from builder.calculus.judge.verdict import Proved, Refutation, Refuted
from builder.calculus.latex.display import parse_in
from builder.calculus.latex.names import NO_MACROS
from builder.calculus.mistakes import name_mistakes
from builder.calculus.solving import ordered
from builder.document import evidence
from builder.document.counted import is_of_numbers
from builder.document.cues import (
    Cue,
    asks,
    asks_whether,
    concludes,
    defines_operation,
    restricts,
    tells_curve,
    tells_limits,
    tells_other_arithmetic,
    tells_solving,
    works_on_equation,
)
from builder.document.determined import derived_letters, is_of_unknown, letters_of, rests_on
from builder.document.hypotheses import KNOWN, ROUGH, is_rule, leaves_rules, unknown_functions
from builder.document.occurrence import Occurrence
from builder.document.phrases import Text, Words
from builder.document.prose import Passage
from builder.document.ruled import is_ruled
from builder.document.sayings import Role, Said
from builder.document.scope import Scopes
from builder.document.things import is_of_things, things_around

_GROWTH = Words("grow*, algorithm*, complexity, running time, steps, operations, asymptotic*, infinity, large, eventually")

# What follows from an equation for the sign of its letter, or makes one of it, stands behind it.
_TELL_A_SIGN = ("means", "that is", "i.e.", "impl", "negative", "positive", "only if", "iff", "only when", "exactly when", "solv")

# Mistakes that make of an identity what people also solve: sin x = cos x, x^2 = 2x, |x| = x.
_ALSO_EQUATIONS = frozenset(
    ("missing-prime", "copied-wrong", "missing-assumption", "value-before-differentiating", "wrong-variable")
)

# Letters for any numbers, and none that are chosen for a proof, as ε and N.
_ANY = frozenset("abcdkpqrstuvwxyz")
_OF_SOME_FUNCTIONS = Words(
    "even functions?, odd functions?, periodic functions?, homogeneous functions?, linear functions?, convex functions?",
    "concave functions?, increasing functions?, decreasing functions?, monotone functions?, monotonic functions?",
    "additive functions?, multiplicative functions?, constant functions?, symmetric functions?, harmonic functions?",
)
_DERIVATIVES = frozenset({Prime, Derivative})
_TELLS_RATE = Words("rate, rates, speed, grow*, increas*, decreas*, shrink*, shrunk, rising, rises, falls, falling, per, expand*")
_WORKED_OUT = _DERIVATIVES | {Limit, Series, Integral}
_SENTENCE_ENDS = r"□[\s.,;!)]*$"
_UNDER = r"\b(?:if|for|whenever)(?: all| any| every)? +□ *(?:,|then|we have|it holds that| )* *□[\s.,;!)]*$"
# What makes `f'(x) = 0` an equation, or tells where it holds.
_SOUGHT_OF_DERIVATIVES = Words(
    "critical, stationary, extrem*, maxim*, minim*, max, min, inflection, turning, saddle, optim*, equilibri*, steady, rest",
    "horizontal, slopes?, tangents?, flat, zeros?, zeroes, roots?, vanish*, set, sets, setting, solv*, solutions?, points?, at",
    "where, when, whenever, if, for, must, need*, require*, condition*, necessary, equations?, system, somewhere, suppose",
    "want*, lowest, highest, top, bottom, best, largest, smallest, greatest, least, most, peak*, vertex, put, nought, equal to",
    "constraint*, curves?, increas*, decreas*, monoton*, constant, sign, only",
)
# Words for which two functions that are known may be equal somewhere only: `The two cars meet when f(t) = g(t)`.
_EQUAL_SOMEWHERE = (
    r"\b(?:(?:for|of|with|be|are) equal|equal when|(?:for|at) the same|break.even|as soon as"
    r"|(?:meet|intersect|cross|catch|overtak|solv|match|balanc|equilibri|tangent|touch|continu|require|optim|maxim|minim|equat|coincid"
    r"|agree|unknown|condition|point)\w*|(?:need|must|want|find|where|when|whenever|if|parallel|set|setting|moment|until|once)\b)"
)
_TELLS_NUMBER = r"=\s*-?[\d.]+[\s.,;]*$"
_TELLS_VALUE = r"^\s*\(?\s*\\?[A-Za-z]\w*\s*(?:=|\\in|\\approx|<|>|\\ne)|\\iff|\\implies|Rightarrow"
UPDATE = "an update"
"""What is noted of `w \\leftarrow w - 1`."""
_NEAR_TABLES = 12
"""How many paragraphs, of which each cell is one, a table may stand behind the words that tell its arithmetic."""
_GIVES_VALUE = (
    r"\s*,?\s*(?:so|hence|thus|gives?|yields?|implies|means|leads to|results in|has the solutions?)(?: us| that| only)?\s*□"
)
_NOT_DENIED = (evidence.Weight.OPEN, evidence.Weight.SUPPOSED, evidence.Weight.CONDITION)
_UNDER_BEHIND = (
    r"[\s,]*(?:is true |holds |valid )?(?:for|when|whenever|if|on|in|provided)(?: all| any| every| that| \w+ with)?\s*□"
)
_REASON_BEFORE = r"(?:^|[.,;:□]|\band)\s*(?:since|because|as)\s*$"
_WANTED = Words(
    "want*, need*, requir*, must, should, find, solv*, determine, inequalit*, wish, seek, ask*, choose, unless, wrong, false",
    "mistake*, approximat*, small, large, near, close, probabilit*, domain, limit*",
)
_TAKEN_FOR_GRANTED = Words(
    "where, let, suppose, assume, satisf*, such that, so that, until, only, not, never, maybe, some, exactly"
)
_SUPPOSES = Words("let, suppose, assume, if, for")
_NOT_ALWAYS = Words("in general, generally, usually, typically, necessarily, often, mostly")
_PLAINLY_CLAIMED = r"\b(?:we have|note)(?: that)?[:,]?\s*□[\s.,;!)]*$"
_FIRMLY_CLAIMED = r"\b(?:remember|recall|clearly|obviously|always|known)(?: that)?[:,]?\s*□[\s.,;!)]*$"


def said_of(
    relation: Relation,
    i: int,
    at: Said,
    occurrence: Occurrence,
    scopes: Scopes,
    budget: Budget,
    *,
    evident: bool,
    of_condition: bool,
) -> Said:
    """What the relation `i` of a statement is, where it defines nothing; `at` is that relation as a claim, at its place.

    `evident` tells that it says again what a name stands for, `of_condition` that it goes on with a condition.
    """
    cue, passage, arbitrary = occurrence.cue, occurrence.passage, occurrence.arbitrary
    words = budget.of_words(Text.of, occurrence.words)  # of which much is asked
    name, place = evidence.target(relation.left) or "", passage.place
    match relation.sign:
        case Sign.DEFINES | Sign.BECOMES:
            if name in symbols(relation.right):
                scopes.here.updated.add(name)
            return replace(at, role=Role.CONDITION, name=name, note=UPDATE if name else "a setting")
        case Sign.MEMBER:
            claimed = cue in (Cue.NONE, Cue.CLAIM, Cue.UNIVERSAL)
            if claimed and (outside := _outside(relation, scopes, budget)) is not None:
                return replace(at, relation=outside)
            if claimed and _is_outside_of_numbers(relation, scopes, budget):
                return at
            return replace(at, role=Role.CONDITION, note=f"where {name} lies" if name else "where it lies")
        case _ if isinstance(relation.left, NumberSet) or isinstance(relation.right, NumberSet):
            return replace(at, role=Role.CONDITION, note=f"which set {name} is" if name else "which set it is")
        case Sign.EQUAL if cue is not Cue.CLAIM and tells_symmetry(relation):
            scopes.assume(relation, place)
            return replace(at, role=Role.CONDITION, note="which entries are the same")
        case Sign.TENDS if isinstance(relation.left, Symbol):
            return replace(at, role=Role.CONDITION, note=f"what {relation.left.name} tends to")
        case Sign.TENDS | Sign.PROPORTIONAL:
            return replace(at, role=Role.SKIPPED, note="not an equation")
        case _:
            pass
    here = scopes.here.context
    if tells_growth(passage, budget) and evidence.is_of_order(relation, here):
        return replace(at, role=Role.SKIPPED, note="how something grows, of which nothing is decided")
    of_one_sign = _tells_a_sign(words, passage) and evidence.letter_of_hidden_sign(relation, here) != ""
    solved = works_on_equation(words) or tells_curve(words) or of_one_sign
    weight = evidence.weigh(
        relation,
        here,
        cue,
        in_chain=i > 0,
        continues=occurrence.statement.continues,
        last=i == len(occurrence.statement.signs) - 1,
        placed=bool(occurrence.points),
        given=occurrence.given,
        valued=_valued(relation, occurrence, scopes) if i > 0 or occurrence.statement.continues else frozenset(),
        arbitrary=arbitrary,
        sought=symbols(relation) if solved else scopes.sought(place) - arbitrary,
        moving=frozenset(scopes.here.moving),
    )
    of_series = evidence.is_expansion(relation, here)
    of_series = of_series or (not solved and (evidence.is_series(relation, here) or expands(relation)))
    if of_series and cue in (Cue.NONE, Cue.CLAIM, Cue.UNIVERSAL, Cue.CONDITION):
        weight = evidence.Weight.CLAIMED if weight is evidence.Weight.OPEN or cue is not Cue.CONDITION else weight
    is_chain = set(occurrence.statement.signs) == {Sign.EQUAL} and cue in (Cue.NONE, Cue.CLAIM, Cue.UNIVERSAL)
    if weight is evidence.Weight.OPEN and is_chain and not solved and not symbols(relation) & scopes.sought(place):
        if evidence.is_worked_out(occurrence.statement.sides, here):
            weight = evidence.Weight.CLAIMED
    if weight is evidence.Weight.CLAIMED and i == 0 and evidence.compares_known(relation, here):
        if cue is Cue.NONE or _tells_when_equal(passage):
            weight = evidence.Weight.OPEN
    if weight is evidence.Weight.CLAIMED and i > 0 and _is_put_in(relation, occurrence.statement.sides[:i], scopes, budget):
        weight = evidence.Weight.OPEN
    if weight is evidence.Weight.CLAIMED and scopes.here.endless and _rests_on_endless(relation, scopes, budget):
        weight = evidence.Weight.OPEN
    if weight is evidence.Weight.SUPPOSED and cue is Cue.SATISFIED and _is_of_subject(relation, occurrence, here):
        weight = evidence.Weight.CLAIMED
    doubt = None
    concluded = cue is Cue.CLAIM and concludes(words.rpartition("□")[0])
    if weight is evidence.Weight.CLAIMED and evidence.tells_limit(relation, here):
        return replace(at, role=Role.CONDITION, note="which limit is meant")
    if weight is evidence.Weight.CLAIMED and (solved or not concluded) and _tells_which_functions(relation, scopes):
        return replace(at, role=Role.CONDITION, note="which functions are meant")
    if weight is evidence.Weight.CLAIMED and i == 0 and _is_solved_below(relation, occurrence):
        weight = evidence.Weight.OPEN if not evidence.is_differentiated(relation) else weight
    if weight is evidence.Weight.CLAIMED and i == 0 and _is_solved_next(relation, occurrence, scopes):
        weight = evidence.Weight.OPEN
    if relation.sign is Sign.NOT_EQUAL and _NOT_ALWAYS.stand_in(words):
        return replace(at, role=Role.SUPPOSED)
    if weight is evidence.Weight.CLAIMED and asks_whether(passage.text):
        return replace(at, role=Role.SUPPOSED)
    if of_condition and weight is evidence.Weight.CLAIMED and evidence.has_letters_apart(relation, here):
        return replace(at, role=Role.CONDITION, note="a condition")  # a / sin A = b / sin B = c / sin C
    told = scopes.here.told
    if told and any(told.get(name, "").endswith("morphism") for name in unknown_functions(relation, here)):
        return replace(at, role=Role.SKIPPED, note="values of a homomorphism, which need not be numbers")
    if scopes.here.jumping and Limit in kinds_in(relation) and not _DERIVATIVES & kinds_in(relation):
        if jumping := scopes.here.jumping & unknown_functions(relation, here):
            return replace(at, role=Role.SKIPPED, note=f"{min(jumping)} may jump, as the text tells")
    if scopes.here.starred and any(isinstance(n, Product) and Times.STAR in n.signs for n in descendants(relation)):
        return replace(at, role=Role.SKIPPED, note="the star is an operation that the text defines")
    around = budget.of_words(things_around, " ".join(scopes.heard))
    if note := is_of_things(relation, scopes.told_things, around, here):
        return replace(at, role=Role.SKIPPED, note=note)
    modular = scopes.here.modular == place.paragraph
    if passage.table:
        near = 0 <= place.paragraph - scopes.here.modular <= _NEAR_TABLES and scopes.here.modular >= 0
        modular = near or tells_other_arithmetic(" ".join(scopes.heard_before_table))
    if weight is not evidence.Weight.CONDITION and (
        modular or budget.of_words(tells_other_arithmetic, f"{passage.lead} {words}")
    ):
        return replace(at, role=Role.SUPPOSED)
    if occurrence.vague and weight in (evidence.Weight.CLAIMED, evidence.Weight.OPEN) and not evidence.is_closed(relation):
        return replace(at, role=Role.SUPPOSED)
    if i == 0 and not works_on_equation(words) and not occurrence.behind.conditions:
        there = scopes.context_at(place)
        ruled = is_ruled(relation, there, cue, occurrence.before, occurrence.one.after)
        if ruled and isinstance(decide(Claim(relation, there), budget), Proved | Refuted):
            return at
    if weight in (evidence.Weight.CLAIMED, evidence.Weight.OPEN) and _is_under_hypotheses(relation, words, scopes, budget):
        return replace(at, role=Role.SUPPOSED)
    if weight is evidence.Weight.SUPPOSED and cue in (Cue.NONE, Cue.CLAIM, Cue.UNIVERSAL) and isinstance(relation.left, Symbol):
        if evidence.recurs_without_bound(relation.left.name, relation.right, here):
            from builder.document.recursions import failing_step  # few texts tell a recursion

            step = failing_step(relation, here, budget)
            return replace(at, role=Role.SUPPOSED) if step is None else replace(at, relation=step)
    if weight in (evidence.Weight.OPEN, evidence.Weight.SUPPOSED):
        open_claim = weight is evidence.Weight.OPEN and i == 0
        if (
            evident
            or (open_claim and _is_derivative_told(relation, occurrence, scopes))
            or (open_claim and _is_said_of_all(relation, occurrence, scopes))
            or (open_claim and _is_of_order_before(relation, occurrence, scopes, budget))
            or (open_claim and (is_of_numbers(relation, here, budget) or _lacks_a_sign(relation, occurrence, scopes, budget)))
        ):
            weight = evidence.Weight.CLAIMED
        elif (
            i == 0
            and relation.sign is Sign.EQUAL
            and evidence.is_curve(relation, here)
            and not symbols(relation) <= scopes.here.earlier.keys()
        ):
            # A curve ties its letters together in what follows; an identity does not.
            concluded = cue is Cue.CLAIM and not tells_curve(words)
            there = scopes.context_at(place, occurrence.behind.conditions)
            verdict = None if concluded else decide(Claim(relation, replace(there, curves=())), budget)
            if verdict is not None and not isinstance(verdict, Proved):
                open_identity = weight is evidence.Weight.OPEN and evidence.looks_like_an_identity(relation, here)
                weight = evidence.Weight.CONDITION
                if open_identity and isinstance(verdict, Refuted) and not tells_curve(words):
                    doubt = verdict
                    is_open = works_on_equation(words) or _is_open_here(passage, scopes)
                    botched = not is_open and _is_botched(relation, scopes, budget)
                    botched = botched and not _is_worked_on(relation, passage, here, budget)
                    if botched or (not solved and _is_wrong_law(relation, occurrence, scopes, budget)):
                        return at
        elif open_claim and not solved and _is_wrong_law(relation, occurrence, scopes, budget):
            return at
    if weight in _NOT_DENIED and relation.sign in ORDERS and _is_wrong_under(relation, occurrence, scopes, budget):
        return at
    match weight:
        case evidence.Weight.CLAIMED:
            return at
        case evidence.Weight.OPEN:
            return replace(at, role=Role.PERHAPS)
        case evidence.Weight.SUPPOSED:
            return replace(at, role=Role.SUPPOSED)
        case evidence.Weight.CONDITION:
            note = f"a condition on {name}" if name else "a condition"
            return replace(at, role=Role.CONDITION, note=note, doubt=doubt)
        case evidence.Weight.DENIED:
            return replace(at, role=Role.SKIPPED, note="the text says that it does not hold")


def _valued(relation: Relation, occurrence: Occurrence, scopes: Scopes) -> frozenset[str]:
    """The letters at the end of a chain that have values, as the text told them, `x = 2`, or those of the letters that they stand
    for, where no equation is solved for one: what the chain is said to be then is worked out, `dy/dx = 3x^2 = 12`."""
    passage, context = occurrence.passage, scopes.here.context
    if _is_open_here(passage, scopes) or _is_solved_below(relation, occurrence):
        return frozenset()
    told = {point.name for point in occurrence.points if point.body is not None and evidence.is_closed(point.body)}
    at = next(n for n, mention in enumerate(passage.mentions) if mention is occurrence.one.mention)
    behind = (*(mention.formula.latex for mention in passage.mentions[at + 1 :]), passage.next_formula)

    def is_valued(name: str) -> bool:
        known = context.definitions.get(name)
        if name in told or scopes.is_number(name):
            return not any(re.match(rf"\s*{re.escape(name)}\s*=", latex) for latex in behind)  # it is solved for
        if known is None or known.body is None:
            return False
        return all(is_valued(other) or _is_function(other, context) for other in rests_on(known, context))

    names = evidence.free_names(relation.left, context)
    return frozenset(name for name in names if is_valued(name) and not _is_function(name, context))


def _is_function(name: str, context: Context) -> bool:
    """Whether a name stands for a function, and it is told which."""
    known = context.definitions.get(name)
    return known is not None and known.body is not None and bool(known.parameters)


def _is_of_subject(relation: Relation, occurrence: Occurrence, context: Context) -> bool:
    """Whether a function that is known is said to satisfy an equation between its values: `f(x) = x^2 satisfies f(-x) = f(x)`.
    What a letter satisfies is an equation for it."""
    name, before = evidence.function_compared(relation, context), occurrence.one.before
    if not name or (said := re.match(r"(?s)(.*□)\s*,?\s*(?:also |then |always |clearly )?satisf\w+", before)) is None:
        return False
    mentions = occurrence.passage.mentions
    at = next(n for n, mention in enumerate(mentions) if mention is occurrence.one.mention) - before[said.end(1) :].count("□") - 1
    return at >= 0 and re.match(rf"\s*{re.escape(name)}(?![\w'^])", mentions[at].formula.latex) is not None


def is_operation(relation: Relation, words: str) -> bool:
    """Whether a relation defines what a star between two letters means: `a * b = a + b - ab`."""
    left, right = relation.left, relation.right
    if not isinstance(left, Product) or left.signs != (Times.STAR,) or relation.sign not in (Sign.EQUAL, Sign.DEFINES):
        return False
    letters = {factor.name for factor in left.factors if isinstance(factor, Symbol)}
    same = isinstance(right, Product) and set(right.factors) == set(left.factors)
    return len(letters) == 2 and bool(letters & symbols(right)) and not same and defines_operation(words)


def tells_growth(passage: Passage, budget: Budget) -> bool:
    """Whether a passage speaks of what happens far out, so that an order of magnitude is none near 0."""
    far = any(r"\to" in m.formula.latex and r"\infty" in m.formula.latex for m in passage.mentions)
    return far or budget.of_words(_GROWTH.stand_in, f"{passage.lead} {passage.text}")


def _outside(relation: Relation, scopes: Scopes, budget: Budget) -> Relation | None:
    """The order that a number breaks which is said to be in an interval: 3 < 2 for `3 \\in (0, 2)`; None if it breaks none."""
    of = relation.right
    if not isinstance(of, NumberSet) or of.name != "interval" or not evidence.is_closed(relation.left):
        return None
    orders = ordered(relation.left, of)
    return next((o for o in orders if isinstance(decide(Claim(o, scopes.here.context), budget), Refuted)), None)


def _is_outside_of_numbers(relation: Relation, scopes: Scopes, budget: Budget) -> bool:
    r"""Whether a number is said to be an integer or rational that is none: `\pi \in \mathbb{Q}`."""
    of = relation.right
    if not isinstance(of, NumberSet) or of.name not in ("Q", "Z") or of.sizes or symbols(relation.left):
        return False
    return isinstance(decide(Claim(relation, scopes.here.context), budget), Refuted)


def _tells_which_functions(relation: Relation, scopes: Scopes) -> bool:
    """Whether an equation is between values of a function of which nothing is told yet: f(-x) = f(x)."""
    here = scopes.here
    if not evidence.is_functional_equation(relation, here.context):
        return False
    return not any(here.told.get(name) in KNOWN for name in unknown_functions(relation, here.context))


def _is_equation_for(relation: Relation) -> bool:
    """Whether it is a differential equation: the derivative of a name is said to be something with the name in it."""
    left = evidence.bare(relation.left)
    operand = left.operand if isinstance(left, Prime | Derivative) else None
    return isinstance(operand, Symbol) and operand.name in symbols(relation.right)


def _is_under_hypotheses(relation: Relation, words: str, scopes: Scopes, budget: Budget) -> bool:
    """Whether something is told of a function in it, so that those that refute it may be others than are meant. What parity
    tells is known, and what is constant; and an equation that a prime would make a rule speaks of all functions. The rule of
    L'Hôpital is told of functions that have a limit in common, with these words before it or behind it."""
    if evidence.is_lhopital(relation) and unknown_functions(relation, scopes.here.context):
        return True
    if _OF_SOME_FUNCTIONS.stand_in(words) and unknown_functions(relation, scopes.here.context) and not is_rule(relation):
        return True
    told = scopes.here.told
    if not told:
        return False
    names = unknown_functions(relation, scopes.here.context)
    if not symbols(relation.right) or _is_equation_for(relation):
        bodies = (
            one.body for one, _ in definitions_reached(sorted(symbols(relation)), scopes.here.context) if one.body is not None
        )
        reached = set[str]().union(*map(symbols, bodies))  # `h'(1) = 4` with h = f^2
        names |= reached & (scopes.here.context.functions | scopes.here.context.parameters.keys())
    of = {told[name] for name in names if name in told} - KNOWN - {ROUGH}
    if not of or (is_rule(relation) and all(map(leaves_rules, of))):
        return False
    if evidence.target(relation.left) is not None or _DERIVATIVES & kinds_in(relation.left):
        return True
    if not _DERIVATIVES & kinds_in(relation.right):
        return True
    rule = Relation(Prime(Group(relation.left), Number("1")), Sign.EQUAL, relation.right)
    return not isinstance(decide(Claim(rule, scopes.here.context), budget), Proved)


def _is_said_of_all(relation: Relation, occurrence: Occurrence, scopes: Scopes) -> bool:
    """Whether an order, or a value, is said of all letters that conditions near it leave: `If a < b, then a^2 < b^2`, `Let x > 0.
    Then ln x > 0`; or an order without any condition, `We have e^x > x`. Where inequalities are solved it is one of them."""
    passage, words, under, context = occurrence.passage, occurrence.words, occurrence.behind.conditions, scopes.here.context
    of_order, letters = relation.sign in ORDERS, symbols(relation.left) | symbols(relation.right)
    if occurrence.cue is not Cue.CLAIM or not (of_order or evidence.is_closed(relation.right)) or not letters:
        return False
    if scopes.here.solving or scopes.here.restricted or letters & scopes.sought(passage.place):
        return False
    if restricts(f"{passage.lead} {words}") or tells_limits(f"{passage.lead} {words}") or unknown_functions(relation, context):
        return False
    conditions = [c for c in (*scopes.told_near(passage.place), *under) if symbols(c) & letters]
    if of_order and len(letters) > 1 and symbols(relation.left) and symbols(relation.right):
        if any(letters <= symbols(condition) for condition in conditions):
            return True
        known = symbols_of((*context.assumptions, *context.curves))
        others = letters - symbols_of(conditions)
        return _are_plain(conditions) and others <= _ANY - known - context.definitions.keys()
    if len(letters) > 1 or evidence.is_simple(relation.left) or re.search(_SENTENCE_ENDS, words) is None:
        return False
    if conditions:
        near = re.search(_UNDER, words.lower()) or (of_order and (under or _SUPPOSES.stand_in(passage.lead)))
        return bool(near) and _are_plain(conditions) and (of_order or relation.right != Number("0"))
    free = not any(letters & symbols(told) for told in (*context.assumptions, *context.curves))
    claimed = _FIRMLY_CLAIMED if evidence.is_simple(relation.right) else f"{_FIRMLY_CLAIMED}|{_PLAINLY_CLAIMED}"
    return of_order and free and re.search(claimed, words.lower()) is not None


def _is_wrong_under(relation: Relation, occurrence: Occurrence, scopes: Scopes, budget: Budget) -> bool:
    """Whether an order that is told for the values behind it, `f'(x) > 0 for x > 2`, fails for some of them that are positive:
    unless a negative number is told, others are often not meant, as of times and lengths. Where inequalities are solved,
    or wanted, it is one of them."""
    passage, under, context = occurrence.passage, occurrence.behind.conditions, scopes.here.context
    letters = evidence.free_names(relation.left, context) | evidence.free_names(relation.right, context)
    if len(letters) != 1 or not _are_plain(under) or any(symbols(condition) != letters for condition in under):
        return False
    if evidence.is_simple(relation.left) or scopes.here.solving or letters & context.definitions.keys():
        return False
    before, after = occurrence.one.before.lower(), occurrence.one.after.lower()
    reason = re.search(_REASON_BEFORE, before) is not None
    if occurrence.cue not in (Cue.NONE, Cue.CLAIM) and not reason:
        return False
    if re.match(_UNDER_BEHIND, after) is None and occurrence.statement is occurrence.one.display.statements[-1]:
        return False
    said = f"{passage.lead} {passage.text}"
    if (
        _WANTED.stand_in(said)
        or _TAKEN_FOR_GRANTED.stand_in(passage.text)
        or tells_limits(said)
        or tells_solving(said)
        or unknown_functions(relation, context)
    ):
        return False
    there = scopes.context_at(passage.place, under)
    signed = any(isinstance(side, Negation) for condition in under for side in (condition.left, condition.right))
    for letter in frozenset() if signed else letters:
        there = there.with_assumption(Relation(Symbol(letter), Sign.GREATER, Number("0")))
    verdict = decide(Claim(relation, there), budget)
    return isinstance(verdict, Refuted) and verdict.how is Refutation.DIFFERS


def _is_of_order_before(relation: Relation, occurrence: Occurrence, scopes: Scopes, budget: Budget) -> bool:
    r"""Whether an order is concluded from one in the same letters that holds for all their values: `(a - b)^2 \ge 0, hence
    a^2 + b^2 \ge 2ab`. It is no inequality to be solved."""
    passage, context, letters = occurrence.passage, scopes.here.context, symbols(relation)
    if occurrence.cue is not Cue.CLAIM or relation.sign not in ORDERS or not occurrence.is_concluded or scopes.here.solving:
        return False
    if letters & (scopes.sought(passage.place) | context.definitions.keys()) or scopes.told_near(passage.place):
        return False
    at = next(n for n, mention in enumerate(passage.mentions) if mention is occurrence.one.mention)
    if at == 0 or not letters:
        return False
    before = parse_in(passage.mentions[at - 1].formula.latex, context, NO_MACROS, budget.remembered).statements
    first = before[-1].relations[-1:] if before else []
    return any(
        one.sign in ORDERS and symbols(one) == letters and isinstance(decide(Claim(one, context), budget), Proved)
        for one in first
    )


def _is_derivative_told(relation: Relation, occurrence: Occurrence, scopes: Scopes) -> bool:
    """Whether a derivative that is known is said to be zero, and no word nearby makes that an equation to be solved: `The
    derivative of x^3 is f'(x) = 0`. What defines its function stands in the same paragraph."""
    if occurrence.cue is not Cue.CLAIM or occurrence.points or relation.sign is not Sign.EQUAL or relation.right != Number("0"):
        return False
    left, context = relation.left, scopes.here.context
    if isinstance(left, Application):
        left = left.function
    if not isinstance(left, Prime | Derivative) or is_of_unknown(left, context):
        return False
    return re.search(_SENTENCE_ENDS, occurrence.words) is not None and _is_told_outright(left, occurrence.passage, scopes)


def _is_told_outright(left: Expression, passage: Passage, scopes: Scopes) -> bool:
    """Whether nothing near makes what is said of a derivative an equation to be solved, and its function is told in the same
    paragraph, or written out."""
    beside = [*(mention.formula.latex for mention in passage.mentions), passage.next_formula]
    if sum(re.search(_TELLS_NUMBER, latex) is not None for latex in beside) > 1:
        return False  # a system of equations, or one that is solved
    if letters_of(left, scopes.here.context) & scopes.sought(passage.place) or _is_open_here(passage, scopes):
        return False
    if any(re.search(_TELLS_VALUE, latex) for latex in beside):
        return False
    made = [scopes.made_here(name) for name in symbols(left) & scopes.here.context.definitions.keys()]
    if not all(place is not None and passage.place.paragraph - place.paragraph <= 1 for place in made):
        return False
    return not _SOUGHT_OF_DERIVATIVES.stand_in(" ".join((*scopes.heard, passage.lead, passage.text, passage.following)))


def _rests_on_endless(relation: Relation, scopes: Scopes, budget: Budget) -> bool:
    """Whether a name of a sum without an end stands there, and what that sum is does not refute it: `rS = S - 1`."""
    here = scopes.here.context
    names = scopes.here.endless.keys() & symbols(relation) - here.definitions.keys()
    for name in names:
        here = here.with_definition(Definition(name, (), scopes.here.endless[name]))
    if names == symbols(relation) and all(map(_falls_off, map(scopes.here.endless.__getitem__, names))):
        return False  # it is a number
    verdict = decide(Claim(relation, here), budget) if names else None
    return verdict is not None and not (isinstance(verdict, Refuted) and verdict.how is Refutation.DIFFERS)


def _falls_off(endless: Expression) -> bool:
    """Whether the last term before the dots is smaller than the first, so that there may be a sum."""
    values = [value_at(cast(Expression, term), {}) for term in children(endless)[:-1]]
    return not values or values[0] is None or values[-1] is None or abs(values[-1]) < abs(values[0])


def _is_put_in(relation: Relation, before: Sequence[Expression | None], scopes: Scopes, budget: Budget) -> bool:
    r"""Whether a chain goes on with what the text told in words, the rate of a letter, `2\pi r \, dr/dt = 4\pi r`; or sets the
    number that it worked out equal to something linear in a letter that the sides `before` have not: `= 2 = 2c`."""
    left, right, context = relation.left, relation.right, scopes.here.context
    if not (letters := symbols(left)):
        met = frozenset[str]().union(*(symbols(side) for side in before if side is not None))
        return (
            evidence.is_linear(right) and (symbols(right)).isdisjoint(met | context.definitions.keys()) and bool(symbols(right))
        )
    rates = tuple({node for node in descendants(left) if isinstance(node, Derivative)})
    if len(rates) != 1 or letters <= context.definitions.keys() or _DERIVATIVES & kinds_in(right):
        return False
    if not derived_letters((relation,), context) or not _TELLS_RATE.stand_in(" ".join(scopes.heard)):
        return False
    # What is put in is a number: the quotient of both sides, with 1 for the rate, does not depend on the letters that are left.
    quotient = Quotient(Group(right), Group(replaced(left, rates[0], Number("1"))))
    constant = (Relation(Derivative(quotient, ((Symbol(n), 1),), partial=True), Sign.EQUAL, Number("0")) for n in symbols(right))
    return all(isinstance(decide(Claim(one, context), budget), Proved) for one in constant)


def works_out(relation: Relation, row: int, before: Sequence[Said], occurrence: Occurrence, scopes: Scopes) -> bool:
    """Whether a chain goes on to a number with what it worked out `before`, a derivative, a limit, a sum: `= 2` below
    `f'(x) = 2x` is no equation that is to be solved. Zero, or what stands in the same row, may be, unless it is told outright."""
    first = before[0].relation if before else None
    if first is None or relation.sign is not Sign.EQUAL or not evidence.is_closed(relation.right):
        return False
    if not kinds_in(first.left) & _WORKED_OUT or any(one.role is not Role.CLAIM for one in before):
        return False
    passage = occurrence.passage
    near = f"{passage.lead} {passage.text} {passage.following}"
    if len(evidence.free_names(relation.left, scopes.here.context)) != 1 or tells_solving(near) or _is_open_here(passage, scopes):
        return False
    if row != before[-1].row and relation.right != Number("0"):
        return True
    of_one = isinstance(relation.left, Limit) or not isinstance(evidence.bare(relation.left), Sum)
    return of_one and occurrence.cue is Cue.CLAIM and _is_told_outright(first.left, passage, scopes)


def _tells_when_equal(passage: Passage) -> bool:
    """Whether words near an equation between known functions tell where it holds, or look for that."""
    return re.search(_EQUAL_SOMEWHERE, f"{passage.lead} {passage.text} {passage.following}".lower()) is not None


def _are_plain(conditions: Sequence[Relation]) -> bool:
    """Whether there are conditions, and each compares a letter with a number or a letter: none is an inequality to be solved."""
    sides = [side for condition in conditions for side in (condition.left, condition.right)]
    plain = all(isinstance(side, NumberSet) or evidence.is_simple(side) or evidence.is_closed(side) for side in sides)
    return bool(conditions) and plain and all(condition.sign is not Sign.EQUAL for condition in conditions)


def _lacks_a_sign(relation: Relation, occurrence: Occurrence, scopes: Scopes, budget: Budget) -> bool:
    """Whether what is concluded holds for all positive values of its letter, and so is to be solved by nobody: |x|/x = 1."""
    passage, context = occurrence.passage, scopes.context_at(occurrence.passage.place)
    is_told = occurrence.cue is Cue.CLAIM and relation.sign is Sign.EQUAL
    letter = evidence.letter_of_hidden_sign(relation, context) if is_told else ""
    if not letter or letter in scopes.sought(passage.place) or _tells_a_sign(occurrence.words, passage):
        return False
    positive = context.with_assumption(Relation(Symbol(letter), Sign.GREATER, Number("0")))
    return isinstance(decide(Claim(relation, positive), budget), Proved)


def _tells_a_sign(words: str, passage: Passage) -> bool:
    """Whether something behind an equation says for which values of its letter it holds."""
    behind = f"{words.partition('□')[2]} {passage.following}".lower()
    return any(told in behind for told in _TELL_A_SIGN)


def _is_open_here(passage: Passage, scopes: Scopes) -> bool:
    """Whether something near a passage speaks of equations that are solved, or asks when they hold."""
    near = f"{passage.lead} {passage.text} {passage.following}"
    return scopes.here.solving or tells_solving("", passage.following) or asks(near)


def _is_solved_below(relation: Relation, occurrence: Occurrence) -> bool:
    """Whether a statement further on in the formula gives a letter a value in others, as `x = \\frac{\\pi}{4} + k \\pi`."""
    letters = symbols(relation)
    return any(
        isinstance(other.left, Symbol) and other.left.name in letters and other.left.name not in symbols(other.right)
        for statement in occurrence.one.display.statements[occurrence.index + 1 :]
        for other in statement.relations[:1]
        if other.sign is Sign.EQUAL
    )


def _is_solved_next(relation: Relation, occurrence: Occurrence, scopes: Scopes) -> bool:
    """Whether the words behind an equation for a letter say that it gives a value of that: `f'(c) = 2 gives c = 3`."""
    letters = evidence.free_names(relation.left, scopes.here.context)
    if relation.sign is not Sign.EQUAL or not evidence.is_closed(relation.right) or len(letters) != 1:
        return False
    sought = scopes.sought(occurrence.passage.place)
    return letters <= sought and re.match(_GIVES_VALUE, occurrence.one.after.lower()) is not None


def _is_wrong_law(relation: Relation, occurrence: Occurrence, scopes: Scopes, budget: Budget) -> bool:
    """Whether an equation, where nothing near it speaks of equations that are solved, is a false law: as its letters tell, or
    since it is exactly what a known mistake makes of an identity. With a number at its right that is a wrong sign."""
    passage = occurrence.passage
    if relation.sign is not Sign.EQUAL or _is_open_here(passage, scopes) or _is_solved_below(relation, occurrence):
        return False
    context = scopes.context_at(passage.place)
    of_number = evidence.is_closed(relation.right) and relation.right != Number("0")
    if not of_number and not evidence.looks_like_an_identity(relation, context):
        return False
    claim = Claim(relation, context)
    if not isinstance(decide(claim, budget), Refuted) or _is_worked_on(relation, passage, context, budget):
        return False
    if not of_number and evidence.looks_like_a_law(relation, context):
        return True
    if evidence.is_linear(relation.left) and evidence.is_linear(relation.right):
        return False  # it is solved, or holds nowhere
    named = {named.mistake.name for named in name_mistakes(claim, budget.account)}
    return "sign" in named if of_number else bool(named - _ALSO_EQUATIONS)


def _is_worked_on(relation: Relation, passage: Passage, context: Context, budget: Budget) -> bool:
    """Whether the sentence behind an equation that stands alone draws a conclusion from it as from one that is solved, in the
    same letters: `\\log(a + b) = \\log a + \\log b`. `Thus a + b = ab`. A law that would follow from it is no such thing."""
    alone = not passage.lead.strip() and not passage.text.strip(" □.,;:")
    if not alone or not concludes(passage.following.partition("□")[0]):
        return False
    for statement in parse_in(passage.next_formula, context, NO_MACROS, budget.remembered).statements:
        for other in statement.relations:
            if other.sign is not Sign.EQUAL or symbols(other) != symbols(relation) or evidence.looks_like_a_law(other, context):
                return False
            return isinstance(decide(Claim(other, context), budget), Refuted)
    return False


def _is_botched(relation: Relation, scopes: Scopes, budget: Budget) -> bool:
    """Whether a false equation in the same letters on both sides is exactly what a known mistake makes of an identity, or is
    of difference quotients: nobody draws such a curve."""
    if evidence.is_of_quotients(relation):
        return True
    return bool(name_mistakes(Claim(relation, scopes.here.context), budget.account))
