"""Training of an ensemble, what goes on in its layers, and what seeds say of two schemes."""

from course_lib.training.history import History
from course_lib.training.loop import minibatches, stream, train
from course_lib.training.member_block import OPTIMIZERS

__all__ = ["OPTIMIZERS", "History", "minibatches", "stream", "train"]
