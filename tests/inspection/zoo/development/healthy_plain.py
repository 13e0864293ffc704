"""Healthy networks without much structure, each with something that a hasty rule would name."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from tests.inspection.zoo.case import Case
from tests.inspection.zoo.development.registry import ZOO
from tests.inspection.zoo.development.sick_scales import Recalling
from tests.inspection.zoo.parts.data import digits, images, pixels, spots, table, texts, waves
from tests.inspection.zoo.parts.networks import drawn, glorot, he, normal, perceptron, weighted


@ZOO.healthy("MLP")
def he_relu():
    """Twelve ReLU layers by He, and the optimizer that trains them."""
    model = drawn(perceptron([64] * 13 + [10]), he)
    model[-1].reset_parameters()
    return Case(
        model, *digits(), F.cross_entropy, {"optimizer": torch.optim.SGD(model.parameters(), 0.02, 0.9)}
    )


@ZOO.healthy("MLP")
def default_relu():
    """Four hidden layers as PyTorch draws them."""
    return Case(perceptron([64, 64, 64, 64, 64, 10]), *digits(), nn.CrossEntropyLoss())


@ZOO.healthy("MLP")
def glorot_tanh():
    """Twenty tanh layers by Glorot."""
    return Case(drawn(perceptron([64] * 21 + [10], nn.Tanh), glorot), *digits(), F.cross_entropy)


@ZOO.healthy("MLP", adam=2e-3)
def two_sigmoids():
    """Two hidden layers of sigmoids."""
    return Case(drawn(perceptron([64, 32, 32, 10], nn.Sigmoid), glorot), *digits(), F.cross_entropy)


@ZOO.healthy("MLP", sgd=0.01)
def lecun_selu():
    """Sixteen SELU layers by LeCun."""
    model = perceptron([64] + [48] * 16 + [10], nn.SELU)
    drawn(model, lambda weight: nn.init.normal_(weight, std=1 / math.sqrt(weight.shape[1])))
    return Case(model, *digits(), F.cross_entropy)


@ZOO.healthy("MLP", adam=2e-3)
def prelu_dropout():
    """PReLU and dropout, in training mode."""
    model = nn.Sequential(
        nn.Linear(64, 96), nn.PReLU(96), nn.Dropout(0.3), nn.Linear(96, 96), nn.PReLU(), nn.Linear(96, 10)
    )
    return Case(model, *digits(), F.cross_entropy)


@ZOO.healthy("MLP")
def grey_values_normed():
    """Grey values from 0 to 255, and a batch norm first."""
    x, y = pixels()
    model = nn.Sequential(nn.BatchNorm1d(64), drawn(perceptron([64, 64, 64, 10]), he))
    return Case(model, x * 255 / 16, y, F.cross_entropy)


@ZOO.healthy("MLP")
def grey_values_to_one():
    """Grey values from 0 to 1, not centred, as ToTensor gives them."""
    x, y = pixels()
    return Case(perceptron([64, 128, 64, 10]), x / 16, y, F.cross_entropy)


@ZOO.healthy("MLP")
def log_softmax_twice():
    """A log-softmax before cross-entropy, which changes nothing."""
    model = nn.Sequential(*perceptron([64, 64, 10]), nn.LogSoftmax(1))
    return Case(model, *digits(), F.cross_entropy)


@ZOO.healthy("MLP")
def known_prior():
    """One positive in twenty, and the last bias says so."""
    x, _ = digits(512)
    y = (x[:, 20] + 0.2 * torch.randn(512) > x[:, 20].quantile(0.95)).float()[:, None]
    model = drawn(perceptron([64, 64, 1]), he)
    nn.init.normal_(model[-1].weight, std=0.01)
    nn.init.constant_(model[-1].bias, math.log(0.05 / 0.95))
    return Case(model, x, y, nn.BCEWithLogitsLoss())


@ZOO.healthy("MLP", adam=2e-3)
def table_of_numbers():
    """A standardized target and Huber's loss."""
    return Case(perceptron([8, 64, 64, 1]), *table(), F.huber_loss)


@ZOO.healthy("MLP", adam=2e-3)
def autoencoder():
    """Digits through eight units and back."""
    x, _ = digits()
    return Case(perceptron([64, 48, 8, 48, 64], nn.GELU), x, x, F.mse_loss)


class Functional(nn.Module):
    """Weights of its own, and functions in place of modules."""

    def __init__(self):
        super().__init__()
        self.first = nn.Parameter(torch.randn(64, 64) * math.sqrt(2 / 64))
        self.gate = nn.Parameter(torch.randn(64, 64) / 8)
        self.last, self.offset = nn.Parameter(torch.randn(64, 10) / 8), nn.Parameter(torch.zeros(10))

    def forward(self, x):
        h = torch.relu(x @ self.first)
        h = h * torch.einsum("bi,ij->bj", x, self.gate).sigmoid()
        return torch.addmm(self.offset, F.dropout(h, 0.1, self.training), self.last)


@ZOO.healthy("functional", sgd=0.1)
def functions():
    """Matrix products, einsum and addmm on bare parameters."""
    return Case(Functional(), *digits(), F.cross_entropy)


@ZOO.healthy("CNN", adam=5e-3)
def in_place_cnn():
    """In-place ReLU, pooling, PyTorch's start."""
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1),
        nn.Flatten(), nn.Linear(32, 10),
    )  # fmt: skip
    return Case(model, *images(), F.cross_entropy)


@ZOO.healthy("GAN", adam=2e-3)
def dcgan_discriminator():
    """DCGAN's start: N(0, 0.02²), and gains N(1, 0.02²)."""
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, 2, 1), nn.LeakyReLU(0.2),
        nn.Conv2d(16, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.LeakyReLU(0.2),
        nn.Flatten(), nn.Linear(128, 1),
    )  # fmt: skip
    drawn(model, normal(0.02))
    nn.init.normal_(model[3].weight, 1.0, 0.02)
    real, _ = images(64)
    x, y = torch.cat([real, torch.randn(64, 1, 8, 8)]), (torch.arange(128) < 64).float()[:, None]
    return Case(model, x, y, F.binary_cross_entropy_with_logits)


@ZOO.healthy("GAN", adam=2e-3)
def spectral_critic():
    """A critic with spectral norm, and the hinge loss."""
    layers = [nn.utils.parametrizations.spectral_norm(nn.Linear(64, 64)) for _ in range(2)]
    model = nn.Sequential(layers[0], nn.LeakyReLU(0.2), layers[1], nn.LeakyReLU(0.2), nn.Linear(64, 1))
    x, _ = digits(64)
    side = torch.cat([torch.ones(64, 1), -torch.ones(64, 1)])
    return Case(
        model, torch.cat([x, torch.randn(64, 64)]), side, lambda z, side: (1 - side * z).relu().mean()
    )


@ZOO.healthy("transposed conv", adam=2e-3)
def subpixel_without_checkerboard():
    """ICNR: the four kernels of a subpixel start alike, on purpose."""
    first, up = nn.Conv2d(1, 16, 3, padding=1), nn.Conv2d(16, 32, 3, padding=1)
    up.weight.data = up.weight[:8].repeat_interleave(4, 0)
    up.bias.data = up.bias[:8].repeat_interleave(4)
    model = nn.Sequential(first, nn.ReLU(), up, nn.PixelShuffle(2), nn.ReLU(), nn.Conv2d(8, 1, 3, padding=1))
    large, _ = spots(16, 16, 0.4)
    return Case(model, F.avg_pool2d(large, 2), large, F.mse_loss)


@ZOO.healthy("transposed conv", adam=5e-3)
def generator():
    """A generator of transposed convolutions that learns to repeat digits."""
    model = nn.Sequential(
        nn.ConvTranspose2d(24, 32, 2), nn.BatchNorm2d(32), nn.ReLU(True),
        nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.BatchNorm2d(16), nn.ReLU(True),
        nn.ConvTranspose2d(16, 1, 4, 2, 1),
    )  # fmt: skip
    x, y = images(64)
    noise = torch.cat([F.one_hot(y, 10) * 3.0, torch.randn(64, 14)], 1).view(64, 24, 1, 1)
    return Case(model, noise, x, F.mse_loss)


@ZOO.healthy("embedding bag", adam=1e-2)
def bag_of_words():
    """PyTorch's N(0, 1) embedding bag under a linear layer."""
    model = nn.Sequential(nn.EmbeddingBag(24, 32), nn.Linear(32, 24))
    before, after = texts(128, 4)
    return Case(model, before, after[:, -1], F.cross_entropy)


@ZOO.healthy("LSTM", adam=5e-3)
def lstm_forget_bias():
    """An LSTM with the forget gate's bias at one."""
    model = Recalling(nn.LSTM)
    nn.init.orthogonal_(model.recurrent.weight_hh_l0)
    model.recurrent.bias_ih_l0.data[48:96] = 1.0
    return Case(model, *waves(), F.cross_entropy)


@ZOO.healthy("GRU", adam=5e-3)
def default_gru():
    """A GRU as PyTorch draws it, with gradient clipping left to the loop."""
    return Case(Recalling(nn.GRU), *waves(), F.cross_entropy)


@ZOO.healthy("MLP", notes=("frozen",), adam=2e-3)
def new_head_on_frozen_features():
    """A frozen backbone, a new head, an optimizer of the head alone."""
    model = drawn(perceptron([64, 96, 48, 10]), he)
    model[:4].requires_grad_(False)
    nn.init.zeros_(weighted(model)[-1].weight)
    return Case(
        model, *digits(), F.cross_entropy, {"optimizer": torch.optim.Adam(model[4].parameters(), 5e-3)}
    )
