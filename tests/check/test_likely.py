"""What is said of a false equation in which no mistake of calculus was made: degrees, a lost constant, a function that jumps."""

from __future__ import annotations

import pytest

from builder.check.check import check_document
from builder.diagnostics.diagnostic import Diagnostic
from builder.document.markdown import read_markdown
from builder.source import Source


def told(text: str) -> list[Diagnostic]:
    return [one for one in check_document(read_markdown(Source("test.md", text))).diagnostics if one.severity.value == "error"]


JUMP = r"Let $f(x) = \begin{cases} x & x < 1 \\ x + 1 & x \ge 1\end{cases}$." + "\n\n"
HELPED = [
    (r"$\sin 90 = 1$", r"90^\circ"),
    (r"$\cos(60) = \frac12$", r"60^\circ"),
    (r"$\tan 45 = 1$", r"45^\circ"),
    (r"$\sin^2 30 + 1 = \frac54$", r"30^\circ"),
    ("Let $\\alpha = 30$. Then $\\sin \\alpha = 1/2$.", r"\alpha^\circ"),
    (
        "```{check}\n\\int \\cos x \\, dx &= \\sin x \\\\\n&= \\sin x + C\n```",
        "write + C already in the row in which the integral",
    ),
    ("```{check}\n\\int 2x + 1 \\, dx &= x^2 + x \\\\\n&= x(x + 1) + c\n```", "write + c already in the row"),
    ("```{check}\n\\int \\cos x \\, dx &= \\sin x + C \\\\\n&= \\sin x\n```", "write + C here, too"),
    (JUMP + r"Then $\lim_{x \to 1^-} f(x) = f(1)$.", "take the limits from both sides"),
    (JUMP + r"Then $\lim_{x \to 1} f(x) = f(1)$.", "take the limits from both sides"),
    (r"Let $s(x) = \frac{1}{1 + e^{-x}}$. Then $s'(0) = \frac12$.", "differentiate, and put in the point then"),
    (r"Let $g(x) = \sin x + 2$. Then $g'(0) = 2$.", "differentiate, and put in the point then"),
]


@pytest.mark.parametrize(("text", "help"), HELPED, ids=[row[0][:40] for row in HELPED])
def test_what_was_probably_meant_is_said(text: str, help: str) -> None:
    (one,) = told(text)
    assert help in one.help and "mistake:" not in " ".join(one.notes)


OTHERS = [
    (r"$\sin 90 = 2$", "circ"),
    (r"$\sin \pi = 1$", "circ"),
    ("```{check}\n\\int \\cos x \\, dx &= \\sin x + C \\\\\n&= \\sin x + C + x\n```", "write +"),
    ("Let $g(x) = x + 1$.\n\n```{check}\ng(x) &= x + 1 \\\\\n&= x + 1 + C\n```", "write + C"),
    (r"Let $f(x) = x^2$. Then $\lim_{x \to 1} f(x) = f(2)$.", "both sides"),
    (r"Let $f(x) = x^2 - 4$. Then $f'(2) = 0$.", "put in the point then"),
    (r"Let $f(x) = x^2$. Then $f'(3) = 8$.", "put in the point then"),
]


@pytest.mark.parametrize(("text", "help"), OTHERS, ids=[row[0][:40] for row in OTHERS])
def test_what_is_wrong_in_another_way_is_not_explained_so(text: str, help: str) -> None:
    (one,) = told(text)
    assert help not in one.help


SAID = [
    (r"The slope of $x^2 + y^2 = 25$ at $(3, 4)$ is $\frac34$.", r"it is -\frac{3}{4}, and not \frac34"),
    (r"The slope of $y = x^2$ at $x = 3$ is $5$.", "it is 6, and not 5"),
    (r"The tangent to $x^2 + y^2 = 25$ at $(3, 4)$ is $y = \frac34 x + 1$.", r"4 + \left( -\frac{3}{4} \right)(x - 3) and"),
    (r"Let $f(x) = \sin x$. The slope of $f$ at $x = 1$ is $1$.", "f'(1) and 1"),
]


@pytest.mark.parametrize(("text", "words"), SAID, ids=[row[0][:40] for row in SAID])
def test_what_words_ask_for_is_told_as_its_value(text: str, words: str) -> None:
    r"""It was told as `-\frac{\left. \left( \frac{\partial ((x^2 + y^2) - (25))}{\partial x}`, which nobody had written."""
    (one,) = told(text)
    assert one.message.endswith(words) or words in one.message


LETTERS = [
    (r"Let $g(x) = sen(x)$.", "undefined-name", r"did you mean \sin?"),
    (r"Let $k(x) = tg x$.", "undefined-name", r"did you mean \tan?"),
    (r"Let $g(x) = arcsen(x)$.", "undefined-name", r"did you mean \arcsin?"),
    (r"Let $k(x) = lg x$.", "undefined-name", r"did you mean \log_{10}?"),
    ("```{derive}\ng(x) = sen(x)\n```", "undefined-name", r"did you mean \sin?"),
    ("```{derive}\ng(x) = x tgh(x)\n```", "undefined-name", r"did you mean \tanh?"),
    ("```{derive}\ng(x) = asinx\n```", "ambiguous-notation", r"did you mean \arcsin x?"),
    ("```{derive}\ng(x) = erf(x)\n```", "undefined-name", r"write \operatorname{erf}"),
    ("```{derive}\ng(x) = softplus(2x)\n```", "undefined-name", r"write \operatorname{softplus}"),
    ("```{derive}\ng(x) = foo(x)\n```", "undefined-name", r"write \operatorname{foo}"),
    (r"We have $\frac{d}{dt} \sin t = cost$.", "ambiguous-notation", r"did you mean \cos t?"),
    (r"We have $\frac{d}{dx} sen(x) = \cos(x)$.", "undefined-name", r"did you mean \sin?"),
    ("```{check}\n\\frac{d}{dx} \\cos x = sen(x)\n```", "undefined-name", r"did you mean \sin?"),
]


@pytest.mark.parametrize(("text", "code", "help"), LETTERS, ids=[row[0] for row in LETTERS])
def test_letters_that_are_a_function_elsewhere_are_told(text: str, code: str, help: str) -> None:
    """`g(x) = sen(x)` was derived as e s n'(x), and proved for every n, every s and every x."""
    (one,) = check_document(read_markdown(Source("test.md", text))).diagnostics
    assert one.code == code and help in one.help


def test_letters_of_an_index_are_no_function() -> None:
    (one,) = told(r"$F_{cost} = 2$ so $2 F_{cost} = 5$.")
    assert one.help == ""


@pytest.mark.parametrize(
    "text",
    [
        r"Let $w = foo(x)$, $v = ab(x + 1)$ and $u = ch(x)$.",
        r"Let $g(x) = arctg(x) + ctg(x) + cosec(x)$.",
        r"Let $t = 2$ and $g = 3$. Then $tg = 6$.",
        r"If $l = 2$ and $n = 3$ then $ln = 6$.",
        "```{derive}\ng(x) = abc(x + 1)\n```",
        "Let $u(x) = x^2$.\n\n```{derive}\ng(x) = abcu(x)\n```",
        r"Let $x_{max} = 3$ and $cost = 4$.",
    ],
)
def test_letters_that_may_be_a_product_are_not_told(text: str) -> None:
    assert check_document(read_markdown(Source("test.md", text))).diagnostics == ()
