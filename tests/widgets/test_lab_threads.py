"""`Lab` under a fast drag, and under two threads at once, as JupyterLab's page and cells are."""

import asyncio
import random
import threading

import pytest

from tests.stand_ins import Steps, Toy, draw, from_page, keeping_lab, parts, toy_lab

WAIT = 60  # seconds after which a thread is taken to hang


def in_thread(work):
    """Start ``work()`` in a thread; the thread, and the list of exceptions that it will have raised."""
    errors = []

    def guarded():
        try:
            work()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=guarded)
    thread.start()
    return thread, errors


def finished(thread, errors):
    thread.join(WAIT)
    assert not thread.is_alive(), "the thread hangs"
    assert errors == []


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
    assert parts(lab)["status"].text == parts(lab)["view"].shown.words == f"{VALUES[-1]} points at step 1"


def test_a_drag_computes_the_first_value_at_once_and_the_last_in_the_end():
    lab, diary = slow_lab()

    async def scene():
        from_page(parts(lab)["slider"], value=VALUES[0])
        assert lab.result.n == VALUES[0]
        await drag(lab, VALUES[1:])

    asyncio.run(scene())
    check_drag(lab, diary)


def test_a_drag_in_a_thread_of_its_own():
    lab, diary = slow_lab()
    finished(*in_thread(lambda: asyncio.run(drag(lab, VALUES))))
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
    assert "the toy broke" in parts(lab)["status"].problem
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


# ---- two threads --------------------------------------------------------------------------------------


class Gate(Steps):
    """Steps that wait, at ``stop`` = (n, step), until they may go on."""

    def __init__(self, stop):
        super().__init__()
        self.stop, self.reached, self.may_go = stop, threading.Event(), threading.Event()

    def __call__(self, **settings):
        for done, toy in super().__call__(**settings):
            if (toy.n, toy.step) == self.stop:
                self.reached.set()
                assert self.may_go.wait(WAIT)
            yield done, toy


@pytest.mark.parametrize("how", ["slider", "start"])
def test_a_newer_setting_supersedes_a_step_that_is_being_computed(how):
    gate = Gate((5, 2))
    lab = toy_lab(gate, live=False)
    accepted, said = threading.Event(), []
    parts(lab)["field"].observe(lambda change: change.new == 6 and accepted.set(), "value")
    parts(lab)["status"].said.observe(lambda change: said.append(change.new), "text")
    cells, errors = in_thread(lambda: lab.start(n=5))
    assert gate.reached.wait(WAIT)

    def newer():
        if how == "slider":
            from_page(parts(lab)["slider"], value=6)
        else:
            lab.start(n=6)

    page, more_errors = in_thread(newer)
    assert accepted.wait(WAIT)  # at once, while the other thread still computes
    gate.may_go.set()
    finished(cells, errors)
    finished(page, more_errors)
    assert gate.diary[-12:] == [(5, 1), (5, 2), *((6, step) for step in range(1, 11))]
    assert said == ["5 points at step 1", *(f"6 points at step {step}" for step in range(1, 11))]
    assert lab.result == Toy(6, ("a",), 10)
    assert sorted(gate.closed) == [3, 5, 6]


def test_a_pause_lets_the_step_that_is_being_computed_be_shown():
    gate = Gate((5, 2))
    lab = toy_lab(gate, live=False)
    cells, errors = in_thread(lambda: lab.start(n=5))
    assert gate.reached.wait(WAIT)
    lab.pause()
    assert not lab.running
    gate.may_go.set()
    finished(cells, errors)
    assert lab.result == Toy(5, ("a",), 2)


def test_what_is_kept_is_not_overwritten_by_a_picture_that_was_being_drawn():
    drawing, may_go = threading.Event(), threading.Event()

    def slow(toy, kept):
        if toy == Toy(5, ("a",), 2) and not drawing.is_set():
            drawing.set()
            assert may_go.wait(WAIT)
        return draw(toy)

    lab = keeping_lab(Steps(), draw=slow, live=False)
    page, errors = in_thread(lambda: lab.start(n=5))
    assert drawing.wait(WAIT)
    cells, more_errors = in_thread(lab.keep)
    cells.join(0.3)  # it has to wait; were it done by now, the older picture would come after it
    may_go.set()
    finished(page, errors)
    finished(cells, more_errors)
    assert lab.kept.n == 5 and lab.kept.step >= 2
    assert parts(lab)["status"].text.endswith(", beside 5")


class Alone(Steps):
    """Steps that notice when two of them are computed at once."""

    def __init__(self):
        super().__init__()
        self.busy, self.clashes = threading.Lock(), 0

    def __call__(self, **settings):
        for toy in super().__call__(**settings):
            if not self.busy.acquire(blocking=False):
                self.clashes += 1
            else:
                sum(range(2000))  # long enough for other threads to come in between
                self.busy.release()
            yield toy


def test_the_clash_of_two_steps_would_be_noticed():
    alone = Alone()
    works = alone(n=3, marks=("a",))
    with alone.busy:
        next(works)
    assert alone.clashes == 1


BUTTONS = ("Play", "Pause", "Step", "Rewind", "Keep", "Let go")


def page_scene(lab, seed, moves):
    """What a page does: it moves the slider and presses buttons, as they stand there."""
    rng = random.Random(seed)

    async def scene():
        for _ in range(moves):
            if rng.random() < 0.5:
                from_page(parts(lab)["slider"], value=rng.randint(1, 9))
            else:
                button = parts(lab)["buttons"].get(rng.choice(BUTTONS))
                if button is not None:
                    button.click()
            await asyncio.sleep(rng.choice((0, 0, 0.001)))
        await lab.settled()

    asyncio.run(scene())


def cell_scene(lab, seed, moves):
    """What cells do, in another thread."""
    rng = random.Random(seed)

    async def scene():
        for _ in range(moves):
            match rng.choice(("start", "start", "set", "pause", "play", "step", "rewind", "keep", "forget")):
                case "start" | "set" as name:
                    getattr(lab, name)(n=rng.randint(1, 9))
                case name:
                    getattr(lab, name)()
            await asyncio.sleep(rng.choice((0, 0, 0.001)))
        await lab.settled()

    asyncio.run(scene())


@pytest.mark.parametrize("seed", range(4))
def test_two_threads_at_once_end_with_the_last_setting(seed):
    """Whatever the two do to each other: no exception, no two steps at once, and what is set gets shown."""
    alone = Alone()
    lab = keeping_lab(alone, live=False)
    page = in_thread(lambda: page_scene(lab, seed, 60))
    cells = in_thread(lambda: cell_scene(lab, seed + 100, 60))
    finished(*page)
    finished(*cells)
    assert alone.clashes == 0
    assert lab.error is None and parts(lab)["status"].problem == ""
    lab.forget()
    lab.play()  # paused, or at its end, whoever was last
    n = lab.settings["n"]
    assert lab.result == Toy(n, ("a",), 10)
    assert parts(lab)["slider"].value == parts(lab)["field"].value == n
    assert parts(lab)["status"].text == parts(lab)["view"].shown.words == f"{n} points at step 10"
    assert alone.diary[-1] == (n, 10)
