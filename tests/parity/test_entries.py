"""Every row of the table that can be run, drawn in its framework and held to what the row says."""

import numpy as np
import pytest

from course_lib.frameworks import ENTRIES, measured
from tests.parity.draws import draw
from tests.parity.judging import SPECIAL, assert_fixed, assert_lawful, assert_orthogonal, leak_of
from tests.parity.shapes import DENSE, SMALL, count_for, shapes_of

EXECUTED = [entry for entry in ENTRIES.values() if entry.executed]
RANDOM = [e for e in EXECUTED if e.initializer and e.initializer.distribution in
          ("normal", "truncated_normal", "uniform")]  # fmt: skip
WHOLE = [entry for entry in EXECUTED if entry.initializer and entry.initializer.distribution == "orthogonal"]
FIXED = [entry for entry in EXECUTED if entry.initializer and entry.initializer.noise_kind is None]
OTHER = [entry for entry in EXECUTED if entry.initializer is None]


def by_name(entry):
    return entry.name


LINES = list(dict.fromkeys(entry.code.split(" → ")[0] for entry in ENTRIES.values()))


def seed_of(entry):
    """One seed a line: Flax draws all parameters of a layer at once, and they are kept."""
    return LINES.index(entry.code.split(" → ")[0]) + 1


def drawn(entry, shape, count):
    """The draws, in the layout that the row says."""
    w = draw(entry.name, shape, count, seed_of(entry))
    assert w.shape == (count, *entry.stored(shape)), "stored in another layout"
    return w


@pytest.mark.parametrize("entry", RANDOM, ids=by_name)
def test_numbers_follow_the_law_of_the_row(entry, judge, record, recording):
    checks, p, draws, first = 0, 1.0, 0, None
    for shape in shapes_of(entry):
        w = drawn(entry, shape, count_for(entry.kind, entry.stored(shape)))
        count, lowest = assert_lawful(judge, w, entry.law(shape), leak_of(entry.framework, entry.initializer))
        checks, p, draws = checks + count + 1, min(p, lowest), draws + w.size
        first = first or (float(w.astype(np.float64).std()), w.size)
    (std, numbers), theory = first, entry.law(shapes_of(entry)[0]).std
    record["entries"][entry.name] = {
        "std": float(f"{std:.5g}"), "theory": float(f"{theory:.5g}"), "shape": list(shapes_of(entry)[0]),
        "numbers": numbers, "draws": draws, "checks": checks, "smallest_p": float(f"{p:.2g}"),
    }  # fmt: skip
    if not recording:
        assert std == pytest.approx(measured()["entries"][entry.name]["std"], rel=1e-3), "re-record"


@pytest.mark.parametrize("entry", WHOLE, ids=by_name)
def test_orthogonal_weights_are_so_as_a_whole(entry, judge, record):
    """Each matrix to the rounding of float32; one entry of each of many as on a sphere."""
    checks, draws = 0, 0
    for shape in shapes_of(entry):
        (w,) = drawn(entry, shape, 1)
        assert_orthogonal(entry.framework, w)
        checks, draws, std = checks + 2, draws + w.size, float(w.std())
    many = drawn(entry, SMALL, 200)
    count, p = assert_lawful(judge, many.reshape(len(many), -1)[:, 0], entry.law(SMALL))
    record["entries"][entry.name] = {
        "draws": draws + many.size, "checks": checks + count + 1, "smallest_p": float(f"{p:.2g}"),
    }  # fmt: skip
    assert std == pytest.approx(entry.law(shape).std, rel=0.02)


@pytest.mark.parametrize("entry", FIXED, ids=by_name)
def test_what_is_not_random_is_the_reference_itself(entry, record):
    draws = 0
    for shape in shapes_of(entry):
        (w,) = drawn(entry, shape, 1)
        draws += w.size
        assert_fixed(entry.framework, w, entry.initializer, shape)
    record["entries"][entry.name] = {"draws": draws, "checks": 2 * len(shapes_of(entry))}


AT = {  # the shape of a layer, and how many are drawn
    "torch.sparse_(sparsity=0.1)": (DENSE[1], 4),
    "jax.nn.initializers.delta_orthogonal": ((3, 5, 16, 24), 1),
    "keras.layers.LSTM.bias": (DENSE[0], 1),
}


@pytest.mark.parametrize("entry", OTHER, ids=by_name)
def test_what_is_no_scheme_of_the_course_is_as_the_row_says(entry, judge, record):
    w = drawn(entry, *AT[entry.name])
    checks, _ = SPECIAL[entry.name](entry.framework, w, judge)
    record["entries"][entry.name] = {"draws": w.size, "checks": checks + 1}


def test_every_row_is_tested_once():
    tested = [entry.name for group in (RANDOM, WHOLE, FIXED, OTHER) for entry in group]
    assert sorted(tested) == sorted(entry.name for entry in EXECUTED)
