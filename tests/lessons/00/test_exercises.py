"""The check of lesson 00's exercise: how many seeds make a rescue."""

import numpy as np

from course_lib.checks import check
from course_lib.checks.lessons import lesson00_start_here as start_here


def test_a_rescue_is_right_if_the_interval_of_its_seeds_lies_above_one_half(monkeypatch):
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
