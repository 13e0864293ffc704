"""Activation × scheme: the numbers against theory, what is kept, the signs in the cells, and picking one."""

from itertools import product

import numpy as np
import pytest

from course_lib.activations import ACTIVATIONS
from course_lib.labs import matrix as matrix_lab
from course_lib.labs.matrix import experiment as module
from course_lib.labs.matrix.experiment import SCHEMES, SURVIVES, change, matrix, only
from course_lib.labs.matrix.figure import (
    background,
    cell_at,
    cell_text,
    matrix_figure,
    shades,
    text_colour,
)
from course_lib.propagation import propagate
from tests.labs.colour_vision import contrast
from tests.stand_ins import from_page

OPENED = dict(activation="relu", scheme="he_normal", depth=30, width=64, gain=1.0, seeds=4)
# At He's variance these two have a silent fixed point close by, and chance decides which way a seed goes.
UNSTEADY = {("gelu", "he_normal"), ("silu", "he_normal")}


def run(**changes):
    return list(matrix(**OPENED | changes))


def last(**changes):
    return run(**changes)[-1][1]


@pytest.fixture(scope="module")
def opened():
    return last()


# ---- the numbers ----------------------------------------------------------------------------------


def test_every_cell_has_its_numbers_and_its_theory(opened):
    assert opened.known.all()
    for values in (opened.signal, opened.gradient, opened.theory_signal, opened.theory_gradient):
        assert values.shape == (len(ACTIVATIONS), len(SCHEMES)) == (13, 8)
        assert not np.isnan(values).any()


def test_wide_cells_do_what_theory_says():
    """10 layers, 8 seeds: within 0.2 powers of ten, a factor of 1.6; the farthest is at 0.14."""
    result = last(width=96, depth=10, seeds=8)
    for (i, activation), (j, scheme) in product(enumerate(ACTIVATIONS), enumerate(SCHEMES)):
        if (activation, scheme) in UNSTEADY:
            continue
        for found, expected in (
            (result.signal, result.theory_signal),
            (result.gradient, result.theory_gradient),
        ):
            if np.isinf(expected[i, j]):
                assert found[i, j] == expected[i, j]
            else:
                assert abs(found[i, j] - expected[i, j]) < 0.2, (activation, scheme)


def test_known_values(opened):
    rows, columns = list(ACTIVATIONS), list(SCHEMES)

    def at(values, activation, scheme):
        return values[rows.index(activation), columns.index(scheme)]

    halved = 29 * np.log10(0.5)  # ReLU halves a power at each of the 29 steps from layer 1 to 30
    assert at(opened.theory_signal, "relu", "lecun_normal") == pytest.approx(halved, abs=1e-6)
    assert at(opened.theory_signal, "relu", "he_normal") == pytest.approx(0, abs=1e-6)
    assert at(opened.signal, "identity", "orthogonal") == pytest.approx(0, abs=1e-3)  # it keeps every length
    assert at(opened.gradient, "identity", "orthogonal") == pytest.approx(0, abs=1e-3)
    assert (opened.gradient[rows.index("step")] == -np.inf).all()  # a step has no slope
    assert np.array_equal(
        opened.signal[:, columns.index("glorot_normal")], opened.signal[:, columns.index("lecun_normal")]
    )


def test_no_cell_sits_at_the_edge(opened):
    """With the defaults a cell that survives does so on every machine."""
    worst = np.maximum(np.abs(opened.signal), np.abs(opened.gradient))
    assert np.abs(worst - SURVIVES).min() > 0.05
    assert opened.survives.sum() == 15


def test_one_layer_keeps_everything():
    result = last(depth=1, width=1)
    assert (result.signal == 0).all() and (result.gradient == 0).all() and result.survives.all()


def test_no_gain_is_silence_and_too_much_is_overflow():
    silent, loud = last(gain=0.0), last(gain=100.0, depth=50)
    biased = list(SCHEMES).index("torch_default")  # its biases are not scaled
    assert (np.delete(silent.signal, biased, 1) == -np.inf).all()
    assert (silent.gradient == -np.inf).all()
    assert (loud.signal == np.inf).any() and not loud.survives.any()


@pytest.mark.parametrize(
    ("first", "after", "expected"),
    [
        ([1, 1], [100, 1], 1.0),
        ([0, 0], [0, 0], -np.inf),
        ([1, 1], [1, 0], -np.inf),
        ([1, np.inf], [1, np.inf], np.inf),
        ([1, 1], [0, np.inf], np.inf),
    ],
)
def test_change(first, after, expected):
    assert change(np.array(first, float), np.array(after, float)) == expected


# ---- what is computed when ------------------------------------------------------------------------


def test_the_picked_cell_comes_first_and_then_its_row():
    module.ROWS.clear()
    frames = run(activation="selu", scheme="orthogonal", depth=4, width=8, seeds=1)
    assert [result.known.sum() for _, result in frames] == [1, *range(8, 105, 8)]
    assert [done for done, _ in frames] == pytest.approx([0, *np.arange(1, 14) / 13])
    assert frames[1][1].known[list(ACTIVATIONS).index("selu")].all()
    assert frames[0][1].known[frames[0][1].place]
    for values in (frames[0][1].signal, frames[-1][1].signal):  # alone, or in its row: the same draws
        assert values[frames[0][1].place] == pytest.approx(0, abs=0.5)
    first, final = (result.signal[result.place] for _, result in (frames[0], frames[-1]))
    assert first == pytest.approx(final, abs=1e-5)


def test_a_pick_in_a_known_matrix_draws_nothing_anew(opened, monkeypatch):
    before = last()
    monkeypatch.setattr(module, "propagate", None)  # calling it would be an error
    ((done, result),) = run(activation="tanh", scheme="lecun_normal")
    assert done == 1.0
    assert np.array_equal(result.signal, before.signal)
    assert (result.cell.activation, result.cell.schemes) == ("tanh", ("lecun_normal",))


def test_other_settings_draw_anew_and_no_matrix_reaches_into_another(opened):
    frames = run(gain=1.5)
    assert frames[0][1].known.sum() == 1
    assert np.isnan(frames[0][1].signal).sum() == 103  # later frames left it as it was
    assert not np.array_equal(frames[-1][1].signal, opened.signal)


def test_only_is_the_scheme_on_its_own():
    many = propagate(["he_normal", "lecun_normal"], "tanh", 3, 8, 4, 2, histograms=("activations",))
    alone = propagate(["lecun_normal"], "tanh", 3, 8, 4, 2, histograms=("activations",))
    part = only(many, 1)
    assert part.schemes == alone.schemes
    np.testing.assert_allclose(part.preactivation_power, alone.preactivation_power, rtol=1e-5)
    np.testing.assert_allclose(part.theory.gradient_power, alone.theory.gradient_power)
    assert part.histograms["activations"].shape == alone.histograms["activations"].shape
    assert part.overflow.shape == alone.overflow.shape


def test_every_value_is_counted_in_its_own_network():
    """Of many networks counted at once, where float32 sums lose digits."""
    many = propagate(["normal"], "relu", 3, 16, 32, 200, histograms=("activations", "gradients"))
    for counts in many.histograms.values():
        assert (counts.sum(-1) == 32 * 16).all()


# ---- the picture ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decades", "sign"),
    [(0.3, "0"), (-0.4, "0"), (-8.7, "−9"), (43.6, "+44"), (np.inf, "+∞"), (-np.inf, "−∞"), (np.nan, "…")],
)
def test_signs(decades, sign):
    assert cell_text(decades) == sign
    assert cell_text(decades, no_loss=True) == ("…" if sign == "…" else "–")


def test_text_stands_out_on_every_colour():
    for shade in range(256):
        ground = "#" + "".join(f"{round(part):02x}" for part in background(shade))
        assert contrast(text_colour(shade), ground) >= 4.5


def test_rings_stand_around_what_survives(opened):
    figure = matrix_figure(opened)
    for texts in figure.data[2:4]:
        ringed = np.asarray(texts.marker.size).reshape(13, 8) > 0
        assert np.array_equal(ringed, opened.survives)
        assert len(texts.text) == 104 and all(texts.text)


def test_every_number_and_colour_stands_in_its_cell(opened):
    figure, overflow = matrix_figure(opened), np.isposinf(opened.signal)
    shown = (opened.signal, np.zeros_like(overflow)), (opened.gradient, overflow)
    for number, (powers, no_loss) in enumerate(shown):
        heat, text = figure.data[number], figure.data[number + 2]
        for x, y, said in zip(text.x, text.y, text.text, strict=True):
            activation, scheme = cell_at(1, x, y)
            cell = list(ACTIVATIONS).index(activation), list(SCHEMES).index(scheme)
            assert said == cell_text(powers[cell], no_loss[cell])
            assert heat.z[y, x] == shades(powers, no_loss)[cell]


def test_a_point_finds_its_cell():
    for i, activation in enumerate(ACTIVATIONS):
        for j, scheme in enumerate(SCHEMES):
            assert cell_at(1, j + 0.4, 12.4 - i) == cell_at(2, j - 0.4, 11.6 - i) == (activation, scheme)
    assert cell_at(3, 0, 0) is cell_at(1, 7.6, 0) is cell_at(2, 0, 12.6) is cell_at(2, 0, -0.6) is None


def test_the_frame_is_around_the_picked_cell(opened):
    for shape in matrix_figure(opened).layout.shapes:
        assert cell_at(1, (shape.x0 + shape.x1) / 2, (shape.y0 + shape.y1) / 2) == ("relu", "he_normal")


# ---- the lab --------------------------------------------------------------------------------------


def test_a_click_picks_a_cell():
    lab = matrix_lab(depth=5, width=8, seeds=1)
    from_page(lab.state, click={"panel": 2, "x": 0.2, "y": 11.8, "count": 1})
    assert (lab.settings["activation"], lab.settings["scheme"]) == ("step", "normal_small")
    assert lab.result.place == (0, 0)
    words = lab.state.words
    who = "Normal × 0.01 with Step, over 5 layers"
    assert words.startswith(f"{who}: the signal survives, the gradient is exactly 0. ")
    assert "E[δ²] becomes 0 (theory 0)." in words
    shown = lab.figure
    from_page(lab.state, click={"panel": 4, "x": 0, "y": 0, "count": 2})  # beside the maps
    assert lab.figure is shown
    assert lab.error is None


def test_words_while_it_is_computed():
    lab = matrix_lab(depth=5, width=8, seeds=1)
    module.ROWS.clear()
    said = [lab._words(result) for _, result in run(depth=6, width=8, seeds=1)]
    assert said[0].endswith(" of 1 cell computed so far.")
    assert said[1].endswith(" of 8 cells computed so far.")
    assert said[-1].endswith(" of 104 cells.")


def test_no_loss_is_said_once():
    words = matrix_lab(gain=100.0, depth=50, width=8, seeds=1, scheme="normal").state.words
    assert "the signal overflows, so there is no loss and no gradient. Rings: " in words
