"""JavaScript that the browser tests run in the page: where its notebook is, and what a plot looks like."""

# The notebook on screen, and its kernel, as JupyterLab's own objects.
WIDGET = "window.jupyterapp?.shell?.currentWidget"
KERNEL = f"{WIDGET}?.sessionContext?.session?.kernel"
# Whether the kernel is at work, or has yet to answer what a control sent.
WAITING = f"""({KERNEL}.status !== "idle"
  || [...{KERNEL}._futures.values()].some(one => one.msg.header.msg_type === "comm_msg"))"""

OUTPUTS = ".jp-OutputArea-output"

# What a plot looks like: the shapes, bitmaps and texts of its SVG, in order, without plotly's random ids.
# The declarations of a style are sorted, and what is not seen is left out, clip paths, places to click on,
# strokes without a width and full opacity: they tell how a plot came about, not what it looks like.
FINGERPRINT = """plot => {
  const parts = [];
  for (const node of plot.querySelectorAll("path, image, text, rect")) {
    if (node.closest("clipPath") || node.style.fill === "transparent") continue;
    const unseen = node.style.strokeWidth === "0px" ? /^$|^stroke|opacity: 1$/ : /^$|opacity: 1$/;
    const styles = (node.getAttribute("style") ?? "").split(/; */).filter(one => !unseen.test(one));
    parts.push([node.tagName, node.getAttribute("d"), node.getAttribute("transform"),
      node.getAttribute("href") ?? node.getAttribute("xlink:href"), node.getAttribute("width"),
      node.getAttribute("height"),
      node.tagName === "text" ? node.textContent : "",
      styles.sort().join("; ").replace(/url\\([^)]*\\)/g, "")]);
  }
  return JSON.stringify(parts);
}"""

# How often each plot was drawn, if the page shows no sign of work: null while a progress bar shows, or while
# the words under a figure are not those of the figure: a busy page may draw long after a bar has gone.
AT_REST = """() => {
  const late = [...document.querySelectorAll(".course-lab")].some(lab => {
    const words = lab.querySelector(".course-words")?.textContent;
    const plot = lab.querySelector(".course-plot[data-drawn]");
    return plot?.getClientRects().length && words !== plot.getAttribute("aria-label");
  });
  const bars = [...document.querySelectorAll(".course-progress")].some(bar => bar.getClientRects().length);
  return late || bars ? null
    : [...document.querySelectorAll(".course-plot")].map(plot => plot.dataset.drawn).join();
}"""

# What keeps a page from rest: words and figures that differ, progress bars, what the kernel has not answered.
UNREST = f"""() => JSON.stringify({{
  draws: ({AT_REST})(),
  labs: [...document.querySelectorAll(".course-lab")].map(lab => [
    lab.querySelector(".course-words")?.textContent,
    lab.querySelector(".course-plot")?.getAttribute("aria-label"),
    ...[...lab.querySelectorAll(".course-progress")]
      .map(bar => [bar.style.display, bar.getClientRects().length]),
  ]),
  kernel: {KERNEL}?.status,
  unanswered: [...{KERNEL}._futures.values()]
    .filter(one => one.msg.header.msg_type === "comm_msg")
    .map(one => [one.msg.header.date, JSON.stringify(one.msg.content).slice(0, 300)]),
}})"""

# A plot draws one figure a frame: a second one that has arrived is drawn by then.
FRAMES = """async () => { for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame); }"""

# Prints whether a lab computes, in the kernel. A lab works between the kernel's messages, so an idle kernel
# does not tell, and a long step shows nothing on the page until it is done.
WORKING = """def _working():
    import gc, sys
    module = sys.modules.get("course_lib.widgets.lab")
    return module is not None and any(
        issubclass(type(one), module.Lab) and one.running for one in gc.get_objects())
print(_working())"""

# Counts the draws of every `.course-plot`, so that a test can wait for the next one without polling.
NEXT_DRAW = """([plot, drawn, timeout]) => new Promise((resolve, reject) => {
  const now = () => Number(plot.dataset.drawn ?? 0);
  if (now() > drawn) return resolve(now());
  const look = () => { if (now() > drawn) { watcher.disconnect(); resolve(now()); } };
  const watcher = new MutationObserver(look);
  watcher.observe(plot, { attributes: true, attributeFilter: ["data-drawn"] });
  setTimeout(() => { watcher.disconnect(); reject(new Error("not drawn again")); }, timeout);
})"""

# A plot's data: its curves, bars and maps, without axes and texts. (The layers exist in FigureWidget too.)
SHAPES = ", ".join(
    f".{kind}layer path, .{kind}layer image" for kind in ("scatter", "bar", "heatmap", "image", "violin")
)
PICTURE = f"""plot => [...plot.querySelectorAll("{SHAPES}")].map(node => node.getAttribute("d") +
  node.getAttribute("transform") + (node.getAttribute("href") ?? node.getAttribute("xlink:href"))).join()"""

# Where on the page a point of a panel's axes lies.
PLACE = """(plot, [panel, x, y]) => {
  const tail = panel === 1 ? "" : panel, { left, top, width } = plot.getBoundingClientRect();
  const across = plot._fullLayout["xaxis" + tail], up = plot._fullLayout["yaxis" + tail];
  const scale = width / plot.offsetWidth;
  return [left + scale * (across._offset + across.l2p(x)), top + scale * (up._offset + up.l2p(y))];
}"""

# Times one key press, in the page: until the first frame in which the plot's data look different is painted.
TIME_PRESS = f"""([plot, timeout]) => {{
  const picture = {PICTURE}, before = picture(plot), channel = new MessageChannel();
  let start = null, touched = false;
  const watcher = new MutationObserver(() => {{ touched = true; }});
  plot.courseTime = new Promise(resolve => {{
    const finish = time => {{ watcher.disconnect(); channel.port1.close(); resolve(time); }};
    channel.port1.onmessage = () => {{  // comes right after a frame was painted
      const now = performance.now();
      if (touched && picture(plot) !== before) return finish(now - start);
      touched = false;
      if (start !== null && now - start > timeout) finish(null);
      else requestAnimationFrame(() => channel.port2.postMessage(0));
    }};
    channel.port2.postMessage(0);
    watcher.observe(plot, {{ subtree: true, childList: true, attributes: true }});
    addEventListener("keydown", event => {{ start = event.timeStamp; }}, {{ once: true, capture: true }});
  }});
}}"""
