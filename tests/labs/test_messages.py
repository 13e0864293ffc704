"""What a move of a control sends to the page: few messages, and numbers as binary buffers only."""

import asyncio
import json

import pytest

from course_lib.labs import LABS
from course_lib.labs.training_race.experiment import ENTRANTS
from tests.labs.looking import QUICK
from tests.stand_ins import Part, from_page

FRAMES = 3  # pictures of a training that are weighed; the whole of the largest one is weighed once


def longest_list_of_numbers(node):
    """The length of the longest list of numbers in JSON."""
    if isinstance(node, dict):
        node = list(node.values())
    if not isinstance(node, list):
        return 0
    numbers = len(node) if all(isinstance(one, int | float) for one in node) else 0
    return max([numbers, *map(longest_list_of_numbers, node)])


@pytest.mark.parametrize("name", LABS)
async def test_one_move_sends_little(name, sent):
    """A move of any control: at most 3 messages and 100 kB a picture."""
    lab = LABS[name](**QUICK.get(name, {}))
    for control in lab.controls.values():
        part, low, high = Part(lab, control.name), control.extremes[0], control.extremes[-1]
        sent.clear()
        for value in (high, low) if part.value == low else (low, high):
            part.value = value
            assert lab.error is None
            check_messages(sent)
            for _ in range(FRAMES):
                await asyncio.sleep(0)
                check_messages(sent)
            lab.pause()  # no more steps
            await asyncio.sleep(0)
            sent.clear()


def check_messages(sent):
    size = sum(len(json.dumps(data)) + sum(map(len, buffers)) for data, buffers in sent)
    assert len(sent) <= 3, [data for data, _ in sent]
    assert size <= 100_000
    assert max([0, *(longest_list_of_numbers(data) for data, _ in sent)]) <= 16  # ticks, not data
    sent.clear()


def test_numbers_in_json_would_be_found():
    assert longest_list_of_numbers({"frame": {"data": [{"y": [0.5] * 400}]}}) == 400


def test_the_last_picture_of_the_largest_race_is_small_enough(sent):
    lab = LABS["race"](
        steps=0, seeds=16, schemes=("zeros", "normal_small", "normal_x10", "glorot_normal", "he_normal")
    )
    sent.clear()
    lab.set(steps=200)
    sent[:] = [message for message in sent if "arrays" in message[0].get("state", {})]
    assert len(sent) == 1
    check_messages(sent)


def test_the_largest_fair_race_beside_a_pinned_one_is_small_enough(sent):
    lab = LABS["training_race"](schemes=tuple(ENTRANTS), depth=3, seeds=20, batch=128, epochs=0)
    lab.set(epochs=7)  # of 11 steps: nearly as many points as a curve may have
    assert len(lab.result.curve_epochs) >= 39
    sent.clear()
    lab.pin()
    sent[:] = [message for message in sent if "arrays" in message[0].get("state", {})]
    assert len(sent) == 1
    check_messages(sent)


def test_a_click_sends_as_little_as_a_move(sent):
    lab = LABS["matrix"](depth=30, seeds=1)
    sent.clear()
    from_page(lab.state, click={"panel": 1, "x": 3, "y": 10, "count": 1})
    assert lab.settings["scheme"] == "lecun_normal"
    check_messages(sent)
