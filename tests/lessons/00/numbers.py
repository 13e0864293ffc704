"""Every number in the questions of lesson 00, computed: question → number → how it comes about."""

from course_lib.labs.one_seed.experiment import RUNS
from course_lib.labs.race.experiment import RACERS
from tests.lessons.shown import if_true, result, setting


def low_runs():
    return (result("one_seed").accuracy < 0.9).sum()


NUMBERS = {
    "race": {
        "10": lambda: f"{RACERS['normal_x10'][0].std((2, 10)):g}",
        "1,500": lambda: f"{setting('race')['steps']:,}",
        "8": lambda: str(setting("race")["seeds"]),
        "50": lambda: if_true("50", result("race").accuracy[0] == 0.5),
        "70": lambda: f"{round(100 * result('race').accuracy[1].min(), -1):.0f}",
        "100": lambda: if_true("100", 0.95 < result("race").accuracy[1].max() < 1),  # almost
        "95": lambda: if_true("95", result("race").accuracy[2] > 0.95),
    },
    "one_seed": {
        "0": lambda: str(setting("one_seed")["seed"]),
        "71": lambda: f"{100 * result('one_seed').accuracy[0]:.0f}",
        "1,500": lambda: f"{result('one_seed').done:,}",
        "1": lambda: str(setting("one_seed")["seed"] + 1),
        "39": lambda: str(RUNS - 1),
        "40": lambda: str(setting("one_seed")["shown"]),
        "90": lambda: if_true("90", low_runs() <= 5),
        "95": lambda: if_true("95", (result("one_seed").accuracy >= 0.95).sum() >= 35),
    },
}
