"""Checks of the exercises of lesson 07: fans in each layout, PyTorch's names, Keras' draw, a shared object."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from course_lib.checks.answers import called, compare, is_number, near
from course_lib.checks.draws import SHAPE, check_law
from course_lib.checks.verdict import Verdict, not_attempted, not_yet, right
from course_lib.experiments.shared_instance import KerasInstance
from course_lib.initializers import get, glorot_uniform, he_normal

__all__ = ["check_fan_in", "check_keras_he", "check_mended", "check_own_instances", "check_root_five"]

# ---- where the fan in stands ----------------------------------------------------------------------

LAYOUTS = (
    ((32, 64), "torch", 64),
    ((64, 32), "keras", 64),
    ((32, 64, 3, 5), "torch", 960),
    ((3, 5, 64, 32), "keras", 960),
)


def check_fan_in(fan_in: Any) -> Verdict:
    """``fan_in(shape, framework)`` counts the inputs of one unit in a weight of "torch" or "keras"."""
    if not callable(fan_in):
        return not_yet(f"Pass the function itself: check('fan_in', fan_in). This is {fan_in!r}.")
    values = []
    for shape, framework, _ in LAYOUTS:
        value, trouble = called(fan_in, shape, framework)
        if trouble:
            return not_yet(f"For {shape} of {framework}: {trouble}")
        if value is None:
            return not_attempted(
                "Which axis counts the units? Each unit multiplies all that the others count."
            )
        values.append(value)
    wanted = [target for *_, target in LAYOUTS]
    if values == wanted:
        return right(
            "All axes but the units'. PyTorch puts the units first, Keras and JAX last, and a convolution's window counts."
        )
    mistakes: list[tuple[Callable, str]] = [
        (lambda s, f: math.prod(s[:-1]), "That is right for Keras. PyTorch's weight has its units on the first axis: (out, in)."),
        (lambda s, f: math.prod(s[1:]), "That is right for PyTorch. A Keras kernel has its units on the last axis: (in, out)."),
        (lambda s, f: math.prod(s[1:]) if f == "keras" else math.prod(s[:-1]), "The two frameworks are exchanged."),
        (lambda s, f: s[1] if f == "torch" else s[-2], "The window is missing: a unit of a 3 × 5 convolution reads 15 cells of every channel."),
        (lambda s, f: math.prod(s) / (s[1] if f == "torch" else s[-2]), "That is the fan out: how many units one input feeds."),
        (lambda s, f: s[0] if f == "torch" else s[-1], "That is the number of units. Count what one of them reads."),
        (lambda s, f: s[-2], "The last axis but one is the inputs only in Keras' layout, and the window is missing."),
        (lambda s, f: s[1], "The second axis is the inputs only in PyTorch's layout, and the window is missing."),
        (lambda s, f: math.prod(s), "That counts all weights of the layer. Count those of one unit."),
    ]  # fmt: skip
    for wrong, why in mistakes:
        if values == [wrong(shape, framework) for shape, framework, _ in LAYOUTS]:
            return not_yet(why)
    (shape, framework, target), value = next(
        (case, value) for case, value in zip(LAYOUTS, values, strict=True) if value != case[2]
    )
    return not_yet(f"For {shape} of {framework} it gives {value:g}; one unit reads {target}.")


# ---- a = √5 ---------------------------------------------------------------------------------------

LINEAR = (64, 32)  # inputs and units


def check_root_five(std: Any) -> Verdict:
    """``std`` of what ``kaiming_uniform_(weight, a=√5)`` draws for ``nn.Linear(64, 32)``: 1/√(3 · 64)."""
    if std is ...:
        return not_attempted("The gain is √(2/(1 + a²)), the std is the gain over √(fan in).")
    if not is_number(std):
        return not_yet(f"A std is one number; this is {std!r}.")
    n_in, n_out = LINEAR
    target = get("standard").std(LINEAR)
    wrong = compare(
        std, target,
        [
            (math.sqrt(2 / n_in), "That is He's std, with a = 0. With a = √5 the gain is √(2/(1 + 5))."),
            (math.sqrt(6 / n_in), "That is the limit of He's uniform scheme, with a = 0."),
            (1 / math.sqrt(n_in), "That is the limit: no weight lies beyond 1/√64. The std is √3 times smaller."),
            (target**2, "That is the variance; take its root."),
            (math.sqrt(1 / 3), "That is the gain alone. Divide it by √(fan in)."),
            (math.sqrt(2 / (1 + math.sqrt(5)) / n_in), "You added a; the formula has a², and a² is 5."),
            (math.sqrt(2 / 6) / n_in, "The gain is right. Divide it by the root of the fan in."),
            (2 / 6 / math.sqrt(n_in), "The square root of the gain is missing: √(2/6)."),
            (1 / math.sqrt(3 * n_out), "nn.Linear(64, 32) has a weight of shape (32, 64): the fan in is 64."),
            (math.sqrt(5 / n_in), "a is no factor on the weights. It stands below: √(2/(1 + a²))."),
        ],
        "The gain is √(2/(1 + a²)) = √(2/6), and the std is the gain over √64.",
    )  # fmt: skip
    if wrong:
        return not_yet(wrong)
    return right(
        "√(2/6)/√64 = 1/√(3 · 64), so the limit is √3 times that: 1/√64. It is the “standard” scheme, with a sixth of He's variance."
    )


# ---- two lines of a tutorial ----------------------------------------------------------------------


def check_mended(start: Any) -> Verdict:
    """``start(w, b)`` draws w by Glorot's uniform scheme and b from U(0, 1), in place and without a warning."""
    if not callable(start):
        return not_yet(f"Pass the function itself: check('mended', start). This is {start!r}.")
    w, b = torch.full((400, 64), math.nan), torch.full((400,), math.nan)
    failed = None
    with warnings.catch_warnings(record=True) as caught, torch.random.fork_rng(devices=[]):
        warnings.simplefilter("always")
        torch.manual_seed(0)
        try:
            start(w, b)
        except Exception as error:  # whatever a reader's own code raises is the answer to show
            failed = error
    warned = [str(one.message) for one in caught if issubclass(one.category, FutureWarning)]
    typo = isinstance(failed, AttributeError) and "inite" in str(failed)
    if typo and warned:
        return not_attempted("One line stops the program, the other only warns. Run them one by one.")
    if typo:
        return not_yet("The second line still stops: torch.nn has no attribute 'inite'. It is a typo.")
    if failed is not None:
        return not_yet(f"It stops with {type(failed).__name__}: {failed}")
    if warned:
        return not_yet(f"It runs, and PyTorch warns: {warned[0]} A name without _ is an old alias.")
    return drawn_as_meant(w, b)


def drawn_as_meant(w: torch.Tensor, b: torch.Tensor) -> Verdict:
    """Whether both tensors hold what the two lines were meant to draw."""
    for name, tensor in (("w", w), ("b", b)):
        if not torch.isfinite(tensor).all():
            return not_yet(f"{name} still holds what it held before: both lines are to draw, in place.")
    if not b.any():
        return not_yet(
            "Zeros are the better biases, as the lab shows. But this line is meant to draw from U(0, 1)."
        )
    if b.min() < 0 or b.max() > 1 or not near(float(b.std()), 1 / math.sqrt(12), 0.15):
        return not_yet("b must come from U(0, 1), what uniform_ draws unless told otherwise.")
    law = glorot_uniform.law((64, 400))
    if not near(float(w.std()), law.std, 0.05):
        return not_yet(
            f"The std of w is {float(w.std()):.4g}; Glorot's uniform scheme asks for {law.std:.4g} here."
        )
    if w.abs().max() > law.limit * (1 + 1e-6):
        return not_yet(
            "The std of w is Glorot's, but weights lie beyond his uniform limit: that is xavier_normal_."
        )
    return right(
        "PyTorch's convention: a trailing _ changes its argument in place. The names without it are aliases kept for old code."
    )


# ---- Keras' He normal, in PyTorch -----------------------------------------------------------------


def check_keras_he(draw: Any) -> Verdict:
    """``draw(w)`` fills w, (out, in), as Keras' HeNormal: cut at ±2 std of a normal widened by 1/0.8796."""
    if not callable(draw):
        return not_yet(f"Pass the function itself: check('keras_he', draw). This is {draw!r}.")
    w = torch.full(SHAPE[::-1], math.nan)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        try:
            result = draw(w)
        except Exception as error:  # whatever a reader's own code raises is the answer to show
            return not_yet(f"Your function stopped with {type(error).__name__}: {error}")
    if w.isnan().all():
        if result is None or result is ...:
            return not_attempted(
                "Call torch.nn.init.trunc_normal_ on w, with the std and the bounds of Keras."
            )
        return not_yet("w still holds what it held before: fill it in place, as the functions of nn.init do.")
    scheme = he_normal.truncate()
    weights = w.numpy().T.astype(float)
    if not np.isfinite(weights).all():
        return not_yet("Some weights are not finite. Is something divided by zero?")
    std, largest = float(weights.std()), float(np.abs(weights).max())
    wanted, limit = scheme.std(SHAPE), scheme.limit(SHAPE)
    absolute = "a and b of trunc_normal_ bound w itself: its −2 and 2 lie far beyond these weights. Pass a=-2 * std and b=2 * std."
    if largest > limit * (1 + 1e-6) and near(std, wanted / 0.8796, 0.02):
        return not_yet(
            f"Widened, but nothing was cut: the std is {std:.4g} and should be {wanted:.4g}. {absolute}"
        )
    if largest > limit * (1 + 1e-6) and near(std, wanted, 0.02):
        return not_yet(
            f"The std is right, but nothing was cut: a weight lies at {largest / wanted:.1f} std. kaiming_normal_ does not cut. {absolute}"
        )
    verdict = check_law(weights, scheme)
    if verdict.status != "right":
        return verdict
    return right(
        f"std {std:.4g} and no weight beyond {limit:.4g}, as keras.initializers.HeNormal draws for 400 inputs."
    )


# ---- one object for two layers --------------------------------------------------------------------


def check_own_instances(two_layers: Any) -> Verdict:
    """``two_layers(make)`` draws two kernels of shape (2, 8) that differ; ``make(seed=None)`` makes an object."""
    if not callable(two_layers):
        return not_yet(
            f"Pass the function itself: check('own_instances', two_layers). This is {two_layers!r}."
        )
    made: list[KerasInstance] = []
    own = np.random.default_rng(0)

    def make(seed: int | None = None) -> KerasInstance:
        made.append(KerasInstance(he_normal, int(own.integers(2**31)) if seed is None else seed))
        return made[-1]

    try:
        first, second = (np.asarray(kernel) for kernel in two_layers(make))
    except Exception as error:  # whatever a reader's own code raises is the answer to show
        return not_yet(f"Your function stopped with {type(error).__name__}: {error}")
    if first.shape != (2, 8) or second.shape != (2, 8):
        return not_yet(
            f"Both kernels must keep the shape (2, 8); these have {first.shape} and {second.shape}."
        )
    same = np.array_equal(first, second)
    if same and len(made) == 1:
        return not_attempted(
            "One object, two calls, the same numbers twice. Where must a second object come from?"
        )
    if same:
        return not_yet("Two objects, but one seed: each starts from it, so both draw the same numbers.")
    drawn = [init((2, 8)) for init in made]
    if not all(any(np.array_equal(kernel, one) for one in drawn) for kernel in (first, second)):
        return not_yet(
            "The kernels differ, but one of them is no longer what the scheme draws. Make a second object."
        )
    return right(
        "A new object for every layer, each with a seed of its own. In Keras: hand every layer the class, HeNormal, or write HeNormal() in each."
    )
