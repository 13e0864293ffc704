// Stands in for the kernel: hands plot_view.js, the notebooks' own script, the stored figure of each stop.

(() => {
  globalThis.coursePlotly = Promise.resolve(globalThis.Plotly);

  const decode = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  // What plot_view.js sees as the model of a widget that shows one of the stored states.
  function standIn({ frames, buffers, states }) {
    const bytes = buffers.map(decode), listeners = new Set();
    let state;
    const shown = {
      get: (name) => state[name],
      on: (_, listener) => listeners.add(listener),
      off: (_, listener) => listeners.delete(listener),
    };
    return {
      get: (name) => (name === "picked" ? null : `IPY_MODEL_${name}`),
      widget_manager: { get_model: async () => shown },
      show(index) {
        const { words, frame, arrays } = states[index];
        state = { words, frame: frames[frame], arrays: arrays.map((one) => ({ ...one, buffer: bytes[one.buffer] })) };
        listeners.forEach((listener) => listener());
        return words;
      },
    };
  }

  for (const figure of document.querySelectorAll("[data-frames]")) {
    const slider = figure.querySelector("input"), value = figure.querySelector("output");
    const caption = figure.querySelector("figcaption"), stops = JSON.parse(slider.dataset.stops);
    const model = standIn(globalThis.courseFrames[figure.dataset.frames]);
    const move = () => {
      value.textContent = stops[slider.value];
      slider.setAttribute("aria-valuetext", stops[slider.value]);
      caption.textContent = model.show(slider.value);
    };
    move();
    slider.addEventListener("input", move);
    globalThis.courseView.render({ model, el: figure.querySelector(".view") });
  }

  // What is wider than the page scrolls, and then by keyboard too.
  const scrolls = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  document.querySelectorAll(".formula").forEach((formula) => scrolls.observe(formula));
})();
