"""The patients: eight small networks as somebody wrote them, each with data, loss and optimizer."""

from __future__ import annotations

import pydoc_data.topics
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

from course_lib.datasets import digits
from course_lib.labs.doctor.networks import GPT, ResNet, adapted, cnn, detector, mlp

__all__ = ["PATIENTS", "Case", "OwnPatient", "Patient"]

CONTEXT, TEXTS = 16, 400  # tokens of a text, and texts
EMPTY = 0.3  # std of the noise around a digit that is to be found


@dataclass(frozen=True, eq=False)
class Case:
    """A network, what it is trained on, and how.

    Attributes:
        inputs, targets: all examples, along axis 0; of a reader's own model what `inspect` takes.
        loss: as `inspect` takes it; None where nothing is trained.
        optimizer: parameters → the optimizer that trains them.
        batch: examples of a step; 0 for all.
    """

    model: nn.Module
    inputs: Any
    targets: Any
    loss: Callable | None
    optimizer: Callable[[list[nn.Parameter]], torch.optim.Optimizer]
    batch: int = 64

    def examples(self, rows: Any) -> tuple[Any, Any]:
        """Some of the inputs and their targets, or all of what has no rows to choose from."""
        return (self.inputs[rows], self.targets[rows]) if self.batch else (self.inputs, self.targets)


@dataclass(frozen=True)
class Patient:
    """Who comes to the doctor: a name that gives nothing away, and what makes the `Case`, drawn by torch's
    own generator."""

    label: str
    make: Callable[[], Case]


def sgd(parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=0.03, momentum=0.9)


def adam(parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
    return torch.optim.AdamW(parameters, lr=1e-3)


def fast_adam(parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
    return torch.optim.AdamW(parameters, lr=3e-3)


@lru_cache(maxsize=2)
def images(standardize: str | None = "global") -> tuple[torch.Tensor, torch.Tensor]:
    """Handwritten digits: pixels (1400, 64) and classes (1400,)."""
    data = digits(standardize=standardize)
    return torch.from_numpy(data.X_train), torch.from_numpy(data.y_train)


def classified(model: nn.Module, optimizer=sgd, shape: tuple[int, ...] = (64,)) -> Case:
    """The digits for a network that takes them in this shape."""
    X, y = images()
    return Case(model, X.reshape(-1, *shape), y, F.cross_entropy, optimizer)


def mlp_of_four() -> Case:
    model = mlp(64, 64, 4, 10)
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    return classified(model)


def mlp_of_six() -> Case:
    model = mlp(64, 64, 6, 10)
    for layer in model:
        if isinstance(layer, nn.Linear):
            layer.weight.data = torch.randn(layer.weight.shape)
            layer.bias.data = torch.zeros(layer.bias.shape)
    return classified(model)


def cnn_of_fourteen() -> Case:
    return classified(cnn(16, 14, 10), adam, (1, 8, 8))


def resnet_of_eight() -> Case:
    model = ResNet(16, 8, 10)
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    return classified(model, sgd, (1, 8, 8))


@lru_cache(maxsize=1)
def texts() -> tuple[torch.Tensor, int]:
    """Characters of Python's own help as numbers, (TEXTS, CONTEXT + 1), and how many kinds there are."""
    text = "".join(pydoc_data.topics.topics.values()).lower()
    text = "".join(character for character in text if character.isascii())
    number = {character: place for place, character in enumerate(sorted(set(text)))}
    tokens = torch.tensor([number[character] for character in text[: TEXTS * (CONTEXT + 1)]])
    return tokens.reshape(TEXTS, CONTEXT + 1), len(number)


def next_token(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


def gpt_of_two() -> Case:
    tokens, vocabulary = texts()
    model = GPT(vocabulary, CONTEXT, width=64, heads=4, blocks=2)
    return Case(model, tokens[:, :-1], tokens[:, 1:], next_token, adam, batch=32)


def lora_of_rank_four() -> Case:
    """Trained on digits, then adapted to their mirror images."""
    model, (X, y) = mlp(64, 64, 3, 10), images()
    optimizer = fast_adam(list(model.parameters()))
    for _ in range(60):
        rows = torch.randint(len(X), (64,))
        optimizer.zero_grad()
        F.cross_entropy(model(X[rows]), y[rows]).backward()
        optimizer.step()
    mirrored = X.reshape(-1, 8, 8).flip(2).flatten(1)
    return Case(adapted(model, rank=4), mirrored, y, F.cross_entropy, fast_adam)


def heatmap() -> Case:
    """Where does the digit stand? Of the 64 places of an image one is right."""
    X, _ = images()
    corners = torch.randint(9, (len(X), 2))
    scenes, places = EMPTY * torch.randn(len(X), 1, 16, 16), torch.zeros(len(X), 1, 8, 8)
    for image, digit, place, (row, column) in zip(scenes, X, places, corners.tolist(), strict=True):
        image[0, row : row + 8, column : column + 8] += digit.reshape(8, 8)
        place[0, (row + 4) // 2, (column + 4) // 2] = 1
    return Case(detector(16), scenes, places, F.binary_cross_entropy_with_logits, fast_adam)


def mlp_on_scans() -> Case:
    model, (X, y) = mlp(64, 64, 4, 10), images(None)
    for layer in model:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    return Case(model, X * (255 / 16), y, F.cross_entropy, sgd)


PATIENTS = {
    "mlp4": Patient("MLP, 4 layers", mlp_of_four),
    "mlp6": Patient("MLP, 6 layers", mlp_of_six),
    "cnn14": Patient("CNN, 14 layers", cnn_of_fourteen),
    "resnet8": Patient("ResNet, 8 blocks", resnet_of_eight),
    "gpt2": Patient("GPT, 2 blocks", gpt_of_two),
    "lora4": Patient("LoRA of rank 4", lora_of_rank_four),
    "heatmap": Patient("Detector, heat map", heatmap),
    "scans": Patient("MLP on scanned digits", mlp_on_scans),
}


class OwnPatient(Patient):
    """A reader's own model, with the inputs, targets and loss that `inspect` takes."""

    def __init__(self, model: nn.Module, inputs: Any, targets: Any = None, loss: Callable | None = None):
        case = Case(model, inputs, targets, loss, adam, batch=0)
        super().__init__("your model", lambda: case)

    def __str__(self) -> str:
        return "own"

    def __repr__(self) -> str:
        """As a call of the lab goes on after ``patient=``."""
        return "'own', model=model, inputs=inputs, targets=targets, loss=loss"
