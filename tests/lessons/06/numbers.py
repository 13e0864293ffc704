"""Every number in the questions of lesson 06: question → number → how it comes about."""

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.activations.saturation import gaussian_share, saturated_intervals
from course_lib.initializers import get
from course_lib.mean_field import gaussian_moments
from tests.lessons.measured import ZERO_ONE, depth, leaves, percent, signals, tanh_after_30, width
from tests.lessons.shown import if_true, result, setting

from .facts import flat_from, last_dead

NUMBERS = {
    "sigmoid_mean": ZERO_ONE | {"2": lambda: f"{1 / leaves('sigmoid')[0]:.0f}"},
    "symmetric": {
        "0": lambda: f"{ACTIVATIONS['softsign'](0.0):g}",
        "1": lambda: f"{ACTIVATIONS['softsign'].derivative(0.0):g}",
        "30": lambda: depth("symmetric"),
        "60": lambda: f"{round(1 / tanh_after_30(), -1):.0f}",
        "2,000": lambda: f"{round(1 / signals('symmetric').theory.preactivation_power[0, -1], -3):,.0f}",
        "3": lambda: f"{0.01**3 / (0.01 - np.tanh(0.01)):.0f}",
        "2": lambda: f"{(1e-3 - gaussian_moments('tanh', 1e-3)[1]) / 1e-6:.0f}",
        "0.4": lambda: f"{(2 * 1e-6**1.5 / (1e-6 - gaussian_moments('softsign', 1e-6)[1])) ** 2:.1f}",
    },
    "saturates": {
        "0": lambda: f"{setting('saturates')['mean']:g}",
        "1": lambda: f"{result('saturates').std / 5:g}",
        "5": lambda: if_true(
            "5", setting("saturates")["std"] == 5 and abs(np.tanh(2.18) ** 2 - 0.95) < 0.002
        ),
        "3": lambda: percent(gaussian_share(saturated_intervals(ACTIVATIONS["tanh"]), 1.0)),
        "2.2": lambda: flat_from("tanh"),
    },
    "off": {
        "0": lambda: f"{ACTIVATIONS['relu'].derivative(-1.0):g}",
        "128": lambda: str(signals("off").batch),
        "16": lambda: width("off"),
        "30": lambda: depth("off"),
        "40": lambda: f"{round(100 * last_dead('off'), -1):.0f}",
    },
    "step": {"0": lambda: f"{ACTIVATIONS['step'].derivative(1.0):g}", "30": lambda: depth("step")},
    "rule": {
        "30": lambda: depth("rule"),
        "05": lambda: "05",  # the lesson's number
        "1": lambda: if_true("1", get("glorot_normal").std((64, 64)) ** 2 * 64 - 1 < 1e-12),
        "2": lambda: f"{get('he_normal').std((64, 64)) ** 2 * 64:.0f}",
    },
}
