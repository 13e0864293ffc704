"""Numbers that tutorials print for each framework's initializers, and how likely they are.

Each printout is read against a scheme in two steps. Is it possible: does every number lie within the
scheme's limits? Is it likely: how far is it from the scheme's distribution, and how many draws lie farther?
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from course_lib.arguments import check_name
from course_lib.initializers import (
    Initializer,
    Law,
    Normal,
    TruncatedNormal,
    Uniform,
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    quantile_map,
    uniform_unit_scaling,
)

__all__ = ["PRINTED", "SCHEMES", "Printout", "Reading", "read"]


@dataclass(frozen=True)
class Printout:
    """``values`` that ``call`` printed for a weight of ``shape`` (fan-in, fan-out), and its ``scheme``."""

    framework: str
    call: str
    shape: tuple[int, ...]
    scheme: str
    values: tuple[float, ...]

    @property
    def label(self) -> str:
        return f"{self.framework} {self.call}"


SCHEMES: dict[str, Initializer] = {
    "glorot_normal": glorot_normal.truncate(),
    "glorot_uniform": glorot_uniform,
    "he_normal": he_normal.truncate(),
    "he_uniform": he_uniform,
    "uniform": Uniform(0, 1),
    "normal": Normal(0, 1),
    "truncated_normal": TruncatedNormal(0, 1, -2, 2),
    "uniform_10": Uniform(0, 10),
    "uniform_unit_scaling": uniform_unit_scaling,
}
SCHEME_LABELS = {
    "glorot_normal": "Glorot normal, truncated (Keras)",
    "glorot_uniform": "Glorot uniform",
    "he_normal": "He normal, truncated (Keras)",
    "he_uniform": "He uniform",
    "uniform": "U(0, 1)",
    "normal": "N(0, 1)",
    "truncated_normal": "N(0, 1) cut at ±2",
    "uniform_10": "U(0, 10)",
    "uniform_unit_scaling": "uniform unit scaling",
}

PRINTED = {
    "keras_glorot_normal": Printout("Keras", "glorot_normal, (9, 1)", (9, 1), "glorot_normal", (
        0.71967787, 0.56188506, -0.7327265, -0.05581591, -0.05519835, 0.11283273, 0.8377778, 0.5832906,
        0.10221979)),
    "keras_glorot_uniform": Printout("Keras", "glorot_uniform, (9, 1)", (9, 1), "glorot_uniform", (
        -0.59119344, 0.06239486, 0.65161395, -0.30347362, -0.5407096, 0.35138106, 0.41150713, 0.32143414,
        -0.57354397)),
    "keras_he_normal": Printout("Keras", "he_normal, (9, 1)", (9, 1), "he_normal", (
        -0.1488019, -0.12102155, -0.0163257, -0.36920077, -0.89464396, -0.28749225, -0.5467023, 0.27031776,
        -0.1831588)),
    "keras_he_uniform": Printout("Keras", "he_uniform, (9, 1)", (9, 1), "he_uniform", (
        0.80033934, -0.18773115, 0.6726284, -0.23672342, -0.6323329, 0.6048162, 0.1637358, 0.60797024,
        -0.46316862)),
    "torch_uniform": Printout("PyTorch", "uniform_, Linear(6, 4)", (6, 4), "uniform", (
        0.4080, 0.7444, 0.7616, 0.0565, 0.2589, 0.0562, 0.1485, 0.9544, 0.3323, 0.9802, 0.1847, 0.6254,
        0.6256, 0.2047, 0.5049, 0.3547, 0.9279, 0.8045, 0.1994, 0.7670, 0.8306, 0.1364, 0.4395, 0.0412)),
    "torch_xavier_uniform": Printout("PyTorch", "xavier_uniform_, Linear(6, 4)", (6, 4), "glorot_uniform", (
        -0.6347, 0.4248, -0.3963, 0.6780, 0.7441, -0.0334, 0.2761, -0.6402, -0.2494, 0.2563, -0.2318, -0.1867,
        -0.2232, -0.1069, -0.4601, -0.5499, -0.2174, -0.7201, -0.6542, 0.2042, -0.5671, 0.2029, -0.2438,
        0.0544)),
    "tf1_random_normal": Printout("TF 1", "random_normal, [10]", (10,), "normal", (
        -0.40236568, -0.35864913, -0.94253045, -0.40153521, 0.1552504, 1.16989613, 0.43091929, -0.31410623,
        0.70080078, -0.9620409)),
    "tf1_truncated_normal": Printout("TF 1", "truncated_normal, [10]", (10,), "truncated_normal", (
        0.18356581, -0.06860946, -0.55245203, 1.08850253, -1.13627422, -0.1006074, 0.65564936, 0.03948414,
        0.86558545, -0.4964745)),
    "tf1_random_uniform": Printout("TF 1", "random_uniform (0, 10), [10]", (10,), "uniform_10", (
        6.93343639, 9.41196823, 5.54009819, 1.38017178, 1.78720832, 5.38881063, 3.39674473, 8.12443542,
        0.62157512, 8.36026382)),
    "tf1_uniform_unit_scaling": Printout(
        "TF 1", "uniform_unit_scaling, [10]", (10,), "uniform_unit_scaling", (
        -1.65964031, 0.59797513, -0.97036457, -0.68957627, 1.69274557, 1.2614969, 1.55491126, 0.12639415,
        0.54466736, -1.56159735)),
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """A printout read against a scheme.

    ``outside`` are the numbers that the scheme cannot draw. ``spread`` is the root mean square distance
    from the scheme's mean, over its std. ``farther`` is the share, from 0 to 1, of draws of as many weights that lie
    at least as far from the scheme's distribution (Kolmogorov–Smirnov distance); 0 if impossible.
    """

    printout: Printout
    scheme: str
    law: Law
    values: np.ndarray
    outside: np.ndarray
    spread: float
    farther: float


def share_farther(values: np.ndarray, scheme: Initializer, law: Law) -> float:
    """The share of draws of ``scheme`` that lie at least as far from its distribution as ``values`` do.

    Through its quantiles every distribution becomes a uniform one, of which SciPy knows the share exactly.
    """
    from scipy.stats import kstest

    uniform = quantile_map((values - law.mean) / law.std, scheme.noise_kind, "uniform")
    return float(kstest(0.5 + uniform / math.sqrt(12), "uniform", method="exact").pvalue)


def read(printout: str, scheme: str = "own") -> Reading:
    """Read one of `PRINTED` against ``scheme``, or against the scheme that printed it.

    Raises:
        ValueError: an unknown printout or scheme; a scheme with a fan, for a printout that has none.
    """
    check_name("printout", printout, PRINTED)
    check_name("scheme", scheme, ["own", *SCHEMES])
    found = PRINTED[printout]
    scheme = found.scheme if scheme == "own" else scheme
    if len(found.shape) < SCHEMES[scheme].min_rank:
        raise ValueError(
            f"scheme must be one without fan-in and fan-out, as {found.label} has the shape "
            f"{found.shape}; got {scheme!r}"
        )
    law, values = SCHEMES[scheme].law(found.shape), np.array(found.values)
    low, high = law.support
    outside = values[(values < low) | (values > high)]
    return Reading(
        printout=found, scheme=scheme, law=law, values=values, outside=outside,
        spread=float(np.sqrt(np.mean((values - law.mean) ** 2)) / law.std),
        farther=0.0 if outside.size else share_farther(values, SCHEMES[scheme], law),
    )  # fmt: skip
