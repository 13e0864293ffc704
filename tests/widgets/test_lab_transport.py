"""`Lab` with a toy inside: pause, play, step and rewind."""

import asyncio

import pytest
from plotly.graph_objects import Figure

from course_lib.widgets import Lab
from tests.stand_ins import CONTROLS, Steps, Toy, parts, say, toy_lab


def transport_lab(compute=None, **rest):
    return toy_lab(compute or Steps(), live=False, **rest)


def press(lab, *names):
    for name in names:
        parts(lab)["buttons"][name].click()


async def turns(count=5):
    for _ in range(count):
        await asyncio.sleep(0)


# ---- transport ------------------------------------------------------------------------------------


def test_the_buttons_stand_in_the_order_of_the_tab_key():
    full = transport_lab(pin=True, table=lambda toy: {"n": [toy.n]}, draw=lambda toy, pinned: Figure(),
                         words=lambda toy, pinned: ".")  # fmt: skip
    assert full.state.buttons == [
        "play", "step", "rewind", "pin", "unpin", "fit", "csv", "png", "code", "link", "present", "reset",
    ]  # fmt: skip
    live = toy_lab()
    assert live.state.buttons == ["fit", "png", "code", "link", "present", "reset"]
    assert (full.state.live, live.state.live) == (False, True)


async def test_a_paused_lab_stands_and_plays_on_from_there():
    steps = Steps()
    lab = transport_lab(steps)
    lab.start(n=5)
    assert lab.running and "Pause" in parts(lab)["buttons"]
    await turns()
    press(lab, "Pause")
    assert not lab.running and "Play" in parts(lab)["buttons"]
    stands = lab.result
    assert 1 <= stands.step < 10
    await lab.settled()  # nothing runs
    await turns()
    assert lab.result == stands
    steps.diary.clear()
    press(lab, "Play")
    assert lab.running
    await lab.settled()
    assert steps.diary == [(5, step) for step in range(stands.step + 1, 11)]
    assert lab.result == Toy(5, ("a",), 10)
    assert not lab.running and "Play" in parts(lab)["buttons"]


async def test_play_after_the_end_starts_anew():
    steps = Steps()
    lab = transport_lab(steps)
    for _ in range(2):
        steps.diary.clear()
        press(lab, "Play")
        assert lab.result.step == 1
        await lab.settled()
        assert steps.diary == [(3, step) for step in range(1, 11)]


async def test_pause_and_play_at_once_do_not_run_twice():
    steps = Steps()
    lab = transport_lab(steps)
    lab.start(n=5)
    for _ in range(3):
        lab.pause()
        lab.play()
        lab.play()
    before = lab.result.step
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert lab.result.step <= before + 2
    await lab.settled()
    assert steps.diary[-10:] == [(5, step) for step in range(1, 11)]


async def test_step_takes_one_step_and_pauses():
    lab = transport_lab()
    lab.start(n=5)
    await turns()
    before = lab.result.step
    press(lab, "Step")
    assert (lab.result.step, lab.running) == (before + 1, False)
    await turns()
    assert lab.result.step == before + 1
    for _ in range(20):  # at the end, there is no more
        lab.step()
    assert lab.result == Toy(5, ("a",), 10)


@pytest.mark.parametrize("when", ["while it runs", "paused", "at the end"])
async def test_rewind_stands_at_the_first_result(when):
    steps = Steps()
    lab = transport_lab(steps)
    lab.start(n=5)
    await (lab.settled() if when == "at the end" else turns())
    if when == "paused":
        lab.pause()
    press(lab, "Rewind")
    assert (lab.result, lab.running) == (Toy(5, ("a",), 1), False)
    await turns()
    assert lab.result.step == 1
    lab.step()
    assert lab.result.step == 2
    lab.play()
    await lab.settled()
    assert lab.result.step == 10
    assert sorted(steps.closed) == [3, 5, 5]


@pytest.mark.parametrize("how", ["slider", "start", "set", "Reset"])
async def test_new_settings_end_a_pause(how):
    lab = transport_lab()
    lab.rewind()
    if how == "slider":
        parts(lab)["slider"].value = 6
    elif how == "Reset":
        press(lab, "Reset")
    else:
        getattr(lab, how)(n=6)
    await lab.settled()
    assert lab.result == Toy(3 if how == "Reset" else 6, ("a",), 10)
    lab.step()  # nothing is left of what was paused
    assert lab.result.step == 10


async def test_an_error_ends_the_run_and_can_be_played_again():
    steps = Steps(fail=4)
    lab = transport_lab(steps)
    lab.start(n=7)
    await lab.settled()
    assert lab.result.step == 3
    assert "the toy broke" in parts(lab)["state"].problem
    press(lab, "Step")
    assert lab.result.step == 3
    steps.fail = None
    press(lab, "Play")
    assert parts(lab)["state"].problem == ""
    await lab.settled()
    assert lab.result == Toy(7, ("a",), 10)


async def test_what_starts_in_view_waits_for_the_page_to_show_it():
    lab = transport_lab()
    lab.start_in_view(n=5)
    await turns()
    assert (lab.result, lab.running, lab.state.waits) == (Toy(5, ("a",), 1), False, True)
    say(lab, "press", name="seen")
    assert (lab.running, lab.state.waits) == (True, False)
    await lab.settled()
    assert lab.result == Toy(5, ("a",), 10)
    say(lab, "press", name="seen")  # by a second view
    assert not lab.running
    lab.start_in_view(n=6)
    say(lab, "press", name="seen_still")
    assert (lab.result, lab.running, lab.state.waits) == (Toy(6, ("a",), 10), False, False)


async def test_a_reader_who_steps_first_is_not_played_over():
    lab = transport_lab()
    lab.start_in_view(n=5)
    press(lab, "Step")
    for name in ("seen", "seen_still"):
        say(lab, "press", name=name)
        assert (lab.result.step, lab.running) == (2, False)


async def test_what_follows_a_slider_or_has_one_result_waits_for_nobody():
    lab, at_once = toy_lab(Steps()), toy_lab(live=False)
    for one in (lab, at_once):
        one.start_in_view(n=5)
        assert not one.state.waits
        await one.settled()
        assert one.result.n == 5


def test_without_an_event_loop_play_runs_to_the_end():
    lab = transport_lab()
    lab.rewind()
    assert (lab.result.step, lab.running) == (1, False)
    lab.step()
    assert lab.result.step == 2
    lab.play()
    assert (lab.result.step, lab.running) == (10, False)
    lab.start_in_view(n=5)
    assert (lab.result, lab.state.waits) == (Toy(5, ("a",), 10), False)


def test_a_lab_may_open_paused():
    """At the first result: what can be played stands there, and other work goes on by itself."""

    async def scene():
        lab, goes_on = (
            toy_lab(Steps(), live=live, settings={"paused": True, "n": 5}) for live in (False, True)
        )
        assert (lab.result, lab.running) == (Toy(5, ("a",), 1), False)
        assert parts(lab)["state"].words == "5 points at step 1" and "Play" in parts(lab)["buttons"]
        assert goes_on.result.step == 1 and goes_on.running
        await goes_on.settled()
        assert goes_on.result.step == 10 and lab.result.step == 1
        parts(lab)["buttons"]["Play"].click()
        await lab.settled()
        assert lab.result == Toy(5, ("a",), 10)

    asyncio.run(scene())
    assert toy_lab(live=False, settings={"paused": True}).result == Toy(
        3, ("a",), 0
    )  # one result, and its last
    assert toy_lab(Steps(), settings={"paused": True}).result.step == 10  # no event loop to go on in
    with pytest.raises(ValueError, match="paused must be True or False; got 1"):
        toy_lab(settings={"paused": 1})


def test_a_result_that_is_computed_in_one_go_needs_no_transport():
    lab = toy_lab(live=False)
    for name in ("rewind", "step", "pause", "play"):
        getattr(lab, name)()
        assert (lab.result, lab.running, lab.error) == (Toy(3, ("a",), 0), False, None)


def test_a_computation_may_end_before_its_share_is_one():
    def compute(**settings):
        yield 0.5, Toy(**settings, step=1)

    lab = Lab("Toy", CONTROLS, compute, lambda toy: Figure(), str, str)
    lab.start(n=4)
    assert (lab.result, lab.running, lab.error) == (Toy(4, ("a",), 1), False, None)


def test_a_loop_that_stops_leaves_the_lab_paused():
    lab = transport_lab()

    async def scene():
        lab.start(n=5)

    asyncio.run(scene())
    assert not lab.running and "Play" in parts(lab)["buttons"]
    lab.play()
    assert lab.result == Toy(5, ("a",), 10)
