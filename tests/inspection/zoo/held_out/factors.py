"""Networks of sines on coordinates, and products of embedded rows: sick and healthy."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from tests.inspection.zoo.case import Case, by
from tests.inspection.zoo.held_out.models import coordinates
from tests.inspection.zoo.held_out.registry import ZOO
from tests.inspection.zoo.parts.networks import drawn, glorot, perceptron


class Painter(nn.Module):
    """1 × 1 convolutions over maps of coordinates, a cosine after the first."""

    def __init__(self, radians, channels=3, width=64):
        super().__init__()
        self.enter = nn.Conv2d(channels, width, 1)
        limit = radians * 3 / math.sqrt(channels)
        nn.init.uniform_(self.enter.weight, -limit, limit)
        nn.init.uniform_(self.enter.bias, -3, 3)
        self.body = drawn(nn.Sequential(nn.Conv2d(width, 48, 1), nn.Tanh(), nn.Conv2d(48, 1, 1)), glorot)
        nn.init.normal_(self.body[2].weight, std=0.05)

    def forward(self, maps):
        return self.body(torch.cos(self.enter(maps)))


def film(count=10, size=16, pitch=7.0):
    """Maps of x, y and time from -1 to 1, (count, 3, size, size), and a wave that runs through them."""
    axis = torch.linspace(-1, 1, size)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    maps = torch.stack([torch.stack([x, y, t.expand_as(x)]) for t in torch.linspace(-1, 1, count)])
    return maps, torch.sin(pitch * (maps[:, :1] - 0.3 * maps[:, 1:2] + 0.2 * maps[:, 2:]))


@ZOO.sick("sine", family="coordinate CNN", as_note=True, adam=5e-3, steps=100)
def faint_coordinates(dose):
    """A first layer before a cosine that is drawn for hidden layers, or smaller still."""
    return Case(Painter(by(dose, 3.0, 0.8, 0.3, 0.05)), *film(), F.mse_loss)


class Encoded(nn.Module):
    """Sines of fixed frequencies stand before a layer with sines."""

    def __init__(self, width=48):
        super().__init__()
        self.register_buffer("pitches", 2.0 ** torch.arange(3))
        self.enter, self.body = nn.Linear(3, width), drawn(perceptron([width, 48, 1], nn.Tanh), glorot)
        nn.init.normal_(self.enter.weight, std=0.4)

    def forward(self, x):
        encoded = torch.sin(self.pitches * x[:, :1])
        return self.body(torch.sin(self.enter(encoded)))


@ZOO.healthy("positional encoding", adam=5e-3, steps=80)
def sines_of_sines():
    """The inputs' sines already hold the detail."""
    x = 4 * torch.rand(500, 1) - 2
    return Case(Encoded(), x, torch.sin(5 * x), F.mse_loss)


@ZOO.healthy("coordinate CNN", adam=5e-3, steps=80)
def broad_coordinates():
    """An argument of somewhat more than a radian, for a smooth film."""
    return Case(Painter(1.3), *film(pitch=3.0), F.mse_loss)


class Neighbours(nn.Module):
    """Skip-gram: the scores of a word with the words about it and with others drawn at random."""

    def __init__(self, std, words=80, width=16, cosine=False):
        super().__init__()
        self.words, self.contexts, self.cosine = (
            nn.Embedding(words, width),
            nn.Embedding(words, width),
            cosine,
        )
        for table in (self.words, self.contexts):
            nn.init.normal_(table.weight, std=std)

    def forward(self, words, others):
        words, others = self.words(words), self.contexts(others)
        if self.cosine:
            words, others = F.normalize(words, dim=-1), F.normalize(others, dim=-1)
        return (4 if self.cosine else 1) * torch.einsum("nd,nkd->nk", words, others)


def neighbours(count=600, words=80):
    """Words, four others to each, and which of these is of the word's topic."""
    word = torch.randint(words, (count,))
    others = torch.randint(words, (count, 4))
    others[:, 0] = (word // 10) * 10 + torch.randint(10, (count,))
    return (word, others), (others // 10 == word[:, None] // 10).float()


@ZOO.sick("product", family="skip-gram", adam=1e-2, steps=80)
def words_by_default(dose):
    """Both tables of word vectors drawn by PyTorch."""
    model = Neighbours(by(dose, 0.1, 0.5, 1.0, 1.6))
    return Case(model, *neighbours(), F.binary_cross_entropy_with_logits)


@ZOO.healthy("skip-gram", adam=2e-2, steps=80)
def cosines_of_words():
    """Rows of PyTorch's draw that a norm makes of length one."""
    return Case(Neighbours(1.0, cosine=True), *neighbours(), F.binary_cross_entropy_with_logits)


@ZOO.healthy("skip-gram", adam=1e-2, steps=80)
def one_table_zero():
    """word2vec's own start: contexts zero, words small."""
    model = Neighbours(0.3)
    nn.init.zeros_(model.contexts.weight)
    return Case(model, *neighbours(), F.binary_cross_entropy_with_logits)


class Facts(nn.Module):
    """DistMult: the score of a subject, a relation and an object is the sum of their product."""

    def __init__(self, std, things=60, relations=4, width=16):
        super().__init__()
        self.things, self.relations = nn.Embedding(things, width), nn.Embedding(relations, width)
        for table in (self.things, self.relations):
            nn.init.normal_(table.weight, std=std)

    def forward(self, facts):
        subject, relation, other = facts.unbind(1)
        return (self.things(subject) * self.relations(relation) * self.things(other)).sum(1)


@ZOO.sick("product", family="knowledge graph", adam=2e-2, steps=80)
def facts_by_default(dose):
    """Things and relations drawn by PyTorch."""
    facts = torch.stack([torch.randint(n, (900,)) for n in (60, 4, 60)], 1)
    sides, signs = torch.randn(60, 2), torch.randn(4, 2)
    score = (sides[facts[:, 0]] * signs[facts[:, 1]] * sides[facts[:, 2]]).sum(1)
    return Case(Facts(by(dose, 0.2, 0.6, 1.0, 1.6)), facts, (3 * score).sigmoid().round(), _odds)


def _odds(scores, known):
    return F.binary_cross_entropy_with_logits(scores, known)


class Colours(nn.Module):
    """The product of the rows of two small tables."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Embedding(8, 6), nn.Embedding(8, 6)

    def forward(self, pairs):
        return (self.first(pairs[:, 0]) * self.second(pairs[:, 1])).sum(1)


@ZOO.healthy("factorization", adam=3e-2, steps=100)
def rows_that_are_met_often():
    """Eight rows in a table, each of which a batch meets many times."""
    pairs = torch.randint(8, (600, 2))
    return Case(Colours(), pairs, (pairs[:, 0] - pairs[:, 1]).float() / 3, F.mse_loss)


class Siren(nn.Module):
    """Sines of places that are drawn as Sitzmann et al. ask, on coordinates from 0 to 1."""

    def __init__(self, width=64, omega=30.0):
        super().__init__()
        self.enter, self.body, self.leave = nn.Linear(2, width), nn.Linear(width, width), nn.Linear(width, 1)
        self.omega = omega
        nn.init.uniform_(self.enter.weight, -1 / 2, 1 / 2)
        for layer in (self.body, self.leave):
            limit = math.sqrt(6 / width) / omega
            nn.init.uniform_(layer.weight, -limit, limit)

    def forward(self, x):
        for layer in (self.enter, self.body):
            x = torch.sin(self.omega * layer(x))
        return self.leave(x)


@ZOO.healthy("SIREN", adam=1e-3, steps=100)
def siren_of_positive_places():
    """The hidden sines turn by about a radian, as they should."""
    places, picture = coordinates()
    return Case(Siren(), (places + 1) / 2, picture, F.mse_loss)
