"""The samples lab: what an initializer draws, beside what theory says it draws."""

from __future__ import annotations

import math

from course_lib.initializers import INITIALIZERS, name_of
from course_lib.labs.samples.experiment import SHAPES, Sample, draw_sample
from course_lib.labs.samples.figure import samples_figure
from course_lib.labs.shared.wording import SCHEME_LABELS
from course_lib.widgets import Choice, Lab, Pick, Whole

__all__ = ["lab"]

SIZES = {n: f"{n:,}" for n in (100, 300, 1000, 3000, 10_000, 30_000, 100_000)}
VERSUS = {"none": "nothing"} | {name: init.label for name, init in INITIALIZERS.items() if init.has_density}


def words(sample: Sample) -> str:
    law, label = sample.law, SCHEME_LABELS[sample.scheme]
    if law.std == 0:
        return f"{label}: every weight is {law.mean:g}. There is no spread, so all units start equal."
    limit = (
        f"No weight can lie outside ±{law.limit:.3g}."
        if math.isfinite(law.limit) and law.mean == 0
        else f"Every weight lies between {law.support[0]:.3g} and {law.support[1]:.3g}."
        if math.isfinite(law.limit)
        else f"There is no limit; the largest of these {sample.size:,} is {sample.largest:.3g} in size."
    )
    said = f"{label}: theory says std {law.std:.4g}, these weights have {sample.std:.4g}. {limit}"
    if sample.size <= 1000:
        empty, fullest = int((sample.counts == 0).sum()), int(sample.counts.max())
        said += f" Of {len(sample.counts)} bins {empty} are empty; the fullest holds {fullest}."
    return said


def summary(sample: Sample) -> str:
    law = sample.law
    limits = (
        f"limits {law.support[0]:.3g} and {law.support[1]:.3g}" if math.isfinite(law.limit) else "no limit"
    )
    within = abs(sample.std - law.std) <= 4 * sample.std_error * law.std + 1e-12
    return "\n".join([
        f"theory: mean {law.mean:.3g}, std {law.std:.3g}, {limits}",
        f"sample of {sample.size:,}: std {sample.std:.3g}, largest in size {sample.largest:.3g}",
        f"the sample's std is within four standard errors of theory: {'yes' if within else 'no'}",
    ])  # fmt: skip


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Samples",
        [
            Choice("scheme", "Scheme", "he_normal", {n: init.label for n, init in INITIALIZERS.items()}, name_of),
            Choice("shape", "Shape of the draw", "own", SHAPES),
            Whole("fan_in", "Fan in", 64, 1, 1024, step=0.02, log=True),
            Whole("fan_out", "Fan out", 32, 1, 1024, step=0.02, log=True),
            Pick("size", "Sample size", 10_000, SIZES),
            Whole("seed", "Seed", 0, 0, 99),
            Choice("versus", "Compare with", "none", VERSUS, name_of),
        ],
        draw_sample, samples_figure, words, summary, settings=settings, presets=presets,
        main=("scheme", "fan_in", "fan_out", "seed"),
    )  # fmt: skip
