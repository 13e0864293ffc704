"""Of zeros that multiply each other, `inspect` redraws as few as wake the rest."""

import pytest
import torch
from torch import nn

from course_lib.inspection import fix, inspect
from tests.inspection.networks import CLASSES, CROSS_ENTROPY, INPUTS, WIDTH, batch, codes, found


def zero(layer):
    """The layer with weight and bias zero."""
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)
    return layer


class Gated(nn.Module):
    """A branch times a gate that is computed from the inputs, both zero at first."""

    def __init__(self):
        super().__init__()
        self.gate = zero(nn.Linear(INPUTS, WIDTH))
        self.up, self.down = nn.Linear(WIDTH, WIDTH), zero(nn.Linear(WIDTH, WIDTH))

    def forward(self, x, inputs):
        return x + self.gate(inputs) * self.down(torch.relu(self.up(x)))


class Scaled(nn.Module):
    """A branch of two zero layers, times one learned number that is zero too, behind a norm if asked."""

    def __init__(self, norm=False):
        super().__init__()
        self.up, self.down = nn.Linear(WIDTH, WIDTH), zero(nn.Linear(WIDTH, WIDTH))
        self.scale = nn.LayerNorm(WIDTH) if norm else nn.Parameter(torch.zeros(1))
        self.norm = norm
        if norm:
            zero(self.scale)

    def forward(self, x, inputs):
        branch = self.down(torch.relu(self.up(x)))
        return x + (self.scale(branch) if self.norm else self.scale * branch)


class Stack(nn.Module):
    def __init__(self, *blocks):
        super().__init__()
        self.enter, self.head = nn.Linear(INPUTS, WIDTH), nn.Linear(WIDTH, CLASSES)
        self.blocks = nn.ModuleList(blocks)

    def forward(self, inputs):
        x = self.enter(inputs)
        for block in self.blocks:
            x = block(x, inputs)
        return self.head(x)


@pytest.mark.parametrize(
    ("block", "redrawn", "kept"),
    [
        (Gated, "down.weight", "gate.weight"),
        (Scaled, "down.weight", "scale"),
        (lambda: Scaled(norm=True), "down.weight", "scale.weight"),
    ],
)
def test_a_block_stays_the_identity_where_one_zero_of_two_wakes(block, redrawn, kept):
    model = Stack(block(), block())
    before = model(batch()[0])
    finding = found(model, "stuck")
    assert set(finding.where) == {f"blocks.{n}.{name}" for n in (0, 1) for name in (redrawn, kept)}
    assert [one for change in finding.changes for one in change.names] == [
        f"blocks.{n}.{redrawn}" for n in (0, 1)
    ]
    assert finding.words.endswith("One of two zeros is enough.")
    assert finding.measured.endswith(f"; `blocks.0.{kept}` and 1 more may stay 0")
    fix(model, finding)
    torch.testing.assert_close(model(batch()[0]), before)
    assert codes(model) == []


class Adapter(nn.Module):
    """A frozen layer with LoRA's two factors beside it, both zero; their names end in ``ending``."""

    def __init__(self, ending):
        super().__init__()
        self.base = nn.Linear(WIDTH, WIDTH).requires_grad_(False)
        self.down, self.up = f"down{ending}", f"up{ending}"
        for name, factor in (
            (self.down, nn.Linear(WIDTH, 2, bias=False)),
            (self.up, nn.Linear(2, WIDTH, bias=False)),
        ):
            self.add_module(name, zero(factor))

    def forward(self, x, inputs):
        return torch.relu(self.base(x) + getattr(self, self.up)(getattr(self, self.down)(x)))


def test_all_of_loras_second_factors_stay_zero_whatever_their_names():
    model = Stack(*(Adapter(ending) for ending in "abcdefgh"))
    finding = found(model, "stuck")
    names = [name for change in finding.changes for name in change.names]
    assert len(names) == 8 and all(".down" in name for name in names)


def test_both_are_redrawn_where_neither_wakes_alone():
    """Two layers after each other end a branch in which nothing but these two is."""
    block = Scaled()
    block.up = zero(block.up)
    model = Stack(block)
    block.scale.data.fill_(1.0)
    finding = found(model, "stuck")
    names = [one for change in finding.changes for one in change.names]
    assert names == ["blocks.0.up.weight"]
    fix(model, finding)
    assert codes(model) == []


def test_layers_in_a_row_are_all_redrawn():
    """No zero of a plain stack is there on purpose."""
    model = nn.Sequential(zero(nn.Linear(INPUTS, WIDTH)), nn.Tanh(), zero(nn.Linear(WIDTH, CLASSES)))
    finding = found(model, "stuck")
    assert [one for change in finding.changes for one in change.names] == list(finding.where)
    assert "enough" not in finding.words


def test_trying_which_zeros_wake_leaves_the_model_and_takes_few_passes():
    model = Stack(*(Gated() for _ in range(6)))
    passes, before = [], [one.clone() for one in model.parameters()]
    model.enter.register_forward_pre_hook(lambda *_: passes.append(1))
    inspect(model, *batch(), CROSS_ENTROPY)
    assert all(torch.equal(one, old) for one, old in zip(model.parameters(), before, strict=True))
    assert len(passes) < 16
