"""Hypothesis strategies for trees of mathematics."""

from __future__ import annotations

from hypothesis import strategies as st

from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Bracket,
    Call,
    Cases,
    Constant,
    ConstantName,
    Derivative,
    Directional,
    Ellipsis,
    Evaluation,
    Expression,
    Factorial,
    Fence,
    Fenced,
    Gradient,
    Group,
    HigherDerivative,
    Integral,
    Limit,
    Matrix,
    Negation,
    Notation,
    Number,
    Operator,
    PlusMinus,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Side,
    Sign,
    Sum,
    Symbol,
    Times,
    Vector,
    VectorStyle,
)
from builder.calculus.expression.nodes import Division as Written

LETTERS = ("x", "y", "t", "h", "n", "a", r"\theta", "w_1", r"x_{ij}", r"\hat{y}", r"E_{\text{total}}", "x^*", r"\mathbf{u}")
FUNCTION_NAMES = ("f", "g")
KNOWN = ("sin", "cos", "tan", "ln", "exp", "arctan", "sinh", "sech", "log")

variables = st.sampled_from([Symbol(name) for name in LETTERS])
plain_variables = st.sampled_from([Symbol(name) for name in ("x", "y", "t")])
numbers = st.sampled_from([Number(text) for text in ("0", "1", "2", "3", "10", "0.5", "12.25")])
constants = st.sampled_from([Constant(ConstantName.PI), Constant(ConstantName.E)])
atoms: st.SearchStrategy[Expression] = st.one_of(variables, variables, numbers, constants)


def elementary(children: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """Sums, products, quotients, powers, roots and known functions of `children`."""
    several = st.lists(children, min_size=2, max_size=3).map(tuple)
    signs = st.sampled_from((Times.IMPLICIT, Times.IMPLICIT, Times.DOT, Times.CROSS, Times.ENTRYWISE))
    return st.one_of(
        several.map(Sum),
        several.map(lambda terms: Sum((terms[0], *(Negation(term) for term in terms[1:])))),
        children.map(Negation),
        several.flatmap(lambda factors: st.tuples(*[signs] * (len(factors) - 1)).map(lambda between: Product(factors, between))),
        st.builds(
            Quotient, children, children, st.sampled_from((Written.FRACTION, Written.FRACTION, Written.SLASH, Written.OBELUS))
        ),
        st.builds(Power, children, children),
        st.builds(Root, children, st.none() | numbers),
        st.builds(Call, st.sampled_from(KNOWN), st.tuples(children), st.none() | st.just(Number("2")), st.none(), st.booleans()),
        st.builds(Call, st.just("log"), st.tuples(children), st.none(), numbers, st.booleans()),
        st.builds(Group, children, st.sampled_from(Bracket)),
    )


def notations(children: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """The notations of calculus, and the rest of the tree."""
    function = st.sampled_from([Symbol(name) for name in FUNCTION_NAMES])
    orders = st.sampled_from([Number("1"), Number("2")])
    one = plain_variables.map(lambda variable: ((variable, 1),))
    named = st.one_of(
        function, st.builds(Prime, function, orders), st.builds(Prime, function, st.just(Number("4")), st.just(False))
    )
    relations = st.builds(Relation, children, st.sampled_from((Sign.LESS, Sign.GREATER_EQUAL)), children).map(lambda r: (r,))
    rows = st.tuples(children, children)
    return st.one_of(
        elementary(children),
        st.builds(Application, named, st.tuples(children)),
        st.builds(Application, function, st.tuples(children, children)),
        st.builds(Prime, st.one_of(children.map(Group), plain_variables), orders),
        st.builds(Derivative, children, one, st.booleans(), st.sampled_from((Notation.OPERATOR, Notation.QUOTIENT))),
        st.builds(
            Derivative,
            function,
            st.tuples(plain_variables, plain_variables).map(lambda pair: ((pair[0], 1), (pair[1], 2))),
            st.just(True),
        ),
        st.builds(
            Derivative,
            st.one_of(function, plain_variables),
            st.sampled_from(((Symbol("t"), 1), (Symbol("t"), 2))).map(lambda time: (time,)),
            st.just(False),
            st.just(Notation.DOT),
        ),
        st.builds(Directional, function, st.just(Symbol(r"\mathbf{u}"))),
        st.builds(
            Product,
            st.tuples(numbers, st.sampled_from((Constant(ConstantName.DEGREE), Constant(ConstantName.PERCENT)))),
            st.just((Times.IMPLICIT,)),
        ),
        st.builds(HigherDerivative, children, plain_variables, st.just(Symbol("k")), st.booleans()),
        st.builds(Gradient, function),
        st.builds(Limit, children, plain_variables, children, st.sampled_from(Side)),
        st.builds(Series, st.sampled_from(Operator), children, st.just(Symbol("k")), numbers, children),
        st.builds(Integral, children, plain_variables, st.none(), st.none()),
        st.builds(Integral, children, plain_variables, numbers, children),
        st.builds(Evaluation, children, st.tuples(plain_variables, children).map(lambda pair: (pair,))),
        st.builds(Factorial, children),
        st.builds(Binomial, children, children),
        st.builds(Fenced, st.sampled_from(Fence), children),
        st.builds(PlusMinus, children, st.booleans()),
        st.builds(Vector, st.lists(children, min_size=2, max_size=3).map(tuple), st.sampled_from(VectorStyle)),
        st.builds(Matrix, st.tuples(rows, rows), st.sampled_from(("bmatrix", "pmatrix", "vmatrix"))),
        st.builds(Cases, st.tuples(st.tuples(children, relations), st.tuples(children, st.just(())))),
        children.map(lambda term: Sum((term, Ellipsis(), term))),
    )


def expressions(max_leaves: int = 8) -> st.SearchStrategy[Expression]:
    """Elementary expressions."""
    return st.recursive(atoms, elementary, max_leaves=max_leaves)


def trees(max_leaves: int = 8) -> st.SearchStrategy[Expression]:
    """Expressions of all kinds of nodes, sensible or not."""
    return st.recursive(atoms, notations, max_leaves=max_leaves)
