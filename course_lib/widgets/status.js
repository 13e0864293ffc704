// The words under a figure, seen and heard, and what keyboards and screen readers need: ipywidgets leaves sliders,
// fields and groups without a name, so the labels that stand beside them are copied into aria-label.

const REST = 1000; // ms: words that have stood this long are announced
const PATIENCE = 10_000; // ms: words that keep changing, as in a long training, are announced this often
const HEARD = 5000; // ms: then they are taken away, for whoever reads on finds them under the figure

function name(part, label, role) {
  if (role && part.getAttribute("role") !== role) part.setAttribute("role", role);
  if (label && part.getAttribute("aria-label") !== label) part.setAttribute("aria-label", label);
}

function nameControls(root) {
  for (const control of root.querySelectorAll(".course-control")) {
    const label = control.querySelector(".widget-label")?.textContent.trim();
    for (const handle of control.querySelectorAll(".noUi-handle")) name(handle, label);
    for (const field of control.querySelectorAll("input[type=number]")) name(field, `${label}, exact value`);
    for (const value of control.querySelectorAll(".widget-readout")) value.tabIndex = -1; // nothing to do there
    if (control.matches(".course-several")) name(control, label, "group");
  }
  for (const bar of root.querySelectorAll(".course-progress [role=progressbar]")) name(bar, "progress");
}

// Keys without Ctrl, Alt or Meta are meant for the control that has the focus. JupyterLab would take a letter for a
// command to the cell: "x" cuts it.
function keep(event) {
  if (!event.ctrlKey && !event.altKey && !event.metaKey) event.stopPropagation();
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

async function render({ model, el }) {
  const said = await model.widget_manager.get_model(model.get("said").slice("IPY_MODEL_".length));
  const words = line("course-words"), heard = line("course-heard", "status");
  const problem = line("course-problem", "alert");
  heard.setAttribute("aria-live", "polite");
  el.append(problem, words, heard);

  const announce = announcer(heard);
  const show = () => {
    words.textContent = said.get("text");
    problem.textContent = said.get("problem");
    problem.hidden = said.get("problem") === "";
  };
  const change = () => {
    show();
    announce.hear(said.get("text"));
  };
  said.on("change", change);
  show();

  let watcher, root;
  const start = () => {
    root = el.closest(".course-lab");
    if (!root) return requestAnimationFrame(start);
    watcher = new MutationObserver(() => nameControls(root));
    watcher.observe(root, { childList: true, subtree: true });
    nameControls(root);
    root.addEventListener("keydown", keep);
  };
  requestAnimationFrame(start);
  return () => {
    announce.stop();
    watcher?.disconnect();
    root?.removeEventListener("keydown", keep);
    said.off("change", change);
  };
}

export default { render };
