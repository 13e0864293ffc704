"""What lesson 07b states of biases, computed; by it every number of its sentences and of its questions."""

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.initializers import get
from tests.lessons.measured import a_layer, depth, leaves, middle
from tests.lessons.shown import changed, if_true, result, setting

BLIND, LARGE = "without_biases", "large_biases"


def total(name, kind):
    """E[z²] by layer under one kind of biases, the geometric mean over seeds."""
    return middle(result(name).signals[kind].preactivation_power)


def differs(name, kind):
    """And what of it differs across inputs."""
    return middle(result(name).signals[kind].across_input_variance)


def first_step():
    across, factor = differs(BLIND, "torch"), leaves("relu")[2] ** 2 / 3
    return if_true(f"{factor:.3f}", abs(across[1] / across[0] / factor - 1) < 0.03)


def late_steps():
    across = differs(BLIND, "torch")
    return if_true(f"{1 / a_layer(across[5:]):.0f}", abs(a_layer(across[5:]) * 6 - 1) < 0.1)


def level_from():
    """The first layer from which the power under PyTorch's biases stays within a quarter of its end."""
    off = abs(total(BLIND, "torch") / total(BLIND, "torch")[-1] - 1) > 0.25
    return int(np.flatnonzero(off)[-1]) + 2


def share_of_blind():
    share = differs(BLIND, "torch")[-1] / total(BLIND, "torch")[-1]
    return [f"{share * 1e14:.0f}", 10, 14]


def slope_of_large():
    return f"{a_layer(differs(LARGE, 'normal')[5:]):.1f}"


def piled(kind):
    """E[z²] of layer 20 under He and ReLU, to one digit."""
    one = changed(LARGE, scheme="he_normal", activation="relu").signals[kind]
    value = np.exp(np.log(one.preactivation_power[0, :, -1]).mean())
    return float(f"{value:.1e}") if value < 100 else round(value, -1)


def survive():
    """Whether the differences survive under He and ReLU, whatever the biases."""
    every = changed(LARGE, scheme="he_normal", activation="relu").signals.values()
    return all(one.across_input_variance[0, :, -1].min() > 0.05 for one in every)


def harmless():
    """Whether biases of 0.001 change nothing that could be seen."""
    pairs = [[of("large_biases", kind) for kind in ("thousandth", "zero")] for of in (total, differs)]
    slope = ACTIVATIONS["tanh"].derivative(0.001)
    return all(np.abs(np.log(a / b)).max() < 0.05 for a, b in pairs) and slope > 0.999


SENTENCES = [
    (
        "Ben stacks @ layers of `nn.Linear(@, @)`",
        lambda: [setting(BLIND)["depth"], *[setting(BLIND)["width"]] * 2],
    ),
    ("settles near @ and stays", lambda: f"{total(BLIND, 'torch')[-1]:.3f}"),
    ("side by side, deep down by a factor of @ a layer", late_steps),
    ("is level from layer @ on", level_from),
    (r"In layer @ a share of about $@\cdot @^{-@}$ of it tells", lambda: [depth(BLIND), *share_of_blind()]),
    (
        r"which is $\tfrac12 - \tfrac1{2\pi} = @$ of $v$ (lesson 05)",
        lambda: f"{leaves('relu')[2] ** 2:.3f}",
    ),
    (r"The factor is $@/3 = @$", lambda: [f"{leaves('relu')[2] ** 2:.3f}", first_step()]),
    (
        r"at $q = \tfrac65\sigma_b^2$: @ for $n = @$",
        lambda: [f"{6 / 5 * get('standard').std((128, 128)) ** 2:.4f}", setting(BLIND)["width"]],
    ),
    ("multiplies the variance across inputs by about @", slope_of_large),
    (
        "the mean square ends near @, with zeros near @.",
        lambda: if_true([f"{piled(kind):.0f}" for kind in ("uniform", "zero")], np.all(survive())),
    ),
    ("Biases of @ do no harm", lambda: if_true("0.001", harmless())),
]

TRIED = {"0.001"}  # one of the kinds of biases


NUMBERS = {
    "without_biases": {
        "20": lambda: depth("without_biases"),
        "0": lambda: if_true("0", total("without_biases", "zero")[-1] < 1e-15),
        "0.003": lambda: f"{total('without_biases', 'torch')[-1]:.3f}",
        "4": lambda: f"{total('without_biases', 'zero')[-1] * 1e16:.0f}",
        "10": lambda: if_true("10", 5e-17 < differs("without_biases", "torch")[-1] < 5e-16),
        "6": lambda: f"{1 / a_layer(differs('without_biases', 'torch')[5:]):.0f}",
    },
    "large_biases": {
        "20": lambda: depth("large_biases"),
        "0.025": lambda: f"{total('large_biases', 'zero')[-1]:.3f}",
        "1.5": lambda: f"{total('large_biases', 'normal')[-1]:.1f}",
        "10": lambda: if_true("10", 0.5e-8 < differs("large_biases", "normal")[-1] < 5e-8),
        "0.001": lambda: if_true("0.001", harmless()),
    },
}
