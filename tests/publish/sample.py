"""Checked documents made by hand: the sides of each row are cut at its signs, and verdicts are given, not found."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

from builder.calculus.context import Context
from builder.calculus.derivation.derivation import Derivation, Reason, Step
from builder.calculus.expression.nodes import Expression, Relation, Sign, Symbol
from builder.calculus.judge.verdict import Evidence, Proved, Refutation, Refuted, Tested
from builder.check.checked import (
    CheckedDirective,
    CheckedDocument,
    CheckedRelation,
    JudgedDerivation,
    JudgedStep,
    NamedMistake,
)
from builder.check.standing import Standing
from builder.document.document import Block, Directive, Document, Formula
from builder.document.markdown import read_markdown
from builder.source import Source, Span

X = Symbol("x")
PROVED = Proved(
    Evidence(
        "normal form",
        conditions=(r"\sin(x^2) > 0",),
        identities=(r"\sin^2 u + \cos^2 u = 1",),
        witness=MappingProxyType({"x": Fraction(3, 4)}),
        points=12,
        bits=64,
    )
)
TESTED = Tested(Evidence("look", points=64, bits=128), "the normal form does not know |x|")
REFUTED = Refuted(Refutation.DIFFERS, Evidence("look", points=3), MappingProxyType({"x": Fraction(2)}), "12", "7/3")
MISTAKE = NamedMistake(
    "missing-inner-derivative", "The derivative of the inner function is missing.", "Multiply by $2x$.", r"\cos(x^2) \cdot 2x"
)


def _step(left: str, right: str, reason: str, *steps: JudgedStep, names: bool = False) -> JudgedStep:
    """A row; what changed in it stands between ⟦ and ⟧."""
    shown = right.replace("⟦", r"{\htmlClass{new}{").replace("⟧", "}}")
    plain = f"{left} = {right}".replace("⟦", "").replace("⟧", "").strip()
    step = Step(X, X, Reason("rule", reason), Context(), X if left else None, ((X, X),) if names else ())
    return JudgedStep(step, "" if names else left, shown, plain, "x", None if names else PROVED, steps)


def derivation() -> JudgedDerivation:
    """The derivative of a root of a sine of a square, as Surestep would write it."""
    small = _step(r"(x^2)'", "2x", "the power rule")
    steps = (
        _step("y", r"\sqrt{v}, \quad v = \sin u, \quad u = x^2", "Name the parts, from the outside in.", names=True),
        _step(r"\frac{dy}{dv}", r"⟦\frac{1}{2\sqrt{v}}⟧", "Power rule for $v^{1/2}$."),
        _step(r"\frac{dv}{du}", r"⟦\cos u⟧", "The derivative of sine is cosine."),
        _step(r"\frac{du}{dx}", "⟦2x⟧", "Power rule.", small, _step(r"(6)'", "0", "a constant does not change")),
        _step("f'(x)", r"\frac{dy}{dv} \cdot \frac{dv}{du} \cdot \frac{du}{dx}", "Chain rule: multiply along the chain."),
        _step("", r"⟦\frac{1}{2\sqrt{v}}⟧ \cdot ⟦\cos u⟧ \cdot ⟦2x⟧", "Put in steps 1 to 3."),
        _step("", r"\frac{1}{2\sqrt{\sin(x^2)}} \cdot \cos(x^2) \cdot 2x", "Put back $v = \\sin(x^2)$ and $u = x^2$."),
        _step("", r"⟦\frac{x \cos(x^2)}{\sqrt{\sin(x^2)}}⟧", "The 2 cancels; write one fraction."),
    )
    problem = Derivation(X, X, "chain", Context(), ())
    return JudgedDerivation(problem, "f'(x)", r"\frac{x \cos(x^2)}{\sqrt{\sin(x^2)}}", "x", steps, Standing.PROVED)


def _sides(text: str) -> list[tuple[int, Span, Span]]:
    """Row, left and right of each `=` of a display, a side without its `&` and reason."""
    inside = re.search(r"\\begin\{aligned\}(.*)\\end\{aligned\}", text, re.DOTALL)
    start, end = inside.span(1) if inside else (0, len(text))
    found: list[tuple[int, Span, Span]] = []
    before: Span | None = None
    for row, part in enumerate(re.finditer(r"[^\0]+", text[start:end].replace("\\\\", "\0\0"))):
        sides: list[Span] = []
        for side in re.finditer(r"[^=]+", re.sub(r"&&.*|&", lambda m: " " * len(m[0]), part[0])):
            words = side[0].strip().rstrip(".,")
            if words:
                at = start + part.start() + side.start() + len(side[0]) - len(side[0].lstrip())
                sides.append(Span(at, at + len(words)))
        if part[0].lstrip().startswith(("=", "&=", "& =")) and before is not None:
            sides.insert(0, before)
        found += [(row, left, right) for left, right in pairwise(sides)]
        before = sides[-1] if sides else before
    return found


def _symbol(span: Span) -> Expression:
    return Symbol("x", span=span)


def relations(formula: Formula, standing: Standing = Standing.PROVED) -> tuple[CheckedRelation, ...]:
    """The rows of a formula, all with one standing."""
    verdict = {Standing.PROVED: PROVED, Standing.TESTED: TESTED, Standing.REFUTED: REFUTED}.get(standing)
    return tuple(
        CheckedRelation(
            Relation(_symbol(left), Sign.EQUAL, _symbol(right)), formula, left.cover(right), row, standing, verdict,
            latex=f"{formula.latex[left.start : left.end]} = {formula.latex[right.start : right.end]}",
        )
        for row, left, right in _sides(formula.latex)
    )  # fmt: skip


def _directives(blocks: tuple[Block, ...]) -> list[Directive]:
    found: list[Directive] = []
    for block in blocks:
        if isinstance(block, Directive):
            found += [block, *_directives(block.body)]
    return found


def _formulas(document: Document) -> list[Formula]:
    found: dict[int, Formula] = {}

    def walk(tokens: object) -> None:
        for token in tokens or ():  # type: ignore[attr-defined]
            if isinstance(token.meta.get("formula"), Formula):
                found[token.meta["formula"].number] = token.meta["formula"]
            walk(token.children)

    def blocks(these: tuple[Block, ...]) -> None:
        for block in these:
            if isinstance(block, Directive):
                blocks(block.body)
            else:
                walk(block.tokens)

    blocks(document.blocks)
    return [found[number] for number in sorted(found)]


def check_by_hand(document: Document, prose: Standing = Standing.PROVED) -> CheckedDocument:
    """The document: every display proved, every derivation that of `derivation`, every mistake a missing inner derivative."""
    formulas = {formula.number: relations(formula, prose) for formula in _formulas(document) if formula.display}
    directives: dict[int, CheckedDirective] = {}
    for directive in _directives(document.blocks):
        if directive.name == "derive":
            directives[directive.span.start] = CheckedDirective(directive, (), derivation())
        elif directive.name == "check":
            rows = tuple(row for formula in directive.formulas for row in relations(formula))
            directives[directive.span.start] = CheckedDirective(directive, rows)
            formulas |= {formula.number: relations(formula) for formula in directive.formulas}
        elif directive.name == "mistake":
            rows = tuple(row for formula in directive.formulas for row in relations(formula))
            place = int(directive.options["row"].value) - 1
            wrong = rows[place]
            assert wrong.relation is not None and wrong.relation.right.span is not None
            refuted = CheckedRelation(
                wrong.relation, wrong.formula, wrong.span, wrong.row, Standing.REFUTED, REFUTED, (MISTAKE,),
                difference=wrong.relation.right.span, latex=wrong.latex,
            )  # fmt: skip
            rows = (*rows[:place], refuted, *rows[place + 1 :])
            directives[directive.span.start] = CheckedDirective(directive, rows, expected=place)
    return CheckedDocument(document, formulas, directives, document.diagnostics)


def checked(text: str, name: str = "page.md") -> CheckedDocument:
    """A Markdown text, read and then decided by hand."""
    return check_by_hand(read_markdown(Source(name, text)))
