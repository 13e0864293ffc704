"""The questions are true: each right option is shown to be right, and every number in the texts is computed.

The lab that settles a question is run with the settings that settle it; seeds are the labs' own, all fixed.
"""

import math
import re

import numpy as np
import pytest
from scipy import stats

from course_lib.checks import QUESTIONS, Question
from course_lib.initializers import INITIALIZERS, TRUNCATED_STD, get
from course_lib.labs.one_seed.experiment import RUNS
from course_lib.labs.printouts.experiment import PRINTED
from course_lib.labs.race.experiment import RACERS
from course_lib.labs.samples.experiment import draw_sample
from course_lib.labs.shared.weights import BINS
from tests.lessons.cells import module
from tests.lessons.shown import if_true, result, setting


def he_std(n_in):
    return INITIALIZERS["he_normal"].std((n_in, 32))


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


def test_zeros_learn_nothing():
    run = result("zeros")
    assert np.all(run.gradient == 0) and np.all(run.W1 == 0)


def test_constant_is_one_unit_for_ever():
    run = result("constant")
    assert run.done == 10_000 and np.all(run.difference == 0) and np.all(run.distinct == 1)
    assert np.abs(run.loss - run.twin).max() < 1e-12, "the loss of one unit"
    assert np.ptp(run.W1[:, 0, 0]) > 0.1 and run.gradient.max() > 0, "they do move"


def test_constant_w1_parts():
    run = result("constant_W1")
    assert run.distinct[0] == 1 and run.distinct[-1] == run.width == 8 and run.accuracy >= 0.9


def test_noise_parts_the_units_after_thousands_of_steps_exponentially():
    run = result("noise")
    assert 2000 < run.parted < 8000 and 1e-13 < run.difference[0] < 1e-11
    growing = (run.difference > 1e-11) & (run.difference < 1e-3)
    line = stats.linregress(run.rows[growing], np.log(run.difference[growing]))
    assert line.slope > 0 and line.rvalue**2 > 0.999, "straight on the log axis"
    early = run.rows < run.parted / 2
    assert np.abs(run.loss - run.twin)[early].max() < 1e-9, "until then the one-unit network"


def test_logistic_ends_at_the_same_optimum():
    run = result("logistic")
    assert run.gap[0] > 0.1 and run.gap[-1] < 1e-6
    assert np.median(run.accuracy) > 0.8


def test_uniform_std_is_the_limit_over_root_three():
    shape = result("uniform_std").shape
    scheme = INITIALIZERS["glorot_uniform"]
    assert scheme.std(shape) == pytest.approx(scheme.limit(shape) / math.sqrt(3))


def test_standard_normal_makes_sums_of_size_eight():
    rng = np.random.default_rng(8)
    inputs = rng.choice([-1.0, 1.0], 64)  # of mean square 1
    sums = inputs @ get("normal")((64, 20_000), rng=rng, dtype=np.float64)
    assert sums.std() == pytest.approx(8, abs=0.2)  # five standard errors
    assert sum_std() == 8 and result("standard_normal").law.std == 1


def test_truncated_is_narrower_by_simulation_too():
    draws = np.random.default_rng(0).standard_normal(200_000)
    kept = draws[np.abs(draws) < 2]  # five standard errors of the std: 0.006
    assert kept.std() == pytest.approx(0.88, abs=0.006) != pytest.approx(1, abs=0.1)


def law_of_keras():
    return get("glorot_normal").truncate().law((64, 32))


def test_keras_glorot_has_the_std_of_pytorch_s():
    assert result("keras_glorot").law.std == pytest.approx(law_of_keras().std, rel=1e-12)
    assert law_of_keras().std == pytest.approx(get("glorot_normal").std((64, 32)), rel=1e-12)
    assert law_of_keras().limit < math.inf == get("glorot_normal").limit((64, 32))


def ragged(counts):
    return counts.min() == 0 and counts.max() >= 4


def test_evenly_a_hundred_draws_are_ragged_with_any_seed():
    assert ragged(result("evenly").counts)
    assert all(ragged(draw_sample("uniform", 64, 32, 100, seed).counts) for seed in range(100))
    ruler = np.histogram(np.linspace(0, 1, 100), BINS)[0]
    assert not ragged(ruler), "evenly spaced numbers look different"


def test_printout_is_ruled_out_by_one_number():
    reading = result("printout")
    assert reading.outside.size == 1 and reading.scheme == "glorot_uniform"
    assert len(reading.values) == 9


# ---- every number in their texts ------------------------------------------------------------------

NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:[.,\-]\d+)*")


def glorot_limit(*shape):
    return get("glorot_uniform").limit(shape or (64, 32))


def percent_as_wide():
    """The share of sets of nine Glorot draws whose std is at least the printout's, in percent."""
    draws = np.random.default_rng(9).uniform(-1, 1, (200_000, 9)) * glorot_limit(9, 1)
    return f"{100 * np.mean(draws.std(1) >= np.std(PRINTED['keras_he_uniform'].values)):.0f}"


def low_runs():
    return (result("one_seed").accuracy < 0.9).sum()


def sum_std():
    """The std of a sum of 64 inputs of size 1 with weights from N(0, 1)."""
    return math.sqrt(64) * get("normal").std((64, 1))


NUMBERS = {
    "race": {
        "10": lambda: f"{RACERS['normal_x10'][0].std((2, 10)):g}",
        "1,500": lambda: f"{setting('race')['steps']:,}",
        "8": lambda: str(setting("race")["seeds"]),
        "50": lambda: if_true("50", result("race").accuracy[0] == 0.5),
        "70": lambda: f"{round(100 * result('race').accuracy[1].min(), -1):.0f}",
        "100": lambda: if_true("100", 0.95 < result("race").accuracy[1].max() < 1),  # almost
        "95": lambda: if_true("95", result("race").accuracy[2] > 0.95),
    },
    "one_seed": {
        "0": lambda: str(setting("one_seed")["seed"]),
        "71": lambda: f"{100 * result('one_seed').accuracy[0]:.0f}",
        "1,500": lambda: f"{result('one_seed').done:,}",
        "1": lambda: str(setting("one_seed")["seed"] + 1),
        "39": lambda: str(RUNS - 1),
        "40": lambda: str(setting("one_seed")["shown"]),
        "90": lambda: if_true("90", low_runs() <= 5),
        "95": lambda: if_true("95", (result("one_seed").accuracy >= 0.95).sum() >= 35),
    },
    "zeros": {
        "2-8-1": lambda: "-".join(map(str, (result("zeros").W1.shape[1], setting("zeros")["width"], 1))),
        "0": lambda: f"{np.abs(result('zeros').W1).max():g}",
        "2,000": lambda: f"{setting('zeros')['steps']:,}",
    },
    "constant": {
        "0.5": lambda: f"{setting('constant')['c']:g}",
        "10,000": lambda: f"{setting('constant')['steps']:,}",
    },
    "constant_W1": {"0.5": lambda: f"{result('constant_W1').W1[0].max():g}"},
    "noise": {
        "0.5": lambda: f"{setting('noise')['c']:g}",
        "0.000000000001": lambda: f"{10.0 ** setting('noise')['noise']:.12f}",
        "10": lambda: if_true("10", setting("noise")["noise"] == -12),  # 10⁻¹²
        "100": lambda: if_true("100", result("noise").parted > 100),
    },
    "logistic": {},
    "uniform_std": {
        "2": lambda: f"{0.5 / np.abs(np.linspace(-0.5, 0.5, 10_001)).mean():.0f}",  # the mean of |w| is a / 2
        "3": lambda: f"{(glorot_limit() / get('glorot_uniform').std((64, 32))) ** 2:.0f}",
        "12": lambda: f"{(2 * glorot_limit() / get('glorot_uniform').std((64, 32))) ** 2:.0f}",
        "0.58": lambda: f"{get('glorot_uniform').std((64, 32)) / glorot_limit():.2f}",
    },
    "standard_normal": {
        "0": lambda: f"{get('normal').mean((64, 32)):g}",
        "1": lambda: f"{get('normal').std((64, 32)):g}",
        "64": lambda: str(setting("standard_normal")["fan_in"]),
        "2": lambda: f"{64 * he_std(64) ** 2:.0f}",
        "0.18": lambda: f"{he_std(64):.2f}",
        "8": lambda: f"{sum_std():.0f}",
    },
    "truncated": {
        "0": lambda: f"{get('truncated_normal').mean((4, 4)):g}",
        "1": lambda: f"{get('normal').std((4, 4)):g}",
        "2": lambda: f"{get('truncated_normal').limit((4, 4)):g}",
        "0.88": lambda: f"{stats.truncnorm(-2, 2).std():.2f}",
        "0.774": lambda: f"{stats.truncnorm(-2, 2).var():.3f}",
        "0.95": lambda: f"{2 * stats.norm.cdf(2) - 1:.2f}",  # what stays
        "4.6": lambda: f"{100 * 2 * stats.norm.sf(2):.1f}",
        "26": lambda: f"{100 * 2 * (2 * stats.norm.pdf(2) + stats.norm.sf(2)):.0f}",  # ∫ z² g, by parts
    },
    "keras_glorot": {
        "2": lambda: f"{law_of_keras().limit / law_of_keras().std * TRUNCATED_STD:g}",
        "12": lambda: f"{100 * (1 - TRUNCATED_STD):.0f}",
        "1": lambda: f"{law_of_keras().std / get('glorot_normal').std((64, 32)):g}",
        "0.8796": lambda: f"{TRUNCATED_STD:.4f}",
    },
    "evenly": {
        "100": lambda: str(setting("evenly")["size"]),
        "0": lambda: f"{get('uniform').law((4, 4)).support[0]:g}",
        "1": lambda: f"{get('uniform').law((4, 4)).support[1]:g}",
        "60": lambda: str(len(result("evenly").counts)),
    },
    "printout": {
        "9": lambda: if_true(str(PRINTED["keras_he_uniform"].shape[0]), percent_as_wide() == "9"),
        "1": lambda: str(PRINTED["keras_he_uniform"].shape[1]),
        "6": lambda: f"{10 * glorot_limit(9, 1) ** 2:.0f}",
        "10": lambda: str(sum(PRINTED["keras_he_uniform"].shape)),
        "0.775": lambda: f"{glorot_limit(9, 1):.3f}",
        "0.51": lambda: f"{np.std(PRINTED['keras_he_uniform'].values):.2f}",
        "0.45": lambda: f"{get('glorot_uniform').std((9, 1)):.2f}",
    }
    | {
        text: lambda text=text: text for text in (f"{abs(v):.3f}" for v in PRINTED["keras_he_uniform"].values)
    },
}


for lesson in ("03", "04", "05", "06", "07", "08"):
    NUMBERS |= module(lesson, "numbers").NUMBERS


def numbers_in(question):
    texts = [question.text, question.because, *question.options.values(), *question.wrong.values()]
    return {number for text in texts for number in NUMBER.findall(text)}


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_number_of_a_question_goes_unchecked(name):
    assert numbers_in(QUESTIONS[name]) == set(NUMBERS[name])


@pytest.mark.parametrize("name, number", [(name, number) for name in NUMBERS for number in NUMBERS[name]])
def test_a_question_s_number_comes_from_a_run(name, number):
    assert NUMBERS[name][number]() == number


def test_numbers_are_found_in_all_their_forms():
    question = Question(
        "2-8-1 (9, 1) W1 1,500 √(6/10) = 0.775, 4.6 %", {"a": "≥ 90."}, "a", {}, "10⁻¹²", "race"
    )
    assert numbers_in(question) == {"2-8-1", "9", "1", "1,500", "6", "10", "0.775", "4.6", "90"}


def test_numbers_in_words_are_right_too():
    assert setting("zeros")["width"] == 8, "its eight hidden units"
    assert "at most five" in QUESTIONS["one_seed"].options["few"].lower() and low_runs() <= 5
    assert "four or more" in QUESTIONS["evenly"].options["ragged"]
    assert "About 8" in QUESTIONS["standard_normal"].options["eight"] and sum_std() == 8
    assert "two moons" in QUESTIONS["constant"].text and setting("constant")["data"] == "moons"


def test_the_printed_numbers_of_a_question_are_the_printout():
    printed = ", ".join(f"{value:.3f}" for value in PRINTED["keras_he_uniform"].values).replace("-", "−")
    assert printed in QUESTIONS["printout"].text
