"""What the checks of lesson 06's exercises rest on."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from course_lib.checks import check
from course_lib.checks.lessons.lesson06_activations_meet_schemes import CELLS, FATES, SURVIVES, fate
from course_lib.labs.matrix.experiment import SURVIVES as DECADES
from course_lib.propagation import propagate

TRUTH = {cell: fate(*cell) for cell in CELLS}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_s_fate_is_what_the_lab_s_networks_show_and_its_reason_is_told(cell):
    activation, scheme = cell
    mine = propagate([scheme], activation, depth=30, width=64, seeds=4, histograms=(), across=False)
    measured = np.log10(mine.preactivation_power[0])
    left = (measured[:, -1] - measured[:, 0]).mean()
    assert FATES.index(fate(*cell)) == (0 if abs(left) < DECADES else 1 if left < 0 else 2)
    assert abs(abs(left) - DECADES) > 0.5 and 10**DECADES == SURVIVES, "not near the edge"
    wrong = TRUTH | {cell: next(word for word in FATES if word != TRUTH[cell])}
    assert CELLS[cell] in repr(check("six_cells", wrong))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(FATES), min_size=len(CELLS), max_size=len(CELLS)))
def test_only_six_right_cells_are_right(words):
    found, given_ = check("six_cells", dict(zip(CELLS, words, strict=True))), list(TRUTH.values())
    right = sum(word == truth for word, truth in zip(words, given_, strict=True))
    assert (found.status == "right") == (right == 6)
    assert right == 6 or (found.why == f"{right} of 6 are right." and len(found.faults) == 6 - right)
