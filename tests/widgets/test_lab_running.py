"""`Lab` with a toy inside, running: frames, superseding, progress, and the messages of one move."""

import asyncio
import time

import pytest

from course_lib.widgets import running
from tests.stand_ins import Steps, Toy, from_page, parts, toy_lab


async def test_the_first_frame_comes_at_once_and_the_rest_gives_way():
    steps = Steps()
    lab = toy_lab(steps)
    steps.diary.clear()
    parts(lab)["slider"].value = 5
    assert lab.result == Toy(5, ("a",), 1)  # before anything else had a turn
    turns = 0
    while len(steps.diary) < 10:
        await asyncio.sleep(0)
        turns += 1
    assert turns >= 9  # the loop had its turn between any two steps
    await lab.settled()
    assert lab.result.step == 10


@pytest.mark.parametrize("how", ["slider", "set", "start"])
async def test_a_newer_setting_ends_the_running_one(how):
    steps = Steps()
    lab = toy_lab(steps)
    parts(lab)["slider"].value = 5
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    steps.diary.clear()
    if how == "slider":
        parts(lab)["slider"].value = 6
    else:
        getattr(lab, how)(n=6)
    await lab.settled()
    await asyncio.sleep(0)
    assert {n for n, _ in steps.diary} == {6}  # not one step of the old run
    assert lab.result == Toy(6, ("a",), 10)
    assert sorted(steps.closed) == [3, 5, 6]  # the old run was closed, too


async def test_of_many_quick_moves_the_first_and_the_last_are_computed():
    steps = Steps(pause=0.02)
    lab = toy_lab(steps)
    steps.diary.clear()
    for n in (4, 5, 6, 7, 8):
        parts(lab)["slider"].value = n
        assert lab.settings["n"] == parts(lab)["field"].value == n
    await lab.settled()
    assert [n for n, _ in steps.diary] == [4] + [8] * 10


class Clock:
    """A clock that goes on only when someone sleeps by it: a busy machine cannot change a test."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def bars_seen(monkeypatch, n, pause, fail=None):
    """How the progress bar was displayed, in turn, while n was computed in ten steps of ``pause`` seconds."""
    clock = Clock()
    monkeypatch.setattr(running, "time", clock)
    seen = []

    async def scene():
        lab = toy_lab(Steps(pause, fail, clock.sleep))
        bar = parts(lab)["bar"]
        assert bar.layout.display == "none"
        bar.layout.observe(lambda change: seen.append((change["new"], bar.value)), "display")
        parts(lab)["slider"].value = n
        await lab.settled()
        assert bar.layout.display == "none"

    asyncio.run(scene())
    return seen


def test_the_progress_bar_shows_for_long_work_only(monkeypatch):
    assert running.SHOW_PROGRESS_AFTER == 0.5
    assert bars_seen(monkeypatch, 5, pause=0.05) == []
    (first, when), last = bars_seen(monkeypatch, 5, pause=0.15)
    assert (first, last) == ("flex", ("none", 0.9))
    assert 0.2 < when < 1


def test_the_progress_bar_says_how_long_the_rest_will_take(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(running, "time", clock)
    said = []

    async def scene():
        lab = toy_lab(Steps(3.0, None, clock.sleep))
        parts(lab)["bar"].observe(lambda change: said.append(change["new"]), "description")
        parts(lab)["slider"].value = 5
        await lab.settled()

    asyncio.run(scene())
    assert said[0] == "about 24 s more" and said[-1] == "about 3 s more"


def test_the_progress_bar_goes_after_an_error_too(monkeypatch):
    shown = bars_seen(monkeypatch, 7, pause=0.15, fail=9)
    assert [display for display, _ in shown] == ["flex", "none"]


async def test_one_move_is_at_most_five_messages(sent):
    lab = toy_lab(Steps())
    p = parts(lab)
    sent.clear()
    from_page(p["slider"], value=5)
    assert lab.result == Toy(5, ("a",), 1)
    # the echo, the field, the figure with its words, the words below, the progress
    assert len(sent) <= 5
    holding = [data["state"] for data, _ in sent if "frame" in data.get("state", {})]
    assert len(holding) == 1
    await lab.settled()


def test_work_that_shows_nothing_is_an_error_in_words():
    with pytest.raises(
        ValueError, match=r"^compute must yield \(done, result\) at least once, got no result$"
    ):
        toy_lab(lambda **settings: (pair for pair in ()))


# ---- values that come faster than they are answered ---------------------------------------------------


def slow_lab():
    """A lab whose results take 20 ms each, and the diary of what it computed."""
    steps = Steps(pause=0.02)
    lab = toy_lab(lambda **settings: next(steps(**settings))[1])
    steps.diary.clear()
    return lab, steps.diary


def test_without_an_event_loop_every_value_is_computed():
    lab, diary = slow_lab()
    for n in (4, 5, 6, 7):
        from_page(parts(lab)["slider"], value=n)
        assert lab.result.n == n
    assert [n for n, _ in diary] == [4, 5, 6, 7]


def test_values_that_fail_overtake_one_another_too():
    computed = []

    def compute(n, marks):
        computed.append(n)
        if n > 3:
            time.sleep(0.02)
            raise RuntimeError("the toy broke")
        return Toy(n, marks, 0)

    lab = toy_lab(compute)

    async def scene():
        for n in (4, 5, 6, 7, 8):
            from_page(parts(lab)["slider"], value=n)
            assert lab.settings["n"] == parts(lab)["field"].value == n
            await asyncio.sleep(0)
        await lab.settled()

    asyncio.run(scene())
    assert computed == [3, 4, 8]
    assert "the toy broke" in parts(lab)["state"].problem


def test_a_value_that_waits_can_be_overtaken_by_a_cell():
    lab, diary = slow_lab()

    async def scene():
        for n in (4, 5):
            from_page(parts(lab)["slider"], value=n)
        assert lab.running
        lab.set(n=6)
        assert not lab.running
        await asyncio.sleep(0.1)
        assert lab.result.n == 6 and [n for n, _ in diary] == [4, 6]

    asyncio.run(scene())
