r"""The commands that are read, and what each of them is. A command that stands in no table here is not understood.

Nothing that could show other mathematics than is judged (`\phantom`, `\llap`, `\color{white}`, `\def` …) is in these tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from builder.calculus.expression.nodes import Sign

# Letters that are commands. The value is the canonical spelling.
LETTERS: Mapping[str, str] = MappingProxyType(
    {
        rf"\{name}": rf"\{name}"
        for name in (
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "varepsilon",
            "zeta",
            "eta",
            "theta",
            "vartheta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "rho",
            "varrho",
            "sigma",
            "varsigma",
            "tau",
            "upsilon",
            "phi",
            "varphi",
            "chi",
            "psi",
            "omega",
            "Gamma",
            "Delta",
            "Theta",
            "Lambda",
            "Xi",
            "Pi",
            "Sigma",
            "Upsilon",
            "Phi",
            "Psi",
            "Omega",
            "ell",
            "imath",
            "jmath",
            "hbar",
            "top",
        )
    }
    | {r"\intercal": r"\top"}
)

RELATIONS: Mapping[str, Sign] = MappingProxyType(
    {
        "=": Sign.EQUAL,
        "<": Sign.LESS,
        ">": Sign.GREATER,
        ":=": Sign.DEFINES,
        r"\ne": Sign.NOT_EQUAL,
        r"\neq": Sign.NOT_EQUAL,
        r"\lt": Sign.LESS,
        r"\gt": Sign.GREATER,
        r"\le": Sign.LESS_EQUAL,
        r"\leq": Sign.LESS_EQUAL,
        r"\leqslant": Sign.LESS_EQUAL,
        r"\ge": Sign.GREATER_EQUAL,
        r"\geq": Sign.GREATER_EQUAL,
        r"\geqslant": Sign.GREATER_EQUAL,
        r"\approx": Sign.APPROXIMATE,
        r"\approxeq": Sign.APPROXIMATE,
        r"\simeq": Sign.APPROXIMATE,
        r"\coloneqq": Sign.DEFINES,
        r"\coloneq": Sign.DEFINES,
        r"\triangleq": Sign.DEFINES,
        r"\equiv": Sign.IDENTICAL,
        r"\leftarrow": Sign.BECOMES,
        r"\gets": Sign.BECOMES,
        r"\to": Sign.TENDS,
        r"\rightarrow": Sign.TENDS,
        r"\longrightarrow": Sign.TENDS,
        r"\mapsto": Sign.TENDS,
        r"\in": Sign.MEMBER,
        r"\propto": Sign.PROPORTIONAL,
    }
)

ARROWS: Mapping[str, str] = MappingProxyType(
    {
        r"\implies": r"\implies",
        r"\Rightarrow": r"\implies",
        r"\Longrightarrow": r"\implies",
        r"\therefore": r"\implies",
        r"\because": r"\implies",
        r"\iff": r"\iff",
        r"\Leftrightarrow": r"\iff",
        r"\Longleftrightarrow": r"\iff",
    }
)

# Spaces that part what stands beside them, and spaces and styles that do not.
SPACES = frozenset(
    {r"\,", r"\:", r"\;", r"\>", r"\ ", "~", r"\enspace", r"\thinspace", r"\medspace", r"\thickspace", r"\enskip", r"\space"}
)
WIDE_SPACES = frozenset({r"\quad", r"\qquad"})
IGNORED = frozenset(
    {
        r"\displaystyle",
        r"\textstyle",
        r"\scriptstyle",
        r"\scriptscriptstyle",
        r"\displaylimits",
        r"\limits",
        r"\nolimits",
        r"\mathstrut",
        r"\strut",
        r"\nonumber",
        r"\notag",
        r"\hfill",
        r"\hfil",
        r"\small",
        r"\large",
        r"\Large",
        r"\normalsize",
        r"\footnotesize",
        r"\scriptsize",
        r"\tiny",
        r"\LARGE",
        r"\huge",
        r"\Huge",
        r"\allowdisplaybreaks",
        r"\nolinebreak",
        r"\hline",
        r"\smallskip",
        r"\medskip",
        r"\bigskip",
        r"\par",
        r"\pause",
        r"\qedhere",
        r"\blacksquare",
        r"\checkmark",
        r"\qed",
        r"\allowbreak",
        r"\nobreak",
        r"\noindent",
        r"\centering",
        r"\relax",
        r"\/",
    }
)
IGNORED_WITH_ARGUMENT = frozenset({r"\label", r"\tag", r"\vspace", r"\vphantom", r"\cline"})
NARROWER = r"\!"
MOST_NARROWER = 3  # more of them in a row could slide one sign over another

TEXTS = frozenset(
    {
        r"\text",
        r"\textrm",
        r"\textbf",
        r"\textit",
        r"\textsf",
        r"\texttt",
        r"\textnormal",
        r"\mbox",
        r"\hbox",
        r"\intertext",
        r"\shortintertext",
    }
)
BETWEEN_ROWS = frozenset({r"\intertext", r"\shortintertext"})
# Fonts and accents make names; `\mathrm` and `\operatorname` may also spell a function or an upright d.
UPRIGHT = frozenset({r"\mathrm", r"\operatorname", r"\operatorname*", r"\rm"})
FONTS = frozenset(
    {
        r"\mathbf",
        r"\boldsymbol",
        r"\bm",
        r"\mathit",
        r"\mathsf",
        r"\mathtt",
        r"\mathcal",
        r"\mathscr",
        r"\mathfrak",
        r"\mathbb",
        r"\mathbbm",
        r"\mathds",
        r"\bold",
    }
)
ACCENTS = frozenset({r"\hat", r"\widehat", r"\bar", r"\overline", r"\tilde", r"\widetilde", r"\vec", r"\check", r"\breve"})
DOTS = MappingProxyType({r"\dot": 1, r"\ddot": 2, r"\dddot": 3})
ELLIPSES = frozenset({r"\cdots", r"\ldots", r"\dots", r"\dotsb", r"\dotsc", r"\dotsm", r"\hdots", r"\vdots", r"\ddots"})

# Colours that can be seen on paper and on a screen.
COLOURS = frozenset(
    (
        "red",
        "blue",
        "green",
        "orange",
        "purple",
        "magenta",
        "violet",
        "brown",
        "teal",
        "maroon",
        "navy",
        "olive",
        "darkgreen",
        "darkblue",
        "darkred",
        "crimson",
        "cyan",
        "gray",
        "grey",
        "darkorange",
        "royalblue",
        "forestgreen",
    )
)

OPENING: Mapping[str, str] = MappingProxyType(
    {
        "(": "(",
        "[": "[",
        r"\{": r"\{",
        r"\lbrace": r"\{",
        r"\lbrack": "[",
        r"\lparen": "(",
        r"\langle": r"\langle",
        r"\lfloor": r"\lfloor",
        r"\lceil": r"\lceil",
        r"\lvert": r"\lvert",
        r"\lVert": r"\lVert",
    }
)
CLOSING: Mapping[str, str] = MappingProxyType(
    {
        ")": "(",
        "]": "[",
        r"\}": r"\{",
        r"\rbrace": r"\{",
        r"\rbrack": "[",
        r"\rparen": "(",
        r"\rangle": r"\langle",
        r"\rfloor": r"\lfloor",
        r"\rceil": r"\lceil",
        r"\rvert": r"\lvert",
        r"\rVert": r"\lVert",
    }
)
BARS: Mapping[str, str] = MappingProxyType({"|": "|", r"\vert": "|", r"\mid": "|", r"\|": r"\|", r"\Vert": r"\|"})

SIZES = MappingProxyType(
    {
        r"\left": "left",
        r"\right": "right",
        r"\middle": "middle",
        **{rf"\{size}": "sized" for size in ("big", "Big", "bigg", "Bigg", "bigm", "Bigm", "biggm", "Biggm")},
        **{rf"\{size}l": "left size" for size in ("big", "Big", "bigg", "Bigg")},
        **{rf"\{size}r": "right size" for size in ("big", "Big", "bigg", "Bigg")},
    }
)

# What the grammar itself knows how to read.
GRAMMAR = (
    frozenset(
        {
            r"\frac",
            r"\dfrac",
            r"\tfrac",
            r"\cfrac",
            r"\over",
            r"\choose",
            r"\binom",
            r"\dbinom",
            r"\tbinom",
            r"\sqrt",
            r"\lim",
            r"\sum",
            r"\prod",
            r"\int",
            r"\cdot",
            r"\times",
            r"\div",
            r"\ast",
            r"\pm",
            r"\mp",
            r"\pi",
            r"\infty",
            r"\partial",
            r"\nabla",
            r"\prime",
            r"\cancel",
            r"\bcancel",
            r"\xcancel",
            r"\boxed",
            r"\fbox",
            r"\underbrace",
            r"\overbrace",
            r"\overset",
            r"\underset",
            r"\stackrel",
            r"\color",
            r"\textcolor",
            r"\mathop",
            r"\circ",
            r"\odot",
            r"\det",
            r"\%",
            r"\substack",
            r"\downarrow",
            r"\searrow",
            r"\uparrow",
            r"\nearrow",
            r"\square",
            r"\Box",
            r"\star",
        }
    )
    | FONTS
    | ACCENTS
    | UPRIGHT
    | ELLIPSES
    | frozenset(DOTS)
)

# Commands that many notes define for themselves, in a file that is not there. An author's own definition goes first.
COMMON_MACROS: Mapping[str, str] = MappingProxyType(
    {
        r"\R": r"\mathbb{R}",
        r"\N": r"\mathbb{N}",
        r"\Z": r"\mathbb{Z}",
        r"\Q": r"\mathbb{Q}",
        r"\RR": r"\mathbb{R}",
        r"\reals": r"\mathbb{R}",
        r"\answer": r"\boxed{#1}",
        r"\abs": r"\left|#1\right|",
        r"\norm": r"\left\|#1\right\|",
        r"\ds": r"\displaystyle",
        r"\ts": r"\textstyle",
        r"\dx": r"\,dx",
        r"\ddx": r"\frac{d}{dx}",
        r"\ddt": r"\frac{d}{dt}",
        r"\fp": "f'",
        r"\fpp": "f''",
        r"\diff": r"\mathrm{d}",
        r"\d": r"\mathrm{d}",
        r"\grad": r"\nabla",
    }
)

CHARACTERS: Mapping[str, str] = MappingProxyType(
    {
        "−": "-",
        "–": "-",
        "·": r"\cdot ",
        "⋅": r"\cdot ",
        "×": r"\times ",
        "÷": r"\div ",
        "∗": "*",
        "′": "'",
        "’": "'",
        "″": "''",
        "‴": "'''",
        "⁰": "^0",
        "¹": "^1",
        "²": "^2",
        "³": "^3",
        "⁴": "^4",
        "⁵": "^5",
        "⁶": "^6",
        "⁷": "^7",
        "⁸": "^8",
        "⁹": "^9",
        "ⁿ": "^n",
        "₀": "_0",
        "₁": "_1",
        "₂": "_2",
        "₃": "_3",
        "₄": "_4",
        "₅": "_5",
        "₆": "_6",
        "₇": "_7",
        "₈": "_8",
        "₉": "_9",
        "½": r"\frac{1}{2}",
        "¼": r"\frac{1}{4}",
        "¾": r"\frac{3}{4}",
        "⅓": r"\frac{1}{3}",
        "⅔": r"\frac{2}{3}",
        "∂": r"\partial ",
        "∇": r"\nabla ",
        "π": r"\pi ",
        "∞": r"\infty ",
        "±": r"\pm ",
        "∓": r"\mp ",
        "√": r"\sqrt ",
        "∑": r"\sum ",
        "∏": r"\prod ",
        "∫": r"\int ",
        "≤": r"\le ",
        "⩽": r"\le ",
        "≥": r"\ge ",
        "⩾": r"\ge ",
        "≠": r"\ne ",
        "≈": r"\approx ",
        "≡": r"\equiv ",
        "→": r"\to ",
        "←": r"\gets ",
        "⇒": r"\implies ",
        "⇔": r"\iff ",
        "∈": r"\in ",
        "∝": r"\propto ",
        "ℝ": r"\mathbb{R}",
        "ℕ": r"\mathbb{N}",
        "ℤ": r"\mathbb{Z}",
        "ℚ": r"\mathbb{Q}",
        "⟨": r"\langle ",
        "⟩": r"\rangle ",
        "⌊": r"\lfloor ",
        "⌋": r"\rfloor ",
        "⌈": r"\lceil ",
        "⌉": r"\rceil ",
        "…": r"\ldots ",
        "⋯": r"\cdots ",
        "∘": r"\circ ",
        "‖": r"\|",
        "∣": "|",
        "≔": ":=",
        "∴": r"\therefore ",
        "\u00a0": "~",
        "\u2009": r"\,",
        "\u202f": r"\,",
        "ℓ": r"\ell ",
        "°": r"^\circ ",
        "⊙": r"\odot ",
        "⊤": r"\top ",
        "µ": r"\mu ",
        "α": r"\alpha ",
        "β": r"\beta ",
        "γ": r"\gamma ",
        "δ": r"\delta ",
        "ε": r"\varepsilon ",
        "ϵ": r"\epsilon ",
        "ζ": r"\zeta ",
        "η": r"\eta ",
        "θ": r"\theta ",
        "ϑ": r"\vartheta ",
        "κ": r"\kappa ",
        "λ": r"\lambda ",
        "μ": r"\mu ",
        "ξ": r"\xi ",
        "ρ": r"\rho ",
        "σ": r"\sigma ",
        "τ": r"\tau ",
        "φ": r"\varphi ",
        "ϕ": r"\phi ",
        "χ": r"\chi ",
        "ψ": r"\psi ",
        "ω": r"\omega ",
        "Γ": r"\Gamma ",
        "Δ": r"\Delta ",
        "∆": r"\Delta ",
        "Θ": r"\Theta ",
        "Λ": r"\Lambda ",
        "Ξ": r"\Xi ",
        "Π": r"\Pi ",
        "Σ": r"\Sigma ",
        "Φ": r"\Phi ",
        "Ψ": r"\Psi ",
        "Ω": r"\Omega ",
    }
)

# Letters of other alphabets that look like Latin ones: what is shown would not be what is read.
LOOK_ALIKES: Mapping[str, str] = MappingProxyType(
    dict(zip("аеорсухіјѕԁһкмнтгѵԛԝАВЕКМНОРСТХУЅІЈ", "aeopcyxijsdhkmhtrvqwABEKMHOPCTXYSIJ", strict=True))
    | dict(zip("οικνυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oiknuxABEZHIKMNOPTYX", strict=True))
)


def _of(what: str, *names: str) -> dict[str, str]:
    return {rf"\{name}": what for name in names}


UNREAD: Mapping[str, str] = MappingProxyType(
    {
        **_of("logic", *"lor land lnot neg vee wedge exists nexists vdash models bot veebar barwedge".split()),
        **_of("sets", *"cup cap setminus bigcup bigcap subset subseteq subsetneq supset supseteq notin ni emptyset".split()),
        **_of("sets", *"varnothing complement sqcup uplus smallsetminus aleph powerset".split()),
        **_of("whole numbers", *"gcd lcm bmod pmod mod pod nmid divides".split()),
        **_of("algebra", *"oplus otimes bigoplus bigotimes ltimes rtimes ker im dim hom deg wr cong ncong lhd unlhd".split()),
        **_of("order", *"prec succ preceq succeq sup inf limsup liminf varlimsup varliminf arg argmax argmin".split()),
        **_of("probability", *"Pr Var Cov".split()),
        **_of("geometry", *"angle measuredangle triangle parallel perp sphericalangle".split()),
    }
)
"""Commands of LaTeX that are not read, each with what it belongs to: nobody needs to define them."""
