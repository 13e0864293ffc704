"""Zeros that stay, equal units, unwritten memory and odd gains, in blocks of every kind."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from tests.inspection.zoo.case import Case, by
from tests.inspection.zoo.held_out.models import Graph, Llama, Mixer, Mixers, graphs
from tests.inspection.zoo.held_out.registry import ZOO
from tests.inspection.zoo.held_out.sick_scales import Gated, each_token
from tests.inspection.zoo.parts.data import digits, images, spots, table, texts, waves
from tests.inspection.zoo.parts.networks import Vit, drawn, glorot, he, perceptron


class Dense(nn.Module):
    """A linear layer of one's own: torch.empty, and a reset_parameters that has to be called."""

    def __init__(self, fan_in, fan_out):
        super().__init__()
        self.weight, self.bias = (
            nn.Parameter(torch.zeros(fan_out, fan_in)),
            nn.Parameter(torch.zeros(fan_out)),
        )

    def reset_parameters(self):
        nn.init.kaiming_normal_(self.weight, nonlinearity="relu")
        nn.init.zeros_(self.bias)

    @torch.no_grad()
    def leave(self, words):
        """What the memory held before: `words(shape)` are 32-bit integers."""
        self.weight.copy_(words(self.weight.shape).view(torch.float32))

    def forward(self, x):
        return F.linear(x, self.weight, self.bias)


def pointers(shape):
    """One word in eight is the upper half of an address, the others are zero."""
    return torch.randint(0x5500, 0x7FFF, shape, dtype=torch.int32) * (torch.rand(shape) < 0.125)


def counts(shape):
    """Small integers, as an array of labels leaves them."""
    return torch.randint(0, 300, shape, dtype=torch.int32)


def noise(shape):
    """Compressed data, that is any bits at all."""
    return torch.randint(-(2**31), 2**31 - 1, shape).int()


@ZOO.sick("memory", family="own layer")
def never_reset(dose):
    """A layer of one's own that allocates with torch.empty and forgets to draw."""
    layers = [Dense(64, 72), Dense(72, 72), Dense(72, 10)]
    for place, layer in enumerate(layers):
        layer.reset_parameters()
        if place in by(dose, (), (0,), (0, 1, 2), (0, 1, 2)):
            layer.leave(by(dose, None, counts, pointers, noise))
    model = nn.Sequential(layers[0], nn.ReLU(), layers[1], nn.ReLU(), layers[2])
    return Case(model, *digits(200), F.cross_entropy)


@ZOO.sick("memory", family="U-Net", adam=2e-3, gains=False)
def lost_in_a_checkpoint(dose):
    """Keys that a checkpoint lacked kept the memory of `to_empty`: kernels, a norm's gain."""
    model = nn.Sequential(
        nn.Conv2d(1, 12, 3, padding=1), nn.GroupNorm(3, 12), nn.SiLU(),
        nn.ConvTranspose2d(12, 12, 3, padding=1), nn.GroupNorm(3, 12), nn.SiLU(), nn.Conv2d(12, 1, 1),
    )  # fmt: skip
    lost = by(
        dose, [], [model[4].weight], [model[3].weight], [model[0].weight, model[3].weight, model[4].weight]
    )
    for parameter in lost:
        words = (noise if dose == "gross" else pointers)(parameter.shape)
        if dose == "mild":
            words[0] = 0x6A21
        parameter.data = words.view(torch.float32)
    return Case(model, *spots(24), nn.BCEWithLogitsLoss())


class LowRank(nn.Module):
    """LoRA as a pair of linear layers beside a frozen one."""

    def __init__(self, base, rank=3):
        super().__init__()
        self.base = base.requires_grad_(False)
        self.a = nn.Linear(base.in_features, rank, bias=False)
        self.b = nn.Linear(rank, base.out_features, bias=False)
        nn.init.zeros_(self.b.weight)

    def forward(self, x):
        return self.base(x) + 2 * self.b(self.a(x))


@ZOO.sick("stuck", family="LoRA", notes=("frozen",), adam=1e-2)
def adapters_of_a_vit(dose):
    """LoRA in a ViT's attention, the A of none, one, or all blocks zero like B; the last is all there is."""
    model = Vit(blocks=3).requires_grad_(False)
    if dose != "gross":
        model.head.requires_grad_(True)
    for place, block in enumerate(model.blocks):
        block.attention.qkv = LowRank(block.attention.qkv)
        block.attention.project = LowRank(block.attention.project)
        if place < by(dose, 0, 1, 3, 3):
            nn.init.zeros_(block.attention.qkv.a.weight)
            nn.init.zeros_(block.attention.project.a.weight)
    return Case(model, *images(48), F.cross_entropy)


@ZOO.sick("stuck", family="GPT", adam=3e-3)
def zero_at_both_ends(dose):
    """Embedding and output zero in a network without biases."""
    model = Llama(std=0.1)
    if dose != "none":
        nn.init.zeros_(model.output.weight)
    if dose in ("plain", "gross"):
        nn.init.zeros_(model.embed.weight)
    if dose == "mild":
        for layer in (model.layers[0].down, model.layers[0].up):
            nn.init.zeros_(layer.weight)
    return Case(model, *texts(16), each_token)


@ZOO.sick("stuck", family="CNN", allowed=("dead", "vanish", "norm gain"), adam=2e-3)
def zero_gains_without_shortcuts(dose):
    """Norm gains of zero, as in a ResNet, where there is no shortcut: the ReLU behind them never opens."""
    layers = []
    for place in range(3):
        layers += [nn.Conv2d(12 if place else 1, 12, 3, padding=1), nn.BatchNorm2d(12), nn.ReLU()]
        if place in by(dose, (), (1,), (1, 2), (0, 1, 2)):
            nn.init.zeros_(layers[-2].weight)
    model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(48, 10))
    return Case(model, *images(64), F.cross_entropy)


@ZOO.sick("symmetry", family="GRU", adam=5e-3)
def constant_gru(dose):
    """A recurrent layer whose weights are all one number, or the same for every unit."""
    model = Gated(nn.GRU, 24)
    rnn = model.rnn
    if dose != "none":
        for bias in (rnn.bias_ih_l0, rnn.bias_hh_l0):
            nn.init.zeros_(bias)
        nn.init.constant_(rnn.weight_hh_l0, 0.02)
        if dose == "mild":
            rnn.weight_ih_l0.data = rnn.weight_ih_l0.view(3, 24, 24)[:, :8].repeat(1, 3, 1).view(72, 24)
            model.out.weight.data = model.out.weight[:, :8].repeat(1, 3)
        else:
            nn.init.constant_(rnn.weight_ih_l0, 0.1)
            nn.init.constant_(model.out.weight, 0.1)
    return Case(model, *texts(32), each_token)


@ZOO.sick("symmetry", family="CNN", adam=2e-3)
def widened(dose):
    """Net2WiderNet without its noise: every channel exists twice or four times, and goes on as it is."""
    times = by(dose, 1, 3, 4, 8)
    first, second = nn.Conv2d(1, 24, 3, 2, 1), nn.Conv2d(24, 24, 3, 2, 1)
    head = nn.Linear(96, 10)
    for layer in (first, second):
        layer.weight.data = layer.weight[: 24 // times].repeat(times, 1, 1, 1)
        layer.bias.data = layer.bias[: 24 // times].repeat(times)
    second.weight.data = second.weight[:, : 24 // times].repeat(1, times, 1, 1) / math.sqrt(times)
    head.weight.data = head.weight[:, : 96 // times].repeat(1, times) / math.sqrt(times)
    model = nn.Sequential(first, nn.GELU(), second, nn.GELU(), nn.Flatten(), head)
    return Case(model, *images(256), F.cross_entropy)


@ZOO.sick("symmetry", family="GNN", adam=5e-3, allowed=("centre",))
def ones_over_the_fan(dose):
    """Graph convolutions whose weights are all 1/fan in: every node's units agree."""
    adjacency, x, kind = graphs()
    model = drawn(Graph(adjacency / adjacency.sum(1, keepdim=True), (4, 24, 24)), glorot)
    for layer in [*model.layers, model.head][slice(*by(dose, (0, 0), (0, 2), (0, 3), (0, 3)))]:
        nn.init.constant_(layer.weight, by(dose, 0, 1, 1, 10) / layer.in_features)
    return Case(model, x, kind, F.cross_entropy)


@ZOO.sick("norm gain", family="ViT", adam=1e-3, allowed=("vanish", "stuck"))
def truncated_everywhere(dose):
    """trunc_normal_ with std 0.02 on whatever has a weight, norms too."""
    model = Vit(width=48, blocks=3)
    for module in model.modules():
        if dose != "none" and isinstance(module, nn.LayerNorm):
            mean, std = by(dose, None, (0.4, 0.25), (0, 0.1), (0, 0.02))
            nn.init.trunc_normal_(module.weight, mean, std)
    return Case(model, *images(64), F.cross_entropy)


@ZOO.sick("norm gain", family="CNN", sgd=0.05, allowed=("vanish",))
def scaled_down_gains(dose):
    """Group norm's gains by torch.rand, or by a small randn, in a network without shortcuts."""
    layers = []
    for channels in (2, 24, 24, 24):
        layers += [nn.Conv1d(channels, 24, 3, padding=1), nn.GroupNorm(4, 24), nn.ReLU()]
        gain = by(dose, torch.ones(24), torch.rand(24), 0.03 * torch.randn(24), 0.01 * torch.randn(24))
        layers[-2].weight.data = gain
    x, kind = waves()
    return Case(nn.Sequential(*layers, nn.Flatten(), nn.Linear(384, 4)), x.mT, kind, F.cross_entropy)


@ZOO.sick("copies", family="Mixer", as_note=True, gains=False)
def seeded_in_the_constructor(dose):
    """torch.manual_seed(0) inside the block's constructor."""
    model = Mixers(by(dose, 2, 2, 3, 5))
    for place in range(len(model.blocks)):
        if dose != "none":
            torch.manual_seed(0)
            model.blocks[place] = Mixer(width=24)
    return Case(model, *images(48), F.cross_entropy)


@ZOO.sick("copies", family="multi-head", as_note=True, gains=False)
def heads_of_one_ensemble(dose):
    """Members of an ensemble that were loaded from one state_dict."""
    model = Ensemble(by(dose, 3, 2, 3, 5))
    for member in model.members[1:] if dose != "none" else ():
        member.load_state_dict(model.members[0].state_dict())
    return Case(model, *table(), F.mse_loss)


class Ensemble(nn.Module):
    """The mean of some perceptrons, weighted by a layer that learns it."""

    def __init__(self, members):
        super().__init__()
        self.members = nn.ModuleList(perceptron([8, 40, 40, 1], nn.SiLU) for _ in range(members))
        self.mix = nn.Linear(members, 1)
        nn.init.normal_(self.mix.weight, std=1 / math.sqrt(members))

    def forward(self, x):
        return self.mix(torch.cat([member(x) for member in self.members], 1))


@ZOO.sick("stuck", family="ControlNet", adam=3e-3, notes=("frozen",))
def zero_conv_after_zero_conv(dose):
    """A side branch between two zero convolutions, its own last layer zero as well."""
    model = Controlled()
    if dose != "none":
        nn.init.zeros_(model.side[by(dose, 0, 2, 2, 2)].weight)
        nn.init.zeros_(model.side[by(dose, 0, 2, 2, 2)].bias)
    if dose == "gross":
        for parameter in model.leave.parameters():
            parameter.requires_grad_(False)
        nn.init.zeros_(model.side[0].weight)
        nn.init.zeros_(model.side[0].bias)
    return Case(model, *spots(24), nn.BCEWithLogitsLoss())


class Controlled(nn.Module):
    """A frozen trunk, and a trained copy of it that enters through a zero convolution."""

    def __init__(self, width=12):
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Conv2d(1, width, 3, padding=1), nn.ReLU(), nn.Conv2d(width, width, 3, padding=1)
        )
        self.side = nn.Sequential(
            nn.Conv2d(1, width, 3, padding=1), nn.ReLU(), nn.Conv2d(width, width, 3, padding=1)
        )
        self.zero, self.leave = nn.Conv2d(width, width, 1), nn.Conv2d(width, 1, 1)
        drawn(self.trunk, he).requires_grad_(False)
        nn.init.zeros_(self.zero.weight)
        nn.init.zeros_(self.zero.bias)

    def forward(self, x):
        return self.leave(F.relu(self.trunk(x)) + self.zero(self.side(x)))
