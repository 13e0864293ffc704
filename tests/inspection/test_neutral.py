"""`inspect` leaves everything as it was, sees every layer, and says the same twice, whatever a model does."""

import copy
import random
import threading

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from course_lib.inspection import inspect
from tests.inspection.networks import BATCH, CLASSES, CROSS_ENTROPY, INPUTS, WIDTH, batch, mlp


class Functional(nn.Module):
    """Bare parameters and functions only."""

    def __init__(self):
        super().__init__()
        self.first = nn.Parameter(torch.randn(INPUTS, WIDTH) / 4)
        self.last = nn.Parameter(torch.randn(CLASSES, WIDTH) / 6)

    def forward(self, x):
        return functional.linear(torch.relu(x @ self.first), self.last)


class Shared(nn.Module):
    """One layer three times, and two outputs."""

    def __init__(self):
        super().__init__()
        self.enter, self.middle = nn.Linear(INPUTS, WIDTH), nn.Linear(WIDTH, WIDTH)

    def forward(self, x):
        x = self.enter(x)
        for _ in range(3):
            x = self.middle(x).relu_()
        return x[:, :CLASSES], x


class Checkpointed(nn.Module):
    def __init__(self, reentrant):
        super().__init__()
        self.body, self.head, self.reentrant = mlp()[:-1], nn.Linear(WIDTH, CLASSES), reentrant

    def forward(self, x):
        return self.head(checkpoint(self.body, x.requires_grad_(), use_reentrant=self.reentrant))


class OwnFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, gradient):
        return gradient


class Own(nn.Module):
    def forward(self, x):
        return OwnFunction.apply(x)


def inplace():
    return nn.Sequential(
        nn.Linear(INPUTS, WIDTH), nn.ReLU(inplace=True), nn.Dropout(0.5),
        nn.BatchNorm1d(WIDTH), nn.Linear(WIDTH, CLASSES),
    )  # fmt: skip


def convolutional():
    return nn.Sequential(
        nn.Unflatten(1, (1, 4, 4)), nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(inplace=True),
        nn.Conv2d(4, 8, 3, groups=2), nn.Tanh(), nn.Flatten(), nn.Linear(32, CLASSES),
    )  # fmt: skip


def noisy_first(outputs, targets):
    """A loss of the first output that draws from every generator."""
    noise = torch.rand(()) + random.random() + np.random.rand()  # noqa: NPY002
    first = outputs[0] if isinstance(outputs, tuple) else outputs
    return functional.cross_entropy(first, targets) + 0 * noise


MODELS = {  # a model, and how many layers are seen of it
    "mlp": (mlp, 5),
    "functional": (Functional, 2),
    "in place": (inplace, 2),
    "shared, two outputs": (Shared, 4),
    "checkpoint": (lambda: Checkpointed(False), 5),
    "reentrant checkpoint": (lambda: Checkpointed(True), 5),
    "own function": (lambda: nn.Sequential(nn.Linear(INPUTS, WIDTH), Own(), nn.Linear(WIDTH, CLASSES)), 2),
    "convolutional": (convolutional, 3),
}


def state_of(model):
    """All that has to be as it was, with tensors as lists, so that NaN and identity are seen."""
    return dict(
        state=copy.deepcopy({name: one.tolist() for name, one in model.state_dict().items()}),
        gradients=[(id(one.grad), one.grad is not None and one.grad.tolist()) for one in model.parameters()],
        flags=[module.training for module in model.modules()],
        required=[one.requires_grad for one in model.parameters()],
        hooks=[
            [(name, len(value or ())) for name, value in vars(module).items() if "hooks" in name]
            for module in model.modules()
        ],
        random=[random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state().tolist()],  # noqa: NPY002
    )  # fmt: skip


def same(one, other):
    """Whether two records agree in every number, NaN with NaN."""
    return repr(one) == repr(other)


@pytest.mark.parametrize("name", MODELS)
def test_everything_is_as_it_was_and_two_looks_say_the_same(name):
    make, layers = MODELS[name]
    model, (x, y) = make(), batch()
    next(iter(model.parameters())).grad = torch.ones_like(next(iter(model.parameters())))
    before, given = state_of(model), x.clone()
    one = inspect(model, x, y, noisy_first)
    torch.rand(3), random.random(), np.random.rand()  # noqa: NPY002
    other = inspect(model, x, y, noisy_first)
    torch.set_rng_state(torch.tensor(before["random"][2], dtype=torch.uint8))
    random.setstate(before["random"][0])
    np.random.seed(0)  # noqa: NPY002
    after = state_of(model)
    before["random"], after["random"] = None, None
    assert before == after
    assert len(one.layers) == layers
    assert same(one.layers, other.layers) and same(one.parameters, other.parameters)
    assert torch.equal(x, given) and not x.requires_grad


def test_random_states_are_as_they_were():
    model, (x, y) = inplace(), batch()
    before = state_of(model)["random"]
    inspect(model, x, y, noisy_first)
    assert state_of(model)["random"] == before


def test_a_model_that_raises_raises_and_is_left_as_it_was():
    model, (x, _) = inplace(), batch()
    broken = nn.Sequential(model, nn.Linear(99, 2))
    before = state_of(model)
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        inspect(broken, x)
    assert state_of(model) == before


def test_every_layer_of_a_checkpoint_gives_its_gradient():
    report = inspect(Checkpointed(False), *batch(), CROSS_ENTROPY)
    assert all(layer.gradient > 0 for layer in report.layers)
    assert len({layer.name for layer in report.layers}) == len(report.layers)
    assert not report.unseen


def test_a_reentrant_checkpoint_is_said_to_hide_gradients():
    report = inspect(Checkpointed(True), *batch(), CROSS_ENTROPY)
    assert any("reentrant" in sentence for sentence in report.unseen)
    assert all(one.gradient > 0 for one in report.parameters)


# PyTorch's compiler warns of PyTorch's own use of torch.jit while it is imported.
@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")
def test_a_compiled_model_is_the_model():
    model, (x, y) = mlp(), batch()
    plain = inspect(model, x, y, CROSS_ENTROPY)
    assert same(inspect(torch.compile(model), x, y, CROSS_ENTROPY).layers, plain.layers)
    part = nn.Sequential(torch.compile(model))
    assert [one.gradient for one in inspect(part, x, y, CROSS_ENTROPY).layers] == [
        one.gradient for one in plain.layers
    ]


def test_threads_wait_for_each_other():
    x, y = batch()
    done = threading.Event()

    def look():
        inspect(mlp(), x, y, CROSS_ENTROPY)
        done.set()

    class Meanwhile(nn.Sequential):
        def forward(self, x):
            other.start()
            assert not done.wait(0.5)  # the other look does not end inside this one, however long it takes
            return super().forward(x)

    other = threading.Thread(target=look)
    report = inspect(Meanwhile(*mlp()), x, y, CROSS_ENTROPY)
    other.join()
    assert done.is_set() and same(report.layers, inspect(mlp(), x, y, CROSS_ENTROPY).layers)


def test_bfloat16_is_measured_in_float32():
    model, (x, y) = mlp(), batch()
    wide = inspect(model, x, y, CROSS_ENTROPY)
    narrow = inspect(mlp().bfloat16(), x.bfloat16(), y, CROSS_ENTROPY)
    for one, other in zip(wide.layers, narrow.layers, strict=True):
        assert other.mean_square == pytest.approx(one.mean_square, rel=0.05)
        assert other.gradient == pytest.approx(one.gradient, rel=0.1)


def test_numbers_are_those_of_autograd():
    model, (x, y) = mlp(), batch()
    report = inspect(model, x, y, CROSS_ENTROPY)
    z = model[0](x).detach()
    first = report.layers[0]
    assert first.mean_square == pytest.approx(z.square().mean().item(), rel=1e-5)
    assert first.mean == pytest.approx(z.mean().item(), rel=1e-4)
    assert first.across == pytest.approx(z.var(0).mean().item(), rel=1e-5)
    assert first.saturated == pytest.approx((z <= 0).float().mean().item())
    assert first.dead == (z <= 0).all(0).float().mean().item()
    kept = model[:2](x)
    kept.retain_grad()
    loss = CROSS_ENTROPY(model[2:](kept), y)
    loss.backward()
    assert report.loss == pytest.approx(loss.item())
    delta = kept.grad * (z > 0)
    assert first.gradient == pytest.approx(delta.square().mean().item(), rel=1e-5)
    slope = report.parameters[0].gradient
    assert slope == pytest.approx(model[0].weight.grad.square().mean().item(), rel=1e-5)
    assert len(x) == BATCH


def test_what_runs_inside_a_transformation_is_said_to_be_unseen():
    class Mapped(nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.head = nn.Linear(INPUTS, WIDTH), nn.Linear(WIDTH, CLASSES)

        def forward(self, x):
            return self.head(torch.vmap(self.body)(x))

    report = inspect(Mapped(), *batch(), CROSS_ENTROPY)
    assert [layer.name for layer in report.layers] == ["head"]
    assert any("vmap" in sentence for sentence in report.unseen)
    assert all(one.gradient > 0 for one in report.parameters)


def test_a_model_that_differentiates_by_itself_keeps_that_gradient_to_itself():
    """Its last bias has no part in the loss, which is no fault."""

    class Score(nn.Module):
        def __init__(self):
            super().__init__()
            self.energy = nn.Sequential(nn.Linear(INPUTS, WIDTH), nn.Tanh(), nn.Linear(WIDTH, 1))

        def forward(self, x):
            x = x.detach().requires_grad_()
            return torch.autograd.grad(self.energy(x).sum(), x, create_graph=True)[0]

    report = inspect(Score(), batch()[0], batch(1)[0], functional.mse_loss)
    assert report.faults == []
    assert 0 < report.layers[0].gradient < 1e-2


def test_a_recurrent_layer_may_be_read_at_its_last_state_only():
    class Last(nn.Module):
        def __init__(self):
            super().__init__()
            self.recurrent, self.head = nn.GRU(INPUTS, WIDTH, batch_first=True), nn.Linear(WIDTH, CLASSES)

        def forward(self, x):
            return self.head(self.recurrent(x[:, None].expand(-1, 3, -1))[1][-1])

    assert inspect(Last(), *batch(), CROSS_ENTROPY).layers[0].gradient > 0


class Together(nn.Module):
    """Two inputs as a tuple or as a dict, each in one argument."""

    def __init__(self):
        super().__init__()
        self.body = mlp()

    def forward(self, both):
        left, right = both.values() if isinstance(both, dict) else both
        return self.body(left + right)


class Apart(Together):
    """The same two as arguments."""

    def forward(self, left, right):
        return super().forward((left, right))


def test_inputs_are_arguments_or_one_argument():
    x, y = batch()
    losses = [
        inspect(model, inputs, y, CROSS_ENTROPY).loss
        for model, inputs in [
            (mlp(), x + x), (Together(), (x, x)), (Together(), dict(left=x, right=x)),
            (Apart(), [x, x]), (Apart(), dict(right=x, left=x)),
        ]
    ]  # fmt: skip
    assert losses == [losses[0]] * 5
