r"""The rules of integration: antiderivatives, each up to a constant C. `u`, `v` depend on x, `a`, `b`, `c`, `n` do not."""

from __future__ import annotations

from builder.calculus.rules.rule import Letters, Rule

_C = ("C",)
_PLAIN = Letters(constants=_C)
_WITH_A = Letters(constants=("a", "C"), given=("a > 0",))

INTEGRAL_OF_SUM = Rule(
    "integral-of-sum",
    r"\int (u + v) \, dx = \int u \, dx + \int v \, dx",
    "integrate term by term",
    Letters(functions=("u", "v")),
)
INTEGRAL_OF_MULTIPLE = Rule(
    "integral-of-multiple", r"\int c u \, dx = c \int u \, dx", "a constant factor comes out of the integral",
    Letters(functions=("u",), constants=("c",)),
)  # fmt: skip
INTEGRAL_OF_CONSTANT = Rule(
    "integral-of-constant", r"\int c \, dx = c x + C", "the integral of a constant", Letters(constants=("c", "C"))
)
INTEGRAL_OF_POWER = Rule(
    "integral-of-power", r"\int x^n \, dx = \frac{x^{n+1}}{n+1} + C",
    "power rule: raise the exponent by one and divide by it", Letters(constants=("n", "C"), given=(r"n \ne -1",)),
)  # fmt: skip
INTEGRAL_OF_RECIPROCAL = Rule(
    "integral-of-reciprocal", r"\int \frac{1}{x} \, dx = \ln|x| + C", r"$\int \frac{1}{x} \, dx = \ln|x| + C$", _PLAIN
)
LINEAR_INSIDE = Rule(
    "linear-inside", r"\int f'(a x + b) \, dx = \frac{f(a x + b)}{a} + C",
    "the inner function is linear: divide by its slope", Letters(constants=("a", "b", "C"), maps=("f",), given=(r"a \ne 0",)),
)  # fmt: skip
BY_PARTS = Rule(
    "integration-by-parts", r"\int u v' \, dx = u v - \int u' v \, dx", "integration by parts", Letters(functions=("u", "v"))
)


def _standard(name: str, of: str, value: str, letters: Letters = _PLAIN) -> Rule:
    statement = rf"\int {of} \, dx = {value} + C"
    return Rule(f"integral-of-{name}", statement, f"${statement}$", letters)


INTEGRAL_OF_EXPONENTIAL = _standard("exponential", "e^x", "e^x")
INTEGRAL_OF_EXPONENTIAL_BASE = _standard(
    "exponential-base", "a^x", r"\frac{a^x}{\ln a}", Letters(constants=("a", "C"), given=("a > 0", r"a \ne 1"))
)
INTEGRAL_OF_SINE = _standard("sin", r"\sin x", r"-\cos x")
INTEGRAL_OF_COSINE = _standard("cos", r"\cos x", r"\sin x")
INTEGRAL_OF_TANGENT = _standard("tan", r"\tan x", r"-\ln|\cos x|")
INTEGRAL_OF_COTANGENT = _standard("cot", r"\cot x", r"\ln|\sin x|")
INTEGRAL_OF_SECANT = _standard("sec", r"\sec x", r"\ln|\sec x + \tan x|")
INTEGRAL_OF_COSECANT = _standard("csc", r"\csc x", r"-\ln|\csc x + \cot x|")
INTEGRAL_OF_SECANT_SQUARED = _standard("sec-squared", r"\sec^2 x", r"\tan x")
INTEGRAL_OF_COSECANT_SQUARED = _standard("csc-squared", r"\csc^2 x", r"-\cot x")
INTEGRAL_OF_COSINE_BELOW = _standard("cos-below", r"\frac{1}{\cos x}", r"\ln\left|\frac{1 + \sin x}{\cos x}\right|")
INTEGRAL_OF_SINE_BELOW = _standard("sin-below", r"\frac{1}{\sin x}", r"-\ln\left|\frac{1 + \cos x}{\sin x}\right|")
INTEGRAL_OF_COSINE_SQUARED_BELOW = _standard("cos-squared-below", r"\frac{1}{\cos^2 x}", r"\tan x")
INTEGRAL_OF_SINE_SQUARED_BELOW = _standard("sin-squared-below", r"\frac{1}{\sin^2 x}", r"-\cot x")
INTEGRAL_OF_SECANT_TANGENT = _standard("sec-tan", r"\sec x \tan x", r"\sec x")
INTEGRAL_OF_COSECANT_COTANGENT = _standard("csc-cot", r"\csc x \cot x", r"-\csc x")
INTEGRAL_OF_HYPERBOLIC_SINE = _standard("sinh", r"\sinh x", r"\cosh x")
INTEGRAL_OF_HYPERBOLIC_COSINE = _standard("cosh", r"\cosh x", r"\sinh x")
INTEGRAL_OF_HYPERBOLIC_TANGENT = _standard("tanh", r"\tanh x", r"\ln(\cosh x)")
INTEGRAL_OF_HYPERBOLIC_COTANGENT = _standard("coth", r"\coth x", r"\ln|\sinh x|")
INTEGRAL_OF_HYPERBOLIC_SECANT_SQUARED = _standard("sech-squared", r"\operatorname{sech}^2 x", r"\tanh x")
INTEGRAL_OF_HYPERBOLIC_COSINE_SQUARED_BELOW = _standard("cosh-squared-below", r"\frac{1}{\cosh^2 x}", r"\tanh x")
INTEGRAL_OF_HYPERBOLIC_SECANT = _standard("sech", r"\operatorname{sech} x", r"2 \arctan(e^x)")
INTEGRAL_OF_HYPERBOLIC_COSINE_BELOW = _standard("cosh-below", r"\frac{1}{\cosh x}", r"2 \arctan(e^x)")
INTEGRAL_OF_HYPERBOLIC_COSECANT = _standard("csch", r"\operatorname{csch} x", r"\ln\left|\tanh\frac{x}{2}\right|")
INTEGRAL_OF_HYPERBOLIC_SINE_BELOW = _standard("sinh-below", r"\frac{1}{\sinh x}", r"\ln\left|\tanh\frac{x}{2}\right|")
INTEGRAL_OF_HYPERBOLIC_COSECANT_SQUARED = _standard("csch-squared", r"\operatorname{csch}^2 x", r"-\coth x")
INTEGRAL_OF_HYPERBOLIC_SINE_SQUARED_BELOW = _standard("sinh-squared-below", r"\frac{1}{\sinh^2 x}", r"-\coth x")
INTEGRAL_OF_ABSOLUTE_VALUE = _standard("absolute-value", "|x|", r"\frac{x |x|}{2}")
INTEGRAL_TO_ARCTANGENT = _standard("arctan", r"\frac{1}{x^2 + a^2}", r"\frac{1}{a} \arctan\frac{x}{a}", _WITH_A)
INTEGRAL_TO_ARCSINE = _standard("arcsin", r"\frac{1}{\sqrt{a^2 - x^2}}", r"\arcsin\frac{x}{a}", _WITH_A)
INTEGRAL_OF_DIFFERENCE_OF_SQUARES = _standard(
    "difference-of-squares", r"\frac{1}{x^2 - a^2}", r"\frac{1}{2a} \ln\left|\frac{x - a}{x + a}\right|", _WITH_A
)
INTEGRAL_OF_ROOT_BELOW_SUM = _standard("root-of-sum-below", r"\frac{1}{\sqrt{x^2 + a^2}}", r"\ln(x + \sqrt{x^2 + a^2})", _WITH_A)
INTEGRAL_OF_ROOT_BELOW_DIFFERENCE = _standard(
    "root-of-difference-below", r"\frac{1}{\sqrt{x^2 - a^2}}", r"\ln|x + \sqrt{x^2 - a^2}|", _WITH_A
)

INTEGRATION = (
    INTEGRAL_OF_SUM, INTEGRAL_OF_MULTIPLE, INTEGRAL_OF_CONSTANT, INTEGRAL_OF_POWER, INTEGRAL_OF_RECIPROCAL, LINEAR_INSIDE,
    BY_PARTS, INTEGRAL_OF_EXPONENTIAL, INTEGRAL_OF_EXPONENTIAL_BASE, INTEGRAL_OF_SINE, INTEGRAL_OF_COSINE, INTEGRAL_OF_TANGENT,
    INTEGRAL_OF_COTANGENT, INTEGRAL_OF_SECANT, INTEGRAL_OF_COSECANT, INTEGRAL_OF_SECANT_SQUARED, INTEGRAL_OF_COSECANT_SQUARED,
    INTEGRAL_OF_COSINE_BELOW, INTEGRAL_OF_SINE_BELOW, INTEGRAL_OF_COSINE_SQUARED_BELOW, INTEGRAL_OF_SINE_SQUARED_BELOW,
    INTEGRAL_OF_SECANT_TANGENT, INTEGRAL_OF_COSECANT_COTANGENT, INTEGRAL_OF_HYPERBOLIC_SINE, INTEGRAL_OF_HYPERBOLIC_COSINE,
    INTEGRAL_OF_HYPERBOLIC_TANGENT, INTEGRAL_OF_HYPERBOLIC_COTANGENT, INTEGRAL_OF_HYPERBOLIC_SECANT_SQUARED,
    INTEGRAL_OF_HYPERBOLIC_COSINE_SQUARED_BELOW, INTEGRAL_OF_HYPERBOLIC_SECANT, INTEGRAL_OF_HYPERBOLIC_COSINE_BELOW,
    INTEGRAL_OF_HYPERBOLIC_COSECANT, INTEGRAL_OF_HYPERBOLIC_SINE_BELOW, INTEGRAL_OF_HYPERBOLIC_COSECANT_SQUARED,
    INTEGRAL_OF_HYPERBOLIC_SINE_SQUARED_BELOW, INTEGRAL_OF_ABSOLUTE_VALUE, INTEGRAL_TO_ARCTANGENT, INTEGRAL_TO_ARCSINE,
    INTEGRAL_OF_DIFFERENCE_OF_SQUARES,
    INTEGRAL_OF_ROOT_BELOW_SUM, INTEGRAL_OF_ROOT_BELOW_DIFFERENCE,
)  # fmt: skip
