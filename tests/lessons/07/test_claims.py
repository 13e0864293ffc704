"""What lesson 07 says of PyTorch's default, of a cut without its correction, and of biases.

Seeds are range(10), width 256 and batch 128; the numbers beside the bounds are what they gave.
"""

import numpy as np
import pytest
import torch

from course_lib.initializers import TruncatedNormal, VarianceScaling
from tests.lessons.measured import a_layer, by_scheme, drawn

# ---- phenomenon 6: PyTorch's default, alive, and blind to its input -------------------------------


def test_pytorchs_default_looks_alive_and_is_blind():
    s = drawn(("torch_default", "standard", "he_normal"), "relu", 20, across=True)
    differs, power = by_scheme(s, "across_input_variance"), by_scheme(s)
    steps = differs["torch_default"][1:] / differs["torch_default"][:-1]
    assert steps[0] == pytest.approx(0.114, rel=0.05)  # 0.113
    assert a_layer(differs["torch_default"][5:]) == pytest.approx(1 / 6, rel=0.1)  # 0.165
    assert np.abs(steps[5:] * 6 - 1).max() < 0.15
    level = power["torch_default"] / power["torch_default"][-1]
    assert np.abs(level[5:] - 1).max() < 0.1 and (level[:4] > 1.2).all()  # level from layer 6 on
    assert (
        power["torch_default"][-1] > 1e-3 > 1e-12 > differs["torch_default"][-1] / power["torch_default"][-1]
    )
    theory = s.theory.across_input_variance[0]
    assert np.abs(np.log(differs["torch_default"] / theory)).max() < 0.3, "as theory says"
    # without biases nothing levels off, and with He a good part of the signal still differs
    assert a_layer(power["standard"][5:]) == pytest.approx(1 / 6, rel=0.1)
    assert differs["he_normal"][-1] / power["he_normal"][-1] > 0.02


def test_in_float32_what_differs_is_lost_in_rounding_once_it_is_tiny():
    """Not the network's doing: below 1e-14 of the power, two float32 numbers are the same number."""
    s = drawn(("torch_default",), "relu", 30, dtype=torch.float32, across=True)
    share = (s.across_input_variance / s.preactivation_power)[0]
    assert (share[:, 25:] > 1e-17).all() and (share[:, 25:] < 1e-13).all(), (
        "it stays where rounding leaves it"
    )


# ---- phenomenon 11: a truncated normal without its correction -------------------------------------


def test_the_cut_without_the_correction_costs_a_quarter_of_the_variance_a_layer():
    cut, corrected = TruncatedNormal(0, 256**-0.5), VarianceScaling(1, "fan_in", "truncated_normal")
    assert cut.std((256, 256)) / corrected.std((256, 256)) == pytest.approx(0.8796, abs=1e-4)
    power = by_scheme(drawn((("cut", cut), ("corrected", corrected)), "identity", 30))
    assert power["cut"][1:] / power["cut"][:-1] == pytest.approx(0.774, rel=0.03)  # 0.758 to 0.785
    assert a_layer(power["cut"]) == pytest.approx(0.774, rel=0.01)
    assert a_layer(power["corrected"]) == pytest.approx(1, rel=0.01)


def test_random_biases_move_the_kinks_of_relu_away_from_0():
    x = np.linspace(-1, 1, 200)[:, None]
    rng = np.random.default_rng(0)
    W, b = rng.standard_normal((1, 64)), rng.standard_normal(64)
    rank = np.linalg.matrix_rank
    assert rank(np.maximum(x @ W, 0)) == 2 and rank(np.maximum(x @ W + b, 0)) > 20
