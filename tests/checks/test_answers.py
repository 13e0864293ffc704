"""Whose error is it: the reader's, which the verdict tells, or the check's own, which is raised?"""

import numpy as np
import pytest

from course_lib.checks import check
from course_lib.checks.lessons import lesson00_start_here as start_here
from course_lib.checks.lessons import lesson03_too_small_too_big as too_small_too_big
from course_lib.checks.lessons import lesson05_relu_and_he as relu_and_he


def gain(slope):
    return (2 / (1 + slope**2)) ** 0.5


def test_an_error_of_the_check_itself_is_raised(monkeypatch):
    monkeypatch.setattr(too_small_too_big, "check_value", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        check("first_loss", 2.3)
    monkeypatch.setattr(relu_and_he, "check_function", lambda *_, **__: {}["no such key"])
    with pytest.raises(KeyError):
        check("leaky_gain", gain)
    monkeypatch.setattr(start_here, "rescued", lambda *_: np.zeros(3) + np.zeros(2))
    with pytest.raises(ValueError, match="broadcast"):
        check("rescue", {"lr": 0.02})


def test_an_error_in_a_reader_s_function_names_the_line():
    names = {}
    source = "def gain(slope):\n    n_in = 3\n    return n_in / (slope - slope)\n"
    exec(compile(source, "<cell 7>", "exec"), names)
    assert "raised ZeroDivisionError in line 3: " in check("leaky_gain", names["gain"]).why

    found = check("leaky_gain", lambda slope: helped(slope)).why
    assert found.startswith("Your function raised RuntimeError in line ")
    assert found.endswith(', raise RuntimeError("no luck"): no luck')


def helped(slope):
    raise RuntimeError("no luck")


def test_what_a_reader_s_function_prints_is_still_printed(capsys):
    check("leaky_gain", lambda slope: print("slope is", slope))
    assert capsys.readouterr().out == "slope is 0.0\n"
