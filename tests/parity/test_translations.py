"""What `translate` writes, run in its framework on the parameter that it is for, follows the row's law."""

from dataclasses import replace

import numpy as np
import pytest

from course_lib.frameworks import find, translate
from course_lib.frameworks.counterparts import target_of
from course_lib.frameworks.translation import fan, parts
from course_lib.initializers import Orthogonal, VarianceScaling
from tests.parity.draws import run_line, run_on
from tests.parity.judging import SPECIAL, assert_fixed, assert_lawful, assert_orthogonal, leak_of
from tests.parity.lines import PAIRS, in_layout
from tests.parity.shapes import CONVOLUTIONS, DENSE, SMALL, count_for, layers_of

MANY = 100  # small orthogonal matrices, of each of which one number is looked at


def shapes_of(pair):
    """A dense layer and a convolution for an initializer; for a parameter its own layer."""
    windowed = "*window" in pair.entry.layout
    if pair.target:
        return layers_of(pair.entry)
    if pair.entry.name.endswith("delta_orthogonal"):
        return [(3, 5, 16, 24)]
    if pair.entry.initializer is not None and pair.entry.initializer.distribution == "identity":
        return list(CONVOLUTIONS.values()) if windowed else DENSE
    return [DENSE[0], *([CONVOLUTIONS[2]] if windowed else [])]


def drawn(pair, shape, count, seed):
    if pair.target is None:
        return run_line(pair.to, pair.code, in_layout(pair.to, shape), count, seed)
    weighed = isinstance(pair.entry.initializer, VarianceScaling)
    return run_on(
        pair.to, pair.code, pair.target, shape, count, seed, fan(pair.entry, shape) if weighed else None
    )


def size_of(pair, shape):
    return pair.entry.stored(shape) if pair.target else shape


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_a_translation_draws_what_it_translates(pair, judge, record):
    seed, scheme, lowest = 1000 + PAIRS.index(pair), pair.entry.initializer, 1.0
    for shape in shapes_of(pair):
        random, p = scheme is not None and scheme.noise_kind and not isinstance(scheme, Orthogonal), 1.0
        w = drawn(pair, shape, count_for("weight" if random else "", size_of(pair, shape)), seed)
        if random:
            _, p = assert_lawful(judge, w, pair.entry.law(shape), leak_of(pair.to, scheme))
        elif scheme is None:
            _, p = SPECIAL[pair.entry.name](pair.to, w, judge)
        elif isinstance(scheme, Orthogonal):
            p = orthogonal(pair, w[0], seed, judge)
        else:
            assert_fixed(pair.to, w[0], scheme, shape)
        lowest = min(lowest, p)
    record["translations"][str(pair)] = float(f"{lowest:.2g}")


def orthogonal(pair, w, seed, judge):
    """Each matrix that lies in the parameter is orthogonal, and one number of many is as on a sphere."""
    count = parts(pair.entry, pair.target) if pair.target else 1
    if count < 1:
        assert abs(w @ w.T).max() > 0.05 and (w**2).sum(axis=0).max() <= 1 + 1e-5  # a part of a rotation only
    for matrix in np.split(w, round(count), axis=0 if pair.to == "torch" else -1) if count >= 1 else ():
        assert_orthogonal(pair.to, matrix)
    many = drawn(pair, SMALL, MANY, seed)
    return assert_lawful(judge, many.reshape(MANY, -1)[:, 0], pair.entry.law(SMALL))[1]


GROUPED = {  # a convolution in four groups, and the sizes that the law counts
    "torch.nn.Conv2d.weight": ("torch.nn.Conv2d(n_in, n_out, window, groups=4).weight", (4, 1)),
    "torch.nn.ConvTranspose2d.weight": (
        "torch.nn.ConvTranspose2d(n_in, n_out, window, groups=4).weight",
        (1, 4),
    ),
    "keras.layers.Conv2D.kernel": ("keras.layers.Conv2D(n_out, window, groups=4).kernel", (4, 1)),
    "flax.linen.Conv.kernel": ("nn.Conv(n_out, window, feature_group_count=4) → kernel", (4, 1)),
}


@pytest.mark.parametrize("to", ["torch", "keras", "flax"])
@pytest.mark.parametrize("name", GROUPED)
def test_the_same_line_serves_a_convolution_in_groups(name, to, judge):
    entry, target = find(name), target_of(find(name), to)
    if target.name not in GROUPED:
        assert (name, to) in [("torch.nn.ConvTranspose2d.weight", other) for other in ("keras", "flax")]
        return
    code, (inputs, units) = GROUPED[target.name]
    *window, n_in, n_out = shape = CONVOLUTIONS[2]
    law = entry.law((*window, n_in // inputs, n_out // units))
    w = run_on(
        to, translate(name, to).code, replace(target, code=code), shape, count_for("bias", shape) * 4, 1, None
    )
    assert_lawful(judge, w, law, leak_of(to, entry.initializer))


def test_a_line_for_a_dense_weight_would_fail_on_a_transposed_one():
    """The control: counted in the layout of Linear, fan-out of this weight is a third of what it is."""
    entry = find("torch.nn.ConvTranspose2d.weight")
    wrong = "torch.nn.init.kaiming_uniform_(w, a=math.sqrt(5), mode='fan_out')"
    w = run_on("torch", wrong, target_of(entry, "torch"), CONVOLUTIONS[2], 10, 1, None)
    assert abs(w.std() / entry.law(CONVOLUTIONS[2]).std - 1) > 0.1


@pytest.mark.parametrize("to", ["torch", "keras", "jax", "numpy"])
@pytest.mark.parametrize(
    "call",
    [
        "trunc_normal_(std=0.5, a=-0.5, b=0.5)",
        "kaiming_normal_(mode='fan_out', nonlinearity='leaky_relu', a=0.2)",
        "tf.contrib.layers.variance_scaling_initializer(factor=1.0, mode='FAN_AVG', uniform=True)",
    ],
)
def test_a_call_that_is_no_row_is_translated_too(call, to, judge):
    shape = DENSE[0]
    w = run_line(to, translate(call, to).code, in_layout(to, shape), count_for("bias", shape), 1)
    assert_lawful(judge, w, find(call).law(shape))
