"""Keras 3, and tf.keras, which is the same: `keras.initializers`, and what each layer starts from."""

from __future__ import annotations

from course_lib import initializers as init

from .rows import Layers, row

INIT = "Keras 3.15, keras.initializers, https://keras.io/api/layers/initializers/"
LAYERS = Layers(
    "keras.layers", "keras.layers.{}.{}", "Keras 3.15, keras.layers.{0}, https://keras.io/api/layers/"
)
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


def recurrent(cls, gates):
    wide, make = f"{gates}·out" if gates > 1 else "out", f"{cls}(n_out)"
    as_one = f"; the {gates} gates count as one matrix" if gates > 1 else ""
    rows = [
        LAYERS.row(
            "weight", make, "kernel", init.glorot_uniform, f"(in, {wide})", drawn_as=f"(in, {wide})",
            fans=f"mean of fan-in and fan-out{as_one}",
        ),
        LAYERS.row(
            "weight", make, "recurrent_kernel", init.orthogonal, f"(out, {wide})", drawn_as=f"(out, {wide})",
            note="Orthogonal as a whole: the part of one gate alone is not." if gates > 1 else "",
        ),
    ]  # fmt: skip
    if cls != "LSTM":
        layout = "(2, 3·out)" if cls == "GRU" else "(out,)"
        return [*rows, LAYERS.row("bias", make, "bias", init.zeros, layout)]
    forget = LAYERS.row(
        "bias", make, "bias", None, f"({wide},)", formula="0, and 1 for the forget gate", fans="none",
        truncation="not truncated", note="The gates are input, forget, cell, output.",
    )  # fmt: skip
    return [*rows, forget]


def attention():
    inside = {"fans": "mean of fan-in and fan-out of the dense matrix; heads are units"}
    places = {
        part: ("(in, heads, out/heads)", "(in, out)", "(heads, out/heads)")
        for part in ("query", "key", "value")
    }
    places["output"] = "(heads, out/heads, in)", "(out, in)", "(in,)"
    return [
        row
        for part, (layout, drawn_as, biased) in places.items()
        for row in LAYERS.rows(
            "MultiHeadAttention(heads, n_out // heads)", f"{part}_dense.kernel", init.glorot_uniform, layout,
            bias=f"{part}_dense.bias", biased=biased, drawn_as=drawn_as, **inside,
        )
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
    *LAYERS.rows("Dense(n_out)", "kernel", init.glorot_uniform, "(*window, in, out)"),
    *LAYERS.rows("Conv1D(n_out, window)", "kernel", init.glorot_uniform, "(*window, in, out)"),
    *LAYERS.rows("Conv2D(n_out, window)", "kernel", init.glorot_uniform, "(*window, in, out)"),
    *LAYERS.rows("Conv2DTranspose(n_out, window)", "kernel", init.glorot_uniform, "(*window, out, in)"),
    *LAYERS.rows(
        "DepthwiseConv2D(window)", "kernel", init.glorot_uniform, "(*window, in, 1)",
        biased="(in,)", drawn_as="(*window, in, 1)",
        fans="mean of inputs × window and window, although a unit sees one input only",
    ),
    LAYERS.row("weight", "Embedding(n_in, n_out)", "embeddings", init.Uniform(-0.05, 0.05), "(in, out)"),
    *recurrent("SimpleRNN", 1),
    *recurrent("GRU", 3),
    *recurrent("LSTM", 4),
    *LAYERS.rows("BatchNormalization()", "gamma", init.ones, bias="beta"),
    *LAYERS.rows("LayerNormalization()", "gamma", init.ones, bias="beta"),
    *attention(),
]  # fmt: skip
