"""Decides a claim: a look at exact points, a proof, a hard look; and the evidence for the answer.

Disjoint balls at a point of the domain prove a claim false, a zero normal form proves it true, and a proof counts only with
a witness: a point around which both sides are provably defined. A proof and a counterexample at once are a bug of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from fractions import Fraction
from itertools import chain as joined
from itertools import islice
from math import ceil, floor
from types import MappingProxyType
from typing import TYPE_CHECKING

from flint import arb, fmpq
from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget, Work
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Sort
from builder.calculus.expression.nodes import (
    Derivative,
    Differential,
    Ellipsis,
    Group,
    Limit,
    Negation,
    Number,
    PlusMinus,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Root,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import descendants, kinds_in, symbols, symbols_of
from builder.calculus.judge.attempt import Equal, NotProved, NowhereDefined, UnequalConstants
from builder.calculus.judge.balls import Diverges, Scalar, Undefined
from builder.calculus.judge.conventions import IMAGINARY, doubtful_name, undefined_alone, with_elements_applied
from builder.calculus.judge.distinct import differing_indices
from builder.calculus.judge.entries import (
    arrays_beside,
    arrays_multiplied,
    before_vectors,
    capitals_in_doubt,
    differentiates,
    hides_entries,
    is_written_out,
    may_have_entries,
    speaks_of_entries,
    ties_entries,
    with_sizes,
)
from builder.calculus.judge.evaluate import place_of, value_or_reason
from builder.calculus.judge.fields import may_be_tied, with_unknown_fields
from builder.calculus.judge.finite import cases_of, of_cases
from builder.calculus.judge.in_doubt import in_doubt, is_of_growth
from builder.calculus.judge.infinite import BOTH_INFINITE, ONE_INFINITE, decide_infinite, may_be_infinite, speaks_of_infinity
from builder.calculus.judge.known import Known
from builder.calculus.judge.look import Counterexample, Sight, allows, as_mapping, look, no_limit, value_written
from builder.calculus.judge.looks import (
    CONSTANT_BITS,
    FEW_POINTS,
    HARD_POINTS,
    POINTS,
    TRIED,
    closed_at,
    empty_sums,
    has_any,
    is_supported,
    look_hard,
    search_witness,
    see_divergence,
    see_domains,
)
from builder.calculus.judge.meaning import Meaning, Part, Rise, ShapesDiffer, interpret
from builder.calculus.judge.points import HUMAN, Space, Trial, function_text, space_of, trials
from builder.calculus.judge.prove import EXACT, prove
from builder.calculus.judge.scope import Paths
from builder.calculus.judge.sorts import UNITS, is_analytic, shaped_sorts, sorts_in
from builder.calculus.judge.substitution import free_names
from builder.calculus.judge.subterms import free_variables, over_a_point, unknown_functions, walk
from builder.calculus.judge.terms import (
    Branches,
    Comparison,
    Condition,
    DerivativeOf,
    IntegralOf,
    LimitOf,
    Question,
    Rational,
    SeriesOf,
    Setting,
    Variable,
)
from builder.calculus.judge.usage import names_reached, reachable, speaks_of_inverse, through_the_middle
from builder.calculus.judge.usual_branch import usual_branch
from builder.calculus.judge.verdict import (
    Domain,
    Evidence,
    Ignorance,
    JudgeDisagreement,
    Proved,
    Refutation,
    Refuted,
    Tested,
    Unknown,
    Verdict,
)
from builder.calculus.remembered import Remembered

if TYPE_CHECKING:
    from builder.calculus.judge.stated import Gap

REFUTING_POINTS = len(HUMAN)
"""How many decided points a look takes that only refutes."""

WITHOUT_LIMIT = 3
"""How many points at which a side has no limit refute, when there is no point around which both sides are defined."""

USED_UP = "what stands before it has used up what a chain may cost"


def decide(claim: Claim, budget: Budget = DEFAULT_BUDGET, known: Known | None = None) -> Verdict:
    """Whether a claim holds wherever both of its sides are defined and its context allows.

    The answer carries its evidence. `Tested` says neither true nor false; `Unknown` says why there is no answer. `known` is
    what claims of one chain share, and all work is paid from the account of `budget`: where that is empty nothing is decided.
    Raises `JudgeDisagreement` when prover and refuter contradict each other.
    """
    if known is not None:
        return _decided(claim, budget.opened(), known)
    return budget.once(lambda known: (decide, *_asked(claim, known)), lambda budget: _decided(claim, budget, Known()), Verdict)


def _asked(claim: Claim, known: Remembered) -> tuple[Hashable, ...]:
    """All that a claim is."""
    relation = claim.relation
    return relation.sign, known.tree(relation.left), known.tree(relation.right), known.context(claim.context)


def _decided(claim: Claim, budget: Budget, known: Known) -> Verdict:
    verdict = _decided_everywhere(claim, budget, known)
    if isinstance(verdict, Unknown) and Ellipsis in kinds_in(claim.relation.right):
        from builder.calculus.judge.expanded import decide_expanded  # few claims have dots

        verdict = decide_expanded(claim, decide, budget) or verdict
    if isinstance(verdict, Proved) and _has_root_in_doubt(claim, budget, known):
        return Unknown(Ignorance.NOT_UNDERSTOOD, "a root whose index is a letter, of a power that may be negative")
    if isinstance(verdict, Refuted) and claim.context.assumptions and ties_entries(claim):
        return Unknown(Ignorance.NOT_UNDERSTOOD, "entries of which some are told to be the same")
    if isinstance(verdict, Refuted) and speaks_of_inverse(claim):
        from builder.calculus.judge.inverses import is_of_known, of_inverse

        if is_of_known(claim) and of_inverse(claim, lambda relation, context: _is_proved(relation, context, budget)) is None:
            return Unknown(Ignorance.NOT_UNDERSTOOD, "the inverse of a function that is not shown to have one")
    if isinstance(verdict, Refuted) and is_of_growth(claim.relation, claim.context):
        return Unknown(Ignorance.NOT_UNDERSTOOD, "how much a function grows, or its Laplacian")
    if isinstance(verdict, Refuted) and (branch := usual_branch(claim)) is not None:
        verdict = _decided_everywhere(branch.claim, budget, known)
        if isinstance(verdict, Proved | Tested):
            conditions = (branch.condition, *verdict.evidence.conditions)
            return replace(verdict, evidence=replace(verdict.evidence, conditions=tuple(dict.fromkeys(conditions))))
    return verdict


def _has_root_in_doubt(claim: Claim, budget: Budget, known: Known) -> bool:
    """Whether a root with a letter as its index is taken of a power that may be negative, `\\sqrt[n]{x^n}`: it is read as where
    that is positive, and an odd root has a value elsewhere, too."""
    kinds = kinds_in(claim.relation)
    if Power not in kinds or not kinds & {Root, Quotient}:
        return False
    nodes = descendants(claim.relation)
    bound = {node.variable.name for node in nodes if isinstance(node, Limit) and isinstance(node.variable, Symbol)}
    for node in nodes:
        match node:
            case Root(radicand, index) if index is not None and symbols(index):
                pass
            case Power(Group(radicand), Quotient(Number(), below)) if symbols(below):
                pass
            case _:
                continue
        powers = radicand.factors if isinstance(radicand, Product) else (radicand,)
        with_letters = [power for power in powers if isinstance(power, Power) and symbols(power.exponent)]
        if with_letters and not _is_proved(Relation(radicand, Sign.GREATER_EQUAL, Number("0")), claim.context, budget):
            return True
        for base in (power.base for power in with_letters if not symbols(power.exponent) <= bound):
            if not _is_proved(Relation(base, Sign.GREATER_EQUAL, Number("0")), claim.context, budget):
                negative = claim.context.with_assumption(Relation(base, Sign.LESS, Number("0")))
                if not isinstance(_decided_everywhere(Claim(claim.relation, negative), budget, known), Proved):
                    return True
    return False


def _is_proved(relation: Relation, context: Context, budget: Budget) -> bool:
    return isinstance(decide(Claim(relation, context), budget), Proved)


def _decided_everywhere(claim: Claim, budget: Budget, known: Known) -> Verdict:
    doubt = in_doubt(claim.relation, claim.context)
    if speaks_of_inverse(claim):
        from builder.calculus.judge.inverses import names_other_place, of_inverse  # few claims do

        if (moved := of_inverse(claim, lambda relation, context: _is_proved(relation, context, budget))) is not None:
            found = _decided_everywhere(moved, budget, known)
            if isinstance(found, Proved) or not (doubt or names_other_place(claim)):
                return found
    if doubt:
        return Unknown(Ignorance.NOT_UNDERSTOOD, doubt)
    if Differential in kinds_in(claim.relation) and (volumes := _decided_as_volumes(claim, budget, known)) is not None:
        return volumes
    if isinstance(claim.relation.left, Symbol) and "_" in claim.relation.left.name and claim.context.definitions:
        from builder.calculus.judge.recursion import closed_form  # few claims tell one

        if parts := closed_form(claim):
            found = of_cases([decide(part, budget) for part in reversed(parts)])
            if isinstance(found, Proved | Tested):
                found = replace(found, evidence=replace(found.evidence, scope=f"{found.evidence.scope}; by induction"))
            return found
    if cases := cases_of(claim):
        return of_cases([decide(case, budget) for case in cases])
    if (of_fields := with_unknown_fields(claim)) is not None:
        found, _ = _decide(of_fields, budget, known, Paths.EVERY)
        tied = isinstance(found, Refuted) and of_fields.context != claim.context and may_be_tied(claim)
        return Unknown(Ignorance.NOT_UNDERSTOOD, "more may be told of a field than that it is one") if tied else found
    if speaks_of_entries(claim):
        from builder.calculus.judge.tensors.decide import decide_entries

        found, sorts = decide_entries(claim, budget, known), sorts_in(claim)
        if isinstance(found, Refuted) and symbols(claim.relation) & claim.context.special:
            return Unknown(Ignorance.NOT_UNDERSTOOD, "more is told of a vector or a matrix than its size")
        without_sizes = _without_sizes(claim, sorts)  # those are read as numbers there
        if not isinstance(found, Unknown) and not without_sizes:
            return found
        if without_sizes or not is_written_out(claim):
            other = _decided_sorted(claim, {**shaped_sorts(claim), **sorts}, budget, known)
            return found if isinstance(found, Unknown) and isinstance(other, Unknown) else other
    if sorts := sorts_in(claim) or arrays_multiplied(claim):
        found = _decided_sorted(claim, sorts, budget, known)
        if isinstance(found, Unknown) and sorts.keys() <= UNITS and is_analytic(claim):
            context = replace(claim.context, sorts=MappingProxyType({}))
            real, partials = _decide(Claim(claim.relation, context), budget, known, Paths.EVERY)
            return real if isinstance(real, Proved) and not partials else found
        return found
    if capitals := capitals_in_doubt(claim):
        numbers, _ = _decide(through_the_middle(claim) or claim, budget, known, Paths.EVERY)
        found = _decided_sorted(claim, capitals, budget, known)
        if isinstance(numbers, Unknown) or type(found) is type(numbers):
            return found
        return Unknown(Ignorance.NOT_UNDERSTOOD, f"{min(capitals)} may be a matrix, or a number")
    verdict, partials = _decide(claim, budget, known, Paths.EVERY)
    if isinstance(verdict, Unknown) and (applied := with_elements_applied(claim)) is not None:
        return _decide(applied, budget, known, Paths.EVERY)[0]
    if isinstance(verdict, Unknown | Refuted) and may_have_entries(claim, verdict):
        from builder.calculus.judge.tensors.decide import decide_entries

        found = decide_entries(claim, budget, known)
        if not isinstance(found, Unknown):
            return found
        return found if isinstance(verdict, Refuted) and hides_entries(claim) else verdict
    if (isinstance(verdict, Refuted) or differentiates(claim)) and not isinstance(verdict, Unknown) and hides_entries(claim):
        return Unknown(Ignorance.NOT_UNDERSTOOD, "an entry that is defined by another index")
    apart = differing_indices(claim, descendants(claim.relation))
    if apart is None:
        return Unknown(Ignorance.NOT_UNDERSTOOD, "entries whose indices are the same are not told apart here")
    if apart and isinstance(verdict, Proved | Tested):
        verdict = replace(verdict, evidence=replace(verdict.evidence, conditions=(*verdict.evidence.conditions, *apart)))
    for meant, says in _otherwise(claim, budget) if isinstance(verdict, Refuted) else ():
        held, _ = _decide(meant, budget, known, Paths.EVERY)
        if isinstance(held, Proved):
            return replace(held, evidence=replace(held.evidence, scope=f"{held.evidence.scope}; {says}"))
    if not partials or isinstance(verdict, Proved):
        return _with_paths(verdict, partials, Paths.EVERY)
    held, _ = _decide(claim, budget, known, Paths.DIRECT)
    if isinstance(held, Proved) or (isinstance(verdict, Refuted) and not isinstance(held, Refuted)):
        return _with_paths(held, partials, Paths.DIRECT)
    return _with_paths(verdict, partials, None if isinstance(held, Refuted) else Paths.EVERY)


def _decided_as_volumes(claim: Claim, budget: Budget, known: Known) -> Verdict | None:
    """The verdict on a claim about elements of area or volume, the best where coordinates have two names; None for any other."""
    from builder.calculus.judge.volumes import of_volumes  # few claims are

    found = [_decided_everywhere(each, budget, known) for each in of_volumes(claim)]
    if not found:
        return None
    best = next((one for one in found if isinstance(one, Proved)), None) or next(
        (one for one in found if not isinstance(one, Refuted)), found[0]
    )
    if isinstance(best, Unknown):
        return best
    return replace(best, evidence=replace(best.evidence, scope=f"{best.evidence.scope}; {_AS_VOLUMES}"))


def _without_sizes(claim: Claim, sorts: Mapping[str, Sort]) -> frozenset[str]:
    """The letters of `sorts` of which no size is told; the vector of ones has any."""
    from builder.calculus.judge.tensors.names import ONES

    return frozenset(sorts) - claim.context.shapes.keys() - ONES


def _decided_sorted(claim: Claim, sorts: Mapping[str, Sort], budget: Budget, known: Known) -> Verdict:
    """The verdict on a claim about letters of sorts as they are; else by their entries, with sizes that fit."""
    from builder.calculus.judge.algebras.decide import decide_sorted

    sorts = {**arrays_beside(claim, sorts), **sorts}
    capitals = dict.fromkeys(before_vectors(claim, sorts), Sort.MATRIX)  # A of `A \mathbf{x}` may be a number as well
    found = decide_sorted(claim, {**sorts, **capitals})  # what holds of any matrix holds of a number, too
    if capitals and isinstance(found, Refuted):
        found = Unknown(Ignorance.NOT_UNDERSTOOD, f"{min(capitals)} may be a matrix, or a number")
    if not isinstance(found, Unknown) or (as_numbers := with_sizes(claim, sorts)) is None:
        return found
    from builder.calculus.judge.tensors.decide import decide_entries

    as_matrices = with_sizes(claim, {**sorts, **capitals}) if capitals else None
    first, *others = [decide_entries(sized, budget, known) for sized in (as_matrices, as_numbers) if sized is not None]
    if isinstance(first, Refuted):
        if first.how is Refutation.SHAPE or symbols(claim.relation) & claim.context.special:
            return found  # rows and columns are not told; or more is told of the letters than their sort
        return first if all(isinstance(other, Refuted) for other in others) else found
    return found if isinstance(first, Unknown) else first


def of_either_sign(claim: Claim, budget: Budget) -> Claim | None:
    r"""What `\sin \frac{x}{2} = \pm \sqrt{\frac{1 - \cos x}{2}}` says, where one side has the sign: that the other one is this or
    the opposite, so that their squares are equal. None for others: `\sqrt{4}` is 2, and not `\pm 2`, and x is x everywhere."""
    relation = claim.relation
    for side, other in ((relation.right, relation.left), (relation.left, relation.right)):
        if relation.sign is not Sign.EQUAL or not isinstance(side, PlusMinus):
            continue
        if PlusMinus in kinds_in(side.operand) | kinds_in(other) or not symbols(other) or not symbols(side):
            return None
        alone = (Relation(other, Sign.EQUAL, one) for one in (side.operand, Negation(side.operand)))
        if any(_is_proved(one, claim.context, budget) for one in alone):
            return None
        squares = Relation(Power(Group(other), Number("2")), Sign.EQUAL, Power(Group(side.operand), Number("2")))
        return Claim(squares, claim.context)
    return None


_WORDED = r"\\(?:mathrm|operatorname|text|mathsf|mathit)\{[A-Za-z]{2,}\}"
"""The names of functions that are words, `\\mathrm{sigmoid}`."""
_READ = "partial derivatives of"
_CONJUGATE = re.compile(r"\\bar\{(?:[zw+-]+|[0-9]+|\\(?:bar|overline)\b.*)\}(?:_\w+)?|[zw]\^\*")
_OTHER = (Comparison.NOT_EQUAL, Comparison.LESS)
"""What does not hold between a number and itself."""
_EITHER = "with one of the signs, which may depend on where"
_AS_VOLUMES = "as elements of area or volume, whose quotient is a Jacobian determinant"
_THROUGH = "letters depend on others through those between alone"


def _otherwise(claim: Claim, budget: Budget) -> Iterator[tuple[Claim, str]]:
    """What else a claim may say that is false as it is read, and what its verdict tells of that reading."""
    for meant, says in ((of_either_sign(claim, budget), _EITHER), (through_the_middle(claim), _THROUGH)):
        if meant is not None:
            yield meant, says


def _with_paths(verdict: Verdict, partials: frozenset[str], paths: Paths | None) -> Verdict:
    """A verdict that tells how partial derivatives were read where they have two readings; None: it is the same in both."""
    if not partials or isinstance(verdict, Unknown):
        return verdict
    read = "in either reading" if paths is None else paths.value
    says = f"{_READ} {', '.join(sorted(partials))} {read}"
    return replace(verdict, evidence=replace(verdict.evidence, scope=f"{verdict.evidence.scope}; {says}"))


def has_readings(evidence: Evidence) -> bool:
    """Whether a verdict tells how partial derivatives were read, which another one of the same chain may read otherwise."""
    return _READ in evidence.scope


def _decide(claim: Claim, budget: Budget, known: Known, paths: Paths) -> tuple[Verdict, frozenset[str]]:
    """The verdict in one reading, and the names whose partial derivatives have another one."""
    if budget.purse().left <= 0:
        return Unknown(Ignorance.TOO_LARGE, USED_UP), frozenset()
    meaning = interpret(claim, budget, known, paths)
    if isinstance(meaning, Unknown):
        return meaning, frozenset()
    if isinstance(meaning, ShapesDiffer):
        if missing := undefined_alone(claim.relation, claim.context):
            return Unknown(Ignorance.UNDEFINED_NAME, f"{missing} is not defined here"), frozenset()
        return Refuted(Refutation.SHAPE, Evidence("shapes"), left=meaning.left, right=meaning.right), frozenset()
    if rough := _rough(claim, meaning):
        return Unknown(
            Ignorance.NOT_UNDERSTOOD, f"{rough} is not smooth, as the text says: only smooth functions are decided"
        ), frozenset()
    verdict = _decide_meaning(claim, meaning, budget, known)
    if isinstance(verdict, Refuted) and (missing := doubtful_name(claim.relation, claim.context)):
        return Unknown(Ignorance.UNDEFINED_NAME, f"{missing} is not defined here"), frozenset()
    if isinstance(verdict, Refuted) and (conjugate := _conjugate(claim)):
        return Unknown(
            Ignorance.NOT_UNDERSTOOD, f"{conjugate} may be a complex conjugate: only real numbers are decided"
        ), frozenset()
    if not isinstance(verdict, Unknown) and (unit := _imaginary_unit(claim, meaning, holds=not isinstance(verdict, Refuted))):
        return Unknown(Ignorance.NOT_UNDERSTOOD, f"{unit} may be the imaginary unit: only real numbers are decided"), frozenset()
    return verdict, meaning.partials


def _rough(claim: Claim, meaning: Meaning) -> str:
    """An unknown function that is told not to be smooth in what takes limits or derivatives; or ""."""
    if not (rough := claim.context.rough_functions):
        return ""
    if not any(isinstance(node, Prime | Derivative | Limit) for node in reachable(claim.relation, claim.context)):
        return ""  # sums and integrals of them are what those of others are
    sides = (side for part in meaning.parts for side in (part.question.left, part.question.right))
    return min((name for side in sides for name in unknown_functions(side) if name in rough), default="")


def _conjugate(claim: Claim) -> str:
    """The name in a claim by which a complex conjugate may be meant: a bar or a star on letters customary for them; or ""."""
    names = names_reached(symbols(claim.relation), claim.context) - claim.context.definitions.keys()
    return min((name for name in names if _CONJUGATE.fullmatch(name)), default="")


def _imaginary_unit(claim: Claim, meaning: Meaning, *, holds: bool = False) -> str:
    """The name in a claim, which `holds` for real numbers or does not, that may be the imaginary unit, for which it may not."""
    if not IMAGINARY & names_reached(symbols(claim.relation), claim.context):
        return ""
    from builder.calculus.judge.imaginary import imaginary_unit, imaginary_unit_against

    return imaginary_unit_against(claim, meaning) if holds else imaginary_unit(claim, meaning)


def _decide_meaning(claim: Claim, meaning: Meaning, budget: Budget, known: Known) -> Verdict:
    if claim.relation.sign is Sign.APPROXIMATE:
        from builder.calculus.judge.approximate import decide_approximation

        return decide_approximation(claim, meaning, budget)
    verdict = decide_meaning(meaning, budget, known)
    if claim.relation.sign in (Sign.EQUAL, Sign.IDENTICAL) and not isinstance(verdict, Refuted):
        verdict = _covering(verdict, claim, meaning, budget)
    if isinstance(verdict, Refuted) and any(_solves_a_curve(part) and _holds_somewhere(part, budget) for part in meaning.parts):
        return Unknown(Ignorance.NOT_UNDERSTOOD, "a curve is solved for a variable: which branch is meant is not said")
    if isinstance(verdict, Refuted) and (missing := _undefined(claim, meaning, verdict)):
        return Unknown(Ignorance.UNDEFINED_NAME, f"{missing.rstrip('_')} is not defined here")
    if claim.relation.sign is Sign.EQUAL and isinstance(verdict, Refuted) and verdict.how is Refutation.DIFFERS:
        if isinstance(claim.relation.right, Number) and _is_rounded(claim.relation.right, meaning, budget):
            return Refuted(Refutation.ROUNDED, verdict.evidence, verdict.at, verdict.left, verdict.right)
    return verdict


def _covering(verdict: Proved | Tested | Unknown, claim: Claim, meaning: Meaning, budget: Budget) -> Verdict:
    """The verdict on an equation that says for which values it holds: refuted where one side alone has a value. Where nothing is
    said, that its integrals do not run over a pole is a condition."""
    for part in meaning.parts:
        if (gap := _gap(verdict, part, claim.context, budget)) is not None:
            domain = verdict.evidence.domain if isinstance(verdict, Proved | Tested) else Domain.SAME
            evidence = Evidence("domain", domain=domain, points=1, scope=_scope(space_of(part.question)))
            return Refuted(Refutation.DOMAIN, evidence, gap.at, gap.left, gap.right, entry=part.entry)
        if isinstance(verdict, Proved) and has_any(part.question, (IntegralOf, SeriesOf)) and space_of(part.question).names:
            verdict = _in_order(_off_poles(verdict, part, budget), part, claim.context, budget)
    if isinstance(verdict, Proved | Tested) and (at := _doubtful_corner(claim, meaning, budget)) is not None:
        near = ", ".join(f"{name} = {float(value):.6g}" for name, value in at.items())
        return Unknown(
            Ignorance.TOO_LARGE, f"whether the derivative exists near {near}, in the domain that is told, is not known"
        )
    return verdict


def _doubtful_corner(claim: Claim, meaning: Meaning, budget: Budget) -> Mapping[str, Fraction] | None:
    stated = claim.context.stated
    of_derivatives = [part for part in meaning.parts if stated and has_any(part.question, (DerivativeOf,))]
    if not of_derivatives:
        return None
    from builder.calculus.judge.stated import doubtful_corner

    return next((at for part in of_derivatives if (at := doubtful_corner(part, stated, budget)) is not None), None)


def _in_order(verdict: Proved, part: Part, context: Context, budget: Budget) -> Proved:
    """A proof with what is supposed of the ends of its sums, where it is not told."""
    from builder.calculus.judge.between_ends import asked_of_sums

    asked = asked_of_sums(part.question, context.integers - context.positive_integers, budget)
    if not asked:
        return verdict
    conditions = dict.fromkeys((*verdict.evidence.conditions, *asked))
    return Proved(replace(verdict.evidence, conditions=tuple(conditions), domain=Domain.NARROWED))


def _off_poles(verdict: Proved, part: Part, budget: Budget) -> Proved:
    """A proof with what its integrals ask for where one of them diverges at some values, at which the other side has one."""
    from builder.calculus.judge.between_ends import asked_between_ends, may_have_poles

    if not may_have_poles(part.question):
        return verdict
    from builder.calculus.judge.stated import divergence

    if (gap := divergence(part, budget)) is None:
        return verdict
    conditions = dict.fromkeys((*verdict.evidence.conditions, *asked_between_ends(part.question, budget)))
    domain = Domain.WIDENED if gap.left.startswith("diverges") else Domain.NARROWED
    return Proved(replace(verdict.evidence, conditions=tuple(conditions), domain=domain))


def _gap(verdict: Proved | Tested | Unknown, part: Part, context: Context, budget: Budget) -> Gap | None:
    """A gap in what an equation says of where it holds: in words, by a case of its own, or by what is assumed of all letters of
    an integral."""
    question = part.question
    integrals = has_any(question, (IntegralOf,)) and not isinstance(verdict, Unknown)
    if not (context.stated or (integrals and context.assumptions) or has_any(question, (Branches,))):
        return None
    from builder.calculus.judge.stated import divergence, gap_in_stated_domain, gap_in_told_case

    letters = frozenset(space_of(question, part.ties).names)
    if context.stated:
        if isinstance(verdict, Unknown):
            return gap_in_stated_domain(part, context.stated, {}, budget) if letters <= context.stated else None
        return gap_in_stated_domain(part, context.stated, verdict.evidence.witness, budget)
    if integrals and letters <= symbols_of(context.assumptions):
        return divergence(part, budget)
    return gap_in_told_case(part, budget)


def _solves_a_curve(part: Part) -> bool:
    """Whether one side is a variable of the curve by itself."""
    question = part.question
    return bool(part.ties) and any(isinstance(side, Variable) for side in (question.left, question.right))


def _holds_somewhere(part: Part, budget: Budget) -> bool:
    """Whether the sides may agree at a point of the curve: another branch is then what is asked for."""
    space, refuted = space_of(part.question, part.ties), 0
    for trial in _points(part, space, TRIED, budget.purse()):
        sight = Sight(work=budget.purse())
        look(part.question, (trial,), sight, 64, 1, budget)
        if sight.counterexample is not None:
            refuted += 1
        elif sight.decided:
            return True
    return refuted < POINTS


def _undefined(claim: Claim, meaning: Meaning, verdict: Refuted) -> str:
    """An unknown function that nobody declared and only one side mentions: then nothing evidently is claimed of it, unless it is
    differentiated together with one that both sides mention; or one that has a word for its name, which is known elsewhere. Else
    ""."""
    if verdict.how is not Refutation.DIFFERS:
        return ""
    if any(over_a_point(side) for part in meaning.parts for side in (part.question.left, part.question.right)):
        return ""
    left = {name for part in meaning.parts for name in unknown_functions(part.question.left)}
    right = {name for part in meaning.parts for name in unknown_functions(part.question.right)}
    declared = claim.context.functions | claim.context.definitions.keys()
    for node in descendants(claim.relation):
        if isinstance(node, Prime | Derivative) and symbols(node.operand) & left & right:
            declared |= symbols(node.operand)  # in (f + g)' = f' the derivative of g was lost
    worded = {name for name in verdict.functions if re.fullmatch(_WORDED, name)}
    return min((left ^ right | worded) & verdict.functions.keys() - declared, default="")


def refute(
    claim: Claim, budget: Budget = DEFAULT_BUDGET, known: Known | None = None, points: int = REFUTING_POINTS
) -> Refuted | None:
    """A refutation of a claim, if a look at a few decided `points` finds one; nothing is proved and no effort is made."""
    if known is not None:
        return _refuted_by_few(claim, budget.opened(), known, points)
    return budget.once(
        lambda known: (refute, points, *_asked(claim, known)),
        lambda budget: _refuted_by_few(claim, budget, Known(), points),
        Refuted | None,
    )


def _refuted_by_few(claim: Claim, budget: Budget, known: Known, points: int) -> Refuted | None:
    refuted = _refuted_anywhere(claim, budget, known, points)
    if refuted is not None and (branch := usual_branch(claim)) is not None:
        return _refuted_anywhere(branch.claim, budget, known, points)
    return refuted


def _refuted_anywhere(claim: Claim, budget: Budget, known: Known, points: int) -> Refuted | None:
    if speaks_of_entries(claim):
        from builder.calculus.judge.tensors.decide import refute_entries

        if _without_sizes(claim, sorts_in(claim)):
            return None
        refutation = refute_entries(claim, budget, known)
        if refutation is not None or not is_written_out(claim):
            return refutation
    meaning = interpret(claim, budget, known)
    refuted = _refuted_at_sight(claim, meaning, budget, known, points)
    if (unread := meaning if isinstance(meaning, Unknown) else refuted) is not None and may_have_entries(claim, unread):
        from builder.calculus.judge.tensors.decide import refute_entries

        return refute_entries(claim, budget, known)
    if refuted is not None and isinstance(meaning, Meaning) and meaning.partials:
        other = interpret(claim, budget, known, Paths.DIRECT)
        return None if _refuted_at_sight(claim, other, budget, known, points) is None else refuted
    for meant, _ in _otherwise(claim, budget) if refuted is not None else ():
        return _refuted_at_sight(meant, interpret(meant, budget, known), budget, known, points) and refuted
    return refuted


def _refuted_at_sight(
    claim: Claim, meaning: Meaning | ShapesDiffer | Unknown, budget: Budget, known: Known, points: int
) -> Refuted | None:
    if isinstance(meaning, Unknown):
        return None
    if isinstance(meaning, ShapesDiffer):
        if undefined_alone(claim.relation, claim.context):
            return None
        return Refuted(Refutation.SHAPE, Evidence("shapes"), left=meaning.left, right=meaning.right)
    for part in meaning.parts:
        space = space_of(part.question, part.ties, known.names_in)
        with budget.purse().share(budget.evaluations) as work:
            sight = Sight(known=known, work=work)
            look(part.question, _points(part, space, TRIED, budget.purse(), known), sight, 64, points, budget)
        if sight.counterexample is not None:
            verdict = _refuted(part, sight, space, sight.counterexample)
            doubtful = (
                _undefined(claim, meaning, verdict)
                or doubtful_name(claim.relation, claim.context)
                or _conjugate(claim)
                or _imaginary_unit(claim, meaning)
            )
            return None if doubtful else verdict
    return None


def has_values(claim: Claim, at: Mapping[str, Fraction], budget: Budget, known: Known) -> bool:
    """Whether both sides of a claim provably have a value at the point `at`, which lies within what is assumed.

    Where it has two readings nothing is told: it may be true in one of them only. `known` is what claims of one chain share.
    """
    meaning = interpret(claim, budget, known)
    if not isinstance(meaning, Meaning) or meaning.partials:
        return False
    for part in meaning.parts:
        space, sight = space_of(part.question), Sight(work=budget.purse())
        if part.ties or space.functions or not set(space.names) <= at.keys():
            return False
        look(part.question, (Trial({name: at[name] for name in space.names}, {}),), sight, CONSTANT_BITS[1], 1, budget)
        if not sight.decided:
            return False
    return True


def decide_meaning(meaning: Meaning, budget: Budget, known: Known) -> Verdict:
    """All questions of a claim: proved only if all are, refuted at the first that is."""
    verdicts: list[Proved | Tested] = []
    for part in meaning.parts:
        verdict = decide_part(part, budget, known)
        if part.assumed and not isinstance(verdict, Proved):
            return Tested(_of_several(verdicts).evidence, "the first values alone were decided")
        if part.order is not None and isinstance(verdict, Refuted):
            verdict = replace(verdict, at={part.order[0]: part.order[1], **verdict.at})
        if part.only_values and isinstance(verdict, Refuted) and verdict.how is not Refutation.DIFFERS:
            return Unknown(Ignorance.NOT_UNDERSTOOD, "an order of smallness where not all derivatives exist")
        if isinstance(verdict, Refuted | Unknown):
            return verdict
        verdicts.append(verdict)
    together = _of_several(verdicts)
    return together if meaning.rise is None else _by_induction(meaning.rise, meaning.parts[-1], together, budget)


def _by_induction(rise: Rise, step: Part, verdict: Verdict, budget: Budget) -> Verdict:
    """The verdict on first cases and a step: a proof for all integers only if no case can break the chain."""
    if not isinstance(verdict, Proved):
        return verdict
    evidence = replace(verdict.evidence, method="induction")
    if rise.formula is None:
        return Tested(evidence, f"the first values of {rise.letter} alone were decided")
    # The formula is that for the next order, so that it speaks of all from the least on if the letter may be one less.
    from builder.calculus.judge.induction import is_defined_before  # few claims are proved by induction

    if is_defined_before(rise.formula, rise.letter, rise.least - 1, step.question.setting, budget):
        return Proved(evidence)
    return Tested(evidence, f"the formula may have no value for some {rise.letter}")


def _of_several(verdicts: list[Proved | Tested]) -> Proved | Tested:
    return verdicts[0] if len(verdicts) == 1 else _together(verdicts)


def _together(verdicts: list[Proved | Tested]) -> Proved | Tested:
    """The verdict on several entries none of which is refuted or unknown: the weakest, with all evidence."""
    evidence = [v.evidence for v in verdicts]
    domains = [e.domain for e in evidence if e.domain is not Domain.SAME]
    witness: dict[str, Fraction] = {}
    for e in evidence:
        witness.update(e.witness)
    whole = Evidence(
        "entries",
        tuple(dict.fromkeys(joined.from_iterable(e.conditions for e in evidence))),
        tuple(dict.fromkeys(joined.from_iterable(e.identities for e in evidence))),
        domains[0] if domains else Domain.SAME,
        witness,
        sum(e.points for e in evidence),
        max(e.bits for e in evidence),
        _common_scope([e.scope for e in evidence]),
        tuple(dict.fromkeys(joined.from_iterable(e.kernels for e in evidence))),
    )
    tested = next((v for v in verdicts if isinstance(v, Tested)), None)
    return Proved(whole) if tested is None else Tested(whole, tested.why)


def _common_scope(scopes: list[str]) -> str:
    return max(scopes, key=len)


# ---------------------------------------------------------------------------------------------- one question


def decide_part(part: Part, budget: Budget, known: Known) -> Verdict:
    """One scalar question."""
    with budget.purse().share(budget.evaluations) as work:
        given = work.left
        verdict = _decide_part(part, budget, Sight(known=known, work=work))
        if isinstance(verdict, Tested) and work.left < 0 and given < budget.evaluations:
            # A few points alone are no test, where what stands before has taken the work for more.
            return Unknown(Ignorance.TOO_LARGE, USED_UP)
        return verdict


def _decide_part(part: Part, budget: Budget, sight: Sight) -> Verdict:
    question = part.question
    space = space_of(question, part.ties, sight.known.names_in)
    constant = not space.names and not space.functions
    if speaks_of_infinity(question):
        return decide_infinite(question, _points(part, space, TRIED, budget.purse()), constant, _scope(space), budget)
    if constant:
        for bits in CONSTANT_BITS[:2]:
            if sight.decided == 0 or bits == CONSTANT_BITS[0]:
                look(question, trials(space, 1), sight, bits, 1, budget)
    else:
        look(question, _points(part, space, TRIED, budget.purse(), sight.known), sight, 64, POINTS, budget)
    if sight.without_limit and may_be_infinite(question):
        verdict = decide_infinite(question, _points(part, space, TRIED, budget.purse()), constant, _scope(space), budget)
        if isinstance(verdict, Proved | Refuted):
            return verdict
    if constant and sight.decided == 0 and sight.missing is not None:
        return _without_value(part, space, sight, budget)
    if not constant and not part.ties and sight.counterexample is None and has_any(question, (SeriesOf,)):
        look(question, empty_sums(question, space), sight, 64, TRIED, budget)
    if (found := sight.counterexample) is not None:
        return _refuted(part, sight, space, found)
    if _lacks_limits(question, sight):
        return _without_limit(part, space, sight)
    if constant and sight.exactly_equal and question.comparison is Comparison.EQUAL:
        return _proved(part, space, sight, Equal(EXACT), budget)
    attempt = prove(question, budget, witnessed=sight.witness is not None, known=sight.known)
    if question.comparison is not Comparison.EQUAL and not sight.decided:
        domain = prove(replace(question, comparison=Comparison.EQUAL), budget)
        attempt = domain if isinstance(domain, NowhereDefined) else attempt
    match attempt:
        case Equal():
            return _with_witness(part, space, sight, attempt, budget)
        case UnequalConstants():
            return _unequal(part, space, sight, attempt, budget)
        case NowhereDefined(why):
            if sight.witness is not None:
                raise JudgeDisagreement(f"nowhere defined ({why}), yet defined at {dict(sight.witness.values)}: {question}")
            if sight.admitted == 0 and question.setting.conditions:
                return Unknown(Ignorance.CONTRADICTION, "no point was found at which all assumptions hold")
            return Refuted(Refutation.NOWHERE_DEFINED, _evidence("domain", space, sight), left=why, entry=part.entry)
        case NotProved(why):
            if constant and question.comparison in _OTHER and (same := _proved_equal(part, space, sight, budget)) is not None:
                return same
            for prover in _last_provers():
                with budget.purse().share(budget.chain // 3) as part_of_it:  # what comes behind must not find nothing left
                    proof = prover(question, replace(budget, account=part_of_it))
                if proof is not None:
                    return _with_witness(part, space, sight, proof, budget)
            return _unproved(part, space, sight, why, budget)


def _proved_equal(part: Part, space: Space, sight: Sight, budget: Budget) -> Refuted | None:
    """The refutation of `<` or `≠` between numbers that are proved to be the same, which balls of any precision do not tell."""
    if not sight.decided and sight.witness is None:
        return None
    attempt = prove(replace(part.question, comparison=Comparison.EQUAL), budget)
    if not isinstance(attempt, Equal):
        return None
    evidence = Evidence("normal form", identities=attempt.identities, points=1, bits=sight.bits, scope=_scope(space))
    value = value_written(part.question.left, Trial({}, {}), budget)
    return Refuted(Refutation.DIFFERS, evidence, left=value, right=value, entry=part.entry)


def _is_rounded(right: Number, meaning: Meaning, budget: Budget) -> bool:
    from builder.calculus.judge.approximate import is_rounded_decimal

    return is_rounded_decimal(right, meaning, budget)


def _last_provers() -> tuple[Callable[[Question, Budget], Equal | None], ...]:
    """The provers of what the first one does not prove, which few claims need."""
    from builder.calculus.judge.change_of_variable import prove_by_change_of_variable
    from builder.calculus.judge.induction import prove_by_induction
    from builder.calculus.judge.inequalities import prove_comparison
    from builder.calculus.judge.inequality_induction import prove_inequality_by_induction
    from builder.calculus.judge.reductions import prove_by_reduction

    return (
        _bounded_sum,
        prove_comparison,
        prove_by_change_of_variable,
        prove_by_reduction,
        prove_by_induction,
        prove_inequality_by_induction,
    )


def _bounded_sum(question: Question, budget: Budget) -> Equal | None:
    """A proof that no partial sum exceeds a number, where that is what is asked."""
    if question.comparison is Comparison.EQUAL or not isinstance(question.left, SeriesOf):
        return None
    from builder.calculus.judge.bounded_sums import prove_bounded_sum

    return prove_bounded_sum(question, budget)


def _points(part: Part, space: Space, count: int, work: Work, known: Known | None = None) -> Iterator[Trial]:
    """The trials of a question, on its curve if it has one."""
    if not part.ties:
        return trials(space, count)
    from builder.calculus.judge.variety import tied_trials

    return tied_trials(space, part.ties, count, work, known)


def _evidence(method: str, space: Space, sight: Sight, proof: Equal | None = None) -> Evidence:
    """What was seen, and what a proof used."""
    proof = Equal(method) if proof is None else proof
    witness = as_mapping(sight.witness)
    return Evidence(
        method,
        proof.conditions,
        proof.identities,
        sight.domain,
        witness,
        sight.decided,
        sight.bits,
        _scope(space),
        proof.kernels,
    )


def _proved(part: Part, space: Space, sight: Sight, proof: Equal, budget: Budget) -> Verdict:
    """The verdict on an equation that was proved: every proof passes here, and none passes that balls were not tried on.

    A counterexample at the same time is a bug of ours. A limit that no ball decides is looked at on its way; where not even
    that tells anything, the claim counts as tested.
    """
    if sight.counterexample is None and not sight.decided:
        look_hard(part.question, space, sight, budget)
    if sight.domain is Domain.SAME and space.names and not part.ties and part.question.comparison is Comparison.EQUAL:
        see_domains(part.question, space, sight, budget)
    if sight.counterexample is not None:
        raise JudgeDisagreement(_disagreement(part.question, proof, sight.counterexample))
    evidence = _evidence(proof.method, space, sight, proof)
    if sight.decided:
        return Proved(evidence)
    closed = part.question if sight.witness is None else closed_at(part.question, sight.witness)
    from builder.calculus.judge.approach import ON_THE_WAY_BITS, agrees_on_the_way

    points = agrees_on_the_way(closed, budget)
    if points:
        return Proved(replace(evidence, points=points, bits=ON_THE_WAY_BITS))
    return Tested(evidence, "there is a proof, but no point was found at which values confirm it")


def _with_witness(part: Part, space: Space, sight: Sight, proof: Equal, budget: Budget) -> Verdict:
    """A proof counts only with a point at which both sides are defined, or where they provably are numbers."""
    if sight.witness is None and not proof.defined:
        search_witness(part, space, sight, budget)
    if sight.witness is None and sight.counterexample is None and not proof.defined:
        return _no_witness(part, space, sight, budget)
    return _proved(part, space, sight, proof, budget)


def _unequal(part: Part, space: Space, sight: Sight, attempt: UnequalConstants, budget: Budget) -> Verdict:
    """The sides differ by a constant that is not 0: at every point of the domain, if it has one."""
    if sight.witness is None:
        search_witness(part, space, sight, budget)
    if sight.counterexample is None and sight.witness is not None and not part.ties:
        look_hard(part.question, space, sight, budget)
    if (found := sight.counterexample) is not None:
        return _refuted(part, sight, space, found)
    if sight.exactly_equal:
        last = dict(as_mapping(list(sight.seen.values())[-1]))
        says = f"the sides differ by {attempt.difference}, yet at {last} both are the same rational"
        raise JudgeDisagreement(f"{says}: {part.question}")
    if not space.names and not space.functions and not sight.decided:
        see_divergence(part.question, space, sight, budget)
        if sight.missing is not None:
            return _without_value(part, space, sight, budget)
    if sight.witness is None and sight.admitted == 0 and part.question.setting.conditions:
        return _no_witness(part, space, sight, budget)
    says = f"the sides differ by {attempt.difference}"
    return Refuted(Refutation.DIFFERS, _evidence("constant", space, sight), as_mapping(sight.witness), says, entry=part.entry)


def _unproved(part: Part, space: Space, sight: Sight, why: str, budget: Budget) -> Verdict:
    """Neither refuted at first sight nor proved: look hard."""
    question = part.question
    constant = not space.names and not space.functions
    if part.ties and sight.witness is not None:
        from builder.calculus.judge.ideal import equal_modulo

        if (proof := equal_modulo(question, part.ties, budget)) is not None:
            return _proved(part, space, sight, proof, budget)
    if not part.ties:
        look_hard(question, space, sight, budget)
    else:
        look(question, _points(part, space, HARD_POINTS, budget.purse(), sight.known), sight, 64, HARD_POINTS, budget)
    if (found := sight.counterexample) is not None:
        return _refuted(part, sight, space, found)
    if constant and sight.decided == 0 and sight.missing is not None:
        return _without_value(part, space, sight, budget)
    if not part.ties and not constant and question.comparison is not Comparison.EQUAL:
        from builder.calculus.judge.touching import isolated_failure

        outcome = isolated_failure(question, space, budget)
        if isinstance(outcome, Trial):
            look(question, (outcome,), sight, CONSTANT_BITS[-1], 1, budget)
            outcome = sight.counterexample
        if isinstance(outcome, Counterexample):
            return _refuted(part, sight, space, outcome)
        if outcome is not None:
            at = ", ".join(f"{name} = {float(value):.6g}" for name, value in outcome.at.items())
            return Unknown(Ignorance.TOO_LARGE, f"the sides come together near {at}: whether they are equal there is not known")
    from builder.calculus.judge.jumps import failure_at_a_jump

    if not part.ties and (found := failure_at_a_jump(question, space, budget)) is not None:
        return _refuted(part, sight, space, found)
    by_balls = _proved_by_balls(question, constant, budget)
    if by_balls is not None:
        return by_balls
    if sight.admitted == 0 and question.setting.conditions:
        return Unknown(Ignorance.CONTRADICTION, "no point was found at which all assumptions hold")
    if not part.ties:
        see_divergence(question, space, sight, budget)
        if constant and sight.missing is not None:
            return _without_value(part, space, sight, budget)
    if sight.without_limit and isinstance(sight.missing, Diverges):
        if (verdict := _where_it_converges(part, space, why, budget, sight.known)) is not None:
            return verdict
    if _lacks_limits(question, sight):
        return _without_limit(part, space, sight)
    if _lacks_some_limits(sight):
        if _states_a_domain(space):
            verdict = _point_by_point(part, space, why, budget, sight.known)
            if isinstance(verdict, Refuted):
                return verdict
        at = ", ".join(f"{name} = {value}" for name, value in as_mapping(sight.without_limit[0]).items())
        return Unknown(Ignorance.TOO_LARGE, f"a limit does not exist at {at}, yet does at other points ({why})")
    if sight.unconfirmed:
        return Unknown(Ignorance.TOO_LARGE, f"it seems to fail at a point, which could not be made sure of ({why})")
    if (
        not constant
        and sight.decided < POINTS
        and (verdict := _point_by_point(part, space, why, budget, sight.known)) is not None
    ):
        return verdict
    if sight.unseen is not None:
        at = ", ".join(f"{name} = {value}" for name, value in as_mapping(sight.unseen).items())
        return Unknown(Ignorance.TOO_LARGE, f"beyond a break of the sides, at {at}, they cannot be compared ({why})")
    if question.comparison is not Comparison.EQUAL and _sums_ever_more(question):
        # 1/(2 ln 2) + 1/(3 ln 3) + … exceeds 5 at no number of terms that can be added up, and exceeds every bound.
        says = "more and more terms are added up, and what holds for some hundreds tells nothing of more"
        return Unknown(Ignorance.TOO_LARGE, f"{says} ({why})")
    if sight.decided < (1 if constant else POINTS):
        # Nothing, or hardly anything, was tested: at x = 0 alone much is equal that is not. `Tested` would say too much.
        few = "no point was found" if not sight.decided else f"only {sight.decided} points were found"
        return Unknown(Ignorance.TOO_LARGE, f"{few} at which both sides can be compared ({why})")
    if not is_supported(question, sight, 1 if constant else POINTS, budget):
        if (found := sight.counterexample) is not None:
            return _refuted(part, sight, space, found)
        says = "no point tells whether the sides are equal: their values are not known closely enough"
        return Unknown(Ignorance.TOO_LARGE, f"{says} ({why})")
    return Tested(_evidence("points", space, sight), why)


def _sums_ever_more(question: Question) -> bool:
    """Whether a sum or a product runs up to a letter."""
    terms = (term for side in (question.left, question.right) for term in walk(side))
    return any(isinstance(term, SeriesOf) and bool(free_names(term.upper)) for term in terms)


def _where_it_converges(part: Part, space: Space, why: str, budget: Budget, known: Known) -> Verdict | None:
    """What is said of an integral for whatever letters it has a value: that is part of its domain, if no domain was stated.

    It may change where a denominator of the other side is 0: 1/(s − a) is the value of an integral for s > a, which diverges for
    s < a. Else it is looked at point by point.
    """
    question = part.question
    if part.ties or _states_a_domain(space) or has_any(question, (SeriesOf,)):
        return None
    from builder.calculus.judge.convergence import settings_of_values

    for setting, left_converges in settings_of_values(question, budget):
        verdict = decide_part(replace(part, question=replace(question, setting=setting)), budget, known)
        if isinstance(verdict, Proved):
            domain = Domain.NARROWED if left_converges is not part.turned else Domain.WIDENED
            return Proved(replace(verdict.evidence, domain=domain))
    return _point_by_point(part, space, why, budget, known, everywhere=False)


def _point_by_point(
    part: Part, space: Space, why: str, budget: Budget, known: Known, *, everywhere: bool = True
) -> Verdict | None:
    """What the prover tells of single points where balls tell nothing: of improper integrals and limits that hold letters, which
    may diverge at some if they need not exist `everywhere`."""
    question = part.question
    if part.ties or space.functions or not has_any(question, (LimitOf, IntegralOf, SeriesOf)):
        return None
    held = 0
    points = {trial.key(): trial for trial in trials(space, TRIED)}  # of integers, some come again
    admitted = (trial for trial in points.values() if allows(question, trial, budget))
    for trial in islice(admitted, FEW_POINTS if everywhere else TRIED):
        if held >= (FEW_POINTS if everywhere else POINTS):
            break
        closed = replace(part, question=closed_at(question, trial))
        verdict = decide_part(closed, budget, known)
        other = _where_other_has_none(closed, verdict, budget)
        if isinstance(verdict, Refuted) and _refutes_at_a_point(closed, space, verdict, other):
            evidence = replace(verdict.evidence, scope=_scope(space))
            return replace(verdict, at=as_mapping(trial), evidence=evidence)
        if isinstance(verdict, Proved):
            held += 1
        elif not isinstance(verdict, Refuted) or (everywhere and not _is_outside(verdict, other)):
            return None
    return Tested(Evidence("points", points=held, scope=_scope(space)), why) if held >= POINTS else None


def _states_a_domain(space: Space) -> bool:
    """Whether something is assumed of all letters."""
    stated = {name for c in space.setting.conditions for side in (c.left, c.right) for name in free_variables(side)}
    return stated >= set(space.names)


def _refutes_at_a_point(closed: Part, space: Space, verdict: Refuted, other: Scalar | Undefined | None) -> bool:
    """Whether what is refuted at a point is so as a whole: the sides differ there, or one of them alone has no value there, which
    is a point of the domain that the claim states: ∫ x^{−p} from 1 on, for p > 0.

    A claim states one where all its letters are assumed to lie somewhere. Where a series converges is told by the series itself.
    """
    if verdict.how is Refutation.DIFFERS:
        return True
    return isinstance(other, arb | fmpq) and _states_a_domain(space) and not has_any(closed.question, (SeriesOf,))


def _is_outside(verdict: Refuted, other: Scalar | Undefined | None) -> bool:
    """Whether what is refuted at a point says no more than that it is not in the domain."""
    return verdict.how is Refutation.NOWHERE_DEFINED or isinstance(other, Undefined)


def _where_other_has_none(closed: Part, verdict: Verdict, budget: Budget) -> Scalar | Undefined | None:
    """What one side of a question without letters is where the other has no value; None if none lacks one, or it is not known."""
    if not isinstance(verdict, Refuted) or verdict.how is not Refutation.NO_LIMIT:
        return None
    side = closed.question.right if bool(verdict.left) is not closed.turned else closed.question.left
    return value_or_reason(side, place_of({}, {}, frozenset(), budget.series_terms, budget.purse()))


def _lacks_some_limits(sight: Sight) -> bool:
    """Whether limits are missing at some points, so that those at which they exist do not stand for all."""
    return bool(sight.without_limit) and sight.decided > 0


def _proved_by_balls(question: Question, constant: bool, budget: Budget) -> Proved | None:
    """An inequality between constants, which balls prove."""
    if not constant or question.comparison is Comparison.EQUAL:
        return None
    opposite = {
        Comparison.NOT_EQUAL: Question(question.left, question.right, Comparison.EQUAL, question.setting),
        Comparison.LESS: Question(question.right, question.left, Comparison.LESS_EQUAL, question.setting),
        Comparison.LESS_EQUAL: Question(question.right, question.left, Comparison.LESS, question.setting),
    }[question.comparison]
    against = Sight(work=budget.purse())
    for bits in CONSTANT_BITS:
        look(opposite, (Trial({}, {}),), against, bits, 1, budget)
        if against.counterexample is not None:
            return Proved(Evidence("constant", points=1, bits=against.bits, scope="this number"))
    return None


# ---------------------------------------------------------------------------------------------- reports


def _scope(space: Space) -> str:
    """For what a verdict holds, in words."""
    if not space.names and not space.functions:
        return "this number"
    functions = [f"every smooth {name}" for name, _ in space.functions]
    letters = [
        _every_integer(n, space.setting) if n in space.setting.integers else f"every {n}"
        for n in space.names
        if n not in space.tied
    ]
    curve = [f"every point ({', '.join(sorted(space.tied))}) of the curve"] if space.tied else []
    return ", ".join((*functions, *letters, *curve))


def _every_integer(name: str, setting: Setting) -> str:
    """For which integers something is said: from where on, as conditions tell."""
    least = [1] if name in setting.positive else []
    for condition in setting.conditions:
        match condition:
            case Condition(Rational(number), Comparison.LESS_EQUAL, Variable(letter)) if letter == name:
                least.append(ceil(number))
            case Condition(Rational(number), Comparison.LESS, Variable(letter)) if letter == name:
                least.append(floor(number) + 1)
            case _:
                pass
    if name in setting.positive and max(least) == 1:
        return f"every positive integer {name}"
    return f"every integer {name}" + (f" ≥ {max(least)}" if least else "")


def _refuted(part: Part, sight: Sight, space: Space, found: Counterexample) -> Refuted:
    left, right = (found.right, found.left) if part.turned else (found.left, found.right)
    arity = dict(space.functions)
    functions = {name: function_text(name, arity[name], p) for name, p in found.trial.functions.items()}
    evidence = Evidence("look", domain=sight.domain, points=sight.decided, bits=found.bits, scope=_scope(space))
    return Refuted(Refutation.DIFFERS, evidence, as_mapping(found.trial), left, right, functions, part.entry)


def _without_value(part: Part, space: Space, sight: Sight, budget: Budget) -> Verdict:
    """A constant side that provably has no value; what is infinite on both sides is the same, as limits are."""
    if may_be_infinite(part.question):
        verdict = decide_infinite(part.question, trials(space, 1), True, _scope(space), budget)
        if isinstance(verdict, Proved) or (isinstance(verdict, Unknown) and verdict.why in (BOTH_INFINITE, ONE_INFINITE)):
            return verdict
    how = Refutation.NO_LIMIT if no_limit(sight.missing) else Refutation.NOWHERE_DEFINED
    evidence = Evidence("look", points=1, bits=sight.bits, scope="this number")
    says = str(sight.missing)
    sides = (says, "") if sight.left_missing is not part.turned else ("", says)
    return Refuted(how, evidence, left=sides[0], right=sides[1], entry=part.entry)


def _lacks_limits(question: Question, sight: Sight) -> bool:
    """Whether a side has no limit at several points: at more than have one, or both are defined at single points at most.

    That it exists at a few points, as for n = 1, is not what was claimed; but where a sum converges is part of its domain.
    """
    without = len(sight.without_limit)
    if without < WITHOUT_LIMIT or question.comparison is not Comparison.EQUAL:
        return False
    if isinstance(sight.missing, Diverges) and sight.decided:
        return False  # a power series is written for where it converges
    return sight.witness is None or without > sight.decided


def _without_limit(part: Part, space: Space, sight: Sight) -> Refuted:
    """A limit that exists at no point that was found, or at hardly any: the claim says of it that it does."""
    trial = sight.without_limit[0]
    says = str(sight.missing)
    sides = (says, "") if sight.left_missing is not part.turned else ("", says)
    evidence = Evidence("look", points=len(sight.without_limit), bits=sight.bits, scope=_scope(space))
    arity = dict(space.functions)
    functions = {name: function_text(name, arity[name], p) for name, p in trial.functions.items()}
    return Refuted(Refutation.NO_LIMIT, evidence, as_mapping(trial), *sides, functions, part.entry)


def _no_witness(part: Part, space: Space, sight: Sight, budget: Budget) -> Verdict:
    see_divergence(part.question, space, sight, budget)
    if not space.names and not space.functions and sight.missing is not None:
        return _without_value(part, space, sight, budget)
    if sight.admitted == 0 and part.question.setting.conditions:
        return Unknown(Ignorance.CONTRADICTION, "no point was found at which all assumptions hold")
    if _lacks_limits(part.question, sight):
        return _without_limit(part, space, sight)
    return Unknown(Ignorance.TOO_LARGE, "equal wherever both sides are defined, but no point was found around which they are")


def _disagreement(question: Question, proof: Equal, found: Counterexample) -> str:
    at = ", ".join(f"{name} = {value}" for name, value in found.trial.values.items()) or "the only point"
    functions = "".join(f", {name} = {polynomial.latex}" for name, polynomial in found.trial.functions.items())
    return f"proved ({proof.method}), yet at {at}{functions} the sides are {found.left} and {found.right}: {question}"
