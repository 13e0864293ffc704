"""One framework's draw in the words of another: `translate`."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.arguments import check_name
from course_lib.initializers import Normal, VarianceScaling, orthogonal, zeros

from .array_lines import NAMED, flax_line, jax_line, numpy_line
from .catalog import find
from .entry import FRAMEWORKS, Entry
from .keras_lines import keras_line, tf1_line
from .line import Wanted
from .torch_lines import torch_line

__all__ = ["NAMES", "Translation", "translate"]

NAMES = {
    "numpy": "np, math, shape and a Generator rng; stats is scipy.stats",
    "torch": "torch, math and the weight w",
    "keras": "keras, np, math, shape and a whole number seed",
    "tf1": "tf, np, math, shape and a whole number seed",
    "jax": "jax, jnp, math, shape and a key",
    "flax": "nn (flax.linen), jax, jnp, math, shape and a key",
}
WRITERS = {
    "numpy": numpy_line,
    "torch": torch_line,
    "keras": keras_line,
    "tf1": tf1_line,
    "jax": jax_line,
    "flax": flax_line,
}
NEAREST = {  # entries that are no scheme of the course: the nearest one, and what it leaves out
    "torch.sparse_(sparsity=0.1)": (Normal(0, 0.01), "Set a tenth of each column to 0 afterwards."),
    "jax.nn.initializers.delta_orthogonal": (
        orthogonal,
        "It spreads the rotation over the window instead of setting it in the middle.",
    ),
    "keras.layers.LSTM.bias": (zeros, "Set the part of the forget gate to 1 afterwards."),
}
OWN_NAMES = {
    "torch": "{2}",
    "keras": "Keras' {1}Normal",
    "tf1": "TensorFlow 1's {0}_normal",
    "jax": "JAX's {0}_normal",
    "flax": "Flax's {0}_normal",
}
TORCH_NAMES = {
    "lecun": "kaiming_normal_(w, nonlinearity='linear')",
    "glorot": "xavier_normal_",
    "he": "kaiming_normal_",
}


@dataclass(frozen=True)
class Translation:
    """``code`` draws in framework ``to`` what ``name`` draws in its own or, unless ``exact``, the nearest.

    The line uses only the names in `NAMES` of its framework. For PyTorch it fills the weight ``w`` in place;
    for the others it is an array of ``shape``; both in the layout of the target's dense layers and
    convolutions. The bias of a layer whose weight's fan decides takes that number as ``fan``. ``note`` says
    what to know before using it, and plainly so where the line is not exact.
    """

    name: str
    to: str
    code: str
    exact: bool
    note: str


def translate(name: str, to: str = "torch") -> Translation:
    """The line that draws in framework ``to`` what ``name`` draws in its own.

    Raises TypeError or ValueError for an unknown name, and ValueError for an unknown framework.

    >>> translate("keras.RandomNormal").code
    'torch.nn.init.normal_(w, 0, 0.05)'
    """
    entry = find(name)
    check_name("to", to, FRAMEWORKS)
    if entry.kind == "initializer" and entry.framework == to:
        return Translation(entry.name, to, entry.code, True, entry.note)
    if entry.framework == "jax" and to == "flax":
        code = entry.code.replace("jax.nn.initializers", "nn.initializers")
        return Translation(entry.name, to, code, True, f"Flax hands on JAX's own. {entry.note}".strip())
    scheme, missing = NEAREST.get(entry.name, (entry.initializer, ""))
    takes_fan = entry.kind == "bias" and isinstance(scheme, VarianceScaling)
    line = WRITERS[to](Wanted(scheme, takes_fan, "*window" in entry.layout))
    if missing:
        line = line.inexact(missing)
    note = " ".join(filter(None, [line.note, about_shape(entry, takes_fan), about_tails(entry, to)]))
    if not line.exact:
        note = (
            f"None is exact: no line of {FRAMEWORKS[to]} draws just this, and this one is the nearest. {note}"
        )
    return Translation(entry.name, to, line.code, line.exact, note)


def about_shape(entry: Entry, takes_fan: bool) -> str:
    """Which matrix a line is for, where the layer stores several in one, and what ``fan`` is."""
    if takes_fan:
        return f"fan is the number that the layer counts: {entry.fans}."
    if entry.kind == "weight" and entry.drawn_as != "(*window, in, out)":
        return f"For a matrix that is {entry.drawn_as} in NumPy's layout."
    if entry.kind == "weight" and "·" in entry.layout:
        return "For the matrix of one gate, (in, out) in NumPy's layout."
    return ""


def about_tails(entry: Entry, to: str) -> str:
    """That the target's scheme of the same name has the same std and other tails."""
    scheme = entry.initializer
    if not isinstance(scheme, VarianceScaling) or scheme.distribution == "uniform" or to == "numpy":
        return ""
    author = next((name for name, made in NAMED.items() if made == (scheme.scale, scheme.mode)), None)
    if author is None or (to == "torch") != (scheme.distribution == "truncated_normal"):
        return ""
    name = OWN_NAMES[to].format(author, author.title(), TORCH_NAMES[author])
    return f"{name} has the same std but is {'not ' if to == 'torch' else ''}truncated."
