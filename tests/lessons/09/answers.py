"""Answers to the exercises of lesson 09, and what a wrong one is told."""

import math

import numpy as np
import torch
from torch import nn

from course_lib.checks.lessons.lesson09_my_network.exercises import ZEROS
from tests.checks.functions import of


def of_share(function):
    """A reader's ``head_bias`` that is a function of the share of ones."""
    return lambda targets: function(float(targets.mean()))


def logit(p):
    return math.log(p / (1 - p))


def entropy(p):
    return -p * math.log(p) - (1 - p) * math.log(1 - p)


def counted(targets):
    """With each class counted once more than it was, as Laplace did."""
    ones = targets.sum()
    return torch.log((ones + 1) / (len(targets) - ones + 1))


def scaled(ends="c_proj.weight", std=lambda blocks: 0.02 / math.sqrt(2 * blocks)):
    """A reader's ``scale_branches`` that draws what has a name with this end."""

    def scale_branches(model, blocks):
        for name, weight in model.named_parameters():
            if name.endswith(ends):
                nn.init.normal_(weight, std=std(blocks))

    return scale_branches


def named(condition):
    """A reader's ``scale_branches`` with another condition on the name."""

    def scale_branches(model, blocks):
        for name, weight in model.named_parameters():
            if condition(name):
                nn.init.normal_(weight, std=0.02 / math.sqrt(2 * blocks))

    return scale_branches


def divided(model, blocks):
    """The weights that are there, made smaller."""
    with torch.no_grad():
        for block in model.h:
            block.attn.c_proj.weight /= math.sqrt(2 * blocks)
            block.mlp.c_proj.weight /= math.sqrt(2 * blocks)


def by_depth(model, blocks):
    for number, block in enumerate(model.h, 1):
        nn.init.normal_(block.attn.c_proj.weight, std=0.02 / math.sqrt(2 * number))
        nn.init.normal_(block.mlp.c_proj.weight, std=0.02 / math.sqrt(2 * number))


def zeroed(model, blocks):
    for block in model.h:
        nn.init.zeros_(block.attn.c_proj.weight)
        nn.init.zeros_(block.mlp.c_proj.weight)


def filled(model, blocks):
    for name, weight in model.named_parameters():
        if name.endswith("c_proj.weight"):
            nn.init.constant_(weight, math.nan)


def normal_in_place(model, blocks):
    for name, weight in model.named_parameters():
        if name.endswith("c_proj.weight"):
            weight.normal_(0, 0.02 / math.sqrt(2 * blocks))


def replaced(model, blocks):
    for block in model.h:
        block.mlp = nn.Identity()


def librarys(model, blocks):
    for name, weight in model.named_parameters():
        if name == "c_proj.weight":
            nn.init.normal_(weight, std=0.02 / np.sqrt(2 * blocks))


FIRST = {question: best for question, (best, _) in ZEROS.items()}

RIGHT = {
    "rare_bias": [
        (of_share(logit),),
        (lambda targets: torch.logit(targets.mean()),),
        (lambda targets: np.log(targets.mean().item()) - np.log1p(-targets.mean().item()),),
        (lambda targets: -torch.log(1 / targets.mean() - 1),),
        (counted,),
        (lambda targets: targets.mean().logit().reshape(1),),
    ],
    "lora_zeros": [
        (FIRST,),
        (FIRST | {"both are 0: A": None, "both are 0: B": math.inf},),
        (FIRST | {"B is 0: A": 2.0, "A is 0: A": np.int64(1), "both are 0: A": "Never"},),
    ],
    "silent": [
        (scaled(),),
        (named(lambda name: name.split(".")[-2:] == ["c_proj", "weight"]),),
        (named(lambda name: "c_proj" in name and "weight" in name),),
        (divided,),
    ],
}

UNTOUCHED = {"lora_zeros": [(dict.fromkeys(FIRST, ...),)], "silent": [(librarys,)]}

# (answers, a part of what is said of them)
WRONG = {
    "rare_bias": of(
        (of_share(lambda p: p), "That is the share itself"),
        (of_share(math.log), "The sigmoid of log p is p/(1 + p)"),
        (of_share(lambda p: -logit(p)), "The sign is turned round"),
        (of_share(lambda p: p / (1 - p)), "The logarithm is missing"),
        (of_share(lambda p: -p / (1 - p)), "Those are the odds with a minus"),
        (of_share(lambda p: (1 - p) / p), "a weight for the loss (pos_weight)"),
        (of_share(lambda p: 1 / p), "That is a weight for the rare class"),
        (of_share(lambda p: -math.log(p)), "That is the loss of a rare example"),
        (of_share(entropy), "the entropy. Asked for is the bias"),
        (of_share(lambda p: math.log(1 - p)), "The p above it is missing"),
        (of_share(lambda p: math.log(p) + math.log(1 - p)), "where they are to be subtracted"),
        (of_share(lambda p: math.log10(p / (1 - p))), "That is to base 10"),
        (of_share(lambda p: math.log2(p / (1 - p))), "That is to base 2"),
        (lambda targets: torch.sigmoid(targets.mean()), "Asked for is the other direction"),
        (of_share(lambda p: 1 - p), "That is the share of the common class"),
        (lambda targets: (2 * targets - 1).mean(), "That is the mean of targets of −1 and 1"),
        (of_share(lambda p: p - 0.5), "A logit is no distance from one half"),
        (lambda targets: targets.std(), "That is the std of the targets"),
        (lambda targets: targets.sum(), "That is how many ones there are"),
        (lambda targets: -2.19, "It gives -2.19 for every share"),
        (of_share(lambda p: 2 * logit(p)), "For a share of 0.03 it gives"),
        (lambda targets: torch.logit(targets), "This holds several numbers, of shape (10000,)"),
        (lambda targets: targets.logits(), "Your function raised AttributeError"),
    ),
    "lora_zeros": [
        ((FIRST | {question: answer},), words)
        for question, (_, wrong) in ZEROS.items()
        for answer, words in wrong.items()
    ]
    + [
        ((FIRST | {"B is 0: A": 1, "A is 0: B": 1},), "5 of 7 are right"),
        ((FIRST | {"B is 0: A": 3},), "“B is 0: A” must be one of 1, 2, 'never'; this is 3"),
        ((FIRST | {"B is 0: A": True},), "this is True"),
        ((FIRST | {"B is 0: A": ...},), "this is Ellipsis"),
        ((FIRST | {"because": "A is small"},), "“because” must be one of"),
        (({"because": FIRST["because"]},), "There is no answer to 'B is 0: A'"),
        ((FIRST | {"C is 0: A": 1},), "no such question as 'C is 0: A'"),
        ((list(FIRST.values()),), "This is a list"),
    ],
    "silent": of(
        (named(lambda name: name == "attn.c_proj.weight"), "so the condition never held"),
        (named(lambda name: "c_proj" in name), "You also drew c_proj.bias"),
        (scaled("weight"), "You also drew the gains of the LayerNorms"),
        (named(lambda name: ".c_" in name and "weight" in name), "You also drew h.0.attn.c_attn"),
        (scaled("attn.c_proj.weight"), "the MLPs' are not"),
        (scaled("mlp.c_proj.weight"), "the attention's are not"),
        (named(lambda name: name.startswith("h.0") and "c_proj.weight" in name), "10 of 12 are as they were"),
        (scaled(std=lambda blocks: 0.02), "with the same std as before"),
        (scaled(std=lambda blocks: 0.02 / math.sqrt(blocks)), "The 2 is missing"),
        (scaled(std=lambda blocks: 0.02 / (2 * blocks)), "The root is missing: variances add up"),
        (scaled(std=lambda blocks: 0.02 / blocks), "not by the number of blocks"),
        (scaled(std=lambda blocks: 0.02 * math.sqrt(2 * blocks)), "Upside down"),
        (scaled(std=lambda blocks: 0.02**2 / (2 * blocks)), "That is the variance"),
        (scaled(std=lambda blocks: 1 / math.sqrt(2 * blocks)), "The 0.02 is missing"),
        (scaled(std=lambda blocks: 0.1), "Their std is 0.1 now; 0.02/√(2 · 6) is 0.00577"),
        (zeroed, "All of them are 0 now"),
        (filled, "Some weights are not finite"),
        (by_depth, "GPT-2 gives all branches the same one"),
        (replaced, "Some parameters have other names than before"),
        (normal_in_place, "Your function raised RuntimeError"),
        (lambda model: None, "The check calls your function with (model, blocks)"),
        (3, "Pass the function itself"),
    ),
}  # fmt: skip
