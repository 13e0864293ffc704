"""The checks of the exercises of lesson 07: right answers in any form, each mistake, stubs, garbage."""

import math
import warnings
from fractions import Fraction

import numpy as np
import pytest
import torch
from torch.nn import init

from course_lib.checks import check
from course_lib.initializers import fans, he_normal
from course_lib.labs.shared_instance.experiment import KerasInstance
from tests import wrong_frameworks
from tests.wrong_frameworks import deprecated, glorot, typo, uniform

# ---- answers --------------------------------------------------------------------------------------


def counted(torch_way, keras_way):
    return ("fan_in", wrong_frameworks.counted(torch_way, keras_way))


def mended(*steps):
    return ("mended", wrong_frameworks.mended(*steps))


def keras_he(widen=0.8796, fan=lambda w: w.shape[1], cut=lambda std: 2 * std, root=0.5):
    def draw(w):
        std = (2 / fan(w)) ** root / widen
        init.trunc_normal_(w, std=std, a=-cut(std), b=cut(std))

    return ("keras_he", draw)


def layers(function):
    return ("own_instances", function)


def course_order(shape, framework):
    """PyTorch's shape turned into this course's, then the course's own rule."""
    return fans((*shape[2:], shape[1], shape[0]) if framework == "torch" else shape)[0]


def one_object(make):
    init_ = make()
    return init_((2, 8)), init_((2, 8))


def two_objects(make):
    return make()((2, 8)), make()((2, 8))


RIGHT = [
    counted(lambda s: math.prod(s[1:]), lambda s: math.prod(s[:-1])),
    counted(lambda s: np.prod(s) / s[0], lambda s: np.prod(s) / s[-1]),
    counted(lambda s: Fraction(math.prod(s), s[0]), lambda s: np.prod(s[:-1])),
    ("fan_in", course_order),
    *[("root_five", form(1 / math.sqrt(192))) for form in (float, np.float64, np.float32, Fraction)],
    ("root_five", 0.0722),
    ("root_five", init.calculate_gain("leaky_relu", math.sqrt(5)) / math.sqrt(64)),
    mended(glorot, uniform),
    mended(uniform, glorot),
    mended(lambda w, b: w.data.copy_(init.xavier_uniform_(w)), lambda w, b: b.data.uniform_(0, 1)),
    keras_he(),
    keras_he(widen=0.87962566103423978),
    ("keras_he", lambda w: w.copy_(torch.from_numpy(he_normal(w.T.shape, seed=1, truncated=True).T))),
    layers(two_objects),
    layers(lambda make: [make()((2, 8)) for _ in range(2)]),
    layers(lambda make: (make(seed=1)((2, 8)), make(seed=2)((2, 8)))),
    layers(lambda make: (make(1)((2, 8)), make()((2, 8)))),
]


@pytest.mark.parametrize("answer", RIGHT, ids=[f"{name} {i}" for i, (name, _) in enumerate(RIGHT)])
def test_a_right_answer_is_right_in_any_form(answer):
    assert check(*answer).status == "right", check(*answer)


@pytest.mark.parametrize(
    "answer",
    [
        ("fan_in", lambda shape, framework: ...),
        ("root_five", ...),
        mended(deprecated, typo),
        ("keras_he", lambda w: ...),
        ("keras_he", lambda w: None),
        layers(one_object),
    ],
)
def test_an_untouched_stub_is_not_attempted(answer):
    assert check(*answer).status == "not attempted", check(*answer)


# ---- what the exercises rest on -------------------------------------------------------------------


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
    for answer in (mended(glorot, uniform), keras_he()):
        assert check(*answer).status == "right"
    assert torch.equal(torch.random.get_rng_state(), before)


def test_objects_made_for_the_exercise_follow_keras():
    seen = []
    check("own_instances", lambda make: seen.append(make()) or two_objects(make))
    assert isinstance(seen[0], KerasInstance) and np.array_equal(seen[0]((2, 8)), seen[0]((2, 8)))
