"""Mathematics on one line of a terminal, in Unicode: `f′(x) = 2x sin x + x² cos x`.

It is for reading only, and is never read back. Brackets are added wherever the line would otherwise mean something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from msgspec.structs import replace

from builder.calculus.expression.fields import field_operator
from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Blank,
    Bracket,
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
    Notation,
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
from builder.calculus.latex.printer import between_ends

_SUM, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4

_RAISED = str.maketrans("0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_LOWERED = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_CAN_RAISE = re.compile(r"[0-9+\-−=()a-pr-z]+")
_CAN_LOWER = re.compile(r"[0-9+\-−=()aehijklmnoprstuvx]+")

_GREEK = {
    **dict(zip(("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta"), "αβγδϵεζηθ", strict=True)),
    **dict(
        zip(("vartheta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau"), "ϑικλμνξπρστ", strict=True)
    ),
    **dict(zip(("upsilon", "phi", "varphi", "chi", "psi", "omega", "ell"), "υϕφχψωℓ", strict=True)),
    **dict(zip(("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"), "ΓΔΘΛΞΠΣΦΨΩ", strict=True)),
}
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7"}
_CONSTANTS = {
    ConstantName.PI: "π",
    ConstantName.E: "e",
    ConstantName.INFINITY: "∞",
    ConstantName.DEGREE: "°",
    ConstantName.PERCENT: "%",
}
_BRACKETS = {Bracket.ROUND: ("(", ")"), Bracket.SQUARE: ("[", "]"), Bracket.CURLY: ("{", "}")}
_FENCES = {
    Fence.ABSOLUTE: ("|", "|"),
    Fence.FLOOR: ("⌊", "⌋"),
    Fence.CEILING: ("⌈", "⌉"),
    Fence.NORM: ("‖", "‖"),
    Fence.EUCLIDEAN: ("‖", "‖₂"),
}
_TIMES = {Times.DOT: " · ", Times.CROSS: " × ", Times.STAR: " · ", Times.ENTRYWISE: " ⊙ "}
_SETS = {"R": "ℝ", "N": "ℕ", "N_0": "ℕ₀", "Z": "ℤ", "Q": "ℚ"}
SIGNS = {
    Sign.EQUAL: "=",
    Sign.NOT_EQUAL: "≠",
    Sign.LESS: "<",
    Sign.GREATER: ">",
    Sign.LESS_EQUAL: "≤",
    Sign.GREATER_EQUAL: "≥",
    Sign.APPROXIMATE: "≈",
    Sign.DEFINES: ":=",
    Sign.IDENTICAL: "≡",
    Sign.BECOMES: "←",
    Sign.TENDS: "→",
    Sign.MEMBER: "∈",
    Sign.PROPORTIONAL: "∝",
}


def unicode_text(node: Expression | Relation) -> str:
    """`node` on one line."""
    return _show(node)[0]


def chain_text(sides: Sequence[Expression], signs: Sequence[Sign]) -> str:
    """`sides[0] signs[0] sides[1] …` on one line."""
    rest = (f" {SIGNS[sign]} {_at(side, _SUM)}" for sign, side in zip(signs, sides[1:], strict=True))
    return _at(sides[0], _SUM) + "".join(rest)


def _at(node: Expression, level: int) -> str:
    text, own = _show(node)
    return text if own >= level else f"({text})"


def _enclosed(inner: Expression, delimiters: tuple[str, str]) -> str:
    return f"{delimiters[0]}{_at(inner, _SUM)}{delimiters[1]}"


def _list(nodes: Sequence[Expression]) -> str:
    return ", ".join(_at(node, _SUM) for node in nodes)


def _show(node: Expression | Relation) -> tuple[str, int]:
    """The text of `node`, and how tightly it holds together."""
    match node:
        case Relation(left, sign, right):
            return f"{_at(left, _SUM)} {SIGNS[sign]} {_at(right, _SUM)}", 0
        case Number(text):
            return text, _ATOM
        case Symbol(name):
            return symbol_text(name), _ATOM
        case Constant(name):
            return _CONSTANTS[name], _ATOM
        case Ellipsis():
            return "⋯", _ATOM
        case Blank():
            return "□", _ATOM
        case Sum(terms) if (between := between_ends(terms)) is not None:
            of, _, lower, upper = between
            return f"{_at(of, _SUM)} from {_at(lower, _SUM)} to {_at(upper, _SUM)}", _PRODUCT
        case Sum(terms):
            return _terms(terms), _SUM
        case Negation(operand):
            return f"−{_at(operand, _PRODUCT)}", _SUM
        case PlusMinus(operand, upper):
            return f"{'±' if upper else '∓'}{_at(operand, _PRODUCT)}", _SUM
        case Product(factors, signs):
            return _factors(factors, signs), _PRODUCT
        case Quotient(numerator, denominator):
            above = _POWER if isinstance(numerator, Quotient | Derivative) else _PRODUCT  # (dy/dt)/(dx/dt), not dy/dt/(dx/dt)
            return f"{_at(_closed(numerator), above)}/{_at(denominator, _POWER)}", _PRODUCT
        case Power(base, exponent):
            return f"{_at(base, _ATOM)}{_raised(exponent)}", _POWER
        case Root(radicand, index):
            return _root(radicand, index), _POWER
        case Factorial(operand):
            return f"{_at(operand, _ATOM)}!", _POWER
        case Binomial(upper, lower):
            return f"C({_list((upper, lower))})", _ATOM
        case Group() if (found := field_operator(node)) is not None:
            return f"∇{'×' if found[0] else '·'}{_at(found[1], _ATOM)}", _POWER
        case Group(inner, bracket):
            return _enclosed(inner, _BRACKETS[bracket]), _ATOM
        case Fenced(fence, inner):
            return _enclosed(inner, _FENCES[fence]), _ATOM
        case Call():
            return _call(node, node.brackets), _POWER
        case Application(function, arguments):
            return f"{_at(function, _ATOM)}({_list(arguments)})", _ATOM
        case Composition(functions):
            return " ∘ ".join(_at(function, _ATOM) for function in functions), _PRODUCT
        case Prime(operand, order, marks):
            return f"{_at(operand, _ATOM)}{_primes(order, marks)}", _ATOM
        case Derivative():
            return _derivative(node)
        case HigherDerivative(Symbol() as operand, variable, order, False):
            return f"d{_raised(order)}{symbol_text(operand.name)}/d{symbol_text(variable.name)}{_raised(order)}", _PRODUCT
        case HigherDerivative(operand, variable, order):
            name = symbol_text(variable.name)
            return f"d{_raised(order)}/d{name}{_raised(order)} {_at(operand, _ATOM)}", _PRODUCT
        case Gradient(operand, order):
            return f"∇{'' if order == 1 else _raised(Number(str(order)))}{_at(operand, _ATOM)}", _POWER
        case Directional(operand, direction):
            return f"D_{_at(direction, _ATOM)} {_at(operand, _ATOM)}", _PRODUCT
        case Evaluation(operand, at):
            points = ", ".join(f"{symbol_text(name.name)} = {_at(value, _SUM)}" for name, value in at)
            plain = isinstance(operand, Symbol | Application | Derivative)
            return f"{_at(operand, _PRODUCT)} at {points}" if plain else f"[{_at(operand, _SUM)}] at {points}", 0
        case Limit(body, variable, point, side):
            to = f"{_at(point, _SUM)}{'' if side is Side.BOTH else _raised_text(side.value)}"
            return f"lim {symbol_text(variable.name)}→{to} {_at(body, _PRODUCT)}", _SUM
        case Indexed(base, indices):
            return f"{symbol_text(base.name)}{_lowered_text(','.join(_at(index, _SUM) for index in indices))}", _ATOM
        case Series(operator, body, index, lower, upper):
            return _series(operator, body, index, lower, upper), _SUM
        case Integral(body, variable, lower, upper):
            bounds = "" if lower is None or upper is None else f"[{_at(lower, _SUM)} to {_at(upper, _SUM)}]"
            return f"∫{bounds} {_at(body, _PRODUCT)} d{symbol_text(variable.name)}", _PRODUCT
        case Differential(variable):
            return f"d{symbol_text(variable.name)}", _ATOM
        case Vector(entries):
            return f"⟨{_list(entries)}⟩", _ATOM
        case Matrix(rows):
            return f"[{'; '.join(_list(row) for row in rows)}]", _ATOM
        case Cases(branches):
            return f"{{{'; '.join(_branch(value, conditions) for value, conditions in branches)}}}", _ATOM
        case NumberSet():
            return _number_set(node), _ATOM
        case _:
            assert_never(node)


# ---------------------------------------------------------------------------------------------- names


def symbol_text(name: str) -> str:
    r"""A name in canonical LaTeX as it is shown: `\alpha` as α, `w_1` as w₁, `\hat{y}` as ŷ."""
    accent = re.fullmatch(r"\\([a-z]+)\{(.+)\}", name)
    if accent is not None and _balanced(accent[2]):
        command, inner = accent[1], symbol_text(accent[2])
        return inner + _ACCENTS[command] if command in _ACCENTS else inner
    script = re.fullmatch(r"(.+?)([_^])(?:\{(.+)\}|(.))", name)
    if script is not None and _balanced(script[1]):
        below = symbol_text(script[3] or script[4])
        return symbol_text(script[1]) + (_lowered_text(below) if script[2] == "_" else _raised_text(below))
    head, space, rest = name.partition(" ")
    if space and head.startswith("\\Delta"):
        return symbol_text(head) + symbol_text(rest)  # \Delta x is one name
    bare = name.removeprefix("\\")
    return _GREEK.get(bare, re.sub(r"[\\{}]", "", name))


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


def _raised(exponent: Expression) -> str:
    inner = exponent.inner if isinstance(exponent, Group) else exponent
    text, level = _show(inner)
    compact = text.replace(" ", "")
    if _CAN_RAISE.fullmatch(compact):
        return compact.translate(_RAISED)
    return f"^{text}" if level >= _ATOM else f"^({text})"


def _raised_text(text: str) -> str:
    return text.translate(_RAISED) if _CAN_RAISE.fullmatch(text) else f"^({text})" if len(text) > 1 else f"^{text}"


def _lowered_text(text: str) -> str:
    return text.translate(_LOWERED) if _CAN_LOWER.fullmatch(text) else f"_{text}"


# ---------------------------------------------------------------------------------------------- arithmetic


def _terms(terms: Sequence[Expression]) -> str:
    first = terms[0]
    text = _at(first, _SUM if isinstance(first, Negation | PlusMinus) else _PRODUCT)
    for term in terms[1:]:
        match term:
            case Negation(operand):
                text += f" − {_at(operand, _PRODUCT)}"
            case PlusMinus(operand, upper):
                text += f" {'±' if upper else '∓'} {_at(operand, _PRODUCT)}"
            case _:
                text += f" + {_at(term, _PRODUCT)}"
    return text


def _closed(node: Expression) -> Expression:
    """`node` with brackets around the argument of a function at its end: `ln(x)/x`, not `ln x/x`."""
    match node:
        case Call():
            return replace(node, brackets=True)
        case Product(factors, signs):
            return Product((*factors[:-1], _closed(factors[-1])), signs)
        case Negation(operand):
            return Negation(_closed(operand))
        case _:
            return node


def _factors(factors: Sequence[Expression], signs: Sequence[Times]) -> str:
    text = _factor(factors, 0)
    for position, sign in enumerate(signs):
        before, after = factors[position], _factor(factors, position + 1)
        text += _between(before, sign, after) + after
    return text


def _factor(factors: Sequence[Expression], position: int) -> str:
    factor = factors[position]
    following = factors[position + 1] if position + 1 < len(factors) else None
    if isinstance(factor, Call) and following is not None and not isinstance(following, Call):
        return _call(factor, brackets=not isinstance(following, Differential))
    return _at(factor, _PRODUCT if following is None and isinstance(factor, Integral) else _POWER)


def _between(before: Expression, sign: Times, after: str) -> str:
    if sign is not Times.IMPLICIT:
        return _TIMES[sign]
    if after[:1].isdigit():
        return " · "
    if isinstance(before, Constant) and before.name is ConstantName.E:
        return " "  # e x is no name
    if isinstance(before, Number | Constant) and not after.startswith(("lim", "log", "ln", "∫")) and len(_first_word(after)) <= 1:
        return ""
    return " "


def _first_word(text: str) -> str:
    found = re.match(r"[a-z]+", text)
    return found[0] if found is not None else ""


def _root(radicand: Expression, index: Expression | None) -> str:
    sign = "√"
    if index is not None:
        order = _show(index)[0]
        sign = {"2": "√", "3": "∛", "4": "∜"}.get(order, f"{_raised(index)}√")
    return f"{sign}{_at(radicand, _ATOM)}"


def _call(node: Call, brackets: bool) -> str:
    name = node.function
    if node.base is not None:
        name += _lowered_text(_at(node.base, _ATOM))
    if node.power is not None:
        name += _raised(node.power)
    if not brackets and len(node.arguments) == 1:
        text, level = _show(node.arguments[0])
        if level >= _POWER and not text.startswith(("(", "√")) and not isinstance(node.arguments[0], Call | Group):
            return f"{name} {text}"
    inner = [a.inner if isinstance(a, Group) and len(node.arguments) == 1 else a for a in node.arguments]
    return f"{name}({_list(inner)})"


# ---------------------------------------------------------------------------------------------- calculus


def _primes(order: Expression, marks: bool) -> str:
    if marks and isinstance(order, Number) and order.text in {"1", "2", "3"}:
        return "′" * int(order.text)
    return _raised_text(f"({_show(order)[0].replace(' ', '')})")


def _derivative(node: Derivative) -> tuple[str, int]:
    d = "∂" if node.partial else "d"
    names = [(symbol_text(variable.name), order) for variable, order in node.variables]
    if node.notation is Notation.SUBSCRIPT and isinstance(node.operand, Symbol):
        return f"{symbol_text(node.operand.name)}_{''.join(name * order for name, order in names)}", _ATOM
    if node.notation is Notation.DOT:
        order = node.variables[0][1]
        if isinstance(node.operand, Symbol) and order < 3:
            return symbol_text(rf"\{'d' * order}ot{{{node.operand.name}}}"), _ATOM
        return f"d{'' if order == 1 else str(order).translate(_RAISED)}/dt {_at(node.operand, _ATOM)}", _PRODUCT
    if node.notation in {Notation.SUBSCRIPT, Notation.CAPITAL_D}:
        return f"D_{''.join(name * order for name, order in names)} {_at(node.operand, _ATOM)}", _PRODUCT
    total = sum(order for _, order in names)
    upper = d + ("" if total == 1 else str(total).translate(_RAISED))
    lower = "".join(f"{d}{name}{'' if order == 1 else str(order).translate(_RAISED)}" for name, order in names)
    if isinstance(node.operand, Symbol) and node.notation is not Notation.OPERATOR:
        return f"{upper}{symbol_text(node.operand.name)}/{lower}", _PRODUCT
    return f"{upper}/{lower} {_at(node.operand, _ATOM)}", _PRODUCT


def _series(operator: Operator, body: Expression, index: Symbol, lower: Expression | None, upper: Expression | None) -> str:
    sign = "∑" if operator is Operator.SUM else "∏"
    name = symbol_text(index.name)
    match lower, upper:
        case None, None:
            bounds = name
        case _, None:
            bounds = f"{name} = {'' if lower is None else _at(lower, _SUM)} …"
        case _:
            bounds = f"{name} = {'' if lower is None else _at(lower, _SUM)} … {'' if upper is None else _at(upper, _SUM)}"
    return f"{sign}[{bounds}] {_at(body, _PRODUCT)}"


def _branch(value: Expression, conditions: Sequence[Relation]) -> str:
    when = " and ".join(_show(condition)[0] for condition in conditions)
    return f"{_at(value, _SUM)} if {when}" if when else f"{_at(value, _SUM)} otherwise"


def _number_set(node: NumberSet) -> str:
    match node.name:
        case "finite":
            return f"{{{_list(node.members)}}}" if node.members else "∅"
        case "interval":
            return f"{'[' if node.closed[0] else '('}{_list(node.members)}{']' if node.closed[1] else ')'}"
        case "named":
            return _show(Symbol(node.letter))[0]
        case name:
            sizes = "×".join(_at(size, _POWER) for size in node.sizes)
            return _SETS.get(name, name) + ("⁺" if node.positive else "") + (_raised_text(sizes) if sizes else "")
