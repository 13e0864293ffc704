"""Small batches to learn from; what is random in them comes from torch's generator."""

from functools import cache

import torch

from course_lib import datasets


@cache
def _all_digits():
    data = datasets.digits(standardize=None)
    return torch.tensor(data.X_train), torch.tensor(data.y_train)


def pixels(count=256):
    """Handwritten digits as 64 grey values from 0 to 16, (count, 64), and their classes, (count,)."""
    x, y = _all_digits()
    rows = torch.randperm(len(x))[:count]
    return x[rows].clone(), y[rows].clone()


def standardized(x):
    """The batch with mean 0 and std 1 over all of its values."""
    return (x - x.mean()) / x.std()


def digits(count=256):
    """Handwritten digits standardized, (count, 64), and their classes."""
    x, y = pixels(count)
    return standardized(x), y


def images(count=128):
    """Handwritten digits standardized, (count, 1, 8, 8), and their classes."""
    x, y = digits(count)
    return x.view(-1, 1, 8, 8), y


def texts(count=32, length=12, vocabulary=24):
    """Token sequences in which each token follows from the one before but for a coin, and the next tokens.

    Both are (count, length) integers.
    """
    columns = [torch.randint(vocabulary, (count,))]
    for _ in range(length):
        columns.append((3 * columns[-1] + torch.randint(2, (count,))) % vocabulary)
    both = torch.stack(columns, 1)
    return both[:, :-1], both[:, 1:]


def waves(count=64, length=16, classes=4):
    """Noisy waves of `classes` frequencies, (count, length, 2), and which frequency each has."""
    kind = torch.arange(count) % classes
    time = torch.arange(length) * (0.3 + 0.4 * kind[:, None]) + 6.3 * torch.rand(count, 1)
    x = torch.stack([time.sin(), time.cos()], 2) + 0.2 * torch.randn(count, length, 2)
    return standardized(x), kind


def table(count=256, columns=8):
    """A table of `columns` standardized features, (count, columns), and a smooth target of mean about 0."""
    x = torch.randn(count, columns)
    return x, ((x[:, 0] * x[:, 1]).tanh() + 0.5 * x[:, 2] + 0.1 * torch.randn(count))[:, None]


def spots(count=32, size=8, share=0.5):
    """Noisy pictures, (count, 1, size, size), and masks of the same shape that are 1 where a spot is.

    About the given share of all pixels belongs to a spot.
    """
    mask = (torch.rand(count, 1, size, size) < share).float()
    return standardized(2 * mask + 0.5 * torch.randn_like(mask)), mask
