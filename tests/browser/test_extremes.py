"""The labs of lessons 03 to 07 in a real browser, fields typed to both ends: pictures, words, no red."""

import pytest
from faulty import type_number

# Each lab as the page shows it; field label → what is typed, one after another.
TYPED = {
    "signals(depth=3, width=8, last=8)": {"Gain": ("100", "0", "0.0884", "1"), "Layers": ("100", "1", "30")},
    "gallery(activation='elu')": {"Std of z": ("20", "0.05"), "α (ELU)": ("0", "5")},
    "matrix(depth=3, width=8, seeds=1)": {"Gain": ("100", "0", "1"), "Layers": ("1", "30")},
    "deep_race(depth=3, epochs=1, seeds=1)": {"Learning rate": ("1", "0.0001"), "Epochs": ("0", "2")},
    "biases(depth=3, width=8)": {"Layers": ("50", "1")},
    "shared_instance(steps=100)": {"Steps": ("2000", "0")},
}
LABS = tuple(TYPED)
SOUND = """lab => {
  const plot = lab.querySelector(".course-plot"), words = lab.querySelector(".course-words").textContent;
  const drawn = [...plot.querySelectorAll("path")].map(path => path.getAttribute("d") ?? "").join();
  return {
    problem: lab.querySelector(".course-problem").textContent,
    agree: words === plot.getAttribute("aria-label"),
    nan: /NaN|Infinity|undefined/.test(drawn + words), empty: drawn.length < 500,
  };
}"""


@pytest.fixture(scope="module")
def page(jupyterlab):
    cells = [
        "from course_lib import labs\nmade = []",
        *(f"made.append(labs.{lab})\nmade[-1]" for lab in LABS),
    ]
    with jupyterlab.open(jupyterlab.write("extremes.ipynb", cells), height=1000) as page:
        page.run_all()
        page.wait_settled()
        yield page
        page.check()


@pytest.mark.parametrize("number", range(len(LABS)), ids=LABS)
def test_typed_extremes(page, number):
    lab, typed = page.page.query_selector_all(".course-lab")[number], TYPED[LABS[number]]
    for label, values in typed.items():
        for value in values:
            field = type_number(page, label, value, lab)
            page.wait_settled()
            sound = {"problem": "", "agree": True, "nan": False, "empty": False}
            assert lab.evaluate(SOUND) == sound, (label, value)
            assert field.input_value() == value, "what was typed is kept"
    shown = "{one.label: lab.settings[name] for name, one in lab.controls.items()}"
    heard = page.run_code(f"lab = made[{number}]; print(*map({shown}.get, {list(typed)}))")
    assert [float(one) for one in heard.split()] == [float(values[-1]) for values in typed.values()]
