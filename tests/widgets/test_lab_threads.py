"""`Lab` under a fast drag, and with a page whose events come in a thread of their own."""

import asyncio
import random
import threading

import pytest

from tests.stand_ins import Steps, Toy, from_page, keeping_lab, parts, toy_lab

# ---- a fast drag ------------------------------------------------------------------------------------


def slow_lab():
    """A lab whose results take 20 ms each, and the diary of what it computed."""
    steps = Steps(pause=0.02)
    lab = toy_lab(lambda **settings: next(steps(**settings))[1])
    steps.diary.clear()
    return lab, steps.diary


async def drag(lab, values):
    """Messages that come faster than they are answered; then quiet."""
    for n in values:
        from_page(parts(lab)["slider"], value=n)
        assert lab.settings["n"] == parts(lab)["field"].value == n
        await asyncio.sleep(0)
    await lab.settled()


VALUES = [1 + i % 9 for i in range(47)]


def check_drag(lab, diary):
    computed = [n for n, _ in diary]
    assert computed[0] == VALUES[0] and computed[-1] == VALUES[-1]
    assert len(computed) < len(VALUES) / 2
    assert lab.result == Toy(VALUES[-1], ("a",), 1)
    assert parts(lab)["state"].words == f"{VALUES[-1]} points at step 1"


def test_a_drag_computes_the_first_value_at_once_and_the_last_in_the_end():
    lab, diary = slow_lab()

    async def scene():
        from_page(parts(lab)["slider"], value=VALUES[0])
        assert lab.result.n == VALUES[0]
        await drag(lab, VALUES[1:])

    asyncio.run(scene())
    check_drag(lab, diary)


def test_without_an_event_loop_every_value_is_computed():
    lab, diary = slow_lab()
    for n in VALUES:
        from_page(parts(lab)["slider"], value=n)
        assert lab.result.n == n
    assert [n for n, _ in diary] == VALUES


def test_values_that_fail_overtake_one_another_too():
    steps = Steps(pause=0.02, fail=2)

    def compute(**settings):
        *_, (_, result) = steps(**settings | {"n": 7})  # always fails at its second step
        return result

    lab = toy_lab(lambda **settings: compute(**settings) if settings["n"] > 3 else Toy(**settings, step=0))

    async def scene():
        await drag(lab, [4, 5, 6, 7, 8])

    asyncio.run(scene())
    assert len(steps.diary) == 2
    assert "the toy broke" in parts(lab)["state"].problem
    assert lab.settings["n"] == 8


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


# ---- a page in another thread -----------------------------------------------------------------------


class Here(Steps):
    """Steps that note in which thread they are computed."""

    def __init__(self):
        super().__init__()
        self.threads = set()

    def __call__(self, **settings):
        for toy in super().__call__(**settings):
            self.threads.add(threading.current_thread())
            yield toy


BUTTONS = ("Play", "Pause", "Step", "Rewind", "Keep", "Let go")


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
        match rng.choice(("start", "start", "set", "pause", "play", "step", "rewind", "keep", "forget")):
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
        lab = keeping_lab(here, live=False, pick=lambda toy, point: {"n": point.x})
        page = asyncio.to_thread(page_scene, lab, random.Random(seed), 60)
        await asyncio.gather(page, cell_scene(lab, random.Random(seed + 100), 60))
        await asyncio.to_thread(from_page, parts(lab)["slider"], value=2)
        await asyncio.to_thread(from_page, parts(lab)["slider"], value=7)
        await asyncio.sleep(0)
        await lab.settled()
        lab.forget()
        return lab

    lab = asyncio.run(scene())
    assert here.threads == {threading.main_thread()}
    assert lab.error is None and parts(lab)["state"].problem == ""
    assert lab.settings["n"] == 7 and lab.result == Toy(7, ("a",), 10) and here.diary[-1] == (7, 10)
    assert parts(lab)["slider"].value == parts(lab)["field"].value == 7
    assert parts(lab)["state"].words == "7 points at step 10"


def test_while_a_cell_computes_events_wait_and_the_last_one_counts():
    here = Here()

    async def scene():
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

    asyncio.run(scene())
