"""The questions of lesson 09."""

from course_lib.checks.question import Question

QUESTIONS = {
    "patient_gpt": Question.of(
        "A small GPT predicts the next character of a text, one of 68. Before its first step the loss is 38, where a guess among 68 has ln 68 = 4.2. "
        "In every layer of its blocks E[z²] is below 1. Which part of it is drawn too large?",
        {
            "blocks": ("The blocks: what each adds makes the signal grow",
                       "Then E[z²] would grow from block to block. Look at “Signal, E[z²]”: only the last layer stands out."),
            "head": "The head, which computes the logits",
            "none": ("None: the draw was unlucky",
                     "A loss of 38 is no bad luck. Draw it with other seeds: all of them start far above ln 68."),
        },
        "The logits have a mean square of about 90, so the softmax puts all of its probability on one character, and that is seldom the right one.",
        "doctor", {"patient": "gpt2"}, {"diagnosis": "first loss", "mend": True},
    ),
    "patient_heatmap": Question.of(
        "A detector says for each of 64 places of an image whether a digit stands there; at one place of the 64 it does. Its first loss is 0.64, a little below "
        "ln 2 = 0.69, the loss of equal odds. “So its head starts well.” Is that so?",
        {
            "well": ("Yes: it starts where a guess between two classes does",
                     "Equal odds are a bad guess where 63 answers of 64 are no."),
            "low": "No: a guess that knows how rare the digit is has 0.08",
            "zero": ("No: a head that starts well has a loss near 0",
                     "That would take a network that knows where the digit stands. A start can only know how often there is one."),
        },
        "A guess of 1/64 for every place has a loss of 0.08. The first steps bring the output down to that, and learn hardly anything else in the meantime.",
        "doctor", {"patient": "heatmap"}, {"diagnosis": "prior", "mend": True}, claim="well",
    ),
}  # fmt: skip
