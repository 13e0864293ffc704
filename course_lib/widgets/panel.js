// The page's half of panel.py: draws a lab's controls and buttons from the lab's state, says what is moved, and copies.
// How each kind of control is drawn stands in controls.js, which comes before it.

const SAID = 2000; // ms: how long "copied" stands

// ---- controls: a move is sent at once, and the state that comes back is shown, but for what moved on meanwhile ----

function controls(state, el) {
  const view = Math.random().toString(36).slice(2), shows = {}, boxes = {}, last = {};
  const main = element("div", "course-main", el, { role: "group", "aria-label": "Main controls" });
  const more = element("button", "course-button course-more", el, { type: "button" }, "More");
  const rest = element("div", "course-rest", el, { role: "group", "aria-label": "More controls" });
  let count = 0, seen = 0;

  const names = state.get("main"), parts = Object.fromEntries(state.get("parts").map((part) => [part.name, part]));
  const draw = (name, parent) => {
    const spec = parts[name], box = element("div", `course-control course-${spec.kind}`, parent, { "data-name": name });
    if (spec.kind !== "box") element("span", "course-label", box, {}, spec.label);
    boxes[name] = box;
    const hold = () => { last[name] = count + 1; }; // a move that is not sent yet
    const send = (value) => {
      last[name] = ++count;
      state.send({ kind: "move", name, value, view, count });
    };
    shows[name] = drawn[spec.kind](spec, box, { live: state.get("live"), send, hold });
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
    const button = element("button", `course-button course-${name}`, null, { type: "button", title }, text);
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
  const stops = [controls(state, el), buttons(state, el)];
  if (!state.comm_live) { // drawn once more, after the kernel has ended
    for (const part of el.querySelectorAll("button, input, select")) part.disabled = true;
  }
  const leave = (event) => { // Escape leaves the control, and the next Tab goes on from the lab
    if (event.key !== "Escape") return;
    el.closest(".course-lab").focus({ preventScroll: true });
  };
  el.addEventListener("keydown", leave);
  return () => {
    stops.forEach((stop) => stop());
    el.removeEventListener("keydown", leave);
  };
}

export default { render };
