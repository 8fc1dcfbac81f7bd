"""Settings of all tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.examples import SEARCHES, examples
from tests.spare import SpareWorkers

# The suite tries the same examples on every machine. `HYPOTHESIS_PROFILE=search` looks for new ones, and for more.
settings.register_profile("suite", derandomize=True, deadline=None, max_examples=examples(100))
settings.register_profile("search", derandomize=False, deadline=None)
settings.load_profile("search" if SEARCHES else "suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--all-rows`: whole tables, where the suite takes a sample."""
    parser.addoption("--all-rows", action="store_true", help="run every row of the tables of which the suite takes a sample")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not in the sample: of a test marked `sample(n)` one row in n stays, always the same."""
    if config.getoption("--all-rows"):
        return
    seen: Counter[str] = Counter()
    kept, left_out = [], []
    for item in items:
        marker, name = item.get_closest_marker("sample"), item.nodeid.partition("[")[0]
        (left_out if marker is not None and seen[name] % marker.args[0] else kept).append(item)
        seen[name] += 1
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


@pytest.fixture(autouse=True, scope="session")
def _no_answers_of_others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads what was kept for the person who runs the tests, nor keeps anything there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def _spare() -> Iterator[SpareWorkers]:
    spare = SpareWorkers()
    yield spare
    spare.close()


@pytest.fixture
def spare_workers(_spare: SpareWorkers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pools of this test take the workers that those of another test have left."""
    _spare.lend(monkeypatch)
