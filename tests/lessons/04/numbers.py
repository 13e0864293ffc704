"""Every number in the questions of lesson 04: question → number → how it comes about."""

import math

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.initializers import get
from course_lib.mean_field import gaussian_moments
from tests.lessons.measured import a_layer, depth, gradient, percent, power, signals, variance, width
from tests.lessons.shown import if_true

from .facts import first_loss_repeated, rival, standard_tanh

NUMBERS = {
    "narrowing": {
        "1": lambda: f"{power('narrowing')[0]:.0f}",
        "2": lambda: f"{a_layer(signals('narrowing').theory.gradient_power[0]):.0f}",
        "5": lambda: depth("narrowing"),
        "256": lambda: str(signals("narrowing").sizes[0]),
        "8": lambda: str(signals("narrowing").sizes[-1]),
    },
    "narrowing_glorot": {
        "2": lambda: f"{variance('narrowing_glorot') * sum(signals('narrowing_glorot').sizes[1:3]):.0f}",
        "4": lambda: f"{3 * a_layer(signals('narrowing_glorot').theory.preactivation_power[0]):.0f}",
        "3": lambda: f"{2 * a_layer(signals('narrowing_glorot').theory.gradient_power[0]):.0f}",
    },
    "glorot_tanh": {
        "0": lambda: f"{ACTIVATIONS['tanh'](0.0):g}",
        "1": lambda: f"{128 * variance('glorot_tanh'):.0f}",
        "10": first_loss_repeated,
        "2": lambda: f"{(1e-3 - gaussian_moments('tanh', 1e-3)[1]) / 1e-6:.0f}",  # q − 2q²
        "3": lambda: f"{(0.01**2 - np.tanh(0.01) ** 2) / 0.01**4 * 4.5:.0f}",  # 2/3 of z⁴
        "50": lambda: depth("glorot_tanh"),
        "100": lambda: f"{round(1 / signals('glorot_tanh').theory.preactivation_power[0, -1], -1):.0f}",
    },
    "standard_gradient": {
        "1": lambda: if_true("1", get("standard").limit((256, 256)) * math.sqrt(256) == 1),
        "3": lambda: f"{(get('glorot_normal').std((256, 256)) / get('standard').std((256, 256))) ** 2:.0f}",
        "256": lambda: width("standard_gradient"),
        "30": lambda: percent(standard_tanh()),
        "90": lambda: f"{3 * float(percent(standard_tanh())):.0f}",
        "60": lambda: f"{round(gradient('standard_gradient')[0] / rival('standard_gradient')[0], -1):.0f}",
    },
}
