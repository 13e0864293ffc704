"""What is too large or too small at the two ends: inputs, first loss, targets, priors, steps."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from tests.inspection.zoo.case import Case, by
from tests.inspection.zoo.held_out.models import Llama, Mixers, Tcn
from tests.inspection.zoo.held_out.registry import ZOO
from tests.inspection.zoo.held_out.sick_scales import Gated, each_token
from tests.inspection.zoo.parts.data import digits, images, spots, table, texts, waves
from tests.inspection.zoo.parts.networks import Block, Vit, drawn, he, perceptron


@ZOO.sick("inputs", family="TCN", edited=True, allowed=("first loss", "explode"), sgd=0.02)
def samples_of_sound(dose):
    """Sound as 8-, 16- or 24-bit numbers."""
    x, kind = waves()
    return Case(Tcn(blocks=2), x * by(dose, 1, 40, 10000, 2.0e6), kind, nn.CrossEntropyLoss())


@ZOO.sick("inputs", family="CNN", edited=True, sgd=0.05, steps=100)
def volts(dose):
    """Small voltages, not standardized."""
    x, y = images(96)
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.Tanh(), nn.Conv2d(16, 16, 3), nn.Tanh(), nn.Flatten(), nn.Linear(256, 10)
    )
    return Case(model, x * by(dose, 1, 0.025, 1e-3, 1e-6), y, F.cross_entropy)


@ZOO.sick("inputs", family="table", edited=True, allowed=("saturated", "target"), adam=5e-3)
def years_and_metres(dose):
    """A table with the year in one column and metres in another."""
    x, y = table()
    if dose != "none":
        x[:, 0], x[:, 1] = by(dose, 0, 60, 2000, 2000) + 10 * x[:, 0], x[:, 1] * by(dose, 1, 10, 500, 1e5)
    return Case(perceptron([8, 50, 50, 1], nn.Tanh), x, y, F.smooth_l1_loss)


@ZOO.sick("first loss", family="contrastive", edited=True, adam=2e-3)
def cold_temperature(dose):
    """Two towers and a similarity that is divided by a temperature of 0.003."""
    x, _ = digits(64)
    pairs = (x, x + 0.5 * torch.randn_like(x))
    model = Towers(by(dose, 10.0, 30.0, 80.0, 500.0))
    return Case(model, pairs, torch.arange(64), matching)


def matching(logits, pairs):
    """Cross-entropy of each row with its own place; `pairs` only number the examples."""
    return F.cross_entropy(logits, torch.arange(len(pairs)))


class Towers(nn.Module):
    """CLIP in small: cosine similarities of two encoders, times a scale."""

    def __init__(self, scale):
        super().__init__()
        self.left, self.right = perceptron([64, 48, 16]), perceptron([64, 48, 16])
        self.scale = nn.Parameter(torch.tensor(math.log(scale)))

    def forward(self, left, right):
        left, right = F.normalize(self.left(left), dim=1), F.normalize(self.right(right), dim=1)
        return self.scale.exp() * left @ right.T


@ZOO.sick("first loss", family="multi-label", sgd=0.05)
def labels_by_randn(dose):
    """Twelve yes-or-no questions, answered by a head of large weights."""
    x, _ = digits(200)
    y = (x[:, 10:22] + 0.3 * torch.randn(200, 12) > 0).float()
    model = nn.Sequential(nn.Linear(64, 100), nn.LayerNorm(100), nn.ReLU(), nn.Linear(100, 12))
    nn.init.normal_(model[3].weight, std=by(dose, 0.05, 2.0, 12.0, 30.0))
    return Case(model, x, y, nn.BCEWithLogitsLoss())


@ZOO.sick("first loss", family="GPT", adam=1e-3, steps=60)
def untied_randn_llama(dose):
    """A Llama whose output layer got the embedding's N(0, 1)."""
    model = Llama()
    nn.init.normal_(model.output.weight, std=by(dose, 0.02, 0.5, 1.5, 5.0))
    return Case(model, *texts(16), each_token)


@ZOO.sick("first loss", family="ResNet", sgd=0.01)
def summed_features(dose):
    """Features summed over all places in place of averaged, before a large head."""
    model = nn.Sequential(
        nn.Conv2d(1, 24, 3, padding=1), nn.BatchNorm2d(24), nn.ReLU(),
        nn.Conv2d(24, 24, 3, padding=1), nn.BatchNorm2d(24), nn.ReLU(), nn.Flatten(), nn.Linear(1536, 10),
    )  # fmt: skip
    nn.init.normal_(model[7].weight, std=by(dose, 0.01, 0.12, 0.4, 1.0))
    return Case(model, *images(64), F.cross_entropy)


@ZOO.sick("target", family="Mixer", adam=2e-3)
def years_of_age(dose):
    """An age of 70 ± 3 from a picture."""
    model, (x, y) = Mixers(2), images(96)
    model.head = nn.Linear(24, 1)
    return Case(model, x, by(dose, 0, 7, 70, 7000) + y[:, None] - 4.5, F.mse_loss)


@ZOO.sick("target", family="U-Net", adam=2e-3)
def depths(dose):
    """A depth in centimetres for each pixel, by transposed convolutions."""
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, 2, 1),
        nn.ReLU(),
        nn.Conv2d(16, 16, 3, padding=1),
        nn.ReLU(),
        nn.ConvTranspose2d(16, 1, 2, 2),
    )
    x, mask = spots(24)
    return Case(model, x, by(dose, 0, 1.4, 12, 250) + mask - 0.5, nn.MSELoss())


@ZOO.sick("prior", family="CNN", sgd=0.1, steps=15)
def mostly_background(dose):
    """Four classes, of which one has nearly all pixels."""
    x, _ = spots(32)
    rare = by(dose, 0.75, 0.35, 0.08, 0.03)
    y = torch.where(torch.rand(32, 8, 8) < rare, torch.randint(1, 4, (32, 8, 8)), 0)
    model = nn.Sequential(nn.Conv2d(1, 12, 3, padding=1), nn.SiLU(), nn.Conv2d(12, 4, 1))
    return Case(model, x, y, F.cross_entropy)


@ZOO.sick("prior", family="multi-label", sgd=0.5, steps=15)
def rare_tags(dose):
    """Twenty tags, of which a text has one or none."""
    x, _ = texts(200, 8)
    y = (torch.rand(200, 20) < by(dose, 0.5, 0.15, 0.04, 0.015)).float()
    return Case(
        nn.Sequential(nn.EmbeddingBag(24, 32), nn.Linear(32, 20)), x, y, F.binary_cross_entropy_with_logits
    )


@ZOO.sick("prior", family="GRU", sgd=0.1, steps=15)
def rare_token(dose):
    """Texts of which nearly every token is a blank."""
    before, after = texts(64, 10, 6)
    blank = torch.rand(64, 10) > by(dose, 0.98, 0.4, 0.09, 0.05)
    return Case(Gated(nn.GRU, 32, 6), before, torch.where(blank, 0, after), each_token)


@ZOO.sick("dtype", family="GPT", edited=True, steps=60)
def bfloat16_finetuning(dose):
    """A whole Llama in bfloat16, at the rate of a fine-tuning."""
    model, rate = Llama(std=0.15), by(dose, 1e-4, 5e-4, 1e-4, 1e-5)
    model = model if dose == "none" else model.to(torch.bfloat16)
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    return Case(model, *texts(16), in_float32, {"optimizer": optimizer, "lr": rate})


def in_float32(logits, targets):
    return each_token(logits.float(), targets)


@ZOO.sick("dtype", family="CNN", edited=True, steps=300)
def float16_everywhere(dose):
    """`model.half()`, and Adam with an ε that float16 can hold."""
    x, y = images(64)
    model = drawn(nn.Sequential(nn.Conv2d(1, 12, 3), nn.Tanh(), nn.Flatten(), nn.Linear(432, 10)), he)
    rate = by(dose, 1e-5, 1e-4, 1e-5, 1e-6)
    if dose != "none":
        model, x = model.half(), x.half()
    optimizer = torch.optim.Adam(model.parameters(), lr=rate, eps=1e-6)
    return Case(model, x, y, lambda z, y: F.cross_entropy(z.float(), y), {"optimizer": optimizer, "lr": rate})


@ZOO.sick("softmax twice", family="ViT", edited=True, sgd=0.05, steps=80)
def probabilities_of_a_vit(dose):
    """forward ends in F.softmax, as for a prediction."""
    model = Probable(by(dose, 10, 3, 10, 10), dose != "none")
    x, y = images(128)
    kept = y < by(dose, 10, 3, 10, 10)
    return Case(model, x[kept], y[kept], F.cross_entropy)


class Probable(nn.Module):
    """A ViT that gives probabilities if asked."""

    def __init__(self, classes, normalized):
        super().__init__()
        self.vit, self.normalized = Vit(classes=classes), normalized

    def forward(self, x):
        logits = self.vit(x)
        return F.softmax(logits, dim=-1) if self.normalized else logits


@ZOO.sick("softmax twice", family="LSTM", edited=True, adam=5e-3, steps=80)
def probable_tokens(dose):
    """A language model that gives exp(log_softmax) to cross-entropy."""
    vocabulary = by(dose, 24, 4, 12, 24)
    model = nn.Sequential(
        Gated(nn.LSTM, 40, vocabulary), nn.LogSoftmax(-1) if dose == "none" else nn.Softmax(-1)
    )
    return Case(model, *texts(32, 12, vocabulary), each_token)


@ZOO.sick("places", family="Transformer", adam=3e-3, steps=150)
def words_times_the_root_of_their_width(dose):
    """Words from N(0, 1) times √d beside sinusoids of their places; the last word is to come first."""
    model = Reversing()
    nn.init.normal_(model.words.weight, std=by(dose, 1 / 8, 0.6, 1.0, 2.0))
    tokens = torch.randint(24, (256, 10))
    return Case(model, tokens, tokens.flip(1), each_token)


class Reversing(nn.Module):
    """An encoder over words and places."""

    def __init__(self, vocabulary=24, length=10, width=64):
        super().__init__()
        self.words, self.head = nn.Embedding(vocabulary, width), nn.Linear(width, vocabulary)
        self.blocks, self.norm = nn.Sequential(Block(width), Block(width)), nn.LayerNorm(width)
        angles = torch.arange(length)[:, None] / 100 ** (torch.arange(0, width, 2) / width)
        self.register_buffer("places", torch.stack([angles.sin(), angles.cos()], 2).flatten(1))

    def forward(self, tokens):
        x = self.words(tokens) * math.sqrt(self.words.embedding_dim) + self.places
        return self.head(self.norm(self.blocks(x)))
