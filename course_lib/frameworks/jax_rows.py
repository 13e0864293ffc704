"""JAX's `jax.nn.initializers`, which Flax hands on, and what each layer of `flax.linen` starts from."""

from __future__ import annotations

from course_lib.initializers import (
    Normal,
    TruncatedNormal,
    Uniform,
    VarianceScaling,
    constant,
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    lecun_normal,
    lecun_uniform,
    ones,
    orthogonal,
    zeros,
)

from .rows import row

__all__ = ["ROWS"]

INIT = "JAX 0.10.2, jax.nn.initializers, https://docs.jax.dev/en/latest/jax.nn.initializers.html"
LAYER = "Flax 0.12.8, flax.linen.{}, https://flax-linen.readthedocs.io/en/latest/api_reference/flax.linen/layers.html"
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


def layer(kind, make, parameter, reference, layout, **more):
    cls = make.split("(")[0]
    return row(
        f"flax.linen.{cls}.{parameter}", reference, code=f"nn.{make} → {parameter}", kind=kind, layout=layout,
        source=LAYER.format(cls), **more,
    )  # fmt: skip


def dense_like(make):
    return [
        layer("weight", make, "kernel", lecun_normal.truncate(), "(*window, in, out)"),
        layer("bias", make, "bias", zeros, "(out,)"),
    ]


def recurrent(cls, from_input, from_state, biased):
    """Each gate has a kernel of its own, drawn by itself, for the input and for the state."""
    make, alone = f"{cls}(n_out)", "Each gate is a matrix of its own"
    return [
        *(
            layer("weight", make, f"{gate}.kernel", lecun_normal.truncate(), "(in, out)", note=f"{alone}.")
            for gate in from_input
        ),
        *(
            layer(
                "weight", make, f"{gate}.kernel", orthogonal, "(out, out)", drawn_as="(out, out)",
                note=f"{alone}.",
            )
            for gate in from_state
        ),
        *(layer("bias", make, f"{gate}.bias", zeros, "(out,)") for gate in biased),
    ]  # fmt: skip


def norm(make):
    return [
        layer("weight", make, "scale", ones, "(out,)"),
        layer("bias", make, "bias", zeros, "(out,)"),
    ]


def attention():
    make, rows = "MultiHeadDotProductAttention(heads)", []
    inside = {"layout": "(in, heads, in/heads)", "drawn_as": "(in, in)", "fans": "fan in of the dense matrix"}
    for part in ("query", "key", "value"):
        rows.append(layer("weight", make, f"{part}.kernel", lecun_normal.truncate(), **inside))
        rows.append(layer("bias", make, f"{part}.bias", zeros, "(heads, in/heads)"))
    inside["layout"] = "(heads, in/heads, in)"
    return [
        *rows,
        layer("weight", make, "out.kernel", lecun_normal.truncate(), **inside),
        layer("bias", make, "out.bias", zeros, "(in,)"),
    ]


ROWS = [
    initializer("zeros", zeros, made=False),
    initializer("ones", ones, made=False),
    initializer("constant", constant, "0", note="Any value in place of 0."),
    initializer("uniform", Uniform(0, 0.01), note="From 0 up to scale: not symmetric about 0."),
    initializer("normal", Normal(0, 0.01)),
    initializer("truncated_normal", TruncatedNormal(0, 0.01), note="stddev is the parent's: not corrected."),
    initializer(
        "variance_scaling", lecun_normal.truncate(), "1.0, 'fan_in', 'truncated_normal'",
        note="scale, mode and distribution have no defaults; these are those of Flax's Dense.",
    ),
    initializer("lecun_normal", lecun_normal.truncate()),
    initializer("lecun_uniform", lecun_uniform),
    initializer("glorot_normal", glorot_normal.truncate()),
    initializer("glorot_uniform", glorot_uniform),
    initializer("he_normal", he_normal.truncate()),
    initializer("he_uniform", he_uniform),
    initializer("orthogonal", orthogonal),
    initializer(
        "delta_orthogonal", None, formula="orthogonal in the middle of the window, 0 elsewhere", fans="none",
        truncation="not truncated", note="Convolutions with at least as many units as inputs.",
    ),
    *dense_like("Dense(n_out)"),
    *dense_like("Conv(n_out, window)"),
    *dense_like("ConvTranspose(n_out, window)"),
    layer(
        "weight", "Embed(n_in, n_out)", "embedding", VarianceScaling(1, "fan_out", "normal"), "(in, out)",
        fans="the width of the embedding", note="Not truncated, unlike Dense.",
    ),
    *recurrent("SimpleCell", ["i"], ["h"], ["i"]),
    *recurrent("GRUCell", ["ir", "iz", "in"], ["hr", "hz", "hn"], ["ir", "iz", "in", "hn"]),
    *recurrent("LSTMCell", ["ii", "if", "ig", "io"], ["hi", "hf", "hg", "ho"], ["hi", "hf", "hg", "ho"]),
    *norm("BatchNorm()"),
    *norm("LayerNorm()"),
    *attention(),
]  # fmt: skip
