"""The value that both sides of a proved equation have at the point that its verdict shows, compared with mpmath's."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import pytest

from builder.calculus.judge.verdict import Proved
from builder.check.check import check_document
from builder.check.standing import Standing
from builder.check.values import with_values
from builder.document.markdown import read_markdown
from builder.source import Source

CASES: tuple[tuple[str, Callable[..., object]], ...] = (
    (r"Let $f(x) = x^3$. Then $$f'(x) = 3x^2.$$", lambda x: 3 * x**2),
    (r"Let $f(x) = \frac{1}{x}$. Then $$f'(x) = -\frac{1}{x^2}.$$", lambda x: -1 / x**2),
    (r"Let $f(x) = \sqrt{\sin(x^2)}$. Then $$f'(x) = \frac{x \cos(x^2)}{\sqrt{\sin(x^2)}}.$$",
     lambda x: mpmath.diff(lambda t: mpmath.sqrt(mpmath.sin(t * t)), x)),
    (r"Let $f(x, y) = x^2 y$. Then $$\frac{\partial f}{\partial y} = x^2.$$", lambda x, y=0: x**2),
    (r"$$\lim_{h \to 0} \frac{(x + h)^2 - x^2}{h} = 2x$$", lambda x: 2 * x),
    (r"For all $x$, $$\cos^2 x + \sin^2 x = 1.$$", lambda x: 1),
)  # fmt: skip

NONE = (
    r"Let $f$ and $g$ be differentiable. Then $$(f(x) g(x))' = f'(x) g(x) + f(x) g'(x).$$",  # functions have no value
    r"$$\int 2x \, dx = x^2 + C$$",  # what is compared is not what stands there
    r"Let $f(x, y) = (x, y^2)$. Then $$\nabla (x^2 + y^2) = (2x, 2y).$$",  # no number
    r"$$e^{100 x^2} = (e^{x^2})^{100}$$",  # too many digits to be read
)


def _evidence(text: str) -> tuple[Proved, dict[str, object]]:
    checked = check_document(read_markdown(Source("note.md", text + "\n")))
    [plain] = [one for one in checked.relations if one.standing is Standing.PROVED]
    assert isinstance(plain.verdict, Proved) and plain.verdict.evidence.value == ""  # only a page asks for it
    [relation] = [one for one in with_values(checked).relations if one.standing is Standing.PROVED]
    assert isinstance(relation.verdict, Proved)
    return relation.verdict, {
        name: mpmath.mpf(v.numerator) / v.denominator for name, v in relation.verdict.evidence.witness.items()
    }


@pytest.mark.parametrize(("text", "oracle"), CASES, ids=[text for text, _ in CASES])
def test_the_value_at_the_witness(text: str, oracle: Callable[..., object]) -> None:
    verdict, witness = _evidence(text)
    value = verdict.evidence.value
    assert value and witness
    about = value.startswith("≈")
    numerator, _, denominator = value.removeprefix("≈ ").partition("/")
    found = mpmath.mpf(numerator) / mpmath.mpf(denominator or 1)
    assert mpmath.almosteq(found, oracle(**witness), rel_eps=1e-8 if about else 1e-14)


@pytest.mark.parametrize("text", NONE)
def test_no_value_where_the_sides_are_no_readable_numbers(text: str) -> None:
    assert _evidence(text)[0].evidence.value == ""


SECANTS: tuple[tuple[str, Callable[..., object]], ...] = (
    (r"f(x) = x^2 \sin x", lambda x: x**2 * mpmath.sin(x)),
    (r"g(t) = \sqrt{t}", mpmath.sqrt),
    (r"f(x) = \arcsin x", mpmath.asin),
    (r"f(x) = \frac{1}{x^3 + 1}", lambda x: 1 / (x**3 + 1)),
    (r"f(\theta) = \tan \theta", mpmath.tan),
)


@pytest.mark.parametrize(("given", "function"), SECANTS, ids=[given for given, _ in SECANTS])
def test_secants_of_what_is_derived_come_to_its_derivative(given: str, function: Callable[..., object]) -> None:
    document = read_markdown(Source("note.md", f"```{{derive}}\n{given}\n```\n"))
    [directive] = with_values(check_document(document)).directives.values()
    assert directive.derivation is not None and directive.derivation.secants is not None
    secants = directive.derivation.secants
    at = mpmath.mpf(secants.at.numerator) / secants.at.denominator
    assert [step for step, _ in secants.slopes] == ["0.1", "0.01", "0.001", "0.0001"]
    for step, slope in secants.slopes:
        h = mpmath.mpf(step)
        assert mpmath.almosteq(mpmath.mpf(slope), (function(at + h) - function(at)) / h, rel_eps=1e-8, abs_eps=1e-8)  # type: ignore[operator]
    assert mpmath.almosteq(mpmath.mpf(secants.derivative), mpmath.diff(function, at), rel_eps=1e-8)
    distances = [abs(float(slope) - float(secants.derivative)) for _, slope in secants.slopes]
    assert distances == sorted(distances, reverse=True)


@pytest.mark.parametrize(
    "given", ["f(x) = 3x + 1", "f(x, y) = xy", "y = x^2", "f(x) = ax^2", "f(x) = e^{100x}", "f(x) = (x, x^2)"]
)
def test_what_has_no_single_numbers_or_nothing_to_show_has_no_secants(given: str) -> None:
    document = read_markdown(Source("note.md", f"```{{derive}}\n{given}\n```\n"))
    [directive] = with_values(check_document(document)).directives.values()
    assert directive.derivation is not None and directive.derivation.secants is None
