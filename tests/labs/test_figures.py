"""Figures: pure functions of a result, in one theme that can be read from the back of a room."""

import copy
import dataclasses
import json
import re

import numpy as np
import pytest
import torch
from plotly.graph_objects import Figure, Layout

from course_lib.ensemble import Ensemble
from course_lib.initializers import INITIALIZERS
from course_lib.labs.deep_race.lab import RUNNERS
from course_lib.labs.one_seed.experiment import SCALES
from course_lib.labs.printouts.experiment import SCHEMES
from course_lib.labs.race.experiment import RACERS
from course_lib.labs.shared.ranges import step_up
from course_lib.labs.shared.theme import FONT_SIZE, runs, style, text_at
from course_lib.labs.symmetry.figure import group_name, groups
from course_lib.labs.zero_start.experiment import RIVALS
from course_lib.widgets.plot_view import PlainFigure, split
from tests.labs.pictures import PICTURES, figure_of, result_of

all_pictures = pytest.mark.parametrize("picture", PICTURES)


def same(a, b):
    """Whether two results hold the same, arrays and all."""
    if dataclasses.is_dataclass(a):
        return all(same(getattr(a, one.name), getattr(b, one.name)) for one in dataclasses.fields(a))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, np.ndarray):
        return np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, Ensemble):
        return torch.equal(a.parameters_flat, b.parameters_flat)
    return a is b or a == b or callable(a)


@all_pictures
def test_plotly_accepts_every_value_of_a_figure(picture):
    Figure(figure_of(picture).to_dict())  # checks each, as `compose` does not


@all_pictures
def test_a_plain_figure_is_sent_as_plotly_would_write_it(picture):
    plain = figure_of(picture)
    sent, written = split(plain), split(plain.figure)
    assert json.loads(json.dumps(sent[0])) == json.loads(json.dumps(written[0]))
    by_path = [sorted(arrays, key=lambda array: str(array["path"])) for _, arrays in (sent, written)]
    for one, other in zip(*by_path, strict=True):
        assert (one["path"], one["shape"]) == (other["path"], other["shape"])
        values = [np.frombuffer(array["buffer"], array["dtype"]) for array in (one, other)]
        np.testing.assert_array_equal(*values)


def test_plotly_would_refuse_a_value_that_is_not_allowed():
    wrong = figure_of("gallery").to_dict() | {"data": [{"type": "scatter", "mode": "wavy"}]}
    with pytest.raises(ValueError, match="wavy"):
        Figure(wrong)


@all_pictures
def test_a_figure_is_a_pure_function_of_its_result(picture):
    result = result_of(picture)
    before = copy.deepcopy(result)
    first, second = figure_of(picture), figure_of(picture)
    assert isinstance(first, PlainFigure)
    assert first.to_json() == second.to_json()
    assert same(result, before)


def test_a_changed_result_would_be_seen():
    result = copy.deepcopy(result_of("race"))
    other = copy.deepcopy(result)
    other.accuracy[0, 0] += 0.25
    assert not same(result, other)


# ---- the theme ------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", sorted({*INITIALIZERS, *RACERS, *RUNNERS, *SCALES, *RIVALS, *SCHEMES}))
def test_every_scheme_has_a_style(scheme):
    look = style(scheme)
    assert re.fullmatch(r"#[0-9a-f]{6}", look.colour)
    assert look.dash in ("solid", "dot", "dash", "dashdot")


def sizes(node):
    """Every font size in a figure's JSON."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key.endswith("font") and isinstance(value, dict) and "size" in value:
                yield value["size"]
            yield from sizes(value)
    elif isinstance(node, list | tuple):
        for one in node:
            yield from sizes(one)


@all_pictures
def test_text_is_large_enough(picture):
    found = list(sizes(figure_of(picture).to_dict()))
    assert max(found) >= FONT_SIZE >= 16
    assert min(found) >= 13


@all_pictures
def test_axes_stand_still(picture):
    figure = figure_of(picture)
    layout = figure.to_dict()["layout"]
    axes = {name: axis for name, axis in layout.items() if re.fullmatch(r"[xy]axis\d*", name)}
    assert len(axes) >= 2
    for name, axis in axes.items():
        low, high = axis["range"]
        assert np.isfinite([low, high]).all() and low < high, name
    assert layout["template"]["layout"]["dragmode"] is False
    assert layout["template"]["layout"]["xaxis"]["fixedrange"] is True
    assert "modebar" not in layout and "updatemenus" not in layout and "sliders" not in layout


def set_path(layout, path, value):
    """Set ``yaxis2.domain`` and the like; plotly refuses a name or value that it does not know."""
    *way, name = re.sub(r"\[(\d+)\]", r".\1", path).split(".")
    for key in way:
        layout = layout[int(key) if key.isdigit() else key]
    layout[name] = value


@all_pictures
def test_narrow_values_are_real_attributes(picture):
    figure = figure_of(picture)
    names = [name for name in figure.to_dict()["layout"] if "axis" in name]
    for path, value in figure.layout.meta["narrow"].items():
        set_path(figure.layout, path, value)
        head = path.split(".")[0]
        assert not re.match(r"[xy]axis", head) or head in names, f"{picture} has no {head}"
        if path.endswith("domain"):
            assert 0 <= value[0] < value[1] <= 1


def test_a_wrong_narrow_value_would_be_refused():
    for path in ("xaxis.domian", "hight"):
        with pytest.raises(ValueError, match=r"[Ii]nvalid property"):
            set_path(Layout(), path, [0, 1])


@all_pictures
@pytest.mark.parametrize("narrow", [False, True])
def test_panels_do_not_overlap(picture, narrow):
    figure = figure_of(picture)
    for path, value in figure.layout.meta["narrow"].items() if narrow else ():
        set_path(figure.layout, path, value)
    layout, boxes = figure.to_dict()["layout"], []
    for tail in ["", *range(2, 9)]:
        if f"xaxis{tail}" in layout:
            x, y = (layout[f"{axis}axis{tail}"].get("domain", [0, 1]) for axis in "xy")
            boxes.append((*x, *y))
    for i, (left, right, low, high) in enumerate(boxes):
        for other in boxes[:i]:
            apart = left >= other[1] or other[0] >= right or low >= other[3] or other[2] >= high
            assert apart, (boxes[i], other)


LETTER = 0.6  # em: about the mean width of a letter in bold DejaVu Sans, the widest of the theme's fonts


@all_pictures
@pytest.mark.parametrize(("page", "narrow"), [(900, False), (560, True), (340, True)])
def test_titles_fit_their_panels(picture, page, narrow):
    """Up to the next panel in the row, or the edge of the page."""
    figure = figure_of(picture)
    for path, value in figure.layout.meta["narrow"].items() if narrow else ():
        set_path(figure.layout, path, value)
    layout = figure.to_dict()["layout"]
    margin = layout["margin"]
    inner = page - margin["l"] - margin["r"]
    for note in layout["annotations"]:
        if "domain" not in note["xref"]:
            continue  # text at a point of the data
        tails = (note[f"{axis}ref"].split()[0].removeprefix(axis) for axis in "xy")
        x, y = (
            layout[f"{axis}axis{tail}"].get("domain", [0, 1]) for axis, tail in zip("xy", tails, strict=True)
        )
        next_ones = [
            other["domain"][0]
            for name, other in layout.items()
            if name.startswith("xaxis") and "domain" in other and other["domain"][0] > x[0]
            if overlap(layout[name.replace("x", "y", 1)].get("domain", [0, 1]), y)
        ]
        room = (min(next_ones) - x[0]) * inner if next_ones else (1 - x[0]) * inner + margin["r"]
        room -= note.get("xshift", 0)
        lines = [re.sub("<[^>]*>", "", line) for line in note["text"].split("<br>")]
        assert y[1] < 1 or note["yanchor"] == "top" or len(lines) * note["font"]["size"] * 1.3 < margin["t"]
        for line in lines:
            assert len(line) * note["font"]["size"] * LETTER <= room, (line, room)


def overlap(a, b):
    return a[0] < b[1] and b[0] < a[1]


def test_bars_of_weights_have_the_area_under_their_density():
    bars = figure_of("samples").data[0]
    assert (bars.y * bars.width).sum() == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("picture", ["race", "race of all", "race, as drawn", "one seed"])
def test_decision_maps_are_bytes(picture):
    maps = [trace for trace in figure_of(picture).data if trace.type == "heatmap"]
    assert maps
    for trace in maps:
        assert trace.z.dtype == np.uint8
        assert (trace.zmin, trace.zmax) == (0, 255)


# ---- small parts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "expected"), [(1, 1), (1.01, 2), (0.3, 0.5), (0.5, 0.5), (5, 8)])
def test_step_up(value, expected):
    assert step_up(value) == expected


def test_runs_are_one_line_with_gaps():
    x, y = runs(np.array([0, 5]), np.array([[1.0, 2.0], [3.0, 4.0]]))
    np.testing.assert_array_equal(x, [0, 5, 5, 0, 5, 5])
    np.testing.assert_array_equal(y, np.float32([1, 3, np.nan, 2, 4, np.nan]))


def test_groups_of_units():
    W1 = np.array([[0.0, 0.5, 0.005, 0.5], [0.0, 0.5, 0.0, 0.6]])
    assert [members for _, members in groups(W1)] == [[1, 3], [2], [4]]
    assert [group_name(members) for members in ([3], [1, 2, 3], [1, 4])] == ["3", "1–3", "1, 4"]


def test_text_at_keeps_what_is_asked_for():
    assert text_at("a", 1, 2, 3, yshift=4) | {} == text_at("a", 1, 2, 3) | {"yshift": 4}
    assert (text_at("a", 1, 2, 3)["xref"], text_at("a", 1, 2, 1)["yref"]) == ("x3", "y")
