"""Lesson 07b, the appendix on biases: its predictions, and the check of a network's start."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from course_lib.checks.answers import call
from course_lib.checks.exercise import exercise
from course_lib.checks.hints import Hints
from course_lib.checks.mistakes import first_fault, near, recognised
from course_lib.checks.question import Question
from course_lib.checks.verdict import Unreadable, Verdict, not_attempted, right

if TYPE_CHECKING:
    import torch

QUESTIONS = {
    "without_biases": Question.of(
        "20 layers of nn.Linear as PyTorch draws them, with ReLU: E[z²] levels off near 0.003, thanks to the random biases. Now every bias is 0, and E[z²] falls to "
        "4 · 10⁻¹⁶. How does the variance of z across inputs change in layer 20?",
        {
            "die": ("It falls with E[z²], by more than ten powers of ten",
                    "Then the biases would have made the differences. But a bias is the same for every input, so it makes none."),
            "same": "Little: it stays within a factor of ten",
            "live": ("It grows, because the biases had drowned the differences",
                     "The share of E[z²] that differs does grow, to about a tenth. The variance itself does not: weights and ReLU shrink it with biases or without."),
        },
        "The variance across inputs is about 10⁻¹⁶ with PyTorch's biases, and a little lower without. Weights and ReLU divide it by about 6 in every layer.",
        "biases", {"scheme": "glorot_normal", "activation": "identity"},
        {"scheme": "standard", "activation": "relu", "bias": "torch"},
    ),
    "large_biases": Question.of(
        "Glorot's weights, 20 tanh layers, all biases 0: in layer 20 E[z²] is 0.025, and nearly all of it differs from input to input. Draw the biases from N(0, 1) instead. "
        "What happens?",
        {
            "better": ("E[z²] grows to about 1.5, and so do the differences",
                       "E[z²] does grow. But a bias is the same for every input, so it adds no difference."),
            "kept": ("E[z²] grows, and the differences stay at 0.025",
                     "That holds for linear units. tanh is flat where the bias pushes it, and shrinks the differences there."),
            "blind": "E[z²] grows, and the differences fall to about 10⁻⁸",
        },
        "The biases push tanh to where its slope is small, and every layer multiplies the variance across inputs by the mean square of the slope. U(0, 1) does the same, a little more slowly; 0.001 does no harm.",
        "biases", {"scheme": "standard", "activation": "relu", "bias": "torch"},
        {"scheme": "glorot_normal", "activation": "tanh", "bias": "normal"},
    ),
}  # fmt: skip

# ---- a network's start ----------------------------------------------------------------------------

STOPS = {
    "'NoneType' object": "One layer has no bias: its bias is None, and nothing can be filled there. Leave that one out.",
    "leaf Variable": "PyTorch wants to differentiate this change, and cannot. Use a function of torch.nn.init, or torch.no_grad().",
}  # fmt: skip
WITHIN = 0.03  # of a std: six standard errors in the smallest layer
WRONG_STDS: list[tuple[Callable, str]] = [
    (lambda n_in, n_out: math.sqrt(2 / n_out), "The weights are divided by the root of the fan-out. He's scheme takes the fan-in."),
    (lambda n_in, n_out: math.sqrt(2 / (n_in + n_out)), "The weights have Glorot's std. ReLU layers need He's."),
    (lambda n_in, n_out: math.sqrt(1 / n_in), "The weights have LeCun's std: the factor 2 for ReLU is missing."),
    (lambda n_in, n_out: math.sqrt(1 / (3 * n_in)), "The weights have the std of PyTorch's default, with a sixth of He's variance."),
    (lambda n_in, n_out: 2 / n_in, "You took He's variance for the std."),
    (lambda n_in, n_out: 1, "The weights are from N(0, 1). Their std has to fall with the fan-in."),
]  # fmt: skip


@exercise("whole_network", takes="start")
def check_whole_network(start: Any) -> Verdict | str:
    """``start(network)`` fills every Linear's weight by He's normal scheme and every bias with 0, in place."""
    import torch
    from torch.nn import Linear, ReLU, Sequential

    todo = "Go through all layers of the network, and fill the weight and the bias of every Linear."
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        inner = Sequential(Linear(400, 200, bias=False), ReLU())
        network = Sequential(Linear(256, 400), ReLU(), inner, Linear(200, 100))
        old = dict(network.named_parameters())
        before = {name: one.detach().clone() for name, one in old.items()}
        try:
            call("whole_network", start, "network", (network,), todo, returns=False)
        except Unreadable as error:
            return next((why for part, why in STOPS.items() if part in str(error)), error.verdict)
    new = dict(network.named_parameters())
    kept = {name for name, one in new.items() if name in before and one.equal(before[name])}
    if set(new) - kept == {"0.bias"} and not new["0.bias"].any():
        return not_attempted(todo)
    fault = judge_parameters(old, new, kept)
    after = {name: one.detach() for name, one in new.items()}
    weights = [one for name, one in after.items() if name.endswith("weight")]
    biases = [one for name, one in after.items() if name.endswith("bias")]
    return fault or judge_weights(weights) or judge_biases(biases) or right(
        "Every layer was reached, also the inner one, and the missing bias was left alone. The optimizer may be "
        "made before or after: the parameters are still the same objects."
    )  # fmt: skip


def judge_parameters(old: dict, new: dict, kept: set[str]) -> str | None:
    """What is wrong with which parameters there are, and which were ``kept`` as they were."""
    if set(new) != set(old):
        return "A parameter is gone or was added. A bias that starts at 0 is still there, and can be learned; None cannot."
    inner = {"2.0.weight"}
    biases = {name for name in new if name.endswith("bias")}
    return first_fault(
        (kept == set(new), "Nothing in the network has changed. Fill its own tensors, in place."),
        (any(new[name] is not one for name, one in old.items()),
            "There is a new Parameter in place of an old one. An optimizer made earlier would go on with the old one: fill it in place."),
        (not all(one.requires_grad for one in new.values()), "Some parameters are frozen now: requires_grad is False."),
        (not all(one.isfinite().all() for one in new.values()), "Some entries are not finite."),
        (kept == inner, "The Linear in the inner Sequential is as it was. Going through network itself stops at the outer layers."),
        (kept == set(new) - biases, "The biases are done; the weights are still as PyTorch drew them."),
        (kept == biases, "The weights are done; the biases are still as PyTorch drew them."),
        (bool(kept), f"Still as PyTorch drew them: {', '.join(sorted(kept))}."),
    )  # fmt: skip


def judge_weights(weights: list[torch.Tensor]) -> str | None:
    """Why the weights, each (out, in), are not from He's normal scheme."""
    if any(one.min() == one.max() for one in weights):
        return "All weights of a layer are equal, so its units stay equal (lesson 01). Draw them."
    sizes = [one.shape[::-1] for one in weights]
    stds = [float(one.std()) for one in weights]
    he = [math.sqrt(2 / n_in) for n_in, _ in sizes]
    if not all(near(std, target, WITHIN) for std, target in zip(stds, he, strict=True)):
        otherwise = (
            f"The std of the first layer's weights is {stds[0]:.3g}; He's scheme asks for {he[0]:.3g}."
        )
        return recognised(stds, sizes, WRONG_STDS, WITHIN) or otherwise
    if all(one.abs().max() < 1.01 * math.sqrt(3) * std for one, std in zip(weights, he, strict=True)):
        return "The std is He's, but the draw is uniform. The normal scheme is wanted."
    return None


def judge_biases(biases: list[torch.Tensor]) -> str | None:
    """Why the biases are not 0."""
    if not any(one.any() for one in biases):
        return None
    if all(one.min() == one.max() for one in biases):
        return f"Every bias is {float(biases[0][0]):.3g}. Start them at 0."
    return "The biases are random numbers: they add a component that is the same for every input. Start them at 0."


HINTS = {
    "whole_network": Hints(
        "There are two things to find: layers that stand inside other modules, and biases that do not exist.",
        "A module of PyTorch can list every module inside it, at any depth. isinstance picks the Linear ones, and the "
        "functions of torch.nn.init fill a tensor in place.",
        'Loop over network.modules(). Each torch.nn.Linear gets kaiming_normal_ with nonlinearity="relu" for its weight, '
        "and zeros_ for its bias unless that is None.",
        why="modules() goes through all levels. A layer made with bias=False has None for its bias.",
    ),
}
