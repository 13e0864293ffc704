"""Every number in the prose of lesson 07, computed; like `prose_depth.py`."""

import math

import numpy as np

from course_lib.initializers import TRUNCATED_STD, fans, get, he_normal, to_torch
from course_lib.labs import LABS
from course_lib.labs.shared_instance.experiment import SEEDS
from tests.numbers_depth import a_layer, leaves, power, signals, variance
from tests.numbers_frameworks import CUT, differs, ratio_of_default, total
from tests.settled import if_true, result, setting
from tests.shown import WORDS, arguments, changed, lab_of

BLIND, LARGE = "without_biases", "large_biases"


def gain_of_cut():
    gain = setting("cut_deep")["gain"]
    return if_true(f"{gain:.4f}", abs(gain**-2 / 128 - 1) < 1e-4)


def a_layer_of_cut():
    back = signals("cut_deep").gradient_power[0]
    both = [a_layer(power("cut_deep")), 1 / a_layer(np.exp(np.log(back).mean(0)))]
    return if_true(f"{CUT:.3f}", abs(np.array(both) / CUT - 1) < 0.01)


def keeps(scheme):
    """Whether the deep linear network of the cut keeps its signal under another scheme, at gain 1."""
    kept = changed("cut_deep", scheme=scheme, gain=1.0).signals.preactivation_power[0]
    return 0.3 < np.exp(np.log(kept).mean(0))[-1] < 3


def truncated_draws():
    return arguments("07", "torch.empty")[0]


def accuracy_of_twins():
    return result("shared").accuracy


def first_step():
    across = differs(BLIND, "torch")
    return if_true(f"{across[1] / across[0]:.2f}", abs(across[1] / across[0] / 0.1136 - 1) < 0.03)


def late_steps():
    across = differs(BLIND, "torch")
    return if_true(f"{1 / a_layer(across[5:]):.0f}", abs(a_layer(across[5:]) * 6 - 1) < 0.1)


def level_from():
    """The first layer from which the power under PyTorch's biases stays within a quarter of its end."""
    off = abs(total(BLIND, "torch") / total(BLIND, "torch")[-1] - 1) > 0.25
    return int(np.flatnonzero(off)[-1]) + 2


def share_of_blind():
    share = differs(BLIND, "torch")[-1] / total(BLIND, "torch")[-1]
    return [f"{share * 1e14:.0f}", 10, 14]


def slope_of_large():
    return f"{a_layer(differs(LARGE, 'normal')[5:]):.1f}"


def piled(kind):
    """E[z²] of layer 20 under He and ReLU, to one digit."""
    one = changed(LARGE, scheme="he_normal", activation="relu").signals[kind]
    value = np.exp(np.log(one.preactivation_power[0, :, -1]).mean())
    return float(f"{value:.1e}") if value < 100 else round(value, -1)


def survive():
    """Whether the differences survive under He and ReLU, whatever the biases."""
    every = changed(LARGE, scheme="he_normal", activation="relu").signals.values()
    return all(one.across_input_variance[0, :, -1].min() > 0.05 for one in every)


def wrong_fans():
    """The fan in of the lesson's kernel; as PyTorch reads its order, and as Keras reads PyTorch's."""
    kernel = he_normal(arguments("07", "he_normal")[0][0], seed=0)
    torch_reads = math.prod(kernel.shape[1:])
    return [fans(kernel.shape)[0], f"{torch_reads:,}", f"{fans(tuple(to_torch(kernel).shape))[0]:,}"]


def halved_or_sixth():
    """What ReLU leaves of 1/6 of its power, if Glorot's scheme leaves a half."""
    glorot, standard = (128 * get(name).std((128, 128)) ** 2 for name in ("glorot_normal", "standard"))
    return if_true(f"{2 / standard:.0f}", math.isclose(glorot, 1))


PROSE = [
    # lesson, sentence, its numbers
    ("07", "reaches only @ times as far", lambda: f"{ratio_of_default():.2f}"),
    ("07", "that `nn.Linear(@, @)` draws", lambda: [64, 32]),  # as the check has it
    ("07", "widened by 1/@ before the cut", lambda: f"{TRUNCATED_STD:.4f}"),
    ("07", r"The lab's gain of @ is $1/\sqrt{@}$", lambda: [gain_of_cut(), setting("cut_deep")["width"]]),
    ("07", r"every layer multiplies $\mathrm E[z^2]$ by @, and", a_layer_of_cut),
    ("07", "A loss of @ % in the std", lambda: f"{100 * (1 - TRUNCATED_STD):.0f}"),
    (
        "07",
        r"over @ layers it leaves $@\cdot 10^{-@}$",
        lambda: [setting("cut_deep")["depth"], f"{power('cut_deep')[-1] * 1e6:.0f}", 6],
    ),
    (
        "07",
        "Set **Scheme** to LeCun normal and **Gain** to @, and the signal stays",
        lambda: if_true(1, keeps("lecun_normal")),
    ),
    ("07", r"a variance of $@^2\,\sigma^2 = @\,\sigma^2$", lambda: [f"{TRUNCATED_STD:.4f}", f"{CUT:.3f}"]),
    (
        "07",
        r"that is $n \operatorname{Var}(w) = @$, and $@^{@} = @\cdot 10^{-6}$",
        lambda: [
            f"{variance('cut_deep') * 128:.3f}",
            f"{CUT:.3f}",
            setting("cut_deep")["depth"],
            f"{CUT**50 * 1e6:.1f}",
        ],
    ),
    ("07", "the largest of @ weights", lambda: f"{int(np.prod(truncated_draws())):,}"),
    ("07", r"$2/@ = @$", lambda: [f"{TRUNCATED_STD:.4f}", f"{2 / TRUNCATED_STD:.2f}"]),
    ("07", "its bounds stand at ±@ std", lambda: f"{2 / 0.02:.0f}"),
    (
        "07",
        "for @ seeds: all points lie on the diagonal, and after @ steps they still do",
        lambda: if_true([WORDS[SEEDS], f"{result('shared').done:,}"], result("shared").equal),
    ),
    (
        "07",
        "the accuracy stays below @ %",
        lambda: if_true(70, (accuracy_of_twins()[0] < 0.7) & (accuracy_of_twins()[0].max() > 0.6)),
    ),
    (
        "07",
        "Four units of their own pass @ % in most seeds",
        lambda: if_true(85, (accuracy_of_twins()[1] > 0.85).sum() >= 5),
    ),
    ("07", "level on the left from layer @ on", level_from),
    ("07", "by a factor of @ at the first step, later by 1/@ a layer", lambda: [first_step(), late_steps()]),
    ("07", r"Layer @ is blind", lambda: setting(BLIND)["depth"]),
    ("07", r"a share of about $@\cdot @^{-@}$ tells", share_of_blind),
    ("07", "Where @, 1/6 and the level", lambda: f"{leaves('relu')[2] ** 2 / 3:.3f}"),
    (
        "07",
        r"which is $\tfrac12 - \tfrac1{2\pi} = @$ of $v$: $@/3 = @$",
        lambda: [*[f"{leaves('relu')[2] ** 2:.3f}"] * 2, f"{leaves('relu')[2] ** 2 / 3:.3f}"],
    ),
    (
        "07",
        r"which is @ for $n = @$",
        lambda: [f"{6 / 5 * get('standard').std((128, 128)) ** 2:.4f}", setting(BLIND)["width"]],
    ),
    ("07", "multiplies their variance by about @ in every layer", slope_of_large),
    ("07", "of the kernel above is @; PyTorch would read @, and Keras @ in the turned one", wrong_fans),
    (
        "07",
        r"default divide by @ what differs between inputs, while its biases keep $\mathrm E[z^2]$ near @",
        lambda: [halved_or_sixth(), f"{total(BLIND, 'torch')[-1]:.3f}"],
    ),
    (
        "07",
        "By layer @ the mean square is near @ with N(0, 1) and near @ with U(0, 1), which is positive "
        "throughout, against @ with zeros",
        lambda: if_true(
            [
                setting(LARGE)["depth"],
                f"{round(piled('normal'), -1):g}",
                f"{piled('uniform'):g}",
                f"{piled('zero'):.0f}",
            ],
            survive(),
        ),
    ),
    ("07", "with that start @ tanh layers learned", lambda: LABS["deep_race"]().settings["depth"]),
    ("07", "at @ Glorot's start stayed at guessing", lambda: lab_of("07", "signals").settings["depth"]),
]  # fmt: skip

# What a reader is asked to set or to write, and what stands in code.
TRIED = {"07": {"0.001", "0.02"}}
