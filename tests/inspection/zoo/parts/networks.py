"""Parts from which several networks of the zoo are built."""

import math
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F


def perceptron(widths, activation=nn.ReLU):
    """Linear layers of these widths with an activation between them, as PyTorch draws them."""
    layers = []
    for fan_in, fan_out in pairwise(widths):
        layers += [nn.Linear(fan_in, fan_out), activation()]
    return nn.Sequential(*layers[:-1])


def weighted(model):
    """The dense and convolutional layers of a model, in their order."""
    kinds = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.ConvTranspose2d)
    return [module for module in model.modules() if isinstance(module, kinds)]


@torch.no_grad()
def drawn(model, draw, biases=0.0):
    """The model with `draw(weight)` called on every dense or convolutional weight, biases constant."""
    for module in weighted(model):
        draw(module.weight)
        if module.bias is not None:
            module.bias.fill_(biases)
    return model


def he(weight):
    """He's normal, by fan in."""
    nn.init.kaiming_normal_(weight, nonlinearity="relu")


def glorot(weight):
    """Glorot's uniform."""
    nn.init.xavier_uniform_(weight)


def normal(std):
    """N(0, std²), as a function for `drawn`."""
    return lambda weight: nn.init.normal_(weight, std=std)


class Attention(nn.Module):
    """Self-attention with a fused query, key and value projection, causal if asked."""

    def __init__(self, width, heads=4, causal=False):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.qkv, self.project = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        count, length, width = x.shape
        split = self.qkv(x).view(count, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(*split, is_causal=self.causal)
        return self.project(mixed.transpose(1, 2).reshape(count, length, width))


class Block(nn.Module):
    """A pre-LN transformer block."""

    def __init__(self, width, causal=False):
        super().__init__()
        self.norm1, self.attention = nn.LayerNorm(width), Attention(width, causal=causal)
        self.norm2, self.mlp = nn.LayerNorm(width), perceptron([width, 4 * width, width], nn.GELU)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Gpt(nn.Module):
    """A decoder with its head tied to the embedding, drawn as GPT-2 is: 0.02, branch ends by 1/√(2N)."""

    def __init__(self, vocabulary=24, length=12, width=64, blocks=2, tied=True):
        super().__init__()
        self.tokens, self.places = nn.Embedding(vocabulary, width), nn.Embedding(length, width)
        self.blocks = nn.ModuleList(Block(width, causal=True) for _ in range(blocks))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary, bias=False)
        for module in self.modules():
            if isinstance(module, nn.Linear | nn.Embedding):
                nn.init.normal_(module.weight, std=0.02)
        for name, parameter in self.named_parameters():
            if name.endswith(("project.weight", "mlp.2.weight")):
                nn.init.normal_(parameter, std=0.02 / math.sqrt(2 * blocks))
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)
        if tied:
            self.head.weight = self.tokens.weight

    def forward(self, tokens):
        x = self.tokens(tokens) + self.places(torch.arange(tokens.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def next_token(logits, targets):
    """Cross-entropy of (count, length, vocabulary) logits with (count, length) tokens."""
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


class Vit(nn.Module):
    """A vision transformer of 2 × 2 patches with a class token."""

    def __init__(self, width=32, blocks=2, classes=10):
        super().__init__()
        self.patches = nn.Conv2d(1, width, 2, stride=2)
        self.first, self.places = (
            nn.Parameter(torch.empty(1, 1, width)),
            nn.Parameter(torch.empty(1, 17, width)),
        )
        self.reset_parameters()
        self.blocks = nn.Sequential(*[Block(width) for _ in range(blocks)])
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, classes)

    def reset_parameters(self):
        """Draw the parameters that belong to no layer."""
        nn.init.zeros_(self.first)
        nn.init.normal_(self.places, std=0.02)

    def forward(self, x):
        patches = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.first.expand(len(x), -1, -1), patches], 1) + self.places
        return self.head(self.norm(self.blocks(x))[:, 0])


class Lora(nn.Module):
    """A frozen linear layer with a low-rank update beside it; `up`, LoRA's B, starts at zero."""

    def __init__(self, layer, rank=4):
        super().__init__()
        self.layer = layer.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) / math.sqrt(layer.in_features))
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, x):
        return self.layer(x) + x @ self.down.T @ self.up.T


class Residual(nn.Module):
    """x + branch(x)."""

    def __init__(self, *branch):
        super().__init__()
        self.branch = nn.Sequential(*branch)

    def forward(self, x):
        return x + self.branch(x)
