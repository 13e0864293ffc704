"""`Lab` with a toy inside that keeps a result beside what follows."""

import asyncio

import pytest
from plotly.graph_objects import Figure

from tests.stand_ins import Steps, Toy, from_page, keeping_lab, parts, toy_lab


def test_a_kept_result_stands_beside_what_follows():
    lab = keeping_lab()
    buttons = parts(lab)["buttons"]
    assert lab.kept is None and buttons["Let go"].disabled
    buttons["Keep"].click()
    assert lab.kept == lab.result == Toy(3, ("a",), 0)
    assert parts(lab)["state"].words == "3 points at step 0, beside 3"
    assert not buttons["Let go"].disabled
    from_page(parts(lab)["slider"], value=5)
    lab.set(n=6)
    assert (lab.result.n, lab.kept.n, len(lab.figure.data)) == (6, 3, 2)
    assert parts(lab)["state"].words == "6 points at step 0, beside 3"
    buttons["Keep"].click()
    assert parts(lab)["state"].words == "6 points at step 0, beside 6"
    buttons["Let go"].click()
    assert lab.kept is None and buttons["Let go"].disabled and len(lab.figure.data) == 1
    assert parts(lab)["state"].words == "6 points at step 0"


def test_the_summary_is_that_of_the_result_alone():
    lab = keeping_lab()
    before = lab.summary()
    lab.keep()
    assert lab.summary() == before


async def test_a_kept_result_stays_while_others_run_and_over_a_reset():
    lab = keeping_lab(Steps(), live=False)
    lab.start(n=5)
    await asyncio.sleep(0)
    lab.keep()
    kept = lab.kept
    assert kept.n == 5 and kept.step < 10 and lab.running
    await lab.settled()
    assert lab.result == Toy(5, ("a",), 10)
    lab.reset()
    await lab.settled()
    assert (lab.result, lab.kept) == (Toy(3, ("a",), 10), kept)
    assert parts(lab)["state"].words == "3 points at step 10, beside 5"
    lab.forget()
    assert lab.kept is None


def particular(toy, kept):
    """A drawing that cannot compare 7 with anything, or anything with 8."""
    if kept and (toy.n == 7 or kept.n == 8):
        raise RuntimeError("the toy broke")
    return Figure(dict(type="scatter", y=[toy.n]))


def test_an_error_beside_a_kept_result_is_said_in_words():
    lab = keeping_lab(draw=particular)
    lab.keep()
    good = lab.figure
    parts(lab)["slider"].value = 7
    said = "RuntimeError: the toy broke. The figure still shows the last good settings."
    assert parts(lab)["state"].problem == said
    assert (lab.figure, lab.result.n, lab.kept.n) == (good, 3, 3)
    lab.forget()
    parts(lab)["slider"].value = 6
    assert (lab.result.n, parts(lab)["state"].problem) == (6, "")


def test_what_cannot_be_kept_leaves_what_was_kept_before():
    lab = keeping_lab(draw=particular)
    lab.keep()
    lab.set(n=8)
    shown = lab.figure
    parts(lab)["buttons"]["Keep"].click()
    assert "the toy broke" in parts(lab)["state"].problem
    assert (lab.kept.n, lab.figure, lab.result.n) == (3, shown, 8)
    with pytest.raises(RuntimeError, match="the toy broke"):
        lab.keep()
    assert lab.kept.n == 3


@pytest.mark.parametrize("how", ["keep", "forget"])
def test_a_lab_without_keep_says_so(how):
    lab = toy_lab()
    with pytest.raises(ValueError, match="the Toy lab keeps nothing; one that does is made with keep=True"):
        getattr(lab, how)()
