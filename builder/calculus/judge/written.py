"""Kernels and polynomials of a proof as LaTeX, for the evidence of a verdict."""

from __future__ import annotations

from flint import fmpq

from builder.calculus.judge.field import Field, Fraction, Kernel, Kind, Polynomial

LONGEST = 200
"""Characters of a kernel; one that would take more is not named in the evidence."""

_FUNCTIONS = {
    Kind.SIN: r"\sin",
    Kind.COS: r"\cos",
    Kind.LN: r"\ln",
    Kind.ARCTAN: r"\arctan",
    Kind.ARCSIN: r"\arcsin",
    Kind.SIGN: r"\operatorname{sgn}",
}


class _Nameless(Exception):
    """Something that has no short name: a general term, a name that no author wrote."""


def is_name(name: object) -> bool:
    """Whether an author can have written this name: bound letters are named otherwise."""
    text = str(name)
    return "#" not in text and "'" not in text and not text.startswith(("Σ", "∫", "→"))


def kernels_as_latex(field: Field) -> tuple[str, ...]:
    """The function values, roots and constants over which the proof calculated; letters are not among them."""
    found = []
    for kernel in field.kernels:
        if kernel.kind is Kind.SYMBOL:
            continue
        try:
            text = kernel_latex(field, kernel)
        except _Nameless:
            continue
        if len(text) <= LONGEST:
            found.append(text)
    return tuple(dict.fromkeys(found))


def fraction_latex(field: Field, value: Fraction) -> str:
    """A quotient of polynomials in kernels; "" where it has no short name."""
    try:
        return _fraction(field, value)
    except _Nameless:
        return ""


def kernel_latex(field: Field, kernel: Kernel) -> str:
    """What a kernel stands for."""
    match kernel.kind:
        case Kind.SYMBOL if is_name(kernel.name):
            return str(kernel.name)
        case Kind.PI:
            return r"\pi"
        case Kind.TURN:
            return rf"\cos\frac{{\pi}}{{{kernel.name}}}"
        case Kind.EXP:
            return f"e^{{{_fraction(field, kernel.arguments[0])}}}"
        case Kind.SIN | Kind.COS | Kind.ARCTAN | Kind.ARCSIN | Kind.SIGN:
            return rf"{_FUNCTIONS[kernel.kind]}\left({_fraction(field, kernel.arguments[0])}\right)"
        case Kind.LN:
            argument = kernel.arguments[0]
            bars = "()" if argument.numerator.is_constant() else "||"
            return rf"\ln\left{bars[0]}{_fraction(field, argument)}\right{bars[1]}"
        case Kind.ROOT:
            index = "" if kernel.degree == 2 else f"[{kernel.degree}]"
            return rf"\sqrt{index}{{{_fraction(field, kernel.arguments[0])}}}"
        case Kind.ABS:
            return rf"\left|{_fraction(field, kernel.arguments[0])}\right|"
        case Kind.POWER:
            base, exponent = kernel.arguments
            return rf"\left({_fraction(field, base)}\right)^{{{_fraction(field, exponent)}}}"
        case Kind.FACTORIAL:
            return rf"\left({_fraction(field, kernel.arguments[0])}\right)!"
        case Kind.FLOOR:
            return rf"\left\lfloor {_fraction(field, kernel.arguments[0])}\right\rfloor"
        case _:
            raise _Nameless


def _fraction(field: Field, value: Fraction) -> str:
    numerator = polynomial_latex(field, value.numerator)
    return numerator if value.denominator.is_one() else rf"\frac{{{numerator}}}{{{polynomial_latex(field, value.denominator)}}}"


def polynomial_latex(field: Field, p: Polynomial) -> str:
    """A polynomial in kernels, the first that were made first."""
    if len(p) > LONGEST:
        raise _Nameless
    if (kernel := field.single(p)) is not None:
        return kernel_latex(field, kernel)
    text = ""
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        letters = " ".join(_power(field, i, e) for i, e in reversed(list(enumerate(monomial))) if e)
        size = abs(coefficient)
        part = letters if size == 1 and letters else _number(size) + (f" {letters}" if letters else "")
        text += ("-" if not text else " - ") + part if coefficient < 0 else ("" if not text else " + ") + part
        if len(text) > 4 * LONGEST:
            raise _Nameless
    return text or "0"


def _power(field: Field, index: int, exponent: int) -> str:
    kernel = field.by_index[index]
    text = kernel_latex(field, kernel)
    if exponent == 1:
        return text
    return f"{text}^{{{exponent}}}" if kernel.kind is Kind.SYMBOL else rf"\left({text}\right)^{{{exponent}}}"


def _number(value: fmpq) -> str:
    return str(int(value.p)) if value.q == 1 else rf"\frac{{{int(value.p)}}}{{{int(value.q)}}}"
