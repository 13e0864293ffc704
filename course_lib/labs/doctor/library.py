"""A small GPT-2 as a library holds it, in GPT-2's own names; one line of its start does nothing."""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional as F

__all__ = ["LibraryGPT2"]

STD = 0.02  # GPT-2's `initializer_range`


class Attention(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.c_attn, self.c_proj = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        count, length, width = x.shape
        q, k, v = self.c_attn(x).view(count, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(mixed.transpose(1, 2).reshape(count, length, width))


class MLP(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.c_fc, self.c_proj = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        return self.c_proj(F.gelu(self.c_fc(x)))


class Block(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn, self.mlp = Attention(width, heads), MLP(width)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class LibraryGPT2(nn.Module):
    """Tokens (count, length), whole numbers below ``vocabulary`` → logits (count, length, vocabulary).

    Every matrix is drawn from N(0, 0.02²), as the library does. Then `scale_branches` is meant to give the last
    matrix of every branch the std 0.02/√(2 · blocks), and does not: transformers 5.14 had its condition
    (https://github.com/huggingface/transformers/issues/47458).
    """

    def __init__(
        self, blocks: int = 6, width: int = 48, heads: int = 4, vocabulary: int = 68, length: int = 32
    ):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocabulary, width), nn.Embedding(length, width)
        self.h = nn.ModuleList(Block(width, heads) for _ in range(blocks))
        self.ln_f, self.lm_head = nn.LayerNorm(width), nn.Linear(width, vocabulary, bias=False)
        self.lm_head.weight = self.wte.weight
        self.apply(draw)
        scale_branches(self, blocks)

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1]))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


def draw(module: nn.Module) -> None:
    """N(0, 0.02²) for matrices, zeros for the biases of linear layers."""
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=STD)
    if isinstance(module, nn.Linear) and module.bias is not None:
        nn.init.zeros_(module.bias)


def scale_branches(model: nn.Module, blocks: int) -> None:
    """What the library runs after `draw`."""
    for name, weight in model.named_parameters():
        if name == "c_proj.weight":
            nn.init.normal_(weight, std=STD / math.sqrt(2 * blocks))
