"""`python -m builder` is the command `surestep`."""

from __future__ import annotations

import os
import sys

from builder.guard.expendable import flush_streams, in_child

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

MOST_INPUT = 2**26
"""How much of the standard input is kept for a second try, in bytes: more than any source may have."""


def run() -> NoReturn:
    """Run one command from the arguments of the process, and end the process with its exit status.

    The check of a single file is tried in a child that is expendable as a whole, and done again, with workers, if that dies.
    """
    status = None
    try:
        if _checks_one_file(sys.argv[1:]):
            status = in_child(_main)
    except KeyboardInterrupt:
        sys.stderr.write("surestep: interrupted\n")
        status = 130
    status = _main() if status is None else status
    # All files are closed by now. Python would go on to take apart each of our modules, for a tenth of the time of a check.
    os._exit(status)


def _main(expendable: Callable[[], None] | None = None) -> int:
    from builder.cli import main

    status = main(expendable=expendable)
    flush_streams()
    return status


def _checks_one_file(arguments: list[str]) -> bool:
    """Whether a single file is checked, or the standard input, which is read here: it can be read only once."""
    if arguments[:1] != ["check"] or "--batch" in arguments:
        return False
    named = [one for one in arguments[1:] if one == "-" or os.path.exists(one)]
    if len(named) != 1 or os.path.isdir(named[0]):
        return False
    if named[0] == "-" and sys.stdin is not None:
        import io

        try:
            sys.stdin = io.TextIOWrapper(io.BytesIO(sys.stdin.buffer.read(MOST_INPUT)))
        except OSError:  # who reads it next says so
            return False
    return True


if __name__ == "__main__":
    run()
