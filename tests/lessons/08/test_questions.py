"""What lesson 08 says is true: each right option is right, and each claim comes with its spread."""

from functools import cache
from importlib import import_module

import numpy as np

from course_lib.labs import LABS
from course_lib.labs.shared.digit_races import GUESSING
from course_lib.labs.training_race.lab import final_accuracy, words
from course_lib.training.comparison import wins
from course_lib.training.member_block import EPSILON
from tests.lessons.shown import changed, lab_of, result

facts = import_module("tests.lessons.08.facts")
accuracy, first_look, lead = facts.accuracy, facts.first_look, facts.lead
own_rates, pairs = facts.own_rates, facts.pairs


@cache
def race(**settings):
    return LABS["training_race"](**settings).result


# ---- 1 and 5: zeros learn nothing, × 10 works badly -------------------------------------------------


def opening():
    return lab_of("08", "training_race").result


def of(scheme):
    return opening().settings.schemes.index(scheme)


def test_claim_1_zeros_move_the_output_s_biases_alone():
    zeros = opening().layers["gradient_norm"][:, :, 0, of("zeros")]
    assert not zeros.any() and not opening().layers["update_ratio"][:, :, 0, of("zeros")].any()
    losses = opening().curves[:, 0, of("zeros")]
    assert np.abs(losses - GUESSING[0]).max() < 0.1 and np.ptp(losses) > 0, "near ln 10, and not constant"
    assert final_accuracy(opening())[of("zeros")].max() < 0.15


def test_claim_5_times_ten_starts_far_off_and_ends_badly_in_every_seed():
    he, times_ten = (final_accuracy(opening())[of(name)] for name in ("he_normal", "normal_x10"))
    assert (he > times_ten).all() and np.median(he) > 0.75 and np.median(times_ten) < 0.5
    assert opening().curves[0, 0, of("normal_x10")].min() > 1e5


# ---- 13 and 24: fair_start, own_rate ----------------------------------------------------------------


def test_fair_start_he_wins_every_pair_by_fifty_points():
    told = pairs("fair_start")
    assert (told.count, told.seeds) == (20, 20) and told.tells and lead("fair_start") > 50
    assert "20 of 20 seeds" in words(result("fair_start"))
    he, glorot = first_look("fair_start", "update_ratio")
    assert glorot < he / 10


def test_own_rate_the_lead_shrinks_and_he_wins_most_pairs():
    told = pairs("own_rate")
    assert 0 < lead("own_rate") < lead("fair_start") / 3 and told.count >= 7  # 7 and 57 points; 9 of 10
    he, glorot = own_rates()
    assert he in (0.03, 0.1) and glorot == 0.1, "chosen on the validation images"
    glorot = accuracy("own_rate")[1]
    assert np.median(glorot) > 0.7 > 0.35 > np.median(accuracy("fair_start")[1])


def test_own_rate_he_learns_at_four_of_five_rates_and_glorot_at_two():
    medians = np.median(result("own_rate").accuracy[-1], axis=2)  # (rates, schemes)
    assert ((medians > 0.55).sum(0) == (4, 2)).all()


# ---- Adam ---------------------------------------------------------------------------------------------


def test_adam_at_ten_layers_the_seeds_tell_nothing():
    he, glorot = final_accuracy(lab_of("08", "training_race", 1).result)
    told = wins(he, glorot)
    assert told.seeds == 20 and not told.tells and abs(np.median(he) - np.median(glorot)) < 0.03


def test_adam_deep_he_then_glorot_then_guessing():
    he, glorot, default = accuracy("adam_deep")
    assert (he > glorot).all() and (glorot > default).all()
    assert np.median(he) > np.median(glorot) + 0.2 and default.max() < 0.15


def test_adam_evens_out_the_ratio_for_he_and_glorot_and_not_below_its_epsilon():
    he, glorot, default = first_look("adam_deep", "gradient_norm")
    assert glorot < he / 1000 and default < EPSILON
    he, glorot, default = first_look("adam_deep", "update_ratio")
    assert 1 / 2 < glorot / he < 2 and default < he / 10


# ---- batch normalization and shortcuts ----------------------------------------------------------------


def test_batch_norm_glorot_wins_every_pair():
    assert pairs("batch_norm").count == 0 and pairs("batch_norm").tells
    he, glorot = first_look("batch_norm", "update_ratio")
    assert 1.6 < glorot / he < 2


def test_norm_at_their_own_rates_neither_is_ahead():
    own = race(batch_norm=True, lr=0.1, sweep=True)
    assert not wins(*final_accuracy(own)).tells
    assert np.ptp(np.median(final_accuracy(own), axis=1)) < 0.03
    assert not {0, 4} & set(own.shown), "the best rates lie within the sweep"


def test_with_shortcuts_glorot_is_ahead_of_he():
    told = wins(*final_accuracy(race(residual=True)))
    assert told.count <= 1 and told.tells


# ---- one of twenty --------------------------------------------------------------------------------------


def test_one_of_twenty_seed_0_is_for_the_uniform_draw_and_twenty_tell_nothing():
    normal, uniform = accuracy("one_of_twenty")
    assert uniform[0] > normal[0]
    assert 6 <= wins(uniform, normal).count <= 14 and not wins(uniform, normal).tells
    alone = final_accuracy(changed("one_of_twenty", seeds=1))
    assert alone[1, 0] > alone[0, 0], "as the page shows it before the answer"
