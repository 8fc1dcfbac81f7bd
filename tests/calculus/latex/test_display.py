"""What a display says: each case is a text, its statements, and the text of its faults."""

from __future__ import annotations

import pytest

from builder.calculus.expression.nodes import Product, Sign, Symbol
from builder.calculus.expression.walk import descendants
from builder.calculus.latex.commands import UNREAD
from builder.calculus.latex.display import parse_display, parse_display_readings
from builder.calculus.latex.names import Names
from builder.calculus.latex.printer import print_latex
from builder.calculus.latex.statement import Join, Statement
from builder.source import Span


def said(statement: Statement) -> str:
    """A statement in one line: a side that is missing is `…`."""
    parts = ["…" if side is None else print_latex(side) for side in statement.sides]
    line = parts[0]
    for sign, part in zip(statement.signs, parts[1:], strict=True):
        line += f" {sign.value} {part}"
    return line


CASES: list[tuple[str, list[str]]] = [
    ("x = 2", ["x = 2"]),
    ("f'(x)", ["f'(x)"]),
    (r"f(x) = x^2, f'(x) = 2x.", ["f(x) = x^2", "f'(x) = 2x"]),
    (r"f(x) &= x^3, \quad f'(x) = 3x^2 \\ g(x) &= x", ["f(x) = x^3", "f'(x) = 3x^2", "g(x) = x"]),
    (r"\begin{aligned} a &= b \\ &= c \end{aligned}", ["a = b = c"]),
    (r"\begin{align*} a &= b \\[2pt] &= c \end{align*}", ["a = b = c"]),
    (r"\begin{eqnarray} a & = & b \\ & = & c \end{eqnarray}", ["a = b = c"]),
    (r"\begin{equation}\begin{split} a &= b \\ &= c \end{split}\end{equation}", ["a = b = c"]),
    (r"\begin{array}{rcl} a & = & b \\ & = & c \end{array}", ["a = b = c"]),
    (r"\begin{gather} a = b \\ c = d \end{gather}", ["a = b", "c = d"]),
    (r"a &= b \\ &\quad + c \\ &= d", ["a = b + c = d"]),
    (r"a &= b \\ &- c", ["a = b - c"]),
    (r"a &= b \\ &\cdot c", [r"a = b \cdot c"]),
    (r"a = \\ b + \\ c", ["a = b + c"]),
    (r"x + y &= 3 \\ -x + y &= 2", ["x + y = 3", "-x + y = 2"]),
    (r"f'(x) &= \big[ x \\ &\quad + 1 \big]", ["f'(x) = [x + 1]"]),
    (r"y &= 2 & \quad z &= 3", ["y = 2", "z = 3"]),
    (r"a &= b & (x)' = 1", ["a = b", "(x)' = 1"]),
    (r"= 2x", ["… = 2x"]),
    # what is said beside a row is not what the next row goes on from
    (r"a &= b && \text{with } u = h \\ &= c", ["a = b = c", "u = h"]),
    (r"a &= b & (x)' = 1 \\ &= c", ["a = b = c", "(x)' = 1"]),
    (r"a &= b \quad (u = h) \\ &= c", ["a = b = c", "u = h"]),
    (r"a = b \text{ where } u = h \\ = c", ["a = b = c", "u = h"]),
    (r"a &= b && \text{for } x > 0 \\ &\quad + c", ["a = b + c", "x > 0"]),
    (r"y &= 2 & z &= 3 \\ &= 5 & &= 7", ["y = 2 = 5", "z = 3 = 7"]),
    (r"f(x) = x^2, f'(x) = 2x \\ = 2 \cdot x", ["f(x) = x^2", r"f'(x) = 2x = 2 \cdot x"]),
    (r"a \implies b", ["a", "b"]),
    (r"y' = 3x^2 \quad\text{and}\quad y'' = 6x", ["y' = 3x^2", "y'' = 6x"]),
    (r"\boxed{y = 2}", ["y = 2"]),
    (r"(n = 0)", ["n = 0"]),
    (r"0 < x \le 1", [r"0 < x \le 1"]),
    (r"f : \mathbb{R}^n \rightarrow \mathbb{R}", [r"\mathbb{R}^n \to \mathbb{R}"]),
    (r"x \in [0, 1)", [r"x \in [0, 1)"]),
    (r"\text{slope} = 2", [r"\text{slope} = 2"]),
    (r"w \leftarrow w - 1", [r"w \leftarrow w - 1"]),
    (
        r"f(x) = \left\{ \begin{array}{ll} x & x > 0 \\ 0 & x \le 0 \end{array} \right.",
        [r"f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{if } x \le 0 \end{cases}"],
    ),
    (r"\begin{bmatrix} a \\ b \end{bmatrix} = \begin{bmatrix} 1 \\ 2 \end{bmatrix}", None),  # type: ignore[list-item]
    (r"q(t) = t^2, \quad q(t + h) = (t + h)^2", ["q(t) = t^2", "q(t + h) = (t + h)^2"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "statements"), CASES)
def test_statements(text: str, statements: list[str] | None) -> None:
    display = parse_display(text)
    assert not display.faults
    lines = [said(statement) for statement in display.statements]
    assert lines == ([text] if statements is None else statements)


def test_a_triangle_of_numbers_claims_nothing() -> None:
    text = r"\begin{array}{ccccc} & & 1 & & & (n=0) \\ & 1 & & 1 & & (n=1) \\ 1 & & 2 & & 1 & (n=2) \end{array}"
    display = parse_display(text)
    assert not display.faults
    assert [said(each) for each in display.statements if each.signs] == ["n = 0", "n = 1", "n = 2"]
    assert [said(each) for each in display.statements if not each.signs] == ["1", "1", "1", "1", "2", "1"]


def test_rows_are_counted() -> None:
    (statement,) = parse_display(r"a &= b = c \\ &= d \\ &+ e").statements
    assert statement.rows == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (r"a &= b && \text{product rule} \\ &= c && \text{simplify}", ("product rule", "simplify")),
        (r"a &= b & \text{(sum)} \\ &= c", ("(sum)", "")),
        (r"a \overset{\text{chain rule}}{=} b", ("chain rule",)),
        (r"a \stackrel{\text{why}}{=} b = c", ("why", "")),
        (r"a &= b = c \quad \text{expand}", ("", "expand")),
        (r"a &= b & \text{divide out }x. \\ &= c", ("divide out $x$", "")),
        (r"a &= b & \hbox{since $f(x)$ is even}", ("since $f(x)$ is even",)),
    ],
)
def test_reasons(text: str, reasons: tuple[str, ...]) -> None:
    (statement,) = parse_display(text).statements
    assert statement.reasons == reasons


def test_a_relation_beside_a_row_does_not_shift_the_reasons_below() -> None:
    text = r"a &= b && \text{(by parts, } u = x) \\ &= c && \text{expand} \\ &= d && \text{cancel}"
    statement = parse_display(text).statements[0]
    assert statement.reasons == ("(by parts,", "expand", "cancel")


def test_relations_among_words_are_statements() -> None:
    text = r"a &= b & \hbox{since $f(x) = 1$ by the rule}"
    statement, inner = parse_display(text).statements
    assert statement.reasons == ("since by the rule",) and not statement.is_aside
    assert inner.beside and inner.is_aside and text[inner.span.start : inner.span.end] == "f(x) = 1"
    (named,) = parse_display(r"\text{slope at $x = 2$} = 4").statements
    assert not named.beside


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"\underbrace{a + b}_{= 3} + c = d", ["a + b", "3"]),
        (r"\overbrace{a}^{\le 3} + c = d", ["a", "3"]),
        (r"\underbrace{a}_{b = 3} + c = d", ["b", "3"]),
        (r"\underbrace{a}_{=: u} + c = d", None),
        (r"\underbrace{a}_{\to 0} + c = d", None),
        (r"\underbrace{a}_{\text{the rest}} + c = d", None),
        (r"\underbrace{a}^{= 3} + c = d", None),
    ],
)
def test_relations_in_labels_of_braces(text: str, said: list[str] | None) -> None:
    labels = [statement for statement in parse_display(text).statements if statement.label]
    assert [print_latex(side) for one in labels for side in one.sides if side is not None] == (said or [])


@pytest.mark.parametrize("text", [r"1 \color{red}{=} 2", r"1 \textcolor{red}{= 2}", r"{\color{red} 1 = 2}", r"\frac{1}{1}{=}2"])
def test_braces_around_signs_are_for_their_colour(text: str) -> None:
    display = parse_display(text)
    assert not display.faults and display.statements[0].signs == (Sign.EQUAL,)


def test_words_around_a_statement() -> None:
    first, second = parse_display(r"f(x) = x^2 \text{ for } x > 0").statements
    assert (first.after, second.words) == ("for", "for")
    where = parse_display(r"a = 1, \quad \text{where } b = 2").statements[1]
    assert where.words == "where"


def test_what_joins_statements() -> None:
    display = parse_display(r"a = 1 \implies b = 2 \iff c = 3")
    assert [statement.join for statement in display.statements] == [Join.NONE, Join.IMPLIES, Join.EQUIVALENT]


def test_the_rest_is_read_when_one_clause_is_not() -> None:
    text = r"y = \foo{x}, \quad z = 2 \\ u = 3"
    display = parse_display(text)
    assert [said(statement) for statement in display.statements] == ["z = 2", "u = 3"]
    (fault,) = display.faults
    assert text[fault.span.start : fault.span.end].startswith(r"y = \foo")


@pytest.mark.parametrize(
    "text",
    [
        r"\begin{aligned} a = b",
        r"\end{aligned} a = b",
        r"\begin{foo} x \end{foo}",
        "((a = b",
        "{",
        r"\\",
        "&&&",
        "= =",
        "x" * 30_000,
    ],
)
def test_no_text_raises(text: str) -> None:
    display = parse_display(text)
    for fault in display.faults:
        assert 0 <= fault.span.start <= fault.span.end <= len(text)


def test_spans_point_into_the_text() -> None:
    text = "f'(x) &= 2x \\\\ &= y"
    (statement,) = parse_display(text).statements
    assert [text[span.start : span.end] for span in statement.sign_spans] == ["=", "="]
    assert [text[side.span.start : side.span.end] for side in statement.sides if side and side.span] == ["f'(x)", "2x", "y"]


def test_names_in_scope_are_used() -> None:
    (statement,) = parse_display("f(x + 1) = 2", Names(variables=frozenset({"f"}))).statements
    assert said(statement) == r"f \cdot (x + 1) = 2"


def test_names_primed_and_applied_in_one_row_are_functions_in_all_rows() -> None:
    text = r"[u(v(w(x)))]' &= u'(v(w(x))) \cdot [v(w(x))]' \\ &= u'(v(w(x))) \cdot v'(w(x)) \cdot w'(x)"
    (statement,) = parse_display(text).statements
    assert said(statement).startswith("[u(v(w(x)))]' = u'(v(w(x)))")
    products = [node for side in statement.sides if side for node in descendants(side) if isinstance(node, Product)]
    assert all(not isinstance(factor, Symbol) for product in products for factor in product.factors)


def test_a_label_in_brackets_is_told_apart() -> None:
    label, claim = parse_display(r"(n = 0), \quad n = 1").statements
    assert (label.bracketed, claim.bracketed) == (True, False)


@pytest.mark.parametrize("text", [r"\hat x ^", "d x_", "x^", "d^", r"\partial x /", "f^{", "f_", "D_", "x'"])
def test_a_formula_that_breaks_off_is_a_fault_or_read(text: str) -> None:
    display = parse_display(text)
    assert display.faults or display.statements


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1/2x = y", [r"1/2 x = y", r"1/(2x) = y"]),
        (r"\sin xy = 1", [r"\sin xy = 1", r"\sin x \, y = 1"]),
        (r"\frac{d}{dx} x \cos x = 1", [r"\frac{d}{dx} x \cos x = 1", r"\left( \frac{d}{dx} x \right) \cos x = 1"]),
        (r"\frac{d}{dx} x + y = 1", [r"\frac{d}{dx} x + y = 1", r"\frac{d}{dx} (x + y) = 1"]),
        (r"\frac{d}{dx} (x)(y) = 1", [r"\frac{d}{dx} ((x)(y)) = 1", r"\frac{d}{dx} (x) \cdot (y) = 1"]),
        (r"\frac{d}{dx} (x) y = 1", [r"\frac{d}{dx} (x) y = 1", r"\frac{d}{dx} ((x) y) = 1"]),
        (
            r"\frac{d}{dx} (x)(y) + z = 1",
            [
                r"\frac{d}{dx} (x) \cdot (y) + z = 1",
                r"\frac{d}{dx} ((x)(y)) + z = 1",
                r"\frac{d}{dx} ((x)(y) + z) = 1",
            ],
        ),
        (r"\ln (x)(y) = 1", [r"\ln(x)(y) = 1", r"\ln((x)(y)) = 1"]),
        (r"\lim_{h \to 0} x + h = x", [r"\lim_{h \to 0} (x + h) = x", r"(\lim_{h \to 0} x) + h = x"]),
        (r"\sum_{n=1}^2 n + 1 = 4", [r"\sum_{n=1}^2 n + 1 = 4", r"\sum_{n=1}^2 (n + 1) = 4"]),
        ("f(g + 1) = 2", ["f(g + 1) = 2", r"f \cdot (g + 1) = 2"]),
        ("f((g + 1)) = 2", ["f((g + 1)) = 2"]),
        ("x + 1 = 2", ["x + 1 = 2"]),
    ],
)
def test_readings_of_ambiguous_notation(text: str, readings: list[str]) -> None:
    found = [said(display.statements[0]) for display in parse_display_readings(text)]
    assert found == readings


@pytest.mark.parametrize(
    ("text", "at"), [(r"\frac{x}{2 = 3", 8), (r"\sqrt{x^2 = x", 5), (r"a = 1, x^{2 = {y}", 9), (r"a &= {b \\ &= c", 5)]
)
def test_a_brace_that_is_never_closed_is_a_slip(text: str, at: int) -> None:
    (fault,) = parse_display(text).faults
    assert (fault.code, fault.span.start) == ("bad-math", at)


@pytest.mark.parametrize("text", [r"\sin 0 = 1", r"x = \sin x"])
def test_a_known_command_cannot_be_defined_anew(text: str) -> None:
    (fault,) = parse_display(text, Names(macros={r"\sin": r"\cos"})).faults
    assert fault.code == "name-clash"


def test_a_matrix_knows_where_it_stands() -> None:
    text = r"\nabla f = \begin{bmatrix} x^2 \\ 2xy \end{bmatrix}"
    (relation,) = parse_display(text).statements[0].relations
    assert relation.right.span == Span(text.index(r"\begin"), len(text))


def test_a_fault_covers_its_clause_and_tells_the_part_that_is_to_blame() -> None:
    text = r"2x \phantom{+ 1} = 2x"
    (fault,) = parse_display(text).faults
    assert (fault.span, fault.at) == (Span(0, len(text)), Span(3, 11))


@pytest.mark.parametrize("text", [r"a \not= b", r"a \not = b", r"a \ne b"])
def test_a_sign_of_equality_that_is_struck_out_is_unequal(text: str) -> None:
    (statement,) = parse_display(text, Names()).statements
    assert statement.signs == (Sign.NOT_EQUAL,)


def test_a_set_without_its_size_is_told_at_its_mark() -> None:
    """The mark at the end of a part was followed by the end of the part, which is at no place of the text."""
    (fault,) = parse_display(r"\mathbb{R}^\in").faults
    assert (fault.at.start, fault.at.end) == (10, 11)


@pytest.mark.parametrize("command", sorted(UNREAD))
def test_what_is_not_read_says_what_it_belongs_to(command: str) -> None:
    (fault,) = parse_display(f"a {command} b").faults
    assert fault.message == f"`{command}` is not understood" and UNREAD[command] in fault.help


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("f &= x + x && \\text{collect}\n &= 2x", True),
        ("f &= x + x & \\text{since } x = x\n &= 2x", True),
        ("f &= x + x && \\text{collect} \\\\\n &= 2x", False),
        ("f &= x + x && \\text{collect} \\\\[2pt]\n &= 2x", False),
        ("x &= 2 & \\text{speed} &= 3", False),
        ("x &= 2 \n &= 1 + 1", False),
        ("x &= \\text{speed}\n &= 3", False),
        ("\\text{speed}\n &= 3", False),
    ],
)
def test_a_row_that_was_not_ended_is_told(text: str, is_told: bool) -> None:
    r"""Without its `\\` the next row stood beside the reason of the one before, and nobody said so."""
    faults = parse_display(text).faults
    assert [fault.code for fault in faults] == (["bad-math"] if is_told else [])
    assert all(text[fault.span.start] == "=" for fault in faults)


@pytest.mark.parametrize(
    ("command", "help"),
    [
        (r"\farc{1}{2}", r"did you mean \frac?"),
        (r"\aplha", r"did you mean \alpha?"),
        (r"\sqqrt{2}", r"did you mean \sqrt?"),
        (r"\lamda", r"did you mean \lambda?"),
        (r"\sen x", r"did you mean \sin?"),
        (r"\xyzzy", "define it if it is a macro of yours"),
        (r"\sm x", "define it if it is a macro of yours"),
    ],
)
def test_a_command_that_is_none_is_told_with_the_one_that_is_near(command: str, help: str) -> None:
    (fault,) = parse_display(f"f = {command}").faults
    assert fault.help.startswith(help)


@pytest.mark.parametrize(
    "text",
    [r"\prod_{k=1}^\to k = 36", r"L = \lim_8 {x \to 3} x = 3", r"L = \lim_= 4{x \to 3} x = 6", r"\frac{d^}{dx^2} x = 1"],
)
def test_what_is_lost_of_a_limit_or_an_order_is_told_inside_of_the_text(text: str) -> None:
    """Arrows between equations were looked for where a sign of a sum, or of a limit, was not written out."""
    display = parse_display(text)
    spans = [statement.span for statement in display.statements] + [fault.span for fault in display.faults]
    assert display.faults and all(span.start < span.end <= len(text) for span in spans)
    at = text.find(r"\to")
    assert at < 0 or any(span.start <= at < span.end for span in spans)
