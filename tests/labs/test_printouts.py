"""Printed draws, read against a scheme."""

import numpy as np
import pytest

from course_lib.labs.printouts.experiment import PRINTED, SCHEMES, Printout, read


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
