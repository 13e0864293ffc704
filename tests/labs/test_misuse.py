"""Misuse of what the labs compute: an error names the argument, what is allowed, and what it got.

What a reader sets goes through controls; these functions are for whoever calls them.
"""

from collections.abc import Iterator

import numpy as np
import pytest

from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.initializers import he_normal
from course_lib.labs.biases.experiment import biases, rule_of
from course_lib.labs.doctor.experiment import doctor
from course_lib.labs.framework_samples.experiment import draw_name
from course_lib.labs.gallery.experiment import gallery
from course_lib.labs.matrix.experiment import matrix
from course_lib.labs.one_seed.experiment import legacy_weights, one_seed
from course_lib.labs.printouts.experiment import read
from course_lib.labs.race.experiment import race
from course_lib.labs.samples.experiment import draw_sample, same_spread
from course_lib.labs.shared.digit_races import window_means
from course_lib.labs.shared.plane import boundaries, curve_rows, distinct_units
from course_lib.labs.shared_instance.experiment import shared_instance
from course_lib.labs.signals.experiment import signals
from course_lib.labs.symmetry.experiment import one_unit_twin, symmetry
from course_lib.labs.training_race.experiment import training_race
from course_lib.labs.zero_start.experiment import zero_start

# Calls that are right, by what is called: each of their arguments is then made wrong.
RIGHT = {
    race: dict(
        data="circles", schemes=("zeros", "he_normal"), activation="tanh", depth=1, width=4, lr=0.1, seeds=2,
        steps=2,
    ),
    training_race: dict(
        schemes=("he_normal",), activation="relu", depth=2, optimizer="sgd", lr=0.01, batch=1400, epochs=1,
        seeds=1, batch_norm=False, residual=False,
    ),
    symmetry: dict(
        start="constant", c=0.5, noise=-3, width=4, activation="tanh", lr=0.5, steps=2, seed=0, data="moons"
    ),
    one_unit_twin: dict(width=4, c=0.5, lr=0.5, activation="tanh", X=circles().X_train, y=circles().y_train),
    one_seed: dict(scheme="he_normal", seed=0, shown=40),
    zero_start: dict(part="last", steps=2),
    shared_instance: dict(instances="one", units=2, steps=1),
    draw_sample: dict(
        scheme="he_normal", fan_in=4, fan_out=3, size=10, seed=0, shape="uniform", versus="none"
    ),
    read: dict(printout="keras_he_uniform", scheme="own"),
    legacy_weights: dict(seed=0, scheme="he_normal"),
    same_spread: dict(kind="normal", law=he_normal.law((4, 3))),
    curve_rows: dict(done=5, points=3),
    window_means: dict(window=2, loss=np.ones((3, 1))),
    distinct_units: dict(W1=np.eye(2), tolerance=0.1),
    signals: dict(
        scheme="he_normal", versus="none", activation="relu", gain=1.0, depth=2, width=4, last=4,
        inputs="gaussian", seeds=1, show="power",
    ),
    matrix: dict(activation="relu", scheme="he_normal", depth=2, width=4, gain=1.0, seeds=1),
    biases: dict(scheme="he_normal", activation="relu", depth=2, width=4, seeds=1),
    rule_of: dict(name="zero", fan_in=4),
    gallery: dict(activation="tanh", slope=0.1, alpha=1.0, std=1.0, mean=0.0),
    doctor: dict(patient="mlp4", diagnosis="stuck", mend=True, steps=1, seed=0),
    draw_name: dict(name="keras.HeNormal", fan_in=4, fan_out=3, seed=0, versus="none"),
}  # fmt: skip
GIVEN = ("X", "y", "law", "loss")  # arguments that no lab makes of a setting
WHOLE, POSITIVE, SIZE, NAME = [1.5, -1], [True, 0], [2.5, 1], ["nope", None]
REAL = [np.nan, "0.5", None]
# What each argument must refuse: something of another kind, and a value beyond what is allowed.
WRONG = dict(
    schemes=["zeros", (), ("zeros", "nope"), None], activation=NAME, start=NAME, data=NAME, part=NAME,
    optimizer=NAME, instances=NAME, scheme=NAME, shape=[*NAME, "constant"], versus=NAME,
    printout=NAME, kind=[*NAME, "own"], depth=POSITIVE, width=POSITIVE, seeds=POSITIVE, units=POSITIVE,
    shown=[*POSITIVE, 41], fan_in=POSITIVE, fan_out=POSITIVE, window=POSITIVE, done=POSITIVE, size=SIZE,
    points=SIZE, batch=SIZE, steps=WHOLE, epochs=WHOLE, seed=WHOLE, lr=[*REAL, -0.1], c=REAL, noise=REAL,
    tolerance=[*REAL, -0.1], gain=[*REAL, -0.1], last=POSITIVE, inputs=NAME,
    show=NAME, name=NAME, patient=NAME, diagnosis=NAME, mend=[1],
    slope=[*REAL, -1.1, 1.1], alpha=[*REAL, -0.1, 5.1], std=[*REAL, 0, 0.01, 21],
    mean=[*REAL, -4.1, 5], batch_norm=[1], residual=["yes"], W1=[None, [1.0, 2.0], np.zeros((2, 2, 2))],
)  # fmt: skip
# What one function refuses and another may take.
ALSO = [
    (race, "data", "digits"), (one_seed, "scheme", "he_uniform"), (one_seed, "seed", 40),
    (legacy_weights, "scheme", "he_uniform"), (read, "scheme", "zeros"), (training_race, "depth", 1),
    (draw_sample, "versus", "zeros"), (matrix, "scheme", "zeros"), (draw_name, "name", "keras.Zeros"),
    (draw_name, "fan_in", 1), (draw_name, "fan_out", 1),
]  # fmt: skip


def call(function, **changes):
    """Call it, and ask for the first result where it gives several."""
    made = function(**RIGHT[function] | changes)
    if isinstance(made, Iterator):
        next(made)


CASES = [
    (function, argument, value)
    for function, arguments in RIGHT.items()
    for argument in arguments
    if argument not in GIVEN
    for value in WRONG[argument]
] + ALSO


@pytest.mark.parametrize(
    ("function", "argument", "value"),
    [pytest.param(*case, id=f"{case[0].__name__}-{case[1]}-{case[2]!r:.20}") for case in CASES],
)
def test_misuse_is_explained(function, argument, value):
    with pytest.raises((TypeError, ValueError), match=rf"^{argument} must (.|\n)*got "):
        call(function, **{argument: value})


@pytest.mark.parametrize("function", RIGHT, ids=lambda function: function.__name__)
def test_right_uses_pass(function):
    call(function)


def test_arguments_that_do_not_go_together():
    with pytest.raises(ValueError, match="seed must be below the number of seeds shown, 5; got 5"):
        call(one_seed, seed=5, shown=5)
    with pytest.raises(ValueError, match=r"scheme must be one without fan-in .* \(10,\); got 'he_normal'"):
        call(read, printout="tf1_random_normal", scheme="he_normal")
    with pytest.raises(ValueError, match=r"versus must have a density for .* \(1, 1\); got 'orthogonal'"):
        call(draw_sample, fan_in=1, fan_out=1, versus="orthogonal")
    with pytest.raises(ValueError, match="members must be member numbers"):
        boundaries(Ensemble((2, 3, 1), "tanh", ["zeros"], [0]), [1], 1.0)
