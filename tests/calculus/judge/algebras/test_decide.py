"""What holds for matrices, vectors, complex numbers and quaternions, and what does not, as textbooks have it."""

from __future__ import annotations

import pytest

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Sort
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refutation, Refuted, Tested, Unknown, Verdict
from builder.calculus.latex.display import parse_in

_MATRICES = {**dict.fromkeys("ABCP", Sort.MATRIX), **dict.fromkeys("xyuvw", Sort.VECTOR)}
_VECTORS = dict.fromkeys((r"\vec{u}", r"\vec{v}", r"\vec{w}", "u", "v", "w"), Sort.VECTOR)
_COMPLEX = dict.fromkeys(("z", "w", "z_1", "z_2"), Sort.COMPLEX)
_QUATERNIONS = dict.fromkeys("ijkpq", Sort.QUATERNION)

TRUE_OF_MATRICES = (
    r"(AB)^T = B^T A^T",
    r"(AB)^{-1} = B^{-1}A^{-1}",
    r"(ABC)^{-1}=C^{-1}B^{-1}A^{-1}",
    r"(A^T)^{-1}=(A^{-1})^T",
    r"A^{-T}=(A^{-1})^T",
    r"A(B+C)=AB+AC",
    r"(A+B)^T=A^T+B^T",
    r"(A+B)^2=A^2+AB+BA+B^2",
    r"(A+B)(A-B)=A^2-AB+BA-B^2",
    r"\det(AB)=\det(A)\det(B)",
    r"\det(AB)=\det A\det B",
    r"\det(AB)=\det(BA)",
    r"\det(A^{-1})=\frac{1}{\det A}",
    r"\det(A^T)=\det A",
    r"\operatorname{tr}(AB)=\operatorname{tr}(BA)",
    r"\operatorname{tr}(ABC)=\operatorname{tr}(BCA)",
    r"\operatorname{tr}(A+B)=\operatorname{tr}(A)+\operatorname{tr}(B)",
    r"\operatorname{tr}(A^T)=\operatorname{tr} A",
    r"(P^{-1}AP)^2=P^{-1}A^2P",
    r"\det(P^{-1}AP)=\det A",
    r"\operatorname{tr}(P^{-1}AP)=\operatorname{tr}(A)",
    r"A A^{-1}=I",
    r"A^{-1}A=I",
    r"(cA)^T=cA^T",
    r"(cA)^{-1}=\frac1c A^{-1}",
    r"\det(cA)=c^n\det A",
    r"A^mA^n=A^{m+n}",
    r"(A^m)^n=A^{mn}",
    r"A(x+y)=Ax+Ay",
    r"x^TAy = y^TA^Tx",
    r"(Ax)^T=x^TA^T",
    r"(Ax)\cdot y = x\cdot(A^Ty)",
    r"\|x+y\|^2=\|x\|^2+2x^Ty+\|y\|^2",
    r"[A,B]=AB-BA",
    r"[A,B]=-[B,A]",
    r"A(cB)=c(AB)",
    r"(A+\lambda I)(A-\lambda I)=A^2-\lambda^2I",
    r"AI=A",
    r"|AB|=|A||B|",
    r"\operatorname{tr}(xy^T)=y^Tx",
    r"(A^TA)^T=A^TA",
    r"\|x\|^2=x^Tx",
    r"(xy^T)^T=yx^T",
    r"[A,[B,C]]+[B,[C,A]]+[C,[A,B]]=0",
)
FALSE_OF_MATRICES = (
    r"AB=BA",
    r"(AB)^T=A^TB^T",
    r"(AB)^{-1}=A^{-1}B^{-1}",
    r"(A+B)^2=A^2+2AB+B^2",
    r"(A+B)(A-B)=A^2-B^2",
    r"(AB)^2=A^2B^2",
    r"\det(A+B)=\det A+\det B",
    r"\operatorname{tr}(AB)=\operatorname{tr}(A)\operatorname{tr}(B)",
    r"e^{A+B}=e^Ae^B",
    r"(A+B)^{-1}=A^{-1}+B^{-1}",
    r"\det(cA)=c\det A",
    r"x^Ty=-y^Tx",
    r"\|x+y\|=\|x\|+\|y\|",
    r"\operatorname{tr}(ABC)=\operatorname{tr}(ACB)",
    r"(P^{-1}AP)^2 = PA^2P^{-1}",
    r"x^TAy=y^TAx",
    r"Ax=xA",
    r"\|x+y\|^2=\|x\|^2+\|y\|^2",
    r"A^TA=AA^T",
    r"(ABC)^T=A^TB^TC^T",
    r"(cA)^{-1}=cA^{-1}",
    r"\det(-A)=-\det A",
    r"xy^T=yx^T",
    r"ABx=BAx",
)
TRUE_OF_VECTORS = (
    r"\vec u\times\vec v=-\vec v\times\vec u",
    r"\vec u\cdot\vec v=\vec v\cdot\vec u",
    r"\vec u\times\vec u=0",
    r"\vec u\cdot(\vec u\times\vec v)=0",
    r"\vec u\times(\vec v\times\vec w)=\vec v(\vec u\cdot\vec w)-\vec w(\vec u\cdot\vec v)",
    r"|\vec u\times\vec v|^2=|\vec u|^2|\vec v|^2-(\vec u\cdot\vec v)^2",
    r"c(\vec u+\vec v)=c\vec u+c\vec v",
    r"\vec u\cdot(\vec v+\vec w)=\vec u\cdot\vec v+\vec u\cdot\vec w",
    r"|\vec u|^2=\vec u\cdot\vec u",
    r"\|c u\|=|c|\|u\|",
    r"\langle u,v\rangle=\langle v,u\rangle",
    r"\|u+v\|^2+\|u-v\|^2=2\|u\|^2+2\|v\|^2",
    r"\vec u\cdot(\vec v\times\vec w)=\vec v\cdot(\vec w\times\vec u)",
)
FALSE_OF_VECTORS = (
    r"\vec u\times\vec v=\vec v\times\vec u",
    r"(\vec u\times\vec v)\times\vec w=\vec u\times(\vec v\times\vec w)",
    r"(\vec u\cdot\vec v)\vec w=\vec u(\vec v\cdot\vec w)",
    r"|\vec u+\vec v|=|\vec u|+|\vec v|",
    r"|\vec u\cdot\vec v|=|\vec u||\vec v|",
    r"|\vec u\times\vec v|=|\vec u||\vec v|",
    r"\|u+v\|^2=\|u\|^2+\|v\|^2",
    r"\|cu\|=c\|u\|",
)
TRUE_OF_COMPLEX = (
    r"|z|^2=z\bar z",
    r"\overline{zw}=\bar z\,\bar w",
    r"|zw|=|z||w|",
    r"|z|^2=|z^2|",
    r"z+\bar z=2\operatorname{Re}(z)",
    r"z-\bar z=2i\operatorname{Im}(z)",
    r"e^{z+w}=e^ze^w",
    r"\frac1z=\frac{\bar z}{|z|^2}",
    r"|z+w|^2=|z|^2+2\operatorname{Re}(z\bar w)+|w|^2",
    r"(z+w)^2=z^2+2zw+w^2",
    r"zw=wz",
    r"\left|\frac zw\right|=\frac{|z|}{|w|}",
    r"|\bar z|=|z|",
    r"e^{iz}=\cos z+i\sin z",
    r"|z^n|=|z|^n",
    r"\cos^2z+\sin^2z=1",
    r"|e^z|=e^{\operatorname{Re}(z)}",
    r"\operatorname{Re}(iz)=-\operatorname{Im}(z)",
    r"\frac{1}{z}+\frac1w=\frac{z+w}{zw}",
    r"|z_1z_2|=|z_1||z_2|",
    r"\frac{z}{z+w}+\frac{w}{z+w}=1",
    r"\cos(iz)=\cosh z",
)
FALSE_OF_COMPLEX = (
    r"|z|^2=z^2",
    r"\sqrt{z^2}=z",
    r"|z+w|=|z|+|w|",
    r"e^z>0",
    r"\overline{zw}=\bar zw",
    r"\operatorname{Re}(zw)=\operatorname{Re}(z)\operatorname{Re}(w)",
    r"|z|=z",
    r"|z+w|^2=|z|^2+|w|^2",
    r"z\bar z=z^2",
    r"\frac1z=\bar z",
    r"|e^z|=e^{|z|}",
    r"z^2\ge0",
    r"\operatorname{Im}(iz)=\operatorname{Im}(z)",
    r"\bar z=-z",
)
TRUE_OF_QUATERNIONS = (
    r"ij=k",
    r"ji=-k",
    r"ij=-ji",
    r"ijk=-1",
    r"i^2=-1",
    r"\overline{pq}=\bar q\bar p",
    r"|pq|=|p||q|",
    r"q\bar q=|q|^2",
    r"(pq)^{-1}=q^{-1}p^{-1}",
    r"q^{-1}=\frac{\bar q}{|q|^2}",
    r"jk=i",
    r"p(q+i)=pq+pi",
)
FALSE_OF_QUATERNIONS = (
    r"ij=ji",
    r"pq=qp",
    r"ijk=1",
    r"\overline{pq}=\bar p\bar q",
    r"(pq)^{-1}=p^{-1}q^{-1}",
    r"(p+q)^2=p^2+2pq+q^2",
    r"iq=qi",
    r"jk=-i",
)

TESTED = (
    (_MATRICES, r"(I+AB)^{-1}A = A(I+BA)^{-1}"),
    (_VECTORS, r"|\vec{u}\cdot\vec v|\le|\vec u||\vec v|"),
    (_COMPLEX, r"|z+w|\le|z|+|w|"),
)
"""True, and not proved."""


def _decided(latex: str, sorts: dict[str, Sort], special: frozenset[str] = frozenset()) -> Verdict:
    context = Context().with_sorts(sorts, special)
    display = parse_in(latex, context, {})
    assert not display.faults, latex
    (relation,) = display.statements[0].relations
    return decide(Claim(relation, context))


@pytest.mark.parametrize(
    ("sorts", "latex"),
    [
        (sorts, latex)
        for sorts, rows in (
            (_MATRICES, TRUE_OF_MATRICES),
            (_VECTORS, TRUE_OF_VECTORS),
            (_COMPLEX, TRUE_OF_COMPLEX),
            (_QUATERNIONS, TRUE_OF_QUATERNIONS),
        )
        for latex in rows
    ],
)
def test_what_is_true_is_proved(sorts: dict[str, Sort], latex: str) -> None:
    assert isinstance(_decided(latex, sorts), Proved)


@pytest.mark.parametrize(
    ("sorts", "latex"),
    [
        (sorts, latex)
        for sorts, rows in (
            (_MATRICES, FALSE_OF_MATRICES),
            (_VECTORS, FALSE_OF_VECTORS),
            (_COMPLEX, FALSE_OF_COMPLEX),
            (_QUATERNIONS, FALSE_OF_QUATERNIONS),
        )
        for latex in rows
    ],
)
def test_what_is_false_is_refuted(sorts: dict[str, Sort], latex: str) -> None:
    assert isinstance(_decided(latex, sorts), Refuted)


@pytest.mark.parametrize(("sorts", "latex"), TESTED)
def test_what_is_true_and_not_proved_is_tested(sorts: dict[str, Sort], latex: str) -> None:
    assert isinstance(_decided(latex, sorts), Tested)


@pytest.mark.parametrize("latex", ["AB = BA", "A^T = A", "(A+B)^2 = A^2 + 2AB + B^2", "A^TA = AA^T"])
def test_letters_of_which_more_is_told_refute_nothing(latex: str) -> None:
    assert isinstance(_decided(latex, _MATRICES, frozenset("AB")), Unknown)


def test_a_counterexample_shows_the_matrices() -> None:
    verdict = _decided("AB = BA", _MATRICES)
    assert isinstance(verdict, Refuted)
    assert verdict.functions["A"] == r"A = \begin{pmatrix} 1 & 1 \\ 0 & 1 \end{pmatrix}"
    assert (verdict.left, verdict.right) == ("[2 1; 1 1]", "[1 1; 1 2]")


def test_a_vector_does_not_stand_before_a_matrix() -> None:
    verdict = _decided("Ax = xA", _MATRICES)
    assert isinstance(verdict, Refuted) and verdict.how is Refutation.SHAPE


@pytest.mark.parametrize(
    "latex",
    [
        r"(XW)^\top = X^\top W^\top",
        r"(AB)^T = A^T B^T",
        r"\det(A + B) = \det A + \det B",
        r"\operatorname{tr}(AB) = \operatorname{tr}(A)\operatorname{tr}(B)",
        r"\vec a \times \vec b = \vec b \times \vec a",
    ],
)
def test_notation_tells_what_letters_are(latex: str) -> None:
    assert isinstance(_decided(latex, {}), Refuted)


@pytest.mark.parametrize("latex", ["a^T c^T = (ac)^T", "2^T 2^T = 4^T", "(P + V)^2 = P^2 + 2PV + V^2", "A^T A = A^{T+1}"])
def test_letters_are_numbers_where_nothing_tells_otherwise(latex: str) -> None:
    assert isinstance(_decided(latex, {}), Proved)


@pytest.mark.parametrize("latex", ["n^2 = O(n)", "3n^2 + n = O(n)", "f(n) = O(n)"])
def test_what_a_program_costs_is_not_decided(latex: str) -> None:
    assert isinstance(_decided(latex, {}), Unknown)
