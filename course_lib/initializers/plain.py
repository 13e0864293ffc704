"""Plain distributions: the same law whatever the shape."""

from dataclasses import dataclass

import numpy as np

from course_lib.arguments import check_real

from .base import Initializer, tex, tex_square
from .laws import check_spread, check_value, normal_law, point_law, truncated_law, uniform_law
from .noise import check_bounds, standard_noise
from .shapes import check_shape

TENSORFLOW = (
    "TensorFlow (2015), tf.random.truncated_normal, "
    "https://www.tensorflow.org/api_docs/python/tf/random/truncated_normal"
)


@dataclass(frozen=True)
class Constant(Initializer):
    r"""Every weight the same value, if wanted with a little normal noise on top.

    $w = \text{value} + \text{noise} \cdot \mathcal{N}(0, 1)$. `value` is a number from -1e270 to 1e270,
    `noise` 0 or from 1e-270 to 1e270; any shape of one or more dimensions.
    In float32 a noise under 6e-8 of the value is rounded away.

    Source: Goodfellow, Bengio & Courville (2016), https://www.deeplearningbook.org

    >>> Constant(0.5)((2, 2)).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """

    value: float
    noise: float = 0.0

    def __post_init__(self):
        object.__setattr__(self, "value", check_value("value", self.value))
        noise = check_real("noise", self.noise, 0)
        object.__setattr__(self, "noise", check_spread("noise", noise) if noise else noise)
        super().__post_init__()

    @property
    def distribution(self):
        """The kind of law: constant, or normal if there is noise."""
        return "normal" if self.noise else "constant"

    def law(self, shape):
        """Return the `Law` of one weight, the same for every shape."""
        check_shape(shape)
        return normal_law(self.value, self.noise) if self.noise else point_law(self.value)

    @property
    def formula(self):
        """The law in LaTeX."""
        noise = rf" + {tex(self.noise)}\,\mathcal{{N}}(0, 1)" if self.noise else ""
        return f"w = {tex(self.value)}{noise}"


@dataclass(frozen=True, init=False, repr=False)
class Normal(Initializer):
    r"""Normal weights of a fixed width, whatever the fan.

    $w \sim \mathcal{N}(\text{mean}, \text{std}^2)$. `std` is a number from 1e-270 to 1e270, `mean`
    one from -1e270 to 1e270; any shape of one or more dimensions.

    Source: Goodfellow, Bengio & Courville (2016), https://www.deeplearningbook.org

    >>> Normal(0, 0.5).std((64, 32)), Normal(0, 0.5).limit((64, 32))
    (0.5, inf)
    """

    center: float
    spread: float
    distribution = "normal"

    def __init__(self, mean=0.0, std=1.0, **described):
        # written out because `mean` and `std` are already methods: those of what is drawn
        object.__setattr__(self, "center", check_value("mean", mean))
        object.__setattr__(self, "spread", check_spread("std", std))
        super().__init__(**described)

    def __repr__(self):
        return f"Normal(mean={self.center!r}, std={self.spread!r})"

    def law(self, shape):
        """Return the `Law` of one weight, the same for every shape."""
        check_shape(shape)
        return normal_law(self.center, self.spread)

    @property
    def formula(self):
        """The law in LaTeX."""
        return rf"w \sim \mathcal{{N}}({tex(self.center)}, {tex_square(self.spread)})"


@dataclass(frozen=True, init=False, repr=False)
class TruncatedNormal(Initializer):
    r"""Normal weights, each redrawn until it lies between two bounds.

    $w \sim \mathcal{N}(\text{mean}, \text{std}^2)$ given that
    $\text{low} \le (w - \text{mean}) / \text{std} \le \text{high}$. `std` is the parent's: what is
    drawn is narrower, and `.std(shape)` says by how much. `std` is a number from 1e-270 to 1e270,
    `mean` one from -1e270 to 1e270; `low` < `high` (they may be infinite) must leave an interval within
    37 std of the mean, beyond which a normal's probability is under 1e-300. Any shape of one or more
    dimensions.

    Source: TensorFlow (2015), https://www.tensorflow.org/api_docs/python/tf/random/truncated_normal

    >>> round(TruncatedNormal(0, 1).std((10,)), 4), TruncatedNormal(0, 1).limit((10,))
    (0.8796, 2.0)
    """

    center: float
    spread: float
    low: float
    high: float
    distribution = "truncated_normal"

    def __init__(self, mean=0.0, std=1.0, low=-2.0, high=2.0, *, source=TENSORFLOW, **described):
        object.__setattr__(self, "center", check_value("mean", mean))
        object.__setattr__(self, "spread", check_spread("std", std))
        low, high = check_bounds(low, high)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)
        super().__init__(source=source, **described)

    def __repr__(self):
        return (
            f"TruncatedNormal(mean={self.center!r}, std={self.spread!r}, "
            f"low={self.low!r}, high={self.high!r})"
        )

    def draw_noise(self, shape, *, seed=None, rng=None, dtype=np.float32):
        """Draw the noise of mean 0 and variance 1 that `from_noise` makes a weight of."""
        return standard_noise(self.distribution, shape, rng, dtype, seed=seed, low=self.low, high=self.high)

    def law(self, shape):
        """Return the `Law` of one weight, the same for every shape."""
        check_shape(shape)
        return truncated_law(self.center, self.spread, self.low, self.high)

    @property
    def formula(self):
        """The law in LaTeX."""
        low, high = (tex(bound).replace("inf", r"\infty") for bound in (self.low, self.high))
        parent = rf"\mathcal{{N}}({tex(self.center)}, {tex_square(self.spread)})"
        return rf"w \sim {parent},\ {low} \le \tfrac{{w - \mu}}{{\sigma}} \le {high}"


@dataclass(frozen=True)
class Uniform(Initializer):
    r"""Weights spread evenly between two bounds, whatever the fan.

    $w \sim U(\text{low}, \text{high})$, with std (high - low)/√12: under the limit by a factor √3.
    Numbers from -1e270 to 1e270, `low` < `high` by 1e-270 or more; any shape of one or more dimensions.

    Source: Goodfellow, Bengio & Courville (2016), https://www.deeplearningbook.org

    >>> Uniform(-1, 1).limit((10,)), round(Uniform(-1, 1).std((10,)), 4)
    (1.0, 0.5774)
    """

    low: float = 0.0
    high: float = 1.0
    distribution = "uniform"

    def __post_init__(self):
        low, high = check_value("low", self.low), check_value("high", self.high)
        check_real("high", high, above=low)
        check_spread("high - low", high - low)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)
        super().__post_init__()

    def law(self, shape):
        """Return the `Law` of one weight, the same for every shape."""
        check_shape(shape)
        return uniform_law(self.low, self.high)

    @property
    def formula(self):
        """The law in LaTeX."""
        return rf"w \sim U({tex(self.low)}, {tex(self.high)})"
