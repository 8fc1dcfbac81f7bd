"""The moves with which integrals are worked out by hand, in the order in which they are tried."""

from __future__ import annotations

from builder.calculus.derivation.integrals import Move
from builder.calculus.derivation.integrals_by_parts import by_parts, round_about
from builder.calculus.derivation.integrals_of_angles import (
    half_angle_tangent,
    hyperbolic_beside_exponential,
    of_single_angle,
    one_plus_cosine,
    root_of_squares,
    trigonometric_powers,
)
from builder.calculus.derivation.integrals_of_fractions import (
    completed_square,
    divide_polynomials,
    lines_with_letters,
    rational_function,
)
from builder.calculus.derivation.integrands import (
    as_powers,
    multiply_out,
    multiply_out_all,
    term_by_term,
    without_falling_exponentials,
)
from builder.calculus.derivation.substitutions import (
    by_angle,
    by_inner_function,
    by_root,
)

MOVES: tuple[Move, ...] = (
    as_powers,
    divide_polynomials,
    multiply_out,
    hyperbolic_beside_exponential,
    trigonometric_powers,
    one_plus_cosine,
    of_single_angle,
    by_inner_function,
    term_by_term,
    rational_function,
    lines_with_letters,
    completed_square,
    without_falling_exponentials,
    by_parts,
    round_about,
    by_root,
    multiply_out_all,
    root_of_squares,
    by_angle,
    half_angle_tangent,
)
