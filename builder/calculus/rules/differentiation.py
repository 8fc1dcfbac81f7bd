r"""The rules of differentiation. `u`, `v` depend on x, `c`, `a`, `b`, `n` do not; a prime is a derivative by x."""

from __future__ import annotations

from builder.calculus.rules.rule import Letters, Rule

_U = Letters(functions=("u",))
_UV = Letters(functions=("u", "v"))
_CU = Letters(functions=("u",), constants=("c",))
_POSITIVE_BASE = Letters(functions=("u",), constants=("a",), given=("a > 0",))
_LOGARITHM = Letters(functions=("u",), constants=("b",), given=("b > 0", r"b \ne 1"))

CONSTANT = Rule("constant", r"(c)' = 0", "the derivative of a constant is 0", Letters(constants=("c",)))
IDENTITY = Rule("identity", r"(x)' = 1", "the derivative of the variable is 1")
SUM = Rule("sum", r"(u + v)' = u' + v'", "sum rule: differentiate term by term", _UV)
DIFFERENCE = Rule("difference", r"(u - v)' = u' - v'", "sum rule: differentiate term by term", _UV)
NEGATIVE = Rule("negative", r"(-u)' = -u'", "a minus sign stays", _U)
CONSTANT_MULTIPLE = Rule("constant-multiple", r"(c u)' = c u'", "constant multiple rule: a constant factor stays", _CU)
CONSTANT_DENOMINATOR = Rule(
    "constant-denominator",
    r"\left(\frac{u}{c}\right)' = \frac{u'}{c}",
    "constant multiple rule: a constant denominator stays",
    _CU,
)
PRODUCT = Rule("product", r"(u v)' = u' v + u v'", "product rule", _UV)
PRODUCT_OF_MANY = Rule(
    "product-of-many", r"(u v w)' = u' v w + u v' w + u v w'",
    "product rule for several factors: differentiate one factor at a time, and add", Letters(functions=("u", "v", "w")),
)  # fmt: skip
QUOTIENT = Rule("quotient", r"\left(\frac{u}{v}\right)' = \frac{u' v - u v'}{v^2}", "quotient rule", _UV)
RECIPROCAL = Rule(
    "reciprocal", r"\left(\frac{c}{u}\right)' = -\frac{c u'}{u^2}",
    "reciprocal rule: the quotient rule for a constant numerator", _CU
)  # fmt: skip
CHAIN = Rule(
    "chain", r"(f(u))' = f'(u) u'", "chain rule: the outer derivative at the inner function, times the inner derivative",
    Letters(functions=("u",), maps=("f",)),
)  # fmt: skip
CHAIN_OF_RATES = Rule(
    "chain-of-rates", r"(f(g(x)))' = f'(g(x)) \cdot g'(x)",
    "chain rule: multiply the rates along the chain", Letters(maps=("f", "g"))
)  # fmt: skip
CHAIN_OF_PATHS = Rule(
    "chain-of-paths", r"(f(u, v))' = \frac{\partial f}{\partial u} \cdot u' + \frac{\partial f}{\partial v} \cdot v'",
    "chain rule for several variables: add the contributions of all paths", Letters(functions=("u", "v"), maps=("f",))
)  # fmt: skip
SIGMOID = Rule(
    "sigmoid", r"\left(\frac{1}{1 + e^{-u}}\right)' = \frac{1}{1 + e^{-u}} \left(1 - \frac{1}{1 + e^{-u}}\right) u'",
    "derivative of the sigmoid: itself, times one minus itself", _U
)  # fmt: skip
POWER = Rule(
    "power", r"(x^n)' = n x^{n-1}", "power rule: bring the exponent down and lower it by one", Letters(constants=("n",))
)  # fmt: skip
GENERAL_POWER = Rule(
    "general-power", r"(u^n)' = n u^{n-1} u'", "power rule and chain rule", Letters(functions=("u",), constants=("n",))
)  # fmt: skip
SQUARE_ROOT = Rule("square-root", r"(\sqrt{u})' = \frac{u'}{2 \sqrt{u}}", "derivative of the square root", _U)
ROOT = Rule(
    "root", r"(\sqrt[3]{u})' = \frac{u'}{3 (\sqrt[3]{u})^2}",
    "derivative of a root: the power rule with exponent one over the index", _U
)  # fmt: skip
EXPONENTIAL = Rule("exponential", r"(e^u)' = e^u u'", "the exponential is its own derivative", _U)
EXPONENTIAL_BASE = Rule(
    "exponential-base", r"(a^u)' = a^u \ln a \cdot u'", "derivative of $a^u$: the logarithm of the base comes out", _POSITIVE_BASE
)
EXPONENTIAL_FUNCTION = Rule("exp", r"(\exp u)' = \exp u \cdot u'", "the exponential is its own derivative", _U)
LOGARITHM = Rule("ln", r"(\ln u)' = \frac{u'}{u}", "derivative of the logarithm", _U)
LOGARITHM_BASE = Rule("log", r"(\log_b u)' = \frac{u'}{u \ln b}", "derivative of the logarithm to base $b$", _LOGARITHM)
LOGARITHM_ABSOLUTE = Rule("ln-absolute", r"(\ln|u|)' = \frac{u'}{u}", "derivative of the logarithm of an absolute value", _U)
ABSOLUTE = Rule("absolute-value", r"|u|' = \frac{u}{|u|} u'", "derivative of the absolute value: the sign", _U)
SIGN = Rule("sign", r"(\operatorname{sgn} u)' = 0", "the sign is constant on each side of a zero", _U)

SINE = Rule("sin", r"(\sin u)' = \cos u \cdot u'", "the derivative of sine is cosine", _U)
COSINE = Rule("cos", r"(\cos u)' = -\sin u \cdot u'", "the derivative of cosine is minus sine", _U)
TANGENT = Rule("tan", r"(\tan u)' = \sec^2 u \cdot u'", "derivative of the tangent", _U)
COTANGENT = Rule("cot", r"(\cot u)' = -\csc^2 u \cdot u'", "derivative of the cotangent", _U)
SECANT = Rule("sec", r"(\sec u)' = \sec u \tan u \cdot u'", "derivative of the secant", _U)
COSECANT = Rule("csc", r"(\csc u)' = -\csc u \cot u \cdot u'", "derivative of the cosecant", _U)
ARCSINE = Rule("arcsin", r"(\arcsin u)' = \frac{u'}{\sqrt{1 - u^2}}", "derivative of the inverse sine", _U)
ARCCOSINE = Rule("arccos", r"(\arccos u)' = -\frac{u'}{\sqrt{1 - u^2}}", "derivative of the inverse cosine", _U)
ARCTANGENT = Rule("arctan", r"(\arctan u)' = \frac{u'}{1 + u^2}", "derivative of the inverse tangent", _U)
ARCCOTANGENT = Rule("arccot", r"(\operatorname{arccot} u)' = -\frac{u'}{1 + u^2}", "derivative of the inverse cotangent", _U)
ARCSECANT = Rule("arcsec", r"(\operatorname{arcsec} u)' = \frac{u'}{|u| \sqrt{u^2 - 1}}", "derivative of the inverse secant", _U)
ARCCOSECANT = Rule(
    "arccsc", r"(\operatorname{arccsc} u)' = -\frac{u'}{|u| \sqrt{u^2 - 1}}", "derivative of the inverse cosecant", _U
)
HYPERBOLIC_SINE = Rule("sinh", r"(\sinh u)' = \cosh u \cdot u'", "derivative of the hyperbolic sine", _U)
HYPERBOLIC_COSINE = Rule("cosh", r"(\cosh u)' = \sinh u \cdot u'", "derivative of the hyperbolic cosine", _U)
HYPERBOLIC_TANGENT = Rule("tanh", r"(\tanh u)' = (1 - \tanh^2 u) u'", "derivative of the hyperbolic tangent", _U)
HYPERBOLIC_COTANGENT = Rule("coth", r"(\coth u)' = (1 - \coth^2 u) u'", "derivative of the hyperbolic cotangent", _U)
HYPERBOLIC_SECANT = Rule(
    "sech", r"(\operatorname{sech} u)' = -\operatorname{sech} u \tanh u \cdot u'", "derivative of the hyperbolic secant", _U
)
HYPERBOLIC_COSECANT = Rule(
    "csch", r"(\operatorname{csch} u)' = -\operatorname{csch} u \coth u \cdot u'", "derivative of the hyperbolic cosecant", _U
)
INVERSE_HYPERBOLIC_SINE = Rule(
    "arsinh", r"(\operatorname{arsinh} u)' = \frac{u'}{\sqrt{u^2 + 1}}", "derivative of the inverse hyperbolic sine", _U
)
INVERSE_HYPERBOLIC_COSINE = Rule(
    "arcosh", r"(\operatorname{arcosh} u)' = \frac{u'}{\sqrt{u^2 - 1}}", "derivative of the inverse hyperbolic cosine", _U
)
INVERSE_HYPERBOLIC_TANGENT = Rule(
    "artanh", r"(\operatorname{artanh} u)' = \frac{u'}{1 - u^2}", "derivative of the inverse hyperbolic tangent", _U
)
INVERSE_HYPERBOLIC_COTANGENT = Rule(
    "arcoth", r"(\operatorname{arcoth} u)' = \frac{u'}{1 - u^2}", "derivative of the inverse hyperbolic cotangent", _U
)
INVERSE_HYPERBOLIC_SECANT = Rule(
    "arsech",
    r"(\operatorname{arsech} u)' = -\frac{u'}{u \sqrt{1 - u^2}}",
    "derivative of the inverse hyperbolic secant",
    Letters(functions=("u",), given=("u > 0",)),
)
INVERSE_HYPERBOLIC_COSECANT = Rule(
    "arcsch", r"(\operatorname{arcsch} u)' = -\frac{u'}{|u| \sqrt{1 + u^2}}", "derivative of the inverse hyperbolic cosecant", _U
)

OF_FUNCTIONS = (
    EXPONENTIAL, EXPONENTIAL_FUNCTION, LOGARITHM, LOGARITHM_BASE,
    SINE, COSINE, TANGENT, COTANGENT, SECANT, COSECANT,
    ARCSINE, ARCCOSINE, ARCTANGENT, ARCCOTANGENT, ARCSECANT, ARCCOSECANT,
    HYPERBOLIC_SINE, HYPERBOLIC_COSINE, HYPERBOLIC_TANGENT, HYPERBOLIC_COTANGENT, HYPERBOLIC_SECANT, HYPERBOLIC_COSECANT,
    INVERSE_HYPERBOLIC_SINE, INVERSE_HYPERBOLIC_COSINE, INVERSE_HYPERBOLIC_TANGENT,
    INVERSE_HYPERBOLIC_COTANGENT, INVERSE_HYPERBOLIC_SECANT, INVERSE_HYPERBOLIC_COSECANT,
)  # fmt: skip

DIFFERENTIATION = (
    CONSTANT, IDENTITY, SUM, DIFFERENCE, NEGATIVE, CONSTANT_MULTIPLE, CONSTANT_DENOMINATOR, PRODUCT, PRODUCT_OF_MANY,
    QUOTIENT, RECIPROCAL, POWER, GENERAL_POWER, SQUARE_ROOT, ROOT, EXPONENTIAL_BASE, ABSOLUTE,
    LOGARITHM_ABSOLUTE, SIGN, CHAIN, CHAIN_OF_RATES, CHAIN_OF_PATHS, SIGMOID, *OF_FUNCTIONS,
)  # fmt: skip
