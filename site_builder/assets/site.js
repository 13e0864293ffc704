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
      get: (name) => (name === "clickable" ? false : `IPY_MODEL_${name}`),
      widget_manager: { get_model: async () => shown },
      show(index) {
        const { words, frame, arrays } = states[index];
        const filled = arrays.map((one) => ({ ...one, buffer: bytes[one.buffer] }));
        state = { words, frame: frames[frame], arrays: filled, fits: 0 }; // one count: the axes rest until Fit
        listeners.forEach((listener) => listener());
        return words;
      },
    };
  }

  // Gives a figure's words the room that the longest of them takes, so that the figure below stands still.
  function reserve(words, all) {
    const longest = words.cloneNode();
    longest.classList.add("measured");
    longest.ariaHidden = "true";
    Object.assign(longest.style, { width: `${words.offsetWidth}px`, minHeight: "0" });
    words.before(longest);
    words.style.minHeight = `${Math.max(...all.map((text) => {
      longest.textContent = text;
      return longest.offsetHeight;
    }))}px`;
    longest.remove();
  }

  const figures = [...document.querySelectorAll("[data-frames]")];
  for (const figure of figures) {
    const [slider, value, fit, words, view] =
      ["input", "output", "button", ".words", ".view"].map((part) => figure.querySelector(part));
    const stored = globalThis.courseFrames[figure.dataset.frames], model = standIn(stored);
    model.show(slider?.value ?? 0);
    slider?.addEventListener("input", () => {
      const stop = JSON.parse(slider.dataset.stops)[slider.value];
      value.textContent = stop;
      slider.setAttribute("aria-valuetext", stop);
      words.textContent = model.show(slider.value);
    });
    fit?.addEventListener("click", () => view.dispatchEvent(new Event("course-fit")));
    new ResizeObserver(() => reserve(words, stored.states.map((state) => state.words))).observe(view);
    globalThis.courseView.render({ model, el: view });
  }

  // Before a page is printed, its figures are drawn as wide as they are designed for, and, for those who asked for
  // it, all folds open; after that, the page is as it was.
  const everything = document.querySelector(".print input"), root = document.documentElement;
  let opened = [];
  document.querySelector(".print button")?.addEventListener("click", () => globalThis.print());
  globalThis.addEventListener("beforeprint", () => {
    opened = everything?.checked ? [...document.querySelectorAll("details:not([open])")] : [];
    opened.forEach((fold) => { fold.open = true; });
    root.classList.add("printing");
    figures.forEach((figure) => figure.querySelector(".view").dispatchEvent(new Event("course-enlarged")));
  });
  globalThis.addEventListener("afterprint", () => {
    root.classList.remove("printing");
    opened.forEach((fold) => { fold.open = false; });
  });

  // What is wider than the page scrolls, and then by keyboard too.
  const scrolls = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  document.querySelectorAll(".formula, .table, p:has(math)").forEach((wide) => scrolls.observe(wide));
})();
