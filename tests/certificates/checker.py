"""Checks certificates without the program that wrote them, by Python's fractions: `check(record)` returns or raises Refused.

It shares nothing with Surestep: it has its own polynomials and its own list of laws. `reader.py`, which shares nothing either,
reads the LaTeX of the claim and of each kernel, and compares them with the polynomials at points.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

Poly = dict[frozenset[tuple[str, int]], Fraction]


class Refused(Exception):
    """The certificate does not prove its claim; the text says why."""


# ---------------------------------------------------------------------------------------------- polynomials


def poly(record: Any, names: Mapping[str, Any]) -> Poly:
    found: Poly = {}
    for coefficient, exponents in record:
        monomial = frozenset(exponents.items())
        if monomial in found or not all(name in names and type(e) is int and e > 0 for name, e in exponents.items()):
            raise Refused("a polynomial is not written as it should be")
        found[monomial] = Fraction(coefficient)
    return {m: c for m, c in found.items() if c}


def add(p: Poly, q: Poly, times: int | Fraction = 1) -> Poly:
    result = dict(p)
    for m, c in q.items():
        result[m] = result.get(m, Fraction(0)) + times * c
    return {m: c for m, c in result.items() if c}


def multiply(p: Poly, q: Poly) -> Poly:
    result: Poly = {}
    for m, a in p.items():
        for n, b in q.items():
            exponents = dict(m)
            for name, e in n:
                exponents[name] = exponents.get(name, 0) + e
            key = frozenset(exponents.items())
            result[key] = result.get(key, Fraction(0)) + a * b
    return {m: c for m, c in result.items() if c}


def product(*factors: tuple[Poly, int]) -> Poly:
    result: Poly = {frozenset(): Fraction(1)}
    for p, n in factors:
        for _ in range(n):
            result = multiply(result, p)
    return result


def letter(name: str) -> Poly:
    return {frozenset([(name, 1)]): Fraction(1)}


class Quotient:
    """A polynomial over another; equal to one that is the same rational function."""

    def __init__(self, top: Poly, bottom: Poly | None = None) -> None:
        self.top, self.bottom = top, product() if bottom is None else bottom

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quotient) and multiply(self.top, other.bottom) == multiply(other.top, self.bottom)

    def __add__(self, other: Quotient) -> Quotient:
        top = add(multiply(self.top, other.bottom), multiply(other.top, self.bottom))
        return Quotient(top, multiply(self.bottom, other.bottom))

    def __mul__(self, other: Quotient) -> Quotient:
        return Quotient(multiply(self.top, other.top), multiply(self.bottom, other.bottom))

    def to(self, n: int) -> Quotient:
        a, b = (self.top, self.bottom) if n >= 0 else (self.bottom, self.top)
        return Quotient(product((a, abs(n))), product((b, abs(n))))

    @property
    def number(self) -> Fraction | None:
        if set(self.top) <= {frozenset()} and set(self.bottom) == {frozenset()}:
            return self.top.get(frozenset(), Fraction(0)) / self.bottom[frozenset()]
        return None


def integer(n: int | Fraction) -> Quotient:
    return Quotient({frozenset(): Fraction(n)} if n else {})


# ---------------------------------------------------------------------------------------------- the exact part


class Certificate:
    """A certificate whose parts fit together."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.record = record
        self.kernels: dict[str, Mapping[str, Any]] = {}
        self.arguments: dict[str, list[Quotient]] = {}
        for kernel in record["kernels"]:
            name = kernel["name"]
            self.arguments[name] = [self.quotient(a) for a in kernel.get("arguments", [])]  # of kernels before this one only
            if name in self.kernels:
                raise Refused("two kernels have one name")
            self.kernels[name] = kernel
        self.nonzero = [self.poly(one["polynomial"]) for one in record["nonzero"]]
        if not all(self.nonzero):
            raise Refused("0 is said not to be 0")
        self.sides = [(self.poly(record[s]["numerator"]), self.exponents(record[s]["denominator"])) for s in ("left", "right")]

    def poly(self, record: Any) -> Poly:
        return poly(record, self.kernels)

    def quotient(self, record: Any) -> Quotient:
        found = Quotient(self.poly(record["numerator"]), self.poly(record["denominator"]))
        if not found.bottom:
            raise Refused("a denominator is 0")
        return found

    def exponents(self, record: Any) -> dict[int, int]:
        if len(dict(record)) != len(record) or not all(0 <= i < len(self.nonzero) and e > 0 for i, e in record):
            raise Refused("a product is not written as it should be")
        return dict(record)

    def of(self, name: str, kind: str) -> list[Quotient]:
        if self.kernels[name]["kind"] != kind:
            raise Refused(f"{name} is no {kind}")
        return self.arguments[name]

    def base(self, name: str) -> Quotient:
        return Quotient(letter(name)) if self.kernels[name]["kind"] == "e" else self.of(name, "power")[0]

    def exponent(self, name: str) -> Quotient:
        return integer(1) if self.kernels[name]["kind"] == "e" else self.of(name, "power")[1]

    def is_e(self, base: Quotient) -> bool:
        return any(base == Quotient(letter(name)) for name, kernel in self.kernels.items() if kernel["kind"] == "e")

    def is_positive_number(self, base: Quotient) -> bool:
        number = base.number
        return number > 0 if number is not None else self.is_e(base)

    def is_integer(self, value: Quotient) -> bool:
        return set(value.bottom) == {frozenset()} and all(
            (c / value.bottom[frozenset()]).denominator == 1 and all(self.kernels[name].get("integer") is True for name, _ in m)
            for m, c in value.top.items()
        )

    def in_the_sides(self) -> set[str]:
        """The kernels that occur in the sides, and in their arguments: where the sides have values, these have."""
        waiting = [p for p, _ in self.sides] + [self.nonzero[i] for _, below in self.sides for i in below]
        found: set[str] = set()
        while waiting:
            for name in {name for m in waiting.pop() for name, _ in m} - found:
                found.add(name)
                waiting += [p for argument in self.arguments[name] for p in (argument.top, argument.bottom)]
        return found

    def law(self, law: Mapping[str, Any]) -> Poly:
        """What the polynomial of a law must be, up to a factor that is a number."""
        names = law.get("kernels", [])
        k = [letter(name) for name in names]
        match law["law"]:
            case "squares" if self.of(names[0], "sin") == self.of(names[1], "cos"):
                return add(product((k[0], 2)), add(product((k[1], 2)), product(), -1))
            case "sine of a sum" | "cosine of a sum" as which if law["sign"] in (1, -1):
                sine, sign = which.startswith("sine"), law["sign"]
                ((whole,), (a,), (b,)) = self.of(names[0], which[:3]), self.of(names[1], "sin"), self.of(names[3], "sin")
                if [a, b, whole] == [*self.of(names[2], "cos"), *self.of(names[4], "cos"), a + b * integer(sign)]:
                    first, second = ((1, 4), (2, 3)) if sine else ((2, 4), (1, 3))
                    found = add(k[0], multiply(k[first[0]], k[first[1]]), -1)
                    return add(found, multiply(k[second[0]], k[second[1]]), -sign if sine else sign)
            case "parity" if (kind := self.kernels[names[0]]["kind"]) in ("sin", "cos"):
                if self.of(names[0], kind)[0] == self.of(names[1], kind)[0] * integer(-1):
                    return add(k[0], k[1], 1 if kind == "sin" else -1)
            case "exponents":  # Π left = base^whole · Π right
                base, whole = self.quotient(law["base"]), law["whole"]
                total = integer(-whole)
                for name, n in [*law["left"], *((name, -n) for name, n in law["right"])]:
                    if self.base(name) != base:
                        raise Refused("powers of different bases")
                    total = total + self.exponent(name) * integer(n)
                if total == integer(0):
                    return difference(kernels(law["left"]), base.to(whole) * kernels(law["right"]))
            case "bases":  # (Π base^n)^u = Π (base^|n|)^±u
                base, u = self.base(names[0]), self.exponent(names[0])
                parts = [(self.quotient(one), n, name) for one, n, name in law["factors"]]
                open_signs = sum(not self.is_positive_number(one) for one, _, _ in parts)
                together, left, right = integer(1), Quotient(k[0]), integer(1)
                for one, n, name in parts:
                    together, raised = together * one.to(n), u * integer(abs(n))
                    if name and (self.base(name) != one or self.exponent(name) != raised):
                        raise Refused("a power of another base or exponent")
                    part = Quotient(letter(name)) if name else one.to(whole_number(raised))
                    left, right = (left, right * part) if n > 0 else (left * part, right)
                if together == base and (open_signs < 2 or self.is_integer(u)):
                    return difference(left, right)
            case "logarithm" if self.is_e(self.base(names[1])) and self.of(names[2], "ln")[0] == self.base(names[0]):
                if names[2] in self.in_the_sides() and self.exponent(names[1]) == self.exponent(names[0]) * Quotient(k[2]):
                    return add(k[0], k[1], -1)
            case "factorial":  # u! = u (u − 1) … (v + 1) v!
                (u,), (v,) = self.of(names[0], "factorial"), self.of(names[1], "factorial")
                steps = range(whole_number(u + v * integer(-1)))
                found = Quotient(k[1])
                for i in steps:
                    found = found * (u + integer(-i))
                if steps:
                    return difference(Quotient(k[0]), found)
            case "absolute value":
                (inner,) = self.of(names[0], "abs")
                return add(multiply(product((inner.bottom, 2)), product((k[0], 2))), product((inner.top, 2)), -1)
            case "sign of a power" if self.base(names[0]) == integer(-1) and self.is_integer(self.exponent(names[0])):
                return add(product((k[0], 2)), product(), -1)
        raise Refused(f"this is no instance of the law: {law['law']}")

    def check(self) -> None:
        """The laws are laws, what is positive is positive, and (left − right) · multiplier = Σ cofactor · law."""
        for one, p in zip(self.record["nonzero"], self.nonzero, strict=True):
            names = [name for m in p for name, _ in m]
            if one["because"] == "factorial" and not (p == letter(names[0]) and self.of(names[0], "factorial")):
                raise Refused("not a factorial")
            if one["because"] == "power" and not (p == letter(names[0]) and self.is_positive_number(self.base(names[0]))):
                raise Refused("not a power of a positive number")
        laws = [self.poly(law["polynomial"]) for law in self.record["relations"]]
        for law, p in zip(self.record["relations"], laws, strict=True):
            expected = self.law(law)
            m = next(iter(expected))
            if add(p, expected, -p.get(m, Fraction(0)) / expected[m]) or not p:
                raise Refused(f"the polynomial of a law is another one: {law['law']}")
        multiplier = self.exponents(self.record["multiplier"])
        least = {i: max(below.get(i, 0) for _, below in self.sides) for _, below in self.sides for i in below}
        if not laws and multiplier != least:
            raise Refused("the multiplier is not the common denominator")
        total: Poly = {}
        for (numerator, below), sign in zip(self.sides, (1, -1), strict=True):
            missing = {i: multiplier.get(i, 0) - below.get(i, 0) for i in multiplier | below}
            if any(e < 0 for e in missing.values()):
                raise Refused("the multiplier does not clear a denominator")
            total = add(total, product((numerator, 1), *((self.nonzero[i], e) for i, e in missing.items())), sign)
        for p, cofactor in zip(laws, self.record["cofactors"], strict=True):
            total = add(total, multiply(p, self.poly(cofactor)), -1)
        if total:
            raise Refused("the difference of the sides is not that combination of the laws")


def kernels(powers: list[tuple[str, int]]) -> Quotient:
    if not all(n > 0 for _, n in powers):
        raise Refused("a product is not written as it should be")
    return Quotient(product(*((letter(name), n) for name, n in powers)))


def difference(left: Quotient, right: Quotient) -> Poly:
    return add(multiply(left.top, right.bottom), multiply(right.top, left.bottom), -1)


def whole_number(value: Quotient) -> int:
    if value.number is None or value.number.denominator != 1:
        raise Refused("a power that needs a kernel")
    return int(value.number)


def check(record: Mapping[str, Any]) -> None:
    """Raise Refused unless the certificate proves that its two polynomials are equal."""
    try:
        Certificate(record).check()
    except (KeyError, IndexError, ValueError, TypeError, ZeroDivisionError) as fault:
        raise Refused(f"not written as it should be: {fault!r}") from fault
