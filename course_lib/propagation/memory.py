"""Memory that one computation after another works in.

A large new tensor is memory that the operating system has to hand out page by page, which can cost more
than the arithmetic on it. So a pass takes its tensors from a block that is kept for the next one.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch

KEPT_BYTES = 128_000_000  # a larger block is not kept
ALIGN = 64  # bytes: where a cache line begins

_spare: list[torch.Tensor] = []  # the block, while nobody works in it
_lock = threading.Lock()


class Memory:
    """Hands out tensors, side by side in one block of bytes while there is room, on their own otherwise."""

    def __init__(self, block: torch.Tensor):
        self.block, self.wanted = block, 0

    def take(self, *shape: int, dtype: torch.dtype) -> torch.Tensor:
        """A tensor of this shape that holds whatever was there."""
        start, size = self.wanted, math.prod(shape) * dtype.itemsize
        self.wanted += -(-size // ALIGN) * ALIGN
        if start + size > len(self.block):
            return torch.empty(shape, dtype=dtype)
        return self.block[start : start + size].view(dtype).view(shape)


@contextmanager
def kept_memory() -> Iterator[Memory]:
    """A `Memory` whose tensors are valid inside; the next one gets the same block, as large as was wanted."""
    with _lock:  # there is none for the first, and while another thread is at work in it
        block = _spare.pop() if _spare else torch.empty(0, dtype=torch.uint8)
    memory = Memory(block)
    yield memory
    if len(block) < memory.wanted <= KEPT_BYTES:
        block = torch.empty(memory.wanted, dtype=torch.uint8)
    with _lock:
        _spare[:] = [block]
