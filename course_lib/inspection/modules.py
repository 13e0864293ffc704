"""What the parameters of a module are: weights with their fans, biases, gains of norms, embeddings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import EllipsisType

import torch
from torch import nn
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.conv import _ConvNd
from torch.nn.parameter import is_lazy

from course_lib.initializers import fans

CONVOLUTIONS = _ConvNd  # the transposed ones too
EMBEDDINGS = (nn.Embedding, nn.EmbeddingBag)
NORMS = (_NormBase, nn.LayerNorm, nn.GroupNorm, nn.RMSNorm)  # _NormBase: every batch and instance norm
RECURRENT = (nn.RNNBase, nn.RNNCellBase)
LAYERS = (nn.Linear, nn.Bilinear, CONVOLUTIONS, *RECURRENT)  # what holds weights and biases by these names
# What several matrices that are stored as one stand for, in PyTorch's order.
QUERY_KEY_VALUE = "qkv"
LSTM_GATES, GRU_GATES = "ifgo", "rzn"
RECURRENT_NAME = re.compile(r"(weight|bias)_(ih|hh|hr)(_l\d+(_reverse)?)?")
ATTENTION_ROLES = {
    "in_proj_weight": "weight", "q_proj_weight": "weight", "k_proj_weight": "weight",
    "v_proj_weight": "weight", "in_proj_bias": "bias",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class ParameterBlock:
    """A parameter of a module, or the part of one that has a fan of its own.

    `name` is that of `named_parameters()`, `also` the other names of the same parameter where it is tied;
    `part` is "q", "k" or "v" in packed attention, a gate ("i", "f", "g", "o" of an LSTM, "r", "z", "n" of
    a GRU), or "" for a whole parameter. `module` holds it, as `module_name`. `role` is "weight", "bias",
    "norm gain", "norm shift", "embedding" or "other". `fan_in` and `fan_out` are whole numbers, and None for
    what has none; a bias has the fan-in of its unit, and no fan-out. `recurrent` says that it acts on the
    state of the step before. `rows` are those of `parameter` that belong to the block.
    """

    name: str
    also: tuple[str, ...]
    part: str
    module: nn.Module
    module_name: str
    role: str
    parameter: nn.Parameter
    rows: slice | EllipsisType
    fan_in: int | None
    fan_out: int | None
    recurrent: bool

    @property
    def tensor(self) -> torch.Tensor:
        """The numbers of the block: a view without a gradient, in the parameter's own memory."""
        return self.parameter.detach()[self.rows]

    @property
    def label(self) -> str:
        """The name with its part, such as ``attention.in_proj_weight[q]``."""
        return f"{self.name}[{self.part}]" if self.part else self.name


def parameter_blocks(model: nn.Module) -> list[ParameterBlock]:
    """What each parameter of a module is, in the order of ``model.named_parameters()``.

    A tied parameter comes once, under its first name; one that is an embedding anywhere is an embedding.
    Weights are those of Linear, Bilinear, convolutions, recurrent layers and MultiheadAttention. Packed
    attention is taken apart into q, k and v, a recurrent layer into its gates. The fans of a convolution are
    those of one group. A transposed one counts the whole window, as if its stride were 1: with stride s in d
    dimensions, an output has on average fan_in / sᵈ inputs. In the same way fan_out of a convolution with a
    stride counts more outputs than an input feeds. Bilinear's fan_out is that of its first input.

    What a layer computes its weight from (weight_norm, spectral_norm, pruning) and parameters of modules that
    are not PyTorch's have the role "other" and no fan: of a layer with weight_norm only the bias is known.

    Raises ValueError for a lazy module, whose parameters have no shape yet, and TypeError for a ScriptModule.

    >>> [(block.label, block.role, block.fan_in) for block in parameter_blocks(nn.GRUCell(5, 3))][:2]
    [('weight_ih[r]', 'weight', 5), ('weight_ih[z]', 'weight', 5)]
    """
    if isinstance(model, torch.jit.ScriptModule):
        raise TypeError(
            "model must not be a ScriptModule, whose layers have no types: take what was scripted"
        )
    names: dict[nn.Parameter, list[str]] = {}
    for name, parameter in model.named_parameters(remove_duplicate=False):
        if is_lazy(parameter):
            raise ValueError(f"{name} of a lazy module has no shape yet: call model(inputs) once, then again")
        names.setdefault(parameter, []).append(name)
    return [block for parameter, found in names.items() for block in _blocks(model, parameter, found)]


def _blocks(model: nn.Module, parameter: nn.Parameter, names: list[str]) -> list[ParameterBlock]:
    """The blocks of one parameter, which has one or more names in the model."""
    name, *also = names
    module, leaf = _place(model, name)
    role = "embedding" if any(_role(*_place(model, one)) == "embedding" for one in names) else None
    role = role or _role(module, leaf)
    parts = _parts(module, leaf) if role in ("weight", "bias") else ""
    size = len(parameter) // len(parts) if parts else 0
    blocks = []
    for number, part in enumerate(parts or [""]):
        rows = slice(number * size, (number + 1) * size) if parts else ...
        fan_in, fan_out = None, None
        if role == "weight":
            fan_in, fan_out = _fans(module, parameter.detach()[rows])
        elif role == "bias":
            fan_in, _ = _fans(module, _weight_beside(module, leaf, part))
        blocks.append(
            ParameterBlock(
                name, tuple(also), part, module, name.rpartition(".")[0], role, parameter, rows,
                fan_in, fan_out, recurrent=isinstance(module, RECURRENT) and "_hh" in leaf,
            )
        )  # fmt: skip
    return blocks


def _place(model: nn.Module, name: str) -> tuple[nn.Module, str]:
    """The module that holds a parameter, and the parameter's name there."""
    module_name, _, leaf = name.rpartition(".")
    return model.get_submodule(module_name), leaf


def _role(module: nn.Module, leaf: str) -> str:
    """What a module uses its parameter for."""
    if isinstance(module, NORMS):
        return {"weight": "norm gain", "bias": "norm shift"}.get(leaf, "other")
    if isinstance(module, EMBEDDINGS):
        return {"weight": "embedding"}.get(leaf, "other")
    if isinstance(module, nn.Linear | nn.Bilinear | CONVOLUTIONS):
        return leaf if leaf in ("weight", "bias") else "other"
    if isinstance(module, RECURRENT):
        known = RECURRENT_NAME.fullmatch(leaf)
        return known[1] if known else "other"
    if isinstance(module, nn.MultiheadAttention):
        return ATTENTION_ROLES.get(leaf, "other")
    return "other"


def _parts(module: nn.Module, leaf: str) -> str:
    """A letter for each of the matrices or biases that are stored as one; none where it is one alone."""
    if isinstance(module, nn.MultiheadAttention):
        return QUERY_KEY_VALUE if leaf.startswith("in_proj") else leaf[0]  # q_proj_weight
    if "_hr" in leaf:  # an LSTM's projection, which is no gate
        return ""
    if isinstance(module, nn.LSTM | nn.LSTMCell):
        return LSTM_GATES
    return GRU_GATES if isinstance(module, nn.GRU | nn.GRUCell) else ""


def _weight_beside(module: nn.Module, leaf: str, part: str) -> nn.Parameter | None:
    """The weight that a bias goes with; None where the layer computes it."""
    held = dict(module.named_parameters(recurse=False))
    return held.get(leaf.replace("bias", "weight"), held.get(f"{part}_proj_weight"))


def _fans(module: nn.Module, weight: torch.Tensor | None) -> tuple[int | None, int | None]:
    """Fan-in and fan-out of a weight; None for a weight that is not there or has no entries."""
    if weight is None or not weight.numel():
        return None, None
    if isinstance(module, CONVOLUTIONS):
        return fans(weight, layout="torch", groups=module.groups, transposed=module.transposed)
    return fans(weight, layout="torch")
