"""What the form of a relation tells of it: claimed, a condition, or open."""

from __future__ import annotations

import pytest

from builder.calculus.context import Context
from builder.calculus.expression.nodes import Relation
from builder.calculus.given import read_given
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.names import names_of
from builder.document.cues import Cue
from builder.document.evidence import (
    Weight,
    free_names,
    is_closed,
    is_curve,
    misapplied,
    says_something,
    substitutes,
    target,
    weigh,
)
from builder.source import Span

KNOWN = read_given("f(x) = x^2", Context())


def relation(latex: str, context: Context = KNOWN) -> Relation:
    display = parse_display(latex, names_of(context))
    assert not display.faults
    return display.statements[0].relations[0]


@pytest.mark.parametrize(
    ("latex", "cue", "weight"),
    [
        ("f'(x) = 3x", Cue.NONE, Weight.CLAIMED),  # an operator at the left
        ("f(2) = 5", Cue.CONDITION, Weight.CLAIMED),  # a value of a defined name, whatever the cue
        ("2 + 2 = 5", Cue.NONE, Weight.CLAIMED),  # nothing is left to solve for
        ("g'(x) = 3x", Cue.NONE, Weight.OPEN),  # nothing is known of g: data
        ("g'(x) = 3x", Cue.CLAIM, Weight.CLAIMED),
        ("x = 4", Cue.NONE, Weight.CONDITION),
        ("x = 4", Cue.CLAIM, Weight.CONDITION),
        ("x^2 - 4 = 0", Cue.NONE, Weight.OPEN),
        ("x^2 - 4 = 0", Cue.CLAIM, Weight.OPEN),
        ("(x + 1)^2 = x^2 + 1", Cue.NONE, Weight.OPEN),
        ("(x + 1)^2 = x^2 + 1", Cue.CLAIM, Weight.CLAIMED),
        ("(x + 1)^2 = x^2 + 1", Cue.DENIED, Weight.DENIED),
        ("x^2 + y^2 = 25", Cue.CONDITION, Weight.SUPPOSED),
        ("x > 0", Cue.NONE, Weight.CONDITION),
        ("3 > 2", Cue.NONE, Weight.CLAIMED),
        ("x^2 \\ge 2x - 1", Cue.CLAIM, Weight.OPEN),
    ],
)
def test_a_relation_by_itself(latex: str, cue: Cue, weight: Weight) -> None:
    assert weigh(relation(latex), KNOWN, cue, in_chain=False, continues=False, last=True) is weight


@pytest.mark.parametrize(
    ("latex", "weight"),
    [
        (r"e^{x/c} = s + \sqrt{1 + s^2}", Weight.OPEN),  # x and s are related: no identity of both
        (r"1/c = \cos t", Weight.OPEN),
        (r"2c = w", Weight.CLAIMED),  # w is what c is made of
        (r"f(x) c = t", Weight.CLAIMED),
        (r"c x = x + t", Weight.OPEN),
        (r"2c = w + t", Weight.CLAIMED),
    ],
)
def test_what_relates_other_letters_is_no_identity(latex: str, weight: Weight) -> None:
    known = read_given("f(x) = x^2, c = w + 1", Context())
    assert weigh(relation(latex, known), known, Cue.NONE, in_chain=False, continues=False, last=True) is weight


@pytest.mark.parametrize(
    ("latex", "last", "weight"),
    [
        ("x^2 + 2x = x(x + 1)", False, Weight.CLAIMED),
        ("x^2 + 2x = 0", True, Weight.OPEN),  # set equal to zero
        ("x^2 + 2x = 0", False, Weight.CLAIMED),
        ("2x = 2(5)", False, Weight.OPEN),  # a point is put in
    ],
)
def test_a_relation_in_a_chain(latex: str, last: bool, weight: Weight) -> None:
    assert weigh(relation(latex), KNOWN, Cue.NONE, in_chain=True, continues=False, last=last) is weight


@pytest.mark.parametrize(
    ("latex", "name"),
    [("y = 1", "y"), ("g(x, y) = 1", "g"), ("g(x, x) = 1", None), ("g(2) = 1", None), ("(y) = 1", None), ("f'(x) = 1", None)],
)
def test_what_an_equation_would_define(latex: str, name: str | None) -> None:
    assert target(relation(latex, read_given("g(s) = s, f(s) = s", Context())).left) == name


def test_bound_letters_are_not_free() -> None:
    limit = relation(r"\lim_{h \to 0} \frac{f(x + h) - f(x)}{h} = \sum_{k=1}^{n} k")
    assert free_names(limit.left, KNOWN) == {"x"}
    assert free_names(limit.right, KNOWN) == {"n"}
    assert not is_closed(limit.left) and is_closed(relation(r"\sqrt{2} = \pi").left)


@pytest.mark.parametrize(
    ("latex", "expected"), [("2x = 2(5)", True), ("2x + y = 2(5) + 3", True), ("x + x = 5 + 3", False), ("2x = 2x", False)]
)
def test_putting_numbers_for_letters_is_seen(latex: str, expected: bool) -> None:
    found = relation(latex)
    assert substitutes(found.left, found.right) is expected


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x^2 + y^2 = 25", True),
        ("x^2 = 25", False),
        ("f'(x) = y", False),
        ("f = x", False),
        (r"\binom{n}{k} = \frac{n!}{k! (n - k)!}", False),
    ],
)
def test_a_curve_ties_two_letters(latex: str, expected: bool) -> None:
    assert is_curve(relation(latex), KNOWN) is expected


def test_a_name_with_another_number_of_arguments_is_another_function() -> None:
    assert misapplied([relation("f(x, y) = 2")], KNOWN) == {"f"}
    assert misapplied([relation("f(y) = 2")], KNOWN) == frozenset()


@pytest.mark.parametrize(
    ("latex", "expected"), [("a = ?", True), ("(a = ?)", False), ("f : A", False), (r"a \le ?", True), (r"\left( a", False)]
)
def test_what_could_not_be_read_may_still_say_something(latex: str, expected: bool) -> None:
    assert says_something(latex, Span(0, len(latex))) is expected
