"""`inspect` notes where the first sines of coordinates hardly bend, and only there."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional

from course_lib.inspection import fix, inspect

BROAD, FAINT = 0.5, 0.02  # bounds of the first weights; with sin(30 z), 7 and 0.3 radians


class Sines(nn.Module):
    """sin(30 z) twice, hidden weights by SIREN's own draw; ``wave`` takes the place of the first sine."""

    def __init__(self, bound, inputs=2, wave=torch.sin):
        super().__init__()
        self.first, self.hidden = nn.Linear(inputs, 32), nn.Linear(32, 32)
        self.head, self.wave = nn.Linear(32, 1), wave
        nn.init.uniform_(self.first.weight, -bound, bound)
        limit = math.sqrt(6 / 32) / 30
        nn.init.uniform_(self.hidden.weight, -limit, limit)

    def forward(self, x):
        return self.head(torch.sin(30 * self.hidden(self.wave(30 * self.first(x)))))


@pytest.fixture(autouse=True)
def seeded():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        yield


def places(inputs=2):
    return 2 * torch.rand(64, inputs) - 1


def notes(model, x):
    report = inspect(model, x, torch.randn(len(x), 1), functional.mse_loss)
    assert "sine" not in [one.code for one in report.faults]
    return [one for one in report.findings if one.code == "sine"]


@pytest.mark.parametrize("wave", [torch.sin, torch.cos])
def test_sines_that_hardly_bend_are_noted_and_the_line_bends_them(wave):
    model, x = Sines(FAINT, wave=wave), places()
    (note,) = notes(model, x)
    assert note.where == ("first",)
    fix(model, note)
    assert notes(model, x) == []
    assert inspect(model, x).layers[0].argument == pytest.approx(7, rel=0.3)


def test_a_start_that_bends_the_first_sines_has_no_note_though_hidden_ones_bend_less():
    model, x = Sines(BROAD), places()
    first, hidden, _ = inspect(model, x).layers
    assert hidden.argument < 2 < first.argument
    assert notes(model, x) == []
    model.hidden.weight.data /= 10
    assert notes(model, x) == []


class Maps(nn.Module):
    """A 1 × 1 convolution over maps of coordinates, and a sine."""

    def __init__(self, std):
        super().__init__()
        self.enter, self.leave = nn.Conv2d(2, 8, 1), nn.Linear(128, 1)
        nn.init.normal_(self.enter.weight, std=std)

    def forward(self, x):
        return self.leave(self.enter(x).sin().flatten(1))


@pytest.mark.parametrize(("std", "count"), [(2.0, 0), (0.2, 1)])
def test_the_argument_is_measured_over_all_places_of_an_example(std, count):
    """Maps of coordinates are the same in each example of a batch."""
    axis = torch.linspace(-1, 1, 4)
    maps = torch.stack(torch.meshgrid(axis, axis, indexing="ij")).expand(3, 2, 4, 4)
    assert len(notes(Maps(std), maps)) == count


def test_what_goes_beside_the_sine_or_before_it_is_spared():
    def snake(z):
        return z + z.sin().square()

    class Encoded(Sines):
        def forward(self, x):
            return super().forward(x.sin())

    assert notes(Sines(FAINT, wave=snake), places()) == []
    assert notes(Sines(FAINT, wave=torch.relu), places()) == []
    assert notes(Encoded(FAINT), places()) == []


def test_many_inputs_are_no_coordinates():
    assert notes(Sines(FAINT, inputs=16), places(16)) == []
