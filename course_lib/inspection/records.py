"""What one look at a model leaves: a record a layer, a parameter, a sum, a loss, and the findings."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import torch

NAN = math.nan


@dataclass
class Layer:
    """One product of an input with weights, in the order in which the model computed them.

    A module that is called twice has two. A quantity that was not measured is NaN.

    Attributes:
        name: where it is, as `named_modules` says; of a bare parameter, its own name.
        operation: PyTorch's name of the product, such as ``"linear"`` or ``"lstm"``.
        weights: the names of the parameters in it.
        input_mean_square: E[x²] of what comes in.
        given: E[x²] of the model's own inputs that it comes from, where no other layer comes before it.
        input_across: the part of it that differs from one input to the next.
        mean_square, mean, across: E[z²], E[z], and v, the variance across inputs, of what it computes.
        gradient: E[δ²], δ = ∂loss/∂z.
        weight_gradient: the mean square of ∂loss/∂w, over its weights.
        update: root mean square of the next step, over that of the weights.
        activation: the activation that follows, under its name in `course_lib.activations`, or PyTorch's.
        saturated: the share of z, from 0 to 1, where that activation is flat.
        dead: the share of units, from 0 to 1, whose z lies where it is flat for every input.
        argument: the std across inputs, in radians, of what a sine or cosine receives from it.
        encoded: what comes in are sines of the model's inputs, or stands beside such.
        product: of a table, E[x²] of its rows times that of the rows which they are multiplied with.
        first: no other layer comes before it.
        output: what it computes leaves the model.
        recorded: whether gradients were recorded, as they are not under `torch.no_grad`.
        after_norm, before_norm: a norm stands right before it, or between it and the next.
        normed: a norm stands anywhere before it.
        sums: how many residual sums stand before it.
        after: the numbers of the layers that its input comes from.
        depth: how many layers it takes to get from the inputs to its output.
        branch_end: a sum adds its output to what came there by fewer layers.
        low_rank: it is one of LoRA's two, whose product a sum adds to what a whole layer computes.
        fan_in: how many numbers each of its units adds up; None where that is the module's to say.
        unit_axis: the axis of the output along which its units stand.
    """

    name: str
    operation: str
    weights: frozenset[str] = frozenset()
    shape: tuple[int, ...] = ()
    input_mean_square: float = NAN
    given: float = NAN
    input_across: float = NAN
    mean_square: float = NAN
    mean: float = NAN
    across: float = NAN
    gradient: float = NAN
    weight_gradient: float = NAN
    update: float = NAN
    activation: str | None = None
    saturated: float = NAN
    dead: float = NAN
    argument: float = NAN
    encoded: bool = False
    product: float = NAN
    first: bool = False
    output: bool = False
    recorded: bool = True
    after_norm: bool = False
    before_norm: bool = False
    normed: bool = False
    sums: int = 0
    after: frozenset[int] = frozenset()
    depth: int = 1
    branch_end: bool = False
    low_rank: bool = False
    fan_in: int | None = None
    unit_axis: int = -1


@dataclass(frozen=True)
class Sum:
    """A residual sum: E[x²] before the branch was added and after, and whether the branch has a norm."""

    name: str
    before: float
    after: float
    branch_normed: bool


@dataclass(frozen=True)
class Places:
    """A sum of rows that the inputs look up and of what is the same for every input, such as codes of places.

    Attributes:
        rows, codes: the names of the parameters of each; no names for codes that are fixed.
        ratio: E[x²] of the rows over that of the codes.
    """

    rows: frozenset[str]
    codes: frozenset[str]
    ratio: float


@dataclass(frozen=True)
class LossCall:
    """One call of a loss function of PyTorch.

    Attributes:
        kind: PyTorch's name of it.
        value: the mean over its targets.
        times: how many times that mean its own reduction gives.
        equal_odds: the loss of a guess that holds all classes for equally likely, in nats; else NaN.
        entropy: the loss of a guess that knows each class's frequency; of mse_loss the targets' variance.
        targets_a_class: how many targets there are for each class.
        binary: of yes or no, not of one class among several.
        probabilities: what it was given are probabilities, where it wants logits.
        output_mean, target_mean, target_variance: of a regression.
        layers: the numbers of the layers that its input comes from.
    """

    kind: str
    value: float
    times: float = 1.0
    classes: int = 0
    equal_odds: float = NAN
    entropy: float = NAN
    targets_a_class: float = 0.0
    frequencies: tuple[float, ...] = ()
    binary: bool = False
    probabilities: bool = False
    output_mean: float = NAN
    target_mean: float = NAN
    target_variance: float = NAN
    layers: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class Parameter:
    """What is known of one parameter, or of a part of it that has a fan of its own, such as a gate.

    Attributes:
        name: as in `named_parameters`; ``label`` adds the part.
        role: "weight", "bias", "norm gain", "norm shift", "embedding" or "other".
        fan_in, fan_out: None where there is none.
        mean, std: of its entries; ``largest`` the largest absolute value.
        asked: the std that its fan-in and the activation after it ask for; NaN where nothing does.
        gradient: the mean square of ∂loss/∂w; NaN where no gradient arrives.
        update: root mean square of the next step, over that of the weights; NaN without an optimizer.
        activation: the activation after its layer.
        unit_axis: the axis of a weight along which the units of its layer stand.
    """

    name: str
    label: str
    role: str
    shape: tuple[int, ...]
    dtype: torch.dtype
    trainable: bool
    fan_in: int | None
    fan_out: int | None
    recurrent: bool
    mean: float
    std: float
    largest: float
    asked: float = NAN
    gradient: float = NAN
    update: float = NAN
    activation: str | None = None
    unit_axis: int = 0
    module: torch.nn.Module | None = field(default=None, repr=False)
    tensor: torch.Tensor | None = field(default=None, repr=False)
    slope: torch.Tensor | None = field(default=None, repr=False)

    @property
    def mean_square(self) -> float:
        return self.mean**2 + self.std**2


@dataclass
class Step:
    """What one step of training showed.

    Attributes:
        number: how many steps came before it.
        layers: a `Layer` for each product of an input with weights.
        std: by the name of a parameter, the std of its entries before the step.
        gradient: by name, the mean square of what ``backward`` last added to its gradient.
        update: by name, the root mean square of the change until the next pass, over that of the entries.
    """

    number: int
    layers: list[Layer] = field(default_factory=list)
    std: dict[str, float] = field(default_factory=dict)
    gradient: dict[str, float] = field(default_factory=dict)
    update: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """A change of parameters, by their names.

    ``function`` is one of `torch.nn.init`, ``"requires_grad_"`` or ``"copy_"`` of the parameters, or
    ``"reset_parameters"`` of modules.
    """

    function: str
    names: tuple[str, ...]
    arguments: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or worth knowing.

    Attributes:
        code: the short name of the rule.
        severity: "fault", or "note" where mending it was not seen to help.
        words: what is wrong, in one or two sentences.
        measured: the number that says so, and what it is held against.
        line: the line of code that mends it.
        where: the layers or parameters that it is about.
        source: who found it, with a link.
        changes: what `fix` does; empty where the line changes data, loss, optimizer or source.
    """

    code: str
    severity: str
    words: str
    measured: str
    line: str
    where: tuple[str, ...]
    source: str
    changes: tuple[Change, ...] = field(default=(), repr=False)


@dataclass
class Observation:
    """All that one run of a model showed: the rules look at this and at nothing else.

    Attributes:
        slopes: the gradient of every parameter, by name; None where none arrives.
        rerun: takes one more run on the same inputs and returns every parameter's gradient, by name.
        detached: the places in the source, as ``file:line``, where tensors were cut from their gradient, each
            with the numbers of the layers that such a tensor came from.
        used: the names of the parameters that took part in the run.
        loss: the loss of this run; NaN without a loss.
        transformed: a part of the model ran inside `torch.vmap` or its like.
    """

    layers: list[Layer]
    sums: list[Sum]
    places: list[Places]
    losses: list[LossCall]
    parameters: list[Parameter]
    loss: float
    has_loss: bool
    used: frozenset[str]
    detached: dict[str, frozenset[int]]
    model: torch.nn.Module
    transformed: bool = False
    optimizer: torch.optim.Optimizer | None = None
    lr: float | None = None
    slopes: dict[str, torch.Tensor | None] = field(default_factory=dict, repr=False)
    rerun: Callable[[], dict[str, torch.Tensor | None]] | None = None

    @property
    def hidden(self) -> list[Layer]:
        """The layers whose output stays in the model."""
        return [layer for layer in self.layers if not layer.output]
