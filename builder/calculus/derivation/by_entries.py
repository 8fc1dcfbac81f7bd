"""The method `entries`: write a formula of vectors and matrices out, differentiate by one entry, collect the entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from msgspec import Struct

from builder.calculus.context import Context, Kind
from builder.calculus.derivation.build import (
    EULER,
    ONE,
    ZERO,
    add,
    bare,
    depends_on,
    negative,
    number,
    power,
    rational,
    times,
    without_groups,
)
from builder.calculus.derivation.collecting import collected
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Step
from builder.calculus.derivation.differentiate import BY_FUNCTION
from builder.calculus.derivation.entries import (
    DELTA,
    Letters,
    Summand,
    WrittenOut,
    cancelled,
    folded,
    picked,
    summands_of,
    written,
)
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Derivative,
    Expression,
    Gradient,
    Group,
    Indexed,
    Negation,
    Node,
    Notation,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Series,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import map_children, substitute, symbols
from builder.calculus.rules import differentiation as rules
from builder.calculus.rules import moves
from builder.calculus.rules.rule import Rule

_DEEPEST = 30  # definitions that use definitions
_ROW, _COLUMN = ("i", "k", "l"), ("j", "l", "q")


class _Asked(Struct, frozen=True):
    """What is differentiated by what has a shape: by all of its entries, or by the one at `index`."""

    of: Expression
    by: str
    index: tuple[str, ...] = ()


def is_by_entries(problem: Problem) -> bool:
    """Whether the goal is a derivative by a vector or a matrix, or by an entry of one. Raises CannotDerive for a second one."""
    return _asked(problem.goal, problem.context) is not None


def by_entries(problem: Problem) -> Derivation:
    """The derivation by entries. Raises CannotDerive."""
    asked = _asked(problem.goal, problem.context)
    if asked is None:
        raise CannotDerive(
            f"{quoted(problem.goal)} is no derivative by a vector or a matrix",
            r"declare one and differentiate by it: x \in \mathbb{R}^n, f = x^\top x and \frac{\partial f}{\partial x}",
        )
    context = problem.context
    out = _written_out(asked, context)
    value = _value(asked.of, context)
    array = out.array(value)
    axes = len(context.shapes[asked.by]) if not asked.index else 0
    if array.columns is not None or (array.rows is not None and axes > 1):
        raise CannotDerive("this derivative has more than two indices", "differentiate one entry, or by one entry")
    row = out.letters.fresh(_ROW) if array.rows is not None else None
    by = _entry_of(asked, out)
    entry = array.entry(row, None)
    of = asked.of if row is None else _named(asked.of, row)
    move = moves.PUT_IN_DEFINITIONS if entry == without_groups(value) else moves.WRITE_OUT_ENTRIES
    steps = [Step(of, entry, by_move(move), context, of)] if entry != of else []
    slope = Derivative(of, ((_as_symbol(by), 1),), True, Notation.QUOTIENT)
    rows = Rows(problem.goal if asked.index else slope, context)
    terms = _differentiated(rows, entry, by, _entries_defined(of, row, by, entry))
    if asked.index:
        return Derivation(problem.goal, rows.current, "entries", context, (*steps, *rows.steps))
    letters = [index.name for index in (*([row] if row else []), *by.indices) if isinstance(index, Symbol)]
    answer = collected(terms, *letters)
    last = Step(problem.goal, answer, by_move(moves.COLLECT_ENTRIES), context, problem.goal)
    return Derivation(problem.goal, answer, "entries", context, (*steps, *rows.steps, last))


# ------------------------------------------------------------------------------------------------ what is asked


def _asked(goal: Expression, context: Context) -> _Asked | None:
    match bare(goal):
        case Derivative(operand, ((Symbol(name), 1),)):
            base, _, index = name.partition("_")
            if name in context.shapes:
                return _Asked(bare(operand), name)
            letters = tuple(index.strip("{}").replace(",", "").replace(" ", ""))
            if letters and len(context.shapes.get(base, ())) == len(letters) and all(map(str.isalpha, letters)):
                return _Asked(bare(operand), base, letters)
        case Derivative(variables=variables) if any(variable.name in context.shapes for variable, _ in variables):
            raise CannotDerive(
                "a second derivative by a vector is not written out by entries", r"ask for \frac{\partial f}{\partial x} first"
            )
        case Gradient(operand, 1) | Application(Gradient(operand, 1), (Symbol(_),)):
            definition = context.definitions.get(operand.name) if isinstance(operand, Symbol) else None
            if definition is not None and len(definition.parameters) == 1 and definition.parameters[0] in context.shapes:
                return _Asked(operand, definition.parameters[0])
    return None


def _value(of: Expression, context: Context) -> Expression:
    """What is differentiated, the values of names put in, in brackets: these say what a product by entries is of."""

    def change(node: Node, depth: int) -> Node:
        if depth > _DEEPEST:
            raise CannotDerive("the definitions go round in a circle", "define each name by names that were defined before")
        definition = context.definitions.get(node.name) if isinstance(node, Symbol) else None
        if definition is not None and definition.body is not None and (not definition.parameters or node is of):
            return Group(cast(Expression, change(definition.body, depth + 1)))
        return map_children(node, lambda child: change(child, depth))

    return cast(Expression, change(of, 0))


def _written_out(asked: _Asked, context: Context) -> WrittenOut:
    taken = {*context.shapes, *asked.index, *symbols(asked.of)}
    for sizes in context.shapes.values():
        taken.update(*map(symbols, sizes))
    for definition in context.definitions.values():
        taken |= {definition.name, *definition.parameters}
        if definition.body is not None:
            taken |= symbols(definition.body)
    reserved = {*_ROW[:1], *_COLUMN[:1]} - taken
    letters = Letters(taken | reserved, frozenset(asked.index))
    out = WrittenOut(context, letters)
    letters.taken -= reserved
    return out


def _entry_of(asked: _Asked, out: WrittenOut) -> Indexed:
    """The entry by which is differentiated."""
    base = Symbol(asked.by)
    if asked.index:
        return Indexed(base, tuple(map(Symbol, asked.index)))
    sizes = out.context.shapes[asked.by]
    wanted = (_COLUMN,) if len(sizes) == 1 else (_ROW, _COLUMN)
    return Indexed(base, tuple(out.letters.fresh(letters) for letters in wanted[: len(sizes)]))


def _named(of: Expression, row: Symbol) -> Expression:
    if not isinstance(of, Symbol):
        raise CannotDerive("an entry of this has no name", f"give it a name first, such as y = {quoted(of)}")
    return Indexed(of, (row,))


def _as_symbol(entry: Indexed) -> Symbol:
    letters = "".join(index.name for index in entry.indices if isinstance(index, Symbol))
    return Symbol(f"{entry.base.name}_{letters}" if len(letters) == 1 else f"{entry.base.name}_{{{letters}}}")


# ------------------------------------------------------------------------------------------------ the rows


def _differentiated(rows: Rows, entry: Expression, by: Indexed, names: dict[Expression, Summand]) -> tuple[Summand, ...]:
    """The rows from what is differentiated to its derivative, whose summands are the answer."""
    used: list[Rule] = []
    slope = _slope(entry, by, rows.context, used)
    rows.add(slope, reason_of(*dict.fromkeys(used)) if used else by_move(moves.INDEPENDENT_ENTRIES))
    with_deltas = _with_deltas(slope, by)
    rows.add(with_deltas, by_move(moves.INDEPENDENT_ENTRIES))
    terms = tuple(cancelled(picked(term)) for term in summands_of(with_deltas))
    rows.add(written(terms), by_move(moves.PICK_TERMS))
    if names:
        terms = tuple(folded(term, names) for term in terms)
        rows.add(written(terms), by_move(moves.WRITE_WITH_ENTRIES))
    return terms


def _entries_defined(of: Expression, row: Symbol | None, by: Indexed, entry: Expression) -> dict[Expression, Summand]:
    """The entries of what is differentiated, and what they are: in its row, and at the index by which is differentiated."""
    found = summands_of(entry)
    if row is None or not isinstance(of, Indexed) or len(found) != 1 or found[0].sums or found[0].number != 1:
        return {}
    other = substitute(entry, {row.name: by.indices[-1]}) if len(by.indices) == 1 else entry
    there = Indexed(of.base, by.indices[-1:])
    return {of: found[0], there: summands_of(other)[0]}


def _slope(node: Expression, by: Indexed, context: Context, used: list[Rule]) -> Expression:
    """The derivative of `node` by an entry, those of the same vector or matrix still to be told. Raises CannotDerive."""

    def slope(part: Expression) -> Expression:
        return _slope(part, by, context, used)

    if not depends_on(node, by.base.name):
        return ZERO
    match node:
        case Group(inner):
            return slope(inner)
        case Indexed():
            return Derivative(node, ((_as_symbol(by), 1),), True, Notation.QUOTIENT)
        case Negation(operand):
            return negative(slope(operand))
        case Sum(terms):
            used.append(rules.SUM)
            return add(*(found for term in terms if (found := slope(term)) != ZERO))
        case Series():
            used.append(rules.SUM)
            return Series(node.operator, slope(node.body), node.index, node.lower, node.upper)
        case Product(factors):
            slopes = {place: found for place, factor in enumerate(factors) if (found := slope(factor)) != ZERO}
            used.append(rules.CONSTANT_MULTIPLE if len(slopes) == 1 else rules.PRODUCT)
            return add(*(_product([*factors[:k], found, *factors[k + 1 :]]) for k, found in slopes.items()))
        case Quotient(above, below, written):
            of_below = slope(below)
            used.append(rules.CONSTANT_DENOMINATOR if of_below == ZERO else rules.QUOTIENT)
            of_above = slope(above)
            if of_below == ZERO:
                return Quotient(of_above, below, written)
            first = [] if of_above == ZERO else [_product([of_above, below])]
            return Quotient(add(*first, negative(_product([above, of_below]))), power(below, number(2)))
        case Power(base, exponent) if base == EULER:
            used.append(rules.EXPONENTIAL)
            return _product([node, slope(exponent)])
        case Power(base, exponent) if (value := rational(exponent)) is not None:
            used.append(rules.GENERAL_POWER)
            return _product([number(value), power(base, number(value - 1)), slope(base)])
        case Root(radicand, None):
            used.append(rules.SQUARE_ROOT)
            return Quotient(slope(radicand), times(number(2), node))
        case Call(function, (argument,), None):
            rule = rules.LOGARITHM if function in ("ln", "log") and node.base is None else BY_FUNCTION.get(function)
            if rule is None:
                raise CannotDerive(f"there is no rule for the derivative of {quoted(node)}", "write it with known functions")
            used.append(rule)
            return _by_rule(rule, argument, slope(argument))
        case Application(Symbol(name) as function, (argument,)):
            if name == r"\sigma" and context.kinds.get(name) is not Kind.FUNCTION:
                used.append(rules.SIGMOID)
                return _product([node, add(ONE, negative(node)), slope(argument)])
            used.append(rules.CHAIN)
            return _product([Application(Prime(function, ONE), (argument,)), slope(argument)])
        case _:
            raise CannotDerive(
                f"there is no rule for the derivative of {quoted(node)} by an entry", "write it with known functions"
            )


def _by_rule(rule: Rule, argument: Expression, inner: Expression) -> Expression:
    """The right side of a rule for a function of u, with `u` and `u'` put in."""

    def change(n: Node) -> Node:
        match n:
            case Prime(operand=Symbol("u")):
                return inner
            case Symbol("u"):
                return argument
            case _:
                return map_children(n, change)

    put_in = cast(Expression, change(rule.right))
    return _product(put_in.factors) if isinstance(put_in, Product) else put_in


def _product(factors: Sequence[Expression]) -> Expression:
    """A product in which sums stand last."""
    kept = [f for f in factors if f != ONE]
    return times(*sorted(kept, key=lambda f: isinstance(f, Series)))


def _with_deltas(node: Expression, by: Indexed) -> Expression:
    """`node` with Kronecker's deltas in the place of the derivatives of one entry by another."""

    def change(n: Node) -> Node:
        match n:
            case Derivative(operand=Indexed(base, indices)) if base == by.base:
                pairs = [(a, b) for a, b in zip(indices, by.indices, strict=True) if a != b]
                return times(*(Indexed(DELTA, pair) for pair in pairs))
            case Product():
                changed = [cast(Expression, change(factor)) for factor in n.factors]
                return n if list(n.factors) == changed else _product(changed)
            case _:
                return map_children(n, change)

    return cast(Expression, change(node))
