"""What the checks of lesson 03's exercises say beside right or wrong."""

import math

import numpy as np

from course_lib.checks import check


def test_keep_alive_names_the_price_and_the_window_is_narrow():
    told = check("keep_alive", 1.38).why
    assert "the gradient's mean square grows by a factor of" in told
    window = [gain for gain in np.arange(1, 2, 0.01) if check("keep_alive", gain).status == "right"]
    assert 1.3 < min(window) < max(window) < math.sqrt(2) + 1e-9 and len(window) >= 4, "and can be hit"
