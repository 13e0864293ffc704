"""How course.py asks pip, and what it says when something goes wrong; nothing is installed here."""

import pytest


def test_the_rest_is_installed_with_torch_held_to_its_build(course, monkeypatch):
    asked = []
    monkeypatch.setattr(course.torch_build, "install_torch", asked.append)
    monkeypatch.setattr(course.torch_build, "installed_torch", lambda: "2.13.0+cpu")
    monkeypatch.setattr(course.installer, "pip_or_stop", lambda *arguments: asked.append(arguments))
    course.venv.install(["numpy==2.4.6", "torch==2.13.0"])
    assert asked == ["2.13.0", ("install", "numpy==2.4.6", "torch==2.13.0+cpu")]


NOTHING = "ERROR: No matching distribution found for numpy==2.4.6"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'\n" + NOTHING,
            "there is no network",
        ),
        ("ReadTimeoutError: HTTPSConnectionPool(host='x'): Read timed out.", "there is no network"),
        (f"ERROR: Could not find numpy==2.4.6 (from versions: none)\n{NOTHING}", "Either there is"),
        (
            f"ERROR: Could not find numpy==2.4.6 (from versions: 1.26)\n{NOTHING}",
            "only other builds",
        ),
        ("\n".join(f"line {n}" for n in range(100)), "line 99"),
    ],
)
def test_explanations(course, said, words):
    explained = course.installer.explain(said)
    assert words in explained
    assert len(explained.splitlines()) <= 13
    assert ("no network" in explained) is (words in ("there is no network", "Either there is"))


def test_a_python_that_cannot_make_environments(course, monkeypatch):
    find = course.venv.importlib.util.find_spec
    monkeypatch.setattr(
        course.venv.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else find(name)
    )
    with pytest.raises(course.project.Problem, match="apt install python3-venv"):
        course.venv.make_venv()


def test_variables_that_lead_astray_are_not_passed_on(course, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_INDEX_URL", "https://example.org")
    environment = course.project.environment()
    assert "PYTHONPATH" not in environment and "PIP_TARGET" not in environment
    assert environment["PIP_INDEX_URL"] == "https://example.org"  # the reader's own index
