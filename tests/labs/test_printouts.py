"""Printed draws, read against a scheme."""

import numpy as np
import pytest

from course_lib.labs.printouts.experiment import PRINTED, SCHEMES, Printout, read
from course_lib.labs.printouts.lab import words


@pytest.mark.parametrize("name", PRINTED)
def test_printed_draws_are_possible_and_likely_under_their_own_scheme(name):
    reading = read(name)
    assert reading.scheme == PRINTED[name].scheme
    assert reading.outside.size == 0
    assert reading.farther > 0.01
    assert 0.4 < reading.spread < 1.6


def test_a_scheme_can_be_ruled_out_by_one_number():
    reading = read("keras_he_uniform", "glorot_uniform")
    assert reading.outside.tolist() == [0.80033934]
    assert reading.farther == 0.0
    low, high = reading.law.support
    assert high == pytest.approx((6 / 10) ** 0.5) and low == -high


def test_a_possible_printout_can_be_unlikely(monkeypatch):
    crowded = Printout("Toy", "nine alike", (9, 1), "he_uniform", tuple(0.5 + 0.001 * np.arange(9)))
    monkeypatch.setitem(PRINTED, "crowded", crowded)
    reading = read("crowded")
    assert reading.outside.size == 0
    assert reading.farther < 1e-3


def test_fresh_draws_of_a_scheme_are_as_likely_as_they_should_be(monkeypatch):
    rng, shares = np.random.default_rng(5), []
    for k in range(200):
        values = SCHEMES["he_normal"]((9, 1), rng=rng, dtype=np.float64).ravel()
        monkeypatch.setitem(PRINTED, "fresh", Printout("Toy", str(k), (9, 1), "he_normal", tuple(values)))
        shares.append(read("fresh").farther)
    assert 0.4 < np.mean(shares) < 0.6
    assert 0.02 < np.mean(np.array(shares) < 0.1) < 0.2


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        ("glorot_uniform", "cannot draw −1.65964, −1.5616"),
        ("uniform_10", "cannot draw −1.65964, −1.5616, −0.970365, −0.689576; its limits are 0 and 10."),
    ],
)
def test_words_name_what_is_impossible_and_both_limits(monkeypatch, scheme, said):
    printed = PRINTED["tf1_uniform_unit_scaling"]
    monkeypatch.setitem(PRINTED, "toy", Printout("Toy", "toy", (9, 1), "uniform_10", printed.values))
    assert said in words(read("toy", scheme))


def test_an_unlikely_printout_is_not_said_to_have_no_draws_beyond():
    assert " Under 1 % of fresh draws " in words(read("torch_uniform", "glorot_normal"))
