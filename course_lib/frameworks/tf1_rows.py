"""TensorFlow 1, from its documentation and source: it needs Python 3.7 or older, so it was not run."""

from __future__ import annotations

from course_lib.initializers import (
    TRUNCATED_STD,
    Normal,
    TruncatedNormal,
    Uniform,
    VarianceScaling,
    constant,
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    identity,
    lecun_normal,
    lecun_uniform,
    ones,
    orthogonal,
    uniform_unit_scaling,
    zeros,
)

from .rows import row

__all__ = ["ROWS"]

CORE = (
    "TensorFlow 1.15 (2019), python/ops/init_ops.py, "
    "https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/python/ops/init_ops.py"
)
CONTRIB = (
    "TensorFlow 1.15 (2019), contrib/layers/python/layers/initializers.py, https://github.com/tensorflow/"
    "tensorflow/blob/r1.15/tensorflow/contrib/layers/python/layers/initializers.py"
)
LAYERS = "TensorFlow 1.15 (2019), https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/python/{}"
NOT_RUN = "From the documentation; not run."


def documented(name, reference, code, note="", **more):
    more = {"layout": "(*window, in, out)", "source": CORE, "executed": False} | more
    return row(f"tf1.{name}", reference, code=code, note=f"{note} {NOT_RUN}".strip(), **more)


def core(spelling, reference, *, random=True, **more):
    """An initializer of the core: tf.NAME_initializer is also tf.initializers.NAME."""
    seeded = "(seed=seed)" if random else "()"
    short = spelling.removesuffix("_initializer")
    aliases = [f"tf.{spelling}", f"tf1.initializers.{short}", *more.pop("aliases", [])]
    return documented(spelling, reference, f"tf.{spelling}{seeded}(shape)", aliases=aliases, **more)


def plural(spelling, reference, **more):
    """One that the core has as tf.initializers.NAME only."""
    code = f"tf.initializers.{spelling}(seed=seed)(shape)"
    return documented(f"initializers.{spelling}", reference, code, aliases=[f"tf1.{spelling}"], **more)


def contrib(spelling, reference, **more):
    code = f"tf.contrib.layers.{spelling}(seed=seed)(shape)"
    aliases = [f"tf.contrib.layers.{spelling}", f"tf1.contrib.layers.{spelling}"]
    return documented(spelling, reference, code, aliases=aliases, source=CONTRIB, **more)


def default(name, parameter, reference, layout, where, **more):
    kind = "bias" if "bias" in parameter or parameter == "beta" else "weight"
    call, source = f"tf.{name}", LAYERS.format(where)
    code = f"{call} → {parameter}"
    return documented(f"{name}.{parameter}", reference, code, kind=kind, layout=layout, source=source, **more)


def corrected(scale, mode="fan_in"):
    """contrib's truncated normal: the parent has variance 1.3·factor/n, and 1.3 is 1/0.8796² rounded up."""
    return VarianceScaling(scale * 1.3 * TRUNCATED_STD**2, mode, "truncated_normal")


RNN, CONV = "ops/rnn_cell_impl.py", "layers/convolutional.py"
UNSET = "The layer asks for None, and a variable without an initializer gets glorot_uniform."
ROWS = [
    core("zeros_initializer", zeros, random=False),
    core("ones_initializer", ones, random=False),
    core("constant_initializer", constant, random=False, note="Any value in place of 0."),
    core("random_normal_initializer", Normal(0, 1), note="Std 1; Keras' RandomNormal has 0.05."),
    core("truncated_normal_initializer", TruncatedNormal(0, 1)),
    core("random_uniform_initializer", Uniform(0, 1), note="minval=0, maxval=1 unless told otherwise."),
    core(
        "uniform_unit_scaling_initializer", uniform_unit_scaling,
        fans="product of all dimensions but the last; 1 for a vector",
    ),
    contrib(
        "variance_scaling_initializer", corrected(2),
        formula="N(0, 1.3·2/n_in), redrawn outside ±2 std", truncation=(
            "redrawn outside ±2 std; 1.3 stands for 1/0.8796², and the std comes out 0.29 % above √(2/n_in)"),
        note="contrib's, with factor=2.0; the core's function of that name is initializers.variance_scaling.",
    ),
    documented(
        "variance_scaling_initializer(uniform=True)", he_uniform,
        "tf.contrib.layers.variance_scaling_initializer(uniform=True, seed=seed)(shape)", source=CONTRIB,
    ),
    contrib("xavier_initializer", glorot_uniform),
    documented(
        "xavier_initializer(uniform=False)", corrected(1, "fan_avg"),
        "tf.contrib.layers.xavier_initializer(uniform=False, seed=seed)(shape)", source=CONTRIB,
        formula="N(0, 1.3·2/(n_in + n_out)), redrawn outside ±2 std",
        truncation="redrawn outside ±2 std; 1.3 stands for 1/0.8796²",
    ),
    plural("variance_scaling", lecun_normal.truncate(), note="Corrected by 0.8796 since version 1.10."),
    plural("lecun_normal", lecun_normal.truncate()),
    plural("lecun_uniform", lecun_uniform),
    core("glorot_normal_initializer", glorot_normal.truncate()),
    core("glorot_uniform_initializer", glorot_uniform, note="What a variable gets by default."),
    plural("he_normal", he_normal.truncate()),
    plural("he_uniform", he_uniform),
    core("orthogonal_initializer", orthogonal),
    documented(
        "initializers.identity", identity, "tf.initializers.identity()(shape)", layout="(in, out)",
        note="Matrices only.", aliases=["tf1.identity"],
    ),
    default("layers.dense", "kernel", glorot_uniform, "(in, out)", "layers/core.py", note=UNSET),
    default("layers.dense", "bias", zeros, "(out,)", "layers/core.py"),
    default("layers.conv2d", "kernel", glorot_uniform, "(*window, in, out)", CONV, note=UNSET),
    default("layers.conv2d", "bias", zeros, "(out,)", CONV),
    default("layers.conv2d_transpose", "kernel", glorot_uniform, "(*window, out, in)", CONV, note=UNSET),
    default("layers.conv2d_transpose", "bias", zeros, "(out,)", CONV),
    default("layers.batch_normalization", "gamma", ones, "(out,)", "layers/normalization.py"),
    default("layers.batch_normalization", "beta", zeros, "(out,)", "layers/normalization.py"),
    default(
        "nn.rnn_cell.LSTMCell", "kernel", glorot_uniform, "(in+out, 4·out)", RNN,
        drawn_as="(in+out, 4·out)", fans="input, state and the four gates count as one matrix", note=UNSET,
    ),
    default(
        "nn.rnn_cell.LSTMCell", "bias", zeros, "(4·out,)", RNN,
        note="forget_bias=1 is added when the cell runs, not stored.",
    ),
    default(
        "nn.rnn_cell.GRUCell", "gates_kernel", glorot_uniform, "(in+out, 2·out)", RNN,
        drawn_as="(in+out, 2·out)", fans="input, state and two gates count as one matrix", note=UNSET,
    ),
    default("nn.rnn_cell.GRUCell", "gates_bias", ones, "(2·out,)", RNN, note="Both gates start open."),
    default("nn.rnn_cell.GRUCell", "candidate_bias", zeros, "(out,)", RNN),
    default(
        "nn.rnn_cell.BasicRNNCell", "kernel", glorot_uniform, "(in+out, out)", RNN,
        drawn_as="(in+out, out)", fans="input and state count as one matrix", note=UNSET,
    ),
    default("nn.rnn_cell.BasicRNNCell", "bias", zeros, "(out,)", RNN),
]  # fmt: skip
