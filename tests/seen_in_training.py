"""What the scenes of the training labs show: (lab, scene) → a function that raises where it is not seen."""

import numpy as np

__all__ = ["SEEN"]


def medians(lab):
    return dict(zip(lab.result.schemes, np.median(lab.result.accuracy, axis=1), strict=True))


def three_starts(lab):
    last = medians(lab)
    assert last["zeros"] == 0.5 and 0.55 < last["normal_x10"] < 0.95 and last["he_normal"] > 0.95


SEEN = {
    ("race", "three-starts"): three_starts,
}
