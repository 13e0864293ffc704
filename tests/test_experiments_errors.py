"""Misuse of the public functions of the experiments: an error names argument, allowed, received."""

import numpy as np
import pytest

from course_lib.datasets import circles
from course_lib.initializers import he_normal
from course_lib.labs.one_seed.experiment import legacy_weights, one_seed
from course_lib.labs.printouts.experiment import read
from course_lib.labs.race.experiment import boundaries, curve_rows, race
from course_lib.labs.samples.experiment import draw_sample, same_spread
from course_lib.labs.symmetry.experiment import distinct_units, one_unit_twin, symmetry
from course_lib.labs.zero_start.experiment import zero_start
from tests.kinds import error_for


def run_race(**changes):
    settings = dict(
        data="circles", schemes=("zeros", "he_normal"), activation="tanh", depth=1, width=4, lr=0.1,
        seeds=2, steps=2,
    )  # fmt: skip
    return list(race(**settings | changes))


def run_symmetry(**changes):
    settings = dict(start="constant", c=0.5, noise=-3, width=4, activation="tanh", lr=0.5, steps=2, seed=0)
    return list(symmetry(**settings | changes))


def run_twin(**changes):
    data = circles()
    return next(one_unit_twin(data.X_train, data.y_train, **dict(width=4, c=0.5, lr=0.5) | changes))


def run_one_seed(**changes):
    return list(one_seed(**dict(scheme="he_normal", seed=0, shown=40) | changes))


def run_sample(**changes):
    return draw_sample(**dict(scheme="he_normal", fan_in=4, fan_out=3, size=10) | changes)


NUMBER = int | float
KINDS = dict(
    schemes=tuple, W1=np.ndarray, c=NUMBER, lr=NUMBER, noise=NUMBER, tolerance=NUMBER
) | dict.fromkeys(
    ("data", "activation", "start", "scheme", "shape", "versus", "part", "printout", "kind"), str
)  # all others are whole numbers
# what is called, the bad argument, and values that it must refuse
NAME, WHOLE, POSITIVE = [None, "nope", 3, ["zeros"], ""], [1.5, True, "2", None, -1], [0, 1.5, True, "2", -1]
MISUSE = [
    (run_race, "data", [*NAME, "digits", "gaussian_noise"]),
    (run_race, "schemes", ["zeros", (), None, ("zeros", "nope")]),
    (run_race, "activation", NAME),
    (run_race, "depth", POSITIVE),
    (run_race, "width", POSITIVE),
    (run_race, "seeds", POSITIVE),
    (run_race, "steps", WHOLE),
    (run_race, "lr", [-0.1, np.nan, np.inf, "fast", None]),
    (run_symmetry, "start", NAME),
    (run_symmetry, "c", [np.nan, np.inf, "0.5", True, None]),
    (run_symmetry, "noise", [np.nan, "small", None]),
    (run_symmetry, "width", POSITIVE),
    (run_symmetry, "activation", NAME),
    (run_symmetry, "lr", [-0.1, np.nan, "fast", None]),
    (run_symmetry, "steps", WHOLE),
    (run_symmetry, "seed", WHOLE),
    (run_symmetry, "data", NAME),
    (run_twin, "width", POSITIVE),
    (run_twin, "c", [np.nan, "0.5", None]),
    (run_twin, "lr", [-0.1, np.nan, None]),
    (run_twin, "activation", NAME),
    (run_one_seed, "scheme", [*NAME, "zeros"]),
    (run_one_seed, "seed", [*WHOLE, 40]),
    (run_one_seed, "shown", [*POSITIVE, 41]),
    (run_sample, "scheme", NAME),
    (run_sample, "shape", [*NAME, "constant"]),
    (run_sample, "versus", [*NAME, "zeros"]),
    (run_sample, "fan_in", POSITIVE),
    (run_sample, "fan_out", POSITIVE),
    (run_sample, "size", [*POSITIVE, 1]),
    (run_sample, "seed", WHOLE),
    (lambda part: list(zero_start(part, 2)), "part", NAME),
    (lambda steps: list(zero_start("last", steps)), "steps", WHOLE),
    (read, "printout", NAME),
    (lambda scheme: read("keras_he_uniform", scheme), "scheme", [*NAME, "zeros"]),
    (lambda scheme: legacy_weights(0, scheme), "scheme", [*NAME, "zeros"]),
    (lambda seed: legacy_weights(seed, "he_normal"), "seed", WHOLE),
    (lambda kind: same_spread(he_normal.law((4, 3)), kind), "kind", [*NAME, "own"]),
    (curve_rows, "done", POSITIVE),
    (lambda points: curve_rows(5, points), "points", [*POSITIVE, 1]),
    (lambda W1: distinct_units(W1), "W1", [None, 3.0, [1.0, 2.0], np.zeros((2, 2, 2)), "W1"]),
    (lambda tolerance: distinct_units(np.eye(2), tolerance), "tolerance", [-0.1, np.nan, "small", None]),
]


@pytest.mark.parametrize(
    ("use", "argument", "value"),
    [
        pytest.param(use, argument, value, id=f"{i}-{argument}-{value!r:.20}")
        for i, (use, argument, values) in enumerate(MISUSE)
        for value in values
    ],
)
def test_misuse_is_explained(use, argument, value):
    with pytest.raises(error_for(value, KINDS.get(argument, int))) as refused:
        use(**{argument: value}) if use.__name__ != "<lambda>" and use not in (read, curve_rows) else use(
            value
        )
    said = str(refused.value)
    assert said.startswith(f"{argument} must "), said
    assert "got " in said


def test_right_uses_pass():
    for use in (run_race, run_symmetry, run_twin, run_one_seed, run_sample):
        use()


def test_arguments_that_do_not_go_together():
    with pytest.raises(ValueError, match="seed must be below the number of seeds shown, 5; got 5"):
        run_one_seed(seed=5, shown=5)
    with pytest.raises(
        ValueError, match="shape must be 'own' for orthogonal, which draws no independent noise"
    ):
        run_sample(scheme="orthogonal", shape="uniform")
    with pytest.raises(
        ValueError, match=r"scheme must be one without fan in .* shape \(10,\); got 'he_normal'"
    ):
        read("tf1_random_normal", "he_normal")
    with pytest.raises(ValueError, match=r"versus must have a density for .* \(1, 1\); got 'orthogonal'"):
        run_sample(fan_in=1, fan_out=1, versus="orthogonal")
    with pytest.raises(ValueError, match="members must be member numbers"):
        from course_lib.ensemble import Ensemble

        boundaries(Ensemble((2, 3, 1), "tanh", ["zeros"], [0]), [1], 1.0)
