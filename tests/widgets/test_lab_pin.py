"""`Lab` with a toy inside that pins a result beside what follows."""

import asyncio

import pytest
from plotly.graph_objects import Figure

from tests.stand_ins import Steps, Toy, from_page, parts, pinning_lab, toy_lab


def test_a_pinned_result_stands_beside_what_follows():
    lab = pinning_lab()
    buttons = parts(lab)["buttons"]
    assert lab.pinned is None and buttons["Unpin"].disabled
    buttons["Pin"].click()
    assert lab.pinned == lab.result == Toy(3, ("a",), 0)
    assert parts(lab)["state"].words == "3 points at step 0, beside 3"
    assert not buttons["Unpin"].disabled
    from_page(parts(lab)["slider"], value=5)
    lab.set(n=6)
    assert (lab.result.n, lab.pinned.n, len(lab.figure.data)) == (6, 3, 2)
    assert parts(lab)["state"].words == "6 points at step 0, beside 3"
    buttons["Pin"].click()
    assert parts(lab)["state"].words == "6 points at step 0, beside 6"
    buttons["Unpin"].click()
    assert lab.pinned is None and buttons["Unpin"].disabled and len(lab.figure.data) == 1
    assert parts(lab)["state"].words == "6 points at step 0"


def test_earlier_names_still_pin():
    lab = toy_lab(draw=particular, words=lambda toy, pinned: str(toy.n), keep=True)
    lab.keep()
    assert lab.kept == lab.pinned == lab.result
    lab.forget()
    assert lab.kept is None


def test_the_summary_is_that_of_the_result_alone():
    lab = pinning_lab()
    before = lab.summary()
    lab.pin()
    assert lab.summary() == before


def test_a_pinned_result_stays_while_others_run_and_over_a_reset():
    async def scene():
        lab = pinning_lab(Steps(), live=False)
        lab.start(n=5)
        await asyncio.sleep(0)
        lab.pin()
        pinned = lab.pinned
        assert pinned.n == 5 and pinned.step < 10 and lab.running
        await lab.settled()
        assert lab.result == Toy(5, ("a",), 10)
        lab.reset()
        await lab.settled()
        assert (lab.result, lab.pinned) == (Toy(3, ("a",), 10), pinned)
        assert parts(lab)["state"].words == "3 points at step 10, beside 5"
        lab.unpin()
        assert lab.pinned is None

    asyncio.run(scene())


def particular(toy, pinned):
    """A drawing that cannot compare 7 with anything, or anything with 8."""
    if pinned and (toy.n == 7 or pinned.n == 8):
        raise RuntimeError("the toy broke")
    return Figure(dict(type="scatter", y=[toy.n]))


def test_an_error_beside_a_pinned_result_is_said_in_words():
    lab = pinning_lab(draw=particular)
    lab.pin()
    good = lab.figure
    parts(lab)["slider"].value = 7
    said = "RuntimeError: the toy broke. The figure still shows the last good settings."
    assert parts(lab)["state"].problem == said
    assert (lab.figure, lab.result.n, lab.pinned.n) == (good, 3, 3)
    lab.unpin()
    parts(lab)["slider"].value = 6
    assert (lab.result.n, parts(lab)["state"].problem) == (6, "")


def test_what_cannot_be_pinned_leaves_what_was_pinned_before():
    lab = pinning_lab(draw=particular)
    lab.pin()
    lab.set(n=8)
    shown = lab.figure
    parts(lab)["buttons"]["Pin"].click()
    assert "the toy broke" in parts(lab)["state"].problem
    assert (lab.pinned.n, lab.figure, lab.result.n) == (3, shown, 8)
    with pytest.raises(RuntimeError, match="the toy broke"):
        lab.pin()
    assert lab.pinned.n == 3


@pytest.mark.parametrize("how", ["pin", "unpin", "keep", "forget"])
def test_a_lab_without_pin_says_so(how):
    lab = toy_lab()
    with pytest.raises(ValueError, match="the Toy lab pins nothing; one that does is made with pin=True"):
        getattr(lab, how)()
