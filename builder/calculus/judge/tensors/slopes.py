"""The prover's derivatives: of an element by an entry, with Kronecker's deltas where entries meet.

The method is that of S. Laue, M. Mitterreiter and J. Giesen, Computing Higher Order Derivatives of Matrix and Tensor Expressions,
NeurIPS 2018. The refuter does not know these rules: it differentiates by jets, at sizes that are numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from builder.calculus.judge.attempt import NotProved
from builder.calculus.judge.tensors.elements import (
    ONE,
    ZERO,
    Applied,
    Condition,
    Constant,
    Delta,
    Element,
    Entry,
    Index,
    Named,
    Order,
    Plus,
    Raised,
    SizeOf,
    Slope,
    Times,
    Total,
    Where,
    negative,
    number,
)
from builder.calculus.judge.tensors.names import Family, defined_at, reaches


class Stuck(Exception):
    """The prover stops here; nothing is known."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.found = NotProved(why)


def differentiated(
    element: Element,
    name: str,
    indices: tuple[Index, ...],
    held: frozenset[str],
    families: Mapping[str, Family],
    first_at_kinks: bool = False,
) -> Element:
    """The derivative of an element by the entry of `name` at `indices`; the names in `held` are fixed. Raises Stuck.

    Where the two numbers of a maximum are equal there is a derivative only if both have the same one: which is taken there,
    that of the first (`first_at_kinks`) or of the second, is all one.
    """

    def slope(part: Element) -> Element:
        match part:
            case Constant() | Named() | SizeOf() | Delta():
                return ZERO
            case Entry(own, at):
                if own == name:
                    deltas = tuple(Delta(a, b) for a, b in zip(at, indices, strict=True))
                    return Times(deltas) if deltas else ONE
                if own in held or own not in families or name not in reaches(families, families[own].body):
                    return ZERO
                line = defined_at(families, part)
                assert line is not None
                return slope(line)
            case Plus(terms):
                return _plus([slope(term) for term in terms])
            case Times(factors):
                slopes = [slope(factor) for factor in factors]
                return _plus([Times((*factors[:i], new, *factors[i + 1 :])) for i, new in enumerate(slopes) if new != ZERO])
            case Raised(base, Constant(value)):
                inner = slope(base)
                return ZERO if inner == ZERO else Times((number(value), Raised(base, number(value - 1)), inner))
            case Raised(base, exponent):
                as_power = Times((exponent, Applied("ln", (base,), known=True)))
                return Times((part, slope(as_power)))
            case Applied(arguments=arguments):
                slopes = [slope(argument) for argument in arguments]
                if all(inner == ZERO for inner in slopes):
                    return ZERO
                if part.known and part.function in ("max", "min"):
                    return _extreme(part, slopes, first_at_kinks)
                if len(arguments) != 1:
                    raise Stuck("a derivative of a function of several entries")
                return Times((_outer(part), slopes[0]))
            case Total(letter, lower, upper, body):
                inner = slope(body)
                return ZERO if inner == ZERO else Total(letter, lower, upper, inner)
            case Where(branches):
                for _, conditions in branches:
                    for condition in conditions:
                        on_indices = isinstance(condition.left, SizeOf) and isinstance(condition.right, SizeOf)
                        if condition.order in (Order.EQUAL, Order.NOT_EQUAL) and not on_indices:
                            raise Stuck("a derivative of cases that hold at single places")
                return Where(tuple((slope(value), conditions) for value, conditions in branches))
            case Slope(of, by, at, fixed):
                return slope(differentiated(of, by, at, fixed, families, first_at_kinks))

    return slope(element)


def _plus(terms: list[Element]) -> Element:
    kept = [term for term in terms if term != ZERO]
    return ZERO if not kept else kept[0] if len(kept) == 1 else Plus(tuple(kept))


def _extreme(part: Applied, slopes: list[Element], first_at_kinks: bool) -> Element:
    if len(slopes) != 2:
        raise Stuck("a derivative of a maximum of more than two")
    left, right = part.arguments if part.function == "max" else part.arguments[::-1]
    first, second = slopes if part.function == "max" else slopes[::-1]
    return Where(((first, (Condition(right, Order.LESS_EQUAL if first_at_kinks else Order.LESS, left),)), (second, ())))


def _outer(part: Applied) -> Element:
    """The derivative of a function of one number, at its argument."""
    (u,) = part.arguments
    if not part.known:
        return replace(part, primes=part.primes + 1)

    def known(function: str) -> Element:
        return Applied(function, (u,), known=True)

    def over(element: Element) -> Element:
        return Raised(element, number(-1))

    square = Raised(u, number(2))
    match part.function:
        case "exp":
            return part
        case "ln":
            return over(u)
        case "tanh":
            return Plus((ONE, negative(Raised(part, number(2)))))
        case "sin":
            return known("cos")
        case "cos":
            return negative(known("sin"))
        case "tan":
            return Plus((ONE, Raised(part, number(2))))
        case "sinh":
            return known("cosh")
        case "cosh":
            return known("sinh")
        case "arctan":
            return over(Plus((ONE, square)))
        case "abs":
            return Times((part, over(u)))
        case _:
            raise Stuck(f"the derivative of {part.function}")
