"""What is remembered: by all that an answer depends on, paid again, and never more than there is room for."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from msgspec.structs import replace

from builder.calculus import remembered as module
from builder.calculus.budget import DEFAULT_BUDGET, Budget, Work
from builder.calculus.context import Context, Definition, Kind
from builder.calculus.expression.nodes import Expression, Number, Relation, Sign, Symbol
from builder.calculus.judge.decide import decide
from builder.calculus.latex.display import parse_in
from builder.calculus.latex.parser import parse_expression
from builder.calculus.remembered import Remembered
from builder.source import Span

X = parse_expression("x")
CONTEXTS = (
    Context(),
    Context().with_definition(Definition("f", ("x",), parse_expression("x^2"))),
    Context().with_definition(Definition("f", ("x",), parse_expression("x^3"))),
    Context().with_definition(Definition("f", ("y",), parse_expression("x^2"))),
    Context().with_definition(Definition("f", ("x",), None)),
    Context().with_assumption(Relation(X, Sign.GREATER, Number("0"))),
    Context().with_assumption(Relation(X, Sign.GREATER_EQUAL, Number("0"))),
    Context().with_assumption(Relation(X, Sign.GREATER_EQUAL, Number("0", span=Span(0, 1)))),  # as somebody wrote it
    Context().with_curve(Relation(X, Sign.GREATER, Number("0"))),
    Context().with_kind("x", Kind.INTEGER),
    Context().with_kind("x", Kind.CONSTANT),
    Context().with_variable("x"),
    Context().with_stated(frozenset("x")),
    Context().with_shape("x", (Symbol("n"),)),
    Context().with_shape("x", (Symbol("m"),)),
)
TEXTS = ("x", "y", "x + y", "y + x", "x y", r"\frac{x}{y}", "x / y", "f(x)", "(x)", "[x]", "x'", "x''", r"\sqrt{x}", r"|x|", "-x")


def test_equal_trees_have_one_digest_and_others_have_others() -> None:
    known = Remembered()
    digests = [known.tree(parse_expression(text)) for text in TEXTS]
    assert len(set(digests)) == len(TEXTS)
    assert [known.tree(parse_expression(" " + text)) for text in TEXTS] == digests
    contexts = [known.context(context) for context in CONTEXTS]
    assert len(set(contexts)) == len(CONTEXTS)
    assert [known.context(replace(context)) for context in CONTEXTS] == contexts


def test_an_equal_question_is_asked_once_and_paid_again() -> None:
    asked: list[int] = []

    def ask(budget: Budget) -> str:
        asked.append(budget.purse().left)
        budget.purse().left -= 300
        return "yes"

    known = Remembered()
    accounts = [Work(1_000), Work(1_000), Work(999), Work(1_000)]
    for account, text in zip(accounts, "aaab", strict=True):
        assert replace(DEFAULT_BUDGET, account=account, remembered=known).once(lambda _, text=text: text, ask) == "yes"
    assert asked == [1_000, 999, 1_000]
    assert [account.left for account in accounts] == [700, 700, 699, 700]


def test_a_question_has_what_a_chain_may_cost_and_a_narrower_budget_is_another() -> None:
    known, account = Remembered(), Work(10 * DEFAULT_BUDGET.chain)
    wide = replace(DEFAULT_BUDGET, account=account, remembered=known)
    assert wide.once(lambda _: "q", lambda budget: budget.purse().left) == DEFAULT_BUDGET.chain
    assert replace(wide, exponent=3).once(lambda _: "q", lambda budget: budget.exponent) == 3
    assert account.left == 10 * DEFAULT_BUDGET.chain


def test_what_is_forgotten_is_never_taken_for_something_else() -> None:
    known = Remembered()

    def forget() -> str:
        """An answer for which so much is asked that all is forgotten, also what its question is about."""
        for number in range(module.MOST_ANSWERS + 1):
            known.answer(("other", number), lambda: "other")
        assert len(known.answers) < module.MOST_ANSWERS
        return "kept"

    first = known.tree(X)
    assert known.answer(("told of", first), forget) == "kept"
    sides: list[Expression] = [parse_expression(text) for text in TEXTS[1:]]
    assert all(known.answer(("told of", known.tree(side)), lambda: "new") == "new" for side in sides)


def test_equal_trees_keep_their_digest_when_others_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TREES", 10)
    known = Remembered()
    trees = [parse_expression(text) for text in TEXTS for _ in range(2)]
    digests = [known.tree(tree) for tree in trees]
    assert len(known.trees) <= 10 and digests[::2] == digests[1::2] and len(set(digests)) == len(TEXTS)
    assert [known.tree(tree) for tree in trees] == digests


def test_a_question_has_one_name_in_every_process() -> None:
    context = replace(CONTEXTS[1], stated=frozenset("abcdefgh"), kinds={"x": Kind.INTEGER, "n": Kind.CONSTANT})
    program = (
        "from tests.calculus.test_remembered import *\n"
        "context = replace(CONTEXTS[1], stated=frozenset('abcdefgh'), kinds={'x': Kind.INTEGER, 'n': Kind.CONSTANT})\n"
        "print(module._digest((decide, Span(1, 2), Remembered().context(context))).hex())"
    )
    command = [sys.executable, "-c", program]
    names = {
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in "12"
    }
    assert names == {module._digest((decide, Span(1, 2), Remembered().context(context))).hex() + "\n"}


def test_a_formula_is_parsed_again_where_its_names_mean_something_else() -> None:
    known = Remembered()
    product, application = (parse_in("f(x)", context, {}, known) for context in CONTEXTS[:2])
    assert product is not application and parse_in("f(x)", CONTEXTS[1], {}, known) is application
    assert parse_in(r"\R", Context(), {r"\R": "r"}, known) != parse_in(r"\R", Context(), {r"\R": "s"}, known)


NAMED = (
    *CONTEXTS[:5],
    Context().with_kind("f", Kind.CONSTANT),
    Context().with_kind("f", Kind.FUNCTION).with_kind("D", Kind.CONSTANT),
    Context().with_definition(Definition("e", (), X)),
    Context().with_definition(Definition("d", (), X)).with_definition(Definition("I", (), X)),
    Context().with_definition(Definition("f", ("x", "y"), parse_expression("x y"))),
    Context().with_definition(Definition("f_x", (), X)),
    Context().with_definition(Definition("net_j", (), parse_expression("x1 + w_1"))),
    Context().with_definition(Definition(r"\mathrm{m}", (), X)),
    Context().with_definition(Definition(r"\mathbf{F}", ("u", "v"), parse_expression(r"\begin{pmatrix} u \\ v \end{pmatrix}"))),
)
READ_BY_NAMES = (
    "f(x) = f'(x)",
    "f_x = f_{xy}(a, b)",
    r"\partial_1 f = D f",
    "e^x = e(x)",
    r"\int f d = d x",
    "net_j = x1 + w_1(a)",
    r"v = 3 \mathrm{m}",
    r"\nabla \cdot \mathbf{F} = I(f)",
    r"f^{(n)} (x) = f^{(2)}",
    r"\left. f \right|_{2} = 1",
    r"\left(\frac{\partial f}{\partial x}\right)_y = y",
)


@pytest.mark.parametrize("text", READ_BY_NAMES)
def test_a_formula_that_was_read_with_other_names_is_read_as_without_a_memory(text: str) -> None:
    known = Remembered()
    for context in (*NAMED, *reversed(NAMED)):
        one, other = parse_in(text, context, {}, known), parse_in(text, context, {})
        assert (one.statements, list(map(str, one.faults))) == (other.statements, list(map(str, other.faults)))


def test_a_formula_is_parsed_once_whatever_names_it_does_not_hold() -> None:
    known = Remembered()
    first = parse_in("x + 1 = y", Context(), {}, known)
    assert all(parse_in("x + 1 = y", context, {}, known) is first for context in NAMED)
