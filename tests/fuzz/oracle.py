"""Whether a claim is false: both sides are computed at a few points, by `values`, and compared.

The answer is `Fails` only where the sides differ by far more than the values may be wrong, at a point that everything assumed
admits, in every reading, and again with twice the digits. `Holds` says that no such point was among those tried.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import chain, combinations
from typing import TypeAlias

import mpmath
from mpmath import mpf
from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context, Kind
from builder.calculus.expression.nodes import (
    Constant,
    ConstantName,
    Group,
    Integral,
    Negation,
    Node,
    NumberSet,
    PlusMinus,
    Relation,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import descendants
from tests.fuzz.late import Late, at_most
from tests.fuzz.reals import NoLimit, NoValue, Silent
from tests.fuzz.tables import Table, Value, number
from tests.fuzz.usage import Usage, usage_of
from tests.fuzz.values import BASE, WORKING_DIGITS, Unknown, World, base_letters, holds, value

POINTS = 8
TRIED = 40
WITHOUT_LIMIT = 4
"""At so many points a limit or a derivative must not exist before it is said that it does not."""

MOST_CHOICES = 3
SECONDS = 5.0
"""Of this process, whatever else the machine does."""


_COMPARED = (Sign.EQUAL, Sign.IDENTICAL, Sign.DEFINES)
_ORDERED = (Sign.LESS, Sign.LESS_EQUAL, Sign.GREATER, Sign.GREATER_EQUAL)
_UNDERSTOOD = (*_COMPARED, *_ORDERED, Sign.NOT_EQUAL)


class Fails(Struct, frozen=True):
    """The claim is false here."""

    at: Mapping[str, str]
    left: str
    right: str


class Holds(Struct, frozen=True):
    """At so many points the claim is as it should be; at `without_limit` others a side has no limit."""

    points: int
    without_limit: int = 0


class Mute(Struct, frozen=True):
    """The oracle cannot tell."""

    why: str


Answer: TypeAlias = Fails | Holds | Mute

NOT_DEFINED = Mute("not defined there")
TOO_CLOSE = Mute("too close to tell")
SAME = Mute("the same in every digit, which are less or greater")
"""Nothing by itself: 1 + e^{-1000} > 1. At a counterexample that is told it is what was to be seen."""
BOTH_WITHOUT_LIMIT = Mute("no limit on both sides, which may both be infinite")


def ask(relation: Relation, context: Context, seed: int = 0, points: int = POINTS) -> Answer:
    """What the oracle says of a claim."""
    if relation.sign not in _UNDERSTOOD:
        return Mute(f"the sign {relation.sign.value}")
    if any(_is_infinite(side) for side in (relation.left, relation.right)):
        return Mute("an infinite side")
    try:
        with mpmath.workdps(WORKING_DIGITS), at_most(SECONDS):
            return _ask(relation, context, random.Random(seed), points)
    except Silent as reason:
        return Mute(str(reason))
    except (Late, RecursionError, OverflowError, ZeroDivisionError, ValueError, MemoryError) as reason:
        return Mute(type(reason).__name__)


def ask_at(relation: Relation, context: Context, at: Mapping[str, Fraction], functions: Mapping[str, Unknown]) -> Answer:
    """What the oracle says of a claim at one point, with unknown functions as told: whether a counterexample or a witness is one.

    Where notation has several readings, `Holds` says that it holds in each of them.
    """
    if relation.sign not in _UNDERSTOOD:
        return Mute(f"the sign {relation.sign.value}")
    try:
        with mpmath.workdps(WORKING_DIGITS), at_most(SECONDS):
            env = {name: mpf(x.numerator) / x.denominator for name, x in at.items()}
            usage = usage_of(relation, context)
            world = _world(usage, context, random.Random(0))
            if world.curve is not None:
                raise Silent("a point on a curve")
            unknown = {n: Unknown(of.parameters, functions[n].apply) if n in functions else of for n, of in world.unknown.items()}
            world = replace(world, unknown=unknown)
            answer = _judged(relation, context, env, world) or NOT_DEFINED
            return Mute("several readings") if world.choices and isinstance(answer, Holds) else answer
    except NoLimit:
        return Mute("no limit there")
    except NoValue:
        return NOT_DEFINED
    except Silent as reason:
        return Mute(str(reason))
    except (Late, RecursionError, OverflowError, ZeroDivisionError, ValueError, MemoryError) as reason:
        return Mute(type(reason).__name__)


# ---------------------------------------------------------------------------------------------- one claim


def _ask(relation: Relation, context: Context, source: random.Random, points: int) -> Answer:
    usage = usage_of(relation, context)
    decided = tried = without_limit = both = 0
    mute: Mute | None = None
    for tried in range(TRIED):
        if decided + without_limit >= points or (tried >= 12 and not decided and mute is not None):
            break
        world = _world(usage, context, source)
        try:
            env = _point(usage, context, world, source, _SPECIAL.get(tried))
            answer = None if env is None else _judged(relation, context, env, world)
        except NoLimit:
            without_limit += 1
            continue
        except NoValue:
            continue
        except Silent as reason:
            mute = Mute(str(reason))
            continue
        if isinstance(answer, Fails):
            return answer
        if isinstance(answer, Mute):
            mute = answer
            both += answer == BOTH_WITHOUT_LIMIT
        elif answer is not None:
            decided += 1
            if not usage.letters and not world.unknown:
                break
    if without_limit >= max(WITHOUT_LIMIT, 3 * decided):
        # A claim says of a limit that it exists. That it does so at hardly any point is not what was meant.
        return Fails({}, "does not exist", "")
    if decided:
        return Holds(decided, without_limit + both)
    return mute or Mute("no point at which both sides are defined")


def _judged(relation: Relation, context: Context, env: dict[str, mpf], world: World) -> Answer | None:
    """The answer at one point, over all readings; None when a side is not defined."""
    readings = [True, False] if any(isinstance(n, PlusMinus) for n in descendants(relation)) else [True]
    world.choices.clear()
    answers = [_compared(relation, env, replace(world, upper=upper, digits=60)) for upper in readings]
    failed = [answer for answer in answers if isinstance(answer, Fails)]
    if not failed:
        return None if None in answers else next((a for a in answers if isinstance(a, Mute)), Holds(1))
    if len(world.choices) > MOST_CHOICES:
        return Mute("too many readings")
    subsets = chain.from_iterable(combinations(sorted(world.choices), k) for k in range(1, len(world.choices) + 1))
    for held in subsets:
        again = [_compared(relation, env, replace(world, upper=u, digits=60, held=frozenset(held))) for u in readings]
        if not any(isinstance(answer, Fails) for answer in again):
            return Holds(1)
    # What a loss of digits pretends does not come out again.
    with mpmath.workdps(2 * WORKING_DIGITS):
        sure = [_compared(relation, env, replace(world, upper=upper, digits=60)) for upper in readings]
    return failed[0] if any(isinstance(answer, Fails) for answer in sure) else Mute("too few digits")


def _compared(relation: Relation, env: dict[str, mpf], world: World) -> Answer | None:
    try:
        if has_open_integral(relation):
            return _but_for_a_constant(relation, env, world)
        left = value(relation.left, env, world)
    except NoLimit:
        if _lacks_a_limit(relation.right, env, world):
            return BOTH_WITHOUT_LIMIT
        raise
    except NoValue:
        return None
    try:
        right = value(relation.right, env, world)
    except NoLimit:
        raise
    except NoValue:
        return None
    if isinstance(left, Table) or isinstance(right, Table):
        return _entries(relation.sign, left, right, env, world)
    return _numbers(relation.sign, left, right, env, world)


def _numbers(sign: Sign, left: mpf, right: mpf, env: Mapping[str, mpf], world: World) -> Answer:
    gap = left - right
    error = mpf(10) ** -world.digits * (1 + abs(left) + abs(right))
    if gap != 0 and min(abs(left), abs(right)) > 0 and max(abs(left), abs(right)) < error:
        return Mute("too small to tell")
    if sign is Sign.NOT_EQUAL:
        if left != right and abs(gap) <= error and max(abs(left), abs(right)) < error:
            return Mute("too small to tell")
        wrong = abs(gap) <= error
    elif sign in _COMPARED:
        wrong = abs(gap) > error
        if not wrong and world.digits >= 60 and left != right and abs(left) + abs(right) < mpf(10) ** -40:
            return Mute("too small to compare")
        if not wrong and error > 1:
            return Mute("so large that it hides what is added")
    elif abs(gap) <= error:
        return SAME if gap == 0 and sign in (Sign.LESS, Sign.GREATER) else TOO_CLOSE
    else:
        wrong = gap > 0 if sign in (Sign.LESS, Sign.LESS_EQUAL) else gap < 0
    return Fails(_written(env), mpmath.nstr(left, 20), mpmath.nstr(right, 20)) if wrong else Holds(1)


def _entries(sign: Sign, left: Value, right: Value, env: Mapping[str, mpf], world: World) -> Answer:
    if sign not in _COMPARED:
        return Mute("vectors are not ordered")
    if not isinstance(left, Table) or not isinstance(right, Table):
        alone = right if isinstance(left, Table) else left
        return Mute("a vector and 0") if alone == 0 else Fails(_written(env), "", "another shape")
    if (len(left.rows), len(left.rows[0])) != (len(right.rows), len(right.rows[0])):
        turned = (len(left.rows), len(left.rows[0])) == (len(right.rows[0]), len(right.rows))
        return Mute("a row and a column") if turned else Fails(_written(env), "", "another shape")
    for a, b in zip(chain(*left.rows), chain(*right.rows), strict=True):
        answer = _numbers(sign, a, b, env, world)
        if isinstance(answer, Fails):
            return answer
    return Holds(1)


def _but_for_a_constant(relation: Relation, env: dict[str, mpf], world: World) -> Answer | None:
    """Sides that hold integrals without bounds: their difference must not change from one point to the next."""
    if relation.sign not in _COMPARED:
        return Mute("an order of antiderivatives")
    names = {n.variable.name for n in descendants(relation) if isinstance(n, Integral) and n.lower is None}
    if len(names) != 1:
        return Mute("antiderivatives by several letters")
    (name,) = names
    if name not in env:
        return Mute("an antiderivative by a letter that stands for something")
    here = env[name]
    gaps = []
    for at in (here, here + mpf(1) / 16, here + mpf(1) / 7):
        moved = {**env, name: at, BASE: here}
        gaps.append(number(value(relation.left, moved, world)) - number(value(relation.right, moved, world)))
    world.lower(7)
    for gap in gaps[1:]:
        if abs(gap - gaps[0]) > mpf(10) ** -world.digits * (1 + abs(gap)):
            return Fails(_written(env), mpmath.nstr(gaps[0], 20), mpmath.nstr(gap, 20))
    return Holds(1)


def _lacks_a_limit(side: Node, env: dict[str, mpf], world: World) -> bool:
    try:
        value(side, env, world)
    except NoLimit:
        return True
    except NoValue:
        return False
    return False


def _is_infinite(side: Node) -> bool:
    while isinstance(side, Group | Negation):
        side = side.inner if isinstance(side, Group) else side.operand
    return isinstance(side, Constant) and side.name is ConstantName.INFINITY


def has_open_integral(node: Node) -> bool:
    """Whether an integral without bounds stands in it."""
    return any(isinstance(inner, Integral) and inner.lower is None for inner in descendants(node))


def _written(env: Mapping[str, mpf]) -> dict[str, str]:
    return {name: mpmath.nstr(x, 12) for name, x in sorted(env.items())}


# ---------------------------------------------------------------------------------------------- points

_ONE: tuple[Callable[[mpf], mpf], ...] = (
    lambda t: t * t / 2 + mpmath.sin(t) + 2,
    lambda t: mpmath.exp(t / 3) + t,
    lambda t: 3 + mpmath.cos(t) - t / 5,
    lambda t: t**3 / 4 + t + 5,
)


def _instance(parameters: tuple[str, ...], number: int) -> Unknown:
    """A smooth function to stand for an unknown one."""
    if len(parameters) == 1:
        return Unknown(parameters, _ONE[number % len(_ONE)])

    def apply(*arguments: mpf) -> mpf:
        total = mpf(3)
        for i, argument in enumerate(arguments):
            total += mpmath.sin(argument * (i + 1) / 2 + number) + argument**2 / (3 + i)
        return total + mpmath.fprod(arguments) / 2

    return Unknown(parameters, apply)


def _world(usage: Usage, context: Context, source: random.Random) -> World:
    start = source.randrange(len(_ONE))
    unknown = {name: _instance(p, start + i) for i, (name, p) in enumerate(sorted(usage.unknown.items()))}
    return World(
        context.definitions,
        unknown,
        usage.integers,
        usage.variable,
        frozenset(name for name, kind in context.kinds.items() if kind is Kind.CONSTANT),
        curve=usage.curve,  # type: ignore[arg-type]
        dependent=usage.dependent,
    )


_HUMAN = ("2", "1/2", "-3", "3", "-1/2", "5/4", "7/10", "-13/10", "1/3", "-2")


def _number(source: random.Random) -> Fraction:
    match source.randrange(9):
        case 0:
            return Fraction(0)
        case 1 | 2 | 3:
            return Fraction(source.choice(_HUMAN))
        case 4:
            return Fraction(source.randrange(1, 200), source.randrange(1, 30))
        case _:
            return Fraction(source.randrange(-64, 65) * 2 + 1, 32)


_SPECIAL = {1: 0, 3: 1}
"""At these trials one of the letters has this value."""


def _point(
    usage: Usage, context: Context, world: World, source: random.Random, special: int | None = None
) -> dict[str, mpf] | None:
    """A point that everything assumed admits, or None."""
    env: dict[str, mpf] = {}
    for name in usage.letters:
        if name in usage.integers:
            drawn = Fraction(source.randrange(1, 7) if name in usage.positive else source.randrange(-2, 6))
        else:
            drawn = _number(source)
        env[name] = mpf(drawn.numerator) / drawn.denominator
    letters = [name for name in usage.letters if special != 0 or name not in usage.positive]
    if special is not None and letters:
        env[source.choice(letters)] = mpf(special)
    for assumption in context.assumptions:
        if assumption.sign is Sign.EQUAL and isinstance(assumption.left, Symbol) and assumption.left.name in env:
            if assumption.left.name not in base_letters(assumption.right, world):
                env[assumption.left.name] = number(value(assumption.right, env, world))
        else:
            _move_inside(assumption, env, world, source)
    if not all(_admits(assumption, env, world) for assumption in context.assumptions):
        return None
    if usage.curve is not None:
        start = [mpf(source.randrange(-64, 65)) / 16 for _ in range(3)]
        for at in start:
            world.near = at
            try:
                world.near = number(value(Symbol(usage.dependent), env, world))
                there = {**env, usage.dependent: world.near}
                if all(_admits(assumption, there, world) for assumption in context.assumptions):
                    return there
            except NoValue:
                continue
        return None
    return env


def _move_inside(assumption: Relation, env: dict[str, mpf], world: World, source: random.Random) -> None:
    """A letter that is bounded by a number is moved to its side of it, so that few points are lost."""
    left, right = assumption.left, assumption.right
    flip = {
        Sign.LESS: Sign.GREATER,
        Sign.LESS_EQUAL: Sign.GREATER_EQUAL,
        Sign.GREATER: Sign.LESS,
        Sign.GREATER_EQUAL: Sign.LESS_EQUAL,
    }
    sign = assumption.sign
    if isinstance(right, Symbol) and not isinstance(left, Symbol) and sign in flip:
        left, right, sign = right, left, flip[sign]
    if not isinstance(left, Symbol) or sign not in flip or left.name not in env or base_letters(right, world):
        return
    try:
        bound = number(value(right, env, world))
    except (NoValue, Silent):
        return
    at = env[left.name]
    above = sign in (Sign.GREATER, Sign.GREATER_EQUAL)
    if (at < bound) == above or at == bound:
        distance = abs(at - bound) or mpf(1)
        env[left.name] = bound + distance if above else bound - distance


def _admits(assumption: Relation, env: Mapping[str, mpf], world: World) -> bool:
    if assumption.sign is not Sign.MEMBER:
        return holds(assumption, env, world)
    member, of = number(value(assumption.left, env, world)), assumption.right
    if not isinstance(of, NumberSet) or of.sizes:
        raise Silent("a set")
    match of.name:
        case "R" | "Q":
            return bool(member > 0) if of.positive else True
        case "N":
            return bool(member == mpmath.floor(member) and member >= 0)
        case "Z":
            return bool(member == mpmath.floor(member) and (member > 0 or not of.positive))
        case "interval":
            low, high = of.members
            low_sign = Sign.LESS_EQUAL if of.closed[0] else Sign.LESS
            high_sign = Sign.LESS_EQUAL if of.closed[1] else Sign.LESS
            return _bounded(Relation(low, low_sign, assumption.left), env, world) and _bounded(
                Relation(assumption.left, high_sign, high), env, world
            )
        case _:
            raise Silent("a set")


def _bounded(relation: Relation, env: Mapping[str, mpf], world: World) -> bool:
    if _is_infinite(relation.left) or _is_infinite(relation.right):
        return True
    return holds(relation, env, world)
