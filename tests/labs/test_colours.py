"""Colours, measured: told apart under three colour-vision deficiencies, dark enough, and never alone."""

import itertools
import re

import numpy as np
import pytest

from course_lib.checks import asking
from course_lib.checks.verdict import LOOKS
from course_lib.labs.biases.experiment import BIASES
from course_lib.labs.deep_race.lab import RUNNERS
from course_lib.labs.matrix.figure import SCALE
from course_lib.labs.race.experiment import RACERS
from course_lib.labs.shared import theme
from course_lib.labs.shared.curves import CLASS_COLOURS, CLASS_SCALE
from course_lib.labs.shared.depth_figure import MAP_SCALE
from course_lib.labs.shared.network import WEIGHT_SCALE
from course_lib.labs.shared.theme import (
    GLYPHS,
    INK,
    QUIET,
    STYLES,
    style,
)  # fmt: skip
from course_lib.labs.shared.weights_figure import LIMIT_COLOUR
from course_lib.labs.shared.wording import SCHEME_LABELS
from course_lib.labs.shared_instance.figure import RIVALS as BRANCHES
from course_lib.labs.training_race.experiment import ENTRANTS
from course_lib.labs.zero_start.experiment import RIVALS
from tests.labs.colour_vision import SIMULATIONS, blend, ciede2000, contrast, difference, lab, luminance
from tests.labs.pictures import PICTURES, figure_of

APART = 10.0  # CIEDE2000: ten times what is just noticeable side by side, as lines do not lie side by side
GRAPHICS, TEXT = 3.0, 4.5  # https://www.w3.org/TR/WCAG22/#non-text-contrast and #contrast-minimum
PALETTE = {
    name: getattr(theme, name)
    for name in ("GREY", "ORANGE", "BLUE", "PURPLE", "GREEN", "BROWN", "INDIGO", "INK")
}
all_figures = pytest.mark.parametrize("name", PICTURES)


# ---- the instruments ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [  # table 1 of Sharma, Wu and Dalal (2005)
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_of_two_colours(one, other, expected):
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(expected, abs=1e-4)


def test_lightness_luminance_and_contrast():
    assert lab("#ffffff") == pytest.approx([100, 0, 0], abs=0.02)
    assert lab("#777777")[0] == pytest.approx(50.03, abs=0.02)
    assert luminance("#000000") == 0 and contrast("#000000") == pytest.approx(21)
    assert contrast("#777777") == pytest.approx(4.48, abs=0.005)
    assert blend("#000000", 0.5) == "#808080" and blend("#123456", 1.0) == "#123456"


@pytest.mark.parametrize("vision", SIMULATIONS)
def test_simulations_leave_greys_alone(vision):
    for grey in ("#000000", "#808080", "#ffffff"):
        assert difference(grey, grey, "normal") == 0
        assert ciede2000(lab(grey, vision), lab(grey)) < 0.5


# ---- the palette ----------------------------------------------------------------------------------


@pytest.mark.parametrize("vision", SIMULATIONS)
@pytest.mark.parametrize("pair", list(itertools.combinations(PALETTE, 2)), ids="-".join)
def test_colours_stay_apart(pair, vision):
    assert difference(*(PALETTE[name] for name in pair), vision) >= APART


@pytest.mark.parametrize(
    ("one", "other", "vision"),
    [
        ("#c0392b", "#5b7a1e", "deuteranopia"),  # red and green
        ("#b84a00", "#7a5a00", "protanopia"),  # orange and brown
        ("#0067a8", "#007a7a", "tritanopia"),  # blue and teal
    ],
)
def test_a_pair_that_a_deficiency_confuses_would_be_seen(one, other, vision):
    assert difference(one, other) >= APART > difference(one, other, vision)


def test_every_scheme_has_a_colour_of_the_palette():
    assert {look.colour for look in STYLES.values()} <= set(PALETTE.values())


@pytest.mark.parametrize(
    "names",
    [RACERS, RUNNERS, ENTRANTS, RIVALS, BRANCHES, SCHEME_LABELS, [f"bias_{kind}" for kind in BIASES]],
)
def test_schemes_that_meet_differ_in_dash_or_marker(names):
    looks = [style(name)[1:] for name in names]
    assert len(set(looks)) == len(looks)


def test_every_marker_has_a_sign_for_legends_in_words():
    assert {look.symbol for look in STYLES.values()} <= set(GLYPHS)


# ---- contrast -------------------------------------------------------------------------------------


@pytest.mark.parametrize("colour", [*PALETTE.values(), LIMIT_COLOUR])
def test_lines_and_the_edges_of_fills_stand_out(colour):
    assert contrast(colour) >= TEXT  # it also writes names
    assert contrast(blend(colour, theme.THIN)) >= GRAPHICS
    for fill in (theme.BAR, theme.RIBBON):
        assert contrast(colour, blend(colour, fill)) >= GRAPHICS, "a line on a fill of its own colour"


def test_axes_and_their_words_stand_out():
    assert contrast(QUIET) >= TEXT


@pytest.mark.parametrize("point", CLASS_COLOURS)
@pytest.mark.parametrize("ground", [colour for _, colour in CLASS_SCALE])
def test_points_stand_out_on_every_part_of_a_decision_map(point, ground):
    assert contrast(point, ground) >= GRAPHICS


@pytest.mark.parametrize("status", LOOKS)
def test_the_words_of_a_check_stand_out(status):
    _, ground, edge = LOOKS[status]
    assert contrast(INK, ground) >= TEXT
    assert contrast(edge) >= GRAPHICS


@pytest.mark.parametrize("kind, status", [("right", "right"), ("wrong", "not this one")])
def test_a_marked_option_stands_out_and_looks_like_its_verdict(kind, status):
    """In any theme: the ground, the words and the mark have colours of their own."""
    sheet = (asking.HERE / "asking.css").read_text(encoding="utf-8")
    marked = re.search(rf"\.course-option\.course-{kind},\n[^{{]*{status}[^{{]*{{([^}}]*)}}", sheet)[1]
    ground, edge = re.findall(r"#[0-9a-f]{6}", marked)
    [mark] = re.findall(rf"\.course-{kind} \.course-mark {{\n  color: (#[0-9a-f]{{6}})", sheet)
    assert (ground, edge) == LOOKS[status][1:]
    assert contrast(mark, ground) >= TEXT and contrast(INK, ground) >= TEXT
    assert re.search(rf"course-right, \.course-wrong\),\n[^}}]*color: {INK};", sheet)


def hexes(node, key=""):
    """Every ``(attribute, #rrggbb)`` in a part of a figure, in spans of its texts too."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from hexes(value, f"{key}.{name}")
    elif isinstance(node, list | tuple):
        for value in node:
            yield from hexes(value, key)
    elif isinstance(node, str):
        yield from ((key, colour) for colour in re.findall(r"#[0-9a-f]{6}\b", node))


@all_figures
def test_texts_stand_out_on_white(name):
    figure = figure_of(name).to_dict()
    layout = figure["layout"]
    found = [*hexes(layout["annotations"]), *hexes(layout["template"]["layout"]["font"])]
    assert found
    for key, colour in found:
        assert contrast(colour) >= TEXT, (key, colour)
    assert "paper_bgcolor" not in layout and "plot_bgcolor" not in layout
    assert layout["template"]["layout"]["paper_bgcolor"] == "#ffffff"


# ---- the second channel ---------------------------------------------------------------------------


def traces_of(name):
    """The traces of a figure as dicts, numbers as arrays."""
    return [trace.to_plotly_json() for trace in figure_of(name).data]


def colour_of(trace):
    """A trace's colour: of its line, or of its markers."""
    line, marker = trace.get("line", {}), trace.get("marker", {})
    if trace["type"] == "scatter" and "lines" in trace["mode"]:
        return line["color"]
    colour = marker.get("color", line.get("color"))
    if colour in (None, "#ffffff", "rgba(0,0,0,0)"):
        return marker["line"]["color"]
    if pale := re.fullmatch(r"rgba\((\d+),(\d+),(\d+),.*\)", colour):
        return "#" + "".join(f"{int(part):02x}" for part in pale.groups())
    return colour


def look_of(trace):
    """What a trace looks like to somebody who sees no colours."""
    if trace["type"] == "bar":
        return "bar", trace.get("orientation", "v"), trace["marker"].get("pattern", {}).get("shape")
    marker, mode = trace.get("marker", {}), trace["mode"]
    symbol = marker.get("symbol", "circle") if "markers" in mode else None
    if "lines" not in mode:
        return "markers", symbol, np.max(marker["size"])
    x = np.asarray(trace["x"], float)
    return "line", bool(len(x) > 1 and np.ptp(x) == 0), trace["line"].get("dash", "solid"), symbol


def alike(traces):
    """Pairs of traces of one panel that nothing but their colours tells apart.

    Maps have a test of their own. A thin line is one seed, a fill with a thin edge the spread of the thick
    line that it surrounds; what a single seed reached stands in rows that carry names.
    """
    told = {}
    for trace in traces:
        thin = trace["type"] == "scatter" and "lines" in trace["mode"] and trace["line"]["width"] < 2
        if trace["type"] != "heatmap" and not thin:
            panel = trace.get("xaxis", "x"), trace.get("yaxis", "y")
            told.setdefault((panel, look_of(trace)), set()).add(colour_of(trace))
    return {where: colours for where, colours in told.items() if len(colours) > 1}


@all_figures
def test_nothing_is_told_by_colour_alone(name):
    assert (
        alike([trace for trace in traces_of(name) if "text" not in trace]) == {}
    )  # texts say what they mean


def test_two_lines_that_differ_in_colour_alone_would_be_seen():
    def line(colour, **rest):
        return dict(type="scatter", mode="lines", x=[0, 1], line=dict(color=colour, width=4) | rest)

    assert alike([line("#0067a8"), line("#b84a00")])
    assert not alike([line("#0067a8"), line("#b84a00", dash="dot")])
    assert not alike([line("#0067a8"), line("#b84a00") | {"xaxis": "x2"}])
    marked = line("#b84a00") | dict(mode="lines+markers", marker=dict(symbol="x"))
    assert not alike([line("#0067a8"), marked])


# ---- maps -----------------------------------------------------------------------------------------


def steps(colours, vision="normal"):
    """The differences in lightness from colour to colour of a scale."""
    return np.diff([lab(colour, vision)[0] for colour in colours])


@pytest.mark.parametrize("vision", SIMULATIONS)
def test_the_map_of_histograms_grows_darker_all_the_way(vision):
    assert (steps([colour for _, colour in MAP_SCALE], vision) < -5).all()


@pytest.mark.parametrize("vision", SIMULATIONS)
def test_maps_with_a_middle_grow_darker_towards_both_ends_and_these_differ(vision):
    for colours in (SCALE, [colour for _, colour in CLASS_SCALE]):
        middle = len(colours) // 2
        assert colours[middle] == "#ffffff"
        assert (steps(colours[: middle + 1], vision) > 3).all()
        assert (steps(colours[middle:], vision) < -3).all()
        assert difference(colours[0], colours[-1], vision) >= APART


def test_a_rainbow_would_be_refused():
    lightness = steps(["#000080", "#00ffff", "#ffff00", "#ff0000", "#800000"])
    assert not (lightness < -5).all() and not (lightness > 5).all()


@all_figures
def test_maps_have_a_measured_scale_and_those_with_a_middle_more_than_colours(name):
    traces = traces_of(name)
    known = {"matrix": list(SCALE)} | {
        kind: [colour for _, colour in scale]
        for kind, scale in (("layers", MAP_SCALE), ("class", CLASS_SCALE), ("weights", WEIGHT_SCALE))
    }
    for trace in traces:
        if trace.get("type") != "heatmap":
            continue
        scale = [colour for _, colour in trace["colorscale"]]
        assert scale in known.values()
        others = [
            one for one in traces if one is not trace and one.get("xaxis", "x") == trace.get("xaxis", "x")
        ]
        if scale == known["matrix"]:
            assert [len(one["text"]) for one in others if "text" in one] == [trace["z"].size]
        elif scale == known["class"]:
            assert {one["marker"]["symbol"] for one in others} == {"circle", "diamond-open"}
