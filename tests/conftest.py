"""Settings of all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# The suite tries the same examples on every machine. `HYPOTHESIS_PROFILE=search` looks for new ones.
settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("search", derandomize=False, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
