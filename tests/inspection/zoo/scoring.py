"""How well `inspect` does on a set: found and false alarms, by dose and by network.

python -m tests.inspection.zoo.scoring development --seeds 5
"""

import argparse
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from course_lib.inspection import inspect
from tests.inspection.zoo.case import DOSES, Entry

SETS = sorted(path.parent.name for path in Path(__file__).parent.glob("*/registry.py"))
HEALTHY = "none"  # the dose of healthy networks, and of sick ones' twins


@dataclass(frozen=True)
class Outcome:
    """What `inspect` said of one network at one dose and seed: the codes of faults and of notes."""

    entry: Entry
    dose: str
    seed: int
    faults: tuple
    notes: tuple

    @property
    def found(self):
        """Whether one of the expected codes was named, as a fault or as the note that it is."""
        return bool(set(self.entry.codes(self.dose)) & set(self.notes if self.entry.as_note else self.faults))

    @property
    def false(self):
        """The faults that the network does not have."""
        entry = self.entry
        own = set() if entry.as_note else {*entry.expected, *entry.codes(self.dose), *entry.allowed}
        return tuple(code for code in self.faults if self.dose == HEALTHY or code not in own)

    @property
    def false_notes(self):
        """The notes that neither the network nor its twin ask for; they are no false alarms."""
        own = {*self.entry.notes, *(self.entry.expected if self.entry.as_note else ())}
        return tuple(code for code in self.notes if code not in own)

    def __str__(self):
        said = ", ".join([*self.faults, *(f"({note})" for note in self.notes)]) or "nothing"
        return f"{self.entry.name} [{self.entry.family}] {self.dose}, seed {self.seed}: {said}"


def zoo_of(name):
    """The set of this name."""
    return import_module(f"tests.inspection.zoo.{name}").ZOO


def outcome(entry, dose, seed):
    """What `inspect` says of one network."""
    findings = entry.make(seed, dose).inspected(inspect).findings
    by_severity = {
        severity: tuple(finding.code for finding in findings if finding.severity == severity)
        for severity in ("fault", "note")
    }
    return Outcome(entry, dose, seed, by_severity["fault"], by_severity["note"])


def outcomes(zoo, seeds=(0,), doses=DOSES):
    """Of every network of a zoo: sick ones at these doses and as their twins, healthy ones as they are."""
    return [
        outcome(entry, dose, seed)
        for entry in zoo.entries
        for dose in ((HEALTHY, *doses) if entry.sick else (HEALTHY,))
        for seed in seeds
    ]


def share(outcomes, holds):
    """How many of the outcomes hold, as (count, of how many)."""
    outcomes = list(outcomes)
    return sum(map(holds, outcomes)), len(outcomes)


def found_at(outcomes, *doses):
    """How many sick networks were found at these doses, as (count, of how many)."""
    return share((outcome for outcome in outcomes if outcome.dose in doses), lambda outcome: outcome.found)


def false_alarms(outcomes):
    """How many networks were given a fault that they do not have, as (count, of how many)."""
    return share(outcomes, lambda outcome: bool(outcome.false))


def table(outcomes):
    """The lines of the printed table: totals first, then each network that was missed or accused."""
    twins = [outcome for outcome in outcomes if outcome.entry.sick and outcome.dose == HEALTHY]
    healthy = [outcome for outcome in outcomes if not outcome.entry.sick]
    sick = [outcome for outcome in outcomes if outcome.dose != HEALTHY]
    yield from (f"found, {dose:9} {_of(found_at(sick, dose))}" for dose in DOSES)
    yield f"found, plain + gross {_of(found_at(sick, 'plain', 'gross'))}"
    groups = {"healthy": healthy, "twins": twins, "sick": sick, "all": outcomes}
    yield from (f"false alarms, {name:8} {_of(false_alarms(group))}" for name, group in groups.items())
    yield "\nmissed, of the plain and gross, by code:"
    missed = [outcome for outcome in sick if not outcome.found]
    yield from _counted(o for o in missed if o.dose != "mild")
    for title, chosen in (
        ("missed", missed),
        ("false alarms", [outcome for outcome in outcomes if outcome.false]),
        ("notes beside what is expected", [outcome for outcome in outcomes if outcome.false_notes]),
    ):
        yield f"\n{title}:"
        yield from (f"  {outcome}" for outcome in chosen)


def _of(counts):
    return f"{counts[0]:4} of {counts[1]:4}  {counts[0] / max(counts[1], 1):6.1%}"


def _counted(outcomes):
    codes = Counter("/".join(outcome.entry.codes(outcome.dose)) for outcome in outcomes)
    return (f"  {code}: {count}" for code, count in codes.most_common())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("zoo", choices=SETS)
    parser.add_argument("--seeds", type=int, default=1)
    arguments = parser.parse_args()
    print(*table(outcomes(zoo_of(arguments.zoo), range(arguments.seeds))), sep="\n")


if __name__ == "__main__":
    main()
