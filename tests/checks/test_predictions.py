"""The predictions: veiled until a reader commits, an answer to each option, and nothing given away before."""

import html
import json
import re
from functools import cache
from pathlib import Path

import ipywidgets as widgets
import nbformat
import pytest

from course_lib.checks import QUESTIONS, Prediction, Question, predict
from course_lib.checks.prediction import RENAMED
from course_lib.checks.typeset import typeset
from tests.stand_ins import from_page

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
ASKED = QUESTIONS["race"]

# Words or lines that only the figure after the question may say.
REVEALS = {
    "race": ["solved", "in between"],
    "one_seed": ["median", "at most"],
    "zeros": ["exactly 0"],
    "constant": ["are still the same unit"],
    "constant_W1": ["units are distinct", "more than 1 of 8", "≥ 90 %"],
    "noise": ["units are distinct", "more than 1 of 8", "≥ 90 %"],
    "logistic": ["learns too", "are equal"],
    "uniform_std": ["std 0.144", "0.25"],
    "standard_scale": ["limit ±0.125"],
    "standard_normal": ["Normal has 5.66 times the std"],
    "truncated": ["0.88"],
    "evenly": ["of 100:"],
    "printout": ["mpossible"],
    "small": ["·10⁻⁵⁷ at layer 30"],
    "large": ["saturated about 80 %", "over 10²⁰ at layer 1"],
    "third": ["·10⁻¹⁵ at layer 30", "× 0.333 a layer"],
    "level": ["nothing above rounding"],
    "five_thirds": ["to 1.1 at layer 30"],
    "weights": ["(∂loss/∂W)²] goes from 7.7·10⁻¹⁵ at layer 1"],
    "narrowing": ["0.074 at layer 1"],
    "narrowing_glorot": ["4.5 at layer 5", "0.24 at layer 1"],
    "glorot_tanh": ["8.4·10⁻³ at layer 50"],
    "standard_gradient": ["0.14 at layer 1"],
    "relu_half": ["E[φ²] 0.5", "Var φ 0.341"],
    "relu_lecun": ["·10⁻⁹ at layer 30", "× 0.5 a layer"],
    "he_keeps": ["0.083 at layer 1"],
    "hundred_layers": ["0.015 at layer 100"],
    "deep_race": ["learns", "stalls"],
    "sigmoid_mean": ["E[φ] 0.5"],
    "symmetric": ["Softsign:"],
    "saturates": ["66.3 % of z"],
    "off": ["% of all units dead"],
    "step": ["is exactly 0 down from layer 29"],
    "rule": ["the signal explodes"],
    "root_five": ["0.0361", "0.408"],
    "cut_deep": ["·10⁻⁶ at layer 50"],
    "shared": ["the same weights"],
    "without_biases": ["·10⁻¹⁶ differs"],
    "large_biases": ["·10⁻⁸ differs"],
    "fair_start": ["He normal leads Glorot normal in 20 of 20 seeds"],
    "own_rate": ["at rate 0.1"],
    "adam_deep": ["He normal leads Glorot normal in 10 of 10 seeds"],
    "batch_norm": ["Glorot normal leads He normal in 20 of 20 seeds"],
    "one_of_twenty": ["of 20 seeds"],
    "patient_gpt": ["last layer too large", "inspect finds: first loss"],
    "patient_heatmap": ["rare classes not known", "inspect finds: prior"],
}


def spoken(prediction):
    """All that a reader of the lab gets in words."""
    return f"{prediction.lab.state.words}\n{prediction.lab.summary()}"


def picture(prediction):
    return prediction.lab.figure.to_json()


def veiled(prediction):
    return prediction.lab.layout.display == "none"


def press(prediction, button):
    """What the page sends when a reader presses a button."""
    asked = prediction._asking.asked
    asked._handle_custom_msg({"press": button}, [])


def commit(prediction, option):
    """What the page sends when a reader chooses an option and presses Commit."""
    from_page(prediction._asking.asked, chosen=option)
    press(prediction, "commit")


class Answered:
    """A question asked and answered rightly in the page's own way, with what was seen before and after."""

    def __init__(self, name):
        self.prediction = predict(name)
        self.veiled = veiled(self.prediction)
        self.summary = self.prediction.summary()
        self.before, self.picture = spoken(self.prediction), picture(self.prediction)
        commit(self.prediction, self.prediction.question.right)


answered = cache(Answered)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_figure_opens_with_the_answer_and_not_before(name):
    seen = answered(name)
    assert seen.veiled and not veiled(seen.prediction)
    assert seen.prediction.lab.error is None
    assert picture(seen.prediction) != seen.picture
    assert seen.prediction.lab.settings.items() >= QUESTIONS[name].after.items()


@pytest.mark.parametrize("name", QUESTIONS)
def test_nothing_gives_the_answer_away(name):
    seen = answered(name)
    after = spoken(seen.prediction)
    for words in REVEALS[name]:
        assert words in after, "not what the figure reveals"
        assert words not in seen.before
    assert QUESTIONS[name].because not in seen.summary and "Answer: open" in seen.summary
    for reason in QUESTIONS[name].wrong.values():
        assert reason not in seen.summary


def test_the_learners_notebooks_ask_every_question_and_do_not_hold_its_reasons():
    cells = [
        cell
        for path in NOTEBOOKS.glob("*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code" and "predict(" in cell.source
    ]
    for name, question in QUESTIONS.items():
        stored = [cell.outputs for cell in cells if f'predict("{name}"' in cell.source]
        text = json.dumps(stored, ensure_ascii=False)
        assert question.text[:60] in text, f"{name} is in no notebook"
        assert not [why for why in (question.because, *question.wrong.values()) if why in text], name


# ---- committing, skipping, reloading --------------------------------------------------------------


class Stand(widgets.VBox):
    """Stands in for a lab, so that all answers can be tried in no time."""

    def __init__(self):
        super().__init__([])
        self.calls, self.shown_as, self.settings, self.opened = [], [self], {}, {}

    def start_in_view(self, **settings):
        self.calls.append(("start_in_view", settings))

    def set(self, **settings):
        self.calls.append(("set", settings))
        self.settings |= settings

    def summary(self):
        return "the lab"


def seen_text(page):
    """HTML as a reader sees it."""
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def replied(prediction):
    """What stands under the buttons, as a reader sees it."""
    return seen_text(prediction._asking.asked.reply)


@pytest.mark.parametrize("option", ASKED.options)
def test_committing_answers_and_starts_the_lab(option):
    question, lab = ASKED, Stand()
    prediction = Prediction(question, lab)
    asked = prediction._asking.asked
    from_page(asked, chosen=option)
    assert veiled(prediction) and lab.calls == [] and asked.right == "", "choosing is not committing"
    press(prediction, "commit")
    assert lab.calls == [("start_in_view", question.after)] and not veiled(prediction)
    assert (prediction.answer, asked.right) == (option, question.right)
    right = option == question.right
    assert asked.status == ("right" if right else "not this one")
    assert prediction.reply.startswith("✓ Right. " if right else f"✗ Not this one. {question.wrong[option]} ")
    assert prediction.reply.endswith(question.because)
    assert replied(prediction) == prediction.reply
    for button in ("commit", "skip"):  # as a second view of the page may still send
        press(prediction, button)
    assert len(lab.calls) == 1


@pytest.mark.parametrize("option", ASKED.options)
def test_an_answer_given_in_code_commits_at_once(option):
    question, lab = ASKED, Stand()
    prediction = Prediction(question, lab, option)
    assert lab.calls == [("set", question.after)] and not veiled(prediction)
    assert lab.opened == lab.settings, "Reset goes to what settles the question"
    assert (prediction._asking.chosen, prediction._asking.asked.right) == (option, question.right)
    assert f"Answer: ({option}) {prediction.reply}\nthe lab" in prediction.summary()


def test_skipping_opens_the_figure_without_a_verdict():
    question, lab = ASKED, Stand()
    prediction = Prediction(question, lab)
    press(prediction, "skip")
    assert lab.calls == [("start_in_view", question.after)] and not veiled(prediction)
    assert prediction.answer is None and prediction.reply == question.because
    assert prediction._asking.asked.status == "" and "Not this one" not in replied(prediction)
    assert f"Answer: skipped. {question.because}\nthe lab" in prediction.summary()


def test_committing_without_a_choice_says_so():
    prediction = Prediction(QUESTIONS["zeros"], Stand())
    press(prediction, "commit")
    assert "Choose an answer first" in replied(prediction)
    assert veiled(prediction) and prediction.lab.calls == [] and not prediction._asking.over


def test_what_a_reader_sees_is_escaped():
    question = Question(
        "Is 1 < 2?", {"y": "<b>yes", "n": "no"}, "y", {"n": "2 > 1 & so on."}, "1 < 2.", "race"
    )
    card = Prediction(question, Stand())._repr_mimebundle_()["text/html"]
    asked = Prediction(question, Stand(), "n")._asking.asked
    assert "Is 1 &lt; 2?" in card and "Is 1 &lt; 2?" in asked.question
    assert "<li>&lt;b&gt;yes</li>" in card and ["y", "&lt;b&gt;yes"] in asked.options
    assert asked.reply == "<b>✗ Not this one.</b> 2 &gt; 1 &amp; so on. 1 &lt; 2."


def test_formulas_and_names_of_code_are_typeset():
    made = {
        "n_out/n_in": "<i>n</i><sub>out</sub>/<i>n</i><sub>in</sub>",
        "Var(w) = 1/n_in": "Var(<i>w</i>) = 1/<i>n</i><sub>in</sub>",
        "E[z²] and E[δ²]": "E[<i>z</i>²] and E[<i>δ</i>²]",
        "only W2 is": "only <i>W</i><sub>2</sub> is",
        "by kaiming_uniform_(weight, a=√5).": "by <code>kaiming_uniform_(weight, a=√5)</code>.",
        "nn.Linear, HeNormal() & ReLU": "<code>nn.Linear</code>, <code>HeNormal()</code> &amp; ReLU",
        "N(0, 1) < U(−a, a)": "N(0, 1) &lt; U(−a, a)",
    }
    assert {text: typeset(text) for text in made} == made


def test_no_word_of_a_question_is_lost_when_it_is_typeset():
    for question in QUESTIONS.values():
        for text in (question.text, question.because, *question.options.values(), *question.wrong.values()):
            assert seen_text(typeset(text)) == re.sub(r"\bn_", "n", text)


def test_a_reloaded_page_shows_the_answer_and_the_figure():
    seen = answered("uniform_std").prediction
    asked, layout = seen._asking.asked.get_state(), seen.lab.layout.get_state()
    assert (asked["chosen"], asked["right"], asked["status"]) == ("root", "root", "right")
    assert "0.58" in asked["reply"] and layout["display"] != "none"
    shown = seen.lab._view.shown
    assert "Glorot uniform" in shown.get_state()["words"] == seen.lab.state.get_state()["words"]
    assert seen.get_state()["children"][-1] == f"IPY_MODEL_{seen.lab.model_id}"


def test_an_open_question_shows_its_options_and_the_name_of_its_lab_and_nothing_of_the_figure():
    question = ASKED
    prediction = Prediction(question, Stand())
    bundle = prediction._repr_mimebundle_()
    text = bundle["text/plain"]
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == prediction.model_id
    assert text == repr(prediction) and text.startswith(f"Prediction: {question.text}\n")
    *options, answer, opens = text.splitlines()[1:]
    assert options == [f"  ({key}) {option}" for key, option in question.options.items()]
    assert answer == "Answer: open" and opens.startswith(f"Your answer opens the lab {question.lab}. ")
    assert set(bundle) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    assert all(typeset(option) in bundle["text/html"] for option in question.options.values())


def test_a_settled_question_shows_its_lab():
    prediction = answered("truncated").prediction
    bundle = prediction._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == prediction.model_id
    assert bundle["text/plain"] == prediction.summary() and "text/html" not in bundle
    assert prediction.reply in bundle["text/plain"] and prediction.lab.summary() in bundle["text/plain"]


@pytest.mark.parametrize("old, new", RENAMED.items())
def test_an_old_name_asks_the_same_with_a_word(old, new):
    assert old not in QUESTIONS
    with pytest.warns(FutureWarning, match=f"'{old}' is now '{new}'"):
        assert predict(old).question is QUESTIONS[new]
