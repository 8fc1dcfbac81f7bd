"""What the words of a sentence tell of functions: each property belongs to the letters that it is said of."""

from __future__ import annotations

import pytest

from builder.calculus.context import Context
from builder.calculus.expression.nodes import Application, Number, Relation, Sign, Symbol
from builder.calculus.judge.verdict import Evidence, Refutation, Refuted
from builder.document.hypotheses import EVEN, GIVEN, NOT_VARYING, ODD, ROUGH, as_told, told_of_functions, with_parities


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Let $f$ be even and $g$ odd.", {"f": EVEN, "g": ODD}),
        ("Let $f$ be an even function and $g$ an odd one.", {"f": EVEN, "g": ODD}),
        ("Assume $f$ even, $g$ odd.", {"f": EVEN, "g": ODD}),
        ("Let $f, g$ be odd.", {"f": ODD, "g": ODD}),
        ("Let $f$, $g$ be even and $h$ odd.", {"f": EVEN, "g": EVEN, "h": ODD}),
        ("Let $f$ and $g$ be even and odd, respectively.", {"f": EVEN, "g": ODD}),
        (r"Let $f: \R \to \R$ be even and let $g$ be odd.", {"f": EVEN, "g": ODD}),
        ("Suppose the function $f$ is odd, while the function $g$ is even.", {"f": ODD, "g": EVEN}),
        ("Let $f(x)$ be an even function of $x$ and $g(x)$ an odd function of $x$.", {"f": EVEN, "g": ODD}),
        ("Suppose that $f$ is even and so is $g$.", {"f": EVEN, "g": EVEN}),
        ("Suppose $f$ is even but $g$ is not.", {"f": EVEN, "g": GIVEN}),
        ("$f$ is even, $g$ isn't.", {"f": EVEN, "g": GIVEN}),
        ("$f$ is neither even nor odd.", {"f": GIVEN}),
        ("Suppose neither $f$ nor $g$ is even.", {"f": GIVEN, "g": GIVEN}),
        ("Let $f$ be even unless $n$ is odd.", {"f": GIVEN, "n": GIVEN}),
        ("Let $f$, an odd function, be differentiable.", {"f": ODD}),
        ("Let $f$ be an odd, differentiable function.", {"f": ODD}),
        ("Let $f$ be even and twice differentiable, and let $g$ be differentiable.", {"f": EVEN, "g": ""}),
        ("For even $f$ and odd $g$, we have", {"f": EVEN, "g": ODD}),
        ("If $f$ or $g$ is even,", {"f": GIVEN, "g": GIVEN}),
        ("If one of $f$ and $g$ is even,", {"f": GIVEN, "g": GIVEN}),
        ("If the derivative of $f$ is even,", {"f": GIVEN}),
        ("If $f'$ is even,", {"f": GIVEN}),
        ("If $f + g$ is even,", {"f": GIVEN, "g": GIVEN}),
        ("The even part of $f$ is", {"f": GIVEN}),
        ("If $f$ is even, then $g$ is odd.", {"f": EVEN, "g": GIVEN}),
        ("Show that $f$ is even.", {"f": GIVEN}),
        ("Let $f$ be continuous, but not differentiable, and $g$ smooth.", {"f": ROUGH, "g": ""}),
        ("Let $f$ be differentiable and $g$ not continuous.", {"f": "", "g": ROUGH}),
        ("Suppose $f$ is discontinuous.", {"f": ROUGH}),
        ("Let $f$ be a function with jumps.", {"f": ROUGH}),
        ("Let $f$ be even and not continuous.", {"f": ROUGH}),
        ("Let $f$ be continuous.", {"f": ""}),
        ("Is $f$ even?", {}),
        ("If $f(-x) = f(x)$ for all $x$, $f$ is even.", {"f": GIVEN}),
        ("If $f$ is constant on an interval,", {"f": NOT_VARYING}),
        ("If $f$ is differentiable and $n$ is an odd integer,", {}),
        ("Let $f$ be differentiable and $c$ be a constant.", {"f": "", "c": "constant"}),
        ("Let $f$ be strictly increasing and $g$ strictly decreasing.", {"f": "increasing", "g": "decreasing"}),
        ("Let $F$ be an antiderivative of $f$.", {"F": "antiderivative", "f": "antiderivative"}),
        ("Let $f$ be differentiable on a fixed interval.", {"f": ""}),
    ],
)
def test_each_property_is_told_of_the_letters_that_it_is_said_of(sentence: str, told: dict[str, str]) -> None:
    assert told_of_functions(sentence) == told


@pytest.mark.parametrize(
    ("body", "functions", "told"),
    [
        ("Let $f$ be odd", "t^2 + 1", "f(t) = t^5 + t"),
        ("Let $f$ be odd", "2t + 3", "f(t) = 2t^3 + 3t"),
        ("Let $f$ be even", "t^4 - t + 2", "f(t) = t^8 - t^2 + 2"),
        ("Let $f$ be even", "t^3 + t", "f(t) = t^6 + t^2"),
    ],
)
def test_functions_that_refute_are_shown_as_the_text_tells_of_them(body: str, functions: str, told: str) -> None:
    relation = Relation(Application(Symbol("f"), (Symbol("x"),)), Sign.EQUAL, Number("1"))
    context = with_parities(Context(), told_of_functions(body), {}, (relation,))
    assert context is not None
    inner = r"\mathrm{f}"
    verdict = Refuted(Refutation.DIFFERS, Evidence("look"), functions={inner: f"{inner}(t) = {functions}"})
    shown = as_told(verdict, context)
    assert isinstance(shown, Refuted) and shown.functions == {"f": told}
