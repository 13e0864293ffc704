// The button Present: large type, and the whole screen where the page may have it. Escape ends it, too.

async function render({ model, el }) {
  const presented = await model.widget_manager.get_model(model.get("presented").slice("IPY_MODEL_".length));
  const button = document.createElement("button");
  button.className = "jupyter-widgets jupyter-button widget-button";
  button.textContent = "Present";
  button.title = "Fill the screen, in large type; Escape or a second press ends it";
  el.classList.add("course-present");
  el.append(button);

  const lab = () => el.closest(".course-lab");
  const show = () => {
    const on = presented.get("on");
    button.setAttribute("aria-pressed", String(on));
    lab().classList.toggle("course-presenting", on);
    if (!on && document.fullscreenElement === lab()) document.exitFullscreen();
    for (const view of lab().querySelectorAll(".course-view")) view.dispatchEvent(new Event("course-enlarged"));
  };
  const put = (on) => {
    presented.set("on", on);
    presented.save_changes();
  };
  const left = () => {
    if (presented.get("on") && document.fullscreenElement === null) put(false);
  };
  button.addEventListener("click", () => {
    put(!presented.get("on"));
    if (presented.get("on") && document.fullscreenEnabled) lab().requestFullscreen();
  });
  document.addEventListener("fullscreenchange", left);
  presented.on("change:on", show);
  const start = () => (lab() ? show() : requestAnimationFrame(start));
  start();
  return () => {
    document.removeEventListener("fullscreenchange", left);
    presented.off("change:on", show);
  };
}

export default { render };
