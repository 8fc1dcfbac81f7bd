"""Rationals in messages: exact where they are short, else their first digits, never rounded up."""

from __future__ import annotations

from fractions import Fraction

import pytest

from builder.diagnostics.numbers import readable


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(3), "3"),
        (Fraction(-11, 4), "-11/4"),
        (Fraction(14488038916154245685, 13835058055282163712), "1.047197551…"),
        (Fraction(-(2**70) - 1, 2**70), "-1.000000000…"),
        (Fraction(10**400 + 1, 3), "3.333333333E+399…"),
        (Fraction(1, 2**2000), "8.709809816E-603…"),
    ],
)
def test_a_number_with_many_digits_is_cut(value: Fraction, text: str) -> None:
    assert readable(value) == text
