"""Questions of one line that would cost hours or all memory if they were worked out: each is to be answered by counting."""

from __future__ import annotations

from collections.abc import Callable

LETTERS = "abcdghjklmnopqrstuvwxyz"


def nested(before: str, middle: str, after: str, depth: int) -> str:
    return before * depth + middle + after * depth


def summed(part: Callable[[int], str], count: int, first: int = 1) -> str:
    return "+".join(part(number) for number in range(first, first + count))


def multiplied(part: Callable[[int], str], count: int) -> str:
    return "".join(part(number) for number in range(count))


def matrix(size: int) -> str:
    rows = r"\\".join("&".join(f"x+{i * j}" for j in range(size)) for i in range(size))
    return rf"\begin{{pmatrix}}{rows}\end{{pmatrix}}"


def rows(side: Callable[[int], str], count: int) -> str:
    return "x &= " + r" \\ &= ".join(map(side, range(count)))


CASES = r"\begin{cases} x & x>0 \\ -x & x \le 0\end{cases}"
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)


def towers(before: str, after: str, depth: int) -> dict[str, str]:
    """What is asked of an expression that is nested deeply, and is understood."""
    left, other = nested(before, "x", after, depth), nested(before, "x+1", after, depth)
    return {
        f"{before}… plus 1": f"{left} = {left} + 1",
        f"{before}… by another": rf"\left({left}\right)^2 = {left} \cdot {other}",
        f"{before}… derived": rf"\frac{{d}}{{dx}}\left({left}\right) = {left}",
        f"{before}… derived twice": rf"\frac{{d^2}}{{dx^2}}\left({left}\right) = 1",
        f"{before}… integrated": rf"\int_0^1 {left} \, dx = 1",
        f"{before}… compared": f"{left} > {left} - 1",
        f"{before}… at the end": rf"\lim_{{x \to \infty}} {left} = 1",
    }


TOWERS = {
    name: chain
    for before, after in ((r"\frac{1}{1+", "}"), (r"\sqrt{x+", "}"), (r"\sin(1+", ")"), (r"\ln(1+", ")"))
    for name, chain in towers(before, after, 30).items()
}
"""Nested as deeply as no person does, and not too deeply to be judged: each costs less than a claim may."""

BOMBS = {
    "brackets": nested("(", "x", ")", 90) + " = x",
    "more brackets than are read": nested("(", "x", ")", 5_000) + " = x",
    "fractions": nested(r"\frac{1}{1+", "x", "}", 60) + " = x",
    "roots in roots": nested(r"\sqrt{1+", "x", "}", 60) + " = x",
    "a tower of letters": nested("x^{", "x", "}", 60) + " = x",
    "a tower of nines": "9^{9^{9^9}} = 1",
    "two towers": "9^{9^9} = 9^{9^9} + 1",
    "an exponent": "(1+x)^{10^9} = x",
    "an exponent of fifty digits": "x^{" + "9" * 50 + "} = x",
    "squares of squares": nested("(", "x+1", ")^2", 30) + " = x",
    "cubes of cubes": nested("(x+", "1", ")^3", 20) + " = x",
    "a factorial": "1000000! = 1",
    "factorials of factorials": "((100!)!)! = 1",
    "many factorials": "x" + "!" * 5_000 + " = x",
    "a binomial": r"\binom{10^9}{5 \cdot 10^8} = 1",
    "a sum of a thousand million": r"\sum_{k=1}^{10^9} \frac{1}{k} = 20",
    "sums of sums of sums": r"\sum_{k=1}^{300}\sum_{j=1}^{300}\sum_{i=1}^{300} \frac{1}{k+j+ix} = 20",
    "dots": r"1+2+3+\cdots+10^9 = \frac{10^9(10^9+1)}{2}",
    "a product of three hundred": r"\prod_{k=1}^{300} (x+k) = x",
    "three hundred factors": multiplied(lambda i: f"(x+{i})", 300) + " = 1",
    "a polynomial": "(x+y+z)^{100} = (z+y+x)^{100}",
    "a polynomial of six thousand": "(x-a)^{6000} = (a-x)^{6000}",
    "many names": "(" + "+".join(LETTERS) + ")^4 = (" + "+".join(LETTERS[::-1]) + ")^4",
    "many radicands": "+".join(rf"\sqrt{{{p}}}" for p in PRIMES) + " = 1",
    "a power of radicands": "(" + "+".join(rf"\sqrt{{{p}}}" for p in PRIMES) + ")^{20} = 1",
    "a rational exponent": "x^{1/" + "9" * 50 + "} = x",
    "a matrix": matrix(20) + " = " + matrix(20),
    "cases": "+".join([CASES] * 100) + " = 100|x|",
    "a limit of a limit": r"\lim_{x\to 0}" * 20 + r"\frac{\sin x}{x} = 1",
    "a limit of a high power": r"\lim_{x\to 0} \frac{\sin^{50} x - x^{50}}{x^{52}} = 0",
    "an integral that turns fast": r"\int_0^{10^9} \sin(x^2) dx = 1",
    "an integral of integrals": r"\int_0^1\int_0^1\int_0^1\int_0^1 e^{xyzw} dx dy dz dw = 1",
    "a derivative of order 300": r"\frac{d^{300}}{dx^{300}} e^{x^2} = 0",
    "a derivative of order a million": r"\frac{d^{1000000}}{dx^{1000000}} x^2 = 0",
    "primes": "f" + "'" * 5_000 + "(x) = 0",
    "a root of a long number": r"\sqrt{" + "1234567890" * 21 + "} = 1",
    "a power of a long number": "(" + "9" * 999 + ")^{400} = 1",
    "exponentials of exponentials": "e^{e^{e^{e^{e^x}}}} = 1",
    "rows": rows(lambda i: f"x+{i}-{i}", 60),
    "signs": "-" * 9_000 + "x = x",
    "plus": "x" + "+x" * 4_900 + " = 4901x",
    "equals": "=" * 9_000,
    "fractions of nothing": r"\frac" * 1_900,
    "indices": "^_{}" * 2_000 + " = x",
}
