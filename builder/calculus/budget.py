"""How much a question may cost. Counts decide, never a clock, so that the answer is the same on every machine."""

from __future__ import annotations

from msgspec import Struct


class Budget(Struct, frozen=True):
    """Bounds on one claim. What passes them is answered `too-large` or left unproved, never attempted."""

    characters: int = 10_000  # of a formula
    depth: int = 100  # of brackets, fractions, exponents …
    nodes: int = 10_000  # of a tree after its definitions were put in
    digits: int = 1_000  # of a literal
    exponent: int = 400  # that the prover multiplies out
    root_index: int = 64
    integer_bits: int = 10_000  # of an exact integer result, checked before it is computed
    polynomial_terms: int = 20_000
    term_products: int = 100_000  # of one multiplication of polynomials
    series_terms: int = 300  # of a finite sum
    kernels: int = 96
    operations: int = 12_000  # of the prover on fractions, each of about 50 microseconds
    evaluations: int = 600_000  # of terms at points, for a claim; each of about a microsecond
    chain_evaluations: int = 1_200_000  # for all claims of a chain
    bits: int = 4_096  # of a ball
    entries: int = 400  # of a matrix


DEFAULT_BUDGET = Budget()
