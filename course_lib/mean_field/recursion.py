r"""What theory expects of a signal on its way through a deep, wide network drawn at random.

In a wide layer a pre-activation is a sum of many independent terms, so it is close to normal, with
mean 0 where the weights have mean 0. Its size is then all there is to know, and it follows a
recursion from layer to layer (the *mean field*). With fan-in n_in, fan-out n_out, weights of
variance σ_w² and biases of variance σ_b²:

    q_ℓ = E[z_ℓ²]              = n_in σ_w² E[φ(z_{ℓ-1})²] + σ_b²        z_{ℓ-1} ~ N(0, q_{ℓ-1})
    v_ℓ = variance across inputs = n_in σ_w² E_m[Var_ε φ(m + √v_{ℓ-1} ε)]  m ~ N(0, q_{ℓ-1} - v_{ℓ-1})
    g_ℓ = E[δ_ℓ²]              = n_out σ_w² E[φ'(z_ℓ)²] g_{ℓ+1}         δ_ℓ = ∂loss/∂z_ℓ
    E[(∂loss/∂W_ℓ)²]           = E[φ(z_{ℓ-1})²] g_ℓ                    ∂loss/∂W_ℓ = a_{ℓ-1}ᵀ δ_ℓ

where n_out and σ_w² of the third line are those of layer ℓ + 1, the loss is that of one input, and m is
what one unit's pre-activation has in common for all inputs. The expectations are integrals over a normal
density; they are computed by quadrature, for any activation.

Source: Poole et al. (2016), https://arxiv.org/abs/1606.05340, and Schoenholz et al. (2017),
https://arxiv.org/abs/1611.01232; the two lines with gradients assume that the weights of the way back
are independent of those of the way forward, as Schoenholz et al. do. For linear units without biases
and layers of one width the last line is the same in every layer, as Glorot & Bengio (2010) found,
https://proceedings.mlr.press/v9/glorot10a.html.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.activations import get as activation_of
from course_lib.activations.saturation import dead_intervals, gaussian_share, saturated_intervals
from course_lib.arguments import check_array, check_real, check_sizes, check_whole
from course_lib.gaussian import MASS, Z, cumulative
from course_lib.mean_field.integrals import LARGEST, gaussian_moments, is_homogeneous, slopes, split_variance


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
    weight_gradient_power: np.ndarray
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
    activation, sizes = activation_of(activation), check_sizes(sizes)
    variance = np.atleast_2d(check_array("weight_variance", weight_variance).astype(np.float64))
    if variance.ndim != 2 or variance.shape[1] != len(sizes) - 1 or (variance < 0).any():
        raise ValueError(
            f"weight_variance must hold a variance ≥ 0 for each of {len(sizes) - 1} layers, "
            f"got shape {np.shape(weight_variance)} with {variance.min(initial=np.inf):g} the smallest"
        )
    bias = check_array("bias_variance", bias_variance).astype(np.float64)
    if bias.shape not in ((), variance.shape, variance.shape[1:]) or (bias < 0).any():
        raise ValueError(
            f"bias_variance must be ≥ 0, a number or of shape {variance.shape}, got {bias_variance!r}"
        )
    bias = np.broadcast_to(bias, variance.shape)
    input_power = check_real("input_power", input_power, 0)
    differs = input_power if input_across is None else check_real("input_across", input_across, 0)
    if differs > input_power * (1 + 1e-9):
        raise ValueError(f"input_across must lie between 0 and input_power, {input_power:g}, got {differs!r}")
    batch = check_whole("batch", batch, 1)
    known = ~(np.isnan(variance) | np.isnan(bias)).any(1)
    field = _followed(
        activation, sizes, variance[known].tobytes(), bias[known].tobytes(), input_power,
        differs if across else math.nan, batch,
    )  # fmt: skip
    every = {name: np.full(variance.shape, np.nan) for name in field}
    for name, values in field.items():
        every[name][known] = values
    return MeanField(**every)


@lru_cache(32)  # a lab that draws its seeds in parts asks for the same again
def _followed(activation, sizes, variance: bytes, bias: bytes, power, across, batch) -> dict[str, np.ndarray]:
    """The quantities of `MeanField` for the schemes that the theory speaks of."""
    variance, bias = (np.frombuffer(both).reshape(-1, len(sizes) - 1) for both in (variance, bias))
    field = _forward(activation, sizes, variance, bias, power, across)
    field |= _backward(activation, sizes, variance, field["preactivation_power"])
    field["weight_gradient_power"] = _of_weights(power, field["activation_power"], field["gradient_power"])
    flat, zero = saturated_intervals(activation), dead_intervals(activation)
    q, v = field["preactivation_power"], field["across_input_variance"]
    std = np.sqrt(np.minimum(q, LARGEST))
    field["share_saturated"] = np.vectorize(lambda s: gaussian_share(flat, s), otypes=[float])(std)
    field["share_dead"] = np.full(q.shape, np.nan) if math.isnan(across) else _dead(zero, q, v, batch)
    return field


def _forward(activation, sizes, variance, bias, power, across) -> dict[str, np.ndarray]:
    schemes, layers = variance.shape
    names = ("preactivation_power", "across_input_variance", "activation_power", "activation_variance")
    out = {name: np.zeros((schemes, layers)) for name in (*names, "preactivation_mean")}
    square, split = np.full(schemes, float(power)), np.full(schemes, float(across))
    with np.errstate(over="ignore", invalid="ignore"):
        for layer, n_in in enumerate(sizes[:-1]):
            scale = n_in * variance[:, layer]
            q = scale * square + bias[:, layer]
            v = np.minimum(scale * split, q)
            finite = q <= LARGEST  # not so for 0 · inf, of which nothing is known
            q, v = (np.where(finite, x, np.inf) for x in (q, v))
            mean, square, _ = gaussian_moments(activation, q)
            if not math.isnan(across):
                split = np.where(finite, 0.0, np.inf)
                split[finite] = split_variance(activation, q[finite], v[finite])
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
            back = n_out * variance[:, layer + 1] * slope[:, layer] * gradient[:, layer + 1]
            gradient[:, layer] = np.where(np.isnan(back), np.inf, back)
    return {"gradient_power": gradient, "gradient_variance": gradient.copy()}


def _of_weights(power, activation_power, gradient_power) -> np.ndarray:
    """E[(∂loss/∂W_ℓ)²]: the mean square of what comes from below, times that of what comes from above."""
    below = np.column_stack([np.full(len(activation_power), power), activation_power[:, :-1]])
    with np.errstate(over="ignore", invalid="ignore"):
        product = below * gradient_power
    return np.where(np.isnan(product), np.inf, product)


def _dead(intervals, q, v, batch: int) -> np.ndarray:
    """The share of units whose z lies where the slope is 0 for every one of `batch` inputs."""
    if not intervals:
        return np.zeros(q.shape)
    if intervals == ((-math.inf, math.inf),):
        return np.ones(q.shape)
    # Left is z ≤ 0, as for ReLU; where q is 0, all z are. Else it depends on the ratio of √(q - v), what
    # inputs share, to √v alone.
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.sqrt(np.maximum(q - v, 0) / v)
    different, place = np.unique(np.round(ratio, 9), return_inverse=True)
    below = different[:, None] * Z
    chance = np.where(np.isfinite(below), cumulative(-below), Z < 0)
    return np.where(q == 0, 1.0, (chance**batch @ MASS)[place].reshape(q.shape))


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
        above, below = slopes(activation)
        factor = product * (above**2 + below**2) / 2
        with np.errstate(over="ignore", under="ignore"):
            return f"× {factor:.3g} a layer", first * factor ** (depth - 1.0)
    if activation.name == "tanh" and math.isclose(product, 1.0, rel_tol=1e-9):
        return "≈ 1/(2ℓ)", 1 / (2.0 * depth)
    return None
