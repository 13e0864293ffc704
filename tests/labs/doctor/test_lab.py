"""The doctor lab: before a diagnosis nothing is given away; after it come the finding and its line."""

import re

import pytest
import torch
from torch import nn

from course_lib.inspection import Report
from course_lib.inspection.records import Layer, Parameter
from course_lib.labs import LABS
from course_lib.labs.doctor.evidence import DIAGNOSES, OPEN, causes, evidence
from course_lib.labs.doctor.figure import code_of
from course_lib.labs.doctor.lab import TWO_LINES, plain
from course_lib.labs.doctor.patients import PATIENTS
from tests.labs.looking import check_figure, check_texts
from tests.stand_ins import Part

NAMES = {"mlp4": "stuck", "mlp6": "explode", "gpt2": "first loss", "scans": "inputs"}


def opened(**settings):
    return LABS["doctor"](**dict(steps=3) | settings)


def head(lab):
    """The lines above the panels, without what colours them."""
    return re.sub("<(?!br)[^>]*>", "", lab.figure.plain["layout"]["annotations"][0]["text"]).split("<br>")


@pytest.mark.parametrize("patient", PATIENTS)
def test_nothing_is_given_away_before_a_diagnosis(patient):
    lab = opened(patient=patient)
    (finding,) = lab.result.before.faults
    for said in (lab.state.words, lab.summary(), " ".join(head(lab)), lab.code):
        for told in (finding.words, finding.measured, finding.line.split("\n")[0], f"finds: {finding.code}"):
            assert told not in said
    assert "diagnosis: open" in lab.summary() and "Choose a diagnosis" in head(lab)[1]
    assert set(lab.state.unused) == {"mend"}


def test_the_next_patient_comes_without_a_diagnosis():
    lab = opened(diagnosis="stuck", mend=True)
    Part(lab, "patient").value = "scans"
    assert (lab.settings["diagnosis"], lab.settings["mend"]) == (OPEN, False)


@pytest.mark.parametrize("patient", NAMES)
def test_a_diagnosis_brings_the_finding_and_its_line(patient):
    lab = opened(patient=patient, diagnosis=NAMES[patient])
    (finding,) = lab.result.before.faults
    said = f"✓ Yes, {DIAGNOSES[finding.code]}. {plain(finding.words)} "
    assert lab.state.words.lower() == f"{said}{plain(finding.measured)}.".lower()
    assert head(lab)[1] == code_of(finding.line)
    assert "which is right" in lab.summary() and lab.state.unused == {}


@pytest.mark.parametrize(
    ("patient", "diagnosis", "said"),
    [
        ("mlp6", "first loss", "; a symptom, not the cause."),
        ("mlp6", "vanish", "✗ Not “weights too small”: the variance across inputs changes"),
        ("lora4", "vanish", "changes by a factor of 16. Nothing ever learns in “0.A”"),
        ("mlp4", "saturated", "✗ Not “saturated units”: ReLU has no upper end to saturate at. Nothing"),
        ("gpt2", "inputs", "✗ Not “inputs not of size one”: the inputs are looked up"),
        ("scans", "healthy", "✗ Not “nothing is wrong”. The inputs of “0” are not of size one"),
    ],
)
def test_a_wrong_diagnosis_is_answered_by_what_was_measured(patient, diagnosis, said):
    lab = opened(patient=patient, diagnosis=diagnosis)
    assert said in lab.state.words
    assert "which is wrong" in lab.summary()


def test_mended_both_curves_stand_on_the_axes_that_were_there():
    lab = opened(patient="mlp6", diagnosis="explode")
    before = lab.figure.plain
    lab.set(mend=True)
    after = lab.figure.plain
    assert len(after["data"]) > len(before["data"])
    for name in (name for name in before["layout"] if name.startswith("yaxis")):
        assert before["layout"][name]["range"] == after["layout"][name]["range"]
    assert lab.state.words.endswith("inspect finds nothing more.")
    assert "once mended: nothing" in lab.summary() and "the loss is lower: yes" in lab.summary()


def test_words_name_the_lower_loss_first():
    words = opened(patient="mlp6", diagnosis="explode", mend=True, steps=20).state.words
    assert re.search(r" Loss after 20 steps: [\d.]+ mended, overflows as it came\.", words)


@pytest.mark.parametrize("patient", PATIENTS)
def test_words_take_two_lines(patient):
    lab = opened(patient=patient, steps=0, seed=3)
    for settings in [{}, *(dict(diagnosis=one) for one in DIAGNOSES), dict(mend=True, diagnosis="prior")]:
        lab.set(**settings)
        assert len(lab.state.words) < TWO_LINES


@pytest.mark.parametrize("diagnosis", [one for one in DIAGNOSES if one != OPEN])
def test_every_diagnosis_has_an_answer_for_every_patient(diagnosis):
    for patient in PATIENTS:
        visit = opened(patient=patient, steps=0).result
        found = evidence(diagnosis, visit.before, visit.informed)
        assert (found.words == "") == (diagnosis in ("other", "healthy"))
        assert diagnosis not in causes(visit.before) or found.shows


def report(**layer):
    return Report([Layer("a", "linear", **layer)], [], [])


TANH, FIRST, FROM_ONE = dict(activation="tanh"), dict(first=True), dict(input_mean_square=1.0)
END = dict(output=True, across=1.0)


@pytest.mark.parametrize(
    ("diagnosis", "sick", "well", "said"),
    [
        ("dead", dict(dead=0.9), dict(dead=0.4), "at most 90 % are dead in a layer"),
        ("saturated", TANH | dict(saturated=0.8), TANH | dict(saturated=0.2), "at most 80 %"),
        ("inputs", FIRST | dict(input_mean_square=400.0), FIRST | dict(input_mean_square=2.0), "400"),
        ("explode", FROM_ONE | dict(mean_square=99.0), FROM_ONE | dict(mean_square=2.0), "99"),
        ("vanish", END | dict(input_across=1e-6), END | dict(input_across=0.5), "10⁻⁶"),
    ],
)
def test_what_a_cause_would_show(diagnosis, sick, well, said):
    found = evidence(diagnosis, report(**sick), float("nan"))
    assert found.shows and said in found.words
    assert not evidence(diagnosis, report(**well), float("nan")).shows


def test_a_zero_that_is_not_trained_is_not_stuck():
    def weight(trainable):
        return Parameter(
            "w", "w", "weight", (2, 2), torch.float32, trainable, 2, 2, False, 0, 0, 0, gradient=0.0
        )

    for trainable in (True, False):
        found = evidence("stuck", Report([], [weight(trainable)], []), float("nan"))
        assert found.shows == trainable


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("a = 1", "a = 1"),
        ("a = 1\nb = 2", "a = 1 …"),
        ("for name in ['a', 'b', 'c']: f(name)", "for name in ['a', …]: f(name)"),
        ("x" * 200, "x" * 112 + " …"),
    ],
)
def test_a_line_of_code_is_one_line(line, shown):
    assert code_of(line) == shown


# ---- a reader's own -------------------------------------------------------------------------------


def mine(**rest):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 4))
    return dict(model=model, inputs=torch.randn(64, 8), targets=torch.arange(64) % 4) | rest


def test_a_model_of_ones_own_opens_and_says_how_it_was_opened():
    lab = opened(**mine(loss=nn.CrossEntropyLoss()), diagnosis="healthy", mend=True)
    check_figure(lab.figure)
    check_texts(lab)
    assert (
        lab.state.words.startswith("✓ Yes, nothing is wrong. inspect finds nothing") and len(head(lab)) == 1
    )
    assert lab.code.startswith(
        "labs.doctor(patient='own', model=model, inputs=inputs, targets=targets, loss=loss,"
    )
    assert lab.set(patient="mlp4") is None and lab.set(patient="own") is None
    assert lab.result.label == "your model"


def test_a_model_without_a_loss_is_looked_at_and_not_trained():
    lab = opened(**mine(targets=None))
    assert "steps" in lab.state.unused and lab.state.words == "Not trained."
    check_figure(lab.figure)


def test_what_is_mended_by_hand_is_said():
    given = mine(loss=nn.CrossEntropyLoss())
    given["model"].append(nn.Softmax(dim=1))
    lab = opened(**given, diagnosis="other", mend=True)
    assert lab.state.words.startswith("✓ Yes, another cause. The loss receives probabilities")
    assert "This is mended by hand." in lab.state.words


def test_a_model_of_two_hundred_layers_is_drawn():
    layers = [layer for _ in range(200) for layer in (nn.Linear(8, 8), nn.Tanh())]
    lab = opened(**mine(model=nn.Sequential(*layers), targets=None))
    check_figure(lab.figure)
    assert len(lab.result.before.layers) == 200


def test_a_frozen_model_has_no_gradient_to_draw():
    given = mine(loss=nn.CrossEntropyLoss())
    given["model"].requires_grad_(False)
    lab = opened(**given)
    (back,) = [one for one in lab.figure.plain["data"] if one.get("yaxis") == "y4"]
    assert back["x"] == [None]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (dict(inputs=1, loss=2), r"model and inputs must come together, .*; got inputs, loss"),
        (dict(model=nn.Linear(2, 2)), "model and inputs must come together, .*; got model"),
        (dict(patient="mlp5"), "patient .* must be one of 'mlp4'"),
        (mine(model=nn.ReLU()), "parameters"),
        (mine(model=nn.LayerNorm(8), targets=None), "model must multiply its inputs by weights"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_words(given, words):
    with pytest.raises((TypeError, ValueError), match=words):
        opened(**given)
