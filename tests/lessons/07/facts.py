"""What lesson 07 states, computed: facts, and by them every number of its sentences and of its questions."""

import math

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.initializers import TRUNCATED_STD, fans, get, he_normal, to_torch
from course_lib.labs.shared_instance.experiment import SEEDS
from tests.lessons.measured import a_layer, depth, leaves, middle, power, signals, variance
from tests.lessons.shown import WORDS, arguments, changed, if_true, lab_of, result, setting

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


CUT = TRUNCATED_STD**2  # the variance that a cut at ±2 std leaves


def total(name, kind):
    """E[z²] by layer under one kind of biases, the geometric mean over seeds."""
    return middle(result(name).signals[kind].preactivation_power)


def differs(name, kind):
    """And what of it differs across inputs."""
    return middle(result(name).signals[kind].across_input_variance)


def gain(a):
    """The gain of PyTorch's kaiming_uniform_."""
    return math.sqrt(2 / (1 + a**2))


def ratio_of_default():
    """The std of PyTorch's default over that of He's uniform scheme, for any layer."""
    stds = [get("torch_default").std(shape) / get("he_uniform").std(shape) for shape in ((64, 32), (7, 300))]
    return if_true(stds[0], math.isclose(*stds) and math.isclose(stds[0], gain(math.sqrt(5)) / gain(0)))


def harmless():
    """Whether biases of 0.001 change nothing that could be seen."""
    pairs = [[of("large_biases", kind) for kind in ("thousandth", "zero")] for of in (total, differs)]
    slope = ACTIVATIONS["tanh"].derivative(0.001)
    return all(np.abs(np.log(a / b)).max() < 0.05 for a, b in pairs) and slope > 0.999


SENTENCES = [
    ("reaches only @ times as far", lambda: f"{ratio_of_default():.2f}"),
    ("that `nn.Linear(@, @)` draws", lambda: [64, 32]),  # as the check has it
    ("widened by 1/@ before the cut", lambda: f"{TRUNCATED_STD:.4f}"),
    (r"The lab's gain of @ is $1/\sqrt{@}$", lambda: [gain_of_cut(), setting("cut_deep")["width"]]),
    (r"every layer multiplies $\mathrm E[z^2]$ by @, and", a_layer_of_cut),
    ("A loss of @ % in the std", lambda: f"{100 * (1 - TRUNCATED_STD):.0f}"),
    (
        r"over @ layers it leaves $@\cdot 10^{-@}$",
        lambda: [setting("cut_deep")["depth"], f"{power('cut_deep')[-1] * 1e6:.0f}", 6],
    ),
    (
        "Set **Scheme** to LeCun normal and **Gain** to @, and the signal stays",
        lambda: if_true(1, keeps("lecun_normal")),
    ),
    (r"a variance of $@^2\,\sigma^2 = @\,\sigma^2$", lambda: [f"{TRUNCATED_STD:.4f}", f"{CUT:.3f}"]),
    (
        r"that is $n \operatorname{Var}(w) = @$, and $@^{@} = @\cdot 10^{-6}$",
        lambda: [
            f"{variance('cut_deep') * 128:.3f}",
            f"{CUT:.3f}",
            setting("cut_deep")["depth"],
            f"{CUT**50 * 1e6:.1f}",
        ],
    ),
    ("the largest of @ weights", lambda: f"{int(np.prod(arguments('07', 'torch.empty')[0])):,}"),
    (r"$2/@ = @$", lambda: [f"{TRUNCATED_STD:.4f}", f"{2 / TRUNCATED_STD:.2f}"]),
    ("its bounds stand at ±@ std", lambda: f"{2 / 0.02:.0f}"),
    (
        "for @ seeds: all points lie on the diagonal, and after @ steps they still do",
        lambda: if_true([WORDS[SEEDS], f"{result('shared').done:,}"], result("shared").equal),
    ),
    (
        "the accuracy stays below @ %",
        lambda: if_true(70, (accuracy_of_twins()[0] < 0.7) & (accuracy_of_twins()[0].max() > 0.6)),
    ),
    (
        "Four units of their own pass @ % in most seeds",
        lambda: if_true(85, (accuracy_of_twins()[1] > 0.85).sum() >= 5),
    ),
    ("is level from layer @ on", level_from),
    ("by a factor of @ at the first step, later by 1/@ a layer", lambda: [first_step(), late_steps()]),
    (r"Layer @ is blind", lambda: setting(BLIND)["depth"]),
    (r"a share of about $@\cdot @^{-@}$ tells", share_of_blind),
    ("Where @, 1/6 and the level", lambda: f"{leaves('relu')[2] ** 2 / 3:.3f}"),
    (
        r"which is $\tfrac12 - \tfrac1{2\pi} = @$ of $v$: $@/3 = @$",
        lambda: [*[f"{leaves('relu')[2] ** 2:.3f}"] * 2, f"{leaves('relu')[2] ** 2 / 3:.3f}"],
    ),
    (
        r"which is @ for $n = @$",
        lambda: [f"{6 / 5 * get('standard').std((128, 128)) ** 2:.4f}", setting(BLIND)["width"]],
    ),
    ("multiplies their variance by about @ in every layer", slope_of_large),
    ("of the kernel above is @; PyTorch would read @, and Keras @ in the turned one", wrong_fans),
    (
        r"default divide by @ what differs between inputs, while its biases keep $\mathrm E[z^2]$ near @",
        lambda: [halved_or_sixth(), f"{total(BLIND, 'torch')[-1]:.3f}"],
    ),
    (
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
    ("with that start @ tanh layers learned", lambda: setting("deep_race")["depth"]),
    ("at @ Glorot's start stayed at guessing", lambda: lab_of("07", "signals").settings["depth"]),
]

TRIED = {"0.001", "0.02"}


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
    "without_biases": {
        "20": lambda: depth("without_biases"),
        "0": lambda: if_true("0", total("without_biases", "zero")[-1] < 1e-15),
        "0.003": lambda: f"{total('without_biases', 'torch')[-1]:.3f}",
        "4": lambda: f"{total('without_biases', 'zero')[-1] * 1e16:.0f}",
        "10": lambda: if_true("10", 5e-17 < differs("without_biases", "torch")[-1] < 5e-16),
        "6": lambda: f"{1 / a_layer(differs('without_biases', 'torch')[5:]):.0f}",
    },
    "large_biases": {
        "20": lambda: depth("large_biases"),
        "0.025": lambda: f"{total('large_biases', 'zero')[-1]:.3f}",
        "1.5": lambda: f"{total('large_biases', 'normal')[-1]:.1f}",
        "10": lambda: if_true("10", 0.5e-8 < differs("large_biases", "normal")[-1] < 5e-8),
        "0.001": lambda: if_true("0.001", harmless()),
    },
}
