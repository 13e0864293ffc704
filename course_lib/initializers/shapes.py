"""One rule for shapes: a weight is `(*window, fan_in, fan_out)`.

A dense layer from 64 inputs to 32 units has a weight of shape `(64, 32)`; a 3×3 convolution from
64 channels to 32 has `(3, 3, 64, 32)`. PyTorch stores both the other way round: see `to_torch`.
"""

import math

import numpy as np

from course_lib.arguments import check_array, check_flag, check_name, check_whole, shown, whole


def check_shape(shape, min_rank=1):
    """Return `shape` as a tuple of Python ints, or say what is wrong with it.

    Raises TypeError if it is no tuple or list of whole numbers, ValueError if a dimension is
    under 1, there are fewer than `min_rank` of them, or more than 10³⁰ numbers in all.

    >>> check_shape([64, 32])
    (64, 32)
    """
    if not isinstance(shape, tuple | list):
        raise TypeError(f"shape must be a tuple of whole numbers such as (64, 32), got {shape!r}")
    sizes = tuple(whole(size) for size in shape)
    for size, given in zip(sizes, shape, strict=True):
        if size is None or size < 1:
            text = f"shape must hold whole numbers ≥ 1, got {shown(given)} in {shown(shape)}"
            raise TypeError(text) if size is None else ValueError(text)
    if len(shape) < min_rank:
        meaning = "(fan_in, fan_out) or (*window, fan_in, fan_out)" if min_rank == 2 else "(n,)"
        raise ValueError(
            f"shape must have {min_rank} or more dimensions, as in {meaning}, got {shown(sizes)}"
        )
    if math.prod(sizes) > 10**30:
        raise ValueError(f"shape must be that of at most 10^30 numbers, got {shown(sizes)}")
    return sizes


def fans(shape, layout="numpy", *, groups=1, transposed=False):
    r"""Count the inputs of one unit (fan-in) and the units that one input feeds (fan-out).

    $n_\text{in} = k\,s_{-2}$ and $n_\text{out} = k\,s_{-1}$ for a weight of shape
    `(*window, fan_in, fan_out)`, where $k$ is the number of cells in the window (1 for a dense
    layer). `layout` says whose shape it is: "numpy" for the one of this course, "torch" for
    `(fan_out, fan_in, *window)`, as `Linear.weight.shape` and `Conv2d.weight.shape` in PyTorch. The
    numbers alone do not tell. The weight itself, an array or tensor, may come instead of its shape.

    `groups` is that of a convolution, whose shape is `(out, in / groups, *window)` in PyTorch: an
    input feeds the units of its own group only. `transposed=True` is for a transposed convolution,
    `(in, out / groups, *window)` in PyTorch, where the two change places in both layouts. A stride
    is not counted. Raises as `check_shape`, which wants at least two dimensions here, and TypeError
    or ValueError for another layout, or for groups that do not divide the channels.

    Source: Glorot & Bengio (2010), https://proceedings.mlr.press/v9/glorot10a.html; for
    convolutions He et al. (2015), section 2.2, https://arxiv.org/abs/1502.01852

    >>> fans((64, 32)), fans((3, 3, 64, 32)), fans((32, 64, 3, 3), layout="torch")
    ((64, 32), (576, 288), (576, 288))
    >>> fans((64, 1, 3, 3), layout="torch", groups=64), fans((64, 32, 2, 2), layout="torch", transposed=True)
    ((9, 9), (256, 128))
    """
    shape = check_shape(getattr(shape, "shape", shape), min_rank=2)
    if check_name("layout", layout, ("numpy", "torch")) == "torch":
        channels, others, *window = shape
    else:
        *window, others, channels = shape
    if channels % check_whole("groups", groups, 1):
        raise ValueError(f"groups must divide the {channels} channels of shape {shape}; got {groups!r}")
    cells = math.prod(window)
    fan_in, fan_out = cells * others, cells * channels // groups
    return (fan_out, fan_in) if check_flag("transposed", transposed) else (fan_in, fan_out)


def to_torch(w):
    """Copy a weight `(*window, in, out)` into a torch tensor in PyTorch's `(out, in, *window)`.

    The result is contiguous, keeps the dtype and shares no memory with `w`. Raises TypeError if
    `w` is not a NumPy array of real numbers, ValueError if it has fewer than two dimensions.

    Source: PyTorch (2016), https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html

    >>> tuple(to_torch(np.zeros((3, 5, 64, 32))).shape)
    (32, 64, 3, 5)
    """
    if not isinstance(w, np.ndarray):
        raise TypeError(f"w must be a NumPy array, got {type(w).__name__}")
    w = check_array("w", w)
    check_shape(w.shape, min_rank=2)
    import torch

    turned = w.transpose(w.ndim - 1, w.ndim - 2, *range(w.ndim - 2))
    return torch.from_numpy(turned.astype(w.dtype.newbyteorder("="), order="C"))
