"""The value of both sides of a proved equation at its witness, which a reader can try with a calculator. It decides nothing."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from msgspec.structs import replace

from builder.calculus.budget import Budget, Work
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Application, Integral, Number, Prime, Relation, Sign, Symbol
from builder.calculus.expression.walk import kinds_in
from builder.calculus.judge import balls
from builder.calculus.judge.evaluate import known_value, place_of
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.subterms import free_variables, unknown_functions
from builder.calculus.judge.verdict import Evidence, Proved, Verdict
from builder.calculus.latex.names import Names
from builder.calculus.latex.parser import parse_expression
from builder.calculus.latex.printer import print_latex
from builder.check.checked import CheckedDirective, CheckedDocument, CheckedRelation, JudgedDerivation, JudgedStep, Secants

DIGITS = 9
BITS = 64
MOST = 20_000
"""Microseconds for a value: it was worked out before, when the equation was decided."""
LONGEST = 24
STEPS = ("0.1", "0.01", "0.001", "0.0001")
"""How far secants go."""


def with_values(checked: CheckedDocument) -> CheckedDocument:
    """The document with the values of its proved equations in their evidence, those of the rows of derivations included."""
    formulas = {number: tuple(map(_with_value, relations)) for number, relations in checked.formulas.items()}
    directives = {start: _in_directive(directive) for start, directive in checked.directives.items()}
    return replace(checked, formulas=MappingProxyType(formulas), directives=MappingProxyType(directives))


def _in_directive(directive: CheckedDirective) -> CheckedDirective:
    derivation = directive.derivation
    if derivation is not None:
        derivation = replace(derivation, steps=tuple(map(_in_step, derivation.steps)))
        derivation = replace(derivation, secants=secants_of(derivation))
    return replace(directive, relations=tuple(map(_with_value, directive.relations)), derivation=derivation)


def secants_of(judged: JudgedDerivation) -> Secants | None:
    """Slopes of secants that come to the derivative that was found, at the point at which its last row was tried; None where it
    finds something else than f'(x), or where there is a value missing."""
    goal, last = judged.derivation.goal, judged.steps[-1]
    match goal:
        case Application(Prime(Symbol() as function, Number("1")), (Symbol() as letter,)):
            pass
        case _:
            return None
    if not isinstance(last.verdict, Proved) or last.verdict.evidence.witness.keys() != {letter.name}:
        return None
    evidence = last.verdict.evidence
    names = Names(functions=frozenset((function.name,)), variables=frozenset((letter.name,)))
    f, x = print_latex(function), print_latex(letter)
    slopes = []
    for step in STEPS:
        slope = parse_expression(rf"\frac{{{f}({x} + {step}) - {f}({x})}}{{{step}}}", names)
        slopes.append((step, _decimal(value_at(Relation(slope, Sign.EQUAL, slope), judged.derivation.context, evidence))))
    derivative = _decimal(evidence.value)
    if not derivative or not all(slope for _, slope in slopes) or all(slope == derivative for _, slope in slopes):
        return None  # a straight line shows nothing
    return Secants(f, x, evidence.witness[letter.name], tuple(slopes), derivative)


def _decimal(value: str) -> str:
    """What `value_at` gives as a decimal to be compared with others."""
    return f"{float(Fraction(value.removeprefix('≈ '))):.{DIGITS}g}" if value else ""


def _with_value(relation: CheckedRelation) -> CheckedRelation:
    if relation.relation is None or relation.context is None or relation.verdict is None:
        return relation
    verdict = _of(relation.verdict, relation.relation, relation.context)
    return replace(relation, verdict=verdict, steps=tuple(map(_in_step, relation.steps)))


def _in_step(judged: JudgedStep) -> JudgedStep:
    step, verdict = judged.step, judged.verdict
    if verdict is not None:
        verdict = _of(verdict, Relation(step.before, Sign.EQUAL, step.after), step.context)
    return replace(judged, verdict=verdict, steps=tuple(map(_in_step, judged.steps)))


def _of(verdict: Verdict, relation: Relation, context: Context) -> Verdict:
    if not isinstance(verdict, Proved) or not verdict.evidence.witness or relation.sign is not Sign.EQUAL:
        return verdict
    found = value_at(relation, context, verdict.evidence)
    return replace(verdict, evidence=replace(verdict.evidence, value=found)) if found else verdict


def value_at(relation: Relation, context: Context, evidence: Evidence) -> str:
    """The value of both sides at the witness of `evidence`: an exact number, or decimals behind `≈`.

    It is "" where the sides are no single numbers there, as with vectors and unknown functions, or where what was compared is not
    what stands there, as with antiderivatives.
    """
    if Integral in kinds_in(relation.left) | kinds_in(relation.right):
        return ""
    budget = Budget(account=Work(MOST))
    meaning = interpret(Claim(relation, context), budget)
    if not isinstance(meaning, Meaning) or len(meaning.parts) != 1 or meaning.many or meaning.rise is not None:
        return ""
    [part] = meaning.parts
    if part.ties or part.order is not None or part.entry:
        return ""
    question = part.question
    if unknown_functions(question.left, question.right) or not free_variables(question.left, question.right) <= set(
        evidence.witness
    ):
        return ""
    with balls.precision(BITS):
        place = place_of(evidence.witness, {}, question.setting.integers, budget.series_terms, budget.purse())
        left, right = known_value(question.left, place), known_value(question.right, place)
        if left is None or right is None or balls.disjoint(left, right):
            return ""
        text = balls.written(left, DIGITS)
    if "e" in text or len(text) > LONGEST:
        return ""
    return f"≈ {text.rstrip('0').rstrip('.')}" if "." in text else text
