"""How a plotly figure reaches the page.

plotly's own ``FigureWidget`` sends the whole plotly.js with every figure, and shows an old picture after
a reload. A `PlotView` differs in three ways:

* plotly.js is sent once a page, by the one `PlotlyScript` that all views share;
* numbers travel as binary buffers, and an update sends them alone, unless the frame around them changed;
* what the kernel holds *is* the current figure, so a reloaded page or a second view shows it too.

CONTRIBUTING.md has the measurements behind this choice; ``benchmarks/plot_view.py`` repeats them.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import anywidget
import numpy as np
import traitlets
from ipywidgets import Widget, widget_serialization
from plotly.graph_objects import Figure
from plotly.offline import get_plotlyjs

__all__ = ["PlainFigure", "PlotView", "Point", "split"]

HERE = Path(__file__).parent
AXES_SCRIPT = (HERE / "axes.js").read_text(encoding="utf-8")
PARTS = [(HERE / name).read_text(encoding="utf-8") for name in ("picks.js", "plot_view.js")]
PAGE_SCRIPT = "\n".join([AXES_SCRIPT, *PARTS])


class PlainFigure:
    """A figure as plain dicts; what else a plotly Figure has, it gets from one that is made when asked for.

    Making that takes longer than all else between a slider and its picture.

    Args:
        data: the traces, with NumPy arrays.
        layout: the layout, its template a plain dict too. Names with underscores are not taken apart.
    """

    def __init__(self, data: list[dict], layout: dict):
        self.plain = {"data": data, "layout": layout}

    @cached_property
    def figure(self) -> Figure:
        return Figure(self.plain, _validate=False)

    def __getattr__(self, name: str) -> Any:
        if name == "plain":  # asked for by `copy`, before there is one
            raise AttributeError(name)
        return getattr(self.figure, name)


SENT_AS = {"i8": "i4", "u8": "u4", "f2": "f4"}  # what JavaScript has no arrays of


def packed(array: np.ndarray) -> tuple[str, list[int], bytes] | None:
    """An array's dtype, its shape, empty for one dimension, and its bytes; None where it holds no numbers."""
    dtype = array.dtype.str[1:]
    if array.dtype.kind not in "iuf" or not array.size:
        return None
    values = array.astype(f"<{SENT_AS.get(dtype, dtype)}", copy=False)
    return values.dtype.str[1:], list(array.shape) if array.ndim > 1 else [], values.tobytes()


def split(figure: Figure | PlainFigure) -> tuple[dict, list[dict]]:
    """Separate a figure's numbers from the frame around them.

    Args:
        figure: any figure; the NumPy arrays of its traces are what counts as numbers.

    Returns:
        ``(frame, arrays)``: the figure as JSON-ready dicts without its arrays, and one
        ``{"path", "dtype", "shape", "buffer"}`` for each array. ``path`` is where it belongs in the frame.
    """
    arrays = []

    def strip(node, path):
        if isinstance(node, dict):
            if "bdata" in node:
                shape = [int(n) for n in str(node.get("shape", "")).split(",") if n.strip()]
                buffer = base64.b64decode(node["bdata"])
                arrays.append({"path": path, "dtype": node["dtype"], "shape": shape, "buffer": buffer})
                return None
            return {key: strip(value, [*path, key]) for key, value in node.items()}
        if isinstance(node, list | tuple):
            return [strip(value, [*path, i]) for i, value in enumerate(node)]
        if isinstance(node, np.ndarray):
            numbers = packed(node) if path[0] == "data" else None
            if numbers is None:
                return node.tolist()
            arrays.append(dict(zip(("path", "dtype", "shape", "buffer"), (path, *numbers), strict=True)))
            return None
        return node

    return strip(figure.plain if isinstance(figure, PlainFigure) else figure.to_dict(), []), arrays


class PlotlyScript(Widget):
    """plotly.js for one page: never shown, only read by the views."""

    source = traitlets.Bytes().tag(sync=True)


@cache
def plotly_script() -> PlotlyScript:
    """The one `PlotlyScript` of this kernel."""
    return PlotlyScript(source=get_plotlyjs().encode())


class Shown(Widget):
    """What a `PlotView` shows, and the page's last click on it.

    It is a plain widget because anywidget gives up on one of its own that takes over 2 s to start, as beside
    a plotly.js that loads on a busy machine, and then drops every update. ``fits`` counts the figures that
    set their axes anew. ``click`` holds the fields of a `Point`, and a ``count`` that tells one click from
    the next on one spot.
    """

    frame = traitlets.Dict().tag(sync=True)
    arrays = traitlets.List().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    fits = traitlets.Int().tag(sync=True)
    click = traitlets.Dict().tag(sync=True, echo_update=False)


class Point(NamedTuple):
    """Where a reader clicked: the number of the panel, 1 for the axes x and y, and the place on its axes."""

    panel: int
    x: float
    y: float


class PlotView(anywidget.AnyWidget):
    """A plotly figure on the page.

    While a reader moves a number of the lab around it, and until Fit (the event ``course-fit`` on the view's
    element) or `show` with ``fit``, the page

    * keeps the axes that ``layout.meta["hold"]`` names, ``["yaxis", "xaxis2"]``: range and ticks stay as the
      first figure set them. An axis needs a range for that; one whose type or title changes is set anew;
    * leaves a faint ghost of each scatter or bar trace with ``meta["ghost"]``, where it stood when the drag,
      or the row of key presses on one control, began.

    In every figure, at rest or not, it

    * writes, for each scatter or bar trace with ``meta["edge"]``, an arrow with the farthest value at each
      edge of its panel beyond which it lies. Its axes need ranges, and its values are not to be clipped;
    * gives 0 a row of its own at the lower end of a logarithmic axis, whose traces simply hold it. So too
      on a linear axis for traces with ``meta["powers"]``, whose y are powers of ten and −inf for 0.

    Args:
        figure: the first figure. Its ``layout.meta["narrow"]``, if any, maps layout attributes to the
            values they take in a narrow column, ``{"xaxis.domain": [0, 1], "height": 700}``.
        words: what the figure shows, for readers who cannot see it.
        picked: called with the `Point` that a reader clicks in a panel of Cartesian axes. By keyboard, the
            points of scatter traces with ``meta["pick"]`` are picked: a button stands on one of them, named
            by its ``hovertext`` or else its ``text``; arrow keys move it, Enter picks. For all else that may
            be clicked there is a control too.
        shown: what is shown, where it belongs to something larger.
    """

    _esm = PAGE_SCRIPT
    _css = """
    .course-picks .nsewdrag { cursor: pointer; }
    .course-view { position: relative; }
    .course-pick {
      position: absolute; translate: -50% -50%; width: 24px; height: 24px; padding: 0; border: 0; opacity: 0;
      border-radius: 50%; background: none; pointer-events: none;
    }
    .course-pick:focus-visible { opacity: 1; outline: 3px solid #2f78e6; }
    """
    script = traitlets.Instance(PlotlyScript).tag(sync=True, **widget_serialization)
    shown = traitlets.Instance(Shown).tag(sync=True, **widget_serialization)
    clickable = traitlets.Bool().tag(sync=True)

    def __init__(
        self,
        figure: Figure | PlainFigure,
        words: str = "",
        picked: Callable[[Point], None] | None = None,
        shown: Shown | None = None,
    ):
        shown = shown or Shown()
        with shown.hold_sync():
            (shown.frame, shown.arrays), shown.words = split(figure), words
        super().__init__(script=plotly_script(), shown=shown, clickable=picked is not None)
        if picked is not None:
            shown.observe(lambda change: picked(Point(*map(change.new.get, Point._fields))), "click")

    def show(self, figure: Figure | PlainFigure, words: str = "", fit: bool = False) -> None:
        """Replace the figure, in one message that holds only what changed; ``fit`` sets its axes anew."""
        shown = self.shown
        with shown.hold_sync():
            shown.fits += fit
            (shown.frame, shown.arrays), shown.words = split(figure), words
