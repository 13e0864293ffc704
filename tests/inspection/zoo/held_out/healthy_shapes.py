"""Healthy networks of unusual shapes: sets, pairs, tuples, experts, shared and grouped layers."""

import math

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

from tests.inspection.zoo.case import Case
from tests.inspection.zoo.held_out.models import graphs
from tests.inspection.zoo.held_out.registry import ZOO
from tests.inspection.zoo.held_out.sick_scales import Sets, each_token
from tests.inspection.zoo.held_out.sick_sizes import Towers, matching
from tests.inspection.zoo.parts.data import digits, images, spots, table, texts, waves
from tests.inspection.zoo.parts.networks import Block, drawn, glorot, he, perceptron


@ZOO.healthy("DeepSets", adam=2e-3)
def sets():
    """A mean over the elements of a set between two perceptrons."""
    _, x, kind = graphs()
    return Case(Sets(), x, kind, F.cross_entropy)


class Variational(nn.Module):
    """A VAE: gives the picture, the means and the log-variances."""

    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = perceptron([64, 48, 16]), perceptron([8, 48, 64])

    def forward(self, x):
        mean, log_variance = self.encoder(x).chunk(2, 1)
        return self.decoder(mean + torch.randn_like(mean) * (log_variance / 2).exp()), mean, log_variance


def evidence(outputs, x):
    """The negative evidence bound, a pixel."""
    picture, mean, log_variance = outputs
    divergence = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(1).mean()
    return F.mse_loss(picture, x) + 0.001 * divergence


@ZOO.healthy("VAE", adam=3e-3, steps=100)
def variational_autoencoder():
    """A tuple as output, and a loss that takes it apart."""
    x, _ = digits(200)
    return Case(Variational(), x, x, evidence)


@ZOO.healthy("contrastive", adam=2e-3)
def two_towers():
    """CLIP's temperature of 0.07."""
    x, _ = digits(64)
    return Case(Towers(1 / 0.07), (x, x + 0.5 * torch.randn_like(x)), torch.arange(64), matching)


class Mobile(nn.Module):
    """An inverted residual with batch norms and ReLU6."""

    def __init__(self, width, wide):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, wide, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU6(inplace=True),
            nn.Conv2d(wide, wide, 3, 1, 1, groups=wide, bias=False), nn.BatchNorm2d(wide),
            nn.ReLU6(inplace=True),
            nn.Conv2d(wide, width, 1, bias=False), nn.BatchNorm2d(width),
        )  # fmt: skip

    def forward(self, x):
        return x + self.body(x)


@ZOO.healthy("MobileNet", sgd=0.05)
def mobile_net():
    """Depthwise convolutions by He's fan out, as torchvision draws them, and batch norms."""
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, 2, 1), Mobile(16, 48), Mobile(16, 48), nn.Flatten(), nn.Linear(256, 10)
    )
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out")
    return Case(model, *images(64), F.cross_entropy)


class Dense(nn.Module):
    """A DenseNet layer: its channels are put beside those that came."""

    def __init__(self, channels, growth):
        super().__init__()
        self.norm, self.conv = nn.BatchNorm2d(channels), nn.Conv2d(channels, growth, 3, padding=1)

    def forward(self, x):
        return torch.cat([x, self.conv(F.relu(self.norm(x)))], 1)


@ZOO.healthy("DenseNet", sgd=0.02)
def dense_net():
    """Five layers of growing width."""
    layers = [Dense(8 + 8 * place, 8) for place in range(5)]
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), *layers, nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(192, 10)
    )
    return Case(model, *images(64), F.cross_entropy)


class Hyper(nn.Module):
    """One network gives the weights of another layer, example by example."""

    def __init__(self):
        super().__init__()
        self.body, self.weights = perceptron([64, 48], nn.ReLU), nn.Linear(64, 16 * 8)
        nn.init.normal_(self.weights.weight, std=1 / math.sqrt(64 * 16))
        self.reduce, self.head = nn.Linear(48, 16), nn.Linear(8, 10)

    def forward(self, x):
        weights = self.weights(x).view(-1, 8, 16)
        inner = self.reduce(self.body(x).relu())
        return self.head(torch.bmm(weights, inner.unsqueeze(2)).squeeze(2).tanh())


@ZOO.healthy("hypernetwork", adam=5e-3)
def hyper_network():
    """Weights that are outputs."""
    return Case(Hyper(), *digits(200), F.cross_entropy)


class Both(nn.Module):
    """A bidirectional LSTM of two layers."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(2, 20, 2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(40, 4)

    def forward(self, x):
        return self.head(self.lstm(x)[0].mean(1))


@ZOO.healthy("LSTM", adam=1e-2)
def bidirectional():
    """Two directions, two layers, PyTorch's start."""
    return Case(Both(), *waves(48), F.cross_entropy)


class Factors(nn.Module):
    """A rating as the product of a reader's and a book's vector, and two offsets."""

    def __init__(self, count=20, rank=8):
        super().__init__()
        self.readers, self.books = nn.Embedding(count, rank), nn.Embedding(count, rank)
        self.offsets = nn.Embedding(count, 1)
        nn.init.normal_(self.readers.weight, std=0.1)
        nn.init.normal_(self.books.weight, std=0.1)
        nn.init.zeros_(self.offsets.weight)

    def forward(self, pairs):
        product = (self.readers(pairs[:, 0]) * self.books(pairs[:, 1])).sum(1)
        return product + self.offsets(pairs[:, 0]).squeeze(1)


@ZOO.healthy("factorization", adam=3e-2, steps=100)
def matrix_factorization():
    """Embeddings of 0.1 whose product is small at first."""
    pairs = torch.randint(20, (300, 2))
    taste = torch.randn(20, 3)
    rating = (taste[pairs[:, 0]] * taste[pairs[:, 1]]).sum(1) / 1.7
    return Case(Factors(), pairs, rating - rating.mean(), F.mse_loss)


class Shared(nn.Module):
    """ALBERT: one block, four times; or a checkpoint around each call."""

    def __init__(self, checkpointed=False):
        super().__init__()
        self.embed, self.block = nn.Embedding(24, 32), Block(32, causal=True)
        self.norm, self.head, self.checkpointed = nn.LayerNorm(32), nn.Linear(32, 24), checkpointed

    def forward(self, tokens):
        x = self.embed(tokens)
        for _ in range(4):
            x = checkpoint(self.block, x, use_reentrant=False) if self.checkpointed else self.block(x)
        return self.head(self.norm(x))


@ZOO.healthy("shared", adam=2e-3)
def one_block_four_times():
    """All layers share their weights."""
    return Case(Shared(), *texts(16), each_token)


@ZOO.healthy("checkpointed", adam=2e-3)
def checkpointed():
    """The same, its activations computed again on the way back."""
    return Case(Shared(checkpointed=True), *texts(16), each_token)


class SoftExperts(nn.Module):
    """All experts, mixed by a router that starts at zero."""

    def __init__(self, experts=3, width=40):
        super().__init__()
        self.first = nn.Parameter(torch.randn(experts, 64, width) * math.sqrt(2 / 64))
        self.second = nn.Parameter(torch.randn(experts, width, 10) / math.sqrt(width))
        self.router = nn.Linear(64, experts)
        nn.init.zeros_(self.router.weight)
        nn.init.zeros_(self.router.bias)

    def forward(self, x):
        each = torch.einsum("bi,eih->ebh", x, self.first).relu()
        each = torch.einsum("ebh,eho->beo", each, self.second)
        return (self.router(x).softmax(1).unsqueeze(2) * each).sum(1)


@ZOO.healthy("MoE", adam=3e-3)
def soft_experts():
    """Experts as one tensor, an even router."""
    return Case(SoftExperts(), *digits(200), F.cross_entropy)


class TwoTasks(nn.Module):
    """A class and a number from one body."""

    def __init__(self):
        super().__init__()
        self.body, self.kind, self.size = perceptron([64, 64, 48]), nn.Linear(48, 10), nn.Linear(48, 1)

    def forward(self, x):
        h = self.body(x).relu()
        return {"kind": self.kind(h), "size": self.size(h)}


@ZOO.healthy("multi-task", adam=2e-3)
def two_tasks():
    """A dict as output."""
    x, y = digits(200)
    return Case(TwoTasks(), x, y, sum_of_two)


def sum_of_two(out, y):
    return F.cross_entropy(out["kind"], y) + F.mse_loss(out["size"][:, 0], y / 3 - 1.5)


@ZOO.healthy("transposed conv", adam=5e-3)
def grouped_up_and_down():
    """Grouped and transposed convolutions, drawn by Glorot."""
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, 2, 1), nn.LeakyReLU(), nn.Conv2d(16, 16, 3, padding=1, groups=4), nn.LeakyReLU(),
        nn.ConvTranspose2d(16, 8, 2, 2, groups=2), nn.LeakyReLU(), nn.Conv2d(8, 1, 1),
    )  # fmt: skip
    return Case(drawn(model, glorot), *spots(24), nn.BCEWithLogitsLoss())


@ZOO.healthy("bilinear", adam=5e-3)
def bilinear():
    """A bilinear layer of two parts of a table."""
    return Case(Pairing(), *table(), F.mse_loss)


class Pairing(nn.Module):
    """Features multiplied with features."""

    def __init__(self):
        super().__init__()
        self.left, self.right = drawn(nn.Linear(8, 12), he), nn.Linear(8, 12)
        self.pair, self.leave = nn.Bilinear(12, 12, 24), nn.Linear(24, 1)

    def forward(self, x):
        return self.leave(self.pair(self.left(x).relu(), self.right(x)).relu())
