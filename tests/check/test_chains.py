"""A derivation that stands alone: each relation, and the worst of them for the whole."""

from __future__ import annotations

import pytest

from builder.calculus.context import Context
from builder.calculus.given import read_given
from builder.check.chains import check_chain

KNOWN = read_given(r"f(x) = x^2 \sin x,\ h(x) = x^2", Context())


@pytest.mark.parametrize(
    ("chain", "standings", "status"),
    [
        (r"f'(x) &= 2x \sin x + x^2 \cos x", ["proved"], "proved"),
        (r"f'(x) &= 2x \cos x \\ &= 2 \cos x \cdot x", ["refuted", "follows"], "refuted"),
        (r"f'(x) &= 2x \cos x \\ &= 2x \sin x + x^2 \cos x", ["refuted", "follows"], "refuted"),
        (r"u &= x^2 \\ \frac{du}{dx} &= 2x", ["definition", "proved"], "proved"),
        ("u = x^2", ["refuted"], "refuted"),
        (r"g(x, y) = x^3 + 3y^2, \quad g_x = 3x^2 + 6y, \quad g_y = 6y", ["definition", "refuted", "proved"], "refuted"),
        (r"z = x y \\ z_x = y", ["definition", "proved"], "proved"),
        (r"\lfloor x \rfloor + \lfloor x + \frac12 \rfloor = \lfloor 2x \rfloor", ["tested"], "tested"),
        (r"x \phantom{1} = x", ["unknown"], "unknown"),
        (r"2 = 2 \\ x \phantom{1} = x", ["proved", "unknown"], "unknown"),
        (r"\Delta h = 2x \Delta x", ["unknown"], "unknown"),
        ("x^2 + 1", [], "skipped"),
        ("", [], "skipped"),
    ],
)
def test_a_chain_is_what_its_worst_row_is(chain: str, standings: list[str], status: str) -> None:
    checked = check_chain(chain, KNOWN)
    assert ([relation.standing.value for relation in checked.relations], checked.status.value) == (standings, status)
    assert bool(checked.message) is (status == "skipped")


def test_values_of_a_given_equation_are_not_refuted_by_each_other() -> None:
    given = read_given("x^2 - 3x + 2 = 0", Context())
    assert [r.standing.value for r in check_chain(r"x = 1 \text{ or } x = 2", given).relations] == ["unknown", "unknown"]
    assert [r.standing.value for r in check_chain(r"x = 1 \text{ or } x = 3", given).relations] == ["unknown", "refuted"]


def test_messages_point_into_the_chain() -> None:
    checked = check_chain("f'(x) &= 2x \\sin x + x^2 \\cos x \\\\\n&= 2x \\sin x + x^3 \\cos x", KNOWN)
    diagnostic = checked.relations[1].diagnostic
    assert diagnostic is not None and diagnostic.source is checked.source
    place = checked.source.position(diagnostic.span.start)
    assert (place.line, checked.source.text[diagnostic.span.start : diagnostic.span.end]) == (2, "3")


FAMILIES = [
    (r"\int 2\sin x\cos x\,dx = \sin^2 x + C = -\cos^2 x + C", ["proved", "proved"]),
    (r"\int (x+1)\,dx = \frac{(x+1)^2}{2} + C = \frac{x^2}{2} + x + C", ["proved", "proved"]),
    (r"\int x e^x\,dx = x e^x - \int e^x\,dx = x e^x - e^x + C", ["proved", "proved"]),
    (r"\int 2x\,dx = x^2 + C = x^2 + x + C", ["proved", "refuted"]),
    (r"\int 2x\,dx = x^2 + C = x^2", ["proved", "refuted"]),
    (r"\int 2x\,dx = x^3 + C = x^2 + C", ["refuted", "follows"]),
    ("x^2 + C = x^2 + 1 + C", ["refuted"]),
]


@pytest.mark.parametrize(("chain", "expected"), FAMILIES)
def test_behind_an_integral_sides_are_families(chain: str, expected: list[str]) -> None:
    assert [relation.standing.value for relation in check_chain(chain, Context()).relations] == expected


def test_a_name_for_an_integral_is_known_up_to_a_constant() -> None:
    """It was proved step by step and refuted against its first side: a contradiction, which ended the program."""
    context = read_given(r"I = \int e^x \, dx", Context())
    chain = check_chain(r"I = e^x + \int 0\,dx = 2e^x - I", context)
    assert "refuted" not in [relation.standing.value for relation in chain.relations]
