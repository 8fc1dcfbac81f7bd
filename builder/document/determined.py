"""What an equation is about: a defined name and its derivatives, a letter that a curve ties, or something that nobody defined.

An equation to be solved determines a place or a number. One between a function that is known and its own derivatives determines
nothing: it is true or it is false. So it is with a derivative on a known curve.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Differential,
    Directional,
    Evaluation,
    Expression,
    Gradient,
    Group,
    HigherDerivative,
    Integral,
    Limit,
    Negation,
    Node,
    Number,
    Prime,
    Product,
    Quotient,
    Relation,
    Series,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import children, descendants, nodes_of, symbols

ARGUMENTS = frozenset("stuxyz")
"""What a prime differentiates by."""
_USUAL = ("x", "t")
_NO_NAME = ""
_DERIVATIVES: frozenset[type[Node]] = frozenset({Prime, Derivative})
_APPLICATIONS: frozenset[type[Node]] = frozenset({Application})
_MOVING: frozenset[type[Node]] = frozenset(
    {Gradient, Directional, Differential, Derivative, Integral, Limit, Series, Prime, HigherDerivative}
)
_BY_LETTERS: frozenset[type[Node]] = frozenset({Derivative, Integral})


def is_of_unknown(left: Expression, context: Context) -> bool:
    """Whether a side is a value, a derivative or a limit of what nobody defined: given data, or a differential equation."""
    node: Node = left
    while isinstance(node, Group | Negation):
        node = node.inner if isinstance(node, Group) else node.operand
    if isinstance(node, Limit):
        return any(_applies_unknown(n, context) for n in descendants(node.body))
    while isinstance(node, Application | Prime | Derivative | HigherDerivative | Gradient | Directional | Evaluation):
        if isinstance(node, Derivative) and isinstance(node.operand, Symbol):
            if node.operand.name in context.definitions or turned_round(node, context):
                return False
        node = node.function if isinstance(node, Application) else node.operand
    return isinstance(node, Symbol) and node is not left and node.name not in context.definitions


def turned_round(node: Node, context: Context) -> str:
    r"""The name that a letter is differentiated by which is a function of that letter, \frac{dx}{du} where u = x^2; or ""."""
    if not isinstance(node, Derivative) or not isinstance(node.operand, Symbol) or node.operand.name in context.definitions:
        return ""
    for by, _ in node.variables:
        definition = context.definitions.get(by.name)
        if definition is not None and definition.body is not None and node.operand.name in symbols(definition.body):
            return by.name
    return ""


def _applies_unknown(node: Node, context: Context) -> bool:
    return isinstance(node, Application) and isinstance(node.function, Symbol) and node.function.name not in context.definitions


def unknown_applied(node: Node, context: Context) -> frozenset[str]:
    """The functions that nobody defined and that are applied or primed in it."""
    found = (
        n.function if isinstance(n, Application) else n.operand for n in descendants(node) if isinstance(n, Application | Prime)
    )
    return frozenset(n.name for n in found if isinstance(n, Symbol)) - context.definitions.keys()


def is_of_inner(left: Expression) -> bool:
    """Whether it is the derivative of a function of something else than a letter, `(f(g(x)))'`, for which there is a rule."""
    return (
        isinstance(left, Derivative | Prime)
        and isinstance(inner := left.operand, Application)
        and not all(isinstance(argument, Symbol) for argument in inner.arguments)
    )


def is_single(node: Expression) -> bool:
    """Whether it is one term, such as a derivative that is set equal to zero, and no sum."""
    while isinstance(node, Group | Negation):
        node = node.inner if isinstance(node, Group) else node.operand
    return not isinstance(node, Sum)


def relates_derivatives(relation: Relation, context: Context, *, said: bool) -> bool:
    """Whether an equation is between a defined name and its derivatives, as a differential equation is.

    Letters of the definition that the equation lacks may be what is looked for: the r of a trial y = e^{rx}. Those of which the
    name is a linear function, A cos x + B sin x, are not, where the words say (`said`) that the equation holds.
    """
    terms = set(_terms(relation, context))
    names = {name for name, _ in terms}
    if len(names) != 1 or len(terms) < 2 or _NO_NAME in names or all(not by for _, by in terms):
        return False
    definition = context.definitions[min(names)]
    if definition.body is None:
        return False
    letters = symbols(definition.body) - context.definitions.keys() - context.kinds.keys()
    by = {letter for _, order in terms for letter, _ in order if letter} or set(definition.parameters)
    if not by:
        by = {next((letter for letter in _USUAL if letter in letters), min(letters, default=""))}
    sought = letters - by - symbols(relation)
    return not (sought & _inside(definition.body) if said else sought)


def _terms(node: Node, context: Context) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """The values and derivatives of defined names in it: the name, and by what it is differentiated how often. `_NO_NAME` is for
    a value at another place."""
    match node:
        case Symbol():
            if node.name in context.definitions:
                yield node.name, ()
        case Application(function=function, arguments=arguments):
            if all(isinstance(argument, Symbol) for argument in arguments):
                yield from _terms(function, context)
            elif any(True for _ in _terms(function, context)):
                yield _NO_NAME, ()
            for argument in arguments:
                yield from _terms(argument, context)
        case Prime(operand=operand, order=order):
            for name, by in _terms(operand, context):
                yield name, (*by, ("", repr(order)))
        case Derivative(operand=operand, variables=variables):
            for name, by in _terms(operand, context):
                yield name, (*by, *((letter.name, str(times)) for letter, times in variables))
        case _:
            for child in children(node):
                yield from _terms(child, context)


def _inside(body: Node) -> frozenset[str]:
    """The letters that a function, a power or a denominator holds: an expression is no linear function of those."""
    match body:
        case Symbol():
            return frozenset()
        case Sum() | Product() | Negation() | Group():
            return frozenset[str]().union(*(_inside(child) for child in children(body)))
        case Quotient(numerator=numerator, denominator=denominator):
            return _inside(numerator) | symbols(denominator)
        case _:
            return symbols(body)


def is_law(relation: Relation, context: Context) -> bool:
    """Whether an equation is between a quantity that nobody defined and its derivatives, y' = 2y or m x'' = -k x: no identity,
    but a law or an equation to be solved. The rules for derivatives, such as those of products or the chain rule, are not.
    """
    names: set[str] = set()
    by: set[str] = set()
    for node in descendants(relation):
        match node:
            case Prime(operand=operand):
                names.add(_bare_name(operand))
            case Derivative(operand=operand, variables=variables):
                names.add(_bare_name(operand))
                by |= {letter.name for letter, _ in variables}
            case Limit() | Gradient() | Directional():
                return False
            case _:
                pass
    if not names or _NO_NAME in names or names & (by | context.definitions.keys()) or _integrates(relation, names):
        return False
    if turned_round(relation.left, context) or any(by & letters_of(Symbol(name), context) - {name} for name in by):
        return False  # another variable is put in: dy/dx = 2x dy/du
    left, right = (
        frozenset(node for node in descendants(side) if isinstance(node, Prime | Derivative))
        for side in (relation.left, relation.right)
    )
    return left != right and bool(names & symbols(relation.left) & symbols(relation.right))


def _integrates(relation: Relation, names: Collection[str]) -> bool:
    """Whether an integral of derivatives is told by values alone, as the fundamental theorem has it, or by values and an integral
    that is left, ∫ f g' = fg − ∫ f' g. What is told by integrals alone may follow from an equation that f and g solve."""
    if not isinstance(relation.left, Integral):
        return False
    terms = relation.right.terms if isinstance(relation.right, Sum) else (relation.right,)
    left_over = [term for term in terms if any(isinstance(node, Integral) for node in descendants(term))]
    derived = any(isinstance(node, Prime | Derivative) for term in terms if term not in left_over for node in descendants(term))
    return not derived and (not left_over or (len(left_over) < len(terms) and len(names) > 1))


def is_rate(relation: Relation, context: Context, moving: frozenset[str]) -> bool:
    """Whether an equation gives the rate of a defined quantity by a letter that it does not hold, the time: dV/dt = 100 where
    V = 4/3 π r^3, or u' = -k u where u = T - T_0 and T is one of the `moving` letters, of which a derivative was met. One that
    works it out, dV/dt = 4 π r^2 dr/dt, does not."""
    left = relation.left
    if not isinstance(left, Derivative | Prime) or not isinstance(left.operand, Symbol) or derived_letters((relation,), context):
        return False
    definition = context.definitions.get(left.operand.name)
    if definition is None or definition.body is None or definition.parameters:
        return False
    held = letters_of(definition.body, context)
    if held & symbols(relation.right):
        return False
    if isinstance(left, Prime):
        return bool(held & moving)
    told = held | context.definitions.keys()
    by = frozenset(letter.name for letter, _ in left.variables)
    if left.partial:  # by another entry of a vector whose entries it holds: ∂p_i / ∂s_j
        told, by = (frozenset(name.partition("_")[0] for name in names) for names in (told, by))
    return bool(held - context.kinds.keys()) and not by & told


def free_parameters(side: Node, context: Context) -> frozenset[str]:
    """The letters that the functions in it depend on beside their arguments: the a of f(x) = a x^2."""
    found: set[str] = set()
    for name in letters_of(side, context) & context.definitions.keys():
        definition = context.definitions[name]
        if definition.parameters and definition.body is not None:
            found |= symbols(definition.body) - frozenset(definition.parameters) - context.definitions.keys()
    return frozenset(found)


def letters_of(side: Node, context: Context) -> frozenset[str]:
    """The letters in it and in what its names stand for, those names too."""
    held, new = frozenset[str](), symbols(side)
    while new - held:
        held |= new
        bodies = (context.definitions[name].body for name in held & context.definitions.keys())
        new = frozenset[str]().union(*(symbols(body) for body in bodies if body is not None))
    return held


def rests_on(definition: Definition, context: Context) -> frozenset[str]:
    """The names that what a name stands for depends on, by way of what they stand for too. Arguments of functions are none."""
    held, waiting = set[str](), list(outside(definition))
    while waiting:
        name = waiting.pop()
        if name not in held:
            held.add(name)
            waiting.extend(outside(known) if (known := context.definitions.get(name)) is not None else ())
    return frozenset(held)


def closes_circle(definition: Definition, context: Context) -> frozenset[str]:
    """The other names on which a definition rests and which rest on its name: x = u - 1 where u = x + 1."""
    below = rests_on(definition, context) & context.definitions.keys() - {definition.name}
    beside = {name: outside(context.definitions[name]) for name in below}
    resting = set[str]()
    waiting = [definition.name]
    while waiting:
        met = waiting.pop()
        further = [name for name, held in beside.items() if met in held and name not in resting]
        resting.update(further)
        waiting.extend(further)
    return frozenset(resting)


def outside(definition: Definition) -> frozenset[str]:
    """The letters in what is defined that are none of its own."""
    return frozenset() if definition.body is None else symbols(definition.body) - frozenset(definition.parameters)


def _bare_name(operand: Expression) -> str:
    match operand:
        case Symbol(name=name):
            return name
        case Application(function=Symbol(name=name), arguments=arguments) if all(isinstance(a, Symbol) for a in arguments):
            return name
        case Group(inner=inner):
            return _bare_name(inner)
        case _:
            return _NO_NAME


def derived_letters(relations: Sequence[Relation], context: Context) -> frozenset[tuple[str, str]]:
    """The letters that nobody defined and of which a derivative occurs, each with the letter it is differentiated by, "" for a
    prime."""
    found: set[tuple[str, str]] = set()
    for node in (node for relation in relations for node in nodes_of(relation, _DERIVATIVES)):
        match node:
            case Prime(operand=Symbol(name=name)) if name not in context.definitions:
                found.add((name, ""))
            case Derivative(operand=Symbol(name=name), variables=variables) if name not in context.definitions:
                found.update((name, letter.name) for letter, _ in variables)
            case _:
                pass
    return frozenset(found)


def ties(curve: Relation, derived: frozenset[tuple[str, str]]) -> bool:
    """Whether a curve ties all the letters of which a derivative occurs: to those they are differentiated by, or, where all its
    letters depend on another one such as the time, to each other."""
    letters = symbols(curve)
    if not derived or any(name not in letters for name, _ in derived):
        return False
    if all(by in letters if by else len(letters) > 1 for _, by in derived):
        return True
    return len({by for _, by in derived}) == 1 and {name for name, _ in derived} == letters


def implied_curve(relations: Sequence[Relation], context: Context) -> Relation | None:
    """`F(x, y) = 0` where `dy/dx` is said to be what the theorem on implicit functions makes of F_x and F_y; None elsewhere."""
    match relations:
        case [Relation(Derivative(Symbol(name), ((Symbol(by), _),)), Sign.EQUAL, right), *_]:
            pass
        case [Relation(Prime(Symbol(name)), Sign.EQUAL, right), *_]:
            by = ""
        case _:
            return None
    partials: dict[str, set[str]] = {}
    for node in descendants(right):
        match node:
            case Derivative(Symbol(function), variables):
                partials.setdefault(function, set()).update(variable.name for variable, _ in variables)
            case _:
                pass
    for function, letters in partials.items():
        definition = context.definitions.get(function)
        tied = {name, by} <= letters if by else name in letters and len(letters) == 2
        if definition is not None and definition.body is not None and tied and letters <= set(definition.parameters):
            return Relation(definition.body, Sign.EQUAL, Number("0"))
    return None


def letters_varied(relation: Relation) -> frozenset[str]:
    """The letters by which something of a relation is differentiated, or integrated without ends: they are no numbers there."""
    found: set[str] = set()
    for node in nodes_of(relation, _BY_LETTERS):
        match node:
            case Derivative(variables=variables):
                found.update(letter.name for letter, _ in variables)
            case Integral(lower=None, upper=None, variable=variable):
                found.add(variable.name)
            case _:
                pass
    return frozenset(found)


def letters_moved(relations: Sequence[Relation], context: Context) -> frozenset[str] | None:
    """The letters that operators of a claim move: by which something is differentiated, integrated, summed, or tends to a limit.
    None where all letters may be: for a gradient or a differential. A prime differentiates by what is told of it, or by any usual
    argument."""
    found: set[str] = set()
    for _, letters in operators(relations, context):
        if letters is None:
            return None
        found |= letters
    return frozenset(found)


def operators(relations: Sequence[Relation], context: Context) -> Iterator[tuple[Node, frozenset[str] | None]]:
    """What operators of a claim work on, each with the letters that it moves, as `letters_moved` tells them."""
    for node in (node for relation in relations for node in nodes_of(relation, _MOVING)):
        match node:
            case Gradient(operand=operand) | Directional(operand=operand) | Differential(variable=operand):
                yield operand, None
            case HigherDerivative(operand=operand, variable=variable):
                yield operand, frozenset({variable.name})
            case Derivative(operand=operand, variables=variables):
                yield operand, frozenset(letter.name for letter, _ in variables)
            case Integral(body=body, variable=variable) | Limit(body=body, variable=variable):
                yield body, frozenset({variable.name})
            case Series(body=body, index=index):
                yield body, frozenset({index.name})
            case Prime(operand=operand):
                yield operand, frozenset({context.variable}) if context.variable else ARGUMENTS
            case _:
                pass


def arguments_varied(relations: Sequence[Relation]) -> frozenset[str]:
    """The letters of which a derivative is told as a function, `f'(x) = 2x`: they stand on both sides of each relation."""
    found = frozenset(
        argument.name
        for relation in relations
        for node in nodes_of(relation, _APPLICATIONS)
        if isinstance(node, Application) and isinstance(node.function, Prime)
        for argument in node.arguments
        if isinstance(argument, Symbol)
    )
    return found.intersection(*(symbols(side) for relation in relations for side in (relation.left, relation.right)))


def derives_on_curve(relation: Relation, context: Context) -> bool:
    """Whether every derivative of a letter in an equation is determined by a curve that is told: then nothing is left open."""
    derived = derived_letters((relation,), context)
    by = {letter for _, letter in derived}
    return any(
        ties(curve, derived)
        and symbols(relation) <= symbols(curve) | context.kinds.keys() | by
        and (by <= symbols(curve) | {""} or _holds_bare(relation, symbols(curve)))
        for curve in context.curves
    )


def _holds_bare(node: Node, letters: frozenset[str]) -> bool:
    """Whether one of the letters stands there itself, not only its derivative: `2x dx/dt`, and no rate that is given."""
    match node:
        case Symbol(name=name):
            return name in letters
        case Prime() | Derivative():
            return False
        case _:
            return any(_holds_bare(child, letters) for child in children(node))
