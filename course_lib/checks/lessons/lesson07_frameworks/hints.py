"""The hints of lesson 07."""

from __future__ import annotations

from course_lib.checks.hints import Hints

HINTS = {
    "root_five": Hints(
        "a is the slope of leaky ReLU for z < 0. PyTorch puts it into the formula of the gain, even if it is above 1.",
        "In the gain of leaky ReLU the slope is squared. The std is the gain over the root of the fan-in.",
        "The square of a is 5, so the gain is np.sqrt(2 / (1 + 5)). Divide it by the root of the number of inputs.",
        why="The gain squared is a third, and the fan-in is 64. So the variance is 1/(3 · 64), a sixth of He's.",
    ),
    "keras_he": Hints(
        "trunc_normal_ cuts a normal of the std that it is given, and corrects nothing. So compute std and bounds yourself.",
        "w is (out, in). Its fan-in gives He's std, which has to be widened before the cut (lesson 02). Keras cuts at "
        "2 of the widened std, and PyTorch's a and b are bounds on the weight itself.",
        "std = np.sqrt(2 / w.shape[1]) / 0.8796. Give it to torch.nn.init.trunc_normal_, with "
        "a=-2 * std and b=2 * std.",
        why="The cut brings the widened std back to He's. The bounds follow the std, as Keras' do.",
    ),
    "fan_in": Hints(
        "Count the numbers that one unit multiplies by weights. One axis of the shape counts the units themselves.",
        "The units stand on PyTorch's first axis, and on Keras' last. The other axes belong to a single unit.",
        "Leave out the first entry of shape for torch, and the last one for keras. np.prod multiplies what is left.",
        why="A unit reads every channel at every place of its window. The units' own axis does not count.",
    ),
    "mended": Hints(
        "Run the two lines one at a time, and read what Python says of each. Both times it names the word at fault.",
        "One line has a misspelled module. And a function of PyTorch that changes its argument in place has a mark at the "
        "end of its name.",
        "The module is torch.nn.init. Both functions need an underscore at the end: xavier_uniform_ and uniform_.",
        why="inite was a typo. The names that end in _ fill their argument; those without it are old names.",
    ),
    "own_instances": Hints(
        "An object of this kind starts from its own seed at each call. How many objects do two layers need?",
        "Look at the line first = second = make(). How often does it call make? first and second are two names of one object.",
        "Call make once for first, and once more for second.",
        why="Each call of make gives a new object with a seed of its own. So the two kernels differ.",
    ),
}
