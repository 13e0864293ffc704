"""Every line that `translate` writes is run in its framework and follows the law of what it translates."""

import numpy as np
import pytest

from course_lib.initializers import Constant, VarianceScaling, to_torch
from tests.parity.draws import run_line
from tests.parity.judging import ALPHA, KERAS_LEAK, assert_orthogonal
from tests.parity.lines import LINES, in_layout
from tests.parity.shapes import CONVOLUTIONS, DENSE, SMALL, count_for

UNITS, FAN = (300,), 64  # of a bias, and of the weight that it goes with


def shapes_of(entry, scheme):
    if entry.kind == "bias":
        return [UNITS]
    if scheme.distribution == "identity":
        return list(CONVOLUTIONS.values()) if "*window" in entry.layout else DENSE
    return [*DENSE, *(CONVOLUTIONS.values() if "*window" in entry.layout else [])]


@pytest.mark.parametrize(
    ("to", "code", "entry", "scheme"), LINES, ids=[f"{to}: {code}" for to, code, *_ in LINES]
)
def test_a_translated_line_draws_what_it_translates(to, code, entry, scheme, judge, record):
    seed = 1000 + LINES.index((to, code, entry, scheme))
    lowest = 1.0
    with_fan = entry.kind == "bias" and isinstance(scheme, VarianceScaling)
    for shape in shapes_of(entry, scheme):
        stored = in_layout(to, shape)
        random = scheme.noise_kind and scheme.distribution != "orthogonal"
        count = count_for("weight", stored) if random else 1
        w = run_line(to, code, stored, count, seed, FAN if with_fan else None)
        assert w.shape == (count, *stored)
        if random:
            law = scheme.law((FAN, FAN) if with_fan else shape)
            leak = KERAS_LEAK if to == "keras" and scheme.distribution == "truncated_normal" else 0.0
            found = judge.judge(w, law, leak)
            assert min(found.values()) > ALPHA, (shape, found)
            lowest = min(lowest, *found.values())
        elif isinstance(scheme, Constant):
            np.testing.assert_array_equal(w[0], np.full(stored, scheme.value, w.dtype))
        elif scheme.distribution == "identity":
            reference = scheme(shape)
            np.testing.assert_array_equal(w[0], to_torch(reference).numpy() if to == "torch" else reference)
        else:
            assert_orthogonal(to, w[0])
    if scheme.distribution == "orthogonal":
        many = run_line(to, code, in_layout(to, SMALL), 1000, seed)
        found = judge.judge(many.reshape(1000, -1)[:, 0], scheme.law(SMALL))
        assert min(found.values()) > ALPHA, found
        lowest = min(found.values())
    record["translations"][f"{to}: {code}"] = float(f"{lowest:.2g}")
