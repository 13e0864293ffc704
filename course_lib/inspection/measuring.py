"""The numbers of a tensor that are kept of it, in few passes: float32 until that over- or underflows."""

from __future__ import annotations

import math

import torch

from course_lib.inspection.operations import RECTIFIERS, flat_intervals

SAMPLE = 2**16  # entries that are enough to see what memory a parameter lies in
SAFE = 1e-30, 1e30  # a float32 mean square between these lost nothing that matters


def real(tensor: torch.Tensor) -> torch.Tensor:
    """The tensor as float32 or float64, without its graph; complex numbers as pairs."""
    tensor = tensor.detach()
    tensor = torch.view_as_real(tensor) if tensor.is_complex() else tensor
    return tensor if tensor.dtype in (torch.float32, torch.float64) else tensor.float()


def mean_square(tensor: torch.Tensor) -> float:
    """The mean of the squares of all entries; NaN for a tensor without any."""
    if not tensor.numel():
        return math.nan
    tensor = real(tensor)
    found = torch.linalg.vector_norm(tensor).item() ** 2 / tensor.numel()
    if SAFE[0] < found < SAFE[1]:
        return found
    return torch.linalg.vector_norm(tensor, dtype=torch.float64).item() ** 2 / tensor.numel()


def mean_and_std(tensor: torch.Tensor) -> tuple[float, float]:
    """Mean and standard deviation of all entries, also where the mean is much the larger."""
    if not tensor.numel():
        return math.nan, math.nan
    tensor = real(tensor)
    mean = tensor.mean()
    return mean.item(), math.sqrt(mean_square(tensor - mean))


def across(tensor: torch.Tensor, axis: int = 0) -> float:
    """What differs from one input to the next: the variance along ``axis``, averaged over all else."""
    tensor = real(tensor)
    if tensor.ndim <= axis or tensor.shape[axis] < 2:
        return math.nan
    count = tensor.shape[axis]
    return mean_square(tensor - tensor.mean(axis, keepdim=True)) * count / (count - 1)


def across_units(tensor: torch.Tensor, unit_axis: int) -> float:
    """What differs within a unit, over all examples and places: the variance, averaged over units."""
    if not tensor.ndim:
        return math.nan
    return across(tensor.movedim(unit_axis, -1).flatten(0, -2) if tensor.ndim > 1 else tensor)


def saturated(tensor: torch.Tensor, activation: str) -> float:
    """The share of entries, from 0 to 1, at which an activation is flat; NaN where it is not known."""
    intervals = flat_intervals(activation)
    if intervals is None or not tensor.numel():
        return math.nan
    tensor, share = real(tensor), 0.0
    for low, high in intervals:
        inside = tensor <= high if math.isinf(low) else tensor >= low
        if not (math.isinf(low) or math.isinf(high)):
            inside &= tensor <= high
        share += inside.count_nonzero().item() / tensor.numel()
    return share


def dead(tensor: torch.Tensor, activation: str, unit_axis: int) -> float:
    """The share of units whose input is ≤ 0 for every example; NaN for what is no rectifier."""
    if activation not in RECTIFIERS or not tensor.numel() or not tensor.ndim:
        return math.nan
    axis = unit_axis % tensor.ndim
    others = [one for one in range(tensor.ndim) if one != axis]
    highest = real(tensor).amax(others) if others else real(tensor)
    return (highest <= 0).count_nonzero().item() / highest.numel()


def sampled(tensor: torch.Tensor) -> torch.Tensor:
    """Up to so many entries of a tensor, evenly spaced, in one row."""
    flat = tensor.detach().reshape(-1)
    return flat[:: max(1, flat.numel() // SAMPLE)]
