"""Every number in the questions of lesson 05: question → number → how it comes about."""

import math

from course_lib.activations import ACTIVATIONS
from course_lib.initializers import get
from course_lib.labs.shared.digit_races import GUESSING, WIDTH
from tests.lessons.measured import (
    ZERO_ONE,
    a_layer,
    depth,
    leaves,
    power,
    signals,
    tanh_after_30,
    variance,
    width,
)
from tests.lessons.shown import if_true, setting

NUMBERS = {
    "relu_half": ZERO_ONE
    | {
        "2": lambda: f"{1 / leaves('relu')[1]:.0f}",
        "0.40": lambda: f"{leaves('relu')[0]:.2f}",
        "0.34": lambda: f"{leaves('relu')[2] ** 2:.2f}",
        "0.58": lambda: f"{leaves('relu')[2]:.2f}",
        "0.50": lambda: f"{leaves('relu')[1]:.2f}",
        "0.16": lambda: f"{leaves('relu')[0] ** 2:.2f}",
    },
    "relu_lecun": {
        "30": lambda: depth("relu_lecun"),
        "29": lambda: str(setting("relu_lecun")["depth"] - 1),
        "1": lambda: f"{power('relu_lecun')[0]:.0f}",
        "2": lambda: f"{1 / a_layer(signals('relu_lecun').theory.preactivation_power[0]):.0f}",
        "10": lambda: if_true("10", 1e-9 < power("relu_lecun")[-1] < 4e-9),
        "60": lambda: f"{round(1 / tanh_after_30(), -1):.0f}",
        "0": lambda: f"{ACTIVATIONS['relu'].derivative(-1.0):g}",
    },
    "he_keeps": {
        "256": lambda: str(signals("he_keeps").sizes[0]),
        "8": lambda: str(signals("he_keeps").sizes[-1]),
        "128": lambda: str(signals("he_keeps").sizes[1]),
        "1": lambda: f"{signals('he_keeps').theory.gradient_power[0, -1]:.0f}",
        "2": lambda: f"{variance('he_keeps') * signals('he_keeps').sizes[1]:.0f}",
        "16": lambda: f"{1 / signals('he_keeps').theory.gradient_power[0, 0]:.0f}",
    },
    "hundred_layers": {
        "2": lambda: f"{signals('hundred_layers').theory.preactivation_power[0, -1]:.0f}",
        "64": lambda: width("hundred_layers"),
        "100": lambda: depth("hundred_layers"),
        "1": lambda: f"{a_layer(signals('hundred_layers').theory.preactivation_power[0]):.0f}",
    },
    "deep_race": {
        "20": lambda: str(setting("deep_race")["epochs"]),
        "30": lambda: depth("deep_race"),
        "29": lambda: str(int(depth("deep_race")) - 1),
        "64": lambda: str(WIDTH),
        "2": lambda: f"{(get('he_normal').std((64, 64)) / get('glorot_normal').std((64, 64))) ** 2:.0f}",
        "10": lambda: f"{math.exp(GUESSING[0]):.0f}",
    },
}
