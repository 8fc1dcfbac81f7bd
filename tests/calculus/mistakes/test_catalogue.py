"""The laws that every known mistake obeys."""

from __future__ import annotations

import pytest

from builder.calculus.claim import Claim
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.mistakes import MISTAKES, Mistake, name_mistakes

EACH = pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)


@EACH
def test_the_judge_refutes_every_mistake(mistake: Mistake) -> None:
    assert isinstance(decide(mistake.claim), Refuted)


@EACH
def test_the_judge_proves_what_stands_beside_it(mistake: Mistake) -> None:
    assert isinstance(decide(mistake.truth), Proved)


# A general statement has no numbers and no inner functions to tell these by: they are known by their effect on particular ones.
PARTICULAR = {"bad-cancellation"}


@EACH
def test_every_mistake_is_named_in_its_own_statement(mistake: Mistake) -> None:
    named = [found.mistake.name for found in name_mistakes(mistake.claim)]
    assert mistake.name in named
    assert named[0] == mistake.name or mistake.name in PARTICULAR


@EACH
def test_no_mistake_is_named_in_a_true_statement(mistake: Mistake) -> None:
    truth = mistake.truth
    assert name_mistakes(Claim(truth.relation, truth.context)) == ()


def test_names_are_used_once() -> None:
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES)


@EACH
def test_every_mistake_speaks_to_a_person(mistake: Mistake) -> None:
    assert mistake.title and mistake.says.endswith(".") and mistake.help.endswith(".")
