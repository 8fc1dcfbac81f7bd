"""The prover: true identities are Equal, false ones never are, and mpmath agrees about which is which."""

from __future__ import annotations

from fractions import Fraction
from time import perf_counter

import mpmath
import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf

from builder.calculus.budget import DEFAULT_BUDGET
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Relation, Sign
from builder.calculus.given import read_given
from builder.calculus.judge.attempt import Equal, NotProved, NowhereDefined, UnequalConstants
from builder.calculus.judge.circular import part_of_turn
from builder.calculus.judge.field import Field, Memory, Restart, Stop
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.prove import prove
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Comparison,
    Divide,
    Fn,
    Multiply,
    Question,
    Raise,
    Rational,
    RootOf,
    Setting,
    Term,
    Variable,
)
from builder.calculus.latex.names import names_of
from builder.calculus.latex.parser import parse_expression
from tests.calculus.judge.claims import claim_of, context_of
from tests.examples import examples
from tests.fuzz.real_values import NoValue, real_value


def question(left: str, right: str, given: str = "") -> Question:
    """The question whether two formulas are equal."""
    context = read_given(given, Context()) if given else Context()
    names = names_of(context)
    relation = Relation(parse_expression(left, names), Sign.EQUAL, parse_expression(right, names))
    meaning = interpret(Claim(relation, context))
    assert isinstance(meaning, Meaning), meaning
    return meaning.parts[0].question


TRUE = [
    line.split(" || ")
    for line in r"""
(x+1)^2 || x^2+2x+1
\frac{x^2-1}{x-1} || x+1
\frac{1}{1+e^{-x}} || \frac{e^x}{1+e^x}
x^{1/2} x^{1/3} || x^{5/6}
\sqrt{x^2} || |x|
\sqrt{x^2} || x || x \ge 0
\sqrt{x}\sqrt{y} || \sqrt{xy}
\sqrt[3]{x^3} || x
\sqrt[3]{-8} || -2
\sqrt[6]{x^2} || \sqrt[3]{|x|}
|x||y| || |xy|
|x-1|+|1-x| || 2|x-1|
\sqrt{x^2-2x+1} || |x-1|
\frac{2\pi}{\sqrt{k/m}} || 2\pi\sqrt{m/k}
\sqrt{2}\sqrt{3} || \sqrt{6}
\sqrt{3+2\sqrt{2}} || 1+\sqrt{2}
\sqrt{x+1+2\sqrt{x}} || 1+\sqrt{x}
\sqrt[3]{2+\sqrt{5}}+\sqrt[3]{2-\sqrt{5}} || 1
\ln(xy) || \ln x+\ln y
\ln x^2 || 2\ln|x|
\ln e^x || x
e^{\ln x} || x
2^x || e^{x\ln 2}
x^{1/\ln x} || e
\ln(e^x+1) || x+\ln(1+e^{-x})
\ln(3+2\sqrt{2}) || 2\ln(1+\sqrt{2})
\ln(x+\sqrt{x^2+1}) || -\ln(\sqrt{x^2+1}-x)
\ln(x^2-2) || \ln(x-\sqrt 2)+\ln(x+\sqrt 2)
\sin 2x || 2\sin x\cos x
\cos 3x || 4\cos^3 x-3\cos x
\tan\frac{x}{2} || \frac{\sin x}{1+\cos x}
\sec^2 x-\tan^2 x || 1
\sin(x+\pi) || -\sin x
\cos\frac{\pi}{7}-\cos\frac{2\pi}{7}+\cos\frac{3\pi}{7} || \frac12
\sin\frac{\pi}{12} || \frac{\sqrt6-\sqrt2}{4}
\cos\frac{\pi}{5} || \frac{1+\sqrt5}{4}
\sinh 2x || 2\sinh x\cosh x
\cosh^2 x-\sinh^2 x || 1
\arcsin x+\arccos x || \frac{\pi}{2}
\arctan x+\arctan\frac1x || \frac{\pi}{2} || x > 0
2\arctan x || \arcsin\frac{2x}{1+x^2} || -1 \le x \le 1
\arctan 1+\arctan 2+\arctan 3 || \pi
4\arctan\frac15-\arctan\frac1{239} || \frac{\pi}4
\sin(\arctan x) || \frac{x}{\sqrt{1+x^2}}
\sin(2\arcsin x) || 2x\sqrt{1-x^2}
\arctan(\sinh x) || 2\arctan(e^x)-\frac{\pi}2
\frac{d}{dx} x^x || x^x(\ln x+1)
\frac{d}{dx} \sin(x^2) || 2x\cos(x^2)
\frac{d}{dx} |x| || \frac{x}{|x|}
\frac{d}{dx} \sqrt{\sin(x^2)} || \frac{x\cos(x^2)}{\sqrt{\sin(x^2)}}
\frac{d}{dx} x^n || nx^{n-1} || n a positive integer
\frac{d}{dx} \log_5 x || \frac{1}{x\ln 5}
\frac{d^2}{dx^2} e^{-x^2/2} || (x^2-1)e^{-x^2/2}
\frac{d}{dx} \arcsin x || \frac{1}{\sqrt{1-x^2}}
(f(x)g(x))' || f'(x)g(x)+f(x)g'(x)
\left(\frac{f(x)}{g(x)}\right)' || \frac{f'(x)g(x)-f(x)g'(x)}{g(x)^2}
\frac{d}{dx} f(g(x)) || f'(g(x))g'(x)
\lim_{h\to 0}\frac{(x+h)^2-x^2}{h} || 2x
\lim_{h\to 0}\frac{\sqrt{x+h}-\sqrt{x}}{h} || \frac{1}{2\sqrt{x}}
\lim_{h\to 0}\frac{\sqrt{x+h}-\sqrt{x}}{h} || \lim_{h\to 0}\frac{1}{\sqrt{x+h}+\sqrt{x}}
\lim_{h\to 0}\frac{\frac{1}{x+h}-\frac1x}{h} || -\frac{1}{x^2}
\lim_{h\to 0}\frac{\sin(x+h)-\sin x}{h} || \cos x
\lim_{h\to 0}\frac{\ln(x+h)-\ln x}{h} || \frac1x
\lim_{h\to 0}\frac{f(x+h)-f(x)}{h} || f'(x)
\lim_{h\to 0}\frac{a^{x+h}-a^x}{h} || a^x\lim_{h\to 0}\frac{a^h-1}{h} || a > 0
\lim_{h\to 0}\frac{1-\cos h}{h^2} || \frac12
\lim_{x\to\infty}\left(1+\frac1x\right)^x || e
\lim_{x\to-\infty}\frac{7x^2+2x+1}{2x^2+3x-9} || \frac72
\lim_{x\to 4}\frac{\sqrt x-2}{x-4} || \frac14
\lim_{h\to 0^+}\frac{|h|}{h} || 1
\lim_{x\to a}\frac{x^n-a^n}{x-a} || na^{n-1} || n a positive integer
\lim_{x\to\infty}\left(\sqrt{x^2+x}-x\right) || \frac12
(x+h)^n || \sum_{k=0}^n\binom nk x^{n-k}h^k || n a positive integer
\binom{n}{1}x^{n-1} || nx^{n-1} || n a positive integer
\sum_{k=1}^n k^2 || \frac{n(n+1)(2n+1)}6 || n a positive integer
\sum_{k=0}^n x^k || \frac{1-x^{n+1}}{1-x} || n a positive integer
\frac{d}{dx}\sum_{k=0}^n a x^k || \sum_{k=1}^n a k x^{k-1} || n a positive integer
\lim_{h\to 0}\frac{\sum_{k=0}^n\binom nk x^{n-k}h^k-x^n}{h} || nx^{n-1} || n a positive integer
\lim_{h\to0}\sum_{k=0}^n\binom nk x^kh^{n-k} || \lim_{h\to0}(x+h)^n || n \in \mathbb{N}
\lim_{h\to0}\frac{\sum_{k=0}^n\binom nk x^kh^{n-k}-x^n}h || \lim_{h\to0}\frac{(x+h)^n-x^n}h || n \in \mathbb{N}
\frac{\sum_{k=0}^n\binom nk x^{n-k}h^k-x^n}h || \frac{\sum_{k=1}^n\binom nk x^{n-k}h^k}h || n \in \mathbb{N}
\lim_{h\to0}\frac{\sum_{k=1}^n\binom nk x^{n-k}h^k}{h} || \lim_{h\to0}\sum_{k=1}^n\binom nk x^{n-k}h^{k-1} || n \in \mathbb{N}
\lim_{h\to 0}\left(\binom n1 x^{n-1}+\sum_{k=2}^n\binom nk x^{n-k}h^{k-1}\right) || \binom n1 x^{n-1} || n a positive integer
\lim_{t\to\infty}\frac{136}{5+47e^{-t/5}} || \frac{136}{5}
\lim_{x\to 0}x\sin\frac1x || 0
\lim_{x\to 0^+}x\ln x || 0
\lim_{x\to 0^+}x^x || 1
\lim_{x\to\infty}\frac{\ln x}{\sqrt x} || 0
\lim_{x\to\infty}x^2e^{-x} || 0
\lim_{x\to\infty}\frac{e^x+x}{2e^x+x^2} || \frac12
\lim_{n\to\infty}\frac{6^{n+1}+n+1}{6^n+n} || 6
\lim_{x\to\infty}\tanh x || 1
\lim_{x\to 0}e^{-1/x^2} || 0
\lim_{x\to\infty}\arctan x || \frac{\pi}{2}
""".strip().splitlines()
]


@pytest.mark.parametrize("line", TRUE, ids=lambda line: " = ".join(line[:2]))
def test_a_true_identity_is_proved(line: list[str]) -> None:
    assert isinstance(prove(question(*line)), Equal)


FALSE = [
    (r"\sqrt{x^2}", "x", "", {"x": -1}),
    (r"\sqrt{x^2y^2}", "xy", "", {"x": -1, "y": 1}),
    (r"e^{\ln|x|}", "x", "", {"x": -1}),
    (r"\sqrt{1-\sin^2 x}", r"\cos x", "", {"x": 3}),
    (r"\sqrt[4]{x^4}", "x", "", {"x": -1}),
    (r"\arctan x+\arctan\frac1x", r"\frac{\pi}2", "", {"x": -1}),
    (r"2\arctan x", r"\arcsin\frac{2x}{1+x^2}", "", {"x": 2}),
    (r"\arcsin(\sin x)", "x", "", {"x": 2}),
    (r"\arccos x", r"\arctan\frac{\sqrt{1-x^2}}{x}", "", {"x": "-0.5"}),
    (r"\arctan\frac{1+x}{1-x}", r"\frac{\pi}4+\arctan x", "", {"x": 2}),
    (r"\sqrt{5-2\sqrt6}", r"\sqrt2-\sqrt3", "", {}),
    (r"\arctan 1+\arctan 2+\arctan 3", "0", "", {}),
    (r"\tanh 50", "1", "", {}),
    (r"(x+y)^2", "x^2+y^2", "", {"x": 1, "y": 1}),
    (r"\left.\frac{d}{dx}\ln x\right|_{x=3}+\sqrt{x^2}", r"\frac13+x", "", {"x": -1}),
    (r"\lim_{h\to 0^+}\ln(1+h)+\sqrt{h^2}", "h", "", {"h": -1}),
    (r"\lim_{h\to 0}\frac{h}{x+h}", "0", "", {"x": 0}),
    (r"\lim_{h\to 0}\frac{x}{x+h}", "1", "", {"x": 0}),
    (r"\frac{d}{dx} x^2", "x", "", {"x": 3}),
    (r"\frac{d}{dx} \cos x", r"\sin x", "", {"x": 1}),
    (r"\sum_{k=0}^n x^k", r"\frac{1-x^n}{1-x}", "n a positive integer", {"n": 2, "x": 2}),
    (r"\sum_{k=2}^n k", r"\frac{n(n+1)}2", "n a positive integer", {"n": 3}),
    (r"(x^2)^{n/2}", "x^n", "n a positive integer", {"n": 1, "x": -1}),
    (r"\operatorname{sgn}(x)^2", "1", "", {"x": 0}),
    (r"|x+y|", "|x|+|y|", "", {"x": 1, "y": -1}),
    (r"\sqrt{x+1+2\sqrt x}", r"\sqrt x-1", "", {"x": 4}),
    (r"\sqrt{x+1-2\sqrt x}", r"\sqrt x-1", "", {"x": "0.25"}),
]


@pytest.mark.parametrize("left, right, given_text, point", FALSE, ids=lambda v: v if isinstance(v, str) else "")
def test_a_false_identity_is_not_proved(left: str, right: str, given_text: str, point: dict[str, object]) -> None:
    asked = question(left, right, given_text)
    at = {name: mpf(str(v)) for name, v in point.items()}
    integers = asked.setting.integers | asked.setting.positive
    with mpmath.workdps(120):
        gap = abs(real_value(asked.left, at, integers) - real_value(asked.right, at, integers))
    assert gap > mpf(10) ** -50, "the table is wrong: the sides are equal at the point"
    assert not isinstance(prove(asked), Equal | NowhereDefined)


NOWHERE = [
    (r"\frac{1}{\sqrt2\sqrt3-\sqrt6}", "5"),
    (r"\sqrt{x-1}\sqrt{-x}", "17"),
    (r"\ln x+\ln(-x)", "0"),
    (r"\sqrt{-1-x^2}", "x"),
    (r"\frac{x}{(x+1)^2-x^2-2x-1}", "x"),
]


DIVERGENT = [
    (r"\lim_{x\to 0}\sin\frac1x", "0"),
    (r"\lim_{x\to\infty}\ln x", "0"),
    (r"\lim_{x\to\infty}\frac{e^x}{x}", "0"),
    (r"\lim_{x\to 0}e^{-1/x}", "0"),
    (r"\lim_{h\to 0}\frac{|h|}{h}", "1"),
    (r"\lim_{x\to 0}\frac1x", "0"),
]


@pytest.mark.parametrize("left, right", DIVERGENT)
def test_a_limit_that_does_not_exist_is_not_proved(left: str, right: str) -> None:
    assert not isinstance(prove(question(left, right)), Equal)


@pytest.mark.parametrize("left, right", NOWHERE)
def test_sides_without_a_common_domain(left: str, right: str) -> None:
    assert isinstance(prove(question(left, right)), NowhereDefined)


@pytest.mark.parametrize(
    "left, right", [(r"\pi", r"\frac{22}7"), (r"e^{\pi\sqrt{163}}", "262537412640768744"), (r"\ln 2", "0.6931471805599453")]
)
def test_different_numbers(left: str, right: str) -> None:
    assert isinstance(prove(question(left, right)), UnequalConstants)


@pytest.mark.parametrize(
    "left, right, given_text",
    [
        (r"\sqrt{2x+2\sqrt{x^2}}", r"|\sqrt x-\sqrt x|", r"x \ge 0"),
        (r"\arctan x+y", r"|x-x|+y", "0 < x < 1"),
    ],
)
def test_a_formula_for_a_derivative_without_a_value_does_not_refute(left: str, right: str, given_text: str) -> None:
    assert isinstance(prove(question(left, right, given_text)), NotProved)


def test_no_fact_leaves_an_inner_letter() -> None:
    assert isinstance(prove(question(r"\sum_{k=1}^3 \sqrt{k}+\sqrt{k^2}", r"1+\sqrt2+\sqrt3+k")), NotProved)


@pytest.mark.parametrize(
    "left, right",
    [
        (r"\ln 123456789012345678901234567890123456789012345678901234567890123456789012345678901234567891", "x"),
        (r"(1+x)^{10000}", "x"),
        (r"\sqrt{1+\sqrt{2+\sqrt{3+\sqrt{5+\sqrt{7}}}}}", r"x"),
        (r"\sin(\sin(\sin(\sin(\sin(\sin(\sin(\sin(\sin(\sin x)))))))))", r"x"),
        (r"\cos(a+b+c+d+i+j+k+l+m+n+o+p)", r"x"),
        (r"(a+b+c+d+f+g+h)^{60}", r"x"),
    ],
)
def test_a_hostile_question_ends_soon(left: str, right: str) -> None:
    start = perf_counter()
    assert isinstance(prove(question(left, right)), NotProved)
    assert perf_counter() - start < 2


# ---------------------------------------------------------------------------------------------- properties

NUMBERS = st.sampled_from([Fraction(n) for n in (-2, -1, 1, 2, 3)] + [Fraction(1, 2)])
LEAVES = st.one_of(NUMBERS.map(Rational), st.sampled_from("xy").map(Variable))
ONE_ARGUMENT = st.sampled_from([Fn.SIN, Fn.COS, Fn.EXP, Fn.LN, Fn.ABS, Fn.ARCTAN, Fn.TAN])


def _grow(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    return st.one_of(
        st.tuples(inner, inner).map(Add),
        st.tuples(inner, inner).map(Multiply),
        st.tuples(inner, inner).map(lambda p: Divide(*p)),
        inner.map(lambda u: RootOf(u, 2)),
        st.tuples(inner, st.sampled_from([2, 3, -1])).map(lambda p: Raise(p[0], Rational(Fraction(p[1])))),
        st.tuples(ONE_ARGUMENT, inner).map(lambda p: Apply(p[0], (p[1],))),
    )


TERMS: st.SearchStrategy[Term] = st.recursive(LEAVES, _grow, max_leaves=5)
MINUS = Rational(Fraction(-1))


def _rewritten(term: Term) -> Term:
    """The same function, otherwise written, at every construct."""
    match term:
        case Add(terms):
            return Add(tuple(_rewritten(t) for t in reversed(terms)))
        case Multiply((a, Add((b, c)))):
            return Add((Multiply((_rewritten(a), _rewritten(b))), Multiply((_rewritten(a), _rewritten(c)))))
        case Multiply(factors):
            return Multiply(tuple(_rewritten(t) for t in reversed(factors)))
        case Divide(p, q):
            return Multiply((Raise(_rewritten(q), MINUS), _rewritten(p)))
        case RootOf(u, n):
            return Raise(_rewritten(u), Rational(Fraction(1, n)))
        case Apply(Fn.TAN, (u,)):
            return Divide(Apply(Fn.SIN, (_rewritten(u),)), Apply(Fn.COS, (_rewritten(u),)))
        case Apply(Fn.SIN, (u,)):
            half = Divide(_rewritten(u), Rational(Fraction(2)))
            return Multiply((Rational(Fraction(2)), Apply(Fn.SIN, (half,)), Apply(Fn.COS, (half,))))
        case Apply(Fn.ABS, (u,)):
            return RootOf(Raise(_rewritten(u), Rational(Fraction(2))), 2)
        case Apply(function, arguments):
            return Apply(function, tuple(_rewritten(a) for a in arguments))
        case Raise(u, e):
            return Raise(_rewritten(u), e)
        case _:
            return term


def _ask(left: Term, right: Term) -> object:
    return prove(Question(left, right, Comparison.EQUAL, Setting()))


@settings(max_examples=examples(150), deadline=None)
@given(TERMS)
def test_what_true_laws_rewrite_is_never_called_unequal(term: Term) -> None:
    assert not isinstance(_ask(term, _rewritten(term)), UnequalConstants)


POINTS = [{"x": mpf(x), "y": mpf(y)} for x in ("-1.75", "-0.5", "0.375", "2.25") for y in ("-2.5", "0.625", "1.5")]


@settings(max_examples=examples(300), deadline=None)
@given(TERMS, TERMS)
def test_what_is_proved_is_equal_at_all_points(left: Term, right: Term) -> None:
    for other in (right, _rewritten(left), Add((_rewritten(left), Rational(Fraction(1, 1000))))):
        attempt = _ask(left, other)
        if not isinstance(attempt, Equal | NowhereDefined):
            continue
        for at in POINTS:
            with mpmath.workdps(30):
                try:
                    a, b = real_value(left, at), real_value(other, at)
                except (NoValue, ZeroDivisionError, OverflowError):
                    continue
                if abs(a) > mpf(10) ** 12:
                    continue
            assert isinstance(attempt, Equal), (left, other, at)
            assert abs(a - b) <= mpf(10) ** -12 * (1 + abs(a)), (left, other, at)


@pytest.mark.parametrize(
    "line, conditions",
    [
        ((r"\ln(xy)", r"\ln x+\ln y"), ("x > 0", "y > 0")),
        ((r"\sqrt{x^2}", "x", r"x \ge 2"), (r"x - 2 \ge 0",)),
        (("x+x", "2x"), ()),
    ],
)
def test_the_facts_that_were_used_are_told(line: tuple[str, ...], conditions: tuple[str, ...]) -> None:
    attempt = prove(question(*line))
    assert isinstance(attempt, Equal)
    assert attempt.conditions == conditions


@pytest.mark.parametrize(
    "left, right, defined",
    [
        (r"\lim_{x\to 0^+}x\ln x", "0", True),
        (r"\lim_{x\to\infty}xe^{-x}", r"\lim_{x\to\infty}\frac{1}{e^x}", True),
        (r"\lim_{x\to\infty}\frac{\ln x}{\sqrt x}", "0", True),
        (r"\lim_{x\to 0}(0\cdot\sqrt{x})", "0", True),
        (r"\lim_{x\to 0}(0\cdot\sqrt{x}\sqrt{-x})", "0", False),
        (r"\lim_{x\to 0}(0\cdot\ln(x^2-1))", "0", False),
        (r"\lim_{x\to 0^+}(0\cdot\ln(-x))", "0", False),
        (r"\lim_{x\to 0}\frac{0}{\sin\frac1x}", "0", False),
    ],
)
def test_only_limits_that_exist_are_called_defined(left: str, right: str, defined: bool) -> None:
    attempt = prove(question(left, right))
    if defined:
        assert isinstance(attempt, Equal)
        assert attempt.defined
    else:  # with no value at all, or none that is known: no proof that would need no witness
        assert not isinstance(attempt, Equal) or not attempt.defined


def test_a_part_of_pi_that_is_too_fine_is_forgotten() -> None:
    field = Field(Memory(), DEFAULT_BUDGET.opened(), Setting())
    for denominator in (97, 99_991, 2**61 - 1):
        with pytest.raises(Stop):
            part_of_turn(field, fmpq(1, denominator))
    with pytest.raises(Restart):
        part_of_turn(field, fmpq(1, 5))
    assert part_of_turn(field, fmpq(1, 5))


@pytest.mark.parametrize(
    ("text", "equal"),
    [
        (r"x^{-1/3} = \sqrt{x^{-1/3}}", False),
        (r"\frac{d}{dx} x^{2/3} = \frac23 \sqrt{x^{-1/3}}", False),
        (r"\sqrt{\sqrt[3]{-y}} = \exp(\frac12 \ln \sqrt[3]{-y})", True),
        (r"\sqrt{(-\frac{2y}{3})^{1/3}} = \exp(\frac12 \ln((-\frac{2y}{3})^{1/3}))", True),
    ],
)
def test_an_odd_root_beside_an_even_one_is_not_taken_for_a_power_of_it(text: str, equal: bool) -> None:
    """What is equal was nowhere defined, and then what is not equal was equal."""
    meaning = interpret(claim_of(text, context_of()))
    assert isinstance(meaning, Meaning)
    assert isinstance(prove(meaning.parts[0].question), NotProved | Equal if equal else NotProved)
