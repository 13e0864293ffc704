"""Checks of the exercises of lesson 07: fans in each layout, PyTorch's names, Keras' draw, a shared object."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.checks.answers import as_array, as_list, call, check_number
from course_lib.checks.exercise import exercise
from course_lib.checks.mistakes import check_value, first_fault, near, recognised
from course_lib.checks.verdict import Unreadable, Verdict, not_attempted, right

if TYPE_CHECKING:
    import torch

# ---- where the fan-in stands ----------------------------------------------------------------------

LAYOUTS = (
    ((32, 64), "torch", 64),
    ((64, 32), "keras", 64),
    ((32, 64, 3, 5), "torch", 960),
    ((3, 5, 64, 32), "keras", 960),
)
WRONG_FANS: list[tuple[Callable, str]] = [
    (lambda s, f: math.prod(s[:-1]), "That is right for Keras. PyTorch's weight has its units on the first axis: (out, in)."),
    (lambda s, f: math.prod(s[1:]), "That is right for PyTorch. A Keras kernel has its units on the last axis: (in, out)."),
    (lambda s, f: math.prod(s[1:]) if f == "keras" else math.prod(s[:-1]), "The two frameworks are exchanged."),
    (lambda s, f: s[1] if f == "torch" else s[-2], "The window is missing: a unit of a 3 × 5 convolution reads 15 cells of every channel."),
    (lambda s, f: s[1] if f == "torch" else s[0], "That is right for dense layers. A Keras convolution has its window first, and a window counts."),
    (lambda s, f: math.prod(s) / (s[1] if f == "torch" else s[-2]), "That is the fan-out: how many units one input feeds."),
    (lambda s, f: s[0] if f == "torch" else s[-1], "That is the number of units. Count what one of them reads."),
    (lambda s, f: s[-2], "The last axis but one is the inputs only in Keras' layout, and the window is missing."),
    (lambda s, f: s[1], "The second axis is the inputs only in PyTorch's layout, and the window is missing."),
    (lambda s, f: s[0], "The first axis is the units in PyTorch's layout, and in Keras' convolutions the window."),
    (lambda s, f: s[-1], "The last axis is the units in Keras' layout, and in PyTorch's convolutions the window."),
    (lambda s, f: math.prod(s), "That counts all weights of the layer. Count those of one unit."),
    (lambda s, f: sum(s), "That adds the axes. A unit reads every channel at every place of the window: multiply."),
    (lambda s, f: sum(s[1:] if f == "torch" else s[:-1]), "The axes are the right ones. A unit reads every channel at every place of the window: multiply."),
    (lambda s, f: len(s), "That is the number of axes."),
]  # fmt: skip


@exercise("fan_in", takes="fan_in")
def check_fan_in(fan_in: Any) -> Verdict | str:
    """``fan_in(shape, framework)`` counts the inputs of one unit in a weight of "torch" or "keras"."""
    todo = "Which axis counts the units? Each unit multiplies all that the others count."
    values = []
    for shape, framework, _ in LAYOUTS:
        try:
            value = call("fan_in", fan_in, "shape, framework", (shape, framework), todo)
            values.append(check_number(value, todo))
        except Unreadable as error:
            if error.verdict.status == "not yet" and callable(fan_in):
                return f"For {shape} of {framework}: {error}"
            raise
    if values == [target for *_, target in LAYOUTS]:
        return right(
            "All axes but the units'. PyTorch puts the units first, Keras and JAX last, and a convolution's window counts."
        )
    why = recognised(values, [case[:2] for case in LAYOUTS], WRONG_FANS, within=0)
    if why:
        return why
    (shape, framework, target), value = next(
        (case, value) for case, value in zip(LAYOUTS, values, strict=True) if value != case[2]
    )
    return f"For {shape} of {framework} it gives {value:g}; one unit reads {target}."


# ---- a = √5 ---------------------------------------------------------------------------------------

LINEAR = (64, 32)  # inputs and units


@exercise("root_five", takes="std")
def check_root_five(std: Any) -> Verdict:
    """``std`` of what ``kaiming_uniform_(weight, a=√5)`` draws for ``nn.Linear(64, 32)``: 1/√(3 · 64)."""
    from course_lib.initializers import get

    n_in, n_out = LINEAR
    target = get("standard").std(LINEAR)
    return check_value(
        std, target,
        [
            (math.sqrt(2 / n_in), "That is He's std, with a = 0. Here a is √5."),
            (math.sqrt(6 / n_in), "That is the limit of He's uniform scheme, with a = 0."),
            (1 / math.sqrt(n_in), "That is the limit: no weight lies beyond 1/√64. The std is √3 times smaller."),
            (target**2, "That is the variance; take its root."),
            (math.sqrt(1 / 3), "That is the gain alone. Divide it by √(fan-in)."),
            (1 / 3, "That is the gain's square alone."),
            (math.sqrt(2 / (1 + math.sqrt(5)) / n_in), "You added a; the formula has a², and a² is 5."),
            (math.sqrt(2 / 26 / n_in), "You squared 5. a is √5, so a² is 5."),
            (math.sqrt(2 / 5 / n_in), "The 1 in 1 + a² is missing."),
            (math.sqrt(2 / 6) / n_in, "The gain is right. Divide it by the root of the fan-in."),
            (2 / 6 / math.sqrt(n_in), "The square root of the gain is missing."),
            (target / math.sqrt(3), "You divided by √3 once too often: gain over √(fan-in) is the std already."),
            (1 / math.sqrt(3 * n_out), "You divided by the root of 32. nn.Linear(64, 32) has 64 inputs and 32 units: its weight has the shape (32, 64), (out, in)."),
            (math.sqrt(2 / 6 / (n_in + n_out)), "You added the two fans. Kaiming's scheme looks at the fan-in alone."),
            (math.sqrt(2 / (n_in + n_out)), "That is Glorot's std. nn.Linear draws by Kaiming's scheme with a = √5."),
            (math.sqrt(5 / n_in), "a is no factor on the weights. It stands below the line of the gain."),
            (math.sqrt(2 * 6 / n_in), "1 + a² stands below the line: a larger slope asks for smaller weights."),
        ],
        todo="Which gain belongs to a leaky ReLU of slope a (lesson 05)? And which of the two fans counts here?",
        otherwise="Compute the gain first, with a = √5. The std is the gain over the root of the fan-in.",
        done="√(2/6)/√64 = 1/√(3 · 64), so the limit is √3 times that: 1/√64. It is the “standard” scheme, with a sixth of He's variance.",
    )  # fmt: skip


# ---- two lines of a tutorial ----------------------------------------------------------------------


@exercise("mended", takes="start")
def check_mended(start: Any) -> Verdict | str:
    """``start(w, b)`` draws w by Glorot's uniform scheme and b from U(0, 1), in place and without a warning."""
    import torch

    todo = "One line stops the program, the other only warns. Run them one by one."
    stopped = None
    w, b = torch.full((400, 64), math.nan), torch.full((400,), math.nan)
    with warnings.catch_warnings(record=True) as caught, torch.random.fork_rng(devices=[]):
        warnings.simplefilter("always")
        torch.manual_seed(0)
        try:
            call("mended", start, "w, b", (w, b), todo, returns=False)
        except Unreadable as error:
            stopped = error
    warned = [str(one.message) for one in caught if issubclass(one.category, FutureWarning)]
    if stopped:
        if "has no attribute 'inite'" not in str(stopped):
            raise stopped
        if warned:
            return not_attempted(todo)
        return "One line still stops: torch.nn has no attribute 'inite'. It is a typo."
    if warned:
        return f"It runs, and PyTorch warns: {warned[0]} A name without _ is an old alias."
    if "xavier_uniform" in getattr(getattr(start, "__code__", None), "co_names", ()):
        return "The warning is hidden, but its cause is still there: xavier_uniform is the old name."
    return drawn_as_meant(w, b)


def drawn_as_meant(w: torch.Tensor, b: torch.Tensor) -> Verdict | str:
    """Whether both tensors hold what the two lines were meant to draw."""
    from course_lib.initializers import glorot_uniform, he_normal

    for name, tensor in (("w", w), ("b", b)):
        if tensor.isnan().all():
            return (
                f"{name} still holds what it held before. Both lines are to draw into the tensor that they get, in "
                "place; giving the name another tensor changes nothing outside."
            )
        if not tensor.isfinite().all():
            return f"Some entries of {name} are still not numbers. Fill all of it."
    fans, std = (64, 400), float(w.std())
    wanted, uniform = glorot_uniform.std(fans), near(float(b.std()), 1 / math.sqrt(12), 0.15)
    return first_fault(
        (not b.any(), "Zeros are the better biases (appendix 07b). But this line is meant to draw from U(0, 1)."),
        (b.min() == b.max(), "All entries of b are equal. This line is meant to draw each from U(0, 1)."),
        (b.min() < 0,
            "b has negative entries. It must come from U(0, 1), what uniform_ draws unless told otherwise."),
        (b.max() > 1 or not uniform, "b must come from U(0, 1), what uniform_ draws unless told otherwise."),
        (near(std, he_normal.std(fans), 0.03),
            "w has He's std. The line says xavier, which is Glorot's first name."),
        (not near(std, wanted, 0.03),
            f"The std of w is {std:.4g}; Glorot's uniform scheme asks for {wanted:.4g} here."),
        (w.abs().max() > glorot_uniform.limit(fans) * (1 + 1e-6),
            "The std of w is Glorot's, but weights lie beyond his uniform limit: that is xavier_normal_."),
    ) or right(
        "PyTorch's convention: a trailing _ changes its argument in place. The names without it are aliases kept for old code."
    )  # fmt: skip


# ---- Keras' He normal, in PyTorch -----------------------------------------------------------------


@exercise("keras_he", takes="draw")
def check_keras_he(draw: Any) -> Verdict | str:
    """``draw(w)`` fills w, (out, in), as Keras' HeNormal: cut at ±2 std of a normal widened by 1/0.8796."""
    import torch

    from course_lib.checks.distributions import check_distribution
    from course_lib.checks.samples import SHAPES, TORCH, Sample
    from course_lib.initializers import he_normal

    todo = "Call torch.nn.init.trunc_normal_ on w, with the std and the bounds of Keras."
    samples = []
    for shape in SHAPES:
        w = torch.full(shape[::-1], math.nan)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            result = call("keras_he", draw, "w", (w,), todo, returns=False)
        if w.isnan().all():
            if result is None:
                return "w still holds what it held before, and nothing came back. Fill it in place, as the functions of nn.init do."
            return "w still holds what it held before: fill it in place, as the functions of nn.init do."
        weights = w.numpy().T.astype(float)
        if not np.isfinite(weights).all():
            return "Some weights are not finite. Is something divided by zero, or a part of w left out?"
        if np.ptp(weights) == 0:
            return f"Every weight is {weights.flat[0]:g}: a constant, not a draw."
        samples.append(Sample(shape, weights))
    verdict = check_distribution(samples, he_normal.truncate(), TORCH)
    if verdict.status != "right":
        return verdict
    return right(
        f"std {samples[0].std:.4g} and no weight beyond {samples[0].largest:.4g}, as keras.initializers.HeNormal draws "
        f"for {SHAPES[0][0]} inputs."
    )


# ---- one object for two layers --------------------------------------------------------------------


@exercise("own_instances", takes="two_layers")
def check_own_instances(two_layers: Any) -> Verdict | str:
    """``two_layers(make)`` draws two kernels of shape (2, 8) that differ; ``make(seed=None)`` makes an object."""
    from course_lib.initializers import he_normal
    from course_lib.labs.shared_instance.experiment import KerasInstance

    todo = "One object, two calls, the same numbers twice. Where must a second object come from?"
    made, calls = [], []
    own = np.random.default_rng(0)

    class HeNormal(KerasInstance):
        """An object that notes in `calls` which one drew which kernel."""

        def __call__(self, shape, dtype=np.float32):
            kernel = super().__call__(shape, dtype)
            calls.append((self, kernel.copy()))
            return kernel

    def make(seed: int | None = None) -> HeNormal:
        made.append(HeNormal(he_normal, int(own.integers(2**31)) if seed is None else seed))
        return made[-1]

    value = call("own_instances", two_layers, "make", (make,), todo)
    pair = as_list(value, 3)
    if pair is None or len(pair) != 2:
        count = "one thing" if pair is None else f"{len(pair)} things"
        return f"Return two kernels, first and second; this returned {count}."
    if any(isinstance(one, KerasInstance) for one in pair):
        return "An object is not yet a kernel: call it with the shape, as in first((2, 8))."
    try:
        first, second = (as_array("each kernel", one) for one in pair)
    except Unreadable as error:
        return f"Return two arrays, as the objects draw them: {error}"
    if first.shape != (2, 8) or second.shape != (2, 8):
        return f"Both kernels must have the shape (2, 8); these have {first.shape} and {second.shape}."
    return judge_kernels(first, second, made, calls, todo)


def judge_kernels(
    first: np.ndarray, second: np.ndarray, made: list, calls: list[tuple], todo: str
) -> Verdict | str:
    """Whether both kernels are whole draws of objects that differ."""
    objects = {id(one) for one, _ in calls}
    if np.array_equal(first, second):
        return first_fault(
            (len(made) > 1, "Two objects, but one seed: each starts from it, so both draw the same numbers."),
            (len(objects) > 1, "A copy has the seed of its original, so it draws the same numbers. Make a new object."),
            (len(calls) == 1, "You drew once and returned the kernel twice. Each layer needs a draw of its own."),
        ) or not_attempted(todo)  # fmt: skip
    drawn = [kernel for _, kernel in calls if kernel.shape == (2, 8)]
    whole = all(any(np.array_equal(kernel, one) for one in drawn) for kernel in (first, second))
    shapes = [kernel.shape for _, kernel in calls]
    return first_fault(
        (np.array_equal(np.sort(first, axis=None), np.sort(second, axis=None)),
            "The second kernel holds the numbers of the first in another order. Make a second object."),
        (not calls, "No object of make drew these kernels. Let the scheme draw them."),
        (not drawn,
            f"You drew one kernel of shape {next(iter(shapes), None)} and split it. The scheme then drew for the fans of that shape."),
        (not whole, "The kernels differ, but one of them is no longer what the scheme draws. Make a second object."),
    ) or right(
        "A new object for every layer, each with a seed of its own. In Keras: hand every layer the class, HeNormal, or write HeNormal() in each."
    )  # fmt: skip
