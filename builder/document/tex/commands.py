"""What the commands and environments of LaTeX do to a text, in tables. A command that is in none is left out, its braces read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from builder.document.formulas import ENVIRONMENTS

HEADINGS: Mapping[str, int] = MappingProxyType(
    {
        r"\part": 1,
        r"\chapter": 2,
        r"\section": 3,
        r"\subsection": 4,
        r"\subsubsection": 5,
        r"\paragraph": 6,
        r"\subparagraph": 7,
    }
)
"""Commands whose argument is a heading, with its level."""

TITLES = frozenset([r"\frametitle", r"\framesubtitle", r"\title", r"\caption", r"\subtitle"])
"""Commands whose argument is a text of its own that leads to nothing below it."""

NOTES = frozenset([r"\footnote", r"\footnotetext", r"\marginpar", r"\sidenote", r"\marginnote", r"\todo"])
"""Commands whose argument is a text of its own: it is read behind the paragraph."""

ITEMS = frozenset((r"\item", r"\question", r"\subpart", r"\subsubpart"))
"""Commands with which an item of a list begins."""

UNREAD: Mapping[str, int] = MappingProxyType(
    {
        name: count
        for count, names in (
            (
                0,
                r"\noindent \indent \centering \raggedright \newpage \clearpage \pagebreak \linebreak \bigskip"
                r" \medskip \smallskip \hfill \vfill \maketitle \tableofcontents \titlepage \pause \qed \qedhere \hline"
                r" \toprule \midrule \bottomrule \appendix \frontmatter \mainmatter \backmatter \displaystyle \protect"
                r" \makeatletter \makeatother \relax",
            ),
            (
                1,
                r"\label \cite \citep \citet \nocite \index \vspace \hspace \includegraphics \bibliography"
                r" \bibliographystyle \documentclass \usepackage \RequirePackage \pagestyle \thispagestyle"
                r" \graphicspath \hypersetup \geometry \tikzset \theoremstyle \newcounter \newlength \stepcounter"
                r" \refstepcounter \pagenumbering \color \bibliographycite \url \usetheme \usecolortheme"
                r" \setbeamertemplate \includepdf \usetikzlibrary \pgfplotsset \date \author \institute \addbibresource"
                r" \excludecomment \includecomment \allowdisplaybreaks \hyphenation \ctikzset \vskip"
                r" \hskip \thanks \newif \cline \cmidrule \DeclareGraphicsExtensions \nolinkurl \usefonttheme",
            ),
            (
                2,
                r"\setlength \addtolength \setcounter \addtocounter \numberwithin \rule \titleformat \hypertarget"
                r" \raisebox \rotatebox \setkeys \fontsize \titlespacing \newcolumntype",
            ),
            (3, r"\definecolor \addcontentsline \setbeamercolor"),
        )
        for name in names.split()
    }
)
"""Commands that say nothing, and how many arguments they take: these are left out. An optional one before them is, too."""

SECOND: frozenset[str] = frozenset((r"\href", r"\textcolor", r"\colorbox", r"\scalebox", r"\parbox", r"\adjustbox"))
"""Commands of which only the second argument is a text."""

REFERENCES = frozenset(r"\ref \eqref \pageref \cref \Cref \autoref \nameref \vref \fref \thmref \secref".split())
"""Commands that stand for a number."""

CHARACTERS: Mapping[str, str] = MappingProxyType(
    {
        **{"\\" + character: character for character in "%&$#_{}"},
        **dict.fromkeys((r"\ ", r"\,", r"\;", r"\:", r"\quad", r"\qquad", r"\newline", r"\thinspace", "\\\n", "\\\t"), " "),
        **dict.fromkeys((r"\!", r"\/", r"\-", r"\@", r"\>", r"\<", r"\+"), ""),
        **dict.fromkeys((r"\ldots", r"\dots", r"\textellipsis"), "…"),
        r"\textbackslash": "\\",
        r"\ss": "ß",
        r"\ae": "æ",
        r"\AE": "Æ",
        r"\oe": "œ",
        r"\o": "ø",
        r"\O": "Ø",
        r"\aa": "å",
        r"\AA": "Å",
        r"\l": "ł",
        r"\L": "Ł",
        r"\i": "i",
        r"\j": "j",
        r"\S": "§",
        r"\P": "¶",
        r"\textendash": "–",
        r"\textemdash": "—",
        r"\LaTeX": "LaTeX",
        r"\TeX": "TeX",
        r"\ie": "i.e.",
        r"\eg": "e.g.",
        r"\textquoteright": "’",
        r"\lq": "‘",
        r"\rq": "’",
    }
)
"""Commands that stand for characters."""

ACCENTS: Mapping[str, str] = MappingProxyType(
    {
        r"\'": "\u0301",
        r"\`": "\u0300",
        r"\^": "\u0302",
        r"\"": "\u0308",
        r"\~": "\u0303",
        r"\=": "\u0304",
        r"\.": "\u0307",
        r"\u": "\u0306",
        r"\v": "\u030c",
        r"\H": "\u030b",
        r"\c": "\u0327",
        r"\k": "\u0328",
        r"\r": "\u030a",
    }
)
"""Commands that put a sign on the letter behind them."""

LIGATURES: Mapping[str, str] = MappingProxyType({"``": "“", "''": "”", "---": "—", "--": "–", "~": " ", "`": "‘"})
"""Characters that are printed as others."""

DISPLAYS = ENVIRONMENTS | {"dmath", "dgroup", "xalignat", "gather", "IEEEeqnarray"}
"""Environments of mathematics."""

LISTS = frozenset(
    (
        "itemize enumerate description questions parts subparts subsubparts compactenum compactitem inparaenum"
        " multienum tasks exenumerate asparaenum easylist"
    ).split()
)

TABLES: Mapping[str, int] = MappingProxyType(
    {"tabular": 1, "tabular*": 2, "tabularx": 2, "tabulary": 2, "longtable": 1, "array": 1, "supertabular": 1, "tblr": 1}
)
"""Environments of tables, and how many arguments they take."""

VERBATIM = frozenset(
    (
        "verbatim verbatim* Verbatim BVerbatim LVerbatim lstlisting minted comment alltt filecontents"
        " filecontents* tikzpicture tikzcd picture pspicture asy asydef axis pycode python sagesilent sageblock"
        " sagecode thebibliography luacode luacode* pgfpicture circuitikz forest algorithmic code mathematica"
        " Sinput Soutput knitrout psgraph mfpic overpic semiverbatim lstcode matlab juliacode"
    ).split()
)
"""Environments that are not read: code, pictures, comments."""

BEGUN: Mapping[str, int] = MappingProxyType(
    {"minipage": 1, "multicols": 1, "tcolorbox": 0, "wrapfigure": 2, "adjustbox": 1, "textblock": 1, "column": 1, "spacing": 1}
)
"""Environments that take arguments which say nothing. Whatever stands in square brackets first never does."""
