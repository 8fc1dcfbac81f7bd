"""What a page says of how a statement is known."""

from __future__ import annotations

import pytest

from builder.publish.known import scope_in_words
from builder.publish.nodes import Maths, Text


@pytest.mark.parametrize(
    ("scope", "letters"), [("every x, every n", ["x", "n"]), ("every size, every index", []), ("every x", ["x"])]
)
def test_letters_of_a_scope_are_set_as_mathematics_and_words_are_not(scope: str, letters: list[str]) -> None:
    nodes = scope_in_words(scope)
    assert [node.setting.source for node in nodes if isinstance(node, Maths)] == letters
    assert "".join(node.text if isinstance(node, Text) else "." for node in nodes).count("every") == scope.count("every")
