"""The sentences of lesson 07 that hold a number, `@`, and how each number comes about."""

import numpy as np

from course_lib.initializers import TRUNCATED_STD, get
from course_lib.labs.shared_instance.experiment import SEEDS
from tests.lessons.measured import leaves, power, variance
from tests.lessons.shown import WORDS, if_true, lab_of, result, setting

from .facts import (
    BLIND,
    CUT,
    LARGE,
    a_layer_of_cut,
    accuracy_of_twins,
    first_step,
    gain_of_cut,
    halved_or_sixth,
    keeps,
    late_steps,
    level_from,
    piled,
    ratio_of_default,
    share_of_blind,
    slope_of_large,
    survive,
    total,
    truncated_draws,
    wrong_fans,
)

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
    ("the largest of @ weights", lambda: f"{int(np.prod(truncated_draws())):,}"),
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
    ("level on the left from layer @ on", level_from),
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

# What a reader is asked to set or to write, years, and names that hold a number.
TRIED = {"0.001", "0.02"}
