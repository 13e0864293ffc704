"""Networks that several cases of this set use."""

from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F

from tests.inspection.zoo.parts.networks import perceptron


class Tcn(nn.Module):
    """Dilated causal convolutions with shortcuts; a norm in each branch if asked."""

    def __init__(self, width=24, blocks=4, norm=False, classes=4, channels=2):
        super().__init__()
        self.enter = nn.Conv1d(channels, width, 1)
        self.first = nn.ModuleList(nn.Conv1d(width, width, 3, dilation=2 ** (i % 3)) for i in range(blocks))
        self.second = nn.ModuleList(nn.Conv1d(width, width, 1) for _ in range(blocks))
        self.norms = nn.ModuleList(nn.GroupNorm(1, width) if norm else nn.Identity() for _ in range(blocks))
        self.leave = nn.Linear(width, classes)

    def forward(self, x):
        x = self.enter(x.transpose(1, 2))
        for first, second, norm in zip(self.first, self.second, self.norms, strict=True):
            padded = F.pad(norm(x), (2 * first.dilation[0], 0))
            x = x + second(F.relu(first(padded)))
        return self.leave(x.mean(2))


class Mixer(nn.Module):
    """An MLP-Mixer block: tokens are mixed, then channels."""

    def __init__(self, tokens=16, width=24):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.across, self.along = (
            perceptron([tokens, 32, tokens], nn.GELU),
            perceptron([width, 48, width], nn.GELU),
        )

    def forward(self, x):
        x = x + self.across(self.norm1(x).mT).mT
        return x + self.along(self.norm2(x))


class Mixers(nn.Module):
    """Patches of digits, Mixer blocks, the mean token read out."""

    def __init__(self, blocks=3, width=24):
        super().__init__()
        self.patches = nn.Conv2d(1, width, 2, 2)
        self.blocks = nn.Sequential(*[Mixer(width=width) for _ in range(blocks)])
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 10)

    def forward(self, x):
        x = self.blocks(self.patches(x).flatten(2).mT)
        return self.head(self.norm(x).mean(1))


class Llama(nn.Module):
    """RMS norms, SwiGLU, separate query, key and value, no biases; drawn N(0, std²)."""

    def __init__(self, vocabulary=24, width=40, blocks=2, std=0.02):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, width)
        self.layers = nn.ModuleList(LlamaLayer(width) for _ in range(blocks))
        self.norm, self.output = nn.RMSNorm(width), nn.Linear(width, vocabulary, bias=False)
        for module in self.modules():
            if isinstance(module, nn.Linear | nn.Embedding):
                nn.init.normal_(module.weight, std=std)

    def forward(self, tokens):
        x = self.embed(tokens)
        for layer in self.layers:
            x = layer(x)
        return self.output(self.norm(x))


class LlamaLayer(nn.Module):
    """One layer: attention with a rotation by place, and a gated feed-forward."""

    def __init__(self, width, heads=4):
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.gate, self.up = nn.Linear(width, 2 * width, bias=False), nn.Linear(width, 2 * width, bias=False)
        self.down = nn.Linear(2 * width, width, bias=False)
        self.norm1, self.norm2, self.heads = nn.RMSNorm(width), nn.RMSNorm(width), heads

    def forward(self, x):
        h = self.norm1(x)
        q, k, v = (f(h).unflatten(-1, (self.heads, -1)).transpose(1, 2) for f in (self.q, self.k, self.v))
        mixed = F.scaled_dot_product_attention(rotated(q), rotated(k), v, is_causal=True)
        x = x + self.o(mixed.transpose(1, 2).flatten(2))
        h = self.norm2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


def rotated(x):
    """Rotary positions on (count, heads, length, even)."""
    half = x.shape[-1] // 2
    angles = torch.arange(x.shape[-2])[:, None] / 100 ** (torch.arange(half) / half)
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)


class Graph(nn.Module):
    """Graph convolutions on (count, nodes, features) with one adjacency matrix for all."""

    def __init__(self, adjacency, widths=(4, 32, 32, 32, 32)):
        super().__init__()
        self.register_buffer("adjacency", adjacency)
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(widths))
        self.head = nn.Linear(widths[-1], 3)

    def forward(self, x):
        for layer in self.layers:
            x = F.relu(layer(self.adjacency @ x))
        return self.head(x.mean(1))


def graphs(count=48, nodes=24):
    """A random graph's adjacency with loops, features of its nodes, and a class by which feature is large."""
    edges = (torch.rand(nodes, nodes) < 0.8).float()
    adjacency = ((edges + edges.T + torch.eye(nodes)) > 0).float()
    kind = torch.arange(count) % 3
    x = torch.randn(count, nodes, 4)
    x[torch.arange(count), :, kind] += 1.5
    return adjacency, x, kind


class Siren(nn.Module):
    """sin(ω·(Wx + b)) layers that draw a picture from coordinates."""

    def __init__(self, hidden=4, width=64, omega=30.0):
        super().__init__()
        sizes = [2] + [width] * hidden
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))
        self.leave, self.omega = nn.Linear(width, 1), omega

    def forward(self, x):
        for layer in self.layers:
            x = torch.sin(self.omega * layer(x))
        return self.leave(x)


def coordinates(size=16):
    """Points of the square from -1 to 1, (size², 2), and a smooth picture there, (size², 1)."""
    axis = torch.linspace(-1, 1, size)
    points = torch.cartesian_prod(axis, axis)[torch.randperm(size**2)]
    shift = torch.rand(2)
    return points, torch.sin(6 * (points + shift).prod(1, keepdim=True)) + 0.5 * points[:, :1]
