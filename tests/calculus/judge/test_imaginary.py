"""Equations with the imaginary unit are no claims about real numbers: true ones are not refuted, false ones are."""

from __future__ import annotations

import cmath
from collections.abc import Callable

import pytest

from builder.calculus.judge.decide import decide, refute
from builder.calculus.judge.verdict import Proved, Refuted, Unknown
from tests.calculus.judge.claims import claim_of, context_of

TRUE = [
    (r"e^{i\pi} + 1 = 0", ""),
    (r"e^{ix} = \cos x + i \sin x", ""),
    (r"e^{j\omega t} = \cos(\omega t) + j \sin(\omega t)", ""),
    (r"\sin x = \frac{e^{ix} - e^{-ix}}{2i}", ""),
    (r"(1 + i)^2 = 2i", ""),
    (r"\frac{1}{\mathrm{i}} = -\mathrm{i}", r"\mathrm{i} = \sqrt{-1}"),
    (r"|3 + 4i| = 5", ""),
    (r"\sqrt{-4} = 2i", ""),
    (r"\ln(-1) = i\pi", ""),
    (r"(\cos t + i \sin t)^3 = \cos(3t) + i \sin(3t)", ""),
    (r"i^2 = -1", r"i = \sqrt{-1}"),
    (r"(2 - i)(2 + i) = 5", r"i = \sqrt{-1}"),
    (r"\int_0^{2\pi} e^{inx} dx = 0", r"n \in \mathbb{N}"),  # no complex ball looks at an integral
]

FALSE = [
    (r"e^{ix} = \cos x - i \sin x", ""),
    (r"e^{i\pi} = 1", ""),
    (r"(1 + i)^2 = 2", ""),
    (r"|3 + 4i| = 7", ""),
    (r"(2 - i)(2 + i) = 3", r"i = \sqrt{-1}"),
    (r"i^2 = -1", r"i \in \mathbb{N}"),
    (r"i^2 = -1", r"i > 0"),
    (r"i^2 = -1", "i = 3"),
    (r"2i + 1 = 2i + 2", ""),
    (r"\sum_{k=1}^{i} k = \frac{i(i - 1)}{2}", ""),
    (r"(x^i)^2 = x^{i^2}", ""),
    (r"x^2 = -1", ""),
]


@pytest.mark.parametrize(("text", "given"), TRUE)
def test_what_holds_for_the_imaginary_unit_is_not_refuted(text: str, given: str) -> None:
    claim = claim_of(text, context_of(given))
    verdict = decide(claim)
    assert isinstance(verdict, Unknown)
    assert "the imaginary unit" in verdict.why
    assert refute(claim) is None


# True of real numbers, and not of the imaginary unit: they were proved.
OF_REAL_NUMBERS = [
    (r"i^2 \ge 0", ""),
    (r"i^2 > -1", ""),
    (r"i^2 + 1 \ne 0", ""),
    (r"e^{i\pi} + 1 > 0", ""),
    (r"e^{i\theta} > 0", ""),
    (r"|1 + i|^2 = (1 + i)^2", ""),
    (r"|a + bi|^2 = (a + bi)^2", ""),
    (r"\sqrt{(1 - i)^2} = |1 - i|", ""),
    (r"|\cos(iy)| \le 1", ""),
    (r"\cosh(i\theta) \ge 1", ""),
    (r"(i^3)^{1/3} = i", ""),
    (r"|R + j\omega L|^2 = (R + j\omega L)^2", ""),
    (r"z^2 \ge 0", "z = i"),
    (r"\max(i, -i) = |i|", ""),
    (r"\min(i, -i) = -|i|", ""),
    (r"\sqrt[3]{(1 + i)^3} = 1 + i", ""),
    (r"((1 + i)^3)^{1/3} = 1 + i", ""),
    (r"\lfloor i + 1 \rfloor = \lfloor i \rfloor + 1", ""),
    (r"|s|^2 = s^2", r"s = \sigma + i\omega"),
]

OF_BOTH = [
    (r"(i + 1)^2 = i^2 + 2i + 1", ""),
    (r"e^{i\theta} = (e^{i\theta/2})^2", ""),
    (r"i^2 R = R i^2", ""),
    (r"x + i \ne x + i + 1", ""),
    (r"\sum_{i=1}^{n} i = \frac{n(n + 1)}{2}", ""),
    (r"i^2 \ge 0", r"i \in \mathbb{N}"),
    (r"|i| = i", "i > 0"),
    (r"i^2 \ge 0", "i = 3"),
]


@pytest.mark.parametrize(("text", "given"), OF_REAL_NUMBERS)
def test_what_holds_for_real_numbers_alone_is_not_proved(text: str, given: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(given))), Unknown)


@pytest.mark.parametrize(("text", "given"), OF_BOTH)
def test_what_holds_for_the_imaginary_unit_too_or_is_told_of_others_is_proved(text: str, given: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(given))), Proved)


@pytest.mark.parametrize(("text", "given"), FALSE)
def test_what_holds_for_no_reading_is_refuted(text: str, given: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(given))), Refuted)


CONJUGATES = [
    (r"z\bar z = |z|^2", ""),
    (r"|\bar z| = |z|", ""),
    (r"\overline{z + w} = \overline z + \overline w", ""),
    (r"\frac{1}{z} = \frac{\bar z}{|z|^2}", ""),
    (r"z^* z = |z|^2", ""),
    (r"\bar{\bar z} = z", ""),
    (r"\overline{\overline z} = z", ""),
    (r"\overline{2} = 2", ""),
    (r"z\overline z = 25", "z = 3 + 4i"),
]


@pytest.mark.parametrize(("text", "given"), CONJUGATES)
def test_what_may_be_a_conjugate_is_not_refuted(text: str, given: str) -> None:
    claim = claim_of(text, context_of(given))
    assert not isinstance(decide(claim), Refuted)
    assert refute(claim) is None


def test_a_mean_is_a_number() -> None:
    assert isinstance(decide(claim_of(r"x + \bar x = 2x", context_of())), Refuted)


TOLD_TO_BE_COMPLEX = [  # a claim, and both sides by Python; None where it holds for all complex numbers
    (r"|z|^2 = z^2", lambda z: (abs(z) ** 2, z**2)),
    (r"\sqrt{z^2} = |z|", lambda z: (cmath.sqrt(z**2), abs(z))),
    (r"|e^z| = e^z", lambda z: (abs(cmath.exp(z)), cmath.exp(z))),
    (r"z + \bar z = 2z", lambda z: (z + z.conjugate(), 2 * z)),
    (r"|z^2| = |z|^2", None),
    (r"(z + 1)^2 = z^2 + 2z + 1", None),
    (r"z \bar z = |z|^2", None),
    (r"\sin^2 z + \cos^2 z = 1", None),
]


@pytest.mark.parametrize("told", [r"z \in \mathbb{C}", r"z \in \mathbb C", r"z, w \in \mathbb{C}", r"t > 0, z \in \mathbb{C}"])
@pytest.mark.parametrize(("text", "sides"), TOLD_TO_BE_COMPLEX)
def test_letters_that_are_assumed_to_be_complex_are_no_real_numbers(
    text: str, sides: Callable[[complex], tuple[complex, complex]] | None, told: str
) -> None:
    verdict = decide(claim_of(text, context_of("", told)))
    assert isinstance(verdict, Proved if sides is None else Refuted)
    if sides is not None:
        left, right = sides(1 - 2j)
        assert abs(left - right) > 0.1
