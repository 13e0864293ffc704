"""What a call of a loss function shows: the loss, that of a guess without a model, and the targets."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch.nn import functional

from course_lib.inspection.operations import BINARY, CROSS_ENTROPIES, plain_name
from course_lib.inspection.records import LossCall
from course_lib.inspection.traces import Trace

SUM_TO_ONE = 1e-3
SETTINGS = ("weight", "ignore_index", "pos_weight", "beta", "delta")


def loss_call(func: Callable, args: tuple, kwargs: dict, value: torch.Tensor, trace: Trace) -> LossCall:
    """The record of a call of a loss function of PyTorch that returned ``value``."""
    kind = plain_name(func)
    given = dict(zip(("input", "target"), args, strict=False)) | kwargs
    x, y = given["input"].detach(), given["target"].detach()
    call = LossCall(kind, *_mean(kind, x, y, value.detach(), given), layers=trace.layers)
    if kind in CROSS_ENTROPIES:
        found = _classes(kind, x, y, given.get("ignore_index", -100))
    elif kind in BINARY:
        found = _binary(kind, y, trace)
        even = torch.full_like(x, 0.0 if kind.endswith("logits") else 0.5)
        found |= dict(equal_odds=_mean(kind, even, y, torch.zeros(1), given | dict(reduction="sum"))[0])
    else:
        x, y = x.double(), y.double()
        variance = y.var(correction=0).item()
        found = dict(output_mean=x.mean().item(), target_mean=y.mean().item(), target_variance=variance)
        found |= dict(entropy=variance if kind == "mse_loss" else math.nan)
    if given.get("weight") is not None or given.get("pos_weight") is not None:
        found |= dict(entropy=math.nan)  # the weights stand for frequencies already
    return LossCall(**(vars(call) | found))


def _mean(kind: str, x, y, value: torch.Tensor, given: dict) -> tuple[float, float]:
    """The mean loss of one target, and how many times that the call's own reduction gives."""
    reduction = given.get("reduction", "mean")
    if reduction != "sum" and not value.ndim:
        return value.item(), 1.0
    if reduction == "none" and value.ndim:
        return value.double().mean().item(), 1.0
    rest = {key: given[key] for key in SETTINGS if key in given}
    mean = getattr(functional, kind)(x, y, **rest).item()
    return mean, value.item() / mean if mean else 1.0


def _classes(kind: str, x: torch.Tensor, y: torch.Tensor, ignored: int) -> dict:
    """Of targets that are one of C classes each, given as numbers or as probabilities."""
    axis = 1 if x.ndim > 1 else 0
    classes = x.shape[axis]
    if y.is_floating_point():
        counts = y.double().movedim(axis, -1).reshape(-1, classes).sum(0)
    else:
        counts = torch.bincount(y[y != ignored].reshape(-1), minlength=classes).double()
    total = max(counts.sum().item(), 1.0)
    sums = x.double().sum(axis)
    one = bool((x >= 0).all()) and bool(((sums - 1).abs() < SUM_TO_ONE).all())
    shares = counts / total
    return dict(
        classes=classes, equal_odds=math.log(classes), entropy=_entropy(shares, total),
        targets_a_class=total / classes, frequencies=tuple(shares.tolist()),
        probabilities=one and kind == "cross_entropy",
    )  # fmt: skip


def _binary(kind: str, y: torch.Tensor, trace: Trace) -> dict:
    """Of targets that are yes or no, or several of these side by side."""
    y = y.double()
    rate = y.mean().item()
    shares = torch.tensor([1 - rate, rate], dtype=torch.float64).clamp(0, 1)
    return dict(
        classes=2, equal_odds=math.log(2), entropy=_entropy(shares, y.numel()), targets_a_class=y.numel() / 2,
        frequencies=tuple(shares.tolist()), binary=True,
        probabilities=kind.endswith("logits") and trace.activation in ("sigmoid", "hardsigmoid"),
    )  # fmt: skip


def _entropy(shares: torch.Tensor, total: float) -> float:
    """The entropy of frequencies in nats, with Miller and Madow's correction for so few of them."""
    known = shares[shares > 0]
    return -(known * known.log()).sum().item() + (len(known) - 1) / (2 * total)
