"""`python -m builder` is the command `surestep`."""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

INTERRUPTED = 130
MOST_INPUT = 2**26
"""How much of the standard input is kept for a second try, in bytes: more than any source may have."""


def run() -> NoReturn:
    """Run one command from the arguments of the process, and end the process with its exit status.

    The check of a single file is tried in a child that is expendable as a whole, and done again, with workers, if that dies.
    """
    _leave_on_interrupt()
    status = None
    try:
        if _checks_one_file(sys.argv[1:]):
            from builder.guard.expendable import in_child

            _raise_on_interrupt()
            status = in_child(_main)
            _leave_on_interrupt()
        status = _main() if status is None else status
    except KeyboardInterrupt:
        _leave()
    # All files are closed by now. Python would go on to take apart each of our modules, for a tenth of the time of a check.
    os._exit(status)


def _main(expendable: Callable[[], None] | None = None) -> int:
    from builder.cli import main
    from builder.guard.expendable import flush_streams

    _raise_on_interrupt()
    status = main(expendable=expendable)
    flush_streams()
    return status


def _leave(*_: object) -> NoReturn:
    os.write(2, b"surestep: interrupted\n")
    os._exit(INTERRUPTED)


def _leave_on_interrupt() -> None:
    """End the process at once where it is interrupted: while modules are loaded there is nothing to be put in order, and what an
    import raises may come out as anything. Where interrupts are ignored, as in the background, they still are."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


def _raise_on_interrupt() -> None:
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


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
