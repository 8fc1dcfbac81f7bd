r"""Equations joined by arrows, `x^2 = 4 \iff x = \pm 2`: each is a condition, and what is decided is whether it follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.claim import Answer, Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Application, Derivative, Evaluation, Expression, Group, Node, Relation, Sign, Symbol
from builder.calculus.expression.walk import map_children, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.polynomials import rational
from builder.calculus.judge.solutions import (
    Follows,
    answer_of,
    count_of_solutions,
    counterexample,
    differing,
    follows,
    may_be_rounded,
    solve,
    together,
)
from builder.calculus.judge.verdict import Evidence, Proved, Refutation, Refuted
from builder.calculus.latex.printer import print_latex
from builder.calculus.latex.statement import Join, Statement
from builder.calculus.solving import Equation, Solving, either_sign, is_alternative, values_of
from builder.check.checked import CheckedRelation
from builder.check.meant import WRITINGS, everywhere
from builder.check.standing import Standing
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import Formula
from builder.source import Source

_ALL_OF_THEM = "write all of them, as in x = \\pm 2, or say what is assumed"
_OTHERS = ("the equation before this one has other solutions", _ALL_OF_THEM)
_DIFFERENT = (
    "this equation and the one before it have different solutions",
    "do the same on both sides, and copy the rest as it is",
)
TO_BE_SOLVED = "an equation to be solved"


def check_solving(
    solving: Solving,
    statements: Sequence[Statement],
    formula: Formula,
    source: Source,
    context: Context,
    budget: Budget = DEFAULT_BUDGET,
    *,
    restricted: bool = False,
) -> list[CheckedRelation]:
    """What each statement of a row of equations turned out to be: a condition, or one that follows from that before it. Where
    words may have `restricted` the letter, or no arrow stands between the two, a lost solution is none; a value that solves
    nothing is wrong all the same."""
    if not solving.letter:
        numbers = [number for equation in solving.equations for number in equation.statements]
        return _check_joined([statements[number] for number in numbers], formula, source, context, budget)
    found = _check_equations(solving, statements, formula, source, context, restricted=restricted)
    if any(one.standing is Standing.REFUTED for one in found):
        for change in WRITINGS:
            equations = tuple(
                replace(each, alternatives=tuple(everywhere(one, change) for one in each.alternatives))
                for each in solving.equations
            )
            if equations != solving.equations:
                meant = replace(solving, equations=equations)
                other = _check_equations(meant, statements, formula, source, context, restricted=restricted)
                if not any(one.standing is Standing.REFUTED for one in other):
                    return other
    return found


def _check_equations(
    solving: Solving, statements: Sequence[Statement], formula: Formula, source: Source, context: Context, *, restricted: bool
) -> list[CheckedRelation]:
    found: list[CheckedRelation] = []
    before: Equation | None = None
    for equation in solving.equations:
        answer, told = Follows.OPEN, _OTHERS
        if before is not None and equation.join is Join.NONE:
            answer = _answer_without_arrow(before, equation, solving.letter, context)
            told = _no_solution(equation, before, solving.letter, context) if _is_solved(equation, solving.letter) else _DIFFERENT
        elif before is not None:
            answer = _answer(before, equation, solving.letter, context)
            wrong = solve(equation.alternatives, before.alternatives, solving.letter, context) is Follows.NO
            if wrong:
                told = _no_solution(equation, before, solving.letter, context)
            if answer is Follows.OPEN or (restricted and answer is Follows.NO):
                answer = Follows.NO if wrong else Follows.OPEN
        for place, number in enumerate(equation.statements):
            statement = statements[number]
            last = place == len(equation.statements) - 1
            base = _undecided(statement, formula, context)
            found.append(_decided(base, answer, (solving.letter,), source, told) if last and base.relation is not None else base)
        if answer is not Follows.OPEN and found[-1].relation is None:
            at = max(i for i, each in enumerate(found) if each.relation is not None)
            found[at] = _decided(found[at], answer, (solving.letter,), source, told)
        before = equation
    if not restricted and all(equation.join is Join.NONE for equation in solving.equations[1:]):
        return _with_values_tried(found, solving, context, source)
    return found


def _answer_without_arrow(first: Equation, second: Equation, letter: str, context: Context) -> Follows:
    """Whether an equation follows from the one above it. It may have lost solutions, or have got more, as a square has: NO only
    if neither follows from the other."""
    forth = follows(first.alternatives, second.alternatives, letter, context)
    if forth is Follows.YES:
        return forth
    back = follows(second.alternatives, first.alternatives, letter, context)
    wrong = back is Follows.NO and (forth is Follows.NO or _is_solved(second, letter))
    return Follows.NO if wrong else Follows.OPEN


def _is_solved(equation: Equation, letter: str) -> bool:
    return values_of(equation.alternatives, letter) is not None


def _no_solution(values: Equation, equation: Equation, letter: str, context: Context) -> tuple[str, str]:
    """What is said of values of which one solves no equation before them, and what is to be done."""
    wrong = [each for each in values.alternatives if solve((each,), equation.alternatives, letter, context) is Follows.NO]
    told = " and ".join(map(print_latex, wrong or values.alternatives))
    of = " or ".join(map(print_latex, equation.alternatives))
    return f"{told} {'do' if len(wrong) > 1 else 'does'} not solve {of}", "put the value into the equation"


def _with_values_tried(found: list[CheckedRelation], solving: Solving, context: Context, source: Source) -> list[CheckedRelation]:
    """Rows of equations in none of which a fault was found: the values at their end must solve each of them."""
    if any(one.standing is Standing.REFUTED for one in found):
        return found
    values = solving.equations[-1].alternatives
    for equation in reversed(solving.equations[:-1]):
        if solve(values, equation.alternatives, solving.letter, context) is Follows.NO:
            evidence = Evidence("solutions", scope=f"every {solving.letter}")
            at = max(i for i, each in enumerate(found) if each.relation is not None)
            wrong = _refuted(found[at], evidence, *_no_solution(solving.equations[-1], equation, solving.letter, context), source)
            return [*found[:at], wrong, *found[at + 1 :]]
    return found


def check_value(
    relation: CheckedRelation,
    equations: Sequence[Relation],
    context: Context,
    source: Source,
    budget: Budget,
    *,
    alone: bool = False,
) -> CheckedRelation:
    """A value of a letter that is said to follow from an equation, or from some of which one holds: a condition as it was, or
    refuted if it solves none, or is not `alone` as it is said to be. So is another equation, if neither follows from the
    other."""
    value = relation.relation
    if value is None:
        return relation
    of_itself = isinstance(value.left, Symbol) and value.left.name in symbols(value.right)
    if of_itself or not isinstance(value.left, Symbol | Derivative):
        letters = symbols(value) & symbols(equations[0]) - context.definitions.keys()
        first, second = (
            Equation((), tuple(one for each in sides for one in either_sign(each)), Join.NONE) for sides in (equations, (value,))
        )
        answer = _answer_without_arrow(first, second, min(letters), context) if len(letters) == 1 else Follows.OPEN
        return _decided(relation, answer, letters, source, _DIFFERENT)
    of = " or ".join(map(print_latex, equations))
    answers = {_solves(value, equation, context, budget) for equation in equations}
    solves = Follows.YES if Follows.YES in answers else Follows.NO if answers == {Follows.NO} else Follows.OPEN
    if solves is Follows.YES and isinstance(value.left, Derivative):
        return _decided(relation, solves, (), source)  # a rate is the only one
    if solves is Follows.NO:
        message = f"{print_latex(value)} does not solve {of}"
        return _refuted(relation, Evidence("solutions"), message, "put the value into the equation", source)
    if solves is Follows.YES and symbols(value.right):
        return _decided(relation, solves, symbols(value.right), source)
    letter = value.left.name if isinstance(value.left, Symbol) else ""
    meant = (value, *(everywhere(value, change) for change in WRITINGS)) if alone and letter else ()
    if meant and all(follows(equations, either_sign(each), letter, context) is Follows.NO for each in meant):
        message = f"{of} has other solutions"
        return _refuted(relation, Evidence("solutions", scope=f"every {letter}"), message, _ALL_OF_THEM, source)
    return relation


def check_answer(relation: CheckedRelation, answer: Answer, source: Source, budget: Budget) -> CheckedRelation:
    """What is told to be solutions: as it was, proved to be some, or refuted where one is none, or where others are said not to
    be there, and are."""
    if answer.count is not None:
        return _counted(relation, answer, answer.count, source)
    if answer.implied:
        return _implied(relation, answer, source)
    letters, context = sorted(answer.letters), answer.context
    evidence = Evidence("solutions", scope=", ".join(f"every {letter}" for letter in letters))
    if all(each.sign is Sign.EQUAL and isinstance(each.left, Symbol) for way in answer.values for each in way):
        found = [[_way_solves(way, given, context, budget) for way in answer.values] for given in answer.given]
        if all(Follows.NO in solves for solves in found):
            failing = [way for way, solves in zip(answer.values, found[0], strict=True) if solves is Follows.NO]
            term = answer.given[0][0]
            if isinstance(term.left, Symbol) and not symbols(term.right):
                told = f"what is told before gives {print_latex(term)}"
                return _refuted(relation, evidence, told, "work the terms out, one after the other", source)
            of = answer.in_words or _either(answer.given[:1])
            told = f"{_either(failing)} {'do' if len(failing) > 1 else 'does'} not solve {of}"
            return _refuted(relation, evidence, told, "put the value into the equation", source)
        if not answer.whole:
            solved = any(together(solves) is Follows.YES for solves in found)
            return _decided(relation, Follows.YES if solved else Follows.OPEN, letters, source)
        match answer:
            case Answer(given=((Relation(sign=Sign.EQUAL) as equation,),)) if len(letters) == 1:
                values = tuple(each for way in answer.values for each in way)
                equation = _without_derivatives(equation, context, budget)
                whole = follows((equation,), values, letters[0], context)
                if whole is not Follows.NO:
                    return _decided(relation, whole, letters, source)
                place = differing(answer.given, answer.values, letters[0], context, budget)
                too = f"{letters[0]} = {print_latex(place)} solves it, too" if place is not None else "there are others"
                message = f"{_either(answer.values)} {'are' if len(answer.values) > 1 else 'is'} not all that solves"
                refuted = _refuted(relation, evidence, f"{message} {print_latex(equation)}: {too}", _ALL_OF_THEM, source)
                return refuted if answer.said else _warned(relation, refuted)
            case _:
                return relation
    place = differing(answer.given, answer.values, letters[0], context, budget) if len(letters) == 1 else None
    if place is None:
        return relation
    there, both = f"{letters[0]} = {print_latex(place)}", f"{_either(answer.given)} and {_either(answer.values)}"
    message = f"{both} have different solutions: at {there} one of them holds, and the other does not"
    return _refuted(relation, evidence, message, "see where each of them holds; a factor below zero turns the sign", source)


def _without_derivatives(equation: Relation, context: Context, budget: Budget) -> Relation:
    """An equation with what the derivatives in it are, where that is known: their zeros can be counted then."""
    if not isinstance(equation.left, Derivative | Application):
        return equation
    from builder.check.derivations import derived_form  # few pages tell all zeros of a function

    derived = derived_form(equation.left, context, budget)
    return equation if derived is None else replace(equation, left=derived)


def _warned(relation: CheckedRelation, refuted: CheckedRelation) -> CheckedRelation:
    """A relation of which it is not said that it tells all solutions, with what is lost as a warning."""
    assert refuted.diagnostic is not None
    return replace(relation, diagnostic=replace(refuted.diagnostic, code="lost-solution", severity=Severity.WARNING))


def _way_solves(way: Sequence[Relation], given: Sequence[Relation], context: Context, budget: Budget) -> Follows:
    """Whether relations hold for values of letters. OPEN for decimal numbers, and where something has no value there."""
    if any(may_be_rounded(each.right) for each in way):
        return Follows.OPEN
    at = tuple((each.left, each.right) for each in way if isinstance(each.left, Symbol))
    bare = replace(context, curves=(), assumptions=())
    found: list[Follows] = []
    for each in given:
        there = Relation(Evaluation(Group(each.left), at), each.sign, Evaluation(Group(each.right), at))
        verdict = decide(Claim(there, bare), budget)
        undefined = isinstance(verdict, Refuted) and verdict.how is not Refutation.DIFFERS
        found.append(Follows.OPEN if undefined else answer_of(verdict))
    return together(found)


def _implied(relation: CheckedRelation, answer: Answer, source: Source) -> CheckedRelation:
    """What is said to follow from something: refuted by numbers for which only that holds."""
    given, concluded = answer.given[0][0], answer.values[0][0]
    found = counterexample(given, concluded, answer.context)
    if found is None or (not answer.said and 0 in found.values()):
        return relation
    place = ", ".join(f"{name} = {print_latex(rational(value))}" for name, value in found.items())
    message = f"{print_latex(concluded)} does not follow from {print_latex(given)}: not for {place}"
    evidence = Evidence("solutions", scope=place)
    return _refuted(relation, evidence, message, "say what is assumed of the letters, or write the other case, too", source)


def _counted(relation: CheckedRelation, answer: Answer, told: int, source: Source) -> CheckedRelation:
    """An equation that is said to have so many solutions. More may be told than there are real ones, unless real ones are."""
    equation = answer.given[0][0]
    letter = min(symbols(equation) - answer.context.functions)
    count = count_of_solutions(equation, letter, answer.context)
    if count is None or count == told or (told > count and not answer.of_reals):
        return relation
    evidence = Evidence("solutions", scope=f"every {letter}")
    message = f"{print_latex(equation)} has {count or 'no'} real solution{'' if count == 1 else 's'}"
    return _refuted(relation, evidence, message, "count the values that solve it", source)


def _either(ways: Sequence[Sequence[Relation]]) -> str:
    return " or ".join(" and ".join(map(print_latex, way)) for way in ways)


def _solves(value: Relation, equation: Relation, context: Context, budget: Budget) -> Follows:
    """Whether a value of a letter, `x = 5` or `x = \\pm 5`, solves an equation in it: NO if it provably does not.

    OPEN for decimal numbers, which may be rounded.
    """
    if isinstance(value.left, Derivative):
        if may_be_rounded(value.right):
            return Follows.OPEN
        there = cast(Relation, _with_value(equation, value.left, Group(value.right)))
        return answer_of(decide(Claim(there, Context(assumptions=context.assumptions, kinds=context.kinds)), budget))
    answers: list[Follows] = []
    for each in either_sign(value):
        if not isinstance(each.left, Symbol) or may_be_rounded(each.right):
            return Follows.OPEN
        at = ((each.left, each.right),)
        there = Relation(Evaluation(Group(equation.left), at), equation.sign, Evaluation(Group(equation.right), at))
        answer = answer_of(decide(Claim(there, context), budget))
        others = (everywhere(there, change) for change in WRITINGS) if answer is Follows.NO else ()
        if any(answer_of(decide(Claim(other, context), budget)) is Follows.YES for other in others if other != there):
            answer = Follows.YES
        answers.append(answer)
    return together(answers)


def _with_value(node: Node, rate: Derivative, value: Expression) -> Node:
    """An equation with the value of a rate in place of it."""
    return value if node == rate else map_children(node, lambda child: _with_value(child, rate, value))


def _answer(first: Equation, second: Equation, letter: str, context: Context) -> Follows:
    forth = follows(first.alternatives, second.alternatives, letter, context)
    if second.join is not Join.EQUIVALENT or forth is Follows.NO:
        return forth
    return together((forth, follows(second.alternatives, first.alternatives, letter, context)))


def _undecided(statement: Statement, formula: Formula, context: Context) -> CheckedRelation:
    """A statement as a condition, or as no claim if it relates nothing."""
    return CheckedRelation(
        relation=statement.relations[0] if statement.relations else None,
        formula=formula,
        span=statement.span,
        row=statement.rows[-1] if statement.rows else 0,
        standing=Standing.CONDITION if statement.relations else Standing.SKIPPED,
        verdict=None,
        note=TO_BE_SOLVED,
        context=context,
    )


def _decided(
    relation: CheckedRelation, answer: Follows, letters: Iterable[str], source: Source, told: tuple[str, str] = _OTHERS
) -> CheckedRelation:
    """A statement of which it is known, for all values of `letters`, whether it follows; `told` is what is said and what is to be
    done where it does not."""
    evidence = Evidence("solutions", scope=", ".join(f"every {letter}" for letter in sorted(letters)))
    match answer:
        case Follows.YES:
            return replace(relation, standing=Standing.PROVED, verdict=Proved(evidence), note="")
        case Follows.NO:
            return _refuted(relation, evidence, *told, source)
        case Follows.OPEN:
            return relation


def _refuted(relation: CheckedRelation, evidence: Evidence, message: str, help: str, source: Source) -> CheckedRelation:
    where = relation.formula.locate(relation.span)
    told = Diagnostic("wrong-step", Severity.ERROR, source, where, message, help=help)
    refuted = Refuted(Refutation.DIFFERS, evidence)
    return replace(relation, standing=Standing.REFUTED, verdict=refuted, note="", diagnostic=told)


# ---------------------------------------------------------------------------------------------- statements of any kind


def _check_joined(
    statements: Sequence[Statement], formula: Formula, source: Source, context: Context, budget: Budget
) -> list[CheckedRelation]:
    """What each of some statements turned out to be that arrows join: it holds by itself, or follows from those before it; the
    first one is a condition. Nothing that stands behind an arrow is used for what stands before it.
    """
    found: list[CheckedRelation] = []
    held = context
    met: frozenset[str] = frozenset(context.definitions)
    either = any(is_alternative(statement) for statement in statements)
    before: Statement | None = None
    before_alone = Follows.YES
    for statement in statements:
        base = _undecided(statement, formula, context)
        alone = _holds(statement, context, budget)
        if alone is Follows.YES:
            # What always holds is no equivalent of what holds for some values.
            answer = before_alone if statement.join is Join.EQUIVALENT else Follows.YES
        elif before is None:
            answer = Follows.OPEN
        else:
            # Of a letter that was not met before, `x = k\pi`, it is not said for which values it is meant.
            told = not either and all(symbols(relation) <= met for relation in statement.relations)
            answer = _holds(statement, held, budget) if told else Follows.OPEN
            if statement.join is Join.EQUIVALENT and answer is Follows.YES:
                answer = _holds(before, _with(statement, context), budget)
        if before is None and answer is not Follows.YES:
            found.append(base)
        elif answer is Follows.OPEN:
            found.append(_not_told(base, source))
        else:
            letters = {name for relation in statement.relations for name in symbols(relation)} - context.definitions.keys()
            found.append(_decided(base, answer, sorted(letters), source))
        held = _with(statement, held)
        met = met.union(*(symbols(relation) for relation in statement.relations))
        before, before_alone = statement, alone
    return found


def _holds(statement: Statement, context: Context, budget: Budget) -> Follows:
    """Whether all that a statement says holds: NO if some of it provably does not."""
    if statement.continues or not statement.relations:
        return Follows.OPEN
    return together(answer_of(decide(Claim(relation, context), budget)) for relation in statement.relations)


def _with(statement: Statement, context: Context) -> Context:
    """A context in which what a statement says holds as well."""
    for relation in statement.relations:
        context = context.with_curve(relation) if relation.sign is Sign.EQUAL else context.with_assumption(relation)
    return context


def _not_told(relation: CheckedRelation, source: Source) -> CheckedRelation:
    where = relation.formula.locate(relation.span)
    message = "whether this follows from what stands before the arrow is not decided"
    help = "solve for one letter, or write the steps without arrows"
    return replace(
        relation,
        standing=Standing.UNKNOWN,
        note=message,
        diagnostic=Diagnostic("not-understood", Severity.ERROR, source, where, message, help=help),
    )
