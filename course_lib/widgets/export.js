// What a reader takes away. The buttons CSV and PNG: the kernel gives a file's name, and the table; the picture is
// made here, of the figure as it stands on the page. And the notebook's file: see `keeper`.

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

async function save(plot, filename) {
  const Plotly = await globalThis.coursePlotly;
  await Plotly.downloadImage(plot, { format: "png", scale: SCALE, filename });
}

// JupyterLab saves a widget's output as it was when its cell ran, and shows "model not found" for it another day. So
// the output's text follows what the reader does, and a card after it, an output of its own, holds that text and a
// picture. Both are written into the document that is saved, past the page: nothing on it is drawn anew. Where a
// document is opened that holds a card, the card's style shows either the lab, if its kernel still runs, or the card.
const WIDGET = "application/vnd.jupyter.widget-view+json", CARD = "course_card", PNG = "image/png";
const REST = 1000; // ms that a figure stands still before it is kept
const LIVE = ":has(.course-lab, .course-prediction)";
const STYLE =
  `.jp-OutputArea-child${LIVE} + .jp-OutputArea-child:has(.course-card), ` +
  `.jp-OutputArea-child:has(+ .jp-OutputArea-child .course-card):not(${LIVE}) { display: none; } ` +
  ".course-card pre { white-space: pre-wrap; word-break: normal; overflow-wrap: break-word; font: inherit; } " +
  ".course-card img { max-width: 100%; height: auto; }";
const NOTE = "As it stood when this notebook was saved. To go on from here, choose Run → Run All Cells.";

// A lab that is not drawn, such as one that its prediction still hides, has words and no picture.
function card(id, text, words, png) {
  const escaped = (said) => said.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const image = png && `<img src="data:image/png;base64,${png}" alt="${escaped(words)}">`;
  const html =
    `<style>${STYLE}</style><div class="course-card"><p>${NOTE}</p><pre>${escaped(text)}</pre>${image}</div>`;
  const [pixels, alt] = png ? [{ [PNG]: png }, { [PNG]: { alt: words } }] : [{}, {}];
  return {
    output_type: "display_data",
    metadata: { [CARD]: id, ...alt },
    data: { "text/html": html, ...pixels, "text/plain": words || text },
  };
}

// The code cells of a notebook that show one of the widgets, and their outputs as they are saved.
function showing(notebook, texts) {
  return [...notebook.cells]
    .filter((cell) => cell.type === "code")
    .map((cell) => [cell.sharedModel, cell.sharedModel.getOutputs()])
    .filter(([, outputs]) => outputs.some((one) => one.data?.[WIDGET]?.model_id in texts));
}

function keep(notebook, texts, words, png) {
  for (const [cell, outputs] of showing(notebook, texts)) {
    const kept = outputs.filter((one) => !(one.metadata?.[CARD] in texts)).flatMap((one) => {
      const id = one.data?.[WIDGET]?.model_id, text = texts[id];
      if (text === undefined) return [one];
      const { "text/html": before, ...data } = one.data; // the page's words for a question that was open
      return [{ ...one, data: { ...data, "text/plain": text } }, card(id, text, words, png)];
    });
    cell.updateOutputs(0, outputs.length, kept, "silent-change"); // JupyterLab's own word for "the page knows"
  }
  notebook.dirty = true;
}

async function picture(plot) {
  const Plotly = await globalThis.coursePlotly, { width, height } = plot._fullLayout;
  const url = await Plotly.toImage(plot, { format: "png", scale: 1, width, height });
  return url.slice(url.indexOf(",") + 1);
}

// Asks the kernel for the texts once a figure that the reader or a cell has changed stands still, and keeps them.
function keeper(el, notebook, ask) {
  let timer, watcher, root, touched = false;
  const touch = () => { touched = true; };
  const rest = () => {
    clearTimeout(timer);
    timer = setTimeout(() => requestIdleCallback(ask), REST);
  };
  const start = () => {
    const lab = el.closest(".course-lab");
    if (!lab) return (timer = setTimeout(start, 100));
    root = lab.closest(".course-prediction") ?? lab;
    for (const kind of ["pointerdown", "keydown"]) root.addEventListener(kind, touch, true);
    watcher = new MutationObserver(rest);
    watcher.observe(lab, { subtree: true, attributes: true, attributeFilter: ["data-drawn"] });
    rest();
  };
  start();
  return {
    async take(texts) {
      const plot = root.querySelector(".course-plot[data-drawn]"), drawn = plot?.dataset.drawn;
      // Another tab that only looks on is not to ask its reader whether to save.
      const known = (one) => one.metadata?.[CARD] in texts && (!plot || PNG in one.data);
      if (!touched && !notebook.dirty && showing(notebook, texts).every(([, outputs]) => outputs.some(known))) return;
      touched = false; // before the wait: a reader may go on meanwhile
      const png = plot ? await picture(plot) : "";
      if (plot?.dataset.drawn !== drawn) return touch(); // the next rest takes that
      keep(notebook, texts, plot?.getAttribute("aria-label") ?? "", png);
    },
    stop() {
      clearTimeout(timer);
      watcher?.disconnect();
      for (const kind of ["pointerdown", "keydown"]) root?.removeEventListener(kind, touch, true);
    },
  };
}

async function render({ model, el }) {
  const manager = model.widget_manager;
  const files = await manager.get_model(model.get("files").slice("IPY_MODEL_".length));
  const view = Math.random().toString(36).slice(2);
  el.classList.add("course-export");
  for (const kind of model.get("kinds")) {
    const button = document.createElement("button");
    button.className = "jupyter-widgets jupyter-button widget-button";
    [button.textContent, button.title] = LABELS[kind];
    button.addEventListener("click", () => files.send({ kind, view }));
    el.append(button);
  }
  const notebook = manager.context?.model; // elsewhere than in JupyterLab nothing is saved
  const keeps = notebook?.cells && keeper(el, notebook, () => {
    if (files.comm_live) files.send({ kind: "texts", view }); // a kernel that has ended has nothing to add
  });
  const receive = (answer, buffers) => {
    if (answer.view !== view) return;
    if (answer.kind === "texts") keeps.take(answer.texts);
    else if (answer.kind === "csv") download(buffers[0], `${answer.name}.csv`);
    else save(el.closest(".course-lab").querySelector(".course-plot"), answer.name);
  };
  files.on("msg:custom", receive);
  return () => {
    keeps?.stop();
    files.off("msg:custom", receive);
  };
}

export default { render };
