"""PyTorch: `torch.nn.init`, and what each layer of `torch.nn` starts from unless told otherwise."""

from __future__ import annotations

from course_lib import initializers as init

from .rows import Layers, row

INIT = "PyTorch 2.13, torch.nn.init, https://docs.pytorch.org/docs/stable/nn.init.html"
LAYERS = Layers(
    "torch.nn", "torch.nn.{}.{}",
    "PyTorch 2.13, torch.nn.{0}, https://docs.pytorch.org/docs/stable/generated/torch.nn.{0}.html",
)  # fmt: skip
STORED = "(out, in, *window)"
FAN_OUT = init.VarianceScaling(1 / 3, "fan_out", "uniform")


def function(spelling, initializer, arguments="", **more):
    """A function of torch.nn.init; without its final _ it is a deprecated alias that still runs."""
    call = f"{spelling}({arguments})" if arguments else spelling
    aliases = [f"torch.nn.init.{call}", *more.pop("aliases", [])]
    if not arguments and not spelling.startswith("trunc"):
        aliases += [f"torch.{spelling[:-1]}", f"torch.nn.init.{spelling[:-1]}"]
    code = f"torch.nn.init.{spelling}(w{', ' if arguments else ''}{arguments})"
    more = {"layout": STORED, "source": INIT, "code": code} | more
    return row(f"torch.{call}", initializer, aliases=aliases, **more)


def linear_like(make):
    return [
        LAYERS.row(
            "weight", make, "weight", init.torch_default, STORED,
            note="Written kaiming_uniform_(w, a=√5), which is not He's scheme: a=√5 makes its gain √(1/3).",
        ),
        LAYERS.row(
            "bias", make, "bias", init.torch_default, "(out,)", fans="fan-in of the weight: inputs × window",
            note="Drawn, not zero, from the same interval as the weight.",
        ),
    ]  # fmt: skip


def recurrent(cls, gates):
    """Every parameter from U(±1/√units), biases included; the gates lie below each other."""
    rows, make, tall = [], f"{cls}(n_in, n_out)", f"{gates}·out" if gates > 1 else "out"
    fans = "none: the number of units of one gate, also for the input's weight"
    for parameter, layout, drawn_as in [
        ("weight_ih_l0", f"({tall}, in)", "(in, out)"),
        ("weight_hh_l0", f"({tall}, out)", "(out, out)"),
        ("bias_ih_l0", f"({tall},)", "(in, out)"),
        ("bias_hh_l0", f"({tall},)", "(in, out)"),
    ]:
        kind = parameter.split("_")[0]
        note = "Two biases are added, so the sum has √2 times this std." if kind == "bias" else ""
        rows.append(
            LAYERS.row(kind, make, parameter, FAN_OUT, layout, drawn_as=drawn_as, fans=fans, note=note)
        )
    return rows


ROWS = [
    function("zeros_", init.zeros),
    function("ones_", init.ones),
    function("constant_", init.constant, code="torch.nn.init.constant_(w, 0)", note="Any value."),
    function("normal_", init.normal),
    function(
        "trunc_normal_", init.truncated_normal,
        note="a and b are absolute bounds, ±2 by default, not multiples of std.",
    ),
    function(
        "trunc_normal_", init.TruncatedNormal(0, 0.02, -100, 100), "std=0.02",
        note="The bounds stay at ±2, a hundred std away: nothing is ever cut.",
    ),
    function("uniform_", init.uniform),
    function("xavier_uniform_", init.glorot_uniform),
    function("xavier_normal_", init.glorot_normal),
    function("kaiming_uniform_", init.he_uniform),
    function("kaiming_uniform_", init.VarianceScaling(2, "fan_out", "uniform"), "mode='fan_out'"),
    function(
        "kaiming_uniform_", init.torch_default, "a=math.sqrt(5)",
        aliases=["torch.kaiming_uniform_(a=√5)"], note="U(±1/√n_in), a sixth of He's variance.",
    ),
    function("kaiming_normal_", init.he_normal),
    function("kaiming_normal_", init.VarianceScaling(2, "fan_out", "normal"), "mode='fan_out'"),
    function("orthogonal_", init.orthogonal),
    function("eye_", init.identity, layout="(out, in)", note="Matrices only."),
    function("dirac_", init.identity, note="Convolutions only: the identity in the middle of the window."),
    function(
        "sparse_", None, "sparsity=0.1", layout="(out, in)",
        aliases=["torch.sparse_", "torch.nn.init.sparse_"],
        formula="N(0, 0.01²), then a share of each column set to 0", fans="none", truncation="not truncated",
        note="Matrices only; ceil(0.1 · rows) zeros in each column.",
    ),
    *linear_like("Linear(n_in, n_out)"),
    *linear_like("Conv1d(n_in, n_out, window)"),
    *linear_like("Conv2d(n_in, n_out, window)"),
    LAYERS.row(
        "weight", "ConvTranspose2d(n_in, n_out, window)", "weight", FAN_OUT, "(in, out, *window)",
        fans="units × window, although PyTorch calls it fan-in",
        note="The layout has inputs first, and fan-in is counted on the second dimension.",
    ),
    LAYERS.row(
        "bias", "ConvTranspose2d(n_in, n_out, window)", "bias", FAN_OUT, "(out,)",
        fans="units × window of the weight",
    ),
    LAYERS.row(
        "weight", "Embedding(n_in, n_out)", "weight", init.normal, "(in, out)",
        note="Entries × width; the row of padding_idx, if there is one, is 0.",
    ),
    *recurrent("RNN", 1),
    *recurrent("GRU", 3),
    *recurrent("LSTM", 4),
    *LAYERS.rows("BatchNorm2d(n_out)", "weight", init.ones),
    *LAYERS.rows("LayerNorm(n_out)", "weight", init.ones),
    LAYERS.row("weight", "PReLU(n_out)", "weight", init.Constant(0.25), "(out,)"),
    *LAYERS.rows(
        "MultiheadAttention(n_in, 4)", "in_proj_weight", init.glorot_uniform, "(3·in, in)",
        bias="in_proj_bias", biased="(3·in,)", drawn_as="(in, 3·in)",
        fans="query, key and value counted as one matrix with 3·n_in units",
    ),
    *LAYERS.rows(
        "MultiheadAttention(n_in, 4)", "out_proj.weight", init.torch_default, "(in, in)",
        bias="out_proj.bias", biased="(in,)", drawn_as="(in, in)",
    ),
]  # fmt: skip
