"""Numbers as a message says them."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_DOWN, Context, Decimal
from fractions import Fraction

LONGEST_FRACTION = 20
SHOWN_DIGITS = 10


def readable(value: Fraction) -> str:
    """A rational as a person writes it: `3`, `-1/2`; the first digits of one with many, `1.047197551…`."""
    exact = str(value)
    if len(exact) <= LONGEST_FRACTION:
        return exact
    shortened = Context(prec=SHOWN_DIGITS, rounding=ROUND_DOWN, Emax=MAX_EMAX, Emin=MIN_EMIN)
    return f"{shortened.divide(Decimal(value.numerator), Decimal(value.denominator))}…"
