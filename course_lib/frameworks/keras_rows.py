"""Keras 3, and tf.keras, which is the same: `keras.initializers`, and what each layer starts from."""

from __future__ import annotations

from course_lib import initializers as init

from .rows import row

__all__ = ["ROWS"]

INIT = "Keras 3.15, keras.initializers, https://keras.io/api/layers/initializers/"
LAYER = "Keras 3.15, keras.layers.{0}, https://keras.io/api/layers/"
SAME_AGAIN = (
    "One object gives the same weights each time it is called, seeded or not: give each layer its own."
)

OTHER = {  # further names that Keras' own `get` accepts, or once did
    "Zeros": ["zero"],
    "Ones": ["one"],
    "RandomNormal": ["normal"],
    "RandomUniform": ["uniform"],
    "Orthogonal": ["OrthogonalInitializer"],
    "Identity": ["IdentityInitializer"],
}


def snake(spelling):
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in spelling).lstrip("_")


def initializer(spelling, reference, arguments="", *, random=True, **more):
    """A class of keras.initializers, which also answers to its name in small letters."""
    inside = ", ".join(filter(None, [arguments, "seed=seed" if random else ""]))
    call = f"{spelling}({arguments})" if arguments else spelling
    aliases = [f"keras.initializers.{call}", f"tf.keras.initializers.{call}"]
    if not arguments:
        names = [snake(spelling), *OTHER.get(spelling, [])]
        aliases += [place + name for name in names for place in ("keras.", "keras.initializers.")]
    code = f"keras.initializers.{spelling}({inside})(shape)"
    note = " ".join(filter(None, [more.pop("note", ""), SAME_AGAIN if random else ""]))
    more = {"layout": "(*window, in, out)", "source": INIT} | more
    return row(f"keras.{call}", reference, code=code, aliases=aliases, note=note, **more)


def layer(kind, make, parameter, reference, layout, **more):
    cls = make.split("(")[0]
    return row(
        f"keras.layers.{cls}.{parameter}", reference, code=f"keras.layers.{make}.{parameter}", kind=kind,
        layout=layout, source=LAYER.format(cls), **more,
    )  # fmt: skip


def dense_like(make, layout="(*window, in, out)"):
    return [
        layer("weight", make, "kernel", init.glorot_uniform, layout),
        layer("bias", make, "bias", init.zeros, "(out,)"),
    ]


def recurrent(cls, gates):
    wide, make = f"{gates}·out" if gates > 1 else "out", f"{cls}(n_out)"
    as_one = f"; the {gates} gates count as one matrix" if gates > 1 else ""
    rows = [
        layer(
            "weight", make, "kernel", init.glorot_uniform, f"(in, {wide})", drawn_as=f"(in, {wide})",
            fans=f"mean of fan in and fan out{as_one}",
        ),
        layer(
            "weight", make, "recurrent_kernel", init.orthogonal, f"(out, {wide})", drawn_as=f"(out, {wide})",
            note="Orthogonal as a whole: the part of one gate alone is not." if gates > 1 else "",
        ),
    ]  # fmt: skip
    if cls == "LSTM":
        rows.append(
            layer(
                "bias", make, "bias", None, f"({wide},)", formula="0, and 1 for the forget gate", fans="none",
                truncation="not truncated", note="The gates are input, forget, cell, output.",
            )
        )  # fmt: skip
    else:
        layout = "(2, 3·out)" if cls == "GRU" else "(out,)"
        rows.append(layer("bias", make, "bias", init.zeros, layout))
    return rows


def norm(cls):
    return [
        layer("weight", f"{cls}()", "gamma", init.ones, "(out,)"),
        layer("bias", f"{cls}()", "beta", init.zeros, "(out,)"),
    ]


def attention():
    make, rows = "MultiHeadAttention(heads, n_out // heads)", []
    fans = "mean of fan in and fan out of the dense matrix; heads are units"
    for part in ("query", "key", "value"):
        rows += [
            layer(
                "weight", make, f"{part}_dense.kernel", init.glorot_uniform, "(in, heads, out/heads)",
                drawn_as="(in, out)", fans=fans,
            ),
            layer("bias", make, f"{part}_dense.bias", init.zeros, "(heads, out/heads)"),
        ]  # fmt: skip
    return [
        *rows,
        layer(
            "weight", make, "output_dense.kernel", init.glorot_uniform, "(heads, out/heads, in)",
            drawn_as="(out, in)", fans=fans,
        ),
        layer("bias", make, "output_dense.bias", init.zeros, "(in,)"),
    ]  # fmt: skip


TRUNCATED = "Not the untruncated normal of the paper and of PyTorch: its std is the same, its tails are not."
ROWS = [
    initializer("Zeros", init.zeros, random=False),
    initializer("Ones", init.ones, random=False),
    initializer("Constant", init.constant, random=False, note="Any value in place of 0."),
    initializer("RandomNormal", init.Normal(0, 0.05)),
    initializer("RandomUniform", init.Uniform(-0.05, 0.05)),
    initializer("TruncatedNormal", init.TruncatedNormal(0, 0.05), note="stddev is the parent's."),
    initializer("VarianceScaling", init.lecun_normal.truncate()),
    initializer(
        "VarianceScaling", init.lecun_normal.truncate(), "distribution='normal'",
        note="normal means truncated_normal; the untruncated one is untruncated_normal.",
    ),
    initializer("VarianceScaling", init.lecun_normal, "distribution='untruncated_normal'"),
    initializer("LecunNormal", init.lecun_normal.truncate(), note=TRUNCATED),
    initializer("LecunUniform", init.lecun_uniform),
    initializer("GlorotNormal", init.glorot_normal.truncate(), note=TRUNCATED),
    initializer("GlorotUniform", init.glorot_uniform, note="The default of Dense and of convolutions."),
    initializer("HeNormal", init.he_normal.truncate(), note=TRUNCATED),
    initializer("HeUniform", init.he_uniform),
    initializer("Orthogonal", init.orthogonal),
    initializer("Identity", init.identity, random=False, layout="(in, out)", note="Matrices only."),
    *dense_like("Dense(n_out)"),
    *dense_like("Conv1D(n_out, window)"),
    *dense_like("Conv2D(n_out, window)"),
    *dense_like("Conv2DTranspose(n_out, window)", "(*window, out, in)"),
    layer(
        "weight", "DepthwiseConv2D(window)", "kernel", init.glorot_uniform, "(*window, in, 1)",
        drawn_as="(*window, in, 1)",
        fans="mean of inputs × window and window, although a unit sees one input only",
    ),
    layer("bias", "DepthwiseConv2D(window)", "bias", init.zeros, "(in,)"),
    layer("weight", "Embedding(n_in, n_out)", "embeddings", init.Uniform(-0.05, 0.05), "(in, out)"),
    *recurrent("SimpleRNN", 1),
    *recurrent("GRU", 3),
    *recurrent("LSTM", 4),
    *norm("BatchNormalization"),
    *norm("LayerNormalization"),
    *attention(),
]  # fmt: skip
