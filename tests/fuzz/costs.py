"""The search for questions that cost too much: every shape of expression, at every size, in every question, one at a time.

    python -m tests.fuzz.costs [--cases 300] [--seed 1] [--ways line,display,derive] [--limit 2] [--slowest 12]

Each case is answered by a process of its own, whose processor time is measured, so that a busy machine changes nothing; the
alarm of the guard is kept off up to three times the limit, to see how far beyond it a case would go. A case is at fault that
takes more than the limit, that takes more memory than a worker has, or that ends its process. Exits with 1 if one is.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from builder.check import judging
from builder.check.workers import Asked, Wanted
from builder.guard.worker import MEMORY
from builder.records import check, derive
from builder.source import Source
from tests.guard.bombs import CASES, LETTERS, PRIMES, matrix, multiplied, nested, summed

FUNCTIONS = ("sin", "cos", "tan", "ln", "exp", "arctan", "arcsin", "sinh", "cosh")


def _around(before: str, after: str, middle: str = "x") -> Callable[[int], str]:
    return lambda depth: nested(before, middle, after, depth)


def _mixed(depth: int) -> str:
    kinds = ((r"\frac{1}{1+", "}"), (r"\sqrt{x+", "}"), (r"\sin(", ")"), ("e^{-", "}"), ("(x+", ")^2"), (r"\left|x-", r"\right|"))
    before = "".join(kinds[level % len(kinds)][0] for level in range(depth))
    return before + "x" + "".join(kinds[level % len(kinds)][1] for level in reversed(range(depth)))


def _of_functions(depth: int) -> str:
    names = [FUNCTIONS[level % len(FUNCTIONS)] for level in range(depth)]
    return "".join(rf"\{name}(" for name in names) + "x" + ")" * depth


SHAPES: Mapping[str, Callable[[int], str]] = {
    "fractions": _around(r"\frac{1}{1+", "}"),
    "fractions that grow": _around(r"\frac{x}{x+", "}"),
    "fractions above": _around(r"\frac{1+", "}{x}"),
    "roots": _around(r"\sqrt{x+", "}"),
    "roots of roots": _around(r"\sqrt{", "}", "1+x"),
    "cube roots": _around(r"\sqrt[3]{1+", "}"),
    "squares": _around("(x+", ")^2", "1"),
    "cubes": _around("(1+", ")^3"),
    "powers of e": _around("e^{-", "}"),
    "towers": _around("x^{", "}"),
    "towers of two": _around("2^{", "}"),
    "half powers": _around("(1+", ")^{1/2}"),
    "rising powers": _around("x^{1+", "}"),
    "sines": _around(r"\sin(1+", ")"),
    "logarithms": _around(r"\ln(1+", ")"),
    "logarithms of logarithms": _around(r"\ln(", ")"),
    "arctangents": _around(r"\arctan(x+", ")"),
    "arcsines": _around(r"\arcsin(", ")"),
    "functions": _of_functions,
    "absolute values": _around(r"\left|x-", r"\right|"),
    "maxima": _around(r"\max(x, 1-", ")"),
    "floors": _around(r"\lfloor x+", r"\rfloor"),
    "brackets": _around("(1+", ")"),
    "brackets of products": _around("x(1+", ")"),
    "sums of sums": _around(r"\sum_{k=1}^{2} \left(k + ", r"\right)"),
    "sums to n": _around(r"\sum_{k=1}^{n} \left(k ", r"\right)"),
    "products of products": _around(r"\prod_{k=1}^{2} \left(k + ", r"\right)"),
    "integrals": _around(r"\int_0^1 \left(t+", r"\right) dt"),
    "integrals to x": _around(r"\int_0^x ", r" dx", "x"),
    "limits": _around(r"\lim_{h \to 0} \left(h+", r"\right)"),
    "limits of quotients": _around(r"\lim_{h \to 0} \frac{\sin(h)}{h} \left(x+", r"\right)"),
    "derivatives": _around(r"\frac{d}{dx} \left(x^2 ", r"\right)"),
    "derivatives of roots": _around(r"\frac{d}{dx} \sqrt{x+", "}"),
    "cases": lambda n: "+".join([CASES] * n),
    "cases in cases": _around(r"\begin{cases} x & x > 0 \\ ", r" & x \le 0 \end{cases}"),
    "mixed": _mixed,
    "binomials": _around(r"\binom{x+", "}{2}"),
    "factorials": lambda n: "+".join(f"({i}n)!" for i in range(1, n + 1)),
    "unlike sines": lambda n: summed(lambda i: rf"\sin({i}x)", n),
    "unlike exponentials": lambda n: summed(lambda i: rf"e^{{{i}x}}", n),
    "unlike logarithms": lambda n: summed(lambda i: rf"\ln(x+{i})", n),
    "unlike roots": lambda n: summed(lambda i: rf"\sqrt{{x+{i}}}", n),
    "unlike fractions": lambda n: summed(lambda i: rf"\frac{{1}}{{x+{i}}}", n),
    "unlike fractions of squares": lambda n: summed(lambda i: rf"\frac{{{i}}}{{x^2+{i}}}", n),
    "unlike absolute values": lambda n: summed(lambda i: rf"|x-{i}|", n),
    "unlike powers": lambda n: summed(lambda i: f"x^{{{i}}}", n),
    "unlike inverses": lambda n: summed(lambda i: rf"\arctan({i}x)", n),
    "letters": lambda n: "(" + "+".join(LETTERS[: min(n, 22)]) + f")^{max(2, n // 4)}",
    "letters of letters": lambda n: multiplied(lambda i: f"({LETTERS[i % 20]}+x)^{i + 1}", n),
    "fractions of letters": lambda n: "+".join(rf"\frac{{1}}{{{c}+x}}" for c in LETTERS[: min(n, 22)]),
    "roots of letters": lambda n: "+".join(rf"\sqrt{{{c}^2+x^2}}" for c in LETTERS[: min(n, 22)]),
    "factors": lambda n: multiplied(lambda i: f"(x+{i})", n),
    "factors of functions": lambda n: multiplied(lambda i: rf"\sin({i + 1}x)", n),
    "an expansion": lambda n: f"(1+x+x^2)^{{{3 * n}}}",
    "an expansion of sines": lambda n: rf"(\sin x + \cos x + e^x)^{{{n}}}",
    "an expansion of roots": lambda n: "(" + "+".join(rf"\sqrt{{{p}}}" for p in PRIMES[: 2 + n // 10]) + rf"+x)^{{{n}}}",
    "a polynomial": lambda n: f"(x+y+z+1)^{{{n}}}",
    "a high power": lambda n: rf"\sin^{{{n}}}(x)",
    "a high exponent": lambda n: f"x^{{{n}00000}}",
    "a large number": lambda n: "9" * (10 * n),
    "large numbers": lambda n: "(" + "9" * n + f"x + 1)^{{{n}}}",
    "a small number": lambda n: rf"(1+10^{{-{n}}})^{{10^{{{n}}}}}",
    "a finite sum": lambda n: rf"\sum_{{k=1}}^{{{6 * n}}} \frac{{x^k}}{{k}}",
    "a double sum": lambda n: rf"\sum_{{k=1}}^{{{n}}} \sum_{{j=1}}^{{{n}}} \frac{{x^k}}{{k+j}}",
    "a finite product": lambda n: rf"\prod_{{k=1}}^{{{n}}} \left(1+\frac{{x}}{{k}}\right)",
    "an infinite sum": lambda n: rf"\sum_{{k=1}}^{{\infty}} \frac{{x^k}}{{k^{{{n}}}}}",
    "a matrix": lambda n: matrix(2 + n // 5),
    "a derivative of high order": lambda n: rf"\frac{{d^{{{n}}}}}{{dx^{{{n}}}}} e^{{x^2}}",
    "a derivative of high order of a quotient": lambda n: rf"\frac{{d^{{{n}}}}}{{dx^{{{n}}}}} \frac{{\sin x}}{{1+x^2}}",
    "an integral of a high power": lambda n: rf"\int_0^1 x^{{{n}}} e^{{x}} \sin({n}x) dx",
    "an integral that turns": lambda n: rf"\int_0^{{{n}0}} \sin(x^2) dx",
    "a limit of a high order": lambda n: rf"\lim_{{x \to 0}} \frac{{\sin^{{{n}}} x - x^{{{n}}}}}{{x^{{{n + 2}}}}}",
    "primes": lambda n: "f" + "'" * n + "(x)",
}
"""An expression of a size: how deep, how long or how high it is."""

SIZES = (8, 20, 45, 80)

QUESTIONS: Mapping[str, Callable[[str, str], str]] = {
    "plus 1": lambda one, other: f"{one} = {one} + 1",
    "itself otherwise": lambda one, other: rf"{one} + x - 1 = x + {one} - 1",
    "by another": lambda one, other: rf"\left({one}\right)^2 = {one} \cdot {other}",
    "squared": lambda one, other: rf"\left({one} + 1\right)^2 = \left({one}\right)^2 + 2 \cdot {one} + 1",
    "derived": lambda one, other: rf"\frac{{d}}{{dx}}\left({one}\right) = {one}",
    "derived twice": lambda one, other: rf"\frac{{d^2}}{{dx^2}}\left({one}\right) = 1",
    "integrated": lambda one, other: rf"\int_0^1 {one} \, dx = 1",
    "without bounds": lambda one, other: rf"\int {one} \, dx = {other} + C",
    "compared": lambda one, other: f"{one} > {one} - 1",
    "is positive": lambda one, other: f"{one} > 0",
    "at the end": lambda one, other: rf"\lim_{{x \to \infty}} {one} = 1",
    "at 0": lambda one, other: rf"\lim_{{x \to 0}} \frac{{{one} - 1}}{{x}} = 1",
    "in rows": lambda one, other: rf"{one} &= {other} \\ &= {one} + 0 \\ &= {other} + 1 \\ &= {one} + 1 \\ &= 2",
    "of a function": lambda one, other: rf"f(x) = {one} \\ f'(x) = {one}",
    "of functions of functions": lambda one, other: (
        rf"f(x) = {one} \\ g(x) = f(f(x)) \\ h(x) = g(g(x)) \\ p(x) = h(h(x)) \\ p'(x) = {other}"
    ),
    "a step": lambda one, other: rf"\frac{{{one}}}{{{other}}} = 2",
}
"""What is asked of an expression, and of the one of its shape that is a little larger."""


class Case(Struct, frozen=True):
    """A question: which shape and size, what is asked, how it is put, and its text."""

    shape: str
    size: int
    question: str
    way: str
    text: str


def cases(ways: Sequence[str]) -> Iterator[Case]:
    """All cases of up to 10,000 characters."""
    for shape, of in SHAPES.items():
        for size in SIZES:
            one, other = of(size), of(size + 1)
            if "derive" in ways:
                yield Case(shape, size, "derive", "derive", f"f(x) = {one}")
            for question, asked in QUESTIONS.items():
                for way in ways:
                    text = asked(one, other)
                    if way != "derive" and len(text) <= 10_000:
                        yield Case(shape, size, question, way, text)


def answered(case: Case) -> str:
    """What is answered to a case: its codes or statuses, as a word or two."""
    match case.way:
        case "line":
            said = json.loads(check.answer(json.dumps({"id": 1, "chain": case.text}).encode(), lambda place, seconds: None))
            return str(said.get("code") or _worst([str(c.get("code") or c["status"]) for c in said["claims"]], said["status"]))
        case "derive":
            said = json.loads(derive.answer(json.dumps({"id": 1, "function": case.text}).encode(), lambda place, seconds: None))
            return str(said.get("code", said["status"]))
        case _:
            rows = case.text.replace("&=", "=") if r"\\ &" not in case.text else rf"\begin{{align*}}{case.text}\end{{align*}}"
            asked = Asked(Source("note.md", f"We claim\n\n$$\n{rows}\n$$\n"), Wanted.FINDINGS)
            answer = judging.answer(msgspec.msgpack.encode(asked), lambda place, seconds: None)
            return f"{len(answer) // 1000} kB"


def _worst(codes: Sequence[str], status: str) -> str:
    return next((code for code in codes if code == "too-large"), status)


class Cost(Struct, frozen=True):
    """What a case cost: seconds of processor time, and what it answered, or how its process ended."""

    case: Case
    seconds: float
    said: str


def cost(case: Case, limit: float) -> Cost:
    """Answer a case in a process of its own, which ends after so many seconds of processor time."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _answer(case, limit, reading, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    _, status, used = os.wait4(child, 0)
    if os.WIFSIGNALED(status):
        said = "timed-out" if os.WTERMSIG(status) == signal.SIGPROF else signal.Signals(os.WTERMSIG(status)).name
    return Cost(case, used.ru_utime + used.ru_stime, said)


def _answer(case: Case, limit: float, reading: int, writing: int) -> None:
    os.close(reading)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_PROF, limit)
    said = "nothing"
    try:
        said = answered(case)
    except (MemoryError, RecursionError) as reason:
        said = type(reason).__name__
    finally:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(said.encode())
        os._exit(0)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=300, help="0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ways", default="line,display,derive")
    parser.add_argument("--limit", type=float, default=2.0)
    parser.add_argument("--slowest", type=int, default=12)
    parser.add_argument("--shapes", default="", help="only shapes whose name holds this")
    parser.add_argument("--out", default="", help="a file for all costs, a line of JSON each")
    options = parser.parse_args(arguments)
    chosen = [case for case in cases(options.ways.split(",")) if options.shapes in case.shape]
    if 0 < options.cases < len(chosen):
        chosen = random.Random(options.seed).sample(chosen, options.cases)
    costs = []
    for case in chosen:
        costs.append(found := cost(case, 3 * options.limit))
        if options.out:
            with open(options.out, "a", encoding="utf-8") as file:
                file.write(
                    json.dumps([round(found.seconds, 3), found.said, case.shape, case.size, case.question, case.way]) + "\n"
                )
    costs.sort(key=lambda c: -c.seconds)
    slow = [c for c in costs if c.seconds > options.limit]
    ended = [c for c in costs if c.said.startswith("SIG") or c.said in ("MemoryError", "nothing")]
    print(f"{len(costs)} cases: {len(slow)} take more than {options.limit} s, {len(ended)} end their process")
    for c in costs[: options.slowest]:
        print(f"  {c.seconds:6.2f} s  {c.said:12} {c.case.way} of {c.case.shape}, {c.case.size}: {c.case.question}")
    for c in ended:
        print(f"  ended: {c.said} {c.case.way} of {c.case.shape}, {c.case.size}: {c.case.question}")
    print(
        "  "
        + ", ".join(f"{said} {count}" for said, count in Counter(c.said for c in costs if c.case.way != "display").most_common())
    )
    return int(bool(slow or ended))


if __name__ == "__main__":
    sys.exit(main())
