"""Proves that two elements are equal for every size and at every index: their difference has the empty normal form."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct, field

from builder.calculus.budget import Work
from builder.calculus.expression.nodes import Call, Symbol
from builder.calculus.expression.walk import descendants, substitute
from builder.calculus.judge.tensors.calculator import WORK, Calculator, Rule
from builder.calculus.judge.tensors.elements import (
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
    at,
    functions_in,
    rebuilt,
)
from builder.calculus.judge.tensors.extents import Extents
from builder.calculus.judge.tensors.monomials import (
    UNIT,
    AKernel,
    AName,
    AnEntry,
    ASum,
    Atom,
    Terms,
    frozen,
    made,
)
from builder.calculus.judge.tensors.names import defined_at
from builder.calculus.judge.tensors.reader import Reader
from builder.calculus.judge.tensors.slopes import Stuck, differentiated
from builder.calculus.judge.tensors.sums import summed

STEP = 15
"""Microseconds that a product of monomials takes about."""

PARAMETER = "parameter"
"""The name of what stands for the argument of a function while it is differentiated: no name of LaTeX."""


class Prover(Struct):
    """Brings elements to normal form, their definitions put in."""

    reader: Reader
    calculator: Calculator
    first_at_kinks: bool = False
    entries: dict[Entry, Terms] = field(default_factory=dict)

    def form(self, element: Element) -> Terms:
        """The normal form of an element. Raises Stuck."""
        calculator = self.calculator
        match element:
            case Constant(value):
                return calculator.number(value)
            case Named("e"):
                return calculator.exponential(calculator.number(1))
            case Named(name):
                return {((made(AName(name)), UNIT),): UNIT}
            case SizeOf(index):
                return calculator.size(self._resolved(index))
            case Entry(name, indices):
                if element not in self.entries:
                    line = defined_at(self.reader.families, element)
                    self.entries[element] = calculator.entry(name, indices) if line is None else self.form(line)
                return self.entries[element]
            case Plus(terms):
                return calculator.add(*map(self.form, terms))
            case Times(factors):
                result = calculator.number(1)
                for factor in factors:
                    result = calculator.multiply(result, self.form(factor))
                return result
            case Raised(base, exponent):
                return self._raised(self.form(base), self.form(exponent))
            case Applied():
                return self._applied(element)
            case Total():
                return self._total(element)
            case Delta(left, right):
                return calculator.delta(self._resolved(left), self._resolved(right))
            case Where(branches):
                return self._where(branches)
            case Slope(of, name, indices, held):
                return self.form(self._differentiated(of, name, indices, held))

    def _differentiated(self, of: Element, name: str, indices: tuple[Index, ...], held: frozenset[str]) -> Element:
        return differentiated(of, name, indices, held, self.reader.families, self.first_at_kinks)

    def _resolved(self, index: Index) -> Index:
        return self.reader.sizes.resolved(index)

    def _raised(self, base: Terms, exponent: Terms) -> Terms:
        if not exponent:
            return self.calculator.number(1)
        if len(exponent) == 1 and () in exponent:
            return self.calculator.power(base, exponent[()])
        return self.calculator.exponential(self.calculator.multiply(exponent, self.calculator.logarithm(base)))

    def _total(self, total: Total) -> Terms:
        lower, upper = self._resolved(total.lower), self._resolved(total.upper)
        if lower.letter:
            raise Stuck("a sum that does not begin at a number")
        step = lower.offset - 1
        body = at(total.body, {total.letter: Index(total.letter, step)}) if step else total.body
        size = upper.moved(-step)
        self.calculator.ranges[total.letter] = size
        return summed(self.calculator, total.letter, size, self.form(body))

    def _applied(self, applied: Applied) -> Terms:
        if not applied.known:
            definition = self.reader.context.definitions.get(applied.function)
            if (
                definition is not None
                and definition.body is not None
                and len(applied.arguments) == len(definition.parameters) == 1
            ):
                body = substitute(definition.body, {definition.parameters[0]: Symbol(PARAMETER)})
                element = self.reader.read(body, {}).number()
                for _ in range(applied.primes):
                    element = self._differentiated(element, PARAMETER, (), frozenset())
                return self.form(_put(element, PARAMETER, applied.arguments[0]))
        return self.calculator.function(applied.function, tuple(map(self.form, applied.arguments)), applied.primes)

    def _where(self, branches: tuple[tuple[Element, tuple[Condition, ...]], ...]) -> Terms:
        """Each value times what is 1 where its branch is taken. Without a last branch the cases must fill everything."""
        result: Terms = {}
        rest = self.calculator.number(1)
        for value, conditions in branches:
            taken = rest
            for condition in conditions:
                taken = self.calculator.multiply(taken, self._indicator(condition))
            result = self.calculator.add(result, self.calculator.multiply(taken, self.form(value)))
            rest = self.calculator.add(rest, self.calculator.scaled(taken, Fraction(-1)))
        return result

    def _indicator(self, condition: Condition) -> Terms:
        left, right = condition.left, condition.right
        if isinstance(left, SizeOf) and isinstance(right, SizeOf) and condition.order in (Order.EQUAL, Order.NOT_EQUAL):
            same = self.calculator.delta(self._resolved(left.index), self._resolved(right.index))
            return same if condition.order is Order.EQUAL else self._not(same)
        above = self.calculator.add(self.form(right), self.calculator.scaled(self.form(left), Fraction(-1)))
        match condition.order:
            case Order.LESS:
                return self.calculator.step(above)
            case Order.LESS_EQUAL:
                return self._not(self.calculator.step(self.calculator.scaled(above, Fraction(-1))))
            case _:
                raise Stuck("cases that hold at single places")

    def _not(self, indicator: Terms) -> Terms:
        return self.calculator.add(self.calculator.number(1), self.calculator.scaled(indicator, Fraction(-1)))

    def cleared(self, terms: Terms) -> Terms:
        """A polynomial times the powers of kernels, none of them under a sum, that make their exponents whole and positive."""
        for _ in range(8):
            least: dict[Atom, Fraction] = {}
            for monomial in terms:
                for atom, exponent in monomial:
                    if isinstance(atom.data, AKernel) and exponent < least.get(atom, Fraction(0)):
                        least[atom] = exponent
            if not least:
                return terms
            kernel, lowest = min(least.items(), key=lambda pair: pair[0].text)
            result: Terms = {}
            for monomial, coefficient in terms.items():
                exponents = dict(monomial)
                exponents[kernel] = exponents.get(kernel, Fraction(0)) - lowest
                result = self.calculator.add(result, self.calculator.scaled(self.calculator.settled(exponents), coefficient))
            terms = result
        return terms


def prover_of(reader: Reader, extents: Extents, equations: tuple[tuple[Element, Element], ...]) -> Prover:
    """A prover that may use equations between closed sums, and that matrices are their own transpose."""
    ranges = {letter: reader.sizes.resolved(size) for letter, size in reader.ranges.items()}
    ranges |= {letter: run.last for letter, run in extents.runs.items()}
    firsts = {letter: run.first for letter, run in extents.runs.items()}
    rules: list[Rule] = []
    symmetric: set[str] = set()
    prover = Prover(reader, Calculator(ranges, extents, firsts))
    for left, right in equations:
        try:
            terms = prover.calculator.add(prover.form(left), prover.calculator.scaled(prover.form(right), Fraction(-1)))
        except Stuck:
            continue
        if (name := _transposed(terms)) is not None:
            symmetric.add(name)
        elif (rule := _rule(prover.calculator, terms)) is not None:
            rules.append(rule)
    return Prover(reader, Calculator(ranges, extents, firsts, frozenset(symmetric), tuple(rules)))


def _transposed(terms: Terms) -> str | None:
    """The matrix of which `A_{ij} - A_{ji}` is said to be 0."""
    monomials = list(terms)
    if len(monomials) != 2 or sum(terms.values()) != 0 or any(len(m) != 1 or m[0][1] != 1 for m in monomials):
        return None
    match monomials[0][0][0].data, monomials[1][0][0].data:
        case AnEntry(name, (i, j)), AnEntry(other, (k, l)) if name == other and (i, j) == (l, k):
            return name
        case _:
            return None


def _rule(calculator: Calculator, terms: Terms) -> Rule | None:
    """An equation as a rule for its only closed sum that stands alone in a term."""
    for monomial, coefficient in terms.items():
        if len(monomial) == 1 and monomial[0][1] == 1 and isinstance(monomial[0][0].data, ASum):
            pattern = monomial[0][0]
            rest = {m: -c / coefficient for m, c in terms.items() if m != monomial}
            if not any(isinstance(a.data, ASum) for m in rest for a, _ in m):
                letters = tuple(sorted(letter for letter in pattern.letters if letter in calculator.ranges))
                return Rule(pattern, letters, frozen(rest))
    return None


def _put(element: Element, name: str, value: Element) -> Element:
    """An element with `value` in the place of a number with a name."""

    def change(old: Element) -> Element:
        return value if old == Entry(name) else rebuilt(old, change, lambda index: index)

    return change(element)


def equal_everywhere(
    reader: Reader,
    extents: Extents,
    equations: tuple[tuple[Element, Element], ...],
    left: Element,
    right: Element,
    account: Work,
) -> bool:
    """Whether two elements are proved equal for every size and index, wherever both are defined. Raises Stuck.

    The work is paid from `account`.
    """
    prover = prover_of(reader, extents, equations)
    prover.calculator.left = min(WORK, account.left // STEP)
    before = prover.calculator.left
    try:
        if _equal_in_either(prover, left, right):
            return True
        if not reader.explicit:
            return False
        prover.calculator.aligned = True
        return _equal_in_either(Prover(reader, prover.calculator), left, right)
    finally:
        account.left -= STEP * (before - prover.calculator.left)


def _equal_in_either(prover: Prover, left: Element, right: Element) -> bool:
    """Whether they are equal, with the derivatives of a maximum at its kinks taken in one way or in the other."""
    if _are_equal(prover, left, right):
        return True
    reader = prover.reader
    kinks = {"max", "min"} & functions_in(left, right, *(family.body for family in reader.families.values()))
    bodies = [d.body for d in reader.context.definitions.values() if d.parameters and d.body is not None]
    if not kinks and not any(isinstance(n, Call) and n.function in ("max", "min") for body in bodies for n in descendants(body)):
        return False
    return _are_equal(Prover(reader, prover.calculator, first_at_kinks=True), left, right)


def _are_equal(prover: Prover, left: Element, right: Element) -> bool:
    terms = prover.calculator.add(prover.form(left), prover.calculator.scaled(prover.form(right), Fraction(-1)))
    return not terms or not prover.cleared(terms)
