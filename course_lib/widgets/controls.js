// How panel.js draws each kind of control: a number or stops along a slider, a menu, boxes.

const PAGE = 10; // steps of a slider that Page up and Page down go
const LINE = 25; // characters that a menu shows in one line

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
    if (value >= high) return last; // also where that is no whole number of steps away
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

// A slider over `value` of the positions from 0 to `last`. Keys move it by one step or by ten, and at once; a mouse
// too where it is `live`, and otherwise on release.
function slider(parent, { label, last, get, value, moved, ends, show }, { live, send, hold }) {
  const made = element("input", "course-slider", parent, {
    type: "range", min: 0, max: last, step: 1, "aria-label": label,
  });
  const steps = {
    ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: PAGE, PageDown: -PAGE,
  };
  made.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { key } = event;
    const next = key === "Home" ? ends[0] : key === "End" ? ends[1] : key in steps ? moved(get(), steps[key]) : null;
    if (next === null) return;
    event.preventDefault();
    show(next);
    send(next);
  });
  let held = false;
  made.addEventListener("input", () => {
    show(value(Number(made.value)));
    if (live) send(get());
    else hold();
    held = !live;
  });
  const release = () => {
    if (held) send(get());
    held = false;
  };
  for (const kind of ["change", "pointerup"]) made.addEventListener(kind, release); // back at its start: no "change"
  return made;
}

// A tick under the slider at each mark, and its label beside it, or as near as its neighbours let it.
const BAR = 220; // px: about as long is a slider, against which labels are spread
const EDGE = 8 / BAR; // from the middle of its thumb at an end to the end itself
function marked(box, marks, at, put) {
  const row = element("div", "course-marks", box, { "aria-hidden": "true" });
  const widths = marks.map(([, label]) => (8 * label.length + 6) / BAR), places = marks.map(at);
  const end = marks.length - 1, apart = (i) => (widths[i] + widths[i + 1]) / 2; // of the middles of two neighbours
  const pushed = [...places];
  for (let i = 0; i < end; i++) pushed[i + 1] = Math.max(pushed[i + 1], pushed[i] + apart(i));
  const shift = pushed.reduce((sum, one, i) => sum + one - places[i], 0) / marks.length;
  const spread = pushed.map((one) => one - shift);
  spread[0] = Math.max(spread[0], widths[0] / 2 - EDGE);
  spread[end] = Math.min(spread[end], 1 + EDGE - widths[end] / 2);
  for (let i = end - 1; i >= 0; i--) spread[i] = Math.min(spread[i], spread[i + 1] - apart(i));
  marks.forEach(([value, label], i) => {
    const tick = element("span", "course-stop-tick", row), text = element("span", "course-stop-label", row, {}, label);
    tick.style.setProperty("--at", places[i]);
    text.style.setProperty("--at", spread[i]);
    for (const part of [tick, text]) part.addEventListener("click", () => put(value));
  });
}

const drawn = {
  number(spec, box, page) {
    const { label, marks, low, high } = spec, along = scale(spec);
    let now = low, told = low, typing = false;
    const field = element("input", "course-field", box, {
      type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false",
      "aria-label": `${label}, exact value`,
    });
    const show = (value) => {
      told = value;
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
      page.send(value);
    };
    const leave = () => { // takes back what was typed and not sent
      typing = false;
      show(told);
    };
    const bar = slider(box, { ...along, label, get: () => now, ends: [low, high], show }, page);
    field.addEventListener("input", () => { typing = true; });
    field.addEventListener("change", () => put(typed(field.value, marks)));
    field.addEventListener("blur", leave);
    field.addEventListener("keydown", ({ key }) => key === "Escape" && leave());
    if (marks.length) marked(box, marks, ([value]) => along.place(value) / along.last, put);
    return show;
  },

  stops({ label, options }, box, page) {
    const told = element("span", "course-stop", box), last = options.length - 1;
    let now = 0;
    const show = (index) => {
      now = index;
      bar.value = index;
      told.textContent = options[index];
      bar.setAttribute("aria-valuetext", options[index]);
    };
    const moved = (from, steps) => Math.min(last, Math.max(0, from + steps)), value = (position) => position;
    const bar = slider(box, { label, last, get: () => now, value, moved, ends: [0, last], show }, page);
    return show;
  },

  menu({ label, options }, box, { send }) {
    const menu = element("select", "", box, { "aria-label": label });
    for (const text of options) element("option", "", menu, {}, text);
    menu.addEventListener("change", () => send(menu.selectedIndex));
    return (index) => {
      menu.selectedIndex = index;
      menu.classList.toggle("course-long", options[index].length > LINE);
    };
  },

  boxes({ label, options }, box, { send }) {
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", label);
    const boxes = options.map((text) => tick(box, text, () => send(boxes.flatMap((one, i) => (one.checked ? [i] : [])))));
    return (chosen) => boxes.forEach((one, i) => { one.checked = chosen.includes(i); });
  },

  box({ label }, box, { send }) {
    const one = tick(box, label, () => send(one.checked));
    return (on) => { one.checked = on; };
  },
};

function tick(parent, text, change) {
  const label = element("label", "course-tick", parent);
  const box = element("input", "", label, { type: "checkbox" });
  label.append(text);
  box.addEventListener("change", change);
  return box;
}
