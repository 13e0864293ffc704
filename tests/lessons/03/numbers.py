"""Every number in the questions of lesson 03: question → number → how it comes about."""

import math

import numpy as np

from course_lib.initializers import get
from tests.lessons.measured import (
    ZERO_ONE,
    a_layer,
    depth,
    gradient,
    leaves,
    middle,
    power,
    signals,
    variance,
    width,
)
from tests.lessons.shown import if_true

from .facts import passed_by_large

NUMBERS = {
    "small": {
        "0": lambda: f"{get('normal').mean((4, 4)):g}",
        "0.01": lambda: f"{math.sqrt(variance('small')):g}",
        "30": lambda: depth("small"),
        "128": lambda: width("small"),
        "1": lambda: f"{signals('small').theory.preactivation_power[0, 0] / 0.0128:.0f}",  # E[x²]
        "10": lambda: if_true(
            "10", -57 <= np.log10(power("small")[-1]) < -56
        ),  # its root: 10⁻²⁸; 0.01⁶⁰: 10⁻¹²⁰
        "0.0128": lambda: f"{128 * variance('small'):.4f}",
    },
    "large": ZERO_ONE
    | {
        "30": lambda: depth("large"),
        "128": lambda: f"{128 * variance('large'):g}",
        "6": lambda: f"{1 / a_layer(gradient('large')):.0f}",
        "0.049": lambda: f"{passed_by_large():.3f}",
        "6.2": lambda: f"{128 * variance('large') * passed_by_large():.1f}",
    },
    "fan_in": {
        "0": lambda: f"{get('lecun_normal').mean((4, 4)):g}",
        "1": lambda: f"{power('fan_in')[0]:.0f}",
        "16": lambda: str(256 // 16),
        "256": lambda: width("fan_in"),
    },
    "third": {
        "1": lambda: if_true(
            "1", math.isclose(3 * signals("third").theory.preactivation_power[0, 0], 1, rel_tol=0.01)
        ),
        "3": lambda: f"{1 / a_layer(signals('third').theory.preactivation_power[0]):.0f}",
        "30": lambda: depth("third"),
        "5": lambda: f"{(1 / 3) ** 30 * 1e15:.0f}",
        "7": lambda: f"{(1 / 3) ** 15 * 1e8:.0f}",  # its root
        "10": lambda: if_true("10", 4e-15 < power("third")[-1] < 6e-15),
    },
    "level": {
        "0.08": lambda: f"{np.median(signals('level').preactivation_power[0, :, 2:]):.2f}",
        "30": lambda: depth("level"),
        "3": lambda: if_true("3", power("level")[-1] > 0.8 * power("level")[2]),
        "1": lambda: if_true("1", abs(leaves("sigmoid")[0] - 0.5) < 1e-6),
        "2": lambda: f"{1 / leaves('sigmoid')[0]:.0f}",
        "50": lambda: f"{round(1 / a_layer(middle(signals('level').across_input_variance)[:8]), -1):.0f}",
    },
    "weights": {
        "30": lambda: depth("weights"),
        "128": lambda: width("weights"),
        "1": lambda: f"{signals('weights').layers[0]}",
        "29": lambda: str(int(depth("weights")) - 1),
    },
}
