"""Keras 3, and tf.keras, which is the same: `keras.initializers`, and what each layer starts from."""

from __future__ import annotations

from course_lib.initializers import (
    Normal,
    TruncatedNormal,
    Uniform,
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
    zeros,
)

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
        layer("weight", make, "kernel", glorot_uniform, layout),
        layer("bias", make, "bias", zeros, "(out,)"),
    ]


def recurrent(cls, gates):
    wide, make = f"{gates}·out" if gates > 1 else "out", f"{cls}(n_out)"
    as_one = f"; the {gates} gates count as one matrix" if gates > 1 else ""
    rows = [
        layer(
            "weight", make, "kernel", glorot_uniform, f"(in, {wide})", drawn_as=f"(in, {wide})",
            fans=f"mean of fan in and fan out{as_one}",
        ),
        layer(
            "weight", make, "recurrent_kernel", orthogonal, f"(out, {wide})", drawn_as=f"(out, {wide})",
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
        rows.append(layer("bias", make, "bias", zeros, layout))
    return rows


def norm(cls):
    return [
        layer("weight", f"{cls}()", "gamma", ones, "(out,)"),
        layer("bias", f"{cls}()", "beta", zeros, "(out,)"),
    ]


def attention():
    make, rows = "MultiHeadAttention(heads, n_out // heads)", []
    fans = "mean of fan in and fan out of the dense matrix; heads are units"
    for part in ("query", "key", "value"):
        rows += [
            layer(
                "weight", make, f"{part}_dense.kernel", glorot_uniform, "(in, heads, out/heads)",
                drawn_as="(in, out)", fans=fans,
            ),
            layer("bias", make, f"{part}_dense.bias", zeros, "(heads, out/heads)"),
        ]  # fmt: skip
    return [
        *rows,
        layer(
            "weight", make, "output_dense.kernel", glorot_uniform, "(heads, out/heads, in)",
            drawn_as="(out, in)", fans=fans,
        ),
        layer("bias", make, "output_dense.bias", zeros, "(in,)"),
    ]  # fmt: skip


TRUNCATED = "Not the untruncated normal of the paper and of PyTorch: its std is the same, its tails are not."
ROWS = [
    initializer("Zeros", zeros, random=False),
    initializer("Ones", ones, random=False),
    initializer("Constant", constant, random=False, note="Any value in place of 0."),
    initializer("RandomNormal", Normal(0, 0.05)),
    initializer("RandomUniform", Uniform(-0.05, 0.05)),
    initializer("TruncatedNormal", TruncatedNormal(0, 0.05), note="stddev is the parent's."),
    initializer("VarianceScaling", lecun_normal.truncate()),
    initializer(
        "VarianceScaling", lecun_normal.truncate(), "distribution='normal'",
        note="normal means truncated_normal; the untruncated one is untruncated_normal.",
    ),
    initializer("VarianceScaling", lecun_normal, "distribution='untruncated_normal'"),
    initializer("LecunNormal", lecun_normal.truncate(), note=TRUNCATED),
    initializer("LecunUniform", lecun_uniform),
    initializer("GlorotNormal", glorot_normal.truncate(), note=TRUNCATED),
    initializer("GlorotUniform", glorot_uniform, note="The default of Dense and of convolutions."),
    initializer("HeNormal", he_normal.truncate(), note=TRUNCATED),
    initializer("HeUniform", he_uniform),
    initializer("Orthogonal", orthogonal),
    initializer("Identity", identity, random=False, layout="(in, out)", note="Matrices only."),
    *dense_like("Dense(n_out)"),
    *dense_like("Conv1D(n_out, window)"),
    *dense_like("Conv2D(n_out, window)"),
    *dense_like("Conv2DTranspose(n_out, window)", "(*window, out, in)"),
    layer("weight", "Embedding(n_in, n_out)", "embeddings", Uniform(-0.05, 0.05), "(in, out)"),
    *recurrent("SimpleRNN", 1),
    *recurrent("GRU", 3),
    *recurrent("LSTM", 4),
    *norm("BatchNormalization"),
    *norm("LayerNormalization"),
    *attention(),
]  # fmt: skip
