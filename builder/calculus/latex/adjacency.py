"""Where the parser would take in, or tear off, what stands beside a tree that is printed without brackets."""

from __future__ import annotations

from collections.abc import Sequence

from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Bracket,
    Call,
    Composition,
    Constant,
    ConstantName,
    Derivative,
    Differential,
    Division,
    Expression,
    Factorial,
    Fenced,
    Gradient,
    Group,
    HigherDerivative,
    Indexed,
    Limit,
    Negation,
    Node,
    Notation,
    Number,
    PlusMinus,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Series,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import children, descendants, symbols
from builder.calculus.latex.calls import ALWAYS, BY_CUSTOM, head_letter


def all_functions(node: Expression) -> bool:
    """Whether a bracket with this content, before another bracket, could be read as a function: `(f + g)(x)`."""
    match node:
        case Symbol(name=name):
            return head_letter(name) in ALWAYS or head_letter(name) in BY_CUSTOM
        case Composition():
            return True
        case Prime(operand=operand) | Negation(operand=operand) | Group(inner=operand):
            return all_functions(operand)
        case Sum(terms=parts) | Product(factors=parts):
            return all(all_functions(part) for part in parts)
        case _:
            return False


def open_limits(node: Expression) -> frozenset[str]:
    """The variables of limits that end at the right edge of `node` and would take in terms that follow."""
    match node:
        case Limit(variable=variable, body=body):
            return frozenset({variable.name}) | open_limits(body)
        case Product(factors=factors):
            return open_limits(factors[-1])
        case Negation(operand=operand) | PlusMinus(operand=operand) | Derivative(operand=operand, notation=Notation.OPERATOR):
            return open_limits(operand)
        case HigherDerivative(operand=operand, operator=True):
            return open_limits(operand)
        case Series(body=body):
            return open_limits(body)
        case _:
            return frozenset()


def holds(terms: Sequence[Expression], names: frozenset[str]) -> bool:
    """Whether one of the names stands in `terms`, before the first limit in them."""
    for term in terms:
        found, ends = _before_limit(term)
        if names & found:
            return True
        if ends:
            return False
    return False


def _before_limit(node: Expression) -> tuple[frozenset[str], bool]:
    """The names that stand in `node` before the first limit in it, or perhaps do, and whether there is one."""
    if not any(isinstance(each, Limit) for each in descendants(node)):
        return symbols(node), False
    match node:
        case Limit():
            return frozenset(), True
        case Negation(operand=operand) | PlusMinus(operand=operand) | Group(inner=operand):
            return _before_limit(operand)
        case Product(factors=factors):
            found: frozenset[str] = frozenset()
            for factor in factors:
                names, ends = _before_limit(factor)
                found |= names
                if ends:
                    break
            return found, True
        case _:
            return symbols(node), True


def is_implicit_argument(node: Expression) -> bool:
    """Whether the parser reads `node` as the whole argument of a function without brackets."""
    match node:
        case Negation(operand=operand):
            return not isinstance(operand, Negation) and is_implicit_argument(operand)
        case Product(factors=factors, signs=signs):
            if any(sign is not Times.IMPLICIT for sign in signs) or not is_implicit_argument(factors[0]):
                return False
            if isinstance(factors[0], Call | Fenced | Root | Group | Application | Derivative):
                return False
            return all(_continues_argument(factor) for factor in factors[1:])
        case Group(bracket=bracket):
            return bracket is not Bracket.ROUND
        case Power(base=base):
            return isinstance(base, Symbol | Number | Constant)
        case Quotient(written=written):
            return written is Division.FRACTION
        case Call():
            return True
        case Symbol() | Number() | Constant() | Root() | Fenced() | Application() | Indexed() | Binomial() | Factorial():
            return True
        case _:
            return False


def _continues_argument(factor: Expression) -> bool:
    match factor:
        case Symbol(name=name):
            return not name.startswith((r"\hat", r"\bar", r"\vec", r"\tilde", r"\math", r"\bold", r"\oper", r"\text", "d"))
        case Constant(name=constant):
            return constant is not ConstantName.INFINITY
        case Power(base=Symbol() as base):
            return _continues_argument(base)
        case Indexed(base=base):
            return _continues_argument(base)
        case _:
            return False


def bare_letters(node: Node) -> frozenset[str]:
    """The letters that stand in `node` as numbers: not as functions, and not only before a bracket."""
    found: set[str] = set()
    stack: list[Node] = [node]
    while stack:
        current = stack.pop()
        match current:
            case Application(function=Symbol() | Prime(operand=Symbol()), arguments=arguments):
                stack.extend(arguments)
                continue
            case Prime(operand=Symbol()) | Gradient(operand=Symbol()) | Differential():
                continue
            case Derivative(operand=Symbol()):
                continue
            case Product(factors=factors):
                for factor, following in zip(factors, [*factors[1:], None], strict=True):
                    if not (isinstance(factor, Symbol) and isinstance(following, Group | Sum)):
                        stack.append(factor)
                continue
            case Symbol(name=name):
                found.add(name)
        stack.extend(children(current))
    return frozenset(found)
