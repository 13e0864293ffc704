"""Rules that ask more than the scale of a plain stack: each finds its fault, and spares what is meant."""

import copy

import pytest
import torch
from torch import nn
from torch.nn import functional

from course_lib.inspection import fix, inspect
from tests.inspection.networks import BATCH, CLASSES, CROSS_ENTROPY, INPUTS, WIDTH, batch, codes, found, mlp


def mended(model, code, **how):
    """The faults after the finding of this code was fixed."""
    fix(model, found(model, code, **how))
    return codes(model, **how)


# --- What was never written ---------------------------------------------------------------------------


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e9, 1e-38])
def test_memory_that_nobody_wrote(value):
    model = nn.Sequential(mlp(), nn.Module())
    model[1].places = nn.Parameter(torch.full((3, CLASSES), value))
    model[1].forward = lambda x: x + model[1].places[0]
    model[0][2].weight.data[:4] = value
    before = model[0][0].weight.clone()
    assert found(model, "memory").where == ("0.2.weight", "1.places")
    assert codes(model) == ["memory"]
    assert mended(model, "memory") == []
    assert torch.equal(model[0][0].weight, before)


def test_small_numbers_are_no_stray_memory():
    model = mlp()
    model[2].weight.data[0, 0] = 1e-38
    assert codes(model) == []


# --- Zeros that are meant -------------------------------------------------------------------------------


class LowRank(nn.Module):
    """A frozen layer with a trainable product of two thin matrices beside it."""

    def __init__(self, down, up):
        super().__init__()
        self.body, self.base, self.head = mlp()[:2], nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, CLASSES)
        self.down = nn.Parameter(down * torch.randn(4, WIDTH) / WIDTH**0.5)
        self.up = nn.Parameter(up * torch.randn(WIDTH, 4))
        self.base.requires_grad_(False)

    def forward(self, x):
        h = self.body(x)
        h = self.base(h) + functional.linear(functional.linear(h, self.down), self.up)
        return self.head(torch.relu(h))


def test_one_zero_of_two_wakes_and_both_never_do():
    assert codes(LowRank(1, 0)) == []
    waits = LowRank(1, 0)
    nn.init.zeros_(waits.head.weight)  # at first no gradient arrives below it
    assert codes(waits) == []
    model = LowRank(0, 0)
    finding = found(model, "stuck")
    assert finding.where == ("down", "up")
    assert mended(model, "stuck") == []
    assert model.down.any() and not model.up.any()


def test_columns_are_the_units_of_a_bare_matrix_from_the_right():
    class Bare(nn.Module):
        def __init__(self, equal):
            super().__init__()
            self.first, self.head = nn.Parameter(torch.randn(INPUTS, WIDTH) / 4), nn.Linear(WIDTH, CLASSES)
            if equal:
                self.first.data[:] = self.first[:, :1].detach()
                nn.init.constant_(self.head.weight, 0.1)

        def forward(self, x):
            return self.head(torch.tanh(x @ self.first))

    assert codes(Bare(False)) == []
    assert codes(Bare(True)) == ["symmetry"]
    assert mended(Bare(True), "symmetry") == []


class Residual(nn.Module):
    """Blocks that add to a stream, the last layer of each times ``last``."""

    def __init__(self, blocks=6, last=1.0, norm=False):
        super().__init__()
        self.enter, self.head = nn.Linear(INPUTS, WIDTH), nn.Linear(WIDTH, CLASSES)
        self.blocks = nn.ModuleList(self.block(last, norm) for _ in range(blocks))

    @staticmethod
    def block(last, norm):
        layers = nn.Linear(WIDTH, WIDTH), nn.ReLU(), nn.Linear(WIDTH, WIDTH)
        for layer in layers[::2]:
            nn.init.kaiming_normal_(layer.weight)
        layers[-1].weight.data *= last
        return nn.Sequential(*([nn.LayerNorm(WIDTH)] if norm else []), *layers)

    def forward(self, x):
        x = self.enter(x)
        for block in self.blocks:
            x = x + block(x)
        return self.head(x)


def test_a_stream_that_each_branch_enlarges():
    model = Residual()
    assert codes(model) == ["stream"]
    assert mended(model, "stream") == []
    assert all(not block[-1].weight.any() for block in model.blocks)


@pytest.mark.parametrize("how", [dict(last=0.0), dict(norm=True), dict(blocks=2)])
def test_a_stream_that_stays_small_enough(how):
    assert codes(Residual(**how)) == []


class Modulated(nn.Module):
    """Each layer is shifted and scaled by what another reads from the inputs."""

    def __init__(self):
        super().__init__()
        self.body = nn.ModuleList(nn.Linear(INPUTS, INPUTS) for _ in range(5))
        self.shifts = nn.ModuleList(nn.Linear(INPUTS, INPUTS) for _ in range(5))
        for shift in self.shifts:
            nn.init.normal_(shift.weight, std=1e-3)
            nn.init.zeros_(shift.bias)
        self.head = nn.Linear(INPUTS, CLASSES)

    def forward(self, x):
        h = x
        for layer, shift in zip(self.body, self.shifts, strict=True):
            h = torch.relu(2 * layer(h)) + shift(x)
        return self.head(h)


def test_a_shift_is_no_stream():
    report = inspect(Modulated(), *batch(), CROSS_ENTROPY)
    assert report.sums == [] and report.faults == []
    assert len(inspect(Residual(), *batch(), CROSS_ENTROPY).sums) == 6


def test_tables_side_by_side_are_no_way_on_which_differences_fade():
    class Ratings(nn.Module):
        def __init__(self):
            super().__init__()
            self.user, self.item = nn.Embedding(20, 8), nn.Embedding(30, 8)
            self.user_bias, self.item_bias = nn.Embedding(20, 1), nn.Embedding(30, 1)
            for table in (self.user_bias, self.item_bias):
                nn.init.zeros_(table.weight)
            for table in (self.user, self.item):
                nn.init.normal_(table.weight, std=0.1)

        def forward(self, user, item):
            product = (self.user(user) * self.item(item)).sum(1, keepdim=True)
            return (product + self.user_bias(user) + self.item_bias(item))[:, 0]

    numbers = torch.arange(64)
    report = inspect(Ratings(), (numbers % 20, numbers % 30), torch.randn(64), functional.mse_loss)
    assert report.faults == []


# --- Norms, copies, fans ----------------------------------------------------------------------------------


def normed():
    model = mlp()
    model.insert(1, nn.BatchNorm1d(WIDTH))
    return model


def test_gains_that_are_drawn_like_weights():
    model = normed()
    assert codes(model) == []
    nn.init.normal_(model[1].weight, std=0.02)
    assert codes(model) == ["norm gain"]
    assert mended(model, "norm gain") == []


def test_copies_are_a_note():
    model = mlp()
    assert codes(model, severity="note") == []
    model[4] = copy.deepcopy(model[2])
    assert (codes(model), codes(model, severity="note")) == ([], ["copies"])
    fix(model, found(model, "copies"))
    assert codes(model, severity="note") == []


def unlike(mode):
    model = nn.Sequential(nn.Linear(INPUTS, 512), nn.ReLU(), nn.Linear(512, 16), nn.ReLU(), nn.Linear(16, 4))
    for layer in model[::2]:
        nn.init.kaiming_normal_(layer.weight, mode=mode)
    return model


def test_weights_by_the_wrong_fan():
    assert codes(unlike("fan_in")) == []
    model = unlike("fan_out")
    assert codes(model) == ["layout"]
    assert mended(model, "layout") == []


def test_an_identity_is_centred_enough():
    model = mlp()
    nn.init.eye_(model[2].weight)
    assert codes(model) == []


def test_the_mean_of_weights_that_were_trained_elsewhere_is_theirs():
    model = mlp()
    model[2].weight.data += 0.05
    assert codes(model) == ["centre"]
    model[2].requires_grad_(False)
    assert codes(model) == []


def test_recurrent_weights_that_saturate_the_state():
    x = torch.randn(BATCH, 5, INPUTS)
    model = nn.RNN(INPUTS, WIDTH, batch_first=True)
    assert inspect(model, x).faults == []
    nn.init.normal_(model.weight_hh_l0, std=1.0)
    (finding,) = inspect(model, x).faults
    assert finding.code == "saturated" and "std · √units" in finding.measured
    fix(model, finding)
    assert inspect(model, x).faults == []


# --- What learns ------------------------------------------------------------------------------------------


class Cut(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.head = mlp()[:-1], nn.Linear(WIDTH, CLASSES)

    def forward(self, x):
        return self.head(self.body(x).detach())


def test_a_detach_is_named_by_its_line():
    finding = found(Cut(), "unreached")
    assert finding.severity == "fault" and len(finding.where) == 8
    assert "test_rules_of_use.py:" in finding.line
    with pytest.raises(ValueError, match="edit this yourself: # by hand: remove the detach"):
        fix(Cut(), finding)


def test_what_takes_no_part_is_a_note():
    model = mlp()
    model[0].register_module("idle", nn.Linear(3, 3))
    assert (codes(model), codes(model, severity="note")) == ([], ["unreached"])


def test_a_second_head_that_the_loss_leaves_out_is_a_note():
    class Heads(nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.head, self.other = mlp()[:-1], nn.Linear(WIDTH, CLASSES), mlp()
            self.enter = nn.Linear(WIDTH, INPUTS)

        def forward(self, x):
            h = self.body(x)
            return self.head(h), self.other(self.enter(h))

    model = Heads()
    assert codes(model, lambda outputs, y: functional.cross_entropy(outputs[0], y)) == []


def test_a_frozen_part_is_a_note_and_a_frozen_whole_a_fault():
    model = mlp()
    model[0].requires_grad_(False)
    assert (codes(model), codes(model, severity="note")) == ([], ["frozen"])
    model.requires_grad_(False)
    assert codes(model) == ["frozen"]
    assert mended(model, "frozen") == []


def test_parameters_that_the_optimizer_does_not_know():
    model = mlp()
    optimizer = torch.optim.SGD(model[0].parameters(), lr=0.1)
    finding = found(model, "left out", optimizer=optimizer)
    assert len(finding.where) == 8
    exec(finding.line, {"optimizer": optimizer, "model": model})
    assert codes(model, optimizer=optimizer) == []


def test_steps_that_a_narrow_dtype_rounds_away():
    x, y = batch()
    narrow = inspect(mlp().bfloat16(), x.bfloat16(), y, CROSS_ENTROPY, lr=1e-4)
    assert [one.code for one in narrow.faults] == ["dtype"]
    assert inspect(mlp().bfloat16(), x.bfloat16(), y, CROSS_ENTROPY, lr=0.1).faults == []
    assert codes(mlp(), lr=1e-4) == []
