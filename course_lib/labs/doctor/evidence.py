"""Causes that a reader may name, and what the measurements say of each."""

from __future__ import annotations

import math
from dataclasses import dataclass

from course_lib.activations import ACTIVATIONS
from course_lib.inspection import Report
from course_lib.inspection.operations import BOUNDED
from course_lib.inspection.rules.mending import percent
from course_lib.inspection.rules.output import EXCESS, PRIOR_SHARE
from course_lib.inspection.rules.signal import FADED, GROWTH, GROWTH_A_SUM, LAYER_GROWTH
from course_lib.inspection.rules.units import DEAD, INPUT_SIZE, SATURATED
from course_lib.labs.shared.depth import number
from course_lib.labs.shared.wording import counted

__all__ = ["DIAGNOSES", "OPEN", "Evidence", "causes", "evidence"]

OPEN = "open"
DIAGNOSES = {
    OPEN: "?",
    "inputs": "inputs not of size one",
    "stuck": "zeros that stay zero",
    "explode": "weights too large",
    "vanish": "weights too small",
    "stream": "residual stream grows",
    "dead": "dead units",
    "saturated": "saturated units",
    "first loss": "last layer too large",
    "prior": "rare classes not known",
    "other": "another cause",
    "healthy": "nothing is wrong",
}


@dataclass(frozen=True)
class Evidence:
    """What is measured of one cause, in words, and whether that is what the cause would show."""

    words: str
    shows: bool


def causes(report: Report) -> set[str]:
    """The keys of `DIAGNOSES` that `inspect` confirms."""
    found = {one.code for one in report.faults}
    named = found & set(DIAGNOSES)
    return named | ({"other"} if found - named else set()) or {"healthy"}


def evidence(diagnosis: str, report: Report, informed: float) -> Evidence:
    """What was measured of a cause, a key of `DIAGNOSES` other than `OPEN`.

    Args:
        informed: the loss of a guess that knows how frequent the classes are; NaN where that is not known.
    """
    if diagnosis == "prior":
        return _prior(report, informed)
    if diagnosis in ("other", "healthy"):
        return Evidence("", False)
    look = {
        "inputs": _inputs, "stuck": _stuck, "explode": _explode, "vanish": _vanish, "stream": _stream,
        "dead": _dead, "saturated": _saturated, "first loss": _first_loss,
    }  # fmt: skip
    return look[diagnosis](report)


def largest(values) -> float:
    """The largest of those that were measured; 0 where none was."""
    return max((value for value in values if not math.isnan(value)), default=0.0)


def _inputs(report: Report) -> Evidence:
    sizes = [one.input_mean_square for one in report.layers if one.first]
    sizes = [size for size in sizes if not math.isnan(size)]
    if not sizes:
        return Evidence("the inputs are looked up, so they have no size", False)
    low, high = INPUT_SIZE
    return Evidence(f"E[x²] of the inputs is {number(sizes[0])}", not low <= sizes[0] <= high)


def _stuck(report: Report) -> Evidence:
    weights = [one for one in report.parameters if one.role == "weight" and one.trainable]
    still = sum(one.largest == 0 and one.gradient == 0 for one in weights)
    return Evidence(f"{still} of {counted(len(weights), 'weight')} are 0 with a gradient of 0", still > 0)


def _explode(report: Report) -> Evidence:
    growth = [
        one.mean_square / one.input_mean_square
        for one in report.layers
        if one.input_mean_square > 0 and not one.output
    ]
    most = largest(growth)
    return Evidence(f"no hidden layer multiplies E[z²] by more than {number(most)}", most > LAYER_GROWTH)


def _vanish(report: Report) -> Evidence:
    first = next((one.across for one in report.layers if not math.isnan(one.across)), 0.0)
    if not first > 0:
        return Evidence("already in the first layer nothing differs across inputs", False)
    ends = [one.input_across for one in report.layers if one.output and one.input_across >= 0]
    ends = ends or [one.across for one in report.layers if not (one.output or one.low_rank)][-1:]
    share = largest(ends) / first
    words = f"the variance across inputs changes by a factor of {number(share)}"
    return Evidence(words, share < FADED)


def _stream(report: Report) -> Evidence:
    sums = [one for one in report.sums if one.before > 0]
    if not sums:
        return Evidence("there is no residual sum with a signal", False)
    growth = sums[-1].after / sums[0].before
    words = f"E[x²] grows {number(growth)}-fold over {counted(len(sums), 'residual sum')}"
    return Evidence(words, growth > GROWTH and growth > GROWTH_A_SUM ** len(sums))


def _dead(report: Report) -> Evidence:
    share = largest(one.dead for one in report.layers)
    words = f"at most {percent(share)} are dead in a layer; the limit is {percent(DEAD)}"
    return Evidence(words, share > DEAD)


def _saturated(report: Report) -> Evidence:
    bounded = [one for one in report.layers if one.activation in BOUNDED]
    if not bounded:
        kinds = {one.activation for one in report.layers if one.activation}
        names = [ACTIVATIONS[kind].label if kind in ACTIVATIONS else kind for kind in sorted(kinds)]
        return Evidence(f"{' and '.join(names) or 'nothing here'} has no upper end to saturate at", False)
    share = largest(one.saturated for one in bounded)
    words = f"at most {percent(share)} of a layer's z lie where the activation is flat"
    return Evidence(words, share > SATURATED)


def _first_loss(report: Report) -> Evidence:
    if math.isnan(report.expected_loss):
        return Evidence("the loss of a guess is not known", False)
    above = not report.loss <= report.expected_loss + EXCESS
    words = f"first loss {number(report.loss)}, a guess has {number(report.expected_loss)}"
    return Evidence(words + f"; the limit is {EXCESS:g} more" * (not above), above)


def _prior(report: Report, informed: float) -> Evidence:
    if math.isnan(informed):
        return Evidence("how frequent the classes are is not known", False)
    words = (
        f"knowing the frequencies, a guess has {number(informed)}; equal odds {number(report.expected_loss)}"
    )
    return Evidence(words, informed < PRIOR_SHARE * report.expected_loss)
