"""JAX's `jax.nn.initializers`, which Flax hands on, and what each layer of `flax.linen` starts from."""

from __future__ import annotations

from course_lib import initializers as init

from .rows import Layers, row

INIT = "JAX 0.10.2, jax.nn.initializers, https://docs.jax.dev/en/latest/jax.nn.initializers.html"
LAYERS = Layers(
    "flax.linen", "nn.{} → {}",
    "Flax 0.12.8, flax.linen.{}, https://flax-linen.readthedocs.io/en/latest/api_reference/flax.linen/layers.html",
)  # fmt: skip
LECUN = init.lecun_normal.truncate()  # what Flax draws unless told otherwise
OTHER = {"glorot": "xavier", "he": "kaiming"}
FLAX_ONLY = {"zeros": ["flax.linen.initializers.zeros_init"], "ones": ["flax.linen.initializers.ones_init"]}


def initializer(spelling, reference, arguments="", *, made=True, **more):
    """One of jax.nn.initializers; ``made`` where the name is a function that makes the initializer."""
    others = [spelling]
    author, _, kind = spelling.partition("_")
    if author in OTHER:
        others.append(f"{OTHER[author]}_{kind}")
    places = ("jax.nn.initializers.", "jax.", "flax.linen.initializers.", "flax.")
    aliases = [place + other for other in others for place in places][1:]
    aliases += FLAX_ONLY.get(spelling, [])
    code = f"jax.nn.initializers.{spelling}{f'({arguments})' if made else ''}(key, shape)"
    more = {"layout": "(*window, in, out)", "source": INIT} | more
    return row(f"jax.nn.initializers.{spelling}", reference, code=code, aliases=aliases, **more)


CELLS = {  # layer → gates with a kernel for the input, with one for the state, with a bias
    "SimpleCell": (["i"], ["h"], ["i"]),
    "GRUCell": (["ir", "iz", "in"], ["hr", "hz", "hn"], ["ir", "iz", "in", "hn"]),
    "LSTMCell": (["ii", "if", "ig", "io"], ["hi", "hf", "hg", "ho"], ["hi", "hf", "hg", "ho"]),
}


def recurrent(cls, from_input, from_state, biased):
    """Each gate has a kernel of its own, drawn by itself, for the input and for the state."""
    make, note = f"{cls}(n_out)", "Each gate is a matrix of its own."
    square = dict(layout="(out, out)", drawn_as="(out, out)", note=note)
    rows = [
        LAYERS.row("weight", make, f"{gate}.kernel", LECUN, "(in, out)", note=note) for gate in from_input
    ]
    rows += [LAYERS.row("weight", make, f"{gate}.kernel", init.orthogonal, **square) for gate in from_state]
    return rows + [LAYERS.row("bias", make, f"{gate}.bias", init.zeros, "(out,)") for gate in biased]


def attention():
    inside = {"drawn_as": "(in, in)", "fans": "fan-in of the dense matrix"}
    places = {part: ("(in, heads, in/heads)", "(heads, in/heads)") for part in ("query", "key", "value")}
    places["out"] = "(heads, in/heads, in)", "(in,)"
    return [
        row
        for part, (layout, biased) in places.items()
        for row in LAYERS.rows(
            "MultiHeadDotProductAttention(heads)", f"{part}.kernel", LECUN, layout, bias=f"{part}.bias",
            biased=biased, **inside,
        )
    ]  # fmt: skip


ROWS = [
    initializer("zeros", init.zeros, made=False),
    initializer("ones", init.ones, made=False),
    initializer("constant", init.constant, "0", note="Any value in place of 0."),
    initializer("uniform", init.Uniform(0, 0.01), note="From 0 up to scale: not symmetric about 0."),
    initializer("normal", init.Normal(0, 0.01)),
    initializer("truncated_normal", init.TruncatedNormal(0, 0.01), note="stddev is the parent's."),
    initializer(
        "variance_scaling", init.lecun_normal.truncate(), "1.0, 'fan_in', 'truncated_normal'",
        note="scale, mode and distribution have no defaults; these are those of Flax's Dense.",
    ),
    initializer("lecun_normal", init.lecun_normal.truncate()),
    initializer("lecun_uniform", init.lecun_uniform),
    initializer("glorot_normal", init.glorot_normal.truncate()),
    initializer("glorot_uniform", init.glorot_uniform),
    initializer("he_normal", init.he_normal.truncate()),
    initializer("he_uniform", init.he_uniform),
    initializer("orthogonal", init.orthogonal),
    initializer(
        "delta_orthogonal", None, formula="orthogonal in the middle of the window, 0 elsewhere", fans="none",
        truncation="not truncated", note="Convolutions with at least as many units as inputs.",
    ),
    *LAYERS.rows("Dense(n_out)", "kernel", LECUN, "(*window, in, out)"),
    *LAYERS.rows("Conv(n_out, window)", "kernel", LECUN, "(*window, in, out)"),
    *LAYERS.rows("ConvTranspose(n_out, window)", "kernel", LECUN, "(*window, in, out)"),
    LAYERS.row(
        "weight", "Embed(n_in, n_out)", "embedding", init.VarianceScaling(1, "fan_out", "normal"),
        "(in, out)",
        fans="the width of the embedding", note="Not truncated, unlike Dense.",
    ),
    *(row for layer, gates in CELLS.items() for row in recurrent(layer, *gates)),
    *LAYERS.rows("BatchNorm()", "scale", init.ones),
    *LAYERS.rows("LayerNorm()", "scale", init.ones),
    *attention(),
]  # fmt: skip
