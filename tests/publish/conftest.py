"""The templates are compiled once, and not for each of the many small sites of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Compiled(BytecodeCache):
    """What was compiled in this process, by the name of a template; it is of use while the text of the template is the same."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(autouse=True, scope="session")
def _compiled_templates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        environment = partial(ImmutableSandboxedEnvironment, bytecode_cache=Compiled())
        patch.setattr("builder.publish.render.ImmutableSandboxedEnvironment", environment)
        yield
