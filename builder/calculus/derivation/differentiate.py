"""How an expression is differentiated by hand: which rule comes next, what it says here, and what it leaves to be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.derivation.build import (
    EULER,
    ONE,
    add,
    bare,
    call,
    depends_on,
    dotted,
    flattened,
    negative,
    number,
    power,
    rational,
    replace_nodes,
    times,
    with_signs,
    without_groups,
)
from builder.calculus.derivation.derivation import CannotDerive, Reason, Step
from builder.calculus.derivation.pieces import inside
from builder.calculus.derivation.rough import rough
from builder.calculus.derivation.rows import Rows, Way, by_move, is_pending, operand_of, pending_in, quoted, reason_of, tex
from builder.calculus.derivation.terms import Style, Term, exponent_sum, term_of, tree_of
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Cases,
    Derivative,
    Division,
    Expression,
    Fence,
    Fenced,
    Group,
    Integral,
    Matrix,
    Negation,
    Node,
    Notation,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Sign,
    Sum,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import map_children, replaced, substitute, symbols
from builder.calculus.rules import algebra, moves
from builder.calculus.rules import differentiation as rules
from builder.calculus.rules.rule import Rule

BY_FUNCTION: Mapping[str, Rule] = {
    **{rule.name: rule for rule in rules.OF_FUNCTIONS},
    "exp": rules.EXPONENTIAL_FUNCTION,
}


_OUTER = frozenset({*rules.OF_FUNCTIONS, rules.SQUARE_ROOT, rules.EXPONENTIAL_BASE, rules.ABSOLUTE, rules.LOGARITHM_ABSOLUTE})


class First(Struct, frozen=True):
    """What the next rule makes of a derivative: it may hold derivatives that are still to be worked out."""

    after: Expression
    reason: Reason
    steps: tuple[Step, ...] = ()


def derivative_rows(node: Expression, way: Way, style: Style, goal: Expression | None = None) -> Rows:
    """The rows that differentiate `node`, a tree without brackets; the first has `goal` at its left.

    Raises CannotDerive.
    """
    rows = _untidied(node, way, style, goal if goal is not None else way.of(node))
    rows.finish(style)
    return rows


def _untidied(node: Expression, way: Way, style: Style, goal: Expression) -> Rows:
    """The rows that differentiate `node`, as far as nothing is left to be differentiated. Raises CannotDerive."""
    rows = Rows(goal, way.here)
    if (written := _as_exponential(bare(node), way.variable)) is not None:
        rows.add(way.of(written), reason_of(algebra.POWER_AS_EXPONENTIAL))
        for step in _untidied(written, way, style, way.of(written)).steps:
            rows.add(step.after, step.reason, step.steps)
        rows.add(replaced(rows.current, written, bare(node)), reason_of(algebra.EXPONENTIAL_AS_POWER))
        return rows
    first = first_row(node, way, style)
    rows.add(first.after, first.reason, first.steps)
    while any(pending_in(rows.current)):
        _put_in(rows, way, style)
    return rows


def _as_exponential(node: Expression, x: Symbol) -> Expression | None:
    """u^v as e^{v ln u} where both vary."""
    if not isinstance(node, Power) or not (depends_on(node.base, x.name) and depends_on(node.exponent, x.name)):
        return None
    return Power(EULER, times(bare(node.exponent), call("ln", bare(node.base))))


def _put_in(rows: Rows, way: Way, style: Style) -> None:
    """One row in which every pending derivative is replaced by what its own derivation gives.

    The rows of one that only stands beside what was set aside, `-(u v)'`, are written out if they take several rules.
    """
    pending = list(pending_in(rows.current))
    if len(pending) == 1 and rows.steps[-1].reason.rule in _SET_ASIDE:
        before, steps_of_one = rows.current, _untidied(operand_of(pending[0]), way, style, pending[0]).steps
        if len(steps_of_one) > 1:
            for step in steps_of_one:
                after = cast(Expression, _signs_in_front(replace_nodes(before, {id(pending[0]): step.after})))
                rows.add(after, step.reason, step.steps)
            return
    steps: list[Step] = []
    results: dict[int, Expression] = {}
    reasons: list[Reason] = []
    done: dict[Expression, Expression] = {}
    for node in pending:
        if node in done:
            results[id(node)] = done[node]
            continue
        inner = derivative_rows(operand_of(node), way, style, node)
        steps.extend(inner.steps)
        done[node] = results[id(node)] = inner.current
        reasons.append(telling(inner.steps))
    after = cast(Expression, _signs_in_front(replace_nodes(rows.current, results)))
    if len(reasons) == 1:
        reason = reasons[0]
    else:
        found = ", ".join(f"{tex(node)[:-1]} = {tex(result)[1:]}" for node, result in done.items())
        reason = by_move(moves.PUT_IN_DERIVATIVES, f"put in the derivatives of the parts: {found}")
    rows.add(after, reason, steps)


def _signs_in_front(node: Node) -> Node:
    """`-sin x / cos x` for a fraction whose numerator is `-sin x`."""
    match node:
        case Quotient(numerator=Negation(operand=above), denominator=below, written=written) if rational(node) is None:
            return Negation(Quotient(above, below, written))
        case Sum():
            return flattened(map_children(node, _signs_in_front))
        case _:
            return node


def telling(steps: Sequence[Step]) -> Reason:
    """The reason that says most of a derivation: that of its first row that does more than set aside a constant or a sign."""
    return next((step.reason for step in steps if step.reason.rule not in _SET_ASIDE), steps[0].reason)


_SET_ASIDE = frozenset(
    rule.name
    for rule in (
        rules.NEGATIVE,
        rules.CONSTANT_MULTIPLE,
        rules.CONSTANT_DENOMINATOR,
        algebra.TO_NEGATIVE_EXPONENT,
        algebra.ROOT_AS_POWER,
        algebra.POWER_AS_EXPONENTIAL,
    )
)


# ------------------------------------------------------------------------------------------------ the next rule


def first_row(node: Expression, way: Way, style: Style) -> First:
    """The rule that a person would use next on the derivative of `node`."""
    node = bare(node)
    x = way.variable
    if not depends_on(node, x.name):
        return First(number(0), reason_of(rules.CONSTANT))
    match node:
        case Symbol():
            return First(ONE, reason_of(rules.IDENTITY))
        case Negation():
            return First(negative(way.of(node.operand)), reason_of(rules.NEGATIVE))
        case Sum():
            return _sum(node, way, style)
        case Product():
            return _product(node, way)
        case Quotient():
            return _quotient(node, way, style)
        case Power():
            return _power(node.base, node.exponent, way, style)
        case Root():
            return _root(node, way, style)
        case Call():
            return _call(node, way, style)
        case Fenced(fence=Fence.ABSOLUTE):
            return _by_rule(rules.ABSOLUTE, {"u": node.inner}, way)
        case Application():
            return _application(node, way)
        case Integral(lower=lower, upper=upper) if lower is not None and upper is not None:
            return _integral(node, lower, upper, way)
        case Derivative() | Prime():
            return _unknown_derivative(node, way)
        case Series():
            return First(Series(node.operator, way.of(node.body), node.index, node.lower, node.upper), reason_of(rules.SUM))
        case Vector():
            return First(
                Vector(tuple(way.of(e) for e in node.entries), node.style), by_move(moves.ENTRIES, "differentiate each entry")
            )
        case Matrix():
            return First(
                Matrix(tuple(tuple(way.of(e) for e in row) for row in node.rows), node.environment),
                by_move(moves.ENTRIES, "differentiate each entry"),
            )
        case Fenced():
            raise CannotDerive(
                "there is no rule for the derivative of this bracket", "rewrite it without floor, ceiling and norm bars"
            )
        case Cases():
            return First(inside(node, way.of), by_move(moves.EACH_CASE))
        case _:
            raise CannotDerive(
                f"there is no rule for the derivative of {quoted(node)}",
                "write it with sums, products, powers and known functions",
            )


def instantiate(rule: Rule, where: Mapping[str, Expression], way: Way) -> Expression:
    """The right side of `rule` with its letters replaced, `u'` becoming the derivative of what u stands for.

    Where u is the variable itself, its derivative 1 is not written.
    """
    inner_is_variable = where.get("u") == way.variable

    def change(n: Node) -> Node:
        match n:
            case Prime(operand=Symbol() as letter) if letter.name in where:
                return ONE if inner_is_variable and letter.name == "u" else way.of(where[letter.name])
            case Prime(operand=Group() as group):
                return way.of(cast(Expression, flattened(map_children(group.inner, change))))
            case Symbol() if n.name in where:
                return where[n.name]
            case Group():
                return change(n.inner)
            case _:
                return _tidied(map_children(n, change), way)

    return cast(Expression, change(rule.right))


def _tidied(node: Node, way: Way) -> Node:
    """A product without the factor 1 and without products in it; in Leibniz notation derivatives stand last."""
    if isinstance(node, Product):
        kept = [f for f in node.factors if f != ONE]
        if len(kept) != len(node.factors):
            node = times(*kept)
        node = flattened(node)
        if isinstance(node, Product) and way.leibniz and any(is_pending(f) for f in node.factors):
            node = times(*(f for f in node.factors if not is_pending(f)), *(f for f in node.factors if is_pending(f)))
        if isinstance(node, Product):
            node = with_signs(node)
        return node
    return flattened(node)


def _by_rule(rule: Rule, where: Mapping[str, Expression], way: Way) -> First:
    if where.get("u") == way.variable:
        return First(instantiate(rule, where, way), reason_of(rule))
    reason = reason_of(rule, where=where)
    if rule in _OUTER:
        reason = replace(reason, text=reason.text.replace(" with ", "; chain rule with ", 1))
    return First(instantiate(rule, where, way), reason)


def simple(node: Expression, x: Symbol) -> bool:
    """Whether a person writes down the derivative of `node` at once: a constant times a power of x or a function of x."""
    match bare(node):
        case inner if not depends_on(inner, x.name):
            return True
        case Symbol():
            return True
        case Negation(operand=operand):
            return simple(operand, x)
        case Product(factors=factors):
            varying = [f for f in factors if depends_on(f, x.name)]
            return len(varying) == 1 and simple(varying[0], x)
        case Quotient(numerator=above, denominator=below):
            return not depends_on(below, x.name) and simple(above, x)
        case Power(base=base, exponent=exponent):
            return (base == x and not depends_on(exponent, x.name)) or (exponent == x and not depends_on(base, x.name))
        case Root(radicand=radicand):
            return radicand == x
        case Call(arguments=arguments, power=None):
            return arguments == (x,)
        case Application(arguments=arguments):
            return arguments == (x,)
        case _:
            return False


def _sum(node: Sum, way: Way, style: Style) -> First:
    x = way.variable
    if not all(simple(t, x) for t in node.terms):
        terms = []
        for term in node.terms:
            terms.append(Negation(way.of(term.operand)) if isinstance(term, Negation) else way.of(term))
        return First(add(*terms), reason_of(rules.SUM))
    done: list[Expression] = []
    steps: list[Step] = []
    said = [rules.SUM.because]
    constant = False
    for term in node.terms:
        inner = derivative_rows(term.operand if isinstance(term, Negation) else term, way, style)
        steps.extend(inner.steps)
        if inner.current == number(0):
            constant = True
            continue
        done.append(negative(inner.current) if isinstance(term, Negation) else inner.current)
        reason = telling(inner.steps)
        if reason.rule not in _PLAIN:
            said.append(reason.text.partition(":")[0])
    said += [rules.CONSTANT.because] * constant
    return First(add(*done), Reason(rules.SUM.name, "; ".join(dict.fromkeys(said))), tuple(steps))


_PLAIN = _SET_ASIDE | {rules.IDENTITY.name}


def _product(node: Product, way: Way) -> First:
    x = way.variable.name
    constant = [f for f in node.factors if not depends_on(f, x)]
    varying = [f for f in node.factors if depends_on(f, x)]
    rest = times(*varying)
    if constant:
        c = times(*constant)
        if rest == way.variable:
            return First(c, reason_of(rules.CONSTANT_MULTIPLE, rules.IDENTITY))
        return First(times(c, way.of(rest)), reason_of(rules.CONSTANT_MULTIPLE, where={"c": c, "u": rest}))
    if len(varying) == 2:
        return _by_rule_both(rules.PRODUCT, varying[0], varying[1], way)
    terms = []
    for place in range(len(varying)):
        factors = [way.of(f) if k == place else f for k, f in enumerate(varying)]
        terms.append(_tidied(times(*factors), way))
    return First(add(*(cast(Expression, t) for t in terms)), reason_of(rules.PRODUCT_OF_MANY))


def _by_rule_both(rule: Rule, u: Expression, v: Expression, way: Way) -> First:
    """A rule for two functions: the derivative of the variable is written, since it will be put in with the other."""
    where = {"u": u, "v": v}
    whole = instantiate(rule, {"u": Symbol("u#"), "v": Symbol("v#")}, way)
    names = {"u#": u, "v#": v}

    def change(n: Node) -> Node:
        if isinstance(n, Symbol):
            return names.get(n.name, n)
        if is_pending(n):
            inner = operand_of(cast(Expression, n))
            return way.of(cast(Expression, change(inner)))
        return _tidied(map_children(n, change), way)

    return First(cast(Expression, change(whole)), reason_of(rule, where=where))


def _quotient(node: Quotient, way: Way, style: Style) -> First:
    x = way.variable.name
    above, below = node.numerator, node.denominator
    if not depends_on(below, x):
        return First(
            Quotient(way.of(above), below, node.written), reason_of(rules.CONSTANT_DENOMINATOR, where={"u": above, "c": below})
        )
    if depends_on(above, x):
        return _by_rule_both(rules.QUOTIENT, above, below, way)
    rewritten = _with_negative_exponent(node, way, style)
    if rewritten is not None:
        return First(way.of(rewritten), reason_of(algebra.TO_NEGATIVE_EXPONENT))
    return _by_rule(rules.RECIPROCAL, {"c": above, "u": below}, way)


def _with_negative_exponent(node: Quotient, way: Way, style: Style) -> Expression | None:
    """`c x^{-k}` for `c / x^k`, and likewise for a root or a power of a sum."""
    term = term_of(node, [])
    varying = [
        (b, e)
        for b, e in term.powers
        if depends_on(b, way.variable.name) or (not isinstance(e, Fraction) and depends_on(e, way.variable.name))
    ]
    if len(varying) != 1:
        return None
    base, exponent = varying[0]
    if isinstance(exponent, Fraction):
        if exponent >= 0 or isinstance(base, Power) or (base != way.variable and exponent == -1):
            return None
        varying_part = Power(base, number(exponent, decimal=style.decimals, slash=True))
    elif base == way.variable and not depends_on(exponent, way.variable.name):
        varying_part = Power(base, exponent)
    else:
        return None
    rest = Term(term.coefficient, tuple(p for p in term.powers if p[0] != base))
    constant = tree_of(rest, style)
    match constant:
        case Negation():
            return Negation(times(constant.operand, varying_part) if constant.operand != ONE else varying_part)
        case _:
            return times(constant, varying_part) if constant != ONE else varying_part


def _power(base: Expression, exponent: Expression, way: Way, style: Style) -> First:
    x = way.variable
    base = bare(base)
    if depends_on(exponent, x.name):
        _refuse_base(base, lambda value: value > 0, "a power with this variable in its exponent")
        if base == EULER:
            return _by_rule(rules.EXPONENTIAL, {"u": exponent}, way)
        return _by_rule(rules.EXPONENTIAL_BASE, {"a": base, "u": exponent}, way)
    lowered = _power_term(base, exponent, style)
    if base == x:
        return First(lowered, reason_of(rules.POWER))
    return First(
        cast(Expression, _tidied(_times_signed(lowered, way.of(base)), way)),
        reason_of(rules.GENERAL_POWER, where={"u": base, "n": exponent}),
    )


def _refuse_base(base: Expression, fits: Callable[[float], bool], of: str) -> None:
    """Raise CannotDerive for a number that is no base."""
    value = None if symbols(base) else rough(base, {})
    if value is not None and not fits(value):
        raise CannotDerive(f"{quoted(base)} is no base of {of}", "a base is positive, and that of a logarithm is not 1")


def _times_signed(left: Expression, right: Expression) -> Expression:
    return Negation(times(left.operand, right)) if isinstance(left, Negation) else times(left, right)


def _power_term(base: Expression, exponent: Expression, style: Style) -> Expression:
    """`n u^{n-1}` with the number n − 1 worked out."""
    value = rational(exponent)
    lowered = exponent_sum(exponent if value is None else value, Fraction(-1))
    tree = number(lowered, decimal=style.decimals, slash=True) if isinstance(lowered, Fraction) else lowered
    if lowered == 0:
        return ONE if value == 1 else exponent
    if (
        isinstance(base, Call)
        and base.power is None
        and lowered != 1
        and (not isinstance(lowered, Fraction) or (lowered.denominator == 1 and lowered > 0))
    ):
        raised: Expression = Call(base.function, base.arguments, tree, base.base, base.brackets)
        if base.function in ("ln", "log"):
            raised = Power(base, tree)
    else:
        raised = power(base, tree)
    if value is None:
        return times(exponent, raised)
    if value < 0:
        return Negation(raised if value == -1 else times(number(-value, decimal=style.decimals), raised))
    return times(number(value, decimal=style.decimals), raised)


def _root(node: Root, way: Way, style: Style) -> First:
    x = way.variable
    index = Fraction(2) if node.index is None else rational(node.index)
    radicand = bare(node.radicand)
    if index is None and node.index is not None:
        inside = radicand if isinstance(radicand, Power) else Power(radicand, ONE)
        exponent = Quotient(inside.exponent, node.index, Division.SLASH)
        return First(way.of(Power(inside.base, exponent)), reason_of(algebra.ROOT_AS_POWER))
    if index is None or index.denominator != 1 or index < 2:
        raise CannotDerive("the index of the root is no whole number", "write the root as a power")
    if index == 2 and (not isinstance(radicand, Power) or radicand.base != x):
        return _by_rule(rules.SQUARE_ROOT, {"u": radicand}, way)
    inner = rational(radicand.exponent) if isinstance(radicand, Power) and radicand.base == x else None
    if isinstance(radicand, Power) and inner is not None and (inner / index).denominator == index:
        return First(way.of(Power(radicand.base, number(inner / index, slash=True))), reason_of(algebra.ROOT_AS_POWER))
    if radicand == x:
        return First(way.of(Power(x, number(1 / index, slash=True))), reason_of(algebra.ROOT_AS_POWER))
    if index == 2:
        return _by_rule(rules.SQUARE_ROOT, {"u": radicand}, way)
    root = Root(radicand, node.index)
    below = times(number(index), Power(root, number(index - 1)))
    return First(Quotient(way.of(radicand), below), reason_of(rules.ROOT, where={"u": radicand}))


def _call(node: Call, way: Way, style: Style) -> First:
    if node.power is not None:
        plain = Call(node.function, node.arguments, None, node.base, node.brackets)
        return _power(plain, node.power, way, style)
    (argument, *more) = map(bare, node.arguments)
    if node.function in ("max", "min") and len(more) == 1:
        text = f"the derivative of the {'larger' if node.function == 'max' else 'smaller'} one, away from where they meet"
        return First(_chosen(node.function == "max", argument, more[0], way), by_move(moves.EACH_CASE, text))
    if more:
        raise CannotDerive(f"{node.function} has a corner where its arguments meet", "treat the cases apart")
    if node.function == "sign":
        return _by_rule(rules.SIGN, {"u": argument}, way)
    if node.function in ("ln", "log") and node.base is None:
        if isinstance(argument, Fenced) and argument.fence is Fence.ABSOLUTE:
            return _by_rule(rules.LOGARITHM_ABSOLUTE, {"u": argument.inner}, way)
        return _by_rule(rules.LOGARITHM, {"u": argument}, way)
    if node.function == "log" and node.base is not None:
        if depends_on(node.base, way.variable.name):
            above = ONE if argument == EULER else Call("ln", (argument,))
            quotient = Quotient(above, Call("ln", (node.base,)))
            return First(way.of(quotient), reason_of(algebra.CHANGE_OF_BASE))
        _refuse_base(node.base, lambda value: value > 0 and value != 1, "a logarithm")
        return _by_rule(rules.LOGARITHM_BASE, {"b": node.base, "u": argument}, way)
    if node.function not in BY_FUNCTION:
        raise CannotDerive(f"there is no rule for the derivative of {node.function}", "write it with functions that have one")
    return _by_rule(BY_FUNCTION[node.function], {"u": argument}, way)


def _chosen(larger: bool, first: Expression, second: Expression, way: Way) -> Cases:
    """The derivative of the larger, or the smaller, of two functions where it is that one."""

    def where(this: Expression, that: Expression) -> Relation:
        if depends_on(this, way.variable.name):
            return Relation(this, Sign.GREATER if larger else Sign.LESS, that)
        return Relation(that, Sign.LESS if larger else Sign.GREATER, this)

    return Cases(((way.of(first), (where(first, second),)), (way.of(second), (where(second, first),))))


def _integral(node: Integral, lower: Expression, upper: Expression, way: Way) -> First:
    """The integrand at each end that varies, times the derivative of the end; that of the lower end with a minus sign."""
    x = way.variable
    if node.variable != x and depends_on(node.body, x.name):
        raise CannotDerive(
            f"the integrand of {quoted(node)} holds {quoted(x)} too",
            "take what does not depend on the bound letter out of the integral",
        )
    terms: list[Expression] = []
    chained = False
    for end, sign in ((bare(upper), 1), (bare(lower), -1)):
        if not depends_on(end, x.name):
            continue
        value: Expression = without_groups(substitute(node.body, {node.variable.name: end}))
        if end != x:
            value, chained = times(value, way.of(end)), True
        terms.append(value if sign > 0 else Negation(value))
    text = "fundamental theorem of calculus: the derivative of an integral by its upper end is the integrand there"
    if len(terms) > 1 or isinstance(terms[0], Negation):
        text += ", by its lower end minus that"
    return First(add(*terms), by_move(moves.FUNDAMENTAL_THEOREM, text + ("; chain rule" if chained else "")))


# ------------------------------------------------------------------------------------------------ unknown functions


def _application(node: Application, way: Way) -> First:
    x = way.variable
    function = bare(node.function)
    if len(node.arguments) == 1:
        (argument,) = node.arguments
        match function:
            case Symbol():
                outer: Expression = Prime(function, ONE)
            case Prime(operand=Symbol()) if (order := rational(function.order)) is not None:
                outer = Prime(function.operand, number(order + 1), function.marks and order < 3)
            case _:
                raise CannotDerive(f"the function {quoted(function)} is not understood here", "give its definition")
        done = Application(outer, node.arguments)
        if bare(argument) == x:
            return First(done, by_move(moves.UNKNOWN_FUNCTION, f"the derivative of {tex(function)} is {tex(outer)}"))
        where = {"f": function, "u": argument}
        return First(dotted(done, way.of(argument)), reason_of(rules.CHAIN, where=where))
    if isinstance(function, Symbol) and all(isinstance(bare(a), Symbol) for a in node.arguments):
        done_by = Derivative(function, ((x, 1),), True, Notation.QUOTIENT)
        return First(
            done_by, by_move(moves.UNKNOWN_FUNCTION, f"the partial derivative of {tex(function)} is written {tex(done_by)}")
        )
    raise CannotDerive(
        "the derivative of an unknown function of several variables needs its partial derivatives",
        "give the definition of the function",
    )


def _unknown_derivative(node: Expression, way: Way) -> First:
    match node:
        case Derivative(operand=Symbol()):
            return First(
                Derivative(node.operand, (*node.variables, (way.variable, 1)), node.partial, node.notation),
                by_move(moves.UNKNOWN_FUNCTION, "differentiate once more"),
            )
        case _:
            raise CannotDerive(
                f"the derivative {quoted(node)} cannot be differentiated as it stands", "give the definition of the function"
            )


__all__ = ["First", "Number", "derivative_rows", "first_row", "instantiate", "simple"]
