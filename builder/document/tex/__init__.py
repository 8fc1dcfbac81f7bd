"""LaTeX documents and fragments to `Document`.

TeX is read by a reader of our own, not by `pylatexenc`: notes define `\\be` for `\\begin{equation}` and `\\bex` for an
environment of their own, so a reader must expand macros, and keep the place of every character of a formula through it.

In reading order: `input` (characters with their places, and the bounds of expansion), `definitions` (macros and
environments that a document makes), `commands` (what those of LaTeX do to a text), `formula`, `reader`; `inclusion` (which
other files a file reads).
"""
