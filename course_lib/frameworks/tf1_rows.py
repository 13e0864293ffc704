"""TensorFlow 1, from its documentation and source: it needs Python 3.7 or older, so it was not run."""

from __future__ import annotations

from course_lib import initializers as init

from .rows import row

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
    aliases = [f"tf1.initializers.{short}", *more.pop("aliases", [])]
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
    return init.VarianceScaling(scale * 1.3 * init.TRUNCATED_STD**2, mode, "truncated_normal")


RNN, CONV = "ops/rnn_cell_impl.py", "layers/convolutional.py"
EARLY = "Early versions of TensorFlow 1 cut without correcting the std: it was 0.8796 of this."
UNSET = "The layer asks for None, and a variable without an initializer gets glorot_uniform."
ROWS = [
    core("zeros_initializer", init.zeros, random=False),
    core("ones_initializer", init.ones, random=False),
    core("constant_initializer", init.constant, random=False, note="Any value in place of 0."),
    core("random_normal_initializer", init.Normal(0, 1), note="Std 1; Keras' RandomNormal has 0.05."),
    core("truncated_normal_initializer", init.TruncatedNormal(0, 1)),
    core("random_uniform_initializer", init.Uniform(0, 1), note="minval=0, maxval=1 unless told otherwise."),
    core(
        "uniform_unit_scaling_initializer", init.uniform_unit_scaling,
        fans="product of all dimensions but the last; 1 for a vector",
    ),
    contrib(
        "variance_scaling_initializer", corrected(2),
        formula="N(0, 1.3·2/n_in), redrawn outside ±2 std", truncation=(
            "redrawn outside ±2 std; 1.3 stands for 1/0.8796², and the std comes out 0.29 % above √(2/n_in)"),
        note="contrib's, with factor=2.0; the core's function of that name is initializers.variance_scaling.",
    ),
    documented(
        "variance_scaling_initializer(uniform=True)", init.he_uniform,
        "tf.contrib.layers.variance_scaling_initializer(uniform=True, seed=seed)(shape)", source=CONTRIB,
    ),
    contrib("xavier_initializer", init.glorot_uniform),
    documented(
        "xavier_initializer(uniform=False)", corrected(1, "fan_avg"),
        "tf.contrib.layers.xavier_initializer(uniform=False, seed=seed)(shape)", source=CONTRIB,
        formula="N(0, 1.3·2/(n_in + n_out)), redrawn outside ±2 std",
        truncation="redrawn outside ±2 std; 1.3 stands for 1/0.8796²",
    ),
    plural("variance_scaling", init.lecun_normal.truncate(), note=EARLY),
    plural("lecun_normal", init.lecun_normal.truncate(), note=EARLY),
    plural("lecun_uniform", init.lecun_uniform),
    core("glorot_normal_initializer", init.glorot_normal.truncate(), note=EARLY),
    core("glorot_uniform_initializer", init.glorot_uniform, note="What a variable gets by default."),
    plural("he_normal", init.he_normal.truncate(), note=EARLY),
    plural("he_uniform", init.he_uniform),
    core("orthogonal_initializer", init.orthogonal),
    documented(
        "initializers.identity", init.identity, "tf.initializers.identity()(shape)", layout="(in, out)",
        note="Matrices only.", aliases=["tf1.identity"],
    ),
    default("layers.dense", "kernel", init.glorot_uniform, "(in, out)", "layers/core.py", note=UNSET),
    default("layers.dense", "bias", init.zeros, "(out,)", "layers/core.py"),
    default("layers.conv2d", "kernel", init.glorot_uniform, "(*window, in, out)", CONV, note=UNSET),
    default("layers.conv2d", "bias", init.zeros, "(out,)", CONV),
    default("layers.conv2d_transpose", "kernel", init.glorot_uniform, "(*window, out, in)", CONV, note=UNSET),
    default("layers.conv2d_transpose", "bias", init.zeros, "(out,)", CONV),
    default("layers.batch_normalization", "gamma", init.ones, "(out,)", "layers/normalization.py"),
    default("layers.batch_normalization", "beta", init.zeros, "(out,)", "layers/normalization.py"),
    default(
        "nn.rnn_cell.LSTMCell", "kernel", init.glorot_uniform, "(in+out, 4·out)", RNN,
        drawn_as="(in+out, 4·out)", fans="input, state and the four gates count as one matrix", note=UNSET,
    ),
    default(
        "nn.rnn_cell.LSTMCell", "bias", init.zeros, "(4·out,)", RNN,
        note="forget_bias=1 is added when the cell runs, not stored.",
    ),
    default(
        "nn.rnn_cell.GRUCell", "gates_kernel", init.glorot_uniform, "(in+out, 2·out)", RNN,
        drawn_as="(in+out, 2·out)", fans="input, state and two gates count as one matrix", note=UNSET,
    ),
    default("nn.rnn_cell.GRUCell", "gates_bias", init.ones, "(2·out,)", RNN, note="Both gates start open."),
    default(
        "nn.rnn_cell.GRUCell", "candidate_kernel", init.glorot_uniform, "(in+out, out)", RNN,
        drawn_as="(in+out, out)", fans="input and state count as one matrix", note=UNSET,
    ),
    default("nn.rnn_cell.GRUCell", "candidate_bias", init.zeros, "(out,)", RNN),
    default(
        "nn.rnn_cell.BasicRNNCell", "kernel", init.glorot_uniform, "(in+out, out)", RNN,
        drawn_as="(in+out, out)", fans="input and state count as one matrix", note=UNSET,
    ),
    default("nn.rnn_cell.BasicRNNCell", "bias", init.zeros, "(out,)", RNN),
]  # fmt: skip
