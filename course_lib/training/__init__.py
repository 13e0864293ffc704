"""Training of an ensemble, what goes on in its layers, and what seeds say of two schemes."""

from course_lib.training.loop import (
    OPTIMIZERS,
    History,
    minibatches,
    stream,
    train,
)

__all__ = ["OPTIMIZERS", "History", "minibatches", "stream", "train"]
