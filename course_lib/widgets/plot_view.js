// The page's half of plot_view.py: loads plotly.js once, then draws whatever the kernel holds. axes.js and
// picks.js stand above it.

const CONFIG = { displayModeBar: false, showTips: false, doubleClick: "reset" };
const NARROW = 700; // px: below this width a figure takes its narrow layout
const TYPES = {
  f4: Float32Array, f8: Float64Array, i1: Int8Array, u1: Uint8Array,
  i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array,
};

// The widget that another one names.
const other = (model, name) => model.widget_manager.get_model(model.get(name).slice("IPY_MODEL_".length));

function loadPlotly(model) {
  globalThis.coursePlotly ??= (async () => {
    const script = await other(model, "script");
    const module = { exports: {} };
    const text = new TextDecoder().decode(script.get("source"));
    new Function("module", "exports", text)(module, module.exports);
    return module.exports;
  })().catch((error) => { globalThis.coursePlotly = undefined; throw error; });
  return globalThis.coursePlotly;
}

function sameBytes(a, b) {
  if (a.byteLength !== b.byteLength) return false;
  const x = new Uint8Array(a), y = new Uint8Array(b);
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
  return true;
}

// What a figure is drawn as: enlarged by `scale` as a whole, type and lines alike, with the values of a `variant` of its
// layout, and `height` high. One that is presented is enlarged as far as its width allows. Where its lab fills the
// screen or a page, it takes the room that controls and words leave: it grows higher, or is flattened, and in the end
// is drawn smaller. Of what was drawn before nothing is left behind.
const DESIGNED = 784, LEAST = 1.25, MOST = 2.5, HIGHEST = 1.25, FLATTEST = 0.65;
function fitted(el, layout) {
  const lab = el.closest(".course-presenting"), width = el.clientWidth;
  const fills = lab?.matches(":fullscreen, .course-fills");
  const widest = lab ? Math.min(MOST, Math.max(LEAST, width / DESIGNED)) : 1;
  const variant = width / widest < NARROW ? "narrow" : "";
  const full = layout.meta?.[variant]?.height ?? layout.height;
  el.style.height = lab && (variant || !fills) ? `${widest * full}px` : "";
  if (!fills || variant) return { scale: widest, height: full, variant };
  const room = el.clientHeight;
  const scale = Math.min(widest, room / (FLATTEST * full), Math.max(LEAST, room / full));
  return { scale, height: Math.min(HIGHEST * full, room / scale), variant };
}

function nest(flat, [length, ...rest]) {
  if (rest.length === 0) return flat;
  const step = flat.length / length;
  return Array.from({ length }, (_, i) => nest(flat.subarray(i * step, (i + 1) * step), rest));
}

function put(object, path, value) {
  const last = path[path.length - 1];
  path.slice(0, -1).reduce((node, key) => (node[key] ??= {}), object)[last] = value;
}

// plotly redraws only the traces whose arrays are new objects: keep those whose bytes did not change.
function assemble(shown, kept, width, height, variant) {
  const figure = structuredClone(shown.get("frame"));
  for (const spec of shown.get("arrays")) {
    const { buffer, byteOffset, byteLength } = spec.buffer;
    const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
    const key = spec.path.join("/") + spec.dtype + spec.shape;
    const old = kept.get(key);
    if (!old || !sameBytes(old.bytes, bytes)) kept.set(key, { bytes, values: nest(new TYPES[spec.dtype](bytes), spec.shape) });
    put(figure, spec.path, kept.get(key).values);
  }
  for (const [name, value] of Object.entries(figure.layout.meta?.[variant] ?? {})) {
    put(figure.layout, name.replace(/\[(\d+)\]/g, ".$1").split("."), value);
  }
  Object.assign(figure.layout, { width, height });
  return figure;
}

// Tells the kernel which point of which panel was clicked.
// (plotly's own event tells where the mouse was hovering a moment ago, which may be another point.)
function report(shown, plot, { clientX, clientY }) {
  const { left, top, width } = plot.getBoundingClientRect();
  const scale = width / plot.offsetWidth;
  for (const { xaxis, yaxis } of Object.values(plot._fullLayout._plots)) {
    const across = (clientX - left) / scale - xaxis._offset, down = (clientY - top) / scale - yaxis._offset;
    if (across < 0 || across > xaxis._length || down < 0 || down > yaxis._length) continue;
    tell(shown, Number(xaxis._id.slice(1) || 1), xaxis.p2d(across), yaxis.p2d(down));
  }
}

async function render({ model, el }) {
  const shown = await other(model, "shown");
  const plot = document.createElement("div");
  plot.setAttribute("role", "img");
  plot.className = "course-plot";
  el.classList.add("course-view"); // not from Python: a view that starts late would miss it
  plot.style.minHeight = `${shown.get("frame").layout?.height ?? 400}px`;
  el.append(plot);
  if (model.get("clickable")) {
    plot.classList.add("course-picks");
    plot.addEventListener("click", (event) => plot._fullLayout && report(shown, plot, event));
  }

  const picks = model.get("clickable") && new Picks(el, plot, shown);
  const kept = new Map(), resting = new Resting(el, shown);
  let wanted = true, busy = false, drawnWidth = 0, drawnHeight = 0, closed = false;

  // The first of several updates is drawn at once; those that follow it within a frame are drawn as one.
  async function draw() {
    if (busy || !wanted || closed || el.clientWidth === 0) return;
    busy = true;
    try {
      const Plotly = await loadPlotly(model);
      while (wanted && !closed && el.clientWidth > 0) {
        wanted = false;
        drawnWidth = el.clientWidth;
        const { scale, height, variant } = fitted(el, shown.get("frame").layout);
        const { data, layout } = resting.drawn(assemble(shown, kept, drawnWidth / scale, height, variant));
        plot.style.transform = scale === 1 ? "" : `scale(${scale})`;
        plot.style.width = `${drawnWidth / scale}px`;
        drawnHeight = el.clientHeight;
        await Plotly.react(plot, data, layout, CONFIG);
        plot.getBoundingClientRect(); // texts drawn off the screen, where Chromium lays nothing out, had no size for good
        if (picks) picks.follow(scale);
        plot.style.minHeight = "0";
        plot.setAttribute("aria-label", shown.get("words"));
        plot.dataset.drawn = String(Number(plot.dataset.drawn ?? 0) + 1);
        await new Promise(requestAnimationFrame);
      }
    } finally {
      busy = false;
    }
  }
  const want = () => { wanted = true; queueMicrotask(draw); };
  shown.on("change:frame change:arrays change:words change:fits", want);
  const watcher = new ResizeObserver(() => {
    const higher = el.closest(".course-presenting") && Math.abs(el.clientHeight - drawnHeight) > 1;
    if (wanted || higher || Math.abs(el.clientWidth - drawnWidth) > 1) want();
  });
  watcher.observe(el);
  el.addEventListener("course-enlarged", want);
  el.addEventListener("course-fit", () => { resting.forget(); want(); });
  const refit = () => { if (el.closest(".course-presenting")) want(); }; // one that scrolled may now fit
  globalThis.addEventListener("resize", refit);
  draw();

  return () => {
    closed = true;
    watcher.disconnect();
    resting.stop.abort();
    globalThis.removeEventListener("resize", refit);
    shown.off("change:frame change:arrays change:words change:fits", want);
    globalThis.coursePlotly?.then((Plotly) => Plotly.purge(plot));
  };
}

export default { render };
