r"""What is written in each notation: claims that are true, that are false, and that nobody can decide."""

from __future__ import annotations

from msgspec import Struct


class Row(Struct, frozen=True):
    """A notation: what is given, what is assumed, and a claim. `in_prose` tells whether a note would say it so."""

    name: str
    chain: str
    given: str = ""
    assume: str = ""
    in_prose: bool = True


TRUE = (
    Row("fill-in box", r"3 \cdot 4 = \answer{12}"),
    Row("fill-in box with a sum", r"(x + 1)^2 = \answer{x^2 + 2x + 1}"),
    Row("blank with its answer", r"\frac{d}{dx} x^3 = \blank{3x^2}"),
    Row("top", r"A^\top = \begin{bmatrix} 1 & 0 \\ 2 & 5 \end{bmatrix}", r"A = \begin{bmatrix} 1 & 2 \\ 0 & 5 \end{bmatrix}"),
    Row("sans T", r"v^{\mathsf T} v = 13", r"v = \begin{bmatrix} 2 \\ 3 \end{bmatrix}"),
    Row("upright T", r"v^{\mathrm{T}} v = 13", r"v = \begin{bmatrix} 2 \\ 3 \end{bmatrix}"),
    Row("intercal", r"v^\intercal v = 13", r"v = \begin{bmatrix} 2 \\ 3 \end{bmatrix}"),
    Row("entry by entry", r"u \odot v = (5, 12)", r"u = (1, 2), v = (5, 6)"),
    Row("entry by entry with a circle", r"u \circ v = (5, 12)", r"u = (1, 2), v = (5, 6)"),
    Row("composition", r"(f \circ g)(x) = (2x + 1)^2", r"f(x) = x^2, g(x) = 2x + 1"),
    Row("determinant in bars", r"\begin{vmatrix} p & q \\ r & s \end{vmatrix} = ps - qr"),
    Row("determinant of three rows", r"\begin{vmatrix} 2 & 0 & 1 \\ 1 & 3 & 0 \\ 0 & 1 & 1 \end{vmatrix} = 7"),
    Row("det", r"\det A = -2", r"A = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"),
    Row("det with brackets", r"\det(A) = -2", r"A = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"),
    Row("bars around a matrix", r"|A| = -2", r"A = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"),
    Row("cross product", r"\langle 1, 2, 3 \rangle \times \langle 0, 1, 1 \rangle = \langle -1, -1, 1 \rangle"),
    Row("dot on a function", r"\dot{x}(t) = 4t^3", r"x(t) = t^4"),
    Row("dot on a letter", r"\dot y = \cos t", r"y = \sin t"),
    Row("two dots", r"\ddot{y} = -\sin t", r"y = \sin t"),
    Row("two dots on a function", r"\ddot{x}(2) = 48", r"x(t) = t^4"),
    Row("text between rows", r"2x + x &= 3x \intertext{and likewise} 4x - x &= 3x"),
    Row("short text between rows", r"2x + x &= 3x \\ \shortintertext{and likewise} 4x - x &= 3x"),
    Row("along a bold vector", r"D_{\mathbf{u}} f(3, 1) = 3", r"f(x,y) = x^2 y, \mathbf{u} = \langle 0, \frac13 \rangle"),
    Row("dv", r"\dv{x} x^4 = 4x^3"),
    Row("dv of a name", r"\dv{y}{x} = 2x", r"y = x^2"),
    Row("second dv", r"\dv[2]{y}{x} = 6x", r"y = x^3"),
    Row("pdv", r"\pdv{f}{x} = 2xy", r"f(x, y) = x^2 y"),
    Row("mixed pdv", r"\pdv{f}{x}{y} = 2x", r"f(x, y) = x^2 y"),
    Row("dd in an integral", r"\int_0^1 2x \dd{x} = 1"),
    Row("dd without braces", r"\int_0^1 2x \dd x = 1"),
    Row("qty", r"2 \qty(x + 1) = 2x + 2"),
    Row("abs and norm", r"\abs{-7} + \norm{\langle 3, 4 \rangle} = 12"),
    Row("decimal comma", r"0{,}25 + 0{,}125 = 0{,}375"),
    Row("decimal comma beside a whole number", r"2{,}5 \cdot 4 = 10"),
    Row("thousands", r"12{,}500 + 500 = 13{,}000"),
    Row("thin space in thousands", r"12\,500 + 500 = 13\,000"),
    Row("thin space in decimals", r"0.125\,5 \cdot 2 = 0.251"),
    Row("percent", r"25\% + \frac12 = 0.75"),
    Row("percent of", r"20\% \cdot 50 = 10"),
    Row("degrees", r"\cos 60^\circ = \frac12"),
    Row("degrees in braces", r"\tan(45^{\circ}) = 1"),
    Row("degrees and radians", r"180^\circ = \pi"),
    Row("substack", r"\lim_{\substack{t \to 0 \\ t > 0}} \frac{|t|}{t} = 1"),
    Row("substack from below", r"\lim_{\substack{t \to 0 \\ t < 0}} \frac{|t|}{t} = -1"),
    Row("condition beside the arrow", r"\lim_{t \to 0, t > 0} \frac{|t|}{t} = 1"),
    Row("arrow down", r"\lim_{t \downarrow 0} \frac{|t|}{t} = 1"),
    Row("arrow up", r"\lim_{t \uparrow 0} \frac{|t|}{t} = -1"),
    Row("arrow north east", r"\lim_{t \nearrow 0} \frac{|t|}{t} = -1"),
    Row("mathop", r"\mathop{\lim}_{x \to 1} (x + 1) = 2"),
    Row("mathop with limits", r"\mathop{\lim}\limits_{x \to 1} (x + 1) = 2"),
    Row("operatorname lim", r"\operatorname*{lim}_{x \to 1} (x + 1) = 2"),
    Row("typed not equal", r"x^2 + 1 != 0"),
    Row("typed greater or equal", r"x^2 + 1 >= 1"),
    Row("factorial before an equals sign", r"4!=24"),
    Row("strut", r"\rule{0pt}{3ex} x + x = 2x"),
    Row("vphantom", r"\left( x + \vphantom{\frac12} x \right) = 2x"),
    Row("mathrel", r"x + x \mathrel{=} 2x"),
    Row("ensuremath", r"\ensuremath{x + x} = 2x"),
    Row("unit vectors", r"(3\mathbf{i} + 2\mathbf{j}) \cdot \mathbf{j} = 2"),
    Row("unit vectors with hats", r"\hat{\imath} \cdot \hat{\jmath} = 0"),
    Row("unit vectors and entries", r"\langle 5, 7 \rangle = 5\mathbf{i} + 7\mathbf{j}"),
    Row("unit vectors in space", r"\hat{i} \times \hat{j} = \hat{k}"),
    Row("unit vectors with arrows", r"|3\vec{i} + 4\vec{j}| = 5"),
    Row("numbered unit vectors", r"\mathbf{e}_1 \cdot (\mathbf{e}_1 + \mathbf{e}_2) = 1"),
    Row(
        "curve of unit vectors", r"\mathbf{r}'(t) = 2t\,\mathbf{i} + \mathbf{j}", r"\mathbf{r}(t) = t^2 \mathbf{i} + t \mathbf{j}"
    ),
    Row("gradient of unit vectors", r"\nabla f = 2xy\,\mathbf{i} + x^2\,\mathbf{j}", r"f(x, y) = x^2 y"),
    Row(
        "determinant of unit vectors",
        r"\begin{vmatrix} \mathbf{i} & \mathbf{j} & \mathbf{k} \\ 1 & 0 & 2 \\ 0 & 1 & 1 \end{vmatrix}"
        r" = -2\mathbf{i} - \mathbf{j} + \mathbf{k}",
    ),
    Row(
        "Jacobian",
        r"J_f(x, y) = \begin{bmatrix} y^2 & 2xy \\ 1 & -1 \end{bmatrix}",
        r"f(x, y) = \langle xy^2, x - y \rangle",
        in_prose=False,
    ),
    Row(
        "Jacobian of a bold name",
        r"J_{\mathbf{f}}(1, 2) = \begin{bmatrix} 4 & 4 \\ 1 & -1 \end{bmatrix}",
        r"\mathbf{f}(x, y) = \langle xy^2, x - y \rangle",
    ),
    Row(
        "bold Jacobian",
        r"\mathbf{J}(1, 2) = \begin{bmatrix} 4 & 4 \\ 1 & -1 \end{bmatrix}",
        r"\mathbf{f}(x, y) = \langle xy^2, x - y \rangle",
    ),
    Row(
        "total derivative",
        r"D\mathbf{f}(1, 2) = \begin{bmatrix} 4 & 4 \\ 1 & -1 \end{bmatrix}",
        r"\mathbf{f}(x, y) = \langle xy^2, x - y \rangle",
    ),
    Row("Hessian", r"H_f(1, 2) = \begin{bmatrix} 0 & 4 \\ 4 & 2 \end{bmatrix}", r"f(x, y) = x y^2"),
    Row(
        "name of several letters",
        r"\frac{\partial net_{h2}}{\partial w_3} = i_1",
        r"net_{h2} = w_3 i_1 + w_4 i_2 + b_1",
    ),
    Row(
        "two names of several letters",
        r"\frac{\partial out_{h2}}{\partial net_{h2}} = out_{h2} (1 - out_{h2})",
        r"net_{h2} = w_3 i_1 + b_1, out_{h2} = \frac{1}{1 + e^{-net_{h2}}}",
    ),
    Row("word that is only used", r"\frac{\partial E}{\partial out_{o1}} = out_{o1} - t", r"E = \frac12 (t - out_{o1})^2"),
    Row("letters with numbers behind them", r"\frac{\partial z}{\partial w2} = x2", r"z = w1 x1 + w2 x2"),
    Row("number behind an exponent", r"\int_0^t2s\,ds = t^2"),
    Row("equivalent equations", r"(x - 2)(x + 2) = 0 \iff x = \pm 2", in_prose=False),
    Row("implied values", r"x^2 = 9 \implies x = \pm 3", in_prose=False),
    Row("equation solved step by step", r"3x + 1 = 10 \Rightarrow 3x = 9 \Rightarrow x = 3", in_prose=False),
    Row("values joined by or", r"x^2 - 3x + 2 = 0 \iff (x-1)(x-2) = 0 \iff x = 1 \text{ or } x = 2", in_prose=False),
    Row("values in a row", r"x^2 - 3x + 2 = 0 \implies x = 1, 2", in_prose=False),
    Row("values with a root", r"x^2 - x - 1 = 0 \iff x = \frac{1 \pm \sqrt{5}}{2}", in_prose=False),
    Row("values in a set", r"x^2 - 1 = 0 \iff x \in \{-1, 1\}", in_prose=False),
    Row("root taken on both sides", r"(x-1)^2 = 4 \implies x - 1 = \pm 2 \implies x = 3 \text{ or } x = -1", in_prose=False),
    Row("consequence of a value", r"x = 3 \implies x^2 = 9", in_prose=False),
    Row("place where a derivative is zero", r"f'(x) = 0 \iff 2x - 4 = 0 \iff x = 2", r"f(x) = x^2 - 4x", in_prose=False),
)

FALSE = (
    Row("fill-in box", r"3 \cdot 4 = \answer{13}"),
    Row("top", r"A^\top = A", r"A = \begin{bmatrix} 1 & 2 \\ 0 & 5 \end{bmatrix}"),
    Row("entry by entry", r"u \odot v = 17", r"u = (1, 2), v = (5, 6)"),
    Row("determinant in bars", r"\begin{vmatrix} p & q \\ r & s \end{vmatrix} = ps + qr"),
    Row("bars around a matrix", r"|A| = 2", r"A = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"),
    Row("cross product", r"\langle 1, 2, 3 \rangle \times \langle 0, 1, 1 \rangle = \langle 1, 1, -1 \rangle"),
    Row("dot on a function", r"\dot{x}(t) = t^3", r"x(t) = t^4"),
    Row("text between rows", r"2x + x &= 3x \intertext{and likewise} 4x - x &= 5x"),
    Row("decimal comma", r"0{,}25 + 0{,}125 = 0{,}385"),
    Row("percent", r"25\% + \frac12 = 25.5"),
    Row("degrees", r"\cos 60^\circ = \frac13"),
    Row("substack", r"\lim_{\substack{t \to 0 \\ t < 0}} \frac{|t|}{t} = 1"),
    Row("typed less or equal", r"x^2 + 1 <= 0"),
    Row("unit vectors in space", r"\hat{i} \times \hat{j} = -\hat{k}"),
    Row("gradient that is a number", r"\nabla f = 2xy + x^2", r"f(x, y) = x^2 y"),
    Row("name of several letters", r"\frac{\partial net_{h2}}{\partial w_3} = w_3", r"net_{h2} = w_3 i_1 + w_4 i_2 + b_1"),
    Row("equivalent equations", r"x^2 = 4 \iff x = 2"),
    Row("implied values", r"x^2 = 9 \implies x = 3"),
    Row("wrong value", r"x^2 - 3x + 2 = 0 \iff x = 1 \text{ or } x = 3"),
    Row("equation solved step by step", r"3x + 1 = 10 \Rightarrow 3x = 11 \Rightarrow x = \frac{11}{3}"),
    Row("consequence that is no equivalence", r"x = 3 \iff x^2 = 9"),
    Row("identities joined by an arrow", r"f(x) = x^2 \implies f'(x) = 3x", r"f(x) = x^2"),
)

OPEN = (
    Row("equation whose solutions are not known", r"e^x = 1 \iff x = 0"),
    Row("solutions left out by an assumption", r"x^2 = 4 \iff x = 2", assume="x > 0"),
    Row("estimate with a hat", r"\hat{k} = 3"),
    Row("matrix that nothing defines", r"A = \begin{bmatrix} 1 & 2 \\ 0 & 1 \end{bmatrix}"),
    Row("Jacobian as a determinant", r"J_f(x, y) = y^2 + 2xy", r"f(x, y) = \langle xy^2, x - y \rangle"),
    Row(
        "Jacobian in rows", r"J_f(1, 2) = \begin{bmatrix} 4 & 1 \\ 4 & -1 \end{bmatrix}", r"f(x, y) = \langle xy^2, x - y \rangle"
    ),
    Row("transpose of an unknown matrix", r"(A B)^\top = A^\top B^\top"),
    Row("entry by entry of unknowns", r"A (u \odot v) = (A u) \odot v"),
    Row("determinant of an unknown matrix", r"\det(A + B) = \det A + \det B"),
    Row("hidden", r"x + \phantom{y} = x"),
    Row("moved", r"x + \llap{y} = x"),
    Row("rule that shows", r"\rule{1cm}{1pt} x = x"),
    Row("temperature", r"T(1) = 20^\circ C", r"T(t) = 20 t"),
    Row("degrees of a temperature", r"T(1) = 20^\circ", r"T(t) = 20 t"),
)
