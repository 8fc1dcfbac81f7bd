"""`python -m builder` is the command `surestep`."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import NoReturn

from builder.cli import main


def run() -> NoReturn:
    """Run one command from the arguments of the process, and end the process with its exit status."""
    status = main()
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    # All files are closed by now. Python would go on to take apart each of our modules, for a tenth of the time of a check.
    os._exit(status)


if __name__ == "__main__":
    run()
