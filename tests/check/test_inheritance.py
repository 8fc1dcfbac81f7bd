"""What a page has from its site: the same for a build, a check of the folder, and a check of one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.check.inheritance import inherited_from_site
from builder.check.standing import Standing
from builder.cli import MISUSED, main
from builder.document.document import Inherited
from builder.publish.site import build_site
from tests.checking import check_paths, find_in_paths

pytestmark = pytest.mark.usefixtures("spare_workers")

PAGE = "# Page\n\nLet $f(x) = \\sq{x}$.\n\n$$f'(x) = 2x$$\n\n```{derive}\nh(x) = x^3 + \\sin x\n```\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "surestep.toml": 'title = "A"\n[macros]\n"\\\\sq" = "#1^2"\n',
        "content/index.md": "---\nknows: power\n---\n\n# Home\n",
        "content/rules/index.md": "---\nknows: [sum]\n---\n\n# Rules\n",
        "content/rules/page.md": PAGE,
        "notes/page.md": PAGE,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_page_has_the_macros_of_its_site_and_what_the_folders_above_know(root: Path) -> None:
    assert inherited_from_site(root / "content/rules/page.md") == Inherited({r"\sq": "#1^2"}, ("power", "sum"))
    # An index speaks for its folder, but does not inherit from itself.
    assert inherited_from_site(root / "content/rules/index.md") == Inherited({r"\sq": "#1^2"}, ("power",))
    assert inherited_from_site(root / "content/index.md").known == ()


def test_a_file_beside_the_sources_of_a_site_has_nothing(root: Path) -> None:
    assert inherited_from_site(root / "notes/page.md") == Inherited()


def test_a_build_and_a_check_read_a_page_alike(root: Path) -> None:
    built = build_site(root)
    assert (built.status, built.diagnostics) == (0, ())
    (document,) = check_paths([str(root / "content/rules/page.md")]).documents
    assert [r.standing for r in document.relations].count(Standing.PROVED) == 1
    (directive,) = document.directives.values()
    assert directive.derivation is not None
    (row,) = directive.derivation.steps
    assert [step.step.reason.rule for step in row.steps] == ["sin"]  # the power rule is mastered


def test_a_bad_configuration_is_told_once_and_the_pages_are_checked(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "surestep.toml").write_text("titel = 1\n", encoding="utf-8")
    checked = check_paths([str(root / "content")])
    assert [diagnostic.code for diagnostic in checked.diagnostics] == ["bad-configuration"]
    assert len(checked.documents) == 3
    assert main(["check", str(root / "content")]) == MISUSED
    assert capsys.readouterr().out.count("bad-configuration") == 1


@pytest.mark.parametrize(("severity", "status"), [("info", 0), ("error", 1)])
def test_a_site_says_how_bad_some_messages_are(tmp_path: Path, severity: str, status: int) -> None:
    (tmp_path / "content").mkdir()
    page = "# Page\n\nHence $x \\cdot = 2$. Let $f(x) = x^2$. Hence $f'(x) = 2x$.\n"
    (tmp_path / "content/index.md").write_text(page, encoding="utf-8")
    (tmp_path / "surestep.toml").write_text(f'[severities]\nnot-understood = "{severity}"\n', encoding="utf-8")
    (found,) = find_in_paths([str(tmp_path / "content")]).findings
    (document,) = check_paths([str(tmp_path / "content")]).documents
    built = build_site(tmp_path)
    for told in (found.messages, document.diagnostics, built.diagnostics):
        assert [(one.code, one.severity.value) for one in told] == [("not-understood", severity)]
    assert (built.status, built.written) == (status, status == 0)
