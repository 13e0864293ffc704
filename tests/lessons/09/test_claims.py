"""What lesson 09 says of its patients, and of the fifteen questions of its table."""

import math
from copy import deepcopy

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.checks import QUESTIONS
from course_lib.initializers import fans
from course_lib.inspection import init_like, inspect
from course_lib.labs.doctor.experiment import trained
from course_lib.labs.doctor.library import STD, LibraryGPT2
from course_lib.labs.doctor.visiting import patient

from .facts import at_guessing, cut, examined, faded, first_look, growth, head, losses, stds, vocabulary

# ---- the patients ---------------------------------------------------------------------------------


def test_four_patients_stand_at_the_loss_of_guessing_each_with_another_fault():
    found = at_guessing()
    assert found == {"mlp4", "cnn14", "resnet8", "scans"}
    assert len({examined(name).before.faults[0].code for name in found}) == 4


def test_of_the_scans_only_the_inputs_are_found_and_standardized_nothing_is():
    square, first = first_look()
    assert square > 10_000 and first > 100
    model, inputs, targets, loss = patient("scans")
    assert [one.code for one in inspect(model, inputs, targets, loss).findings] == ["inputs"]
    inputs = (inputs - inputs.mean()) / inputs.std()
    assert inspect(model, inputs, targets, loss).findings == []


def test_the_gpt_puts_its_probability_on_the_character_just_read():
    assert head().median() > 0.99 and (head() > 0.5).float().mean() > 0.98


def test_the_gpt_needs_forty_steps_to_the_loss_of_a_guess_and_stays_behind():
    sick, healed = losses("gpt2", steps=200), losses("gpt2", mended=True, steps=200)
    assert 35 < np.argmax(sick < math.log(vocabulary())) < 55 and healed[0] < 4.4
    assert np.median(healed[-10:]) < np.median(sick[-10:]) - 0.3


def test_a_large_embedding_of_places_hides_a_small_one_of_characters():
    one = deepcopy(examined("gpt2").sick)
    torch.manual_seed(0)
    nn.init.normal_(one.model.tokens.weight, std=STD)
    *_, found = trained(one, 200, 0)
    _, _, targets, _ = patient("gpt2")
    shares = targets.flatten().bincount() / targets.numel()
    assert abs(np.median(found[-10:]) + torch.special.xlogy(shares, shares).sum().item()) < 0.1


@pytest.mark.parametrize("seed", range(3))
def test_with_any_seed_the_gpt_starts_far_above_a_guess(seed):
    model, inputs, targets, loss = patient("gpt2", seed)
    assert loss(model(inputs), targets) > 30


def test_the_resnet_s_stream_about_doubles_in_each_of_eight_sums():
    total, count = growth()
    assert count == 8 and 200 < total < 1000 and 1.9 < total ** (1 / count) < 2.3


def test_the_resnet_is_mended_by_the_line_of_the_lesson():
    model, inputs, targets, loss = patient("resnet8")
    for block in model.blocks:
        nn.init.zeros_(block.conv2.weight)
    assert inspect(model, inputs, targets, loss).faults == []


def test_of_what_differs_across_inputs_the_cnn_loses_a_billionth_and_init_like_keeps_it():
    assert faded() < 1e-9
    model, inputs, targets, loss = patient("cnn14")
    init_like(model, "he_normal", seed=0)
    report = inspect(model, inputs, targets, loss)
    assert report.faults == [] and report.layers[-2].across > 1e-2 * report.layers[0].across


def test_the_gradient_of_lora_is_zero_and_no_step_is_made():
    own = [one for one in examined("lora4").before.parameters if one.trainable]
    assert own and all(one.gradient == 0 and one.largest == 0 for one in own)


def test_the_librarys_stream_grows_more_than_with_what_gpt_2_s_paper_says():
    growths = []
    for mend in (False, True):
        torch.manual_seed(0)
        model = LibraryGPT2(6)
        for name, weight in model.named_parameters():
            if mend and name.endswith("c_proj.weight"):
                nn.init.normal_(weight, std=STD / math.sqrt(12))
        report = inspect(model, torch.arange(64).reshape(2, 32))
        assert report.findings == []
        growths.append(report.sums[-1].after / report.sums[0].before)
        assert np.allclose(stds(model), STD / math.sqrt(12) if mend else STD, rtol=0.05)
    assert growths[0] > 3 and growths[1] < 1.5


# ---- which zeros wake -----------------------------------------------------------------------------


def first_steps(model, inputs, targets, loss, steps=3):
    """Parameter → the first step in which its gradient is not 0, ``"never"`` if there is none."""
    trainable = [one for one in model.parameters() if one.requires_grad]
    optimizer = torch.optim.SGD(trainable, lr=0.1)
    found = {}
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        loss(model(inputs), targets).backward()
        for name, one in model.named_parameters():
            if one.requires_grad and one.grad.any():
                found.setdefault(name, step)
        optimizer.step()
    return {name: found.get(name, "never") for name, one in model.named_parameters() if one.requires_grad}


@pytest.mark.parametrize("zero", ["B", "A", "both"])
def test_the_answers_of_exercise_2_are_what_training_shows(zero):
    from .answers import FIRST

    model, *given = patient("lora4")
    for name, one in model.named_parameters():
        if one.requires_grad and zero != "both" and not name.endswith(zero):
            nn.init.normal_(one, std=0.1)
    found = first_steps(model, *given)
    start = "both are 0" if zero == "both" else f"{zero} is 0"
    for factor in "AB":
        steps = {step for name, step in found.items() if name.endswith(factor)}
        assert steps == {FIRST[f"{start}: {factor}"]}


def test_rows_of_b_that_are_equal_at_zero_part_in_the_first_step():
    model, inputs, targets, loss = patient("lora4")
    nn.init.normal_(model[0].A)
    loss(model(inputs), targets).backward()
    assert len(model[0].B.grad.unique(dim=0)) > 1


# ---- the fifteen questions ------------------------------------------------------------------------


class Gated(nn.Module):
    """x + γ · norm(relu(conv(x))), γ = 0; or x + conv₀(relu(conv(x))), conv₀ = 0."""

    def __init__(self, gate):
        super().__init__()
        self.conv, self.gate = nn.Conv2d(4, 4, 3, padding=1), gate
        for one in gate.parameters():
            nn.init.zeros_(one)

    def forward(self, x):
        return x + self.gate(self.conv(x).relu())


@pytest.mark.parametrize("gate", [nn.BatchNorm2d(4), nn.Conv2d(4, 4, 1)], ids=["γ", "zero-conv"])
def test_a_zero_at_the_end_of_a_branch_wakes_in_step_1_and_what_is_below_in_step_2(gate):
    torch.manual_seed(0)
    _, inputs, targets, loss = patient("cnn14")
    model = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), Gated(gate), nn.Flatten(), nn.Linear(256, 10))
    found = first_steps(model, inputs, targets, loss)
    assert found["1.gate.weight"] == 1 and found["1.conv.weight"] == 2


def test_pytorchs_default_has_a_sixth_of_he_s_variance_within_one_over_root_n():
    torch.manual_seed(0)
    weight = nn.Linear(400, 1000).weight.detach()
    assert 0.999 < weight.abs().max() * 20 <= 1 and abs(weight.var() * 200 - 1 / 6) < 0.002


def test_zeros_learn_nothing_but_the_last_bias_and_constants_learn_as_one_unit():
    model, *given = patient("mlp4")
    found = first_steps(model, *given, steps=5)
    assert [name for name, step in found.items() if step != "never"] == ["6.bias"]
    for one in model.parameters():
        nn.init.constant_(one, 0.1)
    found = first_steps(model, *given, steps=5)
    assert "never" not in found.values()
    assert all(len(torch.unique(model[layer].weight.round(decimals=4), dim=0)) == 1 for layer in (0, 2, 4))


def test_layer_norm_in_the_branches_leaves_the_stream_to_grow():
    def stream(factor, blocks=64, width=128):
        torch.manual_seed(0)
        x = torch.randn(64, width)
        with torch.no_grad():
            for _ in range(blocks):
                branch = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width), nn.ReLU())
                init_like(branch, "he_normal", seed=int(torch.randint(2**31, ())))
                last = torch.randn(width, width) * factor / math.sqrt(width)
                x = x + branch(x) @ last
        return x.square().mean().item()

    assert stream(1) > 40 and stream(1 / 8) < 3


def test_the_cut_of_trunc_normal_leaves_less_than_its_std():
    assert abs(cut() - 0.8796) < 0.002


def test_pytorchs_fans_of_depthwise_and_transposed_convolutions():
    counted = nn.init._calculate_fan_in_and_fan_out
    depthwise = nn.Conv2d(4, 4, 3, groups=4).weight
    assert counted(depthwise) == (9, 36) and fans(depthwise, layout="torch", groups=4) == (9, 9)
    transposed = nn.ConvTranspose2d(8, 2, 3).weight
    assert counted(transposed) == (18, 72) == fans(transposed, layout="torch", transposed=True)[::-1]


def test_a_packed_q_k_v_is_smaller_by_root_2():
    torch.manual_seed(0)
    packed = nn.MultiheadAttention(256, 4).in_proj_weight
    separate = nn.MultiheadAttention(256, 4, kdim=256, vdim=255).q_proj_weight
    assert abs(separate.std() / packed.std() - math.sqrt(2)) < 0.02


def test_pytorchs_gains():
    assert nn.init.calculate_gain("tanh") == 5 / 3 and nn.init.calculate_gain("selu") == 3 / 4


def test_pytorchs_forget_bias_is_near_zero():
    torch.manual_seed(0)
    layer = nn.LSTM(64, 64)
    assert layer.bias_ih_l0.abs().max() <= 1 / 8 and layer.bias_hh_l0.abs().max() <= 1 / 8


# ---- what the questions say -----------------------------------------------------------------------


def test_a_guess_of_the_share_is_below_the_first_loss_in_all_seeds():
    for seed in range(3):
        model, inputs, targets, loss = patient("heatmap", seed)
        guess = torch.full_like(targets, math.log(1 / 63))
        assert loss(guess, targets) < 0.081 < 0.5 < loss(model(inputs), targets)
    assert QUESTIONS["patient_heatmap"].right == "low"
