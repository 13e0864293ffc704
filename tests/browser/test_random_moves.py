"""All labs moved at random in the browser, for two minutes or as many as RANDOM_MOVES_MINUTES says.

``python benchmarks/random_moves.py --minutes 10`` does it for longer.
"""

import os

from restless_reader import Reader, cells, random_moves

MINUTES = float(os.environ.get("RANDOM_MOVES_MINUTES", "2"))
HELD = 1000  # MB that the kernel holds at most, with every lab of the course in one notebook
PAGE_GROWTH = 30  # MB


def test_random_moves(jupyterlab):
    outcome = random_moves(jupyterlab, MINUTES, seed=0)
    print(outcome)
    assert outcome.faults == [] and outcome.moves > 50 * MINUTES
    assert max(outcome.kernel) < HELD
    assert outcome.page[1] - outcome.page[0] < PAGE_GROWTH


def test_a_lab_that_ignores_its_last_value_is_found(jupyterlab):
    """Negative control: fields beside other settings, and a figure of other settings, are both told."""
    with jupyterlab.open(jupyterlab.write("ignoring.ipynb", cells(("signals",)))) as page:
        page.run_all()
        page.wait_settled()
        reader = Reader(page, seed=0)
        assert reader.judge() == []
        page.run_code("panel = made[0]._panel; panel.settings = {**panel.settings, 'depth': 7}")
        found = reader.judge()
        assert len(found) == 2 and "shows Layers = 30 and has 7" in found[0]
        assert "not that of its settings" in found[1]
