"""Derivations as rows: each row a box of its own, with its sides, its reason and its verdict."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from msgspec.structs import replace

from builder.calculus.expression.nodes import Sign
from builder.calculus.judge.verdict import Evidence, Proved
from builder.calculus.mistakes.catalogue import MENDS_THE_LEFT
from builder.check.checked import CheckedRelation, JudgedDerivation, JudgedStep, Secants, has_gaps
from builder.check.named_rules import Named
from builder.check.reasons import is_judged, rules_named
from builder.check.standing import CLAIMED, Standing
from builder.document.document import Formula
from builder.methods import IN_WORDS
from builder.publish.cited import with_named_rules, with_rules
from builder.publish.known import (
    mark,
    mark_of_relation,
    mark_of_step,
    number,
    own_scope,
    scope_in_words,
    sentence,
    standing_of,
    tells_letters,
    worst,
)
from builder.publish.mathematics import Setting
from builder.publish.nodes import Answer, Calculator, Fact, Mark, Maths, Node, Row, Text, plain
from builder.publish.parts import coloured
from builder.publish.words import Said
from builder.source import Span

Macros = tuple[tuple[str, str], ...]

NO_PARTS: Mapping[str, str] = MappingProxyType({})

NOBREAK = r"\nobreak "
STYLE = r"\displaystyle "
"""Rows are set in a line, so that they can break at signs on a narrow screen, but as large as a display."""


# ---------------------------------------------------------------------------------------------- rows of ours


def rows_of(steps: Sequence[JudgedStep], anchor: str, open: bool = False, parts: Mapping[str, str] = NO_PARTS) -> tuple[Row, ...]:
    """The rows of a derivation of ours; their addresses are `anchor-1`, `anchor-2`, … Rows that only name parts claim nothing and
    have no number, as in a derivation of the author's. `open` are those whose smaller steps are shown from the start;
    `parts` are the classes of letters."""
    rows: list[Row] = []
    claims = names = 0
    for step in steps:
        if step.step.names:
            names += 1
            rows.append(_row(step, f"{anchor}-given-{names}", "", open, parts))
        else:
            claims += 1
            rows.append(_row(step, f"{anchor}-{claims}", str(claims), open, parts))
    return tuple(rows)


def _row(step: JudgedStep, anchor: str, number: str, open: bool, parts: Mapping[str, str]) -> Row:
    left, right, source = step.left, f"{step.step.sign.value}{NOBREAK}{step.right}", step.plain.removeprefix(step.left).strip()
    if step.step.names:
        left, sign, rest = _split_at_sign(step.plain)
        right, source = f"{sign}{NOBREAK}{rest}", f"{sign} {rest}".strip()
    return Row(
        anchor,
        number,
        Setting(STYLE + coloured(left, parts), trusted=True, source=left) if left else None,
        Setting(STYLE + coloured(right, parts), trusted=True, source=source),
        with_rules(as_sentence(sentence(step.step.reason.text)), step.step.reason.text, step.step.reason.rule),
        with_reason(mark_of_step(step), OURS) if step.step.reason.text else mark_of_step(step),
        step.plain,
        rows_of(step.steps, anchor, open, parts),
        open=open,
    )


def _split_at_sign(latex: str) -> tuple[str, str, str]:
    """`y = \\sqrt{v}, v = x` at its first `=` outside braces: the name, the sign, and all that follows."""
    depth = 0
    for place, character in enumerate(latex):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "=" and depth == 0:
            return latex[:place].strip(), "=", latex[place + 1 :].strip()
    return "", "", latex


# ---------------------------------------------------------------------------------------------- rows of an author


def rows_of_author(
    relations: Sequence[CheckedRelation], anchor: str, macros: Macros, wrong: int | None = None
) -> tuple[Row, ...]:
    """The rows that an author wrote, one for each relation; `wrong` is the place of the one that a mistake is about.

    Claims are numbered, as `:row:` counts them; what defines is not. What is claimed beside a row, `\\text{since } k'(x) = 2x`,
    is a smaller step of that row.
    """
    beside = _beside(relations)
    rows: dict[int, Row] = {}
    claims = others = 0
    for place, relation in enumerate(relations):
        if place in beside:
            continue
        if relation.standing in CLAIMED:
            claims += 1
            number, address = str(claims), f"{anchor}-{claims}"
        else:
            others += 1
            number, address = "", f"{anchor}-given-{others}"
        before = relations[place - 1] if place else None
        rows[place] = _row_of_author(relation, before, address, number, macros, place == wrong)
    for place, row_place in beside.items():
        row = rows[row_place]
        if relations[place].standing in CLAIMED:
            number = str(len(row.steps) + 1)
            small = _row_of_author(relations[place], None, f"{row.anchor}-{number}", number, macros, place == wrong)
            rows[row_place] = replace(row, steps=(*row.steps, replace(small, reason=())))
    return tuple(rows.values())


def _beside(relations: Sequence[CheckedRelation]) -> dict[int, int]:
    """The places of relations that stand in the reason beside a row, and the place of that row."""
    reasons: dict[int, list[tuple[int, int, int]]] = {}
    for place, row in enumerate(relations):
        if (reason := _place_of_reason(row)) is not None:
            reasons.setdefault(row.formula.number, []).append((reason.start, reason.end, place))
    for listed in reasons.values():
        listed.sort()
    found: dict[int, int] = {}
    for place, relation in enumerate(relations):
        span = relation.relation.left.span if relation.relation is not None else None
        listed = reasons.get(relation.formula.number, [])
        if span is not None and (at := bisect(listed, (span.start, len(relation.formula.latex), 0))):
            _, end, row_place = listed[at - 1]
            if span.start < end and row_place != place:
                found[place] = row_place
    return {place: row for place, row in found.items() if row not in found}


def _row_of_author(
    relation: CheckedRelation, before: CheckedRelation | None, anchor: str, number: str, macros: Macros, wrong: bool
) -> Row:
    formula = relation.formula
    left, right = _sides(relation, before)
    sign = relation.relation.sign.value if relation.relation is not None else ""
    whole = formula.latex[relation.span.start : relation.span.end]
    mends_left = any(mistake.name in MENDS_THE_LEFT for mistake in relation.mistakes[:1])
    if right:
        text, shown, at = formula.latex[right.start : right.end], formula.latex[right.start : right.end], right.start
    else:
        text, shown, at = _without_rows(whole), _with_blanks(whole), relation.span.start
    if wrong and right and relation.difference is not None and not mends_left:
        shown = _marked(formula, right, relation.difference)
    prefix = STYLE + (f"{sign}{NOBREAK}" if right else "")
    marked = right is not None and shown != text
    reason = as_sentence(_reason(relation, right, macros))
    known = mark_of_relation(relation)
    if reason and isinstance(relation.verdict, Proved):
        named = _judged(relation, plain(reason))
        known = with_reason(known, NAMED_A_RULE if named else NOT_JUDGED)
        reason = with_named_rules(reason, named)
    return Row(
        anchor,
        number,
        _setting(formula, STYLE, formula.latex[left.start : left.end], left.start, macros) if left and right else None,
        replace(_setting(formula, prefix, shown, at, macros), trusted=marked, source=f"{sign} {text}" if right else text),
        reason,
        known,
        relation.latex or _without_rows(whole),
        rows_of(relation.steps, anchor),
        wrong=("left" if mends_left and left and right else "right") if wrong else "",
    )


OURS = Said("Named by the program that wrote the row. The equation was decided without it.")
NAMED_A_RULE = Said("The rule that it names has something to apply to here. No more of the reason was judged.")
NOT_JUDGED = Said("Shown as the author wrote it: only the equation was judged.")


def with_reason(known: Mark, told: str) -> Mark:
    """What is known of a row, and whether the reason beside it was judged."""
    return replace(known, facts=(*known.facts, Fact(Said("The reason"), (Text(told),)))) if known.facts else known


def _judged(relation: CheckedRelation, reason: str) -> tuple[Named, ...]:
    """The rules that a reason names; none where it was not judged."""
    if relation.relation is None or relation.context is None:
        return ()
    sides = (relation.relation.left, relation.relation.right)
    return rules_named(reason) if is_judged(sides, reason, relation.context) else ()


_SHORT = frozenset("am an as at be by do go he if in is it me my no of on or so to up us we".split())
_FUNCTIONS = frozenset(
    "sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan exp log lim max min det sup inf gcd lcm mod sgn".split()
)


def as_sentence(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The words of a reason with a capital letter at their beginning, unless they begin with a symbol: `f has a jump`, `ln x`."""
    if not nodes or not isinstance(nodes[0], Text):
        return nodes
    text = nodes[0].text.lstrip()
    return (Text(text[:1].upper() + text[1:]), *nodes[1:]) if _begins_with_a_word(text) else nodes


def _begins_with_a_word(text: str) -> bool:
    word, _, rest = text.partition(" ")
    word = word.rstrip(",.:;!?")
    if word == "a":
        return bool(re.match(r"[a-z]{3,}", rest)) and not re.match(r"(?:has|goes|can|may|does|was|times|and|plus)\b", rest)
    if re.match(r"l['’]h[oô]", word, re.IGNORECASE):
        return True
    parts = re.split(r"['’-]", word)
    if not parts[0].isalpha() or not all(part.isalpha() for part in parts):
        return False
    return parts[0] in _SHORT or (len(parts[0]) > 2 and parts[0] not in _FUNCTIONS)


def _setting(formula: Formula, prefix: str, latex: str, at: int, macros: Macros) -> Setting:
    return Setting(prefix + latex, source=latex, macros=macros, formula=formula, at=at - len(prefix))


def _sides(relation: CheckedRelation, before: CheckedRelation | None) -> tuple[Span | None, Span | None]:
    """The places of the two sides in the formula; the left is None when it is the right side of the relation before."""
    if relation.relation is None:
        return None, None
    left, right = relation.relation.left.span, relation.relation.right.span
    text = relation.formula.latex
    if right is None or not is_balanced(text[right.start : right.end]):
        return None, None
    if left is not None and not is_balanced(text[left.start : left.end]):
        return None, None
    continues = before is not None and before.formula is relation.formula and before.relation is not None
    if continues and before is not None and before.relation is not None and before.relation.right.span == left:
        return None, right
    return left, right


def is_balanced(latex: str) -> bool:
    r"""Whether a part of a formula can be set by itself: its braces, `\left` and `\right`, `\begin` and `\end` close in order."""
    depth = 0
    for token in re.findall(r"\\(?:left|right|begin|end)(?![A-Za-z])|\\.|[{}]", latex):
        depth += {"{": 1, "}": -1, r"\left": 1, r"\right": -1, r"\begin": 1, r"\end": -1}.get(token, 0)
        if depth < 0:
            return False
    return depth == 0


def _marked(formula: Formula, side: Span, difference: Span) -> str:
    """A side with the part that is wrong in it marked, if that part can be set by itself and the author uses no classes."""
    text = formula.latex[side.start : side.end]
    start, end = difference.start - side.start, difference.end - side.start
    if not 0 <= start < end <= len(text) or "\\html" in text:
        return text
    inside = text[start:end]
    if not is_balanced(text[:start] + text[end:]) or not is_balanced(inside) or "&" in inside or r"\\" in inside:
        return text
    return rf"{text[:start]}{{\htmlClass{{wrong}}{{{inside}}}}}{text[end:]}"


_BETWEEN_ROWS = re.compile(r"\\\\(\[[^\]]*\])?|(?<!\\)&")


def _without_rows(latex: str) -> str:
    r"""A formula of several rows in a line: no `&`, no `\\`."""
    return " ".join(_with_blanks(latex).split())


def _with_blanks(latex: str) -> str:
    r"""The same, with blanks in place of `&` and `\\`: each character stays where it stood, and so does a fault."""
    return _BETWEEN_ROWS.sub(lambda found: " " * len(found[0]), latex)


_WORDS = re.compile(r"\\(?:text|textrm|textit|mbox)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")


def _place_of_reason(relation: CheckedRelation) -> Span | None:
    r"""Where the words beside a row and the mathematics after them stand: `\text{where } k(x) = x^2`."""
    right = relation.relation.right.span if relation.relation is not None else None
    if right is None:
        return None
    text = relation.formula.latex
    end = text.find(r"\\", right.end)
    end = len(text) if end < 0 else end
    words = _WORDS.search(text, right.end, end)
    if words is None or re.search(r"[=<>]", text[right.end : words.start()]):
        return None
    return Span(words.start(), end)


def _reason(relation: CheckedRelation, right: Span | None, macros: Macros) -> tuple[Node, ...]:
    r"""What the author wrote beside a row (`&& \text{product rule}`) or above its sign (`\overset{\text{…}}{=}`)."""
    if relation.relation is None or right is None:
        return ()
    text = relation.formula.latex
    start = relation.relation.left.span.end if relation.relation.left.span is not None else relation.span.start
    above = re.search(r"\\(?:overset|stackrel)\s*\{\s*\\(?:text|mathrm|textrm)\s*\{([^{}]*)\}", text[start : right.start])
    if above:
        return sentence(above[1].strip())
    place = _place_of_reason(relation)
    return () if place is None else _words_and_mathematics(relation.formula, place, macros)


def _words_and_mathematics(formula: Formula, place: Span, macros: Macros) -> tuple[Node, ...]:
    """The words of a reason, and the mathematics between and behind them."""
    nodes: list[Node] = []
    at = place.start
    for words in _WORDS.finditer(formula.latex, place.start, place.end):
        nodes += _mathematics(formula, Span(at, words.start()), macros)
        nodes += sentence(words[1]) if words[1].count("$") % 2 == 0 else (Text(words[1]),)
        at = words.end()
    nodes += _mathematics(formula, Span(at, place.end), macros)
    if len(nodes) == 1 and isinstance(nodes[0], Text):
        return (Text(nodes[0].text.strip().strip("()[]").strip()),)
    return tuple(nodes)


def _mathematics(formula: Formula, place: Span, macros: Macros) -> list[Node]:
    r"""A piece of mathematics in a reason, without the signs that part columns; nothing where it cannot be set by itself."""
    piece = formula.latex[place.start : place.end]
    begin = re.match(r"(?:\s|&|\\[,;:! ]|\\q?quad(?![A-Za-z])|~)*", piece)
    start = begin.end() if begin else 0
    end = re.search(r"(?:\s|&|\\[,;:! ]|\\q?quad(?![A-Za-z])|\\(?:tag|label)\{[^{}]*\}|\\end\{[a-z]*\*?\}|[.,;])*$", piece)
    shown = piece[start : end.start() if end else len(piece)]
    if not shown or "&" in shown or not is_balanced(shown):
        return []
    return [Maths(_setting(formula, "", shown, place.start + start, macros))]


# ---------------------------------------------------------------------------------------------- what it comes to


def _evidences(steps: Sequence[JudgedStep]) -> list[Evidence]:
    return [
        own_scope(judged.verdict.evidence, (judged.step.before, judged.step.after), judged.step.context)
        for judged in steps
        if isinstance(judged.verdict, Proved)
    ]


def _facts_together(evidences: Sequence[Evidence], standings: Sequence[Standing]) -> tuple[Fact, ...]:
    """What is known of several rows together: how many are proved, what they used, how often we tried to break them."""
    claims = [standing for standing in standings if standing not in (Standing.DEFINITION, Standing.CONDITION, Standing.SKIPPED)]
    proved = sum(standing is Standing.PROVED for standing in claims)
    if len(claims) == 1:
        facts = [
            Fact(Said("The row"), (Text(Said("It is proved, by an exact argument.") if proved else Said("It is not proved.")),))
        ]
    else:
        facts = [
            Fact(Said("Every row"), (Text(Said("{} of {} rows are proved, each by an exact argument.", proved, len(claims))),))
        ]
    identities = dict.fromkeys(identity for evidence in evidences for identity in evidence.identities)
    if identities:
        facts.append(Fact(Said("Used"), _comma_separated(tuple(identities))))
    points = sum(evidence.points for evidence in evidences)
    if points:
        words = Said("The rows were tried at {} points in ball arithmetic: no difference.", points)
        facts.append(Fact(Said("Tried to break it"), (Text(words),)))
    return tuple(facts)


def _comma_separated(latex: tuple[str, ...]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for item in latex:
        nodes += [Text(", "), Maths(Setting(item, source=item))] if nodes else [Maths(Setting(item, source=item))]
    return tuple(nodes)


_WORD = re.compile(r"\\?[A-Za-z]+(?:_(?:\w|\{[^}]*\}))?")
_LETTER = re.compile(r"every (?:smooth )?(?:positive )?(?:integer )?([^\s,;]+)")


def where_it_holds(evidences: Sequence[Evidence], gaps: bool) -> tuple[Node, ...]:
    """Under which conditions on its own letters the last row holds: those on named parts, which are put back, are left out."""
    letters = [frozenset(_LETTER.findall(evidence.scope)) for evidence in evidences]
    parts = frozenset().union(*letters) - letters[-1] if letters else frozenset()
    conditions = tuple(
        dict.fromkeys(
            condition for evidence in evidences for condition in evidence.conditions if not parts & set(_WORD.findall(condition))
        )
    )
    if conditions:
        return (Text(Said("where ")), *_comma_separated(conditions))
    scopes = [evidence.scope for evidence in evidences if evidence.scope]
    return (Text(Said("for ")), *scope_in_words(scopes[-1], gaps)) if scopes and tells_letters(scopes[-1]) else ()


def answer_of(derivation: JudgedDerivation) -> Answer:
    """What a derivation of ours found."""
    sign = derivation.derivation.sign.value
    latex = f"{derivation.goal} {sign} {derivation.answer}"
    evidences = _evidences(derivation.steps)
    standings = [standing_of(step.verdict) for step in derivation.steps]
    steps = [judged.step for judged in derivation.steps]
    if derivation.derivation.method in IN_WORDS:
        steps = steps[-1:]  # a line through a point: what its slope was worked out from lies elsewhere
    return Answer(
        Setting(STYLE + f"{derivation.goal} {sign} {NOBREAK}{derivation.answer}", source=latex),
        mark(derivation.status, None),
        where_it_holds(evidences, any(has_gaps((s.before, s.after), s.context) for s in steps))
        if derivation.derivation.sign is Sign.EQUAL
        else (),  # what is a set holds nowhere else
        _facts_together(evidences, standings),
        latex,
        _calculator(derivation.secants) if derivation.secants is not None else None,
    )


def _calculator(secants: Secants) -> Calculator:
    f, x, at = secants.function, secants.letter, number(secants.at)
    quotient, derivative = rf"\frac{{{f}({at} + h) - {f}({at})}}{{h}}", f"{f}'({at})"
    return Calculator(
        Setting(f"{x} = {at}", source=f"{x} = {at}"),
        Setting(STYLE + quotient, source=quotient),
        tuple((step, slope.replace("-", "\u2212")) for step, slope in secants.slopes),
        Setting(derivative, source=derivative),
        secants.derivative.replace("-", "\u2212"),
    )


def answer_of_author(relations: Sequence[CheckedRelation], macros: Macros) -> Answer | None:
    """What a derivation of the author's comes to: the first side and the last of its last chain of rows.

    Rows before that chain name parts or work them out. A single row after such rows is one of them, and no answer.
    """
    claims = [relation for relation in relations if relation.standing not in (Standing.DEFINITION, Standing.CONDITION)]
    if not claims or any(relation.relation is None for relation in claims):
        return None
    start = 0
    for place, (before, after) in enumerate(pairwise(claims), 1):
        if before.relation is None or after.relation is None or before.relation.right.span != after.relation.left.span:
            start = place
    chain = claims[start:]
    if start and len(chain) == 1:
        return None
    first, last = chain[0], chain[-1]
    left, _ = _sides(first, None)
    _, right = _sides(last, None)
    if left is None or right is None or first.relation is None or last.relation is None:
        return None
    if len({relation.relation.sign for relation in chain if relation.relation is not None}) > 1:
        return None
    from_text = first.formula.latex[left.start : left.end]
    to_text = last.formula.latex[right.start : right.end]
    latex = f"{from_text} {last.relation.sign.value} {to_text}"
    evidences = [
        own_scope(claim.verdict.evidence, (claim.relation.left, claim.relation.right), claim.context)
        for claim in claims
        if isinstance(claim.verdict, Proved) and claim.relation is not None
    ]
    standings = [relation.standing for relation in claims]
    return Answer(
        Setting(STYLE + latex, source=latex, macros=macros, formula=last.formula),
        mark(worst(tuple(standings)), None),
        where_it_holds(evidences, any(has_gaps((c.relation.left, c.relation.right), c.context) for c in chain if c.relation)),
        _facts_together(evidences, standings),
        latex,
    )
