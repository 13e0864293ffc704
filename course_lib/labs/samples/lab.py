"""The samples lab: what an initializer draws, beside what theory says it draws."""

from __future__ import annotations

import math

from course_lib.initializers import INITIALIZERS, name_of
from course_lib.labs.samples.experiment import SHAPES, SHOWN, Sample, draw_sample, has_noise
from course_lib.labs.samples.figure import samples_figure
from course_lib.labs.shared.wording import SCHEME_LABELS, std_against
from course_lib.widgets import Choice, Lab, Pick, Whole

__all__ = ["lab"]

SIZES = {n: f"{n:,}" for n in (100, 300, 1000, 3000, 10_000, 30_000, 100_000)}
FANS = {4: "4", 16: "16", 64: "64", 256: "256"}
VERSUS = {"none": "nothing"} | {name: init.label for name, init in INITIALIZERS.items() if init.has_density}


def reach(sample: Sample) -> str:
    """How far the weights can go, or how far they went."""
    law = sample.law
    largest = f"the largest absolute value here is {sample.largest:.3g}."
    if sample.show == "sum" and sample.shape[0] > 1:  # of which a normal law is but the limit of many terms
        return largest.capitalize()
    if math.isinf(law.limit):
        return f"There is no limit; {largest}"
    if law.mean == 0:
        return f"No {sample.show.removesuffix('s')} can lie outside ±{law.limit:.3g}."
    return f"All lie between {law.support[0]:.3g} and {law.support[1]:.3g}."


def words(sample: Sample) -> str:
    law, label = sample.law, sample.label
    what = "sum" if sample.show == "sum" else "weight"
    if law.std == 0:
        equal = " There is no spread, so all units start equal."
        return f"{label}: every {what} is {law.mean:g}.{equal * (sample.scheme != 'identity')}"
    if sample.other is not None:
        stds = std_against(label, law.std, SCHEME_LABELS[sample.versus], sample.other.law.std)
        return f"{'Of a sum: ' * (what == 'sum')}{stds}. {reach(sample)}"
    theory = f"std {law.std:.4g}"
    if sample.show == "sum" and has_noise(sample.scheme):
        n = sample.shape[0]
        theory = f"std √{n} · {law.std / math.sqrt(n):.3g} = {law.std:.3g}"
    said = (
        f"{label}: theory says {theory}, these {sample.size:,} {what}s have {sample.std:.4g}. {reach(sample)}"
    )
    if sample.size <= 1000:
        empty, fullest = int((sample.counts == 0).sum()), int(sample.counts.max())
        said += f" Of {len(sample.counts)} bins {empty} are empty; the fullest holds {fullest} {what}s."
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


def is_blind(scheme: str) -> bool:
    """Whether its law is the same for every fan."""
    init = INITIALIZERS[scheme]
    return init.min_rank == 1 and init.law((1, 1)).support == init.law((4, 1)).support


def unused(settings: dict) -> dict[str, str]:
    """Controls that change nothing; whether fan-out matters to a scheme with a fan is for the reader to find out."""
    scheme, summed, alone = settings["scheme"], settings["show"] == "sum", settings["versus"] == "none"
    kind, label, found = INITIALIZERS[scheme].distribution, SCHEME_LABELS[scheme], {}
    if not has_noise(scheme):
        found["shape"] = f"{label} draws no independent numbers"
    if alone and kind in ("constant", "identity"):
        found["seed"] = f"{label} draws nothing"
    if alone and kind == "constant":
        found["size"] = f"{label} draws nothing"
    elif alone and summed and not has_noise(scheme):
        found["size"] = "One matrix has one sum a unit"
    compared = [scheme] if alone else [scheme, settings["versus"]]
    if all(map(is_blind, compared)):
        blind = f"No fan enters {' or '.join(SCHEME_LABELS[name] for name in compared)}"
        found |= {"fan_out": blind} | ({} if summed else {"fan_in": blind})
    return found


def lab(settings: dict, presets: dict) -> Lab:
    return Lab(
        "Samples",
        [
            Choice("scheme", "Scheme", "he_normal", {n: init.label for n, init in INITIALIZERS.items()}, name_of),
            Choice("shape", "Shape of the draw", "own", SHAPES),
            Whole("fan_in", "Fan-in", 64, 1, 1024, step=0.02, log=True, marks=FANS),
            Whole("fan_out", "Fan-out", 32, 1, 1024, step=0.02, log=True),
            Pick("size", "Sample size", 10_000, SIZES),
            Whole("seed", "Seed", 0, 0, 99),
            Choice("versus", "Compare with", "none", VERSUS, name_of),
            Choice("show", "Show", "weights", SHOWN),
        ],
        draw_sample, samples_figure, words, summary, settings=settings, presets=presets,
        main=("scheme", "fan_in", "fan_out", "size"), unused=unused,
    )  # fmt: skip
