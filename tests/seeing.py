"""What the modules of what is seen in scenes have in common."""

import math

import numpy as np

__all__ = ["a_layer", "middle", "moved", "near", "of_lab"]


def moved(lab, **settings):
    """The lab's result after the controls were moved."""
    lab.set(**settings)
    return lab.result


def near(value, wanted, share=0.1):
    return math.isclose(value, wanted, rel_tol=share)


def middle(powers):
    """The geometric mean over seeds, (layers,), of the lab's one scheme."""
    return np.exp(np.log(powers[0]).mean(0))


def a_layer(first, last, steps):
    """The factor of each of so many steps."""
    return (last / first) ** (1 / steps)


def of_lab(lab, *functions):
    """Each function under (lab, scene): its name is that of the scene, with _ for -."""
    return {(lab, function.__name__.replace("_", "-")): function for function in functions}
