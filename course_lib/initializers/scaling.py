"""Variance scaling: the one scheme behind LeCun's, Glorot's and He's, and PyTorch's default."""

import math
from dataclasses import dataclass, field, replace

import numpy as np

from course_lib.arguments import check_name

from .base import Initializer, tex
from .laws import check_spread, normal_law, truncated_law, uniform_law
from .noise import DISTRIBUTIONS, TRUNCATED_STD, generator, standard_noise
from .shapes import check_shape, fans

MODES = ("fan_in", "fan_out", "fan_avg")

GLOROT = (
    "Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward neural "
    "networks, https://proceedings.mlr.press/v9/glorot10a.html"
)
PYTORCH = (
    "PyTorch (2016), torch.nn.Linear, https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html"
)


@dataclass(frozen=True)
class VarianceScaling(Initializer):
    r"""The one scheme behind LeCun's, Glorot's and He's: a variance that shrinks with the fan.

    $\operatorname{Var} w = \text{scale} / n$, where n is the fan-in, the fan-out or the average of
    the two, and the distribution is normal, uniform (limit √(3·scale/n)) or a normal truncated at
    ±2 std, corrected so that the variance comes out the same.

    `scale` is a number from 1e-270 to 1e270; `mode` is fan_in, fan_out or fan_avg; `distribution` is normal,
    truncated_normal or uniform. A shape needs a fan-in and a fan-out, except where `min_rank` is 1:
    a vector then counts as one input. Raises ValueError or TypeError otherwise. TensorFlow 1 draws
    its truncated normal with std √(1.3·scale/n) before cutting; 1.3 is 1/0.8796² rounded up, so
    its weights came out 0.3 % wider than asked for.

    Source: Glorot & Bengio (2010), https://proceedings.mlr.press/v9/glorot10a.html, and He et al.
    (2015), https://arxiv.org/abs/1502.01852

    >>> he_fan_out = VarianceScaling(2, "fan_out", "normal")
    >>> he_fan_out.std((64, 32)), he_fan_out((64, 32), seed=0).shape
    (0.25, (64, 32))
    """

    scale: float
    mode: str = "fan_in"
    distribution: str = "normal"
    source: str = field(default=GLOROT, kw_only=True, repr=False, compare=False)
    min_rank: int = field(default=2, kw_only=True, repr=False)

    def __post_init__(self):
        object.__setattr__(self, "scale", check_spread("scale", self.scale))
        check_name("mode", self.mode, MODES)
        check_name("distribution", self.distribution, DISTRIBUTIONS)
        super().__post_init__()

    def fan(self, shape):
        """Return the n of the formula for this shape."""
        shape = check_shape(shape, self.min_rank)
        fan_in, fan_out = fans(shape if len(shape) > 1 else (1, *shape))
        return {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]

    def law(self, shape):
        """Return the `Law` of one weight: variance scale/n in the distribution asked for."""
        std = math.sqrt(self.scale / self.fan(shape))
        if self.distribution == "normal":
            return normal_law(0.0, std)
        if self.distribution == "uniform":
            limit = math.sqrt(3 * self.scale / self.fan(shape))
            return uniform_law(-limit, limit)
        return truncated_law(0.0, std / TRUNCATED_STD)

    def truncate(self):
        """Return Keras' variant: the same std, cut at ±2 std of a wider normal."""
        if self.distribution == "truncated_normal":
            return self
        if self.distribution != "normal":
            return super().truncate()
        return replace(
            self,
            distribution="truncated_normal",
            name=f"{self.name}_truncated",
            label=f"{self.label}, truncated",
            note="",
        )

    @property
    def formula(self):
        """The law in LaTeX."""
        uniform, average = self.distribution == "uniform", self.mode == "fan_avg"
        top = self.scale * (3 if uniform else 1) * (2 if average else 1)
        below = r"n_\text{in} + n_\text{out}" if average else rf"n_\text{{{self.mode[4:]}}}"
        variance = rf"\frac{{{tex(top)}}}{{{below}}}"
        if uniform:
            return rf"w \sim U\left(\pm\sqrt{{{variance}}}\right)"
        if self.distribution == "normal":
            return rf"w \sim \mathcal{{N}}\left(0, {variance}\right)"
        cut = tex(round(2 / TRUNCATED_STD, 3))  # in std of what is drawn
        return rf"w \sim \mathcal{{N}}_\text{{cut}}\left(0, {variance}\right),\ |w| \le {cut}\,\sigma"


@dataclass(frozen=True)
class TorchDefault(VarianceScaling):
    r"""What PyTorch's `Linear` and `Conv2d` draw unless told otherwise: weights *and* biases.

    $w, b \sim U(\pm 1/\sqrt{n_\text{in}})$. Its code says `kaiming_uniform_(a=√5)`, which is not
    He's scheme: a=√5 makes the gain √(1/3), and so a sixth of He's variance.

    Source: PyTorch (2016), https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html

    >>> TorchDefault().limit((64, 32)), TorchDefault().draw_bias((64, 32), seed=0).shape
    (0.125, (32,))
    """

    scale: float = 1 / 3
    mode: str = "fan_in"
    distribution: str = "uniform"
    source: str = field(default=PYTORCH, kw_only=True, repr=False, compare=False)

    def draw_bias(self, weight_shape, *, seed=None, rng=None, dtype=np.float32):
        """Draw the bias, `(fan_out,)`, from U(±1/√fan_in) of the weight it goes with."""
        size = check_shape(weight_shape, self.min_rank)[-1]
        rng = generator(seed, rng)
        if seed is not None:
            (rng,) = rng.spawn(1)  # or it would repeat the first numbers of the weight
        noise = standard_noise(self.distribution, (size,), rng, dtype)
        limit = self.limit(weight_shape)
        return np.clip(noise * self.bias_std(weight_shape), -limit, limit)

    def bias_std(self, weight_shape):
        """Return the std of what `draw_bias` draws: that of the weights."""
        return self.std(weight_shape)
