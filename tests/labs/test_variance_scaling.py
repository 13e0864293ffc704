"""The variance scaling lab: its names and PyTorch's line draw what the setting says."""

import math

import pytest
import torch

from course_lib.labs import LABS
from course_lib.labs.variance_scaling.experiment import draw_scaled

SHAPE = (300, 200)
LINES = {  # scale, mode, distribution → PyTorch's line
    (2, "fan_in", "normal"): "kaiming_normal_(w, a=0)",
    (1, "fan_in", "uniform"): "kaiming_uniform_(w, a=1)",
    (1 / 3, "fan_in", "uniform"): "kaiming_uniform_(w, a=math.sqrt(5))",
    (0.7, "fan_out", "normal"): "kaiming_normal_(w, a=1.36, mode='fan_out')",
    (1, "fan_avg", "uniform"): "xavier_uniform_(w)",
    (3, "fan_avg", "normal"): "xavier_normal_(w, gain=math.sqrt(3))",
}
NAMES = {
    (2, "fan_in", "normal"): "He normal; PyTorch kaiming_normal_",
    (
        2,
        "fan_in",
        "truncated_normal",
    ): "He normal, truncated; Keras HeNormal; JAX he_normal",
    (2, "fan_out", "uniform"): "PyTorch kaiming_uniform_(mode='fan_out')",
    (
        1,
        "fan_avg",
        "uniform",
    ): "Glorot uniform; PyTorch xavier_uniform_; Keras GlorotUniform, Dense's default",
    (1, "fan_in", "uniform"): "Uniform unit scaling; LeCun uniform; Keras LecunUniform",
    (
        0.333333,
        "fan_in",
        "uniform",
    ): "Standard (1/√n); PyTorch default; PyTorch kaiming_uniform_(a=math.sqrt(5))",
    (2.5, "fan_in", "normal"): "This setting has no name. No a of",
    (2, "fan_avg", "truncated_normal"): "This setting has no name. PyTorch's kaiming_normal_ does not",
}


@pytest.mark.parametrize("setting", LINES)
def test_pytorchs_line_draws_the_setting(setting):
    sample = draw_scaled(*setting, *SHAPE)
    assert sample.torch == LINES[setting]
    w = torch.empty(SHAPE[::-1])
    torch.manual_seed(0)
    eval(f"torch.nn.init.{sample.torch}", {"torch": torch, "math": math, "w": w})
    assert w.std().item() == pytest.approx(sample.law.std, rel=0.015)  # five standard errors
    assert (w.abs().max() <= sample.law.limit) and (setting[2] != "uniform") == math.isinf(sample.law.limit)


@pytest.mark.parametrize("setting", NAMES)
def test_the_words_say_every_name(setting):
    scale, mode, distribution = setting
    lab = LABS["variance_scaling"](scale=scale, mode=mode, distribution=distribution)
    assert NAMES[setting] in lab.state.words


def test_another_distribution_is_the_same_draw_with_the_same_std():
    normal, cut, uniform = (
        draw_scaled(2, "fan_in", form, *SHAPE) for form in ("normal", "truncated_normal", "uniform")
    )
    assert normal.law.std == pytest.approx(cut.law.std) == pytest.approx(uniform.law.std)
    assert normal.law.limit == math.inf
    assert cut.law.limit / cut.law.std == pytest.approx(2.274, rel=1e-3)
    assert uniform.law.limit / uniform.law.std == pytest.approx(math.sqrt(3))
    assert normal.largest > cut.law.limit > cut.largest > uniform.law.limit > uniform.largest
