"""Every number in the questions of lessons 03 to 06, computed: question → number → how it comes about."""

import math

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.activations.saturation import gaussian_share, saturated_intervals
from course_lib.initializers import get
from course_lib.labs.shared.digit_races import GUESSING, WIDTH
from course_lib.mean_field import gaussian_moments, mean_field
from tests.settled import if_true, result, setting


def signals(name):
    return result(name).signals


def middle(values):
    """The geometric mean over seeds, (layers,)."""
    return np.exp(np.log(values[0]).mean(0))


def power(name):
    return middle(signals(name).preactivation_power)


def gradient(name):
    return middle(signals(name).gradient_power)


def depth(name):
    return str(setting(name)["depth"])


def width(name):
    return str(setting(name)["width"])


def variance(name):
    """Var(w) of the middle of the network."""
    mine, settings = signals(name), setting(name)
    return (settings["gain"] * get(settings["scheme"]).std(mine.sizes[1:3])) ** 2


def a_layer(values):
    """The factor of one layer, from the first to the last."""
    return (values[-1] / values[0]) ** (1 / (len(values) - 1))


def percent(share):
    return f"{100 * share:.0f}"


def leaves(activation):
    """(mean, mean square, std) of φ(z) for z from N(0, 1)."""
    mean, square, _ = gaussian_moments(activation, 1.0)
    return float(mean), float(square), math.sqrt(square - mean**2)


def standard_tanh():
    """What standard-scheme tanh layers keep of the gradient's variance, by theory."""
    return mean_field("tanh", [256] * 7, np.full((1, 6), 1 / (3 * 256))).gradient_power[0, 0] ** (1 / 5)


def tanh_after_30():
    return mean_field("tanh", [128] * 31, np.full((1, 30), 1 / 128)).preactivation_power[0, -1]


def first_loss_repeated():
    """10, if the loss of tanh's first layer, repeated in the others, leaves 10⁻²⁰."""
    q = signals("glorot_tanh").theory.preactivation_power[0]
    return if_true("10", round(49 * math.log10(q[1] / q[0])) == -20)


def passed_by_large():
    """E[φ'(z)²] under weights from N(0, 1), by theory."""
    return gaussian_moments("tanh", signals("large").theory.preactivation_power[0, -1])[2]


def rival(name):
    """The gradient under the scheme it is compared with."""
    return middle(result(name).versus.gradient_power)


def flat_from(activation):
    return f"{saturated_intervals(ACTIVATIONS[activation])[-1][0]:.1f}"


def last_dead(name):
    return signals(name).share_dead[0].mean(0)[-5:].mean()


ZERO_ONE = {"0": lambda: f"{get('normal').mean((4, 4)):g}", "1": lambda: f"{get('normal').std((4, 4)):g}"}

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
