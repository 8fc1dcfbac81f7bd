"""What the form of a relation tells: whether it is evidently claimed, a condition, or open.

Of the equations in real notes only a quarter are identities. Evidence for a claim: the left side holds an operator or a value
of a defined name, the relation continues a chain, nothing is left to solve for, or the words say so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from itertools import pairwise
from typing import cast

from msgspec.structs import replace

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import (
    INEQUALITIES,
    Application,
    Binomial,
    Call,
    Constant,
    ConstantName,
    Derivative,
    Differential,
    Directional,
    Ellipsis,
    Evaluation,
    Expression,
    Factorial,
    Fenced,
    Gradient,
    Group,
    Indexed,
    Integral,
    Limit,
    Matrix,
    Negation,
    Node,
    Number,
    NumberSet,
    PlusMinus,
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
    Times,
    Vector,
)
from builder.calculus.expression.walk import children, descendants, kinds_in, substitute, symbols, symbols_of
from builder.calculus.judge.conventions import element_of
from builder.calculus.judge.recursion import recurs
from builder.calculus.judge.restated import BIG, LITTLE
from builder.calculus.judge.sorts import OF_MATRICES, PARTS, UNITS, is_made_of_others, letters_in, sorts_in
from builder.calculus.latex.statement import Statement
from builder.document.cues import Cue
from builder.document.determined import (
    derives_on_curve,
    free_parameters,
    is_law,
    is_of_inner,
    is_of_unknown,
    is_rate,
    is_single,
    letters_of,
    letters_varied,
    relates_derivatives,
    unknown_applied,
)
from builder.source import Span

_OPERATORS = (Prime, Derivative, Limit, Series, Integral, Gradient, Directional, Evaluation)
_SAYING = (Cue.CLAIM, Cue.UNIVERSAL, Cue.SATISFIED)
_CONSTANTS = ("C", "c", "K")
_STEPS = ("h", r"\Delta x", r"\Delta t", r"\epsilon", r"\varepsilon")
_ANY_NUMBERS = frozenset(("a", "b", "c", "d", "m", "n", "p", "q", "k", r"\alpha", r"\beta"))
_PARAMETERS = ("t", r"\theta", "s")
_EXPONENTS = frozenset("mnkpq")
_UNIT = re.compile(r"\\(?:text|mathrm|mbox|textrm)\s*\{\s*([^{}]*?)\s*\}")
_ASIDE = re.compile(r"&|\\\\|\\q?quad")
"""Behind it stand words beside a row, and no unit."""
_RELATION_SIGN = r"=|\\(?:approx|le|ge|leq|geq|ne|neq|equiv|leqslant|geqslant|simeq)(?![A-Za-z])|[<>]"


_MULTIPLIERS = (r"\lambda", r"\mu")


class Weight(Enum):
    """What the form of a relation and the words before it make of it."""

    CLAIMED = "claimed"
    OPEN = "open"  # it may be an equation to be used; not one that holds nowhere
    SUPPOSED = "supposed"  # the words say that it is asked, or to be used
    CONDITION = "condition"
    DENIED = "denied"


_TRANSPOSES = frozenset({r"\top", "T"})
_HIDING = frozenset({Limit, Series, Integral, Evaluation, Application})
"""Nodes in which stand letters that a value does not depend on."""
_OF_OTHERS = OF_MATRICES | PARTS.keys()


def target(left: Node) -> str | None:
    """The name that an equation with this left side would define: a bare name, or one applied to different names."""
    match left:
        case Symbol():
            return left.name
        case Application(function=Symbol() as function, arguments=arguments) if (
            function.name not in PARTS and function.name not in OF_MATRICES
        ):
            names = [argument.name for argument in arguments if isinstance(argument, Symbol)]
            return function.name if len(names) == len(arguments) == len(set(names)) else None
        case Group():
            return None
        case _:
            return None


def names_partial(name: str, context: Context) -> bool:
    """Whether a name is that of a defined one with letters it depends on below, `f_x` or `f_{xy}`: a partial derivative."""
    base, _, below = name.partition("_")
    definition = context.definitions.get(base)
    letters = below.strip("{}").replace(" ", "")
    if definition is None or definition.body is None or not letters.isalpha() or name in context.definitions:
        return False
    return frozenset(letters) <= frozenset(definition.parameters or symbols(definition.body))


def names_element(name: str, context: Context, cue: Cue) -> bool:
    """Whether a name is that of an element of a sequence that is defined by its index, `a_{n+1}` of `a_n`, unless words define
    it. The first elements often have a rule of their own: `a_0` is meant so only where something is said to follow."""
    if cue is Cue.DEFINES or name in context.definitions:
        return False
    if cue is Cue.CLAIM and "_" in name and recurs(name, context):
        return True  # the closed form of a recursion
    numbered = name.rpartition("_")[2].strip("{}").isdecimal()
    return (cue is Cue.CLAIM or not numbered) and element_of(name, context) is not None


def is_element_of(name: str, sequence: Definition, context: Context) -> bool:
    """Whether a name is that of another element of a sequence that is defined by its index: `I_{n-2}` of `I_n`."""
    found = element_of(name, context) if "_" in name else None
    return found is not None and found[0] == sequence and name != sequence.name


def recurs_without_bound(name: str, right: Node, context: Context) -> bool:
    """Whether others of its sequence tell an element that is defined by its index, and nothing is told of that index."""
    definition = context.definitions.get(name)
    if definition is None or not any(is_element_of(other, definition, context) for other in symbols(right)):
        return False
    return name[-1] not in frozenset[str]().union(context.integers, *map(symbols, context.assumptions))


def may_be_set(relation: Relation, context: Context, cue: Cue, valued: Collection[str]) -> bool:
    """Whether a number is told for what a name with an expression in several letters stands for, as a side condition: with
    `P = 2x + 2y` known, `a perimeter P = 20`. It is none where one of the letters is `valued`, or where it is concluded."""
    left = relation.left
    definition = context.definitions.get(left.name) if isinstance(left, Symbol) else None
    if relation.sign is not Sign.EQUAL or definition is None or definition.body is None or definition.parameters:
        return False
    letters = letters_of(definition.body, context) - {name for name in context.definitions if _is_number(name, context)}
    several = len(letters) > 1 or (bool(letters) and cue in (Cue.CONDITION, Cue.DEFINES))
    return several and is_closed(relation.right) and not letters & set(valued) and cue not in (Cue.CLAIM, Cue.UNIVERSAL)


def is_closed(node: Node) -> bool:
    """Whether no letter occurs in it, so that it is one number."""
    names = symbols(node)
    if Differential not in kinds_in(node) and not (names and names <= _TRANSPOSES):
        return not names
    nodes = descendants(node)
    letters = [n for n in nodes if isinstance(n, Symbol | Differential)]
    if not letters or not all(isinstance(n, Symbol) and n.name in _TRANSPOSES for n in letters):
        return not letters
    marks = [n.exponent for n in nodes if isinstance(n, Power) and transposes(n.exponent, n.base)]
    return len(marks) == len(letters)


def transposes(exponent: Node, base: Node) -> bool:
    """Whether an exponent is no letter, but the mark of a transpose: `A^\\top`, or `T` above a matrix that is written out."""
    if not isinstance(exponent, Symbol):
        return False
    return exponent.name == r"\top" or (exponent.name == "T" and isinstance(bare(base), Matrix | Vector))


def free_names(node: Node, context: Context) -> frozenset[str]:
    """The letters that a value depends on: not those bound by a limit, a sum or an integral, nor names of functions. An integral
    without ends is a function of its letter."""
    names = symbols(node)
    if kinds_in(node).isdisjoint(_HIDING) and names.isdisjoint(_TRANSPOSES):
        return names
    match node:
        case Symbol():
            return names
        case Limit() | Series() | Integral():
            bound = node.index.name if isinstance(node, Series) else node.variable.name
            inner = frozenset[str]().union(*(free_names(child, context) for child in children(node)))
            return inner if isinstance(node, Integral) and node.lower is None else inner - {bound}
        case Evaluation():
            at = frozenset[str]().union(*(free_names(point, context) for _, point in node.at))
            return at | (free_names(node.operand, context) - {letter.name for letter, _ in node.at})
        case Application():
            inside = frozenset[str]().union(*(free_names(argument, context) for argument in node.arguments))
            return inside
        case Power(base, exponent) if transposes(exponent, base):
            return free_names(base, context)
        case _:
            return frozenset[str]().union(*(free_names(child, context) for child in children(node)))


def weigh(
    relation: Relation,
    context: Context,
    cue: Cue,
    *,
    in_chain: bool,
    continues: bool,
    last: bool,
    placed: bool = False,
    given: frozenset[str] = frozenset(),
    valued: frozenset[str] = frozenset(),
    arbitrary: frozenset[str] = frozenset(),
    sought: frozenset[str] = frozenset(),
    moving: frozenset[str] = frozenset(),
) -> Weight:
    """What a relation is that does not define anything: `placed` if it is said of a place that is told, `given` the letters that
    its sentence gives values to, `valued` those that the text does, `arbitrary` those that may have any. `sought` are the letters
    of equations before it that are not solved, `moving` those of which a derivative was met though nobody defined them."""
    left, right = relation.left, relation.right
    if cue is Cue.DENIED and not in_chain:
        return Weight.DENIED
    if cue is Cue.ASKED:
        return Weight.SUPPOSED
    names, kinds = symbols(relation), kinds_in(relation)
    if "\\Delta" in names and is_of_differences(relation):
        return Weight.SUPPOSED
    if (Gradient in kinds or Derivative in kinds) and _holds_multiplier(relation, context):
        return Weight.SUPPOSED
    if (Prime in kinds and primes_a_step(relation, context)) or ("i" in names and _is_complex(relation, context)):
        return Weight.SUPPOSED
    units = frozenset() if isinstance(left, Symbol) else UNITS & context.sorts.keys()
    closed_left, closed_right = not free_names(left, context) - units, not free_names(right, context) - units
    if relation.sign in INEQUALITIES:
        return _weigh_inequality(relation, context, cue, in_chain=in_chain, closed=closed_left and closed_right)
    if in_chain or continues:
        told = given if right == Number("0") else given | valued  # what is set to zero is mostly solved
        if told and closed_right and not closed_left and (given or cue in (Cue.NONE, Cue.DEFINES, *_SAYING)):
            if cue not in (Cue.ASKED, Cue.IMPOSSIBLE) and _has_values(left, told, context):
                return Weight.CLAIMED  # at x = 2 we have f'(x) = 3x^2 = 12
        # The last row may substitute a point, or set the expression equal to zero.
        if (
            (last and closed_right and not closed_left)
            or substitutes(left, right)
            or (cue is not Cue.UNIVERSAL and eliminated(left, right) - context.definitions.keys())
        ):
            return Weight.OPEN if cue is not Cue.IMPOSSIBLE else Weight.SUPPOSED
        letters = is_simple(left) and is_simple(right) and not is_closed(left)
        return Weight.OPEN if letters and not _is_value(left, context) else Weight.CLAIMED  # a = b = c
    if given and closed_right and not closed_left and cue in (Cue.NONE, *_SAYING) and _has_values(left, given, context):
        if not isinstance(left, Symbol):
            return Weight.CLAIMED  # for x = 1: x^2 + 1 = 2
    if Ellipsis in kinds_in(left) and cue in (Cue.NONE, *_SAYING) and looks_like_an_identity(relation, context):
        return Weight.CLAIMED  # 1 + 2 + … + n = n(n + 1)/2
    if cue is Cue.IMPOSSIBLE:
        determined = not closed_right and (is_differentiated(left) or _is_value(left, context))
        return Weight.CLAIMED if determined and not is_of_unknown(left, context) else Weight.SUPPOSED
    if isinstance(left, Symbol) and left.name in symbols(right):
        if cue in (Cue.NONE, Cue.CLAIM) and _stands_for_integral(left.name, context):
            return Weight.CLAIMED  # I = e^x \sin x + e^x \cos x - I
        return Weight.SUPPOSED  # the next value of a letter
    if isinstance(left, Symbol) and "_" in left.name and recurs_without_bound(left.name, right, context):
        return Weight.SUPPOSED  # I_n = \frac{n-1}{n} I_{n-2}, from some n on
    if _looks_applied(left) and closed_right:
        return Weight.CONDITION if cue in (Cue.CONDITION, Cue.DEFINES) else Weight.SUPPOSED
    if closed_left and closed_right:
        if is_of_unknown(left, context):
            return _given(cue)
        if cue is Cue.CONDITION and not is_differentiated(relation):
            if is_closed(relation) or compares_known(relation, context):
                return Weight.SUPPOSED  # suppose √2 = 3/2; for continuity, f(1) = g(1)
        # The value of a function with letters of its own, f(1) = 3 where f(x) = a x^2, is an equation for them.
        return Weight.OPEN if free_parameters(left, context) - letters_of(right, context) else Weight.CLAIMED
    supposed = cue is Cue.CONDITION or (cue is Cue.SATISFIED and not relates_derivatives(relation, context, said=True))
    if supposed and _works_out(relation, context, cue, last=last):
        return Weight.CLAIMED
    if supposed:
        bare = isinstance(left, Symbol) and (left.name not in context.definitions or _is_number(left.name, context))
        return Weight.CONDITION if bare else Weight.SUPPOSED
    if isinstance(left, Symbol) and closed_right and cue is Cue.DEFINES and _is_function(left.name, context):
        return Weight.CONDITION  # with v = 3, where v(t) is known
    if isinstance(left, Symbol) and closed_right and _is_number(left.name, context):
        return Weight.OPEN if cue is Cue.CLAIM else Weight.CONDITION  # the letter is given another value
    if isinstance(left, Symbol) and left.name not in context.definitions and not is_made_of_others(left.name, context):
        if names_element(left.name, context, cue):
            return Weight.CLAIMED
        return Weight.CONDITION if closed_right else Weight.SUPPOSED
    any_of = (context.integers | arbitrary) - sought
    return _weigh_equation(
        relation, context, cue, closed_right=closed_right, placed=placed, given=given, any_of=any_of, sought=sought, moving=moving
    )


def _works_out(relation: Relation, context: Context, cue: Cue, *, last: bool) -> bool:
    """Whether a condition begins by working a derivative out that is known, `f'(x) = 2x - 4 = 0`; or a function that is known is
    said to satisfy an equation that gives its derivative."""
    left, right = relation.left, relation.right
    if relation.sign is not Sign.EQUAL or not free_names(right, context) or not is_differentiated(left):
        return False
    known = symbols(left) & frozenset(name for name, d in context.definitions.items() if d.body is not None)
    if is_of_unknown(left, context) or not known or is_rate(relation, context, frozenset()):
        return False
    return not last if cue is Cue.CONDITION else not known & symbols(right)


def function_compared(relation: Relation, context: Context) -> str:
    """The function that is known of which an equation compares values, and those of no other: `f(-x) = f(x)`; "" for any other
    equation."""
    if relation.sign is not Sign.EQUAL or free_parameters(relation, context) or unknown_applied(relation, context):
        return ""
    applied = [n for side in (relation.left, relation.right) for n in descendants(side) if isinstance(n, Application)]
    functions = frozenset[str]().union(*(symbols(n.function) for n in applied)) & context.definitions.keys()
    return min(functions) if len(functions) == 1 and len(applied) > 1 else ""


def _weigh_equation(
    relation: Relation,
    context: Context,
    cue: Cue,
    *,
    closed_right: bool,
    placed: bool,
    given: frozenset[str],
    any_of: frozenset[str],
    sought: frozenset[str],
    moving: frozenset[str],
) -> Weight:
    """What an equation is whose left side is compound, or is defined already. Of `any_of` it is known that they are integers, or
    may have any value, and none is `sought`: what is concluded of them is said of all values, and is no equation to be solved."""
    left, right = relation.left, relation.right
    free = free_names(left, context)
    concluded = cue is Cue.CLAIM and bool(free) and free <= any_of
    if isinstance(right, Number) and right.value == 0:
        tied = derives_on_curve(relation, context) and not is_single(left)
        claimed = tied or concluded or relates_derivatives(relation, context, said=cue in _SAYING)
        claimed = claimed or (cue is Cue.CLAIM and _is_derivative_of_valued(left, given, context))
        return Weight.CLAIMED if claimed else Weight.OPEN
    if is_law(relation, context) and not (is_differentiated(left) or _applies(left)):
        return Weight.SUPPOSED  # m_1 v_1 + m_2 v_2 = m_1 v_1' + m_2 v_2'
    if (
        isinstance(left, Series)
        and free
        and cue in (Cue.NONE, Cue.DEFINES)
        and (closed_right or has_letters_apart(relation, context))
    ):
        return Weight.OPEN  # for which n it is, is asked
    if is_differentiated(left):
        if is_of_unknown(left, context):
            if derives_on_curve(relation, context):
                return Weight.CLAIMED if placed or not closed_right else Weight.OPEN
            if cue is Cue.CLAIM and _is_of_inverse(left, right, context):
                return Weight.CLAIMED
            if closed_right or is_law(relation, context):
                return Weight.SUPPOSED
            if isinstance(right, Limit) and unknown_applied(left, context) & unknown_applied(right.body, context):
                return Weight.CLAIMED if cue is not Cue.CONDITION else Weight.SUPPOSED  # the definition of a derivative
            if is_of_inner(left) and cue in (Cue.CLAIM, Cue.DEFINES):
                return Weight.CLAIMED if cue is Cue.CLAIM else Weight.OPEN
            return _given(cue)
        if _lacks_moving(relation, (moving | _MOVING) - context.definitions.keys()):
            return Weight.SUPPOSED  # y' + 2y = e^x, so (e^{2x} y)' = e^{3x}
        if is_rate(relation, context, moving) or (is_law(relation, context) and not derives_on_curve(relation, context)):
            return Weight.SUPPOSED
        if not free and cue is not Cue.CLAIM and _is_told_scale(left, right, context, cue):
            if letters_of(right, context).isdisjoint(free_parameters(left, context)):
                return Weight.OPEN  # y'(0) = b of y(t) = A cos t + B sin t
        return Weight.OPEN if closed_right and cue is Cue.DEFINES else Weight.CLAIMED
    if cue not in (Cue.CONDITION, Cue.SATISFIED) and (_is_expanded(left, right, context) or is_of_volumes(relation, context)):
        return Weight.CLAIMED
    if cue is Cue.CLAIM and _relates_differentials(relation, context):
        return Weight.CLAIMED  # u = 3x + 1, so dx = du/3
    if _is_value(left, context) and not (closed_right and _is_of_another(left, context)):
        if (
            cue is Cue.DEFINES
            and closed_right
            and letters_untold(left, context)
            and all(_is_number(name, context) for name in symbols(left) & context.definitions.keys())
        ):
            return Weight.OPEN  # let x^2 + y^2 = 25 with x = 3
        if isinstance(left, Symbol) and closed_right and not placed and _varies(left.name, context):
            return Weight.OPEN  # what its letters are there was not understood
        if not free and _is_told_scale(left, right, context, cue):
            return Weight.OPEN  # P(1) = 2P_0 of P(t) = P_0 e^{kt}
        related = _names_constant(right, letters_of(left, context)) or (
            cue is not Cue.CLAIM and _relates_letters(relation, context)
        )
        return Weight.OPEN if related else Weight.CLAIMED
    if _applies(left) and _applies(right):
        return Weight.CONDITION if cue is Cue.DEFINES else Weight.CLAIMED
    if cue is Cue.UNIVERSAL or (closed_right and concluded):
        return Weight.CLAIMED
    of_others = isinstance(left, Symbol) and is_made_of_others(left.name, context)
    if cue is Cue.CLAIM and (of_others or not is_simple(left)) and not closed_right:
        # What follows from an equation is another one, in its letters; and a law ties the letters of one side to others.
        return Weight.CLAIMED if _may_be_identity(left, right, context) and not free & sought else Weight.OPEN
    return Weight.OPEN


def _is_told_scale(left: Expression, right: Expression, context: Context, cue: Cue) -> bool:
    """Whether the value of a function at a number is said to be one without some of its letters, which it is an equation for.

    Where it is concluded that is so of a multiple of one of them only: of others a term may be forgotten.
    """
    told, letters = letters_of(right, context), free_parameters(left, context)
    if not told or not letters - told:
        return False
    return cue is not Cue.CLAIM or (len(told & letters) == len(told) == 1 and is_linear(right) and not isinstance(right, Sum))


def is_of_volumes(relation: Relation, context: Context) -> bool:
    """Whether an equation compares elements of area or volume: `dA = r\\,dr\\,d\\theta`."""
    if Differential not in kinds_in(relation):
        return False
    from builder.calculus.judge.volumes import of_volumes  # few equations do

    return bool(of_volumes(Claim(relation, context)))


def _relates_differentials(relation: Relation, context: Context) -> bool:
    """Whether an equation is between the differentials of a name that is defined and of the only letter that it is made of."""
    if Differential not in kinds_in(relation.left) or Differential not in kinds_in(relation.right):
        return False
    names = {node.variable.name for node in descendants(relation) if isinstance(node, Differential)}
    known = [d for name in names if (d := context.definitions.get(name)) is not None and d.body is not None]
    return len(names) == 2 and len(known) == 1 and symbols(cast(Expression, known[0].body)) == names - {known[0].name}


def _lacks_moving(relation: Relation, moving: frozenset[str]) -> bool:
    """Whether a product, or a power, with a `moving` letter is differentiated, and the right side tells it without that letter:
    only an equation for it can do so."""
    left = bare(relation.left)
    if not isinstance(left, Prime | Derivative) or isinstance(left.operand, Symbol | Application):
        return False
    partial = isinstance(left, Derivative) and left.partial
    gone = moving & symbols(left) - symbols(relation.right)
    return bool(gone) and not partial and not gone <= letters_varied(relation)


def _is_expanded(left: Expression, right: Expression, context: Context) -> bool:
    """Whether the right side works an expression out as a sum, a limit or an integral in its letters: `(1 + x)^n = \\sum_k …`."""
    if is_simple(left) or not is_differentiated(right) or is_of_unknown(right, context):
        return False
    known = not any(isinstance(n, Application | Indexed | Fenced) for side in (left, right) for n in descendants(side))
    return known and bool(free := free_names(left, context)) and free == free_names(right, context)


def _is_complex(relation: Relation, context: Context) -> bool:
    r"""Whether the imaginary unit stands in an exponent of e, `e^{i\pi} = -1`: only real numbers are known here."""
    if "i" in context.definitions or "i" in context.kinds or "i" in context.integers or "i" in context.sorts:
        return False
    exponents = (
        node.exponent
        for node in descendants(relation)
        if isinstance(node, Power) and isinstance(node.base, Constant) and node.base.name is ConstantName.E
    )
    return any(isinstance(n, Symbol) and n.name == "i" for exponent in exponents for n in descendants(exponent))


def _has_values(node: Node, given: frozenset[str], context: Context) -> bool:
    """Whether all letters of an expression in which nothing is worked out have values."""
    free = free_names(node, context)
    return not is_differentiated(node) and all(name in given or _is_number(name, context) for name in free)


def _is_derivative_of_valued(node: Node, given: frozenset[str], context: Context) -> bool:
    """Whether what is differentiated is known, and its letters have values: `dy/dx` at x = 3, where y = x^2."""
    if not isinstance(node, Derivative | Prime) or not isinstance(name := node.operand, Symbol) or not given:
        return False
    body = definition.body if (definition := context.definitions.get(name.name)) is not None else None
    return body is not None and bool(symbols(body)) and _has_values(body, given, context)


def _names_constant(right: Expression, known: frozenset[str]) -> bool:
    """Whether a constant of integration stands there that is not known yet: `\\ln y = x + C` is an equation for it."""
    return any(name.partition("_")[0] in _CONSTANTS for name in symbols(right) - known)


_MOVING = frozenset("y")
_INDICES = frozenset("ijklmnpqNMK")


def is_of_order(relation: Relation, context: Context) -> bool:
    """Whether a side has an order of magnitude in it, `O(x^2)`."""
    return bool(symbols(relation) & {LITTLE, *BIG} - context.definitions.keys() - context.kinds.keys())


def is_worked_out(sides: Sequence[Expression | None], context: Context) -> bool:
    """Whether a chain of two equations or more works out one formula in one letter: nobody solves such a chain for the letter."""
    if len(sides) < _FEWEST_SIDES:
        return False
    letters = {frozenset() if side is None else free_names(side, context) for side in sides}
    plain = any(side is None or isinstance(bare(side), Symbol | Application) for side in sides)
    return not plain and len(letters) == 1 and all(len(names) == 1 for names in letters)


_FEWEST_SIDES = 3
_FEWEST_TERMS = 4
"""Of a sum without an end, the dots among them, that tells a function."""


def is_expansion(relation: Relation, context: Context) -> bool:
    """Whether an equation of order, `\\sin x = x + O(x^3)`, has only one letter, no index: nothing is left to be solved for."""
    if relation.sign is not Sign.EQUAL or not is_of_order(relation, context) or unknown_applied(relation.left, context):
        return False
    letters = (symbols(relation.left) | symbols(relation.right)) - {LITTLE, *BIG}
    return len(letters) == 1 and not letters & (_INDICES | context.definitions.keys()) and not isinstance(relation.left, Symbol)


def is_series(relation: Relation, context: Context) -> bool:
    r"""Whether a function in one letter is told as a sum without an end in it, `e^x = 1 + x + \frac{x^2}{2} + \cdots`: that is no
    equation to be solved, as `1 + x + x^2 + \cdots = 2` is."""
    left, right = bare(relation.left), relation.right
    if relation.sign is not Sign.EQUAL or not isinstance(right, Sum) or len(right.terms) < _FEWEST_TERMS:
        return False
    last = right.terms[-1]
    if not isinstance(last.operand if isinstance(last, Negation) else last, Ellipsis):
        return False
    if not isinstance(left, Call | Power | Quotient) or unknown_applied(relation.left, context):
        return False
    letters = symbols(left)
    return len(letters) == 1 and symbols(right) == letters and not letters & (_INDICES | context.definitions.keys())


def is_functional_equation(relation: Relation, context: Context) -> bool:
    """Whether an equation is between values of one function that nobody defined, `f(x + y) = f(x) + f(y)`: it tells which
    functions are meant. Where functions are worked with there are two, as in `(f + g)(x) = f(x) + g(x)`, or a difference of
    values at several places.
    """
    if relation.sign is not Sign.EQUAL or is_differentiated(relation):
        return False
    left = bare(relation.left)
    functions = unknown_applied(relation, context) - OF_MATRICES
    named = isinstance(left, Application) and isinstance(left.function, Symbol) and left.function.name in functions
    return named and len(functions) == 1 and bool(functions & unknown_applied(relation.right, context))


def tells_limit(relation: Relation, context: Context) -> bool:
    r"""Whether a letter of which nothing is known, or ∞, is told to be the limit of a function that nobody defined: it tells what
    the letter or the function is."""
    left, right = bare(relation.left), bare(relation.right)
    if not isinstance(left, Limit) or relation.sign is not Sign.EQUAL:
        return False
    free = isinstance(right, Symbol) and right.name not in context.definitions
    body = bare(left.body)
    unknown = (
        isinstance(body, Application) and isinstance(body.function, Symbol) and body.function.name not in context.definitions
    )
    return unknown and (free or _is_infinite(right))


def is_lhopital(relation: Relation) -> bool:
    """Whether an equation is the rule of L'Hôpital for any functions: it holds where both of them tend to 0, or to infinity."""
    match relation.left, relation.right:
        case Limit(body=before), Limit(body=after) if relation.sign is Sign.EQUAL:
            match bare(before), bare(after):
                case Quotient(above, below), Quotient(over, under):
                    return (_differentiated(over), _differentiated(under)) == (bare(above), bare(below))
    return False


def _differentiated(node: Node) -> Node | None:
    """What a derivative is the first derivative of; None for anything else."""
    match bare(node):
        case Application(Prime(function, Number("1")), arguments):
            return Application(function, arguments)
        case Prime(operand, Number("1")) | Derivative(operand, ((_, 1),)):
            return bare(operand)
        case _:
            return None


def is_indeterminate_form(side: Expression, *, of_limit: bool) -> bool:
    r"""Whether a side is none but a form that tells how the parts of a limit behave: `\frac{0}{0}`, `\frac{\infty}{\infty}`,
    `0 \cdot \infty`, `\infty - \infty`, `1^\infty`, and, of a limit, `0^0`. No value has it, and nobody says that one does."""
    match bare(side):
        case Quotient(above, below):
            return (_is_zero(above) and _is_zero(below)) or (_is_infinite(above) and _is_infinite(below))
        case Product((first, second)):
            return (_is_zero(first) and _is_infinite(second)) or (_is_infinite(first) and _is_zero(second))
        case Sum((first, second)):
            return _is_infinite(first) and isinstance(second, Negation) and _is_infinite(second.operand)
        case Power(base, exponent):
            by_infinity = _is_infinite(exponent) and bare(base) == Number("1")
            return by_infinity or (of_limit and _is_zero(exponent) and (_is_zero(base) or _is_infinite(base)))
        case _:
            return False


def _is_zero(side: Node) -> bool:
    return bare(side) == Number("0")


def _is_infinite(side: Node) -> bool:
    side = bare(side)
    while isinstance(side, Negation | PlusMinus):
        side = bare(side.operand)
    return isinstance(side, Constant) and side.name is ConstantName.INFINITY


def has_letters_apart(relation: Relation, context: Context) -> bool:
    """Whether each side has letters that the other has not, so that it is no identity of all of them."""
    left, right = (letters_of(side, context) - context.sorts.keys() for side in (relation.left, relation.right))
    return bool(left - right) and bool(right - left)


def _relates_letters(relation: Relation, context: Context) -> bool:
    """Whether each side has letters that the other has not, and applies nothing: no identity of all of them."""
    if any(isinstance(node, Application) for node in descendants(relation)) or isinstance(relation.left, Symbol):
        return False
    named = context.definitions.keys()
    letters, others = letters_of(relation.left, context) - named, letters_of(relation.right, context) - named
    return bool(letters - others) and bool(others - letters)


def _may_be_identity(left: Expression, right: Expression, context: Context) -> bool:
    """Whether both sides are of the same letters, or one side may have lost one in working out the other, which is no sum."""
    letters, others = free_names(left, context), free_names(right, context)
    if context.sorts:
        letters, others = letters_in(letters), letters_in(others)
    return letters == others or (others < letters and is_single(left))


def _looks_applied(node: Expression) -> bool:
    """Whether it is `y(0)` of a letter that is no function here, which reads as a product."""
    return (
        isinstance(node, Product)
        and node.signs == (Times.IMPLICIT,)
        and isinstance(node.factors[0], Symbol)
        and isinstance(node.factors[1], Group)
        and is_closed(node.factors[1])
    )


def is_differentiated(node: Node) -> bool:
    """Whether a derivative, a limit, a sum or an integral occurs."""
    return any(isinstance(n, _OPERATORS) for n in descendants(node))


def _is_of_inverse(left: Expression, right: Expression, context: Context) -> bool:
    """Whether an equation tells the derivative of a parameter by a name that stands for an expression in it alone, and tells it
    in that letter: dt/dx where x = e^t. In the name itself it may be meant on one branch only; others may depend on the time."""
    match left:
        case Derivative(operand=Symbol(name=name), variables=((Symbol(name=by), 1),), partial=False) if name in _PARAMETERS:
            definition = context.definitions.get(by)
            known = definition is not None and definition.body is not None and not definition.parameters
            return known and letters_of(Symbol(by), context) - context.definitions.keys() == {name} == symbols(right)
        case _:
            return False


def _is_number(name: str, context: Context) -> bool:
    definition = context.definitions.get(name)
    return definition is not None and definition.body is not None and is_closed(definition.body)


def _stands_for_integral(name: str, context: Context) -> bool:
    """Whether a name stands for an integral, or a sum, of which equations are found that hold it again: it has no next value."""
    definition = context.definitions.get(name)
    return definition is not None and definition.body is not None and bool({Integral, Series} & kinds_in(definition.body))


def _varies(name: str, context: Context) -> bool:
    """Whether a name stands for an expression in letters of which none is a number: for no function that is applied to them."""
    definition = context.definitions.get(name)
    if definition is None or definition.body is None or definition.parameters:
        return False
    inside = free_names(definition.body, context) - context.kinds.keys()
    return bool(inside) and inside.isdisjoint(context.definitions)


def _is_function(name: str, context: Context) -> bool:
    definition = context.definitions.get(name)
    return definition is not None and bool(definition.parameters)


def _by_cue(cue: Cue) -> Weight:
    return Weight.CLAIMED if cue in _SAYING else Weight.OPEN


def _given(cue: Cue) -> Weight:
    return Weight.CONDITION if cue in (Cue.CONDITION, Cue.DEFINES) else _by_cue(cue)


def _weigh_inequality(relation: Relation, context: Context, cue: Cue, *, in_chain: bool, closed: bool) -> Weight:
    if cue is Cue.IMPOSSIBLE:
        return Weight.SUPPOSED
    if closed and not (cue is Cue.CONDITION and is_closed(relation) and not is_differentiated(relation)):
        return Weight.CLAIMED if relation.sign is not Sign.NOT_EQUAL else Weight.OPEN
    if cue is Cue.UNIVERSAL:
        return Weight.CLAIMED
    if cue is Cue.CLAIM:
        return Weight.OPEN
    simple = is_simple(relation.left) or is_simple(relation.right)
    if cue in (Cue.CONDITION, Cue.DEFINES) or (simple and not looks_like_an_identity(relation, context)):
        return Weight.CONDITION
    return Weight.OPEN


def is_simple(node: Node) -> bool:
    """Whether it is a letter or a number, or minus one."""
    return isinstance(node, Symbol | Number) or (isinstance(node, Negation) and isinstance(node.operand, Symbol | Number))


def _is_value(node: Node, context: Context) -> bool:
    """Whether a value of a defined name occurs."""
    return any(isinstance(n, Symbol) and n.name in context.definitions for n in descendants(node))


def _is_of_another(node: Node, context: Context) -> bool:
    """Whether all names in it that are defined stand for another letter, as x does where x = y: none has a value so."""
    known = [context.definitions[n.name] for n in descendants(node) if isinstance(n, Symbol) and n.name in context.definitions]
    return all(isinstance(one.body, Symbol) and not one.parameters for one in known)


def is_compound_value(node: Node, context: Context) -> bool:
    """Whether a value of a defined name occurs, and it is not that name alone."""
    return not isinstance(node, Symbol) and _is_value(node, context)


def _applies(node: Node) -> bool:
    """Whether a function of which nothing is known is applied."""
    return any(isinstance(n, Application) for n in descendants(node))


def compares_known(relation: Relation, context: Context) -> bool:
    """Whether an equation compares what two names stand for that are known, or values or derivatives of two known functions, and
    so defines neither: `f(x) = g(x)`, `R = C`. A derivative that is said to be another name, `dz/dx = y`, is a claim."""
    if not (other := _name_of(relation.right)) or relation.sign is not Sign.EQUAL or other == (name := _name_of(relation.left)):
        return False
    if is_differentiated(relation.left) != is_differentiated(relation.right):
        return False
    return all((known := context.definitions.get(one)) is not None and known.body is not None for one in (name, other))


def _name_of(node: Node) -> str:
    """The name of which a side is a value or a derivative, or that it is; "" for any other side."""
    while not isinstance(node, Symbol):
        if isinstance(node, Application):
            node = node.function
        elif isinstance(node, Prime | Derivative):
            node = node.operand
        else:
            return ""
    return node.name


def substitutes(left: Expression, right: Expression) -> bool:
    """Whether the right side is the left one with numbers for some letters: `2x` and `2(5)`."""
    values = values_put_in(left, right)
    return bool(values) and all(map(is_closed, values.values()))


def eliminated(left: Expression, right: Expression) -> frozenset[str]:
    """The letters for which the right side has expressions in others that it shares with the left one, if it is that else, as a
    constraint tells them: y in `xy` and `x(100 - 2x)`."""
    kept = symbols(right)
    if not kept or not kept < symbols(left):
        return frozenset()
    values = values_put_in(left, right)
    compound = kept.isdisjoint(values) and not any(isinstance(value, Symbol | Number) for value in values.values())
    return frozenset(values) if compound else frozenset()


def values_put_in(left: Expression, right: Expression) -> Mapping[str, Expression]:
    """What stands in one expression for letters of another one that it else is; nothing if it is another one altogether."""
    values: dict[str, Node] = {}

    def match(a: Node, b: Node) -> bool:
        a, b = bare(a), bare(b)
        if isinstance(a, Symbol):
            return values.setdefault(a.name, b) == b
        if type(a) is not type(b):
            return False
        below_a, below_b = children(a), children(b)
        if not below_a and not below_b:
            return a == b
        return len(below_a) == len(below_b) and all(map(match, below_a, below_b))

    if not match(left, right):
        return {}
    return {
        name: cast(Expression, value) for name, value in values.items() if not (isinstance(value, Symbol) and value.name == name)
    }


def misapplied(relations: Sequence[Relation], context: Context) -> frozenset[str]:
    """The names that are applied to another number of arguments than they are defined with: another function is meant."""
    found: set[str] = set()
    if not any(definition.parameters for definition in context.definitions.values()):
        return frozenset()
    for relation in relations:
        for node in descendants(relation):
            if isinstance(node, Application) and isinstance(node.function, Symbol):
                definition = context.definitions.get(node.function.name)
                if definition is not None and definition.parameters and len(definition.parameters) != len(node.arguments):
                    found.add(node.function.name)
    return frozenset(found)


def looks_like_an_identity(relation: Relation, context: Context) -> bool:
    """Whether both sides hold the same letters: a curve mostly has a number at one side, a formula a name."""
    letters = free_names(relation.left, context)
    signs = (Sign.EQUAL, *INEQUALITIES)
    if context.sorts:  # a letter under a bar, or with a star, is made of the letter
        others = letters_in(free_names(relation.right, context))
        return bool(letters) and letters_in(letters) == others and relation.sign in signs
    return bool(letters) and letters == free_names(relation.right, context) and relation.sign in signs


def looks_like_a_law(relation: Relation, context: Context) -> bool:
    """Whether an equation with the same letters at both sides works something out that stands for any numbers: powers with
    letters as exponents, `a^m a^n = a^{mn}`; in letters for any numbers a product of sums, a root, a logarithm, a sum of
    fractions; or a product of matrices; or anything in letters that are no real numbers, and of which nothing more is told, but
    for what one of them alone is, `P = P^2`. Other equations, `ab = a + b`, may be conditions that tie their letters."""
    left, right = relation.left, relation.right
    letters = free_names(left, context)
    if context.sorts and sorts_in(Claim(relation, context)):
        sides = (bare(left), bare(right))
        alone = any(isinstance(side, Symbol) and not is_made_of_others(side.name, context) for side in sides)
        return not alone and not letters_in(symbols(relation)) & context.special
    swapped = isinstance(left, Power) and isinstance(right, Power)  # a^b = b^a
    if len(letters) > 1 and not swapped and any(map(_has_letter_as_exponent, descendants(left))):
        return True
    if isinstance(right, Matrix):
        return isinstance(left, Product) and sum(isinstance(factor, Matrix) for factor in left.factors) > 1
    if len(letters) < 2 or not letters <= _ANY_NUMBERS:
        return False
    match left:
        case Power(base, _) | Group(base):
            return isinstance(bare(base), Sum) and isinstance(right, Sum)
        case Product(factors):
            return any(isinstance(bare(factor), Sum) for factor in factors) and isinstance(right, Sum)
        case Root() | Call():
            return True
        case Sum(terms):
            return all(isinstance(term, Quotient) for term in terms) and isinstance(right, Quotient) and len(letters) > 2
        case _:
            return False


def _has_letter_as_exponent(node: Node) -> bool:
    return isinstance(node, Power) and bool(symbols(node.exponent) & _EXPONENTS) and not symbols(node.base) & _EXPONENTS


def bare(node: Node) -> Node:
    """What stands in brackets around all of it."""
    while isinstance(node, Group):
        node = node.inner
    return node


def is_endless(node: Expression) -> bool:
    r"""Whether it is a sum or a product whose last terms are dots: `1 + r + r^2 + \cdots`."""
    return isinstance(node, Sum | Product) and isinstance(children(node)[-1], Ellipsis)


def is_linear(node: Node) -> bool:
    """Whether it is made of sums and of multiples of letters."""
    match node:
        case Symbol() | Number():
            return True
        case Sum() | Negation() | Group():
            return all(map(is_linear, children(node)))
        case Product(factors):
            return all(map(is_linear, factors)) and sum(not is_closed(factor) for factor in factors) < 2
        case Quotient(numerator, denominator):
            return is_linear(numerator) and is_closed(denominator)
        case _:
            return False


def letters_untold(node: Node, context: Context) -> frozenset[str]:
    """The free names in a formula of which nothing is told: neither what they are defined to be, nor of which kind they are."""
    return free_names(node, context) - context.kinds.keys() - context.definitions.keys()


def only_letter(relation: Relation, context: Context) -> str:
    """The letter that an equation is to be solved for, where it is the only one in it that has no value; "" without one."""
    held = letters_of(relation, context)
    known = context.definitions.keys() | context.kinds.keys()
    for name in held & context.definitions.keys():
        definition = context.definitions[name]
        if definition.body is None:
            return ""
        # What a function depends on stands in its arguments, or in its parameters where it is named without any.
        held -= frozenset(definition.parameters)
    held |= free_names(relation, context)
    bare = _named_bare(relation, context)
    letters = (held | bare) - known or (held & context.integers) - context.definitions.keys()
    return min(letters) if len(letters) == 1 else ""


def is_in_one_letter(relation: Relation, context: Context) -> bool:
    """Whether an equation is one in a single letter, and holds nothing that nobody defined: it may be supposed of the letter."""
    return (
        relation.sign is Sign.EQUAL
        and not is_differentiated(relation)
        and not unknown_applied(relation, context)
        and len(letters_of(relation, context) - context.definitions.keys()) == 1
    )


def _named_bare(node: Node, context: Context) -> frozenset[str]:
    """The parameters of functions that are named without arguments, as in `f' = 0`."""
    match node:
        case Symbol(name=name):
            definition = context.definitions.get(name)
            return frozenset() if definition is None else frozenset(definition.parameters)
        case Application(arguments=arguments):
            return frozenset[str]().union(*(_named_bare(argument, context) for argument in arguments))
        case _:
            return frozenset[str]().union(*(_named_bare(child, context) for child in children(node)))


def converts_units(relation: Relation, latex: str) -> bool:
    r"""Whether two numbers are said to be equal that have units of their own: `1\ \text{mi} = 5280\ \text{ft}`."""
    left, right = relation.left, relation.right
    if left.span is None or right.span is None or not (is_closed(left) and is_closed(right)):
        return False
    units = [
        _UNIT.findall(_ASIDE.split(behind)[0])
        for behind in (latex[left.span.end : right.span.start].split(relation.sign.value)[0], latex[right.span.end :])
    ]
    return bool(units[0] and units[1]) and units[0] != units[1]


def is_of_differences(relation: Relation) -> bool:
    r"""Whether Δ stands before a bracket as a sign for a difference: `\Delta(f \cdot g)`, beside `\Delta f` or not."""
    return any(
        isinstance(node, Product) and any(a == Symbol(r"\Delta") and isinstance(b, Group) for a, b in pairwise(node.factors))
        for node in descendants(relation)
    )


def primes_a_step(relation: Relation, context: Context) -> bool:
    """Whether a letter that is a step, in `g(a + h) = g(a) + h'`, is primed to name another step: it is no function there."""
    primed = {n.operand.name for n in descendants(relation) if isinstance(n, Prime) and isinstance(n.operand, Symbol)}
    if not primed:
        return False
    applied = [node for node in descendants(relation) if isinstance(node, Application)]
    functions = frozenset[str]().union(*(symbols(node.function) for node in applied))
    steps = primed & set(_STEPS) - context.definitions.keys() - functions
    return any(isinstance(n, Symbol) and n.name in steps for node in applied for a in node.arguments for n in descendants(a))


def letter_of_hidden_sign(relation: Relation, context: Context) -> str:
    """The only letter of an equation of a modulus or a root, which may hold only for values of one sign; "" where something is
    known of it, or there is none."""
    if not any(isinstance(node, Fenced | Root) for node in descendants(relation)):
        return ""
    letters = free_names(relation.left, context) | free_names(relation.right, context)
    known = context.definitions.keys() | context.kinds.keys() | symbols_of(context.assumptions)
    return min(letters) if len(letters) == 1 and not letters & known else ""


def _holds_multiplier(relation: Relation, context: Context) -> bool:
    r"""Whether an equation is Lagrange's condition, in which a multiplier is to be found: `\nabla f = \lambda \nabla g`."""
    letters = {name for name in symbols(relation) - context.definitions.keys() if name.partition("_")[0] in _MULTIPLIERS}
    if not letters:
        return False
    of = [
        {names for n in descendants(side) if isinstance(n, Gradient | Derivative) and not (names := symbols(n.operand)) & letters}
        for side in (relation.left, relation.right)
    ]
    return all(of) and of[0] != of[1]


def is_of_quotients(relation: Relation) -> bool:
    """Whether a side is a quotient of a difference by its step, `(u(x + h) - u(x)) / h`."""
    return any(
        isinstance(side, Quotient)
        and isinstance(step := side.denominator, Symbol)
        and step.name in _STEPS
        and any(isinstance(n, Sum) and step in n.terms and len(n.terms) > 1 for n in descendants(side.numerator))
        for side in (relation.left, relation.right)
    )


def level_curve(relation: Relation, context: Context) -> Relation:
    """`F(x, y) = c` as what F is defined to be makes of it; any other equation as it is."""
    match relation:
        case Relation(Application(Symbol(name), arguments), Sign.EQUAL, level) if is_closed(level) or isinstance(level, Symbol):
            definition = context.definitions.get(name)
            letters = {argument.name for argument in arguments if isinstance(argument, Symbol)}
            if definition is not None and definition.body is not None and 1 < len(letters) == len(definition.parameters):
                value = substitute(definition.body, dict(zip(definition.parameters, arguments, strict=True)))
                return replace(relation, left=value)
        case _:
            pass
    return relation


def is_curve(relation: Relation, context: Context) -> bool:
    """Whether an equation ties two letters together, so that one depends on the other."""
    relation = level_curve(relation, context)
    nodes = [*descendants(relation.left), *descendants(relation.right)]
    if any(isinstance(n, (*_OPERATORS, Application, Differential, Binomial, Factorial)) for n in nodes):
        return False  # letters that are counted with are no coordinates
    return len({n.name for n in nodes if isinstance(n, Symbol) and n.name not in context.definitions}) >= 2


def is_sum_told(relation: Relation, context: Context) -> bool:
    r"""Whether an equation tells the sum of numbers that nobody defined: `\sum_i y_i = 1` of weights or probabilities."""
    left = relation.left
    if relation.sign is not Sign.EQUAL or not isinstance(left, Series) or not is_closed(relation.right):
        return False
    known = (name.partition("_")[0] for name in context.definitions)
    return isinstance(left.body, Indexed) and left.body.base.name not in known


def says_something(latex: str, span: Span) -> bool:
    """Whether a stretch of a formula that could not be read holds a relation outside of brackets."""
    depth, bare = 0, []
    for character in latex[span.start : span.end] if span.end - span.start > 1 else latex:
        if character in "({[":
            depth += 1
        elif character in ")}]":
            depth = max(0, depth - 1)
        elif depth == 0:
            bare.append(character)
    if depth > 0:
        bare = list(latex)  # a bracket is not closed: what stands behind it may stand outside
    return re.search(_RELATION_SIGN, "".join(bare)) is not None


def is_value_at(definition: Definition, placed: Collection[str]) -> bool:
    """Whether an equation of the form of a definition tells a value at a point that was `placed`: `at c ∈ (a, b), f(c) = 0`."""
    at_points = definition.parameters and all(name in placed for name in definition.parameters)
    return bool(at_points) and definition.body is not None and is_closed(definition.body)


def shapes_told(statements: Sequence[Statement], index: int) -> Iterator[tuple[str, tuple[Expression, ...]]]:
    """The names that a statement says to be vectors or matrices, with their sizes; those before it share what it says: `b, t`."""
    statement = statements[index]
    if len(statement.relations) != 1:
        return
    (relation,) = statement.relations
    sizes = relation.right.sizes if isinstance(relation.right, NumberSet) else ()
    if relation.sign is not Sign.MEMBER or not sizes or not isinstance(relation.left, Symbol):
        return
    yield relation.left.name, sizes
    for before in reversed(statements[:index]):
        if before.signs or not isinstance(before.sides[0], Symbol):
            return
        yield before.sides[0].name, sizes
