"""Rules about the first loss: each finds its fault, and spares what is meant."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from course_lib.inspection import fix, inspect
from tests.inspection.networks import BATCH, CLASSES, CROSS_ENTROPY, INPUTS, WIDTH, batch, codes, found, mlp


def test_probabilities_in_place_of_logits():
    model = nn.Sequential(mlp(), nn.Softmax(1))
    assert codes(model) == ["softmax twice"]
    assert codes(nn.Sequential(mlp(), nn.LogSoftmax(1)), loss=nn.NLLLoss()) == []
    binary = nn.Sequential(mlp(), nn.Sigmoid())
    targets = functional.one_hot(batch()[1], CLASSES).float()
    assert codes(binary, nn.BCEWithLogitsLoss(), targets) == ["softmax twice"]
    assert codes(binary, nn.BCELoss(), targets) == []


def rare():
    """A batch with one positive in 64, and a model with one logit."""
    x = torch.randn(256, INPUTS, generator=torch.Generator().manual_seed(1))
    y = (torch.arange(256) % 64 == 0).float()[:, None]
    model = mlp()
    model[-1] = nn.Linear(WIDTH, 1)
    nn.init.normal_(model[-1].weight, std=0.01)
    return model, x, y


def test_a_rare_class_that_the_bias_does_not_know():
    model, x, y = rare()
    report = inspect(model, x, y, nn.BCEWithLogitsLoss())
    assert [one.code for one in report.faults] == ["prior"]
    fix(model, report.faults[0])
    assert inspect(model, x, y, nn.BCEWithLogitsLoss()).faults == []
    assert inspect(model, x[:32], y[:32], nn.BCEWithLogitsLoss()).faults == []  # too few to know
    assert inspect(model, x, torch.ones_like(y), nn.BCEWithLogitsLoss()).faults == []  # a GAN's real batch


def test_weights_of_the_loss_stand_for_frequencies():
    model, x, y = rare()
    loss = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([63.0]))
    report = inspect(model, x, y, loss)
    assert report.faults == []
    assert report.expected_loss == pytest.approx(loss(torch.zeros_like(y), y).item())
    assert report.loss == pytest.approx(report.expected_loss, rel=0.1)


def test_class_frequencies_become_the_bias():
    model, x, _ = mlp(), *batch()
    x = torch.cat([x] * 8)
    y = (torch.arange(len(x)) % 64 == 0).long()
    nn.init.normal_(model[-1].weight, std=0.01)
    report = inspect(model, x, y, CROSS_ENTROPY)
    assert [one.code for one in report.faults] == ["prior"]
    fix(model, report.faults[0])
    after = inspect(model, x, y, CROSS_ENTROPY)
    assert after.faults == [] and after.loss < 0.2
    exec(report.faults[0].line, {"model": model, "torch": torch})
    assert inspect(model, x, y, CROSS_ENTROPY).loss == after.loss


def test_targets_far_from_zero():
    model, y = mlp(), 100 + torch.randn(BATCH, CLASSES)
    nn.init.constant_(model[-1].bias, -50.0)
    assert codes(model, nn.MSELoss(), y) == ["target"]
    fix(model, found(model, "target", nn.MSELoss(), y))
    assert codes(model, nn.MSELoss(), y) == []
    assert model(batch()[0]).mean().item() == pytest.approx(y.mean().item(), abs=0.1)
    assert inspect(model, batch()[0], y, nn.MSELoss()).expected_loss == pytest.approx(
        y.var(correction=0).item()
    )
