"""Rules of trigonometry, for all angles at which both sides are defined."""

from __future__ import annotations

from builder.calculus.rules.rule import Rule

PYTHAGORAS = Rule("pythagoras", r"\sin^2 a + \cos^2 a = 1", r"$\sin^2 a + \cos^2 a = 1$")
PYTHAGORAS_HYPERBOLIC = Rule("pythagoras-hyperbolic", r"\cosh^2 a - \sinh^2 a = 1", r"$\cosh^2 a - \sinh^2 a = 1$")
TANGENT_AS_QUOTIENT = Rule("tangent-as-quotient", r"\frac{\sin a}{\cos a} = \tan a", r"$\tan a = \frac{\sin a}{\cos a}$")
COTANGENT_AS_QUOTIENT = Rule("cotangent-as-quotient", r"\frac{\cos a}{\sin a} = \cot a", r"$\cot a = \frac{\cos a}{\sin a}$")
SECANT_AS_QUOTIENT = Rule("secant-as-quotient", r"\sec a = \frac{1}{\cos a}", r"$\sec a = \frac{1}{\cos a}$")
COSECANT_AS_QUOTIENT = Rule("cosecant-as-quotient", r"\csc a = \frac{1}{\sin a}", r"$\csc a = \frac{1}{\sin a}$")
HYPERBOLIC_TANGENT_AS_QUOTIENT = Rule(
    "hyperbolic-tangent-as-quotient", r"\tanh a = \frac{\sinh a}{\cosh a}", r"$\tanh a = \frac{\sinh a}{\cosh a}$"
)
HYPERBOLIC_COTANGENT_AS_QUOTIENT = Rule(
    "hyperbolic-cotangent-as-quotient", r"\coth a = \frac{\cosh a}{\sinh a}", r"$\coth a = \frac{\cosh a}{\sinh a}$"
)
HYPERBOLIC_SECANT_AS_QUOTIENT = Rule(
    "hyperbolic-secant-as-quotient",
    r"\operatorname{sech} a = \frac{1}{\cosh a}",
    r"$\operatorname{sech} a = \frac{1}{\cosh a}$",
)
HYPERBOLIC_COSECANT_AS_QUOTIENT = Rule(
    "hyperbolic-cosecant-as-quotient",
    r"\operatorname{csch} a = \frac{1}{\sinh a}",
    r"$\operatorname{csch} a = \frac{1}{\sinh a}$",
)
HYPERBOLIC_SINE_AS_EXPONENTIALS = Rule(
    "hyperbolic-sine-as-exponentials", r"\sinh a = \frac{e^a - e^{-a}}{2}", r"$\sinh a = \frac{e^a - e^{-a}}{2}$"
)
HYPERBOLIC_COSINE_AS_EXPONENTIALS = Rule(
    "hyperbolic-cosine-as-exponentials", r"\cosh a = \frac{e^a + e^{-a}}{2}", r"$\cosh a = \frac{e^a + e^{-a}}{2}$"
)
SINE_OF_SUM = Rule("sine-of-sum", r"\sin(a + b) = \sin a \cos b + \cos a \sin b", "sine of a sum")
SINE_OF_DIFFERENCE = Rule("sine-of-difference", r"\sin(a - b) = \sin a \cos b - \cos a \sin b", "sine of a difference")
COSINE_OF_SUM = Rule("cosine-of-sum", r"\cos(a + b) = \cos a \cos b - \sin a \sin b", "cosine of a sum")
DOUBLE_SINE = Rule("double-sine", r"2 \sin a \cos a = \sin(2 a)", "double angle")
DOUBLE_COSINE = Rule("double-cosine", r"\cos^2 a - \sin^2 a = \cos(2 a)", "double angle")
HALF_ANGLE_SINE = Rule("half-angle-sine", r"\sin^2 a = \frac{1 - \cos 2a}{2}", r"$\sin^2 a = \frac{1 - \cos 2a}{2}$")
HALF_ANGLE_COSINE = Rule("half-angle-cosine", r"\cos^2 a = \frac{1 + \cos 2a}{2}", r"$\cos^2 a = \frac{1 + \cos 2a}{2}$")
HALF_HYPERBOLIC_SINE = Rule(
    "half-hyperbolic-sine", r"\sinh^2 a = \frac{\cosh 2a - 1}{2}", r"$\sinh^2 a = \frac{\cosh 2a - 1}{2}$"
)
HALF_HYPERBOLIC_COSINE = Rule(
    "half-hyperbolic-cosine", r"\cosh^2 a = \frac{\cosh 2a + 1}{2}", r"$\cosh^2 a = \frac{\cosh 2a + 1}{2}$"
)
SINE_TIMES_SINE = Rule(
    "sine-times-sine",
    r"\sin a \sin b = \frac{\cos(a - b) - \cos(a + b)}{2}",
    r"$\sin a \sin b = \frac{\cos(a - b) - \cos(a + b)}{2}$",
)
COSINE_TIMES_COSINE = Rule(
    "cosine-times-cosine",
    r"\cos a \cos b = \frac{\cos(a - b) + \cos(a + b)}{2}",
    r"$\cos a \cos b = \frac{\cos(a - b) + \cos(a + b)}{2}$",
)
SINE_TIMES_COSINE = Rule(
    "sine-times-cosine",
    r"\sin a \cos b = \frac{\sin(a + b) + \sin(a - b)}{2}",
    r"$\sin a \cos b = \frac{\sin(a + b) + \sin(a - b)}{2}$",
)
SINE_AHEAD = Rule("sine-ahead", r"\cos a = \sin\left(a + \frac{\pi}{2}\right)", r"$\cos a = \sin\left(a + \frac{\pi}{2}\right)$")
COSINE_AHEAD = Rule(
    "cosine-ahead", r"-\sin a = \cos\left(a + \frac{\pi}{2}\right)", r"$-\sin a = \cos\left(a + \frac{\pi}{2}\right)$"
)
TANGENT_SQUARED = Rule("tangent-squared", r"\tan^2 a = \sec^2 a - 1", r"$\tan^2 a = \sec^2 a - 1$")
COTANGENT_SQUARED = Rule("cotangent-squared", r"\cot^2 a = \csc^2 a - 1", r"$\cot^2 a = \csc^2 a - 1$")

TRIGONOMETRY = (
    PYTHAGORAS, PYTHAGORAS_HYPERBOLIC, TANGENT_AS_QUOTIENT, COTANGENT_AS_QUOTIENT, SECANT_AS_QUOTIENT, COSECANT_AS_QUOTIENT,
    HYPERBOLIC_TANGENT_AS_QUOTIENT, HYPERBOLIC_COTANGENT_AS_QUOTIENT, HYPERBOLIC_SECANT_AS_QUOTIENT,
    HYPERBOLIC_COSECANT_AS_QUOTIENT, HYPERBOLIC_SINE_AS_EXPONENTIALS, HYPERBOLIC_COSINE_AS_EXPONENTIALS,
    SINE_OF_SUM, SINE_OF_DIFFERENCE, COSINE_OF_SUM,
    DOUBLE_SINE, DOUBLE_COSINE, HALF_ANGLE_SINE, HALF_ANGLE_COSINE, SINE_TIMES_SINE, COSINE_TIMES_COSINE, SINE_TIMES_COSINE,
    SINE_AHEAD, COSINE_AHEAD, TANGENT_SQUARED, COTANGENT_SQUARED, HALF_HYPERBOLIC_SINE, HALF_HYPERBOLIC_COSINE,
)  # fmt: skip
