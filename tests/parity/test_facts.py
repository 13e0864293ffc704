"""What surprises people, and is said in the notes of the table."""

import keras
import numpy as np
import pytest
import torch
from scipy import stats

from course_lib.frameworks import find
from tests.parity.draws import draw, numbers
from tests.parity.judging import ALPHA, KERAS_LEAK


def test_keras_leaks_past_its_truncation_on_the_pytorch_backend(record):
    """Of four normals a weight it takes the first inside ±2, or the very first where all are outside."""
    w = draw("keras.HeNormal", (2000, 1000), 10, 1)
    limit = find("keras.HeNormal").law((2000, 1000)).limit
    outside = int(np.count_nonzero(abs(w) > limit * (1 + 1e-6)))
    assert 4.2e-6 < KERAS_LEAK < 4.4e-6
    assert outside > 0 and stats.binomtest(outside, w.size, KERAS_LEAK).pvalue > ALPHA
    record["facts"] = {"keras_outside_its_bounds": outside, "of": w.size}


@pytest.mark.parametrize("seed", [None, 7])
def test_one_keras_initializer_gives_the_same_weights_again_and_again(seed):
    shared = keras.initializers.HeNormal(seed=seed)
    first, second = (keras.layers.Dense(8, kernel_initializer=shared) for _ in range(2))
    first.build((None, 8))
    second.build((None, 8))
    np.testing.assert_array_equal(numbers(first.kernel), numbers(second.kernel))
    own = keras.layers.Dense(8, kernel_initializer="he_normal")
    own.build((None, 8))
    assert not np.array_equal(numbers(first.kernel), numbers(own.kernel))


def test_a_class_in_place_of_an_object_makes_one_for_each_layer():
    first, second = (keras.layers.Dense(8, kernel_initializer=keras.initializers.HeNormal) for _ in range(2))
    first.build((None, 8))
    second.build((None, 8))
    assert not np.array_equal(numbers(first.kernel), numbers(second.kernel))


def test_a_seed_generator_mends_it():
    shared = keras.initializers.HeNormal(seed=keras.random.SeedGenerator(7))
    assert not np.array_equal(numbers(shared((8, 8))), numbers(shared((8, 8))))


def test_normal_means_truncated_in_keras():
    assert keras.initializers.VarianceScaling(distribution="normal").distribution == "truncated_normal"


def test_linear_is_kaiming_uniform_with_a_of_root_5():
    torch.manual_seed(1)
    layer = torch.nn.Linear(64, 32)
    torch.manual_seed(1)
    w = torch.nn.init.kaiming_uniform_(torch.empty(32, 64), a=5**0.5)
    assert torch.equal(layer.weight, w)


@pytest.mark.parametrize("name", ["xavier_uniform", "kaiming_normal", "uniform", "orthogonal"])
def test_pytorchs_old_names_still_run_and_warn(name):
    drawn = []
    torch.manual_seed(1)
    with pytest.warns(FutureWarning, match=f"{name}_"):
        drawn.append(getattr(torch.nn.init, name)(torch.empty(32, 64)))
    torch.manual_seed(1)
    drawn.append(getattr(torch.nn.init, f"{name}_")(torch.empty(32, 64)))
    assert torch.equal(*drawn)
    assert find(f"torch.{name}") is find(f"torch.{name}_")


def test_a_padding_row_of_an_embedding_is_zero():
    assert not torch.nn.Embedding(5, 4, padding_idx=2).weight[2].any()
