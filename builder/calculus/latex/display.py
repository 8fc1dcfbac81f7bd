r"""Formulas to statements: rows and columns, chains over several rows, several equations in one row, words, reasons.

A display is cut into *clauses* (stretches of tokens that hold one statement) before anything is parsed, so that one clause that
is not understood leaves the others whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.context import Context
from builder.calculus.expression.nodes import Expression, Sign
from builder.calculus.latex.as_such import at_letter
from builder.calculus.latex.choices import Choice, Choices
from builder.calculus.latex.connectives import with_connectives
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.labels import labels_of
from builder.calculus.latex.lexer import tokenize
from builder.calculus.latex.names import NO_NAMES, Answers, Asking, Names, answer_alike, names_of
from builder.calculus.latex.parser import Parser, check_size
from builder.calculus.latex.rows import Cell, rows_of
from builder.calculus.latex.sides import read_side, split_relations
from builder.calculus.latex.statement import Display, Join, Statement, says_aside, with_functions_parted
from builder.calculus.latex.tokens import Token, TokenKind
from builder.calculus.latex.units import without_units
from builder.calculus.latex.usage import Usage, usage
from builder.calculus.latex.words import with_words
from builder.calculus.remembered import Remembered
from builder.source import Span

MOST_READINGS = 8

_CONTINUES = ("+", "-", "*", "/")
_CONTINUING = frozenset({r"\cdot", r"\times", r"\pm", r"\mp", r"\div"})
_WAITING = frozenset({r"\int", r"\sum", r"\prod", r"\lim"})
_PUNCTUATION = (",", ";", ".", ":", "!")
_OPENING = (TokenKind.OPEN, TokenKind.BRACE)
_CLOSING = (TokenKind.CLOSE, TokenKind.UNBRACE)


_LEADING = frozenset(
    "and or so but hence thus therefore then consequently which that this it we you one as by using with from since because where"
    " if for when at in on now again finally also again or i.e. e.g. giving yielding equivalently note".split()
)
"""How words begin that lead on to what follows, and are the name of nothing."""


_BEFORE_CONDITIONS = frozenset("if for when whenever where since because provided".split())
"""Words before conditions, which are no names beside a sign."""


class _Clause(Struct):
    """One statement before it is parsed. `column` is the one in which it begins; `rows` holds the index into `tokens` at which
    each further row begins."""

    tokens: list[Token]
    row: int
    column: int
    words: str = ""
    after: str = ""
    join: Join = Join.NONE
    rows: list[tuple[int, int]] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    bracketed: bool = False
    label: bool = False

    def row_of(self, index: int) -> int:
        """The row in which the token `index` stands."""
        return max([row for start, row in self.rows if start <= index], default=self.row)

    def add_reason(self, row: int, text: str) -> None:
        """Note the words beside a row."""
        self.reasons[row] = f"{self.reasons[row]} {text}".strip() if row in self.reasons else text

    @property
    def last_row(self) -> int:
        """The row in which it ends."""
        return self.row_of(len(self.tokens))

    @property
    def is_aside(self) -> bool:
        """Whether it is said beside another one: in brackets, or behind a word such as `where`."""
        return self.bracketed or self.tokens[0].beside or says_aside(self.words)

    @property
    def span(self) -> Span:
        return self.tokens[0].span.cover(self.tokens[-1].span)


def parse_display(text: str, names: Names = NO_NAMES) -> Display:
    """All that `text` says. Never raises for bad LaTeX: what could not be read is in `faults`, with its span."""
    return _display(text, Asking(names), Choices())


def parse_in(text: str, context: Context, macros: Mapping[str, str], remembered: Remembered | None = None) -> Display:
    """All that `text` says where `context` holds; parsed once for all equal texts that are `remembered`, and names that give the
    same answers to what the parser asks."""
    names = names_of(context, macros)
    if remembered is None:
        return parse_display(text, names)
    read: list[tuple[Answers, Display]] = remembered.answer((parse_in, text, remembered.macros(macros)), list)
    for asked, display in read:
        if answer_alike(names, asked):
            return display
    asking = Asking(names)
    display = _display(text, asking, Choices())
    read.append((asking.asked, display))
    del read[:-MOST_READINGS]
    return display


def parse_display_readings(
    text: str, names: Names = NO_NAMES, open_choices: Collection[Choice] = tuple(Choice), likely: Display | None = None
) -> tuple[Display, ...]:
    """The sane readings of ambiguous notation in `text`, the likely one first; at most eight, all different.

    Only `open_choices` are taken the other way, one at a time, or with one that is open only then. A choice is taken the same way
    everywhere in the text: nobody writes `1/2x` in two senses in one display. `likely` is the likely reading, if it is known.
    """
    if likely is None:
        likely = parse_display(text, names)
    readings = [likely]
    waiting = [frozenset({choice}) for choice in Choice if choice in likely.open_choices]
    for unlikely in waiting:
        if len(readings) == MOST_READINGS or not unlikely <= set(open_choices):
            continue
        other = _display(text, Asking(names), Choices(unlikely))
        if len(other.faults) <= len(likely.faults) and all(other.statements != each.statements for each in readings):
            readings.append(other)
        if len(unlikely) == 1:
            waiting += [unlikely | {choice} for choice in Choice if choice in other.open_choices - likely.open_choices]
    return tuple(readings)


def _display(text: str, names: Asking, choices: Choices) -> Display:
    try:
        tokens = tokenize(text, names.macros)
    except LatexError as error:
        return Display((), (error,))
    unclosed = _unclosed_brace(tokens)
    if unclosed is not None:
        # No program can set this: it is a slip of the pen, and where the clauses end cannot be told.
        return Display((), (LatexError("bad-math", "this brace is never closed", unclosed.span, "close it, or take it away"),))
    tokens = with_connectives(at_letter(without_units(with_words(tokens, names), names)), text)
    used = usage(tokens)
    names.declare(used.declared)
    rows, faults = rows_of(tokens, text)
    clauses = _clauses(rows, text)
    for label in labels_of(tokens):
        said = _clauses([[Cell(list(label), 0)]], text)
        clauses += (replace(clause, label=True) for clause in said)
    statements: list[Statement] = []
    for clause in clauses:
        try:
            statements += with_functions_parted(_statement(clause, names, used, choices))
        except LatexError as error:
            span = clause.span.cover(error.span)
            faults.append(LatexError(error.code, error.message, span, error.help, error.at))
        except RecursionError:
            faults.append(LatexError("too-large", "this formula is nested too deeply", clause.span))
    return Display(tuple(statements), tuple(sorted(faults, key=lambda fault: fault.span)), frozenset(choices.met))


def _unclosed_brace(tokens: Sequence[Token]) -> Token | None:
    """The last `{` that no `}` closes."""
    opened: list[Token] = []
    brace, unbrace = TokenKind.BRACE, TokenKind.UNBRACE
    for token in tokens:
        if token.kind is brace:
            opened.append(token)
        elif token.kind is unbrace and opened:
            opened.pop()
    return opened[-1] if opened else None


# ---------------------------------------------------------------------------------------------- clauses


def _clauses(rows: Sequence[Sequence[Cell]], text: str) -> list[_Clause]:
    """The statements of all rows, each continued over as many rows as it takes. `text` is what the tokens were read from."""
    found: list[_Clause] = []
    words = ""
    join = Join.NONE
    for number, cells in enumerate(rows):
        row = [cell for cell in cells if cell.tokens]
        has_relation = any(token.kind is TokenKind.RELATION for cell in row for token in cell.tokens)
        for position, cell in enumerate(row):
            beside = False  # words that are a reason came last: a bare formula behind them belongs to the reason
            for piece in _pieces(cell.tokens, at_right=cell.at_right):
                if isinstance(piece, Join):
                    join = piece
                    continue
                if piece[0].kind is TokenKind.WORDS and len(piece) == 1:
                    said = piece[0].text
                    # what goes on in this row may be older than what stands beside the row before: `(by parts, u = x)`
                    last = next((clause for clause in reversed(found) if clause.last_row == number), found[-1] if found else None)
                    beside = last is not None and last.last_row == number and not _leads(said)
                    if last is not None and beside:
                        earlier = (clause for clause in reversed(found) if not clause.tokens[0].beside)
                        of = next(earlier, last) if last.tokens[0].beside else last
                        of.add_reason(number, said)
                    else:
                        words = f"{words} {said}".strip()
                        if last is not None and last.last_row == number:
                            last.after = f"{last.after} {said}".strip()
                    continue
                if beside and not any(token.kind is TokenKind.RELATION for token in piece):
                    found[-1].add_reason(number, f"${text[piece[0].span.start : piece[-1].span.end]}$")
                    continue
                beside = False
                first = position == 0 and piece[0] is cell.tokens[0]
                clause = _goes_on(found, piece, first, cell.number, number) if join is Join.NONE else None
                if clause is not None and _continues(clause, piece, first, cell.number, has_relation, number):
                    clause.rows.append((len(clause.tokens), number))
                    clause.tokens.extend(piece)
                    if words:
                        clause.add_reason(number, words)
                else:
                    inner = _unbracketed(piece)
                    found.append(_Clause(list(inner), number, cell.number, words, join=join, bracketed=inner is not piece))
                words, join = "", Join.NONE
    if words and found:
        found[-1].after = f"{found[-1].after} {words}".strip()
    return found


def _leads(text: str) -> bool:
    """Whether words lead to a statement that follows, rather than give a reason for the one before."""
    return text.strip(" ,.:;").lower() in (
        "and",
        "or",
        "where",
        "with",
        "so",
        "then",
        "if",
        "when",
        "for",
        "at",
        "thus",
        "hence",
        "therefore",
    )


def _goes_on(found: Sequence[_Clause], piece: Sequence[Token], first: bool, column: int, row: int) -> _Clause | None:
    """The clause that `piece` may go on with: the last one, unless that is an aside, or stands in a column to the right of it."""
    if not found:
        return None
    last = found[-1]
    if _is_open(last) or not (first or piece[0].kind is TokenKind.RELATION):
        return last
    above = last.last_row if last.last_row < row else row - 1
    fitting = [clause for clause in found if clause.last_row >= above and clause.column <= column and not clause.is_aside]
    return max(reversed(fitting), key=lambda clause: clause.column, default=last)


def _is_open(clause: _Clause) -> bool:
    return _is_unfinished(clause.tokens) or _open_brackets(clause.tokens) > 0


def _continues(clause: _Clause, piece: Sequence[Token], first: bool, column: int, has_relation: bool, row: int) -> bool:
    """Whether `piece` goes on with `clause`: it begins with a sign, or the clause ended in one."""
    head = piece[0]
    same_row = clause.last_row == row
    if _is_open(clause):
        return True
    if head.kind is TokenKind.RELATION:
        return True
    if same_row and _waits(clause.tokens):
        return True
    if same_row or not first:
        return False
    if head.is_sign("+") or (head.kind is TokenKind.COMMAND and head.text in _CONTINUING) or head.is_sign("*", "/"):
        return True
    if head.is_sign("-"):
        return column > 0 or not has_relation
    return False


def _waits(tokens: Sequence[Token]) -> bool:
    r"""Whether an operator waits for what stands behind it, as in `\int & f(x) \, dx \\ &= F(x)`: an integral also for its dx."""
    last = next(
        (i for i in reversed(range(len(tokens))) if tokens[i].kind is TokenKind.COMMAND and tokens[i].text in _WAITING), None
    )
    if last is None or any(token.kind is TokenKind.RELATION for token in tokens[:last]):
        return False
    behind = tokens[last + 1 :]
    if tokens[last].text == r"\int":
        return not any(a.kind is b.kind is TokenKind.LETTER and a.text == "d" for a, b in pairwise(behind))
    level = 0
    for token in behind:
        if token.kind in _OPENING or token.kind in _CLOSING:
            level += 1 if token.kind in _OPENING else -1
        elif level == 0 and not token.is_sign("_", "^"):
            return False
    return True


def _open_brackets(tokens: Sequence[Token]) -> int:
    level = 0
    for token in tokens:
        if token.kind in _OPENING:
            level += 1
        elif token.kind in _CLOSING:
            level -= 1
    return level


def _pieces(tokens: Sequence[Token], *, at_right: bool) -> list[list[Token] | Join]:
    """The stretches of a cell between commas, words, wide spaces and arrows, without punctuation at their ends. A cell `at_right`
    begins behind an odd number of `&`, where no left side stands: words there are a reason."""
    found: list[list[Token] | Join] = [[]]
    level = 0

    def end() -> None:
        if found[-1] != []:
            found.append([])

    for position, token in enumerate(tokens):
        if token.opens:
            level += 1
        elif token.closes:
            level = max(0, level - 1)
        current = found[-1]
        assert isinstance(current, list)
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        if level == 0 and token.is_sign(",", ";", "."):
            end()
        elif level == 0 and token.kind is TokenKind.WIDE:
            joins = following is not None and (following.kind is TokenKind.RELATION or following.is_sign("+", "-", "*", "/"))
            if not (current and (joins or _is_unfinished(current))):
                end()
        elif level == 0 and (token.kind is TokenKind.ARROW or _joins_equations(current, token, tokens[position + 1 :])):
            end()
            found[-1] = Join.EQUIVALENT if token.text == r"\iff" else Join.IMPLIES
            found.append([])
        elif (
            level == 0
            and token.kind is TokenKind.WORDS
            and not (_names_something(current, token, following) and (current or not at_right))
        ):
            end()
            found[-1] = [token]
            found.append([])
        else:
            current.append(token)
    pieces: list[list[Token] | Join] = []
    for piece in found:
        if isinstance(piece, list):
            while piece and piece[-1].is_sign(*_PUNCTUATION) and not (piece[-1].text == "!" and len(piece) > 1):
                piece.pop()
            piece = _unwrapped(piece)
        if piece != []:
            pieces.append(piece)
    return pieces


def _joins_equations(before: Sequence[Token], token: Token, behind: Sequence[Token]) -> bool:
    r"""Whether an arrow that elsewhere says what something tends to stands between two equations: `2x = 6 \to x = 3`. The second
    begins with a side that holds a letter, and is no value that a limit has, as in `a_n = 1 + \frac{1}{n} \to 1 = L`."""
    if token.text != Sign.TENDS.value or token.kind is not TokenKind.RELATION or _open_brackets(before):
        return False
    equal = [at for at, each in enumerate(before) if _equates(each) and not _open_brackets(before[:at])]
    if not equal or any(one.is_command(r"\lim") for one in before[max(0, equal[-1] - 2) :]):
        return False  # a limit of which the braces were lost
    for at, each in enumerate(behind):
        if _equates(each):
            return any(one.kind is TokenKind.LETTER for one in behind[:at])
        if each.kind in (TokenKind.RELATION, TokenKind.WORDS, TokenKind.WIDE, TokenKind.ARROW) or each.is_sign(",", ";"):
            return False
    return False


def _equates(token: Token) -> bool:
    return token.kind is TokenKind.RELATION and token.text == Sign.EQUAL.value


def _is_unfinished(tokens: Sequence[Token]) -> bool:
    tail = tokens[-1]
    return (
        tail.kind is TokenKind.RELATION
        or tail.is_sign(*_CONTINUES)
        or (tail.kind is TokenKind.COMMAND and tail.text in _CONTINUING)
    )


def _names_something(before: Sequence[Token], words: Token, following: Token | None) -> bool:
    r"""Whether words are a name in a formula: `\text{area} = \pi r^2`, `2 \cdot \text{rate}`, `\text{rate of change} = 4`."""
    said = words.text.split()
    if len(said) > 1:
        equated = not before and following is not None and following.kind is TokenKind.RELATION
        return equated and said[0].lower() not in _LEADING and words.text.rstrip()[-1] not in ",:;"
    if words.text.lower() in _BEFORE_CONDITIONS and following is not None and following.is_sign("+", "-"):
        return False  # `\text{if } -1 < x`
    after_sign = bool(before) and _is_unfinished(before)
    before_sign = following is not None and (
        following.kind is TokenKind.RELATION
        or following.is_sign("_", "^", "+", "-", "*", "/")
        or following.kind is TokenKind.OPEN
        or (following.kind is TokenKind.COMMAND and following.text in _CONTINUING)
    )
    if before:
        return after_sign
    return (
        before_sign and following is not None and (following.kind is TokenKind.RELATION or following.kind is not TokenKind.OPEN)
    )


def _unwrapped(tokens: list[Token]) -> list[Token]:
    r"""A clause in a box, without it: `\boxed{y = 2}`."""
    if (
        len(tokens) > 2
        and tokens[0].is_command(r"\boxed", r"\fbox")
        and tokens[1].kind is TokenKind.BRACE
        and tokens[-1].kind is TokenKind.UNBRACE
    ):
        inner = tokens[2:-1]
        if _closes_last(tokens[1:]) and any(token.kind is TokenKind.RELATION for token in inner):
            return inner
    return tokens


def _unbracketed(tokens: list[Token]) -> list[Token]:
    """A clause in round brackets of its own, without them: `(n = 0)`."""
    if len(tokens) > 4 and tokens[0].kind is TokenKind.OPEN and tokens[0].text == "(" and tokens[-1].kind is TokenKind.CLOSE:
        inner = tokens[1:-1]
        if _closes_last(tokens) and len(split_relations(inner)[1]) > 0:
            return inner
    return tokens


def _closes_last(tokens: Sequence[Token]) -> bool:
    """Whether the bracket that opens `tokens` is closed by the last of them."""
    level = 0
    for position, token in enumerate(tokens):
        if token.opens:
            level += 1
        elif token.closes:
            level -= 1
            if level == 0:
                return position == len(tokens) - 1
    return False


# ---------------------------------------------------------------------------------------------- statements


def _statement(clause: _Clause, names: Asking, used: Usage, choices: Choices) -> Statement:
    """Parse a clause. Raises LatexError where one of its sides is not understood."""
    tokens = clause.tokens
    for token in tokens:
        if token.fault is not None:
            raise token.fault
    words = clause.words
    start = 0
    if len(tokens) > 2 and tokens[1].is_sign(":") and tokens[0].kind in (TokenKind.LETTER, TokenKind.WORDS):
        words = f"{words} {tokens[0].text}:".strip()
        start = 2
    end = tokens[-1].span.end
    parser = Parser([Token(TokenKind.STOP, "", Span(end, end))], names, used, choices)
    parts, signs = split_relations(tokens[start:])
    positions = [start]
    for part in parts[:-1]:
        positions.append(positions[-1] + len(part) + 1)
    sides: list[Expression | None] = []
    for number, part in enumerate(parts):
        if not part:
            if number == 0 and signs:
                sides.append(None)
                continue
            at = signs[min(number, len(signs) - 1)]
            raise LatexError("not-understood", "one side of this sign is missing", at.span)
        side = read_side(parser, part, signs[number - 1].text if number else "")
        check_size(side)
        sides.append(side)
    rows = tuple(clause.row_of(position) for position in positions)
    over = [sign.reason for sign in signs]
    reasons = tuple(
        reason or (clause.reasons.get(row, "") if number + 1 == len(rows) - 1 or rows[number + 2] != row else "")
        for number, (row, reason) in enumerate(zip(rows[1:], over, strict=True))
    )
    after = clause.after
    if not signs and clause.reasons:
        after = " ".join([*clause.reasons.values(), after]).strip()
    return Statement(
        tuple(sides),
        tuple(Sign(sign.text) for sign in signs),
        tuple(sign.span for sign in signs),
        rows,
        reasons,
        clause.span,
        words,
        after,
        clause.join,
        clause.bracketed,
        tokens[0].beside,
        clause.label,
    )
