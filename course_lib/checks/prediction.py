"""A question that is answered, or skipped, before its lab shows the figure."""

from __future__ import annotations

import html
import warnings
from typing import Any

import ipywidgets as widgets

from course_lib.arguments import check_name
from course_lib.checks.asking import Asking
from course_lib.checks.lessons import QUESTIONS
from course_lib.checks.question import Question
from course_lib.checks.typeset import typeset
from course_lib.checks.verdict import Verdict, not_this_one, right
from course_lib.labs import LABS
from course_lib.widgets import Lab

# Names that questions had before, which told their answers: they go with the next version.
RENAMED = {"norm_swaps": "batch_norm", "finite_width": "hundred_layers"}


class Prediction(widgets.VBox):
    """The question with its options, and the lab that answers it, veiled until the reader commits.

    Args:
        question: see `course_lib.checks.question.Question`.
        lab: the lab, in the question's starting state.
        answer: commit to this option at once, as the solutions do.
    """

    def __init__(self, question: Question, lab: Lab, answer: str | None = None):
        if not isinstance(question, Question):
            raise TypeError(f"question must be a Question, such as QUESTIONS['race']; got {question!r}")
        self.question, self.lab, self.answer = question, lab, None
        if answer is not None:
            self._check(answer)
        self._asking = Asking(question, self._pressed)
        self._asking.say("The figure opens when you commit to an answer, or skip.")
        lab.layout.display = "none"
        super().__init__([self._asking, lab])
        self.add_class("course-prediction")
        lab.shown_as.append(self)
        if answer is not None:
            self._asking.chosen = self.answer = answer
            lab.layout.display = ""
            lab.set(**question.after)
            lab.opened = lab.settings
            self._asking.settle(question.right, self._verdict())

    @property
    def reply(self) -> str:
        """What the question has to say to the answer given."""
        return str(self._verdict())

    def summary(self) -> str:
        """The question and its options; once it is settled the answer and the lab's own summary."""
        lines = [f"Prediction: {self.question.text}"]
        lines += [f"  ({key}) {text}" for key, text in self.question.options.items()]
        if not self._asking.over:
            return "\n".join([*lines, "Answer: open", self._opens()])
        state = "skipped." if self.answer is None else f"({self.answer})"
        return "\n".join([*lines, f"Answer: {state} {self.reply}", self.lab.summary()])

    def __repr__(self) -> str:
        return self.summary()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict:
        own = {
            "text/plain": self.summary(),
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.model_id,
            },
        }
        if self._asking.over:
            return self.lab._repr_mimebundle_(**kwargs) | own
        return own | {"text/html": self._card()}

    def _opens(self) -> str:
        return f"Your answer opens the lab {self.question.lab}. {LABS[self.question.lab].__doc__}"

    def _card(self) -> str:
        """The open question for readers without a kernel: nothing of the figure is on it."""
        options = "".join(f"<li>{typeset(text)}</li>" for text in self.question.options.values())
        return (
            f"<p><b>Prediction.</b> {typeset(self.question.text)}</p><ul>{options}</ul>"
            f"<p><i>{html.escape(self._opens())}</i></p>"
        )

    def _check(self, answer: str) -> None:
        if not isinstance(answer, str) or answer not in self.question.options:
            allowed = ", ".join(map(repr, self.question.options))
            text = f"answer must be one of {allowed}; got {answer!r}"
            raise ValueError(text) if isinstance(answer, str) else TypeError(text)

    def _verdict(self) -> Verdict | str:
        because = self.question.because
        if self.answer is None:
            return because
        if self.answer == self.question.right:
            return right(because)
        return not_this_one(f"{self.question.wrong[self.answer]} {because}")

    def _pressed(self, button: str) -> None:
        """The reader pressed Commit or Skip."""
        if button == "commit":
            if not self._asking.chosen:
                self._asking.say("Choose an answer first, or skip.")
                return
            self.answer = self._asking.chosen
        self._asking.settle(self.question.right, self._verdict())
        self.lab.layout.display = ""
        self.lab.start_in_view(**self.question.after)
        self.lab.opened = self.lab.settings


def predict(name: str, *, answer: str | None = None) -> Prediction:
    """Ask the question ``name`` before its lab answers it.

    Args:
        name: a name of `QUESTIONS`, such as ``"race"``.
        answer: commit to this option at once, as the solutions do.

    Raises:
        ValueError: an unknown name or option.
    """
    if isinstance(name, str) and name in RENAMED:
        now = RENAMED[name]
        warnings.warn(
            f"the question {name!r} is now {now!r}; the old name will go.", FutureWarning, stacklevel=2
        )
        name = now
    question = QUESTIONS[check_name("name", name, QUESTIONS)]
    return Prediction(question, LABS[question.lab](**question.before), answer)
