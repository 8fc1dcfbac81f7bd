"""Which other files a LaTeX file reads, and how it names them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice

READING = frozenset(
    (
        r"\input \include \subfile \subfileinclude \import \subimport \usepackage \RequirePackage \documentclass"
        r" \loadglsentries"
    ).split()
)
"""The commands that read a file. A package or a class is read only if it lies beside the document."""

MOST_FILES = 5_000
"""How many files a file may read: one that reads more is not checked, so that there is nothing to look for."""

_SUFFIXES = {r"\usepackage": (".sty",), r"\RequirePackage": (".sty",), r"\documentclass": (".cls",)}
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_READS = re.compile(
    r"\\(?P<name>input|include|subfile|subfileinclude|usepackage|RequirePackage|documentclass)(?![A-Za-z@])\s*(?:\[[^\]]{0,2000}\])?"
    r"\s*(?:\{(?P<braced>[^{}\\%#]{1,500})\}|(?P<bare>[^\s\\{}%\[#]{1,200}))"
    r"|\\(?P<importing>import|subimport)\*?\s*\{(?P<folder>[^{}\\%#]{0,300})\}\s*\{(?P<file>[^{}\\%#]{1,300})\}"
)


def candidates(command: str, wanted: str, main: str, current: str) -> tuple[str, ...]:
    """The names that a file may have which `command` reads as `wanted`, the likely one first.

    TeX looks from the folder of the main file; from that of the file that is read, `subfiles` and `import` do.
    """
    if not wanted or wanted.startswith(("/", "~")) or "\0" in wanted or len(wanted) > 600:
        return ()
    suffixes = _SUFFIXES.get(command, (".tex", ""))
    folders = dict.fromkeys((os.path.dirname(main), os.path.dirname(current)))
    return tuple(os.path.normpath(os.path.join(folder, wanted + suffix)) for folder in folders for suffix in suffixes)


def inclusions(text: str, main: str, current: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """For each file that a text reads the place where it says so, and the names that the file may have. Comments read nothing."""
    for match in islice(_READS.finditer(_COMMENT.sub(lambda comment: " " * len(comment.group()), text)), MOST_FILES):
        if match["importing"]:
            wanted, command = [match["folder"].rstrip("/") + "/" + match["file"]], "\\" + match["importing"]
        else:
            wanted, command = (match["braced"] or match["bare"]).split(","), "\\" + match["name"]
        for one in wanted:
            found = candidates(command, one.strip(), main, current)
            if found:
                yield match.start(), found
