"""Pure mathematics: reads LaTeX, decides claims, writes derivations. It knows no file and no HTML, and is usable alone.

The front door are `derive` and `check`. Importing it loads neither FLINT nor SymPy.

In reading order: `expression` (the tree), `latex` (reads and prints it), `context`, `claim`, `given`, `budget`, `remembered`
(equal questions), `judge` (decides claims), `solving` (equations to be solved), `certificate` (why a proof holds), `rules` and
`derivation` (write derivations), `mistakes` (names what went wrong), `problem`, `sympy_bridge`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.calculus.derivation.derivation import Derivation
    from builder.calculus.judge.verdict import Verdict

__all__ = ["check", "derive"]


def derive(function: str, find: str = "", method: str | None = None, assume: str = "", answer: str = "") -> Derivation:
    """The derivation of `find` (by default the derivative, gradient or Jacobian) from the definitions in `function`, all LaTeX.

    Nothing in it has been judged. Raises `problem.Unreadable` for a text that is no mathematics, and `CannotDerive`
    when no method fits.
    """
    from builder.calculus.derivation.derive import derive as derive_problem
    from builder.calculus.problem import read_problem

    return derive_problem(read_problem(function, find, method, assume, answer))


def check(chain: str, given: str = "", assume: str = "") -> tuple[Verdict, ...]:
    """A verdict for each sign of a chain such as `f'(x) = 2x + 0 = 2x`, in order; `given` are definitions.

    Raises `LatexError` for a text that cannot be read, and ValueError when it holds no chain or several.
    """
    from builder.calculus.context import Context
    from builder.calculus.given import read_domain, read_given
    from builder.calculus.judge.chain import decide_chain
    from builder.calculus.latex.display import parse_display
    from builder.calculus.latex.names import names_of

    context = read_given(given, Context()) if given else Context()
    context = read_domain(assume, context) if assume else context
    display = parse_display(chain, names_of(context))
    if display.faults:
        raise display.faults[0]
    if len(display.statements) != 1 or display.statements[0].continues or not display.statements[0].signs:
        raise ValueError("one chain of sides with signs between them is needed")
    (statement,) = display.statements
    sides = [side for side in statement.sides if side is not None]
    return tuple(link.verdict for link in decide_chain(sides, statement.signs, context))
