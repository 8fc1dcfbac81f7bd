"""What the prover answers to a question. It never says that a claim is false, but for constants that balls separate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import Struct


class Equal(Struct, frozen=True):
    """The difference has the zero normal form: the sides are equal wherever both are defined and `conditions` hold.

    `method`, `conditions`, `identities` and `kernels` are as in `verdict.Evidence`. Conditions are facts that follow from the
    setting and from both sides being defined, never further assumptions.
    `defined` says that the sides, which hold no letter, provably have a value, so that no witness is needed; False says nothing.
    """

    method: str
    conditions: tuple[str, ...] = ()
    identities: tuple[str, ...] = ()
    defined: bool = False
    kernels: tuple[str, ...] = ()


def by_all(method: str, proofs: Sequence[Equal], without: str, identities: tuple[str, ...] = ()) -> Equal:
    """The proof that rests on all of `proofs`, and on `identities`. What they know of the letter `without` is left out."""
    return Equal(
        method,
        tuple(dict.fromkeys(c for proof in proofs for c in proof.conditions if without not in c)),
        (*dict.fromkeys(i for proof in proofs for i in proof.identities), *identities),
        kernels=tuple(dict.fromkeys(k for proof in proofs for k in proof.kernels)),
    )


class UnequalConstants(Struct, frozen=True):
    """Both sides differ by a constant that a ball separates from 0: false at every point of the domain."""

    difference: str


class NowhereDefined(Struct, frozen=True):
    """A denominator is identically 0, or a root or logarithm is of something that is never in its domain."""

    why: str


class NotProved(Struct, frozen=True):
    """Nothing is known. `why` says where the proof stopped: it makes the text of a `tested` verdict."""

    why: str


Attempt: TypeAlias = Equal | UnequalConstants | NowhereDefined | NotProved
