"""Verdicts in words: what a reader is told of how a row is known. It decides nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from msgspec.structs import replace

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Expression
from builder.calculus.judge.verdict import Domain, Evidence, Proved, Refutation, Refuted, Tested, Unknown, Verdict
from builder.calculus.latex.printer import print_latex
from builder.check.checked import (
    CheckedRelation,
    JudgedStep,
    conditions_together,
    differentiates_unknown,
    gaps_between,
    has_gaps,
    symbols_reached,
    with_conditions,
    with_gaps,
)
from builder.check.standing import Standing
from builder.diagnostics.numbers import readable
from builder.publish.mathematics import Setting
from builder.publish.nodes import Element, Fact, Mark, Maths, Node, Text
from builder.publish.words import Said

WORDS = {
    Standing.PROVED: Said("proved"),
    Standing.TESTED: Said("tested"),
    Standing.REFUTED: Said("wrong"),
    Standing.FOLLOWS: Said("follows"),
    Standing.UNKNOWN: Said("not checked"),
    Standing.DEFINITION: Said("definition"),
    Standing.CONDITION: Said("condition"),
    Standing.TRUSTED: Said("trusted"),
    Standing.SKIPPED: Said("not a claim"),
}

_SENTENCES = {
    Standing.PROVED: Said("proved"),
    Standing.TESTED: Said("tested at points, not proved"),
    Standing.REFUTED: Said("wrong: the two sides differ"),
    Standing.FOLLOWS: Said("follows from the wrong row before"),
    Standing.UNKNOWN: Said("not checked"),
    Standing.DEFINITION: Said("a definition"),
    Standing.CONDITION: Said("a condition"),
    Standing.TRUSTED: Said("taken on the author's word"),
    Standing.SKIPPED: Said("not a claim"),
}

_SHOWN = Said("shown below a heading about mistakes: it does not hold")
_UNSAID = Said("a condition, or an equation to be used: it does not hold for all values")

_METHODS = {
    "reflexive": Said("Both sides are the same."),
    "normal form": Said("Both sides, written out completely, are the same expression."),
    "constant": Said("Both sides are constants; their difference is exactly zero."),
    "cases": Said("Each case of the signs was decided by itself."),
    "branches": Said("Each branch of the definition was decided by itself."),
    "derivatives": Said("The derivatives of the difference of the sides tell its sign."),
    "sign of the difference": Said("The difference of the sides, written out completely, has one sign."),
    "exact value": Said("Both sides are the same exact number."),
    "derivative and points": Said("Both sides have the same derivative and agree at a point of every interval of their domain."),
    "limit": Said("Both limits were worked out exactly."),
    "entries": Said("Every entry was decided by itself."),
    "look": Said("Both sides were enclosed at points of their common domain."),
    "ellipsis": Said("The general term that fits every term shown was found, and the sums were compared."),
    "induction": Said("By induction: the first cases were written out, and every other follows from the one before."),
    "squares": Said("One side is not negative, and the squares of the sides compare in the same way."),
    "solutions": Said("Whatever solves the equation before it solves this one."),
    "zeros": Said("The values were put in, and the solutions of the equation counted."),
    "antiderivative": Said("The right side, differentiated, gives the integrand."),
}


_DOMAINS = {
    Domain.NARROWED: Said("The left side has values in more places than the right side."),
    Domain.WIDENED: Said("The right side has values in more places than the left side."),
}


def formula(latex: str, source: str = "") -> Maths:
    """Mathematics of our own, in a line."""
    return Maths(Setting(latex, source=source or latex))


def sentence(text: str) -> tuple[Node, ...]:
    """A sentence with mathematics between `$`: words and formulas, in order. An odd `$` stays a `$`. What stands between
    backticks is code."""
    pieces = text.split("$")
    if len(pieces) % 2 == 0:
        return with_code(text)
    return tuple(
        node for index, piece in enumerate(pieces) if piece for node in ((formula(piece),) if index % 2 else with_code(piece))
    )


def with_code(text: str) -> tuple[Node, ...]:
    """Words, in which what stands between backticks is code. An odd backtick stays one."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return (Text(text),)
    code = (Element("code", (), (Text(piece),)) if index % 2 else Text(piece) for index, piece in enumerate(pieces) if piece)
    return tuple(code)


def scope_in_words(scope: str, gaps: bool = False, conditions: Sequence[str] = ()) -> tuple[Node, ...]:
    """For what a verdict holds, `every x > 0, every size`: letters and conditions are set as mathematics. With `gaps` a side has
    not always a value."""
    scope = with_conditions(scope, conditions, "$")
    words = re.sub(r"every ((?:smooth )?(?:positive )?(?:integer )?)(?!size\b|index\b|point\b)([^\s,$]+)", r"every \1$\2$", scope)
    words = re.sub(r"point (\([^()]*\))", r"point $\1$", words)
    nodes = sentence(with_gaps(words, gaps))
    return tuple(Text(Said(node.text)) if isinstance(node, Text) else node for node in nodes)


def own_scope(evidence: Evidence, sides: Sequence[Expression], context: Context | None) -> Evidence:
    """Evidence whose scope names no letters but those of the claim: not the g of an assumption that the page made for another."""
    names = symbols_reached(sides, context)
    pieces = evidence.scope.split(", ")
    letters = [re.fullmatch(r"every (?:smooth )?(?:positive )?(?:integer )?([A-Za-z])", piece) for piece in pieces]
    kept = [piece for piece, letter in zip(pieces, letters, strict=True) if letter is None or letter[1] in names]
    return evidence if len(kept) == len(pieces) else replace(evidence, scope=", ".join(kept))


def tells_letters(scope: str) -> bool:
    """Whether a scope says anything: a claim without letters holds `for this number`, which is nothing to be told."""
    return bool(scope) and scope != "this number"


def number(value: Fraction) -> str:
    """A rational number as LaTeX."""
    text = readable(value)
    if text.endswith("…"):
        return text.replace("…", r"\ldots")
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return rf"{sign}\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def point(at: Mapping[str, Fraction]) -> Maths:
    """A point, as LaTeX: `x = 2,\\; y = \\tfrac{1}{3}`."""
    return formula(r",\; ".join(f"{name} = {number(value)}" for name, value in at.items()))


def _listed(latex: tuple[str, ...]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for index, item in enumerate(latex):
        if index:
            nodes.append(Text(", "))
        nodes.append(formula(item))
    return tuple(nodes)


def facts_of(evidence: Evidence, gaps: bool = False, between: Sequence[str] | None = None) -> tuple[Fact, ...]:
    """The evidence of a verdict, piece by piece. With `gaps` a side has no value at some: `between` tells where."""
    conditions = conditions_together(evidence.conditions, between or ())
    untold = gaps and between is None and not conditions
    how = _METHODS.get(evidence.method, Said("Decided by: {}.", evidence.method))
    facts = [Fact(Said("How"), (Text(how),))]
    if tells_letters(evidence.scope):
        facts.append(Fact(Said("Holds for"), scope_in_words(evidence.scope, untold, conditions)))
    elif conditions:
        facts.append(Fact(Said("Where"), _listed(conditions)))
    if evidence.identities:
        facts.append(Fact(Said("Used"), _listed(evidence.identities)))
    if evidence.kernels:
        facts.append(Fact(Said("Taken as letters"), _listed(evidence.kernels)))
    if evidence.witness and evidence.value:
        facts.append(
            Fact(
                Said("At a point"),
                (
                    Text(Said("At ")),
                    point(evidence.witness),
                    Text(Said(" both sides are ")),
                    *_decimals(evidence.value),
                    Text("."),
                ),
            )
        )
    elif evidence.witness:
        facts.append(Fact(Said("Both sides exist at"), (point(evidence.witness),)))
    if evidence.points:
        points = Said("1 point") if evidence.points == 1 else Said("{} points", evidence.points)
        tried = (
            Said("{} with {} bits: no difference.", points, evidence.bits)
            if evidence.bits
            else Said("{}: no difference.", points)
        )
        facts.append(Fact(Said("Tried to break it"), (Text(tried),)))
    if evidence.domain is not Domain.SAME:
        facts.append(Fact(Said("Domain"), (Text(_DOMAINS[evidence.domain]),)))
    return tuple(facts)


def _values(refuted: Refuted) -> tuple[Node, ...]:
    """What refutes: where, and the two sides there."""
    match refuted.how:
        case Refutation.NOWHERE_DEFINED:
            return (Text(Said("There is no point at which both sides exist.")),)
        case Refutation.SHAPE:
            return (Text(Said("The left side is {}, the right side {}.", refuted.left, refuted.right)),)
        case Refutation.DIFFERS | Refutation.DOMAIN | Refutation.NO_LIMIT | Refutation.ROUNDED:
            pass
        case _:
            assert_never(refuted.how)
    nodes: list[Node] = []
    for latex in refuted.functions.values():
        nodes += [Text(Said("Take ")), formula(latex), Text(". ")]
    if refuted.at:
        nodes += [Text(Said("At ")), point(refuted.at), Text(" ")]
    entry = ", ".join(str(index) for index in refuted.entry)
    nodes.append(Text(Said("entry {} of ", entry) if entry else ""))
    nodes += [Text(Said("the left side is ") if nodes else Said("The left side is ")), *_value(refuted.left)]
    nodes += [Text(Said(", the right side ")), *_value(refuted.right), Text(".")]
    return tuple(node for node in nodes if not (isinstance(node, Text) and not node.text))


def _value(text: str) -> tuple[Node, ...]:
    """A value as the judge writes it: a number is set as mathematics, words stay words."""
    bare = text.strip()
    if bare and all(character in "0123456789.-−/+e" for character in bare):
        numerator, slash, denominator = bare.replace("−", "-").partition("/")
        return (formula(rf"\tfrac{{{numerator}}}{{{denominator}}}" if slash else numerator, bare),)
    return (Text(bare or Said("not defined")),)


def _decimals(text: str) -> tuple[Node, ...]:
    """A value, or decimals that are behind `≈`."""
    return (formula(rf"\approx {text[2:]}", text),) if text.startswith("≈ ") else _value(text)


def counterexample(verdict: Verdict | None) -> tuple[Node, ...]:
    """The point at which a refuted row fails, in a sentence; nothing for other verdicts."""
    return _values(verdict) if isinstance(verdict, Refuted) else ()


def _facts(verdict: Verdict | None, note: str, gaps: bool, between: Sequence[str] | None) -> tuple[Fact, ...]:
    match verdict:
        case None:
            return (Fact(Said("Why"), sentence(note)),) if note else ()
        case Proved():
            return facts_of(verdict.evidence, gaps, between)
        case Tested():
            return (*facts_of(verdict.evidence, gaps, between), Fact(Said("Not proved"), with_code(verdict.why)))
        case Refuted():
            return (Fact(Said("Fails"), _values(verdict)),)
        case Unknown():
            return (Fact(Said("Why"), with_code(verdict.why)),)
        case _:
            assert_never(verdict)


def mark(
    standing: Standing, verdict: Verdict | None, note: str = "", sides: Sequence[Expression] = (), context: Context | None = None
) -> Mark:
    """What a reader is told of a row, whose `sides` hold in `context`."""
    gaps = has_gaps(sides, context)
    between = gaps_between(sides, context) if gaps else None
    return Mark(standing.value, WORDS[standing], _SENTENCES[standing], _facts(verdict, note, gaps, between))


def is_unsaid(relation: CheckedRelation) -> bool:
    """Whether it reads like an identity and would be a wrong one: it is taken for an equation to be used, as no word says what it
    is."""
    return relation.standing is Standing.CONDITION and isinstance(relation.verdict, Refuted)


def _own(verdict: Verdict | None, sides: Sequence[Expression], context: Context | None) -> Verdict | None:
    if isinstance(verdict, Proved | Tested):
        return replace(verdict, evidence=own_scope(verdict.evidence, sides, context))
    return verdict


_RULES_OF_DIFFERENTIATION = Fact(
    Said("Taken as known"),
    (Text(Said("The rules of differentiation: this shows that the formula says the same as they do, and is no proof of them.")),),
)


_UNEXPLAINED = Fact(Said("Smaller steps"), (Text(Said("None were found: the equation was decided as a whole.")),))


def _with_what_is_known(marked: Mark, verdict: Verdict | None, sides: Sequence[Expression], context: Context | None) -> Mark:
    """A mark that tells, too, that derivatives of unknown functions rest on the rules of differentiation."""
    if not isinstance(verdict, Proved) or not differentiates_unknown(sides, context):
        return marked
    return replace(marked, facts=(marked.facts[0], _RULES_OF_DIFFERENTIATION, *marked.facts[1:]))


def mark_of_claim(claim: Claim, verdict: Verdict) -> Mark:
    """What a reader is told of a statement that stands by itself."""
    sides = (claim.relation.left, claim.relation.right)
    return _with_what_is_known(mark(standing_of(verdict), verdict, "", sides, claim.context), verdict, sides, claim.context)


def mark_of_relation(relation: CheckedRelation) -> Mark:
    """What a reader is told of a relation that the author wrote."""
    if is_unsaid(relation):
        word, says = (Said("shown, not claimed"), _SHOWN) if relation.is_shown else (Said("used, not claimed"), _UNSAID)
        return Mark("unsaid", word, says, (Fact(Said("Fails"), counterexample(relation.verdict)),))
    sides = (relation.relation.left, relation.relation.right) if relation.relation is not None else ()
    verdict = _own(relation.verdict, sides, relation.context)
    marked = mark(relation.standing, verdict, relation.note, sides, relation.context)
    marked = _with_what_is_known(marked, relation.verdict, sides, relation.context)
    if relation.unexplained:
        marked = replace(marked, facts=(*marked.facts, _UNEXPLAINED))
    if not isinstance(relation.verdict, Proved | Tested) or not (relation.note or relation.given):
        return marked
    meant = (Fact(Said("Meant"), sentence(relation.note)),) if relation.note else ()
    given = (Fact(Said("With"), _listed(tuple(map(print_latex, relation.given)))),) if relation.given else ()
    first = sum(fact.label in ("How", _RULES_OF_DIFFERENTIATION.label, "Holds for") for fact in marked.facts)
    return replace(marked, facts=(*marked.facts[:first], *meant, *given, *marked.facts[first:]))


def standing_of(verdict: Verdict | None) -> Standing:
    """The standing of a row of a derivation of ours; a row that only names parts is a definition."""
    match verdict:
        case None:
            return Standing.DEFINITION
        case Proved():
            return Standing.PROVED
        case Tested():
            return Standing.TESTED
        case Refuted():
            return Standing.REFUTED
        case Unknown():
            return Standing.UNKNOWN
        case _:
            assert_never(verdict)


def mark_of_step(step: JudgedStep) -> Mark:
    """What a reader is told of a row of a derivation of ours."""
    sides, context = (step.step.before, step.step.after), step.step.context
    return mark(standing_of(step.verdict), _own(step.verdict, sides, context), "", sides, context)


_WORST_FIRST = (
    Standing.REFUTED,
    Standing.FOLLOWS,
    Standing.UNKNOWN,
    Standing.TESTED,
    Standing.TRUSTED,
    Standing.PROVED,
    Standing.CONDITION,
    Standing.DEFINITION,
    Standing.SKIPPED,
)


def worst(standings: tuple[Standing, ...]) -> Standing:
    """The standing that a reader must know of first; of nothing, that there is no claim."""
    return min(standings, key=_WORST_FIRST.index, default=Standing.SKIPPED)
