// The page's half of companion.py: the words over a figure, seen and heard; keys; a line that says when the kernel is out
// of reach; presentation; arrival. saving.js comes before it.

// ---- words ----

const REST = 1000; // ms: words that have stood this long are announced
const PATIENCE = 10_000; // ms: words that keep changing, as in a long training, are announced this often
const HEARD = 5000; // ms: then they are taken away, for whoever reads on finds them over the figure

// ipywidgets leaves its bars without a name.
function nameBars(root) {
  for (const bar of root.querySelectorAll(".course-progress [role=progressbar]")) bar.setAttribute("aria-label", "progress");
}

// A screen reader would read on for minutes what a training says a dozen times a second.
function announcer(region) {
  let timer, since, said;
  const say = (words) => {
    since = undefined;
    said = words;
    region.textContent = words;
    timer = setTimeout(() => { region.textContent = ""; }, HEARD);
  };
  return {
    hear(words) {
      const now = performance.now();
      clearTimeout(timer);
      if (words === said) return;
      since ??= now;
      timer = setTimeout(say, Math.max(0, Math.min(REST, since + PATIENCE - now)), words);
    },
    stop: () => clearTimeout(timer),
  };
}

function line(className, role) {
  const element = document.createElement("p");
  element.className = className;
  if (role) element.setAttribute("role", role);
  return element;
}

// A number and its percent sign stay on one line.
function unbroken(text) {
  return text.split(/(\S+ %\S*)/).map((part, i) => {
    if (i % 2 === 0) return part;
    const whole = document.createElement("span");
    whole.textContent = part;
    return whole;
  });
}

function words(state, el, lab) {
  const words = line("course-words"), heard = line("course-heard", "status");
  const problem = line("course-problem", "alert");
  heard.setAttribute("aria-live", "polite");
  el.classList.add("course-said");
  el.append(problem, words, heard);

  const announce = announcer(heard);
  const show = () => {
    words.replaceChildren(...unbroken(state.get("words")));
    problem.textContent = state.get("problem");
    problem.hidden = state.get("problem") === "";
  };
  const change = () => {
    show();
    announce.hear(state.get("words"));
  };
  state.on("change:words", change);
  state.on("change:problem", show);
  show();

  const watcher = new MutationObserver(() => nameBars(lab));
  watcher.observe(lab, { childList: true, subtree: true });
  nameBars(lab);
  return () => {
    announce.stop();
    watcher.disconnect();
    state.off("change:words", change);
    state.off("change:problem", show);
  };
}

// ---- keys without Ctrl, Alt or Meta are meant for the lab, or the question above it, where the focus is. JupyterLab and
// Notebook would take a letter for a command to the cell: "x" cuts it. They leave a key to what bears the mark; Notebook
// looks for it before the key comes to the lab. ----

const MARK = "data-lm-suppress-shortcuts";

function keys(lab) {
  const root = lab.closest(".course-prediction") ?? lab;
  const own = ({ ctrlKey, altKey, metaKey }) => !(ctrlKey || altKey || metaKey);
  const mark = (event) => {
    if (!root.contains(event.target)) return;
    lab.removeAttribute(MARK); // from an earlier key: it would hold for all that is in the lab
    event.target.toggleAttribute(MARK, own(event));
  };
  const keep = (event) => { // the notebook's own listener would take Enter from a field
    if (own(event)) event.stopPropagation();
  };
  const leave = ({ key, target }) => { // Escape leaves a control (panel.js), then the full screen or the lab
    if (key !== "Escape") return;
    if (document.fullscreenElement === lab) document.exitFullscreen();
    else if (target === lab) lab.closest(".jp-Cell")?.focus();
  };
  lab.tabIndex = -1; // a click on the figure gives the focus to the lab, not to its cell
  globalThis.addEventListener("keydown", mark, true);
  lab.addEventListener("keydown", leave);
  root.addEventListener("keydown", keep);
  return () => {
    globalThis.removeEventListener("keydown", mark, true);
    lab.removeEventListener("keydown", leave);
    root.removeEventListener("keydown", keep);
  };
}

// ---- the connection: ipywidgets lets a reader move controls that nothing follows. ----

const AWAY =
  "The connection to the kernel is interrupted, so the figure may be an old one. What you set now is sent when " +
  "the connection is back; if that takes minutes, choose Kernel → Reconnect to Kernel.";
const ENDED = "The kernel that drew this has ended or was restarted: the controls are off, and the figure is its last. ";
const RUN = "To go on, run the notebook's first code cell and then this one, or Run → Run All Cells.";
const LOAD = "To go on, load this page again.";
const CONTROLS = "button, input, select";
const ENDS = new Set(["restarting", "autorestarting", "terminating", "dead"]);

function connection(model, state, lab) {
  const manager = model.widget_manager;
  // JupyterLab's, Voilà's, or none: other front ends tell of an ended kernel at most.
  const session = manager.context?.sessionContext ?? manager.kernel;
  const root = lab.closest(".course-prediction") ?? lab; // the prediction around a lab says it for both
  const told = line("course-connection", "status");
  root.append(told);

  function show() {
    const kernel = session?.session?.kernel ?? session;
    const ended = !state.comm_live, away = (kernel?.connectionStatus ?? "connected") !== "connected";
    const text = ended ? ENDED + (manager.context ? RUN : LOAD) : away ? AWAY : "";
    if (told.textContent !== text) told.textContent = text;
    if (!ended) return;
    root.classList.add("course-ended");
    for (const control of root.querySelectorAll(CONTROLS)) control.setAttribute("disabled", "");
  }

  // ipywidgets itself hears of a restart only; a kernel that crashed, or was shut down, takes its widgets along too.
  const end = () => { state.comm_live = false; };
  const follow = (_, status) => ENDS.has(status) && end();
  state.on("comm_live_update", show);
  session?.statusChanged?.connect(follow);
  session?.kernelChanged?.connect(end);
  session?.connectionStatusChanged?.connect(show);
  show();

  return () => {
    state.off("comm_live_update", show);
    session?.statusChanged?.disconnect(follow);
    session?.kernelChanged?.disconnect(end);
    session?.connectionStatusChanged?.disconnect(show);
    told.remove();
  };
}

// ---- presentation: large type, and the whole screen where the page may have it. Escape ends it, too. ----

function presentation(state, lab) {
  const show = () => {
    const on = state.get("presented");
    lab.classList.toggle("course-presenting", on);
    if (!on && document.fullscreenElement === lab) document.exitFullscreen();
    for (const view of lab.querySelectorAll(".course-view")) view.dispatchEvent(new Event("course-enlarged"));
  };
  const left = () => {
    if (!state.get("presented") || document.fullscreenElement !== null) return;
    state.set("presented", false);
    state.save_changes();
  };
  document.addEventListener("fullscreenchange", left);
  state.on("change:presented", show);
  show();
  return () => {
    document.removeEventListener("fullscreenchange", left);
    state.off("change:presented", show);
  };
}

// ---- arrival: a figure that a reader asked for, by running its cell or by an answer, is scrolled into view once it is
// drawn. Where all cells run, others still wait, or the reader's place in the notebook is another: then nothing moves.

const DRAWN = ".course-plot[data-drawn]";
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function askedFor(cell) {
  const here = [cell, cell?.nextElementSibling].some((one) => one?.matches(".jp-mod-active")); // Shift+Enter goes on
  const waits = (prompt) => prompt.textContent.includes("*") && !cell.contains(prompt);
  return here && navigator.userActivation.hasBeenActive
    && ![...document.querySelectorAll(".jp-InputPrompt")].some(waits);
}

function arrival(lab) {
  const look = () => {
    if (!lab.querySelector(DRAWN)) return;
    watcher.disconnect();
    if (!askedFor(lab.closest(".jp-Cell"))) return;
    const behavior = still() ? "instant" : "smooth";
    // In the next frame: the verdict, which comes with the figure and stands above it, pushes it down.
    requestAnimationFrame(() => lab.scrollIntoView({ block: "nearest", behavior }));
  };
  const watcher = new MutationObserver(look);
  watcher.observe(lab, { subtree: true, attributes: true, attributeFilter: ["data-drawn"] });
  look();
  return () => watcher.disconnect();
}

// ---- what trains after an answer waits for its reader: it goes on once so much of its first picture is on the screen. ----

const SEEN = 150; // px
const TENTHS = Array.from({ length: 11 }, (_, i) => i / 10);

function beginning(state, lab) {
  const look = () => {
    const plot = lab.querySelector(DRAWN), waits = state.get("waits");
    lab.toggleAttribute("data-waits", waits);
    if (plot && waits) eye.observe(plot);
    else eye.disconnect();
  };
  const see = (changes) => {
    if (changes.at(-1).intersectionRect.height < SEEN) return;
    eye.disconnect();
    state.send({ kind: "press", name: still() ? "seen_still" : "seen" });
  };
  const eye = new IntersectionObserver(see, { threshold: TENTHS });
  const watcher = new MutationObserver(look);
  watcher.observe(lab, { subtree: true, attributes: true, attributeFilter: ["data-drawn"] });
  state.on("change:waits", look);
  look();
  return () => {
    eye.disconnect();
    watcher.disconnect();
    state.off("change:waits", look);
  };
}

// The lab around a view, once both are on the page.
const placed = (el) => new Promise((resolve) => {
  const look = () => {
    const lab = el.isConnected && el.closest(".course-lab");
    if (lab) resolve(lab);
    else setTimeout(look, 20);
  };
  look();
});

async function render({ model, el }) {
  const state = await model.widget_manager.get_model(model.get("state").slice("IPY_MODEL_".length));
  const lab = await placed(el);
  const stops = [words(state, el, lab), keys(lab), connection(model, state, lab), saving(model, state, lab),
    presentation(state, lab), arrival(lab), beginning(state, lab)];
  return () => stops.forEach((stop) => stop());
}

export default { render };
