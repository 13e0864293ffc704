"""What the exercises of lesson 07 rest on, and what their checks leave as it was."""

import math
import warnings

import numpy as np
import pytest
import torch
from torch.nn import init

from course_lib.checks import check
from course_lib.labs.shared_instance.experiment import KerasInstance

from .answers import RIGHT, deprecated, glorot, two_objects, typo


def test_claim_17_one_line_warns_and_draws_and_the_other_stops():
    w, b = torch.full((4, 6), math.nan), torch.zeros(4)
    with pytest.warns(FutureWarning, match=r"`nn.init.xavier_uniform` is now deprecated"):
        deprecated(w, b)
    assert w.abs().max() <= math.sqrt(6 / 10), "the old name still draws"
    with pytest.raises(AttributeError, match="no attribute 'inite'"):
        typo(w, b)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        glorot(w, b)


def test_claim_16_the_default_is_kaiming_uniform_with_root_five():
    torch.manual_seed(0)
    layer = torch.nn.Linear(64, 32)
    torch.manual_seed(0)
    expected = init.kaiming_uniform_(torch.empty(32, 64), a=math.sqrt(5))
    assert torch.equal(layer.weight, expected)
    assert layer.weight.abs().max() <= 1 / 8 < init.kaiming_uniform_(torch.empty(32, 64)).abs().max()
    assert layer.bias.abs().max() <= 1 / 8 and layer.bias.std() > 0


def test_a_check_leaves_the_random_state_of_torch_alone():
    torch.manual_seed(3)
    before = torch.random.get_rng_state()
    for name in ("mended", "keras_he"):
        assert check(name, *RIGHT[name][0]).status == "right"
    assert torch.equal(torch.random.get_rng_state(), before)


def test_objects_made_for_the_exercise_follow_keras():
    seen = []
    check("own_instances", lambda make: seen.append(make()) or two_objects(make))
    assert isinstance(seen[0], KerasInstance) and np.array_equal(seen[0]((2, 8)), seen[0]((2, 8)))
