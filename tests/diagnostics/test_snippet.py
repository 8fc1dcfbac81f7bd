"""Messages as text: what they look like, and that nothing in a source can reach the terminal through them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.diagnostics.message import Message, message_of
from builder.diagnostics.snippet import snippet
from builder.diagnostics.visible import one_line, visible, width
from builder.source import Source, Span

LINE = "$$f(x) = x^2, f'(x) = nx^{n-1}$$"


def diagnostic(text: str, part: str, name: str = "notes.md", **more: str) -> Message:
    start = text.index(part)
    return message_of(
        Diagnostic(
            "wrong-step", Severity.ERROR, Source(name, text), Span(start, start + len(part)), "the two sides differ", **more
        )
    )


def test_a_message_shows_what_where_and_what_to_do() -> None:
    message = diagnostic(
        f"Powers\n\n{LINE}\n",
        "f'(x) = nx^{n-1}",
        "content/powers.md",
        label="at n = 3, x = 2: left 4, right 12",
        help="f'(x) is the derivative of x^2: put 2 for n",
    )
    assert snippet(message) == (
        "error[wrong-step]: the two sides differ\n"
        " --> content/powers.md:3:15\n"
        "  |\n"
        "3 | $$f(x) = x^2, f'(x) = nx^{n-1}$$\n"
        "  |               ^^^^^^^^^^^^^^^^ at n = 3, x = 2: left 4, right 12\n"
        "  = help: f'(x) is the derivative of x^2: put 2 for n"
    )


@pytest.mark.parametrize(
    ("text", "part", "shown", "carets"),
    [
        ("\tab = cd", "cd", "1 |     ab = cd", "  |          ^^"),
        ("a = 微分 b", "b", "1 | a = 微分 b", "  |          ^"),
        ("a\x1b[31m b", "b", "1 | a\\u{1b}[31m b", "  |             ^"),
        ("a \u202ecb", "cb", "1 | a \\u{202e}cb", "  |           ^^"),
        ("e\u0301 = b", "b", "1 | e\u0301 = b", "  |     ^"),
        ("a &= b \\\\\n&= c", "b \\\\\n&= c", "1 | a &= b \\\\", "  |      ^^^^"),
        ("a = ", "", "1 | a =", "  | ^"),
    ],
)
def test_carets_stand_under_what_is_meant(text: str, part: str, shown: str, carets: str) -> None:
    rows = snippet(diagnostic(text, part)).split("\n")
    assert rows[3:5] == [shown, carets]


def test_an_empty_line_has_no_carets() -> None:
    source = Source("notes.md", "\n\nb\n")
    message = Diagnostic("not-text", Severity.ERROR, source, Span(0, 0), "there is no text", label="here")
    assert snippet(message_of(message)) == "error[not-text]: there is no text\n --> notes.md:1:1\n  = here"


@pytest.mark.parametrize("before", [0, 30, 500])
@pytest.mark.parametrize("length", [1, 20, 300])
@pytest.mark.parametrize("after", [0, 30, 500])
def test_a_wide_line_is_cut_around_its_span(before: int, length: int, after: int) -> None:
    text = "a" * before + "b" * length + "c" * after
    rows = snippet(diagnostic(text, "b" * length), columns=80).split("\n")
    shown, carets = rows[3], rows[4]
    assert len(shown) <= 80
    marked = shown[carets.index("^") : carets.rindex("^") + 1]
    assert set(marked) == {"b"}
    assert len(marked) == min(length, marked.count("b")) and (len(marked) == length or length == 300)


@given(st.text(), st.text(), st.text(min_size=1, max_size=200), st.data())
def test_no_control_character_comes_out(name: str, words: str, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    said = Diagnostic("wrong-step", Severity.WARNING, Source(name, text), span, words, words, words, (words,))
    printed = snippet(message_of(said))
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in printed if c != "\n")
    assert all(row.lstrip(" ")[:1] in {"w", "-", "|", "="} or row[0].isdigit() for row in printed.split("\n"))
    printed.encode()


@given(st.text())
def test_visible_text_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert "\n" not in one_line(text)
    assert width(visible(text)) >= 0


def test_a_log_command_never_stands_at_the_start_of_a_line() -> None:
    message = diagnostic("x\n::error file=a::b\n", "::error file=a::b", "::add-mask::x", help="::a\n::b")
    assert not any(row.startswith("::") for row in snippet(message).split("\n"))
