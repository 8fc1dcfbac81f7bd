r"""What is given: definitions, curves and assumptions, from text to a `Context`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from builder.calculus.context import Context, Definition, Kind, Sort, definitions_reached
from builder.calculus.expression.nodes import (
    INEQUALITIES,
    Application,
    Blank,
    Constant,
    Derivative,
    Expression,
    Group,
    Limit,
    Number,
    NumberSet,
    Prime,
    Product,
    Relation,
    Sign,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.judge.conventions import differentiated_by
from builder.calculus.judge.sorts import UNITS
from builder.calculus.latex.assumptions import Phrase, Said, split_words
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.lexer import tokenize
from builder.calculus.latex.names import NO_MACROS, Names, names_of
from builder.calculus.latex.printer import print_latex
from builder.calculus.latex.statement import Statement
from builder.calculus.latex.tokens import Token, TokenKind
from builder.calculus.remembered import Remembered
from builder.source import Span

_DEFINING = (Sign.EQUAL, Sign.DEFINES, Sign.IDENTICAL)
_KINDS: Mapping[Phrase, Kind] = MappingProxyType(
    {
        Phrase.POSITIVE_INTEGER: Kind.POSITIVE_INTEGER,
        Phrase.INTEGER: Kind.INTEGER,
        Phrase.NATURAL: Kind.INTEGER,
        Phrase.INTEGER_FROM_ZERO: Kind.INTEGER,
        Phrase.NEGATIVE_INTEGER: Kind.INTEGER,
        Phrase.NONZERO_INTEGER: Kind.INTEGER,
        Phrase.CONSTANT: Kind.CONSTANT,
        Phrase.REAL: Kind.REAL,
        Phrase.FUNCTION: Kind.FUNCTION,
    }
)
_OF_NUMBERS = frozenset({Kind.REAL, Kind.INTEGER, Kind.POSITIVE_INTEGER})
_LETTER = r"(?:[A-Za-z]|\\[a-z]+)(?:_(?:\w|\{\w+\}))?"
_COMPLEX = re.compile(
    rf"(?P<letters>{_LETTER}(?:\s*,\s*{_LETTER})*)\s*\\in\s*(?:\\mathbb\s*(?:\{{\s*C\s*\}}|C)|\\C(?![A-Za-z]))\s*(?:[,;]|$)"
)
_COMPARED: Mapping[Phrase, Sign] = MappingProxyType(
    {
        Phrase.NATURAL: Sign.GREATER_EQUAL,
        Phrase.INTEGER_FROM_ZERO: Sign.GREATER_EQUAL,
        Phrase.NEGATIVE_INTEGER: Sign.LESS,
        Phrase.NONZERO_INTEGER: Sign.NOT_EQUAL,
        Phrase.POSITIVE: Sign.GREATER,
        Phrase.NEGATIVE: Sign.LESS,
        Phrase.NOT_NEGATIVE: Sign.GREATER_EQUAL,
        Phrase.NOT_ZERO: Sign.NOT_EQUAL,
    }
)


def definition_of(relation: Relation, context: Context) -> Definition | None:
    """The definition that `relation` would be: a bare name that `context` does not define, or a name applied to letters.

    Only the form is looked at. A name that stands on both sides is not defined, nor is one by a blank or a set, nor what is
    customary for the derivatives of a function that is defined (`J_f`, `Df`, `f_x`).
    """
    if relation.sign not in _DEFINING or isinstance(relation.right, NumberSet):
        return None
    if any(isinstance(node, Blank) for node in descendants(relation.right)):
        return None
    match relation.left:
        case Symbol(name=name) if name not in context.definitions:
            parameters: tuple[str, ...] = ()
        case Application(function=Symbol(name=name), arguments=arguments) if name != r"\det":
            parameters = tuple(argument.name for argument in arguments if isinstance(argument, Symbol))
            if len(parameters) != len(arguments) or len(set(parameters)) != len(parameters) or name in parameters:
                return None
            if len(parameters) > 1 and _is_constant(relation.right, parameters):
                return None  # F(x, y) = c is a level curve of F
        case _:
            return None
    if name in symbols(relation.right) or differentiated_by(name, context) is not None or is_partial(name, context):
        return None
    return Definition(name, parameters, relation.right)


def is_partial(name: str, context: Context) -> bool:
    """Whether a name stands for a partial derivative of what is defined: `f_x` and `f_{xy}` of f(x, y), `z_x` of z = x y."""
    head, _, letters = name.partition("_")
    definition = context.definitions.get(head)
    if not letters or definition is None or definition.body is None:
        return False
    return set(letters.strip("{}")) <= (frozenset(definition.parameters) or symbols(definition.body))


def _is_constant(node: Expression, parameters: tuple[str, ...]) -> bool:
    """Whether a number or another letter stands there alone."""
    return isinstance(node, Number) or (isinstance(node, Symbol) and node.name not in parameters)


def declared_function(relation: Relation) -> Definition | None:
    """The function that `y = y(x)` declares, without a formula. Read as a product, it would say that y is 0, or x is 1."""
    match relation.left, relation.right:
        case Symbol(name), Application(Symbol(again), arguments):
            pass
        case Symbol(name), Product((Symbol(again), Group(inner)), (Times.IMPLICIT,)):
            arguments = (inner,)
        case _:
            return None
    parameters = tuple(a.name for a in arguments if isinstance(a, Symbol))
    declared = relation.sign in _DEFINING and name == again and len(parameters) == len(arguments)
    return Definition(name, parameters, None) if declared else None


def read_given(
    text: str, context: Context, macros: Mapping[str, str] = NO_MACROS, remembered: Remembered | None = None
) -> Context:
    r"""`context` with what `text` gives: `f(x) = x^2,\ y = \sin u,\ x^2 + y^2 = 25,\ x > 0`.

    An equation that has the form of a definition is one; another one is a curve, or an assumption if it tells a value or a
    derivative (`f(2) = 3`, `\frac{dx}{dt} = 4`). Inequalities and memberships are assumptions. Raises LatexError.
    It is worked out once for all equal texts that are `remembered`.
    """
    if remembered is not None:
        question = (read_given, text, remembered.context(context), remembered.macros(macros))
        return remembered.answer(question, lambda: read_given(text, context, macros))
    said, rest = split_words(text)
    context = _with_words(said, context)
    if not rest.strip(" ,;.\n"):
        return context
    statements = _read(rest, context, macros)
    pending: list[Statement] = []
    defined: set[str] = set()
    for statement in statements:
        if not statement.signs:
            pending.append(statement)
        elif statement.signs[0] not in _DEFINING:
            context = _assume(statement, pending, context)
            pending = []
        else:
            _refuse(pending)
            context = _with_equations(statement, context, defined)
    _refuse(pending)
    return context


def read_assumptions(
    text: str, context: Context, macros: Mapping[str, str] = NO_MACROS, remembered: Remembered | None = None
) -> Context:
    r"""`context` with what `text` assumes: `x > 0`, `n a positive integer`, `a, b constants`, `n \in \mathbb{N}, n \ge 1`.

    `W \in \mathbb{R}^{m \times n}` declares a shape. Raises LatexError for what is not understood.
    It is worked out once for all equal texts that are `remembered`.
    """
    if remembered is not None:
        question = (read_assumptions, text, remembered.context(context), remembered.macros(macros))
        return remembered.answer(question, lambda: read_assumptions(text, context, macros))
    said, rest = split_words(text)
    context, rest = _with_complex(rest, _with_words(said, context))
    if not rest.strip(" ,;.\n"):
        return context
    pending: list[Statement] = []
    for statement in _read(rest, context, macros):
        if not statement.signs:
            pending.append(statement)
        else:
            context = _assume(statement, pending, context)
            pending = []
    if pending:
        help = "write a condition, such as `x > 0`, or words that are known, such as `n a positive integer` and `a, b constants`"
        raise LatexError("not-understood", _SAYS_NOTHING, pending[0].span, help)
    return context


def read_domain(
    text: str, context: Context, macros: Mapping[str, str] = NO_MACROS, remembered: Remembered | None = None
) -> Context:
    r"""`context` with what `text` assumes of the claims that are asked about, which thereby say for which values they hold.

    As `read_assumptions`, and both sides of a claim must have values where that allows: `\ln x^2 = 2 \ln x` with `x \ne 0`
    is false. Not so for what a text tells of its letters once and for all.
    """
    assumed = read_assumptions(text, context, macros, remembered)
    told = frozenset[str]().union(*(symbols(each) for each in assumed.assumptions if each not in context.assumptions))
    kinds = {name for name, kind in assumed.kinds.items() if kind in _OF_NUMBERS and context.kinds.get(name) is not kind}
    return assumed.with_stated(told | kinds)


# ---------------------------------------------------------------------------------------------- reading


def _read(text: str, context: Context, macros: Mapping[str, str]) -> tuple[Statement, ...]:
    """The statements of `text`. A letter such as e that is defined in it is a name in all of it."""
    names = names_of(context, macros)
    tokens = tokenize(text, macros)
    defined = {
        token.text
        for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False)
        if token.kind is TokenKind.LETTER and token.text in ("e", "d", "D")
        if after is not None and after.kind is TokenKind.RELATION and after.text == Sign.EQUAL.value
        if before is None or before.kind in (TokenKind.ROW, TokenKind.WIDE, TokenKind.BEGIN) or before.is_sign(",", ";")
    }
    names = Names(names.functions | _applied(tokens), names.variables | defined, names.macros, names.depends)
    display = parse_display(text, names)
    if display.faults:
        raise display.faults[0]
    for statement in display.statements:
        if statement.continues:
            raise LatexError("not-understood", "the left side is missing", statement.span)
    return display.statements


def _applied(tokens: Sequence[Token]) -> frozenset[str]:
    r"""The letters that equations define with arguments: v in `v(x) = -x^2, w(x) = e^v`, where it stands without them, too."""
    found: set[str] = set()
    for at, token in enumerate(tokens[:-1]):
        starts = at == 0 or tokens[at - 1].kind in (TokenKind.ROW, TokenKind.WIDE) or tokens[at - 1].is_sign(",", ";")
        if not starts or token.kind is not TokenKind.LETTER or tokens[at + 1].kind is not TokenKind.OPEN:
            continue
        inside = at + 2
        while inside < len(tokens) and (tokens[inside].kind is TokenKind.LETTER or tokens[inside].is_sign(",")):
            inside += 1
        behind = tokens[inside : inside + 2]
        if len(behind) == 2 and behind[0].kind is TokenKind.CLOSE and behind[1].kind is TokenKind.RELATION:
            if behind[1].text == Sign.EQUAL.value:
                found.add(token.text)
    return frozenset(found)


_SAYS_NOTHING = "this says nothing that could be given"


def _refuse(pending: list[Statement]) -> None:
    if pending:
        help = "write an equation or a condition"
        first, said = pending[0], pending[0].sides[0]
        letters = symbols(said) if said is not None else frozenset()
        if (
            said is not None
            and len(pending) == 1
            and not first.words
            and not first.after
            and (len(letters) == 1 or "x" in letters)
        ):
            (letter,) = letters if len(letters) == 1 else ("x",)
            help = f"write {'g' if 'f' in letters else 'f'}({letter}) = {print_latex(said)}"
        raise LatexError("not-understood", _SAYS_NOTHING, first.span, help)


def _with_equations(statement: Statement, context: Context, defined: set[str]) -> Context:
    """The definition, curve or assumption that a chain makes. What was defined before this text is defined anew."""
    for number, relation in enumerate(statement.relations):
        declared = declared_function(relation)
        if declared is not None:
            context = context.with_kind(declared.name, Kind.FUNCTION)
            if len(declared.parameters) > 1:  # which letters it varies with decides each path of the chain rule
                context = context.with_definition(declared)
            continue
        definition = definition_of(relation, Context()) if number == 0 else None
        if definition is not None and (definition.parameters or definition.name not in defined):
            defined.add(definition.name)
            context = context.with_definition(definition)
        elif relation.sign not in _DEFINING or _tells_a_value(relation.left):
            context = context.with_assumption(relation)
        else:
            context = context.with_curve(relation)
    return context


def _tells_a_value(left: Expression) -> bool:
    """Whether an equation with this left side is data about a function or a rate, and no curve."""
    return isinstance(left, Application | Prime | Derivative | Limit)


def _with_words(said: tuple[Said, ...], context: Context) -> Context:
    for each in said:
        for name in each.names:
            if each.phrase in _KINDS:
                context = context.with_kind(name, _KINDS[each.phrase])
            if each.phrase in _COMPARED:
                # That 0 is meant is told as by `n ≥ 0`; a natural number begins with 1 for some authors.
                zero = Number("0", span=Span(0, 0)) if each.phrase is Phrase.INTEGER_FROM_ZERO else Number("0")
                context = context.with_assumption(Relation(Symbol(name), _COMPARED[each.phrase], zero))
    return context


# ---------------------------------------------------------------------------------------------- assumptions


def _with_complex(text: str, context: Context) -> tuple[Context, str]:
    r"""The context with letters that are told to be complex, `z, w \in \mathbb{C}`, and the text without what tells it."""
    letters = [name.replace(" ", "") for told in _COMPLEX.finditer(text) for name in told["letters"].split(",")]
    if not letters:
        return context, text
    sorts = dict.fromkeys([*letters, *sorted(UNITS - context.kinds.keys())], Sort.COMPLEX)
    return context.with_sorts(sorts), _COMPLEX.sub(",", text).strip(" ,;")


def _assume(statement: Statement, pending: list[Statement], context: Context) -> Context:
    """What a statement assumes; letters in front of it, parted by commas, share its first relation: `a, b > 0`."""
    relations = list(statement.relations)
    first = relations[0]
    shared: list[Relation] = []
    for other in pending:
        side = other.sides[0]
        if not isinstance(side, Symbol) or not isinstance(first.left, Symbol):
            _refuse([other])
            continue
        shared.append(Relation(side, first.sign, first.right, span=first.span))
    for relation in [*shared, *relations]:
        context = _with_relation(relation, statement.span, context)
    return context


def _with_relation(relation: Relation, span: Span, context: Context) -> Context:
    if relation.sign is Sign.MEMBER:
        return _with_membership(relation, span, context)
    if relation.sign in INEQUALITIES:
        context = context.with_assumption(relation)
        return _counted_from(relation, context)
    if isinstance(relation.right, NumberSet):
        raise LatexError("not-understood", "names of sets are not understood as assumptions", span)
    if relation.sign in _DEFINING:
        # What a letter is said to be is put in before a derivative is taken: as an assumption it would hold at the end alone.
        definition = definition_of(relation, context)
        if definition is not None and not definition.parameters and not _rests_on(relation.right, definition.name, context):
            return context.with_definition(definition)
        return context.with_assumption(relation)
    help = "write a function as f(x) = x^2" if relation.sign is Sign.TENDS else ""
    raise LatexError("not-understood", f"`{relation.sign.value}` assumes nothing", span, help)


def _rests_on(side: Expression, name: str, context: Context) -> bool:
    """Whether a name stands in what names in a side stand for."""
    return any(name in symbols(one.body) for one, _ in definitions_reached(symbols(side), context) if one.body is not None)


def _counted_from(relation: Relation, context: Context) -> Context:
    """`n \\ge 1` of an integer makes it a positive one; `n \\ge 0` of a member of ℕ tells that it begins with 0."""
    letter, least = relation.left, relation.right
    if not isinstance(letter, Symbol) or not isinstance(least, Number) or letter.name not in context.integers:
        return context
    lowest = {Sign.GREATER_EQUAL: least.value, Sign.GREATER: least.value + 1}.get(relation.sign)
    if lowest is None or lowest < 0:
        return context
    return context.with_kind(letter.name, Kind.POSITIVE_INTEGER if lowest > 0 else Kind.INTEGER)


def _with_membership(relation: Relation, span: Span, context: Context) -> Context:
    members = relation.right
    if not isinstance(relation.left, Symbol) or not isinstance(members, NumberSet):
        raise LatexError("not-understood", "only a letter can be declared to be in a set", span)
    letter = relation.left
    zero = Number("0")
    if members.sizes:
        return context.with_shape(letter.name, members.sizes)
    match members.name:
        case "R":
            context = context.with_kind(letter.name, Kind.REAL)
            return context.with_assumption(Relation(letter, Sign.GREATER, zero)) if members.positive else context
        case "N":  # it begins with 0 for some authors: what is said of all of it is said from 1 on
            return context.with_kind(letter.name, Kind.POSITIVE_INTEGER)
        case "Z" if members.positive:
            return context.with_kind(letter.name, Kind.POSITIVE_INTEGER)
        case "Z":
            return context.with_kind(letter.name, Kind.INTEGER)
        case "N_0":
            from_zero = Number("0", span=members.span)  # as if it were written: what ℕ begins with is told by no author's habit
            return context.with_kind(letter.name, Kind.INTEGER).with_assumption(Relation(letter, Sign.GREATER_EQUAL, from_zero))
        case "interval":
            low, high = members.members
            if not _is_infinite(low):
                sign = Sign.GREATER_EQUAL if members.closed[0] else Sign.GREATER
                context = context.with_assumption(Relation(letter, sign, low))
            if not _is_infinite(high):
                sign = Sign.LESS_EQUAL if members.closed[1] else Sign.LESS
                context = context.with_assumption(Relation(letter, sign, high))
            return context
        case _:
            raise LatexError("not-understood", "this set is not understood as an assumption", span)


def _is_infinite(end: Expression) -> bool:
    return any(isinstance(node, Constant) and node.name.value == r"\infty" for node in descendants(end))
