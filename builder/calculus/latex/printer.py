r"""The syntax tree to LaTeX, in one textbook style, so that it reads back as the same tree.

Brackets that reading back needs are added, from the same precedences as the parser's; they mean nothing, so a tree that
lacks them comes back with a `Group` there, and equal to what it was otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import IntEnum
from typing import assert_never, cast

from builder.calculus.expression.fields import field_operator
from builder.calculus.expression.functions import FUNCTIONS
from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Blank,
    Bracket,
    Call,
    Cases,
    Composition,
    Constant,
    ConstantName,
    Derivative,
    Differential,
    Directional,
    Division,
    Ellipsis,
    Evaluation,
    Expression,
    Factorial,
    Fence,
    Fenced,
    Gradient,
    Group,
    HigherDerivative,
    Indexed,
    Integral,
    Limit,
    Matrix,
    Negation,
    Node,
    Notation,
    Number,
    NumberSet,
    PlusMinus,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Side,
    Sum,
    Symbol,
    Times,
    Vector,
    VectorStyle,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.latex.adjacency import all_functions, bare_letters, holds, is_implicit_argument, open_limits
from builder.calculus.latex.calls import ALWAYS, BY_CUSTOM, head_letter

_TALL = (r"\frac", r"\sum", r"\prod", r"\int", r"\binom", r"\begin", r"\left", r"\dfrac")
_FENCES = {
    Fence.ABSOLUTE: ("|", "|"),
    Fence.FLOOR: (r"\lfloor ", r" \rfloor"),
    Fence.CEILING: (r"\lceil ", r" \rceil"),
    Fence.NORM: (r"\|", r"\|"),
    Fence.EUCLIDEAN: (r"\|", r"\|_2"),
}
_BRACKETS = {Bracket.ROUND: ("(", ")"), Bracket.SQUARE: ("[", "]"), Bracket.CURLY: (r"\{", r"\}")}
_VECTORS = {VectorStyle.ANGLE: (r"\langle ", r" \rangle"), VectorStyle.ROUND: ("(", ")"), VectorStyle.SQUARE: ("[", "]")}


class Level(IntEnum):
    """How tightly a tree binds; where a tighter one is asked for, it gets brackets."""

    SUM = 1
    PRODUCT = 2
    FACTOR = 3
    ATOM = 4


def print_latex(node: Node, marked: Collection[Node] = (), wrap: str = "new") -> str:
    r"""`node` as LaTeX.

    Sub-trees that are in `marked`, as objects and not by value, are set in `{\htmlClass{wrap}{…}}`; text with such marks is
    for pages, and is not meant to be read back. A node never changes: it keeps the text without them.
    """
    if marked:
        return _Printer(node, marked, wrap).text(node)
    kept: str | None = node.__dict__.get("latex")
    if kept is None:
        node.__dict__["latex"] = kept = _Printer(node, (), wrap).text(node)
    return kept


def level(node: Node) -> Level:
    """How tightly a tree binds when it is written out."""
    match node:
        case Sum(terms=terms) if between_ends(terms) is not None:
            return Level.FACTOR
        case Group() if field_operator(node) is not None:
            return Level.FACTOR
        case Sum() | Negation() | PlusMinus() | Relation():
            return Level.SUM
        case Product() | Limit() | Series() | Integral() | Directional() | Composition():
            return Level.PRODUCT
        case Quotient(written=written):
            return Level.FACTOR if written is Division.FRACTION else Level.PRODUCT
        case Derivative(notation=notation):
            open_notation = notation in (Notation.OPERATOR, Notation.CAPITAL_D)
            return (
                Level.PRODUCT if open_notation else Level.ATOM if notation in (Notation.SUBSCRIPT, Notation.DOT) else Level.FACTOR
            )
        case HigherDerivative(operator=operator):
            return Level.PRODUCT if operator else Level.FACTOR
        case Call(brackets=brackets):
            return Level.ATOM if brackets else Level.PRODUCT
        case (
            Power()
            | Factorial()
            | Prime()
            | Gradient()
            | Binomial()
            | Matrix()
            | Cases()
            | Evaluation()
            | Differential()
            | Blank()
        ):
            return Level.FACTOR
        case _:
            return Level.ATOM


def between_ends(terms: Sequence[Expression]) -> tuple[Group, Symbol, Expression, Expression] | None:
    """What stands in square brackets, its letter and the ends, where two terms are its values at the two; None elsewhere."""
    match terms:
        case (
            Evaluation(operand=Group(bracket=Bracket.SQUARE) as of, at=((letter, upper),)),
            Negation(operand=Evaluation(operand=other, at=((second, lower),))),
        ) if of == other and letter == second:
            return of, letter, lower, upper
        case _:
            return None


class _Printer:
    """Writes one tree. `numbers` are the letters that stand in it as numbers, so that a bracket after them is a factor."""

    def __init__(self, node: Node, marked: Collection[Node], wrap: str) -> None:
        self.marked = frozenset(id(each) for each in marked)
        self.wrap = wrap
        self.numbers = bare_letters(node)

    def text(self, node: Node) -> str:
        """`node`, marked if it is to be."""
        return self.mark(node, self.plain(node))

    def mark(self, node: Node, text: str) -> str:
        return rf"{{\htmlClass{{{self.wrap}}}{{{text}}}}}" if id(node) in self.marked else text

    def at(self, node: Node, least: Level) -> str:
        """`node`, in brackets if it binds less tightly than `least`."""
        text = self.text(node)
        return text if level(node) >= least else bracketed(text)

    def plain(self, node: Node) -> str:
        match cast("Expression | Relation", node):
            case Number(text=text):
                return text
            case Symbol(name=name):
                return name
            case Constant(name=constant):
                return constant.value
            case Ellipsis():
                return r"\cdots"
            case Blank():
                return r"\square"
            case Sum(terms=terms) if (between := between_ends(terms)) is not None:
                return self.between(*between)
            case Sum(terms=terms):
                return self.sum(terms)
            case Negation(operand=operand):
                return "-" + self.at(operand, Level.PRODUCT)
            case PlusMinus(operand=operand, upper=upper):
                return (r"\pm " if upper else r"\mp ") + self.at(operand, Level.PRODUCT)
            case Product(factors=factors, signs=signs):
                return self.product(factors, signs)
            case Quotient():
                return self.quotient(node)  # type: ignore[arg-type]
            case Power(base=base, exponent=exponent):
                return self.base(base) + "^" + self.script(_without_round_group(exponent))
            case Root(radicand=radicand, index=index):
                return (
                    r"\sqrt"
                    + (
                        ""
                        if index is None
                        else f"[{{{self.text(index)}}}]"
                        if "]" in self.text(index)
                        else f"[{self.text(index)}]"
                    )
                    + braces(self.text(radicand))
                )
            case Factorial(operand=operand):
                return (
                    self.at(operand, Level.ATOM) if not isinstance(operand, Call | Application) else bracketed(self.text(operand))
                ) + "!"
            case Binomial(upper=above, lower=below):
                return r"\binom" + braces(self.text(above)) + braces(self.text(below))
            case Group() if (found := field_operator(node)) is not None:
                curl, field, _ = found
                return (r"\nabla \times " if curl else r"\nabla \cdot ") + self.at(field, Level.ATOM)
            case Group(inner=inner, bracket=bracket):
                return bracketed(self.text(inner), *_BRACKETS[bracket])
            case Fenced(fence=fence, inner=inner):
                return self.fenced(fence, self.text(inner))
            case Call():
                return self.call(node)  # type: ignore[arg-type]
            case Application(function=function, arguments=arguments):
                return self.applied(function) + bracketed(", ".join(self.text(argument) for argument in arguments))
            case Composition(functions=functions):
                return r" \circ ".join(self.at(function, Level.ATOM) for function in functions)
            case Prime(operand=operand, order=order, marks=marks):
                return self.primed(operand) + (
                    "'" * int(order.text) if marks and isinstance(order, Number) else "^{(" + self.text(order) + ")}"
                )
            case Derivative():
                return self.derivative(node)  # type: ignore[arg-type]
            case HigherDerivative(operand=operand, variable=variable, order=order, operator=operator):
                raised = "^" + self.script(order)
                if operator:
                    return rf"\frac{{d{raised}}}{{d{self.text(variable)}{raised}}} " + self.operand(operand)
                return rf"\frac{{d{raised} {self.differentiable(operand)}}}{{d{self.text(variable)}{raised}}}"
            case Gradient(operand=operand, order=times):
                return r"\nabla" + (f"^{times} " if times > 1 else " ") + self.at(operand, Level.ATOM)
            case Directional(operand=operand, direction=direction):
                return "D_" + self.script(direction) + " " + self.at(operand, Level.ATOM)
            case Evaluation(operand=operand, at=at):
                values = ", ".join(f"{self.text(variable)} = {self.text(value)}" for variable, value in at)
                if isinstance(operand, Group) and operand.bracket is Bracket.SQUARE:
                    return f"{self.text(operand)}_{{{values}}}"
                return rf"\left. {self.text(operand)} \right|_{{{values}}}"
            case Limit():
                return self.limit(node)  # type: ignore[arg-type]
            case Indexed(base=base, indices=indices):
                return self.indexed(base, indices)
            case Series(operator=operator, body=body, index=index, lower=lower, upper=upper):
                below_sign = self.text(index) + ("" if lower is None else f"={self.text(lower)}")
                above_sign = "" if upper is None else "^" + self.script(upper)
                shown = below_sign if len(below_sign) == 1 else braces(below_sign)
                return f"{operator.value}_{shown}{above_sign} " + (
                    self.text(body) if isinstance(body, Negation) else self.at(body, Level.PRODUCT)
                )
            case Integral(body=body, variable=variable, lower=lower, upper=upper):
                bounds = ("" if lower is None else "_" + self.script(lower)) + ("" if upper is None else "^" + self.script(upper))
                return rf"\int{bounds} {self.at(body, Level.PRODUCT)} \, d{self.text(variable)}"
            case Differential(variable=variable):
                return "d" + self.text(variable)
            case Vector(entries=entries, style=style):
                entries_shown = [r"\ldots" if isinstance(entry, Ellipsis) else self.text(entry) for entry in entries]
                return bracketed(", ".join(entries_shown), *_VECTORS[style if len(entries) > 1 else VectorStyle.ANGLE])
            case Matrix(rows=rows, environment=environment):
                return self.matrix(rows, environment)
            case Cases(branches=branches):
                lines = [self.text(value) + " & " + self.conditions(conditions) for value, conditions in branches]
                return r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}"
            case NumberSet():
                return self.number_set(node)  # type: ignore[arg-type]
            case Relation(left=left, sign=sign, right=right):
                return f"{self.text(left)} {sign.value} {self.text(right)}"
            case _ as never:
                assert_never(never)

    # ------------------------------------------------------------------------------------------ arithmetic

    def sum(self, terms: Sequence[Expression]) -> str:
        parts: list[str] = []
        for number, term in enumerate(terms):
            captures = bool(limits := open_limits(term)) and holds(terms[number + 1 :], limits)
            negative = isinstance(term, Negation | PlusMinus)
            body = term.operand if isinstance(term, Negation | PlusMinus) else term
            sign = (
                "+" if not negative else "-" if isinstance(term, Negation) else r"\pm" if cast(PlusMinus, term).upper else r"\mp"
            )
            text = self.text(body)
            text = bracketed(text) if captures or level(body) < Level.PRODUCT else text
            if not number:
                parts.append(self.mark(term, f"-{text}" if sign == "-" else f"{sign} {text}") if negative else text)
            elif negative and id(term) in self.marked:
                parts.append(self.mark(term, f"{{}} {sign} {text}"))
            else:
                parts.append(f"{sign} {text}")
        return " ".join(parts)

    def between(self, of: Group, letter: Symbol, lower: Expression, upper: Expression) -> str:
        """The difference of the values at two ends; the letter is told where it is not the only one."""
        named = "" if symbols(of) == {letter.name} else f"{self.text(letter)} = "
        if named:
            return f"{self.text(of)}_{{{named}{self.text(lower)}}}^{{{named}{self.text(upper)}}}"
        return f"{self.text(of)}_{self.script(lower)}^{self.script(upper)}"

    def product(self, factors: Sequence[Expression], signs: Sequence[Times]) -> str:
        text = ""
        for number, factor in enumerate(factors):
            before = signs[number - 1] if number else None
            after = signs[number] if number < len(signs) else None
            rest = factors[number + 1 :]
            shown = self.factor(factor, before, after, rest)
            if not number:
                text = shown
                continue
            if before is Times.IMPLICIT:
                text += self.side_by_side(factors[number - 1], factor, text, shown)
            else:
                assert before is not None
                text += f" {before.value} {shown}"
        return text

    def factor(self, factor: Expression, before: Times | None, after: Times | None, rest: Sequence[Expression]) -> str:
        """A factor between its signs, in brackets if it would swallow, or be torn by, its neighbours."""
        text = self.text(factor)
        match factor:
            case Call():
                return text
            case Derivative(notation=Notation.CAPITAL_D):
                return text
            case Derivative(notation=Notation.OPERATOR, operand=operand):
                closed = text.endswith((")", "]")) and (isinstance(operand, Group) or level(operand) < Level.PRODUCT)
                return text if closed or after is None else bracketed(text)
            case Quotient(written=Division.SLASH | Division.OBELUS, numerator=above, denominator=below):
                numbers = isinstance(above, Number) and isinstance(below, Number)
                fits = before is not Times.IMPLICIT and (after is not Times.IMPLICIT or numbers)
                return text if fits else bracketed(text)
            case Limit():
                return text if all(isinstance(each, Limit) for each in rest) else bracketed(text)
            case Series() | Integral():
                return text if after is None else bracketed(text)
            case _:
                return text if level(factor) >= Level.FACTOR else bracketed(text)

    def side_by_side(self, left: Expression, right: Expression, before: str, shown: str) -> str:
        """What joins two factors that stand side by side, and the second of them."""
        if isinstance(right, Constant) and right.name in (ConstantName.DEGREE, ConstantName.PERCENT):
            return shown
        begins = shown.lstrip("{")
        if begins[:1].isdigit() and (before[-1:].isdigit() and not _ends_in_script(left)):
            return rf" \cdot {shown}"
        if shown.startswith(("(", r"\left(")) and self.would_apply(left, right):
            return rf" \cdot {shown}"
        if isinstance(left, Symbol) and left.name == "d" and begins[:1].isalpha():
            return rf" \cdot {shown}"
        if isinstance(left, Call) and not (left.brackets or self.needs_brackets(left)) and not isinstance(right, Call):
            return rf" \, {shown}"
        if isinstance(right, Differential):
            return rf" \, {shown}"
        if isinstance(left, Number) and (begins[:1].isalpha() or begins[:1] in "(["):
            return shown
        if before[-1:] in ")]}" and shown.startswith("("):
            return shown
        if isinstance(left, Symbol) and len(left.name) == 1 and shown.startswith("("):
            return shown
        pair = before[-1:] + begins[:1]
        if (
            pair.isalpha()
            and not before[-2:-1].isalpha()
            and not _ends_in_command(before)
            and not shown.startswith("{")
            and pair != "ln"
        ):
            if not shown[1:2].isalpha():
                return shown
        return f" {shown}"

    def would_apply(self, left: Expression, right: Expression) -> bool:
        """Whether a bracket behind `left` would be read as its arguments."""
        match left:
            case Symbol(name=name):
                head = head_letter(name)
                lone = isinstance(right, Group) and isinstance(right.inner, Symbol)
                custom = head in ALWAYS or (head in BY_CUSTOM and head not in self.numbers) or name.startswith(r"\operatorname")
                return custom or isinstance(right, Vector) or (lone and head not in self.numbers)
            case Prime() | Gradient() | Composition():
                return True
            case Derivative(notation=notation):
                return notation is not Notation.CAPITAL_D
            case HigherDerivative(operator=operator):
                return not operator
            case Group(inner=inner):
                return all_functions(inner)
            case Power(base=Symbol(name=name), exponent=Number()):
                return head_letter(name) in ALWAYS or head_letter(name) in BY_CUSTOM
            case _:
                return False

    def quotient(self, node: Quotient) -> str:
        if node.written is Division.FRACTION:
            return r"\frac" + braces(self.text(node.numerator)) + braces(self.text(node.denominator))
        sign = "/" if node.written is Division.SLASH else r" \div "
        above = self.text(node.numerator)
        match node.numerator:
            case Product(signs=signs, factors=factors):
                fits = all(s is Times.IMPLICIT for s in signs) and not any(
                    _divides(f) or isinstance(f, Limit | Series | Derivative) for f in factors
                )
            case Derivative(notation=Notation.OPERATOR) | Limit() | Series() | Integral() | Directional() | Composition():
                fits = False
            case Call() | Quotient():
                fits = True
            case _:
                fits = level(node.numerator) >= Level.FACTOR
        below = self.text(node.denominator)
        match node.denominator:
            case Product(signs=signs, factors=factors):
                plain = all(s is Times.IMPLICIT for s in signs) and not any(_divides(f) for f in factors)
                both_numbers = isinstance(node.numerator, Number) and isinstance(factors[0], Number)
                holds = plain and not both_numbers and r"\," not in below
            case Call(brackets=False):
                holds = True
            case _:
                holds = level(node.denominator) >= Level.FACTOR
        return (above if fits else bracketed(above)) + sign + (below if holds else bracketed(below))

    def base(self, base: Expression) -> str:
        """The base of a power."""
        text = self.text(base)
        if isinstance(base, Symbol | Indexed) and "^" in text:
            return bracketed(text)
        if (
            isinstance(base, Derivative | Application | Number | Fenced)
            and level(base) >= Level.FACTOR
            and not isinstance(base, Derivative)
        ):
            return text
        return text if level(base) is Level.ATOM and not isinstance(base, Vector) else bracketed(text)

    def primed(self, operand: Expression) -> str:
        text = self.text(operand)
        if isinstance(operand, Symbol | Indexed):
            return bracketed(text) if "^" in text else text
        return text if isinstance(operand, Group) else bracketed(text)

    def script(self, node: Node) -> str:
        """An exponent or a bound: braces unless it is one token."""
        text = self.text(node)
        single = len(text) == 1 or (text.startswith("\\") and text[1:].isalpha() and isinstance(node, Symbol | Constant))
        return text if single else braces(text)

    def fenced(self, fence: Fence, inner: str) -> str:
        left, right = _FENCES[fence]
        if any(sign in inner for sign in _TALL) or "|" in inner:
            return rf"\left{left.strip()} {inner} \right{right.strip()}"
        return f"{left}{inner}{right}"

    # ------------------------------------------------------------------------------------------ functions

    def needs_brackets(self, node: Call) -> bool:
        """Whether an argument that was to stand without brackets would not be read as the argument."""
        return len(node.arguments) != 1 or not is_implicit_argument(node.arguments[0])

    def call(self, node: Call) -> str:
        function = FUNCTIONS[node.function]
        spelling = function.spellings[0]
        name = rf"\operatorname{{{spelling}}}" if function.operator else rf"\{spelling}"
        if node.base is not None:
            name += "_" + self.script(node.base)
        if node.power is not None:
            name += "^" + self.script(node.power)
        arguments = ", ".join(self.text(argument) for argument in node.arguments)
        if node.brackets or self.needs_brackets(node):
            return name + bracketed(arguments)
        return f"{name} {arguments}"

    def applied(self, function: Expression) -> str:
        """A function in front of its arguments."""
        text = self.text(function)
        match function:
            case Symbol() | Prime() | Group() | Gradient():
                return text
            case Derivative(notation=notation) if notation is not Notation.OPERATOR and notation is not Notation.CAPITAL_D:
                return text
            case _:
                return bracketed(text)

    # ------------------------------------------------------------------------------------------ calculus

    def derivative(self, node: Derivative) -> str:
        d = r"\partial " if node.partial else "d"
        order = sum(times for _, times in node.variables)
        if node.notation is Notation.SUBSCRIPT and isinstance(node.operand, Symbol):
            letters = "".join(variable.name * times for variable, times in node.variables)
            if "_" not in node.operand.name and all(len(variable.name) == 1 for variable, _ in node.variables):
                return node.operand.name + "_" + (letters if len(letters) == 1 else braces(letters))
        if node.notation is Notation.DOT:
            return rf"\{'d' * order}ot" + braces(self.text(node.operand))
        if node.notation is Notation.CAPITAL_D and order == 1:
            return "D_" + self.script(node.variables[0][0]) + " " + self.at(node.operand, Level.ATOM)
        raised = d.strip() + (f"^{order}" if order < 10 else f"^{{{order}}}") if order > 1 else d.strip()
        below = " ".join(self.differentiated(d, variable, times) for variable, times in node.variables)
        if node.notation is Notation.SLASH and isinstance(node.operand, Symbol) and len(node.variables) == 1:
            gap = " " if raised.endswith(("l", "2", "3")) and node.partial else ""
            return f"{raised}{gap}{self.text(node.operand)}/{below}"
        if node.notation is Notation.OPERATOR:
            return rf"\frac{{{raised}}}{{{below}}} " + self.operand(node.operand)
        operand = self.differentiable(node.operand)
        gap = " " if node.partial or order > 1 else ""
        return rf"\frac{{{raised}{gap}{operand}}}{{{below}}}"

    def differentiable(self, operand: Expression) -> str:
        r"""What stands behind the d in `\frac{dy}{dx}`."""
        text = self.text(operand)
        return (
            text if isinstance(operand, Symbol | Application | Group | Prime | Indexed | Constant | Number) else bracketed(text)
        )

    def differentiated(self, d: str, variable: Symbol, times: int) -> str:
        name = self.text(variable)
        if times > 1 and "^" in name:
            name = f"({name})"
        return d + name + ("" if times == 1 else f"^{times}" if times < 10 else f"^{{{times}}}")

    def operand(self, operand: Expression) -> str:
        r"""What stands behind `\frac{d}{dx}`."""
        text = self.text(operand)
        if isinstance(operand, Group):
            return text
        first: Expression = operand
        while isinstance(first, Product | Quotient | Power | Prime | Factorial | Application):
            match first:
                case Product(factors=factors):
                    first = factors[0]
                case Quotient(numerator=above, written=written) if written is not Division.FRACTION:
                    first = above
                case Power(base=base):
                    first = base
                case Prime(operand=inner) | Factorial(operand=inner) | Application(function=inner):
                    first = inner
                case _:
                    break
        opens = text.startswith(("(", "[", r"\left(", r"\left[", r"\{"))
        whole = isinstance(operand, Power) and opens and not isinstance(operand.base, Application)
        if level(operand) < Level.PRODUCT or (opens and not whole):
            return bracketed(text)
        return text

    def limit(self, node: Limit) -> str:
        point = self.text(node.point)
        if node.side is not Side.BOTH:
            bare = node.point.operand if isinstance(node.point, Negation) else node.point
            atomic = isinstance(node.point, Group) or (isinstance(bare, Number | Symbol | Constant) and "^" not in point)
            point = (point if atomic else bracketed(point)) + "^" + node.side.value
        body = self.text(node.body)
        again = isinstance(node.body, Product) and any(isinstance(factor, Limit) for factor in node.body.factors)
        if again or (level(node.body) < Level.PRODUCT and not isinstance(node.body, Negation)):
            body = bracketed(body)
        return rf"\lim_{{{self.text(node.variable)} \to {point}}} {body}"

    def indexed(self, base: Expression, indices: Sequence[Expression]) -> str:
        texts = [self.text(index) for index in indices]
        joined = "".join(texts) if all(len(text) == 1 for text in texts) else ",".join(texts)
        if not isinstance(base, Symbol):  # what a name stands for, put in
            return f"{bracketed(self.text(base))}_{braces(joined)}"
        name, mark, layer = base.name.partition("^")
        return f"{name}_{joined if len(joined) == 1 else braces(joined)}{mark}{layer}"

    # ------------------------------------------------------------------------------------------ many entries

    def matrix(self, rows: Sequence[Sequence[Expression]], environment: str) -> str:
        columns = f"{{{'c' * len(rows[0])}}}" if environment == "array" else ""
        tall = any(isinstance(node, Quotient | Derivative) for row in rows for entry in row for node in descendants(entry))
        apart = r" \\[4pt] " if tall else r" \\ "  # fractions of two rows would touch each other
        lines = apart.join(" & ".join(self.text(entry) for entry in row) for row in rows)
        return rf"\begin{{{environment}}}{columns} {lines} \end{{{environment}}}"

    def conditions(self, conditions: Sequence[Relation]) -> str:
        if not conditions:
            return r"\text{otherwise}"
        return r"\text{if } " + ", ".join(self.text(condition) for condition in conditions)

    def number_set(self, node: NumberSet) -> str:
        if node.name == "interval":
            low, high = (self.text(member) for member in node.members)
            return f"{'[' if node.closed[0] else '('}{low}, {high}{']' if node.closed[1] else ')'}"
        if node.name == "finite" and not node.members:
            return r"\emptyset"
        if node.name == "finite":
            return r"\{" + ", ".join(self.text(member) for member in node.members) + r"\}"
        if node.name == "named":
            return node.letter
        sizes = r" \times ".join(self.text(size) for size in node.sizes)
        text = rf"\mathbb{{{node.name[0]}}}" + node.name[1:] + ("_{>0}" if node.positive else "")
        return text + ("^" + (sizes if len(sizes) == 1 else braces(sizes)) if sizes else "")


# ---------------------------------------------------------------------------------------------- helpers


def bracketed(text: str, left: str = "(", right: str = ")") -> str:
    r"""`text` in brackets, which grow (`\left( \right)`) around what is tall."""
    if any(sign in text for sign in _TALL):
        return rf"\left{left.strip()} {text} \right{right.strip()}"
    return f"{left}{text}{right}"


def braces(text: str) -> str:
    """`text` in braces."""
    return f"{{{text}}}"


def _without_round_group(exponent: Expression) -> Expression:
    """Brackets around a whole exponent are left away: `x^{(4)}` would be read as a name or a derivative."""
    return exponent.inner if isinstance(exponent, Group) and exponent.bracket is not Bracket.CURLY else exponent


def _ends_in_script(node: Expression) -> bool:
    return isinstance(node, Power) or (isinstance(node, Symbol | Indexed) and len(getattr(node, "name", "xx")) > 1)


def _ends_in_command(text: str) -> bool:
    start = text.rfind("\\")
    return start >= 0 and text[start + 1 :].isalpha()


def _divides(node: Expression) -> bool:
    return isinstance(node, Quotient) and node.written is not Division.FRACTION
