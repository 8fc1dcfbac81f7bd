"""What a `{definition}` introduces: an equation for a name is a definition to the reader, also where the judge knows the name.

It was decided like any other, so that a wrong one stops the build: a wrong formula for n choose k, say. But to call it proved
would be to prove a definition by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token
from msgspec.structs import replace

from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Call,
    Composition,
    Constant,
    Derivative,
    Expression,
    Factorial,
    Gradient,
    Group,
    HigherDerivative,
    Negation,
    Number,
    Power,
    Prime,
    Sign,
    Symbol,
)
from builder.check.checked import CheckedDocument, CheckedRelation
from builder.check.standing import Standing
from builder.document.document import Block, Directive, Formula, Prose

NOTE = "a definition; the program means the same by it"


def with_definitions(checked: CheckedDocument) -> CheckedDocument:
    """The document, in which the equations that introduce a name in a `{definition}` are definitions."""
    inside = frozenset(_formulas(checked.document.blocks, inside=False))
    if not inside:
        return checked
    formulas = {
        number: tuple(map(_as_definition, relations)) if number in inside else relations
        for number, relations in checked.formulas.items()
    }
    return replace(checked, formulas=formulas)


def _formulas(blocks: Sequence[Block], *, inside: bool) -> Iterator[int]:
    """The numbers of the formulas in definitions, those of directives of mathematics left out."""
    for block in blocks:
        if isinstance(block, Prose):
            if inside:
                yield from _in_tokens(block.tokens)
        elif isinstance(block, Directive):
            yield from _formulas(block.body, inside=inside or block.name == "definition")


def _in_tokens(tokens: Sequence[Token]) -> Iterator[int]:
    for token in tokens:
        formula = token.meta.get("formula")
        if isinstance(formula, Formula):
            yield formula.number
        yield from _in_tokens(token.children or ())


def _as_definition(relation: CheckedRelation) -> CheckedRelation:
    sides = relation.relation
    if relation.standing is not Standing.PROVED or sides is None or sides.sign is not Sign.EQUAL or not is_a_name(sides.left):
        return relation
    return replace(relation, standing=Standing.DEFINITION, verdict=None, note=NOTE)


def is_a_name(side: Expression) -> bool:
    r"""Whether a side only names something, by letters alone: `f'(x)`, `\frac{dy}{dx}`, `\binom{n}{k}`, `\cosh x`, `e^x`."""
    match side:
        case Symbol():
            return True
        case Group(inner):
            return is_a_name(inner)
        case Prime(operand) | Derivative(operand) | HigherDerivative(operand) | Gradient(operand) | Factorial(operand):
            return is_a_name(operand)
        case Application(function, arguments):
            return is_a_name(function) and all(isinstance(argument, Symbol) for argument in arguments)
        case Composition(functions):
            return all(map(is_a_name, functions))
        case Call(_, arguments):
            return all(isinstance(argument, Symbol) for argument in arguments)
        case Binomial(upper, lower):
            return isinstance(upper, Symbol) and isinstance(lower, Symbol)
        case Power(base, exponent):
            return isinstance(base, Symbol | Constant) and isinstance(_unsigned(exponent), Symbol | Number)
        case _:
            return False


def _unsigned(exponent: Expression) -> Expression:
    return exponent.operand if isinstance(exponent, Negation) else exponent
