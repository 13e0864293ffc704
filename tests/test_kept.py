"""What is kept for the next caller: how much, and by several threads at once."""

import threading
import time
from collections import OrderedDict
from contextlib import nullcontext
from itertools import count

import numpy as np
import pytest
import torch

from course_lib.ensemble import draws
from course_lib.ensemble.kernels import one_thread
from course_lib.kept import Kept
from course_lib.propagation import propagate


def together(*tasks):
    """Run the tasks in a thread each: what they return, or the first error."""
    results, errors = [None] * len(tasks), []

    def run(place, task):
        try:
            results[place] = task()
        except Exception as error:  # an assertion too
            errors.append(error)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def test_the_latest_are_kept_up_to_the_limit():
    made, store = count(), Kept(5, weight=len)
    for key, value in (("a", "xx"), ("b", "yy"), ("a", "never made"), ("c", "zz")):
        store.get(key, lambda value=value: (next(made), value)[1])
    assert (store.find("a"), store.find("b"), store.find("c")) == ("xx", None, "zz")
    assert next(made) == 3 and store.total == 4
    assert store.get("too large", lambda: "wwwwww") == "wwwwww" and store.total == 0
    store.get("d", lambda: "v")
    store.clear()
    assert store.find("d") is None and store.total == 0


def test_of_two_that_make_one_value_at_once_both_get_the_first():
    store, both = Kept(2), threading.Barrier(2)

    def make():
        both.wait(10)
        return object()

    first, second = together(*[lambda: store.get("key", make)] * 2)
    assert first is second is store.find("key") and store.total == 1


class Interrupted(OrderedDict):
    """After a look whether a key is there, waits for the other thread to throw it out; not for long."""

    waits = 10

    def __contains__(self, key):
        if found := super().__contains__(key):
            self.waits -= 1
            end = time.monotonic() + 0.02
            while self.waits > 0 and super().__contains__(key) and time.monotonic() < end:
                time.sleep(1e-4)
        return found


@pytest.mark.parametrize("locked", [True, False], ids=["with the lock", "without the lock"])
def test_two_threads_propagate_at_once(locked, monkeypatch):
    how = dict(initializers=["he_normal", "lecun_normal", "glorot_normal"], depth=6, width=8, batch=4)
    alone = [propagate(**how, seeds=[seed]) for seed in (0, 1)]
    store = Kept(7 * 8 * 8 * 4, draws._kept.weight)  # the weights of one network, and a layer
    store._values = Interrupted()
    monkeypatch.setattr(draws, "_kept", store)

    def both():
        return together(
            *[lambda seed=seed: [propagate(**how, seeds=[seed]) for _ in range(5)] for seed in (0, 1)]
        )

    if not locked:
        store._lock = nullcontext()
        with pytest.raises(KeyError):
            both()
        return
    for expected, found in zip(alone, both(), strict=True):
        for signals in found:
            for name in ("preactivation_power", "gradient_power", "share_dead"):
                np.testing.assert_allclose(getattr(signals, name), getattr(expected, name), rtol=1e-5)


def test_torch_gets_its_threads_back_when_the_last_of_two_has_computed():
    before, (first_is_in, second_is_in, first_is_out) = (
        torch.get_num_threads(),
        (threading.Event() for _ in range(3)),
    )
    torch.set_num_threads(2)

    def first():
        with one_thread():
            first_is_in.set()
            assert second_is_in.wait(10)
        first_is_out.set()

    def second():
        assert first_is_in.wait(10)
        with one_thread():
            second_is_in.set()
            assert first_is_out.wait(10)
            return torch.get_num_threads()

    try:
        assert together(first, second) == [None, 1] and torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
