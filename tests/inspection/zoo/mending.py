"""What becomes of a sick network once the lines that `inspect` suggests are applied."""

import torch

from course_lib.inspection import fix, inspect


def found(entry, case, dose):
    """The expected codes that `inspect` names here, as the faults or notes that they are."""
    severity = "note" if entry.as_note else "fault"
    named = {finding.code for finding in case.inspected(inspect).findings if finding.severity == severity}
    return named & set(entry.codes(dose))


def mended(entry, dose, seed):
    """The case with its expected findings mended: by `fix`, or by the edit that the entry knows."""
    if entry.edited:
        return entry.make(seed, "none")
    case = entry.make(seed, dose)
    _mend(case, entry.codes(dose), seed)
    return case


def mended_throughout(entry, dose, seed, rounds=3):
    """The same, and then whatever faults are named next are mended too, where `fix` can do that."""
    case = mended(entry, dose, seed)
    for _ in range(0 if entry.edited else rounds):
        _mend(case, None, seed)
    return case


def _mend(case, codes, seed):
    """Let `fix` mend the findings of these codes; of None, all faults that it can mend."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for finding in case.inspected(inspect).findings:
            if finding.code in codes if codes else finding.severity == "fault" and finding.changes:
                fix(case.model, finding)
