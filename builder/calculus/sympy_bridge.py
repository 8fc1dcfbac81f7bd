r"""Expressions to and from SymPy, node by node. No text reaches an evaluator here; `sympy_text` does not even import SymPy.

`sympy_text` writes what `sympy.sympify` reads, and `to_sympy` builds the same thing: both walk the same small tree of heads and
arguments. Odd roots are written `u*Abs(u)**Rational(-2, 3)`, which is the real root for negative numbers too. Definitions of
functions are put in; names without parameters stay names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias, assert_never, cast

from msgspec import Struct

from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Blank,
    Call,
    Cases,
    Composition,
    Constant,
    ConstantName,
    Derivative,
    Differential,
    Directional,
    Ellipsis,
    Evaluation,
    Expression,
    Factorial,
    Fence,
    Fenced,
    Gradient,
    Group,
    HigherDerivative,
    Indexed,
    Integral,
    Limit,
    Matrix,
    Negation,
    Number,
    NumberSet,
    Operator,
    PlusMinus,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Side,
    Sign,
    Sum,
    Symbol,
    Times,
    Vector,
)
from builder.calculus.expression.walk import substitute, symbols


class NotInSympy(Exception):
    """An expression that SymPy has no word for."""


class _Head(Struct, frozen=True):
    """A SymPy function, an operation or an unknown function, at its arguments."""

    name: str
    arguments: tuple[_Tree, ...]
    unknown: bool = False


class _List(Struct, frozen=True):
    """A tuple or a list of arguments, as `Matrix`, `Sum` and `Piecewise` take them."""

    items: tuple[_Tree, ...]
    square: bool = False


class _Name(Struct, frozen=True):
    """A symbol."""

    name: str


_Tree: TypeAlias = Fraction | str | bool | _Name | _List | _Head

_FUNCTIONS: Mapping[str, str] = {
    "sin": "sin", "cos": "cos", "tan": "tan", "cot": "cot", "sec": "sec", "csc": "csc",
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arccot": "acot", "arcsec": "asec", "arccsc": "acsc",
    "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "coth": "coth", "sech": "sech", "csch": "csch",
    "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh", "arcoth": "acoth", "arsech": "asech", "arcsch": "acsch",
    "exp": "exp", "ln": "log", "log": "log", "sign": "sign", "max": "Max", "min": "Min",
}  # fmt: skip
_FROM_SYMPY = {theirs: ours for ours, theirs in _FUNCTIONS.items() if ours != "log"}
_COMPARISONS = {
    Sign.EQUAL: "Eq",
    Sign.NOT_EQUAL: "Ne",
    Sign.LESS: "Lt",
    Sign.LESS_EQUAL: "Le",
    Sign.GREATER: "Gt",
    Sign.GREATER_EQUAL: "Ge",
}


def plain_name(name: str) -> str:
    r"""The canonical name of a symbol as an identifier: `\theta` is `theta`, `E_{total}` is `E_total`; `lambda` is `lamda`."""
    kept = []
    for character in name:
        if character.isalnum() or character == "_":
            kept.append(character)
        elif character in "({," and kept and kept[-1] != "_":
            kept.append("_")
    text = "".join(kept).strip("_") or "blank"
    return "lamda" if text == "lambda" else text


def sympy_text(expression: Expression, context: Context) -> str:
    """A string that `sympy.sympify` reads, with the definitions of functions put in. Raises NotInSympy."""
    return _text(_convert(expression, context), 0)


def to_sympy(expression: Expression, context: Context) -> Any:
    """The SymPy object, its symbols being real. Raises NotInSympy."""
    return _build(_convert(expression, context))


# ------------------------------------------------------------------------------------------------ to heads


def _number(value: Fraction | int) -> _Tree:
    return Fraction(value)


def _call(name: str, *arguments: _Tree) -> _Head:
    return _Head(name, arguments)


def _literal(node: Expression) -> Fraction | None:
    match node:
        case Number():
            return node.value
        case Group():
            return _literal(node.inner)
        case Negation():
            value = _literal(node.operand)
            return None if value is None else -value
        case Quotient():
            above, below = _literal(node.numerator), _literal(node.denominator)
            return above / below if above is not None and below else None
        case _:
            return None


def _power(base: _Tree, exponent: _Tree) -> _Tree:
    if not isinstance(exponent, Fraction) or exponent.denominator % 2 == 0 or exponent.denominator == 1:
        return _call("**", base, exponent)
    if isinstance(base, Fraction) and base > 0:
        return _call("**", base, exponent)
    if exponent.numerator % 2 == 0:
        return _call("**", _call("Abs", base), exponent)
    return _call("*", base, _call("**", _call("Abs", base), exponent - 1))


def _convert(node: Expression, context: Context) -> _Tree:
    def go(inner: Expression) -> _Tree:
        return _convert(inner, context)

    match node:
        case Number():
            return node.value
        case Symbol() if node.name in context.shapes:
            raise NotInSympy("a vector or a matrix whose size is a letter")
        case Symbol():
            return _Name(plain_name(node.name))
        case Constant(name=ConstantName.DEGREE):
            return go(Quotient(Constant(ConstantName.PI), Number("180")))
        case Constant(name=ConstantName.PERCENT):
            return go(Quotient(Number("1"), Number("100")))
        case Constant():
            return {ConstantName.PI: "pi", ConstantName.INFINITY: "oo"}.get(node.name) or _call("exp", _number(1))
        case Ellipsis():
            return _Name("dots")
        case Blank():
            return _Name("blank")
        case Sum():
            return _call("+", *(go(t) for t in node.terms))
        case Negation():
            return _call("-", go(node.operand))
        case Product():
            return _call("*", *(go(f) for f in node.factors))
        case Quotient():
            return _call("/", go(node.numerator), go(node.denominator))
        case Power():
            if node.base == Constant(ConstantName.E):
                return _call("exp", go(node.exponent))
            value = _literal(node.exponent)
            return _power(go(node.base), go(node.exponent) if value is None else value)
        case Root():
            index = Fraction(2) if node.index is None else _literal(node.index)
            if index == 2:
                return _call("sqrt", go(node.radicand))
            if index is None or index == 0:
                assert node.index is not None
                return _call("**", go(node.radicand), _call("/", _number(1), go(node.index)))
            return _power(go(node.radicand), 1 / index)
        case Factorial():
            return _call("factorial", go(node.operand))
        case Binomial():
            return _call("binomial", go(node.upper), go(node.lower))
        case Group():
            return go(node.inner)
        case Fenced():
            return _fenced(node, context)
        case Call():
            return _known(node, context)
        case Application():
            return _applied(node.function, node.arguments, context)
        case Prime():
            return _prime(node, context)
        case Derivative():
            return _derivative(_value_of(node.operand, context), [(v, Number(str(k))) for v, k in node.variables], context)
        case HigherDerivative():
            return _derivative(_value_of(node.operand, context), [(node.variable, node.order)], context)
        case Gradient():
            inner, parameters = _function_of(node.operand, context)
            return _gradient(inner, parameters, node.order, context)
        case Evaluation():
            return _call(
                "Subs", go(node.operand), _List(tuple(go(v) for v, _ in node.at)), _List(tuple(go(point) for _, point in node.at))
            )
        case Limit():
            side = {Side.BOTH: (), Side.ABOVE: ("'+'",), Side.BELOW: ("'-'",)}[node.side]
            return _call("Limit", go(node.body), go(node.variable), go(node.point), *side)
        case Series():
            name = "Sum" if node.operator is Operator.SUM else "Product"
            if node.lower is None or node.upper is None:
                raise NotInSympy("a sum without bounds")
            return _call(name, go(node.body), _List((go(node.index), go(node.lower), go(node.upper))))
        case Integral():
            bounds: _Tree = go(node.variable)
            if node.lower is not None and node.upper is not None:
                bounds = _List((go(node.variable), go(node.lower), go(node.upper)))
            return _call("Integral", go(node.body), bounds)
        case Differential():
            return _Name("d" + plain_name(node.variable.name))
        case Indexed():
            return _Name(plain_name(node.base.name + "_" + "".join(sorted(n for i in node.indices for n in symbols(i)))))
        case Vector():
            return _call("Matrix", _List(tuple(go(e) for e in node.entries), square=True))
        case Matrix(environment="vmatrix"):
            rows = tuple(_List(tuple(go(e) for e in row), square=True) for row in node.rows)
            return _call("Determinant", _call("Matrix", _List(rows, square=True)))
        case Matrix():
            return _call("Matrix", _List(tuple(_List(tuple(go(e) for e in row), square=True) for row in node.rows), square=True))
        case Cases():
            return _call(
                "Piecewise", *(_List((go(value), _conditions(relations, context))) for value, relations in node.branches)
            )
        case PlusMinus() | Composition() | Directional() | NumberSet():
            raise NotInSympy(type(node).__name__)
        case _:
            assert_never(node)


def _fenced(node: Fenced, context: Context) -> _Tree:
    inner = node.inner.inner if isinstance(node.inner, Group) else node.inner
    match node.fence:
        case Fence.ABSOLUTE:
            return _call("Abs", _convert(inner, context))
        case Fence.FLOOR:
            return _call("floor", _convert(inner, context))
        case Fence.CEILING:
            return _call("ceiling", _convert(inner, context))
        case Fence.NORM | Fence.EUCLIDEAN:
            tree = _convert(inner, context)
            if isinstance(tree, _Head) and tree.name == "Matrix":
                (entries,) = tree.arguments
                assert isinstance(entries, _List)
                if not any(isinstance(e, _List) for e in entries.items):
                    return _call("sqrt", _call("+", *(_call("**", e, _number(2)) for e in entries.items)))
            return _call("Abs", tree)
        case _:
            assert_never(node.fence)


def _known(node: Call, context: Context) -> _Tree:
    if node.function not in _FUNCTIONS:
        raise NotInSympy(node.function)
    value: _Tree = _call(_FUNCTIONS[node.function], *(_convert(a, context) for a in node.arguments))
    if node.base is not None:
        value = _call("/", value, _call("log", _convert(node.base, context)))
    if node.power is None:
        return value
    exponent = _literal(node.power)
    return _power(value, _convert(node.power, context) if exponent is None else exponent)


def _conditions(relations: Sequence[Relation], context: Context) -> _Tree:
    if not relations:
        return True
    parts: list[_Tree] = []
    for relation in relations:
        if relation.sign not in _COMPARISONS:
            raise NotInSympy(relation.sign.value)
        parts.append(_call(_COMPARISONS[relation.sign], _convert(relation.left, context), _convert(relation.right, context)))
    return parts[0] if len(parts) == 1 else _call("And", *parts)


def _definition(function: Expression, context: Context) -> tuple[str, Definition | None]:
    while isinstance(function, Group):
        function = function.inner
    if not isinstance(function, Symbol):
        raise NotInSympy(type(function).__name__)
    return function.name, context.definitions.get(function.name)


def _function_of(function: Expression, context: Context) -> tuple[Expression, tuple[Symbol, ...]]:
    """The value of a function at its own parameters, and these."""
    if isinstance(function, Application):
        return function, tuple(cast(Symbol, a) for a in function.arguments)
    name, definition = _definition(function, context)
    if definition is None:
        return Symbol(name), ()
    if definition.parameters:
        parameters = tuple(Symbol(p) for p in definition.parameters)
        return (Application(Symbol(name), parameters) if definition.body is None else definition.body), parameters
    body = definition.body if definition.body is not None else Symbol(name)
    return body, tuple(Symbol(s) for s in sorted(symbols(body)))


def _value_of(operand: Expression, context: Context) -> Expression:
    """What stands under a derivative: the value of a named function, else the expression itself."""
    while isinstance(operand, Group):
        operand = operand.inner
    if isinstance(operand, Symbol) and operand.name in context.definitions:
        return _function_of(operand, context)[0]
    if isinstance(operand, Symbol) and context.variable is not None and operand.name in context.functions:
        return Application(operand, (Symbol(context.variable),))
    return operand


def _derivative(operand: Expression, variables: Sequence[tuple[Symbol, Expression]], context: Context) -> _Tree:
    arguments: list[_Tree] = [_convert(operand, context)]
    for variable, order in variables:
        name = _convert(variable, context)
        arguments.append(name if order == Number("1") else _List((name, _convert(order, context))))
    return _call("Derivative", *arguments)


def _prime(node: Prime, context: Context) -> _Tree:
    operand = _value_of(node.operand, context)
    variable = context.variable
    if (
        isinstance(node.operand, Symbol)
        and (definition := context.definitions.get(node.operand.name))
        and len(definition.parameters) == 1
    ):
        variable = definition.parameters[0]
    if variable is None:
        names = sorted(symbols(operand))
        if len(names) != 1:
            raise NotInSympy("a prime that does not tell its variable")
        variable = names[0]
    return _derivative(operand, [(Symbol(variable), node.order)], context)


def _gradient(value: Expression, parameters: tuple[Symbol, ...], order: int, context: Context) -> _Tree:
    if order == 1:
        return _call("Matrix", _List(tuple(_derivative(value, [(p, Number("1"))], context) for p in parameters), square=True))
    rows = (
        _List(tuple(_derivative(value, [(p, Number("1")), (q, Number("1"))], context) for q in parameters), square=True)
        for p in parameters
    )
    return _call("Matrix", _List(tuple(rows), square=True))


def _applied(function: Expression, arguments: tuple[Expression, ...], context: Context) -> _Tree:
    while isinstance(function, Group):
        function = function.inner
    match function:
        case Symbol():
            definition = context.definitions.get(function.name)
            if definition is not None and definition.body is not None and len(definition.parameters) == len(arguments):
                return _convert(substitute(definition.body, dict(zip(definition.parameters, arguments, strict=True))), context)
            return _Head(plain_name(function.name), tuple(_convert(a, context) for a in arguments), unknown=True)
        case Composition():
            value = arguments
            for inner in reversed(function.functions):
                value = (Application(inner, value),)
            return _convert(value[0], context)
        case Prime():
            value_at, parameters = _at_parameters(function.operand, arguments, context)
            if len(parameters) != 1:
                raise NotInSympy("a prime of a function of several variables")
            return _at(_derivative(value_at, [(parameters[0], function.order)], context), parameters, arguments, context)
        case Derivative():
            value_at, parameters = _at_parameters(function.operand, arguments, context)
            return _at(
                _derivative(value_at, [(v, Number(str(k))) for v, k in function.variables], context),
                parameters,
                arguments,
                context,
            )
        case Gradient():
            value_at, parameters = _at_parameters(function.operand, arguments, context)
            return _at(_gradient(value_at, parameters, function.order, context), parameters, arguments, context)
        case _:
            raise NotInSympy(type(function).__name__)


def _at_parameters(
    operand: Expression, arguments: tuple[Expression, ...], context: Context
) -> tuple[Expression, tuple[Symbol, ...]]:
    """The value of a function, written with the arguments themselves when they are letters, else with its parameters."""
    value, parameters = _function_of(operand, context)
    if len(parameters) != len(arguments):
        if all(isinstance(a, Symbol) for a in arguments):
            names = cast(tuple[Symbol, ...], arguments)
        else:
            names = tuple(Symbol(f"t_{k}") for k in range(len(arguments)))
        return (Application(operand, names) if value == operand else value), names
    if all(isinstance(a, Symbol) for a in arguments) and len(set(arguments)) == len(arguments):
        letters = cast(tuple[Symbol, ...], arguments)
        return substitute(value, {p.name: a for p, a in zip(parameters, letters, strict=True)}), letters
    return value, parameters


def _at(tree: _Tree, parameters: tuple[Symbol, ...], arguments: tuple[Expression, ...], context: Context) -> _Tree:
    if parameters == arguments:
        return tree
    names = _List(tuple(_convert(p, context) for p in parameters))
    points = _List(tuple(_convert(a, context) for a in arguments))
    if isinstance(tree, _Head) and tree.name == "Matrix":
        return _entries(tree, lambda entry: _call("Subs", entry, names, points))
    return _call("Subs", tree, names, points)


def _entries(tree: _Tree, change: Any) -> _Tree:
    match tree:
        case _Head(name="Matrix"):
            return _Head("Matrix", tuple(_entries(a, change) for a in tree.arguments))
        case _List():
            return _List(tuple(_entries(i, change) for i in tree.items), tree.square)
        case _:
            return cast(_Tree, change(tree))


# ------------------------------------------------------------------------------------------------ text

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = 1, 2, 3, 4, 5


def _text(tree: _Tree, around: int) -> str:
    match tree:
        case bool():
            return str(tree)
        case Fraction():
            if tree.denominator == 1:
                return str(tree.numerator) if tree >= 0 else _in_brackets(str(tree.numerator), _SIGN, around)
            return f"Rational({tree.numerator}, {tree.denominator})"
        case str():
            return tree
        case _Name():
            return tree.name
        case _List():
            inside = ", ".join(_text(i, 0) for i in tree.items)
            if tree.square:
                return f"[{inside}]"
            return f"({inside},)" if len(tree.items) == 1 else f"({inside})"
        case _Head():
            return _head_text(tree, around)
        case _:
            assert_never(tree)


def _in_brackets(text: str, own: int, around: int) -> str:
    return f"({text})" if own < around else text


def _head_text(tree: _Head, around: int) -> str:
    arguments = tree.arguments
    match tree.name if not tree.unknown else "":
        case "+":
            text = _text(arguments[0], _SUM)
            for term in arguments[1:]:
                if isinstance(term, _Head) and term.name == "-":
                    text += " - " + _text(term.arguments[0], _PRODUCT)
                else:
                    text += " + " + _text(term, _PRODUCT)
            return _in_brackets(text, _SUM, around)
        case "-":
            return _in_brackets("-" + _text(arguments[0], _SIGN), _SIGN if around != _SIGN else 0, around)
        case "*":
            return _in_brackets("*".join(_text(a, _SIGN) for a in arguments), _PRODUCT, around)
        case "/":
            return _in_brackets(f"{_text(arguments[0], _PRODUCT)}/{_text(arguments[1], _POWER)}", _PRODUCT, around)
        case "**":
            return _in_brackets(f"{_text(arguments[0], _ATOM)}**{_text(arguments[1], _ATOM)}", _POWER, around)
        case _:
            return f"{tree.name}({', '.join(_text(a, 0) for a in arguments)})"


# ------------------------------------------------------------------------------------------------ objects


def _build(tree: _Tree) -> Any:
    import sympy

    match tree:
        case bool():
            return sympy.true if tree else sympy.false
        case Fraction():
            return sympy.Rational(tree.numerator, tree.denominator)
        case str():
            return {"pi": sympy.pi, "oo": sympy.oo}.get(tree, tree.strip("'"))
        case _Name():
            return sympy.Symbol(tree.name, real=True)
        case _List():
            items = [_build(i) for i in tree.items]
            return items if tree.square else tuple(items)
        case _Head():
            arguments = [_build(a) for a in tree.arguments]
            if tree.unknown:
                return sympy.Function(tree.name)(*arguments)
            match tree.name:
                case "+":
                    return sympy.Add(*arguments)
                case "*":
                    return sympy.Mul(*arguments)
                case "-":
                    return -arguments[0]
                case "/":
                    return arguments[0] / arguments[1]
                case "**":
                    return arguments[0] ** arguments[1]
                case _:
                    return getattr(sympy, tree.name)(*arguments)
        case _:
            assert_never(tree)


def from_sympy(value: Any) -> Expression:
    """The expression that a SymPy object of elementary functions denotes. Raises NotInSympy."""
    import sympy

    if isinstance(value, sympy.MatrixBase):
        rows = tuple(tuple(from_sympy(e) for e in row) for row in value.tolist())
        return Matrix(rows)
    if isinstance(value, sympy.Rational):
        return _written(Fraction(int(value.p), int(value.q)))
    if isinstance(value, sympy.Float):
        return Number(str(value)) if value >= 0 else Negation(Number(str(-value)))
    if isinstance(value, sympy.Symbol):
        return Symbol(value.name)
    if value in (sympy.pi, sympy.E, sympy.oo):
        return Constant({sympy.pi: ConstantName.PI, sympy.E: ConstantName.E, sympy.oo: ConstantName.INFINITY}[value])
    arguments = [from_sympy(a) for a in value.args] if not isinstance(value, sympy.Derivative | sympy.Limit) else []
    if isinstance(value, sympy.Add):
        return Sum(tuple(arguments))
    if isinstance(value, sympy.Mul):
        return _from_product(value)
    if isinstance(value, sympy.Pow):
        base, exponent = arguments
        return Power(base, exponent)
    if isinstance(value, sympy.exp):
        return Power(Constant(ConstantName.E), arguments[0])
    if isinstance(value, sympy.Abs):
        return Fenced(Fence.ABSOLUTE, arguments[0])
    name = type(value).__name__
    if name in _FROM_SYMPY:
        return Call(_FROM_SYMPY[name], tuple(arguments))
    if isinstance(value, sympy.core.function.AppliedUndef):
        return Application(Symbol(name), tuple(arguments))
    raise NotInSympy(name)


def _written(value: Fraction) -> Expression:
    size = abs(value)
    tree: Expression = Number(str(size.numerator))
    if size.denominator != 1:
        tree = Quotient(tree, Number(str(size.denominator)))
    return Negation(tree) if value < 0 else tree


def _from_product(value: Any) -> Expression:
    numerator, denominator = value.as_numer_denom()
    if denominator != 1:
        return Quotient(from_sympy(numerator), from_sympy(denominator))
    if value.could_extract_minus_sign():
        return Negation(from_sympy(-value))
    factors = tuple(from_sympy(a) for a in value.args)
    return Product(factors, (Times.DOT,) * (len(factors) - 1))
