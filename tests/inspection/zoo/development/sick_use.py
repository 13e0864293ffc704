"""Good numbers put to a bad use: what trains, what the optimizer holds, what the loss is given."""

import torch
from torch import nn
from torch.nn import functional as F

from tests.inspection.zoo.case import Case, by
from tests.inspection.zoo.development.registry import ZOO
from tests.inspection.zoo.parts.data import digits, images, texts, waves
from tests.inspection.zoo.parts.networks import Gpt, Vit, drawn, he, next_token, perceptron


def adam(parameters, rate=1e-3):
    return torch.optim.Adam(parameters, lr=rate)


class Detached(nn.Module):
    """An encoder and a head, with a place where somebody has called detach."""

    def __init__(self, place):
        super().__init__()
        self.stem, self.encoder, self.head = nn.Linear(64, 64), perceptron([64, 64, 64]), nn.Linear(64, 10)
        self.place = place
        drawn(self, he)

    def forward(self, x):
        x = self.stem(x).relu()
        x = x.detach() if self.place == "stem" else x
        x = self.encoder(x).relu()
        x = x.detach() if self.place == "encoder" else x
        x = self.head(x)
        return x.detach().requires_grad_() if self.place == "head" else x


@ZOO.sick("unreached", family="MLP", edited=True, gains=False, allowed=("frozen",))
def detached(dose):
    """A detach that was left in after debugging; behind the head, nothing has a gradient."""
    return Case(Detached(by(dose, "", "stem", "encoder", "head")), *digits(), F.cross_entropy)


class Experts(nn.Module):
    """A mixture of experts that sends each example to its best, times the router's weight if `weighted`."""

    def __init__(self, weighted, width=32, experts=4):
        super().__init__()
        self.enter, self.router = nn.Linear(64, width), nn.Linear(width, experts)
        self.experts = nn.ModuleList(perceptron([width, 64, width], nn.GELU) for _ in range(experts))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 10)
        self.weighted = weighted

    def forward(self, x):
        x = self.enter(x)
        weights, best = self.router(x).softmax(-1).max(-1)
        y = torch.zeros_like(x)
        for place, expert in enumerate(self.experts):
            rows = best == place
            y[rows] = expert(x[rows]) * (weights[rows, None] if self.weighted else 1)
        return self.head(self.norm(x + y))


@ZOO.sick("unreached", family="MoE", edited=True, gains=False, adam=2e-3)
def router_without_gradient(dose):
    """The router's choice is used, its weight is not: an argmax has no gradient."""
    model = Experts(dose == "none", experts=by(dose, 4, 2, 4, 6))
    return Case(model, *digits(512), F.cross_entropy)


@ZOO.sick("left out", family="CNN", edited=True, gains=True)
def head_replaced(dose):
    """The optimizer was made first, then the head was replaced; or only a part was given to it."""
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.Conv2d(16, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(256, 2)
    )
    whole = adam(model.parameters(), 2e-3)
    model[5] = nn.Linear(256, 10)
    part = by(dose, list(model.parameters()), list(model.parameters())[:-1], None, [model[0].bias])
    optimizer = adam(part, 2e-3) if part else whole
    return Case(model, *images(), F.cross_entropy, {"optimizer": optimizer})


@ZOO.sick("frozen", family="ViT", gains=True, adam=2e-3)
def frozen_after_all(dose):
    """A backbone frozen by a loop that came after the new head, and so the head too."""
    model = Vit()
    model.requires_grad_(dose == "none")
    return Case(model, *images(64), F.cross_entropy)


@ZOO.sick("softmax twice", family="CNN", edited=True, sgd=0.05)
def softmax_in_the_model(dose):
    """A softmax as last layer, before a loss that takes logits."""
    classes = by(dose, 10, 2, 5, 10)
    x, y = images(256)
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(144, classes), nn.Softmax(1)
    )
    if dose == "none":
        model[5] = nn.Identity()
    return Case(model, x[y < classes], y[y < classes], nn.CrossEntropyLoss())


@ZOO.sick("first loss", family="GPT", sgd=0.02, steps=100)
def tied_embedding(dose):
    """PyTorch's N(0, 1) embedding, tied to the head."""
    model = Gpt()
    nn.init.normal_(model.tokens.weight, std=by(dose, 0.02, 0.15, 0.4, 1.0))
    return Case(model, *texts(), next_token)


@ZOO.sick("first loss", family="ViT", adam=1e-3, steps=40)
def loud_head(dose):
    """A new head by torch.randn, after a norm that makes every feature of size one."""
    model = Vit(width=64)
    nn.init.normal_(model.head.weight, std=by(dose, 0.02, 0.5, 1.2, 5))
    return Case(model, *images(128), F.cross_entropy)


@ZOO.sick("dtype", family="MLP", edited=True, steps=200)
def half_numbers(dose):
    """Weights and steps in bfloat16, at the rate of a fine-tuning."""
    x, y = digits(128)
    model, rate = drawn(perceptron([64, 64, 64, 10]), he), by(dose, 1e-4, 3e-4, 1e-4, 2e-5)
    if dose != "none":
        model, x = model.bfloat16(), x.bfloat16()
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    return Case(model, x, y, lambda z, y: F.cross_entropy(z.float(), y), {"optimizer": optimizer, "lr": rate})


class Reader(nn.Module):
    """An LSTM over tokens."""

    def __init__(self, vocabulary=24, width=32):
        super().__init__()
        self.tokens, self.lstm = nn.Embedding(vocabulary, width), nn.LSTM(width, width, batch_first=True)
        self.head = nn.Linear(width, vocabulary)

    def forward(self, tokens):
        return self.head(self.lstm(self.tokens(tokens))[0])


@ZOO.sick("left out", family="LSTM", edited=True, adam=2e-3)
def embedding_left_out(dose):
    """Parameter groups by hand, and one module forgotten."""
    model = Reader()
    parts = [model.head, model.lstm, model.tokens]
    groups = [{"params": part.parameters()} for part in parts[: by(dose, 3, 2, 1, 1)]]
    return Case(model, *texts(), next_token, {"optimizer": adam(groups, 5e-3)})


@ZOO.sick("frozen", family="MLP", adam=2e-3)
def frozen_copy(dose):
    """Everything frozen, as a copy of a teacher was."""
    model = nn.Sequential(nn.Flatten(), perceptron([32, 32, 4], nn.Tanh))
    model.requires_grad_(dose == "none")
    return Case(model, *waves(), F.cross_entropy)
