"""The framework samples lab: what PyTorch draws is what its entry says, and so is what stands in for others.

Each draw is one weight of 256 × 128; bounds of four standard errors or more, seeds fixed.
"""

import math

import numpy as np
import pytest
import torch
from scipy import stats

from course_lib.frameworks import ENTRIES
from course_lib.labs import LABS
from course_lib.labs.framework_samples.experiment import DENSE, LIVE, NAMES, draw_name, weights_of
from tests.labs.looking import look_at_all

SHAPE = (256, 128)
P_FALSE, P_REJECT = 1e-6, 1e-9  # 67 names are tested: a false alarm in one of 15,000 runs with other seeds


def p_value(weights, law):
    """Kolmogorov–Smirnov against a law; its cumulative distribution is summed from the density."""
    far = min(law.limit, 8 * law.std)
    x = np.linspace(law.mean - far, law.mean + far, 20_001)
    cumulative = np.cumsum(law.pdf(x)) * (x[1] - x[0])
    return stats.kstest(weights, lambda w: np.interp(w, x, cumulative)).pvalue


@pytest.mark.parametrize("name", NAMES)
def test_what_is_drawn_has_the_law_of_its_entry(name):
    weights, _ = weights_of(name, SHAPE, seed=0)
    law = ENTRIES[name].law(SHAPE)
    assert weights.size == math.prod(SHAPE)
    assert np.abs(weights - law.mean).max() <= law.limit * (1 + 1e-5)
    if "rthogonal" in name:  # its weights are not independent of each other
        assert weights.std() == pytest.approx(law.std, rel=1e-4)
        return
    assert p_value(weights[:4000], law) > P_FALSE
    assert p_value(1.3 * weights[:4000], law) < P_REJECT


def test_every_name_of_pytorch_is_drawn_by_pytorch_with_a_generator_of_its_own():
    assert set(LIVE) == {name for name in NAMES if name.startswith("torch.")}
    torch.manual_seed(5)
    before = torch.random.get_rng_state()
    for name in LIVE:
        first, by = weights_of(name, (16, 8), seed=1)
        assert by == f"PyTorch {torch.__version__.partition('+')[0]}, now"
        assert np.array_equal(first, weights_of(name, (16, 8), seed=1)[0])
        assert not np.array_equal(first, weights_of(name, (16, 8), seed=2)[0])
    assert torch.equal(torch.random.get_rng_state(), before)


def test_what_is_not_drawn_by_pytorch_says_so():
    for name in set(NAMES) - set(LIVE):
        assert weights_of(name, (16, 8), seed=0)[1].startswith("this course's NumPy reference")


def test_which_names_are_offered():
    for name, entry in ENTRIES.items():
        if entry.kind == "initializer":
            spreads = entry.initializer is not None and entry.initializer.has_density
            assert (name in NAMES) == spreads, name
    assert set(DENSE) <= set(NAMES)


def test_all_corners_of_the_lab():
    corners = [
        dict(name=name, fan_in=fan_in, fan_out=fan_out, versus=versus)
        for name in NAMES
        for fan_in, fan_out, versus in ((2, 2, "none"), (512, 512, "keras.HeNormal"), (2, 512, name))
    ]
    said = "four standard errors of theory: yes"
    look_at_all(LABS["framework_samples"](), corners, lambda settings: said * (settings["fan_in"] > 2))


def test_bars_cover_what_is_drawn():
    for name in NAMES:
        sample = draw_name(name, *SHAPE)
        assert sample.counts.sum() > 0.999 * math.prod(SHAPE), name


def test_claim_15_glorot_normal_is_cut_by_keras_and_not_by_pytorch():
    torch_one, keras = draw_name("torch.xavier_normal_", *SHAPE), draw_name("keras.GlorotNormal", *SHAPE)
    assert torch_one.law.std == pytest.approx(keras.law.std) == math.sqrt(2 / 384)
    assert torch_one.largest > keras.law.limit >= keras.largest
    assert keras.law.limit / keras.law.std == pytest.approx(2.274, abs=1e-3)
