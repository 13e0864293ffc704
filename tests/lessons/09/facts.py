"""What lesson 09 states, computed: facts, and by them every number of its sentences and of its questions."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import torch

from course_lib.inspection import inspect
from course_lib.labs.doctor.experiment import Examined, examine, trained
from course_lib.labs.doctor.library import STD, LibraryGPT2
from course_lib.labs.doctor.patients import PATIENTS
from course_lib.labs.doctor.visiting import patient
from tests.lessons.shown import if_true

LOOKED_AT = 20  # the step of the opening's loss
GUESS = math.log(10)


@cache
def examined(name: str) -> Examined:
    return examine(PATIENTS[name], 0)


@cache
def losses(name, mended=False, steps=100, rate=None):
    """The loss before each step of the lab's training, (steps,), or of SGD at a rate."""
    case = examined(name).healed if mended else examined(name).sick
    if rate is not None:
        case = replace(case, optimizer=lambda parameters: torch.optim.SGD(parameters, lr=rate, momentum=0.9))
    *_, found = trained(case, steps, 0)
    return found


def at_guessing():
    """The patients whose loss stands at ln 10 after twenty steps."""
    around = {name: losses(name, steps=LOOKED_AT + 6)[LOOKED_AT - 5 :] for name in PATIENTS}
    return {name for name, found in around.items() if found.size and abs(found.mean() - GUESS) < 0.1}


def first_look():
    """E[x²] and the first loss of the scans."""
    model, inputs, targets, loss = patient("scans")
    return inputs.square().mean().item(), loss(model(inputs), targets).item()


def head():
    """(count, length): the probability that the GPT gives to the token just read."""
    model, inputs, _, _ = patient("gpt2")
    with torch.no_grad():
        return model(inputs).softmax(-1).gather(-1, inputs[..., None])[..., 0]


def sizes(name):
    """E[z²] of every layer."""
    return np.array([one.mean_square for one in examined(name).before.layers])


def faded():
    """What is left across inputs in the last convolution of the CNN, over that in its first."""
    across = [one.across for one in examined("cnn14").before.layers]
    return across[-2] / across[0]


def level():
    """E[z²] of the CNN, if all of its convolutions from the sixth on are near it."""
    late = sizes("cnn14")[5:-1]
    return if_true("0.003", (late > 0.0015) & (late < 0.006))


def growth():
    """How much larger the ResNet's stream is after its last sum, and over how many."""
    sums = examined("resnet8").before.sums
    return sums[-1].after / sums[0].before, len(sums)


def stds(model):
    return [one.std for one in inspect(model, torch.arange(64).reshape(2, 32)).parameters if is_end(one)]


def is_end(parameter):
    return parameter.name.endswith("c_proj.weight")


@cache
def library():
    torch.manual_seed(0)
    return stds(LibraryGPT2(blocks=6))


def bias():
    """The bias of the mended heat map."""
    return examined("heatmap").healed.model[-1].bias.item()


def below_informed():
    """The first step whose loss is below that of the guess that knows the share."""
    return int(np.argmax(losses("heatmap") < examined("heatmap").informed))


def rates():
    """Of SGD: that at which the ResNet stays at guessing unless it is mended, and one at which it learns."""
    stays, mended, learns, later = (
        np.median(losses("resnet8", one, rate=rate)[-20:]) for rate in (None, 0.003) for one in (False, True)
    )
    holds = abs(stays - GUESS) < 0.1 and mended < 0.5 and learns < later / 2
    case = examined("resnet8").sick
    [group] = case.optimizer(list(case.model.parameters())).param_groups
    return if_true([group["lr"], 0.003], holds)


def near_a_guess():
    """How close the GPT's first loss is to that of a guess, if GPT-2's std draws its embeddings."""
    return if_true("0.1", abs(with_std(STD) - math.log(vocabulary())) < 0.1)


SENTENCES = [
    ("has to tell ten digits apart. After twenty steps its loss still stands at @", lambda: f"{GUESS:.1f}"),
    ("@ is ln @, the loss of guessing", lambda: [f"{GUESS:.1f}", 10]),
    (
        "the pixels, which run from 0 to @.",
        lambda: if_true(255, patient("scans")[1].max().item() == 255),
    ),
    ("GPT-2's std for tokens, @, does as well: for table in", lambda: STD),
    ("std=@) The first loss is then that of a guess, within @.", lambda: [STD, near_a_guess()]),
    (
        "needs more than sixty steps to get below a loss of @, and the mended one starts there",
        lambda: if_true(f"{examined('heatmap').after.loss:.2f}", below_informed() > 60),
    ),
    (
        "One bias does it, @: its sigmoid is @, about 1/@.",
        lambda: [f"−{-bias():.1f}", f"{1 / (1 + math.exp(-bias())):.2g}", 64],
    ),
    ("SGD at @, which leaves this network at guessing, and the mended one learns. At @ it learns", rates),
    ("## A CNN of @ layers", lambda: len(examined("cnn14").before.layers)),
    ("The first loss is @, as it should be", lambda: f"{examined('cnn14').before.loss:.1f}"),
    (r"falls at first and then stays near @: alive", level),
    (r"with a std of $@/\sqrt{2N}$ for $N$ blocks: @ for six", lambda: [STD, f"{STD / math.sqrt(12):.3f}"]),
    ("Every std is @.", lambda: if_true(STD, np.round(library(), 3) == STD)),
    ("a batch of @ examples or more", lambda: 30),
    ("so a cut at ±2 leaves @ of it", lambda: f"{cut():.2f}"),
    ("What is the bias @?]", lambda: f"−{math.log(9):.3f}"[:-1]),
    (
        "log(@/@), the logit of a share of one in ten",
        lambda: [0.1, 0.9],
    ),
    ("with a bias of 1 it keeps @ of it", lambda: f"{1 / (1 + math.exp(-1)):.2f}"),
    ("at @ layers Adam leaves PyTorch's default at guessing", lambda: 22),
]

# how many times smaller or larger a rate to try is, how often `watch` looks, the most steps of the lab
TRIED = {"10", "50", "200"}


def with_std(std):
    """The first loss of the GPT whose embeddings are drawn with this std."""
    model, inputs, targets, loss = patient("gpt2")
    torch.manual_seed(0)
    for table in (model.tokens, model.places):
        torch.nn.init.normal_(table.weight, std=std)
    with torch.no_grad():
        return loss(model(inputs), targets).item()


@cache
def cut():
    """The std that PyTorch's trunc_normal_ gives for a std of 1 and a cut at ±2."""
    torch.manual_seed(0)
    return torch.nn.init.trunc_normal_(torch.empty(1000, 1000)).std().item()


def vocabulary():
    return patient("gpt2")[0].head.out_features


NUMBERS = {
    "patient_gpt": {
        "68": lambda: str(vocabulary()),
        "38": lambda: f"{examined('gpt2').before.loss:.0f}",
        "4.2": lambda: f"{math.log(vocabulary()):.1f}",
        "1": lambda: if_true("1", sizes("gpt2")[:-1] < 1),
        "90": lambda: f"{sizes('gpt2')[-1]:.0e}".replace("e+01", "0"),
    },
    "patient_heatmap": {
        "64": lambda: str(int(1 / patient("heatmap")[2].mean().item())),
        "0.64": lambda: f"{examined('heatmap').before.loss:.2f}",
        "0.69": lambda: f"{math.log(2):.2f}",
        "0.08": lambda: f"{examined('heatmap').informed:.2f}",
        "63": lambda: str(int(1 / patient("heatmap")[2].mean().item()) - 1),
    },
}
