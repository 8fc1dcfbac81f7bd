"""What the judge can answer. A verdict carries its evidence; there is no truth value in it, and it is never rounded up."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct, field


class Domain(Enum):
    """How the domain of the right side compares with that of the left, as far as points could tell."""

    SAME = "same"
    NARROWED = "narrowed"
    WIDENED = "widened"


def _nowhere() -> Mapping[str, Fraction]:
    return MappingProxyType({})


def _no_functions() -> Mapping[str, str]:
    return MappingProxyType({})


class Evidence(Struct, frozen=True):
    """How a verdict is known.

    `method` names the step that decided (`look`, `reflexive`, `normal form`, `constant`, `cases`, `derivative and points`,
    `limit`, `induction`,
    `entries`, …). `conditions` are facts that were used, as LaTeX (`x > 0`). `identities` are what the normal form
    knows of its kernels and used, as LaTeX (`\\sin^2 u + \\cos^2 u = 1`). `kernels` are the function values, roots and constants
    over which a proof calculated as if they were letters, as LaTeX (`e^{x}`, `\\sin\\left(x\\right)`). `domain` compares the
    domain of the right side with that of the left. `witness` is a point at which balls show both sides defined. `points` counts
    points that were decided, `bits` is the precision reached. `scope` says for what the verdict holds, in words (`every x`,
    `x = 2`). `value` is what both sides are at the witness, where somebody asked for it and they are numbers: exact, or decimals
    behind `≈`.
    """

    method: str
    conditions: tuple[str, ...] = ()
    identities: tuple[str, ...] = ()
    domain: Domain = Domain.SAME
    witness: Mapping[str, Fraction] = field(default_factory=_nowhere)
    points: int = 0
    bits: int = 0
    scope: str = ""
    kernels: tuple[str, ...] = ()
    value: str = ""


class Proved(Struct, frozen=True, tag=True):
    """Equal (or related as claimed) wherever both sides are defined, by an exact argument; the common domain has a witness."""

    evidence: Evidence


class Tested(Struct, frozen=True, tag=True):
    """Not disproved at the points that balls could decide, and not proved; `why` says where the proof stopped."""

    evidence: Evidence
    why: str


class Refutation(Enum):
    """In which way a claim is false."""

    DIFFERS = "wrong-step"  # at a point the two sides differ
    NOWHERE_DEFINED = "nowhere-defined"  # the sides have no common domain
    DOMAIN = "domain-narrowed"  # one side alone has no value on a part of the domain that the claim states
    NO_LIMIT = "no-limit"  # a constant side does not exist: a limit at a jump, a derivative at a kink
    SHAPE = "shape-mismatch"  # a vector against a number, two sizes
    ROUNDED = "rounded-as-exact"  # `=` before a rounded decimal


class Refuted(Struct, frozen=True, tag=True):
    """False: at the point `at` the sides provably differ.

    `left` and `right` are the sides there as a person would write them: an exact rational when it is one, else decimals that
    are all certain, or words ("does not exist: 1 from the right, -1 from the left"). `functions` says what unknown
    functions were taken to be, as LaTeX by name (`f` ↦ `f(t) = t^2`). `entry` counts from 1 the entry of a vector that differs.
    """

    how: Refutation
    evidence: Evidence
    at: Mapping[str, Fraction] = field(default_factory=_nowhere)
    left: str = ""
    right: str = ""
    functions: Mapping[str, str] = field(default_factory=_no_functions)
    entry: tuple[int, ...] = ()


class Ignorance(Enum):
    """Why there is no verdict."""

    NOT_UNDERSTOOD = "not-understood"
    UNDEFINED_NAME = "undefined-name"
    TOO_LARGE = "too-large"
    TIMED_OUT = "timed-out"
    CONTRADICTION = "contradictory-assumptions"


class Unknown(Struct, frozen=True, tag=True):
    """Mathematics that is not understood, or too much of it. `why` is a sentence for a person."""

    code: Ignorance
    why: str


Verdict: TypeAlias = Proved | Tested | Refuted | Unknown


class JudgeDisagreement(Exception):
    """The prover and the refuter contradict each other: a bug of ours, never a verdict. It ends the program with status 2.

    Its text says what was asked and what each of them found: it is what to send with the report.
    """
