"""What holds where: scopes nest, conditions end with their paragraph, points with theirs."""

from __future__ import annotations

from builder.calculus.context import Context, Definition, Kind
from builder.calculus.expression.nodes import Constant, ConstantName, Negation, Number, NumberSet, Relation, Sign, Symbol
from builder.document.prose import Place
from builder.document.scope import Opener, Scopes, without

X, Y = Symbol("x"), Symbol("y")
POSITIVE = Relation(X, Sign.GREATER, Number("0"))
NEGATIVE = Relation(X, Sign.LESS, Number("0"))


def definition(name: str, value: str) -> Definition:
    return Definition(name, (), Number(value))


def test_a_heading_ends_the_sections_of_its_level_and_below() -> None:
    scopes = Scopes(Context())
    scopes.heading(2)
    scopes.define(definition("a", "1"), Place())
    scopes.heading(3)
    scopes.define(definition("b", "2"), Place())
    assert set(scopes.here.context.definitions) == {"a", "b"}
    assert scopes.made_here("a") is None and scopes.made_here("b") == Place()
    scopes.heading(3)
    assert set(scopes.here.context.definitions) == {"a"}
    scopes.heading(2)
    assert not scopes.here.context.definitions


def test_an_exercise_ends_the_one_before_and_a_heading_ends_both() -> None:
    scopes = Scopes(Context())
    scopes.define(definition("a", "1"), Place())
    scopes.exercise()
    scopes.define(definition("b", "2"), Place())
    scopes.exercise()
    assert set(scopes.here.context.definitions) == {"a"} and scopes.here.opener is Opener.EXERCISE
    scopes.heading(1)
    assert scopes.here.opener is Opener.HEADING


def test_a_directive_is_left_with_all_that_was_opened_inside() -> None:
    scopes = Scopes(Context())
    scopes.enter(Opener.DIRECTIVE, scopes.here.context)
    scopes.define(definition("a", "1"), Place())
    scopes.heading(3)
    scopes.define(definition("b", "2"), Place())
    assert set(scopes.leave().definitions) == {"a"}  # what the inner heading made ended with it
    assert not scopes.here.context.definitions


def test_a_condition_holds_in_its_paragraph_and_the_next() -> None:
    scopes = Scopes(Context())
    scopes.hold(POSITIVE, Place(paragraph=3))
    assert [scopes.context_at(Place(paragraph=n)).assumptions for n in (3, 4, 5)] == [(POSITIVE,), (POSITIVE,), ()]
    scopes.hold(NEGATIVE, Place(paragraph=4))  # of the same letter: it takes its place
    assert scopes.context_at(Place(paragraph=4)).assumptions == (NEGATIVE,)
    scopes.heading(1)
    assert scopes.context_at(Place(paragraph=4)).assumptions == ()


def test_an_assumption_holds_to_the_end_of_its_scope() -> None:
    scopes = Scopes(Context())
    scopes.heading(1)
    scopes.assume(POSITIVE, Place(paragraph=1))
    scopes.curve(Relation(X, Sign.EQUAL, Y), Place(), told=True, anew=False)
    scopes.kind("n", Kind.INTEGER)
    context = scopes.context_at(Place(paragraph=99))
    assert (context.assumptions, len(context.curves), context.kinds["n"]) == ((POSITIVE,), 1, Kind.INTEGER)
    scopes.heading(1)
    assert scopes.here.context == Context()


def test_a_letter_introduced_anew_is_bound_by_its_paragraph_alone() -> None:
    scopes = Scopes(Context())
    tied, below = Relation(X, Sign.LESS, Y), Relation(X, Sign.LESS, Number("5"))
    for relation in (POSITIVE, tied):
        scopes.assume(relation, Place(paragraph=1), anew=True)
    assert scopes.here.context.assumptions == (POSITIVE, tied)
    scopes.assume(NEGATIVE, Place(paragraph=2), anew=True)
    scopes.assume(below, Place(paragraph=2), anew=True)
    assert scopes.here.context.assumptions == (tied, NEGATIVE, below)
    scopes.assume(POSITIVE, Place(paragraph=3, sentence=3))  # said beside what was assumed, but for what excludes it
    assert scopes.here.context.assumptions == (tied, below, POSITIVE)
    scopes.assume(NEGATIVE, Place(paragraph=3, sentence=3))  # in one sentence both are meant: they contradict each other
    assert scopes.here.context.assumptions == (tied, below, POSITIVE, NEGATIVE)


def test_two_values_of_a_letter_in_one_paragraph_are_a_range() -> None:
    scopes = Scopes(Context())
    scopes.point(definition("n", "0"), Place(paragraph=1))
    assert scopes.points_at(Place(paragraph=1)) == (definition("n", "0"),)
    scopes.point(definition("n", "4"), Place(paragraph=1))
    assert scopes.points_at(Place(paragraph=1)) == ()
    scopes.point(definition("n", "4"), Place(paragraph=7))
    assert scopes.points_at(Place(paragraph=7)) == (definition("n", "4"),)


def test_a_definition_can_be_taken_back() -> None:
    scopes = Scopes(Context())
    old = definition("a", "1")
    scopes.define(old, Place())
    scopes.define(definition("a", "2"), Place())
    scopes.undefine("a", old)
    assert scopes.here.context.definitions["a"] == old
    scopes.undefine("a", None)
    assert "a" not in scopes.here.context.definitions and scopes.made_here("a") is None


def test_a_defined_name_has_no_kind_of_its_own() -> None:
    scopes = Scopes(Context())
    scopes.define(definition("a", "1"), Place())
    scopes.kind("a", Kind.INTEGER)
    assert "a" not in scopes.here.context.kinds


def test_without_names_leaves_the_others() -> None:
    context = Context().with_definition(definition("a", "1")).with_definition(definition("b", "2"))
    assert set(without(context, frozenset({"a", "c"})).definitions) == {"b"}


def test_where_a_letter_lies_takes_the_place_of_bounds_that_exclude_it() -> None:
    """They were told to contradict each other: `0 \\le x`, and two paragraphs on `f increases on (-\\infty, -1)`."""
    scopes = Scopes(Context())
    at_least, at_most = (Relation(X, sign, Number(n)) for sign, n in ((Sign.GREATER_EQUAL, "0"), (Sign.LESS_EQUAL, "4")))
    for relation in (at_least, at_most):
        scopes.assume(relation, Place())
    infinity, minus_one = Constant(ConstantName.INFINITY), Negation(Number("1"))
    left = Relation(X, Sign.MEMBER, NumberSet("interval", (), (Negation(infinity), minus_one), (False, False)))
    right = Relation(X, Sign.MEMBER, NumberSet("interval", (), (Number("4"), infinity), (True, False)))
    later = Place(paragraph=2)
    assert scopes.context_at(later, [left]).assumptions == (at_most, left)
    assert scopes.context_at(later, [right]).assumptions == (at_least, at_most, right)  # 4 is left
