// The buttons CSV and PNG. The kernel gives a file's name, and the table; the picture is made here, of the
// figure as it stands on the page.

const LABELS = {
  csv: ["CSV", "Download the numbers that are shown, as a table"],
  png: ["PNG", "Download the figure as a picture"],
};
const SCALE = 2; // pixels of the picture for one of the page

function download(bytes, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function picture(plot, filename) {
  const Plotly = await globalThis.coursePlotly;
  await Plotly.downloadImage(plot, { format: "png", scale: SCALE, filename });
}

async function render({ model, el }) {
  const files = await model.widget_manager.get_model(model.get("files").slice("IPY_MODEL_".length));
  const view = Math.random().toString(36).slice(2);
  el.classList.add("course-export");
  for (const kind of model.get("kinds")) {
    const button = document.createElement("button");
    button.className = "jupyter-widgets jupyter-button widget-button";
    [button.textContent, button.title] = LABELS[kind];
    button.addEventListener("click", () => files.send({ kind, view }));
    el.append(button);
  }
  const receive = (answer, buffers) => {
    if (answer.view !== view) return;
    if (answer.kind === "csv") download(buffers[0], `${answer.name}.csv`);
    else picture(el.closest(".course-lab").querySelector(".course-plot"), answer.name);
  };
  files.on("msg:custom", receive);
  return () => files.off("msg:custom", receive);
}

export default { render };
