"""What `inspect` says of the zoo at one seed; `test_zoo_at_length.py` has all doses and five seeds."""

import pytest

from tests.inspection.zoo.mending import found, mended
from tests.inspection.zoo.scoring import SETS, false_alarms, found_at, outcomes, table, zoo_of

pytestmark = pytest.mark.usefixtures("one_thread")
CODES = {
    "memory", "inputs", "stuck", "norm gain", "symmetry", "copies", "unreached", "left out", "frozen",
    "centre", "dead", "layout", "places", "stream", "explode", "vanish", "gradient", "saturated", "sine",
    "product", "softmax twice", "first loss", "prior", "target", "dtype",
}  # fmt: skip
SICK = [pytest.param(e, id=f"{name}-{e.name}") for name in SETS for e in zoo_of(name).entries if e.sick]


@pytest.fixture(scope="module", params=SETS)
def zoo(request):
    return zoo_of(request.param)


@pytest.fixture(scope="module")
def told(zoo):
    """What `inspect` says of all plain and gross cases, the twins and the healthy networks."""
    return outcomes(zoo, doses=("plain", "gross"))


def test_a_set_has_enough_networks_and_each_fault(zoo):
    sick = [entry for entry in zoo.entries if entry.sick]
    assert len(sick) >= 24 and len(zoo.entries) - len(sick) >= 24
    assert {code for entry in sick for code in entry.expected} == CODES


def test_nearly_all_plain_and_gross_faults_are_found(told):
    count, of = found_at(told, "plain", "gross")
    assert count >= 0.95 * of, "\n".join(table(told))


def test_hardly_any_fault_is_named_that_is_none(told):
    count, of = false_alarms(told)
    assert count <= 0.02 * of, "\n".join(table(told))


@pytest.mark.parametrize("entry", SICK)
def test_the_suggested_line_ends_the_finding(entry):
    named = found(entry, entry.make(0, "plain"), "plain")
    assert not named & found(entry, mended(entry, "plain", 0), "plain")
