"""Answers to the exercises of lesson 07, and what a wrong one is told."""

import copy
import math
import warnings
from fractions import Fraction

import numpy as np
import torch
from torch.nn import init

from course_lib.initializers import fans, he_normal
from tests.checks.functions import of

STD, C = math.sqrt, 0.8796


def counted(torch_way, keras_way=None):
    return lambda shape, framework: (torch_way if framework == "torch" else keras_way or torch_way)(shape)


def mended(*steps):
    return lambda w, b: [step(w, b) for step in steps]


def glorot(w, b):
    init.xavier_uniform_(w)


def uniform(w, b):
    init.uniform_(b)


def deprecated(w, b):
    getattr(init, "xavier_uniform")(w)  # noqa: B009


def typo(w, b):
    torch.nn.inite.uniform(b)


def typo_mended_halfway(w, b):
    torch.nn.init.xavier_uniform_(w)
    torch.nn.inite.uniform_(b)


def hidden(w, b):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.nn.init.xavier_uniform(w)
    torch.nn.init.uniform_(b)


def other_tensors(w, b):
    w = init.xavier_uniform_(torch.empty(400, 64))
    b = init.uniform_(torch.empty(400))
    return w, b


def other_bias(w, b):
    init.xavier_uniform_(w)
    b = torch.rand(400)
    return b


def keras_he(widen=C, fan=lambda w: w.shape[1], cut=lambda std: 2 * std, root=0.5):
    def draw(w):
        std = (2 / fan(w)) ** root / widen
        init.trunc_normal_(w, std=std, a=-cut(std), b=cut(std))

    return draw


def clamped(w):
    std = math.sqrt(2 / w.shape[1]) / C
    return w.normal_(0, std).clamp_(-2 * std, 2 * std)


def lost(w):
    std = math.sqrt(2 / w.shape[1]) / C
    w = init.trunc_normal_(torch.empty(w.shape), std=std, a=-2 * std, b=2 * std)


def handed_back(w):
    std = math.sqrt(2 / w.shape[1]) / C
    return init.trunc_normal_(torch.empty(w.shape), std=std, a=-2 * std, b=2 * std)


def copied(make):
    first = make()
    second = copy.deepcopy(first)
    return first((2, 8)), second((2, 8))


def drawn_once(make):
    kernel = make()((2, 8))
    return kernel, kernel.copy()


def split(make):
    kernel = make()((4, 8))
    return kernel[:2], kernel[2:]


def turned(make):
    kernel = make()((2, 8))
    return kernel, kernel[::-1]


def scaled(make):
    first = make()
    return first((2, 8)), 2 * first((2, 8))


def reseeded(make):
    first = make()
    a = first((2, 8))
    first.seed = 3
    return a, first((2, 8))


def course_order(shape, framework):
    """PyTorch's shape turned into this course's, then the course's own rule."""
    return fans((*shape[2:], shape[1], shape[0]) if framework == "torch" else shape)[0]


def one_object(make):
    init_ = make()
    return init_((2, 8)), init_((2, 8))


def two_objects(make):
    return make()((2, 8)), make()((2, 8))


RIGHT = {
    "fan_in": [
        (counted(lambda s: math.prod(s[1:]), lambda s: math.prod(s[:-1])),),
        (counted(lambda s: np.prod(s) / s[0], lambda s: np.prod(s) / s[-1]),),
        (counted(lambda s: Fraction(math.prod(s), s[0]), lambda s: np.prod(s[:-1])),),
        (course_order,),
    ],
    "root_five": [(0.0722,), (init.calculate_gain("leaky_relu", math.sqrt(5)) / math.sqrt(64),)],
    "mended": [
        (mended(glorot, uniform),),
        (mended(uniform, glorot),),
        (mended(lambda w, b: w.data.copy_(init.xavier_uniform_(w)), lambda w, b: b.data.uniform_(0, 1)),),
    ],
    "keras_he": [
        (keras_he(),),
        (keras_he(widen=0.87962566103423978),),
        (lambda w: w.copy_(torch.from_numpy(he_normal(w.T.shape, seed=1, truncated=True).T)),),
    ],
    "own_instances": [
        (two_objects,),
        (lambda make: [make()((2, 8)) for _ in range(2)],),
        (lambda make: (make(seed=1)((2, 8)), make(seed=2)((2, 8))),),
        (lambda make: (make(1)((2, 8)), make()((2, 8))),),
    ],
}

UNTOUCHED = {"mended": [(mended(deprecated, typo),)], "own_instances": [(one_object,)]}

# (answers, a part of what is said of them)
WRONG = {
    "fan_in": of(
        (counted(lambda s: math.prod(s[:-1])), "has its units on the first axis: (out"),
        (counted(lambda s: math.prod(s[1:])), "has its units on the last axis: (in"),
        (
            counted(lambda s: math.prod(s[:-1]), lambda s: math.prod(s[1:])),
            "The two frameworks are exchanged",
        ),
        (counted(lambda s: s[1], lambda s: s[-2]), "The window is missing: a unit of a 3 × 5 convolution"),
        (counted(lambda s: s[1], lambda s: s[0]), "That is right for dense layers"),
        (counted(lambda s: math.prod(s) / s[1], lambda s: math.prod(s) / s[-2]), "That is the fan-out"),
        (counted(lambda s: s[0], lambda s: s[-1]), "That is the number of units"),
        (counted(lambda s: s[-2]), "only in Keras' layout"),
        (counted(lambda s: s[1]), "only in PyTorch's layout"),
        (counted(lambda s: s[0]), "and in Keras' convolutions the window"),
        (counted(lambda s: s[-1]), "and in PyTorch's convolutions the window"),
        (counted(math.prod), "That counts all weights of the layer"),
        (counted(sum), "That adds the axes"),
        (counted(lambda s: sum(s[1:]), lambda s: sum(s[:-1])), "The axes are the right ones"),
        (counted(len), "That is the number of axes"),
        (counted(lambda s: 7 * s[0]), "For (32, 64) of torch it gives 224; one unit reads 64"),
        (counted(lambda s: s[1:]), "For (32, 64) of torch: One finite number is wanted"),
        (counted(str), "This is the text '(32, 64)', not a number"),
    ),
    "root_five": [
        ((STD(2 / 64),), "That is He's std, with a = 0"),
        ((STD(6 / 64),), "That is the limit of He's uniform scheme"),
        ((0.125,), "That is the limit: no weight lies beyond 1/√64"),
        ((1 / 192,), "That is the variance"),
        ((0.58,), "That is the gain alone"),
        ((1 / 3,), "That is the gain's square alone"),
        ((STD(2 / (1 + STD(5)) / 64),), "You added a; the formula has a²"),
        ((STD(2 / 26 / 64),), "You squared 5"),
        ((STD(2 / 5 / 64),), "The 1 in 1 + a² is missing"),
        ((STD(1 / 3) / 64,), "Divide it by the root of the fan-in"),
        ((2 / 6 / 8,), "is missing"),
        ((1 / STD(192) / STD(3),), "You divided by √3 once too often"),
        ((1 / STD(96),), "You divided by the root of 32"),
        ((STD(2 / 6 / 96),), "You added the two fans"),
        ((STD(2 / 96),), "That is Glorot's std"),
        ((STD(5 / 64),), "a is no factor on the weights"),
        ((STD(12 / 64),), "1 + a² stands below the line"),
        ((0.07,), "Compute the gain first, with a = √5"),
        ((1.0,), "Compute the gain first, with a = √5"),
    ],
    "mended": of(
        (mended(glorot, typo), "One line still stops: torch.nn has no attribute 'inite'"),
        (typo_mended_halfway, "One line still stops: torch.nn has no attribute 'inite'"),
        (
            mended(deprecated, uniform),
            "It runs, and PyTorch warns: `nn.init.xavier_uniform` is now deprecated",
        ),
        (mended(glorot, lambda w, b: init.uniform(b)), "warns: `nn.init.uniform` is now deprecated"),
        (hidden, "The warning is hidden, but its cause is still there"),
        (mended(uniform), "w still holds what it held before"),
        (mended(glorot), "b still holds what it held before"),
        (other_tensors, "w still holds what it held before"),
        (other_bias, "b still holds what it held before"),
        (mended(glorot, lambda w, b: b.zero_()), "Zeros are the better biases"),
        (mended(glorot, lambda w, b: init.normal_(b)), "b has negative entries"),
        (mended(glorot, lambda w, b: init.uniform_(b, -0.05, 0.05)), "b has negative entries"),
        (mended(glorot, lambda w, b: init.uniform_(b, 0, 0.1)), "b must come from U(0, 1)"),
        (mended(glorot, lambda w, b: init.constant_(b, 0.5)), "All entries of b are equal"),
        (mended(glorot, lambda w, b: init.uniform_(b[:10])), "Some entries of b are still not numbers"),
        (mended(lambda w, b: init.kaiming_normal_(w), uniform), "w has He's std"),
        (mended(lambda w, b: init.xavier_normal_(w), uniform), "that is xavier_normal_"),
        (mended(lambda w, b: init.uniform_(w), uniform), "Glorot's uniform scheme asks for 0.06565"),
        (mended(lambda w, b: init.xavier_uniform_(b)), "raised ValueError in line"),
        (mended(lambda w, b: init.xavier_uniform_()), "missing 1 required positional argument"),
        (None, "Pass the function itself"),
    ),
    "keras_he": of(
        (keras_he(cut=lambda std: 2.0), "Widened, but nothing was cut"),
        (lambda w: init.trunc_normal_(w, std=math.sqrt(2 / w.shape[1])), "Nothing was cut: some weights"),
        (init.kaiming_normal_, "Nothing was cut: some weights"),
        (lambda w: init.kaiming_normal_(w, mode="fan_out"), "You divided by w.shape[0]. w is (out, in)"),
        (keras_he(widen=1), "You let the std shrink"),
        (keras_he(widen=1 / C), "You multiplied by 0.8796"),
        (keras_he(widen=C**2), "You widened twice"),
        (keras_he(widen=1, cut=lambda std: 2 * std / C), "You widened the cut, to 2.27 std"),
        (keras_he(cut=lambda std: 2 * std * C), "the cut lies at 2 of the std that you are after"),
        (keras_he(cut=lambda std: 3 * std), "The cut lies at 3"),
        (keras_he(cut=lambda std: 0.15), "it lies at 0.15 for shape (100, 400)"),
        (keras_he(fan=lambda w: w.shape[0]), "You divided by w.shape[0]. w is (out, in)"),
        (keras_he(fan=lambda w: sum(w.shape)), "That is Glorot's variance"),
        (keras_he(fan=lambda w: 2 * w.shape[1]), "that is LeCun's variance"),
        (keras_he(root=1), "You took the variance for the std"),
        (clamped, "clipping moves what lies beyond the cut onto it"),
        (init.kaiming_uniform_, "draws from a truncated normal distribution"),
        (init.zeros_, "Every weight is 0: a constant"),
        (init.normal_, "These are draws from N(0, 1)"),
        (lost, "and nothing came back"),
        (handed_back, "w still holds what it held before: fill it in place"),
        (lambda w: init.constant_(w[0], 1), "a part of w left out"),
        (lambda w: init.trunc_normal_(w, a=-2 * std, b=2 * std), "raised NameError in line"),  # noqa: F821
        (lambda w, std: init.trunc_normal_(w, std=std), "missing a required argument: 'std'"),
        (torch.zeros(3, 3), "Pass the function itself"),
    ),
    "own_instances": of(
        (copied, "A copy has the seed of its original"),
        (lambda make: (make(seed=7)((2, 8)), make(seed=7)((2, 8))), "Two objects, but one seed"),
        (drawn_once, "You drew once and returned the kernel twice"),
        (split, "You drew one kernel of shape (4, 8) and split it"),
        (turned, "in another order"),
        (scaled, "no longer what the scheme draws"),
        (reseeded, "raised FrozenInstanceError in line"),
        (lambda make: (make()((2, 8)), np.zeros((2, 8))), "no longer what the scheme draws"),
        (lambda make: tuple(np.random.default_rng(0).normal(size=(2, 2, 8))), "No object of make drew these"),
        (lambda make: (make()((2, 8)), make()((8, 2))), "these have (2, 8) and (8, 2)"),
        (lambda make: (make(), make()), "An object is not yet a kernel"),
        (lambda make: make()((2, 8)), "these have (8,) and (8,)"),
        (lambda make: (make()((2, 8)),), "this returned 1 things"),
        (lambda make: (make()((2, 8)), None), "as the objects draw them: each kernel must hold real numbers"),
    ),
}
