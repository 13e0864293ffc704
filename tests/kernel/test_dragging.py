"""A slider of a training lab, dragged in a real kernel: its last value is shown, and memory stays flat."""

from tests.kernel.dragging import drag, memory, to_and_fro
from tests.kernel.front_end import FrontEnd

GROWTH = 20  # MB of resident memory that a thousand moves may add


def test_a_thousand_moves_during_training_end_at_the_last_and_keep_memory_flat():
    with FrontEnd() as page:
        page.run("from course_lib import labs\nlab = labs.race()\nlab")
        page.settle()
        [slider] = page.numbers("Learning rate")
        drag(page, slider, to_and_fro(0.01, 1.0, 200), hertz=100)  # buffers and caches fill
        before = memory(page)
        values = to_and_fro(0.01, 1.0, 1000)
        assert drag(page, slider, values, hertz=100).frames >= 2
        assert memory(page) - before <= GROWTH
        page.run(f"now = lab.settings['lr']; assert abs(now - {values[-1]!r}) < 1e-4, now")
        page.run("assert f'lr={now!r}' in lab.summary(), lab.summary()")
        assert page.troubles == []
        before = memory(page)
        page.run("kept = [b'x' * 1_000_000 for _ in range(40)]")
        assert memory(page) - before > GROWTH, "the control: memory that grows is seen"
