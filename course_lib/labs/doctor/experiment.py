"""A network that trains badly, what `inspect` says of it, and the same network once that is mended."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch

from course_lib.arguments import check_flag, check_name, check_whole
from course_lib.ensemble.kernels import one_thread
from course_lib.inspection import Report, fix, inspect
from course_lib.inspection.running import called
from course_lib.kept import Kept
from course_lib.labs.doctor.evidence import DIAGNOSES, OPEN
from course_lib.labs.doctor.patients import PATIENTS, Case, OwnPatient, Patient
from course_lib.labs.shared.pacing import FRAME_SECONDS

__all__ = ["EXAMINED", "Examined", "Visit", "doctor", "examine", "informed_loss", "mended", "trained"]

EXAMINED = slice(0, 128)  # the examples that `inspect` sees
NEARLY = 0.999  # the share done before the last picture
KEPT = Kept(8)  # patients and their curves: naming a cause trains nothing anew


@dataclass(frozen=True)
class Examined:
    """A patient as it came and mended, and what `inspect` says of both; see `Visit`."""

    sick: Case
    healed: Case | None
    before: Report
    after: Report | None
    informed: float


@dataclass(frozen=True)
class Visit:
    """What the lab shows of a patient.

    Attributes:
        label: the patient's name.
        diagnosis: a key of `DIAGNOSES`: what the reader holds for the cause.
        mend: whether the mended network is shown beside the other: not before there is a diagnosis.
        steps: how many steps are to be trained.
        before, after: what `inspect` says of the network as it came, and of the mended one; None where what
            was found cannot be mended without its owner.
        informed: see `informed_loss`.
        losses: the loss before each step so far, (steps,), of both networks; infinite where one overflowed,
            which ends its training.
    """

    label: str
    diagnosis: str
    mend: bool
    steps: int
    before: Report
    after: Report | None
    informed: float
    losses: tuple[np.ndarray, np.ndarray]

    @property
    def open(self) -> bool:
        """Whether there is no diagnosis yet."""
        return self.diagnosis == OPEN


def doctor(
    patient: str | OwnPatient, diagnosis: str, mend: bool, steps: int, seed: int
) -> Iterator[tuple[float, Visit]]:
    """Inspect a patient, train it, and train it mended; yield (done, `Visit`).

    Args:
        patient: a name of `PATIENTS`, or a reader's own.
        diagnosis: a key of `DIAGNOSES`; as long as it is `OPEN`, nothing is mended.
        mend: whether the mended network trains as well.
        steps: optimizer steps of each network, ≥ 0.
        seed: of the weights as they are drawn, of the batches, and of what is drawn anew.

    Raises:
        ValueError, TypeError: an argument is not as described, or `inspect` refuses a reader's model; said
            when the first result is asked for.
    """
    if not isinstance(patient, OwnPatient):
        check_name("patient", patient, PATIENTS)
        patient = PATIENTS[patient]
    check_name("diagnosis", diagnosis, DIAGNOSES)
    check_flag("mend", mend)
    steps = check_whole("steps", steps, 0)
    seed = check_whole("seed", seed, 0)
    known = KEPT.get((patient, seed), lambda: examine(patient, seed))
    mend = mend and diagnosis != OPEN and known.healed is not None
    cases = [known.sick, *([known.healed] if mend else [])]
    losses = [np.zeros(0), np.zeros(0)]

    def picture() -> Visit:
        return Visit(
            patient.label, diagnosis, mend, steps, known.before, known.after, known.informed, tuple(losses)
        )

    if steps and known.sick.loss:
        yield 0.0, picture()
        for number, case in enumerate(cases):
            key = patient, seed, steps, number
            before = KEPT.find(key)
            for curve in paced(trained(case, steps, seed)) if before is None else [before]:
                losses[number] = curve
                yield (number + len(curve) / steps) / len(cases) * NEARLY, picture()
            KEPT.get(key, partial(losses.__getitem__, number))
    yield 1.0, picture()


def paced(curves: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
    """A few curves a second, and the last one."""
    shown = time.monotonic()
    for losses in curves:
        if time.monotonic() - shown > FRAME_SECONDS:
            yield losses
            shown = time.monotonic()
    yield losses


def examine(patient: Patient, seed: int) -> Examined:
    """Draw a patient, inspect it, mend what can be mended, and inspect it again."""
    with one_thread(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        sick = patient.make()
        before = seen(sick)
        if not before.layers:
            raise ValueError("model must multiply its inputs by weights; inspect saw no layer that does")
        healed = mended(sick, before)
        after = seen(healed) if healed else None
    return Examined(sick, healed, before, after, informed_loss(sick.targets))


def seen(case: Case) -> Report:
    """What `inspect` says of the first examples."""
    return inspect(case.model, *case.examples(EXAMINED), case.loss)


def mended(case: Case, report: Report) -> Case | None:
    """A copy of a case in which all is mended that a line can mend; None where that is nothing."""
    model, inputs, fixed = copy.deepcopy(case.model), case.inputs, False
    for one in report.faults:
        if one.code == "inputs" and isinstance(inputs, torch.Tensor):
            inputs, fixed = (inputs - inputs.mean()) / inputs.std(), True
        elif one.changes or one.code == "memory":
            fix(model, one)
            fixed = True
    return replace(case, model=model, inputs=inputs) if fixed else None


def trained(case: Case, steps: int, seed: int) -> Iterator[np.ndarray]:
    """Train a copy of a case's model; after each step the losses before the steps so far."""
    model, losses = copy.deepcopy(case.model), np.full(steps, math.inf)
    parameters = [one for one in model.parameters() if one.requires_grad]
    optimizer = case.optimizer(parameters) if parameters else None
    draws = torch.Generator().manual_seed(seed)
    for step in range(steps):
        rows = torch.randint(len(case.targets), (case.batch,), generator=draws) if case.batch else EXAMINED
        X, y = case.examples(rows)
        with one_thread(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed + step)  # for dropout
            output = called(model, X)
            loss = case.loss(output) if y is None else case.loss(output, y)
            losses[step] = loss.item() if math.isfinite(loss.item()) else math.inf
            if optimizer is not None and losses[step] < math.inf:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        yield losses[: step + 1]
        if losses[step] == math.inf:
            return


def informed_loss(targets: object) -> float:
    """The cross-entropy of a guess that knows how frequent each class is; NaN for other targets."""
    if not isinstance(targets, torch.Tensor) or not targets.numel():
        return math.nan
    kinds, counts = targets.unique(return_counts=True)
    if targets.is_floating_point() and not set(kinds.tolist()) <= {0.0, 1.0}:
        return math.nan
    shares = counts.double() / counts.sum()
    return float(-(shares * shares.log()).sum())
