"""The labs of lessons 03 to 07 in a real browser, fields typed to both ends: pictures, words, no red."""

import pytest

LABS = {
    "signals": ["depth=3, width=8, last=8"],
    "gallery": ["activation='elu'"],
    "matrix": ["depth=3, width=8, seeds=1"],
    "deep_race": ["depth=3, epochs=1, seeds=1"],
    "biases": ["depth=3, width=8"],
    "shared_instance": ["steps=100"],
}
# Field label → what is typed, one after another.
TYPED = {
    "signals": {"Gain": ("100", "0", "0.0884", "1"), "Layers": ("100", "1", "30")},
    "gallery": {"Std of z": ("20", "0.05"), "α (ELU)": ("0", "5")},
    "matrix": {"Gain": ("100", "0", "1"), "Layers": ("1", "30")},
    "deep_race": {"Learning rate": ("1", "0.0001"), "Epochs": ("0", "2")},
    "biases": {"Layers": ("50", "1")},
    "shared_instance": {"Steps": ("2000", "0")},
}
SOUND = """lab => {
  const plot = lab.querySelector(".course-plot"), words = lab.querySelector(".course-words").textContent;
  const drawn = [...plot.querySelectorAll("path")].map(path => path.getAttribute("d") ?? "").join();
  return {
    problem: lab.querySelector(".course-problem").textContent,
    words, agree: words === plot.getAttribute("aria-label"),
    nan: /NaN|Infinity|undefined/.test(drawn + words), empty: drawn.length < 500,
  };
}"""


def fields(page):
    """Label → number field."""
    found = {}
    for control in page.page.query_selector_all(".course-control"):
        label, field = control.query_selector(".widget-label"), control.query_selector("input[type=number]")
        if label and field:
            found[label.text_content()] = field
    return found


@pytest.mark.parametrize("name", LABS)
def test_typed_extremes(name, jupyterlab):
    cells = ["from course_lib import labs", f"labs.{name}({LABS[name][0]})"]
    with jupyterlab.open(jupyterlab.write(f"extremes_{name}.ipynb", cells)) as page:
        page.run_all()
        page.wait_settled()
        lab = page.page.query_selector(".course-lab")
        for label, values in TYPED[name].items():
            field = fields(page)[label]
            for value in values:
                field.fill(value)
                field.press("Enter")
                page.wait_settled()
                seen = lab.evaluate(SOUND)
                assert seen["problem"] == "" and seen["agree"], (label, value, seen)
                assert not seen["nan"] and not seen["empty"], (label, value, seen)
                assert fields(page)[label].input_value() == value, "what was typed is kept"
        page.check()


def test_a_value_out_of_range_is_refused_in_words_and_kept(jupyterlab):
    cells = ["from course_lib import labs", "labs.signals(depth=3, width=8, last=8)"]
    with jupyterlab.open(jupyterlab.write("extremes_refused.ipynb", cells)) as page:
        page.run_all()
        page.wait_settled()
        lab, field = page.page.query_selector(".course-lab"), fields(page)["Gain"]
        before = page.fingerprint(page.plots()[0])
        field.fill("1000")
        field.press("Enter")
        page.wait(
            "lab => lab.querySelector('.course-problem').textContent.includes('from 0 to 100; got 1000')",
            "the lab to say what is allowed",
            argument=lab,
        )
        assert page.fingerprint(page.plots()[0]) == before and field.input_value() == "1000"
        page.check()
