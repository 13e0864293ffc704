"""The predictions of lesson 07."""

from __future__ import annotations

from course_lib.checks.question import Question

QUESTIONS = {
    "root_five": Question.of(
        "PyTorch's nn.Linear fills its weight by kaiming_uniform_(weight, a=√5). He's scheme is kaiming_uniform_(weight). How do the stds of the two draws compare?",
        {
            "same": ("They are the same: both are Kaiming's",
                     "The name is the same. The argument a changes the gain, so look at how far the two curves reach."),
            "more": ("With a=√5 it is √5 times larger",
                     "a is the slope of leaky ReLU for z < 0. The more it lets through, the smaller the weights have to be."),
            "less": "With a=√5 it is 0.41 times He's",
        },
        "The gain is √(2/(1 + a²)) = √(2/6), and He's is √2: a factor of 1/√6 = 0.41. What comes out is U(±1/√n), the “standard” scheme.",
        "framework_samples", {"name": "torch.kaiming_uniform_", "versus": "none"},
        {"name": "torch.nn.Linear.weight", "versus": "torch.kaiming_uniform_"},
    ),
    "cut_deep": Question.of(
        "LeCun's scheme by hand: Keras' TruncatedNormal(stddev=1/√n), which draws again what falls beyond ±2 stddev. 50 linear layers, inputs of mean square 1. What is E[z²] in layer 50?",
        {
            "most": ("About 0.77", "That is what one layer leaves. There are 50, and each takes its share."),
            "half": ("About a half",
                     "A loss of 23 % in each layer compounds. After three layers half is gone."),
            "millionths": "About 3 · 10⁻⁶",
        },
        "The cut takes the largest squares away, and stddev is that of the normal before it: the variance is 0.774/n. 0.774 to the power of 50 is 3 · 10⁻⁶. LecunNormal "
        "widens the normal first, and keeps 1.",
        "signals", {"scheme": "lecun_normal", "activation": "identity", "depth": 50},
        {"scheme": "truncated_normal", "gain": 0.0883883},
    ),
    "shared": Question.of(
        "In Keras 3, init = HeNormal() has no seed, and two Dense layers of one shape get kernel_initializer=init. They stand side by side: the same inputs, and their outputs "
        "are added. Do they hold the same weights?",
        {
            "differ": ("No: without a seed every call draws anew",
                       "That would be so if each call drew a seed. The object draws one for itself, once, when it is made."),
            "part": ("At first; training separates them",
                     "Equal units get equal gradients at every step. Nothing separates them."),
            "equal": "Yes, before and after training",
        },
        "Every call of an object starts from the seed it was made with, so layers of one shape get equal weights. Side by side they are lesson 01 again: each unit has "
        "a twin for ever, and 4 units are worth 2.",
        "shared_instance", {"instances": "each", "steps": 0}, {"instances": "one", "steps": 1500},
    ),
}  # fmt: skip
