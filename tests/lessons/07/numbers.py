"""Every number in the questions of lesson 07: question → number → how it comes about."""

import math

import numpy as np

from course_lib.initializers import get
from tests.lessons.measured import ZERO_ONE, a_layer, depth, power, signals
from tests.lessons.shown import if_true, result, setting

from .facts import CUT, differs, gain, harmless, ratio_of_default, total

NUMBERS = {
    "root_five": {
        "0": lambda: if_true("0", get("he_uniform").mean((4, 4)) == get("torch_default").mean((4, 4)) == 0),
        "1": lambda: f"{get('torch_default').limit((64, 32)) * math.sqrt(64):.0f}",
        "2": lambda: f"{gain(0) ** 2:.0f}",
        "5": lambda: f"{2 / gain(math.sqrt(5)) ** 2 - 1:.0f}",
        "6": lambda: f"{1 / ratio_of_default() ** 2:.0f}",
        "0.41": lambda: f"{ratio_of_default():.2f}",
    },
    "cut_deep": {
        "1": lambda: f"{signals('cut_deep').theory.preactivation_power[0, 0] / CUT:.0f}",
        "2": lambda: f"{get('truncated_normal').limit((4, 4)):g}",
        "50": lambda: depth("cut_deep"),
        "0.77": lambda: f"{a_layer(power('cut_deep')):.2f}",
        "3": lambda: f"{power('cut_deep')[-1] * 1e6:.0f}",
        "10": lambda: if_true("10", 1e-6 < power("cut_deep")[-1] < 1e-5),
        "23": lambda: f"{100 * (1 - CUT):.0f}",
        "0.774": lambda: f"{CUT:.3f}",
    },
    "shared": {
        "3": lambda: "3",  # Keras' version
        "01": lambda: "01",  # the lesson's number
        "4": lambda: str(2 * setting("shared")["units"]),
        "2": lambda: f"{np.median(result('shared').distinct):.0f}",
    },
    "without_biases": {
        "20": lambda: depth("without_biases"),
        "0": lambda: if_true("0", total("without_biases", "zero")[-1] < 1e-15),
        "0.003": lambda: f"{total('without_biases', 'torch')[-1]:.3f}",
        "4": lambda: f"{total('without_biases', 'zero')[-1] * 1e16:.0f}",
        "10": lambda: if_true("10", 5e-17 < differs("without_biases", "torch")[-1] < 5e-16),
        "6": lambda: f"{1 / a_layer(differs('without_biases', 'torch')[5:]):.0f}",
    },
    "large_biases": ZERO_ONE
    | {
        "20": lambda: depth("large_biases"),
        "0.025": lambda: f"{total('large_biases', 'zero')[-1]:.3f}",
        "1.5": lambda: f"{total('large_biases', 'normal')[-1]:.1f}",
        "10": lambda: if_true("10", 0.5e-8 < differs("large_biases", "normal")[-1] < 5e-8),
        "0.001": lambda: if_true("0.001", harmless()),
    },
}
