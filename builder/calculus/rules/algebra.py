"""Rules of algebra: what a row does when it is tidied. Letters are real numbers, where both sides are defined."""

from __future__ import annotations

from builder.calculus.rules.rule import Letters, Rule

_NATURAL = Letters(positive_integers=("m", "n"))
_POSITIVE = Letters(given=("a > 0", "b > 0"))

MULTIPLY_NUMBERS = Rule("multiply-numbers", r"a \cdot (b c) = (a b) c", "multiply the numbers")
ADD_NUMBERS = Rule("add-numbers", r"a x + b x = (a + b) x", "add the numbers")
ZERO = Rule("zero", r"a + 0 \cdot b = a", "leave out what is 0")
ONE = Rule("one", r"1 \cdot a = a", "leave out the factor 1")
DIVIDE_BY_ONE = Rule("divide-by-one", r"\frac{a}{1} = a", "what is divided by 1 stays")
POWER_OF_ONE = Rule("power-of-one", r"1^a = 1", "a power of 1 is 1")
EXPONENT_ZERO = Rule("exponent-zero", r"a^0 = 1", "$a^0 = 1$", Letters(given=("a > 0",)))
EXPONENT_ONE = Rule("exponent-one", r"a^1 = a", "an exponent 1 is not written")
POWER_OF_NUMBER = Rule("power-of-number", r"a^2 = a \cdot a", "work out the power")
SIGNS = Rule("signs", r"(-a) b = -a b", "put the sign in front")
ORDER = Rule("order", r"a b = b a", "put the factors in order")
ORDER_TERMS = Rule("order-terms", r"a + b = b + a", "put the terms in order")
ADD_EXPONENTS = Rule("add-exponents", r"a^m a^n = a^{m+n}", "add the exponents of equal bases", _NATURAL)
EQUAL_FACTORS = Rule("equal-factors", r"a \cdot a = a^2", "write equal factors as a power")
ROOT_TIMES_ITSELF = Rule("root-times-itself", r"\sqrt{a} \sqrt{a} = a", "a root times itself is what stands under it")
SQUARE_OF_ROOT = Rule("square-of-root", r"(\sqrt{a})^2 = a", "the square of a root is what stands under it")
POWER_OF_ROOT = Rule("power-of-root", r"(\sqrt[3]{a})^2 = \sqrt[3]{a^2}", "take the power under the root")
ROOT_OF_SQUARE = Rule("root-of-square", r"\sqrt{a^2} = |a|", "the root of a square is the absolute value")
ROOT_OF_FRACTION = Rule(
    "root-of-fraction", r"\sqrt{\frac{a}{b}} = \frac{\sqrt{a}}{\sqrt{b}}", "take the root above and below", _POSITIVE
)
SQUARE_OUT_OF_ROOT = Rule("square-out-of-root", r"\sqrt{a^2 b} = |a| \sqrt{b}", "take the square out of the root")
PRODUCT_OF_ROOTS = Rule("product-of-roots", r"\sqrt{a} \sqrt{b} = \sqrt{a b}", "write one root", _POSITIVE)
SIGN_AS_QUOTIENT = Rule("sign-as-quotient", r"\operatorname{sgn} a = \frac{a}{|a|}", r"$\operatorname{sgn} a = \frac{a}{|a|}$")
MULTIPLY_EXPONENTS = Rule("multiply-exponents", r"(a^m)^n = a^{m n}", "multiply the exponents", _NATURAL)
POWER_OF_PRODUCT = Rule("power-of-product", r"(a b)^n = a^n b^n", "raise each factor", Letters(positive_integers=("n",)))
ABSOLUTE_SQUARE = Rule("absolute-square", r"|a|^2 = a^2", "the square of an absolute value is the square")
ABSOLUTE_BESIDE_ROOT = Rule(
    "absolute-beside-root",
    r"|a| \sqrt{a} = a \sqrt{a}",
    "what stands under the root is not negative, and is its own absolute value",
)
FACTOR_POLYNOMIAL = Rule("factor-polynomial", r"a^2 - b^2 = (a - b)(a + b)", "factor the polynomial")
CANCEL = Rule("cancel", r"\frac{a c}{b c} = \frac{a}{b}", "cancel the common factor")
EXPAND_FRACTION = Rule("expand-fraction", r"\frac{a}{b} = \frac{a e^c}{b e^c}", "multiply above and below by the exponential")
ONE_FRACTION = Rule("one-fraction", r"a \cdot \frac{b}{c} = \frac{a b}{c}", "write one fraction")
NEGATIVE_EXPONENT = Rule(
    "negative-exponent", r"a^{-n} = \frac{1}{a^n}", "write the negative exponent as a fraction", Letters(positive_integers=("n",))
)
TO_NEGATIVE_EXPONENT = Rule(
    "to-negative-exponent",
    r"\frac{1}{a^n} = a^{-n}",
    "write the fraction with a negative exponent",
    Letters(positive_integers=("n",)),
)
ROOT_AS_POWER = Rule("root-as-power", r"\sqrt{a} = a^{1/2}", "write the root as a power")
POWER_AS_ROOT = Rule("power-as-root", r"a^{1/2} = \sqrt{a}", "write the power as a root")
SIGN_INSIDE = Rule("sign-inside", r"-(a - b) = b - a", "take the minus sign into the bracket")
DISTRIBUTE_SIGN = Rule("distribute-sign", r"-(a + b) = -a - b", "take the minus sign to each term")
SIGN_OUT = Rule("sign-out", r"-a - b = -(a + b)", "take the minus sign out")
EXPAND = Rule("expand", r"a (b + c) = a b + a c", "multiply out")
EXPAND_SQUARE = Rule("expand-square", r"(a + b)^2 = a^2 + 2 a b + b^2", "expand the square")
EXPAND_CUBE = Rule("expand-cube", r"(a + b)^3 = a^3 + 3 a^2 b + 3 a b^2 + b^3", "expand the cube")
BINOMIAL_THEOREM = Rule(
    "binomial-theorem",
    r"(a + b)^n = \sum_{k=0}^{n} \binom{n}{k} a^{n-k} b^k",
    "binomial theorem",
    Letters(positive_integers=("n",)),
)
BINOMIAL_FIRST = Rule("binomial-first", r"\binom{n}{1} = n", r"$\binom{n}{1} = n$", Letters(positive_integers=("n",)))
PASCAL = Rule(
    "pascal",
    r"\binom{n}{m} + \binom{n}{m + 1} = \binom{n + 1}{m + 1}",
    "Pascal's rule: two neighbours add up to the one below",
    _NATURAL,
)
BINOMIAL_ZERO = Rule("binomial-zero", r"\binom{n}{0} = 1", r"$\binom{n}{0} = 1$", Letters(positive_integers=("n",)))
COLLECT = Rule("collect", r"a x + b x = (a + b) x", "collect like terms")
OPPOSITE_TERMS = Rule("opposite-terms", r"a + b - a = b", "opposite terms cancel")
FACTOR_OUT = Rule("factor-out", r"a b + a c = a (b + c)", "factor out the common factor")
COMMON_DENOMINATOR = Rule(
    "common-denominator", r"\frac{a}{b} + \frac{c}{d} = \frac{a d + b c}{b d}", "bring the fractions to a common denominator"
)
SPLIT_FRACTION = Rule("split-fraction", r"\frac{a + b}{c} = \frac{a}{c} + \frac{b}{c}", "divide each term")
NESTED_FRACTION = Rule(
    "nested-fraction", r"\frac{\frac{a}{b}}{c} = \frac{a}{b c}", "a fraction in a fraction: multiply the denominators"
)
CONJUGATE = Rule(
    "conjugate", r"\sqrt{a} - \sqrt{b} = \frac{(\sqrt{a} - \sqrt{b})(\sqrt{a} + \sqrt{b})}{\sqrt{a} + \sqrt{b}}",
    "multiply above and below by the sum of the roots", _POSITIVE,
)  # fmt: skip
EXPAND_BY_CONJUGATE = Rule(
    "expand-by-conjugate", r"\frac{a}{1 + b} = \frac{a (1 - b)}{1 - b^2}", "multiply above and below by the conjugate"
)
DIFFERENCE_OF_SQUARES = Rule("difference-of-squares", r"(a - b)(a + b) = a^2 - b^2", "difference of squares")
CONJUGATE_OF_CUBES = Rule(
    "conjugate-of-cubes", r"a - b = \frac{(a - b)(a^2 + a b + b^2)}{a^2 + a b + b^2}",
    "multiply above and below by what makes a difference of cubes",
)  # fmt: skip
DIFFERENCE_OF_CUBES = Rule("difference-of-cubes", r"(a - b)(a^2 + a b + b^2) = a^3 - b^3", "difference of cubes")
COMPLETE_SQUARE = Rule("complete-square", r"x^2 + 2 a x + b = (x + a)^2 + b - a^2", "complete the square")
DIVIDE_POLYNOMIALS = Rule("divide-polynomials", r"\frac{a b + c}{b} = a + \frac{c}{b}", "divide the polynomials")
ADD_AND_SUBTRACT = Rule("add-and-subtract", r"a = a - b + b", "add and subtract the same")
LOGARITHM_OF_POWER = Rule(
    "logarithm-of-power", r"\ln a^b = b \ln a", "the exponent comes down from the logarithm", Letters(given=("a > 0",))
)
LOGARITHM_OF_PRODUCT = Rule("logarithm-of-product", r"\ln(a b) = \ln a + \ln b", "the logarithm of a product is a sum", _POSITIVE)
LOGARITHM_OF_QUOTIENT = Rule(
    "logarithm-of-quotient", r"\ln\frac{a}{b} = \ln a - \ln b", "the logarithm of a quotient is a difference", _POSITIVE
)
POWER_AS_EXPONENTIAL = Rule(
    "power-as-exponential", r"a^b = e^{b \ln a}", "write the power with base $e$", Letters(given=("a > 0",))
)
EXPONENTIAL_AS_POWER = Rule(
    "exponential-as-power", r"e^{b \ln a} = a^b", "write the exponential as a power again", Letters(given=("a > 0",))
)
EXPONENTIAL_OF_SUM = Rule("exponential-of-sum", r"e^{a+b} = e^a e^b", "exponential of a sum")
CHANGE_OF_BASE = Rule(
    "change-of-base",
    r"\log_a b = \frac{\ln b}{\ln a}",
    "write the logarithm with natural logarithms",
    Letters(given=("a > 0", "b > 0", r"a \ne 1")),
)
LOGARITHM_OF_E = Rule("logarithm-of-e", r"\ln e = 1", r"$\ln e = 1$")

ALGEBRA = (
    MULTIPLY_NUMBERS, ADD_NUMBERS, ZERO, ONE, DIVIDE_BY_ONE, POWER_OF_ONE, EXPONENT_ZERO, EXPONENT_ONE, POWER_OF_NUMBER,
    SIGNS, ORDER, ORDER_TERMS, ADD_EXPONENTS, EQUAL_FACTORS, ROOT_TIMES_ITSELF,
    SQUARE_OF_ROOT, POWER_OF_ROOT, ROOT_OF_SQUARE, ROOT_OF_FRACTION, SQUARE_OUT_OF_ROOT, PRODUCT_OF_ROOTS, SIGN_AS_QUOTIENT,
    MULTIPLY_EXPONENTS,
    POWER_OF_PRODUCT, ABSOLUTE_SQUARE, ABSOLUTE_BESIDE_ROOT,
    FACTOR_POLYNOMIAL, CANCEL, EXPAND_FRACTION, ONE_FRACTION, NEGATIVE_EXPONENT,
    TO_NEGATIVE_EXPONENT, SIGN_INSIDE,
    ROOT_AS_POWER, POWER_AS_ROOT, DISTRIBUTE_SIGN, SIGN_OUT, EXPAND, EXPAND_SQUARE, EXPAND_CUBE, BINOMIAL_THEOREM, BINOMIAL_FIRST,
    BINOMIAL_ZERO, PASCAL, COLLECT, OPPOSITE_TERMS, FACTOR_OUT, COMMON_DENOMINATOR, SPLIT_FRACTION, NESTED_FRACTION, CONJUGATE,
    EXPAND_BY_CONJUGATE, DIFFERENCE_OF_SQUARES, CONJUGATE_OF_CUBES, DIFFERENCE_OF_CUBES, COMPLETE_SQUARE, DIVIDE_POLYNOMIALS,
    ADD_AND_SUBTRACT, LOGARITHM_OF_POWER,
    LOGARITHM_OF_PRODUCT, LOGARITHM_OF_QUOTIENT,
    POWER_AS_EXPONENTIAL, EXPONENTIAL_AS_POWER, EXPONENTIAL_OF_SUM, CHANGE_OF_BASE, LOGARITHM_OF_E,
)  # fmt: skip
