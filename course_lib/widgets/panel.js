// The page's half of panel.py: draws a lab's controls and buttons from the lab's state, says what is moved, and copies.

const PAGE = 10; // steps of a slider that Page up and Page down go
const SAID = 2000; // ms: how long "copied" stands

// JupyterLab keeps its commands to itself where a key is dealt with; Notebook 7 asks for this mark.
const FOCUSABLE = { "data-lm-suppress-shortcuts": "true" };

function element(tag, className, parent, attributes = {}, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  if (text) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  parent?.append(made);
  return made;
}

// ---- numbers: a slider runs over whole positions, from 0 to `last` ----

function scale({ low, high, step, log, floor, whole, marks }) {
  const start = log ? Math.log10(floor ?? low) - (floor === null ? 0 : step) : low;
  const last = Math.ceil(((log ? Math.log10(high) : high) - start) / step - 1e-9);
  const place = (value) => {
    const at = ((log ? Math.log10(Math.max(value, 10 ** start)) : value) - start) / step;
    return Math.min(last, Math.max(0, at));
  };
  const round = (value) => (whole ? Math.round(value) : Number(value.toPrecision(log ? 3 : 6)));
  const value = (position) => {
    const mark = marks.find(([marked]) => Math.abs(place(marked) - position) <= 0.5);
    if (mark) return mark[0];
    if (position <= 0) return low;
    if (position >= last) return high;
    const along = start + position * step;
    return Math.min(high, Math.max(low, round(log ? 10 ** along : along)));
  };
  // Some steps up or down from a value that may lie between two of them, and at least to another value.
  const moved = (from, steps) => {
    const way = Math.sign(steps), at = place(from);
    let position = (way > 0 ? Math.floor(at + 1e-6) : Math.ceil(at - 1e-6)) + steps;
    while (value(position) === from && position > 0 && position < last) position += way;
    return value(position);
  };
  return { last, place, value, moved };
}

// What was typed, as a number where it is one: "1,5" and the label of a mark are numbers, too.
function typed(text, marks) {
  const trimmed = text.trim(), mark = marks.find(([, label]) => label === trimmed);
  const number = Number(trimmed.replace(",", "."));
  return mark ? mark[0] : trimmed === "" || Number.isNaN(number) || !Number.isFinite(number) ? trimmed : number;
}

// A slider that keys move by one step or by ten. `get` and `set` are in values, `ends` the first and the last.
function slider(parent, label, last, get, moved, ends, input, change) {
  const made = element("input", "course-slider", parent, {
    type: "range", min: 0, max: last, step: 1, "aria-label": label, ...FOCUSABLE,
  });
  const steps = {
    ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: PAGE, PageDown: -PAGE,
  };
  made.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { key } = event;
    const value = key === "Home" ? ends[0] : key === "End" ? ends[1] : key in steps ? moved(get(), steps[key]) : null;
    if (value === null) return;
    event.preventDefault();
    change(value);
  });
  made.addEventListener("input", () => input(Number(made.value)));
  made.addEventListener("change", () => input(Number(made.value), true));
  return made;
}

// A tick under the slider at each mark, and its label beside it, or as near as its neighbours let it.
const BAR = 220; // px: about as long is a slider, against which labels are spread
function marked(box, marks, at, put) {
  const row = element("div", "course-marks", box, { "aria-hidden": "true" });
  const widths = marks.map(([, label]) => (8 * label.length + 6) / BAR), places = marks.map(at);
  const spread = [...places];
  for (let i = 1; i < marks.length; i++) {
    spread[i] = Math.max(spread[i], spread[i - 1] + (widths[i - 1] + widths[i]) / 2);
  }
  const shift = spread.reduce((sum, one, i) => sum + one - places[i], 0) / marks.length;
  marks.forEach(([value, label], i) => {
    const tick = element("span", "course-tick-mark", row), text = element("span", "course-mark", row, {}, label);
    tick.style.setProperty("--at", places[i]);
    text.style.setProperty("--at", spread[i] - shift);
    for (const part of [tick, text]) part.addEventListener("click", () => put(value));
  });
}

const drawn = {
  number(spec, box, live, send) {
    const { label, marks, low, high } = spec, along = scale(spec);
    let now = low, typing = false;
    const field = element("input", "course-field", box, {
      type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false",
      "aria-label": `${label}, exact value`, ...FOCUSABLE,
    });
    const show = (value) => {
      const allowed = typeof value === "number" && value >= low && value <= high && !(spec.whole && value % 1);
      if (!typing) field.value = String(value);
      field.setAttribute("aria-invalid", String(!allowed));
      if (!allowed) return; // the slider stays at the last good value
      now = value;
      bar.value = along.place(value);
      bar.setAttribute("aria-valuetext", String(value));
    };
    const put = (value) => {
      typing = false;
      show(value);
      send(value);
    };
    const input = (position, released) => {
      const value = along.value(position);
      if (live ? released : !released) { // a live one was sent while it moved
        typing = false;
        show(value);
      } else put(value);
    };
    const bar = slider(box, label, along.last, () => now, along.moved, [low, high], input, put);
    field.addEventListener("input", () => { typing = true; });
    field.addEventListener("change", () => put(typed(field.value, marks)));
    if (marks.length) marked(box, marks, ([value]) => along.place(value) / along.last, put);
    return show;
  },

  stops({ label, options }, box, live, send) {
    const told = element("span", "course-stop", box), last = options.length - 1;
    let now = 0;
    const show = (index) => {
      now = index;
      bar.value = index;
      told.textContent = options[index];
      bar.setAttribute("aria-valuetext", options[index]);
    };
    const put = (index) => {
      show(index);
      send(index);
    };
    const input = (index, released) => (live ? released : !released) ? show(index) : put(index);
    const moved = (from, steps) => Math.min(last, Math.max(0, from + steps));
    const bar = slider(box, label, last, () => now, moved, [0, last], input, put);
    return show;
  },

  menu({ label, options }, box, live, send) {
    const menu = element("select", "", box, { "aria-label": label, ...FOCUSABLE });
    for (const text of options) element("option", "", menu, {}, text);
    menu.addEventListener("change", () => send(menu.selectedIndex));
    return (index) => { menu.selectedIndex = index; };
  },

  boxes({ label, options }, box, live, send) {
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", label);
    const boxes = options.map((text) => tick(box, text, () => send(boxes.flatMap((one, i) => (one.checked ? [i] : [])))));
    return (chosen) => boxes.forEach((one, i) => { one.checked = chosen.includes(i); });
  },

  box({ label }, box, live, send) {
    const one = tick(box, label, () => send(one.checked));
    return (on) => { one.checked = on; };
  },
};

function tick(parent, text, change) {
  const label = element("label", "course-tick", parent);
  const box = element("input", "", label, { type: "checkbox", ...FOCUSABLE });
  label.append(text);
  box.addEventListener("change", change);
  return box;
}

// ---- controls: a move is sent at once, and the state that comes back is shown, but for what moved on meanwhile ----

function controls(state, el) {
  const view = Math.random().toString(36).slice(2), shows = {}, boxes = {}, last = {};
  const main = element("div", "course-main", el, { role: "group", "aria-label": "Main controls" });
  const more = element("button", "course-button course-more", el, { type: "button", ...FOCUSABLE }, "More");
  const rest = element("div", "course-rest", el, { role: "group", "aria-label": "More controls" });
  let count = 0, seen = 0;

  const names = state.get("main"), parts = Object.fromEntries(state.get("parts").map((part) => [part.name, part]));
  const draw = (name, parent) => {
    const spec = parts[name], box = element("div", `course-control course-${spec.kind}`, parent, { "data-name": name });
    if (spec.kind !== "box") element("span", "course-label", box, {}, spec.label);
    boxes[name] = box;
    shows[name] = drawn[spec.kind](spec, box, state.get("live"), (value) => {
      last[name] = ++count;
      state.send({ kind: "move", name, value, view, count });
    });
  };
  for (const name of names) draw(name, main);
  for (const name of Object.keys(parts).filter((one) => !names.includes(one))) draw(name, rest);

  const show = () => {
    const answered = state.get("answered");
    if (answered.view === view) seen = answered.count;
    for (const [name, value] of Object.entries(state.get("values"))) if ((last[name] ?? 0) <= seen) shows[name](value);
  };
  const grey = () => {
    const unused = state.get("unused");
    for (const [name, box] of Object.entries(boxes)) {
      const why = unused[name] ?? "";
      box.classList.toggle("course-unused", why !== "");
      box.title = why;
      for (const part of box.querySelectorAll("input, select")) {
        part.disabled = why !== "" || !state.comm_live;
        if (why) part.setAttribute("aria-description", why);
        else part.removeAttribute("aria-description");
      }
    }
  };
  const fold = () => {
    more.hidden = !rest.children.length;
    more.setAttribute("aria-expanded", String(state.get("unfolded")));
    rest.hidden = more.hidden || !state.get("unfolded");
  };
  more.addEventListener("click", () => put(state, "unfolded", !state.get("unfolded")));
  return follow(state, { "values answered": show, unused: grey, unfolded: fold });
}

function put(state, name, value) {
  state.set(name, value);
  state.save_changes();
}

// Calls each function now, and whenever one of the traits in its name changes; returns what ends that.
function follow(state, functions) {
  const events = Object.entries(functions).map(([names, call]) => [names.replace(/(^| )/g, "$1change:"), call]);
  for (const [names, call] of events) {
    state.on(names, call);
    call();
  }
  return () => events.forEach(([names, call]) => state.off(names, call));
}

// ---- buttons ----

const BUTTONS = {
  play: ["Play", "Let the computation run; from the beginning, once it has ended"],
  pause: ["Pause", "Let the computation stand where it is"],
  step: ["Step", "Pause, and go on by one picture"],
  rewind: ["Rewind", "Back to the first picture, paused"],
  pin: ["Pin", "Pin what is shown, to compare what follows with it"],
  unpin: ["Unpin", "Take away what was pinned"],
  fit: ["Fit", "Fit the axes to what is shown"],
  csv: ["CSV", "Download the numbers that are shown, as a table"],
  png: ["PNG", "Download the figure as a picture"],
  code: ["Copy code", "Copy the call that opens this lab as it is set now"],
  link: ["Copy link", "Copy the address of this page, with the lab as it is set now"],
  present: ["Present", "Fill the screen, in large type; Escape or a second press ends it"],
  reset: ["Reset", "Back to the settings this lab opened with"],
};
const SCALE = 2; // pixels of the picture for one of the page

function download(bytes, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function save(plot, filename) {
  const Plotly = await globalThis.coursePlotly;
  await Plotly.downloadImage(plot, { format: "png", scale: SCALE, filename });
}

// A page that is not served over https has no clipboard of its own.
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const from = document.activeElement, area = element("textarea", "course-heard", document.body);
  area.value = text;
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  from.focus();
  if (!copied) throw new Error("The browser did not let the page copy.");
}

// The address of this page with what is set now; the lab's name stays, and a preset is what it sets.
function address(state) {
  const here = new URL(location), lab = here.searchParams.get("lab");
  here.search = `${new URLSearchParams({ lab })}${state.get("query") && `&${state.get("query")}`}`;
  return here.href;
}

function buttons(state, el) {
  const view = Math.random().toString(36).slice(2), made = {};
  const row = element("div", "course-buttons", el, { role: "group", "aria-label": "Buttons" });
  const said = element("span", "course-copied", row, { role: "status" });
  let quiet;
  const say = (text) => {
    clearTimeout(quiet);
    said.textContent = text;
    quiet = setTimeout(() => { said.textContent = ""; }, SAID);
  };
  const copying = (text) => copy(text).then(() => say("copied"), (error) => say(`not copied: ${error.message}`));
  const file = (kind) => () => state.send({ kind, view });
  const does = {
    play: () => state.send({ kind: "press", name: state.get("running") ? "pause" : "play" }),
    fit() {
      const views = el.closest(".course-lab").querySelectorAll(".course-view");
      for (const view of views) view.dispatchEvent(new Event("course-fit"));
    },
    csv: file("csv"),
    png: file("png"),
    code: () => copying(state.get("code")),
    link: () => copying(address(state)),
    present() {
      put(state, "presented", !state.get("presented"));
      if (state.get("presented") && document.fullscreenEnabled) el.closest(".course-lab").requestFullscreen();
    },
  };
  for (const name of state.get("buttons")) {
    const [text, title] = BUTTONS[name];
    const button = element("button", `course-button course-${name}`, null, { type: "button", title, ...FOCUSABLE }, text);
    said.before(button);
    button.addEventListener("click", (event) => {
      if (event.detail > 1 && name === "play") return; // the second of a double click would take the first one back
      (does[name] ?? (() => state.send({ kind: "press", name })))();
    });
    made[name] = button;
  }
  const receive = (answer, buffers) => {
    if (answer.view !== view) return;
    if (answer.kind === "csv") download(buffers[0], `${answer.name}.csv`);
    else save(el.closest(".course-lab").querySelector(".course-plot"), answer.name);
  };
  state.on("msg:custom", receive);
  const stop = follow(state, {
    running() {
      if (made.play) [made.play.textContent, made.play.title] = BUTTONS[state.get("running") ? "pause" : "play"];
    },
    pinned() {
      if (made.unpin) made.unpin.disabled = !state.get("pinned");
    },
    presented: () => made.present.setAttribute("aria-pressed", String(state.get("presented"))),
    addressed: () => { made.link.hidden = !state.get("addressed"); },
  });
  const write = () => {
    if (state.get("addressed")) history.replaceState(null, "", address(state));
  };
  state.on("change:query", write);
  return () => {
    stop();
    clearTimeout(quiet);
    state.off("msg:custom", receive);
    state.off("change:query", write);
  };
}

async function render({ model, el }) {
  const state = await model.widget_manager.get_model(model.get("state").slice("IPY_MODEL_".length));
  el.classList.add("course-panel");
  const stops = [controls(state, el), buttons(state, el)];
  const leave = (event) => { // Escape leaves the control, and the next Tab goes on from the lab
    if (event.key !== "Escape") return;
    const lab = el.closest(".course-lab");
    lab.tabIndex = -1;
    lab.focus({ preventScroll: true });
  };
  el.addEventListener("keydown", leave);
  return () => {
    stops.forEach((stop) => stop());
    el.removeEventListener("keydown", leave);
  };
}

export default { render };
