"""The changes that mend a start, and the line of code that each of them is."""

from __future__ import annotations

import keyword
import math
from collections import defaultdict
from collections.abc import Iterable

from torch import nn

from course_lib.activations import ACTIVATIONS
from course_lib.inspection.records import Change, Observation, Parameter

RECTIFYING = {"relu", "leaky_relu", "prelu", "elu", "gelu", "silu"}
RECTIFYING |= {"relu6", "rrelu", "celu", "mish", "hardswish"}
PLAIN = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)  # whose fans `nn.init` counts as this course does
FIXED = {"norm gain": "ones_", "norm shift": "zeros_", "bias": "zeros_"}
HE_ENOUGH = 0.05  # how far a gain may be from √2
TABLE_STD = 0.02  # GPT-2's, of its tokens' embedding


def expression(model: nn.Module, name: str) -> str:
    """How a reader's code says ``model.get_parameter(name)``."""
    text, module = "model", model
    *parts, last = name.split(".")
    for part in parts:
        if part.isdigit() and isinstance(module, nn.Sequential | nn.ModuleList):
            text += f"[{part}]"
        elif part.isidentifier() and not keyword.iskeyword(part) and not isinstance(module, nn.ModuleDict):
            text += f".{part}"
        else:
            return f"model.get_parameter({name!r})"
        module = module.get_submodule(part)
    return f"{text}.{last}" if last.isidentifier() else f"model.get_parameter({name!r})"


def line_of(model: nn.Module, changes: Iterable[Change]) -> str:
    """The changes as code that runs where ``model`` and ``torch.nn`` as ``nn`` are known, a line each."""
    return "\n".join(_line(model, change) for change in changes)


def _line(model: nn.Module, change: Change) -> str:
    one = len(change.names) == 1
    known = one and change.function != "reset_parameters"
    target = expression(model, change.names[0]) if known else "model.get_parameter(name)"
    given = "".join(f", {key}={value!r}" for key, value in change.arguments)
    if change.function == "requires_grad_":
        call = f"{target}.requires_grad_()"
    elif change.function == "reset_parameters":
        part = "model" if change.names == ("",) else f"model.get_submodule({change.names[0]!r})"
        call = f"{part if one else 'model.get_submodule(name)'}.reset_parameters()"
    elif change.function == "copy_":
        call = f"{target}.data.copy_(torch.tensor({list(change.arguments[0][1])!r}))"
    else:
        call = f"nn.init.{change.function}({target}{given})"
    return call if one else f"for name in {list(change.names)!r}: {call}"


def rounded(value: float) -> float:
    """A number with two digits, as one writes it into code."""
    return float(f"{value:.2g}")


def redrawn(parameters: Iterable[Parameter]) -> tuple[Change, ...]:
    """Draw weights as their fans and the activations after them ask: He for rectifiers, Glorot for all else.

    GELU, SiLU and ELU have gains of their own, which deep stacks need. What packs several matrices, is
    transposed or belongs to no layer of PyTorch's gets its own std.
    """
    groups: dict[tuple, list[str]] = defaultdict(list)
    done: set[str] = set()
    for one in parameters:
        if one.name not in done:
            function, *arguments = _draw(one)
            groups[function, tuple(arguments)].append(one.name)
            done.add(one.name)
    return tuple(Change(function, tuple(names), given) for (function, given), names in groups.items())


def _draw(one: Parameter) -> tuple:
    if one.role in FIXED:
        return (FIXED[one.role],)
    if one.role in ("embedding", "other"):
        return "normal_", ("std", TABLE_STD)
    if one.recurrent or not isinstance(one.module, PLAIN):
        std = one.asked if math.isfinite(one.asked) else 1 / math.sqrt(max(one.shape[-1], 1))
        return "normal_", ("std", rounded(std))
    if one.activation in RECTIFYING:
        known = one.activation in ACTIVATIONS
        if known and not math.isclose(gain_of(one), math.sqrt(2), rel_tol=HE_ENOUGH):
            return "normal_", ("std", rounded(one.asked))
        return "kaiming_normal_", ("nonlinearity", "relu")
    return ("xavier_normal_",)


def zeroed(parameters: Iterable[Parameter]) -> tuple[Change, ...]:
    """Set parameters to zero."""
    names = tuple(dict.fromkeys(one.name for one in parameters))
    return (Change("zeros_", names),) if names else ()


def fine_tuned(observation: Observation) -> bool:
    """Whether weights stand as training left them: LoRA's second matrix, zero at first, is so no more."""
    ends = {name for one in observation.layers if one.low_rank and one.branch_end for name in one.weights}
    moved = any(one.name in ends and one.role == "weight" for one in weights_of(observation))
    return moved and any(not one.trainable for one in weights_of(observation))


def weights_of(observation: Observation) -> list[Parameter]:
    """The weights that are drawn: those of layers that have a fan, apart from such as are zero on purpose."""
    return [one for one in observation.parameters if one.role == "weight" and one.fan_in and one.largest > 0]


def biases_of(observation: Observation) -> list[Parameter]:
    """The biases that are not zero."""
    return [one for one in observation.parameters if one.role == "bias" and one.largest > 0]


def gain_of(one: Parameter) -> float:
    """The gain of the activation after a parameter's layer; 1 where the course knows none."""
    return ACTIVATIONS[one.activation].gain if one.activation in ACTIVATIONS else 1.0


def percent(share: float) -> str:
    """A share from 0 to 1 in percent."""
    return f"{100 * share:.0f} %"


def some(names: Iterable[str], most: int = 3) -> str:
    """Names in a sentence: the first few, and how many more."""
    names = list(dict.fromkeys(f"`{name}`" if name else "the model itself" for name in names))
    said = ", ".join(names[:most])
    return f"{said} and {len(names) - most} more" if len(names) > most else said
