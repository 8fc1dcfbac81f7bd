r"""Operators on functions of several variables, for the method `rules`: divergence, curl and Laplacian, the determinant of a
Jacobian or a Hessian, and products of vectors: each is written out, and then its derivatives are put in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from builder.calculus.context import Context, Definition
from builder.calculus.derivation.build import ONE, ZERO, add, bare, negative, times
from builder.calculus.derivation.derivation import CannotDerive, Step
from builder.calculus.derivation.goals import unfolded
from builder.calculus.derivation.rows import Rows, by_move, quoted
from builder.calculus.derivation.terms import style_of
from builder.calculus.expression.fields import field_operator
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Expression,
    Fence,
    Fenced,
    Group,
    Matrix,
    Node,
    Notation,
    Product,
    Symbol,
    Times,
    Vector,
    VectorStyle,
)
from builder.calculus.expression.walk import map_children, symbols
from builder.calculus.rules import moves

Finder = Callable[[Expression, Context], Rows]
"""What finds the derivatives of a goal."""

LAPLACIAN = "\\Delta "
"""What the name of the Laplacian of f begins with."""


def is_operator(goal: Expression, context: Context) -> bool:
    """Whether a goal is one of these operators, applied to something that is defined."""
    match goal:
        case Symbol(name) if name.startswith(LAPLACIAN):
            return name not in context.definitions and name.removeprefix(LAPLACIAN) in context.definitions
        case Group():
            return field_operator(goal) is not None
        case _:
            return _matrix_of_determinant(goal) is not None


def operator_rows(goal: Expression, context: Context, find: Finder) -> Rows:
    """The rows that work one out; `find` finds the derivatives. Raises CannotDerive."""
    if isinstance(goal, Symbol):
        return _laplacian_rows(goal, context, find)
    if (matrix := _matrix_of_determinant(goal)) is not None:
        return _determinant_rows(goal, matrix, context, find)
    found = field_operator(goal)
    assert found is not None
    return _field_rows(goal, *found, context, find)


def _partial(entry: Expression, by: Symbol) -> Derivative:
    return Derivative(Group(entry), ((by, 1),), True, Notation.OPERATOR)


def _letters(name: str, context: Context) -> tuple[Symbol, ...]:
    definition = context.definitions[name]
    body = unfolded(definition.body, context) if definition.body is not None else None
    return tuple(map(Symbol, definition.parameters or sorted(symbols(body) if body is not None else ())))


def _laplacian_rows(goal: Symbol, context: Context, find: Finder) -> Rows:
    name = goal.name.removeprefix(LAPLACIAN)
    letters = _letters(name, context)
    if len(letters) < 2:
        raise CannotDerive(f"{quoted(goal)} is no Laplacian: {name} has one variable", f"ask for {name}''(x)")
    tree = add(*(Derivative(Symbol(name), ((letter, 2),), True, Notation.QUOTIENT) for letter in letters))
    here = context.with_definition(Definition(goal.name, (), tree))
    named = Step(goal, tree, by_move(moves.LAPLACIAN), here, goal, ((goal, tree),))
    found = find(tree, here)
    put_in, *rest = found.steps
    return Rows(goal, here, [named, Step(tree, put_in.after, put_in.reason, here, steps=put_in.steps), *rest])


def _field_rows(
    goal: Expression, curl: bool, field: Expression, letters: Sequence[Symbol], context: Context, find: Finder
) -> Rows:
    name = bare(field)
    definition = context.definitions.get(name.name) if isinstance(name, Symbol) else None
    before = Rows(field, context) if definition is not None or isinstance(name, Vector) else find(name, context)
    given = before.current if definition is None or definition.body is None else definition.body
    value = bare(unfolded(given, context, frozenset(letter.name for letter in letters)))
    if not isinstance(value, Vector) or len(value.entries) != len(letters):
        raise CannotDerive(f"the components of {quoted(field)} are not told", "define it, such as F(x, y) = (x^2, xy)")
    rows = Rows(goal, context)
    if curl:
        p, q, r = value.entries
        x, y, z = letters
        pairs = ((r, y, q, z), (p, z, r, x), (q, x, p, y))
        tree: Expression = Vector(tuple(add(_partial(a, m), negative(_partial(b, n))) for a, m, b, n in pairs), VectorStyle.ANGLE)
        rows.add(tree, by_move(moves.CURL))
    else:
        tree = add(*(_partial(entry, letter) for entry, letter in zip(value.entries, letters, strict=True)))
        rows.add(tree, by_move(moves.DIVERGENCE))
    for step in find(tree, context).steps:
        rows.add(step.after, step.reason, step.steps)
    rows.steps = [*before.steps, *rows.steps]
    return rows


def _matrix_of_determinant(goal: Expression) -> Expression | None:
    r"""The matrix of `\det J_F`, and of a determinant that is written out with derivatives in it."""
    match goal:
        case Application(Symbol("\\det"), (matrix,)):
            return matrix
        case Fenced(Fence.ABSOLUTE, Symbol(name) as matrix) if name.partition("_")[0] in ("J", "H"):
            return matrix
        case Matrix(rows, "vmatrix") if all(isinstance(entry, Derivative) for row in rows for entry in row):
            return goal
        case _:
            return None


def _determinant_rows(goal: Expression, matrix: Expression, context: Context, find: Finder) -> Rows:
    found = find(Matrix(matrix.rows) if isinstance(matrix, Matrix) else matrix, context)
    whole = bare(found.current)
    if not isinstance(whole, Matrix) or not 2 <= len(whole.rows) <= 3 or any(len(r) != len(whole.rows) for r in whole.rows):
        raise CannotDerive(f"{quoted(goal)} is no determinant of two or three rows", "ask for the matrix")
    here = context.with_definition(Definition(matrix.name, (), whole)) if isinstance(matrix, Symbol) else context
    rows = Rows(goal, here)
    if isinstance(matrix, Matrix):
        rows.add(
            Matrix(whole.rows, "vmatrix"), by_move(moves.PUT_IN_DERIVATIVES, "put in the derivatives"), found.steps[-1].steps
        )
        before = []
    else:
        before = found.steps
        rows.add(Matrix(whole.rows, "vmatrix"), by_move(moves.PUT_IN_DERIVATIVES, "put in the matrix"))
    rows.add(_determinant(whole.rows), by_move(moves.DETERMINANT))
    rows.finish(style_of(rows.current, symbols(rows.current)))
    rows.steps = [*before, *rows.steps]
    return rows


def _determinant(rows: Sequence[Sequence[Expression]]) -> Expression:
    """A determinant of two rows, or of three by its first row, without what is multiplied by 0."""
    if len(rows) == 2:
        (a, b), (c, d) = rows
        return add(*_product(a, d), *map(negative, _product(b, c)))
    first, second, third = rows
    terms: list[Expression] = []
    for k, entry in enumerate(first):
        minor = _determinant(tuple(tuple(row[j] for j in range(3) if j != k) for row in (second, third)))
        terms.extend(_product(entry, minor) if k != 1 else map(negative, _product(entry, minor)))
    return add(*terms)


def _product(left: Expression, right: Expression) -> list[Expression]:
    return [] if ZERO in (left, right) else [left if right == ONE else right if left == ONE else times(left, right)]


def with_vectors_multiplied(node: Expression) -> Expression:
    """`node` with the dot products of two vectors whose entries are known written out."""

    def change(n: Node) -> Node:
        n = map_children(n, change)
        match n:
            case Product(factors, signs) if len(factors) == 2 and signs == (Times.DOT,):
                left, right = map(bare, factors)
                if isinstance(left, Vector) and isinstance(right, Vector) and len(left.entries) == len(right.entries):
                    return add(*(times(a, b) for a, b in zip(left.entries, right.entries, strict=True)))
        return n

    changed = change(node)
    assert isinstance(changed, Expression)
    return changed
