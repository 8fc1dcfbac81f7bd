"""Decides the directives of mathematics: `{check}`, `{derive}`, `{mistake}`, `{plot}`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.budget import Budget, Work
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.derivation.derivation import CannotDerive, ExistsNowhere, Grain, Problem, TooMuchToDerive, WrongAnswer
from builder.calculus.expression.nodes import (
    Application,
    Blank,
    Derivative,
    Directional,
    Ellipsis,
    Expression,
    Gradient,
    Limit,
    Prime,
    Relation,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.given import read_assumptions, read_domain
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted, Tested, Unknown
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.names import names_of
from builder.calculus.latex.parser import parse_expression
from builder.calculus.latex.printer import print_latex
from builder.calculus.mistakes import MISTAKES
from builder.calculus.remembered import Remembered
from builder.check import messages
from builder.check.checked import CheckedDirective, CheckedRelation, JudgedDerivation, JudgedStep
from builder.check.known_rules import unknown_rule
from builder.check.relations import Rigour, check_saying, named_mistakes
from builder.check.standing import CLAIMED, Standing
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import Directive, Formula
from builder.document.rows import read_rows
from builder.document.sayings import Role, Task
from builder.document.suggest import did_you_mean
from builder.methods import GRAINS, IN_WORDS
from builder.source import Source, Span

_MISTAKES = frozenset(mistake.name for mistake in MISTAKES)
_UNFINISHED = (Limit, Prime, Derivative, Gradient, Directional, Ellipsis, Blank)


class _Desk(Struct):
    """A directive at work: its source, from what it is paid, and what was told so far."""

    directive: Directive
    source: Source
    budget: Budget
    told: list[Diagnostic] = field(default_factory=list)

    def tell(
        self, code: str, span: Span, message: str, help: str = "", label: str = "", severity: Severity = Severity.ERROR
    ) -> None:
        self.told.append(Diagnostic(code, severity, self.source, span, message, label=label, help=help))

    def fault(self, formula: Formula, fault: LatexError) -> None:
        self.tell(fault.code, formula.locate(fault.at), fault.message, fault.help)

    @property
    def trust(self) -> str:
        option = self.directive.options.get("trust")
        return option.value if option is not None else ""

    @property
    def tested_allowed(self) -> bool:
        option = self.directive.options.get("allow")
        return option is not None and option.value == "tested"


def check_task(task: Task, source: Source, budget: Budget, steps: Work) -> tuple[CheckedDirective, tuple[Diagnostic, ...]]:
    """What a directive turned out to be, and all that is to be told of it; paid from the account of `budget`.

    The smaller steps between rows, where they are asked for, are paid from `steps`, and left out when that is empty.
    """
    desk = _Desk(task.directive, source, budget.opened())
    context = _assumed(task.context, task.macros, desk)
    match task.directive.name:
        case "derive":
            checked = _derive(task, context, desk)
        case "mistake":
            checked = _mistake(task, context, desk)
        case "plot":
            checked = _plot(task, context, desk)
        case _:
            checked = _check(task, context, desk)
            if task.directive.is_set("steps") and steps.left > 0:
                checked = replace(checked, relations=_with_steps(checked.relations, desk.budget, steps))
    return checked, tuple(desk.told)


def _assumed(context: Context, macros: Mapping[str, str], desk: _Desk) -> Context:
    formula = desk.directive.math_options.get("assume")
    if formula is None:
        return context
    try:
        read = read_domain if desk.directive.name in ("check", "mistake") else read_assumptions
        return read(formula.latex, context, macros, desk.budget.remembered)
    except LatexError as fault:
        desk.fault(formula, fault)
        return context


def _rows(task: Task, context: Context, desk: _Desk, rigour: Rigour) -> tuple[list[CheckedRelation], Context]:
    sayings, inside = read_rows(task.directive.formulas, context, task.macros, desk.budget.remembered)
    relations: list[CheckedRelation] = []
    for saying in sayings:
        relations.extend(check_saying(saying, desk.source, rigour, desk.trust, desk.budget))
    return relations, inside


# ---------------------------------------------------------------------------------------------- check


def _check(task: Task, context: Context, desk: _Desk) -> CheckedDirective:
    rigour = Rigour.TESTED_ALLOWED if desk.tested_allowed else Rigour.DIRECTIVE
    relations, inside = _rows(task, context, desk, rigour)
    relations = [_undefined(relation, inside, desk) for relation in relations]
    desk.told.extend(relation.diagnostic for relation in relations if relation.diagnostic is not None)
    directive = task.directive
    claims = [relation for relation in relations if relation.standing in CLAIMED]
    if directive.formulas and not claims:
        message = "nothing here is a claim, so nothing was checked"
        desk.tell("nothing-checked", directive.head, message, "write an equation between two forms of the same thing")
    elif not desk.trust:
        _check_goal(task, claims, inside, desk)
    return CheckedDirective(directive, tuple(relations))


def _undefined(relation: CheckedRelation, context: Context, desk: _Desk) -> CheckedRelation:
    """A row that was not proved because it is about a function that nothing defines: that is what is wrong with it."""
    if relation.relation is None or relation.standing not in (Standing.REFUTED, Standing.TESTED, Standing.UNKNOWN):
        return relation
    names = _unknown_functions(relation.relation.left, context) - symbols(relation.relation.right)
    if not names:
        return relation
    name = min(names)
    message = f"nothing in scope defines `{name}`"
    help = did_you_mean(name, context.definitions) or f"define it: ${name}(x) = …$ above, or in the same block"
    where = relation.formula.locate(relation.span)
    diagnostic = Diagnostic("undefined-name", Severity.ERROR, desk.source, where, message, help=help)
    return replace(
        relation,
        standing=Standing.UNKNOWN,
        verdict=relation.verdict,
        mistakes=(),
        difference=None,
        note=message,
        diagnostic=diagnostic,
    )


def _with_steps(relations: Sequence[CheckedRelation], budget: Budget, steps: Work) -> tuple[CheckedRelation, ...]:
    """Rows with the smaller steps between their sides, paid from `steps`: no more of it than the directive has left."""
    with steps.share(budget.purse().left) as part:
        return tuple(_with_smaller(relation, replace(budget, account=part)) for relation in relations)


def _with_smaller(relation: CheckedRelation, budget: Budget) -> CheckedRelation:
    """A proved row with the smaller steps between its sides, if they are found and proved; `unexplained` if none are found."""
    if relation.standing is not Standing.PROVED or relation.relation is None or relation.context is None:
        return relation
    if relation.relation.sign is not Sign.EQUAL:
        return relation
    from builder.calculus.derivation.between import between  # few pages ask for it
    from builder.check.derivations import judge_steps, standings

    found = between(relation.relation.left, relation.relation.right, relation.context)
    if found is None:
        return replace(relation, unexplained=True)
    steps = judge_steps(found, budget)
    return replace(relation, steps=steps) if set(standings(steps)) == {Standing.PROVED} else relation


def _unknown_functions(side: Expression, context: Context) -> frozenset[str]:
    """The names that are applied or differentiated in a side, and of which nothing is known."""
    found: set[str] = set()
    for node in descendants(side):
        match node:
            case Application(function=Symbol(name=name)) | Prime(operand=Symbol(name=name)):
                found.add(name)
            case Derivative(operand=Symbol(name=name)) | Gradient(operand=Symbol(name=name)):
                found.add(name)
            case _:
                pass
    tied = frozenset[str]().union(*(symbols(curve) for curve in context.curves)) if context.curves else frozenset[str]()
    return frozenset(found) - frozenset(context.definitions) - tied


def _check_goal(task: Task, claims: Sequence[CheckedRelation], context: Context, desk: _Desk) -> None:
    """Whether the rows begin at what is to be found, and end in a form that is free of limits, derivatives and open names."""
    directive = task.directive
    key = "goal" if "goal" in directive.math_options else "find"
    formula = directive.math_options.get(key)
    if formula is None:
        return
    try:
        goal = parse_expression(formula.latex, names_of(context, task.macros))
    except LatexError as fault:
        desk.fault(formula, fault)
        return
    chains = _chains(claims)
    reached = [chain for chain in chains if chain[0].relation is not None and chain[0].relation.left == goal]
    if not reached:
        message = f"no row begins with {print_latex(goal)}"
        desk.tell("goal-not-reached", formula.locate(None), message, "begin the derivation with what is to be found")
        return
    last = reached[-1][-1]
    assert last.relation is not None
    rest = last.relation.right
    where = last.formula.locate(rest.span) if rest.span is not None else last.formula.locate(last.span)
    unfinished = next((node for node in descendants(rest) if isinstance(node, _UNFINISHED)), None)
    if unfinished is not None:
        message = f"the last row still holds {print_latex(unfinished)}"
        desk.tell("goal-not-reached", where, message, "go on until no limit and no derivative is left")
        return
    names = _unknown_functions(rest, context)
    if names:
        name = min(names)
        desk.tell("goal-not-reached", where, f"the last row still holds `{name}`, which nothing defines", f"define `{name}`")


def _chains(claims: Sequence[CheckedRelation]) -> list[list[CheckedRelation]]:
    """The claims, parted where one does not go on from the right side of the one before."""
    chains: list[list[CheckedRelation]] = []
    for claim in claims:
        if claim.relation is None:
            continue
        before = chains[-1][-1].relation if chains else None
        if before is not None and before.right == claim.relation.left:
            chains[-1].append(claim)
        else:
            chains.append([claim])
    return chains


# ---------------------------------------------------------------------------------------------- mistake


def _mistake(task: Task, context: Context, desk: _Desk) -> CheckedDirective:
    directive = task.directive
    relations, _ = _rows(task, context, desk, Rigour.DIRECTIVE)
    claims = [place for place, relation in enumerate(relations) if relation.standing in CLAIMED]
    row = directive.options.get("row")
    number = int(row.value) if row is not None and row.value.isdecimal() else 0
    if not claims:
        if directive.formulas:
            desk.tell("nothing-checked", directive.head, "nothing here is a claim, so nothing was checked")
        return CheckedDirective(directive, tuple(relations))
    if not 1 <= number <= len(claims):
        if row is not None and number:
            rows = "1 row" if len(claims) == 1 else f"{len(claims)} rows"
            desk.tell("bad-option", row.span, f"there is no row {number}: this derivation has {rows}", "count the claims from 1")
        return CheckedDirective(directive, tuple(relations))
    for place in claims[: number - 1]:
        relation = relations[place]
        if relation.standing is not Standing.PROVED:
            if relation.diagnostic is not None:
                desk.told.append(relation.diagnostic)
            message = f"row {claims.index(place) + 1} is not proved, and the mistake is said to be in row {number}"
            desk.tell("expected-mistake-missing", relation.formula.locate(relation.span), message)
    expected = claims[number - 1]
    wrong = relations[expected]
    where = wrong.formula.locate(wrong.span)
    named = directive.options.get("name")
    if wrong.standing is Standing.UNKNOWN and wrong.diagnostic is not None:
        told_of = wrong.diagnostic
        message = f"row {number} is not understood, so that it is not refuted: {told_of.message}"
        desk.tell("expected-mistake-missing", told_of.span, message, told_of.help, told_of.label)
    elif wrong.standing is not Standing.REFUTED:
        desk.tell(
            "expected-mistake-missing", where, f"row {number} is {wrong.standing.value}, not refuted", "say which row is wrong"
        )
    elif named is not None and named.value not in _MISTAKES:
        help = did_you_mean(named.value, _MISTAKES) or "surestep explain lists the mistakes that have a name"
        desk.tell("bad-option", named.span, f"there is no mistake called `{named.value}`", help)
    elif named is not None and named.value not in {mistake.name for mistake in wrong.mistakes}:
        found = ", ".join(mistake.name for mistake in wrong.mistakes) or "none that is known"
        desk.tell(
            "expected-mistake-missing", named.span, f"the mistake in row {number} is not `{named.value}`", f"found: {found}"
        )
    # What is wrong on purpose is no message.
    told = set(map(id, desk.told))
    relations = [r if r.diagnostic is None or id(r.diagnostic) in told else replace(r, diagnostic=None) for r in relations]
    return CheckedDirective(directive, tuple(relations), expected=expected)


# ---------------------------------------------------------------------------------------------- plot


def _plot(task: Task, context: Context, desk: _Desk) -> CheckedDirective:
    """Its formulas are definitions, claims as those of a `{check}`, or bare; what is drawn is what they stand for."""
    from builder.check.plots import plot_of  # few pages have one

    relations, inside = _rows(task, context, desk, Rigour.DIRECTIVE)
    faults = [relation.diagnostic for relation in relations if relation.diagnostic is not None]
    desk.told.extend(faults)
    errors = any(fault.severity is Severity.ERROR for fault in faults)
    lacks = not task.directive.formulas or "x" not in task.directive.options  # which is told already
    plot = None if errors or lacks else plot_of(task.directive, inside, task.macros, desk.budget, desk.tell)
    return CheckedDirective(task.directive, tuple(relations), plot=plot)


# ---------------------------------------------------------------------------------------------- derive


def _derive(task: Task, context: Context, desk: _Desk) -> CheckedDirective:
    directive = task.directive
    relations = _definitions(directive.formulas, context, task.macros, desk.budget.remembered)
    if task.asked is not None and task.other is not None:
        message = f"the exercise is about {_as_equation(task.asked)}, and this works on {_as_equation(task.other)}"
        desk.tell("goal-not-reached", directive.head, message, "take the function of the exercise, or mend the exercise")
    problem = _problem(task, context, desk)
    derivation = _derivation(problem, desk) if problem is not None else None
    if derivation is not None and not desk.trust:
        _judge_rows(derivation, desk)
    return CheckedDirective(directive, tuple(relations), derivation=derivation)


def _as_equation(definition: Definition) -> str:
    """A function as an equation, or alone where it has no name."""
    assert definition.body is not None
    name = f"{definition.name}({', '.join(definition.parameters)})" if definition.parameters else definition.name
    return f"{name} = {print_latex(definition.body)}" if name else print_latex(definition.body)


_CODES = {WrongAnswer: "wrong-answer", TooMuchToDerive: "too-large", ExistsNowhere: "nowhere-defined"}


def _problem(task: Task, context: Context, desk: _Desk) -> Problem | None:
    from builder.calculus.problem import Part, Unreadable, read_problem

    directive = task.directive
    options = directive.math_options
    find, answer = options.get("find"), options.get("answer")
    method = directive.options.get("method")
    given = tuple(formula.latex for formula in directive.formulas)
    find_text, answer_text = (find.latex if find is not None else ""), (answer.latex if answer is not None else "")
    name = method.value if method is not None else None
    chosen = directive.options.get("grain")
    grain = Grain(chosen.value) if chosen is not None and chosen.value in GRAINS else Grain.ORDINARY
    known = task.known | _known_rules(desk)

    def read() -> Problem:
        return read_problem(given, find_text, name, "", answer_text, context, known, task.macros)

    remembered = desk.budget.remembered
    try:
        if remembered is None:
            problem = read()
        else:
            scope = remembered.context(context), remembered.macros(task.macros)
            problem = remembered.answer((read_problem, given, find_text, name, answer_text, known, *scope), read)
    except Unreadable as unreadable:
        at_fault = {Part.FIND: find, Part.ANSWER: answer}.get(unreadable.part)
        desk.fault(at_fault if at_fault is not None else directive.formulas[unreadable.number], unreadable.fault)
        return None
    except CannotDerive as reason:
        desk.tell("goal-not-reached", directive.head, reason.message, reason.help)
        return None
    problem = replace(problem, grain=grain)
    if problem.answer is not None and answer is not None:
        goal = _in_place_of_words(problem) if problem.method in IN_WORDS else problem.goal
        if goal is not None and not _answer_holds(goal, problem.answer, problem.context, answer, desk):
            return replace(problem, answer=None)
    return problem


def _in_place_of_words(problem: Problem) -> Expression | None:
    """What an answer to a question in words must equal: the line that is found. None for places, which are compared as a set."""
    from builder.calculus.derivation.derive import derive

    try:
        found = derive(replace(problem, answer=None))
    except CannotDerive:
        return None  # told where it is derived
    return found.answer if found.sign is Sign.EQUAL else None


def _known_rules(desk: _Desk) -> frozenset[str]:
    """The rules that `:knows:` names; a name that is not in the rule book is told."""
    option = desk.directive.options.get("knows")
    if option is None:
        return frozenset()
    names = [name.strip() for name in option.value.split(",") if name.strip()]
    for name in names:
        help = unknown_rule(name)
        if help is not None:
            desk.tell("bad-option", option.span, f"there is no rule `{name}`", help)
    return frozenset(names)


def _answer_holds(goal: Expression, answer: Expression, context: Context, formula: Formula, desk: _Desk) -> bool:
    """Whether the form to end in is equal to what is to be found; what is wrong is told."""
    verdict = decide(Claim(Relation(goal, Sign.EQUAL, answer), context), desk.budget)
    where = formula.locate(None)
    match verdict:
        case Proved():
            return True
        case Refuted():
            mistakes = named_mistakes(Relation(goal, Sign.EQUAL, answer), context, desk.budget)
            told = messages.refuted(verdict, desk.source, where, print_latex(goal), formula.latex, mistakes, code="wrong-answer")
            desk.told.append(replace(told, message=f"{formula.latex} is not {print_latex(goal)}"))
            return False
        case Tested():
            severity = Severity.WARNING if desk.tested_allowed else Severity.ERROR
            desk.tell("unproved-step", where, "the answer is not refuted, and not proved", label=verdict.why, severity=severity)
            return True
        case Unknown():
            desk.tell(verdict.code.value, where, verdict.why)
            return True


def _derivation(problem: Problem, desk: _Desk) -> JudgedDerivation | None:
    from builder.check.derivations import derive_and_judge

    def asked(known: Remembered) -> Hashable:
        answer = None if problem.answer is None else known.tree(problem.answer)
        return (
            derive_and_judge,
            known.tree(problem.goal),
            known.context(problem.context),
            problem.method,
            answer,
            problem.known,
            problem.grain,
        )

    try:
        return desk.budget.once(asked, lambda budget: derive_and_judge(problem, budget))
    except CannotDerive as reason:
        option = desk.directive.math_options.get("answer" if isinstance(reason, WrongAnswer) else "find")
        where = option.locate(None) if option is not None else desk.directive.head
        desk.tell(_CODES.get(type(reason), "goal-not-reached"), where, reason.message, reason.help)
        return None


def _judge_rows(derivation: JudgedDerivation, desk: _Desk) -> None:
    """Tell each row of ours that is not proved: at the head of the directive, since nobody wrote the row."""
    for number, step in enumerate(_steps(derivation.steps), 1):
        row = f"row {number}: {step.plain}"
        match step.verdict:
            case None | Proved():
                pass
            case Tested() as verdict:
                severity = Severity.WARNING if desk.tested_allowed else Severity.ERROR
                desk.tell("unproved-step", desk.directive.head, f"{row} is not proved", label=verdict.why, severity=severity)
            case Refuted() as verdict:
                desk.tell("wrong-step", desk.directive.head, f"{row} is false", label=messages.evidence_label(verdict))
            case Unknown() as verdict:
                desk.tell("unproved-step", desk.directive.head, f"{row} is not understood", label=verdict.why)


def _steps(steps: Sequence[JudgedStep]) -> Iterator[JudgedStep]:
    for step in steps:
        yield step
        yield from _steps(step.steps)


def _definitions(
    formulas: Sequence[Formula], context: Context, macros: Mapping[str, str], remembered: Remembered | None
) -> list[CheckedRelation]:
    """What a `{derive}` is given, as relations: they define or restrict, and nothing of them is decided."""
    relations: list[CheckedRelation] = []
    sayings, _ = read_rows(formulas, context, macros, remembered)
    for saying in sayings:
        for said in saying.said:
            if said.relation is None:
                continue
            defines = said.role is Role.DEFINITION or said.name != ""
            relations.append(
                CheckedRelation(
                    relation=said.relation,
                    formula=saying.formula,
                    span=said.span,
                    row=said.row,
                    standing=Standing.DEFINITION if defines else Standing.CONDITION,
                    verdict=None,
                    name=said.name,
                    note=said.note or "given",
                )
            )
    return relations
