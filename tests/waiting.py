"""Waiting for a condition, and for no time: what a busy machine takes long for is not a fault."""

import time


def wait_until(holds, seconds, otherwise, process=None):
    """What ``holds()`` gives as soon as that is true.

    A `TimeoutError` with the words ``otherwise`` after so many seconds, or once ``process`` has ended;
    ``otherwise`` may be a function that gives the words then, such as what a log holds.
    """
    until = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > until or (process is not None and process.poll() is not None):
            raise TimeoutError(otherwise() if callable(otherwise) else otherwise)
        time.sleep(0.05)
    return found
