"""Who draws what: one rule per layer for each scheme, and one generator for each seed and layer.

Layer ℓ of seed s draws from a generator that depends on s and ℓ alone, so every scheme of one
distribution sees the same noise, rescaled, wherever in the course it is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache, partial

import numpy as np
import torch

from course_lib import initializers as registry
from course_lib.arguments import check_array, check_finite, check_real, real, shown
from course_lib.ensemble.generators import bias_generator, weight_generator
from course_lib.ensemble.torch_fills import TorchFill, is_torch_fill
from course_lib.kept import Kept

DTYPES = {torch.float32: np.float32, torch.float64: np.float64}


def draw_bias(rule, bias_rule, shape, seed: int, layer: int, dtype) -> np.ndarray:
    """The bias `(fan_out,)` beside a weight of `shape`: by `bias_rule`, or what `rule` itself draws."""
    if bias_rule is not None:
        return drawn("biases", bias_rule, shape[1:], rng=bias_generator(seed, layer), dtype=dtype)
    if bias_std(rule, shape) > 0:
        return rule.draw_bias(shape, rng=bias_generator(seed, layer), dtype=dtype)
    return np.zeros(shape[1], dtype)


def bias_std(rule, shape) -> float:
    """The std of the bias that `rule` itself draws beside a weight of `shape`."""
    return _bias_std(rule, shape) if isinstance(rule, registry.Initializer) else 0.0


@lru_cache(1024)
def _bias_std(rule: registry.Initializer, shape: tuple[int, ...]) -> float:
    return rule.bias_std(shape)


def scheme_entries(initializers, n_layers: int) -> dict[str, list]:
    """Label -> one rule per layer. Labels default to names and are made distinct."""
    if isinstance(initializers, Mapping):
        named = list(initializers.items())
    elif isinstance(initializers, (list, tuple)):
        named = [(None, entry) for entry in initializers]
    else:
        named = [(None, initializers)]  # one scheme alone
    if not named:
        raise ValueError(f"initializers must hold at least one scheme, got {initializers!r}")
    entries: dict[str, list] = {}
    for label, entry in named:
        rules = per_layer("initializers", entry, n_layers)
        if label is None:
            label = base = " / ".join(dict.fromkeys(label_of(rule) for rule in rules))
            count = 2
            while label in entries:
                label, count = f"{base} ({count})", count + 1
        entries[str(label)] = rules
    return entries


def per_layer(argument: str, entry, n_layers: int) -> list:
    if isinstance(entry, (list, tuple)):
        if len(entry) != n_layers:
            raise ValueError(
                f"{argument}: an entry given per layer must have {n_layers} items, "
                f"one for each layer, got {len(entry)}"
            )
        return [rule_of(argument, item) for item in entry]
    return [rule_of(argument, entry)] * n_layers


def rule_of(argument: str, item):
    """What draws one layer: an array to be taken as it is, or an object to call."""
    number = real(item)
    if number is not None and argument == "biases":
        return registry.Constant(check_real(argument, item))
    if number is not None:
        raise TypeError(
            f"{argument}: a number alone does not say what is drawn; write Constant({number:g}) for weights "
            f"that are all {number:g} or Normal(0, {abs(number):g}) for this std; got {shown(item)}"
        )
    if isinstance(item, list | tuple) or hasattr(item, "__array__"):
        return check_array(argument, item)
    if is_torch_fill(item):
        return TorchFill(argument, item)
    return item if callable(item) else registry.get(item)  # which names what it knows


def label_of(rule) -> str:
    if isinstance(rule, np.ndarray):
        return "given"
    return getattr(rule, "name", None) or getattr(rule, "__name__", type(rule).__name__)


def drawn(argument: str, rule, shape, *, rng, dtype) -> np.ndarray:
    """What `rule` gives for one layer of one seed, in `dtype`."""
    if isinstance(rule, registry.Initializer):
        return rule(shape, rng=rng, dtype=dtype)
    name = f"{argument}: {label_of(rule)}"
    values = check_array(name, rule if isinstance(rule, np.ndarray) else rule(shape, rng=rng, dtype=dtype))
    if values.shape != shape:
        raise ValueError(f"{name} must give an array of shape {shape}, got {values.shape}")
    return check_finite(name, values, dtype)


class UnscaledWeights:
    """The weights of one layer before they are scaled, `weights` (seeds, fan_in, fan_out)."""

    def __init__(self, weights: torch.Tensor):
        self.weights = weights

    @cached_property
    def ranked(self) -> np.ndarray:
        """The weights of each seed in ascending order, so that any scale's histogram is a look-up."""
        return self.weights.flatten(1).sort(1).values.numpy()


KEPT_BYTES = 64_000_000  # of draws that were made already; twice that once they are ranked
_kept = Kept(KEPT_BYTES, lambda unscaled: unscaled.weights.nbytes)


@lru_cache(1024)
def law_of(rule: registry.Initializer, shape: tuple[int, ...]) -> registry.Law:
    """The distribution of one weight; layers of one shape ask for it again and again."""
    return rule.law(shape)


def unscaled_weights(rule, shape, seeds, layer: int, dtype: torch.dtype) -> tuple[UnscaledWeights, float]:
    """Weights of one layer as (unscaled, scale): a `UnscaledWeights` of all seeds, times a number.

    Where `rule` rescales standard noise, `unscaled` is that noise and `scale` the scheme's std, so schemes of
    one distribution share it. What was drawn is kept: another gain or scheme draws nothing anew.
    """
    number = DTYPES[dtype]
    key, scale, draw = rule, 1.0, partial(drawn, "initializers", rule)
    if isinstance(rule, registry.Initializer):
        law = law_of(rule, shape)
        if rule.noise_kind == rule.distribution and law.mean == 0:  # a weight is std · noise
            own = type(rule).draw_noise is not registry.Initializer.draw_noise  # bounds of its own
            key, scale = (rule if own else rule.noise_kind), law.std
            draw = rule.draw_noise

    def stacked() -> UnscaledWeights:
        generators = [weight_generator(seed, layer) for seed in seeds]
        noise = [draw(shape, rng=rng, dtype=number) for rng in generators]
        return UnscaledWeights(torch.from_numpy(np.stack(noise)))

    if not isinstance(key, (str, registry.Initializer)):  # a function may give others next time
        return stacked(), scale
    return _kept.get((key, shape, tuple(seeds), layer, dtype), stacked), scale
