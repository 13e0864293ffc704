"""The figure of a signal through depth: forward on the left, the gradient on its way back on the right.

On the left may stand what the weights learn by instead, the product of the two.
"""

from __future__ import annotations

import numpy as np

from course_lib.activations import ACTIVATIONS
from course_lib.labs.shared.depth import lost
from course_lib.labs.shared.depth_figure import (
    LayerCurves,
    decades,
    depth_map,
    layer_axis,
    lost_note,
    ticks,
    value_axis,
)  # fmt: skip
from course_lib.labs.shared.theme import (
    FONT_SIZE,
    GREY,
    INK,
    ORANGE,
    Style,
    compose,
    grid,
    moved,
    panel,
    panel_title,
    style,
)  # fmt: skip
from course_lib.labs.shared.wording import SCHEME_LABELS
from course_lib.labs.signals.experiment import SignalResult
from course_lib.widgets.plot_view import PlainFigure

__all__ = ["GLYPHS", "signals_figure"]

HEIGHT, NARROW_HEIGHT = 510, 920
CELLS = grid(columns=(47, 45), rows=(44, 40), gap=(8, 16))
NARROW_CELLS = grid(rows=(20, 20, 17, 17), gap=(0, 8))
ACROSS = Style(GREY, "dot", "triangle-left")
DEAD = Style(ORANGE, "dot", "x")
GLYPHS = {
    "circle": "●", "square": "■", "triangle-up": "▲", "triangle-down": "▼", "diamond": "◆", "cross": "✚",
    "x": "✖", "star": "★", "triangle-left": "◀",
}  # fmt: skip
DASHES = {"solid": "━━", "dash": "╍╍", "dot": "┅┅", "dashdot": "━┅"}
HEADINGS = {"shares": "Share of units", "weights": "Weights' gradient, E[(∂loss/∂W)²]"}
PERCENT = dict(
    range=[-3, 103], tickvals=[0, 25, 50, 75, 100], ticktext=["0 %", "25 %", "50 %", "75 %", "100 %"]
)


def power_panels(result: SignalResult) -> tuple[LayerCurves, LayerCurves, dict]:
    """Two quantities over layers on log axes, with theory's line and another scheme to compare with.

    On the right E[δ²]; on the left E[z²], or the mean square of the weights' gradient.
    """
    signals, other, across = result.signals, result.versus, result.show == "across"
    name = "weight_gradient_power" if result.show == "weights" else "preactivation_power"
    pair = (name, "gradient_power")
    every = [getattr(one, name) for one in (signals, other) if one is not None for name in pair]
    every += [signals.across_input_variance] if across else []
    low, high = decades(np.concatenate([one.ravel() for one in every]))
    panels = [LayerCurves(number, signals.layers) for number in (1, 2)]
    if other is not None:
        draw_scheme(panels, pair, other)
    if across:
        panels[0].seeds(signals.across_input_variance[0], ACROSS, "variance across inputs")
        panels[0].theory(signals.theory.across_input_variance[0])
    draw_scheme(panels, pair, signals, theory=True)
    return *panels, dict(range=[low, high], **ticks(low, high))


def draw_scheme(panels, pair, signals, theory: bool = False) -> None:
    """Draw a scheme's two quantities, one a panel."""
    scheme = signals.schemes[0]
    for curves, name in zip(panels, pair, strict=True):
        curves.seeds(getattr(signals, name)[0], style(scheme), SCHEME_LABELS[scheme])
        if theory:
            curves.theory(getattr(signals.theory, name)[0])


def saturated_look(result: SignalResult) -> Style:
    """How the share of saturated z is drawn: in the scheme's colour, and unlike `DEAD`."""
    return Style(style(result.scheme).colour, "solid", "circle")


def share_panel(result: SignalResult) -> LayerCurves:
    """The shares of saturated z and of dead units, in percent."""
    signals = result.signals
    curves = LayerCurves(1, signals.layers, log=False)
    for name, look in (("share_saturated", saturated_look(result)), ("share_dead", DEAD)):
        curves.seeds(100 * getattr(signals, name)[0], look, name.replace("share_", "share "))
        curves.theory(100 * getattr(signals.theory, name)[0])
    return curves


def legend(result: SignalResult) -> list[str]:
    """What the lines are: each one's dash and marker, and its name in its colour."""
    signals, show = result.signals, result.show
    times = "" if signals.gain == 1 else f" × {signals.gain:g}"
    with_it = f"{times}, {ACTIVATIONS[signals.activation].label}"
    if show == "shares":
        what = "saturated: slope under 5 % of the largest"
        lines = [(saturated_look(result), what + with_it), (DEAD, "dead for all inputs")]
    else:
        lines = [(style(result.scheme), SCHEME_LABELS[result.scheme] + with_it)]
        if result.versus is not None:
            other = result.versus.schemes[0]
            lines.append((style(other), SCHEME_LABELS[other] + times))
        if show == "across":
            lines.append((ACROSS, "variance across inputs"))
    said = [
        (f"{DASHES[look.dash][0]}{GLYPHS[look.symbol]}{DASHES[look.dash][1]}", text, look.colour)
        for look, text in lines
    ]
    if np.isfinite(signals.theory.preactivation_power[0, 0]):
        law = result.law if show in ("power", "across") else None
        said.append(("╌╌", f"theory, {law}" if law else "theory", INK))
    return [f'<span style="color:{colour}"><b>{sign}</b> {text}</span>' for sign, text, colour in said]


def signals_figure(result: SignalResult) -> PlainFigure:
    """Above, moments by layer with theory; below, each layer's histogram. Forward left, backward right."""
    signals, show = result.signals, result.show
    left, right, back_axis = power_panels(result)
    left, axis = (share_panel(result), PERCENT) if show == "shares" else (left, back_axis)
    names = legend(result)
    head = dict(
        text="   ".join(names), x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom",
        yshift=24, showarrow=False, align="left", font=dict(size=FONT_SIZE),
    )  # fmt: skip
    titles = (
        HEADINGS.get(show, "Signal forward, E[z²]"), "Gradient back, E[δ²]", "Activations a, every layer",
        "Gradients δ, every layer",
    )  # fmt: skip
    ahead, back = lost(signals)
    told = (back if show == "weights" else ahead, back, ahead, back)
    layers, value = layer_axis(len(signals.layers)), value_axis(signals)
    above = dict(showticklabels=False, **layers)
    below = dict(title=dict(text="layer"), showgrid=False, **layers)
    places = [(above, axis), (above, back_axis), (below, value), (below, value)]
    layout = {}
    for number, (cell, (x, y)) in enumerate(zip(CELLS, places, strict=True), start=1):
        layout |= panel(number, cell, x, y)
    return compose(
        [*left.traces, *right.traces, depth_map(signals, "activations", 3), depth_map(signals, "gradients", 4)],
        height=HEIGHT,
        narrow={
            "height": NARROW_HEIGHT, "annotations[0].text": "<br>".join(names),
            "margin.t": 34 + 22 * len(names), **moved(NARROW_CELLS),
        },
        hold=("yaxis", "yaxis2", "yaxis3", "yaxis4"),
        margin=dict(l=70, r=16, t=58, b=52),
        annotations=[
            head,
            *(panel_title(title, number) for number, title in enumerate(titles, start=1)),
            *(note for number, text in enumerate(told, start=1) for note in lost_note(text, number)),
        ],
        **layout,
    )  # fmt: skip
