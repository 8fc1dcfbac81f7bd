"""Every character of a formula knows its place in the source: through quotes, lists, tables and line ends of all kinds."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.document.document import Block, Directive, Document, Formula, Prose
from builder.document.markdown import read_markdown
from builder.source import Position, Source
from tests.examples import examples


def formulas(document: Document) -> list[Formula]:
    def of(blocks: tuple[Block, ...]) -> Iterator[Formula]:
        for block in blocks:
            match block:
                case Prose():
                    for token in block.tokens:
                        for t in (token, *(token.children or ())):
                            if "formula" in t.meta:
                                yield t.meta["formula"]
                case Directive():
                    yield from (t.meta["formula"] for t in block.title if "formula" in t.meta)
                    yield from block.math_options.values()
                    yield from block.formulas
                    yield from of(block.body)

    return sorted(of(document.blocks), key=lambda formula: formula.number)


def read(text: str) -> list[Formula]:
    return formulas(read_markdown(Source("test.md", text)))


def assert_exact(text: str) -> list[Formula]:
    """A lone carriage return is the only character that a formula has in another form."""
    found = read(text)
    for number, formula in enumerate(found):
        assert formula.number == number
        assert len(formula.offsets) == len(formula.latex) + 1
        for character, offset in zip(formula.latex, formula.offsets, strict=False):
            assert text[offset] == character or (text[offset] == "\r" and character == "\n")
    return found


LATEX = st.sampled_from(
    ["x", "f(x) = x^2", r"\frac{1}{2}", r"a_1*b_2*c", "y<z", r"\left|x\right|", "[a](b)", r"\{x\}", "é = 1", "a &= b"]
)
INLINE = st.builds(
    lambda latex, around: around[0] + latex + around[1], LATEX, st.sampled_from([("$", "$"), (r"\(", r"\)"), ("$$", "$$")])
)
WORDS = st.sampled_from(["then", "a *b* c", "`code $1$`", "**so**", "it costs $5", "[link](u)", "ü", "a_b_c", r"\$3", "<b>"])
LINE = st.lists(st.one_of(WORDS, INLINE), min_size=1, max_size=5).map(" ".join)
DISPLAY = st.builds(
    lambda latex, form: form.replace("@", latex),
    LATEX,
    st.sampled_from(
        [
            "$$\n@\n$$",
            "$$@$$",
            "\\[\n@\n\\]",
            "\\begin{align*}\n@ \\\\\n@\n\\end{align*}",
            "```math\n@\n```",
            "$$\n@\n  \n@\n$$ (eq-1)",
        ]
    ),
)
ROW = st.builds(lambda latex, word: f"| {word} | ${latex}$ |", st.sampled_from([r"|x| = 1", "x^2", r"\sqrt{|y|}"]), WORDS)
TABLE = st.lists(ROW, min_size=1, max_size=3).map(lambda rows: "\n".join(["| a | b |", "|:--|---|", *rows]))
PARAGRAPH = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
LEAF = st.one_of(PARAGRAPH, DISPLAY, TABLE, LINE.map(lambda line: "## " + line.rstrip("#") + " ##"))


def inside(blocks: list[str], prefix: str, rest: str) -> str:
    lines = "\n\n".join(blocks).split("\n")
    return "\n".join((prefix if number == 0 else rest) + line for number, line in enumerate(lines))


BLOCK = st.recursive(
    LEAF,
    lambda inner: st.builds(
        lambda blocks, prefixes: inside(blocks, *prefixes),
        st.lists(inner, min_size=1, max_size=3),
        st.sampled_from(
            [("> ", "> "), ("- ", "  "), ("1. ", "   "), ("- [ ] ", "  "), ("-\t", "\t"), (":::{note}\n", ""), ("[^1]: ", "    ")]
        ),
    ),
    max_leaves=6,
)
TEXT = st.builds(
    lambda blocks, end, mark: mark + "\n\n".join(blocks).replace("\n", end),
    st.lists(BLOCK, min_size=1, max_size=4),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "\ufeff", "---\r\ntitle: A\r\n---\r\n"]),
)


@settings(max_examples=examples(300), deadline=None)
@given(TEXT)
def test_every_character_of_a_formula_knows_its_place(text: str) -> None:
    assert_exact(text)


@settings(max_examples=examples(300), deadline=None)
@given(st.text(alphabet="$\\[]()`|-:> \n\tab1{}~*_<!#%", max_size=80))
def test_no_text_is_too_strange(text: str) -> None:
    for formula in read(text):
        assert len(formula.offsets) == len(formula.latex) + 1
        assert all(a <= b for a, b in zip(formula.offsets, formula.offsets[1:], strict=False))


@pytest.mark.parametrize(
    ("text", "line", "column", "latex"),
    [
        ("a $x = 1$", 1, 4, "x = 1"),
        ("> > text $y$", 1, 11, "y"),
        ("- a\n  - b $z$ c", 2, 8, "z"),
        ("| a | $|x|$ |\n|---|---|\n", 1, 8, "|x|"),
        ("| a |\n|---|\n| $\\|x\\|$ |", 3, 5, "|x|"),
        ("a\r\n\r\n$$\r\nx = 2\r\n$$\r\n", 4, 1, "x = 2"),
        ("a\r\r$$\rx = 2\r$$\r", 4, 1, "x = 2"),
        ("\ufeff$x$", 1, 3, "x"),
        ("# A $x$ B #", 1, 6, "x"),
        ("Title $x$\n=====\n", 1, 8, "x"),
        ("\u00a0\n\u00a0of $x$", 2, 6, "x"),
        ("> \u2003\n> a\n> $x$", 3, 4, "x"),
        ("1. \u00a0\n   1\n   of $x$", 3, 8, "x"),
        ("-\t$x$", 1, 4, "x"),
        ("> - a\n>   $$\n>   x = 1\n>   $$", 3, 5, "x = 1"),
        ("```{check}\n:goal: $f'(x)$\nf = 1\n```", 2, 9, "f'(x)"),
        ("````{exercise} Find $f'$\n:label: a\n```{derive}\nf(x) = x\n```\n````", 4, 1, "f(x) = x"),
        ("Term $a$\n: its meaning $b$", 2, 16, "b"),
        ("a[^1]\n\n[^1]: the note $x$", 3, 17, "x"),
        ("Of \\\\(x\\\\) only", 1, 7, "x"),
        ("\\\\[ a \\\\\\\\ b \\\\]", 1, 5, "a \\\\ b"),
    ],
)
def test_a_formula_is_found_at_its_line_and_column(text: str, line: int, column: int, latex: str) -> None:
    source = Source("test.md", text)
    places = [(source.position(f.offsets[0]), f.latex) for f in formulas(read_markdown(source))]
    assert (Position(line, column), latex) in places


@pytest.mark.parametrize("text", ["```math", "a\n```math", "> ```math", ":::{note}\n```math", "```{check}", "~~~ math"])
def test_a_fence_on_the_last_line_is_empty(text: str) -> None:
    assert all(formula.latex == "" for formula in assert_exact(text))


@pytest.mark.sample(5)
@pytest.mark.parametrize(
    "unit",
    [
        *(
            "$$\nx\n",
            "\\[\n",
            "\\[ a\n",
            "\\begin{align}\n",
            "\\begin{align}\n\\end{align} x\n",
            "$a ",
            "$a$ ",
            "$$ ",
            "`$",
            "\\(",
            "\\\\(",
        ),
        *(
            "```{note}\n",
            ":::{note}\n",
            "```{check}\nx\n",
            "| a $|",
            "<!-- ",
            "<!--\n",
            "> ",
            "- ",
            "[^1]: a\n",
            "{",
            "a\n$$\n",
            "$1 a b ",
        ),
        *("\n\n$$\na", "\\begin{align}\n\\begin{gather}\n", "$$ a\n\nb\n\n", "* a\n\n  $$\n", ":key: v\n", "\\begin{align}"),
    ],
)
def test_work_is_linear_in_the_text(unit: str) -> None:
    """Counted in calls, since seconds depend on the machine and on what else it does."""

    def calls(size: int) -> int:
        count = 0

        def seen(*_: object) -> None:
            nonlocal count
            count += 1

        source = Source("test.md", unit * (size // len(unit)))
        sys.setprofile(seen)
        try:
            read_markdown(source)
        finally:
            sys.setprofile(None)
        return count

    assert calls(12_000) < 4 * 1.5 * max(calls(3_000), 2_000)
