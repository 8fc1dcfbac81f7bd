"""A checked document as a page: complete, immutable values in the order in which they stand. Nothing is set or rendered here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.derivation.derivation import Grain
from builder.calculus.mistakes.catalogue import MENDS_THE_LEFT
from builder.check.checked import CheckedDirective, CheckedDocument, CheckedRelation, JudgedStep, NamedMistake
from builder.check.standing import CLAIMED, Standing
from builder.diagnostics.diagnostic import Diagnostic
from builder.document.document import Block as SourceBlock
from builder.document.document import Directive, Formula, Prose
from builder.methods import IN_WORDS
from builder.publish.cited import CitedRule, rules_cited
from builder.publish.defined import NOTE as DEFINED
from builder.publish.defined import with_definitions
from builder.publish.known import WORDS, counterexample, formula, is_unsaid, mark, mark_of_relation, sentence, standing_of, worst
from builder.publish.links import Medium, PageLinks, Reference, Target, anchor_of, is_published
from builder.publish.mathematics import Setting
from builder.publish.navigation import Navigation, navigation
from builder.publish.nodes import (
    HEADINGS,
    Block,
    Box,
    Claimed,
    DerivationBlock,
    Display,
    Element,
    Exercise,
    Maths,
    MistakeBlock,
    Node,
    ProseBlock,
    Solution,
    Text,
    anchors_in,
    plain,
)
from builder.publish.parts import parts_named
from builder.publish.plan import Plan, PlannedPage, first_heading
from builder.publish.plots import plot_block
from builder.publish.prose import Reader, inline, prose
from builder.publish.rows import NO_PARTS, STYLE, Macros, answer_of, answer_of_author, is_balanced, rows_of, rows_of_author
from builder.publish.words import Said

BOX_WORDS = {
    "definition": Said("Definition"),
    "theorem": Said("Theorem"),
    "note": Said("Note"),
    "tip": Said("Tip"),
    "warning": Said("Warning"),
}

METHOD_WORDS = {
    "rules": Said("By the rules of differentiation"),
    "definition": Said("By the definition of the derivative"),
    "binomial": Said("By the binomial expansion"),
    "chain": Said("By the chain rule"),
    "logarithmic": Said("By logarithmic differentiation"),
    "implicit": Said("By implicit differentiation"),
    "parametric": Said("By a curve with a parameter"),
    "entries": Said("By entries and indices"),
    "limit": Said("By the rules of limits"),
    "antiderivative": Said("By the rules of integration"),
    "definite": Said("By the fundamental theorem of calculus"),
    "tangent": Said("By value and slope at the point"),
    "normal": Said("By value and slope at the point"),
    "critical": Said("By the zeros of the derivative"),
    "nth": Said("By the pattern of the first derivatives, and induction"),
    "inverse": Said("By the inverse function as a curve"),
}


class Heading(Struct, frozen=True):
    """An entry of a page's own contents."""

    title: tuple[Node, ...]
    anchor: str
    level: int


class Count(Struct, frozen=True):
    """How many relations of a page have one standing."""

    standing: str
    word: str
    number: int


class Doubt(Struct, frozen=True):
    """A relation that is published without a proof: tested, not understood, on the author's word, or an equation
    of which no word says what it is and that would be a wrong identity."""

    standing: str
    word: str
    latex: str
    line: int
    why: str


class Given(Struct, frozen=True):
    """A definition or a condition, which is not decided: the word for it, what was written, and in which line of the source."""

    word: str
    latex: str
    line: int


class Page(Struct, frozen=True):
    """A page, whole. `title` is set, `name` is the same in plain text."""

    output: str
    source: str
    title: tuple[Node, ...]
    name: str
    description: str
    navigation: Navigation
    contents: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    counts: tuple[Count, ...]
    doubts: tuple[Doubt, ...]
    given: tuple[Given, ...]
    rules: tuple[CitedRule, ...]
    updated: str = ""

    @property
    def anchors(self) -> frozenset[str]:
        """All places on the page that a link can lead to."""
        return frozenset(anchors_in(self.blocks)) | {"main", *(rule.anchor for rule in self.rules)}


class MadePage(Struct, frozen=True):
    """A page and what came with it: links to be checked against all pages, files to be copied, faults."""

    page: Page
    references: tuple[Reference, ...]
    media: tuple[Medium, ...]
    diagnostics: tuple[Diagnostic, ...]


def make_page(
    checked: CheckedDocument, plan: Plan, planned: PlannedPage, labels: Mapping[str, Target], content: Path
) -> MadePage:
    """The page of a checked document. `content` is the folder of the sources, in which images are looked for."""
    checked = with_definitions(checked)
    links = PageLinks(plan, planned, labels, content)
    maker = _Maker(checked, links, tuple(sorted(checked.document.macros.items())), plan.config.edition)
    blocks = maker.blocks(checked.document.blocks, 2)
    title: tuple[Node, ...] = (Text(planned.title),)
    if first_heading(checked.document) is not None and blocks and isinstance(blocks[0], ProseBlock):
        heading = blocks[0].nodes[0]
        if isinstance(heading, Element):
            title = heading.children
            blocks = (replace(blocks[0], nodes=blocks[0].nodes[1:]), *blocks[1:])
    if checked.document.front_matter.title:
        title = sentence(planned.title)
    page = Page(
        output=planned.output,
        source=str(planned.path),
        title=title,
        name=plain(title),
        description=checked.document.front_matter.description,
        navigation=navigation(plan, planned.output),
        contents=tuple(_contents(blocks)),
        blocks=blocks,
        counts=count(checked),
        doubts=tuple(_doubts(checked)),
        given=tuple(_given(checked)),
        rules=rules_cited(blocks),
        updated=checked.document.front_matter.updated,
    )
    return MadePage(page, tuple(links.references), tuple(links.media), tuple(links.diagnostics))


class _Maker:
    """Turns the blocks of one document into those of its page."""

    def __init__(self, checked: CheckedDocument, links: PageLinks, macros: Macros, edition: str) -> None:
        self._checked = checked
        self._macros = macros
        self._edition = edition
        self._reader = Reader(self._inline, self._display, links.link, links.image)
        self._taken: Counter[str] = Counter()
        self._exercise: str = ""

    def blocks(self, blocks: Sequence[SourceBlock], level: int) -> tuple[Block, ...]:
        """The blocks of the page. An exercise is headed one level below the heading above it, at least `level`."""
        made: list[Block] = []
        below = level
        for block in blocks:
            if isinstance(block, Prose):
                nodes = prose(block.tokens, self._reader)
                headings = [int(node.tag[1]) for node in nodes if isinstance(node, Element) and node.tag in HEADINGS]
                below = max(level, min(headings[-1] + 1, 6)) if headings else below
                if nodes:
                    made.append(ProseBlock(nodes))
            else:
                made += self._directive(block, below)
        return tuple(made)

    def _directive(self, directive: Directive, level: int) -> list[Block]:
        if not is_published(directive, self._edition):
            return []
        title = inline(directive.title, self._reader)
        match directive.name:
            case "exercise":
                anchor = self._anchor(anchor_of(directive))
                self._exercise = f"ex{directive.number}"
                return [Exercise(anchor, directive.number, title, self.blocks(directive.body, level + 1), level)]
            case "solution":
                if directive.is_set("hidden"):
                    return []
                folded = _is_folded(directive)
                self._exercise = f"ex{directive.number}" if directive.number else ""
                anchor = self._anchor(anchor_of(directive))
                return [Solution(anchor, directive.number, title, folded, self.blocks(directive.body, level + 1))]
            case "derive":
                return self._derivation(directive, self._checked.directives[directive.span.start], title)
            case "check":
                return [self._check(directive, self._checked.directives[directive.span.start], title)]
            case "mistake":
                return [self._mistake(directive, self._checked.directives[directive.span.start], title)]
            case "plot":
                plotted = self._checked.directives[directive.span.start].plot
                anchor = self._anchor(anchor_of(directive)) if directive.label else self._plot_anchor()
                return [] if plotted is None else [plot_block(plotted, anchor, title, self._macros)]
            case _:
                word = BOX_WORDS.get(directive.name, directive.name.capitalize())
                anchor = self._anchor(anchor_of(directive)) if directive.label else ""
                folded = _is_folded(directive)
                return [Box(anchor, directive.name, word, title, self.blocks(directive.body, level + 1), folded)]

    def _anchor(self, wanted: str) -> str:
        """An address that is not yet taken on this page."""
        self._taken[wanted] += 1
        return wanted if self._taken[wanted] == 1 else f"{wanted}-again-{self._taken[wanted]}"

    def _rows_anchor(self) -> str:
        """Where the rows are: `ex4-3` is the third row of the first derivation in exercise 4, `ex4b-3` of the second."""
        base = self._exercise or "d"
        self._taken[f"rows of {base}"] += 1
        number = self._taken[f"rows of {base}"]
        if not self._exercise:
            return f"{base}{number}"
        return base if number == 1 else f"{base}{chr(ord('a') + number - 1)}" if number <= 26 else f"{base}z{number}"

    def _plot_anchor(self) -> str:
        """Where a picture without a label is: they are counted through the page."""
        self._taken["plots"] += 1
        return self._anchor(f"plot{self._taken['plots']}")

    def _steps_anchor(self, directive: Directive, rows: str) -> str:
        """The address of a derivation as a whole: its label, or that of its rows."""
        return self._anchor(anchor_of(directive) if directive.label else f"{rows}-steps")

    def _given(self, directive: Directive) -> tuple[Setting, ...]:
        return tuple(self._in_line(formula) for formula in directive.formulas)

    def _derivation(self, directive: Directive, checked: CheckedDirective, title: tuple[Node, ...]) -> list[Block]:
        derivation = checked.derivation
        if derivation is None:
            return []
        anchor = self._rows_anchor()
        found = derivation.derivation.method
        given = self._given(directive)
        task: tuple[Node, ...] = (Text(Said("Find ")), formula(derivation.goal), Text(Said(" given") if given else ""))
        if found in IN_WORDS:
            of = Said("of") if found == "critical" else Said("to")
            task = (Text(Said("Find {} ", Said(IN_WORDS[found]))), *self._place(directive), Text(of))
        method = METHOD_WORDS.get(found, Said("By {}", found))
        block = DerivationBlock(
            anchor=self._steps_anchor(directive, anchor),
            title=title,
            name="derive",
            task=task,
            given=given,
            method=method,
            rows=rows_of(
                derivation.steps,
                anchor,
                derivation.derivation.grain is Grain.FULL,
                parts_named(derivation.steps) if found == "chain" else NO_PARTS,
            ),
            answer=answer_of(derivation),
        )
        return [block]

    def _place(self, directive: Directive) -> tuple[Node, ...]:
        """The point of a tangent, as the author told it."""
        find = directive.math_options.get("find")
        place = find.latex.partition(" at ")[2].strip() if find is not None else ""
        return (Text(Said("at ")), Maths(Setting(place, source=place, macros=self._macros)), Text(" ")) if place else ()

    def _check(self, directive: Directive, checked: CheckedDirective, title: tuple[Node, ...]) -> Block:
        anchor = self._rows_anchor()
        standings = [relation.standing for relation in checked.relations]
        trusted = directive.options.get("trust")
        goal = directive.math_options.get("goal", directive.math_options.get("find"))
        return DerivationBlock(
            anchor=self._steps_anchor(directive, anchor),
            title=title,
            name="check",
            task=(Text(Said("Find ")), Maths(self._setting(goal, display=False))) if goal is not None else (),
            given=(),
            method=Said("Written by the author, checked row by row"),
            rows=rows_of_author(checked.relations, anchor, self._macros),
            answer=answer_of_author(checked.relations, self._macros),
            note=_note(standings, trusted.value if trusted else ""),
        )

    def _mistake(self, directive: Directive, checked: CheckedDirective, title: tuple[Node, ...]) -> Block:
        anchor = self._rows_anchor()
        expected = checked.expected
        relation = checked.relations[expected] if expected is not None else None
        named = relation.mistakes[0] if relation is not None and relation.mistakes else None
        verdict = relation.verdict if relation is not None else None
        return MistakeBlock(
            anchor=self._steps_anchor(directive, anchor),
            title=title,
            given=(),
            rows=rows_of_author(checked.relations, anchor, self._macros, expected),
            name=named.name.replace("-", " ") if named else "",
            says=sentence(named.says) if named else (),
            help=sentence(named.help) if named else (),
            counterexample=counterexample(verdict),
            repair=_repaired(relation, named, self._macros) if relation is not None and named is not None else None,
        )

    # ------------------------------------------------------------------------------------------ formulas

    def _in_line(self, formula: Formula) -> Setting:
        r"""A formula that stands in a line: rows without an environment get one."""
        opening = r"\begin{aligned}"
        setting = self._setting(formula, display=False)
        if r"\begin" in formula.latex or not re.search(r"(?<!\\)&|\\\\", formula.latex):
            return setting
        return replace(setting, latex=rf"{opening}{formula.latex}\end{{aligned}}", at=-len(opening))

    def _setting(self, formula: Formula, *, display: bool) -> Setting:
        return Setting(formula.latex, display=display, source=formula.latex, macros=self._macros, formula=formula)

    def _inline(self, formula: Formula) -> Maths:
        relations = self._checked.formulas.get(formula.number, ())
        doubts = [r for r in relations if r.standing in (Standing.TESTED, Standing.TRUSTED) or is_unsaid(r)]
        doubt = mark_of_relation(doubts[0]).sentence if doubts else ""
        return Maths(self._setting(formula, display=False), doubt)

    def _display(self, formula: Formula) -> Display:
        relations = self._checked.formulas.get(formula.number, ())
        claims = tuple(
            Claimed(_alone(relation, self._macros), mark_of_relation(relation))
            for relation in relations
            if (relation.standing in CLAIMED or is_unsaid(relation) or relation.note == DEFINED) and relation.relation is not None
        )
        standing = worst(tuple(r.standing for r in relations if r.standing in CLAIMED or r.note == DEFINED))
        shown = mark(standing, None) if claims else None
        if standing in (Standing.PROVED, Standing.SKIPPED):
            shown = next((claim.mark for claim in claims if claim.mark.standing == "unsaid"), shown)
        anchor = self._anchor(f"formula-{formula.number + 1}") if claims else ""
        return Display(self._setting(formula, display=True), shown, claims, anchor)


def _is_folded(directive: Directive) -> bool:
    option = directive.options.get("class")
    return option is not None and "dropdown" in option.value.split()


def _alone(relation: CheckedRelation, macros: Macros) -> Setting:
    """One relation of a display, by itself."""
    text = relation.formula.latex
    sides = relation.relation
    if sides is not None and sides.left.span is not None and sides.right.span is not None:
        left = text[sides.left.span.start : sides.left.span.end]
        right = text[sides.right.span.start : sides.right.span.end]
        if is_balanced(left) and is_balanced(right) and "&" not in left + right:
            latex = f"{left} {sides.sign.value} {right}"
            return Setting(latex, source=latex, macros=macros, formula=relation.formula)
    return Setting(relation.latex or text, source=relation.latex or text, macros=macros, formula=relation.formula)


def _repaired(relation: CheckedRelation, named: NamedMistake, macros: Macros) -> Setting | None:
    """The whole row as it should be: the side that was right, and the repair of the other. None where no repair is known."""
    if not named.repair:
        return None
    sides = relation.relation
    kept = sides and (sides.right if named.name in MENDS_THE_LEFT else sides.left).span
    text = relation.formula.latex[kept.start : kept.end] if kept else ""
    if sides is None or not text or not is_balanced(text):
        return Setting(named.repair, source=named.repair, macros=macros)
    ends = (named.repair, text) if named.name in MENDS_THE_LEFT else (text, named.repair)
    latex = f"{ends[0]} {sides.sign.value} {ends[1]}"
    return Setting(STYLE + latex, source=latex, macros=macros)


def _note(standings: Sequence[Standing], trusted: str) -> str:
    if trusted:
        return Said("Taken on the author's word: {}", trusted)
    return (
        Said("Not every row is proved.")
        if any(standing in CLAIMED and standing is not Standing.PROVED for standing in standings)
        else ""
    )


def exercise_words(number: int) -> str:
    """What an exercise is called, by its number if it has one."""
    return Said("Exercise {}", number) if number else Said("Exercise")


def _contents(blocks: Sequence[Block]) -> Iterator[Heading]:
    """Headings of level 2 and exercises, in order."""
    for block in blocks:
        match block:
            case ProseBlock():
                for node in block.nodes:
                    if isinstance(node, Element) and node.tag in ("h2", "h3"):
                        anchor = dict(node.attributes).get("id", "")
                        if anchor:
                            yield Heading(node.children, anchor, int(node.tag[1]))
            case Exercise():
                words = exercise_words(block.number)
                title = (Text(Said("{}: ", words)), *block.title) if block.title else (Text(words),)
                yield Heading(title, block.anchor, 3)
            case _:
                pass


# ---------------------------------------------------------------------------------------------- what was counted


def _standings(checked: CheckedDocument) -> Iterator[Standing]:
    """The standing of everything that a page says, the rows that Surestep wrote and those that are wrong on purpose included."""
    of_directives = {formula.number for each in checked.directives.values() for formula in each.directive.formulas}
    for number, relations in checked.formulas.items():
        if number not in of_directives:
            yield from (relation.standing for relation in relations)
    for directive in checked.directives.values():
        yield from (relation.standing for relation in directive.relations)
        if directive.derivation is not None:
            yield from _of_steps(directive.derivation.steps)


def _of_steps(steps: Sequence[JudgedStep]) -> Iterator[Standing]:
    for step in steps:
        yield standing_of(step.verdict)
        yield from _of_steps(step.steps)


def count(checked: CheckedDocument) -> tuple[Count, ...]:
    """How many relations have which standing, in a fixed order, zeros included. On a published page `refuted` is on purpose."""
    numbers = Counter(_standings(checked))
    return tuple(Count(standing.value, WORDS[standing], numbers[standing]) for standing in Standing)


def _doubts(checked: CheckedDocument) -> Iterator[Doubt]:
    for relation in checked.relations:
        if relation.standing in (Standing.TESTED, Standing.UNKNOWN, Standing.TRUSTED) or is_unsaid(relation):
            marked = mark_of_relation(relation)
            why = next((fact.body for fact in marked.facts if fact.label in ("Not proved", "Why", "Fails")), ())
            yield Doubt(marked.standing, marked.word, *_latex_and_line(relation, checked), plain(why))


def _given(checked: CheckedDocument) -> Iterator[Given]:
    for relation in checked.relations:
        if relation.standing in (Standing.DEFINITION, Standing.CONDITION) and not is_unsaid(relation):
            yield Given(WORDS[relation.standing], *_latex_and_line(relation, checked))


def _latex_and_line(relation: CheckedRelation, checked: CheckedDocument) -> tuple[str, int]:
    """What was written, in one line, and in which line of the source."""
    latex = relation.latex or relation.formula.latex[relation.span.start : relation.span.end]
    line = checked.document.source.position(relation.formula.locate(relation.span).start).line
    return " ".join(latex.split())[:300], line
