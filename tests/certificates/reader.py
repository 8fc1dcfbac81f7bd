"""Reads the LaTeX of a certificate and compares it with the polynomials, at points, in mpmath. It shares nothing with Surestep.

`compare(record)` raises Differs unless, at three points, both sides and every kernel have the value that their LaTeX says.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from mpmath import mp, mpf

mp.dps = 40
POINTS, TRIALS, NEAR = 3, 60, mpf(10) ** -18
LARGEST = 10**4
Env = dict[str, Any]
Value = Callable[[Env], Any]

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|[A-Za-z]|'|[^\s]")
_SILENT = {
    r"\,",
    r"\!",
    r"\;",
    r"\:",
    r"\ ",
    r"\left",
    r"\right",
    r"\big",
    r"\Big",
    r"\bigl",
    r"\bigr",
    r"\Bigl",
    r"\Bigr",
    "&",
    r"\\",
    r"\quad",
}
_GREEK = frozenset("alpha beta gamma delta epsilon theta lambda mu sigma phi omega rho tau eta ell".split())
_ENDS = {")", "]", "}", "|", "+", "-", ",", "=", None}


class Differs(Exception):
    """What a certificate says of a claim is not what its LaTeX says."""


class Outside(Exception):
    """A point at which something has no real value."""


def real(u: Any, fits: bool) -> Any:
    if not fits:
        raise Outside
    return u


def power(base: Any, exponent: Any) -> Any:
    exponent = real(exponent, abs(exponent) < LARGEST)
    if mp.isint(exponent):
        return real(base, base != 0 or exponent >= 0) ** int(exponent)
    return real(base, base > 0) ** exponent


def binomial(n: Any, k: Any) -> Any:
    return mp.binomial(real(n, mp.isint(n) and mp.isint(k) and 0 <= k <= n), k)


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    **{name: getattr(mp, name) for name in ["sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "exp"]},
    "ln": lambda u: mp.log(real(u, u > 0)),
    "log": lambda u: mp.log(real(u, u > 0)),
    "abs": abs,
    "factorial": lambda u: mp.factorial(real(u, mp.isint(u) and 0 <= u < LARGEST)),
    "arctan": mp.atan,
    "arcsin": lambda u: mp.asin(real(u, abs(u) <= 1)),
    "arccos": lambda u: mp.acos(real(u, abs(u) <= 1)),
}


def unknown(name: str, arguments: list[Any], orders: tuple[int, ...]) -> Any:
    """A smooth function that its name chooses, positive and different from its neighbours, or a derivative of it."""
    a, b = (zlib.crc32(f"{name}{i}".encode()) % 89 / mpf(97) + mpf(1) / 5 for i in (1, 2))

    def f(*t: Any) -> Any:
        real(t, all(abs(u) < LARGEST for u in t))
        return sum((mp.exp(a * u / (i + 1)) + b * u**2 for i, u in enumerate(t)), start=mpf(0)) + a * mp.fprod(t)

    return mp.diff(f, tuple(arguments), orders) if any(orders) else f(*arguments)


class Reader:
    """A text of tokens, read by descent into a function of the letters' values."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.tokens = [t for t in _TOKEN.findall(text) if t not in _SILENT]
        self.at, self.scope = 0, scope

    def next(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, *expected: str) -> str:
        token = self.next()
        if token is None or (expected and token not in expected):
            raise Differs(f"not read: {token!r} in {' '.join(self.tokens)}")
        self.at += 1
        return token

    def whole(self) -> Value:
        value = self.sum()
        if self.next() is not None:
            self.take("the end")
        return value

    def sum(self) -> Value:
        sign = -1 if self.next() == "-" else 1
        if self.next() in ("+", "-"):
            self.at += 1
        total = [(sign, self.product())]
        while self.next() in ("+", "-"):
            total.append((1 if self.take() == "+" else -1, self.product()))
        return lambda env: mp.fsum(sign * part(env) for sign, part in total)

    def product(self, implicit: bool = False) -> Value:
        """Factors side by side, and, unless only those are wanted, with signs between them."""
        parts = [(1, self.factor())]
        while True:
            token = self.next()
            if not implicit and token in (r"\cdot", r"\times", "*", "/"):
                self.at += 1
                negative = -1 if self.next() == "-" and self.take() else 1
                parts.append((negative, self.factor()) if token != "/" else (2 * negative, self.factor()))
            elif (
                token in _ENDS
                or (implicit and (self.sign_follows() or token == "(" or token[1:] in FUNCTIONS or self.operator_follows()))
                or self.sign_follows()
            ):
                break
            else:
                parts.append((1, self.factor()))

        def value(env: Env) -> Any:
            result = mpf(1)
            for kind, part in parts:
                factor = part(env)
                result = result / real(factor, factor != 0) if abs(kind) == 2 else result * factor
                result = -result if kind < 0 else result
            return result

        return value

    def sign_follows(self) -> bool:
        return self.next() in (r"\cdot", r"\times", "*", "/")

    def operator_follows(self) -> bool:
        """Whether a derivative stands next, such as d/dx."""
        return self.tokens[self.at : self.at + 2] == [r"\frac", "{"] and self.tokens[self.at + 2] in ("d", r"\partial")

    def operand(self) -> Value:
        """What an operator such as d/dx applies to: a bracket, or factors side by side."""
        bracket = self.next() in ("(", "[")
        parts = [self.factor()]
        while not bracket and self.next() not in _ENDS and not self.sign_follows():
            parts.append(self.factor())
        return lambda env: mp.fprod(part(env) for part in parts)

    def factor(self) -> Value:
        value, name = self.atom()
        while self.next() in ("^", "'", "!"):
            marks = 0
            while self.next() == "'":
                self.at, marks = self.at + 1, marks + 1
            if marks:
                value = self.scope.applied(name, self.arguments(), (marks,)) if name else self.scope.prime(value, marks)
                continue
            if self.next() == "!":
                self.take()
                value = self.applied_to(FUNCTIONS["factorial"], value)
                continue
            self.take("^")
            value = self.raised(value, self.argument())
        return value

    @staticmethod
    def applied_to(function: Callable[..., Any], *arguments: Value) -> Value:
        return lambda env: function(*(a(env) for a in arguments))

    @staticmethod
    def raised(base: Value, exponent: Value) -> Value:
        return lambda env: power(base(env), exponent(env))

    def argument(self) -> Value:
        """What stands in braces, or one token: of a number one digit."""
        token = self.take()
        if token == "{":
            value = self.sum()
            self.take("}")
            return value
        if token[0].isdigit():
            if len(token) > 1:
                self.at -= 1
                self.tokens[self.at : self.at + 1] = [token[0], token[1:]]
                self.at += 1
            return lambda env: mpf(token[0])
        self.at -= 1
        return self.atom()[0]

    def arguments(self) -> list[Value] | None:
        """The arguments in brackets after a function, or None."""
        if self.next() != "(":
            return None
        self.take()
        found = [self.sum()]
        while self.next() == ",":
            self.take()
            found.append(self.sum())
        self.take(")")
        return found

    def raw(self) -> list[str]:
        """The tokens in braces, or one token."""
        if self.next() != "{":
            return [self.take()]
        start, depth = self.at + 1, 0
        while True:
            depth += {"{": 1, "}": -1}.get(self.take(), 0)
            if depth == 0:
                return self.tokens[start : self.at - 1]

    def raw_after(self, token: str) -> list[str]:
        self.take(token)
        return self.raw()

    def name(self, token: str) -> str:
        if self.next() == "_":
            self.take()
            inner = "".join(self.raw())
            return f"{token}_{inner}" if len(inner) == 1 else f"{token}_{{{inner}}}"
        return token

    def atom(self) -> tuple[Value, str]:
        """A value, and the name of a function whose mark or argument may follow."""
        token = self.take()
        if token[0].isdigit():
            return (lambda env: mpf(token)), ""
        if token in ("(", "["):
            value = self.sum()
            self.take(")", "]")
            return value, ""
        if token == "{":
            self.at -= 1
            return self.argument(), ""
        if token == "|":
            inner = self.sum()
            self.take("|")
            return (lambda env: abs(inner(env))), ""
        if token == r"\frac" or token == r"\dfrac":
            return self.fraction(), ""
        if token == r"\binom":
            return self.applied_to(binomial, self.argument(), self.argument()), ""
        if token == r"\sqrt":
            index: Value = lambda env: mpf(2)  # noqa: E731
            if self.next() == "[":
                self.take()
                index = self.sum()
                self.take("]")
            inside = self.argument()
            return (lambda env: mp.root(real(u := inside(env), u >= 0), int(index(env)))), ""
        if token == r"\pi":
            return (lambda env: mp.pi + 0), ""
        if token[1:] in FUNCTIONS:
            return self.function(token[1:]), ""
        if token == "e" and "e" not in self.scope.definitions:
            return (lambda env: mp.e + 0), ""
        if token.isalpha() or token[1:] in _GREEK:
            name = self.name(token)
            if name != token and name not in self.scope.definitions and self.scope.is_function(token):
                return self.partial(token, name[len(token) + 1 :].strip("{}")), ""
            if self.scope.is_function(name) and self.next() == "'":
                return (lambda env: self.scope.look(name, env)), name
            if self.scope.is_function(name) and self.tokens[self.at : self.at + 3] == ["^", "{", "("]:
                orders = tuple(int(order) for order in "".join(self.raw_after("^")).strip("()").split(","))
                return self.scope.applied(name, self.arguments(), orders), ""
            if self.scope.is_function(name) and self.next() == "(":
                return self.scope.applied(name, self.arguments(), ()), ""
            return (lambda env: self.scope.look(name, env)), ""
        raise Differs(f"not read: {token!r}")

    def function(self, name: str) -> Value:
        exponent: Value | None = None
        base: Value = lambda env: mp.e  # noqa: E731
        if name == "log" and self.next() == "_":
            self.take()
            base = self.argument()
        if self.next() == "^":
            self.take()
            exponent = self.argument()
        if self.next() == "(":
            self.take()
            inner = self.sum()
            self.take(")")
        else:
            inner = self.product(implicit=True)
        value: Value = lambda env: FUNCTIONS[name](inner(env)) / (mp.log(base(env)) if name == "log" else 1)  # noqa: E731
        return value if exponent is None else self.raised(value, exponent)

    def fraction(self) -> Value:
        start = self.at
        above = self.raw() if self.next() == "{" else None
        if above and above[0] in ("d", r"\partial") and self.next() == "{":
            below = self.raw()
            if below[0] == above[0]:
                return self.derivative(above, below)
        self.at = start
        a, b = self.argument(), self.argument()
        return lambda env: a(env) / real(u := b(env), u != 0)

    def partial(self, name: str, by: str) -> Value:
        """f_{xy}, with or without arguments."""
        value: Value = lambda env: self.scope.look(name, env)  # noqa: E731
        for letter in by:
            value = self.scope.slope(value, letter, 1)
        return self.at_arguments(value, name)

    def at_arguments(self, value: Value, name: str) -> Value:
        at = self.arguments() if self.scope.is_function(name) else None
        if at is None:
            return value
        parameters = self.scope.definitions[name][0]
        return lambda env: value({**env, **{p: a(env) for p, a in zip(parameters, at, strict=True)}})

    def derivative(self, above: list[str], below: list[str]) -> Value:
        mark, by = above[0], []
        text = " ".join(below)
        for name, order in re.findall(rf"{re.escape(mark)} (\S+(?: _ \S+)?)(?: \^ (?:{{ )?(\d+))?", text):
            by += [name.replace(" ", "")] * int(order or 1)
        operand = above[1:]
        if operand[:1] == ["^"]:
            operand = operand[2:] if operand[1] != "{" else operand[operand.index("}") + 1 :]
        inner = Reader(" ".join(operand), self.scope).whole() if operand else self.operand()
        name = "".join(operand)
        value = inner
        for variable in reversed(by):
            value = self.scope.slope(value, variable, 1)
        return self.at_arguments(value, name)


class Scope:
    """The definitions of a certificate, its unknown functions, and what its letters are at a trial."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.definitions = {d["name"]: (d["parameters"], d["latex"]) for d in record.get("definitions", [])}
        self.by = record.get("primes by", "") or self.only_letter(record)
        self.unknown: dict[str, list[str]] = {}
        for kernel in record["kernels"]:
            if kernel["kind"] == "function":
                self.unknown.setdefault(kernel["function"], [_name(argument, record) for argument in kernel.get("arguments", [])])
        self.integers = {kernel["name"] for kernel in record["kernels"] if kernel.get("integer")}
        self.witness = {
            name: mpf(Fraction(v).numerator) / Fraction(v).denominator for name, v in record.get("witness", {}).items()
        }
        self.trial = 0
        self.touched: set[str] = set()
        self.looked: set[str] = set()

    @staticmethod
    def only_letter(record: Mapping[str, Any]) -> str:
        parameters = [d["parameters"][0] for d in record.get("definitions", []) if len(d["parameters"]) == 1]
        return parameters[0] if parameters else "x"

    def is_function(self, name: str) -> bool:
        return bool(self.definitions.get(name, ([], ""))[0]) or name in self.unknown

    def look(self, name: str, env: Env) -> Any:
        self.looked.add(name)
        if name in env:
            return env[name]
        if name in self.definitions:
            return Reader(self.definitions[name][1], self).whole()(env)
        if name in self.unknown:
            return unknown(name, [self.look(letter, env) for letter in self.unknown[name]], (0,) * len(self.unknown[name]))
        self.touched.add(name)
        shift = zlib.crc32(f"{name} {self.trial}".encode()) % 1009 / mpf(1009)
        if name in self.integers:
            seed = zlib.crc32(name.encode())
            chosen = mpf((seed + self.trial * (1 + seed % 2 * 2)) % 7)
            return self.witness.get(name, chosen) if self.trial == 0 else chosen
        if name in self.witness and self.trial % 2 == 0:
            return self.witness[name] * (1 + shift / 50)
        return (shift * 2 + mpf(1) / 7) * (1 + self.trial // 8 * 3) * (-1 if self.trial % 5 == 4 else 1)

    def slope(self, of: Value, variable: str, order: int) -> Value:
        """The derivative by a letter; by one that is defined by others, of what does not name it: along its own letter."""

        def value(env: Env) -> Any:
            if variable in self.definitions and variable not in env:
                self.touched, self.looked = set(), set()
                of(env)
                if variable not in self.looked:
                    self.touched = set()
                    self.look(variable, env)
                    (along,) = self.touched
                    below = self.slope(lambda at: self.look(variable, at), along, 1)(env)
                    return real(self.slope(of, along, order)(env), order == 1 and below != 0) / below
            return mp.diff(lambda t: of({**env, variable: t}), self.look(variable, env), order)

        return value

    def prime(self, of: Value, order: int) -> Value:
        """The derivative by the letter that primes are by, or the only one that there is."""

        def value(env: Env) -> Any:
            self.touched = set()
            of(env)
            by = self.by if self.by in self.touched or not self.touched else min(self.touched)
            return self.slope(of, by, order)(env)

        return value

    def applied(self, name: str, arguments: list[Value] | None, marks: tuple[int, ...]) -> Value:
        """A function at its arguments, or a derivative of it there."""
        if name not in self.definitions:
            letters = arguments or [lambda env, n=n: self.look(n, env) for n in self.unknown[name]]
            return lambda env: unknown(name, [a(env) for a in letters], marks or (0,) * len(letters))
        parameters, text = self.definitions[name]
        body = Reader(text, self).whole()
        if marks:
            body = self.slope(body, parameters[0], marks[0])
        if arguments is None:
            return body
        return lambda env: body({**env, **{p: a(env) for p, a in zip(parameters, arguments, strict=True)}})


def _name(argument: Any, record: Mapping[str, Any]) -> str:
    """The letter that an argument is, or the function that is written like a letter; "" for anything else."""
    terms = argument["numerator"]
    names = list(terms[0][1]) if len(terms) == 1 else []
    kernel = next((kernel for kernel in record["kernels"] if [kernel["name"]] == names), {})
    return str(kernel.get("function", kernel.get("name", "")))


def number(terms: Any, values: Mapping[str, Any]) -> Any:
    """The value of a polynomial."""
    return mp.fsum(
        mpf(Fraction(c).numerator) / Fraction(c).denominator * mp.fprod(values[name] ** e for name, e in exponents.items())
        for c, exponents in terms
    )


def kernel_value(kernel: Mapping[str, Any], values: Mapping[str, Any], scope: Scope) -> Any:
    """The value of a kernel, from what the certificate says that it is."""
    u = []
    for a in kernel.get("arguments", []):
        below = number(a["denominator"], values)
        u.append(number(a["numerator"], values) / real(below, below != 0))
    match kernel["kind"]:
        case "variable":
            return scope.look(kernel["name"], {})
        case "pi":
            return mp.pi + 0
        case "e":
            return mp.e + 0
        case "power":
            return power(*u)
        case "function":
            return unknown(kernel["function"], u, tuple(kernel["orders"]))
        case kind:
            return FUNCTIONS[kind](*u)


def compare(record: Mapping[str, Any]) -> None:
    """Raise Differs unless the sides and kernels are what their LaTeX says, at enough points."""
    scope = Scope(record)
    sides = [(record[side], Reader(_behind(record, side), scope).whole()) for side in ("left", "right")]
    kernels = [(kernel, Reader(kernel["latex"], scope).whole()) for kernel in record["kernels"]]
    seen = 0
    for scope.trial in range(TRIALS):
        try:
            values: dict[str, Any] = {}
            for kernel, read in kernels:
                says = read({})
                try:
                    values[kernel["name"]] = kernel_value(kernel, values, scope)
                except Outside:
                    raise Differs(f"{kernel['latex']} is {mp.nstr(says)}, where its kernel has no value") from None
                _same(values[kernel["name"]], says, kernel["latex"])
            nonzero = [number(one["polynomial"], values) for one in record["nonzero"]]
            if not all(nonzero):
                continue
            for side, read in sides:
                below = mp.fprod(nonzero[i] ** e for i, e in side["denominator"])
                _same(number(side["numerator"], values) / below, read({}), side["latex"])
        except (Outside, ZeroDivisionError):
            continue
        seen += 1
        if seen == POINTS:
            return
    raise Differs("no points were found at which everything is defined")


def _behind(record: Mapping[str, Any], side: str) -> str:
    """The LaTeX of a side, or what stands behind its limit, which must be the same on both sides."""
    if "behind the limit in" not in record:
        return str(record[side]["latex"])
    limits = [re.match(r"(?:&\s*)?\\lim_\{(.*?)\}", record[one]["latex"]) for one in ("left", "right")]
    found = [re.sub(r"\s|rightarrow|to|\\", "", match[1]) if match else "" for match in limits]
    if found[0] != found[1] or not found[0].startswith(record["behind the limit in"]):
        raise Differs("the two limits are not the same")
    match = limits[side == "right"]
    assert match is not None
    return str(record[side]["latex"][match.end() :])


def _same(a: Any, b: Any, latex: str) -> None:
    if abs(a - b) > NEAR * (1 + abs(a)):
        raise Differs(f"{latex} is {mp.nstr(b)}, not {mp.nstr(a)}")
