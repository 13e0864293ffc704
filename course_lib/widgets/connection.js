// Says when the kernel is out of reach. ipywidgets then lets a reader move controls that nothing follows.

const AWAY =
  "The connection to the kernel is interrupted, so the figure may be an old one. What you set now is sent when " +
  "the connection is back; if that takes minutes, choose Kernel → Reconnect to Kernel.";
const ENDED = "The kernel that drew this has ended or was restarted: the controls are off, and the figure is its last. ";
const RUN = "To go on, run the notebook's first code cell and then this one, or Run → Run All Cells.";
const LOAD = "To go on, load this page again.";
const CONTROLS = "button, input, select, .noUi-target";
const ENDS = new Set(["restarting", "autorestarting", "terminating", "dead"]);

function render({ model, el }) {
  const manager = model.widget_manager;
  // JupyterLab's, Voilà's, or none: other front ends tell of an ended kernel at most.
  const session = manager.context?.sessionContext ?? manager.kernel;
  const own = model.get("layout"); // a model of the same kernel: its `comm_live` falls when that is restarted
  const line = document.createElement("p");
  line.className = "course-connection";
  line.setAttribute("role", "status");
  el.append(line);

  let closed = false;
  function show() {
    if (closed) return;
    if (!el.isConnected) return requestAnimationFrame(show);
    const root = el.closest(".course-prediction") ?? el.closest(".course-lab");
    if (root !== el.parentElement) return; // the prediction around this lab says it for both
    const kernel = session?.session?.kernel ?? session;
    const ended = !own.comm_live, away = (kernel?.connectionStatus ?? "connected") !== "connected";
    const text = ended ? ENDED + (manager.context ? RUN : LOAD) : away ? AWAY : "";
    if (line.textContent !== text) line.textContent = text;
    if (!ended) return;
    root.classList.add("course-ended");
    for (const control of root.querySelectorAll(CONTROLS)) control.setAttribute("disabled", "");
  }

  // ipywidgets itself hears of a restart only; a kernel that crashed, or was shut down, takes its widgets along too.
  const end = () => { own.comm_live = false; };
  const follow = (_, status) => ENDS.has(status) && end();
  own.on("comm_live_update", show);
  session?.statusChanged?.connect(follow);
  session?.kernelChanged?.connect(end);
  session?.connectionStatusChanged?.connect(show);
  show();

  return () => {
    closed = true;
    own.off("comm_live_update", show);
    session?.statusChanged?.disconnect(follow);
    session?.kernelChanged?.disconnect(end);
    session?.connectionStatusChanged?.disconnect(show);
  };
}

export default { render };
