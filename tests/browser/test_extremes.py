"""The labs of lessons 03 to 07 in a real browser, fields typed to both ends: pictures, words, no red."""

import pytest

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
    words, agree: words === plot.getAttribute("aria-label"),
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


def field_of(lab, label):
    """The number field beside this label."""
    for control in lab.query_selector_all(".course-control:has(input[type=number])"):
        if control.query_selector(".widget-label").text_content() == label:
            return control.query_selector("input[type=number]")
    raise AssertionError(f"no field {label!r}")


@pytest.mark.parametrize("number", range(len(LABS)), ids=LABS)
def test_typed_extremes(page, number):
    lab = page.page.query_selector_all(".course-lab")[number]
    for label, values in TYPED[LABS[number]].items():
        for value in values:
            field_of(lab, label).fill(value)
            field_of(lab, label).press("Enter")
            page.wait_settled()
            seen = lab.evaluate(SOUND)
            assert seen["problem"] == "" and seen["agree"], (label, value, seen)
            assert not seen["nan"] and not seen["empty"], (label, value, seen)
            assert field_of(lab, label).input_value() == value, "what was typed is kept"
    heard = page.run_code(
        f"lab = made[{number}]; print(*(lab.settings[name] for name, one in lab.controls.items()"
        f" if one.label in {list(TYPED[LABS[number]])!r}))"
    )
    assert sorted(map(float, heard.split())) == sorted(float(v[-1]) for v in TYPED[LABS[number]].values())


def test_a_value_out_of_range_is_refused_in_words_and_kept(page):
    lab = page.page.query_selector(".course-lab")
    plot, field = page.plots(lab)[0], field_of(lab, "Gain")
    before = page.fingerprint(plot)
    field.fill("1000")
    field.press("Enter")
    page.wait(
        "lab => lab.querySelector('.course-problem').textContent.includes('from 0 to 100; got 1000')",
        "the lab to say what is allowed",
        argument=lab,
    )
    assert page.fingerprint(plot) == before and field.input_value() == "1000"
