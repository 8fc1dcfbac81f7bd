"""What a text gives or assumes, as a context."""

from __future__ import annotations

import pytest

from builder.calculus.context import Context, Kind
from builder.calculus.expression.nodes import Relation
from builder.calculus.given import definition_of, read_assumptions, read_given
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.printer import print_latex
from tests.calculus.judge.claims import claim_of


def shown(context: Context) -> dict[str, object]:
    """A context in words, without what is empty."""
    found: dict[str, object] = {
        "definitions": [
            name + (f"({', '.join(d.parameters)})" if d.parameters else "") + " = " + (print_latex(d.body) if d.body else "?")
            for name, d in context.definitions.items()
        ],
        "curves": [print_latex(relation) for relation in context.curves],
        "assumptions": [print_latex(relation) for relation in context.assumptions],
        "kinds": {name: kind.value for name, kind in context.kinds.items()},
    }
    return {key: value for key, value in found.items() if value}


GIVEN: list[tuple[str, dict[str, object]]] = [
    ("f(x) = x^2", {"definitions": ["f(x) = x^2"]}),
    ("f(x) = x^2,\\ y = \\sin u,\\ x > 0", {"definitions": ["f(x) = x^2", "y = \\sin u"], "assumptions": ["x > 0"]}),
    ("y = \\sqrt{v}; v = \\sin u; u = x^2", {"definitions": ["y = \\sqrt{v}", "v = \\sin u", "u = x^2"]}),
    ("x = 3, \\quad q = x + y", {"definitions": ["x = 3", "q = x + y"]}),
    ("x^2 + y^2 = 25", {"curves": ["x^2 + y^2 = 25"]}),
    ("y = y(x)", {"kinds": {"y": "function"}}),
    ("f = f(x, y)", {"kinds": {"f": "function"}, "definitions": ["f(x, y) = ?"]}),
    ("xy - y = \\sin x", {"curves": ["xy - y = \\sin x"]}),
    ("y = y^2 + x", {"curves": ["y = y^2 + x"]}),
    ("f(2) = 3", {"assumptions": ["f(2) = 3"]}),
    ("\\frac{dx}{dt} = 4", {"assumptions": ["\\frac{dx}{dt} = 4"]}),
    ("q(t) = t^2,\\ z = q(t + 1)", {"definitions": ["q(t) = t^2", "z = q(t + 1)"]}),
    ("e = a + b", {"definitions": ["e = a + b"]}),
    ("f(d) = 2d", {"definitions": ["f(d) = 2d"]}),
    ("g(x) = C, where $C$ is a constant", {"definitions": ["g(x) = C"], "kinds": {"C": "constant"}}),
    ("p(x) = f(x) g(x)", {"definitions": ["p(x) = f(x) g(x)"]}),
    ("w_1 = 0.6, x_1 = 2", {"definitions": ["w_1 = 0.6", "x_1 = 2"]}),
    ("F(x, y) = c", {"assumptions": ["F(x, y) = c"]}),  # a level curve, no function that is the same everywhere
    ("", {}),
]


@pytest.mark.parametrize(("text", "expected"), GIVEN)
def test_given(text: str, expected: dict[str, object]) -> None:
    assert shown(read_given(text, Context())) == expected


ASSUMED: list[tuple[str, dict[str, object]]] = [
    ("x > 0", {"assumptions": ["x > 0"]}),
    ("$x > 0$", {"assumptions": ["x > 0"]}),
    ("a > 0, b > 1", {"assumptions": ["a > 0", "b > 1"]}),
    ("a, b > 0", {"assumptions": ["a > 0", "b > 0"]}),
    ("-1 \\le x \\le 1", {"assumptions": ["-1 \\le x", "x \\le 1"]}),
    ("\\sin x > 0", {"assumptions": ["\\sin x > 0"]}),
    ("n a positive integer", {"kinds": {"n": "positive integer"}}),
    ("$n$ is a positive integer", {"kinds": {"n": "positive integer"}}),
    ("n \\text{ a positive integer}", {"kinds": {"n": "positive integer"}}),
    ("a, b constants", {"kinds": {"a": "constant", "b": "constant"}}),
    ("a and b are real constants and x > 0", {"kinds": {"a": "constant", "b": "constant"}, "assumptions": ["x > 0"]}),
    ("k an integer, x \\ne 0", {"kinds": {"k": "integer"}, "assumptions": ["x \\ne 0"]}),
    ("f and g differentiable functions", {"kinds": {"f": "function", "g": "function"}}),
    ("x is positive", {"assumptions": ["x > 0"]}),
    ("n \\in \\mathbb{N}, n \\ge 1", {"kinds": {"n": "positive integer"}, "assumptions": ["n \\ge 1"]}),
    ("n \\in \\mathbb{N}, n \\ge 0", {"kinds": {"n": "integer"}, "assumptions": ["n \\ge 0"]}),
    ("n \\in \\mathbb{N}_0", {"kinds": {"n": "integer"}, "assumptions": ["n \\ge 0"]}),
    ("n \\in \\mathbb{Z}_{>0}", {"kinds": {"n": "positive integer"}}),
    ("x, y \\in \\mathbb{R}", {"kinds": {"x": "real", "y": "real"}}),
    ("x \\in (0, 1]", {"assumptions": ["x > 0", "x \\le 1"]}),
    ("x \\in [0, \\infty)", {"assumptions": ["x \\ge 0"]}),
    ("a = x^2", {"definitions": ["a = x^2"]}),
    ("a = b, b = a", {"definitions": ["a = b"], "assumptions": ["b = a"]}),
    ("x + y = 1", {"assumptions": ["x + y = 1"]}),
    ("\\sum_k y_k = 1", {"assumptions": ["\\sum_k y_k = 1"]}),
]


@pytest.mark.parametrize(("text", "expected"), ASSUMED)
def test_assumed(text: str, expected: dict[str, object]) -> None:
    assert shown(read_assumptions(text, Context())) == expected


@pytest.mark.parametrize("text", ["x", "nonsense words", "\\foo = 2", "= 3", "x \\in y"])
def test_what_gives_nothing_says_so(text: str) -> None:
    with pytest.raises(LatexError):
        read_given(text, Context())


def test_a_positive_integer_is_known_as_such() -> None:
    assert read_assumptions("n a positive integer", Context()).kinds["n"] is Kind.POSITIVE_INTEGER


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("y = x^2", "y"),
        ("f(x, y) = xy", "f"),
        ("u := 2x", "u"),
        ("f(2) = 3", None),
        ("f(x, x) = 3", None),
        ("y' = 3", None),
        ("y = y + 1", None),
        ("2y = 3", None),
        ("k = 3", None),
        ("x \\approx 3", None),
        ("y = ?", None),
    ],
)
def test_the_form_of_a_definition(text: str, name: str | None) -> None:
    context = read_given("k = 2", Context())
    (statement,) = parse_display(text).statements
    relation: Relation = statement.relations[0]
    found = definition_of(relation, context)
    assert (found.name if found else None) == name


def test_what_was_defined_before_is_defined_anew() -> None:
    context = read_given("x = 2, f(t) = t", Context())
    assert shown(read_given("x = \\cos t, f(t) = t^2", context)) == {"definitions": ["x = \\cos t", "f(t) = t^2"]}


def test_a_second_equation_of_one_text_is_a_curve() -> None:
    assert shown(read_given("y = x^2, y = 2x + 3", Context())) == {"definitions": ["y = x^2"], "curves": ["y = 2x + 3"]}


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("x^2", "write f(x) = x^2"),
        ("x^2 + a", "write f(x) = x^2 + a"),
        ("t + f", "write an equation or a condition"),
        ("nonsense words", "write an equation or a condition"),
    ],
)
def test_a_formula_alone_is_told_how_it_would_be_given(text: str, help: str) -> None:
    with pytest.raises(LatexError) as told:
        read_given(text, Context())
    assert told.value.help == help


@pytest.mark.parametrize("text", ["x banana", "x", "n an even number"])
def test_what_assumes_nothing_is_told_what_would(text: str) -> None:
    """It was told to write `f(x) = xb an an a`."""
    with pytest.raises(LatexError) as told:
        read_assumptions(text, Context())
    assert told.value.help.startswith("write a condition, such as `x > 0`")


def test_a_non_negative_integer_may_be_zero_as_where_it_is_written_so() -> None:
    """0 was left out: sum (-1)^k C(n, k) is 1 for n = 0, and 0 for all others."""
    row = r"\sum_{k=0}^n (-1)^k \binom{n}{k} = 0"
    for words in ("n a nonnegative integer", "n a non-negative integer", r"n \ge 0, n an integer"):
        assert isinstance(decide(claim_of(row, read_assumptions(words, Context()))), Refuted)
    assert isinstance(decide(claim_of(row, read_assumptions("n a positive integer", Context()))), Proved)


@pytest.mark.parametrize(
    ("row", "assume", "holds"),
    [
        (r"\frac{d}{dx} a^2 = 0", "a = x", False), (r"\frac{d}{dx} a^2 = 2x", "a = x", True),
        (r"\frac{\partial}{\partial w} z^2 = 0", "z = wx + b", False),
        (r"\frac{\partial}{\partial w} z^2 = 2zx", "z = wx + b", True),
        (r"\int_0^1 u\,dx = u", "u = x^2", False), (r"\int_0^1 u\,dx = \frac13", "u = x^2", True),
        (r"\lim_{x \to 1} cx = c", "c = x", False), (r"\sum_{k=1}^n c = nc", "c = k", False),
        (r"\frac{d}{dx} ax = b", "a = b", True),
    ],
)  # fmt: skip
def test_what_a_letter_is_assumed_to_be_is_put_in_before_an_operator(row: str, assume: str, holds: bool) -> None:
    verdict = decide(claim_of(row, read_assumptions(assume, Context())))
    assert isinstance(verdict, Proved if holds else Refuted)
