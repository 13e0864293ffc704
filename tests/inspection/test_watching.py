"""`watch` records a reader's own loop and changes nothing in it."""

import threading

import pytest
import torch
from torch import nn

from course_lib.inspection import inspect, watch
from tests.inspection.networks import CROSS_ENTROPY, INPUTS, batch, mlp


def train(model, steps, every=None):
    """A plain loop, watched where ``every`` says how; the weights at its end, and what was seen."""
    x, y = batch()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    torch.manual_seed(0)

    def loop():
        for _ in range(steps):
            optimizer.zero_grad()
            CROSS_ENTROPY(model(x), y).backward()
            optimizer.step()

    if every is None:
        loop()
        return model.state_dict(), None
    with watch(model, every=every) as seen:
        loop()
    return model.state_dict(), seen


def dropping():
    model = mlp()
    model.insert(2, nn.Dropout(0.5))
    model.insert(1, nn.BatchNorm1d(32))
    return model


def test_training_goes_on_as_without_it():
    (one, _), (other, seen) = train(dropping(), 7), train(dropping(), 7, every=3)
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert [step.number for step in seen.steps] == [0, 3, 6]


def test_it_sees_what_inspect_sees_and_how_far_a_step_goes():
    model, (x, y) = mlp(), batch()
    report = inspect(model, x, y, CROSS_ENTROPY, lr=0.1)
    step = train(model, 2, every=1)[1].steps[0]
    assert [layer.mean_square for layer in step.layers] == [layer.mean_square for layer in report.layers]
    assert [layer.gradient for layer in step.layers] == [layer.gradient for layer in report.layers]
    for one in report.parameters:
        assert step.gradient[one.name] == pytest.approx(one.gradient, rel=1e-6)
        assert step.std[one.name] == one.std
    weights = [one for one in report.parameters if one.role == "weight"]
    assert all(step.update[one.name] == pytest.approx(one.update, rel=1e-3) for one in weights)


def test_nothing_is_left_behind():
    model = mlp()
    train(model, 3, every=2)
    hooked = [name for name, value in vars(model[0]).items() if "hooks" in name and value]
    assert not hooked and not any(name for name, value in vars(model).items() if "hooks" in name and value)
    assert all(not parameter._backward_hooks for parameter in model.parameters())
    inputs = batch()[0]
    with watch(model):
        model(inputs)
    assert not vars(inputs)


def test_evaluation_and_other_threads_do_not_count():
    model, (x, _) = mlp(), batch()
    with watch(model, every=1) as seen:
        with torch.no_grad():
            model(x)
        model.eval()(x)
        thread = threading.Thread(target=model.train(), args=(x,))
        thread.start()
        thread.join()
        assert seen.steps == []
        model(x)
    assert len(seen.steps) == 1


def test_a_pass_that_raises_ends_its_record():
    model, (x, y) = mlp(), batch()
    with watch(model, every=1) as seen:
        with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
            model(torch.randn(4, INPUTS + 1))
        CROSS_ENTROPY(model(x), y).backward()
    assert [len(step.layers) for step in seen.steps] == [0, 5]


def test_a_state_that_is_carried_from_step_to_step():
    """A tensor that an earlier record has marked means nothing to the next."""
    cell, head = nn.GRUCell(INPUTS, 8), nn.Linear(8, 4)

    class Carrying(nn.Module):
        def __init__(self):
            super().__init__()
            self.cell, self.head, self.state = cell, head, torch.zeros(32, 8)

        def forward(self, x):
            self.state = self.cell(x, self.state)
            out = self.head(self.state)
            self.state = self.state.detach()
            return out

    _, seen = train(Carrying(), 4, every=1)
    assert [[layer.name for layer in step.layers] for step in seen.steps] == 4 * [["cell", "head"]]


def test_the_figure_follows_layers_over_steps():
    seen = train(mlp(), 7, every=3)[1]
    figure = seen.plot()
    assert figure.layout.annotations[0].text == "<b>Signal E[z²]</b>"
    assert list(figure.data[0].x) == [0, 3, 6]
    assert 10 ** figure.data[0].y[2] == pytest.approx(seen.steps[2].layers[0].mean_square)
    layers, weights = figure.layout.annotations[-1].text.split("<br>")
    assert "● 0<" in layers and "● 0.weight<" in weights and "★ 8.weight<" in weights
