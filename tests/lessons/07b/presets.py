"""What the presets of lesson 07b show: a function by its name raises where that is not seen."""

from tests.lessons.measured import middle
from tests.lessons.seeing import near, per_step


def left(result, kind):
    """E[z²] in the last layer, and what of it differs from input to input."""
    one = result.signals[kind]
    return middle(one.preactivation_power)[-1], middle(one.across_input_variance)[-1]


def pytorch_relu(lab):
    assert (lab.settings["scheme"], lab.settings["activation"]) == ("standard", "relu")
    power, across = left(lab.result, "torch")
    assert near(power, 0.003, 0.1) and 5e-17 < across < 5e-16
    bare, differs = left(lab.result, "zero")
    assert 2e-16 < bare < 8e-16 and across / 10 < differs < across
    falls = middle(lab.result.signals["torch"].across_input_variance)
    assert near(per_step(falls[9], falls[-1], 10), 1 / 6, 0.1)


def glorot_tanh_biases(lab):
    bare, differs = left(lab.result, "zero")
    assert near(bare, 0.025, 0.1) and differs > 0.95 * bare
    power, across = left(lab.result, "normal")
    assert near(power, 1.5, 0.1) and 0.5e-8 < across < 5e-8
    falls = middle(lab.result.signals["normal"].across_input_variance)
    assert near(per_step(falls[9], falls[-1], 10), 0.4, 0.1)
    power, across = left(lab.result, "uniform")
    assert near(power, 0.75, 0.1) and 1e-6 < across < 1e-5
    power, across = left(lab.result, "thousandth")
    assert near(power, bare, 0.05) and near(across, differs, 0.05)


def he_relu_biases(lab):
    sizes = {kind: left(lab.result, kind) for kind in lab.result.signals}
    assert near(sizes["zero"][0], 2, 0.3) and near(sizes["normal"][0], 20, 0.2)
    assert near(sizes["uniform"][0], 110, 0.2) and near(sizes["thousandth"][0], 2, 0.3)
    assert all(across > 0.1 for _, across in sizes.values())
