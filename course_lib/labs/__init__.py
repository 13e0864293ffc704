"""The labs, one function each. Settings are keyword arguments: ``labs.samples(scheme="he_uniform")``.

A scene is a named setting, and settings beside it change it: ``labs.race(scene="one-he-seed", depth=3)``. `SCENES` has
them all; each lab also offers its own in a menu. With ``paused=True`` a lab that trains opens before training.

A lab's module is imported when the lab is first asked for, so a lesson loads only what it uses.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from course_lib.labs.renamed_scenes import RENAMED
from course_lib.labs.scenes import SCENES

if TYPE_CHECKING:
    from course_lib.lab import Lab

__all__ = [
    "LABS",
    "SCENES",
    "biases",
    "deep_race",
    "framework_samples",
    "gallery",
    "matrix",
    "one_seed",
    "printouts",
    "race",
    "samples",
    "shared_instance",
    "signals",
    "symmetry",
    "training_race",
    "zero_start",
]


def make(name: str, settings: dict[str, Any]) -> Lab:
    """Make the lab ``name`` with these settings; ``scene`` may be one of them."""
    scenes = {**SCENES.get(name, {}), **RENAMED.get(name, {})}
    return import_module(f"course_lib.labs.{name}_lab").lab(settings, scenes)


def race(**settings: Any) -> Lab:
    """Schemes race on one data set: loss curves of every seed, and decision boundaries as they form."""
    return make("race", settings)


def deep_race(**settings: Any) -> Lab:
    """Schemes race on handwritten digits in networks of up to thirty layers: the loss and accuracy of every seed."""
    return make("deep_race", settings)


def training_race(**settings: Any) -> Lab:
    """The fair race: schemes, seeds and learning rates on digits, and what goes on in every layer."""
    return make("training_race", settings)


def one_seed(**settings: Any) -> Lab:
    """Forty runs of a tutorial's He network, one of which is shown: what a single seed can tell."""
    return make("one_seed", settings)


def symmetry(**settings: Any) -> Lab:
    """Hidden units that start equal: the paths of their weights, and whether they ever part."""
    return make("symmetry", settings)


def zero_start(**settings: Any) -> Lab:
    """What happens when hidden weights, biases, the last layer or a logistic regression start at zero."""
    return make("zero_start", settings)


def samples(**settings: Any) -> Lab:
    """Weights drawn by any scheme: their histogram over the density that theory gives."""
    return make("samples", settings)


def printouts(**settings: Any) -> Lab:
    """Numbers printed by a framework, laid over the density of a scheme."""
    return make("printouts", settings)


def signals(**settings: Any) -> Lab:
    """A signal and its gradient on their way through many layers, beside what theory predicts."""
    return make("signals", settings)


def gallery(**settings: Any) -> Lab:
    """A normal input pushed through any activation: what comes out, and where its slope is flat."""
    return make("gallery", settings)


def matrix(**settings: Any) -> Lab:
    """Every activation with every scheme: how much of the signal and of the gradient many layers leave."""
    return make("matrix", settings)


def framework_samples(**settings: Any) -> Lab:
    """One layer's weights as any framework draws them, over its density and that of another name."""
    return make("framework_samples", settings)


def biases(**settings: Any) -> Lab:
    """The same weights beside biases drawn in five ways: E[z²], and what of it tells inputs apart."""
    return make("biases", settings)


def shared_instance(**settings: Any) -> Lab:
    """Two layers drawn by one initializer object, as Keras 3 does it, against an object for each."""
    return make("shared_instance", settings)


LABS = {
    lab.__name__: lab
    for lab in (
        race, deep_race, training_race, one_seed, symmetry, zero_start, samples, printouts, signals, gallery,
        matrix, framework_samples, shared_instance, biases,
    )
}  # fmt: skip
