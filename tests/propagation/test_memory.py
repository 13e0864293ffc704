"""Memory that is kept from pass to pass: handed out once, given back, and in no result."""

import dataclasses

import numpy as np
import pytest
import torch

from course_lib.propagation import memory, propagate
from course_lib.propagation.memory import ALIGN, kept_memory


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(memory, "_spare", [])


def take_two():
    """Two tensors, filled, and where the first begins."""
    with kept_memory() as here:
        a, b = here.take(3, 5, dtype=torch.float32), here.take(7, dtype=torch.float64)
        a.fill_(1), b.fill_(2)
        assert (a == 1).all() and (b == 2).all(), "they do not overlap"
        assert a.shape == (3, 5) and b.dtype == torch.float64
        assert a.is_contiguous() and b.data_ptr() % b.dtype.itemsize == 0
        return a.data_ptr(), b.data_ptr()


def test_the_second_pass_works_in_one_block_and_the_third_in_the_same():
    take_two()
    second, third = take_two(), take_two()
    assert second == third
    assert second[1] - second[0] == ALIGN, "15 numbers of 4 bytes, and the end of a cache line"


def test_whoever_comes_while_the_block_is_in_use_gets_memory_of_their_own():
    take_two()
    with kept_memory() as outer, kept_memory() as inner:
        a, b = outer.take(8, dtype=torch.float32), inner.take(8, dtype=torch.float32)
        a.fill_(1), b.fill_(2)
        assert (a == 1).all()


def test_a_block_that_is_too_large_is_not_kept(monkeypatch):
    monkeypatch.setattr(memory, "KEPT_BYTES", 100)
    take_two()
    assert [len(block) for block in memory._spare] == [0]
    monkeypatch.setattr(memory, "KEPT_BYTES", 200)
    take_two()
    assert [len(block) for block in memory._spare] == [2 * ALIGN]


def test_after_an_error_the_next_pass_gets_memory():
    with pytest.raises(RuntimeError), kept_memory():
        raise RuntimeError("inside")
    take_two()


def arrays(result):
    found = {name: getattr(result, name) for name in (field.name for field in dataclasses.fields(result))}
    found |= {f"histogram of {name}": counts for name, counts in result.histograms.items()}
    return {name: value for name, value in found.items() if isinstance(value, np.ndarray)}


@pytest.mark.parametrize("activation", ["relu", "gelu"])  # one that overwrites z, one that needs it
def test_no_result_lies_in_the_memory_that_the_next_pass_writes_to(activation):
    settings = dict(depth=5, width=16, batch=8, seeds=2)
    propagate(["he_normal"], activation, **settings)
    first = propagate(["he_normal"], activation, **settings)
    copies = {name: values.copy() for name, values in arrays(first).items()}
    [block] = memory._spare
    assert len(block) > 0
    propagate(["standard"], activation, gain=3.0, **settings)
    block.fill_(255)
    for name, values in arrays(first).items():
        np.testing.assert_array_equal(values, copies[name], err_msg=name)


@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_what_was_there_before_does_not_matter(activation):
    settings = dict(depth=5, width=16, batch=8, seeds=2)
    fresh = propagate(["he_normal"], activation, **settings)
    memory._spare[0].fill_(255)  # NaN in either dtype
    again = propagate(["he_normal"], activation, **settings)
    for name, values in arrays(fresh).items():
        np.testing.assert_array_equal(arrays(again)[name], values, err_msg=name)
