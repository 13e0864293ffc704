// A question: radio buttons, Commit and Skip, and the reply, which takes over the focus of the button that was pressed.

const MARKS = {
  right: ["✓", "the right answer"],
  chosen: ["✗", "your answer"],
  both: ["✓", "your answer, the right one"],
};
const BUTTONS = [
  { label: "Commit", press: "commit", title: "Answer, and show the figure", look: "mod-primary" },
  { label: "Skip", press: "skip", title: "Show the figure without an answer", look: "" },
];

function element(kind, className, parent) {
  const made = document.createElement(kind);
  made.className = className;
  parent.append(made);
  return made;
}

async function render({ model, el }) {
  const asked = await model.widget_manager.get_model(model.get("asked").slice("IPY_MODEL_".length));
  const group = `course-asked-${Math.random().toString(36).slice(2)}`; // of one name, they are one stop of the Tab key
  el.classList.add("course-asking");

  const question = element("p", "course-question", el);
  question.id = group;
  question.innerHTML = `<b>Prediction.</b> ${asked.get("question")}`;

  const options = element("div", "course-options", el);
  options.setAttribute("role", "radiogroup");
  options.setAttribute("aria-labelledby", group);
  const rows = asked.get("options").map(([key, text]) => {
    const row = element("label", "course-option", options), radio = element("input", "", row);
    Object.assign(radio, { type: "radio", name: group, value: key });
    radio.addEventListener("change", () => {
      asked.set("chosen", key);
      asked.save_changes();
    });
    element("span", "", row).innerHTML = text;
    return { key, row, radio };
  });

  const line = element("div", "course-answer", el);
  for (const { label, press, title, look } of BUTTONS) {
    const button = element("button", `jupyter-widgets jupyter-button widget-button ${look}`, line);
    [button.textContent, button.title] = [label, title];
    button.addEventListener("click", () => asked.send({ press }));
  }

  const reply = element("div", "course-reply", el);
  reply.setAttribute("role", "status");
  reply.tabIndex = -1;

  function mark({ key, row }) {
    const right = asked.get("right"), chosen = asked.get("chosen");
    const kind = key !== right ? (key === chosen ? "chosen" : "") : key === chosen ? "both" : "right";
    if (!kind || row.querySelector(".course-mark")) return;
    row.classList.add(key === right ? "course-right" : "course-wrong");
    const [sign, words] = MARKS[kind], made = element("span", "course-mark", row);
    made.textContent = `${sign} ${words}`;
  }
  // The verdict comes with the figure that shows why.
  const figure = () => el.closest(".course-prediction")?.querySelector(".course-plot[data-drawn]");
  const drawn = new MutationObserver(() => { if (figure()) show(); });
  function show() {
    const settled = asked.get("right") !== "", focused = el.contains(document.activeElement);
    if (settled && !figure()) {
      const within = el.closest(".course-prediction") ?? document.body; // not on the page yet
      return drawn.observe(within, { subtree: true, attributes: true, attributeFilter: ["data-drawn"] });
    }
    drawn.disconnect();
    for (const { key, radio } of rows) radio.checked = key === asked.get("chosen");
    if (reply.innerHTML !== asked.get("reply")) reply.innerHTML = asked.get("reply");
    reply.dataset.status = asked.get("status");
    if (!settled) return;
    for (const row of rows) mark(row);
    for (const { radio } of rows) radio.disabled = true;
    if (focused) reply.focus({ preventScroll: true }); // a button that goes would lose it to the page's top
    line.hidden = true;
  }
  asked.on("change", show);
  show();
  return () => {
    drawn.disconnect();
    asked.off("change", show);
  };
}

export default { render };
