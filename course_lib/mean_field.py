r"""What theory expects of a signal on its way through a deep, wide network drawn at random.

In a wide layer a pre-activation is a sum of many independent terms, so it is close to normal, with
mean 0 where the weights have mean 0. Its size is then all there is to know, and it follows a
recursion from layer to layer (the *mean field*). With fan in n_in, fan out n_out, weights of
variance σ_w² and biases of variance σ_b²:

    q_ℓ = E[z_ℓ²]              = n_in σ_w² E[φ(z_{ℓ-1})²] + σ_b²        z_{ℓ-1} ~ N(0, q_{ℓ-1})
    v_ℓ = variance across inputs = n_in σ_w² E_m[Var_ε φ(m + √v_{ℓ-1} ε)]  m ~ N(0, q_{ℓ-1} - v_{ℓ-1})
    g_ℓ = E[δ_ℓ²]              = n_out σ_w² E[φ'(z_ℓ)²] g_{ℓ+1}         δ_ℓ = ∂loss/∂z_ℓ

where n_out and σ_w² of the last line are those of layer ℓ + 1, and m is what one unit's
pre-activation has in common for all inputs. The expectations are integrals over a normal density;
they are computed by quadrature, for any activation.

Source: Poole et al. (2016), https://arxiv.org/abs/1606.05340, and Schoenholz et al. (2017),
https://arxiv.org/abs/1611.01232; the backward line assumes that the weights of the way back are
independent of those of the way forward, as Schoenholz et al. do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from course_lib.activations import Activation
from course_lib.activations import get as activation_of
from course_lib.saturation import flat_zones, gaussian_share, zero_zones

__all__ = ["MeanField", "closed_form", "gaussian_moments", "is_homogeneous", "mean_field", "split_variance"]

REACH = 12.0  # std: beyond, a normal density is under 1e-31
# Panels of the integral: narrow around 0, where a steep activation turns, and a std or so wide farther out.
EDGES = (0.0, 1e-4, 4e-4, 1.6e-3, 6e-3, 0.025, 0.1, 0.4, 1.5, 3.0, 5.0, REACH)
# Gauss-Legendre points a panel. Relative errors stay under 1e-8 for q up to 1e6, under 1e-5 up to 1e8, and
# those of the double integral under 1e-5 throughout (tested against adaptive quadrature and closed forms).
POINTS = 8
LARGEST = 1e280  # above, q counts as infinite: its square root and its products stay in float64
LINEAR_BELOW = 1e-12  # share of v in q under which φ is a straight line over the width of v
# Panels of the inner integral of `split_variance`, to which come narrower ones around the kink.
INNER = np.array([-8.0, -4.0, -2.0, 0.0, 2.0, 4.0, 8.0])
STEEPEST = 10  # the narrowest is 4^-10 std wide


def _panels(edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points and weights of integrals over N(0, 1) between `edges` (…, ascending), (…, points)."""
    x, w = np.polynomial.legendre.leggauss(POINTS)
    half = np.diff(edges)[..., None] / 2
    z = (edges[..., :-1, None] + half * (x + 1)).reshape(*edges.shape[:-1], -1)
    return z, (half * w).reshape(z.shape) * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def _nodes() -> tuple[np.ndarray, np.ndarray]:
    """Points and weights of an integral over N(0, 1), dense around 0, even in z."""
    z, mass = _panels(np.array(EDGES))
    return np.concatenate([-z[::-1], z]), np.concatenate([mass[::-1], mass])


Z, MASS = _nodes()


@lru_cache
def is_homogeneous(activation: Activation) -> bool:
    """Whether φ(c z) = c φ(z) for c > 0: identity, ReLU, leaky ReLU and PReLU, and no other here."""
    return all(float(activation(c * z)) == c * float(activation(z)) for c in (0.5, 4.0) for z in (-1.0, 1.0))


def gaussian_moments(activation, q) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""E[φ(z)], E[φ(z)²] and E[φ'(z)²] for z ~ N(0, q), each of the shape of `q`.

    `q` is a number or an array of variances ≥ 0. Where φ is homogeneous the answers for q = 1 are
    scaled, and hold for any q; else they come from quadrature and are infinite where q is.

    Source: Poole et al. (2016), https://arxiv.org/abs/1606.05340

    >>> [round(float(m), 4) for m in gaussian_moments("relu", 4.0)]
    [0.7979, 2.0, 0.5]
    """
    activation, q = activation_of(activation), np.asarray(q, np.float64)
    if not (q >= 0).all():  # NaN too
        raise ValueError(f"q must be variances ≥ 0, got {q!r}")
    if is_homogeneous(activation):
        mean, square, gradient = _integrals(activation)
        return np.sqrt(q) * mean, q * square, np.full(q.shape, gradient)
    z = np.sqrt(np.minimum(q, LARGEST))[..., None] * Z
    value, slope = activation(z), activation.derivative(z)
    mean, square, gradient = value @ MASS, value**2 @ MASS, slope**2 @ MASS
    bounded = math.isfinite(float(activation(1e6)) ** 2) and float(activation(1e6)) < 1e3
    if bounded:
        return mean, square, gradient
    return np.where(q > LARGEST, np.inf, mean), np.where(q > LARGEST, np.inf, square), gradient


@lru_cache
def _integrals(activation: Activation) -> tuple[float, float, float]:
    """E[φ], E[φ²] and E[φ'²] for z ~ N(0, 1)."""
    value, slope = activation(Z), activation.derivative(Z)
    return float(value @ MASS), float(value**2 @ MASS), float(slope**2 @ MASS)


def split_variance(activation, q, v) -> np.ndarray:
    r"""E_m[Var_ε φ(m + √v ε)], m ~ N(0, q - v), ε ~ N(0, 1): what of E[φ²] differs across inputs.

    `q` and `v` are arrays of one shape, 0 ≤ v ≤ q, finite. It is computed as a variance, not as a
    difference of two nearly equal numbers, so it stays exact where v is a tiny share of q.

    Source: Poole et al. (2016), https://arxiv.org/abs/1606.05340; for step and ReLU in closed form Cho &
    Saul (2009), https://papers.nips.cc/paper/3628-kernel-methods-for-deep-learning

    >>> round(float(split_variance("relu", 1.0, 1.0)), 4)  # (1 - 1/π) / 2
    0.3408
    """
    activation, q, v = activation_of(activation), np.asarray(q, np.float64), np.asarray(v, np.float64)
    if not ((v >= 0) & (v <= q * (1 + 1e-12)) & np.isfinite(q)).all():
        raise ValueError(f"v must lie between 0 and a finite q, got v {v!r} and q {q!r}")
    v = np.minimum(v, q)
    if is_homogeneous(activation):
        return _split_homogeneous(float(activation(1.0)), float(-activation(-1.0)), q, v)
    if activation.name == "step":  # whether z > 0 differs between two inputs in a share θ/π of all units
        return _angle(q, v) / (2 * math.pi)
    split = np.asarray(v * gaussian_moments(activation, q)[2])
    curved = v >= LINEAR_BELOW * (q + float(activation(0.0)) ** 2)
    split[curved] = _split_by_quadrature(activation, q[curved], v[curved])
    return split


def _split_by_quadrature(activation, q, v) -> np.ndarray:
    """The same for arrays (n,), by a double integral whose inner panels are dense where z = m + √v ε is 0."""
    split, width = np.zeros_like(v), np.sqrt(v)
    # √v = 4^k takes k panels, each a quarter as wide as the next, until one is as narrow as φ's own bend
    levels = np.clip(np.ceil(np.log2(width) / 2), 0, STEEPEST).astype(int)
    for level in np.unique(levels):
        here = levels == level
        common, wide = np.sqrt(q[here] - v[here])[:, None] * Z, width[here][:, None]
        around = np.array([0.0, *(sign * 4.0**-k for k in range(level) for sign in (1, -1))])
        kinks = np.clip((-common / wide)[..., None] + around, INNER[0], INNER[-1])
        edges = np.concatenate([kinks, np.broadcast_to(INNER, (*common.shape, len(INNER)))], axis=-1)
        z, mass = _panels(np.sort(edges, axis=-1))
        values = activation(common[..., None] + wide[..., None] * z)
        values -= (values * mass).sum(-1, keepdims=True)
        values *= values
        split[here] = (values * mass).sum(-1) @ MASS
    return split


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


@dataclass(frozen=True)
class MeanField:
    """Theory's value for every layer; arrays (schemes, layers), NaN where there is no theory.

    The names are those of `propagation.Signals`, which explains them.
    """

    preactivation_power: np.ndarray
    preactivation_mean: np.ndarray
    across_input_variance: np.ndarray
    activation_power: np.ndarray
    activation_variance: np.ndarray
    gradient_power: np.ndarray
    gradient_variance: np.ndarray
    share_saturated: np.ndarray
    share_dead: np.ndarray


def mean_field(
    activation, sizes, weight_variance, bias_variance=0.0, *, input_power=1.0, input_across=None, batch=128,
    across=True,
) -> MeanField:  # fmt: skip
    r"""Follow the recursion of this module's docstring through a stack of layers, forward and back.

    Args:
        activation: a name or an `Activation`; applied after every layer.
        sizes: layer widths, input first; L + 1 whole numbers ≥ 1 for L layers.
        weight_variance: σ_w² for each scheme and layer, (schemes, L) or (L,); NaN where a scheme has
            weights of another mean than 0, of which the theory does not speak.
        bias_variance: σ_b², a number or an array of that shape.
        input_power: E[x²] of the inputs, ≥ 0.
        input_across: how much of it differs from input to input, at most `input_power` (the default).
        batch: how many inputs must all miss a unit for it to count as dead, ≥ 1.
        across: follow v_ℓ too, a double integral a layer; without it, it and the share of dead are NaN.

    Raises:
        ValueError: an argument is not as described.

    Source: Poole et al. (2016), https://arxiv.org/abs/1606.05340; Schoenholz et al. (2017),
    https://arxiv.org/abs/1611.01232

    >>> field = mean_field("relu", [64] * 4, np.full((1, 3), 1 / 64))
    >>> field.preactivation_power.tolist()
    [[1.0, 0.5, 0.25]]
    """
    activation = activation_of(activation)
    variance = np.atleast_2d(np.asarray(weight_variance, np.float64))
    if variance.ndim != 2 or variance.shape[1] != len(sizes) - 1 or (variance < 0).any():
        raise ValueError(
            f"weight_variance must hold a variance ≥ 0 for each of {len(sizes) - 1} layers, "
            f"got shape {np.shape(weight_variance)}"
        )
    bias = np.broadcast_to(np.asarray(bias_variance, np.float64), variance.shape)
    differs = input_power if input_across is None else input_across
    if not 0 <= differs <= input_power * (1 + 1e-9):
        raise ValueError(f"input_across must lie between 0 and input_power, {input_power:g}, got {differs!r}")
    differs = differs if across else math.nan
    known = np.isfinite(variance).all(1) & np.isfinite(bias).all(1)
    field = _forward(activation, sizes, variance[known], bias[known], input_power, differs)
    field |= _backward(activation, sizes, variance[known], field["preactivation_power"])
    flat, zero = flat_zones(activation), zero_zones(activation)
    q, v = field["preactivation_power"], field["across_input_variance"]
    std = np.sqrt(np.minimum(q, LARGEST))
    field["share_saturated"] = np.vectorize(lambda s: gaussian_share(flat, s), otypes=[float])(std)
    field["share_dead"] = _dead(zero, q, v, batch) if across else np.full(q.shape, np.nan)
    every = {}
    for name, values in field.items():
        every[name] = np.full(variance.shape, np.nan)
        every[name][known] = values
    return MeanField(**every)


def _forward(activation, sizes, variance, bias, power, across) -> dict[str, np.ndarray]:
    schemes, layers = variance.shape
    names = ("preactivation_power", "across_input_variance", "activation_power", "activation_variance")
    out = {name: np.zeros((schemes, layers)) for name in names}
    out["preactivation_mean"] = np.zeros((schemes, layers))
    square, split = np.full(schemes, float(power)), np.full(schemes, float(across))
    with np.errstate(over="ignore", invalid="ignore"):
        for layer, n_in in enumerate(sizes[:-1]):
            scale = n_in * variance[:, layer]
            q = scale * square + bias[:, layer]
            v = np.minimum(scale * split, q)
            q, v = (np.where((x < np.inf) & (q <= LARGEST) | np.isnan(x), x, np.inf) for x in (q, v))
            mean, square, _ = gaussian_moments(activation, q)
            within = np.isfinite(q)
            if not math.isnan(across):
                split = np.where(within, 0.0, np.inf)
                split[within] = split_variance(activation, q[within], v[within])
            out["preactivation_power"][:, layer], out["across_input_variance"][:, layer] = q, v
            out["activation_power"][:, layer] = square
            out["activation_variance"][:, layer] = np.where(np.isfinite(square), square - mean**2, np.inf)
    return out


def _backward(activation, sizes, variance, q) -> dict[str, np.ndarray]:
    gradient = np.ones(q.shape)
    slope = gaussian_moments(activation, np.minimum(q, LARGEST))[2]
    with np.errstate(over="ignore", invalid="ignore"):
        for layer in range(q.shape[1] - 2, -1, -1):
            n_out = sizes[layer + 2]
            back = n_out * variance[:, layer + 1] * slope[:, layer]
            gradient[:, layer] = np.where(back == 0, 0.0, back * gradient[:, layer + 1])
    return {"gradient_power": gradient, "gradient_variance": gradient.copy()}


def _dead(zones, q, v, batch: int) -> np.ndarray:
    """The share of units whose z lies where the slope is 0 for every one of `batch` inputs."""
    if not zones:
        return np.zeros(q.shape)
    if zones == ((-math.inf, math.inf),):
        return np.ones(q.shape)
    # Left is z ≤ 0, as for ReLU. It depends on the ratio of √(q - v), what inputs share, to √v alone.
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.sqrt(np.maximum(q - v, 0) / v)
    different, place = np.unique(np.round(ratio, 9), return_inverse=True)
    below = different[:, None] * Z
    chance = np.where(np.isfinite(below), torch.special.ndtr(torch.from_numpy(-below)).numpy(), Z < 0)
    return (chance**batch @ MASS)[place].reshape(q.shape)


def closed_form(activation, product: float, layers: int, first: float = 1.0) -> tuple[str, np.ndarray] | None:
    r"""E[z_ℓ²], ℓ = 1 … `layers`, where a formula is known, with the formula in words; else None.

    `product` = n_in σ_w² of every layer, no biases, and `first` = E[z_1²]. For identity, ReLU,
    leaky ReLU and PReLU each layer multiplies by c = n_in σ_w² (1 + a²)/2, a the slope below 0 (1 for
    the identity): 2^-ℓ for ReLU with 1/n, 6^-ℓ for ReLU and 3^-ℓ for linear units with U(±1/√n).
    For tanh with 1/n, tanh² z ≈ z² - (2/3) z⁴ gives q - 2q² a layer, and so 1/(2ℓ) in the long run.

    Source: He et al. (2015), section 2.2, https://arxiv.org/abs/1502.01852; for tanh, the same
    expansion as in Poole et al. (2016), https://arxiv.org/abs/1606.05340

    >>> closed_form("relu", 1.0, 3)
    ('× 0.5 a layer', array([1.  , 0.5 , 0.25]))
    """
    activation, depth = activation_of(activation), np.arange(1, layers + 1)
    if is_homogeneous(activation):
        below, above = float(activation(-1.0)), float(activation(1.0))
        factor = product * (above**2 + below**2) / 2
        with np.errstate(over="ignore", under="ignore"):
            return f"× {factor:.3g} a layer", first * factor ** (depth - 1.0)
    if activation.name == "tanh" and math.isclose(product, 1.0, rel_tol=1e-9):
        return "≈ 1/(2ℓ)", 1 / (2.0 * depth)
    return None
