"""A lab's cell run again while its lab trains: the old training ends, and the new lab answers."""

from tests.kernel.front_end import FrontEnd

CELL = "lab = labs.race(seeds=8, steps=2000)\nlab"


def sliders(page):
    return [
        one for one in page.of_kind("IntSliderModel") if page.widgets[one]["description"] == "Hidden layers"
    ]


def test_a_lab_cell_run_twice():
    with FrontEnd() as page:
        page.open_subshell()
        page.run("from course_lib import labs")
        page.run(CELL)
        (first,) = sliders(page)
        page.set(first, value=4)
        page.run("old = lab; assert old.running")  # so the cell below runs beside a training
        page.run(CELL)
        _, second = sliders(page)
        page.set(second, value=3)
        page.settle()
        page.run("assert not old.running and not lab.running and not old.error and not lab.error")
        page.run("assert (old.settings['depth'], lab.settings['depth'], lab.result.done) == (4, 3, 2000)")
        assert page.troubles == []
