"""What `inspect`, `fix` and `watch` refuse says in words what to do instead."""

import pytest
import torch
from torch import nn

from course_lib.inspection import fix, inspect, watch
from tests.inspection.networks import CROSS_ENTROPY, INPUTS, batch, mlp

X, Y = batch()
NAN = X.clone()
NAN[3, 2] = float("nan")


def complex_model():
    model = nn.Linear(INPUTS, 2)
    model.phase = nn.Parameter(torch.ones(2, dtype=torch.complex64))
    return model


REFUSED = {
    "no module": (lambda: inspect("model", X), TypeError, "model must be a torch.nn.Module; got str"),
    "lazy": (lambda: inspect(nn.LazyLinear(3), X), ValueError, r"no shape yet: call model\(inputs\) once"),
    "meta": (
        lambda: inspect(nn.Linear(INPUTS, 2, device="meta"), X), ValueError, "no numbers: model.to_empty",
    ),
    "no parameters": (lambda: inspect(nn.ReLU(), X), ValueError, "model has no parameters"),
    "complex": (lambda: inspect(complex_model(), X), ValueError, "phase is complex"),
    "wrapped": (lambda: inspect(nn.DataParallel(mlp()), X), TypeError, "inspect model.module"),
    "one example": (lambda: inspect(mlp(), X[:1]), ValueError, "two or more examples"),
    "NaN": (lambda: inspect(mlp(), NAN), ValueError, "inputs must be finite"),
    "an array": (lambda: inspect(mlp(), X.numpy()), TypeError, "inputs must be a tensor.*got ndarray"),
    "no loss": (lambda: inspect(mlp(), X, Y), TypeError, "targets need a loss"),
    "no function": (lambda: inspect(mlp(), X, Y, 3.0), TypeError, "loss must be a function"),
    "many losses": (
        lambda: inspect(mlp(), X, Y, nn.CrossEntropyLoss(reduction="none")), ValueError, "one number.*mean",
    ),
    "a loss in Python": (lambda: inspect(mlp(), X, Y, lambda a, b: 0.0), TypeError, "must return a tensor"),
    "no optimizer": (lambda: inspect(mlp(), X, optimizer="sgd"), TypeError, "optimizer must be"),
    "no rate": (lambda: inspect(mlp(), X, lr=0), ValueError, "lr must be a finite number > 0"),
    "no finding": (lambda: fix(mlp(), "inputs"), TypeError, "finding must be one of report.findings"),
    "no step": (lambda: watch(mlp(), every=0).__enter__(), ValueError, "every must be a whole number ≥ 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_says_what_to_do(name):
    call, error, words = REFUSED[name]
    with pytest.raises(error, match=words):
        call()


@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")  # that it is old is the reader's affair
def test_a_script_is_not_seen_into():
    with pytest.raises(TypeError, match="ScriptModule, which cannot be seen into"):
        inspect(torch.jit.script(mlp()), X)


def test_a_finding_of_another_model_is_not_applied():
    finding = inspect(mlp(draw=nn.init.zeros_), X, Y, CROSS_ENTROPY).faults[0]
    with pytest.raises(ValueError, match="the finding is about another model"):
        fix(nn.Linear(3, 3), finding)


def test_the_models_own_errors_pass():
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        inspect(mlp(), torch.randn(8, INPUTS + 1))


# PyTorch's compiler warns of PyTorch's own use of torch.jit while it is imported.
@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")
def test_a_compiled_training_is_not_watched():
    model = mlp()
    for compiled in (torch.compile(model), model):
        with pytest.raises(TypeError, match="train it as it was written"), watch(compiled):
            pass
        model.compile()
