"""What lesson 07b says of the kinks of ReLU units, and what its exercise rests on."""

import numpy as np
import torch

from course_lib.checks import check

from .answers import RIGHT


def test_random_biases_move_the_kinks_of_relu_away_from_0():
    x = np.linspace(-1, 1, 200)[:, None]
    rng = np.random.default_rng(0)
    W, b = rng.standard_normal((1, 64)), rng.standard_normal(64)
    rank = np.linalg.matrix_rank
    assert rank(np.maximum(x @ W, 0)) == 2 and rank(np.maximum(x @ W + b, 0)) > 20


def test_the_check_leaves_the_random_state_of_torch_alone():
    torch.manual_seed(3)
    before = torch.random.get_rng_state()
    assert check("whole_network", *RIGHT["whole_network"][0]).status == "right"
    assert torch.equal(torch.random.get_rng_state(), before)
