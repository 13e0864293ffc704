"""Sums of what the inputs look up and of where it stands."""

import pytest
import torch
from torch import nn

from course_lib.inspection import fix, inspect
from tests.inspection.networks import CLASSES, CROSS_ENTROPY

LENGTH, WIDTH = 6, 16


class Sequence(nn.Module):
    """Words and places, both as rows; fixed places are no parameter."""

    def __init__(self, words, places, fixed=False):
        super().__init__()
        self.words, codes = nn.Embedding(50, WIDTH), places * torch.randn(LENGTH, WIDTH)
        self.places = codes if fixed else nn.Parameter(codes)
        self.head = nn.Linear(LENGTH * WIDTH, CLASSES)
        nn.init.normal_(self.words.weight, std=words)

    def forward(self, tokens):
        return self.head((self.words(tokens) + self.places).tanh().flatten(1))


def look(model):
    torch.manual_seed(0)
    return inspect(model, torch.randint(50, (64, LENGTH)), torch.arange(64) % CLASSES, CROSS_ENTROPY)


@pytest.mark.parametrize(
    "words, places, fixed",
    [(1, 1, False), (0.02, 0.08, False), (1, 0.01, False), (1, 0, False), (1, 0.3, True)],
)
def test_parts_of_a_size_and_small_codes_that_learn_are_no_fault(words, places, fixed):
    assert look(Sequence(words, places, fixed)).findings == []


@pytest.mark.parametrize(
    "words, places, fixed, where, std",
    [
        (0.02, 1, False, ("places", "words.weight"), 0.02),
        (0.02, 1, True, ("words.weight",), 1),
        (8, 1, True, ("words.weight",), 1),
    ],
)
def test_what_hides_the_other_gets_its_size(words, places, fixed, where, std):
    torch.manual_seed(1)
    model = Sequence(words, places, fixed)
    (finding,) = look(model).faults
    assert (finding.code, finding.where) == ("places", where)
    assert float(finding.line.split("std=")[1].rstrip(")")) == pytest.approx(std, rel=0.15)
    fix(model, finding)
    assert look(model).findings == []


def test_a_bias_beside_rows_is_no_code_of_places():
    class Biased(Sequence):
        def forward(self, tokens):
            return self.head((self.words(tokens) + self.places[0]).tanh().flatten(1))

    assert look(Biased(0.02, 1)).findings == []
