"""LaTeX as it is read: words as somebody reads them, macros, environments, and what is not read."""

from __future__ import annotations

import time

import pytest

from builder.document.tex.reader import read_latex
from builder.source import Markup, Segment, Source
from tests.document.flows import formulas_of, shown


def read(text: str) -> list[str]:
    return shown(read_latex(Source("note.tex", text, Markup.LATEX)))


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        # words
        (r"So~we get $a$, \emph{hence} \textbf{the} result --- ``good''.", ["So we get $a$, hence the result — “good”."]),
        (r"L'H\^opital, G\"odel, na\"{\i}ve, Stra\ss e, 5\% of \$3.", ["L'Hôpital, Gödel, naïve, Straße, 5% of $3."]),
        (r"By \eqref{a} and \cite[p.~3]{b}, see \href{http://x.org/$}{there}.", ["By ref and , see there."]),
        (r"One\footnote{Where $b$.} two $a$.", ["One two $a$.", "Where $b$."]),
        (r"The \verb|$x$| and \lstinline!$y$! code.", ["The `code` and `code` code."]),
        ("One % not $b$\n  two.", ["One two."]),
        ("One\\\\[1ex] two \\label{a}\\index{$b$}three.", ["One two three."]),
        ("One.\n\nTwo.\\par Three.", ["One.", "Two.", "Three."]),
        (r"{\bf Bold $a$} and \textcolor{red}{red $b$}.", ["Bold $a$ and red $b$."]),
        # formulas
        (r"\(a\) \[b\] $$c$$ $\text{if $x$ is}$", ["$a$", "$$b$$", "$$c$$", r"$\text{if $x$ is}$"]),
        ("\\begin{align*}\n a &= b % so\n\\end{align*}", ["$$\\begin{align*}\n a &= b \\end{align*}$$"]),
        (r"\ensuremath{a} and \[ a \pause = b \]", ["$a$ and", "$$a  = b$$"]),
        # blocks
        (r"\section*{One $a$}\subsection[short]{Two}", ["### One $a$", "#### Two"]),
        (
            r"\begin{itemize}\item $a$ \item[b] $c$\end{itemize}",
            ["ITEM", "$a$", "ITEM_END", "ITEM", "b $c$", "ITEM_END", "LIST_END"],
        ),
        (
            r"\begin{tabular}{l|l} f & g \\ \hline $a$ & $\begin{array}{c} x & y \end{array}$ \\ \end{tabular}",
            ["TABLE", "head: f | g", r"row: $a$ | $\begin{array}{c} x & y \end{array}$", "TABLE_END"],
        ),
        (
            r"\begin{theorem}[Of $a$] One.\end{theorem}\begin{proof}Two.\end{proof}\begin{remark}Three.\end{remark}",
            [
                *("Begin QUESTION", "title: Of $a$", "One.", "End QUESTION"),
                *("Begin ANSWER", "Two.", "End ANSWER", "Begin BOX", "Three.", "End BOX"),
            ],
        ),
        (r"\begin{frame}<2>[t]{Title $a$} \only<1->{One.} \end{frame}", ["title: Title $a$", "One."]),
        # what is not read
        (r"\iffalse $a$ \ifx b $c$ \fi \else $d$ \fi", ["$d$"]),
        ("\\begin{verbatim}$a$\\end{verbatim}\\begin{comment}\n$b$\n\\end{comment}", ["CODE", "CODE"]),
        (r"\begin{lstlisting}[language=C] $a \end{lstlisting} One $b$.", ["CODE", "One $b$."]),
        (r"\begin{tikzpicture}\node {$a = b$};\end{tikzpicture}", ["CODE"]),
        (r"\documentclass{article} $a$ \title{T $b$} \begin{document} $c$ \end{document} $d$", ["$c$"]),
        # macros
        (
            r"\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}}\be a \ee",
            [r"$$\begin{equation}a \end{equation}$$"],
        ),
        (r"\newcommand{\sq}[1]{#1^2} $\sq{x}$", [r"macros: \sq #1^2", r"$\sq{x}$"]),
        (r"\newcommand{\p}[2][x]{f(#1, #2)} $\p{y} = \p[t]{y}$", ["$f(x, y) = f(t, y)$"]),
        (r"\def\at#1|#2.{#1(#2)} \at f|a. and $\at g|b.$", ["f(a) and $g(b)$"]),
        (r"\DeclareMathOperator{\sech}{sech} $\sech x$", [r"macros: \sech \operatorname{sech}", r"$\sech x$"]),
        (r"\DeclarePairedDelimiter{\norm}{\lVert}{\rVert} $\norm*{x}$", [r"$\left\lVert x \right\rVert$"]),
        (r"\newtheorem{satz}{Theorem}[section] \begin{satz} One. \end{satz}", ["Begin QUESTION", "One.", "End QUESTION"]),
        (
            r"\newenvironment{sol}[1]{\begin{quote}By #1:}{\end{quote}} \begin{sol}{$a$} One. \end{sol} Two.",
            ["Begin ANSWER", "By $a$: One.", "End ANSWER", "Two."],
        ),
        (
            r"\newenvironment{eqn}{\begin{align}}{\end{align}} \begin{eqn} a &= b \end{eqn} Two.",
            [r"$$\begin{align} a &= b \end{align}$$", "Two."],
        ),
    ],
)
def test_latex_is_read_as_somebody_reads_it(text: str, flow: list[str]) -> None:
    assert read(text) == flow


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (r"A $x = y$.", [[3, 4, 5, 6, 7, 8]]),
        ("A $x %c\n  y$", [[3, 4, 10, 11]]),  # a comment ends with the blanks of the next line
        (r"\newcommand{\p}[2][x]{#1#2}\p{$ab$}", [[31, 32, 33]]),  # an argument keeps its places
        (r"\newcommand{\p}[2][x]{#1#2}$\p{b}$", [[28, 31, 33]]),  # what a macro adds stands where it is used
    ],
)
def test_each_character_of_a_formula_has_its_place(text: str, places: list[list[int]]) -> None:
    document = read_latex(Source("note.tex", text, Markup.LATEX))
    assert [list(formula.offsets) for formula in formulas_of(document)] == places


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (r"One \begin{align} a = b", "the environment `align` is not closed"),
        (r"One \begin{align} a \begin{align} b \end{align}", "the environment `align` is not closed"),
        (r"One \[ a = b. Two", "this display is not closed"),
        ("One $a = b.\n\nTwo", "this formula is not closed"),
        (r"\begin{itemize} \item One", "the environment `itemize` is not closed"),
        (r"\begin{verbatim} One", "the environment `verbatim` is not closed"),
        (r"\def\a{\a\a}\a", "the macros of this document expand to too much"),
    ],
)
def test_what_is_broken_is_told_and_the_rest_is_read(text: str, message: str) -> None:
    document = read_latex(Source("note.tex", text + "\n\nThen $1 = 1$.", Markup.LATEX))
    assert message in [diagnostic.message for diagnostic in document.diagnostics]
    if "verbatim" not in text:
        assert [formula.latex for formula in formulas_of(document)][-1] == "1 = 1"


BOMBS = {
    "macros that double": r"\def\a{x}"
    + "".join(rf"\def\{chr(98 + n)}{{\{chr(97 + n)}\{chr(97 + n)}}}" for n in range(24))
    + r"\y" * 50,
    "a macro that grows": r"\def\a#1{\a{#1#1}}\a{x}",
    "formulas without ends": r"\[ x " * 20_000,
    "dollars": "$x\n\n" * 20_000,
    "environments without ends": r"\begin{align} x \begin{gather} " * 6_000,
    "begun and not ended": r"\begin{quote}" * 10_000,
    "verbatim without ends": r"\begin{verbatim} \verb " * 10_000,
    "braces": "{" * 1_1_000,
    "headings in headings": r"\section{" * 10_000,
    "notes in notes": r"\footnote{" * 5_000 + "}" * 5_000,
    "brackets": r"\item[" * 20_000,
    "iffalse": r"\iffalse " * 20_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_does_not_go_off(name: str) -> None:
    started = time.process_time()
    read_latex(Source("note.tex", BOMBS[name], Markup.LATEX))
    assert time.process_time() - started < 8  # they take below half a second; a machine may be slow


def test_a_file_is_read_where_another_one_reads_it_and_once() -> None:
    main = "\\begin{document}\nOne $a$. \\input{two} Three $c$. \\input{two}\\input{none}\n\\end{document}\n"
    two = "Two $b$. \\input{main}\n"
    source = Source("n/main.tex", main + two, Markup.LATEX, (Segment(0, "n/main.tex"), Segment(len(main), "n/two.tex")))
    document = read_latex(source)
    assert shown(document) == ["One $a$. Two $b$. Three $c$."]
    assert [source.address(formula.offsets[0]) for formula in formulas_of(document)] == [
        "n/main.tex:2:6",
        "n/two.tex:1:6",
        "n/main.tex:2:29",
    ]


def test_a_command_of_another_file_that_sets_an_example_begins_one() -> None:
    assert read(r"One. \example{a}{Title}{Let $f$.}{So $g$.}") == ["One.", "Example: aTitleLet $f$.So $g$."]
