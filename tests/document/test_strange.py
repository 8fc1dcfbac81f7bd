"""Strange formulas and documents, always the same ones; `tests.fuzz.reader` runs more."""

from __future__ import annotations

import random

import pytest

from tests.fuzz.reader import document, document_faults, faults, formula, formula_faults


@pytest.mark.parametrize("seed", range(4))
def test_a_strange_formula_is_read_or_told(seed: int) -> None:
    source = random.Random(seed)
    texts = [formula(source) for _ in range(50)]
    assert not [(text, wrong) for text in texts if (wrong := faults(formula_faults, text, limit=5.0))]


@pytest.mark.parametrize("seed", range(4))
def test_a_strange_document_is_read_or_told(seed: int) -> None:
    source = random.Random(seed)
    texts = [document(source) for _ in range(50)]
    assert not [(text, wrong) for text in texts if (wrong := faults(document_faults, text, limit=5.0))]
