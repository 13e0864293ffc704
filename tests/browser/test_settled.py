"""`Notebook.wait_settled` waits for a lab that computes, though its page shows nothing of it."""

SLOW = """
import time
from plotly.graph_objects import Figure, Scatter
from course_lib.widgets import Lab, Whole

def compute(**settings):
    yield 0.1, "begun"
    time.sleep(5)
    yield 1.0, "done"

def draw(result):
    return Figure(Scatter(y=[0, len(result)]))

lab = Lab("Slow", [Whole("n", "Number", 1, 1, 9)], compute, draw, str, str, live=False)
lab
"""


def test_a_page_settles_when_its_labs_do(jupyterlab):
    with jupyterlab.open(jupyterlab.write("slow.ipynb", [SLOW])) as page:
        page.run_all()
        page.wait_settled()
        for wait, seen in ((page.wait_still, "begun"), (page.wait_settled, "done")):  # the first: a control
            page.press(page.sliders()[0], "ArrowRight")
            page.wait_words("begun")
            wait()
            assert page.words() == seen
            page.wait_words("done")
        page.check()
