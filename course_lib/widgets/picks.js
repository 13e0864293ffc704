// Part of plot_view.js: the marks of a figure that a click picks, by keyboard too.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Tells the kernel what was picked; the count makes a second click on one point news.
function tell(shown, panel, x, y) {
  shown.set("click", { panel, x, y, count: (shown.get("click").count ?? 0) + 1 });
  shown.save_changes();
}

// A button stands on one of the marks that may be picked. Arrow keys move it to the next, Enter and a click pick it.
class Picks {
  constructor(el, plot, shown) {
    [this.el, this.plot, this.shown, this.at] = [el, plot, shown, 0];
  }

  marks() {
    return this.plot.data.filter(({ meta }) => meta?.pick).flatMap((trace) => {
      const [across, up] = ["x", "y"].map((letter) => this.plot._fullLayout[nameOf(trace, letter)]);
      return Array.from(trace.x, (x, i) => ({
        panel: Number(across._id.slice(1) || 1), x, y: trace.y[i], text: trace.hovertext?.[i] ?? trace.text?.[i] ?? `${x}, ${trace.y[i]}`,
        left: across._offset + across.d2p(x), top: up._offset + up.d2p(trace.y[i]),
      }));
    });
  }

  // Puts the button where its mark was drawn, `scale` times enlarged.
  follow(scale) {
    this.scale = scale;
    const marks = this.marks();
    if (marks.length === 0) return this.button?.remove();
    this.at = Math.min(this.at, marks.length - 1);
    if (!this.button?.isConnected) this.el.append(this.button = this.made());
    this.place(marks[this.at]);
  }

  place({ left, top, text }) {
    Object.assign(this.button.style, { left: `${this.scale * left}px`, top: `${this.scale * top}px` });
    this.button.setAttribute("aria-label", text);
  }

  made() {
    const button = document.createElement("button");
    button.className = "course-pick";
    button.title = "Arrow keys go from mark to mark, Enter picks";
    button.addEventListener("keydown", (event) => this.step(event));
    button.addEventListener("click", () => {
      const { panel, x, y } = this.marks()[this.at];
      tell(this.shown, panel, x, y);
    });
    return button;
  }

  // To the nearest mark that lies more in this direction than across it. A screen reader reads a button that is new.
  step(event) {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    const [right, down] = STEPS[event.key], marks = this.marks(), here = marks[this.at];
    let next = this.at, least = Infinity;
    marks.forEach(({ left, top }, i) => {
      const [x, y] = [left - here.left, top - here.top], far = Math.hypot(x, y);
      const along = right * x + down * y, aside = Math.abs(right * y + down * x);
      if (along > 0 && along >= aside && far < least) [next, least] = [i, far];
    });
    if (next === this.at) return;
    const before = this.button;
    [this.at, this.button] = [next, this.made()];
    this.place(marks[next]);
    before.after(this.button);
    this.button.focus();
    before.remove();
  }
}
