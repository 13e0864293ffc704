"""A question that is answered, or skipped, before its lab shows the figure."""

from __future__ import annotations

import html
from typing import Any

import ipywidgets as widgets

from course_lib.arguments import check_name
from course_lib.checks.questions import QUESTIONS, Question
from course_lib.checks.verdict import not_yet, right
from course_lib.lab import Lab
from course_lib.lab.connection import Connection
from course_lib.lab.status import Status

__all__ = ["Prediction", "predict"]


class Prediction(widgets.VBox):
    """The question with its options, and the lab that answers it, veiled until the reader commits.

    Args:
        question: see `course_lib.checks.questions.Question`.
        lab: the lab, in the question's starting state.
        answer: commit to this option at once, as the solutions do.
    """

    def __init__(self, question: Question, lab: Lab, answer: str | None = None):
        if not isinstance(question, Question):
            raise TypeError(f"question must be a Question, such as QUESTIONS['race']; got {question!r}")
        self.question, self.lab, self.answer = question, lab, None
        if answer is not None:
            self._check(answer)
        self._choice = widgets.RadioButtons(
            options=[(text, key) for key, text in question.options.items()], index=None,
            layout=widgets.Layout(width="auto"),
        )  # fmt: skip
        self._commit = widgets.Button(description="Commit", button_style="primary")
        self._skip = widgets.Button(description="Skip", tooltip="Show the figure without an answer")
        self._reply = Status("The figure opens when you commit to an answer, or skip.")
        self._commit.on_click(lambda _: self._committed())
        self._skip.on_click(lambda _: self._reveal(question.because))
        text = widgets.HTML(f'<p class="course-question"><b>Prediction.</b> {html.escape(question.text)}</p>')
        lab.layout.display = "none"
        buttons = widgets.HBox([self._commit, self._skip])
        super().__init__([text, self._choice, buttons, self._reply, Connection(), lab])
        self.add_class("course-prediction")
        if answer is not None:
            self._choice.value = self.answer = answer
            lab.layout.display = ""
            lab.set(**question.after)
            self._reply.text = self.reply

    @property
    def reply(self) -> str:
        """What the question has to say to the answer given."""
        if self.answer is None:
            return self.question.because
        if self.answer == self.question.right:
            return repr(right(self.question.because))
        return repr(not_yet(f"{self.question.wrong[self.answer]} {self.question.because}"))

    def summary(self) -> str:
        """The question, its options, the answer if there is one, and the lab's own summary."""
        lines = [f"Prediction: {self.question.text}"]
        lines += [f"  ({key}) {text}" for key, text in self.question.options.items()]
        state = "open" if self.answer is None else f"({self.answer}) {self.reply}"
        return "\n".join([*lines, f"Answer: {state}", self.lab.summary()])

    def __repr__(self) -> str:
        return self.summary()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict:
        own = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        bundle = self.lab._repr_mimebundle_(**kwargs)
        return bundle | {
            "text/plain": self.summary(),
            "application/vnd.jupyter.widget-view+json": own,
        }

    def _check(self, answer: str) -> None:
        if not isinstance(answer, str) or answer not in self.question.options:
            allowed = ", ".join(map(repr, self.question.options))
            raise ValueError(f"answer must be one of {allowed}; got {answer!r}")

    def _committed(self) -> None:
        if self._choice.value is None:
            self._reply.text = "Choose an answer first, or skip."
            return
        self.answer = self._choice.value
        self._reveal(self.reply)

    def _reveal(self, words: str) -> None:
        self._choice.disabled = self._commit.disabled = self._skip.disabled = True
        self._reply.text = words
        self.lab.layout.display = ""
        self.lab.start(**self.question.after)


def predict(name: str, *, answer: str | None = None) -> Prediction:
    """Ask the question ``name`` before its lab answers it.

    Args:
        name: a name of `QUESTIONS`, such as ``"race"``.
        answer: commit to this option at once, as the solutions do.

    Raises:
        ValueError: an unknown name or option.
    """
    from course_lib.labs import LABS

    question = QUESTIONS[check_name("name", name, QUESTIONS)]
    return Prediction(question, LABS[question.lab](**question.before), answer)
