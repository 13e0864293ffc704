"""What all schemes share: drawing a weight, and the theory of what is drawn.

Every scheme says in `law(shape)` how one weight is distributed. All the rest (drawing, std, limit,
density) follows from that and is written once, here.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from course_lib.arguments import check_dtype, check_flag

from .noise import DISTRIBUTIONS, generator, standard_noise
from .shapes import check_shape

GOODFELLOW = (
    "Goodfellow, Bengio & Courville (2016), Deep Learning, section 8.4, "
    "https://www.deeplearningbook.org/contents/optimization.html"
)


@dataclass(frozen=True)
class Initializer:
    """What all schemes share: drawing a weight, and the theory of what is drawn.

    `name` is the registry's name, `label` the one for people, `source` the paper, `formula` LaTeX,
    `note` what others draw by that name,
    `distribution` the kind of law, `noise_kind` the standard noise it rescales (None if it draws
    nothing at random). A shape is `(*window, fan_in, fan_out)`. `truncated=True` is for normal
    `VarianceScaling` schemes: Keras' draw, cut at ±2 std of a normal widened so that the std comes
    out the same.
    """

    name: str = field(default="", kw_only=True, repr=False)
    label: str = field(default="", kw_only=True, repr=False, compare=False)
    source: str = field(default=GOODFELLOW, kw_only=True, repr=False, compare=False)
    note: str = field(default="", kw_only=True, repr=False, compare=False)

    min_rank = 1  # the fewest dimensions a shape may have

    def __post_init__(self):
        object.__setattr__(self, "name", self.name or repr(self))  # how a frozen dataclass sets
        object.__setattr__(self, "label", self.label or self.name)

    def __call__(self, shape, *, seed=None, rng=None, dtype=np.float32, truncated=False):
        """Draw a weight of this shape; the same seed gives the same weight.

        Give `seed` (a whole number ≥ 0) or `rng` (a NumPy `Generator`); schemes that draw nothing
        at random need neither. `dtype` is float32 or float64. Raises TypeError or ValueError,
        naming the argument, if one is not as described or the weights do not fit the dtype.
        """
        scheme = self._variant(truncated)
        noise = scheme.draw_noise(shape, seed=seed, rng=rng, dtype=dtype)
        return scheme.from_noise(noise, shape)

    def draw_noise(self, shape, *, seed=None, rng=None, dtype=np.float32):
        """Draw the noise of mean 0 and variance 1 that `from_noise` makes a weight of."""
        shape, dtype = check_shape(shape, self.min_rank), check_dtype(dtype)
        if self.noise_kind is None:
            if seed is not None or rng is not None:
                generator(seed, rng)  # not needed, but a bad one is still a mistake
            return np.zeros(shape, dtype)
        return standard_noise(self.noise_kind, shape, rng, dtype, seed=seed)

    def from_noise(self, noise, shape):
        """Make a weight of standard noise: mean + std · noise, in the noise's dtype.

        Nothing is drawn, so one noise serves every gain and every scheme of one distribution.
        """
        law = self.law(shape)
        dtype = self._check_noise(noise, shape, law)
        w = noise * float(law.std)  # a NumPy float64 would widen a float32 weight
        if law.mean:
            w += law.mean
        if math.isfinite(law.limit):  # rounding must not carry a weight over the edge
            largest = float(np.finfo(dtype).max)
            low, high = law.support
            np.clip(w, max(low, -largest), min(high, largest), out=w)
        return w

    def draw_bias(self, weight_shape, *, seed=None, rng=None, dtype=np.float32):
        """Return the bias that goes with a weight of this shape, `(fan_out,)`: zeros.

        Only `torch_default` draws it at random, and only then `seed` or `rng` is needed.
        """
        return np.zeros(check_shape(weight_shape, self.min_rank)[-1], check_dtype(dtype))

    def bias_std(self, weight_shape):
        """Return the std of what `draw_bias` draws."""
        check_shape(weight_shape, self.min_rank)
        return 0.0

    def law(self, shape):
        """Return the `Law` of one weight of this shape."""
        raise NotImplementedError(f"{type(self).__name__} must say how a weight is distributed")

    def mean(self, shape, truncated=False):
        """Return the mean of one weight."""
        return self._variant(truncated).law(shape).mean

    def std(self, shape, truncated=False):
        """Return the standard deviation of one weight, as it is drawn."""
        return self._variant(truncated).law(shape).std

    def support(self, shape, truncated=False):
        """Return the smallest and the largest weight possible, (low, high)."""
        return self._variant(truncated).law(shape).support

    def limit(self, shape, truncated=False):
        """Return the largest possible |w - mean|; infinite for an untruncated normal."""
        return self._variant(truncated).law(shape).limit

    def pdf(self, x, shape, truncated=False):
        """Return the probability density of one weight at `x`, a number or an array.

        Raises ValueError for a scheme that is not `has_density`: a constant has none.
        """
        law = self._variant(truncated).law(shape)
        if law.density is None:
            raise ValueError(
                f"pdf needs a scheme that spreads its weights, got {self.name}, whose weights of "
                f"shape {tuple(shape)} take separate values between {law.support}; ask has_density"
            )
        return law.pdf(x)

    @property
    def noise_kind(self):
        """The name of the standard noise this scheme rescales, or None if it draws nothing."""
        return self.distribution if self.distribution in DISTRIBUTIONS else None

    @property
    def has_density(self):
        """Whether weights spread out, so that `pdf` has an answer (not for 1×1 orthogonal)."""
        return self.noise_kind is not None

    def _variant(self, truncated):
        return self.truncate() if check_flag("truncated", truncated) else self

    def truncate(self):
        """Return Keras' variant of a normal scheme: cut at ±2 std, the same std."""
        raise ValueError(
            "truncated=True is for normal schemes of VarianceScaling, such as he_normal; "
            f"got {self.name}, which draws {self.distribution} weights"
        )

    def _check_noise(self, noise, shape, law):
        shape = check_shape(shape, self.min_rank)
        if not isinstance(noise, np.ndarray):
            raise TypeError(f"noise must be a NumPy array of shape {shape}, got {type(noise).__name__}")
        if noise.shape != shape:
            raise ValueError(f"noise must be a NumPy array of shape {shape}, got {noise.shape}")
        dtype = check_dtype(noise.dtype)
        tiny, largest = float(np.finfo(dtype).tiny), float(np.finfo(dtype).max)
        if abs(law.mean) + 10 * law.std > largest or 0 < law.std + abs(law.mean) < tiny:
            raise ValueError(
                f"dtype {dtype} cannot hold the weights of {self.name}: it reaches from "
                f"{tiny:.1e} to {largest:.1e}, got mean {law.mean:g} and std {law.std:g}"
            )
        return dtype


def tex(number):
    """Write a number for a formula: 0.05, or 10^{-12}."""
    digits, _, exponent = f"{number:.6g}".partition("e")
    if not exponent:
        return digits
    power = f"10^{{{int(exponent)}}}"
    return power if digits == "1" else rf"{digits} \cdot {power}"


def tex_square(number):
    """Write a number squared for a formula."""
    return "1" if number == 1 else f"{tex(number)}^2"
