"""What is told of functions that nobody defined: that one is even, or periodic, or has a value somewhere.

A statement about any functions, such as the product rule, is refuted by some functions. One about functions of which something
is told is not: those that refute it may be others. Of a function that is even or odd everything is known that parity tells: it
is a function of the square, or the argument times one. One that is constant is a number. An even integer is twice another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from builder.calculus.context import Context, Definition, Kind, definitions_reached
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Expression,
    Group,
    Negation,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Relation,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import nodes_of, symbols, symbols_of
from builder.calculus.judge.verdict import Refuted, Unknown, Verdict
from builder.document.phrases import Text, Words
from builder.document.predications import OF_NUMBERS, Predication, Said, predications

EVEN, ODD, CONSTANT = "even", "odd", "constant"
KNOWN = frozenset((EVEN, ODD, CONSTANT))
"""Of such functions everything is known that the words tell."""
NOT_VARYING = "constant somewhere"
ROUGH = "rough"
"""It jumps, or has no derivative somewhere."""
GIVEN = "given"
"""Nothing is told in words, but a relation holds for it."""

_ADJECTIVES = re.compile(
    r"even|odd|periodic|linear|affine|additive|multiplicative|homogeneous|(?:in|de)creasing|monoton\w+|convex|concave|harmonic|constant"
    r"|invertible|injective|bijective|one-to-one|symmetric|antisymmetric|bounded|radial|quadratic|cubic|orthogonal|positive|negative"
    r"|nonnegative|analytic|holomorphic|inverses?|antiderivatives?|primitives?|polynomials?|solutions?|eigenfunctions?|fixed"
    r"|perpendicular|conjugate|involution|isometry|idempotent|(?:homo|iso|auto|endo|mono|epi)morphisms?"
)
_OF_SEVERAL = re.compile(r"inverses?|antiderivatives?|primitives?|eigenfunctions?|orthogonal|perpendicular|conjugate")
_OF_RULES = r".*creasing|monoton\w+|convex|concave|bounded|positive|negative|nonnegative|analytic|holomorphic|polynomials?|given"
_MAY_BE_TOLD = Words(
    "even, odd, periodic, linear, affine, additive, multiplicative, homogeneous, increasing, decreasing, monoton*, convex",
    "concave, harmonic, constant, invertible, injective, bijective, one-to-one, symmetric, antisymmetric, bounded, radial",
    "quadratic, cubic, orthogonal, positive, negative, nonnegative, analytic, holomorphic, inverses?, antiderivatives?",
    "primitives?, polynomials?, solutions?, eigenfunctions?, fixed, perpendicular, conjugate, involution, isometry, idempotent",
    "homomorphisms?, isomorphisms?, automorphisms?, endomorphisms?, monomorphisms?, epimorphisms?",
)
_EACH = r"(?i)\b(?:any|every|each|all|arbitrary|no)\s+(?:[\w-]+\s+){0,3}?functions?\s+\$([A-Za-z]|\\[a-z]+)(?:\([A-Za-z]\))?\$"
_IF = (
    r"(?:^|[.;:,]\s+)\W*(?:(?:But|but|And|and|Now|now)\s+)?[Ii]f\s+(?:the function\s+)?\$([A-Za-z]|\\[a-z]+)\$\s+(?:is|are)\b"
    r"(?!\s+(?:also|moreover|even|odd|constant|in addition|further\w*)\b)"
)
_MAY_BE_COUNTED = Words("even, odd, integers?, natural, whole")
_COUNTED = re.compile(r"even|odd|integers?|natural|whole")
_USES: frozenset[type[Node]] = frozenset({Application, Prime, Derivative})
_INTEGERS = re.compile(r"(?:integer|number|natural|exponent|degree|power|index)s?")
_OF_FUNCTIONS = r"[f-hu-wF-H]|\\(?:var)?phi|\\psi"
_ENDS = re.compile(r"(?<=[.!?;])\s+(?=[A-Z$])")
_MAY_BE_ROUGH = Words(
    "continuous, discontinuous, differentiable, smooth, jump*, corner*, kink*, discontinuit*, integrable, measurable, pole",
    "step function, indicator function, characteristic function, floor function, heaviside, dirichlet",
)
_ROUGH = re.compile(
    r"(?:\bnot|n't|\bnever|\bnowhere|\bneither)(?: \w+){0,2} (?:continuous|differentiable|smooth)\b|\bdiscontinu"
    r"|\b(?:with|has|have|may|might|can|could)(?: \w+){0,2} (?:jumps?|corners?|kinks?|poles?)\b"
    r"|\b(?:step|indicator|characteristic|floor|heaviside|dirichlet) functions?\b"
    r"|\b(?:integrable|measurable|continuous or not)\b"
)
_ROUGH_NOUNS = ("jump", "corner", "kink", "pole", "function", "integrable", "measurable", "not")
_SMOOTH = re.compile(r"continuous|differentiable|smooth")
_WITH_ROUGH = re.compile(rf"{_ADJECTIVES.pattern}|{_SMOOTH.pattern}|discontinuous")
_BEGINS_ANEW = Words("let, suppose, assume, consider")
_SUPPOSES = Words(
    "let, suppose, assume, consider, if, when, for all, for every, for any, for each, for measurable, for integrable"
)
_POINTS = r"[abcdpq]|\\(?:alpha|beta|gamma|xi)|[A-Za-z]_(?:\w|\{\w+\})|[A-Za-z]\^\*"


def told_of_functions(text: str) -> Mapping[str, str]:
    """The names of functions of which the words tell a property, and the property; "" for those that are introduced without one.

    In `text` short formulas stand as they were written: `if $f$ is even`.
    """
    found: dict[str, str] = {}
    if "$" not in text:
        return found
    sentences = _ENDS.split(text)
    for sentence in map(Text, sentences) if len(sentences) > 1 else (text,):
        begins_anew = _BEGINS_ANEW.stand_in(sentence)
        rough = _MAY_BE_ROUGH.stand_in(sentence) and _SUPPOSES.stand_in(sentence) and _ROUGH.search(sentence.lower())
        if "$" not in sentence or not (begins_anew or rough or _MAY_BE_TOLD.stand_in(sentence)):
            continue
        said = predications(sentence, _WITH_ROUGH if rough else _ADJECTIVES)
        told: dict[str, set[str]] = {}
        if rough and rough[0].split()[-1].startswith(_ROUGH_NOUNS):
            told.update((name, {ROUGH}) for name in sorted(said.subjects or re.findall(r"\$([A-Za-z])\$", sentence)))
        by_itself = {one.name for one in said.told if one.said is not Said.VAGUELY}
        for one in said.told:
            if _SMOOTH.fullmatch(one.word) and one.said is not Said.DENIED:
                continue
            if not OF_NUMBERS.fullmatch(one.noun) and not (one.said is Said.VAGUELY and one.name in by_itself):
                told.setdefault(one.name, set()).add(_property(one))
        words = {one.word for one in said.told}
        if any(map(_OF_SEVERAL.fullmatch, words)):
            for name in sorted(said.objects):
                told.setdefault(name, set()).update(words)
        of_numbers = {one.name for one in said.told if OF_NUMBERS.fullmatch(one.noun)}
        if said.loose:
            others = (said.subjects | said.objects) - told.keys() - of_numbers
            loose = {_property(Predication("", word, "", Said.VAGUELY)) for word in said.loose if not _SMOOTH.fullmatch(word)}
            told.update((name, loose) for name in sorted(others) if loose)
        if begins_anew:
            found.update(dict.fromkeys(sorted(said.subjects), ""))
        for name, all_told in told.items():
            found[name] = ROUGH if ROUGH in all_told else min(all_told) if len(all_told) == 1 else GIVEN
    return found


def each_function(text: str) -> frozenset[str]:
    """The functions that are spoken of in general: `Every differentiable function $f$`, `for any $f$`."""
    return frozenset(re.findall(_EACH, text)) if "$" in text and "unction" in text else frozenset()


_JUMPING = r".*creasing|monoton\w+|bounded|positive|negative|nonnegative|injective|bijective|invertible|one-to-one"
_IS_SMOOTH = Words(
    "continuous*, differentiable, smooth, analytic, holomorphic, polynomials?, convex, concave, linear, derivative*"
)


def may_jump(text: str, told: Mapping[str, str]) -> frozenset[str]:
    """The functions that may jump by what the words tell of them: `If $f$ is monotone`, `for every function $f$`. Of those of a
    sentence that speaks of continuous or differentiable ones it is none; `told` are their properties."""
    names = {name for name, of in told.items() if re.fullmatch(_JUMPING, of)}
    if (names or "unction" in text) and not _IS_SMOOTH.stand_in(text):
        return each_function(text) | names
    return frozenset()


def supposed_anew(text: str) -> frozenset[str]:
    """The functions of which a condition supposes something by itself: `If $f$ is differentiable`, but not `If $f$ is also`."""
    return frozenset(re.findall(_IF, text)) if "$" in text and ("If " in text or "if " in text) else frozenset()


def parities_told(text: str) -> Mapping[str, str]:
    """The letters that the words say to be even or odd as integers are: `$n$ even`, `an odd integer $m$`. Not even is odd. Of
    those that are said to be integers, and nothing of the kind, it tells "".

    In `text` short formulas stand as they were written.
    """
    found: dict[str, str] = {}
    if "$" not in text or not _MAY_BE_COUNTED.stand_in(text):
        return found
    for sentence in _ENDS.split(text):
        said = predications(sentence, _COUNTED)
        told: dict[str, set[str]] = {}
        for one in said.told:
            if one.noun and not _INTEGERS.fullmatch(one.noun):
                continue
            if one.word in (EVEN, ODD) and (one.noun or not re.fullmatch(_OF_FUNCTIONS, one.name.partition("_")[0])):
                told.setdefault(one.name, set()).add(_parity(one))
            elif one.word not in (EVEN, ODD):
                told.setdefault(one.name, set())
        found.update((name, min(parities) if len(parities) == 1 else "") for name, parities in told.items())
    return found


def _parity(told: Predication) -> str:
    """The parity that an integer is told to have, or "" where that is not plain."""
    if told.said is Said.DENIED and not told.noun:
        return ODD if told.word == EVEN else EVEN
    return told.word if told.said is Said.PLAINLY else ""


def _property(told: Predication) -> str:
    """What is known of a function of which something is told: it is even where that is said to begin with."""
    if _SMOOTH.fullmatch(told.word) or told.word == "discontinuous":
        return ROUGH
    if told.said is Said.DENIED or (told.word in (EVEN, ODD) and told.said is not Said.PLAINLY):
        return GIVEN
    return NOT_VARYING if told.word == CONSTANT and told.said is not Said.PLAINLY else told.word


def unknown_functions(of: Node, context: Context) -> frozenset[str]:
    """The names that a relation, or a side of one, uses as functions and that nothing defines."""
    found: set[str] = set()
    for node in nodes_of(of, _USES):
        match node:
            case Application(function=function):
                found |= symbols(function)
            case Prime(operand=Symbol(name=name)) | Derivative(operand=Symbol(name=name)):
                found.add(name)
            case _:
                pass
    return frozenset(found - context.definitions.keys())


def leaves_rules(told: str) -> bool:
    """Whether what is told of a function leaves the rules of differentiation as they are: it makes no derivative vanish."""
    return re.fullmatch(_OF_RULES, told) is not None


def is_rule(relation: Relation) -> bool:
    """Whether the left side is the derivative of what is made of functions, as in the product rule: values at some places do not
    matter for it."""
    left: Node = relation.left
    while isinstance(left, Group):
        left = left.inner
    if isinstance(left, Application):
        if not symbols(relation.right):
            return False  # `(f^2)'(1) = 4`
        left = left.function
    if not isinstance(left, Prime | Derivative):
        return False
    inner: Node = left.operand
    while isinstance(inner, Group):
        inner = inner.inner
    return not isinstance(inner, Symbol | Application)


def with_parities(
    context: Context, told: Mapping[str, str], parities: Mapping[str, str], relations: Sequence[Relation]
) -> Context | None:
    """`context`, in which those functions in `relations` that are told to be even, odd or constant are, and so are integers whose
    `parities` are told; None without any of them. An even integer is twice another."""
    changed = context
    names = symbols_of(relations)
    functions = frozenset[str]().union(*(unknown_functions(relation, context) for relation in relations))
    for definition, nodes in definitions_reached(sorted(names), context):  # of h(x) = f(x) g(x) as well
        names |= {node.name for node in nodes if type(node) is Symbol}
        if definition.body is not None:
            functions |= unknown_functions(definition.body, context)
    for name in sorted(names - context.definitions.keys()):
        of = Symbol(_inner(name))
        if name in functions and told.get(name) in KNOWN:
            argument = Symbol("x")
            square = Application(of, (Power(argument, Number("2")),))
            bodies: Mapping[str, Expression] = {EVEN: square, ODD: Product((argument, square), (Times.IMPLICIT,)), CONSTANT: of}
            changed = changed.with_definition(Definition(name, ("x",), bodies[told[name]]))
        elif name not in functions and parities.get(name):
            twice: Expression = Product((Number("2"), of), (Times.IMPLICIT,))
            body = twice if parities[name] == EVEN else Sum((twice, Negation(Number("1"))))
            kind = Kind.POSITIVE_INTEGER if name in context.positive_integers else Kind.INTEGER
            changed = changed.with_definition(Definition(name, (), body)).with_kind(of.name, kind)
    return None if changed is context else changed


def as_told(verdict: Verdict, context: Context) -> Verdict:
    """A verdict in a context of `with_parities`, with what the text speaks of in place of what that is made of: where
    f(x) = g(x^2) with g(t) = t^2 + 1 refutes a claim, f(t) = t^4 + 1 does, and where n = 2k with k = 3, n = 6."""
    if isinstance(verdict, Unknown):
        return verdict
    functions = dict(verdict.functions) if isinstance(verdict, Refuted) else {}
    at = dict(verdict.at) if isinstance(verdict, Refuted) else {}
    scope = verdict.evidence.scope
    for name, definition in context.definitions.items():
        inner, body = _inner(name), definition.body
        if body is None or inner not in symbols(body):
            continue
        if not definition.parameters:
            word = ODD if isinstance(body, Sum) else EVEN
            scope = scope.replace(f"integer {inner}", f"{word} {name}").replace(inner, name)
            if inner in at:
                at = {name if each == inner else each: value for each, value in at.items()}
                at[name] = 2 * at[name] - (word == ODD)
        elif inner in functions:
            odd = isinstance(body, Product)
            functions[name] = f"{name}(t) = {_in_squares(functions.pop(inner).partition(' = ')[2], odd=odd)}"
        elif inner in at:
            functions[name] = f"{name}(t) = {at.pop(inner)}"
    evidence = replace(verdict.evidence, scope=scope)
    if isinstance(verdict, Refuted):
        return replace(verdict, functions=functions, at=at, evidence=evidence)
    return replace(verdict, evidence=evidence)


def _inner(name: str) -> str:
    """What something is made of of which the text tells what it is."""
    return f"\\mathrm{{{name.strip(chr(92))}}}"


def _in_squares(polynomial: str, *, odd: bool) -> str:
    """A polynomial in t, as it is written, of the square of t, or t times it: `t^2 + 1` becomes `t^4 + 1`, or `t^5 + t`."""
    terms = []
    for term in re.split(r"( [+-] )", polynomial):
        coefficient, t, exponent = re.fullmatch(r"(.*?)(t?)(?:\^(\d+))?", term).groups()  # type: ignore[union-attr]
        power = 2 * (int(exponent or 1) if t else 0) + odd
        written = "" if power == 0 else "t" if power == 1 else f"t^{power}"
        terms.append(term if term in (" + ", " - ") else (coefficient if written == "" or coefficient != "1" else "") + written)
    return "".join(terms)


def names_point(name: str) -> bool:
    """Whether a letter is one that is customary for a point, not for a variable: `f(c) = 0` tells a value."""
    return re.fullmatch(_POINTS, name) is not None
