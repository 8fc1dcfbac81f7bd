"""Rules of limits, as they are used with the difference quotient. `f` is differentiable."""

from __future__ import annotations

from builder.calculus.rules.rule import Letters, Rule

DEFINITION = Rule(
    "definition", r"f'(x) = \lim_{h \to 0} \frac{f(x+h) - f(x)}{h}", "definition of the derivative", Letters(maps=("f",))
)
LIMIT_OF_CONSTANT = Rule(
    "limit-of-constant", r"\lim_{h \to 0} c = c", "the limit of a constant is the constant", Letters(constants=("c",))
)
LIMIT_OF_SUM = Rule(
    "limit-of-sum",
    r"\lim_{h \to 0} (a h + b h^2) = \lim_{h \to 0} a h + \lim_{h \to 0} b h^2",
    "the limit of a sum is the sum of the limits",
)
CONSTANT_FACTOR = Rule(
    "limit-of-multiple",
    r"\lim_{h \to 0} c h^2 = c \lim_{h \to 0} h^2",
    "a factor without $h$ comes out of the limit",
    Letters(constants=("c",)),
)
CANCEL_H = Rule(
    "cancel-h", r"\lim_{h \to 0} \frac{h (a + h)}{h} = \lim_{h \to 0} (a + h)", "cancel $h$: it is not 0 under the limit"
)
LET_H_GO = Rule("let-h-go-to-0", r"\lim_{h \to 0} (a + h) = a", "let $h$ go to 0")
SINE_LIMIT = Rule("sine-limit", r"\lim_{h \to 0} \frac{\sin h}{h} = 1", r"$\lim_{h \to 0} \frac{\sin h}{h} = 1$")
COSINE_LIMIT = Rule("cosine-limit", r"\lim_{h \to 0} \frac{\cos h - 1}{h} = 0", r"$\lim_{h \to 0} \frac{\cos h - 1}{h} = 0$")
EXPONENTIAL_LIMIT = Rule("exponential-limit", r"\lim_{h \to 0} \frac{e^h - 1}{h} = 1", r"$\lim_{h \to 0} \frac{e^h - 1}{h} = 1$")
TANGENT_LIMIT = Rule("tangent-limit", r"\lim_{h \to 0} \frac{\tan h}{h} = 1", r"$\lim_{h \to 0} \frac{\tan h}{h} = 1$")
LOGARITHM_LIMIT = Rule(
    "logarithm-limit", r"\lim_{h \to 0} \frac{\ln(1 + h)}{h} = 1", r"$\lim_{h \to 0} \frac{\ln(1 + h)}{h} = 1$"
)

LIMITS = (
    DEFINITION,
    LIMIT_OF_CONSTANT,
    LIMIT_OF_SUM,
    CONSTANT_FACTOR,
    CANCEL_H,
    LET_H_GO,
    SINE_LIMIT,
    COSINE_LIMIT,
    EXPONENTIAL_LIMIT,
    TANGENT_LIMIT,
    LOGARITHM_LIMIT,
)
