"""The zoo at five seeds and in three doses, mended and trained: what `--slow` adds."""

from math import inf, isnan
from statistics import median

import pytest

from tests.inspection.zoo.mending import found, mended, mended_throughout
from tests.inspection.zoo.scoring import SETS, false_alarms, found_at, outcomes, table, zoo_of
from tests.inspection.zoo.training import losses

pytestmark = pytest.mark.usefixtures("one_thread")
SEEDS = range(5)
SICK = [pytest.param(e, id=f"{name}-{e.name}") for name in SETS for e in zoo_of(name).entries if e.sick]
GAINS = [parameter for parameter in SICK if parameter.values[0].gains]
HEALTHY = [pytest.param(e, id=f"{name}-{e.name}") for name in SETS for e in zoo_of(name).entries]
BAD = ("plain", "gross")


@pytest.fixture(scope="module", params=[(name, seed) for name in SETS for seed in SEEDS], ids=str)
def told(request):
    name, seed = request.param
    return outcomes(zoo_of(name), [seed])


def test_nearly_all_plain_and_gross_faults_are_found(told):
    count, of = found_at(told, *BAD)
    assert count >= 0.95 * of, "\n".join(table(told))


def test_hardly_any_fault_is_named_that_is_none(told):
    count, of = false_alarms(told)
    assert count <= 0.02 * of, "\n".join(table(told))


@pytest.mark.parametrize("dose", BAD)
@pytest.mark.parametrize("entry", SICK)
def test_the_suggested_line_ends_the_finding(entry, dose):
    for seed in SEEDS:
        named = found(entry, entry.make(seed, dose), dose)
        assert not named & found(entry, mended(entry, dose, seed), dose), f"seed {seed}"


@pytest.mark.parametrize("dose", BAD)
@pytest.mark.parametrize("entry", GAINS)
def test_a_short_training_gains_by_it(entry, dose):
    assert middle(mended_throughout, entry, dose) < middle(made, entry, dose)


@pytest.mark.parametrize("entry", HEALTHY)
def test_what_is_called_healthy_trains(entry):
    before, after = zip(*(losses(entry.make(seed), entry.training) for seed in SEEDS), strict=True)
    assert median(after) < median(before)


def made(entry, dose, seed):
    return entry.make(seed, dose)


def middle(making, entry, dose):
    """The median of the loss after a short training; one that is not a number counts as infinite."""
    after = [losses(making(entry, dose, seed), entry.training)[1] for seed in SEEDS]
    return median(inf if isnan(loss) else loss for loss in after)
