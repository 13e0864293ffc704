"""What one `inspect` costs beside one pass forward and back of the same model.

    python benchmarks/inspection.py

The other side is what a step of training computes anyway: outputs, loss, and the gradient of every parameter.
Both sides run in this process, on one thread, in turns, on models of more than a million multiply-adds; a
figure is the median over rounds of the ratio of their process times. The bar is 3.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bars import HEAD, Row, show
from course_lib.ensemble.kernels import one_thread
from course_lib.inspection import inspect

BAR, ROUNDS = 3.0, 9


class Block(nn.Module):
    """Attention and two dense layers, a norm before each."""

    def __init__(self, width: int):
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2))
        self.attention = nn.MultiheadAttention(width, 4, batch_first=True)
        self.dense = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = self.norms[0](x)
        x = x + self.attention(h, h, h, need_weights=False)[0]
        return x + self.dense(self.norms[1](x))


class Recalling(nn.Module):
    """Two recurrent layers whose last state tells the class."""

    def __init__(self, width: int):
        super().__init__()
        self.recurrent, self.head = nn.LSTM(64, width, 2, batch_first=True), nn.Linear(width, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.recurrent(x)[0][:, -1])


def dense(width: int = 512, depth: int = 6) -> nn.Module:
    layers = [each for _ in range(depth) for each in (nn.Linear(width, width), nn.ReLU())]
    return nn.Sequential(*layers, nn.Linear(width, 10))


def convolutional(channels: int = 16, depth: int = 6) -> nn.Module:
    layers: list[nn.Module] = []
    for number in range(depth):
        layers.append(nn.Conv2d(channels if number else 3, channels, 3, padding=1))
        layers += [nn.BatchNorm2d(channels), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


def transformer(width: int = 64, blocks: int = 3) -> nn.Module:
    return nn.Sequential(
        nn.Embedding(68, width),
        *(Block(width) for _ in range(blocks)),
        nn.Flatten(0, 1),
        nn.Linear(width, 68),
    )


def cases() -> Iterator[tuple[str, nn.Module, torch.Tensor, torch.Tensor]]:
    """A model of each kind with a batch for it."""
    yield "7 dense layers of 512, batch 128", dense(), torch.randn(128, 512), torch.arange(128) % 10
    images, few = torch.randn(32, 3, 32, 32), torch.arange(32) % 10
    yield "6 convolutions of 16, 32 × 32, batch 32", convolutional(), images, few
    tokens = torch.randint(68, (16, 64))
    yield "transformer of 3 blocks, width 64, 16 × 64", transformer(), tokens, tokens.flatten()
    yield "LSTM of 2 layers of 128, 32 steps, batch 32", Recalling(128), torch.randn(32, 32, 64), few


def seconds(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def rows() -> Iterator[Row]:
    """Measure, one model after the other."""
    torch.manual_seed(0)
    with one_thread():
        for name, model, x, y in cases():
            parameters = list(model.parameters())

            def step(model=model, x=x, y=y, parameters=parameters) -> None:
                torch.autograd.grad(functional.cross_entropy(model(x), y), parameters)

            def look(model=model, x=x, y=y) -> None:
                inspect(model, x, y, functional.cross_entropy)

            step(), look()
            pairs = [(seconds(look), seconds(step)) for _ in range(ROUNDS)]
            yield Row(f"inspect: {name}", statistics.median(a / b for a, b in pairs), BAR, "×", most=True)
            yield Row("  one look", 1000 * statistics.median(a for a, _ in pairs), unit=" ms")


def main() -> bool:
    """Print the table; whether all bars are reached."""
    print(f"inspect beside one pass forward and back\n{HEAD}")
    return all(row.ok for row in show(rows()))


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
