"""The doctor lab: a network that trains badly, and what its pictures say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.labs.doctor.evidence import DIAGNOSES, OPEN, causes, evidence
from course_lib.labs.doctor.experiment import Visit, doctor
from course_lib.labs.doctor.figure import NAMES, doctor_figure
from course_lib.labs.doctor.patients import PATIENTS, OwnPatient
from course_lib.labs.shared.depth import number
from course_lib.labs.shared.wording import counted
from course_lib.widgets import Choice, Lab, Switch, Whole

__all__ = ["lab"]

LAST = 5  # losses whose mean is what a training has come to
TWO_LINES = 176  # letters, at 1280 pixels
OWN = ("model", "inputs", "targets", "loss")  # what a reader's own patient is made of


@dataclass(frozen=True)
class PatientChoice(Choice):
    """A patient by its name, or a reader's own that is among the options."""

    def stored(self, argument: str, value: Any) -> Any:
        own = [one for one in self.options if isinstance(one, OwnPatient)]
        return own[0] if own and value in (own[0], "own") else super().stored(argument, value)


def reached(losses: np.ndarray) -> float:
    """What a training has come to, a mean over its last steps."""
    return float(losses[-LAST:].mean())


def training(visit: Visit) -> str:
    """What became of the networks that were trained, the lower loss first."""
    told = [(reached(one), name) for one, name in zip(visit.losses, NAMES, strict=True) if one.size]
    if not told:
        return "Not trained."
    said = [f"{number(loss) if loss < np.inf else 'overflows'} {name}" for loss, name in sorted(told)]
    steps = max(one.size for one in visit.losses)
    return f"Loss after {counted(steps, 'step')}: {', '.join(said)}."


def words(visit: Visit) -> str:
    """The answer to the diagnosis, then what `inspect` finds or what the mended network comes to."""
    before, after = visit.before, visit.after
    if visit.open:
        guess = f"; that of {before.guess} is {number(before.expected_loss)}" * (before.expected_loss > 0)
        first = f"The first loss is {number(before.loss)}{guess}. " if before.loss >= 0 else ""
        return first + training(visit)
    found = before.faults[0] if before.faults else None
    if visit.mend:
        left = ", ".join(one.code for one in after.faults)
        told = f"inspect still finds: {left}." if left else "inspect finds nothing more."
        return f"{verdict(visit)} {training(visit)} {told}"
    if found is None:
        return f"{verdict(visit)} inspect finds nothing. {training(visit)}"
    others = ", ".join(one.code for one in before.faults[1:])
    said = f"{verdict(visit)} {plain(found.words)}"
    said += f" Also found: {others}." * bool(others) + " This is mended by hand." * (after is None)
    measured = f" {found.measured[0].upper()}{plain(found.measured[1:])}."
    return said + measured * (len(said + measured) < TWO_LINES)


def verdict(visit: Visit) -> str:
    """Whether the reader's diagnosis is right; of a wrong one what was measured."""
    name = DIAGNOSES[visit.diagnosis]
    if visit.diagnosis in causes(visit.before):
        return f"✓ Yes, {name}."
    told = evidence(visit.diagnosis, visit.before, visit.informed)
    said = f"✗ Not “{name}”" + f": {told.words}" * bool(told.words)
    return said + ("; a symptom, not the cause." if told.shows else ".")


def plain(text: str) -> str:
    """A sentence of a finding for a reader: names in quotes, powers of ten written out."""
    named = re.sub("`([^`]+)`", r"“\1”", text)
    return re.sub(r"[\d.]+e[+-]\d+", lambda found: number(float(found[0])), named)


def summary(visit: Visit) -> str:
    before, after = visit.before, visit.after
    lines = [f"{visit.label}: {counted(len(before.layers), 'layer')}, {visit.steps} steps"]
    if visit.open:
        return "\n".join([*lines, "diagnosis: open"])
    right = "right" if visit.diagnosis in causes(before) else "wrong"
    lines.append(f"diagnosis: {DIAGNOSES[visit.diagnosis]}, which is {right}")
    lines.append(f"inspect finds: {', '.join(one.code for one in before.faults) or 'nothing'}")
    if visit.mend:
        lines.append(f"once mended: {', '.join(one.code for one in after.faults) or 'nothing'}")
        if all(one.size for one in visit.losses):
            sick, healed = map(reached, visit.losses)
            lines.append(f"mended, the loss is lower: {'yes' if healed < sick else 'no'}")
    return "\n".join(lines)


def unused(settings: dict) -> dict[str, str]:
    patient, why = settings["patient"], {}
    if settings["diagnosis"] == OPEN:
        why["mend"] = "First choose a diagnosis."
    if isinstance(patient, OwnPatient) and patient.make().loss is None:
        why["steps"] = "Without a loss nothing is trained."
    return why


def lab(settings: dict, presets: dict) -> Lab:
    settings, patients = dict(settings), {name: one.label for name, one in PATIENTS.items()}
    given = {name: settings.pop(name) for name in OWN if name in settings}
    if given:
        if given.get("model") is None or given.get("inputs") is None:
            call = "labs.doctor(model=model, inputs=inputs, targets=targets, loss=loss)"
            raise ValueError(f"model and inputs must come together, as in {call}; got {', '.join(given)}")
        own = OwnPatient(**given)
        patients[own] = own.label
        settings.setdefault("patient", own)
    return Lab(
        "Doctor",
        [
            PatientChoice("patient", "Patient", "mlp4", patients),
            Choice("diagnosis", "Diagnosis", OPEN, DIAGNOSES),
            Switch("mend", "Mend", False),
            Whole("steps", "Steps", 60, 0, 200, step=20),
            Whole("seed", "Seed", 0, 0, 9),
        ],
        doctor, doctor_figure, words, summary, live=False, settings=settings, presets=presets,
        main=("patient", "diagnosis", "mend", "steps"), unused=unused,
        resets={"patient": ("diagnosis", "mend")},
    )  # fmt: skip
