"""What lesson 00 and the tutorials say of the three-way race, held by runs; seeds are those of the labs."""

import numpy as np
import pytest
import torch

from course_lib.checks.lessons.lesson00_start_here import rescued
from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.initializers import Normal
from course_lib.labs.one_seed.experiment import SIZES, legacy_weights
from course_lib.training import train
from tests.lessons.measured import RACING, raced

from .answers import RECORDED

DATA = circles()
X, Y = DATA.X_train, DATA.y_train
ONE_SEED = [W.astype(np.float32) for W in legacy_weights(0, "he_normal")]


def ends(**changed):
    """Scheme → the accuracy of every seed at the end of the lab's race."""
    run = raced(steps=1500, **changed)
    return dict(zip(RACING, run.accuracy, strict=True))


def test_spirals_keep_the_order():
    medians = [np.median(accuracy) for accuracy in ends(data="spirals").values()]
    assert medians == sorted(medians) and 0.6 < medians[1] < 0.8, "× 0.01 has begun to learn"


def test_with_six_layers_times_ten_overflows_and_small_weights_never_get_going():
    deep = ends(depth=6)
    assert raced(steps=1500, depth=6).diverged[RACING.index("normal_x10")] == 8
    # which seed just fails differs from processor to processor
    assert (deep["he_normal"] < 0.55).sum() <= 1 and np.median(deep["he_normal"]) > 0.95
    assert deep["normal_small"].max() < 0.55


def test_a_rate_of_5_spoils_every_start():
    assert max(accuracy.max() for accuracy in ends(lr=5.0).values()) < 0.55


@pytest.mark.parametrize(
    "change, seeds, low, high",  # the share of the seeds that reach 90 %; beside it what was measured
    [
        ({}, 48, 0, 0.4),  # 0.23
        ({"lr": 0.01}, 48, 0.5, 0.9),  # 0.67
        ({"lr": 10.0}, 48, 0, 0.1),  # 0
        ({"depth": 1}, 48, 0.6, 0.98),  # 0.88
        ({"activation": "leaky_relu"}, 48, 0.5, 0.95),  # 0.75
        ({"steps": 2000}, 48, 0, 0.45),  # 0.25
        ({"activation": "tanh"}, 48, 0, 0.1),  # 0
        ({"width": 24}, 192, 0.38, 0.53),  # 0.45
    ],
    ids=str,
)
def test_what_rescues_times_ten(change, seeds, low, high):
    passed = rescued(change, range(seeds))
    assert low <= passed.mean() <= high
    assert not passed.all(), "none rescues every seed"
    if "width" in change:
        assert passed[:8].sum() > 4, "eight seeds mislead"
    for one in change.items():
        if one in RECORDED:  # which stands in for this in the tests of answers
            assert abs(passed[:48].sum() - RECORDED[one][0]) <= 3  # digits of another machine


# ---- phenomenon 1: the race of the tutorials, 2-10-5-1, 15,000 steps at 0.01 ------------------------


def long_run(initializers, seeds, **more):
    """Training accuracies at the end, (seeds,), and the networks."""
    net = Ensemble(SIZES, "relu", initializers, seeds, **more)
    return train(net, X, Y, steps=15_000, lr=0.01, chunk=1000).final_accuracy, net


def test_he_learns_zeros_never_leave_a_half_and_times_10_gets_stuck_in_between():
    he, _ = long_run("he_normal", 40)
    assert np.median(he) >= 0.98 and (he < 0.9).sum() <= 2
    assert (long_run("zeros", 1)[0] == 0.5).all()
    # most seeds lie between 0.6 and 0.9; a few do better or worse, which is why one is no evidence
    big, _ = long_run(Normal(0, 10), 12)
    assert 0.65 <= np.median(big) <= 0.9 and (big < 0.5).sum() == 0
    assert ((big >= 0.6) & (big <= 0.9)).mean() >= 0.5 and np.median(he) > np.quantile(big, 0.75)


def test_the_one_seed_that_misleads_is_only_slow():
    ended, net = long_run([legacy_weights(0, "he_normal")], 1, dtype=torch.float64)
    assert ended[0] == pytest.approx(0.72, abs=0.02)
    assert train(net, X, Y, steps=15_000, lr=0.01, chunk=1000).final_accuracy[0] >= 0.95


def test_the_slow_seed_gets_there_with_more_of_the_race_s_steps():
    net = Ensemble(SIZES, "relu", {"he": ONE_SEED}, [0])
    accuracy = train(net, X, Y, steps=6000, lr=0.1, chunk=1000).accuracy[:, 0]
    assert accuracy[1499] < 0.75 and accuracy[-1] > 0.95
