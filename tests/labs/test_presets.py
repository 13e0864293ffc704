"""Names and labels of presets tell nothing of what is seen, and the instructor's notes lead to each."""

import re
from pathlib import Path

import pytest

from course_lib.checks import QUESTIONS
from course_lib.labs import LABS, OLD_NAMES, PRESETS

NOTES = Path(__file__).parents[2] / "classroom" / "notes"
ALL = [(lab, preset) for lab, presets in PRESETS.items() for preset in presets]
OUTCOMES = re.compile(  # what becomes of a network, as words of a name or label begin
    r"\b(ahead|alike|beat|better|beyond|blind|block|dead|die|explod|fail|far|grow|kill|lead|learns|level|like|lose|"
    r"loss|part|rescu|same|saturat|shrink|stall|stands|still|surviv|swap|third|twin|vanish|widen|win|worse|wrong)"
)
PLAIN = {"a", "about", "after", "all", "and", "at", "it", "of", "only", "or", "the", "to"}
NAMED = re.compile(r"labs\.(\w+)\(preset=\"([^\"]*)\"\)")


@pytest.mark.parametrize("lab, preset", ALL)
def test_a_name_is_easy_to_type_and_a_label_to_read(lab, preset):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", preset) and len(preset) <= 30
    assert len(PRESETS[lab][preset].label) <= 45 and PRESETS[lab][preset].shows.endswith(".")


def words(text):
    return re.findall(r"[^\W_]+(?:[/.,][^\W_]+)*", text.lower())


def given_away(text, questions):
    """What a name or label tells: words of outcomes, or all that only the right answer to a question says."""
    found = OUTCOMES.findall(text.lower())
    for question in questions:
        own = {key: set(words(option)) for key, option in question.options.items()}
        right = own.pop(question.right)
        wrong = set().union(*own.values())
        shared = (right & wrong) | set(words(question.text)) | PLAIN
        if right - shared and right - shared <= set(words(text)) and not (wrong - shared) & set(words(text)):
            found += right - shared
    return found


@pytest.mark.parametrize("lab, preset", ALL)
def test_a_name_and_a_label_say_what_is_set_and_not_what_is_seen(lab, preset):
    asked = [question for question in QUESTIONS.values() if question.lab == lab]
    assert not given_away(preset, asked) and not given_away(PRESETS[lab][preset].label, asked)


def test_a_name_or_label_that_gives_something_away_is_seen():
    for told in ("small-stands-still", "rate-five-kills-he", "deep-xavier-stalls", "norm-swaps-the-lead"):
        assert given_away(told, [])
    assert given_away("N(0, 1) cut at ±2, std 0.88", [QUESTIONS["truncated"]]) == ["0.88"]
    assert given_away("Batch norm: Glorot's", [QUESTIONS["batch_norm"]]) == ["glorot"]
    assert not given_away("Batch norm: He and Glorot", [QUESTIONS["batch_norm"]])


def test_no_preset_of_the_race_rescues_what_an_exercise_asks_to_rescue():
    start = LABS["race"](steps=0, seeds=1).settings
    for preset in PRESETS["race"].values():
        if "normal_x10" in {**start, **preset.settings}["schemes"]:
            assert {name for name in preset.settings if preset.settings[name] != start[name]} <= {"schemes"}


def test_old_names_lead_to_presets_and_are_none():
    for lab, names in OLD_NAMES.items():
        assert not set(names) & set(PRESETS[lab])
        assert {old.settings["preset"] for old in names.values()} <= set(PRESETS[lab])


def test_an_old_name_opens_what_it_opened_with_a_word():
    with pytest.warns(
        FutureWarning, match="'x10-small-steps' of the Race lab is now preset='x10-eight-seeds', lr=0.01"
    ):
        lab = LABS["race"](preset="x10-small-steps", seeds=1, paused=True)
    assert (lab.settings["schemes"], lab.settings["lr"], lab.settings["seeds"]) == (("normal_x10",), 0.01, 1)


def test_labels_of_one_lab_differ():
    for presets in PRESETS.values():
        assert len({preset.label for preset in presets.values()}) == len(presets)


def test_the_notes_name_every_preset_and_no_other():
    named = {pair for note in NOTES.glob("*.md") for pair in NAMED.findall(note.read_text())}
    assert named == set(ALL)
