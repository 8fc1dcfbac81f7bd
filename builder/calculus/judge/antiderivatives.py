"""Claims about indefinite integrals: both sides are differentiated, since an antiderivative is meant up to a constant."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from builder.calculus.context import Context, definitions_reached
from builder.calculus.expression.nodes import (
    Call,
    Constant,
    ConstantName,
    Derivative,
    Expression,
    Fence,
    Fenced,
    Group,
    Integral,
    Negation,
    Node,
    Notation,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Sign,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import children, descendants, substitute, symbols
from builder.calculus.judge.sorts import bare


def is_antiderivative(node: Node) -> bool:
    """Whether an indefinite integral stands in an expression."""
    return any(is_indefinite(n) for n in descendants(node))


def is_indefinite(node: Node) -> bool:
    """Whether a node is an integral without bounds."""
    return isinstance(node, Integral) and node.lower is None and node.upper is None


def differentiated(relation: Relation, context: Context) -> Relation | None:
    """`\\int f \\, dx = F + C` as `f = (F + C)'`: the sides' derivatives, each integral giving what it integrates.

    An integral by a letter that is defined, `\\int g(u) \\, du` where u = u(x), is a function of x: it gives g(u) u'. So a
    substitution is decided. Of an integrating factor, `e^{\\int p \\, dx} = F`, p is F'/F. None when an integral stands where
    that is not its derivative: in a power, times something that depends on the variable, or by two variables of which neither
    is defined by the other. A relation that says other than equality has no such reading.
    """
    integrals = [n for n in descendants(relation) if isinstance(n, Integral) and is_indefinite(n)]
    if relation.sign not in (Sign.EQUAL, Sign.IDENTICAL):
        return None
    by = _moved({n.variable.name for n in integrals}, symbols(relation), context)
    if by is None:
        return None
    of = _rate if _is_factor(relation.left) or _is_factor(relation.right) else _derivative
    left, right = of(relation.left, Symbol(by)), of(relation.right, Symbol(by))
    if left is None or right is None:
        return None
    return Relation(left, relation.sign, right, span=relation.span)


def jumping(relation: Relation) -> str:
    r"""A step function that stands in a relation outside of what its indefinite integrals integrate, or "".

    An antiderivative has no jump, which derivatives do not tell: that of ⌊x⌋ is 0 wherever there is one. A sign jumps by nothing
    where its argument is a factor beside it, as in `\operatorname{sgn}(x) \frac{x^2}{2}`.
    """
    return next((name for side in (relation.left, relation.right) for name in _steps(side)), "")


def _steps(node: Node) -> Iterator[str]:
    if isinstance(node, Integral) and is_indefinite(node):
        return
    if isinstance(node, Fenced) and node.fence in (Fence.FLOOR, Fence.CEILING):
        yield node.fence.value
    elif isinstance(node, Call) and node.function == "sign":
        yield node.function
    others = node.factors if isinstance(node, Product) else ()
    for child in children(node):
        if not any(_vanishes_at_jumps(child, factor) for factor in others):
            yield from _steps(child)


def _vanishes_at_jumps(term: Node, factor: Expression) -> bool:
    return isinstance(term, Call) and term.function == "sign" and _has_factor(factor, bare(term.arguments[0]))


def _has_factor(term: Expression, factor: Expression) -> bool:
    match bare(term):
        case Power(base=base, exponent=Number(text)) if text != "0":
            return _has_factor(base, factor)
        case Quotient(numerator=numerator):
            return _has_factor(numerator, factor)
        case Product(factors):
            return any(_has_factor(each, factor) for each in factors)
        case other:
            return other == factor


def _is_factor(side: Expression) -> bool:
    r"""Whether a side is an integrating factor: `e^{\int p \, dx}`, which is meant up to a constant factor."""
    return isinstance(side, Power) and side.base == Constant(ConstantName.E) and is_antiderivative(side.exponent)


def _rate(side: Expression, by: Symbol) -> Expression | None:
    """F'/F of a side F, which says what it is but for a constant factor, if it does not begin with a minus."""
    if _is_factor(side) and isinstance(side, Power):
        return _derivative(side.exponent, by)
    if is_antiderivative(side) or isinstance(side, Negation):
        return None
    slope = Derivative(Group(side), ((by, 1),), notation=Notation.OPERATOR)
    return Quotient(slope, Group(side))


def with_integrals(relation: Relation, context: Context) -> Relation | None:
    """`2I = F` as `2 (\\int f \\, dx) = F`: with the indefinite integrals that names in it stand for, or that hold names that
    do. None where there is no such name."""
    reached = {d.name: d.body for d, _ in definitions_reached(sorted(symbols(relation)), context) if not d.parameters}
    bodies = {name: Group(body) for name, body in reached.items() if body is not None and is_antiderivative(body)}
    found = relation
    for _ in bodies:  # the integral of one may hold another
        found = replace(found, left=substitute(found.left, bodies), right=substitute(found.right, bodies))
    return found if bodies and found != relation else None


def _moved(variables: set[str], letters: frozenset[str], context: Context) -> str | None:
    """The letter by which a relation with integrals by `variables` is differentiated."""
    free = [name for name in variables if not _behind(name, context)]
    if len(variables) == 1:
        (only,) = variables
        others = letters - variables
        if free or not (others.union(*(_behind(name, context) for name in others)) & _behind(only, context)):
            return only
    behind = [_behind(name, context) for name in variables if name not in free]
    shared = frozenset.intersection(*behind) if behind else frozenset()
    if len(free) == 1:
        return free[0] if free[0] in shared else None
    if not free and context.variable in shared:
        return context.variable
    return next(iter(shared)) if not free and len(shared) == 1 else None


def _behind(name: str, context: Context) -> frozenset[str]:
    """The letters without a definition that the value of a defined name depends on; none if it has no definition."""
    own = context.definitions.get(name)
    if own is None or own.parameters or own.body is None:
        return frozenset()
    reached = [d for d, _ in definitions_reached((name,), context) if not d.parameters and d.body is not None]
    found = frozenset(letter for d in reached if d.body is not None for letter in symbols(d.body))
    return found - {d.name for d in reached}


def _derivative(expression: Expression, by: Symbol) -> Expression | None:
    if not is_antiderivative(expression):
        return Derivative(Group(expression), ((by, 1),), notation=Notation.OPERATOR)
    match expression:
        case Integral(body=body, variable=variable):
            if is_antiderivative(body):
                return None
            if variable == by:
                return Group(body)
            rate = Derivative(Group(variable), ((by, 1),), notation=Notation.OPERATOR)
            return Product((Group(body), Group(rate)), (Times.DOT,))
        case Group(inner):
            return _derivative(inner, by)
        case Negation(operand):
            inside = _derivative(operand, by)
            return None if inside is None else Negation(inside)
        case Sum(terms):
            parts = [_derivative(t, by) for t in terms]
            known = tuple(p for p in parts if p is not None)
            return Sum(known) if len(known) == len(parts) else None
        case Product(factors, signs):
            holding = [i for i, f in enumerate(factors) if is_antiderivative(f)]
            others = [f for i, f in enumerate(factors) if i not in holding]
            if len(holding) != 1 or any(by.name in symbols(f) for f in others):
                return None
            inside = _derivative(factors[holding[0]], by)
            if inside is None:
                return None
            return Product(tuple(inside if i == holding[0] else f for i, f in enumerate(factors)), signs)
        case Quotient(numerator, denominator):
            if is_antiderivative(denominator) or by.name in symbols(denominator):
                return None
            inside = _derivative(numerator, by)
            return None if inside is None else Quotient(inside, denominator, expression.written)
        case _:
            return None
