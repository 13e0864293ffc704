"""Sines of coordinates, and tables whose rows are multiplied: sick and healthy."""

import torch
from torch import nn
from torch.nn import functional as F

from tests.inspection.zoo.case import Case, by
from tests.inspection.zoo.development.registry import ZOO
from tests.inspection.zoo.parts.data import digits, waves
from tests.inspection.zoo.parts.networks import drawn, glorot, he, perceptron


class Fourier(nn.Module):
    """Learned Fourier features of a place, sines and cosines of a linear layer, and a perceptron on them."""

    def __init__(self, std, width=48):
        super().__init__()
        self.waves = nn.Linear(2, width, bias=False)
        self.body = drawn(perceptron([2 * width, 64, 1]), he)
        nn.init.normal_(self.waves.weight, std=std)

    def forward(self, places):
        angles = 6.283 * self.waves(places)
        return self.body(torch.cat([angles.sin(), angles.cos()], 1))


def furrows(count=1000, pitch=12.0):
    """Places of the square from -1 to 1, (count, 2), and the height of a field of furrows there."""
    places = 2 * torch.rand(count, 2) - 1
    return places, torch.sin(pitch * (places[:, :1] + 0.4 * places[:, 1:]))


@ZOO.sick("sine", family="Fourier features", as_note=True, adam=5e-3, steps=80)
def low_frequencies(dose):
    """Features of so low frequencies that furrows fall between them."""
    return Case(Fourier(by(dose, 1.2, 0.11, 0.05, 0.005)), *furrows(), F.mse_loss)


@ZOO.healthy("Fourier features", adam=5e-3, steps=80)
def enough_frequencies():
    """Features that turn by somewhat more than a radian."""
    return Case(Fourier(0.25), *furrows(pitch=3.0), F.mse_loss)


class Snake(nn.Module):
    """x + sin²(x), through which a small signal goes as through a line."""

    def forward(self, x):
        return x + x.sin().square()


@ZOO.healthy("vocoder", adam=2e-3)
def snakes():
    """Convolutions over time with snake activations."""
    model = nn.Sequential(
        nn.Conv1d(2, 16, 1), Snake(), nn.Conv1d(16, 16, 3), Snake(), nn.Flatten(), nn.Linear(224, 4)
    )
    x, kind = waves()
    return Case(drawn(model, glorot), x.mT, kind, F.cross_entropy)


class Factors(nn.Module):
    """The product of two rows; or of one row with a whole table, as scores of all that stand in it."""

    def __init__(self, std, rows=60, columns=40, rank=8, every=False):
        super().__init__()
        self.viewers, self.films = nn.Embedding(rows, rank), nn.Embedding(columns, rank)
        self.every = every
        for table in (self.viewers, self.films):
            nn.init.normal_(table.weight, std=std)

    def forward(self, pairs):
        if self.every:
            return self.viewers(pairs) @ self.films.weight.T
        return (self.viewers(pairs[:, 0]) * self.films(pairs[:, 1])).sum(1)


def ratings(count=900, rows=60, columns=40):
    """Who rates what, (count, 2), and how: the product of two tastes each."""
    pairs = torch.stack([torch.randint(rows, (count,)), torch.randint(columns, (count,))], 1)
    viewers, films = torch.randn(rows, 2), torch.randn(columns, 2)
    rating = (viewers[pairs[:, 0]] * films[pairs[:, 1]]).sum(1)
    return pairs, rating - rating.mean()


@ZOO.sick("product", family="factorization", adam=3e-2, steps=80)
def default_tables(dose):
    """Ratings as products of rows, which stand as PyTorch draws them."""
    return Case(Factors(by(dose, 0.1, 0.5, 1.0, 2.0)), *ratings(), F.mse_loss)


@ZOO.sick("product", family="recommender", adam=3e-2, steps=80)
def next_film(dose):
    """Scores of all films: one row times the whole table."""
    viewers = torch.randint(60, (600,))
    films = (2 * (viewers // 6) + torch.randint(3, (600,))) % 40
    return Case(Factors(by(dose, 0.1, 0.5, 1.0, 2.0), every=True), viewers, films, F.cross_entropy)


@ZOO.healthy("factorization", adam=3e-2, steps=80)
def factors_of_fan():
    """Rows of length about one, 1/√rank an entry."""
    return Case(Factors(0.35), *ratings(), F.mse_loss)


class Described(nn.Module):
    """Two tables as PyTorch draws them, side by side before dense layers."""

    def __init__(self):
        super().__init__()
        self.viewers, self.films = nn.Embedding(60, 8), nn.Embedding(40, 8)
        self.body = drawn(perceptron([16, 32, 1]), he)

    def forward(self, pairs):
        return self.body(torch.cat([self.viewers(pairs[:, 0]), self.films(pairs[:, 1])], 1)).squeeze(1)


@ZOO.healthy("recommender", adam=1e-2, steps=80)
def tables_before_dense_layers():
    """N(0, 1) rows that are inputs of a layer, and are not multiplied with each other."""
    return Case(Described(), *ratings(), F.mse_loss)


class Sines(nn.Module):
    """A perceptron whose first activation is a sine."""

    def __init__(self):
        super().__init__()
        self.enter, self.leave = nn.Linear(64, 48), nn.Linear(48, 10)

    def forward(self, x):
        return self.leave(torch.sin(self.enter(x)))


@ZOO.healthy("MLP", adam=5e-3)
def sines_of_many_pixels():
    """Many inputs before sines: an argument of several radians would make all of them noise."""
    return Case(Sines(), *digits(), F.cross_entropy)
