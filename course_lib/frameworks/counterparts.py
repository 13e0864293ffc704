"""Which parameter of another framework's layer is the counterpart of one, and the fans in its sizes.

A law is proved on the parameter itself. How that is stored decides which of its sizes are inputs and units,
so a line has to be written for the layout: `Target` knows it, and `Target.sizes` says each number as code.
"""

from __future__ import annotations

from dataclasses import dataclass

from .catalog import ENTRIES
from .entry import Entry
from .jax_rows import CELLS

ALIKE = [  # layers with a weight and a bias
    ("torch.nn.Linear", "keras.layers.Dense", "tf1.layers.dense", "flax.linen.Dense"),
    ("torch.nn.Conv2d", "keras.layers.Conv2D", "tf1.layers.conv2d", "flax.linen.Conv"),
    ("torch.nn.Conv1d", "keras.layers.Conv1D", "flax.linen.Conv"),
    (
        "torch.nn.ConvTranspose2d", "keras.layers.Conv2DTranspose", "tf1.layers.conv2d_transpose",
        "flax.linen.ConvTranspose",
    ),
]  # fmt: skip
RECURRENT = [  # PyTorch's, Keras', TensorFlow 1's and Flax' layers
    ("RNN", "SimpleRNN", "BasicRNNCell", "SimpleCell"),
    ("GRU", "GRU", "", "GRUCell"),
    ("LSTM", "LSTM", "LSTMCell", "LSTMCell"),
]


def in_recurrent(torch: str, keras: str, tf1: str, flax: str) -> list[tuple[str, ...]]:
    """The groups of parameters of one kind of recurrent layer."""
    torch, keras, tf1 = f"torch.nn.{torch}", f"keras.layers.{keras}", f"tf1.nn.rnn_cell.{tf1}"
    from_input, from_state, biased = ([f"flax.linen.{flax}.{gate}" for gate in kind] for kind in CELLS[flax])
    biases = (f"{keras}.bias", f"{tf1}.bias", *(f"{gate}.bias" for gate in biased))
    return [
        (
            f"{torch}.weight_ih_l0", f"{keras}.kernel", f"{tf1}.kernel",
            *(f"{gate}.kernel" for gate in from_input),
        ),
        (f"{torch}.weight_hh_l0", f"{keras}.recurrent_kernel", *(f"{gate}.kernel" for gate in from_state)),
        (f"{torch}.bias_ih_l0", *biases),
        (f"{torch}.bias_hh_l0", *biases),
    ]  # fmt: skip


GROUPS = [  # parameters with the same part in a layer, by framework
    *((f"{torch}.weight", *(f"{other}.kernel" for other in others)) for torch, *others in ALIKE),
    *(tuple(f"{layer}.bias" for layer in layers) for layers in ALIKE),
    ("torch.nn.Embedding.weight", "keras.layers.Embedding.embeddings", "flax.linen.Embed.embedding"),
    *(group for layers in RECURRENT for group in in_recurrent(*layers)),
    (
        "torch.nn.MultiheadAttention.in_proj_weight",
        *(f"keras.layers.MultiHeadAttention.{part}_dense.kernel" for part in ("query", "key", "value")),
        *(f"flax.linen.MultiHeadDotProductAttention.{part}.kernel" for part in ("query", "key", "value")),
    ),
    (
        "torch.nn.MultiheadAttention.out_proj.weight", "keras.layers.MultiHeadAttention.output_dense.kernel",
        "flax.linen.MultiHeadDotProductAttention.out.kernel",
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A parameter that a line is for: its name, how it is stored, what makes it, and what to say about it.

    ``code`` is an expression or a layer and its parameter, as in an entry; of an array in NumPy's layout,
    which is no layer's, name and code are empty.
    """

    layout: str
    name: str = ""
    code: str = ""
    note: str = ""

    def sizes(self, stored: str) -> dict[str, str]:
        """How ``in``, ``out`` and ``*window`` (its cells) are written as code of ``stored``, the shape.

        What cannot be told from the parameter is left out: the inputs from a bias.
        """
        parts = [part.strip() for part in self.layout.strip("()").split(",") if part.strip()]
        at = window_last = parts.index("*window") if "*window" in parts else len(parts)
        places = {
            part: f"{stored}[{place if place < at else place - len(parts)}]"
            for place, part in enumerate(parts)
        }
        known = {part: places[part] for part in ("in", "out") if part in places}
        for part, code in places.items():
            times, _, word = part.rpartition("·")
            if times.isdigit():
                known.setdefault(word, f"({code} // {times})")
            elif part.endswith("/heads"):
                known.setdefault(part.split("/")[0], f"({places['heads']} * {code})")
        if "in+out" in places and "out" in known:
            known.setdefault("in", f"({places['in+out']} - {known['out']})")
        if "*window" in parts:
            cells = f"{stored}[{window_last}:]" if window_last else f"{stored}[:{len(parts[1:]) * -1}]"
            known["*window"] = f"math.prod({cells})"
        return known


GROUPED = "A depthwise convolution is {} here, with one filter an input."
GATES = "w is the part of the two gates, {}."
PARTS = {  # where the counterpart is a part of a parameter, or a parameter of a layer with other settings
    ("keras.layers.DepthwiseConv2D.kernel", "torch"): Target(
        name="torch.nn.Conv2d.weight", layout="(in, 1, *window)",
        code="torch.nn.Conv2d(n_in, n_in, window, groups=n_in).weight",
        note=GROUPED.format("Conv2d(n, n, window, groups=n)"),
    ),
    ("keras.layers.DepthwiseConv2D.kernel", "flax"): Target(
        name="flax.linen.Conv.kernel", layout="(*window, 1, in)",
        code="nn.Conv(n_in, window, feature_group_count=n_in) → kernel",
        note=GROUPED.format("Conv(n, window, feature_group_count=n)"),
    ),
    ("tf1.nn.rnn_cell.GRUCell.gates_kernel", "torch"): Target(
        name="torch.nn.GRU.weight_ih_l0", layout="(2·out, in)",
        code="torch.nn.GRU(n_in, n_out).weight_ih_l0.data[: 2 * n_out]",
        note=GATES.format("weight_ih_l0.data[: 2 * units]"),
    ),
    ("tf1.nn.rnn_cell.GRUCell.candidate_kernel", "torch"): Target(
        name="torch.nn.GRU.weight_ih_l0", layout="(out, in)",
        code="torch.nn.GRU(n_in, n_out).weight_ih_l0.data[2 * n_out :]",
        note="w is the part of the new state, weight_ih_l0.data[2 * units :].",
    ),
    ("keras.layers.LSTM.bias", "flax"): Target(
        layout="(4·out,)", note="For the biases of hi, hf, hg and ho one after the other."
    ),
}  # fmt: skip
NO_LAYERS = ("numpy", "jax")


def target_of(entry: Entry, to: str) -> Target:
    """What a line of framework ``to`` is for that draws the default of a layer, ``entry``."""
    if (entry.name, to) in PARTS:
        return PARTS[entry.name, to]
    if to == entry.framework and to not in NO_LAYERS:
        return Target(entry.layout, entry.name, entry.code)
    if to not in NO_LAYERS:
        for group in GROUPS:
            names = [name for name in group if name in ENTRIES and ENTRIES[name].framework == to]
            if entry.name in group and names:
                return Target(ENTRIES[names[0]].layout, names[0], ENTRIES[names[0]].code, beside(names))
    if entry.kind == "bias":
        return Target(entry.layout)
    note = f"For an array that is {entry.drawn_as} in NumPy's layout." if special(entry) else ""
    if to == "torch":
        *window, n_in, n_out = (word.strip() for word in entry.drawn_as.strip("()").split(","))
        return Target(f"({', '.join([n_out, n_in, *window])})", note=note)
    return Target(entry.drawn_as, note=note)


def special(entry: Entry) -> bool:
    """Whether an entry is drawn in another shape than a plain weight, or holds several gates."""
    return entry.drawn_as != "(*window, in, out)" or "·" in entry.layout


def beside(names: list[str]) -> str:
    """That further parameters of the layer get the same line."""
    others = ", ".join(name.split(".", 3)[-1].removesuffix(".kernel") for name in names[1:])
    return f"The same for {others}." if others else ""
