"""What training cannot tell apart or move: zeros that stay zero, and units that stay equal."""

from __future__ import annotations

import torch

from course_lib.inspection.measuring import real
from course_lib.inspection.records import Finding, Observation, Parameter
from course_lib.inspection.rules import sources
from course_lib.inspection.rules.mending import line_of, percent, redrawn, some
from course_lib.inspection.rules.waking import STEPS, asleep, kept_at_zero

REPEATED, EQUAL, EQUAL_GRADIENT = 0.5, 1e-6, 1e-4


def stuck(observation: Observation) -> list[Finding]:
    """Zeros that no number of steps changes; of those that multiply each other, one may stay."""
    zero = [one for one in observation.parameters if _may_be_stuck(one)]
    zero = asleep(observation, zero) if zero else []
    if not zero:
        return []
    kept = kept_at_zero(observation, zero)
    changes = redrawn(one for one in zero if one not in kept)
    stays = f"; {some((one.label for one in kept), 1)} may stay 0" * bool(kept)
    return [
        Finding(
            "stuck", "fault",
            f"Nothing ever learns in {some(one.label for one in zero)}."
            + " One of two zeros is enough." * bool(kept),
            f"every entry and gradient is 0, even after {STEPS} steps of the others{stays}",
            line_of(observation.model, changes), tuple(one.label for one in zero), sources.LORA, changes,
        )
    ]  # fmt: skip


def _may_be_stuck(one: Parameter) -> bool:
    if one.largest != 0 or one.slope is None or not one.tensor.numel() or one.slope.any():
        return False
    return one.role in ("weight", "norm gain", "embedding", "other")


def symmetry(observation: Observation) -> list[Finding]:
    """Units that start equal and receive equal gradients, so that they stay equal."""
    shares = [(one, equal_units(one)) for one in observation.parameters if one.role == "weight"]
    bad = [one for one, share in shares if share > REPEATED]
    if not bad:
        return []
    changes = redrawn(one for one in observation.parameters if one in bad or _constant(one))
    return [
        Finding(
            "symmetry", "fault",
            f"Units of {some(one.label for one in bad)} are equal, and so are their gradients. They stay "
            "equal, and learn as one.",
            f"{percent(max(one[1] for one in shares))} of the units have a double; "
            f"the limit is {percent(REPEATED)}",
            line_of(observation.model, changes), tuple(one.label for one in bad), sources.BOOK, changes,
        )
    ]  # fmt: skip


def _constant(one: Parameter) -> bool:
    """Whether all entries of a weight are one number that is not zero."""
    return one.role == "weight" and one.largest > 0 and one.std < 1e-6 * one.largest


def equal_units(one: Parameter) -> float:
    """The share of units, from 0 to 1, that have a double with an equal gradient."""
    if one.slope is None or len(one.shape) < 2 or one.shape[one.unit_axis] < 2 or not one.fan_in:
        return 0.0
    if one.largest == 0 and not one.slope.any():
        return 0.0  # a zero that is not stuck wakes later
    rows, slopes = _numbers(one, one.tensor), _numbers(one, one.slope)
    order = rows.argsort()
    rows, slopes = rows[order], slopes[order]
    close = rows.diff().abs() <= EQUAL * rows.abs().max()
    close &= slopes.diff().abs() <= EQUAL_GRADIENT * slopes.abs().max()
    double = torch.zeros(len(rows), dtype=torch.bool)
    double[1:] |= close
    double[:-1] |= close
    return double.count_nonzero().item() / len(double)


def _numbers(one: Parameter, tensor: torch.Tensor) -> torch.Tensor:
    """A number for each unit that differs where the units do: the product with one normal vector."""
    flat = real(tensor).movedim(one.unit_axis, 0).flatten(1)
    noise = torch.randn(flat.shape[1], generator=torch.Generator().manual_seed(0)).to(flat)
    return (flat @ noise).cpu()
