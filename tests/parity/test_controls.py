"""The tests can fail: a scheme that is nearly right is rejected, by as many numbers as the suite draws."""

from dataclasses import replace

import numpy as np
import pytest

from course_lib.frameworks import find
from course_lib.initializers import (
    TRUNCATED_STD,
    Normal,
    TruncatedNormal,
    VarianceScaling,
    glorot_uniform,
    he_normal,
    he_uniform,
    lecun_normal,
    torch_default,
)
from tests.parity.draws import draw
from tests.parity.judging import ALPHA, KERAS_LEAK, p_values
from tests.parity.shapes import CONVOLUTIONS, DENSE, count_for

DENSE_SHAPE, WINDOWED = DENSE[0], CONVOLUTIONS[2]
PER_GATE = glorot_uniform.law(DENSE_SHAPE)
AS_A_CONVOLUTION = glorot_uniform.law((64, 4, 8))
PARENT = 0.01 / TRUNCATED_STD
WRONG = {  # what is drawn, and a law that one could take it for
    "torch.kaiming_normal_": he_normal.truncate().law(DENSE_SHAPE),
    "keras.HeNormal": he_normal.law(DENSE_SHAPE),
    "jax.nn.initializers.he_normal": he_normal.law(DENSE_SHAPE),
    "keras.VarianceScaling(distribution='normal')": lecun_normal.law(DENSE_SHAPE),
    "torch.kaiming_uniform_": torch_default.law(DENSE_SHAPE),
    "torch.kaiming_uniform_(a=√5)": he_uniform.law(DENSE_SHAPE),
    "torch.nn.Linear.weight": he_uniform.law(DENSE_SHAPE),
    "torch.nn.Linear.bias": torch_default.law((32, 64)),
    "torch.trunc_normal_(std=0.02)": TruncatedNormal(0, 0.02).law((1,)),
    "jax.nn.initializers.truncated_normal": TruncatedNormal(0, PARENT).law((1,)),
    "torch.nn.ConvTranspose2d.weight": torch_default.law(WINDOWED),
    "torch.nn.LSTM.weight_ih_l0": torch_default.law(DENSE_SHAPE),
    "torch.nn.MultiheadAttention.in_proj_weight": glorot_uniform.law((64, 64)),
    "keras.layers.LSTM.kernel": PER_GATE,
    "keras.layers.LSTM.recurrent_kernel": Normal(0, 32**-0.5).law((1,)),
    "keras.layers.MultiHeadAttention.query_dense.kernel": AS_A_CONVOLUTION,
    "flax.linen.Dense.kernel": he_normal.truncate().law(DENSE_SHAPE),
    "flax.linen.Embed.embedding": VarianceScaling(1, "fan_in", "normal").law(DENSE_SHAPE),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_plausible_wrong_law_is_rejected(name):
    entry = find(name)
    shape = WINDOWED if "Conv" in name else DENSE_SHAPE
    w = draw(name, shape, count_for(entry.kind, entry.stored(shape)), 1)
    assert min(p_values(w, WRONG[name], KERAS_LEAK).values()) < ALPHA


@pytest.mark.parametrize("factor", [0.98, 1.02])
def test_two_percent_are_too_many(factor):
    w = draw("torch.kaiming_normal_", DENSE_SHAPE, count_for("initializer", DENSE_SHAPE), 1)
    assert p_values(w, Normal(0, factor * he_normal.std(DENSE_SHAPE)).law((1,)))["std"] < ALPHA
    assert p_values(w, he_normal.law(DENSE_SHAPE))["std"] > ALPHA


def test_each_test_rejects_what_it_is_for():
    law, rng = he_uniform.law(DENSE_SHAPE), np.random.default_rng(0)
    w = rng.uniform(-law.limit, law.limit, 200_000)
    assert min(p_values(w, law).values()) > ALPHA
    assert p_values(w + 0.02 * law.limit, law)["mean"] < ALPHA
    assert p_values(np.where(rng.random(w.size) < 1e-4, 1.01 * law.limit, w), law)["within"] < ALPHA
    assert p_values(np.clip(w, -0.999 * law.limit, law.limit), law)["reach"] < ALPHA
    assert p_values(rng.normal(0, law.std, w.size), law)["distribution"] < ALPHA
    assert p_values(np.zeros(1000), law)["distribution"] < ALPHA


def test_more_leaks_than_keras_has_are_rejected():
    cut = he_normal.truncate()
    law, w = (
        cut.law(DENSE_SHAPE),
        cut((500, 400), seed=1) * he_normal.std(DENSE_SHAPE) / he_normal.std((500, 400)),
    )
    assert p_values(w, law)["within"] == 1
    w.ravel()[:20] = 1.1 * law.limit
    assert (
        p_values(w, law, KERAS_LEAK)["within"] < ALPHA < p_values(w.ravel()[19:], law, KERAS_LEAK)["within"]
    )


def test_a_transposed_layout_is_seen():
    entry = replace(find("torch.nn.Linear.weight"), layout="(in, out)")
    assert draw(entry.name, DENSE_SHAPE, 1, 1).shape[1:] != entry.stored(DENSE_SHAPE)


def test_a_rotation_without_its_signs_is_rejected():
    """LAPACK's Q alone has no even distribution; and the part of one gate is no rotation."""
    rng, law = np.random.default_rng(0), find("torch.orthogonal_").law((6, 4))
    first = [np.linalg.qr(rng.standard_normal((6, 4)))[0][0, 0] for _ in range(100)]
    assert p_values(first, law)["distribution"] < ALPHA
    (w,) = draw("keras.layers.LSTM.recurrent_kernel", DENSE_SHAPE, 1, 1)
    gate = w[:, :32]
    assert abs(gate @ gate.T - np.eye(32)).max() > 0.1
