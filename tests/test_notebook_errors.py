"""A wrong argument in a notebook: one message, no library code, the traceback one call away."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib import notebook_errors
from course_lib.notebook_errors import MORE, message

ROOT = Path(__file__).resolve().parents[1]
SETUP = """
import numpy as np
from course_lib import activations, datasets, initializers, labs
from course_lib.checks import check, predict
from course_lib.ensemble import Ensemble
from course_lib.frameworks import find, translate
from course_lib.widgets import Lab, Whole
from course_lib.propagation import propagate
"""
CELLS = {  # a cell, and how the message begins
    "labs.samples(scheme='he_nromal')": "ValueError: scheme (Scheme) must be one of 'zeros', ",
    "labs.samples(shceme='zeros')": "ValueError: the Samples lab has no control 'shceme'; it has scheme, ",
    "labs.samples(scene='nowhere')": "ValueError: the Samples lab has no preset 'nowhere'; its presets: ",
    "for n in (1, 500):\n    lab.set(seed=n)": "ValueError: seed (Seed) must be a whole number ",
    "check('rescu', 1)": "ValueError: name must be one of rescue, ",
    "check('rescue')": "TypeError: answer must be change; got 0 values",
    "predict('races')": "ValueError: name must be one of race, ",
    "predict('race', answer='q')": "ValueError: answer must be one of ",
    "find('torch.kaiming')": "ValueError: ",
    "translate('keras.HeNormal', to='tensorflow')": "ValueError: to must be one of ",
    "initializers.get('he_nromal')": "ValueError: scheme must be one of zeros, ",
    "initializers.he_normal((3,))": "ValueError: shape must have 2 or more dimensions",
    "activations.get(3)": "TypeError: activation must be a name such as 'relu'",
    "datasets.circles(0)": "ValueError: n_train must be ",
    "propagate('he_normal', 'rellu')": "ValueError: activation must be ",
    "Ensemble([2, 0, 1])": "ValueError: ",
}
FAULTS = [  # what keeps its traceback: not raised by the library, or not on purpose
    "1 / 0",
    "int('x')",
    "raise ValueError('mine')",
    "labs.samples(1)",
    "np.zeros(3) @ np.zeros(4)",
    "def f(x):\n    raise ValueError('mine')\nLab('Toy', [Whole('n', 'N', 1)], f, None, None, None)",
    "Lab('Toy', [Whole('n', 'N', 1)], lambda x: int('x'), None, None, None)",
    "Lab('Toy', [Whole('n', 'N', 1)], lambda x: np.zeros(3) @ np.zeros(4), None, None, None)",
]


@pytest.fixture(scope="module")
def notebook():
    """The names that a notebook knows after its first cell."""
    names = {"__name__": "__main__"}
    exec(SETUP + "lab = labs.samples()", names)
    return names


def shown(cell, names):
    """What is shown of the exception that ends a cell, or nothing where that is the traceback."""
    with pytest.raises((ValueError, TypeError, ZeroDivisionError)) as raised:
        exec(compile(cell, "<cell>", "exec"), names)
    trace = raised.value.__traceback__.tb_next  # the frame of this test is none of a notebook's
    return message(raised.value, trace)


@pytest.mark.parametrize("cell", CELLS)
def test_a_wrong_argument_is_answered_in_one_message(cell, notebook):
    said, blank, where, more = shown(cell, notebook)
    assert said.startswith(CELLS[cell]) and (blank, more) == ("", MORE)
    assert where.startswith(f"Line {len(cell.splitlines())}: ")


@pytest.mark.parametrize("cell", FAULTS)
def test_any_other_exception_keeps_its_traceback(cell, notebook):
    assert shown(cell, notebook) == []


def test_an_error_inside_the_library_alone_keeps_its_traceback():
    """Nothing of a notebook is on the way: a callback, for instance."""
    names = {"__name__": "another"}
    exec("from course_lib import activations", names)
    assert shown("activations.get(3)", names) == []


IPYTHON = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor", cache_size=0)
for cell in sys.argv[1:]:
    print("=== a cell")
    result = shell.run_cell(cell)
    print("raised", type(result.error_in_exec).__name__)
"""
WRONG = "import course_lib\nfrom course_lib import activations\nactivations.get('rellu')"


def in_ipython(*cells):
    """What IPython prints for each of the cells."""
    run = subprocess.run(
        [sys.executable, "-c", IPYTHON, *cells], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stderr == ""
    return [part.strip() for part in run.stdout.split("=== a cell\n")[1:]]


def test_in_ipython_the_message_stands_alone_and_the_traceback_is_one_call_away():
    first, traceback, again, fault, mine = in_ipython(
        WRONG, "%tb", "activations.get('rellu')", "1 / 0", "int('x')"
    )
    known = r"ValueError: activation must be one of step, .*, got 'rellu'; did you mean 'relu'\?"
    assert re.fullmatch(
        known + "\n\nLine 3: activations.get\\('rellu'\\)\n" + re.escape(MORE) + "\nraised ValueError", first
    )
    assert "course_lib/activations/functions.py" in traceback.replace("\\", "/") and "Traceback" in traceback
    assert re.match(known, again) and "functions.py" not in again
    assert "Traceback" in fault and "Traceback" in mine


def test_a_handler_that_a_reader_has_set_stays():
    mine = "get_ipython().set_custom_exc((ValueError,), lambda *error, **more: print('mine'))"
    _, shown = in_ipython(mine, WRONG)
    assert shown.startswith("mine")


def test_without_ipython_nothing_happens(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    notebook_errors.install()
