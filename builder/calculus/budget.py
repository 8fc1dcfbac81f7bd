"""How much a question may cost. Counts decide, never a clock, so that the answer is the same on every machine."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import astuple, replace

from builder.calculus.remembered import Remembered

EVALUATIONS = 600_000

Answer = TypeVar("Answer")


class Work(Struct):
    """What may still be spent, in units of about a microsecond: counted, not timed. Below 0, it was too much.

    It is an account: who draws from it changes it, and all who share it see that.
    """

    left: int = EVALUATIONS

    @contextmanager
    def share(self, most: int) -> Iterator[Work]:
        """A part of what is left, at most a half of it, for one purpose; what was not spent of it comes back."""
        part = Work(max(min(most, self.left // 2), 0))
        self.left -= part.left
        try:
            yield part
        finally:
            self.left += part.left


class Budget(Struct, frozen=True):
    """Bounds on one claim. What passes them is answered `too-large` or left unproved, never attempted.

    `account` is what all claims of a chain, and all that is said of them, draw from; None: each question has one of its own.
    `remembered` is what was answered before, if anything is kept.
    """

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
    evaluations: int = EVALUATIONS  # of terms at points, for a claim; each of about a microsecond
    chain: int = 1_500_000  # microseconds for all claims of a chain, and all that is said of them
    bits: int = 4_096  # of a ball
    entries: int = 400  # of a matrix
    account: Work | None = None
    remembered: Remembered | None = None

    def opened(self) -> Budget:
        """This budget with an account: its own, or a new one with what a chain may cost."""
        return self if self.account is not None else replace(self, account=Work(self.chain))

    def purse(self) -> Work:
        """The account to draw from."""
        return Work(self.chain) if self.account is None else self.account

    def once(self, question: Callable[[Remembered], Hashable], ask: Callable[[Budget], Answer], kind: Any = None) -> Answer:
        """The answer to a question, taken from what is remembered if it was asked before with as much to spend.

        `kind` is its type, if it may be kept until the next run.

        `question` says all that the answer depends on but the budget, of which `ask` may spend what a chain may cost. It is paid
        again for an answer that is remembered, so that nothing that comes after depends on whether it was.
        """
        purse = self.purse()
        given = min(purse.left, self.chain)

        def asked() -> tuple[Answer, int]:
            account = Work(given)
            return ask(replace(self, account=account)), given - account.left

        if self.remembered is None:
            answer, spent = asked()
        else:
            *bounds, _, _ = astuple(self)
            answer, spent = self.remembered.answer(
                (*bounds, given, question(self.remembered)), asked, None if kind is None else tuple[kind, int]
            )
        purse.left -= spent
        return answer

    def of_words(self, ask: Callable[[str], Answer], words: str) -> Answer:
        """What words tell by themselves: `ask` answers it, once for equal words where anything is remembered."""
        return ask(words) if self.remembered is None else self.remembered.of_words((ask, words), lambda: ask(words))


DEFAULT_BUDGET = Budget()
