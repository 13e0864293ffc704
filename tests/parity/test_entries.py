"""Every row of the table that can be run, drawn in its framework and held to what the row says."""

import numpy as np
import pytest

from course_lib.frameworks import ENTRIES, measured
from course_lib.initializers import Constant, Normal, to_torch
from tests.parity.draws import draw
from tests.parity.judging import ALPHA, KERAS_LEAK, assert_orthogonal
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


def leak_of(entry):
    """How often Keras' truncated draws lie outside their bounds on the PyTorch backend."""
    cut = entry.framework == "keras" and entry.initializer.distribution == "truncated_normal"
    return KERAS_LEAK if cut else 0.0


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
        found = judge.judge(w, entry.law(shape), leak_of(entry))
        assert min(found.values()) > ALPHA, (shape, found, w.std(), entry.law(shape).std)
        checks, p, draws = checks + len(found) + 1, min(p, *found.values()), draws + w.size
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
    found = judge.judge(many.reshape(len(many), -1)[:, 0], entry.law(SMALL))
    assert min(found.values()) > ALPHA, found
    record["entries"][entry.name] = {
        "draws": draws + many.size, "checks": checks + len(found) + 1,
        "smallest_p": float(f"{min(found.values()):.2g}"),
    }  # fmt: skip
    assert std == pytest.approx(entry.law(shape).std, rel=0.02)


@pytest.mark.parametrize("entry", FIXED, ids=by_name)
def test_what_is_not_random_is_the_reference_itself(entry, record):
    draws = 0
    for shape in shapes_of(entry):
        (w,) = drawn(entry, shape, 1)
        draws += w.size
        if isinstance(entry.initializer, Constant):
            np.testing.assert_array_equal(w, np.full(w.shape, entry.initializer.value, w.dtype))
        else:
            reference = entry.initializer(shape)
            same = to_torch(reference).numpy() if entry.framework == "torch" else reference
            np.testing.assert_array_equal(w, same)
    record["entries"][entry.name] = {"draws": draws, "checks": 2 * len(shapes_of(entry))}


def sparse_normals(entry, judge):
    """A tenth of each column 0, the rest N(0, 0.01²)."""
    w = drawn(entry, DENSE[1], 4)  # (200, 300)
    assert (np.count_nonzero(w == 0, axis=1) == 20).all()
    found = judge.judge(w[w != 0], Normal(0, 0.01).law((1,)))
    assert min(found.values()) > ALPHA, found
    return w.size, len(found) + 2


def orthogonal_middle(entry, judge):
    """An orthogonal matrix in the middle of the window, 0 elsewhere."""
    (w,) = drawn(entry, (3, 5, 16, 24), 1)
    middle = w[1, 2]
    np.testing.assert_allclose(middle @ middle.T, np.eye(16), atol=1e-5)
    assert np.count_nonzero(w) == np.count_nonzero(middle)
    return w.size, 3


def forget_gate_open(entry, judge):
    """1 for the second of the four gates, 0 for the others."""
    (w,) = drawn(entry, DENSE[0], 1)
    np.testing.assert_array_equal(w, np.repeat([0, 1, 0, 0], 32))
    return w.size, 2


CHECKS = {
    "torch.sparse_(sparsity=0.1)": sparse_normals,
    "jax.nn.initializers.delta_orthogonal": orthogonal_middle,
    "keras.layers.LSTM.bias": forget_gate_open,
}


@pytest.mark.parametrize("entry", OTHER, ids=by_name)
def test_what_is_no_scheme_of_the_course_is_as_the_row_says(entry, judge, record):
    draws, checks = CHECKS[entry.name](entry, judge)
    record["entries"][entry.name] = {"draws": draws, "checks": checks}


def test_every_row_is_tested_once():
    tested = [entry.name for group in (RANDOM, WHOLE, FIXED, OTHER) for entry in group]
    assert sorted(tested) == sorted(entry.name for entry in EXECUTED)
