"""What a page says of how a statement is known."""

from __future__ import annotations

import pytest

from builder.calculus.context import Context
from builder.calculus.given import read_given
from builder.calculus.judge.verdict import Evidence
from builder.check.chains import check_chain
from builder.check.check import check_document
from builder.document.markdown import read_markdown
from builder.publish.known import mark_of_relation, scope_in_words, sentence
from builder.publish.nodes import Maths, Text, plain
from builder.publish.rows import NAMED_A_RULE, NOT_JUDGED, as_sentence, rows_of_author, where_it_holds
from builder.source import Source


@pytest.mark.parametrize(
    ("scope", "letters"),
    [
        ("every x, every n", ["x", "n"]),
        ("every integer n", ["n"]),
        ("every point (x, y) of the curve", ["(x, y)"]),
        ("every size, every index", []),
        ("every x", ["x"]),
    ],
)
def test_letters_of_a_scope_are_set_as_mathematics_and_words_are_not(scope: str, letters: list[str]) -> None:
    nodes = scope_in_words(scope)
    assert [node.setting.source for node in nodes if isinstance(node, Maths)] == letters
    assert "".join(node.text if isinstance(node, Text) else "." for node in nodes).count("every") == scope.count("every")


def test_what_is_not_always_defined_does_not_hold_for_every_number() -> None:
    """(x^2 - 1)/(x - 1) = x + 1 was said to hold for every x."""
    (relation,) = check_chain(r"\frac{x^2 - 1}{x - 1} &= x + 1", Context()).relations
    told = [plain(fact.body) for fact in mark_of_relation(relation).facts if fact.label == "Holds for"]
    assert told == ["every x ≠ 1"]
    (relation,) = check_chain(r"(x + 1)^2 &= x^2 + 2x + 1", Context()).relations
    assert [plain(fact.body) for fact in mark_of_relation(relation).facts if fact.label == "Holds for"] == ["every x"]


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        (r"\ln(x^2) &= 2 \ln x", "every x > 0"),
        (r"\int \frac{1}{x} \, dx &= \ln x + C", "every C, every x > 0"),
        (r"\int \frac{1}{x} \, dx &= \ln |x| + C", "every C, every x ≠ 0"),
        (r"\sqrt{x^2} &= (\sqrt x)^2", "every x ≥ 0"),
        (r"\frac{(x + 1)(x - 2)}{x + 1} &= x - 2", "every x ≠ -1"),
        (r"\frac{x (1 + x^2)}{1 + x^2} &= x", "every x"),
        (r"\frac{x (1 - x^2)}{1 - x^2} &= x", "every x with 1 - x² ≠ 0"),
        (r"\frac{\ln x}{x - 1} &= \frac{2 \ln x}{2(x - 1)}", "every x > 0 with x ≠ 1"),
        (r"\frac{1}{\sqrt{x^2}} &= \frac{1}{|x|}", "every x ≠ 0"),
        (r"\int \tan x \, dx &= -\ln \cos x + C", "every C, every x for which both sides exist"),
    ],
)
def test_where_it_holds_is_said_in_one_phrase(claim: str, told: str) -> None:
    """`every x`, and below it `where x > 0`, read like a contradiction; of ln x as an antiderivative it was not said."""
    (relation,) = check_chain(claim, Context()).relations
    facts = {fact.label: plain(fact.body) for fact in mark_of_relation(relation).facts}
    assert facts["Holds for"].replace("\u2009", " ") == told and "Where" not in facts


def test_what_is_assumed_is_part_of_where_it_holds() -> None:
    """Between the gaps alone it would be false: 1/|x| is no 1/x for x < 0."""
    (relation,) = check_chain(r"\frac{1}{\sqrt{x^2}} &= \frac{1}{x}", read_given("x > 0", Context())).relations
    facts = {fact.label: plain(fact.body) for fact in mark_of_relation(relation).facts}
    assert facts["Holds for"] == "every x > 0"


def test_what_stands_beside_a_row_stays_there() -> None:
    """`where k(x) = x^2` was torn: the word beside its row, the equation in a row of its own at the end."""
    context = read_given("h(x) = \\sin(x^2)", Context())
    chain = r"h'(x) &= \cos(k(x)) k'(x) && \text{where } k(x) = x^2 \\ &= 2x \cos(x^2) && \text{since } k'(x) = 2x"
    first, second = rows_of_author(check_chain(chain, context).relations, "d1", ())
    assert plain(first.reason) == "Where k(x) = x²" and first.steps == ()
    assert plain(second.reason).replace("′", "'") == "Since k'(x) = 2x"
    assert [step.mark.standing for step in second.steps] == ["proved"]


def test_rows_have_the_numbers_that_row_counts() -> None:
    """A definition before them was row 1 on the page, and none for `:row:`."""
    text = "```{mistake}\n:row: 2\n\ng(x) = x \\cos x\n\ng'(x) &= (x)' \\cos x + x (\\cos x)' \\\\ &= \\cos x + x \\sin x\n```"
    checked = check_document(read_markdown(Source("a.md", text)))
    (directive,) = checked.directives.values()
    rows = rows_of_author(directive.relations, "d1", (), directive.expected)
    assert [(row.number, row.wrong) for row in rows] == [("", ""), ("1", ""), ("2", "right")]


def test_an_answer_holds_under_conditions_on_its_own_letters() -> None:
    def told(*evidences: Evidence) -> str:
        return plain(where_it_holds(evidences, gaps=True))

    inner, outer = Evidence("normal form", ("v > 0",), scope="every v"), Evidence("normal form", scope="every x")
    assert told(inner, outer) == "for every x for which both sides exist"
    assert told(Evidence("normal form", ("x > 0",), scope="every x"), inner, outer) == "where x > 0"
    assert told(inner) == "where v > 0"
    assert told() == ""


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("the product rule", "The product rule"),
        ("a constant does not change", "A constant does not change"),
        ("by definition", "By definition"),
        ("l'Hopital", "L'Hopital"),
        ("étant donné", "Étant donné"),
        ("f has a jump", "f has a jump"),
        ("f(x) goes to 0", "f(x) goes to 0"),
        ("x-axis", "x-axis"),
        ("dx cancels", "dx cancels"),
        ("ln x is continuous", "ln x is continuous"),
        ("cos is even", "cos is even"),
        ("a has no inverse", "a has no inverse"),
        ("n!", "n!"),
        ("2 and 3", "2 and 3"),
    ],
)
def test_a_reason_begins_with_a_capital_letter_unless_it_begins_with_a_symbol(written: str, shown: str) -> None:
    """`f has a jump` was shown as `F has a jump`."""
    assert plain(as_sentence((Text(written),))) == shown


@pytest.mark.parametrize(
    ("reason", "told"),
    [("the product rule", NAMED_A_RULE), ("expand the square", NOT_JUDGED), ("the rule of thumb", NOT_JUDGED)],
)
def test_whether_the_reason_was_judged_is_told_with_the_evidence(reason: str, told: str) -> None:
    """`proved` stood below reasons that nobody had looked at."""
    context = read_given("f(x) = x^2 \\sin x", Context())
    (relation,) = check_chain(rf"f'(x) &= 2x \sin x + x^2 \cos x && \text{{{reason}}}", context).relations
    (row,) = rows_of_author([relation], "d1", ())
    assert [plain(fact.body) for fact in row.mark.facts if fact.label == "The reason"] == [told]


def test_a_claim_about_numbers_is_not_said_to_hold_for_this_number() -> None:
    (relation,) = check_chain(r"3^2 + 4^2 &= 25", Context()).relations
    assert "Holds for" not in [fact.label for fact in mark_of_relation(relation).facts]
    assert where_it_holds([Evidence("constant", scope="this number")], gaps=False) == ()


def test_letters_of_an_assumption_are_no_letters_of_another_claim() -> None:
    """Below a theorem that needs g(x) not to be 0, the derivative of the tangent was proved `for every g`."""
    text = "Wherever $g(x) \\ne 0$, $\\frac{g(x)}{g(x)} = 1$.\n\n```{check}\n(x + 1)^2 &= x^2 + 2x + 1\n```\n"
    (directive,) = check_document(read_markdown(Source("a.md", text))).directives.values()
    (row,) = rows_of_author(directive.relations, "d1", ())
    assert [plain(fact.body) for fact in row.mark.facts if fact.label == "Holds for"] == ["every x"]


def test_a_rule_about_any_functions_takes_the_rules_of_differentiation_as_known() -> None:
    """The product rule was said to be proved without a word of the rules that it was proved by."""
    (relation,) = check_chain(r"(f(x) g(x))' &= f'(x) g(x) + f(x) g'(x)", Context()).relations
    facts = {fact.label: plain(fact.body) for fact in mark_of_relation(relation).facts}
    assert facts["Holds for"] == "every smooth f, every smooth g, every x"
    assert "no proof of them" in facts["Taken as known"]
    (relation,) = check_chain(r"(x^2)' &= 2x", Context()).relations
    assert "Taken as known" not in [fact.label for fact in mark_of_relation(relation).facts]


def test_words_between_backticks_are_code() -> None:
    nodes = sentence("the command `check` counts $x$")
    assert [node.kind for node in nodes] == ["text", "element", "text", "maths"] and plain(nodes[1:2]) == "check"
    assert plain(sentence("an odd ` stays")) == "an odd ` stays"
