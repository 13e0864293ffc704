"""Still pictures of plotly figures and of cards, made by a headless Chromium from the installed plotly.js."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Sequence

from playwright.sync_api import Page, sync_playwright
from plotly.offline import get_plotlyjs

from course_lib.widgets.plot_view import AXES_SCRIPT

WIDTH = 900  # px, about what a JupyterLab cell offers on a projector
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
CARD = (
    "font: 16px/1.45 sans-serif; color: #1a1a1a; background: #f6f7f9; border: 1px solid #c9ced6; "
    "padding: 2px 16px; margin: 0; box-sizing: border-box; width: 100%"
)
DRAW = """async ([figure, width]) => {
  const layout = {...figure.layout, width};
  const div = document.createElement('div');
  document.body.append(div);
  await Plotly.newPlot(div, figure.data, layout, {staticPlot: true});
  const data = figure.data.map((trace, i) => {  // its arrays as plotly has decoded them
    const {x, y} = div._fullData[i];
    return {...trace, ...(trace.x && {x}), ...(trace.y && {y})};
  });
  settle({data, layout}, new Map());
  await Plotly.react(div, data, layout);
  return await Plotly.toImage(div, {format: 'png', width, height: layout.height, scale: 1});
}"""


def chromium() -> str:
    """The path of the installed Chromium or Chrome; the environment variable CHROMIUM overrides it."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    for name in filter(None, names):
        if path := shutil.which(name):
            return path
    raise FileNotFoundError(
        "no Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM"
    )


def stills(drawn: Sequence[dict | str], width: int = WIDTH) -> list[bytes]:
    """PNG pictures of figures, each given as plotly's JSON-ready dict, and of cards, each given as HTML."""
    if not drawn:
        return []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": 400})
        page.set_content("<body style='margin: 0'></body>")
        page.add_script_tag(content=get_plotlyjs())
        page.add_script_tag(content=AXES_SCRIPT)
        pictures = [card(page, one) if isinstance(one, str) else figure(page, one, width) for one in drawn]
        browser.close()
    return pictures


def figure(page: Page, drawn: dict, width: int) -> bytes:
    """The picture of a plotly figure."""
    return base64.b64decode(page.evaluate(DRAW, [drawn, width]).partition(",")[2])


def card(page: Page, drawn: str) -> bytes:
    """The picture of a card, as high as its text."""
    page.evaluate(
        "([html, style]) => { document.body.innerHTML = `<article style='${style}'>${html}</article>`; }",
        [drawn, CARD],
    )
    return page.query_selector("article").screenshot()
