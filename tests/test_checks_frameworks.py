"""The checks of the exercises of lesson 07: right answers in any form, each mistake, stubs, garbage."""

import math
import warnings
from fractions import Fraction

import numpy as np
import pytest
import torch
from torch.nn import init

from course_lib.checks import check
from course_lib.experiments.shared_instance import KerasInstance
from course_lib.initializers import fans, he_normal

NUMBERS, FUNCTIONS = ("root_five",), ("fan_in", "mended", "keras_he", "own_instances")


# ---- answers --------------------------------------------------------------------------------------


def counted(torch_way, keras_way):
    return ("fan_in", lambda shape, framework: (torch_way if framework == "torch" else keras_way)(shape))


def mended(*steps):
    return ("mended", lambda w, b: [step(w, b) for step in steps])


def glorot(w, b):
    init.xavier_uniform_(w)


def uniform(w, b):
    init.uniform_(b)


def deprecated(w, b):
    getattr(init, "xavier_uniform")(w)  # noqa: B009


def typo(w, b):
    torch.nn.inite.uniform(b)


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
    ("keras_he", lambda w: w.copy_(torch.from_numpy(he_normal((400, 100), seed=1, truncated=True).T))),
    layers(two_objects),
    layers(lambda make: [make()((2, 8)) for _ in range(2)]),
    layers(lambda make: (make(seed=1)((2, 8)), make(seed=2)((2, 8)))),
    layers(lambda make: (make(1)((2, 8)), make()((2, 8)))),
]
WRONG = [
    (counted(*[lambda s: math.prod(s[:-1])] * 2), "has its units on the first axis: (out"),
    (counted(lambda s: math.prod(s[1:]), lambda s: math.prod(s[1:])), "has its units on the last axis: (in"),
    (counted(lambda s: math.prod(s[:-1]), lambda s: math.prod(s[1:])), "The two frameworks are exchanged"),
    (counted(lambda s: s[1], lambda s: s[-2]), "The window is missing: a unit of a 3 × 5 convolution"),
    (counted(lambda s: math.prod(s) / s[1], lambda s: math.prod(s) / s[-2]), "That is the fan out"),
    (counted(lambda s: s[0], lambda s: s[-1]), "That is the number of units"),
    (counted(lambda s: s[-2], lambda s: s[-2]), "only in Keras' layout"),
    (counted(lambda s: s[1], lambda s: s[1]), "only in PyTorch's layout"),
    (counted(math.prod, math.prod), "That counts all weights of the layer"),
    (counted(lambda s: sum(s), lambda s: sum(s)), "For (32, 64) of torch it gives 96; one unit reads 64"),
    (("root_five", math.sqrt(2 / 64)), "That is He's std, with a = 0"),
    (("root_five", math.sqrt(6 / 64)), "That is the limit of He's uniform scheme"),
    (("root_five", 0.125), "That is the limit: no weight lies beyond 1/√64"),
    (("root_five", 1 / 192), "That is the variance"),
    (("root_five", math.sqrt(1 / 3)), "That is the gain alone"),
    (("root_five", math.sqrt(2 / (1 + math.sqrt(5)) / 64)), "You added a; the formula has a²"),
    (("root_five", math.sqrt(1 / 3) / 64), "Divide it by the root of the fan in"),
    (("root_five", 1 / 24), "The square root of the gain is missing"),
    (("root_five", 1 / math.sqrt(96)), "has a weight of shape (32, 64)"),
    (("root_five", math.sqrt(5 / 64)), "a is no factor on the weights"),
    (("root_five", 1.0), "The gain is √(2/(1 + a²)) = √(2/6)"),
    (mended(glorot, typo), "The second line still stops"),
    (mended(deprecated, uniform), "It runs, and PyTorch warns: `nn.init.xavier_uniform` is now deprecated"),
    (mended(glorot, lambda w, b: getattr(init, "uniform")(b)), "warns: `nn.init.uniform` is now deprecated"),  # noqa: B009
    (mended(uniform), "w still holds what it held before"),
    (mended(glorot), "b still holds what it held before"),
    (mended(glorot, lambda w, b: b.zero_()), "Zeros are the better biases"),
    (mended(glorot, lambda w, b: init.normal_(b)), "b must come from U(0, 1)"),
    (mended(glorot, lambda w, b: init.uniform_(b, -0.05, 0.05)), "b must come from U(0, 1)"),
    (mended(glorot, lambda w, b: init.constant_(b, 0.5)), "b must come from U(0, 1)"),
    (mended(lambda w, b: init.kaiming_uniform_(w), uniform), "Glorot's uniform scheme asks for 0.06565"),
    (mended(lambda w, b: init.xavier_normal_(w), uniform), "that is xavier_normal_"),
    (mended(lambda w, b: init.xavier_uniform_(b)), "It stops with ValueError: Fan in and fan out"),
    (keras_he(cut=lambda std: 2.0), "Widened, but nothing was cut: the std is 0.08"),
    (keras_he(widen=1, cut=lambda std: 2.0), "The std is right, but nothing was cut"),
    (("keras_he", init.kaiming_normal_), "The std is right, but nothing was cut"),
    (keras_he(widen=1), "left the std to shrink to 0.88"),
    (keras_he(fan=lambda w: w.shape[0]), "You used fan out where the scheme uses fan in"),
    (keras_he(root=1), "You took the variance for the std"),
    (("keras_he", init.kaiming_uniform_), "The std is right, the shape is not"),
    (("keras_he", init.zeros_), "The std is 0, it should be 0.07071"),
    (("keras_he", lambda w: torch.zeros(100, 400)), "fill it in place"),
    (("keras_he", lambda w: init.constant_(w[0], 1)), "Some weights are not finite"),
    (("keras_he", lambda w: init.trunc_normal_(w.T[0], 3)), "Some weights are not finite"),
    (layers(lambda make: (make(seed=7)((2, 8)), make(seed=7)((2, 8)))), "Two objects, but one seed"),
    (layers(lambda make: (one_object(make)[0], make()((2, 8)) + 1)), "no longer what the scheme draws"),
    (layers(lambda make: (make()((2, 8)), make()((8, 2)))), "these have (2, 8) and (8, 2)"),
    (layers(lambda make: (make(), make())), "these have () and ()"),
    (layers(lambda make: make()((2, 8))[:1]), "stopped with ValueError: not enough values"),
]  # fmt: skip


@pytest.mark.parametrize("answer", RIGHT, ids=[f"{name} {i}" for i, (name, _) in enumerate(RIGHT)])
def test_a_right_answer_is_right_in_any_form(answer):
    assert check(*answer).status == "right", check(*answer)


@pytest.mark.parametrize(
    "answer, words", WRONG, ids=[f"{name} {i}" for i, ((name, _), _) in enumerate(WRONG)]
)
def test_a_mistake_gets_its_own_message(answer, words):
    found = check(*answer)
    assert found.status == "not yet" and words in found.why, found
    every = [other for (name, _), other in WRONG if name == answer[0]]
    others = [other for other in every if other != words and every.count(other) == 1 and other in found.why]
    assert not others, "and no other's"


@pytest.mark.parametrize(
    "answer",
    [
        ("fan_in", lambda shape, framework: ...),
        ("fan_in", lambda shape, framework: None),
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


# ---- garbage --------------------------------------------------------------------------------------

GARBAGE = [
    None, True, np.True_, "1.5", "", [], {}, (), [0.07], ("a", "b"), math.nan, math.inf, np.float64("nan"),
    10**400,    1 + 1j, object(), np.zeros(3), np.ma.masked, torch.zeros(2), iter([1.5]), -1, int, len,
]  # fmt: skip


@pytest.mark.parametrize("name", (*NUMBERS, *FUNCTIONS))
def test_garbage_is_not_right_and_the_check_does_not_stop(name):
    returns = [lambda *_, answer=answer: answer for answer in GARBAGE if answer is not None]
    for answer in (*GARBAGE, *returns, raising, lambda: None):
        found = check(name, answer)
        assert found.status == "not yet", (answer, found)
        assert "cannot read" not in found.why, "no need for the safety net"
        assert len(found.why) < 1000


def raising(*_):
    raise RuntimeError("no")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_a_reader_s_function_does_wrong_is_said(name):
    assert "stop" in check(name, raising).why and "RuntimeError: no" in check(name, raising).why
    assert f"check('{name}'" in check(name, 1.5).why
