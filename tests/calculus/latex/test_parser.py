"""How notation is read: each line is a text, and the same thing spelled out with brackets."""

from __future__ import annotations

import time
from typing import cast

import pytest

from builder.calculus.expression.nodes import (
    Application,
    Bracket,
    Call,
    Constant,
    ConstantName,
    Derivative,
    Differential,
    Evaluation,
    Expression,
    Fenced,
    Gradient,
    Group,
    HigherDerivative,
    Indexed,
    Integral,
    Limit,
    Matrix,
    Negation,
    Node,
    Notation,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Series,
    Side,
    Sum,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import children, descendants
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.names import Names
from builder.calculus.latex.parser import parse_expression
from builder.calculus.latex.printer import print_latex
from tests.calculus.latex.test_printer import without_notation

SAME = [
    # precedence
    ("-3^2", "-(3^2)"),
    ("2^{3^2}", "2^{(3^2)}"),
    ("x^ab", "(x^a) b"),
    (r"\frac12 x", r"\frac{1}{2} x"),
    (r"\frac xy", r"\frac{x}{y}"),
    (r"x^\frac12", r"x^{\frac{1}{2}}"),
    ("1/2x", "(1/2) x"),
    ("a/bc", "a/(bc)"),
    ("2a/3", "(2a)/3"),
    # orders of derivatives
    ("(x^5)^{(3)}", "[x^5]^{(3)}"),
    (r"(\sin x)^{(n)}", r"[\sin x]^{(n)}"),
    ("(-1)^{(n)}", "(-1)^n"),
    # functions in bare letters, with a factor or an argument that is not parted from them
    ("sinx", r"\sin(x)"),
    ("2xsin(x)", r"2 x \sin(x)"),
    ("xlnx", r"x \ln(x)"),
    ("nlog(n)", r"n \log(n)"),
    ("abcos^2(t)", r"a b \cos^2(t)"),
    (r"\frac{arctanx}{xsinh(x)}", r"\frac{\arctan(x)}{x \sinh(x)}"),
    ("cost", "c o s t"),
    ("cotanx", "c o t a n x"),
    ("dlnx", "d l n x"),
    ("a/b/c", "(a/b)/c"),
    (r"a \cdot b/c", r"a \cdot (b/c)"),
    ("v^{-1/2}", "v^{-(1/2)}"),
    (r"{a\over b}", r"\frac{a}{b}"),
    (r"{n \choose k}", r"\binom{n}{k}"),
    (r"2 \times -3", r"2 \times (-3)"),
    ("n!k", "(n!) k"),
    # functions without brackets
    (r"\sin xy", r"\sin(xy)"),
    (r"\sin 2x \cos x", r"\sin(2x) \cos(x)"),
    (r"\sin x^2", r"\sin(x^2)"),
    (r"\sin(x)^2", r"(\sin(x))^2"),
    (r"\sin (x) y", r"(\sin(x)) y"),
    (r"\sin x (x + 1)", r"\sin(x) \cdot (x + 1)"),
    (r"\sin 2(x + h)", r"\sin(2(x + h))"),
    (r"\cos u u'", r"\cos(u) \cdot u'"),
    (r"\cos u \, v", r"\cos(u) \cdot v"),
    (r"\ln x e^x", r"\ln(x) \cdot e^x"),
    (r"\sin x/2", r"(\sin(x))/2"),
    (r"\sin \cos x", r"\sin(\cos(x))"),
    (r"\cos -x", r"\cos(-x)"),
    (r"\sin^{-1} x", r"\arcsin(x)"),
    (r"\ln{(x)}", r"\ln(x)"),
    ("sin(x) + ln(x)", r"\sin(x) + \ln(x)"),
    (r"\operatorname{sech} x", r"\operatorname{sech}(x)"),
    (r"\ln x \frac{dy}{dx}", r"\ln(x) \cdot \frac{dy}{dx}"),
    # operators
    (r"\frac{d}{dx} x^2 \sin x + 1", r"(\frac{d}{dx} (x^2 \sin x)) + 1"),
    (r"\frac{d}{dx}(x) \sin x", r"(\frac{d}{dx}(x)) \sin x"),
    (r"\sum_{k=1}^n k x + 1", r"(\sum_{k=1}^n (kx)) + 1"),
    (r"\lim_{h \to 0} 2x + h", r"\lim_{h \to 0} (2x + h)"),
    (r"\lim_{h \to 0} h + x", r"(\lim_{h \to 0} h) + x"),
    (r"\lim_{x \to 0} f(x) \cdot \lim_{x \to 0} g(x)", r"(\lim_{x \to 0} f(x)) \cdot (\lim_{x \to 0} g(x))"),
    (r"\underset{x \to k}\lim x", r"\lim_{x \to k} x"),
    (r"\int \frac{dx}{x}", r"\int \frac{1}{x} \,dx"),
    (r"\int \frac{dx}{x} + 1", r"\left( \int \frac{1}{x} \,dx \right) + 1"),
    (r"\int \frac{dx}{x} - \int \frac{x \, dx}{x^2}", r"\int \frac{1}{x} \,dx - \int \frac{x}{x^2} \,dx"),
    # decoration and other spellings
    (r"\cancel{h} x", "h x"),
    (r"\left( x \right)", "(x)"),
    (r"\bigl[ x \bigr]", "[x]"),
    (r"\textcolor{red}{x} + {\color{blue} y}", "x + y"),
    ("x² − 2·x′", r"x^2 - 2 \cdot x'"),
    (r"\mathrm{e}^{x}", "e^x"),
    ("f^{\\prime\\prime}(x)", "f''(x)"),
    ("1{,}000", "1000"),
    (r"1\,000", "1000"),
    (".5", "0.5"),
    (r"x \label{a} \tag{1} % a note", "x"),
    (r"\underbrace{x + 1}_{u} y", "(x + 1) y"),
    (r"{2x}y", "2xy"),
    (r"{g}_{k}t", "g_k t"),
]


@pytest.mark.parametrize(("text", "spelled"), SAME)
def test_notation_is_read_as_it_is_spelled_out(text: str, spelled: str) -> None:
    assert without_notation(parse_expression(text)) == without_notation(parse_expression(spelled))


x, y, h, f = Symbol("x"), Symbol("y"), Symbol("h"), Symbol("f")
one, two = Number("1"), Number("2")

TREES: list[tuple[str, Expression]] = [
    ("f'(x)", Application(Prime(f, one), (x,))),
    ("q'(t)", Application(Prime(Symbol("q"), one), (Symbol("t"),))),
    ("f^{(4)}(x)", Application(Prime(f, Number("4"), False), (x,))),
    (r"\nabla f(x, y)", Application(Gradient(f), (x, y))),
    (r"\frac{dy}{dx}", Derivative(y, ((x, 1),))),
    (r"\frac{d^n}{dx^n} y", HigherDerivative(y, x, Symbol("n"))),
    (r"\frac{d^{n+1} y}{dx^{n+1}}", HigherDerivative(y, x, Sum((Symbol("n"), one)), operator=False)),
    (r"\frac{d^n f}{dx^n}(x)", Application(HigherDerivative(f, x, Symbol("n"), operator=False), (x,))),
    (r"\frac{d^2y}{dx^2}", Derivative(y, ((x, 2),))),
    (r"\frac{d}{dx} y", Derivative(y, ((x, 1),), False, Notation.OPERATOR)),
    (r"\frac{\partial^2 f}{\partial x \partial y}", Derivative(f, ((x, 1), (y, 1)), True)),
    (r"\frac{df}{dx}(x)", Application(Derivative(f, ((x, 1),)), (x,))),
    ("dy/dx", Derivative(y, ((x, 1),), False, Notation.SLASH)),
    (r"\lim_{h \rightarrow 0^+} h", Limit(h, h, Number("0"), Side.ABOVE)),
    (r"\lim\limits_{x \to -1^-} x", Limit(x, x, Negation(one), Side.BELOW)),
    (r"\left. x \right|_{x=2}", Evaluation(x, ((x, two),))),
    (r"x \bigg|_{x=2}", Evaluation(x, ((x, two),))),
    (
        r"[x]_1^2",
        Sum((Evaluation(Group(x, Bracket.SQUARE), ((x, two),)), Negation(Evaluation(Group(x, Bracket.SQUARE), ((x, one),))))),
    ),
    (r"\left. x \right|_{1}^{2}", Sum((Evaluation(x, ((x, two),)), Negation(Evaluation(x, ((x, one),)))))),
    (r"x \Big|_{x=1}^{x=2}", Sum((Evaluation(x, ((x, two),)), Negation(Evaluation(x, ((x, one),)))))),
    (r"x \Big|_1^\infty", Sum((Limit(x, x, Constant(ConstantName.INFINITY)), Negation(Evaluation(x, ((x, one),)))))),
    (r"\langle x, y \rangle", Vector((x, y))),
    ("dx", Differential(x)),
]


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_notation_is_read_as_this_tree(text: str, tree: Expression) -> None:
    assert parse_expression(text) == tree


KINDS: list[tuple[str, Names, type[Node]]] = [
    ("x(1 + x)", Names(), Product),
    ("a(b + c)", Names(), Product),
    ("y(x - 1)", Names(), Product),
    ("f(x + h)", Names(), Application),
    ("f(x + h)", Names(variables=frozenset({"f"})), Product),
    ("a(b + c)", Names(functions=frozenset({"a"})), Application),
    ("h(x)", Names(), Application),
    ("C(x, y)", Names(), Application),
    ("v(t)", Names(), Application),
    ("y'(x + 7xy^7)", Names(), Product),
    ("f(1 - f)", Names(), Product),
    (r"\sigma(1 - \sigma^2)", Names(), Product),
    ("f'(1 - f)", Names(), Product),
    ("(1 + f)(1 - f)", Names(), Product),
    ("f_1(1 - f_1)", Names(functions=frozenset({"f_1"})), Product),
    ("f(1 - f_1)", Names(), Application),
    ("f(1 - f(x))", Names(), Application),
    ("f(f^{-1}(x) + 1)", Names(), Application),
    ("f(f^2)", Names(), Application),
    ("f(g + 1)", Names(), Application),
    ("f(x, f)", Names(), Application),
    ("e^x", Names(variables=frozenset({"e"})), Power),
    ("f_x", Names(), Symbol),
    ("f_x", Names(functions=frozenset({"f"}), depends={"f": frozenset({"x", "y"})}), Derivative),
    ("f_{xy}(x, y)", Names(functions=frozenset({"f"}), depends={"f": frozenset({"x", "y"})}), Application),
    ("w_1", Names(), Symbol),
    (r"W^{(1)}", Names(), Symbol),
    (r"\Delta x", Names(), Symbol),
    ("|x|", Names(), Fenced),
    (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", Names(), Matrix),
    (r"\left[ \begin{array}{c} 1 \\ 2 \end{array} \right]", Names(), Matrix),
    (r"\int_0^1 x\,dx", Names(), Integral),
    (r"\frac{a}{b}", Names(), Quotient),
    ("d", Names(), Symbol),
    ("e", Names(), Constant),
    (r"\max(x, y)", Names(), Call),
    ("a + b", Names(), Sum),
]


@pytest.mark.parametrize(("text", "names", "kind"), KINDS)
def test_names_in_scope_decide(text: str, names: Names, kind: type[Node]) -> None:
    assert type(parse_expression(text, names)) is kind


def test_h_is_a_number_where_it_tends_to_zero() -> None:
    tree = parse_expression(r"\lim_{h \to 0} \frac{h(2x + h)}{h}")
    assert not any(isinstance(node, Application) for node in descendants(tree))


def test_a_bound_index_makes_an_indexed_name() -> None:
    series = cast(Series, parse_expression(r"\sum_i w_{ij} x_i"))
    assert [node for node in descendants(series.body) if isinstance(node, Indexed)] == [
        Indexed(Symbol("w"), (Symbol("i"), Symbol("j"))),
        Indexed(Symbol("x"), (Symbol("i"),)),
    ]


def test_macros_are_expanded_and_their_spans_point_to_the_use() -> None:
    tree = parse_expression(r"1 + \half{x}", Names(macros={r"\half": r"\frac{#1}{2}"}))
    assert without_notation(tree) == without_notation(parse_expression(r"1 + \frac{x}{2}"))
    assert [node.span.start for node in descendants(tree) if isinstance(node, Symbol) and node.span] == [4]


NOT_READ = [
    r"2\kern-0.5em3",
    r"x\phantom{+1}",
    r"\color{white}{+1} x",
    r"\llap{x}y",
    r"\rlap{x}y",
    r"\smash{x}",
    r"\raisebox{1em}{x}",
    r"\rule{1em}{1em}x",
    r"\def\sin{\cos}\sin x",
    r"\htmlStyle{color: white}{x}",
    r"\hspace{-1em}x",
    r"2\!\!\!\!3",
    r"\unknown",
    "x^10",
    "e^-x",
    "2 3",
    "x^2^3",
    r"{a + b} c",
    r"\frac{1}{",
    "(x",
    "x)",
    "( x ]",
    "|x",
    r"\sin",
    "",
    "x +",
    r"\frac{d^2 y}{dx}",
    r"\int x",
    r"\lim x",
    "x\u200bx",
]


@pytest.mark.parametrize("text", NOT_READ)
def test_what_is_not_read_says_so_and_where(text: str) -> None:
    with pytest.raises(LatexError) as caught:
        parse_expression(text)
    assert 0 <= caught.value.span.start <= caught.value.span.end <= len(text)
    assert caught.value.message


@pytest.mark.parametrize("text", ["х + 1", "ο", "𝑥", "ｘ"])
def test_letters_that_look_like_others_are_named(text: str) -> None:
    with pytest.raises(LatexError) as caught:
        parse_expression(text)
    assert caught.value.code == "confusable-character"


def test_a_known_command_cannot_be_defined_anew() -> None:
    with pytest.raises(LatexError):
        parse_expression(r"\sin x", Names(macros={r"\sin": r"\cos"}))


def test_a_macro_that_never_ends_is_too_large() -> None:
    with pytest.raises(LatexError) as caught:
        parse_expression(r"\a", Names(macros={r"\a": r"\a\a"}))
    assert caught.value.code == "too-large"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 9_000 + "x" + ")" * 9_000,
        "(" * 9_000,
        r"\frac{1}{" * 2_000 + "x" + "}" * 2_000,
        r"\sin " * 3_000 + "x",
        "-" * 9_000 + "x",
        "x^{" * 3_000 + "x" + "}" * 3_000,
        "1" * 1_001,
        "x" * 20_001,
        "x+" * 9_000 + "x",
        r"\lim_{x \to 0} x + " * 800 + "x",
        "|" * 3_000 + "x",
        r"\frac{d}{dx} " * 1_400 + "x",
        r"\sum_k " * 2_000 + "x",
        "f'" + "'" * 9_000,
        r"\left( " * 2_000 + "x",
    ],
    ids=lambda text: text[:12],
)
def test_what_is_too_large_is_answered_quickly(text: str) -> None:
    started = time.process_time()
    try:
        parse_expression(text)
    except LatexError as error:
        assert error.code in ("too-large", "not-understood")
    assert time.process_time() - started < 2


def test_ninety_brackets_are_read() -> None:
    assert parse_expression("(" * 90 + "x" + ")" * 90)
    assert parse_expression(r"\frac{1}{" * 90 + "x" + "}" * 90)


@pytest.mark.parametrize("text", [r"\frac{f(x+h) - f(x)}{h}", r"\sin 2x \cos x + e^{-x}", r"\sum_{k=0}^n \binom{n}{k} x^{n-k}"])
def test_every_node_has_its_span(text: str) -> None:
    for node in descendants(parse_expression(text)):
        assert node.span is not None
        assert 0 <= node.span.start < node.span.end <= len(text)
        for child in children(node):
            assert child.span is not None and node.span.start <= child.span.start and child.span.end <= node.span.end


def test_the_letter_that_takes_two_values_is_that_of_the_integral() -> None:
    (statement,) = parse_display(r"\int_0^1 a x^2 \, dx = \left[ \frac{a x^3}{3} \right]_0^1 = \frac{a}{3}").statements
    assert print_latex(cast(Expression, statement.sides[1])).count("x = 1") == 1
    with pytest.raises(LatexError):
        parse_expression(r"[a x^2]_0^1")


def test_a_bar_with_two_ends_behind_a_sum_is_of_the_whole_sum() -> None:
    assert print_latex(parse_expression(r"x^2 + 3x \big|_0^1")).count("x^2 + 3x") == 2


def test_a_bar_behind_a_sum_evaluates_what_holds_the_letter() -> None:
    assert isinstance(parse_expression(r"x^2 + 3x \big|_{x=1}"), Evaluation)
    assert isinstance(parse_expression(r"x + \left. x \right|_{x=1}"), Sum)
    assert isinstance(parse_expression(r"y + 3x \big|_{x=1}"), Sum)


MACROS = Names(macros={r"\a": "12", r"\b": "x + 1", r"\h": r"\frac12 x", r"\one": "1", r"\vek": r"\mathbf{#1}"})


@pytest.mark.parametrize(
    "text",
    [
        *(r"\sqrt.5", r"\sqrt1.5", r"\frac.5x", r"\frac1.5 x", r"\frac{1}2.5", r"\frac12,000", r"\frac\pi1.5"),
        *(r"\frac\a x", r"\frac\b x", r"\sqrt\b", r"\frac1\b", r"\frac\h2", r"x^\b"),
    ],
)
def test_what_is_an_argument_in_part_only_is_not_read(text: str) -> None:
    """TeX and KaTeX do not take the same of it, and nobody means what they take."""
    with pytest.raises(LatexError):
        parse_expression(text, MACROS)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        *(
            (r"\frac\one2", r"\frac{1}{2}"),
            (r"\h", r"\frac{1}{2} x"),
            (r"\frac{\b}{\a}", r"\frac{x + 1}{12}"),
            (r"x^\one", "x^1"),
        ),
        (r"\frac\vek{r}2", r"\frac{\mathbf{r}}{2}"),
    ],
)
def test_a_macro_that_is_one_thing_is_an_argument(text: str, same: str) -> None:
    assert parse_expression(text, MACROS) == parse_expression(same, MACROS)


def test_brackets_between_two_ends_that_double_at_each_level_are_too_large() -> None:
    with pytest.raises(LatexError) as caught:
        parse_expression("[" * 29 + "j" + "]_0^1" * 29)
    assert caught.value.code == "too-large"
