// Part of lab.js, which comes after it: what is kept in the notebook's file; see `keeper`.

// JupyterLab saves a widget's output as it was when its cell ran, and shows "model not found" for it another day. So
// the output's text follows what the reader does, and a card after it, an output of its own, holds that text and a
// picture. Both are written into the document that is saved, past the page: nothing on it is drawn anew. Where a
// document is opened that holds a card, the card's style shows either the lab, if its kernel still runs, or the card.
const WIDGET = "application/vnd.jupyter.widget-view+json", CARD = "course_card", PNG = "image/png";
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

function store(notebook, texts, words, png) {
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
function keeper(lab, notebook, ask) {
  let timer, touched = false;
  const root = lab.closest(".course-prediction") ?? lab;
  const touch = () => { touched = true; };
  const rest = () => {
    clearTimeout(timer);
    timer = setTimeout(() => requestIdleCallback(ask), REST);
  };
  for (const kind of ["pointerdown", "keydown"]) root.addEventListener(kind, touch, true);
  const watcher = new MutationObserver(rest);
  watcher.observe(lab, { subtree: true, attributes: true, attributeFilter: ["data-drawn"] });
  rest();
  return {
    async take(texts) {
      const plot = root.querySelector(".course-plot[data-drawn]"), drawn = plot?.dataset.drawn;
      // Another tab that only looks on is not to ask its reader whether to save.
      const known = (one) => one.metadata?.[CARD] in texts && (!plot || PNG in one.data);
      if (!touched && !notebook.dirty && showing(notebook, texts).every(([, outputs]) => outputs.some(known))) return;
      touched = false; // before the wait: a reader may go on meanwhile
      const png = plot ? await picture(plot) : "";
      if (plot?.dataset.drawn !== drawn) return touch(); // the next rest takes that
      store(notebook, texts, plot?.getAttribute("aria-label") ?? "", png);
    },
    stop() {
      clearTimeout(timer);
      watcher.disconnect();
      for (const kind of ["pointerdown", "keydown"]) root.removeEventListener(kind, touch, true);
    },
  };
}

function saving(model, state, lab) {
  const view = Math.random().toString(36).slice(2);
  const notebook = model.widget_manager.context?.model; // elsewhere than in JupyterLab nothing is saved
  if (!notebook?.cells) return () => {};
  const keeps = keeper(lab, notebook, () => {
    if (state.comm_live) state.send({ kind: "texts", view }); // a kernel that has ended has nothing to add
  });
  const receive = (answer) => {
    if (answer.view === view) keeps.take(answer.texts);
  };
  state.on("msg:custom", receive);
  return () => {
    keeps.stop();
    state.off("msg:custom", receive);
  };
}
