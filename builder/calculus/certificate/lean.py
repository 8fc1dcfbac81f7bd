"""Rational identities as Lean 4: an `example` over ℝ with its denominators as hypotheses, closed by `field_simp` and `ring`.

With Mathlib, `field_simp` clears the denominators that hypotheses say are not 0, and `ring` proves what is left in a commutative
ring. Where clearing alone closes the goal nothing is left for `ring`, so the two are joined by `<;>`, which runs the second on
every goal that the first leaves, if any. Where no letter stands in a denominator `ring` is enough, and `norm_num` for numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.calculus.judge.terms import Add, Divide, Multiply, Raise, Rational, Term, Variable

LARGEST_EXPONENT = 60

_RESERVED = frozenset(
    [
        "at",
        "by",
        "def",
        "do",
        "else",
        "end",
        "example",
        "for",
        "from",
        "fun",
        "have",
        "if",
        "import",
        "in",
        "instance",
        "let",
        "macro",
        "match",
        "mut",
        "namespace",
        "of",
        "open",
        "set",
        "show",
        "then",
        "theorem",
        "universe",
        "variable",
        "where",
        "with",
    ]
)

_SUM, _PRODUCT, _POWER, _ATOM = 0, 1, 2, 3


class NotRational(Exception):
    """A term that is no rational function of letters, or one that Lean's tactics may not clear."""


def example(left: Term, right: Term) -> str:
    """The Lean text of `left = right`; raises NotRational."""
    names = _names(left, right)
    sides = [_written(side, names, _SUM) for side in (left, right)]
    denominators = list(dict.fromkeys(_written(d, names, _SUM) for side in (left, right) for d in _denominators(side)))
    variables = f"({' '.join(names.values())} : ℝ)" if names else ""
    hypotheses = [f"(h{i} : {text} ≠ 0)" for i, text in enumerate(denominators, 1)]
    head = " ".join(part for part in ("example", variables, *hypotheses) if part)
    tactic = "field_simp <;> ring" if denominators else "ring" if names else "norm_num"
    return f"{head} :\n    ({sides[0]} : ℝ) = {sides[1]} := by\n  {tactic}\n"


def _divides(term: Term) -> bool:
    return isinstance(term, Divide) or (isinstance(term, Raise) and _exponent(term) < 0)


def _names(left: Term, right: Term) -> dict[str, str]:
    """Lean's names of the letters, in the order of the alphabet; `h1`, `h2`, … are left to hypotheses."""
    letters = sorted({term.name for side in (left, right) for term in _all(side) if isinstance(term, Variable)})
    names: dict[str, str] = {}
    for letter in letters:
        name = re.sub(r"[^A-Za-z0-9_']", "", letter.replace("\\", "")).strip("_")
        if not re.match(r"[A-Za-z]", name) or name in _RESERVED or re.fullmatch(r"h[0-9]+", name):
            name = f"v_{name}"
        while name in names.values():
            name += "'"
        names[letter] = name
    return names


def _all(term: Term) -> Iterator[Term]:
    """A term and its parts; raises NotRational at the first that is no arithmetic."""
    yield term
    match term:
        case Rational() | Variable():
            return
        case Add(parts) | Multiply(parts):
            inner = parts
        case Divide(a, b):
            inner = (a, b)
        case Raise(base, _):
            _exponent(term)
            inner = (base,)
        case _:
            raise NotRational
    for part in inner:
        yield from _all(part)


def _exponent(term: Raise) -> int:
    if isinstance(term.exponent, Rational) and term.exponent.value.denominator == 1:
        if abs(term.exponent.value) <= LARGEST_EXPONENT:
            return term.exponent.value.numerator
    raise NotRational


def _denominators(term: Term) -> Iterator[Term]:
    """What must not be 0, without numbers. One that holds divisions is not given to Lean: how it is cleared is not known."""
    for part in _all(term):
        below = part.denominator if isinstance(part, Divide) else part.base if isinstance(part, Raise) else None
        if below is None or (isinstance(part, Raise) and _exponent(part) >= 0):
            continue
        inside = list(_all(below))
        if any(_divides(inner) for inner in inside):
            if any(isinstance(inner, Variable) for inner in inside):
                raise NotRational
            continue
        yield from _factors(below)


def _factors(term: Term) -> Iterator[Term]:
    """The factors of a denominator, as they stand there, that hold a letter: each must not be 0."""
    match term:
        case Multiply(parts):
            for part in parts:
                yield from _factors(part)
        case Raise(base, _):
            yield from _factors(base)
        case _:
            if any(isinstance(inner, Variable) for inner in _all(term)):
                yield term


def _written(term: Term, names: dict[str, str], place: int) -> str:
    """Lean's text of a term, in brackets where its place binds more strongly."""
    match term:
        case Variable(name):
            return names[name]
        case Rational(value):
            text = str(value.numerator) if value.denominator == 1 else f"{value.numerator} / {value.denominator}"
            simple = value >= 0 and value.denominator == 1
            return text if simple or place == _SUM else f"({text})"
        case Add(terms):
            text, binds = _added(terms, names), _SUM
        case Multiply((Rational(value), *rest)) if value == -1 and rest:
            opposite = _opposite(term)
            assert opposite is not None
            text, binds = "-" + _written(opposite, names, _POWER), _SUM
        case Multiply(factors):
            text = " * ".join(_written(f, names, _PRODUCT if i == 0 else _POWER) for i, f in enumerate(factors))
            binds = _PRODUCT
        case Divide(numerator, denominator):
            text = f"{_written(numerator, names, _PRODUCT)} / {_written(denominator, names, _POWER)}"
            binds = _PRODUCT
        case Raise(base, _):
            n = _exponent(term)
            text = f"{_written(base, names, _ATOM)} ^ {abs(n)}"
            if n < 0:
                text = f"1 / {text}"
            binds = _POWER if n >= 0 else _PRODUCT
        case _:
            raise NotRational
    return text if binds >= place else f"({text})"


def _added(terms: tuple[Term, ...], names: dict[str, str]) -> str:
    text = ""
    for term in terms:
        opposite = _opposite(term)
        if text and opposite is not None:
            text += f" - {_written(opposite, names, _PRODUCT)}"
        else:
            text += (" + " if text else "") + _written(term, names, _PRODUCT if text else _SUM)
    return text


def _opposite(term: Term) -> Term | None:
    """What a term subtracts, if it is written with a minus."""
    match term:
        case Rational(value) if value < 0:
            return Rational(-value)
        case Multiply((Rational(value), *rest)) if value == -1 and rest:
            return Multiply(tuple(rest)) if len(rest) > 1 else rest[0]
        case _:
            return None
