"""What the modules of what presets show have in common."""

import math

import numpy as np

from tests.lessons.measured import middle

LN2 = np.log(2)


def moved(lab, **settings):
    """The lab's result after the controls were moved."""
    lab.set(**settings)
    return lab.result


def near(value, wanted, share=0.1):
    return math.isclose(value, wanted, rel_tol=share)


def per_step(first, last, steps):
    """The factor of each of so many steps."""
    return (last / first) ** (1 / steps)


def ends(result):
    """E[z²] in the first and the last layer, and E[δ²] in the first, where it is 1 in the last."""
    z, delta = middle(result.signals.preactivation_power), middle(result.signals.gradient_power)
    assert near(delta[-1], 1, 0.05)
    return z[0], z[-1], delta[0]


def of_weights(signals):
    """The mean square of the weights' gradient by layer."""
    return middle(signals.weight_gradient_power)
