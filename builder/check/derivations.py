"""Has every row of a derivation decided as it is printed: the LaTeX that will be shown is read again, and that is judged."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget, Work
from builder.calculus.claim import Claim
from builder.calculus.context import Context, definitions_reached
from builder.calculus.derivation.build import bare
from builder.calculus.derivation.derivation import CannotDerive, Derivation, ExistsNowhere, Problem, Step
from builder.calculus.derivation.derive import derive
from builder.calculus.derivation.integrals import MOST_NESTED
from builder.calculus.expression.nodes import Derivative, Expression, Number, Relation, Sign, Symbol
from builder.calculus.expression.walk import descendants, nesting, substitute, symbols_of
from builder.calculus.judge.chain import decide_chain
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import (
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
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.names import names_of
from builder.calculus.latex.parser import parse_expression
from builder.calculus.latex.printer import print_latex
from builder.calculus.rules.moves import REWRITE
from builder.calculus.sympy_bridge import NotInSympy, sympy_text
from builder.check import messages
from builder.check.checked import JudgedDerivation, JudgedStep
from builder.check.standing import Standing

WORK_OF_A_NODE = 4_000
"""What a derivation costs for each node of its goal, in microseconds of an account."""
MOST_PARTS = 8
_WORST_LAST = (Standing.PROVED, Standing.TESTED, Standing.UNKNOWN, Standing.REFUTED)


def derive_and_judge(problem: Problem, budget: Budget = DEFAULT_BUDGET) -> JudgedDerivation:
    """Derive, and decide every row. Raises CannotDerive, also for what exists nowhere: of that no row says anything."""
    judged = judge_derivation(derive(problem), budget)
    if judged.steps and _says_nothing((first := judged.steps[0]).verdict):
        found = first.step.before
        nothing = _says_nothing(decide(Claim(Relation(found, Sign.EQUAL, found), first.step.context), budget))
        if nothing and budget.purse().left > 0:  # else nothing is known, as there was no more to spend
            missing = isinstance(first.verdict, Refuted)
            raise ExistsNowhere(
                f"`{first.left}` exists nowhere" if missing else f"no place was found at which `{first.left}` exists",
                "look at its logarithms, roots, powers and denominators",
            )
    return judged


def derived_form(goal: Expression, context: Context, budget: Budget) -> Expression | None:
    """What a goal is, if it can be derived and proved, at the price of a small part of what is left: a page is decided first."""
    purse, price = budget.purse(), WORK_OF_A_NODE * len(descendants(goal))
    if price * MOST_PARTS > purse.left or nesting(goal) > MOST_NESTED:
        return None
    purse.left -= price
    try:
        answer = derive(Problem(goal, context)).answer
    except CannotDerive:
        return None
    return answer if isinstance(decide(Claim(Relation(goal, Sign.EQUAL, answer), context), budget), Proved) else None


def _says_nothing(verdict: Verdict | None) -> bool:
    """Whether both sides of an equation have values at no place, or at none that was found."""
    match verdict:
        case Refuted(how):
            return how is Refutation.NOWHERE_DEFINED
        case Unknown(code):
            return code is Ignorance.TOO_LARGE
        case _:
            return False


def judge_derivation(derivation: Derivation, budget: Budget = DEFAULT_BUDGET) -> JudgedDerivation:
    """Decide every row of `derivation`, and of the derivations that its rows rest on.

    Rows that continue one another are decided as a chain: each against the row before it and against the first.
    All is paid from the account of `budget`, or from half as much again as a chain may cost: then what its rows ask, with what a
    chain may spend, is mostly the same question as in another derivation.
    """
    if budget.account is None:
        budget = replace(budget, account=Work(budget.chain * 3 // 2))
    steps = judge_steps(derivation.steps, budget)
    return JudgedDerivation(
        derivation=derivation,
        goal=print_latex(derivation.goal),
        answer=print_latex(derivation.answer),
        answer_sympy=_in_sympy(derivation.answer, derivation.context),
        steps=steps,
        status=max(standings(steps), key=_WORST_LAST.index, default=Standing.UNKNOWN),
    )


def is_answer_wrong(derivation: JudgedDerivation) -> bool:
    """Whether the form that a derivation was to end in is refuted, and nothing before it."""
    refuted = [step for step in derivation.steps if isinstance(step.verdict, Refuted)]
    return len(refuted) == 1 and refuted[0] is derivation.steps[-1] and refuted[0].step.reason.rule == REWRITE.name


def standings(steps: Sequence[JudgedStep]) -> list[Standing]:
    """What the rows turned out to be, those included that they rest on."""
    found = []
    for step in steps:
        if step.verdict is not None:
            found.append(standing(step.verdict))
        found.extend(standings(step.steps))
    return found


def standing(verdict: Verdict) -> Standing:
    """The word for a verdict."""
    match verdict:
        case Proved():
            return Standing.PROVED
        case Tested():
            return Standing.TESTED
        case Refuted():
            return Standing.REFUTED
        case Unknown():
            return Standing.UNKNOWN


def judge_steps(steps: Sequence[Step], budget: Budget) -> tuple[JudgedStep, ...]:
    """Decide rows, and what they rest on, as `judge_derivation` does."""
    judged: list[JudgedStep] = []
    for run in _runs(steps):
        judged.extend(_judge_run(run, budget))
    return tuple(judged)


def _runs(steps: Sequence[Step]) -> list[list[Step]]:
    """The steps, parted before each row that has a left side of its own, and around rows that name parts."""
    runs: list[list[Step]] = []
    for step in steps:
        if not runs or step.names or step.left is not None or runs[-1][-1].names:
            runs.append([])
        runs[-1].append(step)
    return runs


def _judge_run(run: list[Step], budget: Budget) -> list[JudgedStep]:
    first = run[0]
    if first.names:
        row = r", \quad ".join(f"{print_latex(name)} = {print_latex(value)}" for name, value in first.names)
        value = first.names[-1][1]
        below = judge_steps(first.steps, budget)
        if first.solved is None:
            return [JudgedStep(first, "", "", row, _in_sympy(value, first.context), None, below)]
        left, _, right = row.partition(" = ")
        return [JudgedStep(first, left, right, row, _in_sympy(value, first.context), _solved(first, first.solved), below)]
    context = run[-1].context
    head = first.left if first.left is not None else first.before
    sides = (head, *(step.after for step in run))
    texts = [print_latex(side) for side in sides]
    signs = [step.sign for step in run]
    verdicts = _verdicts(texts, signs, _needed(sides, context), budget)
    rows = []
    for step, plain, verdict in zip(run, texts[1:], verdicts, strict=True):
        left = "" if step.left is None else texts[0]
        rows.append(
            JudgedStep(
                step=step,
                left=left,
                right=print_latex(step.after, marked=step.changed) if step.changed else plain,
                plain=f"{left} {step.sign.value} {plain}".lstrip(),
                sympy=_in_sympy(step.after, step.context),
                verdict=verdict,
                steps=judge_steps(step.steps, budget),
            )
        )
    return rows


def _solved(step: Step, solved: Expression) -> Verdict:
    """The verdict on a row that tells where something is 0: whether it is so there, and whether it is so nowhere else."""
    from builder.calculus.judge.solutions import Follows, follows  # few derivations solve anything

    (name, _), *_ = step.names
    assert isinstance(name, Symbol)
    equation = (Relation(solved, Sign.EQUAL, Number("0")),)
    values = tuple(Relation(name, Sign.EQUAL, value) for _, value in step.names)
    match follows(values, equation, name.name, step.context), follows(equation, values, name.name, step.context):
        case Follows.NO, _:
            return Refuted(Refutation.DIFFERS, Evidence("zeros"))
        case Follows.YES, Follows.YES:
            return Proved(Evidence("zeros", scope=f"every {name.name}"))
        case Follows.YES, Follows.OPEN:
            return Proved(Evidence("zeros", scope="these values; that there are no others is not decided"))
        case Follows.YES, Follows.NO:
            return Refuted(Refutation.DIFFERS, Evidence("zeros", scope=f"every {name.name}"))
        case _ if all(_is_zero(step, solved, name.name, value) for _, value in step.names):
            return Proved(Evidence("zeros", scope="these values; that there are no others is not decided"))
        case _:
            return Unknown(Ignorance.TOO_LARGE, "whether it is 0 there was not decided")


def _is_zero(step: Step, solved: Expression, name: str, value: Expression) -> bool:
    """Whether something is 0 at all values that a letter such as the k of kπ gives."""
    at_value = Relation(substitute(solved, {name: value}), Sign.EQUAL, Number("0"))
    return isinstance(decide(Claim(at_value, step.context)), Proved)


def _in_sympy(expression: Expression, context: Context) -> str:
    """The text for SymPy; "" for what it has no form for, such as a sum without bounds."""
    try:
        return sympy_text(expression, context)
    except NotInSympy:
        return ""


def _needed(sides: Sequence[Expression], context: Context) -> Context:
    """A context without the definitions of which nothing in these sides, and nothing that is assumed, says anything.

    Rows below others, such as `(x^2)' = 2x`, are then the same question wherever they stand.
    """
    if context.curves or context.shapes or context.sorts:
        return context
    names = symbols_of((*sides, *context.assumptions))
    kept = {definition.name for definition, _ in definitions_reached(names, context)}
    kept |= {n for n in names if n in context.definitions}
    if lone := {bare(n.operand) for side in sides for n in descendants(side) if isinstance(n, Derivative)}:
        # That y does not vary with x is known from a function of both.
        kept |= {d.name for d in context.definitions.values() if lone & {Symbol(p) for p in d.parameters}}
    if len(kept) == len(context.definitions):
        return context
    return replace(context, definitions={name: d for name, d in context.definitions.items() if name in kept})


def _verdicts(texts: Sequence[str], signs: Sequence[Sign], context: Context, budget: Budget) -> list[Verdict]:
    """The verdict on each row after the first text, read from what is printed; `signs` stand between the texts."""
    return budget.once(
        lambda known: (_verdicts, tuple(texts), tuple(signs), known.context(context)),
        lambda budget: _decided(texts, signs, context, budget),
    )


def _decided(texts: Sequence[str], signs: Sequence[Sign], context: Context, budget: Budget) -> list[Verdict]:
    names = names_of(context)
    sides: list[Expression] = []
    for text in texts:
        try:
            sides.append(parse_expression(text, names))
        except LatexError as fault:
            unread = Unknown(
                Ignorance.NOT_UNDERSTOOD, f"a row that was written could not be read again: {fault.message} in {text}"
            )
            return [unread] * (len(texts) - 1)
    try:
        links = decide_chain(sides, signs, context, budget)
    except JudgeDisagreement as found:
        raise messages.disagreement(found, " = ".join(print_latex(side) for side in sides), context) from found
    return [link.verdict for link in links]
