"""What the zoo holds: small networks, each with the findings that it ought to give.

A sick network comes in three doses, and as its twin without the fault, dose "none": the same network
as somebody would have written it who made no mistake.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import torch

DOSES = ("mild", "plain", "gross")


@dataclass
class Case:
    """One network with what `inspect` takes: the model, inputs and targets of one batch, and the loss.

    `kwargs` holds `inspect`'s `optimizer` or `lr`, where the case is about them.
    """

    model: torch.nn.Module
    inputs: object
    targets: object
    loss: Callable
    kwargs: dict = field(default_factory=dict)

    def measured_loss(self, rows=slice(None)):
        """The loss of these examples as a tensor; a tuple of inputs are the model's arguments."""
        inputs = self.inputs if isinstance(self.inputs, tuple) else (self.inputs,)
        return self.loss(self.model(*(x[rows] for x in inputs)), self.targets[rows])

    def inspected(self, inspect):
        """The report of `inspect` on this case."""
        return inspect(self.model, self.inputs, self.targets, self.loss, **self.kwargs)


@dataclass(frozen=True)
class Training:
    """The short training that shows whether a start hurts: full batches, no schedule."""

    optimizer: str = "sgd"  # with momentum .9; or "adam"
    rate: float = 0.03
    steps: int = 60


@dataclass(frozen=True)
class Entry:
    """One network of a zoo, in all doses.

    `expected` are the codes of which one has to be found (as faults, or as notes where `as_note`),
    `mild` the same for the mild dose. `allowed` are faults that may be named beside them, `notes` the
    notes that may. `edited` says that the mending line changes data, loss, optimizer or source:
    `make(seed, "none")` is then the network with that line edited. `gains` says that a short training
    is better once mended.
    """

    name: str
    family: str
    draw: Callable
    expected: tuple = ()
    mild: tuple = ()
    allowed: tuple = ()
    notes: tuple = ()
    as_note: bool = False
    edited: bool = False
    gains: bool = True
    training: Training = Training()

    @property
    def sick(self):
        return bool(self.expected)

    def make(self, seed, dose="none"):
        """The case, drawn by torch's own generator, which is left as it was."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return self.draw(dose) if self.sick else self.draw()

    def codes(self, dose):
        """The codes of which one has to be found at this dose; none for a twin or a healthy network."""
        return {"none": (), "mild": self.mild or self.expected}.get(dose, self.expected)


class Zoo:
    """A set of networks. Its decorators `sick` and `healthy` enter a function of the dose, or of nothing."""

    def __init__(self, name):
        self.name, self.entries = name, []

    def sick(self, *expected, family, sgd=None, adam=None, steps=60, **rest):
        training = _training(sgd, adam, steps)
        return self._entering(Entry("", family, None, expected, training=training, **rest))

    def healthy(self, family, notes=(), sgd=None, adam=None, steps=60):
        return self._entering(Entry("", family, None, notes=notes, training=_training(sgd, adam, steps)))

    def _entering(self, entry):
        def enter(draw):
            if any(draw.__name__ == other.name for other in self.entries):
                raise ValueError(f"{self.name} has two networks named {draw.__name__}")
            self.entries.append(replace(entry, name=draw.__name__, draw=draw))
            return draw

        return enter


def by(dose, none, mild, plain, gross):
    """What belongs to a dose."""
    return {"none": none, "mild": mild, "plain": plain, "gross": gross}[dose]


def _training(sgd, adam, steps):
    return Training("adam", adam, steps) if adam else Training("sgd", sgd or 0.03, steps)
