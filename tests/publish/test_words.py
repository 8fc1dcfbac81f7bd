"""The words of the interface: all of them come from the catalogue, and German has all of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import pytest
from selectolax.lexbor import LexborHTMLParser

from builder.calculus.judge.decide import decide
from builder.calculus.rules.book import MOVES, RULES
from builder.check.check import check_document
from builder.config import Config
from builder.document.markdown import read_markdown
from builder.publish import compose as composing
from builder.publish import glossary, known, page, render, rows
from builder.publish.compose import Composed, compose
from builder.publish.mathematics import Typesetter
from builder.publish.plan import plan
from builder.publish.words import Said, catalogue, direction, translated
from builder.source import Source
from tests.publish.sample import check_by_hand, derivation

GOLDEN = Path(__file__).parents[1] / "golden" / "pages"
PLOTS = Path(__file__).parent / "plots.md"
DERIVED = r"""# 0

```{derive}
f(x) = x^2 \sin x
```

```{check}
g(x) = x^2, \quad g'(x) = 2x
```

$$(a + b)^2 = a^2 + 2ab + b^2$$
"""


NOTED = "defines Surestep missing inner derivative"
"""What the check notes, names of mistakes, and a name."""


class Pseudo(dict[str, str]):
    """Every word stands in brackets, and is noted."""

    def get(self, words: str, default: str = "") -> str:  # type: ignore[override]
        self[words] = f"⟦{words}⟧"
        return self[words]

    def __bool__(self) -> bool:
        return True


def tables() -> Iterator[object]:
    """All words that stand in tables of a module."""
    for module in (glossary, known, page, rows):
        for value in vars(module).values():
            yield from value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
    yield render.Words()


def site(texts: Mapping[str, str]) -> Composed:
    documents = {PurePosixPath(name): read_markdown(Source(name, text)) for name, text in texts.items()}
    checked = {
        path: check_by_hand(each) if path.stem in GOLDEN_PAGES else check_document(each) for path, each in documents.items()
    }
    with Typesetter() as typesetter:
        return compose(
            plan(Config(title="0", language="x"), documents), checked, Path("none"), typesetter,
            decide=lambda names: {rule.name: decide(rule.claim) for rule in RULES if rule.name in names},
        )  # fmt: skip


GOLDEN_PAGES = {path.stem: path.read_text("utf-8") for path in sorted(GOLDEN.glob("*.md"))}
TEXTS = {
    **{f"{name}.md": text for name, text in GOLDEN_PAGES.items()},
    "plots.md": PLOTS.read_text("utf-8"),
    "derived.md": DERIVED,
}


@pytest.fixture(scope="module")
def pseudo() -> tuple[Pseudo, Composed]:
    words = Pseudo()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(composing, "catalogue", lambda language: words)
        composed = site(TEXTS)
        assert composed.files, composed.diagnostics
    for value in tables():
        translated(value, words)
    return words, composed


def written() -> Iterator[str]:
    """All words that stand in the code as words of the interface."""
    for path in sorted(Path(composing.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Said":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text.lower()))


def test_every_word_of_a_page_is_its_authors_or_comes_from_the_catalogue(pseudo: tuple[Pseudo, Composed]) -> None:
    """Words of the rule book, its reasons and its mistakes are no words of the interface."""
    _, composed = pseudo
    content = " ".join([*TEXTS.values(), *(rule.because for rule in RULES), repr(MOVES), repr(derivation()), NOTED])
    for name, data in composed.files.items():
        if not name.endswith(".html"):
            continue
        tree = LexborHTMLParser(data.decode())
        for formula in tree.css(".katex, code, math, script, style, kbd"):
            formula.decompose()
        said = [node.text(separator=" ") for node in tree.css("body, title")]
        labels = [str(node.attributes[key] or "") for key in ("aria-label", "title", "alt") for node in tree.css(f"[{key}]")]
        left = re.sub(r"⟦[^⟦⟧]*⟧", " ", " ".join((*said, *labels)))
        left = re.sub(r"⟦[^⟦⟧]*⟧", " ", left)
        assert words_of(left) - words_of(content) == set(), name


def test_german_has_every_word(pseudo: tuple[Pseudo, Composed]) -> None:
    words = {*pseudo[0], *written()}
    german = catalogue("de-AT")
    assert sorted(word for word in words if re.search("[A-Za-z]", word) and word not in german) == []
    assert {word: german[word] for word in german if word.count("{}") != german[word].count("{}")} == {}
    assert [word for word in german if word[:1].isspace() != german[word][:1].isspace()] == []


def test_words_are_put_into_what_holds_them() -> None:
    words = {"{} of {}": "{} von {}", "two": "zwei"}
    assert translated(("x", Said("{} of {}", 1, Said("two"))), words) == ("x", "1 von zwei")
    assert str(Said("{} of {}", 1, Said("two"))) == "1 of two"
    value = ("x", ("y",))
    assert translated(value, words) is value


@pytest.mark.parametrize(("language", "way"), [("en", "ltr"), ("de-AT", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("xx-y", "ltr")])
def test_languages_have_their_direction(language: str, way: str) -> None:
    assert direction(language) == way


def test_a_page_that_sends_its_readers_on_has_a_title() -> None:
    """It was called `<member 'moved' of 'Words' objects>`."""
    document = read_markdown(Source("index.md", "# A page\n"))
    path = PurePosixPath("index.md")
    planned = plan(Config(title="A site", redirects={"old.html": "index.html"}), {path: document})
    with Typesetter() as typesetter:
        composed = compose(planned, {path: check_by_hand(document)}, Path("none"), typesetter)
    assert b"<title>This page has moved" in composed.files["old.html"]
