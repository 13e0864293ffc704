"""What lesson 00 says of the three-way race, held by runs; seeds are those of the labs."""

import numpy as np
import pytest

from course_lib.checks import check
from course_lib.checks.lessons import lesson00_start_here as start_here

from .answers import RECORDED
from .facts import trained


@pytest.mark.parametrize(
    "change, seeds, low, high",  # the share of the seeds that reach 90 %; beside it what was measured
    [
        ({}, 48, 0, 0.4),  # 0.23
        ({"lr": 0.01}, 48, 0.5, 0.9),  # 0.67
        ({"lr": 0.001}, 48, 0, 0.25),  # 0.10
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
    passed = start_here.rescued(change, range(seeds))
    assert low <= passed.mean() <= high
    assert not passed.all(), "none rescues every seed"
    if "width" in change:
        assert passed[:8].sum() > 4, "eight seeds mislead"
    for one in change.items():
        if one in RECORDED:  # which stands in for this in the tests of answers
            assert abs(passed[:48].sum() - RECORDED[one][0]) <= 3  # digits of another machine


def test_the_slow_seed_gets_there_with_more_of_the_race_s_steps():
    assert trained(0, 1500, 0.1) < 0.75 and trained(0, 6000, 0.1) > 0.95


def test_a_rescue_is_right_if_the_interval_of_its_seeds_lies_above_one_half(monkeypatch, capsys):
    def passing(first, further):
        def rescued(change, seeds):
            return np.arange(len(seeds)) < (first if seeds.start == 0 else further)

        monkeypatch.setattr(start_here, "rescued", rescued)
        return check("rescue", {"lr": 0.02})

    assert "32 of 48 seeds reach 90 % (95 % interval 52 to 80 %)" in passing(32, 0).why
    assert passing(32, 0).status == passing(31, 90).status == "right"
    assert "121 of 192 seeds" in passing(31, 90).why and "One half lies inside, so 192" in passing(31, 60).why
    assert passing(31, 60).status == passing(16, 144).status == "not yet"
    assert "16 of 48" in passing(16, 144).why, "enough against it: no further seeds"

    capsys.readouterr()
    passing(31, 0), passing(32, 0), passing(16, 0)
    assert capsys.readouterr().out == "48 seeds leave it open; now 192, which may take a minute.\n"
