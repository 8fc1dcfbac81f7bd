"""Derivations beside SymPy's own step writer, `integral_steps`: the antiderivatives of the table of the tests.

SymPy writes steps for integrals alone; for derivatives and limits it gives the result. Counted are the integrals for which steps
come to an end, results whose derivative is not the integrand (by mpmath, where both are real), and the time for one, judging
included for ours. `python -m tests.benchmarks.deriving` runs it; with a number, on one integral of so many.
"""

from __future__ import annotations

import signal
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import mpmath as mp
import sympy
from sympy.integrals.manualintegrate import DontKnowRule, integral_steps

from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.derivation.derive import derive
from builder.calculus.problem import read_problem
from builder.calculus.sympy_bridge import to_sympy
from builder.check.derivations import judge_derivation

TABLE = Path(__file__).parents[1] / "calculus/derivation/integrals.txt"
POINTS = tuple(mp.mpf(k) / 7 for k in (2, 5, 9, 15, -3, -8))

SECONDS = 5.0
"""Of processor time, for one integral; what takes longer is not found."""

Writer: TypeAlias = Callable[[str], sympy.Expr | None]


def ours(integrand: str) -> sympy.Expr | None:
    """The antiderivative that is derived, each row of it decided; None where none is."""
    try:
        derivation = derive(read_problem("", rf"\int {integrand} \, dx"))
    except CannotDerive:
        return None
    judge_derivation(derivation)
    return to_sympy(derivation.answer, derivation.context)


def sympys(integrand: str) -> sympy.Expr | None:
    """The antiderivative in which SymPy's steps end; None where a step is that it does not know."""
    body = integrand_of(integrand)
    rule = integral_steps(body, x_of(body))
    return None if rule.contains_dont_know() or isinstance(rule, DontKnowRule) else rule.eval()


def integrand_of(text: str) -> sympy.Expr:
    """What is integrated, for SymPy."""
    problem = read_problem(f"f(x) = {text}")
    body = problem.context.definitions["f"].body
    assert body is not None
    return to_sympy(body, problem.context)


def x_of(body: sympy.Expr) -> sympy.Symbol:
    """The letter of integration as it stands in `body`."""
    return next((s for s in body.free_symbols if s.name == "x"), sympy.Symbol("x", real=True))


def is_wrong(found: sympy.Expr, body: sympy.Expr) -> bool:
    """Whether the derivative of what was found is not the integrand at some point at which both are real."""
    names = sorted({s.name for s in body.free_symbols | found.free_symbols} - {"x"})
    numbers = {name: sympy.Rational(3 + 2 * k, 5 + k) for k, name in enumerate(names)}
    sides = []
    for side in (body, sympy.diff(found, x_of(found) if found.free_symbols else x_of(body))):
        put_in = side.subs({s: numbers[s.name] for s in side.free_symbols if s.name != "x"})
        sides.append(sympy.lambdify(x_of(put_in), put_in, "mpmath"))
    for point in POINTS:
        try:
            one, other = (mp.mpmathify(side(point)) for side in sides)
        except (ValueError, ZeroDivisionError, TypeError, NameError):
            continue
        if abs(mp.im(one)) + abs(mp.im(other)) < 1e-9 and abs(one - other) > 1e-6 * (1 + abs(one)):
            return True
    return False


class TimeIsUp(Exception):
    """An integral took too long."""


def within_time(writer: Writer, integrand: str) -> sympy.Expr | None:
    """What a writer finds in the time that it has."""

    def stop(*_: object) -> None:
        raise TimeIsUp

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        return writer(integrand)
    except (TimeIsUp, NotImplementedError):
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def report(every: int = 1) -> None:
    """A line for each writer; of the table each integral, or one of so many."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    integrands = [line.split("|SymPy:")[0].strip() for line in lines if line.strip()][::every]
    for name, writer in (("Surestep", ours), ("SymPy's integral_steps", sympys)):
        found, wrong, times = 0, 0, []
        for integrand in integrands:
            start = time.perf_counter()
            result = within_time(writer, integrand)
            times.append(time.perf_counter() - start)
            found += result is not None
            wrong += result is not None and is_wrong(result, integrand_of(integrand))
        print(
            f"{name}: {found} of {len(integrands)} integrals with steps, {wrong} wrong; "
            f"median {1e3 * statistics.median(times):.0f} ms, longest {max(times):.2f} s"
        )


if __name__ == "__main__":
    report(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
