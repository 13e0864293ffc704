"""The framework samples lab: what the names of six frameworks draw, one over the density of another."""

from __future__ import annotations

import math

from course_lib.frameworks import ENTRIES, find
from course_lib.initializers import Law
from course_lib.labs.framework_samples.experiment import NAMES, FrameworkSample, draw_name
from course_lib.labs.framework_samples.figure import framework_samples_figure
from course_lib.labs.shared.wording import std_against
from course_lib.widgets import Choice, Lab, Whole

__all__ = ["lab"]


def limits(law: Law) -> str:
    """Where no weight can lie, in words."""
    if math.isinf(law.limit):
        return "no limit"
    if law.mean:
        return f"between {law.support[0]:.3g} and {law.support[1]:.3g}"
    return f"limit {law.limit:.3g}, {law.limit / law.std:.3g} std away"


def theory(name: str, law: Law) -> str:
    return f"{name} draws {ENTRIES[name].formula}: std {law.std:.3g}, {limits(law)}"


def agrees(sample: FrameworkSample) -> bool:
    """Whether the weights' std lies within four standard errors of theory, those of a normal at most."""
    n = sample.shape[0] * sample.shape[1]
    return abs(sample.std / sample.law.std - 1) <= 4 / math.sqrt(2 * n)


def words(sample: FrameworkSample) -> str:
    if sample.other is None:
        largest = f"The largest absolute value is {sample.largest:.3g}."
        return f"{theory(sample.name, sample.law)}. {largest} Drawn by {sample.drawn_by}."
    stds = std_against(sample.name, sample.law.std, sample.versus, sample.other.law.std)
    return f"{stds}. Limits: {bounds(sample.law)}; {bounds(sample.other.law)}."


def bounds(law: Law) -> str:
    """The limits alone, in a few words."""
    if math.isinf(law.limit):
        return "none"
    if law.mean:
        return f"{law.support[0]:.3g} and {law.support[1]:.3g}"
    return f"±{law.limit:.3g}, at {law.limit / law.std:.3g} std"


def summary(sample: FrameworkSample) -> str:
    lines = [theory(sample.name, sample.law)]
    if sample.other is not None:
        lines.append(theory(sample.versus, sample.other.law))
    verdict = "yes" if agrees(sample) else "no"
    return "\n".join([*lines, f"the weights' std is within four standard errors of theory: {verdict}"])


def row_name(spelling):
    """The name of the row that a spelling means."""
    return find(spelling).name


def lab(settings: dict, presets: dict) -> Lab:
    names = {name: name for name in NAMES}
    return Lab(
        "Framework samples",
        [
            Choice("name", "Name", "torch.xavier_normal_", names, row_name),
            Choice("versus", "Compare with", "keras.GlorotNormal", {"none": "nothing"} | names, row_name),
            Whole("fan_in", "Fan-in", 256, 2, 512, step=0.02, log=True),
            Whole("fan_out", "Fan-out", 128, 2, 512, step=0.02, log=True),
            Whole("seed", "Seed", 0, 0, 99),
        ],
        draw_name, framework_samples_figure, words, summary, settings=settings, presets=presets,
    )  # fmt: skip
