"""The doctor's patients: what each is ill with, at every seed, and that its mending is worth it."""

from functools import cache

import pytest
import torch
from torch import nn
from torch.nn import functional

from course_lib.labs.doctor.evidence import causes
from course_lib.labs.doctor.experiment import doctor, examine, informed_loss, mended, seen
from course_lib.labs.doctor.patients import PATIENTS, OwnPatient

ILL_WITH = {
    "mlp4": "stuck", "mlp6": "explode", "cnn14": "vanish", "resnet8": "stream", "gpt2": "first loss",
    "lora4": "stuck", "heatmap": "prior", "scans": "inputs",
}  # fmt: skip
SEEDS = 10
each = pytest.mark.parametrize("patient", PATIENTS)


@cache
def last(patient, diagnosis="stuck", mend=True, steps=60, seed=0):
    *_, (done, visit) = doctor(patient, diagnosis, mend, steps, seed)
    assert done == 1
    return visit


@each
def test_every_seed_has_the_illness_and_is_rid_of_it_once_mended(patient):
    for seed in range(SEEDS):
        found = examine(PATIENTS[patient], seed)
        assert [one.code for one in found.before.faults] == [ILL_WITH[patient]], seed
        assert not found.after.faults, seed


@each
def test_a_short_training_is_better_once_mended(patient):
    sick, healed = last(patient).losses
    assert healed[-5:].mean() < 0.9 * sick[-5:].mean()


def test_what_overflows_ends():
    sick, healed = last("mlp6").losses
    assert sick[-1] == float("inf") and len(sick) < 60 and len(healed) == 60


def test_nothing_is_mended_before_there_is_a_diagnosis():
    visit = last("mlp4", "open")
    assert visit.open and not visit.mend and visit.losses[1].size == 0


def test_losses_are_those_of_the_seed_and_of_no_other():
    first, other = last("mlp6", seed=1, steps=2), last("mlp6", seed=2, steps=2)
    again = examine(PATIENTS["mlp6"], 1)
    assert again.before.loss == first.before.loss != other.before.loss
    assert again.after.loss == first.after.loss


def test_a_finished_training_is_not_repeated_and_still_begins_at_its_start():
    list(doctor("cnn14", "stuck", False, 3, 5))
    begun, shown, end = doctor("cnn14", "vanish", False, 3, 5)
    assert begun[0] == 0 and begun[1].losses[0].size == 0
    assert shown[1].losses[0].size == end[1].losses[0].size == 3


def test_torchs_own_generator_is_left_alone():
    state = torch.get_rng_state()
    list(doctor("lora4", "stuck", True, 2, 7))
    assert torch.equal(state, torch.get_rng_state())


# ---- a reader's own -------------------------------------------------------------------------------


def own(model, **rest):
    X = torch.randn(32, 8, generator=torch.Generator().manual_seed(0))
    return OwnPatient(**dict(model=model, inputs=X, targets=X[:, :1], loss=functional.mse_loss) | rest)


def test_a_model_of_ones_own_is_trained_as_a_copy():
    model = nn.Sequential(nn.Linear(8, 16), nn.Dropout(0.5), nn.ReLU(), nn.Linear(16, 1))
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    visit = last(own(model), steps=5)
    assert causes(visit.before) == {"stuck"} and not visit.after.faults
    assert [len(one) for one in visit.losses] == [5, 5]
    assert all((one == 0).all() and one.grad is None for one in model.parameters())


def test_what_its_owner_has_to_mend_is_not_mended():
    class Softmax(nn.Sequential):
        def forward(self, x):
            return super().forward(x).softmax(dim=1)

    model, y = Softmax(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 4)), torch.arange(32) % 4
    visit = last(own(model, loss=functional.cross_entropy, targets=y), "other", steps=3)
    assert [one.code for one in visit.before.faults] == ["softmax twice"]
    assert visit.after is None and not visit.mend and visit.losses[1].size == 0


def test_inputs_by_name_and_no_loss():
    class Sum(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(8, 4)

        def forward(self, a, b):
            return self.layer(a) + self.layer(b)

    X = torch.ones(4, 8)
    visit = last(OwnPatient(Sum(), dict(a=X, b=-X)), "healthy")
    assert len(visit.before.layers) == 2 and [one.size for one in visit.losses] == [0, 0]


def test_a_frozen_model_keeps_its_loss():
    model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 1)).requires_grad_(False)
    losses = last(own(model), "healthy", mend=False, steps=4).losses[0]
    assert (losses == losses[0]).all() and len(losses) == 4


def test_a_model_that_cannot_be_inspected_is_refused_in_words():
    with pytest.raises(ValueError, match="example"):
        last(own(nn.Linear(8, 1), inputs=torch.randn(1, 8), targets=torch.randn(1, 1)))


def test_inputs_are_mended_by_standardizing_all_of_them():
    case = PATIENTS["scans"].make()
    healed = mended(case, seen(case))
    assert healed.inputs.mean().abs() < 1e-5 and healed.inputs.std() == pytest.approx(1)
    pairs = zip(case.model.parameters(), healed.model.parameters(), strict=True)
    assert all(torch.equal(before, after) for before, after in pairs)


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (torch.tensor([0, 1, 2, 3] * 5), 1.3863),
        (torch.tensor([[1.0], [0.0], [0.0], [0.0]]), 0.5623),
        (torch.tensor([7, 7, 7]), 0.0),
        (torch.randn(9), None),
        (torch.zeros(0), None),
        (["a"], None),
    ],
)
def test_the_loss_of_who_knows_the_frequencies(targets, expected):
    found = informed_loss(targets)
    assert found != found if expected is None else found == pytest.approx(expected, abs=1e-4)
