"""A slider that is dragged: values sent to a real kernel at a steady pace, and when a figure came back."""

import json
import queue
import time
from dataclasses import dataclass

from tests.kernel.front_end import SETTLE

HERTZ = 30  # moves a second, as a mouse that drags sends them
MEMORY = """
import gc
gc.collect()
[__pages] = [int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")]
__pages / 1024
"""


@dataclass(frozen=True)
class Drag:
    """What a drag brought: seconds from the first move to the first frame, and from the last to the last.

    ``frames`` counts the figures that came, ``largest`` the bytes of the largest, ``messages`` all that the
    kernel sent.
    """

    first: float
    last: float
    frames: int
    largest: int
    messages: int


def drag(page, slider, values, hertz=HERTZ):
    """Send ``values`` to the slider, then wait until no lab computes."""
    start = time.monotonic()
    frames, messages, largest = [], 0, 0
    sent_last = start

    def take(until, request=None):
        """Take what comes until then, or until the kernel has dealt with a request; whether it has."""
        nonlocal messages, largest
        while True:
            try:
                message = page.client.get_iopub_msg(timeout=max(0.0005, until - time.monotonic()))
            except queue.Empty:
                return False
            page._take(message)
            ours = message["parent_header"].get("msg_id") == request
            if ours and message["content"].get("execution_state") == "idle":
                return True
            if message["msg_type"] == "comm_msg":
                messages += 1
                state = message["content"]["data"].get("state", {})
                if "arrays" in state or "frame" in state:
                    frames.append(time.monotonic())
                    size = len(json.dumps(message["content"])) + sum(map(len, message["buffers"]))
                    largest = max(largest, size)

    for i, value in enumerate(values):
        take(start + i / hertz)
        page.move(slider, value)
        sent_last = time.monotonic()
    assert take(time.monotonic() + page.timeout, page.client.execute(SETTLE, store_history=False)), "no rest"
    assert frames, "no figure came"
    return Drag(frames[0] - start, frames[-1] - sent_last, len(frames), largest, messages)


def memory(page):
    """The resident memory of the page's kernel, in MB."""
    page.run("")
    request = page.client.execute(MEMORY, store_history=False)
    while True:
        message = page.client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "execute_result":
            result = float(message["content"]["data"]["text/plain"])
        if message["content"].get("execution_state") == "idle":
            return result


def to_and_fro(low, high, count):
    """``count`` values between the ends of a slider, back and forth, ending inside."""
    period = [low + (high - low) * i / 20 for i in [*range(20), *range(20, 0, -1)]]
    return [period[i % len(period)] for i in range(count - 1)] + [low + (high - low) * 0.35]
