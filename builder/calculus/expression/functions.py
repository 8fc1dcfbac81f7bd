"""The known functions: their names, how LaTeX spells them, how many arguments they take. Knows no rule and no value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct


class Function(Struct, frozen=True):
    r"""A function that everybody knows.

    `name` is what a `Call` holds. `spellings` are its LaTeX commands, without the backslash, the one that is printed first; a
    spelling that KaTeX lacks is printed as `\operatorname{…}` (`operator` true). `plain` are spellings in bare letters, `sin(x)`.
    `inverse` is the function that `name^{-1}` denotes, or "". `variadic` functions take one argument or more.
    """

    name: str
    spellings: tuple[str, ...]
    plain: tuple[str, ...]
    inverse: str = ""
    operator: bool = False
    variadic: bool = False


def _function(name: str, inverse: str = "", *, also: tuple[str, ...] = (), operator: bool = False) -> Function:
    spellings = (name, *also)
    return Function(name, spellings, spellings, inverse, operator)


_TABLE = (
    _function("sin", "arcsin"),
    _function("cos", "arccos"),
    _function("tan", "arctan", also=("tg",)),
    _function("cot", "arccot", also=("ctg",)),
    _function("sec", "arcsec"),
    _function("csc", "arccsc", also=("cosec",)),
    _function("arcsin", "sin", also=("asin",)),
    _function("arccos", "cos", also=("acos",)),
    _function("arctan", "tan", also=("atan", "arctg")),
    _function("arccot", "cot", also=("acot", "arcctg"), operator=True),
    _function("arcsec", "sec", also=("asec",), operator=True),
    _function("arccsc", "csc", also=("acsc",), operator=True),
    _function("sinh", "arsinh", also=("sh",)),
    _function("cosh", "arcosh", also=("ch",)),
    _function("tanh", "artanh", also=("th",)),
    _function("coth", "arcoth", also=("cth",)),
    _function("sech", "arsech", operator=True),
    _function("csch", "arcsch", operator=True),
    _function("arsinh", "sinh", also=("arcsinh", "asinh"), operator=True),
    _function("arcosh", "cosh", also=("arccosh", "acosh"), operator=True),
    _function("artanh", "tanh", also=("arctanh", "atanh"), operator=True),
    _function("arcoth", "coth", also=("arccoth", "acoth"), operator=True),
    _function("arsech", "sech", also=("arcsech", "asech"), operator=True),
    _function("arcsch", "csch", also=("arccsch", "acsch"), operator=True),
    _function("exp"),
    _function("ln"),
    _function("log"),
    Function("sign", ("sgn", "sign"), ("sgn", "sign"), operator=True),
    Function("max", ("max",), ("max",), variadic=True),
    Function("min", ("min",), ("min",), variadic=True),
)

FUNCTIONS: Mapping[str, Function] = MappingProxyType({entry.name: entry for entry in _TABLE})

BY_SPELLING: Mapping[str, str] = MappingProxyType({spelling: entry.name for entry in _TABLE for spelling in entry.spellings})

# Two bare letters are a product (`th`, `sh`), but for `ln`.
BY_LETTERS: Mapping[str, str] = MappingProxyType(
    {letters: entry.name for entry in _TABLE for letters in entry.plain if len(letters) > 2 or letters == "ln"}
)

ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "sen": r"\sin",
        "tg": r"\tan",
        "tang": r"\tan",
        "ctg": r"\cot",
        "cotg": r"\cot",
        "cotan": r"\cot",
        "cosec": r"\csc",
        "arcsen": r"\arcsin",
        "arsen": r"\arcsin",
        "arctg": r"\arctan",
        "arcctg": r"\operatorname{arccot}",
        "arccotg": r"\operatorname{arccot}",
        "senh": r"\sinh",
        "sh": r"\sinh",
        "ch": r"\cosh",
        "th": r"\tanh",
        "tgh": r"\tanh",
        "cth": r"\coth",
        "lg": r"\log_{10}",
        "lb": r"\log_2",
        "Sin": r"\sin",
        "Cos": r"\cos",
        "Tan": r"\tan",
        "Ln": r"\ln",
        "Log": r"\log",
        "Exp": r"\exp",
    }
)
"""What functions are called in other languages, books and programs, and how they are written here. In bare letters some of these
are read as the functions; the others are products of letters, which nobody means."""

_WITHIN = re.compile(r"([a-ce-zA-Z]{0,2}?)((?:arc)?(?:sin|cos|tan|cot|sec|csc)|(?:sin|cos|tan)h|ln|log|exp)([nt-z]?)")


def function_within(word: str, follows: str) -> slice | None:
    """Where in letters that stand together a function is, which a factor stands in front of, or its argument behind: `xsin(x)`,
    `lnx`, `xlnx`. `follows` is the character behind `word`. None where the letters may be something else: `sinh`, `cost`.
    """
    match = _WITHIN.fullmatch(word)
    if match is None or word == "cost" or not (match[3] or (match[1] and follows in ("(", "^"))):
        return None
    longest = max((name for name in (*BY_LETTERS, *ELSEWHERE) if name in word), key=len)
    return slice(*match.span(2)) if longest == match[2] and not (match[3] and longest.endswith("h")) else None


_FIELD = r"\\(?:mathbf|vec|boldsymbol)\{[A-QS-Za-hl-qs-w]\}|[FGAB]"


def is_field(name: str) -> bool:
    """Whether a name of which nothing is told customarily is that of a vector field: of a vector, but for that of a place."""
    return re.fullmatch(_FIELD, name) is not None


# Functions whose powers are written on the name: \sin^2 x.
ON_THE_NAME = frozenset({"sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch"})
