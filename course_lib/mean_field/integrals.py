"""Expectations over a normal density, as theory needs them of an activation: exact or by quadrature."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from course_lib.activations import Activation
from course_lib.activations import get as activation_of
from course_lib.arguments import check_array
from course_lib.gaussian import MASS, Z, density, panels

LARGEST = 1e280  # above, q counts as infinite: its square root and its products stay in float64
LINEAR_BELOW = 1e-12  # share of v in q under which φ is a straight line over the width of v
# Panels of the two integrals of `split_variance`, to which come narrower ones around a point: 1, 1/4, … wide.
COARSE = np.array([-8.0, -4.0, -2.0, 0.0, 2.0, 4.0, 8.0])
NARROWEST = 10  # 4^-10 std wide


def _over_normal(edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points and masses of integrals over N(0, 1) between `edges` (…, ascending), (…, points)."""
    z, mass = panels(edges)
    mass *= density(z)
    return z, mass


@lru_cache
def is_homogeneous(activation: Activation) -> bool:
    """Whether φ(c z) = c φ(z) for c > 0: identity, ReLU, leaky ReLU and PReLU, and no other here."""
    return all(float(activation(c * z)) == c * float(activation(z)) for c in (0.5, 4.0) for z in (-1.0, 1.0))


def gaussian_moments(activation, q) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""E[φ(z)], E[φ(z)²] and E[φ'(z)²] for z ~ N(0, q), each of the shape of `q`.

    `q` is a number or an array of variances ≥ 0. Where φ is homogeneous the answers are exact, and hold
    for any q; else they come from quadrature, and where q is infinite so are those of an unbounded φ.

    Source: Poole et al. (2016), https://arxiv.org/abs/1606.05340

    >>> [round(float(m), 4) for m in gaussian_moments("relu", 4.0)]
    [0.7979, 2.0, 0.5]
    """
    activation, q = activation_of(activation), check_array("q", q).astype(np.float64)
    if not (q >= 0).all():  # NaN too
        raise ValueError(f"q must be variances ≥ 0, got {q!r}")
    if is_homogeneous(activation):
        right, left = slopes(activation)
        half = (right**2 + left**2) / 2
        mean = np.sqrt(q / (2 * math.pi)) * (right - left) if right != left else np.zeros(q.shape)
        return mean, q * half, np.full(q.shape, half)
    z = np.sqrt(np.minimum(q, LARGEST))[..., None] * Z
    value, slope = activation(z), activation.derivative(z)
    mean, square, gradient = value @ MASS, value**2 @ MASS, slope**2 @ MASS
    bounded = math.isfinite(float(activation(1e6)) ** 2) and float(activation(1e6)) < 1e3
    if bounded:
        return mean, square, gradient
    return np.where(q > LARGEST, np.inf, mean), np.where(q > LARGEST, np.inf, square), gradient


@lru_cache
def slopes(activation) -> tuple[float, float]:
    """The slopes above and below 0 of a homogeneous activation."""
    return float(activation(1.0)), -float(activation(-1.0))


def split_variance(activation, q, v) -> np.ndarray:
    r"""E_m[Var_ε φ(m + √v ε)], m ~ N(0, q - v), ε ~ N(0, 1): what of E[φ²] differs across inputs.

    `q` and `v` are arrays of one shape, 0 ≤ v ≤ q, finite. It is computed as a variance, not as a
    difference of two nearly equal numbers, so it stays exact where v is a tiny share of q.

    Source: Poole et al. (2016), https://arxiv.org/abs/1606.05340; for step and ReLU in closed form Cho &
    Saul (2009), https://papers.nips.cc/paper/3628-kernel-methods-for-deep-learning

    >>> round(float(split_variance("relu", 1.0, 1.0)), 4)  # (1 - 1/π) / 2
    0.3408
    """
    activation = activation_of(activation)
    q, v = check_array("q", q).astype(np.float64), check_array("v", v).astype(np.float64)
    if not ((v >= 0) & (v <= q * (1 + 1e-12)) & np.isfinite(q)).all():
        raise ValueError(f"v must lie between 0 and a finite q, got v {v!r} and q {q!r}")
    v = np.minimum(v, q)
    if is_homogeneous(activation):
        return _split_homogeneous(*slopes(activation), q, v)
    if activation.name == "step":  # whether z > 0 differs between two inputs in a share θ/π of all units
        return _angle(q, v) / (2 * math.pi)
    split, curved = np.empty(q.shape), v > LINEAR_BELOW * (q + float(activation(0.0)) ** 2)
    split[~curved] = v[~curved] * gaussian_moments(activation, q[~curved])[2]
    split[curved] = _split_by_quadrature(activation, q[curved], v[curved])
    return split


def _split_by_quadrature(activation, q, v) -> np.ndarray:
    """The same for arrays (n,), by a double integral over m = common · x and ε.

    Panels of ε are narrow around the point where z = m + √v ε is 0, as narrow as φ's own bend there; those
    of x around 0, as narrow as √v is in m.
    """
    split, common, width = np.zeros_like(v), np.sqrt(q - v), np.sqrt(v)
    levels = np.stack([_quarters(width), _quarters(common / width)])
    for level in np.unique(levels, axis=1).T:
        here = (levels == level[:, None]).all(0)
        x, share = _over_normal(np.sort(np.append(COARSE, _around(level[1]))))
        m, wide = common[here][:, None, None] * x[:, None], width[here][:, None, None]
        edges = np.empty((*m.shape[:2], len(COARSE) + 2 * level[0] + 1))
        edges[..., : len(COARSE)] = COARSE
        np.clip(_around(level[0]) - m / wide, COARSE[0], COARSE[-1], out=edges[..., len(COARSE) :])
        edges.sort(axis=-1)
        ε, mass = _over_normal(edges)
        values = activation(m + wide * ε)
        values -= np.einsum("...i,...i", values, mass)[..., None]
        split[here] = np.einsum("...i,...i,...i", values, values, mass, optimize=False) @ share
    return split


def _quarters(number) -> np.ndarray:
    """How often `number` can be quartered before it is under 1."""
    with np.errstate(divide="ignore"):
        return np.clip(np.ceil(np.log2(number) / 2), 0, NARROWEST).astype(int)


def _around(level: int) -> np.ndarray:
    """Edges of `level` narrowing panels on both sides of 0."""
    return np.concatenate([[0.0], 0.25 ** np.arange(level), -(0.25 ** np.arange(level))])


def _angle(q, v) -> np.ndarray:
    """The angle θ between the pre-activations of two inputs, cos θ = 1 - v/q; 0 where q is."""
    return 2 * np.arcsin(np.sqrt(np.divide(v, 2 * q, out=np.zeros_like(v), where=q > 0)))


def _split_homogeneous(right: float, left: float, q, v):
    """The same for φ(z) = right·z above 0 and left·z below: an odd part, and a part in |z|.

    With θ the angle of the two inputs, Var of the odd part is v = q (1 - cos θ), and that of |z| is
    q (1 - cos θ - (2/π)(sin θ - θ cos θ)).
    """
    theta = _angle(q, v)
    turn = np.where(theta < 1e-2, theta**3 / 3 - theta**5 / 30, np.sin(theta) - theta * np.cos(theta))
    odd, even = ((right + left) / 2) ** 2, ((right - left) / 2) ** 2
    return (odd + even) * v - even * q * (2 / math.pi) * turn
