r"""Claims about entries, vectors and matrices of any size: a table of networks with what is true of them, and near misses."""

from __future__ import annotations

import pytest

from builder.calculus.budget import DEFAULT_BUDGET
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.given import read_assumptions, read_given
from builder.calculus.judge.decide import decide
from builder.calculus.judge.tensors.paths import is_proved
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.names import names_of
from tests.calculus.judge.claims import claim_of

# Each network: what is given, what is assumed, and rows of `true` and `false` equations.
NETWORKS: dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...]]] = {
    "linear layer": (
        r"z = W x + b,\ L = \frac{1}{2} \|z - t\|^2",
        r"W \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n, b, t \in \mathbb{R}^m",
        (
            r"\frac{\partial L}{\partial z} = z - t",
            r"\frac{\partial L}{\partial z_i} = z_i - t_i",
            r"\frac{\partial z_k}{\partial W_{ij}} = \delta_{ki} x_j",
            r"\frac{\partial L}{\partial W_{ij}} = \sum_k \frac{\partial L}{\partial z_k} \frac{\partial z_k}{\partial W_{ij}}",
            r"\sum_k (z_k - t_k) \delta_{ki} x_j = (z_i - t_i) x_j",
            r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} x^\top",
            r"\frac{\partial L}{\partial W} = (z - t) x^T",
            r"\nabla_W L = (z - t) x^\top",
            r"\frac{\partial L}{\partial b} = z - t",
            r"\frac{\partial z}{\partial x} = W",
            r"\frac{\partial L}{\partial x} = W^\top \frac{\partial L}{\partial z}",
            r"\frac{\partial L}{\partial x} = \left( \frac{\partial z}{\partial x} \right)^\top (W x + b - t)",
            r"\frac{\partial L}{\partial x_j} = \sum_i W_{ij} (z_i - t_i)",
            r"\frac{\partial^2 L}{\partial x_i \partial x_j} = \sum_k W_{ki} W_{kj}",
            r"L = \frac{1}{2} \sum_{i=1}^{m} (z_i - t_i)^2",
            r"\|z - t\|^2 = (z - t)^\top (z - t)",
            r"\frac{\partial z}{\partial b} = I",
        ),
        (
            r"\frac{\partial L}{\partial z} = t - z",
            r"\frac{\partial L}{\partial z} = 2 (z - t)",
            r"\frac{\partial z_k}{\partial W_{ij}} = x_j",
            r"\frac{\partial z_k}{\partial W_{ij}} = \delta_{kj} x_i",
            r"\frac{\partial L}{\partial W_{ij}} = \sum_k (z_k - t_k) x_j",
            r"\frac{\partial L}{\partial W} = x (z - t)^\top",
            r"\frac{\partial L}{\partial x} = W (z - t)",
            r"\frac{\partial L}{\partial x} = W^\top (z + t)",
            r"\frac{\partial z}{\partial x} = W^\top",
            r"\frac{\partial L}{\partial b} = \mathbf{1}",
            r"\frac{\partial L}{\partial x_j} = \sum_i W_{ij} z_i",
            r"L = \frac{1}{m} \sum_{i=1}^{m} (z_i - t_i)^2",
        ),
    ),
    "two layers": (
        r"z^{(1)} = W^{(1)} x + b^{(1)},\ a^{(1)} = \sigma(z^{(1)}),\ z^{(2)} = W^{(2)} a^{(1)} + b^{(2)},\ "
        r"a^{(2)} = \sigma(z^{(2)}),\ L = \frac{1}{2} \|a^{(2)} - t\|^2",
        r"x \in \mathbb{R}^d, t \in \mathbb{R}^k, W^{(1)} \in \mathbb{R}^{h \times d}, b^{(1)} \in \mathbb{R}^h, "
        r"W^{(2)} \in \mathbb{R}^{k \times h}, b^{(2)} \in \mathbb{R}^k",
        (
            r"\frac{\partial L}{\partial a^{(2)}} = a^{(2)} - t",
            r"\frac{\partial L}{\partial z^{(2)}} = (a^{(2)} - t) \odot \sigma'(z^{(2)})",
            r"\frac{\partial L}{\partial z^{(2)}} = (a^{(2)} - t) \odot a^{(2)} \odot (1 - a^{(2)})",
            r"\frac{\partial L}{\partial W^{(2)}} = \frac{\partial L}{\partial z^{(2)}} (a^{(1)})^\top",
            r"\frac{\partial L}{\partial b^{(2)}} = \frac{\partial L}{\partial z^{(2)}}",
            r"\frac{\partial L}{\partial a^{(1)}} = (W^{(2)})^\top \frac{\partial L}{\partial z^{(2)}}",
            r"\frac{\partial L}{\partial z^{(1)}} = (W^{(2)})^\top \frac{\partial L}{\partial z^{(2)}} \odot \sigma'(z^{(1)})",
            r"\frac{\partial L}{\partial W^{(1)}} = \frac{\partial L}{\partial z^{(1)}} x^\top",
        ),
        (
            r"\frac{\partial L}{\partial z^{(2)}} = (a^{(2)} - t) \odot \sigma'(a^{(2)})",
            r"\frac{\partial L}{\partial z^{(2)}} = (a^{(2)} - t) \odot a^{(2)}",
            r"\frac{\partial L}{\partial a^{(1)}} = W^{(2)} \frac{\partial L}{\partial z^{(2)}}",
            r"\frac{\partial L}{\partial z^{(1)}} = (W^{(2)})^\top \frac{\partial L}{\partial z^{(2)}}",
            r"\frac{\partial L}{\partial b^{(2)}} = a^{(2)} - t",
        ),
    ),
    "softmax and cross-entropy": (
        r"z^{(1)} = W^{(1)} x + b^{(1)},\ a = \tanh(z^{(1)}),\ z^{(2)} = W^{(2)} a + b^{(2)},\ "
        r"p = \operatorname{softmax}(z^{(2)}),\ L = -\sum_k y_k \ln p_k",
        r"x \in \mathbb{R}^d, y \in \mathbb{R}^K, W^{(1)} \in \mathbb{R}^{h \times d}, b^{(1)} \in \mathbb{R}^h, "
        r"W^{(2)} \in \mathbb{R}^{K \times h}, b^{(2)} \in \mathbb{R}^K, \sum_k y_k = 1",
        (
            r"\frac{\partial L}{\partial p_k} = -\frac{y_k}{p_k}",
            r"\frac{\partial p_k}{\partial z^{(2)}_j} = p_k (\delta_{kj} - p_j)",
            r"\frac{\partial p_k}{\partial z^{(2)}_j} = \begin{cases} p_k (1 - p_k) & k = j \\ -p_k p_j & k \ne j \end{cases}",
            r"\frac{\partial L}{\partial z^{(2)}_j}"
            r" = \sum_k \frac{\partial L}{\partial p_k} \frac{\partial p_k}{\partial z^{(2)}_j}",
            r"-\sum_k \frac{y_k}{p_k} p_k (\delta_{kj} - p_j) = -y_j + p_j \sum_k y_k",
            r"\frac{\partial L}{\partial z^{(2)}_j} = p_j - y_j",
            r"\frac{\partial L}{\partial z^{(2)}} = p - y",
            r"\frac{\partial L}{\partial W^{(2)}} = (p - y) a^\top",
            r"\frac{\partial L}{\partial b^{(2)}} = p - y",
            r"\frac{\partial L}{\partial a} = (W^{(2)})^\top (p - y)",
            r"\frac{\partial L}{\partial z^{(1)}} = (W^{(2)})^\top (p - y) \odot (1 - a \odot a)",
            r"\frac{\partial L}{\partial W^{(1)}} = \frac{\partial L}{\partial z^{(1)}} x^\top",
            r"\sum_k p_k = 1",
            r"\frac{\partial p}{\partial z^{(2)}} = \operatorname{diag}(p) - p p^\top",
            r"\sum_{k \ne j} p_k = 1 - p_j",
        ),
        (
            r"\frac{\partial L}{\partial z^{(2)}_j} = y_j - p_j",
            r"\frac{\partial L}{\partial z^{(2)}_j} = \frac{\partial L}{\partial p_j} \frac{\partial p_j}{\partial z^{(2)}_j}",
            r"\frac{\partial p_k}{\partial z^{(2)}_j} = p_k (1 - p_j)",
            r"\frac{\partial p_k}{\partial z^{(2)}_j} = p_k (\delta_{kj} + p_j)",
            r"\frac{\partial L}{\partial W^{(2)}} = a (p - y)^\top",
            r"\frac{\partial L}{\partial a} = (p - y) W^{(2)}",
            r"\frac{\partial L}{\partial z^{(1)}} = (W^{(2)})^\top (p - y)",
            r"\sum_{k \ne j} p_k = 1",
        ),
    ),
    "deltas under sums": (
        "",
        r"x \in \mathbb{R}^n",
        (
            r"\sum_{i=1}^n \delta_{il} = 1",
            r"\sum_{i=1}^n \sum_{j=1}^n (\delta_{il} x_j + x_i \delta_{jl}) = 2 \sum_{i=1}^n x_i",
        ),
        (r"\sum_{i=1}^n \delta_{il} = n", r"\sum_{i=2}^n \delta_{il} = 1"),
    ),
    "softmax without an assumption": (
        r"p = \operatorname{softmax}(z),\ L = -\sum_k y_k \ln p_k",
        r"z, y \in \mathbb{R}^K",
        (r"\frac{\partial L}{\partial z_j} = p_j \sum_k y_k - y_j",),
        (r"\frac{\partial L}{\partial z_j} = p_j - y_j", r"\frac{\partial L}{\partial z} = p - y"),
    ),
    "batch": (
        r"Z = X W + \mathbf{1} b^\top,\ P = \operatorname{softmax}(Z),\ "
        r"L = -\frac{1}{N} \sum_{n=1}^{N} \sum_{k=1}^{K} Y_{nk} \ln P_{nk}",
        r"X \in \mathbb{R}^{N \times D}, Y \in \mathbb{R}^{N \times K}, W \in \mathbb{R}^{D \times K}, b \in \mathbb{R}^K, "
        r"\sum_k Y_{nk} = 1",
        (
            r"\frac{\partial L}{\partial Z_{nk}} = \frac{1}{N} (P_{nk} - Y_{nk})",
            r"\frac{\partial L}{\partial Z} = \frac{1}{N} (P - Y)",
            r"\frac{\partial L}{\partial W} = X^\top \frac{\partial L}{\partial Z}",
            r"\frac{\partial L}{\partial W} = \frac{1}{N} X^\top (P - Y)",
            r"\frac{\partial L}{\partial b_k} = \sum_{n=1}^{N} \frac{\partial L}{\partial Z_{nk}}",
            r"\frac{\partial L}{\partial b_k} = \frac{1}{N} \sum_{n=1}^{N} (P_{nk} - Y_{nk})",
            r"\frac{\partial L}{\partial b} = \frac{1}{N} (P - Y)^\top \mathbf{1}",
            r"\frac{\partial L}{\partial X} = \frac{1}{N} (P - Y) W^\top",
        ),
        (
            r"\frac{\partial L}{\partial Z} = P - Y",
            r"\frac{\partial L}{\partial W} = X^\top (P - Y)",
            r"\frac{\partial L}{\partial W} = \frac{1}{N} X (P - Y)",
            r"\frac{\partial L}{\partial b_k} = \frac{1}{N} (P_{nk} - Y_{nk})",
            r"\frac{\partial L}{\partial b} = \frac{1}{N} (P - Y) \mathbf{1}",
            r"\frac{\partial L}{\partial X} = \frac{1}{N} W (P - Y)^\top",
        ),
    ),
    "recurrent": (
        r"h_1 = \tanh(W x_1),\ h_2 = \tanh(W x_2 + U h_1),\ L = \frac{1}{2} \|h_2 - t\|^2",
        r"W \in \mathbb{R}^{n \times d}, U \in \mathbb{R}^{n \times n}, x_1, x_2 \in \mathbb{R}^d, t \in \mathbb{R}^n",
        (
            r"\frac{\partial L}{\partial h_2} = h_2 - t",
            r"\frac{\partial L}{\partial h_1} = U^\top ((h_2 - t) \odot (1 - h_2 \odot h_2))",
            r"\frac{\partial L}{\partial U} = ((h_2 - t) \odot (1 - h_2 \odot h_2)) h_1^\top",
            r"\frac{\partial L}{\partial W} = (\frac{\partial L}{\partial h_2} \odot (1 - h_2 \odot h_2)) x_2^\top"
            r" + (\frac{\partial L}{\partial h_1} \odot (1 - h_1 \odot h_1)) x_1^\top",
        ),
        (
            r"\frac{\partial L}{\partial h_1} = U ((h_2 - t) \odot (1 - h_2 \odot h_2))",
            r"\frac{\partial L}{\partial W} = (\frac{\partial L}{\partial h_2} \odot (1 - h_2 \odot h_2)) x_2^\top",
        ),
    ),
    "residual": (
        r"z = W x,\ h = \operatorname{ReLU}(z),\ r = x + V h,\ L = g^\top r",
        r"x, g \in \mathbb{R}^n, W \in \mathbb{R}^{m \times n}, V \in \mathbb{R}^{n \times m}",
        (
            r"\frac{\partial L}{\partial r} = g",
            r"\frac{\partial L}{\partial V} = g h^\top",
            r"\frac{\partial L}{\partial h} = V^\top g",
            r"\frac{\partial L}{\partial z} = V^\top g \odot \mathbb{1}[z > 0]",
            r"\frac{\partial L}{\partial W} = (V^\top g \odot \mathbb{1}[z > 0]) x^\top",
            r"\frac{\partial L}{\partial x} = g + W^\top (V^\top g \odot \mathbb{1}[z > 0])",
        ),
        (
            r"\frac{\partial L}{\partial x} = W^\top (V^\top g \odot \mathbb{1}[z > 0])",
            r"\frac{\partial L}{\partial z} = V^\top g",
            r"\frac{\partial L}{\partial z} = V^\top g \odot \mathbb{1}[h < 0]",
            r"\frac{\partial L}{\partial V} = h g^\top",
        ),
    ),
    "layer normalisation": (
        r"\mu = \frac{1}{n} \sum_i x_i,\ v = \frac{1}{n} \sum_i (x_i - \mu)^2,\ s = \sqrt{v + \varepsilon},\ "
        r"\hat{x} = \frac{1}{s} (x - \mu),\ y = \gamma \odot \hat{x} + \beta,\ L = g^\top y",
        r"x, \gamma, \beta, g \in \mathbb{R}^n, \varepsilon \in \mathbb{R}, \varepsilon > 0",
        (
            r"\frac{\partial L}{\partial \beta} = g",
            r"\frac{\partial L}{\partial \gamma} = g \odot \hat{x}",
            r"\frac{\partial L}{\partial \hat{x}} = g \odot \gamma",
            r"\frac{\partial L}{\partial s} = -\frac{1}{s} \sum_i g_i \gamma_i \hat{x}_i",
            r"\frac{\partial L}{\partial v} = \frac{1}{2s} \frac{\partial L}{\partial s}",
            r"\frac{\partial L}{\partial v} = -\frac{1}{2 s^2} \sum_i g_i \gamma_i \hat{x}_i",
            r"\frac{\partial L}{\partial \mu} = -\frac{1}{s} \sum_i g_i \gamma_i",
            r"\frac{\partial L}{\partial x_j} = \frac{1}{s} \left( g_j \gamma_j - \frac{1}{n} \sum_i g_i \gamma_i"
            r" - \frac{1}{n} \hat{x}_j \sum_i g_i \gamma_i \hat{x}_i \right)",
            r"\sum_i \hat{x}_i = 0",
            r"v = \frac{1}{n} \sum_i x_i^2 - \mu^2",
        ),
        (
            r"\frac{\partial L}{\partial x_j} = \frac{1}{s} \left( g_j \gamma_j"
            r" - \frac{1}{n} \hat{x}_j \sum_i g_i \gamma_i \hat{x}_i \right)",
            r"\frac{\partial L}{\partial v} = \frac{1}{s} \frac{\partial L}{\partial s}",
            r"\frac{\partial L}{\partial \mu} = \frac{1}{s} \sum_i g_i \gamma_i",
            r"\frac{\partial L}{\partial \gamma} = g",
            r"v = \frac{1}{n} \sum_i x_i^2 - \mu",
        ),
    ),
    "attention": (
        r"M = \frac{1}{\sqrt{d}} Q K^\top,\ A = \operatorname{softmax}(M),\ O = A V,\ L = \operatorname{tr}(G^\top O)",
        r"Q \in \mathbb{R}^{T \times d}, K \in \mathbb{R}^{S \times d}, V \in \mathbb{R}^{S \times c}, "
        r"G \in \mathbb{R}^{T \times c}",
        (
            r"\frac{\partial L}{\partial O} = G",
            r"\frac{\partial L}{\partial V} = A^\top G",
            r"\frac{\partial L}{\partial A} = G V^\top",
            r"\frac{\partial L}{\partial M_{ij}} = A_{ij} \left( \frac{\partial L}{\partial A_{ij}}"
            r" - \sum_k A_{ik} \frac{\partial L}{\partial A_{ik}} \right)",
            r"\frac{\partial L}{\partial Q} = \frac{1}{\sqrt{d}} \frac{\partial L}{\partial M} K",
            r"\frac{\partial L}{\partial K} = \frac{1}{\sqrt{d}} (\frac{\partial L}{\partial M})^\top Q",
        ),
        (
            r"\frac{\partial L}{\partial V} = A G",
            r"\frac{\partial L}{\partial K} = \frac{1}{\sqrt{d}} \frac{\partial L}{\partial M} Q",
            r"\frac{\partial L}{\partial Q} = \frac{1}{d} \frac{\partial L}{\partial M} K",
            r"\frac{\partial L}{\partial M_{ij}} = A_{ij} \frac{\partial L}{\partial A_{ij}}",
        ),
    ),
    "ridge": (
        r"L = \frac{1}{N} \|X w - y\|_2^2 + \lambda \|w\|_2^2",
        r"X \in \mathbb{R}^{N \times d}, w \in \mathbb{R}^d, y \in \mathbb{R}^N",
        (
            r"\nabla_w L = \frac{2}{N} X^\top (X w - y) + 2 \lambda w",
            r"\frac{\partial L}{\partial w} = 2 \left( \frac{1}{N} X^\top X + \lambda I \right) w - \frac{2}{N} X^\top y",
            r"\frac{\partial L}{\partial \lambda} = w^\top w",
            r"\frac{\partial L}{\partial w_j} = \frac{2}{N} \sum_i X_{ij} (\sum_k X_{ik} w_k - y_i) + 2 \lambda w_j",
        ),
        (
            r"\frac{\partial L}{\partial w} = \frac{2}{N} X^\top (X w - y) + \lambda w",
            r"\frac{\partial L}{\partial w} = \frac{1}{N} X^\top (X w - y) + 2 \lambda w",
            r"\frac{\partial L}{\partial w} = \frac{2}{N} X^\top (X w + y) + 2 \lambda w",
            r"\frac{\partial L}{\partial w_j} = \frac{2}{N} \sum_i X_{ij} (X_{ij} w_j - y_i) + 2 \lambda w_j",
        ),
    ),
    "symmetric quadratic form": (
        r"f = x^\top A x",
        r"A \in \mathbb{R}^{n \times n}, x \in \mathbb{R}^n, A^\top = A",
        (
            r"\frac{\partial f}{\partial x} = 2 A x",
            r"\frac{\partial f}{\partial x} = A x + A^\top x",
            r"f = \operatorname{tr}(A x x^\top)",
        ),
        (r"\frac{\partial f}{\partial x} = A x",),
    ),
    "quadratic form": (
        r"f = x^\top A x",
        r"A \in \mathbb{R}^{n \times n}, x \in \mathbb{R}^n",
        (
            r"\frac{\partial f}{\partial x} = (A + A^\top) x",
            r"\frac{\partial f}{\partial A} = x x^\top",
            r"\frac{\partial f}{\partial x_k} = \sum_j A_{kj} x_j + \sum_i A_{ik} x_i",
            r"\frac{\partial^2 f}{\partial x_i \partial x_j} = A_{ij} + A_{ji}",
        ),
        (r"\frac{\partial f}{\partial x} = 2 A x", r"\frac{\partial^2 f}{\partial x_i \partial x_j} = 2 A_{ij}"),
    ),
    "traces": (
        r"f = \operatorname{tr}(A X B),\ g = \|X\|_F^2",
        r"A \in \mathbb{R}^{p \times m}, X \in \mathbb{R}^{m \times n}, B \in \mathbb{R}^{n \times p}",
        (
            r"\frac{\partial f}{\partial X} = A^\top B^\top",
            r"\frac{\partial f}{\partial X} = (B A)^\top",
            r"\frac{\partial g}{\partial X} = 2 X",
            r"g = \operatorname{tr}(X^\top X)",
            r"\operatorname{tr}(A X B) = \operatorname{tr}(B A X)",
            r"(A X)^\top = X^\top A^\top",
            r"g = \sum_{i,j} X_{ij}^2",
        ),
        (
            r"\frac{\partial f}{\partial X} = B A",
            r"\frac{\partial f}{\partial X} = A B",
            r"(A X)^\top = A^\top X^\top",
            r"\operatorname{tr}(A X B) = \operatorname{tr}(A) \operatorname{tr}(X B)",
        ),
    ),
    "pullbacks": (
        r"C = A \odot B,\ L = \operatorname{tr}(G^\top C)",
        r"A, B, G \in \mathbb{R}^{m \times n}",
        (
            r"\frac{\partial L}{\partial A} = G \odot B",
            r"\frac{\partial L}{\partial B} = G \odot A",
            r"\frac{\partial L}{\partial C} = G",
            r"L = \sum_{i,j} G_{ij} A_{ij} B_{ij}",
        ),
        (
            r"\frac{\partial L}{\partial A} = G B",
            r"\frac{\partial L}{\partial A} = G \odot A",
            r"\frac{\partial L}{\partial A} = B",
        ),
    ),
    "sums of entries": (
        r"s = \mathbf{1}^\top a,\ m = \frac{1}{n} \sum_i a_i,\ q = \|a\|^2,\ f = \ln(\sum_i e^{a_i}),\ r = \|a\|",
        r"a \in \mathbb{R}^n",
        (
            r"\frac{\partial s}{\partial a} = \mathbf{1}",
            r"\frac{\partial m}{\partial a} = \frac{1}{n} \mathbf{1}",
            r"\frac{\partial q}{\partial a} = 2 a",
            r"\frac{\partial f}{\partial a} = \operatorname{softmax}(a)",
            r"\frac{\partial r}{\partial a} = \frac{1}{\|a\|} a",
            r"\frac{\partial r}{\partial a_i} = \frac{a_i}{r}",
            r"e^{a_j - f} = \frac{e^{a_j}}{\sum_k e^{a_k}}",
        ),
        (
            r"\frac{\partial s}{\partial a} = a",
            r"\frac{\partial m}{\partial a} = \mathbf{1}",
            r"\frac{\partial q}{\partial a} = a",
            r"\frac{\partial f}{\partial a_j} = e^{a_j}",
            r"\frac{\partial r}{\partial a} = a",
        ),
    ),
    "bits of convolution": (
        r"L = \frac{1}{2} \sum_{i=1}^{n-1} (u x_i + w x_{i+1} - t_i)^2",
        r"x, t \in \mathbb{R}^n",
        (
            r"\frac{\partial L}{\partial w} = \sum_{i=1}^{n-1} (u x_i + w x_{i+1} - t_i) x_{i+1}",
            r"\frac{\partial L}{\partial w} = \sum_{i=2}^{n} (u x_{i-1} + w x_i - t_{i-1}) x_i",
            r"\frac{\partial L}{\partial u} = \sum_{i=1}^{n-1} (u x_i + w x_{i+1} - t_i) x_i",
        ),
        (
            r"\frac{\partial L}{\partial w} = \sum_{i=1}^{n-1} (u x_i + w x_{i+1} - t_i) x_i",
            r"\frac{\partial L}{\partial w} = \sum_{i=1}^{n} (u x_i + w x_{i+1} - t_i) x_{i+1}",
        ),
    ),
    "kinks": (
        r"h = \operatorname{ReLU}(z),\ f = \sum_i |z_i|",
        r"z \in \mathbb{R}^n",
        (r"\frac{\partial h_i}{\partial z_j} = \delta_{ij} \mathbb{1}[z_i > 0]",),
        (
            r"\frac{\partial h_i}{\partial z_j} = \delta_{ij}",
            r"\frac{\partial h_i}{\partial z_i} = 1",
            r"\frac{\partial f}{\partial z_j} = 1",
            r"h = z",
            r"f = \sum_i z_i",
        ),
    ),
    "logistic regression": (
        r"z_n = \sum_j X_{nj} w_j,\ p_n = \frac{1}{1 + e^{-z_n}},\ "
        r"L = -\frac{1}{N} \sum_{n=1}^{N} (y_n \ln p_n + (1 - y_n) \ln(1 - p_n))",
        r"X \in \mathbb{R}^{N \times d}, w \in \mathbb{R}^d, y \in \mathbb{R}^N",
        (
            r"\frac{\partial L}{\partial w_j} = \frac{1}{N} \sum_{n=1}^{N} (p_n - y_n) X_{nj}",
            r"\frac{\partial L}{\partial z_n} = \frac{1}{N} (p_n - y_n)",
            r"\frac{\partial p_n}{\partial z_n} = p_n (1 - p_n)",
            r"\frac{\partial L}{\partial w} = \frac{1}{N} X^\top (p - y)",
            r"\frac{\partial^2 L}{\partial w_i \partial w_j} = \frac{1}{N} \sum_n p_n (1 - p_n) X_{ni} X_{nj}",
        ),
        (
            r"\frac{\partial L}{\partial w_j} = \sum_{n=1}^{N} (p_n - y_n) X_{nj}",
            r"\frac{\partial L}{\partial w_j} = \frac{1}{N} (p_n - y_n) X_{nj}",
            r"\frac{\partial L}{\partial z_n} = p_n - y_n",
            r"\frac{\partial p_n}{\partial z_m} = p_n (1 - p_n)",
        ),
    ),
}
ROWS = [(name, row, True) for name, network in NETWORKS.items() for row in network[2]] + [
    (name, row, False) for name, network in NETWORKS.items() for row in network[3]
]


def claims(given: str, assume: str, equation: str) -> list[Claim]:
    """The claims that an equation makes under what is given and assumed."""
    context = read_assumptions(assume, read_given(given, Context())) if assume else read_given(given, Context())
    display = parse_display(equation, names_of(context))
    assert not display.faults, display.faults[0].message
    return [Claim(relation, context) for statement in display.statements for relation in statement.relations]


@pytest.mark.sample(2)
@pytest.mark.parametrize(("name", "row", "true"), ROWS)
def test_rows(name: str, row: str, true: bool) -> None:
    """What is true has a proof, what is false a counterexample and no proof."""
    given, assume, _, _ = NETWORKS[name]
    (claim,) = claims(given, assume, row)
    assert is_proved(claim, DEFAULT_BUDGET.opened()) == true
    if not true:
        assert isinstance(decide(claim), Refuted)


@pytest.mark.parametrize(("name", "row", "true"), [row for row in ROWS if row[2]][::5])
def test_proofs_are_tried(name: str, row: str, true: bool) -> None:
    """A verdict needs a look at some sizes beside the proof."""
    given, assume, _, _ = NETWORKS[name]
    (claim,) = claims(given, assume, row)
    verdict = decide(claim)
    assert isinstance(verdict, Proved) and verdict.evidence.points


def test_bounds_that_are_exchanged_are_told_where_they_differ() -> None:
    """Entries whose sizes are told by bounds alone, i up to n and i up to m, are not cut off at the less of them."""
    exchanged = r"\sum_{i=1}^n \sum_{j=1}^m x_{ij} = \sum_{i=1}^m \sum_{j=1}^n x_{ij}"
    (claim,) = [Claim(relation, Context()) for relation in parse_display(exchanged, names_of(Context())).statements[0].relations]
    assert isinstance(decide(claim), Refuted)


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        (r"\frac{\partial}{\partial x_i} \sum_{k=1}^{n} x_k^2 = 2 x_i", ()),
        (r"\frac{\partial}{\partial x_i} \sum_{k=1}^{n-1} x_k^2 = 2 x_i", (r"x = (x_{1}, \ldots, x_{n-1})", r"n \ge 2")),
        (r"\frac{\partial}{\partial x_n} \sum_{k=1}^{m} x_k^2 = 2 x_n", (r"1 \le n \le m",)),
        (r"\frac{\partial}{\partial x_1} \sum_{k=1}^{n-1} x_k^2 = 2 x_1", (r"x = (x_{1}, \ldots, x_{n-1})", r"n \ge 2")),
        (r"\frac{\partial}{\partial x_2} \sum_{k=1}^{n} x_k^2 = 2 x_2", (r"n \ge 2",)),
        (r"\frac{\partial}{\partial x_i} \sum_{k=1}^{n-1} x_k x_{k+1} = x_{i-1} + x_{i+1}", (r"2 \le i \le n-1",)),
        (r"\frac{\partial}{\partial x_i} \sum_{k=0}^{n} x_k^2 = 2 x_i", (r"x = (x_{0}, \ldots, x_{n})", r"0 \le i \le n")),
    ],
)
def test_what_a_proof_does_not_speak_of_is_told(text: str, conditions: tuple[str, ...]) -> None:
    """Which sizes and indices are meant where an entry that is named need not exist."""
    verdict = decide(claim_of(text, Context()))
    assert isinstance(verdict, Proved)
    assert verdict.evidence.conditions == conditions
