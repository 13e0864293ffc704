"""Every number in the questions of lesson 01, computed: question → number → how it comes about."""

import numpy as np

from tests.lessons.shown import if_true, result, setting

NUMBERS = {
    "zeros": {
        "2-8-1": lambda: "-".join(map(str, (result("zeros").W1.shape[1], setting("zeros")["width"], 1))),
        "0": lambda: f"{np.abs(result('zeros').W1).max():g}",
        "2,000": lambda: f"{setting('zeros')['steps']:,}",
    },
    "constant": {
        "0.5": lambda: f"{setting('constant')['c']:g}",
        "10,000": lambda: f"{setting('constant')['steps']:,}",
    },
    "constant_W1": {"0.5": lambda: f"{result('constant_W1').W1[0].max():g}"},
    "noise": {
        "0.5": lambda: f"{setting('noise')['c']:g}",
        "0.000000000001": lambda: f"{10.0 ** setting('noise')['noise']:.12f}",
        "10": lambda: if_true("10", setting("noise")["noise"] == -12),  # 10⁻¹²
        "100": lambda: if_true("100", result("noise").parted > 100),
    },
    "logistic": {},
}
