"""What several tests of inspection share."""

import pytest
import torch


@pytest.fixture(scope="module")
def one_thread():
    """Small networks are slower on two threads than on one, much so beside another worker."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
