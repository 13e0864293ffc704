"""Healthy networks in unusual use: odd losses, odd inputs, stopped gradients, half precision, adversaries."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from tests.inspection.zoo.case import Case
from tests.inspection.zoo.held_out.registry import ZOO
from tests.inspection.zoo.held_out.sick_use import Adversarial, Quantized, rebuilding
from tests.inspection.zoo.parts.data import digits, images, pixels, table, texts, waves
from tests.inspection.zoo.parts.networks import drawn, he, perceptron


@ZOO.healthy("GAN", notes=("frozen",), adam=2e-3)
def generators_step():
    """A generator's step through a frozen discriminator."""
    return Case(Adversarial(""), torch.randn(64, 16), torch.ones(64, 1), F.binary_cross_entropy_with_logits)


@ZOO.healthy("GAN", adam=1e-3)
def wasserstein_critic():
    """A critic with layer norm whose loss has no lower bound."""
    model = nn.Sequential(nn.Linear(64, 64), nn.LayerNorm(64), nn.LeakyReLU(0.2), nn.Linear(64, 1))
    x, _ = digits(64)
    sign = torch.where(torch.arange(128) < 64, 1.0, -1.0)[torch.randperm(128)]
    return Case(
        model, torch.where(sign[:, None] > 0, x.repeat(2, 1), torch.randn(128, 64)), sign, earth_mover
    )


def earth_mover(scores, sign):
    return -(scores[:, 0] * sign).mean() + 0.1 * scores.square().mean()


@ZOO.healthy("VQ", adam=3e-3)
def vector_quantized():
    """An argmin, and a gradient that goes straight through it."""
    x, _ = digits(200)
    return Case(Quantized(True), x, x, rebuilding)


@ZOO.healthy("SimSiam", adam=2e-3)
def stopped_gradient():
    """SimSiam: one side is detached, the other trains the same encoder."""
    x, _ = digits(200)
    views = (x + 0.3 * torch.randn_like(x), x + 0.3 * torch.randn_like(x))
    return Case(SimSiam(), views, torch.zeros(200), lambda distance, _: distance.mean())


class SimSiam(nn.Module):
    """Predicts the detached view from the other, both ways."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 24))
        self.predictor = nn.Sequential(nn.Linear(24, 16), nn.ReLU(), nn.Linear(16, 24))

    def forward(self, first, second):
        a, b = self.encoder(first), self.encoder(second)
        there = F.cosine_similarity(self.predictor(a), b.detach())
        back = F.cosine_similarity(self.predictor(b), a.detach())
        return -(there + back) / 2


@ZOO.healthy("MLP", adam=3e-3)
def one_hot_tokens():
    """Inputs that are nearly all zero: one-hot vectors of 120 tokens."""
    token = torch.randint(120, (600,))
    return Case(perceptron([120, 64, 8], nn.GELU), F.one_hot(token, 120).float(), token % 8, F.cross_entropy)


@ZOO.healthy("MLP", adam=3e-3, steps=30)
def counts_of_visits():
    """Poisson regression: the output is a log-rate."""
    x, y = table()
    visits = torch.poisson((0.8 * y).exp())
    return Case(perceptron([8, 48, 48, 1], nn.SiLU), x, visits, F.poisson_nll_loss)


@ZOO.healthy("DQN", adam=2e-3)
def action_values():
    """Q-learning: the value of the action that was taken, a target of size one."""
    x, y = table(200)
    action = torch.randint(3, (200, 1))
    targets = torch.cat([action.float(), y], 1)
    return Case(Dueling(), x, targets, of_the_action)


def of_the_action(values, targets):
    return F.smooth_l1_loss(values.gather(1, targets[:, :1].long()), targets[:, 1:])


class Dueling(nn.Module):
    """Value and advantage."""

    def __init__(self):
        super().__init__()
        self.body, self.value, self.advantage = nn.Linear(8, 64), nn.Linear(64, 1), nn.Linear(64, 3)

    def forward(self, x):
        h = F.relu(self.body(x))
        advantage = self.advantage(h)
        return self.value(h) + advantage - advantage.mean(1, keepdim=True)


@ZOO.healthy("mixed precision", adam=2e-3)
def autocast():
    """float32 weights, bfloat16 products, a small rate."""
    model = Autocast()
    return Case(model, *images(96), F.cross_entropy, {"lr": 1e-4})


class Autocast(nn.Module):
    """A CNN that computes in bfloat16."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, 16, 3, 2, 1),
            nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2, 1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(128, 10),
        )
        drawn(self, he)

    def forward(self, x):
        with torch.autocast("cpu", torch.bfloat16):
            return self.body(x).float()


@ZOO.healthy("multi-label", sgd=0.5)
def tags_with_their_prior():
    """Rare tags, and a last bias of log odds."""
    x, _ = digits(300)
    y = (x[:, 20:28] > x[:, 20:28].quantile(0.9, dim=0)).float()
    model = perceptron([64, 48, 8])
    rate = y.mean(0).clamp(0.01, 0.99)
    model[2].bias.data = (rate / (1 - rate)).log()
    return Case(model, x, y, nn.BCEWithLogitsLoss())


@ZOO.healthy("MLP", sgd=0.05)
def two_to_one():
    """Classes of unlike frequency, but not by much."""
    x, y = digits(300)
    return Case(perceptron([64, 64, 2]), x, (y < 3).long(), F.cross_entropy)


@ZOO.healthy("MLP", adam=3e-3)
def temperature_in_its_bias():
    """A target of 290 ± 2, and a last bias that says so."""
    x, y = table()
    model = perceptron([8, 64, 1], nn.Tanh)
    nn.init.constant_(model[2].bias, 290.0)
    return Case(model, x, 290 + 2 * y, F.mse_loss)


@ZOO.healthy("MLP", adam=2e-3)
def half_of_the_units_rest():
    """ReLU after small negative biases: sparse, not dead."""
    model = drawn(perceptron([64, 128, 128, 10]), he, biases=-0.3)
    return Case(model, *digits(200), F.cross_entropy)


@ZOO.healthy("CNN", notes=("frozen",), adam=2e-3)
def frozen_stem():
    """Fine-tuning with the first layers and their norms frozen."""
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(), nn.Flatten(), nn.Linear(128, 10),
    )  # fmt: skip
    model[:3].requires_grad_(False)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    return Case(model, *images(64), F.cross_entropy, {"optimizer": torch.optim.AdamW(trained, 2e-3)})


@ZOO.healthy("attention", adam=3e-3)
def pooled_by_attention():
    """nn.MultiheadAttention with a learned query, on noisy waves."""
    return Case(Pooling(), *waves(48), F.cross_entropy)


class Pooling(nn.Module):
    """One query looks at all moments."""

    def __init__(self):
        super().__init__()
        self.enter, self.query = (
            nn.Conv1d(2, 32, 3, padding=1),
            nn.Parameter(torch.randn(1, 1, 32) / math.sqrt(32)),
        )
        self.attend = nn.MultiheadAttention(32, 4, batch_first=True)
        self.head = nn.Linear(32, 4)

    def forward(self, x):
        keys = self.enter(x.mT).relu().mT
        return self.head(self.attend(self.query.expand(len(x), -1, -1), keys, keys)[0][:, 0])


@ZOO.healthy("wide and deep", adam=1e-2)
def clicks():
    """An embedding bag of categories and a perceptron on numbers, added."""
    before, _ = texts(256, 3)
    x, y = table(256)
    return Case(Clicks(), (before, x), (y > 0).float(), F.binary_cross_entropy_with_logits)


class Clicks(nn.Module):
    """A sparse wide part and a dense deep part."""

    def __init__(self):
        super().__init__()
        self.wide, self.deep = nn.EmbeddingBag(24, 1, mode="sum"), perceptron([8, 32, 1])
        nn.init.zeros_(self.wide.weight)

    def forward(self, categories, numbers):
        return self.wide(categories) + self.deep(numbers)


@ZOO.healthy("CNN", sgd=0.02)
def pictures_normed_inside():
    """Grey values of 0 to 255, which the model itself standardizes."""
    x, y = pixels(128)
    return Case(Standardizing(), (x * 255 / 16).view(-1, 1, 8, 8), y, F.cross_entropy)


class Standardizing(nn.Module):
    """Subtracts a mean and divides by a std that are its buffers."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor(78.0))
        self.register_buffer("std", torch.tensor(96.0))
        self.body = nn.Sequential(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(576, 10))
        drawn(self, he)

    def forward(self, x):
        return self.body((x - self.mean) / self.std)
