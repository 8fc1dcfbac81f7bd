"""Moves that write a term as a number times powers in order, and the rules by which something is only written in another way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from builder.calculus.derivation.build import add, bare, number, rational, times
from builder.calculus.derivation.terms import Style, Used, term_of, tree_of
from builder.calculus.expression.nodes import Expression, Matrix, Negation, Node, Power, Product, Quotient, Root, Sum, Vector
from builder.calculus.expression.walk import descendants
from builder.calculus.rules import algebra
from builder.calculus.rules.rule import Rule


def arrange(tree: Expression, style: Style, used: Used) -> Expression:
    """Each term as a number times powers in order: signs, ones and zeros, numbers, exponents, fractions, common factors."""
    match tree:
        case Vector():
            return Vector(tuple(arrange(e, style, used) for e in tree.entries), tree.style)
        case Matrix():
            return Matrix(tuple(tuple(arrange(e, style, used) for e in row) for row in tree.rows), tree.environment)
        case Sum():
            return _arranged_sum(tree, style, used)
        case _:
            return _arranged_term(tree, style, used)


def _arranged_sum(tree: Sum, style: Style, used: Used) -> Expression:
    terms: list[Expression] = []
    for term in tree.terms:
        done = arrange(term, style, used)
        if done == number(0):
            used.append(algebra.ZERO)
            continue
        if isinstance(done, Negation) and isinstance(done.operand, Sum):
            used.append(algebra.DISTRIBUTE_SIGN)
            terms.extend(t.operand if isinstance(t, Negation) else Negation(t) for t in done.operand.terms)
        else:
            terms.append(done)
    return add(*terms)


def _arranged_term(tree: Expression, style: Style, used: Used) -> Expression:
    if not isinstance(tree, Product | Quotient | Negation | Power | Root):
        return tree
    prepared = _inner_sums(tree, style, used)
    if not isinstance(prepared, Product | Quotient | Negation | Power | Root):
        return arrange(prepared, style, used)
    noted: Used = []
    try:
        term = term_of(prepared, noted)
    except ZeroDivisionError:
        return tree
    after = tree_of(term, style)
    if after != tree:
        used.extend(_done(noted, after))
    return after


def _done(noted: Used, after: Expression) -> Used:
    """Of the rules that reading a term took those that did something: x √x is read as one power, and written as before."""
    read: Used = []
    term_of(after, read)
    left = Counter(noted) - Counter(read)
    return [rule for rule in dict.fromkeys(noted) if left[rule]]


def _inner_sums(tree: Expression, style: Style, used: Used) -> Expression:
    """`tree` with the sums that are its factors or its numerator arranged."""

    def part(node: Expression) -> Expression:
        node = bare(node)
        match node:
            case Sum() if node not in style.keep:
                return _arranged_sum(node, style, used)
            case Product() | Quotient() | Negation():
                return _inner_sums(node, style, used)
            case Root(radicand=Sum() as radicand) if radicand not in style.keep:
                inner = _arranged_sum(radicand, style, used)
                return node if inner == radicand else Root(inner, node.index)
            case Power(base=Sum() as base) if base not in style.keep:
                inner = _arranged_sum(base, style, used)
                return node if inner == base else Power(inner, node.exponent)
            case _:
                return node

    match tree:
        case Product():
            factors = tuple(part(f) for f in tree.factors)
            return tree if factors == tree.factors else times(*factors)
        case Quotient():
            numerator, denominator = part(tree.numerator), part(tree.denominator)
            return (
                tree
                if (numerator, denominator) == (tree.numerator, tree.denominator)
                else Quotient(numerator, denominator, tree.written)
            )
        case Negation():
            inner = part(tree.operand)
            return tree if inner == tree.operand else Negation(inner)
        case Root() | Power():
            return part(tree)
        case _:
            return tree


def rewritten(before: Expression, after: Expression) -> tuple[Rule, ...]:
    """What was done where factors were only written in another way: the rules by which; none for order."""
    ours, theirs = (Counter(rule for node in descendants(tree) for rule in _to_be_written(node)) for tree in (before, after))
    found = tuple(rule for rule in ours if ours[rule] > theirs[rule])
    return tuple(rule for rule in found if rule is not algebra.ONE_FRACTION) or found


def _to_be_written(node: Node) -> Iterator[Rule]:
    """The rules by which a part is written as a textbook does."""
    match node:
        case Power(base=base) if rational(base) == 1:
            yield algebra.POWER_OF_ONE
        case Power() if (exponent := rational(node.exponent)) is not None:
            if exponent in (0, 1):
                yield algebra.EXPONENT_ONE if exponent else algebra.EXPONENT_ZERO
            elif rational(node.base) is not None:
                yield algebra.POWER_OF_NUMBER
            if exponent < 0:
                yield algebra.NEGATIVE_EXPONENT
            if exponent.denominator > 1:
                yield algebra.POWER_AS_ROOT
        case Power(exponent=Negation()):
            yield algebra.NEGATIVE_EXPONENT
        case Quotient(denominator=denominator) if rational(denominator) == 1:
            yield algebra.DIVIDE_BY_ONE
        case Quotient(numerator=Negation()):
            yield algebra.SIGNS
        case Quotient(numerator=Quotient()) if rational(node) is None:
            yield algebra.NESTED_FRACTION
        case Product():
            if any(isinstance(bare(factor), Negation) for factor in node.factors):
                yield algebra.SIGNS
            if any(isinstance(bare(factor), Quotient) for factor in node.factors):
                yield algebra.ONE_FRACTION
        case _:
            pass
