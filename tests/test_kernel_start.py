"""A kernel that gives no first answer is started again; other errors are the test's."""

import pytest

from tests.kernel_start import LOST, TRIES, persistent


def starts(*errors):
    """What raises these errors in turn, and then returns how often it was called."""
    left = list(errors)

    def start():
        if left:
            raise left.pop(0)
        return len(errors) + 1

    return start


@pytest.mark.parametrize("lost", LOST)
def test_a_kernel_that_was_lost_at_its_start_is_started_again(lost):
    error = RuntimeError(f"{lost} in time")
    assert persistent(starts(error))() == 2
    with pytest.raises(RuntimeError, match=lost):
        persistent(starts(*[error] * TRIES))()


def test_other_errors_are_raised_at_once():
    with pytest.raises(RuntimeError, match="No module named"):
        persistent(starts(RuntimeError("No module named ipykernel")))()
