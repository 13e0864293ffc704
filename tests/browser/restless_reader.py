"""A reader who moves whatever can be moved, at random: every control of every lab, for minutes."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass

from notebook_page import Notebook
from real_browser import JupyterLab

from course_lib.labs import LABS

STINT = (10, 30)  # moves at one lab before the next one, from and to
PAUSE = (0.0, 0.2)  # seconds between two moves: some come while the last one is being computed
KEYS = ("ArrowRight", "ArrowLeft", "PageUp", "PageDown", "Home", "End")
TYPED = ("0", "0.5", "1", "2", "3", "7", "16", "1000")  # some of these a lab refuses, in words
REFUSED = "must be"
SHORT = {"Steps": "100", "Epochs": "1"}  # how long the labs train when all has been moved
MOVABLE = """lab => [...lab.querySelectorAll(  // neither files nor the clipboard nor the whole screen
  ".course-panel input, .course-panel select, .course-panel button, .course-picks")]
  .filter(one => one.getClientRects().length && !one.disabled)
  .filter(one => !["CSV", "PNG", "Present", "Copy code"].includes(one.textContent))"""
STATE = """lab => ({
  words: lab.querySelector(".course-words").textContent,
  drawn: lab.querySelector(".course-plot").getAttribute("aria-label"),
  problem: lab.querySelector(".course-problem").textContent,
  numbers: Object.fromEntries([...lab.querySelectorAll(".course-field")]
    .filter(one => one.getClientRects().length)
    .map(one => [one.getAttribute("aria-label").replace(", exact value", ""), Number(one.value)])),
})"""
SETTINGS = """
import json
print(json.dumps([
    [{one.label: lab.settings[name] for name, one in lab.controls.items()}, repr(lab.error)] for lab in made
]))"""
KERNEL_MEMORY = """
import gc
gc.collect()
print(next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) / 1024)"""


@dataclass(frozen=True)
class Outcome:
    """What came of the moves: ``faults`` in words, and MB that kernel and page held.

    Both are weighed after a third of the time and at the end, with every lab at the settings it opened with.
    """

    moves: int
    faults: list[str]
    kernel: tuple[float, float]
    page: tuple[float, float]


def cells(names=tuple(LABS)) -> list[str]:
    """The notebook: each lab in a cell of its own."""
    return ["from course_lib import labs\nmade = []", *(f"made.append(labs.{n}())\nmade[-1]" for n in names)]


class Reader:
    """Moves what a page shows; what and how is drawn from `seed`.

    Attributes:
        moves: how many there have been.
        faults: everything that labs said was wrong, unless it was a value that they refuse.
    """

    def __init__(self, page: Notebook, seed: int):
        self.page, self.random = page, random.Random(seed)
        self.moves, self.faults = 0, []
        self.labs = page.page.query_selector_all(".course-lab")

    def stroll(self, seconds: float) -> None:
        """Move things at random, at one lab for a while and then at another."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            i = self.random.randrange(len(self.labs))
            self.labs[i].scroll_into_view_if_needed()
            for _ in range(self.random.randint(*STINT)):
                self.move(self.labs[i])
                problem = self.labs[i].evaluate(STATE)["problem"]
                if problem and REFUSED not in problem:
                    self.faults.append(f"lab {i + 1} says: {problem}")
                time.sleep(self.random.uniform(*PAUSE))

    def move(self, lab) -> None:
        """Move one thing that a lab shows."""
        found = lab.evaluate_handle(MOVABLE)
        part = self.random.choice([one.as_element() for one in found.get_properties().values()])
        self.moves += 1
        kind = part.evaluate("one => one.type || one.className")
        if kind == "range":
            part.focus()
            for _ in range(self.random.randint(1, 5)):
                self.page.page.keyboard.press(self.random.choice(KEYS))
        elif kind == "text":
            part.fill(self.random.choice(TYPED))
            part.press("Enter")
        elif kind == "select-one":
            part.select_option(index=self.random.randrange(len(part.query_selector_all("option"))))
        elif "course-picks" in kind:
            box = part.bounding_box()
            x, y = (self.random.uniform(0.05, 0.95) * box[side] for side in ("width", "height"))
            part.click(position={"x": x, "y": y})
        else:
            part.click()

    def rest(self) -> None:
        """Press every Reset, make the training short, and wait until all is done."""
        for lab in self.labs:
            lab.query_selector("button:has-text('Reset')").click()
        self.shorten()
        self.page.wait_settled(timeout=300)

    def shorten(self) -> None:
        """Make every training short."""
        for lab in self.labs:
            for label, value in SHORT.items():
                if typed := self.page.field(label, lab):
                    typed.fill(value)
                    typed.press("Enter")

    def last_moves(self) -> None:
        """Make the training short, press keys on a slider of each lab, and judge the page once it rests."""
        self.shorten()
        for lab in self.labs:
            handles = [one for one in self.page.sliders(lab) if one.is_visible()]
            if handles:
                self.page.press(self.random.choice(handles), *self.random.choices(KEYS[:2], k=3))
        self.page.wait_settled(timeout=300)
        self.faults += self.judge()

    def fit(self) -> None:
        """Set the axes of all figures anew: those that rest depend on what was shown before."""
        for lab in self.labs:
            if (button := lab.query_selector("button:text-is('Fit')")) and button.is_visible():
                button.click()
        self.page.wait_settled(timeout=300)

    def judge(self) -> list[str]:
        """What does not agree: fields with settings, words with figures, figures with what settings give."""
        found = []
        kept = json.loads(self.page.run_code(SETTINGS))
        self.fit()
        shown = [self.page.fingerprint(plot) for plot in self.page.plots()]
        for i, (lab, (settings, error)) in enumerate(zip(self.labs, kept, strict=True), 1):
            state = lab.evaluate(STATE)
            if state["problem"] or error != "None":
                found.append(f"lab {i} ends with: {state['problem'] or error}")
            if state["words"] != state["drawn"]:
                found.append(f"lab {i} says {state['words']!r} beside a figure of {state['drawn']!r}")
            for label, number in state["numbers"].items():
                if abs(number - settings[label]) > 1e-6 * abs(number):
                    found.append(f"lab {i} shows {label} = {number} and has {settings[label]}")
        self.page.run_code("for lab in made: lab.set(**lab.settings)", timeout=300)
        self.page.wait_settled(timeout=300)
        self.fit()
        again = [self.page.fingerprint(plot) for plot in self.page.plots()]
        return found + [
            f"lab {i} shows a figure that is not that of its settings"
            for i, (one, other) in enumerate(zip(shown, again, strict=True), 1)
            if one != other
        ]


def memory(page: Notebook) -> tuple[float, float]:
    """MB that the kernel and the page's JavaScript hold after their garbage was collected."""
    cdp = page.context.new_cdp_session(page.page)
    cdp.send("HeapProfiler.collectGarbage")
    heap = cdp.send("Runtime.getHeapUsage")["usedSize"] / 2**20
    cdp.detach()
    return float(page.run_code(KERNEL_MEMORY)), heap


def random_moves(lab: JupyterLab, minutes: float, seed: int = 0, names=tuple(LABS)) -> Outcome:
    """Open a notebook with the labs and move them at random for some minutes."""
    with lab.open(lab.write("random_moves.ipynb", cells(names)), height=1000) as page:
        page.run_all()
        page.wait_settled()
        reader, seconds = Reader(page, seed), minutes * 60
        reader.stroll(seconds / 3)
        reader.rest()
        before = memory(page)
        reader.stroll(seconds * 2 / 3)
        reader.rest()
        after = memory(page)
        reader.last_moves()
        return Outcome(
            reader.moves,
            reader.faults + page.faults(),
            (before[0], after[0]),
            (before[1], after[1]),
        )
