r"""Elements that are normal forms over letters of which nothing is known: what has the same form is equal for every size.

A form is a sum of monomials with rational coefficients. A monomial has factors that commute with all, which are numbers, and a
word of letters that need not commute; each has an exponent, which is a form in integers. A transpose turns a word round, as an
inverse does; a vector and a row before it are a number (v^\top u), and so is a trace, of which any letter may come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import isqrt
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from builder.calculus.context import Sort
from builder.calculus.judge.algebras.reading import Known, Shape, known_of
from builder.calculus.judge.scope import not_understood

MOST_TERMS = 600


class Letter(NamedTuple):
    """A letter of a word: a matrix M, one that is its own transpose, S, or whose inverse that is, O, a column V, a row R, a
    quaternion Q, what stands in brackets, F, or its exponential, X."""

    kind: str
    name: str
    inside: Form | None = None
    transposed: bool = False
    conjugated: bool = False


class Factor(NamedTuple):
    """A number: a letter (`real`, `complex`), the unit i, e, π, what stands in brackets (`form`), what has a form as its square
    (`length`), a word that is a number (`word`), a `trace`, a `determinant`, or the square of the length of a quaternion."""

    kind: str
    name: str = ""
    inside: Form | None = None
    word: Word = ()
    conjugated: bool = False


class Form(NamedTuple):
    """A sum: its monomials with their coefficients, in order."""

    terms: tuple[tuple[Monomial, Fraction], ...]


Exponent: TypeAlias = Form
Word: TypeAlias = "tuple[tuple[Letter, Exponent], ...]"


class Monomial(NamedTuple):
    """Numbers and a word, each with an exponent."""

    numbers: tuple[tuple[Factor, Exponent], ...]
    word: Word


def _form(terms: Mapping[Monomial, Fraction]) -> Form:
    if len(terms) > MOST_TERMS:
        not_understood("a sum of so many products")
    return Form(tuple(sorted(((m, c) for m, c in terms.items() if c), key=repr)))


UNIT = Monomial((), ())
ZERO = Form(())
ONE = Form(((UNIT, Fraction(1)),))
IMAGINARY = Factor("i")
E = Factor("e")
_HALF_TURN = Monomial(tuple(sorted(((IMAGINARY, ONE), (Factor("pi"), ONE)), key=repr)), ())
SIZE = Form(((Monomial(((Factor("real", "n"), ONE),), ()), Fraction(1)),))
"""The number of rows, which authors call n."""

_QUATERNIONS = {"ij": ("k", 1), "ji": ("k", -1), "jk": ("i", 1), "kj": ("i", -1), "ki": ("j", 1), "ik": ("j", -1)}
_KINDS = {Shape.MATRIX: "M", Shape.COLUMN: "V", Shape.ROW: "R", Shape.QUATERNION: "Q"}
_KNOWN = {Known.SYMMETRIC: "S", Known.ORTHOGONAL: "O"}
_TURNED = {"V": "R", "R": "V"}


def constant(value: Fraction) -> Form:
    """A rational."""
    return Form(((UNIT, value),)) if value else ZERO


def whole(form: Form) -> int | None:
    """The integer that a form is; None for others."""
    if form == ZERO:
        return 0
    if len(form.terms) == 1 and form.terms[0][0] == UNIT and form.terms[0][1].denominator == 1:
        return int(form.terms[0][1])
    return None


def add(one: Form, other: Form) -> Form:
    """The sum."""
    terms = dict(one.terms)
    for monomial, coefficient in other.terms:
        terms[monomial] = terms.get(monomial, Fraction(0)) + coefficient
    return _form(terms)


def scale(form: Form, by: Fraction) -> Form:
    """A multiple."""
    return Form(tuple((monomial, c * by) for monomial, c in form.terms)) if by else ZERO


def multiply(one: Form, other: Form) -> Form:
    """The product."""
    if len(one.terms) * len(other.terms) > MOST_TERMS:
        not_understood("a product of so many terms")
    total = ZERO
    for left, a in one.terms:
        for right, b in other.terms:
            total = add(total, scale(_together((*left.numbers, *right.numbers), (*left.word, *right.word)), a * b))
    return total


def _together(numbers: Iterable[tuple[Factor, Exponent]], word: Word) -> Form:
    """A product of numbers and letters, in which equal ones are gathered."""
    sign, numbers = 1, list(numbers)
    stack: list[tuple[Letter, Exponent]] = []
    coming = list(reversed(word))
    while coming:
        letter, exponent = coming.pop()
        if stack and stack[-1][0] == letter and letter.kind not in _TURNED:
            exponent = add(stack.pop()[1], exponent)
        if letter.kind == "Q" and letter.name in "ijk" and (times := whole(exponent)) is not None:
            sign *= (1, 1, -1, -1)[times % 4]
            exponent = constant(Fraction(times % 2))
        if exponent == ZERO:
            continue
        if stack and letter.kind == "Q" and (both := stack[-1][0].name + letter.name) in _QUATERNIONS:
            stack.pop()
            name, turn = _QUATERNIONS[both]
            sign *= turn
            coming.append((Letter("Q", name), ONE))
        elif stack and stack[-1][0].kind == "X" and letter.kind != "X" and _commutes(stack[-1][0], letter):
            coming += [stack.pop(), (letter, exponent)]
        elif letter.kind == "V" and (row := _last_row(stack)) is not None:
            inner = (*stack[row:], (letter, exponent))
            del stack[row:]
            numbers.append((Factor("word", word=min(inner, _turned(inner), key=repr)), ONE))
        else:
            stack.append((letter, exponent))
    return scale(_gathered(numbers, tuple(stack)), Fraction(sign))


def _commutes(exponential: Letter, letter: Letter) -> bool:
    """Whether a letter commutes with the exponential of what is made of it alone."""
    assert exponential.inside is not None
    return all(one == letter for monomial, _ in exponential.inside.terms for one, _ in monomial.word)


def _last_row(stack: list[tuple[Letter, Exponent]]) -> int | None:
    return max((place for place, (letter, _) in enumerate(stack) if letter.kind == "R"), default=None)


def _gathered(numbers: Iterable[tuple[Factor, Exponent]], word: Word) -> Form:
    exponents: dict[Factor, Exponent] = {}
    for factor, exponent in numbers:
        exponents[factor] = add(exponents[factor], exponent) if factor in exponents else exponent
    if E in exponents:
        turns, exponents[E] = _quarter_turns(exponents[E])
        exponents[IMAGINARY] = add(exponents.get(IMAGINARY, ZERO), turns)
    coefficient, behind = Fraction(1), list[Form]()
    kept: dict[Factor, Exponent] = {}
    for factor, exponent in exponents.items():
        times = whole(exponent)
        if times == 0 or exponent == ZERO:
            continue
        if factor == IMAGINARY and times is not None:
            coefficient *= (1, 1, -1, -1)[times % 4]
            times %= 2
            exponent = constant(Fraction(times))
        elif factor.kind == "length" and times is not None and times not in (0, 1):
            assert factor.inside is not None
            behind.append(_power(factor.inside, times // 2))
            exponent = constant(Fraction(times % 2))
        elif factor.kind == "form" and times is not None and times > 0:
            assert factor.inside is not None
            behind.append(_power(factor.inside, times))
            exponent = ZERO
        if exponent != ZERO:
            kept[factor] = exponent
    form = Form(((Monomial(tuple(sorted(kept.items(), key=repr)), word), coefficient),))
    for more in behind:
        form = multiply(form, more)
    return form


def _quarter_turns(exponent: Form) -> tuple[Form, Form]:
    """Of an exponent of e how many times iπ/2 is in it, and the rest: i is e^{iπ/2}."""
    turns = next((coefficient * 2 // 1 for monomial, coefficient in exponent.terms if monomial == _HALF_TURN), 0)
    return constant(Fraction(turns)), add(exponent, Form(((_HALF_TURN, Fraction(-turns, 2)),)))


def _power(form: Form, times: int) -> Form:
    if times < 0:
        form, times = inverse(form), -times
    power = ONE
    for _ in range(times):
        power = multiply(power, form)
    return power


# ---------------------------------------------------------------------------------------------- turning and conjugating


def _turned_letter(letter: Letter) -> Letter:
    if letter.inside is not None:
        return letter._replace(inside=transpose(letter.inside))
    if letter.kind in _TURNED:
        return letter._replace(kind=_TURNED[letter.kind])
    return letter if letter.kind in ("S", "O") else letter._replace(transposed=not letter.transposed)


def _turned(word: Word) -> Word:
    minus = Fraction(-1)
    return tuple(
        (_turned_letter(one), scale(exponent, minus) if one.kind == "O" else exponent) for one, exponent in reversed(word)
    )


def transpose(form: Form) -> Form:
    """The transpose."""
    total = ZERO
    for monomial, coefficient in form.terms:
        total = add(total, scale(_together(monomial.numbers, _turned(monomial.word)), coefficient))
    return total


def conjugate(form: Form) -> Form:
    """The complex conjugate; of a product of quaternions, the product of theirs in the other order."""
    total = ZERO
    for monomial, coefficient in form.terms:
        numbers = [(_conjugated(factor), conjugate(exponent)) for factor, exponent in monomial.numbers]
        word = _conjugated_word(monomial.word)
        if any(letter.kind == "Q" for letter, _ in monomial.word):
            word, sign = monomial.word[::-1], 1
            for letter, exponent in monomial.word:
                if letter.name in "ijk":
                    sign = -sign
                else:
                    numbers.append((Factor("quaternion", letter.name), exponent))
            word = tuple(
                (letter, exponent if letter.name in "ijk" else scale(exponent, Fraction(-1))) for letter, exponent in word
            )
            coefficient *= sign
        times = next((whole(exponent) for factor, exponent in monomial.numbers if factor == IMAGINARY), 0)
        if times is None:
            return not_understood("the conjugate of a power of i")
        total = add(total, scale(_together(numbers, word), coefficient * (-1) ** times))
    return total


def _conjugated(factor: Factor) -> Factor:
    match factor.kind:
        case "complex":
            return factor._replace(conjugated=not factor.conjugated)
        case "form":
            assert factor.inside is not None
            return factor._replace(inside=conjugate(factor.inside))
        case "word":
            word = _conjugated_word(factor.word)
            return factor._replace(word=min(word, _turned(word), key=repr))
        case "trace" | "determinant":
            inside = None if factor.inside is None else conjugate(factor.inside)
            word = _conjugated_word(factor.word)
            return factor._replace(inside=inside, word=_rotated(word) if factor.kind == "trace" else word)
        case _:
            return factor


def _conjugated_word(word: Word) -> Word:
    return tuple(
        (
            letter._replace(conjugated=not letter.conjugated, inside=None if letter.inside is None else conjugate(letter.inside))
            if letter.kind not in ("F", "X")
            else letter._replace(inside=None if letter.inside is None else conjugate(letter.inside)),
            exponent,
        )
        for letter, exponent in word
    )


# ---------------------------------------------------------------------------------------------- inverses, powers, lengths


def inverse(form: Form) -> Form:
    """The inverse, where there is one."""
    minus = Fraction(-1)
    if form == ZERO:
        return not_understood("a division by 0")
    if len(form.terms) == 1:
        (monomial, coefficient) = form.terms[0]
        if any(letter.kind in ("V", "R") for letter, _ in monomial.word):
            return not_understood("the inverse of what has none")
        numbers = ((factor, scale(exponent, minus)) for factor, exponent in monomial.numbers)
        word = tuple((letter, scale(exponent, minus)) for letter, exponent in reversed(monomial.word))
        return scale(_together(numbers, word), 1 / coefficient)
    lead = form.terms[0][1]
    inside = scale(form, 1 / lead)
    if any(monomial.word for monomial, _ in form.terms):
        return Form(((Monomial((), ((Letter("F", "", inside), constant(minus)),)), 1 / lead),))
    return Form(((Monomial(((Factor("form", inside=inside), constant(minus)),), ()), 1 / lead),))


def raised(form: Form, exponent: Form) -> Form:
    """A power whose exponent is an expression in integers."""
    if any(
        monomial.word or any(factor.kind != "real" or factor.name not in _INTEGERS for factor, _ in monomial.numbers)
        for monomial, _ in exponent.terms
    ):
        return not_understood("a power whose exponent is no integer")
    if len(form.terms) == 1:
        monomial, coefficient = form.terms[0]
        if coefficient == 1 and len(monomial.word) < 2 and all(factor != IMAGINARY for factor, _ in monomial.numbers):
            if all(letter.kind in "MFSO" for letter, _ in monomial.word):
                numbers = tuple((factor, multiply(e, exponent)) for factor, e in monomial.numbers)
                return _together(numbers, tuple((letter, multiply(e, exponent)) for letter, e in monomial.word))
    if any(monomial.word for monomial, _ in form.terms):
        return Form(((Monomial((), ((Letter("F", "", form), exponent),)), Fraction(1)),))
    return Form(((Monomial(((Factor("form", inside=form), exponent),), ()), Fraction(1)),))


_INTEGERS = frozenset("nmkpNrsl")


def length(square: Form) -> Form:
    """The number that is not negative and whose square is a form: of a product, the product of lengths."""
    if square == ZERO:
        return ZERO
    if len(square.terms) != 1:
        return _length(square)
    monomial, coefficient = square.terms[0]
    if monomial.word or coefficient < 0:
        return _length(square)
    left = dict(monomial.numbers)
    total = ONE
    above, below = isqrt(coefficient.numerator), isqrt(coefficient.denominator)
    if (above**2, below**2) == (coefficient.numerator, coefficient.denominator):
        total = constant(Fraction(above, below))
    else:
        total = _length(constant(coefficient))
    for factor, exponent in monomial.numbers:
        if factor not in left:
            continue
        times = whole(exponent)
        other = factor._replace(conjugated=not factor.conjugated)
        if factor == E:
            total = multiply(total, _single(E, scale(exponent, Fraction(1, 2))))
        elif factor.kind == "complex" and left.get(other) == exponent:
            pair = multiply(_single(factor, ONE), _single(other, ONE))
            del left[other]
            total = multiply(total, _single(Factor("length", inside=pair), exponent))
        elif factor.kind in ("word", "quaternion", "length"):
            total = multiply(total, _single(Factor("length", inside=_single(factor, ONE)), exponent))
        elif times is not None and times % 2 == 0 and factor.kind != "form":
            inside = _single(factor, constant(Fraction(2)))
            total = multiply(total, _single(Factor("length", inside=inside), constant(Fraction(times // 2))))
        else:
            return _length(square)
        del left[factor]
    return total


def _length(square: Form) -> Form:
    return _single(Factor("length", inside=square), ONE)


def _single(factor: Factor, exponent: Exponent) -> Form:
    return _gathered(((factor, exponent),), ())


def trace(form: Form) -> Form:
    """The trace: of a product, any letter may come first, and the transpose has the same."""
    total = ZERO
    for monomial, coefficient in form.terms:
        word = monomial.word
        row = next((place for place, (letter, _) in enumerate(word) if letter.kind == "R"), None)
        if not word:
            of = SIZE
        elif row is not None:
            of = _together((), (*word[row:], *word[:row]))
        else:
            of = _single(Factor("trace", word=_rotated(word)), ONE)
        total = add(total, scale(multiply(_together(monomial.numbers, ()), of), coefficient))
    return total


def _rotated(word: Word) -> Word:
    while len(word) > 1 and word[0][0] == word[-1][0]:
        word = (*word[1:-1], (word[0][0], add(word[0][1], word[-1][1])))
        if word[-1][1] == ZERO:
            word = word[:-1]
    turned = _turned(word)
    return min((w[place:] + w[:place] for w in (word, turned) for place in range(len(word))), key=repr)


def determinant(form: Form) -> Form:
    """The determinant: of a product, the product of the determinants."""
    if len(form.terms) == 1 and not any(letter.kind in ("V", "R") for letter, _ in form.terms[0][0].word):
        monomial, coefficient = form.terms[0]
        total = ONE if coefficient == 1 else _single(Factor("form", inside=constant(coefficient)), SIZE)
        for factor, exponent in monomial.numbers:
            total = multiply(total, _single(factor, multiply(exponent, SIZE)))
        for letter, exponent in monomial.word:
            if letter.kind == "F":
                assert letter.inside is not None
                inside = min(letter.inside, transpose(letter.inside), key=repr)
                total = multiply(total, _single(Factor("determinant", inside=inside), exponent))
            elif letter.kind == "X":
                assert letter.inside is not None
                total = multiply(total, _single(E, multiply(trace(letter.inside), exponent)))
            else:
                upright = letter._replace(transposed=False)
                total = multiply(total, _single(Factor("determinant", word=((upright, ONE),)), exponent))
        return total
    return _single(Factor("determinant", inside=min(form, transpose(form), key=repr)), ONE)


# ---------------------------------------------------------------------------------------------- the algebra


class Forms:
    """The algebra of forms, in which i is a unit of the quaternions, or the imaginary one."""

    def __init__(self, quaternions: bool = False, known: Mapping[str, Known] = MappingProxyType({})) -> None:
        self.quaternions, self.known = quaternions, known

    def number(self, value: Fraction) -> Form:
        """A rational."""
        return constant(value)

    def constant(self, name: str) -> Form:
        """π, of which nothing is known."""
        return _single(Factor(name), ONE)

    def letter(self, name: str, sort: Sort | None, shape: Shape) -> Form:
        """A letter of which nothing is known but its shape."""
        if shape is Shape.NUMBER:
            return _single(Factor("complex" if sort is Sort.COMPLEX else "real", name), ONE)
        known = known_of(name, self.known)
        kind = _KINDS[shape] if known is None else _KNOWN[known]
        return Form(((Monomial((), ((Letter(kind, name), ONE),)), Fraction(1)),))

    def identity(self) -> Form:
        """The identity is the empty word."""
        return ONE

    def unit(self, letter: str) -> Form:
        """The imaginary unit; a unit of the quaternions is a letter."""
        if self.quaternions:
            return Form(((Monomial((), ((Letter("Q", letter), ONE),)), Fraction(1)),))
        return _single(IMAGINARY, ONE)

    def add(self, one: Form, other: Form) -> Form:
        """The sum."""
        return add(one, other)

    def multiply(self, one: Form, other: Form) -> Form:
        """The product."""
        return multiply(one, other)

    def transpose(self, one: Form) -> Form:
        """The transpose."""
        return transpose(one)

    def conjugate(self, one: Form, shape: Shape) -> Form:
        """The conjugate."""
        return conjugate(one)

    def inverse(self, one: Form) -> Form:
        """The inverse."""
        return inverse(one)

    def raised(self, one: Form, exponent: Form) -> Form:
        """A power."""
        return raised(one, exponent)

    def function(self, name: str, one: Form) -> Form:
        """What is made of e^z: of a number, e to that form; of a matrix a letter, which commutes with what it is made of."""
        if any(monomial.word for monomial, _ in one.terms):
            if name != "exp":
                return not_understood(f"{name} of a matrix")
            sign = Fraction(-1 if len(one.terms) == 1 and one.terms[0][1] < 0 else 1)
            exponential = Letter("X", inside=scale(one, sign), name="")
            return Form(((Monomial((), ((exponential, constant(sign)),)), Fraction(1)),))
        turned = multiply(one, _single(IMAGINARY, ONE))
        match name:
            case "exp":
                return _single(E, one)
            case "cos":
                return scale(add(_single(E, turned), _single(E, scale(turned, Fraction(-1)))), Fraction(1, 2))
            case "sin":
                difference = add(_single(E, turned), scale(_single(E, scale(turned, Fraction(-1))), Fraction(-1)))
                return scale(multiply(difference, _single(IMAGINARY, ONE)), Fraction(-1, 2))
            case "cosh" | "sinh":
                sign = Fraction(1 if name == "cosh" else -1)
                return scale(add(_single(E, one), scale(_single(E, scale(one, Fraction(-1))), sign)), Fraction(1, 2))
            case _:
                return not_understood(f"{name} of a complex number")

    def root(self, one: Form) -> Form:
        """The root of what is a square of a length."""
        if any(factor.kind == "complex" for monomial, _ in one.terms for factor, _ in monomial.numbers):
            return not_understood("the root of a complex number, which has two values")
        return length(one)

    def length(self, square: Form) -> Form:
        """A length."""
        return length(square)

    def cross(self, one: Form, other: Form) -> Form:
        """A cross product is no word."""
        return not_understood("the cross product")

    def determinant(self, one: Form) -> Form:
        """The determinant."""
        return determinant(one)

    def trace(self, one: Form) -> Form:
        """The trace."""
        return trace(one)


def equal(one: Form, other: Form) -> bool:
    """Whether two forms are equal wherever both have values: multiplied by what stands below, if need be."""
    difference = add(one, scale(other, Fraction(-1)))
    for _ in range(4):
        if difference == ZERO:
            return True
        below = next(
            (
                (factor, times)
                for monomial, _ in difference.terms
                for factor, exponent in monomial.numbers
                if factor.kind == "form" and (times := whole(exponent)) is not None and times < 0
            ),
            None,
        )
        if below is None:
            return False
        factor, times = below
        difference = multiply(difference, Form(((Monomial(((factor, constant(Fraction(-times))),), ()), Fraction(1)),)))
    return False
