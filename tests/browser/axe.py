"""axe-core on what the course puts into a notebook, and what of it axe really looked at."""

from __future__ import annotations

from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from notebook_page import Notebook

# Ours is what stands in the outputs of cells: labs, predictions, checks, tables. The rest is JupyterLab's.
OURS = ".jp-OutputArea-output"
# JupyterLab's body has no height of its own, and axe takes all inside it for hidden: it would judge nothing.
# What is scrolled out of sight has no colours yet: the window is made as high as the notebook is long.
LENGTH = """() => {
  document.body.style.height = "100vh";
  return 300 + document.querySelector(".jp-WindowedPanel-viewport").scrollHeight;
}"""
TOP = "() => { document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0; }"
RUN = """async ours => {
  const { violations, passes, incomplete } = await axe.run({ include: [[ours]] });
  const bad = violations.filter(one => ["serious", "critical"].includes(one.impact));
  const contrasts = [...violations, ...passes].filter(one => one.id === "color-contrast");
  const judged = contrasts.flatMap(one => one.nodes)
    .filter(node => node.any.some(check => check.data?.contrastRatio))
    .map(node => document.querySelector(node.target[0]));
  // Options that can no longer be chosen count as switched off: tests/labs/test_colours.py looks at them.
  const names = ".course-words, .course-question, .course-reply, .course-table caption, " +
    ".course-option:has(input:enabled)";
  const texts = [...document.querySelectorAll(names)]
    .filter(one => one.textContent && one.getClientRects().length);
  return {
    violations: bad.flatMap(one => one.nodes.map(node =>
      `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary.replace(/\\s+/g, " ").slice(0, 240)}`)),
    texts: texts.length,
    missed: texts.filter(text => !judged.some(one => text.contains(one)))
      .map(one => one.textContent.slice(0, 60)),
  };
}"""


def examine(page: Notebook) -> list[str]:
    """Serious and critical violations in the outputs of a notebook, a line each.

    Raises:
        AssertionError: axe did not get to see the contrast of all words, questions, options and captions.
    """
    width = page.page.viewport_size["width"]
    for _ in range(2):  # an output that comes into view may make the notebook longer
        page.page.set_viewport_size({"width": width, "height": page.page.evaluate(LENGTH)})
        page.page.evaluate(TOP)
        page.wait_settled()
    page.page.evaluate(Axe().axe_script)
    found = page.page.evaluate(RUN, OURS)
    assert found["texts"] and not found["missed"], found
    return found["violations"]


@contextmanager
def dark(page: Notebook):
    """JupyterLab in its dark theme; it remembers that for every notebook, so it is put back."""

    def change(to):
        page.page.evaluate("to => jupyterapp.commands.execute('apputils:change-theme', { theme: to })", to)
        page.wait("to => document.body.dataset.jpThemeName === to", f"the theme {to}", argument=to)

    change("JupyterLab Dark")
    try:
        yield
    finally:
        change("JupyterLab Light")
