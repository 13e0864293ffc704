"""A kernel that ends before its first answer is started again; any other error is the test's."""

import pytest

from tests.kernel_start import DIED, TRIES, persistent


def starts(*errors):
    """What raises these errors in turn, and then returns how often it was called."""
    left = list(errors)

    def start():
        if left:
            raise left.pop(0)
        return len(errors) + 1

    return start


def test_a_kernel_that_died_at_its_start_is_started_again():
    died = RuntimeError(f"{DIED} to kernel_info")
    assert persistent(starts(died))() == 2
    with pytest.raises(RuntimeError, match=DIED):
        persistent(starts(*[died] * TRIES))()


def test_other_errors_are_raised_at_once():
    with pytest.raises(RuntimeError, match="in 60 seconds"):
        persistent(starts(RuntimeError("Kernel didn't respond in 60 seconds")))()
