"""Moves: what a row does that is no law of its own, such as putting in what a name stands for. Each has a name and a sentence."""

from __future__ import annotations

from msgspec import Struct


class Move(Struct, frozen=True):
    """A step that needs no law. `says` is the sentence a row shows where it has nothing closer to say."""

    name: str
    says: str


PUT_IN_DEFINITIONS = Move("put-in-definitions", "put in what the names stand for")
PUT_IN_DERIVATIVES = Move("put-in-derivatives", "put in the derivatives")
PUT_IN_FUNCTION = Move("put-in-function", "put in what the function is")
PUT_IN_POINT = Move("put-in-point", "put in the point")
PUT_BACK = Move("put-back", "put back what the names stand for")
NAME_PARTS = Move("name-parts", "name the parts, from the outside in")
WRITE_WITH = Move("write-with", "write it with a name")
WRITE_OUT_SUM = Move("write-out-sum", "write out the first terms of the sum")
BINOMIAL_COEFFICIENTS = Move("binomial-coefficients", "work out the binomial coefficients")
ENTRIES = Move("entries", "differentiate each entry")
EACH_CASE = Move("each-case", "differentiate each case, between the ends")
UNKNOWN_FUNCTION = Move("unknown-function", "the derivative of an unknown function has a name only")
GRADIENT = Move("gradient", "the gradient holds the partial derivatives")
HESSIAN = Move("hessian", "the Hessian holds the second partial derivatives")
JACOBIAN = Move("jacobian", "the Jacobian has a row for each component and a column for each variable")
DIVERGENCE = Move("divergence", "the divergence: each component differentiated by its own variable, added")
CURL = Move("curl", "the curl: differences of derivatives of components by the other variables")
LAPLACIAN = Move("laplacian", "the Laplacian: the second derivatives by each variable, added")
DETERMINANT = Move("determinant", "work out the determinant")
DOT_PRODUCT = Move("dot-product", "multiply the vectors: entry by entry, and add")
TOTAL_DIFFERENTIAL = Move(
    "total-differential", "the total differential: each partial derivative times the differential of its variable"
)
LENGTH = Move("length", "the length of a vector is the root of the sum of the squares")
DIRECTIONAL = Move("directional", "the derivative along a vector: the gradient times the vector, entry by entry")
DIFFERENTIATE_CURVE = Move("differentiate-curve", "differentiate both sides of the curve")
OTHER_SIDE = Move("other-side", "the other side of the curve is constant")
USE_CURVE = Move("use-curve", "put in the equation of the curve")
PARAMETRIC = Move("parametric", "divide the rates of both by the parameter: the chain rule")
SOLVE = Move("solve", "solve for the derivative")
MULTIPLY_BY_FUNCTION = Move("multiply-by-function", "multiply by the function itself")
PUT_IN_LIMITS = Move("put-in-limits", "put in what the limits are")
INTO_CONTINUOUS = Move("into-continuous", "the exponential is continuous: take the limit of the exponent")
KNOWN_VALUES = Move("known-values", "put in the values that are known")
LET_GROW = Move("let-grow", "let the variable grow without bound")
SQUEEZE = Move("squeeze", "it lies between what goes to 0: squeeze theorem")
WITHOUT_BOUND = Move("without-bound", "what is divided by goes to 0, and always has one sign: the fraction grows without bound")
ABSOLUTE_VALUE_ON_SIDE = Move("absolute-value-on-side", "on this side the absolute value is known by its sign")
DIVIDE_BY_POWER = Move("divide-by-power", "divide above and below by the highest power of the denominator")
AS_FRACTION = Move("as-fraction", "write the product as a fraction")
L_HOSPITAL = Move("l-hospital", "the quotient of the derivatives, by L'Hospital's rule")
WRITE_OUT_ENTRIES = Move("write-out-entries", "write it by entries")
INDEPENDENT_ENTRIES = Move(
    "independent-entries",
    "entries do not depend on one another: the derivative of one by another is 1 where both are the same, else 0",
)
PICK_TERMS = Move("pick-terms", "of each sum the $\\delta$ leaves the term in which both indices are the same")
WRITE_WITH_ENTRIES = Move("write-with-entries", "write it with the entries that are defined")
COLLECT_ENTRIES = Move("collect-entries", "collect the entries: sums over a shared index are matrix products")
NAME_INNER = Move("name-inner", "name the inner function")
DIFFERENTIAL = Move("differential", "differentiate: this is what $dx$ becomes")
SOLVE_FOR_VARIABLE = Move("solve-for-variable", "solve for the old variable")
SUBSTITUTE = Move("substitute", "substitute")
PARTIAL_FRACTIONS = Move("partial-fractions", "partial fractions")
PUT_IN_INTEGRAL = Move("put-in-integral", "put in what the integral is")
INTEGRAL_COMES_BACK = Move("integral-comes-back", "the integral we look for is back: bring it to the left")
DIVIDE_BY_NUMBER = Move("divide-by-number", "divide both sides by the number")
SPLIT_NUMERATOR = Move("split-numerator", "split off the derivative of the denominator")
POSITIVE_WITHOUT_BARS = Move("positive-without-bars", "what is positive needs no bars")
NUMBER_IN_FRONT = Move("number-in-front", "put the number in front")
UP_TO_CONSTANT = Move("up-to-constant", "the same on each interval, up to a constant")
FUNDAMENTAL_THEOREM = Move("fundamental-theorem", "fundamental theorem of calculus")
PART_INTEGRAL = Move("part-integral", "part the integral")
PUT_IN_ENDS = Move("put-in-ends", "put in the ends")
LINE_THROUGH_POINT = Move("line-through-point", "the line through the point with the slope of the curve")
WORK_OUT = Move("work-out", "work out the value")
PUT_IN_VALUES = Move("put-in-values", "put in the values")
NATURE = Move("nature-of-point", "what the derivative tells of the point")
NOWHERE_ZERO = Move("nowhere-zero", "the derivative is nowhere 0")
END_OF_DOMAIN = Move("end-of-domain", "the function ends there")
DIFFERENTIATE_ONCE = Move("differentiate-once", "differentiate by the rules")
PATTERN = Move("pattern", "the pattern of the derivatives")
REWRITE = Move("rewrite", "the form that was asked for: it is compared with the row before it as a whole")

MOVES: tuple[Move, ...] = (
    TOTAL_DIFFERENTIAL,
    PUT_IN_DEFINITIONS, PUT_IN_DERIVATIVES, PUT_IN_FUNCTION, PUT_IN_POINT, PUT_BACK, NAME_PARTS, WRITE_WITH, WRITE_OUT_SUM,
    BINOMIAL_COEFFICIENTS, ENTRIES, EACH_CASE, UNKNOWN_FUNCTION, GRADIENT, HESSIAN, JACOBIAN, DIVERGENCE, CURL, LAPLACIAN,
    DETERMINANT, DOT_PRODUCT, LENGTH, DIRECTIONAL,
    DIFFERENTIATE_CURVE, OTHER_SIDE, USE_CURVE, PARAMETRIC, SOLVE, MULTIPLY_BY_FUNCTION, PUT_IN_LIMITS,
    INTO_CONTINUOUS, KNOWN_VALUES, LET_GROW, SQUEEZE, WITHOUT_BOUND,
    ABSOLUTE_VALUE_ON_SIDE, DIVIDE_BY_POWER, AS_FRACTION, L_HOSPITAL, WRITE_OUT_ENTRIES,
    INDEPENDENT_ENTRIES, PICK_TERMS, WRITE_WITH_ENTRIES, COLLECT_ENTRIES,
    NAME_INNER, DIFFERENTIAL, SOLVE_FOR_VARIABLE, SUBSTITUTE, PARTIAL_FRACTIONS, PUT_IN_INTEGRAL, INTEGRAL_COMES_BACK,
    DIVIDE_BY_NUMBER, SPLIT_NUMERATOR, POSITIVE_WITHOUT_BARS, NUMBER_IN_FRONT, UP_TO_CONSTANT, FUNDAMENTAL_THEOREM,
    PART_INTEGRAL, PUT_IN_ENDS, LINE_THROUGH_POINT, WORK_OUT, PUT_IN_VALUES, NATURE, NOWHERE_ZERO, END_OF_DOMAIN,
    DIFFERENTIATE_ONCE, PATTERN, REWRITE,
)  # fmt: skip
