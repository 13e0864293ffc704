r"""What becomes of a signal on its way through a deep network, before any training.

A batch X goes forward through L layers of freshly drawn weights, and a gradient comes back:

    z_ℓ = a_{ℓ-1} W_ℓ + b_ℓ,    a_ℓ = φ(z_ℓ),    a_0 = X
    δ_L ~ N(0, 1),              δ_{ℓ-1} = δ_ℓ W_ℓᵀ · φ'(z_{ℓ-1})

δ_ℓ = ∂loss/∂z_ℓ for a loss whose gradient at the output z_L is unit Gaussian noise, one for each
input. By the outer product of the two, ∂loss/∂W_ℓ = a_{ℓ-1}ᵀ δ_ℓ, the weights learn. `propagate`
does this for several schemes and seeds, measures every layer, and sets theory's value beside each
(`mean_field`). Under units that scale with their input, ReLU's kind and linear ones, and without biases,
schemes of one noise are one network scaled: it is sent through once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
import torch

from course_lib.activations import get as activation_of
from course_lib.arguments import (
    check_array,
    check_finite,
    check_flag,
    check_real,
    check_seeds,
    check_sizes,
    check_whole,
)
from course_lib.ensemble.draws import DTYPES, bias_std, law_of, per_layer, scheme_entries
from course_lib.ensemble.kernels import kernel_for, one_thread
from course_lib.mean_field import MeanField, is_homogeneous, mean_field
from course_lib.propagation.bins import COUNTED
from course_lib.propagation.layer_statistics import LayerStatistics
from course_lib.propagation.memory import Memory, kept_memory
from course_lib.propagation.networks import Networks

LARGEST_GAIN = 1e30  # float32 holds it
PART_BYTES = 64_000_000  # of one pass: seeds are taken in parts so that all layers together stay below it


@dataclass(frozen=True)
class Signals(MeanField):
    """What every layer of every network carries: theory's quantities, measured, (schemes, seeds, layers).

    Layer ℓ stands at index ℓ - 1. Means are over the batch and the units of a layer.

    preactivation_power     E[z²]                 preactivation_mean     E[z]
    across_input_variance   the variance of a unit's z across inputs, averaged over units
    activation_power        E[a²]                 activation_variance    E[a²] - E[a]²
    gradient_power          E[δ²]                 gradient_variance      E[δ²] - E[δ]²
    weight_gradient_power   E[(∂loss/∂W)²], the mean square of the weights' gradient of one input's loss,
                            over inputs and weights; NaN if it was not asked for
    share_saturated         of all z, where |φ'(z)| is under 5 % of its maximum (`saturation.py`)
    share_dead              of all units, those with slope exactly 0 for every input of the batch

    For the last layer, a is φ(z_L) too. Where a pre-activation leaves the numbers of the dtype
    the powers and variances of that layer and those after it are infinite, and so are those of the
    gradient, for then there is no loss. In float32, rounding hides what differs across inputs once it
    is under 1e-14 of the power, and a variance of activations under 1e-6 of theirs.

    overflow, silent        (schemes, seeds): the first layer, from 1, whose z overflows, or whose z
                            are all exactly 0; 0 if there is none
    gradient_overflow, gradient_silent    the same on the way back: the first layer met from the top
    histograms              "weights", "activations", "gradients" → counts (…, layers, bins) on the
                            bins `edges[name]`, common to all; what lies beyond counts in the end bins
    theory                  the mean-field value of each quantity, (schemes, layers), or NaN
    """

    schemes: tuple[str, ...]
    seeds: tuple[int, ...]
    activation: str
    sizes: tuple[int, ...]
    batch: int
    gain: float
    overflow: np.ndarray
    silent: np.ndarray
    gradient_overflow: np.ndarray
    gradient_silent: np.ndarray
    histograms: dict[str, np.ndarray]
    edges: dict[str, np.ndarray]
    theory: MeanField

    @property
    def layers(self) -> np.ndarray:
        """The layers' numbers, 1 to L."""
        return np.arange(1, len(self.sizes))


def propagate(
    initializers=("lecun_normal", "he_normal"),
    activation="relu",
    depth: int = 30,
    width: int = 128,
    batch: int = 128,
    seeds=range(10),
    *,
    sizes=None,
    inputs=None,
    biases=None,
    gain: float = 1.0,
    input_seed: int = 0,
    bins: int = 60,
    histograms: Iterable[str] = COUNTED,
    dtype: torch.dtype = torch.float32,
    across: bool = True,
    weight_gradients: bool = False,
) -> Signals:
    """Send one batch forward through every network, and a unit Gaussian gradient back.

    Args:
        initializers: schemes, as in `Ensemble`: names, objects, or one of these per layer; a list, or
            a mapping label → entry.
        activation: a name of `ACTIVATIONS` or an activation object.
        depth, width: layers of weights, and units in each of them, inputs included; ≥ 1.
        batch: how many inputs, ≥ 2. Not used if `inputs` is an array.
        seeds: whole numbers ≥ 0, or how many. Seed s draws the weights that seed s of an `Ensemble` draws,
            the same noise for every scheme of one distribution; a gain only rescales it.
        sizes: the layer widths, input first, instead of `depth` and `width`: fan-in ≠ fan-out.
        inputs: None for N(0, 1) from `input_seed`, or an array (batch, sizes[0]), the same for all networks.
        biases: None: what each scheme draws (0 for all but `torch_default`); else an entry for all.
        gain: factor from 0 to 1e30 on every weight, not on biases.
        bins: bins of the histograms, ≥ 1.
        histograms: which to count: some of "weights", "activations", "gradients".
        dtype: torch.float32 or torch.float64.
        across: whether theory follows what differs across inputs, which costs a double integral a layer.
        weight_gradients: whether to measure the weights' gradient, of one input's loss. Each input has a δ_L
            of its own, so on average the mean loss of the batch has 1/batch of it, in every layer.

    Raises:
        ValueError, TypeError: an argument is not as described.

    Source: Glorot & Bengio (2010), https://proceedings.mlr.press/v9/glorot10a.html, who looked at
    activations and back-propagated gradients layer by layer in this way.

    >>> s = propagate(["he_normal", "lecun_normal"], "relu", depth=4, width=64, seeds=2)
    >>> s.preactivation_power.shape, s.theory.gradient_power[1].tolist()
    ((2, 2, 4), [0.125, 0.25, 0.5, 1.0])
    """
    if dtype not in DTYPES:
        raise TypeError(f"dtype must be torch.float32 or torch.float64, got {dtype!r}")
    if sizes is None:
        sizes = [check_whole("width", width, 1)] * (check_whole("depth", depth, 1) + 1)
    sizes, seeds = check_sizes(sizes), check_seeds(seeds)
    activation = activation_of(activation)
    across, weight_gradients = check_flag("across", across), check_flag("weight_gradients", weight_gradients)
    gain, input_seed = check_real("gain", gain, 0, LARGEST_GAIN), check_whole("input_seed", input_seed, 0)
    X = _inputs(inputs, check_whole("batch", batch, 2), sizes[0], input_seed, dtype)
    layers = len(sizes) - 1
    entries = scheme_entries(initializers, layers)
    bias_rules = [None] * layers if biases is None else per_layer("biases", biases, layers)
    found = LayerStatistics(
        (len(entries), len(seeds), layers),
        activation,
        check_whole("bins", bins, 1),
        _histograms(histograms),
        dtype,
        weight_gradients,
    )
    output = np.random.default_rng([input_seed, 1]).standard_normal((len(X), sizes[-1]))
    output = torch.from_numpy(output).to(dtype)
    each = layers * max(sizes) * (2 * len(X) + max(sizes)) * dtype.itemsize  # bytes of one network, about
    at_once = max(1, int(PART_BYTES // (len(entries) * each)))
    gain_of = activation.gain if is_homogeneous(activation) else None
    rules = list(entries.values())

    def run(chosen: list[int], first: int, gain_of: float | None) -> None:
        """Measure the networks of the chosen schemes and of seeds from the first on."""
        part, of = seeds[first : first + at_once], [rules[scheme] for scheme in chosen]
        networks = Networks(of, bias_rules, sizes, part, gain, dtype, gain_of)
        whose = [chosen[place] for place in networks.schemes], [first + place for place in networks.seeds]
        with kept_memory() as memory, found.of(networks, *whose, X, memory):
            _pass(X, output, networks, kernel_for(activation), found, memory)
        again = sorted({scheme for scheme, unlike in zip(whose[0], found.unlike, strict=True) if unlike})
        if again:
            run(again, first, None)

    with one_thread():
        for first in range(0, len(seeds), at_once):
            run(list(range(len(rules))), first, gain_of)
    weight_variance, bias_variance = _variances(entries.values(), bias_rules, sizes, gain)
    power, differs = input_powers(X)
    theory = mean_field(
        activation, sizes, weight_variance, bias_variance, input_power=power, input_across=differs,
        batch=len(X), across=across,
    )  # fmt: skip
    return Signals(
        schemes=tuple(entries), seeds=tuple(seeds), activation=activation.name, sizes=sizes, batch=len(X),
        gain=gain, theory=theory, **found.finish(),
    )  # fmt: skip


def _pass(X, output, networks: Networks, kernel, found: LayerStatistics, memory: Memory) -> None:
    """Forward and back through all networks, measured on the way."""
    count, layers = len(networks.each), len(networks.biases)
    a, zs, values = X.expand(count, *X.shape), [], []
    for layer, bias in enumerate(networks.biases):
        z = memory.take(count, len(X), networks.sizes[layer + 1], dtype=X.dtype)
        networks.times_weights(layer, a, z)
        if bias is not None:
            z.add_(bias)
        found.forward(layer, z)
        a = memory.take(*z.shape, dtype=z.dtype) if kernel.needs_z else z
        kernel.forward(z, a)
        found.activations(layer, a)
        zs.append(z)
        values.append(a)
    delta, turns = output.expand(count, *output.shape), {}
    found.backward(layers - 1, delta)
    for layer in range(layers - 1, 0, -1):
        z, turn = zs[layer - 1], (networks.sizes[layer], layer % 2)  # two tensors of a width take turns
        if turn not in turns:
            turns[turn] = memory.take(*z.shape, dtype=z.dtype)
        networks.times_weights(layer, delta, turns[turn], back=True)
        delta = turns[turn]
        kernel.backward(delta, z, values[layer - 1])
        found.backward(layer - 1, delta)


def input_powers(X: torch.Tensor) -> tuple[float, float]:
    """E[x²] of a batch, and the part of it that differs across inputs, per feature."""
    X = X.double()
    power = float((X**2).mean())
    return power, min(power, float(X.var(0).mean()))


def join_seeds(parts: list[Signals]) -> Signals:
    """One `Signals` of several that differ in their seeds alone, in the order given.

    Raises ValueError for parts that differ in more, or share a seed, or for none.
    """
    alike = {(one.schemes, one.activation, one.sizes, one.batch, one.gain) for one in parts}
    seeds = [seed for one in parts for seed in one.seeds]
    if len(alike) != 1 or len(set(seeds)) != len(seeds):
        raise ValueError(
            f"parts must be signals of the same networks and distinct seeds, got {len(alike)} kinds "
            f"of networks and seeds {seeds}"
        )
    first = parts[0]
    joined = {}
    for field in fields(Signals):
        value = getattr(first, field.name)
        if isinstance(value, np.ndarray):
            joined[field.name] = np.concatenate([getattr(part, field.name) for part in parts], axis=1)
        else:
            joined[field.name] = value
    joined["seeds"] = tuple(seeds)
    joined["histograms"] = {
        name: np.concatenate([part.histograms[name] for part in parts], axis=1) for name in first.histograms
    }
    return Signals(**joined)


def _variances(entries, bias_rules, sizes, gain) -> np.ndarray:
    """σ_w² and σ_b² of each scheme and layer, (2, schemes, layers), NaN where the theory does not hold."""
    found = np.empty((2, len(entries), len(bias_rules)))
    with np.errstate(over="ignore"):
        for number, rules in enumerate(entries):
            for layer, (rule, given, shape) in enumerate(
                zip(rules, bias_rules, pairwise(sizes), strict=True)
            ):
                found[0, number, layer] = np.square(gain * np.sqrt(_variance(rule, shape)))
                found[1, number, layer] = (
                    bias_std(rule, shape) ** 2 if given is None else _variance(given, shape[1:])
                )
    return found


def _variance(rule, shape) -> float:
    """The variance of what `rule` draws, NaN if its mean is not 0 or it does not say."""
    if isinstance(rule, np.ndarray) or not hasattr(rule, "law"):
        return np.nan
    law = law_of(rule, shape)
    return law.std**2 if law.mean == 0 else np.nan


def _inputs(inputs, batch: int, n_in: int, seed: int, dtype) -> torch.Tensor:
    if inputs is None:
        return torch.from_numpy(np.random.default_rng([seed, 0]).standard_normal((batch, n_in))).to(dtype)
    X = check_array("inputs", inputs)
    if X.ndim != 2 or X.shape[1] != n_in or len(X) < 2:
        raise ValueError(f"inputs must be an array (batch, {n_in}) with batch ≥ 2, got shape {X.shape}")
    return torch.from_numpy(check_finite("inputs", X, DTYPES[dtype]))


def _histograms(names) -> tuple[str, ...]:
    chosen = (names,) if isinstance(names, str) else tuple(names) if isinstance(names, Iterable) else (names,)
    for name in chosen:
        if name not in COUNTED:
            text = f"histograms must be some of {', '.join(COUNTED)}, got {name!r}"
            raise ValueError(text) if isinstance(name, str) else TypeError(text)
    return chosen
