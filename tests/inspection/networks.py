"""Small networks that the tests of `inspect` look at, and the batch that goes with them."""

from itertools import chain

import torch
from torch import nn

from course_lib.inspection import inspect

WIDTH, INPUTS, CLASSES, BATCH = 32, 16, 4, 32
CROSS_ENTROPY = nn.CrossEntropyLoss()


def mlp(activation=nn.ReLU, depth=4, draw=nn.init.kaiming_normal_, seed=0):
    """Layers of one width, drawn by ``draw``, with biases of zero."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        sizes = [INPUTS] + [WIDTH] * depth
        layers = [(nn.Linear(fan_in, WIDTH), activation()) for fan_in in sizes[:-1]]
        model = nn.Sequential(*chain(*layers), nn.Linear(WIDTH, CLASSES))
        for layer in linears(model):
            draw(layer.weight)
            nn.init.zeros_(layer.bias)
    return model


def linears(model):
    return [module for module in model.modules() if isinstance(module, nn.Linear)]


def batch(seed=0):
    """Inputs of size one, and a class for each."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(BATCH, INPUTS, generator=generator), torch.arange(BATCH) % CLASSES


def codes(model, loss=CROSS_ENTROPY, targets=None, severity="fault", **how):
    """The codes of the findings of this severity on the batch."""
    x, y = batch()
    report = inspect(model, x, y if targets is None else targets, loss, **how)
    return [one.code for one in report.findings if one.severity == severity]


def found(model, code, loss=CROSS_ENTROPY, targets=None, **how):
    """The finding of this code, which has to be there."""
    x, y = batch()
    report = inspect(model, x, y if targets is None else targets, loss, **how)
    return next(one for one in report.findings if one.code == code)
