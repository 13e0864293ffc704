"""Every number in the questions of lesson 08: question → number → how it comes about."""

from tests.lessons.shown import NOTEBOOKS, if_true, opened, setting

from .facts import hidden_ratio, lead, normalized, own_rates, pairs, twice

NUMBERS = {
    "fair_start": {
        "0.01": lambda: f"{setting('fair_start')['lr']:g}",
        "20": lambda: str(setting("fair_start")["seeds"]),
        "10": lambda: str(setting("fair_start")["seeds"] // 2),  # a wrong option
        "15": lambda: if_true("15", pairs("fair_start").count > 15),  # another
        "2": lambda: f"{hidden_ratio():.0f}",  # and √2 for the weights
        "50": lambda: if_true("50", lead("fair_start") > 50),
    },
    "own_rate": {
        "0.1": lambda: f"{own_rates()[1]:g}",
        "0.01": lambda: f"{setting('fair_start')['lr']:g}",
    },
    "adam_deep": {"22": lambda: str(setting("adam_deep")["depth"])},
    "batch_norm": {
        "0": lambda: f"{round(normalized()[0], 3):g}",
        "1": lambda: f"{normalized()[1]:.2g}",
        "0.01": lambda: f"{setting('batch_norm')['lr']:g}",
        "2": twice,
    },
    "one_of_twenty": {
        "0": lambda: if_true("0", opened("one_of_twenty").settings.seeds == 1),
        "20": lambda: str(setting("one_of_twenty")["seeds"]),
        "02": lambda: if_true("02", list(NOTEBOOKS.glob("02_drawing_weights.ipynb"))),
    },
}
