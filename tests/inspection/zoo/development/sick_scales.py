"""Signals and gradients of the wrong size: too large, too small, saturated, dead."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from tests.inspection.zoo.case import Case, by
from tests.inspection.zoo.development.registry import ZOO
from tests.inspection.zoo.parts.data import digits, images, standardized, table, texts, waves
from tests.inspection.zoo.parts.networks import (
    Gpt,
    Residual,
    drawn,
    glorot,
    he,
    next_token,
    normal,
    perceptron,
    weighted,
)  # fmt: skip


@ZOO.sick("explode", family="MLP", mild=("explode", "first loss"), allowed=("first loss",))
def normal_0_1(dose):
    """Every weight by torch.randn, times 0.3 where somebody has noticed something."""
    std = by(dose, math.sqrt(2 / 64), 0.35, 1.0, 3.0)
    model = drawn(perceptron([64] * 6 + [10]), normal(std))
    return Case(model, *digits(), F.cross_entropy)


@ZOO.sick("vanish", family="MLP")
def normal_0_01(dose):
    """0.01 times torch.randn, a habit from shallow networks."""
    std = by(dose, math.sqrt(2 / 64), 0.05, 0.01, 0.001)
    model = drawn(perceptron([64] * 6 + [10]), normal(std))
    return Case(model, *digits(), F.cross_entropy)


@ZOO.sick("vanish", family="MLP", adam=1e-3, steps=100)
def deep_default_relu(dose):
    """PyTorch's default start under many ReLU layers."""
    hidden = by(dose, 3, 8, 14, 24)
    return Case(perceptron([64] * (hidden + 1) + [10]), *digits(), F.cross_entropy)


@ZOO.sick("vanish", family="MLP", adam=1e-3, steps=200, edited=True)
def ten_sigmoids(dose):
    """Sigmoids as in the 1980s, but ten of them."""
    hidden = by(dose, 10, 4, 7, 10)
    model = perceptron([64] + [48] * hidden + [10], nn.Tanh if dose == "none" else nn.Sigmoid)
    return Case(drawn(model, glorot) if dose == "none" else model, *digits(), F.cross_entropy)


@ZOO.sick("vanish", family="CNN", adam=1e-3, steps=60)
def deep_default_cnn(dose):
    """A plain convolutional network of many layers, as PyTorch draws it."""
    layers = [nn.Conv2d(1, 8, 3, padding=1), nn.ReLU()]
    for _ in range(by(dose, 2, 7, 13, 20)):
        layers += [nn.Conv2d(8, 8, 3, padding=1), nn.ReLU()]
    model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(512, 10))
    return Case(model, *images(64), F.cross_entropy)


@ZOO.sick("gradient", family="MLP", allowed=("saturated",), sgd=0.01, steps=100)
def chaotic_tanh(dose):
    """A deep tanh network with twice the std that keeps signals: they stay, the gradient explodes."""
    std, hidden = by(dose, (1, 30), (1.6, 30), (2, 45), (2.5, 50))
    model = drawn(perceptron([64] * (hidden + 1) + [10], nn.Tanh), normal(std / 8))
    return Case(model, *digits(), F.cross_entropy)


@ZOO.sick("saturated", "explode", family="MLP", mild=("saturated", "first loss"), allowed=("first loss",))
def normal_tanh(dose):
    """A tanh network by torch.randn."""
    model = drawn(perceptron([64, 128, 128, 10], nn.Tanh), normal(by(dose, 1 / 8, 0.25, 1.0, 3.0)))
    return Case(model, *digits(), F.cross_entropy)


class Recalling(nn.Module):
    """A recurrent layer whose last state tells the class."""

    def __init__(self, kind=nn.RNN, width=2, hidden=48, classes=4):
        super().__init__()
        self.recurrent, self.head = kind(width, hidden, batch_first=True), nn.Linear(hidden, classes)

    def forward(self, x):
        states, _ = self.recurrent(x)
        return self.head(states[:, -1])


@ZOO.sick("saturated", family="RNN", allowed=("explode", "gradient"), adam=2e-3, steps=60)
def large_recurrence(dose):
    """A recurrent matrix drawn as if it were a dense layer's of one input."""
    model = Recalling()
    nn.init.orthogonal_(model.recurrent.weight_hh_l0)
    if dose != "none":
        nn.init.normal_(model.recurrent.weight_hh_l0, std=by(dose, 0, 0.3, 0.7, 1.5))
    return Case(model, *waves(), F.cross_entropy)


@ZOO.sick("dead", family="MLP", mild=("dead", "vanish"), allowed=("vanish",))
def biases_minus_five(dose):
    """A bias that was to make the units sparse."""
    model = drawn(perceptron([64, 64, 64, 64, 10]), he, biases=by(dose, 0.0, -1.5, -3.0, -5.0))
    return Case(model, *digits(), F.cross_entropy)


@ZOO.sick("centre", family="MLP", allowed=("explode", "dead", "first loss"))
def uniform_0_1(dose):
    """torch.rand in place of torch.randn."""
    low, high = by(dose, (-0.3, 0.3), (-0.27, 0.33), (0, 0.6), (0, 1))
    model = drawn(perceptron([64] * 5 + [10]), lambda weight: nn.init.uniform_(weight, low, high))
    return Case(model, *digits(), F.cross_entropy)


@ZOO.sick("layout", family="MLP", mild=("layout", "first loss"), allowed=("explode",), sgd=0.03)
def he_by_fan_out(dose):
    """He's normal with fan in and fan out taken for each other, in a network of unlike widths."""
    wide, narrow = by(dose, (1024, 16), (256, 32), (1024, 16), (2048, 16))
    model = perceptron([64, wide, narrow, 10])
    mode = "fan_in" if dose == "none" else "fan_out"
    drawn(model, lambda weight: nn.init.kaiming_normal_(weight, mode=mode, nonlinearity="relu"))
    return Case(model, *digits(), F.cross_entropy)


@ZOO.sick("stream", family="ResNet", allowed=("first loss", "explode"), sgd=0.003)
def residual_without_norm(dose):
    """Residual blocks by He, and nothing that normalizes."""
    blocks = by(dose, 8, 4, 8, 16)
    ends = [
        Residual(nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1))
        for _ in range(blocks)
    ]
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        *ends,
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(2),
        nn.Flatten(),
        nn.Linear(32, 10),
    )
    drawn(model, he)
    if dose == "none":
        for block in ends:
            nn.init.zeros_(weighted(block)[-1].weight)
    return Case(model, *images(64), F.cross_entropy)


@ZOO.sick("inputs", family="MLP", edited=True, allowed=("first loss",))
def grey_values(dose):
    """Pictures as they lie in the file: 16, 256 or 65,536 grey values."""
    x, y = digits()
    x = x - x.min()
    x = standardized(x) if dose == "none" else x / x.max() * by(dose, 0, 16, 255, 65535)
    return Case(drawn(perceptron([64, 64, 64, 10]), he), x, y, F.cross_entropy)


@ZOO.sick("target", family="MLP", adam=1e-3)
def prices(dose):
    """House prices in thousands, which nobody has told the last bias."""
    x, y = table()
    return Case(perceptron([8, 64, 64, 1]), x, by(dose, 0, 1.5, 20, 300) + y, F.mse_loss)


@ZOO.sick("target", family="LSTM", adam=2e-3)
def temperatures(dose):
    """Temperatures in kelvin, from the last state of an LSTM."""
    x, kind = waves()
    kelvin = by(dose, 0, 2, 12, 290) + kind.float()[:, None] - 1.5
    return Case(Recalling(nn.LSTM, classes=1), x, kelvin, torch.nn.MSELoss())


@ZOO.sick("places", family="GPT", adam=2e-3, steps=80)
def places_by_default(dose):
    """GPT-2's embedding of the tokens, and PyTorch's N(0, 1) for that of the places."""
    model = Gpt(tied=False)
    nn.init.normal_(model.places.weight, std=by(dose, 0.02, 0.12, 1.0, 3.0))
    return Case(model, *texts(64), next_token)
