"""What lesson 07 states, computed: facts, and by them every number of its sentences and of its questions."""

import math

import numpy as np

from course_lib.initializers import TRUNCATED_STD, fans, get, he_normal
from tests.lessons.measured import a_layer, depth, power, signals, variance
from tests.lessons.shown import arguments, changed, if_true, lab_of, result, setting


def factor_of_cut():
    """What the lab's layer multiplies E[z²] by, and in 50 layers."""
    back = signals("cut_deep").gradient_power[0]
    both = [a_layer(power("cut_deep")), 1 / a_layer(np.exp(np.log(back).mean(0)))]
    by_hand = math.isclose(variance("cut_deep") * 128, CUT, rel_tol=1e-4)
    factor = if_true(f"{CUT:.3f}", by_hand and np.all(abs(np.array(both) / CUT - 1) < 0.01))
    return [factor, f"{CUT:.3f}", depth("cut_deep"), f"{CUT**50 * 1e6:.1f}"]


def keeps(scheme):
    """Whether the deep linear network of the cut keeps its signal under another scheme, at gain 1."""
    kept = changed("cut_deep", scheme=scheme, gain=1.0).signals.preactivation_power[0]
    return 0.3 < np.exp(np.log(kept).mean(0))[-1] < 3


def accuracy_of_twins():
    return result("shared").accuracy


def opening():
    """The draw of the lesson's own lab."""
    return lab_of("07", "framework_samples").result


def same_std():
    """The largest weight of PyTorch's draw, if both names have one std and PyTorch's has no limit."""
    one = opening()
    same = math.isclose(one.law.std, one.other.law.std, rel_tol=1e-4) and math.isinf(one.law.limit)
    return if_true(
        f"{one.largest:.2f}",
        same and math.isclose(one.other.law.limit / one.law.std, 2 / 0.8796, rel_tol=1e-3),
    )


def wrong_fan():
    """The fan-in of the lesson's kernel, and as PyTorch reads its order."""
    kernel = he_normal(arguments("07", "he_normal")[0][0], seed=0)
    return [fans(kernel.shape)[0], f"{math.prod(kernel.shape[1:]):,}"]


CUT = TRUNCATED_STD**2  # the variance that a cut at ±2 std leaves


def gain(a):
    """The gain of PyTorch's kaiming_uniform_."""
    return math.sqrt(2 / (1 + a**2))


def ratio_of_default():
    """The std of PyTorch's default over that of He's uniform scheme, for any layer."""
    stds = [get("torch_default").std(shape) / get("he_uniform").std(shape) for shape in ((64, 32), (7, 300))]
    return if_true(stds[0], math.isclose(*stds) and math.isclose(stds[0], gain(math.sqrt(5)) / gain(0)))


SENTENCES = [
    ("reaches only @ times as far", lambda: f"{ratio_of_default():.2f}"),
    ("that `nn.Linear(@, @)` draws", lambda: [64, 32]),  # as the check has it
    ("first widens the normal by 1/@", lambda: f"{TRUNCATED_STD:.4f}"),
    ("the cut at @ of the final std", lambda: f"{2 / TRUNCATED_STD:.2f}"),
    ("A loss of @ % in the std", lambda: f"{100 * (1 - TRUNCATED_STD):.0f}"),
    (
        "Set **Scheme** to LeCun normal and **Gain** to @, and the signal stays",
        lambda: if_true(1, keeps("lecun_normal")),
    ),
    (
        r"leaves a variance of $@\,\sigma^2$, because $@^2 = @$",
        lambda: [f"{CUT:.3f}", f"{TRUNCATED_STD:.4f}", f"{CUT:.3f}"],
    ),
    (r"the factor is @, and $@^{@} = @\cdot 10^{-6}$", factor_of_cut),
    ("is the largest of @ weights", lambda: f"{int(np.prod(arguments('07', 'torch.empty')[0])):,}"),
    (r"$2/@ = @$", lambda: [f"{TRUNCATED_STD:.4f}", f"{2 / TRUNCATED_STD:.2f}"]),
    ("its bounds stand at ±@ std", lambda: f"{2 / 0.02:.0f}"),
    (
        "all points on the diagonal, and after @ steps they are still there",
        lambda: if_true(f"{result('shared').done:,}", result("shared").equal),
    ),
    (
        "the accuracy stays below @ %",
        lambda: if_true(70, (accuracy_of_twins()[0] < 0.7) & (accuracy_of_twins()[0].max() > 0.6)),
    ),
    (
        "Four units drawn independently pass @ % in most seeds",
        lambda: if_true(85, (accuracy_of_twins()[1] > 0.85).sum() >= 5),
    ),
    ("The fan-in of the kernel above is @, but from its shape PyTorch would read @.", wrong_fan),
    ("and @ layers stayed near guessing", lambda: setting("deep_race")["depth"]),
    ("his largest weight, too rare to see, lies near @", same_std),
    ("no weight lies beyond @", lambda: f"{opening().other.law.limit:.3f}"),
]

TRIED = {"0.02"}


NUMBERS = {
    "root_five": {
        "0": lambda: if_true("0", get("he_uniform").mean((4, 4)) == get("torch_default").mean((4, 4)) == 0),
        "1": lambda: f"{get('torch_default').limit((64, 32)) * math.sqrt(64):.0f}",
        "2": lambda: f"{gain(0) ** 2:.0f}",
        "5": lambda: f"{2 / gain(math.sqrt(5)) ** 2 - 1:.0f}",
        "6": lambda: f"{1 / ratio_of_default() ** 2:.0f}",
        "0.41": lambda: f"{ratio_of_default():.2f}",
    },
    "cut_deep": {
        "1": lambda: f"{signals('cut_deep').theory.preactivation_power[0, 0] / CUT:.0f}",
        "2": lambda: f"{get('truncated_normal').limit((4, 4)):g}",
        "50": lambda: depth("cut_deep"),
        "0.77": lambda: f"{a_layer(power('cut_deep')):.2f}",
        "3": lambda: f"{power('cut_deep')[-1] * 1e6:.0f}",
        "10": lambda: if_true("10", 1e-6 < power("cut_deep")[-1] < 1e-5),
        "23": lambda: f"{100 * (1 - CUT):.0f}",
        "0.774": lambda: f"{CUT:.3f}",
    },
    "shared": {"2": lambda: f"{np.median(result('shared').distinct):.0f}"},
}
