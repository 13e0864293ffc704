"""Each rule finds its fault and nothing else, and what mends it makes the finding go."""

import pytest
import torch
from torch import nn

from course_lib.inspection import fix, inspect
from tests.inspection.networks import CROSS_ENTROPY, batch, linears, mlp


def codes(report, severity="fault"):
    return [one.code for one in report.findings if one.severity == severity]


def drawn(**how):
    return lambda weight: nn.init.normal_(weight, **how)


def with_biases(value):
    model = mlp()
    for layer in linears(model)[:-1]:
        nn.init.constant_(layer.bias, value)
    return model


SICK = {  # what is drawn wrong, and the finding that it gives
    "never drawn": (lambda: mlp(draw=lambda weight: nn.init.constant_(weight, 1e9)), "memory"),
    "all zero": (lambda: mlp(draw=nn.init.zeros_), "stuck"),
    "all one constant": (lambda: mlp(draw=lambda w: nn.init.constant_(w, 0.1)), "symmetry"),
    "all positive": (lambda: mlp(draw=nn.init.uniform_), "centre"),
    "biases of -5": (lambda: with_biases(-5.0), "dead"),
    "far too large": (lambda: mlp(draw=drawn(std=2.0)), "explode"),
    "far too small": (lambda: mlp(draw=drawn(std=0.01)), "vanish"),
    "too large, tanh": (lambda: mlp(nn.Tanh, draw=drawn(std=2.0)), "saturated"),
}


@pytest.mark.parametrize("name", SICK)
def test_a_fault_is_found_alone_and_mended(name):
    make, code = SICK[name]
    model = make()
    report = inspect(model, *batch(), CROSS_ENTROPY)
    assert codes(report) == [code]
    fix(model, report.faults[0])
    assert codes(inspect(model, *batch(), CROSS_ENTROPY)) == []


@pytest.mark.parametrize("name", SICK)
def test_the_line_is_code_that_does_what_fix_does(name):
    one, other = SICK[name][0](), SICK[name][0]()
    finding = inspect(one, *batch(), CROSS_ENTROPY).faults[0]
    torch.manual_seed(3)
    fix(one, finding)
    torch.manual_seed(3)
    exec(finding.line, {"model": other, "nn": nn, "torch": torch})
    for mine, theirs in zip(one.parameters(), other.parameters(), strict=True):
        assert torch.equal(mine, theirs)


@pytest.mark.parametrize("activation", [nn.ReLU, nn.Tanh, nn.GELU, nn.LeakyReLU])
def test_a_good_start_has_no_findings(activation):
    draw = nn.init.xavier_normal_ if activation is nn.Tanh else nn.init.kaiming_normal_
    assert inspect(mlp(activation, draw=draw), *batch(), CROSS_ENTROPY).findings == []


def test_inputs_are_the_readers_to_standardize():
    x, y = batch()
    report = inspect(mlp(), 100 * x, y, CROSS_ENTROPY)
    assert codes(report) == ["inputs"]
    with pytest.raises(ValueError, match="edit this yourself: inputs = "):
        fix(mlp(), report.faults[0])
    given = {"inputs": 100 * x}
    exec(report.faults[0].line, given)
    assert codes(inspect(mlp(), given["inputs"], y, CROSS_ENTROPY)) == []


def test_a_head_that_is_too_large_gives_a_large_first_loss():
    model = mlp()
    nn.init.normal_(model[-1].weight, std=2.0)
    report = inspect(model, *batch(), CROSS_ENTROPY)
    assert codes(report) == ["first loss"]
    fix(model, report.faults[0])
    report = inspect(model, *batch(), CROSS_ENTROPY)
    assert codes(report) == []
    assert report.loss == pytest.approx(report.expected_loss, abs=0.2)


def test_a_gradient_that_vanishes_where_the_signal_does_not():
    """A bias keeps what differs between inputs, for each layer sees the inputs too."""

    class Fed(nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.feeds = mlp(nn.Tanh, depth=6), nn.ModuleList(nn.Linear(16, 32) for _ in range(5))
            for layer in linears(self.body)[1:-1]:
                nn.init.normal_(layer.weight, std=0.01)

        def forward(self, x):
            h = self.body[1](self.body[0](x))
            for layer, feed in zip(linears(self.body)[1:-1], self.feeds, strict=True):
                h = torch.tanh(torch.cat([layer(h)[:, :16], feed(x)[:, 16:]], 1))
            return self.body[-1](h)

    report = inspect(Fed(), *batch(), CROSS_ENTROPY)
    assert codes(report) == ["gradient"]


def test_a_small_head_and_a_long_recurrence_are_no_vanishing_gradient():
    class Recurrent(nn.Module):
        def __init__(self):
            super().__init__()
            self.cell, self.head = nn.RNNCell(16, 32), nn.Linear(32, 4)
            nn.init.normal_(self.head.weight, std=1e-3)

        def forward(self, x):
            state = None
            for _ in range(20):
                state = self.cell(x, state)
            return self.head(state)

    report = inspect(Recurrent(), *batch(), CROSS_ENTROPY)
    assert report.layers[0].gradient < 1e-6 * report.layers[19].gradient
    assert codes(report) == []


def test_biases_beside_a_faint_signal_are_no_growth():
    model = nn.Sequential(nn.Embedding(50, 64), mlp(depth=2))
    nn.init.normal_(model[0].weight, std=1e-4)
    model[1][0] = nn.Linear(64, 32)
    tokens = torch.arange(64) % 50
    assert "explode" not in codes(inspect(model, tokens, tokens % 4, CROSS_ENTROPY))
