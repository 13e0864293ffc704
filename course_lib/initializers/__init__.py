"""What an initializer really draws: every scheme of the course, with its theory beside the draw.

    >>> from course_lib.initializers import he_normal
    >>> w = he_normal((64, 32), seed=0)  # a weight for 64 inputs and 32 units
    >>> w.shape, w.dtype.name, he_normal.std((64, 32))
    ((64, 32), 'float32', 0.1767766952966369)

Read the files in this order; each is short and needs only those before it:

1. `shapes`: what a weight's shape means, fan-in and fan-out
2. `noise`: the raw random numbers, mean 0 and variance 1
3. `laws`: mean, std, limit and density of the distribution of one weight
4. `base`: an initializer turns a shape into a law, and noise into a weight
5. `scaling`: `VarianceScaling`, the one scheme behind LeCun's, Glorot's and He's
6. `plain` and `matrices`: constants, fixed distributions, orthogonal matrices, the identity
7. `named`: all of them by the names they have in papers
8. `spelling`, `calls` and `names`: the same by the names that frameworks have for them; `get` finds them
"""

from .base import Initializer
from .laws import Law
from .matrices import Identity, Orthogonal
from .named import (
    INITIALIZERS,
    constant,
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    identity,
    lecun_normal,
    lecun_uniform,
    normal,
    ones,
    orthogonal,
    scaled_normal,
    standard,
    torch_default,
    truncated_normal,
    uniform,
    uniform_unit_scaling,
    zeros,
)
from .names import ALIASES, get, name_of
from .noise import DISTRIBUTIONS, TRUNCATED_STD, generator, quantile_map, standard_noise
from .plain import Constant, Normal, TruncatedNormal, Uniform
from .scaling import MODES, TorchDefault, VarianceScaling
from .shapes import check_shape, fans, to_torch

__all__ = [
    "ALIASES", "DISTRIBUTIONS", "INITIALIZERS", "MODES", "TRUNCATED_STD", "Constant", "Identity",
    "Initializer", "Law", "Normal", "Orthogonal", "TorchDefault", "TruncatedNormal", "Uniform",
    "VarianceScaling", "check_shape", "constant", "fans", "generator", "get", "glorot_normal",
    "glorot_uniform", "he_normal", "he_uniform", "identity", "lecun_normal", "lecun_uniform", "name_of",
    "normal", "ones", "orthogonal", "quantile_map", "scaled_normal", "standard", "standard_noise",
    "to_torch", "torch_default", "truncated_normal", "uniform", "uniform_unit_scaling", "zeros",
]  # fmt: skip
