"""What a report says and draws."""

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.activations import relu, tanh
from course_lib.inspection import inspect
from tests.inspection.networks import BATCH, CROSS_ENTROPY, INPUTS, WIDTH, batch, mlp


def report_of(model, **how):
    return inspect(model, *batch(), CROSS_ENTROPY, **how)


def test_the_text_has_loss_layers_and_findings_in_25_lines():
    report = report_of(mlp(depth=30, draw=nn.init.uniform_), lr=0.1)
    report.findings *= 8
    lines = repr(report).split("\n")
    assert len(lines) <= 25
    assert lines[0] == "Report: 31 layers, 8 faults, 0 notes"
    assert "that of equal odds is 1.386" in lines[1]
    assert [line.split()[0] for line in lines[3:10]] == ["0", "2", "4", "…", "56", "58", "60"]
    assert "and 4 more in .findings" in lines
    assert max(map(len, lines)) < 160


def test_names_are_no_markup():
    model = mlp(draw=nn.init.zeros_)
    model.add_module("<b>", nn.Linear(4, 4))
    page = report_of(model)._repr_html_()
    assert "&lt;b&gt;" in page and "<b>.weight" not in page and "<code>0.weight</code>" in page
    assert 'href="https://arxiv.org/abs/2106.09685"' in page


def test_each_finding_says_all_it_has_to():
    (finding,) = report_of(mlp(draw=nn.init.uniform_)).findings
    assert finding.severity == "fault"
    assert finding.where == tuple(f"{at}.weight" for at in range(0, 10, 2))
    assert "mean 0.5" in finding.measured and "https://" in finding.source
    assert finding.line.startswith("for name in ['0.weight', ")


@pytest.mark.parametrize("activation, gain", [(nn.ReLU, relu.gain), (nn.Tanh, tanh.gain)])
def test_std_stands_beside_what_fan_and_activation_ask_for(activation, gain):
    report = report_of(mlp(activation))
    first, bias, *_, head, _ = report.parameters
    assert first.std == pytest.approx(np.sqrt(2 / INPUTS), rel=0.1)
    assert first.asked == pytest.approx(gain / np.sqrt(INPUTS))
    assert head.asked == pytest.approx(1 / np.sqrt(WIDTH))
    assert (bias.std, bias.asked) == (0, 0)


def test_packed_weights_are_asked_by_part():
    model = nn.LSTM(INPUTS, WIDTH, batch_first=True)
    report = inspect(model, torch.randn(BATCH, 5, INPUTS))
    asked = {one.label: one.asked for one in report.parameters if one.role == "weight"}
    assert asked["weight_ih_l0[f]"] == pytest.approx(1 / np.sqrt(INPUTS))
    assert asked["weight_hh_l0[f]"] == pytest.approx(1 / np.sqrt(WIDTH))
    assert any("one row each" in sentence for sentence in report.unseen)


def test_computed_weights_are_said_to_be_unseen():
    model = nn.Sequential(nn.utils.parametrizations.weight_norm(nn.Linear(INPUTS, 4)), nn.Linear(4, 4))
    report = report_of(model)
    assert report.unseen == ("The weights of 0 are computed: only their biases are judged.",)


def test_without_a_loss_the_gradient_is_said_to_be_noise():
    report = inspect(mlp(), batch()[0])
    assert np.isnan(report.loss) and report.unseen[0].startswith("Without a loss")
    assert all(layer.gradient > 0 for layer in report.layers)


OPTIMIZERS = {
    "sgd": lambda them: torch.optim.SGD(them, lr=0.1, momentum=0.9),
    "adam": lambda them: torch.optim.Adam(them, lr=1e-3),
    "scheduled": lambda them: scheduled(torch.optim.AdamW(them, lr=1e-2)),
}


def scheduled(optimizer):
    """An optimizer whose `step` a scheduler has wrapped."""
    optimizer.scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    return optimizer


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_update_is_that_of_the_next_step(name):
    model, (x, y) = mlp(), batch()
    optimizer = OPTIMIZERS[name](model.parameters())
    for _ in range(2):  # the second with what the first left in the optimizer
        report = report_of(model, optimizer=optimizer)
        before = model[0].weight.detach().clone()
        optimizer.zero_grad()
        CROSS_ENTROPY(model(x), y).backward()
        optimizer.step()
        moved = (model[0].weight - before).norm() / before.norm()
        assert report.parameters[0].update == pytest.approx(moved.item(), rel=1e-3)
        assert report.layers[0].update == report.parameters[0].update
        assert float(repr(report).split("\n")[3].split()[-1]) == pytest.approx(moved.item(), rel=1e-2)


def test_theory_is_near_in_a_wide_stack_and_absent_elsewhere():
    wide = nn.Sequential(
        nn.Linear(INPUTS, 1000), nn.Tanh(), nn.Linear(1000, 1000), nn.Tanh(), nn.Linear(1000, 4)
    )
    report = report_of(wide)
    field = report.theory.field()
    for layer, expected in zip(report.layers[:2], field.preactivation_power[0], strict=False):
        assert layer.mean_square == pytest.approx(expected, rel=0.1)
    assert report_of(nn.Sequential(nn.Linear(INPUTS, 8), nn.BatchNorm1d(8), nn.Linear(8, 4))).theory is None
    assert report_of(mlp(draw=nn.init.uniform_)).theory is None


def test_the_figure_has_a_panel_each_with_theorys_line():
    figure = report_of(mlp(), lr=0.1).plot()
    titles = [note.text for note in figure.layout.annotations]
    assert len(titles) == 6 and "Update : weight" in titles[-1]
    signal = figure.data[0]
    assert signal.text[0] == "0" and 10 ** signal.y[0] == pytest.approx(
        report_of(mlp()).layers[0].mean_square
    )
    assert sum(trace.line.dash == "6px,4px" for trace in figure.data) == 2
    assert len(report_of(mlp()).plot().layout.annotations) == 5


def test_a_figure_of_zeros_and_one_of_many_layers_are_drawn():
    class Long(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(INPUTS, INPUTS)

        def forward(self, x):
            for _ in range(150):
                x = torch.tanh(self.layer(x))
            return x

    assert list(inspect(Long(), batch()[0]).plot().layout.xaxis.range) == [0.5, 150.5]
    zero = report_of(mlp(draw=nn.init.zeros_)).plot()
    assert np.isneginf(zero.data[0].y).all()
