"""The questions of lesson 00 are true: each right option is shown to be right, by the lab that settles it."""

import numpy as np

from tests.lessons.shown import result


def test_race_only_he_separates_the_circles_in_most_seeds():
    race = result("race")
    zeros, times_ten, he = (race.accuracy >= 0.95).sum(axis=1)
    assert race.schemes == ("zeros", "normal_x10", "he_normal")
    assert np.all(race.accuracy[0] == 0.5) and zeros == 0
    assert times_ten < 4 < he == 8, "× 10 separates them in some seeds at most, He in every one"
    assert np.ptp(race.accuracy[1]) > 0.2, "× 10 scatters"


def test_one_seed_at_most_five_of_forty_stay_low():
    accuracy = result("one_seed").accuracy
    assert len(accuracy) == 40 and (accuracy < 0.9).sum() <= 5
    assert (accuracy >= 0.95).sum() >= 35, "nearly all"
    assert accuracy[0] < 0.9
