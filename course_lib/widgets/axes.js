// The upper part of plot_view.js: axes that rest, ghosts, and what lies outside. PlotView's docstring says what a
// figure asks for.

const SCALE = ["range", "tickvals", "ticktext", "tick0", "dtick", "nticks"]; // of an axis: what rests
const ROW = 0.12, BELOW = 0.03; // of a logarithmic axis: 0 stands this far under it, and above the panel's edge
const NEAR = 1e-6; // of an axis: what lies this little outside lies on its edge
const LINE = 21; // px from one mark at an edge to the next
const END = 15; // px from one name at the end of a line to the next
const GHOST = 0.35; // opacity
const PAPER = "rgba(255,255,255,0.85)", QUIET = "#5c6570";

const nameOf = (trace, letter) => `${letter}axis${(trace[`${letter}axis`] ?? letter).slice(1)}`;
const quantity = ({ type, title, tickformat }) => JSON.stringify([type, title?.text, tickformat]);
const colourOf = ({ line, marker }) => line?.color ?? marker?.line?.color ?? marker?.color;

function pick(from, keys) {
  return Object.fromEntries(keys.filter((key) => key in from).map((key) => [key, from[key]]));
}

// What 10 to a power is, 0.25 or 3·10⁵; that may be more than a number holds.
function inWords(power, sign = "") {
  if (Math.abs(power) === Infinity) return power > 0 ? `${sign}∞` : "0";
  if (power > -3 && power < 4) return sign + Number((10 ** power).toPrecision(3));
  let whole = Math.floor(power), lead = Number((10 ** (power - whole)).toPrecision(1));
  if (lead === 10) [whole, lead] = [whole + 1, 1];
  const raised = String(whole).replace(/[-\d]/g, (letter) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[letter] ?? "⁻");
  return `${sign}${lead === 1 ? "" : `${lead}·`}10${raised}`;
}

// How a trace's values stand on one of its axes: at which place, as its range counts, and how a place reads.
function scaleOf(layout, trace, letter) {
  const name = nameOf(trace, letter), axis = layout[name] ?? {}, log = axis.type === "log";
  const powers = log || (letter === "y" && trace.meta?.powers === true);
  const read = (at) => (powers ? inWords(at) : inWords(Math.log10(Math.abs(at)), at < 0 ? "−" : ""));
  const [low, high] = axis.range ?? [-Infinity, Infinity];
  return { name, low, high, powers, read, to: log ? Math.log10 : Number, from: log ? (at) => 10 ** at : Number };
}

// Gives each axis that rests the scale it had before, unless it now shows another quantity.
function rest(layout, held) {
  for (const name of layout.meta?.hold ?? []) {
    const before = held.get(name);
    if (before?.what === quantity(layout[name])) Object.assign(layout[name], before.scale);
    else held.delete(name);
  }
}

// Keeps the scales of the axes that may rest from now on, and where their 0 stands.
function keepAxes(layout, rows, held) {
  for (const name of layout.meta?.hold ?? []) {
    if (held.has(name)) continue;
    const scale = structuredClone(pick(layout[name], SCALE));
    held.set(name, { what: quantity(layout[name]), scale, row: rows.get(name) });
  }
}

// Zero has no place on a logarithmic axis. One whose traces hold it gets a row for it; one that rests without such
// a row gets none, and an arrow will say it. Returns the place of 0 by the axis' name.
function placeZeros({ data, layout }, held) {
  const rows = new Map();
  for (const [name, { row }] of held) if (row !== undefined) rows.set(name, row);
  for (const trace of data) {
    const { name, low, high, powers, to, from } = scaleOf(layout, trace, "y");
    const isZero = (value) => value !== null && to(value) === -Infinity; // null stands for no point
    if (!powers || low === -Infinity || !trace.y?.some(isZero)) continue;
    if (!rows.has(name)) {
      if (held.has(name)) continue;
      const place = low - ROW * (high - low);
      layout[name].range = [place - BELOW * (high - low), high];
      rows.set(name, place);
    }
    trace.y = trace.y.map((value) => (isZero(value) ? from(rows.get(name)) : value));
  }
  return rows;
}

// A 0 in place of a tick, and a line between its row and the axis.
function markZero(layout, name, place) {
  const tail = name.slice("yaxis".length), at = { xref: `x${tail} domain`, yref: `y${tail}` };
  const zero = { text: "0", x: 0, y: place, xanchor: "right", yanchor: "middle", xshift: -7, showarrow: false };
  const [bottom] = layout[name].range, end = place + (place - bottom) * (ROW / BELOW);
  const y = layout[name].type === "log" ? 10 ** end : end;
  const line = { color: QUIET, width: 1, dash: "dot" };
  layout.annotations = [...(layout.annotations ?? []), { ...at, ...zero }];
  layout.shapes = [...(layout.shapes ?? []), { type: "line", ...at, x0: 0, x1: 1, y0: y, y1: y, line }];
}

// The point of a trace that lies farthest beyond one end (1 or -1) of an axis, inside the other axis; or undefined.
// Of bars that are too high, the place is beside the first: nothing stands there.
function farthest(layout, trace, letter, end) {
  const along = scaleOf(layout, trace, letter), across = scaleOf(layout, trace, letter === "y" ? "x" : "y");
  const others = trace[letter === "y" ? "x" : "y"], bars = trace.type === "bar";
  let found, first;
  trace[letter].forEach((value, i) => {
    const at = along.to(value), other = across.to(others[i]);
    const beyond = (end > 0 ? at - along.high : along.low - at) > NEAR * (along.high - along.low);
    if (!beyond || (bars && trace.y[i] === 0)) return;
    if (letter === "y" && !(other >= across.low && other <= across.high)) return;
    first ??= other;
    if (found === undefined || end * at > end * found.at) found = { at, other, says: along.read(at) };
  });
  const beside = { other: first - trace.width / 2, side: "right", xshift: -8 };
  return found && bars && letter === "y" ? { ...found, ...beside } : found;
}

// An arrow at the edge of a panel for each trace that lies outside, with its farthest value. Whether there are any.
function markOutside({ data, layout }) {
  const counts = new Map(), marks = [];
  for (const trace of data.filter(({ meta, x, y }) => meta?.edge && x && y)) {
    for (const [letter, end, arrow] of [["y", 1, "↑"], ["y", -1, "↓"], ["x", 1, "→"], ["x", -1, "←"]]) {
      const found = farthest(layout, trace, letter, end);
      if (!found) continue;
      const { name, low, high } = scaleOf(layout, trace, letter), x = scaleOf(layout, trace, "x");
      const row = counts.get(name + end) ?? 0, edge = end > 0 ? high : low;
      counts.set(name + end, row + 1);
      const side = found.side ?? (found.other > (x.low + x.high) / 2 ? "right" : "left");
      const from = end > 0 ? "top" : "bottom";
      const { xaxis: xref = "x", yaxis: yref = "y" } = trace, shift = -row * LINE;
      marks.push({
        text: `${arrow} ${found.says}`, font: { color: colourOf(trace) }, bgcolor: PAPER, showarrow: false, xref,
        ...(letter === "y"
          ? { yref, x: found.other, y: edge, xanchor: side, yanchor: from, xshift: found.xshift ?? 0, yshift: end * shift }
          : { yref: `${yref} domain`, x: edge, y: 0.5, xanchor: end > 0 ? "right" : "left", yshift: shift }),
      });
    }
  }
  layout.annotations = [...(layout.annotations ?? []), ...marks];
  return marks.length > 0;
}

// Names beside a panel's right edge stand where their lines end, or as near as their neighbours let them. The `name` of
// such an annotation is where its line ends, as the range of its axis counts.
function placeEnds(layout) {
  const ends = (layout.annotations ?? []).filter(({ name }) => name).sort((one, other) => one.name - other.name);
  for (const yref of new Set(ends.map((end) => end.yref))) {
    const { domain = [0, 1], range: [low, high] } = layout[`yaxis${yref.slice(1).replace(" domain", "")}`];
    const height = (domain[1] - domain[0]) * (layout.height - layout.margin.t - layout.margin.b);
    const beside = ends.filter((end) => end.yref === yref), gap = END / height;
    let lifted = -Infinity;
    beside.forEach((end, i) => {
      const share = Math.min(1, Math.max(0, (end.name - low) / (high - low)));
      lifted = Math.max(lifted, share - i * gap);
      end.y = Math.min(lifted, 1 - (beside.length - 1) * gap) + i * gap;
    });
  }
}

// Puts a figure's axes where they are to stand, and marks what has no place on them. Whether anything lies outside.
function settle(figure, held) {
  const { layout } = figure;
  rest(layout, held);
  const rows = placeZeros(figure, held);
  keepAxes(layout, rows, held);
  placeEnds(layout);
  for (const [name, place] of rows) markZero(layout, name, place);
  return markOutside(figure);
}

// What remains of the traces that a figure marks: faint, without markers; of bars, the outline of their tops.
function ghostsOf(data) {
  return data.filter(({ meta }) => meta?.ghost).map((trace) => ({
    ...pick(trace, ["x", "y", "x0", "dx", "xaxis", "yaxis"]),
    type: "scatter", mode: "lines", opacity: GHOST, hoverinfo: "skip", showlegend: false,
    line: { color: colourOf(trace), width: 3, shape: trace.type === "bar" ? "hvh" : "linear" },
  }));
}

// Whether a reader who touches this is about to move a number.
const SLIDES = "input:not([type=checkbox], [type=radio])";

// What a view remembers of its axes from one figure to the next.
class Resting {
  constructor(el, shown) {
    [this.el, this.shown] = [el, shown];
    [this.held, this.ghosts, this.traces] = [new Map(), [], []];
    this.stop = new AbortController();
    const { signal } = this.stop, how = { capture: true, signal };
    document.addEventListener("pointerdown", ({ target }) => this.touch(target, true), how);
    document.addEventListener("keydown", ({ target }) => this.touch(target, target !== this.moved), how);
    document.addEventListener("focusout", ({ target }) => { if (target === this.moved) this.moved = null; }, how);
  }

  // A drag, or a row of key presses on one control, begins: its ghost is what stands now.
  touch(target, begins) {
    if (!begins || !target.closest(".course-lab")?.contains(this.el)) return;
    this.moved = target.closest(SLIDES) && target;
    if (this.moved) this.ghosts = ghostsOf(this.traces);
  }

  // The next figure sets its axes anew.
  forget() {
    this.held.clear();
    [this.ghosts, this.moved] = [[], null];
  }

  // A figure with its axes, marks and ghosts as they are to be drawn. An element with something outside says so.
  drawn(figure) {
    const fits = this.shown.get("fits"), { data, layout } = figure;
    if (fits === undefined || fits !== this.fits) this.forget(); // without a kernel, no Fit could be asked for
    this.fits = fits;
    this.el.toggleAttribute("data-outside", settle(figure, this.held));
    this.traces = data;
    return { data: [...this.ghosts, ...data], layout };
  }
}
