"""Which distribution do a reader's draws follow, and which mistake would give that?

The draws of two shapes are looked at, so that a formula is told from a number that fits by chance. A mistake is
named if it gives the form of the distribution and both stds. 40,000 normal weights pin their std down to 0.35 %,
and `TOLERANCE` is over five of those standard errors: a right function is rejected less than once in a million.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from course_lib.checks.samples import Sample, Words
from course_lib.checks.verdict import Verdict, not_yet, right
from course_lib.initializers import TRUNCATED_STD, VarianceScaling
from course_lib.initializers.noise import truncated_moments

TOLERANCE = 0.02


# ---- what the variance was taken for --------------------------------------------------------------

Variance = Callable[[int, int], float]  # of the fans


def variances(scheme: VarianceScaling, words: Words) -> list[tuple[Variance, str | None]]:
    """The variance of Glorot's or He's scheme, and those that a mistake gives, each with the words for it."""
    if scheme.mode == "fan_avg":
        return [
            (lambda i, o: 2 / (i + o), None),
            (lambda i, o: 1 / (i + o), "The 2 is missing: Glorot takes the mean of the fans, not their sum."),
            (lambda i, o: (1 / i + 1 / o) / 2, "You took the mean of the two variances, 1/fan-in and 1/fan-out. Glorot takes the mean of the fans."),
            (lambda i, o: 1 / i, "That is LeCun's variance: it looks at the fan-in alone."),
            (lambda i, o: 1 / o, "That looks at the fan-out alone. Glorot's scheme looks at both."),
            (lambda i, o: 2 / i, "That is He's variance: it looks at the fan-in alone."),
            (lambda i, o: 2 / o, "That is He's variance with the fan-out. Glorot's scheme looks at both fans."),
            (lambda i, o: 2 / (i * o), "You multiplied the two fans. Glorot adds them."),
            (lambda i, o: 1 / math.sqrt(i * o), "That is the geometric mean of the fans. Glorot takes the ordinary one."),
        ]  # fmt: skip
    return [
        (lambda i, o: 2 / i, None),
        (lambda i, o: 2 / o, words.fan_out),
        (lambda i, o: 2 / (i + o), "That is Glorot's variance, with both fans. This scheme looks at the fan-in alone."),
        (lambda i, o: 2 / (i * o), "You multiplied the two fans. This scheme uses one of them."),
        (lambda i, o: 1 / i, "The 2 is missing: that is LeCun's variance. ReLU lets half of the signal through."),
        (lambda i, o: 1 / o, f"The 2 is missing, which makes up for ReLU's half. {words.fan_out}"),
        (lambda i, o: 1 / (i + o), "The fans are added. This scheme uses the fan-in alone."),
    ]  # fmt: skip


ROOT3 = math.sqrt(3)
# (form, std of the draws as a function of a variance v, words): what was made of the variance
USES: dict[str, list[tuple[str, Callable[[float], float], str | None]]] = {
    "uniform": [
        ("uniform", math.sqrt, None),
        ("uniform", lambda v: math.sqrt(v) / ROOT3, "You took the std for the limit. U(−a, a) has a std of a/√3, so a is larger."),
        ("uniform", lambda v: 3 * v / ROOT3, "A square root is missing: what stands under it was used as the limit."),
        ("uniform", lambda v: v / ROOT3, "You took the variance for the limit. The limit is √3 times the std."),
        ("uniform", lambda v: math.sqrt(v) / 2, "The whole interval is as wide as the limit. It reaches from −a to a, which is 2a."),
        ("uniform", lambda v: math.sqrt(v) * ROOT3, "The limit is 3 times the std. Under the root the 3 belongs, or √3 before it."),
        ("uniform", lambda v: 1 / math.sqrt(3 * v) / ROOT3, "The limit is upside down: it gets larger with the fans. More inputs ask for smaller weights."),
        ("normal", lambda v: math.sqrt(3 * v), "You gave the limit to {normal}, which takes a std. A limit belongs to a uniform distribution."),
        ("normal", math.sqrt, "The std is right, but you drew from a normal distribution. This scheme is uniform."),
    ],
    "normal": [
        ("normal", math.sqrt, None),
        ("normal", lambda v: v, "You took the variance for the std: {normal} takes the std."),
        ("normal", lambda v: math.sqrt(3 * v), "That is √3 times too large: it is the limit of the uniform scheme. A normal takes the std."),
        ("normal", lambda v: math.sqrt(v) / ROOT3, "You divided by √3. That is for a uniform distribution; a normal takes the std as it is."),
        ("normal", lambda v: 1 / math.sqrt(v), "The std is upside down: it gets larger with the fans. More inputs ask for smaller weights."),
        ("normal", lambda v: v**2, "You squared the variance. The std is its square root."),
        ("uniform", lambda v: math.sqrt(v) / ROOT3, "You drew from U(−std, std), which is uniform and has a std of std/√3. This scheme is normal."),
        ("uniform", math.sqrt, "The std is right, but you drew from a uniform distribution. This scheme is normal."),
    ],
}  # fmt: skip


def mistakes(scheme: VarianceScaling, words: Words) -> list[tuple[str, Callable, list[str]]]:
    """(form, std as a function of the shape, faults) for the right draws, each mistake, and each two."""
    return [
        (
            form,
            lambda shape, v=variance, s=std: s(v(*shape)),
            [one.replace("{normal}", words.normal) for one in (formula, use) if one],
        )
        for variance, formula in variances(scheme, words)
        for form, std, use in USES[scheme.distribution]
    ]


# ---- a normal that is cut -------------------------------------------------------------------------

C = TRUNCATED_STD  # what a cut at ±2 leaves of a std
NARROW = "You let the std shrink: cut at ±2, a normal keeps 0.88 of its std. Start from a wider one."
VARIANCE = "You took the variance for the std: a normal takes the std."
# (cut in units of the normal's own std, that std as a function of the variance wanted, words)
CUTS: list[tuple[float, Callable, str | None]] = [
    (2, lambda v: math.sqrt(v) / C, None),
    (2, math.sqrt, NARROW),
    (2, lambda v: math.sqrt(v) * C, "You multiplied by 0.8796. The cut already shrinks the std by that; divide."),
    (2, lambda v: math.sqrt(v) / C**2, "You widened twice."),
    (2, lambda v: math.sqrt(v / C), "The 0.8796 is a factor on the std, not on the variance."),
    (2, lambda v: v, VARIANCE),
    (2, lambda v: v / C, VARIANCE),
    (2, lambda v: math.sqrt(3 * v), "That is √3 times too large: it is the limit of the uniform scheme."),
    (2 / C, math.sqrt, "You widened the cut, to 2.27 std, and left the normal as it was. It is the normal that is widened; the cut stays at 2 of its std."),
    (2 * C, lambda v: math.sqrt(v) / C, "The normal is widened, but the cut lies at 2 of the std that you are after. It belongs at 2 of the wider std."),
    *[
        (cut, size, f"The cut lies at {cut:g} of the normal's own std instead of 2.")
        for cut in (1, 1.5, 2.5, 3)
        for size in (lambda v: math.sqrt(v) / C, math.sqrt)
    ],
    (math.inf, lambda v: math.sqrt(v) / C, "Widened, but nothing was cut: some weights lie beyond 3 std."),
    (math.inf, math.sqrt, "Nothing was cut: some weights lie beyond 3 std."),
]  # fmt: skip
REACHED = 0.003  # how exactly 40,000 draws reach the cut


def cutting_faults(samples: list[Sample], scheme: VarianceScaling, words: Words) -> list[str] | None:
    """What is wrong with draws that ought to be a normal, widened and cut at ±2 of its std; None if unknown."""
    forms = {sample.form for sample in samples}
    if "clipped" in forms:
        return ["Many weights lie exactly at the ends: clipping moves what lies beyond the cut onto it. Draw those again instead."]  # fmt: skip
    if "zeroed" in forms:
        return ["Some weights are exactly 0: what lay beyond the cut was set to 0. Draw those again instead."]
    for parent, told in ((1 / C, []), (1, [NARROW])):
        stds = [parent * scheme.std(one.shape) for one in samples]
        beyond = [np.mean(np.abs(one.weights) > 2.005 * std) for one, std in zip(samples, stds, strict=True)]
        same = [abs(one.std / (C * std) - 1) <= TOLERANCE for one, std in zip(samples, stds, strict=True)]
        if all(same) and all(0.0005 < share < 0.01 for share in beyond):
            return ["A few weights still lie beyond the cut: what is drawn again can lie beyond it again. Repeat until none does.", *told]  # fmt: skip
    if not forms <= {"normal", "truncated_normal"}:
        return None
    found = []
    for variance, formula in variances(scheme, words):
        for cut, size, told in CUTS:
            off = max(distance(one, cut, size(variance(*one.shape))) for one in samples)
            faults = [one for one in (formula, told) if one]
            if math.isinf(cut):
                faults[-1] += f" {words.absolute}"
            found.append((len(faults), off, faults))
    near = [one for one in found if one[1] <= 1]
    if near:
        return min(near)[2]
    if forms == {"truncated_normal"} and abs(samples[0].cut / samples[1].cut - 1) > 0.1:
        at = " and ".join(f"{one.largest:.3g} for shape {words.shown(one.shape)}" for one in samples)
        return [f"The cut does not follow the std: it lies at {at}. It belongs at 2 of the normal's own std."]
    return None


def distance(sample: Sample, cut: float, std: float) -> float:
    """How far a sample is from a normal of this std cut at ±``cut`` of it, 1 at the edge of what is taken for it."""
    if math.isinf(cut):
        return abs(sample.std / std - 1) / TOLERANCE if sample.form == "normal" else math.inf
    left = truncated_moments(-cut, cut).std  # what the cut leaves of the std
    off, beyond = sample.std / (left * std) - 1, sample.largest / (cut * std) - 1
    return max(abs(off) / TOLERANCE, abs(beyond) / REACHED)


# ---- the verdict ----------------------------------------------------------------------------------


def check_distribution(samples: list[Sample], scheme: VarianceScaling, words: Words) -> Verdict:
    """Check mean, std and form of the draws of `SHAPES`."""
    faults = find_faults(samples, scheme, words)
    if not faults:
        std, shape = samples[0].std, words.shown(samples[0].shape)
        return right(
            f"std {std:.4g} for shape {shape}, as {scheme.label} asks; a fresh rng gives fresh draws."
        )
    sample = max(samples, key=lambda one: abs(math.log(one.std / scheme.std(one.shape))))
    wanted = scheme.std(sample.shape)
    lead = f"The std is {sample.std:.4g} for shape {words.shown(sample.shape)}; it should be {wanted:.4g}."
    if abs(sample.std / wanted - 1) <= TOLERANCE:
        lead = "The std is right, the distribution is not." if not faults[0].startswith("The std is") else ""
    if len(faults) == 1:
        return not_yet(f"{lead} {faults[0]}".strip())
    return not_yet(lead, *faults)


def find_faults(samples: list[Sample], scheme: VarianceScaling, words: Words) -> list[str]:
    """Every fault of the draws; none if they are the scheme's."""
    first = samples[0]
    if first.weights.min() >= 0:
        return ["No weight is negative. rng.random(shape) and rng.uniform(0, a, shape) start at 0; half of the weights must lie below it."]  # fmt: skip
    unscaled = all(one.form == "normal" and abs(one.std - 1) <= TOLERANCE for one in samples)
    if unscaled and all(one.mean > 0.02 for one in samples):
        return [f"The first number that {words.normal} takes is the mean, the second the std: this has a mean of {first.mean:.2g} and a std of 1."]  # fmt: skip
    if unscaled:
        return ["These are draws from N(0, 1): nothing scales them to the fans."]
    if any(abs(one.mean) > 0.04 * one.std for one in samples):
        low, high = -first.weights.min(), first.weights.max()
        if not 0.7 < low / high < 1 / 0.7:
            return ["One side reaches farther than the other. A bound must hold on both sides of 0."]
        return [f"The mean is {first.mean:.3g}, not 0."]
    if scheme.distribution == "truncated_normal":
        faults = cutting_faults(samples, scheme, words)
    else:
        found = [
            (max(abs(one.std / std(one.shape) - 1) for one in samples), faults)
            for form, std, faults in mistakes(scheme, words)
            if all(one.form == form for one in samples)
        ]
        near = [(len(faults), off, faults) for off, faults in found if off <= TOLERANCE]
        faults = min(near)[2] if near else None
    if faults is not None:
        return faults
    stds = [one.std for one in samples]
    if np.ptp(stds) <= TOLERANCE * stds[0]:
        return [f"It is the same std, {stds[0]:.3g}, for every shape. The scheme's follows the fans."]
    ratios = [one.std / scheme.std(one.shape) for one in samples]
    if np.ptp(ratios) <= TOLERANCE * ratios[0] and abs(ratios[0] - 1) > TOLERANCE:
        return [f"It is {ratios[0]:.2g} times what is asked for, at both shapes tried."]
    if abs(ratios[0] - 1) <= TOLERANCE and abs(ratios[1] - 1) <= TOLERANCE:
        kind = {"normal": "a normal", "uniform": "a uniform", "truncated_normal": "a truncated normal"}
        return [
            f"{scheme.label} draws from {kind[scheme.distribution]} distribution, and this is another one."
        ]
    return ["Compare the formulas: which fan, which number above it, and a root or none?"]
