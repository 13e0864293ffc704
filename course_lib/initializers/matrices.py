"""Schemes that set a weight as a whole rather than entry by entry."""

import math
from dataclasses import dataclass, field

import numpy as np

from .base import Initializer, tex
from .laws import Law, check_spread, sphere_law
from .shapes import check_shape

SAXE = (
    "Saxe, McClelland & Ganguli (2014), Exact solutions to the nonlinear dynamics of learning in "
    "deep linear neural networks, https://arxiv.org/abs/1312.6120"
)
LE = (
    "Le, Jaitly & Hinton (2015), A simple way to initialize recurrent networks of rectified "
    "linear units, https://arxiv.org/abs/1504.00941"
)


@dataclass(frozen=True)
class Orthogonal(Initializer):
    r"""A random rotation: the weight neither stretches nor shrinks any direction.

    $W^\top W = \text{gain}^2 I$ (or $W W^\top$, if there are more units than inputs), drawn evenly
    from all such matrices. `gain` is a number from 1e-270 to 1e270; a shape of two or more
    dimensions is flattened to a matrix with all but the last as rows.

    With n the larger of rows and columns, E[w] = 0 and E[w²] = gain²/n exactly, and `pdf` is the
    exact density of one weight (nearly normal for large n). Weights are not independent of
    each other, so the std measured on *one* matrix is not a sample of n² draws: it is
    gain/√n up to its mean, always.

    Source: Saxe, McClelland & Ganguli (2014), https://arxiv.org/abs/1312.6120

    >>> w = Orthogonal(1)((64, 32), seed=0, dtype=np.float64)
    >>> bool(abs(w.T @ w - np.eye(32)).max() < 1e-14)
    True
    """

    gain: float = 1.0
    source: str = field(default=SAXE, kw_only=True, repr=False, compare=False)
    distribution = "orthogonal"
    noise_kind = "normal"
    min_rank = 2

    def __post_init__(self):
        object.__setattr__(self, "gain", check_spread("gain", self.gain))
        super().__post_init__()

    def from_noise(self, noise, shape):
        """Make the matrix of normal noise: the Q of its QR decomposition, times the gain."""
        dtype = self._check_noise(noise, shape, self.law(shape))
        matrix = noise.astype(np.float64).reshape(-1, shape[-1])
        wide = matrix.shape[0] < matrix.shape[1]
        q, r = np.linalg.qr(matrix.T if wide else matrix)
        q *= np.where(np.diag(r) < 0, -self.gain, self.gain)  # without the signs Q is not even
        return (q.T if wide else q).reshape(shape).astype(dtype)

    def law(self, shape):
        """Return the `Law` of one weight: a coordinate of a point on a sphere."""
        *rows, columns = check_shape(shape, self.min_rank)
        return sphere_law(self.gain, max(math.prod(rows), columns))

    @property
    def formula(self):
        """The law in LaTeX."""
        return r"W^\top W = I" if self.gain == 1 else rf"W^\top W = {tex(self.gain)}^2 I"


@dataclass(frozen=True)
class Identity(Initializer):
    r"""Each unit copies one input: 1 on the diagonal, 0 elsewhere.

    $w_{ij} = 1$ where $i = j$. In a convolution the identity sits in the middle cell of the window,
    as in PyTorch's `dirac_`. Shapes of two or more dimensions; nothing is random. `mean`, `std` and
    `limit` are those over the entries of the weight; there is no density.

    Source: Le, Jaitly & Hinton (2015), https://arxiv.org/abs/1504.00941

    >>> Identity()((2, 3)).tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """

    source: str = field(default=LE, kw_only=True, repr=False, compare=False)
    distribution = "identity"
    min_rank = 2

    def from_noise(self, noise, shape):
        """Return the weight; the noise gives its dtype only."""
        w = np.zeros(shape, self._check_noise(noise, shape, self.law(shape)))
        *window, n_in, n_out = shape
        w[tuple(size // 2 for size in window)] = np.eye(n_in, n_out)
        return w

    def law(self, shape):
        """Return mean and std over the entries; `support` is (0, 1)."""
        shape = check_shape(shape, self.min_rank)
        share = min(shape[-2:]) / math.prod(shape)  # of entries that are 1
        return Law(share, math.sqrt(share * (1 - share)), (0.0, 1.0))

    @property
    def formula(self):
        """The law in LaTeX."""
        return r"w_{ij} = 1 \text{ if } i = j,\ \text{else } 0"
