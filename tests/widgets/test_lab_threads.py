"""`Lab` with a page whose events come in a thread of their own."""

import asyncio
import random
import threading

import pytest

from tests.stand_ins import Steps, Toy, from_page, parts, pinning_lab, toy_lab


class Here(Steps):
    """Steps that note in which thread they are computed."""

    def __init__(self):
        super().__init__()
        self.threads = set()

    def __call__(self, **settings):
        for toy in super().__call__(**settings):
            self.threads.add(threading.current_thread())
            yield toy


BUTTONS = ("Play", "Pause", "Step", "Rewind", "Pin", "Unpin")


def page_scene(lab, rng, moves):
    """What a page does: it moves the slider, clicks the figure, and presses buttons, as they stand there."""
    for count in range(moves):
        match rng.choice(("move", "move", "click", "press")):
            case "move":
                from_page(parts(lab)["slider"], value=rng.randint(1, 9))
            case "click":
                click = {"panel": 1, "x": rng.randint(1, 9), "y": 0, "count": count + 1}
                from_page(parts(lab)["state"], click=click)
            case "press":
                button = parts(lab)["buttons"].get(rng.choice(BUTTONS))
                if button is not None:
                    button.click()


async def cell_scene(lab, rng, moves):
    """What a cell does meanwhile."""
    for _ in range(moves):
        match rng.choice(("start", "start", "set", "pause", "play", "step", "rewind", "pin", "unpin")):
            case "start" | "set" as name:
                getattr(lab, name)(n=rng.randint(1, 9))
            case name:
                getattr(lab, name)()
        await asyncio.sleep(rng.choice((0, 0, 0.001)))


@pytest.mark.parametrize("seed", range(4))
def test_events_from_another_thread_are_dealt_with_in_the_lab_s_own(seed):
    """Whatever page and cells do to each other: no exception, one thread, and what is set gets shown."""
    here = Here()

    async def scene():
        lab = pinning_lab(here, live=False, pick=lambda toy, point: {"n": point.x})
        page = asyncio.to_thread(page_scene, lab, random.Random(seed), 60)
        await asyncio.gather(page, cell_scene(lab, random.Random(seed + 100), 60))
        await asyncio.to_thread(from_page, parts(lab)["slider"], value=2)
        await asyncio.to_thread(from_page, parts(lab)["slider"], value=7)
        await asyncio.sleep(0)
        await lab.settled()
        lab.unpin()
        return lab

    lab = asyncio.run(scene())
    assert here.threads == {threading.main_thread()}
    assert lab.error is None and parts(lab)["state"].problem == ""
    assert lab.settings["n"] == 7 and lab.result == Toy(7, ("a",), 10) and here.diary[-1] == (7, 10)
    assert parts(lab)["slider"].value == parts(lab)["field"].value == 7
    assert parts(lab)["state"].words == "7 points at step 10"


async def test_while_a_cell_computes_events_wait_and_the_last_one_counts():
    here = Here()
    lab = toy_lab(here)
    here.diary.clear()

    def page():
        for n in (4, 5, 6):
            from_page(parts(lab)["slider"], value=n)

    thread = threading.Thread(target=page)
    thread.start()
    thread.join()  # as a cell that does not come back to the loop
    assert here.diary == [] and lab.settings["n"] == 3
    await asyncio.sleep(0)
    await lab.settled()
    assert here.diary[-1] == (6, 10) and lab.result == Toy(6, ("a",), 10)
