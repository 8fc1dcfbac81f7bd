"""The commands: arguments, one call, print, exit status. Nothing else in Surestep prints or exits.

A command imports what it needs when it runs, so that `--help` is quick and a check loads neither SymPy nor a web server.

Exit status: 0 nothing is wrong; 1 something was refuted, or is wrong in a source; 2 the command line or the configuration is
wrong, or Surestep contradicted itself; 130 interrupted.
"""

from __future__ import annotations

import argparse
import errno
import gc
import os
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from builder.diagnostics.visible import visible
from builder.methods import EDITIONS, GRAINS, METHODS

if TYPE_CHECKING:
    from builder.cache import Cache
    from builder.check.baseline import Comparison
    from builder.check.findings import Told
    from builder.check.kept import Kept
    from builder.diagnostics.message import Message
    from builder.formats.certificates import Certificates
    from builder.publish.preview import Site

FINE, WRONG, MISUSED, INTERRUPTED = 0, 1, 2, 130

COLLECTIONS = (200_000, 20, 20)
"""How seldom Python looks for cycles: a command makes few, and Python's own 700 has it go over our modules again and again."""

CHECK_FORMATS = ("text", "json", "jsonl", "github")
DERIVATION_FORMATS = ("text", "latex", "markdown", "json")
MARKUPS = ("markdown", "notebook", "latex", "rst", "pretext")

REPORT = "This is a fault of Surestep, not of your source. Please report it, with all of the lines above."


def main(arguments: Sequence[str] | None = None, *, expendable: Callable[[], None] | None = None) -> int:
    """Run one command; the answer is its exit status. `arguments` are those of the process unless given. `expendable` tells that
    this process may die of what it is to check, and is to be called before anything is told (see `guard.expendable`).
    """
    gc.set_threshold(*COLLECTIONS)
    # A stream that was closed before we began is None; what goes there is lost, and the exit status still tells.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stdin is None:
        os.open(os.devnull, os.O_RDONLY)  # so that no file of ours gets its number
    try:
        status = _run(sys.argv[1:] if arguments is None else arguments, expendable)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read us has gone, as `head` does. Nothing more can be said, not even while Python closes its files.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        _complain("interrupted")
        return INTERRUPTED
    except OSError as fault:
        # Commands answer for their own files: what is left is our own output, on a full disk or a closed terminal.
        if fault.errno not in {errno.ENOSPC, errno.EIO, errno.EBADF, errno.EDQUOT}:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _complain(f"the output cannot be written: {fault.strerror}")
        return MISUSED
    return status


def _run(arguments: Sequence[str], expendable: Callable[[], None] | None) -> int:
    options = _options(arguments)
    options.expendable = expendable
    if options.command == "explain":
        return _explain(options)
    extra = [one for one in arguments[1:] if one != "--batch"] if getattr(options, "batch", False) else []
    if extra:
        _complain(f"--batch reads all that it is to know from standard input; {extra[0]!r} would be ignored")
        return MISUSED
    from builder.calculus.judge.verdict import JudgeDisagreement

    try:
        return _COMMANDS[options.command].run(options)
    except JudgeDisagreement as disagreement:
        _complain(f"the prover and the refuter contradict each other\n{disagreement}\nversion: {_version()}")
        _complain(REPORT)
        return MISUSED


# ---------------------------------------------------------------------------------------------- arguments


class _Parser(argparse.ArgumentParser):
    """An argument parser that says how to get help."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=_formatter, allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        _complain(f"{message}\ntry '{self.prog} --help'")
        raise SystemExit(MISUSED)


def _formatter(prog: str) -> argparse.HelpFormatter:
    """How help is set. argparse makes one of these for each argument, and without a width each would ask for it by `shutil`."""
    width = os.environ.get("COLUMNS", "")
    try:
        columns = int(width) if width.isdecimal() else os.get_terminal_size().columns
    except OSError:
        columns = 80
    return argparse.HelpFormatter(prog, width=columns - 2)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    """What `arguments` ask for. The parser of a command is made alone; those of all commands serve to say what there is."""
    if arguments and arguments[0] in _COMMANDS:
        alone = _Parser(prog=f"surestep {arguments[0]}")
        _COMMANDS[arguments[0]].declare(alone)
        return alone.parse_args(arguments[1:], argparse.Namespace(command=arguments[0]))
    parser = _Parser(prog="surestep", description="Worked solutions in calculus, checked before they are published.")
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in _COMMANDS.items():
        command.declare(commands.add_parser(name, help=command.help))
    return parser.parse_args(arguments)


def _declare_build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("site", nargs="?", default=".", metavar="SITE", help="the folder of the site (default: this one)")
    parser.add_argument("--output", metavar="FOLDER", help="where the pages go (default: as in surestep.toml, else site)")
    parser.add_argument("--base-url", type=_address, metavar="URL", help="the address at which the site will stand")
    parser.add_argument("--edition", choices=EDITIONS, help="whom it is for: that of students has no solutions (default: all)")
    parser.add_argument("--strict", action="store_true", help="fail on what was only tested, or not understood, too")
    parser.add_argument("--format", choices=CHECK_FORMATS, default="text", help="how to print messages (default: text)")
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="how many processes check (default: one for each processor)")


def _declare_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("site", nargs="?", default=".", metavar="SITE", help="the folder of the site (default: this one)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1, this machine only)")
    parser.add_argument("--port", type=_port, default=8000, help="the port to listen on (default: 8000)")


def _declare_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a file, a folder, or - for standard input")
    parser.add_argument(
        "--from",
        dest="markup",
        choices=MARKUPS,
        help="what standard input is written in (default: told by its text; a file's name tells of a file)",
    )
    parser.add_argument("--strict", action="store_true", help="fail on what was only tested, or not understood, too")
    parser.add_argument("--format", choices=CHECK_FORMATS, default="text", help="how to print the result (default: text)")
    parser.add_argument("--verbose", action="store_true", help="list what was not checked: definitions, conditions, sketches")
    parser.add_argument("--evidence", action="store_true", help="say how each verdict is known (the JSON formats always do)")
    parser.add_argument("--certificates", metavar="FILE", help="write a certificate for each proved identity here, as JSON lines")
    parser.add_argument("--output", metavar="FILE", help="write the result here instead of to the screen")
    parser.add_argument("--report", metavar="FILE", help="write what was checked, and what was not understood, here as HTML")
    parser.add_argument("--baseline", metavar="FILE", help="do not tell the faults that this file knows")
    parser.add_argument("--write-baseline", metavar="FILE", help="write all faults there are here, and tell none")
    parser.add_argument(
        "--changed",
        nargs="?",
        const="HEAD",
        metavar="REVISION",
        help="check only files that differ from a revision of Git (default: HEAD)",
    )
    parser.add_argument("--no-cache", action="store_true", help="check everything anew, and keep no answers for the next time")
    parser.add_argument("--batch", action="store_true", help="answer JSON lines from standard input with JSON lines")


def _declare_derive(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("function", nargs="?", type=_text, metavar="FUNCTION", help=r"definitions, such as 'f(x) = x^2 \sin x'")
    parser.add_argument(
        "--find", type=_text, metavar="GOAL", default="", help=r"what to find, such as \nabla C (default: the derivative)"
    )
    parser.add_argument("--method", choices=METHODS, metavar="METHOD", help=f"one of {', '.join(METHODS)}")
    parser.add_argument("--assume", type=_text, metavar="WORDS", default="", help="what to assume, such as 'x > 0'")
    parser.add_argument("--answer", type=_text, metavar="FORM", default="", help="the form to end in")
    parser.add_argument("--format", choices=DERIVATION_FORMATS, default="text", help="how to print it (default: text)")
    parser.add_argument("--grain", choices=GRAINS, help="leave out rows of plain arithmetic, or show what each row rests on, too")
    parser.add_argument("--verbose", action="store_const", dest="grain", const="full", help="the same as --grain full")
    parser.add_argument("--output", metavar="FILE", help="write the derivation here instead of to the screen")
    parser.add_argument("--batch", action="store_true", help="answer JSON lines from standard input with JSON lines")


def _declare_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "code", nargs="?", metavar="CODE", help="such as wrong-step or product-of-derivatives (default: list them all)"
    )


def _declare_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", help="the folder to make")


class _Version(argparse.Action):
    """Print the installed version; it is looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"surestep {_version()}")
        parser.exit()


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("surestep")
    except PackageNotFoundError:
        return "(not installed: run from its source)"


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 <= int(text[:6]) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port: it is a number from 0 to 65535")


def _address(text: str) -> str:
    from builder.config import is_address

    if not text or is_address(text):
        return text
    raise argparse.ArgumentTypeError(f"{text!r} is not an address: write one such as https://example.org/notes/")


def _text(text: str) -> str:
    """An argument that is mathematics. Bytes that are not in the encoding of the terminal are kept by Python as surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise argparse.ArgumentTypeError(f"{text!r} is no text: character {fault.start + 1} of it is not UTF-8") from None
    return text


def _jobs(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 64:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number of processes: it is a number from 1 to 64")


# ---------------------------------------------------------------------------------------------- commands


def _check(options: argparse.Namespace) -> int:
    if options.batch:
        return _batch("check")
    if not options.paths:
        _complain("which files? name files or folders of them, or - for standard input")
        return MISUSED
    if not _has_free_results(options):
        return MISUSED
    from builder.check.findings import CannotCheck, Tally

    tally = Tally()
    try:
        with ExitStack() as stack:
            certificates = None if options.certificates is None else _certificates(stack)
            told = _told(options, certificates, stack)
            if options.write_baseline is not None:
                return _write_baseline(told, options)
            comparison = None if options.baseline is None else _comparison(options)
            if comparison is not None:
                told = comparison.new(told)
            kept = None if options.report is None else stack.enter_context(_kept(told))
            written = _write(_rendered(tally.counted(told if kept is None else kept), options), options.output)
            if kept is not None:
                from builder.publish import coverage

                written = _write(coverage.render(kept), options.report) or written
            if certificates is not None:
                for fault in certificates.faults:
                    _complain(fault)
                kept_back = _write(certificates.lines(), options.certificates)
                if not kept_back:
                    _complain(_certified(certificates.number, certificates.without, options.certificates))
                written = kept_back or written
            if comparison is not None:
                _tell_comparison(comparison, options)
    except CannotCheck as reason:
        _complain(str(reason))
        return MISUSED
    return _misuse(tally.codes) or written or (WRONG if tally.fails(options.strict) else FINE)


def _has_free_results(options: argparse.Namespace) -> bool:
    """Whether each result of a check has a file of its own, which the check does not read; if not, that is told."""
    named = {"--output": options.output, "--report": options.report, "--certificates": options.certificates}
    results = {option: path for option, path in named.items() if path is not None}
    if options.write_baseline is not None:
        if results:
            _complain(f"--write-baseline tells no faults, so that there is nothing to write for {next(iter(results))}")
            return False
        results = {"--write-baseline": options.write_baseline}
    elif options.baseline is not None:
        results["--baseline"] = options.baseline
    if not results:
        return True
    from builder.results import CannotWrite, require_free

    try:
        require_free(results, options.paths)
    except CannotWrite as reason:
        _complain(str(reason))
        return False
    return True


def _misuse(codes: frozenset[str]) -> int:
    """The exit status of what is not wrong in a source; a contradiction of our own is to be reported."""
    if "judge-disagreement" in codes:
        _complain(f"version: {_version()}")
        _complain(REPORT)
    from builder.diagnostics.severities import MISUSES

    return MISUSED if codes & MISUSES else FINE


def _told(options: argparse.Namespace, certificates: Certificates | None, stack: ExitStack) -> Iterator[Told]:
    """What there is to be told, as it is found; `stack` keeps what that needs. Raises CannotCheck."""
    from builder.check import paths
    from builder.check.workers import TASK
    from builder.document.gather import every_file
    from builder.guard.pool import Pool
    from builder.source import Markup

    markup = None if options.markup is None else Markup(options.markup)
    wanted = every_file
    if options.changed is not None:
        from builder.check.changed import Changes

        wanted = Changes(options.changed).concern
    pool = stack.enter_context(Pool(TASK, expendable=options.expendable))
    if certificates is not None:
        from builder.check.telling import told

        return map(told, certificates.of(paths.check_paths(options.paths, pool, wanted, markup)))
    return paths.find_in_paths(options.paths, pool, stack.enter_context(_cache(options.no_cache)), wanted, markup)


def _certificates(stack: ExitStack) -> Certificates:
    from builder.formats.certificates import TASK, Certificates
    from builder.guard.pool import Pool

    return stack.enter_context(Certificates(stack.enter_context(Pool(TASK))))


def _kept(told: Iterator[Told]) -> Kept:
    from builder.check.kept import Kept

    return Kept(told)


def _write_baseline(told: Iterator[Told], options: argparse.Namespace) -> int:
    from builder.check.baseline import baseline_of, render

    baseline = baseline_of(told, options.strict)
    if failed := _write(render(baseline), options.write_baseline):
        return failed
    number = sum(fault.count for fault in baseline.faults)
    print(visible(f"{_faults(number)} written to {options.write_baseline}"))
    return FINE


def _comparison(options: argparse.Namespace) -> Comparison:
    from builder.check.baseline import Comparison, read_baseline

    return Comparison(read_baseline(Path(options.baseline)), options.strict)


def _tell_comparison(comparison: Comparison, options: argparse.Namespace) -> None:
    told = f"{_faults(comparison.known)} in {options.baseline}, and not told again"
    if comparison.gone:
        told += f"\n{_faults(comparison.gone)} gone from the files: write it anew with --write-baseline"
    _complain(told)


def _certified(number: int, without: int, path: str) -> str:
    """What was written to a file of certificates, of `number` claims, beside as many that are proved `without` one."""
    told = f"{'1 certificate is' if number == 1 else f'{number} certificates are'} written to {path}"
    return f"{told}; of {without} more that {'is' if without == 1 else 'are'} proved there is none" if without else told


def _faults(number: int) -> str:
    return "1 fault is" if number == 1 else f"{number} faults are"


def _cache(none: bool) -> AbstractContextManager[Cache]:
    """The cache of this user."""
    from builder.cache import NO_CACHE

    if none:
        return nullcontext(NO_CACHE)
    from platformdirs import user_cache_path

    from builder.cache_file import FileCache, fingerprint

    return FileCache(user_cache_path("surestep", appauthor=False) / "answers.sqlite", fingerprint())


def _rendered(told: Iterable[Told], options: argparse.Namespace) -> Iterator[str]:
    if options.format == "text":
        from builder.formats import check_text

        return check_text.render(told, verbose=options.verbose, evidence=options.evidence)
    rendered: Iterator[str] = import_module(f"builder.formats.check_{options.format}").render(told)
    return rendered


def _derive(options: argparse.Namespace) -> int:
    if options.batch:
        return _batch("derive")
    if options.function is None:
        _complain(r"of what? give a definition, such as 'f(x) = x^2 \sin x'")
        return MISUSED
    from builder.calculus.judge.verdict import JudgeDisagreement
    from builder.guard.answers import Lost
    from builder.single import Asked, derive_one

    said = derive_one(
        Asked(
            options.function,
            options.find,
            options.method,
            options.assume,
            options.answer,
            options.format,
            options.grain or "ordinary",
        )
    )
    if isinstance(said, Lost):
        _complain(f"{said.reason.value}: {said.words}")
        return WRONG
    if said.contradiction:
        raise JudgeDisagreement(said.contradiction)
    if said.complaint:
        _complain(said.complaint)
        return WRONG
    written = _write([said.text], options.output)
    return written or (FINE if said.fine else WRONG)


def _batch(command: str) -> int:
    if sys.stdin is None:
        _complain("--batch reads JSON lines from standard input, which is closed")
        return MISUSED
    from builder.batch import TASKS, chunks_of, run_batch
    from builder.guard.pool import Pool

    with Pool(TASKS[command]) as pool:
        pool.start(1)
        # Read from the descriptor: a file that a thread waits on cannot be closed when Ctrl-C ends us.
        unread = 0
        for number, line in enumerate(run_batch(pool, chunks_of(partial(os.read, sys.stdin.fileno()))), 1):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
            if '"not_read": ["' in line:
                unread += 1
                if unread == 1:
                    _complain(f"answer {number} tells of keys that are not read, under 'not_read'")
        if unread > 1:
            _complain(f"so do {unread - 1} more answers")
    return FINE


def _build(options: argparse.Namespace) -> int:
    from builder.diagnostics.message import message_of
    from builder.publish.site import build_site

    root = Path(options.site)
    if not root.is_dir():
        _complain(f"{options.site!r} is no folder; name that of a site, or make one with 'surestep new {options.site}'")
        return MISUSED
    output = None if options.output is None else Path(options.output)
    settings = {"base_url": options.base_url, "edition": options.edition}
    built = build_site(root, output=output, **settings, strict=options.strict, jobs=options.jobs)
    told = [message_of(diagnostic) for diagnostic in built.diagnostics]
    _write([import_module(f"builder.formats.check_{options.format}").tell(told)], None)
    if options.format == "text":
        pages = "1 page" if len(built.pages) == 1 else f"{len(built.pages)} pages"
        kept = f"; {built.output} is as it was" if built.output is not None and built.output.exists() else ""
        strict = f" (--strict asks for proofs, and {built.unproved} of the relations have none)" if built.unproved else ""
        print(visible(f"{pages} written to {built.output}" if built.written else f"nothing was written{kept}{strict}"))
    return _misuse(frozenset(message.code for message in told)) or built.status


def _serve(options: argparse.Namespace) -> int:
    if not Path(options.site).is_dir():
        _complain(f"{options.site!r} is no folder; name that of a site, or make one with 'surestep new {options.site}'")
        return MISUSED
    print("building the site; a large one takes some seconds", flush=True)  # before what is slow to load
    from builder.publish.preview import CannotServe, serve

    try:
        serve(Path(options.site), host=options.host, port=options.port, ready=_announce, tell=_tell_build)
    except CannotServe as reason:
        _complain(str(reason))
        return MISUSED
    return FINE


def _announce(address: str) -> None:
    print(f"the site is at {address} and follows its sources; Ctrl-C ends this", flush=True)


def _tell_build(messages: Sequence[Message], site: Site) -> None:
    """What is wrong after a build of the preview, as `build` tells it, or that nothing is; and which site is shown."""
    from builder.formats import check_text
    from builder.publish.preview import Site

    _write([check_text.tell(messages)], None)
    if not messages:
        print("fixed: nothing is wrong")
    elif site is Site.BEFORE:
        print("the last good site is shown")
    elif site is Site.NONE:
        print("there is no good site yet; it is shown as soon as nothing of this is wrong")
    sys.stdout.flush()


def _new(options: argparse.Namespace) -> int:
    from builder.publish.scaffold import CannotScaffold, new_site

    try:
        written = new_site(Path(options.folder))
    except CannotScaffold as reason:
        _complain(reason.message)
        return MISUSED
    print("\n".join(f"wrote {visible(str(path))}" for path in written))
    folder = "" if Path(options.folder).resolve() == Path.cwd() else visible(f" {shlex.quote(options.folder)}")
    print("publish.yml publishes it on GitHub Pages, once the variable SURESTEP of its repository names that of Surestep")
    print(f"now show it, and change it as you like:\n  surestep serve{folder}")
    return FINE


def _explain(options: argparse.Namespace) -> int:
    from builder.calculus.mistakes import MISTAKES
    from builder.calculus.rules.book import RULES
    from builder.diagnostics.codes import CODES
    from builder.diagnostics.explain import entry, entry_of_rule, explain, nearest

    name = options.code
    mistakes = {mistake.name: mistake for mistake in MISTAKES}
    rules = {rule.name: rule for rule in RULES}
    if name is None:
        for title, names in (("Messages", CODES), ("Mistakes", mistakes), ("Rules", rules)):
            print(f"{title}:\n{_listed(names)}\n")
        print("surestep explain NAME says what one of them means, with a wrong and a right example.")
        return FINE
    found: list[str] = []
    if name in CODES:
        found.append(explain(CODES[name]))
    if name in mistakes:
        mistake = mistakes[name]
        found.append(entry(name, mistake.title, f"{mistake.says} {mistake.help}", mistake.wrong, mistake.right))
    rule = rules.get(name) or rules.get(name.removesuffix("-rule"))
    if rule is not None:
        about = [mistake.name for mistake in MISTAKES if mistake.right.split() == rule.statement.split()]
        found.append(entry_of_rule(rule.name, rule.because, rule.statement, about))
    if found:
        print("\n".join(found), end="")
        return FINE
    close = nearest(name, [*CODES, *mistakes, *rules])
    known = f"did you mean {' or '.join(close)}?" if close else "'surestep explain' lists them all"
    _complain(f"{name!r} is no code of a message, and no name of a mistake or a rule; {known}")
    return MISUSED


def _listed(names: Iterable[str]) -> str:
    import textwrap

    return textwrap.fill(
        ", ".join(sorted(names)), 80, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False, break_long_words=False
    )


class _Command(NamedTuple):
    """What a command is for, its arguments, and what it does."""

    help: str
    declare: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


_COMMANDS = {
    "build": _Command("check a site and write its pages", _declare_build, _build),
    "serve": _Command("preview a site; pages reload as you write", _declare_serve, _serve),
    "check": _Command("check every claim in files of notes", _declare_check, _check),
    "derive": _Command("write a derivation, every row of it checked", _declare_derive, _derive),
    "explain": _Command("say what a message, a mistake or a rule means", _declare_explain, _explain),
    "new": _Command("make a new site that builds", _declare_new, _new),
}


# ---------------------------------------------------------------------------------------------- output


def _write(texts: Iterable[str], path: str | None) -> int:
    """Print each text as it comes, or write them all to a file; an exit status other than 0 when the file cannot be written."""
    if path is None:
        for text in texts:
            sys.stdout.buffer.write(text.encode("utf-8"))
            sys.stdout.buffer.flush()
        return FINE
    from builder.results import CannotWrite, write_whole

    try:
        write_whole(path, texts)
    except CannotWrite as reason:
        _complain(str(reason))
        return MISUSED
    return FINE


def _complain(message: str) -> None:
    first, *rest = message.split("\n")
    shown = [f"surestep: {visible(first)}", *(f"  {visible(row)}" for row in rest)]
    print("\n".join(shown), file=sys.stderr)
