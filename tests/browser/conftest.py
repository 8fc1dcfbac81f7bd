"""A Chromium, and a small site served to it. The tests are skipped where there is none, unless they are demanded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath

import pytest
from playwright.sync_api import Browser, sync_playwright

from builder.check.check import check_document
from builder.config import Config
from builder.document.markdown import read_markdown
from builder.publish.compose import compose
from builder.publish.mathematics import Typesetter
from builder.publish.plan import plan
from builder.source import Source
from tests.browser.gates import FLAGS, LARGE_TEXT, served
from tests.publish.sample import check_by_hand

GET_ONE = "there is no chromium on this machine: apt-get install chromium (or set SURESTEP_BROWSER_TESTS=required to fail here)"
PAGES = Path(__file__).parents[1] / "golden" / "pages"
PLOTS = Path(__file__).parents[1] / "publish" / "plots.md"


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Starts a Chromium with some flags."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("SURESTEP_BROWSER_TESTS") == "required":
            pytest.fail(GET_ONE)
        pytest.skip(GET_ONE)
    with sync_playwright() as playwright:
        yield partial(playwright.chromium.launch, executable_path=path)


@pytest.fixture(scope="session")
def chromium(launch: Callable[..., Browser]) -> Iterator[Browser]:
    browser = launch(args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def large_text(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """One whose reader has set text of twice the usual size."""
    browser = launch(args=(*FLAGS, LARGE_TEXT))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of the golden pages, with a page of wide mathematics."""
    texts = {f"{path.stem}.md": path.read_text(encoding="utf-8") for path in sorted(PAGES.glob("*.md"))}
    texts["index.md"] = "# A site\n\nIt has $x^2$ in it.\n"
    texts["chapter/wide.md"] = WIDE
    texts["lines.md"] = LINES
    texts["plots.md"] = PLOTS.read_text(encoding="utf-8")
    texts["links.md"] = "# Links\n\nThe way is that of [](#root-sine), and of [no exercise](chapter/wide.md).\n"
    documents = {PurePosixPath(name): read_markdown(Source(name, text)) for name, text in texts.items()}
    planned = plan(Config(title="A site with quite a long name, as sites have"), documents)
    checked = {path: check_document(each) if path.stem == "plots" else check_by_hand(each) for path, each in documents.items()}
    with Typesetter() as typesetter:
        composed = compose(planned, checked, Path("none"), typesetter)
    assert not composed.diagnostics, composed.diagnostics
    folder = tmp_path_factory.mktemp("site")
    for name, data in composed.files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


@pytest.fixture(scope="session")
def address(site_folder: Path) -> Iterator[str]:
    with served(site_folder) as site:
        yield site


WIDE = r"""# Wide mathematics

A line with $a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u + v + w + x + y + z$ in it.

$$\left( a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} + a_{12} + a_{13} + a_{14} \right)^{2} = 1$$

| a wide table | with many columns | of words | and of more words | and yet more words | and the last |
|---|---|---|---|---|---|
| $\binom{n}{0} x^n + \binom{n}{1} x^{n-1} h$ | b | c | d | e | f |

:::{check}
f'(x) &= \lim_{h \to 0} \frac{\binom{n}{0} x^n + \binom{n}{1} x^{n-1} h + \binom{n}{2} x^{n-2} h^2 + \cdots + \binom{n}{n} h^n - x^n}{h} \\
      &= n x^{n-1} && \text{a reason that is a rather long sentence, as reasons sometimes are}
:::

A_word_without_any_space_in_it_that_is_far_longer_than_a_telephone_is_wide_and_still_goes_on_and_on `and_code_that_does_not_break_either_because_it_is_one_name`
"""  # noqa: E501

LINES = "# Lines\n\n" + "\n\n".join(
    f"{'w' * n} the numbers $k \\le n$. Then ($x$), with $c = se$, and $u = n(x)$; $y$: done." for n in range(1, 24)
)
"""Paragraphs of all lengths, so that each end of a formula meets the end of a line."""
